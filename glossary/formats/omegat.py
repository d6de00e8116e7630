"""Glossaries of OmegaT: a term a line, source TAB target TAB comment, as OmegaT itself reads them.

Lines that begin with `#` are comments, of which the first may name the encoding (`-*- coding: gb18030 -*-`); there are
no quotes and no escapes, and spaces stay. Lines with the same source are one concept: its first target is preferred,
the others are admitted. The first comment is the note of the concept, a further one that of its term. A line without a
target is named and left out, as OmegaT leaves it out, and so is what follows a third cell. The languages are those that
the name of the file says (`en-zh-Hans.txt`), else those of the letters.

The end of the name is `.utf8` or `.tab`; a `.txt` is such a glossary if its first line says so, or if somebody says
that it holds terms. Then it may be what a spreadsheet has saved as text as well, and is read as that (`csv.py`): if it
is UTF-16 ("Unicode Text" of Excel), names its columns, or has no tab in it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from glossary.errors import FormatError
from glossary.formats import Format, csv
from glossary.formats._columns import Column, Kind, columns
from glossary.formats._encoding import SAVE_IT, text_of
from glossary.formats._reading import Findings
from glossary.formats._table import Row, resource
from glossary.model import DataCategory, Resource, Severity

FIRST_LINE = "# Glossary in tab-separated format -*- coding: utf-8 -*-"
"""What OmegaT writes first into a new glossary."""

SYNTAX, CHARSET = "omegat-syntax", "omegat-charset"

_CODING = re.compile(rb"(?:\xef\xbb\xbf)?#[^\n]*?-\*-\s*coding:\s*([\w.-]+)\s*-\*-")
_GLOSSARY = re.compile(rb"(?:\xef\xbb\xbf)?#[^\n]*?(?:glossary in tab-separated format|-\*-\s*coding:)", re.IGNORECASE)
_CODECS = frozenset(
    "gb18030 gbk gb2312 big5 big5hkscs cp950 cp936 shift_jis cp932 euc_jp euc_kr cp949 koi8-r utf-16 "
    "utf-16-le utf-16-be iso8859-1 iso8859-2 iso8859-5 iso8859-7 iso8859-9 iso8859-15 cp1250 "
    "cp1251 cp1252 cp1253 cp1254 ascii".split()
)
"""The encodings that a first line may name, as Python calls them."""
_COLUMNS = (Column(Kind.SOURCE), Column(Kind.TARGET), Column(Kind.NOTE))


def read(data: bytes, path: str) -> Resource:
    """The lines of a glossary as concepts; problems are findings.

    Raises:
        FormatError: No text, in no encoding that is certain, or both columns are in one language.
    """
    if not is_glossary(data) and _is_of_spreadsheet(data, path):
        return csv.read(data, path)
    findings = Findings(path)
    text = _text(data, path, findings)
    rows = list(_rows(text, findings))
    return resource(rows, path, _place, findings, _COLUMNS)


def is_glossary(head: bytes) -> bool:
    """Whether the first line of a file says that it is such a glossary."""
    return bool(_GLOSSARY.match(head))


def _is_of_spreadsheet(data: bytes, path: str) -> bool:
    """Whether a table has what no glossary of OmegaT has."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    lines = [line for line in text_of(data, path).text.splitlines() if line.strip() and not line.startswith("#")]
    named = bool(lines) and any(columns(lines[0].split(separator)) for separator in "\t,;")
    return named or (bool(lines) and not any("\t" in line for line in lines))


def _text(data: bytes, path: str, findings: Findings) -> str:
    named = _CODING.match(data)
    name = named[1].decode("ascii", "ignore").lower() if named else "utf-8"
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        codec = ""
    if codec != "utf-8" and codec not in _CODECS:
        raise FormatError(f"{name!r} is no encoding that is known; {SAVE_IT}", path=path, line=1, column=1)
    if codec == "utf-8":
        found = text_of(data, path)
        text, assumed = found.text, found.assumed
        if assumed:
            findings.add(CHARSET, Severity.WARNING, f"read as {assumed}, which nothing but its text says; {SAVE_IT}", 1)
        return text
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(codec, "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"not {name} from here on, which the first line says; {SAVE_IT}"
        raise FormatError(message, path=path, line=line, column=column) from None


def _rows(text: str, findings: Findings) -> Iterator[Row]:
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        start, at = at, at + len(line) + 1
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.removesuffix("\r").split("\t")
        if len(cells) < 2 or not cells[0].strip() or not cells[1].strip():
            why = "no tab" if len(cells) < 2 else "no source" if not cells[0].strip() else "no target"
            findings.add(SYNTAX, Severity.ERROR, f"{why}; write source, a tab, target; this line is left out", number)
            continue
        if any(cells[3:]):
            column = len("\t".join(cells[:3])) + 2
            message = "more than source, target and comment; what follows is left out"
            findings.add(SYNTAX, Severity.WARNING, message, number, column)
        yield Row(number, cells[:3] if len(cells) > 2 else [*cells, ""], start)


def _place(row: Row, index: int) -> tuple[int, int]:
    """The beginning of a line; what stands before a cell is not kept."""
    return row.line, 1


FORMAT = Format(
    "omegat",
    (".utf8", ".tab", ".txt"),
    read,
    bilingual=False,
    is_text=False,
    is_mine=is_glossary,
    carries=frozenset({DataCategory.SYNONYM}),  # what a comment says, nobody can tell
)
