"""What all versions of XLIFF have in common: namespaces, files and groups, languages, codes, and where texts stand.

The `kind` of a code is the name of its element: `x`, `bx`, `ex`, `ph`, `bpt`, `ept`, `it` (`it-end` with pos="close"),
`g`, `mrk` in 1.x, `ph`, `sc`, `ec`, `pc`, `mrk`, `sm`, `em` in 2.x. What goes around a text (`g`, `pc`, `mrk`) ends
with a code of the kind `g-end`, `pc-end`, `mrk-end` and the same id. The `id` is what source and target, and the two
codes of a pair, have in common: `rid` or else `id` in 1.x (of `mrk`, `mid`), `startRef` or else `id` in 2.x.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, NamedTuple

from glossary.errors import FormatError, LanguageError
from glossary.formats import Pair
from glossary.formats._languages import languages, named_language
from glossary.formats._reading import Findings, Runs
from glossary.formats._xml import Element, Placed, illegal, tag
from glossary.losses import is_made_of_source
from glossary.model import Candidate, Code, Concept, Lang, Location, Run, Segment, Severity, TranslationUnit, UnitState
from glossary.text.language import EN, fallbacks, parse
from glossary.text.lines import Lines
from glossary.text.patterns import lazy

NAMESPACE = "urn:oasis:names:tc:xliff:document:"
OWN = "urn:gloss:xliff:1"
"""The namespace of attributes that say what XLIFF has no words for; their prefix here is always `gloss`."""

OWN_PREFIX = "gloss:"
GLOSSARY, MATCHES = "gls:", "mtc:"
MODULES = {GLOSSARY: "urn:oasis:names:tc:xliff:glossary:2.0", MATCHES: "urn:oasis:names:tc:xliff:matches:2.0"}
"""The namespaces of the modules of XLIFF 2 that are read and written, by what begins names in them here."""
_PREFIXES = {OWN: OWN_PREFIX, **{uri: prefix for prefix, uri in MODULES.items()}}

META = "xliff:"
NAMES = ("file", "translate", "state", "state-qualifier", "maxwidth", "size-unit", "subState", "guessed")
"""The meta that is kept, without its prefix."""

GUESSED = {"guessed": "target"}
"""The meta of a unit of which nothing but the letters of its translation says what that is in."""

NO_FILES = ("", "NoName")
"""What stands for the name of a document that has none."""

SYNTAX, LANGUAGES, DUPLICATE = "xliff-syntax", "xliff-languages", "xliff-duplicate"

BEST = 100
"""The best score."""

_MADE = lazy(r"gloss-[0-9]+")
_SCORE = lazy(r"\s*([0-9]{1,9}(?:\.[0-9]*)?|\.[0-9]+)\s*%?\s*")
_NMTOKEN = lazy(r"[\w.:·-]+")
_START_TAG = lazy(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_END_TAG = lazy(r"</[^<>]*>")


class Tag(NamedTuple):
    """The place of a code: a start tag, with `closed` an empty element, without element the end tag that follows."""

    element: Element | None
    closed: bool = False


END: Final = Tag(None)
Piece = tuple[str | Code, str | list[str] | Tag]
"""A part of a segment, and where it stands: in texts or in a tag."""


@dataclass(slots=True)
class Document:
    """A `<file>`: what its units have in common.

    Attributes:
        lines: The line of each id that was met.
        tools: What the tools are called that its header names, by id.
    """

    element: Element
    name: str
    source: Lang | None
    target: Lang | None
    lines: dict[str, int] = field(default_factory=dict)
    tools: dict[str, str] = field(default_factory=dict)


class Spot(NamedTuple):
    """Where a unit stands.

    Attributes:
        whole: The `trans-unit` or `unit`.
        part: What its source stands in: `trans-unit`, the `mrk` of a `seg-source`, `segment`.
        name: Its `mid` or number, where the unit may have several; else "".
        target: The `target`, or the `mrk` of one.
        offers: The `alt-trans` or matches that offer translations for it.
    """

    whole: Element
    part: Element
    name: str
    target: Element | None
    offers: Sequence[Element]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What an element that is open says about what stands in it."""

    depth: int
    names: Mapping[str, str]
    translate: bool


