"""Train what chapter 5 compares: a transformer and an LSTM of equal size, and three ways to say
where a token stands.

`python recipes/train_comparison.py --out runs.jsonl` does the runs that the file does not hold yet,
all on characters of the tales, with one thread and in float32, as on a laptop. Rates are tried with
seed 0 on validation stories until the best has a neighbor on both sides. Take a quiet machine: the
seconds of each run are part of the result.
"""

import math
import time
from dataclasses import asdict, dataclass
from functools import cache, partial

import torch
from runs import arguments, attempt, carry_out, table
from torch import nn

from llmcourse.data.generated.tales.corpus import texts
from llmcourse.evaluation import loss as evaluation
from llmcourse.machine import runtime
from llmcourse.models.rnn import RecurrentLM
from llmcourse.models.transformer import Transformer, TransformerConfig
from llmcourse.training.batches import Windows
from llmcourse.training.loop import TrainingConfig

STORIES, BATCH, CONTEXT, LONGEST = 6_000, 16, 128, 512
STEPS = {
    "transformer": (100, 400, 1_600, 6_400),
    "LSTM": (200, 800, 3_200, 12_800),
}  # about equal seconds
ALL_SEEDS_TO = 2  # of these lengths, the first three are run with three seeds
POSITIONS, POSITION_STEPS, SHORT = ("learned", "sinusoidal", "rotary"), 1_200, 64
TUNED_AT = 1  # the second of the lengths
RATES = (0.0006, 0.00125, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08)
FIRST = {"transformer": (0.0025, 0.005), "LSTM": (0.01, 0.02)}
SEEDS = 3
LLAMA = {"norm": "rms", "position": "rotary", "feed_forward": "swiglu", "bias": False}


@dataclass(frozen=True)
class Run:
    """One training; `kind` is a contestant, or a way to say the position."""

    kind: str
    steps: int
    lr: float
    seed: int


@cache
def letters() -> str:
    """The characters of the training stories."""
    return "".join(sorted(set("".join(texts("train")[:STORIES]))))


@cache
def ids(split: str, stories: int) -> torch.Tensor:
    """Stories in a row, as numbers of characters; characters that training never shows are left
    out.
    """
    number = {letter: i for i, letter in enumerate(letters())}
    return torch.tensor([number[c] for c in "\n\n".join(texts(split)[:stories]) if c in number])


def model_of(kind: str) -> nn.Module:
    """The contestants have about 340,000 parameters each; the models for positions 100,000, and
    room to read on.
    """
    if kind == "LSTM":
        return RecurrentLM(len(letters()), 200)
    if kind == "transformer":
        return Transformer(TransformerConfig(len(letters()), LONGEST, 3, 96, 4, 256, **LLAMA))
    return Transformer(
        TransformerConfig(len(letters()), LONGEST, 2, 64, 4, 172, **LLAMA | {"position": kind})
    )


@runtime.threads(1)
def one_run(run: Run) -> dict:
    """Train one model; its loss on new stories, in bits a character, by place in the text where
    that is asked.
    """
    runtime.seed_everything(run.seed)
    model, length = model_of(run.kind), SHORT if run.kind in POSITIONS else CONTEXT
    windows = Windows(ids("train", STORIES), BATCH, length, seed=run.seed)
    start = time.process_time()
    history = attempt(model, windows, TrainingConfig(run.steps, lr=run.lr, warmup=0.1))
    seconds = time.process_time() - start
    result = asdict(run) | {
        "parameters": runtime.count_parameters(model),
        "characters": run.steps * BATCH * length,
    }
    for split, stories in (("validation", 60), ("test", 200)):
        loss = (
            evaluation.text_loss(model, ids(split, stories), length) if history.steps else math.inf
        )
        result[f"{split}_bits"] = round(loss / math.log(2), 4)
    if run.kind in POSITIONS and history.steps:
        result["bits_by_place"] = by_place(model)
    return result | {"seconds": round(seconds, 1)}


