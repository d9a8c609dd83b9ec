"""Not meeting somebody, anywhere."""

from sqlalchemy import func, select

from circle.accounts import queries
from circle.accounts.models import Block
from circle.accounts.policy import MAX_BLOCKS, can_block
from circle.core.actor import Actor
from circle.core.db import action, session
from circle.core.errors import Conflict, NotFound
from circle.core.i18n import lazy
from circle.core.policy import require


@action
def block_user(actor: Actor, user_id: int) -> None:
    """Not meet somebody any more, in every circle; they are not told. Twice is once."""
    require(actor, can_block(actor, user_id))
    user = queries.get_user(actor.user_id or 0, lock=True)
    if queries.get_user(user_id).is_closed:
        raise NotFound
    if session().get(Block, (user.id, user_id)) is not None:
        return
    if user.blocks_count >= MAX_BLOCKS:
        raise Conflict(lazy("There are %(num)s on the list already", num=MAX_BLOCKS))
    session().add(Block(user_id=user.id, blocked_id=user_id))
    _recount(user.id)


@action
def unblock_user(actor: Actor, user_id: int) -> None:
    """Meet somebody again; for somebody who was not blocked nothing happens."""
    require(actor, can_block(actor, user_id))
    user = queries.get_user(actor.user_id or 0, lock=True)
    block = session().get(Block, (user.id, user_id))
    if block is not None:
        session().delete(block)
        _recount(user.id)


def _recount(user_id: int) -> None:
    session().flush()
    user = queries.get_user(user_id)
    counted = select(func.count()).select_from(Block).where(Block.user_id == user_id)
    user.blocks_count = session().scalar(counted) or 0
