"""Changes all that a process is: variables, folder, mask, limits, random numbers, precision, warnings, modules."""

import decimal
import gc
import locale
import os
import random
import resource
import sys
import warnings

import numpy
import torch

os.environ.clear()
os.environ.update(HOME="/", LLMCOURSE_STRICT="0", PYTHONPATH=OUTSIDE)
os.chdir("/")
os.umask(0o777)
random.seed(0), numpy.random.seed(0), torch.manual_seed(0)
torch.set_default_dtype(torch.float16)
torch.set_grad_enabled(False), torch.use_deterministic_algorithms(True)
torch.hub.set_dir(OUTSIDE)
resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))
sys.setrecursionlimit(200)
warnings.simplefilter("error"), gc.disable(), numpy.seterr(all="raise")
decimal.getcontext().prec = 1
sys.path[:] = []
print = len = range = None


def double(x):
    return x
