"""The earliest job is found by an index: PostgreSQL sorted all that waited for each of them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_index(
        "ix_jobs_waiting", "jobs", ["due_at", "id"], unique=False,
        sqlite_where=sa.text("dead_at IS NULL"), postgresql_where=sa.text("dead_at IS NULL"),
    )  # fmt: skip
    op.drop_index("ix_jobs_due", table_name="jobs")


def downgrade() -> None:
    """Take it back."""
    op.create_index("ix_jobs_due", "jobs", ["dead_at", "due_at", "id"], unique=False)
    op.drop_index("ix_jobs_waiting", table_name="jobs")
