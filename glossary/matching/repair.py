"""A past translation made to fit: what differs between a segment and the source of a match is put into its target.

Numbers, dates, placeholders, tags, addresses, names, terms of the glossary and the mark at the end are repaired, each
only where there is exactly one way: the old one stands in the target as often as in the source, in a form that is
known, and there is one form for the new one. What differs besides stays as it is, for the translator. Nothing is ever
put where nothing was, and nothing is taken away but a mark at the end.

    segment    Copy 7 files to %(folder)s      source of the match    Copy 5 files to %(path)s
    repaired   将 7 个文件复制到 %(folder)s    its target             将 5 个文件复制到 %(path)s

The differences are those of `MemoryMatch.diff`, each widened to whole numbers, codes, terms and names on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from glossary.matching import fuzzy
from glossary.model import (
    Code,
    DiffPart,
    Lang,
    MemoryMatch,
    Repair,
    RepairKind,
    Segment,
    SegmentTerm,
    Span,
    TermMatch,
    TranslationUnit,
)
from glossary.pairs import usable_terms
from glossary.text.boundary import is_whole
from glossary.text.codes import PLACEHOLDERS, codes
from glossary.text.forms import inflections
from glossary.text.language import ZH_HANS, is_chinese
from glossary.text.notation import written_like
from glossary.text.numbers import Kind, Quantity, quantities
from glossary.text.patterns import lazy
from glossary.text.script import FROM_SIMPLIFIED, TO_SIMPLIFIED, convert


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of the three texts of a match.

    Attributes:
        question: Those of the segment, with what to write for them.
        source: Those of the source of the match, with what may stand for them in its target.
        target: What stands in the target of the match.
    """

    question: Sequence[SegmentTerm] = ()
    source: Sequence[SegmentTerm] = ()
    target: Sequence[TermMatch] = ()


def repaired(
    question: str,
    match: MemoryMatch,
    terms: Terms,
    *,
    lang: Lang,
    target_lang: Lang | None = None,
    flags: Set[str] = frozenset(),
) -> MemoryMatch | None:
    """The match with a target that fits the segment better, and the score of that; None if nothing can be repaired.

    Args:
        question: The segment.
        match: With its `diff`.
        terms: The terms of segment, source and target.
        lang: The language of the segment.
        target_lang: The language to translate into; a target in another Chinese script or region is converted.
        flags: What a catalogue says of the unit: python-format, …
    """
    unit = match.unit
    if unit.target is None or unit.target_lang is None:
        return None
    configs = _conversions(match, target_lang or unit.target_lang)
    if question == unit.source.raw and not configs:
        return None
    here = _Side(question, lang, _elements(question, (), lang, flags, terms.question))
    there = _Side(
        unit.source.raw,
        unit.source_lang,
        _elements(unit.source.raw, unit.source.codes, unit.source_lang, flags, terms.source),
    )
    target = _Target(unit, flags, terms.target)
    edits = list(_edits(match.diff, here, there, target)) if question != there.text else []
    regional = list(_regional(target, edits, target_lang)) if configs and target_lang else []
    made = _applied(unit.target, sorted([*edits, *regional], key=lambda edit: edit.target))
    if made is None or not (edits or configs):
        return None
    source = _replaced(there.text, [(edit.match, question[edit.question.start : edit.question.end]) for edit in edits])
    repairs = _repairs(sorted([*edits, *regional], key=lambda edit: edit.target))
    if not configs or target_lang is None:
        return fuzzy.with_repairs(match, question, source, made, repairs)
    made, repairs = _converted(made, repairs, configs)
    whole = Repair(RepairKind.SCRIPT, unit.target.raw, made.raw, Span(0, len(made.raw)))
    kept = [repair for repair in repairs if repair.kind is not RepairKind.SCRIPT]
    result = fuzzy.with_repairs(match, question, source, made, [whole, *kept])
    return replace(result, unit=replace(result.unit, target_lang=target_lang))