class Reader(ABC):
    """Makes units of elements, once.

    Attributes:
        findings: What was wrong up to there.
        is_guessed: The target language of the last pair is that of its letters.
        spots: Where each unit stands, if it is a list.
    """

    def __init__(self, path: str, langs: Pair | None, root: Element, core: str, text: str) -> None:
        self.path, self.langs = path, langs
        self._found = Findings(path)
        self.findings = self._found.all
        self._root, self._core = root, core
        self._places = Places(text) if text else None
        self._known: dict[str, Lang | None] = {}
        self._told: set[str] = set()
        self._documents: set[str] = set()
        self._seen: dict[tuple[Lang, Lang | None], None] = {}
        self._given = False
        self.is_guessed = False
        self.spots: list[Spot] | None = None
        self._offers: dict[str, list[Element]] = {}

    unit_name: str
    """The element that is a unit."""

    @abstractmethod
    def document(self, element: Element) -> Document:
        """What a `<file>` says."""

    @abstractmethod
    def units(
        self, element: Element, document: Document, *, translate: bool
    ) -> Iterator[TranslationUnit] | Iterator[TranslationUnit | Concept]:
        """The units in an element that is one, then the concepts of its glossary."""

    def entries(self, found: Iterator[Element]) -> Iterator[TranslationUnit | Concept]:
        """The units of all files in the document, each with the concepts that belong to it behind it."""
        stack = [_Scope(1, named(self._root, {"": ""}, self._core), True)]
        document: Document | None = None
        for element in found:
            while stack[-1].depth >= element.depth:
                stack.pop()
            scope = stack[-1]
            names = named(element, scope.names, self._core)
            translate = element.attributes.get("translate", "yes" if scope.translate else "no") != "no"
            if element.name == self.unit_name and document:
                yield from self.units(element, document, translate=translate)
                continue
            if element.name == "file":
                document = self.document(element)
            elif element.name in ("trans-unit", "unit"):
                message = f"<{element.name}> in no <file> of this version of XLIFF; left out, put it into one"
                self.report(element, message)
                continue
            elif element.name == "tool" and document:
                get = element.attributes.get
                document.tools[get("tool-id", "")] = get("tool-name", "")
            stack.append(_Scope(element.depth, names, translate))
        self._finish(document)

    def _finish(self, document: Document | None) -> None:
        root = self._root
        if document is None:
            self.report(root, "a document without <file>, so there is nothing in it; fetch it again")
        if self.langs and self._seen and not self._given:
            there = ", ".join(":".join(filter(None, pair)) for pair in self._seen)
            message = f"nothing from {self.langs[0]} into {self.langs[1]}; the file has {there}"
            self.report(root, message, rule=LANGUAGES, severity=Severity.WARNING)
        self._found.finish(SYNTAX, "more such places in this file", root.line, root.column)

    def note_spot(self, whole: Element, part: Element, name: str, target: Element | None) -> None:
        """A unit comes next that stands there; what is offered for it has been noted by its name."""
        if self.spots is not None:
            self.spots.append(Spot(whole, part, name, target, self._offers.get(name, ())))

    def is_wanted(self, source: Lang, target: Lang | None) -> bool:
        """Whether a unit is in the languages that were asked for; without a target it is in any."""
        self._seen[source, target] = None
        if self.langs and not (_near(source, self.langs[0]) and (target is None or _near(target, self.langs[1]))):
            return False
        self._given = True
        return True

    def source_of(self, element: Element, target: Element | None) -> Element | None:
        """The source in an element; an empty one, and a finding, where there is a translation but none of it."""
        source = first(element, "source")
        if source is None and target and target.text.strip():
            message = f"<{element.name}> without <source>, only a translation; read as empty, add it"
            self.report(element, message, severity=Severity.WARNING)
            return Element("source", {}, element.line, element.column, [])
        if source is None:
            self.report(element, f"<{element.name}> without <source>; left out, as there is nothing to translate")
        return source

    def pair(self, document: Document, source: Element, target: Element | None) -> tuple[Lang, Lang | None]:
        """The languages of a unit: as its texts say, else its file, else as they look."""
        self.is_guessed = False
        ours = self._own_language(source, document.source)
        theirs = self._own_language(target, document.target) if target else document.target
        if ours is None:
            ours = self.langs[0] if self.langs else languages([source.text], "")[1] if source.text else EN
            self._tell_once(document, f"no source language; taken for {ours}, name it in the file")
        if theirs is None and not self.langs:
            theirs = self._language_by_name(ours)
            if theirs is None and target and target.text.strip():
                theirs, self.is_guessed = language_by_letters(target.text), True
            if theirs:
                self._tell_once(document, f"no target language; taken for {theirs}, name it in the file or with --lang")
            else:
                message = "no target language; name it in the file or with --lang en:zh-Hans"
                self._tell_once(document, message, Severity.INFO)
        return ours, theirs

    def _own_language(self, element: Element, lang: Lang | None) -> Lang | None:
        """What a text says itself, such as en-GB in a file in English; what is wider says nothing new."""
        own = self.language(element.attributes.get("xml:lang", ""), element)
        if own is None or (lang and own in fallbacks(lang)):
            return lang
        if lang and lang not in fallbacks(own):
            message = f'xml:lang="{own}" in a file whose <{element.name}> is in {lang}; taken for {own}'
            self.report(element, message, rule=LANGUAGES, severity=Severity.WARNING)
        return own

    def _tell_once(self, document: Document, message: str, severity: Severity = Severity.WARNING) -> None:
        if message not in self._told:
            self._told.add(message)
            self.report(document.element, message, rule=LANGUAGES, severity=severity)

    def language(self, said: str, element: Element) -> Lang | None:
        """A tag as a language; None if it is missing, or none, which is told once."""
        if said.strip() and said not in self._known:
            try:
                self._known[said] = parse(said)
            except LanguageError as error:
                self._known[said] = None
                self.report(element, str(error), rule=LANGUAGES)
        return self._known.get(said)

    def _language_by_name(self, source: Lang) -> Lang | None:
        """The other language in the name of the file: `messages.zh-CN.xlf`."""
        found = named_language(self.path)
        return found.lang if found and found.lang != source else None

    def note_id(self, element: Element, id: str, lines: dict[str, int], what: str) -> None:
        """Report an id that is missing or was there before."""
        if not id:
            self.report(element, f"{what} without id; give it one", severity=Severity.WARNING)
            return
        first = lines.setdefault(id, element.line)
        if first != element.line:
            message = f'{what} id="{id}" again, first in line {first}; give each its own'
            self.report(element, message, rule=DUPLICATE)

    def segment(self, element: Element, pieces: Iterable[Piece]) -> Segment:
        """The segment in an element.

        Args:
            pieces: What it consists of, if it is not just a text.
        """
        if self._places is None:
            parts = element.parts
            if len(parts) == 1 and isinstance(parts[0], str):
                return Segment((parts[0],))
            return Segment(_parts(part for part, _ in pieces))
        there = list(pieces)
        return Segment(_parts(part for part, _ in there), self._places.runs(there))

    def score(self, element: Element, name: str) -> float | None:
        """How good an offer is, as an attribute says: 80, 80% or 80.5; None, and a finding, where that is no number."""
        said = element.attributes[name]
        if found := _SCORE.fullmatch(said):
            score = float(found[1])
            if score > BEST:
                self.report(element, f"{name}={said!r} is more than {BEST}; read as {BEST}", severity=Severity.WARNING)
            return min(score, BEST)
        message = f"{name}={said!r} is no number from 0 to {BEST}; the translation is read without it"
        self.report(element, message, severity=Severity.WARNING)
        return None

    def is_offered(self, offer: Element, target: Element, lang: Lang | None) -> bool:
        """Whether a translation is one into this language; else it is told that it is left out."""
        tags = (each.attributes.get("xml:lang", "") for each in (target, offer))
        theirs = next((found for said in tags if (found := self.language(said, target))), None)
        if theirs and lang and not _near(theirs, lang):
            self.report(target, f"offered in {theirs}, not in {lang}; left out", severity=Severity.INFO)
            return False
        if not target.text.strip() and not any(isinstance(part, Element) for part in target.parts):
            self.report(target, "offers an empty translation; left out", severity=Severity.WARNING)
            return False
        return True

    def location(self, element: Element) -> Location:
        """Where an element begins."""
        return Location(self.path, element.line)

    def report(
        self, element: Element, message: str, *, rule: str = SYNTAX, severity: Severity = Severity.ERROR
    ) -> None:
        """Something is wrong with an element."""
        self._found.add(rule, severity, message, element.line, element.column)

    def unknown(self, element: Element, pieces: Callable[[Element], Iterator[Piece]]) -> Iterator[Piece]:
        """An element in a text that is none of XLIFF: a placeholder for each of its tags."""
        name = element.name.rpartition("}")[2]
        message = f"<{name}> in a text is none of XLIFF; kept as a placeholder, write it as &lt;{name}>"
        self.report(element, message, severity=Severity.WARNING)
        closed = not element.parts
        yield Code(tag(name, element.attributes, end="/>" if closed else ">")), Tag(element, closed)
        yield from pieces(element)
        if not closed:
            yield Code(f"</{name}>"), END


