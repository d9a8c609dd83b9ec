"""The verbs of brands: set up a brand, its keys, domains and files, and take a ticket."""

import secrets
from datetime import datetime

from sqlalchemy import delete, select

from circle.brands import policy, queries
from circle.brands.models import Brand, BrandKey, Domain, SpentTicket, VerificationFile
from circle.brands.schemas import NewBrand, NewDomain, NewFile
from circle.brands.tickets import Ticket, TicketSpent
from circle.core import clock
from circle.core.actor import Actor
from circle.core.bus import emit
from circle.core.db import action, insert_into, session
from circle.core.errors import Conflict
from circle.core.i18n import lazy
from circle.core.policy import require
from circle.events import StaffActed

SECRET_BYTES = 32  # of a key; RFC 7518 asks HS256 for no less


@action
def create_brand(actor: Actor, new: NewBrand) -> Brand:
    """Set up a brand under a name no other has."""
    require(actor, policy.can_run_brands(actor))
    if session().scalar(select(Brand.id).where(Brand.name == new.name)) is not None:
        raise Conflict(lazy("There is a brand of this name already"), code="brand_exists")
    brand = Brand(name=new.name)
    session().add(brand)
    session().flush()
    _tell(actor, brand.id, "made", brand.name)
    return brand


@action
def make_key(actor: Actor, brand_name: str) -> BrandKey:
    """Make a brand another secret to sign tickets with; older ones stay good until revoked."""
    require(actor, policy.can_run_brands(actor))
    brand = queries.get_brand(brand_name)
    key = BrandKey(brand_id=brand.id, secret=secrets.token_urlsafe(SECRET_BYTES))
    session().add(key)
    session().flush()
    _tell(actor, brand.id, "key", brand.name)
    return key


@action
def revoke_key(actor: Actor, kid: str) -> bool:
    """Take a key out of use at once; answers whether it was in use."""
    require(actor, policy.can_run_brands(actor))
    key = queries.find_key(kid)
    if key is None:
        return False
    key.revoked_at = clock.now()
    _tell(actor, key.brand_id, "key_ended")
    return True


@action
def add_domain(actor: Actor, brand_name: str, new: NewDomain) -> Domain:
    """Let a brand answer on a host; a host belongs to one brand."""
    require(actor, policy.can_run_brands(actor))
    brand = queries.get_brand(brand_name)
    host = queries.host_name(new.host)
    known = session().scalar(select(Domain).where(Domain.host == host))
    if known is not None and known.brand_id != brand.id:
        raise Conflict(lazy("This host belongs to another brand"), code="domain_taken")
    if known is None:
        known = Domain(brand_id=brand.id, host=host)
        session().add(known)
        session().flush()
    queries.forget_hosts()
    _tell(actor, brand.id, "domain", host)
    return known


@action
def keep_file(actor: Actor, brand_name: str | None, new: NewFile) -> VerificationFile:
    """Keep a verification file for a brand, or the whole site; the newest content counts."""
    require(actor, policy.can_run_brands(actor))
    brand_id = queries.get_brand(brand_name).id if brand_name else None
    known = session().scalar(select(VerificationFile).where(VerificationFile.name == new.name))
    if known is None:
        known = VerificationFile(name=new.name, brand_id=brand_id, content=new.content)
        session().add(known)
        session().flush()
    elif known.brand_id != brand_id:
        raise Conflict(lazy("A file of this name belongs to another brand"), code="file_taken")
    known.content = new.content
    _tell(actor, brand_id, "file", new.name)
    return known


@action
def spend_ticket(text: str, host_brand_id: int | None) -> Ticket:
    """Take a ticket once: signed by a key in use, for this host's brand, never seen before.

    Raises TicketSpent for one that was used, TicketRefused for anything else that is wrong. Stands
    in the transaction that opens the session, so that a ticket is spent exactly when it let in.
    """
    ticket = queries.check_ticket(text, host_brand_id)
    if not _is_first_use(ticket.digest, ticket.forgettable_at):
        raise TicketSpent
    return ticket


@action
def sweep_tickets() -> int:
    """Forget spent tickets that would be refused for their age anyway; answers how many."""
    past = delete(SpentTicket).where(SpentTicket.expires_at < clock.now())
    return len(session().execute(past.returning(SpentTicket.digest)).all())


def _is_first_use(digest: str, expires_at: datetime) -> bool:
    row = {"digest": digest, "expires_at": expires_at}
    statement = insert_into(SpentTicket).values(row).on_conflict_do_nothing()
    return session().execute(statement.returning(SpentTicket.digest)).first() is not None


def _tell(actor: Actor, brand_id: int | None, how: str, name: str = "") -> None:
    """The log of the site says who changed what; the command line is nobody's name."""
    told = {"how": how, "name": name}
    emit(StaffActed(None, actor.user_id, "brand", "brand", brand_id, told))
