"""How much of a new version is filled from an old one, and how well; beside msgmerge, translate-toolkit and OmegaT.

The catalogues are those of the corpus beside the project; without it nothing can be measured. How old versions are made
stands in `_leverage_data.py`, who else fills them in `_leverage_peers.py`. `python benchmarks/leverage.py` prints the
tables, `--write` puts them into docs/benchmarks.md, `--quick` takes the small catalogues only.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import _page
from _leverage_data import Entry, Versions, versions
from _leverage_peers import PAIR, Offers, peers, write_old

from glossary.formats import read
from glossary.model import Segment, TranslationUnit, UnitState
from glossary.project import Project

CORPUS = _page.PAGE.parents[2] / "shared" / "corpus" / "po"
SETS = {"Python documentation": "python-docs-zh-cn/*.po", "Godot editor": "godot-editor-l10n/*.po"}
SMALL = 200_000
"""Bytes of a catalogue that is taken when it has to be quick."""
MOST = 1_400
"""Entries that are taken of a catalogue; of a larger one every second, third, …"""
LEAST = 50.0
"""The score from which on gloss is asked."""
USEFUL = 60.0
"""The chrF of an offer that is worth having."""
OMEGAT = (("its matcher, from 80", 80.0), ("its matcher, from 60", 60.0), ("console, exact only", 100.0))
"""Scores from which OmegaT's editor fills in by itself, and what its console does."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    parser.add_argument("--quick", action="store_true", help=f"only catalogues of up to {SMALL:,} bytes")
    options = parser.parse_args()
    if not CORPUS.is_dir():
        sys.exit(f"cannot be measured without the corpus, {CORPUS}")
    _page.publish("leverage.py", list(_report(options.quick)), write=options.write)


def catalogues(pattern: str, *, quick: bool = False) -> list[Versions]:
    """The catalogues of a set, old and new."""
    paths = [path for path in sorted(CORPUS.glob(pattern)) if not quick or path.stat().st_size <= SMALL]
    return [versions(path.stem, _thinned(list(_entries(path)))) for path in paths]


