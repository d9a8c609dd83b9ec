"""Guards of the staff's desk: who decides, once, and what undoing needs."""

from tests.guards.guard import Guard

QUEUE = "tests/moderation/test_queue.py::test_"
REPORTS = "tests/moderation/test_reports.py::test_"
SPREES = "tests/moderation/test_sprees.py::test_"
SANCTIONS = "tests/moderation/test_sanctions.py::test_"
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
        "a case is decided once", "circle/moderation/queries/cases.py",
        "if any(not case.is_open for case in cases):", "if False:",
        (f"{QUEUE}one_that_was_decided_already_refuses_all",),
    ),
    Guard(
        "a decision fits how the entry stands", DECISIONS,
        "if ruling.decision not in one.decisions:", "if False:",
        (f"{QUEUE}what_does_not_fit_how_it_stands_is_refused",),
    ),
    Guard(
        "a decision leads to no other site", "circle/moderation/views/queue.py",
        'return back_to(f"/c/{slug}/waiting")',
        'return see_other(request.form.get("_next") or f"/c/{slug}/waiting")',
        (f"{QUEUE}after_a_decision_one_stays_on_this_site",),
    ),
    Guard(
        "undoing is offered for what can be undone alone", "circle/moderation/views/acts.py",
        "None if act.is_final else", "None if False else",
        (f"{QUEUE}undo_is_offered_for_what_can_be_undone",),
    ),
    Guard(
        "undoing leaves hidden what another act hid", "circle/moderation/actions/undoing.py",
        'if act.before.get(str(entry_id)) != "hidden":', "if True:",
        (f"{SPREES}undoing_what_was_said_to_a_report_leaves_hidden_what_the_spree_hid",),
    ),
    Guard(
        "an appeal is answered by itself", DECISIONS,
        "    if one.case.appeal_id is not None:\n        raise", "    if False:\n        raise",
        (f"{QUEUE}an_appeal_is_not_answered_with_others",),
    ),
    Guard(
        "several threads are locked in one order", "circle/content/queries/entries.py",
        "select(Entry).where(Entry.id.in_(ids)).order_by(Entry.id)",
        "select(Entry).where(Entry.id.in_(ids)).order_by(Entry.id.desc())",
        (f"{QUEUE}threads_are_locked_roots_first_in_one_order",),
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
        "    if not actor.can(NEEDED.get(act.kind, Power.HIDE)):\n        return deny(NOT_YOURS)\n",
        "", (f"{QUEUE}a_decision_is_taken_back_while_it_stands",),
    ),
    Guard(
        "nobody reports twice while it is open", "circle/moderation/actions/reports.py",
        "if added is None:", "if False:",
        (f"{REPORTS}nobody_reports_twice_while_it_is_open_nor_their_own",),
    ),
    Guard(
        "nobody reports their own words", "circle/moderation/actions/reports.py",
        "if content_policy.is_own(here, entry):", "if False:",
        (f"{REPORTS}nobody_reports_twice_while_it_is_open_nor_their_own",),
    ),
    Guard(
        "enough reports take it out of sight", "circle/moderation/actions/reports.py",
        "if case.entry_id is None or case.weight < policy.HIDES_AT:", "if True:",
        (f"{REPORTS}enough_members_take_it_out_of_sight_until_somebody_looked",),
    ),
    Guard(
        "a crowd does not silence the staff", "circle/moderation/actions/reports.py",
        "if member is not None and member.is_member and member.role in circles_policy.STAFF:",
        "if False:", (f"{REPORTS}a_crowd_does_not_silence_the_staff",),
    ),
    Guard(
        "who is often wrong moves nothing", POLICY,
        "if actor.user_id is None or record.declined > record.upheld + 2:",
        "if actor.user_id is None:",
        (f"{REPORTS}a_report_weighs_by_how_often_its_sender_was_right",),
    ),
    Guard(
        "site staff alone sanction people everywhere", "circle/moderation/actions/sanctions.py",
        "    if not actor.is_site_staff:\n        raise NotFound\n", "",
        (f"{SANCTIONS}site_staff_silence_somebody_everywhere",),
    ),
    Guard(
        "site staff do nothing to one another", "circle/accounts/policy.py",
        "if user.id == actor.user_id or user.is_staff:", "if False:",
        (f"{SANCTIONS}site_staff_do_nothing_to_themselves_or_one_another",),
    ),
    Guard(
        "undoing a mute finds it as it was left", "circle/moderation/actions/sanctions.py",
        "if member.muted_until != act.until:", "if False:",
        (f"{SANCTIONS}undo_of_a_mute_refuses_when_another_came_after",),
    ),
    Guard(
        "somebody else decides an appeal", POLICY,
        "if actor.user_id in (made.by_id, made.against_id):", "if False:",
        (f"{SANCTIONS}an_appeal_is_decided_by_somebody_else_and_takes_it_back",),
    ),
    Guard(
        "an appeal is made once", "circle/moderation/actions/appeals.py",
        "    if session().scalar(\n        select(Appeal.id).where(Appeal.act_id == act.id,"
        " Appeal.by_id == actor.user_id)\n    ):", "    if False:",
        (f"{SANCTIONS}an_appeal_is_decided_by_somebody_else_and_takes_it_back",),
    ),
    Guard(
        "an appeal lies before others than who did it", "circle/moderation/actions/appeals.py",
        "act.circle_id and not act.by_site and _has_others(act, actor.user_id or 0)",
        "act.circle_id and not act.by_site",
        (f"{SANCTIONS}where_there_is_nobody_else_the_site_decides",),
    ),
    Guard(
        "one appeals for oneself alone", "circle/moderation/queries/acts.py",
        "or_(Act.user_id == actor.user_id, Act.id.in_(mine)), Act.kind.in_(APPEALABLE)",
        "Act.kind.in_(APPEALABLE)", (f"{SANCTIONS}nobody_appeals_for_somebody_else",),
    ),
    Guard(
        "the desk of the site is for its staff", "circle/moderation/queries/cases.py",
        "    if not policy.can_review_site(actor):\n        raise NotFound\n", "",
        (f"{SANCTIONS}the_desk_of_the_site_is_for_its_staff_alone",),
    ),
    Guard(
        "a clean-up tells of nobody what they wrote without a name",
        "circle/moderation/queries/sprees.py",
        "content.shown(), Entry.anonymous.is_(False)]", "content.shown()]",
        (f"{SPREES}one_step_hides_what_somebody_signed_and_one_brings_it_back",),
    ),
    Guard(
        "a clean-up by words spares the staff", "circle/moderation/queries/sprees.py",
        "            Entry.author_id.not_in(staff),\n", "",
        (f"{SPREES}a_wave_of_the_same_words_spares_the_staff",),
    ),
    Guard(
        "a clean-up reaches those below alone", "circle/moderation/queries/sprees.py",
        "    require(here, circles_policy.can_act_on(here, member, circles_policy.Power.HIDE))\n",
        "",
        (f"{SPREES}nobody_cleans_up_after_those_of_their_rank",),
    ),
    Guard(
        "a ban is taken back by who may ban", "circle/moderation/policy.py",
        "    if not actor.can(NEEDED.get(act.kind, Power.HIDE)):\n",
        "    if not actor.can(Power.HIDE):\n",
        ("tests/moderation/test_taking_back.py::"
         "test_a_ban_is_taken_back_by_who_may_ban_and_ranks_above",),
    ),
    Guard(
        "a circle does not undo what the site decided", "circle/moderation/policy.py",
        "act.by_site and not actor.is_site_staff", "False",
        ("tests/moderation/test_taking_back.py::"
         "test_a_circle_does_not_bring_back_what_the_site_hid",),
    ),
    Guard(
        "a later silence holds when an earlier one is undone",
        "circle/moderation/actions/sanctions.py",
        "    if session().scalar(later.limit(1)) is not None:\n", "    if False:\n",
        ("tests/moderation/test_taking_back.py::"
         "test_an_earlier_silence_is_not_taken_back_under_a_later_one",),
    ),
    Guard(
        "what the site decided is appealed to the site", "circle/moderation/actions/appeals.py",
        "act.circle_id and not act.by_site and", "act.circle_id and",
        ("tests/moderation/test_taking_back.py::"
         "test_what_the_site_decided_is_appealed_to_the_site",),
    ),
    Guard(
        "nobody undoes a clean-up of their own words", "circle/moderation/queries/acts.py",
        "    own = own or session().scalar(mine.limit(1)) is not None\n", "",
        ("tests/moderation/test_sprees.py::"
         "test_whose_words_it_took_does_not_undo_it_when_they_are_staff_later",),
    ),
    Guard(
        "what staff let stand is not hidden by reports", "circle/moderation/actions/reports.py",
        "    if queries.is_approved(entry.id):\n        return", "    if False:\n        return",
        ("tests/moderation/test_reports.py::"
         "test_enough_members_take_it_out_of_sight_until_somebody_looked",),
    ),
    Guard(
        "who was closed out is known by a token nobody makes up",
        "circle/accounts/queries/closed_out.py",
        "    if user is None or not hmac.compare_digest("
        "token.encode(\"utf-8\", \"replace\"), right.encode()):\n",
        "    if user is None or not right:\n",
        ("tests/moderation/test_sanctions.py::"
         "test_who_is_closed_out_reads_why_with_their_password_and_appeals",),
    ),
)  # fmt: skip
