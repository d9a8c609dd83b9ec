"""Guards of what people keep: theirs alone, as it stood, bounded, and with its pictures."""

from tests.guards.guard import Guard

KEPT = "tests/moderation/test_evidence.py::test_"
VERBS = "circle/moderation/actions/evidence.py"
READS = "circle/moderation/queries/evidence.py"

GUARDS = (
    Guard(
        "what was kept is its keeper's alone", READS,
        "    if one is None or actor.user_id is None or one.keeper_id != actor.user_id:",
        "    if one is None:",
        (f"{KEPT}nobody_but_the_keeper_sees_it_until_it_is_reported",),
    ),
    Guard(
        "what one cannot read is not kept", READS,
        '    if not content_policy.can_read(here, entry, circle) or entry.status == "removed":',
        "    if False:",
        (f"{KEPT}of_what_is_shown_in_part_nothing_is_kept",),
    ),
    Guard(
        "what has no name is kept without one", READS,
        "    author = content_policy.author_shown(entry, here)\n",
        "    author = entry.author_id\n",
        (f"{KEPT}without_a_name_it_stays_without_a_name",),
    ),
    Guard(
        "somebody keeps so much and no more", VERBS,
        "    if queries.count_evidence(actor.user_id) >= MOST:", "    if False:",
        (f"{KEPT}so_many_and_no_more",),
    ),
    Guard(
        "what is with a report is not dropped", VERBS,
        "    one = queries.get_own_evidence(actor, evidence_id, lock=True, removed=True)\n"
        "    if one.case_id is not None:",
        "    one = queries.get_own_evidence(actor, evidence_id, lock=True, removed=True)\n"
        "    if False:",
        (f"{KEPT}one_tap_more_brings_it_before_the_staff_with_what_was_said",),
    ),
    Guard(
        "pictures that are kept are not swept", "circle/content/actions/media.py",
        "        .where(Media.kept_until.is_(None) | (Media.kept_until < clock.now()))\n", "",
        (f"{KEPT}pictures_outlive_what_showed_them",),
    ),
)
