"""What a topic or floor said in columns of its own, gone with its entry's words."""

from sqlalchemy import update

from circle.core.db import action, session
from circle.topics.models import Application, Gathering, Idea, SignUp, Submission, Topic, Trial


@action
def forget_words(entry_id: int) -> None:
    """Rules, the last word, a place, an offer and who asked for it why, notes on a floor, why
    somebody was taken off a list.

    A lottery stays whole: the law wants its record for two years, and its proof is nobody's words.
    """
    for table, of, words in (
        (Topic, Topic.entry_id, {"rules": "", "closing": ""}),
        (Gathering, Gathering.entry_id, {"place": ""}),
        (Trial, Trial.entry_id, {"offer": ""}),
        (Application, Application.topic_id, {"words": ""}),
        (SignUp, SignUp.topic_id, {"off_reason": ""}),
        (Submission, Submission.entry_id, {"review_note": ""}),
        (Idea, Idea.entry_id, {"status_note": ""}),
    ):
        session().execute(update(table).where(of == entry_id).values(words))
