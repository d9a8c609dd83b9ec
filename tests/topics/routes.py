"""The addresses of topics and polls: whom each is for, what is sent along; and how to ask."""

from dataclasses import dataclass
from typing import Any

PUBLIC = "public"  # everybody reads it where the circle is public
MEMBERS = "members"  # who is in the circle may, or is told why not
AUTHOR = "author"  # who wrote the floor
HOST = "host"  # who hosts the topic, and the staff
STAFF = "staff"  # owner and admins
OWN = "own"  # somebody's own place, vote or entry, and nothing where there is none


@dataclass(frozen=True)
class Route:
    """One method of one address: whom it is for, what is sent, what else it may rightly answer."""

    method: str
    path: str
    whose: str
    body: dict[str, Any] | None = None
    also: tuple[int, ...] = ()

    def __str__(self):
        return f"{self.method} {self.path}"


def _page(method, path, whose, *also, **body):
    return Route(method, path, whose, body, also)


def _json(method, path, whose, *also, **body):
    return Route(method, f"/api/v1{path}", whose, body, also)


def filled(value, known):
    """What is sent, with numbers where they are named."""
    if isinstance(value, list):
        return [filled(one, known) for one in value]
    if not isinstance(value, str) or "{" not in value:
        return value
    said = value.format(**known)
    return int(said) if said.isdigit() else said


def ask_for(browser, route, known):
    """The answer to one route with these numbers in its places."""
    path = route.path.format(**known)
    body = {name: filled(value, known) for name, value in (route.body or {}).items()}
    if route.method == "GET":
        return browser.get(path)
    if not path.startswith("/api/v1"):
        return browser.submit(path, body)
    return browser.call(route.method, path.removeprefix("/api/v1"), body or None)


LOTTERY = {"sponsor": "一席茶", "rules": "都可以参加。", "min_account_days": 0, "min_entries": 0}
PRIZES = [{"name": "茶壶", "count": 1, "worth": 300, "note": "发地址"}]
TRIAL = {"offer": "保温杯", "places": 1, "apply_until": "{soon}", "report_until": "{later}"}

