"""Guards of mutes through what has no name: whom they hit is told by nothing, and they hold."""

from tests.guards.guard import Guard

MUTES = "tests/qa/test_sealed_mutes.py::test_"
RANKS_OF = "tests/qa/test_sealed_mutes_ranks.py::test_"
UNSEEN_OF = "tests/qa/test_sealed_mutes_unseen.py::test_"
PAGES_OF = "tests/qa/test_sealed_mutes_pages.py::test_"
POLICY, HANDOVER = "circle/circles/policy.py", "circle/circles/actions/handover.py"
READS, VERBS = "circle/qa/queries/sealing.py", "circle/qa/actions/sealing.py"
STATES = "circle/content/actions/states.py"
DUE = "tests/qa/test_sealed_mutes_scheduled.py::test_"
SCHEDULED = f"{DUE}what_was_scheduled_goes_to_the_drafts_and_comes_out_by_itself_at_no_time"
EACH = f"{MUTES}each_entry_keeps_its_own_mute_and_says_nothing_of_the_other"
HANDED_OVER = f"{MUTES}whose_circle_it_is_now_is_muted_through_nothing"
RANKS = f"{RANKS_OF}ones_own_rank_and_above_are_not_reached_and_every_answer_is_the_same"
UNDER = f"{RANKS_OF}who_is_read_as_muted_does_nothing_under_it_whatever_their_rank"
POLLS = f"{RANKS_OF}who_is_read_as_muted_ends_no_poll_under_it"
ENDS = f"{RANKS_OF}what_is_read_as_muted_ends_by_itself_and_is_of_that_thread_alone"

