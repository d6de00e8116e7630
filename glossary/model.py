"""Every noun of gloss: terms, concepts, translation units, matches, findings.

The words are those of TBX (terms), TMX (memory) and XLIFF (units), never synonyms of them.
Frozen, slotted dataclasses from the standard library only, named tuples where millions are made; this module knows no
file format, no store and no protocol. Offsets are code points, spans are half-open. Where something came from
(`origin`) takes no part in equality: the same concept read from two files is the same concept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, NewType

Lang = NewType("Lang", str)
"""A canonical BCP 47 tag; made of what somebody typed by `glossary.text.language.parse` and nowhere else."""

Progress = Callable[[int, int], None]
"""Told how far something is: (done, all that is to do), in whatever unit the teller counts."""


class Span(NamedTuple):
    """Half-open range of code points in a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file: 1-based line, 1-based column in code points; None where unknown.

    Attributes:
        commit: The git commit in which the file is as it was read; "" where unknown.
    """

    path: str
    line: int | None = None
    column: int | None = None
    commit: str = ""

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)


class TermStatus(StrEnum):
    """How far a term may be used (TBX administrativeStatus, in plain words)."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"
    SUPERSEDED = "superseded"
    FORBIDDEN = "forbidden"


USABLE = (TermStatus.PREFERRED, TermStatus.ADMITTED)
"""The statuses of terms that somebody may write."""


class PartOfSpeech(StrEnum):
    """TBX partOfSpeech."""

    NOUN = "noun"
    VERB = "verb"
    ADJECTIVE = "adjective"
    ADVERB = "adverb"
    PROPER_NOUN = "proper-noun"
    OTHER = "other"


class TermType(StrEnum):
    """TBX termType, the values that a glossary of prose needs."""

    ACRONYM = "acronym"
    ABBREVIATION = "abbreviation"
    INITIALISM = "initialism"
    FULL_FORM = "full-form"
    SHORT_FORM = "short-form"
    VARIANT = "variant"
    PHRASE = "phrase"
    SYMBOL = "symbol"
    TRANSLITERATION = "transliteration"


class Case(StrEnum):
    """Whether upper and lower case tell a term apart in running text."""

    SENSITIVE = "sensitive"
    INSENSITIVE = "insensitive"


