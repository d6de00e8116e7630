"""Bytes in and out of the model, one file per format. Nothing converts pairwise.

A plug is a file with `FORMAT`: the readers of the texts and catalogues in which terms are looked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from glossary.errors import UnknownFormatError
from glossary.model import Resource
from glossary.registry import discover


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that holds text to be checked.

    Attributes:
        suffixes: How the names of such files end, in lower case: `.md`.
        read: Takes the bytes and the path that messages name; problems of the data are findings of the resource,
            a file that cannot be read at all is a `FormatError`.
        bilingual: Its units have a source and a target; else they are passages in one language each.
        escape: Writes text as it stands in such a file, between whatever it is quoted with.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, str], Resource]
    bilingual: bool
    escape: Callable[[str], str] = str


@cache
def formats() -> tuple[Format, ...]:
    """Every format, by name."""
    plugs = discover("glossary.formats", "FORMAT").values()
    return tuple(sorted((plug for plug in plugs if isinstance(plug, Format)), key=lambda form: form.name))


def format_of(path: str) -> Format:
    """The format of a file, by the end of its name; upper and lower case are the same, the longest suffix wins.

    Raises:
        UnknownFormatError: No format has such a suffix.
    """
    known = {suffix: form for form in formats() for suffix in form.suffixes}
    for suffix in sorted(known, key=len, reverse=True):
        if path.lower().endswith(suffix):
            return known[suffix]
    names = ", ".join(sorted(known))
    raise UnknownFormatError(f"cannot tell the format of {path!r}; name a file that ends in one of {names}", path=path)
