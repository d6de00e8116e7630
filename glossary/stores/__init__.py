"""Where translation units are kept, and files: a store is a module named after its URL scheme, with `STORE`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from glossary.model import Added, Lang, Progress, TranslationUnit


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
        commit: str = "",
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Added:
        """Keep all units, or, if anything is raised meanwhile, none of them.

        Units with an empty source or target, without one of the two, or of state INITIAL are skipped, but for texts
        in one language (`target_lang` is None), which are kept without a translation. A unit is known if a current
        one has the same source, target, languages and context, and is no draft (see `revise`), which it confirms. It
        replaces the current one of the same source, languages, context and document; that one stays, no longer
        current.

        Args:
            units: May be a generator of millions; memory stays flat.
            document: Where they come from: a path, as it was typed, with slashes.
            commit: The git commit in which the document is as it was read; "" where that is not known.
            dry_run: Roll everything back at the end; only the counts are wanted.
            progress: Told (units so far, 0).
        """

    def revise(
        self, revised: Mapping[int, TranslationUnit], *, before_commit: Callable[[], None] | None = None
    ) -> None:
        """Put these units in the place of current ones, all of them or none; the old ones stay, no longer current.

        Their documents stay; drafts (of state INITIAL) are kept as such. Where such a unit is there already, the old
        one is deleted.

        Args:
            revised: By the numbers of the units that they replace.
            before_commit: Called when everything is written; whatever it raises, nothing has changed.

        Raises:
            StoreError: One of the numbers is no longer current.
        """

    def delete(self, numbers: Sequence[int], *, dry_run: bool = False) -> int:
        """Delete current units, and the older ones that they replaced; how many that were, together.

        Nothing finds them any more, but `restore` brings them back.
        """

    def restore(self) -> list[int]:
        """Take the last deletion back; the numbers of its units, none if nothing was deleted."""

    def get(self, numbers: Sequence[int]) -> Mapping[int, StoredUnit]:
        """The units with these numbers, those that are there and were not deleted."""

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
        """Counts for people: units, untranslated, replaced, deleted, documents, and `pair:en>zh-Hans` for each pair.

        `units` are those with a translation.
        """

    def languages(self) -> list[Lang]:
        """All languages that a text is in, or ever was."""

    def problems(self) -> list[str]:
        """What an integrity check finds, one sentence each; takes seconds for millions of units."""

    def close(self) -> None:
        """Let go of the file."""


@dataclass(frozen=True, slots=True)
class Store:
    """A kind of store: `open(where, create=…)` opens it; without `create` a missing one is a `StoreError`."""

    open: Callable[..., UnitStore]
