"""MultiTerm XML: what a termbase says in fields of its own, and what is written by its schema."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import concepts

from glossary.errors import FormatError
from glossary.formats import format_of
from glossary.formats._xml import illegal
from glossary.formats.multiterm import FORMAT, read, write
from glossary.losses import reduced, without
from glossary.model import Concept, Lang, PartOfSpeech, Severity, Term, TermStatus, TermType
from glossary.text.language import EN, ZH_HANS, ZH_HANT, ZH_HK, ZH_TW

DE = Lang("de")

CHILDREN = {
    "mtf": {"conceptGrp"},
    "conceptGrp": {"concept", "system", "transacGrp", "descripGrp", "languageGrp"},
    "concept": set(),
    "descripGrp": {"descrip", "transacGrp", "descripGrp"},
    "descrip": {"xref"},
    "languageGrp": {"language", "transacGrp", "descripGrp", "termGrp"},
    "language": set(),
    "termGrp": {"term", "transacGrp", "descripGrp"},
    "term": set(),
}  # fmt: skip
"""What may stand in what, as the schema of MultiTerm says."""

NEEDED = {"conceptGrp": {"concept", "languageGrp"}, "languageGrp": {"language", "termGrp"}, "termGrp": {"term"}}
ATTRIBUTES = {"descrip": {"type"}, "language": {"type", "lang"}}


def field(name: str, value: str) -> str:
    return f'<descripGrp><descrip type="{name}">{value}</descrip></descripGrp>'


def language(lang: str, *terms: str, more: str = "", kind: str = "") -> str:
    groups = "".join(f"<termGrp>{term}</termGrp>" for term in terms)
    return f'<languageGrp><language lang="{lang}" type="{kind}"/>{more}{groups}</languageGrp>'


def mtf(*entries: str) -> bytes:
    return f"<mtf>{''.join(entries)}</mtf>".encode()


def entry(*parts: str, number: str = "<concept>1</concept>") -> str:
    return f"<conceptGrp>{number}{''.join(parts)}</conceptGrp>"


def one(data: bytes) -> Concept:
    """The only concept of a file in which nothing is wrong."""
    resource = read(data, "x.xml")
    (concept,) = resource.entries
    assert isinstance(concept, Concept)
    assert resource.findings == []
    return concept


WHO = "<transacGrp><transac type='origination'>ana</transac><date>2021-03-01T11:21:32</date></transacGrp>"


def test_a_termbase_is_read_with_its_usual_fields() -> None:
    home = f"<term>memory leak</term>{WHO}" + field("Part of Speech", "Noun") + field("Example", "It leaks.")
    chinese = f"<term>内存泄漏</term>{WHO}" + field("Status", "preferred")
    wrong = "<term>内存泄露</term>" + field("status", "Forbidden") + field("Note", "错字")
    concept = one(
        mtf(
            entry(
                "<system type='entryClass'>1</system>",
                WHO,
                field("Subject", "software"),
                field("Note", "why"),
                language("EN", home, more=field("Definition", "Never freed."), kind="English"),
                language("ZH-CN", chinese, wrong, kind="Chinese (Simplified)"),
            )
        )
    )
    assert concept == Concept(
        "1",
        (
            Term("memory leak", EN, part_of_speech=PartOfSpeech.NOUN),
            Term("内存泄漏", ZH_HANS),
            Term("内存泄露", ZH_HANS, TermStatus.FORBIDDEN, note="错字"),
        ),
        subject="software",
        definition={EN: "Never freed."},
        note="why",
        examples=("It leaks.",),
    )


@pytest.mark.parametrize(
    ("lang", "kind", "expected"),
    [
        pytest.param("EN", "English", EN, id="locale"),
        pytest.param("en_us", "English", Lang("en-US"), id="locale with an underscore, as the schema has it"),
        pytest.param("ZH", "Chinese", ZH_HANS, id="Chinese"),
        pytest.param("ZH-TW", "Chinese", ZH_TW, id="Taiwan"),
        pytest.param("ZH-HK", "Chinese", ZH_HK, id="Hong Kong"),
        pytest.param("", "Chinese (Traditional)", ZH_HANT, id="only a name"),
        pytest.param("", "German", DE, id="only a name, in another language"),
    ],
)
def test_languages_are_told_by_locale_or_name(lang: str, kind: str, expected: Lang) -> None:
    concept = one(mtf(entry(language(lang, "<term>x</term>", kind=kind))))
    assert [term.lang for term in concept.terms] == [expected]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param(field("ID", "leak"), {"id": "leak"}, id="a field ID is the id"),
        pytest.param(field("Entry ID", "l e"), {"id": "l e"}, id="memoQ's label"),
        pytest.param(field("Domain", "law"), {"subject": "law"}, id="domain"),
        pytest.param(field("Definition (de)", "Satz."), {"definition": {DE: "Satz."}}, id="definition without a term"),
        pytest.param(field("Cross reference", "c2"), {"related": ("c2",)}, id="cross reference"),
        pytest.param(field("Translation needed", "No"), {"translatable": False}, id="untranslatable"),
        pytest.param(field("Note", "a\n  b "), {"note": "a\n  b "}, id="all white space is text"),
        pytest.param(field("Note", 'see <xref Tlink="a:b">b</xref>'), {"note": "see b"}, id="link in a text"),
    ],
)
def test_fields_of_a_concept_are_kept(more: str, expected: dict[str, Any]) -> None:
    concept = one(mtf(entry(more, language("EN", "<term>x</term>"))))
    assert concept == replace(Concept("1", (Term("x", EN),)), **expected)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        pytest.param("full form", TermType.FULL_FORM, id="with a space"),
        pytest.param("Full-Form", TermType.FULL_FORM, id="with a hyphen"),
        pytest.param("acronym", TermType.ACRONYM, id="acronym"),
        pytest.param("transliteration", TermType.TRANSLITERATION, id="transliteration"),
    ],
)
def test_types_of_terms_may_be_spelt_freely(value: str, kind: TermType) -> None:
    concept = one(mtf(entry(language("EN", "<term>x</term>" + field("Term type", value)))))
    assert concept.terms[0].term_type is kind


def test_a_field_that_means_nothing_here_is_counted() -> None:
    data = mtf(*(entry(field("Auteur", "Julien"), language("FR", "<term>maison</term>")) for _ in range(3)))
    resource = read(data, "x.xml")
    assert len(list(resource.entries)) == 3
    assert [(finding.rule, finding.severity, finding.message) for finding in resource.findings] == [
        ("multiterm-dropped", Severity.INFO, "Auteur is not kept here; it stands in 2 more places")
    ]


@pytest.mark.parametrize(
    ("data", "rule", "message"),
    [
        pytest.param(mtf(entry()), "multiterm-syntax", "without a term", id="no language"),
        pytest.param(
            mtf(entry("<languageGrp><termGrp><term>x</term></termGrp></languageGrp>")),
            "multiterm-languages",
            "does not say in which language",
            id="no language element",
        ),
        pytest.param(mtf(entry(language("EN", "<x/>"))), "multiterm-syntax", "without <term>", id="no term"),
        pytest.param(b"", "multiterm-syntax", "empty", id="empty"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(data: bytes, rule: str, message: str) -> None:
    resource = read(data, "x.xml")
    assert list(resource.entries) == []
    first = resource.findings[0]
    assert (first.rule, first.origin and first.origin.line) == (rule, 1)
    assert message in first.message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"<martif/>", "no MultiTerm XML", id="TBX"),
        pytest.param(b"<html><body>404</body></html>", "no MultiTerm XML", id="error page"),
        pytest.param(b"<mtf><conceptGrp>", "ends before it is complete", id="truncated"),
        pytest.param(b"PK\x03\x04", "ZIP", id="zip"),
        pytest.param(b"<!DOCTYPE mtf [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><mtf>&a;</mtf>", "entity", id="XXE"),
    ],
)
def test_what_is_no_multiterm_xml_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        list(read(data, "x.xml").entries)


@pytest.mark.parametrize(
    ("path", "head"),
    [
        pytest.param("a.mtf.xml", b"", id="suffix"),
        pytest.param("a.xml", b"<?xml version='1.0'?><mtf><conceptGrp/>", id="UTF-8"),
        pytest.param("a.xml", "<?xml version='1.0' encoding='UTF-16'?><mtf>".encode("utf-16"), id="UTF-16"),
    ],
)
def test_a_file_is_known_as_multiterm(path: str, head: bytes) -> None:
    assert format_of(path, head).name == "multiterm"


def holdable(found: list[Concept]) -> list[Concept]:
    held = [without(concept, illegal)[0] for concept in found]
    return [concept for concept in held if concept.id and any(not term.computed for term in concept.terms)]


@settings(max_examples=300)
@given(found=st.lists(concepts(), max_size=3))
def test_what_is_written_comes_back_and_keeps_to_the_schema(found: list[Concept]) -> None:
    held = holdable(found)
    data = b"".join(write(held))
    resource = read(data, "x.xml")
    assert list(resource.entries) == [reduced(concept, FORMAT.carries) for concept in held]
    assert resource.findings == []
    check(ElementTree.fromstring(data))


def check(element: ElementTree.Element) -> None:
    """That an element has what the schema of MultiTerm wants in it, and nothing else."""
    there = [child.tag for child in element]
    assert set(there) <= CHILDREN[element.tag]
    assert NEEDED.get(element.tag, set()) <= set(there)
    assert set(element.attrib) == ATTRIBUTES.get(element.tag, set())
    if element.tag == "concept":
        assert (element.text or "").isdecimal()
    for child in element:
        check(child)


def test_it_is_utf_16_with_a_mark_and_languages_have_names() -> None:
    data = b"".join(write([Concept("a", (Term("word", EN), Term("词", ZH_HANS)))]))
    assert data.startswith(b"\xff\xfe")
    text = data.decode("utf-16")
    assert text.startswith('<?xml version="1.0" encoding="UTF-16"?>')
    assert '<language type="English" lang="EN"/>' in text
    assert '<language type="Chinese (Simplified)" lang="ZH-CN"/>' in text


def test_what_xml_cannot_hold_is_refused_by_its_number() -> None:
    with pytest.raises(ValueError, match=r"U\+001B.*'a'"):
        list(write([Concept("a", (Term("\x1b", EN),))]))
