"""Marks of punctuation: the rows that the checks must tell apart, and how long they may take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.checks import Check, Document, Flag, House, Over, Pair, Passage
from glossary.checks.punctuation import CHECKS
from glossary.model import Code, Lang, Segment, Span, TranslationUnit, UnitState
from glossary.text.script import language_of

RULES = {check.rule: check for check in CHECKS}
HOUSE = House()
MARKS = "，。；：！？（）“”()[]…—,.;:!? \n中文词ab1|"


def passage(*parts: str | Code, lang: str = "", kind: str = "paragraph") -> Passage:
    segment = Segment(parts)
    return Passage(segment, Lang(lang) if lang else language_of(segment.raw), kind=kind)


def flags(rule: str, text: str, *, lang: str = "", kind: str = "paragraph") -> list[Flag]:
    return list(RULES[rule].run(passage(text, lang=lang, kind=kind), HOUSE))


def found(rule: str, text: str, *, lang: str = "", kind: str = "paragraph") -> list[str]:
    return [text[flag.span.start : flag.span.end] for flag in flags(rule, text, lang=lang, kind=kind) if flag.span]


def fixed(rule: str, text: str) -> str:
    for flag in reversed(flags(rule, text)):
        if flag.fixable and flag.span:
            text = text[: flag.span.start] + flag.replacements[0] + text[flag.span.end :]
    return text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("先停机, 再备份", [", "], id="comma-and-space"),
        pytest.param("先停机,再备份", [","], id="comma-alone"),
        pytest.param("先停机; 再备份", ["; "], id="semicolon"),
        pytest.param("真的吗?", ["?"], id="question-at-the-end"),
        pytest.param("“真的吗?”", ["?"], id="question-in-quotes"),
        pytest.param("完成. 请重启", [". "], id="full-stop"),
        pytest.param("完成.", ["."], id="full-stop-at-the-end"),
        pytest.param("共 1,000 个, 约 3.14 GB", [", "], id="numbers-stay"),
        pytest.param("在 3:30 开会", [], id="time"),
        pytest.param("打开 foo.bar 文件", [], id="name-of-a-file"),
        pytest.param("报告.文档", [], id="full-stop-inside-a-name"),
        pytest.param("红色,绿色,蓝色", [], id="list-of-keywords"),
        pytest.param("等等...", [], id="ellipsis-is-another-rule"),
        pytest.param("真的吗?!", [], id="two-marks"),
        pytest.param("用 Rust, Go 编写", [], id="between-latin-words"),
        pytest.param("First stop, then copy.", [], id="english"),
    ],
)
def test_half_width(text: str, expected: list[str]) -> None:
    assert found("half-width-punctuation", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("插值, 字符串 (%)", [], id="entry-of-an-index"),
        pytest.param("类型标注; 类型提示type hint", [], id="entry-of-an-index-in-two-languages"),
        pytest.param("多段,整条", [], id="two-values"),
        pytest.param("抱歉, 无法处理", [], id="may-be-two-values"),
        pytest.param("抱歉, 现在还无法处理", [", "], id="sentence"),
        pytest.param("返回 (键, 值) 对", [], id="pair"),
        pytest.param("落在 [下限, 上限] 之间", [], id="interval-in-words"),
        pytest.param(
            "这些空白字符 (空格, 制表, 换行, 回车) 都是无效的。", [", ", ", ", ", "], id="enumeration-in-parentheses"
        ),
    ],
)
def test_half_width_in_strings(text: str, expected: list[str]) -> None:
    assert found("half-width-punctuation", text, kind="string") == expected


def test_a_comma_may_be_an_enumeration_and_is_not_fixed() -> None:
    [flag] = flags("half-width-punctuation", "先停机, 再备份")
    assert flag.replacements == ("，", "、")
    assert not flag.fixable


def test_what_a_code_holds_is_no_punctuation() -> None:
    text = passage("先停机", Code(", "), "再备份", lang="zh-Hans")
    assert list(RULES["half-width-punctuation"].run(text, HOUSE)) == []


@pytest.mark.parametrize(
    ("text", "better"),
    [
        pytest.param("Two ways：train or distil", "Two ways: train or distil", id="colon"),
        pytest.param("First this，then that。", "First this, then that.", id="comma-and-full-stop"),
        pytest.param("Stop it（ten minutes）.", "Stop it (ten minutes).", id="parentheses"),
        pytest.param("The term 蒸馏（distillation） is new.", None, id="after-a-chinese-word"),
        pytest.param("Press ？ for help.", None, id="the-mark-itself"),
        pytest.param("All is ASCII: fine.", None, id="nothing-full-width"),
    ],
)
def test_full_width_in_english(text: str, better: str | None) -> None:
    got = list(RULES["full-width-in-english"].run(passage(text, lang="en"), HOUSE))
    result = text
    for flag in reversed(got):
        assert flag.span
        result = result[: flag.span.start] + flag.replacements[0] + result[flag.span.end :]
    assert result == (better or text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("停机（十分钟，再备份", ["（"], id="never-closed"),
        pytest.param("停机十分钟），再备份", ["）"], id="closes-nothing"),
        pytest.param("Stop it (ten minutes, then copy", ["("], id="english-never-closed"),
        pytest.param("停机（十分钟)，再备份", [")"], id="mixed-width-reported-once"),
        pytest.param("见《手册，第三章", ["《"], id="title-mark"),
        pytest.param("停机（约【十】分钟），再备份", [], id="nested"),
        pytest.param("1) 停机", [], id="list-marker"),
        pytest.param("两步：a) 停机 b) 备份", [], id="list-markers-in-the-line"),
        pytest.param("取值范围 [0, 1)", [], id="interval"),
        pytest.param("好的 :)", [], id="emoticon-at-the-end"),
        pytest.param("I was sad :( and left", [], id="emoticon-inside"),
        pytest.param("缺少 “(” 符号", [], id="the-mark-itself"),
        pytest.param('有效值为 "[)" 和 "(]"', [], id="the-mark-in-straight-quotes"),
        pytest.param('属性"甲"（"乙"）无效', [], id="brackets-between-straight-quotes"),
        pytest.param('「=LEN("词")」返回 1', [], id="formula-in-corner-brackets"),
        pytest.param("缺少结束的 )", [], id="the-mark-itself-bare"),
        pytest.param("已选择 (", [], id="fragment-that-opens"),
        pytest.param(") 个文件", [], id="fragment-that-closes"),
        pytest.param("格式 [-a|--all] [-m <文件>", [], id="grammar-of-a-command"),
        pytest.param("((((((((((((((((((((((((", [], id="picture"),
        pytest.param("（第一段。", [], id="goes-on-in-the-next-paragraph"),
        pytest.param("第一段。）第二段", [], id="began-in-the-paragraph-before"),
        pytest.param("指针类型（例如，", [], id="goes-on-in-the-next-string"),
        pytest.param("需要 %<]%>", [], id="quoted-by-a-compiler"),
        pytest.param("# 筛选\nlist = filter(\n    lambda x: (x, 1", [], id="listing-with-a-chinese-comment"),
        pytest.param("断言（`(?=`表达式`)` 元素", [], id="half-in-backquotes"),
    ],
)
def test_brackets(text: str, expected: list[str]) -> None:
    assert found("unpaired-bracket", text) == expected


def test_a_listing_in_a_chinese_catalogue_is_no_chinese() -> None:
    assert found("unpaired-bracket", 'print("I am blue :(") or print([1', lang="zh-Hans", kind="string") == []


def test_a_partner_in_a_code_counts() -> None:
    text = passage("参见（", Code("`a）`"), "一章）", lang="zh-Hans")
    assert list(RULES["unpaired-bracket"].run(text, HOUSE)) == []
    hidden = passage("参见（", Code("`a）`"), "一章", lang="zh-Hans")
    assert list(RULES["unpaired-bracket"].run(hidden, HOUSE)) == []


def test_mixed_width_is_fixed_where_one_side_is_certain() -> None:
    assert fixed("unpaired-bracket", "停机（十分钟)，再备份") == "停机（十分钟），再备份"
    assert fixed("unpaired-bracket", "Stop it （ten minutes) first") == "Stop it (ten minutes) first"
    assert not any(flag.fixable for flag in flags("unpaired-bracket", "版本（API)，很新"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("他说”可以“，走了", "他说“可以”，走了", id="both-turned"),
        pytest.param("他说“可以“，走了", "他说“可以”，走了", id="second-turned"),
        pytest.param("他说”可以”，走了", "他说“可以”，走了", id="first-turned"),
        pytest.param("他说“可以”，走了", "他说“可以”，走了", id="right"),
    ],
)
def test_turned_quotes_are_fixed(text: str, expected: str) -> None:
    assert fixed("unpaired-quote", text) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("他说“可以，走了", 1, id="never-closed"),
        pytest.param("He said “yes and left.", 1, id="english-never-closed"),
        pytest.param("“长引文的第一段。", 0, id="first-of-several-paragraphs"),
        pytest.param("最后一段。”", 0, id="last-of-several-paragraphs"),
        pytest.param("A 5” disk and a tower", 0, id="inches"),
        pytest.param("the dog’s bowl", 0, id="apostrophe"),
        pytest.param("插入左引号（“）", 0, id="the-mark-itself"),
        pytest.param("按 2 获取支持”）。", 0, id="end-of-a-quotation-that-began-elsewhere"),
    ],
)
def test_quotes(text: str, count: int) -> None:
    assert len(flags("unpaired-quote", text)) == count


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        pytest.param("但等等。。。", "paragraph", "但等等……", id="full-stops"),
        pytest.param("但等等。。。", "string", "但等等……", id="full-stops-in-a-string"),
        pytest.param("但等等...真的吗", "paragraph", "但等等……真的吗", id="three-dots-in-running-text"),
        pytest.param("但等等…真的吗", "paragraph", "但等等……真的吗", id="half-an-ellipsis"),
        pytest.param("打开...", "string", "打开...", id="three-dots-on-a-button"),
        pytest.param("但等等……", "paragraph", "但等等……", id="right"),
        pytest.param("但等等…………", "paragraph", "但等等…………", id="long"),
        pytest.param("见 a...b", "paragraph", "见 a...b", id="after-latin"),
    ],
)
def test_ellipsis(text: str, kind: str, expected: str) -> None:
    result = text
    for flag in reversed(flags("ellipsis", text, kind=kind)):
        assert flag.span
        result = result[: flag.span.start] + flag.replacements[0] + result[flag.span.end :]
    assert result == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("只有一个办法 -- 重启", "只有一个办法——重启", id="with-spaces"),
        pytest.param("只有一个办法--重启", "只有一个办法——重启", id="without"),
        pytest.param("使用 --force 选项", "使用 --force 选项", id="option"),
        pytest.param("第 3--5 页", "第 3--5 页", id="range"),
        pytest.param("标题\n---\n正文", "标题\n---\n正文", id="rule"),
        pytest.param("f():\n    # 启动 -- 一个", "f():\n    # 启动 -- 一个", id="comment-in-a-listing"),
    ],
)
def test_dash(text: str, expected: str) -> None:
    assert fixed("dash", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("先停机，，再备份", ["，，"], id="comma-twice"),
        pytest.param("先停机；。", ["；。"], id="two-that-differ"),
        pytest.param("停机。。。", [], id="ellipsis"),
        pytest.param("包装：：下一个", [], id="scope-of-a-name"),
        pytest.param("分号、、(逗号)、顿号", [], id="the-mark-itself-among-others"),
        pytest.param("真的吗？！", [], id="both-asked-and-called"),
        pytest.param("Stop it.. Then copy", [".."], id="english"),
        pytest.param("Wait... what", [], id="english-ellipsis"),
        pytest.param("cd ../src", [], id="path"),
        pytest.param("地址 2001：：1", [], id="address"),
    ],
)
def test_doubled(text: str, expected: list[str]) -> None:
    assert found("doubled-punctuation", text) == expected


def mixed(*texts: str) -> list[str]:
    document = Document("a.md", Lang("zh-Hans"), [passage(text, lang="zh-Hans") for text in texts])
    got = RULES["mixed-width"].run([document], HOUSE)
    return [flag.passage.text[flag.span.start : flag.span.end] for flag in got]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(["注意：停机"] * 10 + ["注意: 备份"], [": "], id="colon-against-ten"),
        pytest.param(["注意：停机"] * 5 + ["注意: 备份"], [], id="too-few-to-tell"),
        pytest.param(["注意：停机"] * 10 + ["注意: 备份"] * 5, [], id="no-house-style"),
        pytest.param(["停机（十分钟）"] * 10 + ["备份 (一小时)"], [" (一小时)"], id="parentheses"),
        pytest.param(["停机（十分钟）"] * 10 + ["备份 (API)"], [], id="latin-in-parentheses"),
        pytest.param(["注意：停机"] * 10 + ["大小:        5"], [], id="column"),
    ],
)
def test_mixed_width(texts: list[str], expected: list[str]) -> None:
    assert mixed(*texts) == expected


def pair(source: str, target: str) -> Pair:
    one, other = passage(source, kind="string"), passage(target, kind="string")
    unit = TranslationUnit(one.segment, other.segment, one.lang, other.lang, UnitState.TRANSLATED)
    return Pair(one, other, unit, (one,))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        pytest.param("File name:", "文件名", "：", id="label-without-colon"),
        pytest.param("File name:", "文件名。", "：", id="label-with-full-stop"),
        pytest.param("文件名：", "File name", ":", id="into-english"),
        pytest.param("Like this::", "像这样。", "::", id="code-block-of-rst"),
        pytest.param("&Save as...", "另存为(&S)", "...", id="menu-before-an-accelerator"),
        pytest.param("The file is gone.", "文件已不在，", None, id="sentences-that-are-joined"),
        pytest.param("And more…", "以及更多。", None, id="full-stop-for-an-ellipsis"),
        pytest.param("The file is gone.", "文件已不在", None, id="short-strings-drop-it"),
        pytest.param("File name:", "文件名(&N)：", None, id="colon-after-an-accelerator"),
        pytest.param("File name:", "文件名︰", None, id="colon-of-vertical-text"),
        pytest.param("Files, mails, etc...", "文件、邮件", None, id="abbreviation"),
        pytest.param("What is BAM?", "BAM 概述", None, id="question-in-other-words"),
        pytest.param("Save as...", "另存为……", None, id="another-ellipsis"),
        pytest.param("Missing name after ...", "后面缺少名字", None, id="the-dots-themselves"),
        pytest.param("Name:", "", None, id="no-translation"),
    ],
)
def test_final(source: str, target: str, expected: str | None) -> None:
    got = list(RULES["final-punctuation"].run(pair(source, target), HOUSE))
    assert [flag.replacements[0] for flag in got] == ([expected] if expected else [])


def test_final_says_what_the_source_ends_with() -> None:
    [flag] = RULES["final-punctuation"].run(pair("Like this::", "像这样。"), HOUSE)
    assert flag.message == "the source ends with '::', the translation ends with '。'; write '::'"


@pytest.mark.parametrize(
    ("target", "count"),
    [
        pytest.param("先停机。", 0, id="the-paragraph-goes-on"),
        pytest.param("先停机", 1, id="no-mark-at-all"),
    ],
)
def test_final_of_paragraphs(target: str, count: int) -> None:
    one, other = passage("Stop it first:"), passage(target)
    unit = TranslationUnit(one.segment, other.segment, one.lang, other.lang, UnitState.TRANSLATED)
    assert len(list(RULES["final-punctuation"].run(Pair(one, other, unit, (one,)), HOUSE))) == count


def test_final_leaves_plural_forms_alone() -> None:
    one = pair("File name:", "文件名")
    assert list(RULES["final-punctuation"].run(Pair(one.source, one.target, one.unit, (one.source,) * 2), HOUSE)) == []


TEXT_CHECKS = [check for check in CHECKS if check.over is Over.TEXT]


@given(st.text(MARKS, max_size=40), st.sampled_from(["en", "zh-Hans"]), st.sampled_from(TEXT_CHECKS))
def test_spans_lie_in_the_text_and_replacements_change_it(text: str, lang: str, check: Check) -> None:
    for flag in check.run(passage(text, lang=lang), HOUSE):
        assert flag.span is not None
        assert 0 <= flag.span.start <= flag.span.end <= len(text)
        assert text[flag.span.start : flag.span.end] not in flag.replacements


@given(st.text(MARKS, max_size=40), st.sampled_from(["en", "zh-Hans"]), st.sampled_from(TEXT_CHECKS))
def test_a_code_hides_every_mark(text: str, lang: str, check: Check) -> None:
    assert list(check.run(passage(Code(text), lang=lang), HOUSE)) == []


@pytest.mark.parametrize("check", TEXT_CHECKS, ids=lambda check: check.rule)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("（" * 100_000, id="opening"),
        pytest.param("）" * 100_000, id="closing"),
        pytest.param("(）" * 50_000, id="two-widths"),
        pytest.param("     (" * 50_000, id="far-apart"),
        pytest.param("词, " * 100_000, id="commas"),
        pytest.param("词”“" * 50_000, id="quotes"),
        pytest.param("词...词 -- " * 30_000, id="dots-and-hyphens"),
    ],
)
def test_long_texts_are_survived(check: Check, text: str) -> None:
    assert all(flag.message for flag in check.run(passage(text, lang="zh-Hans"), HOUSE))


def test_a_long_final_is_survived() -> None:
    assert all(
        flag.message
        for flag in RULES["final-punctuation"].run(
            pair("Name" + "(a)" * 100_000 + ":", "名" + "（a）" * 100_000), HOUSE
        )
    )


def test_the_span_of_a_missing_mark_is_where_it_belongs() -> None:
    [flag] = RULES["final-punctuation"].run(pair("&Name:", "文件名(&N)"), HOUSE)
    assert flag.span == Span(3, 3)
