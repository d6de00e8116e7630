"""`gloss memory …`: the translation memory itself: one file per verb, each with a function `command`."""

from __future__ import annotations

import importlib

import typer

from glossary.cli import Group, Verb

VERBS = ("add", "import", "search", "list", "stats", "export", "check", "dedupe", "delete")
"""In the order in which help lists them."""

app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.callback()
def memory() -> None:
    """Look after the translation memory: add, search, list, count, export; check it, and tidy it up.

    \b
    gloss memory search 服务条款
    gloss memory check
    gloss memory export -o memory.tsv

    It is the file .gloss/memory.db of the project, made by the first `gloss import`.
    """


for _verb in VERBS:
    _module = "glossary.cli.import" if _verb == "import" else f"glossary.cli.memory.{_verb}"
    app.command(_verb, cls=Verb)(importlib.import_module(_module).command)
