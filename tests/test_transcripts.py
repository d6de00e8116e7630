"""The documentation shows commands and their true output: every ```console block is run.

`...` on a line of its own stands for any lines, inside a line for any text. Blocks run one after the other in a project with this
project's terms; those marked `console empty` in a directory with nothing in it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^```console(?P<empty> empty)?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = [
    page
    for page in (ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md")))
    if page.is_file()
]


def steps(page: Path) -> list[tuple[bool, str, str]]:
    """(in an empty directory, command, expected output) of a page."""
    found = []
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((bool(block["empty"]), command, output))
    return found


def pattern(expected: str) -> str:
    escaped = re.escape(expected).replace(re.escape("...\n"), "\0")
    return re.sub(r"\0", "(?:.*\n)*?", escaped.replace(re.escape("..."), ".*?")) + r"\Z"


@pytest.mark.parametrize("page", [page for page in PAGES if steps(page)], ids=lambda page: page.name)
def test_transcripts(page: Path, tmp_path: Path, warm: str) -> None:
    for name in ("project", "empty"):
        (tmp_path / name).mkdir()
    shutil.copytree(ROOT / "terms", tmp_path / "project" / "terms")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for empty, command, expected in steps(page):
        run = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path / ("empty" if empty else "project"),
            env={**os.environ, "PATH": path, "LC_ALL": "C.UTF-8", "GLOSS_CACHE_DIR": warm},
            capture_output=True,
            encoding="utf-8",
        )
        assert re.match(pattern(expected), run.stdout), f"$ {command}\n{run.stdout}{run.stderr}"


def test_both_readmes_show_the_same_commands() -> None:
    assert steps(ROOT / "README.md") == steps(ROOT / "README.zh-CN.md")
