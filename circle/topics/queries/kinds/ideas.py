"""Ideas as their topic shows them: how each stands, how many want it, whom it is owed to."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from circle.circles import queries as circles
from circle.circles.queries import Face
from circle.content.models import Entry, Reaction
from circle.core.db import lock_row, session
from circle.core.i18n import _
from circle.core.paging import Page, after, cut
from circle.topics.kinds import STATUS_NAMES
from circle.topics.models import Credit, Idea, Topic
from circle.topics.models.ideas import STATUSES
from circle.topics.queries.kinds.showing import Ranked, Showing, Shown
from circle.topics.queries.threads import Hosted

ME_TOO = "me_too"
PARTS = ("author", "merged", "me_too")  # whoever has two of them is named by the first
NAMED = 2  # of those an idea is owed to, beside it; the others stand on a page of their own

_Target, _Alike = aliased(Entry), aliased(Idea)


def find_idea(entry_id: int, *, lock: bool = False) -> Idea | None:
    """What makes a floor an idea; None for other floors, and for one never on show."""
    statement = select(Idea).where(Idea.entry_id == entry_id)
    found: Idea | None = session().scalar(lock_row(statement) if lock else statement)
    return found


def merged_into(entry_id: int) -> Sequence[Idea]:
    """The ideas that ask for the same as this one, as somebody found."""
    return session().scalars(select(Idea).where(Idea.merged_into == entry_id)).all()


def count_wanting(entry: Entry) -> int:
    """How many people want an idea or one merged into it; its own author is none of them."""
    return session().scalar(
        select(func.count(Reaction.user_id.distinct())).where(
            _wanting(entry.id), Reaction.user_id != entry.author_id
        )
    ) or 0  # fmt: skip


def contributors(entry_id: int) -> Subquery:
    """(user_id, part) of everybody an idea is owed to, once each; part counts through PARTS."""
    asked = (
        select(Entry.author_id.label("user_id"), literal(0).label("part"))
        .where(Entry.id == entry_id)
    )  # fmt: skip
    alike = (
        select(Entry.author_id, literal(1))
        .join(Idea, Idea.entry_id == Entry.id)
        .where(Idea.merged_into == entry_id, Entry.status == "published")
    )
    wanting = select(Reaction.user_id, literal(2)).where(_wanting(entry_id))
    parts = union_all(asked, alike, wanting).subquery()
    return (
        select(parts.c.user_id, func.min(parts.c.part).label("part"))
        .group_by(parts.c.user_id)
        .subquery()
    )


def contributed_to(me: int | ColumnElement[int]) -> Select[Any]:
    """`contributors` the other way round: the ideas somebody wrote or wanted, or one like it."""
    wrote = select(Entry.id).where(
        Entry.author_id == me, Entry.kind == "reply", Entry.status == "published"
    )
    wanted = select(Reaction.entry_id).where(Reaction.user_id == me, Reaction.kind == ME_TOO)
    these = union_all(wrote, wanted).subquery()
    return select(func.coalesce(Idea.merged_into, Idea.entry_id)).where(
        Idea.entry_id.in_(select(these.c.id))
    )


def list_contributors(entry_id: int, most: int) -> tuple[list[int], int]:
    """The first of those an idea is owed to, authors before others, and how many they are."""
    people = contributors(entry_id)
    first = select(people.c.user_id).order_by(people.c.part, people.c.user_id).limit(most)
    count = session().scalar(select(func.count()).select_from(people)) or 0
    return list(session().scalars(first)), count


def credits_page(
    idea: Idea, *, cursor: str | None = None, limit: int
) -> Page[tuple[Credit, Face | None]]:
    """Everybody an idea is owed to, who wrote it before who wanted it, a page at a time."""
    place = case({part: number for number, part in enumerate(PARTS)}, value=Credit.part)
    statement: Any = select(Credit).where(Credit.entry_id == idea.entry_id)
    ordered = after(statement, (place, Credit.user_id), cursor, descending=False)
    rows = session().scalars(ordered.limit(limit + 1)).all()
    page = cut(rows, limit, lambda row: (PARTS.index(row.part), row.user_id))
    faces = circles.faces(idea.circle_id, {row.user_id for row in page.items})
    return page.map(lambda found: [(row, faces.get(row.user_id)) for row in found])


def _wanting(entry_id: int) -> ColumnElement[bool]:
    alike = select(Idea.entry_id).where(Idea.merged_into == entry_id)
    these = or_(Reaction.entry_id == entry_id, Reaction.entry_id.in_(alike))
    return and_(these, Reaction.kind == ME_TOO)


def _read(hosted: Hosted, floors: Sequence[Entry]) -> Shown:
    """How many ideas stand at each status with the tabs to them, and what became of each of these;
    read with those merged into them, for the names.
    """
    ids = [floor.id for floor in floors]
    counts = _counts(hosted.entry.id)
    rows = session().execute(_standing(hosted, ids).add_columns(*counts)).all() if ids else []
    counted = rows[0] if rows else session().execute(select(*counts)).one()
    statuses = {status: getattr(counted, status) for status in STATUSES}
    named = _named(rows)
    marks = {
        row.Idea.entry_id: _mark(row, named.get(row.Idea.entry_id, ()))
        for row in rows if row.Idea.entry_id in ids
    }  # fmt: skip
    people = frozenset(user for mark in marks.values() for user in mark["named"])
    return Shown({"statuses": statuses, "tabs": _tabs(statuses)}, marks, people)


def _counts(topic_id: int) -> list[Any]:
    """A count for each status, named after it."""
    return [
        select(func.count()).select_from(_Alike)
        .where(_Alike.topic_id == topic_id, _Alike.listed, _Alike.status == status)
        .scalar_subquery().label(status)
        for status in STATUSES
    ]  # fmt: skip


def _named(rows: Sequence[Row[Any]]) -> Mapping[int, Sequence[int]]:
    """Who wrote each idea that somebody is thanked for, or one like it; the first of them."""
    authors: dict[int, list[int]] = {}
    for row in sorted(rows, key=lambda row: row.Idea.merged_into is not None):
        authors.setdefault(row.Idea.counts_for, []).append(row.author_id)
    return {
        row.Idea.entry_id: list(dict.fromkeys(authors[row.Idea.entry_id]))[:NAMED]
        for row in rows if row.Idea.credited
    }  # fmt: skip


def _tabs(statuses: Mapping[str, int]) -> list[dict[str, str]]:
    """The most wanted first, and a tab for each status that has any."""
    if not any(statuses.values()):
        return []
    standing = [{"key": key, "label": str(STATUS_NAMES[key])} for key in STATUSES if statuses[key]]
    return [{"key": "wanted", "label": _("Most wanted")}, *standing]


def _listed(topics: Sequence[Topic]) -> Mapping[int, Mapping[str, Any]]:
    """How many ideas there are, and how many of them came to something."""
    rows = session().execute(
        select(Idea.topic_id, Idea.status, func.count())
        .where(Idea.topic_id.in_([topic.entry_id for topic in topics]), Idea.listed)
        .group_by(Idea.topic_id, Idea.status)
    )
    said = {topic.entry_id: dict.fromkeys(STATUSES, 0) for topic in topics}
    for topic_id, status, count in rows:
        said[topic_id][status] = count
    return {ident: {"statuses": statuses} for ident, statuses in said.items()}


def _standing(hosted: Hosted, ids: Sequence[int]) -> Select[Any]:
    """Ideas with where they were merged, and whether the reader wants them."""
    mine = and_(
        Reaction.entry_id == Idea.entry_id, Reaction.kind == ME_TOO,
        Reaction.user_id == (hosted.here.user_id or 0),
    )  # fmt: skip
    there = and_(_Target.id == Idea.merged_into, _Target.status == "published")
    columns: Any = (
        Idea, Entry.author_id, _Target.floor.label("into"), Reaction.user_id.label("mine")
    )
    return (
        select(*columns)
        .join(Entry, Entry.id == Idea.entry_id)
        .outerjoin(_Target, there)
        .outerjoin(Reaction, mine)
        .where(or_(Idea.entry_id.in_(ids), Idea.merged_into.in_(ids)))
        .order_by(Idea.entry_id)
    )


def _mark(row: Any, named: Sequence[int]) -> dict[str, Any]:
    idea: Idea = row.Idea
    return {
        "status": idea.status, "note": idea.status_note, "status_at": idea.status_at,
        "me_too": row.mine is not None, "wanted": idea.wanted,
        "merged_into": idea.merged_into if row.into is not None else None,
        "merged_into_floor": row.into, "merged": idea.merged_into is not None,
        "credited": idea.credited, "named": list(named),
    }  # fmt: skip


def _of_status(status: str) -> Any:
    def narrow(hosted: Hosted, statement: Select[Any]) -> Select[Any]:
        return _listed_ideas(hosted, statement).where(Idea.status == status)

    return narrow


def _listed_ideas(hosted: Hosted, statement: Select[Any]) -> Select[Any]:
    return statement.join(Idea, Idea.entry_id == Entry.id).where(
        Idea.topic_id == hosted.entry.id, Idea.listed
    )


_BY_PEOPLE = Ranked(Idea.wanted, Idea.entry_id)
VIEWS = {"wanted": _listed_ideas, **{status: _of_status(status) for status in STATUSES}}
SHOWING = Showing(
    read=_read, listed=_listed, views=VIEWS,
    ranked=dict.fromkeys(VIEWS, _BY_PEOPLE),
)  # fmt: skip
