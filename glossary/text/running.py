"""Running text made comparable as fast as it can be read, with the way back to the text as typed.

The form is made so that nearly every character stays in its place, and no place has to be remembered: case, width,
Traditional characters, hyphens and underscores are exchanged one for one. Only what cannot be (an invisible
character, a letter with its marks, a line break inside a Chinese word) is kept as an edit. It is coarser than
`glossary.text.normalize.key`; whoever finds something with it compares the keys afterwards.

The first letter of each word is a capital (`Large Language Models`), so that a pattern in this form never begins in the
middle of a word.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from glossary.model import Span
from glossary.text.normalize import attaches, folds, key
from glossary.text.patterns import lazy
from glossary.text.script import is_han

BREAK = "\x00"
"""Stands for each character of an empty line; no term crosses it."""


class Edit(NamedTuple):
    """A stretch that did not keep its length: where it stands now, and where it stood."""

    start: int
    end: int
    was_start: int
    was_end: int


class Running(NamedTuple):
    """A text in comparable form.

    Attributes:
        text: The form.
        edits: In order; everything between them has moved by one constant.
    """

    text: str
    edits: tuple[Edit, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """Where `text[start:end]` (not empty) stands in the original."""
        if not self.edits:
            return Span(start, end)
        return Span(self._start(start), self._end(end))

    def _start(self, at: int) -> int:
        number = bisect_right(self.edits, at, key=lambda edit: edit.start) - 1
        if number < 0:
            return at
        edit = self.edits[number]
        return edit.was_start if at < edit.end else edit.was_end + at - edit.end

    def _end(self, at: int) -> int:
        number = bisect_left(self.edits, at, key=lambda edit: edit.start) - 1
        if number < 0:
            return at
        edit = self.edits[number]
        return edit.was_end if at <= edit.end else edit.was_end + at - edit.end


def running(text: str) -> Running:
    """The comparable form of a text of any length."""
    form, edits = _even(text)
    if "\n" in form:
        form = form.replace("\n\n", BREAK + BREAK).replace("\n", " ")
    if form.isascii():
        form = form.translate(_ascii())
    else:
        for char, instead in _FREQUENT.items():
            form = form.replace(char, instead)
        form = _folded_all(form)
    return Running(_titled(form), tuple(edits))


def patterns(text: str) -> Iterator[str]:
    """The forms in which a term may stand in a `Running`: a space between Han and Latin is optional."""
    form = running(text.strip()).text
    if not form:
        return
    spots = [at for at in range(1, len(form)) if _is_soft(form, at)]
    if not spots:
        yield form
        return
    cuts = [form[start:end] for start, end in zip([0, *spots], [*spots, len(form)], strict=True)]
    bare = [cuts[0], *(cut.removeprefix(" ") for cut in cuts[1:])]
    for gaps in _gaps(tuple(" " if form[at] == " " else "" for at in spots)):
        yield bare[0] + "".join(gap + part for gap, part in zip(gaps, bare[1:], strict=True))


def _gaps(typed: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """Every choice of space or none; of very many only as typed, none and all."""
    if len(typed) <= _MOST_SPOTS:
        return product(("", " "), repeat=len(typed))
    return dict.fromkeys((typed, ("",) * len(typed), (" ",) * len(typed)))


_MOST_SPOTS = 4
_MOST_MARKS = 32
"""Code points that are folded as one; sorting marks takes the square of their number (cf. UAX 15, section 13)."""

_UNCASED = "\u01bb"
"""Stands for a letter of which the capital is two (ǰ): a letter, so that no term begins or ends beside it."""

_BLOCK = 4096
"""Code points that are folded, or left alone, together."""

_ODD = lazy(r"[^\x00-\x7f\u4e00-\u9fff\u3000-\u3029\u3030-\u303f\uff01-\uff5e\u2013-\u2027£¥©®°·×÷À-ÖØ-Þà-öø-ÿ]")
"""Characters that may combine with others, or fold to none or several; all others fold one for one."""

_SURROGATE = lazy("[\ud800-\udfff]")
"""Half a character, which no automaton takes."""

_SPACES = lazy("[ \t]{2,}")
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_ODD_LINES = lazy(rf"\n(?:(?=[ \t\r])|(?<=[ \t\r]\n)|(?<=[{_HAN}]\n)(?=[{_HAN}]))")
"""Line breaks that do more than stand for a space, or for the end of a paragraph."""

_BLANK = " \t\r\n"
_FREQUENT = {**dict.fromkeys("-_\t\r–—·•\u3000\xa0", " "), **dict.fromkeys("’‘`", "'")}
"""What is exchanged in any text that is not ASCII."""


def _even(text: str) -> tuple[str, list[Edit]]:
    """With everything done that changes lengths."""
    places = [] if text.isascii() else [found.start() for found in _ODD.finditer(text)]
    if "  " in text or "\t" in text:
        places += [found.start() for found in _SPACES.finditer(text)]
    if "\n" in text:
        places += [found.start() for found in _ODD_LINES.finditer(text)]
    if not places:
        return text, []
    pieces: list[str] = []
    edits: list[Edit] = []
    done = size = 0
    for place in sorted(places):
        if place < done:
            continue
        start, end, instead = _blank(text, place, done) if text[place] in _BLANK else _chunk(text, place, done)
        pieces += [text[done:start], instead]
        size += start - done
        if len(instead) != end - start:
            edits.append(Edit(size, size + len(instead), start, end))
        size += len(instead)
        done = end
    return "".join(pieces) + text[done:], edits


def _blank(text: str, place: int, least: int) -> tuple[int, int, str]:
    """(start, end, what stands there instead) of the spaces and line breaks around a place.

    One space for all of them; nothing for a line break between Han; empty lines stay apart.
    """
    start, end = place, place + 1
    while start > least and text[start - 1] in _BLANK:
        start -= 1
    while end < len(text) and text[end] in _BLANK:
        end += 1
    breaks = text.count("\n", start, end)
    if breaks > 1:
        return start, end, BREAK * (end - start)
    if breaks and is_han(text[start - 1 : start] or " ") and is_han(text[end : end + 1] or " "):
        return start, end, ""
    return start, end, " "


def _chunk(text: str, place: int, least: int) -> tuple[int, int, str]:
    """(start, end, what stands there instead) of a character and all that combine with it; invisible ones go alone."""
    start, end = place, place + 1
    if _is_invisible(text[place]):
        return start, end, ""
    if start > least and attaches(text[start]):
        start -= 1
    while end < min(len(text), start + _MOST_MARKS) and attaches(text[end]) and not _is_invisible(text[end]):
        end += 1
    return start, end, _folded(text[start:end])


@lru_cache(maxsize=8192)
def _is_invisible(char: str) -> bool:
    return key(char) == "" and not char.isspace()


def _titled(form: str) -> str:
    titled = form.title()
    if len(titled) == len(form):
        return titled
    return "".join(char if len(char.title()) == 1 else _UNCASED for char in form).title()


def _is_soft(form: str, at: int) -> bool:
    """Whether a space here is as good as none: beside Han."""
    if form[at] == " ":
        return is_han(form[at - 1]) or is_han(form[at + 1 : at + 2] or " ")
    left, right = form[at - 1], form[at]
    return left != " " and is_han(left) != is_han(right) and (left.isalnum() and right.isalnum())


@cache
def _ascii() -> dict[int, str]:
    return {**dict.fromkeys(map(ord, "-_\t\r"), " "), ord("`"): "'"}


def _blocks(form: str) -> Iterator[str]:
    return (form[start : start + _BLOCK] for start in range(0, len(form), _BLOCK))


def _folded_all(form: str) -> str:
    """All that folds one for one; in a long text only the blocks in which something does."""
    if len(form) <= _BLOCK:
        return form.translate(_table())
    return "".join(map(_folded_block, _blocks(form))) if _folding().search(form) else form


def _folded_block(block: str) -> str:
    return block.translate(_table()) if _folding().search(block) else block


class _Table(dict[int, int]):
    """For `str.translate`, which is slow where a character is missing."""

    def __missing__(self, code: int) -> int:
        self[code] = code
        return code


@cache
def _table() -> _Table:
    """What folds one for one."""
    pairs = {code: char for code, char in folds().items() if chr(code) not in _LEFT}
    for code in (*range(0xFF01, 0xFF5F), *range(0x3000, 0x3040), *range(0xC0, 0x100)):
        folded = unicodedata.normalize("NFKC", chr(code)).casefold()
        if len(folded) == 1 and folded != chr(code) and chr(code) not in _LEFT:
            pairs[code] = folded
    return _Table((code, 0x20 if char in "-_·" else ord(char)) for code, char in pairs.items())


_LEFT = "，。；：！？“”（）《》、【】"
"""Folding these costs much, as Chinese text is full of them, and no term holds one."""


@cache
def _folding() -> re.Pattern[str]:
    """Finds what `_table` folds; characters beyond U+FFFF as one range, for which the engine has no fast set."""
    chars = "".join(char for char in map(chr, list(_table())) if char < "\U00010000" and char not in _FREQUENT)
    return re.compile(f"[{re.escape(chars)}\U00020000-\U0003ffff]")


@lru_cache(maxsize=8192)
def _folded(chunk: str) -> str:
    folded = key(f"x{chunk}x")[1:-1] if not chunk.isspace() else " "
    return _SURROGATE.sub("\ufffd", folded.replace(BREAK, " "))
