"""Rows of a table as concepts or as translation units: what every glossary in a spreadsheet has in common.

The columns say which it is. A table with `location`, `fuzzy`, `context`, `state` or `key`, and without any column that
only glossaries have (definition, status, part of speech, …), is a catalogue of translations: each row a unit, its
comments the note, its location in `meta`. Every other table is a glossary, in one of three shapes:

- `term` and `lang`: a term on each row. Rows with the same id are one concept; its definition, note and the like stand
  on any of them, usually the first. This is how `_table_writing` writes, and all that a concept says comes back.
- A column for each language (`en`, `Term [zh-CN]`, 英文术语), or `source` and `target`: a concept on each row. A column
  for one language (`Part of Speech [en]`, `en_description`, `notes` behind each language) says something of its terms;
  `forbidden` and `status` are those of the translation, or of all terms where the table has a `term` beside its
  languages. Without ids, rows with the same source and nothing that tells them apart are one concept.
- No names at all: source, target and note; or source, target and the languages of both.

Translations are written as a catalogue, in columns that Weblate and translate-toolkit know, too (`_table_writing`). A
catalogue with a column for each of several languages gives a unit for each further language, one with a single language
units without a translation. Which columns are meant may be said from outside (`langs`), and what languages those are in
that name none.

Text stays as typed. Yes and no are read in several languages. What means nothing is named and left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple, NoReturn

from glossary.errors import FormatError, LanguageError
from glossary.formats import Pair
from glossary.formats._columns import OF_TERMS, OF_UNITS, TEXTS, Column, Kind, column, columns, squeezed
from glossary.formats._languages import Named, languages, named_language, named_pair
from glossary.formats._reading import Findings
from glossary.formats._table_carries import carried
from glossary.formats._table_drafts import Draft, agree
from glossary.formats._table_values import NO, STATES, VALUES, YES, status_of
from glossary.formats._table_writing import LOCATION, MARK, RUN, listed
from glossary.model import (
    USABLE,
    Case,
    Concept,
    Lang,
    Location,
    Resource,
    Segment,
    Severity,
    TermStatus,
    TermType,
    TranslationUnit,
    UnitState,
)
from glossary.text.forms import is_case_sensitive
from glossary.text.language import EN, ZH_HANS, fallbacks, in_order, is_chinese, parse, primary, sort_key
from glossary.text.patterns import lazy
from glossary.text.script import is_han, language_of

ROW, COLUMNS, VALUE = "table-row", "table-columns", "table-value"
"""The rules of findings: a row that cannot be read, a column or a cell that means nothing."""

JUDGED = 200
"""Rows by which languages are judged."""

_MARKED = lazy("'+[-=+@|%\\t\\r\\n\\uff1d\\uff0b\\uff0d\\uff20]")
_FIRST_ROWS = 10
"""Among these the names of the columns are looked for, below a title or an empty row."""


class Row(NamedTuple):
    """A row, and where it begins: its line, and its offset in the text where there is one."""

    line: int
    cells: Sequence[str]
    at: int = 0


Place = Callable[[Row, int], tuple[int, int]]
"""Line and column of a cell of a row."""


def resource(
    rows: Sequence[Row],
    path: str,
    place: Place,
    findings: Findings,
    columns: Sequence[Column | None] = (),
    langs: Pair | None = None,
    of_units: bool = False,
) -> Resource:
    """The entries of a table.

    Args:
        rows: All of them.
        path: What messages call the file; its name may say the languages.
        place: Where a cell stands.
        findings: What was wrong so far, and takes what else is.
        columns: What they are, where the rows do not say it themselves.
        langs: Source and target of the translations that are wanted, and of columns that name no language.
        of_units: It holds translations, whatever its columns look like.

    Raises:
        FormatError: It is no table of terms or translations, or its languages cannot be told apart.
    """
    rows = [row for row in rows if any(row.cells)]
    if not any(cell.strip() for row in rows for cell in row.cells):
        return Resource((), findings=findings.all)
    table = _Table(rows, path, place, findings, columns, langs, of_units=of_units)
    entries: list[Concept] | list[TranslationUnit]
    if table.is_catalogue:
        entries = list(table.units())
        there = in_order(lang for unit in entries for lang in (unit.source_lang, unit.target_lang) if lang)
    else:
        entries = table.concepts()
        there = in_order(term.lang for concept in entries for term in concept.terms)
    findings.finish(ROW, "more such places up to here", rows[-1].line)
    return Resource(entries, langs=tuple(there), findings=findings.all, carries=table.carries)


def changed_cells(
    rows: Sequence[Row], path: str, known: Sequence[TranslationUnit], units: Iterable[TranslationUnit]
) -> Iterator[tuple[Row, dict[int, str]]]:
    """The cells that say something else when some units of a table are others, by row and column.

    Args:
        rows: All of them.
        path: As when it was read.
        known: The units of the table.
        units: Other ones of the same places and languages.

    Raises:
        ValueError: A unit is not in the table.
    """
    by_place = {_place_of(unit): unit for unit in known}
    news: dict[int | None, list[tuple[TranslationUnit, TranslationUnit]]] = {}
    for unit in units:
        old = by_place.get(_place_of(unit))
        if old is None or (old.id, old.source) != (unit.id, unit.source):
            raise ValueError(f"{unit.source.raw!r} is not in the table; add it there first")
        if (old.target, old.state) != (unit.target, unit.state):
            news.setdefault(_place_of(unit)[0], []).append((old, unit))
    if not news:
        return
    rows = [row for row in rows if any(row.cells)]
    table = _Table(rows, path, lambda row, _: (row.line, 1), Findings(path), (), None, of_units=True)
    for row in rows:
        cells: dict[int, str] = {}
        for old, unit in news.get(row.line, ()):
            cells |= table.cells_of(row, old, unit)
        if cells:
            yield row, cells


def _place_of(unit: TranslationUnit) -> tuple[int | None, Lang | None]:
    return unit.origin.line if unit.origin else None, unit.target_lang


def is_glossary(cells: Sequence[str]) -> bool:
    """Whether a first row names columns that only a glossary has, or ids beside languages (`id` and one are two)."""
    found = columns([cell.removeprefix(MARK) for cell in cells]) or []
    kinds = {each.kind for each in found if each and (each.is_word or each.kind not in TEXTS)}
    langs = [each for each in found if each and each.lang and each.kind in TEXTS]
    return bool(kinds & (OF_TERMS | {Kind.TERM})) or (Kind.ID in kinds and len(langs) > 1)


class _Text(NamedTuple):
    """A column of terms or translations, by its number; its language is None where each row names one."""

    at: int
    kind: Kind
    lang: Lang | None


class _UnclearError(Exception):
    """Nobody knows whether the terms of a row may be used, which has been told."""


class _Table:
    """A table that is read once.

    Attributes:
        is_catalogue: Its rows are translation units.
        carries: What its columns say of concepts without doubt; None: everything.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        path: str,
        place: Place,
        findings: Findings,
        columns: Sequence[Column | None],
        langs: Pair | None,
        *,
        of_units: bool = False,
    ) -> None:
        self._path, self._place, self._findings, self._wanted = path, place, findings, langs
        at, named = (0, None) if columns else _names(rows)
        self._rows = rows[at + 1 :] if named else rows
        self._marked = bool(named) and rows[at].cells[0].startswith(MARK)
        self._is_named = bool(named)
        self._columns = named or list(columns) or _unnamed(rows, path)
        words = {each.kind for each in self._columns if each and each.is_word}
        self.is_catalogue = bool(words & OF_UNITS) and not words & (OF_TERMS | {Kind.TERM})
        self._is_by_row = {Kind.TERM, Kind.LANG} <= {each.kind for each in self._columns if each and not each.lang}
        self.is_catalogue |= of_units and not self._is_by_row
        self._is_weblate = {Kind.LOCATION, Kind.FUZZY} <= words and Kind.SOURCE_LANG not in words
        self._index = {each.kind: index for index, each in reversed(list(enumerate(self._columns))) if each}
        if named:
            self._report_names(rows[: at + 1])
        self._texts = [] if self._is_by_row else self._text_columns()
        self._langs = in_order(text.lang for text in self._texts if text.lang)
        read = {text.at for text in self._texts}
        about = self._about()
        self._others = [(at, each) for at, each in enumerate(about) if each and at not in read]
        self.carries = carried(about, is_by_row=self._is_by_row)
        base = [text for text in self._texts if self._columns[text.at] == Column(Kind.TERM)]
        self._is_of_all = bool(base) and len(self._texts) > 1 and Kind.TARGET not in words

    def units(self) -> Iterator[TranslationUnit]:
        """Each row as a unit, or as one for each further language, of the languages that are wanted."""
        source, targets = self._texts[0], self._texts[1:]
        if not targets:
            self._report_all(f"one column of texts, in {source.lang}, so there are no translations", Severity.INFO)
        elif self._wanted:
            source, targets = self._chosen(self._wanted)
        given = not self._rows
        for row in self._cells():
            texts = {text.at: self._bare(row.cells[text.at]) for text in self._texts}
            if not any(texts[text.at] for text in (source, *targets)):
                self._report(ROW, "no text in this row; it is left out", row, source.at)
                continue
            if not texts[source.at]:
                self._report(ROW, "no source in this row; add it", row, source.at, Severity.WARNING)
            for target in targets or (None,):
                if unit := self._unit(row, texts[source.at], source, target, texts[target.at] if target else ""):
                    given = True
                    yield unit
        if self._wanted and targets and not given:
            self._report_all(f"nothing from {self._wanted[0]} into {self._wanted[1]} in this table", Severity.WARNING)

    def cells_of(self, row: Row, old: TranslationUnit, unit: TranslationUnit) -> dict[int, str]:
        """The cells of a row that say something else when its unit is another one, by column."""
        cells: dict[int, str] = {}
        target = next((text for text in self._texts[1:] if text.lang in (None, unit.target_lang)), None)
        if target is None:
            raise ValueError(f"{unit.source.raw!r} has no column for a translation; add one")
        said = unit.target.raw if unit.target else ""
        if said != (old.target.raw if old.target else ""):
            cells[target.at] = self._as_cell(said)
        if (named := self._index.get(Kind.TARGET_LANG)) is not None and target.lang is None and not _cell(row, named):
            cells[named] = unit.target_lang or ""
        is_draft, fuzzy, state = (
            unit.state is UnitState.INITIAL,
            self._index.get(Kind.FUZZY),
            self._index.get(Kind.STATE),
        )
        was_fuzzy = fuzzy is not None and _cell(row, fuzzy).strip().lower() not in ("", *NO)
        if fuzzy is not None and (was_fuzzy if not is_draft else said and not was_fuzzy):
            cells[fuzzy] = "True" if is_draft else ""
        usual = UnitState.TRANSLATED if said else UnitState.INITIAL
        if state is not None and STATES.get(squeezed(_cell(row, state)), usual) is not unit.state:
            cells[state] = unit.state.value
        return cells

    def _as_cell(self, text: str) -> str:
        """A text with the marks that this table puts to what a spreadsheet would run."""
        if self._is_weblate and RUN.match(text):
            return f"'{text}'"
        return MARK + text if self._marked and RUN.match(text) else text

    def _chosen(self, langs: Pair) -> tuple[_Text, list[_Text]]:
        """The columns in these languages.

        Raises:
            FormatError: There are none.
        """
        sources = _in(langs[0], self._texts)
        targets = _in(langs[1], [text for text in self._texts if text not in sources[:1]])
        if not sources or not targets:
            there = ", ".join(self._langs)
            message = f"no columns for {langs[0]} and {langs[1]}; the table has {there}, choose two of them with --lang"
            raise FormatError(message, path=self._path, line=1)
        return sources[0], targets

    def concepts(self) -> list[Concept]:
        """The concepts of all rows."""
        if self._is_by_row:
            drafts, order = self._drafts_by_row(), None
        else:
            drafts, order = self._merged(filter(None, map(self._draft, self._cells()))), sort_key
        found = []
        for draft in drafts:
            if draft.terms:
                found.append(draft.concept(order))
            elif not draft.is_refused:
                message = "no term in this row, nor in another one with the same id; it is left out"
                self._findings.add(ROW, Severity.ERROR, message, draft.origin.line or 1)
        return found

    # what the columns are

    def _report_names(self, rows: Sequence[Row]) -> None:
        """Name titles above the names, and columns that mean nothing here or are there twice."""
        for row in rows[:-1]:
            self._report(ROW, "a title above the names of the columns; it is left out", row, 0, Severity.INFO)
        names, seen = rows[-1], dict[Column, int]()
        for index, each in enumerate(self._columns):
            name = names.cells[index].strip()
            used = any(len(row.cells) > index and row.cells[index].strip() for row in self._rows)
            if each is None and used:
                what = f"the column {name!r} means" if name else f"column {index + 1} has no name, so it means"
                self._report(COLUMNS, f"{what} nothing here and is left out", names, index, Severity.WARNING)
            elif each and not self.is_catalogue and each.kind in _UNUSED and used:
                message = f"the column {name!r} means nothing in a glossary and is left out"
                self._report(COLUMNS, message, names, index, Severity.WARNING)
            if each and each in seen and each.kind not in _OFTEN:
                line, column = self._place(names, index)
                message = f"the column {name!r} is there twice; rename or remove one"
                raise FormatError(message, path=self._path, line=line, column=column)
            if each:
                seen.setdefault(each, index)

    def _text_columns(self) -> list[_Text]:
        """The columns of terms, source first, and their languages: as named, by the name of the file, by letters."""
        found = [(at, each) for at, each in enumerate(self._columns) if each and each.kind in TEXTS]
        found.sort(key=lambda pair: pair[1].kind is Kind.TARGET)
        found.sort(key=lambda pair: pair[1].kind is not Kind.SOURCE)
        by_row = {Kind.SOURCE: Kind.SOURCE_LANG, Kind.TARGET: Kind.TARGET_LANG}
        named = [each.lang for _, each in found]
        if len(found) == 2 and (pair := self._wanted or (None if any(named) else named_pair(self._path))):
            named = [name or Named(lang) for name, lang in zip(named, pair, strict=True)]
        texts, guessed = [], False
        for (at, each), name in zip(found, named, strict=True):
            if by_row.get(each.kind) in self._index:
                texts.append(_Text(at, each.kind, None))
                continue
            sample = [row.cells[at] for row in self._rows[:JUDGED] if len(row.cells) > at]
            guessed = guessed or not name
            texts.append(_Text(at, each.kind, _language(name, sample, self._path)))
        known = [text.lang for text in texts if text.lang]
        for number, text in enumerate(texts):
            if text.lang == _UNKNOWN:
                known = [lang for lang in known if lang != _UNKNOWN]
                other = EN if not known or is_chinese(known[0]) else ZH_HANS
                texts[number] = text._replace(lang=other)
        if guessed and len(texts) == 2 and texts[0].lang == texts[1].lang is not None:
            message = (
                f"both columns look like {texts[0].lang}; name their languages in a first line (en,zh-Hans), in the "
                "name of the file (en-zh-Hans.csv) or with --lang en:zh-Hans"
            )
            line, column = self._place(self._rows[0], texts[1].at) if self._rows else (1, 1)
            raise FormatError(message, path=self._path, line=line, column=column)
        return texts

    def _about(self) -> list[Column | None]:
        """The columns with what they are about: notes that come again belong to the language before them.

        A description in a language, beside a column of definitions, is one of the term.
        """
        often = Counter(each.kind for each in self._columns if each and not each.lang)
        is_defined = any(each and each.kind is Kind.DEFINITION and each.is_sure for each in self._columns)
        about, before = list[Column | None](), None
        for each in self._columns:
            if each and each.kind in TEXTS:
                before = each.lang
            elif each and not each.lang and before and each.kind in _BEHIND and often[each.kind] > 1:
                each = each._replace(lang=before)
            if each and each.kind is Kind.DEFINITION and each.lang and not each.is_sure and is_defined:
                each = Column(Kind.NOTE, each.lang)
            about.append(each)
        return about

    # rows

    def _cells(self) -> Iterator[Row]:
        """The rows that can be read, each with as many cells as there are columns."""
        size = len(self._columns)
        for row in self._rows:
            cells = row.cells
            if len(cells) > size and any(cells[size:]):
                message = f"{len(cells)} cells in {size} columns; put text that holds a separator in double quotes"
                self._report(ROW, f"{message}; this row is left out", row, size)
                continue
            if len(cells) < size:
                if self._is_named and sum(bool(cell.strip()) for cell in cells) > 1:
                    message = f"{len(cells)} cells in {size} columns; the others are taken as empty"
                    self._report(ROW, message, row, 0, Severity.WARNING)
                cells = [*cells, *("",) * (size - len(cells))]
            if self._marked:
                cells = [cell[1:] if _MARKED.match(cell) else cell for cell in cells]
            yield row._replace(cells=cells)

    def _unit(
        self, row: Row, text: str, source: _Text, target: _Text | None, translation: str
    ) -> TranslationUnit | None:
        """A row as a unit; None if its languages are not wanted, or not known, which is reported."""
        ours = self._lang(row, source)
        theirs = self._lang(row, target, needed=bool(translation)) if target else None
        if ours is None or (translation and theirs is None):
            return None
        if self._wanted and theirs:
            if not (_is_near(ours, self._wanted[0]) and _is_near(theirs, self._wanted[1])):
                return None
            ours, theirs = self._wanted
        kinds = {Kind.ID: "", Kind.KEY: "", Kind.CONTEXT: "", Kind.LOCATION: "", Kind.STATE: "", Kind.FUZZY: ""}
        notes = []
        for index, each in self._others:
            cell = row.cells[index]
            if each.kind in kinds:
                kinds[each.kind] = kinds[each.kind] or cell
            elif each.kind is Kind.NOTE and cell:
                notes.append(self._bare(cell))
        is_fuzzy = kinds[Kind.FUZZY].strip().lower() not in ("", *NO)
        usual = UnitState.TRANSLATED if translation else UnitState.INITIAL
        return TranslationUnit(
            Segment((text,)),
            Segment((translation,)) if translation else None,
            ours,
            theirs,
            UnitState.INITIAL if is_fuzzy else STATES.get(squeezed(kinds[Kind.STATE]), usual),
            kinds[Kind.ID] or kinds[Kind.KEY],
            kinds[Kind.CONTEXT],
            "\n".join(notes),
            {LOCATION: kinds[Kind.LOCATION]} if kinds[Kind.LOCATION] else {},
            Location(self._path, row.line),
        )

    def _bare(self, cell: str) -> str:
        """A text without the marks that Weblate puts around what a spreadsheet would run: `'=1+1'`."""
        is_marked = self._is_weblate and len(cell) > 2 and cell[0] == cell[-1] == "'" and RUN.match(cell[1])
        return cell[1:-1] if is_marked else cell

    def _draft(self, row: Row) -> Draft | None:
        """A row with a column for each language as a concept."""
        draft = Draft(Location(self._path, row.line))
        for text in self._texts:
            cell = row.cells[text.at]
            if cell.strip() and not self._only_fills(text, row):
                if _MARKED.match(cell):
                    message = f"begins with ' as in a file for spreadsheets; remove it if it is not part of {cell!r}"
                    self._report(VALUE, message, row, text.at, Severity.WARNING)
                if (lang := self._lang(row, text)) is None:
                    return None
                draft.add({"text": cell, "lang": lang, "origin": draft.origin})
        if not draft.terms:
            self._report(ROW, "no term in this row; it is left out", row, self._texts[0].at)
            return None
        if len(self._texts) > 1 and sum(bool(cell.strip()) for cell in row.cells) == 1:
            message = "nothing but one cell: no translation, or a heading; this row is left out"
            self._report(ROW, message, row, 0, Severity.WARNING)
            return None
        try:
            for index, each in self._others:
                if (cell := row.cells[index]).strip():
                    self._say(draft, row, index, each, cell)
        except _UnclearError:
            return None
        return draft

    def _only_fills(self, text: _Text, row: Row) -> bool:
        """Whether a cell repeats the term of another language, as a tool wants one here: 词表 among English terms."""
        named, cell = self._columns[text.at], row.cells[text.at]
        if text.lang is None or (named and named.lang) or primary(language_of(cell)) == primary(text.lang):
            return False
        return any(row.cells[other.at] == cell for other in self._texts if other is not text)

    def _say(self, draft: Draft, row: Row, index: int, each: Column, cell: str) -> None:
        """What a cell says of the concept of its row, or of some of its terms."""
        kind = each.kind
        if kind is Kind.SYNONYM:
            lang = self._exact(each.lang) or self._near(language_of(cell))
            for synonym in filter(None, map(str.strip, _ALTERNATIVES.split(cell))):
                draft.add({"text": synonym, "lang": lang, "origin": draft.origin, "status": TermStatus.ADMITTED})
        elif kind in _FIELDS:
            if (value := self._value(kind, cell, row, index)) is not None:
                for fields in self._meant(draft, kind, each.lang):
                    if not (kind is Kind.CASE and cell.strip().lower() in YES and is_case_sensitive(fields["text"])):
                        fields[_FIELDS[kind]] = value
        elif kind is Kind.FORBIDDEN or kind is Kind.ABBREVIATION:
            name = "status" if kind is Kind.FORBIDDEN else "term_type"
            if self._is_flagged(kind, cell, row, index):
                for fields in self._meant(draft, kind, each.lang):
                    fields[name] = TermStatus.FORBIDDEN if kind is Kind.FORBIDDEN else TermType.ABBREVIATION
        elif kind is Kind.NOTE and each.lang and (meant := self._meant(draft, kind, each.lang)):
            for fields in meant[:1]:
                fields["note"] = "\n".join(filter(None, (fields.get("note", ""), cell)))
        else:
            self._say_of_concept(draft, row, index, each, cell, None)

    def _say_of_concept(self, draft: Draft, row: Row, index: int, each: Column, cell: str, lang: Lang | None) -> None:
        """What a cell says of a concept; definitions without a language are in `lang`, else it is judged."""
        kind = each.kind
        if kind is Kind.SUBJECT:
            if not draft.subject:
                draft.subject = cell
            elif not self._is_by_row:
                draft.subject = f"{draft.subject}/{cell}"
            elif draft.subject != cell:
                self._differs(draft, row, index)
        elif kind is Kind.DEFINITION:
            lang = self._exact(each.lang) or lang or self._near(language_of(cell))
            if draft.definition.setdefault(lang, cell) != cell:
                if self._is_by_row:
                    self._differs(draft, row, index)
                else:
                    draft.notes[cell] = None
        elif kind is Kind.NOTE:
            draft.notes[cell] = None
        elif kind is Kind.EXAMPLES or kind is Kind.CONTEXT:
            draft.examples += listed(cell) if self._is_by_row else (cell,)
        elif kind is Kind.RELATED:
            draft.related += listed(cell)
        elif kind is Kind.TRANSLATE or kind is Kind.KEEP:
            flag = self._flag(cell, row, index)
            draft.translatable = draft.translatable and (flag is None or flag == (kind is Kind.TRANSLATE))
        elif kind is Kind.ID or kind is Kind.KEY:
            draft.id = draft.id or cell

    def _meant(self, draft: Draft, kind: Kind, named: Named | None) -> list[dict[str, Any]]:
        """The terms of a row that a column is about."""
        terms = draft.terms
        if named:
            exact = [fields for fields in terms if fields["lang"] == named.lang]
            return exact or [fields for fields in terms if primary(fields["lang"]) == primary(named.lang)]
        first = terms[0]["lang"]
        if kind is Kind.STATUS or kind is Kind.FORBIDDEN:
            return terms if self._is_of_all else [each for each in terms if each["lang"] != first] or terms
        if kind is Kind.PART_OF_SPEECH:
            return terms
        return [fields for fields in terms if fields["lang"] == first]

    def _merged(self, drafts: Iterable[Draft]) -> Iterable[Draft]:
        """Drafts with the same id, or without ids with the same source and nothing that differs, as one."""
        has_ids = Kind.ID in self._index or Kind.KEY in self._index
        found: dict[object, Draft] = {}
        for draft in drafts:
            first = draft.terms[0]
            key: object = draft.id if has_ids else (first["lang"], first["text"])
            if not key:
                found[len(found)] = draft
            elif (known := found.get(key)) is None:
                found[key] = draft
            elif not has_ids and not agree(known, draft):
                found[len(found)] = found[key]
                found[key] = draft
            else:
                self._merge(known, draft)
        return sorted(found.values(), key=lambda draft: draft.origin.line or 0)

    def _merge(self, known: Draft, draft: Draft) -> None:
        new = [fields for fields in draft.terms if known.add(fields)]
        notes = [note for note in draft.notes if note not in known.notes]
        if new and notes and "note" not in new[0]:
            new[0]["note"] = "\n".join(notes)
        else:
            known.notes |= dict.fromkeys(notes)
        if not agree(known, draft):
            message = f"says something else of {known.id} than line {known.origin.line}; the first is taken"
            self._findings.add(ROW, Severity.WARNING, message, draft.origin.line or 1)
        known.subject = known.subject or draft.subject
        known.definition = {**draft.definition, **known.definition}
        known.examples = list(dict.fromkeys((*known.examples, *draft.examples)))
        known.related = list(dict.fromkeys((*known.related, *draft.related)))
        known.translatable = known.translatable and draft.translatable

    def _drafts_by_row(self) -> Iterable[Draft]:
        """The concepts of a table with a term on each row."""
        found: dict[object, Draft] = {}
        at_id, at_term, at_lang = self._index.get(Kind.ID), self._index[Kind.TERM], self._index[Kind.LANG]
        others = [(at, each) for at, each in self._others if at not in (at_id, at_term, at_lang)]
        for row in self._cells():
            cells = row.cells
            named = cells[at_id] if at_id is not None else ""
            draft = found.get(named) if named else None
            if draft is None:
                draft = Draft(Location(self._path, row.line), _id(named))
                found[named or len(found)] = draft
            fields = self._term_of(row, cells[at_term], cells[at_lang], at_lang)
            if fields is None and (cells[at_lang].strip() or not named):
                self._report(ROW, "no term in this row; it is left out", row, at_term)
                continue
            try:
                for index, each in others:
                    if cell := cells[index]:
                        self._say_by_row(draft, fields, row, index, each, cell)
            except _UnclearError:
                draft.is_refused = True
                continue
            if fields:
                draft.there.add((fields["lang"], fields["text"]))
                draft.terms.append(fields)
        return found.values()

    def _term_of(self, row: Row, text: str, tag: str, index: int) -> dict[str, Any] | None:
        if not text.strip():
            return None
        lang = _lang_of(tag) if tag.strip() else None
        if lang is None:
            lang = language_of(text)
            why = f"{tag!r} is no language" if tag.strip() else "no language in this row"
            self._report(VALUE, f"{why}; by its letters {text!r} is taken as {lang}", row, index, Severity.WARNING)
        return {"text": text, "lang": lang, "origin": Location(self._path, row.line)}

    def _say_by_row(
        self, draft: Draft, fields: dict[str, Any] | None, row: Row, index: int, each: Column, cell: str
    ) -> None:
        kind = each.kind
        if kind not in _FIELDS and kind is not Kind.FORBIDDEN and kind is not Kind.ABBREVIATION:
            self._say_of_concept(draft, row, index, each, cell, fields["lang"] if fields else None)
        elif fields is None:
            self._report(VALUE, f"{kind} of a term that is not there", row, index, Severity.WARNING)
        elif kind in _FIELDS:
            if (value := self._value(kind, cell, row, index)) is not None:
                fields[_FIELDS[kind]] = value
        elif self._is_flagged(kind, cell, row, index):
            forbidden = kind is Kind.FORBIDDEN
            fields["status" if forbidden else "term_type"] = (
                TermStatus.FORBIDDEN if forbidden else TermType.ABBREVIATION
            )

    # cells

    def _value(self, kind: Kind, cell: str, row: Row, index: int) -> object:
        """What a cell about a term says; None, and a finding, if it says nothing that is known.

        Raises:
            _UnclearError: It is a status that nobody knows.
        """
        if kind is Kind.TERM_NOTE:
            return cell
        if kind is Kind.FORMS or kind is Kind.NOT_INSIDE:
            return listed(cell)
        if kind is Kind.FIND or kind is Kind.INSIDE:
            return True if squeezed(cell) == "allow" else self._flag(cell, row, index)
        if kind is Kind.CASE and cell.strip().lower() in NO:  # the default of a tool; whoever means it: insensitive
            return None
        if kind is Kind.CASE and cell.strip().lower() in YES:
            return Case.SENSITIVE
        if kind is Kind.STATUS:
            try:
                return status_of(cell)
            except ValueError as unknown:
                self._refuse(str(unknown), f"one of {', '.join(TermStatus)}", row, index)
        known = VALUES[kind]
        value = known.get(squeezed(cell))
        if value is None:
            choices = ", ".join(dict.fromkeys(str(each) for each in known.values()))
            self._report(VALUE, f"{cell!r} is not one of {choices}; it is left out", row, index, Severity.WARNING)
        return value

    def _is_flagged(self, kind: Kind, cell: str, row: Row, index: int) -> bool:
        """Whether a cell says yes, or names a status that forbids a term.

        Raises:
            _UnclearError: It is about a term that may be forbidden, and says neither yes nor no.
        """
        said = cell.strip().lower()
        if kind is not Kind.FORBIDDEN or said in YES or said in NO:
            return bool(self._flag(cell, row, index))
        try:
            return (status_of(cell) or TermStatus.PREFERRED) not in USABLE
        except ValueError:
            self._refuse(f"{cell!r} is neither yes nor no", "yes or no", row, index)

    def _refuse(self, what: str, choices: str, row: Row, index: int) -> NoReturn:
        message = f"{what}, and might forbid the term; write {choices}; this row is left out"
        self._report(VALUE, message, row, index)
        raise _UnclearError

    def _flag(self, cell: str, row: Row, index: int) -> bool | None:
        said = cell.strip().lower()
        if said in YES or said in NO:
            return said in YES
        self._report(VALUE, f"{cell!r} is neither yes nor no; it is left out", row, index, Severity.WARNING)
        return None

    def _lang(self, row: Row, text: _Text, *, needed: bool = True) -> Lang | None:
        """The language of a text; None, and if it is needed a finding, if its row names none that is known."""
        if text.lang:
            return text.lang
        index = self._index[Kind.SOURCE_LANG if text.kind is Kind.SOURCE else Kind.TARGET_LANG]
        lang = _lang_of(row.cells[index])
        if lang is None and (needed or row.cells[index].strip()):
            message = f"{row.cells[index]!r} is no language; write en or zh-Hans; this row is left out"
            self._report(VALUE, message, row, index)
        return lang

    def _exact(self, named: Named | None) -> Lang | None:
        """The language of a column's name; Chinese without a script is that of the table."""
        return named and (named.lang if named.exact else self._near(named.lang))

    def _near(self, lang: Lang) -> Lang:
        """The table's own variety of a language, if it has one."""
        return next((own for own in self._langs if primary(own) == primary(lang)), lang)

    def _differs(self, draft: Draft, row: Row, index: int) -> None:
        kind = self._columns[index]
        message = f"another {kind.kind if kind else ''} than in line {draft.origin.line}; the first is taken"
        self._report(ROW, message, row, index, Severity.WARNING)

    def _report_all(self, message: str, severity: Severity) -> None:
        """Something about the columns as a whole."""
        self._findings.add(COLUMNS, severity, message, 1)

    def _report(self, rule: str, message: str, row: Row, index: int, severity: Severity = Severity.ERROR) -> None:
        self._findings.add(rule, severity, message, *self._place(row, index))


