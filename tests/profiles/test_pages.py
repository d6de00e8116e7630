"""Pages for people: everything that a concept says can be read there, and nothing of it is markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from nasty import NASTY, is_unicode
from strategies import termbases

from glossary.losses import EVERYTHING
from glossary.model import Concept, DataCategory, Finding, Lang, Term, TermStatus, TermType
from glossary.profiles import export, profiles
from glossary.profiles._pages import anchors, sections, shown
from glossary.profiles.html import PROFILE as HTML
from glossary.profiles.markdown import PROFILE as MARKDOWN

EN, ZH, TW = Lang("en"), Lang("zh-Hans"), Lang("zh-TW")
TOS = Concept(
    "terms-of-service",
    (
        Term("terms of service", EN),
        Term("ToS", EN, TermStatus.ADMITTED, term_type=TermType.ACRONYM),
        Term("服务条款", ZH, forms=("条款",)),
        Term("用户协议", ZH, TermStatus.DEPRECATED, note="另指 EULA"),
        Term("使用条例", ZH, TermStatus.FORBIDDEN),
        Term("服務條款", TW, computed=True),
    ),
    subject="law",
    definition={EN: "What a user accepts.", ZH: "用户须同意的条款。"},
    note="one\ntwo",
    examples=("By using it you accept them.",),
    related=("contract", "nowhere"),
)
CONTRACT = Concept("contract", (Term("contract", EN), Term("合同", ZH)), subject="law")
NAME = Concept("deepseek", (Term("DeepSeek", EN),), translatable=False)
SAFE = set("html head meta title style body header nav main section article h1 h2 h3 ul li a dl dt dd span s".split())
ATTRIBUTES = {"lang", "dir", "class", "id", "href", "charset", "name", "content", "aria-labelledby"}


def page(profile: object, concepts: list[Concept]) -> str:
    langs = sorted({term.lang for concept in concepts for term in concept.terms})
    (made,) = export(profiles()[profile], concepts, [(lang, lang) for lang in langs])  # type: ignore[index]
    return made.data.decode()


class Reading(HTMLParser):
    """The elements of a page that is well-formed: tag, attributes, text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self._open: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SAFE
        assert set(dict(attrs)) <= ATTRIBUTES
        if tag != "meta":
            self._open.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        name, attributes, texts = self._open.pop()
        assert name == tag
        self.found.append((name, attributes, "".join(texts)))

    def handle_data(self, data: str) -> None:
        for *_, texts in self._open:
            texts.append(data)

    def texts(self, tag: str) -> list[str]:
        return [text for name, _, text in self.found if name == tag]


def test_both_are_profiles_for_people() -> None:
    assert {"html", "markdown"} <= set(profiles())
    for profile in (HTML, MARKDOWN):
        assert (profile.statuses, profile.recognises) == (True, False)
        assert EVERYTHING - profile.carries == {
            DataCategory.CASE,
            DataCategory.FIND,
            DataCategory.INSIDE,
            DataCategory.NOT_INSIDE,
        }


def test_a_page_shows_what_a_concept_says() -> None:
    reading = Reading(page("html", [TOS, CONTRACT, NAME]))
    assert reading.texts("h2") == ["Subjects 主题", "law", "Without a subject 未分类"]
    assert reading.texts("h3") == ["contract", "terms of service", "DeepSeek stays as it is 不译"]
    assert reading.texts("s") == ["用户协议", "使用条例"]
    assert reading.texts("dd")[2:] == [
        "terms of serviceToS also 也可 acronym 首字母缩略词",
        "服务条款 forms 词形: 条款用户协议 deprecated 不再使用 另指 EULA使用条例 do not use 不用",
        "What a user accepts.",
        "用户须同意的条款。",
        "one\ntwo",
        "By using it you accept them.",
        "contract, nowhere",
        "DeepSeek",
    ]
    assert [(each.get("lang"), text) for name, each, text in reading.found if name == "s"] == [
        ("zh-Hans", "用户协议"),
        ("zh-Hans", "使用条例"),
    ]


def test_every_link_of_a_page_leads_somewhere() -> None:
    reading = Reading(page("html", [TOS, CONTRACT, NAME]))
    ids = [attributes["id"] for _, attributes, _ in reading.found if "id" in attributes]
    links = {attributes["href"] for name, attributes, _ in reading.found if name == "a"}
    assert len(set(ids)) == len(ids)
    assert links <= {f"#{id}" for id in ids}


@settings(max_examples=60)
@given(termbases())
def test_nothing_that_a_concept_says_is_markup(concepts: list[Concept]) -> None:
    html = page("html", concepts)
    reading = Reading(html)
    said = {text for _, _, text in reading.found}
    for concept in concepts:
        terms = [shown(term.text) for term in concept.terms if not term.computed]
        notes = [shown(text) for text in (*concept.definition.values(), concept.note, *concept.examples) if text]
        assert {*terms, *notes} <= said
    assert html == page("html", list(reversed(concepts)))


