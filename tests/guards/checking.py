"""Guards of the check outside: nothing shows before its answer, and its silence passes nothing."""

from tests.guards.guard import Guard

CHECK = "tests/moderation/test_outside_check.py::test_"
LATE = "tests/moderation/test_overdue.py::test_"
DEEDS, JOBS = "circle/moderation/actions/checks.py", "circle/moderation/jobs.py"
WRITING = "circle/content/actions/entries.py"

GUARDS = (
    Guard(
        "a silent check does not hold up other work", "circle/screening/provider.py",
        "    if opinion.failure in SILENT:\n", "    if False:\n",
        ("tests/screening/test_provider.py::test_who_was_silent_is_left_alone_for_a_while",),
    ),
    Guard(
        "what a circle lets lie comes before the site", "circle/moderation/actions/escalating.py",
        '        case.desk = "both"', "        pass",
        (f"{LATE}what_a_circle_lets_lie_comes_before_the_site_once_it_is_late_enough",),
    ),
    Guard(
        "a circle's own business stays its own", "circle/moderation/queries/overdue.py",
        "and_(complained, _due_before(USUAL, GRACE))", "_due_before(USUAL, GRACE)",
        (f"{LATE}what_a_circle_lets_lie_comes_before_the_site_once_it_is_late_enough",),
    ),
    Guard(
        "no writer waits while rules are made ready", "circle/wiring.py",
        "BEFOREHAND: Sequence[beforehand.Step] = (screening.make_ready,)",
        "BEFOREHAND: Sequence[beforehand.Step] = ()",
        ("tests/moderation/test_rules.py::"
         "test_a_set_of_the_site_is_made_ready_before_a_writer_begins",),
    ),
    Guard(
        "nobody signs up under a word of a rule", "circle/accounts/actions/people.py",
        '    if name.action != "pass":', "    if False:",
        ("tests/moderation/test_every_field.py::"
         "test_who_signs_up_is_called_by_no_word_of_a_rule",),
    ),
    Guard(
        "what is asked of who wants in is screened", "circle/circles/actions/circles.py",
        '    check_words(join_questions="\\n".join(given.get("join_questions", ())))\n', "",
        ("tests/moderation/test_every_field.py::"
         "test_a_word_of_a_rule_is_refused_everywhere_and_its_neighbour_passes",),
    ),
    Guard(
        "staff's approval is the decision", WRITING,
        "_words(entry, whole), decided=True)", "_words(entry, whole))",
        ("tests/content/test_waiting_edits.py::"
         "test_what_staff_let_through_is_refused_by_no_rule_made_since_and_covered_by_one",),
    ),
    Guard(
        "what would show is asked about first", WRITING,
        "(policy.BEING_CHECKED if provider.in_use() else None)", "None",
        (f"{CHECK}what_would_show_waits_for_the_check_and_then_shows",),
    ),
    Guard(
        "an answer is for the words it was asked about", DEEDS,
        "    if now != asked:", "    if False:",
        (f"{CHECK}the_answer_is_for_the_words_that_were_asked_about",),
    ),
    Guard(
        "a check does not outweigh a rule made meanwhile", DEEDS,
        '    elif verdict.action in ("review", "block"):', "    elif False:",
        (f"{CHECK}a_rule_made_meanwhile_holds",),
    ),
    Guard(
        "no check lifts what people look at", "circle/content/policy.py",
        '    if entry.review_state == "waiting" and not is_being_checked(entry):\n'
        "        return None\n", "",
        (f"{CHECK}what_waits_for_people_is_not_left_to_the_check_by_changing_it",),
    ),
    Guard(
        "what a check refused comes before people when it is changed", "circle/content/policy.py",
        '    if entry.review_state == "rejected":\n        return AGAIN\n', "",
        (f"{CHECK}what_it_refuses_is_turned_down_with_its_reason_and_may_be_appealed",),
    ),
    Guard(
        "silence ends before staff", JOBS, " and tries < len(PAUSES):", ":",
        (f"{CHECK}silence_is_asked_again_and_ends_before_staff",),
    ),
    Guard(
        "nothing is held while the network is waited for", JOBS,
        "    with snapshot():\n        asked = queries",
        "    if True:\n        asked = queries",
        (f"{CHECK}the_answer_is_for_the_words_that_were_asked_about",),
    ),
    Guard(
        "a check tells nobody's unnamed words", "circle/moderation/queries/checks.py",
        "    if entry.anonymous:\n        return None\n", "",
        (f"{CHECK}who_wrote_without_a_name_is_not_found_by_what_they_wrote_with_it",),
    ),
    Guard(
        "what a check calls illegal is urgent", DEEDS, "    if urgent:\n", "    if False:\n",
        (f"{CHECK}doubt_brings_it_before_staff_and_what_is_illegal_at_once",),
    ),
)
