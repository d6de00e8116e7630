"""gloss as a process of its own, as people and programs meet it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

GLOSS = [sys.executable, "-m", "glossary"]


def gloss(*arguments: str, cwd: Path, stdin: str | bytes = "", **env: str) -> subprocess.CompletedProcess[str]:
    """What a run says, which is UTF-8 and never a traceback."""
    run = subprocess.run(
        [*GLOSS, *arguments],
        cwd=cwd,
        input=stdin if isinstance(stdin, bytes) else stdin.encode("utf-8", "surrogatepass"),
        capture_output=True,
        env={**os.environ, "LC_ALL": "C.UTF-8", **env},
        timeout=60,
    )
    assert b"Traceback" not in run.stderr, run.stderr
    return subprocess.CompletedProcess(run.args, run.returncode, run.stdout.decode(), run.stderr.decode())
