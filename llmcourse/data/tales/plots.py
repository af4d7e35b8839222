"""All plots by name."""

from llmcourse.data.tales import plots_lost, plots_mishaps, plots_sharing
from llmcourse.data.tales.stage import Plot

MODULES = (plots_lost, plots_sharing, plots_mishaps)


def plots() -> dict[str, Plot]:
    """Every plot, in the order of its module."""
    return {name: plot for module in MODULES for name, plot in module.PLOTS.items()}
