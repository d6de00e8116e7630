"""Repair of matches: what is put into the target, and what is left alone because it is not certain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.matching.fuzzy import diff
from glossary.matching.repair import Terms, repaired
from glossary.model import Code, Lang, MatchKind, MemoryMatch, RepairKind, Segment, TranslationUnit, UnitState

EN, ZH = Lang("en"), Lang("zh-Hans")


def match(source: str, target: str | Segment, question: str, langs: tuple[Lang, Lang] = (EN, ZH)) -> MemoryMatch:
    segment = Segment((target,)) if isinstance(target, str) else target
    unit = TranslationUnit(Segment((source,)), segment, *langs, UnitState.TRANSLATED)
    return MemoryMatch(unit, 1, 80.0, MatchKind.FUZZY, 82.0, {"number": 2.0}, diff(question, source))


def target(source: str, there: str, question: str, langs: tuple[Lang, Lang] = (EN, ZH)) -> str | None:
    found = repaired(question, match(source, there, question, langs), Terms(), lang=langs[0])
    return found.unit.target.raw if found and found.unit.target else None


@pytest.mark.parametrize(
    ("source", "there", "question", "expected"),
    [
        pytest.param("Copy 5 files", "复制 5 个文件", "Copy 7 files", "复制 7 个文件", id="number"),
        pytest.param("16 million users", "1600 万用户", "18 million users", "1800 万用户", id="multiplier"),
        pytest.param("three files", "三个文件", "five files", "五个文件", id="numeral"),
        pytest.param("three files", "三个文件", "two files", "两个文件", id="two of something"),
        pytest.param("1 file", "1 个文件", "2 files", "2 个文件", id="plural is nothing in Chinese"),
        pytest.param("on Jan 2, 2024", "于 2024年1月2日", "on Mar 4, 2025", "于 2025年3月4日", id="date"),
        pytest.param("since 3.2.1", "自 3.2.1 起", "since 3.3.0", "自 3.3.0 起", id="version"),
        pytest.param("Copy %s", "复制 %s", "Copy %d", "复制 %d", id="placeholder"),
        pytest.param("%s to %d", "%d 的 %s", "%d to %s", "%s 的 %d", id="placeholders change places"),
        pytest.param("<b>x</b> y", "<b>甲</b>乙", "<i>x</i> y", "<i>甲</i>乙", id="tags"),
        pytest.param("at https://a.example", "在 https://a.example", "at https://b.example", "在 https://b.example", id="url"),
        pytest.param("call `run`", "调用 `run`", "call `stop`", "调用 `stop`", id="code"),
        pytest.param("Save", "保存", "Save…", "保存…", id="ellipsis"),
        pytest.param("Name", "名称", "Name:", "名称：", id="colon"),
        pytest.param("in the OpenGL view", "在 OpenGL 视图中", "in the WebGL view", "在 WebGL 视图中", id="name"),
        pytest.param("5 or 5", "5 或 5", "7 or 7", "7 或 7", id="twice on both sides"),
    ],
)  # fmt: skip
def test_repaired(source: str, there: str, question: str, expected: str) -> None:
    assert target(source, there, question) == expected


@pytest.mark.parametrize(
    ("source", "there", "question", "expected"),
    [
        pytest.param("复制 5 个文件", "Copy 5 files", "复制 7 个文件", "Copy 7 files", id="number"),
        pytest.param("三个文件", "Three files", "五个文件", "Five files", id="numeral with a capital"),
        pytest.param("1600 万用户", "16 million users", "1800 万用户", "18 million users", id="multiplier"),
        pytest.param("共 999 行", "999 lines", "共 1000 行", "1000 lines", id="digits as the source has them"),
        pytest.param("增长 5%", "up 5%", "增长 7.5%", "up 7.5%", id="percent"),
        pytest.param("于2024年1月2日", "on Jan 2, 2024", "于2025年3月4日", "on Mar 4, 2025", id="date"),
        pytest.param("第 3 章", "Chapter 3", "第 1 章", "Chapter 1", id="a chapter has no plural"),
        pytest.param("用 DeepSeek 训练", "Train with DeepSeek", "用 OpenAI 训练", "Train with OpenAI", id="name"),
        pytest.param("GPT-4 发布", "GPT-4 is out", "GPT-5 发布", "GPT-5 is out", id="name with a number"),
        pytest.param("<b>甲</b>乙", "<b>x</b> y", "<i>甲</i>乙", "<i>x</i> y", id="tags"),
        pytest.param("[b]甲[/b]乙", "[b]x[/b] y", "[i]甲[/i]乙", "[i]x[/i] y", id="bbcode"),
        pytest.param("见 https://a.example/1", "See https://a.example/1", "见 https://b.example", "See https://b.example", id="url"),
        pytest.param("写信给 a@b.example", "Write to a@b.example", "写信给 c@d.example", "Write to c@d.example", id="mail"),
        pytest.param("调用 `run`。", "Call `run`.", "调用 `stop`。", "Call `stop`.", id="code"),
        pytest.param("复制 {a}", "Copy {a}", "复制 {b}", "Copy {b}", id="placeholder"),
        pytest.param("保存", "Save", "保存……", "Save…", id="ellipsis"),
    ],
)  # fmt: skip
def test_repaired_from_chinese(source: str, there: str, question: str, expected: str) -> None:
    assert target(source, there, question, (ZH, EN)) == expected


@pytest.mark.parametrize(
    ("source", "there", "question", "langs"),
    [
        pytest.param("Copy 5 files", "复制文件", "Copy 7 files", (EN, ZH), id="not in the target"),
        pytest.param("Copy 5 of 5", "复制 5 个", "Copy 7 of 5", (EN, ZH), id="twice in the source"),
        pytest.param("Copy 5 files", "5 个文件，复制 5 个", "Copy 7 files", (EN, ZH), id="twice in the target"),
        pytest.param("5 or 5", "5 或 5", "7 or 8", (EN, ZH), id="two new values"),
        pytest.param("复制 5 个文件", "Copy 5 files", "复制 1 个文件", (ZH, EN), id="English singular"),
        pytest.param("1600 万用户", "16 million users", "160 亿用户", (ZH, EN), id="another multiplier"),
        pytest.param("Copy %s", "复制 %s", "Copy", (EN, ZH), id="deletion"),
        pytest.param("Copy", "复制", "Copy %s", (EN, ZH), id="insertion"),
        pytest.param("Save", "保存", "Load", (EN, ZH), id="words"),
        pytest.param("Copy 5 files", "复制 5 个文件", "Copy 5 files", (EN, ZH), id="nothing differs"),
    ],
)
def test_left_alone(source: str, there: str, question: str, langs: tuple[Lang, Lang]) -> None:
    assert target(source, there, question, langs) is None


def test_a_repair_says_where_it_is_and_what_it_costs() -> None:
    there = match("Copy 5 files to %s", "把 5 个文件复制到 %s", "Copy 12 files to %d")
    found = repaired("Copy 12 files to %d", there, Terms(), lang=EN)
    assert found is not None
    assert found.unit.target is not None
    assert [(each.kind, each.old, each.new) for each in found.repairs] == [
        (RepairKind.NUMBER, "5", "12"),
        (RepairKind.PLACEHOLDER, "%s", "%d"),
    ]
    assert [found.unit.target.raw[slice(*each.target)] for each in found.repairs] == ["12", "%d"]
    assert (found.repaired_from, found.score, found.stored_target) == (80.0, 99.0, there.unit.target)


def test_a_code_stays_a_code() -> None:
    segment = Segment(("按 ", Code("<x/>", "ph", "1"), " 键"))
    found = repaired("press <y/> now", match("press <x/> now", segment, "press <y/> now"), Terms(), lang=EN)
    assert found is not None
    assert found.unit.target is not None
    assert found.unit.target.parts == ("按 ", Code("<y/>", "ph", "1"), " 键")


@given(old=st.integers(2, 10**7), new=st.integers(2, 10**7))
def test_a_repaired_target_has_the_new_number_once(old: int, new: int) -> None:
    found = target(f"Copy {old} files to disk", f"把 {old} 个文件复制到磁盘", f"Copy {new} files to disk")
    assert found == (None if old == new else f"把 {new} 个文件复制到磁盘")


def test_nothing_makes_it_fail() -> None:
    from nasty import NASTY

    for _, one in NASTY:
        for _, other in NASTY[::7]:
            question = f"{one} 5 {other}"
            found = repaired(question, match(f"{other} 7 {one}", f"{one}7{other}", question), Terms(), lang=EN)
            assert found is None or found.score < 100


@pytest.mark.parametrize(
    ("there", "stored", "wanted", "expected"),
    [
        pytest.param("打开软件的 7 个文件 %s", "zh-Hans", "zh-TW", "開啟軟體的 8 個檔案 %s", id="Taiwan"),
        pytest.param("打开 `软件` 的 7 个文件", "zh-Hans", "zh-Hant", "打開 `软件` 的 8 個文件", id="a code is left alone"),
        pytest.param("開啟軟體的 7 個檔案 %s", "zh-TW", "zh-Hans", "打开软件的 8 个文件 %s", id="and back"),
    ],
)  # fmt: skip
def test_another_script(there: str, stored: str, wanted: str, expected: str) -> None:
    question = "open 8 files %s"
    unit = TranslationUnit(Segment(("open 7 files %s",)), Segment((there,)), EN, Lang(stored), UnitState.TRANSLATED)
    penalties = {"number": 2.0, "other script": 8.0}
    found = MemoryMatch(unit, 1, 90.0, MatchKind.FUZZY, 100.0, penalties, diff(question, unit.source.raw))
    better = repaired(question, found, Terms(), lang=EN, target_lang=Lang(wanted))
    assert better is not None
    assert better.unit.target is not None
    assert (better.unit.target.raw, better.unit.target_lang) == (expected, wanted)
    assert [each.kind for each in better.repairs] == [RepairKind.SCRIPT, RepairKind.NUMBER]
    assert better.unit.target.raw[slice(*better.repairs[1].target)] == "8"
    assert (better.score, better.penalties["other script"]) == (91.5, 8.0)
