"""Spaces, doubled words and invisible characters: what is a slip and what is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.checks import Check, Document, Flag, House, Over, Pair, Passage
from glossary.checks.spacing import CHECKS
from glossary.model import Code, Lang, Location, Segment, Severity, Span, TranslationUnit, UnitState
from glossary.text.script import language_of

RULES = {check.rule: check for check in CHECKS}
HOUSE = House()
CHARS = "中文的了ab12 \u00a0\u3000\n，。（）,.\u200b\u202e"


def passage(*parts: str | Code, lang: str = "", kind: str = "paragraph", column: int = 1) -> Passage:
    segment = Segment(parts)
    origin = Location("a.md", 1, column)
    return Passage(segment, Lang(lang) if lang else language_of(segment.raw), kind=kind, origin=origin)


def flags(rule: str, text: str, *, lang: str = "", kind: str = "paragraph") -> list[Flag]:
    return list(RULES[rule].run(passage(text, lang=lang, kind=kind), HOUSE))


def applied(text: str, got: list[Flag]) -> str:
    for flag in reversed(got):
        if flag.fixable and flag.span:
            text = text[: flag.span.start] + flag.replacements[0] + text[flag.span.end :]
    return text


def fixed(rule: str, text: str, *, lang: str = "", kind: str = "paragraph") -> str:
    return applied(text, flags(rule, text, lang=lang, kind=kind))


def joints(*texts: str, style: str = "document") -> list[str]:
    passages = [passage(text, lang="zh-Hans") for text in texts]
    got = list(RULES["han-latin-space"].run([Document("a.md", Lang("zh-Hans"), passages)], House(style)))
    return [applied(one.text, [flag for flag in got if flag.passage is one]) for one in passages]


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        pytest.param("space", "用API训练", "用 API 训练", id="wanted-and-missing"),
        pytest.param("space", "共3个", "共 3 个", id="digits"),
        pytest.param("none", "用 API 训练", "用API训练", id="unwanted"),
        pytest.param("any", "用API 训练", "用API 训练", id="nobody-cares"),
        pytest.param("space", "用（API）训练，见API。", "用（API）训练，见 API。", id="no-space-beside-full-width"),
        pytest.param("space", "T恤、X轴、3D打印", "T恤、X轴、3D打印", id="set-phrases"),
        pytest.param("space", "第3章，2024年5月", "第3章，2024年5月", id="counted"),
        pytest.param("none", "第 3 章", "第 3 章", id="counted-with-spaces"),
        pytest.param("document", "用API训练", "用API训练", id="too-few-to-tell"),
    ],
)
def test_house_style(style: str, text: str, expected: str) -> None:
    assert joints(text, style=style) == [expected]


def test_the_document_decides_for_letters_and_for_digits() -> None:
    texts = ["用 API，共3个"] * 10
    assert joints(*texts, "用API，共 3 个")[-1] == "用 API，共3个"


def test_a_document_without_a_habit_is_left_alone() -> None:
    texts = ["用 API 训练"] * 5 + ["用API训练"] * 5
    assert joints(*texts) == texts


def test_documents_have_habits_of_their_own() -> None:
    spaced = Document("a.md", Lang("zh-Hans"), [passage("用 API 训练")] * 10)
    joined = Document("b.md", Lang("zh-Hans"), [passage("用API训练")] * 10)
    assert list(RULES["han-latin-space"].run([spaced, joined], HOUSE)) == []


def test_codes_are_not_latin() -> None:
    text = passage("用", Code("`API`"), "训练", lang="zh-Hans")
    assert list(RULES["han-latin-space"].run([Document("a.md", Lang("zh-Hans"), [text])], House("space"))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("先停机 ，再备份", "先停机，再备份", id="chinese-comma"),
        pytest.param("（十分钟 ）", "（十分钟）", id="closing-bracket"),
        pytest.param("Stop it , then copy", "Stop it, then copy", id="english-comma"),
        pytest.param("Are you sure ?", "Are you sure?", id="english-question"),
        pytest.param("Press ? for help", "Press ? for help", id="key"),
        pytest.param("Putting a ! in front", "Putting a ! in front", id="mark-that-is-spoken-of"),
        pytest.param("needs length != 1", "needs length != 1", id="inequality"),
        pytest.param("Symbols like !", "Symbols like !", id="mark-that-is-spoken-of-at-the-end"),
        pytest.param("the expression ! negates it", "the expression ! negates it", id="operator"),
        pytest.param("Enter it as the verb .", "Enter it as the verb.", id="english-full-stop"),
        pytest.param("use .NET or .5", "use .NET or .5", id="names-that-begin-with-a-dot"),
        pytest.param("wait ... what", "wait ... what", id="ellipsis"),
        pytest.param("good :)", "good :)", id="emoticon"),
        pytest.param("total : 5", "total : 5", id="column"),
        pytest.param("类 ： 基类", "类 ： 基类", id="chinese-column"),
        pytest.param("见下 ：", "见下：", id="chinese-colon"),
        pytest.param("*default* 。", "*default* 。", id="after-markup"),
    ],
)
def test_before_a_mark(text: str, expected: str) -> None:
    assert fixed("space-before-punctuation", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("停机（ 十分钟）", "停机（十分钟）", id="bracket"),
        pytest.param("见《 手册》", "见《手册》", id="title"),
        pytest.param("停机（\n十分钟）", "停机（\n十分钟）", id="line-end"),
        pytest.param("（    签发者", "（    签发者", id="column"),
        pytest.param("Stop it ( now )", "Stop it ( now )", id="english"),
    ],
)
def test_after_a_bracket(text: str, expected: str) -> None:
    assert fixed("space-after-bracket", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Stop it  first", "Stop it first", id="inside-a-sentence"),
        pytest.param("Stop it.  Then copy", "Stop it.  Then copy", id="after-a-full-stop"),
        pytest.param("stop    stops it\ncopy  copies it", "stop    stops it\ncopy  copies it", id="columns"),
        pytest.param("a  b  c  d", "a  b  c  d", id="many"),
    ],
)
def test_double_space(text: str, expected: str) -> None:
    assert fixed("double-space", text) == expected


@pytest.mark.parametrize(
    ("text", "column", "kind", "count"),
    [
        pytest.param(" 再备份", 1, "paragraph", 1, id="kept-by-the-reader"),
        pytest.param("再备份", 2, "paragraph", 1, id="taken-off-by-the-reader"),
        pytest.param("Then copy", 2, "paragraph", 1, id="english"),
        pytest.param("先停机\n 再备份", 1, "paragraph", 1, id="second-line"),
        pytest.param("first\n second", 1, "paragraph", 0, id="second-line-in-english"),
        pytest.param("　　再备份", 1, "paragraph", 0, id="indent-of-a-novel"),
        pytest.param("再备份", 3, "item", 0, id="item"),
        pytest.param("再备份", 2, "quote", 0, id="quotation-without-a-space"),
        pytest.param(" 个文件", 1, "string", 0, id="part-of-a-sentence"),
    ],
)
def test_leading(text: str, column: int, kind: str, count: int) -> None:
    got = list(RULES["leading-space"].run(passage(text, kind=kind, column=column), HOUSE))
    assert len(got) == count


def pair(source: str, target: str) -> Pair:
    one, other = passage(source, kind="string"), passage(target, kind="string")
    unit = TranslationUnit(one.segment, other.segment, one.lang, other.lang, UnitState.TRANSLATED)
    return Pair(one, other, unit, (one,))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        pytest.param("File", "文件 ", "文件", id="space-too-many-at-the-end"),
        pytest.param("文件", " File", "File", id="space-too-many-at-the-beginning"),
        pytest.param("File\n", "文件", "文件", id="line-end-missing-is-another-rule"),
        pytest.param("File", "文件\n", "文件\n", id="line-end-added-is-another-rule"),
        pytest.param("File\n", "文件\n\n", "文件\n", id="line-end-too-many"),
        pytest.param("\n\nFile", "\n文件", "\n\n文件", id="line-end-too-few-at-the-beginning"),
        pytest.param("File: ", "文件：", "文件：", id="full-width-brings-its-space"),
        pytest.param(" and ", "和", "和", id="chinese-needs-no-spaces"),
        pytest.param("File", "", "", id="no-translation"),
    ],
)
def test_edges(source: str, target: str, expected: str) -> None:
    assert applied(target, list(RULES["edge-space"].run(pair(source, target), HOUSE))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("模型的的参数", "模型的参数", id="的"),
        pytest.param("这是是模型", "这是模型", id="是"),
        pytest.param("Stop the the server", "Stop the server", id="the"),
        pytest.param("to stop it\nit waits", "to stop it waits", id="across-lines-the-first-stays"),
        pytest.param("为了了解目的的含义", "为了了解目的的含义", id="two-words-that-meet"),
        pytest.param("现在在用，用在在线服务", "现在在用，用在在线服务", id="在"),
        pytest.param("旨在在下面说明", "旨在在下面说明", id="旨在"),
        pytest.param("亲和和反亲和", "亲和和反亲和", id="和"),
        pytest.param("是是非非", "是是非非", id="idiom"),
        pytest.param("看看天天慢慢", "看看天天慢慢", id="reduplication"),
        pytest.param("针对对象", "针对对象", id="对"),
        pytest.param("that that had had it", "that that had had it", id="english-that-may"),
        pytest.param("the add-in in the office", "the add-in in the office", id="particle-and-preposition"),
    ],
)
def test_doubled_word(text: str, expected: str) -> None:
    assert fixed("doubled-word", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("模型\u200b\u200b蒸馏", "模型蒸馏", id="zero-width"),
        pytest.param("distil\u00adlation", "distillation", id="soft-hyphen"),
        pytest.param("中\u00a0文", "中 文", id="no-break-space-between-han"),
        pytest.param("3\u00a0km", "3\u00a0km", id="no-break-space-elsewhere"),
        pytest.param("hi\U000e0041\U000e0042", "hi", id="tags"),
        pytest.param("👩\u200d💻 ❤\ufe0f", "👩\u200d💻 ❤\ufe0f", id="parts-of-emoji"),
        pytest.param("🏴\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0062\U000e007f", id="flag"),
    ],
)
def test_invisible(text: str, expected: str) -> None:
    assert fixed("invisible-in-text", text) == expected


@pytest.mark.parametrize("char", list("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
def test_what_reorders_text_is_an_error_shown_escaped(char: str) -> None:
    [flag] = flags("invisible-in-text", f"safe {char}txet", lang="en")
    assert flag.severity is Severity.ERROR
    assert not flag.fixable
    assert f"\\u{ord(char):04x}" in flag.message
    assert char not in flag.message


TEXT_CHECKS = [check for check in CHECKS if check.over is Over.TEXT]


@given(st.text(CHARS, max_size=40), st.sampled_from(["en", "zh-Hans"]), st.sampled_from(TEXT_CHECKS))
def test_a_fix_changes_the_text_and_makes_it_no_longer(text: str, lang: str, check: Check) -> None:
    got = [flag for flag in check.run(passage(text, lang=lang), HOUSE) if flag.fixable]
    for flag in got:
        assert flag.span is not None
        assert 0 <= flag.span.start < flag.span.end <= len(text)
    once = applied(text, got)
    assert len(once) <= len(text)
    assert not got or once != text


@given(st.text(CHARS, max_size=40), st.sampled_from(["space", "none"]))
def test_the_house_style_once_made_is_kept(text: str, style: str) -> None:
    [once] = joints(text, style=style)
    assert joints(once, style=style) == [once]
    assert once.replace(" ", "") == text.replace(" ", "")


@given(st.text(CHARS, max_size=30), st.text(CHARS, max_size=30))
def test_edges_once_made_are_kept(source: str, target: str) -> None:
    once = applied(target, list(RULES["edge-space"].run(pair(source, target), HOUSE)))
    assert list(RULES["edge-space"].run(pair(source, once), HOUSE)) == []


@pytest.mark.parametrize("check", TEXT_CHECKS, ids=lambda check: check.rule)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" " * 1_000_000, id="spaces"),
        pytest.param("中 " * 100_000, id="han-and-spaces"),
        pytest.param("的" * 100_000, id="one-word"),
        pytest.param("\u200b" * 500_000, id="invisible"),
        pytest.param("（ " * 100_000, id="brackets"),
    ],
)
def test_long_texts_are_survived(check: Check, text: str) -> None:
    assert all(flag.message for flag in check.run(passage(text, lang="zh-Hans"), HOUSE))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("在SceneTree级别强制", ["'在 SceneTree'", "'SceneTree 级别'"], id="whole-words"),
        pytest.param("约10万个", ["'约 10'", "'10 万个'"], id="digits"),
        pytest.param("源ID：1", ["'源 ID'"], id="without-the-mark-after-it"),
    ],
)
def test_the_message_shows_both_sides(text: str, shown: list[str]) -> None:
    document = Document("a.md", Lang("zh-Hans"), [passage(text, lang="zh-Hans")])
    messages = [flag.message for flag in RULES["han-latin-space"].run([document], House("space"))]
    assert messages == [f"a space is missing; write {each}" for each in shown]


def test_the_missing_space_is_a_place_without_width() -> None:
    document = Document("a.md", Lang("zh-Hans"), [passage("用API", lang="zh-Hans")])
    [flag] = RULES["han-latin-space"].run([document], House("space"))
    assert flag.span == Span(1, 1)
    assert "'用 API'" in flag.message
