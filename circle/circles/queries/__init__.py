"""Reads of circles, their people, invites and follows."""

from circle.circles.queries.circles import (
    MyCircle,
    discover_page,
    enter,
    enter_by_id,
    enter_locked,
    get_rules,
    handover_told,
    list_mine,
    list_purgeable,
    lock_circle,
    media_circle,
    my_circles,
    place_in,
    placed,
    public_version,
    shows_file,
    undoable_handover,
)
from circle.circles.queries.counters import check_members, members_truth
from circle.circles.queries.files import named_files
from circle.circles.queries.follows import (
    find_short_link,
    followed_ids,
    followed_user_ids,
    is_following,
    open_short_link,
    short_link_to,
)
from circle.circles.queries.invites import (
    InviteView,
    get_invitation,
    get_invitation_to,
    invites_page,
    list_invites,
)
from circle.circles.queries.own import own_follows, own_memberships
from circle.circles.queries.people import (
    Face,
    MemberFilter,
    MemberRow,
    Step,
    accepted_version,
    asks_staff,
    checklist,
    count_requests,
    directory_page,
    enter_by_member,
    faces,
    get_face,
    get_member_row,
    get_membership,
    get_present_member,
    handover_candidates,
    list_staff,
    members_page,
    membership_of,
    requests_page,
    rules_due,
)
from circle.core.paging import Page

__all__ = [
    "Face", "InviteView", "MemberFilter", "MemberRow", "MyCircle", "Page", "Step",
    "accepted_version", "asks_staff", "check_members", "checklist", "count_requests",
    "directory_page", "discover_page", "enter", "enter_by_id", "enter_by_member",
    "enter_locked", "faces", "find_short_link", "followed_ids", "followed_user_ids", "get_face",
    "get_invitation", "get_invitation_to", "get_member_row", "get_membership",
    "get_present_member", "get_rules",
    "handover_candidates", "handover_told", "invites_page", "is_following", "list_invites",
    "list_mine", "list_purgeable", "list_staff", "lock_circle", "media_circle", "members_page",
    "members_truth", "membership_of", "my_circles", "named_files", "open_short_link",
    "own_follows", "own_memberships", "place_in", "placed",
    "public_version", "requests_page", "rules_due", "short_link_to", "shows_file",
    "undoable_handover",
]  # fmt: skip
