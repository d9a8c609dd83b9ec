"""Who contributes earns, within limits; what goes takes along what it earned."""

from datetime import timedelta
from itertools import cycle, repeat

import pytest

from circle.circles import actions as circles
from circle.content import actions as content
from circle.content.schemas import EntryEdit
from circle.core import clock as time
from circle.core.db import session, transaction
from circle.core.errors import Conflict
from circle.events import EntryFeatured
from circle.points import actions, jobs, queries, reactions
from circle.points.models import RuleSet
from circle.points.rules import DEFAULTS, Rules
from circle.qa import actions as qa
from tests.factories import points as made
from tests.factories.content import comment, post
from tests.factories.qa import answer, ask

LONG = "今天用山泉水泡了一壶老白茶，汤色橙黄，枣香很足。"


pytestmark = pytest.mark.usefixtures("inside", "calm")


def points(person):
    return made.standing(person).points


def test_a_post_earns_and_says_so_on_the_membership(inside, cast):
    post(cast.member.inside(), LONG)
    member = made.standing(cast.member)
    assert (member.points, member.growth) == (3, 3)


def test_a_post_of_a_few_words_earns_nothing(inside, cast):
    post(cast.member.inside(), "早上好呀 🍵🍵🍵🍵🍵🍵🍵🍵🍵🍵🍵🍵")
    assert points(cast.member) == 0


def test_the_fourth_post_of_a_day_earns_nothing_and_the_next_days_first_does(inside, cast, clock):
    texts = (
        LONG, "武夷山的肉桂今年香气偏甜，比去年耐泡许多。",
        "有没有人一起拼一饼两千年的勐海熟茶？", "新买的紫砂壶开壶以后要不要先养几天再用呢。",
    )  # fmt: skip
    for text in texts:
        post(cast.member.inside(), text)
        clock.travel(seconds=60)
    assert points(cast.member) == 9
    clock.travel(days=1)
    post(cast.member.inside(), "昨晚把存了五年的寿眉拿出来煮了，药香出来了。")
    assert points(cast.member) == 12


def test_what_its_author_removes_has_earned_nothing_and_posting_anew_is_no_way_round(inside, cast):
    for _ in range(5):
        entry = post(cast.member.inside(), LONG)
        content.remove_entry(cast.member.inside(), entry.id)
    assert points(cast.member) == 0
    post(cast.member.inside(), "换一个完全不同的话题聊聊水温和出汤时间。")
    assert points(cast.member) == 3


def test_restoring_pays_again_what_was_taken(inside, cast):
    entry = post(cast.member.inside(), LONG)
    content.remove_entry(cast.member.inside(), entry.id)
    content.restore_entry(cast.member.inside(), entry.id)
    assert points(cast.member) == 3


def test_what_staff_hide_costs_growth_besides_and_comes_back_whole(inside, cast, clock):
    made.happen(cast.member)
    entry = post(cast.member.inside(), LONG)
    content.hide_entry(cast.moderator.inside(), entry.id, "跑题")
    assert (points(cast.member), made.standing(cast.member).growth) == (20, 15)
    content.unhide_entry(cast.moderator.inside(), entry.id)
    assert (points(cast.member), made.standing(cast.member).growth) == (23, 23)


def test_a_comment_earns_once_in_a_thread_and_not_under_ones_own_post(inside, cast, clock):
    entry = post(cast.owner.inside(), LONG)
    comment(cast.member.inside(), entry.id, "枣香足说明存放得干燥，真不错。")
    clock.travel(minutes=5)
    comment(cast.member.inside(), entry.id, "想问问是哪一年的茶，哪里买的？")
    comment(cast.owner.inside(), entry.id, "二零一五年的寿眉，朋友送给我的。")
    assert points(cast.member) == 1
    assert points(cast.owner) == 3  # the post alone


def test_a_comment_under_ones_own_answer_or_comment_earns_nothing(inside, cast, clock):
    asked = ask(cast.guest.inside())
    answered = answer(cast.member.inside(), asked.id)
    before = points(cast.member)
    comment(cast.member.inside(), answered.id, "补充一点，铝箔袋最好用双层的。")
    assert points(cast.member) == before
    said = comment(cast.moderator.inside(), answered.id, "我家就是这样放的，十年了。")
    assert points(cast.moderator) == 1
    clock.travel(minutes=5)
    comment(cast.member.inside(), said.id, "十年的白茶一定很香，羡慕。")
    assert points(cast.member) == before  # further down, too
    other = answer(cast.admin.inside(), asked.id, "双层纸箱里放牛皮纸袋。")
    far = comment(cast.moderator.inside(), other.id, "牛皮纸袋确实好用，还便宜。")
    clock.travel(minutes=5)
    comment(cast.member.inside(), far.id, "请问纸袋一般去哪里买比较好？")
    assert points(cast.member) == before + 1