@dataclass(frozen=True, slots=True)
class Term:
    """One designation of a concept in one language.

    Attributes:
        text: The term exactly as it was typed.
        forms: Inflected forms that no rule makes (`mice`), exactly as typed.
        case: None means: all-caps and mixed-case terms are case-sensitive.
        computed: Made by OpenCC from another Chinese variant, not written by a person.
        find: False: only looked up, never recognised in a running text (`fine`, `like`).
        inside: Also recognised inside a longer term; else the longer one hides it.
        not_inside: Longer strings in which this is another word (文件夹 for 文件), exactly as typed.
    """

    text: str
    lang: Lang
    status: TermStatus = TermStatus.PREFERRED
    part_of_speech: PartOfSpeech | None = None
    term_type: TermType | None = None
    forms: tuple[str, ...] = ()
    case: Case | None = None
    note: str = ""
    computed: bool = False
    find: bool = True
    inside: bool = False
    not_inside: tuple[str, ...] = ()
    origin: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing meant, with the terms that name it in each language (a TBX conceptEntry).

    Attributes:
        terms: Language by language, within a language in the order of the file; the first is the
            preferred one unless a status says otherwise.
        definition: One sentence per language.
        translatable: False for a name that stays as it is in every language.
        related: Ids of other concepts.
    """

    id: str
    terms: tuple[Term, ...]
    subject: str = ""
    definition: Mapping[Lang, str] = field(default_factory=dict)
    note: str = ""
    translatable: bool = True
    examples: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    origin: Location | None = field(default=None, compare=False)

    def terms_in(self, lang: Lang) -> tuple[Term, ...]:
        """The terms written for exactly this language, in the order of the file."""
        return tuple(term for term in self.terms if term.lang == lang)


class DataCategory(StrEnum):
    """What a concept and its terms can say beside the terms themselves (data categories, as TBX calls them).

    A format carries some of them; what it does not carry is named when terms are written, and is no news when they
    are read.
    """

    ID = "id"
    SUBJECT = "subject"
    DEFINITION = "definition"
    NOTE = "note"
    EXAMPLE = "examples"
    RELATED = "related"
    TRANSLATE = "translate"
    SYNONYM = "further terms of a language"
    UNUSABLE = "terms that are not to be used"
    STATUS = "status"
    PART_OF_SPEECH = "part of speech"
    TERM_TYPE = "type"
    FORMS = "forms"
    CASE = "case"
    TERM_NOTE = "note of a term"
    FIND = "find"
    INSIDE = "inside"
    NOT_INSIDE = "not inside"


@dataclass(frozen=True, slots=True)
class Code:
    """An inline code (tag, placeholder) of a segment: XLIFF `ph`, `pc`, `sc`, `ec`; TMX `ph`, `bpt`, `ept`, `it`."""

    data: str
    kind: str = "ph"
    id: str = ""
    display: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a segment that stands in one piece in its file.

    Attributes:
        start: Code points from the beginning of the segment's `raw`.
        length: Code points of the segment.
        at: Code points from the beginning of the file's text.
        width: Code points in the file: `length`, or that of an escape (`\\n` is one character, two wide).
    """

    start: int
    length: int
    at: int
    width: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence or string as translators see it: text and codes in order.

    Attributes:
        runs: Where `raw` stands in the file, in order; empty where that is not known.
    """

    parts: tuple[str | Code, ...]
    runs: tuple[Run, ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        """The words alone, without codes."""
        return "".join(part for part in self.parts if isinstance(part, str))

    @property
    def raw(self) -> str:
        """The words, and the codes as they are written."""
        if len(self.parts) == 1 and isinstance(text := self.parts[0], str):
            return text
        return "".join(part if isinstance(part, str) else part.data for part in self.parts)

    @property
    def codes(self) -> tuple[Span, ...]:
        """Where in `raw` the codes are."""
        spans, at = [], 0
        for part in self.parts:
            size = len(part if isinstance(part, str) else part.data)
            if not isinstance(part, str):
                spans.append(Span(at, at + size))
            at += size
        return tuple(spans)

    def place(self, span: Span) -> Span | None:
        """Where `raw[span.start:span.end]` stands in the file's text; None if that is not known."""
        if not self.runs:
            return None
        start = self._at(span.start, end=False)
        return Span(start, self._at(span.end - 1, end=True) if span.end > span.start else start)

    def _at(self, offset: int, *, end: bool) -> int:
        """The beginning or the end, in the file, of the character at an offset; beyond the last run, its end."""
        number = bisect_right(self.runs, offset, key=lambda run: run.start) - 1
        run = self.runs[max(number, 0)]
        if offset >= run.start + run.length:
            return run.at + run.width
        if run.width != run.length:
            return run.at + (run.width if end else 0)
        return run.at + offset - run.start + end


class UnitState(StrEnum):
    """How far a translation is (the states of XLIFF 2)."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A translation that is offered for a unit and that nobody has taken yet: XLIFF `alt-trans`, `mtc:match`.

    Attributes:
        source: What it is the translation of; None where that is the unit's own source.
        score: 0–100, as whoever offers it says; None where nothing is said.
        origin: Who or what offers it: a memory, a tool.
    """

    target: Segment
    source: Segment | None = None
    score: float | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """A segment with its translation (a TMX tu, a PO entry, an XLIFF unit), or a passage of a text in one language.

    Attributes:
        target: None where there is no translation.
        target_lang: None for a text in one language, which nobody means to translate here.
        context: What tells equal sources apart (msgctxt, neighbours, document path).
        meta: What a format has beyond this model, under its prefix (`po:flag`).
        candidates: Translations that are offered for it in its file, in the order of the file.
    """

    source: Segment
    target: Segment | None
    source_lang: Lang
    target_lang: Lang | None
    state: UnitState = UnitState.INITIAL
    id: str = ""
    context: str = ""
    note: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    origin: Location | None = field(default=None, compare=False)
    candidates: tuple[Candidate, ...] = ()


