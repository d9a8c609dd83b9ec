"""Guards of circles: who sees them, who has which power, how they change hands and end."""

from tests.guards.guard import Guard

SIGHT, POWERS = "tests/circles/test_sight.py::test_", "tests/circles/test_powers.py::test_"
LIVES, PAGES = "tests/circles/test_lives.py::test_", "tests/circles/test_pages.py::test_"
POLICY = "circle/circles/policy.py"

GUARDS = (
    Guard(
        "a private circle is not there for outsiders", POLICY,
        'return ALLOW if circle.visibility != "private" or actor.is_member else hidden',
        "return ALLOW",
        (f"{SIGHT}a_private_circle_is_nothing_at_all_to_those_outside",),
    ),
    Guard(
        "roles stay in an archived circle", "circle/circles/actions/members.py",
        "    require(here, policy.can_keep(here, circle, policy.Power.SET_ROLES))\n", "",
        (f"{POWERS}in_an_archived_circle_roles_stay_until_it_is_reopened_and_people_can"
         "_be_removed",),
    ),
    Guard(
        "who may not write says nothing new of themselves", "circle/circles/actions/cards.py",
        "        require(here, policy.can_write(here, circle))", "        pass",
        (f"{POWERS}who_may_not_write_says_nothing_new_of_themselves_but_takes_it_back",),
    ),
    Guard(
        "a private circle has no open door", "circle/circles/actions/circles.py",
        '    if visibility != "private" or way != "open":', "    if True:",
        (f"{LIVES}a_private_circle_has_no_open_door",),
    ),
    Guard(
        "a deleted circle is there for its owner alone", POLICY,
        "return ALLOW if actor.is_system or actor.role == Role.OWNER else hidden", "return ALLOW",
        (f"{SIGHT}a_deleted_circle_is_there_for_its_owner_alone",),
    ),
    Guard(
        "guests' kept pages are of circles they may see", "circle/circles/queries/circles.py",
        '        Circle.visibility != "private",\n', "",
        (f"{SIGHT}entering_and_the_lists_agree_on_who_may_know_of_a_circle",),
    ),
    Guard(
        "private circles are not discovered", "circle/circles/queries/circles.py",
        '        Circle.visibility.in_(("public", "preview")),\n', "",
        (f"{SIGHT}entering_and_the_lists_agree_on_who_may_know_of_a_circle",),
    ),
    Guard(
        "members of a preview circle are listed to members", POLICY,
        '"""The list of members: everybody in a public circle, else members."""\n'
        '    if circle.visibility == "public" or actor.is_member:',
        '"""The list of members."""\n    if True:',
        (f"{SIGHT}members_of_a_preview_circle_are_listed_to_members_alone",),
    ),
    Guard(
        "only staff learn who is muted or was removed", "circle/circles/queries/people.py",
        "    sees = is_me or here.can(policy.Power.SEE_STATES)", "    sees = True",
        (f"{SIGHT}only_staff_learn_states",),
    ),
    Guard(
        "a private circle's logo and cover are its members'", "circle/circles/queries/circles.py",
        'return _enter(actor, "uid", uid)[0]',
        "return session().scalars(select(Circle).where(Circle.uid == uid)).one()",
        (f"{PAGES}a_private_circles_pictures_are_for_members_and_holders_of_an_invite",),
    ),
    Guard(
        "a revoked invite shows no picture", "circle/circles/queries/circles.py",
        "if invited is not None and invited.Invite.is_valid:", "if invited is not None:",
        (f"{PAGES}a_revoked_invite_shows_no_picture_of_a_private_circle",),
    ),
    Guard(
        "nobody acts on their own rank or above", POLICY,
        "    if _rank(actor) <= RANK[Role(target.role)]:",
        "    if _rank(actor) < RANK[Role(target.role)]:",
        (f"{POWERS}nobody_acts_on_somebody_of_the_same_rank",),
    ),
    Guard(
        "nobody gives a role as high as their own", POLICY,
        "    if _rank(actor) <= RANK[role]:", "    if _rank(actor) < RANK[role]:",
        (f"{POWERS}nobody_gives_a_role_as_high_as_their_own",),
    ),
    Guard(
        "a role holds only its powers over people", POLICY,
        '    if not actor.can(power):\n        return lacking(NOT_YOURS, power, ("member",',
        '    if False:\n        return lacking(NOT_YOURS, power, ("member",',
        (f"{POWERS}a_role_may_exactly_what_the_table_says",),
    ),
    Guard(
        "settings want their power", POLICY,
        "    return _unarchived(circle) if actor.can(power) else lacking(NOT_YOURS, power)",
        "    return _unarchived(circle)",
        (f"{POWERS}a_role_may_exactly_what_the_table_says",),
    ),
    Guard(
        "settings are read by who may change them", "circle/circles/views/settings.py",
        "    require(here, policy.holds(here, policy.Power.SETTINGS))\n"
        '    return see_other(f"/c/{slug}/manage")\n\n\n@bp.get("/c/<slug>/settings/<section>")',
        '    return see_other(f"/c/{slug}/manage")\n\n\n@bp.get("/c/<slug>/settings/<section>")',
        (f"{PAGES}settings_are_closed_to_who_may_not_change_them",),
    ),
    Guard(
        "what staff look after is for them", "circle/home/views/manage.py",
        "    require(here, circles_policy.holds(here, circles_policy.Power.HOST))\n", "",
        ("tests/home/test_manage.py::test_the_page_is_closed_to_who_keeps_nothing",),
    ),
    Guard(
        "an archived circle is not changed", POLICY,
        "    if circle.archived_at or circle.deleted_at:\n"
        '        return deny(lazy("This circle is archived. Reopen',
        '    if circle.deleted_at:\n        return deny(lazy("This circle is archived. Reopen',
        (f"{LIVES}an_archived_circle_can_be_read_but_not_changed",),
    ),
    Guard(
        "an archived circle is read only", POLICY,
        "    if circle.deleted_at or circle.archived_at:\n", "    if circle.deleted_at:\n",
        (f"{POWERS}writing_is_for_members",),
    ),
    Guard(
        "members write", POLICY,
        '    if not actor.is_member:\n        return deny(MEMBERS_ONLY, "members_only")\n'
        "    if circle.deleted_at or", "    if circle.deleted_at or",
        (f"{POWERS}writing_is_for_members",),
    ),
    Guard(
        "the muted do not write", POLICY, '    if actor.state == "muted":\n', "    if False:\n",
        (f"{POWERS}a_muted_member_reads_but_does_not_write_until_it_is_over",),
    ),
    Guard(
        "the silenced write nowhere", POLICY,
        "    if actor.silenced_until and actor.silenced_until > clock.now():\n", "    if False:\n",
        (f"{POWERS}a_silenced_person_writes_nowhere_until_it_is_over",),
    ),
    Guard(
        "a term ends by itself", "circle/circles/models.py",
        "    if expires_at is not None and expires_at <= clock.now():\n        return",
        "    if False:\n        return",
        ("tests/circles/test_joining.py::test_a_term_ends_by_itself_and_the_job_clears_it_away",),
    ),
    Guard(
        "the owner stays until the circle is handed over", POLICY,
        "    if actor.role == Role.OWNER:\n", "    if False:\n",
        ("tests/circles/test_joining.py::test_the_owner_hands_over_before_leaving",),
    ),
    Guard(
        "a circle has one owner", "circle/migrations/versions/0001_the_first_tables.py",
        'owner",\n            ["circle_id"],\n            unique=True,\n',
        'owner",\n            ["circle_id"],\n',
        (f"{LIVES}the_tables_hold_one_owner_for_each_circle",),
    ),
    Guard(
        "a circle is handed to a member of it", "circle/circles/actions/handover.py",
        " or not taker.is_member:", ":",
        (f"{LIVES}a_circle_is_handed_only_to_a_member_of_it",),
    ),
    Guard(
        "a circle is handed on once a day", "circle/circles/actions/handover.py",
        "    if queries.handover_told(here, circle):", "    if False:",
        (f"{LIVES}within_a_day_the_new_owner_neither_deletes_nor_hands_on",),
    ),
    Guard(
        "a circle just handed over is not deleted", "circle/circles/actions/circles.py",
        "    if queries.handover_told(here, circle):", "    if False:",
        (f"{LIVES}within_a_day_the_new_owner_neither_deletes_nor_hands_on",),
    ),
    Guard(
        "a handover is undone by the former owner", "circle/circles/queries/circles.py",
        "Handover.from_user_id == (actor.user_id or 0))", "Handover.from_user_id > 0)",
        (f"{LIVES}a_handover_cannot_be_undone_by_others_twice_or_too_late",),
    ),
    Guard(
        "a handover is undone within a day", "circle/circles/queries/circles.py",
        "Handover.undone_at.is_(None), Handover.created_at > _handover_horizon())",
        "Handover.undone_at.is_(None))",
        (f"{LIVES}a_handover_cannot_be_undone_by_others_twice_or_too_late",),
    ),
    Guard(
        "a deletion wants the circle's name", "circle/circles/actions/circles.py",
        "    if typed_name.strip() != circle.name:", "    if False:",
        (f"{LIVES}a_deletion_needs_the_name_and_can_be_taken_back_whole",),
    ),
    Guard(
        "a deleted circle is kept for 30 days", "circle/circles/actions/circles.py",
        "    if circle.deleted_at + policy.UNDELETE > clock.now():\n        return False\n", "",
        (f"{LIVES}after_thirty_days_nothing_is_left_of_a_deleted_circle_and_nothing_else_is_touched",),
    ),
    Guard(
        "a role given by a token wants its scope", "circle/circles/api/circles.py",
        "        if name in given:\n            require_scope(scope)\n",
        "        continue\n",
        ("tests/api/test_tokens.py::test_staff_calls_need_a_scope_of_their_own",),
    ),
)  # fmt: skip
