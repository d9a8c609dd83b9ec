"""The starting points of a circle, as plain data; everything stays editable but what one forbids.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from circle.core.i18n import Text, lazy


@dataclass(frozen=True, slots=True)
class Preset:
    """What a circle of this kind starts with."""

    key: str
    name: Text
    purpose: Text
    hue: int
    visibility: str
    join_policy: str
    kinds: Sequence[str]
    categories: Sequence[str]
    ad_quota: int
    ad_days: int
    rules: Text
    welcome: Text
    questions: Sequence[Text] = ()
    forbids: frozenset[str] = frozenset()  # rules of points, and boards: never on (R33, R34)

    @property
    def newcomer_review(self) -> int:
        """In a circle everybody may enter, the first entry of a newcomer waits."""
        return 1 if self.join_policy == "open" else 0


PRESETS: Mapping[str, Preset] = {
    preset.key: preset
    for preset in (
        Preset(
            key="brand",
            name=lazy("Brand building"),
            purpose=lazy("News, feedback and answers around what you make"),
            hue=40,
            visibility="public",
            join_policy="open",
            kinds=("post", "question", "topic"),
            categories=("info", "insight", "note"),
            ad_quota=1,
            ad_days=14,
            rules=lazy(
                "1. Say what happened and with which product: it helps us answer.\n"
                "2. Criticism is welcome, insults are not.\n"
                "3. No selling, no group codes, no private contacts.\n"
                "4. Tell us when someone paid you for what you write."
            ),
            welcome=lazy("Good to have you here. Tell us what you use and what you wish for."),
        ),
        Preset(
            key="members",
            name=lazy("Membership"),
            purpose=lazy("A place for those who already belong to you"),
            hue=305,
            visibility="preview",
            join_policy="approval",
            kinds=("post", "question", "topic"),
            categories=("info", "insight", "note"),
            ad_quota=1,
            ad_days=14,
            rules=lazy(
                "1. What is said here stays here: ask before you share a screenshot.\n"
                "2. Be kind to those who ask something for the first time.\n"
                "3. No selling, no group codes.\n"
                "4. For orders and refunds the service team is faster."
            ),
            welcome=lazy("Welcome. The rules are short, the people patient. Say hello first."),
            questions=(lazy("How did you come to know us?"),),
        ),
        Preset(
            key="learning",
            name=lazy("Learning"),
            purpose=lazy("Homework, notes, challenges, and a teacher to ask"),
            hue=255,
            visibility="preview",
            join_policy="approval",
            kinds=("post", "question", "topic"),
            categories=("insight", "note"),
            ad_quota=0,
            ad_days=7,
            rules=lazy(
                "1. Search before you ask; say what you have tried when you do.\n"
                "2. Hand in your own work.\n"
                "3. Course material is for learners here: do not pass it on.\n"
                "4. When someone helped you, mark the answer so that others find it."
            ),
            welcome=lazy("Welcome to class. Start with a note: where are you now, where to?"),
            questions=(lazy("What do you want to learn here?"),),
        ),
        Preset(
            key="exchange",
            name=lazy("Exchange"),
            purpose=lazy("Offers and news by city, each with an end date"),
            hue=205,
            visibility="public",
            join_policy="open",
            kinds=("post", "question"),
            categories=("ad", "info", "insight"),
            ad_quota=3,
            ad_days=7,
            rules=lazy(
                "1. Offers go under Ad, with price, city and flaws.\n"
                "2. One thing, one post; take it down when it is gone.\n"
                "3. Nothing that may not be sold, and no deposits in advance.\n"
                "4. Meet in public places and check before you pay."
            ),
            welcome=lazy("Looking for something, or have something to give? Say city and price."),
        ),
        Preset(
            key="interest",
            name=lazy("Interest"),
            purpose=lazy("People who like the same thing, and what they make of it"),
            hue=150,
            visibility="public",
            join_policy="open",
            kinds=("post", "question", "topic"),
            categories=("insight", "note"),
            ad_quota=1,
            ad_days=14,
            rules=lazy(
                "1. Nobody was born an expert: laugh with each other, not at each other.\n"
                "2. Say where pictures and texts come from when they are not yours.\n"
                "3. No selling.\n"
                "4. Quarrels are fine; leave what came of them for those who read later."
            ),
            welcome=lazy("Come in, take a seat. What got you into this?"),
        ),
        Preset(
            key="fans",
            name=lazy("Fans"),
            purpose=lazy("For those who like the same artist: talk, not spend or fight"),
            hue=335,
            visibility="public",
            join_policy="approval",
            kinds=("post", "question", "topic"),
            categories=("info", "insight", "note"),
            ad_quota=0,
            ad_days=7,
            rules=lazy(
                "1. No raising of money, no voting for charts, no steering of comments.\n"
                "2. Nobody is better for having spent more: do not show what you bought.\n"
                "3. No quarrels with other fans, no tracking down of people.\n"
                "4. News come with their source; private life stays private."
            ),
            welcome=lazy("Welcome. Say what you like, and leave others what they like."),
            questions=(lazy("What do you like, and since when?"),),
            forbids=frozenset(("purchase", "make_up", "board")),
        ),
    )
}
RESERVED_SLUGS = frozenset({
    "about", "admin", "administrator", "api", "app", "assets", "circle", "circles", "demo",
    "desk", "discover", "docs", "embed", "enter", "everyone", "feed", "help", "home", "inbox",
    "invite", "legal", "login", "mail", "media", "new", "null", "official", "privacy", "root",
    "search", "settings", "signin", "signout", "signup", "site", "sitemap", "static", "status",
    "support", "system", "terms", "undefined", "user", "users", "www",
})  # fmt: skip
