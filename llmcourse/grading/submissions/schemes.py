"""Whose file is it? The naming schemes of Canvas, Moodle, Blackboard, Gradescope, nbgrader and
GitHub Classroom.

A scheme is recognized for a source as a whole, and reads only the outermost name, which the
platform wrote: what a learner calls a file cannot make it another learner's. Where each scheme is
written down stands beside it.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from os.path import commonprefix

from llmcourse.machine.text import one_form

Parts = tuple[str, ...]
CANVAS = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<number>\d+)_\d+_.+", re.DOTALL)
CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<name>anon)_(?P<number>[A-Za-z0-9]+)_\d+_.+", re.DOTALL
)
MOODLE = re.compile(
    r"(?P<name>[^_]+)(?:_(?P<number>\d+))?_assignsubmission_[a-z]+(?:_.*)?", re.DOTALL
)
BLACKBOARD = re.compile(
    r"(?P<who>.+?)_[^\W\d_]+_(?P<date>\d{4}(?:-\d\d){5})(?P<file>_.+|\.txt)", re.DOTALL
)
SUBMISSION = re.compile(r"submission_\d+")
PEOPLE, HANDED_IN = "submission_metadata.yml", "timestamp.txt"  # of Gradescope, of nbgrader
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(Z|UTC|[+-]\d\d:?\d\d)")
WRAPPER = re.compile(r"submitted|.+_export|.+-submissions")


@dataclass(frozen=True)
class Author:
    """Who handed a file in. `key` tells two learners apart for certain, `name` is for people,
    `number` for namesakes.

    `when` is in seconds since 1970 where the scheme says it, and `undated` where it says it in a
    way that cannot be read; `late` where the platform marked it so. `unit` names the submission
    where the platform lists several people for one.
    """

    key: str
    name: str
    number: str = ""
    when: float | None = None
    late: bool = False
    undated: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Scheme:
    """How a platform names files. `dated`: whether a file's own time is when it was handed in, not
    downloaded.
    """

    name: str
    read: Callable[[Parts], tuple[Author, ...]]
    dated: bool = False
    top: Parts = ()
    listed: tuple[Author, ...] = ()  # all whom the platform lists, where it does

    def authors(self, parts: Parts) -> tuple[Author, ...]:
        """Return who handed in the file at that path of the source; nobody when its name does not
        follow the scheme.
        """
        depth, parts = len(self.top), tuple(map(one_form, parts))
        return self.read(parts[depth:]) if parts[:depth] == self.top and len(parts) > depth else ()


@dataclass(frozen=True)
class Listing:
    """What is known of a source: its name, whether it is a zip, all paths in it, notes by path,
    clones of git.
    """

    name: str
    zipped: bool
    paths: Collection[Parts]
    notes: Mapping[Parts, bytes]
    clones: Collection[Parts] = ()


def is_note(parts: Parts) -> bool:
    """Return whether a platform writes down something about its files in a file of that name."""
    return parts[-1] in (PEOPLE, HANDED_IN)


def is_receipt(parts: Parts) -> bool:
    """Return whether Blackboard writes such a file beside every submission."""
    found = BLACKBOARD.fullmatch(parts[-1])
    return found is not None and found["file"] == ".txt"


def recognize(listing: Listing) -> Scheme:
    """Return the scheme that at least half of the outermost names follow; plain names when there is
    none.
    """
    top = _wrapper(listing)
    paths = [
        path[len(top) :] for path in listing.paths if path[: len(top)] == top and path[-1] != PEOPLE
    ]
    first = {path[0]: path for path in paths}.values()
    for scheme in _schemes(listing, top):
        if 2 * sum(bool(scheme.read(path)) for path in first) >= max(1, len(first)):
            return replace(scheme, top=top)
    return Scheme("hand", _plain, True, top)


def _schemes(listing: Listing, top: Parts) -> list[Scheme]:
    root = top[-1] if top else listing.name
    found = [
        Scheme("Moodle", _moodle),
        Scheme("Blackboard", _blackboard),
        Scheme("Canvas", _canvas),
    ]
    people = listing.notes.get((*top, PEOPLE))
    if people is not None:
        named = people_in(people.decode(errors="replace"))
        listed = tuple(author for authors in named.values() for author in authors)
        found.insert(0, Scheme("Gradescope", partial(_gradescope, named), listed=listed))
    if root == "submitted":
        times = {
            path[len(top) : -1]: moment(note.decode(errors="replace"))
            for path, note in listing.notes.items()
        }
        found.append(Scheme("nbgrader", partial(_nbgrader, times), dated=True))
    clones = {
        path[len(top)]
        for path in listing.clones
        if path[: len(top)] == top and len(path) == len(top) + 2
    }
    if root.endswith("-submissions") or clones:
        start = (
            root.removesuffix("submissions") if root.endswith("-submissions") else _start(clones)
        )
        found.append(Scheme("GitHub Classroom", partial(_github, clones, start)))
    return found


def _wrapper(listing: Listing) -> Parts:
    """Return the folders around the learners' names: what a platform or a zip program puts all
    others into.
    """
    top: Parts = ()
    while True:
        names = {path[len(top)] for path in listing.paths}
        if len(names) != 1:
            break
        name, depth = names.pop(), len(top) + 1
        if any(len(path) == depth for path in listing.paths) or _is_learners(name):
            break
        learners = {path[depth] for path in listing.paths if path[-1].lower().endswith(".ipynb")}
        if not (
            WRAPPER.fullmatch(name)
            or (listing.zipped and (len(learners) > 1 or name == listing.name))
        ):
            break
        top = (*top, name)
    return top


def _is_learners(name: str) -> bool:
    return bool(
        name.lower().endswith(".zip") or MOODLE.fullmatch(name) or SUBMISSION.fullmatch(name)
    )


def _canvas(parts: Parts) -> tuple[Author, ...]:
    """Return `leeann_LATE_12345_67890_x.ipynb`: name, learner, file (`lib/content_zipper.rb` of
    canvas-lms, 2025).

    The times in the zip are those of the download. Without names it is `anon_x7Yz2_67890_x.ipynb`.
    """
    found = CANVAS_ANONYMOUS.fullmatch(parts[0]) or CANVAS.fullmatch(parts[0])
    return (_author("canvas", found),) if found else ()


def _moodle(parts: Parts) -> tuple[Author, ...]:
    """Return `Ann Lee_123_assignsubmission_file/x.ipynb`, or flat
    (`mod/assign/classes/downloader.php` of Moodle, 2025).

    Older versions have `_` at the folder's end; there are no other `_` in names; a team without a
    group has no number. The times in the zip are those of the download.
    """
    found = MOODLE.fullmatch(parts[0])
    return (_author("moodle", found),) if found else ()


def _author(platform: str, found: re.Match) -> Author:
    name, number = found["name"].strip(), found["number"] or ""
    return Author(
        f"{platform} {number or name}", name, number, late=bool(found.groupdict().get("late"))
    )


def _blackboard(parts: Parts) -> tuple[Author, ...]:
    """Return `Homework 4_alee_attempt_2026-11-20-10-15-30_x.ipynb`
    (`nbgrader/plugins/zipcollect.py` of nbgrader, 2024).

    The word for "attempt" is in the server's language, and the time in its zone, which is taken for
    this machine's.
    """
    found = BLACKBOARD.fullmatch(parts[0])
    if not found:
        return ()
    try:
        when = datetime.strptime(found["date"], "%Y-%m-%d-%H-%M-%S").timestamp()
    except (ValueError, OverflowError):
        when = None
    return (
        Author(f"blackboard {found['who']}", found["who"].rpartition("_")[2], found["who"], when),
    )


def _gradescope(people: Mapping[str, tuple[Author, ...]], parts: Parts) -> tuple[Author, ...]:
    """Return `submission_123/x.ipynb`, one or several people each, as the list beside it says."""
    if not SUBMISSION.fullmatch(parts[0]):
        return ()
    return people.get(parts[0]) or (Author(f"gradescope {parts[0]}", parts[0]),)


def people_in(text: str) -> dict[str, tuple[Author, ...]]:
    """Return who handed in each submission of a Gradescope export, from its
    submission_metadata.yml.

    Only the lines that are needed are read: `:name:`, `:sid:` and `:email:` under `:submitters:`,
    and `:created_at:`, as scripts that work on such exports (2023 to 2026) have them. It is YAML as
    Ruby writes it.
    """
    blocks = re.split(r"^(submission_\d+):[^\S\n]*$", text, flags=re.MULTILINE)
    return {
        name: _submitters(name, block + "\n")
        for name, block in zip(blocks[1::2], blocks[2::2], strict=True)
    }


def _submitters(submission: str, block: str) -> tuple[Author, ...]:
    block = one_form(block)
    fields = dict(re.findall(r"^  :(\w+):(.*\n(?:   .*\n|  - .*\n)*)", block, re.MULTILINE))
    when, found = moment(fields.get("created_at", "")), []
    for person in re.split(r"^  - ", fields.get("submitters", ""), flags=re.MULTILINE)[1:]:
        said = {
            key: _unquoted(value)
            for key, value in re.findall(r"^ {0,4}:(\w+): *(.*)$", person, re.MULTILINE)
        }
        name, number = said.get("name") or submission, said.get("sid") or said.get("email") or ""
        key = f"gradescope {number or submission + ' ' + name}"
        found.append(Author(key, name, number, when, unit=submission))
    return tuple(found)


def _unquoted(value: str) -> str:
    """Return a YAML scalar of one line."""
    value = value.strip()
    if value[:1] == '"':
        try:
            return str(json.loads(value))
        except ValueError:
            return value.strip('"')
    return value[1:-1].replace("''", "'") if value[:1] == "'" else value


def _nbgrader(times: Mapping[Parts, float | None], parts: Parts) -> tuple[Author, ...]:
    """Return `submitted/USER/ASSIGNMENT/x.ipynb`, with the time beside it (`philosophy.rst` of
    nbgrader, 2024).
    """
    if len(parts) < 3:
        return ()
    when = times.get(parts[:2])
    undated = parts[:2] in times and when is None
    return (Author(f"nbgrader {parts[0]}", parts[0], when=when, undated=undated),)


def _github(clones: Collection[str], start: str, parts: Parts) -> tuple[Author, ...]:
    """Return `ASSIGNMENT-submissions/ASSIGNMENT-USER/`, clones (`student-repos.go` of gh-classroom,
    2025).

    The times of a clone's files are those of the cloning.
    """
    if len(parts) < 2 or (clones and parts[0] not in clones):
        return ()
    return (Author(f"github {parts[0]}", parts[0].removeprefix(start) or parts[0]),)


def _start(clones: Collection[str]) -> str:
    """Return what the names of several clones have in common, up to its last hyphen."""
    shared = commonprefix(list(clones))  # noqa: RUF071 (by characters, as is meant)
    return shared.rpartition("-")[0] + "-" if len(clones) > 1 and "-" in shared else ""


def _plain(parts: Parts) -> tuple[Author, ...]:
    """`NAME.ipynb`, or a folder or zip NAME; a file and a folder of one name are two learners."""
    if len(parts) > 1:
        name = re.sub(r"\.zip$", "", parts[0], flags=re.IGNORECASE)
        return (Author(f"folder {name}", name, "folder"),)
    stem, dot, suffix = parts[0].rpartition(".")
    return (Author(f"file {stem}", stem, "file"),) if dot and suffix.lower() == "ipynb" else ()


def moment(text: str) -> float | None:
    """Return the first time with a zone in `text`, in seconds since 1970.

    >>> moments = "2026-11-20 10:15:30.5 UTC", "2026-11-20 10:15:30 +01:00", "yesterday"
    >>> tuple(map(moment, moments))
    (1795169730.0, 1795166130.0, None)
    """
    found = MOMENT.search(text)
    if not found:
        return None
    zone = "+00:00" if found[3] in ("Z", "UTC") else found[3]
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}{zone}").astimezone(UTC).timestamp()
    except (ValueError, OverflowError):
        return None
