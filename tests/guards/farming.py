"""Guards against farming points: texts, likes, answers, invitations, accounts of one person."""

from tests.guards.guard import Guard

ABUSE = "tests/points/test_abuse.py::test_"
LAPSING = "tests/points/test_lapsing.py::test_"
GOING = "tests/points/test_going_and_returning.py::test_"
INVITED = "tests/points/test_invited.py::test_"
HOUSE = "tests/points/test_one_household.py::test_"
JUDGING = "circle/points/judging.py"
EARNING = "circle/points/actions/earning.py"
LEDGER = "circle/points/actions/ledger.py"
RECORD = "circle/points/queries/record.py"
REACTIONS = "circle/points/reactions.py"
ALIKE = "circle/accounts/queries/alike.py"

FARMING = (
    Guard(
        "emoji count as nothing", "circle/content/body/text.py",
        "return sum(1 for character in text if _says_something(character))", "return len(text)",
        (f"{ABUSE}emoji_and_signs_do_not_make_a_text_longer",),
    ),
    Guard(
        "short texts earn nothing", JUDGING,
        'return "too_short" if', "return None if",
        (f"{ABUSE}emoji_and_signs_do_not_make_a_text_longer",),
    ),
    Guard(
        "a limit of nothing pays nothing", JUDGING,
        "full = rule.limit is not None and record", "full = rule.limit and record",
        ("tests/points/test_rules.py::"
         "test_a_limit_of_nothing_pays_nothing_and_is_no_way_to_earn",),
    ),
    Guard(
        "a picture is no comment", JUDGING,
        ' and case.rule not in WORDED', "",
        (f"{ABUSE}a_picture_stands_for_the_words_of_a_post_and_not_of_a_comment",),
    ),
    Guard(
        "a repeated text earns nothing", JUDGING,
        'return "duplicate" if record.repeats(case, DUPLICATE_HOURS) else None', "return None",
        (f"{ABUSE}the_same_words_a_little_changed_earn_once_a_day",),
    ),
    Guard(
        "a comment under one's own answer earns nothing", JUDGING,
        'case.facts.get("root_author_id"), *case.facts.get("above_author_ids", ()),',
        'case.facts.get("root_author_id"), *case.facts.get("above_author_ids", ())[:1],',
        ("tests/points/test_earning.py::"
         "test_a_comment_under_ones_own_answer_or_comment_earns_nothing",),
    ),
    Guard(
        "nobody features themselves for points", REACTIONS,
        "entry_id=event.entry_id, giver_id=event.by_id, facts=_of_entry(event),",
        "entry_id=event.entry_id, facts=_of_entry(event),",
        ("tests/points/test_earning.py::"
         "test_staff_who_feature_their_own_earn_nothing_until_another_does",),
    ),
    Guard(
        "a day has its ceilings", JUDGING,
        "        points = min(points, max(0, rules.daily_points - had_points))\n", "",
        ("tests/points/test_earning.py::"
         "test_a_day_pays_no_more_than_its_ceilings_and_the_last_row_in_part",),
    ),
    Guard(
        "a quiet thread pays nobody", JUDGING,
        'return "idle" if case.rule == "comment" and idle >= IDLE_DAYS else None', "return None",
        (f"{ABUSE}a_thread_nobody_touched_for_a_month_pays_nobody_who_wakes_it",),
    ),
    Guard(
        "who wakes a thread is not paid for the next word", REACTIONS,
        "max(event.thread_idle_days, woken)", "event.thread_idle_days",
        (f"{ABUSE}a_thread_nobody_touched_for_a_month_pays_nobody_who_wakes_it",),
    ),
    Guard(
        "two comments at once are paid once", JUDGING,
        "if since is not None and since < rules.cooldown_seconds:", "if False:",
        (f"{ABUSE}two_comments_within_15_seconds_are_paid_once",),
    ),
    Guard(
        "what is removed has earned nothing", REACTIONS,
        "    actions.take_back(event.circle_id, event.author_id, event.entry_id)\n", "",
        (f"{ABUSE}writing_earning_spending_and_deleting_leaves_a_debt_and_the_shop_shut",),
    ),
    Guard(
        "nobody spends while they owe", LEDGER,
        '        if self.there(user_id, "owed"):\n            raise StillOwed\n', "",
        (f"{ABUSE}writing_earning_spending_and_deleting_leaves_a_debt_and_the_shop_shut",),
    ),
    Guard(
        "a cause is judged once", EARNING,
        "    if known is not None:\n        return _again(books, known, happening)\n",
        "    if known is not None:\n        session().delete(known)\n        session().flush()\n",
        (f"{ABUSE}the_same_cause_told_twenty_times_is_paid_once",
         f"{ABUSE}liking_unliking_and_liking_again_pays_once_for_life"),
    ),
    Guard(
        "the same two are capped", JUDGING,
        "if record.from_giver(case) >= PAIR_LIKES:", "if False:",
        (f"{ABUSE}one_member_lifts_another_five_times_a_month",),
    ),
    Guard(
        "a ring stops counting", JUDGING,
        'return "ring" if granted >= RING_FREE and people * RING_SHARE <= granted else None',
        "return None",
        (f"{ABUSE}a_few_who_like_each_other_stop_counting_and_somebody_new_counts",),
    ),
    Guard(
        "a like for a like waits", JUDGING,
        'case.facts.get("mutual") or case.facts.get("new_giver")', 'case.facts.get("new_giver")',
        (f"{ABUSE}a_like_for_a_like_counts_a_day_later",),
    ),
    Guard(
        "a newcomer's like waits", JUDGING,
        'case.facts.get("mutual") or case.facts.get("new_giver")', 'case.facts.get("mutual")',
        (f"{ABUSE}a_newcomers_like_counts_a_day_later",),
    ),
    Guard(
        "what was taken back while it waited never counts", EARNING,
        '    if occurrence is not None and occurrence.state in ("due", "void"):\n'
        '        occurrence.state, occurrence.refused = "void", WITHDRAWN\n',
        "    if occurrence is not None:\n        return\n",
        (f"{ABUSE}a_like_for_a_like_that_was_taken_back_meanwhile_never_counts",
         f"{GOING}a_waiting_like_taken_back_while_the_entry_was_gone_never_counts"),
    ),
    Guard(
        "a mark withdrawn from an ad stays withdrawn", EARNING,
        "return before in ((GONE, AD) if why == WITHDRAWN else (GONE,))",
        "return before == GONE",
        (f"{GOING}a_mark_withdrawn_from_an_ad_is_not_paid_again_when_it_is_none_any_more",),
    ),
    Guard(
        "praise stops waiting when none of it is left", REACTIONS,
        "    if event.praised:\n        return\n", "    if not event.praised:\n        return\n",
        ("tests/points/test_earning.py::"
         "test_praise_stops_waiting_when_neither_like_nor_helpful_is_left",),
    ),
    Guard(
        "what is left of praise goes on waiting", REACTIONS,
        "    if event.praised:\n        return\n", "",
        ("tests/points/test_earning.py::"
         "test_praise_stops_waiting_when_neither_like_nor_helpful_is_left",),
    ),
    Guard(
        "who asked earns for another answer after the first earned nothing",
        "circle/points/actions/choices.py",
        "    if first and all(", "    if False and all(",
        ("tests/points/test_choices.py::"
         "test_who_asked_earns_for_another_answer_after_the_first_choice_earned_nothing",),
    ),
    Guard(
        "a like given again waits its day anew", EARNING,
        "known.settles_at = happening.at + timedelta(hours=LIKE_WAIT_HOURS)",
        "known.settles_at = known.settles_at",
        (f"{ABUSE}taken_back_and_given_again_it_waits_its_day_anew",),
    ),
    Guard(
        "who was thrown out lifts nobody", EARNING,
        'elif occurrence.rule == "liked" and not _stayed(occurrence):', "elif False:",
        (f"{ABUSE}who_was_thrown_out_before_it_counted_lifts_nobody",),
    ),
    Guard(
        "nobody earns through themselves", JUDGING,
        '    if case.giver_id == case.user_id:\n        return "self"\n', "",
        (f"{ABUSE}nobody_earns_through_themselves_or_an_account_of_their_own",
         f"{ABUSE}an_answer_accepted_by_ones_own_second_account_earns_nothing"),
    ),
    Guard(
        "nobody earns through a second account", JUDGING,
        'return "cluster" if case.facts.get("same_cluster") else None', "return None",
        (f"{ABUSE}nobody_earns_through_themselves_or_an_account_of_their_own",
         f"{INVITED}a_second_account_of_ones_own_is_nobody_who_was_brought"),
    ),
    Guard(
        "accepted answers between two are capped", JUDGING,
        "if case.rule in BETWEEN_TWO and record.from_giver(case) >= PAIR_ACCEPTED:", "if False:",
        (f"{ABUSE}the_same_two_are_paid_for_three_answers_a_month_whoever_asks",
         f"{ABUSE}asking_for_each_others_answers_is_paid_three_times_a_month"),
    ),
    Guard(
        "taking turns in asking is counted together", RECORD,
        "turns = case.rule in BETWEEN_TWO", "turns = False",
        (f"{ABUSE}the_same_two_are_paid_for_three_answers_a_month_whoever_asks",),
    ),
    Guard(
        "a week's budget is not passed", JUDGING,
        'return "budget" if record.week_total(case) + rule.points > rules.weekly_points else None',
        "return None",
        (f"{ABUSE}a_circle_gives_out_no_more_in_a_week_than_it_set_aside",),
    ),
    Guard(
        "limits count each local day by itself", RECORD,
        "if row.rule == case.rule and row.day == case.day)",
        "if row.rule == case.rule and row.at > case.at)",
        (f"{ABUSE}a_clock_set_back_pays_no_day_twice",),
    ),
    Guard(
        "what was spent was spent from the oldest", "circle/points/actions/keeping.py",
        "queries.earned_until(row.id, horizon) - used", "queries.earned_until(row.id, horizon)",
        (f"{LAPSING}points_not_spent_in_twelve_months_lapse_first_in_first_out",),
    ),
    Guard(
        "nothing lapses without thirty days' notice", "circle/points/queries/lapsing.py",
        "for then in (at - NOTICE, *begun)]", "for then in (at,)]",
        (f"{LAPSING}nothing_lapses_before_everybody_could_read_of_it_for_thirty_days",
         f"{LAPSING}a_shorter_time_counts_thirty_days_later_and_the_longer_one_until_then"),
    ),
    Guard(
        "what is given back grows no younger", "circle/points/actions/spending.py",
        'draft.credit(user_id, amount, (None, "redeemed"), fresh=False)',
        'draft.credit(user_id, amount, (None, "redeemed"), fresh=True)',
        (f"{LAPSING}what_was_given_back_is_as_old_as_it_was",),
    ),
    Guard(
        "a second lapse of one day has a number of its own", "circle/points/actions/keeping.py",
        'Cause("lapsed", "horizon", ident, again)', 'Cause("lapsed", "horizon", ident, again * 0)',
        (f"{LAPSING}what_lapsed_once_and_came_back_lapses_again_and_stops_nothing",),
    ),
)

