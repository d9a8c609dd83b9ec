"""What people are told, and what they chose of it."""

import sqlalchemy as sa
from alembic import op

import circle.core.db

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    _what_people_are_told()
    _what_they_choose()
    _followers_in_order()
    _what_is_said_again()


def _what_people_are_told() -> None:
    op.create_table(
        "notices",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("entry_id", NUMBER, nullable=True),
        sa.Column("thread_id", NUMBER, nullable=True),
        sa.Column("by_id", NUMBER, nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("people", NUMBER, nullable=True),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("read_at", circle.core.db.UtcTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('answer', 'accepted', 'reply', 'mention', 'like', 'follow', 'following', 'topic', 'points', 'moderation', 'system', 'staff', 'reach')",
            name=op.f("ck_notices_kind"),
        ),
        sa.CheckConstraint("people >= 0", name=op.f("ck_notices_people")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_notices_by_id")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_notices_circle_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_notices_entry_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["entries.id"], name=op.f("fk_notices_thread_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notices_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_at", "notices", ["at"], unique=False)
    op.create_index("ix_notices_told", "notices", ["cause"], unique=False)
    op.create_index(op.f("ix_notices_circle_id"), "notices", ["circle_id"], unique=False)
    op.create_index(op.f("ix_notices_entry_id"), "notices", ["entry_id"], unique=False)
    op.create_index("ix_notices_thread", "notices", ["thread_id", "user_id"], unique=False)
    op.create_index(
        "ix_notices_unread",
        "notices",
        ["user_id", "at", "id"],
        unique=False,
        sqlite_where=sa.text("read_at IS NULL"),
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_index("ix_notices_user", "notices", ["user_id", "at", "id"], unique=False)
    op.create_index("uq_notices_cause", "notices", ["user_id", "cause"], unique=True)
    op.create_table(
        "notice_people",
        sa.Column("notice_id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_notice_people_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notices.id"],
            name=op.f("fk_notice_people_notice_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notice_people_user_id")),
        sa.PrimaryKeyConstraint("notice_id", "user_id", name=op.f("pk_notice_people")),
    )
    op.create_index(
        op.f("ix_notice_people_circle_id"), "notice_people", ["circle_id"], unique=False
    )
    op.create_index("ix_notice_people_latest", "notice_people", ["notice_id", "at"], unique=False)
    op.create_index(
        "ix_notice_people_user", "notice_people", ["user_id", "notice_id"], unique=False
    )


def _what_they_choose() -> None:
    op.create_table(
        "notice_choices",
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("inbox", sa.Boolean(), nullable=False),
        sa.Column("email", sa.String(length=8), nullable=False),
        sa.CheckConstraint(
            "email IN ('now', 'digest', 'off')", name=op.f("ck_notice_choices_email")
        ),
        sa.CheckConstraint(
            "kind IN ('answer', 'accepted', 'reply', 'mention', 'like', 'follow', 'following', 'topic', 'points', 'moderation', 'system', 'staff', 'reach')",
            name=op.f("ck_notice_choices_kind"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notice_choices_user_id")),
        sa.PrimaryKeyConstraint("user_id", "circle_id", "kind", name=op.f("pk_notice_choices")),
    )
    op.create_index("ix_notice_choices_circle", "notice_choices", ["circle_id"], unique=False)
    op.create_table(
        "notice_settings",
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("quiet_from", NUMBER, nullable=False),
        sa.Column("quiet_until", NUMBER, nullable=False),
        sa.Column("digest", sa.String(length=8), nullable=False),
        sa.Column("reach_per_day", NUMBER, nullable=False),
        sa.Column("reach_per_week", NUMBER, nullable=False),
        sa.Column("last_digest_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("mail_stopped_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("mail_stopped_why", sa.String(length=200), nullable=True),
        sa.Column("mail_turned_days", NUMBER, nullable=False),
        sa.Column("mail_turned_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("mail_turned_later", sa.Boolean(), nullable=False),
        sa.CheckConstraint("digest IN ('weekly', 'off')", name=op.f("ck_notice_settings_digest")),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23",
            name=op.f("ck_notice_settings_quiet"),
        ),
        sa.CheckConstraint(
            "reach_per_day >= 0 AND reach_per_week >= 0", name=op.f("ck_notice_settings_budget")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notice_settings_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notice_settings")),
    )
    op.create_index(
        "ix_notice_settings_digest", "notice_settings", ["digest", "last_digest_at"], unique=False
    )
    op.create_table(
        "mutes",
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("target_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=True),
        sa.Column("until", circle.core.db.UtcTime(), nullable=True),
        sa.Column("created_at", circle.core.db.UtcTime(), nullable=False),
        sa.CheckConstraint("kind IN ('circle', 'thread', 'person')", name=op.f("ck_mutes_kind")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_mutes_circle_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_mutes_user_id")),
        sa.PrimaryKeyConstraint("user_id", "kind", "target_id", name=op.f("pk_mutes")),
    )
    op.create_index("ix_mutes_circle", "mutes", ["circle_id"], unique=False)


def _followers_in_order() -> None:
    op.drop_index("ix_follows_target", table_name="follows")
    op.create_index(
        "ix_follows_target", "follows", ["circle_id", "kind", "target_id", "user_id"], unique=False
    )


def _what_is_said_again() -> None:
    op.add_column(
        "media", sa.Column("codes", sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
    )
    op.create_table(
        "sayings",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", NUMBER, nullable=False),
        sa.Column("entry_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("author_id", NUMBER, nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_sayings_author_id")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_sayings_circle_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_sayings_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sayings")),
    )
    op.create_index("ix_sayings_key", "sayings", ["key", "anonymous", "at"], unique=False)
    op.create_index("ix_sayings_author", "sayings", ["author_id", "anonymous", "at"], unique=False)
    op.create_index("ix_sayings_at", "sayings", ["at"], unique=False)
    op.create_index(op.f("ix_sayings_circle_id"), "sayings", ["circle_id"], unique=False)
    op.create_index(op.f("ix_sayings_entry_id"), "sayings", ["entry_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_table("sayings")
    op.drop_column("media", "codes")
    op.drop_index("ix_follows_target", table_name="follows")
    op.create_index("ix_follows_target", "follows", ["circle_id", "kind", "target_id"])
    for table in ("mutes", "notice_settings", "notice_choices", "notice_people", "notices"):
        op.drop_table(table)
