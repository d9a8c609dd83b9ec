"""Guards of the index: what is in it, what is not, and that nothing is left out."""

from tests.guards.guard import Guard

DOCUMENTS = "tests/search/test_documents.py::test_"
INDEXING = "tests/search/test_indexing.py::test_"
READS = "circle/search/queries/documents.py"

GUARDS = (
    Guard(
        "what is not on show is in no index", READS,
        "        content.shown(), Entry.kind", "        Entry.kind",
        (f"{DOCUMENTS}what_is_not_on_show_is_no_document",),
    ),
    Guard(
        "who is not named is named in no index", READS,
        "author_id=None if row.anonymous else row.author_id,", "author_id=row.author_id,",
        (f"{DOCUMENTS}who_asked_without_a_name_has_none_here_nor_in_their_answers",),
    ),
    Guard(
        "a deleted circle is in no index", READS,
        "Entry.published_at.is_not(None), Circle.deleted_at.is_(None),",
        "Entry.published_at.is_not(None),",
        (f"{DOCUMENTS}facts_follow_the_circle_and_the_staff",),
    ),
    Guard(
        "what changes while it is indexed waits on", "circle/search/actions/queue.py",
        "in rows if stamps[entry_id] == stamp]", "in rows]",
        (f"{INDEXING}what_changes_while_it_is_written_is_looked_at_again",),
    ),
    Guard(
        "files of the index have one writer", "circle/search/engines/__init__.py",
        "        fcntl.flock(handle, fcntl.LOCK_EX)\n", "",
        (f"{INDEXING}whoever_writes_the_index_is_alone_from_reading_the_database_on",),
    ),
    Guard(
        "PostgreSQL's index has one writer", "circle/search/engines/__init__.py",
        'current.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITING})', "pass",
        (f"{INDEXING}whoever_writes_the_index_is_alone_from_reading_the_database_on",),
    ),
    Guard(
        "a thread leaves the index as a whole", "circle/search/reactions.py",
        "    actions.index_thread_soon(event.entry_id)\n", "",
        (f"{INDEXING}what_stands_under_a_thread_goes_and_comes_with_it",),
    ),
    Guard(
        "an entry that cannot be indexed holds up no other", "circle/search/queries/waiting.py",
        "return [row for row in rows if not row.attempts] or rows[:1]", "return rows",
        (f"{INDEXING}an_entry_that_cannot_be_indexed_holds_up_no_other",),
    ),
    Guard(
        "another engine is noted once its index is on the way", "circle/search/jobs.py",
        "    if is_another() or queries.is_emptied():\n",
        "    another = is_another()\n    note_engine()\n"
        "    if another or queries.is_emptied():\n",
        (f"{INDEXING}killed_before_it_is_brought_up_to_date_it_is_noticed_again",),
    ),
    Guard(
        "entries under tags that become one are indexed anew", "circle/wiring.py",
        "    events.EntriesRetagged: [search.index_retagged_soon],\n", "",
        (f"{INDEXING}tags_that_become_one_reach_what_stands_under_them",),
    ),
    Guard(
        "and let go before them what somebody just wrote", "circle/search/reactions.py",
        "    actions.index_brought_soon(event.entry_ids)\n",
        "    actions.index_soon(event.entry_ids)\n",
        (f"{INDEXING}tags_that_become_one_reach_what_stands_under_them",),
    ),
    Guard(
        "tags becoming one is told batch by batch", "circle/content/actions/synonyms.py",
        "    if changed:\n", "    if changed and not after_id:\n",
        (f"{INDEXING}tags_becoming_one_goes_on_when_the_worker_was_killed_half_way",),
    ),
    Guard(
        "tags that are merged are found by the word as well", "circle/wiring.py",
        "    events.TagMerged: [search.name_tags_soon],\n", "",
        (f"{INDEXING}tags_that_become_one_reach_what_stands_under_them",),
    ),
    Guard(
        "a circle that opens or closes is indexed anew", "circle/wiring.py",
        "    events.VisibilityChanged: [search.index_circle_soon],\n", "",
        (f"{INDEXING}opening_closing_and_deleting_a_circle_reaches_all_its_entries",),
    ),
)  # fmt: skip
