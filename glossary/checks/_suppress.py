"""Comments that silence a rule at one place, each with its reason.

Markdown: `<!-- gloss: ignore RULE[, RULE] -- reason -->` before a passage or in it. XLIFF: the same with a dash (`—`),
as XML has no `--` in comments. PO: among the comments of an entry `# gloss: ignore RULE -- reason`. Programs: such a
comment on the line of a text, or on one of its own before it. `ignore-file` in place of `ignore` holds for the whole
file, wherever it stands.

A comment without a reason works, and is reported; so is one that silences nothing. `reason` and `…` are no reasons.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from glossary.checks import all_checks
from glossary.model import Span
from glossary.text.patterns import lazy

WITHOUT_REASON = "suppression-without-reason"
UNUSED = "unused-suppression"

PLACEHOLDER = "reason"
"""What stands where somebody has yet to write the reason, as in all that explains these comments."""

_LONGEST = 1000
"""Code points of a comment."""
_HTML = lazy(r"<!--[ \t\n]{0,3}gloss:")
_PO = lazy(r"^#\.?[ \t]{0,3}gloss:", re.MULTILINE)
_PROGRAM = lazy(r"(?:#|//|--|/\*)[ \t]{0,3}gloss:")
_SOURCE = lazy(r"<(?:[\w.-]+:)?source(?=[\s>])")
_FENCE = lazy(r"^[ \t>]*(```+|~~~+)([^\n]*)", re.MULTILINE)
_KIND = lazy(r"\s*(ignore-file|ignore)(?![\w-])")
_RULE = lazy(r"[^\s,]+")
_REASON = lazy(r"(?:^|\s)(?:--|—{1,2}|–)(?:\s|$)")


@dataclass(slots=True)
class Suppression:
    """One comment.

    Attributes:
        span: Where it stands in the file's text.
        units: First and last number of the units that it is about; None for the whole file.
        used: Those of its rules that would have found something.
    """

    rules: tuple[str, ...]
    reason: str
    span: Span
    units: range | None
    used: set[str] = field(default_factory=set)


class Suppressions:
    """All such comments of a file.

    Args:
        text: The file's text.
        form: The name of its format.
        extents: Gives from where to where each unit of the file stands, None where that is not known.
    """

    def __init__(self, text: str, form: str, extents: Callable[[], Sequence[Span | None]]) -> None:
        find = {"po": _in_catalogue, "source": _in_program}.get(form, _in_markdown)
        comments = list(find(text)) if "gloss:" in text else []
        groups = _groups(extents()) if comments else []
        where = _on_line if form == "source" else _units_at
        self._all = [made for body, span in comments if (made := _suppression(body, where(text, span, groups), span))]
        self._by_rule: dict[str, list[Suppression]] = {}
        for each in self._all:
            for rule in each.rules:
                self._by_rule.setdefault(rule, []).append(each)

    def cover(self, rule: str, unit: Callable[[], int]) -> bool:
        """Whether a finding in a unit, of which the number is asked for, is silenced; the comments that do it count as
        used."""
        covering = [each for each in self._by_rule.get(rule, ()) if each.units is None or unit() in each.units]
        for each in covering:
            each.used.add(rule)
        return bool(covering)

    def problems(self, rules: Set[str]) -> Iterator[tuple[str, str, Span]]:
        """(rule, message, where) for what is wrong with the comments themselves, as far as these rules have run."""
        known = {check.rule for check in all_checks()} if self._all else set()
        for each in self._all:
            if WITHOUT_REASON in rules and not _is_reason(each.reason) and not self._covers_file(WITHOUT_REASON):
                there = f"write the reason in place of '{each.reason}'"
                how = there if each.reason else "add ' -- ' and the reason to the comment"
                yield WITHOUT_REASON, f"say why: {how}", each.span
            if UNUSED not in rules:
                continue
            if not each.rules:
                yield UNUSED, "the comment names no rule; add one, or remove the comment", each.span
            for rule in each.rules:
                if rule not in known:
                    yield UNUSED, unknown_rule(rule), each.span
                elif rule in rules and rule not in each.used and rule not in (WITHOUT_REASON, UNUSED):
                    yield UNUSED, f"'{rule}' finds nothing here; remove it from the comment", each.span

    def _covers_file(self, rule: str) -> bool:
        return any(each.units is None for each in self._by_rule.get(rule, ()))


class Comment(NamedTuple):
    """A comment that may be put into a text.

    Attributes:
        at: Where in the text.
        text: The comment, and what sets it off.
        reason: Where in the comment the reason is to be written; `PLACEHOLDER` stands there.
    """

    at: int
    text: str
    reason: Span


def comment(text: str, path: str, form: str, extent: Span, rule: str) -> Comment | None:
    """The comment that silences a rule in a unit; None where the format has no such comments.

    It has no reason yet, which is reported until somebody writes it.

    Args:
        text: The file's text.
        path: That of the file.
        form: The name of its format.
        extent: From where to where the unit stands.
    """
    if form in ("markdown", "html"):
        return _with_placeholder(extent.end, f" <!-- gloss: ignore {rule} -- ", " -->")
    if form == "xliff":
        begin = max((found.start() for found in _SOURCE.finditer(text, 0, extent.start)), default=extent.start)
        return _with_placeholder(begin, f"<!-- gloss: ignore {rule} — ", " -->")
    if form == "source":
        return _before_line(text, path, extent, rule)
    if form != "po":
        return None
    begin = text.rfind("\n", 0, extent.start) + 1
    while begin and text[text.rfind("\n", 0, begin - 1) + 1 : begin].strip():
        begin = text.rfind("\n", 0, begin - 1) + 1
    end = "\r\n" if "\r\n" in text[:1000] else "\n"
    return _with_placeholder(begin, f"# gloss: ignore {rule} -- ", end)


def _before_line(text: str, path: str, extent: Span, rule: str) -> Comment:
    """A comment on a line of its own before the one on which the string or comment begins that a unit is in."""
    from glossary.formats.source import line_mark, stretches

    within = (each.inside.start for each in stretches(text, path) if each.inside.start <= extent.start)
    begin = text.rfind("\n", 0, max(within, default=extent.start)) + 1
    line = text[begin : extent.start]
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    end = "\r\n" if "\r\n" in text[:1000] else "\n"
    return _with_placeholder(begin, f"{indent}{line_mark(path)} gloss: ignore {rule} -- ", end)


def _with_placeholder(at: int, before: str, behind: str) -> Comment:
    return Comment(at, before + PLACEHOLDER + behind, Span(len(before), len(before) + len(PLACEHOLDER)))


def _is_reason(written: str) -> bool:
    return written.strip(".… ").casefold() not in ("", PLACEHOLDER)


def unknown_rule(rule: str) -> str:
    """What to say about a name that is no rule."""
    import difflib

    known = [check.rule for check in all_checks()]
    close = difflib.get_close_matches(rule, known, n=1)
    return f"there is no rule {rule!r}; " + (f"did you mean {close[0]}?" if close else "docs/checks.md lists them")


def _in_markdown(text: str) -> Iterator[tuple[str, Span]]:
    """Comments outside of fenced code and of backticks."""
    fenced = _fenced(text)
    for found in _HTML.finditer(text):
        at = found.start()
        end = text.find("-->", found.end(), found.end() + _LONGEST)
        block = bisect_right(fenced, at, key=lambda span: span.start) - 1
        in_code = text[at - 1 : at] == "`" or (block >= 0 and at < fenced[block].end)
        if end >= 0 and not in_code:
            yield text[found.end() : end], Span(at, end + 3)


def _fenced(text: str) -> list[Span]:
    """The code blocks between lines of backticks or tildes."""
    blocks: list[Span] = []
    fence, start = "", 0
    for found in _FENCE.finditer(text):
        if not fence:
            fence, start = found[1], found.start()
        elif found[1].startswith(fence) and not found[2].strip():
            blocks.append(Span(start, found.end()))
            fence = ""
    return [*blocks, Span(start, len(text))] if fence else blocks


def _in_catalogue(text: str) -> Iterator[tuple[str, Span]]:
    for found in _PO.finditer(text):
        end = text.find("\n", found.end())
        end = len(text) if end < 0 else end
        yield text[found.end() : end], Span(found.start(), end)


def _in_program(text: str) -> Iterator[tuple[str, Span]]:
    for found in _PROGRAM.finditer(text):
        end = text.find("\n", found.end())
        body = text[found.end() : len(text) if end < 0 else end].rstrip()
        end = found.end() + len(body)
        yield body.removesuffix("*/"), Span(found.start(), end)


def _suppression(body: str, units: range, span: Span) -> Suppression | None:
    kind = _KIND.match(body)
    if not kind:
        return None
    names, *reason = _REASON.split(body[kind.end() :], maxsplit=1)
    rules = tuple(dict.fromkeys(_RULE.findall(names)))
    of = None if kind[1] == "ignore-file" else units
    return Suppression(rules, reason[0].strip() if reason else "", span, of)


def _on_line(text: str, span: Span, groups: Sequence[tuple[int, range]]) -> range:
    """The units that end on the line of the comment; if none does, those on the line where the next one ends."""
    first = bisect_right(groups, text.rfind("\n", 0, span.start) + 1, key=lambda group: group[0])
    if first == len(groups):
        return range(0)
    end = text.find("\n", groups[first][0])
    last = bisect_right(groups, end if end >= 0 else len(text), key=lambda group: group[0])
    return range(groups[first][1].start, groups[last - 1][1].stop)


def _units_at(text: str, span: Span, groups: Sequence[tuple[int, range]]) -> range:
    """The units of the group that the comment stands in, else of the next one."""
    number = bisect_right(groups, span.start, key=lambda group: group[0])
    return groups[number][1] if number < len(groups) else range(0)


def _groups(extents: Sequence[Span | None]) -> list[tuple[int, range]]:
    """(end, units) of neighbouring units that stand within each other, such as the plural forms of an entry."""
    groups: list[tuple[int, range]] = []
    for number, extent in enumerate(extents):
        if extent is None:
            continue
        if groups and extent.start < groups[-1][0]:
            end, units = groups.pop()
            groups.append((max(end, extent.end), range(units.start, number + 1)))
        else:
            groups.append((extent.end, range(number, number + 1)))
    return groups
