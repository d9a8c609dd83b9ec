"""Words not yet sent, kept on the server for their author alone."""

import orjson
from sqlalchemy import delete, func, select

from circle.circles import queries as circles
from circle.content.models import Draft
from circle.content.schemas import DraftContent
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import action, insert_into, session
from circle.core.errors import Conflict, Invalid, SignInNeeded, TooLarge
from circle.core.i18n import lazy

MAX_DRAFTS = 50
MAX_DRAFT_BYTES = 128 * 1024  # a body of 20,000 Chinese characters is 60 KB
KEPT_DAYS = 90
MAX_KEY = 64


@action
def save_draft(actor: Actor, key: str, draft: DraftContent) -> Draft:
    """Keep a draft under the page's own key, in place of what was there; Conflict past 50."""
    if actor.user_id is None:
        raise SignInNeeded
    if not 1 <= len(key) <= MAX_KEY or not key.isprintable():
        raise Invalid(lazy("A draft's key has 1 to 64 printable characters"))
    if len(orjson.dumps(draft.content)) > MAX_DRAFT_BYTES:
        raise TooLarge(lazy("A draft can be 128 KB at most"))
    _check_room(actor.user_id, key)
    circle_id = circles.enter(actor, draft.circle)[0].id if draft.circle else None
    return put_back(actor.user_id, circle_id, key, draft)


@action
def put_back(user_id: int, circle_id: int | None, key: str, draft: DraftContent) -> Draft:
    """Keep words among somebody's drafts however many there are: nobody asked them to wait."""
    kept = {"circle_id": circle_id, "kind": draft.kind, "content": draft.content,
            "updated_at": clock.now()}
    statement = insert_into(Draft).values(
        user_id=user_id, key=key, created_at=clock.now(), **kept
    ).on_conflict_do_update(index_elements=[Draft.user_id, Draft.key], set_=kept)
    ident = session().execute(statement.returning(Draft.id)).scalar_one()
    return session().get_one(Draft, ident, populate_existing=True)


@action
def discard_draft(actor: Actor, key: str) -> None:
    """Forget a draft; one that is not there is forgotten already."""
    session().execute(delete(Draft).where(Draft.user_id == actor.user_id, Draft.key == key))


@action
def sweep_drafts() -> int:
    """Forget drafts nobody touched for 90 days; answers how many."""
    stale = delete(Draft).where(Draft.updated_at < clock.ago(days=KEPT_DAYS)).returning(Draft.id)
    return len(session().execute(stale).all())


@action
def forget_drafts_of(user_id: int) -> None:
    """Forget everything a person did not send: their account is closed."""
    session().execute(delete(Draft).where(Draft.user_id == user_id))


def _check_room(user_id: int, key: str) -> None:
    """Refuse one draft too many: dropping an older one would lose words nobody gave up."""
    others = select(func.count()).where(Draft.user_id == user_id, Draft.key != key)
    if session().execute(others).scalar_one() >= MAX_DRAFTS:
        raise Conflict(
            lazy("You have %(num)s drafts, as many as are kept. Send or discard one first",
                 num=MAX_DRAFTS),
            code="drafts_full",
        )  # fmt: skip
