"""Edits touch their own lines only, and a layout never changes what is said."""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.errors import FormatError
from glossary.formats import yaml
from glossary.formats._yaml_edit import append, canonical, scalar
from glossary.formats._yaml_nodes import list_of
from glossary.formats._yaml_update import updated
from glossary.model import Case, Concept, Lang, Location, PartOfSpeech, Term, TermStatus, TermType
from glossary.text.language import sort_key

MOAT = yaml.from_shorthand("护城河/moat")


def read(data: bytes) -> list[Concept]:
    resource = yaml.read(data)
    entries = [entry for entry in resource.entries if isinstance(entry, Concept)]
    assert resource.findings == []
    return entries


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", "concepts:\n  - 护城河/moat\n", id="empty file"),
        pytest.param("concepts:\n", "concepts:\n  - 护城河/moat\n", id="empty list"),
        pytest.param("concepts: []\n", "concepts:\n  - 护城河/moat\n", id="empty brackets"),
        pytest.param("# all", "# all\nconcepts:\n  - 护城河/moat\n", id="only a comment"),
        pytest.param(
            'subject: "C#"\nconcepts:\n  - a\n',
            'subject: "C#"\nconcepts:\n  - a\n  - 护城河/moat\n',
            id="hash in the subject",
        ),
        pytest.param("concepts:  # all\n", "concepts:  # all\n  - 护城河/moat\n", id="empty list with a comment"),
        pytest.param("concepts:\n  - a", "concepts:\n  - a\n  - 护城河/moat\n", id="no newline at the end"),
        pytest.param("concepts:\n- a\n", "concepts:\n- a\n- 护城河/moat\n", id="list without indentation"),
        pytest.param("concepts:\n    - a\n", "concepts:\n    - a\n    - 护城河/moat\n", id="four spaces"),
        pytest.param("concepts:\r\n  - a\r\n", "concepts:\r\n  - a\r\n  - 护城河/moat\r\n", id="CRLF"),
        pytest.param("concepts:\n  - a\n\n# end\n", "concepts:\n  - a\n  - 护城河/moat\n\n# end\n", id="comment below"),
        pytest.param(
            "concepts:\n  - terms: {en: a}\n    note: |\n      # text\n\n",
            "concepts:\n  - terms: {en: a}\n    note: |\n      # text\n  - 护城河/moat\n\n",
            id="block scalar last",
        ),
        pytest.param("concepts:\n  - a  # b\n", "concepts:\n  - a  # b\n  - 护城河/moat\n", id="comment beside"),
        pytest.param(
            "concepts:\n  - {terms:\n      {en: a}\n    }\n",
            "concepts:\n  - {terms:\n      {en: a}\n    }\n  - 护城河/moat\n",
            id="brackets over lines",
        ),
    ],
)
def test_append_touches_no_other_line(before: str, after: str) -> None:
    assert append(before.encode(), [MOAT]).decode() == after


def test_append_keeps_the_byte_order_mark() -> None:
    assert append(b"\xef\xbb\xbfconcepts:\n  - a\n", [MOAT]).startswith(b"\xef\xbb\xbfconcepts:")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("concepts: [a, b]\n", "a line of its own"),
        ("concepts:\n  - moat\n", "already there"),
        ("concepts:\n  - @a\n", "mend this"),
        ("other: x\n", "mend this|no `concepts:`"),
        ("concepts:\r  - a\r", "CR"),
    ],
)
def test_append_refuses_what_it_cannot_do_cleanly(text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        append(text.encode(), [MOAT])


@pytest.mark.parametrize(
    ("terms", "lines"),
    [
        pytest.param(
            [("lease", "en-US"), ("租约", "zh-Hans")], ["zh-Hans: 租约", "en-US: lease"], id="English of a region"
        ),
        pytest.param([("租约", "zh-Hans"), ("lease", "en")], ["en: lease", "zh-Hans: 租约"], id="Chinese first"),
        pytest.param(
            [("租约", "zh-TW"), ("lease", "en-GB"), ("rental", "en"), ("租賃", "zh-TW"), ("let", "en-GB")],
            ["en: rental", "zh-TW:", "- 租约", "- 租賃", "en-GB:", "- lease", "- let"],
            id="languages in turn",
        ),
    ],
)
def test_append_puts_languages_in_order(terms: list[tuple[str, str]], lines: list[str]) -> None:
    usual: dict[str, TermStatus] = {}
    ready = []
    for text, lang in terms:
        ready.append(Term(text, Lang(lang), usual.get(lang, TermStatus.PREFERRED)))
        usual[lang] = TermStatus.ADMITTED
    text = append(b"", [Concept("c1", tuple(ready))]).decode()
    assert [line.strip() for line in text.splitlines()] == ["concepts:", "- id: c1", "terms:", *lines]


@pytest.mark.parametrize(
    ("concept", "message"),
    [
        pytest.param(Concept("c1", (Term("", Lang("en")),)), "'c1' cannot be kept: a term is empty", id="no term"),
        pytest.param(
            Concept("c1", (Term("租约", Lang("zh-Hans")),), note=" "),
            "'c1' cannot be kept: `note:` is empty",
            id="note",
        ),
        pytest.param(Concept("c1", (Term("a\ud800", Lang("en")),)), "half of a surrogate pair", id="half a character"),
        pytest.param(
            Concept("", (Term("a", Lang("en")),), origin=Location("v.csv", 3)),
            r"'' \(v.csv:3\) cannot be kept: `id:` is empty",
            id="where it is from",
        ),
    ],
)
def test_append_names_what_cannot_be_kept(concept: Concept, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        append(b"concepts:\n  - a\n", [concept])


def test_append_refuses_one_id_twice_in_a_new_file() -> None:
    with pytest.raises(FormatError, match="twice"):
        append(b"", [MOAT, MOAT])


NASTY = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(" :#-[]{},'\"&*!|>%@`\n\t蒸。“”")), max_size=30
)
TEXT = NASTY.filter(lambda text: text.strip() != "")


