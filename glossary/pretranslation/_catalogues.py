"""Catalogues and tables: each entry without a translation is filled, and what a person translated is not touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from glossary.errors import FormatError
from glossary.formats import Format, Pair, format_of
from glossary.memory import NEIGHBOURS, with_neighbours, with_plurals
from glossary.model import (
    Candidate,
    Concept,
    Lang,
    Progress,
    Resource,
    Segment,
    TranslationUnit,
    UnitPart,
    UnitState,
)
from glossary.pretranslation._offers import CERTAIN, Answer, By, Offer, Question, Ready, answers
from glossary.pretranslation._result import Filled, Pretranslation, Unfilled
from glossary.stores import files
from glossary.text.language import primary

MIN_SCORE = 75.0
"""The least score of a match that becomes a draft."""


def filled(
    path: str,
    ready: Ready,
    *,
    langs: Pair | None = None,
    min_score: float | None = None,
    progress: Progress | None = None,
) -> Pretranslation:
    """A catalogue or table with what was translated before; one in which something is wrong stays as it is.

    Args:
        path: The file.
        ready: Makes what answers questions.
        langs: From which language into which; without it, as the file says.
        min_score: The least score of a match; without it 75, and 100 where drafts cannot be told.
        progress: Told (done, all).

    Raises:
        FormatError: It cannot be read, or not be filled.
        StoreError: It, or the memory, cannot be read.
    """
    data = files.read(Path(path))
    form = format_of(path, data)
    if form.edited is None:
        known = "PO, XLIFF, CSV, TSV and Markdown"
        raise FormatError(f"{form.name} is not filled; give it {known}, or `gloss convert` it", path=path)
    resource = _read(form, data, path)
    entries = _entries(resource, form, langs)
    result = Pretranslation(path, data, data, (resource.text, resource.text), findings=resource.findings)
    if result.is_broken:
        return result
    asked = [entry for entry in entries if _sorted_in(entry, result)]
    least = MIN_SCORE if min_score is None else min_score
    found = iter(answers([ask for entry in asked for ask in entry.questions], ready(least), progress=progress))
    news: dict[int, _News] = {}
    for number, entry in enumerate(asked):
        news[number] = _News(entry, [next(found) for _ in entry.questions])
    _fill(result, resource, form, list(news.values()), is_asked=min_score is not None)
    return result


def _read(form: Format, data: bytes, path: str) -> Resource:
    resource = (form.read_units or form.read)(data, path)
    kinds = {isinstance(entry, Concept) for entry in resource.entries}
    if kinds == {True}:
        raise FormatError("holds terms, not texts to translate; `gloss import` takes them", path=path)
    return resource


@dataclass(slots=True)
class _Entry:
    """A text that is to be translated: a unit, or all plural forms of one."""

    units: list[TranslationUnit]
    questions: list[Question]

    @property
    def source(self) -> str:
        return self.units[0].source.raw

    @property
    def is_draft(self) -> bool:
        """Whether somebody left a translation that is not confirmed; a copy of the source is none."""
        return any(_said(unit) and unit.state is UnitState.INITIAL for unit in self.units) and not self.is_copy

    @property
    def is_copy(self) -> bool:
        """Whether what stands there is the source, which tools put there until somebody translates it."""
        return all(_said(unit) == unit.source.raw and unit.state is UnitState.INITIAL for unit in self.units)

    @property
    def is_empty(self) -> bool:
        return not any(map(_said, self.units))


@dataclass(slots=True)
class _News:
    """An entry and what was found for it."""

    entry: _Entry
    answers: list[Answer]

    @property
    def offers(self) -> list[Offer]:
        """One for each form, or none at all."""
        found = [answer.offer for answer in self.answers]
        return [offer for offer in found if offer] if all(found) else []

    @property
    def is_certain(self) -> bool:
        return bool(self.offers) and all(offer.is_certain for offer in self.offers)


def _said(unit: TranslationUnit) -> str:
    return unit.target.raw if unit.target else ""


def _entries(resource: Resource, form: Format, langs: Pair | None) -> list[_Entry]:
    """What the units of a file ask for, entry by entry."""
    units = list(resource.units())
    if langs and len({(unit.source_lang, unit.target_lang) for unit in units}) > 1:
        units = [unit for unit in units if _are_near((unit.source_lang, unit.target_lang), langs)]
    placed = list(with_neighbours(units)) if form.is_text else units
    entries = []
    for _, group in groupby(zip(units, placed, strict=True), key=lambda pair: _entry_of(pair[0])):
        pairs = list(group)
        questions = [question for unit, there in pairs if (question := _question(unit, there, langs))]
        if len(questions) == len(pairs):
            entries.append(_Entry([unit for unit, _ in pairs], questions))
    if units and not entries and langs is None and all(unit.target_lang in (None, unit.source_lang) for unit in units):
        path = units[0].origin.path if units[0].origin else ""
        raise FormatError("does not say from which language into which; name both: --lang en:zh-Hans", path=path)
    return entries


def _are_near(there: tuple[Lang, Lang | None], langs: Pair) -> bool:
    """Whether a unit is in varieties of two languages."""
    return [primary(lang) for lang in there if lang] == [primary(lang) for lang in langs]


def _entry_of(unit: TranslationUnit) -> object:
    """The same for all plural forms of an entry, and for nothing else."""
    return (unit.origin.line, unit.origin.column, unit.id) if "po:plural" in unit.meta and unit.origin else id(unit)


def _question(unit: TranslationUnit, placed: TranslationUnit, langs: Pair | None) -> Question | None:
    """What a unit asks for; None if it is obsolete, not to be translated, without a text, in other languages."""
    meta = unit.meta
    if "po:obsolete" in meta or meta.get("xliff:translate") == "no" or not unit.source.raw.strip():
        return None
    source, target = langs or (unit.source_lang, unit.target_lang)
    if target is None or target == source:
        return None
    sources = tuple(meta[name] for name in ("po:msgid", "po:msgid_plural") if name in meta)
    return Question(
        Segment(unit.source.parts),
        source,
        target,
        _context(unit),
        placed.meta.get(NEIGHBOURS, ""),
        meta.get("po:flags", ""),
        sources,
    )


def _context(unit: TranslationUnit) -> str:
    """The context of a unit as a memory keeps it: forms that share a source are told apart there."""
    *_, kept = with_plurals([unit])
    return kept.context


def _sorted_in(entry: _Entry, result: Pretranslation) -> bool:
    """Whether an entry is to be filled; what is not is counted."""
    if entry.is_empty or entry.is_copy or entry.is_draft:
        return True
    (result.translated if all(map(_said, entry.units)) else result.left).append(entry.source)
    return False


def _fill(result: Pretranslation, resource: Resource, form: Format, news: Sequence[_News], *, is_asked: bool) -> None:
    """Fill what can be filled, as far as it can be read again as it was meant."""
    wanted = [one for one in news if one.offers and (one.is_certain or not one.entry.is_draft)]
    without_place: list[_News] = []
    for _ in range(4):
        filled = {id(one): [*_units(one, form)] for one in wanted}
        try:
            data = _edited(form, resource, [unit for units in filled.values() for unit in units], result)
        except ValueError:
            wrong = {id(one) for one in wanted} - {id(one) for one in _held(form, resource, wanted, result)}
        else:
            again = _read(form, data, result.path)
            wrong = _misread(again, result.path, resource, wanted, filled, is_asked=is_asked)
            if not wrong:
                break
        without_place += [one for one in wanted if id(one) in wrong]
        wanted = [one for one in wanted if id(one) not in wrong]
    else:
        raise FormatError("does not read back as it was filled; nothing is written", path=result.path)
    done = {id(one) for one in wanted}
    result.new = data
    result.texts = resource.text, again.text
    for one in news:
        _count(one, result, is_done=id(one) in done)
    result.offered = [each for one in without_place for each in _filled(one)]


def _count(one: _News, result: Pretranslation, *, is_done: bool) -> None:
    if is_done:
        result.filled += _filled(one)
    else:
        (result.drafts if one.entry.is_draft else result.left).append(one.entry.source)
    refusals = tuple(refusal for answer in one.answers for refusal in answer.refused)
    if refusals and not one.entry.is_draft:
        result.unfilled.append(Unfilled(one.entry.source, refusals, one.entry.units[0].origin))


def _filled(one: _News) -> list[Filled]:
    """One for the entry, with the offer that is most doubtful."""
    doubtful = max(one.offers, key=lambda offer: (len(offer.doubts) > 0, -offer.score))
    return [Filled(one.entry.source, doubtful, one.entry.units[0].origin)]


def _units(one: _News, form: Format) -> Iterator[TranslationUnit]:
    """The units of an entry with what was found for them."""
    state = UnitState.TRANSLATED if one.is_certain else UnitState.INITIAL
    for unit, offer in zip(one.entry.units, one.offers, strict=True):
        meta = {name: said for name, said in unit.meta.items() if not name.startswith("po:previous:")}
        candidates = unit.candidates
        if not one.is_certain:
            meta |= _previous(one) if form.name == "po" else {}
            if UnitPart.CANDIDATE in form.keeps:
                score = min(offer.score, CERTAIN)
                candidates = (Candidate(offer.target, Segment((offer.source,)), score, _name(offer)), *candidates)
        yield replace(unit, target=offer.target, state=state, meta=meta, candidates=candidates)


def _name(offer: Offer) -> str:
    """Who offers it: the document that the match came from."""
    return offer.origin.path if offer.origin else "gloss"


def _previous(one: _News) -> dict[str, str]:
    """The texts of the match, where they are others, as gettext keeps those from before an entry changed."""
    unit, first, last = one.entry.units[0], one.offers[0], one.offers[-1]
    said = {"msgctxt": first.context} if first.context and unit.context else {}
    said["msgid"] = first.source
    own = {"msgctxt": unit.context, "msgid": unit.meta.get("po:msgid", unit.source.raw)}
    if plural := unit.meta.get("po:msgid_plural"):
        said["msgid"], said["msgid_plural"] = first.plural or (first.source, last.source)
        own["msgid_plural"] = plural
    if all(own[name] == text for name, text in said.items()) or first.by is By.ASSEMBLED:
        return {}
    return {f"po:previous:{name}": text for name, text in said.items()}


def _held(form: Format, resource: Resource, wanted: Sequence[_News], result: Pretranslation) -> list[_News]:
    """Those of entries not all of which can stand in the file that can; what cannot is found by halving."""
    if len(wanted) < 2:
        return []
    held: list[_News] = []
    half = len(wanted) // 2
    for part in (wanted[:half], wanted[half:]):
        try:
            _edited(form, resource, [unit for one in part for unit in _units(one, form)], result)
        except ValueError:
            held += _held(form, resource, part, result)
        else:
            held += part
    return held


def _edited(form: Format, resource: Resource, units: Sequence[TranslationUnit], result: Pretranslation) -> bytes:
    assert form.edited
    if not units:
        return result.old or b""
    try:
        return form.edited(resource, units)
    except FormatError as error:
        raise FormatError(str(error), path=result.path) from None


def _misread(
    again: Resource,
    path: str,
    resource: Resource,
    wanted: Sequence[_News],
    filled: Mapping[int, Sequence[TranslationUnit]],
    *,
    is_asked: bool,
) -> set[int]:
    """The entries that are read otherwise than they were meant, by their `id`.

    Raises:
        FormatError: Something else has changed as well.
    """
    before = list(resource.units())
    after = list(again.units())
    meant = {_key(unit): (id(one), unit) for one in wanted for unit in filled[id(one)]}
    wrong: set[int] = set()
    if len(before) != len(after):
        raise FormatError("does not read back as it was filled; nothing is written", path=path)
    for old, new in zip(before, after, strict=True):
        owner, unit = meant.get(_key(old), (0, old))
        is_same = new.source.raw == unit.source.raw and _said(new) == _said(unit)
        is_draft = new.state is UnitState.INITIAL
        if owner and is_same and is_draft != (unit.state is UnitState.INITIAL) and not (is_asked and not is_draft):
            is_same = False
        if not is_same and not owner:
            raise FormatError("does not read back as it was filled; nothing is written", path=path)
        if not is_same:
            wrong.add(owner)
    return wrong


def _key(unit: TranslationUnit) -> object:
    origin = unit.origin
    return (
        origin and (origin.line, origin.column),
        unit.id,
        unit.meta.get("po:plural"),
        unit.target_lang,
        unit.source.raw,
    )
