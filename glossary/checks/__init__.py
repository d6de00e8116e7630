"""Rules over a termbase: each names what it finds, why it matters and what to do instead.

A plug is a file with `CHECKS`; each check carries examples of YAML that it flags and YAML that it leaves alone,
and the tests run every check on its own examples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from glossary.model import Concept, Finding, Lang, Location, Severity
from glossary.registry import discover


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


@dataclass(frozen=True, slots=True)
class Example:
    """A terms file, and how many findings the check has on it (0: it is clean)."""

    yaml: str
    findings: int = 1


@dataclass(frozen=True, slots=True)
class Check:
    """One rule.

    Attributes:
        rule: Its name, in kebab-case.
        what: What it finds, in one sentence.
        why: Why that matters.
        better: What to write instead.
        run: Gives (place, message) for each finding.
    """

    rule: str
    severity: Severity
    what: str
    why: str
    better: str
    run: Callable[[Terms], Iterable[tuple[Location | None, str]]]
    examples: tuple[Example, ...] = ()


def all_checks() -> list[Check]:
    """Every check of every plug in this package, by rule name."""
    plugs = discover("glossary.checks", "CHECKS")
    checks = [check for plug in plugs.values() if isinstance(plug, tuple) for check in plug]
    return sorted(checks, key=lambda check: check.rule)


def run_checks(
    concepts: Sequence[Concept], *, languages: tuple[Lang, ...], known_ids: Iterable[str] = ()
) -> list[Finding]:
    """The findings of every check, in the order of the files."""
    terms = Terms(concepts, languages, frozenset(known_ids))
    found = [
        Finding(check.rule, check.severity, message, origin)
        for check in all_checks()
        for origin, message in check.run(terms)
    ]
    return sorted(found, key=_place)


def _place(finding: Finding) -> tuple[str, int, int]:
    origin = finding.origin
    return (origin.path, origin.line or 0, origin.column or 0) if origin else ("", 0, 0)
