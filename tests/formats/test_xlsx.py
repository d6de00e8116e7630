"""Workbooks: every cell is text, the same bytes every time, and what others put into theirs is read or named."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from nasty import NASTY, is_unicode

from glossary.errors import FormatError, MissingExtraError
from glossary.formats import format_of, xlsx
from glossary.model import Concept, Lang, Resource, Term, TranslationUnit

openpyxl = pytest.importorskip("openpyxl")
EN, ZH = Lang("en"), Lang("zh-Hans")


def book(*sheets: Sequence[Sequence[Any]], hidden: Sequence[int] = ()) -> bytes:
    """A workbook as somebody else writes it."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for number, rows in enumerate(sheets):
        sheet = made.create_sheet(f"sheet {number}")
        sheet.sheet_state = "hidden" if number in hidden else "visible"
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def said(resource: Resource) -> list[str]:
    return ["=".join(term.text for term in entry.terms) for entry in resource.entries if isinstance(entry, Concept)]


def found(resource: Resource) -> list[str]:
    return [f"{each.severity}:{each.origin.line}:{each.origin.column}" for each in resource.findings if each.origin]


TABLES = [
    pytest.param([["en", "zh"], ["server", "服务器"]], ["server=服务器"], [], id="languages"),
    pytest.param([["server", "服务器"], ["client", "客户端"]], ["server=服务器", "client=客户端"], [], id="no names"),
    pytest.param(
        [["词汇表"], [], ["英文", "中文"], ["server", "服务器"]], ["server=服务器"], ["info:1:1"], id="a title"
    ),
    pytest.param([["en", "zh"], [404, "未找到"], [1.5, "一点五"]], ["404=未找到", "1.5=一点五"], [], id="numbers"),
    pytest.param(
        [["en", "zh", "forbidden"], ["a", "甲", True], [True, "真", None]], ["a=甲", "TRUE=真"], [], id="truth values"
    ),
    pytest.param([["en", "zh"], ["=A1", "甲"], ["b", "乙"]], ["b=乙"], ["error:2:1", "warning:2:1"], id="a formula"),
    pytest.param([["en", "zh"], [date(2026, 1, 2), "甲"]], ["2026-01-02=甲"], ["warning:2:1"], id="a date"),
    pytest.param(
        [["en", "zh"], [datetime(2026, 1, 2, 3, 4), "甲"]], ["2026-01-02 03:04:00=甲"], ["warning:2:1"], id="a time"
    ),
    pytest.param([["en", "zh"], ["a", "甲", "more"]], ["a=甲"], ["warning:1:3"], id="a column without a name"),
    pytest.param(
        [["en", "zh", "备注"], ["a", "甲"], ["b", "乙", "注"]], ["a=甲", "b=乙"], [], id="empty cells at the end"
    ),
]


@pytest.mark.parametrize(("rows", "entries", "findings"), TABLES)
def test_a_sheet_is_read_as_any_table(rows: list[list[Any]], entries: list[str], findings: list[str]) -> None:
    resource = xlsx.read(book(rows), "terms.xlsx")
    assert said(resource) == entries
    assert found(resource) == findings


def test_the_first_sheet_in_sight_with_anything_in_it_is_read() -> None:
    secret, empty, terms, more = [["en", "zh"], ["x", "秘"]], [[]], [["en", "zh"], ["a", "甲"]], [["b", "乙"]]
    resource = xlsx.read(book(secret, empty, terms, more, hidden=[0]), "terms.xlsx")
    assert said(resource) == ["a=甲"]
    assert "'sheet 3'" in resource.findings[0].message


def test_a_catalogue_gives_units() -> None:
    [unit] = xlsx.read(book([["key", "en", "zh-CN"], ["k", "Open", "打开"]]), "x.xlsx").entries
    assert isinstance(unit, TranslationUnit)
    assert (unit.id, unit.source.raw, unit.target_lang) == ("k", "Open", ZH)


