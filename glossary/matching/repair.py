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
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
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
    wanted = target_lang or unit.target_lang
    configs = _conversions(match, wanted)
    target = _Target(unit, flags, terms.target)
    edits = [] if question == unit.source.raw else _edits(question, match, terms, target, lang=lang, flags=flags)
    if not (edits or configs):
        return None
    source = _replaced(unit.source.raw, [(edit.match, question[slice(*edit.question)]) for edit in edits])
    edits = sorted([*edits, *(_regional(target, edits, wanted) if configs else ())], key=lambda edit: edit.target)
    made = _applied(unit.target, edits)
    if made is None:
        return None
    repairs = _repairs(edits)
    if not configs:
        return fuzzy.with_repairs(match, question, source, made, repairs)
    made, repairs = _converted(made, repairs, configs)
    whole = Repair(RepairKind.SCRIPT, unit.target.raw, made.raw, Span(0, len(made.raw)))
    kept = [repair for repair in repairs if repair.kind is not RepairKind.SCRIPT]
    result = fuzzy.with_repairs(match, question, source, made, [whole, *kept])
    return replace(result, unit=replace(result.unit, target_lang=wanted))


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
        self._known, self._flags = unit.target.codes, frozenset(flags)

    @cached_property
    def codes(self) -> list[Span]:
        """Where codes stand."""
        return [found.span for found in codes(self.text, known=self._known, flags=self._flags)]

    @cached_property
    def prose(self) -> str:
        """The text with its codes masked."""
        return _masked(self.text, self.codes)

    @cached_property
    def quantities(self) -> Sequence[Quantity]:
        """The numbers."""
        return quantities(self.prose, self.lang)

    def code(self, text: str) -> list[Span]:
        """Where a code stands."""
        return [span for span in self.codes if self.text[span.start : span.end] == text]

    def name(self, name: str) -> list[Span]:
        """Where a name stands, in this very form."""
        return list(_whole(name, self.prose))


# --- what in a source may be repaired --------------------------------------------------------------------------------


def _side(text: str, known: Iterable[Span], lang: Lang, flags: Set[str], terms: Sequence[SegmentTerm]) -> _Side:
    """A source and its elements, none within another: codes first, then terms, numbers and names."""
    coded, others, prose = _elements(text, tuple(known), lang, frozenset(flags))
    found = list(coded)
    for each in (*_terms(prose, terms), *others):
        if not any(each.span.start < other.span.end and other.span.start < each.span.end for other in found):
            found.append(each)
    return _Side(text, lang, sorted(found, key=lambda each: each.span))


@lru_cache(maxsize=64)
def _elements(
    text: str, known: tuple[Span, ...], lang: Lang, flags: frozenset[str]
) -> tuple[Sequence[_Element], Sequence[_Element], str]:
    """The codes of a source, its numbers and names, and its prose; a segment is asked about for each of its matches."""
    found = codes(text, known=known, flags=flags)
    coded = [
        _Element(code.span, kind, text[code.span.start : code.span.end])
        for code in found
        if (kind := _kind_of(code.kind)) is not None
    ]
    prose = _masked(text, [each.span for each in coded])
    numbers = [
        _Element(one.span, _kind_of_number(one), one.text, quantity=one)
        for one in quantities(prose, lang)
        if one.kind is not Kind.NAME
    ]
    return coded, [*numbers, *_names(prose, lang)], prose


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


def _edits(
    question: str, match: MemoryMatch, terms: Terms, target: _Target, *, lang: Lang, flags: Set[str]
) -> list[_Edit]:
    """The changes of the target that are certain, in the order of the target."""
    unit = match.unit
    there = _side(unit.source.raw, unit.source.codes, unit.source_lang, flags, terms.source)
    edits = list(_ending(question, there.text, target))
    if any(_touches(part.match, there) for part in match.diff if part.op != "equal"):
        here = _side(question, (), lang, flags, terms.question)
        pairs = [pair for region in _regions(match.diff, here, there) for pair in _pairs(region, here, there)]
        edits += [edit for group in _groups(pairs) for edit in _edits_of(group, there, target)]
    edits.sort(key=lambda edit: edit.target)
    spoilt = {edit for pair in pairwise(edits) if pair[1].target.start < pair[0].target.end for edit in pair}
    return [edit for edit in edits if edit not in spoilt]


def _touches(span: Span, there: _Side) -> bool:
    """Whether something that may be repaired is in a stretch, or at its ends."""
    return any(each.span.start <= span.end and span.start <= each.span.end for each in there.elements)


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
    return old.kind is new.kind or {old.kind, new.kind} <= _WORDS


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
    if is_chinese(target.lang):
        return written if found.surface in allowed else None
    before = target.text[: found.span.start]
    if _ARTICLE.search(before) and not _sound_alike(found.surface, written):
        return None
    forms = (str, _plural) if before.strip() else (str, _plural, _capitalised)
    return next((form(written) or None for form in forms if found.surface in map(form, allowed)), None)


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]


def _plural(word: str) -> str:
    """The word with an s, if that is how it is inflected; else empty."""
    return f"{word}s" if inflections(word)[:1] == (f"{word}s",) else ""


def _sound_alike(one: str, other: str) -> bool:
    """Whether two words surely take the same article."""
    return _plain_sound(one) and _plain_sound(other) and _vowel(one) == _vowel(other)


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


def _ending(here: str, there: str, target: _Target) -> Iterator[_Edit]:
    """The mark at the end: … : ? ! and the full stop."""
    if here[-1:] == there[-1:]:
        return
    new, old, now = (_ENDING.search(text) for text in (here, there, target.text))
    if new is None or old is None or now is None or new[0] == old[0]:
        return
    if not (_is_ending(new[0]) and _is_ending(old[0]) and here[: new.start()] and there[: old.start()]):
        return
    if _last_word(here[: new.start()]) != _last_word(there[: old.start()]):
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
    """The target in another script but for its codes, names and terms, and where the repairs are then."""
    raw = target.raw
    kept = [found.span for found in codes(raw, known=target.codes)]
    kept += [repair.target for repair in repairs if repair.kind in _IN_SCRIPT]
    ends = [0, *accumulate(len(part if isinstance(part, str) else part.data) for part in target.parts)]
    cuts = sorted({*ends, *(edge for span in (*kept, *(repair.target for repair in repairs)) for edge in span)})
    pieces = [
        raw[start:stop]
        if any(span.start <= start and stop <= span.end for span in kept)
        else _in_script(raw[start:stop], configs)
        for start, stop in pairwise(cuts)
    ]
    places, made = dict(zip(cuts, accumulate(map(len, pieces), initial=0), strict=True)), "".join(pieces)
    texts = (made[places[start] : places[stop]] for start, stop in pairwise(ends))
    parts = (text if isinstance(part, str) else part for part, text in zip(target.parts, texts, strict=True))
    spans = (Span(places[repair.target.start], places[repair.target.end]) for repair in repairs)
    placed = [
        replace(repair, target=span, new=made[span.start : span.end])
        for repair, span in zip(repairs, spans, strict=True)
    ]
    return Segment(tuple(parts)), placed


def _in_script(text: str, configs: Sequence[str]) -> str:
    for config in configs:
        text = convert(text, config)
    return text


_MASK = "\ufffc"
_WORDS = frozenset({RepairKind.NAME, RepairKind.TERM})
_SURE = frozenset(RepairKind) - _WORDS
_IN_SCRIPT = _WORDS | {RepairKind.SCRIPT}
"""Repairs in the right script already."""
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
