"""Guards of what a circle is told of searches in vain."""

from tests.guards.guard import Guard

TESTS = "tests/search/test_missed.py::test_"
NOTES, READS = "circle/search/actions/missed.py", "circle/search/queries/missed.py"

GUARDS = (
    Guard(
        "what one person looked for is told to nobody", READS,
        "        .having(people >= LEAST_READERS)\n", "",
        (f"{TESTS}what_two_members_look_for_in_vain_is_told_to_the_owner",),
    ),
    Guard(
        "what was looked for in vain is for owner and admins", READS,
        "    require(here, policy.can_see_missed(here))\n", "",
        (f"{TESTS}the_report_is_for_owner_and_admins",),
    ),
    Guard(
        "only members' searches are noted", NOTES,
        " or not here.is_member or", " or",
        (f"{TESTS}only_members_are_listened_to",),
    ),
    Guard(
        "what a member looks for in vain names nobody, nor do two such rows", NOTES,
        'f"{circle_id}:{words}:{user_id}"', 'f"{user_id}"',
        (f"{TESTS}rows_of_one_member_cannot_be_put_together",),
    ),
    Guard(
        "one member does not fill the report", NOTES,
        '            throttle.count_try(NOTED_A_DAY, f"u{here.user_id}")\n', "",
        (f"{TESTS}one_member_does_not_fill_the_report",),
    ),
    Guard(
        "what was looked for long ago goes", "circle/search/jobs.py",
        "    actions.forget_missed()\n", "    pass\n",
        (f"{TESTS}what_is_old_is_told_no_more_and_goes",),
    ),
)
