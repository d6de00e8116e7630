"""Terms files are read as they were typed, and everything wrong with them is named with line and column."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import termbases

from glossary import losses
from glossary.formats import yaml
from glossary.formats._yaml_edit import canonical
from glossary.formats._yaml_nodes import Refused, _c_events, _pure_events, _Reader
from glossary.formats.yaml import FORMAT, read, write_terms
from glossary.model import Concept, Lang, Term, TermStatus


def concepts(text: str) -> list[Concept]:
    return [entry for entry in yaml.read(text.encode()).entries if isinstance(entry, Concept)]


def problems(data: str | bytes) -> list[tuple[str, int | None, int | None]]:
    resource = yaml.read(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"), "t.yaml")
    list(resource.entries)
    return [
        (f.rule, f.origin.line if f.origin else None, f.origin.column if f.origin else None) for f in resource.findings
    ]


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("蒸馏/distillation", ("蒸馏", "distillation")),
        ("distillation/蒸馏", ("distillation", "蒸馏")),
        ("月之暗面 / Moonshot AI", ("月之暗面", "Moonshot AI")),
        ("边缘AI / edge AI", ("边缘AI", "edge AI")),
        ("CI/CD 流水线/CI/CD pipeline", ("CI/CD 流水线", "CI/CD pipeline")),
        ("客户端/服务器/client/server", ("客户端/服务器", "client/server")),
        ("CI/CD", ("CI/CD",)),
        ("TCP/IP", ("TCP/IP",)),
        ("TCP/IP 协议", ("TCP/IP 协议",)),
        ("客户端/服务器", ("客户端/服务器",)),
        ("A/B 测试", ("A/B 测试",)),
        ("DeepSeek", ("DeepSeek",)),
        ("/蒸馏", ("/蒸馏",)),
        ("蒸馏/", ("蒸馏/",)),
    ],
)
def test_shorthand_divides_between_scripts_only(text: str, sides: tuple[str, ...]) -> None:
    assert yaml.split_shorthand(text) == sides


def test_shorthand_that_could_be_cut_twice_is_refused() -> None:
    assert problems("concepts:\n  - AI/人工智能/artificial intelligence\n") == [("shorthand", 2, 5)]


@pytest.mark.parametrize(
    ("text", "id"),
    [("Moonshot AI", "moonshot-ai"), ("C++", "c-plus-plus"), ("C#", "c-sharp"), ("R&D", "r-and-d"), ("中转", "中转")],
)
def test_ids_are_made_from_the_term(text: str, id: str) -> None:
    assert yaml.slug(text) == id


def test_every_key_arrives_in_the_model() -> None:
    [concept] = concepts(
        "subject: law\nconcepts:\n  - id: tos\n    translate: false\n    definition: {en: Conditions., zh: 条款。}\n"
        "    terms:\n      zh_CN: 服务条款\n      en: [terms, {term: ToS, type: acronym, status: deprecated, case: sensitive,"
        " part_of_speech: noun, forms: [toses], note: n}]\n    note: a note\n    examples: [one, two]\n    related: [eula]\n"
    )
    assert (concept.id, concept.subject, concept.translatable, concept.note) == ("tos", "law", False, "a note")
    assert concept.definition == {"en": "Conditions.", "zh-Hans": "条款。"}
    assert [(term.text, term.lang, term.status.value) for term in concept.terms] == [
        ("terms", "en", "preferred"),
        ("ToS", "en", "deprecated"),
        ("服务条款", "zh-Hans", "preferred"),
    ]
    tos = concept.terms[1]
    assert (tos.term_type, tos.case, tos.part_of_speech, tos.forms, tos.note) == (
        "acronym",
        "sensitive",
        "noun",
        ("toses",),
        "n",
    )
    assert (concept.examples, concept.related) == (("one", "two"), ("eula",))
    assert str(tos.origin) == ":8:26"


@pytest.mark.parametrize(
    ("keys", "find", "inside", "not_inside"),
    [
        pytest.param("", True, False, (), id="nothing said"),
        pytest.param(", find: false", False, False, (), id="not looked for"),
        pytest.param(", find: true", True, False, (), id="looked for"),
        pytest.param(", inside: allow", True, True, (), id="inside a longer term, too"),
        pytest.param(", not_inside: 文件夹", True, False, ("文件夹",), id="one string"),
        pytest.param(
            ", not_inside: [all right, 权利要求, no]", True, False, ("all right", "权利要求", "no"), id="a list"
        ),
    ],
)
def test_how_a_term_is_looked_for(keys: str, find: bool, inside: bool, not_inside: tuple[str, ...]) -> None:
    [concept] = concepts(f"concepts:\n  - terms: {{en: {{term: a{keys}}}}}\n")
    assert (concept.terms[0].find, concept.terms[0].inside, concept.terms[0].not_inside) == (find, inside, not_inside)


@pytest.mark.parametrize(
    "text",
    "no yes on off y n true false null ~ 1e3 0x1F 0o17 017 1.10 1_000 .inf .nan 2024-01-01 = << 190:20:30 -1".split(),
)
def test_text_is_never_typed(text: str) -> None:
    [concept] = concepts(
        f"concepts:\n  - id: {text}\n    terms:\n      en: {text}\n      zh: [{text}]\n    note: {text}\n"
    )
    assert [concept.id, concept.note, *(term.text for term in concept.terms)] == [text] * 4


def test_norwegian_is_a_language_not_a_boolean() -> None:
    [concept] = concepts("concepts:\n  - terms:\n      no: vollgrav\n      en: moat\n")
    assert {term.lang for term in concept.terms} == {"no", "en"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param("concepts:\n  - a: [b\n", [("syntax", 2, 8)], id="open bracket"),
        pytest.param("concepts:\n  - ok\n  - terms: {en: @property}\n", [("syntax", 3, 17)], id="at sign first"),
        pytest.param('concepts:\n  - ok\n  - terms: {en: "open}\n  - also\n', [("syntax", 3, 17)], id="unclosed quote"),
        pytest.param("concepts:\n  - *ref\n", [("alias", 2, 5)], id="star first"),
        pytest.param("concepts:\n  - terms: {en: &ref}\n", [("alias", 2, 17)], id="ampersand first"),
        pytest.param("concepts:\n  - !important\n", [("tag", 2, 5)], id="exclamation mark first"),
        pytest.param("concepts:\n  - !!python/object:os.system x\n", [("tag", 2, 5)], id="python tag"),
        pytest.param("a: &a [x]\nb: [*a, *a]\n", [("alias", 1, 4)], id="alias bomb"),
        pytest.param("concepts:\n  - ok\n---\nconcepts:\n", [("shape", 3, 1)], id="second document"),
        pytest.param("concepts:\n  - ok\n...\nmore\n", [("syntax", 4, 1)], id="text after the end"),
        pytest.param("concepts: []\nconcepts: []\n", [("duplicate-key", 2, 1)], id="key of the file twice"),
        pytest.param(
            "concepts:\n  - id: a\n    id: b\n    terms: {en: x}\n", [("duplicate-key", 3, 5)], id="key twice"
        ),
        pytest.param(
            "concepts:\n  - terms: {zh: 不, zh-CN: 否}\n", [("duplicate-key", 2, 20)], id="one language twice"
        ),
        pytest.param("concepts:\n\t- ok\n", [("syntax", 2, 1)], id="tab"),
        pytest.param("concepts:\n  - ok\n  - id： x\n", [("shape", 3, 5)], id="full-width colon"),
        pytest.param('concepts:\n  - "\\uD83D"\n', [("surrogate", 2, 5)], id="lone surrogate"),
        pytest.param("concepts:\n  - a\x00b\n", [("control-character", 2, 6)], id="NUL"),
        pytest.param('concepts:\n  - "a\x85b"\n', [("line-separator", 2, 7)], id="NEL"),
        pytest.param(
            "concepts:\n<<<<<<< HEAD\n  - a\n=======\n  - b\n>>>>>>> x\n", [("conflict", 2, 1)], id="conflict"
        ),
        pytest.param("[" * 10_000, [("shape", 1, 1)], id="ten thousand brackets"),
        pytest.param("concepts:\n  - " + "[" * 1500, [("depth", 2, 17)], id="deep entry"),
        pytest.param("concepts:\n  - ok\n".encode("utf-16"), [("encoding", 1, 1)], id="UTF-16"),
        pytest.param("concepts:\n  - 蒸馏\n".encode("gb18030"), [("encoding", 2, 5)], id="GB 18030"),
        pytest.param("just text\n", [("shape", 1, 1)], id="not a mapping"),
        pytest.param("- 蒸馏/distillation\n", [("shape", 1, 1)], id="a bare list"),
        pytest.param("subject: ai\n", [("shape", 1, 1)], id="no concepts"),
        pytest.param("concepts: all\n", [("shape", 1, 11)], id="concepts is text"),
        pytest.param("concepts:\n  - ok\nsubject: ai\n", [("order", 3, 1)], id="subject below"),
        pytest.param("---\n---\nconcepts:\n  - a\n", [("shape", 2, 1)], id="empty first document"),
        pytest.param("concept:\n  - a\n", [("unknown-key", 1, 1), ("shape", 1, 1)], id="misspelt list"),
        pytest.param("concepts:\n  - C #1\n", [("comment", 2, 5)], id="comment eats the term"),
        pytest.param("concepts:\n  - a # b\n", [], id="an honest comment"),
        pytest.param('concepts:\n  - "C #1"\n', [], id="hash in quotes"),
        pytest.param("concepts:\n  - id:a\n", [("shape", 2, 5)], id="no space after the colon"),
        pytest.param('concepts:\n  - "\\UFFFFFFFF"\n', [("syntax", 2, 1)], id="impossible escape"),
        pytest.param("concepts:\n  - a\n - b\n", [("syntax", 3, 2)], id="one space less"),
        pytest.param("concepts:\n  - a\nfoo bar\n", [("syntax", 3, 1)], id="text at the edge"),
        pytest.param("concepts:\n  - [a, b]\n", [("shape", 2, 5)], id="entry is a list"),
        pytest.param("concepts:\n  - id: a\n", [("shape", 2, 5)], id="no terms"),
        pytest.param("concepts:\n  - terms: moat\n", [("shape", 2, 12)], id="terms without language"),
        pytest.param("concepts:\n  - terms: {en: []}\n", [("shape", 2, 17)], id="no term in a language"),
        pytest.param("concepts:\n  - terms: {en: }\n", [("empty", 2, 17)], id="empty term"),
        pytest.param("concepts:\n  - terms: {english!: a}\n", [("language-tag", 2, 13)], id="bad tag"),
        pytest.param("concepts:\n  - terms: {zh-Hnas: 不}\n", [("language-tag", 2, 13)], id="misspelt script"),
        pytest.param("concepts:\n  - terms: {en: {term: a, status: forbiden}}\n", [("choice", 2, 35)], id="bad status"),
        pytest.param("concepts:\n  - {terms: {en: a}, translate: nope}\n", [("choice", 2, 33)], id="translate"),
        pytest.param("concepts:\n  - terms: {en: {term: a, find: no}}\n", [("choice", 2, 33)], id="find"),
        pytest.param("concepts:\n  - terms: {en: {term: a, inside: true}}\n", [("choice", 2, 35)], id="inside"),
        pytest.param(
            "concepts:\n  - terms: {en: {term: a, inside: [allow]}}\n", [("choice", 2, 35)], id="inside is a list"
        ),
        pytest.param(
            'concepts:\n  - terms: {en: {term: a, not_inside: [""]}}\n', [("empty", 2, 40)], id="empty context"
        ),
        pytest.param(
            "concepts:\n  - terms: {en: {term: a, not_inside: {b: c}}}\n", [("shape", 2, 39)], id="context is a map"
        ),
        pytest.param(
            "concepts:\n  - terms: {en: {term: a, not-inside: b}}\n", [("unknown-key", 2, 27)], id="hyphen in a key"
        ),
        pytest.param("concepts:\n  - {terms: {en: a}, defintion: b}\n", [("unknown-key", 2, 22)], id="unknown key"),
    ],
)
def test_mistakes_are_named_where_they_are(data: str | bytes, expected: list[tuple[str, int, int]]) -> None:
    assert problems(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"# only a comment\n",
        b"\xef\xbb\xbf",
        b"concepts:\n",
        b"concepts: []\n",
        b"subject: s\nconcepts: []\n",
        b"---\nconcepts:\n",
    ],
)
def test_nothing_is_no_mistake(data: bytes) -> None:
    assert problems(data) == []


def test_good_entries_around_a_broken_one_are_kept_with_their_lines() -> None:
    text = 'concepts:\n  - a\n  - "b\n  - c\n  - terms: {en: [d}\n  - {id: e, terms: {en: "e"}}\n'
    resource = yaml.read(text.encode())
    found = [(c.id, c.origin.line) for c in resource.entries if isinstance(c, Concept) and c.origin]
    assert found == [("a", 2), ("c", 4), ("e", 6)]
    assert [finding.origin.line for finding in resource.findings if finding.origin] == [3, 5]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("concepts:\n  - 'it's'\n  - good\n", ["good"]),
        ('concepts:\n  - "a" b\n  - good\n', ["good"]),
        ('concepts:\n  - a\n  - "x\n  - b\nextra: y\n', ["a", "b"]),
        ('concepts:\n  - "\\UFFFFFFFF"\n  - good\n', ["good"]),
    ],
    ids=["apostrophe in quotes", "text behind quotes", "key below the list", "impossible escape"],
)
def test_no_half_of_a_broken_entry_is_served(text: str, kept: list[str]) -> None:
    assert [concept.id for concept in concepts(text)] == kept


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("concepts:\n  - terms: {en: @a}\n", "double quotes"),
        ('concepts:\n  - terms: {en: "a}\n', "close the quotation mark"),
        ("concepts:\n  -\tid: a\n\t  b: c\n", "spaces, not tabs"),
        ("concepts:\n  - id: a\n    terms： {en: a}\n    note: b\n", "half-width colon"),
        ("concepts:\n  - id: a: b\n", "double quotes"),
        ("concepts：\n  - a\n", "half-width colon"),
        ("concepts:\n  - terms:\n      en：a\n", "half-width colon"),
        ("concepts:\n\u00a0\u00a0- a\n  - b\n", "ordinary spaces"),
        ('concepts:\n  - "\\q"\n', "backslash"),
        ("concepts:\n  - 'it's'\n", "one pair of double quotes"),
        ("concepts:\n  - terms: {en: C #1, zh: 甲}\n", "comment"),
        ("concepts:\n  - #tag\n", "double quotes"),
        ("%YAML 2.0\n---\nconcepts:\n", "remove this line"),
        ("concepts:\n  - terms: {en: {term: a, status: forbiden}}\n", "did you mean forbidden?"),
        ("concepts:\n  - {terms: {en: a}, defintion: b}\n", "did you mean definition?"),
        ("concepts:\n  - terms: {en: {term: a, not-inside: b}}\n", "did you mean not_inside?"),
        ("concepts:\n  - terms: {en: {term: a, inside: deny}}\n", "allow"),
    ],
)
def test_messages_say_what_to_do(text: str, hint: str) -> None:
    resource = yaml.read(text.encode())
    list(resource.entries)
    assert hint in resource.findings[0].message


def test_a_colon_inside_brackets_is_read_as_yaml_1_2_does() -> None:
    [concept] = concepts("concepts:\n  - terms: {en: [a:b, std::vector]}\n")
    assert [term.text for term in concept.terms] == ["a:b", "std::vector"]


def test_crlf_and_bom_change_nothing() -> None:
    text = "subject: ai\nconcepts:\n  - 蒸馏/distillation\n  - terms: {en: moat}\n"
    assert list(yaml.read(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()).entries) == concepts(text)


@settings(max_examples=300)
@given(st.text(st.sampled_from("ab蒸 :-#[]{},'\"|>?!&*\n"), max_size=40))
def test_whatever_both_parsers_accept_they_read_alike(text: str) -> None:
    def nodes(events: object) -> object:
        try:
            return [(k.value, v.value) for k, v in _Reader(events).top_level("\0") if k]  # type: ignore[arg-type]
        except Refused:
            return None

    quick, slow = nodes(_c_events(text)), nodes(_pure_events(text))
    assert quick is None or slow is None or _values(quick) == _values(slow)


def _values(node: object) -> object:
    if isinstance(node, (list, tuple)) and not hasattr(node, "kind"):
        return [_values(item) for item in node]
    return _values(node.value) if hasattr(node, "kind") else node


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_end_in_findings_not_in_exceptions(data: bytes) -> None:
    resource = yaml.read(data)
    for entry in resource.entries:
        assert isinstance(entry, Concept)
    assert all(finding.origin and finding.origin.line for finding in resource.findings)


def test_the_first_of_a_language_is_preferred_unless_it_says_otherwise() -> None:
    [concept] = concepts("concepts:\n  - terms: {en: [{term: a, status: deprecated}, b]}\n")
    assert [term.status for term in concept.terms] == [TermStatus.DEPRECATED, TermStatus.ADMITTED]


def test_a_glossary_of_another_tool_is_refused_by_shape_not_by_crash() -> None:
    text = "- en: class\n  ko: 클래스\n  space: no\n  zh-CN: {- 类: {correspond: class}}\n"
    assert problems(text) == [("shape", 1, 1)]


@settings(max_examples=100)
@given(termbases())
def test_a_new_file_says_all_that_the_concepts_say(written: list[Concept]) -> None:
    data = b"".join(write_terms(written))
    resource = read(data, "t.yaml")
    assert list(resource.entries) == [losses.reduced(concept, FORMAT.carries) for concept in written]
    assert (resource.findings, canonical(data)) == ([], (data, []))


def test_a_new_file_is_one_that_people_would_have_typed() -> None:
    named = (
        Term("Moonshot AI", Lang("en")),
        Term("月之暗面", Lang("zh-Hans")),
        Term("月之暗面", Lang("zh-TW"), computed=True),
    )
    forbidden = Term("蒸餾", Lang("zh-Hans"), TermStatus.FORBIDDEN)
    pair = Term("distillation", Lang("en")), Term("蒸馏", Lang("zh-Hans")), forbidden
    written = [Concept("moonshot-ai", named, subject="ai"), Concept("", pair, subject="ai", note="a: b")]
    assert b"".join(write_terms(written)).decode() == (
        """\
subject: ai
concepts:
  - 月之暗面/Moonshot AI
  - id: distillation
    terms:
      en: distillation
      zh-Hans:
        - 蒸馏
        - {term: 蒸餾, status: forbidden}
    note: "a: b"
"""
    )


def test_only_the_subject_that_all_have_stands_at_the_top() -> None:
    terms = (Term("a", Lang("en")),)
    written = [Concept("a", terms, subject="law"), Concept("b", terms)]
    data = b"".join(write_terms(written))
    assert not data.startswith(b"subject")
    assert list(read(data, "t.yaml").entries) == written
