"""How findings look: with the line and a caret for people, JSON for programs, SARIF for platforms, commands for GitHub.

All four show the same findings in the same order. Columns are code points, counted from 1; ends are exclusive.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from glossary.checks import Check, all_checks
from glossary.checks._baseline import fingerprints
from glossary.checks._run import Result
from glossary.cli import _output
from glossary.cli._output import ReportFormat
from glossary.model import Finding, Location, Severity
from glossary.text.width import display_width


def show(results: Sequence[Result], texts: Mapping[str, str], root: str, form: ReportFormat) -> None:
    """Print findings on standard output.

    Args:
        texts: What their spans count in, by path.
        root: The directory that fingerprints are relative to.
    """
    _SHOW[form](results, texts, root)


def summary(findings: Sequence[Finding]) -> str:
    """`3 warnings, 1 error in 2 files; 2 can be fixed with --fix`."""
    counts = [(severity, sum(f.severity is severity for f in findings)) for severity in reversed(Severity)]
    kinds = ", ".join(_count(number, _PLURAL[severity]) for severity, number in counts if number)
    in_files = _count(len({f.origin.path for f in findings if f.origin}), ("file", "files"))
    fixable = sum(f.fixable for f in findings)
    return f"{kinds} in {in_files}" + (f"; {fixable} can be fixed with --fix" if fixable else "")


def as_json(finding: Finding, texts: Mapping[str, str]) -> dict[str, Any]:
    """A finding as one flat object; null where something is not known."""
    origin = finding.origin
    end = _end(finding, texts)
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": _output.near(origin.path) if origin else None,
        "line": origin.line if origin else None,
        "column": origin.column if origin else None,
        "end_line": end.line if end else None,
        "end_column": end.column if end else None,
        "replacements": list(finding.replacements),
        "fixable": finding.fixable,
    }


def as_sarif(results: Sequence[Result], texts: Mapping[str, str], root: str) -> dict[str, Any]:
    """Findings as a log of SARIF 2.1.0 (OASIS); columns count code points (section 3.14.17)."""
    from glossary import __version__

    checks = {check.rule: check for check in all_checks()}
    names = [*checks, *sorted({finding.rule for finding, _ in results} - checks.keys())]
    driver = {"name": "gloss", "version": __version__, "rules": [_sarif_rule(name, checks.get(name)) for name in names]}
    prints = fingerprints(results, root)
    numbers = {name: number for number, name in enumerate(names)}
    found = [
        _sarif_result(finding, texts, numbers[finding.rule], fingerprint)
        for (finding, _), fingerprint in zip(results, prints, strict=True)
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": found}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def as_command(finding: Finding, texts: Mapping[str, str]) -> str:
    """A finding as a workflow command of GitHub Actions; `endColumn` only within one line, as documented there."""
    origin, end = finding.origin, _end(finding, texts)
    properties: dict[str, object] = {}
    if origin:
        properties["file"] = _output.near(origin.path).replace(os.sep, "/")
        properties |= {"line": origin.line, "col": origin.column}
    if end:
        properties["endLine"] = end.line
        if origin and end.line == origin.line:
            properties["endColumn"] = end.column
    properties["title"] = finding.rule
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None)
    return f"::{_COMMAND[finding.severity]} {written}::{_data(finding.message)}"


def diff(old: str, new: str, name: str) -> Iterator[str]:
    """The lines of a unified diff, in linear time.

    Only `\\n` ends a line; the `\\r` before it is kept, so that `patch` and `git apply` take what they get.
    """
    before, after = _LINE.findall(old), _LINE.findall(new)
    for number, group in enumerate(_grouped(_changed(before, after))):
        if not number:
            yield _output.one_line(f"--- a/{name}")
            yield _output.one_line(f"+++ b/{name}")
        yield f"@@ -{_range(group[0][1], group[-1][2])} +{_range(group[0][3], group[-1][4])} @@"
        for tag, low, high, low_new, high_new in group:
            if tag == "equal":
                yield from _marked(" ", before[low:high])
            else:
                yield from _marked("-", before[low:high])
                yield from _marked("+", after[low_new:high_new])


def excerpt(finding: Finding, texts: Mapping[str, str]) -> tuple[str, str] | None:
    """The line that a finding is on, shortened around it, and a line with a caret under it; None if there is none."""
    origin, span = finding.origin, finding.span
    if span is None or origin is None or origin.column is None or origin.path not in texts:
        return None
    text = texts[origin.path]
    begin = span.start - origin.column + 1
    low = max(begin, span.start - _BEFORE)
    end = text.find("\n", span.start, span.start + _AFTER)
    high = end if end >= 0 else min(len(text), span.start + _AFTER)
    is_cut = end < 0 and high < len(text)
    before = _writable(("…" if low > begin else "") + _output.printable(text[low : span.start]))
    marked = _writable(_output.printable(text[span.start : min(span.end, high)].rstrip("\r\n")))
    after = _output.printable(text[min(max(span.end, span.start), high) : high].rstrip("\r"))
    caret = " " * display_width(before) + "^" + "~" * (display_width(marked) - 1)
    return before + marked + after + ("…" if is_cut else ""), caret


_PLURAL = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.INFO: ("remark", "remarks"),
}
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BEFORE, _AFTER = 40, 60
"""Code points that are shown before the beginning of a finding and from there on."""


def _show_text(results: Sequence[Result], texts: Mapping[str, str], root: str) -> None:
    for finding, _ in results:
        _output.say(_output.finding_line(finding))
        if lines := excerpt(finding, texts):
            _output.say(f"  | {lines[0]}")
            _output.say(f"  | {_output.bold(lines[1])}")


def _show_json(results: Sequence[Result], texts: Mapping[str, str], root: str) -> None:
    _output.say_json([as_json(finding, texts) for finding, _ in results])


def _show_sarif(results: Sequence[Result], texts: Mapping[str, str], root: str) -> None:
    _output.say_json(as_sarif(results, texts, root))


def _show_github(results: Sequence[Result], texts: Mapping[str, str], root: str) -> None:
    for finding, _ in results:
        _output.say(as_command(finding, texts))


_SHOW: Mapping[ReportFormat, Callable[[Sequence[Result], Mapping[str, str], str], None]] = {
    ReportFormat.TEXT: _show_text,
    ReportFormat.JSON: _show_json,
    ReportFormat.SARIF: _show_sarif,
    ReportFormat.GITHUB: _show_github,
}


_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_CONTEXT = 3
_Block = tuple[str, int, int, int, int]
"""What happens, and from where to where in the old and the new lines, as in `difflib`."""


def _changed(before: Sequence[str], after: Sequence[str]) -> list[_Block]:
    """What is equal and what is not: line by line, as corrections hardly ever add or remove one."""
    if len(before) != len(after):
        return _between(before, after)
    blocks: list[_Block] = []
    for is_equal, group in groupby(enumerate(zip(before, after, strict=True)), lambda pair: pair[1][0] == pair[1][1]):
        numbers = [number for number, _ in group]
        low, high = numbers[0], numbers[-1] + 1
        blocks.append(("equal" if is_equal else "replace", low, high, low, high))
    return blocks


def _between(before: Sequence[str], after: Sequence[str]) -> list[_Block]:
    """One block, between what is equal at the beginning and at the end."""
    least = min(len(before), len(after))
    first = next((number for number in range(least) if before[number] != after[number]), least)
    last = next((number for number in range(least - first) if before[-1 - number] != after[-1 - number]), least - first)
    old, new = len(before) - last, len(after) - last
    return [
        ("equal", 0, first, 0, first),
        ("replace", first, old, first, new),
        ("equal", old, len(before), new, len(after)),
    ]


def _grouped(blocks: list[_Block]) -> Iterator[list[_Block]]:
    """The changes that are near each other, with some lines around them.

    Only the grouping is that of difflib: its own comparison takes the square of the number of lines.
    """
    from difflib import SequenceMatcher

    class Known(SequenceMatcher[str]):
        def get_opcodes(self) -> Any:
            return list(blocks)

    groups: Iterable[Any] = Known(None, "", "").get_grouped_opcodes(_CONTEXT)
    return (group for group in groups if any(block[0] != "equal" for block in group))


def _range(start: int, end: int) -> str:
    """Lines in the header of a hunk, counted from 1; of an empty range the line before."""
    size = end - start
    return f"{start + 1}" if size == 1 else f"{start + bool(size)},{size}"


def _marked(mark: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        content = line.removesuffix("\n")
        carriage = "\r" if content.endswith("\r") else ""
        yield mark + _output.one_line(content.removesuffix("\r")) + carriage
        if content == line:
            yield "\\ No newline at end of file"


def _writable(text: str) -> str:
    """The text as standard output will write it: what its encoding lacks is an escape, and wider."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _count(number: int, words: tuple[str, str]) -> str:
    return f"{number} {words[number != 1]}"


