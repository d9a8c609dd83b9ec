"""A stock of texts, each rendered once as a verb would render it, drawn from again and again."""

from dataclasses import dataclass
from random import Random

from circle.content.body import (
    MAX_BODY_CHARACTERS,
    MAX_COMMENT_CHARACTERS,
    RenderedBody,
    render_body,
)
from circle.demo.seed import grammar

MOST = 1200  # texts in stock: enough that a reader scrolls long before meeting one again


@dataclass(frozen=True, slots=True)
class Said:
    """A text, what it looks like, and the tag it is about."""

    tag: str
    source: str
    html: str
    excerpt: str
    characters: int
    folds: bool


@dataclass(frozen=True, slots=True)
class Stock:
    """Everything there is to say."""

    posts: tuple[Said, ...] = ()
    offers: tuple[Said, ...] = ()
    remarks: tuple[Said, ...] = ()


def stock_up(random: Random, posts: int) -> Stock:
    """Texts for so many posts and the comments under them."""
    count = max(1, min(posts, MOST))
    some = max(1, count // 3)
    return Stock(
        posts=tuple(_say(random, grammar.post_text, MAX_BODY_CHARACTERS) for _ in range(count)),
        offers=tuple(_say(random, grammar.offer_text, MAX_BODY_CHARACTERS) for _ in range(some)),
        remarks=tuple(
            _say(random, grammar.remark_text, MAX_COMMENT_CHARACTERS) for _ in range(some)
        ),
    )


def _say(random: Random, text_of: grammar.Pattern, limit: int) -> Said:
    theme = random.choice(grammar.THEMES)
    source = text_of(random, theme)
    body: RenderedBody = render_body(
        source, mentions={}, tags_url=lambda tag: "", links=True, limit=limit
    )
    return Said(theme.tag, source, body.html, body.excerpt, body.characters, body.folds)
