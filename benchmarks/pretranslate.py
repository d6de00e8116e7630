"""How long it takes to fill a catalogue of 10,000 entries from a memory of a million units, and in how much memory.

The units and questions are those of the corpus beside the project; without it nothing can be measured. A quarter of the
entries are sources of the memory, a quarter are such sources with one word exchanged, and the rest are sources of the
memory as somebody might have edited them (words inserted, deleted, numbers changed). `--write` puts the table into
docs/benchmarks.md, `--quick` takes 100,000 units and 1,000 entries.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import _page
from lookup import GLOSS, run
from memory import PAIR, Bench, _questions

from glossary.formats import po
from glossary.model import Segment, TranslationUnit

LATEST = 60.0
"""The bar: seconds for all entries."""

_FILLED = re.compile(r"([\d,]+) to fill")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    parser.add_argument("--quick", action="store_true", help="100,000 units and 1,000 entries")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gloss-benchmark-") as home:
        os.environ["GLOSS_CACHE_DIR"] = f"{home}/cache"
        bench = Bench(Path(home), 100_000 if options.quick else 1_000_000, 0x7FFFFFFF)
        count = 1_000 if options.quick else 10_000
        _page.publish("pretranslate.py", report(bench, count), write=options.write)


def report(bench: Bench, count: int) -> Iterator[str]:
    """Seconds and megabytes for a tenth of the entries and for all."""
    yield f"Made by `python benchmarks/pretranslate.py --write`. {_page.machine()}"
    bench.memory("all", bench.units)
    sources = entries(bench.units, count)
    yield from (
        "",
        *_page.head(
            f"entries, {len(bench.units):,} units", "filled", "time", "bar", "met", "of processors", "memory (PSS)"
        ),
    )
    for size in (count // 10, count):
        path = bench.project("all") / f"{size}.po"
        units = [TranslationUnit(Segment((text,)), None, *PAIR, id=text) for text in sources[:size]]
        path.write_bytes(b"".join(po.write(units)))
        command = (GLOSS, "pretranslate", path.name, "--dry-run")
        usage = run(command, path.parent, {}, memory=True)
        filled = _FILLED.search(usage.output.decode())
        bar = LATEST if size == 10_000 else None
        yield _page.row(
            f"{size:,}",
            filled[1] if filled else "0",
            f"{usage.seconds:.1f} s",
            *_page.verdict(usage.seconds, bar, "s"),
            f"{usage.processors:.1f} s",
            f"{usage.megabytes:.0f} MB",
        )


def entries(units: Sequence[Sequence[str]], count: int) -> list[str]:
    """Sources to translate, no two of which are equal; the same ones every time."""
    made = random.Random(1)
    asked = _questions("en")
    words = [unit[0].split(" ")[0] for unit in units[:: max(len(units) // 1_000, 1)]]
    found: dict[str, None] = {}
    while len(found) < count:
        text = made.choice(units)[0]
        kind = len(found) % 4
        if kind == 1 or not asked:
            parts = text.split(" ")
            parts[made.randrange(len(parts))] = made.choice(words)
            text = " ".join(parts)
        elif kind > 1:
            text = asked.pop()
        found[text] = None
    return list(found)


if __name__ == "__main__":
    main()
