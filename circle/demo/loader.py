"""Filling an empty database with the story, once, in one go; pictures are made meanwhile."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

from sqlalchemy import select, text, update

from circle.accounts import actions as accounts
from circle.accounts import queries as account_queries
from circle.accounts.actions.links import SIGN_IN
from circle.accounts.models import User
from circle.circles import queries as circle_queries
from circle.content import actions as content
from circle.core import clock
from circle.core.actor import SYSTEM
from circle.core.db import db, session, transaction
from circle.core.errors import NotFound
from circle.core.i18n import speaking
from circle.core.pictures import Picture
from circle.demo.painting import painted_beside
from circle.demo.places import plan_places
from circle.demo.posts import plan_posts
from circle.demo.questions import plan_questions
from circle.demo.shop import plan_shop
from circle.demo.stage import Stage
from circle.demo.standing import plan_standing
from circle.demo.story import Story, picture_names
from circle.demo.topics import plan_topics
from circle.notifications.models import Notice

OWNER, FAN, CIRCLE = "linshui", "dudu", "shuikaile"
LANGUAGE = "zh_Hans_CN"  # the story's own
READ_BEFORE = timedelta(days=1)  # what people of the story were told before then they have seen
SELDOM = (50_000, 20, 50)  # a story makes millions of objects, and hardly a circle of them
_TELLING = 0x44454D4F  # "DEMO": two first starts at once tell it once

Progress = Callable[[int], None]
Painting = Callable[[Sequence[str]], AbstractContextManager[Mapping[str, Picture]]]


def is_empty() -> bool:
    """Nobody was ever here."""
    return session().scalar(select(User.id).limit(1)) is None


def count_steps(story: Story) -> int:
    """How much there is to do, as a progress bar counts it: one for each scene."""
    stage = Stage(clock.now(), {})
    _plan(stage, story)
    return len(stage.scenes)


def tell_story(
    story: Story, progress: Progress, painted: Painting = painted_beside, site: str = ""
) -> bool:
    """Fill an empty database with the story; False when somebody is there already.

    `site` is the address people will come to: links in what is written begin with it.
    Everything but files is one transaction: a start that is killed begins anew the next time.
    """
    if not is_empty():
        return False
    now = clock.now()
    with painted(picture_names(story, now)) as pictures, _collecting_seldom():
        return _tell(Stage(now, pictures, site), story, progress)


def _tell(stage: Stage, story: Story, progress: Progress) -> bool:
    with speaking(LANGUAGE), transaction():
        if db.engine.dialect.name == "postgresql":
            session().execute(text(f"SELECT pg_advisory_xact_lock({_TELLING})"))
        if not is_empty():
            return False
        _plan(stage, story)
        stage.play(progress)
        for entry_id in stage.roots():
            content.rank_entry(entry_id)
        past = Notice.at < stage.now - READ_BEFORE
        session().execute(update(Notice).where(past).values(read_at=Notice.at))
    return True


def sign_in_links() -> Sequence[tuple[str, str]]:
    """A fresh link for the owner and for a fan, while the story's circle is there: (name, path)."""
    try:
        circle_queries.enter(SYSTEM, CIRCLE)
        people = [account_queries.get_user_by_name(name) for name in (OWNER, FAN)]
    except NotFound:
        return ()
    with transaction():
        return [
            (
                person.display_name,
                f"/link/{accounts.make_link(person, SIGN_IN, accounts.OPERATOR_LINK_LASTS)}",
            )
            for person in people
        ]


def _plan(stage: Stage, story: Story) -> None:
    plan_places(stage, story)
    plan_posts(stage, story)
    plan_questions(stage, story)
    plan_topics(stage, story)
    plan_standing(stage, story, (CIRCLE, FAN))
    plan_shop(stage, story)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for what is garbage in a circle seldom: it costs a tenth of the time, for nothing."""
    usual = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
