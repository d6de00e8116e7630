"""Inline codes in TMX: which element stands for a code of any format, and which codes those elements are.

What begins is a `bpt` and what ends it an `ept` with the same `i`, whether they nest or cross; without the other half
it is an `it`. A mark around text, which has no text of its own, is a `hi` as long as marks nest. All else is a `ph`.
`i` occurs once in a text, `x` is the same for the codes of source and target that have the same id; both are numbers
(TMX 1.4b, section "Attributes"), so other ids are numbered. Kinds, ids and displays that come out otherwise stand in a
`<prop type="x-gloss-codes">` beside the text, as JSON: for each code `[kind, id, display]`. It is believed as long as
such codes would be written as the elements that are there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from glossary.formats._xml import Element, escaped, tag
from glossary.model import Code, Segment
from glossary.text.patterns import lazy

CODES = "x-gloss-codes"
"""The type of the property that says what codes were."""

WITH_TEXT = frozenset("bpt ept ph it ut".split())
"""Elements of a segment whose text is code."""

_END_OF = {
    "bpt": "ept",
    "bx": "ex",
    "sc": "ec",
    "sm": "em",
    "g": "g-end",
    "pc": "pc-end",
    "mrk": "mrk-end",
    "hi": "hi-end",
}
"""The kind that ends what a kind begins."""
_MARKS = frozenset(("hi", "mrk", "sm"))
_ALONE = {
    **dict.fromkeys(_END_OF, "it"),
    **dict.fromkeys(_END_OF.values(), "it-end"),
    **{kind: kind for kind in ("it", "it-end", "ut")},
}
"""What a code is in TMX that is no half of a pair; others are `ph`."""
_ATTRIBUTES = {
    "bpt": ("i", "x", "type"),
    "ept": ("i",),
    "it": ("pos", "x", "type"),
    "it-end": ("pos", "x", "type"),
    "ph": ("x", "type"),
    "hi": ("x", "type"),
    "ut": ("x",),
    "hi-end": (),
}
"""Those that the DTD gives to the element for a kind, as far as they mean something here."""
_POSITIONS = {"it": "begin", "it-end": "end"}
_NUMBER = lazy(r"0|[1-9][0-9]{0,8}")


class Writer:
    """Writes the two texts of a unit."""

    def __init__(self, *segments: Segment) -> None:
        self._segments = segments
        self._numbers: dict[tuple[str, int], str] = {}
        self._last = 0

    def written(self, segment: Segment) -> tuple[str, str]:
        """A text as it stands in its `seg`, and the property that says what its codes were; "" without need."""
        if len(segment.parts) == 1 and isinstance(text := segment.parts[0], str):
            return escaped(text), ""
        codes = list(_codes(segment))
        kinds, begins = _elements(codes)
        numbers = self._numbered(codes, kinds, begins)
        found = [_attributes(*each) for each in zip(codes, kinds, numbers, strict=True)]
        tags = (_tag(*each) for each in zip(codes, kinds, found, strict=True))
        text = "".join(escaped(part) if isinstance(part, str) else next(tags) for part in segment.parts)
        ids = (number if "x" in each or "i" in each else "" for number, each in zip(numbers, found, strict=True))
        shown = (each.get("type", "") for each in found)
        are = [[code.kind, code.id, code.display] for code in codes]
        if are == list(map(list, zip(kinds, ids, shown, strict=True))):
            return text, ""
        return text, json.dumps(are, ensure_ascii=False, separators=(",", ":"))

    def _numbered(self, codes: Sequence[Code], kinds: Sequence[str], begins: dict[int, int]) -> list[str]:
        """The number for each code; the two halves of a pair have the same."""
        numbers: list[str] = []
        times: Counter[str] = Counter()
        for index, (code, kind) in enumerate(zip(codes, kinds, strict=True)):
            if index in begins:
                numbers.append(numbers[begins[index]])
            elif code.id or kind == "bpt":
                numbers.append(self._number(code.id, times[code.id]))
                times[code.id] += 1
            else:
                numbers.append("")
        return numbers

    @cached_property
    def _taken(self) -> set[str]:
        """The ids that are numbers."""
        return {code.id for segment in self._segments for code in _codes(segment) if _NUMBER.fullmatch(code.id)}

    def _number(self, id: str, time: int) -> str:
        """The number for an id that has been met that many times before in the text."""
        if not time and id in self._taken:
            return id
        if (id, time) not in self._numbers:
            self._last = _free(self._last, self._taken)
            self._numbers[id, time] = str(self._last)
        return self._numbers[id, time]


class Reader:
    """Makes codes of the elements in the texts of a unit.

    Args:
        segs: The elements of these texts.
    """

    def __init__(self, *segs: Element) -> None:
        self._segs = segs
        self._ids: dict[str, str] = {}
        self._begun: dict[str, str] = {}

    def begin(self) -> None:
        """Another text begins."""
        self._begun = {}

    def code(self, element: Element) -> Code:
        """The code that an element is whose text is code."""
        name, get = element.name, element.attributes.get
        kind = "it-end" if name == "it" and get("pos") == "end" else name
        pair = get("i", "")
        if name == "ept":
            return Code(element.text, kind, self._begun.get(pair) or pair, get("type", ""))
        id = get("x", "")
        if name == "bpt":
            id = self._begun[pair] = id or self._id(pair)
        return Code(element.text, kind, id, get("type", ""))

    def _id(self, pair: str) -> str:
        """The id of a pair that nothing but `i` names, which may be the `x` of another code."""
        if pair in self._matched and pair not in self._ids:
            self._ids[pair] = str(_free(0, self._matched | self._paired | set(self._ids.values())))
        return self._ids.get(pair, pair)

    @cached_property
    def _matched(self) -> set[str]:
        return set(_values(self._segs, "x"))

    @cached_property
    def _paired(self) -> set[str]:
        return set(_values(self._segs, "i"))


def restored(segment: Segment, said: str) -> Segment:
    """A text with its codes as they were before it was written.

    Args:
        said: The property beside the text.
    """
    codes = list(_codes(segment))
    if len(found := _said(said)) != len(codes):
        return segment
    were = [Code(code.data, *each) for code, each in zip(codes, found, strict=True)]
    if _elements(were)[0] != [code.kind for code in codes]:
        return segment
    rest = iter(were)
    return Segment(tuple(part if isinstance(part, str) else next(rest) for part in segment.parts), segment.runs)


def _said(text: str) -> list[list[str]]:
    """Kind, id and display of each code; nothing if that is not what the property says."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if not isinstance(found, list):
        return []
    fits = all(isinstance(each, list) and [type(value) for value in each] == [str] * 3 for each in found)
    return found if fits else []


