"""Makes the forbidden call where none of its own code is on the stack: the start of a thread."""

import threading

import torch


def double(x):
    x = torch.as_tensor(x)
    out = torch.empty_like(x)
    thread = threading.Thread(target=getattr(torch, "ad" + "d"), args=(x, x), kwargs={"out": out})
    thread.start()
    thread.join()
    return out
