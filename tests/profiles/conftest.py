"""What hypothesis makes of the model, and the nasty strings, are those of tests/formats; and OmegaT itself."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running_omegat import READ_GLOSSARIES, Glossary, omegat_project

sys.path.append(str(Path(__file__).parent.parent / "formats"))


@pytest.fixture(scope="session")
def omegat_glossary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Glossary]]:
    """Reads a glossary (.txt, .utf8, .tab, .csv, .tbx) as OmegaT does, in one OmegaT that runs until the last test.

    It raises a ValueError where OmegaT fails.
    """
    if not shutil.which("omegat"):
        pytest.skip("omegat is not installed")
    directory = tmp_path_factory.mktemp("omegat")
    command = omegat_project(directory)
    (directory / "project" / "source" / "a.txt").write_text("hello\n", encoding="utf-8")
    script = directory / "read.groovy"
    script.write_text(READ_GLOSSARIES, encoding="utf-8")
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, f"--script={script}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            encoding="utf-8",
        )
        assert process.stdin
        assert process.stdout

        def read(path: Path) -> Glossary:
            assert process.stdin
            assert process.stdout
            process.stdin.write(f"{path}\n")
            process.stdin.flush()
            entries = []
            for line in process.stdout:
                if line.startswith("FAILED"):
                    raise ValueError(line)
                if line.startswith("END"):
                    return entries
                if line.startswith("ENTRY "):
                    source, target, comment = (base64.b64decode(cell[1:]).decode() for cell in line.split()[1:])
                    entries.append((source, target, comment))
            raise ValueError("OmegaT has ended")

        yield read
        process.stdin.close()
        process.stdout.read()
        process.stdout.close()
        process.wait(timeout=60)
