"""Keys fold what two spellings have in common, and always know the way back."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.text.normalize import INVISIBLE, key, mapped, spelling

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


@pytest.mark.parametrize(
    ("text", "term", "as_typed"),
    [
        pytest.param("我们打开Ｇit仓库", "git", "Ｇit", id="full-width in Han"),
        pytest.param("請用 蒸餾 攻擊測試", "蒸馏攻击", "蒸餾 攻擊", id="Traditional with a space"),
        pytest.param("the Fine\u2011Tuning of", "fine tuning", "Fine\u2011Tuning", id="non-breaking hyphen"),
        pytest.param("a  terms \t of service", "terms of", "terms \t of", id="run of spaces"),
        pytest.param("un cafe\u0301 noir", "café", "cafe\u0301", id="decomposed"),
        pytest.param("x ﬁne y", "fine", "ﬁne", id="ligature"),
        pytest.param("蒸\u200b馏法", "蒸馏", "蒸\u200b馏", id="invisible inside"),
        pytest.param("𠀀蒸馏😀", "蒸馏", "蒸馏", id="astral neighbours"),
    ],
)
def test_way_back(text: str, term: str, as_typed: str) -> None:
    found = mapped(text)
    at = found.key.index(term)
    span = found.span(at, at + len(term))
    assert text[span.start : span.end] == as_typed


@settings(max_examples=500, deadline=None)
@given(texts)
def test_key_and_spelling_are_idempotent(text: str) -> None:
    assert key(key(text)) == key(text)
    assert spelling(spelling(text)) == spelling(text)
    assert key(spelling(text)) == key(text)


@settings(max_examples=500, deadline=None)
@given(texts)
def test_mapped_gives_the_key(text: str) -> None:
    assert mapped(text).key == key(text)


@pytest.mark.parametrize(
    "text",
    [
        "cafe\u0301",
        "e\u200b\u0301",
        "e\u00ad\u0301",
        "か\u3099",
        "ｶﾞ",
        "\u1100\u1161\u11a8",
        "가\u11a8",
        "ﾡￂ",
        "ㄱㅏ",
        "가ㄳ",
    ],
    ids=[
        "mark",
        "mark behind an invisible",
        "mark behind a soft hyphen",
        "sound mark",
        "half-width sound mark",
        "jamo",
        "syllable and jamo",
        "half-width jamo",
        "compatibility jamo",
        "syllable and compatibility jamo",
    ],
)
def test_mapped_where_neighbours_combine(text: str) -> None:
    found = mapped(text)
    assert found.key == key(text)
    assert found.span(len(found.key) - 1, len(found.key)).end == len(text)


@settings(max_examples=500, deadline=None)
@given(texts)
def test_spans_lead_back_in_order(text: str) -> None:
    found = mapped(text)
    assert len(found.key) == len(found.starts) == len(found.ends)
    assert list(found.starts) == sorted(found.starts)
    assert list(found.ends) == sorted(found.ends)
    for at, char in enumerate(found.key):
        span = found.span(at, at + 1)
        assert 0 <= span.start < span.end <= len(text)
        # A space may stand for a run of spaces or a hyphen, whose own key is empty.
        assert char == " " or char in key(text[span.start : span.end])


@settings(max_examples=300, deadline=None)
@given(texts)
def test_no_letter_is_lost(text: str) -> None:
    found = mapped(text)
    reached = {at for start, end in zip(found.starts, found.ends, strict=True) for at in range(start, end)}
    assert not [char for at, char in enumerate(text) if at not in reached and any(map(str.isalnum, key(char)))]


def test_invisible_is_a_regex_class() -> None:
    invisible = re.compile(f"[{INVISIBLE}]")
    assert all(invisible.fullmatch(char) for char in "\u00ad\u034f\u200b\u200d\ufeff\ufe0f\U000e0001\U000e0fff")
    assert not any(invisible.fullmatch(char) for char in "a-中 \u0301\u3000\u2010")


def test_every_invisible_vanishes() -> None:
    invisible = re.compile(f"[{INVISIBLE}]")
    left = [code for code in range(0x110000) if invisible.match(char := chr(code)) and key(f"a{char}b") != "ab"]
    assert left == []


def test_every_character_that_folds_has_one_key() -> None:
    """Each by itself: stable, and mapped alike."""
    chars = [chr(code) for code in (*range(0xAC00), *range(0xD7A4, 0x30000))]
    folding = [char for char in chars if unicodedata.normalize("NFKD", char) != char or char.casefold() != char]
    assert len(folding) > 5000
    assert [char for char in folding if not key(key(char)) == key(char) == mapped(char).key] == []
