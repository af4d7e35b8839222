"""All plots by name."""

from tales.plots import adventure as plots_adventure
from tales.plots import friends as plots_friends
from tales.plots import growing as plots_growing
from tales.plots import home as plots_home
from tales.plots import lost as plots_lost
from tales.plots import mishaps as plots_mishaps
from tales.plots import rescue as plots_rescue
from tales.plots import sharing as plots_sharing
from tales.plots import town as plots_town
from tales.plots import wonder as plots_wonder
from tales.telling.stage import Plot

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