class _Element(NamedTuple):
    """A stretch of a source that is carried over into the target by a rule of its kind."""

    span: Span
    kind: RepairKind
    text: str
    quantity: Quantity | None = None
    term: SegmentTerm | None = None


class _Side(NamedTuple):
    """One of the two sources, with what in it may be repaired, in order."""

    text: str
    lang: Lang
    elements: Sequence[_Element]

    def within(self, span: Span) -> list[_Element]:
        """The elements of a stretch."""
        return [each for each in self.elements if span.start <= each.span.start and each.span.end <= span.end]


class _Edit(NamedTuple):
    """A change of the target."""

    target: Span
    new: str
    kind: RepairKind
    question: Span
    match: Span
    old: str


class _Target:
    """The target of a match: where in it something stands."""

    def __init__(self, unit: TranslationUnit, flags: Set[str], terms: Sequence[TermMatch]) -> None:
        assert unit.target is not None
        assert unit.target_lang is not None
        self.text, self.lang, self.terms = unit.target.raw, unit.target_lang, terms
        self.codes = [found.span for found in codes(self.text, known=unit.target.codes, flags=frozenset(flags))]
        self.prose = _masked(self.text, self.codes)
        self.quantities = quantities(self.prose, self.lang)

    def code(self, text: str) -> list[Span]:
        """Where a code stands."""
        return [span for span in self.codes if self.text[span.start : span.end] == text]

    def name(self, name: str) -> list[Span]:
        """Where a name stands, in this very form."""
        return list(_whole(name, self.prose))


# --- what in a source may be repaired --------------------------------------------------------------------------------


def _elements(
    text: str, known: Sequence[Span], lang: Lang, flags: Set[str], terms: Sequence[SegmentTerm]
) -> list[_Element]:
    """The elements of a source, none within another: codes first, then terms, numbers and names."""
    found = [
        _Element(code.span, kind, text[code.span.start : code.span.end])
        for code in codes(text, known=known, flags=frozenset(flags))
        if (kind := _kind_of(code.kind)) is not None
    ]
    prose = _masked(text, [each.span for each in found])
    candidates = [
        *_terms(prose, terms),
        *(
            _Element(one.span, _kind_of_number(one), one.text, quantity=one)
            for one in quantities(prose, lang)
            if one.kind is not Kind.NAME
        ),
        *_names(prose, lang),
    ]
    for each in candidates:
        if not any(each.span.start < other.span.end and other.span.start < each.span.end for other in found):
            found.append(each)
    return sorted(found, key=lambda each: each.span)


def _kind_of(code: str) -> RepairKind | None:
    if code in PLACEHOLDERS:
        return RepairKind.PLACEHOLDER
    return _KINDS.get(code)


def _kind_of_number(one: Quantity) -> RepairKind:
    return RepairKind.DATE if one.kind is Kind.DATE else RepairKind.NUMBER


def _terms(prose: str, terms: Sequence[SegmentTerm]) -> Iterator[_Element]:
    """Terms of which one concept is meant and no other."""
    for term in terms:
        meant = {other.concept.id for other in terms if other.span == term.span}
        if len(meant) == 1 and prose[term.span.start : term.span.end] == term.surface:
            yield _Element(term.span, RepairKind.TERM, term.surface, term=term)


def _names(prose: str, lang: Lang) -> Iterator[_Element]:
    """Words that a translation leaves as they are: all that is Latin in Chinese; in English what looks like a name."""
    for found in _LATIN.finditer(prose):
        if is_chinese(lang) or _NAME.search(found[0]):
            yield _Element(Span(*found.span()), RepairKind.NAME, found[0])


def _masked(text: str, spans: Iterable[Span]) -> str:
    for span in spans:
        text = text[: span.start] + _MASK * (span.end - span.start) + text[span.end :]
    return text


# --- what differs, and what stands for it in the target --------------------------------------------------------------


class _Pair(NamedTuple):
    """An element of the source of the match, and what the segment has in its place."""

    old: _Element
    new: _Element


