"""All plots by name."""

from llmcourse.data.tales import (
    plots_adventure,
    plots_friends,
    plots_growing,
    plots_home,
    plots_lost,
    plots_mishaps,
    plots_rescue,
    plots_sharing,
    plots_town,
    plots_wonder,
)
from llmcourse.data.tales.stage import Plot

MODULES = (
    plots_lost,
    plots_sharing,
    plots_mishaps,
    plots_rescue,
    plots_growing,
    plots_home,
    plots_friends,
    plots_adventure,
    plots_wonder,
    plots_town,
)


def plots() -> dict[str, Plot]:
    """Every plot, in the order of its module."""
    return {name: plot for module in MODULES for name, plot in module.PLOTS.items()}
