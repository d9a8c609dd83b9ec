"""Filling an empty database with the story, once, in one go; pictures are made meanwhile."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from sqlalchemy import select, text

from circle.accounts import actions as accounts
from circle.accounts import queries as account_queries
from circle.accounts.actions.links import SIGN_IN
from circle.accounts.avatars import keep_avatar
from circle.accounts.models import User
from circle.circles import queries as circle_queries
from circle.content import actions as content
from circle.core import clock
from circle.core.actor import SYSTEM
from circle.core.db import db, session, transaction
from circle.core.errors import NotFound
from circle.core.i18n import speaking
from circle.core.pictures import Picture, read_picture
from circle.core.storage import Storage, files
from circle.demo import pictures
from circle.demo.places import plan_places
from circle.demo.posts import plan_posts
from circle.demo.questions import plan_questions
from circle.demo.shop import plan_shop
from circle.demo.stage import Stage
from circle.demo.standing import plan_standing
from circle.demo.story import Story, picture_names

OWNER, FAN, CIRCLE = "linshui", "dudu", "shuikaile"
LANGUAGE = "zh_Hans_CN"  # the story's own
PAINTERS = 3  # one paints while two children decode
_TELLING = 0x44454D4F  # "DEMO": two first starts at once tell it once

Progress = Callable[[int], None]
Made = TypeVar("Made")


def is_empty() -> bool:
    """Nobody was ever here."""
    return session().scalar(select(User.id).limit(1)) is None


def count_steps(story: Story) -> int:
    """How much there is to do, as a progress bar counts it: a picture is as long as ten scenes."""
    return 10 * (len(picture_names(story)) + len(_faces(story))) + _scenes(story)


def tell_story(story: Story, progress: Progress) -> bool:
    """Fill an empty database with the story; False when somebody is there already.

    Everything but files is one transaction: a start that is killed begins anew the next time.
    """
    if not is_empty():
        return False
    painters = ThreadPoolExecutor(PAINTERS)
    try:
        return _tell(story, progress, *_paint(painters, story, progress))
    finally:
        painters.shutdown(cancel_futures=True)


def _tell(
    story: Story, progress: Progress, drawn: Mapping[str, Picture], avatars: Mapping[str, str]
) -> bool:
    with speaking(LANGUAGE), transaction():
        if db.engine.dialect.name == "postgresql":
            session().execute(text(f"SELECT pg_advisory_xact_lock({_TELLING})"))
        if not is_empty():
            return False
        stage = Stage(clock.now(), drawn, avatars)
        _plan(stage, story)
        stage.play(progress)
        for entry_id in stage.entries.values():
            content.rank_entry(entry_id)
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


def _faces(story: Story) -> dict[str, str]:
    return {
        person["name"]: person["avatar"]["name"] for person in story.people if "avatar" in person
    }


def _scenes(story: Story) -> int:
    stage = Stage(clock.now(), {}, {})
    _plan(stage, story)
    return len(stage.scenes)


def _plan(stage: Stage, story: Story) -> None:
    plan_places(stage, story)
    plan_posts(stage, story)
    plan_questions(stage, story)
    plan_standing(stage, story, (CIRCLE, FAN))
    plan_shop(stage, story)


def _paint(
    painters: Executor, story: Story, progress: Progress
) -> tuple[Mapping[str, Picture], Mapping[str, str]]:
    """Every picture, sent through the same gate as anybody's; made while the story is told."""
    keep = partial(_keep_face, files())
    avatars = {who: painters.submit(keep, name) for who, name in _faces(story).items()}
    drawn = {name: painters.submit(_draw, name) for name in picture_names(story)}
    return Coming(drawn, progress), Coming(avatars, progress)


def _draw(name: str) -> Picture:
    return read_picture(pictures.paint(name))


def _keep_face(storage: Storage, name: str) -> str:
    return keep_avatar(storage, pictures.paint(name))


class Coming(Mapping[str, Made]):
    """What is still being made, by name; who asks for one waits for it."""

    def __init__(self, made: Mapping[str, Future[Made]], progress: Progress) -> None:
        """Tell of each when it is first asked for."""
        self._made, self._progress = made, progress
        self._untold = set(made)

    def __getitem__(self, name: str) -> Made:
        made = self._made[name].result()
        if name in self._untold:
            self._untold.remove(name)
            self._progress(10)
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)
