"""What brands hear, and how it went."""

import sqlalchemy as sa
from alembic import op

import circle.core.db

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take the step."""
    _who_listens()
    _what_happened()
    _what_goes_where()
    _how_it_went()


def _who_listens() -> None:
    op.create_table(
        "hook_endpoints",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("uid", sa.String(length=26), nullable=False),
        sa.Column("brand_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=True),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("note", sa.String(length=80), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("old_secret", sa.String(length=200), nullable=True),
        sa.Column("old_until", circle.core.db.UtcTime(), nullable=True),
        sa.Column("made_by", NUMBER, nullable=True),
        sa.Column("created_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("removed_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("off_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("off_why", sa.String(length=8), nullable=True),
        sa.Column("fails", NUMBER, nullable=False),
        sa.Column("failing_since", circle.core.db.UtcTime(), nullable=True),
        sa.Column("heard_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("rests_until", circle.core.db.UtcTime(), nullable=True),
        sa.Column("busy_until", circle.core.db.UtcTime(), nullable=True),
        sa.CheckConstraint(
            "off_why IN ('staff', 'failing', 'gone')", name=op.f("ck_hook_endpoints_off_why")
        ),
        sa.CheckConstraint(
            "(off_at IS NULL) = (off_why IS NULL)", name=op.f("ck_hook_endpoints_off")
        ),
        sa.CheckConstraint(
            "(old_secret IS NULL) = (old_until IS NULL)", name=op.f("ck_hook_endpoints_old_secret")
        ),
        sa.CheckConstraint("fails >= 0", name=op.f("ck_hook_endpoints_fails")),
        sa.ForeignKeyConstraint(
            ["brand_id"], ["brands.id"], name=op.f("fk_hook_endpoints_brand_id")
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_hook_endpoints_circle_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_hook_endpoints_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_endpoints")),
        sa.UniqueConstraint("uid", name=op.f("uq_hook_endpoints_uid")),
    )
    op.create_index(
        "ix_hook_endpoints_brand",
        "hook_endpoints",
        ["brand_id", "id"],
        unique=False,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index(
        op.f("ix_hook_endpoints_circle_id"), "hook_endpoints", ["circle_id"], unique=False
    )


def _what_happened() -> None:
    op.create_table(
        "hook_messages",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("uid", sa.String(length=26), nullable=False),
        sa.Column("circle_id", NUMBER, nullable=True),
        sa.Column("brand_id", NUMBER, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("body", sa.String(length=4000), nullable=True),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_hook_messages_circle_id")
        ),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_hook_messages_brand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_messages")),
        sa.UniqueConstraint("uid", name=op.f("uq_hook_messages_uid")),
    )
    op.create_index(op.f("ix_hook_messages_brand_id"), "hook_messages", ["brand_id"], unique=False)
    op.create_index("ix_hook_messages_at", "hook_messages", ["at"], unique=False)
    op.create_index("ix_hook_messages_circle", "hook_messages", ["circle_id", "at"], unique=False)
    op.create_index(
        "ix_hook_messages_unsorted",
        "hook_messages",
        ["id"],
        unique=False,
        sqlite_where=sa.text("body IS NULL"),
        postgresql_where=sa.text("body IS NULL"),
    )


def _what_goes_where() -> None:
    op.create_table(
        "hook_deliveries",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("message_id", NUMBER, nullable=False),
        sa.Column("endpoint_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", NUMBER, nullable=False),
        sa.Column("due_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("done_at", circle.core.db.UtcTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'delivered', 'failed')", name=op.f("ck_hook_deliveries_state")
        ),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_hook_deliveries_tries")),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_hook_deliveries_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["hook_endpoints.id"], name=op.f("fk_hook_deliveries_endpoint_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["hook_messages.id"], name=op.f("fk_hook_deliveries_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_deliveries")),
    )
    op.create_index("ix_hook_deliveries_circle", "hook_deliveries", ["circle_id"], unique=False)
    op.create_index(
        "ix_hook_deliveries_due",
        "hook_deliveries",
        ["endpoint_id", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_hook_deliveries_log",
        "hook_deliveries",
        ["endpoint_id", "message_id", "id"],
        unique=False,
    )
    op.create_index(
        "uq_hook_deliveries_message", "hook_deliveries", ["message_id", "endpoint_id"], unique=True
    )


def _how_it_went() -> None:
    op.create_table(
        "hook_attempts",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("delivery_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=True),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("status", NUMBER, nullable=True),
        sa.Column("trouble", sa.String(length=8), nullable=True),
        sa.Column("ms", NUMBER, nullable=False),
        sa.CheckConstraint(
            "trouble IN ('status', 'address', 'private', 'name', 'refused', 'tls', 'timeout', 'broken', 'secret')",
            name=op.f("ck_hook_attempts_trouble"),
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_hook_attempts_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["hook_deliveries.id"], name=op.f("fk_hook_attempts_delivery_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_attempts")),
    )
    op.create_index("ix_hook_attempts_circle", "hook_attempts", ["circle_id"], unique=False)
    op.create_index(
        "ix_hook_attempts_delivery", "hook_attempts", ["delivery_id", "id"], unique=False
    )


def downgrade() -> None:
    """Take it back."""
    for table in ("hook_attempts", "hook_deliveries", "hook_messages", "hook_endpoints"):
        op.drop_table(table)
