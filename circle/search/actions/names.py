"""The keys of members, tags and circles, written anew when a name is another one."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, exists, select

from circle.accounts.models import User
from circle.circles.models import Circle, Membership
from circle.content.models import EntryTag, Tag
from circle.content.queries import unmerged, words_for
from circle.core.db import action, insert_into, session, table_of
from circle.core.jobs import enqueue
from circle.search.models import SearchName
from circle.search.names import keys_of

NAMED_AT_ONCE = 500
KINDS = ("circle", "tag", "member")  # in the order all names are looked at
BELONGING = ("active", "muted")
Place = tuple[int, int]  # circle, and who or what is named there
Names = Mapping[Place, Sequence[str]]  # none: it is found no longer


@action
def name_member_soon(user_id: int) -> None:
    """Somebody is called otherwise, came or went: the worker writes what they are found by."""
    enqueue("search.name_member", {"user_id": user_id}, key=f"search.name_member:{user_id}")


@action
def name_circle_soon(circle_id: int) -> None:
    """The same of a circle."""
    enqueue("search.name_circle", {"circle_id": circle_id}, key=f"search.name_circle:{circle_id}")


@action
def keep_names_on(kind: str, after: int) -> None:
    """Go on looking at all names of a kind behind one; other work comes in between."""
    enqueue(
        "search.keep_names", {"kind": kind, "after": after}, key=f"search.keep_names:{kind}:{after}"
    )


@action
def name_member(user_id: int) -> None:
    """Write what somebody is found by in every circle they belong or belonged to."""
    _write("member", _members(Membership.user_id == user_id)[0])


@action
def name_circle(circle_id: int) -> None:
    """Write what a circle is found by."""
    _write("circle", _circles(Circle.id == circle_id)[0])


@action
def name_tags(tag_ids: Collection[int]) -> None:
    """Write what some tags are found by."""
    _write("tag", _tags(Tag.id.in_(tag_ids))[0])


@action
def name_new_tags(entry_ids: Collection[int]) -> None:
    """Write what those tags of some entries are found by that have no key yet."""
    mine = select(EntryTag.tag_id).where(EntryTag.entry_id.in_(entry_ids))
    known = exists().where(SearchName.kind == "tag", SearchName.target_id == Tag.id)
    new = session().scalars(select(Tag.id).where(Tag.id.in_(mine), ~known)).all()
    if new:
        name_tags(new)


@action
def keep_names(kind: str, after: int) -> int:
    """Look at a batch of all names of a kind behind one; answers the last, 0 when all are done."""
    batch = {"member": _members, "tag": _tags, "circle": _circles}[kind]
    column = {"member": Membership.id, "tag": Tag.id, "circle": Circle.id}[kind]
    names, last = batch(column > after)
    _write(kind, names)
    if last == 0 and kind == "tag":
        gone = ~exists().where(Tag.id == SearchName.target_id)
        session().execute(delete(SearchName).where(SearchName.kind == "tag", gone))
    return last


def mend_names() -> None:
    """Look at all names of members, tags and circles, a batch in a transaction of its own."""
    for kind in KINDS:
        last = keep_names(kind, 0)
        while last:
            last = keep_names(kind, last)


def _members(those: ColumnElement[bool]) -> tuple[Names, int]:
    rows = session().execute(
        select(
            Membership.id, Membership.circle_id, Membership.user_id, Membership.state,
            User.display_name, User.name, User.closed_at,
        )
        .join(User, User.id == Membership.user_id)
        .where(those)
        .order_by(Membership.id)
        .limit(NAMED_AT_ONCE)
    ).all()  # fmt: skip
    names = {
        (row.circle_id, row.user_id): (row.display_name, row.name)
        if row.state in BELONGING and row.closed_at is None else ()
        for row in rows
    }  # fmt: skip
    return names, _last(rows)


def _tags(those: ColumnElement[bool]) -> tuple[Names, int]:
    """A tag is found by its own name and by the words that stand for it; these are not found."""
    rows = session().execute(
        select(Tag.id, Tag.circle_id, Tag.name, unmerged().label("own"))
        .where(those).order_by(Tag.id).limit(NAMED_AT_ONCE)
    ).all()  # fmt: skip
    also = words_for([row.id for row in rows])
    return {
        (row.circle_id, row.id): (row.name, *also.get(row.id, ())) if row.own else ()
        for row in rows
    }, _last(rows)


def _circles(those: ColumnElement[bool]) -> tuple[Names, int]:
    rows = session().execute(
        select(Circle.id, Circle.name, Circle.slug)
        .where(those)
        .order_by(Circle.id)
        .limit(NAMED_AT_ONCE)
    ).all()
    return {(row.id, row.id): (row.name, row.slug) for row in rows}, _last(rows)


def _last(rows: Sequence[Row[*tuple[Any, ...]]]) -> int:
    return rows[-1].id if len(rows) == NAMED_AT_ONCE else 0


def _write(kind: str, names: Names) -> None:
    """Bring the keys of these to what their names are now; what is so already is left alone."""
    if not names:
        return
    wanted = {
        (*place, key): rank
        for place, given in names.items()
        for key, rank in keys_of(given).items()
    }
    rows = session().execute(
        select(SearchName.circle_id, SearchName.target_id, SearchName.key, SearchName.rank).where(
            SearchName.kind == kind, SearchName.circle_id.in_({circle for circle, _ in names}),
            SearchName.target_id.in_({target for _, target in names}),
        )
    )  # fmt: skip
    held = {(row[0], row[1], row[2]): row[3] for row in rows if (row[0], row[1]) in names}
    _forget(kind, held.keys() - wanted.keys())
    _add(kind, {key: rank for key, rank in wanted.items() if held.get(key) != rank})


def _forget(kind: str, gone: Collection[tuple[int, int, str]]) -> None:
    if gone:
        table = table_of(SearchName)
        session().connection().execute(
            delete(table).where(
                table.c.kind == kind, table.c.circle_id == bindparam("in_circle"),
                table.c.target_id == bindparam("of"), table.c.key == bindparam("by"),
            ),
            [
                {"in_circle": circle, "of": target, "by": key}
                for circle, target, key in sorted(gone)
            ],
        )  # fmt: skip


def _add(kind: str, new: Mapping[tuple[int, int, str], int]) -> None:
    """In one order, so that two who write the same names wait for each other in one direction."""
    if new:
        keys = insert_into(table_of(SearchName))
        session().connection().execute(
            keys.on_conflict_do_update(
                index_elements=["circle_id", "kind", "key", "target_id"],
                set_={"rank": keys.excluded.rank},
            ),
            [
                {"circle_id": circle, "kind": kind, "key": key, "target_id": target, "rank": rank}
                for (circle, target, key), rank in sorted(new.items())
            ],
        )
