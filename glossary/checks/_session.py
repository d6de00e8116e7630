"""Checking texts from paths to a report: read, check, perhaps fix. Reads files; writing is left to the caller."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from glossary.checks import Finder, House
from glossary.checks._fix import Change, fix
from glossary.checks._run import File, Result, Rule, Typed, check_files, pair_up, place, read_file
from glossary.checks._suppress import Comment, Suppressions, comment
from glossary.errors import FormatError, StoreError
from glossary.formats import HEAD, format_of
from glossary.model import Finding, Location, Progress, Severity, Span
from glossary.stores import files


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in some files.

    Attributes:
        results: In the order of files and lines.
        texts: What the spans of the findings count in, by path.
        checked: The paths that were checked.
        unreadable: Something could not be read, so there may be more to find.
        changes: What the fixes, if they were asked for, make of the files; nothing is written yet.
    """

    results: Sequence[Result] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    checked: Sequence[str] = ()
    unreadable: bool = False
    changes: Sequence[Change] = ()

    def with_terms(
        self, findings: Iterable[Finding], paths: Sequence[str] | None = None, *, unreadable: bool
    ) -> Report:
        """This report and the findings in terms files: all, or those in files of which these are the real paths."""
        own = [
            Result(each, "")
            for each in findings
            if paths is None or each.origin is None or os.path.realpath(each.origin.path) in paths
        ]
        return replace(
            self,
            results=[*own, *self.results],
            checked=(*self.checked, *(paths or {each.finding.origin.path for each in own if each.finding.origin})),
            unreadable=self.unreadable or unreadable,
        )


def check_texts(
    paths: Sequence[str],
    *,
    rules: Sequence[Rule],
    house: House,
    finder: Finder,
    against: Mapping[str, str] | None = None,
    typed: Mapping[str, bytes] | None = None,
    fixing: bool = False,
    written: Typed | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check texts and catalogues.

    Args:
        against: For each text that is a translation, its source text.
        typed: Contents of paths that are no files.
        fixing: Make the fixes, too; the results are then what remains.
        written: What is known of the one text, which is being written.

    Raises:
        UnknownFormatError: A file is in no known format.
    """
    contents = dict(typed or {})
    broken: list[Result] = []
    against = against or {}

    def read_source(data: bytes, path: str) -> File:
        form = format_of(path, data[:HEAD])
        return (written.source if written else read_file)(data, path, form, finder)

    sources = {
        path: file
        for path in dict.fromkeys(against[path] for path in paths if path in against)
        if (file := _opened(path, contents, read_source, broken))
    }

    def read(data: bytes, path: str) -> File:
        form = format_of(path, data[:HEAD])
        source = sources.get(against.get(path, ""))
        if written:
            return written.read(data, path, form, finder, source)
        file = read_file(data, path, form, finder)
        return pair_up(file, source) if source else file

    def check(those: Sequence[File]) -> list[Result]:
        return check_files(those, rules=rules, house=house, beside=tuple(sources.values()), progress=progress)

    opened = [file for path in paths if (file := _opened(path, contents, read, broken))]
    changes: Sequence[Change] = ()
    if fixing:
        opened, results, changes = fix(opened, contents.__getitem__, check, lambda data, file: read(data, file.path))
    else:
        results = check(opened)
    return Report(
        sorted([*dict.fromkeys(broken), *results], key=lambda each: place(each.finding)),
        {file.path: file.text for file in (*sources.values(), *opened)},
        paths,
        bool(broken) or any(f.severity is Severity.ERROR for file in opened for f in file.findings),
        changes,
    )


def ignoring(path: str, data: bytes, rule: str, at: Span, finder: Finder) -> Comment | None:
    """What to insert in a text so that a rule says nothing more about the unit at a place.

    None where that cannot be done: the format has no such comments, or one would be something else there.

    Raises:
        UnknownFormatError, FormatError: It cannot be read.
    """
    file = _file(path, data, finder)
    extents = file.extents()
    number = next((n for n, each in enumerate(extents) if each and each.start <= at.start and at.end <= each.end), None)
    made = None if number is None else comment(file.text, path, file.format.name, extents[number] or at, rule)
    if made is None or number is None:
        return None
    text = file.text[: made.at] + made.text + file.text[made.at :]
    new = _file(path, text.encode(), finder)
    silenced = Suppressions(new.text, new.format.name, new.extents).cover(rule, lambda: number)
    return made if silenced and len(new.pieces) == len(file.pieces) else None


def _opened(
    path: str, contents: dict[str, bytes], read: Callable[[bytes, str], File], broken: list[Result]
) -> File | None:
    """A file; None if it cannot be read, which is a finding."""
    format_of(path)
    try:
        return read(_content(path, contents), path)
    except (FormatError, StoreError) as error:
        where = Location(path, error.line, error.column)
        broken.append(Result(Finding("unreadable", Severity.ERROR, str(error), where), ""))
        return None


def _content(path: str, contents: dict[str, bytes]) -> bytes:
    if path not in contents:
        contents[path] = files.read(Path(path))
    return contents[path]


def _file(path: str, data: bytes, finder: Finder) -> File:
    return read_file(data, path, format_of(path, data[:HEAD]), finder)
