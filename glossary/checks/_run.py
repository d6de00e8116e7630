"""Checks at work: which rules apply, what they look at in a file, and where in the file each finding stands.

A file is read by its format and becomes a `File`: the document that checks see, and what is needed to say where in
the file something is. Checks know nothing of files, settings, comments that silence them or of each other; one that
fails is a finding itself, and the others go on.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import NamedTuple

from glossary.checks import Check, Document, Finder, Flag, House, Over, Pair, Passage, Terms, all_checks
from glossary.checks._subject import Said, Shift, flags_of
from glossary.checks._suppress import Suppressions, unknown_rule
from glossary.errors import ConfigError, FormatError
from glossary.formats import Format
from glossary.model import (
    Concept,
    Finding,
    Lang,
    Location,
    Progress,
    Segment,
    Severity,
    Span,
    TranslationUnit,
    UnitState,
)
from glossary.text.changed import changed
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


class Piece(NamedTuple):
    """A unit of a file, as checks see it.

    Attributes:
        passage: Of a text the passage, of a catalogue the target that is there.
        pair: Of a catalogue, if anybody has confirmed it and uses it.
    """

    unit: TranslationUnit
    shift: Shift
    passage: Passage | None
    pair: Pair | None

    @property
    def line(self) -> int:
        """Where it begins, as its format says; 0 where that is not known."""
        origin = self.unit.origin
        return (origin.line or 0) + self.shift.lines if origin else 0

    @property
    def extent(self) -> Span | None:
        """From where to where it stands in the text of its file; None where that is not known."""
        unit, moved = self.unit, self.shift.offset
        runs = (*unit.source.runs, *(unit.target.runs if unit.target else ()))
        if not runs:
            return None
        return Span(min(run.at for run in runs) + moved, max(run.at + run.width for run in runs) + moved)


@dataclass(eq=False)
class File:
    """A file of text as it was read.

    Attributes:
        text: What spans of its findings count in.
        langs: What its reader says that it is in.
        pieces: All its units.
        findings: What its reader has to say.
        document: What checks see of it.
        untranslated: Pairs whose target is empty; the document has only the others.
        asked: The rules and the style by which what was said of its passages and pairs was said.
    """

    path: str
    text: str
    format: Format
    langs: Sequence[Lang]
    pieces: Sequence[Piece]
    findings: Sequence[Finding]
    document: Document
    untranslated: Sequence[Pair]
    asked: Hashable = None

    @cached_property
    def lines(self) -> Lines:
        """The lines of `text`."""
        return Lines(self.text)

    @cached_property
    def number_of(self) -> Mapping[Shift, int]:
        """The numbers of its units."""
        return {piece.shift: number for number, piece in enumerate(self.pieces)}

    @cached_property
    def translations(self) -> Set[Passage]:
        """The passages that are a translation of something."""
        return {pair.target for pair in (*self.document.pairs, *self.untranslated)}

    def extents(self) -> list[Span | None]:
        """From where to where in `text` each unit stands; None where that is not known."""
        return [piece.extent for piece in self.pieces]

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
    pieces = [_piece(unit, path, form, finder) for unit in resource.units()]
    return _file(path, resource.text, form, resource.langs, pieces, list(resource.findings))


def read_again(before: File, data: bytes, finder: Finder) -> File | None:
    """A file as checks see it, of which only the entries around what has changed are read; the others move over.

    `before` is used up by that. None, and `before` is as it was, where the whole file must be read: its format cannot
    be taken apart there, or something is wrong with it.
    """
    apart, path, form = before.format.apart, before.path, before.format
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    if apart is None or before.findings:
        return None
    was, now = changed(before.text, text)
    old, new = apart(before.text, path, was), apart(text, path, now)
    grown = len(text) - len(before.text)
    if old is None or new is None or (old.head, old.begin, old.end + grown) != (new.head, new.begin, new.end):
        return None
    try:
        middle = read_file((text[: new.head] + text[new.begin : new.end]).encode(), path, form, finder)
    except FormatError:
        return None
    if middle.findings or middle.langs != before.langs:
        return None
    first, last = (
        bisect_left(before.pieces, before.text.count("\n", 0, at) + 1, key=lambda piece: piece.line)
        for at in (old.begin, old.end)
    )
    gone, ahead, behind = before.pieces[first:last], before.pieces[:first], before.pieces[last:]
    names = {piece.unit.id for piece in middle.pieces}
    if names - {piece.unit.id for piece in gone} and any(piece.unit.id in names for piece in (*ahead, *behind)):
        return None
    _remind(middle, filter(None, (each.passage for each in gone)), filter(None, (each.pair for each in gone)))
    _move(middle.pieces, new.begin - new.head, text.count("\n", new.head, new.begin))
    _move(behind, grown, text.count("\n", *now) - before.text.count("\n", *was))
    made = _file(path, text, form, before.langs, [*ahead, *middle.pieces, *behind], [])
    made.asked = before.asked
    return made


def _move(pieces: Iterable[Piece], offset: int, lines: int) -> None:
    for piece in pieces:
        shift = piece.shift
        shift.offset += offset
        shift.lines += lines


def _file(
    path: str, text: str, form: Format, langs: Sequence[Lang], pieces: Sequence[Piece], findings: Sequence[Finding]
) -> File:
    passages = [piece.passage for piece in pieces if piece.passage]
    pairs = [piece.pair for piece in pieces if piece.pair and piece.passage]
    untranslated = [piece.pair for piece in pieces if piece.pair and not piece.passage]
    document = Document(path, _main_language(langs, passages), passages, pairs, form.bilingual)
    return File(path, text, form, langs, pieces, findings, document, untranslated)


def _piece(unit: TranslationUnit, path: str, form: Format, finder: Finder) -> Piece:
    shift = Shift(path)
    if unit.target_lang is None or not form.bilingual:
        return Piece(unit, shift, _passage(unit.source, unit.source_lang, unit, shift, form, finder), None)
    pair = _pair(unit, shift, form, finder) if unit.meta.get("xliff:translate") != "no" else None
    return Piece(unit, shift, pair.target if pair and pair.target.text else None, pair)


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


class Typed:
    """A text that is being written: what is known of it, for the next time that it is checked.

    It holds for one project and one path: other terms may lead to other flags.
    """

    def __init__(self) -> None:
        self._last: File | None = None
        self._sound: File | None = None
        self._source: tuple[bytes, File] | None = None

    def source(self, data: bytes, path: str, form: Format, finder: Finder) -> File:
        """What the text is the translation of, as checks see it.

        Raises:
            FormatError: It cannot be read at all.
        """
        if self._source is None or self._source[0] != data or self._source[1].path != path:
            self._source = data, read_file(data, path, form, finder)
        return self._source[1]

    def read(self, data: bytes, path: str, form: Format, finder: Finder, source: File | None = None) -> File:
        """The text as checks see it now; what was said of those of its passages and pairs that are as before stays.

        Args:
            source: What it is the translation of.

        Raises:
            FormatError: It cannot be read at all.
        """
        sound = self._sound
        file = read_again(sound, data, finder) if sound and sound.format is form else None
        if file is None:
            file = read_file(data, path, form, finder)
            file = pair_up(file, source) if source else file
            if last := self._last:
                _remind(file, last.document.passages, (*last.document.pairs, *last.untranslated))
                file.asked = last.asked
        self._last = file
        if form.apart and not file.findings and file.text.encode() == data:
            self._sound = file
        return file


def _remind(file: File, passages: Iterable[Passage], pairs: Iterable[Pair]) -> None:
    """Tell the passages and pairs of a file what was said of equal ones."""
    those = {passage.likeness: passage for passage in passages}
    for passage in file.document.passages:
        if before := those.get(passage.likeness):
            passage.take_over(before)
    together = {pair.likeness: pair for pair in pairs}
    for pair in (*file.document.pairs, *file.untranslated):
        if (known := together.get(pair.likeness)) and known.unit == pair.unit:
            pair.source.take_over(known.source)
            pair.take_over(known)


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
        asking = _Asking(file, rules, house)
        for done, rule in enumerate(rules):
            asking.ask(rule)
            if progress:
                progress(number * len(rules) + done, (len(files) + 1) * len(rules))
        sheet.add(asking.raised())
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
        self._by_path = {file.path: file for file in (*beside, *files)}
        self._beside = {file.path: file for file in beside}
        self._suppressions = {
            file.path: Suppressions(file.text, file.format.name, file.extents) for file in self._by_path.values()
        }
        self._results: dict[str, list[Result]] = {}

    def add(self, raised: Iterable[_Raised]) -> None:
        for each in raised:
            passage = each.flag.passage or each.passage
            shift = passage.shift if passage else None
            file = self._by_path[shift.path] if shift else None
            if not (file and shift and self._is_suppressed(each.rule.check.rule, file, shift)):
                path = file.path if file else ""
                self._results.setdefault(path, []).append(_result(each, passage, file))

    def _is_suppressed(self, rule: str, file: File, shift: Shift) -> bool:
        return self._suppressions[file.path].cover(rule, lambda: self._number(file, shift))

    def _number(self, file: File, shift: Shift) -> int:
        """That of a unit; one of a source that is checked as well may be known from there only."""
        number = file.number_of.get(shift)
        return self._beside[file.path].number_of[shift] if number is None else number

    def results(self, rules: Sequence[Rule]) -> list[Result]:
        by_name = {rule.check.rule: rule for rule in rules}
        for file in self._files:
            lines, last = cache(file.lines.line), len(file.lines)
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


class _Asking:
    """Asks the rules about passages and pairs alone; only of those of which they have not said anything yet."""

    def __init__(self, file: File, rules: Sequence[Rule], house: House) -> None:
        self._rules, self._house = rules, house
        self._texts, self._pairs = file.document.passages, [*file.document.pairs, *file.untranslated]
        self._all: Sequence[Passage | Pair] = [*self._texts, *self._pairs]
        asked = tuple(rules), house
        if file.asked != asked:
            for each in self._all:
                each.said = None
            file.asked = asked
        self._new_texts = [passage for passage in self._texts if passage.said is None]
        self._new_pairs = [pair for pair in self._pairs if pair.said is None]
        self._said: dict[Passage | Pair, list[Said]] = {each: [] for each in self._all if each.said is None}
        self._failed: dict[Passage | Pair, None] = {}
        self._failures: list[_Raised] = []

    def ask(self, rule: Rule) -> None:
        """Let a rule say what it has to say; if it fails, that is said once."""
        check, failed = rule.check, False
        subjects: Sequence[Passage | Pair] = ()
        if check.over is Over.TEXT:
            subjects = self._new_texts
        elif check.over is Over.PAIR:
            subjects = [pair for pair in self._new_pairs if check.empty or pair.target.text]
        for subject in subjects:
            said = self._said[subject]
            try:
                for flag in check.run(subject, self._house):
                    said.append(Said(rule, flag))
            except Exception as error:
                self._failed[subject] = None
                if not failed:
                    self._failures.append(_failure(rule, error, _passage_of(subject)))
                failed = True

    def raised(self) -> list[_Raised]:
        """What all rules have said now or before, rule by rule. Of whom one failed, all are asked again next time."""
        for subject, said in self._said.items():
            subject.said = said or ()
        found = [
            _Raised(rule, flag, _passage_of(subject))
            for subject in self._all
            if subject.said
            for rule, flag in subject.said
        ]
        for subject in self._failed:
            subject.said = None
        order = {rule.check.rule: number for number, rule in enumerate(self._rules)}
        return [*sorted(found, key=lambda each: order[each.rule.check.rule]), *self._failures]


def _passage_of(subject: Passage | Pair) -> Passage:
    return subject if isinstance(subject, Passage) else subject.target


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


def _result(raised: _Raised, passage: Passage | None, file: File | None) -> Result:
    check, flag = raised.rule.check, raised.flag
    severity = raised.rule.severity_of(flag)
    if passage is None or file is None:
        return Result(Finding(check.rule, severity, flag.message), "")
    text = passage.text
    span = passage.place(flag.span or Span(0, len(text)))
    origin = file.locate(span.start) if span else passage.origin or Location(file.path)
    replacements: tuple[str, ...] = ()
    fixable = False
    if flag.span and span:
        refused = file.format.cannot_hold
        replacements = tuple(file.format.escape(text) for text in flag.replacements if not (refused and refused(text)))
        written = file.format.escape(text[flag.span.start : flag.span.end])
        fixable = (
            flag.fixable
            and len(replacements) == len(flag.replacements) > 0
            and file.text[span.start : span.end] == written
            and not (file.format.bilingual and passage not in file.translations)
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


def _passage(
    segment: Segment, lang: Lang, unit: TranslationUnit, shift: Shift, form: Format, finder: Finder
) -> Passage:
    kind = "string" if form.bilingual else unit.context or "paragraph"
    flags = flags_of(unit, bilingual=form.bilingual)
    return Passage(segment, lang, kind=kind, origin=unit.origin, flags=flags, finder=finder, shift=shift)


_NOTHING = Segment(())


def _pair(unit: TranslationUnit, shift: Shift, form: Format, finder: Finder) -> Pair | None:
    """None for what nobody has confirmed (fuzzy) or uses any more (obsolete)."""
    assert unit.target_lang is not None
    target = unit.target or _NOTHING
    if unit.meta.get("po:obsolete") or (unit.state is UnitState.INITIAL and target.raw):
        return None
    source = _passage(unit.source, unit.source_lang, unit, shift, form, finder)
    other = _passage(target, unit.target_lang, unit, shift, form, finder)
    return Pair(source, other, unit, _sources(source, unit, shift, form, finder))


def _sources(source: Passage, unit: TranslationUnit, shift: Shift, form: Format, finder: Finder) -> tuple[Passage, ...]:
    """The singular and the plural of a catalogue; else the source alone."""
    texts = [unit.meta[name] for name in ("po:msgid", "po:msgid_plural") if name in unit.meta]
    if len(texts) < 2:
        return (source,)
    return tuple(
        source if text == source.text else _passage(Segment((text,)), unit.source_lang, unit, shift, form, finder)
        for text in texts
    )


def _main_language(langs: Sequence[Lang], passages: Sequence[Passage]) -> Lang:
    counts = Counter(passage.lang for passage in passages)
    return max(counts, key=lambda lang: counts[lang]) if counts else langs[-1] if langs else EN
