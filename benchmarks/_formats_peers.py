"""Who reads and writes files beside gloss, and who judges what came of it.

`peers(kind)` gives the libraries that can take a file of a kind and write it again (`rewrite`); those that are not
installed are told. `JUDGES` say what a file means, each in a way of its own, so that nobody is judged by himself alone:
`plain` reads with the standard library and a few lines of code, knows no library of this field, and has no
opinion where it cannot read; `msgcat` is gettext's own reader; `gloss` is our reader.
"""

from __future__ import annotations

import contextlib
import csv
import importlib
import io
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from glossary.formats import Format, detect, read
from glossary.losses import reduced
from glossary.model import Concept, DataCategory, TranslationUnit, UnitPart, UnitState

LIBRARIES = ("polib", "babel", "translate-toolkit")
SAY = partial(print, file=sys.stderr)
MORE = "。"
Meaning = Counter[Hashable]
"""What a file says, entry by entry, without their order."""


class Peer(NamedTuple):
    """A library that reads a file and writes it again, changing nothing.

    Attributes:
        count: How many entries it finds in a file.
        refusals: What it raises to say that a file is wrong; anything else is a crash.
        edit: The same, but the first translation gets a character more (`MORE`).
    """

    name: str
    rewrite: Callable[[Path], bytes]
    count: Callable[[Path], int]
    refusals: tuple[type[Exception], ...] = ()
    edit: Callable[[Path], bytes] | None = None


def peers(kind: str) -> list[Peer]:
    """Those that are installed and take files of a kind: `po`, `tmx`, `tbx`, `xliff`, `csv`."""
    found = []
    for package, name, make in PEERS.get(kind, ()):
        if find_spec(package) is None:
            SAY(f"{name} is left out: it is not installed.")
        else:
            found.append(make(name))
    return found


def libraries() -> str:
    """Those that are installed, and their versions."""
    there = []
    for name in LIBRARIES:
        with contextlib.suppress(PackageNotFoundError):
            there.append(f"{name} {version(name)}")
    return ", ".join(there) or "nothing, as no other library is installed"


def _polib(name: str) -> Peer:
    import polib

    def rewrite(path: Path) -> bytes:
        file = polib.pofile(str(path), wrapwidth=78)
        return str(file).encode(file.encoding)

    def edit(path: Path) -> bytes:
        file = polib.pofile(str(path), wrapwidth=78)
        next(entry for entry in file if entry.msgstr and not entry.obsolete).msgstr += MORE
        return str(file).encode(file.encoding)

    return Peer(name, rewrite, lambda path: len(polib.pofile(str(path))), (OSError, UnicodeError), edit)


def _babel(name: str) -> Peer:
    from babel.messages.pofile import PoFileError, read_po, write_po

    def rewrite(path: Path) -> bytes:
        out = io.BytesIO()
        with open(path, "rb") as file:
            write_po(out, read_po(file, abort_invalid=True), ignore_obsolete=False)
        return out.getvalue()

    def count(path: Path) -> int:
        with open(path, "rb") as file:
            catalog = read_po(file, abort_invalid=True)
        return sum(1 for message in catalog if message.id or message.context) + len(catalog.obsolete)

    def edit(path: Path) -> bytes:
        out = io.BytesIO()
        with open(path, "rb") as file:
            catalog = read_po(file, abort_invalid=True)
        texts = (message for message in catalog if message.id and message.string and type(message.string) is str)
        next(texts).string += MORE
        write_po(out, catalog, ignore_obsolete=False)
        return out.getvalue()

    return Peer(name, rewrite, count, (PoFileError, UnicodeError, ValueError), edit)


def _toolkit(name: str) -> Peer:
    from lxml.etree import LxmlError
    from translate.storage.base import ParseError

    def rewrite(path: Path) -> bytes:
        return bytes(toolkit_store(path))

    def count(path: Path) -> int:
        return sum(1 for unit in toolkit_store(path).units if not unit.isheader())

    def edit(path: Path) -> bytes:
        store = toolkit_store(path)
        unit = next(unit for unit in store.units if unit.target and not unit.isheader() and not unit.hasplural())
        unit.target = str(unit.target) + MORE
        return bytes(store)

    return Peer(name, rewrite, count, (ParseError, LxmlError, ValueError, UnicodeError, SyntaxError), edit)


