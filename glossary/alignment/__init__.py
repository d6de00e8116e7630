"""Texts and their translations sentence by sentence: pairs with a confidence, from files that somebody translated.

Two files, two trees of files, or one text that quotes another language and renders it. Files are read by their formats
and aligned by `glossary.matching.sentences`; nothing is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from glossary.alignment._texts import Finder, Line, Text
from glossary.errors import FormatError
from glossary.formats import HEAD, Pair, format_of
from glossary.matching.sentences import Bead, beads, size
from glossary.model import Finding, Lang, Location, Progress, Resource, Segment, Severity, TranslationUnit, UnitState
from glossary.text.language import primary
from glossary.text.patterns import lazy
from glossary.text.script import has_han, is_han

__all__ = ("Aligned", "Alignment", "Finder", "Line", "align_quotes", "align_texts", "read_text")

UNRELATED = "unrelated-texts"
"""The rule of findings about files that hardly look like translations of each other."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """Sentences that are translations of each other; one side is empty where something has no translation.

    Attributes:
        confidence: 0–100, how often such a pair is right.
    """

    source: Sequence[Line]
    target: Sequence[Line]
    confidence: float

    @property
    def is_pair(self) -> bool:
        """Whether there is something on both sides."""
        return bool(self.source and self.target)


@dataclass(frozen=True, slots=True)
class Alignment:
    """A text beside its translation.

    Attributes:
        source: The path of the text.
        target: That of the translation; the same if both are in one file.
        pairs: Every sentence of both once, in order; of a text that quotes, the quotes alone.
        findings: What the readers have to say, and whether the texts belong together at all.
    """

    source: str
    target: str
    langs: Pair
    pairs: Sequence[Aligned]
    findings: Sequence[Finding] = field(default_factory=list)

    def units(self, min_confidence: float = 0.0) -> Iterator[TranslationUnit]:
        """The pairs as translations, each with what stood before and after it; those with sense in a memory.

        Lines are joined, as they were only wrapped; what is the same on both sides is left out.
        """
        from glossary.memory import with_neighbours

        made = [(pair, _unit(pair, self.langs)) for pair in self.pairs if pair.is_pair]
        beside = with_neighbours(unit for _, unit in made)
        for (pair, _), unit in zip(made, beside, strict=True):
            if pair.confidence >= min_confidence and _is_translation(unit):
                yield unit


def read_text(path: str, data: bytes) -> Resource:
    """A text in one language.

    Raises:
        UnknownFormatError, FormatError: It is in no known format, or damaged, or holds translations already.
    """
    form = format_of(path, data[:HEAD])
    if form.bilingual or form.carries:
        what = "translations" if form.bilingual else "terms"
        raise FormatError(f"{form.name} holds {what} already; `gloss import` takes them", path=path)
    return form.read(data, path)


def align_texts(
    source: tuple[str, Resource],
    target: tuple[str, Resource],
    finder: Finder,
    *,
    langs: Pair | None = None,
    progress: Progress | None = None,
) -> Alignment:
    """A text beside its translation, sentence by sentence.

    Args:
        source: Path and content.
        target: Path and content.
        finder: Finds terms.
        langs: The languages, where the files do not tell.
        progress: Told (sentences of the source so far, all).
    """
    ours, theirs = Text(source[1], finder), Text(target[1], finder)
    found = beads(ours.sentences, theirs.sentences, (ours.passages, theirs.passages), progress=progress)
    pairs = [_aligned(bead, ours, theirs) for bead in found]
    share = max(_share(pairs, [pair.source for pair in pairs]), _share(pairs, [pair.target for pair in pairs]))
    if share < _LEAST_SHARE:
        pairs = [
            replace(pair, confidence=round(pair.confidence * share, 1)) if pair.is_pair else pair for pair in pairs
        ]
    languages = langs or (source[1].langs[0], target[1].langs[0])
    findings = [*source[1].findings, *target[1].findings]
    alignment = Alignment(source[0], target[0], languages, pairs, findings)
    return replace(alignment, findings=[*findings, *_doubts(alignment, share)])


def _aligned(bead: Bead, ours: Text, theirs: Text) -> Aligned:
    here, there = slice(*bead.source), slice(*bead.target)
    return Aligned(ours.lines[here], theirs.lines[there], round(bead.confidence, 1))


def _doubts(alignment: Alignment, share: float) -> Iterator[Finding]:
    """If little of both is paired, these are no translations of each other; nor are two texts in one language."""
    where = Location(alignment.target)
    source, target = alignment.langs
    if primary(source) == primary(target):
        message = f"both {alignment.source} and this are in {source}; name their languages if not: --lang en:zh-Hans"
        yield Finding(UNRELATED, Severity.WARNING, message, where)
    paths = {alignment.source: (pair.source for pair in alignment.pairs)}
    paths[alignment.target] = (pair.target for pair in alignment.pairs)
    empty = [path for path, side in paths.items() if not any(side)]
    if empty:
        yield Finding(UNRELATED, Severity.WARNING, "there is no text in it, so nothing to pair", Location(empty[0]))
    elif share < _LEAST_SHARE:
        message = (
            f"only {100 * share:.0f} % of it has something like a counterpart in {alignment.source}; "
            "are they translations of each other?"
        )
        yield Finding(UNRELATED, Severity.WARNING, message, where)


_LEAST_SHARE = 0.5
"""Of the fuller side, in pairs; with less, the texts are hardly translations, and no pair is sure any more."""


def _share(pairs: Sequence[Aligned], sides: Sequence[Sequence[Line]]) -> float:
    """How much of a side is in pairs, each weighed by how sure it is."""
    sizes = [sum(size(line.text) for line in side) for side in sides]
    weighed = (length * pair.confidence / 100 for length, pair in zip(sizes, pairs, strict=True) if pair.is_pair)
    return sum(weighed) / max(sum(sizes), 1.0)


# Quotes in one text

_LONGEST_QUOTE = 12
"""Passages of a quote; what is longer is a text in another language."""
_CUE = lazy(
    r"(?:翻译(?:成中文|过来)?(?:就?是|为)?|譯文|译文|中译|中譯|(?:中文|大)?意思?(?:就?是|为)?|也就是(?:说)?|即|"
    r"(?:in (?:English|Chinese)|(?:rough |my )?translation|translated|meaning|that is))[\s,，]*[:：]\s*",
    re.IGNORECASE,
)
"""What announces a rendering."""
_WRAPPED = lazy(r"(?s)(\*\*|__|\*|_|[\"“”「『])(.+?)(?:\1|[\"”」』])$")
_WITHOUT_TERMS = 0.4
"""How much of its confidence a pair keeps whose terms are not rendered."""


def align_quotes(path: str, text: Resource, finder: Finder, *, langs: Pair | None = None) -> Alignment:
    """The passages in another language that a text quotes, with the renderings right after them.

    A rendering is announced (翻译成中文：, Translation:), or at least one of the quote's terms is in it, or it has no
    terms and a fitting length.
    """
    read = Text(text, finder)
    main = text.langs[0]
    found = [pair for run in _foreign_runs(read, main) if (pair := _rendered(read, run, finder))]
    other = next((pair.source[0].lang for pair in found), main)
    return Alignment(path, path, langs or (other, main), found, list(text.findings))


def _foreign_runs(read: Text, main: Lang) -> Iterator[range]:
    """Passages that stand beside each other in another language than the text: prose, no headings."""
    is_foreign = [_is_quote(block.text, block.kind) and primary(block.lang) != primary(main) for block in read.passages]
    at = 0
    while at < len(is_foreign):
        run = range(at, at + sum(1 for _ in takewhile(bool, is_foreign[at:])))
        if 0 < len(run) <= _LONGEST_QUOTE:
            yield run
        at = max(run.stop, at + 1)


def _is_quote(text: str, kind: str) -> bool:
    return kind in ("quote", "paragraph", "item") and (has_han(text) or len(_WORDS.findall(text)) >= _LEAST_WORDS)


_WORDS = lazy(r"[A-Za-z]{2,}")
_LEAST_WORDS = 3


def _rendered(read: Text, run: range, finder: Finder) -> Aligned | None:
    """A quote with its rendering, if one stands after it."""
    after = range(run.stop, min(run.stop + len(run), len(read.passages)))
    if not after or any(read.passages[at].kind in ("heading", "title", "cell") for at in after):
        return None
    source, target = _bare(read, run), _bare(read, after)
    if not source or not target:
        return None
    cue = _CUE.match(read.lines[_lines(read, after).start].text)
    return _judged(source, target, announced=cue is not None, finder=finder)


def _lines(read: Text, passages: range) -> range:
    numbers = [at for at, line in enumerate(read.lines) if line.passage in passages]
    return range(numbers[0], numbers[-1] + 1)


def _bare(read: Text, passages: range) -> Sequence[Line]:
    """The sentences of passages, without what announces them and the quotes around all of them."""
    lines = [read.lines[at] for at in _lines(read, passages)]
    if cue := _CUE.match(lines[0].text):
        lines[0] = replace(lines[0], text=lines[0].text[cue.end() :])
    if len(lines) == 1 and (wrapped := _WRAPPED.match(lines[0].text)):
        lines[0] = replace(lines[0], text=wrapped[2])
    return [line for line in lines if line.text.strip()]


def _judged(source: Sequence[Line], target: Sequence[Line], *, announced: bool, finder: Finder) -> Aligned | None:
    """A quote and what may be its rendering, by their lengths and terms."""
    sizes = [sum(size(line.text) for line in side) for side in (source, target)]
    fit = min(sizes) / max(*sizes, 1.0)
    concepts = [
        {match.concept.id: match.concept for line in side for match in finder(line.text) if not match.miscased}
        for side in (source, target)
    ]
    lang = primary(target[0].lang)
    wanted = {id for id, each in concepts[0].items() if any(primary(term.lang) == lang for term in each.terms)}
    confidence = 100 * fit if not announced else 60 + 40 * fit
    if wanted and not announced:
        confidence *= _WITHOUT_TERMS + (1 - _WITHOUT_TERMS) * len(wanted & set(concepts[1])) / len(wanted)
    return Aligned(source, target, round(confidence, 1)) if confidence >= _LEAST_CONFIDENCE else None


_LEAST_CONFIDENCE = 50.0


# Units

_WRAP = lazy(r"[ \t]*\r?\n[ \t]*")


def _unit(pair: Aligned, langs: Pair) -> TranslationUnit:
    source, target = (Segment((_joined(side),)) for side in (pair.source, pair.target))
    return TranslationUnit(
        source,
        target,
        *langs,
        UnitState.TRANSLATED,
        note=f"confidence {pair.confidence:.0f}",
        origin=pair.source[0].origin,
    )


def _joined(lines: Sequence[Line]) -> str:
    """Sentences as one text on one line, with no space between Han characters."""
    text = ""
    for line in lines:
        for part in _WRAP.split(line.text.strip()):
            gap = "" if not text or (_is_wide(text[-1]) or _is_wide(part[:1])) else " "
            text += gap + part
    return text


def _is_wide(char: str) -> bool:
    return bool(char) and (is_han(char) or char in "，。；：！？、）（”“》《…")


def _is_translation(unit: TranslationUnit) -> bool:
    return unit.target is not None and unit.source.raw != unit.target.raw and any(map(str.isalpha, unit.target.raw))
