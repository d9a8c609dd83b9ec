"""What the deeds of staff are called where they are read again, and how each is told in a line."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from circle.circles.policy import POWER_NAMES, Power
from circle.core.display import exact
from circle.core.i18n import Text, _, lazy
from circle.moderation.words import RULE_NAMES

A_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*\+00:00$")
MOST_TOLD = 160  # characters of a line; all of it is in the JSON
REFUSED = "refused."
DEED_NAMES: Mapping[str, Text] = {
    "approve": lazy("Released"), "reject": lazy("Not released"), "hide": lazy("Hidden"),
    "remove": lazy("Removed"), "withhold": lazy("Held back"), "restore": lazy("Brought back"),
    "clean_up": lazy("Cleaned up at once"), "uphold": lazy("An appeal was right"),
    "decline": lazy("An appeal was declined"), "undo": lazy("Undone"),
    "warn": lazy("A warning"), "mute": lazy("A mute"), "unmute": lazy("May write again"),
    "put_out": lazy("Out of the circle"), "ban": lazy("Banned from the circle"),
    "lift_ban": lazy("Ban lifted"), "silence": lazy("No writing anywhere"),
    "unsilence": lazy("May write everywhere again"), "close_out": lazy("Banned from the site"),
    "let_in": lazy("Back on the site"),
    "role_changed": lazy("Another role"), "term_set": lazy("Another end of a membership"),
    "admitted": lazy("Let in"), "declined": lazy("Not let in"),
    "let_in_for": lazy("Given a membership"), "invite_made": lazy("An invite link made"),
    "invite_ended": lazy("An invite link closed"), "level_lowered": lazy("Level lowered"),
    "label": lazy("A label"), "labelled": lazy("Labelled"), "unlabelled": lazy("Label taken"),
    "settings": lazy("Settings changed"), "looks": lazy("Sign or cover changed"),
    "archived": lazy("Archived"), "reopened": lazy("Reopened"), "deleted": lazy("Deleted"),
    "undeleted": lazy("Deletion taken back"), "frozen": lazy("Frozen in a crisis"),
    "thawed": lazy("Crisis over"), "handed_over": lazy("Circle handed over"),
    "taken_back": lazy("Circle taken back"),
    "pinned": lazy("Pinned"), "unpinned": lazy("No longer pinned"), "featured": lazy("Featured"),
    "unfeatured": lazy("No longer featured"), "locked": lazy("Comments closed"),
    "unlocked": lazy("Comments open again"), "moved": lazy("Moved to another category"),
    "not_featured": lazy("A proposal not taken up"),
    "on_list_again": lazy("A proposal on the list again"),
    "collection": lazy("A collection"), "tag_merged": lazy("A tag stands for another"),
    "tag_released": lazy("A tag stands for itself again"), "poll_closed": lazy("A poll closed"),
    "question_closed": lazy("Question closed"),
    "question_merged": lazy("Question led to another"),
    "question_reopened": lazy("Question open again"),
    "assigned": lazy("Question given to somebody"),
    "official": lazy("An answer marked official"), "resolved": lazy("Marked as resolved"),
    "unresolved": lazy("No longer resolved"), "author_muted": lazy("Author without a name muted"),
    "author_unmuted": lazy("Author without a name may write again"),
    "revealed": lazy("Author without a name looked up"),
    "topic": lazy("Somebody's topic led"), "taken_off": lazy("Taken off a list"),
    "put_back": lazy("Back on a list"), "idea": lazy("An idea decided"),
    "lottery_held": lazy("A lottery made"), "lottery_cancelled": lazy("A lottery cancelled"),
    "trial_offered": lazy("A trial offered"), "trial_decided": lazy("Places in a trial given"),
    "order_refunded": lazy("An order refunded"), "order_sent": lazy("An order sent"),
    "order_unsent": lazy("An order not sent after all"), "order_finished": lazy("An order done"),
    "points_rules": lazy("What earns points changed"), "levels": lazy("Levels changed"),
    "reward": lazy("A reward in the shop"),
    "rule": lazy("A rule of words"), "exported": lazy("A table taken along"),
    "reached": lazy("A message to members"), "reach_stopped": lazy("A message stopped"),
    "brand": lazy("A brand"), "hook": lazy("A server of the brand"),
    "token": lazy("A key for a program"),
    "signed_in": lazy("Staff signed in"), "switch": lazy("A switch of the site"),
}  # fmt: skip
FACTS: Mapping[str, Text] = {
    "rule": lazy("Rule"), "how": lazy("How"), "name": lazy("Name"), "before": lazy("Before"),
    "after": lazy("After"), "until": lazy("Until"),
}  # fmt: skip
HOW_NAMES: Mapping[str, Text] = {
    "made": lazy("made"), "changed": lazy("changed"), "removed": lazy("taken away"),
    "merged": lazy("merged"), "unmerged": lazy("parted again"), "restored": lazy("brought back"),
    "added": lazy("added"), "dropped": lazy("dropped"), "list added": lazy("a list added"),
    "list dropped": lazy("a list dropped"), "arranged": lazy("arranged"),
    "closed": lazy("closed"), "reopened": lazy("opened again"), "passed_on": lazy("passed on"),
    "slow": lazy("slow mode"), "codes": lazy("codes added"), "picture": lazy("another picture"),
    "given": lazy("given"), "key": lazy("a new key"), "key_ended": lazy("a key ended"),
    "domain": lazy("a domain"), "file": lazy("a file that proves it"),
    "again": lazy("sent again"), "back": lazy("switched on again"), "on": lazy("switched on"),
    "off": lazy("switched off"), "logo": lazy("the sign"), "cover": lazy("the cover"),
    "renamed": lazy("renamed"), "moved": lazy("moved"),
    "more": lazy("something put in"), "less": lazy("something taken out"),
    "selected": lazy("a place given"), "declined": lazy("no place given"),
    "applied": lazy("left open again"),
    "password": lazy("by password"), "link": lazy("by a mailed link"),
    "ticket": lazy("by a brand's ticket"),
}  # fmt: skip
NAMES_OF: Mapping[str, Mapping[str, Text]] = {"rule": RULE_NAMES, "how": HOW_NAMES}


def deed_name(code: str) -> str:
    """What a line is about, in the reader's language."""
    if code.startswith(REFUSED):
        power = code.removeprefix(REFUSED)
        name = POWER_NAMES[Power(power)] if power in set(Power) else power
        return _("Tried in vain: %(what)s", what=name)
    return str(DEED_NAMES.get(code, code))


def told_of(told: Mapping[str, Any]) -> str:
    """Why, by which rule, before and after, in one line."""
    parts = [str(told["reason"])] if told.get("reason") else []
    for key, name in FACTS.items():
        value = told.get(key)
        if value not in (None, ""):
            shown = NAMES_OF.get(key, {}).get(str(value), value)
            parts.append(_("%(name)s: %(value)s", name=name, value=_plain(shown)))
    whole = " · ".join(parts)
    return whole if len(whole) <= MOST_TOLD else whole[:MOST_TOLD] + "…"


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(each)}" for name, each in value.items())
    if isinstance(value, str) and A_TIME.match(value):
        return str(exact(datetime.fromisoformat(value)))
    return str(value)
