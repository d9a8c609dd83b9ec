"""Letters: what was sent, what came back."""

import sqlalchemy as sa
from alembic import op

import circle.core.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "sent_letters",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("sent_at", circle.core.db.UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sent_letters_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_letters")),
    )
    op.create_index("ix_sent_letters_at", "sent_letters", ["at"], unique=False)
    op.create_index("ix_sent_letters_user", "sent_letters", ["user_id", "sent_at"], unique=False)
    op.create_index("uq_sent_letters_cause", "sent_letters", ["user_id", "cause"], unique=True)
    op.create_table(
        "mail_reports",
        sa.Column("ident", sa.String(length=128), nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("ident", name=op.f("pk_mail_reports")),
    )
    op.create_index("ix_mail_reports_at", "mail_reports", ["at"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_table("mail_reports")
    op.drop_table("sent_letters")
