"""Importing: lines become posts, questions and topics, in batches, as often as one likes."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from circle.accounts import actions as accounts
from circle.accounts import queries as account_queries
from circle.accounts.schemas import PersonRecord
from circle.circles import actions as circles
from circle.circles import queries as circle_queries
from circle.circles.models import Circle
from circle.content import actions as content
from circle.content.body import tidy_text
from circle.content.models import Entry
from circle.content.schemas import NewEntry
from circle.core.actor import SYSTEM, Actor
from circle.core.db import abandon, action
from circle.core.errors import Conflict, Invalid
from circle.core.i18n import lazy
from circle.portability import queries
from circle.portability.lines import Line, read_lines
from circle.portability.schemas import KINDS, LineInput, Said, Thread, Wanted, thread_of
from circle.qa import actions as questions
from circle.qa.actions import Brought
from circle.topics import actions as topics
from circle.topics.actions import BroughtTopic

LINES_AT_ONCE = 200  # of one transaction: a killed import repeats no more than these
PROVIDER = "import"  # under which authors are remembered


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was left out, and why."""

    number: int
    reason: str


@dataclass(slots=True)
class Report:
    """What an import did, or would do."""

    added: int = 0
    questions: int = 0  # of those added
    topics: int = 0  # of those added
    answers: int = 0
    replies: int = 0
    comments: int = 0
    people: int = 0
    deleted: int = 0  # where they came from, so they stay away here
    known: int = 0
    bad: list[Problem] = field(default_factory=list)
    changed: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """One import under way."""

    wanted: Wanted
    circle_id: int
    report: Report = field(default_factory=Report)
    texts: dict[str, bytes] = field(default_factory=dict)  # digests of what this run has met
    newcomers: set[str] = field(default_factory=set)  # a dry run meets them again and again


@dataclass(slots=True)
class _Part:
    """What came of one batch."""

    report: Report = field(default_factory=Report)
    newcomers: set[str] = field(default_factory=set)


def import_file(path: Path, wanted: Wanted, progress: Callable[[int], None]) -> Report:
    """Add to a circle what a file holds and the circle does not; a second run adds nothing.

    Lines that cannot be used are reported and the rest goes in. Nobody is told of anything and
    nothing is earned. A dry run writes nothing and reports the same.
    """
    if wanted.kind not in KINDS:
        raise Invalid(lazy("There is no kind “%(kind)s” here yet", kind=wanted.kind))
    run = _Run(wanted, _open_circle(wanted.slug).id)
    done = 0
    reading = read_lines(path)
    while lines := list(islice(reading, LINES_AT_ONCE)):
        _import_lines(run, _threads(run, lines, path.stem))
        progress(lines[-1].end - done)
        done = lines[-1].end
    return run.report


@action
def _open_circle(slug: str) -> Circle:
    circle, _ = circle_queries.enter(SYSTEM, slug)
    if not circle.is_open:
        raise Conflict(lazy("This circle is archived and can only be read"), code="archived")
    return circle


def _threads(run: _Run, lines: Iterable[Line], stem: str) -> list[Thread]:
    """The lines that can be used and were not met before in this run."""
    kept = []
    for line in lines:
        try:
            thread = _read(line, run.wanted, stem)
        except ValidationError as error:
            _leave_out(run.report.bad, line.number, _said_of(error))
            continue
        if _is_new(run, thread):
            kept.append(thread)
    return kept


def _read(line: Line, wanted: Wanted, stem: str) -> Thread:
    if line.record is None:
        raise ValidationError(line.problem)
    data = LineInput().load(line.record)
    source = wanted.source or data["source"] or stem[:40]
    thread = thread_of(line.number, data, wanted, source)
    idents = Counter(said.ident for said in thread.everything)
    twice = [ident for ident, times in idents.items() if times > 1]
    if twice:
        raise ValidationError([f"{twice[0]} is there twice"])
    return thread


def _is_new(run: _Run, thread: Thread) -> bool:
    """Whether this run meets an id for the first time; a repetition counts as a known line."""
    key = f"{thread.source}\n{thread.root.ident}"
    said = repr([(s.ident, s.kind, s.body) for s in thread.everything])
    digest = sha256(said.encode()).digest()[:12]
    before = run.texts.setdefault(key, digest)
    if before is digest:
        return True
    if before == digest:
        run.report.known += 1
    else:
        _leave_out(run.report.changed, thread.number, _CHANGED.format(thread.root.ident))
    return False


def _import_lines(run: _Run, threads: Sequence[Thread]) -> None:
    """One batch; a line that a rule refuses is left out and the batch begins anew without it."""
    left = list(threads)
    while left:
        writing: list[Thread] = []
        try:
            part = _write_batch(run, left, writing)
        except Invalid as error:
            if not writing:
                raise
            refused = writing[-1]
            _leave_out(run.report.bad, refused.number, str(error.message))
            left.remove(refused)
            continue
        _add_up(run, part)
        return


@action
def _write_batch(run: _Run, threads: Sequence[Thread], writing: list[Thread]) -> _Part:
    """Write what is not here yet; `writing` ends with the thread that was being written."""
    part = _Part()
    # one batch at a time in a circle: another run sees what this one brought, and leaves it out
    circle, here = circle_queries.enter_locked(SYSTEM, run.circle_id)
    new = _not_here_yet(run.circle_id, threads, part.report)
    users = _authors(circle, new, part)
    for thread in new:
        writing.append(thread)
        _write_thread((circle, here), thread, users)
        _count(part.report, thread)
    if run.wanted.dry_run:
        abandon()
    return part


