"""Guards of the shop: what is given to whom, what is charged, who sees codes and addresses."""

from tests.guards.guard import Guard

SHOP, ORDERS = "tests/points/test_shop.py::test_", "tests/points/test_orders.py::test_"
API, RACES = "tests/points/test_shop_api.py::test_", "tests/points/test_order_races.py::test_"
POLICY, VERBS = "circle/points/policy.py", "circle/points/actions/orders.py"
READS, MODEL = "circle/points/queries/orders.py", "circle/points/models/shop.py"
CODE_SHOWN = (
    "return self.row.code if self.is_mine and self.row.revealed_at is not None else None"
)
IN_THE_WAY = f"{SHOP}what_is_in_the_way_is_said_and_the_page_says_the_same"

GUARDS = (
    Guard(
        "a closed reward is not given", POLICY, "    if reward.closed_at is not None:",
        "    if False:", (f"{SHOP}a_closed_reward_is_not_given_and_comes_back_when_reopened",),
    ),
    Guard(
        "a reward ends with its time", POLICY,
        "    if reward.until_at is not None and reward.until_at <= now:", "    if False:",
        (IN_THE_WAY,),
    ),
    Guard(
        "a reward begins with its time", POLICY,
        "    if reward.from_at is not None and reward.from_at > now:", "    if False:",
        (IN_THE_WAY,),
    ),
    Guard(
        "a reward that is gone is not offered", POLICY, "    if reward.stock < 1:", "    if False:",
        (IN_THE_WAY,),
    ),
    Guard(
        "nobody has more of a reward than its limit", POLICY,
        "    if reward.per_member and had >= reward.per_member:", "    if False:",
        (f"{SHOP}a_limit_counts_orders_that_stand_and_forgets_those_given_back",
         f"{RACES}a_limit_of_one_holds_against_many_taps_at_once"),
    ),
    Guard(
        "orders given back do not count against a limit", "circle/points/queries/shop.py",
        'STATES_HAD = ("placed", "sent", "done")',
        'STATES_HAD = ("placed", "sent", "done", "cancelled", "refunded")',
        (f"{SHOP}a_limit_counts_orders_that_stand_and_forgets_those_given_back",),
    ),
    Guard(
        "a reward asks for its level", POLICY,
        '    if actor.role == "member" and actor.level < reward.min_level:', "    if False:",
        (f"{SHOP}the_level_asked_for_restricts_members_alone",),
    ),
    Guard(
        "a reward's level restricts members alone", POLICY,
        '    if actor.role == "member" and actor.level < reward.min_level:',
        "    if actor.level < reward.min_level:",
        (f"{SHOP}the_level_asked_for_restricts_members_alone",),
    ),
    Guard(
        "only the price that was shown is charged", VERBS,
        "    if asked.price is not None and asked.price != reward.price:", "    if False:",
        (f"{SHOP}the_price_that_was_shown_is_what_is_charged",),
    ),
    Guard(
        "who redeems is looked at under the lock", VERBS,
        "    require(here, policy.can_redeem(here, circle, reward))\n", "",
        (f"{SHOP}the_level_asked_for_restricts_members_alone",),
    ),
    Guard(
        "a thing is not redeemed without an address", VERBS,
        '    if reward.kind == "physical" and asked.address is None:', "    if False:",
        (f"{ORDERS}a_thing_needs_an_address_and_nothing_is_taken_without",),
    ),
    Guard(
        "an address is kept for things alone", VERBS,
        '    if reward.kind == "physical" and asked.address is not None:',
        "    if asked.address is not None:",
        (f"{ORDERS}an_address_is_kept_where_one_is_needed_alone",),
    ),
    Guard(
        "an address is sealed", VERBS,
        "    return seal(orjson.dumps(address_facts(address)).decode(), order.address_place)",
        "    return orjson.dumps(address_facts(address)).decode()",
        (f"{ORDERS}an_address_is_sealed_whole_for_its_member_and_who_sends_and_masked_in_lists",
         f"{API}an_answer_that_is_kept_holds_no_whole_address"),
    ),
    Guard(
        "an address is sealed for its own order", MODEL, '        return f"redemptions:{self.uid}"',
        '        return "redemptions"',
        (f"{ORDERS}an_address_moved_to_another_order_is_not_read",),
    ),
    Guard(
        "an address is masked in lists", READS,
        "        return self.address.masked() if self.address else None",
        "        return self.address",
        (f"{API}an_order_goes_its_way_and_each_may_do_their_part",),
    ),
    Guard(
        "addresses are forgotten", VERBS,
        "        update(Redemption).where(Redemption.id.in_(past)).values(address=None)\n",
        "        update(Redemption).where(Redemption.id.in_(past)).values(note=Redemption.note)\n"
        "        .where(Redemption.id < 0)\n",
        (f"{ORDERS}where_an_order_went_is_forgotten_90_days_after_it_ended",),
    ),
    Guard(
        "a closed account's orders and addresses go", "circle/points/actions/keeping.py",
        "        cancel_left_orders(circle_id, user_id)\n", "",
        (f"{ORDERS}a_closed_accounts_open_orders_are_cancelled_and_its_addresses_and_points_gone",),
    ),
    Guard(
        "an order is its member's, and theirs who send", POLICY,
        '    """An order is its member\'s, and theirs who send."""\n',
        '    """An order is its member\'s, and theirs who send."""\n    return ALLOW\n',
        (f"{ORDERS}an_order_is_nothing_to_anybody_else",
         f"{ORDERS}the_staff_of_another_circle_have_no_order_here"),
    ),
    Guard(
        "an order is used by its member alone", POLICY,
        '    return deny(lazy("Only who ordered it can do this"))', "    return ALLOW",
        (f"{ORDERS}staff_can_neither_cancel_for_a_member_nor_look_at_their_code",),
    ),
    Guard(
        "only staff refund", VERBS,
        "    require(here, policy.can_send_orders(here))\n    if not reason.strip():",
        "    if not reason.strip():",
        (f"{ORDERS}a_member_can_neither_send_nor_refund_their_own",),
    ),
    Guard(
        "only staff send", VERBS,
        "    require(here, policy.can_send_orders(here))\n    order.send(note)",
        "    order.send(note)",
        (f"{ORDERS}a_member_can_neither_send_nor_refund_their_own",),
    ),
    Guard(
        "the desk is for who sends", READS,
        '    """The circle\'s orders for who sends them; what waits, oldest first, the rest latest '
        'first."""\n    require(here, policy.can_send_orders(here))\n',
        '    """The circle\'s orders for who sends them; what waits, oldest first, the rest latest '
        'first."""\n',
        (f"{API}the_desk_and_the_shops_back_room_are_for_who_may_send",),
    ),
    Guard(
        "the file of addresses is for who sends", READS,
        "    require(here, policy.can_send_orders(here))\n    rows = ", "    rows = ",
        (f"{API}the_desk_and_the_shops_back_room_are_for_who_may_send",),
    ),
    Guard(
        "a code is shown to its member alone", READS,
        CODE_SHOWN,
        "return self.row.code if self.row.revealed_at is not None else None",
        (f"{ORDERS}staff_can_neither_cancel_for_a_member_nor_look_at_their_code",
         f"{API}a_code_is_shown_to_its_member_once_they_look_and_to_nobody_else"),
    ),
    Guard(
        "a code is shown once it was looked at", READS,
        CODE_SHOWN,
        "return self.row.code if self.is_mine else None",
        (f"{ORDERS}each_code_goes_to_one_order_and_is_seen_only_when_looked_at",),
    ),
    Guard(
        "a code that was seen is nobody's next", VERBS,
        '    unseen = order.kind != "code" or order.revealed_at is None', "    unseen = True",
        (f"{ORDERS}a_code_that_was_seen_cannot_be_given_back",),
    ),
    Guard(
        "a code is given back for a while only", MODEL,
        '        return self.state == "done" and self.revealed_at is None and fresh',
        '        return self.state == "done" and self.revealed_at is None',
        (f"{ORDERS}a_code_nobody_looked_at_can_be_given_back_for_ten_minutes",),
    ),
    Guard(
        "what was sent is not cancelled", MODEL, "        if not self.is_cancellable:",
        "        if False:", (f"{ORDERS}a_thing_is_sent_and_arrives",),
    ),
    Guard(
        "a code somebody else has is not given again", VERBS,
        "stock = stock and repeated.first() is None", "repeated.first()",
        ("tests/points/test_shop.py::"
         "test_a_code_somebody_else_was_given_first_goes_back_to_nobody",),
    ),
    Guard(
        "a code stands once in a circle", "circle/migrations/versions/0005_hardening.py",
        '"reward_codes", ["circle_id", "code"]', '"reward_codes", ["reward_id", "code"]',
        ("tests/points/test_shop.py::"
         "test_a_code_stands_once_in_a_circle_under_whichever_reward",),
    ),
    Guard(
        "what was sent is in no stock", VERBS,
        "there = order.is_in_hand or restock", "there = True",
        (f"{ORDERS}a_refund_brings_the_points_back_once_from_any_open_state",),
    ),
    Guard(
        "a seen code is in no stock", VERBS, "stock=stock and unseen", "stock=stock",
        (f"{ORDERS}a_code_that_was_seen_is_never_in_stock_again",),
    ),
    Guard(
        "an order is refunded once", MODEL, "        if not self.is_open:", "        if False:",
        (f"{ORDERS}a_refund_brings_the_points_back_once_from_any_open_state",),
    ),
    Guard(
        "an order is decided by one at a time", READS,
        "    found: Executable = lock_row(statement) if lock else statement",
        "    found: Executable = statement",
        (f"{RACES}cancelling_against_sending_ends_in_one_of_both",),
    ),
    Guard(
        "an older page of a reward changes nothing", "circle/points/actions/shop.py",
        "    if change.version is not None and change.version != reward.version:", "    if False:",
        (f"{SHOP}each_change_is_another_version_and_an_older_one_shown_is_refused",),
    ),
    Guard(
        "a stock typed from an older page brings nothing back", "circle/points/actions/shop.py",
        "    meant = wanted if shown is None else reward.stock + wanted - shown",
        "    meant = wanted",
        (f"{SHOP}a_stock_typed_from_an_older_page_brings_nothing_back",),
    ),
    Guard(
        "a code stands in a list once", "circle/points/actions/shop.py",
        "insert_into(RewardCode).values(rows).on_conflict_do_nothing()",
        "insert_into(RewardCode).values(rows)",
        (f"{SHOP}codes_go_in_once_each_and_every_line_that_does_not_is_told",),
    ),
    Guard(
        "a reward's picture is for members", "circle/points/queries/shop.py",
        "not policy.can_see_points(here, circle) or session().scalar(shown.limit(1)) is None:",
        "session().scalar(shown.limit(1)) is None:",
        (f"{SHOP}a_picture_is_for_members_and_the_old_file_goes",),
    ),
    Guard(
        "nothing runs in a spreadsheet", "circle/core/spreadsheet.py", "return f\"'{cell}\"",
        "return cell", (f"{API}the_file_of_open_orders_runs_nothing_in_a_spreadsheet",),
    ),
    Guard(
        "a program sends with the scope to manage alone", "circle/points/api/shop.py",
        "    if change.state in STAFF_CHANGES or not order.is_mine:", "    if False:",
        (f"{API}a_token_sends_only_with_the_scope_to_manage",),
    ),
    Guard(
        "a program reads others' addresses with the scope to manage alone",
        "circle/points/api/shop.py",
        '    if not order.is_mine:\n        require_scope("manage")\n    return {',
        "    return {",
        (f"{API}a_program_without_the_scope_to_manage_reads_nobody_elses_address",),
    ),
)  # fmt: skip