@torch.inference_mode()
def by_place(model: nn.Module, width: int = 16) -> list[float]:
    """Mean loss in bits, of `width` places each, from the first place to far behind the last that
    was trained.
    """
    text = ids("test", 200)
    rows = text[: len(text) // (LONGEST + 1) * (LONGEST + 1)].view(-1, LONGEST + 1)[:128]
    losses = [
        nn.functional.cross_entropy(model(x[:, :-1]).mT, x[:, 1:], reduction="none")
        for x in rows.split(16)
    ]
    return [
        round(part.mean().item() / math.log(2), 4) for part in torch.cat(losses).split(width, dim=1)
    ]


def next_run(done: list[dict]):
    """The next missing run: rates first, then the other lengths and seeds, short ones first."""
    have = {(d["kind"], d["steps"], d["lr"], d["seed"]) for d in done}
    wanted = []
    for kind, steps in STEPS.items():
        to_try, best = rates_to_try(kind, done)
        wanted += [(kind, steps[TUNED_AT], lr, 0) for lr in to_try]
        if best is not None:
            wanted += [
                (kind, n, best, seed) for n in steps[: ALL_SEEDS_TO + 1] for seed in range(SEEDS)
            ]
    best = rates_to_try("transformer", done)[1]
    if best is not None:
        wanted += [
            (kind, POSITION_STEPS, best, seed) for kind in POSITIONS for seed in range(SEEDS)
        ]
    wanted += [
        (kind, STEPS[kind][-1], rate, 0)
        for kind in STEPS
        if (rate := rates_to_try(kind, done)[1]) is not None
    ]
    missing = [run for run in wanted if run not in have]
    return partial(one_run, Run(*missing[0])) if missing else None


def rates_to_try(kind: str, done: list[dict]) -> tuple[list[float], float | None]:
    """Rates still to be tried for a contestant, and, once both neighbors of the best are known, the
    best.
    """
    place = (kind, STEPS[kind][TUNED_AT], 0)
    tried = {
        d["lr"]: d["validation_bits"] for d in done if (d["kind"], d["steps"], d["seed"]) == place
    }
    if missing := [lr for lr in FIRST[kind] if lr not in tried]:
        return missing, None
    best = min(tried, key=lambda lr: tried[lr])
    i = RATES.index(best)
    around = [RATES[j] for j in (i - 1, i + 1) if 0 <= j < len(RATES) and RATES[j] not in tried]
    return around, None if around else best


def card(done: list[dict]) -> str:
    """What the table holds, made from it."""
    rows = []
    for kind, lengths in STEPS.items():
        best = rates_to_try(kind, done)[1]
        for steps in lengths:
            runs = [d for d in done if (d["kind"], d["steps"], d["lr"]) == (kind, steps, best)]
            seconds, bits = ([d[name] for d in runs] for name in ("seconds", "test_bits"))
            spread = f"{min(bits):.2f} to {max(bits):.2f}" if len(bits) > 1 else f"{bits[0]:.2f}"
            characters = runs[0]["characters"]
            rows.append(
                [kind, f"{steps:,}", f"{characters:,}", f"{sum(seconds) / len(runs):.0f}", spread]
            )
    minutes = sum(d["seconds"] for d in done) / 60
    return f"""# What chapter 5 compares

{len(done)} trainings on characters of the tales in {minutes:.0f} minutes of one core, in float32, with AdamW. One line
each in `runs.jsonl`: kind, steps, rate, seed, parameters, characters read, loss in bits a character on validation and
test stories, seconds. Made by `recipes/train_comparison.py`; CC0-1.0.

A transformer and an LSTM with about 340,000 parameters each, batches of {BATCH} rows of {CONTEXT} characters; lowest
and highest of {SEEDS} seeds, of the longest training one:

{table(["model", "steps", "characters", "seconds", "bits a character, test"], rows)}

Models of 100,000 parameters that say positions in three ways ({", ".join(POSITIONS)}) were trained on rows of {SHORT}
characters; `bits_by_place` has their loss on rows of {LONGEST}, a mean for every 16 places.

**Limits**: one size, one width of batch; rates a factor of two apart, tuned at {STEPS["transformer"][TUNED_AT]} and
{STEPS["LSTM"][TUNED_AT]} steps and used at all lengths, and the transformer's for the models of positions.
"""


if __name__ == "__main__":
    options = arguments(__doc__)
    if options.smoke:
        print(one_run(Run("rotary", 4, 0.005, 0)))
    else:
        carry_out(options.out, options.minutes, next_run, card)