def toolkit_store(path: Path) -> Any:
    """A file as translate-toolkit holds it."""
    end = path.suffix.lower()
    if end in (".xlf", ".xliff") and b'version="2' in path.read_bytes()[:4096]:
        module, kind = "xliff2", "Xliff2File"
    else:
        module, kind = TOOLKIT[end]
    store = getattr(importlib.import_module(f"translate.storage.{module}"), kind)
    return store.parsefile(str(path))


TOOLKIT = {
    ".po": ("pypo", "pofile"),
    ".pot": ("pypo", "pofile"),
    ".tmx": ("tmx", "tmxfile"),
    ".tbx": ("tbx", "tbxfile"),
    ".xlf": ("xliff", "xlifffile"),
    ".xliff": ("xliff", "xlifffile"),
    ".csv": ("csvl10n", "csvfile"),
}
"""The module and the class of translate-toolkit for a suffix."""

_Made = Sequence[tuple[str, str, Callable[[str], Peer]]]
_THEIRS: _Made = (("translate", "translate-toolkit", _toolkit),)
PEERS: dict[str, _Made] = {
    "po": (("polib", "polib", _polib), ("babel", "Babel", _babel), *_THEIRS),
    "tmx": _THEIRS,
    "tbx": _THEIRS,
    "xliff": _THEIRS,
    "csv": _THEIRS,
}
"""For each kind: the package, what it is called, and what makes the peer."""


def msgfmt(path: Path) -> int:
    """Whether gettext takes a catalogue; how many entries it finds, it does not say.

    Raises:
        CalledProcessError: It does not.
    """
    subprocess.run(("msgfmt", "-c", "-o", "/dev/null", str(path)), capture_output=True, check=True, timeout=20)
    return MANY


MANY = 1 << 30


def judges(kind: str) -> dict[str, Callable[[Path], Meaning]]:
    """What says what a file of a kind means, by name."""
    found = {"plain": PLAIN[kind]} if kind == "csv" else {"plain": PLAIN[kind], "gloss": ours}
    if kind == "po" and shutil.which("msgcat"):
        found["msgcat"] = _msgcat
    return found


def ours(path: Path) -> Meaning:
    """What our reader makes of a file: all that its format keeps of units and carries of concepts."""
    form = detect(str(path))
    with read(str(path)) as resource:
        return Counter(_entry(entry, form) for entry in resource.entries)


def _entry(entry: Concept | TranslationUnit, form: Format) -> Hashable:
    if isinstance(entry, Concept):
        kept = reduced(entry, form.carries)
        return _concept(kept if DataCategory.ID in form.carries else replace(kept, id=""))
    texts = entry.source.raw, entry.target.raw if entry.target and entry.target.raw else None
    parts = {UnitPart.CONTEXT: entry.context, UnitPart.NOTE: entry.note, UnitPart.ID: entry.id}
    state = entry.state if UnitPart.STATE in form.keeps else UnitState.INITIAL
    return (*texts, entry.source_lang, entry.target_lang, state, *(parts[part] for part in parts if part in form.keeps))


def _concept(concept: Concept) -> Hashable:
    terms = tuple(
        (term.text, term.lang, term.status, term.note, term.part_of_speech, term.term_type) for term in concept.terms
    )
    definition = tuple(sorted(concept.definition.items()))
    return (concept.id, terms, definition, concept.note, concept.subject, concept.examples, concept.translatable)


def _msgcat(path: Path) -> Meaning:
    """The entries as gettext lays them out, one by one; it has no say where the header lies about the bytes."""
    data = path.read_bytes()
    named = re.search(rb"charset=([\w-]+)", data)
    if named and named[1].lower() not in (b"utf-8", b"ascii", b"charset") and _is_utf8(data):
        raise ValueError("UTF-8, but says something else")
    found = subprocess.run(
        ("msgcat", "--no-wrap", "--to-code=UTF-8", str(path)), capture_output=True, check=True, text=True, timeout=60
    )
    entries = found.stdout.replace("\r\n", "\n").split("\n\n")
    return Counter(_normal_entry(entry) for entry in entries if entry.strip() and not _HEADER.search(entry))


