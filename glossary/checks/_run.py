"""Checks at work: which rules apply, what they look at in a file, and where in the file each finding stands.

A file is read by its format and becomes a `File`: the document that checks see, and what is needed to say where in
the file something is. Checks know nothing of files, settings, comments that silence them or of each other; one that
fails is a finding itself, and the others go on.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from glossary.checks import Check, Document, Finder, Flag, House, Over, Pair, Passage, Terms, all_checks
from glossary.checks._subject import flags_of
from glossary.checks._suppress import Suppressions, unknown_rule
from glossary.errors import ConfigError
from glossary.formats import Format
from glossary.model import (
    Concept,
    Finding,
    Lang,
    Location,
    Progress,
    Resource,
    Segment,
    Severity,
    Span,
    TranslationUnit,
    UnitState,
)
from glossary.text.language import EN
from glossary.text.lines import Lines

INTERNAL_ERROR = "internal-error"


class Rule(NamedTuple):
    """A check that is to run, and the severity that the settings give it, if any."""

    check: Check
    severity: Severity | None = None

    def severity_of(self, flag: Flag) -> Severity:
        """How much a flag matters: as the settings say, else as it says itself, else as the check does."""
        return self.severity or flag.severity or self.check.severity


class Result(NamedTuple):
    """A finding, and the text of the passage that it is about, by which a baseline knows it again."""

    finding: Finding
    passage: str


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """A file of text as it was read.

    Attributes:
        text: What spans of its findings count in.
        untranslated: Pairs whose target is empty; the document has only the others.
        extents: From where to where in `text` each unit stands; None where that is not known.
        unit_of: The number of the unit that a passage belongs to.
        findings: What its reader has to say.
    """

    path: str
    text: str
    format: Format
    document: Document
    untranslated: Sequence[Pair]
    extents: Sequence[Span | None]
    unit_of: Mapping[Passage, int]
    findings: Sequence[Finding]
    lines: Lines

    def locate(self, offset: int) -> Location:
        """Line and column of an offset in `text`."""
        return self.lines.location(offset, self.path)


def choose(
    settings: Mapping[str, str] | None = None,
    *,
    only: Sequence[str] = (),
    without: Sequence[str] = (),
    path: str | None = None,
) -> tuple[Rule, ...]:
    """The rules that are to run.

    Args:
        settings: "off", "on" or a severity for some of them.
        only: If there are any, these and no others; also those that are off.
        without: Not these.
        path: The file of the settings, for messages.

    Raises:
        ConfigError: There is no such rule.
    """
    settings = settings or {}
    _refuse_unknown(settings, path)
    _refuse_unknown((*only, *without), None)
    return tuple(
        Rule(check, Severity(level) if level in list(Severity) else None)
        for check in all_checks()
        for level in (settings.get(check.rule, "on" if check.on else "off"),)
        if (check.rule in only if only else level != "off") and check.rule not in without
    )


def check_terms(
    concepts: Sequence[Concept],
    *,
    languages: tuple[Lang, ...],
    known_ids: Iterable[str] = (),
    rules: Sequence[Rule],
) -> list[Finding]:
    """What the checks over terms find, in the order of the files."""
    terms = Terms(concepts, languages, frozenset(known_ids))
    found = [
        Finding(rule.check.rule, rule.severity or rule.check.severity, message, origin)
        for rule in rules
        if rule.check.over is Over.TERMS
        for origin, message in rule.check.run(terms)
    ]
    return sorted(found, key=place)


def read_file(data: bytes, path: str, form: Format, finder: Finder) -> File:
    """A file as checks see it.

    Raises:
        FormatError: It cannot be read at all.
    """
    resource = form.read(data, path)
    units = list(resource.units())
    passages, pairs, untranslated = [], [], []
    unit_of: dict[Passage, int] = {}
    for number, unit in enumerate(units):
        if unit.target_lang is None or not form.bilingual:
            passage = _passage(unit.source, unit.source_lang, unit, form, finder)
            passages.append(passage)
            unit_of[passage] = number
            continue
        pair = None if unit.meta.get("xliff:translate") == "no" else _pair(unit, form, finder)
        if pair is None:
            continue
        unit_of.update(dict.fromkeys((pair.source, pair.target, *pair.sources), number))
        if pair.target.text:
            passages.append(pair.target)
            pairs.append(pair)
        else:
            untranslated.append(pair)
    return File(
        path,
        resource.text,
        form,
        Document(path, _main_language(resource, passages), passages, pairs),
        untranslated,
        [_extent(unit) for unit in units],
        unit_of,
        list(resource.findings),
        Lines(resource.text),
    )


def pair_up(file: File, source: File) -> File:
    """A text as the translation of another: its blocks are aligned with those of the source, or have nothing there."""
    from glossary.matching.align import Block, align, merged

    ours, theirs = ([Block(p.kind, p.text, p.lang) for p in each.document.passages] for each in (source, file))
    pairs: list[Pair] = []
    left_out: list[Pair] = []
    aligned = align(ours, theirs)
    beside = merged(ours, theirs, aligned)
    together: dict[int, list[int]] = {}
    for at in range(len(ours)):
        together.setdefault(beside.get(at, at), []).append(at)
    for here, there in aligned:
        if here is None or here in beside:
            continue
        one = _joined([source.document.passages[at] for at in together[here]])
        other = Passage(Segment(()), file.document.lang) if there is None else file.document.passages[there]
        unit = TranslationUnit(one.segment, other.segment, one.lang, other.lang, UnitState.TRANSLATED)
        (left_out if there is None else pairs).append(Pair(one, other, unit, (one,)))
    return replace(file, document=replace(file.document, pairs=pairs), untranslated=left_out)


def _joined(passages: Sequence[Passage]) -> Passage:
    """Passages that are translated together, as one."""
    if len(passages) == 1:
        return passages[0]
    parts = [part for passage in passages for part in (*passage.segment.parts, "\n")]
    first = passages[0]
    return Passage(
        Segment(tuple(parts[:-1])),
        first.lang,
        kind=first.kind,
        origin=first.origin,
        flags=first.flags,
        finder=first.finder,
    )


class Said:
    """What rules about a passage alone said of the passages of a text, for the next time that it is checked.

    It holds for one project and one path: other terms or another house style may lead to other flags.
    """

    def __init__(self) -> None:
        self._passages: dict[Hashable, Passage] = {}

    def remind(self, file: File) -> None:
        """Tell the passages of a file what was said of equal ones; what is not in the file any more is forgotten."""
        now: dict[Hashable, Passage] = {}
        for passage in file.document.passages:
            key = (passage.kind, passage.lang, passage.flags, passage.segment)
            passage.said = {}
            if before := now.get(key) or self._passages.get(key):
                passage.take_over(before)
            now.setdefault(key, passage)
        self._passages = now


def check_files(
    files: Sequence[File],
    *,
    rules: Sequence[Rule],
    house: House,
    beside: Sequence[File] = (),
    progress: Progress | None = None,
) -> list[Result]:
    """What the checks find in files, readers' findings included, file by file and from top to bottom.

    Args:
        beside: Files that passages of pairs come from, and that are not checked themselves.
        progress: Told after each rule.
    """
    sheet = _Sheet(files, beside)
    for number, file in enumerate(files):
        for done, rule in enumerate(rules):
            sheet.add(_over_file(rule, file, house))
            if progress:
                progress(number * len(rules) + done, (len(files) + 1) * len(rules))
    documents = [file.document for file in files]
    for rule in rules:
        if rule.check.over is Over.FILES:
            sheet.add(_over_documents(rule, documents, house))
    return sheet.results(rules)


def place(finding: Finding) -> tuple[str, int, int]:
    """For sorting: by file, line, column."""
    origin = finding.origin
    return (origin.path, origin.line or 0, origin.column or 0) if origin else ("", 0, 0)


class _Raised(NamedTuple):
    """A flag, by which rule, on which passage; the passage is None for a failed rule without one."""

    rule: Rule
    flag: Flag
    passage: Passage | None


class _Sheet:
    """Collects what is flagged and turns it into findings with a place."""

    def __init__(self, files: Sequence[File], beside: Sequence[File]) -> None:
        self._files = files
        self._file_of = {passage: file for file in (*beside, *files) for passage in file.unit_of}
        self._suppressions = {file.path: Suppressions(file.text, file.format.bilingual, file.extents) for file in files}
        self._results: dict[str, list[Result]] = {}
        catalogues = [file for file in files if file.format.bilingual]
        self._sources = {passage for file in catalogues for passage in file.unit_of} - {
            pair.target for file in catalogues for pair in (*file.document.pairs, *file.untranslated)
        }

    def add(self, raised: Iterable[_Raised]) -> None:
        for each in raised:
            passage = each.flag.passage or each.passage
            file = self._file_of.get(passage) if passage else None
            suppressed = (
                file is not None
                and passage is not None
                and file.path in self._suppressions
                and self._suppressions[file.path].cover(each.rule.check.rule, file.unit_of[passage])
            )
            if not suppressed:
                path = file.path if file else ""
                self._results.setdefault(path, []).append(_result(each, passage, file, self._sources))

    def results(self, rules: Sequence[Rule]) -> list[Result]:
        by_name = {rule.check.rule: rule for rule in rules}
        for file in self._files:
            lines, last = cache(file.lines.line), len(file.lines.spans)
            own = [
                Result(each, lines(each.origin.line) if each.origin and 0 < (each.origin.line or 0) <= last else "")
                for each in file.findings
            ]
            for name, message, span in self._suppressions[file.path].problems(set(by_name)):
                rule = by_name[name]
                origin = file.locate(span.start)
                finding = Finding(name, rule.severity or rule.check.severity, message, origin, span)
                own.append(Result(finding, file.text[span.start : span.end]))
            self._results[file.path] = own + self._results.get(file.path, [])
        return sorted((each for all in self._results.values() for each in all), key=lambda each: place(each.finding))


def _over_file(rule: Rule, file: File, house: House) -> Iterator[_Raised]:
    check = rule.check
    if check.over is Over.TEXT:
        yield from _over_each(rule, ((passage, passage) for passage in file.document.passages), house, _remembered)
    elif check.over is Over.PAIR:
        pairs = [*file.document.pairs, *file.untranslated] if check.empty else file.document.pairs
        yield from _over_each(rule, ((pair, pair.target) for pair in pairs), house)


def _remembered(check: Check, passage: Any, house: House) -> Iterable[Flag]:
    """What a check says about a passage, or said about an equal one; flags about others are not remembered."""
    said: dict[str, tuple[Any, ...]] | None = passage.said
    if said is None:
        return check.run(passage, house)
    if check.rule not in said:
        flags: tuple[Flag, ...] = tuple(check.run(passage, house))
        if any(flag.passage for flag in flags):
            return flags
        said[check.rule] = flags
    return said[check.rule]


def _over_each(
    rule: Rule,
    subjects: Iterable[tuple[Passage | Pair, Passage]],
    house: House,
    flags: Callable[[Check, Any, House], Iterable[Flag]] = lambda check, subject, house: check.run(subject, house),
) -> Iterator[_Raised]:
    """What a check says about each subject; if it fails, that is said once."""
    failed = False
    for subject, passage in subjects:
        try:
            for flag in flags(rule.check, subject, house):
                yield _Raised(rule, flag, passage)
        except Exception as error:
            if not failed:
                yield _failure(rule, error, passage)
            failed = True


def _over_documents(rule: Rule, documents: Sequence[Document], house: House) -> Iterator[_Raised]:
    try:
        for flag in rule.check.run(documents, house):
            yield _Raised(rule, flag, None)
    except Exception as error:
        yield _failure(rule, error, None)


def _failure(rule: Rule, error: Exception, passage: Passage | None) -> _Raised:
    if os.environ.get("GLOSS_DEBUG"):
        raise error
    message = f"the rule '{rule.check.rule}' failed ({type(error).__name__}: {error}); GLOSS_DEBUG=1 shows where"
    broken = replace(rule.check, rule=INTERNAL_ERROR, severity=Severity.ERROR)
    return _Raised(Rule(broken), Flag(message), passage)


def _result(raised: _Raised, passage: Passage | None, file: File | None, sources: Set[Passage]) -> Result:
    check, flag = raised.rule.check, raised.flag
    severity = raised.rule.severity_of(flag)
    if passage is None or file is None:
        return Result(Finding(check.rule, severity, flag.message), "")
    text = passage.text
    span = passage.segment.place(flag.span or Span(0, len(text)))
    origin = file.locate(span.start) if span else passage.origin or Location(file.path)
    replacements: tuple[str, ...] = ()
    fixable = False
    if flag.span and span:
        replacements = tuple(map(file.format.escape, flag.replacements))
        written = file.format.escape(text[flag.span.start : flag.span.end])
        fixable = (
            flag.fixable
            and bool(replacements)
            and file.text[span.start : span.end] == written
            and passage not in sources
            and not (check.over is Over.TEXT and _meets_code(flag.span, passage))
        )
    return Result(Finding(check.rule, severity, flag.message, origin, span, replacements, fixable), text)


def _meets_code(span: Span, passage: Passage) -> bool:
    """Whether a part of it, or the place between two characters that it is, lies within a code."""
    number = bisect_left(passage.codes, max(span.end, span.start + 1), key=lambda code: code.span.start) - 1
    return number >= 0 and passage.codes[number].span.end > span.start and passage.codes[number].span.start < span.end


def _refuse_unknown(names: Iterable[str], path: str | None) -> None:
    known = {check.rule for check in all_checks()}
    for name in names:
        if name not in known:
            raise ConfigError(unknown_rule(name), path=path)


def _passage(segment: Segment, lang: Lang, unit: TranslationUnit, form: Format, finder: Finder) -> Passage:
    kind = "string" if form.bilingual else unit.context or "paragraph"
    return Passage(
        segment, lang, kind=kind, origin=unit.origin, flags=flags_of(unit, bilingual=form.bilingual), finder=finder
    )


_NOTHING = Segment(())


def _pair(unit: TranslationUnit, form: Format, finder: Finder) -> Pair | None:
    """None for what nobody has confirmed (fuzzy) or uses any more (obsolete)."""
    assert unit.target_lang is not None
    target = unit.target or _NOTHING
    if unit.meta.get("po:obsolete") or (unit.state is UnitState.INITIAL and target.raw):
        return None
    source = _passage(unit.source, unit.source_lang, unit, form, finder)
    other = _passage(target, unit.target_lang, unit, form, finder)
    return Pair(source, other, unit, _sources(source, unit, form, finder))


def _sources(source: Passage, unit: TranslationUnit, form: Format, finder: Finder) -> tuple[Passage, ...]:
    """The singular and the plural of a catalogue; else the source alone."""
    texts = [unit.meta[name] for name in ("po:msgid", "po:msgid_plural") if name in unit.meta]
    if len(texts) < 2:
        return (source,)
    return tuple(
        source if text == source.text else _passage(Segment((text,)), unit.source_lang, unit, form, finder)
        for text in texts
    )


def _extent(unit: TranslationUnit) -> Span | None:
    runs = (*unit.source.runs, *(unit.target.runs if unit.target else ()))
    return Span(min(run.at for run in runs), max(run.at + run.width for run in runs)) if runs else None


def _main_language(resource: Resource, passages: Sequence[Passage]) -> Lang:
    counts: dict[Lang, int] = {}
    for passage in passages:
        counts[passage.lang] = counts.get(passage.lang, 0) + 1
    return max(counts, key=lambda lang: counts[lang]) if counts else resource.langs[-1] if resource.langs else EN
