"""Guards of lotteries and trials: fair chances, a draw nobody can turn, places never exceeded."""

from tests.guards.guard import Guard

DRAWS, PAGES = "tests/topics/test_lotteries.py::test_", "tests/topics/test_lottery_pages.py::test_"
TRIALS = "tests/topics/test_trials.py::test_"
WORDS = "tests/topics/test_trial_pages.py::test_words_of_an_application_are_for_who_decides"

GUARDS = (
    Guard(
        "insiders enter no lottery", "circle/topics/policy.py",
        "    if is_insider(actor.user_id, actor.role, lottery, topic):", "    if False:",
        (f"{DRAWS}insiders_have_no_part_in_it",
         f"{DRAWS}the_host_of_the_topic_has_no_part_in_it"),
    ),
    Guard(
        "a lottery is held by who may", "circle/topics/actions/lotteries.py",
        "    require(here, policy.can_hold_lottery(here, hosted.entry, hosted.topic, circle))\n",
        "", (f"{DRAWS}who_may_hold_one",),
    ),
    Guard(
        "fresh accounts enter no lottery", "circle/topics/policy.py",
        "    if record.since > clock.now() - timedelta(days=days):", "    if False:",
        (f"{DRAWS}a_fresh_account_waits",),
    ),
    Guard(
        "only words from before a lottery count", "circle/topics/queries/lotteries.py",
        "        .where(Entry.published_at < lottery.made_at, Entry.kind != COMMENT)\n", "",
        (f"{DRAWS}words_from_before_it_was_made_count_and_no_others",),
    ),
    Guard(
        "ads open no lottery", "circle/topics/queries/lotteries.py",
        'Entry.anonymous.is_(False), Entry.category != "ad")', "Entry.anonymous.is_(False))",
        (f"{DRAWS}words_from_before_it_was_made_count_and_no_others",),
    ),
    Guard(
        "one entry to a household", "circle/topics/policy.py",
        "    if record.is_doubled:", "    if False:",
        (f"{DRAWS}one_entry_to_a_household",),
    ),
    Guard(
        "nobody enters after the freeze, however late its job", "circle/topics/models/lotteries.py",
        '        return self.state == "open" and clock.now() < self.freezes_at',
        '        return self.state == "open"',
        (f"{DRAWS}nobody_enters_or_leaves_after_the_freeze_however_late_the_job_is",),
    ),
    Guard(
        "entrants are counted under the lottery's lock", "circle/topics/queries/lotteries.py",
        "    found: Lottery | None = session().scalar(lock_row(statement) if lock else statement)",
        "    found: Lottery | None = session().scalar(statement)",
        (f"{DRAWS}entrants_are_counted_exactly_when_all_come_at_once",),
    ),
    Guard(
        "who left is dropped at the freeze", "circle/topics/queries/lotteries.py",
        '    if state_at(row.state, row.muted_until, row.expires_at) not in ("active", "muted"):',
        "    if False:",
        (f"{DRAWS}who_left_was_banned_or_became_staff_is_dropped_at_the_freeze_not_afterwards",),
    ),
    Guard(
        "who became staff is dropped at the freeze", "circle/topics/queries/lotteries.py",
        "    return not policy.is_insider(row.user_id, row.role, lottery, row.Topic)",
        "    return True",
        (f"{DRAWS}who_left_was_banned_or_became_staff_is_dropped_at_the_freeze_not_afterwards",),
    ),
    Guard(
        "a list other than the one published is not drawn", "circle/topics/actions/draws.py",
        "    if digest_of(uids) != digest:", "    if False:",
        (f"{DRAWS}a_list_that_was_tampered_with_is_not_drawn",),
    ),
    Guard(
        "a seed is sealed", "circle/topics/actions/lotteries.py",
        "sealed_seed=seal(seed, place_of(commitment))", "sealed_seed=seed",
        (f"{DRAWS}the_seed_is_committed_to_and_sealed",),
    ),
    Guard(
        "nothing is called off after its time", "circle/topics/models/lotteries.py",
        "        if not self.can_be_cancelled:", "        if False:",
        (f"{DRAWS}it_is_called_off_with_a_reason_before_the_draw_and_not_after",),
    ),
    Guard(
        "who is on a list is told by name to members alone", "circle/topics/queries/lotteries.py",
        "    if held.hosted.here.is_member:", "    if True:",
        (f"{PAGES}names_are_for_members_and_numbers_for_everybody",),
    ),
    Guard(
        "what winners do is told to them", "circle/topics/queries/lotteries.py",
        "if sees_all or number == won else {}", "if True else {}",
        (f"{PAGES}what_winners_do_is_told_to_them_and_the_host_alone",),
    ),
    Guard(
        "winners as a table are for who hands out prizes", "circle/topics/views/lotteries.py",
        "    require(hosted.here, policy.can_hand_out(hosted.here, held.lottery, hosted.topic))\n",
        "",
        (f"{PAGES}winners_as_a_table_are_for_who_hands_the_prizes_out",),
    ),
    Guard(
        "a draw that is due is not called off", "circle/topics/models/lotteries.py",
        "late < timedelta(0) or late >= OVERDUE", "True",
        (f"{DRAWS}one_that_cannot_be_drawn_is_called_off_once_its_draw_is_overdue",),
    ),
    Guard(
        "one that cannot be drawn fails one job", "circle/topics/actions/draws.py",
        '    if not has_job("topics.draw_lottery", payload):', "    if True:",
        (f"{DRAWS}one_that_cannot_be_drawn_fails_one_job_however_often_it_is_tried",),
    ),
    Guard(
        "a topic stays while its lottery is to be drawn", "circle/topics/actions/lotteries.py",
        "    if lottery is not None and lottery.stands:", "    if False:",
        (f"{DRAWS}a_topic_stays_while_its_lottery_is_to_be_drawn",),
    ),
    Guard(
        "what staff hid stays hidden with its lottery", "circle/topics/policy.py",
        '    if entry.hidden_by_act is not None or entry.review_state != "clear":', "    if False:",
        (f"{DRAWS}what_staff_hid_does_not_come_back_with_its_lottery",),
    ),
    Guard(
        "a lottery whose topic went is for who could read it", "circle/topics/queries/lotteries.py",
        "    if not policy.can_look_up(here, entry, circle):", "    if False:",
        (f"{DRAWS}what_staff_hid_does_not_come_back_with_its_lottery",),
    ),
    Guard(
        "a cursor of the list names nobody", "circle/topics/queries/lotteries.py",
        "kept[-1].uid if", "str(kept[-1].user_id) if",
        (f"{PAGES}a_cursor_of_the_list_names_nobody",),
    ),
    Guard(
        "second accounts of insiders enter no lottery", "circle/topics/policy.py",
        "    if record.beside_insiders:", "    if False:",
        (f"{DRAWS}second_accounts_of_insiders_have_no_part_in_it",),
    ),
    Guard(
        "a browser is told in any crowd", "circle/topics/queries/lotteries.py",
        "accounts.share_browser(user_id, listed) or ", "",
        (f"{DRAWS}a_browser_is_told_in_a_crowd_that_shares_a_network",),
    ),
    Guard(
        "one entry to a home", "circle/topics/queries/lotteries.py",
        " or accounts.share_home(user_id, listed)", "",
        (f"{DRAWS}one_entry_to_a_home_of_few",),
    ),
    Guard(
        "who left is not selected", "circle/topics/actions/trials.py",
        '    if state == "selected" and queries.any_gone(hosted.circle.id, changed):',
        "    if False:",
        (f"{TRIALS}who_left_the_circle_is_not_selected",),
    ),
    Guard(
        "who leaves applies no more", "circle/topics/jobs.py",
        "    actions.withdraw_of_leaver(*gone)\n", "",
        (f"{TRIALS}leaving_the_circle_withdraws_an_application",),
    ),
    Guard(
        "places of a trial are counted under its lock", "circle/topics/queries/trials.py",
        "    found: Trial | None = session().scalar(lock_row(statement) if lock else statement)",
        "    found: Trial | None = session().scalar(statement)",
        (f"{TRIALS}places_are_never_exceeded_whoever_selects_at_once",),
    ),
    Guard(
        "no more are selected than there are places", "circle/topics/models/trials.py",
        "        if self.selected >= self.places:", "        if False:",
        (f"{TRIALS}many_are_selected_together_or_none",),
    ),
    Guard(
        "who selects is the host or staff", "circle/topics/actions/trials.py",
        "    require(hosted.here, policy.can_select(hosted.here, hosted.topic, hosted.circle))\n",
        "", (f"{TRIALS}who_may_offer_and_decide",),
    ),
    Guard(
        "applications are read by who decides", "circle/topics/queries/trials.py",
        "    require(hosted.here, policy.can_select(hosted.here, hosted.topic, hosted.circle))\n",
        "", (f"{TRIALS}who_may_offer_and_decide", WORDS),
    ),
    Guard(
        "a report is a floor of one's own", "circle/topics/actions/trials.py",
        "    if entry.author_id != hosted.here.user_id or entry.status not in REPORTS:",
        "    if False:",
        (f"{TRIALS}only_who_was_selected_reports_and_with_a_floor_of_their_own",),
    ),
    Guard(
        "a report that goes was not handed in", "circle/wiring.py",
        "is_drawn,\n        questions.note_gone, topics.note_changed, topics.recheck_report,",
        "is_drawn,\n        questions.note_gone, topics.note_changed,",
        (f"{TRIALS}a_report_that_goes_was_not_handed_in",),
    ),
)  # fmt: skip
