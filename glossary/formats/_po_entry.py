"""The entry of a catalogue that somebody is writing in, found by its lines, whatever state the rest is in."""

from __future__ import annotations

import re
from typing import NamedTuple

from glossary.model import Span
from glossary.text.patterns import lazy

_KEYWORD = lazy(r'[ \t]*(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d{1,3})\])?[ \t]*(?=")')
_BEGIN = lazy(r"#|msgctxt[ \t]|msgid[ \t]")
_BLANK = lazy(r"\n[ \t\r]*\n")


class EntryAt(NamedTuple):
    """An entry.

    Attributes:
        alone: The header and the entry, as a catalogue of their own.
        plural: Which plural form is being written.
        line: Between the quotes of the line that is being written.
        is_one_line: All of the translation is on this line.
    """

    alone: str
    plural: int
    line: Span
    is_one_line: bool


def entry_at(text: str, offset: int) -> EntryAt | None:
    """The entry whose msgstr an offset is in, between the quotes; None anywhere else."""
    begin = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[begin : end if end >= 0 else len(text)].rstrip("\r")
    first, last = line.find('"'), line.rfind('"')
    if first < 0 or begin + first >= offset or (last > first and offset > begin + last):
        return None
    low, high = _block(text, offset)
    top, keyword = begin, _KEYWORD.match(line)
    while not keyword and top > low:
        top = text.rfind("\n", 0, top - 1) + 1
        keyword = _KEYWORD.match(text, top)
    if not keyword or keyword[1] != "msgstr":
        return None
    entry, header = text[low:high], _header(text)
    if header and text.startswith(header) and low < len(header):
        return None
    inner = Span(begin + first + 1, begin + last if last > first else begin + len(line))
    continued = text[inner.end + 1 :].lstrip("\r\n \t").startswith('"')
    is_one_line = top == begin and not continued
    return EntryAt(f"{header}\n\n{entry}\n", int(keyword[2] or 0), inner, is_one_line)


def header_end(text: str) -> int:
    """Where the header ends, with the blank line behind it; 0 if the catalogue does not begin with one."""
    header = _header(text)
    first = header.partition("msgid")[0]
    if not header or any(line[:1] not in ("", "#", "\r") for line in first.split("\n")):
        return 0
    end = _BLANK.match(text, len(header))
    return end.end() if end else 0


def entries_around(text: str, span: Span, least: int) -> Span | None:
    """The whole entries that a span meets, from a blank line between two entries to another, or to the end.

    Both lines before such a blank line and behind it are as tools write them: a text in quotes, then a comment, msgctxt
    or msgid. Else what stands before might go on behind it.

    Args:
        least: Where the entries begin, behind a blank line.
    """
    begin = span.start
    while (begin := text.rfind("\n\n", least, begin)) >= 0 and not _ends_entry(text, begin):
        pass
    begin = least if begin < 0 else begin + 2
    end = text.find("\n\n", span.end)
    while end >= 0 and not (_ends_entry(text, end) and _BEGIN.match(text, end + 2)):
        end = text.find("\n\n", end + 1)
    end = len(text) if end < 0 else end + 2
    return Span(begin, end) if begin == end or _BEGIN.match(text, begin) else None


def _ends_entry(text: str, at: int) -> bool:
    """Whether a line with a text in quotes ends here."""
    return text[at - 1] == '"' and text[text.rfind("\n", 0, at) + 1] in '"m'


def _block(text: str, offset: int) -> tuple[int, int]:
    """From where to where there is no blank line around an offset."""
    high = _BLANK.search(text, max(offset - 1, 0))
    low = max(text.rfind("\n\n", 0, offset), text.rfind("\n\r\n", 0, offset))
    return (low + 1 if low >= 0 else 0), high.start() if high else len(text)


def _header(text: str) -> str:
    """The entry at the beginning whose msgid is empty."""
    at = re.search(r'^msgid[ \t]+""[ \t\r]*\n[ \t]*msgstr', text[:100_000], re.MULTILINE)
    if not at:
        return ""
    end = _BLANK.search(text, at.end())
    return text[: end.start() if end else len(text)]
