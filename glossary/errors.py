"""What can go wrong with a call, said so that the reader knows what to do next.

Problems in a user's *data* are values (`glossary.model.Finding`), collected and reported together.
Problems with a *call* are the exceptions below; every message ends with the way out.

    GlossaryError
    ├── ConfigError            gloss.toml or [tool.gloss] cannot be used
    ├── ProjectError           there is no project here, or it cannot take this entry
    ├── LanguageError          not a BCP 47 language tag
    ├── FormatError            the file is not what its format promises
    │   └── UnknownFormatError no format reads or writes such a file
    ├── StoreError             a file or database cannot be opened, locked or replaced
    └── MissingExtraError      an optional part is not installed
"""

from __future__ import annotations


class GlossaryError(Exception):
    """Base of all errors of this package; `str(error)` is one line for a person.

    Attributes:
        path: The file that the error is about, if any.
        line: 1-based line in it, if known.
        column: 1-based column in code points, if known.
    """

    def __init__(
        self, message: str, *, path: str | None = None, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(message)
        self.path, self.line, self.column = path, line, column


class ConfigError(GlossaryError):
    """The settings in gloss.toml or [tool.gloss] cannot be used."""


class ProjectError(GlossaryError):
    """There is no project here, or the project cannot take what was asked."""


class LanguageError(GlossaryError, ValueError):
    """The text is not a language tag of BCP 47."""


class FormatError(GlossaryError):
    """The file is not what its format promises."""


class UnknownFormatError(FormatError):
    """No format reads or writes such a file; the message lists the known ones."""


class StoreError(GlossaryError):
    """A file or database cannot be opened, locked, read or replaced."""


class MissingExtraError(GlossaryError):
    """An optional dependency is missing; the message names the extra to install."""
