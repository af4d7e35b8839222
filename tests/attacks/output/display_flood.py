"""Displays pictures, pages and programs for the browser, ten thousand of them."""

from IPython.display import HTML, Image, Javascript, clear_output, display, update_display


def double(x):
    for number in range(10_000):
        display(HTML("<script>alert(1)</script>" * 100), Javascript("alert(1)"), display_id="one")
        update_display(HTML("x" * 1000), display_id="one")
        clear_output()
    display(Image(data=b"\x89PNG" + bytes(50_000_000), format="png"))
    return x
