"""The only place where a score is made, so that shell, editor and reports show the same number.

Scores run from 0 to 100. The score of a look-up says first *how* the query met the term and then how closely, so that
sorting by score is the ranking:

    100      exact      the term as typed (case, width, spaces and hyphens aside)
    99       script     the same term in another Chinese script
    95       inflected  a form of the term: distilling → distil
    80–94    prefix     the term begins with the query; 80 + 14 × share of the term typed
    60–79    inside     the term holds the query; 60 + 19 × share of the term typed
    50–59    pinyin     59 with the right tones, 58 without tones, 55 initials, 50 + 4 × share typed for a beginning
    0–49     fuzzy      a slip: 49 × similarity, × 0.95 if one word of the term is meant; 49 for a homophone

Similarity is 1 − OSA distance / length of the longer text (optimal string alignment: insert, delete, replace, swap of
neighbours; Damerau 1964, as in rapidfuzz), on comparison keys.

The score of a match from the memory is the similarity of the two source segments, less what the translation will cost
besides:

    similarity = the greater of  80 × words + 20 × characters
                            and  60 × contained + 20 × characters, but no more than 69

    words      = the greater of  1 − parts that differ / parts of the longer segment
                            and  pairs in common / pairs of the longer segment
    contained  = pairs in common / pairs of the question
    characters = 1 − characters that differ / characters of both segments together

    parts that differ:      Levenshtein distance (insert, delete or replace a part); if none does, the similarity is 100
    pairs:                  of neighbouring parts, with one more at the beginning and at the end; so a clause that moved
                            costs its two ends only
    characters that differ: indel distance (insert or delete a character), and no fewer than parts

What holds the question within a longer text is found only by those who ask for less than 70. Parts and characters are
those of `glossary.text.tokens`: a word counts twice, by its stem and its form; case, width, script, spaces and the like
are folded away; numbers, placeholders, tags, addresses and code are one class each. Words alone forget that two words
look alike, characters alone take `load` for `read`. What was folded away or differs within a class is then taken off
again, each by its name (`PENALTIES`), so that nothing but an equal text has 100, and an equal text in the same context
101. A match that was repaired has the score of its source with the same repairs, less a little for each kind of them
(`REPAIRED`), so that it has less than 100. Scores are cut after one decimal, never rounded up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from math import floor
from typing import TYPE_CHECKING, NamedTuple

from glossary.model import DiffPart, Lang, MatchKind, MemoryMatch, Repair, RepairKind, Segment, Span, Via
from glossary.text.language import fallbacks, is_chinese

if TYPE_CHECKING:
    from glossary.text.tokens import Comparable

LOWEST_SIMILARITY = ((6, 0.65), (10, 0.7), (10**9, 0.75))
"""(length less than, similarity): what is not so near is not worth offering; one slip in three letters, or in four."""

PARTS, CHARACTERS = 0.8, 0.2
"""How much words and how much letters count in the similarity of two segments."""

CONTAINED, MOST_CONTAINED = 0.6, 0.69
"""How much it counts that one holds the other, in place of `PARTS`, and what the similarity is then at most."""

PENALTIES = {
    "case": 1.0,
    "width": 1.0,
    "spaces": 1.0,
    "shortcut": 1.0,
    "punctuation": 1.0,
    "script": 2.0,
    "number": 2.0,
    "placeholder": 2.0,
    "tag": 2.0,
    "url": 1.0,
    "code": 2.0,
    "replaced": 4.0,
    "draft": 4.0,
    "language": 2.0,
    "region": 3.0,
    "other script": 8.0,
    "glossary": 10.0,
}
"""Points that are taken off, and for what.

