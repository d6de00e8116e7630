"""How much work is in some files: how much of them the memory knows, how well, and which terms have no rendering yet.

Every segment is in exactly one band, the first of these that fits: translated already (or in the target language), in
the memory in the same context, in the memory, repeated within the files, a near match from the memory or from an
earlier segment of the files (internal), new. A segment that a person has translated anywhere in the files makes its
repetitions cheap, too. Scores are those of `gloss suggest`: what breaks the glossary has lost points for it.

Below 70 the memory is asked only where an answer is likely, as asking for all there is takes a thousand times as long:
some segments that count as new may have a match of less than 70.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from glossary.cores import answers_beside, may_fork
from glossary.errors import GlossaryError
from glossary.model import (
    Finding,
    Lang,
    Location,
    Progress,
    SegmentTerm,
    Severity,
    TranslationUnit,
    UnitState,
)
from glossary.text.counting import Volume, volume
from glossary.text.language import primary

if TYPE_CHECKING:
    from glossary.formats import Pair
    from glossary.matching.index import Index


class Band(StrEnum):
    """How near something that is translated comes to a segment, nearest first."""

    TRANSLATED = "translated"
    CONTEXT = "in context"
    EXACT = "100"
    REPETITION = "repetition"
    HIGH = "95–99"
    GOOD = "85–94"
    FAIR = "75–84"
    POOR = "50–74"
    INTERNAL = "internal"
    NEW = "new"


WEIGHTS: Mapping[Band, float] = {
    Band.TRANSLATED: 0.0,
    Band.CONTEXT: 0.0,
    Band.EXACT: 0.1,
    Band.REPETITION: 0.1,
    Band.HIGH: 0.3,
    Band.GOOD: 0.5,
    Band.FAIR: 0.7,
    Band.POOR: 1.0,
    Band.NEW: 1.0,
}
"""What a word costs, where 1 is a word that is all new; an internal match costs what its score would elsewhere."""

LEAST = 50.0
"""Below this nothing is looked for."""

LEAST_INTERNAL = 75.0
"""The score of an internal match, at least."""

_SCORES = (
    (101.0, Band.CONTEXT),
    (100.0, Band.EXACT),
    (95.0, Band.HIGH),
    (85.0, Band.GOOD),
    (75.0, Band.FAIR),
    (LEAST, Band.POOR),
)
_FEW = 500
"""Questions that are not worth a second process."""
_TOLD = 1_000


@dataclass(slots=True)
class Tally:
    """What is in a band.

    Attributes:
        effort: Words and characters, each weighted by what its band costs.
    """

    segments: int = 0
    words: int = 0
    characters: int = 0
    codes: int = 0
    numbers: int = 0
    effort: float = 0.0

    def add(self, counted: Volume, weight: float) -> None:
        """Count one more segment."""
        self.segments += 1
        self.words += counted.words
        self.characters += counted.characters
        self.codes += counted.codes
        self.numbers += counted.numbers
        self.effort += weight * (counted.words + counted.characters)


def total(tallies: Sequence[Tally]) -> Tally:
    """All of them together."""
    return Tally(
        sum(each.segments for each in tallies),
        sum(each.words for each in tallies),
        sum(each.characters for each in tallies),
        sum(each.codes for each in tallies),
        sum(each.numbers for each in tallies),
        sum(each.effort for each in tallies),
    )


@dataclass(frozen=True, slots=True)
class FileAnalysis:
    """One file.

    Attributes:
        bands: Every band, in order, also those in which nothing is.
    """

    path: str
    bands: Mapping[Band, Tally] = field(default_factory=lambda: {band: Tally() for band in Band})


@dataclass(frozen=True, slots=True)
class TermUse:
    """A term that stands in the files.

    Attributes:
        translated: The termbase has a rendering of it, or it stays as it is.
        count: How often it stands there.
        first: Where it does first.
    """

    concept: str
    text: str
    lang: Lang
    target_lang: Lang
    translated: bool
    count: int
    first: Location


@dataclass(frozen=True, slots=True)
class Analysis:
    """All files.

    Attributes:
        files: In the order in which they were named.
        terms: The most frequent first.
        findings: What is wrong with the files; what could not be read is an error, and the rest was analysed.
    """

    files: tuple[FileAnalysis, ...]
    terms: tuple[TermUse, ...]
    findings: tuple[Finding, ...]

    @property
    def bands(self) -> dict[Band, Tally]:
        """The bands of all files together."""
        return {band: total([file.bands[band] for file in self.files]) for band in Band}


class Question(NamedTuple):
    """A segment with what its match depends on."""

    text: str
    lang: Lang
    target_lang: Lang
    context: str
    neighbours: str


class Asker(NamedTuple):
    """What knows past translations and terms; `open` is called once in each process.

    Attributes:
        score: The score of the best match, 0 if there is none of `LEAST`.
        terms: The terms of a segment.
    """

    score: Callable[[Question], float]
    terms: Callable[[Question], Sequence[SegmentTerm]]


def analyze(
    paths: Sequence[str],
    *,
    open: Callable[[], Asker],
    other: Callable[[Lang], Lang],
    langs: Pair | None = None,
    weights: Mapping[str, float] | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """How much work is in some files.

    Args:
        paths: The files; what cannot be read is a finding.
        open: Makes what is asked.
        other: The language that a text in a language is to be translated into, where nobody says so.
        langs: What source and target are in; without it, the files say so.
        weights: Other than `WEIGHTS`, for some of the bands.
        progress: Told (segments done, all); while they are read, (segments so far, 0).
    """
    job = _Job(langs, other, progress)
    for path in paths:
        job.read(path)
    answers = _answers(job, open, progress)
    weigh = {**WEIGHTS, **{Band(band): weight for band, weight in (weights or {}).items()}}
    files = [FileAnalysis(path) for path in paths]
    for segment in job.segments:
        band, weight = _banded(job, segment, answers, weigh)
        files[segment.file].bands[band].add(segment.counted, weight)
    return Analysis(tuple(files), tuple(_terms(job, answers)), tuple(job.findings))


class _Segment(NamedTuple):
    """A segment of the job.

    Attributes:
        question: Its number; equal questions have one.
        text: The number of its text; texts are equal if they are in the same languages.
    """

    file: int
    line: int | None
    question: int
    text: int
    is_done: bool
    counted: Volume


class _Answer(NamedTuple):
    """What is known of a question: scores, 0 for none, and the terms."""

    score: float = 0.0
    internal: float = 0.0
    terms: tuple[tuple[str, str, Lang, Lang, bool], ...] = ()


class _Job:
    """All segments of all files."""

    def __init__(self, langs: Pair | None, other: Callable[[Lang], Lang], progress: Progress | None) -> None:
        self._langs, self._other, self._progress = langs, other, progress
        self.paths: list[str] = []
        self.segments: list[_Segment] = []
        self.questions: dict[Question, int] = {}
        self.texts: dict[tuple[str, Lang, Lang], int] = {}
        self.first: list[int] = []
        """For each text the place of its first segment."""
        self.done: set[int] = set()
        """The texts that are translated somewhere."""
        self.findings: list[Finding] = []

    def read(self, path: str) -> None:
        """Take in a file."""
        self.paths.append(path)
        try:
            self._read(path)
        except GlossaryError as error:
            where = Location(error.path or path, error.line, error.column)
            self.findings.append(Finding("unreadable", Severity.ERROR, str(error), where))

    def _read(self, path: str) -> None:
        from glossary.checks._subject import flags_of
        from glossary.formats import detect, read
        from glossary.memory import with_neighbours

        form = detect(path)
        if form.read_units:
            form = replace(form, read=form.read_units, stream=None)
        with read(path, langs=self._langs, form=form) as resource:
            wanted = self._langs[1] if self._langs else None
            main = resource.langs[0] if resource.langs else None
            terms = 0

            def units() -> Iterator[TranslationUnit]:
                nonlocal terms
                for entry in resource.entries:
                    if isinstance(entry, TranslationUnit):
                        yield entry
                    else:
                        terms += 1

            before = len(self.segments)
            for unit in with_neighbours(units()):
                if unit.source.raw.strip() and not unit.meta.get("po:obsolete"):
                    target_lang = unit.target_lang or wanted or self._other(main or unit.source_lang)
                    self._add(unit, target_lang, flags_of(unit, bilingual=unit.target_lang is not None))
            self.findings += resource.findings
            if terms and len(self.segments) == before:
                message = "holds terms, which are not translated; name a text or a catalogue"
                self.findings.append(Finding("no-segments", Severity.ERROR, message, Location(path)))

    def _add(self, unit: TranslationUnit, target_lang: Lang, flags: frozenset[str]) -> None:
        from glossary.memory import NEIGHBOURS
        from glossary.text.codes import codes

        text, lang = unit.source.raw, unit.source_lang
        question = Question(text, lang, target_lang, unit.context, unit.meta.get(NEIGHBOURS, ""))
        number = self.texts.setdefault((text, lang, target_lang), len(self.texts))
        if number == len(self.first):
            self.first.append(len(self.segments))
        has_target = unit.target is not None and bool(unit.target.raw.strip()) and unit.state is not UnitState.INITIAL
        is_done = has_target or (unit.target_lang is None and primary(lang) == primary(target_lang))
        if is_done:
            self.done.add(number)
        self.segments.append(
            _Segment(
                len(self.paths) - 1,
                unit.origin.line if unit.origin else None,
                self.questions.setdefault(question, len(self.questions)),
                number,
                is_done,
                volume(text, codes(text, known=unit.source.codes, flags=flags)),
            )
        )
        if self._progress and len(self.segments) % _TOLD == 0:
            self._progress(len(self.segments), 0)

    def is_repeated(self, place: int) -> bool:
        """Whether the text of a segment stood there before, or is translated elsewhere."""
        text = self.segments[place].text
        return self.first[text] < place or text in self.done


def _banded(
    job: _Job, segment: _Segment, answers: Sequence[_Answer], weigh: Mapping[Band, float]
) -> tuple[Band, float]:
    """The band of a segment, and what a word of it costs."""
    answer = answers[segment.question]
    band = band_of(answer.score)
    if segment.is_done:
        band = Band.TRANSLATED
    elif band in (Band.CONTEXT, Band.EXACT):
        pass
    elif segment.text in job.done or job.segments[job.first[segment.text]] is not segment:
        band = Band.REPETITION
    elif answer.internal:
        return Band.INTERNAL, weigh.get(Band.INTERNAL, weigh[band_of(answer.internal)])
    return band, weigh[band]


def band_of(score: float) -> Band:
    """The band of a score."""
    return next((band for least, band in _SCORES if score >= least), Band.NEW)


def _terms(job: _Job, answers: Sequence[_Answer]) -> list[TermUse]:
    """The terms of all segments, the most frequent first."""
    counts: Counter[tuple[str, str, Lang, Lang, bool]] = Counter()
    first: dict[tuple[str, str, Lang, Lang, bool], Location] = {}
    for segment in job.segments:
        for term in answers[segment.question].terms:
            counts[term] += 1
            first.setdefault(term, Location(job.paths[segment.file], segment.line))
    return [TermUse(*term, count, first[term]) for term, count in counts.most_common()]


# --- asking ----------------------------------------------------------------------------------------------------------


class _Asked:
    """The job, the memory and the texts of the job, ready to be asked."""

    def __init__(self, job: _Job, open: Callable[[], Asker]) -> None:
        self._open = open
        self._asker: Asker | None = None
        self._questions = list(job.questions)
        self._texts = list(job.texts)
        self._first, self._done = job.first, job.done
        self._place: dict[int, int] = {}
        self._text_of: dict[int, int] = {}
        self._is_open: set[int] = set()
        for place, segment in enumerate(job.segments):
            self._place.setdefault(segment.question, place)
            self._text_of[segment.question] = segment.text
            if not segment.is_done:
                self._is_open.add(segment.question)
        self._indexes = dict(self._made())

    def __call__(self, number: int) -> _Answer:
        if self._asker is None:
            self._asker = self._open()
        question = self._questions[number]
        terms = tuple(
            (
                term.concept.id,
                term.term.text,
                term.term.lang,
                question.target_lang,
                term.preferred is not None or not term.concept.translatable,
            )
            for term in self._asker.terms(question)
        )
        if number not in self._is_open:
            return _Answer(terms=terms)
        score = self._asker.score(question)
        return _Answer(score, self._internal(number, question, score), terms)

    def _internal(self, number: int, question: Question, score: float) -> float:
        """The score of the nearest earlier segment, if its band is better than that of the memory; else 0."""
        better = min((least for least, _ in _SCORES if least > score), default=0.0)
        text = self._text_of[number]
        is_repeated = text in self._done or self._first[text] < self._place[number]
        if better >= 100 or is_repeated or len(question.text) > _longest():
            return 0.0
        from glossary.matching import fuzzy
        from glossary.matching.bounds import Question as Bounded
        from glossary.text.tokens import codes_of, comparable

        compared = comparable(question.text)
        rows = self._indexes.get((primary(question.lang), question.target_lang))
        if rows is None or not compared.parts:
            return 0.0
        best, least = 0.0, max(better, LEAST_INTERNAL)
        for near in rows.near(Bounded(codes_of(compared.parts), len(compared.text), least / 100)):
            if fuzzy.cut(100 * near.bound) <= best:
                break
            for owner in rows.owners(near.row):
                if owner != text and (owner in self._done or self._first[owner] < self._place[number]):
                    there, lang, target_lang = self._texts[owner]
                    scored = fuzzy.memory_score(
                        question.text,
                        there,
                        (compared, comparable(there)),
                        langs=(question.lang, lang),
                        target_langs=(question.target_lang, target_lang),
                    )
                    best = max(best, scored.score)
        return best if best >= least else 0.0

    def _made(self) -> Iterator[tuple[tuple[str, Lang], Index]]:
        """An index over the texts for each pair of languages."""
        from glossary.matching import index
        from glossary.text import tokens

        numbers: dict[tuple[str, Lang], list[int]] = {}
        for number, (text, lang, target_lang) in enumerate(self._texts):
            if len(text) <= _longest():
                numbers.setdefault((primary(lang), target_lang), []).append(number)
        import numpy as np

        for pair, some in numbers.items():
            some = some[: index.MOST_ROWS]
            made = tokens.rows(self._texts[number][0] for number in some)
            yield (
                pair,
                index.Index(
                    index.build(
                        np.frombuffer(made.codes, np.uint16),
                        np.frombuffer(made.lengths, np.uint32),
                        np.frombuffer(made.sizes, np.uint16),
                        np.array(some, np.uint32),
                    )
                ),
            )


def _longest() -> int:
    from glossary.memory import LONGEST

    return LONGEST


def _answers(job: _Job, open: Callable[[], Asker], progress: Progress | None) -> list[_Answer]:
    """An answer for each question."""
    count = len(job.questions)
    asked = _Asked(job, open)
    found: dict[int, _Answer] = {}
    for some in _asked(range(count), asked):
        found.update(some)
        if progress:
            progress(len(found), count)
    return [found[number] for number in range(count)]


def _asked(numbers: Sequence[int], asked: _Asked) -> Iterator[list[tuple[int, _Answer]]]:
    """The answers to questions, in portions, on two cores if there are many."""
    if len(numbers) < _FEW or not may_fork():
        for number in numbers:
            yield [(number, asked(number))]
    else:
        yield from answers_beside([numbers[start::_PROCESSES] for start in range(_PROCESSES)], lambda: asked)


_PROCESSES = 2