def _cell(row: Row, index: int) -> str:
    return row.cells[index] if index < len(row.cells) else ""


def _names(rows: Sequence[Row]) -> tuple[int, list[Column | None] | None]:
    """Which row names the columns, and what they are; titles of one cell may stand above it."""
    for at, row in enumerate(rows[:_FIRST_ROWS]):
        first, *rest = row.cells or [""]
        if found := columns([first.removeprefix(MARK), *rest]):
            return at, found
        if sum(bool(cell.strip()) for cell in row.cells) > 1:
            break
    return 0, None


def _unnamed(rows: Sequence[Row], path: str) -> list[Column | None]:
    """The columns of a table whose first row is a row like others."""
    sizes = Counter(_size(row.cells) for row in rows)
    several = {size: often for size, often in sizes.items() if size > 1}
    line = rows[0].line
    if 2 * sum(several.values()) < len(rows) or max(sizes) > _DEEPL:
        message = "no table of terms: name the columns in a first line, such as term,translation or en,zh-Hans"
        raise FormatError(message, path=path, line=line, column=1)
    size = max(several, key=lambda size: several[size])
    known = [Column(Kind.SOURCE), Column(Kind.TARGET), Column(Kind.NOTE)]
    if size <= len(known) and max(sizes) <= len(known):
        return list(known[: max(sizes)])
    if all(_lang_of(cell) for row in rows for cell in row.cells[2:4]):
        return [*known[:2], Column(Kind.SOURCE_LANG), Column(Kind.TARGET_LANG), None][:size]
    message = "more than three columns, and no names: name them in a first line, such as term,translation,definition"
    raise FormatError(message, path=path, line=line, column=1)