@settings(max_examples=500)
@given(TEXT)
def test_a_scalar_reads_back_as_the_same_text(text: str) -> None:
    block, flow = list_of(f"- {scalar(text)}\n- [{scalar(text, flow=True)}]\n")
    assert block.value == text
    assert [item.value for item in flow.value] == [text]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("moat", "moat"),
        ("it's", "it's"),
        ("C#", "C#"),
        ("-Xmx", "-Xmx"),
        ("2FA", "2FA"),
        ("no", '"no"'),
        ("1e3", '"1e3"'),
        ("2024-01-01", '"2024-01-01"'),
        ("@property", '"@property"'),
        ("a: b", '"a: b"'),
        ("C #1", '"C #1"'),
        ('say "x"', 'say "x"'),
        ("a\u200bb", '"a\\u200bb"'),
    ],
)
def test_quotes_only_where_yaml_needs_them(text: str, written: str) -> None:
    assert scalar(text) == written


@st.composite
def any_concepts(draw: st.DrawFn) -> list[Concept]:
    ids = draw(st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True), min_size=1, max_size=4, unique=True))
    return [draw(any_concept(id)) for id in ids]


@st.composite
def any_concept(draw: st.DrawFn, id: str) -> Concept:
    langs = draw(st.lists(st.sampled_from(["en", "zh-Hans", "zh-TW", "fr"]), min_size=1, max_size=3, unique=True))
    langs.sort(key=lambda lang: ["en", "zh-Hans", "zh-TW", "fr"].index(lang))
    term = st.builds(
        Term,
        text=TEXT,
        lang=st.just(Lang("en")),
        status=st.sampled_from(TermStatus),
        part_of_speech=st.none() | st.sampled_from(PartOfSpeech),
        term_type=st.none() | st.sampled_from(TermType),
        forms=st.lists(TEXT, max_size=2).map(tuple),
        case=st.none() | st.sampled_from(Case),
        note=st.just("") | TEXT,
        find=st.booleans(),
        inside=st.booleans(),
        not_inside=st.lists(TEXT, max_size=2).map(tuple),
    )
    terms: list[Term] = []
    for lang in langs:
        terms += [replace(found, lang=Lang(lang)) for found in draw(st.lists(term, min_size=1, max_size=3))]
    return Concept(
        id=id,
        terms=tuple(terms),
        subject=draw(st.just("") | TEXT),
        definition={Lang(lang): draw(TEXT) for lang in draw(st.sets(st.sampled_from(["en", "zh-Hans"])))},
        note=draw(st.just("") | TEXT),
        translatable=draw(st.booleans()),
        examples=tuple(draw(st.lists(TEXT, max_size=2))),
        related=tuple(draw(st.lists(TEXT, max_size=2))),
    )


@settings(max_examples=100)
@given(any_concepts())
def test_what_is_appended_reads_back_equal_and_is_canonical(concepts: list[Concept]) -> None:
    data = append(b"concepts:\n", concepts)
    assert read(data) == concepts
    assert canonical(data) == (data, [])


