"""The verbs of everything members write, split by noun."""

from circle.content.actions.collections import (
    collect_entry,
    create_collection,
    drop_collection,
    move_collected,
    move_collection,
    rename_collection,
    uncollect_entry,
)
from circle.content.actions.comments import edit_comment, write_comment
from circle.content.actions.counters import flush_views, rebuild_counters
from circle.content.actions.curation import (
    feature_entry,
    lock_entry,
    pin_entry,
    unfeature_entry,
    unlock_entry,
    unpin_entry,
)
from circle.content.actions.drafts import discard_draft, forget_drafts_of, save_draft, sweep_drafts
from circle.content.actions.entries import decide, decide_edit, edit_entry, write_entry, write_under
from circle.content.actions.follows import (
    follow_entry,
    follow_tag,
    unfollow_entry,
    unfollow_tag,
)
from circle.content.actions.media import (
    count_upload,
    describe_picture,
    drop_picture,
    forget_media_of,
    keep_picture,
    receive_picture,
    sweep_media,
)
from circle.content.actions.ranks import rank_entry, rank_soon
from circle.content.actions.reactions import (
    bookmark_entry,
    like_entry,
    unbookmark_entry,
    unlike_entry,
)
from circle.content.actions.states import (
    apply_verdict,
    cancel_schedule,
    expire_entry,
    hide_entry,
    publish_due,
    publish_scheduled,
    remove_entry,
    reschedule_entry,
    restore_entry,
    settle,
    unhide_entry,
)

__all__ = [
    "apply_verdict",
    "bookmark_entry",
    "cancel_schedule",
    "collect_entry",
    "count_upload", "create_collection",
    "decide",
    "decide_edit",
    "describe_picture",
    "discard_draft",
    "drop_collection",
    "drop_picture",
    "edit_comment",
    "edit_entry",
    "expire_entry",
    "feature_entry",
    "flush_views",
    "follow_entry", "follow_tag",
    "forget_drafts_of",
    "forget_media_of",
    "hide_entry",
    "keep_picture",
    "like_entry",
    "lock_entry",
    "move_collected",
    "move_collection",
    "pin_entry",
    "publish_due",
    "publish_scheduled",
    "rank_entry",
    "rank_soon",
    "rebuild_counters",
    "receive_picture",
    "remove_entry",
    "rename_collection",
    "reschedule_entry",
    "restore_entry",
    "save_draft",
    "settle",
    "sweep_drafts",
    "sweep_media",
    "unbookmark_entry",
    "uncollect_entry",
    "unfeature_entry",
    "unfollow_entry", "unfollow_tag",
    "unhide_entry",
    "unlike_entry",
    "unlock_entry",
    "unpin_entry",
    "write_comment",
    "write_entry",
    "write_under",
]  # fmt: skip
