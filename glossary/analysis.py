"""How much work is in some files: how much of them the memory knows, how well, and which terms have no rendering yet.

Every segment is in exactly one band, the first of these that fits: translated already (or in the target language), in
the memory in the same context, in the memory, repeated within the files, a near match from the memory or from an
earlier segment of the files (internal), new. A segment that a person has translated anywhere in the files makes its
repetitions cheap, too. Scores are those of `gloss suggest`: what breaks the glossary has lost points for it.

Below 70 the memory is asked only where an answer is likely, as asking for all there is takes a thousand times as long:
some segments that count as new may have a match of less than 70.

Of a job only what the answer needs is kept, in a few flat pieces of memory that the processes share as they are: were
it an object for each segment, each process would soon have all of them for itself.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from struct import Struct
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
    job.close()
    answers = _answers(job, open, progress)
    weigh = {**WEIGHTS, **{Band(band): weight for band, weight in (weights or {}).items()}}
    files = [FileAnalysis(path) for path in paths]
    for place, segment in enumerate(job.segments):
        band, weight = _banded(job, place, segment, answers, weigh)
        files[segment.file].bands[band].add(segment.counted, weight)
    return Analysis(tuple(files), tuple(_terms(job, answers)), tuple(job.findings))


class _Strings:
    """Strings by number, one after the other in one piece of memory."""

    def __init__(self) -> None:
        self._bytes, self._ends = bytearray(), array("Q", [0])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode("utf-8", "surrogatepass")

    def append(self, text: str) -> None:
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))


class _Segment(NamedTuple):
    """A segment of the job.

    Attributes:
        file: The number of its file.
        question: Its number; equal questions have one.
    """

    file: int
    line: int | None
    question: int
    is_done: bool
    counted: Volume


class _Segments:
    """The segments by place, one after the other in one piece of memory."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def __len__(self) -> int:
        return len(self._bytes) // _RECORD.size

    def __iter__(self) -> Iterator[_Segment]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, place: int) -> _Segment:
        file, line, question, is_done, *counted = _RECORD.unpack_from(self._bytes, place * _RECORD.size)
        return _Segment(file, line or None, question, is_done, Volume(*counted))

    def append(self, segment: _Segment) -> None:
        file, line, question, is_done, counted = segment
        self._bytes += _RECORD.pack(file, line or 0, question, is_done, *counted)


_RECORD = Struct("<IQI?4I")
"""A segment: file, line (0 for none), question, whether it is translated, and its volume."""

_Term = tuple[str, str, Lang, Lang, bool]


class _Answer(NamedTuple):
    """What is known of a question: scores, 0 for none, and the terms."""

    score: float = 0.0
    internal: float = 0.0
    terms: tuple[_Term, ...] = ()


@dataclass(slots=True)
class _Found:
    """How often a term was found, and where first: the place, and which of its terms it is there."""

    count: int
    first: tuple[int, int]


class _Answers:
    """The scores of each question, and the terms of all together."""

    def __init__(self, job: _Job) -> None:
        self._job = job
        self.scores, self.internals = (array("d", bytes(8 * len(job.asked))) for _ in range(2))
        self.terms: dict[_Term, _Found] = {}

    def add(self, question: int, answer: _Answer) -> None:
        """Keep the answer to a question."""
        self.scores[question], self.internals[question] = answer.score, answer.internal
        place, times = self._job.place[question], self._job.times[question]
        for number, term in enumerate(answer.terms):
            found = self.terms.setdefault(term, _Found(0, (place, number)))
            found.count += times
            found.first = min(found.first, (place, number))


