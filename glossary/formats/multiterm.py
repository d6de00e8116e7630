"""MultiTerm XML (MTF): termbases of Trados MultiTerm, as it exports and imports them, and memoQ and Acrolinx do.

The elements are those of the schema that RWS publishes: `mtf`, `conceptGrp`, `languageGrp`, `termGrp`, each with
`descripGrp`s. What a field means, each termbase says itself; these are understood, in any letter case and place:
`Definition`; `Subject`, `Domain` → subject; `Note`, `Usage note` → note; `Example`, `Context` → examples; `Status`,
`Part of speech`, `Term type` (or `Type`) → the same of the term; `Cross reference` → related; `Translation needed`;
`ID`, `Entry ID` → id, else the entry number. Their values, and what is made of notes and definitions, are as in TBX.

Languages are told by `lang` (`EN`, `ZH-CN`), or else by `type` (`English`); all white space is text. A definition in a
language that has no term is the field `Definition (de)` of the concept. Dropped, and counted in one finding for each:
all other fields. Dropped without a word: transactions (who, when) and `system`.

Written is UTF-16, as MultiTerm writes it, without transactions; entries are numbered. A termbase takes only the fields
that it has: its definition must have those above. What XML cannot hold is refused (see `write`).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

from glossary.errors import FormatError
from glossary.formats import Format, Pair
from glossary.formats._tbx_reading import Reader, resource_of
from glossary.formats._tbx_values import id_of, name_of
from glossary.formats._xml import Element, escaped, illegal, root_name, tag
from glossary.formats.tbx import CARRIES
from glossary.losses import written_terms
from glossary.model import Concept, Lang, Resource, Term
from glossary.text.language import EN, ZH_HANS, ZH_HANT, ZH_HK, ZH_TW

FIELDS = {
    **{name: name for name in ("definition", "note", "usagenote", "context", "example", "crossreference")},
    **dict.fromkeys(("subject", "subjectfield", "domain"), "subjectField"),
    **dict.fromkeys(("termtype", "type"), "termType"),
    "partofspeech": "partOfSpeech",
    "status": "administrativeStatus",
    "translationneeded": "Translation needed",
}
"""The data category of TBX for a field, by its name in lower case without spaces."""

LANGUAGES = {
    EN: "English",
    ZH_HANS: "Chinese (Simplified)",
    ZH_HANT: "Chinese (Traditional)",
    ZH_TW: "Chinese (Taiwan)",
    ZH_HK: "Chinese (Hong Kong)",
}
"""What the index of a language is called; that of another one is called by its tag."""

_NAMES = {
    "chinese": ZH_HANS,
    "german": "de",
    "french": "fr",
    "spanish": "es",
    "japanese": "ja",
    "korean": "ko",
    **{name.lower(): lang for lang, name in LANGUAGES.items()},
}
_IDS = frozenset(("id", "entryid"))
_OF_NO_INTEREST = frozenset(("concept", "system", "transac", "date", "language"))
_HEAD = '<?xml version="1.0" encoding="UTF-16"?>\n<mtf>\n'


def read(data: bytes, path: str) -> Resource:
    """All concepts of a file; see `stream`."""
    resource = stream(BytesIO(data), path)
    return replace(resource, entries=list(resource.entries))


def stream(file: BinaryIO, path: str, *, langs: Pair | None = None) -> Resource:
    """The concepts of a file of any size, one entry in memory at a time; its languages are those of the first one.

    The rules are multiterm-syntax, multiterm-languages and multiterm-dropped.

    Raises:
        FormatError: Not MultiTerm XML, not well-formed, or not safe; while the entries are used, too.
    """
    return resource_of(_Reader(path, langs), file, path, CARRIES)


def write(concepts: Iterable[Concept], tags: Mapping[Lang, str] | None = None) -> Iterator[bytes]:
    """Concepts as a document; those without a term are left out.

    Raises:
        ValueError: A text is one that XML cannot hold (see `glossary.losses.without`).
    """
    yield codecs.BOM_UTF16_LE + _HEAD.encode("utf-16-le")
    number = 0
    for concept in concepts:
        if not (terms := written_terms(concept)):
            continue
        number += 1
        entry = "".join(_entry(concept, terms, number, tags or {}))
        if char := illegal(entry):
            raise ValueError(f"U+{ord(char):04X}, which XML cannot hold, in {concept.id!r}; leave that text out")
        yield entry.encode("utf-16-le")
    yield "</mtf>\n".encode("utf-16-le")


class _Reader(Reader):
    """The same as for TBX, but for where languages and ids stand and what things are called."""

    name = "multiterm"
    whole = entries = frozenset(("conceptGrp",))
    sections = frozenset(("languageGrp",))
    terms = frozenset(("termGrp",))
    groups = frozenset(("descripGrp", "transacGrp"))
    exact = True

    def begin(self, root: Element) -> None:
        """Look at the root."""
        if root.name != "mtf":
            message = f"begins with <{root.name}>, so this is no MultiTerm XML; export it from MultiTerm as XML"
            raise FormatError(message, path=self.path, line=root.line, column=root.column)

    def id_of(self, entry: Element) -> str:
        """What the field `ID` says, else the number of the entry."""
        number = ""
        for part in entry.parts:
            if isinstance(part, Element) and part.name == "concept":
                number = part.text.strip()
            elif isinstance(part, Element) and part.name == "descripGrp":
                for inner in part.parts:
                    if isinstance(inner, Element) and _field(inner) in _IDS and inner.text:
                        return id_of(inner.text)
        return number

    def language_of(self, section: Element) -> str:
        """The language by its locale, else by the name of its index."""
        for part in section.parts:
            if isinstance(part, Element) and part.name == "language":
                name = part.attributes.get("type", "")
                return part.attributes.get("lang", "").strip() or _NAMES.get(name.strip().lower(), name)
        return ""

    def category(self, element: Element) -> str:
        """What a field is called in TBX."""
        if element.name == "descrip":
            field = _field(element).partition("(")[0]
            return "" if field in _IDS else FIELDS.get(field, element.attributes.get("type", "descrip"))
        return "" if element.name in _OF_NO_INTEREST else element.name

    def own_language(self, element: Element) -> str:
        """What the name of a field says in brackets."""
        return element.attributes.get("type", "").partition("(")[2].rstrip(") ")


def _field(element: Element) -> str:
    return element.attributes.get("type", "").replace(" ", "").lower()


def _entry(concept: Concept, terms: tuple[Term, ...], number: int, tags: Mapping[Lang, str]) -> Iterator[str]:
    by_lang: dict[Lang, list[Term]] = {}
    for term in terms:
        by_lang.setdefault(term.lang, []).append(term)
    yield f"<conceptGrp><concept>{number}</concept>"
    yield from _fields("ID", _name(concept.id))
    yield from _fields("Subject", concept.subject)
    yield from _fields("Note", concept.note)
    for lang, definition in concept.definition.items():
        if lang not in by_lang:
            yield from _fields(f"Definition ({lang})", definition)
    yield from _fields("Cross reference", *map(_name, concept.related))
    if not concept.translatable:
        yield from _fields("Translation needed", "No")
    examples = concept.examples
    for lang, its_terms in by_lang.items():
        named = {"type": LANGUAGES.get(lang, lang), "lang": _locale(lang, tags)}
        yield "<languageGrp>" + tag("language", named, end="/>")
        yield from _fields("Definition", concept.definition.get(lang, ""))
        for term in its_terms:
            yield f"<termGrp><term>{escaped(term.text)}</term>"
            yield from _fields("Status", term.status)
            yield from _fields("Part of speech", term.part_of_speech or "")
            yield from _fields("Term type", term.term_type or "")
            yield from _fields("Note", term.note)
            yield from _fields("Example", *examples)
            yield "</termGrp>"
            examples = ()
        yield "</languageGrp>"
    yield "</conceptGrp>\n"


def _name(id: str) -> str:
    """An id as it is, or as TBX has it if that could not be read again."""
    return id if id_of(id) == id == id.strip() and not illegal(id) else name_of(id)


def _locale(lang: Lang, tags: Mapping[Lang, str]) -> str:
    return tags.get(lang) or ("ZH-CN" if lang == ZH_HANS else lang.upper())


def _fields(name: str, *values: str) -> Iterator[str]:
    return (f'<descripGrp><descrip type="{name}">{escaped(value)}</descrip></descripGrp>' for value in values if value)


def is_mine(head: bytes) -> bool:
    """Whether a file begins like MultiTerm XML."""
    return root_name(head) == "mtf"


FORMAT = Format(
    "multiterm",
    (".mtf.xml", ".xml"),
    read,
    bilingual=False,
    stream=stream,
    is_text=False,
    is_mine=is_mine,
    cannot_hold=illegal,
    write_terms=write,
    carries=CARRIES,
)
