"""Guards of what people write: who sees it, what is counted, what waits, what stays text."""

from tests.guards.guard import Guard

ENTRIES, COMMENTS = "tests/content/test_entries.py::test_", "tests/content/test_comments.py::test_"
API, MEDIA = "tests/content/test_api.py::test_", "tests/content/test_media.py::test_"
RACES, BODY = "tests/content/test_races.py::test_", "tests/content/test_body_hostile.py::test_"
PROPOSALS = "tests/content/test_proposals.py::test_"

FORGETTING = "tests/content/test_forgetting.py::test_"

GUARDS = (
    Guard(
        "words that went stay until their time is over", "circle/content/actions/forgetting.py",
        "over = Entry.forget_at <= clock.now()", "over = Entry.forget_at.is_not(None)",
        (f"{FORGETTING}it_goes_on_in_batches_where_it_was_stopped",),
    ),
    Guard(
        "what is on show again is not forgotten", "circle/content/models/entries.py",
        "            self.forget_at = None\n        elif", "            pass\n        elif",
        (f"{FORGETTING}what_is_on_show_or_came_back_is_never_forgotten",),
    ),
    Guard(
        "what is forgotten is found by nobody", "circle/content/policy.py",
        "    if entry.forgotten_at is not None:\n        return gone\n", "",
        (f"{FORGETTING}staff_let_hidden_words_go_for_six_months_and_nobody_finds_them_after",),
    ),
    Guard(
        "an act on forgotten words can't be taken back", "circle/content/queries/entries.py",
        "if not seen or entry.forgotten_at is not None or", "if not seen or",
        (f"{FORGETTING}staff_let_hidden_words_go_for_six_months_and_nobody_finds_them_after",),
    ),
    Guard(
        "nobody brings back what was forgotten", "circle/content/models/entries.py",
        " or self.forgotten_at is not None:", ":",
        (f"{FORGETTING}what_was_forgotten_minutes_after_its_author_removed_it_does_not_come_back",),
    ),
    Guard(
        "a draft too many is refused", "circle/content/actions/drafts.py",
        "    _check_room(actor.user_id, key)\n", "",
        ("tests/content/test_api.py::test_the_fifty_first_draft_is_refused_and_drops_none",),
    ),
    Guard(
        "what people write stays text", "circle/content/body/sanitiser.py",
        "            tags=ALLOWED_TAGS,\n",
        '            tags={*ALLOWED_TAGS, "script", "iframe"},\n',
        (f"{BODY}the_cleaner_keeps_what_is_allowed", f"{BODY}no_payload_comes_out_alive"),
    ),
    Guard(
        "links lead to addresses, not to scripts", "circle/content/body/sanitiser.py",
        "return bool(_OUTSIDE.match(value) or _INSIDE.fullmatch(value))", "return True",
        (f"{BODY}cleaned_links_lead_to_addresses_alone",),
    ),
    Guard(
        "what waits is its author's and the staff's", "circle/content/policy.py",
        "    if is_own(actor, entry) and entry.status in AUTHOR_SEES:",
        "    if entry.status in AUTHOR_SEES:",
        (f"{ENTRIES}seeing_and_listing_give_the_same_answer_for_everybody_in_every_state",),
    ),
    Guard(
        "nothing stands under what went", "circle/content/policy.py",
        "if not circles.can_see_circle(actor, circle) or not entry.root_visible:",
        "if not circles.can_see_circle(actor, circle):",
        (f"{COMMENTS}when_the_post_goes_its_comments_go_and_come_back_with_it",),
    ),
    Guard(
        "a reaction is counted only when it was added", "circle/content/actions/reactions.py",
        "    if changed:\n        counter = COUNTERS[kind]",
        "    if True:\n        counter = COUNTERS[kind]",
        (f"{API}liking_and_keeping_count_once_and_can_be_taken_back",),
    ),
    Guard(
        "an entry is locked before it is liked", "circle/content/actions/reactions.py",
        "entry, circle, here = queries.get_readable(actor, entry_id, lock=True)\n"
        "    require(here, policy.can_like",
        "entry, circle, here = queries.get_readable(actor, entry_id)\n"
        "    require(here, policy.can_like",
        (f"{RACES}twenty_likes_of_one_member_at_once_count_one",
         f"{RACES}sixteen_members_at_once_count_sixteen",
         f"{RACES}comments_likes_and_hiding_at_once_leave_exact_counters"),
    ),
    Guard(
        "the blocked do not answer who blocked them", "circle/content/actions/comments.py",
        "    _check_meeting(here, (held, place, answered))\n", "",
        (f"{COMMENTS}people_one_blocked_are_not_read_and_cannot_answer",),
    ),
    Guard(
        "a locked entry takes no comments", "circle/content/policy.py",
        "    if entry.locked_at is not None and not actor.can(Power.LOCK):", "    if False:",
        (f"{COMMENTS}a_locked_entry_takes_comments_from_staff_alone",),
    ),
    Guard(
        "a picture is its owner's to use", "circle/content/actions/media.py",
        '    if media.owner_id != entry.author_id or media.status == "removed":',
        '    if media.status == "removed":',
        (f"{API}somebody_elses_picture_cannot_be_used",),
    ),
    Guard(
        "a picture is read with what carries it", "circle/content/queries/media.py",
        "if not policy.can_see_media(here, media) or not policy.can_read(here, entry, circle):",
        "if not policy.can_see_media(here, media):",
        (f"{MEDIA}other_circles_pictures_are_members_alone_and_never_kept",),
    ),
    Guard(
        "a loose picture is its owner's alone", "circle/content/queries/media.py",
        "        if not policy.can_see_media(actor, media):\n            raise NotFound\n", "",
        (f"{MEDIA}a_picture_nobody_used_yet_is_its_owners_alone",),
    ),
    Guard(
        "blocked words are refused", "circle/content/actions/wording.py",
        '    if verdict.action == "block":', "    if False:",
        (f"{ENTRIES}a_blocked_word_is_refused_by_name_and_a_doubtful_one_waits",),
    ),
    Guard(
        "an edit that must wait is not shown", "circle/content/actions/entries.py",
        '    if reason and entry.status == "published":', "    if False:",
        (f"{ENTRIES}an_edit_that_must_wait_leaves_the_cleared_words_on_show",),
    ),
    Guard(
        "nobody decides on their own words", "circle/content/policy.py",
        "    if entry is not None and is_own(actor, entry):", "    if False:",
        (f"{ENTRIES}nobody_decides_on_their_own_words",),
    ),
    Guard(
        "removed words come back for ten minutes only", "circle/content/models/entries.py",
        "if clock.now() - self.removed_at > UNDO_REMOVAL or", "if",
        (f"{ENTRIES}what_its_author_removes_is_gone_and_can_come_back_for_ten_minutes",),
    ),
    Guard(
        "what a picture shows is an edit of its entry", "circle/content/actions/entries.py",
        "    require(here, policy.can_edit(here, entry, circle))\n    whole", "    whole",
        ("tests/content/test_waiting_edits.py::test_what_a_picture_shows_is_changed_by_whoever"
         "_may_change_its_entry",),
    ),
    Guard(
        "a level opens proposing", "circle/content/policy.py",
        "    if not actor.may(Privilege.PROPOSE_FEATURE):", "    if False:",
        (f"{PROPOSALS}a_lower_level_does_not_propose_and_guests_and_staff_do",),
    ),
    Guard(
        "nobody proposes their own words", "circle/content/policy.py",
        'return deny(lazy("Somebody else proposes your own words"), "own")', "pass",
        (f"{PROPOSALS}nobody_proposes_their_own_or_an_ad",),
    ),
    Guard(
        "only who features dismisses what is proposed", "circle/content/actions/proposals.py",
        "    require(here, policy.can_curate(here, entry, circle, Power.FEATURE))\n", "",
        (f"{PROPOSALS}dismissed_it_is_off_the_list_for_good_unless_that_is_undone",),
    ),
    Guard(
        "the list of what is proposed is for staff", "circle/content/queries/proposals.py",
        "    require(here, holds(here, Power.FEATURE))\n", "",
        (f"{PROPOSALS}from_the_entrys_sheet_to_the_staffs_page",
         f"{PROPOSALS}programs_propose_list_and_decide"),
    ),
    Guard(
        "three on top at most", "circle/content/actions/curation.py",
        "    if len(others) >= MAX_PINNED:", "    if False:",
        (f"{API}a_fourth_pin_is_refused_by_name",),
    ),
    Guard(
        "an AI label stays", "circle/content/actions/entries.py",
        '    if entry.ai_statement not in ("labelled", "suspected"):', "    if True:",
        (f"{API}the_ai_label_of_a_picture_sticks_to_the_entry",),
    ),
    Guard(
        "a staff call wants a scope of its own", "circle/content/api/curation.py",
        '@blp.put("/entries/<int:entry_id>/feature")\n@needs_scope("moderate")\n',
        '@blp.put("/entries/<int:entry_id>/feature")\n', ("tests/api/test_tokens.py",),
    ),
    Guard(
        "a tag nobody may see anything under is not there", "circle/content/queries/tags.py",
        "    if tag is None or (tag.entries_count == 0 and not empty):", "    if tag is None:",
        ("tests/content/test_follows.py",),
    ),
    Guard(
        "a purged circle gives its pictures to the sweep", "circle/wiring.py",
        "(content_verbs.release_pictures,)", "()", ("tests/content/test_files.py",),
    ),
    Guard(
        "a picture a draft names is not swept", "circle/content/actions/media.py",
        'if media.status != "removed" and (media.owner_id, str(media.id)) in named:', "if False:",
        ("tests/content/test_media.py::test_a_picture_a_draft_of_its_owner_names_stays_as_long_as"
         "_the_draft",),
    ),
)  # fmt: skip
