"""The nouns: what makes two of them the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from glossary.model import (
    Code,
    Concept,
    Lang,
    Location,
    Run,
    Segment,
    Severity,
    Span,
    Term,
    TermStatus,
    TranslationUnit,
)

EN, ZH = Lang("en"), Lang("zh-Hans")
TERM = Term("蒸馏", ZH, origin=Location("a.yaml", 1, 1))
NOUNS = [
    TERM,
    Concept("distillation", (TERM,), origin=Location("a.yaml", 1, 1)),
    TranslationUnit(Segment(("Git",)), None, EN, ZH, origin=Location("a.po", 1)),
]


@pytest.mark.parametrize("noun", NOUNS, ids=["term", "concept", "unit"])
def test_origin_is_no_part_of_equality(noun: Term | Concept | TranslationUnit) -> None:
    assert replace(noun, origin=Location("b.yaml", 9, 9)) == noun
    assert replace(noun, origin=None) == noun
    assert replace(noun, note="另见") != noun


def test_concepts_from_two_files_are_the_same() -> None:
    moved = replace(TERM, origin=Location("b.yaml", 7))
    assert Concept("distillation", (moved,)) == Concept("distillation", (TERM,))


@pytest.mark.parametrize(
    ("location", "text"),
    [
        (Location("terms/ai.yaml"), "terms/ai.yaml"),
        (Location("terms/ai.yaml", 3), "terms/ai.yaml:3"),
        (Location("术语/人工智能.yaml", 3, 14), "术语/人工智能.yaml:3:14"),
    ],
    ids=["file", "line", "column"],
)
def test_location(location: Location, text: str) -> None:
    assert str(location) == text


def test_severities_rank() -> None:
    assert sorted(Severity, key=lambda severity: severity.rank) == [Severity.INFO, Severity.WARNING, Severity.ERROR]
    assert [Severity(name).rank for name in ("info", "warning", "error")] == [0, 1, 2]


def test_spans_sort_by_place() -> None:
    assert sorted([Span(3, 4), Span(0, 9), Span(0, 2)]) == [Span(0, 2), Span(0, 9), Span(3, 4)]


def test_terms_in_exactly_one_language() -> None:
    terms = tuple(
        Term(text, Lang(lang), status)
        for text, lang, status in [
            ("terms of service", "en", TermStatus.PREFERRED),
            ("服务条款", "zh-Hans", TermStatus.PREFERRED),
            ("ToS", "en", TermStatus.ADMITTED),
            ("服務條款", "zh-TW", TermStatus.PREFERRED),
        ]
    )
    concept = Concept("terms-of-service", terms)
    assert [term.text for term in concept.terms_in(EN)] == ["terms of service", "ToS"]
    assert [term.text for term in concept.terms_in(ZH)] == ["服务条款"]
    assert concept.terms_in(Lang("zh-Hant")) == ()


def test_the_text_of_a_segment_is_without_codes() -> None:
    assert Segment(("打开", Code("<b>"), "Git", Code("</b>"), "仓库")).text == "打开Git仓库"


@pytest.mark.parametrize(
    ("parts", "raw", "codes"),
    [
        pytest.param((), "", (), id="nothing"),
        pytest.param(("打开", "Git"), "打开Git", (), id="no codes"),
        pytest.param(("打开", Code("<b>"), "Git", Code("</b>")), "打开<b>Git</b>", ("<b>", "</b>"), id="tags"),
        pytest.param((Code("%s"), Code("{n}"), "个"), "%s{n}个", ("%s", "{n}"), id="side by side"),
        pytest.param(("😀", Code("𠮷"), ""), "😀𠮷", ("𠮷",), id="code points"),
    ],
)
def test_codes_stand_in_the_raw_text(parts: tuple[str | Code, ...], raw: str, codes: tuple[str, ...]) -> None:
    segment = Segment(parts)
    assert segment.raw == raw
    assert tuple(raw[span.start : span.end] for span in segment.codes) == codes


# In the file: msgid "打开\\n"  (line end)  "Git\\t!"
FILE = 'msgid "打开\\\\n"\n"Git\\\\t!"\n'.replace("\\\\", "\\")
IN_FILE = Segment(
    ("打开\nGit\t!",), runs=(Run(0, 2, 7, 2), Run(2, 1, 9, 2), Run(3, 3, 14, 3), Run(6, 1, 17, 2), Run(7, 1, 19, 1))
)


@pytest.mark.parametrize(
    ("span", "there"),
    [
        pytest.param(Span(0, 2), "打开", id="within one run"),
        pytest.param(Span(1, 2), "开", id="a part of it"),
        pytest.param(Span(2, 3), "\\n", id="an escape is wider there"),
        pytest.param(Span(1, 3), "开\\n", id="ends with an escape"),
        pytest.param(Span(6, 8), "\\t!", id="begins with an escape"),
        pytest.param(Span(0, 6), '打开\\n"\n"Git', id="across what is no part of the segment"),
        pytest.param(Span(3, 3), "", id="nothing"),
        pytest.param(Span(8, 8), "", id="nothing, at the end"),
        pytest.param(Span(0, 8), '打开\\n"\n"Git\\t!', id="all of it"),
    ],
)
def test_a_span_of_a_segment_has_its_place_in_the_file(span: Span, there: str) -> None:
    place = IN_FILE.place(span)
    assert place
    assert FILE[place.start : place.end] == there


def test_what_stands_in_no_file_has_no_place() -> None:
    assert Segment(("Git",)).place(Span(0, 3)) is None


def test_runs_are_no_part_of_equality() -> None:
    assert Segment(("Git",), (Run(0, 3, 9, 3),)) == Segment(("Git",))
