"""Which texts of a million may be near this one? Every text at or above a similarity, and none is lost.

The score is defined in `glossary.matching.fuzzy` and bounded in `glossary.matching.bounds`: a near text shares some of
its pairs of neighbouring parts with the question, all but so many. So it is enough to ask for the rarest: each pair
leads to the texts that have it, and texts that are met often enough are compared as strings of codes, with rapidfuzz.

An index is a few flat arrays, made to be mapped into memory. Texts with the same codes and as many characters are one
row, rows are sorted by length. Pairs are not stored but hashed into buckets, and parts are codes of 16 bits
(`glossary.text.tokens`): both only ever make texts look nearer than they are, so nothing is lost by it, and no
vocabulary is needed.
"""

from __future__ import annotations

from codecs import utf_16_le_decode
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, NamedTuple

from glossary.matching.bounds import PAD, ROUNDING, Question

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Arrays = Mapping[str, Array]

MOST_ROWS = 1 << 21
"""Texts in one index at most: row numbers have 24 bits, and making an index takes about 500 bytes for each."""

ARRAYS = {
    "codes": "<u2",
    "sizes": "<u2",
    "lengths": "<u4",
    "owner_starts": "<u4",
    "owners": "<u4",
    "buckets": "<u4",
    "low": "<u2",
    "high": "<u1",
}
"""The arrays of an index, by name, and their types.

codes: of all rows; sizes: characters of each row; lengths: for 0, 1, 2 … parts the first row that has so many, and
behind the longest the number of rows; owners: the texts of each row, as they were numbered by the caller; buckets:
where the postings of each bucket begin; low and high: the postings, row numbers in two pieces.
"""

_PASSES = 8
"""Parts of the buckets whose postings are collected one after the other; fewer take more memory."""
_EASY = 2_000
"""Postings of a bucket that is read without asking; a larger one is, if it has no more than all before together."""
_READ, _LIKELY = 50_000, 200
"""Postings that are read, and rows that are compared, where it must not take long."""
_PORTION = 64
"""Rows that are compared together at first."""
_SPARSE = 30
"""Counting by sorting pays if there is less than one posting in so many rows."""


class Near(NamedTuple):
    """A row that may be near a question.

    Attributes:
        bound: No text of the row has a greater similarity to the question, 0–1.
        words: What words add to it, at most.
        row: Its number.
    """

    bound: float
    words: float
    row: int


def build(codes: Array, lengths: Array, sizes: Array, owners: Array) -> dict[str, Array]:
    """The arrays of an index over texts.

    Args:
        codes: Parts of all texts, one after the other.
        lengths: Parts of each text.
        sizes: Characters of each text.
        owners: A number for each text, by which the caller knows it.
    """
    import numpy as np

    order, first = _distinct(codes, lengths, sizes)
    chosen = order[first]
    starts = np.zeros(len(chosen) + 1, np.int64)
    np.cumsum(lengths[chosen], out=starts[1:])
    begins = np.cumsum(lengths, dtype=np.int64) - lengths
    rows = _gathered(codes, begins[chosen], starts)
    row_lengths = lengths[chosen]
    longest = int(row_lengths[-1]) if len(row_lengths) else 0
    buckets, low, high = _postings(rows, starts)
    return {
        "codes": rows,
        "sizes": sizes[chosen].astype(np.uint16),
        "lengths": np.searchsorted(row_lengths, np.arange(longest + 2)).astype(np.uint32),
        "owner_starts": np.append(first, len(order)).astype(np.uint32),
        "owners": owners[order].astype(np.uint32),
        "buckets": buckets,
        "low": low,
        "high": high,
    }


