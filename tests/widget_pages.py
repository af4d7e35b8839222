"""What the tests of all widgets need: the text and elements of a page, and the widgets in a
displayed bundle.
"""

import html.parser

VIEW = "application/vnd.jupyter.widget-view+json"


class Page(html.parser.HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def parts(bundle, kind):
    """Widgets of one kind in a displayed bundle, in order."""
    assert bundle[VIEW]["model_id"] == bundle["widget"].model_id
    found, todo = [], [bundle["widget"]]
    while todo:
        widget = todo.pop(0)
        todo = list(getattr(widget, "children", ())) + todo
        found += [widget] if isinstance(widget, kind) else []
    return found
