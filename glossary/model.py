"""Every noun of gloss: terms, concepts, translation units, matches, findings.

The words are those of TBX (terms), TMX (memory) and XLIFF (units), never synonyms of them.
Frozen, slotted dataclasses from the standard library only; this module knows no file format, no
store and no protocol. Offsets are code points, spans are half-open. Where something came from
(`origin`) takes no part in equality: the same concept read from two files is the same concept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

Lang = NewType("Lang", str)
"""A canonical BCP 47 tag; made of what somebody typed by `glossary.text.language.parse` and nowhere else."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of code points in a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file: 1-based line, 1-based column in code points; None where unknown."""

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)


class TermStatus(StrEnum):
    """How far a term may be used (TBX administrativeStatus, in plain words)."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"
    SUPERSEDED = "superseded"
    FORBIDDEN = "forbidden"


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


@dataclass(frozen=True, slots=True)
class Code:
    """An inline code (tag, placeholder) of a segment: XLIFF `ph`, `pc`, `sc`, `ec`; TMX `ph`, `bpt`, `ept`, `it`."""

    data: str
    kind: str = "ph"
    id: str = ""
    display: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence or string as translators see it: text and codes in order."""

    parts: tuple[str | Code, ...]

    @property
    def text(self) -> str:
        """The words alone, without codes."""
        return "".join(part for part in self.parts if isinstance(part, str))


class UnitState(StrEnum):
    """How far a translation is (the states of XLIFF 2)."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """A segment with its translation (a TMX tu, a PO entry, an XLIFF unit).

    Attributes:
        context: What tells equal sources apart (msgctxt, neighbours, document path).
        meta: What a format has beyond this model, under its prefix (`po:flag`).
    """

    source: Segment
    target: Segment | None
    source_lang: Lang
    target_lang: Lang
    state: UnitState = UnitState.INITIAL
    id: str = ""
    context: str = ""
    note: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    origin: Location | None = field(default=None, compare=False)


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
        span: Where in the segment or text, if the finding is about a part of one.
        replacements: What would set it right, best first.
    """

    rule: str
    severity: Severity
    message: str
    origin: Location | None = None
    span: Span | None = None
    replacements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """What a reader gives and a writer takes: the hub between all formats.

    Attributes:
        entries: Concepts or translation units; may be a generator, so a million units stream.
        findings: Problems of the file; a list that is complete once `entries` is used up.
    """

    entries: Iterable[Concept | TranslationUnit]
    langs: tuple[Lang, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


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


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A term recognised in a running text."""

    span: Span
    term: Term
    concept: Concept


@dataclass(frozen=True, slots=True)
class MemoryMatch:
    """A past translation offered for a segment; score 0–100 after the penalties by name."""

    unit: TranslationUnit
    score: float
    penalties: Mapping[str, float] = field(default_factory=dict)
    in_context: bool = False
