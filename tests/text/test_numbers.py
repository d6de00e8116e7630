"""Number expressions of Chinese and English: where they stand, what they are worth, and what is none."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.model import Lang
from glossary.text.language import EN, ZH_HANS, ZH_TW
from glossary.text.numbers import (
    Kind,
    Quantity,
    leaves,
    parse_chinese,
    parse_english,
    quantities,
    same_dimension,
    same_measure,
)


def only(text: str, lang: Lang) -> Quantity:
    found = quantities(text, lang)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "lang", "kind", "value"),
    [
        pytest.param("16 million", EN, Kind.CARDINAL, 16_000_000, id="million"),
        pytest.param("1600 万", ZH_HANS, Kind.CARDINAL, 16_000_000, id="万"),
        pytest.param("16,000,000", EN, Kind.CARDINAL, 16_000_000, id="commas"),
        pytest.param("1600 萬", ZH_TW, Kind.CARDINAL, 16_000_000, id="Traditional 萬"),
        pytest.param("１６００万", ZH_HANS, Kind.CARDINAL, 16_000_000, id="full-width digits"),
        pytest.param("1亿2000万", ZH_HANS, Kind.CARDINAL, 120_000_000, id="亿 and 万"),
        pytest.param("24k", EN, Kind.CARDINAL, 24_000, id="k"),
        pytest.param("2.4万", ZH_HANS, Kind.CARDINAL, 24_000, id="decimal 万"),
        pytest.param("$8 billion", EN, Kind.MONEY, 8_000_000_000, id="dollars"),
        pytest.param("80 亿美元", ZH_HANS, Kind.MONEY, 8_000_000_000, id="美元"),
        pytest.param("8bn", EN, Kind.CARDINAL, 8_000_000_000, id="bn"),
        pytest.param("twenty-four", EN, Kind.CARDINAL, 24, id="words"),
        pytest.param("二十四", ZH_HANS, Kind.CARDINAL, 24, id="Chinese numeral"),
        pytest.param("one hundred and five", EN, Kind.CARDINAL, 105, id="and"),
        pytest.param("一百零五", ZH_HANS, Kind.CARDINAL, 105, id="零"),
        pytest.param("half a million", EN, Kind.CARDINAL, 500_000, id="half a million"),
        pytest.param("三千五百万", ZH_HANS, Kind.CARDINAL, 35_000_000, id="万 in words"),
        pytest.param("壹佰贰拾万", ZH_HANS, Kind.CARDINAL, 1_200_000, id="financial numerals"),
        pytest.param("50 percent", EN, Kind.PERCENT, Fraction(1, 2), id="percent"),
        pytest.param("百分之五十", ZH_HANS, Kind.PERCENT, Fraction(1, 2), id="百分之"),
        pytest.param("五成", ZH_HANS, Kind.PERCENT, Fraction(1, 2), id="成"),
        pytest.param("九成人同意", ZH_HANS, Kind.PERCENT, Fraction(9, 10), id="成 before 人"),
        pytest.param("三成半", ZH_HANS, Kind.PERCENT, Fraction(35, 100), id="成半"),
        pytest.param("千分之三", ZH_HANS, Kind.PERCENT, Fraction(3, 1000), id="千分之"),
        pytest.param("two thirds", EN, Kind.FRACTION, Fraction(2, 3), id="thirds"),
        pytest.param("三分之二", ZH_HANS, Kind.FRACTION, Fraction(2, 3), id="分之"),
        pytest.param("1.5 倍", ZH_HANS, Kind.MULTIPLE, Fraction(3, 2), id="倍"),
        pytest.param("5x", EN, Kind.MULTIPLE, 5, id="x"),
        pytest.param("-5°C", EN, Kind.UNIT, -5, id="minus sign"),
        pytest.param("32-bit", EN, Kind.UNIT, 32, id="hyphen and unit"),
        pytest.param("22nd", EN, Kind.ORDINAL, 22, id="ordinal"),
        pytest.param("第二十二", ZH_HANS, Kind.ORDINAL, 22, id="第"),
        pytest.param("the 1990s", EN, Kind.DECADE, 1990, id="decade"),
        pytest.param("20 世纪 90 年代", ZH_HANS, Kind.DECADE, 1990, id="decade of a century"),
        pytest.param("上世纪九十年代", ZH_HANS, Kind.DECADE, 1990, id="decade of the last century"),
        pytest.param("3:30 pm", EN, Kind.TIME, 15 * 60 + 30, id="pm"),
        pytest.param("下午三点半", ZH_HANS, Kind.TIME, 15 * 60 + 30, id="下午"),
        pytest.param("March 5, 2024", EN, Kind.DATE, "2024-03-05", id="American date"),
        pytest.param("5 March 2024", EN, Kind.DATE, "2024-03-05", id="British date"),
        pytest.param("2024-03-05", EN, Kind.DATE, "2024-03-05", id="ISO 8601"),
        pytest.param("2024 年 3 月 5 日", ZH_HANS, Kind.DATE, "2024-03-05", id="Chinese date"),
        pytest.param("二〇二四年三月五日", ZH_HANS, Kind.DATE, "2024-03-05", id="Chinese date in words"),
        pytest.param("1.2.3", EN, Kind.VERSION, "1.2.3", id="version"),
        pytest.param("v2", EN, Kind.VERSION, "2", id="v"),
        pytest.param("GPT-4", EN, Kind.NAME, "gpt4", id="name with a hyphen"),
        pytest.param("B2B", EN, Kind.NAME, "b2b", id="digit inside a name"),
        pytest.param("3D", EN, Kind.NAME, "3d", id="digit before a name"),
        pytest.param("HTTP/2", EN, Kind.NAME, "http2", id="slash in a name"),
        pytest.param("COVID-19", EN, Kind.NAME, "covid19", id="number after a name"),
    ],
)
def test_value(text: str, lang: Lang, kind: Kind, value: int | Fraction | str) -> None:
    found = only(text, lang)
    assert (found.kind, found.value) == (kind, value)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        pytest.param("五十步笑百步", ZH_HANS, id="fifty steps"),
        pytest.param("一五一十", ZH_HANS, id="in full"),
        pytest.param("千方百计", ZH_HANS, id="by all means"),
        pytest.param("万一", ZH_HANS, id="in case"),
        pytest.param("十分", ZH_HANS, id="very"),
        pytest.param("统一", ZH_HANS, id="uniform"),
        pytest.param("百度", ZH_HANS, id="Baidu"),
        pytest.param("万维网", ZH_HANS, id="web"),
        pytest.param("第一时间", ZH_HANS, id="at once"),
        pytest.param("the freight often waits", EN, id="words with number words in them"),
    ],
)
def test_set_words_are_no_numbers(text: str, lang: Lang) -> None:
    assert quantities(text, lang) == []


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        pytest.param("one of them", EN, id="one"),
        pytest.param("一个", ZH_HANS, id="一个"),
        pytest.param("both", EN, id="both"),
        pytest.param("a second", EN, id="a second"),
        pytest.param("十几", ZH_HANS, id="十几"),
        pytest.param("数百万", ZH_HANS, id="数百万"),
        pytest.param("hundreds of", EN, id="hundreds"),
        pytest.param("a dozen", EN, id="dozen"),
        pytest.param("You may go", EN, id="may"),
        pytest.param("24/7", EN, id="around the clock"),
        pytest.param("十六进制", ZH_HANS, id="hexadecimal"),
    ],
)
def test_vague_ones_need_no_answer(text: str, lang: Lang) -> None:
    assert not any(found.sure for found in quantities(text, lang))


@pytest.mark.parametrize(
    ("text", "lang", "values"),
    [
        pytest.param("10–20", EN, [10, 20], id="dash"),
        pytest.param("10 至 20", ZH_HANS, [10, 20], id="至"),
        pytest.param("$10-20 million", EN, [10_000_000, 20_000_000], id="shared million"),
        pytest.param("30—50 万元", ZH_HANS, [300_000, 500_000], id="shared 万"),
        pytest.param("15 to 20 percent", EN, [Fraction(15, 100), Fraction(20, 100)], id="shared percent"),
    ],
)
def test_ranges(text: str, lang: Lang, values: list[Fraction]) -> None:
    found = only(text, lang)
    assert found.kind is Kind.RANGE
    assert [part.value for part in found.parts] == values


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        pytest.param("5 miles", "8 公里", True, id="miles"),
        pytest.param("5 miles", "5 公里", False, id="not converted"),
        pytest.param("48 hours", "两天", True, id="days"),
        pytest.param("90 minutes", "一个半小时", True, id="an hour and a half"),
        pytest.param("350°F", "177℃", True, id="Fahrenheit"),
        pytest.param("1,318 km", "1381 公里", False, id="the same unit is exact"),
    ],
)
def test_measures(left: str, right: str, same: bool) -> None:
    assert same_measure(only(left, EN), only(right, ZH_HANS)) is same


def test_dimensions() -> None:
    assert same_dimension("km", "mi")
    assert not same_dimension("km", "km")
    assert not same_dimension("km", "kg")


def test_other_readings() -> None:
    assert 15 * 60 + 30 in only("3:30", EN).values
    assert 1990 in only("90 年代", ZH_HANS).values
    assert only("300 余", ZH_HANS).approximate
    assert {part.kind for part in only("03/05/2024", EN).parts} == {Kind.YEAR, Kind.CARDINAL}


@pytest.mark.parametrize("numeral", ["十二千", "百十百", "一十十", "两两"])
def test_no_numeral(numeral: str) -> None:
    assert parse_chinese(numeral) is None


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_chinese_numerals_are_read_back(number: int) -> None:
    assert parse_chinese(in_chinese(number)) == number


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_english_numerals_are_read_back(number: int) -> None:
    assert parse_english(in_english(number)) == number


@given(
    st.text(alphabet="0123456789.,:/-–% 一二两十百千万亿点分之月日年第约多成倍半aGk$€ten the"),
    st.sampled_from([EN, ZH_HANS]),
)
def test_spans_are_of_the_text_in_order_and_apart(text: str, lang: Lang) -> None:
    found = quantities(text, lang)
    assert [text[one.span.start : one.span.end] for one in found] == [one.text for one in found]
    assert all(one.span.end <= after.span.start for one, after in pairwise(found))
    assert all(one.text.strip() == one.text != "" for one in found)
    assert all(isinstance(one.value, (str, Fraction)) for one in leaves(found))


@pytest.mark.parametrize(
    "piece", ["1", "1,", "一", "一亿", "a-1-", "1:", "five ", "百分之", "1 000 ", "20,00", "$ -", "IV", "1e"], ids=repr
)
@pytest.mark.parametrize("lang", [EN, ZH_HANS])
def test_long_lines_are_survived(piece: str, lang: Lang) -> None:
    text = piece * (20_000 // len(piece))
    assert all(text[one.span.start : one.span.end] == one.text for one in quantities(text, lang))


def in_chinese(number: int) -> str:
    for size, sign in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            rest = number % size
            zero = "零" if 0 < rest < size // 10 else ""
            return in_chinese(number // size) + sign + zero + (in_chinese(rest) if rest else "")
    text, gap = "", False
    for size, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            text += ("零" if gap and text else "") + "零一二三四五六七八九"[digit] + sign
        gap = not digit
    return text


def in_english(number: int) -> list[str]:
    small = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen"
    ).split()
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    for size, word in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            return [*in_english(number // size), word, *(in_english(rest) if rest else [])]
    if number < 20:
        return [small[number]]
    return [tens[number // 10 - 2], *(in_english(number % 10) if number % 10 else [])]
