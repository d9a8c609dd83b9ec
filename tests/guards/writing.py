"""Guards of waiting edits, scheduled posts, regions, collections and tags."""

from tests.guards.guard import Guard

EDITS = "tests/content/test_waiting_edits.py::test_"
ENTRIES = "tests/content/test_entries.py::test_"
SCHEDULED = "tests/content/test_scheduled.py::test_"
SHELVES = "tests/content/test_shelves.py::test_"
PAGES, RACES = "tests/content/test_pages.py::test_", "tests/content/test_races.py::test_"

GUARDS = (
    Guard(
        "a second change builds on the edit that waits", "circle/content/actions/entries.py",
        "    now = queries.words_in_hand(entry)\n", "    now = queries.words_on_show(entry)\n",
        (f"{EDITS}a_second_change_builds_on_the_edit_that_waits",),
    ),
    Guard(
        "an edit that waits is superseded by a newer one", "circle/content/actions/entries.py",
        "    _supersede(entry)\n    before = ", "    before = ",
        (f"{EDITS}an_edit_applied_at_once_supersedes_the_one_that_waits",),
    ),
    Guard(
        "an edit that waits is its author's to see", "circle/content/queries/edits.py",
        'if policy.is_own(actor, one) and one.status == "published"]',
        'if one.status == "published"]',
        (f"{EDITS}the_form_starts_from_the_words_that_wait_and_the_page_says_so",),
    ),
    Guard(
        "what was scheduled goes out only while its author may write",
        "circle/content/actions/states.py",
        "circle_queries.enter_by_id(get_actor(entry.author_id), entry.circle_id)",
        "circle_queries.enter_by_id(Actor(user_id=entry.author_id), entry.circle_id)",
        (f"{SCHEDULED}a_scheduled_post_waits_when_its_author_may_not_write_any_more",),
    ),
    Guard(
        "no region where no author is named", "circle/content/policy.py",
        "    return None if author_shown(entry, actor) is None else place_name(entry.ip_region)\n",
        "    return place_name(entry.ip_region)\n",
        (f"{ENTRIES}where_its_author_is_is_not_told_of_what_names_no_author",),
    ),
    Guard(
        "lines show pictures to who may read on", "circle/content/queries/items.py",
        "    pictures = pictures_of(entry.card) if may_read else ()\n",
        "    pictures = pictures_of(entry.card) if may_read or True else ()\n",
        (f"{SHELVES}outsiders_of_a_preview_circle_get_no_pictures_of_a_collection",),
    ),
    Guard(
        "the blocked are left out of bookmarks", "circle/content/queries/reactions.py",
        "        .where(unblocked(actor))\n", "",
        (f"{SHELVES}who_is_blocked_is_left_out_of_bookmarks_and_collections",),
    ),
    Guard(
        "the blocked are left out of collections", "circle/content/queries/collections.py",
        "shown(), unblocked(here))", "shown())",
        (f"{SHELVES}who_is_blocked_is_left_out_of_bookmarks_and_collections",),
    ),
    Guard(
        "a broken picture does not cost the words", "circle/content/views/comments.py",
        "        if refusal.status >= 500:\n", "        if refusal.status:\n",
        (f"{PAGES}a_picture_that_cannot_be_read_leaves_the_comments_words_in_the_form",),
    ),
    Guard(
        "tags are locked all at once", "circle/content/actions/tags.py",
        "        _lock_listed(entry, tags)\n", "",
        (f"{RACES}two_entries_swapping_their_tags_at_once_do_not_wait_for_each_other",),
    ),
)  # fmt: skip
