"""Words about answers that may be right and earned nothing for a reason beside the point: a person
should look at them.
"""

import re

NOT_GRADED = "only what stands in the answer cell is graded"
LINE_LEFT = (
    "The line `raise NotImplementedError` is still in the answer, and stops it. Delete that line, "
    "with nothing else."
)
UNSTEADY = "It gave different results in two runs on the same inputs, and the worse one counts."
TIMED_OUT = r"ran longer than [\d.]+ seconds"
WORDS = re.compile("|".join([TIMED_OUT, *map(re.escape, (NOT_GRADED, LINE_LEFT, UNSTEADY))]))


def is_mishap(message: str) -> bool:
    """Return whether words for a learner tell of such a reason."""
    return WORDS.search(message) is not None
