"""Guards of tags: who lets a word stand for another, and what is seen under one."""

from tests.guards.guard import Guard

TAGS = "tests/content/test_tags.py::test_"
VERBS, READS = "circle/content/actions/synonyms.py", "circle/content/queries/tags.py"
MAY = "    require(here, circles_policy.can_keep(here, circle, circles_policy.Power.MOVE))\n"

GUARDS = (
    Guard(
        "only who may move entries merges tags", VERBS,
        f"{MAY}    stays =", "    stays =",
        (f"{TAGS}merging_is_for_who_may_move_entries",),
    ),
    Guard(
        "only who may move entries takes them apart", VERBS,
        f"{MAY}    tag =", "    tag =",
        (f"{TAGS}merging_is_for_who_may_move_entries",),
    ),
    Guard(
        "nobody sees under a tag whom they blocked", READS,
        ".where(visible_to(here, circle), unblocked(here))", ".where(visible_to(here, circle))",
        (f"{TAGS}nobody_sees_more_under_a_tag_than_elsewhere",),
    ),
    Guard(
        "a tag nothing stands under yet is no page that is not there", "circle/posts/cards.py",
        ' if status == "published" else f"/c/{slug}?tag="', "",
        (f"{TAGS}a_tag_on_a_card_leads_to_all_under_it",),
    ),
    Guard(
        "a word stands for one tag", VERBS,
        "    if known is not None:\n        raise", "    if False:\n        raise",
        (f"{TAGS}tags_stand_for_one_tag_that_stands_for_itself",),
    ),
    Guard(
        "a tag others stand for is not merged itself", VERBS,
        "    if queries.list_synonyms(goes):", "    if False:",
        (f"{TAGS}tags_stand_for_one_tag_that_stands_for_itself",),
    ),
    Guard(
        "what stood there by itself stays when tags are taken apart", VERBS,
        "        if row.via_id == tag.id and (into is None or row.tag_id != into.id)",
        "        if row.tag_id != tag.id and (into is None or row.tag_id != into.id)",
        (f"{TAGS}taking_apart_brings_back_what_it_was",),
    ),
)
