"""The rows of posts with what stands under them, as the verbs would have left them behind."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from circle.content.actions.ranks import hot_rank_of
from circle.content.body import SANITISER_VERSION
from circle.content.models import Entry, EntryTag, Reaction
from circle.core.db import db
from circle.demo.seed import grammar
from circle.demo.seed.bulk import Shelf
from circle.demo.seed.people import Crowd
from circle.demo.seed.texts import Said, Stock
from circle.demo.seed.times import DAY, Period
from circle.demo.seed.uids import make_uids

ENTRIES = db.metadata.tables[Entry.__tablename__]
REACTIONS = db.metadata.tables[Reaction.__tablename__]
ENTRY_TAGS = db.metadata.tables[EntryTag.__tablename__]

SECOND = 1_000_000
HOUR = 3600 * SECOND
AD_PAUSE = 7 * DAY  # longer than any circle's quota asks for when one ad is allowed
LIKES_PER_POST = 1.0
BARE_CARD = json.dumps({"mentions": [], "pictures": []})
MOODS = ("日常", "求助", "记录", "心得")  # tags beside the theme's own
_ENTRY = (
    "id", "uid", "circle_id", "kind", "author_id", "parent_id", "root_id", "reply_to_id",
    "source", "html", "excerpt", "characters", "folds", "sanitiser_version", "card", "category",
    "tags", "city", "expires_at", "advertised_at", "comments_count", "likes_count",
    "bookmarks_count", "replies_count", "hot_rank", "featured_at", "ip_region", "lane",
    "created_at", "published_at", "last_active_at",
)  # fmt: skip
_REACTION = ("entry_id", "kind", "user_id", "circle_id", "created_at")
_ENTRY_TAG = ("entry_id", "tag_id", "circle_id", "lane", "published_at")
_NO_TAGS = json.dumps([])


@cache
def _as_json(tags: tuple[str, ...]) -> str:
    return json.dumps(tags)


class Place(NamedTuple):
    """What has to be known of a circle."""

    id: int
    categories: Sequence[str]
    ad_days: int
    ad_quota: int


@dataclass(slots=True)
class Ground:
    """What posts of one circle are made from, and what was counted on the way."""

    circle: Place
    crowd: Crowd
    tag_ids: Mapping[str, int]
    period: Period
    stock: Stock = field(default_factory=Stock)
    last_ad: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Batch:
    """The rows of some threads, and what they add to counters."""

    entries: list[tuple[Any, ...]] = field(default_factory=list)
    reactions: list[tuple[Any, ...]] = field(default_factory=list)
    entry_tags: list[tuple[Any, ...]] = field(default_factory=list)
    by_member: Counter[int] = field(default_factory=Counter)
    by_tag: Counter[int] = field(default_factory=Counter)


class Post(NamedTuple):
    """What is decided about a post before its row is made."""

    author: int  # its place in the crowd
    at: int
    said: Said
    category: str
    expires_at: int | None
    lane: str | None


class Remark(NamedTuple):
    """A comment before its row is made; `under` and `answers` are places in its thread."""

    author: int
    at: int
    under: int | None
    answers: int | None


def make_threads(
    ground: Ground, random: Random, times: Sequence[int], ids: Sequence[int]
) -> Batch:
    """Posts of these times, and comments among them with the ids that are left."""
    remarks_of = _shared_out(random, len(ids) - len(times), len(times))
    likes_of = _shared_out(random, int(len(times) * LIKES_PER_POST), len(times))
    left = iter(ids)
    batch = Batch()
    for place, at in enumerate(times):
        post = _decide(ground, random, at)
        remarks = _talk(ground, random, at, remarks_of[place])
        _add_thread(ground, random, batch, (left, post, remarks, likes_of[place]))
    uids = make_uids([row[-2] for row in batch.entries])
    batch.entries = [(row[0], uid, *row[1:]) for row, uid in zip(batch.entries, uids, strict=True)]
    return batch


def keep_threads(connection: Connection, batch: Batch) -> None:
    """Put what was made into the tables."""
    Shelf(ENTRIES, _ENTRY).fill(connection, batch.entries)
    Shelf(REACTIONS, _REACTION).fill(connection, batch.reactions)
    Shelf(ENTRY_TAGS, _ENTRY_TAG).fill(connection, batch.entry_tags)


def _shared_out(random: Random, total: int, places: int) -> Counter[int]:
    """So many things over so many places: most get none, a few get a lot."""
    weights = [random.paretovariate(1.2) for _ in range(places)]
    return Counter(random.choices(range(places), weights, k=total))


def _decide(ground: Ground, random: Random, at: int) -> Post:
    author = ground.crowd.speaker(random, at)
    category = _category(ground, random, author, at)
    if category == "ad":
        ends = at + ground.circle.ad_days * DAY
        lane = "ad" if ends > ground.period.end else None
        return Post(author, at, random.choice(ground.stock.offers), category, ends, lane)
    return Post(author, at, random.choice(ground.stock.posts), category, None, "post")


def _category(ground: Ground, random: Random, author: int, at: int) -> str:
    """Mostly none; an ad only when its author's last one is long enough ago."""
    allowed = ground.circle.categories
    if not allowed or random.random() < 0.7:
        return "none"
    chosen = str(random.choice(allowed))
    if chosen != "ad":
        return chosen
    if not ground.circle.ad_quota or random.random() < 0.8:
        return "none"
    if at - ground.last_ad.get(author, -AD_PAUSE) < AD_PAUSE:
        return "none"
    ground.last_ad[author] = at
    return chosen


