"""The look of every figure: colors with fixed roles, and matplotlib settings.

The four colors were the set best told apart by color-blind readers among those tried, each at least
3:1 on white.
"""

import matplotlib as mpl
from matplotlib.rcsetup import cycler

MODEL = "#0072B2"  # blue: the model under study
CONTRAST = "#D55E00"  # vermillion: what it is compared with
REFERENCE = "#009E73"  # green: theory, truth or a library
ABLATION = "#CC79A7"  # purple: the model with a part removed
INK = "#1F2937"
GRAY = "#6B7280"  # context: chance level, guides

PROBABILITY = "cividis"  # color map for 0 to 1
SIGNED = "RdBu_r"  # color map for signed values, symmetric around 0

SETTINGS = {
    "figure.dpi": 110,
    "figure.figsize": (7.2, 3.2),
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.grid": True,
    "grid.color": "#E5E7EB",
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=[MODEL, CONTRAST, REFERENCE, ABLATION]),
    "lines.linewidth": 2,
}


def use() -> None:
    """Make these settings matplotlib's own for this process."""
    mpl.rcParams.update(SETTINGS)  # type: ignore[arg-type]
