"""Which rules hold where."""

import threading
from collections.abc import Mapping
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, select

from circle.core.db import found_so_far, in_transaction, lock_row, session
from circle.core.errors import NotFound
from circle.core.paging import Page, after, cut
from circle.core.recent import Recent
from circle.screening.models import SITE_BOOK, KeywordRule, RuleBook
from circle.screening.rules import NO_RULES, Rule, RuleSet

HELD = "screening.rules"
CHANGES = 3  # made while rules are made ready; beyond that the next text pays for it
_making = threading.Lock()  # once for all threads: each would take as long again
_ready: Recent[bool] = Recent(limit=2)  # versions of the site's book whose set is ready here
_site: Recent[RuleSet] = Recent(limit=2)  # the one that holds, and the one before
_circles: Recent[RuleSet] = Recent(limit=32)  # 9 MB each at most: 2,000 rules made ready


def rules_of(circle_id: int | None = None) -> RuleSet:
    """The rules for texts of a circle, or of the whole site: those that hold at this moment.

    Their versions are read with every first question of a verb, so that every process follows.
    """
    if not in_transaction():
        return _rules_now(circle_id)
    held: dict[int | None, RuleSet] = found_so_far().setdefault(HELD, {})
    if circle_id not in held:
        held[circle_id] = _rules_now(circle_id)
    return held[circle_id]


def make_ready() -> None:
    """Have the site's rules made ready before a writer begins: thousands take seconds.

    Whoever writes waits for it, nobody else does; their text is held against the rules of that
    moment all the same. A circle's rules are few, and are made ready with the first text.
    """
    for _ in range(CHANGES):
        version = _versions(None).get(SITE_BOOK)
        if version is None or version in _ready:
            return
        with _making:
            _ready.get(version, _made_ready)


def page_of_rules(circle_id: int | None, cursor: str | None, limit: int) -> Page[KeywordRule]:
    """The rules of a circle or of the site, the newest first."""
    statement = after(
        select(KeywordRule).where(*_holding(circle_id)),
        (KeywordRule.id, KeywordRule.id), cursor,
    ).limit(limit + 1)  # fmt: skip
    rows = session().scalars(statement).all()
    return cut(rows, limit, lambda rule: (rule.id, rule.id))


def count_rules(circle_id: int | None) -> int:
    """How many rules there are."""
    counted = select(func.count()).select_from(KeywordRule).where(*_holding(circle_id))
    return session().scalar(counted) or 0


def get_rule(rule_id: int, *, lock: bool = False) -> KeywordRule:
    """One rule, also one that was dropped a moment ago; NotFound."""
    statement = select(KeywordRule).where(KeywordRule.id == rule_id)
    found = session().scalar(lock_row(statement) if lock else statement)
    if found is None:
        raise NotFound
    return found


def patterns_of(circle_id: int | None) -> frozenset[tuple[str, str]]:
    """What is looked for already, each with its kind."""
    known = select(KeywordRule.kind, KeywordRule.pattern).where(*_holding(circle_id))
    return frozenset((kind, pattern) for kind, pattern in session().execute(known))


def within(circle_id: int | None) -> ColumnElement[bool]:
    """Rules of one circle, or of the site."""
    column = KeywordRule.circle_id
    return column.is_(None) if circle_id is None else column == circle_id


def _rules_now(circle_id: int | None) -> RuleSet:
    versions = _versions(circle_id)
    site_version = versions.get(SITE_BOOK)
    site = NO_RULES
    if site_version is not None:
        site = _site.get(site_version, lambda: RuleSet(_kept(None)))
    version = versions.get(circle_id or SITE_BOOK)
    if circle_id is None or version is None:
        return site
    return _circles.get(
        (circle_id, version, site_version), lambda: RuleSet(_kept(circle_id), site=site)
    )


def _made_ready() -> bool:
    return bool(_rules_now(None).matcher)


def _versions(circle_id: int | None) -> Mapping[int, str]:
    asked = {"site": SITE_BOOK, "circle": circle_id or SITE_BOOK}
    with session().no_autoflush:
        return {row.circle_id: row.version for row in session().execute(_books(), asked)}


@cache
def _books() -> Select[int, str]:
    ids: tuple[BindParameter[int], ...] = (bindparam("site"), bindparam("circle"))
    return select(RuleBook.circle_id, RuleBook.version).where(RuleBook.circle_id.in_(ids))


def _kept(circle_id: int | None) -> tuple[Rule, ...]:
    columns = (
        KeywordRule.name, KeywordRule.pattern, KeywordRule.action, KeywordRule.kind,
        KeywordRule.wide,
    )  # fmt: skip
    statement = select(*columns).where(*_holding(circle_id)).order_by(KeywordRule.id)
    with session().no_autoflush:
        return tuple(Rule(*row) for row in session().execute(statement))


def _holding(circle_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return within(circle_id), KeywordRule.dropped_at.is_(None)
