"""Find what learners handed in: `NAME.ipynb`, or a folder NAME that holds one notebook. Nothing is opened here."""

from dataclasses import dataclass
from pathlib import Path

from llmcourse.grading.merge import Unreadable


@dataclass(frozen=True)
class Submission:
    """A learner's name and file, or why there is no file to grade."""

    learner: str
    path: Path
    problem: str | None = None

    def usable(self) -> Path:
        """The file; raises Unreadable when there is not exactly one."""
        if self.problem:
            raise Unreadable(self.problem)
        return self.path


def find_submissions(folder: Path) -> list[Submission]:
    """Every submission in `folder`, by name; other files and hidden ones are passed over."""
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is not a folder. Name the folder that holds the submissions.")
    entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    found = [
        _in_folder(entry) if entry.is_dir() and entry.suffix != ".ipynb" else Submission(entry.stem, entry)
        for entry in entries
        if entry.suffix == ".ipynb" or entry.is_dir()
    ]
    return [_named_apart(one, found) for one in found]


def _in_folder(folder: Path) -> Submission:
    if folder.is_symlink():
        return Submission(folder.name, folder, "This is a link, not a folder.")
    notebooks = sorted(path for path in folder.iterdir() if path.suffix == ".ipynb" and not path.name.startswith("."))
    if len(notebooks) == 1:
        return Submission(folder.name, notebooks[0])
    return Submission(folder.name, folder, f"The folder holds {len(notebooks)} notebooks, and one was expected.")


def _named_apart(one: Submission, found: list[Submission]) -> Submission:
    """Two learners never share a name in the grades: ann.ipynb beside a folder ann."""
    if sum(other.learner == one.learner for other in found) == 1 or one.path.parent.name != one.learner:
        return one
    return Submission(one.learner + " (folder)", one.path, one.problem)
