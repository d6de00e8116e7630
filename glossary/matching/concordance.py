"""Where in a text do these words stand? In any form and either script, Chinese as a part of the text.

A search is a list of phrases. An index finds the texts that may hold their parts (`Phrase.parts`); here the text itself
is read, which also gives the places to be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from glossary.model import Span
from glossary.text.forms import lemmas
from glossary.text.patterns import lazy
from glossary.text.tokens import HAN, STEM, comparable, fold

_PHRASE = lazy(r"[\"“”「」『』]([^\"“”「」『』]+)[\"“”「」『』]|(\S+)")
_TOKEN = lazy(rf"[^\W_{HAN}]+|[{HAN}]|[^\w\s]|_")


class Phrase(NamedTuple):
    """Words that stand one after the other.

    Attributes:
        words: Folded.
        parts: What an index knows of them, one after the other; None for whatever form a word has.
    """

    words: tuple[str, ...]
    parts: tuple[str | None, ...]


class Found(NamedTuple):
    """Where a search was met; `exact` if each word stands there as it was typed, case and width aside."""

    spans: tuple[Span, ...]
    exact: bool


def phrases(search: str) -> list[Phrase]:
    """What to look for: every word by itself, and what stands in quotation marks as one phrase."""
    texts = [quoted or word for quoted, word in _PHRASE.findall(search)]
    return [one for text in texts if (one := phrase(text)).words]


def phrase(text: str) -> Phrase:
    """A text as one phrase; without words if it has none."""
    words = tuple(_TOKEN.findall(fold(text, shortcut=False)))
    if not any(word[0].isalnum() for word in words):
        return Phrase((), ())
    parts: list[str | None] = []
    for part in comparable(text).parts:
        parts.append(None if parts and (parts[-1] or "").startswith(STEM) else part)
    return Phrase(words, tuple(parts))


def spans(text: str, wanted: Sequence[Phrase]) -> Found | None:
    """The places of all phrases in a text, in order; None if one of them is missing."""
    tokens = [(fold(found[0], shortcut=False), Span(*found.span())) for found in _TOKEN.finditer(text)]
    places: set[Span] = set()
    exact = True
    for phrase in wanted:
        met = list(_met(tokens, phrase))
        if not met:
            return None
        exact &= any(is_exact for _, is_exact in met)
        places |= {span for span, _ in met}
    return Found(tuple(sorted(places)), exact)


def _met(tokens: Sequence[tuple[str, Span]], phrase: Phrase) -> Iterator[tuple[Span, bool]]:
    """Every place of a phrase, and whether the words are the same there in form, too."""
    size = len(phrase.words)
    for at in range(len(tokens) - size + 1):
        words = [word for word, _ in tokens[at : at + size]]
        if all(map(_is_form, words, phrase.words)):
            yield Span(tokens[at][1].start, tokens[at + size - 1][1].end), tuple(words) == phrase.words


def _is_form(one: str, other: str) -> bool:
    """Whether two words are forms of one."""
    if one == other:
        return True
    if one[:2] != other[:2] or not (one.isascii() and other.isascii()):
        return False
    return not {one, *lemmas(one)}.isdisjoint({other, *lemmas(other)})
