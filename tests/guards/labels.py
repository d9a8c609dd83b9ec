"""Guards of labels of members: staff alone, their own circle alone, taken back whole."""

from tests.guards.guard import Guard

LABELS = "tests/circles/test_labels.py::test_"
OWN = "tests/circles/test_own_labels.py::test_"
VERBS, READS = "circle/circles/actions/labels.py", "circle/circles/queries/labels.py"

GUARDS = (
    Guard(
        "only staff list labels", READS,
        "    require(here, policy.holds(here, policy.Power.LABEL))\n", "",
        (f"{LABELS}nobody_but_staff_learns_of_labels",),
    ),
    Guard(
        "only staff find a label", READS,
        "    if not here.can(policy.Power.LABEL) or (label", "    if (label",
        (f"{LABELS}nobody_but_staff_changes_labels",),
    ),
    Guard(
        "members are shown without their labels", "circle/circles/queries/people.py",
        "    if not here.can(policy.Power.LABEL):\n        return rows\n", "",
        (f"{LABELS}nobody_but_staff_learns_of_labels",),
    ),
    Guard(
        "a label reaches members of its own circle", READS,
        "    if len(rows) < len(set(member_ids)):", "    if False:",
        (f"{LABELS}labels_reach_members_of_their_own_circle_alone",),
    ),
    Guard(
        "labels of two circles are not merged", VERBS,
        "    if there.id != circle.id or into.id == label.id:", "    if into.id == label.id:",
        (f"{LABELS}labels_reach_members_of_their_own_circle_alone",),
    ),
    Guard(
        "who left is not labelled", VERBS,
        "    if not all(member.is_member for member in members):", "    if False:",
        (f"{LABELS}who_leaves_keeps_a_label_and_gets_no_new_one_until_they_are_back",),
    ),
    Guard(
        "a circle has fifty labels", VERBS,
        "    if number >= MAX_LABELS:", "    if False:",
        (f"{LABELS}a_circle_has_fifty_labels_and_no_more",),
    ),
    Guard(
        "what was given by hand outlives a merge taken back", VERBS,
        "    _keep_after_merge(label, member_ids)\n", "",
        (f"{LABELS}a_merge_is_taken_back_with_what_it_gave_and_nothing_more",),
    ),
    Guard(
        "a merge taken back takes what it gave", VERBS,
        "LabelGiven.via_id == label.id, queries.is_carried()", "False",
        (f"{LABELS}a_merge_is_taken_back_with_what_it_gave_and_nothing_more",),
    ),
    Guard(
        "labels go with the account", "circle/circles/actions/members.py",
        "    drop_labels(user_id)", "    pass",
        (f"{LABELS}labels_are_in_the_export_of_whom_they_name_and_go_with_the_account",),
    ),
    Guard(
        "names of labels are screened", VERBS,
        "    check_words(circle.id, name=new.name)\n", "",
        (f"{LABELS}words_that_meet_a_rule_are_no_label",),
    ),
    Guard(
        "applications are narrowed by label for staff alone", "circle/topics/queries/trials.py",
        "circles.carries(hosted.here, hosted.circle, choice.label)", "Membership.id > 0",
        ("tests/topics/test_trials.py::test_staff_narrow_applications_by_label_and_a_host_does_not",),
    ),
    Guard(
        "nobody takes off a label of others", "circle/circles/queries/own_labels.py",
        ".where(Membership.user_id == actor.user_id, MemberLabel.removed_at.is_(None))",
        ".where(MemberLabel.removed_at.is_(None))",
        (f"{OWN}labels_of_others_are_not_there",),
    ),
    Guard(
        "a message to a label passes over who took it off", "circle/notifications/queries/reach.py",
        "circle_id, circles.is_carried())", "circle_id)",
        (f"{OWN}a_label_taken_off_finds_nobody_any_more",),
    ),
    Guard(
        "staff cannot take a label off to give it again", VERBS,
        "[member.id for member in members]), queries.is_carried())",
        "[member.id for member in members]))",
        (f"{OWN}nobody_else_puts_it_back",),
    ),
    Guard(
        "a label taken off selects nobody", READS,
        "LabelGiven.label_id == label_id, is_carried())", "LabelGiven.label_id == label_id)",
        (f"{OWN}a_label_taken_off_finds_nobody_any_more",),
    ),
    Guard(
        "merging brings no label that was taken off", VERBS,
        "LabelGiven.label_id == label.id, queries.is_carried())",
        "LabelGiven.label_id == label.id)",
        (f"{OWN}merging_and_taking_a_merge_back_puts_nothing_back",),
    ),
    Guard(
        "taking a merge back keeps what was taken off", VERBS,
        "delete(LabelGiven).where(LabelGiven.via_id == label.id, queries.is_carried())",
        "delete(LabelGiven).where(LabelGiven.via_id == label.id)",
        (f"{OWN}what_came_by_a_merge_goes_with_what_it_came_from",),
    ),
)
