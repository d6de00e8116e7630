"""A term gets another name: where it is meant, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from glossary.errors import FormatError, ProjectError, StoreError
from glossary.model import Lang, Segment, TranslationUnit, UnitState
from glossary.project import Project
from glossary.renaming import differing, edited
from glossary.stores import files

TERMS = """\
# house rules
concepts:
  - id: tos
    terms:
      en: terms of service
      zh-Hans: 使用条例
  - id: model
    terms: {en: model, zh-Hans: 模型}
  - id: big
    terms: {en: big model, zh-Hans: 大模型}
  - id: mould
    terms: {en: mould, zh-Hans: 模具}
"""
PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: zh_CN\\n"

# kept
msgid "Read the terms of service."
msgstr "请阅读使用条例。"

msgid "Read the rules of use."
msgstr "请阅读使用条例。"
"""


@pytest.fixture
def project(project_dir: Path) -> Path:
    (project_dir / "terms" / "law.yaml").write_text(TERMS, encoding="utf-8")
    return project_dir


def remember(source: str, target: str) -> None:
    unit = TranslationUnit(Segment((source,)), Segment((target,)), Lang("en"), Lang("zh-Hans"), UnitState.TRANSLATED)
    Project.find_from(".").remember([unit], document="a.po")


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        pytest.param("使用条例", "服务条款", "请读使用条例。", "请读服务条款。", id="Chinese"),
        pytest.param("model", "network", "A model is one.", "A network is one.", id="English"),
        pytest.param("model", "network", "Models and MODEL.", "Networks and NETWORK.", id="plural and case"),
        pytest.param("model", "network", "A big model, a model.", "A big model, a network.", id="not in a longer term"),
        pytest.param("模型", "网络", "大模型和模型。", "大模型和网络。", id="not in a longer Chinese term"),
        pytest.param("model", "network", "Run `model`.", "Run `model`.", id="not in code"),
        pytest.param("model", "network", "A modelling.", "A modelling.", id="no other word"),
        pytest.param(
            "使用条例",
            "服务条款",
            "We mention the words 使用条例 once in our text.\r\n",
            "We mention the words 使用条例 once in our text.\r\n",
            id="another language",
        ),
        pytest.param("模型", "网络", "模型模型、模型。", "网络网络、网络。", id="one directly behind the other"),
        pytest.param("模型", "网络", "模型\r\n\r\n没有", "网络\r\n\r\n没有", id="line ends stay"),
    ],
)
def test_a_text(project: Path, old: str, new: str, before: str, after: str) -> None:
    (project / "a.md").write_bytes(before.encode())
    Project.find_from(".").rename(old, new, paths=["a.md"])
    assert (project / "a.md").read_bytes().decode() == after


def test_the_entry_changes_and_nothing_else_in_its_file(project: Path) -> None:
    Project.find_from(".").rename("使用条例", "服务条款")
    assert (project / "terms" / "law.yaml").read_text("utf-8") == TERMS.replace("使用条例", "服务条款")


@pytest.mark.parametrize(
    ("entry", "new", "expected"),
    [
        pytest.param("[old, {term: x, type: acronym}]", "new", "[new, {term: x, type: acronym}]", id="in a row"),
        pytest.param("{term: old, note: old}  # old", "new", "{term: new, note: old}  # old", id="the name alone"),
        pytest.param("[older, old]", "new", "[older, new]", id="not in another word"),
        pytest.param("old", "no", '"no"', id="what others take for a value"),
        pytest.param("[old, x]", "a, b", '["a, b", x]', id="a comma"),
        pytest.param("'old'", "new: a", "'new: a'", id="in single quotes"),
        pytest.param('["old"]', "new", '["new"]', id="in double quotes"),
    ],
)
def test_the_entry_stays_as_it_is_laid_out(project: Path, entry: str, new: str, expected: str) -> None:
    terms = "concepts:\n  - {id: a, terms: {en: %s}}\n  - id: b\n    terms:\n      en: %s\n"
    for flow, there in ((entry.split("  #")[0], "y"), ("y", entry)):
        (project / "terms" / "law.yaml").write_text(terms % (flow, there), encoding="utf-8")
        Project.find_from(".").rename("old", new)
        text = (project / "terms" / "law.yaml").read_text("utf-8")
        made = (expected.split("  #")[0], "y") if there == "y" else ("y", expected)
        assert text == terms % made


