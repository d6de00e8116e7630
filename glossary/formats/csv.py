"""CSV: terms or translations in a table, for spreadsheets and for people; all that a concept says comes back.

Written (RFC 4180, UTF-8): a first line with the names of the columns and a line for each term, or for each translation
(`_table.py` says which columns; inline codes stand as they are in the text). Lines end in LF, as files in git do; CR LF
inside of a cell stays. A cell is in double quotes where it holds a separator, a quote or a line end, or begins or ends
with a space. Text is written as it is: a term such as `=>` or `@property` comes back, but a spreadsheet would run
`=1+1`; `write_for_spreadsheet` writes for those, marks such texts with `'`, and reading takes the marks away.

Read: any glossary in a table, and catalogues of translations, as their columns say. The separator may be a comma, a
semicolon, a tab or a full-width comma, or named by Excel (`sep=;`); the encoding UTF-8, UTF-16, and where that is
certain GB18030 or Big5. Lines that begin with `#` and hold no separator are comments. A quote that opens a cell and is
never closed makes a file unreadable from there on, so it is refused at that place.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import BinaryIO

from glossary.errors import FormatError
from glossary.formats import Format, Pair
from glossary.formats._columns import columns
from glossary.formats._editing import Edit, encoded, replaced
from glossary.formats._encoding import SAVE_IT, Text, text_of
from glossary.formats._reading import Findings, whole
from glossary.formats._table import Row, changed_cells, is_glossary, resource
from glossary.formats._table_writing import LOCATION, MARK, can_hold_unit, rows_of, rows_of_units, unit_row
from glossary.losses import EVERYTHING
from glossary.model import Concept, Resource, Severity, TranslationUnit, UnitPart
from glossary.text.patterns import lazy

SYNTAX, CHARSET = "csv-syntax", "csv-charset"

_CODEC, _BOM, _LOSSY = "csv:charset", "csv:bom", "csv:lossy"
"""The meta of a table: its encoding and byte order mark if it is not plain UTF-8, and whether it gives other bytes."""


def read(data: bytes, path: str) -> Resource:
    """The rows of a table as concepts or units, with the lines they are in; problems are findings.

    Raises:
        FormatError: No table, in no encoding that is certain, a quote that is never closed, columns there twice.
    """
    return _read(data, path, None)


def read_units(data: bytes, path: str) -> Resource:
    """The same for a table of which it is known that it holds translations: each row is a unit, whatever it looks like.

    Raises:
        FormatError: As for `read`; or it is a glossary with a term on each row.
    """
    return _read(data, path, None, of_units=True)


def edited(resource: Resource, units: Iterable[TranslationUnit]) -> bytes:
    """The table with other translations; only the cells that say them change, and those that say how far they are.

    A draft is told where the table has a column for that (`fuzzy`, `state`); else nobody can tell it from others. A
    cell stays quoted if it was.

    Args:
        resource: The table as `read` or `read_units` gave it.
        units: Those that changed, and as many others as one likes: they stay as they are.

    Raises:
        FormatError: The encoding of the file has no letters for a translation, or does not give its bytes back.
        ValueError: A unit is not in the table, or cannot stand in one.
    """
    text, known = resource.text, list(resource.units())
    if known:
        assert known[0].origin
        text = replaced(text, _edits(text, known[0].origin.path, known, units))
    meta = resource.meta
    mark = bytes.fromhex(meta.get(_BOM, ""))
    return encoded(text, meta.get(_CODEC, "utf-8"), mark, lossy=_LOSSY in meta)


def stream(file: BinaryIO, path: str, *, langs: Pair | None = None) -> Resource:
    """The same; with `langs`, the translations from the one into the other, and what columns without names are in.

    Raises:
        FormatError: As for `read`; more than can be read at once, or no columns in these languages.
    """
    return _read(whole(file, path), path, langs)


def write(units: Iterable[TranslationUnit]) -> Iterator[bytes]:
    """Units in one pair of languages as a table.

    Raises:
        ValueError: They are in several, or one is none that a table can hold (see `can_hold`).
    """
    return _written(rows_of_units(units), "\n")


def can_hold(unit: TranslationUnit) -> bool:
    """Whether all that a unit says can stand in a row; NUL and half of a surrogate pair cannot."""
    return can_hold_unit(unit) and not illegal("".join(unit_row(unit)))


def write_terms(concepts: Iterable[Concept]) -> Iterator[bytes]:
    """Concepts as a table; computed terms are left out.

    Raises:
        ValueError: NUL or half a surrogate pair in a text, which no text file can hold.
    """
    return _written(rows_of(concepts), "\n")


def write_for_spreadsheet(concepts: Iterable[Concept]) -> Iterator[bytes]:
    """The same as spreadsheets want it: with a byte order mark and CR LF, and nothing that they would run.

    Raises:
        ValueError: As for `write_terms`.
    """
    yield codecs.BOM_UTF8
    yield from _written(rows_of(concepts, marked=True), "\r\n")


def write_rows(rows: Iterable[Sequence[str]], *, separator: str = ",", line_end: str = "\n") -> Iterator[bytes]:
    """Rows of any table.

    Raises:
        ValueError: NUL or half a surrogate pair in a text.
    """
    return _written(rows, line_end, separator)


def illegal(text: str) -> str:
    """The first character that no text file can hold, NUL or half a surrogate pair; "" if there is none."""
    if text.isprintable():
        return ""
    return next((char for char in text if char == "\0" or "\ud800" <= char <= "\udfff"), "")


def is_terms(head: bytes) -> bool:
    """Whether a table with tabs names columns that only a glossary has; else it is a memory (`tsv.py`)."""
    codec = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}.get(head[:2], "utf-8")
    text = head.decode(codec, "ignore").removeprefix("\ufeff")
    return any(is_glossary(line.rstrip("\r").split("\t")) for line in text.split("\n", 5)[:5] if "\t" in line)


_SEPARATORS = ("\t", ",", ";", "，")
"""What may stand between cells; where several would do, the first."""

_LOOKED_AT, _LOOKED_AT_ROWS = 1 << 16, 100
_NAMED_SEPARATOR = lazy(r'"?sep=(.)"?\r?(?:\n|\Z)', 2)
_QUOTED = lazy(r'[",;\t\r\n，]|\A[\s]|[\s]\Z|\A[#<>]')
_CONFLICT = ("<<<<<<< ", ">>>>>>> ")


class _BrokenError(Exception):
    """Text follows a closing quote, or none closes; the places of the quotes."""

    def __init__(self, opened: int, closed: int | None) -> None:
        super().__init__()
        self.opened, self.closed = opened, closed


class _Cells:
    """The text of a table, cut into cells."""

    def __init__(self, text: str, separator: str, path: str) -> None:
        self._text, self._separator, self._path = text, separator, path
        self._end = "\n" if "\n" in text else "\r"

    def rows(self, at: int, findings: Findings | None) -> Iterator[Row]:
        """The rows from an offset on, without comments; without findings, what is wrong is passed over.

        Raises:
            FormatError: A quote that is not closed in its line, conflict markers.
        """
        text, separator, line_end = self._text, self._separator, self._end
        line, size = text.count(line_end, 0, at) + 1, len(text)
        while at < size:
            end = text.find(line_end, at)
            end = size if end < 0 else end
            raw = text[at:end].removesuffix("\r")
            start, first = at, line
            at, line = end + 1, line + 1
            if not raw:
                continue
            if '"' not in raw:
                cells = raw.split(separator)
            else:
                try:
                    cells, at = self._quoted(start)
                except _BrokenError as broken:
                    is_within = broken.closed is not None and broken.closed < end
                    if findings is not None:
                        self._report(broken, start, first, findings, is_within=is_within)
                    elif not is_within:
                        return
                    continue
                line = first + text.count(line_end, start, at) if at > end + 1 else line
            if self._is_row(raw, cells, first, findings):
                yield Row(first, cells, start)

    def place(self, row: Row, index: int) -> tuple[int, int]:
        """Line and column of a cell of a row."""
        starts: list[int] = []
        self._quoted(row.at, starts)
        return self._at(starts[min(index, len(starts) - 1)], row.at, row.line)

    def spans(self, row: Row) -> list[tuple[int, int]]:
        """From where to where each cell of a row stands, quotes and all."""
        starts: list[int] = []
        _, end = self._quoted(row.at, starts)
        end = min(end - 1, len(self._text))
        if self._end == "\n" and self._text[starts[-1] : end].endswith("\r"):
            end -= 1
        return list(zip(starts, [*(start - 1 for start in starts[1:]), end], strict=True))

    def _quoted(self, at: int, starts: list[int] | None = None) -> tuple[list[str], int]:
        """The cells of a row, and where the next one begins."""
        text, separator, line_end = self._text, self._separator, self._end
        cells = []
        end = self._line_end(at)
        while True:
            if starts is not None:
                starts.append(at)
            if text.startswith('"', at):
                closed = self._closing(at)
                cells.append(text[at + 1 : closed].replace('""', '"'))
                if closed >= end:
                    end = self._line_end(closed)
                opened, at = at, closed + 1
                if at != end and not text.startswith(separator, at) and text[at : end + 1] not in ("\r", "\r\n"):
                    raise _BrokenError(opened, closed)
                border = at if text.startswith(separator, at) else end
            else:
                border = text.find(separator, at, end)
                border = end if border < 0 else border
                cell = text[at:border]
                cells.append(cell.removesuffix("\r") if border == end and line_end == "\n" else cell)
            if border == end:
                return cells, end + 1
            at = border + 1

    def _line_end(self, at: int) -> int:
        end = self._text.find(self._end, at)
        return len(self._text) if end < 0 else end

    def _closing(self, opened: int) -> int:
        """The quote that closes the one here; two within are one of the text."""
        text, at = self._text, opened + 1
        while (at := text.find('"', at)) >= 0:
            if not text.startswith('"', at + 1):
                return at
            at += 2
        raise _BrokenError(opened, None)

    def _report(self, broken: _BrokenError, start: int, line: int, findings: Findings, *, is_within: bool) -> None:
        """Name a row whose quotes are wrong; if they reach beyond its line, nobody knows what is a row."""
        if is_within:
            assert broken.closed is not None
            message = 'text after a closing quote; write a quote inside of a cell twice (""); this row is left out'
            findings.add(SYNTAX, Severity.ERROR, message, *self._at(broken.closed + 1, start, line))
            return
        closed = "never closed"
        if broken.closed is not None:
            closed = f"not closed before line {self._at(broken.closed, start, line)[0]}, where more text follows"
        message = f'this quote is {closed}; close it, or write a quote inside of a cell twice ("")'
        line, column = self._at(broken.opened, start, line)
        raise FormatError(message, path=self._path, line=line, column=column)

    def _at(self, offset: int, start: int, line: int) -> tuple[int, int]:
        """Line and column of an offset, by those of the row that it is in."""
        before = self._text.rfind(self._end, start, offset)
        return line + self._text.count(self._end, start, offset), offset - (before if before >= 0 else start - 1)

    def _is_row(self, raw: str, cells: Sequence[str], line: int, findings: Findings | None) -> bool:
        if len(cells) == 1 and raw.startswith("#"):
            return False
        if findings is None:
            return True
        if raw.startswith(_CONFLICT):
            raise FormatError("git conflict markers; settle the merge first", path=self._path, line=line, column=1)
        if "\r" in raw and '"' not in raw:
            message = "CR alone ends no line here; end all lines alike; this row is left out"
            findings.add(SYNTAX, Severity.ERROR, message, line, raw.index("\r") + 1)
            return False
        return True


def _read(data: bytes, path: str, langs: Pair | None, *, of_units: bool = False) -> Resource:
    found = text_of(data, path)
    findings = Findings(path)
    if found.assumed:
        message = f"read as {found.assumed}, which nothing but its text says; {SAVE_IT}"
        findings.add(CHARSET, Severity.WARNING, message, 1)
    separator, start = _separator(found.text, path)
    cells = _Cells(found.text, separator, path)
    rows = list(cells.rows(start, findings))
    table = resource(rows, path, cells.place, findings, langs=langs, of_units=of_units)
    return replace(table, text=found.text, meta=_meta(found, data) if table.entries else {})


def _meta(found: Text, data: bytes) -> dict[str, str]:
    meta = {_CODEC: found.codec} if found.codec != "utf-8" else {}
    if found.mark:
        meta[_BOM] = found.mark.hex()
    if found.assumed and found.text.encode(found.codec) != data:
        meta[_LOSSY] = "1"
    return meta


def _edits(text: str, path: str, known: Sequence[TranslationUnit], units: Iterable[TranslationUnit]) -> Iterator[Edit]:
    separator, start = _separator(text, path)
    table = _Cells(text, separator, path)
    rows = list(table.rows(start, Findings(path)))
    for row, cells in changed_cells(rows, path, known, units):
        spans = table.spans(row)
        missing = max(cells) + 1 - len(spans)
        tail = [separator + _new_cell(cells.get(len(spans) + at, ""), separator) for at in range(missing)]
        for index, said in cells.items():
            if bad := illegal(said):
                raise ValueError(f"{bad!r} cannot stand in a table; leave this unit out")
            if index < len(spans):
                at, end = spans[index]
                yield Edit(at, end, _new_cell(said, separator, quoted=text.startswith('"', at)))
        if missing > 0:
            yield Edit(spans[-1][1], spans[-1][1], "".join(tail))


def _new_cell(text: str, separator: str, *, quoted: bool = False) -> str:
    cell = _cell(text)
    return f'"{text}"' if cell == text and (quoted or separator in text) else cell


def _separator(text: str, path: str) -> tuple[str, int]:
    """What stands between the cells of a text, and where its table begins."""
    if named := _NAMED_SEPARATOR.match(text):
        return named[1], named.end()
    sample = text[:_LOOKED_AT]
    if len(sample) < len(text):
        sample = sample[: sample.rfind("\n") + 1] or sample
    judged = [_judged(sample, separator, path) for separator in _SEPARATORS]
    best = max(judged)
    return (_SEPARATORS[judged.index(best)] if best[2] > 1 else ","), 0


def _judged(sample: str, separator: str, path: str) -> tuple[bool, float, int]:
    """How well a separator fits: whether it makes names of columns, how many rows have as many cells, and how many."""
    rows = [row.cells for row in islice(_Cells(sample, separator, path).rows(0, None), _LOOKED_AT_ROWS)]
    sizes = Counter(len(row) for row in rows if len(row) > 1)
    size, often = max(sizes.items(), key=lambda item: item[::-1], default=(0, 0))
    names = any(columns([cell.removeprefix(MARK) for cell in row]) and len(row) > 1 for row in rows[:5])
    return names, often / max(len(rows), 1), size


def _written(rows: Iterable[Sequence[str]], line_end: str, separator: str = ",") -> Iterator[bytes]:
    for row in rows:
        text = separator.join(map(_cell, row)) + line_end
        if illegal(text):
            bad = next(cell for cell in row if illegal(cell))
            raise ValueError(f"NUL or half a character in {bad!r}; leave this text out")
        yield text.encode()


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


FORMAT = Format(
    "csv",
    (".csv", ".tsv"),
    read,
    bilingual=True,
    stream=stream,
    write=write,
    can_hold=can_hold,
    edited=edited,
    read_units=read_units,
    cannot_hold=illegal,
    is_text=False,
    is_mine=is_terms,
    write_terms=write_terms,
    carries=EVERYTHING,
    keeps=frozenset(UnitPart) - {UnitPart.CODES, UnitPart.CANDIDATE},
    meta=LOCATION,
)
