"""Which file is the translation of which."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from glossary.counterparts import originals_of, paired, translation_of
from glossary.errors import FormatError
from glossary.model import Lang

ZH = [Lang("zh-Hans")]


def make(names: Iterable[str]) -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("x", encoding="utf-8")


@pytest.mark.parametrize(
    ("files", "dirs", "pairs", "left_out"),
    [
        pytest.param(["en/a.md", "zh/a.md"], ("en", "zh"), [("en/a.md", "zh/a.md")], [], id="two directories"),
        pytest.param(["x/a.en.md", "y/a.zh-CN.md"], ("x", "y"), [("x/a.en.md", "y/a.zh-CN.md")], [], id="suffixes"),
        pytest.param(["README.md", "README_zh-CN.md"], (".", "."), [("README.md", "README_zh-CN.md")], [], id="beside each other"),
        pytest.param(["d/en/a.md", "d/zh/a.md"], ("d", "d"), [("d/en/a.md", "d/zh/a.md")], [], id="one tree with both"),
        pytest.param(["en/a.md", "en/b.md", "zh/a.md"], ("en", "zh"), [("en/a.md", "zh/a.md")], ["en/b.md"], id="left out"),
        pytest.param(["en/v1.2.md", "zh/v1.2.md"], ("en", "zh"), [("en/v1.2.md", "zh/v1.2.md")], [], id="a version is no language"),
        pytest.param(["en/.a/a.md", "zh/.a/a.md", "en/a.po", "zh/a.po"], ("en", "zh"), [], [], id="hidden, and no texts"),
    ],
)  # fmt: skip
def test_paired(
    tmp_path: Path, files: list[str], dirs: tuple[str, str], pairs: list[tuple[str, str]], left_out: list[str]
) -> None:
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = paired(*(str(tmp_path / name) for name in dirs))
    at = [tuple(str(Path(path).resolve().relative_to(tmp_path.resolve())) for path in pair) for pair in found.pairs]
    assert at == pairs
    assert [str(Path(path).relative_to(tmp_path)) for path in found.left_out] == left_out


@pytest.mark.parametrize(
    ("path", "others", "original"),
    [
        pytest.param("use.zh.md", ["use.en.md"], "use.en.md", id="beside it"),
        pytest.param("use.zh.md", ["use.en.md", "use.md"], "use.en.md", id="the one that names English"),
        pytest.param("README_zh-CN.md", ["README.md", "README_ja.md"], "README.md", id="the one that names none"),
        pytest.param("docs/zh/a/use.md", ["docs/en/a/use.md"], "docs/en/a/use.md", id="in another tree"),
        pytest.param("zh/use.md", ["en/use.md"], "en/use.md", id="in another tree, from here"),
        pytest.param("docs/zh/use.md", ["docs/use.md"], "docs/use.md", id="in the tree around it"),
        pytest.param("zh/use.md", ["use.md"], "use.md", id="in the tree around it, from here"),
        pytest.param("docs/zh/use.md", ["docs/en/use.en.md"], "docs/en/use.en.md", id="named twice"),
        pytest.param("use.md", ["use.en.md"], "", id="names no language"),
        pytest.param("use.en.md", ["use.zh.md", "use.md"], "", id="English"),
        pytest.param("use.zh.md", ["use.ja.md", "user.md", "use.en.txt", "use.de.md"], "", id="none of them"),
        pytest.param("zh.po", ["en.po"], "", id="a catalogue holds both"),
        pytest.param("de/use.zh.md", ["docs/use.md"], "", id="in a tree of no language"),
        pytest.param("gone/use.zh.md", [], "", id="no such directory"),
    ],
)  # fmt: skip
def test_original_of(project_dir: Path, path: str, others: list[str], original: str) -> None:
    make(others if path.startswith("gone") else [path, *others])
    assert originals_of([path]).get(path, "") == original
    whole = str(project_dir / path)
    assert originals_of([whole]) == ({whole: str(project_dir / original)} if original else {})


@pytest.mark.parametrize(
    ("path", "others", "translation"),
    [
        pytest.param("guide.md", ["guide.zh.md"], "guide.zh.md", id="beside it"),
        pytest.param("guide.en.md", ["guide.zh_TW.md"], "guide.zh_TW.md", id="both name their language"),
        pytest.param("guide.en.md", ["guide.md"], "guide.md", id="the translation names none"),
        pytest.param("en/guide.md", ["zh/guide.md"], "zh/guide.md", id="in another tree"),
        pytest.param("docs/guide.md", ["docs/zh/guide.md"], "docs/zh/guide.md", id="in a tree within"),
        pytest.param("guide.md", ["guide.zh.md", "guide.ja.md"], "guide.zh.md", id="of several, in this language"),
    ],
)  # fmt: skip
def test_translation_of(project_dir: Path, path: str, others: list[str], translation: str) -> None:
    make([path, *others])
    assert translation_of(path, ZH) == translation


@pytest.mark.parametrize(
    ("others", "said"),
    [
        pytest.param([], "has no translation beside it; name one", id="none"),
        pytest.param(["guide.ja.md", "guides.zh.md"], "has no translation beside it", id="others"),
        pytest.param(["guide.zh.md", "guide.zh-TW.md"], "several translations beside it (guide.zh-TW.md, guide.zh.md)", id="several"),
    ],
)  # fmt: skip
def test_no_single_translation(project_dir: Path, others: list[str], said: str) -> None:
    make(["guide.md", *others])
    with pytest.raises(FormatError, match=re.escape(said)):
        translation_of("guide.md", ZH)


def test_the_originals_of_many_files_take_one_look_at_each_directory(
    project_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(f"{lang}/{number}.md" for lang in ("en", "zh") for number in range(20))
    asked: list[str] = []
    listdir = os.listdir

    def counted(directory: str) -> list[str]:
        asked.append(directory)
        return listdir(directory)

    monkeypatch.setattr(os, "listdir", counted)
    found = originals_of([f"zh/{number}.md" for number in range(20)])
    assert found == {f"zh/{number}.md": f"en/{number}.md" for number in range(20)}
    assert sorted(asked) == [".", "en", "zh"]
