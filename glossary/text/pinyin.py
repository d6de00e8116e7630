"""How Chinese terms are typed by sound: zhengliu, zhēngliú, zheng1liu2 and zl all lead to 蒸馏.

Reading comes from pypinyin, which is slow to import: `readings` is for compiling a termbase, and for a Chinese
query that met nothing and may be a homophone. Pinyin that was typed needs no dictionary, only `sound`. Both give
letters and tones apart, so that it does not matter where in its syllable a tone is marked.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from glossary.text.script import has_han, language_of, simplify

_MARKS = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_TYPED = re.compile(r"[a-zü][a-zü0-5 '’·-]*")
_LATIN = "\0"
_SEPARATORS = re.compile(r"[ '’·-]+")


class Sound(NamedTuple):
    """For 蒸馏: letters `zhengliu`, tones `12` (5 is neutral, empty if not said), initials `zl`; ü is v."""

    letters: str
    tones: str
    initials: str


def readings(text: str) -> Sound | None:
    """The sound of a Chinese term by pypinyin's phrase dictionary; None if it holds no Han.

    Latin letters and digits inside the term stay as they are: 中转API → `zhongzhuanapi`, initials `zza`.
    """
    if not has_han(text):
        return None
    if language_of(text) == "zh-Hant":  # the phrases of the dictionary are Simplified: 银行, not 銀行
        text = simplify(text)
    from pypinyin import Style, lazy_pinyin

    syllables = [_syllable(read) for read in lazy_pinyin(text, style=Style.TONE, errors=_latin_runs)]  # type: ignore[arg-type]
    letters, tones = zip(*syllables, strict=True)
    return Sound("".join(letters), "".join(tones), "".join(each[:1] for each in letters))


def sound(query: str) -> Sound | None:
    """What a query says if it is pinyin, with or without tones; None if it cannot be.

    Initials are asked for only when it has at least two bare letters.
    """
    typed = _typed(query.strip().lower())
    if not _TYPED.fullmatch(typed):
        return None
    joined = _SEPARATORS.sub("", typed).replace("ü", "v")
    letters = re.sub("[0-5]", "", joined)
    tones = re.sub("[^1-5]", "", joined)
    return Sound(letters, tones, letters if len(joined) > 1 and letters == joined else "")


@lru_cache(maxsize=4096)
def _syllable(read: str) -> tuple[str, str]:
    """`zhēng` → letters `zheng`, tone `1`; a Latin run has no tone."""
    if read.startswith(_LATIN):
        return read[1:], ""
    typed = _typed(read)
    letters = re.sub("[1-4]", "", typed).replace("ü", "v").replace("ê", "e")
    return letters, re.sub("[^1-4]", "", typed) or "5"


def _typed(marked: str) -> str:
    """With the tone's number where its mark was, and ü kept apart from its mark."""
    parts = unicodedata.normalize("NFD", marked)
    return unicodedata.normalize("NFC", "".join(_MARKS.get(char, char) for char in parts))


def _latin_runs(text: str) -> list[str]:
    """What pypinyin is to make of everything but Han: runs of letters and single digits, marked as such."""
    return [_LATIN + run for run in re.findall(r"[a-z]+|[0-9]", text.lower())] or [_LATIN]
