"""JSON: concepts and translation units as they are, with nothing lost; and the records of the compiled termbase.

    {
      "gloss": 1,
      "concepts": [
        {"id": "distillation", "terms": [{"text": "蒸馏", "lang": "zh-Hans", "status": "preferred"}, …], …}
      ],
      "units": [
        {"source_lang": "en", "target_lang": "zh-Hans", "source": "Save", "target": "保存", "state": "final", …}
      ]
    }

A concept is an object with the keys of the YAML form; `terms` is one list, each term naming its `lang`. A unit has the
fields of the model; a segment is a text, or where it has inline codes a list of texts and `{"code": "<b>", "kind": …}`.
The `candidates` of a unit are objects with a `target` and what else is known: `source`, `score`, `origin`.
Keys with nothing to say are left out. Reading is strict: an entry with a mistake is named and left out, a key that is
not known is named and left out of its entry. Terms that were computed are not written to a file. Characters that
nobody sees are written as escapes.

In the records of the compiled termbase, `computed: true` marks what OpenCC made, and `line` and `column` are kept when
known; the path is the file's business and comes back with `loads`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import Any

from glossary.formats import Both, Format
from glossary.model import (
    Candidate,
    Case,
    Code,
    Concept,
    DataCategory,
    Lang,
    Location,
    PartOfSpeech,
    Resource,
    Segment,
    Term,
    TermStatus,
    TermType,
    TranslationUnit,
    UnitPart,
    UnitState,
)

compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Plain values as one line."""
_laid_out = json.JSONEncoder(ensure_ascii=False, indent=2).encode


def read(data: bytes, path: str) -> Resource:
    """The concepts and translation units of a file, one by one; what is wrong with an entry is a finding.

    Raises:
        FormatError: Not UTF-8, or no file of gloss; while the entries are used: no JSON from here on.
    """
    from glossary.formats._json_entries import begin, entries
    from glossary.formats._json_nodes import Document
    from glossary.formats._reading import Findings, decode

    document, findings = Document(decode(data, path), path), Findings(path)
    members = document.members(("concepts", "units"))
    begin(document, next(members, None))
    return Resource(entries(document, members, findings), findings=findings.all)


def write(units: Iterable[TranslationUnit]) -> Iterator[bytes]:
    """Units as a file, all that they say.

    Raises:
        ValueError: Half a character is in one (see `can_hold`).
    """
    return _file(("units", map(unit_dict, units)))


def write_terms(concepts: Iterable[Concept]) -> Iterator[bytes]:
    """Concepts as a file, without the terms that were computed.

    Raises:
        ValueError: Half a character is in one.
    """
    return _file(("concepts", map(written_dict, concepts)))


def write_both(entries: Iterable[TranslationUnit | Concept]) -> Iterator[bytes]:
    """Units and concepts as a file; all units come first.

    Raises:
        ValueError: Half a character is in one.
    """
    concepts: list[Concept] = []

    def units() -> Iterator[TranslationUnit]:
        for entry in entries:
            if isinstance(entry, TranslationUnit):
                yield entry
            else:
                concepts.append(entry)

    there = units()
    first = list(islice(there, 1))
    if first or not concepts:
        yield from _file(("units", map(unit_dict, chain(first, there))), ("concepts", map(written_dict, concepts)))
    else:
        yield from write_terms(concepts)


def can_hold(unit: TranslationUnit) -> bool:
    """Whether all that a unit says can be written: no half of a surrogate pair."""
    text = compact(unit_dict(unit))
    return text.encode(errors="ignore").decode() == text


def escaped(text: str) -> str:
    """A text between the quotes of a JSON file."""
    return visible(compact(text)[1:-1])


def dumps(concept: Concept) -> bytes:
    """One concept as one line of UTF-8 JSON; a lone surrogate passes through."""
    return compact(concept_dict(concept)).encode("utf-8", "surrogatepass")


def loads(data: bytes, path: str) -> Concept:
    """The concept of `dumps`; `path` completes its origin."""
    return concept_from(json.loads(data.decode("utf-8", "surrogatepass")), path)


def concept_dict(concept: Concept) -> dict[str, Any]:
    """The concept as plain values."""
    fields: dict[str, Any] = {
        "id": concept.id,
        "subject": concept.subject,
        "translate": None if concept.translatable else False,
        "definition": dict(concept.definition),
        "terms": [_term_dict(term) for term in concept.terms],
        "note": concept.note,
        "examples": list(concept.examples),
        "related": list(concept.related),
    }
    if concept.origin is not None:
        fields |= {"line": concept.origin.line, "column": concept.origin.column}
    return _with_something_to_say(fields, always=("id", "terms"))


def written_dict(concept: Concept) -> dict[str, Any]:
    """The concept as plain values in a file: without the terms that were computed, and without its place."""
    from glossary.losses import written_terms

    return concept_dict(replace(concept, terms=written_terms(concept), origin=None))


