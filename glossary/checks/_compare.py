"""What one side of a pair has and the other has not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class _Keyed(Protocol):
    @property
    def key(self) -> str:
        """Equal for what stands for the same thing."""


_Item = TypeVar("_Item", bound=_Keyed)


def surplus(items: Sequence[_Item], others: Iterable[_Item]) -> list[_Item]:
    """The items that have no counterpart of the same key among the others, in order; of equal ones the last."""
    left = Counter(item.key for item in items) - Counter(other.key for other in others)
    result = []
    for item in reversed(items):
        if left[item.key] > 0:
            left[item.key] -= 1
            result.append(item)
    return result[::-1]
