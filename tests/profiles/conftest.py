"""What hypothesis makes of the model, and the nasty strings, are those of tests/formats; and OmegaT itself."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "formats"))

OMEGAT_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN-US</source_lang><target_lang>ZH-CN</target_lang><sentence_seg>true</sentence_seg></project></omegat>
"""

READ_GLOSSARIES = """
if (System.properties['gloss.read'] != null) return
System.properties['gloss.read'] = 'yes'
System.in.eachLine('UTF-8') { line ->
  def file = new File(line)
  try {
    def entries
    if (line.endsWith('.tbx')) entries = org.omegat.gui.glossary.GlossaryReaderTBX.read(file, false)
    else if (line.endsWith('.csv')) entries = org.omegat.gui.glossary.GlossaryReaderCSV.read(file, false)
    else entries = org.omegat.gui.glossary.GlossaryReaderTSV.read(file, false)
    entries.each {
      println 'ENTRY ' + [it.srcText, it.locText, it.commentText].collect { 'x' + it.getBytes('UTF-8').encodeBase64() }.join(' ')
    }
    println 'END'
  } catch (Throwable error) { println 'FAILED ' + error }
  System.out.flush()
}
"""

Glossary = list[tuple[str, str, str]]
"""Source, target and comment of each entry, as OmegaT read them."""


def omegat_project(directory: Path) -> list[str]:
    """An empty project of OmegaT from American English into Chinese, and the command that translates it."""
    for name in ("source", "target", "tm/auto", "glossary", "dictionary", "omegat"):
        (directory / "project" / name).mkdir(parents=True)
    (directory / "project" / "omegat.project").write_text(OMEGAT_PROJECT, encoding="utf-8")
    project, config = str(directory / "project"), str(directory / "config")
    return ["omegat", project, "--mode=console-translate", f"--config-dir={config}"]


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