def _not_here_yet(circle_id: int, threads: Sequence[Thread], report: Report) -> list[Thread]:
    idents: dict[str, list[str]] = {}
    for thread, said in _everything(threads):
        idents.setdefault(thread.source, []).append(said.ident)
    here = {
        source: queries.imported_entries(circle_id, source, wanted)
        for source, wanted in idents.items()
    }
    new = []
    for thread in threads:
        present = here[thread.source]
        if thread.root.ident not in present:
            new.append(thread)
        elif _differs(thread, present):
            _leave_out(report.changed, thread.number, _CHANGED.format(thread.root.ident))
        else:
            report.known += 1
    return new


def _differs(thread: Thread, present: Mapping[str, Any]) -> bool:
    """Whether a line differs from what came of it, apart from what its author edited since."""
    return any(
        said.ident not in present
        or (not _is_changed_here(present[said.ident])
            and present[said.ident].source != tidy_text(said.body))
        or present[said.ident].kind != said.kind
        for said in thread.everything
    )


def _is_changed_here(row: Any) -> bool:
    """Whether its words are no longer those that came: its author edited it, or it is forgotten."""
    return bool(row.edited or row.forgotten)


def _authors(circle: Circle, threads: Sequence[Thread], part: _Part) -> dict[str, int]:
    """The users behind the authors of these threads, members of the circle from now on."""
    records: dict[str, PersonRecord] = {}
    for thread, said in _everything(threads):
        subject = _subject(thread.source, said.author)
        known = records.get(subject)
        if known is None or known.created_at is None or said.created_at < known.created_at:
            records[subject] = PersonRecord(said.author, said.author, created_at=said.created_at)
    part.newcomers = records.keys() - account_queries.users_known_as(PROVIDER, records)
    users = accounts.meet_people(PROVIDER, records)
    since = {users[subject]: record.created_at for subject, record in records.items()}
    circles.bring_people(circle.id, {user: at for user, at in since.items() if at is not None})
    return users


def _write_thread(place: tuple[Circle, Actor], thread: Thread, users: dict[str, int]) -> None:
    """The root with what its kind takes beside it, then the comments under all of these."""
    circle, here = place
    written = _write_root(place, thread, users)
    for said in thread.under:
        if said.kind == "comment":
            above = written[said.above or thread.root.ident]
            new = _entry(circle, thread, said, users, above.id)
            written[said.ident] = content.write_under(here, circle, above, new)


def _write_root(
    place: tuple[Circle, Actor], thread: Thread, users: dict[str, int]
) -> dict[str, Entry]:
    """A root with its answers or floors, by the idents they came under."""
    circle, here = place
    first = _entry(circle, thread, thread.root, users)
    taken = [said for said in thread.under if said.kind != "comment"]
    news = [_entry(circle, thread, said, users) for said in taken]
    if thread.root.kind == "question":
        answers = [Brought(new, said.accepted) for new, said in zip(news, taken, strict=True)]
        written = [questions.bring_question(here, circle, first, answers)]
    elif thread.root.kind == "topic":
        written = topics.bring_topic(here, circle, first, news, _about(thread))
    else:
        written = [content.write_under(here, circle, None, first)]
    return {str(entry.origin_id): entry for entry in written}


def _about(thread: Thread) -> BroughtTopic:
    given = thread.about
    return BroughtTopic(given.topic_kind, given.rules, given.starts_at, given.ends_at)


def _count(report: Report, thread: Thread) -> None:
    kinds = Counter(said.kind for said in thread.everything)
    report.added += 1
    report.questions += kinds["question"]
    report.topics += kinds["topic"]
    report.answers += kinds["answer"]
    report.replies += kinds["reply"]
    report.comments += kinds["comment"]
    report.deleted += thread.deleted


def _entry(
    circle: Circle, thread: Thread, said: Said, users: dict[str, int], parent: int | None = None
) -> NewEntry:
    return NewEntry(
        circle_id=circle.id, kind=said.kind, source=said.body, title=said.title,
        parent_id=parent, tags=said.tags, author_id=users[_subject(thread.source, said.author)],
        published_at=said.created_at, origin=thread.source, origin_id=said.ident,
        helpful=said.helpful,
    )  # fmt: skip


def _everything(threads: Iterable[Thread]) -> Iterator[tuple[Thread, Said]]:
    for thread in threads:
        for said in thread.everything:
            yield thread, said


def _subject(source: str, author: str) -> str:
    subject = f"{source}:{author}"
    if len(subject) <= accounts.MAX_SUBJECT:
        return subject
    return f"{source}:sha256:{sha256(author.encode()).hexdigest()}"


def _add_up(run: _Run, part: _Part) -> None:
    report = run.report
    report.added += part.report.added
    report.questions += part.report.questions
    report.topics += part.report.topics
    report.answers += part.report.answers
    report.replies += part.report.replies
    report.comments += part.report.comments
    report.deleted += part.report.deleted
    report.known += part.report.known
    report.changed.extend(part.report.changed)
    report.people += len(part.newcomers - run.newcomers)
    run.newcomers |= part.newcomers


def _leave_out(problems: list[Problem], number: int, reason: str) -> None:
    problems.append(Problem(number, reason))


def _said_of(error: ValidationError) -> str:
    return "; ".join(_flat(error.messages))


def _flat(messages: Any, path: str = "") -> Iterator[str]:
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from _flat(inner, path if name == "_schema" else f"{path}{name}: ")
    elif isinstance(messages, list):
        yield from (f"{path}{message}" for message in messages)
    else:
        yield f"{path}{messages}"


_CHANGED = "{} is here already and reads differently now; it was left as it is"
