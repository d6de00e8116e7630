"""Translations that are missing, copied, left or far too short: and those that only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.checks import Check, House, Pair, Passage
from glossary.checks.completeness import CHECKS
from glossary.model import Concept, Lang, Segment, Span, Term, TermMatch, TranslationUnit, UnitState, Via
from glossary.text.language import EN, ZH_HANS

RULES = {check.rule: check for check in CHECKS}
HOUSE = House()
LONG = "The file could not be opened, because another program is using it. Close that program first."


def pair(source: str, target: str, langs: tuple[Lang, Lang] = (EN, ZH_HANS), *, stays: str = "") -> Pair:
    def matches(prose: str) -> list[TermMatch]:
        at = prose.find(stays) if stays else -1
        if at < 0:
            return []
        term = Term(stays, EN)
        concept = Concept("name", (term,), translatable=False)
        return [TermMatch(Span(at, at + len(stays)), term, concept, stays, Via.EXACT)]

    one, other = (
        Passage(Segment((text,)), lang, kind="string", finder=matches)
        for text, lang in zip((source, target), langs, strict=True)
    )
    unit = TranslationUnit(one.segment, other.segment, *langs, UnitState.TRANSLATED)
    return Pair(one, other, unit, (one,))


def count(rule: str, one: Pair) -> int:
    return len(list(RULES[rule].run(one, HOUSE)))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        pytest.param("Open", "", 1, id="empty"),
        pytest.param("Open", " \n", 1, id="white-space"),
        pytest.param("Open", "打开", 0, id="translated"),
        pytest.param("%s", "", 0, id="only-a-placeholder"),
        pytest.param("1.5 / 2", "", 0, id="only-numbers"),
    ],
)
def test_untranslated(source: str, target: str, expected: int) -> None:
    assert count("untranslated", pair(source, target)) == expected


@pytest.mark.parametrize("rule", ["untranslated", "suspicious-length"])
def test_what_a_catalogue_in_progress_has_by_the_thousand_is_off(rule: str) -> None:
    assert not RULES[rule].on


def test_untranslated_is_asked_about_empty_targets() -> None:
    assert RULES["untranslated"].empty


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Open the last file", 1, id="words"),
        pytest.param("Add to cart", 1, id="a-button"),
        pytest.param("server sent data without the row", 1, id="message-in-lower-case"),
        pytest.param("Visual Studio Code", 0, id="name"),
        pytest.param("git", 0, id="command"),
        pytest.param("name, value", 0, id="words-of-a-format"),
        pytest.param("for x in names: print(x)", 0, id="code"),
        pytest.param(">>> open the file", 0, id="console"),
        pytest.param("usage [options] and the file", 0, id="grammar-of-a-command"),
        pytest.param("Ctrl+Shift+P", 0, id="keys"),
        pytest.param("-- Do you have any cheese?\n-- No, we are out of it.", 0, id="dialogue-that-is-printed"),
        pytest.param("The shop\n--------\nThis is the list of it.", 0, id="output-of-a-program"),
    ],
)
def test_same(text: str, expected: int) -> None:
    assert count("same-as-source", pair(text, text)) == expected


def test_same_from_chinese() -> None:
    assert count("same-as-source", pair("打开文件", "打开文件", (ZH_HANS, EN))) == 1


def test_same_between_two_kinds_of_chinese_is_fine() -> None:
    assert count("same-as-source", pair("打开文件", "打开文件", (ZH_HANS, Lang("zh-TW")))) == 0


def test_a_name_of_the_termbase_may_stay() -> None:
    name = "Lord of the rings"
    assert count("same-as-source", pair(name, name)) == 1
    assert count("same-as-source", pair(name, name, stays=name)) == 0


@pytest.mark.parametrize(
    ("source", "target", "langs", "expected"),
    [
        pytest.param("The file was not found.", "File is not found here.", (EN, ZH_HANS), 1, id="no-han"),
        pytest.param("The file was not found.", "找不到文件。", (EN, ZH_HANS), 0, id="han"),
        pytest.param("The file was not found.", "404", (EN, ZH_HANS), 0, id="no-words-either"),
        pytest.param("打开文件", "Open 文件", (ZH_HANS, EN), 1, id="han-left"),
        pytest.param("打开“文件”", "Open “文件”", (ZH_HANS, EN), 0, id="han-quoted"),
        pytest.param("微信", "Weixin (微信)", (ZH_HANS, EN), 0, id="han-in-brackets"),
        pytest.param("The 道 of it", "The 道 of it all", (EN, EN), 0, id="one-language"),
    ],
)
def test_left(source: str, target: str, langs: tuple[Lang, Lang], expected: int) -> None:
    assert count("left-in-source-language", pair(source, target, langs)) == expected


@pytest.mark.parametrize(
    ("source", "target", "langs", "word"),
    [
        pytest.param(LONG, "无法打开。", (EN, ZH_HANS), "shorter", id="sentence-lost"),
        pytest.param("Close it first.", "先关闭另一个正在使用它的程序，" * 6, (EN, ZH_HANS), "longer", id="too-much"),
        pytest.param("无法打开。", LONG, (ZH_HANS, EN), "longer", id="too-much-in-english"),
        pytest.param(
            "因为另一个程序正在使用它，所以无法打开这个文件。" * 4, LONG[:60], (ZH_HANS, EN), "shorter", id="lost"
        ),
        pytest.param(LONG, "无法打开文件，因为另一个程序正在使用它。请先关闭那个程序。", (EN, ZH_HANS), "", id="usual"),
        pytest.param("Beryllium", "铍", (EN, ZH_HANS), "", id="single-word"),
        pytest.param("month|months of the year that has passed by", "月", (EN, ZH_HANS), "", id="plural-of-a-wiki"),
    ],
)
def test_length(source: str, target: str, langs: tuple[Lang, Lang], word: str) -> None:
    messages = [flag.message for flag in RULES["suspicious-length"].run(pair(source, target, langs), HOUSE)]
    assert [word in message for message in messages] == ([True] if word else [])


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(CHECKS))
def test_any_text_may_come(source: str, target: str, check: Check) -> None:
    for langs in ((EN, ZH_HANS), (ZH_HANS, EN)):
        assert len(list(check.run(pair(source, target, langs), HOUSE))) <= 1


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.rule)
@pytest.mark.parametrize("text", ["“(" * 100_000, "word " * 200_000, "中" * 500_000, "x(" * 100_000])
def test_long_texts_are_survived(check: Check, text: str) -> None:
    assert all(flag.message for flag in check.run(pair("中" + text, text, (ZH_HANS, EN)), HOUSE))
    assert all(flag.message for flag in check.run(pair(text, text, (EN, ZH_HANS)), HOUSE))
