"""Train the emergence family: one architecture in rising sizes, all on the same sums of three-digit
numbers in text.

`python recipes/train_emergence.py --out runs.jsonl` does the runs that the file does not hold yet.
Every model is scored twice on the same unseen sums: by whole answers that are right, and by the
probability of each right digit.
"""

import math
from dataclasses import asdict, dataclass
from functools import cache, partial

import torch
from runs import arguments, attempt, carry_out, table

from llmcourse.data.generated.arithmetic import arithmetic
from llmcourse.data.splits import Split
from llmcourse.machine import runtime
from llmcourse.models.transformer import Transformer, llama_style
from llmcourse.training.batches import generator
from llmcourse.training.loop import TrainingConfig

ALPHABET = "0123456789+= \n"
LENGTH, QUESTION = 17, 12  # "123 + 456 = " and up to four digits, filled with line ends
SIZES = {  # layers, d_model, heads, d_ff
    "1k": (1, 8, 1, 20),
    "3k": (1, 16, 2, 44),
    "6k": (2, 16, 2, 44),  # these two stand where the ability appears
    "10k": (2, 20, 2, 54),
    "12k": (2, 24, 2, 64),
    "25k": (2, 32, 4, 86),
    "85k": (3, 48, 4, 128),
    "197k": (4, 64, 4, 171),
}
STEPS, BATCH, SEEDS = 4_000, 128, 3
RATES, FIRST = (0.001, 0.003, 0.01, 0.03, 0.1), (0.003, 0.01)  # all, and those to begin with
TRAIN_SUMS, TEST_SUMS = 200_000, 1_000


@dataclass(frozen=True)
class Run:
    """One training."""

    size: str
    lr: float
    seed: int
    steps: int = STEPS
    precision: str = "fp32"


@cache
def sums(split: Split, count: int) -> torch.Tensor:
    """Return problems with their answers as rows of ids, shape (count, LENGTH)."""
    problems = arithmetic(count, "+", digits=3, split=split)
    rows = [f"{problem.question} {problem.answer}".ljust(LENGTH, "\n") for problem in problems]
    return torch.tensor([[ALPHABET.index(sign) for sign in row] for row in rows])


def one_run(run: Run) -> dict:
    """Train one model and score it both ways, on validation sums (which choose the rate) and on
    test sums.
    """
    runtime.seed_everything(run.seed)
    n_layers, d_model, n_heads, d_ff = SIZES[run.size]
    model = Transformer(
        llama_style(len(ALPHABET), LENGTH, n_layers, d_model, n_heads, d_ff, n_heads)
    )
    rows = sums("train", TRAIN_SUMS if run.steps == STEPS else 1_000)

    def draw(number: int) -> torch.Tensor:
        return rows[torch.randint(len(rows), (BATCH,), generator=generator(run.seed, number))]

    config = TrainingConfig(
        run.steps, lr=run.lr, warmup=0.1, optimizer="muon", precision=run.precision
    )
    history = attempt(model, draw, config)
    splits = ("validation", "test") if history.steps else ()
    scores = {f"{split}_{name}": x for split in splits for name, x in scored(model, split).items()}
    scores = {"validation_nats_per_digit": math.inf} | scores
    sizes = {"parameters": runtime.count_parameters(model)}
    every = max(1, run.steps // 64)
    curve = {
        "train_losses": [round(x, 4) for x in history.losses[::every]],
        "seconds": round(sum(history.seconds), 1),
    }
    return asdict(run) | sizes | scores | curve


@torch.inference_mode()
def scored(model: Transformer, split: str) -> dict[str, float]:
    """Return the two ways to score: whole answers, and single digits given the right ones before
    them.
    """
    rows = sums(split, TEST_SUMS)
    written = rows[:, :QUESTION]
    for _ in range(QUESTION, LENGTH):
        written = torch.cat([written, model(written, last_only=True)[:, -1:].argmax(-1)], dim=1)
    log_p = model(rows[:, :-1])[:, QUESTION - 1 :].log_softmax(-1)
    targets = rows[:, QUESTION:]
    right = log_p.gather(-1, targets[..., None])[..., 0]
    digits = targets < 10
    return {
        "exact_match": (written == rows).all(1).float().mean().item(),
        "digit_accuracy": (log_p.argmax(-1) == targets)[digits].float().mean().item(),
        "nats_per_digit": -right[digits].mean().item(),
        "answer_probability": right.sum(1).exp().mean().item(),
    }


def next_run(done: list[dict]):
    """Return the next missing run, small sizes first: rates with seed 0, then the best of them with
    the other seeds.
    """
    have = {(d["size"], d["lr"], d["seed"]) for d in done}
    for size in SIZES:
        to_try, best = rates_to_try(size, done)
        wanted = [(size, lr, 0) for lr in to_try]
        wanted += [(size, best, seed) for seed in range(1, SEEDS) if best is not None]
        if missing := [run for run in wanted if run not in have]:
            return partial(one_run, Run(*missing[0], precision=fast_precision()))
    return None


@cache
def fast_precision() -> str:
    """Return what this processor computes faster in; the line of each run says it."""
    return "bf16" if runtime.fast_dtype() == torch.bfloat16 else "fp32"


def rates_to_try(size: str, done: list[dict]) -> tuple[list[float], float | None]:
    """Return rates still to be tried for a size, and, once both neighbors of the best are known,
    the best.
    """
    tried = {
        d["lr"]: d["validation_nats_per_digit"] for d in done if (d["size"], d["seed"]) == (size, 0)
    }
    if missing := [lr for lr in FIRST if lr not in tried]:
        return missing, None
    best = min(tried, key=lambda lr: tried[lr])
    place = RATES.index(best)
    around = [
        RATES[i] for i in (place - 1, place + 1) if 0 <= i < len(RATES) and RATES[i] not in tried
    ]
    return around, None if around else best


def card(done: list[dict]) -> str:
    """Return what the table holds, made from it."""
    rows = []
    for size in SIZES:
        best = rates_to_try(size, done)[1]
        runs = [d for d in done if (d["size"], d["lr"]) == (size, best)]
        columns = [
            [d[f"test_{name}"] for d in runs]
            for name in ("exact_match", "digit_accuracy", "nats_per_digit")
        ]
        spreads = [f"{min(values):.3f} to {max(values):.3f}" for values in columns]
        rows.append([f"{runs[0]['parameters']:,}", f"{best:g}", *spreads])
    minutes = sum(d["seconds"] for d in done) / 60
    return f"""# The emergence family

{len(done)} trainings of one architecture in rising size on sums of two three-digit numbers, written out in text, in
{minutes:.0f} minutes of one core: {STEPS:,} steps of {BATCH} sums from {TRAIN_SUMS:,}. One line each in `runs.jsonl`:
size, rate, seed, precision, parameters, scores on {TEST_SUMS:,} validation and as many test sums that are not in
training, training losses, seconds. Made by `recipes/train_emergence.py`; CC0-1.0.

On the test sums, lowest and highest of {SEEDS} seeds, with the rate that was best on the validation sums:

{table(["parameters", "rate", "whole answers right (share)", "digits right (share)", "nats a digit"], rows)}

A digit is scored given the right ones before it; a whole answer is written by the model alone, always the likeliest
next sign.

**Limits**: one task, one amount of training, digits from left to right; rates a factor of three apart.
"""


if __name__ == "__main__":
    options = arguments(__doc__)
    if options.smoke:
        print(one_run(Run("3k", 0.01, 0, steps=20)))
    else:
        carry_out(options.out, options.minutes, next_run, card)
