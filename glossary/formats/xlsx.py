"""XLSX: a glossary in a spreadsheet, in the columns of `csv.py`, every cell of it text.

Written by a few lines of XML in an archive that is not compressed, without times and names, so that the same terms give
the same bytes on every machine. A term such as `=1+1` or `1-2` is text and stays text when somebody edits it, since all
columns are formatted as text. What XML cannot hold is written as spreadsheets write it (`_x0007_`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from zipfile import ZipFile, ZipInfo

from glossary.text.patterns import lazy

MOST_ROWS, MOST_COLUMNS, LONGEST = 1_048_576, 16_384, 32_767
"""What a sheet may have at most, and the characters of a cell; every spreadsheet program has these limits."""

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
