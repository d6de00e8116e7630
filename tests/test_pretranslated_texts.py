"""The translation of a text gets the passages that it lacks, at their places; what it has stays byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_pretranslation import remember

from glossary.errors import FormatError
from glossary.pretranslation import Pretranslation
from glossary.project import Project

MEMORY = """
msgid "Open the file."
msgstr "打开文件。"

msgid "Close it again."
msgstr "再把它关上。"

msgid "Open"
msgstr "打开"

msgctxt "x"
msgid "Open"
msgstr "开放"

msgid "A cell"
msgstr "甲 | 乙"

msgid "Guide for all of you"
msgstr "给大家的指南"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    (tmp_path / "terms").mkdir()
    monkeypatch.chdir(tmp_path)
    found = Project.find_from(tmp_path)
    remember(found, MEMORY)
    return found


def completed(project: Project, source: str, target: str | None, **options: object) -> Pretranslation:
    Path("a.md").write_bytes(source.encode())
    if target is not None:
        Path("a.zh.md").write_bytes(target.encode())
    return project.pretranslate("a.md", into="a.zh.md", **options)  # type: ignore[arg-type]


P1, P2, P3 = (
    "The first paragraph has number 1 in it.\n",
    "Open the file.\n",
    "The third paragraph has number 3 in it.\n",
)
T1, T2, T3 = "第一段里有数字 1。\n", "打开文件。\n", "第三段里有数字 3。\n"


@pytest.mark.parametrize(
    ("source", "target", "after"),
    [
        pytest.param(f"{P1}\n{P2}\n{P3}", f"{T1}\n{T3}", f"{T1}\n{T2}\n{T3}", id="between two"),
        pytest.param(f"{P2}\n{P1}\n{P3}", f"{T1}\n{T3}", f"{T2}\n{T1}\n{T3}", id="at the beginning"),
        pytest.param(f"{P1}\n{P3}\n{P2}", f"{T1}\n{T3}", f"{T1}\n{T3}\n{T2}", id="at the end"),
        pytest.param(f"{P1}\n{P3}\n{P2}", f"{T1}\n{T3}".rstrip("\n"), f"{T1}\n{T3}\n{T2}".rstrip("\n"), id="at the end of a last line without its end"),
        pytest.param(f"{P1}\nNobody knew that.\n\n{P3}", f"{T1}\n{T3}", f"{T1}\nNobody knew that.\n\n{T3}", id="as it is in the source"),
        pytest.param(f"{P1}\nOpen the\nfile. Close\nit again.\n\n{P3}", f"{T1}\n{T3}", f"{T1}\n打开文件。再把它关上。\n\n{T3}", id="a paragraph on several lines, sentence by sentence"),
        pytest.param(f"{P1}\n- Open the file.\n  > Close it again.\n\n{P3}", f"{T1}\n{T3}", f"{T1}\n- 打开文件。\n  > 再把它关上。\n\n{T3}", id="marks of items and quotes"),
        pytest.param(f"{P1}\n```sh\nrun 1\n```\n\n{P2}\n{P3}", f"{T1}\n```sh\nrun 1\n```\n\n{T3}", f"{T1}\n```sh\nrun 1\n```\n\n{T2}\n{T3}", id="behind code that is there"),
        pytest.param(f"{P1}\n```sh\nrun 1\n```\n\n{P2}\n{P3}", f"{T1}\n{T3}", f"{T1}\n```sh\nrun 1\n```\n\n{T2}\n{T3}", id="with code that is not there"),
        pytest.param(f"{P1}\n{P2}\n```sh\nrun 1\n```\n\nClose it again.\n\n{P3}", f"{T1}\n```sh\nrun 1\n```\n\n{T3}", f"{T1}\n{T2}\n```sh\nrun 1\n```\n\n再把它关上。\n\n{T3}", id="on both sides of code"),
        pytest.param(f"Number 1\n========\n\n{P2}\n{P3}", f"数字 1\n====\n\n{T3}", f"数字 1\n====\n\n{T2}\n{T3}", id="behind the line under a heading"),
        pytest.param(f"{P1}\n{P2}\n{P3}", f"{T1}\n{P2}\n{T3}", f"{T1}\n{T2}\n{T3}", id="what is still the source"),
        pytest.param(f"{P1}\n{P2}\n{P3}", f"\ufeff{T1}\n{T3}".replace("\n", "\r\n"), f"\ufeff{T1}\n{T2}\n{T3}".replace("\n", "\r\n"), id="mark and CR LF stay"),
        pytest.param(f"{P1}\n{P2}\n{P3}", None, f"{P1}\n{T2}\n{P3}", id="a new translation"),
        pytest.param(f"---\ndate: 1\n---\n\n{P2}", "", f"---\ndate: 1\n---\n\n{T2}", id="an empty translation"),
        pytest.param("| A cell | Open the file. |\n| --- | --- |\n", None, "| A cell | 打开文件。 |\n| --- | --- |\n", id="a translation that would be two cells"),
    ],
)  # fmt: skip
def test_a_text(project: Project, source: str, target: str | None, after: str) -> None:
    done = completed(project, source, target)
    assert done.new.decode() == after
    project.write([done])
    again = project.pretranslate("a.md", into="a.zh.md")
    assert (again.new, again.filled, again.inserted) == (done.new, [], [])


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param(f"{P1}\n{P2}\n{P3}", f"{T1}\n{T2}\n{T3}", id="nothing is missing"),
        pytest.param(f"{P1}\n{P2}\n{P3}", "第一段里有数字 1。打开文件。\n\n" + T3, id="it is translated with the one before it"),
        pytest.param(f"{P1}\n{P2}\n{P3}", f"{T1}\n旁边还有别的话，https://a.example/b 里写着，和上文没有什么关系的。\n\n{T3}", id="something else stands there"),
    ],
)  # fmt: skip
def test_what_stays(project: Project, source: str, target: str) -> None:
    assert not completed(project, source, target).is_changed


