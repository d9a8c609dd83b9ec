"""What members say of themselves in a circle, and changes to a membership as one."""

from collections.abc import Mapping
from typing import Any

from circle.circles import policy, queries
from circle.circles.actions.levels import lower_level
from circle.circles.actions.members import change_role, mute_member, set_term
from circle.circles.actions.words import check_words
from circle.circles.models import Membership
from circle.circles.schemas import OwnCard
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action
from circle.core.errors import Invalid, NotAllowed
from circle.core.i18n import lazy
from circle.core.policy import require

OWN = ("introduction", "interests", "listed", "quiet")


@action
def change_own_card(actor: Actor, circle_id: int, card: OwnCard) -> Membership:
    """A member says who they are here, whether they are listed, and how quiet it should be.

    New words and entering the directory are for who may write; taking back is for everybody.
    """
    circle, here = queries.enter_by_id(actor, circle_id)
    member = queries.membership_of(here, lock=True)
    if _says_more(member, card):
        require(here, policy.can_write(here, circle))
    if card.introduction is not None:
        check_words(circle.id, introduction=card.introduction)
        member.introduction = card.introduction
    if card.interests is not None:
        check_words(circle.id, interests="\n".join(card.interests))
        member.interests = list(card.interests)
        member.interests_text = "\n".join(("", *card.interests, ""))
    if card.listed is not None:
        member.listed = card.listed
    if card.quiet is not None:
        member.quiet = card.quiet
    return member


@action
def close_checklist(actor: Actor, circle_id: int) -> None:
    """A newcomer puts the checklist away for good."""
    _circle, here = queries.enter_by_id(actor, circle_id)
    member = queries.membership_of(here, lock=True)
    member.checklist_closed_at = member.checklist_closed_at or clock.now()


@action
def change_member(actor: Actor, member_id: int, given: Mapping[str, Any]) -> Membership:
    """Change role, end, mute, level (staff) or one's own card: all of what is given or nothing."""
    member, circle, here = queries.enter_by_member(actor, member_id)
    own = {name: value for name, value in given.items() if name in OWN}
    if own:
        if member.user_id != here.user_id:
            raise NotAllowed(lazy("Only they can say this of themselves"))
        member = change_own_card(actor, circle.id, OwnCard(**own))
    if "role" in given:
        member = change_role(actor, member_id, given["role"])
    if "muted_until" in given:
        member = mute_member(actor, member_id, given["muted_until"])
    if "expires_at" in given:
        member = set_term(actor, member_id, given["expires_at"])
    if "level" in given:
        if "reason" not in given:
            raise Invalid(errors={"reason": [lazy("Say why; they read it")]})
        member = lower_level(actor, member_id, given["level"], given["reason"])
    return member


def _says_more(member: Membership, card: OwnCard) -> bool:
    """Whether others would read or find what they could not before."""
    return (
        card.introduction not in (None, "", member.introduction)
        or not set(card.interests or ()) <= set(member.interests)
        or (card.listed is True and not member.listed)
    )
