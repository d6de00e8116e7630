"""Every string that broke other tools comes back from every format, code for code, or is refused by its name.

Run over everything that can be written: translations and terms by each format, terms by each profile. A text that a
file cannot hold must be refused (the whole file with a `FormatError`, or the entry with a finding), never altered.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from nasty import NASTY
from ruamel.yaml import YAML

from glossary import read, write
from glossary.convert import Conversion
from glossary.errors import FormatError
from glossary.formats import Format, formats, po
from glossary.losses import reduced, without
from glossary.model import (
    Concept,
    DataCategory,
    Finding,
    Lang,
    Resource,
    Segment,
    Term,
    TermStatus,
    TranslationUnit,
    UnitPart,
    UnitState,
)
from glossary.profiles import Profile, export, profiles

EN, ZH = Lang("en"), Lang("zh-Hans")
OF_UNITS = [form for form in formats() if form.write]
OF_TERMS = [form for form in formats() if form.write_terms]
WHERE = {"source": None, "target": None, "context": UnitPart.CONTEXT, "note": UnitPart.NOTE, "id": UnitPart.ID}
"""Where in a unit a string may be, and which part of it a format has to keep then."""

USUAL = "quick silver"
"""A text that no tool has trouble with but those that take single words."""


def unit(source: str, target: str, **more: str) -> TranslationUnit:
    sides = Segment((source,)), Segment((target,))
    return TranslationUnit(*sides, EN, ZH, UnitState.TRANSLATED, **more)


def units_around(where: str, text: str) -> list[TranslationUnit]:
    """A unit with a text somewhere in it, between two others; ids and contexts tell all of them apart."""
    fields = {"source": "Disk", "target": "磁盘", "context": "menu", "note": "a note", "id": "u2"} | {where: text}
    return [
        unit("Open", "打开", context="first", id="u1"),
        unit(**fields),
        unit("Close", "关闭", context="last", id="u3"),
    ]


def kept(found: TranslationUnit, form: Format) -> dict[str, str]:
    """The texts of a unit that a format keeps."""
    sides = {"source": found.source.text, "target": found.target.text if found.target else ""}
    more = {name: getattr(found, name) for name, part in WHERE.items() if part and part in form.keeps}
    return sides | more


def there_and_back(entries: Sequence[Any], form: Format, path: Path) -> tuple[Conversion, list[Any]]:
    """What was done, and what the file holds then; its reader has nothing to say of it."""
    done = write(Resource(entries, langs=(EN, ZH)), path, to=form, langs=(EN, ZH))
    with read(str(path), langs=(EN, ZH)) as resource:
        there = list(resource.entries)
        assert resource.findings == []
    return done, there


def failures(check: Callable[[str], None]) -> dict[str, str]:
    """The strings for which a check fails, and how."""
    failed = {}
    for name, text in NASTY:
        try:
            check(text)
        except Exception as error:
            failed[name] = f"{type(error).__name__}: {error}"
    return failed


def names(text: str, message: str) -> bool:
    """Whether a message says which text it is about, or which of its characters."""
    return any(
        there in message for there in (text[:20], repr(text)[1:-1][:20], *(f"U+{ord(char):04X}" for char in text))
    )


@pytest.mark.parametrize(
    ("form", "where"),
    [
        pytest.param(form, where, id=f"{form.name}-{where}")
        for form in OF_UNITS
        for where, part in WHERE.items()
        if part is None or part in form.keeps
    ],
)
def test_it_comes_back_from_a_file_with_translations(form: Format, where: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{form.suffixes[0]}"

    def check(text: str) -> None:
        units = units_around(where, text)
        done, there = there_and_back(units, form, path)
        whole = [kept(unit, form) for unit in units]
        if done.findings:
            assert not form.can_hold(units[1])
            assert [finding.message for finding in done.findings if names(units[1].source.raw, finding.message)]
            del whole[1]
        elif where == "id" and UnitPart.ID in done.lost:
            whole[1]["id"] = ""
        assert [kept(unit, form) for unit in there] == whole

    assert failures(check) == {}


@pytest.mark.parametrize("form", OF_UNITS, ids=lambda form: form.name)
def test_a_unit_that_cannot_be_held_is_refused_by_the_writer_too(form: Format) -> None:
    def check(text: str) -> None:
        for where in ("source", "target"):
            units = units_around(where, text)
            assert form.write
            if not form.can_hold(units[1]):
                with pytest.raises((ValueError, FormatError)):
                    b"".join(form.write(units))

    assert failures(check) == {}


PLACES: dict[str | DataCategory, Callable[[str, Concept], Concept]] = {
    "term": lambda text, concept: _terms(concept, Term(text, EN), concept.terms[1]),
    "translation": lambda text, concept: _terms(concept, concept.terms[0], Term(text, ZH)),
    DataCategory.SYNONYM: lambda text, concept: _terms(
        concept, concept.terms[0], Term(text, EN, TermStatus.ADMITTED), concept.terms[1]
    ),
    DataCategory.UNUSABLE: lambda text, concept: _terms(concept, *concept.terms, Term(text, ZH, TermStatus.FORBIDDEN)),
    DataCategory.SUBJECT: lambda text, concept: replace(concept, subject=text),
    DataCategory.DEFINITION: lambda text, concept: replace(concept, definition={EN: text, ZH: text}),
    DataCategory.NOTE: lambda text, concept: replace(concept, note=text),
    DataCategory.EXAMPLE: lambda text, concept: replace(concept, examples=("One.", text)),
    DataCategory.TERM_NOTE: lambda text, concept: _first(concept, note=text),
    DataCategory.FORMS: lambda text, concept: _first(concept, forms=(text, "disks")),
    DataCategory.NOT_INSIDE: lambda text, concept: _first(concept, not_inside=(text, "diskette")),
}
"""Where in a concept a string may be, and how it gets there."""


def _terms(concept: Concept, *terms: Term) -> Concept:
    return replace(concept, terms=terms)


def _first(concept: Concept, **fields: Any) -> Concept:
    return _terms(concept, replace(concept.terms[0], **fields), *concept.terms[1:])


def concepts_around(where: str | DataCategory, text: str) -> list[Concept]:
    """A concept with a text somewhere in it, between two others."""
    return [
        Concept("open", (Term("open", EN), Term("打开", ZH))),
        PLACES[where](text, Concept("disk", (Term("disk", EN), Term("磁盘", ZH)))),
        Concept("close", (Term("close", EN), Term("关闭", ZH))),
    ]


@pytest.mark.parametrize(
    ("form", "where"),
    [
        pytest.param(form, where, id=f"{form.name}-{where}")
        for form in OF_TERMS
        for where in PLACES
        if not isinstance(where, DataCategory) or where in form.carries
    ],
)
def test_it_comes_back_from_a_file_with_terms(form: Format, where: str | DataCategory, tmp_path: Path) -> None:
    path = tmp_path / f"x{form.suffixes[0]}"

    def check(text: str) -> None:
        concepts = concepts_around(where, text)
        try:
            done, there = there_and_back(concepts, form, path)
        except FormatError as error:
            if names(text, str(error)):
                return
            raise
        if done.findings:
            assert form.cannot_hold
            assert all(names(text, finding.message) for finding in done.findings)
            concepts = [kept for concept in concepts if (kept := without(concept, form.cannot_hold)[0]).terms]
        assert [carried(concept, form) for concept in there] == [carried(concept, form) for concept in concepts]

    assert failures(check) == {}


def carried(concept: Concept, form: Format) -> Concept:
    there = reduced(concept, form.carries)
    return there if DataCategory.ID in form.carries else replace(there, id="")


@pytest.mark.parametrize("profile", profiles().values(), ids=lambda profile: profile.name)
@pytest.mark.parametrize("where", ["term", "translation", DataCategory.UNUSABLE])
def test_a_tool_gets_it_as_it_is_or_it_is_named(profile: Profile, where: str | DataCategory) -> None:
    usual, told = exported(profile, concepts_around(where, USUAL))
    if USUAL not in usual:
        pytest.skip(f"{profile.tool} takes no such words: {where}; {told}")

    def check(text: str) -> None:
        there, findings = exported(profile, concepts_around(where, text))
        is_named = any(names(text, finding.message) for finding in findings)
        assert is_named or any(stands_for(cell, text) for cell in there), "neither there nor named"
        new = {cell for cell in there - usual if cell != text and not stands_for(cell, text)}
        assert new == set(), "something else is there"
        if not is_named:
            gone = {cell for cell in usual - there if cell != USUAL and not stands_for(cell, USUAL)}
            assert gone == set(), "a neighbour is gone"

    assert failures(check) == {}


def exported(profile: Profile, concepts: Sequence[Concept]) -> tuple[set[str], list[Finding]]:
    """All texts in the files for a tool, and what is said of those that were left out."""
    files = list(export(profile, concepts, [(EN, ZH)]))
    there = {cell for file in files for cell in cells(file.name, file.data)}
    return there, [finding for file in files for finding in file.findings]


def stands_for(cell: str, text: str) -> bool:
    """Whether a cell is a text or a pattern that meets nothing but this text."""
    pattern = re.sub("^/(.*)/i?$", r"\1", cell, flags=re.DOTALL)
    is_pattern = pattern != cell or "(?" in cell
    return cell == text or (is_pattern and re.fullmatch(pattern, text, re.IGNORECASE) is not None)


def cells(name: str, data: bytes) -> Iterator[str]:
    """All texts in a file as other programs than ours read them, by the end of its name."""
    match name.rpartition(".")[2]:
        case "csv":
            text = data.decode("utf-8-sig")
            separator = ";" if ";" in text.split("\n", 1)[0] else ","
            marked = text.startswith("'")  # formulas are, as for spreadsheets
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
                yield from (
                    re.sub(r"^'(?='*[-=+@|%\t\r\n\uff1d\uff0b\uff0d\uff20])", "", cell) if marked else cell
                    for cell in row
                )
        case "tsv" | "txt" | "tab" | "utx" | "utf8":
            for line in data.decode("utf-8-sig").split("\n"):
                for cell in re.split("\t| → ", line.removesuffix("\r")):
                    yield from cell.removesuffix(")").split(" (not ") if " (not " in cell else [cell]
        case "json":
            yield from strings(json.loads(data))
        case "yml" | "yaml":
            yield from strings(YAML(typ="safe", pure=True).load(data.decode()))
        case "xlsx":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for part in archive.namelist():
                    if part.startswith("xl/worksheets/"):
                        for text in ElementTree.fromstring(archive.read(part)).itertext():
                            yield re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
        case "po":
            for unit in po.read(data.replace(b"X-Gloss-Content", b"X-Content"), name).entries:
                assert isinstance(unit, TranslationUnit)
                yield from kept(unit, po.FORMAT).values()
        case "html" | "md":
            pytest.skip("a page for people, which shows what nobody sees; its own tests render it")
        case "tbx" | "xml" | "tmx" | "xlf" | "mtf" | "xliff":
            for element in ElementTree.fromstring(data).iter():
                if len(element) == 0:
                    yield element.text or ""
        case end:
            pytest.fail(f"how is .{end} read? Say it here")


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def test_there_are_enough_of_them() -> None:
    assert len(NASTY) >= 77
    assert len({text for _, text in NASTY}) == len(NASTY)
