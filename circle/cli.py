"""The `circle` command: what each command is called, where it stands, and what it says of itself.

A command's module is imported when the command is called for: asking for help, or for a command
that does not exist, does not wait for the whole program. Nothing else is imported by its name.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

import click
from flask import Flask
from flask.cli import ScriptInfo


class Place(NamedTuple):
    """Where a command stands, and its line in the list of commands."""

    module: str
    name: str
    line: str


COMMANDS: Mapping[str, Place] = {
    "audit": Place("circle.moderation.cli", "audit", "The log of what staff did."),
    "brand": Place("circle.brands.cli", "brand", "Owners of circles, domains and signing keys."),
    "circle": Place("circle.circles.cli", "circle_group", "Circles."),
    "doctor": Place("circle.doctor", "doctor", "Check the whole installation."),
    "import": Place("circle.portability.cli", "import_group", "Take in what others exported."),
    "init": Place("circle.commands", "init", "Create the database or bring it up to date."),
    "ledger": Place("circle.points.cli", "ledger", "The ledger of points and growth."),
    "log": Place("circle.home.cli", "log", "Who sent what from where, six months back."),
    "mail": Place("circle.notifications.cli", "mail", "Letters that came back."),
    "reindex": Place("circle.search.cli", "reindex", "Write what is searched anew, or check it."),
    "run": Place("circle.commands", "run", "Migrate, then serve pages and run jobs."),
    "seed": Place("circle.demo.cli", "seed", "Add a synthetic Chinese community."),
    "switch": Place("circle.home.cli", "switch", "Switches of the whole site."),
    "token": Place("circle.accounts.cli", "token", "Keys for programs."),
    "user": Place("circle.accounts.cli", "user", "Accounts."),
    "web": Place("circle.commands", "web", "Serve pages only."),
    "worker": Place("circle.commands", "worker", "Run jobs only."),
}


class Commands(click.Group):
    """The commands of the table; one is loaded when it is called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or nothing."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        found: click.Command = _load(place.module, place.name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands out of the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].line) for name in self.list_commands(ctx)])


def _load(module: str, name: str) -> Any:
    return getattr(import_module(module), name)


def application() -> Flask:
    """The application, made when a command first needs it."""
    made: Flask = _load("circle.commands", "application")()
    return made


@click.group(cls=Commands)
@click.pass_context
def circle(context: click.Context) -> None:
    """Circle (圈子): a community that keeps what its members write."""
    context.obj = ScriptInfo(create_app=application, set_debug_flag=False)  # for with_appcontext


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point of the `circle` program."""
    circle.main(arguments, prog_name="circle")


if __name__ == "__main__":
    main()
