"""Guards of what is found: an index tells where to look, the database what may be seen."""

from tests.guards.guard import Guard

SEARCHING, TRUTH = "tests/search/test_searching.py::test_", "tests/search/test_truth.py::test_"
OFTEN = "tests/search/test_often.py::test_"
QUERIES = "circle/search/queries/"
FIND, HITS, NAMES = f"{QUERIES}find.py", f"{QUERIES}hits.py", f"{QUERIES}names.py"
SIMILAR, ALIKE = f"{QUERIES}similar.py", "tests/search/test_similar.py::test_"
NARROWING, NEWEST, PLACES = f"{QUERIES}narrowing.py", f"{QUERIES}newest.py", f"{QUERIES}places.py"

GUARDS = (
    Guard(
        "a word that stands where one may not read tells nothing", HITS,
        "    if unseen:\n", "    if False:\n",
        (f"{SEARCHING}a_word_that_stands_where_one_may_not_read_changes_nothing",),
    ),
    Guard(
        "what is hidden is found by nobody, whatever the index says", HITS,
        "        .where(Entry.id.in_(ids), findable(), place.may_see, content.unblocked(actor))",
        "        .where(Entry.id.in_(ids), place.may_see, content.unblocked(actor))",
        (f"{TRUTH}staff_and_authors_find_nothing_hidden_either",),
    ),
    Guard(
        "a choice without words finds nothing hidden either", NEWEST,
        "    seen = (findable(), place.may_see,", "    seen = (place.may_see,",
        (f"{TRUTH}staff_and_authors_find_nothing_hidden_either",),
    ),
    Guard(
        "whom one blocked is not found", HITS,
        "findable(), place.may_see, content.unblocked(actor))\n        .where(narrowing.clause)",
        "findable(), place.may_see)\n        .where(narrowing.clause)",
        (
            f"{SEARCHING}whom_one_blocked_is_not_met_here_either",
            f"{TRUTH}what_one_blocked_is_in_no_count",
        ),
    ),
    Guard(
        "nor by a choice without words", NEWEST,
        "place.may_see, content.unblocked(actor), narrowing.clause)",
        "place.may_see, narrowing.clause)",
        (f"{TRUTH}what_one_blocked_is_in_no_count",),
    ),
    Guard(
        "how many circles somebody is in that one may not know of is not told", NEWEST,
        ".where(Membership.user_id == author_id, Circle.deleted_at.is_(None), place.may_see)",
        ".where(Membership.user_id == author_id, Circle.deleted_at.is_(None))",
        (f"{SEARCHING}who_writes_in_very_many_circles_is_looked_for_with_a_word",),
    ),
    Guard(
        "who writes in very many circles is looked for with a word", NEWEST,
        "    if len(circle_ids) > MOST_CIRCLES:\n        return []\n", "",
        (f"{SEARCHING}who_writes_in_very_many_circles_is_looked_for_with_a_word",),
    ),
    Guard(
        "a page goes on behind the last one shown", FIND,
        "    start = hits.index(last) + 1 if last in hits else max(0, start - 1)\n", "",
        (f"{SEARCHING}pages_go_on_where_they_were_whatever_comes_and_goes",),
    ),
    Guard(
        "everywhere is where everybody reads, and one's own", FIND,
        'seen = or_(Circle.visibility == "public", Circle.id.in_(mine))',
        "seen = Circle.id.is_not(None)",
        (f"{SEARCHING}a_circle_that_closes_to_others_is_searched_by_members_alone",),
    ),
    Guard(
        "what outsiders of a preview do not read is not found by it", HITS,
        "body=words_of(entry.html) if whole else entry.excerpt", "body=words_of(entry.html)",
        (f"{SEARCHING}outsiders_of_a_preview_find_by_titles_and_excerpts_alone",),
    ),
    Guard(
        "nor shown", FIND,
        "    return words_of(entry.html) if whole else entry.excerpt",
        "    return words_of(entry.html)",
        (f"{TRUTH}outsiders_of_a_preview_are_shown_no_more_than_the_beginning",),
    ),
    Guard(
        "answers and floors of a preview are for its members", PLACES,
        "        may_see = and_(may_see, Entry.parent_id.is_(None))\n", "        pass\n",
        (f"{SEARCHING}outsiders_of_a_preview_find_by_titles_and_excerpts_alone",),
    ),
    Guard(
        "who is not named is found by no name", NARROWING,
        "and_(Entry.author_id == filters.author_id, Entry.anonymous.is_(False))",
        "Entry.author_id == filters.author_id",
        (f"{SEARCHING}who_is_not_named_is_found_by_no_name",),
    ),
    Guard(
        "what is not seen is not counted", HITS,
        "    return rows, hits, len(hits) == CLOSELY",
        "    return rows, hits, len(found.hits) == CLOSELY",
        (f"{TRUTH}that_there_is_more_says_only_what_may_be_seen",),
    ),
    Guard(
        "what is hidden is like nothing that is asked", SIMILAR,
        ".where(findable(), place.may_see,", ".where(place.may_see,",
        (f"{ALIKE}what_is_out_of_sight_is_not_found_at_once",),
    ),
    Guard(
        "nor what somebody asked whom one blocked", SIMILAR,
        "content.unblocked(here), narrowing.clause)", "narrowing.clause)",
        (f"{ALIKE}whom_one_blocked_asked_nothing",),
    ),
    Guard(
        "only questions are like a question", SIMILAR,
        'QUESTIONS = Asked(kinds=("question",))', "QUESTIONS = Asked()",
        (f"{ALIKE}nothing_but_questions_is_like_a_question",),
    ),
    Guard(
        "how alike two are tells nothing of where one does not look", SIMILAR,
        "stands_for(term.typed)} & seen:", "stands_for(term.typed)}:",
        (f"{ALIKE}a_word_that_stands_where_one_does_not_look_changes_nothing",),
    ),
    Guard(
        "members are named to who may see who is here", NAMES,
        '(["member"] if circles_policy.can_see_members(here, circle) else [])', '["member"]',
        (f"{TRUTH}members_of_a_circle_one_only_looks_into_are_named_to_members",),
    ),
    Guard(
        "who left is not among the names, whatever the keys say", NAMES,
        "if face.role and face.url]", "if face.url]",
        (f"{TRUTH}who_left_or_is_blocked_is_not_among_the_names",),
    ),
    Guard(
        "whom one blocked is not among the names", NAMES,
        " and one[1] not in here.blocked]", "]",
        (f"{TRUTH}who_left_or_is_blocked_is_not_among_the_names",),
    ),
    Guard(
        "a private circle is named to its members", NAMES,
        'return lambda keys: or_(Circle.visibility != "private", Circle.id.in_(mine))',
        "return _any",
        (f"{TRUTH}a_private_circle_is_named_to_its_members",),
    ),
    Guard(
        "tags are named everywhere to who may read them where they are", NAMES,
        'return lambda keys: or_(Circle.visibility == "public", Circle.id.in_(mine))',
        "return _any",
        (f"{TRUTH}tags_are_named_everywhere_to_who_may_read_them_there",),
    ),
    Guard(
        "who did not choose to be found is named to whom they meet", NAMES,
        "chose = exists().where(*there, Membership.listed)", "chose = exists().where(*there)",
        (f"{TRUTH}people_are_named_everywhere_to_whom_they_meet_or_by_their_choice",),
    ),
    Guard(
        "who chose to be found in a circle that is not public is named to whom they meet", NAMES,
        'and_(Circle.visibility == "public", chose)', "chose",
        (f"{TRUTH}people_are_named_everywhere_to_whom_they_meet_or_by_their_choice",),
    ),
    Guard(
        "what bears a day to come is in no month", "circle/search/queries/archive.py",
        "Entry.published_at < min(end, clock.now()),", "Entry.published_at < end,",
        ("tests/search/test_archive.py::test_what_bears_a_day_to_come_is_in_no_month",),
    ),
    Guard(
        "nobody searches without end", "circle/search/actions/often.py",
        "            count_try(limit, who)\n", "            pass\n",
        (
            f"{OFTEN}who_searches_far_too_often_waits_and_keeps_the_words",
            f"{OFTEN}guests_of_one_address_search_more_and_not_without_end",
        ),
    ),
    Guard(
        "a deleted circle is named to nobody", NAMES,
        ".where(Circle.deleted_at.is_(None), told(keys))", ".where(told(keys))",
        (f"{TRUTH}a_deleted_circle_is_searched_by_nobody",),
    ),
    Guard(
        "a tag nothing stands under is not named", NAMES,
        " in found if row.entries_count]", " in found if row.name]",
        (f"{TRUTH}a_tag_nothing_stands_under_is_not_among_the_names",),
    ),
)
