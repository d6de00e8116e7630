"""What a file does not carry is named, and what it carries is what comes back at most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import concepts

from glossary.formats import yaml
from glossary.losses import EVERYTHING, losses, lost_parts, reduced
from glossary.model import (
    Code,
    Concept,
    DataCategory,
    Segment,
    TranslationUnit,
    UnitPart,
    UnitState,
)
from glossary.text.language import EN, ZH_HANS

TOS = """\
concepts:
  - id: terms-of-service
    terms:
      en: [terms of service, {term: ToS, type: acronym}]
      zh-Hans:
        - 服务条款
        - {term: 用户协议, status: deprecated, note: 另指 EULA}
        - {term: 使用条例, status: forbidden}
"""


def concept(text: str) -> Concept:
    (only,) = yaml.read(text.encode()).entries
    assert isinstance(only, Concept)
    return only


def test_each_loss_says_what_of_which_term_and_where() -> None:
    found = [(loss.category, loss.term.text if loss.term else None) for loss in losses([concept(TOS)], frozenset())]
    assert found == [
        (DataCategory.SYNONYM, "ToS"),
        (DataCategory.TERM_TYPE, "ToS"),
        (DataCategory.UNUSABLE, "用户协议"),
        (DataCategory.STATUS, "用户协议"),
        (DataCategory.TERM_NOTE, "用户协议"),
        (DataCategory.UNUSABLE, "使用条例"),
        (DataCategory.STATUS, "使用条例"),
    ]
    lines = [loss.origin.line for loss in losses([concept(TOS)], frozenset()) if loss.origin]
    assert lines == [4, 4, 7, 7, 7, 8, 8]


def test_what_is_left_says_no_more_than_is_carried() -> None:
    left = reduced(concept(TOS), frozenset({DataCategory.SYNONYM}))
    assert [term.text for term in left.terms] == ["terms of service", "ToS", "服务条款"]
    assert [term.term_type for term in left.terms] == [None] * 3


@given(concepts())
def test_everything_carried_loses_nothing_but_what_was_computed(concept: Concept) -> None:
    assert list(losses([concept], EVERYTHING)) == []
    assert reduced(concept, EVERYTHING).terms == tuple(term for term in concept.terms if not term.computed)


@given(concepts(), st.sets(st.sampled_from(DataCategory)))
def test_what_is_reduced_loses_nothing_more(concept: Concept, carries: set[DataCategory]) -> None:
    left = reduced(concept, carries)
    assert list(losses([left], carries | {DataCategory.SYNONYM, DataCategory.STATUS})) == []
    assert reduced(left, carries) == left


def unit(**given: object) -> TranslationUnit:
    fields = {"state": UnitState.TRANSLATED, **given}
    return TranslationUnit(Segment(("Open",)), Segment(("打开",)), EN, ZH_HANS, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lost", "unit"),
    [
        pytest.param([], unit(), id="plain"),
        pytest.param([UnitPart.ID], unit(id="7"), id="id"),
        pytest.param([], unit(id="menu\x04Open"), id="an-id-that-PO-makes-of-the-source"),
        pytest.param([UnitPart.CONTEXT, UnitPart.NOTE], unit(context="menu", note="动词"), id="context-and-note"),
        pytest.param([UnitPart.STATE], unit(state=UnitState.FINAL), id="state"),
        pytest.param([UnitPart.META], unit(meta={"po:flags": "fuzzy"}), id="meta-of-another-format"),
        pytest.param([UnitPart.META], unit(meta={"tmx:usagecount": "1"}), id="its-own-meta"),
    ],
)
def test_parts_of_a_unit_that_a_table_loses(lost: list[UnitPart], unit: TranslationUnit) -> None:
    assert list(lost_parts(unit, frozenset(), "tmx:")) == lost
    kept = lost_parts(unit, frozenset(UnitPart), "tmx:")
    assert list(kept) == (lost if "po:flags" in unit.meta else [])


def test_inline_codes_are_lost_where_only_text_is_kept() -> None:
    coded = TranslationUnit(Segment(("a ", Code("<b>"))), None, EN, ZH_HANS)
    assert list(lost_parts(coded, frozenset(), "")) == [UnitPart.CODES]
