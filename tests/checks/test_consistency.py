"""One source, one translation: what counts as the same source and as another translation."""

from __future__ import annotations

import pytest

from glossary.checks import Document, Flag, House, Pair, Passage
from glossary.checks.consistency import CHECKS
from glossary.model import Lang, Location, Segment, TranslationUnit, UnitState
from glossary.text.language import EN, ZH_HANS

RULES = {check.rule: check for check in CHECKS}


def pair(
    source: str,
    target: str,
    line: int = 1,
    *,
    context: str = "",
    state: UnitState = UnitState.TRANSLATED,
    plural: bool = False,
    langs: tuple[Lang, Lang] = (EN, ZH_HANS),
    path: str = "a.po",
) -> Pair:
    one, other = (
        Passage(Segment((text,)), lang, kind="string", origin=Location(path, line))
        for text, lang in zip((source, target), langs, strict=True)
    )
    unit = TranslationUnit(one.segment, other.segment, *langs, state, context=context)
    return Pair(one, other, unit, (one, one) if plural else (one,))


def flags(rule: str, *pairs: Pair) -> list[Flag]:
    document = Document("a.po", ZH_HANS, [one.target for one in pairs], pairs)
    return list(RULES[rule].run([document], House()))


FIRST = pair("Open the last file", "打开上一个文件")
OTHER = "打开最近的文件"


@pytest.mark.parametrize(
    ("second", "count"),
    [
        pytest.param(pair("Open the last file", OTHER), 1, id="another-translation"),
        pytest.param(pair("Open  the last file", OTHER), 1, id="another-space-in-the-source"),
        pytest.param(pair("Open the last file", "打开上一个文件"), 0, id="the-same"),
        pytest.param(pair("Open the last file", "打开上一个 文件。"), 0, id="only-marks-differ"),
        pytest.param(pair("Open the last file.", OTHER), 0, id="a-sentence-and-a-label"),
        pytest.param(pair("open the last file", OTHER), 0, id="another-case"),
        pytest.param(pair("Open the last file", OTHER, context="menu"), 0, id="another-context"),
        pytest.param(pair("Open the last file", OTHER, state=UnitState.INITIAL), 0, id="not-confirmed"),
        pytest.param(pair("Open the last file", OTHER, plural=True), 0, id="plural-form"),
        pytest.param(pair("Open the last file", ""), 0, id="not-translated"),
        pytest.param(pair("Open the last file", OTHER, langs=(EN, Lang("zh-TW"))), 0, id="another-language"),
    ],
)
def test_same_source(second: Pair, count: int) -> None:
    assert len(flags("same-source-different-target", FIRST, second)) == count


@pytest.mark.parametrize(
    ("source", "targets", "langs", "count"),
    [
        pytest.param("Tabs", ("选项卡", "制表符"), (EN, ZH_HANS), 0, id="one-word-has-many-senses"),
        pytest.param("Log in", ("登录", "登入"), (EN, ZH_HANS), 0, id="short"),
        pytest.param("打开", ("Open", "On"), (ZH_HANS, EN), 0, id="short-chinese"),
        pytest.param(
            "打开上一个文件", ("Open the last file", "Open the previous file"), (ZH_HANS, EN), 1, id="chinese"
        ),
    ],
)
def test_short_sources_mean_many_things(
    source: str, targets: tuple[str, str], langs: tuple[Lang, Lang], count: int
) -> None:
    pairs = [pair(source, target, langs=langs) for target in targets]
    assert len(flags("same-source-different-target", *pairs)) == count


def test_the_odd_one_out_is_named_and_told_where_the_usual_one_is() -> None:
    odd = pair("Open the last file", OTHER, 3)
    [flag] = flags("same-source-different-target", odd, FIRST, pair("Open the last file", "打开上一个文件", 9))
    assert flag.passage is odd.target
    assert flag.replacements == ("打开上一个文件",)
    assert "'打开上一个文件' in line 1" in flag.message


def test_files_are_compared_with_each_other() -> None:
    other = pair("Open the last file", OTHER, 7, path="b.po")
    documents = [Document(one.target.origin.path, ZH_HANS, [one.target], [one]) for one in (FIRST, other)]  # type: ignore[union-attr]
    [flag] = RULES["same-source-different-target"].run(documents, House())
    assert flag.passage is other.target
    assert "in a.po:1;" in flag.message


def test_files_of_other_folders_may_be_of_another_project() -> None:
    one = pair("Match case first", "区分大小写", path="editor/a.po")
    two = pair("Match case first", "匹配大小写", path="viewer/a.po")
    documents = [Document(each.target.origin.path, ZH_HANS, [each.target], [each]) for each in (one, two)]  # type: ignore[union-attr]
    assert list(RULES["same-source-different-target"].run(documents, House())) == []


@pytest.mark.parametrize(
    ("one", "two", "count"),
    [
        pytest.param("The file could not be opened.", "Your password has expired today.", 1, id="far-apart"),
        pytest.param("The file could not be opened.", "The files could not be opened!", 0, id="nearly-the-same"),
        pytest.param("The file could not be opened.", "Error 5", 0, id="too-short-to-tell"),
    ],
)
def test_same_target(one: str, two: str, count: int) -> None:
    target = "无法打开这个文件，请稍后再试。"
    assert len(flags("same-target-different-source", pair(one, target), pair(two, target))) == count


def test_one_group_of_many() -> None:
    pairs = [pair("Open the last file", f"打开文件 {number}") for number in range(5_000)]
    assert len(flags("same-source-different-target", *pairs)) == 4_999
