"""A table of training runs, one JSON object a line: what is in it is not done again."""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

from torch import nn

from llmcourse.evaluation.loss import next_token_loss
from llmcourse.machine.files import write_whole
from llmcourse.training.loop import Draw, History, TrainingConfig, train


def arguments(description: str) -> argparse.Namespace:
    """Return the options that every family's recipe has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--out", type=Path, required=True, help="a file with one line a run")
    parser.add_argument("--minutes", type=float, default=1e9, help="start no run after so many")
    parser.add_argument(
        "--smoke", action="store_true", help="one tiny run, to see that everything works"
    )
    return parser.parse_args()


def carry_out(
    out: Path,
    minutes: float,
    next_run: Callable[[list[dict]], Callable[[], dict] | None],
    card: Callable[[list], str],
) -> None:
    """Do one run after the other until `next_run`, which sees all that are done, has no more, or
    the time is over.

    When there are no more, write the table's card beside it.
    """
    end = time.monotonic() + 60 * minutes
    while (run := next_run(done_in(out))) and time.monotonic() < end:
        result = run()
        append(out, result)
        print(
            {key: value for key, value in result.items() if not isinstance(value, list)}, flush=True
        )
    if not run:
        write_whole(out.with_name("card.md"), card(done_in(out)))


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def attempt(model: nn.Module, draw: Draw, config: TrainingConfig) -> History:
    """Train on next tokens; a rate that is too high is a result, too, and gives an empty history."""
    try:
        return train(model, draw, next_token_loss, config)
    except FloatingPointError:
        return History()


def append(out: Path, result: dict) -> None:
    """Add a line; a last line that was cut off by a kill goes first."""
    whole = out.read_bytes().rpartition(b"\n")[:2] if out.exists() else (b"", b"")
    with out.open("r+b" if out.exists() else "wb") as file:
        file.truncate(len(b"".join(whole)))
        file.seek(0, 2)
        file.write((json.dumps(result) + "\n").encode())


def done_in(out: Path) -> list[dict]:
    """Return the runs that a table holds; a last line that was cut off by a kill does not count."""
    lines = out.read_text(encoding="utf-8").split("\n")[:-1] if out.exists() else []
    return [json.loads(line) for line in lines]
