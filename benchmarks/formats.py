"""How fast files are read and written, and how much memory that takes, beside the libraries that people use.

The units are those of the corpus beside the project; without it nothing can be measured. Everything is read and written
in memory and in turns; the median counts, in time of the processor. Where two read the same file, it is made sure that
they find the same. `python benchmarks/formats.py` prints the tables, `--write` puts them into docs/benchmarks.md,
`--quick` takes fewer units and runs.
"""

from __future__ import annotations

import argparse
import csv
import gc
import io
import logging
import lzma
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import _page
from _formats_peers import SAY, libraries, toolkit_store
from lookup import GLOSS, KINDS, THINGS, run

from glossary.formats import Format, formats
from glossary.model import Concept, Lang, Resource, Segment, Term, TranslationUnit, UnitState

CORPUS = _page.PAGE.parents[2] / "shared" / "corpus"
EN, ZH = Lang("en"), Lang("zh-Hans")
CATALOGUE = CORPUS / "po" / "python-docs-zh-cn" / "whatsnew-changelog.po"
BARS = {"polib": 1.0, "tmx": 3.0, "writing": 1.0, "MB": 300.0}
"""How many times faster than polib and translate-toolkit; time of writing for each of reading; memory of a process."""

READ_AND_WRITE = {
    "gloss": """
import sys
from pathlib import Path
from glossary.formats import po
path = sys.argv[1]
print(sum(map(len, po.FORMAT.write(po.stream(open(path, "rb"), path, langs=("en", "zh-Hans")).entries))))
""",
    "polib": """
import sys, polib
print(len(str(polib.pofile(sys.argv[1]))))
""",
}
"""What a process does with a catalogue, to see how much memory it takes."""


class Size(NamedTuple):
    """How much is measured."""

    catalogues: tuple[int, ...]
    units: int
    concepts: int
    converted: int
    runs: int


