"""Topics and polls."""

import sqlalchemy as sa
from alembic import op

import circle.core.db


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_index(
        "ix_entries_unnumbered",
        "entries",
        ["parent_id", "author_id", "id"],
        unique=False,
        sqlite_where=sa.text("floor IS NULL AND kind = 'reply'"),
        postgresql_where=sa.text("floor IS NULL AND kind = 'reply'"),
    )
    op.create_index(
        "ix_login_sessions_device", "login_sessions", ["device", "user_id"], unique=False
    )
    op.create_table(
        "challenge_days",
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_up_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_challenge_days_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_challenge_days_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["entries.id"], name=op.f("fk_challenge_days_topic_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_challenge_days_user_id")),
        sa.PrimaryKeyConstraint("topic_id", "user_id", "day", name=op.f("pk_challenge_days")),
    )
    op.create_index(
        op.f("ix_challenge_days_circle_id"), "challenge_days", ["circle_id"], unique=False
    )
    op.create_index("ix_challenge_days_entry", "challenge_days", ["entry_id"], unique=False)
    op.create_index(op.f("ix_challenge_days_user_id"), "challenge_days", ["user_id"], unique=False)

    op.create_table(
        "challenge_standings",
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("streak", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("longest", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("reached_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "days >= 0 AND streak >= 0 AND longest >= streak",
            name=op.f("ck_challenge_standings_counts"),
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_challenge_standings_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["entries.id"], name=op.f("fk_challenge_standings_topic_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_challenge_standings_user_id")
        ),
        sa.PrimaryKeyConstraint("topic_id", "user_id", name=op.f("pk_challenge_standings")),
    )
    op.create_index(
        op.f("ix_challenge_standings_circle_id"), "challenge_standings", ["circle_id"], unique=False
    )
    op.create_index(
        "ix_challenge_standings_rank",
        "challenge_standings",
        ["topic_id", "rank", "user_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_challenge_standings_user_id"), "challenge_standings", ["user_id"], unique=False
    )

    op.create_table(
        "gatherings",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("going", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("waiting", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("numbers", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("door_code", sa.String(length=32), nullable=False),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_gatherings_capacity")),
        sa.CheckConstraint(
            "going >= 0 AND (capacity IS NULL OR going <= capacity)",
            name=op.f("ck_gatherings_going"),
        ),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_gatherings_waiting")),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_gatherings_circle_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_gatherings_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_gatherings")),
    )
    op.create_index(op.f("ix_gatherings_circle_id"), "gatherings", ["circle_id"], unique=False)

    op.create_table(
        "idea_credits",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.CheckConstraint(
            "part IN ('author', 'merged', 'me_too')", name=op.f("ck_idea_credits_part")
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_idea_credits_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_idea_credits_entry_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_idea_credits_user_id")),
        sa.PrimaryKeyConstraint("entry_id", "user_id", name=op.f("pk_idea_credits")),
    )
    op.create_index(op.f("ix_idea_credits_circle_id"), "idea_credits", ["circle_id"], unique=False)
    op.create_index(op.f("ix_idea_credits_user_id"), "idea_credits", ["user_id"], unique=False)

    op.create_table(
        "ideas",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_note", sa.String(length=300), nullable=False),
        sa.Column("status_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column(
            "merged_into", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("wanted", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("credited", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("wanted >= 0 AND credited >= 0", name=op.f("ck_ideas_counts")),
        sa.CheckConstraint(
            "status IN ('collecting', 'assessing', 'adopted', 'shipped', 'declined')",
            name=op.f("ck_ideas_status"),
        ),
        sa.CheckConstraint(
            "merged_into IS NULL OR merged_into <> entry_id", name=op.f("ck_ideas_merged_into")
        ),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_ideas_circle_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_ideas_entry_id")),
        sa.ForeignKeyConstraint(["merged_into"], ["entries.id"], name=op.f("fk_ideas_merged_into")),
        sa.ForeignKeyConstraint(["topic_id"], ["entries.id"], name=op.f("fk_ideas_topic_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_ideas")),
    )
    op.create_index(op.f("ix_ideas_circle_id"), "ideas", ["circle_id"], unique=False)
    op.create_index(
        "ix_ideas_merged",
        "ideas",
        ["merged_into"],
        unique=False,
        sqlite_where=sa.text("merged_into IS NOT NULL"),
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_index(
        "ix_ideas_status",
        "ideas",
        ["topic_id", "status", "wanted", "entry_id"],
        unique=False,
        sqlite_where=sa.text("listed"),
        postgresql_where=sa.text("listed"),
    )
    op.create_index(
        "ix_ideas_wanted",
        "ideas",
        ["topic_id", "wanted", "entry_id"],
        unique=False,
        sqlite_where=sa.text("listed"),
        postgresql_where=sa.text("listed"),
    )

    op.create_table(
        "lotteries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("sponsor", sa.String(length=80), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("prizes", sa.JSON(), nullable=False),
        sa.Column("freezes_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("draws_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column(
            "min_account_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "min_entries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("sealed_seed", sa.String(length=200), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("entrants", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("frozen_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("drawn_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'frozen', 'drawn', 'cancelled')", name=op.f("ck_lotteries_state")
        ),
        sa.CheckConstraint("freezes_at <= draws_at", name=op.f("ck_lotteries_times")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_lotteries_circle_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_lotteries_entry_id")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_lotteries_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lotteries")),
    )
    op.create_index(op.f("ix_lotteries_circle_id"), "lotteries", ["circle_id"], unique=False)
    op.create_index(
        "ix_lotteries_due",
        "lotteries",
        ["freezes_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('open', 'frozen')"),
        postgresql_where=sa.text("state IN ('open', 'frozen')"),
    )
    op.create_index(op.f("ix_lotteries_made_by"), "lotteries", ["made_by"], unique=False)
    op.create_index("uq_lotteries_entry", "lotteries", ["entry_id"], unique=True)

    op.create_table(
        "participations",
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("floors", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_at", circle.core.db.UtcTime(), nullable=False),
        sa.CheckConstraint("floors >= 0", name=op.f("ck_participations_floors")),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_participations_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["entries.id"], name=op.f("fk_participations_topic_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_participations_user_id")),
        sa.PrimaryKeyConstraint("topic_id", "user_id", name=op.f("pk_participations")),
    )
    op.create_index(
        op.f("ix_participations_circle_id"), "participations", ["circle_id"], unique=False
    )
    op.create_index(
        "ix_participations_mine",
        "participations",
        ["user_id", "circle_id", "last_at"],
        unique=False,
    )

    op.create_table(
        "picks",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("shortlisted_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("chosen_at", circle.core.db.UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_picks_circle_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_picks_entry_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["entries.id"], name=op.f("fk_picks_topic_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_picks")),
    )
    op.create_index(op.f("ix_picks_circle_id"), "picks", ["circle_id"], unique=False)
    op.create_index("ix_picks_topic", "picks", ["topic_id", "chosen_at", "entry_id"], unique=False)

    op.create_table(
        "polls",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question", sa.String(length=120), nullable=False),
        sa.Column("multiple", sa.Boolean(), nullable=False),
        sa.Column("closes_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("results", sa.String(length=6), nullable=False),
        sa.Column("voters", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "results IN ('always', 'voted', 'closed')", name=op.f("ck_polls_results")
        ),
        sa.CheckConstraint("voters >= 0", name=op.f("ck_polls_voters")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_polls_circle_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_polls_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
    )
    op.create_index(op.f("ix_polls_circle_id"), "polls", ["circle_id"], unique=False)
    op.create_index("uq_polls_position", "polls", ["entry_id", "position"], unique=True)

    op.create_table(
        "sign_ups",
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("signed_up_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("moved_up_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("checked_in_at", circle.core.db.UtcTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('going', 'waiting', 'cancelled')", name=op.f("ck_sign_ups_state")
        ),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_sign_ups_circle_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["entries.id"], name=op.f("fk_sign_ups_topic_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sign_ups_user_id")),
        sa.PrimaryKeyConstraint("topic_id", "user_id", name=op.f("pk_sign_ups")),
    )
    op.create_index(op.f("ix_sign_ups_circle_id"), "sign_ups", ["circle_id"], unique=False)
    op.create_index("ix_sign_ups_state", "sign_ups", ["topic_id", "state", "number"], unique=False)
    op.create_index(op.f("ix_sign_ups_user_id"), "sign_ups", ["user_id"], unique=False)
    op.create_index("uq_sign_ups_number", "sign_ups", ["topic_id", "number"], unique=True)

    op.create_table(
        "submissions",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("handed_in_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("grade", sa.String(length=10), nullable=True),
        sa.Column("review_note", sa.String(length=500), nullable=False),
        sa.Column(
            "reviewed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("reviewed_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("shown_at", circle.core.db.UtcTime(), nullable=True),
        sa.CheckConstraint(
            "grade IS NULL OR grade IN ('excellent', 'good', 'passed', 'again')",
            name=op.f("ck_submissions_grade"),
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_submissions_circle_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_submissions_entry_id")),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["users.id"], name=op.f("fk_submissions_reviewed_by")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["entries.id"], name=op.f("fk_submissions_topic_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_submissions_user_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_submissions")),
    )
    op.create_index(op.f("ix_submissions_circle_id"), "submissions", ["circle_id"], unique=False)
    op.create_index("ix_submissions_mine", "submissions", ["user_id"], unique=False)
    op.create_index(
        "ix_submissions_review",
        "submissions",
        ["topic_id", "reviewed_at", "entry_id"],
        unique=False,
    )
    op.create_index("uq_submissions_once", "submissions", ["topic_id", "user_id"], unique=True)

    op.create_table(
        "topic_readings",
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("floor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_topic_readings_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["entries.id"], name=op.f("fk_topic_readings_topic_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_topic_readings_user_id")),
        sa.PrimaryKeyConstraint("topic_id", "user_id", name=op.f("pk_topic_readings")),
    )
    op.create_index(
        op.f("ix_topic_readings_circle_id"), "topic_readings", ["circle_id"], unique=False
    )
    op.create_index(op.f("ix_topic_readings_user_id"), "topic_readings", ["user_id"], unique=False)

    op.create_table(
        "topics",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("host_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("opened_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("active_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("starts_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("ends_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("floors", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "participants", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "slow_seconds", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("closed_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("result_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "kind IN ('discussion', 'challenge', 'assignment', 'call', 'ideas', 'event')",
            name=op.f("ck_topics_kind"),
        ),
        sa.CheckConstraint("floors >= 0", name=op.f("ck_topics_floors")),
        sa.CheckConstraint("slow_seconds >= 0", name=op.f("ck_topics_slow_seconds")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_topics_circle_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_topics_entry_id")),
        sa.ForeignKeyConstraint(["host_id"], ["users.id"], name=op.f("fk_topics_host_id")),
        sa.ForeignKeyConstraint(["result_id"], ["entries.id"], name=op.f("fk_topics_result_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_topics")),
    )
    op.create_index(op.f("ix_topics_circle_id"), "topics", ["circle_id"], unique=False)
    op.create_index(
        "ix_topics_ending",
        "topics",
        ["ends_at", "entry_id"],
        unique=False,
        sqlite_where=sa.text("ends_at IS NOT NULL AND closed_at IS NULL"),
        postgresql_where=sa.text("ends_at IS NOT NULL AND closed_at IS NULL"),
    )
    op.create_index("ix_topics_host", "topics", ["host_id", "circle_id"], unique=False)
    op.create_index(
        "ix_topics_active", "topics", ["circle_id", "active_at", "entry_id"], unique=False
    )
    op.create_index(
        "ix_topics_kind", "topics", ["circle_id", "kind", "opened_at", "entry_id"], unique=False
    )

    op.create_table(
        "trial_applications",
        sa.Column("topic_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("applied_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "state IN ('applied', 'selected', 'declined', 'reported')",
            name=op.f("ck_trial_applications_state"),
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_trial_applications_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_trial_applications_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["entries.id"], name=op.f("fk_trial_applications_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["entries.id"], name=op.f("fk_trial_applications_topic_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_trial_applications_user_id")
        ),
        sa.PrimaryKeyConstraint("topic_id", "user_id", name=op.f("pk_trial_applications")),
    )
    op.create_index(
        op.f("ix_trial_applications_circle_id"), "trial_applications", ["circle_id"], unique=False
    )
    op.create_index(
        "ix_trial_applications_state",
        "trial_applications",
        ["topic_id", "state", "applied_at", "user_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_trial_applications_user_id"), "trial_applications", ["user_id"], unique=False
    )

    op.create_table(
        "trials",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("offer", sa.String(length=120), nullable=False),
        sa.Column("places", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("selected", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("apply_until", circle.core.db.UtcTime(), nullable=False),
        sa.Column("report_until", circle.core.db.UtcTime(), nullable=False),
        sa.Column(
            "min_level", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.CheckConstraint("apply_until <= report_until", name=op.f("ck_trials_times")),
        sa.CheckConstraint("places > 0", name=op.f("ck_trials_places")),
        sa.CheckConstraint("selected >= 0 AND selected <= places", name=op.f("ck_trials_selected")),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_trials_circle_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_trials_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_trials")),
    )
    op.create_index(op.f("ix_trials_circle_id"), "trials", ["circle_id"], unique=False)

    op.create_table(
        "lottery_entrants",
        sa.Column(
            "lottery_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("uid", sa.String(length=26), nullable=False),
        sa.Column("entered_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("prize", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_lottery_entrants_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["lottery_id"], ["lotteries.id"], name=op.f("fk_lottery_entrants_lottery_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_lottery_entrants_user_id")
        ),
        sa.PrimaryKeyConstraint("lottery_id", "user_id", name=op.f("pk_lottery_entrants")),
    )
    op.create_index(
        op.f("ix_lottery_entrants_circle_id"), "lottery_entrants", ["circle_id"], unique=False
    )
    op.create_index(
        "ix_lottery_entrants_prize", "lottery_entrants", ["lottery_id", "place"], unique=False
    )
    op.create_index(
        op.f("ix_lottery_entrants_user_id"), "lottery_entrants", ["user_id"], unique=False
    )
    op.create_index(
        "uq_lottery_entrants_uid", "lottery_entrants", ["lottery_id", "uid"], unique=True
    )

    op.create_table(
        "poll_options",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("poll_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("votes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("votes >= 0", name=op.f("ck_poll_options_votes")),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_poll_options_circle_id")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_options_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_options")),
    )
    op.create_index(op.f("ix_poll_options_circle_id"), "poll_options", ["circle_id"], unique=False)
    op.create_index(
        "uq_poll_options_position", "poll_options", ["poll_id", "position"], unique=True
    )

    op.create_table(
        "poll_votes",
        sa.Column("poll_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_poll_votes_circle_id")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_votes_poll_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_poll_votes_user_id")),
        sa.PrimaryKeyConstraint("poll_id", "user_id", name=op.f("pk_poll_votes")),
    )
    op.create_index(op.f("ix_poll_votes_circle_id"), "poll_votes", ["circle_id"], unique=False)
    op.create_index(op.f("ix_poll_votes_user_id"), "poll_votes", ["user_id"], unique=False)

    op.create_table(
        "poll_choices",
        sa.Column(
            "option_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("poll_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_poll_choices_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["option_id"], ["poll_options.id"], name=op.f("fk_poll_choices_option_id")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_choices_poll_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_poll_choices_user_id")),
        sa.PrimaryKeyConstraint("option_id", "user_id", name=op.f("pk_poll_choices")),
    )
    op.create_index(op.f("ix_poll_choices_circle_id"), "poll_choices", ["circle_id"], unique=False)
    op.create_index("ix_poll_choices_mine", "poll_choices", ["poll_id", "user_id"], unique=False)
    op.create_index(op.f("ix_poll_choices_user_id"), "poll_choices", ["user_id"], unique=False)

    op.create_index(
        "ix_answers_stale",
        "answers",
        ["circle_id", "stale_since", "entry_id"],
        unique=False,
        sqlite_where=sa.text("stale_since IS NOT NULL"),
        postgresql_where=sa.text("stale_since IS NOT NULL"),
    )

    op.create_index(
        "ix_entries_floors_by",
        "entries",
        ["parent_id", "author_id", "floor"],
        unique=False,
        sqlite_where=sa.text("floor IS NOT NULL"),
        postgresql_where=sa.text("floor IS NOT NULL"),
    )
    op.create_index(
        "ix_entries_floors_liked",
        "entries",
        ["parent_id", "likes_count", "floor"],
        unique=False,
        sqlite_where=sa.text("floor IS NOT NULL"),
        postgresql_where=sa.text("floor IS NOT NULL"),
    )
    op.create_index(
        "uq_entries_floor",
        "entries",
        ["parent_id", "floor"],
        unique=True,
        sqlite_where=sa.text("floor IS NOT NULL"),
        postgresql_where=sa.text("floor IS NOT NULL"),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_login_sessions_device", table_name="login_sessions")
    op.drop_index("ix_entries_unnumbered", table_name="entries")
    op.drop_index(
        "uq_entries_floor",
        table_name="entries",
        sqlite_where=sa.text("floor IS NOT NULL"),
        postgresql_where=sa.text("floor IS NOT NULL"),
    )
    op.drop_index(
        "ix_entries_floors_liked",
        table_name="entries",
        sqlite_where=sa.text("floor IS NOT NULL"),
        postgresql_where=sa.text("floor IS NOT NULL"),
    )
    op.drop_index(
        "ix_entries_floors_by",
        table_name="entries",
        sqlite_where=sa.text("floor IS NOT NULL"),
        postgresql_where=sa.text("floor IS NOT NULL"),
    )

    op.drop_index(
        "ix_answers_stale",
        table_name="answers",
        sqlite_where=sa.text("stale_since IS NOT NULL"),
        postgresql_where=sa.text("stale_since IS NOT NULL"),
    )

    op.drop_index(op.f("ix_poll_choices_user_id"), table_name="poll_choices")
    op.drop_index("ix_poll_choices_mine", table_name="poll_choices")
    op.drop_index(op.f("ix_poll_choices_circle_id"), table_name="poll_choices")

    op.drop_table("poll_choices")
    op.drop_index(op.f("ix_poll_votes_user_id"), table_name="poll_votes")
    op.drop_index(op.f("ix_poll_votes_circle_id"), table_name="poll_votes")

    op.drop_table("poll_votes")
    op.drop_index("uq_poll_options_position", table_name="poll_options")
    op.drop_index(op.f("ix_poll_options_circle_id"), table_name="poll_options")

    op.drop_table("poll_options")
    op.drop_index("uq_lottery_entrants_uid", table_name="lottery_entrants")
    op.drop_index(op.f("ix_lottery_entrants_user_id"), table_name="lottery_entrants")
    op.drop_index("ix_lottery_entrants_prize", table_name="lottery_entrants")
    op.drop_index(op.f("ix_lottery_entrants_circle_id"), table_name="lottery_entrants")

    op.drop_table("lottery_entrants")
    op.drop_index(op.f("ix_trials_circle_id"), table_name="trials")

    op.drop_table("trials")
    op.drop_index(op.f("ix_trial_applications_user_id"), table_name="trial_applications")
    op.drop_index("ix_trial_applications_state", table_name="trial_applications")
    op.drop_index(op.f("ix_trial_applications_circle_id"), table_name="trial_applications")

    op.drop_table("trial_applications")
    op.drop_index("ix_topics_active", table_name="topics")
    op.drop_index("ix_topics_kind", table_name="topics")
    op.drop_index("ix_topics_host", table_name="topics")
    op.drop_index(
        "ix_topics_ending",
        table_name="topics",
        sqlite_where=sa.text("ends_at IS NOT NULL AND closed_at IS NULL"),
        postgresql_where=sa.text("ends_at IS NOT NULL AND closed_at IS NULL"),
    )
    op.drop_index(op.f("ix_topics_circle_id"), table_name="topics")

    op.drop_table("topics")
    op.drop_index(op.f("ix_topic_readings_user_id"), table_name="topic_readings")
    op.drop_index(op.f("ix_topic_readings_circle_id"), table_name="topic_readings")

    op.drop_table("topic_readings")
    op.drop_index("uq_submissions_once", table_name="submissions")
    op.drop_index("ix_submissions_review", table_name="submissions")
    op.drop_index("ix_submissions_mine", table_name="submissions")
    op.drop_index(op.f("ix_submissions_circle_id"), table_name="submissions")

    op.drop_table("submissions")
    op.drop_index("uq_sign_ups_number", table_name="sign_ups")
    op.drop_index(op.f("ix_sign_ups_user_id"), table_name="sign_ups")
    op.drop_index("ix_sign_ups_state", table_name="sign_ups")
    op.drop_index(op.f("ix_sign_ups_circle_id"), table_name="sign_ups")

    op.drop_table("sign_ups")
    op.drop_index("uq_polls_position", table_name="polls")
    op.drop_index(op.f("ix_polls_circle_id"), table_name="polls")

    op.drop_table("polls")
    op.drop_index("ix_picks_topic", table_name="picks")
    op.drop_index(op.f("ix_picks_circle_id"), table_name="picks")

    op.drop_table("picks")
    op.drop_index("ix_participations_mine", table_name="participations")
    op.drop_index(op.f("ix_participations_circle_id"), table_name="participations")

    op.drop_table("participations")
    op.drop_index("uq_lotteries_entry", table_name="lotteries")
    op.drop_index(op.f("ix_lotteries_made_by"), table_name="lotteries")
    op.drop_index(
        "ix_lotteries_due",
        table_name="lotteries",
        sqlite_where=sa.text("state IN ('open', 'frozen')"),
        postgresql_where=sa.text("state IN ('open', 'frozen')"),
    )
    op.drop_index(op.f("ix_lotteries_circle_id"), table_name="lotteries")

    op.drop_table("lotteries")
    op.drop_index(
        "ix_ideas_wanted",
        table_name="ideas",
        sqlite_where=sa.text("listed"),
        postgresql_where=sa.text("listed"),
    )
    op.drop_index(
        "ix_ideas_status",
        table_name="ideas",
        sqlite_where=sa.text("listed"),
        postgresql_where=sa.text("listed"),
    )
    op.drop_index(
        "ix_ideas_merged",
        table_name="ideas",
        sqlite_where=sa.text("merged_into IS NOT NULL"),
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.drop_index(op.f("ix_ideas_circle_id"), table_name="ideas")

    op.drop_table("ideas")
    op.drop_index(op.f("ix_idea_credits_user_id"), table_name="idea_credits")
    op.drop_index(op.f("ix_idea_credits_circle_id"), table_name="idea_credits")

    op.drop_table("idea_credits")
    op.drop_index(op.f("ix_gatherings_circle_id"), table_name="gatherings")

    op.drop_table("gatherings")
    op.drop_index(op.f("ix_challenge_standings_user_id"), table_name="challenge_standings")
    op.drop_index("ix_challenge_standings_rank", table_name="challenge_standings")
    op.drop_index(op.f("ix_challenge_standings_circle_id"), table_name="challenge_standings")

    op.drop_table("challenge_standings")
    op.drop_index(op.f("ix_challenge_days_user_id"), table_name="challenge_days")
    op.drop_index("ix_challenge_days_entry", table_name="challenge_days")
    op.drop_index(op.f("ix_challenge_days_circle_id"), table_name="challenge_days")

    op.drop_table("challenge_days")
