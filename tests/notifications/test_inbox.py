"""The inbox: what stands there in the reader's words, where it leads, and what was seen of it."""

import pytest

from circle.accounts import actions as accounts
from circle.circles import actions as circles
from circle.circles.schemas import SettingsChange
from circle.content import actions as content
from circle.core.db import session, transaction
from circle.core.errors import NotFound
from circle.core.i18n import speaking
from circle.core.paging import as_number
from circle.notifications import actions, queries
from circle.notifications.models import Notice
from circle.notifications.queries import Telling, inbox
from tests.factories.content import comment, post
from tests.factories.qa import answer, ask
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm")
MAX_QUERIES = 12


def lines(person, kinds=(), **more):
    """What stands in somebody's inbox but for their standing, newest first."""
    page = queries.told_page(person.actor, kinds, **more)
    return [one for one in page.items if one.kind != "points"]


def tell_many(person, count, kind="system", code="rules"):
    """So many notices for somebody, told of nothing else."""
    for number in range(count):
        actions.tell([person.user_id], Telling(kind, code, f"test:{number}"))


def test_a_line_says_who_did_what_and_leads_to_the_very_comment(inside, cast):
    entry = post(cast.member.inside(), "春茶到了，先试白毫银针。")
    said = comment(cast.guest.inside(), entry.id, "香气像什么？")
    [line] = lines(cast.member)
    assert line.sentence == "guest_of_tea评论了你的动态"
    assert (line.quote, line.url, line.is_unread) == ("香气像什么？", f"/entries/{said.id}", True)
    assert (line.circle.slug, line.thread_id) == ("tea", entry.id)
    with speaking("en"):
        assert lines(cast.member)[0].sentence == "guest_of_tea commented on your post"


def test_those_behind_a_like_are_two_names_and_a_number(inside, cast):
    entry = post(cast.member.inside(), "第一泡只要十秒。")
    for giver, said in (
        (cast.guest, "guest_of_tea赞了你的动态"),
        (cast.moderator, "moderator_of_tea和guest_of_tea赞了你的动态"),
        (cast.admin, "admin_of_tea、moderator_of_tea等 3 人赞了你的动态"),
    ):
        content.like_entry(giver.inside(), entry.id)
        assert [line.sentence for line in lines(cast.member)] == [said]
    accounts.block_user(cast.member.actor, cast.admin.user_id)
    assert lines(cast.member)[0].sentence == "moderator_of_tea和guest_of_tea赞了你的动态"
    for giver in (cast.guest, cast.moderator):
        accounts.block_user(cast.member.actor, giver.user_id)
    assert lines(cast.member) == [] and queries.count_unread(cast.member.actor) == 0


def test_whoever_wrote_without_a_name_has_none_in_the_inbox(inside, cast):
    question = ask(cast.guest.inside(), "新手怎么挑第一把壶？", anonymous=True)
    answer(cast.member.inside(), question.id)
    mine = comment(cast.guest.inside(), question.id, f"@{cast.member.name} 谢谢，预算三百以内呢？")
    [line] = [one for one in lines(cast.member) if one.entry_id == mine.id]
    assert mine.anonymous and line.sentence == "匿名提到了你" and line.faces == ()
    shape = cast.member.client.get("/api/v1/me/inbox").json["items"][0]
    assert shape["people"] == [] and cast.guest.name not in str(shape)


def test_what_was_hidden_is_gone_from_the_list_and_a_decision_stays_without_the_words(inside, cast):
    entry = post(cast.member.inside(), "求推荐盖碗。")
    rude = comment(cast.guest.inside(), entry.id, "自己不会搜吗？")
    assert [line.quote for line in lines(cast.member)] == ["自己不会搜吗？"]
    content.hide_entry(cast.moderator.inside(), rude.id)
    assert lines(cast.member) == []
    where = {"circle_id": entry.circle_id, "entry_id": rude.id, "facts": {"act": 1}}
    actions.tell([cast.member.user_id], Telling("moderation", "hidden", "act:1", **where))
    [line] = lines(cast.member)
    assert (line.quote, line.entry_id, line.url) == ("", None, "/me/decisions#act1")


def test_whoever_left_a_private_circle_reads_nothing_of_it_any_more(inside, cast):
    circle_id = cast.member.inside().circle_id
    entry = post(cast.member.inside(), "只在这里说的事。")
    comment(cast.guest.inside(), entry.id, "只有我们知道。")
    circles.change_settings(
        cast.owner.inside(), circle_id, SettingsChange(visibility="private")
    )
    assert [line.quote for line in lines(cast.member)] == ["只有我们知道。"]
    notice_id = lines(cast.member)[0].id
    circles.leave_circle(cast.member.inside(), circle_id)
    assert lines(cast.member) == [] and queries.count_unread(cast.member.actor) == 0
    with pytest.raises(NotFound):
        queries.get_notice(cast.member.actor, notice_id)


