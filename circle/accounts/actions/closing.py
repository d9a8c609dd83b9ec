"""Leaving, and carrying one's own away: closing an account, exporting what is one's own."""

from datetime import timedelta

from sqlalchemy import delete, or_, select, update

from circle.accounts import documents, queries
from circle.accounts.actions.links import end_links
from circle.accounts.actions.people import drop_avatar
from circle.accounts.actions.sessions import end_sessions
from circle.accounts.models import (
    ApiToken,
    Block,
    Consent,
    DataExport,
    Identity,
    LoginSession,
    MinorsMode,
    OneTimeLink,
    User,
)
from circle.accounts.policy import is_person
from circle.accounts.queries.sign_in import Proof
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, lock_row, session
from circle.core.errors import Conflict
from circle.core.i18n import lazy
from circle.core.jobs import enqueue
from circle.core.policy import require
from circle.events import AccountClosed

EXPORT_KEPT = timedelta(days=7)
EXPORT_EVERY = timedelta(hours=1)  # gathering is dear; an hour's news fits the next one


@action
def close_account(actor: Actor, proof: Proof) -> None:
    """Close an account for good, at once: the person is gone, what they wrote stays unnamed.

    The name stays taken, so nobody can step into it. A circle that would be left without its owner
    refuses (its reaction raises Conflict), and then nothing is closed.
    """
    require(actor, is_person(actor))
    user = queries.get_user(actor.user_id or 0, lock=True)
    if proof.user_id != user.id or proof.password_hash != user.password_hash:
        raise Conflict(lazy("The account changed in the meantime. Try once more"))
    emit(AccountClosed(user_id=user.id))
    drop_avatar(user)
    user.close(clock.now())
    end_sessions(user.id)
    end_links(user.id)
    _forget(user)


@action
def request_export(actor: Actor) -> DataExport:
    """Have everything of one's own gathered into one file, kept for 7 days."""
    require(actor, is_person(actor))
    queries.get_user(actor.user_id or 0, lock=True)
    known = queries.latest_export(actor)
    if known is not None and known.is_gathering(clock.now()):
        return known
    if known is not None and known.created_at > clock.now() - EXPORT_EVERY and not known.failed:
        return known
    export = DataExport(user_id=actor.user_id)
    session().add(export)
    session().flush()
    enqueue("accounts.gather_export", {"export_id": export.id}, key=f"export-{export.id}")
    return export


@action
def note_progress(export_id: int, progress: int) -> None:
    """Note how far the gathering is, in hundredths."""
    session().execute(
        update(DataExport).where(DataExport.id == export_id).values(progress=progress)
    )


@action
def finish_export(export_id: int, storage_key: str, size: int) -> bool:
    """Note that the file is ready; False when its account was closed meanwhile."""
    export = session().scalar(lock_row(select(DataExport).where(DataExport.id == export_id)))
    if export is None:
        return False
    now = clock.now()
    export.storage_key, export.size, export.progress = storage_key, size, 100
    export.ready_at, export.expires_at, export.failed = now, now + EXPORT_KEPT, None
    return True


@action
def fail_export(export_id: int, reason: str) -> None:
    """Note that the gathering failed; it may be asked for again."""
    session().execute(
        update(DataExport).where(DataExport.id == export_id).values(failed=reason[:500])
    )


@action
def forget_exports() -> list[str]:
    """Forget exports whose time is over; answers the files to delete."""
    over = DataExport.expires_at < clock.now()
    keys = session().scalars(delete(DataExport).where(over).returning(DataExport.storage_key)).all()
    return [key for key in keys if key]


@action
def forget_past_sign_ins() -> None:
    """Delete sessions and links that ended over 90 days ago."""
    past = clock.ago(days=90)
    session().execute(
        delete(LoginSession).where(
            or_(LoginSession.revoked_at < past, LoginSession.expires_at < past)
        )
    )
    session().execute(delete(OneTimeLink).where(OneTimeLink.expires_at < past))


@action
def accept_documents(actor: Actor) -> None:
    """Agree to the terms and the privacy statement in force; a person does, never a program."""
    require(actor, is_person(actor))
    agree_for(queries.get_user(actor.user_id or 0, lock=True))


@action
def agree_for(user: User) -> None:
    """Record that somebody agreed to every required document in its present version."""
    known = queries.agreed_versions(user.id)
    for document in documents.REQUIRED:
        version = documents.VERSIONS[document]
        if (document, version) not in known:
            session().add(Consent(user_id=user.id, document=document, version=version))
    user.agreed_to = documents.version_in_force()


@action
def withdraw_consent(actor: Actor, document: str) -> None:
    """Take back an agreement that was optional, with what it allowed: the address goes."""
    require(actor, is_person(actor))
    if document not in documents.OPTIONAL:
        raise Conflict(lazy("Without this there is no account. You can close the account"))
    user = queries.get_user(actor.user_id or 0, lock=True)
    user.email = user.email_key = user.email_confirmed_at = None
    end_links(user.id)
    session().execute(
        update(Consent)
        .where(Consent.user_id == user.id, Consent.document == document)
        .where(Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=clock.now())
    )


def _forget(user: User) -> None:
    """Delete what tells who it was; consents stay, without a name, as proof that they existed."""
    for table in (Identity, ApiToken, OneTimeLink, LoginSession, MinorsMode):
        session().execute(delete(table).where(table.user_id == user.id))
    session().execute(
        delete(Block).where(or_(Block.user_id == user.id, Block.blocked_id == user.id))
    )
    keys = (
        session()
        .scalars(
            delete(DataExport)
            .where(DataExport.user_id == user.id)
            .returning(DataExport.storage_key)
        )
        .all()
    )
    for key in filter(None, keys):
        enqueue("accounts.drop_export", {"key": key})
