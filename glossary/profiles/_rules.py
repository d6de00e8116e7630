"""Rules of linters: what must not be written, what stands for it, and where it is found in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from glossary.model import USABLE, Concept, Term
from glossary.pairs import usable_terms
from glossary.text.forms import case_matters

_SPECIAL = re.compile(r"[\\^$.|?*+\[\]{}/]")
_UNWRITABLE = str.maketrans({"(": r"\x28", ")": r"\x29", "\u2028": r"\u2028", "\u2029": r"\u2029"})


class Rule(NamedTuple):
    """A term that must not be used.

    Attributes:
        good: What may be written instead, the preferred term first; nothing, if there is no such term.
        inside: Longer strings in which it is another word, or part of a term that may be written.
    """

    bad: Term
    good: tuple[str, ...]
    inside: tuple[str, ...]
    concept: Concept


def rules(concepts: Sequence[Concept]) -> Iterator[Rule]:
    """A rule for each text that must not be written, in the order of the concepts."""
    in_use = _by_pairs(term.text for concept in concepts for term in concept.terms if term.status in USABLE)
    done = set()
    for concept in concepts:
        for term in concept.terms:
            if term.status in USABLE or term.text in done:
                continue
            done.add(term.text)
            good = tuple(better.text for better in usable_terms(concept, term.lang))
            folded = term.text.casefold()
            longer = [
                text for text in in_use.get(folded[:2], ()) if text.casefold() != folded and folded in text.casefold()
            ]
            yield Rule(term, good, tuple(dict.fromkeys((*term.not_inside, *longer))), concept)


def _by_pairs(texts: Iterable[str]) -> dict[str, list[str]]:
    """The texts by each character in them and each two that stand side by side, without regard to case."""
    found: dict[str, list[str]] = {}
    for text in dict.fromkeys(texts):
        folded = text.casefold()
        for part in {*folded, *map("".join, pairwise(folded))}:
            found.setdefault(part, []).append(text)
    return found


def pattern(rule: Rule) -> str:
    """A regular expression without groups that finds the term: for JavaScript, .NET and Python alike.

    A letter or digit at either end of it must be the end of a word, except in scripts without spaces between words.
    Upper and lower case may differ if `ignores_case`, which the expression does not say.
    """
    text = rule.bad.text
    before = r"(?<![0-9A-Za-zÀ-ɏ])" if _in_words(text[0]) else ""
    after = r"(?![0-9A-Za-zÀ-ɏ])" if _in_words(text[-1]) else ""
    return "".join(_elsewhere(text, longer) for longer in rule.inside) + before + escaped(text) + after


def ignores_case(rule: Rule) -> bool:
    """Whether upper and lower case do not matter: not for ToS, nor where they are all that is wrong."""
    texts = {text.casefold() for text in rule.good}
    return not case_matters(rule.bad) and rule.bad.text.casefold() not in texts


def escaped(text: str) -> str:
    """A text as a regular expression; no parenthesis stays, as Vale counts them, nor a line end, as prh reads lines.

    Nothing else is escaped: with the flag `u`, which prh sets, JavaScript refuses that.
    """
    return _SPECIAL.sub(r"\\\g<0>", text).translate(_UNWRITABLE)


def _elsewhere(text: str, longer: str) -> str:
    """What says that this is not the place of the text in a longer one; nothing, if it is not in it as written."""
    places = [at for at in range(len(longer)) if longer.startswith(text, at)]
    found = ""
    for at in places:
        before = f"(?<={escaped(longer[:at])})" if at else ""
        found += f"(?!{before}{escaped(longer[at:])})"
    return found


def _in_words(char: str) -> bool:
    """Whether a character belongs to a word that spaces and punctuation end."""
    return char.isdigit() or char.lower() != char.upper()
