"""Plain `tu` elements of TMX, straight from the text: no codes in their segments, and nothing in a `tuv` but a segment.

    tu    = "<tu" attributes ">" note? context? (note | prop)* tuv tuv tuv* "</tu>"
    note  = "<note" attributes ">" text "</note>"
    prop  = "<prop" attributes ">" text "</prop>"
    tuv   = "<tuv" attributes "><seg>" text "</seg></tuv>"

White space may stand between elements. Which text is the source, and what attributes mean, the reader of TMX decides
once for all that have the same; where it has something to report, the parser reads the `tu`, as it knows the columns.
Units may share their meta.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from glossary.formats._xml_plain import SPACE, TEXT, VALUE, attributes, attributes_of, unescaped
from glossary.model import Lang, Location, Segment, TranslationUnit, UnitState
from glossary.text.patterns import lazy

CONTEXT = "x-context"

_ATTRIBUTES = attributes()
_OTHERS = attributes(without="tuid")
_SHARED = rf"<note{_ATTRIBUTES}>{TEXT}</note>{SPACE}|<prop{_ATTRIBUTES}>{TEXT}</prop>{SPACE}"


def _tuv(inside: str, text: str) -> str:
    return rf"<tuv{inside}>{SPACE}<seg>{text}</seg>{SPACE}</tuv>{SPACE}"


_TUV = _tuv(f"({_ATTRIBUTES})", f"({TEXT})")
PLAIN = lazy(
    rf'<tu({_OTHERS})(?:[ \t\n]++tuid="({VALUE})"({_OTHERS}))?>{SPACE}'
    rf'(?:<note>({TEXT})</note>{SPACE})?(?:<prop type="{CONTEXT}">({TEXT})</prop>{SPACE})?((?:{_SHARED})*+)'
    rf"{_TUV}{_TUV}((?:{_tuv(_ATTRIBUTES, TEXT)})*+)</tu>{SPACE}"
)
"""A `tu` and the white space behind it."""

_PART = lazy("<((?:note|prop)[^>]*+)>([^<]*+)</")
_FURTHER = lazy(_tuv("([^>]*+)", "([^<]*+)"))

_MOST = 1 << 10
"""Attributes, as they are written, whose meaning is remembered."""


class Choice(NamedTuple):
    """A unit that a `tu` makes: the places of its source and target among the texts, and what attributes say of it."""

    source: int
    target: int
    source_lang: Lang
    target_lang: Lang | None
    meta: dict[str, str]


Part = tuple[str | None, str]
"""A note (None and its text) or a prop (its type and its text)."""
Details = tuple[str, str, UnitState | None, dict[str, str]]
"""Note, context, state and meta, as notes and props say them."""


class Rules(Protocol):
    """What the reader of TMX decides."""

    def choices(self, tu: Mapping[str, str], tuvs: Sequence[Mapping[str, str]]) -> list[Choice] | None:
        """The units that a `tu` makes, by the attributes; None if there is something to report."""

    def details(self, parts: Sequence[Part]) -> Details:
        """What notes and props say."""


class Plain:
    """Makes units of matches of `PLAIN`.

    Args:
        path: Of the file, for their origin.
        rules: Those of TMX.
    """

    def __init__(self, path: str, rules: Rules) -> None:
        self._path, self._rules = path, rules
        self._choices: dict[tuple[str, ...], list[Choice] | None] = {}
        self._kinds: dict[str, str | None] = {}

    def forget(self) -> None:
        """From here on, another text may be the source."""
        self._choices.clear()

    def take(self, found: re.Match[str], line: int, units: list[TranslationUnit]) -> bool:
        """Add the units of a `tu` that begins in this line; False if there is something to report about it."""
        tu, tuid, rest, note, context, shared, one, first, other, second, further = found.groups()
        tags: tuple[str, ...] = (tu + rest if rest else tu, one, other)
        texts: tuple[str, ...] = (first, second)
        if further:
            more = _FURTHER.findall(further)
            tags += tuple(inside for inside, _ in more)
            texts += tuple(text for _, text in more)
        try:
            choices = self._choices[tags]
        except KeyError:
            choices = self._chosen(tags)
        details = self._details(note, context, shared) if shared or note or context else _SILENT
        if choices is None or details is None:
            return False
        note, context, state, meta = details
        for source, target, source_lang, target_lang, given in choices:
            unit, place, ours, theirs = _Unit(), _Place(), _Segment(), _Segment()
            place.path, place.line, place.column, place.commit = self._path, line, None, ""
            ours.parts, ours.runs = (unescaped(texts[source]),), ()
            unit.source, unit.source_lang = ours, source_lang
            if text := texts[target]:
                theirs.parts, theirs.runs = (unescaped(text),), ()
                unit.target, unit.state = theirs, state or _TRANSLATED
            else:
                unit.target, unit.state = None, state or _INITIAL
            unit.target_lang = target_lang
            unit.id, unit.context, unit.note = unescaped(tuid) if tuid else "", context, note
            unit.meta, unit.origin, unit.candidates = given | meta if meta else given, place, ()
            place.__class__, ours.__class__, theirs.__class__, unit.__class__ = (
                Location,
                Segment,
                Segment,
                TranslationUnit,
            )
            units.append(unit)
        return True

    def _chosen(self, tags: tuple[str, ...]) -> list[Choice] | None:
        """The units that a `tu` with these tags makes."""
        said = [each for each in map(attributes_of, tags) if each is not None]
        choices = self._rules.choices(said[0], said[1:]) if len(said) == len(tags) else None
        if len(self._choices) >= _MOST:
            self._choices.clear()
        self._choices[tags] = choices
        return choices

    def _details(self, note: str | None, context: str | None, shared: str) -> Details | None:
        """What notes and props say: the first ones, and all others."""
        if not shared:
            return unescaped(note) if note else "", unescaped(context) if context else "", None, _NONE
        parts: list[Part] = []
        if note is not None:
            parts.append((None, unescaped(note)))
        if context is not None:
            parts.append((CONTEXT, unescaped(context)))
        for tag, text in _PART.findall(shared):
            if tag not in self._kinds and not self._learns(tag):
                return None
            parts.append((self._kinds[tag], unescaped(text)))
        return self._rules.details(parts)

    def _learns(self, tag: str) -> bool:
        """Whether the tag of a note or prop can be read."""
        said = attributes_of(tag)
        if said is None:
            return False
        if len(self._kinds) >= _MOST:
            self._kinds.clear()
        self._kinds[tag] = None if tag.startswith("note") else said.get("type", "")
        return True


_NONE: dict[str, str] = {}
_SILENT: Details = ("", "", None, _NONE)
_TRANSLATED, _INITIAL = UnitState.TRANSLATED, UnitState.INITIAL


def _open(frozen: type) -> Any:
    """A class like a frozen one, whose objects can be filled and then become objects of it by their `__class__`.

    What a frozen dataclass does to set its fields takes longer than all else about a plain `tu`.
    """
    return type(frozen.__name__, (), {"__slots__": frozen.__slots__})  # type: ignore[attr-defined]


_Unit, _Segment, _Place = _open(TranslationUnit), _open(Segment), _open(Location)
