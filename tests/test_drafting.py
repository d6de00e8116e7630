"""The segment whose translation is being written, while the text around it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from glossary.project import Project

SOURCE = "# One\n\nThe first passage.\n\nThe second passage.\n\nThe third passage.\n"
WRITTEN = "# 一\n\n第一段。\n\n第二段。\n\n第三段。\n"

# name: what becomes of the text, edit by edit; where somebody is writing; source and what is written of its translation
EDITS: dict[str, tuple[list[tuple[str, str]], str, tuple[str, str]]] = {
    "nothing": ([], "二段", ("The second passage.", "第二段。")),
    "before it": ([("一段", "壹壹段")], "二段", ("The second passage.", "第二段。")),
    "behind it": ([("三段", "叁叁段")], "二段", ("The second passage.", "第二段。")),
    "in it": ([("二段", "贰贰段")], "贰段", ("The second passage.", "第贰贰段。")),
    "before and behind it": ([("一段", "壹壹段"), ("三段", "叁叁段")], "二段", ("The second passage.", "第二段。")),
    "in it and before it": ([("一段", "壹壹段"), ("二段", "贰贰段")], "贰段", ("The second passage.", "第贰贰段。")),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_place_is_its_passage_whatever_else_has_changed(tmp_path: Path, name: str) -> None:
    edits, spot, (source, written) = EDITS[name]
    (tmp_path / "gloss.toml").write_text("", encoding="utf-8")
    (tmp_path / "use.en.md").write_text(SOURCE, encoding="utf-8")
    project, path, text = Project.find_from(tmp_path), str(tmp_path / "use.zh.md"), WRITTEN
    _, draft = project.place_at(path, text, 0)
    for old, new in edits:
        text = text.replace(old, new)
    place, _ = project.place_at(path, text, text.index(spot), before=draft)
    assert place is not None
    assert (place.source, place.written) == (source, written)
    assert text[place.target.start : place.target.end] == written
