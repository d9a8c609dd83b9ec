"""Questions."""

import sqlalchemy as sa
from alembic import op

import circle.core.db


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KINDS = "kind IN ('like', 'bookmark', 'helpful')"
WITH_ME_TOO = "kind IN ('like', 'bookmark', 'helpful', 'me_too')"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "term_counts",
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("term", sa.String(length=40), nullable=False),
        sa.Column("count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_term_counts_circle_id")
        ),
        sa.PrimaryKeyConstraint("circle_id", "term", name=op.f("pk_term_counts")),
    )
    op.create_table(
        "answer_checks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "answer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('true', 'no_longer', 'confirmed')", name=op.f("ck_answer_checks_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["entries.id"], name=op.f("fk_answer_checks_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_answer_checks_circle_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_answer_checks_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_checks")),
    )
    op.create_index(
        op.f("ix_answer_checks_circle_id"), "answer_checks", ["circle_id"], unique=False
    )
    op.create_index("ix_answer_checks_history", "answer_checks", ["answer_id", "id"], unique=False)
    op.create_index(op.f("ix_answer_checks_user_id"), "answer_checks", ["user_id"], unique=False)
    op.create_index(
        "uq_answer_checks_once", "answer_checks", ["answer_id", "user_id", "round"], unique=True
    )

    op.create_table(
        "answers",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("review_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("stale_since", circle.core.db.UtcTime(), nullable=True),
        sa.Column(
            "still_true", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "no_longer", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_answers_circle_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_answers_entry_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["entries.id"], name=op.f("fk_answers_question_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_circle_id"), "answers", ["circle_id"], unique=False)
    op.create_index("ix_answers_question", "answers", ["question_id", "entry_id"], unique=False)
    op.create_index(
        "ix_answers_review",
        "answers",
        ["review_at"],
        unique=False,
        sqlite_where=sa.text("review_at IS NOT NULL"),
        postgresql_where=sa.text("review_at IS NOT NULL"),
    )

    op.create_table(
        "avoided_repeats",
        sa.Column(
            "question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_avoided_repeats_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["entries.id"], name=op.f("fk_avoided_repeats_question_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_avoided_repeats_user_id")),
        sa.PrimaryKeyConstraint("question_id", "user_id", name=op.f("pk_avoided_repeats")),
    )
    op.create_index(
        op.f("ix_avoided_repeats_circle_id"), "avoided_repeats", ["circle_id"], unique=False
    )
    op.create_index(
        op.f("ix_avoided_repeats_user_id"), "avoided_repeats", ["user_id"], unique=False
    )

    op.create_table(
        "question_terms",
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("term", sa.String(length=40), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_question_terms_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_question_terms_entry_id")
        ),
        sa.PrimaryKeyConstraint("circle_id", "term", "entry_id", name=op.f("pk_question_terms")),
    )
    op.create_index("ix_question_terms_entry", "question_terms", ["entry_id"], unique=False)

    op.create_table(
        "questions",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("unanswered", sa.Boolean(), nullable=False),
        sa.Column("asked_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("asked_of", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("bounty", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bounty_state", sa.String(length=8), nullable=False),
        sa.Column("bounty_until", circle.core.db.UtcTime(), nullable=True),
        sa.Column("hold_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "accepted_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("accepted_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column(
            "suspended_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("settles_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column(
            "official_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("resolved_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column(
            "duplicate_of", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("closed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("close_reason", sa.String(length=200), nullable=False),
        sa.Column(
            "assigned_to", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("assigned_due", circle.core.db.UtcTime(), nullable=True),
        sa.Column("assigned_note", sa.String(length=300), nullable=False),
        sa.Column("guest_answered", sa.Boolean(), nullable=False),
        sa.Column("first_answer_at", circle.core.db.UtcTime(), nullable=True),
        sa.Column("avoided", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "bounty_state IN ('none', 'held', 'paid', 'divided', 'returned')",
            name=op.f("ck_questions_bounty_state"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'closed', 'duplicate')", name=op.f("ck_questions_state")
        ),
        sa.CheckConstraint("bounty >= 0", name=op.f("ck_questions_bounty")),
        sa.ForeignKeyConstraint(
            ["accepted_id"], ["entries.id"], name=op.f("fk_questions_accepted_id")
        ),
        sa.ForeignKeyConstraint(["asked_of"], ["users.id"], name=op.f("fk_questions_asked_of")),
        sa.ForeignKeyConstraint(
            ["assigned_to"], ["users.id"], name=op.f("fk_questions_assigned_to")
        ),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_questions_circle_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name=op.f("fk_questions_closed_by")),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["entries.id"], name=op.f("fk_questions_duplicate_of")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_questions_entry_id")),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], name=op.f("fk_questions_hold_id")),
        sa.ForeignKeyConstraint(
            ["official_id"], ["entries.id"], name=op.f("fk_questions_official_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_questions")),
    )
    op.create_index(
        "ix_questions_asked_of",
        "questions",
        ["asked_of", "circle_id", "asked_at", "entry_id"],
        unique=False,
        sqlite_where=sa.text("asked_of IS NOT NULL"),
        postgresql_where=sa.text("asked_of IS NOT NULL"),
    )
    op.create_index(
        "ix_questions_assigned",
        "questions",
        ["assigned_to", "circle_id", "asked_at", "entry_id"],
        unique=False,
        sqlite_where=sa.text("assigned_to IS NOT NULL"),
        postgresql_where=sa.text("assigned_to IS NOT NULL"),
    )
    op.create_index(
        "ix_questions_bounty",
        "questions",
        ["circle_id", "bounty", "entry_id"],
        unique=False,
        sqlite_where=sa.text("bounty_state = 'held'"),
        postgresql_where=sa.text("bounty_state = 'held'"),
    )
    op.create_index(
        "ix_questions_by_guest",
        "questions",
        ["circle_id", "asked_at", "entry_id"],
        unique=False,
        sqlite_where=sa.text("guest_answered"),
        postgresql_where=sa.text("guest_answered"),
    )
    op.create_index(op.f("ix_questions_circle_id"), "questions", ["circle_id"], unique=False)
    op.create_index(op.f("ix_questions_duplicate_of"), "questions", ["duplicate_of"], unique=False)
    op.create_index(
        "ix_questions_expiring",
        "questions",
        ["bounty_until"],
        unique=False,
        sqlite_where=sa.text("bounty_state = 'held'"),
        postgresql_where=sa.text("bounty_state = 'held'"),
    )
    op.create_index(
        "ix_questions_held",
        "questions",
        ["circle_id", "asked_at", "entry_id"],
        unique=False,
        sqlite_where=sa.text("bounty_state = 'held'"),
        postgresql_where=sa.text("bounty_state = 'held'"),
    )
    op.create_index(
        "ix_questions_settling",
        "questions",
        ["settles_at"],
        unique=False,
        sqlite_where=sa.text("settles_at IS NOT NULL"),
        postgresql_where=sa.text("settles_at IS NOT NULL"),
    )
    op.create_index(
        "ix_questions_state",
        "questions",
        ["circle_id", "state", "asked_at", "entry_id"],
        unique=False,
    )
    op.create_index(
        "ix_questions_unanswered",
        "questions",
        ["circle_id", "asked_at", "entry_id"],
        unique=False,
        sqlite_where=sa.text("unanswered AND state = 'open'"),
        postgresql_where=sa.text("unanswered AND state = 'open'"),
    )

    op.create_table(
        "reveals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "circle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_reveals_circle_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_reveals_entry_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reveals_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reveals")),
    )
    op.create_index(op.f("ix_reveals_circle_id"), "reveals", ["circle_id"], unique=False)
    op.create_index("ix_reveals_entry", "reveals", ["entry_id", "id"], unique=False)
    op.create_index(op.f("ix_reveals_user_id"), "reveals", ["user_id"], unique=False)

    _let_be(WITH_ME_TOO)


def _let_be(kinds: str) -> None:
    """Which kinds of reaction there may be."""
    with op.batch_alter_table("reactions", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_reactions_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_reactions_kind"), kinds)


def downgrade() -> None:
    """Take it back."""
    op.execute("DELETE FROM reactions WHERE kind = 'me_too'")
    _let_be(KINDS)
    op.drop_index(op.f("ix_reveals_user_id"), table_name="reveals")
    op.drop_index("ix_reveals_entry", table_name="reveals")
    op.drop_index(op.f("ix_reveals_circle_id"), table_name="reveals")

    op.drop_table("reveals")
    op.drop_index(
        "ix_questions_unanswered",
        table_name="questions",
        sqlite_where=sa.text("unanswered AND state = 'open'"),
        postgresql_where=sa.text("unanswered AND state = 'open'"),
    )
    op.drop_index("ix_questions_state", table_name="questions")
    op.drop_index(
        "ix_questions_settling",
        table_name="questions",
        sqlite_where=sa.text("settles_at IS NOT NULL"),
        postgresql_where=sa.text("settles_at IS NOT NULL"),
    )
    op.drop_index(
        "ix_questions_held",
        table_name="questions",
        sqlite_where=sa.text("bounty_state = 'held'"),
        postgresql_where=sa.text("bounty_state = 'held'"),
    )
    op.drop_index(
        "ix_questions_expiring",
        table_name="questions",
        sqlite_where=sa.text("bounty_state = 'held'"),
        postgresql_where=sa.text("bounty_state = 'held'"),
    )
    op.drop_index(op.f("ix_questions_duplicate_of"), table_name="questions")
    op.drop_index(op.f("ix_questions_circle_id"), table_name="questions")
    op.drop_index(
        "ix_questions_by_guest",
        table_name="questions",
        sqlite_where=sa.text("guest_answered"),
        postgresql_where=sa.text("guest_answered"),
    )
    op.drop_index(
        "ix_questions_bounty",
        table_name="questions",
        sqlite_where=sa.text("bounty_state = 'held'"),
        postgresql_where=sa.text("bounty_state = 'held'"),
    )
    op.drop_index(
        "ix_questions_assigned",
        table_name="questions",
        sqlite_where=sa.text("assigned_to IS NOT NULL"),
        postgresql_where=sa.text("assigned_to IS NOT NULL"),
    )
    op.drop_index(
        "ix_questions_asked_of",
        table_name="questions",
        sqlite_where=sa.text("asked_of IS NOT NULL"),
        postgresql_where=sa.text("asked_of IS NOT NULL"),
    )

    op.drop_table("questions")
    op.drop_index("ix_question_terms_entry", table_name="question_terms")

    op.drop_table("question_terms")
    op.drop_index(op.f("ix_avoided_repeats_user_id"), table_name="avoided_repeats")
    op.drop_index(op.f("ix_avoided_repeats_circle_id"), table_name="avoided_repeats")

    op.drop_table("avoided_repeats")
    op.drop_index(
        "ix_answers_review",
        table_name="answers",
        sqlite_where=sa.text("review_at IS NOT NULL"),
        postgresql_where=sa.text("review_at IS NOT NULL"),
    )
    op.drop_index("ix_answers_question", table_name="answers")
    op.drop_index(op.f("ix_answers_circle_id"), table_name="answers")

    op.drop_table("answers")
    op.drop_index("uq_answer_checks_once", table_name="answer_checks")
    op.drop_index(op.f("ix_answer_checks_user_id"), table_name="answer_checks")
    op.drop_index("ix_answer_checks_history", table_name="answer_checks")
    op.drop_index(op.f("ix_answer_checks_circle_id"), table_name="answer_checks")

    op.drop_table("answer_checks")
    op.drop_table("term_counts")
