"""The tables: what is committed is on the disk, and no row points at nothing."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from circle.accounts.models import Block
from circle.core.db import db, session, transaction


def test_a_commit_is_on_the_disk_before_it_is_answered(inside):
    if db.engine.dialect.name == "sqlite":
        settings = {"synchronous": 2, "journal_mode": "wal"}  # 2: FULL
        assert {name: session().scalar(text(f"PRAGMA {name}")) for name in settings} == settings
    else:  # what the server was told is left alone: the tests' own does not wait, to be quick
        source = text("SELECT source FROM pg_settings WHERE name = 'synchronous_commit'")
        assert session().scalar(source) in ("default", "configuration file")


def test_no_row_points_at_a_row_that_is_not_there(cast, inside):
    mine, theirs = cast.member.user_id, cast.owner.user_id
    with pytest.raises(IntegrityError), transaction() as current:
        current.add(Block(user_id=mine, blocked_id=987_654_321))
    with transaction() as current:
        current.add(Block(user_id=mine, blocked_id=theirs))
    assert session().get(Block, (mine, theirs)) is not None
