"""The verbs of circles."""

from circle.circles.actions.arrivals import bring_people
from circle.circles.actions.brands import give_to_brand
from circle.circles.actions.cards import change_member, change_own_card, close_checklist
from circle.circles.actions.circles import (
    archive_circle,
    change_settings,
    create_circle,
    delete_circle,
    freeze_circle,
    mark_changed,
    mark_person_changed,
    purge_circle,
    reopen_circle,
    thaw_circle,
    undelete_circle,
)
from circle.circles.actions.counters import rebuild_members
from circle.circles.actions.deeds import tell_deed, tell_export
from circle.circles.actions.follows import count_visit, follow, pass_follows, shorten, unfollow
from circle.circles.actions.handover import pass_ownership, undo_handover
from circle.circles.actions.joining import (
    accept_rules,
    decide_request,
    grant_term,
    join_circle,
    leave_circle,
    make_invite,
    revoke_invite,
)
from circle.circles.actions.labels import (
    change_label,
    drop_labels,
    forget_labels,
    give_by_name,
    give_label,
    make_label,
    merge_label,
    remove_label,
    restore_label,
    take_label,
)
from circle.circles.actions.levels import lower_level
from circle.circles.actions.looks import set_cover, set_logo
from circle.circles.actions.members import (
    ban_member,
    change_role,
    count_entry,
    end_terms,
    lift_ban,
    mute_member,
    release_account,
    remove_member,
    seal_mute,
    set_term,
    take_back,
)
from circle.circles.actions.own_labels import accept_label, refuse_label
from circle.circles.actions.words import check_words

__all__ = [
    "accept_label",
    "accept_rules",
    "archive_circle",
    "ban_member",
    "bring_people",
    "change_label",
    "change_member",
    "change_own_card",
    "change_role",
    "change_settings",
    "check_words",
    "close_checklist",
    "count_entry",
    "count_visit",
    "create_circle",
    "decide_request",
    "delete_circle",
    "drop_labels",
    "end_terms",
    "follow",
    "forget_labels",
    "freeze_circle",
    "give_by_name",
    "give_label",
    "give_to_brand",
    "grant_term",
    "join_circle",
    "leave_circle",
    "lift_ban",
    "lower_level",
    "make_invite",
    "make_label",
    "mark_changed",
    "mark_person_changed",
    "merge_label",
    "mute_member",
    "pass_follows",
    "pass_ownership",
    "purge_circle",
    "rebuild_members",
    "refuse_label",
    "release_account",
    "remove_label",
    "remove_member",
    "reopen_circle",
    "restore_label",
    "revoke_invite",
    "seal_mute",
    "set_cover",
    "set_logo",
    "set_term",
    "shorten",
    "take_back",
    "take_label",
    "tell_deed",
    "tell_export",
    "thaw_circle",
    "undelete_circle",
    "undo_handover",
    "unfollow",
]
