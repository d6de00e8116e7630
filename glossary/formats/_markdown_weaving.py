"""A translated text with the passages that its source has more: each at its place, everything else byte for byte.

What is inserted are lines of the source, with their marks, quotes and indentation, and with what stands between them
that is no passage (code, rules), unless the translation has that already. Where a translation has passages of its own,
or the place is within a line, nothing is inserted: nobody knows what belongs where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from glossary.formats._editing import Edit, replaced
from glossary.model import Span, TranslationUnit
from glossary.text.patterns import lazy

Pairs = Sequence[tuple[int | None, int | None]]
"""Which passage of the source is which of its translation, by their numbers; None beside one without a partner."""


class Woven(NamedTuple):
    """A translation as it becomes.

    Attributes:
        inserted: The passages of the source that came in, by their numbers.
        not_placed: Those that are missing still.
    """

    text: str
    inserted: tuple[int, ...]
    not_placed: tuple[int, ...]


class Text(NamedTuple):
    """A text and its passages in order."""

    text: str
    units: Sequence[TranslationUnit]

    def span(self, number: int) -> Span:
        """From where to where a passage stands."""
        runs = self.units[number].source.runs
        return Span(runs[0].at, runs[-1].at + runs[-1].width)

    def lines(self, number: int) -> Span:
        """The lines that a passage is on, with the last line end."""
        span = self.span(number)
        end = self.text.find("\n", span.end)
        return Span(self.text.rfind("\n", 0, span.start) + 1, len(self.text) if end < 0 else end + 1)


def woven(
    source: Text, target: Text, pairs: Pairs, said: Mapping[int, str], instead: Mapping[int, str], missing: set[int]
) -> Woven:
    """The translation with what it lacks.

    Args:
        source: The source.
        target: Its translation; an empty one becomes the source with what is translated of it.
        pairs: In the order of both.
        said: Translations of passages of the source; the others are inserted as they are.
        instead: What passages of the translation become.
        missing: The passages of the source that are to be inserted.
    """
    own = [Edit(*target.span(number), new) for number, new in instead.items()]
    if not target.text.strip():
        text = replaced(source.text, [Edit(*source.span(number), new) for number, new in said.items()])
        return Woven(text, tuple(sorted(missing)), ())
    inserted: list[int] = []
    left: list[int] = []
    for gap in _gaps(source, target, pairs, missing):
        edits = list(_inserted(source, target, gap, said))
        (inserted if edits else left).extend(gap.missing)
        own += edits
    return Woven(replaced(target.text, own), tuple(inserted), tuple(left))


class _Gap(NamedTuple):
    """Passages that are missing between two that are there, by their numbers; None at the ends of the texts.

    Attributes:
        is_clear: The translation has nothing of its own there.
    """

    before: tuple[int, int] | None
    after: tuple[int, int] | None
    missing: tuple[int, ...]
    is_clear: bool


def _gaps(source: Text, target: Text, pairs: Pairs, missing: set[int]) -> Iterator[_Gap]:
    before: tuple[int, int] | None = None
    alone: list[int] = []
    is_clear = True
    for here, there in [*pairs, (-1, -1)]:
        if here is not None and there is not None:
            after = (here, there) if here >= 0 else None
            there_now = target.text[
                target.lines(before[1]).end if before else 0 : target.lines(after[1]).start if after else None
            ]
            for part in _parted(source, alone, there_now):
                yield _Gap(before, after, tuple(part), is_clear)
            before, alone, is_clear = after, [], True
        elif here is None:
            is_clear = False
        elif here in missing:
            alone.append(here)


def _parted(source: Text, numbers: Sequence[int], there: str) -> list[list[int]]:
    """Passages in a row, parted where something stands between them that the translation has already."""
    parts: list[list[int]] = []
    for number in numbers:
        between = source.text[source.lines(parts[-1][-1]).end : source.lines(number).start].strip() if parts else ""
        if not parts or (between and between in there):
            parts.append([])
        parts[-1].append(number)
    return parts


def _inserted(source: Text, target: Text, gap: _Gap, said: Mapping[int, str]) -> Iterator[Edit]:
    """Where and what is to be inserted for a gap; nothing if its place is not sure."""
    first, last = source.lines(gap.missing[0]), source.lines(gap.missing[-1])
    start = source.lines(gap.before[0]).end if gap.before else 0
    end = source.lines(gap.after[0]).start if gap.after else len(source.text)
    at = target.lines(gap.before[1]).end if gap.before else 0
    stop = target.lines(gap.after[1]).start if gap.after else len(target.text)
    if not gap.is_clear or first.start < start or last.end > end or at > stop:
        return
    if any(source.units[number].context == "title" for number in gap.missing):
        return
    at = _behind_mark(target.text, at, stop)
    start = _behind_mark(source.text, start, first.start)
    between = source.text[start : first.start]
    begin = first.start
    if gap.before and not any(line.strip() in target.text[at:stop] for line in between.split("\n") if line.strip()):
        begin = start + len(between) - len(between.lstrip()) if between.strip() else begin
        begin = source.text.rfind("\n", 0, begin) + 1
    at = _behind(source.text[start:begin], target.text, at, stop)
    text = source.text[begin : last.end]
    edits = [Edit(*source.span(number), said[number]) for number in gap.missing if number in said]
    text = replaced(text, [Edit(a - begin, b - begin, new) for a, b, new in edits])
    newline = "\r\n" if "\r\n" in target.text else "\n"
    text = text.replace("\r\n", "\n")
    text = text if text.endswith("\n") else text + "\n"
    spaces = _blank_before(source.text, begin, start), _blank_after(source.text, last.end, end)
    whole = "\n" * spaces[0] + text if at else text + "\n" * max(spaces[1], 0)
    if at and not target.text[:at].endswith("\n"):
        whole = "\n" + whole.removesuffix("\n")
    yield Edit(at, at, whole.replace("\n", newline))


def _behind_mark(text: str, at: int, stop: int) -> int:
    """Behind the line under a heading or under the head of a table, which belongs to it."""
    found = _UNDER.match(text, at, stop)
    return found.end() if found else at


_UNDER = lazy(r"[ \t>]*[-=|:][-=|: \t]*\r?(?:\n|\Z)")


def _behind(between: str, text: str, at: int, stop: int) -> int:
    """Where to insert what follows after other lines, in a text that may have the same lines."""
    for line in between.splitlines():
        if not line.strip():
            continue
        found = text.find(line, at, stop)
        if found >= 0 and (found == 0 or text[found - 1] == "\n"):
            end = text.find("\n", found + len(line), stop)
            at = stop if end < 0 else end + 1
    return at


def _blank_before(text: str, at: int, least: int) -> int:
    """How many blank lines stand right before a line."""
    return _blank(text[least:at].split("\n")[:-1][::-1])


def _blank_after(text: str, at: int, most: int) -> int:
    return _blank(text[at:most].split("\n")[:-1])


def _blank(lines: Sequence[str]) -> int:
    count = 0
    for line in lines:
        if line.strip(" \t\r>"):
            break
        count += 1
    return count