class Places:
    """Finds the pieces of segments in the text of a file."""

    def __init__(self, text: str) -> None:
        self._text, self._lines = text, Lines(text)
        self._at = 0

    def runs(self, pieces: Iterable[Piece]) -> tuple[Run, ...]:
        """Where they stand; nothing if one of them is not found."""
        runs = Runs()
        for part, where in pieces:
            length = len(part if isinstance(part, str) else part.data)
            if isinstance(where, list):
                if not all(self._add(runs, text) for text in where):
                    return ()
            elif not (self._add(runs, where) if isinstance(where, str) else self._tag(runs, length, where)):
                return ()
        return runs.all()

    def _add(self, runs: Runs, text: str) -> bool:
        if not isinstance(text, Placed):
            return False
        runs.add(len(text), text.at, text.width)
        self._at = text.at + text.width
        return True

    def _tag(self, runs: Runs, length: int, where: Tag) -> bool:
        """Text that a tag stands for; one that is as wide would look as if it were written there."""
        if where.element:
            begin = self._lines.spans[where.element.line - 1].start + where.element.column - 1
            found = _START_TAG.match(self._text, begin)
            end = found.end() if found else begin
            if found and where.closed and (closing := _END_TAG.match(self._text, end)) and found[0][-2:] != "/>":
                end = closing.end()
        else:
            found, begin = _END_TAG.match(self._text, self._at), self._at
            end = found.end() if found else begin
        self._at = end
        if not length:
            return True
        if found is None or length == end - begin:
            return False
        runs.add(length, begin, end - begin)
        return True