def concept_from(fields: dict[str, Any], path: str = "") -> Concept:
    """The concept that `concept_dict` was made from."""
    line = fields.get("line")
    return Concept(
        id=fields["id"],
        terms=tuple(_term_from(term) for term in fields["terms"]),
        subject=fields.get("subject", ""),
        definition={Lang(lang): text for lang, text in fields.get("definition", {}).items()},
        note=fields.get("note", ""),
        translatable=fields.get("translate", True),
        examples=tuple(fields.get("examples", ())),
        related=tuple(fields.get("related", ())),
        origin=Location(path, line, fields.get("column")) if line else None,
    )


def unit_dict(unit: TranslationUnit) -> dict[str, Any]:
    """A translation unit as plain values, without its place."""
    fields: dict[str, Any] = {
        "id": unit.id,
        "source_lang": unit.source_lang,
        "target_lang": unit.target_lang,
        "source": _parts(unit.source),
        "target": None if unit.target is None else _parts(unit.target),
        "state": None if unit.state is UnitState.INITIAL else unit.state.value,
        "context": unit.context,
        "note": unit.note,
        "meta": dict(unit.meta),
        "candidates": [_candidate_dict(candidate) for candidate in unit.candidates],
    }
    return _with_something_to_say(fields, always=("source",) if unit.target is None else ("source", "target"))


def _candidate_dict(candidate: Candidate) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "source": None if candidate.source is None else _parts(candidate.source),
        "target": _parts(candidate.target),
        "score": candidate.score,
        "origin": candidate.origin,
    }
    return _with_something_to_say(fields, always=("target",) if candidate.source is None else ("source", "target"))


def _parts(segment: Segment) -> str | list[Any]:
    """A text where a segment is one, else its texts and codes in order."""
    if len(segment.parts) == 1 and isinstance(segment.parts[0], str):
        return segment.parts[0]
    return [part if isinstance(part, str) else _code_dict(part) for part in segment.parts]


def _code_dict(code: Code) -> dict[str, Any]:
    fields = {"code": code.data, "kind": code.kind, "id": code.id, "display": code.display}
    return _with_something_to_say(fields, always=("code", "kind"))


def _file(*lists: tuple[str, Iterable[dict[str, Any]]]) -> Iterator[bytes]:
    """A file with lists of entries, piece by piece; of several, those that are not empty, and the first."""
    yield b'{\n  "gloss": 1'
    for number, (name, entries) in enumerate(lists):
        before = f',\n  "{name}": ['
        between = "\n"
        for entry in entries:
            yield (before + between + _INDENT + visible(_laid_out(entry).replace("\n", "\n" + _INDENT))).encode()
            before, between = "", ",\n"
        if not before:
            yield b"\n  ]"
        elif number == 0:
            yield f"{before}]".encode()
    yield b"\n}\n"


_INDENT = "    "


def visible(text: str) -> str:
    """JSON with escapes for what a reviewer would not see; half a character stays, and cannot be encoded."""
    if text.replace("\n", "").isprintable():
        return text
    return "".join(char if char in "\n\u3000" or char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    return char if "\ud800" <= char <= "\udfff" else json.dumps(char)[1:-1]


def _term_dict(term: Term) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "text": term.text,
        "lang": term.lang,
        "status": term.status.value,
        "part_of_speech": term.part_of_speech,
        "type": term.term_type,
        "forms": list(term.forms),
        "case": term.case,
        "note": term.note,
        "computed": term.computed or None,
        "find": None if term.find else False,
        "inside": "allow" if term.inside else None,
        "not_inside": list(term.not_inside),
    }
    return _with_something_to_say(fields, always=("text",))


def _with_something_to_say(fields: dict[str, Any], *, always: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in always or value not in (None, "", [], {})}


def _term_from(fields: dict[str, Any]) -> Term:
    part_of_speech, term_type, case = fields.get("part_of_speech"), fields.get("type"), fields.get("case")
    return Term(
        text=fields["text"],
        lang=Lang(fields["lang"]),
        status=TermStatus(fields["status"]),
        part_of_speech=PartOfSpeech(part_of_speech) if part_of_speech else None,
        term_type=TermType(term_type) if term_type else None,
        forms=tuple(fields.get("forms", ())),
        case=Case(case) if case else None,
        note=fields.get("note", ""),
        computed=fields.get("computed", False),
        find=fields.get("find", True),
        inside="inside" in fields,
        not_inside=tuple(fields.get("not_inside", ())),
    )


FORMAT = Format(
    "json",
    (".json",),
    read,
    bilingual=True,
    escape=escaped,
    write=write,
    can_hold=can_hold,
    is_text=False,
    both=Both(write_both, lambda concept, _: concept),
    write_terms=write_terms,
    carries=frozenset(DataCategory),
    keeps=frozenset(UnitPart),
    meta="",
)