def _talk(ground: Ground, random: Random, at: int, count: int) -> list[Remark]:
    """The comments of a thread in the order of time, some of them answers to earlier ones."""
    if not count:
        return []
    span = min(ground.period.end - at, 3 * DAY)
    times = sorted(at + int(span * random.random() ** 3) for _ in range(count))
    remarks: list[Remark] = []
    for when in times:
        under = answers = None
        if remarks and random.random() < 0.3:
            answered = random.randrange(len(remarks))
            under = remarks[answered].under
            under, answers = (answered, None) if under is None else (under, answered)
        remarks.append(Remark(ground.crowd.speaker(random, when), when, under, answers))
    return remarks


def _add_thread(ground: Ground, random: Random, batch: Batch, thread: Any) -> None:
    ids, post, remarks, likes = thread
    ident = next(ids)
    liked, kept = _reactions(ground, random, batch, (ident, post, likes))
    people = {*liked, *(remark.author for remark in remarks)} - {post.author}
    author = ground.crowd.user_ids[post.author]
    tags = _tags(random, post.said)
    said = post.said
    city = random.choice(grammar.CITIES) if post.category in ("ad", "info") else None
    old_enough = post.at + 6 * HOUR < ground.period.end
    featured = post.lane == "post" and old_enough and random.random() < 0.004
    batch.entries.append((
        ident, ground.circle.id, "post", author, None, None, None,
        said.source, said.html, said.excerpt, said.characters, said.folds, SANITISER_VERSION,
        BARE_CARD, post.category, _as_json(tags), city, post.expires_at,
        post.at if post.category == "ad" else None, len(remarks), len(liked), kept, 0,
        hot_rank_of(post.at // SECOND, len(people)),
        post.at + 6 * HOUR if featured else None, ground.crowd.regions[post.author], post.lane,
        post.at, post.at, remarks[-1].at if remarks else None,
    ))  # fmt: skip
    batch.by_member[ground.crowd.member_ids[post.author]] += 1
    for tag in tags:
        tag_id = ground.tag_ids[tag]
        batch.entry_tags.append((ident, tag_id, ground.circle.id, post.lane, post.at))
        batch.by_tag[tag_id] += post.lane is not None
    if remarks:
        batch.entries.extend(_remark_rows(ground, random, (ident, ids, remarks)))


def _tags(random: Random, said: Said) -> tuple[str, ...]:
    chance = random.random()
    if chance < 0.35:
        return ()
    return (said.tag, random.choice(MOODS)) if chance > 0.8 else (said.tag,)


def _reactions(
    ground: Ground, random: Random, batch: Batch, liking: tuple[int, Post, int]
) -> tuple[set[int], int]:
    """The places of who liked a post, once each, never its author; how many of them kept it."""
    ident, post, count = liking
    if not count:
        return set(), 0
    crowd, kept = ground.crowd, 0
    places = {crowd.listener(random) for _ in range(count)} - {post.author}
    for place in sorted(places):
        since = max(post.at, crowd.joined[place])
        when = since + int((ground.period.end - since) * random.random() ** 6)
        who = crowd.user_ids[place]
        batch.reactions.append((ident, "like", who, ground.circle.id, when))
        if random.random() < 0.1:
            batch.reactions.append((ident, "bookmark", who, ground.circle.id, when))
            kept += 1
    return places, kept


def card_under(entry_id: int) -> str:
    """The card of a comment: what it stands under."""
    return json.dumps({**json.loads(BARE_CARD), "under": entry_id})


def _remark_rows(
    ground: Ground, random: Random, thread: tuple[int, Iterator[int], list[Remark]]
) -> Iterator[tuple[Any, ...]]:
    root, ids, remarks = thread
    idents = [next(ids) for _ in remarks]
    answers = Counter(remark.under for remark in remarks)
    card = card_under(root)
    for place, remark in enumerate(remarks):
        said = random.choice(ground.stock.remarks)
        parent = root if remark.under is None else idents[remark.under]
        answered = None if remark.answers is None else idents[remark.answers]
        yield (
            idents[place], ground.circle.id, "comment", ground.crowd.user_ids[remark.author],
            parent, root, answered, said.source, said.html, said.excerpt, said.characters,
            said.folds, SANITISER_VERSION, card, "none", _NO_TAGS, None, None, None, 0, 0, 0,
            answers[place], remark.at // SECOND, None, ground.crowd.regions[remark.author], None,
            remark.at, remark.at, None,
        )  # fmt: skip
