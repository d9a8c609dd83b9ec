"""Words that wait, and the cases they are."""

from sqlalchemy import select

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.core.db import session
from circle.moderation.models import Act, Case
from tests.factories.content import post


def reviewed(cast, on=True):
    """The circle `tea` looks at everything before it shows, or no longer."""
    owner = cast.owner.inside()
    circles.change_settings(owner, owner.circle_id, SettingsChange(pre_review=on))


def waiting(cast, *texts, who="member"):
    """The numbers of posts that wait in `tea`, one of each text."""
    reviewed(cast)
    ids = [post(cast[who].inside(), words).id for words in texts]
    reviewed(cast, on=False)
    return ids


def case_of(entry_id):
    """The newest case of an entry."""
    return session().scalars(
        select(Case).where(Case.entry_id == entry_id).order_by(Case.id.desc()).limit(1)
    ).first()


def last_act():
    """What was done last."""
    return session().scalars(select(Act).order_by(Act.id.desc()).limit(1)).first()
