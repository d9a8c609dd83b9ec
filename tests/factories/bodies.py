"""Bodies as tests write and judge them: a few known names, and what is allowed to come out."""

import re
from html.parser import HTMLParser

from circle.content.body import (
    MAX_BODY_CHARACTERS,
    clean_html,
    render_body,
)
from circle.content.body.sanitiser import ALLOWED_TAGS, OUTSIDE_REL

NAMES = {"阿柿": "/u/阿柿", "lily": "/u/lily", "小明_2": "/u/小明_2"}
ALLOWED_ATTRIBUTES = {
    "a": {"href", "class", "rel", "target"},
    "ol": {"start"},
    "p": {"class"},
}


def rendered(source, *, links=True, limit=MAX_BODY_CHARACTERS):
    return render_body(
        source,
        mentions=NAMES,
        tags_url=lambda tag: f"/c/tea?tag={tag}",
        links=links,
        limit=limit,
    )


def html(source, **options):
    return rendered(source, **options).html


class Elements(HTMLParser):
    """Every element and attribute a browser would see, and how deep they nest."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found, self.depth, self.deepest, self.words = [], 0, 0, []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.depth += tag != "br"
        self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag):
        self.depth -= 1

    def handle_data(self, data):
        self.words.append(data)


def assert_harmless(markup):
    for tag, attributes in Elements(markup).found:
        assert tag in ALLOWED_TAGS
        assert set(attributes) <= ALLOWED_ATTRIBUTES.get(tag, set())
        href = attributes.get("href")
        if href is not None:
            assert re.match(r"(?:https?://|mailto:|/(?![/\\]))", href)
        if href is not None and not href.startswith("/"):
            assert attributes["rel"] == OUTSIDE_REL
            assert attributes["target"] == "_blank"
    assert clean_html(markup) == markup