def named(element: Element, names: Mapping[str, str], core: str) -> Mapping[str, str]:
    """Give an element and all in it names without prefix for XLIFF, with a known one for modules, else `{uri}name`.

    Args:
        names: The namespace for each prefix that is known where it stands.

    Returns:
        The same with those that it declares.
    """
    for key in element.attributes:
        if ":" in key or key == "xmlns":
            names = _declared(element, names)
            break
    prefix, _, local = element.name.rpartition(":")
    uri = names.get(prefix)
    if uri != core:
        element.name = f"{_PREFIXES[uri]}{local}" if uri in _PREFIXES else f"{{{uri or prefix}}}{local}"
    elif prefix:
        element.name = local
    for part in element.parts:
        if not isinstance(part, str):
            named(part, names, core)
    return names


def _declared(element: Element, names: Mapping[str, str]) -> Mapping[str, str]:
    """The prefixes that are known in an element; its attributes in our namespace get our prefix."""
    attributes = element.attributes
    declared = {key[6:]: uri for key, uri in attributes.items() if key == "xmlns" or key.startswith("xmlns:")}
    names = {**names, **declared} if declared else names
    for key in list(attributes):
        prefix, _, local = key.partition(":")
        if names.get(prefix) == OWN and local:
            attributes[OWN_PREFIX + local] = attributes[key]
    return names


