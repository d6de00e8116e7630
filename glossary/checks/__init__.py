"""Rules over terms, texts and translations: each says what it finds, why it matters and what to do instead.

A plug is a file with `CHECKS`; each check carries examples that it flags and examples that it leaves alone, and
the tests run every check on its own examples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from glossary.checks._subject import MASK, Document, Finder, Pair, Passage, once, passages_of
from glossary.config import House
from glossary.model import Concept, Lang, Severity, Span
from glossary.registry import discover

__all__ = [
    "MASK",
    "Check",
    "Document",
    "Example",
    "Finder",
    "Flag",
    "House",
    "Over",
    "Pair",
    "Passage",
    "Terms",
    "all_checks",
    "once",
    "passages_of",
]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a check over terms is given.

    Attributes:
        concepts: The concepts of the project's own terms, as written (nothing computed).
        languages: The languages that every translated concept should have.
        known_ids: Ids of concepts in termbases that the project builds on.
    """

    concepts: Sequence[Concept]
    languages: tuple[Lang, ...]
    known_ids: frozenset[str] = frozenset()


class Over(StrEnum):
    """What a check looks at, and with that what its `run` takes and gives.

    TERMS:  `run(terms: Terms)` gives (Location or None, message)
    TEXT:   `run(passage: Passage, house: House)` gives `Flag`s; for every passage of a text and every target
    PAIR:   `run(pair: Pair, house: House)` gives `Flag`s, on the target unless they say otherwise
    FILES:  `run(documents: Sequence[Document], house: House)` gives `Flag`s that name their passage
    """

    TERMS = "terms"
    TEXT = "text"
    PAIR = "pair"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class Flag:
    """What a check has to say about a place in a passage.

    Attributes:
        span: Code points of the passage's `text`; None for all of it.
        replacements: What could stand at `span` instead, best first.
        fixable: The first replacement is the one right answer, and `--fix` may make it.
        passage: Where, if it is not the passage (or the target of the pair) that the check was given.
        severity: If other than that of the check.
    """

    message: str
    span: Span | None = None
    replacements: tuple[str, ...] = ()
    fixable: bool = False
    passage: Passage | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A case that shows what a check does, and is run as a test of it.

    Attributes:
        yaml: A terms file: what is checked, or what the text is checked with.
        findings: How many the check has on it; 0: it is clean.
        text: A text in one language, as Markdown.
        source: The source of a pair.
        target: Its translation.
        flags: What the catalogue says about the pair: python-format, …
        fixed: What `--fix` makes of the text or the target.
        more: Further (source, target) pairs of the same file.
    """

    yaml: str = ""
    findings: int = 1
    text: str = ""
    source: str = ""
    target: str = ""
    flags: tuple[str, ...] = ()
    fixed: str = ""
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One rule.

    Attributes:
        rule: Its name, in kebab-case.
        what: What it finds, in one sentence.
        why: Why that matters.
        better: What to write instead.
        run: See `Over`.
        on: Whether it runs without being asked for.
        empty: Over PAIR: it is given the pairs without a translation, too, whose target is empty.
    """

    rule: str
    severity: Severity
    what: str
    why: str
    better: str
    run: Callable[..., Iterable[Any]]
    examples: tuple[Example, ...] = ()
    over: Over = Over.TERMS
    on: bool = True
    empty: bool = False


@cache
def all_checks() -> tuple[Check, ...]:
    """Every check of every plug in this package, by rule name."""
    plugs = discover("glossary.checks", "CHECKS")
    checks = [check for plug in plugs.values() if isinstance(plug, tuple) for check in plug]
    return tuple(sorted(checks, key=lambda check: check.rule))
