"""Writing down what is soon over, once for each cause and hour, and letting go of what is past."""

from sqlalchemy import delete

from circle.core import clock
from circle.core.bus import emit
from circle.core.db import action, insert_into, session
from circle.events import TopicReminded
from circle.topics import queries
from circle.topics.models import Reminder


@action
def write_reminders() -> int:
    """What ends within a day is shown to whom it concerns; answers how many were written."""
    session().execute(delete(Reminder).where(Reminder.until <= clock.now()))
    rows = queries.to_remind_of()
    for row in rows:
        insert = insert_into(Reminder).values(**row)
        session().execute(insert.on_conflict_do_update(
            index_elements=["entry_id", "cause", "part"],
            set_={"until": insert.excluded.until, "at": insert.excluded.at},
        ))  # fmt: skip
        emit(TopicReminded(
            row["circle_id"], row["entry_id"], row["cause"], row["part"], row["until"]
        ))  # fmt: skip
    return len(rows)
