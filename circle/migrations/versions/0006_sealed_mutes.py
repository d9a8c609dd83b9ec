"""Who wrote without a name is muted through what they wrote, and the circle reads of no member."""

import sqlalchemy as sa
from alembic import op

import circle.core.db


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    _the_unnamed_are_muted()


def _the_unnamed_are_muted() -> None:
    op.add_column(
        "memberships", sa.Column("sealed_muted_until", circle.core.db.UtcTime(), nullable=True)
    )
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


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_sealed_mutes_by_id"), table_name="sealed_mutes")
    op.drop_index("ix_sealed_mutes_user", table_name="sealed_mutes")
    op.drop_index("ix_sealed_mutes_circle", table_name="sealed_mutes")
    op.drop_index("ix_sealed_mutes_entry", table_name="sealed_mutes")
    op.drop_table("sealed_mutes")
    op.drop_column("memberships", "sealed_muted_until")