def _edits(diff: Sequence[DiffPart], here: _Side, there: _Side, target: _Target) -> Iterator[_Edit]:
    """The changes of the target that are certain, in the order of the target."""
    pairs = [pair for region in _regions(diff, here, there) for pair in _pairs(region, here, there)]
    edits = [edit for group in _groups(pairs) for edit in _edits_of(group, there, target)]
    edits += _ending(here, there, target)
    edits.sort(key=lambda edit: edit.target)
    overlapping = {
        number for number in range(1, len(edits)) if edits[number].target.start < edits[number - 1].target.end
    }
    spoilt = overlapping | {number - 1 for number in overlapping}
    return (edit for number, edit in enumerate(edits) if number not in spoilt)


def _regions(diff: Sequence[DiffPart], here: _Side, there: _Side) -> list[DiffPart]:
    """What differs, widened to whole elements on both sides."""
    regions: list[DiffPart] = []
    for part in diff:
        if part.op != "equal":
            wide = _widened(part, diff, here, there)
            while regions and (
                wide.question.start < regions[-1].question.end or wide.match.start < regions[-1].match.end
            ):
                last = regions.pop()
                wide = wide._replace(
                    question=Span(min(last.question.start, wide.question.start), wide.question.end),
                    match=Span(min(last.match.start, wide.match.start), wide.match.end),
                )
            regions.append(wide)
    return regions


def _widened(part: DiffPart, diff: Sequence[DiffPart], here: _Side, there: _Side) -> DiffPart:
    question, match = part.question, part.match
    while True:
        wider = _cover(question, here.elements)
        match = _hull(match, Span(_across(wider.start, diff, 1, end=False), _across(wider.end, diff, 1, end=True)))
        widest = _cover(match, there.elements)
        wider = _hull(wider, Span(_across(widest.start, diff, 2, end=False), _across(widest.end, diff, 2, end=True)))
        if (wider, widest) == (question, match):
            return DiffPart(part.op, question, match)
        question, match = wider, widest


def _cover(span: Span, elements: Sequence[_Element]) -> Span:
    """A stretch together with the elements that it cuts."""
    for each in elements:
        inside = each.span.start < span.end and span.start < each.span.end
        if inside or (span.start == span.end and each.span.start < span.start < each.span.end):
            span = _hull(span, each.span)
    return span


def _hull(one: Span, other: Span) -> Span:
    return Span(min(one.start, other.start), max(one.end, other.end))


def _across(at: int, diff: Sequence[DiffPart], side: int, *, end: bool) -> int:
    """The place in the other source that belongs to a place in one (1 the segment, 2 the match)."""
    for part in diff:
        mine, yours = (part.question, part.match) if side == 1 else (part.match, part.question)
        if part.op == "equal" and mine.start <= at <= mine.end:
            return yours.start + at - mine.start
        if mine.start <= at <= mine.end and mine.start < mine.end:
            at_end = at > mine.start if end else at >= mine.end
            return yours.end if at_end else yours.start
    return 0


def _pairs(region: DiffPart, here: _Side, there: _Side) -> Iterator[_Pair]:
    """The elements of what differs, one for one; only numbers and codes may have other words between them."""
    new, old = here.within(region.question), there.within(region.match)
    if not old or len(new) != len(old) or not all(map(_alike, old, new)):
        return
    same_words = _between(region.question, new, here.text) == _between(region.match, old, there.text)
    for one, other in zip(old, new, strict=True):
        if one.text != other.text and (same_words or one.kind in _SURE):
            yield _Pair(one, other)


def _alike(old: _Element, new: _Element) -> bool:
    """Whether one may stand for the other."""
    if {old.kind, new.kind} <= _WORDS:
        return True
    if old.quantity and new.quantity:
        return old.kind is new.kind
    return old.kind is new.kind


def _between(span: Span, elements: Sequence[_Element], text: str) -> list[str]:
    """What stands before, between and after the elements of a stretch."""
    ends = [span.start, *(each.span.end for each in elements)]
    starts = [*(each.span.start for each in elements), span.end]
    return [text[end:start] for end, start in zip(ends, starts, strict=True)]