def _codes(segment: Segment) -> Iterator[Code]:
    return (part for part in segment.parts if isinstance(part, Code))


def _elements(codes: Sequence[Code]) -> tuple[list[str], dict[int, int]]:
    """What each code is in TMX, and for the index of each that ends something that of the one that began it."""
    begins = _pairs(codes)
    kinds = [_ALONE.get(code.kind, "ph") for code in codes]
    for end, begin in begins.items():
        kinds[begin], kinds[end] = "bpt", "ept"
    for end in _nested(codes, begins):
        kinds[begins[end]], kinds[end] = "hi", "hi-end"
    return kinds, begins


def _pairs(codes: Sequence[Code]) -> dict[int, int]:
    begins: dict[int, int] = {}
    begun: dict[tuple[str, str], list[int]] = {}
    for index, code in enumerate(codes):
        if code.kind in _END_OF:
            begun.setdefault((_END_OF[code.kind], "" if code.kind == "hi" else code.id), []).append(index)
        elif waiting := begun.get((code.kind, code.id)):
            begins[index] = waiting.pop()
    return begins


def _nested(codes: Sequence[Code], begins: dict[int, int]) -> Iterator[int]:
    """Where marks end that cross no other mark and have no text of their own."""
    ends = {begin: end for end, begin in begins.items()}
    marks = {
        begin
        for end, begin in begins.items()
        if codes[begin].kind in _MARKS and not codes[begin].data and not codes[end].data
    }
    open_marks: list[int] = []
    for index in range(len(codes)):
        if index in marks and index in ends:
            open_marks.append(index)
        elif (begin := begins.get(index)) in marks:
            while open_marks and open_marks[-1] not in marks:
                open_marks.pop()
            if open_marks and open_marks[-1] == begin:
                open_marks.pop()
                yield index
            else:
                marks.discard(begin)


def _attributes(code: Code, kind: str, number: str) -> dict[str, str]:
    values = {
        "i": number,
        "x": number if code.id else "",
        "type": code.display,
        "pos": _POSITIONS.get(kind, ""),
    }
    return {name: values[name] for name in _ATTRIBUTES[kind] if values[name]}


def _tag(code: Code, kind: str, attributes: dict[str, str]) -> str:
    if kind == "hi":
        return tag("hi", attributes)
    if kind == "hi-end":
        return "</hi>"
    name = kind.removesuffix("-end")
    return f"{tag(name, attributes)}{escaped(code.data)}</{name}>"


def _free(last: int, taken: set[str]) -> int:
    """The next number that is no id."""
    number = last + 1
    while str(number) in taken:
        number += 1
    return number


def _values(elements: Iterable[Element], name: str) -> Iterator[str]:
    """What an attribute is, in elements however deep."""
    for element in elements:
        if value := element.attributes.get(name):
            yield value
        yield from _values((part for part in element.parts if isinstance(part, Element)), name)
