"""What keeps a circle safe: rules, cases, sanctions, the log; and one index instead of two."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import circle.core.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RANK = sa.literal(10**17, NUMBER)  # of what is of usual urgency, in the order of a queue
A_DAY = 24 * 3600 * 10**6
SEARCH_CHECKS = {
    "index_queue": {"turn": "turn IN (0, 1)", "attempts": "attempts >= 0"},
    "search_names": {"rank": "rank BETWEEN 0 AND 3"},
}
TEXT_OF_JSON = sa.Text().with_variant(sa.JSON(), "postgresql")  # SQLite casts to a number

LOG = ("audit_heads", "audit_lines", "audit_details", "audit_checkpoints")


def upgrade() -> None:
    """Take the step."""
    _switches_of_the_site()
    _things_are_looked_at()
    _what_waits_becomes_a_case()
    _circles_freeze()
    _the_log_only_grows()
    _minors_choose_a_mode()
    _writing_is_logged()
    _no_more_question_terms()
    _search_checks()
    _rules_are_kept()


def _switches_of_the_site() -> None:
    op.create_table(
        "switches",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("set_by", sa.String(length=40), nullable=False),
        sa.Column("set_at", circle.core.db.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_switches")),
    )


def _things_are_looked_at() -> None:
    op.create_table(
        "acts",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=True),
        sa.Column("by_id", NUMBER, nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("entry_id", NUMBER, nullable=True),
        sa.Column("membership_id", NUMBER, nullable=True),
        sa.Column("user_id", NUMBER, nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=True),
        sa.Column("until", circle.core.db.UtcTime(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("touched", NUMBER, nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("undo_until", circle.core.db.UtcTime(), nullable=False),
        sa.Column("undone_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("undone_by", NUMBER, nullable=True),
        sa.CheckConstraint(
            "kind IN ('approve', 'reject', 'hide', 'remove', 'withhold', 'restore', 'clean_up', 'warn', 'mute', 'unmute', 'put_out', 'ban', 'lift_ban', 'silence', 'unsilence', 'close_out', 'let_in', 'uphold', 'decline')",
            name=op.f("ck_acts_kind"),
        ),
        sa.CheckConstraint(
            "undone_by IS NULL OR undone_at IS NOT NULL", name=op.f("ck_acts_undone")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_acts_by_id")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_acts_circle_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_acts_entry_id")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_acts_membership_id")
        ),
        sa.ForeignKeyConstraint(["undone_by"], ["users.id"], name=op.f("fk_acts_undone_by")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_acts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
    )
    op.create_index("ix_acts_by", "acts", ["by_id", "id"], unique=False)
    op.create_index("ix_acts_circle", "acts", ["circle_id", "id"], unique=False)
    op.create_index("ix_acts_entry", "acts", ["entry_id", "id"], unique=False)
    op.create_index("ix_acts_member", "acts", ["membership_id", "id"], unique=False)
    op.create_index("ix_acts_user", "acts", ["user_id", "id"], unique=False)
    op.create_table(
        "act_entries",
        sa.Column("act_id", NUMBER, nullable=False),
        sa.Column("entry_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("author_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_act_entries_act_id")),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_act_entries_circle_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_act_entries_entry_id")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_act_entries_author_id")
        ),
        sa.PrimaryKeyConstraint("act_id", "entry_id", name=op.f("pk_act_entries")),
    )
    op.create_index(op.f("ix_act_entries_circle_id"), "act_entries", ["circle_id"], unique=False)
    op.create_index("ix_act_entries_author", "act_entries", ["author_id", "act_id"], unique=False)
    op.create_index("ix_act_entries_entry", "act_entries", ["entry_id"], unique=False)
    op.create_table(
        "appeals",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=True),
        sa.Column("act_id", NUMBER, nullable=False),
        sa.Column("by_id", NUMBER, nullable=False),
        sa.Column("against_id", NUMBER, nullable=True),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("made_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("decided_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("decided_by", NUMBER, nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (upheld IS NULL)", name=op.f("ck_appeals_decided")
        ),
        sa.CheckConstraint(
            "decided_by <> by_id AND decided_by <> against_id", name=op.f("ck_appeals_other")
        ),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_appeals_act_id")),
        sa.ForeignKeyConstraint(["against_id"], ["users.id"], name=op.f("fk_appeals_against_id")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_appeals_by_id")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_appeals_circle_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_appeals_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
    )
    op.create_index(op.f("ix_appeals_circle_id"), "appeals", ["circle_id"], unique=False)
    op.create_index("ix_appeals_mine", "appeals", ["by_id", "id"], unique=False)
    op.create_index("uq_appeals_act", "appeals", ["act_id", "by_id"], unique=True)
    op.create_table(
        "cases",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=True),
        sa.Column("desk", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=8), nullable=False),
        sa.Column("entry_id", NUMBER, nullable=True),
        sa.Column("membership_id", NUMBER, nullable=True),
        sa.Column("user_id", NUMBER, nullable=True),
        sa.Column("reported_circle_id", NUMBER, nullable=True),
        sa.Column("appeal_id", NUMBER, nullable=True),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=True),
        sa.Column("urgency", NUMBER, nullable=False),
        sa.Column("place", NUMBER, nullable=False),
        sa.Column("reports_count", NUMBER, nullable=False),
        sa.Column("weight", NUMBER, nullable=False),
        sa.Column("opened_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("due_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("claimed_by", NUMBER, nullable=True),
        sa.Column("claimed_until", circle.core.db.UtcTime(), nullable=True),
        sa.Column("decision", sa.String(length=8), nullable=True),
        sa.Column("closed_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("closed_by", NUMBER, nullable=True),
        sa.Column("act_id", NUMBER, nullable=True),
        sa.CheckConstraint("desk IN ('circle', 'site', 'both')", name=op.f("ck_cases_desk")),
        sa.CheckConstraint(
            "source IN ('rule', 'watched', 'flood', 'provider', 'newcomer', 'pre_review', 'edit', 'report', 'appeal', 'patrol')",
            name=op.f("ck_cases_source"),
        ),
        sa.CheckConstraint(
            "subject IN ('entry', 'member', 'person', 'circle', 'appeal')", name=op.f("ck_cases_subject")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (decision IS NULL)", name=op.f("ck_cases_closed")
        ),
        sa.CheckConstraint("urgency BETWEEN 0 AND 2", name=op.f("ck_cases_urgency")),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_cases_act_id")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeals.id"], name=op.f("fk_cases_appeal_id")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_cases_circle_id")),
        sa.ForeignKeyConstraint(["claimed_by"], ["users.id"], name=op.f("fk_cases_claimed_by")),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name=op.f("fk_cases_closed_by")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_cases_entry_id")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_cases_membership_id")
        ),
        sa.ForeignKeyConstraint(
            ["reported_circle_id"], ["circles.id"], name=op.f("fk_cases_reported_circle_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_cases_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index("ix_cases_act", "cases", ["act_id"], unique=False)
    op.create_index("ix_cases_closed", "cases", ["circle_id", "closed_at", "id"], unique=False)
    op.create_index("ix_cases_entry", "cases", ["entry_id", "id"], unique=False)
    op.create_index("ix_cases_member", "cases", ["membership_id", "id"], unique=False)
    op.create_index(
        "ix_cases_queue",
        "cases",
        ["circle_id", "place", "id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL AND desk <> 'site'"),
        postgresql_where=sa.text("closed_at IS NULL AND desk <> 'site'"),
    )
    op.create_index(
        "ix_cases_source",
        "cases",
        ["circle_id", "source", "place", "id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL AND desk <> 'site'"),
        postgresql_where=sa.text("closed_at IS NULL AND desk <> 'site'"),
    )
    op.create_index(
        "ix_cases_claimed",
        "cases",
        ["claimed_by", "circle_id"],
        unique=False,
        sqlite_where=sa.text("claimed_by IS NOT NULL"),
        postgresql_where=sa.text("claimed_by IS NOT NULL"),
    )
    op.create_index(
        "ix_cases_site",
        "cases",
        ["place", "id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL AND desk <> 'circle'"),
        postgresql_where=sa.text("closed_at IS NULL AND desk <> 'circle'"),
    )
    op.create_index(
        "uq_cases_open_appeal_id",
        "cases",
        ["appeal_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL AND appeal_id IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NULL AND appeal_id IS NOT NULL"),
    )
    op.create_index(
        "uq_cases_open_entry_id",
        "cases",
        ["entry_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL AND entry_id IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NULL AND entry_id IS NOT NULL"),
    )
    op.create_index(
        "uq_cases_open_membership_id",
        "cases",
        ["membership_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL AND membership_id IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NULL AND membership_id IS NOT NULL"),
    )
    op.create_index(
        "uq_cases_open_user_id",
        "cases",
        ["user_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL AND user_id IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NULL AND user_id IS NOT NULL"),
    )
    op.create_index(
        "uq_cases_open_reported_circle_id",
        "cases",
        ["reported_circle_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL AND reported_circle_id IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NULL AND reported_circle_id IS NOT NULL"),
    )
    op.create_table(
        "reports",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=True),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("by_id", NUMBER, nullable=True),
        sa.Column("address_key", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("weight", NUMBER, nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=True),
        sa.CheckConstraint("outcome IN ('upheld', 'declined')", name=op.f("ck_reports_outcome")),
        sa.CheckConstraint(
            "reason IN ('spam', 'ad', 'abuse', 'illegal', 'minors', 'privacy', 'other')",
            name=op.f("ck_reports_reason"),
        ),
        sa.CheckConstraint(
            "(by_id IS NULL) <> (address_key IS NULL)", name=op.f("ck_reports_sender")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_reports_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reports_case_id")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_reports_circle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_circle", "reports", ["circle_id", "id"], unique=False)
    op.create_index("ix_reports_record", "reports", ["by_id", "id"], unique=False)
    op.create_index(
        "uq_reports_address",
        "reports",
        ["case_id", "address_key"],
        unique=True,
        sqlite_where=sa.text("by_id IS NULL"),
        postgresql_where=sa.text("by_id IS NULL"),
    )
    op.create_index("uq_reports_person", "reports", ["case_id", "by_id"], unique=True)


def _what_waits_becomes_a_case() -> None:
    """Entries and edits that wait: due a day after they came, as everything is from now on."""
    waits = sa.table("entries", *map(sa.column, ("id", "circle_id", "created_at", "status")))
    named = sa.column("review_rule")
    for source, why in (("pre_review", named.is_(None)), ("rule", named.is_not(None))):
        _open_cases(
            sa.select(waits.c.circle_id, waits.c.id, named, *_begun(source, waits.c.created_at))
            .select_from(waits)
            .where(waits.c.status == "pending", why)
        )
    edits = sa.table(
        "revisions", *map(sa.column, ("entry_id", "circle_id", "created_at", "state"))
    )
    known = sa.select(sa.table("cases", sa.column("entry_id")).c.entry_id)
    _open_cases(
        sa.select(
            edits.c.circle_id, edits.c.entry_id, sa.null(),
            *_begun("edit", sa.func.min(edits.c.created_at)),
        )
        .where(edits.c.state == "pending", edits.c.entry_id.not_in(known))
        .group_by(edits.c.circle_id, edits.c.entry_id)
    )  # fmt: skip


def _begun(source: str, at: sa.ColumnElement[int]) -> tuple[sa.ColumnElement[Any], ...]:
    """The other columns of a case that something brought at a time, in their order."""
    due = at + A_DAY
    return (
        sa.literal("circle"), sa.literal("entry"), sa.literal(source),
        sa.cast(sa.literal(f'["{source}"]'), TEXT_OF_JSON), sa.literal(1), RANK + due,
        sa.literal(0), sa.literal(0), at, due,
    )  # fmt: skip


def _open_cases(found: sa.Select[Any]) -> None:
    columns = (
        "circle_id", "entry_id", "rule", "desk", "subject", "source", "sources", "urgency",
        "place", "reports_count", "weight", "opened_at", "due_at",
    )  # fmt: skip
    cases = sa.table("cases", *map(sa.column, columns))
    op.execute(cases.insert().from_select(columns, found))


def _circles_freeze() -> None:
    op.add_column("circles", sa.Column("frozen_at", circle.core.db.UtcTime(), nullable=True))
    op.add_column(
        "circles",
        sa.Column("frozen_reason", sa.String(length=200), server_default="", nullable=False),
    )


def _the_log_only_grows() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("chain", NUMBER, autoincrement=False, nullable=False),
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "audit_lines",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("chain", NUMBER, nullable=False),
        sa.Column("seq", NUMBER, nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("actor_id", NUMBER, nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=12), nullable=False),
        sa.Column("subject_id", NUMBER, nullable=True),
        sa.Column("act_id", NUMBER, nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_lines")),
        sa.UniqueConstraint("chain", "seq", name=op.f("uq_audit_lines_chain_seq")),
    )
    op.create_index("ix_audit_lines_at", "audit_lines", ["chain", "at"], unique=False)
    op.create_index("ix_audit_lines_by", "audit_lines", ["chain", "actor_id", "seq"], unique=False)
    op.create_index("ix_audit_lines_code", "audit_lines", ["chain", "code", "seq"], unique=False)
    op.create_index(
        "ix_audit_lines_subject", "audit_lines", ["subject_kind", "subject_id", "id"], unique=False
    )
    op.create_table(
        "audit_details",
        sa.Column("chain", NUMBER, autoincrement=False, nullable=False),
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("told", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("chain", "seq", name=op.f("pk_audit_details")),
    )
    op.create_table(
        "audit_checkpoints",
        sa.Column("chain", NUMBER, autoincrement=False, nullable=False),
        sa.Column("seq", NUMBER, autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name=op.f("pk_audit_checkpoints")),
    )
    postgres = op.get_bind().dialect.name == "postgresql"
    for statement in _log_on_postgres() if postgres else _log_on_sqlite():
        op.execute(statement)


EMPTIED = "NEW.told IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.chain <> OLD.chain OR NEW.seq <> OLD.seq"
MOVED_ON = "NEW.seq <> OLD.seq + 1 OR NEW.chain <> OLD.chain"
UNLESS = {"audit_details": f"WHEN ({EMPTIED}) ", "audit_heads": f"WHEN ({MOVED_ON}) "}


def _log_on_postgres() -> list[str]:
    made = []
    for name, body in (
        ("circle_log_stands", "RAISE EXCEPTION '% only grows', TG_TABLE_NAME; RETURN NULL;"),
        (
            "circle_log_follows",
            "UPDATE audit_heads SET seq = NEW.seq, hash = NEW.hash WHERE chain = NEW.chain "
            "AND seq = NEW.seq - 1 AND hash = NEW.previous; IF NOT FOUND THEN "
            "RAISE EXCEPTION 'a line follows the last one of its chain'; END IF; RETURN NEW;",
        ),
    ):
        made.append(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        )
    run = "EXECUTE FUNCTION circle_log_stands()"
    for table in LOG:
        when = UNLESS.get(table, "")
        each = "FOR EACH ROW"
        made.append(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {each} {run}")
        made.append(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {each} {when}{run}")
    made.append(
        "CREATE TRIGGER audit_lines_follow BEFORE INSERT ON audit_lines "
        "FOR EACH ROW EXECUTE FUNCTION circle_log_follows()"
    )
    return made


def _log_on_sqlite() -> list[str]:
    made = []
    for table in LOG:
        when = UNLESS.get(table, "")
        stands = f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        made.append(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {stands}")
        made.append(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {when}{stands}")
    made.append(
        "CREATE TRIGGER audit_lines_follow BEFORE INSERT ON audit_lines BEGIN "
        "SELECT RAISE(ABORT, 'a line follows the last one of its chain') WHERE NOT EXISTS "
        "(SELECT 1 FROM audit_heads WHERE chain = NEW.chain AND seq = NEW.seq - 1 "
        "AND hash = NEW.previous); "
        "UPDATE audit_heads SET seq = NEW.seq, hash = NEW.hash WHERE chain = NEW.chain; END"
    )
    return made


def _minors_choose_a_mode() -> None:
    op.add_column("users", sa.Column("minor_since", circle.core.db.UtcTime(), nullable=True))
    op.create_table(
        "minors_modes",
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("pin_hash", sa.String(length=200), nullable=False),
        sa.Column("minutes", NUMBER, nullable=False),
        sa.Column("since", circle.core.db.UtcTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("used", NUMBER, nullable=False),
        sa.Column("counted_at", circle.core.db.UtcTime(), nullable=True),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_minors_modes_minutes")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_minors_modes_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_minors_modes")),
    )


def _writing_is_logged() -> None:
    op.create_table(
        "request_log",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_log")),
    )
    op.create_index("ix_request_log_at", "request_log", ["at"], unique=False)
    op.create_index("ix_request_log_who", "request_log", ["who", "at"], unique=False)


def _no_more_question_terms() -> None:
    """One index finds similar questions, too: their own tables go, and work that waits for them."""
    op.execute("DELETE FROM jobs WHERE kind IN ('search.index_question', 'search.index_questions')")
    op.drop_index("ix_question_terms_entry", table_name="question_terms")
    op.drop_table("question_terms")
    op.drop_table("term_counts")


def _search_checks() -> None:
    for table, checks in SEARCH_CHECKS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column, rule in checks.items():
                batch_op.create_check_constraint(op.f(f"ck_{table}_{column}"), rule)


def _no_search_checks() -> None:
    for table, checks in SEARCH_CHECKS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in checks:
                batch_op.drop_constraint(op.f(f"ck_{table}_{column}"), type_="check")


def _question_terms_again() -> None:
    """Empty: `circle` of the version before fills them as questions are written or brought."""
    op.create_table(
        "term_counts",
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("term", sa.String(length=40), nullable=False),
        sa.Column("count", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_term_counts_circle_id")
        ),
        sa.PrimaryKeyConstraint("circle_id", "term", name=op.f("pk_term_counts")),
    )
    op.create_table(
        "question_terms",
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("term", sa.String(length=40), nullable=False),
        sa.Column("entry_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_question_terms_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_question_terms_entry_id")
        ),
        sa.PrimaryKeyConstraint("circle_id", "term", "entry_id", name=op.f("pk_question_terms")),
    )
    op.create_index("ix_question_terms_entry", "question_terms", ["entry_id"], unique=False)


def _rules_are_kept() -> None:
    op.create_table(
        "keyword_rules",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("pattern", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("action", sa.String(length=8), nullable=False),
        sa.Column("wide", sa.Boolean(), nullable=False),
        sa.Column("made_by", NUMBER, nullable=True),
        sa.Column("created_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("dropped_at", circle.core.db.UtcTime(), nullable=True),
        sa.CheckConstraint("kind IN ('words', 'regex')", name=op.f("ck_keyword_rules_kind")),
        sa.CheckConstraint(
            "action IN ('ignore', 'replace', 'review', 'block')", name=op.f("ck_keyword_rules_action")
        ),
        sa.CheckConstraint("pattern <> '' AND name <> ''", name=op.f("ck_keyword_rules_said")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyword_rules")),
    )
    op.create_index("ix_keyword_rules_circle", "keyword_rules", ["circle_id", "id"], unique=False)
    op.create_table(
        "rule_books",
        sa.Column("circle_id", NUMBER, autoincrement=False, nullable=False),
        sa.Column("version", sa.String(length=26), nullable=False),
        sa.PrimaryKeyConstraint("circle_id", name=op.f("pk_rule_books")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("rule_books")
    op.drop_table("keyword_rules")
    _no_search_checks()
    _question_terms_again()
    op.drop_table("request_log")
    op.drop_table("minors_modes")
    op.drop_column("users", "minor_since")
    for table in reversed(LOG):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION circle_log_follows()")
        op.execute("DROP FUNCTION circle_log_stands()")
    op.drop_column("circles", "frozen_reason")
    op.drop_column("circles", "frozen_at")
    for table in ("reports", "cases", "appeals", "act_entries", "acts"):
        op.drop_table(table)
    op.drop_table("switches")
