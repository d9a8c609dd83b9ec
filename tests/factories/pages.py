"""Pages as tests read them."""

from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.core.db import db


def change(app, cast, **settings):
    with app.app_context():
        owner = cast.owner.inside()
        circles.change_settings(owner, owner.circle_id, SettingsChange(**settings))
        db.session.remove()


def text(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.get_data(as_text=True)
