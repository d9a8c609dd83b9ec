"""The rows of topics and their floors, as the verbs would have left them behind."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy.engine import Connection

from circle.content.actions.ranks import hot_rank_of
from circle.content.body import SANITISER_VERSION
from circle.core.clock import EPOCH
from circle.core.db import db, insert_into
from circle.demo.seed.bulk import Shelf, as_stored, next_ids
from circle.demo.seed.texts import Said
from circle.demo.seed.threads import (
    BARE_CARD,
    ENTRIES,
    SECOND,
    Batch,
    Ground,
    card_under,
    keep_threads,
)
from circle.demo.seed.times import DAY
from circle.demo.seed.uids import make_uids
from circle.topics.models import Participation, Topic

TOPICS = db.metadata.tables[Topic.__tablename__]
PEOPLE = db.metadata.tables[Participation.__tablename__]
FLOORS_EACH = 30  # on the average: a few topics get most of them
ENDINGS = ("说说你的", "一起聊聊", "都来报个到", "你们那里呢？", "从今天记起")
TITLE = 60  # characters
LAST = timedelta(days=3)  # how long a topic is talked about at least
FLOORS_A_DAY = 40  # of a long one

_ENTRY = (
    "id", "uid", "circle_id", "kind", "author_id", "parent_id", "root_id", "floor", "title",
    "source", "html", "excerpt", "characters", "folds", "sanitiser_version", "card", "tags",
    "comments_count", "likes_count", "hot_rank", "ip_region", "lane", "created_at",
    "published_at", "last_active_at",
)  # fmt: skip
_TOPIC = ("entry_id", "circle_id", "host_id", "opened_at", "active_at")


class Opened(NamedTuple):
    """A topic that was opened: its entry, its host's place in the crowd, and when."""

    id: int
    host: int
    at: int


class Part(NamedTuple):
    """Some floors of one topic, by their times."""

    topic: Opened
    times: Sequence[int]


class _Floor(NamedTuple):
    id: int
    number: int
    author: int
    at: int
    remarks: int