def test_a_page_follows_the_one_before_also_past_what_is_not_shown(inside, cast, monkeypatch):
    monkeypatch.setattr(inbox, "WALKED", 4)
    tell_many(cast.member, 3, "points", "level")
    entry = post(cast.member.inside(), "求推荐盖碗。")
    for number in range(4):
        rude = comment(cast.guest.inside(), entry.id, f"自己不会搜吗？{number}")
        content.hide_entry(cast.moderator.inside(), rude.id)
    kinds, cursor, pages = ("points", "reply"), None, []
    for _turn in range(4):
        page = queries.inbox_page(cast.member.actor, kinds, cursor=cursor, limit=2)
        pages.append([one.notice.cause for one in page.items])
        cursor = page.next
        if cursor is None:
            break
    found = [cause for page in pages for cause in page if cause.startswith("test")]
    assert pages[0] == [] and cursor is None and found == ["test:2", "test:1", "test:0"]


def test_a_narrowed_inbox_holds_its_kinds_alone(inside, cast):
    tell_many(cast.member, 2)
    entry = post(cast.member.inside(), "求推荐盖碗。")
    comment(cast.guest.inside(), entry.id, "景德镇的都不错。")
    client = cast.member.client
    kinds = [one["kind"] for one in client.get("/api/v1/me/inbox?kind=replies").json["items"]]
    assert kinds == ["reply"]
    assert client.get("/api/v1/me/inbox?kind=nonsense").status_code == 422
    assert client.get("/inbox?kind=nonsense").status_code == 400
    page = client.get("/inbox?kind=system").text
    assert "景德镇" not in page and "圈规" in page and "景德镇" in client.get("/inbox").text


def test_the_whole_page_costs_a_dozen_statements(app, inside, cast):
    member = cast.member.inside()
    givers = [cast[who].inside() for who in ("guest", "moderator", "admin")]
    for number in range(MAX_QUERIES + 1):
        entry = post(member, f"今天第 {number} 泡茶。")
        for giver in givers:
            content.like_entry(giver, entry.id)
    client = cast.member.client
    client.get("/inbox")
    with statements(app) as sent:
        page = client.get("/inbox").text
    assert page.count("等 3 人赞了你的动态") > MAX_QUERIES >= len(sent), sent


def test_what_was_seen_counts_no_more_and_nobody_elses_is_touched(inside, cast):
    tell_many(cast.member, 3)
    tell_many(cast.guest, 1)
    mine = [line.id for line in lines(cast.member)]
    [other] = [line.id for line in lines(cast.guest)]
    client = cast.member.client
    answer = client.call("POST", "/me/inbox/seen", {"ids": [mine[0], other]})
    assert answer.json == {"count": 2, "threads": []}
    assert queries.count_unread(cast.guest.actor) == 1
    assert client.call("POST", "/me/inbox/seen", {}).status_code == 422
    assert client.call("POST", "/me/inbox/seen", {"all": True}).json["count"] == 0
    assert client.get(f"/inbox/{other}").status_code == 404
    assert client.get(f"/inbox/{mine[0]}").status_code == 200


def test_reading_a_thread_sees_what_was_told_of_it_alone(inside, cast):
    first, second = (post(cast.member.inside(), words) for words in ("春茶到了。", "秋茶还有。"))
    for entry in (first, second):
        comment(cast.guest.inside(), entry.id, "给我留一份。")
    client = cast.member.client
    assert client.get("/inbox/unread").json == {"count": 2, "threads": [first.id, second.id]}
    answer = client.call("POST", "/me/inbox/seen", {"thread": first.id})
    assert answer.json == {"count": 1, "threads": [second.id]}


def test_marking_all_as_read_is_taken_back_and_what_lies_deep_follows(
    inside, cast, run_jobs, monkeypatch
):
    tell_many(cast.member, 5)
    old = session().get(Notice, lines(cast.member)[-1].id)
    actions.see(cast.member.actor, [old.id])
    monkeypatch.setattr("circle.notifications.actions.seeing.PORTION", 3)
    moment = actions.see_all(cast.member.actor)
    assert queries.count_unread(cast.member.actor) == 1
    run_jobs()
    session().rollback()  # what was read before the jobs ran
    assert queries.count_unread(cast.member.actor) == 0
    monkeypatch.setattr("circle.notifications.actions.seeing.PORTION", 9)
    assert actions.unsee(cast.guest.actor, moment) == 0
    assert actions.unsee(cast.member.actor, moment) == 4
    assert queries.count_unread(cast.member.actor) == 4


def test_the_number_is_told_once_until_it_changes(inside, cast):
    client = cast.member.client
    tell_many(cast.member, 1)
    first = client.get("/inbox/unread")
    assert first.headers["Cache-Control"] == "private, no-cache"
    mark = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/inbox/unread", headers=mark).status_code == 304
    actions.see_all(cast.member.actor)
    assert client.get("/inbox/unread", headers=mark).json["count"] == 0


def test_nobody_in_particular_has_no_inbox(anyone, cast):
    assert anyone.get("/inbox/unread").status_code == 204
    assert anyone.get("/api/v1/me/inbox").status_code == 401
    assert anyone.get("/inbox").location.startswith("/signin")


def test_more_than_ninety_nine_are_counted_no_further(inside, cast):
    now = as_number(post(cast.member.inside()).published_at)
    row = {"user_id": cast.member.user_id, "kind": "system", "code": "rules", "facts": {}}
    with transaction():
        session().add_all(Notice(**row, cause=f"many:{now}:{one}") for one in range(130))
    assert queries.count_unread(cast.member.actor) == 100
