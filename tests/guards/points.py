"""Guards of points: a day counts once, missed days within limits, levels fall by staff alone."""

from tests.guards.guard import Guard

CHECK_IN, PAGES = "tests/points/test_check_in.py::test_", "tests/points/test_my_points.py::test_"
LEVELS = "tests/points/test_levels.py::test_"
VERB, DAYS = "circle/points/actions/check_in.py", "circle/points/queries/check_ins.py"
LOWER = "circle/circles/actions/levels.py"
BOARDS, BESIDE = "circle/points/queries/boards.py", "tests/home/test_leaders.py::test_"

GUARDS = (
    Guard(
        "a day is checked in once", VERB, "    if known is not None:", "    if False:",
        (f"{CHECK_IN}a_check_in_pays_once_a_day",),
    ),
    Guard(
        "a clock set back brings no day again", DAYS,
        "or_(CheckIn.day == day, CheckIn.made_up.is_(False))", "CheckIn.day == day",
        (f"{CHECK_IN}a_clock_set_back_pays_no_day_twice",),
    ),
    Guard(
        "a tap counts for its own day", VERB, "    if day not in (None, today):", "    if False:",
        (f"{CHECK_IN}a_tap_sent_later_counts_for_its_own_day_alone",),
    ),
    Guard(
        "only members of a living circle check in", VERB,
        "    require(here, policy.can_earn(here, circle))\n", "",
        (
            f"{CHECK_IN}who_is_muted_checks_in_and_who_is_outside_does_not",
            f"{CHECK_IN}an_archived_circle_takes_no_check_in",
        ),
    ),
    Guard(
        "the mark comes with a level that opens it", "circle/circles/policy.py",
        "return level > 0 and Privilege.BADGE in levels[min(level, len(levels)) - 1].privileges",
        "return level > 5",
        (f"{LEVELS}the_mark_beside_a_name_comes_with_the_level_that_opens_it",),
    ),
    Guard(
        "days before joining are not missed", DAYS, "return joined < day < today and",
        "return day < today and", (f"{CHECK_IN}days_before_joining_are_not_missed",),
    ),
    Guard(
        "days longer ago than a month stay missed", DAYS,
        "today - day <= timedelta(days=MAKE_UP_DAYS)", "True",
        (f"{CHECK_IN}only_a_missed_day_of_the_last_thirty_since_joining_is_mended",),
    ),
    Guard(
        "so many days a month are made up and no more", VERB,
        "    if rule.limit is not None and used >= rule.limit:", "    if False:",
        (f"{CHECK_IN}two_days_a_month_are_mended_and_more_the_next",),
    ),
    Guard(
        "making up costs points", VERB, "    if rule.points:", "    if False:",
        (f"{CHECK_IN}mending_takes_points_that_are_there",),
    ),
    Guard(
        "the history is one's own", "circle/points/queries/history.py",
        "LedgerTransfer.circle_id == circle.id, LedgerTransfer.user_id == here.user_id",
        "LedgerTransfer.circle_id == circle.id",
        (f"{PAGES}the_history_is_ones_own_alone",),
    ),
    Guard(
        "points are members'", "circle/points/policy.py",
        '    return ALLOW if actor.is_member else deny(circles.MEMBERS_ONLY, "members_only")\n\n\n'
        "def can_edit_rules",
        "    return ALLOW\n\n\ndef can_edit_rules",
        (f"{PAGES}who_is_no_member_has_no_points_here",),
    ),
    Guard(
        "the history links what its reader may see", "circle/home/queries.py",
        "    rows = session().scalars(select(Entry).where(Entry.id.in_(wanted), seen))",
        "    rows = session().scalars(select(Entry).where(Entry.id.in_(wanted)))",
        (f"{PAGES}the_history_links_what_can_still_be_seen",),
    ),
    Guard(
        "no reward for inviting is offered inside WeChat", "circle/points/policy.py",
        "    if not is_promised(key, in_wechat=in_wechat):\n", "    if False:\n",
        (f"{PAGES}invitations_are_no_way_to_earn_inside_wechat",),
    ),
    Guard(
        "only who may mute lowers a level, of those below them", LOWER,
        "    require(here, policy.can_act_on(here, member, policy.Power.MUTE))\n", "",
        (f"{LEVELS}only_who_may_mute_lowers_and_only_below_themselves",),
    ),
    Guard(
        "levels are only lowered", LOWER, "    if not 1 <= level < member.level:", "    if False:",
        (f"{LEVELS}levels_are_only_lowered",),
    ),
    Guard(
        "growth falls with a lowered level", "circle/points/actions/levels.py",
        '    draft.grow(user_id, min(0, begins - books.of(user_id, "growth").balance))\n', "",
        (f"{LEVELS}staff_lower_a_level_growth_falls_to_where_it_begins_and_points_stay",),
    ),
    Guard(
        "nobody is told of a level they did not reach", "circle/points/actions/news.py",
        "min(told.level, member.level)", "told.level",
        (f"{LEVELS}nobody_is_congratulated_for_what_they_did_not_reach",),
    ),
    Guard(
        "levels restrict members alone", "circle/circles/policy.py",
        "    if role != Role.MEMBER:\n        return ALL_PRIVILEGES\n", "",
        (f"{LEVELS}guests_and_staff_hold_every_privilege_at_any_level",),
    ),
    Guard(
        "a circle's own table of levels counts", "circle/circles/policy.py",
        "    if not stored:\n        return LEVELS\n", "    return LEVELS\n",
        (f"{LEVELS}a_circles_own_table_decides_what_a_level_opens",),
    ),
    Guard(
        "leaders stand beside a list where members are shown", BOARDS,
        "    if not circle_policy.can_see_members(here, circle):\n        return ()", "    pass",
        (f"{BESIDE}where_members_are_not_shown_outsiders_see_no_leaders",),
    ),
    Guard(
        "nobody meets who they blocked beside a list", BOARDS,
        "for one in found if one.face.id not in here.blocked)", "for one in found)",
        (f"{BESIDE}nobody_meets_who_they_blocked_there",),
    ),
    Guard(
        "who opts out of the boards is gone from kept pages", "circle/points/actions/boards.py",
        "    circle_verbs.mark_changed(circle.id)\n", "",
        (f"{BESIDE}who_opts_out_is_gone_at_once_also_from_pages_kept_for_guests",),
    ),
    Guard(
        "a wish takes no like back", "circle/content/views/reactions.py",
        'if not wished and "like" in', 'if "like" in',
        ("tests/journeys/test_wishes.py::test_a_wish_takes_nothing_back_from_who_liked_it_before",),
    ),
)
