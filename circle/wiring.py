"""Who reacts to what, which job does which work, and what recurs: every consequence, in order."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from circle.brands import jobs as brand_jobs
from circle.core import idempotency, mail, throttle
from circle.core.bus import Reaction
from circle.core.jobs import Handler

REACTIONS: Mapping[type, Sequence[Reaction]] = {}

JOBS: Mapping[str, Handler] = {
    "core.send_letter": mail.send_letter,
    "core.forget_old_answers": lambda payload: idempotency.forget_old_answers(),
    "core.drop_past_windows": lambda payload: throttle.drop_past_windows(),
    "brands.sweep_tickets": brand_jobs.sweep_tickets,
}

SCHEDULE: Mapping[str, timedelta] = {
    "core.forget_old_answers": timedelta(hours=1),
    "core.drop_past_windows": timedelta(minutes=30),
    "brands.sweep_tickets": timedelta(hours=1),
}