def _is_utf8(data: bytes) -> bool:
    try:
        return bool(data.decode())
    except UnicodeDecodeError:
        return False


_HEADER = re.compile(r'^msgid ""\nmsgstr', re.MULTILINE)


def _normal_entry(entry: str) -> tuple[Hashable, ...]:
    """An entry whose comments may stand in any lines."""
    lines = [line.rstrip() for line in entry.split("\n")]
    notes = [line for line in lines if line.startswith("#") and line[:2] not in ("#,", "#~", "#|")]
    words = Counter(word for line in notes for word in line.lstrip("#.:").split())
    return frozenset(words.items()), *(line for line in lines if line not in notes)


# The plain judges


def plain_po(path: Path) -> Meaning:
    """The entries of a catalogue but its header: context, texts, flags and notes; obsolete ones, too."""
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    charset = re.search(rb"charset=([\w-]+)", data)
    codec = charset[1].decode() if charset and charset[1] != b"CHARSET" else "utf-8"
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode(codec)
    entries: list[dict[str, Any]] = [_new()]
    at = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        bare = line.strip()
        obsolete = bare.startswith("#~")
        if obsolete:
            bare = bare[2:].strip()
        if bare.startswith("#") or (obsolete and bare.startswith("|")):
            if at.startswith("msgstr"):
                entries.append(_new())
                at = ""
            _comment(entries[-1], bare)
        elif found := _PO_LINE.fullmatch(bare):
            keyword = found[1] or at
            starts = keyword in ("msgctxt", "msgid") and found[1]
            if starts and (at.startswith("msgstr") or keyword in entries[-1]["texts"]):
                entries.append(_new())
            at = keyword
            entries[-1]["obsolete"] = obsolete
            texts = entries[-1]["texts"]
            texts[at] = texts.get(at, "") + _PO_ESCAPE.sub(_unescaped, found[2])
        elif bare:
            raise ValueError(f"no line of a catalogue: {line!r}")
    return Counter(_po_entry(entry) for entry in entries if entry["texts"].get("msgid") or "msgctxt" in entry["texts"])


_PO_LINE = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)?\s*"((?:[^"\\]|\\.)*)"')
_PO_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)")
_PO_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def _unescaped(found: re.Match[str]) -> str:
    escape = found[1]
    if escape[0] == "x" and len(escape) > 1:
        return chr(int(escape[1:], 16))
    return chr(int(escape, 8)) if escape[0] in "01234567" else _PO_ESCAPES.get(escape, escape)


def _new() -> dict[str, Any]:
    return {"texts": {}, "flags": set(), "notes": [], "obsolete": False}


def _comment(entry: dict[str, Any], line: str) -> None:
    if line.startswith("#,"):
        entry["flags"].update(line[2:].replace(",", " ").split())
    elif not line.startswith(("#:", "#|", "#=", "|")):
        entry["notes"] += line.lstrip("#.").split()


def _po_entry(entry: dict[str, Any]) -> Hashable:
    texts = tuple(sorted(entry["texts"].items()))
    return texts, frozenset(entry["flags"]), tuple(sorted(entry["notes"])), entry["obsolete"]


def plain_tmx(path: Path) -> Meaning:
    """Each pair of texts in two languages of each `tu`, with its notes; which is the source, the file says."""
    root = _root(path)
    header = next(_named(root, "header"), None)
    usual = _lang(header.get("srclang", "")) if header is not None else ""
    found: Meaning = Counter()
    for tu in _named(root, "tu"):
        texts = [
            (_lang(tuv.get(_XML_LANG) or tuv.get("lang") or ""), "".join(seg.itertext()))
            for tuv in _named(tu, "tuv")
            for seg in _named(tuv, "seg")
        ]
        wanted = _lang(tu.get("srclang", "")) or usual
        first = next((text for text in texts if text[0] == wanted), None)
        first = first or next((text for text in texts if text[0].split("-")[0] == wanted.split("-")[0]), texts[:1])
        notes = frozenset(_said(tu, "note"))
        if isinstance(first, tuple):
            found.update((first, text, notes) for text in texts if text is not first)
        elif first:
            found.update((first[0], text, notes) for text in texts[1:])
    return found


