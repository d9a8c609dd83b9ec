"""Filling an empty database with the story, once: pictures first, then everything in one go."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

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
from circle.core.storage import files
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
    drawn, avatars = _paint(story, progress)
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


def _paint(story: Story, progress: Progress) -> tuple[dict[str, Picture], dict[str, str]]:
    """Every picture, drawn and sent through the same gate as anybody's."""
    storage = files()
    names, faces = picture_names(story), _faces(story)
    with ThreadPoolExecutor(PAINTERS) as painters:
        drawn = painters.map(lambda name: read_picture(pictures.paint(name)), names)
        kept = painters.map(lambda name: keep_avatar(storage, pictures.paint(name)), faces.values())
        done, avatars = {}, {}
        for name, picture in zip(names, drawn, strict=True):
            done[name] = picture
            progress(10)
        for person, key in zip(faces, kept, strict=True):
            avatars[person] = key
            progress(10)
    return done, avatars