def _groups(pairs: Sequence[_Pair]) -> Iterator[list[_Pair]]:
    """Pairs of the same old element; those for which two new ones are in question are left out."""
    groups: dict[tuple[RepairKind, str], list[_Pair]] = {}
    for pair in pairs:
        groups.setdefault((pair.old.kind, pair.old.text), []).append(pair)
    for group in groups.values():
        if len({pair.new.text for pair in group}) == 1:
            yield group


def _edits_of(group: Sequence[_Pair], there: _Side, target: _Target) -> Iterator[_Edit]:
    """The changes that put the new element where the old one stands, if it stands there as often as in the source."""
    old, new = group[0]
    if sum(_is_same(old, each) for each in there.elements) != len(group):
        return
    places = list(_places(old, new, target))
    if len(places) != len(group) or any(written is None for _, written in places):
        return
    for pair, (span, written) in zip(group, places, strict=True):
        assert written is not None
        yield _Edit(span, written, _named(pair), pair.new.span, pair.old.span, target.text[span.start : span.end])


def _is_same(old: _Element, other: _Element) -> bool:
    """Whether two elements of a source stand for the same thing in the target."""
    if old.quantity and other.quantity:
        return bool(old.quantity.values & other.quantity.values)
    if old.term and other.term:
        return old.term.concept.id == other.term.concept.id
    return old.text == other.text


def _named(pair: _Pair) -> RepairKind:
    return RepairKind.TERM if RepairKind.TERM in (pair.old.kind, pair.new.kind) else pair.new.kind


def _places(old: _Element, new: _Element, target: _Target) -> Iterator[tuple[Span, str | None]]:
    """Where the old element stands in the target, and what to write there; None where that is not certain."""
    if old.quantity and new.quantity:
        for each in target.quantities:
            if each.values & old.quantity.values:
                yield each.span, written_like(target.prose, each, old.quantity, new.quantity, target.lang)
    elif old.kind in _WORDS:
        yield from _places_of_words(old, new, target)
    else:
        yield from ((span, new.text) for span in target.code(old.text))


def _places_of_words(old: _Element, new: _Element, target: _Target) -> Iterator[tuple[Span, str | None]]:
    """The same for names and terms."""
    written = new.text
    if new.term is not None:
        if new.term.preferred is None:
            return
        written = new.term.preferred.text
    if old.term is None:
        yield from ((span, written) for span in target.name(old.text))
        return
    allowed = {term.text for term in (old.term.preferred, *old.term.admitted) if term is not None}
    for found in target.terms:
        if found.concept.id == old.term.concept.id:
            yield found.span, _inflected(target, found, allowed, written)


def _inflected(target: _Target, found: TermMatch, allowed: Set[str], written: str) -> str | None:
    """Another term in the form of the one that is there; None if that would take grammar."""
    surface = found.surface
    if is_chinese(target.lang):
        return written if surface in allowed else None
    article = _ARTICLE.search(target.text[: found.span.start])
    if article and not (_plain_sound(surface) and _plain_sound(written) and _vowel(surface) == _vowel(written)):
        return None
    if surface in allowed:
        return written
    for term in allowed:
        if surface == term[:1].upper() + term[1:] and not target.text[: found.span.start].strip():
            return written[:1].upper() + written[1:]
        if surface == f"{term}s" and inflections(written)[:1] == (f"{written}s",):
            return f"{written}s"
    return None


def _vowel(word: str) -> bool:
    return word[:1].lower() in "aeio"


def _plain_sound(word: str) -> bool:
    """Whether the first letter says which article goes before it."""
    return word[:1].lower() not in "uhe" and word[:3].lower() != "one" and not word[:2].isupper()


def _whole(name: str, text: str) -> Iterator[Span]:
    at = text.find(name)
    while at >= 0:
        if is_whole(text, at, at + len(name)):
            yield Span(at, at + len(name))
        at = text.find(name, at + len(name))


