"""What checks look at: a passage in one language, a pair of source and target, a document of either.

A passage knows what in it is prose. Codes (markup, placeholders, URLs) stay in its text, so that every offset holds in
the file, too; in `prose` each of their characters is U+FFFC, which no term and no rule of punctuation meets.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from glossary.model import Lang, Location, Resource, Segment, Span, TermMatch, TranslationUnit
from glossary.text.codes import PROSE, Found, codes
from glossary.text.language import is_chinese

if TYPE_CHECKING:
    from glossary.checks import Flag
    from glossary.checks._run import Rule

MASK = "\ufffc"
"""Stands in `prose` for each character of a code (U+FFFC, object replacement character)."""

_COMPUTED = ("text", "codes", "prose", "terms", "miscased", "is_chinese", "_found", "answers")
_NAMES = ("path", "url")
"""Codes that are words of the text and may be terms."""

Finder = Callable[[str], Sequence[TermMatch]]
"""All terms in a prose, mis-cased ones included."""


def masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with `MASK` for every character in some spans, which are in order and have nothing in common."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], MASK * (end - start)]
        at = end
    return "".join((*pieces, text[at:]))


class Passage:
    """A sentence, paragraph, heading, cell or string in one language.

    Args:
        segment: Text, codes and where both stand in the file.
        lang: The language that it is in.
        kind: heading, paragraph, item, cell, … of a text; "string" in a catalogue.
        origin: Where it begins.
        flags: What its format says about placeholders: python-format, c-format, no-c-format, …
        finder: Recognises terms.
        shift: How far its file has grown before it.
    """

    def __init__(
        self,
        segment: Segment,
        lang: Lang,
        *,
        kind: str = "paragraph",
        origin: Location | None = None,
        flags: frozenset[str] = frozenset(),
        finder: Finder | None = None,
        shift: Shift | None = None,
    ) -> None:
        self.segment, self.lang, self.kind, self.flags = segment, lang, kind, flags
        self.finder, self.shift = finder, shift
        self.said: Sequence[Said] | None = None
        """What the rules about a passage alone have said of it, if they were asked."""
        self._origin = origin

    @property
    def origin(self) -> Location | None:
        """Where it begins."""
        there, shift = self._origin, self.shift
        if there is None or there.line is None or shift is None or not shift.lines:
            return there
        return replace(there, line=there.line + shift.lines)

    def place(self, span: Span) -> Span | None:
        """Where `text[span.start:span.end]` stands in the text of its file; None if that is not known."""
        there = self.segment.place(span)
        if there is None or self.shift is None:
            return there
        return Span(there.start + self.shift.offset, there.end + self.shift.offset)

    @property
    def likeness(self) -> Hashable:
        """Passages of which this is equal are equal to every rule that looks at one alone."""
        column = self._origin.column if self._origin else None
        return self.kind, self.lang, self.flags, column, self.segment

    def take_over(self, other: Passage) -> None:
        """Know what is known of a passage that is like this one."""
        self.said = _about_itself(other.said)
        self.__dict__.update({name: other.__dict__[name] for name in _COMPUTED if name in other.__dict__})

    @cached_property
    def text(self) -> str:
        """Everything as it is written, codes included; spans of findings count in it."""
        return self.segment.raw

    @cached_property
    def codes(self) -> tuple[Found, ...]:
        """The codes in order, none within another: those of the format, then placeholders, tags, URLs … in between."""
        return codes(self.text, known=self.segment.codes, flags=self.flags)

    @cached_property
    def prose(self) -> str:
        """`text` with `MASK` for every character that belongs to a code; of the same length."""
        return masked(self.text, (code.span for code in self.codes))

    @cached_property
    def terms(self) -> tuple[TermMatch, ...]:
        """The terms in the prose, in order."""
        return tuple(match for match in self._found if not match.miscased)

    @cached_property
    def miscased(self) -> tuple[TermMatch, ...]:
        """What would be a term if it were written in its upper and lower case."""
        return tuple(match for match in self._found if match.miscased)

    def written(self, kind: str) -> list[str]:
        """The codes of a kind as they are written, in order."""
        return [self.text[code.span.start : code.span.end] for code in self.codes if code.kind == kind]

    @cached_property
    def is_chinese(self) -> bool:
        """Whether it is in any written form of Chinese."""
        return is_chinese(self.lang)

    @cached_property
    def answers(self) -> dict[Callable[..., Any], Any]:
        """See `once`."""
        return {}

    @cached_property
    def _found(self) -> Sequence[TermMatch]:
        if self.finder is None:
            return ()
        found = self.finder(self.prose)
        named = [
            match._replace(span=code.span)
            for code in self.codes
            if code.kind in _NAMES  # llama.cpp is a path by its look and a term by its right
            for match in self.finder(self.text[code.span.start : code.span.end])
            if match.span == (0, code.span.end - code.span.start)
        ]
        return sorted([*found, *named], key=lambda match: (match.span.start, -match.span.end)) if named else found


@dataclass(slots=True, eq=False)
class Pair:
    """A source and its translation.

    Attributes:
        unit: What the format says about them: id, context, note, state, meta.
        sources: All texts that `target` may translate: the singular and the plural of a catalogue; else one.
        said: What the rules about a pair alone have said of it, if they were asked.
        answers: See `once`.
    """

    source: Passage
    target: Passage
    unit: TranslationUnit
    sources: tuple[Passage, ...] = ()
    said: Sequence[Said] | None = None
    answers: dict[Callable[..., Any], Any] = field(default_factory=dict)

    @property
    def likeness(self) -> Hashable:
        """Pairs of which this is equal, and the unit too, are equal to every rule that looks at one alone."""
        return (self.source.likeness, self.target.likeness, *(source.likeness for source in self.sources))

    def take_over(self, other: Pair) -> None:
        """Know what is known of a pair that is like this one; what is said of its passages is about those."""
        self.said, self.answers = _about_itself(other.said), other.answers


def _about_itself(said: Sequence[Said] | None) -> Sequence[Said] | None:
    """What may be said of another that is equal, too; None if that names a passage."""
    return None if said is None or any(each.flag.passage for each in said) else said


class Said(NamedTuple):
    """A flag, and the rule that raised it."""

    rule: Rule
    flag: Flag


@dataclass(slots=True, eq=False)
class Shift:
    """How much further on a unit stands in its file than it says, as the text before it has grown since it was read.

    Attributes:
        path: The file.
        offset: Code points.
        lines: Lines.
    """

    path: str
    offset: int = 0
    lines: int = 0


_Subject = TypeVar("_Subject", Passage, Pair)
_Answer = TypeVar("_Answer")


def once(subject: _Subject, question: Callable[[_Subject], _Answer]) -> _Answer:
    """The answer to a question about a passage or a pair alone, kept for the next check of the same text.

    An answer holds no passage: it is taken over by others that say the same.
    """
    answers = subject.answers
    if question not in answers:
        answers[question] = question(subject)
    answer: _Answer = answers[question]
    return answer


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One file as the checks see it.

    Attributes:
        passages: In order; of a bilingual file the targets that are there.
        pairs: Source and target of a bilingual file, and of a text whose source is known.
        lang: The language that most of the passages are in.
        is_bilingual: It is a catalogue, whose entries are read one by one, and not a text that is read on.
    """

    path: str
    lang: Lang
    passages: Sequence[Passage]
    pairs: Sequence[Pair] = field(default=())
    is_bilingual: bool = False


