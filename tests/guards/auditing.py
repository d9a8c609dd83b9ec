"""Guards of the log: it hangs together, and what was changed in it is found."""

from tests.guards.guard import Guard

CHAIN = "tests/moderation/test_audit_chain.py::test_"
ADDING = "circle/moderation/actions/audit.py"
DEEDS = "tests/moderation/test_audit_deeds.py::test_"
TRIED = "tests/moderation/test_audit_attempts.py::test_"
PAGES = "tests/moderation/test_audit_pages.py::test_"
READING = "circle/moderation/queries/audit.py"
NUMBERS = "circle/moderation/queries/transparency.py"
VERIFYING = "circle/moderation/queries/verifying.py"

GUARDS = (
    Guard(
        "a chain is added to by one at a time", ADDING,
        "held = lock_row(select(AuditHead.seq, AuditHead.hash).where(AuditHead.chain == chain))",
        "held = select(AuditHead.seq, AuditHead.hash).where(AuditHead.chain == chain)",
        (f"{CHAIN}twenty_at_once_make_one_chain",),
    ),
    Guard(
        "a changed line is found", VERIFYING,
        "if line.hash != hash_of(line):", "if False:",
        (f"{CHAIN}whatever_is_changed_is_found",),
    ),
    Guard(
        "changed details are found", VERIFYING,
        'elif line.digest != digest_of(line.salt or "", line.told):', "elif False:",
        (f"{CHAIN}whatever_is_changed_is_found",),
    ),
    Guard(
        "a missing end is found", VERIFYING,
        "elif head.seq > walk.seq:", "elif False:",
        (f"{CHAIN}whatever_is_changed_is_found",),
    ),
    Guard(
        "details emptied before their time are found", VERIFYING,
        "return closed_at - at < KEPT_DETAILS", "return False",
        (f"{CHAIN}details_emptied_behind_a_checkpoint_are_no_fault",),
    ),
    Guard(
        "the log is verified as it stood at one moment", VERIFYING,
        "with snapshot():", "if True:",
        (f"{CHAIN}verifying_reads_one_moment_of_a_log_that_grows",),
    ),
    Guard(
        "what askers do with their own is in no log", "circle/qa/actions/questions.py",
        "if asked.entry.author_id != asked.here.user_id:", "if True:",
        (f"{DEEDS}what_members_do_with_their_own_leaves_no_line",),
    ),
    Guard(
        "refused attempts fill no log", ADDING,
        "if not again and len(recent) < ATTEMPTS_AN_HOUR:", "if True:",
        (f"{TRIED}the_same_attempt_is_kept_once_a_minute_and_twenty_times_an_hour",),
    ),
    Guard(
        "a refused attempt is kept", "circle/core/failures.py",
        "if isinstance(error, NotAllowed) and error.attempt is not None:", "if False:",
        (f"{TRIED}a_refused_attempt_is_kept_after_it_was_undone",),
    ),
    Guard(
        "what a line tells stays for a year", ADDING,
        "takewhile(lambda line: line.at <= clock.now() - KEPT_DETAILS, lines)", "lines",
        ("tests/moderation/test_audit_retention.py::test_what_is_not_a_year_old_stays",),
    ),
    Guard(
        "a table of people taken along is told", "circle/points/views/orders.py",
        'tell_export(here, "orders", ("circle", here.circle_id))', "",
        (f"{PAGES}who_takes_a_table_of_people_along_leaves_a_line",),
    ),
    Guard(
        "a circle's log is for its owner and admins", READING,
        "require(here, policy.can_read_log(here))", "",
        (f"{PAGES}owner_and_admins_read_who_did_what_and_why",),
    ),
    Guard(
        "the site's log is for its staff", READING,
        "if not policy.can_review_site(actor):", "if False:",
        (f"{PAGES}the_log_of_the_site_is_for_its_staff",),
    ),
    Guard(
        "a few are not counted out", NUMBERS,
        "return count - count % FEWEST if count == 0 or count >= FEWEST else None",
        "return count - count % FEWEST",
        (f"{PAGES}everybody_who_reads_the_circle_reads_numbers",),
    ),
    Guard(
        "numbers are told in steps", NUMBERS,
        "return count - count % FEWEST if", "return count if",
        (f"{PAGES}everybody_who_reads_the_circle_reads_numbers",),
    ),
    Guard(
        "no middle is told of a few", NUMBERS,
        ", each.c.many >= FEWEST)", ")",
        (f"{PAGES}no_middle_is_told_of_a_few",),
    ),
    Guard(
        "numbers are for who reads the circle", NUMBERS,
        "require(here, circles_policy.can_see_entries(here, circle))", "",
        (f"{PAGES}a_private_circle_tells_its_numbers_to_members",),
    ),
)  # fmt: skip
