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
"""

from __future__ import annotations

from collections.abc import Sequence

from glossary.model import Via

LOWEST_SIMILARITY = ((6, 0.65), (10, 0.7), (10**9, 0.75))
"""(length less than, similarity): what is not so near is not worth offering; one slip in three letters, or in four."""

ONE_WORD = 0.95
"""What is left of the similarity when the query is near one word of a longer term."""


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
