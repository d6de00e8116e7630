"""Numbers of a source and its target, in detail; tests/test_quality.py has the labelled pairs."""

from __future__ import annotations

import pytest

from glossary.checks import Flag, House, Pair, Passage
from glossary.checks.numbers import CHECKS
from glossary.model import Lang, Segment, Span, TranslationUnit
from glossary.text.language import EN, ZH_HANS
from glossary.text.script import language_of

MISMATCH, FORM = (check.run for check in CHECKS)


def passage(text: str, lang: Lang | None = None) -> Passage:
    return Passage(Segment((text,)), lang or language_of(text), kind="string")


def flags_of(*texts: str) -> list[Flag]:
    """Flags of the last text as translation of all before it."""
    *sources, target = map(passage, texts)
    unit = TranslationUnit(sources[0].segment, target.segment, sources[0].lang, target.lang)
    return list(MISMATCH(Pair(sources[0], target, unit, tuple(sources)), House()))


@pytest.mark.parametrize(
    ("source", "target", "said", "at", "instead"),
    [
        pytest.param(
            "It has 1.6 million users.",
            "用户达 1600 万。",
            "'1600 万' is 16,000,000; the source has '1.6 million'",
            "1600 万",
            ("160 万",),
            id="factor of ten",
        ),
        pytest.param(
            "本市有 2400 万人。",
            "The city has 240 million people.",
            "'240 million' is 240,000,000; the source has '2400 万'",
            "240 million",
            ("24 million",),
            id="factor of ten into English",
        ),
        pytest.param("Only 5% agreed.", "只有 50% 同意。", None, "50%", ("5%",), id="percent"),
        pytest.param("Save as UTF-8.", "另存为 UTF-16。", None, "UTF-16", ("UTF-8",), id="name"),
        pytest.param("Port 8,080 is open.", "端口 8,008 已打开。", None, "8,008", ("8,080",), id="commas stay"),
        pytest.param("Opens at 3 pm.", "下午 5 点开门。", None, "下午 5 点", (), id="time has no replacement"),
        pytest.param("Up to 64 players.", "多名玩家。", None, None, (), id="missing: all of the target"),
        pytest.param("Many players.", "64 名玩家。", "'64' is not in the source", "64", (), id="added"),
        pytest.param("It ends on Monday.", "星期二结束。", None, "星期二", (), id="weekday"),
    ],
)
def test_flags(source: str, target: str, said: str | None, at: str | None, instead: tuple[str, ...]) -> None:
    [flag] = flags_of(source, target)
    assert said in (None, flag.message)
    assert flag.replacements == instead
    assert (flag.span and target[flag.span.start : flag.span.end]) == at
    assert not flag.fixable


@pytest.mark.parametrize(
    ("singular", "plural", "target", "wrong"),
    [
        pytest.param("3 file", "%d files", "%d 个文件", False, id="agrees with the plural"),
        pytest.param("3 file", "%d files", "3 个文件", False, id="agrees with the singular"),
        pytest.param("3 file", "5 files", "7 个文件", True, id="agrees with neither"),
    ],
)
def test_plural_forms(singular: str, plural: str, target: str, wrong: bool) -> None:
    assert bool(flags_of(singular, plural, target)) is wrong


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param("See https://example.org/2024/17 for more.", "详见 https://example.org/2024/17。", id="URL"),
        pytest.param("Copied %1$s to {12}", "已将 {12} 复制为 %1$s", id="placeholders"),
        pytest.param("<b>2</b> of 12 pages", "共 12 页，第 <b>2</b> 页", id="tags"),
    ],
)
def test_codes_are_no_numbers(source: str, target: str) -> None:
    assert flags_of(source, target) == []


def test_a_pair_that_does_not_belong_together_is_bounded() -> None:
    assert len(flags_of(" ".join(map(str, range(100, 1000))), "没有数字")) <= 60


@pytest.mark.parametrize(
    ("text", "lang", "found", "instead"),
    [
        pytest.param("It has 16 millions in cash.", EN, "16 millions", "16 million", id="plural of million"),
        pytest.param("The 22th round", EN, "22th", "22nd", id="suffix of an ordinal"),
        pytest.param("The 113rd round", EN, "113rd", "113th", id="suffix after a teen"),
        pytest.param("It cost 1,60,000 yuan.", EN, "1,60,000", "160,000", id="uneven groups"),
        pytest.param("最多 50，000 个用户", ZH_HANS, "50，000", "50,000", id="Chinese comma among digits"),
        pytest.param("总额为 2.4万万元", ZH_HANS, "2.4万万", None, id="万 twice"),
        pytest.param("共有十二千人", ZH_HANS, "十二千", None, id="no such numeral"),
        pytest.param("占百分之50%", ZH_HANS, "百分之50%", None, id="percent twice"),
    ],
)
def test_form(text: str, lang: Lang, found: str, instead: str | None) -> None:
    [flag] = FORM(passage(text, lang), House())
    assert flag.span is not None
    assert text[flag.span.start : flag.span.end] == found
    assert flag.replacements == ((instead,) if instead else ())


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        pytest.param("16 million, 2 thousand, 21st, 12th, 111th, 1,600,000", EN, id="English"),
        pytest.param("3.5千万元、2.4 万亿元、十二千克、二十千米、百分之五十、50%", ZH_HANS, id="Chinese"),
        pytest.param("取值范围为 [1，624]，第 3，第 4", ZH_HANS, id="Chinese commas between numbers"),
    ],
)
def test_good_form(text: str, lang: Lang) -> None:
    assert list(FORM(passage(text, lang), House())) == []


@pytest.mark.parametrize("text", ["1" * 200_000 + "、2万万", "1," * 100_000 + "、2亿亿"], ids=["digits", "commas"])
def test_a_long_number_is_survived(text: str) -> None:
    [flag] = FORM(passage(text, ZH_HANS), House())
    assert flag.span == Span(len(text) - 3, len(text))
