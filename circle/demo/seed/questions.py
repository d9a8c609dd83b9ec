"""The rows of questions with their answers, as the verbs would have left them behind."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from circle.content.actions.ranks import hot_rank_of
from circle.content.body import SANITISER_VERSION
from circle.core.db import db
from circle.demo.seed.bulk import Shelf
from circle.demo.seed.texts import Said
from circle.demo.seed.threads import BARE_CARD, ENTRIES, HOUR, SECOND, Batch, Ground, keep_threads
from circle.demo.seed.times import DAY
from circle.demo.seed.uids import make_uids
from circle.qa.models import REVIEW_AFTER, Answer, Question

QUESTIONS = db.metadata.tables[Question.__tablename__]
ANSWERS = db.metadata.tables[Answer.__tablename__]
MOST_ANSWERS = 3
ENDINGS = ("大家怎么看？", "有人试过吗？", "求推荐。", "怎么办才好？", "是我的问题吗？")
TITLE = 60  # characters
REVIEWED = int(REVIEW_AFTER.total_seconds()) * SECOND

_ENTRY = (
    "id", "uid", "circle_id", "kind", "author_id", "parent_id", "root_id", "title", "source",
    "html", "excerpt", "characters", "folds", "sanitiser_version", "card", "tags",
    "answers_count", "helpful_count", "hot_rank", "ip_region", "lane", "created_at",
    "published_at", "last_active_at",
)  # fmt: skip
_QUESTION = (
    "entry_id", "circle_id", "state", "unanswered", "asked_at", "accepted_id", "accepted_at",
    "first_answer_at",
)  # fmt: skip
_ANSWER = ("entry_id", "question_id", "circle_id", "review_at")


class Told(NamedTuple):
    """The rows of some questions beyond those every entry has."""

    batch: Batch
    questions: list[tuple[Any, ...]]
    answers: list[tuple[Any, ...]]


def make_questions(
    ground: Ground, random: Random, times: Sequence[int], ids: Iterator[int]
) -> Told:
    """Questions of these times, each with none to three answers; two of three are settled."""
    told = Told(Batch(), [], [])
    for at in times:
        _add_question(ground, random, told, (next(ids), at, ids))
    uids = make_uids([row[-2] for row in told.batch.entries])
    told.batch.entries[:] = [
        (row[0], uid, *row[1:]) for row, uid in zip(told.batch.entries, uids, strict=True)
    ]
    return told


def keep_questions(connection: Connection, told: Told) -> None:
    """Put what was made into the tables."""
    Shelf(ENTRIES, _ENTRY).fill(connection, told.batch.entries)
    told.batch.entries, kept = [], told.batch.entries
    keep_threads(connection, told.batch)
    told.batch.entries = kept
    Shelf(QUESTIONS, _QUESTION).fill(connection, told.questions)
    Shelf(ANSWERS, _ANSWER).fill(connection, told.answers)


def _add_question(ground: Ground, random: Random, told: Told, asked: Any) -> None:
    ident, at, ids = asked
    crowd, circle = ground.crowd, ground.circle.id
    author, said = crowd.speaker(random, at), random.choice(ground.stock.posts)
    span = min(ground.period.end - at, 3 * DAY)
    when = sorted(
        at + int(span * random.random() ** 3) for _ in range(random.randint(0, MOST_ANSWERS))
    )
    given = [(next(ids), time) for time in when]
    settled = random.choice(given) if given and random.random() < 0.66 else None
    told.batch.entries.append((
        ident, circle, "question", crowd.user_ids[author], None, None, _title(random, said),
        *_text(said), f'["{said.tag}"]', len(given), 0, hot_rank_of(at // SECOND, len(given)),
        crowd.regions[author], "question", at, at, when[-1] if when else None,
    ))  # fmt: skip
    told.batch.by_member[crowd.member_ids[author]] += 1
    told.batch.entry_tags.append((ident, ground.tag_ids[said.tag], circle, "question", at))
    told.batch.by_tag[ground.tag_ids[said.tag]] += 1
    told.questions.append((
        ident, circle, "answered" if settled else "open", not given, at,
        settled[0] if settled else None, settled[1] if settled else None,
        when[0] if when else None,
    ))  # fmt: skip
    for number, time in given:
        chosen = settled is not None and settled[0] == number
        _add_answer(ground, random, told, (ident, number, time, chosen))


def _add_answer(ground: Ground, random: Random, told: Told, answered: Any) -> None:
    question, ident, at, chosen = answered
    crowd, circle = ground.crowd, ground.circle.id
    author, said = crowd.speaker(random, at), random.choice(ground.stock.remarks)
    voters = {crowd.listener(random) for _ in range(random.choice((0, 0, 1, 3)))} - {author}
    told.batch.entries.append((
        ident, circle, "answer", crowd.user_ids[author], question, question, "", *_text(said),
        "[]", 0, len(voters), at // SECOND, crowd.regions[author], None, at, at, None,
    ))  # fmt: skip
    for place in sorted(voters):
        when = min(max(at, crowd.joined[place]) + HOUR, ground.period.end)
        told.batch.reactions.append((ident, "helpful", crowd.user_ids[place], circle, when))
    told.batch.by_member[crowd.member_ids[author]] += 1
    told.answers.append((ident, question, circle, ground.period.end + REVIEWED if chosen else None))


def _title(random: Random, said: Said) -> str:
    line = " ".join(said.excerpt.split())[:TITLE].rstrip("，。！？… ")
    return f"{line}，{random.choice(ENDINGS)}"


def _text(said: Said) -> tuple[Any, ...]:
    return (
        said.source, said.html, said.excerpt, said.characters, said.folds, SANITISER_VERSION,
        BARE_CARD,
    )  # fmt: skip
