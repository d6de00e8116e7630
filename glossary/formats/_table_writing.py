"""Concepts and units as rows of a table, with the names of its columns: what `_table` reads without a loss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from glossary.losses import written_terms
from glossary.model import Concept, Lang, Term, TranslationUnit, UnitState
from glossary.text.language import in_order
from glossary.text.patterns import lazy

LOCATION = "csv:location"
"""The meta of a unit that a table keeps: where it is in the texts of a program."""

MARK = "'"
"""Stands before the first name of a table whose cells are marked, and before each text that a spreadsheet would run."""

RUN = lazy("'*[-=+@|%\\t\\r\\n\\uff1d\\uff0b\\uff0d\\uff20]")
"""The beginning of a text that a spreadsheet would run, or of one that would be one without its marks."""


def rows_of(concepts: Iterable[Concept], *, marked: bool = False) -> Iterator[list[str]]:
    """The names of the columns, and a row for each term that was written.

    Concepts without an id are numbered as `#1`, so an id that begins with `#` begins with `##`. Several values in a
    cell have a `|` between them; within one it is `\\|`, and a backslash is `\\\\`.

    Args:
        concepts: Their ids differ.
        marked: Texts that a spreadsheet would take for a formula begin with `'`, which reading takes away.
    """
    concepts = list(concepts)
    defined = in_order(lang for concept in concepts for lang in concept.definition)
    names = [*_OF_ROW, *(f"definition [{lang}]" for lang in defined), *_OF_CONCEPT]
    yield [MARK + names[0], *names[1:]] if marked else names
    unnamed = 0
    for concept in concepts:
        unnamed += not concept.id
        name = f"#{unnamed}" if not concept.id else "#" * concept.id.startswith("#") + concept.id
        for number, term in enumerate(written_terms(concept)):
            row = _row(name, concept, term, defined, first=not number)
            yield [MARK + cell if RUN.match(cell) else cell for cell in row] if marked else row


def rows_of_units(units: Iterable[TranslationUnit]) -> Iterator[list[str]]:
    """The names of the columns, and a row for each unit.

    Weblate and translate-toolkit take `state` for another name of `fuzzy`, so `fuzzy` comes behind it and has the last
    word: drafts are `True`. The languages stand in each row, as no other place is left alone by those tools.

    Raises:
        ValueError: The units are in several pairs of languages.
    """
    yield list(_OF_UNIT)
    source: Lang | None = None
    target: Lang | None = None
    for unit in units:
        source, target = source or unit.source_lang, target or unit.target_lang
        if unit.source_lang != source or (unit.target_lang or target) != target:
            other = f"{unit.source_lang}>{unit.target_lang}"
            raise ValueError(f"a table is in one pair of languages, not in {source}>{target} and {other}")
        yield unit_row(unit)


def unit_row(unit: TranslationUnit) -> list[str]:
    """The cells of a unit, codes as they stand in its texts; an id that only repeats source and context is none."""
    source, target = unit.source.raw, unit.target.raw if unit.target else ""
    is_made = unit.id == source or (unit.context and unit.id == f"{unit.context}\4{source}")
    fuzzy = "True" if target and unit.state is UnitState.INITIAL else ""
    texts = ["" if is_made else unit.id, unit.context, source, target, unit.state.value, fuzzy]
    return [*texts, unit.meta.get(LOCATION, ""), unit.note, unit.source_lang, unit.target_lang or ""]


def can_hold_unit(unit: TranslationUnit) -> bool:
    """Whether a row says all of a unit: one that has a text, and a language for its translation."""
    has_target = unit.target is not None and bool(unit.target.raw)
    return bool(unit.source.raw or has_target) and (unit.target_lang is not None or not has_target)


_OF_UNIT = (
    *("id", "context", "source", "target", "state", "fuzzy", "location", "translator_comments"),
    *("source_language", "target_language"),
)
_OF_ROW = (
    *("id", "subject", "translate", "lang", "term", "status", "part_of_speech", "type", "case", "forms"),
    *("find", "inside", "not_inside", "term_note"),
)
_OF_CONCEPT = ("note", "examples", "related")


def _row(name: str, concept: Concept, term: Term, defined: Sequence[Lang], *, first: bool) -> list[str]:
    row = [name, concept.subject if first else "", "no" if first and not concept.translatable else ""]
    row += [term.lang, term.text, term.status.value, term.part_of_speech or "", term.term_type or "", term.case or ""]
    row += [_joined(term.forms), "" if term.find else "no", "allow" if term.inside else ""]
    row += [_joined(term.not_inside), term.note]
    if not first:
        return [*row, *("",) * (len(defined) + len(_OF_CONCEPT))]
    row += [concept.definition.get(lang, "") for lang in defined]
    return [*row, concept.note, _joined(concept.examples), _joined(concept.related)]


def _joined(texts: Sequence[str]) -> str:
    return "|".join(text.replace("\\", "\\\\").replace("|", "\\|") for text in texts)


def listed(cell: str) -> tuple[str, ...]:
    if "\\" not in cell:
        return tuple(cell.split("|"))
    return tuple(_ESCAPED.sub(r"\1", piece) for piece in _PIECES.findall(cell + "|"))


_PIECES, _ESCAPED = lazy(r"((?:[^\\|]|\\.?)*)\|", 16), lazy(r"\\([\\|])")
