"""Which sentences of a translation belong to which sentences of its source; a translator merges, splits, omits, adds.

Sentences are grouped into beads (1-1, 1-2, 2-1, 2-2, 1-3, 3-1, 1-0, 0-1) that never cross. A bead is cheap if both
sides are as long as each other (Gale and Church, A Program for Aligning Sentences in Bilingual Corpora, 1993; here in
units in which a Han character is as long as several letters, and with the proportion of the two texts at hand), if they
share anchors (numbers, names, URLs, terms), begin where a passage begins, and are of one kind. The passages are aligned
first (`glossary.matching.align`): beads across that alignment cost more, and only its neighbourhood is looked at.

The confidence of a bead says how often beads like it are right. It is made of how much likelier the bead is than all
others (forward and backward over the same table) and of what speaks for it by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

from glossary.matching.align import Block, align
from glossary.model import Progress, Span
from glossary.text.script import is_han

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    _Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as alignment sees it.

    Attributes:
        text: Without what is no prose.
        block: The number of its passage; those of a passage stand beside each other, passages in order.
        anchors: What a translation of it has as well, as strings that are the same in both languages.
    """

    text: str
    block: int
    anchors: frozenset[str] = field(default_factory=frozenset)


class Bead(NamedTuple):
    """Sentences that are translations of each other; one of the spans is empty where something has no translation.

    Attributes:
        source: Numbers of sentences, half-open.
        confidence: 0–100, how often such a bead is right.
    """

    source: Span
    target: Span
    confidence: float


Passages = Sequence[Block]


def beads(
    source: Sequence[Sentence],
    target: Sequence[Sentence],
    passages: tuple[Passages, Passages],
    *,
    progress: Progress | None = None,
) -> list[Bead]:
    """The beads of two texts in order; every sentence of both sides is in one of them.

    Args:
        source: Its sentences.
        target: Its sentences.
        passages: The passages of source and target, which the sentences count in.
        progress: Told (sentences of the source so far, all).
    """
    weights = _weights(source, target)
    sizes = [size(each.text) for each in source], [size(each.text) for each in target]
    ratio = _ratio(sum(sizes[0]), sum(sizes[1]))
    found: list[Bead] = []
    here = there = 0
    while here < len(source) or there < len(target):
        end = min(here + _WINDOW, len(source))
        stop = _counterpart(sum(sizes[0][here:end]) * ratio, sizes[1], there) if end < len(source) else there + _WINDOW
        ours, theirs = source[here:end], target[there:stop]
        is_last = end == len(source) and stop >= len(target)
        part = _table(ours, theirs, passages, ratio, weights) if ours and theirs else _alone(len(ours), len(theirs))
        taken = part if is_last else _sure_part(part)
        found += [_moved(one, here, there) for one in taken]
        here, there = found[-1].source.end, found[-1].target.end
        if progress:
            progress(here, len(source))
    return [part for bead in found for part in _parted(bead)]


def _counterpart(wanted: float, sizes: Sequence[float], there: int) -> int:
    """Up to where the target is as long as a window of the source."""
    stop = there
    while stop < min(len(sizes), there + 2 * _WINDOW) and wanted > 0:
        wanted -= sizes[stop]
        stop += 1
    return stop


def _alone(rows: int, columns: int) -> list[Bead]:
    """What is left of one side when the other has ended."""
    source = [Bead(Span(at, at + 1), Span(0, 0), 100.0) for at in range(rows)]
    return source + [Bead(Span(rows, rows), Span(at, at + 1), 100.0) for at in range(columns)]


LEAST = 35.0
"""Sentences that are rather no translations of each other stay alone: below that, most beads are wrong."""


def _parted(bead: Bead) -> Iterator[Bead]:
    """A bead, or what is left of it if it is too unsure."""
    (here, here_end), (there, there_end), confidence = bead
    if here == here_end or there == there_end or confidence >= LEAST:
        yield bead
        return
    for at in range(here, here_end):
        yield Bead(Span(at, at + 1), Span(there, there), 100.0 - confidence)
    for at in range(there, there_end):
        yield Bead(Span(here_end, here_end), Span(at, at + 1), 100.0 - confidence)


