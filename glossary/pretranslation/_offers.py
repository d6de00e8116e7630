"""What the memory offers for a segment that is to be translated: the one match that may stand there, or nothing.

Precision comes first. A translation is certain if it is that of an equal text, and the only one: in the same context,
or in no other. All else is an offer that somebody has to look at: a near match, one that was repaired, one of several
translations that are equally good (then the newest), one from another context, one that breaks the termbase, and a
paragraph put together from sentences that were translated before. What breaks a check at the level of an error, above
all by a placeholder more or less than the source has, is not offered at all, and that is said.
"""

from __future__ import annotations

import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from glossary.cores import answers_beside, may_fork
from glossary.model import Code, Lang, Location, MatchKind, MemoryMatch, Progress, Segment, Span, TranslationUnit
from glossary.text.counting import volume
from glossary.text.language import is_chinese

if TYPE_CHECKING:
    from glossary.checks._offered import Judge

CERTAIN = 100.0
"""The score of an equal text."""

_MATCHES = 5
"""Matches that are looked at for a segment."""
_LABEL = 2
"""Words, or characters of Chinese, up to which a text is a label."""
_WORTH_A_PROCESS = 300
"""Questions from which on a second process pays for its start."""
_MOST_PROCESSES = 4


class By(StrEnum):
    """What a segment is filled by."""

    CONTEXT = "in-context"
    EXACT = "exact"
    REPAIRED = "repaired"
    ASSEMBLED = "assembled"
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True)
class Question:
    """A segment that is to be translated, and what it says about itself.

    Attributes:
        context: msgctxt or the like.
        neighbours: As made by `glossary.memory.with_neighbours`.
        flags: What its format says about placeholders, separated by commas.
        sources: Singular and plural of a catalogue, where the translation may be of either.
        is_prose: It is a passage of a text, not a string of a catalogue; white space in it means nothing.
    """

    source: Segment
    lang: Lang
    target_lang: Lang
    context: str = ""
    neighbours: str = ""
    flags: str = ""
    sources: tuple[str, ...] = ()
    is_prose: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A translation that may stand in a file.

    Attributes:
        by: Where it comes from.
        score: 0–101; of an assembled one the lowest of its sentences.
        source: The text that it was the translation of.
        context: In which context that stood.
        plural: The plural beside that text, where it was the singular of a catalogue, or the plural itself.
        doubts: Why somebody has to look at it; nothing where it is certain.
        origin: Where it comes from.
    """

    target: Segment
    by: By
    score: float
    source: str
    context: str = ""
    plural: tuple[str, str] | None = None
    doubts: tuple[str, ...] = ()
    origin: Location | None = None

    @property
    def is_certain(self) -> bool:
        """Whether nobody has to look at it again."""
        return not self.doubts

    @property
    def is_exact(self) -> bool:
        """Whether each of its sentences has one translation, and only their order is not known to be right."""
        return self.by is By.ASSEMBLED and len(self.doubts) == 1


@dataclass(frozen=True, slots=True)
class Refusal:
    """A match that must not stand in a file, and why."""

    score: float
    target: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What there is for a question.

    Attributes:
        refused: Better matches than the offer that must not be used.
    """

    offer: Offer | None = None
    refused: tuple[Refusal, ...] = ()


Ready = Callable[[float], Callable[[], "Offers"]]
"""For a least score, what makes that which answers questions: once in each process."""

Suggest = Callable[..., Sequence[MemoryMatch]]
"""`Project.suggest` without the terms: (text, lang=, target_lang=, context=, neighbours=, min_score=, limit=)."""