def test_the_old_name_can_stay_as_deprecated(project: Path) -> None:
    Project.find_from(".").rename("使用条例", "服务条款", keep_old=True)
    concept = Project.find_from(".").lookup("terms of service")[0].concept
    assert [(term.text, term.status) for term in concept.terms_in(Lang("zh-Hans"))] == [
        ("服务条款", "preferred"),
        ("使用条例", "deprecated"),
    ]


def test_a_catalogue_changes_where_the_source_has_the_concept(project: Path) -> None:
    (project / "zh_CN.po").write_text(PO, encoding="utf-8")
    result = Project.find_from(".").rename("使用条例", "服务条款", paths=["zh_CN.po"])
    assert result.places == {"zh_CN.po": 1}
    text = (project / "zh_CN.po").read_text("utf-8")
    assert '# kept\n#, fuzzy\nmsgid "Read the terms of service."\nmsgstr "请阅读服务条款。"\n' in text
    assert text.endswith('msgid "Read the rules of use."\nmsgstr "请阅读使用条例。"\n')


def test_translations_in_the_memory_become_drafts(project: Path) -> None:
    remember("Read the terms of service.", "请阅读使用条例。")
    remember("Read the rules of use.", "请阅读使用条例。")
    Project.find_from(".").rename("使用条例", "服务条款")
    memory = Project.find_from(".").memory
    there = {
        each.unit.source.raw: (each.unit.target.raw, each.unit.state) for each in memory.units() if each.unit.target
    }
    assert there == {
        "Read the terms of service.": ("请阅读服务条款。", UnitState.INITIAL),
        "Read the rules of use.": ("请阅读使用条例。", UnitState.TRANSLATED),
    }
    [match, *_] = Project.find_from(".").suggest("Read the terms of service.").matches
    assert (match.score, dict(match.penalties)) == (96.0, {"draft": 4.0})


def test_a_preview_writes_nothing(project: Path) -> None:
    (project / "a.md").write_text("请读使用条例。", encoding="utf-8")
    remember("Read the terms of service.", "请阅读使用条例。")
    result = Project.find_from(".").rename("使用条例", "服务条款", paths=["a.md"], dry_run=True)
    assert ([Path(each.path).name for each in result.changes], len(result.units)) == (["law.yaml", "a.md"], 1)
    assert (project / "a.md").read_text("utf-8") == "请读使用条例。"
    assert (project / "terms" / "law.yaml").read_text("utf-8") == TERMS
    assert Project.find_from(".").memory.statistics()["replaced"] == 0


