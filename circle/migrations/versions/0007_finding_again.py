"""What waits to be indexed, what names are found by, and labels staff give to members."""

import sqlalchemy as sa
from alembic import op

import circle.core.db


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")


def upgrade() -> None:
    """Take the step."""
    _changes_wait_for_the_index()
    _names_are_found()
    _members_are_labelled()
    _events_move()
    _searches_miss()
    _tags_are_merged()


def _changes_wait_for_the_index() -> None:
    op.create_table(
        "index_queue",
        sa.Column("entry_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("stamp", NUMBER, nullable=False),
        sa.Column("turn", NUMBER, nullable=False),
        sa.Column("due_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("attempts", NUMBER, nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_index_queue_circle_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_index_queue_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_index_queue")),
    )
    op.create_index("ix_index_queue_due", "index_queue", ["turn", "due_at", "entry_id"], unique=False)
    op.create_index(op.f("ix_index_queue_circle_id"), "index_queue", ["circle_id"], unique=False)


def _names_are_found() -> None:
    op.create_table(
        "search_names",
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("target_id", NUMBER, nullable=False),
        sa.Column("rank", NUMBER, nullable=False),
        sa.CheckConstraint(
            "kind IN ('member', 'tag', 'circle')", name=op.f("ck_search_names_kind")
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_search_names_circle_id")
        ),
        sa.PrimaryKeyConstraint(
            "circle_id", "kind", "key", "target_id", name=op.f("pk_search_names")
        ),
    )
    op.create_index("ix_search_names_everywhere", "search_names", ["kind", "key"], unique=False)
    op.create_index("ix_search_names_target", "search_names", ["kind", "target_id"], unique=False)


