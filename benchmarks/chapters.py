"""How long each chapter takes, beside a yardstick: training steps of a small LSTM on the same machine.

    python benchmarks/chapters.py            # all chapters, one after the other
    python benchmarks/chapters.py 01 04      # some

A chapter may take 120 seconds on a machine on which a step of the yardstick takes 53 milliseconds
(two cores of an AMD EPYC of 2026, otherwise idle). Elsewhere the bound moves with the yardstick,
which is measured before and after each chapter, so that a busy moment shows.
"""

import runpy
import statistics
import sys
import time
from pathlib import Path

import nbformat
import torch

from llmcourse.evaluation.loss import next_token_loss
from llmcourse.machine import runtime
from llmcourse.models.rnn import RecurrentLM
from llmcourse.training.loop import TrainingConfig, train

ROOT = Path(__file__).parents[1]
BOUND, REFERENCE = 120, 53  # seconds for a chapter where a step takes so many milliseconds
STEPS, ROUNDS = 12, 5


@runtime.threads(1)
def yardstick() -> float:
    """Return the median milliseconds of a training step of an LSTM with 346,000 parameters."""
    ids = torch.randint(0, 62, (16, 129))
    rounds = []
    for _ in range(ROUNDS):
        model, start = RecurrentLM(62, 200), time.perf_counter()
        train(model, lambda _: ids, next_token_loss, TrainingConfig(STEPS, lr=1e-3))
        rounds.append(1_000 * (time.perf_counter() - start) / STEPS)
    return statistics.median(rounds)


def main(chapters: list[str]) -> None:
    """Run the chapters and print seconds, yardstick, and the share of the bound that was used."""
    run = runpy.run_path(str(ROOT / "tools" / "save_notebooks.py"))["run"]
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        if chapters and path.name[:2] not in chapters:
            continue
        before, start = yardstick(), time.perf_counter()
        run(nbformat.read(path, as_version=nbformat.NO_CONVERT), path.parent)
        seconds = time.perf_counter() - start
        after = yardstick()
        share = seconds / BOUND * REFERENCE / statistics.mean((before, after))
        print(
            f"{path.stem:24}{seconds:6.0f} s, yardstick {before:.0f} and {after:.0f} ms, "
            f"{share:.2f} of what a chapter may take",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
