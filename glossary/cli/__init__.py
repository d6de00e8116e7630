"""The command line: `gloss VERB`. One file per verb; each parses, asks `Project` and prints.

A verb is a module of this package with a function `command`, or with an `app` of several; its name in `VERBS` is the
one line that adds it.
Modules are imported when their verb runs, so that starting costs no more than the verb needs.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import sys
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from glossary.cli import _output
from glossary.cli._params import lighten
from glossary.errors import GlossaryError

VERBS = (
    "lookup",
    "find",
    "suggest",
    "pretranslate",
    "check",
    "analyze",
    "add",
    "import",
    "align",
    "memory",
    "rename",
    "export",
    "convert",
    "serve",
    "formats",
    "fmt",
    "init",
    "doctor",
)
"""In the order in which help lists them."""


class Verb(TyperCommand):
    """A verb whose parameters cost no schema library."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its parameters, made light."""
        return lighten(super().get_params(ctx))


class Group(TyperGroup):
    """Several verbs under one name."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Its own parameters, made light."""
        return lighten(super().get_params(ctx))


class _Verbs(Group):
    """Finds a verb by importing its module."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"glossary.cli.{cmd_name}")
        if hasattr(module, "app"):
            return get_command(module.app)
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(cmd_name, cls=Verb)(module.command)
        return get_command(app)


app = typer.Typer(
    cls=_Verbs,
    name="gloss",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from glossary import __version__

        _output.say(f"gloss {__version__}")
        raise typer.Exit


@app.callback()
def gloss(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Bilingual terms beside your text: look them up, add them, keep them right.

    Begin with `gloss lookup 蒸馏` in a project, or `gloss init` in an empty directory.
    """


_BETWEEN_COLLECTIONS = 200_000
"""Objects that are made before cycles are looked for: a file makes millions, none of them in a cycle."""


def main() -> NoReturn:
    """Run the command line; every problem ends in one line and an exit status.

    0 fine; 1 nothing found, or findings; 2 wrong use or unreadable input; 130 interrupted, 143 terminated; 141 nobody
    reads the pipe.
    """
    _output.prepare()
    gc.set_threshold(_BETWEEN_COLLECTIONS)
    for number in (signal.SIGINT, signal.SIGTERM):  # else what was being written stays beside the file
        signal.signal(number, _interrupted)
    try:
        app()
    except GlossaryError as error:
        if os.environ.get("GLOSS_DEBUG"):
            raise
        _output.error(error)
        status: int | str | None = 2
    except SystemExit as ending:
        status = ending.code
    except OSError as error:
        status = _output.unwritable(error)
    _leave(status)


def _interrupted(signum: int, frame: object) -> NoReturn:
    raise SystemExit(128 + signum)


def _leave(status: int | str | None) -> NoReturn:
    """Flush what was printed; a reader that has gone away (`gloss … | head`) is no error."""
    try:
        sys.stdout.flush()
    except OSError as error:
        status = _output.unwritable(error)
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    sys.exit(status)
