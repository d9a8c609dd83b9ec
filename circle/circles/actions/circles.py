"""Opening, changing, closing and clearing away a circle."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from sqlalchemy import Executable, Table, bindparam, delete, func, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from circle.accounts import queries as accounts
from circle.accounts.names import look_problem
from circle.circles import policy, queries
from circle.circles.actions.deeds import tell_deed
from circle.circles.actions.words import check_words
from circle.circles.models import SLUG, Circle, Membership, RulesVersion
from circle.circles.presets import PRESETS, RESERVED_SLUGS
from circle.circles.schemas import NewCircle, SettingsChange
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, before_commit, db, session, table_of
from circle.core.errors import Conflict, Invalid, NotAllowed
from circle.core.i18n import Text, lazy
from circle.core.jobs import enqueue
from circle.core.policy import require
from circle.events import (
    CircleClosed,
    CircleCreated,
    CircleFrozen,
    CirclePurged,
    CircleRenamed,
    CircleReopened,
    CircleThawed,
    RulesChanged,
    VisibilityChanged,
)
from circle.screening.claims import calls_to_war, pretends_by_address

PRIVATE_DOOR = lazy(
    "Nobody outside finds a private circle: it is joined by invite link. Choose another way in"
)
MAX_OWNED = 30  # living circles of one person; more is a farm, not a host
PURGE_BATCH = 500  # rows deleted in one transaction


@action
def create_circle(actor: Actor, new: NewCircle) -> Circle:
    """Open a circle from a preset; who opens it owns it. The slug is given once."""
    require(actor, policy.can_create(actor))
    if actor.user_id is None:
        raise NotAllowed(lazy("A circle belongs to a person"))
    _check_slug(new.slug)
    _check_owned(actor.user_id)
    _check_called(actor, new.name)
    require(actor, policy.can_open_from(actor, new.preset))
    check_words(name=new.name, intro=new.intro)
    circle = _from_preset(new)
    _take_slug(circle)
    session().add(RulesVersion(circle_id=circle.id, version=1, text=circle.rules))
    owner = Membership(circle_id=circle.id, user_id=actor.user_id, role="owner")
    owner.enter(source="created", rules_version=1)
    session().add(owner)
    emit(CircleCreated(circle_id=circle.id, owner_id=actor.user_id))
    return circle


@action
def change_settings(actor: Actor, circle_id: int, change: SettingsChange) -> Circle:
    """Change what is given of the settings; new rules are a new version members accept again."""
    circle, here = queries.enter_locked(actor, circle_id)
    require(here, policy.can_change(here, circle))
    given = {name: value for name, value in asdict(change).items() if value is not None}
    if given.get("name", circle.name) != circle.name:
        _check_called(actor, given["name"])
    check_words(**{k: v for k, v in given.items() if k in ("name", "intro", "rules", "welcome")})
    check_words(join_questions="\n".join(given.get("join_questions", ())))
    _keep_door(
        given, given.get("visibility", circle.visibility),
        given.get("join_policy", circle.join_policy),
    )  # fmt: skip
    _check_joining(circle, given)
    rules = given.pop("rules", circle.rules)
    was, called = circle.visibility, circle.name
    _tell_change(here, circle, {**given, "rules": rules})
    for name, value in given.items():
        setattr(circle, name, value)
    if rules != circle.rules:
        _publish_rules(circle, rules, here)
    mark_changed(circle.id)
    if circle.visibility != was:
        emit(VisibilityChanged(circle_id=circle.id, visibility=circle.visibility))
    if circle.name != called:
        emit(CircleRenamed(circle_id=circle.id))
    return circle


def _tell_change(here: Actor, circle: Circle, given: Mapping[str, Any]) -> None:
    changed = [name for name, value in given.items() if value != getattr(circle, name)]
    if changed:
        before = {name: getattr(circle, name) for name in changed}
        after = {name: given[name] for name in changed}
        tell_deed(here, "settings", ("circle", circle.id), before=before, after=after)


@action
def archive_circle(actor: Actor, circle_id: int) -> Circle:
    """Make a circle read-only for everybody, its owner too, until it is reopened."""
    circle, here = queries.enter_locked(actor, circle_id)
    require(here, policy.holds(here, policy.Power.ARCHIVE))
    if circle.archived_at is None:
        circle.archived_at = clock.now()
        mark_changed(circle.id)
        emit(CircleClosed(circle_id=circle.id, deleted=False))
        tell_deed(here, "archived", ("circle", circle.id))
    return circle


@action
def reopen_circle(actor: Actor, circle_id: int) -> Circle:
    """Let an archived circle live on."""
    circle, here = queries.enter_locked(actor, circle_id)
    require(here, policy.holds(here, policy.Power.ARCHIVE))
    if circle.archived_at is not None:
        circle.archived_at = None
        tell_deed(here, "reopened", ("circle", circle.id))
        mark_changed(circle.id)
        emit(CircleReopened(circle_id=circle.id))
    return circle


@action
def freeze_circle(actor: Actor, circle_id: int, reason: str) -> Circle:
    """In a crisis only staff write, at once and with a reason, until it is over."""
    circle, here = queries.enter_locked(actor, circle_id)
    require(here, policy.can_freeze(here, circle))
    circle.frozen_at = circle.frozen_at or clock.now()
    circle.frozen_reason = reason
    mark_changed(circle.id)
    emit(CircleFrozen(circle_id=circle.id, reason=reason, user_id=here.user_id))
    tell_deed(here, "frozen", ("circle", circle.id), reason=reason)
    return circle


@action
def thaw_circle(actor: Actor, circle_id: int) -> Circle:
    """The crisis is over: everybody writes again."""
    circle, here = queries.enter_locked(actor, circle_id)
    require(here, policy.can_freeze(here, circle))
    if circle.frozen_at is not None:
        circle.frozen_at = None
        mark_changed(circle.id)
        emit(CircleThawed(circle_id=circle.id, user_id=here.user_id))
        tell_deed(here, "thawed", ("circle", circle.id))
    return circle


@action
def delete_circle(actor: Actor, circle_id: int, typed_name: str) -> Circle:
    """Hide a circle at once from all but its owner, who has 30 days to change their mind."""
    circle, here = queries.enter_locked(actor, circle_id)
    require(here, policy.holds(here, policy.Power.DELETE))
    if typed_name.strip() != circle.name:
        raise Invalid(errors={"name": [lazy("Type the circle's name exactly as it stands above")]})
    if queries.handover_told(here, circle):
        raise Conflict(
            lazy("In the 24 hours after a handover a circle cannot be deleted"), code="too_soon"
        )
    if circle.deleted_at is None:
        circle.deleted_at = clock.now()
        mark_changed(circle.id)
        emit(CircleClosed(circle_id=circle.id, deleted=True))
        tell_deed(here, "deleted", ("circle", circle.id))
    return circle


@action
def undelete_circle(actor: Actor, circle_id: int) -> Circle:
    """Take a deletion back within 30 days: everything is as it was."""
    circle, here = queries.enter_locked(actor, circle_id)
    require(here, policy.holds(here, policy.Power.DELETE))
    if circle.deleted_at is None:
        return circle
    if circle.deleted_at + policy.UNDELETE <= clock.now():
        raise Conflict(lazy("The 30 days are over. This circle is being cleared away"))
    if actor.user_id is not None:
        _check_owned(actor.user_id)
    circle.deleted_at = None
    tell_deed(here, "undeleted", ("circle", circle.id))
    mark_changed(circle.id)
    emit(CircleReopened(circle_id=circle.id))
    return circle


@action
def purge_circle(circle_id: int) -> bool:
    """Clear away one batch of a circle deleted for 30 days; True while something is left.

    Rows go from the tables that nothing refers to upwards, newest first; the circle's row is last.
    """
    circle = session().get(Circle, circle_id, with_for_update=True)
    if circle is None or circle.deleted_at is None:
        return False
    if circle.deleted_at + policy.UNDELETE > clock.now():
        return False
    for table in reversed(db.metadata.sorted_tables):
        if "circle_id" in table.columns and _delete_some(table, circle_id):
            return True
    for key in filter(None, (circle.logo, circle.cover)):
        enqueue("circles.forget_file", {"key": key})
    emit(CirclePurged(circle_id=circle_id))
    session().delete(circle)
    return False


@action
def mark_changed(circle_id: int) -> None:
    """Note that what guests see of a circle changed: its kept pages are stale once this commits."""
    before_commit(_bump_versions, circle_id)


@action
def mark_person_changed(user_id: int) -> None:
    """Note that a person looks different: in every circle they are or were in."""
    joined = select(Membership.circle_id).where(Membership.user_id == user_id)
    for circle_id in session().scalars(joined).all():
        mark_changed(circle_id)


def _bump_versions(circle_ids: list[int]) -> None:
    session().execute(_bumping(), {"circles": circle_ids})


@cache
def _bumping() -> Executable:
    """Built once: whatever is written somewhere raises the version of its circle."""
    circles = table_of(Circle)
    of_these = circles.c.id.in_(bindparam("circles", expanding=True))
    return update(circles).where(of_these).values(version=circles.c.version + 1)


def _check_slug(slug: str) -> None:
    problem: Text | None = None
    if not SLUG.fullmatch(slug) or "--" in slug:
        problem = lazy("3 to 40 small letters, digits and single dashes, no dash at the ends")
    elif slug in RESERVED_SLUGS or slug.isdigit():
        problem = lazy("This address is kept for the site itself. Choose another")
    elif pretends_by_address(slug):
        problem = pretends_by_address(slug)
    elif session().scalar(select(Circle.id).where(Circle.slug == slug)):
        problem = lazy("This address is taken. Choose another")
    if problem:
        raise Invalid(problem, errors={"slug": [problem]})


def _check_called(actor: Actor, name: str) -> None:
    """A circle is not called what nobody can read, after an agency, nor for a fan war.

    Those who look after the site may call one after an agency that asked them to (R6).
    """
    if actor.is_system or actor.is_site_staff:
        return
    problem = look_problem(name) or calls_to_war(name)
    if problem:
        raise Invalid(problem, errors={"name": [problem]}, code="name_refused")


def _take_slug(circle: Circle) -> None:
    """The database decides between two who want one address at once."""
    try:
        with session().begin_nested():
            session().add(circle)
    except IntegrityError as error:
        taken = lazy("This address is taken. Choose another")
        raise Invalid(taken, errors={"slug": [taken]}) from error


def _check_owned(user_id: int) -> None:
    accounts.get_user(user_id, lock=True)  # two opened at once would not count each other
    owned = session().scalar(
        select(func.count())
        .select_from(Membership)
        .join(Circle, Circle.id == Membership.circle_id)
        .where(Membership.user_id == user_id, Membership.role == "owner")
        .where(Circle.deleted_at.is_(None))
    )
    if (owned or 0) >= MAX_OWNED:
        raise Conflict(lazy("You own %(num)s circles already", num=MAX_OWNED), code="too_many")


def _keep_door(given: dict[str, Any], visibility: str, way: str) -> None:
    """Nobody finds a private circle to walk in: it is joined by invitation, unless staff choose."""
    if visibility != "private" or way != "open":
        return
    if given.get("join_policy"):
        raise Invalid(PRIVATE_DOOR, errors={"join_policy": [PRIVATE_DOOR]})
    given["join_policy"] = "invite"


def _check_joining(circle: Circle, given: Mapping[str, Any]) -> None:
    """Questions are asked only where somebody reads the answers."""
    asked = given.get("join_questions", circle.join_questions)
    way = given.get("join_policy", circle.join_policy)
    if given.get("join_questions") and asked and way not in ("approval", "term"):
        raise Invalid(
            errors={"join_questions": [lazy("Questions are asked only when staff let people in")]}
        )


def _from_preset(new: NewCircle) -> Circle:
    preset = PRESETS[new.preset]
    given = {"join_policy": new.join_policy}
    visibility = new.visibility or preset.visibility
    _keep_door(given, visibility, new.join_policy or preset.join_policy)
    join_policy = given["join_policy"] or preset.join_policy
    asks = join_policy in ("approval", "term")
    return Circle(
        slug=new.slug, name=new.name, intro=new.intro, preset=preset.key,
        visibility=visibility, join_policy=join_policy,
        join_questions=[str(question) for question in preset.questions] if asks else [],
        rules=str(preset.rules), welcome=str(preset.welcome),
        hue=preset.hue if new.hue is None else new.hue,
        kinds=list(preset.kinds), categories=list(preset.categories),
        ad_quota=preset.ad_quota, ad_days=preset.ad_days,
        newcomer_review=1 if join_policy == "open" else 0, members_count=1,
    )  # fmt: skip


def _publish_rules(circle: Circle, rules: str, here: Actor) -> None:
    circle.rules = rules
    circle.rules_version += 1
    session().add(RulesVersion(circle_id=circle.id, version=circle.rules_version, text=rules))
    mine = queries.get_membership(circle.id, here.user_id or 0, lock=True)
    if mine is not None:
        mine.rules_version = circle.rules_version
    emit(RulesChanged(circle_id=circle.id, version=circle.rules_version))


def _delete_some(table: Table, circle_id: int) -> int:
    return len(session().execute(_deleting(table), {"circle": circle_id}).all())


@cache
def _deleting(table: Table) -> Executable:
    keys: Sequence[Any] = tuple(table.primary_key.columns)
    some = (
        select(*keys)
        .where(table.c.circle_id == bindparam("circle"))
        .order_by(*(key.desc() for key in keys))
        .limit(PURGE_BATCH)
    )
    chosen = tuple_(*keys).in_(some) if len(keys) > 1 else keys[0].in_(some)
    return delete(table).where(chosen).returning(keys[0])
