"""Train what chapter 5 compares: a transformer and an LSTM of equal size, and three ways to say
where a token stands.

`python recipes/train_comparison.py --out runs.jsonl` does the runs that the file does not hold yet,
all on characters of the tales, with one thread and in float32, as on a laptop. The contestants read
fresh text: as many new tales as the longest run needs, so that none is read twice. Rates are tried
with seed 0 on validation stories until the best has a neighbor on both sides. Work is counted in
FLOPs. Clocks are noisy, so the last entry times the steps of both contestants alternately, in one
process: take a quiet machine for it.
"""

import math
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache, partial
from typing import Any

import torch
from runs import arguments, attempt, carry_out, table
from tales.story import COUNT
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from train_tales_gpt import new_tale

from llmcourse.data.generated.tales.corpus import texts
from llmcourse.data.splits import Split
from llmcourse.evaluation import loss as evaluation
from llmcourse.machine import runtime
from llmcourse.models.rnn import RecurrentLM
from llmcourse.models.transformer import Transformer, TransformerConfig
from llmcourse.training.batches import Windows
from llmcourse.training.loop import TrainingConfig, train

NEW = range(COUNT, COUNT + 30_000)  # tales that the corpus does not have: 20 million characters
STORIES, BATCH, CONTEXT, LONGEST = 6_000, 16, 128, 512
STEPS = {"transformer": (100, 400, 1_600, 3_200), "LSTM": (200, 800, 3_200, 6_400)}
POSITIONS, POSITION_STEPS, SHORT = ("learned", "sinusoidal", "rotary"), 1_200, 64
TUNED_AT = 1  # the second of the lengths
RATES = (0.0006, 0.00125, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16)
FIRST = {"transformer": (0.0025, 0.005), "LSTM": (0.02, 0.04)}
SEEDS = 3
TIMES, ROUNDS, TIMED_STEPS = "step times", 8, 12
LLAMA: dict[str, Any] = {
    "norm": "rms",
    "position": "rotary",
    "feed_forward": "swiglu",
    "bias": False,
}


@dataclass(frozen=True)
class Run:
    """One training run; `kind` is a contestant, or a way to say the position."""

    kind: str
    steps: int
    lr: float
    seed: int


@cache
def letters() -> str:
    """Return the characters of the corpus's training stories."""
    return "".join(sorted(set("".join(texts("train")[:STORIES]))))


def numbered(stories: list[str]) -> torch.Tensor:
    """Return stories in a row as numbers of characters, without characters that training lacks."""
    number = {letter: i for i, letter in enumerate(letters())}
    known = [number[c] for c in "\n\n".join(stories) if c in number]
    return torch.tensor(known, dtype=torch.uint8)


@cache
def ids(split: Split, stories: int) -> torch.Tensor:
    """Return the first stories of a split as one row of numbers."""
    return numbered(texts(split)[:stories])


@cache
def fresh() -> torch.Tensor:
    """Return new tales as one row of numbers.

    None is in the corpus, and none has a combination that is kept for the test.
    """
    known = {*texts(), ""}
    with ProcessPoolExecutor(1) as pool:
        made = list(pool.map(new_tale, NEW, chunksize=500))
    return numbered([text for text in made if text not in known])


def model_of(kind: str) -> nn.Module:
    """Make a contestant, of about 150,000 parameters, or a model for positions, with room for more.

    The models for positions have about 100,000 parameters; learned positions add a third.
    """
    if kind == "LSTM":
        return RecurrentLM(len(letters()), 132)
    layers = 3 if kind == "transformer" else 2
    position = LLAMA["position"] if kind == "transformer" else kind
    style = LLAMA | {"position": position}
    return Transformer(TransformerConfig(len(letters()), LONGEST, layers, 64, 4, 172, **style))


@runtime.threads(1)
def one_run(run: Run) -> dict:
    """Train one model and return its losses on new stories, in bits per character."""
    runtime.seed_everything(run.seed)
    model = model_of(run.kind)
    is_contestant = run.kind in STEPS
    length = CONTEXT if is_contestant else SHORT
    text = fresh() if is_contestant else ids("train", STORIES)
    windows = Windows(text, BATCH, length, seed=run.seed)
    start = time.process_time()
    history = attempt(model, windows, TrainingConfig(run.steps, lr=run.lr, warmup=0.1))
    seconds = time.process_time() - start
    result = asdict(run)
    result["parameters"] = runtime.count_parameters(model)
    result["characters"] = run.steps * BATCH * length
    shown: tuple[tuple[Split, int], ...] = (("validation", 60), ("test", 200))
    for split, stories in shown:
        loss = math.inf
        if history.steps:
            loss = evaluation.text_loss(model, ids(split, stories), length)
        result[f"{split}_bits"] = round(loss / math.log(2), 4)
    if isinstance(model, RecurrentLM) and history.steps:
        result["test_bits_carried"] = round(carried_loss(model, ids("test", 200)) / math.log(2), 4)
    if run.kind in POSITIONS and history.steps:
        result["bits_by_place"] = by_place(model)
    if is_contestant:
        result["flops"] = run.steps * step_flops(run.kind)
    return result | {"seconds": round(seconds, 1)}


