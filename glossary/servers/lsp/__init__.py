"""The language server: what the command line says about terms, in every editor that speaks LSP 3.17 or 3.18.

`serve` speaks over standard input and output until its client ends. All answers come from `Project`; this package only
turns them into the types of the protocol, which are known nowhere else. Offsets are code points but in `_positions`.

Work that takes time runs at two desks (`_desk`), one for what a person waits for and one for diagnostics, each a thread
with projects of its own; the loop that reads messages never waits for either.

    _server       documents, settings, what is found, watching
    _requests     which request is answered by what; the process
    _wire         bytes → messages; what is answered to bytes and messages that are none
    _documents    what is open in the editor
    _positions    positions of the protocol ↔ code points
    _desk         a thread, and the projects that it has open
    _cards        a concept, a match, in Markdown or plain text
    _completion   terms and matches while typing
    _hover        what a term means, what differs in a match
    _places       definition, references, highlights, symbols, inlay hints
    _rename       what a new name of a term changes
    _work         what takes a while, and may be stopped
    _diagnostics  findings
    _links        pages about rules, that findings link to
    _actions      what can be done about them; commands
"""

from __future__ import annotations

from typing import NoReturn

from glossary.errors import MissingExtraError


def serve() -> NoReturn:
    """Serve one client over standard input and output, and end the process with it.

    Raises:
        MissingExtraError: pygls is not installed.
    """
    try:
        import pygls  # noqa: F401
    except ImportError:
        raise MissingExtraError("the language server needs pygls; run `pip install 'gloss-tm[lsp]'`") from None
    from glossary.servers.lsp._requests import run

    run()
