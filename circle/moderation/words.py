"""What the parts of the desk are called."""

from collections.abc import Mapping

from circle.core.i18n import Text, lazy

STATE_NAMES: Mapping[str, Text] = {
    "open": lazy("Everything"), "overdue": lazy("Overdue"), "mine": lazy("Taken by me"),
    "hidden": lazy("Hidden"), "closed": lazy("Decided"),
}  # fmt: skip
SOURCE_NAMES: Mapping[str, Text] = {
    "report": lazy("Reported"), "rule": lazy("Met a rule"), "watched": lazy("Leads elsewhere"),
    "flood": lazy("Said again and again"), "provider": lazy("Checked outside"),
    "newcomer": lazy("First posts"), "pre_review": lazy("Looked at before it shows"),
    "edit": lazy("Changed words"), "appeal": lazy("Appeals"), "patrol": lazy("Spot checks"),
}  # fmt: skip
RULE_NAMES: Mapping[str, Text] = {
    "spam": lazy("Spam"), "ad": lazy("Ads"), "abuse": lazy("Insults, harassment"),
    "illegal": lazy("Against the law"), "minors": lazy("Harms minors"),
    "privacy": lazy("Tells private things"), "other": lazy("Something else"),
}  # fmt: skip
ACT_NAMES: Mapping[str, Text] = {
    "reject": lazy("Not released"), "hide": lazy("Hidden"), "remove": lazy("Removed"),
    "warn": lazy("A warning"), "mute": lazy("Muted"), "put_out": lazy("Out of the circle"),
    "ban": lazy("Banned from the circle"), "silence": lazy("No writing anywhere"),
    "close_out": lazy("Banned from the site"),
}  # fmt: skip
# What an author reads when the check outside was asked about their words.
DOUBTED = lazy("The check outside is in doubt about it, so somebody looks at it first")
DOUBTED_FOR = lazy("The check outside found “%(rule)s”, so somebody looks at it first")
UNANSWERED = lazy("The check outside did not answer, so somebody looks at it first")
REFUSED = lazy("The check outside refused it. Change it and send it again")
REFUSED_FOR = lazy("The check outside found “%(rule)s”. Change it and send it again")
SAID: Mapping[str, Text] = {
    "approve": lazy("Released"), "reject": lazy("Turned down. Its author sees why"),
    "hide": lazy("Hidden. Its author sees why"), "remove": lazy("Removed. Its author sees why"),
    "restore": lazy("It is back"),
    "uphold": lazy("Taken back. Who asked reads it"),
    "decline": lazy("It stays. Who asked reads why"),
}  # fmt: skip
