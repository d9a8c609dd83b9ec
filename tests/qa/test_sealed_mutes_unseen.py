"""A mute through an entry without a name changes nothing anybody reads of its author."""

import re

import pytest

from circle.accounts.models import User
from circle.content import actions as content
from circle.core.db import session
from tests.qa import test_anonymous as unnamed
from tests.qa.looking import page
from tests.qa.sealed import WHY, lift, mute_by_name, put, writes
from tests.qa.test_anonymous import addresses, mentions, read

pytestmark = pytest.mark.usefixtures("calm")
asker, lived = unnamed.asker, unnamed.lived  # somebody named like nobody, and what they asked

ONCE = re.compile(
    r'(name="csrf" content|name="(csrf_token|_key)" value|"csrf_token")[=:] ?"[^"]*"'
    r"|\d{4}-?\d\d-?\d\dT[\d:.]+(Z|[+]00:00)?"
)
# What tells of the mute itself, to who mutes and to the muted one, and holds no name of either's.
MEMBERS = "/api/v1/circles/tea/members"
TELLS_OF_IT = ("/c/tea/author-mutes", "/api/v1/circles/tea/author-mutes")
LOGGED = ("/c/tea/audit", "/api/v1/circles/tea/audit")  # what staff do, to whoever reads it


@pytest.mark.walk
@pytest.mark.parametrize("standing", ["member", "owner"])
def test_muting_who_has_no_name_changes_nothing_anybody_reads(
    app, cast, lived, asker, standing
):
    question, given = lived()
    paths = [path for path in addresses(app, cast, question, given) if path != "/metrics"]
    assert {*TELLS_OF_IT, *LOGGED} <= set(paths)
    before = told_to(cast[standing], paths)
    put(cast.moderator, question)
    muted = told_to(cast[standing], paths)
    if standing != "member":
        assert all(WHY in muted[path] and not mentions(muted[path]) for path in TELLS_OF_IT)
    changed = {path for path in paths if before[path] != muted[path]}
    assert [mentions(muted[path]) for path in LOGGED] == [mentions(before[path]) for path in LOGGED]
    told = {*TELLS_OF_IT, *LOGGED, f"/entries/{question}/mute-author"}
    assert changed == (set() if standing == "member" else told)
    with app.app_context():
        mute_by_name(cast, asker)
    assert (told_to(cast[standing], [MEMBERS]) != {MEMBERS: muted[MEMBERS]}) is (
        standing == "owner"
    )


def told_to(person, paths):
    """Every page as one person reads it, without what is made anew for each look."""
    return {path: ONCE.sub("", text) for path, text in read(person, paths).items()}


def test_a_named_mute_and_a_sealed_one_know_nothing_of_each_other(app, cast, asked, clock):
    number = asked()

    def reading():
        lists = ("/api/v1/circles/tea/members?state=muted&limit=100",
                 "/api/v1/circles/tea/members?limit=100")  # fmt: skip
        return [cast.owner.client.get(path).json["items"] for path in lists]

    with app.app_context():
        mute_by_name(cast, days=1)
    before = reading()
    assert len(before[0]) == 1
    put(cast.moderator, number, days=7)
    assert reading() == before
    lift(cast.moderator, number)
    assert reading() == before and not writes(cast.member)
    put(cast.moderator, number, days=7)
    with app.app_context():
        mute_by_name(cast, days=0)
    assert reading()[0] == [] and not writes(cast.member)


def test_the_log_of_the_staff_says_who_did_what_and_never_to_whom(app, cast, asked):
    number = asked()
    assert "还没有这样禁言过" in page(cast.moderator.client, "/c/tea/author-mutes")
    put(cast.moderator, number)
    lift(cast.admin, number)
    lift(cast.admin, number)  # nothing stands any more
    told = cast.owner.client.get("/api/v1/circles/tea/author-mutes").json["items"]
    assert [(one["act"], one["by"], one["reason"], one["entry_id"]) for one in told] == [
        ("unmuted", "admin_of_tea", "", number), ("muted", "moderator_of_tea", WHY, number),
    ]  # fmt: skip
    shown = page(cast.moderator.client, "/c/tea/author-mutes")
    assert "禁言了“紫砂壶第一次怎么开？”的作者" in shown and "member_of_tea" not in shown
    assert "/c/tea/author-mutes" in page(cast.moderator.client, "/c/tea/manage")
    with app.app_context():
        content.remove_entry(cast.member.inside(), number)
    shown = page(cast.moderator.client, "/c/tea/author-mutes")
    assert "紫砂壶" not in shown and "已删除的内容" in shown


def test_what_its_author_took_away_is_there_to_lift_the_mute_and_no_other(app, cast, asked):
    number, other = asked(), asked(title="白茶放久了会不会发霉？")
    put(cast.moderator, number)
    with app.app_context():
        for one in (number, other):
            content.remove_entry(cast.member.inside(), one)
    assert "紫砂壶" not in page(cast.admin.client, f"/entries/{number}/mute-author")
    assert put(cast.admin, other).status_code == 404
    browser = cast.admin.client
    assert browser.submit(f"/entries/{number}/unmute-author").location == "/c/tea/author-mutes"
    assert writes(cast.member)


def test_site_staff_who_keep_no_circle_learn_who_by_looking_up_alone(app, cast, asked):
    number = asked()
    put(cast.moderator, number)
    with app.app_context():
        session().get_one(User, cast.outsider.user_id).is_staff = True
        session().commit()
    browser = cast.outsider.client
    assert browser.get("/api/v1/circles/tea/author-mutes").status_code == 403
    told = browser.call("POST", f"/entries/{number}/reveal", {"reason": "投诉要核实"})
    assert told.json["author"]["id"] == cast.member.user_id
