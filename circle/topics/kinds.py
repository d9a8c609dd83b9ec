"""What tells the kinds of topic apart as plain facts: names, what is asked for, good defaults.

What a kind does when somebody takes part stands in `actions/kinds`, what its page shows besides the
thread in `queries/kinds`; to add one, write a file in each and a line here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from circle.core.i18n import Text, lazy

VIEWS = ("all", "host", "hot")  # of the floors of any topic
MORE_VIEWS = (  # of those of single kinds
    "good", "shortlist", "chosen",
    "wanted", "collecting", "assessing", "adopted", "shipped", "declined",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of topic, as its page and its composer name it."""

    key: str
    name: Text
    about: Text  # what it is good for, where an owner chooses
    take_part: Text  # on the button
    floor: Text  # what somebody adds
    rules: Text  # the rules an owner starts from
    # how long it runs unless said otherwise, the day it begins not counted; None: open end
    days: int | None = None
    needs_end: bool = False
    page_asks_start: bool = False  # a program may leave it out, as it always could
    early_allowed: bool = False  # floors before it begins: people ask about what is to come
    late_allowed: bool = False  # after its end, until the host closes it
    asks: tuple[str, ...] = ()  # what of `schemas.Details` belongs to it


KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "discussion", lazy("Discussion"), lazy("One question, many voices, in order"),
            lazy("Reply"), lazy("floor"),
            lazy("Stay with the topic.\nSay what you saw yourself, and what you only heard."),
        ),
        Kind(
            "challenge", lazy("Challenge"), lazy("Do something every day, together"),
            lazy("Log today"), lazy("log"),
            lazy("One log a day, in your own words.\nTwo missed days a month can be made up."),
            days=20, needs_end=True, asks=("needs_picture", "min_characters"),
        ),
        Kind(
            "assignment", lazy("Assignment"), lazy("Everybody hands something in; you review it"),
            lazy("Hand in"), lazy("submission"),
            lazy("Hand in by the due date.\nEverybody gets a note; good ones are shown to all."),
            days=7, needs_end=True, late_allowed=True,
        ),
        Kind(
            "call", lazy("Call for entries"), lazy("Collect works, make a shortlist, choose"),
            lazy("Enter"), lazy("entry"),
            lazy("Only what you made yourself.\nA shortlist comes first, the result follows here."),
            days=14, needs_end=True, asks=("floors_each",),
        ),
        Kind(
            "ideas", lazy("Ideas"), lazy("Ask what is wanted, and tell what became of it"),
            lazy("Add an idea"), lazy("idea"),
            lazy("One idea on each floor.\nIf yours is there already, say Me too."),
        ),
        Kind(
            "event", lazy("Event"), lazy("Meet at a place and a time, with sign-up"),
            lazy("Write something"), lazy("remark"),
            lazy("If you can't come, cancel: somebody waits for your place."),
            days=1, needs_end=True, page_asks_start=True, early_allowed=True, late_allowed=True,
            asks=("place", "capacity"),
        ),
    )
}  # fmt: skip

# What can hang on a topic besides; one that is nothing else is called by it.
HANGING_NAMES: Mapping[str, Text] = {"lottery": lazy("Lottery"), "trial": lazy("Trial")}


def names_of(kind: Kind, hanging: Sequence[str]) -> list[Text]:
    """What a topic is, in a list: its kind, then what hangs on it; of a plain thread that alone."""
    hung = [HANGING_NAMES[one] for one in hanging]
    return hung if hung and kind.key == "discussion" else [kind.name, *hung]


# How an idea stands, in the order it goes through.
STATUS_NAMES: Mapping[str, Text] = {
    "collecting": lazy("Collecting"), "assessing": lazy("Being looked at"),
    "adopted": lazy("Will be done"), "shipped": lazy("Has come true"), "declined": lazy("Not now"),
}  # fmt: skip

# What somebody says of a submission, the best first.
GRADE_NAMES: Mapping[str, Text] = {
    "excellent": lazy("Excellent"), "good": lazy("Good"), "passed": lazy("Passed"),
    "again": lazy("Do it again"),
}  # fmt: skip
