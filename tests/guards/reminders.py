"""Guards of reminders: once for each cause, of what is not done, to those it concerns."""

from tests.guards.guard import Guard

READS, TESTS = "circle/topics/queries/reminders.py", "tests/topics/test_reminders.py::test_"

GUARDS = (
    Guard(
        "a reminder is for members", READS,
        "    if not here.is_member or here.user_id is None:\n        return ()\n",
        "    if here.user_id is None:\n        return ()\n",
        (f"{TESTS}who_left_is_reminded_of_nothing",),
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
)
