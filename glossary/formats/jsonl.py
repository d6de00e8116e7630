"""JSON Lines: concepts and translation units as in JSON, one on each line, for programs that read line by line.

An object with `terms` is a concept, any other a translation unit; the keys are those of `glossary.formats.json`. A line
that is no JSON is named and left out, the others are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from glossary.errors import FormatError
from glossary.formats import Both, json
from glossary.formats.json import compact, unit_dict, visible, written_dict
from glossary.model import Concept, Resource, Severity, TranslationUnit

if TYPE_CHECKING:
    from glossary.formats._reading import Findings


def read(data: bytes, path: str) -> Resource:
    """The concepts and translation units of a file, line by line; what is wrong with a line is a finding.

    Raises:
        FormatError: Not UTF-8.
    """
    from glossary.formats._reading import Findings, decode

    findings = Findings(path)
    return Resource(_entries(decode(data, path), path, findings), findings=findings.all)


def write(units: Iterable[TranslationUnit]) -> Iterator[bytes]:
    """A line for each unit, all that it says.

    Raises:
        ValueError: Half a character is in one.
    """
    return map(_line, map(unit_dict, units))


def write_terms(concepts: Iterable[Concept]) -> Iterator[bytes]:
    """A line for each concept, without the terms that were computed.

    Raises:
        ValueError: Half a character is in one.
    """
    return map(_line, map(written_dict, concepts))


def write_both(entries: Iterable[TranslationUnit | Concept]) -> Iterator[bytes]:
    """A line for each entry, in their order.

    Raises:
        ValueError: Half a character is in one.
    """
    return (_line(unit_dict(entry) if isinstance(entry, TranslationUnit) else written_dict(entry)) for entry in entries)


def _line(fields: dict[str, Any]) -> bytes:
    return f"{visible(compact(fields))}\n".encode()


def _entries(text: str, path: str, findings: Findings) -> Iterator[Concept | TranslationUnit]:
    from glossary.formats._json_entries import Builder
    from glossary.formats._json_nodes import Document, Wrong

    number = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        document = Document(line.removesuffix("\r"), path, line=number)
        builder = Builder(document, findings)
        try:
            first, *more = document.values()
            if more:
                raise Wrong("shape", "one entry stands on a line; put this one on a line of its own", more[0])
            yield builder.concept(first) if first.get("terms") else builder.unit(first)
        except Wrong as wrong:
            builder.report(wrong)
        except FormatError as error:
            findings.add("json-syntax", Severity.ERROR, str(error), number, error.column or 1)
    findings.finish("shape", "more mistakes in this file", number)


FORMAT = replace(
    json.FORMAT,
    name="jsonl",
    suffixes=(".jsonl",),
    read=read,
    write=write,
    both=Both(write_both, lambda concept, _: concept),
    write_terms=write_terms,
)