GUARDS = (
    Guard(
        "who is muted through what has no name does not write", POLICY,
        "    if allowed and is_sealed(actor):\n", "    if False:\n",
        (f"{MUTES}who_asked_without_a_name_cannot_write_until_it_ends_by_itself",
         f"{MUTES}leaving_and_coming_back_sheds_it_no_more_than_a_named_one"),
    ),
    Guard(
        "a mute through what has no name ends by itself", POLICY,
        "actor.sealed_muted_until is not None and actor.sealed_muted_until > clock.now()",
        "actor.sealed_muted_until is not None",
        (f"{MUTES}a_mute_that_ends_while_one_writes_is_over",),
    ),
    Guard(
        "who mutes nobody by name mutes nobody without one", READS,
        "    require(here, policy.can_mute_unnamed(here))\n    return entry", "    return entry",
        (f"{PAGES_OF}who_mutes_nobody_by_name_mutes_nobody_without_one",),
    ),
    Guard(
        "what staff did so is read by who mutes", READS,
        "    require(here, policy.can_mute_unnamed(here))\n    statement", "    statement",
        (f"{PAGES_OF}who_mutes_nobody_by_name_mutes_nobody_without_one",),
    ),
    Guard(
        "what is signed is muted by name", VERBS,
        "    if not entry.anonymous:\n", "    if False:\n",
        (f"{MUTES}what_is_written_under_ones_own_unnamed_question_is_muted_through_too",),
    ),
    Guard(
        "what is signed has no sheet to mute through", READS,
        "    if not found[0].anonymous:\n", "    if False:\n",
        (f"{PAGES_OF}the_menu_offers_it_on_what_has_no_name_to_who_mutes",),
    ),
    Guard(
        "one's own rank and above are muted through nothing either", VERBS,
        "        circles_policy.can_act_on(here, member, circles_policy.Power.MUTE)\n",
        "        True\n",
        (RANKS,),
    ),
    Guard(
        "who is read as muted says nothing under it", "circle/content/actions/entries.py",
        "    require(here, policy.can_speak(here, _root(parent)))\n", "", (UNDER, ENDS),
    ),
    Guard(
        "who is read as muted changes no words under it", "circle/content/actions/entries.py",
        "    require(here, policy.can_speak(here, _root(entry)))\n", "", (UNDER,),
    ),
    Guard(
        "who is read as muted brings nothing back", STATES,
        "        require(here, policy.can_speak(here, _root_of(entry) or entry))\n", "", (UNDER,),
    ),
    Guard(
        "who is read as muted settles and closes nothing", "circle/qa/policy.py",
        "    return circles.can_write(actor, circle) if speaks else speaks\n",
        "    return circles.can_write(actor, circle)\n", (UNDER,),
    ),
    Guard(
        "who is read as muted confirms no answer", "circle/qa/policy.py",
        "actor.can(Power.HOST):\n        return _can_act_unnamed(actor, question, circle)\n",
        "actor.can(Power.HOST):\n        return circles.can_write(actor, circle)\n", (UNDER,),
    ),
    Guard(
        "who is read as muted ends no poll", "circle/content/policy.py",
        "    return can_write(actor, circle) if speaks else speaks\n",
        "    return can_write(actor, circle)\n", (POLLS,),
    ),
    Guard(
        "to be read as muted ends with its time", "circle/content/policy.py",
        "    if root is None or until is None or until <= clock.now():\n",
        "    if root is None or until is None:\n", (ENDS,),
    ),
    Guard(
        "only who has no name there is silent there", "circle/content/policy.py",
        'circles.sealed_until(until) if is_unnamed(actor.user_id, root) else ALLOW',
        'circles.sealed_until(until)', (UNDER,),
    ),
    Guard(
        "why somebody is muted so is screened", VERBS,
        "    circles.check_words(entry.circle_id, reason=given.reason)\n", "",
        (f"{PAGES_OF}why_is_screened_since_who_is_muted_reads_it",),
    ),
    Guard(
        "a mute that replaced another is not taken back whole", "circle/qa/views/sealing.py",
        'undo=None if replaced else f"', 'undo=f"',
        (f"{PAGES_OF}a_mute_that_replaced_another_is_not_offered_to_be_undone",),
    ),
    Guard(
        "one's own data knows that a mute ended", READS,
        "mute.effective and mute.until is not None and mute.until > clock.now()", "mute.effective",
        (f"{MUTES}ones_own_data_holds_ones_mutes_and_nobody_elses",),
    ),
    Guard(
        "who is not below is not let go either", VERBS,
        "    if reached:\n        _end(", "    if True:\n        _end(",
        (f"{RANKS_OF}staff_a_member_is_not_below_lift_nothing_of_what_a_higher_one_gave",),
    ),
    Guard(
        "lifting through one thing leaves what came through another", VERBS,
        "_end(SealedMute.entry_id == entry.id)", "_end(SealedMute.user_id == entry.author_id)",
        (EACH,),
    ),
    Guard(
        "one entry says nothing of another of the same author", READS,
        "_acts().where(SealedMute.entry_id == entry_id)", "_acts()", (EACH,),
    ),
    Guard(
        "what somebody scheduled says by no queue that they are muted", STATES,
        "not circle_policy.may_write_by_name(here, circle)",
        "not circle_policy.can_write(here, circle)", (SCHEDULED,),
    ),
    Guard(
        "what is due while its author is muted so goes to nobody else", STATES,
        "    elif circle_policy.is_sealed(here):\n", "    elif False:\n", (SCHEDULED,),
    ),
    Guard(
        "what is due while its author is muted so does not come out later", STATES,
        "        put_back(entry.author_id, circle.id, *_as_draft(entry, circle))\n", "",
        (SCHEDULED,
         f"{DUE}a_mute_by_name_later_puts_nothing_before_the_staff_that_was_due_before"),
    ),
    Guard(
        "full drafts hold nobody up", STATES,
        "put_back(entry.author_id, circle.id, *_as", "save_draft(here, *_as",
        (f"{DUE}full_drafts_take_what_was_due_and_keep_nothing_of_others_from_appearing",),
    ),
    Guard(
        "why one is muted is one's own to read", READS,
        "SealedMute.user_id == here.user_id, SealedMute.circle_id == circle.id",
        "SealedMute.circle_id == circle.id",
        (f"{MUTES}the_muted_one_reads_that_it_is_through_what_has_no_name_and_why",),
    ),
    Guard(
        "who was not reached reads of no mute", READS,
        "        .where(SealedMute.effective, SealedMute.until > clock.now())\n",
        "        .where(SealedMute.until > clock.now())\n", (RANKS,),
    ),
    Guard(
        "what its author took away keeps its words to itself", READS,
        'return "" if status == "removed" else title or excerpt', "return title or excerpt",
        (f"{UNSEEN_OF}the_log_of_the_staff_says_who_did_what_and_never_to_whom",),
    ),
    Guard(
        "what is gone is there only to lift a mute", READS,
        "seen = out_of_sight or last_act(entry_id) is not None", "seen = True",
        (f"{UNSEEN_OF}what_its_author_took_away_is_there_to_lift_the_mute_and_no_other",),
    ),
    Guard(
        "whose circle it is now writes in it", HANDOVER,
        "taker.muted_until = taker.sealed_muted_until = None", "taker.muted_until = None",
        (HANDED_OVER,),
    ),
    Guard(
        "what ended with a handover comes back with nothing", "circle/wiring.py",
        "circles.hold_names_of_both, questions.free_owner,", "circles.hold_names_of_both,",
        (HANDED_OVER,),
    ),
    Guard(
        "one's own data holds nobody else's mutes", READS,
        "SealedMute.user_id == user_id, SealedMute.until.is_not(None)",
        "SealedMute.until.is_not(None)",
        (f"{MUTES}ones_own_data_holds_ones_mutes_and_nobody_elses",),
    ),
    Guard(
        "mutes at once leave one that stands", VERBS,
        "circle_reads.get_membership(entry.circle_id, entry.author_id, lock=True)",
        "circle_reads.get_membership(entry.circle_id, entry.author_id)",
        (f"{MUTES}many_at_once_leave_one_that_stands",),
    ),
    Guard(
        "nothing is offered to who is read as muted", "circle/content/queries/shapes.py",
        '        "comment": speaks and policy', '        "comment": policy',
        (UNDER,),
    ),
)  # fmt: skip
