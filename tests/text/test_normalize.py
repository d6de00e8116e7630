"""Keys fold what two spellings have in common."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.text.normalize import INVISIBLE, attaches, key, spelling

TRICKY = "aBZ19é中轉转馏餾後ｶﾞＧﬁ㈱①½ßİŀ한각ㄱ\u1100\u1161\u11a8"
TRICKY += " \t\u00a0\u3000-_·•・—–‑－'’ʼ`\"“”«.,，。/"
TRICKY += "\u0301\u0308\u0338\u3099\u00ad\u200b\u200d\ufeff\ufe0f\U000e0041\U00020000😀"
texts = st.text(TRICKY, max_size=12) | st.text(max_size=12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("git", "Ｇit", id="width and case"),
        pytest.param("5G 网络", "５Ｇ网络", id="width of digits beside Han"),
        pytest.param("fine", "ﬁne", id="ligature"),
        pytest.param("Straße", "STRASSE", id="sharp s"),
        pytest.param("café", "cafe\u0301", id="composed and decomposed"),
        pytest.param("ガ", "ｶﾞ", id="half-width kana with its sound mark"),
        pytest.param("蒸馏", "蒸餾", id="Traditional"),
        pytest.param("裡面", "里面", id="two Traditional characters, one Simplified"),
        pytest.param("中转 API", "中转API", id="space between Han and Latin"),
        pytest.param("蒸 馏", "蒸馏", id="space between Han and Han"),
        pytest.param("中转　API", "中转API", id="ideographic space"),
        pytest.param("fine-tuning", "fine tuning", id="hyphen"),
        pytest.param("fine\u2011tuning", "fine\u2013tuning", id="non-breaking hyphen and dash"),
        pytest.param("snake_case", "snake case", id="underscore"),
        pytest.param("埃隆·马斯克", "埃隆・马斯克", id="two middle dots"),
        pytest.param("埃隆·马斯克", "埃隆马斯克", id="middle dot or none between Han"),
        pytest.param("Musk's", "Musk’s", id="curly apostrophe"),
        pytest.param("Musk's", "Musk`s", id="backtick for an apostrophe"),
        pytest.param("Musk's", "Musk´s", id="acute accent for an apostrophe"),
        pytest.param("“蒸馏”", '"蒸馏"', id="quotes"),
        pytest.param("dis\u00adtil", "distil", id="soft hyphen"),
        pytest.param("蒸\u200b馏", "蒸馏", id="zero-width space"),
        pytest.param("\ufeff蒸馏", "蒸馏", id="byte order mark"),
        pytest.param("Git\U000e0047", "Git", id="tag character"),
        pytest.param("terms  of\tservice ", " terms of service", id="runs of space"),
        pytest.param("①", "1", id="circled digit"),
    ],
)
def test_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Git", "Gist", id="another word"),
        pytest.param("fine tuning", "finetuning", id="a space between Latin words counts"),
        pytest.param("-5", "5", id="a sign is no hyphen"),
        pytest.param("C++", "C", id="plus signs count"),
        pytest.param("CI/CD", "CI CD", id="a slash is no hyphen"),
        pytest.param("resume", "résumé", id="accents count"),
        pytest.param("蒸馏", "蒸溜", id="another Han character"),
        pytest.param("《蒸馏》", "蒸馏", id="book title marks count"),
    ],
)
def test_two_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        (" ", ""),
        ("\u200b", ""),
        ("Distillation Attack", "distillation attack"),
        ("蒸餾 攻擊", "蒸馏攻击"),
        ("GPT-4o", "gpt 4o"),
        ("中-文", "中文"),
    ],
    ids=["nothing", "only a space", "only an invisible", "English", "Traditional", "hyphen", "hyphen between Han"],
)
def test_key(text: str, expected: str) -> None:
    assert key(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("蒸餾", "蒸馏", False),
        ("蒸 馏", "蒸馏", True),
        ("Ｇit", "git", True),
        ("軟體－包", "軟體包", True),
    ],
    ids=["script", "space", "width and case", "full-width hyphen in Traditional"],
)
def test_spelling_keeps_scripts_apart(one: str, other: str, same: bool) -> None:
    assert (spelling(one) == spelling(other)) is same


@settings(max_examples=500)
@given(texts)
def test_key_and_spelling_are_idempotent(text: str) -> None:
    assert key(key(text)) == key(text)
    assert spelling(spelling(text)) == spelling(text)
    assert key(spelling(text)) == key(text)


@pytest.mark.parametrize(
    ("char", "expected"),
    [
        ("\u0301", True),
        ("\u3099", True),
        ("ﾞ", True),
        ("\u1161", True),
        ("ㅏ", True),
        ("\u200b", True),
        ("\ufe0f", True),
        ("\U000e0041", True),
        ("a", False),
        ("\u1112", False),
        ("한", False),
        ("蒸", False),
        (" ", False),
        ("😀", False),
    ],
)
def test_what_attaches_to_the_character_before_it(char: str, expected: bool) -> None:
    assert attaches(char) is expected


@pytest.mark.parametrize(
    "text", ["文 " * 50_000, " 文\u200b" * 30_000, "a-b_c " * 20_000], ids=["Han", "invisibles", "Latin"]
)
def test_a_long_text_is_survived(text: str) -> None:
    assert key(text)


def test_invisible_is_a_regex_class() -> None:
    invisible = re.compile(f"[{INVISIBLE}]")
    assert all(invisible.fullmatch(char) for char in "\u00ad\u034f\u200b\u200d\ufeff\ufe0f\U000e0001\U000e0fff")
    assert not any(invisible.fullmatch(char) for char in "a-中 \u0301\u3000\u2010")


def test_every_invisible_vanishes() -> None:
    invisible = re.compile(f"[{INVISIBLE}]")
    left = [code for code in range(0x110000) if invisible.match(char := chr(code)) and key(f"a{char}b") != "ab"]
    assert left == []


def test_every_character_that_folds_has_one_key() -> None:
    """Each by itself."""
    chars = [chr(code) for code in (*range(0xAC00), *range(0xD7A4, 0x30000))]
    folding = [char for char in chars if unicodedata.normalize("NFKD", char) != char or char.casefold() != char]
    assert len(folding) > 5000
    assert [char for char in folding if key(key(char)) != key(char)] == []
