"""Figures are shown with a description, and drawn as told."""

import base64
import html.parser

import matplotlib.pyplot as plt
import numpy as np
import pytest
from contrast import contrast
from matplotlib.colors import to_hex

from llmcourse.lesson import plotting, style

ALT = 'Loss falls below <0.1> after "ten" steps & stays there.'


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


@pytest.fixture
def shown(monkeypatch):
    """Every mime bundle that was displayed."""
    bundles = []
    monkeypatch.setattr(plotting, "display", lambda bundle, raw: bundles.append(bundle))
    return bundles


class Images(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.found.append(dict(attrs))


def test_show_gives_one_png_with_its_description(shown):
    fig, ax = plt.subplots()
    ax.plot([1, 2], [3, 4])
    plotting.show(fig, alt=ALT)
    (bundle,) = shown
    (image,) = Images(bundle["text/html"]).found
    assert image["alt"] == ALT and bundle["text/plain"] == ALT
    kind, data = image["src"].split(",")
    assert kind == "data:image/png;base64" and base64.b64decode(data).startswith(b"\x89PNG")


def test_show_closes_the_figure(shown):
    fig, _ = plt.subplots()
    plotting.show(fig, alt=ALT)
    assert not plt.fignum_exists(fig.number)


@pytest.mark.parametrize("alt", ["", "a plot", "loss against steps, log"])
def test_show_rejects_a_description_that_says_nothing(alt, shown, ax):
    with pytest.raises(ValueError, match="say in a sentence"):
        plotting.show(ax.figure, alt=alt)
    assert not shown


def test_label_end_stands_at_the_last_point(ax):
    plotting.label_end(ax, [1, 2, 7], [4, 5, 11], "model", style.MODEL, shift=3)
    (label,) = ax.texts
    assert (label.get_text(), label.xy, label.get_color()) == ("model", (7, 11), style.MODEL)
    assert label.xyann == (6, 3) and label.anncoords == "offset points"


def test_line_is_drawn_and_named_in_one_color(ax):
    plotting.line(ax, [1, 2, 7], [4, 5, 11], "theory", style.REFERENCE, ls="--")
    (line,) = ax.lines
    assert line.get_xydata().tolist() == [[1, 4], [2, 5], [7, 11]]
    assert line.get_color() == ax.texts[0].get_color() == style.REFERENCE
    assert line.get_linestyle() == "--"


def test_dots_show_every_measurement_and_their_means(ax):
    plotting.dots(ax, {1: [0.2, 0.4], 5: [0.5, 0.9]}, "model", style.MODEL)
    *groups, means = ax.lines
    assert [group.get_xydata().tolist() for group in groups] == [
        [[1, 0.2], [1, 0.4]],
        [[5, 0.5], [5, 0.9]],
    ]
    assert means.get_xdata().tolist() == [1, 5] and means.get_ydata().tolist() == pytest.approx(
        [0.3, 0.7]
    )
    assert ax.texts[0].get_text() == "model" and ax.texts[0].xy == (5, pytest.approx(0.7))


def test_log_axis_has_these_ticks_and_no_others(ax):
    ax.plot([64, 4096], [1, 2])
    plotting.log_axis(ax.xaxis, [64, 512, 4096])
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "linear")
    assert ax.get_xticks().tolist() == [64, 512, 4096] and not len(ax.get_xticks(minor=True))
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["64", "512", "4,096"]


def test_log_axis_upright(ax):
    plotting.log_axis(ax.yaxis, [1, 10])
    assert (ax.get_xscale(), ax.get_yscale()) == ("linear", "log")


TABLE = np.array([[0, 0.25, 1], [0.5, 0.126, 0.75]])


def test_grid_of_numbers_writes_each_number_in_its_square(ax):
    plotting.grid_of_numbers(ax, TABLE, ["a", "b"], ["x", "y", "z"])
    written = {
        (round(text.get_position()[1]), round(text.get_position()[0])): text.get_text()
        for text in ax.texts
    }
    assert written == {
        (0, 0): "0.00",
        (0, 1): "0.25",
        (0, 2): "1.00",
        (1, 0): "0.50",
        (1, 1): "0.13",
        (1, 2): "0.75",
    }
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["x", "y", "z"]


@pytest.mark.parametrize("signed", [False, True])
def test_numbers_are_readable_on_their_squares(ax, signed):
    table = np.linspace(-1 if signed else 0, 1, 24).reshape(4, 6)
    plotting.grid_of_numbers(ax, table, "abcd", "uvwxyz", signed=signed)
    (image,) = ax.images
    for text, value in zip(ax.texts, table.flat, strict=True):
        assert contrast(text.get_color(), to_hex(image.cmap(image.norm(value)))) >= 3


def test_color_scales_are_fixed_and_symmetric(ax):
    plotting.grid_of_numbers(ax, TABLE * 0.5, ["a", "b"], ["x", "y", "z"])
    plotting.grid_of_numbers(ax, [[-3, 1]], ["a"], ["x", "y"], signed=True)
    assert [image.get_clim() for image in ax.images] == [(0, 1), (-3, 3)]
    assert [image.cmap.name for image in ax.images] == [style.PROBABILITY, style.SIGNED]


@pytest.mark.parametrize(
    ("rows", "columns"), [(["a"], ["x", "y", "z"]), (["a", "b", "c"], ["x", "y"])]
)
def test_grid_of_numbers_wants_a_label_for_each_line(ax, rows, columns):
    with pytest.raises(ValueError, match=r"\(2, 3\)"):
        plotting.grid_of_numbers(ax, TABLE, rows, columns)


@pytest.mark.parametrize(
    ("color", "background", "ratio"),
    [("black", "white", 21), ("white", "black", 21), ("#777777", "white", 4.48), ("red", "red", 1)],
)
def test_contrast_is_that_of_wcag(color, background, ratio):
    assert contrast(color, background) == pytest.approx(ratio, abs=0.01)
