"""Walking every address there is: the URL map with real things of the cast filled in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask

from circle.accounts import queries as accounts
from circle.circles import queries as circles
from tests.cast import Cast
from tests.factories.circles import invite, label_members
from tests.factories.posts import publish
from tests.factories.topics import open_topic, reply

SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
WRITES = ("POST", "PUT", "PATCH", "DELETE")
NOT_PAGES = ("/api/", "/static/")


@dataclass(frozen=True)
class Place:
    """One method of one address, with something real behind it."""

    method: str
    path: str
    rule: str
    endpoint: str

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


def known_things(app: Flask, cast: Cast) -> dict[str, Any]:
    """What stands behind each name an address may hold."""
    with app.app_context():
        entry = publish(cast.member, "走遍每一个地址要有一篇动态。")
        circle, _here = circles.enter(cast.owner.actor, cast.slug)
        topic = open_topic(cast.owner.inside())
        floor = reply(cast.guest.inside(), topic.id)
        member = circles.get_membership(circle.id, cast.member.user_id)
        label = label_members(cast.owner, [member.id])
        link = invite(cast.owner.actor, cast.slug)
        own = accounts.signed_in_by_session(cast.member.token)
        return {
            "kind": "circle", "slug": cast.slug, "name": cast.member.name, "member_id": member.id,
            "user_id": cast.outsider.user_id, "entry_id": entry.id, "post_id": entry.id,
            "topic_id": topic.id, "reply_id": floor.id,
            "code": link.code, "invite_id": link.id, "session_id": own.actor.session_id,
            "label_id": label, "section": "look", "token": "no-such-token", "block": 0,
        }  # fmt: skip


def places(app: Flask, known: dict[str, Any]) -> Iterator[Place]:
    """Every method of every address; what nothing real is known for gets the number 1."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        values = {}
        for name in rule.arguments:
            if name in (rule.defaults or {}):
                values[name] = rule.defaults[name]
                continue
            converter = rule._converters[name]
            choices = getattr(converter, "items", None)
            values[name] = min(choices) if choices else known.get(name, 1)
        path = adapter.build(rule.endpoint, values, method=next(iter(rule.methods)))
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield Place(method, path, rule.rule, rule.endpoint)


def fill(path: str, known: dict[str, Any]) -> str:
    """A path of the OpenAPI document with real things in it."""
    for name in (part[1:-1] for part in path.split("/") if part.startswith("{")):
        path = path.replace(f"{{{name}}}", str(known.get(name, 1)))
    return path


def pages(app: Flask, known: dict[str, Any]) -> list[Place]:
    """Every address people open."""
    return [place for place in places(app, known)
            if place.method == "GET" and not place.rule.startswith(NOT_PAGES)]  # fmt: skip


def writes(app: Flask, known: dict[str, Any]) -> list[Place]:
    """Everything that changes something."""
    return [place for place in places(app, known) if place.method in WRITES]