def open_topics(
    connection: Connection, ground: Ground, random: Random, times: Sequence[int]
) -> tuple[list[Opened], Batch]:
    """Open topics at these times, without floors so far."""
    batch, opened, circle = Batch(), [], ground.circle.id
    for ident, at in zip(next_ids(connection, ENTRIES, len(times)), times, strict=True):
        said, host = random.choice(ground.stock.posts), ground.crowd.speaker(random, at)
        opened.append(Opened(ident, host, at))
        batch.entries.append((
            ident, circle, "topic", ground.crowd.user_ids[host], None, None, None,
            _title(random, said), *_text(said, BARE_CARD), f'["{said.tag}"]', 0, 0,
            hot_rank_of(at // SECOND, 0), ground.crowd.regions[host], "topic", at, at, None,
        ))  # fmt: skip
        batch.by_member[ground.crowd.member_ids[host]] += 1
        batch.entry_tags.append((ident, ground.tag_ids[said.tag], circle, "topic", at))
        batch.by_tag[ground.tag_ids[said.tag]] += 1
    _keep(connection, batch)
    rows = ((one.id, circle, ground.crowd.user_ids[one.host], one.at, one.at) for one in opened)
    Shelf(TOPICS, _TOPIC).fill(connection, rows)
    return opened, batch


def share_floors(
    random: Random, opened: Sequence[Opened], floors: int, end: int
) -> Iterator[Part]:
    """All the floors there will be, topic by topic: most have few, a few have thousands."""
    weights = [random.paretovariate(1.2) for _ in opened]
    counts = Counter(random.choices(range(len(opened)), weights, k=floors))
    for place, topic in enumerate(opened):
        count = counts[place]
        lasting = as_stored(EPOCH + LAST) + count // FLOORS_A_DAY * DAY
        span = max(0, min(end - topic.at - 1, lasting))
        if count:
            yield Part(topic, sorted(topic.at + int(span * random.random()) for _ in range(count)))


def portions(parts: Iterable[Part], most: int) -> Iterator[list[Part]]:
    """The same floors in the same order, no more than so many at once."""
    portion: list[Part] = []
    room = most
    for topic, times in parts:
        start = 0
        while start < len(times):
            some = times[start : start + room]
            portion.append(Part(topic, some))
            start, room = start + len(some), room - len(some)
            if not room:
                yield portion
                portion, room = [], most
    if portion:
        yield portion


def add_floors(
    connection: Connection, ground: Ground, random: Random, parts: Sequence[Part]
) -> Batch:
    """Add floors with what is said and liked there; what the topics count is true afterwards."""
    last = _locked(connection, [part.topic.id for part in parts])
    said = [_remarks(random) for part in parts for _ in part.times]
    ids = iter(next_ids(connection, ENTRIES, len(said) + sum(said)))
    remarks, batch = iter(said), Batch()
    people: Counter[tuple[int, int]] = Counter()
    newest: dict[tuple[int, int], int] = {}
    for topic, times in parts:
        for number, at in enumerate(times, last[topic.id][0] + 1):
            hosts = random.random() < 0.06
            author = topic.host if hosts else ground.crowd.speaker(random, at)
            floor = _Floor(next(ids), number, author, at, next(remarks))
            _add_floor(ground, random, batch, (topic.id, floor, ids))
            who = (topic.id, ground.crowd.user_ids[author])
            people[who] += 1
            newest[who] = at
    _keep(connection, batch)
    _take_part(connection, ground.circle.id, people, newest)
    _count(connection, parts, last)
    return batch


def _locked(connection: Connection, ids: Sequence[int]) -> Mapping[int, tuple[int, datetime]]:
    """The last floor and last hour of topics nobody writes to meanwhile."""
    entries = select(ENTRIES.c.id).where(ENTRIES.c.id.in_(ids)).order_by(ENTRIES.c.id)
    connection.execute(entries.with_for_update())
    rows = connection.execute(
        select(TOPICS.c.entry_id, TOPICS.c.floors, TOPICS.c.active_at)
        .where(TOPICS.c.entry_id.in_(ids))
        .order_by(TOPICS.c.entry_id)
        .with_for_update()
    )
    return {row.entry_id: (row.floors, row.active_at) for row in rows}


def _remarks(random: Random) -> int:
    return 0 if random.random() < 0.93 else random.randint(1, 3)


def _add_floor(ground: Ground, random: Random, batch: Batch, added: Any) -> None:
    topic, floor, ids = added
    crowd, circle = ground.crowd, ground.circle.id
    said = random.choice(ground.stock.remarks if random.random() < 0.7 else ground.stock.posts)
    likes = _like(ground, random, batch, floor)
    batch.entries.append((
        floor.id, circle, "reply", crowd.user_ids[floor.author], topic, topic, floor.number, "",
        *_text(said, BARE_CARD), "[]", floor.remarks, likes, floor.at // SECOND,
        crowd.regions[floor.author], None, floor.at, floor.at, None,
    ))  # fmt: skip
    batch.by_member[crowd.member_ids[floor.author]] += 1
    card = card_under(floor.id) if floor.remarks else ""
    for _ in range(floor.remarks):
        when = floor.at + int(min(ground.period.end - floor.at - 1, 2 * DAY) * random.random())
        author, words = crowd.speaker(random, when), random.choice(ground.stock.remarks)
        batch.entries.append((
            next(ids), circle, "comment", crowd.user_ids[author], floor.id, topic, None, "",
            *_text(words, card), "[]", 0, 0, when // SECOND, crowd.regions[author], None, when,
            when, None,
        ))  # fmt: skip


def _like(ground: Ground, random: Random, batch: Batch, floor: _Floor) -> int:
    """How many like a floor, once each, never its author: of most nobody does."""
    if random.random() < 0.8:
        return 0
    crowd = ground.crowd
    wanted = min(int(random.paretovariate(1.3)), len(crowd.user_ids))
    places = {crowd.listener(random) for _ in range(wanted)} - {floor.author}
    for place in sorted(places):
        since = max(floor.at, crowd.joined[place])
        when = since + int((ground.period.end - since) * random.random() ** 6)
        batch.reactions.append((floor.id, "like", crowd.user_ids[place], ground.circle.id, when))
    return len(places)


def _keep(connection: Connection, batch: Batch) -> None:
    """Put the rows into the tables; the entries stay in the batch, to be counted."""
    uids = make_uids([row[-2] for row in batch.entries])
    rows = [(row[0], uid, *row[1:]) for row, uid in zip(batch.entries, uids, strict=True)]
    Shelf(ENTRIES, _ENTRY).fill(connection, rows)
    keep_threads(connection, Batch([], batch.reactions, batch.entry_tags))


def _take_part(
    connection: Connection, circle_id: int, people: Counter[tuple[int, int]],
    newest: Mapping[tuple[int, int], int],
) -> None:
    """So many floors more by each person in each topic."""
    insert = insert_into(Participation)
    later = case(
        (insert.excluded.last_at > PEOPLE.c.last_at, insert.excluded.last_at),
        else_=PEOPLE.c.last_at,
    )
    statement = insert.on_conflict_do_update(
        index_elements=[PEOPLE.c.topic_id, PEOPLE.c.user_id],
        set_={"floors": PEOPLE.c.floors + insert.excluded.floors, "last_at": later},
    )
    connection.execute(statement, [
        {"topic_id": topic, "user_id": user, "circle_id": circle_id, "floors": floors,
         "last_at": _instant(newest[topic, user])}
        for (topic, user), floors in sorted(people.items())
    ])  # fmt: skip


def _count(
    connection: Connection, parts: Sequence[Part], last: Mapping[int, tuple[int, datetime]]
) -> None:
    """What topics say of their floors and people."""
    counted = select(PEOPLE.c.topic_id, func.count()).where(
        PEOPLE.c.topic_id.in_(list(last)), PEOPLE.c.floors > 0
    )
    found = connection.execute(counted.group_by(PEOPLE.c.topic_id))
    here: dict[int, int] = dict(map(tuple, found))
    rows = [
        {"topic": topic.id, "more": len(times), "people": here[topic.id],
         "at": max(last[topic.id][1], _instant(times[-1])),
         "rank": hot_rank_of(topic.at // SECOND, here[topic.id])}
        for topic, times in parts
    ]  # fmt: skip
    threads = update(TOPICS).where(TOPICS.c.entry_id == bindparam("topic"))
    connection.execute(threads.values(
        floors=TOPICS.c.floors + bindparam("more"), participants=bindparam("people"),
        active_at=bindparam("at"),
    ), rows)  # fmt: skip
    entries = update(ENTRIES).where(ENTRIES.c.id == bindparam("topic"))
    connection.execute(entries.values(
        replies_count=ENTRIES.c.replies_count + bindparam("more"),
        last_active_at=bindparam("at"), hot_rank=bindparam("rank"),
    ), rows)  # fmt: skip


def _instant(at: int) -> datetime:
    return EPOCH + timedelta(microseconds=at)


def _title(random: Random, said: Said) -> str:
    line = " ".join(said.excerpt.split())[:TITLE].rstrip("，。！？… ")
    return f"{line}，{random.choice(ENDINGS)}"


def _text(said: Said, card: str) -> tuple[Any, ...]:
    return (
        said.source, said.html, said.excerpt, said.characters, said.folds, SANITISER_VERSION, card,
    )  # fmt: skip
