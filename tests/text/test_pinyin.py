"""Chinese terms by sound: what a term says and what a query says must meet."""

from __future__ import annotations

import pytest

from glossary.text.pinyin import Sound, readings, sound

COMMON = bytes(
    byte
    for row in range(0xB0, 0xD8)
    for cell in range(0xA1, 0xFF)
    if (row, cell) < (0xD7, 0xFA)
    for byte in (row, cell)
).decode("gb2312")
"""The 3,755 characters of GB 2312 level 1."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("蒸馏", Sound("zhengliu", "12", "zl")),
        ("中转API", Sound("zhongzhuanapi", "13", "zza")),
        ("中转 API", Sound("zhongzhuanapi", "13", "zza")),
        ("GPT4模型", Sound("gpt4moxing", "22", "g4mx")),
        ("女性", Sound("nvxing", "34", "nx")),
        ("绿色", Sound("lvse", "44", "ls")),
        ("我们", Sound("women", "35", "wm")),
        ("重要", Sound("zhongyao", "44", "zy")),
        ("重复", Sound("chongfu", "24", "cf")),
        ("银行", Sound("yinhang", "22", "yh")),
        ("銀行", Sound("yinhang", "22", "yh")),
        ("行动", Sound("xingdong", "24", "xd")),
        ("蒸馏（法）", Sound("zhengliufa", "123", "zlf")),
    ],
    ids=[
        "Simplified",
        "Latin letters",
        "space",
        "digit",
        "ü after n",
        "ü after l",
        "neutral tone",
        "重 is zhong",
        "重 is chong",
        "行 is hang",
        "行 is hang in Traditional, too",
        "行 is xing",
        "punctuation says nothing",
    ],
)
def test_readings(text: str, expected: Sound) -> None:
    assert readings(text) == expected


@pytest.mark.parametrize("text", ["", "API", "GPT-4", "，。", "ひらがな"])
def test_no_readings_without_han(text: str) -> None:
    assert readings(text) is None


@pytest.mark.parametrize(
    ("query", "tones"),
    [
        ("zhengliu", ""),
        ("Zhengliu", ""),
        ("zheng liu", ""),
        ("zheng'liu", ""),
        ("zheng’liu", ""),
        ("zheng-liu", ""),
        ("  zhengliu ", ""),
        ("zhēngliú", "12"),
        ("zhe\u0304ngliu\u0301", "12"),
        ("ZHĒNG LIÚ", "12"),
        ("zheng1liu2", "12"),
        ("zheng1 liu2", "12"),
        ("zheng1liu", "1"),
    ],
    ids=[
        "bare",
        "capital",
        "space",
        "apostrophe",
        "curly apostrophe",
        "hyphen",
        "space around",
        "marks",
        "decomposed marks",
        "capital marks",
        "numbers",
        "numbers and space",
        "one tone only",
    ],
)
def test_ways_to_type_zhengliu(query: str, tones: str) -> None:
    said = sound(query)
    assert said is not None
    assert (said.letters, said.tones) == ("zhengliu", tones)


@pytest.mark.parametrize("query", ["lüse", "lvse", "LÜSE", "lu\u0308se"])
def test_ways_to_type_u_umlaut(query: str) -> None:
    said = sound(query)
    assert said is not None
    assert said.letters == "lvse"


@pytest.mark.parametrize(
    ("query", "initials"),
    [("zl", "zl"), ("zza", "zza"), ("z", ""), ("z l", "zl"), ("z1l2", ""), ("zhēng", "")],
    ids=["two letters", "three letters", "one letter", "with a space", "with tones", "with a mark"],
)
def test_initials(query: str, initials: str) -> None:
    said = sound(query)
    assert said is not None
    assert said.initials == initials


@pytest.mark.parametrize(
    "query",
    ["", " ", "蒸馏", "zheng馏", "1zheng", "naïve", "zheng+liu", "c++", "zheng6", "ß", "Ａ"],
)
def test_not_pinyin(query: str) -> None:
    assert sound(query) is None


def test_every_common_character_can_be_typed() -> None:
    """By letters and tone number, and by the tone mark that pypinyin puts on it."""
    from pypinyin import Style, lazy_pinyin

    marked = lazy_pinyin(list(COMMON), style=Style.TONE)
    missed = []
    for char, mark in zip(COMMON, marked, strict=True):
        reading, by_mark = readings(char), sound(mark)
        assert reading is not None
        by_number = sound(reading.letters + reading.tones)
        if not by_number or by_number[:2] != reading[:2]:
            missed.append((char, reading, by_number))
        if not by_mark or (by_mark.letters, by_mark.tones or "5") != reading[:2]:
            missed.append((char, reading, by_mark))
    assert missed == []
