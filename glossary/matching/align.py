"""Which passage of a translation belongs to which passage of its source, where both are texts of their own.

A translator keeps the order: passages are paired one to one, and some of either side stay alone. What speaks for a
pair is that both are of one kind (heading, cell, …), that their lengths are in the proportion of the two texts as a
whole (Chinese takes about a third of the characters of English), and that they share what is not translated: URLs,
code, numbers, names in Latin letters. The cheapest pairing of all is found by dynamic programming within a band
around the diagonal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glossary.model import Lang
from glossary.text.language import is_chinese


@dataclass(frozen=True, slots=True)
class Block:
    """A passage as alignment sees it.

    Attributes:
        kind: heading, paragraph, item, quote, cell, title.
        text: As it is written, codes included.
    """

    kind: str
    text: str
    lang: Lang


ALONE = 0.8
"""The cost of a passage without a partner; that of a pair is from 0 (perfect) to about 3."""

BAND = 64
"""Passages that a pair may be off the diagonal, besides the difference in number."""

WIDEST = 500
"""Passages that a pair may be off the diagonal at most."""

_ALIKE = {"heading": 0, "title": 0, "paragraph": 1, "item": 1, "quote": 1, "cell": 2}
_OTHER_KIND, _FAR_KIND = 0.3, 1.2
_LENGTH, _LONGEST = 0.5, 1.5
_ANCHORS, _UNKNOWN = 1.0, 0.4
_EVIDENCE = 3
"""So many shared anchors are as good as it gets; fewer count in part."""
_SMOOTHING = 4
_DENSITY = 2.8
"""English characters for one of Chinese, in good translations of documentation."""
_BELIEF = 400
"""Characters from which on the texts themselves tell better."""
_ANCHOR = re.compile(r"https?://[!-~]+|[A-Za-z][A-Za-z0-9_]*|[0-9]+(?:[.,:][0-9]+)*")


def align(source: Sequence[Block], target: Sequence[Block]) -> list[tuple[int | None, int | None]]:
    """The pairs of passages in order, by their numbers; None beside a passage that has no partner.

    Every passage of both sides is in the answer once. Takes time in proportion to the number of passages times the
    width of the band.
    """
    ratio = _ratio(source, target)
    here = [_features(block, ratio) for block in source]
    there = [_features(block, 1.0) for block in target]
    return _path(here, there)


def merged(
    source: Sequence[Block], target: Sequence[Block], pairs: Sequence[tuple[int | None, int | None]]
) -> dict[int, int]:
    """The passages of the source without a partner that are probably translated with the one beside them, and that one.

    Such a passage has a neighbour whose partner is as long as the translation of both together, or nearer to it.
    """
    ratio = _ratio(source, target)
    beside: dict[int, int] = {}
    for at, (here, there) in enumerate(pairs):
        if here is None or there is not None:
            continue
        for near in (_neighbour(pairs, at, -1), _neighbour(pairs, at, 1)):
            if near is None:
                continue
            room = len(target[near[1]].text) - ratio * len(source[near[0]].text)
            if room > ratio * len(source[here].text) / 2:
                beside.setdefault(here, near[0])
    return beside


def _neighbour(pairs: Sequence[tuple[int | None, int | None]], at: int, step: int) -> tuple[int, int] | None:
    """The nearest pair before (-1) or after (1) a place."""
    at += step
    while 0 <= at < len(pairs):
        here, there = pairs[at]
        if here is not None and there is not None:
            return here, there
        at += step
    return None


class _Features(NamedTuple):
    kind: str
    group: int
    size: float
    anchors: frozenset[str]


def _ratio(source: Sequence[Block], target: Sequence[Block]) -> float:
    """How many characters of the target one of the source takes: as usual for the languages, then as in the texts."""
    sizes = [sum(len(block.text) for block in blocks) for blocks in (source, target)]
    usual = _DENSITY ** (_is_chinese(source) - _is_chinese(target))
    return min(max((sizes[1] + usual * _BELIEF) / (sizes[0] + _BELIEF), 0.1), 10.0)


def _is_chinese(blocks: Sequence[Block]) -> bool:
    return sum(is_chinese(block.lang) for block in blocks) * 2 > len(blocks)


def _features(block: Block, ratio: float) -> _Features:
    anchors = frozenset(found.casefold() for found in _ANCHOR.findall(block.text))
    return _Features(block.kind, _ALIKE.get(block.kind, 1), log(len(block.text) * ratio + _SMOOTHING), anchors)


class _Columns:
    """The passages of the target, to be compared with one of the source all at once."""

    def __init__(self, passages: Sequence[_Features]) -> None:
        self._kinds = np.array([each.kind for each in passages])
        self._groups = np.array([each.group for each in passages])
        self._sizes = np.array([each.size for each in passages])
        self._anchors = np.array([len(each.anchors) for each in passages])
        where: dict[str, list[int]] = {}
        for number, each in enumerate(passages):
            for anchor in each.anchors:
                where.setdefault(anchor, []).append(number)
        self._where = {anchor: np.array(numbers) for anchor, numbers in where.items()}

    def costs(self, one: _Features, start: int, end: int) -> NDArray[np.float64]:
        """Those of pairs of a passage with the ones from a number to before another."""
        part = slice(start, end)
        other = np.where(self._groups[part] == one.group, _OTHER_KIND, _FAR_KIND)
        kinds = np.where(self._kinds[part] == one.kind, 0.0, other)
        lengths = np.minimum(np.abs(self._sizes[part] - one.size), _LONGEST) * _LENGTH
        fewer = np.minimum(self._anchors[part], len(one.anchors))
        shared = np.zeros(end - start)
        for anchor in one.anchors:
            if (numbers := self._where.get(anchor)) is not None:
                shared[numbers[slice(*np.searchsorted(numbers, (start, end)))] - start] += 1
        missing = 1 - shared / np.maximum(fewer, 1)
        weight = np.minimum(fewer, _EVIDENCE) / _EVIDENCE
        costs: NDArray[np.float64] = kinds + lengths + _ANCHORS * (weight * missing + (1 - weight) * _UNKNOWN)
        return costs


def _path(here: Sequence[_Features], there: Sequence[_Features]) -> list[tuple[int | None, int | None]]:
    rows, columns = len(here), len(there)
    bounds = _bounds(rows, columns)
    passages = _Columns(there)
    costs = np.arange(bounds[0][1] + 1, dtype=np.float64) * ALONE
    moves = [bytes([_LEFT]) * len(costs)]
    for row in range(1, rows + 1):
        costs, made = _row(here[row - 1], passages, costs, bounds[row - 1], bounds[row])
        moves.append(made)
    return _back(moves, bounds, rows, columns)


def _bounds(rows: int, columns: int) -> list[tuple[int, int]]:
    """The first and the last column of each row of the table; neighbouring rows have a column in common."""
    reach = min(BAND + abs(rows - columns), WIDEST)
    bounds = [(0, min(columns, reach))]
    for row in range(1, rows + 1):
        middle = row * columns // rows
        bounds.append((min(max(0, middle - reach), bounds[-1][1]), min(columns, middle + reach)))
    bounds[-1] = (bounds[-1][0], columns)
    return bounds


_PAIR, _UP, _LEFT = 0, 1, 2
_NEVER = float("inf")
_ROUNDING = 1e-9


def _row(
    one: _Features, there: _Columns, above: NDArray[np.float64], before: tuple[int, int], bounds: tuple[int, int]
) -> tuple[NDArray[np.float64], bytes]:
    """The costs of a row of the table and how each came about, from those of the row above."""
    first, last = bounds
    up = np.full(last + 1 - first, _NEVER)
    up[: before[1] + 1 - first] = above[first - before[0] :][: last + 1 - first] + ALONE
    pair = np.full(last + 1 - first, _NEVER)
    start, end = max(first, before[0] + 1), min(last, before[1] + 1) + 1
    pair[start - first : end - first] = above[start - 1 - before[0] : end - 1 - before[0]] + there.costs(
        one, start - 1, end - 1
    )
    best = np.minimum(pair, up)
    steps = ALONE * np.arange(len(best))
    left = np.minimum.accumulate(best - steps) + steps  # the cheapest of this column and of those before it
    is_left = left < best - _ROUNDING
    moves = np.where(is_left, _LEFT, np.where(pair <= up, _PAIR, _UP)).astype(np.uint8)
    return np.where(is_left, left, best), moves.tobytes()


def _back(
    moves: Sequence[bytes], bounds: Sequence[tuple[int, int]], row: int, column: int
) -> list[tuple[int | None, int | None]]:
    pairs: list[tuple[int | None, int | None]] = []
    while row or column:
        move = moves[row][column - bounds[row][0]] if row else _LEFT
        row, column = row - (move != _LEFT), column - (move != _UP)
        pairs.append((row if move != _LEFT else None, column if move != _UP else None))
    return pairs[::-1]
