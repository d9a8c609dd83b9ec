"""Guards of reminders: once for each cause, of what is not done, to those it concerns."""

from tests.guards.guard import Guard

NEWS, TOLD = "circle/topics/queries/news.py", "tests/topics/test_news.py::test_"
READS, TESTS = "circle/topics/queries/reminders.py", "tests/topics/test_reminders.py::test_"

GUARDS = (
    Guard(
        "a reminder is for members", READS,
        "    if not here.is_member or here.user_id is None:\n        return ()\n",
        "    if here.user_id is None:\n        return ()\n",
        (f"{TESTS}who_left_is_reminded_of_nothing",
         f"{TOLD}who_left_or_may_not_open_the_topic_is_told_nothing"),
    ),
    Guard(
        "a reminder is written once", READS,
        "statement.where(~known.exists())", "statement.where(known.exists() | True)",
        (f"{TESTS}who_did_not_hand_in_is_reminded_the_day_before_until_they_did",),
    ),
    Guard(
        "who handed in is reminded of nothing", READS,
        "             ~sent.exists()),", "             sent.exists() | ~sent.exists()),",
        (f"{TESTS}who_did_not_hand_in_is_reminded_the_day_before_until_they_did",),
    ),
    Guard(
        "an hour that was moved is not reminded of", READS,
        'Reminder.cause == "due", Topic.ends_at == Reminder.until,', 'Reminder.cause == "due",',
        (f"{TESTS}an_hour_that_was_moved_is_reminded_of_anew",),
    ),
    Guard(
        "a draw waits for nobody who may not enter", READS,
        "literal(_enters_draws(here, circle))", "literal(True)",
        (f"{TESTS}polls_and_draws_that_are_soon_over_wait_for_who_did_not_take_part",),
    ),
    Guard(
        "a prize is told to who won it", NEWS,
        ".where(Entrant.user_id == _ME, at > _SINCE)", ".where(at > _SINCE)",
        (f"{TOLD}who_won_is_told_until_they_looked_and_who_did_not_is_not",),
    ),
    Guard(
        "a choice is told once its result is out", NEWS,
        "        .join(_Result, _Result.id == Topic.result_id)\n",
        "        .outerjoin(_Result, _Result.id == Topic.entry_id)\n",
        (f"{TOLD}whose_entry_was_chosen_is_told_once_the_result_is_out",),
    ),
    Guard(
        "what becomes of an idea is told to who contributed", NEWS,
        "Idea.entry_id.in_(contributed_to(_ME)), ", "",
        (f"{TOLD}who_contributed_to_an_idea_is_told_what_becomes_of_it",),
    ),
    Guard(
        "much of one topic is one line", NEWS,
        "        .where(unseen.c.nth == 1)\n", "",
        (f"{TOLD}much_of_one_topic_is_one_line_and_pushes_nothing_else_out",),
    ),
    Guard(
        "an idea of somebody blocked is not told", NEWS,
        "or_(told.c.cause.not_in(STATUSES), content.unblocked(here, _Floor))", "True",
        (f"{TOLD}of_a_merged_idea_is_told_what_becomes_of_the_one_it_went_to",),
    ),
    Guard(
        "what was seen is told no more", NEWS,
        "Look.user_id == _ME, Look.at >= told.c.at", "Look.user_id == _ME, Look.at < told.c.at",
        (f"{TOLD}who_won_is_told_until_they_looked_and_who_did_not_is_not",),
    ),
    Guard(
        "what was taken away is named to nobody", NEWS,
        'Waits(row.cause, "", f', "Waits(row.cause, row.Entry.title, f",
        (f"{TOLD}who_signed_up_is_told_that_an_event_does_not_take_place",),
    ),
    Guard(
        "nobody is led to what is hidden", NEWS,
        ".where(or_(told.c.cause == GONE, on_show), ~", ".where(~",
        (f"{TOLD}who_left_or_may_not_open_the_topic_is_told_nothing",),
    ),
)
