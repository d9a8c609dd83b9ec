"""A new rule looks back: what is on show and meets it comes before the staff, once."""

import pytest
from sqlalchemy import func, select

from circle.content.models import Entry
from circle.core.db import db, session
from circle.moderation.models import Act, Case
from circle.moderation.queries import lookback
from tests.factories.content import post

pytestmark = pytest.mark.usefixtures("calm")
HERE = "/circles/tea/keyword-rules"


@pytest.fixture
def written(scene, cast):
    """Three posts, of which two say what will be a rule, and one only seems to."""

    def make():
        owner = cast.owner.inside()
        texts = ("出售古树茶枕", "别人说「古树茶枕」", "今天的白茶", "古树茶枕又到货")
        return [post(owner, each).id for each in texts]

    return scene("posts that a rule will meet", make)


def standing(app, ids):
    """The status of each entry, its open case's source and rule."""
    with app.app_context():
        found = []
        for each in ids:
            case = session().scalar(
                select(Case).where(Case.entry_id == each, Case.closed_at.is_(None))
            )
            status = session().get_one(Entry, each).status
            found.append((status, case and (case.source, case.rule)))
        db.session.remove()
    return found


def add(cast, action):
    sent = {"pattern": "古树茶枕", "action": action, "name": "不卖茶枕"}
    return cast.admin.client.call("POST", HERE, sent).json["id"]


def test_what_is_refused_today_waits_and_what_only_quotes_it_stays_on_show(
    app, cast, written, run_jobs, monkeypatch
):
    monkeypatch.setattr(lookback, "AT_ONCE", 2)
    add(cast, "block")
    run_jobs()
    up = ("rule", "不卖茶枕")
    assert standing(app, written) == [
        ("pending", up), ("published", up), ("published", None), ("pending", up)
    ]
    with app.app_context():
        by_rule = select(Act.kind, Act.by_id, Act.rule).where(Act.rule.is_not(None))
        acts = session().execute(by_rule).all()
        db.session.remove()
    assert [tuple(act) for act in acts] == [("withhold", None, "不卖茶枕")] * 2


def test_a_rule_that_is_brought_back_looks_at_what_came_meanwhile(app, cast, run_jobs):
    rule = add(cast, "block")
    run_jobs()
    assert cast.admin.client.call("DELETE", f"/keyword-rules/{rule}").status_code < 300
    with app.app_context():
        came = post(cast.member.inside(), "趁现在出售古树茶枕").id
    assert cast.admin.client.submit(f"/rules-of-words/{rule}/restore").status_code == 303
    run_jobs()
    assert standing(app, [came]) == [("pending", ("rule", "不卖茶枕"))]


def test_what_is_to_be_looked_at_stays_on_show_and_comes_up_once(app, cast, written, run_jobs):
    rule = add(cast, "review")
    run_jobs()
    up = ("rule", "不卖茶枕")
    shown = [("published", up), ("published", up), ("published", None), ("published", up)]
    assert standing(app, written) == shown
    listed = cast.moderator.client.call("GET", "/circles/tea/review").json["items"]
    case = next(one["id"] for one in listed if one["entry"]["id"] == written[0])
    path = f"/review/{case}/decision"
    decided = cast.moderator.client.call("POST", path, {"decision": "approve"})
    assert decided.status_code == 200
    cast.admin.client.call("PATCH", f"/keyword-rules/{rule}", {"wide": False})
    run_jobs()
    assert standing(app, written) == [("published", None), *shown[1:]]
    with app.app_context():
        assert session().scalar(select(func.count()).select_from(Case)) == 3
        db.session.remove()


def test_a_rule_that_is_gone_or_only_covers_brings_nothing_up(app, cast, written, run_jobs):
    gone = add(cast, "block")
    cast.admin.client.call("DELETE", f"/keyword-rules/{gone}")
    add(cast, "replace")
    run_jobs()
    assert standing(app, written) == [("published", None)] * 4
