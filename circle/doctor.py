"""`circle doctor`: looks over a whole installation and says what is wrong and how to mend it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select, text

from circle.accounts import queries as accounts
from circle.accounts.models import User
from circle.circles import actions as circles
from circle.circles import queries as circle_queries
from circle.circles.models import Circle
from circle.config import Settings
from circle.content import actions as content
from circle.content import queries as content_queries
from circle.content.models import Media
from circle.content.models.media import SIZES
from circle.core import clock, orphans
from circle.core.db import db, session
from circle.core.jobs import Job
from circle.core.migrate import migrations_behind
from circle.core.storage import files
from circle.points import actions as standing
from circle.points import queries as points
from circle.points.models import Reward
from circle.search import queries as searches
from circle.topics import actions as topics
from circle.topics import queries as topic_reads
from circle.wiring import FILES, SCHEDULE

MAX_NAMED = 5  # of many faults of one kind, how many are named
AVATAR_SIZES = (96, 256)
ROWS_AT_ONCE = 1000
# What waits for the index so long has no worker: what was just written, what came in bulk.
LATE = (timedelta(minutes=5), timedelta(hours=2))


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, and how to mend it."""

    what: str
    mend: str
    mends_itself: bool = False  # told, and nothing is wrong


Check = Callable[[Settings], Iterator[Fault]]


@click.command()
@click.option("--repair", is_flag=True, help="Count every counter anew first.")
@with_appcontext
def doctor(repair: bool) -> None:
    """Check database, counters, books, files, jobs, settings; ends with 1 if something is wrong."""
    settings: Settings = current_app.config["CIRCLE"]
    if repair and not list(_migrations(settings)):
        mended = content.rebuild_counters() + circles.rebuild_members() + standing.rebuild_badges()
        mended += topics.rebuild_standings() + topics.rebuild_threads()
        mended += topics.rebuild_gatherings() + topics.rebuild_ideas()
        mended += topics.rebuild_lotteries() + topics.rebuild_trials()
        click.echo(f"repaired: {mended} counters")
    wrong = sum(_tell(name, check, settings) for name, check in CHECKS.items())
    if wrong:
        raise click.exceptions.Exit(1)


def _tell(name: str, check: Check, settings: Settings) -> int:
    """One line when all is well, else one more for each fault."""
    faults = list(check(settings))
    wrong = sum(not fault.mends_itself for fault in faults)
    click.echo(f"{name}: {'WRONG' if wrong else 'ok'}")
    for fault in faults[:MAX_NAMED]:
        click.echo(f"  {fault.what}. {fault.mend}.")
    if len(faults) > MAX_NAMED:
        click.echo(f"  and {len(faults) - MAX_NAMED} more")
    if name == "migrations" and faults:
        raise click.exceptions.Exit(1)  # nothing further can be read
    return wrong


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
    for one in points.wrong_badges():
        yield Fault(
            f"membership {one.member_id} says {len(one.stored)} badges, "
            f"the rows {len(one.actual)}, {one.untold} of them not told of", mend,
        )  # fmt: skip
    yield from _topics(mend)


def _topics(mend: str) -> Iterator[Fault]:
    """Counts of threads and of what their kinds keep besides."""
    for found, meant in topic_reads.wrong_standings():
        yield Fault(
            f"member {meant.user_id} in challenge {meant.topic_id} stands at "
            f"{found.days if found else 0} days, the rows say {meant.days}", mend,
        )  # fmt: skip
    for entry_id, what, said, actual in (
        *topic_reads.wrong_threads(), *topic_reads.wrong_gatherings(), *topic_reads.wrong_ideas(),
        *topic_reads.wrong_lotteries(), *topic_reads.wrong_trials(),
    ):  # fmt: skip
        yield Fault(f"entry {entry_id}: {what} says {said}, the rows {actual}", mend)


def _shop(settings: Settings) -> Iterator[Fault]:
    """Stock, codes, orders and what was paid for them say the same."""
    for found in points.wrong_rewards():
        yield Fault(found[:1].upper() + found[1:], "Tell who made it so; nothing mends this")


