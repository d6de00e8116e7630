"""Characters that a reviewer cannot see, or takes for others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from glossary.checks import Check, Example, Terms
from glossary.model import Location, Severity, Term
from glossary.text.normalize import INVISIBLE
from glossary.text.patterns import lazy
from glossary.text.script import has_latin, has_lookalikes

_INVISIBLE = lazy(f"[{INVISIBLE}\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\x00-\x1f\x7f-\x9f]")
_EMOJI_PARTS = lazy("[\u200d\ufe0f]")
_WORD = lazy(r"[^\W\d_]+")
_QUOTED = lazy('[“‘「『＂"].*[”’」』＂"]', re.DOTALL)


def _invisible(terms: Terms) -> Iterator[tuple[Location | None, str]]:
    for term in _every_term(terms):
        text = term.text if term.text.isascii() else _EMOJI_PARTS.sub("", term.text)
        if found := _INVISIBLE.search(text):
            yield term.origin, f"{term.text!r} holds U+{ord(found[0]):04X}, which nobody can see; remove it"


def _lookalike(terms: Terms) -> Iterator[tuple[Location | None, str]]:
    for term in _every_term(terms):
        for word in _WORD.findall(term.text):
            if has_latin(word) and has_lookalikes(word):
                odd = next(char for char in word if has_lookalikes(char))
                yield term.origin, f"{word!r} mixes Latin with U+{ord(odd):04X} ({odd}); type it again in one script"


def _edges(terms: Terms) -> Iterator[tuple[Location | None, str]]:
    for term in _every_term(terms):
        if term.text != term.text.strip():
            yield term.origin, f"{term.text!r} begins or ends with a space; remove it"
        elif len(term.text) > 2 and _QUOTED.fullmatch(term.text):
            yield term.origin, f"{term.text!r} stands in quotation marks that become part of the term; remove them"


def _every_term(terms: Terms) -> Iterator[Term]:
    return (term for concept in terms.concepts for term in concept.terms)


CHECKS = (
    Check(
        rule="invisible-character",
        severity=Severity.WARNING,
        what="A term holds a character that cannot be seen.",
        why="It was pasted by accident; the term looks right and is copied wrong.",
        better="Delete the character; in YAML it can be made visible as an escape in double quotes.",
        run=_invisible,
        examples=(
            Example('concepts:\n  - "蒸\\u200b馏/distillation"\n'),
            Example('concepts:\n  - "open\\u00a0source/开源"\n'),
            Example("concepts:\n  - 蒸馏/distillation\n", 0),
        ),
    ),
    Check(
        rule="look-alike",
        severity=Severity.WARNING,
        what="A word mixes Latin letters with Cyrillic or Greek ones that look the same.",
        why="It is never found by anyone who types the word.",
        better="Type the word again in one script.",
        run=_lookalike,
        examples=(
            Example('concepts:\n  - "Cl\\u0430ude"\n'),
            Example("concepts:\n  - {id: beta, terms: {en: β test, zh-Hans: β 测试}}\n", 0),
        ),
    ),
    Check(
        rule="term-edges",
        severity=Severity.WARNING,
        what="A term begins or ends with a space, or stands in typographic quotation marks.",
        why="Both become part of the term and go out with every export.",
        better="Remove them; YAML needs straight double quotes, if any.",
        run=_edges,
        examples=(
            Example('concepts:\n  - terms: {en: "moat ", zh-Hans: 护城河}\n'),
            Example("concepts:\n  - terms: {en: moat, zh-Hans: “护城河”}\n"),
            Example("concepts:\n  - 护城河/moat\n", 0),
        ),
    ),
)
