"""What circles send to their members."""

import sqlalchemy as sa
from alembic import op

import circle.core.db

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    _messages()
    _who_was_reached()


def _messages() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("by_id", NUMBER, nullable=False),
        sa.Column("point", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(length=400), nullable=False),
        sa.Column("title_b", sa.String(length=40), nullable=True),
        sa.Column("body_b", sa.String(length=400), nullable=True),
        sa.Column("entry_id", NUMBER, nullable=True),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("weight", NUMBER, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("send_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("begun_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("ended_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("counted_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("delivered", NUMBER, nullable=False),
        sa.Column("opened", NUMBER, nullable=True),
        sa.Column("muted", NUMBER, nullable=True),
        sa.Column("left", NUMBER, nullable=True),
        sa.Column("created_at", circle.core.db.UtcTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'scheduled', 'sending', 'halted', 'done', 'stopped')",
            name=op.f("ck_broadcasts_state"),
        ),
        sa.CheckConstraint(
            "(title_b IS NULL) = (body_b IS NULL)", name=op.f("ck_broadcasts_variants")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_broadcasts_by_id")),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_broadcasts_circle_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_broadcasts_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
    )
    op.create_index(op.f("ix_broadcasts_by_id"), "broadcasts", ["by_id"], unique=False)
    op.create_index("ix_broadcasts_circle", "broadcasts", ["circle_id", "id"], unique=False)
    op.create_index("ix_broadcasts_due", "broadcasts", ["state", "send_at"], unique=False)
    op.create_index(op.f("ix_broadcasts_entry_id"), "broadcasts", ["entry_id"], unique=False)


def _who_was_reached() -> None:
    op.create_table(
        "reaches",
        sa.Column("broadcast_id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("variant", sa.String(length=1), nullable=False),
        sa.Column("weight", NUMBER, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=True),
        sa.Column("due_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("opened_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("muted_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("left_at", circle.core.db.UtcTime(), nullable=True),
        sa.CheckConstraint("(state = 'held') = (why IS NOT NULL)", name=op.f("ck_reaches_why")),
        sa.CheckConstraint(
            "state IN ('queued', 'delivered', 'held')", name=op.f("ck_reaches_state")
        ),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name=op.f("fk_reaches_broadcast_id")
        ),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_reaches_circle_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reaches_user_id")),
        sa.PrimaryKeyConstraint("broadcast_id", "user_id", name=op.f("pk_reaches")),
    )
    op.create_index(op.f("ix_reaches_circle_id"), "reaches", ["circle_id"], unique=False)
    op.create_index("ix_reaches_user", "reaches", ["user_id", "state", "at"], unique=False)
    op.create_index(
        "ix_reaches_waiting",
        "reaches",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("reaches")
    op.drop_table("broadcasts")
