"""How often is `gloss align` right, and how fast? Beside other aligners, on the same sentences.

Labelled pairs (labelled/alignment.tsv) of documents of the corpus that nothing was set on. A bead is right if exactly
these sentences of both sides are one in the labels; sentences without a counterpart are no bead.
`python benchmarks/align.py` prints the tables, `--write` puts them into docs/benchmarks.md, `--wrong` prints the beads
that are not in the labels, and the labels that were not found.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import _page
from _align_peers import Beads, peers
from quality import Score

from glossary import Project
from glossary.alignment import Finder
from glossary.alignment._texts import Text
from glossary.formats import format_of
from glossary.matching.sentences import Bead, beads
from glossary.model import TermMatch

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "markdown-bilingual"
LABELLED = ROOT / "benchmarks" / "labelled" / "alignment.tsv"
BAR, SECONDS = 0.97, 2.0
BANDS = (90, 70, 0)
SENTENCES, ROUNDS, SEED = 1000, 5, 1
SLOW = 10
"""Seconds from which on something is timed once."""

Place = tuple[int, int]
Label = tuple[tuple[Place, ...], tuple[Place, ...]]


class Labels(NamedTuple):
    """The labelled part of two files: rows with both sides, and the places of all its sentences."""

    part: str
    source: str
    target: str
    rows: set[Label]
    places: tuple[set[Place], set[Place]]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    parser.add_argument("--wrong", action="store_true", help="print where beads and labels differ")
    parser.add_argument("--part", default="test", help="the documents: test or dev")
    options = parser.parse_args()
    if options.wrong:
        _show_differences(options.part)
        return
    _page.publish("align.py", _report(options.part), write=options.write)


def labels(part: str) -> list[Labels]:
    """The labelled documents of a part; those whose files are not what was labelled are left out, and named."""
    found: list[Labels] = []
    for line in LABELLED.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if line.startswith("# "):
            continue
        if cells[0] == "#":
            _, name, source, source_digest, target, target_digest = cells
            found.append(Labels(name, source, target, set(), (set(), set())))
            for path, digest in ((source, source_digest), (target, target_digest)):
                if hashlib.sha256((CORPUS / path).read_bytes()).hexdigest()[:16] != digest:
                    raise SystemExit(f"{path} is another edition than the one that was labelled")
            continue
        label = _places(cells[0]), _places(cells[1])
        for places, side in zip(found[-1].places, label, strict=True):
            places.update(side)
        if all(label):
            found[-1].rows.add(label)
    return [each for each in found if each.part == part]


def _places(cell: str) -> tuple[Place, ...]:
    if cell == "-":
        return ()
    spans = (span.split("-") for span in cell.split(","))
    return tuple((int(start), int(end)) for start, end in spans)


Aligner = Callable[[Text, Text], Beads]


def ours(one: Text, other: Text) -> Beads:
    return [(range(*each.source), range(*each.target)) for each in _beads(one, other)]


def _beads(one: Text, other: Text) -> list[Bead]:
    return beads(one.sentences, other.sentences, (one.passages, other.passages))


def lengths_alone(one: Text, other: Text) -> Beads:
    """The same program, with nothing to go by but lengths: no anchors, no passages."""
    sides = [[replace(each, block=0, anchors=frozenset()) for each in text.sentences] for text in (one, other)]
    found = beads(sides[0], sides[1], (one.passages[:1], other.passages[:1]))
    return [(range(*each.source), range(*each.target)) for each in found]


def score(found: Labels, one: Text, other: Text, made: Beads) -> Score:
    predicted = {label for label in _labels_of(one, other, made) if _is_within(label, found)}
    right = len(predicted & found.rows)
    return Score(right, len(predicted) - right, len(found.rows) - right)


def _labels_of(one: Text, other: Text, made: Beads) -> Iterator[Label]:
    for here, there in made:
        if here and there:
            yield tuple(tuple(one.lines[at].span) for at in here), tuple(tuple(other.lines[at].span) for at in there)


def _is_within(label: Label, found: Labels) -> bool:
    return any(set(side) & places for side, places in zip(label, found.places, strict=True))


def _texts(found: Sequence[Labels], finder: Finder) -> list[tuple[Text, Text]]:
    return [(_text(each.source, finder), _text(each.target, finder)) for each in found]


def _text(path: str, finder: Finder) -> Text:
    full = CORPUS / path
    return Text(format_of(str(full)).read(full.read_bytes(), str(full)), finder)


def _no_terms(text: str) -> list[TermMatch]:
    return []


def _total(scores: Sequence[Score]) -> Score:
    return Score(*(sum(each) for each in zip(*scores, strict=True)))


def _report(part: str) -> Iterator[str]:
    yield f"Made by `python benchmarks/align.py --write`. {_page.machine()}"
    yield ""
    documents = labels(part)
    rows = sum(len(each.rows) for each in documents)
    finder = Project.find_from(ROOT).finder
    texts = _texts(documents, finder)
    yield f"### Pairs that are right, of {rows} labelled ones in {len(documents)} documents"
    yield ""
    yield from _page.head("aligner", "precision", "recall", "F1", "bar", "met")
    for name, made in _answers(texts, _texts(documents, _no_terms)):
        total = _total([score(each, *pair, beads) for each, pair, beads in zip(documents, texts, made, strict=True)])
        bar = BAR if name == "gloss" else None
        met = ("–", "–") if bar is None else (f"{bar:g}", "yes" if total.f1 >= bar else "**no**")
        yield _page.row(name, f"{total.precision:.3f}", f"{total.recall:.3f}", f"{total.f1:.3f}", *met)
    yield ""
    yield "### What a confidence means"
    yield ""
    yield from _page.head("confidence", "pairs", "right")
    yield from _bands(documents, texts)
    yield ""
    yield f"### Time for {SENTENCES:,} sentences on either side"
    yield ""
    yield from _page.head("aligner", "median", "worst", "bar", "met")
    yield from _times(finder)


def _answers(
    texts: Sequence[tuple[Text, Text]], bare: Sequence[tuple[Text, Text]]
) -> Iterator[tuple[str, list[Beads]]]:
    yield "gloss", [ours(*pair) for pair in texts]
    yield "gloss, without a termbase", [ours(*pair) for pair in bare]
    yield "gloss, by lengths alone", [lengths_alone(*pair) for pair in texts]
    for name, peer in peers():
        yield name, [peer(*(_plain(text) for text in pair)) for pair in texts]


def _plain(text: Text) -> list[str]:
    return [" ".join(line.text.split()) for line in text.lines]


def _bands(documents: Sequence[Labels], texts: Sequence[tuple[Text, Text]]) -> Iterator[str]:
    judged: list[tuple[float, bool]] = []
    for found, (one, other) in zip(documents, texts, strict=True):
        for bead in _beads(one, other):
            for label in _labels_of(one, other, [(range(*bead.source), range(*bead.target))]):
                if _is_within(label, found):
                    judged.append((bead.confidence, label in found.rows))
    for least, most in zip(BANDS, (101, *BANDS), strict=False):
        right = [is_right for confidence, is_right in judged if least <= confidence < most]
        if right:
            yield _page.row(f"{least}–{min(most, 100)}", str(len(right)), f"{sum(right) / len(right):.3f}")


def _times(finder: Finder) -> Iterator[str]:
    source, target = _made_up()
    plain = [[sentence for paragraph in side for sentence in paragraph] for side in (source, target)]

    def whole() -> object:
        sides = ("\n\n".join(map(space.join, side)) for space, side in ((" ", source), ("", target)))
        form = format_of("a.md")
        one, other = (
            Text(form.read(text.encode(), path), finder)
            for text, path in zip(sides, ("a.en.md", "a.zh.md"), strict=True)
        )
        assert len(one.lines) == len(other.lines) == SENTENCES
        return ours(one, other)

    finder("warm")
    jobs: list[tuple[str, Callable[[], object], float | None]] = [
        ("gloss, reading and anchors included", whole, SECONDS)
    ]
    jobs += [(name, lambda peer=peer: peer(*plain), None) for name, peer in peers()]  # type: ignore[misc]
    for name, job, bar in jobs:
        taken = [_seconds(job)]
        taken += [_seconds(job) for _ in range(ROUNDS - 1 if taken[0] < SLOW else 0)]
        met = _page.verdict(max(taken), bar, "s")
        yield _page.row(name, f"{statistics.median(taken):.2f} s", f"{max(taken):.2f} s", *met)


def _seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


_WORDS = "the server keeps a copy of every file that users send when they need it so nothing is lost".split()
_HAN = "服务器保留用户发送的每个文件的副本以便需要时不会丢失任何东西"


def _made_up() -> tuple[list[list[str]], list[list[str]]]:
    """Two texts of 200 paragraphs that look like each other's translation; a fifth of the sentences has a number."""
    chance = random.Random(SEED)
    source, target = [], []
    for paragraph in range(SENTENCES // 5):
        ours, theirs = [], []
        for at in range(5):
            length = chance.randint(5, 25)
            number = f" {paragraph * 5 + at}" if chance.random() < 0.2 else ""
            ours.append(" ".join(chance.choice(_WORDS) for _ in range(length)).capitalize() + f"{number}.")
            theirs.append("".join(chance.choice(_HAN) for _ in range(int(1.8 * length))) + f"{number}。")
        source.append(ours)
        target.append(theirs)
    return source, target


def _show_differences(part: str) -> None:
    documents = labels(part)
    for found, (one, other) in zip(documents, _texts(documents, Project.find_from(ROOT).finder), strict=True):
        texts = [{tuple(line.span): " ".join(line.text.split()) for line in text.lines} for text in (one, other)]
        made = {label for label in _labels_of(one, other, ours(one, other)) if _is_within(label, found)}
        for mark, those in (("wrong", made - found.rows), ("missing", found.rows - made)):
            for label in sorted(those):
                sides = (
                    " | ".join(known.get(place, "?") for place in side)
                    for known, side in zip(texts, label, strict=True)
                )
                print(f"{found.source}: {mark}: {' => '.join(sides)}", file=sys.stderr)


if __name__ == "__main__":
    main()
