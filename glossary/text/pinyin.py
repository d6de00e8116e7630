"""How Chinese terms are typed by sound: zhengliu, zhēngliú, zheng1liu2 and zl all lead to 蒸馏.

Reading comes from pypinyin, which is slow to import: `readings` is for compiling a termbase, and for a Chinese
query that met nothing and may be a homophone. Pinyin that was typed needs no dictionary, only `sound`. Both give
letters and tones apart, so that it does not matter where in its syllable a tone is marked.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from glossary.text.script import has_han

_MARKS = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_TYPED = re.compile(r"[a-zü][a-zü0-5 '’·-]*")
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
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(text, style=Style.TONE3, errors=_latin_runs, neutral_tone_with_five=True)  # type: ignore[arg-type]
    letters = [syllable.rstrip("12345") if len(syllable) > 1 else syllable for syllable in syllables]
    tones = [whole[len(bare) :] for whole, bare in zip(syllables, letters, strict=True)]
    return Sound("".join(letters).replace("ü", "v"), "".join(tones), "".join(bare[:1] for bare in letters))


def sound(query: str) -> Sound | None:
    """What a query says if it is pinyin, with or without tones; None if it cannot be.

    Initials are asked for only when it has at least two bare letters.
    """
    marked = unicodedata.normalize("NFD", query.strip().lower())
    typed = unicodedata.normalize("NFC", "".join(_MARKS.get(char, char) for char in marked))
    if not typed.isascii() and "ü" not in typed:
        return None
    if not _TYPED.fullmatch(typed):
        return None
    joined = _SEPARATORS.sub("", typed).replace("ü", "v")
    letters = re.sub("[0-5]", "", joined)
    tones = re.sub("[^1-5]", "", joined)
    return Sound(letters, tones, letters if len(joined) > 1 and letters == joined else "")


def _latin_runs(text: str) -> list[str]:
    return [run.rstrip("12345") or run for run in re.findall(r"[a-z]+|[0-9]", text.lower())]
