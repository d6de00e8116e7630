"""What is open in the editor: texts as they are typed, whether they are saved or not."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from lsprotocol import types as lsp
from pygls.uris import to_fs_path

from glossary.formats.source import PROGRAMS
from glossary.servers.lsp._positions import Positions

LARGE = 2_000_000
"""Code points of a text above which it is not checked while it is typed."""

_SUFFIXES = {
    "markdown": ".md",
    "mdx": ".mdx",
    "po": ".po",
    "gettext": ".po",
    "xliff": ".xlf",
    "yaml": ".yaml",
    "html": ".html",
}
"""What a document without a file would be called, by its language."""


@dataclass(frozen=True)
class Document:
    """An open document in one version; a change makes another.

    Attributes:
        encoding: What the units of positions are.
    """

    uri: str
    version: int
    text: str
    language: str
    encoding: str

    @cached_property
    def path(self) -> str:
        """That of its file, or where it would be if it had one."""
        suffix = _SUFFIXES.get(self.language) or PROGRAMS.get(self.language, (".txt",))[0]
        return path_of(self.uri) or os.path.join(os.getcwd(), "untitled" + suffix)

    @property
    def is_file(self) -> bool:
        """Whether it has a path of its own."""
        return path_of(self.uri) is not None

    @property
    def data(self) -> bytes:
        """What would be in the file."""
        return self.text.encode()

    @property
    def is_large(self) -> bool:
        """Whether checking it takes so long that it is done only when it is opened or saved."""
        return len(self.text) > LARGE

    def before(self, text: str) -> int | None:
        """How many code points stand before a text that was read of it: a byte order mark, or none.

        None if it was read as another text, by a character set that it names and is not in here.
        """
        before = len(self.text) - len(text)
        return before if before in (0, 1) and self.text.endswith(text) else None

    @cached_property
    def positions(self) -> Positions:
        """Where what is."""
        return Positions(self.text, self.encoding)


def path_of(uri: str) -> str | None:
    """The path of the file that a URI is about; None where no file can be."""
    try:
        found = to_fs_path(uri.replace(";", "%3B"))  # pygls takes what follows a semicolon for no part of a path
    except ValueError:
        return None
    return found if found and "\0" not in found else None


def opened(item: lsp.TextDocumentItem, encoding: str) -> Document:
    """A document that the editor opens."""
    return Document(item.uri, item.version, item.text, item.language_id, encoding)


def changed(document: Document, version: int, changes: Iterable[lsp.TextDocumentContentChangeEvent]) -> Document:
    """The document after changes, each of which is about what those before it made; whole texts are changes, too."""
    text, positions = document.text, document.positions
    for change in changes:
        if isinstance(change, lsp.TextDocumentContentChangePartial):
            text, positions = positions.edited(positions.span(change.range), change.text)
        else:
            text, positions = change.text, Positions(change.text, document.encoding)
    made = Document(document.uri, version, text, document.language, document.encoding)
    made.__dict__["positions"] = positions
    return made
