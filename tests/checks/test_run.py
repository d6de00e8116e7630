"""The machinery: what checks are given, where findings stand, which rules run, what a failing rule does, what fixes make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.checks import Check, Document, Flag, House, Over, Pair, Passage, all_checks
from glossary.checks._fix import fix, replaced
from glossary.checks._paths import excluder
from glossary.checks._run import File, Result, Rule, check_files, choose, pair_up, read_file
from glossary.errors import ConfigError, FormatError
from glossary.formats import format_of
from glossary.model import Finding, Location, Severity, Span

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: zh_CN\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'


def made(run: Callable[..., object], over: Over = Over.TEXT, rule: str = "fake") -> Rule:
    return Rule(Check(rule, Severity.WARNING, "What.", "Why.", "Better.", run, over=over))  # type: ignore[arg-type]


def file(text: str, path: str = "x.md") -> File:
    return read_file(text.encode(), path, format_of(path), lambda prose: ())


def found(files: Sequence[File], *rules: Rule) -> list[Finding]:
    return [result.finding for result in check_files(files, rules=rules, house=House())]


def finds(word: str, better: str = "", *, fixable: bool = True) -> Callable[[Passage, House], Iterator[Flag]]:
    def run(passage: Passage, house: House) -> Iterator[Flag]:
        at = passage.prose.find(word)
        while at >= 0:
            yield Flag(f"'{word}'", Span(at, at + len(word)), (better,), fixable)
            at = passage.prose.find(word, at + len(word))

    return run


def marks_pair(pair: Pair, house: House) -> Iterator[Flag]:
    yield Flag(" | ".join([*(each.text for each in pair.sources), pair.target.text]))


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        ("x.md", "# 标题\n\n第一行\n第二行 坏 字\n", (4, 5)),
        ("x.md", "\ufeff坏\n", (1, 1)),
        ("x.md", "好\r\n\r\n坏\r\n", (3, 1)),
        ("x.txt", "𠮷𠮷坏", (1, 3)),
        ("x.po", HEADER + 'msgid "a"\nmsgstr ""\n"好\\n"\n"也坏"\n', (7, 3)),
        ("x.po", HEADER + 'msgid "a"\nmsgstr "\\"\\t坏"\n', (5, 13)),
    ],
    ids=["hard-wrapped", "byte order mark", "CRLF", "astral", "continued in PO", "after escapes in PO"],
)
def test_a_finding_stands_where_its_text_stands(path: str, text: str, place: tuple[int, int]) -> None:
    read = file(text, path)
    [finding] = found([read], made(finds("坏")))
    assert finding.span is not None
    assert finding.origin == Location(path, *place)
    assert read.text[finding.span.start : finding.span.end] == "坏"


def test_pairs_of_a_catalogue() -> None:
    text = (
        HEADER + 'msgid "one"\nmsgstr "一"\n\n'
        '#, fuzzy\nmsgid "fuzzy"\nmsgstr "模糊"\n\n'
        'msgid "empty"\nmsgstr ""\n\n'
        'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] "%d 个文件"\n\n'
        '#~ msgid "old"\n#~ msgstr "旧"\n'
    )
    rule = made(marks_pair, Over.PAIR)
    with_empty = Rule(replace(rule.check, empty=True))
    asked = ["one | 一", "%d file | %d files | %d 个文件"]
    assert [each.message for each in found([file(text, "x.po")], rule)] == asked
    assert [each.message for each in found([file(text, "x.po")], with_empty)] == [asked[0], "empty | ", asked[1]]


def test_what_a_catalogue_says_of_its_strings_reaches_the_checks() -> None:
    seen: list[frozenset[str]] = []
    text = HEADER + '#, c-format, no-wrap\nmsgid "a %d"\nmsgstr "甲 %d"\n'
    found([file(text, "x.po")], made(lambda passage, house: seen.append(passage.flags) or ()))
    assert seen == [frozenset({"c-format", "no-wrap"})]


def test_a_text_is_prose_and_its_passages_have_a_kind() -> None:
    seen: list[tuple[str, bool]] = []
    found([file("# 标题\n\n正文。\n")], made(lambda p, house: seen.append((p.kind, "prose" in p.flags)) or ()))
    assert seen == [("heading", True), ("paragraph", True)]


def test_a_rule_over_files_names_the_passage_and_so_the_file() -> None:
    def last(documents: Sequence[Document], house: House) -> Iterator[Flag]:
        yield Flag("last", Span(0, 1), passage=documents[-1].passages[-1])

    [finding] = found([file("甲\n", "a.md"), file("乙\n\n丙\n", "b.md")], made(last, Over.FILES))
    assert finding.origin == Location("b.md", 3, 1)


@pytest.mark.parametrize("over", [Over.TEXT, Over.FILES])
def test_a_rule_that_fails_is_a_finding_and_the_others_go_on(over: Over, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterator[Flag]:
        raise ZeroDivisionError("oh")
        yield

    findings = found([file("坏\n\n坏\n")], made(broken, over, "broken"), made(finds("坏")))
    assert sorted(each.rule for each in findings) == ["fake", "fake", "internal-error"]
    [failure] = [each for each in findings if each.rule == "internal-error"]
    assert "'broken' failed (ZeroDivisionError: oh)" in failure.message
    assert failure.severity is Severity.ERROR
    monkeypatch.setenv("GLOSS_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        found([file("坏\n")], made(broken, over))


@pytest.mark.parametrize(
    ("settings", "only", "without", "expected"),
    [
        ({}, (), (), {"half-width-punctuation": None, "unused-suppression": None}),
        ({"half-width-punctuation": "off"}, (), (), {"unused-suppression": None}),
        ({"half-width-punctuation": "error"}, ("half-width-punctuation",), (), {"half-width-punctuation": "error"}),
        ({"half-width-punctuation": "off"}, ("half-width-punctuation",), (), {"half-width-punctuation": None}),
        ({}, (), ("unused-suppression",), {"half-width-punctuation": None}),
    ],
    ids=["as they are", "off in the settings", "only one", "only one that is off", "without one"],
)
def test_rules_are_chosen(
    settings: dict[str, str], only: Sequence[str], without: Sequence[str], expected: dict[str, str | None]
) -> None:
    chosen = {rule.check.rule: rule.severity for rule in choose(settings, only=only, without=without)}
    looked_at = ("half-width-punctuation", "unused-suppression")
    assert {name: chosen[name] for name in looked_at if name in chosen} == expected
    assert len(chosen) == 1 or not only


def test_a_rule_that_is_off_runs_when_it_is_asked_for() -> None:
    off = next(check.rule for check in all_checks() if not check.on)
    assert off not in [rule.check.rule for rule in choose()]
    assert off in [rule.check.rule for rule in choose({off: "on"})]
    assert [rule.check.rule for rule in choose(only=[off])] == [off]


@pytest.mark.parametrize(
    ("name", "meant"), [("half-width-punctation", "did you mean half-width-punctuation?"), ("标点", "docs")]
)
def test_a_rule_that_does_not_exist(name: str, meant: str) -> None:
    for choice in ({"settings": {name: "on"}}, {"only": [name]}, {"without": [name]}):
        with pytest.raises(ConfigError, match=f"there is no rule '{name}'; {meant}"):
            choose(**choice)  # type: ignore[arg-type]


def test_the_settings_severity_holds() -> None:
    rule = made(lambda passage, house: [Flag("x", severity=Severity.INFO)])
    assert [each.severity for each in found([file("甲\n")], rule)] == [Severity.INFO]
    assert [each.severity for each in found([file("甲\n")], rule._replace(severity=Severity.ERROR))] == [Severity.ERROR]


def test_a_translation_beside_its_source() -> None:
    source = file("# Title\n\nFirst paragraph.\n\nSecond `code()` here.\n", "x.md")
    target = pair_up(file("# 标题\n\n第一段。\n\n第二段 `code()`。\n", "x.zh.md"), source)
    results = check_files([target], rules=[made(marks_pair, Over.PAIR)], house=House(), beside=[source])
    assert [each.finding.message for each in results] == [
        "Title | 标题",
        "First paragraph. | 第一段。",
        "Second `code()` here. | 第二段 `code()`。",
    ]


def fixed(text: str, path: str, *rules: Rule, old: bytes | None = None) -> tuple[str, bytes]:
    first = file(text, path) if old is None else read_file(old, path, format_of(path), lambda prose: ())
    data = text.encode() if old is None else old

    def check(files: Sequence[File]) -> list[Result]:
        return check_files(files, rules=rules, house=House())

    def again(new: bytes, before: File) -> File:
        return read_file(new, before.path, before.format, lambda prose: ())

    [last], _, changes = fix([first], lambda path: data, check, again)
    return last.text, changes[0].new if changes else data


@pytest.mark.parametrize(
    ("path", "text", "rules", "expected"),
    [
        ("x.md", "坏坏 `坏` 坏\n", [("坏", "好")], "好好 `坏` 好\n"),
        ("x.md", "甲 `坏` 坏\n", [("\ufffc坏", "好"), ("\ufffc", "好")], "甲 `坏` 坏\n"),
        ("x.po", 'msgid "坏"\nmsgstr ""\n', [("坏", "好")], 'msgid "坏"\nmsgstr ""\n'),
        ("x.md", "aaaa\n", [("aa", "a")], "a\n"),
        (
            "x.po",
            HEADER + 'msgid "a"\nmsgstr "坏\\n坏"\n',
            [("坏", '"\\')],
            HEADER + 'msgid "a"\nmsgstr "\\"\\\\\\n\\"\\\\"\n',
        ),
        (
            "x.po",
            HEADER + 'msgid "a"\nmsgstr "坏"\n"了"\n',
            [("坏了", "好")],
            HEADER + 'msgid "a"\nmsgstr "坏"\n"了"\n',
        ),
        ("x.md", "> 坏\n> 了\n", [("坏\n了", "好")], "> 坏\n> 了\n"),
        ("x.md", "坏了\n", [("坏了", "糟"), ("坏", "好"), ("糟", "行")], "行\n"),
        ("x.md", "\ufeff坏\r\n\r\n坏\r\n", [("坏", "好")], "好\r\n\r\n好\r\n"),
    ],
    ids=[
        "never in code",
        "never a part of code",
        "never a source",
        "until nothing changes",
        "escaped for PO",
        "not over a seam of PO",
        "not over a line of a quotation",
        "of two that overlap the longer, then what it brings",
        "line ends stay",
    ],
)
def test_fixes(path: str, text: str, rules: list[tuple[str, str]], expected: str) -> None:
    chosen = [made(finds(word, better), rule=f"rule-{number}") for number, (word, better) in enumerate(rules)]
    assert fixed(text, path, *chosen)[0] == expected


def test_fixing_that_never_ends_ends() -> None:
    assert fixed("a\n", "x.md", made(finds("a", "aa")))[0] != "a\n"


def test_bytes_keep_their_mark_and_their_character_set() -> None:
    assert (
        fixed("", "x.md", made(finds("坏", "好")), old=b"\xef\xbb\xbf" + "坏".encode())[1]
        == b"\xef\xbb\xbf" + "好".encode()
    )
    catalogue = (HEADER.replace("UTF-8", "GBK") + 'msgid "a"\nmsgstr "坏"\n').encode("gb18030")
    assert fixed("", "x.po", made(finds("坏", "好")), old=catalogue)[1] == catalogue.replace(
        "坏".encode("gbk"), "好".encode("gbk")
    )
    latin = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n\nmsgid "a"\nmsgstr "caf\xe9"\n'
    with pytest.raises(FormatError, match="cannot hold the corrections"):
        fixed("", "x.po", made(finds("é", "好")), old=latin)


@given(
    st.text("ab", max_size=20), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3), st.text("xyz", max_size=2)))
)
def test_edits_that_are_made_never_touch_each_other(text: str, edits: list[tuple[int, int, str]]) -> None:
    spans = [(Span(start, min(start + size, len(text))), better) for start, size, better in edits if start <= len(text)]
    findings = [Finding("r", Severity.INFO, "m", None, span, (better,), True) for span, better in spans]
    new = replaced(text, findings)
    left = sum(char in "ab" for char in new)
    assert left >= len(text) - sum(span.end - span.start for span, _ in spans)
    if len(findings) == 1:
        span, better = spans[0]
        assert new == text[: span.start] + better + text[span.end :]


@pytest.mark.parametrize(
    ("pattern", "path", "is_excluded"),
    [
        ("CHANGELOG.md", "docs/CHANGELOG.md", True),
        ("CHANGELOG.md", "docs/CHANGELOG.mdx", False),
        ("*.po", "locale/zh/x.po", True),
        ("docs/*.md", "docs/a.md", True),
        ("docs/*.md", "docs/a/b.md", False),
        ("docs/**/*.md", "docs/a/b.md", True),
        ("docs/**/*.md", "docs/b.md", True),
        ("docs/old", "docs/old/a/b.md", True),
        ("docs/old/", "docs/older/b.md", False),
        ("old/", "docs/old/b.md", True),
        ("译文?.md", "译文1.md", True),
        ("a[1].md", "a1.md", False),
        ("a[1].md", "a[1].md", True),
    ],
)
def test_what_is_excluded(pattern: str, path: str, is_excluded: bool) -> None:
    assert excluder([pattern], "/project")(f"/project/{path}") is is_excluded


@pytest.mark.parametrize(
    ("attribute", "target", "checked", "untranslated"),
    [
        pytest.param("", "<target>甲</target>", 1, 0, id="translated"),
        pytest.param("", "", 0, 1, id="not yet translated"),
        pytest.param(' translate="no"', "<target>A</target>", 0, 0, id="not to be translated, copied"),
        pytest.param(' translate="no"', "", 0, 0, id="not to be translated"),
    ],
)
@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_what_is_not_to_be_translated_is_no_translation(
    version: str, attribute: str, target: str, checked: int, untranslated: int
) -> None:
    if version == "1.2":
        body = f'<trans-unit id="1"{attribute}><source>A</source>{target}</trans-unit>'
        head = 'xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"'
        text = f'<xliff {head}><file original="a" datatype="plaintext" source-language="en" target-language="zh-CN"><body>{body}</body></file></xliff>'
    else:
        body = f'<unit id="1"{attribute}><segment><source>A</source>{target}</segment></unit>'
        head = 'xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="zh-CN"'
        text = f'<xliff {head}><file id="f">{body}</file></xliff>'
    read = file(text, "a.xlf")
    assert (len(read.document.pairs), len(read.untranslated)) == (checked, untranslated)
