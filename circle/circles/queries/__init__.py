"""Reads of circles, their people, invites and follows."""

from circle.circles.queries.circles import (
    MyCircle,
    discover_page,
    enter,
    enter_by_id,
    enter_locked,
    get_rules,
    handover_told,
    list_purgeable,
    media_circle,
    my_circles,
    public_version,
    undoable_handover,
)
from circle.circles.queries.follows import followed_ids, followed_user_ids, is_following
from circle.circles.queries.invites import InviteView, get_invitation, invites_page, list_invites
from circle.circles.queries.people import (
    Face,
    MemberFilter,
    MemberRow,
    Step,
    checklist,
    count_requests,
    directory_page,
    enter_by_member,
    faces,
    get_face,
    get_membership,
    list_staff,
    members_page,
    membership_of,
    requests_page,
)

__all__ = [
    "Face", "InviteView", "MemberFilter", "MemberRow", "MyCircle", "Step", "checklist",
    "count_requests", "directory_page", "discover_page", "enter", "enter_by_id",
    "enter_by_member", "enter_locked", "faces", "followed_ids", "followed_user_ids", "get_face",
    "get_invitation", "get_membership", "get_rules", "handover_told", "invites_page",
    "is_following", "list_invites", "list_purgeable", "list_staff", "media_circle",
    "members_page", "membership_of", "my_circles", "public_version", "requests_page",
    "undoable_handover",
]  # fmt: skip