def passages_of(resource: Resource, finder: Finder, *, bilingual: bool = False) -> Iterator[Passage]:
    """Everything that a resource says, in order: of a translation unit the source, then the target.

    Args:
        bilingual: It is a catalogue (`Format.bilingual`).
    """
    for unit in resource.entries:
        if not isinstance(unit, TranslationUnit):
            continue
        flags = flags_of(unit, bilingual=bilingual)
        yield Passage(unit.source, unit.source_lang, origin=unit.origin, flags=flags, finder=finder)
        if unit.target and unit.target_lang:
            yield Passage(unit.target, unit.target_lang, origin=unit.origin, flags=flags, finder=finder)


def pair_of(unit: TranslationUnit, finder: Finder, *, sources: Sequence[str] = (), is_prose: bool = False) -> Pair:
    """A unit with a translation, as it would stand in a file.

    Args:
        unit: Source, target, and what its format says about them.
        finder: Recognises terms.
        sources: Singular and plural of a catalogue, where the target may be of either.
        is_prose: It is running text, not a string of a catalogue.
    """
    assert unit.target is not None
    assert unit.target_lang is not None
    flags = flags_of(unit, bilingual=not is_prose)

    def passage(segment: Segment, lang: Lang) -> Passage:
        return Passage(segment, lang, kind="paragraph" if is_prose else "string", flags=flags, finder=finder)

    source = passage(unit.source, unit.source_lang)
    others = [passage(Segment((text,)), unit.source_lang) for text in sources if text != source.text]
    return Pair(source, passage(unit.target, unit.target_lang), unit, (source, *others))


def flags_of(unit: TranslationUnit, *, bilingual: bool) -> frozenset[str]:
    """What to expect in a unit: in a catalogue what that says of the string, else running text."""
    if not bilingual:
        return _PROSE
    said = unit.meta.get("po:flags", "")
    return frozenset(filter(None, map(str.strip, said.split(","))))


_PROSE = frozenset({PROSE})
