"""Guards of events and ideas: whose a place is, who was there, whose wish counts, who decides."""

from tests.guards.guard import Guard

EVENT, DOOR = "tests/topics/test_event.py::test_", "tests/topics/test_event_door.py::test_"
KEEPING = "tests/topics/test_list_keeping.py::test_"
PAGES = "tests/topics/test_event_pages.py::test_"
IDEAS, TAPS = "tests/topics/test_ideas.py::test_", "tests/topics/test_ideas_pages.py::test_"
POLICY, TAKING = "circle/topics/policy.py", "circle/topics/actions/kinds/event.py"
PRESENCE = "circle/topics/actions/kinds/presence.py"
WISHES = "circle/topics/actions/kinds/ideas.py"
MODEL = "circle/topics/models/gatherings.py"
READS = "circle/topics/queries/kinds/event.py"

GUARDS = (
    Guard(
        "who leaves at that moment takes no place", TAKING,
        "    _require_still_here(here)\n", "",
        (f"{DOOR}who_leaves_while_they_sign_up_takes_no_place",),
    ),
    Guard(
        "a member has one place", TAKING,
        "    if signed is not None and signed.stands and here.is_member:\n"
        "        return signed\n", "",
        (f"{EVENT}signing_up_twice_is_one_place",),
    ),
    Guard(
        "places are not given twice", MODEL,
        '        signed.state = "waiting" if self.free == 0 else "going"\n',
        '        signed.state = "going"\n        self.capacity = None\n',
        (f"{EVENT}places_are_given_in_order_and_then_people_wait",),
    ),
    Guard(
        "who waited longest moves up", TAKING,
        "        .order_by(SignUp.number)\n", "        .order_by(SignUp.number.desc())\n",
        (f"{EVENT}a_place_given_back_goes_to_who_waits_longest",),
    ),
    Guard(
        "who signs up again begins at the end", MODEL,
        "        self.numbers += 1\n",
        "        self.numbers += signed.number is None\n"
        "        if signed.number is not None:\n            self.numbers = signed.number\n",
        (f"{EVENT}signing_up_again_begins_at_the_end",),
    ),
    Guard(
        "a place that is held is nobody else's", MODEL,
        "        signed.held_until = clock.now() + UNDO\n",
        "        held = clock.now() + UNDO\n        if signed.stands:\n"
        "            self.let_go(signed)\n        signed.held_until = held\n",
        (f"{EVENT}a_place_given_back_by_mistake_is_there_again_for_a_moment",),
    ),
    Guard(
        "a place comes back for a moment only", MODEL,
        "        if not signed.is_held:\n            return False\n",
        "        if signed.held_until is None:\n            return False\n",
        (f"{EVENT}who_stopped_waiting_by_mistake_waits_where_they_did",),
    ),
    Guard(
        "who gave their place back is not let in with it", MODEL,
        "        if not self.stands:\n            raise Conflict(NOT",
        '        if self.state != "going":\n            raise Conflict(NOT',
        (f"{DOOR}who_gave_their_place_back_a_moment_ago_is_not_expected",),
    ),
    Guard(
        "nobody signs up for what has begun", POLICY,
        '    if not takes_sign_ups(topic):\n        return deny(SIGN_UP_OVER, "sign_up_over")\n'
        "    if actor", "    if actor",
        (f"{EVENT}nobody_signs_up_or_cancels_once_it_has_begun",),
    ),
    Guard(
        "events are for members", POLICY,
        '        return deny(circles.MEMBERS_ONLY, "members_only")\n    if circle.archived_at or '
        "circle.deleted_at:\n", "        pass\n    if circle.archived_at or circle.deleted_at:\n",
        (f"{DOOR}a_place_is_offered_to_members_alone",),
    ),
    Guard(
        "whom the host blocked does not come", TAKING,
        "    if content.is_blocked_by(here, hosted.topic.host_id):", "    if False:",
        (f"{EVENT}who_the_host_blocked_does_not_sign_up",),
    ),
    Guard(
        "who leaves the circle gives up the place", "circle/topics/jobs.py",
        "    actions.give_up_places(*gone)\n", "",
        (f"{EVENT}who_goes_gives_up_the_place",),
    ),
    Guard(
        "who comes back keeps what they sign up for then", TAKING,
        "        if signed.signed_up_at <= left_at:\n", "        if True:\n",
        ("tests/topics/test_leaving.py::"
         "test_who_comes_back_at_once_keeps_what_they_sign_up_for_then",),
    ),
    Guard(
        "what somebody had before they left is not theirs again", TAKING,
        "    _let_go_of_past(gathering, signed)\n    if signed is not None",
        "    if signed is not None",
        ("tests/topics/test_leaving.py::"
         "test_who_comes_back_begins_anew_at_an_event_they_had_signed_up_for",),
    ),
    Guard(
        "nor is it when the host puts them back", TAKING,
        "    _let_go_of_past(gathering, signed)\n    _pass_on", "    _pass_on",
        ("tests/topics/test_leaving.py::"
         "test_a_place_taken_off_before_leaving_begins_anew_when_it_is_put_back",),
    ),
    Guard(
        "who comes back applies anew", "circle/topics/actions/trials.py",
        "    if mine is not None and not _dropped_as_past(trial, mine):\n",
        "    if mine is not None:\n",
        ("tests/topics/test_leaving.py::test_who_comes_back_applies_anew",),
    ),
    Guard(
        "what is over is not rewritten when somebody leaves", READS,
        ", Topic.closed_at.is_(None), ahead)", ")",
        (f"{EVENT}what_is_over_keeps_who_was_there",),
    ),
    Guard(
        "only host and staff make room", TAKING,
        "    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))\n"
        "    _pass_on(hosted.topic, gathering)\n    gathering.make_room",
        "    _pass_on(hosted.topic, gathering)\n    gathering.make_room",
        (f"{EVENT}only_host_and_staff_change_places_and_the_place",),
    ),
    Guard(
        "only host and staff keep the list", POLICY,
        "    hosts = can_host(actor, topic, circle)\n    if hosts and not",
        "    hosts = ALLOW\n    if not",
        (f"{KEEPING}only_host_and_staff_keep_the_list_until_it_begins",),
    ),
    Guard(
        "the list stands once it has begun", POLICY,
        "    if hosts and not takes_sign_ups(topic):", "    if False:",
        (f"{KEEPING}only_host_and_staff_keep_the_list_until_it_begins",),
    ),
    Guard(
        "who was taken off does not sign up again", TAKING,
        "    require(here, policy.can_be_on_list(signed))\n", "",
        (f"{KEEPING}who_was_taken_off_reads_why_and_does_not_sign_up_again",),
    ),
    Guard(
        "who is there is not taken off", MODEL,
        "        if self.checked_in_at is not None:\n            raise Conflict(lazy(\"They",
        "        if False:\n            raise Conflict(lazy(\"They",
        (f"{KEEPING}who_is_there_is_not_taken_off_and_who_left_not_put_back",),
    ),
    Guard(
        "who left is not put back", TAKING,
        "    if member is None or not member.is_member:\n        raise Conflict(",
        "    if member is None:\n        raise Conflict(",
        (f"{KEEPING}who_is_there_is_not_taken_off_and_who_left_not_put_back",),
    ),
    Guard(
        "whom the host took off is for host and staff", "circle/topics/api/event.py",
        '    if asked["state"] == OFF:\n', "    if False:\n",
        (f"{KEEPING}programs_take_off_and_put_back",),
    ),
    Guard(
        "a door opens with its code", PRESENCE,
        "    if not secrets.compare_digest(code.encode(), gathering.door_code.encode()):",
        "    if False:",
        (f"{DOOR}another_code_opens_no_door",),
    ),
    Guard(
        "the door opens two hours before", POLICY,
        "now < topic.starts_at - DOOR_OPENS_BEFORE:", "False:",
        (f"{DOOR}the_door_opens_two_hours_before_and_closes_at_the_end",),
    ),
    Guard(
        "who waits is not there", MODEL,
        '        if self.state == "waiting":\n', "        if False:\n",
        (f"{DOOR}who_waits_or_did_not_sign_up_is_told_so",),
    ),
    Guard(
        "only host and staff note who is there", PRESENCE,
        "    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))\n", "",
        (f"{DOOR}host_and_staff_note_who_is_there_and_take_it_back",),
    ),
    Guard(
        "who was there is for the host to know", READS,
        "                 row.checked_in_at if hosts else None,", "                 "
        "row.checked_in_at,",
        (f"{DOOR}the_list_of_people_is_for_members_and_attendance_for_the_host",),
    ),
    Guard(
        "the code is shown to host and staff alone", "circle/topics/api/event.py",
        "\n    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))\n",
        "\n",
        (f"{DOOR}the_code_is_for_host_and_staff_alone",),
    ),
    Guard(
        "pages of the host are the host's", "circle/topics/views/event.py",
        "    require(hosted.here, policy.can_host(hosted.here, hosted.topic, hosted.circle))\n", "",
        (f"{PAGES}the_code_hangs_at_the_door_of_the_host_alone",),
    ),
    Guard(
        "who comes is for members", POLICY,
        '    return ALLOW if actor.is_member else deny(circles.MEMBERS_ONLY, "members_only")\n\n\n'
        "def can_arrive", "    return ALLOW\n\n\ndef can_arrive",
        (f"{PAGES}the_list_shows_who_comes_and_who_waits_to_members",),
    ),
    Guard(
        "a preview circle tells outsiders no place", "circle/topics/queries/shapes.py",
        "    if _reads_on(hosted, hosted.entry):\n", "    if True:\n",
        (f"{DOOR}a_preview_circle_tells_outsiders_no_place",),
    ),
    Guard(
        "calendar files are for who may read on", "circle/topics/views/event.py",
        "    require(hosted.here, content_policy.can_read(hosted.here, hosted.entry, "
        "hosted.circle))\n", "",
        (f"{PAGES}an_event_is_put_into_ones_calendar",),
    ),
    Guard(
        "words end no line of a calendar file", "circle/topics/calendar.py",
        '.replace("\\n", "\\\\n")', "",
        ("tests/topics/test_calendar.py::test_what_people_write_ends_no_line_and_no_value",),
    ),
    Guard(
        "nobody wants their own idea", POLICY,
        '        return deny(lazy("That you want your own idea is clear"), "own")\n',
        "        pass\n",
        (f"{IDEAS}everybody_wants_an_idea_once_and_nobody_their_own",),
    ),
    Guard(
        "people count once over merged ideas", "circle/topics/queries/kinds/ideas.py",
        "func.count(Reaction.user_id.distinct())", "func.count(Reaction.user_id)",
        (f"{IDEAS}merged_ideas_count_people_together_and_apart_again",),
    ),
    Guard(
        "merging makes no rings", "circle/topics/models/ideas.py",
        "        if other.merged_into is not None:\n", "        if False:\n",
        (f"{IDEAS}merging_makes_no_rings_and_leads_to_no_merged_idea",),
    ),
    Guard(
        "only host and staff decide on ideas", POLICY,
        "    return can_host(actor, topic, circle) if entry.is_shown else deny(content.NOT_SHOWN)",
        "    return ALLOW",
        (f"{IDEAS}only_host_and_staff_merge_and_decide",
         f"{TAPS}merging_by_floor_is_taken_back"),
    ),
    Guard(
        "thanks go when an idea goes back", WISHES,
        "    session().execute(delete(Credit).where(Credit.entry_id == idea.entry_id))\n", "",
        (f"{IDEAS}credit_goes_when_an_idea_goes_back_and_follows_merging",),
    ),
    Guard(
        "ideas are merged within their topic", WISHES,
        "found.topic_id != hosted.entry.id", "False",
        (f"{IDEAS}ideas_are_merged_within_their_topic",),
    ),
    Guard(
        "who signed up since an event moved is told nothing of it", "circle/topics/queries/news.py",
        "Gathering.moved_at > _SINCE, Gathering.moved_at > SignUp.signed_up_at)",
        "Gathering.moved_at > _SINCE)",
        ("tests/topics/test_news.py::test_who_signed_up_is_told_of_another_hour_or_place_until"
         "_they_looked",),
    ),
    Guard(
        "a later end alone moves no event", "circle/topics/actions/kinds/event.py",
        "    if (begins or ends) == policy.sign_up_closes_at(topic):\n        return\n", "",
        ("tests/topics/test_news.py::test_who_signed_up_is_told_of_another_hour_or_place_until"
         "_they_looked",),
    ),
    Guard(
        "a challenge begins no later than the first day kept",
        "circle/topics/actions/kinds/challenge.py",
        "    if first is not None and begins is not None and clock.local_day(begins) > first:",
        "    if False:",
        ("tests/topics/test_challenge.py::test_a_start_moves_no_later_than_the_first_day_kept_and"
         "_early_words_are_none",),
    ),
    Guard(
        "on a page an event says when it begins", "circle/topics/schemas/forms.py",
        '        if data.get("topic_kind") == "event" and data.get("starts_at") is None:',
        "        if False:",
        ("tests/topics/test_course.py::test_on_a_page_an_event_says_when_it_begins",),
    ),
    Guard(
        "why somebody was taken off goes with the topic's words",
        "circle/topics/actions/forgetting.py",
        '        (SignUp, SignUp.topic_id, {"off_reason": ""}),\n', "",
        ("tests/topics/test_list_keeping.py::test_why_somebody_was_taken_off_goes_with_their"
         "_account_and_with_the_topic",),
    ),
    Guard(
        "nobody is led to an offer they may not see", "circle/topics/views/trials.py",
        "        queries.get_trial(visitor(), topic_id)", "        pass",
        ("tests/permissions/test_reads_pages.py::test_who_is_outside_a_closed_circle_finds_what"
         "_the_table_says",),
    ),
)
