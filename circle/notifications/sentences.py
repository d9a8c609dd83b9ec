"""What a notice says, by its code: one sentence in the reader's words, and where it leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from circle.circles.policy import ROLE_NAMES
from circle.core.i18n import Text, _, lazy, ngettext
from circle.notifications.kinds import KINDS
from circle.points.badges import BADGES

OF_PERSON = "{person}"  # leads to whoever did it last
ACT = "/me/decisions#act{act}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said, with %(who)s, %(what)s, %(circle)s and the notice's facts by their names.

    `path` is where it leads instead of to its entry: {slug} and the facts stand in it.
    """

    text: Text
    path: str = ""


# By code; or by code and the kind of the entry, or one of the facts, where that says it better.
SENTENCES: Mapping[str, Sentence] = {
    "answered": Sentence(lazy("%(who)s answered your question")),
    "closed": Sentence(lazy("The staff closed your question")),
    "duplicate": Sentence(lazy("The staff found the same question asked before yours")),
    "resolved": Sentence(lazy("Your question is marked as resolved")),
    "mentioned": Sentence(lazy("%(who)s mentioned you")),
    "asked_you": Sentence(lazy("%(who)s asks you")),
    "accepted": Sentence(lazy("Your answer was accepted")),
    "featured": Sentence(lazy("The staff featured %(what)s")),
    "stale": Sentence(lazy("Is your accepted answer still true? Say so, or change it")),
    "replied": Sentence(lazy("%(who)s replied to you")),
    "commented": Sentence(lazy("%(who)s commented on %(what)s")),
    "joined_in": Sentence(lazy("%(who)s took part in %(what)s")),
    "liked": Sentence(lazy("%(who)s liked %(what)s")),
    "helpful": Sentence(lazy("%(who)s found %(what)s helpful")),
    "me_too": Sentence(lazy("%(who)s wondered the same as you")),
    "followed_you": Sentence(lazy("%(who)s followed you"), OF_PERSON),
    "came": Sentence(lazy("%(who)s came in on your invitation"), OF_PERSON),
    "followed": Sentence(lazy("%(who)s wrote something you follow")),
    "followed:post": Sentence(lazy("%(who)s posted")),
    "followed:question": Sentence(lazy("%(who)s asked a question")),
    "followed:answer": Sentence(lazy("%(who)s answered a question you follow")),
    "followed:topic": Sentence(lazy("%(who)s opened a topic")),
    "followed:reply": Sentence(lazy("%(who)s wrote in a topic you follow")),
    "followed:comment": Sentence(lazy("%(who)s commented where you follow")),
    "moved_up": Sentence(lazy("There is a place for you now")),
    "taken_off": Sentence(lazy("You were taken off the list. %(reason)s")),
    "graded": Sentence(lazy("Your work was looked at")),
    "graded:excellent": Sentence(lazy("Your work is excellent")),
    "graded:good": Sentence(lazy("Your work is good")),
    "graded:passed": Sentence(lazy("Your work passed")),
    "graded:again": Sentence(lazy("Your work came back: have another go")),
    "chosen": Sentence(lazy("What you sent in was chosen")),
    "idea": Sentence(lazy("There is news of an idea you wanted")),
    "idea:assessing": Sentence(lazy("An idea you wanted is being looked into")),
    "idea:adopted": Sentence(lazy("An idea you wanted was adopted")),
    "idea:shipped": Sentence(lazy("An idea you wanted is there now")),
    "idea:declined": Sentence(lazy("An idea you wanted was declined")),
    "won": Sentence(lazy("You won in the draw")),
    "no_draw": Sentence(lazy("The draw was called off. %(reason)s")),
    "selected": Sentence(lazy("You were selected to try it")),
    "declined": Sentence(lazy("You were not selected this time")),
    "event_soon": Sentence(lazy("What you signed up for begins soon")),
    "day_open": Sentence(lazy("Today is still open: keep your days going")),
    "broadcast": Sentence(lazy("%(circle)s: %(title)s"), "/messages/{broadcast}"),
    "bounty_shared": Sentence(lazy("Your answer got %(paid)s points of the stake")),
    "bounty_ended": Sentence(lazy("The time of your stake of %(stake)s points is over")),
    "level": Sentence(lazy("You reached Lv%(level)s"), "/c/{slug}/points"),
    "badge": Sentence(lazy("You earned the badge “%(badge_name)s”"), "/c/{slug}/badges"),
    "sent": Sentence(lazy("What you redeemed is on its way"), "/c/{slug}/orders/{redemption}"),
    "order_off": Sentence(
        lazy("What you redeemed was called off; your points are back"),
        "/c/{slug}/orders/{redemption}",
    ),
    "assigned": Sentence(lazy("A question was given to you")),
    "orders": Sentence(
        lazy("%(who)s redeemed something that has to be sent"), "/c/{slug}/orders/desk"
    ),
    "asks_in": Sentence(lazy("%(who)s asked to join"), "/c/{slug}/requests"),
    "admitted": Sentence(lazy("Welcome to %(circle)s: you are in"), "/c/{slug}"),
    "not_admitted": Sentence(lazy("%(circle)s did not take you in this time")),
    "role": Sentence(lazy("Your role in %(circle)s is now: %(role_name)s"), "/c/{slug}"),
    "owner": Sentence(lazy("%(circle)s is yours now"), "/c/{slug}/manage"),
    "rules": Sentence(lazy("%(circle)s has new rules"), "/c/{slug}/rules"),
    "hook_failing": Sentence(
        lazy("A server of your brand took nothing for five days and is switched off"),
        "/c/{slug}/webhooks/{hook}",
    ),
    "hook_gone": Sentence(
        lazy("A server of your brand said that it is gone and is switched off"),
        "/c/{slug}/webhooks/{hook}",
    ),
    "approved": Sentence(lazy("Looked at and on show: %(what)s")),
    "rejected": Sentence(lazy("The staff turned down %(what)s. See why, or object"), ACT),
    "hidden": Sentence(lazy("The staff hid %(what)s. See why, or object"), ACT),
    "removed": Sentence(lazy("The staff removed %(what)s. See why, or object"), ACT),
    "recalled": Sentence(lazy("The staff look at %(what)s once more before it is shown"), ACT),
    "restored": Sentence(lazy("On show again: %(what)s")),
    "warned": Sentence(lazy("The staff of %(circle)s warned you. See why"), ACT),
    "muted": Sentence(lazy("You can't write in %(circle)s for a while. See why, or object"), ACT),
    "unmuted": Sentence(lazy("You can write in %(circle)s again"), "/c/{slug}"),
    "put_out": Sentence(lazy("You were taken out of %(circle)s. See why, or object"), ACT),
    "banned": Sentence(lazy("You can't come back to %(circle)s. See why, or object"), ACT),
    "ban_lifted": Sentence(lazy("%(circle)s is open to you again")),
    "silenced": Sentence(lazy("You can't write anywhere for a while. See why, or object"), ACT),
    "unsilenced": Sentence(lazy("You can write everywhere again"), ACT),
    "appeal_upheld": Sentence(lazy("You were right: it is taken back"), ACT),
    "appeal_declined": Sentence(lazy("Somebody else looked at it: it stays"), ACT),
    "report_upheld": Sentence(
        lazy("What you reported broke the rules. Thank you for looking out"), "/me/reports"
    ),
    "report_declined": Sentence(
        lazy("What you reported was looked at, and may stay"), "/me/reports"
    ),
    "lowered": Sentence(
        lazy("The staff of %(circle)s put you at Lv%(level)s. %(reason)s"), "/c/{slug}/points"
    ),
}

