"""How much text there is to translate: words where words are written, characters where Han is.

Each Han character is one; each run of other letters is one word, with what joins it inside (don't, e-mail, GPT-4), so
a mixed text has so many characters and so many words besides. Numbers that stand alone, and codes (placeholders,
tags, addresses), are copied and not translated: they are counted apart and are no words. Punctuation is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from glossary.text.codes import Found
from glossary.text.patterns import lazy
from glossary.text.tokens import HAN


class Volume(NamedTuple):
    """What is in a text.

    Attributes:
        words: Words that are not Chinese.
        characters: Han characters.
        codes: Placeholders, tags, addresses and the like.
        numbers: Those outside of words and codes.
    """

    words: int = 0
    characters: int = 0
    codes: int = 0
    numbers: int = 0


def volume(text: str, codes: Iterable[Found] = ()) -> Volume:
    """How much is in a text of which some places are codes, in order."""
    words = characters = numbers = count = at = 0
    pieces: list[str] = []
    for code in codes:
        pieces.append(text[at : code.span.start])
        at, count = code.span.end, count + 1
    pieces.append(text[at:])
    for found in _UNIT.finditer("\0".join(pieces)):
        words += found.lastgroup == "word"
        characters += found.lastgroup == "han"
        numbers += found.lastgroup == "number"
    return Volume(words, characters, count, numbers)


_LETTER = rf"[^\W_{HAN}]"
_UNIT = lazy(
    rf"(?P<han>[{HAN}])"
    rf"|(?P<number>\d+(?:[.,:/-]\d+)*(?!{_LETTER}|[.,:/_-]\d|['’_-]{_LETTER}))"
    rf"|(?P<word>{_LETTER}(?:{_LETTER}|\w?[.'’_‑-](?={_LETTER})|[\u0300-\u036f])*)"
)