def _moved(bead: Bead, here: int, there: int) -> Bead:
    """A bead of a window as it counts in the whole."""
    (first, last), (start, end), confidence = bead
    return Bead(Span(first + here, last + here), Span(start + there, end + there), confidence)


_WINDOW = 1500
"""Sentences of either side that are looked at together."""


def _sure_part(part: Sequence[Bead]) -> Sequence[Bead]:
    """The beads up to a sure one about two thirds into a window; what comes after is looked at again."""
    least, most = len(part) // 3, 2 * len(part) // 3
    best = max(range(least, most + 1), key=lambda at: (min(part[at].confidence, 95), at))
    return part[: best + 1]


# Sizes and anchors

_LETTERS = 2.8
"""English characters for one of Chinese, in good translations of documentation."""
_BELIEF = 150
"""Characters of Chinese from which on the texts themselves tell better."""


def size(text: str) -> float:
    """How long a sentence is, in characters of Chinese."""
    han = 0 if text.isascii() else sum(map(is_han, text))
    return han + (len(text) - han) / _LETTERS


def _ratio(source: float, target: float) -> float:
    """How long the target is for one of the source, by the sizes of both."""
    return min(max((target + _BELIEF) / (source + _BELIEF), 0.25), 4.0)


STRUCTURE = "^"
"""Begins the anchors that speak for a pair, but whose absence says nothing: what stands before a passage."""
_STRUCTURAL = 0.4
_HEAVIEST = 3.0
_FEW = 20
"""Sentences of a text that is too short to tell what is rare."""
_COMMON = 60
"""An anchor in more sentences than that tells nothing."""


def _weights(source: Sequence[Sentence], target: Sequence[Sentence]) -> dict[str, float]:
    """How much each anchor counts that is on both sides: the rarer, the more."""
    counts: tuple[dict[str, int], dict[str, int]] = (defaultdict(int), defaultdict(int))
    for side, count in zip((source, target), counts, strict=True):
        for each in side:
            for anchor in each.anchors:
                count[anchor] += 1
    most = max(len(source), len(target), _FEW)
    return {
        anchor: min(log((most + 1) / max(number, counts[1][anchor])), _HEAVIEST)
        * (_STRUCTURAL if anchor[0] == STRUCTURE else 1)
        for anchor, number in counts[0].items()
        if anchor in counts[1] and max(number, counts[1][anchor]) <= _COMMON
    }


# The table

_KINDS = ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1))
"""How many sentences of the source and of the target a bead has."""
_ALONE = 2
"""The kind that takes no sentence of the source."""
_PRIOR = (0.0, 3.2, 3.2, 2.4, 2.4, 7.5, 3.4, 3.4)
_VARIANCE, _VARIANCE_FLOOR = 1.9, 2.5
_FARTHEST = 8.0
_SHARED, _MISSING = 0.6, 0.5
_MOST_SHARED = 6.0
_BOUNDARY = 1.2
_ACROSS = 1.8
_ACROSS_KINDS = 6.0
_OTHER_PASSAGE = 0.8
_TEMPERATURE = 1.8
"""All of these were set on the documents for development in benchmarks/labelled/alignment.tsv."""
_NEAR = 24
"""Sentences that a bead may be off the alignment of the passages; more where passages are long."""
_NEVER = 1e9

_GROUPS = {"heading": 0, "title": 0, "paragraph": 1, "quote": 1, "item": 2, "cell": 3}
_OTHER_KIND, _FAR_KIND = 0.5, 4.0
_UNLIKE = tuple(
    tuple(0.0 if one == other else _OTHER_KIND if {one, other} == {1, 2} else _FAR_KIND for other in range(4))
    for one in range(4)
)


