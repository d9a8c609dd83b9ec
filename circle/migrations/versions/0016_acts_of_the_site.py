"""What the staff of the site decided in a circle is theirs to take back."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step: what their accounts did in circles before counts as the site's."""
    op.add_column(
        "acts", sa.Column("by_site", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    acts = sa.table("acts", sa.column("by_site"), sa.column("circle_id"), sa.column("by_id"))
    users = sa.table("users", sa.column("id"), sa.column("is_staff"))
    staff = sa.select(users.c.id).where(users.c.is_staff.is_(sa.true()))
    op.execute(
        acts.update()
        .where(acts.c.circle_id.is_not(None), acts.c.by_id.in_(staff))
        .values(by_site=sa.true())
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_column("acts", "by_site")
