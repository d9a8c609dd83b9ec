"""Reads of brands: by host, by key, by name, and the files that prove who owns a domain."""

import time
from collections.abc import Mapping
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, or_, select

from circle.brands.models import Brand, BrandKey, Domain, VerificationFile
from circle.brands.tickets import Ticket, TicketRefused, key_id, read_ticket
from circle.core import clock
from circle.core.db import db, lock_row, session
from circle.core.errors import NotFound
from circle.core.signed import Message, check_message

HOSTS_KEPT_SECONDS = 30.0  # a new domain works everywhere after this long



_hosts: WeakKeyDictionary[Engine, tuple[float, Mapping[str, int]]] = WeakKeyDictionary()
_hosts_lock = Lock()


def brand_of_host(host: str) -> int | None:
    """Which brand answers on a host (a port does not matter); None on the site's own.

    The whole list is kept for half a minute, so that no host a stranger makes up costs a query.
    """
    return _known_hosts().get(host_name(host))


def host_name(host: str) -> str:
    """A host as it is compared: without port, without a final dot, in lower case."""
    name = host.strip().lower()
    if not name.startswith("["):
        name = name.partition(":")[0]
    return name.rstrip(".")


def forget_hosts() -> None:
    """Read the list of hosts anew when it is next needed (a domain was added)."""
    with _hosts_lock:
        _hosts.pop(db.engine, None)


def get_brand(name: str, *, lock: bool = False) -> Brand:
    """A brand by its name."""
    statement = select(Brand).where(Brand.name == name)
    brand: Brand | None = session().scalar(lock_row(statement) if lock else statement)
    if brand is None:
        raise NotFound
    return brand


def lock_brand(brand_id: int) -> Brand:
    """A brand by its id, kept from others until commit: one newcomer of a brand at a time."""
    brand: Brand | None = session().scalar(lock_row(select(Brand).where(Brand.id == brand_id)))
    if brand is None:
        raise NotFound
    return brand


def find_key(kid: str) -> BrandKey | None:
    """A key that was not revoked."""
    return session().scalar(
        select(BrandKey).where(BrandKey.kid == kid, BrandKey.revoked_at.is_(None))
    )


def check_ticket(text: str, host_brand_id: int | None) -> Ticket:
    """What a ticket says, if a key in use signed it and its times are good; it may be spent.

    On a brand's own host only that brand's tickets count. Raises TicketRefused.
    """
    key = find_key(key_id(text))
    if key is None or host_brand_id not in (None, key.brand_id):
        raise TicketRefused
    return read_ticket(text, secret=key.secret, brand_id=key.brand_id, now=clock.now())


def check_signature(brand_id: int, message: Message) -> None:
    """Insist that one of the brand's keys in use signed a message within the last five minutes.

    Raises SignatureRefused, the same for a brand that does not exist.
    """
    keys = session().scalars(
        select(BrandKey.secret).where(
            BrandKey.brand_id == brand_id, BrandKey.revoked_at.is_(None)
        )
    )
    check_message(message, keys)


def verification_content(name: str, brand_id: int | None) -> str:
    """What a verification file says on a host of this brand; NotFound elsewhere."""
    content = session().scalar(
        select(VerificationFile.content)
        .where(VerificationFile.name == name)
        .where(or_(VerificationFile.brand_id.is_(None), VerificationFile.brand_id == brand_id))
    )
    if content is None:
        raise NotFound
    return content


def _known_hosts() -> Mapping[str, int]:
    now = time.monotonic()
    kept = _hosts.get(db.engine)
    if kept is not None and now < kept[0]:
        return kept[1]
    rows = session().execute(select(Domain.host, Domain.brand_id))
    known = {row.host: row.brand_id for row in rows}
    with _hosts_lock:
        _hosts[db.engine] = (now + HOSTS_KEPT_SECONDS, known)
    return known
