"""Questions and answers as JSON shows them: an entry's shape and what makes it one."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from circle.circles import queries as circles
from circle.circles.models import Circle
from circle.circles.policy import Power
from circle.circles.queries import Face
from circle.content import queries as content
from circle.content.models import Entry
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.qa import policy
from circle.qa.models import Answer, Question
from circle.qa.queries.checks import left_to_others
from circle.qa.queries.questions import Asked, where_duplicates_lead

Shape = dict[str, Any]
HOUR = timedelta(hours=1)


def question_views(here: Actor, circle: Circle, ids: Sequence[int]) -> list[Shape]:
    """Questions of one circle in the API's shape and in this order; what is gone is left out."""
    pairs = _questions(ids)
    entries = [pairs[ident][0] for ident in ids if ident in pairs]
    shapes = content.entry_views(here, circle, entries)
    mine = content.reactions_of(here, [entry.id for entry in entries])
    named = {
        user for _entry, question in pairs.values()
        for user in (question.asked_of, question.assigned_to) if user is not None
    }  # fmt: skip
    faces = circles.faces(circle.id, named)
    ends = where_duplicates_lead(question for _entry, question in pairs.values())
    for shape in shapes:
        entry, question = pairs[shape["id"]]
        asked = Asked(entry, question, circle, here)
        shape.update(_question(asked, faces, ends.get(entry.id)))
        shape["viewer"]["me_too"] = "me_too" in mine.get(entry.id, ())
        shape["viewer"]["can"].update(question_can(asked))
    return shapes


def question_view(asked: Asked) -> Shape:
    """One question in the API's shape."""
    session().flush()
    return question_views(asked.here, asked.circle, [asked.entry.id])[0]


def answer_views(asked: Asked, given: Sequence[tuple[Entry, Answer]]) -> list[Shape]:
    """Answers of one question in the API's shape."""
    shapes = content.entry_views(asked.here, asked.circle, [entry for entry, _answer in given])
    for shape, (entry, answer) in zip(shapes, given, strict=True):
        shape.update(_answer(asked, answer))
        shape["viewer"]["can"].update(answer_can(asked, entry, answer))
    return shapes


def answer_view(asked: Asked, entry: Entry, answer: Answer) -> Shape:
    """One answer in the API's shape."""
    return answer_views(asked, [(entry, answer)])[0]


def question_can(asked: Asked) -> dict[str, bool]:
    """What the reader may do with a question beyond what is done with any entry."""
    here, entry, question, circle = asked.here, asked.entry, asked.question, asked.circle
    closes = bool(policy.can_close(here, entry, circle))
    return {
        "answer": bool(policy.can_answer(here, entry, question, circle)),
        "me_too": bool(policy.can_join(here, entry, circle)),
        "close": closes and question.is_open,
        "reopen": not question.is_open
        and bool(policy.can_reopen(here, entry, question, circle)),
        "mark_duplicate": bool(policy.can_merge(here, circle)) and question.is_open,
        "assign": bool(policy.can_assign(here, circle)),
        "official": bool(policy.can_speak_officially(here, circle)),
        "resolve": bool(policy.can_speak_officially(here, circle)),
        "reveal": entry.anonymous and bool(policy.can_reveal(here)),
    }  # fmt: skip


def answer_can(asked: Asked, entry: Entry, answer: Answer) -> dict[str, bool]:
    """What the reader may do with an answer beyond what is done with any entry."""
    here, question, circle = asked.here, asked.question, asked.circle
    accepted = question.accepted_id == entry.id
    chooses = bool(policy.can_accept(here, asked.entry, entry, circle))
    free = question.accepted_id is None or question.may_change
    shared = not question.bounty_held or bool(policy.can_share_bounty(asked.entry, entry))
    takes = question.is_open or question.bounty_held  # closing takes a bounty from nobody
    return {
        "helpful": bool(policy.can_vote(here, entry, circle)),
        "accept": chooses and not accepted and free and shared and takes,
        "unaccept": chooses and accepted and question.may_change and question.is_open,
        "check": accepted and bool(policy.can_check(here, entry, circle)),
        "confirm": accepted and bool(policy.can_confirm(here, asked.entry, entry, circle))
        and not (answer.is_stale and left_to_others(here, [entry])),
    }


def waiting_hours(question: Any) -> int | None:
    """Whole hours an open question waits for its first answer; None when it does not wait."""
    if not question.unanswered or question.state != "open":
        return None
    return int((clock.now() - question.asked_at) / HOUR)


def _questions(ids: Sequence[int]) -> Mapping[int, tuple[Entry, Question]]:
    if not ids:
        return {}
    rows = session().execute(
        select(Entry, Question)
        .join(Question, Question.entry_id == Entry.id)
        .where(Entry.id.in_(ids))
    )
    return {row.Entry.id: (row.Entry, row.Question) for row in rows}


def _question(asked: Asked, faces: Mapping[int, Face], end: int | None) -> Shape:
    question, here = asked.question, asked.here
    shape: Shape = {
        "state": question.state, "accepted_answer_id": question.accepted_id,
        "official_answer_id": question.official_id, "bounty": question.bounty,
        "bounty_state": question.bounty_state, "bounty_until": question.bounty_ends_at,
        "asked_of": _member(faces, question.asked_of),
        "answered_by_guest": question.guest_answered, "waiting_hours": waiting_hours(question),
        "resolved_at": question.resolved_at, "duplicate_of": end,
        "close_reason": question.close_reason,
    }  # fmt: skip
    if here.can(Power.REVIEW):
        shape["repeats_avoided"] = question.avoided
    if policy.can_see_queue(here):
        shape["assignment"] = {
            "member_id": _member(faces, question.assigned_to), "due": question.assigned_due,
            "note": question.assigned_note,
        }  # fmt: skip
    return shape


def _member(faces: Mapping[int, Face], user_id: int | None) -> int | None:
    face = faces.get(user_id or 0)
    return face.member_id if face else None


def _answer(asked: Asked, answer: Answer) -> Shape:
    accepted = asked.question.accepted_id == answer.entry_id
    return {
        "question_id": answer.question_id, "accepted": accepted,
        "official": asked.question.official_id == answer.entry_id,
        "stale": accepted and answer.is_stale, "review_at": answer.review_at,
        "still_true": answer.still_true, "no_longer": answer.no_longer,
    }  # fmt: skip
