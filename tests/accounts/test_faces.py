"""A face that changed is shown as it is now, also on pages kept for guests."""

from sqlalchemy import select

from circle.circles.models import Circle
from circle.core.db import session


def version(app):
    with app.app_context():
        return session().scalar(select(Circle.version).where(Circle.slug == "tea"))


def test_a_new_profile_makes_kept_pages_stale(app, cast):
    before = version(app)
    cast.member.client.call("PATCH", "/me", {"display_name": "喝茶的人"})
    assert version(app) > before


def test_a_closed_account_makes_kept_pages_stale(app, cast):
    before = version(app)
    cast.removed.client.submit("/me/close")
    assert version(app) > before


def test_the_profile_of_somebody_elsewhere_leaves_kept_pages_alone(app, cast):
    before = version(app)
    cast.outsider.client.call("PATCH", "/me", {"display_name": "路过的人"})
    assert version(app) == before