def _ledger(settings: Settings) -> Iterator[Fault]:
    """The books are held against themselves; what is wrong there is never mended by a program."""
    mend = "Restore the last backup in which `circle ledger verify` is satisfied"
    for wrong in points.wrong_books():
        yield Fault(wrong[:1].upper() + wrong[1:], mend)


def _files(settings: Settings) -> Iterator[Fault]:
    """Every picture the database knows has its files, and every file somebody it belongs to."""
    kept = set(files().keys())
    for what, keys in _known_files():
        missing = sorted(key for key in keys if key not in kept and not files().exists(key))
        if missing:
            yield Fault(f"{what} lacks {', '.join(missing)}", "Restore it from a backup")
    yield from _orphans(settings)


def _orphans(settings: Settings) -> Iterator[Fault]:
    """Files no row names: those of today the worker will drop, older ones it should have."""
    strays = list(orphans.find_orphans(FILES, datetime.min.replace(tzinfo=UTC), clock.now()))
    since = accounts.first_account_at() or clock.now()
    swept = clock.now() - orphans.WAIT - SCHEDULE["core.sweep_files"] - timedelta(hours=1)
    late = [key for key in strays if (files().written_at(key) or since) < max(swept, since)]
    for found, mend in (
        (late, f"Delete them under {settings.media_root}, unless they are another database's"),
        ([key for key in strays if key not in late], "The worker drops them a day after they came"),
    ):
        if found:
            what = f"{len(found)} files belong to nothing, the first is {found[0]}"
            yield Fault(what, mend, mends_itself=found is not late)


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
    shown = select(Reward.id, Reward.picture).where(Reward.picture.is_not(None))
    for ident, picture in session().execute(shown):
        yield f"Reward {ident}", [str(picture)]


def _jobs(settings: Settings) -> Iterator[Fault]:
    buried = select(Job.kind, func.count(), func.max(Job.last_error)).where(
        Job.dead_at.is_not(None)
    )
    for kind, count, error in session().execute(buried.group_by(Job.kind)):
        last = (error or "").strip().rpartition("\n")[2]
        yield Fault(f"{count} jobs {kind} failed for good: {last}",
                    "Mend the cause, then run `circle worker --again --until-idle`")  # fmt: skip


def _search(settings: Settings) -> Iterator[Fault]:
    """The index holds what can be found, as it is; what was just written may still wait."""
    for turn, late in enumerate(LATE):
        waiting, since, error = searches.count_waiting(turn)
        if since is not None and since < clock.now() - late:
            why = f": {error}" if error else ""
            yield Fault(
                f"{waiting} entries wait for the index since {since:%Y-%m-%d %H:%M} UTC{why}",
                "Have `circle worker` or `circle run` running",
            )
    try:
        wrong, total = _wrong_in_index()
    except Exception as error:
        yield Fault(f"The index cannot be read ({type(error).__name__}: {error})",
                    "Run `circle reindex`")  # fmt: skip
        return
    if wrong:
        yield Fault(f"The index says otherwise of {len(wrong)} entries, the first is {wrong[0]}",
                    "Run `circle reindex --verify`")  # fmt: skip
    if settings.search == "whoosh" and total > searches.ENOUGH_FOR_WHOOSH:
        yield Fault(f"Whoosh searches {total} entries, and gets slow beyond "
                    f"{searches.ENOUGH_FOR_WHOOSH}",
                    "Set CIRCLE_SEARCH=sqlite, or take PostgreSQL, then run `circle reindex`",
                    mends_itself=True)  # fmt: skip


def _wrong_in_index() -> tuple[list[int], int]:
    """Of which entries the index says otherwise though they do not wait; how many there are."""
    wrong: list[int] = []
    total = 0
    for stretch in searches.stretches(0):
        total += len(stretch.ids)
        waiting = searches.waiting_among(stretch.wrong)
        wrong += [one for one in stretch.wrong if one not in waiting]
    return wrong, total


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
    "ledger": _ledger,
    "shop": _shop,
    "files": _files,
    "jobs": _jobs,
    "search": _search,
    "mail": _mail,
    "settings": _settings,
}