def test_a_like_earns_for_the_author_when_the_giver_counts(inside, cast):
    entry = post(cast.member.inside(), LONG)
    content.like_entry(cast.moderator.inside(), entry.id)
    assert points(cast.member) == 4
    content.unlike_entry(cast.moderator.inside(), entry.id)
    content.like_entry(cast.moderator.inside(), entry.id)
    assert points(cast.member) == 4  # once for life


@pytest.mark.parametrize("left", ["like", "helpful", None])
def test_praise_stops_waiting_when_neither_like_nor_helpful_is_left(inside, cast, clock, left):
    content.like_entry(cast.owner.inside(), post(cast.moderator.inside(), LONG).id)
    given = answer(cast.owner.inside(), ask(cast.guest.inside()).id)
    before = points(cast.owner)
    content.like_entry(cast.moderator.inside(), given.id)  # a like for a like: it waits
    qa.find_helpful(cast.moderator.inside(), given.id)
    if left != "like":
        content.unlike_entry(cast.moderator.inside(), given.id)
    if left != "helpful":
        qa.unfind_helpful(cast.moderator.inside(), given.id)
    clock.travel(hours=25)
    jobs.settle_due({})
    assert points(cast.owner) == before + (1 if left else 0)


def test_a_like_of_a_first_level_member_earns_nothing(inside, cast):
    entry = post(cast.owner.inside(), LONG)
    content.like_entry(cast.member.inside(), entry.id)
    assert points(cast.owner) == 3


def test_being_featured_earns_as_long_as_the_mark_stays(inside, cast):
    entry = post(cast.member.inside(), LONG)
    content.feature_entry(cast.moderator.inside(), entry.id)
    assert points(cast.member) == 23
    content.unfeature_entry(cast.moderator.inside(), entry.id)
    assert points(cast.member) == 3
    content.feature_entry(cast.moderator.inside(), entry.id)
    assert points(cast.member) == 23


def test_an_ad_is_not_featured_and_would_earn_nothing_by_it(inside, cast):
    entry = post(cast.member.inside(), LONG)
    content.edit_entry(cast.member.inside(), entry.id, EntryEdit(category="ad"))
    with pytest.raises(Conflict) as refused:
        content.feature_entry(cast.moderator.inside(), entry.id)
    assert refused.value.code == "ad"
    marked = EntryFeatured(made.circle_id(), entry.id, cast.member.user_id, cast.moderator.user_id,
                           on=True, anonymous=False, imported=False, category="ad")  # fmt: skip
    with transaction():
        reactions.pay_featured(marked)
    noted = queries.find_occurrence(made.circle_id(), "featured", "entry", str(entry.id))
    assert (noted.refused, noted.points, points(cast.member)) == ("ad", 0, 0)


def test_staff_who_feature_their_own_earn_nothing_until_another_does(inside, cast):
    entry = post(cast.moderator.inside(), LONG)
    content.feature_entry(cast.moderator.inside(), entry.id)
    assert points(cast.moderator) == 3
    content.unfeature_entry(cast.owner.inside(), entry.id)
    content.feature_entry(cast.owner.inside(), entry.id)
    assert points(cast.moderator) == 23
    content.unfeature_entry(cast.moderator.inside(), entry.id)
    content.feature_entry(cast.moderator.inside(), entry.id)
    assert points(cast.moderator) == 3


TABLE = {  # points, growth, times, of what a day, week or month
    "check_in": (2, 2, 1, "day"), "streak": (5, 0, 1, "day"), "make_up": (20, 0, 2, "month"),
    "post": (3, 3, 3, "day"), "question": (2, 2, 3, "day"), "answer": (3, 3, 5, "day"),
    "topic": (3, 3, 1, "day"), "reply": (2, 2, 5, "day"), "comment": (1, 1, 10, "day"),
    "liked": (1, 1, 10, "day"), "featured": (20, 20, None, "day"),
    "accepted": (15, 15, None, "day"),
    "accepting": (2, 0, None, "day"), "report": (3, 0, 5, "day"), "invited": (10, 10, 5, "week"),
    "purchase": (1, 0, None, "day"), "removal": (0, 5, None, "day"),
}  # fmt: skip