def _end(finding: Finding, texts: Mapping[str, str]) -> Location | None:
    """Where a finding ends."""
    origin, span = finding.origin, finding.span
    if span is None or origin is None or origin.line is None or origin.column is None or origin.path not in texts:
        return None
    text = texts[origin.path]
    breaks = text.count("\n", span.start, span.end)
    column = span.end - text.rfind("\n", span.start, span.end) if breaks else origin.column + span.end - span.start
    return Location(origin.path, origin.line + breaks, column)


def _sarif_rule(name: str, check: Check | None) -> dict[str, Any]:
    if check is None:
        return {"id": name}
    return {
        "id": name,
        "shortDescription": {"text": check.what},
        "fullDescription": {"text": f"{check.what} {check.why}"},
        "help": {"text": check.better},
        "defaultConfiguration": {"enabled": check.on, "level": _LEVEL[check.severity]},
    }


def _sarif_result(finding: Finding, texts: Mapping[str, str], rule: int, fingerprint: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": _LEVEL[finding.severity],
        "message": {"text": finding.message},
        "partialFingerprints": {"glossPassage/v1": fingerprint},
    }
    if not finding.origin:
        return result
    artifact = {"uri": _uri(finding.origin.path)}
    region = dict(_region(finding, texts))
    physical: dict[str, Any] = {"artifactLocation": artifact, **({"region": region} if region else {})}
    result["locations"] = [{"physicalLocation": physical}]
    if finding.replacements and region:
        result["fixes"] = [
            {
                "description": {"text": f"Replace by '{better}'" if better else "Remove it"},
                "artifactChanges": [
                    {
                        "artifactLocation": artifact,
                        "replacements": [{"deletedRegion": region, "insertedContent": {"text": better}}],
                    }
                ],
            }
            for better in finding.replacements
        ]
    return result


def _region(finding: Finding, texts: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    origin, end = finding.origin, _end(finding, texts)
    if not origin or not origin.line:
        return
    yield "startLine", origin.line
    if origin.column:
        yield "startColumn", origin.column
    if end and end.line and end.column:
        yield "endLine", end.line
        yield "endColumn", end.column


def _uri(path: str) -> str:
    """Relative to the working directory, else a file URI."""
    near = _output.near(path)
    if Path(near).is_absolute():
        return Path(near).as_uri()
    return quote(os.fsencode(near.replace(os.sep, "/")), safe="/")


def _data(text: str) -> str:
    return _output.printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
