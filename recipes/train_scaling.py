"""Train the scaling family on the speeches: every size with every amount of text, and write one
line a run.

`python recipes/train_scaling.py --out runs.jsonl` does the runs that the file does not hold yet,
the cheapest first, and may be stopped and started again at any time; `--minutes` bounds it,
`--smoke` does one tiny run. Text is read as bytes, so that the parameters are in the blocks and not
in the token table, and no run reads a byte twice. From 113k parameters on, bfloat16 is used where
the processor is faster in it; each line says what was used, and one run is done in both precisions.
"""

import math
from dataclasses import asdict, astuple, dataclass
from functools import cache, partial

import torch
from runs import arguments, attempt, carry_out, table

from llmcourse.data.real.speeches import speeches
from llmcourse.data.splits import Split
from llmcourse.evaluation import loss as evaluation
from llmcourse.machine import runtime
from llmcourse.models.transformer import Transformer, TransformerConfig, llama_style
from llmcourse.training.batches import Windows
from llmcourse.training.loop import TrainingConfig

CONTEXT, BATCH = 128, 16  # 2,048 bytes a step
SIZES = {  # layers, d_model, heads, d_ff: each two to four times the one before
    "3k": (1, 16, 2, 44),
    "14k": (2, 24, 2, 64),
    "37k": (3, 32, 2, 86),
    "113k": (3, 56, 4, 150),
    "307k": (4, 80, 4, 214),
    "752k": (5, 112, 4, 298),
    "1.8M": (6, 160, 5, 426),
}
BYTES_READ = [2**19, 2**20, 2**21, 2**22, 2**23]
RATES = [2**-i / 100 for i in range(-4, 4)]  # 0.16 to 0.00125
TUNED_AT, SEEDS, MANY_SEEDS_UP_TO = 2**20, 3, "37k"
IN_BOTH = "113k"  # precisions, at TUNED_AT
TUNED_AGAIN = ("14k", "113k")  # with all the text, to see what tuning with less of it has cost


@dataclass(frozen=True)
class Run:
    """One training: which size, how much text, which rate, which seed, computed how."""

    size: str
    bytes_read: int
    lr: float
    seed: int
    precision: str = "fp32"


def configuration(size: str) -> TransformerConfig:
    """Return the shape of one member of the family."""
    n_layers, d_model, n_heads, d_ff = SIZES[size]
    return llama_style(256, CONTEXT, n_layers, d_model, n_heads, d_ff, n_heads)


@cache
def as_bytes(split: Split) -> torch.Tensor:
    """Return all speeches of a split, as one row of bytes."""
    text = "\n\n".join(speech.text for speech in speeches(split))
    return torch.frombuffer(bytearray(text.encode()), dtype=torch.uint8)


