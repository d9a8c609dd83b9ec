"""What hangs on a topic besides its kind: a lottery, a trial, and where the reader stands."""

from dataclasses import dataclass

from sqlalchemy import select

from circle.content import queries as content
from circle.core.db import session
from circle.topics.models import Application, Entrant, Lottery, Reading, Topic, Trial
from circle.topics.queries.news import asked_by, has_news
from circle.topics.queries.threads import Hosted

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Hung:
    """What is drawn and tried on a topic, and how far the reader is with it; often nothing."""

    lottery: Lottery | None = None
    entrant: Entrant | None = None
    trial: Trial | None = None
    application: Application | None = None
    reading: Reading | None = None
    edit_waits: bool = False  # the reader's own edit of the opening
    has_news: bool = False  # something happened to the reader here that they did not see yet

    @property
    def hanging(self) -> tuple[str, ...]:
        """What hangs there, by name; not a lottery that was called off."""
        held = self.lottery is not None and self.lottery.state != "cancelled"
        return ("lottery",) * held + ("trial",) * (self.trial is not None)

    @property
    def read_floor(self) -> int | None:
        """Up to which floor the reader read the topic; None when never."""
        return self.reading.floor if self.reading else None


def hung_on(hosted: Hosted) -> Hung:
    """All of it in one query, for the page of a topic."""
    user_id = hosted.here.user_id or NOBODY
    waits = content.edit_waits(hosted.here, hosted.entry)
    row = session().execute(
        select(
            Lottery, Entrant, Trial, Application, Reading, waits.label("edit_waits"),
            has_news(hosted).label("has_news"),
        )
        .select_from(Topic)
        .outerjoin(Lottery, Lottery.entry_id == Topic.entry_id)
        .outerjoin(Entrant, (Entrant.lottery_id == Lottery.id) & (Entrant.user_id == user_id))
        .outerjoin(Trial, Trial.entry_id == Topic.entry_id)
        .outerjoin(
            Application,
            (Application.topic_id == Trial.entry_id) & (Application.user_id == user_id),
        )
        .outerjoin(Reading, (Reading.topic_id == Topic.entry_id) & (Reading.user_id == user_id))
        .where(Topic.entry_id == hosted.entry.id),
        asked_by(user_id, hosted.circle.id),
    ).one()  # fmt: skip
    return Hung(*row)
