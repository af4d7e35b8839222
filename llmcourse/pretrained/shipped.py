"""Models that were trained for this course and come with it: a folder each, with everything that is
known of one.

`weights.safetensors` (in half precision), `log.json` (sizes, recipe, data, training, figures,
samples) and `card.md`, the model card, which is made from the log alone. Families of trainings that
are compared have a table instead, `runs.jsonl`.
"""

import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from llmcourse.machine import wanted
from llmcourse.machine.files import write_whole
from llmcourse.models import tokenizer
from llmcourse.models.encoder import Bert
from llmcourse.models.transformer import Transformer, TransformerConfig
from llmcourse.models.translator import Translator

Model = Transformer | Bert | Translator
AnyModel = TypeVar("AnyModel", Transformer, Bert, Translator)

KINDS: dict[str, type[Model]] = {
    "decoder": Transformer,
    "encoder": Bert,
    "encoder-decoder": Translator,
}
FILES = Path(__file__).parent / "files"
VOCABULARIES = Path(__file__).parent / "vocabularies"
ROWS = (
    "architecture",
    "parameters",
    "vocabulary",
    "data",
    "data sha256",
    "tokens read",
    "minutes",
    "seed",
    "license",
)
NEEDED = ("title", "about", *ROWS, "recipe", "figures", "how measured", "limits", "samples")


def names() -> list[str]:
    """Return the models that come with the course, in alphabetical order."""
    return sorted(path.parent.name for path in FILES.glob("*/weights.safetensors"))


def read_log(name: str) -> dict[str, Any]:
    """Return what is known of a model; raises ValueError, with the names there are, for another
    name.
    """
    if name not in names():
        raise ValueError(
            f"No model {name!r} comes with the course; there are: "
            f"{', '.join(names()) or 'none yet'}."
        )
    return wanted.json_of(FILES / name / "log.json", "weights sha256", "kind", "config")


def read_model(name: str) -> Model:
    """Return the model, in full precision, ready to be used or trained on; raises ValueError for a
    damaged file.
    """
    log, file = read_log(name), FILES / name / "weights.safetensors"
    if hashlib.sha256(file.read_bytes()).hexdigest() != log["weights sha256"]:
        raise ValueError(
            f"The weights of {name!r} are not those that its log describes: get the course's files "
            "anew."
        )
    kind = KINDS[wanted.one_of("kind", log["kind"], KINDS)]
    model = kind(TransformerConfig(**log["config"]))
    weights = load_file(file)
    own = {key: parameter.shape for key, parameter in model.named_parameters()}
    if own != {key: weight.shape for key, weight in weights.items()}:
        raise ValueError(f"The weights of {name!r} do not have the sizes that its log describes.")
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            parameter.copy_(weights[key])
    return model.eval()


def read_vocabulary(name: str) -> tokenizer.BPE:
    """Return a vocabulary that comes with the course, such as "tales" or "speeches"."""
    known = sorted(file.stem for file in VOCABULARIES.glob("*.json"))
    if name not in known:
        names = ", ".join(known)
        raise ValueError(f"There is no vocabulary named {name!r}: choose one of {names}.")
    return tokenizer.load(VOCABULARIES / f"{name}.json")


def families() -> list[str]:
    """Return the tables of trainings that come with the course, in alphabetical order."""
    return sorted(path.parent.name for path in FILES.glob("*/runs.jsonl"))


def read_runs(family: str) -> list[dict[str, Any]]:
    """Return all trainings of a family, in the order in which they were done; its `card.md` says
    what the entries mean.

    Raises ValueError, with the families there are, for another name.
    """
    if family not in families():
        raise ValueError(
            f"No family {family!r} comes with the course; there are: {', '.join(families())}."
        )
    lines = (FILES / family / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    try:
        return [json.loads(line) for line in lines]
    except ValueError as error:
        raise ValueError(
            f"The table of {family!r} is damaged ({error}): get the course's files anew."
        ) from None


def write(folder: Path, model: Model, log: dict[str, Any]) -> None:
    """Write a model's folder; the log gains the model's kind and sizes, and the hash by which its
    weights are known.

    Raises ValueError for weights that half precision would change: round them before they are
    measured, by `rounded`.
    """
    folder = wanted.path("folder", folder)
    wanted.a(tuple(KINDS.values()), "model", model)
    wanted.entries("log", log, *NEEDED)
    kind = next(name for name, made in KINDS.items() if isinstance(model, made))
    weights = {key: p.detach().half().contiguous() for key, p in model.named_parameters()}
    if any((p != weights[key].float()).any() for key, p in model.named_parameters()):
        raise ValueError(
            "Only a model with rounded weights can be shipped: round it by `rounded`, then measure "
            "it."
        )
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / "unfinished"
    save_file(weights, unfinished)
    os.chmod(unfinished, 0o644)  # save_file hides it from other users
    digest = hashlib.sha256(unfinished.read_bytes()).hexdigest()
    log = log | {"kind": kind, "config": asdict(model.config), "weights sha256": digest}
    write_whole(folder / "log.json", json.dumps(log, indent=1, ensure_ascii=False) + "\n")
    write_whole(folder / "card.md", card(log))
    os.replace(unfinished, folder / "weights.safetensors")


def rounded(model: AnyModel) -> AnyModel:
    """Return the same model with its weights rounded to half precision, in place: what is measured
    is what is shipped.
    """
    wanted.a(nn.Module, "model", model)
    if any(p.abs().max() > torch.finfo(torch.half).max for p in model.parameters()):
        raise ValueError("A weight is beyond 65,504, the most that half precision can hold.")
    return model.half().float()


def card(log: dict[str, Any]) -> str:
    """Return the model card (Mitchell et al. 2019), as Markdown, made from the log."""
    wanted.entries("log", log, *NEEDED)
    facts = "\n".join(f"| {row} | {_written(log[row])} |" for row in ROWS)
    figures = "\n".join(f"| {name} | {_written(value)} |" for name, value in log["figures"].items())
    samples = "\n\n".join(f"{i + 1}. {text}" for i, text in enumerate(log["samples"]))
    return (
        f"# {log['title']}\n\n{log['about']}\n\n| Fact | Value |\n|---|---|\n{facts}\n| recipe | "
        f"`{log['recipe']}` |\n\n"
        f"## Measured\n\n| figure | value |\n|---|---|\n{figures}\n\n{log['how measured']}\n\n"
        f"## Not measured, and known faults\n\n{log['limits']}\n\n## Samples, not "
        f"edited\n\n{samples}\n"
    )


def _written(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