class _Job:
    """All segments of all files."""

    def __init__(self, langs: Pair | None, other: Callable[[Lang], Lang], progress: Progress | None) -> None:
        self._langs, self._other, self._progress = langs, other, progress
        self.paths: list[str] = []
        self.segments = _Segments()
        self.langs: list[tuple[Lang, Lang]] = []
        """From which language into which; by their number in `pair`."""
        self.texts, self.pair = _Strings(), array("I")
        """Texts by number, and their languages; texts are equal if they are in the same languages."""
        self.first, self.done = array("Q"), bytearray()
        """For each text the place of its first segment, and whether it is translated somewhere."""
        self.asked, self.contexts, self.neighbours = array("Q"), _Strings(), _Strings()
        """The questions: the text of each, its context, and its neighbours."""
        self.place, self.times, self.is_open = array("Q"), array("Q"), bytearray()
        """For each question its first place, how many segments ask it, and whether one of them is not translated."""
        self._numbers: dict[bytes, int] = {}
        """The number of each text and each question, by a hash."""
        self.findings: list[Finding] = []

    def question(self, number: int) -> Question:
        """A question as it was put."""
        text = self.asked[number]
        return Question(self.texts[text], *self.langs[self.pair[text]], self.contexts[number], self.neighbours[number])

    def close(self) -> None:
        """Forget what only more files would need."""
        self._numbers.clear()

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
        has_target = unit.target is not None and bool(unit.target.raw.strip()) and unit.state is not UnitState.INITIAL
        is_done = has_target or (unit.target_lang is None and primary(lang) == primary(target_lang))
        number = self._text(text, (lang, target_lang))
        question = self._question(number, unit.context, unit.meta.get(NEIGHBOURS, ""))
        self.done[number] |= is_done
        self.is_open[question] |= not is_done
        self.times[question] += 1
        counted = volume(text, codes(text, known=unit.source.codes, flags=flags))
        line = unit.origin.line if unit.origin else None
        self.segments.append(_Segment(len(self.paths) - 1, line, question, is_done, counted))
        if self._progress and len(self.segments) % _TOLD == 0:
            self._progress(len(self.segments), 0)

    def _text(self, text: str, langs: tuple[Lang, Lang]) -> int:
        """The number of a text."""
        if langs not in self.langs:
            self.langs.append(langs)
        pair, here = self.langs.index(langs), len(self.texts)
        number = self._numbers.setdefault(_hash(f"text {pair} {text}"), here)
        if number == here:
            self.texts.append(text)
            self.pair.append(pair)
            self.first.append(len(self.segments))
            self.done.append(False)
        return number

    def _question(self, text: int, context: str, neighbours: str) -> int:
        """The number of a question."""
        here = len(self.asked)
        number = self._numbers.setdefault(_hash(f"question {text} {neighbours} {context}"), here)
        if number == here:
            self.asked.append(text)
            self.contexts.append(context)
            self.neighbours.append(neighbours)
            self.place.append(len(self.segments))
            self.times.append(0)
            self.is_open.append(False)
        return number


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _banded(
    job: _Job, place: int, segment: _Segment, answers: _Answers, weigh: Mapping[Band, float]
) -> tuple[Band, float]:
    """The band of a segment, and what a word of it costs."""
    band, internal = band_of(answers.scores[segment.question]), answers.internals[segment.question]
    text = job.asked[segment.question]
    if segment.is_done:
        band = Band.TRANSLATED
    elif band in (Band.CONTEXT, Band.EXACT):
        pass
    elif job.done[text] or job.first[text] < place:
        band = Band.REPETITION
    elif internal:
        return Band.INTERNAL, weigh.get(Band.INTERNAL, weigh[band_of(internal)])
    return band, weigh[band]


def band_of(score: float) -> Band:
    """The band of a score."""
    return next((band for least, band in _SCORES if score >= least), Band.NEW)


def _terms(job: _Job, answers: _Answers) -> Iterator[TermUse]:
    """The terms of all segments, the most frequent first."""
    for term, found in sorted(answers.terms.items(), key=lambda each: (-each[1].count, each[1].first)):
        segment = job.segments[found.first[0]]
        yield TermUse(*term, found.count, Location(job.paths[segment.file], segment.line))


# --- asking ----------------------------------------------------------------------------------------------------------


class _Asked:
    """The job, the memory and the texts of the job, ready to be asked."""

    def __init__(self, job: _Job, open: Callable[[], Asker]) -> None:
        self._job, self._open = job, open
        self._asker: Asker | None = None
        self._indexes = dict(self._made())

    def __call__(self, number: int) -> _Answer:
        if self._asker is None:
            self._asker = self._open()
        question = self._job.question(number)
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
        if not self._job.is_open[number]:
            return _Answer(terms=terms)
        score = self._asker.score(question)
        return _Answer(score, self._internal(number, question, score), terms)

    def _internal(self, number: int, question: Question, score: float) -> float:
        """The score of the nearest earlier segment, if its band is better than that of the memory; else 0."""
        better = min((least for least, _ in _SCORES if least > score), default=0.0)
        job, text = self._job, self._job.asked[number]
        is_repeated = job.done[text] or job.first[text] < job.place[number]
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
                if owner != text and (job.done[owner] or job.first[owner] < job.place[number]):
                    there, (lang, target_lang) = job.texts[owner], job.langs[job.pair[owner]]
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

        job = self._job
        numbers: dict[tuple[str, Lang], array[int]] = {}
        for number, pair in enumerate(job.pair):
            if len(job.texts[number]) <= _longest():
                lang, target_lang = job.langs[pair]
                numbers.setdefault((primary(lang), target_lang), array("I")).append(number)
        import numpy as np

        for langs, some in numbers.items():
            some = some[: index.MOST_ROWS]
            made = tokens.rows(job.texts[number] for number in some)
            yield (
                langs,
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


def _answers(job: _Job, open: Callable[[], Asker], progress: Progress | None) -> _Answers:
    """An answer for each question."""
    asked, answers, done = _Asked(job, open), _Answers(job), 0
    for some in _asked(range(len(job.asked)), asked):
        for number, answer in some:
            answers.add(number, answer)
        done += len(some)
        if progress:
            progress(done, len(job.asked))
    return answers


def _asked(numbers: Sequence[int], asked: _Asked) -> Iterator[list[tuple[int, _Answer]]]:
    """The answers to questions, in portions, on two cores if there are many."""
    if len(numbers) < _FEW or not may_fork():
        for number in numbers:
            yield [(number, asked(number))]
    else:
        yield from answers_beside([numbers[start::_PROCESSES] for start in range(_PROCESSES)], lambda: asked)


_PROCESSES = 2
