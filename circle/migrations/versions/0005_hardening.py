"""What questions remember: first choice, paid answer, links, turns; places that are held; what is
proposed to be featured; threads that paid; a limit of 0 that is one; one account each; ads
counted from when they became one."""

import json
import re

import sqlalchemy as sa
from alembic import op

import circle.core.db


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ADDRESS = re.compile(r"(?:/c/([\w-]+)|(?<![a-zA-Z0-9_/.:-]))/questions/(\d{1,18})(?!\d)")


def upgrade() -> None:
    """Take the step."""
    _questions_remember()
    _answers_take_turns()
    _questions_are_linked()
    _reveals_only_grow()
    _places_are_held()
    _topics_remind()
    _entries_are_proposed()
    _threads_paid_once()
    _a_limit_of_nothing_is_one()
    _one_account_each()
    _ads_count_from_then()
    _codes_are_given_once()


def _questions_remember() -> None:
    op.add_column("questions", sa.Column("chosen_at", circle.core.db.UtcTime(), nullable=True))
    op.add_column("questions", sa.Column("paid_id", NUMBER, nullable=True))
    op.add_column("questions", sa.Column("set_aside_at", circle.core.db.UtcTime(), nullable=True))
    op.add_column(
        "answers", sa.Column("by_guest", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute("UPDATE questions SET chosen_at = accepted_at WHERE accepted_at IS NOT NULL")
    op.execute(
        "UPDATE questions SET paid_id = COALESCE(accepted_id, suspended_id) "
        "WHERE bounty_state = 'paid'"
    )
    op.execute(  # who was a guest then was not written down: who is one now counts as one
        "UPDATE answers SET by_guest = (1 = 1) WHERE EXISTS ("
        "SELECT 1 FROM entries JOIN questions ON questions.entry_id = entries.parent_id "
        "JOIN memberships ON memberships.user_id = entries.author_id "
        "AND memberships.circle_id = entries.circle_id "
        "WHERE entries.id = answers.entry_id AND memberships.role = 'guest' "
        "AND questions.guest_answered AND entries.anonymous = (1 = 0))"
    )
    op.execute(
        "UPDATE questions SET guest_answered = (1 = 0) WHERE guest_answered AND NOT EXISTS ("
        "SELECT 1 FROM entries WHERE entries.parent_id = questions.entry_id "
        "AND entries.kind = 'answer' AND entries.status = 'published')"
    )


def _answers_take_turns() -> None:
    op.create_table(
        "answer_turns",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("answer_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('accepted', 'unaccepted', 'due', 'doubted')", name=op.f("ck_answer_turns_kind")
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["entries.id"], name=op.f("fk_answer_turns_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_answer_turns_circle_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_turns")),
    )
    op.create_index("ix_answer_turns_history", "answer_turns", ["answer_id", "id"], unique=False)
    op.create_index(op.f("ix_answer_turns_circle_id"), "answer_turns", ["circle_id"], unique=False)
    op.execute(
        "INSERT INTO answer_turns (answer_id, circle_id, kind, at) "
        "SELECT accepted_id, circle_id, 'accepted', accepted_at FROM questions "
        "WHERE accepted_id IS NOT NULL AND accepted_at IS NOT NULL"
    )


def _questions_are_linked() -> None:
    op.create_table(
        "question_links",
        sa.Column("entry_id", NUMBER, nullable=False),
        sa.Column("target_id", NUMBER, nullable=False),
        sa.Column("question_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_question_links_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_question_links_entry_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["entries.id"], name=op.f("fk_question_links_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["entries.id"], name=op.f("fk_question_links_target_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "target_id", name=op.f("pk_question_links")),
    )
    op.create_index(
        "ix_question_links_from", "question_links", ["question_id", "target_id"], unique=False
    )
    op.create_index(
        "ix_question_links_to", "question_links", ["target_id", "question_id"], unique=False
    )
    op.create_index(
        op.f("ix_question_links_circle_id"), "question_links", ["circle_id"], unique=False
    )
    _link_what_was_written()


def _link_what_was_written() -> None:
    """Addresses of questions that stand in questions, their answers and comments already."""
    here = op.get_bind()
    found = here.execute(sa.text(
        "SELECT entries.id, questions.entry_id, entries.circle_id, circles.slug, entries.source "
        "FROM entries JOIN circles ON circles.id = entries.circle_id "
        "JOIN questions ON questions.entry_id = COALESCE(entries.root_id, entries.id) "
        "WHERE entries.source LIKE '%/questions/%'"
    )).all()  # fmt: skip
    links = {
        (entry, int(number)): {"entry": entry, "target": int(number), "question": question,
                               "circle": circle_id}
        for entry, question, circle_id, slug, source in found
        for place, number in ADDRESS.findall(source)
        if place in ("", slug) and int(number) != question
    }  # fmt: skip
    for link in links.values():
        here.execute(sa.text(
            "INSERT INTO question_links (entry_id, target_id, question_id, circle_id) "
            "SELECT :entry, entry_id, :question, :circle FROM questions "
            "WHERE entry_id = :target AND circle_id = :circle"
        ), link)  # fmt: skip


def _reveals_only_grow() -> None:
    """Who looked up an author stays written down, as the ledger does, until the circle goes."""
    if op.get_bind().dialect.name == "postgresql":
        run = "FOR EACH ROW EXECUTE FUNCTION circle_refuse_change()"
        op.execute(f"CREATE TRIGGER reveals_no_update BEFORE UPDATE ON reveals {run}")
        op.execute(f"CREATE TRIGGER reveals_no_delete BEFORE DELETE ON reveals {run}")
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'reveals only grows'); END"
    living = "(SELECT deleted_at FROM circles WHERE id = OLD.circle_id) IS NULL"
    op.execute(f"CREATE TRIGGER reveals_no_update BEFORE UPDATE ON reveals {refuse}")
    op.execute(f"CREATE TRIGGER reveals_no_delete BEFORE DELETE ON reveals WHEN {living} {refuse}")


def _places_are_held() -> None:
    op.add_column("sign_ups", sa.Column("held_until", circle.core.db.UtcTime(), nullable=True))
    held = sa.text("held_until IS NOT NULL AND state = 'going'")
    op.create_index(
        "ix_sign_ups_held", "sign_ups", ["topic_id", "held_until"], unique=False,
        sqlite_where=held, postgresql_where=held,
    )  # fmt: skip


def _entries_are_proposed() -> None:
    op.create_table(
        "proposals",
        sa.Column("entry_id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("created_at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("dismissed_at", circle.core.db.UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["circle_id"], ["circles.id"], name=op.f("fk_proposals_circle_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_proposals_entry_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_proposals_user_id")),
        sa.PrimaryKeyConstraint("entry_id", "user_id", name=op.f("pk_proposals")),
    )
    standing = sa.text("dismissed_at IS NULL")
    op.create_index(
        "ix_proposals_standing", "proposals", ["circle_id", "entry_id"], unique=False,
        sqlite_where=standing, postgresql_where=standing,
    )  # fmt: skip
    op.create_index("ix_proposals_user", "proposals", ["user_id"], unique=False)


def _threads_paid_once() -> None:
    op.create_table(
        "paid_threads",
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("thread_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_paid_threads_circle_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_paid_threads_user_id")),
        sa.PrimaryKeyConstraint(
            "circle_id", "user_id", "thread_id", name=op.f("pk_paid_threads")
        ),
    )
    op.create_index("ix_paid_threads_user", "paid_threads", ["user_id"], unique=False)


def _a_limit_of_nothing_is_one() -> None:
    """0 said "no limit" until now and says "none are paid" from now on: what circles wrote keeps
    its meaning, as the highest limit there is."""
    sets = sa.table("rule_sets", sa.column("id", sa.Integer), sa.column("rules", sa.JSON))
    here = op.get_bind()
    for ident, rules in here.execute(sa.select(sets.c.id, sets.c.rules)).all():
        said = json.loads(json.dumps(rules))
        for rule in said.get("each", {}).values():
            if rule.get("limit") == 0:
                rule["limit"] = 50
        if said != rules:
            here.execute(sa.update(sets).where(sets.c.id == ident).values(rules=said))


def _one_account_each() -> None:
    """An address serves who confirmed it first; somebody a provider names is one person."""
    op.execute(
        "UPDATE users SET email_confirmed_at = NULL WHERE email_confirmed_at IS NOT NULL "
        "AND EXISTS (SELECT 1 FROM users AS first WHERE first.email_key = users.email_key "
        "AND first.email_confirmed_at IS NOT NULL "
        "AND (first.email_confirmed_at < users.email_confirmed_at "
        "OR (first.email_confirmed_at = users.email_confirmed_at AND first.id < users.id)))"
    )
    op.execute(
        "DELETE FROM identities WHERE brand_id IS NULL AND EXISTS ("
        "SELECT 1 FROM identities AS first WHERE first.brand_id IS NULL "
        "AND first.provider = identities.provider AND first.subject = identities.subject "
        "AND first.id < identities.id)"
    )
    for name, table, columns, where in (
        ("uq_users_email_confirmed", "users", ["email_key"], "email_confirmed_at IS NOT NULL"),
        ("uq_identities_of_the_site", "identities", ["provider", "subject"], "brand_id IS NULL"),
    ):
        only = sa.text(where)
        op.create_index(
            name, table, columns, unique=True, sqlite_where=only, postgresql_where=only
        )


def _ads_count_from_then() -> None:
    """When each ad was placed; those scheduled for after their end run as long as any."""
    op.add_column("entries", sa.Column("advertised_at", circle.core.db.UtcTime(), nullable=True))
    op.execute("UPDATE entries SET advertised_at = created_at WHERE category = 'ad'")
    op.execute(
        "UPDATE entries SET expires_at = NULL WHERE category = 'ad' "
        "AND author_state = 'scheduled' AND expires_at <= scheduled_at"
    )
    placed = sa.text("advertised_at IS NOT NULL")
    op.create_index(
        "ix_entries_ads", "entries", ["author_id", "circle_id", "advertised_at"], unique=False,
        sqlite_where=placed, postgresql_where=placed,
    )  # fmt: skip


def _codes_are_given_once() -> None:
    """A code stands once in a circle. Of doubles the one given first stays, else the oldest; later
    ones not given are removed, later ones given stay with who has them, marked as repeated."""
    op.add_column(
        "reward_codes",
        sa.Column("repeated", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute(
        "UPDATE reward_codes SET repeated = (1 = 1) WHERE EXISTS ("
        "SELECT 1 FROM reward_codes AS first WHERE first.circle_id = reward_codes.circle_id "
        "AND first.code = reward_codes.code AND first.redemption_id < reward_codes.redemption_id)"
    )
    op.execute(
        "DELETE FROM reward_codes WHERE redemption_id IS NULL AND EXISTS ("
        "SELECT 1 FROM reward_codes AS first WHERE first.circle_id = reward_codes.circle_id "
        "AND first.code = reward_codes.code "
        "AND (first.redemption_id IS NOT NULL OR first.id < reward_codes.id))"
    )
    op.execute(
        "UPDATE rewards SET stock = (SELECT COUNT(*) FROM reward_codes "
        "WHERE reward_id = rewards.id AND redemption_id IS NULL) WHERE kind = 'code'"
    )
    op.drop_index("uq_reward_codes_code", table_name="reward_codes")
    once = sa.text("NOT repeated")
    op.create_index(
        "uq_reward_codes_code", "reward_codes", ["circle_id", "code"], unique=True,
        sqlite_where=once, postgresql_where=once,
    )  # fmt: skip


def _topics_remind() -> None:
    op.create_table(
        "topic_reminders",
        sa.Column("entry_id", NUMBER, nullable=False),
        sa.Column("cause", sa.String(length=8), nullable=False),
        sa.Column("part", NUMBER, nullable=False),
        sa.Column("circle_id", NUMBER, nullable=False),
        sa.Column("at", circle.core.db.UtcTime(), nullable=False),
        sa.Column("until", circle.core.db.UtcTime(), nullable=False),
        sa.CheckConstraint(
            "cause IN ('due', 'event', 'day', 'poll', 'lottery')",
            name=op.f("ck_topic_reminders_cause"),
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_topic_reminders_circle_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_topic_reminders_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "cause", "part", name=op.f("pk_topic_reminders")),
    )
    op.create_index(
        "ix_topic_reminders_shown", "topic_reminders", ["circle_id", "until"], unique=False
    )
    op.create_index("ix_polls_closing", "polls", ["closes_at"], unique=False)
    told = sa.text("result_id IS NOT NULL")
    op.create_index(
        "ix_topics_result", "topics", ["result_id"], unique=False,
        sqlite_where=told, postgresql_where=told,
    )  # fmt: skip


def downgrade() -> None:
    """Take it back."""
    op.drop_index("uq_reward_codes_code", table_name="reward_codes")
    op.create_index("uq_reward_codes_code", "reward_codes", ["reward_id", "code"], unique=True)
    op.drop_column("reward_codes", "repeated")

    op.drop_index("ix_entries_ads", table_name="entries")
    op.drop_column("entries", "advertised_at")

    op.drop_index("uq_identities_of_the_site", table_name="identities")
    op.drop_index("uq_users_email_confirmed", table_name="users")

    op.drop_index("ix_topics_result", table_name="topics")
    op.drop_index("ix_polls_closing", table_name="polls")
    op.drop_index("ix_topic_reminders_shown", table_name="topic_reminders")
    op.drop_table("topic_reminders")

    op.drop_index("ix_paid_threads_user", table_name="paid_threads")
    op.drop_table("paid_threads")
    op.drop_index("ix_proposals_user", table_name="proposals")
    op.drop_index("ix_proposals_standing", table_name="proposals")
    op.drop_table("proposals")

    op.drop_index("ix_sign_ups_held", table_name="sign_ups")
    op.drop_column("sign_ups", "held_until")

    place = " ON reveals" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER reveals_no_update{place}")
    op.execute(f"DROP TRIGGER reveals_no_delete{place}")

    op.drop_index(op.f("ix_question_links_circle_id"), table_name="question_links")
    op.drop_index("ix_question_links_to", table_name="question_links")
    op.drop_index("ix_question_links_from", table_name="question_links")
    op.drop_table("question_links")

    op.drop_index(op.f("ix_answer_turns_circle_id"), table_name="answer_turns")
    op.drop_index("ix_answer_turns_history", table_name="answer_turns")
    op.drop_table("answer_turns")

    op.drop_column("answers", "by_guest")
    op.drop_column("questions", "paid_id")
    op.drop_column("questions", "chosen_at")
