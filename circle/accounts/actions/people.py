"""Coming into being and changing face: sign-up, people from elsewhere, profile, avatar."""

import secrets

from sqlalchemy.exc import IntegrityError

from circle.accounts import documents, names, queries
from circle.accounts.models import Consent, User
from circle.accounts.policy import is_signed_in
from circle.accounts.schemas import PersonRecord, Profile, SignUp
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, session
from circle.core.errors import Invalid
from circle.core.i18n import lazy
from circle.core.jobs import enqueue
from circle.core.policy import require
from circle.events import ProfileChanged
from circle.screening.queries import rules_of
from circle.screening.verdict import judge

MAX_NAME_TRIES = 50  # numbers appended to a taken name before random letters are


def sign_up(new: SignUp) -> User:
    """Open an account: one name, one person; the terms accepted and the password hashed first.

    Raises Invalid `terms_required`, or `name_taken` when the name or a look-alike belongs to
    somebody. An address given along stays unconfirmed until its letter is answered.
    """
    return _sign_up(new if new.password_hash else new.hashed())


@action
def add_person(record: PersonRecord) -> User:
    """Add somebody from elsewhere: the nearest free name, no password, no consent."""
    name = _free_name(record.name)
    wanted = (record.display_name or record.name).strip()
    shown = (wanted if _may_show(wanted) else name)[:40]
    user = User(
        name=name, name_key=names.name_key(name), name_skeleton=names.name_skeleton(name),
        display_name=shown,
        held_skeleton=names.shown_skeleton(shown) if record.is_staff else None,
        bio=record.bio[:300], avatar=record.avatar, ip_region=record.ip_region,
        is_staff=record.is_staff, created_at=record.created_at or clock.now(),
    )  # fmt: skip
    session().add(user)
    session().flush()
    return user


@action
def change_profile(actor: Actor, changes: Profile) -> User:
    """Change what one shows; a screened name or bio is refused with the rule's name."""
    require(actor, is_signed_in(actor))
    user = queries.get_user(actor.user_id or 0, lock=True)
    if changes.display_name is not None:
        _show_as(user, _screened("display_name", changes.display_name))
    if changes.bio is not None:
        user.bio = _screened("bio", changes.bio)
    if changes.locale is not None:
        user.locale = changes.locale
    emit(ProfileChanged(user_id=user.id))
    return user


@action
def set_avatar(actor: Actor, key: str | None) -> User:
    """Show another picture of oneself, or the drawn one again; the old files go later."""
    require(actor, is_signed_in(actor))
    user = queries.get_user(actor.user_id or 0, lock=True)
    drop_avatar(user)
    user.avatar = key
    emit(ProfileChanged(user_id=user.id))
    return user


@action
def drop_avatar(user: User) -> None:
    """Take somebody's picture away and have its files deleted."""
    if user.avatar:
        enqueue("accounts.drop_avatar", {"key": user.avatar})
    user.avatar = None


@action
def _sign_up(new: SignUp) -> User:
    key, skeleton = names.name_key(new.name), names.name_skeleton(new.name)
    if queries.taken(key, skeleton) or queries.is_held(new.name):
        raise _name_taken()
    name = judge(new.name, rules_of())
    if name.action != "pass":  # a name is never covered: everybody calls and finds them by it
        raise _unfit("name", name.rule)
    shown = _screened("display_name", new.display_name or new.name)
    if new.display_name and queries.goes_by(shown):
        raise _name_taken("display_name")
    user = User(
        name=new.name, name_key=key, name_skeleton=skeleton,
        display_name=shown,
        email=new.email, email_key=queries.email_key(new.email) if new.email else None,
        password_hash=new.password_hash, agreed_to=documents.version_in_force(),
    )  # fmt: skip
    try:
        with session().begin_nested():
            session().add(user)
    except IntegrityError as error:  # somebody else was faster (PostgreSQL)
        raise _name_taken() from error
    agreed = documents.REQUIRED + ((documents.EMAIL,) if new.email else ())
    for document in agreed:
        version = documents.VERSIONS[document]
        session().add(Consent(user_id=user.id, document=document, version=version))
    return user


@action
def hold_shown_name(user_id: int, *, held: bool) -> None:
    """What staff are shown as is nobody else's, for as long as they are staff anywhere."""
    user = queries.get_user(user_id, lock=True)
    if not user.is_closed:
        held = held or user.is_staff
        user.held_skeleton = names.shown_skeleton(user.display_name) if held else None


def _show_as(user: User, shown: str) -> None:
    """Show somebody by another name; what they are shown by already stays as it is."""
    if shown != user.display_name and queries.goes_by(shown, besides=user.id):
        raise _name_taken("display_name")
    user.display_name = shown
    if user.held_skeleton is not None:
        user.held_skeleton = names.shown_skeleton(shown)


def _may_show(shown: str) -> bool:
    return not names.display_problem(shown) and not queries.goes_by(shown)


def _name_taken(field: str = "name") -> Invalid:
    return Invalid(names.TAKEN, code="name_taken", errors={field: [names.TAKEN]})


def _screened(field: str, text: str) -> str:
    """The text as it may be shown; what would have to wait for a person is refused here."""
    verdict = judge(text, rules_of())
    if verdict.action in ("block", "review"):
        raise _unfit(field, verdict.rule)
    return verdict.text


def _unfit(field: str, rule: str | None) -> Invalid:
    words = lazy("This meets the rule “%(rule)s”. Choose other words", rule=rule)
    return Invalid(words, code="screened", errors={field: [words]})


def _free_name(wanted: str) -> str:
    name = wanted if not names.name_problem(wanted) else names.nearest_name(wanted)
    for number in range(MAX_NAME_TRIES):
        tried = name if number == 0 else f"{name[: names.MAX_LENGTH - 2]}{number + 1}"
        taken = queries.taken(names.name_key(tried), names.name_skeleton(tried))
        if not taken and not queries.is_held(tried):
            return tried
    return f"{name[: names.MAX_LENGTH - 6]}{secrets.token_hex(3)}"
