"""Guards of telling: once for each cause, and nothing to those who may not or will not hear."""

from tests.guards.guard import Guard

AUDIENCE = "circle/notifications/queries/audience.py"
INBOX = "circle/notifications/queries/inbox.py"
TELLING = "circle/notifications/actions/telling.py"
REACH = "circle/notifications/queries/reach.py"
SENDING = "circle/notifications/actions/reach.py"
REACHED = "tests/notifications/test_reach.py::"
LIMITS = "tests/notifications/test_reach_limits.py::"
TOLD = "tests/notifications/test_telling.py::"
TOLD_OF = "tests/notifications/test_told_of.py::"
AGAIN = "tests/notifications/test_again.py::test_"
BACK = "tests/notifications/test_taken_back.py::test_"
SENTENCES = "tests/notifications/test_sentences.py::test_"
NAMES = "tests/notifications/test_named.py::test_"
NAMING = "circle/content/actions/mentions.py"
FORGETTING = "circle/notifications/actions/forgetting.py"

GUARDS: tuple[Guard, ...] = (
    Guard(
        "what runs twice tells once", TELLING,
        ".on_conflict_do_nothing(index_elements=[\"user_id\", \"cause\"])\n", "\n",
        (f"{TOLD}test_those_who_follow_hear_of_it_by_a_job_that_may_run_twice",),
    ),
    Guard(
        "a mute is heeded", AUDIENCE, "_belongs(asking), _not_muted(asking),",
        "_belongs(asking),", (f"{TOLD}test_whoever_muted_it_hears_nothing",),
    ),
    Guard(
        "nobody outside is told what happens in a circle", AUDIENCE,
        "_belongs(asking), _not_muted", "_not_muted",
        (f"{TOLD_OF}test_nobody_is_told_of_a_circle_they_left",),
    ),
    Guard(
        "an unnamed author stands in no notice", TELLING,
        "None if entry.anonymous else entry.author_id", "entry.author_id",
        (f"{TOLD_OF}test_who_asks_without_a_name_is_named_in_no_notice",),
    ),
    Guard(
        "what was hidden is not told", INBOX,
        "readable = or_(Notice.entry_id.is_(None), content.shown(), own)", "readable = true()",
        (f"{TOLD}test_what_was_hidden_or_written_by_somebody_blocked_is_neither_counted_nor_shown",),
    ),
    Guard(
        "whom one blocked is not heard of", INBOX,
        "_inside(actor), _not_by_blocked(actor))", "_inside(actor))",
        (f"{TOLD}test_what_was_hidden_or_written_by_somebody_blocked_is_neither_counted_nor_shown",),
    ),
    Guard(
        "who likes again is no news", TELLING,
        "if number and _count_on(notice.id, person_id, number):", "if True:",
        (f"{TOLD}test_likes_are_one_notice_that_grows_and_taking_one_back_takes_it_off",),
    ),
    Guard(
        "what was put back is told no more", "circle/moderation/actions/undoing.py",
        "    emit(ActUndone(act.id))\n", "",
        (f"{TOLD_OF}test_whom_staff_hide_hears_of_it_and_no_more_once_it_is_undone",),
    ),
    Guard(
        "nobody gets more messages than two a day", REACH,
        "day + weight > min(mine.reach_per_day, MOST_A_DAY)",
        "False", (f"{REACHED}test_two_a_day_over_all_circles_are_the_most_anybody_gets",),
    ),
    Guard(
        "nobody gets more messages than five a week", REACH,
        "week + weight > min(mine.reach_per_week, MOST_A_WEEK)", "False",
        (f"{REACHED}test_five_a_week_are_the_most_and_a_member_may_want_fewer",),
    ),
    Guard(
        "at night nothing is sent", REACH,
        "timedelta(0) if why else quiet_ends(mine, now)", "timedelta(0)",
        (f"{REACHED}test_at_night_it_waits_for_the_morning_and_is_then_brought_once",),
    ),
    Guard(
        "what waited for the morning keeps to the next night, too", SENDING,
        "_state_of(chance), chance.why, chance.due_at",
        '"held" if chance.why else "delivered", chance.why, None',
        (f"{LIMITS}test_what_waited_for_the_morning_is_not_brought_the_next_night",),
    ),
    Guard(
        "an archived circle brings no message", SENDING,
        "return session().get_one(Circle, broadcast.circle_id, populate_existing=True).is_open",
        "return True", (f"{LIMITS}test_an_archived_circle_reaches_nobody_any_more",),
    ),
    Guard(
        "what was stopped does not go on", SENDING,
        "    broadcast.stop()\n    _hold_waiting(broadcast)\n", "    broadcast.stop()\n",
        (f"{REACHED}test_stopped_it_reaches_nobody_more_and_leaves_the_inboxes",),
    ),
    Guard(
        "a message is read by whom it came to", REACH, "Reach.user_id == actor.user_id)",
        "Reach.user_id.is_not(None))", (f"{REACHED}test_who_got_it_reads_it_and_nobody_else",),
    ),
    Guard(
        "of a few it is not told what they did", REACH, "did if people >= FEWEST else",
        "did if people else",
        (f"{REACHED}test_results_count_who_opened_muted_and_left_but_not_of_a_few",),
    ),
    Guard(
        "messages of two circles at once are counted one after the other", SENDING,
        "        _lock_people([row.user_id for row in members])\n", "",
        (f"{REACHED}test_two_circles_at_once_count_one_after_the_other",),
    ),
    Guard(
        "of a few it is not told why it would not come", REACH,
        "if len(first) >= FEWEST else []", "if first else []",
        (f"{REACHED}test_the_forecast_says_how_many_it_would_not_come_to_and_why_but_not_of_a_few",),
    ),
    Guard(
        "who was muted adds nothing to what grows", TELLING,
        "queries.who_wants(told, by_them)", "queries.who_wants(told, telling)",
        (f"{TOLD}test_who_was_muted_adds_nothing_to_what_grows_either",),
    ),
    Guard(
        "a message is not there under the address of another circle",
        "circle/notifications/views/reach.py",
        "    if circle.slug != slug:\n        raise NotFound\n", "",
        ("tests/notifications/test_reach_pages.py::"
         "test_a_message_is_not_there_under_the_address_of_another_circle",),
    ),
    Guard(
        "a message nothing carries is said to stand still", "circle/notifications/actions/reach.py",
        "        if not is_under_way(CARRY, \"broadcast\", broadcast_id):\n", "        if False:\n",
        ("tests/notifications/test_reach.py::"
         "test_a_message_nothing_carries_stands_still_and_goes_on_without_a_second_time",),
    ),
    Guard(
        "a dead job carries nothing", "circle/core/jobs.py",
        "    living = select(Job.id).where(Job.kind == kind, Job.dead_at.is_(None))\n",
        "    living = select(Job.id).where(Job.kind == kind)\n",
        ("tests/notifications/test_reach.py::"
         "test_a_message_nothing_carries_stands_still_and_goes_on_without_a_second_time",),
    ),
    Guard(
        "the list tells no more of a few than the message", "circle/notifications/queries/reach.py",
        "(did if people >= FEWEST else (None, None, None))", "did",
        ("tests/notifications/test_reach.py::"
         "test_of_a_few_the_list_tells_as_little_as_the_message_itself",),
    ),
    Guard(
        "what happens twice is told twice", "circle/events/occurrence.py",
        "default_factory=new_uid", 'default=""',
        (f"{AGAIN}what_reaches_us_twice_is_told_once_and_what_happens_twice_is_told_twice",),
    ),
    Guard(
        "what is done over is told over", TELLING,
        "if number and _count_on(notice.id, person_id, number):", "if False:",
        (f"{AGAIN}a_host_who_looked_hears_of_the_next_floor_of_the_same_person",),
    ),
    Guard(
        "told twice of the same time is told once", TELLING,
        ".where(NoticePerson.number < number)", ".where(NoticePerson.number <= number)",
        (f"{AGAIN}staff_hear_each_time_somebody_asks_to_come_in_or_orders",),
    ),
    Guard(
        "an assignment that did not change is no news", "circle/qa/actions/duties.py",
        "if question.assigned_to is not None and after != before:",
        "if question.assigned_to is not None:",
        (f"{AGAIN}a_question_given_to_somebody_again_is_told_again_unless_nothing_changed",),
    ),
    Guard(
        "a review that did not change is no news", "circle/topics/actions/kinds/assignment.py",
        "    if is_news:\n", "    if True:\n",
        (f"{AGAIN}work_that_is_looked_at_again_is_told_again_and_a_review_taken_back_no_more",),
    ),
    Guard(
        "what is open again was never told to be closed",
        "circle/notifications/reactions/questions.py",
        '    actions.recall_of_entry(event.question_id, ("closed", "duplicate"))\n', "",
        (f"{AGAIN}a_question_that_is_closed_again_is_told_to_be_closed_again",),
    ),
    Guard(
        "who unfollows is taken off", "circle/circles/actions/follows.py",
        "        emit(MemberUnfollowed(circle.id, here.user_id or 0, kind, target_id))\n",
        "        pass\n",
        (f"{BACK}who_unfollows_leaves_the_notice_and_comes_back_without_a_word",),
    ),
    Guard(
        "who does not wonder any more is taken off", "circle/qa/actions/joining.py",
        "            emit(QuestionLeft(asked.circle.id, entry_id, asked.here.user_id))\n",
        "            pass\n",
        (f"{BACK}who_does_not_wonder_any_more_leaves_the_notice",),
    ),
    Guard(
        "one of two floors taken back takes nobody off",
        "circle/notifications/reactions/content.py",
        "if topics.first_floor_of(topic.id, entry.author_id) is not None:", "if False:",
        (f"{BACK}who_has_no_floor_left_took_no_part",),
    ),
    Guard(
        "notices that grow are locked before they are counted", TELLING,
        "lock_row(found.order_by(Notice.id))", "found.order_by(Notice.id)",
        (f"{BACK}names_that_come_and_go_at_once_are_counted_right",),
    ),
    Guard(
        "whose account is closed is counted no more", FORGETTING,
        ".values(people=fewer)", ".values(people=Notice.people)",
        (f"{BACK}the_name_of_a_closed_account_leaves_all_notices_in_portions",),
    ),
    Guard(
        "a portion of what is forgotten has others behind it", FORGETTING,
        "if _forget_told(user_id) or _forget_name(user_id) == AT_ONCE:",
        "if _forget_told(user_id) and _forget_name(user_id):",
        (f"{BACK}the_name_of_a_closed_account_leaves_all_notices_in_portions",),
    ),
    Guard(
        "what was under way while an account was closed is forgotten, too", FORGETTING,
        '    enqueue("notifications.forget_person", {"user": user_id}, delay=ONCE_MORE)\n', "",
        (f"{BACK}what_was_under_way_while_an_account_was_closed_is_let_go_of_later",),
    ),
    Guard(
        "why is told by what made it concern somebody", "circle/notifications/sentences.py",
        "return WHY_OF.get(code, WHY[kind])", "return WHY[kind]",
        (f"{SENTENCES}why_is_what_made_it_concern_them_and_not_what_the_kind_is_mostly_about",),
    ),
    Guard(
        "who was named before is not told by an edit", NAMING,
        "if one not in named]", "if True]",
        (f"{NAMES}who_is_named_by_an_edit_is_told_once_and_nobody_again",
         f"{NAMES}an_edit_of_what_was_imported_tells_nobody_who_was_named_then"),
    ),
    Guard(
        "edits tell a few people and no more", NAMING,
        "fresh = fresh[: max(0, MOST_NAMED - len(named))]", "fresh = fresh[:]",
        (f"{NAMES}no_more_are_told_by_edits_than_a_few",),
    ),
    Guard(
        "who is named while nobody sees it hears of it when it is back",
        "circle/content/actions/states.py",
        'named = newly_named(entry) if entry.status == "published" else ()', "named = ()",
        (f"{NAMES}what_is_edited_while_nobody_sees_it_tells_when_it_is_back",),
    ),
)
