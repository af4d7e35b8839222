"""A table of training runs, one JSON object a line: what is in it is not done again."""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path


def arguments(description: str) -> argparse.Namespace:
    """The options that every family's recipe has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--out", type=Path, required=True, help="a file with one line a run")
    parser.add_argument("--minutes", type=float, default=1e9, help="start no run after so many")
    parser.add_argument("--smoke", action="store_true", help="one tiny run, to see that everything works")
    return parser.parse_args()


def carry_out(out: Path, minutes: float, next_run: Callable[[list[dict]], Callable[[], dict] | None]) -> None:
    """Do one run after the other until `next_run`, which sees all that are done, has no more, or the time is over."""
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end and (run := next_run(done_in(out))):
        result = run()
        with out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(result) + "\n")
        print({key: value for key, value in result.items() if not isinstance(value, list)}, flush=True)


def done_in(out: Path) -> list[dict]:
    """The runs that a table holds; a last line that was cut off by a kill does not count."""
    lines = out.read_text(encoding="utf-8").split("\n")[:-1] if out.exists() else []
    return [json.loads(line) for line in lines]
