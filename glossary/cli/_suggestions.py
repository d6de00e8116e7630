"""A suggestion for programs: what `gloss suggest --format json` and `--stdio-loop` say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glossary.cli import _units
from glossary.drafting import Offer
from glossary.model import MemoryMatch, Repair, Seen, SegmentTerm, Suggestion

if TYPE_CHECKING:
    from glossary.project import Project

LONGEST = 100_000
"""Characters of a segment; what is longer is a text, to be cut into sentences first."""


def too_long(length: int) -> str:
    """What is said of a text that is no segment."""
    return f"a text of {length:,} characters; give at most {LONGEST:,}, best of all a sentence"


def as_json(suggestion: Suggestion, project: Project) -> dict[str, Any]:
    """As documented: source, lang, target_lang, terms, matches, seen."""
    return {
        "source": suggestion.source,
        "lang": suggestion.lang,
        "target_lang": suggestion.target_lang,
        "terms": [_term_as_json(term) for term in suggestion.terms],
        "matches": [_match_as_json(match, project) for match in suggestion.matches],
        "seen": [_seen_as_json(seen, project) for seen in suggestion.seen],
    }


def offer_as_json(offer: Offer) -> dict[str, Any]:
    """As documented: a term that may be written, and what it replaces of the line."""
    return {
        "text": offer.term.text,
        "span": list(offer.span),
        "lang": offer.term.lang,
        "status": offer.term.status.value,
        "concept": offer.concept.id,
        "renders": offer.renders or None,
        "others": offer.others,
        "definition": dict(offer.concept.definition),
    }


def _seen_as_json(seen: Seen, project: Project) -> dict[str, Any]:
    return {
        "number": seen.number,
        "source": seen.unit.source.raw,
        "lang": seen.unit.source_lang,
        "score": seen.score,
        "span": list(seen.span) if seen.span else None,
        "meta": dict(seen.unit.meta),
        "origin": _units.origin_as_json(seen.unit, project),
        "translations": _units.translations_as_json(seen.translations, project),
    }


def _term_as_json(term: SegmentTerm) -> dict[str, Any]:
    return {
        "span": list(term.span),
        "text": term.surface,
        "status": term.term.status.value,
        "concept": term.concept.id,
        "preferred": term.preferred.text if term.preferred else None,
        "admitted": [each.text for each in term.admitted],
        "forbidden": [each.text for each in term.forbidden],
    }


def _match_as_json(match: MemoryMatch, project: Project) -> dict[str, Any]:
    return {
        "score": match.score,
        "kind": match.kind.value,
        "similarity": match.similarity,
        "source": match.unit.source.raw,
        "target": match.unit.target.raw if match.unit.target else "",
        "lang": match.unit.source_lang,
        "target_lang": match.unit.target_lang,
        "context": match.unit.context,
        "note": match.unit.note,
        "penalties": dict(match.penalties),
        "diff": [{"op": op, "question": list(question), "match": list(span)} for op, question, span in match.diff],
        "origin": _units.origin_as_json(match.unit, project),
        "breaks_glossary": list(match.breaks_glossary),
        "surplus": list(match.surplus),
        "repairs": [_repair_as_json(repair) for repair in match.repairs],
        "repaired_from": match.repaired_from,
        "stored_target": match.stored_target.raw if match.stored_target else None,
    }


def _repair_as_json(repair: Repair) -> dict[str, Any]:
    return {
        "kind": repair.kind.value,
        "old": repair.old,
        "new": repair.new,
        "target": list(repair.target),
        "question": list(repair.question) if repair.question else None,
        "match": list(repair.match) if repair.match else None,
    }