FULL = Size((10_000, 100_000), 20_000, 5_000, 1_000_000, 5)
QUICK = Size((2_000,), 2_000, 500, 20_000, 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    parser.add_argument("--quick", action="store_true", help="fewer units and runs")
    options = parser.parse_args()
    if not CORPUS.is_dir():
        sys.exit(f"cannot be measured without the corpus, {CORPUS}")
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory(prefix="gloss-benchmark-") as home:
        bench = Bench(Path(home), QUICK if options.quick else FULL)
        _page.publish("formats.py", list(_report(bench)), write=options.write)


class Bench:
    """A directory for files, and the units and concepts that they are made of."""

    def __init__(self, home: Path, size: Size) -> None:
        self.home, self.size = home, size
        self.forms = {form.name: form for form in formats()}

    def pairs(self, count: int) -> Iterator[tuple[str, str]]:
        """English and Chinese texts of the corpus, no English one twice."""
        seen: set[int] = set()
        with lzma.open(CORPUS / "tm" / "en-zh-1M.tsv.xz", "rt", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                source, target = line.rstrip("\n").split("\t")[:2]
                if hash(source) not in seen:
                    seen.add(hash(source))
                    yield source, target
                    if len(seen) == count:
                        return

    def units(self, count: int) -> list[TranslationUnit]:
        """Units with an id, a context, a note and a date, as memories have them."""
        return [
            TranslationUnit(
                Segment((source,)),
                Segment((target,)),
                EN,
                ZH,
                UnitState.TRANSLATED,
                id=f"u{number}",
                context=f"part{number % 50}.md",
                note=f"Line {number}.",
                meta={"tmx:changedate": "20260101T000000Z"},
            )
            for number, (source, target) in enumerate(self.pairs(count))
        ]

    def concepts(self, count: int) -> list[Concept]:
        """Terms of which every tool has some: two in each language, a definition, a note."""
        found = []
        for number in range(count):
            kind, kind_en = KINDS[number * 2 % len(KINDS) :][:2]
            thing, thing_en = THINGS[number * 6 % len(THINGS) :][:2]
            english, chinese = f"{kind_en} {thing_en} {number}", f"{kind}{thing}{number}"
            terms = Term(english, EN), Term(chinese, ZH)
            definition = {EN: f"A {thing_en} that is {kind_en}, in its {number}th form.", ZH: f"{kind}的{thing}。"}
            found.append(Concept(f"c{number}", terms, definition=definition, note="见第 3 节。"))
        return found

    def file(self, name: str, data: bytes) -> Path:
        path = self.home / name
        path.write_bytes(data)
        return path


def _report(bench: Bench) -> Iterator[str]:
    yield (
        f"Made by `python benchmarks/formats.py --write`; medians of {bench.size.runs} runs taken in turns. "
        f"{_page.machine()} Beside it: {libraries()}."
    )
    yield from _catalogues(bench)
    yield from _beside(bench)
    yield from _writing(bench)
    yield from _converting(bench)


def _catalogues(bench: Bench) -> Iterator[str]:
    """PO, from bytes to bytes."""
    form = bench.forms["po"]
    if not form.write or not find_spec("polib"):
        SAY("PO is left out: polib is not installed, or gloss writes none yet")
        return
    yield from ("", "### Catalogues, read and written", "")
    yield from _page.head("file", "entries", "gloss", "polib", "times as fast", "bar", "met", "gloss, memory", "polib")
    files = {CATALOGUE.name: CATALOGUE}
    for count in bench.size.catalogues:
        files[f"made of {count:,} units"] = bench.file(f"{count}.po", catalogue(bench.pairs(count)))
    for name, path in files.items():
        data = path.read_bytes()
        ways = {
            "gloss": lambda path=path, data=data: b"".join(_written(form, _read(form, data, path))),
            "polib": lambda path=path: _polib(path),
        }
        taken = in_turns(ways, bench.size.runs)
        memory = {who: _memory(bench, source, path) for who, source in READ_AND_WRITE.items()}
        count = sum(1 for _ in _read(form, data, path))
        yield _page.row(
            name,
            f"{count:,}",
            *(f"{taken[who]:.2f} s" for who in ways),
            *_faster(taken["gloss"], taken["polib"], BARS["polib"]),
            *(f"{memory[who]:.0f} MB" for who in ways),
        )


def _polib(path: Path) -> int:
    import polib

    return len(str(polib.pofile(str(path))))


def _memory(bench: Bench, source: str, path: Path) -> float:
    return run((sys.executable, "-c", source, str(path)), bench.home, {}, memory=True).megabytes


def catalogue(pairs: Iterator[tuple[str, str]]) -> bytes:
    """A catalogue as xgettext and a translator leave it."""
    pieces = ['msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n']
    for number, (source, target) in enumerate(pairs):
        flag = "#, fuzzy\n" if number % 20 == 7 else ""
        pieces.append(
            f"\n#: src/part{number % 50}.c:{number}\n{flag}msgid {_quoted(source)}\nmsgstr {_quoted(target)}\n"
        )
    return "".join(pieces).encode()


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t").replace("\n", "\\n")
    return f'"{escaped}"'


def _beside(bench: Bench) -> Iterator[str]:
    """Reading, beside translate-toolkit and the standard library."""
    yield from ("", "### Reading", "")
    yield from _page.head("file", "gloss", "beside", "", "times as fast", "bar", "met")
    units, concepts = bench.units(bench.size.units), bench.concepts(bench.size.concepts)
    texts = _ours(units, "csv")
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([("source", "target"), *texts])
    made = {
        "tmx": lambda: b"".join(_written(bench.forms["tmx"], units)),
        "xliff": lambda: b"".join(_written(bench.forms["xliff"], units)),
        "tbx": lambda: b"".join(_written(bench.forms["tbx"], concepts)),
        "csv": lambda: table.getvalue().encode(),
    }
    for name, make in made.items():
        form = bench.forms.get(name)
        if form is None:
            SAY(f"{name} is left out: gloss does not know it yet")
            continue
        SAY(f"read {name}")
        yield from _beside_others(bench, form, bench.file(f"x{form.suffixes[0]}", make()))


def _beside_others(bench: Bench, form: Format, path: Path) -> Iterator[str]:
    data = path.read_bytes()
    ways: dict[str, Callable[[], list[tuple[str, ...]]]] = {"gloss": lambda: _ours(_read(form, data, path), form.name)}
    if find_spec("translate"):
        ways["translate-toolkit"] = lambda: TOOLKIT[form.name](toolkit_store(path))
    if form.name == "csv":
        ways["the standard library"] = lambda: [tuple(row) for row in csv.reader(io.StringIO(data.decode()))][1:]
    found = {who: way() for who, way in ways.items()}
    taken = in_turns(ways, bench.size.runs)
    count = f"{len(found['gloss']):,} {'concepts' if form.name == 'tbx' else 'units'}"
    for who in list(ways)[1:]:
        bar = BARS.get(form.name)
        yield _page.row(
            f"{form.name}, {count}, {len(data) / 1e6:.1f} MB",
            f"{taken['gloss']:.2f} s",
            who if found[who] == found["gloss"] else f"{who}, which finds something else",
            f"{taken[who]:.2f} s",
            *_faster(taken["gloss"], taken[who], bar),
        )


def _ours(entries: list[Any], kind: str) -> list[tuple[str, ...]]:
    """What entries say, as far as the peers are asked for it, too."""
    if kind == "tbx":
        return [(*(term.text for term in entry.terms), *entry.definition.values(), entry.note) for entry in entries]
    if kind == "csv" and isinstance(entries[0], Concept):
        return [tuple(term.text for term in entry.terms) for entry in entries]
    texts = ((unit, unit.source.raw, unit.target.raw if unit.target else "") for unit in entries)
    if kind == "csv":
        return [(source, target) for _, source, target in texts]
    if kind == "xliff":
        return [(source, target, unit.id, unit.note) for unit, source, target in texts]
    return [
        (source, target, unit.source_lang, unit.target_lang, unit.id, unit.note, unit.context)
        for unit, source, target in texts
    ]


def _toolkit_tbx(store: Any) -> list[tuple[str, ...]]:
    return [
        tuple(
            str(node.text)
            for path in (".//{*}term", ".//{*}descrip[@type='definition']", ".//{*}note")
            for node in unit.xmlelement.iterfind(path)
        )
        for unit in store.units
    ]


def _toolkit_csv(store: Any) -> list[tuple[str, ...]]:
    return [(unit.source, unit.target) for unit in store.units if not unit.isheader()]


def _toolkit_xliff(store: Any) -> list[tuple[str, ...]]:
    return [(unit.source, unit.target, unit.getid().rpartition("\x04")[2], unit.getnotes()) for unit in store.units]


def _toolkit_tmx(store: Any) -> list[tuple[str, ...]]:
    found = []
    for unit in store.units:
        source_lang, target_lang = (node.get(XML_LANG) for node in unit.getlanguageNodes())
        context = unit.xmlelement.findtext("prop[@type='x-context']")
        note = unit.getnotes()
        found.append((unit.source, unit.target, source_lang, target_lang, unit.getid(), note, context))
    return found


XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TOOLKIT = {"tmx": _toolkit_tmx, "xliff": _toolkit_xliff, "csv": _toolkit_csv, "tbx": _toolkit_tbx}
"""The same of translate-toolkit's units."""


def _writing(bench: Bench) -> Iterator[str]:
    """Every format that is written, beside reading what was written."""
    yield from ("", "### Writing beside reading", "")
    yield from _page.head(
        "format", "entries", "read each second", "written each second", "ratio of times", "bar", "met"
    )
    units, concepts = bench.units(bench.size.units), bench.concepts(bench.size.concepts)
    for form in formats():
        for entries in ([units] if form.write else []) + ([concepts] if form.write_terms else []):
            SAY(f"write {form.name}")
            name = f"x{form.suffixes[0]}"
            data = b"".join(_written(form, entries))
            ways = {
                "written": lambda form=form, entries=entries: b"".join(_written(form, entries)),
                "read": lambda form=form, data=data, name=name: _read(form, data, Path(name)),
            }
            taken = in_turns(ways, bench.size.runs)
            ratio = taken["written"] / taken["read"]
            kind = "concepts" if entries is concepts else "units"
            yield _page.row(
                form.name,
                f"{len(entries):,} {kind}",
                *(f"{len(entries) / taken[way]:,.0f}" for way in ("read", "written")),
                f"{ratio:.2f} ×",
                *_page.verdict(ratio, BARS["writing"], "×"),
            )


def _converting(bench: Bench) -> Iterator[str]:
    """`gloss convert` on a large memory, as a process."""
    yield from ("", f"### `gloss convert`, {bench.size.converted:,} units", "")
    yield from _page.head("from", "to", "time", "units each second", "memory (PSS)", "bar", "met")
    table = bench.home / "memory.tsv"
    with open(table, "w", encoding="utf-8", newline="\n") as out:
        out.write("en\tzh-Hans\n")
        with lzma.open(CORPUS / "tm" / "en-zh-1M.tsv.xz", "rt", encoding="utf-8", newline="\n") as lines:
            out.writelines(islice(lines, bench.size.converted))
    steps = [("memory.tsv", "memory.tmx"), ("memory.tmx", "again.tsv")]
    for old, new in steps:
        SAY(f"convert {old} {new}")
        usage = run((GLOSS, "convert", old, new), bench.home, {}, memory=True)
        yield _page.row(
            f"{Path(old).suffix}, {(bench.home / old).stat().st_size / 1e6:.0f} MB",
            Path(new).suffix,
            f"{usage.seconds:.1f} s",
            f"{bench.size.converted / usage.seconds:,.0f}",
            f"{usage.megabytes:.0f} MB",
            *_page.verdict(usage.megabytes, BARS["MB"], "MB"),
        )
    first, again = (_texts(bench.forms["tsv"], bench.home / name) for name in ("memory.tsv", "again.tsv"))
    gone, wanted = 0, next(again, None)
    for unit in first:
        if unit == wanted:
            wanted = next(again, None)
        else:
            gone += 1
    rest = "all others are the same" if wanted is None else "**others are not the same**"
    yield ""
    yield f"Units that XML cannot hold, which are left out by name: {gone:,}; {rest}."


def _texts(form: Format, path: Path) -> Iterator[tuple[str, str]]:
    """The texts of a table, one unit after the other."""
    assert form.stream
    with open(path, "rb") as file:
        for unit in form.stream(file, str(path), langs=(EN, ZH)).entries:
            assert isinstance(unit, TranslationUnit)
            yield unit.source.raw, unit.target.raw if unit.target else ""


def in_turns(ways: dict[str, Callable[[], Any]], runs: int) -> dict[str, float]:
    """The median of the seconds of the processor that each way takes."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            gc.collect()
            before = time.process_time()
            way()
            taken[name].append(time.process_time() - before)
    return {name: median(seconds) for name, seconds in taken.items()}


def _read(form: Format, data: bytes, path: Path) -> list[Any]:
    """All entries of a file, without the places of characters where that can be."""
    if form.stream:
        resource: Resource = form.stream(io.BytesIO(data), str(path), langs=(EN, ZH))
    else:
        resource = form.read(data, str(path))
    return list(resource.entries)


def _written(form: Format, entries: Sequence[Any]) -> Iterator[bytes]:
    write = form.write_terms if entries and isinstance(entries[0], Concept) else form.write
    assert write
    return write(entries)


def _faster(ours: float, theirs: float, bar: float | None) -> tuple[str, str, str]:
    """How many times as fast we are, as cells."""
    ratio = theirs / ours
    if bar is None:
        return f"{ratio:.2f} ×", "–", "–"
    return f"{ratio:.2f} ×", f"{bar:g} ×", "yes" if ratio >= bar else "**no**"


if __name__ == "__main__":
    main()
