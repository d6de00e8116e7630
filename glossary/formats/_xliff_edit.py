"""An XLIFF file with other translations: only the elements that say them change, everything else stays byte for byte.

A `target` gets another content, or is put behind its source; `state`, `state-qualifier`, `subState` and `approved` are
set; what is offered is put behind the target (`alt-trans`) or at the beginning of the unit (`mtc:matches`). Codes of a
translation are those of its source or of the translation before, and are written as they stand there. The new file is
read once more, and nothing is given back that does not say what was asked for.

States of SDLXLIFF and MQXLIFF are not those of XLIFF, so none is set there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from glossary.errors import FormatError
from glossary.formats import xliff
from glossary.formats._editing import Edit, encoded, replaced
from glossary.formats._xliff import MATCHES, META, MODULES, OWN, Spot, has_text, is_nmtoken
from glossary.formats._xliff1 import alt_trans, cannot_hold1, of_target
from glossary.formats._xliff2 import cannot_hold2, free_name, match_lines, text_of
from glossary.formats._xml import Element, escaped, quoted
from glossary.model import Candidate, Code, Resource, Segment, Span, TranslationUnit, UnitState
from glossary.text.lines import Lines

_OF_OTHERS = ("http://sdl.com/FileTypes/SdlXliff/1.0", "MQXliff")
"""Namespaces of tools that keep states of their own."""

_MARKUP = re.compile(r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|</[^>]*>|<(?:[^<>"']|"[^"]*"|'[^']*')*>""", re.DOTALL)
_ATTRIBUTE = re.compile(r"""\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_BARE = re.compile(r"<(/?)([\w-]+)(?=[\s/>])")
_AROUND = ("g", "mrk", "pc")
_NO_CODES = ("cp",)

_Values = dict[str, str | None]
"""Attributes by name; None where one is taken away."""


@dataclass(slots=True)
class _Node:
    """An element in the text.

    Attributes:
        inside: Where its content begins and ends; both at the end of an empty tag.
    """

    name: str
    start: int
    inside: tuple[int, int]
    end: int
    children: list[_Node] = field(default_factory=list)

    @property
    def local(self) -> str:
        return self.name.rpartition(":")[2]

    def all(self, name: str) -> list[_Node]:
        return [child for child in self.children if child.local == name]


def edited(resource: Resource, units: Iterable[TranslationUnit]) -> bytes:
    """The file with what other units say: their translations, states and candidates.

    Args:
        resource: The file as `read` gave it.
        units: Those that changed, and as many others as one likes: they stay as they are.

    Raises:
        FormatError: The character set of the file has no letters for a translation, or does not give its bytes back.
        ValueError: A unit is not in the file, or says what cannot be written there; or the resource was streamed.
    """
    known = list(resource.units())
    if known and not resource.text:
        raise ValueError("the file was streamed; read it as a whole to change it")
    if xliff.LOSSY in resource.meta:
        raise FormatError("this file does not give its bytes back, as after line ends of old Macs; save it as UTF-8")
    changed = _changed(known, units)
    if not changed:
        return _encoded(resource.text, resource.meta)
    spots = xliff.spots(resource)
    edits = _Edits(resource.text, known, spots, changed)
    data = _encoded(replaced(resource.text, edits.all()), resource.meta)
    _check(data, known, changed)
    return data


def target_spans(resource: Resource) -> list[Span | None]:
    """Where in the text of a file that was read the translation of each unit stands, or would: between its tags."""
    lines = Lines(resource.text)

    def inside(element: Element | None) -> Span | None:
        if element is None:
            return None
        node = _node(resource.text, lines.spans[element.line - 1].start + element.column - 1)
        return None if node.inside[0] == node.end else Span(*node.inside)

    return [inside(spot.target) for spot in xliff.spots(resource)]


def _encoded(text: str, meta: Mapping[str, str]) -> bytes:
    return encoded(text, meta.get(xliff.CHARSET, "utf-8"), meta.get(xliff.MARK, "").encode("latin-1"))


def _changed(known: Sequence[TranslationUnit], units: Iterable[TranslationUnit]) -> dict[int, TranslationUnit]:
    """The units that say something else, by their number in the file."""
    places: dict[tuple[int | None, str], list[int]] = {}
    ids: dict[str, list[int]] = {}
    for number, unit in enumerate(known):
        places.setdefault((unit.origin.line if unit.origin else None, unit.id), []).append(number)
        ids.setdefault(unit.id, []).append(number)
    changed: dict[int, TranslationUnit] = {}
    for unit in units:
        there = places.get((unit.origin.line if unit.origin else None, unit.id)) or ids.get(unit.id, [])
        same = [number for number in there if known[number].source == unit.source]
        if not same:
            raise ValueError(f"{unit.id!r} is not in the file with this source; take it from there")
        if any(_said(known[number]) == _said(unit) for number in same):
            continue
        if len(same) > 1:
            raise ValueError(f"{unit.id!r} is in the file more than once; give each its own id")
        changed[same[0]] = unit
    return changed


def _said(unit: TranslationUnit) -> tuple[object, ...]:
    """What of a unit can be changed."""
    target = unit.target if has_text(unit.target) else None
    return target, unit.state if target else UnitState.INITIAL, unit.candidates


def _check(data: bytes, known: Sequence[TranslationUnit], changed: Mapping[int, TranslationUnit]) -> None:
    """Refuse what would be read as something else than what was asked for.

    Raises:
        ValueError: Such a unit.
    """
    path = next((unit.origin.path for unit in known if unit.origin), "")
    again = list(xliff.read(data, path).units())
    for number, old in enumerate(known):
        new = changed.get(number, old)
        if len(again) != len(known) or (again[number].source, _said(again[number])) != (old.source, _said(new)):
            raise ValueError(f"{new.id!r} cannot be changed so in this file; leave this unit out")


class _Edits:
    """What changes in a text."""

    def __init__(
        self,
        text: str,
        known: Sequence[TranslationUnit],
        spots: Sequence[Spot],
        changed: Mapping[int, TranslationUnit],
    ) -> None:
        self._text, self._known, self._spots, self._changed = text, known, spots, changed
        self._lines = Lines(text)
        self._nodes: dict[int, _Node] = {}
        head = text[: text.find(">", text.find("xliff")) + 1]
        self._is_of_others = any(uri in head for uri in _OF_OTHERS)

    def all(self) -> Iterator[Edit]:
        """The edits, in any order."""
        wholes: dict[int, list[int]] = {}
        for number, spot in enumerate(self._spots):
            wholes.setdefault(id(spot.whole), []).append(number)
        for numbers in wholes.values():
            if any(number in self._changed for number in numbers):
                yield from self._of_whole(numbers)

    def _of_whole(self, numbers: Sequence[int]) -> Iterator[Edit]:
        """The edits of a `trans-unit` or `unit` with these units."""
        spot = self._spots[numbers[0]]
        whole = self._node(spot.whole)
        is_first = whole.local == "trans-unit"
        for number in numbers:
            if number in self._changed and (why := (cannot_hold1 if is_first else cannot_hold2)(self._changed[number])):
                raise ValueError(f"{why} in {self._changed[number].id!r}; leave this unit out")
        if is_first:
            stated, of_whole = self._stated(numbers, whole)
            if spot.name:
                yield from self._of_segments(numbers, whole, stated)
            else:
                yield from self._of_target(numbers[0], whole, stated)
        else:
            of_whole = {}
            for number in numbers:
                if number in self._changed:
                    yield from self._of_segment(number, self._node(self._spots[number].part))
        if any(number in self._changed and has_text(self._changed[number].target) for number in numbers):
            ours = [name for name in self._attributes(whole) if name.rpartition(":")[2] == "unit-state"]
            of_whole |= dict.fromkeys(ours)
        yield from self._set(whole, of_whole)
        for number in numbers:
            if number in self._changed and self._changed[number].candidates != self._known[number].candidates:
                yield from self._offered1(number, whole) if is_first else self._offered2(number, whole)

    def _of_segment(self, number: int, segment: _Node) -> Iterator[Edit]:
        """The edits of a `segment` of XLIFF 2."""
        old, new = self._known[number], self._changed[number]
        yield from self._of_target(number, segment, {})
        values: _Values = {}
        if _said(old)[:2] != _said(new)[:2]:
            if has_text(new.target):
                values = {"state": str(new.state), "subState": new.meta.get(META + "subState")}
            elif "state" in self._attributes(segment):
                values = {"state": str(UnitState.INITIAL), "subState": None}
        if new.candidates != old.candidates and "id" not in self._attributes(segment):
            values["id"] = self._name(number)
        yield from self._set(segment, values)

    def _of_target(self, number: int, parent: _Node, stated: _Values) -> Iterator[Edit]:
        """Another content of a `target`, or a new one behind the source."""
        old, new = self._known[number], self._changed[number]
        content = None if _said(old)[0] == _said(new)[0] else self._content(number)
        yield from self._target(parent, content, stated, new)

    def _target(self, parent: _Node, content: str | None, stated: _Values, unit: TranslationUnit) -> Iterator[Edit]:
        """A `target` with another content, unless that is None, and attributes."""
        targets, sources = parent.all("target"), parent.all("seg-source") or parent.all("source")
        if targets:
            node = targets[0]
            is_empty = node.inside[0] == node.end
            start = self._start(node, stated)
            if content is not None and is_empty:
                yield Edit(node.start, node.end, f"{start[:-2].rstrip()}>{content}</{node.name}>")
                return
            if stated:
                yield Edit(node.start, node.inside[0], start)
            if content is not None:
                yield Edit(*node.inside, content)
        elif content and sources:
            name = self._prefixed("target", sources[-1])
            said = "".join(f" {key}={quoted(value)}" for key, value in stated.items() if value is not None)
            at = sources[-1].end
            yield Edit(at, at, f"{self._before(sources[-1].start)}<{name}{said}>{content}</{name}>")
        elif content:
            raise ValueError(f"{unit.id!r} has no source in the file; add it there first")

    def _of_segments(self, numbers: Sequence[int], whole: _Node, stated: _Values) -> Iterator[Edit]:
        """The segments of a `trans-unit` that have another translation, each in its `mrk`."""
        new = [n for n in numbers if n in self._changed and _said(self._changed[n])[0] != _said(self._known[n])[0]]
        unit = self._known[numbers[0]]
        if not new or any(self._spots[number].target for number in numbers):
            yield from self._target(whole, None, stated, unit)
            for number in new:
                if target := self._spots[number].target:
                    yield from self._filled(self._node(target), self._content(number))
                else:
                    yield self._beside(number, numbers)
            return
        segmented = whole.all("seg-source")[0]
        marks = sorted(((self._node(self._spots[n].part), n) for n in numbers), key=lambda each: each[0].start)
        parts, at = [], segmented.inside[0]
        for mark, number in marks:
            parts += [self._text[at : mark.inside[0]], self._content(number) if number in new else ""]
            at = mark.inside[1]
        content = "".join([*parts, self._text[at : segmented.inside[1]]])
        yield from self._target(whole, content, stated, unit)

    def _filled(self, node: _Node, content: str) -> Iterator[Edit]:
        """An element with another content."""
        if node.inside[0] == node.end:
            start = self._text[node.start : node.end]
            yield Edit(node.start, node.end, f"{start[:-2].rstrip()}>{content}</{node.name}>")
        else:
            yield Edit(*node.inside, content)

    def _beside(self, number: int, numbers: Sequence[int]) -> Edit:
        """A `mrk` for a segment, behind that of the one before it, or before the first."""
        mark = self._node(self._spots[number].part)
        written = (
            f"{self._text[mark.start : mark.inside[0]]}{self._content(number)}{self._text[mark.inside[1] : mark.end]}"
        )
        position = numbers.index(number)
        for before in reversed(numbers[:position]):
            if target := self._spots[before].target:
                at = self._node(target).end
                return Edit(at, at, written)
        nodes = [self._node(target) for n in numbers[position:] if (target := self._spots[n].target)]
        at = min(node.start for node in nodes)
        return Edit(at, at, written)

    def _content(self, number: int) -> str:
        """The translation of a unit as it stands in a `target`."""
        unit, spot = self._changed[number], self._spots[number]
        target = unit.target if has_text(unit.target) else None
        if target is None:
            return ""
        is_first = spot.whole.name == "trans-unit"
        codes = self._codes(number)
        parts: list[str] = []
        opened: list[str] = []
        for part in target.parts:
            if isinstance(part, str):
                written = escaped(part) if is_first else text_of(part)
                parts.append(self._with_prefix(written, spot.whole))
                continue
            if part not in codes:
                message = f"the code {part.data or part.id!r} of {unit.id!r} is neither in its source nor in the file"
                raise ValueError(f"{message}; leave it out of the translation")
            if part.kind.removesuffix("-end") in _AROUND:
                opened = _nested(opened, part, unit)
            parts.append(codes[part])
        if opened:
            raise ValueError(f"a code of {unit.id!r} is begun and not ended; end it")
        return "".join(parts)

    def _codes(self, number: int) -> dict[Code, str]:
        """The codes of a unit as they stand in the file."""
        old, spot = self._known[number], self._spots[number]
        sides: list[tuple[Segment, _Node]] = []
        part = self._node(spot.part)
        if spot.target and old.target:
            sides.append((old.target, self._node(spot.target)))
        sources = [part] if part.local == "mrk" else part.all("source")
        sides += [(old.source, source) for source in sources[:1]]
        found: dict[Code, str] = {}
        for segment, node in reversed(sides):
            codes = [part for part in segment.parts if isinstance(part, Code)]
            written = list(self._tags(node))
            if len(codes) == len(written):
                found.update(zip(codes, written, strict=True))
        return found

    def _tags(self, node: _Node) -> Iterator[str]:
        for child in node.children:
            if child.local in _NO_CODES:
                continue
            if child.local not in _AROUND:
                yield self._text[child.start : child.end]
                continue
            yield self._text[child.start : child.inside[0]]
            yield from self._tags(child)
            yield self._text[child.inside[1] : child.end]

    def _stated(self, numbers: Sequence[int], whole: _Node) -> tuple[_Values, _Values]:
        """The attributes of a `target` and of its `trans-unit` that say the state of all its segments."""
        after = [self._changed.get(number, self._known[number]) for number in numbers]
        translated = [unit for unit in after if has_text(unit.target)]
        before = [self._known[number] for number in numbers]
        if not translated or [_said(unit)[:2] for unit in after] == [_said(unit)[:2] for unit in before]:
            return {}, {}
        if len({unit.state for unit in translated}) > 1:
            raise ValueError(f"the segments of {translated[0].id!r} have one state in XLIFF 1; give all the same")
        unit = translated[0]
        targets, approved = whole.all("target"), self._attributes(whole).get("approved", "no")
        there = self._attributes(targets[0]) if targets else {}
        wanted = of_target(unit)
        if unit.state is UnitState.TRANSLATED and "state" not in there and approved == "no":
            wanted.pop("state")
        if self._is_of_others:
            if wanted.get("state"):
                raise ValueError("the states in this file are those of its tool; set them there, and none here")
            return {}, {}
        values: _Values = {name: wanted.get(name) for name in ("state", "state-qualifier")}
        values = {name: value for name, value in values.items() if value != there.get(name)}
        final = "yes" if unit.state is UnitState.FINAL else "no"
        is_stated = bool(values) or final == "no"
        return values, {"approved": final} if approved != final and is_stated else {}

    def _offered1(self, number: int, whole: _Node) -> Iterator[Edit]:
        """What `alt-trans` offer."""
        old, new, spot = self._known[number], self._changed[number], self._spots[number]
        more, gone = _difference(old.candidates, new.candidates, [self._node(offer) for offer in spot.offers])
        yield from map(self._removed, gone)
        if not more:
            return
        kept = [self._node(offer) for offer in spot.offers]
        behind = kept or whole.all("target") or whole.all("seg-source") or whole.all("source")
        named = f' mid="{escaped(spot.name)}"' if spot.name and is_nmtoken(spot.name) else ""
        written = (alt_trans(offer).rstrip("\n").replace("<alt-trans", f"<alt-trans{named}", 1) for offer in more)
        yield self._inserted(behind[-1].end, written, self._before(whole.children[0].start), spot.whole)

    def _offered2(self, number: int, whole: _Node) -> Iterator[Edit]:
        """What matches offer."""
        old, new, spot = self._known[number], self._changed[number], self._spots[number]
        more, gone = _difference(old.candidates, new.candidates, [self._node(offer) for offer in spot.offers])
        ref = self._attributes(self._node(spot.part)).get("id") or self._name(number)
        written = [match_lines(offer, new.source, ref).rstrip("\n") for offer in more]
        matches = whole.all("matches")
        if matches and gone and len(gone) == len(matches[0].children) and not more:
            yield self._removed(matches[0])
            return
        yield from map(self._removed, gone)
        if not more:
            return
        core = self._core(spot.whole)
        module = f' xmlns:{MATCHES[:-1]}="{MODULES[MATCHES]}"'
        if matches:
            default = "" if self._prefix(spot.whole) else f' xmlns="{core}"'
            written = [each.replace("<mtc:match", f"<mtc:match{default}{module}", 1) for each in written]
            indent = self._before(matches[0].children[0].start) if matches[0].children else ""
            at = matches[0].children[-1].end if matches[0].children else matches[0].inside[0]
            yield self._inserted(at, written, indent, spot.whole)
        else:
            indent = self._before(whole.children[0].start)
            inside = "".join(indent + each for each in written)
            element = f"<{MATCHES}matches{module}>{inside}{indent}</{MATCHES}matches>"
            yield self._inserted(whole.inside[0], [element], indent, spot.whole)

    def _inserted(self, at: int, written: Iterable[str], indent: str, whole: Element) -> Edit:
        """Elements at a place, each on a line of its own if those around it are."""
        newline = "\r\n" if "\r\n" in indent else "\n"
        laid = (indent + self._with_prefix(_with_own(each), whole) for each in written)
        return Edit(at, at, "".join(laid).replace("\r\n", "\n").replace("\n", newline))

    def _removed(self, node: _Node) -> Edit:
        """Nothing where an element was, and before it no space."""
        return Edit(node.start - len(self._before(node.start)), node.end, "")

    def _name(self, number: int) -> str:
        """An id for a segment that has none: its number, or one that no code has."""
        spot = self._spots[number]
        segments = self._node(spot.whole).all("segment")
        if spot.name and any(f' id="{spot.name}"' in self._text[each.start : each.end] for each in segments):
            raise ValueError(f"no id is free for the segment {self._known[number].id!r}; give it one")
        return spot.name or free_name(self._known[number])

    def _set(self, node: _Node, values: _Values) -> Iterator[Edit]:
        if any(self._attributes(node).get(name) != value for name, value in values.items()):
            yield Edit(node.start, node.inside[0], self._start(node, values))

    def _start(self, node: _Node, values: _Values) -> str:
        """The start tag of an element with other attributes; None takes one away."""
        written = self._text[node.start : node.inside[0]]
        for name, value in values.items():
            found = next((each for each in _ATTRIBUTE.finditer(written) if each[1] == name), None)
            if found:
                new = "" if value is None else f"{written[found.start() : found.start(2)]}{quoted(value)}"
                written = written[: found.start()] + new + written[found.end() :]
            elif value is not None:
                end = len(written) - (2 if written.endswith("/>") else 1)
                end = len(written[:end].rstrip())
                written = f"{written[:end]} {name}={quoted(value)}{written[end:]}"
        return written

    def _attributes(self, node: _Node) -> dict[str, str]:
        """Those of an element, as they are written between the quotes."""
        found = _ATTRIBUTE.finditer(self._text, node.start + 1 + len(node.name), node.inside[0])
        return {each[1]: each[2][1:-1] for each in found}

    def _node(self, element: Element) -> _Node:
        at = self._lines.spans[element.line - 1].start + element.column - 1
        if at not in self._nodes:
            self._nodes[at] = _node(self._text, at)
        return self._nodes[at]

    def _before(self, at: int) -> str:
        """The white space before a place, from the end of the line before."""
        begin = len(self._text[:at].rstrip(" \t\r\n"))
        return self._text[begin:at]

    def _prefix(self, whole: Element) -> str:
        name = self._node(whole).name
        return name[: name.find(":") + 1]

    def _prefixed(self, name: str, beside: _Node) -> str:
        return beside.name[: beside.name.find(":") + 1] + name

    def _with_prefix(self, written: str, whole: Element) -> str:
        """Elements with the prefix that those of XLIFF have here."""
        prefix = self._prefix(whole)
        return _BARE.sub(rf"<\1{prefix}\2", written) if prefix else written

    def _core(self, whole: Element) -> str:
        """The namespace of XLIFF in this file."""
        found = re.search(r"urn:oasis:names:tc:xliff:document:[0-9.]+", self._text)
        return found[0] if found else ""


def _difference(
    old: Sequence[Candidate], new: Sequence[Candidate], offers: Sequence[_Node]
) -> tuple[Sequence[Candidate], Sequence[_Node]]:
    """What is offered in addition, and what is not offered any more: all, unless the old ones stay as they are."""
    return (new[len(old) :], ()) if new[: len(old)] == old else (new, offers)


def _nested(opened: list[str], code: Code, unit: TranslationUnit) -> list[str]:
    """What is open behind a code that begins or ends something.

    Raises:
        ValueError: It ends what is not the last that was begun.
    """
    kind = code.kind.removesuffix("-end")
    if kind == code.kind:
        return [*opened, kind + code.id]
    if opened[-1:] != [kind + code.id]:
        raise ValueError(f"a code of {unit.id!r} is ended and was not begun; put both around a text")
    return opened[:-1]


def _with_own(element: str) -> str:
    """An element that declares our namespace, if something in it is in it."""
    if " gloss:" not in element:
        return element
    end = re.match(r"<[^\s>]+", element)
    assert end
    return f'{end[0]} xmlns:gloss="{OWN}"{element[end.end() :]}'


def _node(text: str, at: int) -> _Node:
    """The element that begins at an offset of a text that is well-formed."""
    opened: list[_Node] = []
    for found in _MARKUP.finditer(text, at):
        tag = found[0]
        if tag[1] in "!?":
            continue
        if tag[1] == "/":
            node = opened.pop()
            node.inside, node.end = (node.inside[0], found.start()), found.end()
            if not opened:
                return node
            continue
        name = re.split(r"[\s/>]", tag[1:], maxsplit=1)[0]
        new = _Node(name, found.start(), (found.end(), found.end()), found.end())
        if opened:
            opened[-1].children.append(new)
        if not tag.endswith("/>"):
            opened.append(new)
        elif not opened:
            return new
    raise ValueError("the text is not that of the file")
