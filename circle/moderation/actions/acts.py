"""What staff did is written down as they do it."""

from typing import Any

from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import session
from circle.core.i18n import lazy
from circle.events import ActTaken
from circle.moderation import policy
from circle.moderation.actions.audit import write_act
from circle.moderation.models import Act
from circle.moderation.models.acts import UNDO

MOVED_ON = lazy("It was changed in the meantime, so this can't be undone")


def new_act(kind: str, actor: Actor, **told: Any) -> Act:
    """Write an act down and give it its number, which what it touches will carry."""
    now = clock.now()
    act = Act(
        kind=kind, by_id=actor.user_id, at=now, undo_until=now + UNDO,
        by_site=policy.is_for_the_site(actor), **told,
    )  # fmt: skip
    act.touched = act.touched or 1
    act.before = act.before or {}
    session().add(act)
    session().flush()
    write_act(act)
    emit(ActTaken(act.id, act.kind, act.circle_id, act.user_id, act.entry_id))
    return act
