"""Writing down which questions the words of a question, an answer or a comment lead to."""

import re
from collections.abc import Iterable

from sqlalchemy import delete, select

from circle.circles.models import Circle, ShortLink
from circle.content.models import Entry
from circle.core.db import action, session
from circle.qa.models import Answer, Question, QuestionLink

MOST_LINKS = 20  # of one entry: a list of links is no conversation
# as the address bar has it, with or without a host; bare ones only where no host stands before
_BARE = r"(?<![a-zA-Z0-9_/.:-])"
QUESTION = re.compile(rf"(?:/c/(?P<slug>[\w-]+)|{_BARE})/questions/(?P<id>\d{{1,18}})(?!\d)")
ANSWER = re.compile(rf"{_BARE}/answers/(\d{{1,18}})(?!\d)")
SHORT = re.compile(r"/s/([A-Za-z0-9]{4,16})(?![A-Za-z0-9])")


@action
def link_questions(entry_id: int) -> None:
    """What an entry under a question leads to in its circle, as its words stand now."""
    entry = session().get(Entry, entry_id)
    root_id = entry.root_id or entry.id if entry is not None else 0
    root = session().get(Entry, root_id)
    if entry is None or root is None or root.kind != "question":
        return
    session().execute(delete(QuestionLink).where(QuestionLink.entry_id == entry_id))
    targets = [ident for ident in _named_in(entry) if ident != root_id]
    session().add_all(
        QuestionLink(
            entry_id=entry_id, target_id=ident, question_id=root_id, circle_id=entry.circle_id
        )
        for ident in targets[:MOST_LINKS]
    )


def _named_in(entry: Entry) -> list[int]:
    """Questions of the same circle whose addresses stand in the words."""
    words = entry.source
    if not any(mark in words for mark in ("/questions/", "/answers/", "/s/")):
        return []
    circle = session().get_one(Circle, entry.circle_id)
    words = "\n".join([words, *_paths_behind(circle.id, SHORT.findall(words))])
    named = {
        int(found["id"]) for found in QUESTION.finditer(words)
        if found["slug"] in (None, circle.slug)
    }  # fmt: skip
    named |= _questions_of(circle.id, (int(number) for number in ANSWER.findall(words)))
    known = select(Question.entry_id).where(
        Question.entry_id.in_(named), Question.circle_id == circle.id
    )
    return sorted(session().scalars(known)) if named else []


def _paths_behind(circle_id: int, codes: Iterable[str]) -> list[str]:
    """Where short links of the circle lead."""
    wanted = sorted(set(codes))[:MOST_LINKS]
    if not wanted:
        return []
    found = select(ShortLink.path).where(
        ShortLink.circle_id == circle_id, ShortLink.code.in_(wanted)
    )
    return list(session().scalars(found))


def _questions_of(circle_id: int, answer_ids: Iterable[int]) -> set[int]:
    wanted = sorted(set(answer_ids))[:MOST_LINKS]
    if not wanted:
        return set()
    found = select(Answer.question_id).where(
        Answer.circle_id == circle_id, Answer.entry_id.in_(wanted)
    )
    return set(session().scalars(found))
