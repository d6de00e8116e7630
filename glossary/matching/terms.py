"""All known terms in a running text, in one pass.

Patterns are terms in the form of `glossary.text.running`, so that no text is folded twice. An automaton
(Aho–Corasick) meets all of them at once, overlapping; borders, and whatever the caller knows about a pattern, decide
which of the meetings are terms; of those that overlap, the leftmost and longest stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

from glossary.text.boundary import is_border
from glossary.text.patterns import lazy

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

_GRAM = 4
"""Characters at the beginning of a pattern by which those that cannot occur in a short text are left out."""
_PLACE = itemgetter(0, 1)
_ENDING = lazy("[a-z]{1,8}")
"""What inflection may put after a pattern."""
_OPEN = " ,.，。、"
"""Frequent characters with a border before them."""
_WORTH_ALL = 8
"""How often a few patterns are searched for before the automaton of all of them has paid for itself."""


_Value = TypeVar("_Value")

Occurrence = tuple[int, int, int]
"""(start, end, number of the pattern) of a pattern in a text, bordered on both sides; to the end of its last word."""


Meeting = tuple[int, int, _Value, bool]
"""(start, minus end, what stands for it, whether no longer one hides it); in the order of these, longer ones first."""


class Patterns:
    """A set of patterns to be met in texts.

    Args:
        texts: Distinct patterns, none empty.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._asked = 0

    def __len__(self) -> int:
        return len(self._texts)

    def occurrences(self, text: str) -> list[Occurrence]:
        """Every pattern wherever it stands in a `Running` form with a border on each side; overlapping ones, too."""
        self._asked += 1
        if self._asked > _WORTH_ALL or len(text) > len(self._texts):
            return _bordered(text, self._all.find_matches_as_indexes(text, overlapping=True))
        begun = _grams(text)
        few = [number for number, pattern in enumerate(self._texts) if pattern[:_GRAM] in begun]
        if not few:
            return []
        met = _automaton([self._texts[number] for number in few]).find_matches_as_indexes(text, overlapping=True)
        return _bordered(text, ((few[number], start, end) for number, start, end in met))

    @cached_property
    def _all(self) -> AhoCorasick:
        return _automaton(self._texts)


def leftmost_longest(meetings: Iterable[Meeting[_Value]]) -> list[Meeting[_Value]]:
    """Those that no other one hides, in order: the leftmost wins, of several the longest; free ones all stay."""
    chosen: list[Meeting[_Value]] = []
    reach = 0
    for each in sorted(meetings, key=_PLACE):
        start, back, _, is_free = each
        if start >= reach:
            chosen.append(each)
            reach = -back
        elif is_free:
            chosen.append(each)
    return chosen


def _automaton(texts: Sequence[str]) -> AhoCorasick:
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    return AhoCorasick(
        texts, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA, store_patterns=False
    )


def _bordered(text: str, met: Iterable[tuple[int, int, int]]) -> list[Occurrence]:
    """Those that begin at a border, each read on to the end of its word if it ends within one (Distil of distilled)."""
    found: list[Occurrence] = []
    for number, start, end in met:
        left, first, last, right = text[start - 1 : start], text[start], text[end - 1], text[end : end + 1]
        # Han and spaces are frequent, and decided without a call.
        if left not in _OPEN and not "一" <= first <= "鿿" and not is_border(left, first):
            continue
        if right in _OPEN or "一" <= last <= "鿿" or is_border(last, right):
            found.append((start, end, number))
        elif (whole := _end_of_word(text, end)) > end:
            found.append((start, whole, number))
    return found


def _end_of_word(text: str, at: int) -> int:
    """Where a word ends of which an inflection may begin at `at`; `at` if none does."""
    rest = _ENDING.match(text, at)
    return rest.end() if rest and is_border(text[rest.end() - 1], text[rest.end() : rest.end() + 1]) else at


def _grams(text: str) -> set[str]:
    """The beginnings, of up to `_GRAM` characters, of everything in the text that a pattern could begin with."""
    begun: set[str] = set()
    for start, char in enumerate(text):
        if not "a" <= char <= "z":
            begun.update(accumulate(text[start : start + _GRAM]))
    return begun
