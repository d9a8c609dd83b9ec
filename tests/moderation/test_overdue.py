"""What is overdue stands first, and what a circle lets lie comes before the site's staff too."""

import pytest
from sqlalchemy import select, update

from circle.accounts.models import User
from circle.core.db import session, transaction
from circle.moderation import actions
from circle.moderation import queries as moderation_queries
from circle.moderation.actions import Brought, about_entry
from circle.moderation.models import Case
from circle.moderation.models.cases import PATROL, URGENT, USUAL
from tests.factories.content import post
from tests.factories.pages import text

pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def site_staff(app, cast):
    """The outsider sits at the desk of the whole site."""
    with app.app_context(), transaction() as current:
        current.execute(
            update(User).where(User.id == cast.outsider.user_id).values(is_staff=True)
        )
    return cast.outsider.client


def brought_up(app, cast, said, source, urgency, reports=0):
    """An entry before the circle's staff; its number."""
    with app.app_context():
        entry = post(cast.member.inside(), said)
        with transaction():
            case = actions.open_case(about_entry(entry), Brought(source, urgency))
            case.reports_count = reports
        return entry.id


def desks(app):
    with app.app_context():
        rows = session().execute(select(Case.entry_id, Case.desk))
        return {row.entry_id: row.desk for row in rows}


def test_what_a_circle_lets_lie_comes_before_the_site_once_it_is_late_enough(
    app, cast, site_staff, clock, run_jobs
):
    grave = brought_up(app, cast, "很急的一篇", "rule", URGENT)
    told = brought_up(app, cast, "有人举报的一篇", "report", USUAL, reports=1)
    first = brought_up(app, cast, "第一次发的一篇", "newcomer", USUAL)
    drawn = brought_up(app, cast, "抽到的一篇", "patrol", PATROL)

    def after(hours):
        clock.travel(hours=hours)
        with app.app_context():
            actions.escalate(moderation_queries.cases_let_lie())
        return {entry_id for entry_id, desk in desks(app).items() if desk == "both"}

    assert after(hours=1.9) == set()
    assert "很急的一篇" not in text(site_staff, "/site/waiting")
    assert after(hours=0.2) == {grave}
    page = text(site_staff, "/site/waiting")
    assert "很急的一篇" in page and "有人举报的一篇" not in page
    assert "有事拖着没处理的圈子" in page and "一席茶</a> (1)" in page
    assert after(hours=44) == {grave}
    assert after(hours=2) == {grave, told}
    assert "很急的一篇" in text(cast.moderator.client, "/c/tea/waiting"), "it stays theirs, too"
    assert after(hours=24 * 30) == {grave, told} and {first, drawn} < desks(app).keys()


def test_the_longest_overdue_of_the_same_urgency_stands_first_on_the_desk(app, cast, clock):
    brought_up(app, cast, "等了两天的一篇", "report", USUAL, reports=1)
    clock.travel(hours=47)
    brought_up(app, cast, "刚来的一篇", "report", USUAL, reports=9)
    page = text(cast.moderator.client, "/c/tea/desk")
    assert page.index("等了两天的一篇") < page.index("刚来的一篇")
    brought_up(app, cast, "很急的一篇", "report", URGENT)
    page = text(cast.moderator.client, "/c/tea/desk")
    assert page.index("很急的一篇") < page.index("等了两天的一篇")