case, width (of characters, and kinds of quotes and dashes), spaces, shortcut (& and _ in labels), punctuation (at the
end), script (Simplified and Traditional): the two sources are the same but for this. number, placeholder, tag, url,
code: those of one source are not those of the other. replaced: the unit has a newer translation. draft: nobody has
confirmed its translation since a program changed it. language: the source
is in another variety of its language. region: so is the target. other script: the target is in the other Chinese
script, and has to be converted. glossary: the target breaks the termbase.
"""

REPAIRED = {
    RepairKind.NUMBER: 0.5,
    RepairKind.DATE: 0.5,
    RepairKind.PLACEHOLDER: 0.5,
    RepairKind.TAG: 0.5,
    RepairKind.URL: 0.5,
    RepairKind.CODE: 0.5,
    RepairKind.NAME: 1.0,
    RepairKind.TERM: 2.0,
    RepairKind.PUNCTUATION: 0.5,
    RepairKind.SCRIPT: 0.0,
}
"""Points that are taken off for each kind of repair; a change of script keeps the penalty that it had before."""

IN_CONTEXT = 101.0
"""The score of an equal text in the same context."""

ONE_WORD = 0.95
"""What is left of the similarity when the query is near one word of a longer term."""


class Scored(NamedTuple):
    """The score of a match and how it came about."""

    score: float
    kind: MatchKind
    similarity: float
    penalties: Mapping[str, float]


def similarity(question: Comparable, match: Comparable) -> float:
    """How alike two source segments are, 0–100, before penalties; 100 if all parts are equal."""
    from rapidfuzz.distance import Levenshtein

    if question.parts == match.parts:
        return 100.0
    edits = Levenshtein.distance(question.parts, match.parts)
    longer = max(len(question.parts), len(match.parts))
    shared = pairs_in_common(question.parts, match.parts)
    characters = characters_alike(question.text, match.text, edits)
    words = PARTS * max(1 - edits / longer, shared / (longer + 1))
    contained = CONTAINED * shared / (len(question.parts) + 1)
    return 100 * max(words + characters, min(contained + characters, MOST_CONTAINED))


def characters_alike(question: str, match: str, edits: int = 0) -> float:
    """What the characters of two folded texts add to their similarity, 0–1; `edits` of their parts differ."""
    from rapidfuzz.distance import Indel

    differ = max(Indel.distance(question, match), edits)
    return CHARACTERS * max(1 - differ / max(len(question) + len(match), 1), 0.0)


def pairs_in_common(one: Sequence[object], other: Sequence[object]) -> int:
    """How many pairs of neighbours two sequences share, each as often as both have it; the ends are neighbours, too."""
    counts = Counter(pairwise((None, *one, None)))
    counts &= Counter(pairwise((None, *other, None)))
    return counts.total()


def memory_score(
    question: str,
    match: str,
    compared: tuple[Comparable, Comparable],
    *,
    langs: tuple[Lang, Lang],
    target_langs: tuple[Lang, Lang],
    replaced: bool = False,
    draft: bool = False,
    in_context: bool = False,
) -> Scored:
    """The score of a past translation for a segment.

    Args:
        question: The segment.
        match: The source of the unit.
        compared: Both of them, made comparable.
        langs: The languages of both.
        target_langs: The language that is wanted, and that of the unit's target.
        replaced: The unit has a newer translation.
        draft: Its translation was not confirmed.
        in_context: The unit stood in the context of the segment.
    """
    alike = similarity(*compared)
    names = [*_differences(question, match, compared, alike), *_of_languages(langs, target_langs)]
    penalties = {name: PENALTIES[name] for name in (*names, *["replaced"] * replaced, *["draft"] * draft)}
    if in_context and question == match and not penalties:
        return Scored(IN_CONTEXT, MatchKind.CONTEXT, alike, {})
    return Scored(cut(alike - sum(penalties.values())), _kind(question == match, alike, penalties), alike, penalties)


def with_penalty(match: MemoryMatch, name: str) -> MemoryMatch:
    """A match with one more penalty."""
    penalties = {**match.penalties, name: PENALTIES[name]}
    return replace(match, score=cut(min(match.score, 100.0) - PENALTIES[name]), penalties=penalties)


def with_repairs(
    match: MemoryMatch, question: str, source: str, target: Segment, repairs: Sequence[Repair]
) -> MemoryMatch:
    """A match whose target was repaired, with the score of its source after the same repairs.

    What is beside the words of the source (region, script, a newer translation) costs what it did before.

    Args:
        match: As it was found.
        question: The segment.
        source: The source of the match after the repairs.
        target: The target after the repairs.
        repairs: At least one.
    """
    from glossary.text.tokens import comparable

    compared = comparable(question), comparable(source)
    alike = similarity(*compared)
    penalties = {name: PENALTIES[name] for name in _differences(question, source, compared, alike)}
    penalties |= {name: points for name, points in match.penalties.items() if name in _BESIDE}
    penalties |= {f"repaired {repair.kind}": REPAIRED[repair.kind] for repair in repairs if REPAIRED[repair.kind]}
    return replace(
        match,
        unit=replace(match.unit, target=target),
        score=cut(alike - sum(penalties.values())),
        similarity=alike,
        penalties=penalties,
        repairs=tuple(repairs),
        repaired_from=match.score,
        stored_target=match.unit.target,
    )


def cut(score: float) -> float:
    """A score with one decimal, never higher than it was and never below 0."""
    return max(floor(score * 10 + 1e-6) / 10, 0.0)


def diff(question: str, match: str) -> tuple[DiffPart, ...]:
    """What differs between two texts, word by word, Han character by character; equal stretches between."""
    from rapidfuzz.distance import Indel

    here, there = _words(question), _words(match)
    texts = [[text[span.start : span.end] for span in spans] for text, spans in ((question, here), (match, there))]
    ends = len(question), len(match)
    parts: list[DiffPart] = []
    for code in Indel.opcodes(*texts):
        question_span = _stretch(here, code.src_start, code.src_end, ends[0])
        match_span = _stretch(there, code.dest_start, code.dest_end, ends[1])
        parts.append(DiffPart(_OPS[code.tag], question_span, match_span))
    return tuple(_merged(parts, question))


def lookup_score(via: Via, share: float = 1.0) -> float:
    """The score of a look-up by text, 60–100; sound and slips have functions of their own.

    Args:
        via: How the query met the term.
        share: For prefix and inside, the share of the term's key that was typed (0–1).
    """
    low, width = _BANDS[via]
    return round(low + width * share, 1)


def sound_score(*, tones: bool = False, initials: bool = False, share: float = 1.0) -> float:
    """The score of a look-up by pinyin, 50–59; a beginning of the sound counts by its share."""
    if share < 1:
        return round(50 + 4 * share, 1)
    return 59.0 if tones else 55.0 if initials else 58.0


def slip_score(similarity: float = 1.0, *, one_word: bool = False) -> float:
    """The score of a slip, 0–49: by the similarity (0–1) of the spelling, or 1 for a Chinese homophone."""
    return round(49 * similarity * (ONE_WORD if one_word else 1), 1)


def near(query: str, keys: Sequence[str], *, limit: int) -> list[tuple[int, float]]:
    """(position in `keys`, similarity 0–1) of the keys nearest to `query`, nearest first."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    lowest = next(similarity for size, similarity in LOWEST_SIMILARITY if len(query) < size)
    found = extract(query, keys, scorer=OSA.normalized_similarity, limit=limit, score_cutoff=lowest, processor=None)
    return [(position, similarity) for _, similarity, position in found]


