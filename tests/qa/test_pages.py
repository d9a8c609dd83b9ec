"""The pages of questions: who sees and does what on them, and that nothing typed is lost."""

import pytest

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from tests.factories.qa import answer, ask


@pytest.fixture(autouse=True)
def calm(app, cast):
    """Nobody's first words wait."""
    settings(app, cast, newcomer_review=0)


def settings(app, cast, **change):
    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(**change))


def asked(app, cast, **more):
    """A question of the member, with an answer of the guest's: both numbers."""
    with app.app_context():
        entry = ask(cast.member.inside(), **more)
        return entry.id, answer(cast.guest.inside(), entry.id).id


def page(browser, path, status=200):
    found = browser.get(path)
    assert found.status_code == status, found.get_data(as_text=True)[:400]
    return found.get_data(as_text=True)


STANDINGS = ("owner", "admin", "moderator", "guest", "member", "outsider", "removed", "banned")


@pytest.mark.parametrize("who", [None, *STANDINGS])
def test_everybody_reads_a_public_circles_questions(app, cast, anyone, who):
    number, _given = asked(app, cast)
    browser = cast[who].client if who else anyone
    assert "白茶存放时要不要密封" in page(browser, "/c/tea/questions")
    assert "阴凉干燥" in page(browser, f"/c/tea/questions/{number}")