class _Side:
    """The sentences of one side of a window, as arrays; sums are over all sentences before."""

    def __init__(
        self, sentences: Sequence[Sentence], passages: Passages, weights: Mapping[str, float], ratio: float
    ) -> None:
        import numpy as np

        self.count = len(sentences)
        self.blocks = np.array([each.block for each in sentences], dtype=np.int64)
        self.groups = np.array([_GROUPS.get(passages[each.block].kind, 1) for each in sentences], dtype=np.int64)
        self.sizes = _summed(size(each.text) * ratio for each in sentences)
        self.weights = _summed(
            sum(weights.get(anchor, 0.0) for anchor in each.anchors if anchor[0] != STRUCTURE) for each in sentences
        )
        begins = np.diff(self.blocks, prepend=-1) != 0
        self.begins = np.append(begins, True)
        self.borders = _summed(begins.astype(float))
        changes = begins & ((np.diff(self.groups, prepend=-1) != 0) | (self.groups == 0))
        self.changes = _summed(changes.astype(float))


def _summed(values: Iterable[float]) -> _Array:
    import numpy as np

    return np.concatenate([[0.0], np.cumsum(np.fromiter(values, dtype=np.float64))])


def _table(
    source: Sequence[Sentence],
    target: Sequence[Sentence],
    passages: tuple[Passages, Passages],
    ratio: float,
    weights: Mapping[str, float],
) -> list[Bead]:
    """The cheapest path through a window, with the confidence of each bead."""
    ours, theirs = _Side(source, passages[0], weights, ratio), _Side(target, passages[1], weights, 1.0)
    partners = _partners(source, target, passages)
    low, high = _bounds(ours, theirs, partners[0])
    costs = _costs(ours, theirs, _shared(source, target, weights), partners, low, high)
    moves, before = _forward(costs, low, high, ours.count, theirs.count)
    after = _backward(costs, low, high, ours.count, theirs.count)
    found = []
    row, column = ours.count, theirs.count
    while row or column:
        kind = int(moves[row, column]) if row else _ALONE
        m, n = _KINDS[kind]
        cost = float(costs[kind][row, column - low[row]])
        chance = before[row - m, column - n] - cost / _TEMPERATURE + after[row, column] - before[-1, -1]
        found.append(Bead(Span(row - m, row), Span(column - n, column), _confidence(float(chance), -cost, kind)))
        row, column = row - m, column - n
    return found[::-1]


def _forward(costs: Sequence[_Array], low: _Array, high: _Array, rows: int, columns: int) -> tuple[_Array, _Array]:
    """By which kind of bead each place is reached most cheaply, and how likely all ways to it are, as a logarithm."""
    import numpy as np

    best = np.full((rows + 1, columns + 1), _NEVER)
    before = np.full((rows + 1, columns + 1), -_NEVER)
    moves = np.full((rows + 1, columns + 1), _ALONE, dtype=np.uint8)
    for row in range(rows + 1):
        first, last = low[row], high[row]
        here = slice(first, last + 1)
        options = np.full((len(_KINDS), last - first + 1), _NEVER)
        chances = -options
        if row == 0:
            options[0, 0] = chances[0, 0] = 0.0
        for kind, (m, n) in enumerate(_KINDS):
            skip = max(0, n - first)
            if not m or m > row or first + skip > last:
                continue
            cost, there = costs[kind][row, skip : last - first + 1], slice(first - n + skip, last - n + 1)
            options[kind, skip:] = best[row - m, there] + cost
            chances[kind, skip:] = before[row - m, there] - cost / _TEMPERATURE
        move = options.argmin(axis=0)
        entered = options.min(axis=0)
        steps = _steps(costs, row, last - first + 1)
        reached = np.minimum.accumulate(entered - steps) + steps
        moves[row, here] = np.where(reached < entered - _CLOSE, _ALONE, move)
        best[row, here] = np.minimum(reached, entered)
        steps = steps / _TEMPERATURE
        before[row, here] = np.logaddexp.accumulate(np.logaddexp.reduce(chances, axis=0) + steps) - steps
    return moves, before


_CLOSE = 1e-6
"""Costs that differ by less are equal."""


