"""Vale: a style `Gloss` with rules that replace or forbid terms, and a vocabulary `Gloss` of those to be written.

Name the directory in `StylesPath`, `Vocab = Gloss`, and `BasedOnStyles = Gloss`. Word boundaries are part of each
pattern, since Vale's own do not work in Chinese. Forbidden terms are errors, deprecated and superseded ones warnings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from glossary.formats._xml import illegal
from glossary.formats._yaml_edit import scalar
from glossary.model import USABLE, Concept, DataCategory, Lang, TermStatus
from glossary.profiles import Limits, Profile
from glossary.profiles._rules import Rule, escaped, ignores_case, pattern, rules
from glossary.text.forms import case_matters
from glossary.text.script import has_han

FORBIDDEN = (TermStatus.FORBIDDEN,)
OUTDATED = (TermStatus.DEPRECATED, TermStatus.SUPERSEDED)
STYLES = "styles/Gloss"
_LONG = 1_000
VOCABULARY = "styles/config/vocabularies/Gloss/accept.txt"


def _write(concepts: Sequence[Concept], tags: Mapping[Lang, str]) -> Iterator[bytes]:
    return _replaced(concepts, FORBIDDEN, "error")


def _replaced(concepts: Sequence[Concept], statuses: Sequence[TermStatus], level: str) -> Iterator[bytes]:
    found = [rule for rule in rules(concepts) if rule.good and rule.bad.status in statuses]
    yield _head("substitution", "Use '%s' instead of '%s'.", level)
    yield b"swap:\n" if found else b"swap: {}\n"
    yield from _lines(_swap(scalar(_pattern(rule)), scalar(rule.good[0])) for rule in found)


def _avoided(concepts: Sequence[Concept], statuses: Sequence[TermStatus], level: str) -> Iterator[bytes]:
    found = [rule for rule in rules(concepts) if not rule.good and rule.bad.status in statuses]
    yield _head("existence", "Do not use '%s'.", level)
    yield b"tokens:\n" if found else b"tokens: []\n"
    yield from _lines(f"- {scalar(_pattern(rule))}" for rule in found)


def _accepted(concepts: Sequence[Concept]) -> Iterator[bytes]:
    terms = (term for concept in concepts for term in concept.terms if term.status in USABLE)
    accepted = (("" if case_matters(term) else "(?i)") + escaped(term.text) for term in terms if not has_han(term.text))
    yield from (f"{text}\n".encode() for text in dict.fromkeys(accepted))


def _head(extends: str, message: str, level: str) -> bytes:
    return (
        f"extends: {extends}\nmessage: {scalar(message)}\nlevel: {level}\nignorecase: false\nnonword: true\n"
        "vocab: false\n"
    ).encode()


def _swap(bad: str, good: str) -> str:
    """A key with its value; YAML takes a long key for none unless it is marked."""
    return f"{bad}: {good}" if len(bad) < _LONG else f"? {bad}\n  : {good}"


def _lines(texts: Iterable[str]) -> Iterator[bytes]:
    return (f"  {text}\n".encode() for text in texts)


def _pattern(rule: Rule) -> str:
    return f"(?i:{pattern(rule)})" if ignores_case(rule) else pattern(rule)


def _of(
    write: Callable[[Sequence[Concept], Sequence[TermStatus], str], Iterator[bytes]],
    statuses: Sequence[TermStatus],
    level: str,
) -> Callable[[Sequence[Concept]], Iterator[bytes]]:
    return lambda concepts: write(concepts, statuses, level)


PROFILE = Profile(
    "vale",
    "Vale",
    f"{STYLES}/Forbidden.yml",
    carries=frozenset({DataCategory.UNUSABLE, DataCategory.NOT_INSIDE}),
    confirmed="keys and files as Vale's documentation and source have them (substitution.go, existence.go); "
    "the patterns are tested, Vale itself was not run",
    write_terms=_write,
    limits=Limits(refused="|", unambiguous="exact", cannot_hold=illegal),
    statuses=True,
    also={
        f"{STYLES}/Outdated.yml": _of(_replaced, OUTDATED, "warning"),
        f"{STYLES}/ForbiddenWords.yml": _of(_avoided, FORBIDDEN, "error"),
        f"{STYLES}/OutdatedWords.yml": _of(_avoided, OUTDATED, "warning"),
        VOCABULARY: _accepted,
    },
)
