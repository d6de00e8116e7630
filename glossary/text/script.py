"""Which writing system a text is in, and the same text in another Chinese script.

Two services that must not be confused: `simplify` folds single characters for comparison keys
(length-preserving, context-free, from the table han_variants.txt, no import cost), `convert` asks
OpenCC, with its phrase dictionaries, for text that a person will read (軟體 for 软件).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from glossary.errors import GlossaryError
from glossary.model import Lang

if TYPE_CHECKING:
    from opencc import OpenCC

_HAN_RANGES = (
    ("\u2e80", "\u2fdf"),
    ("\u3005", "\u3007"),
    ("\u3021", "\u3029"),
    ("\u3038", "\u303b"),
    ("\u3400", "\u4dbf"),
    ("\u4e00", "\u9fff"),
    ("\uf900", "\ufaff"),
    ("\U00016fe2", "\U00016ff1"),
    ("\U00020000", "\U0003347f"),
)
"""The characters of the script Han (Unicode 16, Scripts.txt), unassigned ones between them included."""

FROM_SIMPLIFIED = {Lang("zh-Hant"): "s2t", Lang("zh-TW"): "s2twp", Lang("zh-HK"): "s2hkp"}
"""The OpenCC configuration that makes each Chinese variant from zh-Hans."""

TO_SIMPLIFIED = {Lang("zh-Hant"): "t2s", Lang("zh-TW"): "tw2sp", Lang("zh-HK"): "hk2sp"}
"""The OpenCC configuration that makes zh-Hans from each Chinese variant."""

_RESTORED = frozenset("昇乾瞭藉徵夥於")
"""Standard in the Mainland too, in names and set words (Table of General Standard Chinese Characters, 2013)."""
_LEVEL_2 = 0xD8
"""The first lead byte of GB 2312 level 2 (rows 56 and up)."""
_TABLE = Path(__file__).with_name("han_variants.txt")


def has_han(text: str) -> bool:
    """Whether any character is Han."""
    return not text.isascii() and any(map(is_han, text))


@lru_cache(maxsize=16384)
def is_han(char: str) -> bool:
    """Whether this one character is Han."""
    return any(start <= char <= end for start, end in _HAN_RANGES)


def has_latin(text: str) -> bool:
    """Whether any character is a Latin letter."""
    return any(char.isalpha() and (char < "\u0250" or "\u1e00" <= char <= "\u1eff") for char in text)


def has_lookalikes(text: str) -> bool:
    """Whether any character is Greek or Cyrillic, the scripts whose letters pass for Latin ones."""
    return any("\u0370" <= char <= "\u052f" for char in text)


def language_of(text: str) -> Lang:
    """The language that a term or sentence is in, judged by its script alone.

    Any Han makes it Chinese: zh-Hant if it holds a character that only Traditional text uses and
    none that only Simplified text uses, else zh-Hans. All else is en.
    """
    han = [] if text.isascii() else [char for char in text if is_han(char)]
    if not han:
        return Lang("en")
    traditional = any(map(_is_traditional, han)) and not only_simplified(text)
    return Lang("zh-Hant" if traditional else "zh-Hans")


def only_simplified(text: str) -> bool:
    """Whether any character is one that Traditional text never has: 们, 腾; not 里 or 后, which it has, too.

    Such characters are in GB 2312 and not in Big5.
    """
    return any(is_han(char) and char.encode("gb2312", "ignore") and not char.encode("big5", "ignore") for char in text)


def simplify(text: str) -> str:
    """Fold every Traditional or regional character to one Simplified character; the length stays."""
    return text if text.isascii() else text.translate(simplifications())


@cache
def simplifications() -> dict[int, str]:
    """Code point → Simplified character, for `str.translate`: about 5,000 entries, idempotent."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    pairs = " ".join(line for line in lines if not line.startswith("#")).split()
    return {ord(pair[0]): pair[1] for pair in pairs}


def convert(text: str, config: str) -> str:
    """Convert `text` with an OpenCC configuration such as `s2twp`.

    Raises:
        GlossaryError: Another distribution shadows the module `opencc`, or it lacks this configuration.
    """
    return str(_converter(config).convert(text))


@cache
def _converter(config: str) -> OpenCC:
    try:
        from opencc import OpenCC

        return OpenCC(config)
    except (ImportError, OSError, ValueError, RuntimeError) as error:
        raise GlossaryError(
            f"OpenCC cannot convert with {config}: {error}; run `gloss doctor`, "
            "and `pip install --force-reinstall opencc` if another package has taken its place"
        ) from None


def variants_from_opencc() -> Iterable[str]:
    """The pairs that han_variants.txt should hold, by the OpenCC that is installed (used by `make data`).

    Single characters only: phrase dictionaries depend on context, and a key must not.
    """
    ranges = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x323B0))
    chars = [char for start, end in ranges for char in map(chr, range(start, end)) if _stable(char)]
    column = "\n".join(chars)
    table: dict[str, str] = {}
    for config in ("t2s", "hk2s", "tw2s"):
        converted = convert(column, config).split("\n")
        targets = set(table.values())  # 么 is Simplified already, whatever Taiwan uses it for
        table |= {
            char: new
            for char, new in zip(chars, converted, strict=True)
            if char != new and len(new) == 1 and char not in table and char not in targets
        }
    for char, new in sorted(table.items()):
        while new in table:
            new = table[new]
        if char != new:
            yield char + new


def _stable(char: str) -> bool:
    return unicodedata.normalize("NFKC", char) == char


def _is_traditional(char: str) -> bool:
    """Has a simplified form and is not used in Simplified text, either."""
    code = char.encode("gb2312", "ignore")
    everyday = bool(code) and code[0] < _LEVEL_2  # 著
    return ord(char) in simplifications() and not everyday and char not in _RESTORED