_BANDS = {
    Via.EXACT: (100.0, 0.0),
    Via.SCRIPT: (99.0, 0.0),
    Via.INFLECTED: (95.0, 0.0),
    Via.PREFIX: (80.0, 14.0),
    Via.INSIDE: (60.0, 19.0),
}


_OPS = {"equal": "equal", "replace": "replace", "insert": "delete", "delete": "insert"}
"""rapidfuzz says how the question becomes the match; people ask what the match lacks."""

_BESIDE = frozenset({"replaced", "language", "region", "other script"})
"""Penalties that are not about what the two sources say."""

_FORM = {name: {name: False} for name in ("case", "width", "script", "shortcut")}

_WIDE_ENDINGS = "…！？：；，"
"""Punctuation at the end of a segment, before width is folded, beside `tokens.ENDINGS`."""


def _kind(equal: bool, alike: float, penalties: Mapping[str, float]) -> MatchKind:
    from glossary.text.tokens import CLASSES

    if equal:
        return MatchKind.EXACT
    return MatchKind.NORMALIZED if alike == 100 and not penalties.keys() & CLASSES.keys() else MatchKind.FUZZY


def _differences(question: str, match: str, compared: tuple[Comparable, Comparable], alike: float) -> list[str]:
    """What differs besides the similarity; if that is 100 and the texts are not equal, something does."""
    from glossary.text.tokens import CLASSES

    if question == match:
        return []
    classes = [name for name in CLASSES if compared[0].masked[name] != compared[1].masked[name]]
    if classes or alike < 100:
        return classes
    return list(_of_form(question, match)) or ["width"]


