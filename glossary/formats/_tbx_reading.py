"""From the elements of a termbase to concepts: for TBX, and for formats that are built like it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Set
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import BinaryIO

from glossary.errors import FormatError, LanguageError
from glossary.formats import Pair
from glossary.formats._reading import Findings
from glossary.formats._table_values import status_of
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
from glossary.formats._xml import Element, elements
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

ROOTS = ("martif", "tbx")
"""The names of the root, in lower case."""

NAMESPACES = ("", "urn:iso:std:iso:30042:ed-2", "urn:iso:std:iso:30042:ed:3.0")
"""Of version 3; the last is that of its drafts."""

_HEADERS = frozenset(("martifHeader", "tbxHeader"))
_ENTRIES = frozenset(("termEntry", "conceptEntry", "entry"))
_TYPED = frozenset("descrip termNote admin ref xref transac adminNote descripNote transacNote".split())

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


OF_WEBLATE = frozenset((DataCategory.ID, DataCategory.SYNONYM, DataCategory.UNUSABLE, DataCategory.TRANSLATE))
"""What files of Weblate say without doubt; an explanation is a definition there, or a note, or both together."""

_LOOKED_AT = 100
"""Entries by which it is judged what a file says."""
_OTHERS = ("Weblate", "Translate Toolkit")
"""What a header says of files as Weblate has them."""


def resource_of(reader: Reader, file: BinaryIO, path: str, carries: Set[DataCategory]) -> Resource:
    """What a reader makes of a file.

    Args:
        reader: For this file alone.
        file: At its beginning.
        path: What messages call it.
        carries: What its format can say. A file of which not every term has a status says nothing by not having one,
            unless it is one of gloss, in which the usual status is not written.
    """
    concepts = reader.concepts(elements(file, path, reader.whole))
    first = list(islice(concepts, _LOOKED_AT))
    there = tuple(dict.fromkeys(term.lang for concept in first[:1] for term in concept.terms))
    said: frozenset[DataCategory] | None = None
    if reader.is_of_weblate:
        said = OF_WEBLATE
    elif reader.lacks_statuses and not reader.is_ours:
        said = frozenset(carries - {DataCategory.STATUS})
    return Resource(chain(first, concepts), there, findings=reader.findings, carries=said)


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
    is_unclear: bool = False


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


class Reader:
    """Makes concepts of elements, once; for other formats that are built like TBX, a subclass says how they differ.

    Attributes:
        name: Of the format, in messages and rules.
        whole: The elements that are wanted with all that is in them.
        entries: Those that hold a concept.
        sections: Those that hold what a language has.
        terms: Those that hold a term and what is said of it.
        groups: Those that mean nothing themselves.
        exact: Whether all white space in texts is as somebody typed it.
        path: Of the file.
        findings: What was wrong up to there.
        is_ours: The header says that gloss wrote it.
        is_of_weblate: The header says so, or the notes are as there.
        lacks_statuses: A term had none, up to there.
    """

    name = "tbx"
    whole = frozenset(prefix + name for prefix in ("", "tbx:") for name in _HEADERS | _ENTRIES)
    entries = _ENTRIES
    sections = frozenset(("langSet", "langSec", "langGroup"))
    terms = frozenset(("tig", "ntig", "termSec", "termGroup"))
    groups = frozenset(("descripGrp", "adminGrp", "termNoteGrp", "transacGrp", "termGrp"))
    exact = False

    def __init__(self, path: str, langs: Pair | None) -> None:
        self._findings = Findings(path)
        self.findings = self._findings.all
        self.path, self._langs = path, langs
        self.is_ours = self.is_of_weblate = self.lacks_statuses = False
        self._lang: Lang | None = None
        self._known: dict[str, Lang | None] = {}
        self._seen: set[Lang] = set()
        self._dropped: dict[str, tuple[Element, int]] = {}

    def concepts(self, found: Iterator[Element]) -> Iterator[Concept]:
        """The concepts of a document, after a look at its root."""
        root = next(found, None)
        if root is None:
            self._report(Element("", {}, 1, 1, []), "the file is empty; fetch it again")
            return
        self.begin(root)
        for element in found:
            name = local_name(element.name)
            if element.name in self.whole and name in self.entries:
                if concept := self._concept(element):
                    self._seen.update(term.lang for term in concept.terms)
                    yield concept
            elif name in _HEADERS:
                texts = _texts_of(element, "p")
                self.exact = self.is_ours = OURS in texts
                self.is_of_weblate = any(text.strip() in _OTHERS for text in texts)
            elif name in self.entries:
                message = f"<{element.name}> is not read; write the elements without a prefix"
                raise FormatError(message, path=self.path, line=element.line, column=element.column)
        self._finish(root)

    def begin(self, root: Element) -> None:
        """Look at the root.

        Raises:
            FormatError: It is that of another format.
        """
        name = local_name(root.name)
        if name.lower() not in ROOTS:
            message = f"begins with <{root.name}>, so this is no TBX; name the file by what it is, or fetch it again"
            raise FormatError(message, path=self.path, line=root.line, column=root.column)
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
                self._report(root, message, rule="languages", severity=Severity.WARNING)
        for category, (element, count) in self._dropped.items():
            more = f"; it stands in {count - 1:,} more places" if count > 1 else ""
            message = f"{category} is not kept here{more}"
            self._report(element, message, rule="dropped", severity=Severity.INFO)
        self._findings.finish(f"{self.name}-syntax", "more such places in this file", root.line, root.column)

    def _language(self, said: str, element: Element) -> Lang | None:
        """A tag as a language; one that is none is told once."""
        if said not in self._known:
            try:
                self._known[said] = parse(said)
            except LanguageError as error:
                self._known[said] = None
                self._report(element, f"{error}; texts in it are left out", rule="languages")
        return self._known[said]

    def _concept(self, entry: Element) -> Concept | None:
        said = _Said()
        for category, element in self._facts(entry):
            self._keep(said, category, element, None)
        for section in _children(entry, self.sections):
            self._read_section(said, section)
        if not said.terms:
            message = "an entry without a term; there is nothing to keep"
            self._report(entry, message, severity=Severity.WARNING)
            return None
        return Concept(
            id=self.id_of(entry),
            terms=tuple(self._terms(said.terms)),
            subject="; ".join(said.subjects),
            definition={lang: "\n".join(texts) for lang, texts in said.definitions.items()},
            note="\n".join(said.notes),
            translatable=said.translatable,
            examples=tuple(said.examples),
            related=tuple(said.related),
            origin=Location(self.path, entry.line),
        )

    def id_of(self, entry: Element) -> str:
        """The id of an entry; "" if it has none."""
        return id_of(entry.attributes.get("id") or entry.attributes.get("xml:id") or "")

    def language_of(self, section: Element) -> str:
        """The tag of the language that a section is in; "" if it does not say so."""
        return section.attributes.get("xml:lang") or section.attributes.get("lang") or ""

    def category(self, element: Element) -> str:
        """The data category of what an element says; "" if that is of no interest."""
        name = local_name(element.name)
        if name not in _TYPED:
            return name
        return element.attributes.get("type") or ("definition" if name == "descrip" else name)

    def own_language(self, element: Element) -> str:
        """The tag of the language that a description is in, if it says so itself."""
        return element.attributes.get("xml:lang", "")

    def _read_section(self, said: _Said, section: Element) -> None:
        """What a language has."""
        tagged = self.language_of(section).strip()
        if not tagged:
            message = f"<{section.name}> does not say in which language it is; left out"
            self._report(section, message, rule="languages")
            return
        lang = self._language(tagged, section)
        if lang is None:
            return
        of_language = _Said()
        for category, element in self._facts(section):
            self._keep(of_language, category, element, lang)
        terms = [term for part in _children(section, self.terms) if (term := self._term(said, part, lang))]
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
                self._characterise(found, kind, element)
            elif _is_mark(element, TERM_MARKS):
                marked.append(element.text)
            elif category == "term" and element is not term:
                self._report(element, f"a second <term> in one <{part.name}>, left out; give it one of its own")
            elif _CATEGORIES.get(_key(category)) == _NOTE:
                self.is_of_weblate |= "from" in element.attributes
                found.notes += self._kept(element)
            elif element is not term:
                self._keep(said, category, element, lang)
        if found.is_unclear:
            return None
        for mark in marked:
            found.status = STATUS_MARKS.get(mark, found.status)
            found.part_of_speech = PART_MARKS.get(mark, found.part_of_speech)
            found.term_type = TYPE_MARKS.get(mark, found.term_type)
        self.lacks_statuses |= found.status is None
        return found

    def _characterise(self, term: _TermSaid, kind: str, element: Element) -> None:
        said = element.text.strip()
        value = _key(said).replace("-", "")
        if not value:
            return
        if kind == "part_of_speech":
            term.part_of_speech = PARTS_OF_SPEECH.get(value, PartOfSpeech.OTHER)
        elif kind == "type":
            term.term_type = TERM_TYPES.get(value, term.term_type)
            if value not in TERM_TYPES:
                self._drop(f"the type {said}", element)
        elif status := STATUSES.get(value.removesuffix("admnsts").removesuffix("term")):
            term.status = status
        else:
            try:
                term.status = status_of(said) or term.status
            except ValueError as unknown:
                message = f"{unknown}, and might forbid {term.text!r}; write one of {', '.join(TermStatus)}"
                self._report(element, f"{message}; the term is left out")
                term.is_unclear = True

    def _keep(self, said: _Said, category: str, element: Element, lang: Lang | None) -> None:
        """Put what stands in an element where it belongs; what belongs nowhere is counted."""
        kind = _CATEGORIES.get(_key(category))
        if kind is None:
            self._drop(category, element)
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

    def _drop(self, what: str, element: Element) -> None:
        first, count = self._dropped.get(what, (element, 0))
        self._dropped[what] = first, count + 1

    def _language_of(self, element: Element, lang: Lang | None, text: str) -> Lang:
        """The language of a definition: that of its section, its own, that of the document, or that of its letters."""
        if lang is None and (tagged := self.own_language(element).strip()):
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
                origin=Location(self.path, term.line),
            )

    def _facts(self, parent: Element) -> Iterator[tuple[str, Element]]:
        """What stands directly in an element or in groups of it, each with its data category."""
        for part in parent.parts:
            if isinstance(part, str):
                if not part.isspace():
                    message = f"text in <{parent.name}> beside its elements; left out"
                    self._report(parent, message, severity=Severity.WARNING)
                continue
            name = local_name(part.name)
            if name in self.groups:
                yield from self._facts(part)
            elif name not in self.sections and name not in self.terms and (category := self.category(part)):
                yield category, part

    def _kept(self, element: Element) -> list[str]:
        """The text of an element, if there is any."""
        text = self._text(element)
        return [text] if text.strip() else []

    def _text(self, element: Element) -> str:
        return element.text if self.exact else _unwrapped(element.text)

    def _report(
        self, element: Element, message: str, *, rule: str = "syntax", severity: Severity = Severity.ERROR
    ) -> None:
        self._findings.add(f"{self.name}-{rule}", severity, message, element.line, element.column)


def local_name(name: str) -> str:
    """The name of an element without its prefix."""
    return name.rpartition(":")[2]


def _key(category: str) -> str:
    return category.replace(" ", "").lower()


def _children(parent: Element, names: frozenset[str]) -> Iterator[Element]:
    return (part for part in parent.parts if isinstance(part, Element) and local_name(part.name) in names)


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