def namespace_of(root: Element, path: str) -> str:
    """The namespace of the document.

    Raises:
        FormatError: It is no XLIFF.
    """
    prefix, _, local = root.name.rpartition(":")
    uri = root.attributes.get(f"xmlns:{prefix}" if prefix else "xmlns", "")
    if local != "xliff":
        message = f"begins with <{root.name}>, so this is no XLIFF; name the file by what it is, or fetch it again"
        raise FormatError(message, path=path, line=root.line, column=root.column)
    if uri and uri.removeprefix(NAMESPACE) not in ("1.1", "1.2", "2.0", "2.2"):
        message = f"the namespace {uri!r} is none of XLIFF that is read; save the file as XLIFF 1.2 or 2.1"
        raise FormatError(message, path=path, line=root.line, column=root.column)
    return uri


def first(element: Element, name: str) -> Element | None:
    """The first element of this name that stands in another."""
    for part in element.parts:
        if not isinstance(part, str) and part.name == name:
            return part
    return None


def children(element: Element, name: str) -> list[Element]:
    """The elements of this name that stand in another."""
    return [part for part in element.parts if not isinstance(part, str) and part.name == name]


def own_code(code: Code, attributes: Mapping[str, str]) -> Code:
    """A code as it was before it was written as one that XLIFF has."""
    get = attributes.get
    return Code(
        code.data,
        get("gloss:kind", code.kind),
        get("gloss:id", code.id),
        get("gloss:display", code.display),
    )


def end_code(start: Code, data: str = "", display: str = "") -> Code:
    """The code that ends what another begins."""
    return Code(data, f"{start.kind}-end", "" if start.kind == "hi" else start.id, display)


def own_id(attributes: Mapping[str, str]) -> str:
    """The id of a unit; "" where it was made when the file was written."""
    id = attributes.get("id", "")
    return attributes.get("gloss:id", "" if _MADE.fullmatch(id) else id)


def own_state(attributes: Mapping[str, str], state: UnitState) -> UnitState:
    """The state of a unit, which XLIFF may have had no word for."""
    said = attributes.get("gloss:unit-state", "")
    return UnitState(said) if said in list(UnitState) else state


def own_meta(attributes: Mapping[str, str], document: Document, native: Mapping[str, str]) -> dict[str, str]:
    """The meta of a unit.

    Args:
        native: What XLIFF itself says, by name.
    """
    found = {"file": document.name} if document.name not in NO_FILES else {}
    found.update(native)
    for key, value in attributes.items():
        if key.startswith(OWN_PREFIX) and (name := key[len(OWN_PREFIX) :]) in NAMES:
            found[name] = value
    return {META + name: value for name, value in found.items()}


def language_by_letters(text: str) -> Lang:
    """What a translation seems to be in."""
    return languages([text], "")[1]


def named_target(unit: TranslationUnit) -> Lang | None:
    """The target language that is to be named; None where it is guessed, and will be again."""
    if unit.meta and unit.meta.get(META + "guessed") == GUESSED["guessed"] and unit.target:
        again = unit.target.text.strip() and language_by_letters(unit.target.text) == unit.target_lang
        return None if again else unit.target_lang
    return unit.target_lang


