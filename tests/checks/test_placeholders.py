"""Whether a translation kept placeholders, tags and links, into Chinese and into English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.checks import Flag, House, Pair, Passage, links, placeholders, tags
from glossary.model import Segment, Severity, Span, TranslationUnit
from glossary.text.language import EN, ZH_HANS
from glossary.text.script import has_han

CHECKS = (*placeholders.CHECKS, *tags.CHECKS, *links.CHECKS)
RUNS = {check.rule: check.run for check in CHECKS}


def passage(text: str, flags: frozenset[str]) -> Passage:
    return Passage(Segment((text,)), ZH_HANS if has_han(text) else EN, kind="string", flags=flags)


def pair(source: str, target: str, *flags: str, plural: str = "") -> Pair:
    sources = tuple(passage(text, frozenset(flags)) for text in (source, plural) if text)
    unit = TranslationUnit(Segment((source,)), Segment((target,)), EN, ZH_HANS)
    sources = sources or (passage("", frozenset(flags)),)
    return Pair(sources[0], passage(target, frozenset(flags)), unit, sources)


def rules(each: Pair) -> set[str]:
    return {check.rule for check in CHECKS if check.on and list(check.run(each, House()))}


def flags_of(rule: str, each: Pair) -> list[Flag]:
    return list(RUNS[rule](each, House()))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        pytest.param("%d%% done", "已完成 %d%%", "", id="percent sign kept"),
        pytest.param("%s: %s", "%s：%s", "", id="same type in order"),
        pytest.param("%i rows", "%d 行", "", id="%i and %d are one"),
        pytest.param("%5.1f s", "%.1f 秒", "", id="width may change"),
        pytest.param("{a} and {b}", "{b} 和 {a}", "", id="names may move"),
        pytest.param("{0} by {1}, {0}", "{1} 的 {0}", "", id="a number may come less often"),
        pytest.param("{} by {}", "{1} 的 {0}", "", id="numbers for empty braces"),
        pytest.param("{{ x }} rows", "{{x}} 行", "", id="spaces in a template"),
        pytest.param('<a href="%s">x</a>', '<a href="">甲</a>', "placeholder-missing", id="within a tag"),
        pytest.param("%s rows", "%d 行", "placeholder-missing", id="another type is one finding"),
        pytest.param("%1 of %2", "%2 中的 %1", "", id="Qt may move"),
        pytest.param("Fix: %1d", "定位：%1 维", "", id="Qt before a letter"),
        pytest.param("第 %1 页", "Page", "placeholder-missing", id="into English"),
        pytest.param("Use { } here", "这里用 {}", "", id="braces that are text"),
        pytest.param("of %qT at %L", "%2$L处的%1$qT", "", id="format language of GCC"),
        pytest.param("%m/%d/%Y", "%Y年%m月%d日", "", id="dates are written anew"),
        pytest.param("run --out {file}", "run --out {文件}", "", id="usage of a command"),
        pytest.param("%lf s", "%lg 秒", "", id="numbers shown otherwise"),
        pytest.param("a%2Ab/%0AEnd", "结束", "", id="escapes of an address"),
        pytest.param("%Expiry Date%", "%到期日期%", "", id="words between percent signs"),
        pytest.param("{unset}", "{未设置}", "", id="all there is"),
        pytest.param("between { and }", "在 { 和 } 之间", "", id="the braces themselves"),
        pytest.param("Type {year}. " + "It is long. " * 40, "键入 {年份}。", "", id="documentation"),
        pytest.param("{a} of {a, b}", "{甲, 乙} 的甲", "", id="a set"),
        pytest.param("Hi {name}", "{名字}，你好", "placeholder-missing", id="translated name"),
        pytest.param("on {{CURRENTDAYNAME}}", "在{{CURRENTDAY}}日", "", id="date of a wiki"),
        pytest.param("In <kbd>Home</kbd>", "在“主页”中", "", id="quotation marks for a tag"),
        pytest.param("In <a href='x'>Home</a>", "在“主页”中", "tag-mismatch", id="quotation marks for a link"),
        pytest.param("<kbd>a</kbd> b", "<kbd>甲</kbd> <kbd>乙</kbd>", "", id="a tag of the source once more"),
        pytest.param("a b", "<kbd>甲</kbd> 乙", "tag-mismatch", id="a tag added"),
        pytest.param("a <i>b</i>", "甲乙", "", id="emphasis left out"),
        pytest.param("<b>a</b> <b>b</b>", "<b>甲</b> 乙", "", id="emphasis left out once"),
        pytest.param("[b]a[/b]", "[b]甲", "tag-mismatch", id="half of an emphasis in BBCode left out"),
        pytest.param("a <i>b</i>", "甲<i>乙", "tag-mismatch", id="half of an emphasis left out"),
        pytest.param("<s>ort: cat", "排序：分类", "", id="key in brackets"),
        pytest.param("Hi <b>%s</b>", "<b>%s</b>，你好", "", id="tags may move"),
        pytest.param("<i>new</i>", "<b>新</b>", "", id="bold for italics"),
        pytest.param("a<br>b", "甲乙", "", id="line breaks"),
        pytest.param("<b>a</b>", "<b>甲<b>", "tag-mismatch", id="not closed"),
        pytest.param("[param x] is set", "[param y] 已设置", "tag-mismatch", id="BBCode with an argument"),
        pytest.param("translator-credits", "<b>张三</b>", "", id="credits are no translation"),
        pytest.param("https://en.wikipedia.org/wiki/A", "https://zh.wikipedia.org/wiki/甲", "", id="Wikipedia"),
        pytest.param("http://example.com/", "https://example.com", "", id="scheme and slash"),
        pytest.param("见 https://a.cn/x。", "See https://a.cn/y.", "url-changed", id="another page"),
        pytest.param("见 https://a.cn/relay。", "See https://a.cn/relays.", "url-changed", id="a longer address"),
        pytest.param("a@example.com", "b@example.com", "mail-changed", id="another mailbox"),
        pytest.param("[a](x.md)", "[甲](X.md)", "", id="link in another case"),
        pytest.param("``a b``", "``a  b``", "", id="spaces in a literal"),
        pytest.param(":class:`~a.B`", ":class:`a.B`", "", id="tilde of a role"),
        pytest.param(":class:`.b`", ":class:`b`", "", id="dot of a role"),
        pytest.param(":term:`iterator`", ":term:`迭代器 <iterator>`", "", id="text for a role"),
        pytest.param("&Open", "打开(&O)", "", id="key after the words"),
        pytest.param("Provider_id", "提供者", "", id="may be a name"),
        pytest.param("\nDone", "完成", "escape-mismatch", id="leading line end"),
        pytest.param("{n} {m, select, other {x}}", "{n} {m, select, other {甲}", "icu-syntax", id="brace lost"),
    ],
)
def test_rows(source: str, target: str, expected: str) -> None:
    assert rules(pair(source, target)) - {"placeholder-extra"} == ({expected} if expected else set())


@pytest.mark.parametrize(
    ("target", "count"),
    [("已删除一个文件", 0), ("已删除 %d 个文件", 0), ("已删除 %d 个，共 %s", 1)],
    ids=["as the singular", "as the plural", "as neither"],
)
def test_a_target_may_follow_the_singular_or_the_plural(target: str, count: int) -> None:
    each = pair("One file deleted", target, "c-format", plural="%d files deleted")
    assert len(flags_of("placeholder-missing", each)) + len(flags_of("placeholder-extra", each)) == count


@pytest.mark.parametrize(
    ("source", "target", "span", "replacement"),
    [
        pytest.param("Open %s", "打开\uff05\uff53", (2, 4), "%s", id="full width"),
        pytest.param("Open %s", "打开 % s", (3, 6), "%s", id="space within"),
        pytest.param("Open %1$s", "打开 %1s", (3, 6), "%1$s", id="dollar lost"),
        pytest.param("Hi {name}", "{名字}，你好", (0, 4), "{name}", id="name translated"),
        pytest.param("Hi {name}", "{nmae}，你好", (0, 6), "{name}", id="name mistyped"),
    ],
)
def test_the_right_placeholder_is_offered(source: str, target: str, span: tuple[int, int], replacement: str) -> None:
    [flag] = flags_of("placeholder-missing", pair(source, target, "python-brace-format"))
    assert (flag.span, flag.replacements, flag.fixable) == (Span(*span), (replacement,), True)
    assert flags_of("placeholder-extra", pair(source, target, "python-brace-format")) == []


@pytest.mark.parametrize(
    ("target", "count"),
    [
        pytest.param("[伸缩](/zh-cn/scaling/)", 0, id="the page within the site"),
        pytest.param("[伸缩](/zh-cn/scaling.md)", 0, id="its file"),
        pytest.param("[伸缩](/zh-cn/storage/)", 1, id="another page"),
    ],
)
def test_a_page_of_the_same_name_answers_for_an_address(target: str, count: int) -> None:
    each = pair("[scale](https://a.org/blob/en/scaling.md)", target)
    assert len(flags_of("url-changed", each)) == count


def test_many_missing_placeholders_are_one_finding() -> None:
    [flag] = flags_of("placeholder-missing", pair("{a} {b} {c} {d}", "无"))
    assert flag.message.startswith("4 placeholders")


def test_no_numbers_are_offered_where_the_format_has_none() -> None:
    [flag] = flags_of("placeholder-order", pair("%d in %s", "%s 中的 %d", "python-format"))
    assert not flag.replacements
    assert not flags_of("placeholder-order", pair("%d in %s", "%s 中的 %d", "no-c-format"))


def test_half_an_element_is_worse_than_none() -> None:
    [whole] = flags_of("tag-mismatch", pair("<kbd>a</kbd>", "甲"))
    [half] = flags_of("tag-mismatch", pair("<kbd>a</kbd>", "<kbd>甲"))
    assert (whole.severity, half.severity) == (Severity.WARNING, None)


TEXTS = st.lists(
    st.sampled_from(
        ["%s", "%d", "{x}", "{}", "<b>", "</b>", "`a`", "文", " ", "&F", "_", "%", "{", "\n", "[a](b)", "a@b.cn"]
    ),
    max_size=12,
).map("".join)


@given(TEXTS)
def test_a_copy_has_kept_everything(text: str) -> None:
    assert rules(pair(text, text)) == set()


@given(TEXTS, TEXTS)
def test_spans_lie_within_the_target(source: str, target: str) -> None:
    for check in CHECKS:
        for flag in check.run(pair(source, target), House()):
            assert flag.span is None or 0 <= flag.span.start <= flag.span.end <= len(target)


@pytest.mark.parametrize("unit", ["%s", "{a}", "<b>", "`a`", "[a](b)", "{n, plural, other {", "http://a.b/ "])
def test_a_long_string_is_survived(unit: str) -> None:
    each = pair(unit * 5_000, "甲" + unit * 4_999)
    for check in CHECKS:
        assert all(flag.message for flag in check.run(each, House()))


def test_a_long_word_before_a_branch_of_icu_is_survived() -> None:
    each = pair("{n, plural, other {x}}", "{n, plural, " + "a" * 100_000 + "! {甲}}")
    [flag] = flags_of("icu-syntax", each)
    assert "no branch 'other'" in flag.message
