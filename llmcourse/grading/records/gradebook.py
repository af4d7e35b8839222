"""The record of a class in one SQLite file: every grading of every submission, every override,
nothing ever removed.

One transaction a submission, in write-ahead mode: a run that is killed at any moment goes on where
it stopped, and a submission is graded once. A new version of a file, or a new reference solution,
is graded anew; what was there before stays as history.
"""

import contextlib
import getpass
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from llmcourse.grading.records.result import (
    Exercise,
    Grade,
    Level,
    Outcome,
    Override,
    Part,
    Submission,
)
from llmcourse.machine.text import one_form, storable

FILE = "gradebook.sqlite"
VERSION = 1
TABLES = """
CREATE TABLE run (
    id INTEGER PRIMARY KEY, assignment TEXT, reference TEXT, level TEXT, started TEXT,
    late TEXT, roster TEXT
);
CREATE TABLE grade (
    id INTEGER PRIMARY KEY, run INTEGER REFERENCES run, learner TEXT, file TEXT, digest TEXT,
    submitted TEXT,
    graded TEXT, problem TEXT, outcomes TEXT, answers TEXT
);
CREATE INDEX grade_of ON grade (learner, id);
CREATE TABLE override (
    id INTEGER PRIMARY KEY, learner TEXT, exercise TEXT, points REAL, reason TEXT, author TEXT,
    at TEXT
);
"""
# What the latest run found among the submissions; learner is NULL for what is none.
FOUND = "CREATE TABLE IF NOT EXISTS found (name TEXT, learner TEXT, origin TEXT)"


class WrongGradebook(ValueError):
    """A file that is no gradebook of this assignment, or an entry that cannot be made; the message
    says why.
    """


@dataclass(frozen=True)
class Run:
    """What one run of the grader went by: its reference's hash, the protection, the late policy,
    the list of an LMS.
    """

    reference: str
    level: Level
    late: dict | None = None
    roster: str | None = None


@dataclass(frozen=True)
class Entry:
    """What one grading of one submission was about: the file's hash, the reference's hash, and
    when.
    """

    learner: str
    digest: str
    reference: str
    graded: str
    earned: float
    complete: bool