# Why somebody gets what they get; beside each sentence, and in every letter. By code: what made it
# concern them, which of two of a kind need not be the same; by kind where the code says no more.
WHY: Mapping[str, Text] = {
    "answer": lazy("You asked the question."),
    "accepted": lazy("You wrote it, and it was chosen."),
    "reply": lazy("You wrote what this answers."),
    "mention": lazy("Somebody wrote your name."),
    "like": lazy("You wrote what people liked."),
    "follow": lazy("People follow you."),
    "following": lazy("You follow the thread, its author or one of its tags."),
    "topic": lazy("You take part in the topic."),
    "points": lazy("They are your points, levels and orders."),
    "moderation": lazy("It decides about what you wrote. This can't be switched off."),
    "system": lazy("It is about a circle of yours. This can't be switched off."),
    "staff": lazy("You are one of the staff of the circle."),
    "reach": lazy("You are a member of the circle that sent it."),
}
_ABOUT_YOU = lazy("It decides about you. This can't be switched off.")
_OBJECTED = lazy("You objected to a decision. This can't be switched off.")
_REPORTED = lazy("You reported it. This can't be switched off.")
_ASKED_IN = lazy("You asked to be let in. This can't be switched off.")
_LOOKS_AFTER = lazy("You look after what servers of the brand hear. This can't be switched off.")
_APPLIED, _ON_LIST = lazy("You applied to try it."), lazy("You are on the list of the draw.")
_SIGNED_UP, _REDEEMED = lazy("You signed up for it."), lazy("You redeemed it.")
WHY_OF: Mapping[str, Text] = {
    "asked_you": lazy("The question was put to you by name."),
    "stale": lazy("You wrote the answer that was accepted."),
    "commented": lazy("You wrote what it stands under."),
    "joined_in": lazy("You host the topic."),
    "helpful": lazy("You wrote what helped."),
    "me_too": WHY["answer"],
    "came": lazy("They came in by your invitation."),
    "moved_up": lazy("You waited for a place."),
    "taken_off": _SIGNED_UP, "event_soon": _SIGNED_UP,
    "day_open": lazy("You keep days in this challenge."),
    "graded": lazy("You handed it in."),
    "chosen": lazy("You sent in what was chosen."),
    "idea": lazy("The idea is yours, or you wanted it, too."),
    "won": _ON_LIST, "no_draw": _ON_LIST,
    "selected": _APPLIED, "declined": _APPLIED,
    "bounty_shared": lazy("You answered the question."),
    "bounty_ended": lazy("You asked the question and set the points aside."),
    "sent": _REDEEMED, "order_off": _REDEEMED,
    "assigned": lazy("Staff gave it to you."),
    "orders": lazy("You are one of those who send what was redeemed."),
    "asks_in": lazy("You are one of those who let people in."),
    "admitted": _ASKED_IN, "not_admitted": _ASKED_IN,
    "hook_failing": _LOOKS_AFTER, "hook_gone": _LOOKS_AFTER,
    "warned": _ABOUT_YOU, "muted": _ABOUT_YOU, "unmuted": _ABOUT_YOU, "put_out": _ABOUT_YOU,
    "banned": _ABOUT_YOU, "ban_lifted": _ABOUT_YOU, "silenced": _ABOUT_YOU,
    "unsilenced": _ABOUT_YOU, "lowered": _ABOUT_YOU,
    "appeal_upheld": _OBJECTED, "appeal_declined": _OBJECTED,
    "report_upheld": _REPORTED, "report_declined": _REPORTED,
}  # fmt: skip