@pytest.mark.parametrize(
    "text", [*(text for _, text in NASTY if is_unicode(text)), "=1+1", "_x000D_", "_x005F_x000D_", "001"], ids=ascii
)
def test_each_cell_is_text_for_everybody(text: str) -> None:
    concept = Concept("id", (Term(text, EN),), note=text)
    data = b"".join(xlsx.write_terms([concept]))
    assert list(xlsx.read(data, "x.xlsx").entries) == [concept]
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet["E2"].data_type == "s"
    assert sheet["E2"].number_format == "@"


def test_the_same_rows_are_the_same_bytes_and_name_nobody() -> None:
    rows = [["a", "b"], ["=1", ""]]
    data = xlsx.write_rows(rows)
    assert data == xlsx.write_rows(iter(rows))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "docProps" in name]


def test_what_a_spreadsheet_cannot_take_is_refused() -> None:
    for rows, message in (([["x" * 32_768]], "32,767"), ([["a\ud83d"]], "surrogate"), ([[""] * 16_385], "16,384")):
        with pytest.raises(ValueError, match=message):
            xlsx.write_rows(rows)
    assert xlsx.illegal("a\udc00") == "\udc00"
    assert xlsx.illegal("a\0𠮷") == ""


def changed(**parts: str | bytes) -> bytes:
    """A workbook in which a part is something else."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book([["en", "zh"], ["a", "甲"]]))) as old,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, parts.get(name.replace("/", "_").replace(".", "_"), old.read(name)))
    return data.getvalue()


def moved(data: bytes, part: str, to: str) -> bytes:
    """A workbook in which a part has another name, or, if that is empty, is missing."""
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(new, "w") as archive:
        for name in old.namelist():
            content = old.read(name).replace(part.encode(), to.encode()) if to else old.read(name)
            if name != f"xl/{part}" or to:
                archive.writestr(name.replace(part, to), content)
    return new.getvalue()


DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><sst/>'
REFUSED = [
    pytest.param(b"en,zh\n", "no workbook", id="csv"),
    pytest.param(b"\xd0\xcf\x11\xe0" + b"x" * 600, "old workbook", id="xls"),
    pytest.param(book([["a"]])[:-30], "no workbook, or a damaged one", id="cut short"),
    pytest.param(changed(xl_styles_xml=DOCTYPE), "document type", id="a document type"),
    pytest.param(changed(xl_styles_xml=DOCTYPE.encode("utf-16")), "document type", id="a document type in utf-16"),
    pytest.param(
        moved(changed(xl_worksheets_sheet1_xml=DOCTYPE), "worksheets/sheet1.xml", "worksheets/sheet1.dat"),
        "document type",
        id="a document type in a part that is not called XML",
    ),
    pytest.param(
        moved(book([["en", "zh"], ["a", "甲"]]), "worksheets/sheet1.xml", ""), "no sheet", id="no sheet in it"
    ),
    pytest.param(changed(xl_workbook_xml="<workbook"), "damaged workbook", id="no XML"),
    pytest.param(changed(xl_styles_xml=b" " * ((1 << 28) + 1)), "256 MB", id="a bomb"),
    pytest.param(book([["a", "b"], ["c", "d"]]), "both columns look like en", id="one language"),
    pytest.param(book([["server"], ["client"]]), "no table", id="one column"),
]


@pytest.mark.parametrize(("data", "message"), REFUSED)
def test_refused(data: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message) as error:
        xlsx.read(data, "x.xlsx")
    assert error.value.path == "x.xlsx"


def test_without_openpyxl_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'gloss-tm\[xlsx\]'"):
        xlsx.read(xlsx.write_rows([["en", "zh"]]), "x.xlsx")


def test_the_name_says_it() -> None:
    assert format_of("Terms.XLSX").name == "xlsx"
    assert list(xlsx.read(b"", "x.xlsx").entries) == []
    assert list(xlsx.read(book([[]]), "x.xlsx").entries) == []


def test_columns_have_the_names_of_spreadsheets() -> None:
    assert [xlsx.column_name(at) for at in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