@torch.inference_mode()
def carried_loss(model: RecurrentLM, text: torch.Tensor) -> float:
    """Return the loss, in nats, of an LSTM that reads a whole text and never forgets its state."""
    row, state, losses = text.long()[None], None, []
    for part in row[:, :-1].split(4_096, dim=1):
        out, state = model.read(model.tokens(part), state)
        losses.append(model.head(out)[0])
    return nn.functional.cross_entropy(torch.cat(losses), row[0, 1:]).item()


@cache
def step_flops(kind: str) -> int:
    """Return the FLOPs of the matrices in one training step: three times those of the way forward.

    torch counts the transformer's. It does not look into the LSTM's kernel, so that is counted by
    its formula: at each place, four gates read d_model inputs and d_model of the state before.
    """
    model, places = model_of(kind), BATCH * CONTEXT
    if isinstance(model, RecurrentLM):
        width, letters_known = model.head.in_features, model.head.out_features
        return 3 * 2 * places * (4 * width * 2 * width + width * letters_known)
    with FlopCounterMode(display=False) as counter, torch.inference_mode():
        model(torch.zeros(BATCH, CONTEXT, dtype=torch.long))
    return 3 * counter.get_total_flops()


@torch.inference_mode()
def by_place(model: nn.Module, width: int = 16) -> list[float]:
    """Return the mean loss in bits of `width` places each, to far behind the last one trained."""
    text = ids("test", 200).long()
    rows = text[: len(text) // (LONGEST + 1) * (LONGEST + 1)].view(-1, LONGEST + 1)[:128]
    losses = [
        nn.functional.cross_entropy(model(x[:, :-1]).mT, x[:, 1:], reduction="none")
        for x in rows.split(16)
    ]
    parts = torch.cat(losses).split(width, dim=1)
    return [round(part.mean().item() / math.log(2), 4) for part in parts]


@runtime.threads(1)
def time_steps() -> dict:
    """Time training steps of both contestants in turn; return milliseconds per step, by round."""
    rows = torch.randint(0, len(letters()), (BATCH, CONTEXT + 1))
    times: dict[str, list[float]] = {kind: [] for kind in STEPS}
    for number in range(ROUNDS + 1):
        for kind in STEPS:
            model, start = model_of(kind), time.process_time()
            config = TrainingConfig(TIMED_STEPS, lr=1e-3)
            train(model, lambda _: rows, evaluation.next_token_loss, config)
            each = 1_000 * (time.process_time() - start) / TIMED_STEPS
            if number:  # the first round warms up
                times[kind].append(round(each, 1))
    return {"kind": TIMES, "processor": torch.backends.cpu.get_cpu_capability(), **times}


def next_run(done: list[dict]) -> Callable[[], dict] | None:
    """Return the next missing run: rates first, then the other lengths and seeds, short ones first.

    The times of single steps come last.
    """
    have = {(d["kind"], d["steps"], d["lr"], d["seed"]) for d in done if d["kind"] != TIMES}
    wanted = []
    for kind, steps in STEPS.items():
        to_try, best = rates_to_try(kind, done)
        wanted += [(kind, steps[TUNED_AT], lr, 0) for lr in to_try]
        if best is not None:
            wanted += [(kind, n, best, seed) for n in steps for seed in range(SEEDS)]
    best = rates_to_try("transformer", done)[1]
    if best is not None:
        wanted += [(k, POSITION_STEPS, best, seed) for k in POSITIONS for seed in range(SEEDS)]
    missing = [run for run in wanted if run not in have]
    if missing:
        first = min(missing, key=lambda run: seconds_expected(run[0], run[1]))
        return partial(one_run, Run(*first))
    return None if any(d["kind"] == TIMES for d in done) else time_steps


def seconds_expected(kind: str, steps: int) -> int:
    """Return a rough order of the runs by time: an LSTM step costs half of a transformer's."""
    return steps if kind == "LSTM" else 2 * steps


def rates_to_try(kind: str, done: list[dict]) -> tuple[list[float], float | None]:
    """Return a contestant's rates that are still to be tried, and the best once it is known.

    The best rate is known when both its neighbors have been tried.
    """
    asked = (kind, STEPS[kind][TUNED_AT], 0)
    runs = [d for d in done if d["kind"] == kind]
    at_length = [d for d in runs if (d["kind"], d["steps"], d["seed"]) == asked]
    tried = {d["lr"]: d["validation_bits"] for d in at_length}
    missing = [lr for lr in FIRST[kind] if lr not in tried]
    if missing:
        return missing, None
    best = min(tried, key=lambda lr: tried[lr])
    i = RATES.index(best)
    around = [RATES[j] for j in (i - 1, i + 1) if 0 <= j < len(RATES)]
    around = [lr for lr in around if lr not in tried]
    return around, None if around else best


def card(done: list[dict]) -> str:
    """Say what the table holds, made from it."""
    runs = [d for d in done if d["kind"] != TIMES]
    minutes = sum(d["seconds"] for d in runs) / 60
    best = {kind: rates_to_try(kind, done)[1] for kind in STEPS}
    tuned = {kind: lengths[TUNED_AT] for kind, lengths in STEPS.items()}
    head = ["model", "steps", "characters", "FLOPs", "bits per character", "state carried on"]
    rows = [
        contestant_row(kind, steps, [d for d in runs if is_of(d, kind, steps, best[kind])])
        for kind, lengths in STEPS.items()
        for steps in lengths
    ]
    read = max(d["characters"] for d in runs if d["kind"] in STEPS)
    again = sorted({d["lr"] for d in runs if d["kind"] in POSITIONS} - {best["transformer"]})
    also = f" (and, in the table, {again[0]:g})" if again else ""
    return f"""# What chapter 5 compares

{len(runs)} training runs on characters of the tales in {minutes:.0f} minutes of one core, in
float32, with AdamW. One line each in `runs.jsonl`: kind, steps, rate, seed, parameters, characters
read, loss in bits per character on validation and test stories, FLOPs of training, seconds of the
process's own work (on a machine that was also doing other things: noisy). Made by
`recipes/train_comparison.py`; CC0-1.0.

## The contestants

A transformer (three blocks, Llama style, {size_of("transformer", runs):,} parameters) and an LSTM
(one layer, {size_of("LSTM", runs):,} parameters) read batches of {BATCH} rows of {CONTEXT}
characters of new tales; even the longest run, of {read:,} characters, reads none twice.
Lowest and highest test loss of {SEEDS} seeds:

{table(head, rows)}

Loss is measured on rows of {CONTEXT} characters, each begun without memory; in the last column the
LSTM reads all test stories in one go and keeps its state.

{said_of_times(done)}

## Positions

Models of about 100,000 parameters that say positions in three ways ({", ".join(POSITIONS)})
were trained on rows of {SHORT} characters for {POSITION_STEPS:,} steps, with {SEEDS} seeds, at the
transformer's rate, {best["transformer"]:g}{also}; `bits_by_place` has their loss on
rows of {LONGEST}, a mean for every 16 places.

## Limits

One size, one width of batch, one layer of LSTM. Rates are a factor of two apart. They were chosen
on validation stories at {tuned["transformer"]} steps of the transformer ({best["transformer"]:g})
and {tuned["LSTM"]} of the LSTM ({best["LSTM"]:g}), and used at all lengths. Every length is a run
of its own, with its own rise and fall of the rate.
"""


def is_of(record: dict, kind: str, steps: int, lr: float | None) -> bool:
    """Tell whether a record is of this kind, length and rate."""
    return (record["kind"], record["steps"], record["lr"]) == (kind, steps, lr)


def size_of(kind: str, runs: list[dict]) -> int:
    """Return a contestant's parameters."""
    return next(d["parameters"] for d in runs if d["kind"] == kind)


def contestant_row(kind: str, steps: int, runs: list[dict]) -> list[str]:
    """Return the card's row for one length of a contestant."""
    if not runs:
        return [kind, f"{steps:,}", "", "", "not run", ""]
    characters, flops = runs[0]["characters"], runs[0]["flops"]
    carried = span([d["test_bits_carried"] for d in runs]) if kind == "LSTM" else ""
    bits = span([d["test_bits"] for d in runs])
    return [kind, f"{steps:,}", f"{characters:,}", f"{flops:.2e}", bits, carried]


def span(values: list[float]) -> str:
    """Write the lowest and the highest of some numbers."""
    return f"{min(values):.2f} to {max(values):.2f}"


def said_of_times(done: list[dict]) -> str:
    """Say how long a step of each contestant took when they were timed in turn."""
    times = next((d for d in done if d["kind"] == TIMES), None)
    if times is None:
        return "The times of single steps are not measured yet."
    ratios = [a / b for a, b in zip(times["transformer"], times["LSTM"], strict=True)]
    each = [f"{min(times[kind]):.0f} to {max(times[kind]):.0f} ms ({kind})" for kind in STEPS]
    return (
        f"A training step, timed in turn in {len(ratios)} rounds on one core\n"
        f"({times['processor']}), took {' and '.join(each)}:\n"
        f"{min(ratios):.1f} to {max(ratios):.1f} times as long for the transformer. Other "
        "processors gave other ratios."
    )


if __name__ == "__main__":
    options = arguments(__doc__)
    if options.smoke:
        print(one_run(Run("rotary", 4, 0.005, 0)))
        print(time_steps())
    else:
        carry_out(options.out, options.minutes, next_run, card)
