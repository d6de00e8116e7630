"""Which commit a file comes from: asked once per file, and only where there is a repository; git need not be there."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

_PIECE = 1 << 20
_PATIENCE = 10.0
"""Seconds for an answer of git."""


def commit_of(path: Path) -> str:
    """The commit that is checked out, if the file is in it exactly as it is on disk; else "", whatever the reason."""
    real = Path(os.path.realpath(path))
    if not real.is_file() or not any((parent / ".git").exists() for parent in real.parents):
        return ""
    answer = run(real.parent, "rev-parse", "HEAD", f"HEAD:./{real.name}").split()
    if len(answer) != 2 or _blob(real, len(answer[1])) != answer[1].decode("ascii", "replace"):
        return ""
    return answer[0].decode("ascii", "replace")


def run(directory: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What git prints about the repository of a directory; nothing if it fails or is not there."""
    try:
        done = subprocess.run(
            ["git", "-C", str(directory), *arguments],
            input=given,
            capture_output=True,
            timeout=_PATIENCE,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return b""
    return done.stdout if done.returncode == 0 else b""


def _blob(path: Path, digits: int) -> str:
    """The name that git gives to the bytes of a file, in SHA-1 or SHA-256 by its length."""
    name = hashlib.new("sha256" if digits == 64 else "sha1", usedforsecurity=False)
    try:
        with open(path, "rb") as file:
            name.update(b"blob %d\0" % os.fstat(file.fileno()).st_size)
            while piece := file.read(_PIECE):
                name.update(piece)
    except OSError:
        return ""
    return name.hexdigest()
