"""Guards of the inbox: one's own alone, and of it what one may read now."""

from tests.guards.guard import Guard

INBOX = "circle/notifications/queries/inbox.py"
TOLD = "circle/notifications/queries/told.py"
SEEING = "circle/notifications/actions/seeing.py"
TESTS = "tests/notifications/test_inbox.py::test_"
TRUTH = "tests/notifications/test_truth.py::test_"

GUARDS: tuple[Guard, ...] = (
    Guard(
        "nobody marks what somebody else was told", SEEING,
        "where(Notice.user_id == user_id, Notice.read_at.is_(None))",
        "where(Notice.read_at.is_(None))",
        (f"{TESTS}what_was_seen_counts_no_more_and_nobody_elses_is_touched",),
    ),
    Guard(
        "an inbox is its reader's alone", INBOX,
        "        Notice.user_id == actor.user_id,\n        or_(Notice.people",
        "        or_(Notice.people",
        (f"{TESTS}what_was_seen_counts_no_more_and_nobody_elses_is_touched",),
    ),
    Guard(
        "who left a private circle is told nothing of it", INBOX,
        "and_(readable, _inside(actor), _not_by_blocked(actor))",
        "and_(readable, _not_by_blocked(actor))",
        (f"{TESTS}whoever_left_a_private_circle_reads_nothing_of_it_any_more",),
    ),
    Guard(
        "a decision is told without words its reader may not see", TOLD,
        '    return entry.status == "published"\n', "    return True\n",
        (f"{TESTS}what_was_hidden_is_gone_from_the_list_and_a_decision_stays_without_the_words",),
    ),
    Guard(
        "only blocked people behind it is nobody", INBOX,
        "and_(Notice.people > 0, _by_somebody(actor))", "Notice.people > 0",
        (f"{TESTS}those_behind_a_like_are_two_names_and_a_number",),
    ),
    Guard(
        "what is not shown ends no inbox", INBOX,
        "return page if page.next else Page(page.items, _behind(walk))", "return page",
        (f"{TESTS}a_page_follows_the_one_before_also_past_what_is_not_shown",),
    ),
    Guard(
        "a private circle is named to nobody outside", INBOX,
        'return self.is_inside or there.visibility != "private"', "return True",
        (f"{TRUTH}who_was_put_out_reads_neither_name_nor_address_of_a_circle_that_is_private",),
    ),
    Guard(
        "a notice names no circle that was deleted", INBOX,
        "if there is None or there.deleted_at is not None:", "if there is None:",
        (f"{TRUTH}nobody_reads_the_name_of_a_circle_that_was_deleted",),
    ),
    Guard(
        "who is outside reads not even their own words", TOLD,
        "or one.circle is None or not one.is_inside:", "or one.circle is None:",
        (f"{TRUTH}a_decision_on_ones_own_words_leads_into_no_private_circle_one_left",),
    ),
)
