"""Concepts as JSON: the records of the compiled termbase.

A concept is an object with the keys of the YAML form; `terms` is one list, each term naming its `lang`, and
`computed: true` marks what OpenCC made. Keys with nothing to say are left out. `line` and `column` are kept when
known; the path is the file's business and comes back with `loads`.
"""

from __future__ import annotations

import json
from typing import Any

from glossary.model import Case, Concept, Lang, Location, PartOfSpeech, Term, TermStatus, TermType

_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dumps(concept: Concept) -> bytes:
    """One concept as one line of UTF-8 JSON; a lone surrogate passes through."""
    return _compact(concept_dict(concept)).encode("utf-8", "surrogatepass")


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
