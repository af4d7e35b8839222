"""The pad switches pixels, and the bars follow what is drawn."""

import ipywidgets
import numpy as np
import pytest
from widget_pages import Page, parts

from llmcourse.lesson.widgets import digits

START = np.eye(8, dtype=bool)


def predict(image):
    """The share of a digit is the ink in that row; what is left goes to 9."""
    rows = image.sum(1) / 64
    return [*rows, 0.0, 1 - rows.sum()]


def test_each_pixel_can_be_switched_and_the_bars_follow(displayed):
    digits.digit_pad(predict, START)
    pixels = parts(displayed[0], ipywidgets.ToggleButton)
    (bars,) = parts(displayed[0], ipywidgets.HTML)
    assert [pixel.value for pixel in pixels] == START.ravel().tolist()
    assert [pixel.description for pixel in pixels[:3]] == ["■", "·", "·"]
    assert (pixels[0].tooltip, pixels[63].tooltip) == ("row 1, column 1", "row 8, column 8")
    pixels[2].value = True
    changed = START.astype(float)
    changed[0, 2] = 1
    assert bars.value == digits.shares_html(predict(changed)) and pixels[2].description == "■"


def test_clear_wipes_everything(displayed):
    digits.digit_pad(predict, START)
    (clear,) = parts(displayed[0], ipywidgets.Button)
    clear.click()
    assert not any(pixel.value for pixel in parts(displayed[0], ipywidgets.ToggleButton))
    assert "Looks like a 9 (100 %)" in parts(displayed[0], ipywidgets.HTML)[0].value


def test_bars_are_in_proportion_and_named():
    page = Page(digits.shares_html([0.5, 0.25, 0.004, *[0.0] * 6, 0.246]))
    assert page.all("p") == [{"role": "status", "aria-live": "polite"}]
    assert page.text.startswith("Looks like a 0 (50 %), or a 1 (25 %)050 %125 %2<1 %30 %")
    widths = [
        tag["style"].split("width:")[1] for tag in page.all("div") if "width:" in tag["style"]
    ]
    assert widths[:3] == ["90.0px", "45.0px", "0.7px"]


def test_the_first_picture_stands_where_widgets_do_not_run(displayed):
    digits.digit_pad(predict, START)
    assert displayed[0]["text/html"].startswith(
        '<pre aria-label="The picture" style="line-height:1.1">■ · · · · · · ·\n'
    )
    assert displayed[0]["text/plain"].startswith("Looks like a 9 (88 %)")


@pytest.mark.parametrize("shape", [(64,), (8, 7), (1, 8, 8)])
def test_other_shapes_are_named(shape, displayed):
    with pytest.raises(ValueError, match=r"\(8, 8\) is expected"):
        digits.digit_pad(predict, np.zeros(shape))
    assert not displayed
