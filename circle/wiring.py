"""Who reacts to what, which job does which work, and what recurs: every consequence, in order."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from circle import events
from circle.accounts import jobs as account_jobs
from circle.accounts import queries as accounts
from circle.brands import jobs as brand_jobs
from circle.circles import jobs as circle_jobs
from circle.circles import queries as circle_reads
from circle.circles import reactions as circles
from circle.content import actions as content_verbs
from circle.content import jobs as content_jobs
from circle.content import queries as contents
from circle.content import reactions as content
from circle.core import attempts, beforehand, idempotency, mail, orphans, requestlog, throttle
from circle.core.bus import Reaction
from circle.core.jobs import Handler
from circle.moderation import jobs as moderation_jobs
from circle.moderation import queries as moderation_reads
from circle.moderation import reactions as moderation
from circle.notifications import jobs as notice_jobs
from circle.notifications import queries as notice_reads
from circle.notifications.reactions import content as telling
from circle.notifications.reactions import hooks
from circle.notifications.reactions import questions as telling_asked
from circle.notifications.reactions import safety as telling_safety
from circle.notifications.reactions import standing as telling_standing
from circle.notifications.reactions import topics as telling_topics
from circle.points import jobs as point_jobs
from circle.points import queries as point_reads
from circle.points import reactions as points
from circle.posts import reactions as posts
from circle.qa import jobs as qa_jobs
from circle.qa import queries as question_reads
from circle.qa import reactions as questions
from circle.screening import queries as screening
from circle.search import jobs as search_jobs
from circle.search import reactions as search
from circle.topics import jobs as topic_jobs
from circle.topics import queries as topic_reads
from circle.topics import reactions as topics

REACTIONS: Mapping[type, Sequence[Reaction]] = {
    events.ProfileChanged: [circles.redraw_person, search.name_member_soon],
    events.AccountClosed: [
        circles.redraw_person,
        topics.forget_applications,  # its locks come before those of memberships
        questions.end_bounties,
        points.forfeit,
        circles.end_memberships,
        content.forget_what_was_never_sent, moderation.release_evidence,
        content.unlink_name,
        search.name_member_soon, telling_standing.forget_person,
    ],
    events.CircleCreated: [circles.hold_name_of_owner, search.name_circle_soon],
    events.CircleRenamed: [search.name_circle_soon],
    events.CircleClosed: [circles.hold_names_of_staff, search.index_circle_soon],
    events.CircleReopened: [circles.hold_names_of_staff, search.index_circle_soon],
    events.VisibilityChanged: [search.index_circle_soon],
    events.RoleChanged: [circles.hold_name, telling_standing.tell_of_role],
    events.MemberJoined: [
        circles.hold_name, points.watch_invited, search.name_member_soon,
        telling_standing.tell_of_arrival,
        hooks.note_arrival,
    ],
    events.MemberLeft: [
        circles.hold_name, points.undo_invited, topics.let_go_of_leaver, search.name_member_soon,
        moderation.note_ending, telling_standing.blame_message, hooks.note_leaving,
    ],
    events.MemberMuted: [moderation.note_muting],
    events.BanLifted: [moderation.note_lifting],
    events.PersonSilenced: [moderation.note_silence],
    events.PersonBanned: [moderation.note_closing_out],
    events.LevelLowered: [points.lower_growth, telling_standing.tell_of_lowering],
    events.OwnershipPassed: [
        circles.hold_names_of_both, questions.free_owner, telling_standing.tell_of_owner,
    ],
    events.EntryPublished: [
        posts.start_ad, questions.note_published, questions.note_words, topics.note_published,
        points.pay_author, search.index_soon, telling.tell_of_entry,
        hooks.note_published,
    ],
    events.EntryBrought: [search.index_brought_soon],
    events.CirclePurged: [moderation.unlink_evidence],
    events.EntryWithheld: [moderation.bring_up, search.index_thread_soon, hooks.note_waiting],
    events.EntryRecalled: [
        questions.note_gone, topics.note_changed, topics.recheck_report, points.take_back,
        telling.count_floors,
        hooks.note_waiting,
    ],
    events.EntryHidden: [
        questions.note_gone, topics.note_changed, topics.recheck_report, points.take_back,
        search.index_thread_soon, telling.count_floors,
        hooks.note_hidden,
    ],
    events.EntryRemoved: [
        topics.keep_what_is_drawn,
        questions.note_gone, topics.note_changed, topics.recheck_report, points.take_back,
        moderation.put_away, search.index_thread_soon, telling.count_floors,
        hooks.note_removed,
    ],
    events.EntryEdited: [
        questions.note_words, topics.note_changed, moderation.put_edit_away,
        search.index_soon, telling.tell_newly_named,
        hooks.note_edited,
    ],
    events.EntryRestored: [
        questions.note_back, topics.note_changed, topics.recheck_report, points.pay_again,
        moderation.bring_up_again, search.index_thread_soon, telling.count_floors,
        telling.tell_newly_named,
        hooks.note_back,
    ],
    events.EntryForgotten: [
        questions.forget_notes, topics.forget_words, moderation.put_away,
        search.index_soon,
    ],
    events.EntriesRetagged: [search.index_retagged_soon],
    events.TagMerged: [search.name_tags_soon],
    events.TagReleased: [search.name_tags_soon],
    events.EntryMoved: [posts.start_ad, points.move],
    events.EntryLiked: [points.pay_liked, telling.tell_of_like],
    events.EntryUnliked: [points.stop_liked, telling.untell_like],
    events.EntryFoundHelpful: [points.pay_helpful, search.index_soon, telling.tell_of_help],
    events.EntryFeatured: [points.pay_featured, search.index_soon, telling.tell_of_feature],
    events.EntryRejected: [
        questions.note_rejected, topics.recheck_report, search.index_thread_soon,
    ],
    events.StaffActed: [moderation.keep_in_log],
    events.SwitchTurned: [moderation.keep_switch_in_log],
    events.AnswerAccepted: [points.leave_former, telling_asked.tell_of_choice, hooks.note_accepted],
    events.AnswerUnaccepted: [
        points.leave_choice, telling_asked.untell_choice, hooks.note_unaccepted,
    ],
    events.AnswerSettled: [points.pay_settled],
    events.ReportSettled: [
        points.pay_report, telling_safety.tell_of_report, hooks.note_settled_report,
    ],
    events.AnswerWentStale: [telling_asked.tell_of_age],
    events.BountyEnded: [telling_asked.tell_of_bounty],
    events.QuestionPut: [telling_asked.tell_asked],
    events.QuestionClosed: [telling_asked.tell_of_closing],
    events.QuestionReopened: [telling_asked.untell_closing],
    events.QuestionResolved: [telling_asked.tell_of_resolution],
    events.QuestionJoined: [telling_asked.tell_of_joining],
    events.QuestionLeft: [telling_asked.untell_joining],
    events.QuestionAssigned: [telling_asked.tell_of_task],
    events.SignUpMovedUp: [telling_topics.tell_of_place],
    events.SignUpTakenOff: [telling_topics.tell_of_lost_place],
    events.SubmissionReviewed: [telling_topics.tell_of_grade],
    events.ReviewTakenBack: [telling_topics.untell_grade],
    events.CallDecided: [telling_topics.tell_of_result],
    events.IdeaStatusChanged: [telling_topics.tell_of_idea],
    events.TopicReminded: [telling_topics.remind],
    events.LotteryDrawn: [telling_topics.tell_of_draw],
    events.LotteryCancelled: [telling_topics.tell_of_no_draw],
    events.TrialDecided: [telling_topics.tell_of_trial],
    events.LevelRaised: [telling_standing.tell_of_level, hooks.note_level],
    events.BadgeEarned: [telling_standing.tell_of_badge, hooks.note_badge],
    events.RewardRedeemed: [telling_standing.tell_of_order, hooks.note_redeemed],
    events.RedemptionSent: [telling_standing.tell_of_sending, hooks.note_sent],
    events.RedemptionEnded: [telling_standing.tell_of_end, hooks.note_order_end],
    events.MemberFollowed: [telling_standing.tell_of_follower],
    events.MemberUnfollowed: [telling_standing.untell_follower],
    events.JoinRequested: [telling_standing.tell_of_request],
    events.RequestDecided: [telling_standing.tell_of_admission],
    events.RulesChanged: [telling_standing.tell_of_rules],
    events.ReportMade: [hooks.note_report],
    events.ActTaken: [telling_safety.tell_of_act],
    events.ActUndone: [telling_safety.untell_act],
}

# Who keeps that somebody tried what takes a power they do not hold.
ATTEMPTS: attempts.Keeper = moderation.keep_attempt

# What is made ready before a write begins.
BEFOREHAND: Sequence[beforehand.Step] = (screening.make_ready,)

# Who tells what part of a person's own data: one file of the export each.
EXPORTERS: Mapping[str, account_jobs.Exporter] = {
    "account": accounts.own_account,
    "identities": accounts.own_identities,
    "sessions": accounts.own_sessions,
    "consents": accounts.own_consents,
    "blocks": accounts.own_blocks,
    "minors_mode": accounts.own_minors_mode,
    "memberships": circle_reads.own_memberships,
    "follows": circle_reads.own_follows,
    "entries": contents.own_entries,
    "pictures": contents.own_pictures,
    "reactions": contents.own_reactions,
    "proposals": contents.own_proposals,
    "drafts": contents.own_drafts,
    "polls": contents.own_polls,
    "votes": contents.own_votes,
    "questions": question_reads.own_questions,
    "answers": question_reads.own_answers,
    "answer_checks": question_reads.own_checks,
    "mutes_without_a_name": question_reads.own_sealed_mutes,
    "log_about_me": moderation_reads.own_log,
    "evidence": moderation_reads.own_evidence,
    "topics": topic_reads.own_topics,
    "topic_participations": topic_reads.own_participations,
    "challenge_days": topic_reads.own_challenge_days,
    "submissions": topic_reads.own_submissions,
    "call_picks": topic_reads.own_picks,
    "ideas": topic_reads.own_ideas,
    "sign_ups": topic_reads.own_sign_ups,
    "lotteries": topic_reads.own_lotteries,
    "lotteries_held": topic_reads.own_lotteries_held,
    "trial_applications": topic_reads.own_applications,
    "redemptions": point_reads.own_redemptions,
    "purchases": point_reads.own_purchases,
    "notices": notice_reads.own_notices,
    "notice_choices": notice_reads.own_choices,
    "reaches": notice_reads.own_reaches,
    "points": point_reads.own_ledger,
    "points_occurrences": point_reads.own_occurrences,
    "check_ins": point_reads.own_check_ins,
    "badges": point_reads.own_badges,
}

# What must leave a circle before its rows do: it has files, which a sweep drops.
RELEASES: Sequence[circle_jobs.Release] = (content_verbs.release_pictures,)

# Whose the files of a folder are: of some keys, each tells which a row names.
FILES: Mapping[str, orphans.Named] = {
    "avatars": accounts.named_avatars,
    "exports": accounts.named_exports,
    "circles": circle_reads.named_files,
    "rewards": point_reads.named_pictures,
    "media": contents.named_files,
}

JOBS: Mapping[str, Handler] = {
    "core.send_letter": lambda payload: mail.send_letter(payload, notice_jobs.note_refusal),
    "core.forget_old_answers": lambda payload: idempotency.forget_old_answers(),
    "core.drop_past_windows": lambda payload: throttle.drop_past_windows(),
    "core.forget_requests": lambda payload: requestlog.forget_requests(),
    "core.sweep_files": lambda payload: orphans.sweep_files(FILES, accounts.first_account_at()),
    "accounts.mail_link": account_jobs.mail_link,
    "moderation.carry_on": moderation_jobs.carry_on,
    "moderation.look_back": moderation_jobs.look_back,
    "moderation.ask_outside": moderation_jobs.ask_outside,
    "moderation.patrol": moderation_jobs.patrol,
    "moderation.escalate": moderation_jobs.escalate,
    "moderation.empty_details": moderation_jobs.empty_details,
    "moderation.forget_evidence": moderation_jobs.forget_evidence,
    "accounts.drop_avatar": account_jobs.drop_avatar,
    "accounts.drop_export": account_jobs.drop_export,
    "accounts.gather_export": lambda payload: account_jobs.gather_export(payload, EXPORTERS),
    "accounts.forget_past": account_jobs.forget_past,
    "brands.sweep_tickets": brand_jobs.sweep_tickets,
    "circles.forget_file": circle_jobs.forget_file,
    "circles.end_terms": circle_jobs.end_terms,
    "circles.forget_labels": circle_jobs.forget_labels,
    "circles.hold_name": circle_jobs.hold_name,
    "circles.purge_circles": lambda payload: circle_jobs.purge_circles(payload, RELEASES),
    "notifications.sweep_hooks": notice_jobs.sweep_hooks,
    "notifications.see_rest": notice_jobs.see_rest,
    "notifications.mail_notice": notice_jobs.mail_notice,
    "notifications.begin_digests": notice_jobs.begin_digests,
    "notifications.post_digests": notice_jobs.post_digests,
    "notifications.mail_digest": notice_jobs.mail_digest,
    "notifications.tell_followers": notice_jobs.tell_followers,
    "notifications.forget_past": notice_jobs.forget_past,
    "notifications.forget_person": notice_jobs.forget_person,
    "notifications.carry_broadcast": notice_jobs.carry_broadcast,
    "notifications.run_broadcasts": notice_jobs.run_broadcasts,
    "notifications.tell_some": notice_jobs.tell_some,
    "notifications.fan_out": notice_jobs.fan_out,
    "points.settle_due": point_jobs.settle_due,
    "points.settle_one": point_jobs.settle_one,
    "points.judge_invite": point_jobs.judge_invite,
    "points.lapse_points": point_jobs.lapse_points,
    "points.forget_occurrences": point_jobs.forget_occurrences,
    "points.forget_past": point_jobs.forget_past,
    "points.keep_orders": point_jobs.keep_orders,
    "points.relevel": point_jobs.relevel,
    "points.count_what_if": point_jobs.count_what_if,
    "qa.expire_bounties": qa_jobs.expire_bounties,
    "qa.settle_accepted": qa_jobs.settle_accepted,
    "qa.settle_one": qa_jobs.settle_one,
    "qa.let_go_stale": qa_jobs.let_go_stale,
    "topics.let_go_of_leaver": topic_jobs.let_go_of_leaver,
    "topics.pass_on_places": topic_jobs.pass_on_places,
    "topics.remind": topic_jobs.remind,
    "topics.run_lotteries": topic_jobs.run_lotteries,
    "topics.draw_lottery": topic_jobs.draw_lottery,
    "search.index_circle": search_jobs.index_circle,
    "search.keep_true": search_jobs.keep_true,
    "search.keep_filled": search_jobs.keep_filled,
    "search.name_member": search_jobs.name_member,
    "search.name_tags": search_jobs.name_tags,
    "search.name_circle": search_jobs.name_circle,
    "search.keep_names": search_jobs.keep_names,
    "search.forget_missed": search_jobs.forget_missed,
    "content.rank_entry": content_jobs.rank_entry,
    "content.publish_scheduled": content_jobs.publish_scheduled,
    "content.expire_ads": content_jobs.expire_ads,
    "content.sweep_media": content_jobs.sweep_media,
    "content.sweep_drafts": content_jobs.sweep_drafts,
    "content.forget_gone": content_jobs.forget_gone,
    "content.forget_sayings": content_jobs.forget_sayings,
    "content.unlink_name": content_jobs.unlink_name,
    "content.settle_tag": content_jobs.settle_tag,
}

# What keeps a list of its own and waits for no job: each does some, and says if there was any.
BESIDE: Mapping[str, Callable[[], bool]] = {
    "search.index_waiting": search_jobs.index_waiting,
    "notifications.send_hooks": notice_jobs.send_hooks,
}

SCHEDULE: Mapping[str, timedelta] = {
    "accounts.forget_past": timedelta(hours=6),
    "core.forget_old_answers": timedelta(hours=1),
    "core.drop_past_windows": timedelta(minutes=30),
    "core.forget_requests": timedelta(hours=12),
    "core.sweep_files": timedelta(hours=12),
    "brands.sweep_tickets": timedelta(hours=1),
    "circles.end_terms": timedelta(minutes=10),
    "circles.forget_labels": timedelta(hours=6),
    "circles.purge_circles": timedelta(hours=6),
    "points.settle_due": timedelta(minutes=10),
    "points.lapse_points": timedelta(hours=24),
    "points.forget_occurrences": timedelta(hours=24),
    "points.forget_past": timedelta(hours=24),
    "points.keep_orders": timedelta(hours=12),
    "qa.expire_bounties": timedelta(minutes=5),
    "qa.settle_accepted": timedelta(minutes=10),
    "qa.let_go_stale": timedelta(hours=6),
    "moderation.empty_details": timedelta(hours=24),
    "moderation.forget_evidence": timedelta(hours=1),
    "notifications.forget_past": timedelta(hours=6),
    "notifications.begin_digests": timedelta(days=7),  # Thursdays at 8 in the morning, local
    "notifications.run_broadcasts": timedelta(minutes=1),
    "topics.remind": timedelta(minutes=10),
    "topics.run_lotteries": timedelta(minutes=1),
    "notifications.sweep_hooks": timedelta(hours=6),
    "moderation.patrol": timedelta(hours=24),
    "moderation.escalate": timedelta(minutes=10),
    "search.keep_true": timedelta(hours=24),
    "search.keep_filled": timedelta(minutes=1),
    "search.keep_names": timedelta(hours=24),
    "search.forget_missed": timedelta(hours=24),
    "content.publish_scheduled": timedelta(minutes=1),
    "content.expire_ads": timedelta(minutes=5),
    "content.sweep_media": timedelta(hours=1),
    "content.sweep_drafts": timedelta(hours=12),
    "content.forget_gone": timedelta(hours=6),
    "content.forget_sayings": timedelta(hours=1),
}
