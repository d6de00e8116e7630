"""What a file does not carry is named, and what it carries is what comes back at most."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import concepts

from glossary.formats import yaml
from glossary.losses import EVERYTHING, losses, lost_parts, reduced, without
from glossary.model import (
    Candidate,
    Code,
    Concept,
    DataCategory,
    Segment,
    Term,
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
        pytest.param([UnitPart.ID], unit(id="FileOpen"), id="an-id-that-only-ends-as-the-source"),
        pytest.param([UnitPart.CONTEXT, UnitPart.NOTE], unit(context="menu", note="动词"), id="context-and-note"),
        pytest.param([UnitPart.STATE], unit(state=UnitState.FINAL), id="reviewed"),
        pytest.param([UnitPart.DRAFT], unit(state=UnitState.INITIAL), id="draft"),
        pytest.param(
            [UnitPart.CANDIDATE], unit(candidates=(Candidate(Segment(("打开",)), score=80.0),)), id="candidates"
        ),
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


def no_bell(text: str) -> str:
    return "\a" if "\a" in text else ""


FULL = Concept(
    "leak",
    (Term("memory leak", EN, note="rare"), Term("内存泄漏", ZH_HANS, forms=("泄漏",), not_inside=("内存泄漏者",))),
    subject="software",
    definition={EN: "Never freed.", ZH_HANS: "不释放。"},
    note="why",
    examples=("It leaks.", "漏了"),
    related=("heap",),
)


@pytest.mark.parametrize(
    ("bad", "category"),
    [
        pytest.param(replace(FULL, subject="a\a"), DataCategory.SUBJECT, id="subject"),
        pytest.param(replace(FULL, note="a\a"), DataCategory.NOTE, id="note"),
        pytest.param(replace(FULL, definition={EN: "a\a"}), DataCategory.DEFINITION, id="definition"),
        pytest.param(replace(FULL, examples=("a\a", "b")), DataCategory.EXAMPLE, id="example"),
        pytest.param(replace(FULL, related=("a\a",)), DataCategory.RELATED, id="link"),
        pytest.param(replace(FULL, terms=(Term("a", EN, note="a\a"),)), DataCategory.TERM_NOTE, id="note of a term"),
        pytest.param(replace(FULL, terms=(Term("a", EN, forms=("a\a",)),)), DataCategory.FORMS, id="form"),
        pytest.param(
            replace(FULL, terms=(Term("a", EN, not_inside=("a\a",)),)), DataCategory.NOT_INSIDE, id="longer text"
        ),
        pytest.param(replace(FULL, terms=(Term("a\a", EN), Term("b", EN))), None, id="term"),
    ],
)
def test_a_text_that_a_file_cannot_hold_is_left_out_alone_and_named(
    bad: Concept, category: DataCategory | None
) -> None:
    kept, out = without(bad, no_bell)
    assert [(each.category, each.char) for each in out] == [(category, "\a")]
    assert "U+0007" in out[0].message
    assert "(leak)" in out[0].message
    assert without(kept, no_bell) == (kept, [])
    assert kept.terms
    assert kept.id == "leak"


def test_a_concept_that_a_file_can_hold_stays_the_same() -> None:
    kept, out = without(FULL, no_bell)
    assert kept is FULL
    assert out == []
