"""Telling people, and what they do with what they were told."""

from circle.notifications.actions.choices import choose, end_letters, mute, switch_off, unmute
from circle.notifications.actions.forgetting import (
    forget_past,
    forget_person,
    forget_portion,
)
from circle.notifications.actions.hooks import (
    add_endpoint,
    change_endpoint,
    remove_endpoint,
    restore_endpoint,
    rotate_secret,
    send_again,
    send_span_again,
    send_test,
)
from circle.notifications.actions.letters import (
    begin_digests,
    begin_letter,
    digest_cause,
    forget_letters,
    note_sent,
    note_turned,
    post_digests,
    stop_mail,
    take_mail_event,
    trust_mail,
)
from circle.notifications.actions.noting import note
from circle.notifications.actions.reach import (
    begin_due,
    carry_broadcast,
    change_broadcast,
    count_next,
    deliver_due,
    drop_broadcast,
    halt_stalled,
    note_left,
    note_muted,
    note_opened,
    resume_broadcast,
    send_broadcast,
    stop_broadcast,
    unsend_broadcast,
    write_broadcast,
)
from circle.notifications.actions.seeing import see, see_all, see_rest, see_thread, unsee
from circle.notifications.actions.shipping import (
    Outcome,
    Parcel,
    Shipment,
    claim_shipment,
    keep_outcomes,
    sort_messages,
    sweep_endpoints,
    sweep_hooks,
)
from circle.notifications.actions.telling import (
    NAMED,
    gather,
    gather_back,
    gather_each,
    of_entry,
    recall,
    recall_act,
    recall_of_entry,
    scatter,
    tell,
    tell_audience,
    tell_followers,
    tell_named,
    tell_portion,
)

__all__ = [
    "NAMED", "Outcome", "Parcel", "Shipment", "add_endpoint", "begin_digests", "begin_due",
    "begin_letter", "carry_broadcast", "change_broadcast", "change_endpoint", "choose",
    "claim_shipment", "count_next", "deliver_due", "digest_cause", "drop_broadcast", "end_letters",
    "forget_letters", "forget_past", "forget_person", "forget_portion", "gather", "gather_back",
    "gather_each", "halt_stalled", "keep_outcomes", "mute", "note", "note_left", "note_muted",
    "note_opened", "note_sent", "note_turned", "of_entry", "post_digests", "recall", "recall_act",
    "recall_of_entry", "remove_endpoint", "restore_endpoint", "resume_broadcast", "rotate_secret",
    "scatter", "see", "see_all", "see_rest", "see_thread", "send_again", "send_broadcast",
    "send_span_again", "send_test", "sort_messages", "stop_broadcast", "stop_mail",
    "sweep_endpoints", "sweep_hooks", "switch_off", "take_mail_event", "tell", "tell_audience",
    "tell_followers", "tell_named", "tell_portion", "trust_mail", "unmute", "unsee",
    "unsend_broadcast", "write_broadcast",
]  # fmt: skip
