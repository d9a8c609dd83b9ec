"""Keeping rules of screening. Who may is the business of whoever calls."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, update

from circle.core import clock
from circle.core.db import action, found_so_far, insert_into, new_uid, session
from circle.core.errors import Conflict, Invalid, NotFound
from circle.core.i18n import Text, lazy
from circle.screening import queries
from circle.screening.folding import written
from circle.screening.matching import Matcher, Wanted
from circle.screening.models import MAX_NAME, MAX_PATTERN, SITE_BOOK, UNDO, KeywordRule, RuleBook
from circle.screening.schemas import MAX_LINES, NewRule, NewWords, RuleChange

MAX_RULES = 2_000  # of a circle
MAX_SITE_RULES = 20_000
FEWEST = 2  # characters of a word: one alone stands in nearly every text
EVERYWHERE = ("的", "a", "e", "1", "。", " ", "\n", "我", "是")  # what stands in nearly every text
KNOWN = lazy("There is a rule for this already")
TOO_SHORT = lazy("This would hit nearly every text. Use at least two characters")
TOO_WIDE = lazy("This would hit nearly every text. Say more closely what is looked for")


@dataclass(frozen=True, slots=True)
class WordsAdded:
    """The rules a list became, and how many of its lines were there already."""

    added: tuple[KeywordRule, ...]
    left_out: int


@action
def add_rule(circle_id: int | None, new: NewRule, by_id: int | None) -> KeywordRule:
    """One more rule for a circle, or for the site; Invalid names what is wrong with it."""
    _turn_page(circle_id)
    require_usable(new.pattern, new.kind, wide=new.wide)
    if (new.kind, new.pattern) in queries.patterns_of(circle_id):
        raise _wrong(KNOWN)
    _check_room(circle_id, 1)
    rule = _rule(circle_id, new, by_id)
    session().add(rule)
    session().flush()
    return rule


@action
def add_words(circle_id: int | None, new: NewWords, by_id: int | None) -> WordsAdded:
    """A rule for each line of a list; what is there already, or twice, is left out."""
    _turn_page(circle_id)
    lines = [line for raw in new.words.split("\n") if (line := " ".join(raw.split()))]
    if len(lines) > MAX_LINES:
        raise _wrong(lazy("At most %(max)s lines at once", max=MAX_LINES), "words")
    known = queries.patterns_of(circle_id)
    fresh = [word for word in dict.fromkeys(lines) if ("words", word) not in known]
    _check_lines(fresh)
    _check_room(circle_id, len(fresh), "words")
    added = tuple(
        _rule(circle_id, NewRule(word, new.action, "words", new.wide, new.name), by_id)
        for word in fresh
    )
    session().add_all(added)
    session().flush()
    return WordsAdded(added, len(lines) - len(fresh))


@action
def change_rule(rule_id: int, change: RuleChange) -> KeywordRule:
    """Change what a rule looks for or asks for."""
    rule = _held(rule_id)
    given = {name: value for name, value in asdict(change).items() if value is not None}
    pattern, kind = given.get("pattern", rule.pattern), given.get("kind", rule.kind)
    if (kind, pattern) != (rule.kind, rule.pattern):
        require_usable(pattern, kind, wide=given.get("wide", rule.wide))
        if (kind, pattern) in queries.patterns_of(rule.circle_id):
            raise _wrong(KNOWN)
    if rule.name == _named("", rule.pattern) and "name" not in given:
        given["name"] = ""
    for name, value in given.items():
        setattr(rule, name, value)
    rule.name = _named(rule.name, rule.pattern)
    return rule


@action
def drop_rule(rule_id: int) -> KeywordRule:
    """A rule holds no more; for ten minutes it can be brought back."""
    rule = _held(rule_id)
    rule.dropped_at = clock.now()
    return rule


@action
def drop_rules(circle_id: int | None, first: int, last: int) -> int:
    """The rules one list became hold no more; answers how many. They are numbered in a row."""
    _turn_page(circle_id)
    gone = session().execute(
        update(KeywordRule)
        .where(queries.within(circle_id), KeywordRule.id.between(first, last))
        .where(KeywordRule.dropped_at.is_(None))
        .where(KeywordRule.created_at > clock.now() - UNDO)
        .values(dropped_at=clock.now())
        .returning(KeywordRule.id)
        .execution_options(synchronize_session=False)
    ).all()  # fmt: skip
    return len(gone)


@action
def restore_rule(rule_id: int) -> KeywordRule:
    """Bring back what was dropped less than ten minutes ago; Conflict later."""
    circle_id = queries.get_rule(rule_id).circle_id
    _turn_page(circle_id)
    rule = queries.get_rule(rule_id, lock=True)
    if rule.dropped_at is None:
        return rule
    if rule.dropped_at <= clock.now() - UNDO:
        raise Conflict(lazy("It is too late to undo this"), code="too_late")
    if (rule.kind, rule.pattern) in queries.patterns_of(circle_id):
        raise Conflict(KNOWN, code="known")
    _check_room(circle_id, 1)
    rule.dropped_at = None
    return rule


def require_usable(pattern: str, kind: str, *, wide: bool, field: str = "pattern") -> None:
    """Invalid names the field when a pattern cannot be looked for, or would hit nearly all."""
    said = written(pattern).line if kind == "words" else pattern
    if kind == "words" and (not said or len(pattern.strip()) < FEWEST):
        raise _wrong(TOO_SHORT, field)
    try:
        matcher = Matcher([Wanted(pattern, kind == "regex", wide)])
    except Invalid as refused:
        raise _wrong(refused.message, field) from refused
    if kind == "regex" and any(matcher.find(written(text)) for text in EVERYWHERE):
        raise _wrong(TOO_WIDE, field)


def _check_lines(words: Sequence[str]) -> None:
    for number, word in enumerate(words, 1):
        if len(word) > MAX_PATTERN:
            long = lazy("Word %(number)s is longer than %(max)s characters",
                        number=number, max=MAX_PATTERN)  # fmt: skip
            raise _wrong(long, "words")
        if len(word) < FEWEST or not written(word).line:
            short = lazy("“%(word)s” would hit nearly every text. Leave it out", word=word)
            raise _wrong(short, "words")


def _turn_page(circle_id: int | None) -> None:
    """Hold the book until commit and give it another version; forget what was found before."""
    book = circle_id or SITE_BOOK
    values = {"circle_id": book, "version": new_uid()}
    turned = insert_into(RuleBook).values(**values)
    session().execute(
        turned.on_conflict_do_update(
            index_elements=["circle_id"], set_={"version": turned.excluded.version}
        )
    )
    found_so_far().pop(queries.HELD, None)
    long_gone = KeywordRule.dropped_at <= clock.now() - 2 * UNDO
    session().execute(delete(KeywordRule).where(long_gone, queries.within(circle_id)))


def _held(rule_id: int) -> KeywordRule:
    """A rule, fresh, its book held first."""
    _turn_page(queries.get_rule(rule_id).circle_id)
    rule = queries.get_rule(rule_id, lock=True)
    if rule.dropped_at is not None:
        raise NotFound
    return rule


def _check_room(circle_id: int | None, more: int, field: str = "pattern") -> None:
    most = MAX_SITE_RULES if circle_id is None else MAX_RULES
    if queries.count_rules(circle_id) + more > most:
        raise _wrong(lazy("There can be at most %(num)s rules", num=most), field)


def _rule(circle_id: int | None, new: NewRule, by_id: int | None) -> KeywordRule:
    return KeywordRule(
        circle_id=circle_id, name=_named(new.name, new.pattern), pattern=new.pattern,
        kind=new.kind, action=new.action, wide=new.wide, made_by=by_id,
    )  # fmt: skip


def _named(name: str, pattern: str) -> str:
    return name or pattern[:MAX_NAME]


def _wrong(message: Text | str, field: str = "pattern") -> Invalid:
    return Invalid(message, errors={field: [message]}, code="rule")
