"""XLIFF 2.0 to 2.2: each `segment` of a `unit` is a unit with the matches that refer to it; then its glossary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from glossary.formats._xliff import (
    END,
    GUESSED,
    LONE,
    MATCHES,
    META,
    MODULES,
    NO_FILES,
    OWN,
    Document,
    Ids,
    Piece,
    Reader,
    Tag,
    children,
    end_code,
    first,
    has_text,
    is_nmtoken,
    meta_of,
    named_target,
    names_of,
    offers,
    own,
    own_code,
    own_id,
    own_meta,
    own_state,
    score_of,
    spans,
    texts_of,
)
from glossary.formats._xliff_glossary import concepts_of, glossary_lines
from glossary.formats._xml import Element, escaped, illegal, tag
from glossary.losses import written_terms
from glossary.model import Candidate, Code, Concept, Lang, Segment, Severity, TranslationUnit, UnitState
from glossary.text.language import EN
from glossary.text.patterns import lazy

NAMESPACES = {
    "2.0": "urn:oasis:names:tc:xliff:document:2.0",
    "2.1": "urn:oasis:names:tc:xliff:document:2.0",
    "2.2": "urn:oasis:names:tc:xliff:document:2.2",
}
VERSIONS = frozenset(NAMESPACES)

_ALONE = frozenset("ph sc ec sm em".split())
_HEX = lazy(r"[0-9A-Fa-f]{1,6}")
_TYPE = lazy(r"generic|comment|term|[^\s:\x85\xa0\u2028\u2029]+:[^\s:\x85\xa0\u2028\u2029]+")
_ILLEGAL = lazy("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\U00010000-\\U0010FFFF]")
_WRITTEN_AS = {
    **dict.fromkeys(("sc", "bpt", "bx", "it", "pc", "g", "hi"), "sc"),
    **dict.fromkeys(("ec", "ept", "ex", "it-end", "pc-end", "g-end", "hi-end"), "ec"),
}
"""The element for a code that does not go around a text; others are `ph`."""
_PAIRED = {"sc": "ec", "bpt": "ept", "bx": "ex", "sm": "em"}
_SCORES = ("similarity", "matchQuality", "matchSuitability")
"""What says how good a match is, the nearest to what CAT tools show first."""
_LAST = 0x10FFFF
_REPLACEMENT = "\ufffd"


class _Whole(NamedTuple):
    """A `unit`, which may have several segments.

    Attributes:
        data: The text of its codes, by id.
        begun: The codes that have begun so far and may end in another segment.
    """

    element: Element
    document: Document
    data: Mapping[str, str]
    translate: bool
    begun: set[str]


class Reader2(Reader):
    """Reads XLIFF 2."""

    unit_name = "unit"

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self._files: dict[str, int] = {}
        get = self._root.attributes.get
        self._source = self.language(get("srcLang", ""), self._root)
        self._target = self.language(get("trgLang", ""), self._root)

    def document(self, element: Element) -> Document:
        """What a `<file>` says, and the root of the languages."""
        get = element.attributes.get
        self.note_id(element, get("id", ""), self._files, "<file>")
        return Document(self._root, get("original", ""), self._source, self._target)

    def units(self, element: Element, document: Document, *, translate: bool) -> Iterator[TranslationUnit | Concept]:
        """A unit for each segment, then the concepts of its glossaries; what can be ignored is left out."""
        self.note_id(element, element.attributes.get("id", ""), document.lines, "<unit>")
        self._check_parts(element)
        whole = _Whole(element, document, self._data(element), translate, set())
        segments = children(element, "segment")
        several = len(segments) > 1
        offered = self._offered(whole, segments)
        number = 0
        unit = None
        for part in element.parts:
            if isinstance(part, str):
                continue
            if part.name == "ignorable":
                for source in children(part, "source"):
                    self.segment(source, self._pieces(source, whole.data, whole.begun))
            elif part.name == "segment":
                number += 1
                if found := self._unit(part, whole, str(number) if several else "", offered.get(number - 1, ())):
                    yield (unit := found)
        if unit or not self.langs:
            names = [name for segment in segments for name in _names(segment)]
            ours, theirs = self._source or EN, self._target or (unit.target_lang if unit else None)
            yield from concepts_of(self, element, *(self.langs or (ours, theirs)), names)

    def _unit(
        self, segment: Element, whole: _Whole, number: str, offered: Iterable[Candidate]
    ) -> TranslationUnit | None:
        """The unit of a segment; None if it is in other languages than those that were asked for.

        Args:
            number: Of several; "" for the only one.
        """
        target = first(segment, "target")
        source = self.source_of(segment, target)
        if source is None:
            return None
        if len(children(segment, "source")) > 1 or len(children(segment, "target")) > 1:
            self.report(segment, "<segment> with two texts in a language; only the first is read")
        langs = self.pair(whole.document, source, target)
        if not self.is_wanted(*langs):
            return None
        there = self.segment(target, self._pieces(target, whole.data, None)) if target else None
        there = there if has_text(there) else None
        attributes = whole.element.attributes
        id = own_id(attributes)
        natives = _natives(segment, translate=whole.translate) | (GUESSED if self.is_guessed else {})
        here = self.segment(source, self._pieces(source, whole.data, whole.begun))
        self.note_spot(whole.element, segment, number, target)
        return TranslationUnit(
            here,
            there,
            *(self.langs or langs),
            own_state(attributes, self._state(segment, there)),
            id=f"{id}/{segment.attributes.get('id', number)}" if number else id,
            context=attributes.get("name", ""),
            note="\n".join(_notes(whole.element)),
            meta=own_meta(attributes, whole.document, natives),
            origin=self.location(segment if number else whole.element),
            candidates=offers(offered, here),
        )

    def _offered(self, whole: _Whole, segments: Sequence[Element]) -> dict[int, list[Candidate]]:
        """What the matches of a unit offer for each segment, by its index."""
        found: dict[int, list[Candidate]] = {}
        self._offers = {}
        for matches in children(whole.element, MATCHES + "matches"):
            lines: dict[str, int] = {}
            for match in children(matches, MATCHES + "match"):
                if id := match.attributes.get("id"):
                    self.note_id(match, id, lines, f"<{match.name}>")
                index = self._referred(match, whole.element, segments)
                if index is not None and (offer := self._match(match)):
                    found.setdefault(index, []).append(offer)
                    self._offers.setdefault(str(index + 1) if len(segments) > 1 else "", []).append(match)
        return found

    def _referred(self, match: Element, unit: Element, segments: Sequence[Element]) -> int | None:
        """The index of the segment that a match is for; what is for the whole unit stands with the first."""
        ref = match.attributes.get("ref", "")
        _, mark, name = ref.rpartition("#")
        name = name.rpartition("/")[2]
        if not mark and name:
            self.report(match, f'ref="{ref}" is no reference; read as "#{name}"', severity=Severity.WARNING)
        for index, segment in enumerate(segments):
            if name == f"u={unit.attributes.get('id')}" or name in _names(segment):
                return index
        if len(segments) == 1:
            message = f'ref="{ref}" names nothing in this unit; taken as offered for its segment'
            self.report(match, message, severity=Severity.WARNING)
            return 0
        self.report(match, f'ref="{ref}" names nothing in this unit; this offer is left out')
        return None

    def _match(self, match: Element) -> Candidate | None:
        """What a match offers; None, and a finding, where that is nothing."""
        source, target = first(match, "source"), first(match, "target")
        if target is None:
            self.report(match, f"<{match.name}> without <target> offers nothing; left out", severity=Severity.WARNING)
            return None
        if match.attributes.get("reference") == "yes":
            self.report(match, "a match in another language, for reference; left out", severity=Severity.INFO)
            return None
        if not self.is_offered(match, target, self.langs[1] if self.langs else self._target):
            return None
        if source is None:
            message = f"<{match.name}> without <source>; taken as offered for that of the segment"
            self.report(match, message, severity=Severity.WARNING)
        data, get = self._data(match), match.attributes.get
        scores = [self.score(match, name) for name in _SCORES if name in match.attributes]
        return Candidate(
            self.segment(target, self._pieces(target, data, None)),
            self.segment(source, self._pieces(source, data, None)) if source else None,
            next((score for score in scores if score is not None), None),
            get("origin") or get("type", ""),
        )

    def _check_parts(self, element: Element) -> None:
        lines: dict[str, int] = {}
        places: dict[str, int] = {}
        for part in (*children(element, "segment"), *children(element, "ignorable")):
            if id := part.attributes.get("id"):
                self.note_id(part, id, lines, f"<{part.name}>")
            for target in children(part, "target"):
                if order := target.attributes.get("order"):
                    self._note_order(target, order, places)

    def _note_order(self, target: Element, order: str, places: dict[str, int]) -> None:
        first = places.setdefault(order, target.line)
        if first != target.line:
            self.report(target, f'order="{order}" again, first in line {first}; give each target its own place')

    def _state(self, segment: Element, target: Segment | None) -> UnitState:
        said = segment.attributes.get("state")
        usual = UnitState.TRANSLATED if target else UnitState.INITIAL
        if said is not None and said not in list(UnitState):
            message = f"state={said!r} is none of XLIFF 2; taken for {usual}"
            self.report(segment, message, severity=Severity.WARNING)
        if said is None and "subState" in segment.attributes:
            self.report(segment, "subState without state; say both", severity=Severity.WARNING)
        return UnitState(said) if said in list(UnitState) else usual

    def _data(self, element: Element) -> dict[str, str]:
        """The text of codes that stands apart from them, by id."""
        return {
            data.attributes.get("id", ""): "".join(self._characters(data))
            for group in children(element, "originalData")
            for data in children(group, "data")
        }

    def _characters(self, element: Element) -> Iterator[str]:
        for part in element.parts:
            if isinstance(part, str):
                yield part
            else:
                yield self._character(part) if part.name == "cp" else part.text

    def _character(self, cp: Element) -> str:
        """What `<cp>` names; half a character or none is reported."""
        said = cp.attributes.get("hex", "")
        number = int(said, 16) if _HEX.fullmatch(said) else _LAST + 1
        if number > _LAST or LONE.match(chr(number)):
            self.report(cp, f"<cp hex={said!r}> is no character; read as {_REPLACEMENT}, remove it")
            return _REPLACEMENT
        return chr(number)

    def _pieces(self, element: Element, data: Mapping[str, str], begun: set[str] | None) -> Iterator[Piece]:
        """The parts of a text.

        Args:
            data: The text of codes, by id.
            begun: What has begun before in the unit, which is added to; None where the order may be another.
        """
        for part in element.parts:
            if isinstance(part, str):
                yield part, part
            elif part.name == "cp":
                yield self._character(part), Tag(part, closed=True)
            elif part.name == "pc":
                start = self._code(part, "pc", data, "Start")
                yield start, Tag(part)
                yield from self._pieces(part, data, begun)
                end = self._code(part, "pc", data, "End")
                yield end_code(start, end.data, end.display), END
            elif part.name == "mrk":
                start = self._code(part, "mrk", data)
                yield start, Tag(part)
                yield from self._pieces(part, data, begun)
                yield end_code(start), END
            elif part.name in _ALONE:
                self._check_pair(part, begun)
                yield self._code(part, part.name, data), Tag(part, closed=True)
            else:
                yield from self.unknown(part, lambda element: self._pieces(element, data, begun))

    def _check_pair(self, element: Element, begun: set[str] | None) -> None:
        """Report a code that ends what has not begun."""
        if begun is None or element.name == "ph":
            return
        get = element.attributes.get
        kind = "m" if "m" in element.name else "c"
        if element.name in ("sc", "sm"):
            begun.add(kind + get("id", ""))
        elif get("startRef") is None:
            if get("isolated") != "yes":
                self.report(element, f"<{element.name}> says neither startRef nor isolated", severity=Severity.WARNING)
        elif kind + get("startRef", "") not in begun:
            message = f'<{element.name} startRef="{get("startRef")}"> ends what has not begun'
            self.report(element, message, severity=Severity.WARNING)

    def _code(self, element: Element, kind: str, data: Mapping[str, str], side: str = "") -> Code:
        get = element.attributes.get
        id = get("startRef") or get("id", "") if kind in ("ec", "em") else get("id", "")
        if kind in ("mrk", "sm", "em"):
            return own_code(Code("", kind, id, get("type", "")), element.attributes)
        ref, said = get(f"dataRef{side}"), [get(f"disp{side}"), get(f"equiv{side}")]
        if ref is not None and ref not in data:
            self.report(element, f'dataRef{side}="{ref}" names no <data> of this unit', severity=Severity.WARNING)
        texts = [text for text in (data.get(ref) if ref is not None else None, *said) if text is not None]
        code = Code(texts[0] if texts else "", kind, id, texts[1] if len(texts) > 1 else "")
        return own_code(code, element.attributes)


def write2(entries: Iterable[TranslationUnit | Concept], version: str = "2.1") -> Iterator[bytes]:
    """Units as XLIFF 2, a `<file>` for those in a row that come from the same document.

    Args:
        entries: Units, and behind each the concepts of its glossary; of a concept, what `entry_of` says is written.
        version: 2.0, 2.1 or 2.2.

    Raises:
        ValueError: The units are in several pairs of languages, one cannot be held (see `cannot_hold2`), or a concept
            has no unit before it, no term in the source language, or what XML cannot hold.
    """
    langs: tuple[Lang, Lang | None] | None = None
    for number, (name, group) in enumerate(groupby(_with_concepts(entries), key=lambda each: _name_of(each[0])), 1):
        ids = Ids(is_nmtoken)
        begin = _file(number, name)
        for unit, concepts in group:
            pair = unit.source_lang, named_target(unit)
            if langs is None:
                langs = pair
                yield _head(version, *langs)
            if langs not in (pair, (unit.source_lang, unit.target_lang)):
                raise ValueError(f"an XLIFF 2 file has one pair of languages, not {_said(langs)} and {_said(pair)}")
            if why := cannot_hold2(unit):
                raise ValueError(f"{why} in {unit.source.raw!r}; leave this unit out")
            yield (begin + "".join(_lines(unit, concepts, ids))).encode()
            begin = ""
        yield b"</file>\n"
    if langs is None:
        yield _head(version, EN, None) + f'{_file(1, "")}<group id="g1"/>\n</file>\n'.encode()
    yield b"</xliff>\n"


def cannot_hold2(unit: TranslationUnit) -> str:
    """What of a unit cannot stand in XLIFF 2: half a character, or what XML cannot hold in a note; "" if all can."""
    if found := LONE.search("".join(texts_of(unit))):
        return f"U+{ord(found[0]):04X}, which is no character,"
    char = illegal("".join(names_of(unit)))
    return f"U+{ord(char):04X} beside the text, which XML cannot hold," if char else ""


def _with_concepts(
    entries: Iterable[TranslationUnit | Concept],
) -> Iterator[tuple[TranslationUnit, list[Concept]]]:
    """Each unit with the concepts behind it."""
    unit: TranslationUnit | None = None
    concepts: list[Concept] = []
    for entry in entries:
        if isinstance(entry, TranslationUnit):
            if unit:
                yield unit, concepts
            unit, concepts = entry, []
        elif unit is None:
            raise ValueError(f"the concept {entry.id!r} has no unit before it, so it has no place; leave it out")
        elif char := illegal("".join((entry.id, *entry.definition.values(), *_texts_of(entry)))):
            raise ValueError(f"U+{ord(char):04X}, which XML cannot hold, in the concept {entry.id!r}; leave it out")
        else:
            concepts.append(entry)
    if unit:
        yield unit, concepts


def _texts_of(concept: Concept) -> Iterator[str]:
    return (term.text for term in written_terms(concept))


def _names(segment: Element) -> Iterator[str]:
    """The ids in a segment that something may refer to; those in the translation as `t=1`."""
    if id := segment.attributes.get("id"):
        yield id
    for side in segment.parts:
        if not isinstance(side, str) and side.name in ("source", "target"):
            yield from _ids(side, "t=" if side.name == "target" else "")


def _ids(element: Element, before: str) -> Iterator[str]:
    for part in element.parts:
        if not isinstance(part, str):
            if id := part.attributes.get("id"):
                yield before + id
            yield from _ids(part, before)


def _notes(element: Element) -> Iterator[str]:
    for notes in children(element, "notes"):
        for note in children(notes, "note"):
            if text := note.text:
                yield text


def _natives(segment: Element, *, translate: bool) -> dict[str, str]:
    """The meta that XLIFF 2 itself says, by name."""
    found = {} if translate else {"translate": "no"}
    if sub_state := segment.attributes.get("subState"):
        found["subState"] = sub_state
    return found


def _said(langs: tuple[Lang, Lang | None]) -> str:
    return ":".join(filter(None, langs))


def _name_of(unit: TranslationUnit) -> str:
    name = unit.meta.get(META + "file", "") if unit.meta else ""
    return "" if illegal(name) or name in NO_FILES else name


def _head(version: str, source: str, target: str | None) -> bytes:
    attributes = {"version": version, "xmlns": NAMESPACES[version], "xmlns:gloss": OWN, "srcLang": source}
    start = tag("xliff", attributes | ({"trgLang": target} if target else {}))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}\n'.encode()


def _file(number: int, name: str) -> str:
    return tag("file", {"id": f"f{number}"} | ({"original": name} if name else {})) + "\n"


def _lines(unit: TranslationUnit, concepts: Sequence[Concept], ids: Ids) -> Iterator[str]:
    """A `unit` with one segment; what XLIFF has no attribute for has one of ours."""
    id, ours = ids.take(unit.id)
    meta = meta_of(unit)
    if meta.get("file", "") not in NO_FILES:
        del meta["file"]
    if named_target(unit) is None:
        meta.pop("guessed", None)
    target = unit.target if has_text(unit.target) else None
    attributes = {"id": id} | ({"name": unit.context} if unit.context else {})
    if meta.get("translate") == "no":
        attributes["translate"] = meta.pop("translate")
    stated = {"state": str(unit.state)} if target or meta.get("subState") or unit.state is not UnitState.INITIAL else {}
    if meta.get("subState"):
        stated["subState"] = meta.pop("subState")
    texts = _Texts()
    source = texts.written(unit.source)
    translation = f"<target>{texts.written(target)}</target>\n" if target else ""
    yield tag("unit", {**attributes, "xml:space": "preserve", **ours, **own(**meta)}) + "\n"
    if concepts:
        yield from glossary_lines(concepts, unit, source)
    if unit.candidates:
        stated = {"id": (name := free_name(unit)), **stated}
        yield tag(MATCHES + "matches", {f"xmlns:{MATCHES[:-1]}": MODULES[MATCHES]}) + "\n"
        yield from (match_lines(offer, unit.source, name) for offer in unit.candidates)
        yield f"</{MATCHES}matches>\n"
    if unit.note:
        yield f"<notes>\n<note>{escaped(unit.note)}</note>\n</notes>\n"
    yield texts.original_data()
    yield f"{tag('segment', stated)}\n<source>{source}</source>\n{translation}</segment>\n</unit>\n"


def match_lines(offer: Candidate, source: Segment, ref: str) -> str:
    """A `match` for a segment with this source and id."""
    said = {"ref": f"#{ref}", "similarity": score_of(offer), "origin": offer.origin}
    texts = _Texts()
    there = (("source", source if offer.source is None else offer.source), ("target", offer.target))
    sides = "".join(f"<{name}>{texts.written(side)}</{name}>\n" for name, side in there)
    start = tag(MATCHES + "match", {name: value for name, value in said.items() if value})
    return f"{start}\n{texts.original_data()}{sides}</{MATCHES}match>\n"


def free_name(unit: TranslationUnit) -> str:
    """An id for a segment that no code in it has."""
    name = "s"
    parts = (*unit.source.parts, *(unit.target.parts if unit.target else ()))
    while any(isinstance(part, Code) and part.id == name for part in parts):
        name += "s"
    return name


class _Texts:
    """Writes the texts of a unit.

    Attributes:
        data: The text of its codes, as it is written, and the id of each.
    """

    def __init__(self) -> None:
        self.data: dict[str, str] = {}

    def original_data(self) -> str:
        """The text of the codes in what was written; nothing where there is none."""
        data = (f'<data id="{id}">{text}</data>\n' for text, id in self.data.items())
        return f"<originalData>\n{''.join(data)}</originalData>\n" if self.data else ""

    def written(self, segment: Segment) -> str:
        """A segment as it stands in a `source` or `target`."""
        if len(segment.parts) == 1 and isinstance(segment.parts[0], str):
            return text_of(segment.parts[0])
        ids = Ids(is_nmtoken)
        around = spans(segment, _fits)
        pairs = _pairs(segment, around)
        names: dict[int, dict[str, str]] = {}
        ends = {end: start for start, end in around.items()}
        written = []
        for index, part in enumerate(segment.parts):
            if isinstance(part, str):
                written.append(text_of(part))
            elif index in ends:
                written.append("</mrk>" if part.kind == "mrk-end" else "</pc>")
            elif index in pairs:
                written.append(self._end(part, names[pairs[index]]))
            else:
                id, ours = ids.take(part.id)
                names[index] = {"id": id, **(ours if part.id else own(id=""))} if ours or not part.id else {"id": id}
                end = segment.parts[around[index]] if index in around else None
                closed = index in pairs.values()
                written.append(self._start(part, names[index], end if isinstance(end, Code) else None, closed=closed))
        return "".join(written)

    def _start(self, code: Code, named: dict[str, str], end: Code | None, *, closed: bool) -> str:
        """A code that ends nothing, or around a text the tag before it."""
        if code.kind == "mrk" and end:
            return tag("mrk", named | _typed(code))
        if code.kind == "sm" and closed:
            return tag("sm", named | _typed(code), end="/>")
        if end:
            kind = {} if code.kind == "pc" else own(kind=code.kind)
            return tag("pc", named | kind | self._shown(code, "Start") | self._shown(end, "End"))
        name = _WRITTEN_AS.get(code.kind, "ph")
        attributes = named | ({} if code.kind == name else own(kind=code.kind)) | self._shown(code)
        return tag(name, attributes | ({"isolated": "yes"} if name != "ph" and not closed else {}), end="/>")

    def _end(self, code: Code, named: dict[str, str]) -> str:
        """A code that ends what another began."""
        ref = {"startRef": named["id"]}
        if code.kind == "em":
            return tag("em", ref, end="/>")
        ours = {name: value for name, value in named.items() if name != "id"}
        kind = {} if code.kind == "ec" else own(kind=code.kind)
        return tag("ec", ref | ours | kind | self._shown(code), end="/>")

    def _shown(self, code: Code, side: str = "") -> dict[str, str]:
        """The attributes for what a code is and how it is displayed."""
        if not code.data and not code.display:
            return {}
        ref = self.data.setdefault(text_of(code.data), f"d{len(self.data) + 1}")
        return {f"dataRef{side}": ref} | ({f"disp{side}": code.display} if code.display else {})


def _pairs(segment: Segment, around: Mapping[int, int]) -> dict[int, int]:
    """The codes that end what another has begun before, not around a text: its index for that of the end."""
    found: dict[int, int] = {}
    begun: dict[tuple[str, str], int] = {}
    for index, part in enumerate(segment.parts):
        if isinstance(part, str) or index in around:
            continue
        if part.kind in _PAIRED and (part.kind != "sm" or (is_nmtoken(part.id) and not part.data)):
            begun[_PAIRED[part.kind], part.id] = index
        elif (part.kind, part.id) in begun and (part.kind != "em" or not (part.data or part.display)):
            found[index] = begun.pop((part.kind, part.id))
    return found


def _fits(start: Code, end: Code) -> bool:
    """Whether an element around a text says all that two codes say."""
    return start.kind != "mrk" or not (start.data or end.data or end.display)


def _typed(code: Code) -> dict[str, str]:
    if not code.display:
        return {}
    return {"type": code.display} if _TYPE.fullmatch(code.display) else own(display=code.display)


def text_of(text: str) -> str:
    """A text as it stands between tags; what XML cannot hold is named."""
    if not illegal(text):
        return escaped(text)
    return _ILLEGAL.sub(lambda found: f'<cp hex="{ord(found[0]):04X}"/>', escaped(text))
