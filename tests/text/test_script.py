"""Which script a text is in, and the two ways to Simplified."""

from __future__ import annotations

from importlib.metadata import packages_distributions

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.errors import GlossaryError
from glossary.text import script

needs_opencc = pytest.mark.skipif(
    {name.lower() for name in packages_distributions().get("opencc", [])} != {"opencc"},
    reason="`opencc` is not the official distribution",
)


@needs_opencc
def test_the_table_is_what_opencc_gives() -> None:
    held = [chr(code) + simplified for code, simplified in script.simplifications().items()]
    assert held == list(script.variants_from_opencc())


def test_no_simplified_character_is_simplified_again() -> None:
    table = script.simplifications()
    assert [new for new in table.values() if ord(new) in table] == []


@pytest.mark.parametrize(
    ("text", "simplified"),
    [
        ("蒸餾", "蒸馏"),
        ("蒸馏", "蒸馏"),
        ("軟體", "软体"),
        ("裡裏", "里里"),
        ("用Git打開Ｇ", "用Git打开Ｇ"),
        ("distillation", "distillation"),
        ("乾隆", "干隆"),
        ("么", "么"),
        ("", ""),
    ],
    ids=[
        "Traditional",
        "Simplified already",
        "characters, not words",
        "variants",
        "mixed",
        "English",
        "without context",
        "Simplified, whatever it is elsewhere",
        "nothing",
    ],
)
def test_simplify(text: str, simplified: str) -> None:
    assert script.simplify(text) == simplified


@settings(max_examples=300)
@given(st.text() | st.text(st.sampled_from([chr(code) for code in script.simplifications()])))
def test_simplify_keeps_length_and_is_idempotent(text: str) -> None:
    once = script.simplify(text)
    assert len(once) == len(text)
    assert script.simplify(once) == once


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("蒸馏", "zh-Hans"),
        ("蒸餾", "zh-Hant"),
        ("软件與軟體", "zh-Hans"),
        ("中文", "zh-Hans"),
        ("皇后里程", "zh-Hans"),
        ("名著", "zh-Hans"),
        ("昇腾", "zh-Hans"),
        ("昇騰", "zh-Hant"),
        ("中轉 API", "zh-Hant"),
        ("中转 API", "zh-Hans"),
        ("API", "en"),
        ("naïve café", "en"),
        ("《》，。", "en"),
        ("", "en"),
    ],
    ids=[
        "Simplified",
        "Traditional",
        "both at once",
        "same in both",
        "Simplified characters that Traditional text has too",
        "Traditional character that everyday Simplified text has too",
        "standard in the Mainland, beside a Simplified one",
        "standard in the Mainland, beside a Traditional one",
        "Traditional with English",
        "Simplified with English",
        "English",
        "accents",
        "punctuation is no Han",
        "nothing",
    ],
)
def test_language_of(text: str, lang: str) -> None:
    assert script.language_of(text) == lang


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("我们", True),
        ("昇腾", True),
        ("皇后里程", False),
        ("中文", False),
        ("蒸餾", False),
        ("Git", False),
        ("“”", False),
    ],
    ids=[
        "Simplified",
        "one of two",
        "Traditional text has them too",
        "same in both",
        "Traditional",
        "English",
        "punctuation",
    ],
)
def test_only_simplified(text: str, only: bool) -> None:
    assert script.only_simplified(text) is only


@pytest.mark.parametrize(
    ("char", "han"),
    [
        ("中", True),
        ("々", True),
        ("\u3007", True),
        ("㐀", True),
        ("𠀀", True),
        ("\uf900", True),
        ("あ", False),
        ("ア", False),
        ("한", False),
        ("，", False),
        ("Ｇ", False),
        ("a", False),
    ],
)
def test_is_han(char: str, han: bool) -> None:
    assert script.is_han(char) is han
    assert script.has_han(f"Git {char}") is han


@pytest.mark.parametrize(
    ("text", "latin", "lookalikes"),
    [
        ("Git", True, False),
        ("用Git", True, False),
        ("é", True, False),
        ("蒸馏", False, False),
        ("1600 万", False, False),
        ("×÷", False, False),
        ("dаta", True, True),
        ("β", False, True),
        ("", False, False),
    ],
    ids=["English", "mixed", "accent", "Chinese", "digits", "signs", "Cyrillic a", "Greek", "nothing"],
)
def test_has_latin_and_lookalikes(text: str, latin: bool, lookalikes: bool) -> None:
    assert script.has_latin(text) is latin
    assert script.has_lookalikes(text) is lookalikes


@needs_opencc
@pytest.mark.parametrize(
    ("text", "config", "converted"),
    [
        ("软件", "s2twp", "軟體"),
        ("软件", "s2t", "軟件"),
        ("軟體", "tw2sp", "软件"),
        ("头发和发展", "s2t", "頭髮和發展"),
        ("Git 仓库", "s2hk", "Git 倉庫"),
        ("", "s2t", ""),
    ],
    ids=["Taiwan's word", "characters only", "and back", "by context", "English stays", "nothing"],
)
def test_convert(text: str, config: str, converted: str) -> None:
    assert script.convert(text, config) == converted


@needs_opencc
@pytest.mark.parametrize("config", [*script.FROM_SIMPLIFIED.values(), *script.TO_SIMPLIFIED.values()])
def test_opencc_has_the_configurations(config: str) -> None:
    assert script.convert("中文", config) == "中文"


def test_an_unknown_configuration_names_the_way_out() -> None:
    with pytest.raises(GlossaryError, match="gloss doctor"):
        script.convert("软件", "no-such-configuration")
