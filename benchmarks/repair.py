"""How much better repaired matches are than unrepaired ones, on entries of real catalogues.

`python benchmarks/repair.py` prints the table, `--write` puts it into docs/benchmarks.md, `--worse` lists the repairs
that took a target away from what a person wrote. For each entry of a catalogue the memory of all catalogues is asked;
equal sources are left out. What a person wrote for the entry is what the offered targets are compared with. The rules
of repair were written with the first entries in view; the others are held out, and --worse does not show them.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from _page import head, publish, row

from glossary import Project
from glossary.formats import format_of
from glossary.model import Lang, MemoryMatch, TranslationUnit

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "po"
CATALOGUES = ("python-docs-zh-cn/*.po", "godot-editor-l10n/*.po", "lokalize/*.po")
ENTRIES, SEED = 6000, 2024
ZH = Lang("zh-Hans")


class Case(NamedTuple):
    """A repaired match for an entry, and what a person wrote for the entry."""

    source: str
    match: MemoryMatch
    human: str
    before: float
    after: float


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    parser.add_argument("--worse", action="store_true", help="list the repairs that made a target worse")
    options = parser.parse_args()
    first, held_out = _measured(1 if options.worse else 2)
    if options.worse:
        for case in first:
            if case.after < case.before:
                print(f"{case.before:.0f} → {case.after:.0f}\n  {case.source}\n  {case.match.unit.source.raw}")
                print(f"  {case.match.stored_target.raw}\n  {case.match.unit.target.raw}\n  {case.human}")
        return
    publish("repair.py", [*_report("entries", first), "", *_report("held-out entries", held_out)], write=options.write)


def _measured(halves: int) -> tuple[list[Case], list[Case]]:
    """The cases among entries that were looked at, and among as many others."""
    units = [unit for unit in _units() if unit.target and unit.target.raw.strip()]
    first = random.Random(SEED).sample(range(len(units)), ENTRIES)
    others = random.Random(SEED + 1).sample(sorted(set(range(len(units))) - set(first)), ENTRIES)
    asked = [[units[number] for number in half] for half in (first, others)[:halves]]
    from sacrebleu.metrics import CHRF

    metric = CHRF()
    with TemporaryDirectory() as directory:
        (Path(directory) / "gloss.toml").write_text('languages = ["en", "zh-Hans"]\n', encoding="utf-8")
        project = Project.find_from(directory)
        project.remember(units, document="catalogues")
        cases: tuple[list[Case], list[Case]] = [], []
        for half, unit in ((half, unit) for half, chosen in zip(cases, asked, strict=False) for unit in chosen):
            matches = project.suggest(unit.source.raw, lang=unit.source_lang, target_lang=ZH, limit=3).matches
            near = next((match for match in matches if match.unit.source.raw != unit.source.raw), None)
            if near is None or not near.repairs:
                continue
            human, offered = unit.target.raw, (near.stored_target.raw, near.unit.target.raw)
            before, after = (metric.sentence_score(each, [human]).score for each in offered)
            half.append(Case(unit.source.raw, near, human, before, after))
    return cases


def _units() -> Iterator[TranslationUnit]:
    for pattern in CATALOGUES:
        for path in sorted(CORPUS.glob(pattern)):
            data = path.read_bytes()
            yield from format_of(str(path), data).read(data, str(path)).entries


def _report(what: str, cases: list[Case]) -> Iterator[str]:
    kinds = sorted({repair.kind for case in cases for repair in case.match.repairs})
    yield f"Of {ENTRIES:,} {what}, the nearest other one was repaired for {len(cases):,}."
    yield ""
    yield from head("repaired", "matches", "chrF before", "chrF after", "better", "equal to the human", "worse")
    for name, chosen in [("all", cases)] + [
        (kind.value, [case for case in cases if {repair.kind for repair in case.match.repairs} == {kind}])
        for kind in kinds
    ]:
        if chosen:
            yield _row(name, chosen)


def _row(name: str, cases: list[Case]) -> str:
    from sacrebleu.metrics import CHRF

    corpus = CHRF()
    human = [[case.human for case in cases]]
    before = corpus.corpus_score([case.match.stored_target.raw for case in cases], human).score
    after = corpus.corpus_score([case.match.unit.target.raw for case in cases], human).score
    better = sum(case.after > case.before for case in cases)
    same = sum(case.match.unit.target.raw == case.human for case in cases)
    worse = sum(case.after < case.before for case in cases)
    shares = (f"{100 * count / len(cases):.1f} %" for count in (better, same, worse))
    return row(name, f"{len(cases):,}", f"{before:.1f}", f"{after:.1f}", *shares)


if __name__ == "__main__":
    main()
