"""Adding to the log: noted while a verb runs, put in its place in the chain as the last thing."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from sqlalchemy import func, select, update

from circle.core import clock
from circle.core.db import (
    action,
    before_commit,
    found_so_far,
    insert_into,
    lock_row,
    session,
    table_of,
    transaction,
)
from circle.core.errors import Attempt
from circle.moderation.models.acts import Act
from circle.moderation.models.audit import (
    GENESIS,
    KEPT_DETAILS,
    SITE,
    AuditCheckpoint,
    AuditDetail,
    AuditHead,
    AuditLine,
    Deed,
    digest_of,
    hash_of,
    new_salt,
    written,
)

NOTED = "audit.noted"
REFUSED = "refused."  # what codes of attempts begin with
ATTEMPTS_AN_HOUR = 20  # of one person in one chain: enough to see a pattern
EMPTIED_AT_ONCE = 500  # lines of a chain, in one transaction
ATTEMPT_WAIT_MS = 200  # nobody who is refused waits long for somebody else's writing


def write_down(deed: Deed) -> None:
    """A deed stands in the log once what it did is committed, and not otherwise.

    Said twice in one transaction (by the verb of a package below, and as an act) it is one line.
    """
    noted = found_so_far().setdefault(NOTED, {})
    key = (deed.chain, deed.code, deed.subject_kind, deed.subject_id)
    earlier = noted.get(key)
    noted[key] = deed if earlier is None else _joined(earlier, deed)
    before_commit(append_deeds, deed.chain, last=True)


def write_act(act: Act, code: str | None = None, by_id: int | None = None) -> None:
    """What is taken down as an act stands in the log too; of an entry it never says whose it is."""
    subject = next(
        ((kind, ident) for kind, ident in (
            ("entry", act.entry_id), ("member", act.membership_id), ("user", act.user_id)
        ) if ident is not None),
        ("circle", act.circle_id),
    )  # fmt: skip
    undoer = {"how": act.kind} if code else {}
    who = by_id if code else act.by_id
    write_down(
        Deed(act.circle_id or SITE, who, code or act.kind, *subject, act.id, undoer, act)
    )


def write_attempt(attempt: Attempt, what: str) -> None:
    """A refused attempt is a line, once a minute and twenty times an hour: nobody fills the log."""
    chain, code = attempt.circle_id or SITE, f"{REFUSED}{attempt.power}"
    here = ("circle", attempt.circle_id) if attempt.circle_id else ("user", attempt.user_id)
    kind, ident = attempt.about or here
    with transaction(wait_ms=ATTEMPT_WAIT_MS):
        _held_head(chain)
        recent = session().execute(
            select(AuditLine.code, AuditLine.subject_id, AuditLine.at)
            .where(AuditLine.chain == chain, AuditLine.actor_id == attempt.user_id)
            .where(AuditLine.code.startswith(REFUSED), AuditLine.at > clock.ago(hours=1))
            .limit(ATTEMPTS_AN_HOUR)
        ).all()
        a_minute_ago = clock.ago(minutes=1)
        again = any(
            (row.code, row.subject_id) == (code, ident) and row.at > a_minute_ago for row in recent
        )
        if not again and len(recent) < ATTEMPTS_AN_HOUR:
            write_down(Deed(chain, attempt.user_id, code, kind, ident, None, {"what": what}))


def append_deeds(chains: Sequence[int]) -> None:
    """Give what was noted its places: the head of each chain is held until commit."""
    noted: dict[Any, Deed] = found_so_far().pop(NOTED)
    for chain in chains:
        lines, details = _following(
            _held_head(chain), [deed for deed in noted.values() if deed.chain == chain]
        )
        session().execute(table_of(AuditLine).insert(), lines)
        session().execute(table_of(AuditDetail).insert(), details)


def _joined(earlier: Deed, later: Deed) -> Deed:
    told = {**later.told, **{name: value for name, value in earlier.told.items() if value}}
    return earlier._replace(
        actor_id=earlier.actor_id or later.actor_id, act_id=earlier.act_id or later.act_id,
        act=earlier.act or later.act, told=told,
    )  # fmt: skip


def _told_of(act: Act | None) -> dict[str, Any]:
    """What an act says of itself when its verb is through: its rule may come last."""
    if act is None:
        return {}
    many = act.touched > 1
    told = {
        "reason": act.reason, "rule": act.rule, "until": act.until,
        "entries": sorted(map(int, filter(str.isdigit, act.before))) if many else None,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def _held_head(chain: int) -> tuple[int, str]:
    held = lock_row(select(AuditHead.seq, AuditHead.hash).where(AuditHead.chain == chain))
    head = session().execute(held).one_or_none()
    if head is None:
        begun = insert_into(AuditHead).values(chain=chain, seq=0, hash=GENESIS)
        session().execute(begun.on_conflict_do_nothing())
        head = session().execute(held).one()
    return head.seq, head.hash


def _following(head: tuple[int, str], deeds: Sequence[Deed]) -> tuple[list[Any], list[Any]]:
    lines, details = [], []
    seq, previous = head
    for deed in deeds:
        seq += 1
        salt, told = new_salt(), written({**_told_of(deed.act), **deed.told})
        line = AuditLine(
            chain=deed.chain, seq=seq, at=clock.now(), actor_id=deed.actor_id, code=deed.code,
            subject_kind=deed.subject_kind, subject_id=deed.subject_id, act_id=deed.act_id,
            digest=digest_of(salt, told), previous=previous,
        )  # fmt: skip
        previous = line.hash = hash_of(line)
        lines.append(
            {c.name: getattr(line, c.name) for c in table_of(AuditLine).c if c.name != "id"}
        )
        details.append({"chain": deed.chain, "seq": seq, "salt": salt, "told": told})
    return lines, details


@action
def empty_details(chain: int) -> bool:
    """Forget what a chain's lines older than a year tell about people; False when none is left.

    Some at a time. A checkpoint closes the stretch in the same transaction: that its details are
    empty is no fault.
    """
    closed = select(func.max(AuditCheckpoint.seq)).where(AuditCheckpoint.chain == chain)
    after = session().scalar(closed) or 0
    lines = session().execute(
        select(AuditLine.seq, AuditLine.hash, AuditLine.at)
        .where(AuditLine.chain == chain, AuditLine.seq > after)
        .order_by(AuditLine.seq).limit(EMPTIED_AT_ONCE)
    ).all()  # fmt: skip
    old = list(takewhile(lambda line: line.at <= clock.now() - KEPT_DETAILS, lines))
    if not old:
        return False
    last = old[-1]
    session().execute(
        update(AuditDetail)
        .where(AuditDetail.chain == chain, AuditDetail.seq.between(after + 1, last.seq))
        .values(told=None, salt=None).execution_options(synchronize_session=False)
    )  # fmt: skip
    session().add(AuditCheckpoint(chain=chain, seq=last.seq, hash=last.hash))
    return len(old) == EMPTIED_AT_ONCE
