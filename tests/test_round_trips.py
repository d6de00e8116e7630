"""What is written is read again: every format, held to what it says that it carries and keeps.

GLOSS_EXAMPLES says how many examples are made of each; `make nightly` makes ten thousand.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import termbases, units

from glossary.formats import Format, formats, read, written
from glossary.losses import is_made_of_source, reduced, without
from glossary.model import Candidate, Concept, DataCategory, Segment, TranslationUnit, UnitPart, UnitState
from glossary.text.language import EN, ZH_HANS

EXAMPLES = int(os.environ.get("GLOSS_EXAMPLES", "60"))
many = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
OF_TERMS = [form for form in formats() if form.write_terms]
OF_UNITS = [form for form in formats() if form.write]


def entries_of(path: Path) -> list[Any]:
    with read(str(path)) as resource:
        return list(resource.entries)


@pytest.mark.parametrize("form", OF_TERMS, ids=lambda form: form.name)
@many
@given(concepts=termbases())
def test_terms_come_back_as_far_as_they_are_carried(form: Format, concepts: list[Concept], tmp_path: Path) -> None:
    assert form.write_terms
    held = [_held(form, concept) for concept in concepts]
    kept = [concept for concept in held if concept.terms and reduced(concept, form.carries).terms]
    path = tmp_path / f"terms{form.suffixes[0]}"
    path.write_bytes(b"".join(form.write_terms(kept)))
    again = [entry for entry in entries_of(path) if isinstance(entry, Concept)]
    assert list(map(_compared, again)) == [_compared(reduced(concept, form.carries)) for concept in kept]
    if DataCategory.ID in form.carries:
        assert [concept.id for concept, old in zip(again, kept, strict=True) if old.id] == list(_ids(kept))


@pytest.mark.parametrize("form", OF_UNITS, ids=lambda form: form.name)
@many
@given(given=st.lists(units(langs=(EN, ZH_HANS), meta=st.just({})), max_size=4))
def test_units_come_back_as_far_as_they_are_kept(form: Format, given: list[TranslationUnit], tmp_path: Path) -> None:
    left_out: list[TranslationUnit] = []
    path = tmp_path / f"units{form.suffixes[0]}"
    path.write_bytes(b"".join(written(given, str(path), left_out=left_out.append)))
    kept = [unit for unit in given if not any(unit is out for out in left_out)]
    assume(kept)
    again = [entry for entry in entries_of(path) if isinstance(entry, TranslationUnit)]
    assert [_told(form, unit) for unit in again] == [_told(form, unit) for unit in kept]


def _held(form: Format, concept: Concept) -> Concept:
    """The concept without the texts that the format cannot hold."""
    return without(concept, form.cannot_hold)[0] if form.cannot_hold else concept


def _compared(concept: Concept) -> dict[str, Any]:
    """A concept without its id."""
    return {name: getattr(concept, name) for name in Concept.__slots__ if name not in ("id", "origin")}


def _ids(concepts: list[Concept]) -> Iterator[str]:
    return (concept.id for concept in concepts if concept.id)


def _told(form: Format, unit: TranslationUnit) -> dict[str, Any]:
    """What a format says that it keeps of a unit."""
    told: dict[str, Any] = {"source": _side(form, unit.source), "target": _side(form, unit.target)}
    told |= {"langs": (unit.source_lang, unit.target_lang)}
    told |= {"id": "" if is_made_of_source(unit) else unit.id} if UnitPart.ID in form.keeps else {}
    told |= {"context": unit.context} if UnitPart.CONTEXT in form.keeps else {}
    told |= {"note": unit.note} if UnitPart.NOTE in form.keeps else {}
    told |= (
        {"draft": unit.target is not None and unit.state is UnitState.INITIAL} if UnitPart.DRAFT in form.keeps else {}
    )
    told |= {"state": unit.state} if UnitPart.STATE in form.keeps else {}
    told |= {"candidates": [_offered(form, unit, each) for each in unit.candidates if UnitPart.CANDIDATE in form.keeps]}
    return told


def _offered(form: Format, unit: TranslationUnit, offer: Candidate) -> object:
    """A translation that is offered; the unit's own source says nothing new."""
    source, own = _side(form, offer.source), _side(form, unit.source)
    return _side(form, offer.target), None if source == own else source, offer.score, offer.origin


def _side(form: Format, side: Segment | None) -> object:
    """A text; where codes are kept, in its pieces, as which attributes a code may have differs from format to format."""
    if side is None or UnitPart.CODES not in form.keeps:
        return side and side.raw
    return [part if isinstance(part, str) else {part.data} for part in side.parts]