@dataclass(slots=True)
class Offers:
    """Answers questions, each text of which nothing equal is known only once.

    Args:
        suggest: The nearest past translations, best first.
        judge: What is wrong with a translation, one sentence for each error.
        min_score: No matches below this.
    """

    suggest: Suggest
    judge: Judge
    min_score: float
    _known: dict[tuple[str, Lang, Lang], Sequence[MemoryMatch]] = field(default_factory=dict)

    def answer(self, question: Question) -> Answer:
        """The best that may stand there: an equal text, else the sentences one by one, else what is nearest.

        Raises:
            StoreError: The memory cannot be read.
        """
        refused: list[Refusal] = []
        assembled: Offer | None = None
        matches = self._ranked(question)
        is_asked = False
        for match in matches:
            if not is_asked and match.score < CERTAIN:
                assembled, is_asked = self._assembled(question), True
                if assembled:
                    break
            offer = self._offer(question, match, matches, refused)
            if offer:
                return Answer(offer, tuple(refused))
        return Answer(assembled if is_asked else self._assembled(question), tuple(refused))

    def _ranked(self, question: Question) -> list[MemoryMatch]:
        """The matches, best first; of equal ones those first that stood in no other context, and then the newest."""
        matches = self._matches(question)
        return sorted(
            (match for match in matches if match.score >= self.min_score or _is_equal(question, match)),
            key=lambda match: (-match.score, _contradicts(question, match), -match.number),
        )

    def _matches(self, question: Question) -> Sequence[MemoryMatch]:
        text = _text(question)
        key = text, question.lang, question.target_lang
        if key in self._known:
            return self._known[key]
        matches = self.suggest(
            text,
            lang=question.lang,
            target_lang=question.target_lang,
            context=question.context,
            neighbours=question.neighbours,
            min_score=self.min_score - question.is_prose,
            limit=_MATCHES,
        )
        if all(match.unit.source.raw != text for match in matches):
            self._known[key] = matches
        return matches

    def _offer(
        self, question: Question, match: MemoryMatch, matches: Sequence[MemoryMatch], refused: list[Refusal]
    ) -> Offer | None:
        """A match as it would stand there; None if it must not, which is noted."""
        said = match.unit.target.raw if match.unit.target else ""
        target = _with_codes(said, question.source)
        reasons = self._errors(question, target) if target else ("it has other tags than the source",)
        if target is None or reasons:
            refused.append(Refusal(match.score, said, tuple(reasons)))
            return None
        doubts = tuple(_doubts(question, match, matches))
        repaired = bool(match.repairs)
        by = By.REPAIRED if repaired else By.FUZZY if match.score < CERTAIN and doubts else By.EXACT
        by = By.CONTEXT if match.kind is MatchKind.CONTEXT and match.score > CERTAIN else by
        meta, source = match.unit.meta, match.unit.source.raw
        plural = (meta.get("po:msgid", source), meta["po:msgid_plural"]) if "po:msgid_plural" in meta else None
        return Offer(target, by, match.score, source, match.unit.context, plural, doubts, match.unit.origin)

    def _errors(self, question: Question, target: Segment) -> tuple[str, ...]:
        meta = {"po:flags": question.flags}
        unit = TranslationUnit(
            question.source, target, question.lang, question.target_lang, context=question.context, meta=meta
        )
        return self.judge(unit, question.sources, is_prose=question.is_prose)

    def _assembled(self, question: Question) -> Offer | None:
        """The translations of all sentences, if each has one that is equal to it."""
        from glossary.text.segment import sentences

        source = _unwrapped(question.source) if question.is_prose else question.source
        spans, raw = sentences(source), source.raw
        if len(spans) < 2:
            return None
        offers = []
        for span in spans:
            sentence = _cut(source, span.start, span.end)
            part = replace(question, source=sentence, context="", neighbours="", sources=())
            exact = [match for match in self._ranked(part) if _is_equal(part, match)]
            found = next(filter(None, (self._offer(part, match, exact, []) for match in exact)), None)
            if found is None:
                return None
            offers.append(found)
        target = Segment(_joined(raw, [*zip(spans, offers, strict=True)], question.target_lang))
        if self._errors(question, target):
            return None
        doubts = (f"put together from {len(offers)} sentences", *(doubt for each in offers for doubt in each.doubts))
        lowest = min(min(offer.score, CERTAIN) for offer in offers)
        text = " ".join(offer.source for offer in offers)
        return Offer(target, By.ASSEMBLED, lowest, text, doubts=tuple(dict.fromkeys(doubts)), origin=offers[0].origin)


def answers(
    questions: Sequence[Question], ready: Callable[[], Offers], *, progress: Progress | None = None
) -> list[Answer]:
    """The answers to many questions, equal ones asked once, on as many cores as there are (four at most).

    Args:
        questions: Any.
        ready: Makes what answers them; once in each process.
        progress: Told (done, all).

    Raises:
        StoreError: The memory cannot be read.
    """
    keys = list(dict.fromkeys(questions))
    found: dict[Question, Answer] = {}

    def add(some: Iterable[tuple[Question, Answer]]) -> None:
        found.update(some)
        if progress:
            progress(len(found), len(keys))

    offers = ready()
    for question in keys[:1]:
        add([(question, offers.answer(question))])  # an index that is not ready is made here, and not in each process
    rest = keys[1:]
    count = min(os.cpu_count() or 1, _MOST_PROCESSES) if may_fork() and len(rest) >= _WORTH_A_PROCESS else 1
    if count == 1:
        for question in rest:
            add([(question, offers.answer(question))])
    else:
        shares: list[list[Question]] = [[] for _ in range(count)]
        for question in rest:
            shares[zlib.crc32(question.source.raw.encode("utf-8", "surrogatepass")) % count].append(question)
        for some in answers_beside(shares, lambda: ready().answer):
            add(some)
    return [found[question] for question in questions]


def _text(question: Question) -> str:
    return (_unwrapped(question.source) if question.is_prose else question.source).raw


