"""What a text must have to be near a question: lengths, pairs of neighbouring parts, and how near it can be at most.

Everything here follows from the formula in `glossary.matching.fuzzy`, read backwards, on codes in place of parts.
Different parts may have the same code, so a text is never nearer than it looks here. What is said of edits rests on the
q-gram lemma (Ukkonen 1992): an edit of a part takes two pairs away at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, Any, NamedTuple

from glossary.matching.fuzzy import CHARACTERS, CONTAINED, MOST_CONTAINED, PARTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

PAD = 0xD800
"""The code beside the first and the last part; a surrogate, which no part has."""

_HALF = 0.5
"""Of two texts of which fewer words are the same, all pairs may differ."""

ROUNDING = 1e-9
"""What sums of floats may be off."""


class Bounds(NamedTuple):
    """What some texts may reach.

    Attributes:
        highest: Their greatest similarity, 0–1.
        words: What words add to it, at most; the rest are characters.
    """

    highest: Array
    words: Array


class Question:
    """A question and a least similarity, with all that follows from them.

    Args:
        codes: Of its parts, at least one.
        size: Its characters.
        least: The similarity, 0–1.
    """

    def __init__(self, codes: Sequence[int], size: int, least: float) -> None:
        self.codes, self.size, self.least = codes, size, least
        self.length = len(codes)

    @property
    def pairs(self) -> int:
        """How many pairs of neighbours it has, its ends included."""
        return self.length + 1

    @cached_property
    def words(self) -> float:
        """The share of words, 0–1, without which no similarity of `least` is possible.

        With y of the words missing at least y / 2 edits for each part differ, and so many characters; which are then at
        most 2 density / (2 density + y / 2) alike.
        """
        density, low, high = self.size / self.length, 0.0, 1.0
        for _ in range(20):
            missing = (low + high) / 2
            characters = 2 * density / (2 * density + missing / 2)
            if PARTS * (1 - missing) + CHARACTERS * characters >= self.least:
                low = missing
            else:
                high = missing
        return 1 - high

    @property
    def may_be_contained(self) -> bool:
        """Whether a text of any length may be near, if it holds the question."""
        return self.least <= MOST_CONTAINED + ROUNDING

    @property
    def shortest(self) -> int:
        """The fewest parts of a near text."""
        words = min(self.words, self._contained) if self.may_be_contained else self.words
        return max(ceil(words * self.pairs - 1 - ROUNDING), 0)

    @property
    def longest(self) -> int | None:
        """The most parts of a near text; None: there is no such number."""
        if self.may_be_contained or not self.words:
            return None
        return floor(self.pairs / self.words - 1 + ROUNDING)

    @cached_property
    def least_shared(self) -> int:
        """How many pairs a near text shares with the question, at least; 0 or less: maybe none."""
        if self.words < _HALF:
            return 0
        kept = ceil(self.words * self.pairs - ROUNDING)
        if self.may_be_contained:
            kept = min(kept, ceil(self._contained * self.pairs - ROUNDING))
        most = floor(self.pairs / self.words + ROUNDING)
        edited = (size + 1 - 2 * floor((1 - self.words) * size + ROUNDING) for size in range(self.length, most + 1))
        return min(kept, *edited)

    def by_shared(self, lengths: Array, sizes: Array, shared: Array) -> Array:
        """The greatest similarity (0–1) that texts may have of which no more is known than this.

        Args:
            lengths: Their parts.
            sizes: Their characters.
            shared: How many pairs each shares with the question, at most.
        """
        import numpy as np

        longer = np.maximum(lengths, self.length)
        edits = np.maximum(longer + 2 - shared, 0) >> 1
        words = np.maximum(PARTS * (1 - edits / longer), self._by_pairs(shared, longer))
        bounds: Array = np.where(edits == 0, 1.0, words + self._characters(sizes, edits))
        return bounds

    def bounds(self, texts: Sequence[str], sizes: Array, shared: Array | None = None) -> Bounds:
        """The greatest similarity that each text may have.

        Args:
            texts: Strings of codes.
            sizes: Characters of the texts.
            shared: How many pairs each shares with the question, at most, as far as that is known.
        """
        import numpy as np

        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        longer = np.maximum(lengths, self.length)
        if shared is None:
            shared = np.minimum(lengths, self.length) + 1
        edits = self._edits(texts, int(longer.max(initial=1)))
        characters = self._characters(sizes, edits)
        words = PARTS * (1 - edits / longer)
        maybe = self._by_pairs(shared, longer)
        unsure = np.flatnonzero((maybe > words) & (maybe + characters >= self.least - ROUNDING))
        if len(unsure):
            counted = np.array([self._shared_with(texts[place]) for place in unsure.tolist()], np.int64)
            words[unsure] = np.maximum(words[unsure], self._by_pairs(counted, longer[unsure]))
        return Bounds(np.where(edits == 0, 1.0, words + characters), words)

    def _characters(self, sizes: Array, edits: Array) -> Array:
        """What characters add to a similarity, at most: as many differ as parts do, or as one text is longer."""
        import numpy as np

        differ = np.maximum(edits, np.abs(sizes - self.size))
        found: Array = CHARACTERS * np.maximum(1 - differ / np.maximum(sizes + self.size, 1), 0)
        return found

    @property
    def _contained(self) -> float:
        """The share of the question's pairs that a text must have to be near because it holds the question."""
        return max((self.least - CHARACTERS) / CONTAINED, 0.0)

    def _by_pairs(self, shared: Array, longer: Array) -> Array:
        """What words add to a similarity by pairs in common."""
        import numpy as np

        moved: Array = PARTS * shared / (longer + 1)
        return np.maximum(moved, CONTAINED * shared / self.pairs) if self.may_be_contained else moved

    def _edits(self, texts: Sequence[str], longest: int) -> Array:
        """The edit distances of texts; of those that are not so near, some larger number, but none too large."""
        import numpy as np
        from rapidfuzz.distance import Levenshtein
        from rapidfuzz.process import cdist

        most = floor((1 - self.words) * longest + ROUNDING)
        question = string_of(self.codes)
        found: Array = cdist([question], texts, scorer=Levenshtein.distance, score_cutoff=most, dtype=np.int64)[0]
        return found

    @cached_property
    def _known_pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(pairwise((_END, *string_of(self.codes), _END)))

    def _shared_with(self, text: str) -> int:
        """How many pairs of a text are pairs of the question; at least as many as they have in common."""
        return sum(map(self._known_pairs.__contains__, pairwise((_END, *text, _END))))


_END = chr(PAD)


def string_of(codes: Sequence[int]) -> str:
    """Codes as a string, for rapidfuzz."""
    return "".join(map(chr, codes))
