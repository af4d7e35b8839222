"""Make one tale from its number: the plot is drawn, simulated, told, and drawn again until the
length fits.
"""

from llmcourse.data.generated.tales import store
from llmcourse.data.generated.tales.corpus import is_held_out
from llmcourse.data.generated.tales.truth import Tale
from tales.plots.all_plots import plots
from tales.telling.frames import Frame
from tales.telling.stage import Stage
from tales.world.chance import Dice

SEED, COUNT = 20_240, 14_000
FEWEST_WORDS, MOST_WORDS = 60, 220


def make(number: int) -> tuple[Tale, list[Frame]]:
    """Make one story, and return it with the frames that it was told with."""
    for attempt in range(1000):
        stage, tale = _attempt((SEED + number) * 1000 + attempt)
        if FEWEST_WORDS <= len(tale.text.split()) <= MOST_WORDS:
            return tale, stage.frames()
    raise RuntimeError(
        f"No story of {FEWEST_WORDS} to {MOST_WORDS} words in a thousand attempts for number "
        f"{number}."
    )


def _attempt(seed: int) -> tuple[Stage, Tale]:
    name, plot = Dice(seed).pick(list(plots().items()))
    stage = Stage(seed, plot.animals)
    ending = plot.tell(stage)
    return stage, stage.tale(name, ending)


def packed_tales(numbers: range) -> str:
    """Make the stories with these numbers as the package stores them, one JSON list per line."""
    stories = (make(number)[0] for number in numbers)
    return "".join(store.pack(tale, is_held_out(tale)) + "\n" for tale in stories)
