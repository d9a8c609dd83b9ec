"""Guards of screening: what is found, what is left alone, whose rules stand above whose."""

from tests.guards.guard import Guard

WORDS, VERDICTS = "tests/screening/test_words.py::test_", "tests/screening/test_verdict.py::test_"
FINDS = "tests/screening/test_detectors.py::test_"
ASKING = "tests/screening/test_provider.py::test_"
FIELDS = "tests/moderation/test_every_field.py::test_"
BACK = "tests/moderation/test_lookback.py::test_"
NEW = "tests/moderation/test_newcomers.py::test_"
KEPT = "tests/moderation/test_rules.py::test_"
PATTERNS = "tests/screening/test_patterns.py::test_"
VERDICT, MATCHING = "circle/screening/verdict.py", "circle/screening/matching.py"
SPOKEN, RUNNING = "circle/screening/spoken.py", "circle/screening/patterns.py"
PROVIDER = "circle/screening/provider.py"
AGAIN, ECHOES = "tests/moderation/test_repeats.py::test_", "tests/screening/test_floods.py::test_"
FLOODS, SAYINGS = "circle/screening/floods.py", "circle/content/actions/sayings.py"

GUARDS = (
    Guard(
        "a circle frees nobody from the site's rules", "circle/screening/rules.py",
        "return (self.site, self) if self.site else (self,)",
        "return (self, self.site) if self.site else (self,)",
        (f"{VERDICTS}a_circle_cannot_free_what_the_site_refuses",),
    ),
    Guard(
        "what resembles a word is reviewed and not refused", VERDICT,
        '    certain = match.strength == "sure" and not is_talked_about(',
        "    certain = not is_talked_about(",
        (f"{WORDS}a_word_that_is_broken_turned_or_taken_apart_is_looked_at_by_somebody",
         f"{WORDS}a_short_word_made_of_two_others_is_looked_at_and_not_refused"),
    ),
    Guard(
        "who warns of a word is not refused", VERDICT,
        " and not is_talked_about(text, match.start, match.end)", "",
        (f"{WORDS}a_word_that_is_quoted_or_warned_of_is_looked_at_and_not_refused",),
    ),
    Guard(
        "what only sounds like a word is not masked", VERDICT,
        '        return None if match.strength == "faint" else "replace"',
        '        return "replace"',
        (f"{VERDICTS}what_only_sounds_like_a_word_is_not_masked",),
    ),
    Guard(
        "a word stands between the ends of words", MATCHING,
        "    return None if line.cuts_a_word(start, end) else \"likely\"", '    return "likely"',
        (f"{WORDS}neighbours_are_left_alone",),
    ),
    Guard(
        "a Latin word is a whole word", MATCHING,
        "    if _inside_a_word(line, start) or _inside_a_word(line, end):\n"
        "        return None\n", "",
        (f"{WORDS}neighbours_are_left_alone",),
    ),
    Guard(
        "two sentences are not one word", MATCHING,
        "    if any(gap & BROKEN for gap in gaps) or _latin_broken(line, start, end):\n"
        "        return None\n", "",
        (f"{WORDS}neighbours_are_left_alone",),
    ),
    Guard(
        "three characters of everybody are no disguise", SPOKEN,
        "    if line.cuts_a_word(*place) or _is_everyday(form, line, place):",
        "    if line.cuts_a_word(*place):",
        (f"{WORDS}words_of_everybody_that_sound_alike_are_left_alone",),
    ),
    Guard(
        "what newcomers lead out with is looked at", VERDICT,
        "    hits = [*_met(text, rules), *_watched(text, watch)]",
        "    hits = [*_met(text, rules)]",
        (f"{FINDS}only_what_is_watched_is_looked_at_by_somebody",),
    ),
    Guard(
        "long texts of links take no longer than their length", "circle/screening/detectors.py",
        "            if len(taken) == MOST:\n                return\n", "",
        (f"{FINDS}of_many_the_first_hundred_are_found",),
    ),
    Guard(
        "no expression meets everything", RUNNING,
        '    if made.search(b"") or made.search("一".encode()):\n'
        '        raise Invalid(EMPTY, code="pattern")\n', "",
        (f"{PATTERNS}what_would_meet_everything_is_refused",),
    ),
    Guard(
        "the places of an expression are bounded", RUNNING,
        "    for _ in range(MOST_PLACES):", "    while True:",
        (f"{PATTERNS}the_places_of_one_expression_are_counted_up_to_a_bound",),
    ),
    Guard(
        "a provider's failure is no consent", PROVIDER,
        "    if status != http.client.OK:", "    if False:",
        (f"{ASKING}any_other_status_is_looked_at_and_leads_nowhere",),
    ),
    Guard(
        "what a provider says is read strictly", PROVIDER,
        'return Opinion("review", failure="unreadable")',
        'return Opinion("pass", failure="unreadable")',
        (f"{ASKING}an_answer_that_cannot_be_read_is_looked_at",),
    ),
    Guard(
        "a provider's answer is not read for ever", PROVIDER, "        watch.start()\n", "",
        (f"{ASKING}who_talks_for_ever_is_cut_off",),
    ),
    Guard(
        "texts travel to a provider unread", "circle/core/outside.py",
        ' or not (plain or parts.scheme == "https") or not address.isascii():', ":",
        (f"{ASKING}texts_travel_to_no_address_where_others_could_read_them",),
    ),
    Guard(
        "rules hold as soon as they change", "circle/screening/queries.py",
        "        (circle_id, version, site_version), lambda:",
        "        circle_id, lambda:",
        (f"{KEPT}a_rule_holds_with_the_next_text_and_no_more_once_it_is_dropped",),
    ),
    Guard(
        "a version of rules is never used twice", "circle/screening/actions.py",
        'values = {"circle_id": book, "version": new_uid()}',
        'values = {"circle_id": book, "version": f"{queries.count_rules(circle_id)}"}',
        (f"{KEPT}sets_are_kept_under_what_was_never_rolled_back",),
    ),
    Guard(
        "no rule hits nearly everything", "circle/screening/actions.py",
        'if kind == "words" and (not said or len(pattern.strip()) < FEWEST):', "if False:",
        (f"{KEPT}what_would_hit_nearly_everything_or_cannot_be_is_refused",),
    ),
    Guard(
        "rules are kept by who may change settings", "circle/moderation/policy.py",
        "    return ALLOW if actor.can(Power.SETTINGS) else deny(NOT_YOURS)", "    return ALLOW",
        (f"{KEPT}only_who_may_change_settings_sees_or_keeps_the_rules",),
    ),
    Guard(
        "the site's rules are kept by its staff", "circle/moderation/queries/rules.py",
        "        if not policy.can_keep_site_rules(actor):\n            raise NotFound\n", "",
        (f"{KEPT}the_rules_of_the_site_have_a_page_for_its_staff_alone",),
    ),
    Guard(
        "a circle's rules stand under the site's", "circle/screening/queries.py",
        "RuleSet(_kept(circle_id), site=site)", "RuleSet(_kept(circle_id))",
        (f"{KEPT}a_circle_cannot_switch_off_a_rule_of_the_site",),
    ),
    Guard(
        "what a body shows is judged, too", "circle/content/actions/wording.py",
        "    if body.text != source.text:", "    if False:",
        (f"{FIELDS}what_a_body_shows_is_judged_not_only_what_was_typed",
         f"{FIELDS}what_cannot_be_covered_between_marks_is_looked_at"),
    ),
    Guard(
        "what cannot be covered is looked at", "circle/content/actions/wording.py",
        '    if verdict.action != "replace":', "    if True:",
        (f"{FIELDS}what_cannot_be_covered_between_marks_is_looked_at",),
    ),
    Guard(
        "what staff let stand does not come up again", "circle/moderation/queries/lookback.py",
        "            del met[entry_id]", "            pass",
        (f"{BACK}what_is_to_be_looked_at_stays_on_show_and_comes_up_once",),
    ),
    Guard(
        "what only resembles a word stays on show", "circle/moderation/queries/lookback.py",
        'return Meets(worst.rule or "", worst.action == "block")',
        'return Meets(worst.rule or "", True)',
        (f"{BACK}what_is_refused_today_waits_and_what_only_quotes_it_stays_on_show",),
    ),
    Guard(
        "a rule that looks back goes on to the end", "circle/moderation/actions/lookback.py",
        "    if part.below is not None:", "    if False:",
        (f"{BACK}what_is_refused_today_waits_and_what_only_quotes_it_stays_on_show",),
    ),
    Guard(
        "a rehearsal ends in time", "circle/moderation/queries/rehearsal.py",
        "        if time.monotonic() > end:", "        if False:",
        (f"{KEPT}a_rule_is_tried_on_what_was_written_before_it_is_added",),
    ),
    Guard(
        "who is new leads nowhere unseen", "circle/content/actions/entries.py",
        "policy.must_wait(here, circle, cleared) or _leads_out(\n"
        "        here, circle, entry, wording, codes\n    )",
        "policy.must_wait(here, circle, cleared)",
        (f"{NEW}who_is_new_leads_nowhere_before_somebody_looked",),
    ),
    Guard(
        "what is said too often is looked at first", "circle/content/actions/entries.py",
        "    if too_often:\n", "    if False:\n",
        (f"{AGAIN}the_fourth_of_nearly_the_same_waits_and_its_author_reads_why",
         f"{AGAIN}a_wave_of_several_people_waits_from_the_fourth",
         f"{AGAIN}a_text_that_repeats_itself_waits"),
    ),
    Guard(
        "what somebody sends again and again is counted", FLOODS,
        "if own >= AGAIN or ", "if ",
        (f"{ECHOES}the_fourth_of_one_person_within_a_day_is_looked_at",
         f"{AGAIN}the_fourth_of_nearly_the_same_waits_and_its_author_reads_why"),
    ),
    Guard(
        "a wave here is counted", FLOODS, " or len(here) >= IN_CIRCLE", "",
        (f"{AGAIN}a_wave_of_several_people_waits_from_the_fourth",),
    ),
    Guard(
        "a wave over the whole site is counted", FLOODS, " or len(anywhere) >= ANYWHERE", "",
        (f"{ECHOES}a_wave_is_told_by_how_many_people_said_it_here_or_anywhere",),
    ),
    Guard(
        "people of one topic say what its host asked for", FLOODS,
        " and (one.topic_id is None or one.topic_id != mine.topic_id)", "",
        (f"{ECHOES}what_people_say_in_one_topic_is_no_wave",
         f"{AGAIN}floors_of_one_topic_may_all_say_what_its_host_asked_for"),
    ),
    Guard(
        "greetings are the same for good reasons", SAYINGS,
        "    if not said.is_short and floods.is_repeated(", "    if floods.is_repeated(",
        (f"{AGAIN}greetings_and_quotes_are_nobodys_flood",),
    ),
    Guard(
        "who quotes says nothing again", FLOODS,
        'if not line.lstrip().startswith(">")', "if True",
        (f"{AGAIN}greetings_and_quotes_are_nobodys_flood",),
    ),
    Guard(
        "what bears no name tells nothing of what bears one", SAYINGS,
        ".where(Saying.key == key, Saying.anonymous.is_(entry.anonymous), Saying.at > since)",
        ".where(Saying.key == key, Saying.at > since)",
        (f"{AGAIN}what_bears_no_name_is_not_compared_with_what_bears_one",),
    ),
    Guard(
        "who is never looked at first is not compared", SAYINGS,
        "comes_with_request() and not here.may(Privilege.NO_REVIEW)", "comes_with_request()",
        (f"{AGAIN}who_is_never_looked_at_first_says_it_as_often_as_needed",),
    ),
    Guard(
        "who writes in thread upon thread is looked at", SAYINGS,
        "- {entry.root_id}) >= floods.MANY:", "- {entry.root_id}) >= 10**6:",
        (f"{AGAIN}who_writes_in_thread_upon_thread_waits_and_who_talks_in_one_does_not",),
    ),
    Guard(
        "one short line under everything is looked at, but not thanks", SAYINGS,
        " and same >= floods.SHORT_AGAIN and not _thanks(entry)",
        " and same >= floods.SHORT_AGAIN",
        (f"{AGAIN}a_burst_of_one_short_line_waits_but_not_under_ones_own",),
    ),
    Guard(
        "what was said is forgotten after a day", SAYINGS,
        "Saying.at < clock.now() - floods.REMEMBERED).limit", "Saying.at < clock.EPOCH).limit",
        (f"{AGAIN}what_was_said_is_forgotten_after_a_day",),
    ),
    Guard(
        "a newcomer's code in a picture is looked at", "circle/content/actions/entries.py",
        "        reason = policy.CODE\n", "        reason = None\n",
        (f"{AGAIN}a_code_in_a_picture_leads_elsewhere_as_a_link_does",),
    ),
    Guard(
        "what cannot be shown is not kept of a code", "circle/core/codes.py",
        "{_printable(said)[:LONGEST] for said in matrix_codes(grey)})[:MOST]",
        "set(matrix_codes(grey)))",
        ("tests/core/test_codes.py::test_a_sheet_of_labels_is_read_so_far_and_without_what_cannot"
         "_be_shown",),
    ),
    Guard(
        "rules of words hold for codes in pictures", "circle/content/actions/entries.py",
        "also = [*(picture.alt for picture in pictures), *codes, new.city or \"\"]",
        "also = [*(picture.alt for picture in pictures), new.city or \"\"]",
        (f"{AGAIN}rules_of_words_hold_for_what_a_code_says",),
    ),
)
