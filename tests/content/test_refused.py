"""What was turned down says so to its author, and draws no acts nobody can take."""

import re

import pytest

from circle.content import actions as content
from circle.content.actions import wording
from circle.content.schemas import Ruling
from circle.core.db import db
from circle.screening.rules import Rule, RuleSet
from tests.factories.qa import answer, ask
from tests.factories.topics import inside, open_topic, reply

pytestmark = pytest.mark.usefixtures("calm")
BAD = "兼职"
WATCHED = RuleSet((Rule(BAD, BAD, "review"),))
ACTS = re.compile(r'data-react="(like|bookmark|helpful)"|/(share|comments#write)"')


@pytest.fixture
def decided(app, cast, monkeypatch):
    """`decided(kind, ruling)`: where its author reads something that waited and was decided on."""

    def make(kind, ruling):
        with app.app_context():
            owner, author = inside(cast.owner), inside(author_of(cast, kind))
            under = AROUND[kind](owner).id if kind in AROUND else None
            monkeypatch.setattr(wording.screening, "rules_of", lambda circle_id=None: WATCHED)
            entry, path = MAKES[kind](author, under)
            number = entry.id
            content.apply_verdict(inside(cast.moderator), number, ruling)
            db.session.remove()
            return path.format(number)

    return make


AROUND = {"answer": ask, "reply": open_topic}
MAKES = {
    "question": lambda who, _: (ask(who, f"{BAD}白茶怎么存放？"), "/c/tea/questions/{}"),
    "answer": lambda who, at: (answer(who, at, f"{BAD}放阴凉处。"), f"/c/tea/questions/{at}"),
    "topic": lambda who, _: (open_topic(who, title=f"{BAD}一起去"), "/c/tea/topics/{}"),
    "reply": lambda who, at: (reply(who, at, f"{BAD}我也去。"), f"/c/tea/topics/{at}"),
}  # fmt: skip


def author_of(cast, kind):
    return cast.guest if kind == "topic" else cast.member


def acts(client, path, kind):
    page = client.get(path).get_data(as_text=True)
    part = {"answer": 'id="answers"', "reply": 'id="floors"'}.get(kind)
    shown = page.split(part, 1)[1] if part else page.split('class="card__foot', 1)[1]
    return ACTS.findall(shown.split("</footer>")[0])


def test_what_was_turned_down_draws_no_acts(cast, decided):
    for kind in MAKES:
        author = author_of(cast, kind).client
        refused = decided(kind, Ruling("reject", "请写具体些"))
        assert acts(author, refused, kind) == [], kind


def test_what_was_let_through_draws_them(cast, decided):
    for kind in MAKES:
        author = author_of(cast, kind).client
        assert acts(author, decided(kind, Ruling("approve")), kind), kind
