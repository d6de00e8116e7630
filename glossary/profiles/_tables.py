"""Tables of terms: cells and rows, and which term of a concept stands in which column.

Cells are written exactly, also those that a spreadsheet would take for a formula (`=1+1`): importers need them so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from glossary.model import USABLE, Concept, Lang, Term, TermStatus
from glossary.text.language import ZH_HANS, ZH_HANT, ZH_HK, ZH_TW

REGIONS: Mapping[Lang, str] = {ZH_HANS: "zh-CN", ZH_HANT: "zh-TW", ZH_TW: "zh-TW", ZH_HK: "zh-HK"}
"""The tags of tools that tell Chinese apart by regions."""


class Row(NamedTuple):
    """What stands in one line of a table with a column for each language.

    Attributes:
        terms: By the tool's name of the language, in the order of the columns.
        first: It is the concept's first line, not that of a further term of the first language.
    """

    concept: Concept
    terms: Mapping[str, Term]
    first: bool


def csv(rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> Iterator[bytes]:
    """Lines with cells in quotes where they need them, quotes doubled (RFC 4180, but "\\n" ends a line)."""
    for row in rows:
        yield (delimiter.join(_cell(text, delimiter) for text in row) + "\n").encode()


def tsv(rows: Iterable[Sequence[str]], *, end: str = "\n") -> Iterator[bytes]:
    """Lines with cells as they are, of which none may hold a tab or a line break."""
    for row in rows:
        yield ("\t".join(row) + end).encode()


def columns(tags: Mapping[Lang, str]) -> list[str]:
    """The names of the columns: each tag once, as several languages may have the same."""
    return list(dict.fromkeys(tags.values()))


def rows(concepts: Iterable[Concept], tags: Mapping[Lang, str]) -> Iterator[Row]:
    """A row for each usable term of the first language, beside the preferred terms of the others.

    A concept without a term in the first language is one row; a name that stays as it is stands in every column.
    """
    names = columns(tags)
    for concept in concepts:
        found = {name: _usable(concept, [lang for lang in tags if tags[lang] == name]) for name in names}
        best = {name: terms[0] for name, terms in found.items() if terms}
        if not best:
            continue
        if not concept.translatable:
            best = {name: best.get(name, next(iter(best.values()))) for name in names}
        for number, term in enumerate(found[names[0]] or [best.get(names[0])]):
            own = {names[0]: term} if term else {}
            yield Row(concept, {**own, **{name: best[name] for name in names[1:] if name in best}}, number == 0)


def definitions(concept: Concept) -> str:
    """The definitions in all languages, one a line."""
    return "\n".join(concept.definition.values())


def line(text: str) -> str:
    """A text on one line: every run of white space becomes a space."""
    return " ".join(text.split())


def _usable(concept: Concept, langs: Sequence[Lang]) -> list[Term]:
    """The terms to write in these languages, preferred ones first, each text once."""
    terms = [term for lang in langs for term in concept.terms_in(lang) if term.status in USABLE]
    by_text = {term.text: term for term in reversed(terms)}
    return sorted(reversed(by_text.values()), key=lambda term: term.status is not TermStatus.PREFERRED)


def _cell(text: str, delimiter: str) -> str:
    if text != text.strip() or any(char in text for char in (delimiter, '"', "\r", "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text
