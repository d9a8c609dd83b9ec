"""What a page of a topic costs the database, with everything there can be on it."""

import pytest

from circle.content import actions as content
from circle.content.schemas import NewPoll
from circle.core.db import db
from circle.topics import actions
from circle.topics.kinds import KINDS
from circle.topics.queries.kinds import showing_of
from circle.topics.schemas.call import Announcement
from tests.factories.content import comment
from tests.factories.topics import hold_lottery, offer_trial, open_topic, reply
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")
BUDGET = 12  # queries of one page
SURVEY = tuple(
    NewPoll(question, ("喝", "不喝"), results="always")
    for question in ("早上喝茶吗？", "晚上呢？")
)


def everything(cast, kind):
    """A topic of a kind with a survey, a draw and a trial, floors of many, comments and marks."""
    host = cast.guest.inside()
    number = open_topic(host, kind, polls=SURVEY, capacity=1 if kind == "event" else None).id
    hold_lottery(cast.owner.inside(), number)
    offer_trial(cast.owner.inside(), number)
    floors = [reply(cast[who].inside(), number, "今天做完了，写一句。").id
              for who in ("member", "moderator", "admin")]  # fmt: skip
    for one in (number, *floors):
        said = comment(cast.admin.inside(), one)
        content.like_entry(cast.moderator.actor, said.id)
    decide(cast, kind, number, floors)
    for who in ("member", "owner"):
        actions.mark_read(cast[who].actor, number, 1)
    return number, floors


def decide(cast, kind, number, floors):
    """What a host and members do besides in a topic of this kind."""
    host = cast.guest.inside()
    if kind == "event":
        for who in ("moderator", "member", "owner"):
            actions.sign_up(cast[who].inside(), number)
    elif kind == "call":
        actions.choose_reply(host, floors[1])
        actions.announce_result(host, number, Announcement("选好了。"))
    elif kind == "assignment":
        actions.show_submission(host, floors[0])
    elif kind == "ideas":
        actions.merge_idea(host, floors[1], floors[2])
        actions.want_idea(cast.owner.inside(), floors[0])
        actions.set_idea_status(host, floors[0], "adopted", "春天就做")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_page_of_any_kind_stays_within_its_budget_whatever_hangs_on_it(
    app, cast, kind
):
    with app.app_context():
        number, floors = everything(cast, kind)
        views = ("host", "hot", *showing_of(kind).views)
        db.session.remove()
    path = f"/c/tea/topics/{number}"
    paths = (path, f"{path}?reply={floors[1]}", f"/api/v1/topics/{number}",
             f"/api/v1/topics/{number}/replies")  # fmt: skip
    more = ("/c/tea/topics", f"{path}?floor=2", *(f"{path}?view={view}" for view in views))
    for place, reader in enumerate((cast.member, cast.guest, cast.owner, cast.outsider)):
        browser = reader.client
        browser.get(path)
        for one in (*paths, *more[place % 2 :: 2]):
            with statements(app) as asked:
                assert browser.get(one).status_code == 200
            assert 2 < len(asked) <= BUDGET, (reader.name, one, len(asked), "\n".join(asked))
