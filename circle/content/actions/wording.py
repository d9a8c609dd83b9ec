"""Words on their way into the table: tidied, screened, their tags and mentions found, rendered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from sqlalchemy import select

from circle.accounts import queries as accounts
from circle.accounts.names import name_key
from circle.circles.models import Circle, Membership
from circle.circles.policy import Privilege
from circle.content.body import (
    MAX_BODY_CHARACTERS,
    MAX_COMMENT_CHARACTERS,
    SANITISER_VERSION,
    RenderedBody,
    find_mentions,
    find_tags,
    render_body,
    tidy_text,
)
from circle.content.models import Entry
from circle.content.models.entries import COMMENT
from circle.content.schemas import MAX_TITLE, clean_tags
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import Invalid
from circle.core.i18n import lazy
from circle.screening import queries as screening
from circle.screening.rules import RuleSet
from circle.screening.verdict import REVIEWED, Verdict, judge, worst_of


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wants to say, as it came in."""

    kind: str
    source: str
    title: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """The same, ready to be kept: what it shows, whom and what it names, what screening said."""

    title: str
    source: str
    body: RenderedBody
    tags: tuple[str, ...]
    mentioned: tuple[int, ...]
    verdict: Verdict

    def put_on(self, entry: Entry) -> None:
        """Write it into an entry's columns; tags and pictures have tables of their own."""
        entry.title, entry.source = self.title, self.source
        entry.html, entry.excerpt = self.body.html, self.body.excerpt
        entry.characters, entry.folds = self.body.characters, self.body.folds
        entry.sanitiser_version = SANITISER_VERSION
        card = entry.card or {}
        if entry.published_at is not None and "mentions" in card:
            card = {"named": card["mentions"], **card}  # who was named before this edit
        entry.card = {**card, "mentions": list(self.mentioned)}


def word(
    author: Actor, circle: Circle, words: Words, also: Iterable[str] = (), *, decided: bool = False
) -> Wording:
    """Judge and render words; Invalid naming the rule when screening blocks them.

    `also` are texts shown with them (what a picture shows), judged but never rewritten. Of what
    somebody has decided on no rule refuses anything; what is to be covered is covered all the same.
    """
    rules = screening.rules_of(circle.id)
    title, source = judge(_title(words.title), rules), judge(tidy_text(words.source), rules)
    tags = clean_tags((*words.tags, *find_tags(source.text)))
    verdict = worst_of((title, source, *(_shown(text, rules) for text in (*tags, *also))))
    if not decided:
        _refuse_blocked(verdict)
    called = _members_called(circle, find_mentions(source.text))
    body = render_body(
        source.text,
        mentions={name: f"/u/{quote(name)}" for name in called},
        tags_url=lambda tag: f"/c/{circle.slug}?tag={quote(tag)}",
        links=author.may(Privilege.LINKS),
        limit=_limit(author, words.kind),
    )
    if body.text != source.text:
        verdict = worst_of((verdict, _shown(body.text, rules)))
        if not decided:
            _refuse_blocked(verdict)
    mentioned = dict.fromkeys(called[name] for name in body.mentions if name in called)
    return Wording(title.text, source.text, body, tags, tuple(mentioned), verdict)


def _shown(text: str, rules: RuleSet) -> Verdict:
    """The judgement of words that are shown as they are: what should be covered is looked at.

    What is said between the marks of a body shows only when it is rendered.
    """
    verdict = judge(text, rules)
    if verdict.action != "replace":
        return verdict
    return replace(verdict, action="review", reason=lazy(REVIEWED.key, rule=verdict.rule))


def _refuse_blocked(verdict: Verdict) -> None:
    if verdict.action == "block":
        raise Invalid(verdict.reason, code="blocked", errors={"body": [verdict.reason or ""]})


def _limit(actor: Actor, kind: str) -> int:
    """How long a text may be; an import keeps long answers whole, which stand as comments here."""
    short = kind == COMMENT and not actor.is_system
    return MAX_COMMENT_CHARACTERS if short else MAX_BODY_CHARACTERS


def require_something(wording: Wording, pictures: Sequence[object]) -> None:
    """Refuse an entry without a word or a picture."""
    if not (wording.body.characters or wording.body.text or wording.title or pictures):
        message = lazy("Write something first, or add a picture")
        raise Invalid(message, errors={"body": [message]})


def _title(title: str) -> str:
    line = " ".join(tidy_text(title).split())
    if len(line) > MAX_TITLE:
        message = lazy("At most %(max)s characters", max=MAX_TITLE)
        raise Invalid(message, errors={"title": [message]})
    return line


def _members_called(circle: Circle, names: Sequence[str]) -> Mapping[str, int]:
    """Of the names a text may be calling, those of this circle's members: name → user id."""
    if not names:
        return {}
    known = accounts.user_ids_by_name(names)
    here = session().scalars(
        select(Membership.user_id).where(
            Membership.circle_id == circle.id,
            Membership.user_id.in_(known.values()),
            Membership.state.in_(("active", "muted")),
        )
    )
    members = frozenset(here)
    ids = ((name, known.get(name_key(name))) for name in names)
    return {name: ident for name, ident in ids if ident is not None and ident in members}
