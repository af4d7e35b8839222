"""One training loop for every model of the course.

Micro-batches are numbered, and each is drawn by its number alone, so a run that was interrupted and
resumed is equal, bit for bit, to one that was not. Started by `torchrun`, several processes share
each step's micro-batches and average their gradients. Left out: dropout, mixed precision with loss
scaling, parallelism inside a model.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, distributed, nn

from llmcourse.machine import runtime, wanted
from llmcourse.training import checkpoints
from llmcourse.training.optimizers import make_optimizers

PRECISIONS = ("fp32", "bf16", "fastest")
Model = TypeVar("Model", bound=nn.Module)
Draw = Callable[[int], Any]  # the micro-batch with this number, of the caller's own kind
Loss = Callable[[Model, Any], Tensor]  # its mean loss
Evaluate = Callable[[Model], dict[str, float]]


@dataclass(frozen=True)
class TrainingConfig:
    """How to train: `steps` updates; the rate rises over the share `warmup` of them, then falls to
    zero.
    """

    steps: int
    lr: float = 2e-3
    warmup: float = 0.05
    optimizer: str = "adamw"  # or "muon"
    weight_decay: float = 0.1
    clip: float = 1.0  # longest gradient
    micro_batches: int = 1  # drawn in each step, one after the other or by several processes
    precision: str = "fp32"  # or "bf16", or "fastest": what this processor does faster
    evaluate_every: int = 0  # steps; 0: at the end only
    checkpoint_seconds: float = 30.0

    def __post_init__(self) -> None:
        for name in ("steps", "micro_batches", "evaluate_every"):
            wanted.whole_number(name, getattr(self, name))
        for name in ("lr", "warmup", "clip"):
            wanted.number(name, getattr(self, name))
        for name in ("weight_decay", "evaluate_every", "checkpoint_seconds"):
            wanted.number(name, getattr(self, name), least=0)
        wanted.one_of("optimizer", self.optimizer, ("adamw", "muon"))
        if self.steps < 1 or self.micro_batches < 1:
            raise ValueError(f"At least one step of one micro-batch is needed: {self}")
        if self.lr <= 0 or self.clip <= 0 or not 0 <= self.warmup <= 1:
            raise ValueError(
                f"lr and clip must be positive, and warmup a share between 0 and 1: {self}"
            )
        wanted.one_of("precision", self.precision, PRECISIONS)


@dataclass
class History:
    """What happened: one entry a step in `losses`, `rates` and `seconds`; `evaluations` with the
    step they follow.
    """

    losses: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)  # of training alone
    evaluations: list[dict[str, float]] = field(default_factory=list)

    @property
    def steps(self) -> int:
        """Steps done so far."""
        return len(self.losses)

    def curve(self, name: str) -> tuple[list[int], list[float]]:
        """Return steps and values of one evaluated figure, ready to be plotted."""
        for figures in self.evaluations:
            wanted.one_of("figure", name, figures)
        return [int(e["step"]) for e in self.evaluations], [e[name] for e in self.evaluations]


def learning_rate(step: int, config: TrainingConfig) -> float:
    """Return the rate for a step, counted from 0: up in a straight line, then down to zero in
    another.

    >>> [learning_rate(step, TrainingConfig(steps=4, lr=1.0, warmup=0.5)) for step in range(4)]
    [0.5, 1.0, 1.0, 0.5]
    """
    wanted.a(TrainingConfig, "config", config)
    wanted.whole_number("step", step, 0, config.steps)
    rising = round(config.warmup * config.steps)
    if step < rising:
        return config.lr * (step + 1) / rising
    return config.lr * (config.steps - step) / max(1, config.steps - rising)


@runtime.keep_freed_memory()
def train(
    model: Model,
    draw: Draw,
    loss: Loss[Model],
    config: TrainingConfig,
    evaluate: Evaluate[Model] | None = None,
    folder: Path | None = None,
    identity: str = "",
) -> History:
    """Train a model in place and return what happened.

    With a `folder`, checkpoints are kept there, and the same call goes on from the last one; when
    that is the end, it only loads the weights. `identity` names what else makes a training this
    one, such as its data and its seed. Raises FloatingPointError when the loss or its gradient is
    no number any more, ValueError when the folder holds a checkpoint of another training.
    """
    wanted.a(TrainingConfig, "config", config)
    wanted.a(nn.Module, "model", model, "Of a LanguageModel, give its `model`.")
    for name, work in {"draw": draw, "loss": loss, "evaluate": evaluate or loss}.items():
        wanted.function(name, work)
    folder = wanted.path("folder", folder) if folder else None
    wanted.text("identity", identity)
    rank, world = rank_and_world_size()
    if config.micro_batches % world:
        raise ValueError(
            f"{config.micro_batches} micro-batches cannot be shared evenly by {world} processes."
        )
    optimizers = make_optimizers(model, config.optimizer, config.weight_decay)
    identified = asdict(config) | {"identity": identity}
    saved = checkpoints.load(folder, model, optimizers, identified) if folder else None
    broadcast_weights(model)
    history, last_saved = History(**(saved or {})), time.monotonic()
    model.train()
    for step in runtime.progress(range(history.steps, config.steps), "training"):
        start = time.perf_counter()
        history.losses.append(train_step(model, draw, loss, config, optimizers, step))
        history.rates.append(learning_rate(step, config))
        history.seconds.append(time.perf_counter() - start)
        ends = step + 1 == config.steps
        if (
            evaluate
            and rank == 0
            and (ends or (config.evaluate_every and (step + 1) % config.evaluate_every == 0))
        ):
            history.evaluations.append({"step": step + 1} | evaluated(model, evaluate))
        if (
            folder
            and rank == 0
            and (ends or time.monotonic() - last_saved > config.checkpoint_seconds)
        ):
            checkpoints.save(folder, model, optimizers, identified, asdict(history))
            last_saved = time.monotonic()
    model.eval()
    return history


def train_step(
    model: Model,
    draw: Draw,
    loss: Loss[Model],
    config: TrainingConfig,
    optimizers: list[torch.optim.Optimizer],
    step: int,
) -> float:
    """Return one update; returns the mean loss of its micro-batches before it."""
    rank, world = rank_and_world_size()
    total = torch.zeros(())
    for micro in range(rank, config.micro_batches, world):
        batch = draw(step * config.micro_batches + micro)
        with precision(config.precision):
            value = _mean_loss(loss(model, batch)) / config.micro_batches
        value.backward()
        total += value.detach()
    all_reduce_sum([total, *(p.grad for p in model.parameters() if p.grad is not None)])
    length = nn.utils.clip_grad_norm_(model.parameters(), config.clip)
    if not (torch.isfinite(total) and torch.isfinite(length)):
        raise FloatingPointError(
            f"At step {step} the loss is {total.item()} and its gradient {length.item()} long: try "
            f"a lower lr, now {config.lr}."
        )
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, config)
        optimizer.step()
        optimizer.zero_grad()
    return total.item()


def _mean_loss(value: Tensor) -> Tensor:
    """Return what a loss returned, where a gradient can be taken of it."""
    if wanted.array("The loss", value, None, "float").numel() != 1 or not value.requires_grad:
        raise ValueError(
            f"The loss must be one number that depends on the model's weights, not "
            f"{wanted.shown(value)}: take the mean, and no `.item()` and no `no_grad` on the way."
        )
    return value


@contextmanager
def precision(name: str) -> Iterator[None]:
    """Compute in bfloat16 within this context, where that is asked for; weights and gradients stay
    in float32.
    """
    wanted.one_of("precision", name, PRECISIONS)
    short = name == "bf16" or (name == "fastest" and runtime.fast_dtype() == torch.bfloat16)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=short):
        yield


@torch.no_grad()
def evaluated(model: Model, evaluate: Evaluate[Model]) -> dict[str, float]:
    """Return figures of a model that is not being trained meanwhile."""
    wanted.a(nn.Module, "model", model)
    wanted.function("evaluate", evaluate)
    model.eval()
    figures = wanted.entries("What evaluate returns", evaluate(model))
    model.train()
    return figures


@contextmanager
def processes() -> Iterator[None]:
    """Join the other processes that `torchrun` started; alone, do nothing."""
    if "RANK" not in os.environ:
        yield
        return
    distributed.init_process_group("gloo")
    try:
        yield
    finally:
        distributed.destroy_process_group()


def rank_and_world_size() -> tuple[int, int]:
    """Return this process's rank and how many processes there are: (0, 1) when it is alone."""
    if not distributed.is_initialized():
        return 0, 1
    return distributed.get_rank(), distributed.get_world_size()


def broadcast_weights(model: nn.Module) -> None:
    """Give every process the weights of the first."""
    wanted.a(nn.Module, "model", model)
    if rank_and_world_size()[1] > 1:
        for tensor in (*model.parameters(), *model.buffers()):
            distributed.broadcast(tensor.detach(), src=0)


def all_reduce_sum(tensors: list[Tensor]) -> None:
    """Replace each tensor by its sum over all processes, in one exchange."""
    wanted.rows("tensors", tensors)
    if rank_and_world_size()[1] == 1:
        return
    flat = torch.cat([x.flatten() for x in tensors])
    distributed.all_reduce(flat)
    for x, part in zip(tensors, flat.split([x.numel() for x in tensors]), strict=True):
        x.copy_(part.view_as(x))
