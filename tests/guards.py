"""Every guard by name: where it stands, what the code is without it, which tests must turn red."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """One thing that protects people; `without` is its code switched off."""

    name: str
    file: str
    code: str
    without: str
    tests: tuple[str, ...]


GUARDS = (
    Guard(
        "the writer is alone on SQLite", "circle/core/db.py",
        '"BEGIN IMMEDIATE" if writing else "BEGIN"', '"BEGIN"',
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
        ("tests/core/test_transaction.py",),
    ),
    Guard(
        "a job is leased to one worker", "circle/core/jobs.py",
        "    job.leased_until = now + LEASE\n", "",
        ("tests/core/test_jobs.py",),
    ),
    Guard(
        "a job's key is given up when it is claimed", "circle/core/jobs.py",
        "    job.key = None  # what changes from here on deserves a job of its own\n", "",
        ("tests/core/test_jobs.py",),
    ),
    Guard(
        "a write needs the token against forgery", "circle/core/gate.py",
        "            csrf.protect()\n", "",
        ("tests/api/test_frame.py", "tests/security/test_forgery.py"),
    ),
    Guard(
        "a write from another origin is refused", "circle/core/gate.py",
        "    if urlsplit(origin).netloc not in ours:", "    if False:",
        ("tests/api/test_frame.py",),
    ),
    Guard(
        "a token goes as far as its scopes", "circle/core/gate.py",
        "    if not actor.has_scope(scope):", "    if False:",
        ("tests/api/test_tokens.py",),
    ),
    Guard(
        "a ticket is spent once", "circle/brands/actions.py",
        "    if not _is_first_use(ticket.digest, ticket.forgettable_at):",
        "    if _is_first_use(ticket.digest, ticket.forgettable_at) is None:",
        ("tests/brands/test_tickets.py",),
    ),
    Guard(
        "on a brand's host only its own tickets count", "circle/brands/queries.py",
        "if key is None or host_brand_id not in (None, key.brand_id):", "if key is None:",
        ("tests/brands/test_tickets.py",),
    ),
    Guard(
        "a newcomer of a brand is added once", "circle/accounts/actions/tickets.py",
        "    brand_queries.lock_brand(ticket.brand_id)\n", "",
        ("tests/brands/test_tickets.py",),
    ),
)  # fmt: skip