def test_what_the_memory_knows_belongs_together(project: Project) -> None:
    """Without the memory, the heading that is there looks like the one that is missing."""
    source = "## Nothing\n\nOpen the file.\n\n## Guide for all of you\n\nClose it again.\n"
    target = "## 给大家的指南\n\n再把它关上。\n"
    done = completed(project, source, target)
    assert done.new.decode() == "## Nothing\n\n打开文件。\n\n" + target


def test_only_what_is_certain_unless_somebody_asks_for_less(project: Project) -> None:
    source = "Guide for all of us\n\nOpen\n"
    done = completed(project, source, None)
    assert done.new.decode() == source
    assert [each.offer.target.raw for each in done.offered] == ["开放"]
    assert completed(project, source, None, min_score=70.0).new.decode() == "给大家的指南\n\n开放\n"


def test_the_translation_beside_a_text(project: Project) -> None:
    Path("en").mkdir()
    Path("en/a.md").write_text(P2, encoding="utf-8")
    with pytest.raises(FormatError, match="--into en"):
        project.pretranslate("en/a.md")
    Path("zh").mkdir()
    Path("zh/a.md").write_text("", encoding="utf-8")
    assert project.pretranslate("en/a.md").path == "zh/a.md"
    Path("en/a.zh-CN.md").write_text("", encoding="utf-8")
    with pytest.raises(FormatError, match="several"):
        project.pretranslate("en/a.md")


def test_into_is_for_texts(project: Project) -> None:
    Path("a.md").write_text(P2, encoding="utf-8")
    Path("a.po").write_text("", encoding="utf-8")
    with pytest.raises(FormatError, match=r"\.md"):
        project.pretranslate("a.md", into="a.txt")
    with pytest.raises(FormatError, match="leave it out"):
        project.pretranslate("a.po", into="a.md")
