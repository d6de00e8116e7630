"""TBX: terms as tools exchange them; versions 2 and 3 are read, version 2 (ISO 30042:2008) is written.

Read is `martif` (TBX 2, whatever document type it names; `tig` and `ntig`; Microsoft's, Mozilla's, Weblate's) and `tbx`
(TBX 3, any dialect, categories as attributes or as elements; TBX-Min of 2013). Terms go by their language, never by
their place; `zh`, `zh-CN`, `zh_CN` and `zh-Hans` are one language, and two sections in one language are one.
Where an element stands matters less than in the standard, as real files put a definition behind or into a term.

Kept, by data category (`type`, or the name of the element):
- `definition`, or `descrip` without `type` → definition, in the language of its section, else of its `xml:lang`, else
  of the document; several in one language become lines
- `subjectField` → subject (several: joined with "; "); `note`, `usageNote` → note of the concept, or of the term;
  that of a language → note of its first term; several become lines
- `context`, `example`, `sampleSentence` → examples; `crossReference`, `relatedConcept` → related (`target`, else text)
- `partOfSpeech`, `termType`, `administrativeStatus` (or `normativeAuthorization`, `termStatus`) → the same of the
  term; `obsolete` is superseded, `notRecommended` deprecated, and standardized, legal and regulated are preferred;
  without a status the first term of a language is preferred and the others are admitted
- `Translation needed` → translate
- `id` → id; `_xHHHH_` in it is the character of that number, as in .NET

Dropped, and counted in one finding for each category: all else. Inline elements leave their text. In a text that is
broken into indented lines, the breaks are layout; in files of gloss (`sourceDesc` says so) white space is as typed.

Written is what TBX has a value for. What it has none for stands in the nearest one and in a note of its own, such as
`<note xml:lang="en">status: forbidden</note>`, by which it is read again; so does `translate: no`. The first term has
the examples. What XML cannot hold is refused (see `write`).
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain, islice
from typing import BinaryIO

from glossary.errors import FormatError, LanguageError
from glossary.formats import Format, Pair
from glossary.formats._reading import Findings
from glossary.formats._tbx_values import (
    MARK_LANG,
    OURS,
    PART_MARKS,
    PARTS_OF_SPEECH,
    STATUS_MARKS,
    STATUSES,
    TERM_MARKS,
    TERM_TYPES,
    TYPE_MARKS,
    UNTRANSLATED,
    id_of,
)
from glossary.formats._tbx_writing import write
from glossary.formats._xml import Element, elements, root_name
from glossary.losses import usual_status
from glossary.model import (
    Concept,
    DataCategory,
    Lang,
    Location,
    PartOfSpeech,
    Resource,
    Severity,
    Term,
    TermStatus,
    TermType,
)
from glossary.text.language import fallbacks, in_order, parse
from glossary.text.script import is_han, language_of

CARRIES = frozenset(DataCategory) - {
    DataCategory.FORMS,
    DataCategory.CASE,
    DataCategory.FIND,
    DataCategory.INSIDE,
    DataCategory.NOT_INSIDE,
}

NAMESPACES = ("", "urn:iso:std:iso:30042:ed-2", "urn:iso:std:iso:30042:ed:3.0")
"""Of version 3; the last is that of its drafts."""

_SYNTAX, _LANGUAGES, _DROPPED = "tbx-syntax", "tbx-languages", "tbx-dropped"
_HEADERS = frozenset(("martifHeader", "tbxHeader"))
_ENTRIES = frozenset(("termEntry", "conceptEntry", "entry"))
_SECTIONS = frozenset(("langSet", "langSec", "langGroup"))
_TERMS = frozenset(("tig", "ntig", "termSec", "termGroup"))
_GROUPS = frozenset(("descripGrp", "adminGrp", "termNoteGrp", "transacGrp", "termGrp"))
_TYPED = frozenset("descrip termNote admin ref xref transac adminNote descripNote transacNote".split())
_WHOLE = frozenset(prefix + name for prefix in ("", "tbx:") for name in _HEADERS | _ENTRIES)

_DEFINITION, _NOTE, _EXAMPLE, _SUBJECT, _RELATED, _TRANSLATE = "definition note example subject related needed".split()
_CATEGORIES = {
    "definition": _DEFINITION,
    **dict.fromkeys(("note", "usagenote"), _NOTE),
    **dict.fromkeys(("context", "example", "samplesentence"), _EXAMPLE),
    "subjectfield": _SUBJECT,
    **dict.fromkeys(("crossreference", "relatedconcept"), _RELATED),
    **dict.fromkeys(("translationneeded", "translationnote"), _TRANSLATE),
}
"""What is kept wherever it stands; the note of a term stays with it."""

_OF_TERMS = {
    "partofspeech": "part_of_speech",
    "termtype": "type",
    **dict.fromkeys(("administrativestatus", "termstatus", "normativeauthorization"), "status"),
}


def read(data: bytes, path: str) -> Resource:
    """All concepts of a file; see `stream`."""
    resource = stream(BytesIO(data), path)
    return Resource(list(resource.entries), resource.langs, findings=resource.findings)


def stream(file: BinaryIO, path: str, *, langs: Pair | None = None) -> Resource:
    """The concepts of a file of any size, one entry in memory at a time; its languages are those of the first one.

    The rules are tbx-syntax, tbx-languages and tbx-dropped. If the file has nothing in one of `langs`, it says so.

    Raises:
        FormatError: Not TBX, not well-formed, or not safe; while the entries are used, too.
    """
    reader = _Reader(path, langs)
    concepts = reader.concepts(elements(file, path, _WHOLE))
    first = list(islice(concepts, 1))
    there = tuple(dict.fromkeys(term.lang for concept in first for term in concept.terms))
    return Resource(chain(first, concepts), there, findings=reader.findings)


@dataclass(slots=True)
class _TermSaid:
    """What stands about a term."""

    text: str
    lang: Lang
    line: int
    status: TermStatus | None = None
    part_of_speech: PartOfSpeech | None = None
    term_type: TermType | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Said:
    """What stands about a concept, outside of its terms and in them."""

    terms: list[_TermSaid] = field(default_factory=list)
    definitions: dict[Lang, list[str]] = field(default_factory=dict)
    subjects: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    translatable: bool = True


class _Reader:
    """Makes concepts of elements, once.

    Attributes:
        findings: What was wrong up to there.
    """

    def __init__(self, path: str, langs: Pair | None) -> None:
        self._findings = Findings(path)
        self.findings = self._findings.all
        self._path, self._langs = path, langs
        self._lang: Lang | None = None
        self._exact = False
        self._known: dict[str, Lang | None] = {}
        self._seen: set[Lang] = set()
        self._dropped: dict[str, tuple[Element, int]] = {}

    def concepts(self, found: Iterator[Element]) -> Iterator[Concept]:
        """The concepts of a document, after a look at its root."""
        root = next(found, None)
        if root is None:
            self._report(Element("", {}, 1, 1, []), "the file is empty; fetch it again")
            return
        self._begin(root)
        for element in found:
            name = _local(element.name)
            if element.name in _WHOLE and name in _ENTRIES:
                if concept := self._concept(element):
                    self._seen.update(term.lang for term in concept.terms)
                    yield concept
            elif name in _HEADERS:
                self._exact = OURS in _texts_of(element, "p")
            elif name in _ENTRIES:
                message = f"<{element.name}> is not read; write the elements without a prefix"
                raise FormatError(message, path=self._path, line=element.line, column=element.column)
        self._finish(root)

    def _begin(self, root: Element) -> None:
        name = _local(root.name)
        if name.lower() not in ("martif", "tbx"):
            message = f"begins with <{root.name}>, so this is no TBX; name the file by what it is, or fetch it again"
            raise FormatError(message, path=self._path, line=root.line, column=root.column)
        get = root.attributes.get
        kind = get("type") or get("dialect") or "TBX"
        namespace = get("xmlns", "")
        if not kind.upper().startswith("TBX") or (name == "tbx" and namespace not in NAMESPACES):
            message = f"{kind} {namespace}".strip() + " is not known here, and read as if it were TBX"
            self._report(root, message, severity=Severity.WARNING)
        if said := (get("xml:lang") or get("lang") or "").strip():
            self._lang = self._language(said, root)

    def _finish(self, root: Element) -> None:
        for lang in self._langs or ():
            if self._seen and not any(lang in fallbacks(seen) or seen in fallbacks(lang) for seen in self._seen):
                there = ", ".join(in_order(self._seen))
                message = f"nothing in {lang}; the file has {there}"
                self._report(root, message, rule=_LANGUAGES, severity=Severity.WARNING)
        for category, (element, count) in self._dropped.items():
            more = f"; it stands in {count - 1:,} more places" if count > 1 else ""
            message = f"{category} is not kept here{more}"
            self._report(element, message, rule=_DROPPED, severity=Severity.INFO)
        self._findings.finish(_SYNTAX, "more such places in this file", root.line, root.column)

    def _language(self, said: str, element: Element) -> Lang | None:
        """A tag as a language; one that is none is told once."""
        if said not in self._known:
            try:
                self._known[said] = parse(said)
            except LanguageError as error:
                self._known[said] = None
                self._report(element, f"{error}; texts in it are left out", rule=_LANGUAGES)
        return self._known[said]

    def _concept(self, entry: Element) -> Concept | None:
        said = _Said()
        for category, element in self._facts(entry):
            self._keep(said, category, element, None)
        for section in _children(entry, _SECTIONS):
            self._read_section(said, section)
        if not said.terms:
            message = "an entry without a term; there is nothing to keep"
            self._report(entry, message, severity=Severity.WARNING)
            return None
        return Concept(
            id=id_of(entry.attributes.get("id") or entry.attributes.get("xml:id") or ""),
            terms=tuple(self._terms(said.terms)),
            subject="; ".join(said.subjects),
            definition={lang: "\n".join(texts) for lang, texts in said.definitions.items()},
            note="\n".join(said.notes),
            translatable=said.translatable,
            examples=tuple(said.examples),
            related=tuple(said.related),
            origin=Location(self._path, entry.line),
        )

    def _read_section(self, said: _Said, section: Element) -> None:
        """What a language has."""
        tagged = (section.attributes.get("xml:lang") or section.attributes.get("lang") or "").strip()
        if not tagged:
            message = f"<{section.name}> without xml:lang; say which language it is in"
            self._report(section, message, rule=_LANGUAGES)
            return
        lang = self._language(tagged, section)
        if lang is None:
            return
        of_language = _Said()
        for category, element in self._facts(section):
            self._keep(of_language, category, element, lang)
        terms = [term for part in _children(section, _TERMS) if (term := self._term(said, part, lang))]
        (terms[0] if terms else said).notes[:0] = of_language.notes
        said.terms += terms
        said.subjects += of_language.subjects
        said.examples += of_language.examples
        said.related += of_language.related
        said.translatable &= of_language.translatable
        for its_lang, texts in of_language.definitions.items():
            said.definitions.setdefault(its_lang, []).extend(texts)

    def _term(self, said: _Said, part: Element, lang: Lang) -> _TermSaid | None:
        facts = list(self._facts(part))
        term = next((element for category, element in facts if category == "term"), None)
        if term is None:
            self._report(part, f"<{part.name}> without <term>; put the term into one")
            return None
        if not (text := self._text(term)).strip():
            self._report(term, f"no term in {lang} yet; left out", severity=Severity.INFO)
            return None
        found = _TermSaid(text, lang, term.line)
        marked: list[str] = []
        for category, element in facts:
            kind = _OF_TERMS.get(_key(category))
            if kind:
                self._characterise(found, kind, self._text(element).strip())
            elif _is_mark(element, TERM_MARKS):
                marked.append(element.text)
            elif category == "term" and element is not term:
                self._report(element, f"a second <term> in one <{part.name}>, left out; give it one of its own")
            elif _CATEGORIES.get(_key(category)) == _NOTE:
                found.notes += self._kept(element)
            elif element is not term:
                self._keep(said, category, element, lang)
        for mark in marked:
            found.status = STATUS_MARKS.get(mark, found.status)
            found.part_of_speech = PART_MARKS.get(mark, found.part_of_speech)
            found.term_type = TYPE_MARKS.get(mark, found.term_type)
        return found

    def _characterise(self, term: _TermSaid, kind: str, value: str) -> None:
        value = value.lower()
        if kind == "part_of_speech" and value:
            term.part_of_speech = PARTS_OF_SPEECH.get(value, PartOfSpeech.OTHER)
        elif kind == "type":
            term.term_type = TERM_TYPES.get(value, term.term_type)
        elif kind == "status":
            value = value.removesuffix("-admn-sts").removesuffix("admnsts").removesuffix("term")
            term.status = STATUSES.get(value, term.status)

    def _keep(self, said: _Said, category: str, element: Element, lang: Lang | None) -> None:
        """Put what stands in an element where it belongs; what belongs nowhere is counted."""
        kind = _CATEGORIES.get(_key(category))
        if kind is None:
            first, count = self._dropped.get(category, (element, 0))
            self._dropped[category] = first, count + 1
        elif kind == _TRANSLATE:
            said.translatable &= element.text.strip().lower() != "no"
        elif lang is None and _is_mark(element, (UNTRANSLATED,)):
            said.translatable = False
        elif kind == _DEFINITION:
            for text in self._kept(element):
                said.definitions.setdefault(self._language_of(element, lang, text), []).append(text)
        elif kind == _RELATED:
            target = element.attributes.get("target") or element.text.strip()
            said.related += [id_of(target)] if target else []
        else:
            where = {_NOTE: said.notes, _EXAMPLE: said.examples, _SUBJECT: said.subjects}
            where[kind] += self._kept(element)

    def _language_of(self, element: Element, lang: Lang | None, text: str) -> Lang:
        """The language of a definition: that of its section, its own, that of the document, or that of its letters."""
        if lang is None and (tagged := element.attributes.get("xml:lang", "").strip()):
            lang = self._language(tagged, element)
        return lang or self._lang or language_of(text)

    def _terms(self, said: list[_TermSaid]) -> Iterator[Term]:
        """The terms, language by language; those without a status get one."""
        order = list(dict.fromkeys(term.lang for term in said))
        said = sorted(said, key=lambda term: order.index(term.lang))
        begun = {term.lang for term in said if term.status is TermStatus.PREFERRED}
        for term in said:
            status = term.status or usual_status(first=term.lang not in begun)
            begun.add(term.lang)
            yield Term(
                term.text,
                term.lang,
                status,
                term.part_of_speech,
                term.term_type,
                note="\n".join(term.notes),
                origin=Location(self._path, term.line),
            )

    def _facts(self, parent: Element) -> Iterator[tuple[str, Element]]:
        """What stands directly in an element or in groups of it, each with its data category."""
        for part in parent.parts:
            if isinstance(part, str):
                if not part.isspace():
                    message = f"text in <{parent.name}> beside its elements; left out"
                    self._report(parent, message, severity=Severity.WARNING)
                continue
            name = _local(part.name)
            if name in _GROUPS:
                yield from self._facts(part)
            elif name in _TYPED:
                yield part.attributes.get("type") or ("definition" if name == "descrip" else name), part
            elif name not in _SECTIONS and name not in _TERMS:
                yield name, part

    def _kept(self, element: Element) -> list[str]:
        """The text of an element, if there is any."""
        text = self._text(element)
        return [text] if text.strip() else []

    def _text(self, element: Element) -> str:
        return element.text if self._exact else _unwrapped(element.text)

    def _report(
        self, element: Element, message: str, *, rule: str = _SYNTAX, severity: Severity = Severity.ERROR
    ) -> None:
        self._findings.add(rule, severity, message, element.line, element.column)


def _local(name: str) -> str:
    """The name of an element without its prefix."""
    return name.rpartition(":")[2]


def _key(category: str) -> str:
    return category.replace(" ", "").lower()


def _children(parent: Element, names: frozenset[str]) -> Iterator[Element]:
    return (part for part in parent.parts if isinstance(part, Element) and _local(part.name) in names)


def _texts_of(element: Element, name: str) -> list[str]:
    """The texts of all elements of a name, however deep."""
    found: list[str] = []
    for part in element.parts:
        if isinstance(part, Element):
            found += [part.text] if part.name == name else _texts_of(part, name)
    return found


def _is_mark(element: Element, marks: Container[str]) -> bool:
    return element.attributes.get("xml:lang") == MARK_LANG and element.text in marks


def _unwrapped(text: str) -> str:
    """A text without the layout of its file: line breaks before indentation are spaces, or nothing between Han."""
    if "\n" not in text:
        return text
    pieces: list[str] = []
    blank = 0
    for line in text.split("\n"):
        words = line.strip(" \t")
        if not words:
            blank += 1
            continue
        if pieces:
            indented = line[0] in " \t"
            joint = "" if is_han(pieces[-1][-1]) and is_han(words[0]) else " "
            pieces.append("\n\n" if indented and blank else joint if indented else "\n" * (blank + 1))
        pieces.append(words)
        blank = 0
    return "".join(pieces)


def is_mine(head: bytes) -> bool:
    """Whether a file begins like TBX."""
    return _local(root_name(head)).lower() in ("martif", "tbx")


FORMAT = Format(
    "tbx",
    (".tbx", ".tbx.xml", ".xml"),
    read,
    bilingual=False,
    stream=stream,
    is_text=False,
    is_mine=is_mine,
    write_terms=write,
    carries=CARRIES,
)
