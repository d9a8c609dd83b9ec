"""Guards of questions: who settles them, what a bounty becomes, who is given away by nothing."""

from tests.guards.guard import Guard

API, SETTLING = "tests/qa/test_api.py::test_", "tests/qa/test_settling.py::test_"
BOUNTIES, HIDDEN = "tests/qa/test_bounties.py::test_", "tests/qa/test_anonymous.py::test_"
LISTS, LIVING = "tests/qa/test_lists.py::test_", "tests/qa/test_living.py::test_"
DUTIES = "tests/qa/test_duties.py::test_"

STANDING, STAFF = "tests/qa/test_standing.py::test_", "tests/qa/test_staff_pages.py::test_"
LINKED, AVOIDED = "tests/qa/test_linked.py::test_", "tests/qa/test_avoided.py::test_"

GUARDS = (
    Guard(
        "only what was shown spares a repeat", "circle/qa/actions/joining.py",
        " or not queries.was_shown(reader, asked.entry.id, shown):\n", ":\n",
        (f"{AVOIDED}only_who_was_shown_it_spares_a_repeat_and_once",
         f"{AVOIDED}what_was_shown_long_ago_spares_nothing_now"),
    ),
    Guard(
        "several joined while typing spare one question", "circle/qa/actions/joining.py",
        "    return not queries.avoided_lately(asked.circle.id, reader, queries.ONE_WRITING)\n",
        "    return True\n",
        (f"{AVOIDED}who_joins_several_of_those_shown_spared_one_question",),
    ),
    Guard(
        "a count that falls tells nobody who asks without a name", "circle/qa/actions/questions.py",
        "    if not new.anonymous:  #", "    if True:  #",
        (f"{AVOIDED}the_count_does_not_tell_who_asks_without_a_name",),
    ),
    Guard(
        "what was avoided is told to who looks through what is written",
        "circle/qa/queries/avoided.py", "    require(here, policy.can_see_avoided(here))\n", "",
        (f"{AVOIDED}staff_read_as_json_what_was_avoided_and_which_answers_are_stale",),
    ),
    Guard(
        "stale answers are listed for guests and staff", "circle/qa/queries/queue.py",
        "    require(here, policy.can_see_queue(here))\n"
        "    return _stale(here, circle, cursor, limit)\n",
        "    return _stale(here, circle, cursor, limit)\n",
        (f"{AVOIDED}staff_read_as_json_what_was_avoided_and_which_answers_are_stale",),
    ),
    Guard(
        "who confirmed an answer wipes no later doubts", "circle/qa/actions/checks.py",
        "    if queries.confirmed_lately(asked.here.user_id, [answer_id]):\n", "    if False:\n",
        (f"{LIVING}who_confirmed_it_wipes_no_later_doubts_and_somebody_else_settles_them",),
    ),
    Guard(
        "doubts about one's own answer are settled by somebody else", "circle/qa/policy.py",
        "    if actor.can(Power.REVIEW) and not content.is_own(actor, answer):\n", "    if True:\n",
        (f"{LIVING}who_confirmed_it_wipes_no_later_doubts_and_somebody_else_settles_them",),
    ),
    Guard(
        "no question leads to one that is not on show", "circle/qa/actions/questions.py",
        "    if not original.entry.is_shown:\n", "    if False:\n",
        (f"{LINKED}no_question_leads_to_one_that_is_not_on_show",),
    ),
    Guard(
        "one batch of an import at a time in a circle", "circle/portability/actions.py",
        "circle_queries.enter_locked(SYSTEM, run.circle_id)",
        "circle_queries.enter_by_id(SYSTEM, run.circle_id)",
        ("tests/portability/test_import.py::"
         "test_one_file_brought_in_by_several_at_once_comes_in_once",),
    ),
    Guard(
        "a stake does not come back through a second account",
        "circle/points/queries/between.py",
        "    if accounts.share_device(payer, to):\n        return False\n", "",
        (f"{BOUNTIES}the_next_best_answer_shares_where_the_best_is_of_the_askers_own_household",
         f"{BOUNTIES}who_asked_reads_that_the_points_came_back_and_of_nobodys_accounts"),
    ),
    Guard(
        "the same two pass three bounties a month", "circle/points/queries/between.py",
        "for count in (_accepted, _paid))", "for count in (_accepted,))",
        (f"{BOUNTIES}the_same_two_pass_three_bounties_a_month_where_accepting_pays_nothing",),
    ),
    Guard(
        "an accepted answer counts as a time", "circle/points/queries/between.py",
        "for count in (_accepted, _paid))", "for count in (_paid,))",
        (f"{BOUNTIES}a_bounty_ends_as_the_table_says",),
    ),
    Guard(
        "closed stays closed when its answer goes out of sight", "circle/qa/models.py",
        '        if self.state == "answered":\n            self.state = "open"',
        '        self.state = "open"',
        (f"{STANDING}what_is_closed_stays_closed_when_its_answer_is_hidden_and_is_back",
         f"{STANDING}a_duplicate_leads_on_whatever_becomes_of_its_answer"),
    ),
    Guard(
        "a choice is not taken back while the question is closed", "circle/qa/models.py",
        '            raise Conflict(lazy("No answer is accepted"), code="none_accepted")\n'
        "        if not self.is_open:",
        '            raise Conflict(lazy("No answer is accepted"), code="none_accepted")\n'
        "        if False:",
        (f"{STANDING}a_choice_is_not_taken_back_while_the_question_is_closed",),
    ),
    Guard(
        "what staff closed is theirs to open again", "circle/qa/policy.py",
        "    if question.closed_by != actor.user_id:", "    if False:",
        (f"{STANDING}the_asker_opens_again_what_they_closed_and_not_what_staff_did",),
    ),
    Guard(
        "the day to change one's mind begins once", "circle/qa/models.py",
        "        self.chosen_at = self.chosen_at or self.accepted_at\n\n",
        "        self.chosen_at = self.accepted_at\n\n",
        (f"{STANDING}the_day_to_change_ones_mind_counts_from_the_first_choice",
         f"{STANDING}taking_the_choice_back_does_not_begin_another_day"),
    ),
    Guard(
        "a paid answer stays while staff hide it, too", "circle/qa/reactions.py",
        "question.paid_id == entry.id", "question.accepted_id == question.paid_id == entry.id",
        (f"{BOUNTIES}a_bounty_ends_as_the_table_says",),
    ),
    Guard(
        "a bounty's days begin when it shows", "circle/qa/models.py",
        "        self.bounty_until = shown_at and shown_at + BOUNTY_RUNS",
        "        self.bounty_until = clock.now() + BOUNTY_RUNS",
        (f"{BOUNTIES}a_bountys_days_begin_when_others_can_see_the_question",),
    ),
    Guard(
        "accepting again settles no doubts", "circle/qa/models.py",
        "        self.stale_since = clock.now() if self.is_doubted else None",
        "        self.stale_since, self.still_true, self.no_longer = None, 0, 0",
        (f"{STANDING}voices_are_kept_when_an_answer_is_accepted_again",),
    ),
    Guard(
        "looks at authors are site staff's alone", "circle/qa/queries/reveals.py",
        "    if not policy.can_reveal(actor):\n        raise NotFound\n", "",
        (f"{STAFF}for_everybody_else_these_pages_are_not_there",),
    ),
    Guard(
        "whom somebody found is theirs alone, for an hour", "circle/qa/queries/reveals.py",
        "Reveal.id == reveal_id, Reveal.user_id == actor.user_id, fresh)",
        "Reveal.id == reveal_id)",
        (f"{STAFF}whom_one_found_is_shown_to_nobody_else_and_not_for_long",),
    ),
    Guard(
        "looks at authors are never unwritten", "circle/migrations/versions/0005_hardening.py",
        "    _reveals_only_grow()\n", "",
        (f"{STAFF}the_log_only_grows",),
    ),
    Guard(
        "links are those of words on show", "circle/qa/queries/linked.py",
        "near == ident, content.shown(), content.unblocked(asked.here)", "near == ident",
        (f"{LINKED}links_go_with_the_words_and_with_what_they_lead_to",
         f"{LINKED}who_blocked_somebody_meets_neither_their_links_nor_their_questions"),
    ),
    Guard(
        "an address of another circle links nothing here", "circle/qa/actions/linking.py",
        "Question.entry_id.in_(named), Question.circle_id == circle.id",
        "Question.entry_id.in_(named)",
        (f"{LINKED}what_is_no_address_of_this_circle_links_nothing",),
    ),
    Guard(
        "the badge of a guest follows answers on show", "circle/qa/queries/questions.py",
        'Answer.by_guest, Entry.status == "published")', "Answer.by_guest)",
        (f"{STANDING}the_badge_of_a_guests_answer_goes_and_comes_with_it",),
    ),
    Guard(
        "no badge says that an unnamed asker is a guest", "circle/qa/actions/answers.py",
        "asked.here.role == Role.GUEST and not entry.anonymous", "asked.here.role == Role.GUEST",
        (f"{STANDING}no_badge_says_that_who_asked_without_a_name_is_a_guest",),
    ),
    Guard(
        "what was brought in earns nothing", "circle/qa/actions/answers.py",
        "    if answer.origin is not None:\n        return\n", "",
        (f"{STANDING}a_choice_that_was_brought_in_earns_nothing_after_hiding_either",),
    ),
    Guard(
        "only who asked accepts", "circle/qa/policy.py",
        "    if not content.is_own(actor, entry) and not actor.is_system:\n"
        '        return deny(lazy("Only who asked can accept an answer"))\n', "",
        (f"{SETTLING}only_who_asked_accepts",
         f"{API}only_who_asked_accepts_and_can_says_so_before"),
    ),
    Guard(
        "nobody pays themselves a bounty", "circle/qa/policy.py",
        "    if answer.author_id == question_entry.author_id:", "    if False:",
        (f"{BOUNTIES}nobody_pays_themselves",),
    ),
    Guard(
        "nobody finds their own answer helpful", "circle/qa/policy.py",
        '    if content.is_own(actor, answer):\n        return deny(lazy("Others say',
        '    if False:\n        return deny(lazy("Others say',
        (f"{API}helpful_is_once_never_for_oneself_and_only_for_answers",),
    ),
    Guard(
        "another answer is accepted only instead of the one named", "circle/qa/models.py",
        "            if instead_of != self.accepted_id:\n                raise AlreadyAccepted\n",
        "",
        (f"{API}an_answer_is_accepted_changed_within_the_rules_and_taken_back",),
    ),
    Guard(
        "a choice a bounty was paid for stands", "circle/qa/models.py",
        '        if self.bounty_state in ("paid", "divided"):\n            raise Conflict',
        "        if False:\n            raise Conflict",
        (f"{SETTLING}a_bounty_is_set_aside_when_asked_and_paid_when_accepted",),
    ),
    Guard(
        "no other choice is offered once a bounty was paid", "circle/qa/models.py",
        '        if self.bounty_state in ("paid", "divided") or self.chosen_at is None:',
        "        if self.chosen_at is None:",
        (f"{SETTLING}a_bounty_is_set_aside_when_asked_and_paid_when_accepted",),
    ),
    Guard(
        "an answer a bounty was paid for stays", "circle/qa/reactions.py",
        "    if by_author and question.paid_id == entry.id:", "    if False:",
        (f"{SETTLING}an_answer_a_bounty_was_paid_for_stays",),
    ),
    Guard(
        "who left is not paid", "circle/qa/actions/bounties.py",
        "    if queries.is_gone(answer.author_id) or not", "    if not",
        (f"{BOUNTIES}a_closed_account_is_paid_nothing",),
    ),
    Guard(
        "a bounty of a hidden question is not divided", "circle/qa/actions/bounties.py",
        "end_bounty(question, entry, share=in_sight)", "end_bounty(question, entry)",
        (f"{BOUNTIES}a_hidden_questions_stake_goes_back_whole",),
    ),
    Guard(
        "an anonymous entry moves no number of its author", "circle/content/actions/states.py",
        "author = None if entry.anonymous else entry.author_id", "author = entry.author_id",
        (f"{HIDDEN}asking_anonymously_and_a_mute_for_it_change_nothing_anybody_reads_about_the"
         "_asker",),
    ),
    Guard(
        "whom an anonymous asker blocked is not told", "circle/content/actions/reactions.py",
        "    if not entry.anonymous and queries.is_blocked_by(here, entry.author_id):",
        "    if queries.is_blocked_by(here, entry.author_id):",
        (f"{HIDDEN}blocking_unmasks_nobody_either_way",),
    ),
    Guard(
        "history of checks does not name an anonymous asker", "circle/qa/queries/checks.py",
        "    secret = asked.entry.author_id if asked.entry.anonymous else None",
        "    secret = None",
        (f"{HIDDEN}no_number_of_the_asker_stands_in_the_questions_json",),
    ),
    Guard(
        "site staff alone learn who asked", "circle/qa/policy.py",
        '    return Decision(False, hidden, "anonymous", power="reveal")', "    return ALLOW",
        (f"{HIDDEN}nobody_else_learns_who_asked",),
    ),
    Guard(
        "lists leave out what somebody blocked has signed", "circle/qa/queries/lists.py",
        "    if shape.blocking:\n        statement = statement.where(_signed_by_others())\n", "",
        (f"{LISTS}what_is_hidden_removed_or_by_somebody_blocked_stands_nowhere",),
    ),
    Guard(
        "what staff say among themselves stays there", "circle/qa/queries/shapes.py",
        "    if policy.can_see_queue(here):", "    if True:",
        (f"{DUTIES}staff_give_a_question_to_a_colleague_with_a_time_and_a_note",),
    ),
    Guard(
        "answers are for who may read the circle", "circle/qa/queries/answers.py",
        "    if not content_policy.can_read(asked.here, asked.entry, asked.circle):\n"
        "        return Page(())\n", "",
        (f"{API}a_private_circles_questions_are_nowhere_and_a_preview_circles_show_titles",),
    ),
    Guard(
        "only accepted answers are kept up to date", "circle/qa/actions/checks.py",
        "    if answered.asked.question.accepted_id != answered.entry.id:", "    if False:",
        (f"{LIVING}only_accepted_answers_are_kept_up_to_date",),
    ),
    Guard(
        "guests see what was decided", "circle/qa/actions/answers.py",
        "        asked.question.settles_at = asked.question.stands_at\n"
        "    circles.mark_changed(asked.circle.id)\n",
        "        asked.question.settles_at = asked.question.stands_at\n",
        (f"{API}what_a_guest_reads_follows_what_is_decided",),
    ),
    Guard(
        "no level rises at the moment somebody asks without a name",
        "circle/points/actions/earning.py",
        'if member is None or occurrence.facts.get("anonymous"):',
        "if member is None:",
        (f"{HIDDEN}no_level_rises_at_the_moment_somebody_asks_without_a_name",),
    ),
    Guard(
        "why an acceptance earned nothing tells nobody who accepted",
        "circle/points/queries/occurrences.py",
        'None if facts.get("giver_unnamed") and refused in TELLING else refused', "refused",
        (f"{HIDDEN}why_an_acceptance_earned_nothing_tells_nobody_who_accepted",),
    ),
    Guard(
        "what asking brings cannot be staked beforehand", "circle/qa/actions/questions.py",
        "        require_stake(circle.id, here.user_id, new.bounty)", "        pass",
        (f"{BOUNTIES}a_bounty_has_its_bounds_and_its_points",),
    ),
    Guard(
        "what was asked elsewhere fills no queue", "circle/qa/queries/queue.py",
        'Entry.lane == "question", Entry.origin.is_(None))', 'Entry.lane == "question")',
        ("tests/qa/test_import.py::test_what_was_asked_elsewhere_fills_no_queue_here",),
    ),
    Guard(
        "closing a question takes its bounty from nobody", "circle/qa/actions/bounties.py",
        "    if not queries.is_answered_by_others(entry):", "    if True:",
        (f"{BOUNTIES}a_bounty_ends_as_the_table_says",),
    ),
    Guard(
        "a closed question's bounty can be paid", "circle/qa/models.py",
        "        if not self.is_open and not self.bounty_held:", "        if not self.is_open:",
        (f"{BOUNTIES}a_bounty_ends_as_the_table_says",),
    ),
    Guard(
        "what its asker took away is divided as ever", "circle/qa/actions/bounties.py",
        'entry.status in ("published", "removed")', 'entry.status == "published"',
        (f"{BOUNTIES}a_bounty_ends_as_the_table_says",),
    ),
    Guard(
        "an account that is being closed is paid nothing", "circle/qa/queries/questions.py",
        ".with_for_update(read=True)", "",
        (f"{BOUNTIES}whoever_closes_their_account_at_that_moment_is_paid_nothing",),
    ),
    Guard(
        "a choice settles only while its question is on show", "circle/qa/actions/answers.py",
        'return entry.status == "published" and at is not None', "return at is not None",
        (f"{SETTLING}a_choice_settles_only_while_its_question_is_on_show",),
    ),
    Guard(
        "what cannot be settled stops no other", "circle/qa/jobs.py",
        "            actions.set_aside(entry_id)", "            raise",
        (f"{BOUNTIES}a_bounty_that_cannot_end_stops_no_other_and_is_tried_by_itself",
         f"{SETTLING}a_choice_that_cannot_be_paid_stops_no_other_and_is_tried_by_itself"),
    ),
    Guard(
        "no answer brings more marks than an order can hold", "circle/portability/schemas.py",
        "_MARKS = validate.Range(-MAX_MARKS, MAX_MARKS)", "_MARKS = validate.Range()",
        ("tests/qa/test_import.py::test_marks_past_all_reason_are_reported_and_the_most_there_may_"
         "be_opens",),
    ),
    Guard(
        "a card quotes unnamed words to who blocked their author", "circle/qa/queries/items.py",
        "left_out = signed and row.accepted_by in blocked", "left_out = row.accepted_by in blocked",
        (f"{HIDDEN}no_card_leaves_out_the_askers_own_answer_for_who_blocked_them",),
    ),
    Guard(
        "what was deleted elsewhere stays away", "circle/portability/schemas.py",
        '        if said["deleted"]:\n            continue\n', "",
        ("tests/qa/test_import.py::"
         "test_an_answer_that_was_deleted_where_it_was_given_stays_away",),
    ),
    Guard(
        "who asked without a name has none further down", "circle/content/policy.py",
        "return root is not None and root.anonymous and root.author_id == author_id",
        "return False",
        (f"{HIDDEN}who_asked_without_a_name_has_none_further_down",),
    ),
    Guard(
        "why a question was closed is screened", "circle/circles/actions/words.py",
        '        if verdict.action != "pass":', "        if False:",
        (f"{DUTIES}why_a_question_was_closed_is_screened_since_everybody_reads_it",),
    ),
)  # fmt: skip
