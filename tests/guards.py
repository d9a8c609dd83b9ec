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
)  # fmt: skip