def _backward(costs: Sequence[_Array], low: _Array, high: _Array, rows: int, columns: int) -> _Array:
    """The likelihood of all ways from each place to the end, as a logarithm."""
    import numpy as np

    after = np.full((rows + 1, columns + 1), -_NEVER)
    for row in range(rows, -1, -1):
        first, last = low[row], high[row]
        total = np.full(last - first + 1, -_NEVER)
        if row == rows:
            total[columns - first] = 0.0
        for kind, (m, n) in enumerate(_KINDS):
            if not m or row + m > rows:
                continue
            start, end = max(first, low[row + m] - n), min(last, high[row + m] - n)
            if start > end:
                continue
            cost = costs[kind][row + m, start + n - low[row + m] : end + n - low[row + m] + 1]
            part = slice(start - first, end - first + 1)
            total[part] = np.logaddexp(total[part], after[row + m, start + n : end + n + 1] - cost / _TEMPERATURE)
        steps = _steps(costs, row, last - first + 1) / _TEMPERATURE
        after[row, first : last + 1] = np.logaddexp.accumulate((total - steps)[::-1])[::-1] + steps
    return after


def _steps(costs: Sequence[_Array], row: int, width: int) -> _Array:
    """What it costs to go from the first column of a row to each other one with nothing of the source."""
    import numpy as np

    return np.concatenate([[0.0], np.cumsum(costs[_ALONE][row, 1:width])])


_CERTAINTY, _BY_CHANCE, _BY_EVIDENCE = 3.4, 4.1, 0.22
"""A logistic regression on the labelled texts for development, with passages left out and exchanged by chance."""


def _confidence(chance: float, evidence: float, kind: int) -> float:
    """How often a bead is right.

    Args:
        chance: The logarithm of its share of all likelihood.
        evidence: What speaks for it by itself, the negative of its cost.
    """
    if 0 in _KINDS[kind]:
        return 100.0 * exp(min(chance, 0.0))
    logit = _CERTAINTY + _BY_CHANCE * max(min(chance, 0.0), -6.0) + _BY_EVIDENCE * max(min(evidence, 4.0), -8.0)
    return 100.0 / (1.0 + exp(-logit))


def _partners(
    source: Sequence[Sentence], target: Sequence[Sentence], passages: tuple[Passages, Passages]
) -> tuple[dict[int, int], dict[int, int]]:
    """The passages of a window that are aligned: source to target, target to source."""
    ours, theirs = (sorted({each.block for each in side}) for side in (source, target))
    pairs = align([passages[0][number] for number in ours], [passages[1][number] for number in theirs])
    forth = {ours[one]: theirs[other] for one, other in pairs if one is not None and other is not None}
    return forth, {other: one for one, other in forth.items()}


def _bounds(ours: _Side, theirs: _Side, partners: Mapping[int, int]) -> tuple[_Array, _Array]:
    """The first and last column of each row: around where the passages are aligned."""
    import numpy as np

    starts = {block: at for at, block in reversed(list(enumerate(theirs.blocks.tolist())))}
    known = {
        at: starts[partners[block]]
        for at, block in enumerate(ours.blocks.tolist())
        if ours.begins[at] and block in partners
    }
    known |= {0: 0, ours.count: theirs.count}
    places = sorted(known)
    mine, other = (side.sizes + np.arange(side.count + 1) / 1000 for side in (ours, theirs))
    reached = np.interp(mine, mine[places], other[[known[place] for place in places]])
    middle = np.interp(reached, other, np.arange(theirs.count + 1))
    longest = max(after - before for before, after in pairwise(places))
    reach = _NEAR + min(longest, _WINDOW) // 10
    low = np.clip(np.floor(middle) - reach, 0, theirs.count).astype(np.int64)
    high = np.clip(np.ceil(middle) + reach, 0, theirs.count).astype(np.int64)
    low[0], high[-1] = 0, theirs.count
    high = np.maximum.accumulate(high)
    low[1:] = np.minimum(low[1:], high[:-1])
    return np.minimum.accumulate(low[::-1])[::-1], high


