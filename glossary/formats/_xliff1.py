"""XLIFF 1.0 to 1.2: each `trans-unit`, or each of its segments, is a unit."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import count, groupby

from glossary.formats._xliff import (
    DUPLICATE,
    END,
    GUESSED,
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
from glossary.formats._xml import Element, escaped, illegal, tag
from glossary.model import Candidate, Code, Segment, Severity, TranslationUnit, UnitState
from glossary.text.language import EN
from glossary.text.patterns import lazy

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
VERSIONS = frozenset(("1.0", "1.1", "1.2"))

STATES = {
    **dict.fromkeys(("new", "needs-translation"), UnitState.INITIAL),
    "translated": UnitState.TRANSLATED,
    **{f"needs-{what}": UnitState.TRANSLATED for what in ("adaptation", "l10n")},
    **{f"needs-review-{what}": UnitState.TRANSLATED for what in ("translation", "adaptation", "l10n")},
    "signed-off": UnitState.REVIEWED,
    "final": UnitState.FINAL,
}
"""What the states of XLIFF 1.2 are in XLIFF 2."""

WRITTEN_STATES = {
    UnitState.INITIAL: "needs-translation",
    UnitState.TRANSLATED: "translated",
    UnitState.REVIEWED: "signed-off",
    UnitState.FINAL: "final",
}
_OFFERED = ("proposal", "previous-version")
"""The kinds of `alt-trans` that offer a translation, the usual one first."""
_APPROVABLE = ("", "translated", "signed-off", "final")
_SIZE_UNITS = frozenset("byte char col cm dlgunit em ex glyph in mm percent pixel point row".split())
_QUALIFIERS = frozenset(
    "exact-match fuzzy-match id-match leveraged-glossary leveraged-inherited leveraged-mt leveraged-repository "
    "leveraged-tm mt-suggestion rejected-grammar rejected-inaccurate rejected-length rejected-spelling "
    "tm-suggestion".split()
)
_OF_PAIRS = frozenset("bold italic underlined link".split())
_OF_PLACEHOLDERS = frozenset("image pb lb".split())
_MARKS = frozenset(
    "abbrev abbreviation acronym datetime formula initialism name phrase protected symbol synonym term variant".split()
)
_X = lazy(r"x-[^\s\x85\u2028\u2029\xa0]+")

_WITH_TEXT = frozenset("ph bpt ept it".split())
_EMPTY = frozenset("x bx ex".split())
_WRITTEN_AS = {
    **{name: name for name in ("x", "bx", "ex", "ph", "bpt", "ept", "it")},
    "it-end": "it",
    **dict.fromkeys(("pc", "sc"), "bpt"),
    **dict.fromkeys(("pc-end", "ec"), "ept"),
}
"""The element for a code; others are `ph`."""
_END_OF = {"bpt": "ept", "bx": "ex", "sc": "ec", "pc": "pc-end"}
"""The kind that ends what a kind begins, and is written with the same id."""


class Reader1(Reader):
    """Reads XLIFF 1."""

    unit_name = "trans-unit"

    def document(self, element: Element) -> Document:
        """What a `<file>` says."""
        get = element.attributes.get
        source = self.language(get("source-language", ""), element)
        return Document(element, get("original", ""), source, self.language(get("target-language", ""), element))

    def units(self, element: Element, document: Document, *, translate: bool) -> Iterator[TranslationUnit]:
        """A unit for each segment of a `trans-unit`, or one for the whole."""
        self.note_id(element, element.attributes.get("id", ""), document.lines, "<trans-unit>")
        target = first(element, "target")
        source = self.source_of(element, target)
        if source is None:
            return
        langs = self.pair(document, source, target)
        if not self.is_wanted(*langs):
            return
        wanted = self.langs or langs
        meta = self._meta(element, target, document, translate=translate)
        id, state = own_id(element.attributes), self._state(element, target)
        note = "\n".join(filter(None, (note.text for note in children(element, "note"))))
        pairs = list(self._pairs(element, source, target))
        offered = self._offered(element, document, source, [name for name, _, _ in pairs])
        for name, ours, theirs in pairs:
            there = self.segment(theirs, _pieces(theirs, self)) if theirs else None
            there = there if there and there.parts != ("",) else None
            here = self.segment(ours, _pieces(ours, self))
            self.note_spot(element, ours if name else element, name, theirs)
            yield TranslationUnit(
                here,
                there,
                *wanted,
                own_state(element.attributes, state if there else UnitState.INITIAL),
                id=f"{id}/{name}" if len(pairs) > 1 else id,
                context=_context(element),
                note=note,
                meta=meta,
                origin=self.location(ours if name else element),
                candidates=offers(offered[name], here) if name in offered else (),
            )

    def _offered(
        self, element: Element, document: Document, source: Element, names: Sequence[str]
    ) -> dict[str, list[Candidate]]:
        """What is offered for each segment; what is for all of several stands with the first."""
        found: dict[str, list[Candidate]] = {}
        self._offers = {}
        for offer in children(element, "alt-trans"):
            get = offer.attributes.get
            if (kind := get("alttranstype", _OFFERED[0])) not in _OFFERED:
                message = f"alttranstype={kind!r} is no translation that is offered; left out"
                self.report(offer, message, severity=Severity.INFO)
                continue
            mid = get("mid", "")
            if mid and mid not in names:
                if len(names) > 1:
                    self.report(offer, f'no segment with mid="{mid}" in the source; this offer is left out')
                    continue
                message = f'no segment with mid="{mid}" is read; taken as offered for the whole'
                self.report(offer, message, severity=Severity.WARNING)
            of = first(offer, "source") or (source if len(names) > 1 and not mid else None)
            score = self.score(offer, "match-quality") if "match-quality" in offer.attributes else None
            origin = get("origin") or get("tool") or document.tools.get(get("tool-id", "")) or get("tool-id", "")
            if not (targets := children(offer, "target")):
                self.report(offer, "<alt-trans> without <target> offers nothing; left out", severity=Severity.WARNING)
            name = mid if mid in names else names[0]
            self._offers.setdefault(name, []).append(offer)
            found.setdefault(name, []).extend(
                Candidate(
                    self.segment(target, _pieces(target, self)),
                    self.segment(of, _pieces(of, self)) if of else None,
                    score,
                    origin,
                )
                for target in targets
                if self.is_offered(offer, target, self.langs[1] if self.langs else document.target)
            )
        return found

    def _pairs(
        self, element: Element, source: Element, target: Element | None
    ) -> Iterator[tuple[str, Element, Element | None]]:
        """The segments by `mid`; the whole as one where there are none, or the target has none of them."""
        segmented = first(element, "seg-source")
        ours = self._segments(segmented) if segmented else {}
        theirs = self._segments(target) if target else {}
        if not ours or (target and not theirs and (target.text.strip() or children(target, "x"))):
            yield "", source, target
            return
        for mid, segment in ours.items():
            yield mid or "1", segment, theirs.pop(mid, None)
        for mid, segment in theirs.items():
            self.report(segment, f'no segment with mid="{mid}" in the source; this translation is left out')

    def _segments(self, element: Element) -> dict[str, Element]:
        found: dict[str, Element] = {}
        for segment in _marked(element):
            mid = segment.attributes.get("mid", "")
            if mid in found:
                self.report(segment, f'a second segment with mid="{mid}"; left out', rule=DUPLICATE)
            found.setdefault(mid, segment)
        return found

    def _state(self, element: Element, target: Element | None) -> UnitState:
        said = target.attributes.get("state", "") if target else ""
        if element.attributes.get("approved") == "yes" and said in _APPROVABLE:
            return UnitState.FINAL
        return STATES.get(said, UnitState.TRANSLATED)

    def _meta(self, element: Element, target: Element | None, document: Document, *, translate: bool) -> dict[str, str]:
        native = {} if translate else {"translate": "no"}
        native |= GUESSED if self.is_guessed else {}
        native |= {name: element.attributes[name] for name in ("maxwidth", "size-unit") if name in element.attributes}
        if target:
            said, state = target.attributes.get("state", ""), self._state(element, target)
            if said and WRITTEN_STATES[state] != said and STATES.get(said, UnitState.TRANSLATED) is state:
                native["state"] = said
                if said not in STATES and not _X.fullmatch(said):
                    message = f"state={said!r} is none of XLIFF 1.2; taken for translated"
                    self.report(target, message, severity=Severity.WARNING)
            if qualifier := target.attributes.get("state-qualifier"):
                native["state-qualifier"] = qualifier
        return own_meta(element.attributes, document, native)


def write1(units: Iterable[TranslationUnit]) -> Iterator[bytes]:
    """Units as XLIFF 1.2, a `<file>` for those in a row that come from the same document in the same languages.

    Raises:
        ValueError: A unit cannot be held (see `cannot_hold1`).
    """
    root = tag("xliff", {"version": "1.2", "xmlns": NAMESPACE, "xmlns:gloss": OWN})
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'.encode()
    given = False
    for (name, source, target), group in groupby(units, key=_file_of):
        given = True
        yield _file(name, source, target)
        ids = Ids(lambda id: not illegal(id))
        for unit in group:
            if why := cannot_hold1(unit):
                raise ValueError(f"{why} in {unit.source.raw!r}; leave this unit out")
            yield "".join(_lines(unit, ids)).encode()
        yield b"</body>\n</file>\n"
    if not given:
        yield _file("", EN, None) + b"</body>\n</file>\n"
    yield b"</xliff>\n"


def cannot_hold1(unit: TranslationUnit) -> str:
    """What of a unit cannot stand in XLIFF 1.2, such as U+001B; "" if all can."""
    char = illegal("".join((*texts_of(unit), *names_of(unit))))
    return f"U+{ord(char):04X}, which XML cannot hold," if char else ""


def _pieces(element: Element, reader: Reader) -> Iterator[Piece]:
    for part in element.parts:
        if isinstance(part, str):
            yield part, part
        elif part.name in _WITH_TEXT:
            yield _with_text(part)
        elif part.name in _EMPTY:
            yield _code(part, part.name, part.attributes.get("equiv-text", "")), Tag(part, closed=True)
        elif part.name in ("g", "mrk"):
            start = _code(part, part.name, part.attributes.get("equiv-text", ""))
            yield start, Tag(part)
            yield from _pieces(part, reader)
            yield end_code(start), END
        else:
            yield from reader.unknown(part, lambda element: _pieces(element, reader))


def _with_text(element: Element) -> Piece:
    """A code whose text stands in it, or else in an attribute; that of a `sub` is part of it."""
    kind = "it-end" if element.name == "it" and element.attributes.get("pos") == "close" else element.name
    if element.parts:
        return _code(element, kind, element.text), list(_texts(element))
    return _code(element, kind, element.attributes.get("equiv-text", "")), Tag(element, closed=True)


def _code(element: Element, kind: str, data: str) -> Code:
    get = element.attributes.get
    if element.name == "mrk":
        return own_code(Code(data, kind, get("mid", ""), get("mtype", "")), element.attributes)
    return own_code(Code(data, kind, get("rid") or get("id", ""), get("ctype", "")), element.attributes)


def _texts(element: Element) -> Iterator[str]:
    for part in element.parts:
        if isinstance(part, str):
            yield part
        else:
            yield from _texts(part)


def _marked(element: Element) -> Iterator[Element]:
    """The outermost segments in a text."""
    for part in element.parts:
        if isinstance(part, str):
            continue
        if part.name == "mrk" and part.attributes.get("mtype") == "seg":
            yield part
        else:
            yield from _marked(part)


def _context(element: Element) -> str:
    """What a translation has to match beside the source, else the name of the resource."""
    found = [
        context.text
        for group in children(element, "context-group")
        if "match" in group.attributes.get("purpose", "").split()
        for context in children(group, "context")
    ]
    return "\n".join(found) or element.attributes.get("resname", "")


def _file_of(unit: TranslationUnit) -> tuple[str, str, str | None]:
    name = unit.meta.get("xliff:file", "") if unit.meta else ""
    return "" if illegal(name) else name, unit.source_lang, named_target(unit)


def _file(name: str, source: str, target: str | None) -> bytes:
    attributes = {"original": name or NO_FILES[-1], "source-language": source, "datatype": "plaintext"}
    if target:
        attributes["target-language"] = target
    return f"{tag('file', attributes)}\n<body>\n".encode()


def _lines(unit: TranslationUnit, ids: Ids) -> Iterator[str]:
    """A `trans-unit`; what XLIFF has no attribute for has one of ours."""
    id, ours = ids.take(unit.id)
    meta = meta_of(unit)
    if meta.get("file", "") not in NO_FILES:
        del meta["file"]
    if named_target(unit) is None:
        meta.pop("guessed", None)
    target = unit.target if has_text(unit.target) else None
    of_target = _of_target(unit, meta) if target else {}
    attributes = {"id": id} | ({"approved": "yes"} if of_target.get("state") == "final" else {})
    if meta.get("translate") == "no":
        attributes["translate"] = meta.pop("translate")
    if is_nmtoken(meta.get("maxwidth", "")):
        attributes["maxwidth"] = meta.pop("maxwidth")
    if _is_one_of(meta.get("size-unit", ""), _SIZE_UNITS):
        attributes["size-unit"] = meta.pop("size-unit")
    if target is None and unit.state is not UnitState.INITIAL:
        ours = {**ours, **own(unit_state=unit.state)}
    yield tag("trans-unit", {**attributes, "xml:space": "preserve", **ours, **own(**meta)}) + "\n"
    yield f"<source>{_text(unit.source)}</source>\n"
    if target:
        yield f"{tag('target', of_target)}{_text(target)}</target>\n"
    for offer in unit.candidates:
        yield alt_trans(offer)
    if unit.context:
        yield '<context-group purpose="match"><context context-type="x-context">'
        yield f"{escaped(unit.context)}</context></context-group>\n"
    if unit.note:
        yield f"<note>{escaped(unit.note)}</note>\n"
    yield "</trans-unit>\n"


def alt_trans(offer: Candidate) -> str:
    """An `alt-trans`."""
    said = {"match-quality": score_of(offer), "origin": offer.origin}
    source = f"<source>{_text(offer.source)}</source>\n" if offer.source else ""
    start = tag("alt-trans", {"xml:space": "preserve"} | {name: value for name, value in said.items() if value})
    return f"{start}\n{source}<target>{_text(offer.target)}</target>\n</alt-trans>\n"


def of_target(unit: TranslationUnit) -> dict[str, str]:
    """The attributes of a `target` that say the state of a unit."""
    return _of_target(unit, meta_of(unit))


def _of_target(unit: TranslationUnit, meta: dict[str, str]) -> dict[str, str]:
    """The attributes of a `target`, taken out of the meta where it can hold them."""
    state = WRITTEN_STATES[unit.state]
    said = meta.get("state", state)
    if said != state and _is_one_of(said, STATES) and STATES.get(said, UnitState.TRANSLATED) is unit.state:
        state = meta.pop("state")
    attributes = {"state": state}
    if _is_one_of(meta.get("state-qualifier", ""), _QUALIFIERS):
        attributes["state-qualifier"] = meta.pop("state-qualifier")
    return attributes


def _text(segment: Segment) -> str:
    starts = spans(segment, _fits)
    ends = {end: start for start, end in starts.items()}
    names = _names(segment)
    written = []
    for index, part in enumerate(segment.parts):
        if isinstance(part, str):
            written.append(escaped(part))
        elif index in starts:
            written.append(_start(part, names[index]))
        elif index in ends:
            start = segment.parts[ends[index]]
            written.append("</mrk>" if isinstance(start, Code) and start.kind == "mrk" else "</g>")
        else:
            written.append(_standalone(part, names[index]))
    return "".join(written)


def _fits(start: Code, end: Code) -> bool:
    """Whether an element around a text says all that two codes say."""
    return start.kind != "pc" and not end.data and not end.display and (start.kind != "mrk" or not start.data)


def _start(code: Code, named: dict[str, str]) -> str:
    if code.kind == "mrk":
        known = code.display != "seg" and _is_one_of(code.display, _MARKS)
        attributes = {"mtype": code.display} if known else {"mtype": "x-gloss", **own(display=code.display)}
        return tag("mrk", attributes | (own(id=code.id) if code.id else {}))
    attributes = named | ({} if code.kind == "g" else own(kind=code.kind))
    attributes |= _typed(code, _OF_PAIRS) | ({"equiv-text": code.data} if code.data else {})
    return tag("g", attributes)


def _standalone(code: Code, named: dict[str, str]) -> str:
    name = _WRITTEN_AS.get(code.kind, "ph")
    attributes = dict(named)
    if name == "it":
        attributes["pos"] = "close" if code.kind == "it-end" else "open"
    elif code.kind != name:
        attributes |= own(kind=code.kind)
    if name in ("ept", "ex"):
        attributes |= own(display=code.display) if code.display else {}
    else:
        attributes |= _typed(code, _OF_PLACEHOLDERS if name in ("x", "ph") else _OF_PAIRS)
    if name in _EMPTY:
        return tag(name, attributes | ({"equiv-text": code.data} if code.data else {}), end="/>")
    return f"{tag(name, attributes)}{escaped(code.data)}</{name}>"


def _names(segment: Segment) -> dict[int, dict[str, str]]:
    """The id of each code, by its index: none twice but for what ends something, and what it was if it is another."""
    names: dict[int, dict[str, str]] = {}
    begun: dict[tuple[str, str], list[int]] = {}
    free = _free({part.id for part in segment.parts if isinstance(part, Code)})
    used: set[str] = set()
    for index, part in enumerate(segment.parts):
        if isinstance(part, str):
            continue
        if waiting := begun.get((part.kind, part.id)):
            names[index] = names[waiting.pop()]
            continue
        is_new = part.id not in used and part.id
        names[index] = {"id": part.id} if is_new else {"id": next(free), **own(id=part.id)}
        used.add(part.id)
        if part.kind in _END_OF:
            begun.setdefault((_END_OF[part.kind], part.id), []).append(index)
    return names


def _free(taken: Container[str]) -> Iterator[str]:
    """Numbers that are no ids."""
    return (str(number) for number in count(1) if str(number) not in taken)


def _typed(code: Code, known: Container[str]) -> dict[str, str]:
    if not code.display:
        return {}
    return {"ctype": code.display} if _is_one_of(code.display, known) else own(display=code.display)


def _is_one_of(value: str, known: Container[str]) -> bool:
    """Whether an attribute can have this value: one of a list, or one that begins with x-."""
    return value in known or _X.fullmatch(value) is not None
