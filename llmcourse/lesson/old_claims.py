"""The ledger as the first edition's notebooks call it, for one release: bounds and verdicts in two
separate calls.
"""

from llmcourse.lesson import claims
from llmcourse.lesson.claims import answer, record_guess, table

__all__ = ["answer", "claim", "record_guess", "table", "verdict"]


def claim(
    id: str,
    text: str,
    value: float,
    at_least: float | None = None,
    at_most: float | None = None,
    unit: str = "",
) -> None:
    """Record a measured value, then compare it with its bounds."""
    claims.record(id, text, value, unit)
    claims.expect(text, value, at_least, at_most)


def verdict(id: str, text: str, holds: bool, limit: str = "") -> None:
    """Give the verdict that the notebook has computed."""

    def as_computed(holds: bool, limit: str) -> claims.Outcome:
        if not holds:
            return claims.fails(limit)
        return claims.limited(limit) if limit else claims.holds()

    claims.verdict(id, text, as_computed, bool(holds), limit)
