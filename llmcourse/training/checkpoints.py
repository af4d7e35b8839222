"""Checkpoints of a training: tensors as safetensors, the rest as JSON, never pickle.

The JSON file is written last and names the tensors that belong to it, so a kill at any moment
leaves a whole checkpoint: the new one or the one before.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from llmcourse.machine import wanted
from llmcourse.machine.files import write_whole

INDEX = "checkpoint.json"


def save(
    folder: Path,
    model: nn.Module,
    optimizers: list[torch.optim.Optimizer],
    config: dict[str, Any],
    history: dict[str, Any],
) -> None:
    """Write a checkpoint; the one before is removed once the new one is whole."""
    folder = wanted.path("folder", folder)
    wanted.a(nn.Module, "model", model)
    wanted.entries("history", history, "losses")
    folder.mkdir(parents=True, exist_ok=True)
    tensors = folder / f"step-{len(history['losses']):07d}.safetensors"
    unfinished = folder / "unfinished"
    save_file({name: x.contiguous() for name, x in _tensors(model, optimizers)}, unfinished)
    os.replace(unfinished, tensors)
    index = {"tensors": tensors.name, "config": config, "history": history}
    write_whole(folder / INDEX, json.dumps(index, indent=1))
    for old in folder.glob("step-*.safetensors"):
        if old != tensors:
            old.unlink()


def load(
    folder: Path, model: nn.Module, optimizers: list[torch.optim.Optimizer], config: dict[str, Any]
) -> dict[str, Any] | None:
    """Put the last checkpoint into model and optimizers; returns its history, or None when there is
    none.

    Raises ValueError when the folder holds a checkpoint of a training with another `config` or
    another model, or a damaged one.
    """
    folder = wanted.path("folder", folder)
    wanted.a(nn.Module, "model", model)
    if not (folder / INDEX).exists():
        return None
    content = wanted.json_of(folder / INDEX, "tensors", "config", "history")
    wanted.entries(f"The history in {INDEX}", content["history"], "losses")
    file = folder / wanted.text("tensors", content["tensors"])
    try:
        saved = load_file(file)
    except (SafetensorError, OSError) as error:
        raise ValueError(
            f"The checkpoint {file} is missing or damaged ({error}): remove its folder, and train "
            "anew."
        ) from None
    own = {name: x.shape for name, x in _tensors(model, [])}
    if content["config"] != config or own != {
        k: x.shape for k, x in saved.items() if k.startswith("model.")
    }:
        raise ValueError(
            f"{folder} holds a checkpoint of another training: choose another folder, or remove "
            "this one."
        )
    for name, x in _tensors(model, []):
        x.copy_(saved[name])
    for i, optimizer in enumerate(optimizers):
        for j, parameter in enumerate(_parameters(optimizer)):
            prefix = f"optimizer.{i}.{j}."
            optimizer.state[parameter] = {
                k.removeprefix(prefix): x for k, x in saved.items() if k.startswith(prefix)
            }
    return content["history"]


def _tensors(
    model: nn.Module, optimizers: list[torch.optim.Optimizer]
) -> Iterator[tuple[str, Tensor]]:
    yield from (
        ("model." + name, parameter.detach()) for name, parameter in model.named_parameters()
    )
    yield from (("model." + name, buffer) for name, buffer in model.named_buffers())
    for i, optimizer in enumerate(optimizers):
        for j, parameter in enumerate(_parameters(optimizer)):
            yield from (
                (f"optimizer.{i}.{j}.{key}", x) for key, x in optimizer.state[parameter].items()
            )


def _parameters(optimizer: torch.optim.Optimizer) -> list[Tensor]:
    return [parameter for group in optimizer.param_groups for parameter in group["params"]]
