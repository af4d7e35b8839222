"""AdamW for everything, or Muon for the matrices inside the blocks and AdamW for the rest.

AdamW (Loshchilov and Hutter 2019) is torch's. Muon (Jordan et al. 2024) replaces the momentum
of a matrix, a mean of its latest gradients, approximately by the nearest orthogonal matrix, so that
every direction is learned equally fast; torch has it too, but computes it in bfloat16, which is
slow on a processor without matrix units. Scaled after Liu et al. (2025), both take the same rate.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor, nn

from llmcourse.machine import wanted
from llmcourse.machine.runtime import fast_dtype

# Jordan et al. 2024: steepest at zero, near one after five rounds.
NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)


def make_optimizers(
    model: nn.Module, kind: str, weight_decay: float
) -> list[torch.optim.Optimizer]:
    """Return the optimizers for a model, `kind` being "adamw" or "muon"; before each step the
    caller sets the rate.
    """
    if kind not in ("adamw", "muon"):
        raise ValueError(f"optimizer={kind!r} is not known: choose 'adamw' or 'muon'.")
    wanted.number("weight_decay", weight_decay, least=0)
    parameters = dict(wanted.a(nn.Module, "model", model).named_parameters())
    if not parameters:
        raise ValueError("This model has no parameters: there is nothing to train.")
    inner = [
        p for name, p in parameters.items() if kind == "muon" and p.ndim == 2 and "blocks." in name
    ]
    chosen = {id(p) for p in inner}
    rest = [p for p in parameters.values() if id(p) not in chosen]
    groups = [
        {"params": [p for p in rest if p.ndim >= 2], "weight_decay": weight_decay},
        # Norms and biases are not pulled to zero.
        {"params": [p for p in rest if p.ndim < 2], "weight_decay": 0.0},
    ]
    adamw = torch.optim.AdamW(groups, betas=(0.9, 0.95), fused=True)
    return [adamw, Muon(inner, weight_decay=weight_decay)] if inner else [adamw]


class Muon(torch.optim.Optimizer):
    """Momentum whose every update is made orthogonal; for matrices only."""

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 1e-3,
        momentum: float = 0.95,
        weight_decay: float = 0.1,
    ):
        wanted.number("lr", lr, least=0)
        wanted.number("momentum", momentum, least=0, most=1)
        wanted.number("weight_decay", weight_decay, least=0)
        params = list(params or ())
        if not params:
            raise ValueError("There are no parameters: give the matrices of a model as a list.")
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        for group in self.param_groups:
            wrong = [tuple(p.shape) for p in group["params"] if p.ndim != 2]
            if wrong:
                raise ValueError(
                    f"Muon takes matrices; give the parameters of shapes {wrong} to AdamW."
                )

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        """Update every matrix; those of one shape are made orthogonal together."""
        for group in self.param_groups:
            by_shape = defaultdict(list)
            for p in group["params"]:
                if p.grad is not None:
                    by_shape[p.shape].append(p)
            for parameters in by_shape.values():
                updates = orthogonal(
                    torch.stack([self._averaged(p, group["momentum"]) for p in parameters])
                )
                for p, update in zip(parameters, updates, strict=True):
                    p.mul_(1 - group["lr"] * group["weight_decay"])
                    p.add_(update, alpha=-group["lr"] * 0.2 * max(p.shape) ** 0.5)

    def _averaged(self, p: Tensor, momentum: float) -> Tensor:
        """Return Nesterov's momentum: the running average of the gradients, one step ahead."""
        average = self.state[p].setdefault("momentum", torch.zeros_like(p))
        gradient = cast(Tensor, p.grad)
        average.lerp_(gradient, 1 - momentum)
        return gradient.lerp(average, momentum)


def orthogonal(matrices: Float[Tensor, "N R C"]) -> Float[Tensor, "N R C"]:
    """Return each matrix with nearly all its singular values brought to 0.7 to 1.2, by five rounds
    of Newton–Schulz.

    The smallest ones of a square matrix lag behind.
    """
    if 0 in wanted.array("matrices", matrices, ("N", "R", "C"), "float").shape:
        raise ValueError(f"Matrices of shape {tuple(matrices.shape)} have no numbers.")
    if matrices.shape[1] > matrices.shape[2]:
        return orthogonal(matrices.mT).mT
    a, b, c = NEWTON_SCHULZ
    x = matrices / matrices.norm(dim=(1, 2), keepdim=True).clamp(min=1e-7)
    x = x.to(fast_dtype())
    for _ in range(5):
        square = x @ x.mT
        x = a * x + (b * square + c * square @ square) @ x
    return x.to(matrices.dtype)
