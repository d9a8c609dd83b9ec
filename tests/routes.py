"""Walking the addresses of a package: whom each is for, what is sent along, and how to ask."""

from dataclasses import dataclass
from typing import Any


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


def page(method, path, whose, *also, **body):
    """An address for people."""
    return Route(method, path, whose, body, also)


def json(method, path, whose, *also, **body):
    """An address for programs."""
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


def rule_of(app, route, known):
    """The rule that answers a route."""
    path = route.path.partition("?")[0].format(**known)
    adapter = app.url_map.bind("localhost")
    return adapter.match(path, method=route.method, return_rule=True)[0].rule


def walked(app, routes, known):
    """The rules and methods a table of routes walks."""
    return {(rule_of(app, route, known), route.method) for route in routes}


def there(app, of):
    """The rules and methods there are, of those rules that are asked about."""
    return {
        (rule.rule, method)
        for rule in app.url_map.iter_rules() if of(rule)
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }  # fmt: skip