def _doubts(question: Question, match: MemoryMatch, matches: Sequence[MemoryMatch]) -> Iterator[str]:
    """Why somebody has to look at a match."""
    if match.repairs:
        yield _repaired(match)
    elif not _is_equal(question, match) and not match.breaks_glossary:
        yield f"{match.score:g} %"
    yield from match.breaks_glossary
    if contradicts := _contradicts(question, match):
        yield f"translated in another context: {match.unit.context}"
    elif bool(question.context) != bool(match.unit.context) and _is_label(question.source.text):
        yield "a label, which may mean something else in another context"
    target = match.unit.target.raw if match.unit.target else ""
    rivals = {
        each.unit.target.raw
        for each in matches
        if each.unit.target and each.score == match.score >= CERTAIN and _contradicts(question, each) == contradicts
    }
    if others := len(rivals - {target}):
        yield f"{others} other translation{'s' if others > 1 else ''} of the same text"


def _is_equal(question: Question, match: MemoryMatch) -> bool:
    """Whether the source of a match is the text itself; in prose white space may differ."""
    if match.score >= CERTAIN:
        return True
    return question.is_prose and match.similarity == CERTAIN and not match.penalties.keys() - {"spaces"}


def _contradicts(question: Question, match: MemoryMatch) -> bool:
    """Whether both stand in a context, and not in the same one."""
    there = match.unit.context
    return bool(question.context and there) and there != question.context


def _is_label(text: str) -> bool:
    """Whether a text is so short that it may mean several things: Open, Script, 下."""
    size = volume(text)
    return size.words + size.characters <= _LABEL


def _repaired(match: MemoryMatch) -> str:
    """`repaired: 2 numbers, 1 term (was 91.5)`."""
    kinds = Counter(str(repair.kind) for repair in match.repairs)
    what = ", ".join(f"{count} {kind}{'s' * (count > 1)}" for kind, count in kinds.items())
    return f"repaired: {what} (was {match.repaired_from:g})"


def _with_codes(text: str, source: Segment) -> Segment | None:
    """A translation as text and the codes of its source; None if it does not have each of them once.

    Codes without a text of their own stay where they are at the beginning and at the end; within, nobody knows where.
    """
    codes = [part for part in source.parts if isinstance(part, Code)]
    if not codes:
        return Segment((text,))
    parts: list[str | Code] = [text]
    if not any(code.data for code in codes):
        words = [at for at, part in enumerate(source.parts) if isinstance(part, str) and part.strip()]
        if not words or any(isinstance(part, Code) for part in source.parts[words[0] : words[-1]]):
            return None
        return Segment((*source.parts[: words[0]], text.strip(), *source.parts[words[-1] + 1 :]))
    for code in sorted(codes, key=lambda code: -len(code.data)):
        for at, part in enumerate(parts):
            if isinstance(part, str) and code.data and code.data in part:
                before, after = part.split(code.data, 1)
                parts[at : at + 1] = [before, code, after]
                break
        else:
            return None
    return Segment(tuple(part for part in parts if part != ""))


def _unwrapped(segment: Segment) -> Segment:
    """A passage without the line breaks that only keep its lines short."""
    return Segment(tuple(_unwrapped_text(part) if isinstance(part, str) else part for part in segment.parts))


def _unwrapped_text(text: str) -> str:
    from glossary.text.script import is_han

    if "\n" not in text:
        return text
    first, *rest = text.split("\n")
    for line in rest:
        is_solid = bool(first and line) and is_han(first[-1]) and is_han(line[0])
        first = first.rstrip(" \t\r") + ("" if is_solid else " ") + line.lstrip(" \t")
    return first


def _cut(segment: Segment, start: int, end: int) -> Segment:
    """A part of a segment; codes are not cut."""
    parts: list[str | Code] = []
    at = 0
    for part in segment.parts:
        size = len(part) if isinstance(part, str) else len(part.data)
        if isinstance(part, str):
            parts.append(part[max(start - at, 0) : max(end - at, 0)])
        elif start <= at and at + size <= end:
            parts.append(part)
        at += size
    return Segment(tuple(part for part in parts if part != ""))


def _joined(raw: str, sentences: Sequence[tuple[Span, Offer]], lang: Lang) -> tuple[str | Code, ...]:
    """Sentences one after the other, with what stands around them, and between them what the language has there."""
    first, last = sentences[0][0], sentences[-1][0]
    parts: list[str | Code] = [raw[: first.start]]
    before = ""
    for at, (span, offer) in enumerate(sentences):
        said = offer.target.raw
        if at:
            gap = raw[sentences[at - 1][0].end : span.start]
            is_solid = is_chinese(lang) and not (before[-1:].isascii() and said[:1].isascii())
            parts.append(gap if "\n" in gap else "" if is_solid else " ")
        parts += offer.target.parts
        before = said
    parts.append(raw[last.end :])
    return tuple(part for part in parts if part != "")