class UnitPart(StrEnum):
    """What a translation unit can say beside its two texts; a format keeps some of it."""

    ID = "id"
    CONTEXT = "context"
    NOTE = "note"
    DRAFT = "that it is a draft"
    STATE = "that it was reviewed"
    CODES = "inline codes"
    CANDIDATE = "translations offered for it"
    META = "details of its own format"


class Severity(StrEnum):
    """How much a finding matters; compare with `rank`."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the user's data that a person should look at.

    Attributes:
        rule: Name of the check or reader rule, in kebab-case.
        span: Where in the text of the file that `origin` names, in code points.
        replacements: What could stand at `span` instead, best first, as it would be typed in the file.
        fixable: The first replacement is the one right answer; a program may make it.
    """

    rule: str
    severity: Severity
    message: str
    origin: Location | None = None
    span: Span | None = None
    replacements: tuple[str, ...] = ()
    fixable: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """What a reader gives and a writer takes: the hub between all formats.

    Attributes:
        entries: Concepts or translation units; may be a generator, so a million units stream.
        findings: Problems of the file; a list that is complete once `entries` is used up.
        text: The decoded file, which the runs of its segments count in; empty where no segment has runs.
        carries: What the concepts of this very file can say, where that is less than its format can; else None.
    """

    entries: Iterable[Concept | TranslationUnit]
    langs: tuple[Lang, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    text: str = ""
    carries: frozenset[DataCategory] | None = None

    def units(self) -> Iterator[TranslationUnit]:
        """The entries that are translation units, in order."""
        return (entry for entry in self.entries if isinstance(entry, TranslationUnit))


class Via(StrEnum):
    """How a query met a term, nearest kind first."""

    EXACT = "exact"
    SCRIPT = "script"
    INFLECTED = "inflected"
    PREFIX = "prefix"
    INSIDE = "inside"
    PINYIN = "pinyin"
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True)
class TermHit:
    """One answer to a look-up.

    Attributes:
        score: 0–100; higher is nearer. Made only in `glossary.matching.fuzzy`.
        matched: The term of the concept that the query met.
        overrides: The same id in a farther termbase, which this concept hides.
    """

    concept: Concept
    matched: Term
    via: Via
    score: float
    overrides: tuple[Location, ...] = ()


class TermMatch(NamedTuple):
    """A term recognised in a running text.

    Attributes:
        span: Code points of the text as it was given.
        surface: What stands there, exactly: distilled, 蒸\\u200b馏.
        via: EXACT, SCRIPT (another Chinese script than the term's) or INFLECTED.
        identifier: Part of a name in code, such as distillation_loss or distillationLoss.
        miscased: Upper and lower case matter for this term and differ; such matches are kept apart.
    """

    span: Span
    term: Term
    concept: Concept
    surface: str
    via: Via
    identifier: bool = False
    miscased: bool = False


class MatchKind(StrEnum):
    """How a past translation meets a segment, nearest kind first."""

    CONTEXT = "in-context"
    EXACT = "exact"
    NORMALIZED = "normalized"
    FUZZY = "fuzzy"


class RepairKind(StrEnum):
    """What a repair puts into a past translation."""

    NUMBER = "number"
    DATE = "date"
    PLACEHOLDER = "placeholder"
    TAG = "tag"
    URL = "url"
    CODE = "code"
    NAME = "name"
    TERM = "term"
    PUNCTUATION = "punctuation"
    SCRIPT = "script"


