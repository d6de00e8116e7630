"""JSON Schema of a terms file, made from the model, for completion and validation in any YAML editor.

Editors type scalars before they validate, so every text also admits what YAML would make of it (`no`, `2024`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from glossary.formats.yaml import CONCEPT_KEYS, FILE_KEYS, TERM_KEYS
from glossary.model import Case, PartOfSpeech, TermStatus, TermType
from glossary.text.language import CANONICAL_ORDER

_DESCRIPTIONS = {
    "subject": "What the concepts are about; a concept may name its own.",
    "concepts": "The entries: 中文/English, a name that stays as it is, or a concept in full.",
    "id": "What links and overrides go by; without it, made from the first English term.",
    "translate": "false for a name that stays as it is in every language.",
    "definition": "One sentence per language.",
    "terms": "One term or a list for each language; the first is preferred, the others are admitted.",
    "note": "For the translator: when to choose what.",
    "examples": "The term in use.",
    "related": "Ids of other concepts.",
    "term": "The term exactly as it is written.",
    "status": "How far the term may be used.",
    "part_of_speech": "Word class; tells which inflections are looked for.",
    "type": "What kind of term it is.",
    "forms": "Inflected forms that no rule makes: mice, fled.",
    "find": "false for a term that is looked up, but never looked for in a text: fine, like.",
    "inside": "allow: also found inside a longer term, which else hides it.",
    "not_inside": "Longer strings in which this is another word: 文件夹 for 文件.",
    "case": "Whether upper and lower case tell the term apart; by itself for ToS, IT, iPhone.",
}


def terms_schema() -> dict[str, Any]:
    """The schema as plain values (JSON Schema 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Terms of gloss",
        "description": "A bilingual terms file: concepts with terms in each language.",
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": _described(FILE_KEYS, _FILE),
        "$defs": {
            "text": {"type": ["string", "number", "boolean", "null"]},
            "texts": {"oneOf": [_TEXT, {"type": "array", "items": _TEXT}]},
            "concept": {
                "type": "object",
                "required": ["terms"],
                "additionalProperties": False,
                "properties": _described(CONCEPT_KEYS, _CONCEPT),
            },
            "term": {
                "type": "object",
                "required": ["term"],
                "additionalProperties": False,
                "properties": _described(TERM_KEYS, _TERM),
            },
            "termOrText": {"oneOf": [_TEXT, _ref("term")]},
        },
    }


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _choices(kind: type[StrEnum]) -> dict[str, Any]:
    return {"enum": [member.value for member in kind]}


def _by_language(value: dict[str, Any]) -> dict[str, Any]:
    """A mapping from language tags; the usual ones are offered, others admitted."""
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {lang: value for lang in CANONICAL_ORDER},
        "patternProperties": {"^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8})*$": value},
        "additionalProperties": False,
    }


def _described(order: tuple[str, ...], properties: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {name: {"description": _DESCRIPTIONS[name], **properties[name]} for name in order}


_TEXT = _ref("text")
_TERMS = {"oneOf": [_TEXT, _ref("term"), {"type": "array", "minItems": 1, "items": _ref("termOrText")}]}
_FILE: dict[str, dict[str, Any]] = {
    "subject": _TEXT,
    "concepts": {"type": ["array", "null"], "items": {"oneOf": [_TEXT, _ref("concept")]}},
}
_CONCEPT: dict[str, dict[str, Any]] = {
    "id": _TEXT,
    "subject": _TEXT,
    "translate": {"type": "boolean"},
    "definition": {"oneOf": [_TEXT, _by_language(_TEXT)]},
    "terms": _by_language(_TERMS),
    "note": _TEXT,
    "examples": _ref("texts"),
    "related": _ref("texts"),
}
_TERM: dict[str, dict[str, Any]] = {
    "term": _TEXT,
    "status": _choices(TermStatus),
    "part_of_speech": _choices(PartOfSpeech),
    "type": _choices(TermType),
    "forms": _ref("texts"),
    "case": _choices(Case),
    "find": {"type": "boolean"},
    "inside": {"enum": ["allow"]},
    "not_inside": _ref("texts"),
    "note": _TEXT,
}
