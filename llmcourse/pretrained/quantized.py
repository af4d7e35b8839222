"""Weights in 8 bits: a quarter of the memory, and of the traffic that limits how fast a model
writes.

Each row of a weight matrix gets one scale, and its numbers are rounded to whole steps from -127 to
127. When few positions are computed (writing, token by token) time goes into fetching the weights,
and torch's 8-bit kernel fetches a quarter of the bytes. When many are (reading a prompt) time goes
into arithmetic, so the rows are unpacked first. The activations are never quantized. Used wherever
the course loads a large model, from chapter 0 on; no chapter builds it.
"""

from functools import partial

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int, Int8
from torch import Tensor, nn

from llmcourse.machine import wanted

FEW_POSITIONS = 16  # up to here the 8-bit kernel is the faster one


def to_int8(weight: Float[Tensor, "N D"]) -> tuple[Int8[Tensor, "N D"], Float[Tensor, "N 1"]]:
    """Round each row to 8 bits; returns the whole numbers and the size of one step in each row.

    >>> numbers, step = to_int8(torch.tensor([[0.0, 1.27, -0.64]]))
    >>> numbers.tolist()
    [[0, 127, -64]]
    """
    if 0 in wanted.array("weight", weight, ("N", "D"), "float").shape:
        raise ValueError(f"A matrix of shape {tuple(weight.shape)} has no numbers to round.")
    step = (weight.abs().amax(dim=1, keepdim=True) / 127).clamp(min=1e-12)
    if not step.isfinite().all():
        raise ValueError("A weight is NaN or infinite: train or load the model anew.")
    # As the kernel keeps it, so that both ways to compute use the same weights.
    step = step.bfloat16().float()
    return (weight / step).round_().clamp_(-127, 127).to(torch.int8), step


class Int8Linear(nn.Module):
    """A linear layer without bias whose weights are kept in 8 bits; computes in `compute` where it
    unpacks them.
    """

    numbers: Tensor
    step: Tensor

    def __init__(self, weight: Float[Tensor, "N D"], compute: torch.dtype = torch.float32):
        super().__init__()
        numbers, step = to_int8(weight)
        wanted.a(torch.dtype, "compute", compute, "Such as torch.float32.")
        self.compute = compute
        self.register_buffer("numbers", numbers)
        self.register_buffer("step", step)
        self.n_few = FEW_POSITIONS * weight.shape[1]
        self.kernel = partial(torch._weight_int8pack_mm, mat2=numbers, scales=step[:, 0].bfloat16())

    def forward(self, x: Float[Tensor, "*B D"]) -> Float[Tensor, "*B N"]:
        """Return the same as `F.linear`, up to the rounding of the weights."""
        wanted.array("x", x, ("*", self.numbers.shape[1]), "float")
        if x.numel() > self.n_few:
            return F.linear(x.to(self.compute), self.unpacked().to(self.compute)).to(x.dtype)
        rows = x.reshape(-1, x.shape[-1]).bfloat16()  # the kernel reads activations in bfloat16
        return self.kernel(rows).float().view(*x.shape[:-1], -1)

    def unpacked(self) -> Float[Tensor, "N D"]:
        """Return the weights as floats."""
        return self.numbers.float().mul_(self.step)  # in place: a third of the time of a product


class Int8Embedding(nn.Module):
    """A table of token vectors that shares the 8-bit weights of an output layer."""

    numbers: Tensor
    step: Tensor

    def __init__(self, head: Int8Linear):
        super().__init__()
        wanted.a(Int8Linear, "head", head)
        self.numbers, self.step = head.numbers, head.step

    def forward(self, ids: Int[Tensor, "*B"]) -> Float[Tensor, "*B D"]:
        """Return the rows of `ids`, as floats."""
        wanted.array("ids", ids, None, "int")
        rows = partial(F.embedding, weight=self.numbers)  # which refuses a negative id
        return wanted.looked_up(rows, ids, len(self.numbers)) * self.step[ids]