def _ending(here: _Side, there: _Side, target: _Target) -> Iterator[_Edit]:
    """The mark at the end: … : ? ! and the full stop."""
    new, old, now = (_ENDING.search(text) for text in (here.text, there.text, target.text))
    if new is None or old is None or now is None or new[0] == old[0]:
        return
    if not (_is_ending(new[0]) and _is_ending(old[0]) and here.text[: new.start()] and there.text[: old.start()]):
        return
    if _last_word(here.text[: new.start()]) != _last_word(there.text[: old.start()]):
        return  # another sentence may end here
    narrow = now[0] in _MARKS_EN and now[0] not in _MARKS_ZH.values()
    marks = _MARKS_EN if narrow or not is_chinese(target.lang) else _MARKS_ZH
    was, becomes = marks.get(_same(old[0])), marks.get(_same(new[0]))
    if was is None or becomes is None or now[0] != was:
        return
    yield _Edit(Span(*now.span()), becomes, RepairKind.PUNCTUATION, Span(*new.span()), Span(*old.span()), now[0])


def _last_word(text: str) -> str:
    return text.split()[-1].casefold() if text.split() else ""


def _is_ending(mark: str) -> bool:
    return _same(mark) in _MARKS_EN


def _same(mark: str) -> str:
    return _PLAIN_MARK.get(mark, mark)


# --- the repaired target ---------------------------------------------------------------------------------------------


def _applied(target: Segment, edits: Sequence[_Edit]) -> Segment | None:
    """The target with its changes; a code that changes stays a code. None if a change cuts a code."""
    parts: list[str | Code] = []
    at, waiting = 0, list(edits)
    for part in target.parts:
        data = part if isinstance(part, str) else part.data
        end = at + len(data)
        mine = [edit for edit in waiting if at <= edit.target.start and edit.target.end <= end]
        if isinstance(part, str):
            mine = [edit for edit in mine if edit.target.start < end or edit.target.start == edit.target.end]
        elif any(edit.target != (at, end) for edit in mine if edit.target.start < edit.target.end):
            return None
        else:
            mine = [edit for edit in mine if edit.target == (at, end)]
        waiting = [edit for edit in waiting if edit not in mine]
        shifted = [(Span(edit.target.start - at, edit.target.end - at), edit.new) for edit in mine]
        new = _replaced(data, shifted)
        parts.append(new if isinstance(part, str) else replace(part, data=new))
        at = end
    return None if waiting else Segment(tuple(parts))


def _replaced(text: str, changes: Sequence[tuple[Span, str]]) -> str:
    for span, new in sorted(changes, reverse=True):
        text = text[: span.start] + new + text[span.end :]
    return text


def _repairs(edits: Sequence[_Edit]) -> list[Repair]:
    repairs, moved = [], 0
    for edit in edits:
        start = edit.target.start + moved
        moved += len(edit.new) - (edit.target.end - edit.target.start)
        target = Span(start, start + len(edit.new))
        repairs.append(Repair(edit.kind, edit.old, edit.new, target, edit.question, edit.match))
    return repairs


# --- another Chinese script ------------------------------------------------------------------------------------------


def _conversions(match: MemoryMatch, wanted: Lang) -> list[str]:
    """The configurations of OpenCC that make the target one in the language that is wanted; none if it is already."""
    there = match.unit.target_lang
    if there is None or not is_chinese(there) or not {"other script", "region"} & match.penalties.keys():
        return []
    back = [] if there == ZH_HANS else [TO_SIMPLIFIED.get(there)]
    on = [] if wanted == ZH_HANS else [FROM_SIMPLIFIED.get(wanted)]
    configs = [config for config in (*back, *on) if config]
    return configs if len(configs) == len(back) + len(on) else []


