"""Coming in by a brand's ticket: whom it names, found or added, signed in once."""

from sqlalchemy import select

from circle.accounts import names, queries
from circle.accounts.actions.people import add_person
from circle.accounts.actions.sessions import Opened, open_session, sign_out
from circle.accounts.models import Identity, User
from circle.accounts.schemas import Browser, PersonRecord
from circle.brands import actions as brands
from circle.brands import queries as brand_queries
from circle.brands.tickets import Ticket, TicketRefused
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.screening.queries import rules_of
from circle.screening.verdict import judge

PROVIDER = "ticket"


def enter_with_ticket(
    actor: Actor, ticket: str, host_brand_id: int | None, browser: Browser
) -> Opened:
    """Sign in whom a brand's ticket names, once; whoever was signed in here before is signed out.

    The same subject of two brands is two people. Raises TicketRefused, TicketSpent.
    """
    brand_queries.check_ticket(ticket, host_brand_id)  # a made-up one never waits for a write
    return _enter(actor, ticket, host_brand_id, browser)


@action
def _enter(actor: Actor, ticket: str, host_brand_id: int | None, browser: Browser) -> Opened:
    spent = brands.spend_ticket(ticket, host_brand_id)
    user = _known(spent) or _newcomer(spent)
    if user.is_closed or user.banned_at is not None:
        raise TicketRefused
    sign_out(actor)
    return Opened(user.id, open_session(user.id, PROVIDER, browser))


def _known(ticket: Ticket) -> User | None:
    found = session().scalar(
        select(Identity.user_id).where(
            Identity.brand_id == ticket.brand_id, Identity.provider == PROVIDER,
            Identity.subject == ticket.subject,
        )
    )  # fmt: skip
    return None if found is None else queries.get_user(found)


def _newcomer(ticket: Ticket) -> User:
    """Add the person, unless another ticket did so while this one waited for the brand's row."""
    brand_queries.lock_brand(ticket.brand_id)
    known = _known(ticket)
    if known is not None:
        return known
    user = add_person(PersonRecord(name=_shown(ticket.name)))
    session().add(
        Identity(
            user_id=user.id, brand_id=ticket.brand_id, provider=PROVIDER, subject=ticket.subject
        )
    )
    session().flush()
    return user


def _shown(name: str) -> str:
    """The name the brand gave, or none where a rule would hold it back or it is not for people."""
    verdict = judge(name, rules_of())
    if verdict.action in ("block", "review") or names.is_reserved(verdict.text):
        return ""
    return verdict.text
