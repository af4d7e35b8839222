"""What the tests know of one submission in the hostile class."""

from dataclasses import dataclass

NOTHING_ELSE = (0, 2)  # an attack on 1.1 beside a right 1.2


@dataclass(frozen=True)
class Case:
    """One submission: its kind, the learner's name, the points deserved for 1.1 and 1.2 (None: no
    notebook at all).
    """

    kind: str
    learner: str
    deserves: tuple[float, float] | None
    says: tuple[str, ...] = ()  # words of which one must be in the message
