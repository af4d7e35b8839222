"""The command `llmcourse`: doctor, fetch, check, grade, override, history, release, collect.

Every command imports what it needs when it runs, so that `llmcourse --help` answers at once.
"""

import argparse
import io
import sys
from pathlib import Path

from llmcourse.machine.text import printable

COURSE = Path(__file__).resolve().parents[1]


class UsageError(ValueError):
    """Something was asked for that is not there; the message says what to ask for instead."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns 0 when all is well, 1 when not. Expected errors are one plain
    message, no traceback.
    """
    _never_fail_to_print()
    chosen = _parser().parse_args(arguments)
    # a grammar that jsonschema would build, for a second, and never use
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    try:
        return chosen.run(chosen)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
    except Exception as error:
        if not isinstance(error, _expected_errors()):
            raise
        print(printable(str(error)), file=sys.stderr)
    return 1


def _never_fail_to_print() -> None:
    """Let signs that a console or a file in another encoding cannot hold be shown in their place by
    ASCII.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


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
        "submissions",
        type=Path,
        help="a folder with NAME.ipynb or NAME/one notebook for every learner",
    )
    grade_.add_argument(
        "--assignment",
        help="a chapter, such as 04, or a solution notebook; may be left out if there is one",
    )
    grade_.add_argument(
        "--out", type=Path, help="folder for gradebook and reports (default: grades/ASSIGNMENT)"
    )
    grade_.add_argument(
        "--sandbox",
        choices=("auto", "strict", "basic"),
        default="auto",
        help="protection (default: auto)",
    )
    grade_.add_argument(
        "--jobs", type=_count, help="submissions at a time (default: one for every processor)"
    )
    grade_.add_argument(
        "--timeout", type=_seconds, help="seconds that a cell may run (default: by the reference)"
    )
    grade_.add_argument(
        "--regrade",
        action="append",
        metavar="NAME",
        help="grade this learner again (may be repeated)",
    )
    grade_.add_argument(
        "--regrade-all", action="store_true", help="grade everybody again; what was before is kept"
    )
    grade_.add_argument(
        "--due",
        type=_moment,
        help="when it was due, such as 2026-12-01T23:59+01:00 (a day alone: its end)",
    )
    grade_.add_argument(
        "--late",
        type=_share,
        help="points lost for each day begun after that, such as 10%%",
    )
    grade_.add_argument("--late-at-most", type=_share, help="the most that is lost, such as 50%%")
    grade_.add_argument("--grace", type=_count, help="minutes after the due time that cost nothing")
    grade_.add_argument(
        "--roster", type=Path, help="the CSV that Canvas or Moodle exports, to fill in grades by"
    )
    grade_.add_argument(
        "--dask", metavar="ADDRESS", help="let the workers of a Dask cluster do the work"
    )
    override_ = command(
        "override", override, "Give points by hand for one exercise of one learner, with a reason."
    )
    override_.add_argument(
        "out", type=Path, help="the folder with the gradebook, such as grades/04_self_attention"
    )
    override_.add_argument("learner")
    override_.add_argument("exercise", help="such as 4.1")
    override_.add_argument("points", type=float)
    override_.add_argument("--reason", required=True, help="stands in the learner's report")
    override_.add_argument("--author", default="", help="who decided it (default: your user name)")
    override_.add_argument(
        "--assignment", help="a chapter or a solution notebook, if the folder is not named after it"
    )
    history_ = command("history", history, "Show every grading that a gradebook holds.")
    history_.add_argument("out", type=Path, help="the folder with the gradebook")
    history_.add_argument("learner", nargs="?", help="one learner only")
    history_.add_argument(
        "--assignment", help="a chapter or a solution notebook, if the folder is not named after it"
    )
    release_ = command(
        "release", release, "Derive the exercise notebooks from the solution notebooks."
    )
    release_.add_argument("chapter", nargs="*", help="chapters, such as 04 (default: all)")
    release_.add_argument(
        "--overwrite", action="store_true", help="replace exercise files in which somebody typed"
    )
    release_.add_argument(
        "--kit", type=Path, metavar="FOLDER", help="make a kit to hand out: this folder and its zip"
    )
    release_.add_argument(
        "--due", type=_moment, help="when the kit is due, such as 2026-12-01T23:59+01:00"
    )
    collect_ = command(
        "collect",
        collect,
        "Collect the notebooks of a class from downloads of a learning platform.",
    )
    collect_.add_argument(
        "sources",
        nargs="+",
        type=Path,
        metavar="source",
        help="a folder or zip, as downloaded (Canvas, Moodle ...)",
    )
    collect_.add_argument(
        "--out", type=Path, required=True, help="folder for LEARNER.ipynb, such as submissions/04"
    )
    collect_.add_argument(
        "--assignment", help="a chapter, such as 04, when not all notebooks belong to one"
    )
    return parser


def doctor(chosen: argparse.Namespace) -> int:
    """Examine this machine."""
    from llmcourse.doctor import examine

    return examine()


def fetch(chosen: argparse.Namespace) -> int:
    """Fetch the real model."""
    from llmcourse.machine.fetch import SMOLLM2, fetch_file

    print(f"{SMOLLM2.name} is here, and its hash is right: {fetch_file(SMOLLM2)}")
    return 0


def check(chosen: argparse.Namespace) -> int:
    """Check one exercise notebook; 1 unless everything is right."""
    from llmcourse.grading.reports.wording import WORDS
    from llmcourse.grading.running.check import check_file

    result = check_file(notebook_in("exercises", chosen.exercise))
    outcomes = result.grades[0].outcomes.values()
    for outcome in outcomes:
        print(f"{outcome.exercise.number}  {WORDS[outcome.state]}")
        if outcome.state not in ("right", "blank"):
            print(
                "".join(f"       {line}\n" for line in printable(outcome.message).splitlines()),
                end="",
            )
    right = sum(outcome.state == "right" for outcome in outcomes)
    print(
        f"{right} of {len(result.exercises)} right in {printable(chosen.exercise)}. (What counts "
        "is the file as last saved.)"
    )
    return 0 if right == len(result.exercises) else 1


def grade(chosen: argparse.Namespace) -> int:
    """Grade a class, print the table and write the reports."""
    from llmcourse.grading.grade import grade_folder
    from llmcourse.grading.reports.write import table
    from llmcourse.grading.sandbox.process import Limits

    solution = notebook_in("solutions", chosen.assignment)
    out = chosen.out or Path("grades") / solution.stem
    result = grade_folder(
        chosen.submissions,
        solution,
        out,
        protection=chosen.sandbox,
        jobs=chosen.jobs,
        limits=chosen.timeout and Limits(cell_seconds=chosen.timeout),
        regrade=chosen.regrade_all or chosen.regrade or (),
        late=_late_policy(chosen),
        roster=chosen.roster,
        dask=chosen.dask,
    )
    print(table(result))
    print(f"For you: {out / 'overview.html'}. For learners: a page each in {out / 'learners'}.")
    return 0


def override(chosen: argparse.Namespace) -> int:
    """Record a person's points for one exercise, and write the reports anew."""
    from llmcourse.grading.grade import override

    override(
        chosen.out,
        _solution_of(chosen),
        chosen.learner,
        chosen.exercise,
        chosen.points,
        chosen.reason,
        chosen.author,
    )
    print(
        f"{chosen.learner}, exercise {chosen.exercise}: {chosen.points:g} points. The reports in "
        f"{chosen.out} are new."
    )
    return 0