@pytest.mark.parametrize("error", [KeyboardInterrupt, StoreError("the disk is full")], ids=["Ctrl-C", "no room"])
def test_all_or_nothing(project: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    remember("Read the terms of service.", "请阅读使用条例。")

    def fail(_: object) -> bool:
        raise error

    monkeypatch.setattr(files, "replace_all", fail)
    with pytest.raises(type(error) if isinstance(error, Exception) else error):
        Project.find_from(".").rename("使用条例", "服务条款")
    assert (project / "terms" / "law.yaml").read_text("utf-8") == TERMS
    assert Project.find_from(".").memory.statistics()["replaced"] == 0


def test_a_file_that_changed_meanwhile_is_not_overwritten(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remember("Read the terms of service.", "请阅读使用条例。")
    monkeypatch.setattr(files, "replace_all", lambda _: False)
    with pytest.raises(StoreError, match="changed meanwhile"):
        Project.find_from(".").rename("使用条例", "服务条款")
    assert Project.find_from(".").memory.statistics()["replaced"] == 0


def test_what_is_not_sure_is_named_and_left(project: Path) -> None:
    (project / "a.md").write_text("The models and a Model.\n", encoding="utf-8")
    result = Project.find_from(".").rename("model", "analysis", paths=["a.md"])
    assert [each.message.split(":")[0] for each in result.left] == ["'models' is left as it is"]
    assert (project / "a.md").read_text("utf-8") == "The models and a Analysis.\n"


@pytest.mark.parametrize(
    ("old", "paths", "error", "says"),
    [
        pytest.param("nothing", [], ProjectError, "no term 'nothing'", id="no such term"),
        pytest.param("model", ["a.nope"], FormatError, "cannot tell the format", id="an unknown format"),
    ],
)
def test_what_cannot_be_renamed(project: Path, old: str, paths: list[str], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        Project.find_from(".").rename(old, "x", paths=paths)
    assert (project / "terms" / "law.yaml").read_text("utf-8") == TERMS


@pytest.mark.parametrize(
    ("new", "says"),
    [
        pytest.param("", "the new name is empty", id="nothing"),
        pytest.param(" x", "white space around it", id="a space in front"),
        pytest.param("a\u2028b", "write the term alone", id="two lines"),
        pytest.param("模型", "both names are the same", id="the same"),
        pytest.param("模具", "of mould at .*law.yaml:12.*; choose another name", id="a term of another concept"),
        pytest.param("范型", "of model at .*; to have it written instead, mark '模型' as deprecated", id="a synonym"),
    ],
)
def test_what_cannot_be_the_new_name(project: Path, new: str, says: str) -> None:
    terms = TERMS.replace("zh-Hans: 模型}", "zh-Hans: [模型, 范型]}")
    (project / "terms" / "law.yaml").write_text(terms, encoding="utf-8")
    with pytest.raises(ProjectError, match=says):
        Project.find_from(".").rename("模型", new)
    assert (project / "terms" / "law.yaml").read_text("utf-8") == terms


def test_what_is_being_typed_counts_and_is_not_written(project: Path) -> None:
    (project / "a.md").write_text("请读使用条例。", encoding="utf-8")
    (project / "b.md").write_text("使用条例", encoding="utf-8")
    terms = "# unsaved\n" + TERMS
    typed = {
        str(project / "a.md"): "😀 请读使用条例，使用条例！".encode(),
        str(project / "terms" / "law.yaml"): terms.encode(),
    }
    result = Project.find_from(".").rename("使用条例", "服务条款", paths=["a.md", "b.md"], typed=typed, dry_run=True)
    assert [(each.old_text, each.new_text) for each in result.changes] == [
        (terms, terms.replace("使用条例", "服务条款")),
        ("😀 请读使用条例，使用条例！", "😀 请读服务条款，服务条款！"),
        ("使用条例", "服务条款"),
    ]
    assert [len(result.edits[each.path]) for each in result.changes] == [1, 2, 1]
    assert (project / "a.md").read_text("utf-8") == "请读使用条例。"
    with pytest.raises(StoreError, match="changed meanwhile"):
        Project.find_from(".").rename("使用条例", "服务条款", paths=["a.md", "b.md"], typed=typed)
    assert (project / "b.md").read_text("utf-8") == "使用条例"


def test_the_edits_of_a_file_make_of_it_what_it_becomes(project: Path) -> None:
    po = PO.replace("\n", "\r\n") + PO[PO.index("# kept") :].replace("Read the", "Never read the") * 3
    (project / "zh_CN.po").write_bytes(po.encode())
    (project / "a.md").write_text("The model and models.\n", encoding="utf-8")
    for old, new in (("使用条例", "服务条款"), ("model", "network")):
        result = Project.find_from(".").rename(old, new, paths=["zh_CN.po", "a.md"], dry_run=True)
        assert len(result.changes) == 2
        for change in result.changes:
            assert edited(change.old_text, result.edits[change.path]) == change.new_text


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("", "", [], id="nothing"),
        pytest.param("a\nb\n", "a\nb\n", [], id="the same"),
        pytest.param("a\nxby\nc\n", "a\nxdy\nc\n", [((3, 4), "d")], id="in a line"),
        pytest.param("a\nc\n", "a\nb\nc\n", [((2, 2), "b\n")], id="one more"),
        pytest.param("a\nb\nc\n", "a\nc\n", [((2, 4), "")], id="one less"),
        pytest.param("aa", "aaa", [((2, 2), "a")], id="the same letters"),
        pytest.param("a\nb", "c\nd", [((0, 3), "c\nd")], id="nothing in common"),
        pytest.param("x\n1\ny\n2\nz", "x\n3\ny\nz", [((2, 3), "3"), ((6, 8), "")], id="twice"),
        pytest.param("", "a\n", [((0, 0), "a\n")], id="from nothing"),
    ],
)
def test_what_differs(old: str, new: str, expected: list[object]) -> None:
    assert differing(old, new) == expected
    assert edited(old, differing(old, new)) == new