class Index:
    """An index, ready to be asked.

    Args:
        arrays: What `build` made, or the same mapped from a file.
    """

    def __init__(self, arrays: Arrays) -> None:
        self._codes = arrays["codes"]
        self._sizes = arrays["sizes"]
        self._lengths = arrays["lengths"]
        self._owner_starts = arrays["owner_starts"]
        self._owners = arrays["owners"]
        self._buckets = arrays["buckets"]
        self._low = arrays["low"]
        self._high = arrays["high"]

    def __len__(self) -> int:
        return len(self._sizes)

    @cached_property
    def _offsets(self) -> Array:
        """Where in the codes the rows of each length begin."""
        import numpy as np

        counts = np.diff(self._lengths.astype(np.int64))
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts * np.arange(len(counts)))])

    def _lengths_of(self, rows: Array) -> Array:
        """How many parts some rows have."""
        import numpy as np

        lengths: Array = np.searchsorted(self._lengths, rows, side="right") - 1
        return lengths

    def near(self, question: Question) -> Iterator[Near]:
        """The rows that may be near a question, nearest first.

        They are compared while they are taken: whoever stops early has saved the comparing of the rest.
        """
        import numpy as np

        found = self._candidates(question)
        waiting: list[tuple[float, int, float]] = []
        for some in _growing(len(found.rows)):
            while waiting and -waiting[0][0] >= found.bounds[some.start]:
                yield _near(heappop(waiting))
            bounds = question.bounds(self._texts(found.rows[some]), found.sizes[some], found.shared[some])
            highest = np.minimum(bounds.highest, found.bounds[some])
            near = np.flatnonzero(highest >= question.least - ROUNDING)
            columns = -highest[near], found.rows[some][near], bounds.words[near]
            for entry in zip(*(column.tolist() for column in columns), strict=True):
                heappush(waiting, entry)
        yield from map(_near, sorted(waiting))

    def likely(self, question: Question) -> list[Near]:
        """Rows that share rare pairs with a question, nearest first: in a short time, and not all that are near."""
        import numpy as np

        first, last = self._range(question)
        weights = self._weights(question.codes)
        chosen = self._rarest(weights)
        if first >= last or not chosen:
            return []
        rows, counts = self._counted(chosen, weights, first, last, 1)
        share = counts / np.maximum(self._lengths_of(rows), question.length)
        rows = rows[np.argsort(-share, kind="stable")[:_LIKELY]]
        bounds = question.bounds(self._texts(rows), self._sizes[rows].astype(np.int64))
        near = np.flatnonzero(bounds.highest >= question.least - ROUNDING)
        columns = bounds.highest[near], bounds.words[near], rows[near]
        return sorted(map(Near, *(column.tolist() for column in columns)), key=lambda each: -each.bound)

    def owners(self, row: int) -> list[int]:
        """The texts of a row."""
        found: list[int] = self._owners[self._owner_starts[row] : self._owner_starts[row + 1]].tolist()
        return found

    def holding(self, phrase: Sequence[int | None]) -> Array:
        """The rows that have these codes one after the other, in order; None stands for any code, but not first."""
        import numpy as np

        found = np.flatnonzero(self._codes == phrase[0])
        for at, code in enumerate(phrase[1:], 1):
            found = found[found + at < len(self._codes)]
            found = found if code is None else found[self._codes[found + at] == code]
        lengths = np.searchsorted(self._offsets, found, side="right") - 1
        rows, inside = np.divmod(found - self._offsets[lengths], np.maximum(lengths, 1))
        rows += self._lengths[lengths]
        whole: Array = np.unique(rows[inside + len(phrase) <= lengths])
        return whole

    def _range(self, question: Question) -> tuple[int, int]:
        """The rows whose length allows for the similarity."""
        last = len(self._lengths) - 1
        longest = last if question.longest is None else question.longest
        return int(self._lengths[min(question.shortest, last)]), int(self._lengths[min(longest + 1, last)])

    def _candidates(self, question: Question) -> _Candidates:
        """The rows that are long enough and share enough pairs with the question."""
        import numpy as np

        first, last = self._range(question)
        missing = question.pairs - question.least_shared
        weights = self._weights(question.codes)
        chosen, weight = self._chosen(weights, missing)
        if first >= last:
            rows = shared = np.empty(0, np.int64)
        elif weight <= missing:
            rows, shared = np.arange(first, last), np.full(last - first, question.pairs)
        else:
            rows, counts = self._counted(chosen, weights, first, last, weight - missing)
            shared = counts + (question.pairs - weight)
        lengths, sizes = self._lengths_of(rows), self._sizes[rows].astype(np.int64)
        bounds = question.by_shared(lengths, sizes, np.minimum(shared, lengths + 1))
        near = np.flatnonzero(bounds >= question.least - ROUNDING)
        order = near[np.argsort(-bounds[near], kind="stable")]
        return _Candidates(rows[order], sizes[order], shared[order], bounds[order])

    def _weights(self, codes: Sequence[int]) -> dict[int, int]:
        """The buckets of the question's pairs, and how many pairs each has."""
        import numpy as np

        padded = np.array([PAD, *codes, PAD], np.uint16)
        weights: dict[int, int] = {}
        for bucket in _buckets(padded[:-1], padded[1:], len(self._buckets) - 1).tolist():
            weights[bucket] = weights.get(bucket, 0) + 1
        return weights

    def _chosen(self, weights: Mapping[int, int], missing: int) -> tuple[list[int], int]:
        """The buckets to be read, smallest first, and how many pairs they have: more than may be missing.

        A few more than that, while they are cheap: each further one is a hit more that a near row must have.
        """
        sizes = sorted((int(self._buckets[bucket + 1]) - int(self._buckets[bucket]), bucket) for bucket in weights)
        chosen: list[int] = []
        weight = read = 0
        for postings, bucket in sizes:
            if weight > missing and postings > max(_EASY, read):
                break
            chosen.append(bucket)
            weight += weights[bucket]
            read += postings
        return chosen, weight

    def _rarest(self, weights: Mapping[int, int]) -> list[int]:
        """The buckets with the fewest postings, as many as are read in a short time."""
        sizes = sorted((int(self._buckets[bucket + 1]) - int(self._buckets[bucket]), bucket) for bucket in weights)
        chosen, read = [], 0
        for postings, bucket in sizes:
            read += postings
            if read > _READ:
                break
            chosen.append(bucket)
        return chosen

    def _counted(
        self, chosen: Sequence[int], weights: Mapping[int, int], first: int, last: int, least: int
    ) -> tuple[Array, Array]:
        """The rows of a range that have at least so many pairs of the chosen buckets, and how many each has."""
        import numpy as np

        often = [bucket for bucket in chosen for _ in range(weights[bucket])]
        slices = [(int(self._buckets[bucket]), int(self._buckets[bucket + 1])) for bucket in often]
        high = np.concatenate([self._high[start:end] for start, end in slices])
        low = np.concatenate([self._low[start:end] for start, end in slices])
        rows = (high.astype(np.int32) << 16 | low) - np.int32(first)
        span = last - first
        rows = rows[rows.view(np.uint32) < span]
        if len(rows) * _SPARSE < span:
            rows.sort(kind="stable")  # made for runs that are in order already
            begins = np.flatnonzero(np.diff(rows, prepend=-1))
            counts = np.diff(begins, append=len(rows))
            enough = counts >= least
            return rows[begins[enough]] + first, counts[enough]
        counts = np.bincount(rows)
        rows = np.flatnonzero(counts >= least)
        return rows + first, counts[rows]

    def _texts(self, rows: Array) -> list[str]:
        """Some rows as strings of codes."""
        import numpy as np

        lengths = self._lengths_of(rows)
        starts = self._offsets[lengths] + (rows - self._lengths[lengths].astype(np.int64)) * lengths
        data = self._codes.data.cast("B")
        spans = zip((2 * starts).tolist(), (2 * (starts + lengths)).tolist(), strict=True)
        return [utf_16_le_decode(data[start:end])[0] for start, end in spans]


