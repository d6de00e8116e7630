"""Where the sentences of a passage are, in Chinese and English.

A sentence ends with its mark (。！？ or . ! ?), the quotes and brackets that close after it, and the marks of emphasis
and tags that do. In Chinese text nothing more is asked for; a full stop of English needs a space after it and
something that may begin a sentence, and ends none after an abbreviation, an initial or the number of a list. Nothing
ends inside a code (a URL, code, a tag). The sentences of a passage hold all its characters but the white space between
them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from glossary.model import Segment, Span
from glossary.text.patterns import lazy
from glossary.text.script import is_han

_CLOSING = "”’」』》〉）】\uff3d\uff5d\"')]}"
_MARK = lazy(r"[。！？!?]+|\.+|……+|…")
_SPACE = lazy(r"\s*")
_BEFORE = lazy(r"(?:^|[\s(\[（“\"'‘*_—–-])((?:[A-Za-z]\.)*[A-Za-z]+|[0-9]+)$")
_LONGEST_WORD = 24
_NO_END = frozenset(
    "mr mrs ms dr prof st sr jr gen col sgt rep sen gov capt rev hon e.g i.e eg ie cf vs viz al approx resp fig figs "
    "eq no nos vol ch sec pp ed eds incl est dept univ inc ltd co corp jan feb mar apr jun jul aug sep sept oct nov "
    "dec p.s".split()
)
"""What a full stop abbreviates in the middle of a sentence."""
_MAY_END = frozenset("no nos ed co al inc ltd corp".split())
"""Of these, what a sentence may end with as well, unless a number or a small letter follows."""
_FULL = "。！？!?"
_GOES_ON = "，、；：,;:的地得了着过之等是"
"""What, right after a closing quote, shows that the sentence around the quote goes on."""
_PAIRED = frozenset(("*", "**", "***", "_", "__", "~~"))


def sentences(segment: Segment) -> list[Span]:
    """The sentences of a passage, in order, as spans of its `raw`; nothing where there is only white space.

    A line break that is a code (`<br>`, two spaces at the end of a line of Markdown) ends a sentence, too.
    """
    raw = segment.raw
    codes = segment.codes
    spans, start = [], 0
    for end in _ends(raw, codes):
        if span := _trimmed(raw, start, end):
            spans.append(span)
            start = end
    if span := _trimmed(raw, start, len(raw)):
        spans.append(span)
    return spans


def _trimmed(raw: str, start: int, end: int) -> Span | None:
    part = raw[start:end]
    if not part.strip():
        return None
    return Span(end - len(part.lstrip()), start + len(part.rstrip()))


def _ends(raw: str, codes: Sequence[Span]) -> Iterator[int]:
    """Where sentences end, closing marks included."""
    starts = [code.start for code in codes]
    breaks = [code.end for code in codes if _is_break(raw, code)]
    start = 0
    for mark in _MARK.finditer(raw):
        if mark.start() < start or _covering(codes, starts, mark.start()):
            continue
        while breaks and breaks[0] <= mark.start():
            start = breaks.pop(0)
            yield start
        end = _with_closing(raw, mark.end(), start, codes, starts)
        if _is_end(raw, mark, end, start):
            yield end
            start = end
    yield from (each for each in breaks if each > start)


def _is_break(raw: str, code: Span) -> bool:
    """Whether a code is a hard line break."""
    written = raw[code.start : code.end]
    return ("\n" in written and not written.strip("\\ \t\r\n")) or bool(_BREAK_TAG.fullmatch(written))


_BREAK_TAG = lazy(r"<br\s*/?>", re.IGNORECASE)


def _covering(codes: Sequence[Span], starts: Sequence[int], at: int) -> Span | None:
    number = bisect_right(starts, at) - 1
    return codes[number] if number >= 0 and codes[number].end > at else None


def _with_closing(raw: str, at: int, start: int, codes: Sequence[Span], starts: Sequence[int]) -> int:
    """The end of a sentence with what closes after its mark: quotes, brackets, emphasis, the ends of links and tags."""
    while at < len(raw):
        if code := _covering(codes, starts, at):
            if not _is_closing(raw, code, start, codes, starts):
                return at
            at = code.end
        elif raw[at] in _CLOSING:
            at += 1
        else:
            return at
    return at


def _is_closing(raw: str, code: Span, start: int, codes: Sequence[Span], starts: Sequence[int]) -> bool:
    """Whether a code ends something that began in this sentence."""
    written = raw[code.start : code.end]
    if written.startswith(("</", "]", "[^")):
        return True
    if written not in _PAIRED:
        return False
    first, last = bisect_right(starts, start - 1), bisect_right(starts, code.start - 1)
    before = sum(raw[each.start : each.end] == written for each in codes[first:last])
    return before % 2 == 1


def _is_end(raw: str, mark: re.Match[str], end: int, start: int) -> bool:
    """Whether a mark, with what closes after it, is the end of a sentence."""
    follows = _SPACE.match(raw, end).end()  # type: ignore[union-attr]
    if follows == len(raw):
        return True
    following, spaced = raw[follows], follows > end
    written = mark[0]
    if written[0] == "…" or (len(written) > 2 and written[0] == "."):
        return spaced and (following.isupper() or is_han(following)) and end > mark.end()
    if written[0] in _FULL:
        if end > mark.end() and (following in _GOES_ON or _is_aside(raw, mark.end(), following, start)):
            return False
        if written[-1] in "。！？" or not following.isascii():
            return True
        return spaced and not following.islower()
    if not spaced:
        return is_han(following) and mark.start() > start and (is_han(raw[mark.start() - 1]) or end > mark.end())
    if following.islower():
        return False
    return not _is_abbreviation(raw, mark.start(), following, start)


def _is_aside(raw: str, at: int, following: str, start: int) -> bool:
    """Whether a mark stands at the end of brackets within a Chinese sentence."""
    return raw[at] in ")）" and raw[start:at].lstrip()[:1] not in "(（" and is_han(following)


def _is_abbreviation(raw: str, at: int, following: str, start: int) -> bool:
    """Whether the full stop at an offset belongs to the word or number before it."""
    found = _BEFORE.search(raw[max(start, at - _LONGEST_WORD) : at])
    if found is None:
        return False
    word = found[1]
    if word.isdecimal():
        return not raw[start:at].strip().removesuffix(word).strip()
    if len(word) == 1 and word.isupper() and word != "I":
        return True
    folded = word.lower()
    if folded not in _NO_END:
        return False
    return folded not in _MAY_END or following.isdecimal()
