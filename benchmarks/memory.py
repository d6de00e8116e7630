"""How long past translations take to find, to keep and to index, and whether any is lost; beside brute force and peers.

The units and the questions are those of the corpus beside the project; without it nothing can be measured. Three
sections: `speed`, `exact` and `peers`. `python benchmarks/memory.py` makes all of them, `python benchmarks/memory.py
exact` one; `--write` puts them into docs/benchmarks.md, `--quick` takes fewer units and questions.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import _page
from _memory_peers import ANSWERS, CUTOFF, TOOLKIT_UNITS, BruteForce, cdist_batch, peers
from lookup import GLOSS, Usage, run

from glossary.matching.fuzzy import memory_score
from glossary.memory import TranslationMemory
from glossary.model import Lang, MemoryMatch
from glossary.text import tokens

CORPUS = _page.PAGE.parents[2] / "shared" / "corpus" / "tm"
PAIR = Lang("en"), Lang("zh-Hans")
NAMES = "English", "Chinese"
IMPORTS = (sys.executable, "-c", "import typer, rapidfuzz, numpy")
ADDED = 21
"""Units that are added one by one, from another process."""
BRUTE, PEERS, RUNS = 100, 100, 15
"""Questions that brute force and the peers are asked, spread over all, and processes that are started."""
WARMING = 300
RATIOS = 100, 200
LATEST = 25.0, 4.0
"""Bars for English and Chinese: times faster than brute force, and milliseconds at p99."""
WORDS = (CUTOFF - 0.2) / 0.8
"""The share of words without which no score of 70 is possible: characters add a fifth at most."""

ADD = """
import sys, time
from glossary.formats import read
from glossary.model import TranslationUnit
from glossary.stores.sqlite import STORE
from pathlib import Path
began = time.perf_counter()
with read(sys.argv[1], langs=("en", "zh-Hans")) as found:
    units = (entry for entry in found.entries if isinstance(entry, TranslationUnit))
    added = STORE.open(Path(sys.argv[2]), create=True).add(units, document="units.tsv")
