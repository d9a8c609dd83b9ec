"""Brands and the tickets their servers would sign."""

import uuid
from dataclasses import dataclass

import jwt

from circle.brands import actions, queries
from circle.brands.schemas import NewBrand, NewDomain
from circle.circles import actions as circles
from circle.core import clock
from circle.core.actor import SYSTEM


@dataclass(frozen=True)
class Signer:
    """A brand's server: it knows its key and writes tickets."""

    brand_id: int
    name: str
    kid: str
    secret: str

    def claims(self, subject: str = "u-1", **changed) -> dict:
        """What a good ticket says, with these parts changed; None takes a part away."""
        now = int(clock.now().timestamp())
        good = {
            "sub": subject, "name": "阿茶", "jti": uuid.uuid4().hex, "aud": "circle",
            "iat": now, "exp": now + 60,
        }  # fmt: skip
        return {name: value for name, value in (good | changed).items() if value is not None}

    def ticket(self, subject: str = "u-1", *, headers: dict | None = None, **changed) -> str:
        """A signed ticket."""
        return jwt.encode(
            self.claims(subject, **changed), self.secret, algorithm="HS256",
            headers={"kid": self.kid} | (headers or {}),
        )  # fmt: skip


def set_up_brand(name: str = "山房茶事", *hosts: str) -> Signer:
    """A brand with a key, answering on these hosts; call inside an application context."""
    brand = actions.create_brand(SYSTEM, NewBrand(name))
    key = actions.make_key(SYSTEM, name)
    for host in hosts:
        actions.add_domain(SYSTEM, name, NewDomain(host))
    return Signer(brand.id, name, key.kid, key.secret)


def own(slug: str, brand_id: int) -> None:
    """Give a circle to a brand."""
    circles.give_to_brand(SYSTEM, slug, brand_id)


def forget_brands() -> None:
    """Take back what the process remembers of hosts."""
    queries.forget_hosts()
