"""What was translated elsewhere comes back in the next text: align, pretranslate, check, on real files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from running import gloss

PAGES = Path(__file__).resolve().parents[3] / "shared/corpus/markdown-bilingual/glossary"


@pytest.mark.skipif(not PAGES.is_dir(), reason="the corpus is not here")
def test_a_page_comes_back(tmp_path: Path) -> None:
    (tmp_path / "gloss.toml").write_text("", encoding="utf-8")
    for name in ("service-mesh.en.md", "service-mesh.zh-cn.md"):
        shutil.copyfile(PAGES / name, tmp_path / name)
    source = (tmp_path / "service-mesh.en.md").read_bytes()
    aligned = gloss("align", "service-mesh.en.md", "service-mesh.zh-cn.md", "--into-memory", cwd=tmp_path)
    assert aligned.returncode == 0
    filled = gloss("pretranslate", "service-mesh.en.md", "--into", "new.zh.md", cwd=tmp_path)
    assert filled.returncode == 0
    human = (tmp_path / "service-mesh.zh-cn.md").read_text("utf-8").splitlines()
    new = (tmp_path / "new.zh.md").read_text("utf-8").splitlines()
    assert len([line for line in new if line in human and not line.isascii()]) >= 2
    assert gloss("check", "new.zh.md", "--against", "service-mesh.en.md", cwd=tmp_path).returncode != 2
    again = gloss("pretranslate", "service-mesh.en.md", "--into", "new.zh.md", cwd=tmp_path)
    assert " 0 filled" in again.stdout
    assert (tmp_path / "new.zh.md").read_text("utf-8").splitlines() == new
    assert (tmp_path / "service-mesh.en.md").read_bytes() == source
