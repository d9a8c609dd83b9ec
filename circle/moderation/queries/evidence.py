"""Reads of what people kept: their own, and what lies with a case before its staff."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from circle.accounts import queries as accounts
from circle.circles import queries as circles
from circle.content import policy as content_policy
from circle.content import queries as content
from circle.content.models import Media
from circle.core.actor import Actor
from circle.core.db import lock_row, session
from circle.core.errors import NotFound
from circle.core.paging import PAGE, Page, after, cut
from circle.moderation import policy
from circle.moderation.models import Case, Evidence, Report

SHOWN = 100  # of a page's cases together


def evidence_page(
    actor: Actor, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Evidence]:
    """What somebody kept, newest first."""
    statement: Any = _kept_by(actor)
    rows = session().scalars(
        after(statement, (Evidence.id, Evidence.id), cursor).limit(limit + 1)
    ).all()
    return cut(rows, limit, lambda one: (one.id, one.id))


def get_own_evidence(
    actor: Actor, evidence_id: int, *, lock: bool = False, removed: bool = False
) -> Evidence:
    """One of them; NotFound for everybody but its keeper."""
    found = select(Evidence).where(Evidence.id == evidence_id)
    one = session().scalar(lock_row(found) if lock else found)
    if one is None or actor.user_id is None or one.keeper_id != actor.user_id:
        raise NotFound
    if one.removed_at is not None and not removed:
        raise NotFound
    return one


def count_evidence(user_id: int) -> int:
    """How much somebody keeps."""
    return session().scalar(
        select(func.count()).where(Evidence.keeper_id == user_id, Evidence.removed_at.is_(None))
    ) or 0  # fmt: skip


def newest_evidence(user_id: int, about: str, about_id: int) -> Evidence | None:
    """What somebody kept last of the same entry or person."""
    return session().scalar(
        select(Evidence)
        .where(Evidence.keeper_id == user_id, Evidence.removed_at.is_(None))
        .where(Evidence.about == about, Evidence.about_id == about_id)
        .order_by(Evidence.id.desc())
        .limit(1)
    )


def evidence_of_cases(case_ids: Sequence[int]) -> Mapping[int, list[Evidence]]:
    """What lies with cases; the caller has made sure that they lie before the reader."""
    if not case_ids:
        return {}
    rows = session().scalars(
        select(Evidence).where(Evidence.case_id.in_(case_ids)).order_by(Evidence.id).limit(SHOWN)
    )
    told: dict[int, list[Evidence]] = {}
    for one in rows:
        told.setdefault(one.case_id or 0, []).append(one)
    return told


def evidence_picture(actor: Actor, evidence_id: int, number: int) -> str:
    """The storage key of a picture that was kept: for its keeper, and the staff it lies before."""
    one = session().get(Evidence, evidence_id)
    if one is None or not _sees(actor, one):
        raise NotFound
    pictures = one.told.get("pictures", ())
    if not 0 <= number < len(pictures):
        raise NotFound
    media = session().scalar(select(Media).where(Media.uid == pictures[number]["uid"]))
    if media is None:
        raise NotFound
    key: str = media.storage_key
    return key


def as_said(actor: Actor, entry_id: int) -> tuple[dict[str, Any], int]:
    """What an entry says at this moment to who may read it, and the number of its circle."""
    entry, circle, here = content.get_entry(actor, entry_id)
    if not content_policy.can_read(here, entry, circle) or entry.status == "removed":
        raise NotFound
    author = content_policy.author_shown(entry, here)
    pictures = [
        {"uid": one.uid, "uploaded_sha256": one.sha256, "width": one.width, "height": one.height,
         "alt": one.alt}
        for one in content.media_of(entry.id)
    ]  # fmt: skip
    return {
        "kind": entry.kind, "url": content.entry_path(circle.slug, entry),
        "circle": {"slug": circle.slug, "name": circle.name},
        "author": None if author is None else _named(author),
        "title": entry.title, "text": entry.source, "region": entry.ip_region,
        "written_at": entry.created_at.isoformat(),
        "edited_at": entry.edited_at.isoformat() if entry.edited_at else None,
        "pictures": pictures,
    }, circle.id  # fmt: skip


def as_shown(name: str) -> tuple[dict[str, Any], int]:
    """How a person shows themselves at this moment, and their number."""
    user = accounts.get_user_by_name(name)
    return {
        "kind": "person", "url": f"/u/{user.name}", "circle": None, "author": _named(user.id),
        "title": "", "text": user.bio, "region": user.ip_region, "written_at": None,
        "edited_at": None, "pictures": [],
    }, user.id  # fmt: skip


def open_report_of(user_id: int, entry_id: int) -> Report | None:
    """The report somebody made already of an entry whose case is open."""
    return session().scalar(
        select(Report)
        .join(Case, Case.id == Report.case_id)
        .where(Report.by_id == user_id, Case.entry_id == entry_id, Case.closed_at.is_(None))
    )


def still_there(actor: Actor, one: Evidence) -> bool:
    """Whether the entry can still be reported by who kept it."""
    try:
        entry, _circle, _here = content.get_entry(actor, one.about_id)
    except NotFound:
        return False
    return entry.author_state != "removed"


def own_evidence(user_id: int) -> Iterator[dict[str, Any]]:
    """What somebody kept, for them to carry away."""
    rows = session().scalars(
        select(Evidence)
        .where(Evidence.keeper_id == user_id, Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
    )
    for one in rows:
        yield {
            **one.told, "kept_at": one.kept_at, "sha256": one.digest,
            "reported": one.case_id is not None,
        }


def _kept_by(actor: Actor) -> Any:
    return select(Evidence).where(
        Evidence.keeper_id == actor.user_id, Evidence.removed_at.is_(None)
    )


def _sees(actor: Actor, one: Evidence) -> bool:
    if actor.user_id is not None and one.keeper_id == actor.user_id:
        return True
    case = session().get(Case, one.case_id) if one.case_id is not None else None
    if case is None:
        return False
    here = actor
    if case.circle_id is not None:
        try:
            here = circles.enter_by_id(actor, case.circle_id)[1]
        except NotFound:
            return False
    return policy.is_before(here, case)


def _named(user_id: int) -> dict[str, Any]:
    user = accounts.get_user(user_id)
    return {"id": user.id, "name": user.name, "display_name": user.display_name}
