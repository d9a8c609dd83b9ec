"""Asking an address as somebody, and what the answer means."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from tests.cast import Person
from tests.permissions.world import WORD, month, secret

WHO = ("anonymous", "outsider", "removed", "elsewhere", "site",
       "member", "guest", "author", "moderator", "admin", "owner")  # fmt: skip
STRANGERS = WHO[:7]  # who sees nothing of what is kept back
OUTSIDE = WHO[:5]  # who sees nothing of a private circle
SHOWN = "published"
ROUNDS = 3  # in which everybody asks everything
MEANS = {200: "y", 201: "y", 202: "y", 204: "y", 302: ">", 303: ">", 308: ">", 401: "s",
         403: "n", 404: "-", 400: "i", 409: "i", 422: "i"}  # fmt: skip
KNOWN = {"slug": "tea", "name": "author_of_tea", "section": "identity", "key": "post:tea",
         "token": "no-such-token", "block": 0}  # fmt: skip
QUERIES = {
    "/search": f"?q={WORD}", "/c/<slug>/search": f"?q={WORD}", "/api/v1/search": f"?q={WORD}",
    "/api/v1/circles/<slug>/search": f"?q={WORD}", "/search/suggestions": f"?q={WORD}",
    "/c/<slug>/search/suggestions": f"?q={WORD}", "/api/v1/search/suggestions": f"?q={WORD}",
    "/api/v1/circles/<slug>/search/suggestions": f"?q={WORD}",
    "/c/<slug>/questions/similar": f"?q={WORD}怎么存",
    "/api/v1/circles/<slug>/questions/similar": f"?q={WORD}怎么存",
    "/c/<slug>/waiting": "?state=hidden", "/c/<slug>/new-count": "?since=0",
}  # fmt: skip
OF_WORDS = {"posts": "post", "questions": "question", "answers": "answer",
            "comments": "comment", "replies": "reply", "topics": "topic"}  # fmt: skip
SPECIAL = (  # addresses of one kind of topic or floor, and where such a one is
    ("topic", r"/(arriv|door|event\.ics|people|places?$|capacity|sign-up)", "event"),
    ("topic", r"/(days|ranking)", "challenge"), ("topic", r"/(missing|to-review)", "assignment"),
    ("topic", r"/result", "call"), ("topic", r"/lottery", "drawn"),
    ("topic", r"/(trial|application)", "tried"),
    ("reply", r"/(unreview|review|show|unshow|shown)$", "assignment floor"),
    ("reply", r"/(un)?(choose|chosen|shortlist)$", "call floor"),
    ("reply", r"/(credits|idea|me-too|merge|unmerge|merged-into|status)$", "ideas floor"),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One method of one address, about a thing in one state."""

    method: str
    rule: str
    state: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


def kind_of(rule: str) -> str | None:
    """Which kind of entry an address is about, if it is about one."""
    found = re.search(r"(\w+)/<int:(entry|topic|reply)_id>", rule)
    return OF_WORDS.get(found[1], "post") if found else None


def is_special(rule: str) -> bool:
    """It is about one kind of topic or floor: the things in each state are of the usual kind."""
    return _special(kind_of(rule), rule) is not None


def _special(kind: str | None, rule: str) -> str | None:
    found = (where for of, pattern, where in SPECIAL if of == kind and re.search(pattern, rule))
    return next(found, None)


def values_of(rule, world, state: str) -> dict[str, object]:
    """What stands in the places of an address."""
    kind, values = kind_of(rule.rule), {}
    for name in rule.arguments - set(rule.defaults or {}):
        items = getattr(rule._converters[name], "items", None)
        values[name] = min(items) if items else KNOWN.get(name, world.get(name, 1))
        if kind and name in ("entry_id", "topic_id", "reply_id"):
            special = _special(kind, rule.rule) if state == SHOWN else None
            values[name] = world[special or f"{kind} {state}"]
    if "/tags/<" in rule.rule:
        values["name"] = f"标签{secret('post', 'published')}"
    if "/archive/<" in rule.rule:
        values["name"] = month()
    return values | (rule.defaults or {})


def asked_of(app, world, methods, who, ways, kept_back=()) -> Iterator[Asked]:
    """Every address with these methods; what it is about shows, or is kept back in such a state.

    Each is asked by all, or by some in turn: of strangers, insiders and staff there is always one.
    """
    adapter, me = app.url_map.bind("localhost"), WHO.index(who)
    for number, rule in enumerate(app.url_map.iter_rules()):
        if me % ROUNDS not in ways(range(ROUNDS), number):
            continue
        states = (SHOWN,)
        if kept_back and kind_of(rule.rule):
            states += tuple(ways(kept_back, number + me // ROUNDS, stays=ROUNDS))
        for method in sorted(rule.methods & methods if rule.endpoint != "static" else ()):
            for state in states:
                values = values_of(rule, world, state)
                path = adapter.build(rule.endpoint, values, method=method)
                yield Asked(method, rule.rule, state, path + QUERIES.get(rule.rule, ""))


def browser_of(app, cast, world, who: str):
    """A browser of one of the walkers."""
    if who == "anonymous":
        return app.test_client()
    if who in world["people"]:
        return Person(app, who, *world["people"][who]).client
    return cast[who].client


def ask(browser, asked: Asked, number: int = 0):
    """The answer; each question comes from elsewhere, so that nobody asks too often."""
    browser.environ_base["REMOTE_ADDR"] = f"127.1.{number // 250}.{number % 250}"
    if asked.method == "GET":
        return browser.get(asked.path)
    if asked.rule.startswith("/api/v1"):
        path = asked.path.removeprefix("/api/v1")
        return browser.call(asked.method, path, {}, key=uuid.uuid4().hex)
    return browser.submit(asked.path)


def meaning(answer) -> str:
    """One letter of the table."""
    if answer.status_code in (302, 303) and "/signin" in (answer.location or ""):
        return "s"
    return MEANS.get(answer.status_code, str(answer.status_code))


def said(answer) -> str:
    """Everything that was told, headers as well."""
    return answer.get_data(as_text=True) + str(answer.headers)
