"""How long `gloss analyze` takes for a large job and a large memory, and how much memory it needs.

The units are those of the corpus beside the project; without it nothing can be measured. `python benchmarks/analyze.py`
prints the table, `--write` puts it into docs/benchmarks.md, `--quick` takes a tenth of units and segments, `--project`
names a project whose memory has all units already (as `gloss import` makes it), which saves making it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import _page
from lookup import GLOSS, Usage, run
from memory import Bench

from glossary.analysis import Band

SEGMENTS = 100_000
SECONDS = 300
SEED = 6
CONTROLS = {code: " " for code in range(0x20) if chr(code) not in "\n\t"}
"""What no escape of PO stands for as JSON writes it."""
ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\t": "\t", "\\r": "\r"}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    parser.add_argument("--quick", action="store_true", help="100,000 units and 10,000 segments")
    parser.add_argument("--project", metavar="DIR", help="a project that has the memory; its cache is DIR/cache")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gloss-benchmark-") as home:
        _page.publish("analyze.py", list(_report(Path(home), options.quick, options.project)), write=options.write)


def _report(home: Path, quick: bool, made: str | None) -> Iterator[str]:
    os.environ["GLOSS_CACHE_DIR"] = f"{Path(made).resolve() if made else home}/cache"
    bench = Bench(home, 100_000 if quick else 1_000_000, 1)
    sources = ["".join(_unescaped(unit[0])).translate(CONTROLS) for unit in bench.units]
    if made:
        project = Path(made)
    else:
        bench.memory("all", bench.units)
        project = home / "all"
    count = SEGMENTS // 10 if quick else SEGMENTS
    yield f"Made by `python benchmarks/analyze.py --write`. {_page.machine()}"
    yield ""
    yield from _page.head("segments", "units", "time", "bar", "met", "processors", "memory (PSS)")
    for size in (count // 10, count):
        say(f"{size:,} segments")
        used, answer = _analysed(home, project, _job(sources, size))
        bar = SECONDS if size == SEGMENTS else None
        cells = f"{used.seconds:.0f} s", *_page.verdict(used.seconds, bar, "s"), f"{used.processors:.0f} s"
        yield _page.row(f"{size:,}", f"{len(sources):,}", *cells, f"{used.megabytes:.0f} MB")
    yield ""
    yield f"The bands of the {count:,} segments:"
    yield ""
    yield from _page.head("band", "segments", "words", "effort")
    for band in Band:
        tally = answer["total"][band.value]
        yield _page.row(band.value, *(f"{tally[column]:,.0f}" for column in ("segments", "words", "effort")))


def _analysed(home: Path, project: Path, job: Sequence[str]) -> tuple[Usage, dict[str, dict[str, dict[str, float]]]]:
    path = home / "job.po"
    with path.open("w", encoding="utf-8") as out:
        out.write('msgid ""\nmsgstr "Language: zh_Hans\\nContent-Type: text/plain; charset=UTF-8\\n"\n')
        for number, text in enumerate(job):
            out.write(f'\nmsgctxt "{number}"\nmsgid {json.dumps(text, ensure_ascii=False)}\nmsgstr ""\n')
    command = (GLOSS, "analyze", str(path), "--lang", "en:zh-Hans", "--format", "json")
    used = run(command, project, {"GLOSS_CACHE_DIR": os.environ["GLOSS_CACHE_DIR"]}, memory=True)
    return used, json.loads(used.output)


def _job(sources: Sequence[str], count: int) -> list[str]:
    """Segments as a job has them: 20 % known, 40 % edited in a word or two, 30 % half of one and half of another unit,
    10 % repeated."""
    chance, step, job = random.Random(SEED), len(sources) // count, list[str]()
    for number in range(count):
        text, other = sources[number * step], sources[(number * step + len(sources) // 2 - 1) % len(sources)]
        kind = number % 10
        if 2 <= kind < 6:
            text = _edited(text, other, chance)
        elif 6 <= kind < 9:
            text = text[: len(text) // 2] + other[len(other) // 2 :]
        elif kind == 9:
            text = chance.choice(job)
        job.append(text)
    return job


def _edited(text: str, other: str, chance: random.Random) -> str:
    """A text in which one or two words are put in, or in place of another, from another text."""
    words = text.split(" ")
    for _ in range(chance.randrange(1, 3)):
        at = chance.randrange(len(words))
        words[at : at + chance.randrange(2)] = [chance.choice(other.split(" "))]
    return " ".join(words)


def _unescaped(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        piece = text[at : at + 2]
        yield ESCAPES.get(piece, text[at])
        at += 2 if piece in ESCAPES else 1


def say(what: str) -> None:
    print(what, file=sys.stderr)


if __name__ == "__main__":
    main()
