"""Guards of the books: whatever order things happen in, however many at once."""

from tests.guards.guard import Guard

GOING = "tests/points/test_going_and_returning.py::test_"
BADGES = "tests/points/test_badges.py::test_"
BOOKS = "tests/points/test_books.py::test_"
RACES = "tests/points/test_races.py::test_"
LOST = "tests/core/test_lost.py::test_"
EARNING = "circle/points/actions/earning.py"
LEDGER = "circle/points/actions/ledger.py"
MOVING, LOTS = "circle/points/actions/moving.py", "circle/points/lots.py"
NOTED = "circle/points/queries/noted.py"
LAPSING = "tests/points/test_lapsing.py::test_"
KEEPING = "circle/points/actions/keeping.py"
REACTIONS = "circle/points/reactions.py"
CHOICES, CHOOSING = "circle/points/actions/choices.py", "tests/points/test_choices.py::test_"

GUARDS = (
    Guard(
        "nobody owes what lapsed", MOVING,
        "    draft.debit(draft.user_id, points - lapsed)\n",
        "    draft.debit(draft.user_id, points)\n    draft.move(ISSUED, LAPSED, lapsed)\n",
        (f"{LAPSING}nobody_owes_what_lapsed_when_the_entry_that_earned_it_goes",
         f"{LAPSING}what_a_closed_account_left_behind_is_no_debt_either"),
    ),
    Guard(
        "what lapsed does not come back by removing and restoring", MOVING,
        "    if cause.sequence and _ever_lapsed(draft):\n", "    if False:\n",
        (f"{LAPSING}only_what_was_spent_of_it_is_owed_and_what_lapsed_does_not_come_back_with_the_"
         "entry",),
    ),
    Guard(
        "what was spent of an award is owed, whatever else lapsed", LOTS,
        "        elif step.key[0] in LAPSES:\n", "        elif True:\n",
        (f"{LAPSING}only_what_was_spent_of_it_is_owed_and_what_lapsed_does_not_come_back_with_the_"
         "entry",
         f"{BOOKS}a_random_walk_leaves_what_the_model_says_after_every_step"),
    ),
    Guard(
        "only what was taken for the entry's going comes back with it", EARNING,
        'taken = occurrence.refused == why or occurrence.facts.get("gone") in (why, True)',
        "taken = True",
        (f"{GOING}a_mark_taken_away_does_not_come_back_with_its_entry",
         f"{GOING}an_ad_that_is_removed_and_restored_stays_unpaid"),
    ),
    Guard(
        "what the ledger paid is not paid again when its row is forgotten", NOTED,
        "if row.noted else None, row.paid\n", "if row.noted else None, False\n",
        ("tests/points/test_ledger.py::"
         "test_the_ledger_remembers_a_cause_its_occurrence_was_forgotten_for",),
    ),
    Guard(
        "another answer's pay goes before one is paid", CHOICES,
        "    _withdraw(answering.circle_id, others)\n", "",
        (f"{CHOOSING}a_choice_that_came_back_and_changes_moves_the_pay_to_the_other",),
    ),
    Guard(
        "what was chosen before does not come back while another is chosen", REACTIONS,
        "    actions.change_choice(event.circle_id, event.question_id, event.answer_id)\n",
        "    pass\n",
        (f"{CHOOSING}another_answer_is_paid_after_the_paid_one_went_and_the_first_does_not_come_back",),
    ),
    Guard(
        "another answer's choice is another cause", CHOICES,
        "    cause = mine or queries.next_choice(question_id, known)\n",
        "    cause = str(question_id)\n",
        (f"{CHOOSING}another_answer_is_paid_after_the_paid_one_went_and_the_first_does_not_come_back",),
    ),
    Guard(
        "a question that paid for good pays no second answer", CHOICES,
        "    if any(other.is_for_good for other in others):\n", "    if False:\n",
        (f"{CHOOSING}what_was_paid_long_ago_is_for_good_and_no_second_answer_is_paid",),
    ),
    Guard(
        "a second removal costs growth again", EARNING,
        '    elif occurrence.state == "paid":\n        return\n    rule =',
        "    else:\n        return\n    rule =",
        (f"{GOING}each_removal_by_staff_costs_growth_and_letting_go_gives_it_back",),
    ),
    Guard(
        "a penalty that stands is not forgotten", KEEPING,
        '.where(Occurrence.rule.not_in(PENALTIES) | (Occurrence.state != "paid"))',
        ".where(Occurrence.rule != '')",
        (f"{GOING}a_penalty_of_long_ago_stands_until_it_is_lifted_and_can_be_given_again",),
    ),
    Guard(
        "a removal forgotten meanwhile has a number of its own", EARNING,
        "occurrence.sequence = queries.count_transfers(happening.circle_id, *cause)",
        "occurrence.sequence = 0",
        (f"{GOING}a_penalty_of_long_ago_stands_until_it_is_lifted_and_can_be_given_again",),
    ),
    Guard(
        "a thread that paid long ago pays no more", KEEPING,
        "    _keep_paid_threads(ids)\n", "",
        ("tests/points/test_earning.py::"
         "test_a_thread_pays_a_member_once_also_when_that_was_long_ago",),
    ),
    Guard(
        "a what-if knows threads that paid long ago", "circle/points/queries/replay.py",
        "                PaidThread.circle_id == circle_id\n",
        "                PaidThread.circle_id == -circle_id\n",
        ("tests/points/test_earning.py::"
         "test_a_thread_pays_a_member_once_also_when_that_was_long_ago",),
    ),
    Guard(
        "a purchase of long ago is given back", "circle/points/actions/purchases.py",
        "    elif brought:\n", "    elif False:\n",
        ("tests/points/test_purchases.py::"
         "test_what_was_bought_long_ago_is_given_back_and_its_points_with_it",),
    ),
    Guard(
        "one that cannot be settled stops nobody", "circle/points/jobs.py",
        "        if len(waiting) > 1:", "        raise\n        if len(waiting) > 1:",
        ("tests/points/test_abuse.py::"
         "test_one_that_cannot_be_settled_stops_nobody_and_is_tried_by_itself",),
    ),
    Guard(
        "badges count what was done past a limit", EARNING,
        "    if occurrence.refused in PAST_LIMIT and not was_paid:", "    if False:",
        (f"{BADGES}badges_count_what_was_done_also_past_what_is_paid",),
    ),
    Guard(
        "past a limit a repeated text is repeated", EARNING,
        "record = queries.StoredRecord(occurrence.circle_id, case, done=True)",
        "record = queries.StoredRecord(occurrence.circle_id, case)",
        (f"{BADGES}badges_count_what_was_done_also_past_what_is_paid",
         f"{BADGES}who_is_liked_past_the_limit_by_the_same_one_is_not_liked_more"),
    ),
    Guard(
        "what is gone counts towards no badge", EARNING,
        '    if not before and occurrence.facts.get("done"):', "    if False:",
        (f"{BADGES}what_is_removed_or_an_ad_counts_no_more_until_it_is_back",),
    ),
    Guard(
        "growth comes back as it was lost", EARNING,
        "amount = occurrence.taken if sign > 0 and occurrence.sequence else occurrence.growth",
        "amount = occurrence.growth",
        (f"{BOOKS}a_random_walk_leaves_what_the_model_says_after_every_step",),
    ),
    Guard(
        "what becomes an ad has earned nothing", REACTIONS,
        '        actions.take_back(*here, "ad")\n', "        pass\n",
        (f"{GOING}what_becomes_an_ad_has_earned_nothing_and_comes_back_with_it",),
    ),
    Guard(
        "likes of an ad, and a mark on one, earn nothing", REACTIONS,
        '        facts["category"] = "ad"\n', "        pass\n",
        (f"{GOING}what_becomes_an_ad_has_earned_nothing_and_comes_back_with_it",
         "tests/points/test_earning.py::test_an_ad_is_not_featured_and_would_earn_nothing_by_it"),
    ),
    Guard(
        "a penalty is lifted also of what its author removed", REACTIONS,
        "        actions.forgive(event.circle_id, event.author_id, event.entry_id)\n",
        "        pass\n",
        (f"{GOING}hidden_and_removed_pays_again_only_when_both_are_undone",),
    ),
    Guard(
        "what waited again is paid again", "circle/content/actions/states.py",
        '    if not first and entry.status == "published":', "    if False:",
        (f"{GOING}what_waits_again_after_being_shown_is_paid_again_when_it_is_let_through",),
    ),
    Guard(
        "who is not here earns nothing by what was imported", REACTIONS,
        "if event.imported and not accounts.can_sign_in(event.author_id):", "if False:",
        (f"{GOING}what_was_imported_earns_nothing_and_later_likes_only_for_who_is_here",),
    ),
    Guard(
        "an entry without a name leaves no trace", EARNING,
        'if member is None or occurrence.facts.get("anonymous"):', "if member is None:",
        (f"{GOING}an_entry_without_a_name_leaves_no_trace_on_boards_and_badges",),
    ),
    Guard(
        "likes and marks of such an entry leave none either", REACTIONS,
        'facts: dict[str, Any] = {"anonymous": True} if event.anonymous else {}',
        "facts: dict[str, Any] = {}",
        (f"{GOING}an_entry_without_a_name_leaves_no_trace_on_boards_and_badges",),
    ),
    Guard(
        "no movement is turned round", LEDGER,
        "    if amount < 0:\n        raise ValueError", "    if False:\n        raise ValueError",
        (f"{GOING}no_movement_can_be_turned_round",),
    ),
    Guard(
        "a draft knows what it said before", LEDGER,
        "return self.books.of(user_id, kind).balance + self.changes.get((user_id, kind), 0)",
        "return self.books.of(user_id, kind).balance",
        (f"{BOOKS}two_credits_of_one_member_in_one_draft_pay_a_debt_once",),
    ),
    Guard(
        "the circle's row is the gate", LEDGER,
        '        .where(Circle.id == bindparam("circle"))\n'
        "        .with_for_update(key_share=True)\n",
        '        .where(Circle.id == bindparam("circle"))\n',
        (f"{RACES}awards_of_different_members_at_once_keep_the_circles_own_accounts_right",),
    ),
    Guard(
        "who loses a deadlock is tried again", "circle/core/db.py",
        "return once() if in_transaction() else repeated(once)", "return once()",
        ("tests/core/test_transaction.py::"
         "test_a_verb_whose_transaction_lost_is_tried_again_and_writes_once",),
    ),
    Guard(
        "a keyed request that lost is tried again", "circle/core/web.py",
        "        return repeated(once)\n", "        return once()\n",
        (f"{LOST}it_is_tried_again_and_the_next_page_says_so_once",),
    ),
    Guard(
        "what a lost try said is not said twice", "circle/core/web.py",
        "            _rewind(before)\n", "",
        (f"{LOST}it_is_tried_again_and_the_next_page_says_so_once",),
    ),
    Guard(
        "what the doctor says of the books is what they are", "circle/doctor.py",
        "    for wrong in points.wrong_books():",
        "    for wrong in ():",
        ("tests/test_doctor.py::test_books_that_do_not_agree_are_told_and_never_repaired",),
    ),
    Guard(
        "badges a membership says wrongly are told", "circle/points/queries/badges.py",
        "            if sorted(one.badges) != sorted(actual) or one.badges_untold != untold:",
        "            if len(one.badges) > 99:",
        ("tests/test_doctor.py::test_badges_a_membership_says_wrongly_are_named_and_repaired",),
    ),
    Guard(
        "a badge stands on the membership", "circle/points/actions/standing.py",
        "        member.badges = [*member.badges, badge]\n", "",
        ("tests/points/test_badges.py::test_badges_stand_with_the_member_and_on_the_profile",),
    ),
    Guard(
        "a snapshot is of one moment", "circle/core/db.py",
        '        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}\n',
        "        options = {}\n",
        ("tests/core/test_transaction.py::test_a_snapshot_reads_one_moment_while_others_write",),
    ),
    Guard(
        "an account says what its last line does", "circle/points/queries/verify.py",
        "    yield from _wrong_accounts()\n", "",
        ("tests/points/test_ledger.py::test_verifying_sees_an_account_its_lines_do_not_make",),
    ),
    Guard(
        "the history tells what the lines say", "circle/points/queries/verify.py",
        "    yield from _wrong_history()\n", "",
        ("tests/points/test_ledger.py::"
         "test_verifying_sees_a_history_that_tells_something_else",),
    ),
)  # fmt: skip
