"""Pages of questions as tests look at them: what is on one, and a circle set for it."""

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from tests.factories.qa import answer, ask


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