@settings(max_examples=80)
@given(any_concepts(), any_concepts())
def test_appending_leaves_the_lines_before_as_they_are(first: list[Concept], second: list[Concept]) -> None:
    data = append(b"# head\nconcepts:\n", first)
    new = [concept for concept in second if concept.id not in {old.id for old in first}]
    if new:
        assert append(data, new).startswith(data)


UGLY = """\
# head
subject:   ai
concepts:
- 蒸馏/distillation            # shorthand
# about the next
- terms:
    zh_CN: 服务条款   # the usual one
    # English comes here
    en: [terms of service, {type: acronym, term: ToS}]
  note: |
     # not a comment
     second line
  id: tos
  # end of tos


- id: x
  definition: { zh: 好。, en: "Good: yes." }
  terms: {en: "no", zh: [ 不, {term: 否, status: forbidden} ]}
- id: like
  terms:
    en: {not_inside: [ like-minded , "as: is"], find:   false,  inside:   allow, term: like}
    zh:
      term: 喜欢
      not_inside: 不喜欢
      find: true
"""

NEAT = """\
# head
subject:   ai
concepts:
  - 蒸馏/distillation  # shorthand
  # about the next
  - id: tos
    terms:
      # English comes here
      en:
        - terms of service
        - {term: ToS, type: acronym}
      zh-Hans: 服务条款  # the usual one
    note: |
      # not a comment
      second line
  # end of tos

  - id: x
    definition:
      en: "Good: yes."
      zh-Hans: 好。
    terms:
      en: "no"
      zh-Hans:
        - 不
        - {term: 否, status: forbidden}
  - id: like
    terms:
      en: {term: like, find: false, inside: allow, not_inside: [like-minded, "as: is"]}
      zh-Hans: {term: 喜欢, find: true, not_inside: 不喜欢}
"""


def test_canonical_layout() -> None:
    assert canonical(UGLY.encode()) == (NEAT.encode(), [])


def test_canonical_layout_is_stable_and_keeps_line_ends() -> None:
    windows = UGLY.replace("\n", "\r\n").encode()
    assert canonical(windows)[0] == NEAT.replace("\n", "\r\n").encode()
    assert canonical(NEAT.encode()) == (NEAT.encode(), [])


def test_entries_with_mistakes_are_left_as_they_are_and_named() -> None:
    text = 'concepts:\n  - {id: a, terms: {en: {status: nope, term: x}}}\n  - {terms: {en: "y"}, id: b}\n'
    new, findings = canonical(text.encode())
    assert new.decode() == (
        'concepts:\n  - {id: a, terms: {en: {status: nope, term: x}}}\n  - id: b\n    terms:\n      en: "y"\n'
    )
    assert [finding.rule for finding in findings] == ["choice"]


@pytest.mark.parametrize(
    "text",
    [
        "concepts:\n  - @a\n",
        "concepts:\n  -\n    id: b\n    terms: {en: x}\n",
        "concepts: [a, {id: b, terms: {en: c}}]\n",
        "\t",
        "a\rb: c\r",
    ],
)
def test_files_that_cannot_be_read_are_not_laid_out(text: str) -> None:
    assert canonical(text.encode())[0] == text.encode()


COMMENTED = st.lists(
    st.sampled_from(
        [
            "  # whole line",
            "",
            "    # deeper",
            "# at the edge",
            "  - 甲/a  # beside",
            "  - {id: b, terms: {en: x}} # two",
        ]
    ),
    max_size=6,
)


@settings(max_examples=300)
@given(COMMENTED)
def test_no_comment_is_lost(lines: list[str]) -> None:
    text = "concepts:\n" + "".join(f"{line}\n" for line in lines)
    new = canonical(text.encode())[0].decode()
    assert new.count("#") == text.count("#")
    assert list(yaml.read(new.encode()).entries) == list(yaml.read(text.encode()).entries)


def test_long_prose_folds_at_spaces_only() -> None:
    english, chinese = "word " * 30 + "end", "很长的说明" * 30
    text = f"concepts:\n  - id: a\n    terms: {{en: a}}\n    note: {english}\n  - id: b\n    terms: {{en: b}}\n    note: {chinese}\n"
    new = canonical(text.encode())[0].decode()
    assert max(len(line) for line in new.split("\n") if "word" in line) <= 100
    assert f"    note: {chinese}\n" in new
    assert [c.note for c in read(new.encode())] == [english, chinese]