INVITING = (
    Guard(
        "who was invited has to be there on day seven", JUDGING,
        'return None if case.facts.get("active") else "inactive"', "return None",
        (f"{INVITED}a_friend_who_never_came_back_pays_nothing",),
    ),
    Guard(
        "who comes back after two weeks was not brought", "circle/points/queries/occurrences.py",
        "CheckIn.day <= clock.local_day(until),", "",
        (f"{INVITED}who_comes_back_after_two_weeks_was_not_brought",),
    ),
    Guard(
        "who was not seen on day seven is looked for again", "circle/points/actions/invites.py",
        "    if not active and member.is_member and clock.now() < joined + ACTIVE_UNTIL:",
        "    if False:",
        (f"{INVITED}who_only_reads_in_a_quiet_circle_and_comes_on_day_eleven_is_there",),
    ),
    Guard(
        "who reads on in a quiet circle is there", "circle/home/actions.py",
        "return ago >= VISIT_DAY or (", "return (",
        (f"{INVITED}who_only_reads_in_a_quiet_circle_and_comes_on_day_eleven_is_there",),
    ),
    Guard(
        "invitations inside WeChat earn nothing", JUDGING,
        '    if case.facts.get("in_wechat"):\n        return "wechat"\n', "",
        (f"{INVITED}a_link_followed_inside_wechat_pays_nothing",),
    ),
    Guard(
        "WeChat's browser is known by its name", "circle/core/web.py",
        'return "micromessenger" in request.user_agent.string.lower()', "return False",
        (f"{INVITED}the_browser_says_whether_it_is_wechats",),
    ),
    Guard(
        "a ban takes the invitation's reward back", REACTIONS,
        'if event.state == "banned":', "if False:",
        (f"{INVITED}banning_the_friend_takes_the_reward_back_and_leaving_does_not",),
    ),
    Guard(
        "one browser is one person", ALIKE,
        "(theirs.device == mine.device) | (theirs.network == mine.network)",
        "theirs.network == mine.network",
        (f"{HOUSE}two_accounts_in_one_browser_are_one_persons_and_in_two_browsers_not",),
    ),
    Guard(
        "one home is one person", ALIKE,
        "(theirs.device == mine.device) | (theirs.network == mine.network)",
        "theirs.device == mine.device",
        (f"{HOUSE}two_accounts_in_one_home_are_one_persons_and_in_two_not",),
    ),
    Guard(
        "a crowd's address tells nothing", ALIKE,
        "        .having(func.count(distinct(LoginSession.user_id)) <= CROWD)\n", "",
        (f"{HOUSE}an_address_of_a_crowd_is_nobodys_home_but_its_browsers_still_tell",),
    ),
    Guard(
        "private networks tell nothing", "circle/core/web.py",
        "return (mapped or parsed).is_global", "return True",
        (f"{HOUSE}addresses_of_a_machine_or_network_of_its_own_say_nothing",),
    ),
    Guard(
        "only who signs in is given a name", "circle/accounts/views/base.py",
        '    if g.get("keep_device"):\n', "    if True:\n",
        (f"{HOUSE}who_merely_reads_is_given_no_name_and_who_signs_in_one_that_scripts_cannot_see",),
    ),
)

GUARDS = (*FARMING, *INVITING)
