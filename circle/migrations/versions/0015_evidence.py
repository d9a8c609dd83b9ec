"""What people keep of what was said to them, with its pictures."""

import sqlalchemy as sa
from alembic import op

import circle.core.db

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.add_column("media", sa.Column("kept_until", circle.core.db.UtcTime(), nullable=True))
    op.create_table(
        "evidence",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("keeper_id", NUMBER, nullable=True),
        sa.Column("about", sa.String(length=8), nullable=False),
        sa.Column("about_id", sa.BigInteger(), nullable=False),
        sa.Column("of_circle", sa.BigInteger(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kept_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("until", circle.core.db.UtcTime(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", circle.core.db.UtcTime(), nullable=True),
        sa.CheckConstraint("about IN ('entry', 'person')", name=op.f("ck_evidence_about")),
        sa.CheckConstraint(
            "keeper_id IS NOT NULL OR case_id IS NOT NULL", name=op.f("ck_evidence_whose")
        ),
        sa.ForeignKeyConstraint(["keeper_id"], ["users.id"], name=op.f("fk_evidence_keeper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_keeper", "evidence", ["keeper_id", "id"], unique=False)
    op.create_index(
        "ix_evidence_case",
        "evidence",
        ["case_id"],
        unique=False,
        sqlite_where=sa.text("case_id IS NOT NULL"),
        postgresql_where=sa.text("case_id IS NOT NULL"),
    )
    op.create_index("ix_evidence_until", "evidence", ["until"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_table("evidence")
    op.drop_column("media", "kept_until")
