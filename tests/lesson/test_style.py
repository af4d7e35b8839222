"""Colors that can be told apart and read on white, and settings that reach matplotlib."""

import matplotlib as mpl
import pytest
from contrast import contrast

from llmcourse.lesson import style

ROLES = ["MODEL", "CONTRAST", "REFERENCE", "ABLATION"]


@pytest.mark.parametrize("role", [*ROLES, "INK", "GRAY"])
def test_colors_stand_out_on_white(role):
    assert contrast(getattr(style, role)) >= 3


@pytest.mark.parametrize("role", ["INK", "GRAY"])
def test_text_colors_are_readable_on_white(role):
    assert contrast(getattr(style, role)) >= 4.5


def test_roles_have_different_colors():
    assert len({getattr(style, role) for role in [*ROLES, "INK", "GRAY"]}) == 6


def test_use_sets_what_settings_say():
    with mpl.rc_context():
        mpl.rcdefaults()
        assert mpl.rcParams["axes.spines.top"]
        style.use()
        for name, value in style.SETTINGS.items():
            assert mpl.rcParams[name] == (list(value) if isinstance(value, tuple) else value), name


def test_lines_take_the_colors_in_order_of_roles():
    assert style.SETTINGS["axes.prop_cycle"].by_key()["color"] == [
        getattr(style, role) for role in ROLES
    ]


@pytest.mark.parametrize("name", [style.PROBABILITY, style.SIGNED])
def test_color_maps_exist(name):
    assert name in mpl.colormaps