_DEEPL = 5
"""Columns that DeepL exports at most: source, target, the languages of both, and how often it matters."""


def _size(cells: Sequence[str]) -> int:
    """How many cells there are up to the last one with text."""
    return next((at + 1 for at in range(len(cells) - 1, -1, -1) if cells[at].strip()), 0)


def _in(lang: Lang, texts: Iterable[_Text]) -> list[_Text]:
    """The columns in a language, or else in a nearer or wider variety of it; those in which each row names its own."""
    texts = list(texts)
    exact = [text for text in texts if text.lang in (None, lang)]
    return exact or [text for text in texts if text.lang and _is_near(text.lang, lang)]


def _is_near(one: Lang, other: Lang) -> bool:
    return one in fallbacks(other) or other in fallbacks(one)


_UNKNOWN = Lang("und")


def _language(named: Named | None, texts: Sequence[str], path: str) -> Lang:
    """The language of a column: as named, else by its letters; which Chinese it is, the name of the file may say."""
    if named and (named.exact or not any(texts)):
        return named.lang
    if not any(texts):
        return _UNKNOWN
    han = ["".join(filter(is_han, text)) for text in texts]
    is_mixed = 2 * sum(map(bool, han)) >= sum(map(bool, texts))  # OpenAI API 密钥 is Chinese, whatever there is more of
    judged, of_file = languages(han if is_mixed else texts, "")[1], named_language(path)
    if is_chinese(judged) and of_file and of_file.exact and is_chinese(of_file.lang):
        judged = of_file.lang
    return named.lang if named and not is_chinese(judged) else judged


