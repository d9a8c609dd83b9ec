"""What people are told of: the kinds they choose by, and how each reaches them unless they say."""

from collections.abc import Mapping
from dataclasses import dataclass

from circle.core.i18n import Text, lazy


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of what people choose: its name, and what happens until they choose."""

    label: Text
    email: str  # of EMAIL
    is_fixed: bool = False  # always in the inbox: what concerns one's rights is not hidden


EMAIL = ("now", "digest", "off")
KINDS: Mapping[str, Kind] = {
    "answer": Kind(lazy("Answers to my questions"), "now"),
    "accepted": Kind(lazy("Accepted and featured"), "now"),
    "reply": Kind(lazy("Replies and comments"), "digest"),
    "mention": Kind(lazy("Mentions"), "now"),
    "like": Kind(lazy("Likes and helpful marks"), "off"),
    "follow": Kind(lazy("New followers"), "off"),
    "following": Kind(lazy("News of what I follow"), "digest"),
    "topic": Kind(lazy("Topics I take part in"), "now"),
    "points": Kind(lazy("Points, levels and orders"), "off"),
    "moderation": Kind(lazy("Decisions about what I wrote"), "now", is_fixed=True),
    "system": Kind(lazy("Circles and membership"), "digest", is_fixed=True),
    "staff": Kind(lazy("What waits for me as staff"), "off"),
    "reach": Kind(lazy("Messages from circles"), "off"),
}
GROUPED = ("like", "follow")  # kinds whose notices name several people
HOOK_KINDS: Mapping[str, Text] = {  # what servers of brands may hear, and its name
    "member.joined": lazy("Somebody joined"),
    "member.left": lazy("Somebody left or was removed"),
    "entry.published": lazy("A post, topic or floor is published"),
    "question.asked": lazy("A question is asked"),
    "answer.given": lazy("A question is answered"),
    "answer.accepted": lazy("An answer is accepted"),
    "answer.unaccepted": lazy("An answer is accepted no more"),
    "comment.written": lazy("A comment is written"),
    "entry.edited": lazy("Something published is edited"),
    "entry.waiting": lazy("Something waits for review"),
    "entry.hidden": lazy("Staff hide something"),
    "entry.removed": lazy("An author removes something"),
    "entry.restored": lazy("Something is back"),
    "report.made": lazy("Something is reported"),
    "report.settled": lazy("A report is settled"),
    "level.raised": lazy("A member reaches a level"),
    "badge.earned": lazy("A member earns a badge"),
    "reward.redeemed": lazy("A reward is redeemed"),
    "order.sent": lazy("An order is sent"),
    "order.ended": lazy("An order is done, cancelled or refunded"),
}
HOOK_TEST = "test"  # sent by hand, to see whether it arrives