def has_text(segment: Segment | None) -> bool:
    """Whether there is a translation."""
    return segment is not None and segment.parts not in ((), ("",))


def offers(found: Iterable[Candidate], source: Segment) -> tuple[Candidate, ...]:
    """What is offered for a source; that a translation is of this very source says nothing new."""
    return tuple(replace(offer, source=None) if offer.source == source else offer for offer in found)


def score_of(offer: Candidate) -> str:
    """Its score as a decimal number."""
    return "" if offer.score is None else format(Decimal(repr(offer.score)).normalize(), "f")


def texts_of(unit: TranslationUnit) -> Iterator[str]:
    """The words of a unit and the text of its codes."""
    for segment in _segments_of(unit):
        for part in segment.parts:
            yield part if isinstance(part, str) else part.data


def _segments_of(unit: TranslationUnit) -> Iterator[Segment]:
    yield unit.source
    if unit.target:
        yield unit.target
    for offer in unit.candidates:
        yield offer.target
        if offer.source:
            yield offer.source


def names_of(unit: TranslationUnit) -> Iterator[str]:
    """What a unit says beside its texts; an id that is made of its source says nothing new."""
    yield from (unit.context, unit.note)
    if unit.id and not is_made_of_source(unit):
        yield unit.id
    yield from (offer.origin for offer in unit.candidates)
    for segment in _segments_of(unit):
        for part in segment.parts:
            if isinstance(part, Code):
                yield from (part.kind, part.id, part.display)


def spans(segment: Segment, fits: Callable[[Code, Code], bool]) -> dict[int, int]:
    """The codes that begin and end something, well nested: the index of the end for that of the beginning."""
    found: dict[int, int] = {}
    opened: list[tuple[int, Code]] = []
    for index, part in enumerate(segment.parts):
        if isinstance(part, str):
            continue
        if part.kind in SPANNING:
            opened.append((index, part))
        elif opened and part == end_code(opened[-1][1], part.data, part.display) and fits(opened[-1][1], part):
            found[opened.pop()[0]] = index
    return found


SPANNING = frozenset(("g", "pc", "mrk", "hi"))


class Ids:
    """Ids that occur once, for what has one and for what has none that can be written."""

    def __init__(self, is_valid: Callable[[str], bool]) -> None:
        self._used: set[str] = set()
        self._is_valid, self._number = is_valid, 0

    def take(self, id: str) -> tuple[str, dict[str, str]]:
        """What to write for an id, and the attribute that says what it was."""
        if id and id not in self._used and self._is_valid(id) and not _MADE.fullmatch(id):
            self._used.add(id)
            return id, {}
        self._number += 1
        return f"gloss-{self._number}", own(id=id) if id and not illegal(id) else {}


def own(**attributes: str) -> dict[str, str]:
    """Attributes in our own namespace."""
    return {OWN_PREFIX + name.replace("_", "-"): value for name, value in attributes.items()}


def meta_of(unit: TranslationUnit) -> dict[str, str]:
    """The meta that can be written, by name without prefix."""
    if not unit.meta:
        return {}
    found = {name: unit.meta.get(META + name) for name in NAMES}
    return {name: value for name, value in found.items() if value is not None and not illegal(value)}


def is_nmtoken(text: str) -> bool:
    """Whether a text is a name token, as far as all readers agree."""
    return _NMTOKEN.fullmatch(text) is not None and text.isascii()


def _parts(parts: Iterable[str | Code]) -> tuple[str | Code, ...]:
    """Texts and codes in order, no text beside another."""
    found: list[str | Code] = []
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
            continue
        if text := "".join(texts):
            found.append(text)
        texts.clear()
        found.append(part)
    if text := "".join(texts):
        found.append(text)
    return tuple(found) or ("",)


def _near(one: Lang, other: Lang) -> bool:
    return one == other or one in fallbacks(other) or other in fallbacks(one)


LONE = re.compile("[\ud800-\udfff]")
"""Half a character, which no file can hold."""
