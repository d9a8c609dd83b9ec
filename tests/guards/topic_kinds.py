"""Guards of challenges, assignments and calls: what counts, who decides, who reads what."""

from tests.guards.guard import Guard

DAYS, WORK = "tests/topics/test_challenge.py::test_", "tests/topics/test_assignment.py::test_"
CALLS, KEPT = "tests/topics/test_call.py::test_", "tests/topics/test_kinds_kept.py::test_"
CHALLENGE, ASSIGNMENT, CALL = (
    f"circle/topics/actions/kinds/{kind}.py" for kind in ("challenge", "assignment", "call")
)
RANKING, HANDED_IN = "circle/topics/queries/challenges.py", "circle/topics/queries/assignments.py"

SHAPES = "circle/topics/queries/shapes.py"
PREVIEW = "a_preview_circle_tells_outsiders_nothing_of_a_topic_in_json_but_its_beginning"

GUARDS = (
    Guard(
        "dates and rules are the host's", "circle/topics/actions/threads.py",
        "    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))\n"
        "    _set_course(hosted, edit)\n", "    _set_course(hosted, edit)\n",
        ("tests/topics/test_course.py::test_only_host_and_staff_set_them",),
    ),
    Guard(
        "an end that is only shown again is not set", "circle/topics/views/course.py",
        "    if typed is KEPT or local_time(typed) == local_time(before):", "    if typed is KEPT:",
        ("tests/topics/test_course.py::"
         "test_rules_of_what_is_over_change_and_its_end_stays_as_it_was",),
    ),
    Guard(
        "what a challenge asks of a log holds for changes", "circle/topics/actions/floors.py",
        "    taking_of(hosted.topic.kind).suits(\n"
        '        hosted.topic, NewReply(words.source or "", words.media or ())\n    )\n', "",
        (f"{DAYS}what_the_host_asks_of_a_log_holds_for_changes_too",),
    ),
    Guard(
        "a log that goes takes its day along", CHALLENGE,
        "    elif known is not None:\n        session().delete(known)\n", "",
        (f"{DAYS}a_log_that_goes_takes_its_day_along_unless_another_of_that_day_stays",),
    ),
    Guard(
        "days from before somebody joined are not made up", "circle/topics/queries/calendars.py",
        "joined < day < clock.local_day()", "day < clock.local_day()",
        (f"{DAYS}only_a_missed_past_day_of_the_challenge_after_joining_is_made_up",),
    ),
    Guard(
        "so many days of a challenge a month are made up", CHALLENGE,
        "    if rule.limit is not None and used >= rule.limit:", "    if False:",
        (f"{DAYS}two_days_a_month_are_made_up_and_more_in_the_next",),
    ),
    Guard(
        "making up a day is paid for", CHALLENGE,
        "        spend(topic.circle_id, user_id, rule.points, cause)\n", "        str(cause)\n",
        (f"{DAYS}nobody_makes_up_a_day_without_the_points",),
    ),
    Guard(
        "a day that is kept is not made up", CHALLENGE,
        "    if queries.challenge_day(topic.entry_id, member.user_id, day) is not None:",
        "    if False:",
        (f"{DAYS}only_a_missed_past_day_of_the_challenge_after_joining_is_made_up",),
    ),
    Guard(
        "who keeps off boards stands in no ranking", RANKING,
        ".where(Standing.topic_id == hosted.entry.id, is_present())",
        ".where(Standing.topic_id == hosted.entry.id)",
        (f"{DAYS}who_keeps_off_boards_or_was_blocked_stands_in_no_ranking",),
    ),
    Guard(
        "whom somebody blocked they do not meet in a ranking", RANKING,
        "        if row.user_id not in hosted.here.blocked and row.user_id in faces",
        "        if row.user_id in faces",
        (f"{DAYS}who_keeps_off_boards_or_was_blocked_stands_in_no_ranking",),
    ),
    Guard(
        "a ranking is read by who may see members", RANKING,
        "    require(hosted.here, circle_policy.can_see_members(hosted.here, hosted.circle))\n"
        "    require(hosted.here, content_policy.can_read(hosted.here, hosted.entry, "
        "hosted.circle))\n", "    return\n",
        (f"{DAYS}the_ranking_of_what_only_members_read_is_for_members",),
    ),
    Guard(
        "everybody hands in once", ASSIGNMENT, "    if earlier is not None:", "    if False:",
        (f"{WORK}a_second_submission_is_refused_and_leads_to_the_first",
         f"{WORK}twenty_parallel_submissions_of_one_member_keep_one"),
    ),
    Guard(
        "nobody decides on their own", "circle/topics/policy.py",
        '    if content.is_own(actor, floor):\n        return deny(lazy("Somebody else decides',
        '    if False:\n        return deny(lazy("Somebody else decides',
        (f"{WORK}only_host_and_staff_grade_and_nobody_their_own",
         f"{CALLS}only_host_and_staff_choose_and_nobody_their_own"),
    ),
    Guard(
        "host and staff alone grade and hold up", ASSIGNMENT,
        "    require(hosted.here, policy.can_judge(hosted.here, hosted.topic, floor, "
        "hosted.circle))\n", "",
        (f"{WORK}only_host_and_staff_grade_and_nobody_their_own",),
    ),
    Guard(
        "grades are for who handed in", "circle/topics/queries/kinds/assignment.py",
        "    graded = knows or row.shown_at is not None", "    graded = True",
        (f"{WORK}a_grade_and_its_note_are_for_who_handed_in_and_for_who_looks_at_it",),
    ),
    Guard(
        "notes are for their author", "circle/topics/queries/kinds/assignment.py",
        '"note": row.review_note if knows else None', '"note": row.review_note',
        (f"{WORK}a_grade_and_its_note_are_for_who_handed_in_and_for_who_looks_at_it",),
    ),
    Guard(
        "notes are screened", ASSIGNMENT,
        "    circle_verbs.check_words(hosted.circle.id, note=given.note)\n", "",
        (f"{WORK}a_note_is_screened_and_what_is_no_submission_is_not_graded",),
    ),
    Guard(
        "who is missing is for host and staff", HANDED_IN,
        'who was here first comes first."""\n'
        "    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))\n",
        'who was here first comes first."""\n',
        (f"{WORK}who_is_missing_is_for_host_and_staff_and_counts_members_alone",),
    ),
    Guard(
        "a hidden submission is missing", HANDED_IN,
        '        .where(Entry.status == "published")\n        .correlate(Membership)',
        "        .correlate(Membership)",
        (f"{WORK}who_is_missing_is_for_host_and_staff_and_counts_members_alone",),
    ),
    Guard(
        "an edit staff let through is followed", "circle/wiring.py",
        "questions.note_words, topics.note_changed,", "questions.note_words,",
        (f"{KEPT}a_second_try_that_had_to_wait_is_looked_at_once_staff_let_it_through",),
    ),
    Guard(
        "nobody enters more than the host takes", CALL,
        "    if queries.count_sent(hosted.entry.id, hosted.here.user_id) >= each:", "    if False:",
        (f"{CALLS}each_sends_as_many_as_the_host_takes_and_the_host_any_number",
         f"{CALLS}parallel_entries_of_one_member_stay_within_the_limit"),
    ),
    Guard(
        "host and staff alone choose", CALL,
        "    require(hosted.here, policy.can_judge(hosted.here, hosted.topic, floor, "
        "hosted.circle))\n", "",
        (f"{CALLS}only_host_and_staff_choose_and_nobody_their_own",),
    ),
    Guard(
        "host and staff alone tell the result", CALL,
        "    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))\n", "",
        (f"{CALLS}only_host_and_staff_tell_the_result_of_a_call",),
    ),
    Guard(
        "a result is told once and stands", CALL,
        "    if queries.is_decided(hosted.topic):", "    if False:",
        (f"{CALLS}a_result_is_told_once_and_the_choice_stands_from_then_on",),
    ),
    Guard(
        "a result taken back is shown no more", "circle/topics/queries/calls.py",
        "    if post is None or not post.is_shown:", "    if post is None:",
        (f"{CALLS}a_result_that_is_taken_back_is_shown_no_more",),
    ),
    Guard(
        "a result that was refused or taken back binds nobody", "circle/topics/queries/calls.py",
        "    return post is not None and post.status not in LOST", "    return post is not None",
        (f"{CALLS}a_result_that_was_taken_back_is_told_anew_or_stands_again_when_it_is_back",
         f"{CALLS}a_result_that_waits_is_told_when_it_is_out_and_one_refused_is_none"),
    ),
    Guard(
        "nobody hears of a result that waits", CALL,
        '    if post.status == "published":\n        _tell', "    if True:\n        _tell",
        (f"{CALLS}a_result_that_waits_is_told_when_it_is_out_and_one_refused_is_none",),
    ),
    Guard(
        "outsiders of a preview circle are told no words of a topic", SHAPES,
        "    return bool(content_policy.can_read(hosted.here, entry, hosted.circle))",
        "    return True", (f"{KEPT}{PREVIEW}",),
    ),
    Guard(
        "rules and dates are changed by who hosts", "circle/topics/actions/threads.py",
        "    if _moves(topic, edit):\n"
        "        require(hosted.here, policy.can_host(hosted.here, topic, hosted.circle))\n", "",
        (f"{WORK}who_was_given_a_topic_changes_its_dates_and_rules_and_its_author_the_words",),
    ),
)