@cache
def _lang_of(tag: str) -> Lang | None:
    """The language of a tag or a name: zh_CN, Chinese (Simplified), 英文."""
    known = column(tag)
    if known and known.lang and not known.is_word:
        return known.lang.lang
    try:
        return parse(tag)
    except LanguageError:
        return None


def _id(name: str) -> str:
    """What an id says: `#1` is only a number, and `##1` is `#1`."""
    if name.startswith("##"):
        return name[1:]
    return "" if name.startswith("#") and name[1:].isdigit() else name


_UNUSED = OF_UNITS - {Kind.CONTEXT, Kind.KEY}
_OFTEN = TEXTS | {Kind.NOTE, Kind.EXAMPLES, Kind.SUBJECT, Kind.DEFINITION, Kind.SYNONYM}
"""Columns that may be there several times."""
_BEHIND = frozenset((Kind.NOTE, Kind.EXAMPLES, Kind.DEFINITION, Kind.STATUS, Kind.PART_OF_SPEECH))
_ALTERNATIVES = lazy(r"[|;；\n]")
_FIELDS = {
    Kind.STATUS: "status",
    Kind.PART_OF_SPEECH: "part_of_speech",
    Kind.TYPE: "term_type",
    Kind.CASE: "case",
    Kind.FORMS: "forms",
    Kind.FIND: "find",
    Kind.INSIDE: "inside",
    Kind.NOT_INSIDE: "not_inside",
    Kind.TERM_NOTE: "note",
}
