"""Guards of the site as a whole: its switches, and who may turn them."""

from tests.guards.guard import Guard

CALLED = "tests/circles/test_called.py::test_"
CRISIS = "tests/content/test_crisis.py::test_"
MINORS = "tests/accounts/test_minors.py::test_"
PACE = "tests/content/test_pace.py::test_"
SWITCHES = "tests/home/test_switches.py::test_"

GUARDS = (
    Guard(
        "nobody writes while the site can only be read", "circle/core/gate.py",
        "        if not _stays_open():\n            refuse_writing()\n", "",
        (f"{SWITCHES}nobody_writes_while_the_site_can_only_be_read",),
    ),
    Guard(
        "signed calls wait while the site can only be read", "circle/core/gate.py",
        "            refuse_writing()\n            return\n", "            return\n",
        (f"{SWITCHES}a_brands_signed_call_waits_too",),
    ),
    Guard(
        "pages kept for guests follow the switch", "circle/core/pagecache.py",
        "        switches.standing_of(switches.READ_ONLY),\n", "",
        (f"{SWITCHES}everybody_reads_why_guests_too_and_at_once",),
    ),
    Guard(
        "scheduled entries wait while the site can only be read", "circle/content/jobs.py",
        "    if switches.is_on(switches.READ_ONLY):\n        return\n", "",
        (f"{SWITCHES}what_is_scheduled_waits_as_well",),
    ),
    Guard(
        "only who looks after the site turns its switches", "circle/home/actions.py",
        "    if not policy.can_look_after_site(actor):\n        raise NotFound\n", "",
        (f"{SWITCHES}the_switches_are_not_there_for_anybody_else",),
    ),
    Guard(
        "members write at the pace of their level", "circle/content/actions/entries.py",
        '    count_deeds(policy.paces_of(here, deed), f"u{here.user_id}")\n', "",
        (f"{PACE}a_member_who_posts_too_fast_waits_and_is_told_for_how_long",
         f"{PACE}the_day_has_an_end_too_however_slowly_one_writes"),
    ),
    Guard(
        "members like at the pace of their level", "circle/content/actions/reactions.py",
        '        count_deeds(policy.paces_of(here, "reaction"), f"u{here.user_id}")\n',
        "        pass\n",
        (f"{PACE}likes_and_comments_have_paces_of_their_own",),
    ),
    Guard(
        "a refusal tells of the limit that refused", "circle/core/failures.py",
        "        g.standing = Standing(error.limit or 1, 0, error.retry_after or 1)\n",
        "        pass\n",
        (f"{PACE}a_member_who_posts_too_fast_waits_and_is_told_for_how_long",),
    ),
    Guard(
        "only staff write in a frozen circle", "circle/circles/policy.py",
        "    if circle.frozen_at and not actor.can(Power.LOCK):\n", "    if False:\n",
        (f"{CRISIS}members_and_guests_of_a_frozen_circle_write_nothing_and_read_why",),
    ),
    Guard(
        "only staff thaw a circle", "circle/circles/actions/circles.py",
        "    require(here, policy.can_freeze(here, circle))\n    if circle.frozen_at is not None:",
        "    if circle.frozen_at is not None:",
        (f"{CRISIS}only_staff_freeze_and_thaw",),
    ),
    Guard(
        "only staff freeze a circle", "circle/circles/actions/circles.py",
        "    require(here, policy.can_freeze(here, circle))\n    circle.frozen_at = ",
        "    circle.frozen_at = ",
        (f"{CRISIS}only_staff_freeze_and_thaw",),
    ),
    Guard(
        "the mode for minors keeps its hours", "circle/accounts/views/minors.py",
        "        require(visitor(), has_time(mode))\n", "",
        (f"{MINORS}it_opens_at_six_and_closes_at_ten",
         f"{MINORS}the_minutes_of_a_day_are_used_up_and_come_back_the_next"),
    ),
    Guard(
        "tries at the PIN are counted", "circle/accounts/actions/minors.py",
        '    count_try(PINS, f"u{actor.user_id}")\n', "",
        (f"{MINORS}it_is_left_with_its_pin_at_any_hour_and_tries_are_counted",),
    ),
    Guard(
        "the mode for minors ends by its PIN alone", "circle/accounts/actions/minors.py",
        "not passwords.matches(mode.pin_hash, pin)", "False",
        (f"{MINORS}choosing_it_again_changes_no_pin",),
    ),
    Guard(
        "minors enter no lottery", "circle/topics/policy.py",
        '    if actor.is_minor:\n        return deny(circles.NOT_FOR_MINORS, "minors_mode")\n', "",
        (f"{MINORS}no_lottery_no_redeeming_no_making_up",),
    ),
    Guard(
        "minors redeem nothing", "circle/points/policy.py",
        '        return deny(circles.NOT_FOR_MINORS, "minors_mode")\n    if actor.role',
        "        pass\n    if actor.role",
        (f"{MINORS}no_lottery_no_redeeming_no_making_up",),
    ),
    Guard(
        "minors make up no days", "circle/points/actions/check_in.py",
        "    require(actor, policy.can_make_up(actor, circles.enter_by_id(actor, circle_id)[0]))\n",
        "",
        (f"{MINORS}no_lottery_no_redeeming_no_making_up",),
    ),
    Guard(
        "who sends something from where is kept", "circle/core/gate.py",
        "visitor_key(), beside=_note_write)", "visitor_key())",
        ("tests/core/test_request_log.py::"
         "test_a_write_is_kept_with_its_time_and_address_and_without_its_words",),
    ),
    Guard(
        "an address in the log is sealed", "circle/core/requestlog.py",
        "seal(sent.address[:45], PLACE)", "sent.address[:45]",
        ("tests/core/test_request_log.py::"
         "test_a_write_is_kept_with_its_time_and_address_and_without_its_words",),
    ),
    Guard(
        "nobody is named after an agency", "circle/accounts/names.py",
        "    return pretends(name)\n\n\ndef display_problem",
        "    return None\n\n\ndef display_problem",
        (f"{CALLED}agencies_and_media_are_nobodys_name_however_they_are_written",),
    ),
    Guard(
        "no circle is called after an agency or for a fan war",
        "circle/circles/actions/circles.py",
        "    _check_called(actor, new.name)\n", "",
        (f"{CALLED}a_circle_is_not_opened_or_renamed_so",),
    ),
    Guard(
        "no circle is renamed so", "circle/circles/actions/circles.py",
        '        _check_called(actor, given["name"])\n', "        pass\n",
        (f"{CALLED}a_circle_is_not_opened_or_renamed_so",),
    ),
    Guard(
        "no topic is opened for a fan war", "circle/topics/actions/threads.py",
        "    _check_title(new.title)\n", "",
        (f"{CALLED}a_topic_is_not_called_for_a_fan_war",),
    ),
    Guard(
        "no topic is renamed for a fan war", "circle/topics/actions/threads.py",
        "    _check_title(edit.title)\n", "",
        (f"{CALLED}a_topic_is_not_called_for_a_fan_war",),
    ),
    Guard(
        "what a circle of fans never has is not turned on", "circle/points/actions/rules.py",
        "        if not allowed and after[key].on:\n", "        if False:\n",
        (f"{CALLED}a_circle_of_fans_never_turns_on_what_is_forbidden",),
    ),
    Guard(
        "a circle of fans has no boards", "circle/points/queries/boards.py",
        '    require(here, circle_policy.may_have(circle, "board"))\n', "",
        (f"{CALLED}a_circle_of_fans_has_no_board_and_no_days_to_buy",),
    ),
    Guard(
        "purchases bring no points among fans", "circle/points/actions/purchases.py",
        "    if not allowed and known is None:\n", "    if False:\n",
        ("tests/points/test_purchases.py::"
         "test_in_a_circle_of_fans_no_purchase_brings_points",),
    ),
    Guard(
        "a name in traditional characters is the same name", "circle/accounts/names.py",
        "    return {skeleton, to_simplified(skeleton)}\n", "    return {skeleton}\n",
        ("tests/accounts/test_entering.py::"
         "test_nobody_signs_up_by_the_traditional_form_of_a_name",),
    ),
    Guard(
        "names that speak for the site are kept in traditional characters, too",
        "circle/accounts/names.py",
        "for form in {name, to_simplified(name)})", "for form in {name})",
        ("tests/accounts/test_names.py::test_names_that_speak_for_the_site_are_kept",),
    ),
    Guard(
        "remarks wait in slow mode", "circle/content/actions/comments.py",
        "    _keep_pace(here, target)\n", "",
        ("tests/topics/test_floors.py::"
         "test_slow_mode_counts_remarks_as_well_in_both_directions",),
    ),
)  # fmt: skip