ROUTES = (
    _page("GET", "/c/{slug}/topics", PUBLIC),
    _page("GET", "/c/{slug}/topics/{topic}", PUBLIC),
    _page("GET", "/c/{slug}/topics/new", HOST),
    _page("POST", "/c/{slug}/topics/new", HOST, title="走一遍每个地址", body="开场。"),
    _page("GET", "/topics/{topic}", PUBLIC),
    _page("GET", "/replies/{floor}", PUBLIC),
    _page("GET", "/topics/{topic}/edit", HOST),
    _page("POST", "/topics/{topic}/edit", HOST, title="走一遍，改过了", body="改过。"),
    _page("GET", "/topics/{topic}/manage", HOST),
    _page("GET", "/topics/{topic}/course", HOST),
    _page("POST", "/topics/{topic}/course", HOST, rules="一人一层。"),
    _page("POST", "/topics/{topic}/slow-mode", HOST, minutes=0),
    _page("GET", "/topics/{topic}/reply", MEMBERS),
    _page("POST", "/topics/{topic}/reply", MEMBERS, body="走一遍每个地址。"),
    _page("GET", "/replies/{floor}/edit", AUTHOR),
    _page("POST", "/replies/{floor}/edit", AUTHOR, body="走一遍，改过了。"),
    _page("GET", "/topics/{challenge}/days", MEMBERS),
    _page("POST", "/topics/{challenge}/days/make-up", MEMBERS, 422, day="2001-01-01"),
    _page("GET", "/topics/{challenge}/ranking", PUBLIC),
    _page("GET", "/topics/{assignment}/missing", HOST),
    _page("GET", "/topics/{assignment}/to-review", HOST),
    _page("GET", "/replies/{work}/review", HOST),
    _page("POST", "/replies/{work}/review", HOST, grade="good", note="不错"),
    _page("POST", "/replies/{work}/unreview", HOST),
    _page("POST", "/replies/{work}/show", HOST),
    _page("POST", "/replies/{work}/unshow", HOST),
    _page("POST", "/replies/{sent}/shortlist", HOST),
    _page("POST", "/replies/{sent}/unshortlist", HOST),
    _page("POST", "/replies/{sent}/choose", HOST),
    _page("POST", "/replies/{sent}/unchoose", HOST),
    _page("GET", "/topics/{call}/result", HOST),
    _page("POST", "/topics/{call}/result", HOST, 422, words="结果在这里。"),
    _page("POST", "/replies/{idea}/me-too", MEMBERS),
    _page("GET", "/replies/{idea}/idea", HOST),
    _page("POST", "/replies/{idea}/status", HOST, status="assessing", note=""),
    _page("POST", "/replies/{idea}/merge", HOST, floor=2),
    _page("POST", "/replies/{idea}/unmerge", HOST),
    _page("GET", "/replies/{idea}/credits", PUBLIC),
    _page("POST", "/topics/{event}/sign-up", MEMBERS),
    _page("POST", "/topics/{event}/sign-up/cancel", OWN),
    _page("GET", "/topics/{event}/people", MEMBERS),
    _page("GET", "/topics/{event}/people.csv", HOST),
    _page("POST", "/topics/{event}/people/{member}/presence", HOST),
    _page("POST", "/topics/{event}/people/{member}/absence", HOST),
    _page("GET", "/topics/{event}/people/{member}/off", HOST),
    _page("POST", "/topics/{event}/people/{member}/off", HOST, reason="名单重了"),
    _page("POST", "/topics/{event}/people/{member}/on", HOST),
    _page("GET", "/topics/{event}/places", HOST),
    _page("POST", "/topics/{event}/places", HOST, place="茶室", capacity=9),
    _page("GET", "/topics/{event}/door", HOST),
    _page("GET", "/topics/{event}/door.svg", HOST),
    _page("GET", "/topics/{event}/arrive", OWN),
    _page("POST", "/topics/{event}/arrive", MEMBERS, 403, code="x"),
    _page("GET", "/topics/{event}/event.ics", PUBLIC),
    _page("GET", "/topics/{topic}/lottery", PUBLIC),
    _page("GET", "/topics/{call}/lottery/new", STAFF),
    _page("POST", "/topics/{call}/lottery/new", STAFF, 422),
    _page("GET", "/lotteries/{lottery}", PUBLIC),
    _page("POST", "/lotteries/{lottery}/enter", MEMBERS, 403),
    _page("POST", "/lotteries/{lottery}/leave", OWN),
    _page("GET", "/lotteries/{lottery}/winners.csv", STAFF),
    _page("POST", "/lotteries/{lottery}/cancel", STAFF, reason="没有货"),
    _page("GET", "/topics/{call}/trial/new", HOST),
    _page("POST", "/topics/{call}/trial/new", HOST, 422),
    _page("GET", "/topics/{topic}/trial", PUBLIC),
    _page("POST", "/topics/{topic}/application", MEMBERS, 403, words="想试试"),
    _page("POST", "/topics/{topic}/application/withdraw", OWN),
    _page("GET", "/topics/{topic}/applications", HOST),
    _page("POST", "/topics/{topic}/applications", HOST, 404, 422, member_ids="{member}",
          state="declined"),
    _page("POST", "/replies/{floor}/report", AUTHOR),
    _page("POST", "/topics/{topic}/close", HOST, closing="到这里"),
    _page("POST", "/topics/{topic}/reopen", HOST),
    _page("POST", "/topics/{topic}/host", STAFF, member_id="{guest}"),
    _page("POST", "/polls/{poll}/close", HOST),
    _json("GET", "/circles/{slug}/topics", PUBLIC),
    _json("POST", "/circles/{slug}/topics", HOST, title="走一遍每个接口", body="开场。"),
    _json("GET", "/topics/{topic}", PUBLIC),
    _json("PATCH", "/topics/{topic}", HOST, title="走一遍接口，改过了"),
    _json("PUT", "/topics/{topic}/read", PUBLIC, floor=1),
    _json("PUT", "/topics/{topic}/slow-mode", HOST, minutes=0),
    _json("GET", "/topics/{topic}/replies", PUBLIC),
    _json("POST", "/topics/{topic}/replies", MEMBERS, body="走一遍每个接口。"),
    _json("GET", "/replies/{floor}", PUBLIC),
    _json("PATCH", "/replies/{floor}", AUTHOR, body="走一遍接口，改过了。"),
    _json("GET", "/topics/{challenge}/days", MEMBERS),
    _json("POST", "/topics/{challenge}/days/make-up", MEMBERS, 422, day="2001-01-01"),
    _json("GET", "/topics/{challenge}/ranking", PUBLIC),
    _json("GET", "/topics/{assignment}/missing", HOST),
    _json("GET", "/topics/{assignment}/to-review", HOST),
    _json("PUT", "/replies/{work}/review", HOST, grade="good", note="不错"),
    _json("DELETE", "/replies/{work}/review", HOST),
    _json("PUT", "/replies/{work}/shown", HOST),
    _json("DELETE", "/replies/{work}/shown", HOST),
    _json("PUT", "/replies/{sent}/shortlist", HOST),
    _json("DELETE", "/replies/{sent}/shortlist", HOST),
    _json("PUT", "/replies/{sent}/chosen", HOST),
    _json("DELETE", "/replies/{sent}/chosen", HOST),
    _json("POST", "/topics/{call}/result", HOST, words="结果在这里。"),
    _json("PUT", "/replies/{idea}/me-too", MEMBERS),
    _json("DELETE", "/replies/{idea}/me-too", OWN),
    _json("PUT", "/replies/{idea}/status", HOST, status="collecting", note=""),
    _json("PUT", "/replies/{idea}/merged-into", HOST, reply_id="{other}"),
    _json("DELETE", "/replies/{idea}/merged-into", HOST),
    _json("GET", "/replies/{idea}/credits", PUBLIC),
    _json("PUT", "/topics/{event}/sign-up", MEMBERS),
    _json("DELETE", "/topics/{event}/sign-up", OWN),
    _json("GET", "/topics/{event}/people", MEMBERS),
    _json("PUT", "/topics/{event}/people/{member}/presence", HOST),
    _json("DELETE", "/topics/{event}/people/{member}/presence", HOST),
    _json("PUT", "/topics/{event}/people/{member}/off", HOST, reason="名单重了"),
    _json("DELETE", "/topics/{event}/people/{member}/off", HOST),
    _json("PUT", "/topics/{event}/place", HOST, place="茶室"),
    _json("PUT", "/topics/{event}/capacity", HOST, capacity=9),
    _json("GET", "/topics/{event}/door", HOST),
    _json("PUT", "/topics/{event}/arrival", MEMBERS, 403, code="x"),
    _json("GET", "/topics/{topic}/lottery", PUBLIC),
    _json("POST", "/topics/{ideas}/lottery", STAFF, **LOTTERY, prizes=PRIZES,
          freezes_at="{soon}", draws_at="{later}"),
    _json("GET", "/lotteries/{lottery}", PUBLIC),
    _json("GET", "/lotteries/{lottery}/entrants", PUBLIC),
    _json("GET", "/lotteries/{lottery}/proof", PUBLIC),
    _json("PUT", "/lotteries/{lottery}/entry", MEMBERS, 403),
    _json("DELETE", "/lotteries/{lottery}/entry", OWN),
    _json("PUT", "/lotteries/{lottery}/cancellation", STAFF, reason="没有货"),
    _json("POST", "/topics/{ideas}/trial", HOST, **TRIAL),
    _json("GET", "/topics/{topic}/trial", PUBLIC),
    _json("PUT", "/topics/{topic}/application", MEMBERS, 403, words="想试试"),
    _json("DELETE", "/topics/{topic}/application", OWN),
    _json("GET", "/topics/{topic}/applications", HOST),
    _json("PUT", "/topics/{topic}/applications", HOST, 404, member_ids=["{member}"],
          state="declined"),
    _json("PUT", "/topics/{topic}/applications/{member}", HOST, 404, state="declined"),
    _json("POST", "/replies/{floor}/report", AUTHOR),
    _json("PUT", "/topics/{topic}/closing", HOST, closing="到这里"),
    _json("DELETE", "/topics/{topic}/closing", HOST),
    _json("PUT", "/topics/{topic}/host", STAFF, member_id="{guest}"),
    _json("GET", "/polls/{poll}", PUBLIC),
    _json("PUT", "/polls/{poll}/vote", MEMBERS, options=["{option}"]),
    _json("DELETE", "/polls/{poll}/vote", OWN),
    _json("GET", "/polls/{poll}.csv", HOST),
    _json("POST", "/polls/{poll}/close", HOST),
    _json("DELETE", "/replies/{floor}", AUTHOR),
    _json("DELETE", "/topics/{topic}", HOST),
)  # fmt: skip
