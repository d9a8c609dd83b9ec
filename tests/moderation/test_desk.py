"""The desk: how much of each kind waits, the most urgent open, for staff alone, at any size."""

import pytest

from circle.core.db import db
from tests.factories.moderation import waiting
from tests.factories.pages import text
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")


def test_the_desk_counts_what_waits_and_shows_the_most_urgent(app, cast):
    with app.app_context():
        ids = waiting(cast, *(f"等着的第{number}条" for number in range(5)))
        db.session.remove()
    for number, reason in ((2, "minors"), (3, "ad")):
        case = f"/entries/{ids[number]}/reports"
        cast.admin.client.call("POST", case, {"reason": reason})
    client = cast.moderator.client
    client.get("/c/tea/desk")
    with statements(app) as ran:
        page = text(client, "/c/tea/desk")
    assert len(ran) <= 12
    assert "等着的第2条" in page
    assert "等着的第4条" not in page
    assert page.index("等着的第2条") < page.index("等着的第0条")
    assert "最紧急" in page
    assert 'href="/c/tea/desk"' in text(client, "/c/tea/manage")


@pytest.mark.parametrize("who", ["guest", "member", "outsider", "removed"])
def test_the_desk_is_for_staff(cast, anyone, who):
    assert cast[who].client.get("/c/tea/desk").status_code == 403
    assert anyone.get("/c/tea/desk").status_code == 303
