"""Growing a made-up community: a circle, its members, then posts chunk by chunk."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from circle.accounts import actions as accounts
from circle.accounts.schemas import PersonRecord
from circle.circles import actions as circles
from circle.circles import queries as circle_queries
from circle.circles.models import Circle, Membership
from circle.circles.schemas import NewCircle
from circle.content.models import Tag
from circle.content.schemas import tag_key
from circle.core import clock
from circle.core.actor import SYSTEM, Actor
from circle.core.db import session, transaction
from circle.core.errors import NotFound
from circle.demo.seed import grammar, people, threads, topics
from circle.demo.seed.bulk import are_free, as_stored, next_ids, widen_cache
from circle.demo.seed.making import Maker, SecondProcess, chunk_end, made_beside
from circle.demo.seed.questions import MOST_ANSWERS, keep_questions, make_questions
from circle.demo.seed.texts import stock_up
from circle.demo.seed.threads import MOODS, Batch, Ground, Place
from circle.demo.seed.times import DAY, Period, moment
from circle.search import actions as search

PAST = timedelta(days=400)  # how long a community made here has existed
MEMBERS_AT_ONCE = 5_000
QUESTIONS_AT_ONCE = 5_000
TOPICS_AT_ONCE = FLOORS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Plan:
    """How large the community is to become; `comments` stand under the posts, `floors` in topics.
    """

    slug: str
    members: int
    posts: int
    comments: int
    questions: int = 0
    topics: int = 0
    floors: int = 0  # of all topics together
    rng_seed: int = 1

    @property
    def size(self) -> int:
        """Everything there is to write, as a progress bar counts it."""
        spoken = self.posts + self.comments + self.questions
        return self.members + spoken + self.topics + self.floors


@dataclass(slots=True)
class Grown:
    """What was added."""

    members: int = 0
    posts: int = 0
    comments: int = 0
    questions: int = 0
    answers: int = 0
    topics: int = 0
    floors: int = 0
    remarks: int = 0  # under floors
    reactions: int = 0


def seed_community(plan: Plan, progress: Callable[[int], None]) -> Grown:
    """Add a made-up community to a circle, opened when there is none of this name.

    Each chunk is one transaction that leaves every counter true, so that one stopped half-way is
    merely smaller. What is said, and by whom, depends on `rng_seed` alone.
    """
    grown = Grown()
    with made_beside(plan.rng_seed, plan.posts) as maker:
        circle, period = _ground(plan, grown)
        progress(grown.members)
        for came in _populate(plan, circle, period, grown):
            progress(came)
        if plan.posts:
            maker.settle(_survey(circle, period))
            for batch in _write(plan, circle, maker):
                _note(grown, batch)
                progress(len(batch.entries))
        for asked in _ask(plan, circle, period, grown):
            progress(asked)
        for hosted in _host(plan, circle, period, grown):
            progress(hosted)
    search.index_circle_soon(circle.id)
    search.keep_names_on("member", 0)
    return grown


def _ask(plan: Plan, circle: Circle, period: Period, grown: Grown) -> Iterator[int]:
    """Add questions with their answers; how many came, chunk by chunk."""
    if not plan.questions:
        return
    ground = _survey(circle, period)
    ground.stock = stock_up(Random(f"{plan.rng_seed} questions"), plan.questions)
    for place in range(0, plan.questions, QUESTIONS_AT_ONCE):
        end = min(place + QUESTIONS_AT_ONCE, plan.questions)
        random = Random(f"{plan.rng_seed} questions {place}")
        times = [
            moment(ground.period, (number + random.random()) / plan.questions)
            for number in range(place, end)
        ]
        with transaction() as current:
            connection = current.connection()
            widen_cache(connection)
            ids = next_ids(connection, threads.ENTRIES, len(times) * (1 + MOST_ANSWERS))
            told = make_questions(ground, random, times, iter(ids))
            keep_questions(connection, told)
            people.count_entries(connection, told.batch.by_member)
            _count(circle.id, told.batch)
        grown.questions += len(times)
        grown.answers += len(told.answers)
        grown.reactions += len(told.batch.reactions)
        yield len(times)


def _host(plan: Plan, circle: Circle, period: Period, grown: Grown) -> Iterator[int]:
    """Add topics, then their floors; how many came, chunk by chunk."""
    if not plan.topics:
        return
    ground, random = _survey(circle, period), Random(f"{plan.rng_seed} topics")
    ground.stock = stock_up(random, max(plan.topics, plan.floors))
    times = [
        moment(ground.period, (number + random.random()) / plan.topics)
        for number in range(plan.topics)
    ]
    opened: list[topics.Opened] = []
    for place in range(0, plan.topics, TOPICS_AT_ONCE):
        with _written(circle.id) as (connection, note):
            some = times[place : place + TOPICS_AT_ONCE]
            came, batch = topics.open_topics(connection, ground, random, some)
            note(batch)
        opened += came
        grown.topics += len(came)
        yield len(came)
    parts = topics.share_floors(random, opened, plan.floors, ground.period.end)
    for portion in topics.portions(parts, FLOORS_AT_ONCE):
        with _written(circle.id) as (connection, note):
            batch = topics.add_floors(connection, ground, random, portion)
            note(batch)
        floors = sum(len(part.times) for part in portion)
        grown.floors += floors
        grown.remarks += len(batch.entries) - floors
        grown.reactions += len(batch.reactions)
        yield floors


@contextmanager
def _written(circle_id: int) -> Iterator[tuple[Connection, Callable[[Batch], None]]]:
    """A transaction to write rows in, and what makes all counters true to a batch of them."""
    with transaction() as current:
        connection = current.connection()
        widen_cache(connection)

        def note(batch: Batch) -> None:
            people.count_entries(connection, batch.by_member)
            _count(circle_id, batch)

        yield connection, note


def _populate(plan: Plan, circle: Circle, period: Period, grown: Grown) -> Iterator[int]:
    """Bring the members that are missing; how many came, group by group."""
    missing = max(plan.members - grown.members, 0)
    arrivals = people.arrival_times(missing, (period.start, period.end))
    for place in range(0, len(arrivals), MEMBERS_AT_ONCE):
        some = arrivals[place : place + MEMBERS_AT_ONCE]
        _bring(circle.id, Random(f"{plan.rng_seed} people {place}"), some)
        grown.members += len(some)
        yield len(some)


def _ground(plan: Plan, grown: Grown) -> tuple[Circle, Period]:
    """The circle, and the period in which things happened in it."""
    with transaction():
        try:
            circle, _ = circle_queries.enter(SYSTEM, plan.slug)
        except NotFound:
            circle = _open_circle(plan)
            grown.members = 1 if plan.members else 0
        now = clock.now()
        midnight = as_stored(clock.day_start(clock.local_day(now))) % DAY
        start = max(circle.created_at, now - PAST)
        return circle, Period(as_stored(start), as_stored(now), midnight)


def _open_circle(plan: Plan) -> Circle:
    random = Random(f"{plan.rng_seed} circle")
    founded = clock.now() - PAST
    owner = accounts.add_person(
        PersonRecord(
            grammar.nickname(random), ip_region=random.choice(grammar.REGIONS), created_at=founded
        )
    )
    circle = circles.create_circle(
        Actor(user_id=owner.id),
        NewCircle(slug=plan.slug, name="随便聊聊", preset="exchange", intro="什么都可以说一点。"),
    )
    circle.created_at = founded
    session().execute(
        update(Membership)
        .where(Membership.circle_id == circle.id)
        .values(joined_at=founded, created_at=founded)
    )
    return circle


def _bring(circle_id: int, random: Random, arrivals: Sequence[int]) -> None:
    with transaction() as current:
        connection = current.connection()
        widen_cache(connection)
        circle = circle_queries.lock_circle(circle_id)
        people.bring_members(connection, circle, random, arrivals)
        circle.members_count += len(arrivals)
        circles.mark_changed(circle_id)


def _survey(circle: Circle, period: Period) -> Ground:
    """What has to be known to write in a circle."""
    with transaction():
        tag_ids, crowd = _tag_ids(circle.id), people.gather(circle)
    place = Place(circle.id, tuple(circle.categories), circle.ad_days, circle.ad_quota or 0)
    period = period._replace(start=max(period.start, crowd.joined[0]))
    return Ground(place, crowd, tag_ids, period)


def _write(plan: Plan, circle: Circle, maker: Maker | SecondProcess) -> Iterator[Batch]:
    """Each chunk is asked for while the one before is being written."""
    place, ids = 0, _ids_for(plan, 0)
    maker.ask(place, ids)
    while place < plan.posts:
        end = chunk_end(place, plan.posts)
        batch, ahead = maker.take(), _ids_for(plan, end, ids[-1])
        if ahead:
            maker.ask(end, ahead)
        with transaction() as current:
            connection = current.connection()
            widen_cache(connection)
            if not are_free(connection, threads.ENTRIES, ids):
                batch, ahead = _make_again(plan, maker, place, bool(ahead))
            threads.keep_threads(connection, batch)
            people.count_entries(connection, batch.by_member)
            _count(circle.id, batch)
        yield batch
        place, ids = end, ahead


def _make_again(
    plan: Plan, maker: Maker | SecondProcess, place: int, ahead: bool
) -> tuple[Batch, Sequence[int]]:
    """A chunk whose ids somebody else took, and the ids of the one after; nobody writes now."""
    if ahead:
        maker.take()
    ids = _ids_for(plan, place)
    maker.ask(place, ids)
    batch, end = maker.take(), chunk_end(place, plan.posts)
    after = _ids_for(plan, end, ids[-1])
    if after:
        maker.ask(end, after)
    return batch, after


def _ids_for(plan: Plan, place: int, after: int = 0) -> Sequence[int]:
    """Ids for the posts of the chunk that begins here and for its share of the comments."""
    end = chunk_end(place, plan.posts)
    if end <= place:
        return ()
    comments = plan.comments * end // plan.posts - plan.comments * place // plan.posts
    with transaction() as current:
        return next_ids(current.connection(), threads.ENTRIES, end - place + comments, after)


def _tag_ids(circle_id: int) -> dict[str, int]:
    """The circle's tags the community uses, made where they are new."""
    names = [theme.tag for theme in grammar.THEMES] + list(MOODS)
    found = session().scalars(
        select(Tag).where(Tag.circle_id == circle_id, Tag.key.in_(map(tag_key, names)))
    )
    tags = {tag.key: tag for tag in found}
    for name in names:
        if tag_key(name) not in tags:
            tags[tag_key(name)] = Tag(circle_id=circle_id, name=name, key=tag_key(name))
            session().add(tags[tag_key(name)])
    session().flush()
    return {name: tags[tag_key(name)].id for name in names}


def _count(circle_id: int, batch: Batch) -> None:
    """Make the counts of circle and tags true to a batch."""
    circle = circle_queries.lock_circle(circle_id)
    circle.entries_count += sum(batch.by_member.values())
    newest = clock.EPOCH + timedelta(microseconds=max(row[-2] for row in batch.entries))
    circle.last_active_at = max(circle.last_active_at, newest)
    more = (
        update(Tag)
        .where(Tag.id == bindparam("tag"))
        .values(entries_count=Tag.entries_count + bindparam("more"))
    )
    rows = [{"tag": tag, "more": count} for tag, count in sorted(batch.by_tag.items())]
    if rows:
        session().connection().execute(more, rows)
    circles.mark_changed(circle_id)


def _note(grown: Grown, batch: Batch) -> None:
    posts = sum(batch.by_member.values())
    grown.posts += posts
    grown.comments += len(batch.entries) - posts
    grown.reactions += len(batch.reactions)