seconds = time.perf_counter() - began
print(added.added + added.replaced, seconds)
"""
INDEX = """
import sys, time
from glossary.memory import TranslationMemory
from pathlib import Path
began = time.perf_counter()
TranslationMemory(Path(sys.argv[1])).make_indexes()
print(time.perf_counter() - began)
"""


class Asked(NamedTuple):
    """How long questions took, in milliseconds."""

    times: list[float]

    def at(self, share: float) -> float:
        return sorted(self.times)[min(int(share * len(self.times)), len(self.times) - 1)]

    @property
    def middle(self) -> float:
        return median(self.times)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("section", nargs="*", choices=[[], *SECTIONS], help="what is to be measured; else all")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    parser.add_argument("--quick", action="store_true", help="100,000 units and 100 questions")
    options = parser.parse_args()
    for name in options.section or SECTIONS:
        with tempfile.TemporaryDirectory(prefix="gloss-benchmark-") as home:
            os.environ["GLOSS_CACHE_DIR"] = f"{home}/cache"
            bench = Bench(Path(home), 100_000 if options.quick else 1_000_000, 100 if options.quick else 2_000)
            _page.publish(f"memory.py {name}", SECTIONS[name](bench), write=options.write)


class Bench:
    """A directory for memories, and the units and questions."""

    def __init__(self, home: Path, size: int, asked: int) -> None:
        self.home, self.size = home, size
        with lzma.open(CORPUS / "en-zh-1M.tsv.xz", "rt", encoding="utf-8", newline="\n") as lines:
            self.units = [line.rstrip("\n").split("\t") for line in islice(lines, size)]
        self.questions = [_spread(_questions(language), asked) for language in ("en", "zh")]

    def memory(self, name: str, units: Sequence[Sequence[str]]) -> TranslationMemory:
        """A memory with some units, indexes and all."""
        say(f"{name}: {len(units):,} units are kept")
        where = self.project(name) / ".gloss" / "memory.db"
        self.add(where, self.table(name, units))
        self.index(where)
        return TranslationMemory(where)

    def project(self, name: str) -> Path:
        (self.home / name / "terms").mkdir(parents=True, exist_ok=True)
        (self.home / name / ".gloss").mkdir(exist_ok=True)
        return self.home / name

    def table(self, name: str, units: Sequence[Sequence[str]]) -> Path:
        path = self.home / f"{name}.tsv"
        path.write_text("".join("\t".join(unit) + "\n" for unit in units), encoding="utf-8", newline="\n")
        return path

    def add(self, where: Path, table: Path) -> Usage:
        return run((sys.executable, "-c", ADD, str(table), str(where)), self.home, {}, memory=True)

    def index(self, where: Path) -> Usage:
        return run((sys.executable, "-c", INDEX, str(where)), self.home, {}, memory=True)

    def indexes(self) -> int:
        """Bytes of all indexes in the cache."""
        return sum(path.stat().st_size for path in (self.home / "cache" / "memory").iterdir())


def speed(bench: Bench) -> Iterator[str]:
    """Times, sizes and memory."""
    yield f"Made by `python benchmarks/memory.py speed --write`. {_page.machine()}"
    table, where = bench.table("all", bench.units), bench.project("all") / ".gloss" / "memory.db"
    say("keep")
    added = bench.add(where, table)
    kept, seconds = map(float, added.output.split())
    say("index")
    built = bench.index(where)
    yield from ("", "### Keeping and indexing", "", *_page.head(f"{len(bench.units):,} units", "", "bar", "met"))
    rate = kept / seconds
    yield _page.row("units kept each second", f"{rate:,.0f}", "20,000", "yes" if rate >= 20_000 else "**no**")
    yield _page.row("memory meanwhile (PSS)", f"{added.megabytes:.0f} MB", "–", "–")
    yield _page.row("memory.db", f"{where.stat().st_size / 1e6:.0f} MB", "–", "–")
    taken = float(built.output)
    yield _page.row("both indexes, two processes", f"{taken:.1f} s", *_page.verdict(taken, 30, "s"))
    yield _page.row(
        "memory of both meanwhile (PSS)", f"{built.megabytes:.0f} MB", *_page.verdict(built.megabytes, 1200, "MB")
    )
    size = bench.indexes() / 1e6
    yield _page.row("both indexes on disk", f"{size:.0f} MB", *_page.verdict(size, 250, "MB"))

    memory = TranslationMemory(where)
    yield from ("", f"### One question, {len(bench.units):,} units", "")
    yield from _page.head(
        "questions", "p50", "p90", "p99", "bar", "met", "brute force, p50", "p99", "ratio of p50", "bar", "met"
    )
    middles = []
    for side, name in enumerate(NAMES):
        ours, brute = _beside_brute_force(bench, memory, side)
        middles.append(ours.middle)
        ratio, bar = brute.middle / ours.middle, RATIOS[side]
        yield _page.row(
            f"{name}, {len(ours.times):,}",
            *(f"{ours.at(share):.2f} ms" for share in (0.5, 0.9, 0.99)),
            *_page.verdict(ours.at(0.99), LATEST[side], "ms"),
            *(f"{brute.at(share):.0f} ms" for share in (0.5, 0.99)),
            *(f"{ratio:.0f} ×", f"{bar} ×", "yes" if ratio >= bar else "**no**"),
        )

    yield from ("", "### Many questions, two processes", "")
    yield from _page.head("questions", "each", "`process.cdist`, each", "ratio", "bar", "met")
    for side, name in enumerate(NAMES):
        each, theirs = _batch(bench, where, side)
        yield _page.row(
            f"{name}, {len(bench.questions[side]):,}",
            *(f"{each * 1e3:.2f} ms", f"{theirs * 1e3:.1f} ms", f"{theirs / each:.0f} ×", "60 ×"),
            "yes" if theirs / each >= 60 else "**no**",
        )

    yield from ("", "### Processes", "", *_page.head("what", "time", "beside", "ratio", "bar", "met"))
    question = bench.questions[0][1]
    variables = {"GLOSS_CACHE_DIR": os.environ["GLOSS_CACHE_DIR"]}
    words = (GLOSS, "suggest", question, "--to", "zh-Hans")
    run(words, bench.home / "all", variables)
    say("processes")
    pairs = [(run(IMPORTS, bench.home, {}).seconds, run(words, bench.home / "all", variables)) for _ in range(RUNS)]
    theirs, ours_ = median(each for each, _ in pairs), median(usage.seconds for _, usage in pairs)
    yield _page.row(
        "`gloss suggest`, a fresh process",
        *(f"{1e3 * ours_:.0f} ms", f"imports alone {1e3 * theirs:.0f} ms", f"{ours_ / theirs:.2f} ×"),
        *_page.verdict(ours_ / theirs, 3, "×"),
    )
    latest = median(_added_elsewhere(bench, memory))
    verdict = _page.verdict(latest, 20, "ms")
    yield _page.row("a unit that another process has just kept", f"{latest:.1f} ms", "–", "–", *verdict)

    yield from (
        "",
        "### Growth",
        "",
        *_page.head("units", *(f"{name}, p50" for name in NAMES), "ratio", "ratio of units"),
    )
    before, count = middles, len(bench.units)
    small = _middles(bench, "tenth", bench.units[: count // 10])
    yield _page.row(f"{count // 10:,}", *(f"{each:.2f} ms" for each in small), "–", "–")
    yield _page.row(f"{count:,}", *(f"{each:.2f} ms" for each in before), *_ratios(small, before), "10")
    large = count * 5
    many = _middles(bench, "many", _spliced(bench.units, large))
    yield _page.row(f"{large:,}", *(f"{each:.2f} ms" for each in many), *_ratios(before, many), "5")


def exact(bench: Bench) -> Iterator[str]:
    """Whether the best matches are those of brute force, for every question."""
    yield f"Made by `python benchmarks/memory.py exact --write`. {_page.machine()}"
    memory = bench.memory("all", bench.units)
    yield from ("", *_page.head("questions", "with matches", f"matches of the best {ANSWERS}", "lost", "bar", "met"))
    for side, name in enumerate(NAMES):
        whole = _Whole(memory.where, side)
        asked = found = lost = 0
        for number, question in enumerate(bench.questions[side]):
            if number % 100 == 0:
                say(f"exact, {name}: {number}")
            truth = whole.scores(question)
            scores = [match.score for match in _matches(memory, question, side)]
            asked += bool(truth)
            found += len(truth)
            lost += sum(score not in scores[place : place + 1] for place, score in enumerate(truth))
        verdict = "yes" if not lost else "**no**"
        yield _page.row(f"{name}, {len(bench.questions[side]):,}", f"{asked:,}", f"{found:,}", f"{lost}", "0", verdict)


def beside_peers(bench: Bench) -> Iterator[str]:
    """Other ways of finding them."""
    yield f"Made by `python benchmarks/memory.py peers --write`. {_page.machine()}"
    memory = bench.memory("all", bench.units)
    for side, name in enumerate(NAMES):
        units = [unit[side] for unit in bench.units]
        asked = _spread(bench.questions[side], PEERS)
        yield from ("", f"### {name}, {len(units):,} units, {len(asked)} questions", "")
        yield from _page.head("peer", "p50", "p90", "p99", "best matches found")
        _warm(memory, bench, side)
        ours = _timed(lambda text, side=side: _matches(memory, text, side), asked)
        yield _page.row("gloss", *(f"{ours.at(share):.2f} ms" for share in (0.5, 0.9, 0.99)), "all, by its own score")
        yield from _peer_rows(units, asked, ("en", "zh")[side])
        if len(units) > TOOLKIT_UNITS:
            toolkit = peers(TOOLKIT_UNITS, ("en", "zh")[side], lambda _: None)[-1:]
            yield from _peer_rows(units[:TOOLKIT_UNITS], asked, ("en", "zh")[side], only=toolkit)


def _peer_rows(
    units: Sequence[str], asked: Sequence[str], language: str, *, only: Sequence[Callable[[], Any]] | None = None
) -> Iterator[str]:
    truth = BruteForce()
    truth.prepare(units)
    scores = [_best_score(text, units, truth.ask(text)) for text in asked]
    for make in peers(len(units), language) if only is None else only:
        peer = make()
        say(f"peer: {peer.name}")
        try:
            peer.prepare(units)
            answers: list[list[int]] = []
            taken = _timed(lambda text, peer=peer, answers=answers: answers.append(peer.ask(text)), asked)
        finally:
            peer.close()
        found = [_best_score(*each) for each in zip(asked, [units] * len(asked), answers, strict=True)]
        known = [mine >= best - 1e-9 for mine, best in zip(found, scores, strict=True) if best]
        share = f"{sum(known) / len(known):.1%}" if known else "–"
        name = peer.name if only is None else f"{peer.name}: {len(units):,}"
        yield _page.row(name, *(f"{taken.at(part):.1f} ms" for part in (0.5, 0.9, 0.99)), share)


def _best_score(text: str, units: Sequence[str], places: Sequence[int]) -> float:
    from rapidfuzz.distance import Levenshtein

    return max((Levenshtein.normalized_similarity(text, units[place]) for place in places), default=0.0)


class _Whole:
    """All texts of a side of a memory, compared one by one: no index, no bounds but the formula's own weights.

    A score of 70 needs so large a share of the words (`WORDS`), by edits or by pairs in common; both are counted for
    every text, on codes, which only ever makes texts look nearer. Those that have it are scored.
    """

    def __init__(self, where: Path, side: int) -> None:
        import numpy as np

        self._side = side
        self._units: dict[str, dict[str, bool]] = defaultdict(dict)
        with sqlite3.connect(where) as base:
            for *texts, current in base.execute("SELECT source, target, replaced_by IS NULL FROM units"):
                there = self._units[texts[side]]
                there[texts[1 - side]] = there.get(texts[1 - side], False) or bool(current)
        self._texts = list(self._units)
        made = tokens.rows(self._texts)
        codes, lengths = np.frombuffer(made.codes, np.uint16), np.frombuffer(made.lengths, np.uint32).astype(np.int64)
        ends = np.cumsum(lengths)
        whole = codes.tobytes().decode("utf-16-le")
        self._strings = [whole[end - length : end] for end, length in zip(ends.tolist(), lengths.tolist(), strict=True)]
        self._lengths = lengths
        padded = np.insert(codes, np.append(0, ends), 0xD800)
        self._starts = ends - lengths + np.arange(len(lengths))
        self._pairs = _hashed(padded[:-1], padded[1:])

    def scores(self, question: str) -> list[float]:
        """The scores of the best matches."""
        import numpy as np
        from rapidfuzz.distance import Levenshtein
        from rapidfuzz.process import cdist

        compared = tokens.comparable(question)
        codes = np.array([0xD800, *tokens.codes_of(compared.parts), 0xD800], np.uint16)
        if len(codes) == 2:
            return []
        asked = codes[1:-1].tobytes().decode("utf-16-le")
        alike = cdist(
            [asked], self._strings, scorer=Levenshtein.normalized_similarity, score_cutoff=WORDS - 1e-6, workers=2
        )[0]
        known = np.zeros(1 << 16, np.int64)
        known[_hashed(codes[:-1], codes[1:])] = 1
        shared = np.add.reduceat(known[self._pairs], self._starts)
        share = shared / (np.maximum(self._lengths, len(asked)) + 1)
        return self._best(question, compared, np.flatnonzero((alike > 0) | (share >= WORDS - 1e-6)).tolist())

    def _best(self, question: str, compared: tokens.Comparable, places: Sequence[int]) -> list[float]:
        langs, targets, found = (PAIR[self._side],) * 2, (PAIR[1 - self._side],) * 2, []
        for text in (self._texts[place] for place in places):
            both = compared, tokens.comparable(text)
            for current in self._units[text].values():
                scored = memory_score(question, text, both, langs=langs, target_langs=targets, replaced=not current)
                if scored.score >= 100 * CUTOFF:
                    found.append(scored.score)
        return sorted(found, reverse=True)[:ANSWERS]


def _hashed(left: Any, right: Any) -> Any:
    import numpy as np

    return ((left.astype(np.uint32) << 16 | right) * np.uint32(0x9E3779B1) >> np.uint32(16)).astype(np.uint16)


def _beside_brute_force(bench: Bench, memory: TranslationMemory, side: int) -> tuple[Asked, Asked]:
    """Ours on every question and brute force on some of them, in turns."""
    questions, brute = bench.questions[side], BruteForce()
    brute.prepare([unit[side] for unit in bench.units])
    _warm(memory, bench, side)
    ours, theirs = Asked([]), Asked([])
    every = max(len(questions) // BRUTE, 1)
    for number, question in enumerate(questions):
        ours.times.extend(_timed(lambda text: _matches(memory, text, side), [question]).times)
        if number % every == 0:
            theirs.times.extend(_timed(brute.ask, [question]).times)
        if number % 200 == 0:
            say(f"{NAMES[side]}: question {number}")
    return ours, theirs


def _batch(bench: Bench, where: Path, side: int) -> tuple[float, float]:
    """Seconds for each of all questions, with two processes; and with cdist, of some of them."""
    questions = bench.questions[side]
    say(f"batch, {NAMES[side]}")
    with ProcessPoolExecutor(2, get_context("spawn"), initializer=_open, initargs=(where, side)) as pool:
        list(pool.map(_ask_open, [unit[side] for unit in bench.units[: 2 * WARMING]], chunksize=50))
        began = time.perf_counter()
        list(pool.map(_ask_open, questions, chunksize=50))
        ours = (time.perf_counter() - began) / len(questions)
    return ours, cdist_batch(_spread(questions, BRUTE), [unit[side] for unit in bench.units], workers=2)


def _open(where: Path, side: int) -> None:
    global _OPEN
    _OPEN = TranslationMemory(where), side


def _ask_open(question: str) -> int:
    memory, side = _OPEN
    return len(_matches(memory, question, side))


_OPEN: tuple[TranslationMemory, int]


def _added_elsewhere(bench: Bench, memory: TranslationMemory) -> list[float]:
    """Milliseconds of the next question after another process has kept a unit, which it must find."""
    taken = []
    for number in range(ADDED):
        text = f"The quartermaster counts exactly {number} barrels of number {number * 7919}"
        say(f"another process keeps unit {number}")
        command = (GLOSS, "memory", "add", text, f"军需官{number}", "--lang", "en:zh-Hans")
        run(command, bench.home / "all", {"GLOSS_CACHE_DIR": os.environ["GLOSS_CACHE_DIR"]})
        began = time.perf_counter()
        found = _matches(memory, text, 0)
        taken.append(1e3 * (time.perf_counter() - began))
        if not found or found[0].score < 100:
            sys.exit(f"what another process has kept was not found: {text}")
    return taken


def _middles(bench: Bench, name: str, units: Sequence[Sequence[str]]) -> list[float]:
    """The median time of a question to a memory of its own, in both directions."""
    memory = bench.memory(name, units)
    return [_ask(memory, bench, side).middle for side in (0, 1)]


def _ask(memory: TranslationMemory, bench: Bench, side: int) -> Asked:
    _warm(memory, bench, side)
    return _timed(lambda text: _matches(memory, text, side), bench.questions[side])


def _warm(memory: TranslationMemory, bench: Bench, side: int) -> None:
    """Ask for some units, none of them a question, so that the files have been read."""
    for text in _spread([unit[side] for unit in bench.units], WARMING):
        _matches(memory, text, side)


def _matches(memory: TranslationMemory, question: str, side: int) -> list[MemoryMatch]:
    return memory.matches(question, PAIR[side], PAIR[1 - side], min_score=100 * CUTOFF, limit=ANSWERS)


def _timed(ask: Callable[[str], object], questions: Sequence[str]) -> Asked:
    asked = Asked([])
    for question in questions:
        began = time.perf_counter()
        ask(question)
        asked.times.append(1e3 * (time.perf_counter() - began))
    return asked


def _spliced(units: Sequence[Sequence[str]], count: int) -> list[tuple[str, ...]]:
    """More units than there are: the first half of one, the second of another."""
    made = [tuple(unit) for unit in units]
    for step in range(1, count // len(units)):
        others = units[step * 7919 :] + units[: step * 7919]  # type: ignore[operator]
        made += [tuple(map(_splice, one, other)) for one, other in zip(units, others, strict=True)]
    return made


def _splice(one: str, other: str) -> str:
    return one[: len(one) // 2] + other[len(other) // 2 :]


def _ratios(before: Sequence[float], after: Sequence[float]) -> Iterator[str]:
    yield ", ".join(f"{new / old:.1f}" for old, new in zip(before, after, strict=True))


def _questions(language: str) -> list[str]:
    lines = (CORPUS / f"questions-{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def _spread(questions: Sequence[str], count: int) -> list[str]:
    return list(questions[:: max(len(questions) // count, 1)])[:count]


def say(what: str) -> None:
    print(what, file=sys.stderr)


SECTIONS: dict[str, Callable[[Bench], Iterator[str]]] = {"speed": speed, "exact": exact, "peers": beside_peers}

if __name__ == "__main__":
    main()
