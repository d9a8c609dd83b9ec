"""Putting notices into inboxes: once for each cause, to those who want to hear of it."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, delete, select, update

from circle.content import queries as content
from circle.content.models import Entry
from circle.core import clock
from circle.core.db import action, dialect_name, insert_into, lock_row, session, table_of
from circle.core.jobs import enqueue
from circle.notifications import queries
from circle.notifications.actions import letters
from circle.notifications.models import Notice, NoticePerson
from circle.notifications.queries.audience import Telling, Wish
from circle.notifications.queries.audiences import Audience

NAMED = 20  # people told in the transaction itself; more of them are an audience
NEWS = timedelta(days=1)  # what is told later than that stands there and calls nobody
PORTION = 500  # of an audience at a time


def of_entry(entry: Entry, kind: str, code: str) -> Telling:
    """What is told of an entry that was just published; of the unnamed it says not who."""
    return Telling(
        kind, code, f"entry:{entry.id}", entry.circle_id, entry.id, entry.root_id or entry.id,
        None if entry.anonymous else entry.author_id,
    )  # fmt: skip


@action
def tell(user_ids: Collection[int], telling: Telling) -> list[int]:
    """Put a notice into the inbox of each of these who wants it; twice is once. Returns whose."""
    if not user_ids:
        return []
    wishes = [
        wish for wish in queries.who_wants(user_ids, telling) if wish.user_id != telling.by_id
    ]
    return _put(wishes, telling)


@action
def tell_named(user_ids: Sequence[int], telling: Telling) -> None:
    """Tell people known by name: a few of them now, many of them by jobs."""
    if len(user_ids) <= NAMED:
        tell(user_ids, telling)
        return
    for start in range(0, len(user_ids), PORTION):
        few = list(user_ids[start : start + PORTION])
        enqueue("notifications.tell_some", {"users": few, "telling": asdict(telling)})


@action
def tell_audience(audience: Audience, telling: Telling, after: int = 0) -> None:
    """Have an audience told by a job, from the person behind `after` on."""
    enqueue(
        "notifications.fan_out",
        {"audience": list(audience), "telling": asdict(telling), "after": after},
    )


@action
def tell_portion(audience: Audience, telling: Telling, after: int) -> None:
    """Tell the next of an audience, and see to the rest of it."""
    people = queries.portion_of(audience, after, PORTION)
    tell(people, telling)
    if len(people) == PORTION:
        tell_audience(audience, telling, people[-1])


@action
def tell_followers(entry_id: int, after: int) -> None:
    """Tell the next of those who follow what an entry belongs to, and see to the rest of them."""
    entry = content.find_entry(entry_id)
    if entry is None or entry.status != "published":
        return
    people = queries.followers_after(entry, after, PORTION)
    others = [one for one in people if one != entry.author_id]
    news = of_entry(entry, "following", "followed")
    tell(others, replace(news, at=entry.published_at))
    if len(people) == PORTION:
        enqueue("notifications.tell_followers", {"entry": entry_id, "after": people[-1]})


@action
def recall(user_id: int, cause: str) -> None:
    """What was told is no longer so: the notice goes."""
    session().execute(delete(Notice).where(Notice.user_id == user_id, Notice.cause == cause))


@action
def recall_act(act_id: int) -> None:
    """What staff did was put back: nobody is told of it any more."""
    session().execute(delete(Notice).where(Notice.cause == f"act:{act_id}"))


@action
def recall_of_entry(entry_id: int, codes: Collection[str]) -> None:
    """What was told of an entry, by these codes, is no longer so: the notices go."""
    session().execute(
        delete(Notice).where(Notice.entry_id == entry_id, Notice.code.in_(codes))
    )


@action
def gather(user_id: int, telling: Telling, person_id: int) -> None:
    """Add somebody to the people of a grouped notice; who comes back does not count as news."""
    gather_each([user_id], telling, person_id)


@action
def gather_each(
    user_ids: Collection[int], telling: Telling, person_id: int, number: int = 0
) -> None:
    """The same for several who are told, and of what counts each time.

    `number` grows with each time somebody does it: a higher one than before is news once more.
    """
    by_them = replace(telling, by_id=person_id)  # whom one muted or blocked is not added
    told = [one for one in user_ids if one != person_id]
    wishes = queries.who_wants(told, by_them)
    if not wishes:
        return
    _put(wishes, telling, people=0)
    row = {"user_id": person_id, "circle_id": telling.circle_id, "number": number}
    for notice in _locked([wish.user_id for wish in wishes], telling.cause):
        if _add(notice.id, row):
            notice.people = (notice.people or 0) + 1
            notice.at, notice.read_at = clock.now(), None
        else:
            notice.people = (notice.people or 0) + _turn(notice.id, person_id, on=True)
            if number and _count_on(notice.id, person_id, number):
                notice.at, notice.read_at = clock.now(), None


@action
def gather_back(user_id: int, cause: str, person_id: int) -> None:
    """Somebody who was taken off a grouped notice is back; that is no news."""
    for notice in _locked([user_id], cause):
        notice.people = (notice.people or 0) + _turn(notice.id, person_id, on=True)


@action
def scatter(user_id: int, cause: str, person_id: int) -> None:
    """Take somebody off a grouped notice: they took it back."""
    for notice in _locked([user_id], cause):
        if _turn(notice.id, person_id, on=False):
            notice.people = max(0, (notice.people or 0) - 1)


def _add(notice_id: int, row: dict[str, Any]) -> bool:
    added = session().execute(
        _adding(dialect_name()), {"notice_id": notice_id, "is_on": True, "at": clock.now(), **row}
    )
    return added.first() is not None


@cache
def _adding(dialect: str) -> Executable:
    """Built once for each database, as the two below: everything that is done tells of itself."""
    people = table_of(NoticePerson)
    added: Executable = (
        insert_into(people).on_conflict_do_nothing().returning(people.c.user_id)
    )
    return added


def _count_on(notice_id: int, person_id: int, number: int) -> bool:
    """Whether they do it once more; told twice of the same time, it is counted once."""
    counted = session().execute(
        update(NoticePerson)
        .where(NoticePerson.notice_id == notice_id, NoticePerson.user_id == person_id)
        .where(NoticePerson.number < number)
        .values(number=number, at=clock.now())
        .returning(NoticePerson.user_id)
    )
    return counted.first() is not None


def _turn(notice_id: int, person_id: int, *, on: bool) -> bool:
    turned = session().execute(
        update(NoticePerson)
        .where(NoticePerson.notice_id == notice_id, NoticePerson.user_id == person_id)
        .where(NoticePerson.is_on.is_(not on))
        .values(is_on=on)
        .returning(NoticePerson.user_id)
    )
    return turned.first() is not None


def _locked(user_ids: Collection[int], cause: str) -> Sequence[Notice]:
    """The notices of a cause, always locked by id: whoever locks several does it in this order."""
    return session().scalars(_locking(), {"users": list(user_ids), "told": cause}).all()


@cache
def _locking() -> Executable:
    of_them = Notice.user_id.in_(bindparam("users", expanding=True))
    found = select(Notice).where(of_them, Notice.cause == bindparam("told"))
    locked: Executable = lock_row(found.order_by(Notice.id))
    return locked


def _put(wishes: Collection[Wish], telling: Telling, people: int | None = None) -> list[int]:
    if not wishes:
        return []
    at = telling.at or clock.now()
    is_news = at > clock.now() - NEWS
    rows = [
        {
            "user_id": wish.user_id, "circle_id": telling.circle_id, "kind": telling.kind,
            "code": telling.code, "cause": telling.cause, "entry_id": telling.entry_id,
            "thread_id": telling.thread_id, "by_id": telling.by_id,
            "facts": telling.facts or {}, "people": people, "at": at,
            "read_at": None if is_news else at,
        }
        for wish in wishes
    ]  # fmt: skip
    added = session().execute(_putting(dialect_name()), rows)
    notices = {row.user_id: row.id for row in added}
    if is_news:
        letters.post_soon(wishes, notices)
    return list(notices)


@cache
def _putting(dialect: str) -> Executable:
    notices = table_of(Notice)
    put: Executable = (
        insert_into(notices)
        .on_conflict_do_nothing(index_elements=["user_id", "cause"])
        .returning(notices.c.user_id, notices.c.id)
    )
    return put