def _near(entry: tuple[float, int, float]) -> Near:
    farness, row, words = entry
    return Near(-farness, words, row)


class _Candidates(NamedTuple):
    """Rows by what is known without comparing them, nearest first.

    Attributes:
        rows: Their numbers.
        sizes: Their characters.
        shared: How many pairs each shares with the question, at most.
        bounds: No text of the row has a greater similarity to the question, 0–1.
    """

    rows: Array
    sizes: Array
    shared: Array
    bounds: Array


def _buckets(left: Array, right: Array, count: int) -> Array:
    """The bucket of each pair of neighbouring codes; `count` is a power of two."""
    import numpy as np

    mixed = (left.astype(np.uint32) << 16 | right) * np.uint32(0x9E3779B1)
    found: Array = mixed >> np.uint32(32 - count.bit_length() + 1) if count > 1 else mixed * 0
    return found


def _distinct(codes: Array, lengths: Array, sizes: Array) -> tuple[Array, Array]:
    """The texts ordered by length and content, and which of them are the first with their content and size.

    Contents are compared by hashes of 64 bits.
    """
    import numpy as np

    multipliers = np.random.default_rng(20).integers(1, 1 << 63, 1 << 16, dtype=np.uint64) | np.uint64(1)
    ends = np.cumsum(lengths, dtype=np.int64)
    hashes = np.zeros(len(lengths), np.uint64)
    for start, end in _blocks(len(lengths), 1 << 16):
        begin = int(ends[start] - lengths[start])
        piece = codes[begin : int(ends[end - 1])]
        at = ends[start:end] - lengths[start:end] - begin
        place = np.arange(len(piece)) - np.repeat(at, lengths[start:end])
        terms = multipliers[piece] * (2 * place.astype(np.uint64) + np.uint64(1)) ^ multipliers[place & 0xFFFF]
        terms = (terms ^ (terms >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)])
        hashes[start:end] = sums[at + lengths[start:end]] - sums[at]
    hashes += multipliers[sizes]
    order = np.lexsort((hashes, lengths))
    sorted_hashes, sorted_lengths = hashes[order], lengths[order]
    is_first = np.ones(len(order), bool)
    is_first[1:] = (sorted_hashes[1:] != sorted_hashes[:-1]) | (sorted_lengths[1:] != sorted_lengths[:-1])
    return order, np.flatnonzero(is_first)


