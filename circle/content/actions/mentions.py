"""Who is named anew by an edit; and names in others' words when nobody is behind them any more."""

import re
from urllib.parse import unquote

from sqlalchemy import select

from circle.accounts import queries as accounts
from circle.accounts.names import name_key
from circle.circles import actions as circles
from circle.circles.models import Membership
from circle.content.models import Entry
from circle.core.db import action, lock_row, session

MOST_NAMED = 20  # people who hear that an entry names them, over its whole life
BATCH = 200  # entries of one transaction, so that nobody waits for it
MENTION = re.compile(r'<a href="/u/([^"]+)" class="mention">(.*?)</a>')


def newly_named(entry: Entry) -> tuple[int, ...]:
    """Whom the words on show name and none before them did; from now on they were named.

    Before its first edit an entry keeps no list: all it named were told, or it was imported.
    """
    if "named" not in entry.card:
        return ()
    named = list(entry.card["named"])
    fresh = [one for one in entry.card.get("mentions", ()) if one not in named]
    fresh = fresh[: max(0, MOST_NAMED - len(named))]
    if fresh:
        entry.card = {**entry.card, "named": named + fresh}
    return tuple(fresh)


@action
def unlink_names(user_id: int, behind: int) -> int | None:
    """Names of closed accounts lead nowhere: their words stay, without a link.

    Looks at the next entries with a name in the circles this person was in; answers the last of
    them, or None at the end.
    """
    joined = select(Membership.circle_id).where(Membership.user_id == user_id)
    entries = session().scalars(
        lock_row(
            select(Entry)
            .where(Entry.circle_id.in_(joined), Entry.id > behind)
            .where(Entry.html.contains('class="mention"', autoescape=True))
            .order_by(Entry.id)
            .limit(BATCH)
        )
    ).all()
    calling = [entry for entry in entries if user_id in entry.card.get("mentions", ())]
    for entry in calling:
        entry.html = _without_gone(entry.html)
    for circle_id in sorted({entry.circle_id for entry in calling}):
        circles.mark_changed(circle_id)
    return entries[-1].id if entries else None


def _without_gone(html: str) -> str:
    """The same words; only names that still mean somebody lead on."""
    living = accounts.user_ids_by_name([unquote(found[1]) for found in MENTION.finditer(html)])

    def draw(found: re.Match[str]) -> str:
        return found[0] if name_key(unquote(found[1])) in living else found[2]

    return MENTION.sub(draw, html)