def _regional(target: _Target, edits: Sequence[_Edit], wanted: Lang) -> Iterator[_Edit]:
    """The terms of the target as they are in the language that is wanted; the conversion leaves them alone."""
    nothing, end = Span(0, 0), 0
    for found in target.terms:
        same = {other.concept.id for other in target.terms if other.span == found.span}
        free = all(found.span.end <= edit.target.start or edit.target.end <= found.span.start for edit in edits)
        terms = usable_terms(found.concept, wanted)
        if len(same) == 1 and free and found.span.start >= end and terms and is_chinese(found.term.lang):
            yield _Edit(found.span, terms[0].text, RepairKind.SCRIPT, nothing, nothing, found.surface)
            end = found.span.end


def _converted(target: Segment, repairs: Sequence[Repair], configs: Sequence[str]) -> tuple[Segment, list[Repair]]:
    """The target in another script but for its codes and terms, and where the repairs are then."""
    parts: list[str | Code] = []
    moved: dict[Span, Span] = {}
    at = done = 0
    for part in target.parts:
        data = part if isinstance(part, str) else part.data
        end = at + len(data)
        if not isinstance(part, str):
            moved[Span(at, end)] = Span(done, done + len(data))
            parts.append(part)
            done += len(data)
            at = end
            continue
        text = ""
        fixed = [*(repair.target for repair in repairs), *(found.span for found in codes(target.raw))]
        for start, stop in pairwise(sorted({at, end, *(edge for span in fixed for edge in span if at < edge < end)})):
            piece = target.raw[start:stop]
            kept = any(span.start <= start and stop <= span.end for span in _kept(target, repairs))
            for config in () if kept else configs:
                piece = convert(piece, config)
            moved[Span(start, stop)] = Span(done + len(text), done + len(text) + len(piece))
            text += piece
        parts.append(text)
        done += len(text)
        at = end
    ends = {old.start: new.start for old, new in moved.items()} | {old.end: new.end for old, new in moved.items()}
    made = Segment(tuple(parts))
    placed = [
        replace(each, target=span, new=made.raw[span.start : span.end])
        for each in repairs
        for span in (Span(ends.get(each.target.start, 0), ends.get(each.target.end, 0)),)
    ]
    return made, placed


def _kept(target: Segment, repairs: Sequence[Repair]) -> list[Span]:
    """What is not converted: codes, names, and terms that are in the right script already."""
    kinds = {RepairKind.SCRIPT, RepairKind.TERM, RepairKind.NAME}
    return [found.span for found in codes(target.raw)] + [each.target for each in repairs if each.kind in kinds]


_MASK = "\ufffc"
_WORDS = frozenset({RepairKind.NAME, RepairKind.TERM})
_SURE = frozenset(RepairKind) - _WORDS
_KINDS = {
    **dict.fromkeys(("tag", "bbcode", "entity", "markup"), RepairKind.TAG),
    **dict.fromkeys(("url", "mail", "link"), RepairKind.URL),
    **dict.fromkeys(("literal", "role", "path", "handle", "shortcode", "option", "date"), RepairKind.CODE),
}
"""Kinds of codes and what a repair of them is called; icu, accelerator and escape are not repaired."""
_LATIN = lazy(r"(?<![A-Za-z0-9_])[A-Za-z_][A-Za-z0-9_]*(?:[-.+/#:]+[A-Za-z0-9_]+)*\+*(?![A-Za-z0-9_])")
_NAME = lazy(r"[0-9_]|[A-Za-z][A-Z]|[A-Za-z]\.[A-Za-z]")
_ARTICLE = lazy(r"\b[Aa]n? \Z")
_ENDING = lazy(r"(?<![:.])(?:\.{3}|…+|[.:?!。：？！])?\s*\Z")
_PLAIN_MARK = {"。": ".", "：": ":", "？": "?", "！": "!", "……": "…"}
_MARKS_ZH = {"": "", ".": "。", ":": "：", "?": "？", "!": "！", "…": "…", "...": "..."}
_MARKS_EN = {"": "", ".": ".", ":": ":", "?": "?", "!": "!", "…": "…", "...": "..."}
