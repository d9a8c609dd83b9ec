"""Reads of what is one's own: agreements, exports, and all that is carried away."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from circle.accounts.models import Consent, DataExport, Identity, LoginSession
from circle.accounts.queries.people import blocked_people, get_user
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.errors import NotFound
from circle.core.i18n import lazy
from circle.core.places import place_name


def agreed_versions(user_id: int) -> frozenset[tuple[str, str]]:
    """Every document and version somebody agreed to and did not take back."""
    rows = session().execute(
        select(Consent.document, Consent.version).where(
            Consent.user_id == user_id, Consent.withdrawn_at.is_(None)
        )
    )
    return frozenset((row.document, row.version) for row in rows)


def list_consents(actor: Actor) -> Sequence[Consent]:
    """What the actor agreed to, newest first, withdrawn ones too."""
    return (
        session()
        .scalars(
            select(Consent).where(Consent.user_id == actor.user_id).order_by(Consent.id.desc())
        )
        .all()
    )


def list_identities(user_id: int) -> Sequence[Identity]:
    """The other ways a user is known."""
    return (
        session()
        .scalars(select(Identity).where(Identity.user_id == user_id).order_by(Identity.id))
        .all()
    )


def latest_export(actor: Actor) -> DataExport | None:
    """The actor's last own-data export, in whatever state it is."""
    return session().scalar(
        select(DataExport)
        .where(DataExport.user_id == actor.user_id)
        .order_by(DataExport.id.desc())
        .limit(1)
    )


def find_export(export_id: int) -> DataExport | None:
    """One export, whoever's, for the job that gathers it."""
    return session().get(DataExport, export_id)


def get_ready_export(actor: Actor, export_id: int) -> DataExport:
    """The actor's own export whose file may be fetched now."""
    export = find_export(export_id)
    if export is None or export.user_id != actor.user_id or not export.is_ready:
        raise NotFound
    if export.expires_at is None or export.expires_at <= clock.now():
        raise NotFound(lazy("This file was kept for 7 days and is gone. Ask for a new one"))
    return export


def own_account(user_id: int) -> Iterator[dict[str, Any]]:
    """The account itself, for its owner to carry away."""
    user = get_user(user_id)
    yield {
        "uid": user.uid,
        "name": user.name,
        "display_name": user.display_name,
        "bio": user.bio,
        "email": user.email,
        "email_confirmed_at": user.email_confirmed_at,
        "locale": user.locale,
        "ip_region": place_name(user.ip_region),
        "created_at": user.created_at,
        "file": f"avatars/{user.avatar[:2]}/{user.avatar}-256.webp" if user.avatar else None,
    }


def own_identities(user_id: int) -> Iterator[dict[str, Any]]:
    """The other ways to sign in."""
    for one in list_identities(user_id):
        yield {"provider": one.provider, "subject": one.subject, "created_at": one.created_at}


def own_sessions(user_id: int) -> Iterator[dict[str, Any]]:
    """Every sign-in that is still on record."""
    for one in session().scalars(
        select(LoginSession).where(LoginSession.user_id == user_id).order_by(LoginSession.id)
    ):
        yield {
            "via": one.via,
            "user_agent": one.user_agent,
            "ip_region": place_name(one.ip_region),
            "device_digest": one.device,
            "network_digest": one.network,
            "created_at": one.created_at,
            "seen_at": one.seen_at,
            "revoked_at": one.revoked_at,
        }


def own_consents(user_id: int) -> Iterator[dict[str, Any]]:
    """What was agreed to, when, and whether it was taken back."""
    for one in list_consents(Actor(user_id=user_id)):
        yield {
            "document": one.document,
            "version": one.version,
            "accepted_at": one.accepted_at,
            "withdrawn_at": one.withdrawn_at,
        }


def own_blocks(user_id: int) -> Iterator[dict[str, Any]]:
    """Whom one does not want to meet."""
    for person in blocked_people(Actor(user_id=user_id)):
        yield {"name": person.name, "display_name": person.display_name}
