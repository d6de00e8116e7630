"""Where translation units are kept, and files: a store is a module named after its URL scheme, with `STORE`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from glossary.model import Added, Progress, TranslationUnit


class StoredUnit(NamedTuple):
    """A unit with its number; an older translation that was replaced is not `current`."""

    number: int
    unit: TranslationUnit
    current: bool


class Sides(NamedTuple):
    """The two texts of a unit, for an index."""

    number: int
    source_lang: str
    source: str
    target_lang: str
    target: str


class StoreState(NamedTuple):
    """How far a store has got; cheap to ask.

    Attributes:
        identity: Made at random when the store was created.
        last: The highest number that any unit has ever had; 0 for none.
        token: Made at random in the transaction that brought `last`. Equal tokens mean equal history up to there.
    """

    identity: str
    last: int
    token: str


class UnitStore(Protocol):
    """Keeps translation units. Numbers grow and are never used twice; texts of a number never change.

    Every method raises `StoreError` if the store cannot be opened, locked, read or written, in one line that says what
    to do. Safe for use by several processes at once; an object is for one thread.
    """

    def add(
        self,
        units: Iterable[TranslationUnit],
        *,
        document: str,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Added:
        """Keep all units, or, if anything is raised meanwhile, none of them.

        Units without a target, with an empty source or target, or of state INITIAL are skipped. A unit is known if a
        current one has the same source, target, languages and context. It replaces the current one of the same
        source, languages, context and document; that one stays, no longer current.

        Args:
            units: May be a generator of millions; memory stays flat.
            document: Where they come from: a path, as it was typed, with slashes.
            dry_run: Roll everything back at the end; only the counts are wanted.
            progress: Told (units so far, 0).
        """

    def get(self, numbers: Sequence[int]) -> Mapping[int, StoredUnit]:
        """The units with these numbers, those that are there."""

    def sides(self, *, after: int, upto: int) -> Iterator[Sides]:
        """The texts of all units with `after < number <= upto`, replaced ones included, in order of their numbers."""

    def units(self) -> Iterator[StoredUnit]:
        """All current units in order of their numbers; streams."""

    def history(self, unit: TranslationUnit) -> list[StoredUnit]:
        """All units with the source, languages and context of this one, newest first."""

    def known_at(self, after: int, token: str) -> bool:
        """Whether `token` is the one that belongs to `last == after`: nothing up to there has been exchanged since."""

    def state(self) -> StoreState:
        """How far the store has got."""

    def statistics(self) -> dict[str, int]:
        """Counts for people: units, replaced, documents, and `pair:en>zh-Hans` for each pair of languages."""

    def problems(self) -> list[str]:
        """What an integrity check finds, one sentence each; takes seconds for millions of units."""

    def close(self) -> None:
        """Let go of the file."""


@dataclass(frozen=True, slots=True)
class Store:
    """A kind of store: `open(where, create=…)` opens it; without `create` a missing one is a `StoreError`."""

    open: Callable[..., UnitStore]
