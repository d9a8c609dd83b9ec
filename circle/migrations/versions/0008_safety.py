"""What keeps a circle safe: rules, cases, sanctions, the log; and one index instead of two."""

import sqlalchemy as sa
from alembic import op

import circle.core.db

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    _switches_of_the_site()


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


def downgrade() -> None:
    """Take it back."""
    op.drop_table("switches")
