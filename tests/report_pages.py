"""What a reader of a report's page would stumble over, found by parsing it strictly."""

import html.parser
import itertools
import re

VOID = {"meta", "br", "rect", "line"}


class Page(html.parser.HTMLParser):
    """A page's elements with their attributes, its text, and what is wrong with it."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.text, self.problems, self.open = [], "", [], []
        self.feed(page)
        self.problems += [f"<{tag}> is never closed" for tag in self.open]
        self.problems += [
            *self._headings(),
            *self._references(),
            *self._tables(),
            *self._rest(page),
        ]

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes something else")

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text += data

    def all(self, tag):
        """The attributes of every element of one kind."""
        return [attrs for name, attrs in self.tags if name == tag]

    def _headings(self):
        levels = [int(tag[1]) for tag, _ in self.tags if re.fullmatch(r"h[1-6]", tag)]
        if levels.count(1) != 1 or levels[0] != 1:
            yield f"the headings {levels} do not begin with the only first-level one"
        yield from (f"h{b} follows h{a}" for a, b in itertools.pairwise(levels) if b > a + 1)

    def _references(self):
        ids = [attrs["id"] for _, attrs in self.tags if "id" in attrs]
        yield from (f"the id {one} is there twice" for one in set(ids) if ids.count(one) > 1)
        links = [attrs["href"] for attrs in self.all("a")]
        yield from (
            f"{one} leads nowhere" for one in links if one.startswith("#") and one[1:] not in ids
        )

    def _tables(self):
        if len(self.all("table")) != len(self.all("caption")):
            yield "a table has no caption"
        yield from (
            "a heading of a table has no scope" for attrs in self.all("th") if "scope" not in attrs
        )

    def _rest(self, page):
        names = {attrs.get("lang") for attrs in self.all("html")}
        if names != {"en"} or not self.all("title") or not self.all("main"):
            yield "no language, title or main"
        yield from (f"<{tag}>" for tag in ("script", "img", "iframe", "link") if self.all(tag))
        yield from (
            "a picture has no words" for attrs in self.all("svg") if not attrs.get("aria-label")
        )
        yield from (
            f"{tag} has {name}"
            for tag, attrs in self.tags
            for name in attrs
            if name.startswith("on")
        )
        if "default-src 'none'" not in page:
            yield "no content security policy"