def history(chosen: argparse.Namespace) -> int:
    """Print every grading of a gradebook, oldest first."""
    from llmcourse.grading.grade import history

    for entry in history(chosen.out, _solution_of(chosen), chosen.learner):
        version = f"file {entry.digest[:8]}, reference {entry.reference[:8]}"
        print(f"{entry.graded}  {printable(entry.learner)}  {entry.earned:g} points  ({version})")
    return 0


def release(chosen: argparse.Namespace) -> int:
    """Write exercises/ from solutions/, or a kit."""
    from llmcourse.grading.assignment.kit import build
    from llmcourse.grading.assignment.release import release_exercises

    sources = [notebook_in("solutions", name) for name in chosen.chapter] or notebooks_in(
        "solutions"
    )
    if chosen.due and not chosen.kit:
        raise UsageError("--due needs --kit: it stands in the kit's files.")
    if chosen.kit:
        written = build(sources, chosen.kit, chosen.due, chosen.overwrite)
    else:
        targets = {source: source.parents[1] / "exercises" / source.name for source in sources}
        written = {
            target: release_exercises(source, target, chosen.overwrite)
            for source, target in targets.items()
        }
    for path, changed in written.items():
        print(f"{path}: {'written' if changed else 'unchanged'}")
    return 0


def collect(chosen: argparse.Namespace) -> int:
    """Collect submissions and print what became of every file; 1 when some need a look."""
    from llmcourse.grading.submissions.collect import collect_into, table

    result = collect_into(chosen.sources, chosen.out, chosen.assignment)
    print(printable(table(result, chosen.out)))
    return 0 if all(one.ordinary for one in result.left) else 1


