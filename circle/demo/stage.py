"""Where the story is told: who and what is there so far, and the clock of the scene."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from circle.accounts import queries as accounts
from circle.content import actions as content
from circle.core import clock
from circle.core.actor import Actor
from circle.core.db import session
from circle.core.pictures import Picture
from circle.demo.story import Table


class Scene(NamedTuple):
    """Something that happens at a time; of one time, in the order of `rank`."""

    at: datetime
    rank: int
    happens: Callable[[], object]


@dataclass(slots=True)
class Stage:
    """What is known while the story is being told: ids by the names of the story."""

    now: datetime
    pictures: Mapping[str, Picture]
    site: str = ""  # what links begin with
    users: dict[str, int] = field(default_factory=dict)
    regions: dict[str, str] = field(default_factory=dict)  # where they write from
    circles: dict[str, int] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)  # posts, and threads as "post/thread"
    rewards: dict[str, int] = field(default_factory=dict)
    orders: dict[str, int] = field(default_factory=dict)  # as "reward/number"
    scenes: list[Scene] = field(default_factory=list)
    _people: dict[str, Actor] = field(default_factory=dict)

    def plan(self, at: datetime, rank: int, happens: Callable[[], object]) -> None:
        """Have something happen at a time; what would lie ahead happens now."""
        self.scenes.append(Scene(min(at, self.now), rank, happens))

    def play(self, progress: Callable[[int], None]) -> None:
        """Let everything happen, one thing after the other, each at its time."""
        at = self.now
        clock.read_from(lambda: at)
        try:
            for scene in sorted(self.scenes, key=lambda scene: scene[:2]):
                at = scene.at
                scene.happens()
                progress(1)
        finally:
            clock.read_from(None)

    def actor(self, name: str) -> Actor:
        """Somebody of the story, as their account has been since it last changed."""
        if name not in self._people:
            known = accounts.get_actor(self.users[name])
            self._people[name] = replace(known, region=self.regions.get(name))
        return self._people[name]

    def roots(self) -> list[int]:
        """Whatever stands by itself: posts and questions, without what was said under them."""
        return [entry_id for key, entry_id in self.entries.items() if "/" not in key]

    def forget(self, name: str) -> None:
        """Ask anew who somebody is, whose account changed."""
        self._people.pop(name, None)

    def keep(self, name: str, picture: Table) -> int:
        """A picture of the story, kept for somebody; answers its id."""
        drawn = self.pictures[picture["name"]]
        media = content.keep_picture(self.actor(name), drawn, picture["alt"])
        session().flush()
        return media.id
