"""What waits to be indexed, and what names are found by."""

import sqlalchemy as sa
from alembic import op

import circle.core.db


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")


def upgrade() -> None:
    """Take the step."""
    _changes_wait_for_the_index()
    _names_are_found()


def _changes_wait_for_the_index() -> None:
    op.create_table(
        "index_queue",
        sa.Column("entry_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("stamp", NUMBER, nullable=False),
        sa.Column("due_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_index_queue_circle_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_index_queue_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_index_queue")),
    )
    op.create_index("ix_index_queue_due", "index_queue", ["due_at", "entry_id"], unique=False)
    op.create_index(op.f("ix_index_queue_circle_id"), "index_queue", ["circle_id"], unique=False)


def _names_are_found() -> None:
    op.create_table(
        "search_names",
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("target_id", NUMBER, nullable=False),
        sa.Column("rank", NUMBER, nullable=False),
        sa.CheckConstraint(
            "kind IN ('member', 'tag', 'circle')", name=op.f("ck_search_names_kind")
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_search_names_circle_id")
        ),
        sa.PrimaryKeyConstraint(
            "circle_id", "kind", "key", "target_id", name=op.f("pk_search_names")
        ),
    )
    op.create_index("ix_search_names_everywhere", "search_names", ["kind", "key"], unique=False)
    op.create_index("ix_search_names_target", "search_names", ["kind", "target_id"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_search_names_target", table_name="search_names")
    op.drop_index("ix_search_names_everywhere", table_name="search_names")
    op.drop_table("search_names")
    op.drop_index(op.f("ix_index_queue_circle_id"), table_name="index_queue")
    op.drop_index("ix_index_queue_due", table_name="index_queue")
    op.drop_table("index_queue")
