"""Guards of the staff's desk: who decides, once, and what undoing needs."""

from tests.guards.guard import Guard

QUEUE = "tests/moderation/test_queue.py::test_"
POLICY = "circle/moderation/policy.py"
DECISIONS = "circle/moderation/actions/decisions.py"

GUARDS = (
    Guard(
        "nobody decides a case about their own words", POLICY,
        "if author_id is not None and author_id == actor.user_id:", "if False:",
        (f"{QUEUE}nobody_decides_on_their_own_words",),
    ),
    Guard(
        "a case is decided by whom it lies before", POLICY,
        'if case.desk != "site" and actor.can(Power.REVIEW):', 'if case.desk != "site":',
        (f"{QUEUE}who_is_no_staff_sees_and_decides_nothing",),
    ),
    Guard(
        "a case is decided once", DECISIONS,
        "if any(not case.is_open for case in cases):", "if False:",
        (f"{QUEUE}one_that_was_decided_already_refuses_all",),
    ),
    Guard(
        "a decision fits how the entry stands", DECISIONS,
        "if ruling.decision not in one.decisions:", "if False:",
        (f"{QUEUE}what_does_not_fit_how_it_stands_is_refused",),
    ),
    Guard(
        "who took a case on is left alone", DECISIONS,
        "if one.case.claimed_by_other(here.user_id):", "if False:",
        (f"{QUEUE}who_takes_a_case_on_keeps_others_from_it",),
    ),
    Guard(
        "an act is undone once", "circle/moderation/models/acts.py",
        "if self.is_undone:", "if False:",
        (f"{QUEUE}a_decision_is_taken_back_while_it_stands",),
    ),
    Guard(
        "an act is undone in time", "circle/moderation/models/acts.py",
        "if not late and self.undo_until < clock.now():", "if False:",
        (f"{QUEUE}after_a_day_it_is_too_late_to_undo",),
    ),
    Guard(
        "staff alone undo", POLICY,
        "if actor.can(Power.HIDE) or actor.is_site_staff:", "if True:",
        (f"{QUEUE}a_decision_is_taken_back_while_it_stands",),
    ),
)  # fmt: skip
