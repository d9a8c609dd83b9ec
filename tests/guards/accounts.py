"""Guards of persons: signing in, links, proofs, what is one's own, and tickets of brands."""

from tests.guards.guard import Guard

ENTERING, OWN = "tests/accounts/test_entering.py::test_", "tests/accounts/test_own.py::test_"
HELD_OFF = "tests/accounts/test_held_off.py::test_"
PROOFS, TICKETS = "tests/accounts/test_proofs.py::test_", "tests/brands/test_tickets.py::test_"

SHOWN = "tests/accounts/test_shown_names.py::test_"
ONE = "tests/accounts/test_one_account.py::test_"
STEP = "circle/migrations/versions/0005_hardening.py"

GUARDS = (
    Guard(
        "a confirmed address serves one account, whoever comes at once", STEP,
        '"uq_users_email_confirmed", "users", ["email_key"], "email_confirmed_at IS NOT NULL"',
        '"uq_users_email_confirmed", "users", ["email_key"], "1 = 0"',
        (f"{ONE}an_address_two_confirm_at_once_serves_one",),
    ),
    Guard(
        "somebody a provider names is one person", STEP,
        '["provider", "subject"], "brand_id IS NULL"', '["provider", "subject"], "1 = 0"',
        (f"{ONE}who_a_provider_names_is_one_person",),
    ),
    Guard(
        "circles opened at once are counted", "circle/circles/actions/circles.py",
        "    accounts.get_user(user_id, lock=True)", "    accounts.get_user(user_id)",
        (f"{ONE}circles_opened_at_once_are_counted_one_after_the_other",),
    ),
    Guard(
        "a letter leads to no other site", "circle/accounts/browser.py",
        'safe_path(request.form.get("_next"), "")', 'request.form.get("_next", "")',
        (f"{ENTERING}a_mailed_link_leads_on_to_where_one_was_going",),
    ),
    Guard(
        "a letter signs nobody in as somebody else", "circle/accounts/browser.py",
        " or going.startswith(NOT_FOLLOWED)", "",
        (f"{ENTERING}a_mailed_link_leads_on_to_where_one_was_going",),
    ),
    Guard(
        "sign-ins are counted for each account", "circle/accounts/actions/sessions.py",
        "    count_try(SIGN_IN_ACCOUNT, token_digest(account))\n", "",
        (f"{HELD_OFF}one_account_is_held_off_whatever_address_the_guesses_come_from",),
    ),
    Guard(
        "sign-ins are counted for each address", "circle/accounts/actions/sessions.py",
        "    count_try(SIGN_IN_ADDRESS, browser.ip)\n", "",
        (f"{ENTERING}signing_in_oneself_buys_no_more_guesses_at_others",),
    ),
    Guard(
        "an unknown name takes as long as a known one", "circle/accounts/actions/sessions.py",
        "if not passwords.matches(user.password_hash if user else None, who.password) "
        "or user is None:",
        "if user is None or not passwords.matches(user.password_hash, who.password):",
        (f"{ENTERING}an_unknown_name_is_hashed_for_too",),
    ),
    Guard(
        "no hashing while rows are locked", "circle/accounts/passwords.py",
        "    if in_transaction():\n        raise RuntimeError(\"hashing",
        "    if False:\n        raise RuntimeError(\"hashing",
        (f"{ENTERING}hashing_inside_a_transaction_is_a_mistake",),
    ),
    Guard(
        "common passwords are refused", "circle/accounts/passwords.py",
        "    if folded in common_passwords() or _is_monotonous(folded):", "    if False:",
        (f"{ENTERING}passwords_that_others_would_try_are_refused",),
    ),
    Guard(
        "a link is good once", "circle/accounts/actions/links.py",
        "    link.used_at = clock.now()\n    return user", "    return user",
        (f"{ENTERING}a_link_signs_in_once",),
    ),
    Guard(
        "only the newest link is good", "circle/accounts/actions/links.py",
        "    end_links(user.id, purpose)\n", "",
        (f"{ENTERING}only_the_newest_link_works_and_not_for_ever",),
    ),
    Guard(
        "a link ends in time", "circle/accounts/queries/sign_in.py",
        ".where(OneTimeLink.expires_at > clock.now(), is_open())", ".where(is_open())",
        (f"{ENTERING}only_the_newest_link_works_and_not_for_ever",),
    ),
    Guard(
        "a link opens only what it was made for", "circle/accounts/actions/links.py",
        "found[0].purpose != purpose or not", "not",
        (f"{HELD_OFF}a_link_opens_only_what_it_was_made_for",),
    ),
    Guard(
        "links go to confirmed addresses only", "circle/accounts/actions/links.py",
        "if user is None or not user.email or not user.email_confirmed_at:",
        "if user is None or not user.email:",
        (f"{ENTERING}an_unconfirmed_address_opens_nothing",),
    ),
    Guard(
        "letters are counted for each account", "circle/accounts/browser.py",
        "    count_try(LETTERS_ACCOUNT, token_digest(queries.email_key(account)))\n", "",
        (f"{ENTERING}letters_are_limited_for_known_and_unknown_alike",),
    ),
    Guard(
        "another address ends links to the old one", "circle/accounts/actions/links.py",
        "    user.email_confirmed_at = None\n    end_links(user.id)\n",
        "    user.email_confirmed_at = None\n",
        (f"{PROOFS}links_to_an_address_do_not_come_back_with_it",),
    ),
    Guard(
        "another password ends the other sessions", "circle/accounts/actions/links.py",
        "    end_sessions(user.id, but=actor.session_id)\n", "",
        (f"{OWN}another_password_needs_the_present_one_once_the_sign_in_is_old",),
    ),
    Guard(
        "a password set by link ends every session", "circle/accounts/actions/links.py",
        "    end_sessions(user.id)\n    end_links(user.id)\n    return", "    return",
        (f"{ENTERING}a_forgotten_password_is_set_by_a_letter",),
    ),
    Guard(
        "look-alike names are one name", "circle/accounts/names.py",
        "    return _fold(seen)[:160]", "    return _fold(plain)[:160]",
        (f"{ENTERING}nobody_signs_up_with_the_name_of_another",
         "tests/accounts/test_names.py::test_look_alikes_share_a_skeleton"),
    ),
    Guard(
        "a closed account's name stays taken", "circle/accounts/queries/people.py",
        "User.name_skeleton.in_((*alike, *map(kept_form, alike))),",
        "User.name_skeleton.in_(alike),",
        (f"{OWN}the_name_of_a_closed_account_stays_taken",),
    ),
    Guard(
        "no account without the terms", "circle/accounts/schemas.py",
        "        if not self.accept_terms:", "        if False:",
        (f"{ENTERING}without_the_terms_there_is_no_account",),
    ),
    Guard(
        "new terms are asked before writing", "circle/accounts/views/base.py",
        "    if visitor().has_agreed:\n        return None\n    is_read",
        "    if visitor().user_id:\n        return None\n    is_read",
        ("tests/accounts/test_agreement.py",),
    ),
    Guard(
        "the present password is checked", "circle/accounts/queries/sign_in.py",
        "    if passwords.matches(known.password_hash, password):\n", "    if True:\n",
        (f"{OWN}another_password_needs_the_present_one_once_the_sign_in_is_old",),
    ),
    Guard(
        "a sign-in proves who one is for ten minutes only", "circle/accounts/queries/sign_in.py",
        "signed_in_at is not None and signed_in_at > clock.now() - FRESH",
        "signed_in_at is not None",
        (f"{OWN}closing_needs_the_password_once_the_sign_in_is_old",),
    ),
    Guard(
        "another address needs a proof", "circle/accounts/views/security.py",
        "            proof = queries.prove(visitor(), form.input.current)\n            user =",
        "            known = queries.get_user(signed_in_person()).password_hash\n"
        "            proof = queries.Proof(signed_in_person(), known)\n            user =",
        (f"{PROOFS}another_address_needs_the_password_once_the_sign_in_is_old",),
    ),
    Guard(
        "a proof ends with the password it was given for", "circle/accounts/actions/links.py",
        "    if proof.user_id != user.id or proof.password_hash != user.password_hash:",
        "    if False:",
        (f"{PROOFS}a_proof_ends_with_the_password_it_was_given_for",),
    ),
    Guard(
        "an account is closed on a proof that holds", "circle/accounts/actions/closing.py",
        "    if proof.user_id != user.id or proof.password_hash != user.password_hash:",
        "    if False:",
        (f"{PROOFS}a_proof_ends_with_the_password_it_was_given_for",),
    ),
    Guard(
        "guesses at the present password are counted", "circle/accounts/queries/sign_in.py",
        "    count_try(PROOFS, str(user.id))\n", "",
        (f"{PROOFS}guesses_at_the_present_password_are_counted",),
    ),
    Guard(
        "a session ends after 30 quiet days", "circle/accounts/queries/sign_in.py",
        "            LoginSession.seen_at > bindparam(\"seen\"),\n", "",
        (f"{ENTERING}a_session_ends_after_30_quiet_days_and_after_90_in_any_case",),
    ),
    Guard(
        "a session ends after 90 days", "circle/accounts/queries/sign_in.py",
        "            LoginSession.expires_at > bindparam(\"now\"),\n", "",
        (f"{ENTERING}a_session_ends_after_30_quiet_days_and_after_90_in_any_case",),
    ),
    Guard(
        "a revoked session opens nothing", "circle/accounts/queries/sign_in.py",
        "            LoginSession.revoked_at.is_(None),\n            LoginSession.expires_at",
        "            LoginSession.expires_at",
        (f"{OWN}every_other_session_ends_at_once",),
    ),
    Guard(
        "sessions are ended by whose they are", "circle/accounts/queries/sign_in.py",
        "        LoginSession.user_id == actor.user_id,\n        LoginSession.revoked_at",
        "        LoginSession.revoked_at",
        (f"{OWN}nobody_ends_the_session_of_another",),
    ),
    Guard(
        "a key is revoked by whose it is", "circle/accounts/actions/sessions.py",
        "token.user_id != actor.user_id or ", "",
        (f"{OWN}a_key_is_shown_once_and_can_be_revoked",),
    ),
    Guard(
        "a program changes no password", "circle/accounts/policy.py",
        "    if actor.scopes is not None:\n        return deny(lazy(\"Only you yourself",
        "    if False:\n        return deny(lazy(\"Only you yourself",
        (f"{OWN}a_token_changes_no_password",),
    ),
    Guard(
        "an export is its owner's", "circle/accounts/queries/own.py",
        "export.user_id != actor.user_id or ", "",
        (f"{OWN}ones_own_data_is_gathered_for_oneself_alone",),
    ),
    Guard(
        "an export ends in time", "circle/accounts/queries/own.py",
        "    if export.expires_at is None or export.expires_at <= clock.now():", "    if False:",
        (f"{OWN}ones_own_data_is_gathered_for_oneself_alone",),
    ),
    Guard(
        "a block holds on every page", "circle/accounts/actions/blocks.py",
        "blocked_id=user_id))\n    _recount(user.id)\n", "blocked_id=user_id))\n",
        (f"{OWN}blocking_is_one_sided_and_taken_back",),
    ),
    Guard(
        "closed accounts cannot sign in", "circle/accounts/queries/people.py",
        "    return User.closed_at.is_(None) & User.banned_at.is_(None)",
        "    return User.banned_at.is_(None)",
        (f"{HELD_OFF}a_closed_account_is_out_at_once",),
    ),
    Guard(
        "banned accounts cannot sign in", "circle/accounts/queries/people.py",
        "    return User.closed_at.is_(None) & User.banned_at.is_(None)",
        "    return User.closed_at.is_(None)",
        (f"{ENTERING}somebody_banned_from_the_site_is_out_at_once",),
    ),
    Guard(
        "of a closed account nothing tells who it was", "circle/accounts/models.py",
        "        self.email = self.email_key = self.email_confirmed_at = None\n", "",
        (f"{OWN}a_closed_account_leaves_nobody",),
    ),
    Guard(
        "a ticket is spent once", "circle/brands/actions.py",
        "    if not _is_first_use(ticket.digest, ticket.forgettable_at):",
        "    if _is_first_use(ticket.digest, ticket.forgettable_at) is None:",
        (f"{TICKETS}a_ticket_lets_in_once_and_leads_to_a_clean_address",),
    ),
    Guard(
        "on a brand's host only its own tickets count", "circle/brands/queries.py",
        "if key is None or host_brand_id not in (None, key.brand_id):", "if key is None:",
        (f"{TICKETS}on_a_brands_own_host_only_its_tickets_count",),
    ),
    Guard(
        "a newcomer of a brand is added once", "circle/accounts/actions/tickets.py",
        "    brand_queries.lock_brand(ticket.brand_id)\n", "",
        (f"{TICKETS}many_tickets_of_a_newcomer_make_one_person",),
    ),
    Guard(
        "nobody is shown by another's name", "circle/accounts/actions/people.py",
        "    if shown != user.display_name and queries.goes_by(shown, besides=user.id):",
        "    if queries.goes_by(shown, besides=user.id) is None:",
        (f"{SHOWN}nobody_is_shown_by_anothers_name",),
    ),
    Guard(
        "nobody is shown as staff are", "circle/accounts/queries/people.py",
        "    return found is not None or is_held(shown, besides)", "    return found is not None",
        (f"{SHOWN}nobody_is_shown_by_what_staff_of_a_living_circle_are_shown_by",
         f"{SHOWN}who_becomes_staff_is_shown_by_a_name_of_their_own_until_the_role_ends"),
    ),
    Guard(
        "a name staff are shown by is not given out", "circle/accounts/actions/people.py",
        " or queries.is_held(new.name):", ":",
        (f"{SHOWN}signing_up_takes_no_name_staff_are_shown_by_nor_anothers_to_be_shown_by",),
    ),
    Guard(
        "people from elsewhere are shown by what is free", "circle/accounts/actions/people.py",
        "shown = (wanted if _may_show(wanted) else name)[:40]", "shown = wanted[:40]",
        (f"{SHOWN}people_from_elsewhere_come_in_by_a_free_name_instead",),
    ),
)  # fmt: skip
