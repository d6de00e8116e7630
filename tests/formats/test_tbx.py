"""TBX: what stands in a file, however it is written; and what is written, is valid and comes back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import concepts, texts

from glossary.formats import format_of
from glossary.formats._tbx_reading import OF_WEBLATE
from glossary.formats._tbx_values import id_of, name_of
from glossary.formats._tbx_writing import write, write_v3
from glossary.formats._xml import illegal
from glossary.formats.tbx import CARRIES, FORMAT, is_mine, read, stream
from glossary.losses import reduced, without
from glossary.model import USABLE, Concept, DataCategory, Lang, PartOfSpeech, Severity, Term, TermStatus, TermType
from glossary.text.language import EN, ZH_HANS, ZH_HANT, ZH_HK, ZH_TW

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
SCHEMAS = CORPUS / "schemas/OpenXLIFF/tbx"
FILES = sorted((CORPUS / "tbx").glob("*/*.tbx"))
WRITERS = [pytest.param(write, id="v2"), pytest.param(write_v3, id="v3")]
Writer = Callable[[Iterable[Concept]], Iterator[bytes]]

DE = Lang("de")
END = b"</body></text></martif>"


def v2(entries: str, *, root: str = '<martif type="TBX" xml:lang="en">', doctype: str = "") -> bytes:
    return f"{doctype}{root}<martifHeader/><text><body>{entries}</body></text></martif>".encode()


def v3(entries: str, *, kind: str = "TBX-Basic", style: str = "dca", namespaces: str = "") -> bytes:
    root = f'<tbx type="{kind}" style="{style}" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"{namespaces}>'
    return f"{root}<tbxHeader/><text><body>{entries}</body></text></tbx>".encode()


def section(lang: str, *terms: str, more: str = "") -> str:
    tigs = "".join(f"<tig><term>{term}</term></tig>" for term in terms)
    return f'<langSet xml:lang="{lang}">{more}{tigs}</langSet>'


def entry(*sections: str, more: str = "", id: str = "c1") -> str:
    return f'<termEntry id="{id}">{more}{"".join(sections)}</termEntry>'


def one(data: bytes) -> Concept:
    """The only concept of a file in which nothing is wrong."""
    resource = read(data, "x.tbx")
    (concept,) = resource.entries
    assert isinstance(concept, Concept)
    assert resource.findings == []
    return concept


def all_of(data: bytes) -> list[Any]:
    return list(read(data, "x.tbx").entries)


def told(data: bytes) -> list[tuple[str, str, int | None]]:
    resource = read(data, "x.tbx")
    return [(finding.rule, finding.message, finding.origin and finding.origin.line) for finding in resource.findings]


# languages


@pytest.mark.parametrize(
    ("tags", "langs"),
    [
        pytest.param(("zh",), {ZH_HANS}, id="zh alone is Simplified"),
        pytest.param(("zh-CN", "zh_CN", "zh-Hans", "zh-Hans-CN", "cmn-Hans-CN", "ZH"), {ZH_HANS}, id="six spellings"),
        pytest.param(("zh-CN", "zh-TW"), {ZH_HANS, ZH_TW}, id="Taiwan stays apart"),
        pytest.param(("zh-Hans", "zh-Hant"), {ZH_HANS, ZH_HANT}, id="scripts stay apart"),
        pytest.param(("zh_Hant_HK", "zh-HK"), {ZH_HK}, id="Hong Kong"),
        pytest.param(("en", "en-US"), {EN, Lang("en-US")}, id="regions of English stay apart"),
    ],
)
def test_languages_are_told_by_their_tags(tags: tuple[str, ...], langs: set[str]) -> None:
    concept = one(v2(entry(*(section(tag, f"词{number}") for number, tag in enumerate(tags)))))
    assert {term.lang for term in concept.terms} == langs
    assert len(concept.terms) == len(tags)


def test_terms_go_by_their_language_not_by_their_place() -> None:
    concept = one(v2(entry(section("de", "Speicherleck"), section("zh-CN", "内存泄漏"), section("en", "memory leak"))))
    assert [(term.lang, term.text) for term in concept.terms] == [
        ("de", "Speicherleck"),
        ("zh-Hans", "内存泄漏"),
        ("en", "memory leak"),
    ]


def test_a_language_that_was_asked_for_and_is_not_there_is_said() -> None:
    data = v2(entry(section("en", "cat"), section("de", "Katze")))
    resource = stream(io.BytesIO(data), "x.tbx", langs=(EN, ZH_HANS))
    assert [term.text for concept in resource.entries for term in concept.terms] == ["cat", "Katze"]  # type: ignore[union-attr]
    assert [finding.message for finding in resource.findings] == ["nothing in zh-Hans; the file has en, de"]


def test_two_sections_in_one_language_are_one() -> None:
    concept = one(v2(entry(section("zh", "内存泄漏"), section("en", "leak"), section("zh-CN", "内存泄露"))))
    assert [(term.lang, term.text, term.status) for term in concept.terms] == [
        ("zh-Hans", "内存泄漏", "preferred"),
        ("zh-Hans", "内存泄露", "admitted"),
        ("en", "leak", "preferred"),
    ]


def test_no_synonym_is_cut() -> None:
    many = [f"词{number}" for number in range(40)]
    concept = one(v2(entry(section("zh", *many), section("en", "word"))))
    assert [term.text for term in concept.terms_in(ZH_HANS)] == many


# what stands where


def full(category: str, value: str, name: str = "descrip") -> str:
    return f'<{name} type="{category}">{value}</{name}>'


@pytest.mark.parametrize(
    ("data", "definition"),
    [
        pytest.param(entry(section("en", "a"), more=full("definition", "One.")), {EN: "One."}, id="of the entry"),
        pytest.param(
            entry(section("zh", "词", more=full("definition", "一个词。")), section("en", "a")),
            {ZH_HANS: "一个词。"},
            id="of a language",
        ),
        pytest.param(
            entry(section("en", "a", more=f"<descripGrp>{full('definition', 'One.')}</descripGrp>")),
            {EN: "One."},
            id="in a group",
        ),
        pytest.param(
            entry('<langSet xml:lang="en"><tig><term>a</term></tig><descripGrp>' + full("definition", "One.")
                  + "</descripGrp></langSet>"),
            {EN: "One."},
            id="behind the term, as Mozilla has it",
        ),
        pytest.param(
            entry('<langSet xml:lang="en"><tig><term>a</term>' + full("definition", "One.") + "</tig></langSet>"),
            {EN: "One."},
            id="in the term",
        ),
        pytest.param(
            entry(section("en", "a"), more='<descrip type="definition" xml:lang="zh-CN">一个词。</descrip>'),
            {ZH_HANS: "一个词。"},
            id="of the entry, in its own language",
        ),
        pytest.param(entry(section("en", "a"), more="<descrip>Why.</descrip>"), {EN: "Why."}, id="Weblate's explanation"),
        pytest.param(
            entry(section("en", "a", more=full("definition", "One.") + full("definition", "Two."))),
            {EN: "One.\nTwo."},
            id="two are two lines",
        ),
        pytest.param(entry(section("en", "a"), more=full("definition", " ")), {}, id="an empty one is none"),
    ],
)  # fmt: skip
def test_definitions_are_by_language(data: str, definition: dict[str, str]) -> None:
    assert one(v2(data)).definition == definition


def test_a_definition_in_a_document_without_a_language_is_judged_by_its_letters() -> None:
    data = v2(entry(section("en", "a"), more=full("definition", "内存")), root='<martif type="TBX">')
    assert one(data).definition == {ZH_HANS: "内存"}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param(full("subjectField", "电脑"), {"subject": "电脑"}, id="subject"),
        pytest.param(full("subjectField", "a") + full("subjectField", "b"), {"subject": "a; b"}, id="two subjects"),
        pytest.param("<note>注</note><note>two</note>", {"note": "注\ntwo"}, id="notes"),
        pytest.param('<note from="translator">why</note>', {"note": "why"}, id="Weblate's note"),
        pytest.param(full("Usage note", "rare"), {"note": "rare"}, id="usage note"),
        pytest.param(full("context", "In use.") + full("example", "用例"), {"examples": ("In use.", "用例")}, id="examples"),
        pytest.param('<ref type="crossReference" target="c2">a word</ref>', {"related": ("c2",)}, id="link by target"),
        pytest.param('<ref type="crossReference">c2</ref>', {"related": ("c2",)}, id="link by text"),
        pytest.param(full("Translation needed", "No"), {"translatable": False}, id="Weblate's untranslatable"),
        pytest.param(full("Translation needed", "Yes"), {"translatable": True}, id="translatable"),
        pytest.param('<note xml:lang="en">translate: no</note>', {"translatable": False}, id="gloss's untranslatable"),
        pytest.param("<note>translate: no</note>", {"note": "translate: no"}, id="somebody's note"),
        pytest.param('<note xml:lang="en">status: forbidden</note>', {"note": "status: forbidden"}, id="not of a term"),
    ],
)  # fmt: skip
def test_what_an_entry_says_is_kept(more: str, expected: dict[str, Any]) -> None:
    concept = one(v2(entry(section("en", "a"), more=more)))
    assert concept == replace(Concept("c1", (Term("a", EN),)), **expected)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param(full("partOfSpeech", "noun", "termNote"), {"part_of_speech": PartOfSpeech.NOUN}, id="noun"),
        pytest.param(full("partOfSpeech", "Noun", "termNote"), {"part_of_speech": PartOfSpeech.NOUN}, id="Microsoft's Noun"),
        pytest.param(full("partOfSpeech", "properNoun", "termNote"), {"part_of_speech": PartOfSpeech.PROPER_NOUN}, id="name"),
        pytest.param(full("partOfSpeech", "particle", "termNote"), {"part_of_speech": PartOfSpeech.OTHER}, id="another part"),
        pytest.param(full("termType", "fullForm", "termNote"), {"term_type": TermType.FULL_FORM}, id="full form"),
        pytest.param(full("termType", "phraseologicalUnit", "termNote"), {"term_type": TermType.PHRASE}, id="phrase of v2"),
        pytest.param(full("administrativeStatus", "preferredTerm-admn-sts", "termNote"), {}, id="preferred"),
        pytest.param(
            full("administrativeStatus", "admittedTerm-admn-sts", "termNote"), {"status": TermStatus.ADMITTED}, id="admitted"
        ),
        pytest.param(
            full("administrativeStatus", "deprecatedTerm-admn-sts", "termNote"),
            {"status": TermStatus.DEPRECATED},
            id="deprecated",
        ),
        pytest.param(
            full("administrativeStatus", "supersededTerm-admn-sts", "termNote"),
            {"status": TermStatus.SUPERSEDED},
            id="superseded",
        ),
        pytest.param(full("administrativeStatus", "forbidden", "termNote"), {"status": TermStatus.FORBIDDEN}, id="Weblate's"),
        pytest.param(full("administrativeStatus", "obsolete", "termNote"), {"status": TermStatus.SUPERSEDED}, id="obsolete"),
        pytest.param(
            full("normativeAuthorization", "deprecatedTerm", "termNote"), {"status": TermStatus.DEPRECATED}, id="normative"
        ),
        pytest.param("<note>口语</note>", {"note": "口语"}, id="note"),
        pytest.param(full("usageNote", "rare", "termNote"), {"note": "rare"}, id="usage note"),
        pytest.param('<note xml:lang="en">status: forbidden</note>', {"status": TermStatus.FORBIDDEN}, id="gloss's forbidden"),
        pytest.param("<note>status: forbidden</note>", {"note": "status: forbidden"}, id="somebody's note"),
    ],
)  # fmt: skip
def test_what_a_term_says_is_kept(more: str, expected: dict[str, Any]) -> None:
    concept = one(v2(entry(f'<langSet xml:lang="en"><tig><term>a</term>{more}</tig></langSet>')))
    assert concept.terms == (replace(Term("a", EN), **expected),)
    nested = f'<langSet xml:lang="en"><ntig><termGrp><term>a</term>{more}</termGrp></ntig></langSet>'
    assert one(v2(entry(nested))) == concept


def test_a_note_of_a_language_is_that_of_its_first_term() -> None:
    concept = one(v2(entry(section("en", "a", "b"), section("zh", "词", "字", more="<note>书面</note>"))))
    assert [term.note for term in concept.terms] == ["", "", "书面", ""]


def test_a_preferred_term_that_stands_later_makes_the_first_admitted() -> None:
    preferred = full("administrativeStatus", "preferredTerm-admn-sts", "termNote")
    tigs = f"<tig><term>a</term></tig><tig><term>b</term>{preferred}</tig>"
    concept = one(v2(entry(f'<langSet xml:lang="en">{tigs}</langSet>')))
    assert [term.status for term in concept.terms] == ["admitted", "preferred"]


def test_what_is_not_kept_is_counted() -> None:
    gender = full("grammaticalGender", "neuter", "termNote")
    data = v2(
        entry(f'<langSet xml:lang="de"><tig><term>a</term>{gender}</tig><tig><term>b</term>{gender}</tig></langSet>')
    )
    resource = read(data, "x.tbx")
    assert len(list(resource.entries)) == 1
    (finding,) = resource.findings
    assert (finding.rule, finding.severity) == ("tbx-dropped", Severity.INFO)
    assert finding.message == "grammaticalGender is not kept here; it stands in 1 more places"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        pytest.param(full("termType", "entryTerm", "termNote"), "the type entryTerm is not kept here", id="another type"),
    ],
)  # fmt: skip
def test_a_value_that_is_not_known_is_said(more: str, message: str) -> None:
    data = v2(entry(f'<langSet xml:lang="en"><tig><term>a</term>{more}</tig></langSet>'))
    resource = read(data, "x.tbx")
    assert list(resource.entries) == [Concept("c1", (Term("a", EN),))]
    assert [finding.message for finding in resource.findings] == [message]


def test_a_term_that_might_be_forbidden_is_left_out_by_name() -> None:
    status = full("administrativeStatus", "obsolete-ish", "termNote")
    terms = f"<tig><term>a</term>{status}</tig><tig><term>b</term></tig>"
    resource = read(v2(entry(f'<langSet xml:lang="en">{terms}</langSet>')), "x.tbx")
    assert list(resource.entries) == [Concept("c1", (Term("b", EN),))]
    (finding,) = resource.findings
    assert finding.severity is Severity.ERROR
    assert finding.message.startswith("the status 'obsolete-ish' is not known, and might forbid 'a'; write one of")


@pytest.mark.parametrize("said", ["rejected", "Do not use", "禁用", "retired"])
def test_a_status_in_words_is_known_as_in_tables(said: str) -> None:
    status = full("administrativeStatus", said, "termNote")
    (term,) = one(v2(entry(f'<langSet xml:lang="en"><tig><term>a</term>{status}</tig></langSet>'))).terms
    assert term.status not in USABLE


SAID = '<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>'


@pytest.mark.parametrize(
    ("term", "said"),
    [
        pytest.param(f"<term>a</term>{SAID}", None, id="each term has a status"),
        pytest.param("<term>a</term>", CARRIES - {DataCategory.STATUS}, id="nothing is said of statuses"),
        pytest.param('<term>a</term><note from="translator">x</note>', OF_WEBLATE, id="Weblate's notes"),
    ],
)
def test_a_file_says_what_it_says(term: str, said: frozenset[DataCategory] | None) -> None:
    data = v2(entry(f'<langSet xml:lang="en"><tig>{term}</tig></langSet>'))
    assert read(data, "x.tbx").carries == said


# versions and dialects

LEAK = Concept(
    "c1",
    (
        Term("memory leak", EN, part_of_speech=PartOfSpeech.NOUN),
        Term("内存泄漏", ZH_HANS, part_of_speech=PartOfSpeech.NOUN),
        Term("内存泄露", ZH_HANS, TermStatus.DEPRECATED, note="错字"),
    ),
    subject="software",
    definition={EN: "Memory that is never freed."},
    examples=("It leaks.",),
)

DCA = v3(
    '<conceptEntry id="c1"><descrip type="subjectField">software</descrip><langSec xml:lang="en"><descripGrp>'
    '<descrip type="definition">Memory that is never freed.</descrip></descripGrp><termSec><term>memory leak</term>'
    '<termNote type="partOfSpeech">noun</termNote><descrip type="context">It leaks.</descrip></termSec></langSec>'
    '<langSec xml:lang="zh-CN"><termSec><term>内存泄漏</term><termNote type="partOfSpeech">noun</termNote></termSec>'
    '<termSec><term>内存泄露</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>'
    "<note>错字</note></termSec></langSec></conceptEntry>"
)
DCT = v3(
    '<conceptEntry id="c1"><min:subjectField>software</min:subjectField><langSec xml:lang="en"><descripGrp>'
    "<basic:definition>Memory that is never freed.</basic:definition></descripGrp><termSec><term>memory leak</term>"
    "<min:partOfSpeech>noun</min:partOfSpeech><basic:context>It leaks.</basic:context></termSec></langSec>"
    '<langSec xml:lang="zh-CN"><termSec><term>内存泄漏</term><min:partOfSpeech>noun</min:partOfSpeech></termSec>'
    "<termSec><term>内存泄露</term><min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus>"
    "<note>错字</note></termSec></langSec></conceptEntry>",
    style="dct",
    namespaces=' xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"',
)
PREFIXED = (
    DCA.decode()
    .replace("</", "</tbx:")
    .replace("<", "<tbx:")
    .replace("<tbx:/tbx:", "</tbx:")
    .replace(" xmlns=", " xmlns:tbx=")
    .encode()
)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(DCA, id="categories as attributes"),
        pytest.param(DCT, id="categories as elements"),
        pytest.param(PREFIXED, id="all names with a prefix"),
        pytest.param(DCA.replace(b"ed-2", b"ed:3.0"), id="the namespace of the drafts"),
        pytest.param(DCA.replace(b"TBX-Basic", b"TBX-Linguist"), id="a dialect of somebody"),
        pytest.param(DCA.decode().encode("utf-8-sig"), id="byte order mark"),
        pytest.param(b'<?xml version="1.0" encoding="UTF-16"?>'.decode().encode("utf-16") + DCA.decode().encode("utf-16")[2:],
                     id="UTF-16"),
    ],
)  # fmt: skip
def test_version_3_is_read_in_all_its_styles(data: bytes) -> None:
    assert one(data) == LEAK


MIN_2013 = """<TBX dialect="TBX-Min"><header><id>x</id><languages source="en" target="zh"/></header><body>
<{entry} id="c1"><subjectField>software</subjectField>
<{section} xml:lang="en"><{term}><term>memory leak</term><partOfSpeech>noun</partOfSpeech></{term}></{section}>
<{section} xml:lang="zh"><{term}><term>内存泄露</term><termStatus>{status}</termStatus></{term}></{section}>
</{entry}></body></TBX>"""


@pytest.mark.parametrize(
    "names",
    [
        pytest.param({"entry": "entry", "section": "langGroup", "term": "termGroup"}, id="entry"),
        pytest.param({"entry": "conceptEntry", "section": "langGroup", "term": "termGroup"}, id="conceptEntry"),
        pytest.param({"entry": "termEntry", "section": "langSet", "term": "tig"}, id="termEntry"),
    ],
)
def test_tbx_min_of_2013_is_read(names: dict[str, str]) -> None:
    concept = one(MIN_2013.format(**names, status="notRecommended").encode())
    assert concept == Concept(
        "c1",
        (
            Term("memory leak", EN, part_of_speech=PartOfSpeech.NOUN),
            Term("内存泄露", ZH_HANS, TermStatus.DEPRECATED),
        ),
        subject="software",
    )


@pytest.mark.parametrize(
    ("path", "head", "name"),
    [
        pytest.param("a.tbx", b"", "tbx", id="suffix"),
        pytest.param("a.TBX.XML", b"<martif", "tbx", id="as browsers save it"),
        pytest.param("a.xml", b"<!DOCTYPE martif SYSTEM 'x.dtd'><martif type='TBX'>", "tbx", id="martif in .xml"),
        pytest.param("a.xml", DCA, "tbx", id="version 3 in .xml"),
        pytest.param("a.xml", PREFIXED, "tbx", id="with a prefix in .xml"),
    ],
)
def test_a_file_is_known_as_tbx(path: str, head: bytes, name: str) -> None:
    assert format_of(path, head).name == name


def test_other_xml_is_not_taken_for_tbx() -> None:
    assert not any(map(is_mine, (b"<mtf>", b"<html/>", b"", b"PK\x03\x04", b"not xml")))


# white space


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a  b ", "a  b ", id="within a line all of it stays"),
        pytest.param("\u3000词", "\u3000词", id="ideographic space"),
        pytest.param("force\n\t\t\tis strong", "force is strong", id="a line break before indentation is a space"),
        pytest.param("内存\n    泄漏", "内存泄漏", id="none between Han"),
        pytest.param("内存\n    leak", "内存 leak", id="one between Han and Latin"),
        pytest.param("\n    a\n  ", "a", id="around the text"),
        pytest.param("one\ntwo", "one\ntwo", id="lines that are not indented stay"),
        pytest.param("one\n\n   two", "one\n\ntwo", id="paragraphs stay"),
    ],
)
def test_the_layout_of_a_file_is_no_text(text: str, expected: str) -> None:
    assert one(v2(entry(section("en", "a"), more=f"<note>{text}</note>"))).note == expected


# ids


@pytest.mark.parametrize(
    ("id", "name"),
    [
        pytest.param("memory-leak", "memory-leak", id="as they usually are"),
        pytest.param("内存泄漏", "内存泄漏", id="Han"),
        pytest.param("2fa", "_x0032_fa", id="digit first"),
        pytest.param("a b/c", "a_x0020_b_x002F_c", id="space and slash"),
        pytest.param("_x0041_", "_x005F_x0041_", id="looks like an escape"),
        pytest.param("𠮷", "_x00020BB7_", id="beyond the first plane"),
        pytest.param("_x_3_a", "_x005F_x_3_a", id="looks like a number"),
    ],
)
def test_ids_are_names_of_xml_and_come_back(id: str, name: str) -> None:
    assert name_of(id) == name
    assert id_of(name) == id


@given(texts(blank=True))
def test_every_id_comes_back(id: str) -> None:
    assert id_of(name_of(id)) == id


@pytest.mark.parametrize("name", ["_xD800_", "_x00110000_", "_x41_", "_xzzzz_", "_x"])
def test_what_is_no_escape_stays(name: str) -> None:
    assert id_of(name) == name


@pytest.mark.parametrize("writer", WRITERS)
def test_ids_that_are_missing_or_stand_twice_come_back(writer: Writer) -> None:
    same = [Concept(id, (Term(id or "x", EN),)) for id in ("", "", "a", "a", "a")]
    data = b"".join(writer(same))
    assert all_of(data) == same
    validate(data, writer)


# writing


@cache
def dtd() -> Any:
    etree = pytest.importorskip("lxml.etree")
    if not SCHEMAS.exists():
        pytest.skip("the schemas are not here")
    return etree.DTD(str(SCHEMAS / "TBXcoreStructV02.dtd"))


@cache
def rng() -> Any:
    etree = pytest.importorskip("lxml.etree")
    if not SCHEMAS.exists():
        pytest.skip("the schemas are not here")
    return etree.RelaxNG(etree.parse(str(SCHEMAS / "TBXcoreStructV03.rng")))


TBX = "{urn:iso:std:iso:30042:ed-2}"
BASIC = {
    "termNote": {
        "administrativeStatus": {f"{word}Term-admn-sts" for word in ("preferred", "admitted", "deprecated", "superseded")},
        "partOfSpeech": {"adjective", "noun", "other", "verb", "adverb"},
        "termType": {"fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase"},
    },
    "descrip": {"subjectField": {"conceptEntry"}, "definition": {"conceptEntry", "langSec"}, "context": {"termSec"}},
    "ref": {"crossReference": {"conceptEntry", "termSec"}},
}  # fmt: skip
"""What TBX-Basic has: the values of notes of terms, and the places of descriptions and references."""


def is_basic(element: Any) -> bool:
    """What the Schematron of TBX-Basic in the style DCA asks of an element, which lxml cannot ask."""
    name, kind = element.tag.removeprefix(TBX), element.get("type")
    if not element.tag.startswith(TBX):
        return False
    if name not in ("termNote", "descrip", "ref"):
        return kind is None or name == "tbx"
    place = element.getparent().tag.removeprefix(TBX)
    if name == "termNote":
        return place == "termSec" and element.text in BASIC[name][kind]
    return place in BASIC[name][kind]


def validate(data: bytes, writer: Writer) -> None:
    """Valid by the schema of its version; version 3 by the rules of TBX-Basic, too."""
    from lxml import etree

    schema = dtd() if writer is write else rng()
    document = etree.fromstring(data)
    assert schema.validate(document), schema.error_log
    if writer is write_v3:
        assert document.get("type") == "TBX-Basic"
        assert [element for element in document.iter() if not is_basic(element)] == []


def holdable(concept: Concept) -> Concept | None:
    concept, _ = without(concept, illegal)
    return concept if any(not term.computed for term in concept.terms) else None


@pytest.mark.parametrize("writer", WRITERS)
@settings(max_examples=300)
@given(found=st.lists(concepts(), max_size=3))
def test_what_is_written_comes_back_as_far_as_it_is_carried(writer: Writer, found: list[Concept]) -> None:
    held = [kept for concept in found if (kept := holdable(concept))]
    data = b"".join(writer(held))
    resource = read(data, "x.tbx")
    assert list(resource.entries) == [reduced(concept, CARRIES) for concept in held]
    assert resource.findings == []
    assert data == b"".join(writer(held))


@pytest.mark.parametrize("writer", WRITERS)
@settings(max_examples=100)
@given(found=st.lists(concepts(), min_size=1, max_size=3))
def test_what_is_written_is_valid(writer: Writer, found: list[Concept]) -> None:
    held = [kept for concept in found if (kept := holdable(concept))]
    if held:
        validate(b"".join(writer(held)), writer)


def everything() -> Concept:
    """A concept that says all that TBX has, with each value of each list."""
    terms = [Term(f"t {status}", EN, status) for status in TermStatus]
    terms += [Term(f"词 {part}", ZH_HANS, TermStatus.ADMITTED, part_of_speech=part) for part in PartOfSpeech]
    terms += [Term(f"詞 {kind}", ZH_TW, TermStatus.SUPERSEDED, term_type=kind, note="注") for kind in TermType]
    return Concept(
        "2fa 验证",
        tuple(terms),
        subject="安全",
        definition={EN: "One.", DE: "Zwei."},
        note="line\n  - indented\n",
        translatable=False,
        examples=("An example.", "例"),
        related=("other thing", "别的"),
    )


@pytest.mark.parametrize("writer", WRITERS)
def test_every_value_of_every_list_comes_back_and_is_valid(writer: Writer) -> None:
    data = b"".join(writer([everything()]))
    assert all_of(data) == [everything()]
    validate(data, writer)


def test_a_forbidden_term_is_deprecated_for_others_and_says_so_in_a_note() -> None:
    concept = Concept("a", (Term("ok", EN), Term("bad", EN, TermStatus.FORBIDDEN)))
    text = b"".join(write([concept])).decode()
    assert '<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>' in text
    assert '<note xml:lang="en">status: forbidden</note>' in text


def test_the_usual_status_is_not_written() -> None:
    concept = Concept("a", (Term("one", EN), Term("two", EN, TermStatus.ADMITTED)))
    assert b"administrativeStatus" not in b"".join(write([concept]))


def test_languages_may_have_names_of_a_tool() -> None:
    concept = Concept("a", (Term("词", ZH_HANS),), definition={ZH_HANS: "一", ZH_TW: "二"})
    text = b"".join(write([concept], {ZH_HANS: "zh_Hans", ZH_TW: "zh_Hant"})).decode()
    assert '<langSet xml:lang="zh_Hans">' in text
    assert '<descrip type="definition" xml:lang="zh_Hant">' in text


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("char", ["\x1b", "\0", "\ufffe", "\ud83d"], ids=ascii)
def test_what_xml_cannot_hold_is_refused_by_its_number(writer: Writer, char: str) -> None:
    with pytest.raises(ValueError, match=rf"U\+{ord(char):04X}.*'a'"):
        list(writer([Concept("a", (Term(f"x{char}", EN),))]))


@pytest.mark.parametrize("writer", WRITERS)
def test_a_concept_without_terms_is_not_written(writer: Writer) -> None:
    assert all_of(b"".join(writer([Concept("a", ())]))) == []


def test_the_format_says_what_it_carries() -> None:
    assert FORMAT.carries == set(DataCategory) - {
        DataCategory.FORMS,
        DataCategory.CASE,
        DataCategory.FIND,
        DataCategory.INSIDE,
        DataCategory.NOT_INSIDE,
    }
    assert FORMAT.writes == ["terms"]


# real files


@pytest.mark.skipif(not FILES, reason="the real files are not here")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_real_files_keep_all_their_terms_and_come_back(path: Path) -> None:
    from lxml import etree

    resource = read(path.read_bytes(), str(path))
    found = list(resource.entries)
    there = etree.parse(str(path)).iter("term")
    assert sum(len(concept.terms) for concept in found) == sum(1 for term in there if (term.text or "").strip())  # type: ignore[union-attr]
    assert {finding.severity for finding in resource.findings} <= {Severity.INFO}
    for writer in (write, write_v3):
        data = b"".join(writer(found))  # type: ignore[arg-type]
        assert all_of(data) == found
        validate(data, writer)


def test_memory_stays_flat_for_many_entries() -> None:
    import tracemalloc

    class Many:
        """A file of many entries, made as they are read."""

        def __init__(self, count: int) -> None:
            one = entry(section("en", "memory leak"), section("zh", "内存泄漏"), id="c{}").encode() * 100
            self._pieces = iter([v2("")[: -len(END)], *[one] * (count // 100), END])

        def read(self, _: int) -> bytes:
            return next(self._pieces, b"")

    peaks = []
    for count in (1_000, 6_000):
        tracemalloc.start()
        resource = stream(Many(count), "x.tbx")  # type: ignore[arg-type]
        assert sum(1 for _ in resource.entries) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5
