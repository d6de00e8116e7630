"""Who else fills a new catalogue from an old one: msgmerge, translate-toolkit, OmegaT.

Each peer gets the same old catalogues, as the old version of a file where it takes one and as a memory of all files
besides, and fills the same new ones, with its settings as they are shipped. Programs that are not installed are left
out.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from _leverage_data import Entry, Versions

from glossary.formats import read, written
from glossary.model import Lang, Segment, TranslationUnit, UnitState

PAIR = Lang("en"), Lang("zh-Hans")
Offers = list[tuple[str, float] | None]
"""For each entry of all catalogues, in order, what is offered and its score; None for nothing."""


class Peer(NamedTuple):
    """A program; `fill` takes a directory and the catalogues, and gives what it offers."""

    name: str
    fill: Callable[[Path, Sequence[Versions]], Offers]


def peers() -> list[Peer]:
    """Those that can run here."""
    found = []
    if shutil.which("msgmerge"):
        said = subprocess.run(["msgmerge", "--version"], capture_output=True, text=True, check=True).stdout
        found.append(Peer(f"msgmerge {said.split()[3]}, with a compendium", _msgmerge))
    if find_spec("translate"):
        toolkit = version("translate-toolkit")
        found += [
            Peer(f"pot2po {toolkit}, with its memory", _toolkit("pot2po")),
            Peer(f"pretranslate {toolkit}, with its memory", _toolkit("pretranslate")),
        ]
    if shutil.which("omegat"):
        found.append(Peer("OmegaT", _omegat))
    return found


def write_old(home: Path, catalogues: Sequence[Versions]) -> Path:
    """The old catalogues below a directory, and all of them in one; where that is."""
    (home / "old").mkdir(exist_ok=True)
    (home / "new").mkdir(exist_ok=True)
    everything: dict[tuple[str, str], Entry] = {}
    for catalogue in catalogues:
        _write(home / "old" / f"{catalogue.name}.po", catalogue.old)
        bare = {(entry.context, entry.source): entry._replace(target="") for entry in catalogue.new}
        _write(home / "new" / f"{catalogue.name}.pot", bare.values())
        for entry in catalogue.old:
            everything.setdefault((entry.context, entry.source), entry)
    _write(home / "all.po", everything.values())
    return home / "all.po"


def _write(path: Path, entries: Iterable[Entry]) -> None:
    header = 'msgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n"MIME-Version: 1.0\\n"\n'
    header += '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    rows = (
        (f"msgctxt {_quoted(entry.context)}\n" if entry.context else "")
        + f"msgid {_quoted(entry.source)}\nmsgstr {_quoted(entry.target)}\n"
        for entry in entries
    )
    path.write_text("\n".join([header, *rows]), encoding="utf-8")


def _quoted(text: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escapes.get(char, char) for char in text) + '"'


def _filled(path: Path, catalogue: Versions) -> Offers:
    """What stands in a catalogue that a program has filled; 100 for what it is sure of, else 99."""
    found: dict[tuple[str, str], tuple[str, float]] = {}
    with read(str(path), langs=PAIR) as resource:
        for unit in resource.entries:
            if not isinstance(unit, TranslationUnit) or unit.target is None or "po:obsolete" in unit.meta:
                continue
            if target := unit.target.raw:
                found[unit.context, unit.source.raw] = target, 99.0 if unit.state is UnitState.INITIAL else 100.0
    return [found.get((entry.context, entry.source)) for entry in catalogue.new]


def _msgmerge(home: Path, catalogues: Sequence[Versions]) -> Offers:
    offers: Offers = []
    for catalogue in catalogues:
        made = home / f"merged-{catalogue.name}.po"
        old, new = home / "old" / f"{catalogue.name}.po", home / "new" / f"{catalogue.name}.pot"
        _run("msgmerge", "-q", "-C", str(home / "all.po"), "-o", str(made), str(old), str(new))
        offers += _filled(made, catalogue)
    return offers


def _toolkit(program: str) -> Callable[[Path, Sequence[Versions]], Offers]:
    def fill(home: Path, catalogues: Sequence[Versions]) -> Offers:
        offers: Offers = []
        for catalogue in catalogues:
            made = home / f"{program}-{catalogue.name}.po"
            old, new = home / "old" / f"{catalogue.name}.po", home / "new" / f"{catalogue.name}.pot"
            command = str(Path(sys.executable).with_name(program))
            memory = f"--tm={home / 'all.po'}"
            _run(command, "--progress=none", "--errorlevel=none", f"--template={old}", memory, str(new), str(made))
            offers += _filled(made, catalogue) if made.exists() else [None] * len(catalogue.new)
        return offers

    return fill


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>EN-US</source_lang><target_lang>ZH-CN</target_lang>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags></project></omegat>
"""
# OmegaT's console fills exact matches only; its matcher, which the editor asks, is asked from a script.
SCRIPT = """
import org.omegat.core.Core
import org.omegat.core.statistics.FindMatches
import org.omegat.core.events.IStopped
if (eventType.toString() == "LOAD") {
  def finder = new FindMatches(Core.getProject().getSourceTokenizer(), 1, true, false)
  def never = { false } as IStopped
  new File("HOME/answers.txt").withWriter("UTF-8") { writer ->
    new File("HOME/questions.txt").eachLine("UTF-8") { line ->
      def found = finder.search(Core.getProject(), new String(line.decodeBase64(), "UTF-8"), true, false, never)
      def best = found ? found[0] : null
      writer.writeLine(best ? best.scores[0].score + " " + best.translation.getBytes("UTF-8").encodeBase64() : "")
    }
  }
}
"""


def _omegat(home: Path, catalogues: Sequence[Versions]) -> Offers:
    project = Path(tempfile.mkdtemp(prefix="omegat-", dir=home))
    for name in ("source", "target", "tm/auto", "glossary", "dictionary", "omegat", "config"):
        (project / name).mkdir(parents=True)
    (project / "omegat.project").write_text(PROJECT, encoding="utf-8")
    (project / "source" / "a.txt").write_text("nothing\n", encoding="utf-8")
    (project / "ask.groovy").write_text(SCRIPT.replace("HOME", str(project)), encoding="utf-8")
    units = {
        (entry.source, entry.target): TranslationUnit(
            Segment((entry.source,)), Segment((entry.target,)), *PAIR, UnitState.FINAL
        )
        for catalogue in catalogues
        for entry in catalogue.old
    }
    (project / "tm" / "auto" / "old.tmx").write_bytes(
        b"".join(written(units.values(), "old.tmx", left_out=lambda unit: None))
    )
    asked = [entry.source for catalogue in catalogues for entry in catalogue.new]
    lines = (base64.b64encode(text.encode()).decode() + "\n" for text in asked)
    (project / "questions.txt").write_text("".join(lines), encoding="ascii")
    script, config = f"--script={project / 'ask.groovy'}", f"--config-dir={project / 'config'}"
    _run("omegat", str(project), "--mode=console-translate", config, script)
    return [_offer(line) for line in (project / "answers.txt").read_text(encoding="ascii").splitlines()]


def _offer(line: str) -> tuple[str, float] | None:
    score, _, text = line.partition(" ")
    return (base64.b64decode(text).decode(), float(score)) if text else None
