"""What a project suggests: past translations with the terms, numbers and names of the segment, in the script wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from glossary import Project
from glossary.model import Lang, MemoryMatch, RepairKind, Segment, TranslationUnit, UnitState

EN, ZH, TW, HK = map(Lang, ("en", "zh-Hans", "zh-TW", "zh-HK"))
TERMS = """\
concepts:
  - 蒸馏/distillation
  - 量化/quantization
  - {id: policy, terms: {en: privacy policy, zh-Hans: 隐私政策}}
  - id: tos
    terms:
      en: [terms of service, ToS]
      zh-Hans: [服务条款, {term: 用户条款, status: admitted}, {term: 使用条例, status: forbidden}]
  - {id: repository, terms: {en: repository, zh-Hans: 仓库, zh-TW: 儲存庫, zh-HK: 版本庫}}
  - {id: branch, terms: {en: branch, zh-Hans: 分支, zh-TW: 支線}}
  - {id: model, terms: {en: model, zh-Hans: 模型}}
  - {id: index, terms: {en: index, zh-Hans: 索引}}
  - {id: token, terms: {en: token, zh-Hans: 词元}}
"""


@pytest.fixture
def project(project_dir: Path) -> Project:
    (project_dir / "terms" / "ai.yaml").write_text(TERMS, encoding="utf-8")
    return Project.find_from(project_dir)


def best(project: Project, question: str, *stored: tuple[str, str], langs: tuple[Lang, Lang], to: Lang) -> MemoryMatch:
    units = [
        TranslationUnit(Segment((source,)), Segment((target,)), *langs, UnitState.TRANSLATED)
        for source, target in stored
    ]
    project.remember(units, document="a.po")
    return project.suggest(question, lang=langs[0], target_lang=to, min_score=30).matches[0]


def told(match: MemoryMatch) -> tuple[str, list[RepairKind]]:
    return match.unit.target.raw if match.unit.target else "", [each.kind for each in match.repairs]


@pytest.mark.parametrize(
    ("source", "stored", "question", "expected", "langs"),
    [
        pytest.param(
            "Learn about distillation in practice.",
            "了解蒸馏的实践。",
            "Learn about quantization in practice.",
            "了解量化的实践。",
            (EN, ZH),
            id="English to Chinese",
        ),
        pytest.param(
            "了解蒸馏的实践。",
            "Learn about distillation in practice.",
            "了解量化的实践。",
            "Learn about quantization in practice.",
            (ZH, EN),
            id="Chinese to English",
        ),
        pytest.param(
            "Read the privacy policy first.",
            "请先阅读隐私政策。",
            "Read the ToS first.",
            "请先阅读服务条款。",
            (EN, ZH),
            id="the preferred one is written",
        ),
        pytest.param(
            "Read the ToS first.",
            "请先阅读用户条款。",
            "Read the privacy policy first.",
            "请先阅读隐私政策。",
            (EN, ZH),
            id="an admitted one is recognised",
        ),
        pytest.param(
            "请先阅读隐私政策。",
            "Read the privacy policy first.",
            "请先阅读用户条款。",
            "Read the terms of service first.",
            (ZH, EN),
            id="an admitted one is asked for",
        ),
        pytest.param("打开模型。", "Open the model.", "打开索引。", "Open the index.", (ZH, EN), id="one word each"),
        pytest.param(
            "模型已删除。", "Model deleted.", "索引已删除。", "Index deleted.", (ZH, EN), id="a capital stays"
        ),
        pytest.param(
            "删除模型。", "Delete all models.", "删除词元。", "Delete all tokens.", (ZH, EN), id="plain plural"
        ),
        pytest.param("新建模型。", "Create a model.", "新建词元。", "Create a token.", (ZH, EN), id="same article"),
    ],
)
def test_a_term_is_put_in_place_of_another(
    project: Project, source: str, stored: str, question: str, expected: str, langs: tuple[Lang, Lang]
) -> None:
    match = best(project, question, (source, stored), langs=langs, to=langs[1])
    assert told(match) == (expected, [RepairKind.TERM])
    assert match.breaks_glossary == ()
    assert match.stored_target == Segment((stored,))


@pytest.mark.parametrize(
    ("source", "stored", "question", "langs"),
    [
        pytest.param("Delete the model.", "删除模型，该模型没有用。", "Delete the index.", (EN, ZH), id="twice in the target"),
        pytest.param("Delete the model.", "把它删除。", "Delete the index.", (EN, ZH), id="not in the target"),
        pytest.param("Read the ToS first.", "请先阅读使用条例。", "Read the model first.", (EN, ZH), id="forbidden"),
        pytest.param("删除模型。", "Delete all models.", "删除索引。", (ZH, EN), id="a plural nobody knows"),
        pytest.param("新建模型。", "Create a model.", "新建索引。", (ZH, EN), id="another article"),
        pytest.param("合并仓库。", "Merge the repositories.", "合并模型。", (ZH, EN), id="inflected"),
        pytest.param("Open the model.", "打开模型。", "Open the moat.", (EN, ZH), id="no term"),
    ],
)  # fmt: skip
def test_a_term_is_left_where_there_is_more_than_one_way(
    project: Project, source: str, stored: str, question: str, langs: tuple[Lang, Lang]
) -> None:
    assert told(best(project, question, (source, stored), langs=langs, to=langs[1])) == (stored, [])


@pytest.mark.parametrize(
    ("stored", "langs", "to", "expected"),
    [
        pytest.param("打开仓库的软件。", (EN, ZH), TW, "開啟儲存庫的軟體。", id="Taiwan: its own term, else OpenCC"),
        pytest.param("打开仓库的软件。", (EN, ZH), HK, "打開版本庫的軟件。", id="Hong Kong"),
        pytest.param("開啟儲存庫的軟體。", (EN, TW), ZH, "打开仓库的软件。", id="and back"),
        pytest.param("打開版本庫的軟件。", (EN, HK), ZH, "打开仓库的软件。", id="back from Hong Kong"),
        pytest.param("開啟儲存庫的軟體。", (EN, TW), HK, "打開版本庫的軟件。", id="from one region to another"),
    ],
)
def test_a_script_is_converted_with_the_terms_of_the_region(
    project: Project, stored: str, langs: tuple[Lang, Lang], to: Lang, expected: str
) -> None:
    source = "Open the software of the repository."
    match = best(project, source, (source, stored), langs=langs, to=to)
    assert told(match) == (expected, [RepairKind.SCRIPT])
    assert match.unit.target_lang == to
    assert match.score < 100


@pytest.mark.parametrize(
    ("source", "stored", "question", "to", "expected"),
    [
        pytest.param("Open the branch.", "打开分支。", "Open the repository.", TW, "開啟儲存庫。", id="Taiwan"),
        pytest.param("Open the branch.", "打开分支。", "Open the repository.", HK, "打開版本庫。", id="Hong Kong"),
        pytest.param(
            "Open the repository.", "打开仓库。", "Open the branch.", TW, "開啟支線。", id="and the other way"
        ),
        pytest.param("Open the branch.", "打开分支。", "Open the model.", TW, "開啟模型。", id="converted by itself"),
    ],
)
def test_a_term_of_the_region_is_put_in_place_of_another(
    project: Project, source: str, stored: str, question: str, to: Lang, expected: str
) -> None:
    match = best(project, question, (source, stored), langs=(EN, ZH), to=to)
    assert told(match) == (expected, [RepairKind.SCRIPT, RepairKind.TERM])
    assert match.breaks_glossary == ()


@pytest.mark.parametrize(
    ("source", "stored", "question", "said"),
    [
        pytest.param("Copied %d files to %s.", "已将 %d 个文件复制到 %s。", "Copied %d files.", ["%s"], id="lost"),
        pytest.param(
            "Copied the files.", "已将文件复制到 {place}。", "Copied the files.", ["{place}"], id="equal text"
        ),
        pytest.param("Go <a href='/'>home</a> now.", "立即<a href='/'>回家</a>。", "Go home now.", ["<a "], id="tags"),
        pytest.param("Copied %s.", "已复制 %s。", "Copied %d.", [], id="repaired"),
        pytest.param("Copied.", "已复制。", "Copied %s.", [], id="fewer"),
    ],
)
def test_more_codes_than_the_segment_has_are_said(
    project: Project, source: str, stored: str, question: str, said: list[str]
) -> None:
    match = best(project, question, (source, stored), langs=(EN, ZH), to=ZH)
    assert len(match.surplus) == len(said)
    assert all(code in sentence for code, sentence in zip(said, match.surplus, strict=True))


def test_what_is_repaired_to_one_target_is_listed_once(project: Project) -> None:
    stored = ("Copy 5 files now", "立即复制 5 个文件"), ("Copy 6 file now", "立即复制 6 个文件")
    best(project, "Copy 7 files now", *stored, langs=(EN, ZH), to=ZH)
    matches = project.suggest("Copy 7 files now", lang=EN, target_lang=ZH).matches
    assert [match.unit.source.raw for match in matches] == ["Copy 5 files now"]
    assert told(matches[0]) == ("立即复制 7 个文件", [RepairKind.NUMBER])
