"""Whom a label names may take it off."""

import sqlalchemy as sa
from alembic import op

import circle.core.db

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("labels_given", sa.Column("refused_at", circle.core.db.UtcTime(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("labels_given", "refused_at")
