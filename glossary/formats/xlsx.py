"""XLSX: a glossary or translations in a spreadsheet, in the columns of `csv.py`, every cell of it text.

Written by a few lines of XML in an archive that is not compressed, without times and names, so that the same terms give
the same bytes on every machine. A term such as `=1+1` or `1-2` is text and stays text when somebody edits it, since all
columns are formatted as text. What XML cannot hold is written as spreadsheets write it (`_x0007_`).
"""

from __future__ import annotations

import importlib
import io
import re
import warnings
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from types import ModuleType
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from glossary.errors import FormatError, MissingExtraError
from glossary.formats import Format, Pair
from glossary.formats._reading import Findings, whole
from glossary.formats._table import Row, resource
from glossary.formats._table_writing import LOCATION, can_hold_unit, rows_of, rows_of_units, unit_row
from glossary.losses import EVERYTHING
from glossary.model import Concept, Resource, Severity, TranslationUnit, UnitPart
from glossary.text.patterns import lazy

MOST_BYTES, MOST_CELLS = 1 << 28, 20_000_000
"""Of a workbook that is read: bytes, unpacked, and cells of its sheet."""

MOST_ROWS, MOST_COLUMNS, LONGEST = 1_048_576, 16_384, 32_767
"""What a sheet may have at most, and the characters of a cell; every spreadsheet program has these limits."""

SHEET, CELL = "xlsx-sheet", "xlsx-cell"

_FIRST_ROWS = 100
_ESCAPED = lazy("_x([0-9A-Fa-f]{4})_")
_UNWRITABLE = lazy("[^\\t\\n\\x20-\\uD7FF\\uE000-\\uFFFD\\U00010000-\\U0010FFFF]|_(?=x[0-9A-Fa-f]{4}_)")
"""What XML cannot hold or would change, and the underscore of a text that looks like an escape."""
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
    '<sheets><sheet name="terms" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
"""All of a workbook but its sheet. Style 1 is text (number format 49), style 2 the same in bold."""


def read(data: bytes, path: str) -> Resource:
    """The first sheet with anything in it as concepts or units; problems are findings.

    Raises:
        FormatError: No workbook, one that is damaged or too large, or no table of terms in it.
        MissingExtraError: openpyxl is not installed.
    """
    return _read(data, path, None)


def stream(file: BinaryIO, path: str, *, langs: Pair | None = None) -> Resource:
    """The same; with `langs`, the translations from the one into the other, and what columns without names are in.

    Raises:
        FormatError: As for `read`; more than can be read at once, or no columns in these languages.
        MissingExtraError: openpyxl is not installed.
    """
    return _read(whole(file, path), path, langs)


def write(units: Iterable[TranslationUnit]) -> Iterator[bytes]:
    """Units in one pair of languages as a workbook.

    Raises:
        ValueError: They are in several, or as for `write_rows`.
    """
    yield write_rows(rows_of_units(units))


def can_hold(unit: TranslationUnit) -> bool:
    """Whether all that a unit says can stand in a row."""
    cells = unit_row(unit)
    return can_hold_unit(unit) and not illegal("".join(cells)) and max(map(len, cells)) <= LONGEST


def write_terms(concepts: Iterable[Concept]) -> Iterator[bytes]:
    """Concepts as a workbook; computed terms are left out.

    Raises:
        ValueError: As for `write_rows`.
    """
    yield write_rows(rows_of(concepts))


def write_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with one sheet of text cells; the first row is its header, and stays in sight.

    Raises:
        ValueError: More rows, columns or characters than a spreadsheet takes, or half a surrogate pair.
    """
    data = io.BytesIO()
    with ZipFile(data, "w") as archive:
        for name, content in _PARTS.items():
            archive.writestr(_member(name), _HEAD + content)
        with archive.open(_member("xl/worksheets/sheet1.xml"), "w") as sheet:
            for piece in _sheet(rows):
                sheet.write(piece.encode())
    return data.getvalue()


def illegal(text: str) -> str:
    """The first half of a surrogate pair in a text, which no workbook can hold; "" if there is none."""
    return next((char for char in text if "\ud800" <= char <= "\udfff"), "")


def _read(data: bytes, path: str, langs: Pair | None) -> Resource:
    findings = Findings(path)
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        return Resource((), findings=findings.all)
    _check(data, path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            rows = _rows(data, path, findings)
        except (FormatError, MissingExtraError):
            raise
        except Exception as error:  # openpyxl raises whatever its parts do
            message = f"a damaged workbook ({type(error).__name__}); save it again in a spreadsheet program"
            raise FormatError(message, path=path) from None
    return resource(rows, path, _place, findings, langs=langs)


def _check(data: bytes, path: str) -> None:
    """Refuse what is no workbook, before anything is unpacked that is not meant to be."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MOST_BYTES:
                message = f"unpacks to more than {MOST_BYTES >> 20} MB; split the workbook"
                raise FormatError(message, path=path)
            if "xl/workbook.xml" not in archive.namelist():
                raise FormatError("a ZIP archive, but no workbook (.xlsx); save it as .xlsx or CSV UTF-8", path=path)
            for member in members:
                if b"<!DOCTYPE" in archive.read(member).replace(b"\0", b""):  # a part may be called anything
                    raise FormatError(f"{member.filename} has a document type, which no workbook needs", path=path)
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        what = "an old workbook (.xls)" if data.startswith(b"\xd0\xcf\x11\xe0") else "no workbook, or a damaged one"
        raise FormatError(f"{what}; save it as .xlsx or CSV UTF-8", path=path) from None