class Gradebook:
    """An open gradebook of one assignment; a context manager."""

    def __init__(self, path: Path | None, assignment: str, exercises: tuple[Exercise, ...]):
        self.assignment, self.exercises = assignment, {one.number: one for one in exercises}
        self.connection = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=30)
        self.connection.create_function("one_form", 1, _one_form, deterministic=True)
        try:
            self._open(path)
        except BaseException as error:
            self.connection.close()
            if isinstance(error, sqlite3.DatabaseError):
                if isinstance(error, sqlite3.OperationalError):
                    raise WrongGradebook(f"{path} cannot be opened: {error}.") from error
                raise WrongGradebook(
                    f"{path} is not a gradebook ({error}). Move it away and grade again."
                ) from error
            raise

    def __enter__(self) -> "Gradebook":
        return self

    def __exit__(self, *error) -> None:
        self.connection.close()

    def begin_run(self, run: Run) -> int:
        """Note that a run begins; its number."""
        late = None if run.late is None else json.dumps(run.late)
        row = (
            self.assignment,
            run.reference,
            json.dumps(asdict(run.level)),
            _now(),
            late,
            run.roster,
        )
        sql = (
            "INSERT INTO run (assignment, reference, level, started, late, roster) VALUES (?, ?, "
            "?, ?, ?, ?)"
        )
        number = self.connection.execute(sql, row).lastrowid
        assert number is not None  # SQLite numbers every row that it inserts
        return number

    def last_run(self) -> Run | None:
        """Return the latest run; None before the first."""
        sql = "SELECT reference, level, late, roster FROM run ORDER BY id DESC LIMIT 1"
        row = self.connection.execute(sql).fetchone()
        if row:
            reference, level, late, roster = row
            return Run(reference, Level(**json.loads(level)), late and json.loads(late), roster)
        return None

    def note_found(self, origins: Mapping[str, str | None], others: Iterable[str]) -> None:
        """Put down whose submissions the latest run found, with what each came from where that is
        known, and what else lay among them.
        """
        rows: list[tuple] = [(None, learner, origin) for learner, origin in origins.items()]
        rows += [(name, None, None) for name in others]
        with self._transaction():
            self.connection.execute("DELETE FROM found")
            self.connection.executemany("INSERT INTO found VALUES (?, ?, ?)", rows)

    def passed_over(self) -> tuple[str, ...]:
        """Return the names of what the latest run found that was no submission."""
        sql = "SELECT name FROM found WHERE learner IS NULL ORDER BY name"
        return tuple(row[0] for row in self.connection.execute(sql))

    def teams(self) -> tuple[frozenset[str], ...]:
        """Return the learners who handed in one file together, as their platform had it."""
        sql = "SELECT origin, learner FROM found WHERE origin IS NOT NULL AND learner IS NOT NULL"
        teams: dict[str, set[str]] = {}
        for origin, learner in self.connection.execute(sql):
            teams.setdefault(origin, set()).add(learner)
        return tuple(frozenset(team) for team in teams.values() if len(team) > 1)

    def gone(self) -> frozenset[str]:
        """Return the learners with a grade whose submission the latest run did not find."""
        here = {row[0] for row in self.connection.execute("SELECT learner FROM found")}
        graded = self.connection.execute("SELECT DISTINCT one_form(learner) FROM grade")
        return frozenset(row[0] for row in graded if here and row[0] not in here)

    def weakest_level(self) -> Level | None:
        """Return the weakest protection under which a grade that counts was found; None when there
        is none.
        """
        sql = (
            "SELECT DISTINCT level FROM grade JOIN run ON run.id = grade.run"
            " WHERE grade.id IN (SELECT max(id) FROM grade GROUP BY one_form(learner))"
            " ORDER BY run.id"
        )
        levels = [Level(**json.loads(row[0])) for row in self.connection.execute(sql).fetchall()]
        return min(levels, key=lambda level: level.word == "strict", default=None)

    def record(self, run: int, grade: Grade, digest: str) -> None:
        """Put down one submission's grade, whole or not at all."""
        outcomes = [_as_json(outcome) for outcome in grade.outcomes.values()]
        one = grade.submission
        submitted = grade.submitted and grade.submitted.isoformat()
        row = (
            run,
            one.learner,
            os.fsencode(one.path).decode("utf8", "replace"),
            digest,
            submitted,
            _now(),
            grade.problem and storable(grade.problem),
        )
        sql = (
            "INSERT INTO grade (run, learner, file, digest, submitted, graded, problem, outcomes, "
            "answers)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        with self._transaction():
            self.connection.execute(
                sql, (*row, json.dumps(outcomes), json.dumps(dict(grade.answers)))
            )

    def override(
        self, learner: str, exercise: str, points: float, reason: str, author: str = ""
    ) -> None:
        """Let a person's points count for one exercise from now on; raises WrongGradebook when that
        makes no sense.
        """
        if exercise not in self.exercises:
            raise WrongGradebook(
                f"There is no exercise {exercise}. There are: {', '.join(self.exercises)}."
            )
        if not 0 <= points <= self.exercises[exercise].points:
            raise WrongGradebook(
                f"{points:g} points: 0 to {self.exercises[exercise].points:g} are possible."
            )
        if not reason.strip():
            raise WrongGradebook("An override needs a reason: it stands in the learner's report.")
        self.history(learner)  # raises when there is nothing to override
        row = (one_form(learner), exercise, points, reason, author or getpass.getuser(), _now())
        sql = (
            "INSERT INTO override (learner, exercise, points, reason, author, at) VALUES (?, ?, ?, "
            "?, ?, ?)"
        )
        with self._transaction():
            self.connection.execute(sql, row)

    def history(self, learner: str | None = None) -> list[Entry]:
        """Return every grading there was, oldest first, of one learner or of all."""
        sql = (
            "SELECT learner, digest, reference, graded, problem, outcomes FROM grade JOIN run ON "
            "run.id = grade.run"
            " WHERE ? IS NULL OR one_form(learner) = one_form(?) ORDER BY grade.id"
        )
        rows = self.connection.execute(sql, (learner, learner)).fetchall()
        if learner is not None and not rows:
            raise WrongGradebook(f"No submission of {learner!r} has been graded.")
        return [_entry(*row) for row in rows]

    def done(self) -> set[tuple[str, str, str]]:
        """Return learner, hash of the file and hash of the reference of every latest grading that
        needs no other try.
        """
        latest = {entry.learner: entry for entry in self.history()}
        return {(one.learner, one.digest, one.reference) for one in latest.values() if one.complete}

    def grades(self) -> list[Grade]:
        """Return the latest grade of every learner, by name, with the overrides that were made."""
        sql = (
            "SELECT learner, file, submitted, problem, outcomes, answers FROM grade"
            " WHERE id IN (SELECT max(id) FROM grade GROUP BY one_form(learner)) ORDER BY learner"
        )
        overrides = self._overrides()
        return [
            self._grade(row, overrides.get(one_form(row[0]), {}))
            for row in self.connection.execute(sql).fetchall()
        ]

    def _grade(self, row: tuple, overrides: Mapping[str, Override]) -> Grade:
        learner, file, submitted, problem, outcomes, answers = row
        read = [self._outcome(one) for one in json.loads(outcomes)]
        return Grade(
            Submission(one_form(learner), Path(file)),
            problem,
            {one.exercise.number: one for one in read},
            json.loads(answers),
            datetime.fromisoformat(submitted) if submitted else None,
            overrides,
        )

    def _outcome(self, one: dict) -> Outcome:
        exercise = self.exercises.get(one["number"]) or Exercise(
            one["number"], "no longer in the assignment", 0.0
        )
        parts = tuple(Part(**part) for part in one["parts"])
        return Outcome(exercise, one["state"], one["earned"], parts, one["message"])

    def _overrides(self) -> dict[str, dict[str, Override]]:
        found: dict[str, dict[str, Override]] = {}
        sql = "SELECT learner, exercise, points, reason, author, at FROM override ORDER BY id"
        for learner, exercise, *rest in self.connection.execute(sql).fetchall():
            found.setdefault(one_form(learner), {})[exercise] = Override(*rest)
        return found

    def _open(self, path: Path | None) -> None:
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")
        with self._transaction():
            version = self.connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                for statement in TABLES.split(";"):
                    self.connection.execute(statement)
                self.connection.execute(f"PRAGMA user_version = {VERSION}")
            self.connection.execute(FOUND)
        if version > VERSION:
            raise WrongGradebook(f"{path} was written by a newer llmcourse. Update this one.")
        others = self.connection.execute(
            "SELECT assignment FROM run WHERE assignment != ? LIMIT 1", (self.assignment,)
        )
        other = others.fetchone()
        if other:
            raise WrongGradebook(
                f"{path} is the gradebook of {other[0]}, not of {self.assignment}. Name another "
                "folder."
            )

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")


def _as_json(outcome: Outcome) -> dict:
    return {
        "number": outcome.exercise.number,
        "state": outcome.state,
        "earned": outcome.earned,
        "parts": [asdict(part) for part in outcome.parts],
        "message": outcome.message,
    }


def _entry(
    learner: str, digest: str, reference: str, graded: str, problem: str | None, outcomes: str
) -> Entry:
    read = json.loads(outcomes)
    complete = bool(problem) or all(one["state"] != "not graded" for one in read)
    return Entry(
        one_form(learner), digest, reference, graded, sum(one["earned"] for one in read), complete
    )


def _one_form(name: str | None) -> str | None:
    return None if name is None else one_form(name)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
