"""A first start of the demonstration in a process of its own, which may be killed in the middle.

`python -m tests.demo.first_start tell|tell-and-die|sweep`, with CIRCLE_DATA set.
"""

import os
import signal
import sys
from datetime import UTC, datetime, timedelta

from circle import wiring
from circle.app import create_app
from circle.config import load_settings
from circle.core import clock
from circle.core.migrate import migrate
from circle.core.pictures import Picture, PictureCopy
from circle.demo import loader
from circle.demo.story import Story, read_story

COPY = PictureCopy(1, 1, b"webp")
PICTURE = Picture("jpeg", 1, 1, COPY, COPY, COPY, "data:,", "#888888", "0" * 64, False, False)
POSTS = 3  # of each circle: the beginning of the story is enough to be killed in


def main(what: str) -> None:
    app = create_app(load_settings(dict(os.environ)), TESTING=True, ARGON2_FAST=True)
    migrate(app)
    with app.app_context():
        if what == "sweep":
            clock.read_from(lambda: datetime.now(UTC) + timedelta(hours=25))
            wiring.JOBS["core.sweep_files"]({})
            return
        loader._paint = lambda painters, story, progress: (
            dict.fromkeys(loader.picture_names(story), PICTURE), {},
        )  # fmt: skip
        told = loader.tell_story(beginning(), die_late if what == "tell-and-die" else count)
        print(f"told={told} after={STEPS}")


def beginning() -> Story:
    story = read_story()
    posts = {slug: [post for post in told if "state" not in post][:POSTS]
             for slug, told in story.posts.items()}  # fmt: skip
    circles = [{**circle, "collections": ()} for circle in story.circles]
    return Story(story.people, circles, posts)


STEPS = 0
DEADLY = int(os.environ.get("DEADLY_STEP", "400"))


def count(steps: int) -> None:
    global STEPS
    STEPS += 1


def die_late(steps: int) -> None:
    count(steps)
    if STEPS == DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1])
