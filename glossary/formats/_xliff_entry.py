"""The unit of an XLIFF file that somebody is writing in, found by its tags, whatever state the rest is in."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from glossary.errors import FormatError
from glossary.formats import xliff
from glossary.formats._xliff_edit import edited, target_spans
from glossary.model import Resource, Segment, Span, TranslationUnit, UnitState
from glossary.text.patterns import lazy

_REACH = 200_000
"""Code points on either side in which the tags of a unit are looked for."""
_UNIT = lazy(r"<(/?)((?:[\w.-]+:)?)(trans-unit|unit)(?=[\s>])")
_START = lazy(r"""<[\w.:-]+(?:\s(?:[^<>"']|"[^"]*"|'[^']*')*)?>""")


@dataclass(frozen=True, slots=True)
class UnitAt:
    """A unit whose target is being written.

    Attributes:
        target: Between the tags of its target, in the text.
    """

    unit: TranslationUnit
    target: Span
    _alone: Resource
    _number: int

    def content(self, target: Segment) -> str | None:
        """What stands between those tags if this is the translation; None if its codes have no place there."""
        try:
            data = edited(self._alone, [replace(self.unit, target=target, state=UnitState.TRANSLATED)])
            resource = xliff.read(data, "")
        except (FormatError, ValueError):
            return None
        span = target_spans(resource)[self._number]
        return resource.text[span.start : span.end] if span else None


def unit_at(text: str, offset: int) -> UnitAt | None:
    """The unit whose target an offset is in, between its tags and in no tag; None anywhere else."""
    if text.rfind("<", 0, offset) > text.rfind(">", 0, offset):
        return None
    alone, shift = _alone(text, offset)
    try:
        resource = xliff.read(alone.encode(), "")
        spans = target_spans(resource)
    except (FormatError, ValueError):
        return None
    for number, (unit, span) in enumerate(zip(resource.units(), spans, strict=True)):
        if span and span.start <= offset - shift <= span.end and unit.target_lang:
            is_ours = unit.meta.get("xliff:translate") != "no"
            return UnitAt(unit, Span(span.start + shift, span.end + shift), resource, number) if is_ours else None
    return None


def _alone(text: str, offset: int) -> tuple[str, int]:
    """The element of a unit around an offset as a file of its own, and how much further on it stands in the text."""
    tag = next(iter(deque(_UNIT.finditer(text, max(offset - _REACH, 0), offset), 1)), None)
    if tag is None or tag[1]:
        return "", 0
    _, prefix, name = tag.groups()
    end = text.find(f"</{prefix}{name}", offset, offset + _REACH)
    root = _START.match(text, max(text.find(f"<{prefix}xliff"), 0))
    file = _START.match(text, max(text.rfind(f"<{prefix}file", 0, tag.start()), 0))
    if end < 0 or not root or not file:
        return "", 0
    body = [f"{prefix}body"] * (name == "trans-unit")
    head = f"{root[0]}{file[0]}{''.join(f'<{each}>' for each in body)}"
    tail = "".join(f"</{each}>" for each in (prefix + name, *body, f"{prefix}file", f"{prefix}xliff"))
    return head + text[tag.start() : end] + tail, tag.start() - len(head)