def test_unless_a_circle_says_otherwise_the_table_counts():
    plain = {
        key: (rule.points, rule.growth, rule.limit, rule.span) for key, rule in DEFAULTS.items()
    }
    assert plain == TABLE
    rules = Rules()
    assert (rules.daily_points, rules.daily_growth) == (60, 40)
    assert (rules["post"].characters, rules["comment"].characters) == (15, 6)


@pytest.mark.parametrize(
    "rule", ["post", "question", "answer", "topic", "reply", "comment", "liked", "report"]
)
def test_each_is_paid_so_often_a_day_and_again_on_the_next(inside, cast, rule):
    brings, grows, times, _span = TABLE[rule]
    facts = {"characters": 40, "giver_restricted": False}
    others = [cast.owner, cast.admin, cast.moderator, cast.guest, cast.outsider, cast.removed,
              cast.banned]  # fmt: skip
    givers = cycle(one.user_id for one in others) if rule == "liked" else repeat(None)
    for day in range(2):
        morning = time.day_start(time.local_day() + timedelta(days=day)) + timedelta(hours=9)
        paid = [
            made.happen(cast.member, rule, giver_id=next(givers), facts=facts,
                        at=morning + timedelta(seconds=20 * number))
            for number in range(times + 1)
        ]  # fmt: skip
        assert [(one.points, one.growth, one.refused) for one in paid] == [
            (brings, grows, None)] * times + [(0, 0, "limit")]  # fmt: skip


def test_a_topic_pays_who_takes_part_once_a_day(inside, cast):
    morning = time.day_start(time.local_day()) + timedelta(hours=9)

    def taken(thread, **later):
        return made.happen(
            cast.member, "reply", thread_id=thread, facts={"thread": thread},
            at=morning + timedelta(**later),
        ).refused  # fmt: skip

    assert [taken(7), taken(7, minutes=1), taken(8, minutes=2)] == [None, "thread", None]
    assert taken(7, days=1) is None


def test_a_day_pays_no_more_than_its_ceilings_and_the_last_row_in_part(inside, cast, clock):
    richer(answer={"points": 13, "growth": 9})
    paid = [made.happen(cast.member, "answer") for _ in range(5)]
    assert [(one.points, one.growth) for one in paid] == [(13, 9)] * 4 + [(8, 4)]
    assert made.happen(cast.member, "question").refused == "ceiling"
    assert (points(cast.member), made.standing(cast.member).growth) == (60, 40)
    for rule, brings in (("featured", 20), ("accepted", 15), ("accepting", 2), ("purchase", 1)):
        assert made.happen(cast.member, rule).points == brings, rule
    clock.travel(days=1)
    assert made.happen(cast.member, "answer").points == 13


def richer(**each):
    """Rules under which these bring more."""
    with transaction():
        session().add(
            RuleSet(circle_id=made.circle_id(), version=1, from_at=time.now(), rules={"each": each})
        )


@pytest.mark.parametrize("rule", ["post", "comment", "liked", "featured"])
def test_an_outsider_earns_nothing_and_a_member_does(inside, cast, rule):
    facts = {"characters": 40, "giver_restricted": False}
    refused = made.happen(cast.outsider, rule, facts=facts)
    assert refused.refused == "not_member"
    assert made.happen(cast.member, rule, facts=facts).state == "paid"


def test_growth_raises_the_level_and_losing_growth_leaves_it(inside, cast):
    for _ in range(3):
        made.happen(cast.member, entry_id=7)
    assert made.standing(cast.member).level == 2
    actions.take_back(made.circle_id(), cast.member.user_id, 7)
    member = made.standing(cast.member)
    assert (member.growth, member.level) == (0, 2)


def test_what_is_earned_stays_with_who_leaves_and_comes_back(inside, cast):
    post(cast.member.inside(), LONG)
    circles.leave_circle(cast.member.actor, made.circle_id())
    assert points(cast.member) == 3


def test_the_rules_of_the_time_are_the_ones_that_count(inside, cast):
    assert queries.rules_at(made.circle_id()).version == 0


def test_a_thread_pays_a_member_once_also_when_that_was_long_ago(inside, cast, clock):
    def comment_in(thread):
        facts = {"characters": 20, "thread": thread}
        return made.happen(cast.member, "comment", thread_id=thread, facts=facts).refused

    assert comment_in(7) is None
    clock.travel(days=401)
    assert actions.forget_occurrences() == 1 and actions.forget_occurrences() == 0
    assert [comment_in(7), comment_in(8)] == ["thread", None]
    replay = [ruling.refused for _row, ruling in queries.replayed(
        made.circle_id(), time.now() - timedelta(days=1), lambda at: Rules())]  # fmt: skip
    assert replay == ["thread", None]
