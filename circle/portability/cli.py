"""`circle import …`: take in what others exported."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from circle.core.errors import CircleError, NotFound
from circle.core.i18n import in_english, speaking
from circle.portability.actions import Problem, Report, import_file
from circle.portability.schemas import MAX_SOURCE, Wanted

MAX_TOLD = 20  # problems printed one by one; of the rest only their number


@click.group("import")
def import_group() -> None:
    """Take in what others exported."""


@import_group.command("jsonl")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--circle", "slug", required=True, metavar="SLUG")
@click.option("--kind", default="post", show_default=True, help="Of lines that name none.")
@click.option("--source", metavar="NAME", help="Where it comes from.  [default: the line says]")
@click.option("--dry-run", is_flag=True, help="Write nothing, report the same.")
@with_appcontext
def jsonl(file: Path, slug: str, kind: str, source: str | None, dry_run: bool) -> None:
    """Read FILE, one JSON record a line, into a circle; safe to repeat."""
    if source is not None and not 0 < len(source) <= MAX_SOURCE:
        raise click.ClickException(f"--source has 1 to {MAX_SOURCE} characters")
    wanted = Wanted(slug, kind, source, dry_run)
    try:
        size = file.stat().st_size
        with speaking("en"), click.progressbar(length=size, label="Reading") as bar:
            report = import_file(file, wanted, bar.update)
    except NotFound as error:
        raise click.ClickException(f"There is no circle {slug}") from error
    except CircleError as error:
        raise click.ClickException(in_english(error.message)) from error
    _tell(report, dry_run)


def _tell(report: Report, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    click.echo(
        f"{_what(report)} by {report.people} new people "
        f"{would}added; {report.known} lines were here already."
    )
    if report.deleted:
        were = "was" if report.deleted == 1 else "were"
        click.echo(f"{report.deleted} more {were} deleted where it came from and left out.")
    _list("could not be used", report.bad)
    _list("changed since they were imported", report.changed)


def _what(report: Report) -> str:
    """What was added, kind by kind; posts when nothing else was, other kinds when there are any."""
    posts = report.added - report.questions - report.topics
    counts = {
        "posts": posts, "questions": report.questions, "answers": report.answers,
        "topics": report.topics, "replies": report.replies,
    }  # fmt: skip
    needed = {"posts": posts or not report.added, "answers": report.questions,
              "replies": report.topics}  # fmt: skip
    said = [f"{count} {name}" for name, count in counts.items() if needed.get(name, count)]
    return f"{', '.join(said)} and {report.comments} comments"


def _list(what: str, problems: list[Problem]) -> None:
    if not problems:
        return
    click.echo(f"{len(problems)} lines {what}:")
    for problem in problems[:MAX_TOLD]:
        click.echo(f"  line {problem.number}: {problem.reason}")
    if len(problems) > MAX_TOLD:
        click.echo(f"  and {len(problems) - MAX_TOLD} more")
