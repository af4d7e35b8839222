"""What handing in late costs: a share of the points for every day begun, up to a limit. A day ends
at the same hour on the clock as the one before, also when the clock was changed between them.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from llmcourse.grading.records.result import ON_TIME, Lateness


@dataclass(frozen=True)
class LatePolicy:
    """A due time and the share of the points (0 to 1) that each day begun after it costs, `at_most`
    in all.
    """

    due: datetime
    per_day: float = 0.0
    at_most: float = 1.0
    grace: timedelta = timedelta(0)

    def __post_init__(self):
        if self.due.tzinfo is None:
            raise ValueError("The due time has no time zone: write it as 2026-12-01T23:59+01:00.")
        for name in ("per_day", "at_most"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(
                    f"{name} is {getattr(self, name):g}; a share from 0 to 1 is expected."
                )
        if self.grace < timedelta(0):
            raise ValueError("The time of grace is negative.")

    def lateness(self, submitted: datetime | None) -> Lateness:
        """Return how late that was; a submission without a time counts as in time."""
        if submitted is None or submitted <= self.due + self.grace:
            return ON_TIME
        apart = self._on_its_clock(submitted) - self.due.replace(tzinfo=None)
        days = max(1, math.ceil(apart / timedelta(days=1)))
        return Lateness(days, min(self.at_most, days * self.per_day))

    def _on_its_clock(self, moment: datetime) -> datetime:
        """Return a moment as a clock on the wall shows it where the work was due: a day there may
        have 23 or 25 hours.

        A moment with an offset of its own is read by that; one in UTC by this machine's clock where
        that agrees with the due time, and else by the due time's offset.
        """
        if moment.utcoffset():
            return moment.replace(tzinfo=None)
        is_here = self.due.astimezone().utcoffset() == self.due.utcoffset()
        return moment.astimezone(None if is_here else self.due.tzinfo).replace(tzinfo=None)

    def as_json(self) -> dict[str, str | float]:
        """Return the policy as plain values, which a gradebook can store."""
        seconds = self.grace.total_seconds()
        return {
            "due": self.due.isoformat(),
            "per_day": self.per_day,
            "at_most": self.at_most,
            "grace": seconds,
        }

    @classmethod
    def from_json(cls, stored: Mapping) -> "LatePolicy":
        """Return the policy that `as_json` stored."""
        due = datetime.fromisoformat(stored["due"])
        return cls(due, stored["per_day"], stored["at_most"], timedelta(seconds=stored["grace"]))
