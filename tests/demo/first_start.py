"""A first start of the demonstration in a process of its own, which may be killed in the middle.

`python -m tests.demo.first_start die|again`, with CIRCLE_DATA set.
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
from circle.demo import loader
from circle.demo.story import Story, read_story
from circle.doctor import doctor
from tests.demo.unpainted import unpainted

POSTS = 3  # of each circle: the beginning of the story is enough to be killed in
SWEPT = "--- swept ---"


def main(what: str) -> None:
    app = create_app(load_settings(dict(os.environ)), TESTING=True, ARGON2_FAST=True)
    migrate(app)
    with app.app_context():
        story = beginning()
        progress = die_late(story) if what == "die" else lambda steps: None
        print(f"told={loader.tell_story(story, progress, unpainted)}")
    print(app.test_cli_runner().invoke(doctor).output)
    with app.app_context():
        clock.read_from(lambda: datetime.now(UTC) + timedelta(hours=25))
        wiring.JOBS["core.sweep_files"]({})
        clock.read_from(None)
    print(SWEPT)
    print(app.test_cli_runner().invoke(doctor).output)


def beginning() -> Story:
    story = read_story()
    posts = {slug: [post for post in told if "state" not in post][:POSTS]
             for slug, told in story.posts.items()}  # fmt: skip
    circles = [{**circle, "collections": ()} for circle in story.circles]
    return Story(story.people, circles, posts)


def die_late(story):
    """What kills the process when two thirds of the story are told."""
    told, deadly = 0, loader.count_steps(story) * 2 // 3

    def die(steps):
        nonlocal told
        told += steps
        if told >= deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    return die


if __name__ == "__main__":
    main(sys.argv[1])
