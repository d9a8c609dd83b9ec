"""The week's leaders beside a circle's entries: who sees them, and who is among them."""

import re

import pytest

from circle.accounts.actions import block_user
from circle.circles.actions import change_settings
from circle.circles.schemas import SettingsChange
from circle.core.db import db
from circle.home.views.circle import leaders_kept
from circle.points.actions import show_on_boards
from circle.posts.cards import listings
from tests.factories import points as made
from tests.home.test_circle_page import MAX_QUERIES
from tests.statements import statements

BLOCK = re.compile(r'<section class="rail__card leaders".*?</section>', re.S)


def named(client):
    """Who stands in the block, in order; None when there is no block."""
    found = BLOCK.search(client.get("/c/tea").text)
    return re.findall(r'leaders__name">([^<]+)', found[0]) if found else None


@pytest.fixture
def week(app, cast):
    """Four people contributed this week: the member most, the owner least."""
    with app.app_context():
        order = [cast.member, cast.guest, cast.moderator, cast.owner]
        for times, person in zip((4, 3, 2, 1), order, strict=True):
            for _ in range(times):
                made.happen(person)
        db.session.remove()
    return [person.name for person in order]


def test_a_week_nobody_wrote_in_names_nobody(anyone, cast):
    assert named(anyone) is None and named(cast.member.client) is None


def test_the_first_three_of_the_week_stand_beside_the_list(anyone, cast, week):
    assert named(cast.member.client) == week[:3]
    assert named(anyone) == week[:3]


def test_who_opts_out_is_gone_at_once_also_from_pages_kept_for_guests(
    app, anyone, cast, week, clock
):
    clock.hold()  # what is kept for a minute does not end by itself
    assert named(anyone) == week[:3]
    with app.app_context():
        here = cast.guest.inside()
        show_on_boards(here, here.circle_id, False)
        db.session.remove()
    assert named(anyone) == named(cast.member.client) == [week[0], week[2], week[3]]


def test_nobody_meets_who_they_blocked_there(app, cast, week):
    with app.app_context():
        block_user(cast.owner.actor, cast.guest.user_id)
        db.session.remove()
    assert named(cast.owner.client) == [week[0], week[2]]
    assert named(cast.member.client) == week[:3]


def test_where_members_are_not_shown_outsiders_see_no_leaders(app, anyone, cast, week):
    with app.app_context():
        here = cast.owner.inside()
        change_settings(here, here.circle_id, SettingsChange(visibility="preview"))
        db.session.remove()
    assert named(anyone) is None and named(cast.outsider.client) is None
    assert named(cast.member.client) == week[:3]


def test_the_leaders_are_read_within_the_pages_queries_and_kept(app, cast, week):
    client = cast.member.client
    client.get("/c/tea")
    listings.clear()
    leaders_kept.clear()
    with statements(app) as first:
        assert named(client) == week[:3]
    with statements(app) as again:
        assert named(client) == week[:3]
    assert len(first) <= MAX_QUERIES and len(again) < len(first)