def change(text: str, id: str, **fields: object) -> tuple[Concept, str]:
    """The concept with other fields, and the file after it was updated."""
    concept = next(entry for entry in read(text.encode()) if entry.id == id)
    new = replace(concept, **fields)  # type: ignore[arg-type]
    data = updated(text.encode(), [new])
    assert [new if entry.id == id else entry for entry in read(text.encode())] == read(data)
    return new, data.decode()


def en(text: str, **fields: object) -> Term:
    return Term(text, Lang("en"), TermStatus.ADMITTED, **fields)  # type: ignore[arg-type]


def zh(text: str, **fields: object) -> Term:
    return Term(text, Lang("zh-Hans"), TermStatus.ADMITTED, **fields)  # type: ignore[arg-type]


HEAD = "# head\nsubject: ai\nconcepts:\n  - 甲/a  # first\n"
TAIL = "\n  # about the last\n  -   乙/b\n# end\n"


@pytest.mark.parametrize(
    ("before", "more", "fields", "after"),
    [
        pytest.param(
            "  - id: x\n    terms:\n      en:\n      - x   # the usual one\n      - 'y'\n      zh: 叉\n",
            [en("z")],
            {},
            "  - id: x\n    terms:\n      en:\n      - x   # the usual one\n      - 'y'\n      - z\n      zh: 叉\n",
            id="a line for a synonym",
        ),
        pytest.param(
            "  - terms: {en: [x,  'y'], zh: 叉}\n    id: x\n",
            [en("z: 1"), zh("乂")],
            {},
            "  - terms: {en: [x,  'y', \"z: 1\"], zh: [叉, 乂]}\n    id: x\n",
            id="synonyms in brackets",
        ),
        pytest.param(
            "  - id: x\n    terms:\n      en: x\n      zh_CN: 叉  # one\n",
            [zh("乂", note="旧")],
            {},
            "  - id: x\n    terms:\n      en: x\n      zh_CN:\n        - 叉  # one\n        - {term: 乂, note: 旧}\n",
            id="a term becomes a list",
        ),
        pytest.param(
            "  - id: x\n    terms:\n      en: x\n      zh:\n        term: 叉\n        find: false\n",
            [zh("乂")],
            {},
            "  - id: x\n    terms:\n      en: x\n      zh:\n        - term: 叉\n          find: false\n        - 乂\n",
            id="a term on several lines becomes a list",
        ),
        pytest.param(
            "  - id: x\n    terms:\n      zh: 叉\n      en: x  # beside\n    # about the note\n    note: 注\n",
            [Term("叉", Lang("zh-TW"))],
            {},
            "  - id: x\n    terms:\n      zh: 叉\n      zh-TW: 叉\n      en: x  # beside\n    # about the note\n    note: 注\n",
            id="a line for a language",
        ),
        pytest.param(
            "  - id: x\n    note: '注'\n    terms: {en: x}\n",
            [],
            {"definition": {Lang("en"): "An x."}, "note": "记"},
            "  - id: x\n    note: 记\n    definition:\n      en: An x.\n    terms: {en: x}\n".replace(
                "    note: 记\n    definition:\n      en: An x.\n", "    definition:\n      en: An x.\n    note: 记\n"
            ),
            id="a definition stands where it belongs",
        ),
        pytest.param(
            "  - id: x\n    definition: An x.\n    terms: {en: x}\n",
            [],
            {"definition": {Lang("en"): "An x.", Lang("zh-Hans"): "叉。"}},
            "  - id: x\n    definition:\n      en: An x.\n      zh-Hans: 叉。\n    terms: {en: x}\n",
            id="a second definition",
        ),
        pytest.param(
            "  - terms:\n      en: x\n    related: [a,b]\n",
            [],
            {"subject": "law", "related": ("a", "b", "c"), "translatable": False},
            "  - subject: law\n    translate: false\n    terms:\n      en: x\n    related: [a,b, c]\n",
            id="keys before the first",
        ),
        pytest.param(
            "  - 叉/x  # why\n",
            [],
            {"note": "注"},
            "  - id: x  # why\n    terms:\n      en: x\n      zh-Hans: 叉\n    note: 注\n",
            id="a shorthand becomes an entry",
        ),
        pytest.param(
            "  - terms:\n      zh: 叉\n",
            [Term("x", Lang("en"))],
            {},
            "  - id: 叉\n    terms:\n      en: x\n      zh: 叉\n",
            id="the id stays",
        ),
        pytest.param(
            "  - id: x\n    unknown: 1  # kept\n    terms: {en: x}\n    note: |\n      # text\n",
            [],
            {"examples": ("e",)},
            "  - id: x\n    unknown: 1  # kept\n    terms: {en: x}\n    note: |\n      # text\n    examples:\n      - e\n",
            id="behind a block of text",
        ),
    ],
)
def test_an_update_changes_the_lines_of_its_entry_as_little_as_it_can(
    before: str, more: list[Term], fields: dict[str, object], after: str
) -> None:
    for text, expected in (
        (HEAD + before + TAIL, HEAD + after + TAIL),
        (HEAD + before, HEAD + after),
        *([] if "|" in before else [((HEAD + before)[:-1], (HEAD + after)[:-1])]),
    ):
        for newline in ("\n", "\r\n"):
            data = b"\xef\xbb\xbf" + text.replace("\n", newline).encode()
            concept = list(yaml.read(data).entries)[1]
            assert isinstance(concept, Concept)
            terms = tuple(sorted((*concept.terms, *more), key=lambda term: sort_key(term.lang)))
            new = updated(data, [replace(concept, terms=terms, **fields)])  # type: ignore[arg-type]
            assert new.decode("utf-8-sig") == expected.replace("\n", newline)


