"""Points."""

import sqlalchemy as sa
from alembic import op

import circle.core.db


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("ledger_transfers", "ledger_lines")
POSTGRES_FUNCTION = """
CREATE FUNCTION circle_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT 1 FROM circles WHERE id = OLD.circle_id AND deleted_at IS NOT NULL
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME;
END $$
"""


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "check_ins",
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("streak", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_check_ins_circle_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_check_ins_user_id")),
        sa.PrimaryKeyConstraint("circle_id", "user_id", "day", name=op.f("pk_check_ins")),
    )
    op.create_index("ix_check_ins_user", "check_ins", ["user_id"], unique=False)

    op.create_table(
        "holds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paid", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("cause_kind", sa.String(length=12), nullable=False),
        sa.Column("cause_id", sa.String(length=80), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("settled_at", circle.core.db.UtcTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('held', 'released', 'refunded', 'divided')", name=op.f("ck_holds_state")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_holds_amount")),
        sa.CheckConstraint("paid >= 0 AND paid <= amount", name=op.f("ck_holds_paid")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_holds_circle_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_holds_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index("ix_holds_user", "holds", ["user_id", "circle_id", "state"], unique=False)
    op.create_index("uq_holds_cause", "holds", ["circle_id", "cause_kind", "cause_id"], unique=True)

    op.create_table(
        "ledger_accounts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("balance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("earned", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "user_id IS NOT NULL OR kind IN ('issued', 'receivable', 'redeemed', 'lapsed', 'growth_issued')",
            name=op.f("ck_ledger_accounts_circle"),
        ),
        sa.CheckConstraint(
            "user_id IS NULL OR kind IN ('spendable', 'owed', 'held', 'growth')",
            name=op.f("ck_ledger_accounts_member"),
        ),
        sa.CheckConstraint(
            "user_id IS NULL OR balance >= 0", name=op.f("ck_ledger_accounts_balance")
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_ledger_accounts_circle_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_ledger_accounts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_accounts")),
    )
    op.create_index("ix_ledger_accounts_user", "ledger_accounts", ["user_id"], unique=False)
    op.create_index(
        "uq_ledger_accounts_circle",
        "ledger_accounts",
        ["circle_id", "kind"],
        unique=True,
        sqlite_where=sa.text("user_id IS NULL"),
        postgresql_where=sa.text("user_id IS NULL"),
    )
    op.create_index(
        "uq_ledger_accounts_member",
        "ledger_accounts",
        ["circle_id", "user_id", "kind"],
        unique=True,
        sqlite_where=sa.text("user_id IS NOT NULL"),
        postgresql_where=sa.text("user_id IS NOT NULL"),
    )

    op.create_table(
        "ledger_transfers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("cause_kind", sa.String(length=12), nullable=False),
        sa.Column("cause_id", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("points", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("growth", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=True),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_ledger_transfers_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_ledger_transfers_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transfers")),
    )
    op.create_index(
        "ix_ledger_transfers_history",
        "ledger_transfers",
        ["circle_id", "user_id", "id"],
        unique=False,
    )
    op.create_index("ix_ledger_transfers_user", "ledger_transfers", ["user_id", "id"], unique=False)
    op.create_index(
        "uq_ledger_transfers_cause",
        "ledger_transfers",
        ["circle_id", "cause_kind", "cause_id", "rule", "sequence"],
        unique=True,
    )

    op.create_table(
        "member_badges",
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("badge", sa.String(length=20), nullable=False),
        sa.Column("earned_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("told_at", circle.core.db.UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_member_badges_circle_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_member_badges_user_id")),
        sa.PrimaryKeyConstraint("circle_id", "user_id", "badge", name=op.f("pk_member_badges")),
    )
    op.create_index(
        "ix_member_badges_badge", "member_badges", ["circle_id", "badge", "earned_at"], unique=False
    )
    op.create_index("ix_member_badges_user", "member_badges", ["user_id"], unique=False)

    op.create_table(
        "member_tallies",
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_member_tallies_circle_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_member_tallies_user_id")),
        sa.PrimaryKeyConstraint("circle_id", "user_id", "key", name=op.f("pk_member_tallies")),
    )
    op.create_index("ix_member_tallies_user", "member_tallies", ["user_id"], unique=False)

    op.create_table(
        "occurrences",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("cause_kind", sa.String(length=12), nullable=False),
        sa.Column("cause_id", sa.String(length=80), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("giver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("points", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("growth", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("taken", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("refused", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("settles_at", circle.core.db.UtcTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('due', 'paid', 'refused', 'taken', 'void')",
            name=op.f("ck_occurrences_state"),
        ),
        sa.CheckConstraint("points >= 0 AND growth >= 0", name=op.f("ck_occurrences_amounts")),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_occurrences_circle_id")
        ),
        sa.ForeignKeyConstraint(["giver_id"], ["users.id"], name=op.f("fk_occurrences_giver_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_occurrences_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrences")),
    )
    op.create_index(
        "ix_occurrences_due",
        "occurrences",
        ["settles_at"],
        unique=False,
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_index(
        "ix_occurrences_entry",
        "occurrences",
        ["entry_id"],
        unique=False,
        sqlite_where=sa.text("entry_id IS NOT NULL"),
        postgresql_where=sa.text("entry_id IS NOT NULL"),
    )
    op.create_index(
        "ix_occurrences_member", "occurrences", ["user_id", "circle_id", "day", "id"], unique=False
    )
    op.create_index(
        "ix_occurrences_pair",
        "occurrences",
        ["user_id", "circle_id", "rule", "giver_id", "at"],
        unique=False,
    )
    op.create_index("ix_occurrences_replay", "occurrences", ["circle_id", "at", "id"], unique=False)
    op.create_index(
        "ix_occurrences_thread",
        "occurrences",
        ["user_id", "thread_id"],
        unique=False,
        sqlite_where=sa.text("thread_id IS NOT NULL"),
        postgresql_where=sa.text("thread_id IS NOT NULL"),
    )
    op.create_index(
        "uq_occurrences_cause",
        "occurrences",
        ["circle_id", "rule", "cause_kind", "cause_id"],
        unique=True,
    )

    op.create_table(
        "purchases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("brand_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("points", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("refunded_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("created_at", circle.core.db.UtcTime(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_purchases_amount")),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_purchases_brand_id")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_purchases_circle_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_purchases_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchases")),
    )
    op.create_index("ix_purchases_circle", "purchases", ["circle_id"], unique=False)
    op.create_index("ix_purchases_user", "purchases", ["user_id"], unique=False)
    op.create_index("uq_purchases_order", "purchases", ["brand_id", "order_id"], unique=True)

    op.create_table(
        "rewards",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=26), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("intro", sa.String(length=500), nullable=False),
        sa.Column("picture", sa.String(length=80), nullable=True),
        sa.Column("price", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stock", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "per_member", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "min_level", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("from_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("until_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "redeemed_count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closed_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column(
            "created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", circle.core.db.UtcTime(), nullable=False),
        sa.CheckConstraint("kind IN ('code', 'virtual', 'physical')", name=op.f("ck_rewards_kind")),
        sa.CheckConstraint("price > 0", name=op.f("ck_rewards_price")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_rewards_stock")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_rewards_circle_id")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_rewards_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rewards")),
        sa.UniqueConstraint("uid", name=op.f("uq_rewards_uid")),
    )
    op.create_index(
        "ix_rewards_shop", "rewards", ["circle_id", "closed_at", "position", "id"], unique=False
    )

    op.create_table(
        "rule_sets",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column(
            "created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_rule_sets_circle_id")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_rule_sets_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_sets")),
    )
    op.create_index("ix_rule_sets_from", "rule_sets", ["circle_id", "from_at", "id"], unique=False)
    op.create_index("uq_rule_sets_version", "rule_sets", ["circle_id", "version"], unique=True)

    op.create_table(
        "standings",
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("period", sa.String(length=11), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("score", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_standings_circle_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_standings_user_id")),
        sa.PrimaryKeyConstraint("circle_id", "period", "user_id", name=op.f("pk_standings")),
    )
    op.create_index(
        "ix_standings_board", "standings", ["circle_id", "period", "score", "user_id"], unique=False
    )
    op.create_index("ix_standings_user", "standings", ["user_id"], unique=False)

    op.create_table(
        "what_ifs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("asked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("change", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("total", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("created_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("done_at", circle.core.db.UtcTime(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'done')", name=op.f("ck_what_ifs_state")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_what_ifs_asked_by")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_what_ifs_circle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_what_ifs")),
    )
    op.create_index("ix_what_ifs_circle", "what_ifs", ["circle_id", "id"], unique=False)
    op.create_index("ix_what_ifs_created", "what_ifs", ["created_at"], unique=False)

    op.create_table(
        "ledger_lines",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "transfer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("amount", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("balance", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("earned", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_lines_amount")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ledger_accounts.id"], name=op.f("fk_ledger_lines_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_ledger_lines_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["ledger_transfers.id"], name=op.f("fk_ledger_lines_transfer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_lines")),
    )
    op.create_index("ix_ledger_lines_account", "ledger_lines", ["account_id", "id"], unique=False)
    op.create_index("ix_ledger_lines_circle", "ledger_lines", ["circle_id", "id"], unique=False)
    op.create_index("ix_ledger_lines_transfer", "ledger_lines", ["transfer_id"], unique=False)

    op.create_table(
        "redemptions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.String(length=26), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "reward_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("price", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=True),
        sa.Column("revealed_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("created_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("sent_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("ended_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("ended_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "state IN ('placed', 'sent', 'done', 'cancelled', 'refunded')",
            name=op.f("ck_redemptions_state"),
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_redemptions_circle_id")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f("fk_redemptions_ended_by")),
        sa.ForeignKeyConstraint(
            ["reward_id"], ["rewards.id"], name=op.f("fk_redemptions_reward_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_redemptions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemptions")),
        sa.UniqueConstraint("uid", name=op.f("uq_redemptions_uid")),
    )
    op.create_index(
        "ix_redemptions_desk", "redemptions", ["circle_id", "state", "id"], unique=False
    )
    op.create_index(
        "ix_redemptions_mine", "redemptions", ["user_id", "circle_id", "id"], unique=False
    )
    op.create_index(
        "ix_redemptions_reward", "redemptions", ["reward_id", "user_id", "state"], unique=False
    )

    op.create_table(
        "reward_codes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "reward_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column(
            "redemption_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_reward_codes_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["redemption_id"], ["redemptions.id"], name=op.f("fk_reward_codes_redemption_id")
        ),
        sa.ForeignKeyConstraint(
            ["reward_id"], ["rewards.id"], name=op.f("fk_reward_codes_reward_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward_codes")),
    )
    op.create_index(op.f("ix_reward_codes_circle_id"), "reward_codes", ["circle_id"], unique=False)
    op.create_index(
        "ix_reward_codes_free",
        "reward_codes",
        ["reward_id", "id"],
        unique=False,
        sqlite_where=sa.text("redemption_id IS NULL"),
        postgresql_where=sa.text("redemption_id IS NULL"),
    )
    op.create_index("uq_reward_codes_code", "reward_codes", ["reward_id", "code"], unique=True)
    op.create_index(
        "uq_reward_codes_order",
        "reward_codes",
        ["redemption_id"],
        unique=True,
        sqlite_where=sa.text("redemption_id IS NOT NULL"),
        postgresql_where=sa.text("redemption_id IS NOT NULL"),
    )

    op.add_column(
        "circles", sa.Column("levels", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
    )

    op.add_column("login_sessions", sa.Column("device", sa.String(length=64), nullable=True))
    op.add_column("login_sessions", sa.Column("network", sa.String(length=64), nullable=True))
    op.create_index(
        "ix_login_sessions_network",
        "login_sessions",
        ["network", "seen_at", "user_id"],
        unique=False,
    )
    op.create_index(
        "ix_login_sessions_seen", "login_sessions", ["user_id", "seen_at"], unique=False
    )

    op.add_column(
        "memberships",
        sa.Column(
            "level_told",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            server_default=sa.text("1"),
        ),
    )
    op.add_column(
        "memberships",
        sa.Column(
            "badges_untold",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
            server_default=sa.text("0"),
        ),
    )
    op.add_column(
        "memberships",
        sa.Column("on_boards", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.add_column(
        "memberships",
        sa.Column("badges", sa.JSON(), nullable=False, server_default=sa.text("'[]'")),
    )

    _refuse_changes()


def _refuse_changes() -> None:
    """The ledger only grows: rows are never changed, and go only with a deleted circle."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRES_FUNCTION)
    for table in APPEND_ONLY:
        for statement in _triggers(table):
            op.execute(statement)


def _allow_changes() -> None:
    for table in APPEND_ONLY:
        for what in ("update", "delete"):
            place = f" ON {table}" if op.get_bind().dialect.name == "postgresql" else ""
            op.execute(f"DROP TRIGGER {table}_no_{what}{place}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION circle_refuse_change()")


def _triggers(table: str) -> tuple[str, str]:
    if op.get_bind().dialect.name == "postgresql":
        run = "FOR EACH ROW EXECUTE FUNCTION circle_refuse_change()"
        return (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {run}",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {run}",
        )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
    living = "(SELECT deleted_at FROM circles WHERE id = OLD.circle_id) IS NULL"
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN {living} {refuse}",
    )


def downgrade() -> None:
    """Take it back."""
    _allow_changes()
    op.drop_column("memberships", "badges")
    op.drop_column("memberships", "on_boards")
    op.drop_column("memberships", "badges_untold")
    op.drop_column("memberships", "level_told")

    op.drop_index("ix_login_sessions_seen", table_name="login_sessions")
    op.drop_index("ix_login_sessions_network", table_name="login_sessions")
    op.drop_column("login_sessions", "network")
    op.drop_column("login_sessions", "device")

    op.drop_column("circles", "levels")

    op.drop_index(
        "uq_reward_codes_order",
        table_name="reward_codes",
        sqlite_where=sa.text("redemption_id IS NOT NULL"),
        postgresql_where=sa.text("redemption_id IS NOT NULL"),
    )
    op.drop_index("uq_reward_codes_code", table_name="reward_codes")
    op.drop_index(
        "ix_reward_codes_free",
        table_name="reward_codes",
        sqlite_where=sa.text("redemption_id IS NULL"),
        postgresql_where=sa.text("redemption_id IS NULL"),
    )
    op.drop_index(op.f("ix_reward_codes_circle_id"), table_name="reward_codes")

    op.drop_table("reward_codes")
    op.drop_index("ix_redemptions_reward", table_name="redemptions")
    op.drop_index("ix_redemptions_mine", table_name="redemptions")
    op.drop_index("ix_redemptions_desk", table_name="redemptions")

    op.drop_table("redemptions")
    op.drop_index("ix_ledger_lines_transfer", table_name="ledger_lines")
    op.drop_index("ix_ledger_lines_circle", table_name="ledger_lines")
    op.drop_index("ix_ledger_lines_account", table_name="ledger_lines")

    op.drop_table("ledger_lines")
    op.drop_index("ix_what_ifs_created", table_name="what_ifs")
    op.drop_index("ix_what_ifs_circle", table_name="what_ifs")

    op.drop_table("what_ifs")
    op.drop_index("ix_standings_user", table_name="standings")
    op.drop_index("ix_standings_board", table_name="standings")

    op.drop_table("standings")
    op.drop_index("uq_rule_sets_version", table_name="rule_sets")
    op.drop_index("ix_rule_sets_from", table_name="rule_sets")

    op.drop_table("rule_sets")
    op.drop_index("ix_rewards_shop", table_name="rewards")

    op.drop_table("rewards")
    op.drop_index("uq_purchases_order", table_name="purchases")
    op.drop_index("ix_purchases_user", table_name="purchases")
    op.drop_index("ix_purchases_circle", table_name="purchases")

    op.drop_table("purchases")
    op.drop_index("uq_occurrences_cause", table_name="occurrences")
    op.drop_index(
        "ix_occurrences_thread",
        table_name="occurrences",
        sqlite_where=sa.text("thread_id IS NOT NULL"),
        postgresql_where=sa.text("thread_id IS NOT NULL"),
    )
    op.drop_index("ix_occurrences_replay", table_name="occurrences")
    op.drop_index("ix_occurrences_pair", table_name="occurrences")
    op.drop_index("ix_occurrences_member", table_name="occurrences")
    op.drop_index(
        "ix_occurrences_entry",
        table_name="occurrences",
        sqlite_where=sa.text("entry_id IS NOT NULL"),
        postgresql_where=sa.text("entry_id IS NOT NULL"),
    )
    op.drop_index(
        "ix_occurrences_due",
        table_name="occurrences",
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )

    op.drop_table("occurrences")
    op.drop_index("ix_member_tallies_user", table_name="member_tallies")

    op.drop_table("member_tallies")
    op.drop_index("ix_member_badges_user", table_name="member_badges")
    op.drop_index("ix_member_badges_badge", table_name="member_badges")

    op.drop_table("member_badges")
    op.drop_index("uq_ledger_transfers_cause", table_name="ledger_transfers")
    op.drop_index("ix_ledger_transfers_user", table_name="ledger_transfers")
    op.drop_index("ix_ledger_transfers_history", table_name="ledger_transfers")

    op.drop_table("ledger_transfers")
    op.drop_index(
        "uq_ledger_accounts_member",
        table_name="ledger_accounts",
        sqlite_where=sa.text("user_id IS NOT NULL"),
        postgresql_where=sa.text("user_id IS NOT NULL"),
    )
    op.drop_index(
        "uq_ledger_accounts_circle",
        table_name="ledger_accounts",
        sqlite_where=sa.text("user_id IS NULL"),
        postgresql_where=sa.text("user_id IS NULL"),
    )
    op.drop_index("ix_ledger_accounts_user", table_name="ledger_accounts")

    op.drop_table("ledger_accounts")
    op.drop_index("uq_holds_cause", table_name="holds")
    op.drop_index("ix_holds_user", table_name="holds")

    op.drop_table("holds")
    op.drop_index("ix_check_ins_user", table_name="check_ins")

    op.drop_table("check_ins")
