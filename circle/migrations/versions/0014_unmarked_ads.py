"""What sells is marked as an ad: what a circle does with what is not."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column(
        "circles",
        sa.Column("unmarked_ads", sa.String(length=8), server_default="ask", nullable=False),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column("circles", "unmarked_ads")
