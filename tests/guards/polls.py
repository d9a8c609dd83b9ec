"""Guards of polls: who puts and votes, once, until when, and what may be seen of it when."""

from tests.guards.guard import Guard

RULES, PAGES = "tests/content/test_polls.py::test_", "tests/content/test_polls_pages.py::test_"
BROUGHT = "tests/content/test_polls_brought.py::test_"
RACES = "tests/content/test_polls_races.py::test_"
ASKED = "tests/qa/test_polls_on_questions.py::test_"
HOSTED = "tests/topics/test_polls_on_topics.py::test_"
VERBS, READS = "circle/content/actions/polls.py", "circle/content/queries/polls.py"
TABLE, POLICY = "circle/content/queries/answers.py", "circle/content/policy.py"

GUARDS = (
    Guard(
        "an entry is locked before its poll is voted in", VERBS,
        "poll, entry, circle, here = queries.get_poll(actor, poll_id, lock=True)\n"
        "    require(here, policy.can_vote",
        "poll, entry, circle, here = queries.get_poll(actor, poll_id)\n"
        "    require(here, policy.can_vote",
        (f"{RACES}twenty_votes_of_one_member_at_once_count_one",
         f"{RACES}twenty_members_at_once_count_twenty"),
    ),
    Guard(
        "a second vote is not a second voter", VERBS,
        "    if not before:\n        session().add(PollVote",
        "    if True:\n        session().merge(PollVote",
        (f"{RULES}a_vote_counts_once_and_choosing_anew_replaces_it",),
    ),
    Guard(
        "members alone vote, and who is muted does not", VERBS,
        "    require(here, policy.can_vote(here, entry, circle))\n    if here.user_id is None:",
        "    if here.user_id is None:",
        (f"{RULES}who_is_not_a_member_does_not_vote",
         f"{RULES}the_muted_and_the_blocked_do_not_vote"),
    ),
    Guard(
        "nobody votes in what is not on show", POLICY,
        "as long as it is open.\"\"\"\n"
        "    return can_write(actor, circle) if entry.is_shown else deny(NOT_SHOWN)",
        "as long as it is open.\"\"\"\n    return can_write(actor, circle)",
        (f"{RULES}nobody_votes_in_what_waits_or_was_taken_out_of_sight",),
    ),
    Guard(
        "polls open at a level", VERBS, "    require(here, policy.can_add_poll(here))\n", "",
        (f"{RULES}polls_open_at_the_third_level_to_members_and_to_staff_at_once",),
    ),
    Guard(
        "a closed poll takes no vote", VERBS, "    poll.require_open()\n    offered", "    offered",
        (f"{RULES}a_closed_poll_takes_no_vote_and_gives_none_back",),
    ),
    Guard(
        "only options of the poll itself can be chosen", VERBS,
        "    elif not chosen <= {option.id for option in offered}:", "    elif False:",
        (f"{RULES}only_options_of_the_poll_itself_can_be_chosen",),
    ),
    Guard(
        "one is chosen where one is asked for", VERBS,
        "    elif len(chosen) > 1 and not poll.multiple:", "    elif False:",
        (f"{RULES}several_are_chosen_only_where_several_are_asked_for",),
    ),
    Guard(
        "questions and options are screened", VERBS, '    if verdict.action == "block":',
        "    if False:",
        (f"{RULES}question_and_options_are_screened_like_the_words_above",),
    ),
    Guard(
        "a doubtful poll holds its entry back", "circle/content/actions/entries.py",
        "verdict=worst_of((wording.verdict, asked))", "verdict=wording.verdict",
        (f"{RULES}question_and_options_are_screened_like_the_words_above",),
    ),
    Guard(
        "results show after one's own vote", POLICY,
        '    return results == "voted" and voted', '    return results == "voted"',
        (f"{RULES}results_show_when_the_poll_says_and_to_nobody_sooner",),
    ),
    Guard(
        "results for the end show at the end", POLICY,
        '    if results == "always" or not is_open(closes_at):',
        '    if results != "voted" or not is_open(closes_at):',
        (f"{RULES}results_show_when_the_poll_says_and_to_nobody_sooner",
         f"{PAGES}a_guests_kept_page_turns_over_with_votes_and_the_end_never_before"),
    ),
    Guard(
        "votes are not told before results are", READS,
        "one.id, one.label, one.votes if shows else None,", "one.id, one.label, one.votes,",
        (f"{RULES}results_show_when_the_poll_says_and_to_nobody_sooner",),
    ),
    Guard(
        "who may not read on hears nothing of the poll", "circle/posts/cards.py",
        "        polls = () if reader.restricted else added.polls.get(row.id, ())",
        "        polls = added.polls.get(row.id, ())",
        (f"{PAGES}who_may_not_read_on_hears_nothing_of_the_poll",),
    ),
    Guard(
        "nor over JSON", "circle/content/queries/shapes.py",
        "        and policy.can_read(here, entry, circle)\n    ]", "    ]",
        (f"{PAGES}who_may_not_read_on_hears_nothing_of_the_poll",),
    ),
    Guard(
        "nor in a list of questions", "circle/qa/queries/items.py",
        'card = {} if restricted else orjson.loads(row.card or "{}")',
        'card = orjson.loads(row.card or "{}")',
        (f"{ASKED}who_may_not_read_on_hears_nothing_of_a_questions_poll",),
    ),
    Guard(
        "nor in a list of topics", "circle/topics/queries/items.py",
        "card = {} if restricted else entry.card", "card = entry.card",
        (f"{HOSTED}who_may_not_read_on_hears_nothing_of_a_topics_poll",),
    ),
    Guard(
        "a question's polls stand while its words change", "circle/qa/schemas/inputs.py",
        'exclude = ("bounty", "asked_of", "anonymous", "poll", "polls")',
        'exclude = ("bounty", "asked_of", "anonymous")',
        (f"{ASKED}a_poll_stands_while_the_words_of_a_question_change",),
    ),
    Guard(
        "the table is for author and staff", TABLE,
        "    require(here, policy.can_take_answers(here, entry))\n", "",
        (f"{BROUGHT}the_table_is_for_author_and_staff_once_results_may_be_seen",),
    ),
    Guard(
        "there is no table before results may be seen", TABLE,
        "    if poll_id not in {poll.id for poll in seen}:", "    if False:",
        (f"{BROUGHT}the_table_is_for_author_and_staff_once_results_may_be_seen",),
    ),
    Guard(
        "rows of answers come when all is closed", TABLE,
        "() if any(is_open(poll.closes_at) for poll in polls) else _answer_rows(polls)",
        "_answer_rows(polls)",
        (f"{BROUGHT}a_surveys_rows_of_answers_come_late_shuffled_and_nameless",),
    ),
    Guard(
        "rows of few are not given out", TABLE,
        "    if len(given) < FEWEST_ANSWERS:", "    if not given:",
        (f"{BROUGHT}rows_of_fewer_than_five_people_are_not_given_out",),
    ),
    Guard(
        "rows of answers stand in no order", TABLE,
        "    secrets.SystemRandom().shuffle(answers)\n", "",
        (f"{BROUGHT}a_surveys_rows_of_answers_come_late_shuffled_and_nameless",),
    ),
    Guard(
        "its author alone ends a poll", VERBS,
        "    require(here, policy.can_close_poll(here, entry, circle))\n", "",
        (f"{RULES}its_author_alone_closes_it_early",),
    ),
)  # fmt: skip