def _thinned(entries: list[Entry]) -> list[Entry]:
    """At most `MOST` entries, evenly spread."""
    return entries[:: -(-len(entries) // MOST)] if entries else []


def _entries(path: Path) -> Iterator[Entry]:
    """The translated entries of a catalogue, without plurals."""
    with read(str(path)) as resource:
        for unit in resource.entries:
            if (
                isinstance(unit, TranslationUnit)
                and unit.target
                and unit.target.raw.strip()
                and unit.state is not UnitState.INITIAL
                and not {"po:plural", "po:obsolete"} & unit.meta.keys()
            ):
                yield Entry(unit.context, unit.source.raw, unit.target.raw)


class Repaired(NamedTuple):
    """The chrF of an offer before and after it was repaired."""

    before: float
    after: float


class Judged(NamedTuple):
    """What is offered for the entries that have changed, or are new.

    Attributes:
        offers: (score, chrF) of each offer.
        entries: How many entries there are.
        same: How many of the entries that are the same as they were got their human translation.
    """

    offers: list[tuple[float, float]]
    entries: int
    same: int

    def at(self, least: float) -> Judged:
        return self._replace(offers=[offer for offer in self.offers if offer[0] >= least])

    @property
    def useful(self) -> int:
        return sum(chrf >= USEFUL for _, chrf in self.offers)

    @property
    def precision(self) -> float:
        return self.useful / len(self.offers) if self.offers else 1.0

    @property
    def chrf(self) -> float:
        return sum(chrf for _, chrf in self.offers) / len(self.offers) if self.offers else 0.0


def judged(sets: Sequence[Versions], offers: Offers) -> Judged:
    """Offers beside the human translations."""
    entries = [(entry, kind) for each in sets for entry, kind in zip(each.new, each.kinds, strict=True)]
    same, found, count = 0, [], 0
    for (entry, kind), offer in zip(entries, offers, strict=True):
        if kind == "same":
            same += offer is not None and offer[0] == entry.target
            continue
        count += 1
        if offer:
            found.append((offer[1], chrf(offer[0], entry.target)))
    return Judged(found, count, same)


def chrf(offered: str, human: str) -> float:
    """0–100, as sacrebleu has it: chrF2 over characters."""
    from sacrebleu import sentence_chrf

    return float(sentence_chrf(offered, [human]).score)


def at_precision(ours: Judged, precision: float) -> tuple[float, Judged]:
    """Ours from the lowest score on with which it is at least as precise."""
    for least in sorted({score for score, _ in ours.offers}):
        if (there := ours.at(least)).precision >= precision:
            return least, there
    return 101.0, ours.at(102.0)


def gloss(home: Path, sets: Sequence[Versions]) -> tuple[Offers, list[Repaired]]:
    """What `Project.suggest` offers first, and what repairs it had."""
    root = home / "gloss"
    (root / "terms").mkdir(parents=True)
    os.environ["GLOSS_CACHE_DIR"] = str(home / "cache")
    project = Project.find_from(root)
    for catalogue in sets:
        units = [
            TranslationUnit(
                Segment((entry.source,)), Segment((entry.target,)), *PAIR, UnitState.FINAL, context=entry.context
            )
            for entry in catalogue.old
        ]
        project.remember(units, document=catalogue.name)
    offers: Offers = []
    repairs: list[Repaired] = []
    for catalogue in sets:
        for entry in catalogue.new:
            offers.append(_suggested(project, entry, repairs))
            if len(offers) % 1000 == 0:
                say(f"gloss: {len(offers):,}")
    return offers, repairs


def _suggested(project: Project, entry: Entry, repairs: list[Repaired]) -> tuple[str, float] | None:
    suggestion = project.suggest(
        entry.source, lang=PAIR[0], target_lang=PAIR[1], context=entry.context, min_score=LEAST
    )
    if not suggestion.matches:
        return None
    match = suggestion.matches[0]
    target = match.unit.target.raw if match.unit.target else ""
    if match.stored_target and match.repairs:
        repairs.append(Repaired(chrf(match.stored_target.raw, entry.target), chrf(target, entry.target)))
    return target, match.score


def _report(quick: bool) -> Iterator[str]:
    yield f"Made by `python benchmarks/leverage.py --write`. {_page.machine()} sacrebleu {version('sacrebleu')}."
    for name, pattern in SETS.items():
        sets = catalogues(pattern, quick=quick)
        if sets:
            yield from _table(name, sets)


def _table(name: str, sets: Sequence[Versions]) -> Iterator[str]:
    kinds = [kind for each in sets for kind in each.kinds]
    same, new = kinds.count("same"), kinds.count("new")
    with tempfile.TemporaryDirectory(prefix="gloss-benchmark-") as directory:
        home = Path(directory)
        write_old(home, sets)
        say(f"{name}: gloss")
        offers, repairs = gloss(home, sets)
        ours = judged(sets, offers)
        found = []
        for peer in peers():
            say(f"{name}: {peer.name}")
            theirs = judged(sets, peer.fill(home, sets))
            ways = OMEGAT if peer.name == "OmegaT" else (("", 0.0),)
            found += [(", ".join(filter(None, (peer.name, way))), theirs.at(least)) for way, least in ways]
    yield from ("", f"### {name}: {len(kinds):,} entries", "")
    yield f"{same:,} are the same as in the old version, {len(kinds) - same - new:,} edited, {new:,} new."
    yield ""
    yield from _page.head(
        "who",
        "same ones right",
        "offers for the others",
        "useful",
        "precision",
        "chrF",
        "gloss as precise: useful",
        "more",
    )
    for least in (70.0, 50.0):
        yield _page.row(f"gloss, from {least:g}", *_cells(ours.at(least), same), "–", "–")
    for who, theirs in found:
        least, there = at_precision(ours, theirs.precision)
        more = f"{there.useful / theirs.useful - 1:+.0%}" if theirs.useful else "–"
        yield _page.row(who, *_cells(theirs, same), f"{there.useful:,} (from {least:g})", more)
    if repairs:
        before, after = (sum(column) / len(repairs) for column in zip(*repairs, strict=True))
        worse = sum(each.after < each.before for each in repairs)
        yield ""
        yield (
            f"{len(repairs):,} of the offers of gloss were repaired: their chrF was {before:.1f} before and is "
            f"{after:.1f} ({after - before:+.1f}); {worse} got a lower one."
        )


def _cells(each: Judged, same: int) -> Iterator[str]:
    yield f"{each.same:,} of {same:,}"
    yield f"{len(each.offers):,}"
    yield f"{each.useful:,}"
    yield f"{each.precision:.1%}"
    yield f"{each.chrf:.1f}"


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
