"""What became of a file: which segments were filled by what, and which were not and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from glossary.model import Finding, Location, Severity
from glossary.pretranslation._offers import By, Offer, Refusal


@dataclass(frozen=True, slots=True)
class Filled:
    """A segment and what it is filled by."""

    source: str
    offer: Offer
    origin: Location | None


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A segment that stays as it is although there is a match, and why."""

    source: str
    refusals: tuple[Refusal, ...]
    origin: Location | None


@dataclass(slots=True)
class Pretranslation:
    """A file before and after.

    Attributes:
        path: The file that changes; of two Markdown files the translation.
        old: Its bytes; None if it is not there yet.
        texts: The same as texts.
        filled: What was filled, in the order of the file.
        unfilled: What was not, with better matches than those used.
        offered: What the file has no place for: drafts, or what cannot be written there.
        inserted: Passages of a text that came in as they are in the source.
        not_placed: Passages that are missing still, as their place is not sure.
        left: Sources without a translation.
        translated: Sources that had one.
        drafts: Sources whose draft stays.
        findings: What is wrong with the file.
    """

    path: str
    old: bytes | None
    new: bytes
    texts: tuple[str, str]
    filled: list[Filled] = field(default_factory=list)
    unfilled: list[Unfilled] = field(default_factory=list)
    offered: list[Filled] = field(default_factory=list)
    inserted: list[Location | None] = field(default_factory=list)
    not_placed: list[Location | None] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    translated: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    findings: Sequence[Finding] = ()

    @property
    def by(self) -> Counter[By]:
        """How many segments were filled by what."""
        return Counter(each.offer.by for each in self.filled)

    @property
    def is_broken(self) -> bool:
        """Whether something is wrong with the file, so that nobody can tell what it means; then nothing is filled."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to write."""
        return self.new != (self.old or b"")
