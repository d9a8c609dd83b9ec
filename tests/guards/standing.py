"""Guards of rules, what-ifs, purchases, boards and badges."""

from tests.guards.guard import Guard

RULES, WHAT_IF = "tests/points/test_rules.py::test_", "tests/points/test_what_if.py::test_"
PURCHASES, BOARDS = "tests/points/test_purchases.py::test_", "tests/points/test_boards.py::test_"
BADGES = "tests/points/test_badges.py::test_"
CHANGING, BUYING = "circle/points/actions/rules.py", "circle/points/actions/purchases.py"
SIGNATURE, REPLAY = "circle/brands/queries.py", "circle/points/queries/replay.py"

GUARDS = (
    Guard(
        "inside WeChat nothing is promised for inviting", "circle/points/policy.py",
        '    return not (in_wechat and key == "invited")\n', "    return True\n",
        (f"{BADGES}nothing_is_promised_for_inviting_inside_wechat",
         "tests/points/test_my_points.py::"
         "test_no_page_of_the_rules_offers_anything_for_inviting_inside_wechat"),
    ),
    Guard(
        "the order of a refund told first has to be the same", "circle/points/models/purchases.py",
        "        if not same or not (unsaid or amount in (None, self.amount)):\n",
        "        if False:\n",
        (f"{PURCHASES}a_refund_that_arrived_first_is_of_that_member_and_amount_alone",),
    ),
    Guard(
        "leaving the boards locks the circle first", "circle/points/actions/boards.py",
        "circles.enter_locked(actor, circle_id)", "circles.enter_by_id(actor, circle_id)",
        ("tests/points/test_boards.py::"
         "test_leaving_the_boards_locks_the_circle_before_the_membership",),
    ),
    Guard(
        "the version shown must be the newest", CHANGING,
        "    if change.version != newest.version:\n        raise ChangedMeanwhile\n", "",
        (f"{RULES}two_editors_of_the_same_version_do_not_overwrite_each_other",),
    ),
    Guard(
        "the levels shown must be those that stand", CHANGING,
        "    if change.version != queries.levels_version(circle):\n"
        "        raise ChangedMeanwhile\n", "",
        (f"{RULES}two_editors_of_levels_do_not_overwrite_each_other",),
    ),
    Guard(
        "rules are not announced for ever", CHANGING,
        "    if change.from_at > now + timedelta(days=rules.MAX_AHEAD_DAYS):", "    if False:",
        (f"{RULES}nothing_is_announced_more_than_90_days_ahead",),
    ),
    Guard(
        "levels rise from nothing", CHANGING,
        '    _check_growth([level["growth"] for level in change.levels])\n', "",
        (f"{RULES}levels_are_three_to_ten_and_rise_from_nothing",),
    ),
    Guard(
        "an announced version that was replaced never begins", "circle/points/queries/rules.py",
        "        .where(was_not_replaced())\n", "",
        (f"{RULES}a_version_announced_for_later_takes_the_place_of_one_announced_for_sooner",),
    ),
    Guard(
        "what was taken back brings nothing under any rules", "circle/points/queries/what_if.py",
        "        now = ruling.refused is None and not gone\n",
        "        now = ruling.refused is None\n",
        (f"{WHAT_IF}what_was_taken_back_brings_nothing_under_any_rules_yet_counts_for_limits",),
    ),
    Guard(
        "no line of a what-if names who asked without a name", "circle/points/queries/what_if.py",
        '        if row.facts.get("anonymous"):\n', "        if False:\n",
        (f"{WHAT_IF}who_asked_without_a_name_stands_in_no_line_of_a_what_if",),
    ),
    Guard(
        "a replay begins with the limits where they stood", REPLAY,
        "            if row.state in GRANTED:\n", "            if False:\n",
        (f"{WHAT_IF}a_replay_begins_with_the_limits_where_they_stood",),
    ),
    Guard(
        "a message has to be signed by a key in use", "circle/core/signed.py",
        "    if not message.id or not signing.is_signed(message.signature, right):\n"
        "        raise SignatureRefused\n", "",
        (f"{PURCHASES}only_a_fresh_message_signed_by_a_key_in_use_counts",),
    ),
    Guard(
        "an old message is not replayed", "circle/core/signed.py",
        "    if not signing.is_timely(message.timestamp, clock.now().timestamp()):\n"
        '        raise SignatureRefused(code="signature_too_old")\n', "",
        (f"{PURCHASES}only_a_fresh_message_signed_by_a_key_in_use_counts",),
    ),
    Guard(
        "a revoked key signs nothing", SIGNATURE,
        "            BrandKey.brand_id == brand_id, BrandKey.revoked_at.is_(None)\n",
        "            BrandKey.brand_id == brand_id\n",
        (f"{PURCHASES}only_a_fresh_message_signed_by_a_key_in_use_counts",),
    ),
    Guard(
        "a brand reaches its own circles alone", BUYING,
        "    if circle.brand_id != brand_id or circle.deleted_at is not None:",
        "    if circle.deleted_at is not None:",
        (f"{PURCHASES}a_brand_reaches_its_own_circles_alone",),
    ),
    Guard(
        "the same order is told the same way", BUYING,
        "        known.match("
        "circle.id, member.user_id, None if order.refunded else order.amount)\n",
        "        pass\n", (f"{PURCHASES}the_same_order_told_differently_is_refused",),
    ),
    Guard(
        "what was replaced before it began never counts", "circle/points/queries/rules.py",
        "        .where(newer.created_at < RuleSet.from_at)\n",
        "        .where(newer.id < 0)\n",
        (f"{RULES}a_version_announced_for_later_takes_the_place_of_one_announced_for_sooner",),
    ),
    Guard(
        "leaving keeps no points of what was given back", BUYING,
        "not (member.is_member or known is not None)", "not member.is_member",
        (f"{PURCHASES}who_left_keeps_no_points_of_what_was_given_back",),
    ),
    Guard(
        "only a closed account is found by its order", BUYING,
        "        user_id = known.user_id if closed else None\n",
        "        user_id = known.user_id if closed is not None else None\n",
        (f"{PURCHASES}an_order_of_somebody_else_is_not_told_again_under_a_name_nobody_has",),
    ),
    Guard(
        "a refund keeps its order from paying", BUYING,
        "    if units and not order.refunded:", "    if units:",
        (f"{PURCHASES}a_refund_that_arrives_first_is_kept_until_its_order_does",),
    ),
    Guard(
        "who opted out is not on the boards", "circle/points/queries/boards.py",
        "        Membership.on_boards,\n", "",
        (f"{BOARDS}who_opts_out_is_seen_by_themselves_alone_and_comes_back",),
    ),
    Guard(
        "who is not here is not on the boards", "circle/points/queries/boards.py",
        '        Membership.state.in_(("active", "muted")),\n', "",
        (f"{BOARDS}who_left_was_banned_or_closed_their_account_is_not_there",),
    ),
    Guard(
        "boards of closed circles are for members", "circle/points/queries/boards.py",
        "    require(here, circle_policy.can_see_members(here, circle))\n", "",
        (f"{BOARDS}boards_of_closed_circles_are_for_members",),
    ),
    Guard(
        "blocked people are left out", "circle/points/queries/boards.py",
        "        if row.user_id not in here.blocked and row.user_id in faces\n",
        "        if row.user_id in faces\n",
        (f"{BOARDS}who_the_reader_blocked_is_left_out_and_the_others_keep_their_places",),
    ),
    Guard(
        "ties go to who was here first", "circle/points/queries/boards.py",
        "        rows = [row for row in rows if row.score > last]\n",
        "        return sorted(rows, key=lambda row: (-row.score, row.user_id))[:count]\n",
        (f"{BOARDS}ties_go_to_who_was_here_first_even_at_the_end_of_the_board",),
    ),
    Guard(
        "who hides from boards is not told beside badges", "circle/points/queries/badges.py",
        "        .where(is_present())\n", "",
        (f"{BADGES}the_wall_tells_who_got_one_lately_unless_they_hide_or_are_blocked",),
    ),
)
