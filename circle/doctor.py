"""`circle doctor`: looks over a whole installation and says what is wrong and how to mend it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select, text

from circle.accounts.models import User
from circle.circles import actions as circles
from circle.circles import queries as circle_queries
from circle.circles.models import Circle
from circle.config import Settings
from circle.content import actions as content
from circle.content import queries as content_queries
from circle.content.models import Media
from circle.content.models.media import SIZES
from circle.core.db import db, session
from circle.core.jobs import Job
from circle.core.migrate import migrations_behind
from circle.core.storage import files

MAX_NAMED = 5  # of many faults of one kind, how many are named
AVATAR_SIZES = (96, 256)
ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, and how to mend it."""

    what: str
    mend: str


Check = Callable[[Settings], Iterator[Fault]]


@click.command()
@click.option("--repair", is_flag=True, help="Count every counter anew first.")
@with_appcontext
def doctor(repair: bool) -> None:
    """Check database, counters, files, jobs and settings; ends with 1 when something is wrong."""
    settings: Settings = current_app.config["CIRCLE"]
    if repair and not list(_migrations(settings)):
        mended = content.rebuild_counters() + circles.rebuild_members()
        click.echo(f"repaired: {mended} counters")
    wrong = sum(_tell(name, check, settings) for name, check in CHECKS.items())
    if wrong:
        raise click.exceptions.Exit(1)


def _tell(name: str, check: Check, settings: Settings) -> int:
    """One line when all is well, else one more for each fault."""
    faults = list(check(settings))
    click.echo(f"{name}: {'ok' if not faults else 'WRONG'}")
    for fault in faults[:MAX_NAMED]:
        click.echo(f"  {fault.what}. {fault.mend}.")
    if len(faults) > MAX_NAMED:
        click.echo(f"  and {len(faults) - MAX_NAMED} more")
    if name == "migrations" and faults:
        raise click.exceptions.Exit(1)  # nothing further can be read
    return len(faults)


def _migrations(settings: Settings) -> Iterator[Fault]:
    behind = migrations_behind()
    if behind:
        yield Fault(behind, "Run `circle init`")


def _database(settings: Settings) -> Iterator[Fault]:
    """SQLite reads itself through; PostgreSQL holds its own rules."""
    if db.engine.dialect.name != "sqlite":
        return
    connection = session().connection()
    said = connection.execute(text("PRAGMA integrity_check")).scalars().all()
    if said != ["ok"]:
        yield Fault(f"The file is damaged: {said[0]}", "Restore the last backup")
    for row in connection.execute(text("PRAGMA foreign_key_check")).all():
        yield Fault(f"Row {row[1]} of {row[0]} refers to a missing row of {row[2]}",
                    "Restore the last backup, or delete the row")  # fmt: skip


def _counters(settings: Settings) -> Iterator[Fault]:
    mend = "Run `circle doctor --repair`"
    for drift in content_queries.check_counters():
        yield Fault(
            f"{drift.table} {drift.row_id}: {drift.counter} says {drift.stored}, "
            f"the rows {drift.actual}", mend,
        )  # fmt: skip
    for slug, stored, actual in circle_queries.check_members():
        yield Fault(f"/c/{slug} counts {stored} members and has {actual}", mend)


def _files(settings: Settings) -> Iterator[Fault]:
    """Every picture the database knows has its files, and every file somebody it belongs to."""
    kept, wanted = set(files().keys()), set()
    for what, keys in _known_files():
        wanted.update(keys)
        missing = sorted(key for key in keys if key not in kept)
        if missing:
            yield Fault(f"{what} lacks {', '.join(missing)}", "Restore it from a backup")
    orphans = sorted(key for key in kept - wanted if key.startswith(("media/", "avatars/")))
    if orphans:
        yield Fault(
            f"{len(orphans)} files belong to nothing, the first is {orphans[0]}",
            f"Delete them under {settings.media_root}; a start that was killed leaves some",
        )


def _known_files() -> Iterator[tuple[str, list[str]]]:
    """What the database says is kept, and the keys of its files."""
    media = select(Media.id, Media.storage_key).execution_options(yield_per=ROWS_AT_ONCE)
    for ident, place in session().execute(media):
        yield f"Picture {ident}", [f"{place}/{size}.webp" for size in SIZES]
    faces = select(User.name, User.avatar).where(User.avatar.is_not(None))
    for name, avatar in session().execute(faces):
        key = str(avatar)
        paths = [f"avatars/{key[:2]}/{key}-{size}.webp" for size in AVATAR_SIZES]
        yield f"The avatar of {name}", paths
    signs = select(Circle.slug, Circle.logo, Circle.cover)
    for slug, logo, cover in session().execute(signs):
        yield f"/c/{slug}", [key for key in (logo, cover) if key]


def _jobs(settings: Settings) -> Iterator[Fault]:
    buried = select(Job.kind, func.count(), func.max(Job.last_error)).where(
        Job.dead_at.is_not(None)
    )
    for kind, count, error in session().execute(buried.group_by(Job.kind)):
        last = (error or "").strip().rpartition("\n")[2]
        yield Fault(f"{count} jobs {kind} failed for good: {last}",
                    "Mend the cause; then they can be given another try")  # fmt: skip


def _mail(settings: Settings) -> Iterator[Fault]:
    if settings.smtp_url:
        return
    waiting = select(func.count()).where(Job.kind == "core.send_letter", Job.dead_at.is_(None))
    count = session().scalar(waiting) or 0
    if count:
        yield Fault(f"{count} letters wait for a mail server",
                    "Set CIRCLE_SMTP_URL and CIRCLE_MAIL_FROM")  # fmt: skip


def _settings(settings: Settings) -> Iterator[Fault]:
    if not settings.rate_limits:
        yield Fault("Rate limits are off", "Unset CIRCLE_RATE_LIMITS outside load tests")
    if settings.trusted_proxies and not settings.base_url:
        yield Fault("Behind a proxy, links in letters and feeds need the public address",
                    "Set CIRCLE_BASE_URL")  # fmt: skip
    if settings.base_url and not settings.is_https and "127.0.0.1" not in settings.base_url:
        yield Fault(f"{settings.base_url} is not encrypted: WeChat and cookies want https",
                    "Serve it over https and say so in CIRCLE_BASE_URL")  # fmt: skip
    if settings.frame_ancestors and not settings.is_https:
        yield Fault("Embedded pages keep nobody signed in without https",
                    "Set CIRCLE_BASE_URL to the https address")  # fmt: skip


CHECKS: dict[str, Check] = {
    "migrations": _migrations,
    "database": _database,
    "counters": _counters,
    "files": _files,
    "jobs": _jobs,
    "mail": _mail,
    "settings": _settings,
}
