"""What staff do with labels of members: make, change, merge, remove, give and take them."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, literal, select, tuple_, update

from circle.circles import policy, queries
from circle.circles.actions.deeds import tell_deed
from circle.circles.actions.words import check_words
from circle.circles.models import Circle, LabelGiven, MemberLabel, Membership
from circle.circles.schemas.labels import COLOURS, MAX_LABELS, LabelChange, NewLabel
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, insert_into, session
from circle.core.errors import Conflict, Invalid, NotFound
from circle.core.i18n import Text, lazy
from circle.core.policy import require
from circle.events import LabelChanged, MembersLabelled

KEPT = timedelta(days=1)  # a removed label comes back whole until then
STILL_RESTORED = timedelta(hours=1)  # who brings one back at the last moment has it whole
FORGOTTEN_AT_ONCE = 500
TAKEN = lazy("There is a label of this name already")
REFUSED = lazy("They took this label off themselves. Only they can put it back")


@action
def make_label(actor: Actor, circle_id: int, new: NewLabel) -> MemberLabel:
    """Staff make a label, one of at most 50; a name there is already is refused."""
    circle, here = queries.enter_locked(actor, circle_id)
    require(here, policy.can_keep(here, circle, policy.Power.LABEL))
    check_words(circle.id, name=new.name)
    number = _check_room(here, circle, new.name)
    label = MemberLabel(
        circle_id=circle.id, created_by=here.user_id or 0,
        colour=number % COLOURS if new.colour is None else new.colour,
    )  # fmt: skip
    label.rename(new.name)
    session().add(label)
    session().flush()
    _tell(label, here, "made")
    return label


@action
def change_label(actor: Actor, label_id: int, change: LabelChange) -> MemberLabel:
    """Staff give a label another name or colour; who carries it goes on carrying it."""
    label, circle, here = queries.get_label(actor, label_id, lock=True)
    require(here, policy.can_keep(here, circle, policy.Power.LABEL))
    if change.name is not None and change.name != label.name:
        check_words(circle.id, name=change.name)
        other = queries.find_label(circle.id, change.name)
        if other is not None and other.id != label.id:
            raise _wrong(TAKEN)
        label.rename(change.name)
    if change.colour is not None:
        label.colour = change.colour
    _tell(label, here, "changed")
    return label


@action
def remove_label(actor: Actor, label_id: int) -> MemberLabel:
    """Staff remove a label from everybody; for a day it comes back whole."""
    label, circle, here = queries.get_label(actor, label_id, lock=True)
    require(here, policy.can_keep(here, circle, policy.Power.LABEL))
    label.removed_at = clock.now()
    _tell(label, here, "removed")
    return label


@action
def merge_label(actor: Actor, label_id: int, into_id: int) -> MemberLabel:
    """Everybody with this label carries the other one, and this one is removed.

    Bringing it back takes the other one from those who have it through the merge alone.
    """
    label, circle, here = queries.get_label(actor, label_id, lock=True)
    require(here, policy.can_keep(here, circle, policy.Power.LABEL))
    into, there, _here = queries.get_label(actor, into_id)
    if there.id != circle.id or into.id == label.id:
        raise Invalid(errors={"into": [lazy("Choose another label of this circle")]})
    columns = ("label_id", "member_id", "circle_id", "via_id", "given_by", "given_at")
    carrying = select(
        literal(into.id), LabelGiven.member_id, LabelGiven.circle_id, literal(label.id),
        literal(here.user_id), literal(clock.now(), LabelGiven.given_at.type),
    ).where(LabelGiven.label_id == label.id, queries.is_carried())  # fmt: skip
    session().execute(
        insert_into(LabelGiven).from_select(columns, carrying).on_conflict_do_nothing()
    )
    label.removed_at = clock.now()
    _tell(label, here, "merged")
    return into


@action
def restore_label(actor: Actor, label_id: int) -> MemberLabel:
    """Bring back a label that was removed or merged, with everybody who carried it."""
    label, circle, here = queries.get_label(actor, label_id, lock=True, removed=True)
    require(here, policy.can_keep(here, circle, policy.Power.LABEL))
    if label.removed_at is None:
        return label
    if label.removed_at <= clock.now() - KEPT:
        raise NotFound
    _check_room(here, circle, label.name)
    session().execute(
        delete(LabelGiven).where(LabelGiven.via_id == label.id, queries.is_carried())
    )
    label.removed_at = None
    _tell(label, here, "restored")
    return label


@action
def give_label(actor: Actor, label_id: int, member_ids: Sequence[int]) -> Sequence[int]:
    """Staff label members, all of them or none; answers who did not carry it before.

    Conflict when one of them is not a member at the moment. Who took the label off goes without
    it: among others they are passed over, of one alone staff are told.
    """
    label, circle, here = queries.get_label(actor, label_id, lock=True)
    require(here, policy.can_keep(here, circle, policy.Power.LABEL))
    members = queries.members_to_label(circle.id, member_ids)
    if not all(member.is_member for member in members):
        raise Conflict(lazy("They are not a member at the moment"), code="not_a_member")
    if len(members) == 1 and label in queries.labels_refused(member_ids).get(members[0].id, ()):
        raise Conflict(REFUSED, code="label_refused")
    now = clock.now()
    rows = [
        {"label_id": label.id, "member_id": member.id, "circle_id": circle.id, "via_id": None,
         "given_by": here.user_id, "given_at": now}
        for member in members
    ]  # fmt: skip
    insert = insert_into(LabelGiven).values(rows).on_conflict_do_nothing()
    new = session().scalars(insert.returning(LabelGiven.member_id)).all()
    _keep_after_merge(label, member_ids)
    return _told(label, here, new, on=True)


@action
def take_label(actor: Actor, label_id: int, member_ids: Sequence[int]) -> Sequence[int]:
    """Staff take a label from members; answers who carried it."""
    label, circle, here = queries.get_label(actor, label_id, lock=True)
    require(here, policy.can_keep(here, circle, policy.Power.LABEL))
    members = queries.members_to_label(circle.id, member_ids)
    taken = session().scalars(
        delete(LabelGiven)
        .where(LabelGiven.label_id == label.id)
        .where(LabelGiven.member_id.in_([member.id for member in members]), queries.is_carried())
        .returning(LabelGiven.member_id)
    ).all()  # fmt: skip
    return _told(label, here, taken, on=False)


@action
def give_by_name(actor: Actor, member_id: int, new: NewLabel) -> MemberLabel:
    """Staff label somebody by a word; a label of that name is made when there is none."""
    _member, circle, here = queries.enter_by_member(actor, member_id, lock=True)
    require(here, policy.can_keep(here, circle, policy.Power.LABEL))
    label = queries.find_label(circle.id, new.name) or make_label(actor, circle.id, new)
    give_label(actor, label.id, [member_id])
    return label


@action
def drop_labels(user_id: int) -> None:
    """Take every label from somebody whose account is closed, in every circle."""
    theirs = select(Membership.id).where(Membership.user_id == user_id)
    session().execute(delete(LabelGiven).where(LabelGiven.member_id.in_(theirs)))


@action
def forget_labels() -> int:
    """Forget labels removed more than a day ago, and who carried them; answers how many rows.

    Some at a time: a label of everybody is not one long transaction.
    """
    long_ago = clock.now() - KEPT - STILL_RESTORED
    gone = session().scalars(select(MemberLabel.id).where(MemberLabel.removed_at <= long_ago)).all()
    key = tuple_(LabelGiven.label_id, LabelGiven.member_id)
    for of, change in (
        (LabelGiven.label_id, delete(LabelGiven)),
        (LabelGiven.via_id, update(LabelGiven).values(via_id=None)),
    ):
        some = select(LabelGiven.label_id, LabelGiven.member_id).where(of.in_(gone))
        some = some.limit(FORGOTTEN_AT_ONCE)
        changing = change.where(key.in_(some)).returning(LabelGiven.member_id)
        done = session().execute(changing).all()
        if done:
            return len(done)
    session().execute(delete(MemberLabel).where(MemberLabel.id.in_(gone)))
    return len(gone)


def _check_room(here: Actor, circle: Circle, name: str) -> int:
    """How many labels there are; refuse one too many, or a second of this name."""
    if queries.find_label(circle.id, name) is not None:
        raise _wrong(TAKEN)
    number = len(queries.list_labels(here, circle))
    if number >= MAX_LABELS:
        raise _wrong(lazy("A circle has at most %(num)s labels", num=MAX_LABELS))
    return number


def _keep_after_merge(label: MemberLabel, member_ids: Sequence[int]) -> None:
    """What is given by hand is theirs, also when the merge that gave it first is taken back."""
    session().execute(
        update(LabelGiven)
        .where(LabelGiven.label_id == label.id, LabelGiven.member_id.in_(member_ids))
        .where(LabelGiven.via_id.is_not(None))
        .values(via_id=None)
    )


def _told(label: MemberLabel, here: Actor, member_ids: Sequence[int], *, on: bool) -> Sequence[int]:
    changed = tuple(sorted(member_ids))
    if changed:
        emit(MembersLabelled(label.circle_id, label.id, changed, here.user_id, on))
        code = "labelled" if on else "unlabelled"
        tell_deed(here, code, ("label", label.id), name=label.name, members=changed)
    return changed


def _tell(label: MemberLabel, here: Actor, how: str) -> None:
    emit(LabelChanged(label.circle_id, label.id, here.user_id, how))
    tell_deed(here, "label", ("label", label.id), how=how, name=label.name)


def _wrong(message: Text) -> Invalid:
    return Invalid(message, errors={"name": [message]})