@dataclass(frozen=True, slots=True)
class Repair:
    """Something that differs between a segment and the source of a match, set right in the target of the match.

    Attributes:
        old: What stood in the target.
        new: What stands there instead.
        target: Where that is in the repaired target.
        question: What it stands for in the segment; None for a change of script, which is about all of the target.
        match: The same in the source of the match.
    """

    kind: RepairKind
    old: str
    new: str
    target: Span
    question: Span | None = None
    match: Span | None = None


class DiffPart(NamedTuple):
    """A stretch of two texts, the question's and the match's; one of the spans is empty where one has nothing.

    Attributes:
        op: "equal", "replace", "insert" (only in the question) or "delete" (only in the match).
    """

    op: str
    question: Span
    match: Span


@dataclass(frozen=True, slots=True)
class MemoryMatch:
    """A past translation offered for a segment.

    Attributes:
        unit: As it was asked for: its source is in the language of the segment, whichever way it was stored.
        number: The number of the unit in its memory.
        score: 0–100, 101 in context: similarity less all penalties. Made only in `glossary.matching.fuzzy`.
        similarity: 0–100, before penalties.
        penalties: Points by name: case, numbers, placeholders, script, region, …
        diff: From the beginning to the end of both sources.
        breaks_glossary: What the target does against the termbase, one sentence each.
        surplus: Placeholders and tags that the target has and the segment has not, one sentence each.
        repairs: What was set right in the target of `unit`, in its order; score, similarity and penalties are then
            those of the source with the same repairs, and its translation is nobody's yet.
        repaired_from: The score before that; None if nothing was repaired.
        stored_target: The target as the memory has it, where that was repaired.
    """

    unit: TranslationUnit
    number: int
    score: float
    kind: MatchKind
    similarity: float
    penalties: Mapping[str, float] = field(default_factory=dict)
    diff: tuple[DiffPart, ...] = ()
    breaks_glossary: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    repaired_from: float | None = None
    stored_target: Segment | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A text without a translation, in which a segment stood before: the post that an article quotes.

    Attributes:
        unit: Its target is None; its `meta` and `origin` say where it comes from.
        number: The number of the unit in its memory.
        score: 0–100, how like the segment it is. Made only in `glossary.matching.fuzzy`.
        span: Where the segment stands in it, if it is a part of it.
        translations: Translations of the whole text that the memory has got by now.
    """

    unit: TranslationUnit
    number: int
    score: float
    span: Span | None = None
    translations: tuple[MemoryMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentTerm:
    """A term of a segment, with what may and may not stand for it in the other language.

    Attributes:
        surface: What stands in the segment.
        preferred: The rendering to be used; None where the termbase has none.
    """

    span: Span
    surface: str
    term: Term
    concept: Concept
    preferred: Term | None
    admitted: tuple[Term, ...] = ()
    forbidden: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Everything to be respected in a segment: past translations, best first, and the terms in order.

    Attributes:
        seen: Where it was seen without a translation, nearest first.
    """

    source: str
    lang: Lang
    target_lang: Lang
    matches: tuple[MemoryMatch, ...]
    terms: tuple[SegmentTerm, ...]
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """What became of units that were offered to a memory; the first four numbers add up to the units offered.

    Attributes:
        added: New ones.
        replaced: New translations of a source that the same document translated otherwise before.
        known: Those that were there already.
        skipped: Without a confirmed translation (fuzzy, untranslated, empty).
        seen: Of those added, texts in one language, which have no translation.
    """

    added: int = 0
    replaced: int = 0
    known: int = 0
    skipped: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A unit in which all words of a search stand on one side.

    Attributes:
        source_spans: What was searched for, or its rendering, in the source.
        target_spans: The same in the target.
        translations: Of a unit without a target, the translations of the same text that the memory has.
    """

    unit: TranslationUnit
    number: int
    source_spans: tuple[Span, ...]
    target_spans: tuple[Span, ...]
    translations: tuple[MemoryMatch, ...] = ()
