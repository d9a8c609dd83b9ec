"""What must be true after a soak: compares what was acknowledged with what the database holds."""

from dataclasses import dataclass, field

from sqlalchemy import create_engine, text

from bench.site import Caller, Site

SLUG = "soak"
PASSWORD = "soak-soak-soak-1"


@dataclass
class Findings:
    """How many acknowledged writes are missing, doubled, or only half there."""

    lost: int = 0
    doubled: int = 0
    half: int = 0
    lines: list[str] = field(default_factory=list)


def prepare(site: Site, writers: int) -> list[str]:
    """Make the database, the circle, its members; answers one API token per member."""
    site.command("init")
    names = [f"writer{n}" for n in range(writers)]
    for name in names:
        site.command("user", "create", name, "--password-stdin", stdin=PASSWORD)
    site.command("circle", "create", SLUG, "--name", "Soak", "--owner", names[0])
    tokens = [
        site.command("token", "create", name, "--scope", "read", "--scope", "write").split()[-1]
        for name in names
    ]
    join_and_open(site, tokens)
    return tokens


def join_and_open(site: Site, tokens: list[str]) -> None:
    """Everybody joins; nobody's first post has to wait."""
    engine = create_engine(site.database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE circles SET newcomer_review = 0, rules = ''"))
    engine.dispose()
    site.start("web")
    for token in tokens[1:]:
        status, answer = Caller(site, token).call(
            "PUT", f"/circles/{SLUG}/membership", {"accept_rules": 1}
        )
        if status not in (200, 201):
            raise SystemExit(f"joining failed: {status} {answer}")
    site.stop()


def compare(site: Site, kept) -> Findings:
    """Hold every acknowledged write, every counter and the database itself to the truth."""
    found = Findings()
    engine = create_engine(site.database_url)
    with engine.connect() as connection:
        check_entries(connection, kept, found)
        check_likes(connection, kept, found)
        check_counters(connection, found)
        if engine.dialect.name == "sqlite":
            check_file(connection, found)
    engine.dispose()
    check_doctor(site, found)
    return found


def check_entries(connection, kept, found: Findings) -> None:
    """Each acknowledged text is there once, under the id that was answered."""
    rows = connection.execute(text("SELECT id, source, status, html FROM entries")).all()
    by_id = {row.id: row for row in rows}
    seen: dict[str, int] = {}
    for row in rows:
        seen[row.source] = seen.get(row.source, 0) + 1
        if row.status != "published" or not row.html:
            found.half += 1
            found.lines.append(f"entry {row.id} is {row.status}")
    for ident, source in {**kept.posts, **kept.comments}.items():
        if ident not in by_id or by_id[ident].source != source:
            found.lost += 1
            found.lines.append(f"entry {ident} is lost")
    doubled = [source for source, times in seen.items() if times > 1]
    found.doubled += len(doubled)
    found.lines += [f"{source!r} is there {seen[source]} times" for source in doubled]


def check_likes(connection, kept, found: Findings) -> None:
    """Each acknowledged like is there."""
    names = dict(connection.execute(text("SELECT name, id FROM users")).all())
    rows = set(connection.execute(
        text("SELECT entry_id, user_id FROM reactions WHERE kind = 'like'")
    ).tuples())  # fmt: skip
    missing = [(e, n) for e, n in kept.likes if (e, names[f"writer{n}"]) not in rows]
    found.lost += len(missing)
    found.lines += [f"like of {entry} by writer{n} is lost" for entry, n in missing]


COUNTERS = {
    "likes": """SELECT e.id FROM entries e WHERE e.likes_count <>
        (SELECT count(*) FROM reactions r WHERE r.entry_id = e.id AND r.kind = 'like')""",
    "comments": """SELECT e.id FROM entries e WHERE e.kind = 'post' AND e.comments_count <>
        (SELECT count(*) FROM entries c WHERE c.root_id = e.id AND c.kind = 'comment')""",
    "tags": """SELECT t.id FROM tags t WHERE t.entries_count <>
        (SELECT count(*) FROM entry_tags x WHERE x.tag_id = t.id)""",
    "untagged": """SELECT e.id FROM entries e WHERE e.kind = 'post' AND NOT EXISTS
        (SELECT 1 FROM entry_tags x WHERE x.entry_id = e.id)""",
    "unlisted": "SELECT e.id FROM entries e WHERE e.kind = 'post' AND e.lane IS NULL",
    "answers": "SELECT 1 FROM idempotency_keys WHERE status IS NULL",
}


def check_counters(connection, found: Findings) -> None:
    """What one transaction writes together is there together."""
    for name, query in COUNTERS.items():
        rows = connection.execute(text(query)).all()
        found.half += len(rows)
        if rows:
            found.lines.append(f"{name}: {len(rows)} rows disagree")


def check_file(connection, found: Findings) -> None:
    """SQLite's own checks."""
    whole = connection.execute(text("PRAGMA integrity_check")).scalar()
    loose = connection.execute(text("PRAGMA foreign_key_check")).all()
    if whole != "ok" or loose:
        found.half += 1
        found.lines.append(f"integrity: {whole}, foreign keys: {len(loose)}")


def check_doctor(site: Site, found: Findings) -> None:
    """`circle doctor` agrees; limits are back on, their being off is its own finding."""
    try:
        site.command("doctor", limits="on")
    except SystemExit as error:
        found.half += 1
        found.lines.append(str(error))
