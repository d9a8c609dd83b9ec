"""Comments: two levels, who may write them, what becomes of them when something above goes."""

import pytest

from circle.accounts import actions as accounts
from circle.content import actions, queries
from circle.content.models import Entry
from circle.core.actor import GUEST
from circle.core.db import session
from circle.core.errors import Invalid, NotAllowed, NotFound
from tests.factories.content import comment, picture, post
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("calm", "inside")


def page(reader, entry, **options):
    found, circle, here = queries.get_entry(reader, entry.id)
    return queries.comments_page(here, circle, found, **options)


def bodies(found):
    return [(thread.comment.source, [reply.source for reply in thread.replies])
            for thread in found.items]


def counters():
    return list(queries.check_counters())


def test_answers_to_answers_stay_on_the_second_level(cast):
    entry = post(cast.member.inside())
    first = comment(cast.guest.inside(), entry.id, "一楼")
    under = comment(cast.owner.inside(), first.id, "回一楼")
    deeper = comment(cast.admin.inside(), under.id, "回回一楼")
    named = comment(cast.member.inside(), entry.id, "也回", reply_to_id=deeper.id)
    assert {row.parent_id for row in (under, deeper, named)} == {first.id}
    assert [under.reply_to_id, deeper.reply_to_id, named.reply_to_id] == [None, under.id, deeper.id]
    assert bodies(page(GUEST, entry)) == [("一楼", ["回一楼", "回回一楼", "也回"])]
    session().expire_all()
    assert session().get_one(Entry, entry.id).comments_count == 4
    assert session().get_one(Entry, first.id).replies_count == 3
    assert not counters()


def test_an_answer_must_be_to_something_under_the_same_entry(cast):
    here = cast.member.inside()
    one, other = post(here, "一"), post(here, "二")
    elsewhere = comment(here, other.id)
    for not_here in (elsewhere, other):
        with pytest.raises(Invalid):
            comment(here, one.id, reply_to_id=not_here.id)
    mine = comment(here, one.id)
    assert comment(here, one.id, reply_to_id=mine.id).parent_id == mine.id


def test_the_oldest_come_first_and_pages_join_without_gap(cast):
    entry = post(cast.member.inside())
    for number in range(7):
        comment(cast.guest.inside(), entry.id, f"第 {number} 条评论")
    seen, cursor = [], None
    while True:
        found = page(GUEST, entry, cursor=cursor, limit=3)
        seen += [thread.comment.source for thread in found.items]
        cursor = found.next
        if cursor is None:
            break
    assert seen == [f"第 {number} 条评论" for number in range(7)]


def test_a_page_of_comments_costs_two_queries_and_shows_three_replies_of_each(cast):
    entry = post(cast.member.inside())
    for _ in range(3):
        first = comment(cast.guest.inside(), entry.id)
        for number in range(5):
            comment(cast.owner.inside(), first.id, f"回复 {number}")
    found, circle, here = queries.get_entry(cast.member.inside(), entry.id)
    with statements() as asked:
        threads = queries.comments_page(here, circle, found).items
    assert len(asked) <= 2
    assert [len(thread.replies) for thread in threads] == [3, 3, 3]
    assert [thread.more for thread in threads] == [2, 2, 2]
    rest = queries.comments_page(here, circle, threads[0].comment, limit=100)
    assert [thread.comment.source for thread in rest.items] == [f"回复 {n}" for n in range(5)]


def test_a_locked_entry_takes_comments_from_staff_alone(cast):
    entry = post(cast.member.inside())
    actions.lock_entry(cast.moderator.inside(), entry.id)
    for name in ("member", "guest"):
        with pytest.raises(NotAllowed):
            comment(cast[name].inside(), entry.id)
    assert comment(cast.owner.inside(), entry.id).is_shown
    actions.unlock_entry(cast.moderator.inside(), entry.id)
    assert comment(cast.guest.inside(), entry.id).is_shown


@pytest.mark.parametrize("name", ["outsider", "removed", "banned"])
def test_who_is_not_a_member_cannot_comment(cast, name):
    entry = post(cast.member.inside())
    with pytest.raises(NotAllowed):
        comment(cast[name].actor, entry.id)


def test_a_removed_comment_with_replies_leaves_a_tombstone_and_one_without_leaves_nothing(cast):
    entry = post(cast.member.inside())
    kept = comment(cast.guest.inside(), entry.id, "会留下痕迹")
    comment(cast.owner.inside(), kept.id, "回复还在")
    lonely = comment(cast.guest.inside(), entry.id, "不留痕迹")
    for gone in (kept, lonely):
        actions.remove_entry(cast.guest.inside(), gone.id)
    found, circle, here = queries.get_entry(cast.owner.inside(), entry.id)
    threads = queries.comments_page(here, circle, found).items
    shapes = queries.thread_views(here, circle, threads)
    assert len(shapes) == 1
    assert (shapes[0]["status"], shapes[0]["author"], shapes[0]["body"]) == ("removed", None, "")
    assert [reply["body"] for reply in shapes[0]["replies"]] == ["回复还在"]
    session().expire_all()
    assert session().get_one(Entry, entry.id).comments_count == 1
    assert not counters()
    actions.restore_entry(cast.guest.inside(), kept.id)
    assert session().get_one(Entry, entry.id).comments_count == 2
    assert not counters()