def _of_form(question: str, match: str) -> Iterator[str]:
    """What two texts differ in that become equal when folded: each thing is left out of the folding in turn."""
    from glossary.text.tokens import fold

    for name, left_out in _FORM.items():
        if _bare(fold(question, **left_out)) != _bare(fold(match, **left_out)):
            yield name
    here, there = fold(question), fold(match)
    if _within(here) != _within(there) or _trail(here) != _trail(there):
        yield "spaces"
    if _ending(here) != _ending(there):
        yield "punctuation"


def _bare(text: str) -> str:
    """Without spaces and punctuation at the end."""
    from glossary.text.tokens import ENDINGS

    return "".join(text.split()).rstrip(ENDINGS + _WIDE_ENDINGS)


def _within(text: str) -> str:
    from glossary.text.tokens import ENDINGS

    return text.rstrip(ENDINGS)


def _trail(text: str) -> str:
    return text[len(text.rstrip()) :]


def _ending(text: str) -> str:
    text = "".join(text.split())
    return text[len(_within(text)) :]


def _of_languages(langs: tuple[Lang, Lang], target_langs: tuple[Lang, Lang]) -> Iterator[str]:
    """What the varieties of the languages cost; all of one language are taken."""
    if langs[0] != langs[1]:
        yield "language"
    wanted, there = target_langs
    if wanted == there:
        return
    if is_chinese(wanted) and ("zh-Hans" in target_langs):
        yield "other script"
    elif there not in fallbacks(wanted):
        yield "region"


def _words(text: str) -> list[Span]:
    return [Span(*found.span()) for found in _word().finditer(text)]


@cache
def _word() -> re.Pattern[str]:
    """A word, a stretch of space, or a character that is a word by itself."""
    from glossary.text.tokens import HAN

    return re.compile(rf"[^\W{HAN}]+|\s+|[\W\w]")


def _stretch(words: list[Span], first: int, last: int, end: int) -> Span:
    """From the beginning of one word to the end of another; an empty one stands before the word it would begin with."""
    if first == last:
        at = words[first].start if first < len(words) else end
        return Span(at, at)
    return Span(words[first].start, words[last - 1].end)


def _merged(parts: list[DiffPart], question: str) -> Iterator[DiffPart]:
    """Without equal stretches of mere space between two changes, and each run of changes as one."""
    run: list[DiffPart] = []
    for part in parts:
        is_equal = part.op == "equal" and not (run and question[part.question.start : part.question.end].isspace())
        if not is_equal:
            run.append(part)
            continue
        yield from _joined(run)
        run = []
        yield part
    yield from _joined(run)


def _joined(run: list[DiffPart]) -> Iterator[DiffPart]:
    """Changes as one; space that is equal at their end stays apart."""
    tail = run.pop() if len(run) > 1 and run[-1].op == "equal" else None
    if run:
        question = Span(run[0].question.start, run[-1].question.end)
        match = Span(run[0].match.start, run[-1].match.end)
        op = "replace" if question.end > question.start and match.end > match.start else run[0].op
        yield DiffPart(op, question, match)
    if tail:
        yield tail
