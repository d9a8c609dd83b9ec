"""Guards of what people choose to hear, and of letters."""

from tests.guards.guard import Guard

CHOICES = "tests/notifications/test_choices.py::test_"
LETTERS = "tests/notifications/test_letters.py::test_"
DIGEST = "tests/notifications/test_digest.py::test_"

MAIL = "tests/core/test_mail.py::test_"
EVENTS = "tests/notifications/test_mail_events.py::test_"

GUARDS = (
    Guard(
        "a server that fails is left alone", "circle/core/mail.py",
        "        _resting[smtp_url] = clock.now() + REST\n", "",
        (f"{MAIL}wherever_a_server_fails_one_letter_tries_and_the_others_wait",),
    ),
    Guard(
        "a server that says goodbye is not asked on", "circle/core/mail.py",
        "        if any(code == GOING_AWAY for code, _why in error.recipients.values()):\n"
        "            raise\n", "",
        (f"{MAIL}wherever_a_server_fails_one_letter_tries_and_the_others_wait",),
    ),
    Guard(
        "what goes wrong after a letter was taken does not send it twice", "circle/core/mail.py",
        "    with suppress(OSError, smtplib.SMTPException):\n        server.quit()\n",
        "    server.quit()\n",
        (f"{MAIL}a_letter_that_was_taken_went_whatever_comes_after",),
    ),
    Guard(
        "only a status that says so ends letters at once", "circle/core/mail.py",
        "    return Verdict.GONE if about in NO_SUCH_BOX else Verdict.TURNED\n",
        "    return Verdict.GONE\n",
        (f"{MAIL}only_a_status_that_says_so_means_that_a_box_is_gone",),
    ),
    Guard(
        "a day counts once", "circle/notifications/actions/letters.py",
        "clock.local(last).date() == clock.local(now).date()", "last > now",
        (f"{EVENTS}what_passes_stops_nothing_and_what_lasts_counts_by_days",),
    ),
    Guard(
        "a letter that was taken begins the days anew", "circle/notifications/actions/letters.py",
        "    session().execute(update(NoticeSettings).where(*turned).values(**NEVER_TURNED))\n", "",
        (f"{LETTERS}a_letter_that_is_taken_begins_the_days_anew",),
    ),
    Guard(
        "while nobody's letters arrive nobody's end", "circle/notifications/actions/letters.py",
        "        if queries.others_got_letters(user.id, OTHERS):\n", "        if user:\n",
        (f"{LETTERS}while_nobodys_letters_arrive_nobodys_end",),
    ),
    Guard(
        "what is returned later is not undone by being taken",
        "circle/notifications/actions/letters.py",
        "        NoticeSettings.mail_turned_later.is_(False),\n", "",
        (f"{EVENTS}what_passes_stops_nothing_and_what_lasts_counts_by_days",),
    ),
    Guard(
        "the days begin anew with the address", "circle/notifications/actions/letters.py",
        "max(confirmed, now - IN_A_ROW) < last", "now - IN_A_ROW < last",
        (f"{LETTERS}who_confirmed_the_address_anew_has_all_the_days_again",),
    ),
    Guard(
        "a message of the provider counts once", "circle/notifications/actions/letters.py",
        "    if session().scalar(new.returning(MailReport.ident)) is None:\n        return\n",
        "    session().execute(new)\n",
        (f"{EVENTS}the_same_message_told_later_once_more_stops_nothing",),
    ),
    Guard(
        "a server on trial ends no letters", "circle/core/mail.py",
        "    if classes != {\"5\"} or", "    if \"5\" not in classes or",
        (f"{MAIL}only_a_status_that_says_so_means_that_a_box_is_gone",),
    ),
    Guard(
        "a provider is believed by its signature", "circle/notifications/api/mail.py",
        "        check_message(message, (key,))\n", "        pass\n",
        (f"{EVENTS}what_is_not_signed_just_now_is_refused",),
    ),
    Guard(
        "what a provider told before the address was confirmed is old",
        "circle/notifications/actions/letters.py", "min(at or clock.now(), clock.now())",
        "clock.now()",
        (f"{EVENTS}what_is_told_again_after_the_address_was_confirmed_is_old",),
    ),
    Guard(
        "nobody ends the letters of others", "circle/notifications/letters.py",
        "    if not hmac.compare_digest(signature.encode(\"utf-8\", \"replace\"), right):\n",
        "    if not right:\n",
        (f"{LETTERS}a_link_somebody_made_up_ends_nothing",),
    ),
    Guard(
        "a letter tells what its reader may see when it goes",
        "circle/notifications/queries/inbox.py",
        "_noticed(actor).where(Notice.id == notice_id, shows(actor))",
        "_noticed(actor).where(Notice.id == notice_id)",
        (f"{LETTERS}what_was_seen_or_hidden_meanwhile_is_not_sent",),
    ),
    Guard(
        "no letter comes at night", "circle/notifications/jobs.py",
        "    if left:\n        raise Postponed(\"quiet hours\", left)\n", "    del left\n",
        (f"{LETTERS}in_quiet_hours_a_letter_waits_until_they_end",),
    ),
    Guard(
        "no letter goes where letters came back from",
        "circle/notifications/queries/letters.py",
        "or_(stopped.is_(None), stopped < User.email_confirmed_at),",
        "or_(stopped.is_(None), stopped.is_not(None)),",
        (f"{LETTERS}a_box_that_is_not_there_is_written_to_no_more_until_it_is_confirmed_anew",),
    ),
    Guard(
        "a returned letter stops only whose it was", "circle/notifications/actions/letters.py",
        "whose.where(User.uid == uid) if uid else whose", "whose",
        (f"{LETTERS}a_returned_letter_stops_only_who_it_was_for",),
    ),
    Guard(
        "a letter goes once", "circle/notifications/jobs.py",
        "    if not actions.begin_letter(reader.user.id, cause):\n        return\n",
        "    actions.begin_letter(reader.user.id, cause)\n",
        (f"{DIGEST}it_comes_once_a_week_however_often_the_job_runs",),
    ),
    Guard(
        "the weekly letter tells what its reader may see",
        "circle/notifications/queries/digest.py",
        "Entry.id.in_(ids), content.shown(), content.unblocked(actor),", "Entry.id.in_(ids),",
        (f"{DIGEST}it_tells_what_others_wrote_that_stayed_and_may_be_read",),
    ),
    Guard(
        "what decides about one's rights stays in the inbox",
        "circle/notifications/actions/choices.py",
        "inbox = one.inbox or KINDS[one.kind].is_fixed", "inbox = one.inbox",
        (f"{CHOICES}what_decides_about_me_stays_in_the_inbox",),
    ),
    Guard(
        "what is muted but not to be seen has no name",
        "circle/notifications/queries/muted.py",
        "        if policy.can_see(here[circle.id], entry, circle)\n", "",
        (f"{CHOICES}what_i_cannot_see_is_neither_muted_nor_named",),
    ),
)  # fmt: skip
