"""XLIFF: what CAT tools exchange; 1.0 to 2.2 are read, 1.2 is written, which most of them read (`xliff2` writes 2.x).

A unit is a `trans-unit` of 1.x or a `segment` of 2.x, with `unit/segment` as id where there are several. Segments of
1.2 pair by the `mid` of `<mrk mtype="seg">`; those of 2.x hold their target whatever its `order`. What is not to be
translated is read, too, and says so in `xliff:translate`.

Kept: id; notes as one note; `<context>`s with which a translation has to match, or else `resname` (in 2.x `name`), as
context; the name of the `<file>` as `xliff:file`; `state`, `approved` and 2.x states as state; what of `state`,
`state-qualifier`, `subState`, `maxwidth` and `size-unit` that does not say as meta. The language of a text may be
narrower than that of its file (`xml:lang="en-GB"`). Codes are parts of the segment: one
that goes around a text is a code before it and one behind it (`pc`, `pc-end`). The text of a code is what stands in it
or in its `<data>`, else `equiv-text`, `disp` or `equiv`; its display is `ctype`, `mtype`, `disp` or `type`. `<cp>` is
the character that it names. What is no XLIFF in a text becomes a placeholder and is reported. All white space stays.
The entries of a glossary in a unit of 2.x are concepts, which follow the unit.

What `alt-trans` and `mtc:match` offer are the candidates of a unit, with their source where it is another. The score is
`match-quality`, or the first of `similarity`, `matchQuality`, `matchSuitability`; the origin is `origin`, else `tool`
or the `type` of the match. `mid` and `ref` say of which segment; what is for all of several stands with the first. A
match of a marked part is one with a source of its own.

Dropped: of `alt-trans`, what is neither a proposal nor a previous version, and what is in another language, which are
told; all else about offers, and where terms come from; segments that are not to be translated (`ignorable`);
notes of files and groups; headers, skeletons and binary units; attributes of codes that are not named above; metadata,
size restrictions and other modules and extensions.

A translation without a source is read with an empty one. A document without target language is read, and it is told
what it is taken for; what was guessed by the letters of a text (`xliff:guessed`) is not written as if the document had
said it. Written files have attributes of our own (`gloss:id`) for what XLIFF cannot say, so that all is read again.
Meta that XML cannot hold is left out, and so are an id of a catalogue with U+0004 in it and meta of other formats; an
id that is made for a unit is `gloss-1`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from itertools import chain, islice
from typing import BinaryIO

from glossary.formats import Format, Pair
from glossary.formats._reading import Findings
from glossary.formats._xliff import NAMESPACE, SYNTAX, Reader, Spot, namespace_of
from glossary.formats._xliff1 import VERSIONS, Reader1, cannot_hold1, write1
from glossary.formats._xliff2 import VERSIONS as VERSIONS2
from glossary.formats._xliff2 import Reader2
from glossary.formats._xliff_glossary import CARRIES
from glossary.formats._xml import Element, codec_of, decoded, elements, escaped, placed
from glossary.model import Concept, Lang, Resource, Severity, TranslationUnit, UnitPart
from glossary.text.patterns import lazy

CHARSET, MARK, LOSSY = "xliff:charset", "xliff:mark", "xliff:lossy"
"""The meta of a file that was read: its character set, its byte order mark, that its text does not give its bytes."""

_WHOLE = ("trans-unit", "unit")
_CR = lazy(r"\r(?!\n)")


def read(data: bytes, path: str) -> Resource:
    """All units of a file, and where each character of them stands in its text; see `stream`.

    In the text a CR alone is a line break, as it is for XML. Segments with CDATA or foreign tags have no places.
    """
    text = _CR.sub("\n", "".join(decoded(BytesIO(data), path)))
    resource = _resource(placed(text, path, _WHOLE), path, None, text)
    codec, mark = codec_of(data, path)
    meta = {CHARSET: codec, MARK: data[:mark].decode("latin-1")}
    if text.encode(codec, "replace") != data[mark:]:
        meta[LOSSY] = "yes"
    return replace(resource, entries=list(resource.entries), meta=meta, text=text)


def stream(file: BinaryIO, path: str, *, langs: Pair | None = None) -> Resource:
    """The units of a file of any size, one in memory at a time; with `langs`, those from the one into the other.

    The rules are xliff-syntax, xliff-languages and xliff-duplicate.

    Raises:
        FormatError: Not XLIFF, not well-formed, or not safe; while the entries are used, too.
    """
    return _resource(elements(file, path, _WHOLE), path, langs, "")


def write(units: Iterable[TranslationUnit]) -> Iterator[bytes]:
    """Units as XLIFF 1.2; the same bytes every time.

    Raises:
        ValueError: A unit is none that XML can hold.
    """
    return write1(units)


def can_hold(unit: TranslationUnit) -> bool:
    """Whether all that a unit says can stand in XML."""
    return not cannot_hold1(unit)


def spots(resource: Resource) -> list[Spot]:
    """Where each unit of a file that was read stands in its text."""
    origins = (unit.origin for unit in resource.units())
    path = next((origin.path for origin in origins if origin), "")
    found = placed(resource.text, path, _WHOLE)
    root = next(found, None)
    if root is None:
        return []
    reader = _reader(root, path, None, "")
    there: list[Spot] = []
    reader.spots = there
    for _ in reader.entries(found):
        pass
    return there


def edited(resource: Resource, units: Iterable[TranslationUnit]) -> bytes:
    """The file with what other units say; see `glossary.formats._xliff_edit`."""
    from glossary.formats._xliff_edit import edited

    return edited(resource, units)


def _resource(found: Iterator[Element], path: str, langs: Pair | None, text: str) -> Resource:
    root = next(found, None)
    if root is None:
        findings = Findings(path)
        findings.add(SYNTAX, Severity.ERROR, "the file is empty; fetch it again", 1)
        return Resource((), langs=langs or (), findings=findings.all, text=text)
    reader = _reader(root, path, langs, text)
    entries = reader.entries(found)
    first = list(islice(entries, 1))
    return Resource(chain(first, entries), langs=langs or _langs(first), findings=reader.findings)


def _reader(root: Element, path: str, langs: Pair | None, text: str) -> Reader:
    """The reader for the version that the namespace says, or without one the attribute."""
    core, version = namespace_of(root, path), root.attributes.get("version", "").strip()
    number = core.removeprefix(NAMESPACE) or version
    is_first = number[:1] != "2"
    reader: Reader = (Reader1 if is_first else Reader2)(path, langs, root, core, text)
    if not version:
        reader.report(root, f"no version; read as XLIFF {number or '1.2'}", severity=Severity.WARNING)
    elif version not in (VERSIONS if is_first else VERSIONS2):
        message = f"XLIFF {version} is not known here, and read as if it were {number if core else '1.2'}"
        reader.report(root, message, severity=Severity.WARNING)
    return reader


def _langs(entries: Iterable[TranslationUnit | Concept]) -> tuple[Lang, ...]:
    units = (entry for entry in entries if isinstance(entry, TranslationUnit))
    return tuple(lang for unit in units for lang in (unit.source_lang, unit.target_lang) if lang)


FORMAT = Format(
    "xliff",
    (".xlf", ".xliff", ".sdlxliff", ".mqxliff"),
    read,
    bilingual=True,
    escape=escaped,
    stream=stream,
    write=write,
    can_hold=can_hold,
    edited=edited,
    carries=CARRIES,
    keeps=frozenset(UnitPart),
)