def _members_are_labelled() -> None:
    op.create_table(
        "member_labels",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("name_key", sa.String(length=80), nullable=False),
        sa.Column("colour", NUMBER, nullable=False),
        sa.Column("created_by", NUMBER, nullable=False),
        sa.Column("created_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("removed_at", circle.core.db.UtcTime(), nullable=True),
        sa.CheckConstraint("colour BETWEEN 0 AND 7", name=op.f("ck_member_labels_colour")),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_member_labels_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_member_labels_created_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_labels")),
    )
    stands, gone = sa.text("removed_at IS NULL"), sa.text("removed_at IS NOT NULL")
    op.create_index(
        "uq_member_labels_name", "member_labels", ["circle_id", "name_key"], unique=True,
        sqlite_where=stands, postgresql_where=stands,
    )  # fmt: skip
    op.create_index("ix_member_labels_circle", "member_labels", ["circle_id", "id"], unique=False)
    op.create_index(
        "ix_member_labels_gone", "member_labels", ["removed_at"], unique=False,
        sqlite_where=gone, postgresql_where=gone,
    )  # fmt: skip
    op.create_index(
        op.f("ix_member_labels_created_by"), "member_labels", ["created_by"], unique=False
    )
    _labels_are_given()


def _labels_are_given() -> None:
    op.create_table(
        "labels_given",
        sa.Column("label_id", NUMBER, nullable=False),
        sa.Column("member_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("via_id", NUMBER, nullable=True),
        sa.Column("given_by", NUMBER, nullable=False),
        sa.Column("given_at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_labels_given_circle_id")
        ),
        sa.ForeignKeyConstraint(["given_by"], ["users.id"], name=op.f("fk_labels_given_given_by")),
        sa.ForeignKeyConstraint(
            ["label_id"], ["member_labels.id"], name=op.f("fk_labels_given_label_id")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["memberships.id"], name=op.f("fk_labels_given_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["via_id"], ["member_labels.id"], name=op.f("fk_labels_given_via_id")
        ),
        sa.PrimaryKeyConstraint("label_id", "member_id", name=op.f("pk_labels_given")),
    )
    for column in ("circle_id", "given_by", "member_id", "via_id"):
        op.create_index(op.f(f"ix_labels_given_{column}"), "labels_given", [column], unique=False)


def _events_move() -> None:
    """When an event was moved; who took somebody off its list is one of the users."""
    op.add_column("gatherings", sa.Column("moved_at", circle.core.db.UtcTime(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":  # gives a key to new columns alone
        op.execute("ALTER TABLE sign_ups ADD COLUMN off_who INTEGER REFERENCES users (id)")
        op.execute("UPDATE sign_ups SET off_who = off_by WHERE off_by IS NOT NULL")
        op.execute("ALTER TABLE sign_ups DROP COLUMN off_by")
        op.execute("ALTER TABLE sign_ups RENAME COLUMN off_who TO off_by")
    else:
        op.create_foreign_key(
            op.f("fk_sign_ups_off_by"), "sign_ups", "users", ["off_by"], ["id"]
        )
    op.create_index(op.f("ix_sign_ups_off_by"), "sign_ups", ["off_by"], unique=False)


def _searches_miss() -> None:
    op.create_table(
        "missed_searches",
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("words", sa.String(length=40), nullable=False),
        sa.Column("reader", sa.String(length=24), nullable=False),
        sa.Column("missed_at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_missed_searches_circle_id")
        ),
        sa.PrimaryKeyConstraint(
            "circle_id", "words", "reader", name=op.f("pk_missed_searches")
        ),
    )
    op.create_index(
        "ix_missed_searches_latest", "missed_searches", ["circle_id", "missed_at"], unique=False
    )


def _tags_are_merged() -> None:
    op.create_table(
        "tag_synonyms",
        sa.Column("tag_id", NUMBER, nullable=False),
        sa.Column("into_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("merged_by", NUMBER, nullable=True),
        sa.Column("merged_at", circle.core.db.UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_tag_synonyms_circle_id")),
        sa.ForeignKeyConstraint(["into_id"], ["tags.id"], name=op.f("fk_tag_synonyms_into_id")),
        sa.ForeignKeyConstraint(["merged_by"], ["users.id"], name=op.f("fk_tag_synonyms_merged_by")),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_tag_synonyms_tag_id")),
        sa.PrimaryKeyConstraint("tag_id", name=op.f("pk_tag_synonyms")),
    )
    for column in ("into_id", "circle_id", "merged_by"):
        op.create_index(op.f(f"ix_tag_synonyms_{column}"), "tag_synonyms", [column], unique=False)
    if op.get_bind().dialect.name == "sqlite":  # gives a key to new columns alone
        op.execute("ALTER TABLE entry_tags ADD COLUMN via_id INTEGER REFERENCES tags (id)")
    else:
        op.add_column("entry_tags", sa.Column("via_id", NUMBER, nullable=True))
        op.create_foreign_key(
            op.f("fk_entry_tags_via_id"), "entry_tags", "tags", ["via_id"], ["id"]
        )
    came = sa.text("via_id IS NOT NULL")
    op.create_index(
        "ix_entry_tags_via", "entry_tags", ["via_id", "entry_id"], unique=False,
        sqlite_where=came, postgresql_where=came,
    )  # fmt: skip


def downgrade() -> None:
    """Take it back."""
    op.drop_index("ix_entry_tags_via", table_name="entry_tags")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("fk_entry_tags_via_id"), "entry_tags", type_="foreignkey")
    op.drop_column("entry_tags", "via_id")
    op.drop_table("tag_synonyms")
    op.drop_index("ix_missed_searches_latest", table_name="missed_searches")
    op.drop_table("missed_searches")
    op.drop_index(op.f("ix_sign_ups_off_by"), table_name="sign_ups")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE sign_ups ADD COLUMN off_who INTEGER")
        op.execute("UPDATE sign_ups SET off_who = off_by WHERE off_by IS NOT NULL")
        op.execute("ALTER TABLE sign_ups DROP COLUMN off_by")
        op.execute("ALTER TABLE sign_ups RENAME COLUMN off_who TO off_by")
    else:
        op.drop_constraint(op.f("fk_sign_ups_off_by"), "sign_ups", type_="foreignkey")
    op.drop_column("gatherings", "moved_at")
    op.drop_table("labels_given")
    op.drop_table("member_labels")
    op.drop_index("ix_search_names_target", table_name="search_names")
    op.drop_index("ix_search_names_everywhere", table_name="search_names")
    op.drop_table("search_names")
    op.drop_index(op.f("ix_index_queue_circle_id"), table_name="index_queue")
    op.drop_index("ix_index_queue_due", table_name="index_queue")
    op.drop_table("index_queue")
