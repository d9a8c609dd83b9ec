"""Mutes through what has no name; words that went are forgotten; shown names of staff are held."""

import datetime

import sqlalchemy as sa
from alembic import op

import circle.core.db
from circle.accounts.names import shown_skeleton
from circle.core import clock


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    _the_unnamed_are_muted()
    _words_are_forgotten()
    _names_of_staff_are_held()
    _topics_tell()
    _orders_are_told()


def _the_unnamed_are_muted() -> None:
    op.add_column(
        "memberships", sa.Column("sealed_muted_until", circle.core.db.UtcTime(), nullable=True)
    )
    op.add_column("entries", sa.Column("hushed_until", circle.core.db.UtcTime(), nullable=True))
    op.create_table(
        "sealed_mutes",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("entry_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("by_id", NUMBER, nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("until", circle.core.db.UtcTime(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("effective", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_sealed_mutes_circle_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_sealed_mutes_entry_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sealed_mutes_user_id")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_sealed_mutes_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_mutes")),
    )
    op.create_index("ix_sealed_mutes_entry", "sealed_mutes", ["entry_id", "id"], unique=False)
    op.create_index("ix_sealed_mutes_circle", "sealed_mutes", ["circle_id", "id"], unique=False)
    op.create_index(
        "ix_sealed_mutes_user", "sealed_mutes", ["user_id", "circle_id"], unique=False
    )
    op.create_index(op.f("ix_sealed_mutes_by_id"), "sealed_mutes", ["by_id"], unique=False)


def _words_are_forgotten() -> None:
    """When words that went are forgotten: 184 days after their author removed them; of those the
    staff hid nobody wrote down when, so that their time begins now."""
    op.add_column("entries", sa.Column("forget_at", circle.core.db.UtcTime(), nullable=True))
    op.add_column("entries", sa.Column("forgotten_at", circle.core.db.UtcTime(), nullable=True))
    micro = datetime.timedelta(microseconds=1)
    op.get_bind().execute(
        sa.text(
            "UPDATE entries SET forget_at = COALESCE(removed_at, :now) + :kept "
            "WHERE status IN ('removed', 'hidden')"
        ),
        {"now": (clock.now() - clock.EPOCH) // micro, "kept": datetime.timedelta(184) // micro},
    )
    gone = sa.text("forget_at IS NOT NULL")
    op.create_index(
        "ix_entries_forget", "entries", ["forget_at", "id"], unique=False,
        sqlite_where=gone, postgresql_where=gone,
    )  # fmt: skip


def _names_of_staff_are_held() -> None:
    """What who has a role in a living circle, or looks after the site, is shown as."""
    op.add_column("users", sa.Column("held_skeleton", sa.String(length=160), nullable=True))
    users = sa.table(
        "users", sa.column("id", sa.Integer), sa.column("display_name", sa.String),
        sa.column("held_skeleton", sa.String),
    )
    here = op.get_bind()
    found = here.execute(sa.text(
        "SELECT id, display_name FROM users WHERE closed_at IS NULL AND (is_staff OR id IN ("
        "SELECT memberships.user_id FROM memberships "
        "JOIN circles ON circles.id = memberships.circle_id "
        "WHERE memberships.role <> 'member' AND memberships.state IN ('active', 'muted') "
        "AND circles.deleted_at IS NULL))"
    )).all()  # fmt: skip
    for ident, shown in found:
        held = {"held_skeleton": shown_skeleton(shown)}
        here.execute(sa.update(users).where(users.c.id == ident).values(held))
    held_ones = sa.text("held_skeleton IS NOT NULL")
    op.create_index(
        "ix_users_held", "users", ["held_skeleton"], unique=False,
        sqlite_where=held_ones, postgresql_where=held_ones,
    )  # fmt: skip


def _topics_tell() -> None:
    op.add_column("polls", sa.Column("days", NUMBER, nullable=True))
    op.add_column("lotteries", sa.Column("cancelled_at", circle.core.db.UtcTime(), nullable=True))
    op.add_column("sign_ups", sa.Column("off_at", circle.core.db.UtcTime(), nullable=True))
    op.add_column("sign_ups", sa.Column("off_by", NUMBER, nullable=True))
    op.add_column(
        "sign_ups",
        sa.Column("off_reason", sa.String(length=200), nullable=False, server_default=""),
    )
    op.create_table(
        "topic_looks",
        sa.Column("topic_id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_topic_looks_circle_id")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["entries.id"], name=op.f("fk_topic_looks_topic_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_topic_looks_user_id")),
        sa.PrimaryKeyConstraint("topic_id", "user_id", name=op.f("pk_topic_looks")),
    )
    op.create_index(op.f("ix_topic_looks_circle_id"), "topic_looks", ["circle_id"], unique=False)
    op.create_index(op.f("ix_topic_looks_user_id"), "topic_looks", ["user_id"], unique=False)


def _orders_are_told() -> None:
    """When an order itself was told; of a refund that came first without an amount only that."""
    op.add_column("purchases", sa.Column("told_at", circle.core.db.UtcTime(), nullable=True))
    op.execute(
        "UPDATE purchases SET told_at = created_at WHERE amount > 0 OR refunded_at IS NULL"
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column("purchases", "told_at")
    op.drop_index("ix_users_held", table_name="users")
    op.drop_column("users", "held_skeleton")
    op.drop_index("ix_entries_forget", table_name="entries")
    op.drop_column("entries", "forgotten_at")
    op.drop_column("entries", "forget_at")
    op.drop_index(op.f("ix_topic_looks_user_id"), table_name="topic_looks")
    op.drop_index(op.f("ix_topic_looks_circle_id"), table_name="topic_looks")
    op.drop_table("topic_looks")
    op.drop_column("sign_ups", "off_reason")
    op.drop_column("sign_ups", "off_by")
    op.drop_column("sign_ups", "off_at")
    op.drop_column("lotteries", "cancelled_at")
    op.drop_column("polls", "days")
    op.drop_index(op.f("ix_sealed_mutes_by_id"), table_name="sealed_mutes")
    op.drop_index("ix_sealed_mutes_user", table_name="sealed_mutes")
    op.drop_index("ix_sealed_mutes_circle", table_name="sealed_mutes")
    op.drop_index("ix_sealed_mutes_entry", table_name="sealed_mutes")
    op.drop_table("sealed_mutes")
    op.drop_column("entries", "hushed_until")
    op.drop_column("memberships", "sealed_muted_until")
