"""A first start of the demonstration that is killed in the middle, in a process of its own.

`python -m tests.demo.first_start`, with CIRCLE_DATA set.
"""

import os
import signal

from circle.app import create_app
from circle.config import load_settings
from circle.core.migrate import migrate
from circle.demo import loader
from circle.demo.story import Story, read_story
from tests.demo.unpainted import unpainted

POSTS = 1  # of each circle: the beginning of the story is enough to be killed in


def main() -> None:
    app = create_app(load_settings(dict(os.environ)), TESTING=True, ARGON2_FAST=True)
    migrate(app)
    with app.app_context():
        story = beginning()
        loader.tell_story(story, die_late(story), unpainted)


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
    main()
