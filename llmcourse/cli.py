"""The command `llmcourse`: doctor, fetch, check, grade, release.

Every command imports what it needs when it runs, so that `llmcourse --help` answers at once.
"""

import argparse
import sys
from pathlib import Path

COURSE = Path(__file__).resolve().parents[1]


class UsageError(ValueError):
    """Something was asked for that is not there; the message says what to ask for instead."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns 0 when all is well, 1 when not. Expected errors are one plain message, no traceback."""
    chosen = _parser().parse_args(arguments)
    try:
        return chosen.run(chosen)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
    except Exception as error:
        if not isinstance(error, _expected_errors()):
            raise
        print(error, file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="llmcourse", description="The course's own commands.")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name, run, words):
        made = commands.add_parser(name, help=words, description=words)
        made.set_defaults(run=run)
        return made

    command("doctor", doctor, "Say in plain words what works on this machine and what does not.")
    command("fetch", fetch, "Download the real language model, 98 MB, unless it is there already.")
    check_ = command("check", check, "Check your own exercises by their visible checks.")
    check_.add_argument("exercise", help="a chapter, such as 04, or a notebook file")
    grade_ = command("grade", grade, "Grade a folder of submissions against a solution notebook.")
    grade_.add_argument(
        "submissions", type=Path, help="a folder with NAME.ipynb or NAME/one notebook for every learner"
    )
    grade_.add_argument(
        "--assignment", help="a chapter, such as 04, or a solution notebook; may be left out if there is one"
    )
    grade_.add_argument("--out", type=Path, help="folder for the reports (default: grades/ASSIGNMENT)")
    grade_.add_argument(
        "--sandbox", choices=("auto", "strict", "basic"), default="auto", help="protection (default: auto)"
    )
    release_ = command("release", release, "Derive the exercise notebooks from the solution notebooks.")
    release_.add_argument("chapter", nargs="*", help="chapters, such as 04 (default: all)")
    release_.add_argument("--overwrite", action="store_true", help="replace exercise files in which somebody typed")
    return parser


def doctor(chosen: argparse.Namespace) -> int:
    """Examine this machine."""
    from llmcourse.doctor import examine

    return examine()


def fetch(chosen: argparse.Namespace) -> int:
    """Fetch the real model."""
    from llmcourse.fetch import SMOLLM2, fetch

    print(f"{SMOLLM2.name} is here, and its hash is right: {fetch(SMOLLM2)}")
    return 0


def check(chosen: argparse.Namespace) -> int:
    """Check one exercise notebook; 1 unless everything is right."""
    from llmcourse.grading.grade import check
    from llmcourse.grading.report import WORDS

    result = check(notebook_in("exercises", chosen.exercise))
    outcomes = result.grades[0].outcomes.values()
    for outcome in outcomes:
        print(f"{outcome.exercise.number}  {WORDS[outcome.state]}")
        if outcome.state not in ("right", "blank"):
            print("".join(f"       {line}\n" for line in printable(outcome.message).splitlines()), end="")
    right = sum(outcome.state == "right" for outcome in outcomes)
    print(f"{right} of {len(result.exercises)} right in {chosen.exercise}. (What counts is the file as last saved.)")
    return 0 if right == len(result.exercises) else 1


def grade(chosen: argparse.Namespace) -> int:
    """Grade a class, print the table and write the reports."""
    from llmcourse.grading.grade import grade
    from llmcourse.grading.report import table

    solution = notebook_in("solutions", chosen.assignment)
    out = chosen.out or Path("grades") / solution.stem
    print(table(grade(chosen.submissions, solution, out, chosen.sandbox)))
    print(f"Reports: {out / 'grades.csv'} and a page for every learner beside it.")
    return 0


def release(chosen: argparse.Namespace) -> int:
    """Write exercises/ from solutions/."""
    from llmcourse.grading.release import release

    sources = [notebook_in("solutions", name) for name in chosen.chapter] or notebooks_in("solutions")
    for source in sources:
        target = source.parents[1] / "exercises" / source.name
        changed = release(source, target, chosen.overwrite)
        print(f"{target}: {'written' if changed else 'unchanged'}")
    return 0


def notebook_in(folder: str, name: str | None) -> Path:
    """The notebook that `name` means: a file, or a chapter's number or name in `folder`; None means the only one."""
    if name is not None and name.endswith(".ipynb"):
        if not Path(name).is_file():
            raise UsageError(f"There is no file {name}.")
        return Path(name)
    known = notebooks_in(folder)
    found = [path for path in known if name is None or name in (path.stem, path.stem.split("_")[0])]
    if len(found) != 1:
        choices = ", ".join(path.stem for path in known) or "none"
        asked = "Which chapter?" if name is None else f"There is no chapter {name!r} in {folder}."
        raise UsageError(f"{asked} There are: {choices}. A path that ends in .ipynb works too.")
    return found[0]


def notebooks_in(folder: str) -> list[Path]:
    """The notebooks of a folder of the course: of the copy one stands in, else of the copy that is installed."""
    for course in (Path.cwd(), *Path.cwd().parents, COURSE):
        if found := sorted((course / folder).glob("[0-9]*.ipynb")):
            return found
    return []


def printable(text: str) -> str:
    """The text without control characters, which could drive a terminal."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


def _expected_errors() -> tuple[type[Exception], ...]:
    from llmcourse.grading.grade import CannotGrade
    from llmcourse.grading.merge import Unreadable
    from llmcourse.grading.release import ReleaseError
    from llmcourse.installer import FetchError

    return UsageError, FetchError, CannotGrade, Unreadable, ReleaseError, OSError


if __name__ == "__main__":
    sys.exit(main())