def _shared(source: Sequence[Sentence], target: Sequence[Sentence], weights: Mapping[str, float]) -> _Array:
    """Sums over sentences of the weights of the anchors that two sentences share."""
    import numpy as np

    places: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(target):
        for anchor in each.anchors:
            if anchor in weights:
                places[anchor].append(at)
    table = np.zeros((len(source) + 1, len(target) + 1))
    for at, each in enumerate(source):
        for anchor in each.anchors:
            if anchor in places:
                table[at + 1, np.array(places[anchor]) + 1] += weights[anchor]
    return table.cumsum(axis=0).cumsum(axis=1)


def _costs(
    ours: _Side,
    theirs: _Side,
    shared: _Array,
    partners: tuple[dict[int, int], dict[int, int]],
    low: _Array,
    high: _Array,
) -> list[_Array]:
    """For each kind of bead, what one costs that ends at a row and a column; columns count from the lower bound."""
    import numpy as np

    column = np.minimum(low[:, None] + np.arange(int((high - low).max()) + 1)[None, :], theirs.count)
    row = np.broadcast_to(np.arange(ours.count + 1)[:, None], column.shape)
    strays = _strays(ours, theirs, partners)
    costs = []
    for (m, n), prior in zip(_KINDS, _PRIOR, strict=True):
        top, left = np.maximum(row - m, 0), np.maximum(column - n, 0)
        weight = ours.weights[row] - ours.weights[top] + theirs.weights[column] - theirs.weights[left]
        if not m or not n:
            cost = prior + _MISSING * np.minimum(weight, _MOST_SHARED)
        else:
            both = shared[row, column] - shared[top, column] - shared[row, left] + shared[top, left]
            most = _MOST_SHARED * max(m, n)
            cost = prior + _by_size(ours.sizes[row] - ours.sizes[top], theirs.sizes[column] - theirs.sizes[left])
            cost += _MISSING * np.clip(weight - 2 * both, 0.0, most) - _SHARED * np.minimum(both, most)
            cost += _BOUNDARY * (ours.begins[top] != theirs.begins[left])
            here, there = np.minimum(top, ours.count - 1), np.minimum(left, theirs.count - 1)
            cost += np.array(_UNLIKE)[ours.groups[here], theirs.groups[there]] + strays(here, there)
            cost += _inside(ours, top, row) + _inside(theirs, left, column)
        costs.append(np.where((row >= m) & (column >= n), cost, _NEVER))
    return costs


def _by_size(mine: _Array, other: _Array) -> _Array:
    """What the difference of two sizes costs: the square of it, in standard deviations (Gale and Church, section 3)."""
    import numpy as np

    return np.minimum((other - mine) ** 2 / (_VARIANCE * (mine + other) + _VARIANCE_FLOOR), _FARTHEST)


def _inside(side: _Side, begin: _Array, end: _Array) -> _Array:
    """What the borders of passages inside a bead cost."""
    import numpy as np

    begin = np.minimum(begin + 1, end)
    borders, changes = side.borders[end] - side.borders[begin], side.changes[end] - side.changes[begin]
    return np.asarray(_ACROSS * borders + _ACROSS_KINDS * changes)


def _strays(
    ours: _Side, theirs: _Side, partners: tuple[dict[int, int], dict[int, int]]
) -> Callable[[_Array, _Array], _Array]:
    """What it costs that the first sentences of a bead are in passages of which one belongs to another."""
    import numpy as np

    forth = np.array([partners[0].get(block, -1) for block in ours.blocks.tolist()] or [-1])
    back = np.array([partners[1].get(block, -1) for block in theirs.blocks.tolist()] or [-1])

    def cost(here: _Array, there: _Array) -> _Array:
        stray = (forth[here] != theirs.blocks[there]) & ((forth[here] >= 0) | (back[there] >= 0))
        return np.asarray(_OTHER_PASSAGE * stray)

    return cost
