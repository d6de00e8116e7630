"""What editors/emacs says works as pasted, in the Emacs that is here."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from pages import CORRECT, PAGES, PATIENCE, environment, project

pytest.importorskip("pygls")
EMACS = shutil.which("emacs")


def has_eglot() -> bool:
    """`-q` and not `-Q`, which hides what Debian has installed."""
    asked = [str(EMACS), "--batch", "-q", "--eval", "(require 'eglot)"]
    return EMACS is not None and subprocess.run(asked, capture_output=True, check=False).returncode == 0


def test_a_term_is_completed_shown_and_corrected_behind_wide_characters(tmp_path: Path) -> None:
    if not has_eglot():
        pytest.skip("there is no Emacs with eglot")
    text = project(tmp_path)
    scripts = ["-l", str(PAGES / "emacs" / "gloss.el"), "-l", str(Path(__file__).with_name("drive.el"))]
    done = subprocess.run(
        [str(EMACS), "--batch", "-q", *scripts, text.name],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        timeout=4 * PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    shown = json.loads(done.stdout)
    assert shown["found"] == ["使用条例"]
    assert "terms of service" in shown["card"]
    assert shown["offered"] == ["蒸馏", "distillation"]
    assert text.read_text(encoding="utf-8") == CORRECT