def test_what_is_no_character_is_shown_as_an_escape() -> None:
    assert "a\\ufdd0b\\U0001fffe" in page("html", [Concept("a", (Term("a\ufdd0b\U0001fffe", EN),))])


@settings(max_examples=40)
@given(termbases())
def test_a_page_is_right_html(concepts: list[Concept]) -> None:
    html5lib = pytest.importorskip("html5lib")
    html5lib.HTMLParser(strict=True).parse(page("html", concepts))


def test_a_page_in_markdown_is_a_table_for_each_subject() -> None:
    assert page("markdown", [TOS, CONTRACT, NAME]) == (
        """\
# Glossary 术语表

Subjects 主题

- [law](#subject-law) (2)
- [Without a subject 未分类](#subject-x) (1)

<a id="subject-law"></a>

## law

| English | 简体中文 | Definition 定义 |
| --- | --- | --- |
| <a id="term-contract"></a><b>contract</b> | <b>合同</b> |  |
| <a id="term-terms-of-service"></a><b>terms of service</b><br>ToS (also 也可; acronym 首字母缩略词) | <b>服务条款</b> (forms 词形: 条款)<br><del>用户协议</del> (deprecated 不再使用; 另指 EULA)<br><del>使用条例</del> (do not use 不用) | What a user accepts.<br>用户须同意的条款。<br>Note 说明: one<br>two<br>Examples 例句: By using it you accept them.<br>See also 参见: [contract](#term-contract), nowhere |

<a id="subject-x"></a>

## Without a subject 未分类

| English | Definition 定义 |
| --- | --- |
| <a id="term-deepseek"></a><b>DeepSeek</b> | stays as it is 不译 |
"""
    )


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in NASTY if is_unicode(text)])
def test_markdown_reads_each_text_in_its_cell_as_it_was_typed(text: str) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    concept = Concept("a", (Term(f"x{text}x", EN), Term(f"y{text}y", ZH)), note=f"z{text}z")
    html = markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(page("markdown", [concept]))
    seen = shown(text).replace("\t", " ")
    cells = [Cells(html).cells[number] for number in (3, 4, 5)]
    assert cells == [f"x{seen}x", f"y{seen}y", f"Note 说明: z{seen}z"]


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in NASTY if is_unicode(text)])
def test_github_reads_each_text_in_its_cell_as_it_was_typed(text: str) -> None:
    cmarkgfm = pytest.importorskip("cmarkgfm")
    concept = Concept("a", (Term(f"x{text}x", EN), Term(f"y{text}y", ZH)))
    options = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE
    html = cmarkgfm.github_flavored_markdown_to_html(page("markdown", [concept]), options)
    seen = shown(text).replace("\t", " ")
    assert Cells(html).cells[3:5] == [f"x{seen}x", f"y{seen}y"]


class Cells(HTMLParser):
    """The texts of the cells of all tables, in which nothing but what the page itself writes is an element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("th", "td"):
            self.cells.append("")
            self._inside = True
        elif self._inside:
            assert tag in ("a", "b", "br", "del")
            self.cells[-1] += "\n" if tag == "br" else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside &= tag not in ("th", "td")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.cells[-1] += data


@settings(max_examples=40)
@given(termbases())
def test_pages_are_the_same_whatever_the_order(concepts: list[Concept]) -> None:
    assert page("markdown", concepts) == page("markdown", list(reversed(concepts)))


def test_anchors_are_made_of_ids_and_none_is_there_twice() -> None:
    ids = ["c++", "c#", "月之暗面", "Terms of Service", '"><script>', "c"]
    assert list(anchors(ids, "term")) == [
        "term-c",
        "term-c-2",
        "term-月之暗面",
        "term-Terms-of-Service",
        "term-script",
        "term-c-3",
    ]


def test_concepts_stand_by_subject_and_name() -> None:
    concepts = [
        Concept(name, (Term(name, EN),), subject=subject)
        for name, subject in zip("bacd", ("", "", "x", "a"), strict=True)
    ]
    assert [(each.subject, [concept.id for _, concept in each.entries]) for each in sections(concepts)] == [
        ("a", ["d"]),
        ("x", ["c"]),
        ("", ["a", "b"]),
    ]


def test_how_terms_are_recognised_is_named_as_lost() -> None:
    concept = Concept("a", (Term("a", EN, find=False), Term("b", EN, TermStatus.FORBIDDEN)))
    (made,) = export(HTML, [concept], [(EN, EN)])
    assert [loss.category for loss in made.losses] == [DataCategory.FIND]
    assert not any(isinstance(each, Finding) for each in made.findings)
