"""One spelling per language, and who may stand in for whom."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.errors import GlossaryError, LanguageError
from glossary.text import language

LANGUAGES = ["zh", "cmn", "en", "ja", "yue", "gsw"]
SCRIPTS = ["", "Hans", "Hant", "Latn", "Bopo"]
REGIONS = ["", "CN", "SG", "MY", "TW", "HK", "MO", "US", "419"]
RESTS = ["", "1996", "rozaj-biske", "u-ca-chinese", "x-mine"]

parts = st.tuples(*map(st.sampled_from, (LANGUAGES, SCRIPTS, REGIONS, RESTS)))


@st.composite
def tags(draw: st.DrawFn) -> str:
    tag = "-".join(filter(None, draw(parts)))
    tag = draw(st.sampled_from([str, str.lower, str.upper]))(tag)
    return draw(st.sampled_from(["", " "])) + tag.replace("-", draw(st.sampled_from("-_")))


@pytest.mark.parametrize(
    "tag", "zh zh-CN zh_CN zh-Hans zh-Hans-CN cmn-Hans-CN ZH_hans zh-SG zh-MY cmn zh-Hans-TW".split()
)
def test_simplified_chinese_is_one_language(tag: str) -> None:
    assert language.parse(tag) == language.ZH_HANS


@pytest.mark.parametrize(
    ("tag", "canonical"),
    [
        ("zh-Hant", "zh-Hant"),
        ("zh-TW", "zh-TW"),
        ("zh_tw", "zh-TW"),
        ("zh-Hant-TW", "zh-TW"),
        ("cmn-Hant-TW", "zh-TW"),
        ("zh-HK", "zh-HK"),
        ("zh-Hant-HK", "zh-HK"),
        ("zh-MO", "zh-HK"),
        ("zh-Hant-CN", "zh-Hant"),
        ("zh-Latn-CN", "zh-Latn"),
        ("zh-CN-x-mine", "zh-Hans-x-mine"),
        ("yue-HK", "yue-HK"),
        ("en", "en"),
        ("EN-us", "en-US"),
        ("en_GB", "en-GB"),
        ("es-419", "es-419"),
        ("sr-latn-rs", "sr-Latn-RS"),
        ("de-CH-1996", "de-CH-1996"),
        ("de-DE-u-CO-phonebk", "de-DE-u-co-phonebk"),
    ],
)
def test_parse(tag: str, canonical: str) -> None:
    assert language.parse(tag) == canonical


@pytest.mark.parametrize(
    ("tag", "advice"),
    [
        pytest.param("", "write one such as", id="nothing"),
        pytest.param("e", "write one such as", id="one letter"),
        pytest.param("中文", "write one such as", id="Chinese words"),
        pytest.param("ＡＧ", "write one such as", id="full-width letters"),
        pytest.param("en-", "write one such as", id="hyphen at the end"),
        pytest.param("en US", "write one such as", id="space inside"),
        pytest.param("x-mine", "write one such as", id="private use only"),
        pytest.param("zh-Hanz", "did you mean zh-Hans", id="slip in the script"),
        pytest.param("zh-Simp", "did you mean zh-Hans", id="invented script"),
    ],
)
def test_not_a_tag(tag: str, advice: str) -> None:
    with pytest.raises(LanguageError, match=advice) as caught:
        language.parse(tag)
    assert isinstance(caught.value, GlossaryError)
    assert isinstance(caught.value, ValueError)
    assert repr(tag) in str(caught.value)


@settings(max_examples=300)
@given(tags())
def test_parse_is_idempotent(tag: str) -> None:
    assert language.parse(language.parse(tag)) == language.parse(tag)


@settings(max_examples=300)
@given(parts.filter(lambda part: part[0] in ("zh", "cmn")))
def test_traditional_is_never_merged(part: tuple[str, str, str, str]) -> None:
    _, script, region, _ = part
    lang = language.parse("-".join(filter(None, part)))
    traditional = script == "Hant" or (not script and region in ("TW", "HK", "MO"))
    simplified = script == "Hans" or (not script and not traditional)
    assert lang.startswith(("zh-Hant", "zh-TW", "zh-HK")) is traditional
    assert lang.startswith("zh-Hans") is simplified
    assert language.is_chinese(lang)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("zh-TW", ["zh-TW", "zh-Hant"]),
        ("zh-HK", ["zh-HK", "zh-Hant"]),
        ("zh-Hant", ["zh-Hant"]),
        ("zh-Hans", ["zh-Hans"]),
        ("zh-CN-x-mine", ["zh-Hans-x-mine", "zh-Hans"]),
        ("en", ["en"]),
        ("en-GB", ["en-GB", "en"]),
        ("sr-Latn-RS", ["sr-Latn-RS", "sr-Latn", "sr"]),
        ("yue-HK", ["yue-HK", "yue"]),
        ("en-x-mine", ["en-x-mine", "en"]),
    ],
)
def test_fallbacks(tag: str, expected: list[str]) -> None:
    assert list(language.fallbacks(language.parse(tag))) == expected


@settings(max_examples=300)
@given(tags())
def test_fallbacks_keep_the_scripts_apart(tag: str) -> None:
    lang = language.parse(tag)
    chain = language.fallbacks(lang)
    assert chain[0] == lang
    assert len({stand_in.startswith("zh-Hans") for stand_in in chain}) == 1


@pytest.mark.parametrize(
    ("tag", "chinese"),
    [("zh", True), ("zh-TW", True), ("cmn", True), ("zh-Latn", True), ("en", False), ("ja", False), ("zha", False)],
)
def test_is_chinese(tag: str, chinese: bool) -> None:
    assert language.is_chinese(language.parse(tag)) is chinese


def test_in_order() -> None:
    ordered = [language.parse(tag) for tag in ("en", "zh-Hans", "zh-Hant", "zh-TW", "zh-HK", "de", "en-GB", "ja")]
    shuffled = random.Random(1).sample(ordered + ordered[:3], len(ordered) + 3)
    assert language.in_order(shuffled) == ordered