def _rows(data: bytes, path: str, findings: Findings) -> list[Row]:
    book = _openpyxl().load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    read: list[Row] = []
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise FormatError("no sheet in it that can be seen; show one, or save the workbook again", path=path)
    for sheet in sheets:
        sheet.reset_dimensions()
        if read:
            if any(cell.value is not None for row in sheet.iter_rows(max_row=_FIRST_ROWS) for cell in row):
                message = f"only the first sheet is read, not {sheet.title!r}; save it as a file of its own"
                findings.add(SHEET, Severity.WARNING, message, 1)
            continue
        read = list(_cells(sheet, path, findings))
    size = max((len(row.cells) for row in read[:_FIRST_ROWS]), default=0)
    return [row._replace(cells=[*row.cells, *("",) * (size - len(row.cells))]) for row in read]


def _cells(sheet: Any, path: str, findings: Findings) -> Iterator[Row]:
    seen = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        seen += len(row)
        if seen > MOST_CELLS:
            raise FormatError(f"more than {MOST_CELLS:,} cells; split the workbook", path=path, line=number)
        cells = [_text(cell, number, column, findings) for column, cell in enumerate(row, 1)]
        if any(cells):
            yield Row(number, cells)


def _text(cell: Any, line: int, column: int, findings: Findings) -> str:
    """What a cell holds, as a spreadsheet shows it."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "s":
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, (date, datetime, time)):
        text = value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
        text = text.removesuffix(" 00:00:00")
        message = f"a date, perhaps made of something else; format the cell as text if {text} is not what it says"
        findings.add(CELL, Severity.WARNING, message, line, column)
        return text
    what = "a formula" if cell.data_type == "f" else f"the error {value}"
    message = f"{what}, which is no text; paste its value; the cell is taken as empty"
    findings.add(CELL, Severity.ERROR, message, line, column)
    return ""


def _place(row: Row, index: int) -> tuple[int, int]:
    return row.line, index + 1


def _openpyxl() -> ModuleType:
    try:
        return importlib.import_module("openpyxl")
    except ImportError:
        message = "workbooks are read by openpyxl, which is not installed; run: pip install 'gloss-tm[xlsx]'"
        raise MissingExtraError(message) from None


def _member(name: str) -> ZipInfo:
    """A file of the archive that says nothing about the machine or the time."""
    member = ZipInfo(name, _EPOCH)
    member.create_system = 0
    member.external_attr = 0
    return member


def _sheet(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{MOST_COLUMNS}" width="20" style="1" customWidth="1"/></cols><sheetData>'
    )
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise ValueError(f"a sheet holds {MOST_ROWS:,} rows of {MOST_COLUMNS:,} cells; export fewer subjects")
        style = 2 if number == 1 else 1
        cells = (_cell(text, f"{column_name(at)}{number}", style) for at, text in enumerate(row) if text)
        yield f'<row r="{number}">{"".join(cells)}</row>'
    yield "</sheetData></worksheet>"


def _cell(text: str, name: str, style: int) -> str:
    if len(text) > LONGEST:
        raise ValueError(f"{text[:20]!r}… has {len(text):,} characters; a cell of a spreadsheet holds {LONGEST:,}")
    written = _UNWRITABLE.sub(_escape, text).translate(_XML)
    return f'<c r="{name}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{written}</t></is></c>'


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xD800 <= code < 0xE000:
        raise ValueError(f"half a surrogate pair, U+{code:04X}, in {found.string!r}; leave this text out")
    return f"_x{code:04X}_"


def column_name(index: int) -> str:
    """What spreadsheets call a column: 0 → A, 26 → AA."""
    name = ""
    while index >= 0:
        name = chr(ord("A") + index % 26) + name
        index = index // 26 - 1
    return name


FORMAT = Format(
    "xlsx",
    (".xlsx",),
    read,
    bilingual=True,
    stream=stream,
    write=write,
    can_hold=can_hold,
    cannot_hold=illegal,
    is_text=False,
    write_terms=write_terms,
    carries=EVERYTHING,
    keeps=frozenset(UnitPart) - {UnitPart.CODES, UnitPart.CANDIDATE},
    meta=LOCATION,
)
