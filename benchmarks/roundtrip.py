"""What is left of a file that is read and written again, untouched; beside the libraries that people use.

The files are those of the corpus beside the project; without it nothing can be measured. Everybody gets the same files
in the same run, and the same judges compare what was with what became of it (`_formats_peers.py`).
`python benchmarks/roundtrip.py` prints the tables, `--write` puts them into docs/benchmarks.md, `--quick` leaves
large files out, `--show` names every file that somebody loses something of.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import logging
import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import _page
from _formats_peers import MORE, SAY, Peer, judges, libraries, msgfmt, peers

from glossary import read, write
from glossary.errors import FormatError, GlossaryError
from glossary.formats import Format, detect, formats
from glossary.model import Concept, Segment, Severity, TranslationUnit

CORPUS = _page.PAGE.parents[2] / "shared" / "corpus"
SCHEMAS = CORPUS / "schemas"
TERMS = _page.PAGE.parents[1] / "terms"
TESTS = _page.PAGE.parents[1] / "tests" / "formats"
LARGE = 100_000
"""Bytes of a file that is left out when it has to be quick."""
TOLD = 4
"""Files that are named in a table."""
KINDS = {"po": "PO", "tmx": "TMX", "tbx": "TBX", "xliff": "XLIFF", "csv": "CSV"}


@dataclass
class Count:
    """What became of the files of a kind."""

    refused: list[Path] = field(default_factory=list)
    crashed: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    lost: list[Path] = field(default_factory=list)
    same: list[Path] = field(default_factory=list)
    told: list[Path] = field(default_factory=list)
    edited: list[int] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    parser.add_argument("--quick", action="store_true", help=f"only files of up to {LARGE:,} bytes")
    parser.add_argument("--show", action="store_true", help="name every file of which something is lost, and why")
    options = parser.parse_args()
    if not CORPUS.is_dir():
        sys.exit(f"cannot be measured without the corpus, {CORPUS}")
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    _page.publish("roundtrip.py", list(_report(options.quick, options.show)), write=options.write)


def files(*, quick: bool) -> dict[str, list[Path]]:
    """The files of the corpus, by kind."""
    found = defaultdict(list)
    for path in sorted(CORPUS.rglob("*")):
        if (
            path.is_file()
            and SCHEMAS not in path.parents
            and (not quick or path.stat().st_size <= LARGE)
            and (kind := _kind(path))
        ):
            found[kind].append(path)
    return found


def _kind(path: Path) -> str:
    try:
        name = detect(str(path)).name
    except GlossaryError:
        return ""
    return next((kind for kind in KINDS if name.startswith(kind)), "")


def _report(quick: bool, show: bool) -> Iterator[str]:
    found = files(quick=quick)
    yield f"Made by `python benchmarks/roundtrip.py --write`. {_page.machine()} Beside it: {libraries()}."
    for kind, title in KINDS.items():
        if kind in found:
            yield from ("", f"### {title}, {len(found[kind])} files", "")
            yield from _page.head("who", "refused", "crashed", "kept", "changed", "and said so", "byte for byte")
            counts = {tool.name: _counted(tool, kind, found[kind], show) for tool in [*ours(kind), *peers(kind)]}
            for name, count in counts.items():
                said = f"{len(count.told)} of {len(count.lost)}" if name.startswith("gloss") else "–"
                cells = (count.refused, count.crashed, count.kept, count.lost)
                yield _page.row(name, *(str(len(each)) for each in cells), said, str(len(count.same)))
            if kind == "po":
                yield from (
                    "",
                    "One more character in the first translation of each file, and how many old lines go:",
                    "",
                )
                yield from _page.head("who", "files", "lines that go, of all files", "files in which only one goes")
                for name, count in counts.items():
                    cells = len(count.edited), sum(count.edited), count.edited.count(1)
                    yield from [_page.row(name, *(f"{cell:,}" for cell in cells))] if count.edited else []
            yield ""
            lists = ((name, _names(count.lost)) for name, count in counts.items() if count.lost)
            yield from (f"- {name} changes {told}" for name, told in lists)
    yield from _terms_files()
    yield from _awkward(show)


def _names(paths: Sequence[Path]) -> str:
    told = ", ".join(path.name for path in paths[:TOLD])
    return told + (f" and {len(paths) - TOLD} more" if len(paths) > TOLD else "")


def ours(kind: str) -> list[Peer]:
    """Our own ways from a file to itself."""
    through = Peer("gloss, through its model", _converted, _count, (GlossaryError,))
    in_place = Peer("gloss, in place", lambda path: _edited(path, more=""), _count, (GlossaryError,), _edited)
    return [in_place, through] if kind == "po" else [through]


def _count(path: Path) -> int:
    with read(str(path)) as found:
        return sum(1 for _ in found.entries)


def _count_faultless(path: Path) -> int:
    """The same; a catalogue in which there is an error is refused, as msgfmt does."""
    with read(str(path)) as found:
        count = sum(1 for _ in found.entries)
        if errors := [finding for finding in found.findings if finding.severity is Severity.ERROR]:
            raise FormatError(errors[0].message)
        return count


_said: dict[Path, bool] = {}
"""Whether the last conversion of a file told of something that got lost."""


def _converted(path: Path) -> bytes:
    """Read, and written in the same format."""
    with tempfile.TemporaryDirectory() as home, read(str(path)) as found:
        done = write(found, Path(home, "new"), to=_target(path))
        grave = [finding for finding in found.findings if finding.severity is not Severity.INFO]
        _said[path] = bool(done.lost or done.findings or grave)
        return Path(home, "new").read_bytes()


def _target(path: Path) -> Format:
    """The format of a file; one that holds XLIFF 2 stays one."""
    form = detect(str(path))
    two = next((other for other in formats() if other.name == "xliff2"), None)
    return two if two and form.name == "xliff" and b'version="2' in path.read_bytes()[:4096] else form


def _edited(path: Path, more: str = MORE) -> bytes:
    """Read, with something added to the first translation; everything else stays as it was written."""
    from glossary.formats import po

    found = po.read(path.read_bytes(), str(path))
    units = (unit for unit in found.entries if isinstance(unit, TranslationUnit) and unit.target)
    first = next(unit for unit in units if not {"po:plural", "po:obsolete"} & unit.meta.keys()) if more else None
    new = [replace(first, target=Segment((first.target.raw + more,)))] if first and first.target else []
    return po.edited(found, new)


def _counted(tool: Peer, kind: str, paths: Sequence[Path], show: bool) -> Count:
    SAY(f"{kind}: {tool.name}")
    count = Count()
    for path in paths:
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                new = tool.rewrite(path)
        except tool.refusals as error:
            count.refused.append(path)
            if show:
                print(f"{tool.name} refuses {path.name}: {error}")
            continue
        except Exception as error:
            count.crashed.append(path)
            if show:
                print(f"{tool.name} crashes on {path.name}: {type(error).__name__}: {error}")
            continue
        if new == path.read_bytes():
            count.same.append(path)
        if kind == "po" and tool.edit:
            with contextlib.suppress(Exception):
                count.edited.append(_lines_gone(path.read_bytes(), tool.edit(path)))
        if why := _changed(path, new, kind):
            count.lost.append(path)
            count.told += [path] if tool.name.startswith("gloss") and _said.get(path) else []
            if show:
                print(f"{tool.name} loses {path.name}: {why}")
        else:
            count.kept.append(path)
    return count


def _lines_gone(old: bytes, new: bytes) -> int:
    """How many lines of a file are not in the other."""
    return (Counter(old.split(b"\n")) - Counter(new.split(b"\n"))).total()


def _changed(path: Path, new: bytes, kind: str) -> str:
    """What a judge says is different; "" if all that can read the file say that it means the same."""
    if new == path.read_bytes():
        return ""
    with tempfile.TemporaryDirectory() as home:
        there = Path(home, path.name)
        there.write_bytes(new)
        for name, judge in judges(kind).items():
            try:
                before = judge(path)
            except Exception:
                continue
            try:
                after = judge(there)
            except Exception as error:
                return f"{name} cannot read it any more: {error}"
            gone, come = list((before - after).elements()), list((after - before).elements())
            if gone or (come and kind != "csv"):
                return f"{name}: {len(gone)} gone, {len(come)} new; {gone[:1]} {come[:1]}"
    return ""


def _terms_files() -> Iterator[str]:
    """Terms files of this project, which only gloss writes: an update that changes nothing, and the layout."""
    from glossary.formats import yaml
    from glossary.formats._yaml_edit import canonical

    paths = sorted(TERMS.glob("*.yaml"))
    yield from ("", f"### YAML, {len(paths)} terms files", "")
    yield from _page.head("who", "kept", "byte for byte")
    ways: dict[str, Callable[[bytes, Path], bytes]] = {
        "`gloss fmt`": lambda data, path: canonical(data, str(path))[0],
    }
    with contextlib.suppress(ImportError):
        from glossary.formats._yaml_update import updated

        ways = {"an update that changes nothing": lambda data, path: updated(data, _concepts(data, path)), **ways}
    for name, way in ways.items():
        pairs = [(path.read_bytes(), way(path.read_bytes(), path)) for path in paths]
        kept = sum(list(yaml.read(old).entries) == list(yaml.read(new).entries) for old, new in pairs)
        yield _page.row(name, str(kept), str(sum(old == new for old, new in pairs)))


def _concepts(data: bytes, path: Path) -> list[Concept]:
    from glossary.formats import yaml

    return [entry for entry in yaml.read(data, str(path)).entries if isinstance(entry, Concept)]


def _awkward(show: bool) -> Iterator[str]:
    """Who reads what has to be read and refuses what has to be refused, of the files that our tests are about."""
    if not find_spec("pytest"):
        SAY("the awkward files are left out: pytest is not installed")
        return
    yield from ("", "### Awkward files", "")
    yield from _page.head("kind", "who", "to be read", "read", "to be refused", "refused", "judged rightly")
    for kind, title in KINDS.items():
        good, bad = _awkward_rows(kind)
        if not good and not bad:
            continue
        with tempfile.TemporaryDirectory() as home:
            for name, count in {"gloss": _count_faultless if kind == "po" else _count, **_counting(kind)}.items():
                SAY(f"awkward {kind}: {name}")
                path = Path(home, "x.xlf" if kind == "xliff" else f"x.{kind}")
                found = {row: _finds(count, data, path) for row, data, _ in good + bad}
                read_ = [row for row, _, least in good if found[row] >= least]
                refused = [row for row, _, _ in bad if found[row] == REFUSED]
                if show:
                    wrong = [row for row, _, _ in good + bad if row not in {*read_, *refused}]
                    print(f"{name} misjudges, of {kind}: {'; '.join(wrong)}")
                share = f"{len(read_) + len(refused)} of {len(good) + len(bad)}"
                yield _page.row(title, name, *(str(len(each)) for each in (good, read_, bad, refused)), share)


_Row = tuple[str, bytes, int]
"""What a file is about, its bytes, and how many entries are to be found at least."""


def _awkward_rows(kind: str) -> tuple[list[_Row], list[_Row]]:
    """The files that are to be read, and those that are to be refused."""
    sys.path[:0] = [str(TESTS)] if str(TESTS) not in sys.path else []
    try:
        tests = importlib.import_module(f"test_{kind}_awkward")
    except ModuleNotFoundError:
        SAY(f"{kind} is left out: there are no awkward files")
        return [], []
    except Exception as error:
        SAY(f"{kind} is left out: {error}")
        return [], []
    rows = getattr(tests, "ALL", [])
    good = getattr(tests, "READ", None) or [row for row in rows if not isinstance(row[2], int)]
    bad = getattr(tests, "REFUSED", None) or [row for row in rows if isinstance(row[2], int)]
    return (
        [(f"read: {name}", _bytes(data), _least(kind, more[0])) for name, data, *more in map(_parted, good)],
        [(f"refuse: {name}", _bytes(data), 0) for name, data, *_ in map(_parted, bad)],
    )


def _parted(row: Any) -> tuple[Any, ...]:
    """A row of a test: its name and what it has."""
    return row if isinstance(row, tuple) and not hasattr(row, "id") else (row.id, *row.values)


def _bytes(data: bytes | str) -> bytes:
    return data.encode(errors="surrogatepass") if isinstance(data, str) else data


def _least(kind: str, expected: object) -> int:
    """How many entries there have to be; rows of TBX and PO list terms and plural forms, many of them in one entry."""
    count = len(expected) if isinstance(expected, list) else 0
    return min(count, 1) if kind in ("tbx", "po") else count


def _counting(kind: str) -> dict[str, Callable[[Path], int]]:
    counting = {peer.name: peer.count for peer in peers(kind)}
    return {"`msgfmt -c`": msgfmt, **counting} if kind == "po" and shutil.which("msgfmt") else counting


REFUSED, HANGS = -1, -2
SECONDS, MEMORY = 20, 4 << 30
"""What somebody may take for a file, at most."""


def _finds(count: Callable[[Path], int], data: bytes, path: Path) -> int:
    """How many entries somebody finds in a file; `REFUSED`, or `HANGS` if that takes too long or too much memory."""
    path.write_bytes(data)
    reader, writer = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_report_count, args=(count, path, writer))
    child.start()
    writer.close()
    found = HANGS
    if reader.poll(SECONDS):
        with contextlib.suppress(EOFError):
            found = reader.recv()
    child.kill()
    child.join()
    return found


def _report_count(count: Callable[[Path], int], path: Path, writer: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with open(os.devnull, "w", encoding="utf-8") as nothing:
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)
    try:
        found = count(path)
    except MemoryError:
        found = HANGS
    except Exception:
        found = REFUSED
    writer.send(found)


if __name__ == "__main__":
    main()