def test_a_hidden_comment_takes_its_replies_along_and_brings_them_back(cast):
    entry = post(cast.member.inside())
    first = comment(cast.guest.inside(), entry.id, "不当言论")
    reply = comment(cast.member.inside(), first.id)
    comment(cast.owner.inside(), first.id)
    actions.hide_entry(cast.moderator.inside(), first.id, act_id=3)
    assert bodies(page(GUEST, entry)) == []
    with pytest.raises(NotFound):
        queries.get_entry(GUEST, reply.id)
    with pytest.raises(NotFound):
        comment(cast.owner.inside(), reply.id)
    session().expire_all()
    assert session().get_one(Entry, entry.id).comments_count == 0
    assert not counters()
    actions.unhide_entry(cast.moderator.inside(), first.id, act_id=3)
    assert len(bodies(page(GUEST, entry))[0][1]) == 2
    session().expire_all()
    assert session().get_one(Entry, entry.id).comments_count == 3
    assert not counters()


def test_a_hidden_reply_stays_hidden_when_its_thread_comes_back(cast):
    entry = post(cast.member.inside())
    first = comment(cast.guest.inside(), entry.id)
    reply = comment(cast.member.inside(), first.id)
    actions.hide_entry(cast.moderator.inside(), reply.id, act_id=1)
    actions.hide_entry(cast.moderator.inside(), entry.id, act_id=2)
    actions.unhide_entry(cast.moderator.inside(), entry.id, act_id=2)
    assert queries.get_entry(GUEST, first.id)[0].is_shown
    with pytest.raises(NotFound):
        queries.get_entry(GUEST, reply.id)
    assert not counters()


def test_when_the_post_goes_its_comments_go_and_come_back_with_it(cast):
    here = cast.member.inside()
    entry = post(here)
    first = comment(cast.guest.inside(), entry.id)
    reply = comment(cast.owner.inside(), first.id)
    actions.remove_entry(here, entry.id)
    for number in (first.id, reply.id):
        with pytest.raises(NotFound):
            queries.get_entry(cast.owner.inside(), number)
    actions.restore_entry(here, entry.id)
    assert queries.get_entry(GUEST, reply.id)[0].is_shown
    assert not counters()


def test_people_one_blocked_are_not_read_and_cannot_answer(cast):
    entry = post(cast.member.inside())
    comment(cast.guest.inside(), entry.id, "我来了")
    comment(cast.owner.inside(), entry.id, "欢迎")
    accounts.block_user(cast.member.actor, cast.guest.user_id)
    assert bodies(page(cast.member.actor, entry)) == [("欢迎", [])]
    assert bodies(page(GUEST, entry)) == [("我来了", []), ("欢迎", [])]
    with pytest.raises(NotAllowed):
        comment(cast.guest.inside(), entry.id, "还在")
    with pytest.raises(NotAllowed):
        actions.like_entry(cast.guest.inside(), entry.id)
    mine = comment(cast.member.inside(), post(cast.owner.inside()).id)
    with pytest.raises(NotAllowed):
        comment(cast.guest.inside(), mine.id)
    accounts.unblock_user(cast.member.actor, cast.guest.user_id)
    assert comment(cast.guest.inside(), entry.id, "和好").is_shown


def test_a_comment_carries_one_picture_and_a_post_nine(cast):
    here = cast.member.inside()
    ten = tuple(picture(here, name=str(n)).id for n in range(10))
    with pytest.raises(Invalid):
        post(here, media=ten)
    entry = post(here, media=ten[:9])
    assert len(entry.card["pictures"]) == 9
    with pytest.raises(Invalid):
        comment(here, entry.id, media=[ten[9], picture(here).id])
    assert len(comment(here, entry.id, "", media=[ten[9]]).card["pictures"]) == 1


def test_a_waiting_comment_is_shown_to_its_author_alone(cast):
    from circle.circles import actions as circles
    from circle.circles.schemas import SettingsChange

    entry = post(cast.owner.inside())
    circles.change_settings(cast.owner.inside(), entry.circle_id, SettingsChange(pre_review=True))
    waiting = comment(cast.member.inside(), entry.id, "等一等")
    assert waiting.status == "pending"
    assert bodies(page(cast.member.actor, entry)) == [("等一等", [])]
    assert bodies(page(GUEST, entry)) == bodies(page(cast.guest.actor, entry)) == []
    assert not counters()


def test_a_preview_circles_outsider_reads_no_comments_and_writes_none(cast):
    from circle.circles import actions as circles
    from circle.circles.schemas import SettingsChange

    entry = post(cast.owner.inside())
    owner = cast.owner.inside()
    circles.change_settings(owner, entry.circle_id, SettingsChange(visibility="preview"))
    found, circle, here = queries.get_entry(GUEST, entry.id)
    shape = queries.entry_view(here, circle, found)
    assert (shape["body"], shape["restricted"]) == (None, True)
    assert shape["excerpt"]
    with pytest.raises(NotAllowed):
        queries.get_readable(cast.outsider.actor, entry.id)
    assert queries.get_readable(cast.member.actor, entry.id)


def test_a_comment_far_down_is_led_to_with_the_part_of_the_list_it_stands_in(cast, anyone):
    entry = post(cast.member.inside())
    said = [comment(cast.owner.inside(), entry.id, f"第 {number} 句") for number in range(24)]
    under = [comment(cast.guest.inside(), said[22].id, f"回第 {number} 次") for number in range(4)]

    def leads(one):
        return anyone.get(f"/entries/{one.id}").location

    assert leads(said[3]) == f"/c/tea/posts/{entry.id}#e{said[3].id}"
    for far in (said[22], under[0]):
        path, _hash, anchor = leads(far).partition("#")
        assert path.startswith(f"/entries/{entry.id}/comments?cursor=") and anchor == f"e{far.id}"
        assert f'id="e{far.id}"' in anyone.get(path).text
    assert leads(under[3]) == f"/entries/{said[22].id}/comments#e{under[3].id}"
