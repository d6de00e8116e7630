"""OmegaT in console mode: a project, and a script in it that reads glossaries with OmegaT's own readers."""

from __future__ import annotations

from pathlib import Path

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
