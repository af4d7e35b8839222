"""The histogram of points as shapes with their places, which the overview's template draws."""

from collections.abc import Sequence
from dataclasses import dataclass

from llmcourse.grading.reports.wording import number

WIDE, HIGH, LEFT, BASE = 640, 150, 14, 186  # in the picture's own units


@dataclass(frozen=True)
class Bin:
    """How many submissions have from `start` to `end` points."""

    start: float
    end: float
    count: int


@dataclass(frozen=True)
class Bar:
    """A rectangle, in the picture's units, as text."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Drawing:
    """All shapes of the histogram; labels are x, y and words."""

    bars: list[Bar]
    labels: list[tuple[str, str, str]]
    middle: str  # where the line of the median stands
    width: int = WIDE + 2 * LEFT
    height: int = BASE + 28
    left: int = LEFT
    right: int = LEFT + WIDE
    base: int = BASE


def draw(bins: Sequence[Bin], median: float, possible: float) -> Drawing:
    """Return the bars of a histogram, their labels and the line of the median."""
    step = WIDE / len(bins)
    most = max(one.count for one in bins)
    bars, labels = [], []
    for index, one in enumerate(bins):
        x = LEFT + index * step
        height = HIGH * one.count / most
        bars.append(Bar(f"{x + 2:.1f}", f"{BASE - height:.1f}", f"{step - 4:.1f}", f"{height:.1f}"))
        if one.count:
            labels.append((f"{x + step / 2:.1f}", f"{BASE - height - 6:.1f}", f"{one.count:,}"))
        labels.append((f"{x:.1f}", str(BASE + 18), number(one.start)))
    labels.append((str(LEFT + WIDE), str(BASE + 18), number(possible)))
    share = min(1.0, max(0.0, median / possible)) if possible else 0.0
    return Drawing(bars, labels, f"{LEFT + WIDE * share:.1f}")
