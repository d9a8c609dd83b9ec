"""Guards of coming in: requests, rules, invites, bans, terms; and of importing."""

from tests.guards.guard import Guard

JOINING, IMPORT = "tests/circles/test_joining.py::test_", "tests/portability/test_import.py::test_"
VERBS, POLICY = "circle/circles/actions/joining.py", "circle/circles/policy.py"

GUARDS = (
    Guard(
        "the banned do not come in", POLICY, '    if actor.state == "banned":\n', "    if False:\n",
        (f"{JOINING}who_was_removed_asks_and_who_was_banned_may_not",
         f"{JOINING}a_ban_holds_against_an_invite_and_ends_when_lifted"),
    ),
    Guard(
        "a term does not lift a ban", VERBS,
        '    if member.state == "banned":', "    if False:",
        (f"{JOINING}a_term_does_not_lift_a_ban",),
    ),
    Guard(
        "a term reaches only those ranked below", VERBS,
        "        require(here, policy.can_act_on(here, member, policy.Power.GRANT_TERM))\n", "",
        (f"{JOINING}a_term_ends_nobody_of_ones_own_rank_or_above",),
    ),
    Guard(
        "who was removed asks to come back", VERBS,
        'return circle.join_policy != "open" or member.turned_away is not None',
        'return circle.join_policy != "open"',
        (f"{JOINING}who_was_removed_asks_and_who_was_banned_may_not",),
    ),
    Guard(
        "an archived circle takes nobody", POLICY,
        '"banned")\n    if circle.archived_at or circle.deleted_at:',
        '"banned")\n    if circle.deleted_at:',
        (f"{JOINING}an_archived_circle_takes_nobody",),
    ),
    Guard(
        "the rules read are the ones in force", VERBS,
        "    _check_rules_read(circle, asked)\n", "",
        (f"{JOINING}rules_must_be_the_ones_in_force",),
    ),
    Guard(
        "the rules accepted are the ones in force", VERBS,
        "    if version != circle.rules_version:", "    if False:",
        (f"{JOINING}new_rules_are_accepted_again_by_members_but_not_asked_of_who_wrote_them",),
    ),
    Guard(
        "every question is answered", VERBS,
        "    if len(answers) < len(questions):", "    if False:",
        (f"{JOINING}an_approval_circle_wants_answers_and_a_yes",),
    ),
    Guard(
        "staff answer requests", VERBS,
        "    require(here, policy.holds(here, policy.Power.ADMIT))\n", "",
        (f"{JOINING}nobody_answers_their_own_request",),
    ),
    Guard(
        "a request is answered once", VERBS,
        '    if member.state != "pending":', "    if False:",
        (f"{JOINING}an_approval_circle_wants_answers_and_a_yes",),
    ),
    Guard(
        "an invite lets in only so many", "circle/circles/models.py",
        "            and self.uses < self.max_uses\n", "",
        (f"{JOINING}an_invite_ends_by_uses_by_time_and_by_being_revoked",),
    ),
    Guard(
        "an invite ends in time", "circle/circles/models.py",
        "            and (self.expires_at is None or self.expires_at > clock.now())\n", "",
        (f"{JOINING}an_invite_ends_by_uses_by_time_and_by_being_revoked",),
    ),
    Guard(
        "a revoked invite lets nobody in", "circle/circles/models.py",
        "            self.revoked_at is None\n            and self.uses",
        "            self.uses",
        (f"{JOINING}an_invite_ends_by_uses_by_time_and_by_being_revoked",),
    ),
    Guard(
        "an invite is locked while it is used", "circle/circles/queries/invites.py",
        "        statement = statement.with_for_update(of=Invite)"
        ".execution_options(populate_existing=True)\n",
        "        pass\n",
        (f"{JOINING}who_comes_while_an_invite_is_being_used_waits_for_what_is_left_of_it",),
    ),
    Guard(
        "an invite opens its own circle alone", VERBS,
        "    if circle.id != circle_id:\n        raise NotFound\n    return invite",
        "    return invite",
        (f"{JOINING}an_invite_opens_its_own_circle_alone",),
    ),
    Guard(
        "who leaves takes open invites along", "circle/circles/actions/members.py",
        "Invite.created_by == member.user_id)", "Invite.created_by < 0)",
        ("tests/circles/test_powers.py::test_a_removed_moderator_takes_open_invites_along",),
    ),
    Guard(
        "an import adds nothing twice", "circle/portability/actions.py",
        "        if thread.root.ident not in present:", "        if True:",
        (f"{IMPORT}a_second_run_adds_nothing",),
    ),
    Guard(
        "one id twice in a file is one entry", "circle/portability/actions.py",
        "    if before is digest:", "    if True:",
        (f"{IMPORT}one_id_twice_in_a_file_is_one_entry",),
    ),
    Guard(
        "a dry run writes nothing", "circle/portability/actions.py",
        "    if run.wanted.dry_run:\n        abandon()\n", "",
        (f"{IMPORT}a_dry_run_writes_nothing_and_reports_the_same",),
    ),
    Guard(
        "nothing is imported into an archived circle", "circle/portability/actions.py",
        "    if not circle.is_open:", "    if False:",
        (f"{IMPORT}where_it_cannot_go_it_does_not_go",),
    ),
)  # fmt: skip
