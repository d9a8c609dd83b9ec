"""What somebody outside is asked about: all words of an entry, or of an edit, that wait for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b, sha256

from circle.config import settings_in_use
from circle.content import policy
from circle.content import queries as content
from circle.content.models import Entry
from circle.content.schemas import EntryEdit
from circle.screening.provider import Question
from circle.topics import queries as topics


@dataclass(frozen=True, slots=True)
class ToCheck:
    """Words that wait for a check, as they stood when they were read; `is_edit`: of an edit."""

    entry_id: int
    circle_id: int
    is_edit: bool
    question: Question


def find_asked(entry_id: int) -> ToCheck | None:
    """What of an entry waits for a check just now, if anything does; of what comes later nothing.

    `question.ident` names the words it was made of: other words have another.
    """
    entry = content.find_entry(entry_id)
    if entry is None or entry.author_state != "submitted" or entry.forgotten_at is not None:
        return None
    if policy.is_being_checked(entry):
        return _asked(entry, content.words_on_show(entry), is_edit=False)
    pending = content.pending_revision(entry_id)
    if pending is None or not pending.is_being_checked:
        return None
    return _asked(entry, content.edit_of(pending), is_edit=True)


def _asked(entry: Entry, words: EntryEdit, *, is_edit: bool) -> ToCheck:
    text = "\n".join(filter(None, _texts(entry, words)))
    version = sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    question = Question(
        f"entry-{entry.id}-{version}", text, "comment" if entry.is_comment else "post",
        _pseudonym(entry),
    )  # fmt: skip
    return ToCheck(entry.id, entry.circle_id, is_edit, question)


def _texts(entry: Entry, words: EntryEdit) -> Iterator[str]:
    """Everything a person wrote of it, in one order."""
    yield words.title or ""
    yield words.source or ""
    yield from words.tags or ()
    yield words.city or ""
    shown = words.media or ()
    yield from (alt for ident, alt in words.alts or () if ident in shown)
    for poll in content.facts_of([entry.id]).get(entry.id, ()):
        yield poll.question
        yield from (option.label for option in poll.options)
    if entry.kind == "topic":
        yield from topics.words_beside(entry.id)


def _pseudonym(entry: Entry) -> str | None:
    """Something that stays the same for a person and says nothing of them; nothing of the unnamed.

    Who wrote without a name is not to be found by what they wrote with it.
    """
    if entry.anonymous:
        return None
    key = blake2b(settings_in_use().secret_key.encode()).digest()
    told = f"check:{entry.author_id}".encode()
    return blake2b(told, key=key, digest_size=12).hexdigest()