def one_run(run: Run) -> dict:
    """Train one model and return everything that is known of it."""
    runtime.seed_everything(run.seed)
    model = Transformer(configuration(run.size))
    config = TrainingConfig(
        run.bytes_read // (BATCH * CONTEXT), lr=run.lr, warmup=0.1, precision=run.precision
    )
    windows = Windows(as_bytes("train"), BATCH, CONTEXT, seed=run.seed)
    history = attempt(model, windows, config)
    splits = ("validation", "test") if history.steps else ()
    losses = {
        f"{split}_loss": evaluation.text_loss(model, as_bytes(split), CONTEXT) for split in splits
    }
    return asdict(run) | {
        "parameters": runtime.count_parameters(model),
        "block_parameters": sum(runtime.count_parameters(block) for block in model.blocks),
        "steps": config.steps,
        **({"validation_loss": math.inf, "test_loss": math.inf} | losses),
        "train_losses": [round(x, 4) for x in history.losses[:: max(1, config.steps // 64)]],
        "seconds": round(sum(history.seconds), 2),
    }


def next_run(done: list[dict]):
    """Return the cheapest run that is missing: rates are tuned first, by the validation loss at one
    amount of text.

    It does not matter in which precision a run was done, but for the one that is done in both.
    """
    have = {(d["size"], d["bytes_read"], d["lr"], d["seed"]) for d in done}
    missing = [
        run for run in wanted(done) if (run.size, run.bytes_read, run.lr, run.seed) not in have
    ]
    if not missing:
        twice = Run(IN_BOTH, TUNED_AT, best_rate(IN_BOTH, done), 0, "fp32")
        missing = [twice] * ("fp32" not in losses_by_precision(twice, done))
    return partial(one_run, min(missing, key=cost)) if missing else None


def losses_by_precision(run: Run, done: list[dict]) -> dict[str, float]:
    """Return the validation losses of one run, by what it was computed in."""
    same = [d for d in done if (d["size"], d["bytes_read"], d["lr"], d["seed"]) == astuple(run)[:4]]
    return {d["precision"]: d["validation_loss"] for d in same}


def wanted(done: list[dict]) -> list[Run]:
    """Return all runs that can be named now: for a size whose rate is not settled, only the tuning."""
    runs, sizes = [], list(SIZES)
    for size in sizes:
        to_try, best = rates_to_try(size, done)
        seeds, precision = SEEDS, "fp32"
        if sizes.index(size) > sizes.index(MANY_SEEDS_UP_TO):
            seeds, precision = 1, fast_precision()
        runs += [Run(size, TUNED_AT, lr, 0, precision) for lr in to_try]
        if best is not None:
            runs += [
                Run(size, n, best, seed, precision) for n in BYTES_READ for seed in range(seeds)
            ]
            again = neighbors(best) if size in TUNED_AGAIN else []
            runs += [Run(size, BYTES_READ[-1], lr, 0, precision) for lr in again]
    return runs


@cache
def fast_precision() -> str:
    """Return what this processor computes faster in."""
    return "bf16" if runtime.fast_dtype() == torch.bfloat16 else "fp32"


def best_rate(size: str, done: list[dict]) -> float:
    """Return the rate that was chosen for a size, once all of its rates are tried."""
    best = rates_to_try(size, done)[1]
    if best is None:
        raise ValueError(f"The rates of {size} are not all tried yet.")
    return best


def rates_to_try(size: str, done: list[dict]) -> tuple[list[float], float | None]:
    """Return rates still to be tried for a size, and, once both neighbors of the best are known,
    the one to use.

    That is the lowest whose loss is within 0.02 of the best, since high rates fail first when a run
    is longer. The search starts from what was chosen for the next smaller size.
    """
    here = [d for d in done if (d["size"], d["bytes_read"], d["seed"]) == (size, TUNED_AT, 0)]
    tried = {d["lr"]: d["validation_loss"] for d in reversed(here)}  # of two precisions, the first
    smaller = list(SIZES)[: list(SIZES).index(size)]
    start = rates_to_try(smaller[-1], done)[1] if smaller else 0.04
    if start is None:
        return [], None
    best = min(tried, key=lambda lr: tried[lr]) if tried else start
    around = [lr for lr in (best, *neighbors(best)) if lr not in tried]
    return around, None if around else min(lr for lr in tried if tried[lr] < tried[best] + 0.02)


def neighbors(lr: float) -> list[float]:
    """Return the next higher and the next lower of the rates."""
    place = RATES.index(lr)
    return [RATES[i] for i in (place - 1, place + 1) if 0 <= i < len(RATES)]


def cost(run: Run) -> float:
    """Return floating-point operations of a training, about six for each parameter and byte."""
    n_layers, d_model, _, d_ff = SIZES[run.size]
    return 6.0 * n_layers * (4 * d_model**2 + 3 * d_model * d_ff) * run.bytes_read


def card(done: list[dict]) -> str:
    """Return what the table holds, made from it."""

    def mean_loss(size: str, n: int) -> str:
        losses = [
            d["validation_loss"]
            for d in done
            if (d["size"], d["bytes_read"], d["lr"]) == (size, n, best[size])
        ]
        return f"{sum(losses) / len(losses):.3f}"

    best = {size: best_rate(size, done) for size in SIZES}
    sizes = {size: next(d for d in done if d["size"] == size) for size in SIZES}
    grid = [
        [
            f"{sizes[size]['block_parameters']:,}",
            f"{best[size]:g}",
            *(mean_loss(size, n) for n in BYTES_READ),
        ]
        for size in SIZES
    ]
    again = []
    for size in TUNED_AGAIN:
        losses = [
            losses_by_precision(Run(size, BYTES_READ[-1], lr, 0), done)
            for lr in (best[size], *neighbors(best[size]))
        ]
        used, *others = (next(iter(found.values())) for found in losses)
        near = " and ".join(
            f"{loss:.3f} with {lr:g}"
            for loss, lr in zip(others, neighbors(best[size]), strict=True)
        )
        again.append(f"{size}: {used:.3f} with the rate that was used, {near}")
    both = losses_by_precision(Run(IN_BOTH, TUNED_AT, best[IN_BOTH], 0), done)
    minutes = sum(d["seconds"] for d in done) / 60
    return f"""# The scaling family

{len(done)} trainings of one architecture (Llama style, on bytes, context {CONTEXT}) on the speeches, in {minutes:.0f}
minutes of one core: every size with every amount of text, no byte read twice. One line each in `runs.jsonl`: size,
bytes read, rate, seed, precision, parameters in all and in the blocks, steps, losses in nats a byte on validation and
test, 64 training losses, seconds. Made by `recipes/train_scaling.py`; CC0-1.0.

Validation loss in nats a byte, mean over seeds ({SEEDS} up to {MANY_SEEDS_UP_TO}, 1 from there on), by bytes read:

{table(["parameters in blocks", "rate", *(f"{n:,}" for n in BYTES_READ)], grid)}

**Rates** were tuned for each size with {TUNED_AT:,} bytes: the best has tried neighbors on both sides, a factor of two
apart, and of those within 0.02 of the best the lowest was taken. Tried again with all the text, one seed:
{"; ".join(again)}.

**Precision**: up to {MANY_SEEDS_UP_TO} float32, from there on what the processor did faster; each line says it. The
same run of {IN_BOTH} in both: {", ".join(f"{name} {loss:.4f}" for name, loss in sorted(both.items()))}.

**Limits**: one corpus, one shape for each size, one schedule; the larger sizes have one seed. With 8 MB of text at
most, the large sizes are far from having seen enough.
"""


if __name__ == "__main__":
    options = arguments(__doc__)
    if options.smoke:
        print(one_run(Run("3k", 2**15, 0.04, 0)))
    else:
        carry_out(options.out, options.minutes, next_run, card)
