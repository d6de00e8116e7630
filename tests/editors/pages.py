"""What the tests of editors share: a project, a text with characters of every width, and `gloss` on the PATH."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

PAGES = Path(__file__).parents[2] / "editors"
PATIENCE = 60
"""Seconds after which a test has failed; no test waits for time to pass."""

TERMS = """\
concepts:
  - 蒸馏/distillation
  - id: tos
    terms:
      en: [terms of service]
      zh-Hans: [服务条款, {term: 使用条例, status: forbidden}]
"""
TEXT = "😀𠮷 这份使用条例很长。\n\n😀𠮷我们用zl。\n"
CORRECT = "😀𠮷 这份服务条款很长。\n\n😀𠮷我们用蒸馏。\n"


def project(directory: Path) -> Path:
    """The text in a project."""
    (directory / "terms").mkdir()
    (directory / "terms" / "ai.yaml").write_text(TERMS, encoding="utf-8")
    (directory / "gloss.toml").write_text("", encoding="utf-8")
    text = directory / "x.md"
    text.write_text(TEXT, encoding="utf-8", newline="")
    return text


def environment(directory: Path) -> dict[str, str]:
    """Where `gloss` is the one under test, and the settings of whoever runs the tests are nowhere."""
    programs = directory / ".bin"
    programs.mkdir()
    gloss = programs / "gloss"
    gloss.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m glossary "$@"\n', encoding="utf-8")
    gloss.chmod(0o755)
    root = str(Path(__file__).parents[2])
    home = {name: str(directory / ".home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    return {
        **os.environ,
        **home,
        "LC_ALL": "C.UTF-8",
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": paths,
    }