def _solution_of(chosen: argparse.Namespace) -> Path:
    """Return the solution notebook that a folder of grades belongs to."""
    return notebook_in("solutions", chosen.assignment or chosen.out.resolve().name)


def _late_policy(chosen: argparse.Namespace):
    from datetime import timedelta

    from llmcourse.grading.records.late import LatePolicy

    about_it = {
        "--late": chosen.late,
        "--late-at-most": chosen.late_at_most,
        "--grace": chosen.grace,
    }
    given = [name for name, value in about_it.items() if value is not None]
    if chosen.due is None:
        if given:
            raise UsageError(f"{given[0]} needs --due: say from when on it counts.")
        return None
    at_most = 1.0 if chosen.late_at_most is None else chosen.late_at_most
    grace = timedelta(minutes=chosen.grace or 0)
    return LatePolicy(chosen.due, chosen.late or 0.0, at_most, grace)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return seconds


def _share(text: str) -> float:
    """Return a share of the points: "10%" or 0.1. A bare 1 may be one percent or all, so it is
    refused.
    """
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if share == 1 and not text.endswith("%"):
        raise argparse.ArgumentTypeError(f"{text!r} may be 1% or 100%: write which")
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share of the points: write 10%")
    return share


def _moment(text: str):
    """Parse a point in time; a day alone means its last minute, and without an offset it is in this
    machine's time zone.
    """
    from datetime import date, datetime, time

    try:
        moment = datetime.fromisoformat(text)
        if len(text) <= len("2026-12-01") and moment.time() == time():
            moment = datetime.combine(date.fromisoformat(text), time(23, 59))
        return moment if moment.tzinfo else moment.astimezone()
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a time: write 2026-12-01T23:59+01:00"
        ) from None


def notebook_in(folder: str, name: str | None) -> Path:
    """Return the notebook that `name` means: a file, or a chapter's number or name in `folder`;
    None means the only one.
    """
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
    """Return the notebooks of a folder of the course: of the copy one stands in, else of the copy
    that is installed.
    """
    for course in (Path.cwd(), *Path.cwd().parents, COURSE):
        found = sorted((course / folder).glob("[0-9]*.ipynb"))
        if found:
            return found
    return []


def _expected_errors() -> tuple[type[Exception], ...]:
    from llmcourse.grading.assignment.release import ReleaseError
    from llmcourse.grading.grade import CannotGrade
    from llmcourse.grading.records.gradebook import WrongGradebook
    from llmcourse.grading.records.result import Unreadable
    from llmcourse.grading.reports.roster import BadRoster
    from llmcourse.grading.submissions.ledger import DamagedLedger
    from llmcourse.grading.submissions.search import CannotCollect
    from llmcourse.grading.submissions.unpack import NotOpened
    from llmcourse.machine.pip import FetchError

    grading = (
        CannotGrade,
        WrongGradebook,
        BadRoster,
        Unreadable,
        ReleaseError,
        CannotCollect,
        DamagedLedger,
        NotOpened,
    )
    return UsageError, FetchError, *grading, OSError


if __name__ == "__main__":
    sys.exit(main())
