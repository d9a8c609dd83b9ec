"""What somebody may carry away of what they were told."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from circle.core.db import session
from circle.notifications.models import Mute, Notice, NoticeChoice, NoticeSettings


def own_notices(user_id: int) -> Iterator[dict[str, Any]]:
    """Everything a person was told and still keeps, oldest first."""
    mine = select(Notice).where(Notice.user_id == user_id).order_by(Notice.at, Notice.id)
    for row in session().scalars(mine.execution_options(yield_per=500)):
        yield {
            "kind": row.kind, "what": row.code, "circle_id": row.circle_id,
            "entry_id": row.entry_id, "people": row.people, "at": row.at, "read_at": row.read_at,
        }  # fmt: skip


def own_choices(user_id: int) -> Iterator[dict[str, Any]]:
    """What a person chose of notices: by kind and circle, what they muted, when and how often."""
    for chosen in session().scalars(
        select(NoticeSettings).where(NoticeSettings.user_id == user_id)
    ):
        yield {
            "quiet_from": chosen.quiet_from, "quiet_until": chosen.quiet_until,
            "digest": chosen.digest, "reach_per_day": chosen.reach_per_day,
            "reach_per_week": chosen.reach_per_week, "mail_stopped_at": chosen.mail_stopped_at,
        }  # fmt: skip
    rows = select(NoticeChoice).where(NoticeChoice.user_id == user_id)
    for row in session().scalars(rows.order_by(NoticeChoice.circle_id, NoticeChoice.kind)):
        yield {
            "kind": row.kind, "circle_id": row.circle_id or None, "inbox": row.inbox,
            "email": row.email,
        }  # fmt: skip
    for mute in session().scalars(select(Mute).where(Mute.user_id == user_id)):
        yield {
            "muted": mute.kind, "id": mute.target_id, "until": mute.until,
            "at": mute.created_at,
        }  # fmt: skip