@pytest.mark.parametrize(
    ("before", "fields", "after"),
    [
        ("x", {"note": "see y"}, "{term: x, note: see y}"),
        ('"x"', {"find": False}, '{term: "x", find: false}'),
        ("{term: x, note: 'o'}", {"note": "see y", "case": Case.SENSITIVE}, "{term: x, note: see y, case: sensitive}"),
        ("{term: x, forms: [a]}", {"forms": ("a", "b")}, "{term: x, forms: [a, b]}"),
        ("{term: x, forms: a}", {"forms": ("a", "b")}, "{term: x, forms: [a, b]}"),
        ("x", {"status": TermStatus.FORBIDDEN}, "{term: x, status: forbidden}"),
        ("{term: x, status: forbidden}", {"status": TermStatus.PREFERRED}, "{term: x, status: preferred}"),
    ],
)
def test_a_term_says_more(before: str, fields: dict[str, object], after: str) -> None:
    text = f"concepts:\n  - id: x\n    terms:\n      en: {before}  # c\n      zh: 叉\n"
    old = read(text.encode())[0]
    term = replace(old.terms[0], **fields)  # type: ignore[arg-type]
    assert change(text, "x", terms=(term, old.terms[1]))[1] == text.replace(before + "  #", after + "  #")


@pytest.mark.parametrize(
    ("text", "id", "message"),
    [
        ("concepts:\n  - a\n", "b", "b is not in this file"),
        ("concepts:\n  - a\n  - a\n", "a", "twice"),
        ("concepts: [a]\n", "a", "line of its own"),
        ("concepts:\n  - @a\n", "a", "mend this"),
    ],
)
def test_an_update_refuses_what_it_cannot_do_cleanly(text: str, id: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        updated(text.encode(), [Concept(id, (en("a"),), note="n")])


@settings(max_examples=100)
@given(any_concepts(), st.data(), st.booleans(), st.booleans())
def test_an_update_leaves_all_other_lines_as_they_are(
    old: list[Concept], data: st.DataObject, windows: bool, ugly: bool
) -> None:
    new = data.draw(any_concept(old[-1].id))
    before = append(b"concepts:\n", old[:-1]) if old[1:] else b"concepts:\n"
    whole = append(before, old[-1:])
    entry = whole[len(before) :]
    tail = b"\n  # about the last\n  - {id: Last,   terms: {en: 'l'}}\n# end\n"
    if windows:
        before, whole, tail = (each.replace(b"\n", b"\r\n") for each in (before, whole, tail))
    made = updated(whole + tail, [new])
    assert read(made) == [*old[:-1], new, read(whole + tail)[-1]]
    assert made.startswith(before)
    assert made.endswith(tail)
    assert entry


def test_updates_of_the_own_terms_touch_only_what_they_add() -> None:
    for path in sorted((Path(__file__).parent.parent.parent / "terms").glob("*.yaml")):
        data = path.read_bytes()
        old = read(data)
        new = [replace(concept, terms=with_synonym(concept), note=concept.note or "n") for concept in old[::7]]
        lines = updated(data, new).decode().splitlines()
        ours = data.decode().splitlines()
        gone = [line for line in difflib.ndiff(ours, lines) if line.startswith("- ")]
        assert not [line for line in gone if line.strip("- ").startswith("id:")]
        assert len(gone) < 2 * len(new)


def with_synonym(concept: Concept) -> tuple[Term, ...]:
    return tuple(sorted((*concept.terms, en("zzz")), key=lambda term: sort_key(term.lang)))
