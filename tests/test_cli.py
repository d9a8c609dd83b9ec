"""The `circle` command: every command is where the table says, and help waits for none of them."""

import re
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from circle import commands
from circle.cli import COMMANDS, circle
from circle.core import jobs
from circle.core.db import session, transaction
from circle.core.jobs import Job
from tests.conftest import REPO

LOADED = "import sys; from circle import cli; cli.circle.main({}, standalone_mode=False); " \
         "print('LOADED', 'circle.app' in sys.modules, 'sqlalchemy' in sys.modules)"


def loaded(*arguments):
    ran = subprocess.run([sys.executable, "-c", LOADED.format(list(arguments))], cwd=REPO,
                         capture_output=True, text=True, check=True)  # fmt: skip
    return ran.stdout


def test_asking_for_help_loads_no_command():
    told = loaded("--help")
    assert "LOADED False False" in told
    assert all(re.search(rf"^  {name} +\S", told, re.M) for name in COMMANDS)


def test_asking_for_the_help_of_one_command_loads_it():
    told = loaded("web", "--help")
    assert "LOADED True True" in told and "Serve pages only." in told


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_stands_where_the_table_says_and_explains_itself(name):
    place = COMMANDS[name]
    found = getattr(import_module(place.module), place.name)
    assert isinstance(found, click.Command)
    assert found.name == name
    assert found.help


@pytest.mark.parametrize("place", COMMANDS.values(), ids=COMMANDS)
def test_only_modules_of_commands_are_imported_by_name(place):
    assert find_spec(place.module) is not None
    package, _, file = place.module.removeprefix("circle.").rpartition(".")
    assert file == "cli" if package else file in ("commands", "doctor")


def test_every_module_of_commands_is_reached():
    there = {f"circle.{p.parent.name}.cli" for p in (REPO / "circle").glob("*/cli.py")}
    assert there <= {place.module for place in COMMANDS.values()}


def test_a_command_there_is_not_is_refused_with_one_line():
    ran = CliRunner().invoke(circle, ["sing"])
    assert (ran.exit_code, ran.output.strip().splitlines()[-1]) == (
        2, "Error: No such command 'sing'."
    )  # fmt: skip


def test_a_wrong_setting_ends_a_command_with_one_line():
    ran = CliRunner().invoke(circle, ["init"], env={"CIRCLE_LOG": "loud"})
    assert ran.exit_code == 1
    assert ran.output.count("\n") == 1 and ran.output.startswith("Error: CIRCLE_LOG")


def test_jobs_that_failed_for_good_get_another_try(app, inside, monkeypatch):
    monkeypatch.setattr(commands, "application", lambda: app)
    with transaction():
        jobs.enqueue("core.forget_old_answers", {})
        session().execute(update(Job).values(dead_at=Job.due_at, attempts=jobs.MAX_ATTEMPTS))

    def left():
        session().rollback()
        return session().scalars(
            select(Job.kind).where(Job.kind == "core.forget_old_answers", Job.dead_at.is_not(None))
        ).all()

    assert CliRunner().invoke(circle, ["worker", "--until-idle"]).exit_code == 0
    assert left() == ["core.forget_old_answers"]
    ran = CliRunner().invoke(circle, ["worker", "--again", "--until-idle"])
    assert "1 jobs get another try." in ran.output
    assert left() == []


def test_the_command_line_refuses_in_english_on_a_chinese_site(app, inside, cast, monkeypatch):
    monkeypatch.setattr(commands, "application", lambda: app)
    given = ["circle", "create", "tea", "--name", "Tea", "--owner", cast.owner.name]
    ran = CliRunner().invoke(circle, given)
    assert ran.exit_code == 1
    assert ran.output.isascii() and ran.output.count("\n") == 1