def _gathered(codes: Array, begins: Array, starts: Array) -> Array:
    """The codes of some texts, in another order."""
    import numpy as np

    gathered = np.empty(int(starts[-1]), np.uint16)
    for start, end in _blocks(len(begins), 1 << 16):
        at, to = int(starts[start]), int(starts[end])
        lengths = np.diff(starts[start : end + 1])
        places = np.arange(to - at) + np.repeat(begins[start:end] - (starts[start:end] - at), lengths)
        gathered[at:to] = codes[places]
    return gathered


def _postings(codes: Array, starts: Array) -> tuple[Array, Array, Array]:
    """Where the postings of each bucket begin, and the postings: the rows that have a pair of the bucket, in order."""
    import numpy as np

    size = 1 << min(max((len(codes) // 16).bit_length(), 8), 20)
    counts, low, high = [], [], []
    step = size // _PASSES
    for least in range(0, size, step):
        keys = np.concatenate([*_keys(codes, starts, size, least, step), np.empty(0, np.uint64)])
        keys.sort()
        is_new = np.ones(len(keys), bool)
        is_new[1:] = keys[1:] != keys[:-1]
        keys = keys[is_new]
        counts.append(np.bincount((keys >> np.uint64(24)).astype(np.int64), minlength=step))
        low.append((keys & np.uint64(0xFFFF)).astype(np.uint16))
        high.append((keys >> np.uint64(16)).astype(np.uint8))
    buckets = np.zeros(size + 1, np.uint32)
    np.cumsum(np.concatenate(counts), out=buckets[1:])
    return buckets, np.concatenate(low), np.concatenate(high)


def _keys(codes: Array, starts: Array, size: int, least: int, step: int) -> Iterator[Array]:
    """For each pair of a row whose bucket is one of `step` from `least` on: bucket and row in one number."""
    import numpy as np

    for start, end in _blocks(len(starts) - 1, 1 << 17):
        at, to = int(starts[start]), int(starts[end])
        lengths = np.diff(starts[start : end + 1])
        # each row between two pads: one pair more than it has parts
        padded = np.insert(codes[at:to], np.append(starts[start:end] - at, to - at), PAD)
        found = _buckets(padded[:-1], padded[1:], size) - np.uint32(least)
        rows = np.repeat(np.arange(start, end, dtype=np.uint64), lengths + 1)
        chosen = np.flatnonzero(found < step)
        yield found[chosen].astype(np.uint64) << np.uint64(24) | rows[chosen]


def _growing(count: int) -> Iterator[slice]:
    """Portions, each twice as long as the one before."""
    start, size = 0, _PORTION
    while start < count:
        yield slice(start, min(start + size, count))
        start, size = start + size, 2 * size


def _blocks(count: int, size: int) -> Iterator[tuple[int, int]]:
    return ((start, min(start + size, count)) for start in range(0, count, size))
