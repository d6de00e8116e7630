"""`gloss serve …`: answer other programs for as long as they ask."""

from __future__ import annotations

import typer

from glossary.cli import Group, Verb

app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.callback()
def serve() -> None:
    """Answer other programs: the language server for editors.

    \b
    gloss serve lsp

    Editors start it themselves; docs/editors.md says how each is told to.
    """


@app.command("lsp", cls=Verb)
def lsp() -> None:
    """Serve an editor over standard input and output (LSP 3.17 and 3.18): diagnostics, completion, hover and the rest.

    \b
    gloss serve lsp

    It ends when the editor ends. Its log is standard error. Needs pip install 'gloss-tm[lsp]'.
    """
    from glossary.servers.lsp import serve

    serve()
