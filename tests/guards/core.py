"""Guards of the core: transactions, jobs, the gate, addresses, headers, files, pictures, keys."""

from tests.guards.guard import Guard

TRANSACTION, JOBS = "tests/core/test_transaction.py::test_", "tests/core/test_jobs.py::test_"
FRAME, TOKENS = "tests/api/test_frame.py::test_", "tests/api/test_tokens.py::test_"
HEADERS = "tests/security/test_headers.py::test_"
EVERY_PAGE = (
    "tests/journeys/test_every_page.py::"
    "test_every_page_is_safe_heard_understood_and_leads_somewhere"
)
ADDRESSES = "tests/security/test_addresses.py::test_"
ORPHANS = "tests/core/test_orphans.py::test_"
REFUSED = "tests/core/test_pictures_refused.py::test_"
UPGRADES = "tests/core/test_upgrades.py::test_"
PICTURES, TABLES = "tests/core/test_pictures.py::test_", "tests/core/test_database.py::test_"

GUARDS = (
    Guard(
        "the writer is alone on SQLite", "circle/core/db.py",
        '"BEGIN IMMEDIATE" if options.get("circle_write") else "BEGIN"', '"BEGIN"',
        ("tests/core/test_transaction.py",),
    ),
    Guard(
        "rows are locked on PostgreSQL", "circle/core/db.py",
        "statement.with_for_update().execution_options(populate_existing=True)",
        "statement.execution_options(populate_existing=True)",
        ("tests/core/test_transaction.py",),
    ),
    Guard(
        "a failed inner verb dooms the outer one", "circle/core/db.py",
        '    except BaseException:\n        current.info["doomed"] = True\n        raise',
        "    except BaseException:\n        raise",
        (f"{TRANSACTION}a_nested_verb_that_failed_cannot_be_committed_by_the_outer_one",),
    ),
    Guard(
        "what is abandoned is not kept", "circle/core/db.py",
        '    session().info["doomed"] = True', "    session()",
        (f"{TRANSACTION}an_abandoned_transaction_keeps_nothing_though_nothing_was_raised",),
    ),
    Guard(
        "a commit on SQLite is on the disk", "circle/core/db.py",
        '        "synchronous=FULL",\n', '        "synchronous=NORMAL",\n',
        (f"{TABLES}a_commit_is_on_the_disk_before_it_is_answered",),
    ),
    Guard(
        "two upgrades at once are one after the other", "circle/core/migrate.py",
        "        fcntl.flock(handle, fcntl.LOCK_EX)\n", "",
        (f"{UPGRADES}who_comes_during_an_upgrade_waits_until_it_is_done",),
    ),
    Guard(
        "an upgrade is every step or none", "circle/core/migrate.py",
        "        found.begin()  # every step or none", "        # every step or none",
        (f"{UPGRADES}an_upgrade_that_fails_half_way_leaves_the_tables_as_they_were",),
    ),
    Guard(
        "an upgrade waits for who writes", "circle/core/migrate.py",
        ".execution_options(circle_write=True)", "",
        (f"{UPGRADES}an_upgrade_goes_through_while_others_write",),
    ),
    Guard(
        "rows point at rows that are there", "circle/core/db.py",
        '        "foreign_keys=ON",\n', "",
        (f"{TABLES}no_row_points_at_a_row_that_is_not_there",),
    ),
    Guard(
        "a job is leased to one worker", "circle/core/jobs.py",
        "    job.leased_until = now + LEASE\n", "",
        (f"{JOBS}a_job_whose_worker_died_is_claimed_again_after_its_lease",),
    ),
    Guard(
        "a job's key is given up when it is claimed", "circle/core/jobs.py",
        "    job.key = None  # what changes from here on deserves a job of its own\n", "",
        (f"{JOBS}what_changes_while_a_job_runs_gets_a_job_of_its_own",),
    ),
    Guard(
        "a write needs the token against forgery", "circle/core/gate.py",
        "            csrf.protect()\n", "",
        ("tests/security/test_forgery.py::"
         "test_every_write_there_is_refuses_to_come_without_the_token",),
    ),
    Guard(
        "a write from another origin is refused", "circle/core/gate.py",
        "    if urlsplit(origin).netloc not in ours:", "    if False:",
        (f"{FRAME}a_form_sent_by_another_site_is_refused_whatever_it_carries",),
    ),
    Guard(
        "a token goes as far as its scopes", "circle/core/gate.py",
        "    if not visitor().has_scope(scope):", "    if False:",
        (f"{TOKENS}a_token_reads_and_writes_as_far_as_its_scopes_go",),
    ),
    Guard(
        "an unknown token is refused", "circle/core/gate.py",
        "    if actor.is_guest:\n", "    if False:\n",
        (f"{FRAME}an_unknown_token_is_refused_even_where_a_guest_may_read",),
    ),
    Guard(
        "a token in the address is refused", "circle/core/gate.py",
        "        _refuse_tokens_in_address()\n", "",
        (f"{FRAME}a_token_in_the_address_is_refused",),
    ),
    Guard(
        "writes are counted", "circle/core/throttle.py",
        "    if tried > limit.count:", "    if False:",
        (f"{FRAME}a_write_says_what_is_left_of_the_limit_and_then_refuses",),
    ),
    Guard(
        "a household counts as one", "circle/core/web.py",
        "        return str(ip_network((parsed, 64), strict=False))\n",
        '        return address or ""\n',
        (f"{ADDRESSES}a_household_counts_as_one_whatever_half_of_ipv6_it_uses",),
    ),
    Guard(
        "a key is for one request", "circle/core/idempotency.py",
        "    if known.digest != digest:", "    if False:",
        ("tests/posts/test_api.py::test_the_same_key_publishes_once_and_another_body_is_refused",),
    ),
    Guard(
        "a refusal is not what a key stands for", "circle/core/web.py",
        "            if response.status_code >= 400:\n", "            if False:\n",
        ("tests/core/test_repeating.py::test_a_refused_form_can_be_sent_again_with_its_key",),
    ),
    Guard(
        "an address too long to keep is not followed", "circle/core/web.py",
        "    return path if len(iri_to_uri(path)) <= idempotency.MAX_LOCATION else default",
        "    return path",
        ("tests/core/test_repeating.py::"
         "test_a_form_that_leads_on_far_too_far_is_done_and_leads_home",),
    ),
    Guard(
        "no page leads away", "circle/core/web.py",
        "    if not path or not path.startswith(\"/\") or path.startswith((\"//\", \"/\\\\\")):\n",
        "    if path:\n        return path\n    if not path:\n",
        (f"{ADDRESSES}a_next_that_leads_away_is_not_followed",),
    ),
    Guard(
        "a letter leads to no host made up", "circle/accounts/browser.py",
        "    if configured or urlsplit(request.host_url).hostname in LOOPBACK:", "    if True:",
        (f"{ADDRESSES}without_a_configured_address_a_made_up_host_is_not_put_into_letters",),
    ),
    Guard(
        "pages run nothing inline", "circle/core/headers.py",
        "f\"script-src 'self'; style-src", "f\"script-src 'self' 'unsafe-inline'; style-src",
        (EVERY_PAGE,),
    ),
    Guard(
        "nobody guesses what a file is", "circle/core/headers.py",
        '    headers.setdefault("X-Content-Type-Options", "nosniff")\n', "",
        (EVERY_PAGE,),
    ),
    Guard(
        "nobody frames a page unasked", "circle/core/headers.py",
        "form-action 'self'; frame-ancestors {frames}\"", "form-action 'self'\"",
        (f"{HEADERS}nobody_frames_a_page_unless_the_operator_said_who",),
    ),
    Guard(
        "a person's pages stay out of shared caches", "circle/core/headers.py",
        'elif "Cache-Control" not in response.headers:\n'
        '        response.headers["Cache-Control"] = "private, no-cache"',
        'elif "Cache-Control" not in response.headers:\n'
        '        response.headers["Cache-Control"] = "public, max-age=60"',
        (f"{HEADERS}what_a_signed_in_person_sees_stays_out_of_shared_caches",),
    ),
    Guard(
        "https is promised", "circle/core/headers.py",
        '        headers.setdefault("Strict-Transport-Security", "max-age=31536000")',
        "        pass",
        (f"{HEADERS}over_tls_every_answer_says_so",),
    ),
    Guard(
        "a cursor is a place a table can have", "circle/core/paging.py",
        " and abs(part) < 2**62 for part", " for part",
        ("tests/core/test_paging.py::test_a_cursor_that_is_not_ours_is_refused",),
    ),
    Guard(
        "a cursor is a time a calendar has", "circle/core/paging.py",
        "    except OverflowError as error:  # a time", "    except KeyError as error:  # a time",
        ("tests/core/test_paging.py::test_a_time_no_calendar_has_is_no_place",),
    ),
    Guard(
        "a file's key stays in its folder", "circle/core/storage.py",
        "    if len(key) > MAX_KEY_CHARACTERS or not _KEY.fullmatch(key):",
        "    if len(key) > MAX_KEY_CHARACTERS:",
        ("tests/core/test_storage.py::test_a_key_cannot_leave_the_directory",),
    ),
    Guard(
        "a file is on the disk when it is named", "circle/core/storage.py",
        "                os.fsync(file.fileno())\n", "",
        ("tests/core/test_storage.py::"
         "test_file_and_directories_are_synced_before_put_returns",),
    ),
    Guard(
        "a picture has so many pixels", "circle/core/picture_worker.py",
        "\nLONGEST_RATIO = 3", "\nMAX_PIXELS *= 1000\nLONGEST_RATIO = 3",
        (f"{REFUSED}more_than_fifty_million_pixels_are_refused_by_the_header",),
    ),
    Guard(
        "a picture has so many bytes", "circle/core/pictures.py",
        "    if len(data) > MAX_BYTES:", "    if False:",
        (f"{REFUSED}a_file_over_ten_megabytes_is_refused_unread",),
    ),
    Guard(
        "a picture is made anew, without what its file tells", "circle/core/picture_worker.py",
        "    return facts, [*copies, _placeholder(still)]",
        "    return facts, [data, data, data, _placeholder(still)]",
        (f"{PICTURES}a_turned_photograph_stands_upright_and_tells_nothing",),
    ),
    Guard(
        "who decodes pictures knows no secret", "circle/core/pictures.py",
        'env={"PYTHONPATH": root, "PATH": os.defpath},',
        'env={**os.environ, "PYTHONPATH": root},',
        ("tests/core/test_pictures_child.py::test_the_child_knows_none_of_our_secrets",),
    ),
    Guard(
        "files nothing names go again", "circle/core/storage.py",
        "        if not is_named():", "        if is_named is None:",
        ("tests/content/test_files.py",),
    ),
    Guard(
        "a file is a day old before it is called nobody's", "circle/core/orphans.py",
        "before = clock.now() - WAIT", "before = clock.now()",
        (f"{ORPHANS}what_nobody_names_goes_after_a_day_and_not_before",),
    ),
    Guard(
        "files older than the first account stay", "circle/core/orphans.py",
        "    if since is None:\n        return\n    before",
        "    since = clock.ago(days=99)\n    before",
        (f"{ORPHANS}files_older_than_the_first_account_are_another_databases",),
    ),
)  # fmt: skip