def why_of(kind: str, code: str) -> Text:
    """Why somebody is told of it: what they did, or are, that made it concern them."""
    return WHY_OF.get(code, WHY[kind])


WHAT: Mapping[str, Text] = {
    "post": lazy("a post"), "question": lazy("a question"), "answer": lazy("an answer"),
    "topic": lazy("a topic"), "reply": lazy("a floor"), "comment": lazy("a comment"),
}  # fmt: skip
YOURS: Mapping[str, Text] = {
    "post": lazy("your post"), "question": lazy("your question"), "answer": lazy("your answer"),
    "topic": lazy("your topic"), "reply": lazy("your floor"), "comment": lazy("your comment"),
    "": lazy("what you wrote"),
}  # fmt: skip


def sentence_of(
    code: str, entry_kind: str | None = None, facts: Mapping[str, Any] | None = None
) -> Sentence | None:
    """The sentence of a code; None of one that is not said any more, or not yet."""
    variants = [entry_kind, *(one for one in (facts or {}).values() if isinstance(one, str))]
    for variant in variants:
        found = SENTENCES.get(f"{code}:{variant}") if variant else None
        if found is not None:
            return found
    return SENTENCES.get(code)


def say_notice(
    notice: tuple[str, str], entry_kind: str | None, facts: Mapping[str, Any],
    shown: Mapping[str, str],
) -> str:
    """What a notice of a kind and code says, in the reader's language.

    `shown` is who, what and the circle, as the reader may see them. Of a code nobody knows it
    says what kind it is.
    """
    kind, code = notice
    found = sentence_of(code, entry_kind, facts)
    if found is None:
        return str(KINDS[kind].label)
    return (_(found.text.key) % _Told({**facts, **_named(facts), **shown})).strip()


def _named(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts that have a name of their own in the reader's language."""
    badge, role = BADGES.get(str(facts.get("badge"))), ROLE_NAMES.get(str(facts.get("role")))
    return {
        "badge_name": str(badge.name) if badge else str(facts.get("badge", "")),
        "role_name": str(role) if role else str(facts.get("role", "")),
    }


def say_who(names: Sequence[str], count: int | None) -> str:
    """Who did it: the latest of them by name, all of them as a number."""
    total = len(names) if count is None else max(count, len(names))
    if not names:
        return _people(total) if total else _("Anonymous")
    if total == 1:
        return names[0]
    if total == 2 and len(names) > 1:
        return _("%(first)s and %(second)s", first=names[0], second=names[1])
    if len(names) == 1:
        return _("%(num)s people, %(first)s among them,", first=names[0], num=total)
    return _(
        "%(num)s people, %(first)s and %(second)s among them,",
        first=names[0], second=names[1], num=total,
    )  # fmt: skip


def _people(count: int) -> str:
    return ngettext("%(num)s person", "%(num)s people", count)


class _Told(dict[str, Any]):
    """What a sentence is filled with; a fact that was not kept then leaves a gap, not an error."""

    def __missing__(self, name: str) -> str:
        return ""
