"""What a translation memory compares: the words of a segment, made alike where only their writing differs.

Case, width, Traditional characters, kinds of quotes and dashes, shortcut keys of menus, spaces and the punctuation at
the end are folded away; numbers, placeholders, tags and addresses become one token for each class, as they are copied
and not translated; so do code in backticks, options and names of files. A word of more than three letters is two parts,
its stem and its form, so that an inflected word is half the same; a shorter word, a Chinese character and a punctuation
mark are one part.

Everything is done on many texts at once, joined by NUL: that is what makes a million of them a matter of seconds.
Tokens, parts and masks of a text do not depend on its neighbours.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from glossary.text.codes import SUFFIXES_OF_PATHS
from glossary.text.normalize import INVISIBLE, folds
from glossary.text.patterns import lazy
from glossary.text.script import simplifications

CLASSES = {"url": "\ue000", "tag": "\ue001", "placeholder": "\ue002", "number": "\ue003", "code": "\ue004"}
"""What is one class while matching, and the character that stands for each."""

ENDINGS = ".。!?:;,、 \t\r\n"
"""Punctuation that is left out at the end of a segment."""

STEM = "\x02"
"""What a part begins with that is a stem, so that it is no word."""

SEPARATOR = "\0"
_SHORT = 3
"""Letters up to which a word is one part."""
_STEM = 6
"""Letters of a stem that count."""
_CODES = 0xF800
"""How many codes there are: those of UTF-16 without surrogates."""
_MOST = 1 << 13
"""Words that are remembered: nearly all of those that a text has, in a few megabytes."""

HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00016fe2-\U00016ff1"
    "\U00020000-\U0003347f"
)
"""For use inside a regular-expression class: the characters that are one token each."""

_CLASS = lazy(
    r"(?=[hf<&%{$0-9])(?:"
    r"(?P<url>(?:https?|ftp)://[^\s<>\"\0]+)"
    r"|(?P<tag></?[a-z][^<>\n\0]{0,200}>|&[a-z]{2,8};)"
    r"|(?P<placeholder>%(?:\d+\$)?[-+#0]*\d*(?:\.\d+)?(?:hh|h|ll|l|z|j|t)?[diouxegcrsp@]|%\d+|%\([a-z_]\w{0,40}\)[a-z]"
    r"|%?\{[^{}\s\0]{0,40}\}|\$\{[^{}\s\0]{1,40}\}|\$[a-z_]\w*)"
    r"|(?P<number>\d+(?:[.,:/-]\d+)*))"
)
_NAME_HINT = lazy(r"[@`]|--|\.[a-z]")
_NAME = lazy(
    r"(?P<url>(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+)"
    r"|(?P<code>`[^`\n\0]{1,80}`|(?<![\w-])--[a-z][\w-]*"
    rf"|(?<![\w./-])[\w-]{{1,64}}\.(?:{'|'.join(sorted(SUFFIXES_OF_PATHS))})(?![\w-]))"
)
"""Classes that nothing rare begins; looked for where `_NAME_HINT` finds something."""
_TOKEN = lazy(rf"[^\W\d_{HAN}]+(?:'[a-z]+)?|\0|\*+|\.+|-+|=+|`+|#+|_+|[^\w\s]|\w")
_SHORTCUT = lazy(r"\([&~_][A-Za-z0-9]\)|[~_](?=[A-Za-z])|&(?=[A-Za-z])(?![A-Za-z]{2,8};)")
_SUFFIX = lazy(r"(?:ies|es|s|ing|ed|ly)\Z")


class Comparable(NamedTuple):
    """A segment as a memory compares it.

    Attributes:
        parts: Stem and form of each word, characters, marks, classes.
        text: All of it, folded, with single spaces.
        masked: For each class the strings that it stands for, in order.
    """

    parts: tuple[str, ...]
    text: str
    masked: dict[str, tuple[str, ...]]


def comparable(text: str) -> Comparable:
    """One segment; `comparable(x).parts == comparable(y).parts` if they differ in their writing only."""
    folded = fold(_without_separator(text))
    masked: dict[str, list[str]] = {name: [] for name in CLASSES}

    def mask(found: re.Match[str]) -> str:
        masked[found.lastgroup or ""].append(found[0])
        return CLASSES[found.lastgroup or ""]

    tokens = _TOKEN.findall(_CLASS.sub(mask, _masked_names(_without_ending(folded), mask)))
    parts = tuple(part for token in tokens for part in parts_of(token))
    return Comparable(parts, _spaced(folded), {name: tuple(found) for name, found in masked.items()})


def text_of(text: str) -> str:
    """`comparable(text).text`, for less."""
    return _spaced(fold(_without_separator(text)))


class Rows(NamedTuple):
    """Many segments as numbers.

    Attributes:
        codes: The parts of all segments, one after the other, as 16-bit codes (see `code`).
        lengths: How many parts each segment has.
        sizes: How many characters `Comparable.text` has, at most 65,535.
    """

    codes: array[int]
    lengths: array[int]
    sizes: array[int]


def rows(texts: Iterable[str], *, batch: int = 10_000) -> Rows:
    """The codes of the parts of `comparable`, for each text; memory for the texts of one batch."""
    made, known = Rows(array("H"), array("I"), array("H")), _CodesOfToken()
    waiting: list[str] = []
    for text in texts:
        waiting.append(text)
        if len(waiting) == batch:
            _add_rows(made, waiting, known)
            waiting.clear()
    if waiting:
        _add_rows(made, waiting, known)
    return made


def codes_of(parts: Sequence[str]) -> array[int]:
    """The codes of some parts."""
    return array("H", map(code, parts))


@lru_cache(_MOST)
def code(part: str) -> int:
    """A part as a number below 65,536, by a hash; no surrogate, so that codes make a string of UTF-16.

    Different parts may have the same code. What compares codes finds texts nearer than they are, never farther.
    """
    number = zlib.crc32(part.encode("utf-8", "surrogatepass")) % _CODES
    return number if number < 0xD800 else number + 0x800


@lru_cache(_MOST)
def parts_of(token: str) -> tuple[str, ...]:
    """Stem and form of a word, or the token itself."""
    if len(token) <= _SHORT or not token[0].isalpha():
        return (token,)
    return (f"{STEM}{stem(token)}", token)


def stem(word: str) -> str:
    """The beginning that the forms of an English word have in common: configure, configured, configures → config."""
    stemmed = _SUFFIX.sub("", word) if len(word) > _SHORT + 1 else word
    if len(stemmed) > _SHORT and stemmed[-1] in "iye":
        stemmed = stemmed[:-1]
    if len(stemmed) > _SHORT and stemmed[-1] == stemmed[-2]:
        stemmed = stemmed[:-1]
    return stemmed[:_STEM]


def fold(text: str, *, case: bool = True, width: bool = True, script: bool = True, shortcut: bool = True) -> str:
    """The text in one writing; each keyword leaves one of the differences in."""
    if not text.isascii():
        if width:
            text = unicodedata.normalize("NFKC", text)
        pattern, table = _table(width, script)
        text = pattern.sub(lambda found: table.get(found[0], found[0]), text)
    if case:
        text = text.casefold()
    return _SHORTCUT.sub("", text) if shortcut else text


def _add_rows(made: Rows, texts: Sequence[str], known: _CodesOfToken) -> None:
    """Append a batch."""
    joined = SEPARATOR.join(map(_without_separator, texts))
    folded = fold(joined).split(SEPARATOR)
    masked = _CLASS.sub(_mask, SEPARATOR.join(_masked_names(_without_ending(text), _mask) for text in folded))
    codes, lengths, sizes = made
    sizes.extend([min(len(_spaced(text)), 0xFFFF) for text in folded])
    start = len(codes)
    for token in _TOKEN.findall(masked):
        if token != SEPARATOR:
            codes.extend(known[token])
            continue
        lengths.append(len(codes) - start)
        start = len(codes)
    lengths.append(len(codes) - start)


class _CodesOfToken(dict[str, tuple[int, ...]]):
    """The codes of all tokens that were met; what is remembered for questions is not pushed out by them."""

    def __missing__(self, token: str) -> tuple[int, ...]:
        self[token] = found = tuple(map(code.__wrapped__, parts_of.__wrapped__(token)))
        return found


def _masked_names(folded: str, mask: Callable[[re.Match[str]], str]) -> str:
    return _NAME.sub(mask, folded) if _NAME_HINT.search(folded) else folded


def _mask(found: re.Match[str]) -> str:
    return CLASSES[found.lastgroup or ""]


def _without_separator(text: str) -> str:
    return text.replace(SEPARATOR, "\ufffd") if SEPARATOR in text else text


def _spaced(folded: str) -> str:
    return " ".join(folded.split())


def _without_ending(folded: str) -> str:
    """Without the punctuation at the end, unless that is all there is."""
    return folded.rstrip(ENDINGS) or folded


@cache
def _table(width: bool, script: bool) -> tuple[re.Pattern[str], dict[str, str]]:
    """Han variants and kinds of punctuation, one for one; invisible characters to nothing; and what finds them.

    The pattern names no character beyond U+FFFF by itself: the engine has a fast set for those before it only.
    """
    han = simplifications()
    chars = dict(han) if script else {}
    if width:
        chars |= {char: instead for char, instead in folds().items() if char not in han and char > 0x7F}
        chars |= dict.fromkeys(map(ord, "「」『』"), '"')
        for first, last in re.findall(r"(.)(?:-(.))?", INVISIBLE):
            chars |= dict.fromkeys(range(ord(first), ord(last or first) + 1), "")
    table = {chr(char): instead for char, instead in chars.items()}
    named = "".join(re.escape(char) for char in table if char <= "\uffff")
    return re.compile(f"[{named}\U0001bca0-\U000e0fff]"), table