def plain_tbx(path: Path) -> Meaning:
    """Each entry: its terms by language, definitions and notes."""
    found: Meaning = Counter()
    for entry in _named(_root(path), "termEntry", "conceptEntry"):
        terms = frozenset(
            (_lang(part.get(_XML_LANG) or part.get("lang") or ""), "".join(term.itertext()).strip())
            for part in _named(entry, "langSet", "langSec")
            for term in _named(part, "term")
        )
        definitions = frozenset(
            " ".join("".join(part.itertext()).split())
            for part in entry.iter()
            if _local(part) == "definition" or (_local(part) == "descrip" and part.get("type") == "definition")
        )
        found[terms, definitions, frozenset(_said(entry, "note"))] += 1
    return found


def plain_xliff(path: Path) -> Meaning:
    """Each segment: its words, with a mark for each inline element, its languages and the notes of its unit."""
    root, found = _root(path), Counter[Hashable]()
    for file in _named(root, "file"):
        langs = [
            _lang(file.get(one) or root.get(other) or "")
            for one, other in (("source-language", "srcLang"), ("target-language", "trgLang"))
        ]
        for unit in _named(file, "trans-unit", "unit"):
            notes = frozenset(_said(unit, "note"))
            for source, target in _segments(unit):
                words = tuple("".join(_words(side)) if side is not None else "" for side in (source, target))
                source_lang, target_lang = (
                    _lang(side.get(_XML_LANG) or "") if side is not None else "" for side in (source, target)
                )
                target_lang = target_lang or langs[1] if words[1] else ""
                found[words, source_lang or langs[0], target_lang, notes] += 1
    return found


def _segments(unit: Element) -> Iterator[tuple[Element | None, Element | None]]:
    """The sides of each segment: of 2.x, of 1.2 where they are marked, or else all of the unit."""
    if _local(unit) == "unit":
        for segment in _named(unit, "segment"):
            yield _child(segment, "source"), _child(segment, "target")
        return
    marked, target = _child(unit, "seg-source"), _child(unit, "target")
    targets = {mark.get("mid"): mark for mark in (_segment_marks(target) if target is not None else ())}
    sources = list(_segment_marks(marked)) if marked is not None else []
    if sources and (target is None or targets):
        yield from ((mark, targets.get(mark.get("mid"))) for mark in sources)
    else:
        yield _child(unit, "source"), target


def _child(element: Element, name: str) -> Element | None:
    return next((part for part in element if _local(part) == name), None)


def _segment_marks(element: Element) -> Iterator[Element]:
    return (part for part in _named(element, "mrk") if part.get("mtype") == "seg")


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        name = _local(part)
        if name == "cp":
            yield chr(int(part.get("hex", "fffd"), 16))
        elif name in _LONE:
            yield _CODE
        else:
            yield from (_CODE, *_words(part), _CODE)
        yield part.tail or ""


_LONE = frozenset("x bx ex ph bpt ept it sc ec sm em".split())
"""Inline elements without a text that is translated."""

_CODE = "\ufffc"


def plain_csv(path: Path) -> Meaning:
    """The cells of all rows but the first; whatever else a table may have got is no loss."""
    text = path.read_bytes().decode("utf-8-sig")
    separator = max(",;\t", key=text.split("\n", 1)[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    return Counter(dict.fromkeys((cell for row in list(rows)[1:] for cell in row if cell), 1))


PLAIN: dict[str, Callable[[Path], Meaning]] = {
    "po": plain_po,
    "tmx": plain_tmx,
    "tbx": plain_tbx,
    "xliff": plain_xliff,
    "csv": plain_csv,
}

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _root(path: Path) -> Element:
    return ElementTree.fromstring(path.read_bytes())


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _named(element: Element, *names: str) -> Iterator[Element]:
    return (part for part in element.iter() if part is not element and _local(part) in names)


def _said(element: Element, name: str) -> Iterable[str]:
    """The words of all elements of a name: several notes may have become one."""
    return (word for part in _named(element, name) for word in "".join(part.itertext()).split())


def _lang(tag: str) -> str:
    """A tag as it is compared: zh-CN is Simplified Chinese, zh_tw is zh-TW."""
    tag = tag.strip().lower().replace("_", "-")
    return {"zh-cn": "zh-hans", "zh": "zh-hans", "*all*": ""}.get(tag, tag)
