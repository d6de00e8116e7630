"""CSV, CSV for spreadsheets and workbooks: the whole glossary, and it comes back."""

from __future__ import annotations

import csv as python_csv
import io

import pytest

from glossary.formats import csv, format_of
from glossary.losses import EVERYTHING, reduced
from glossary.model import Concept, Lang, Term, TermStatus
from glossary.profiles import export, profile_of

EN, ZH, TW = Lang("en"), Lang("zh-Hans"), Lang("zh-TW")
NAMES = ("csv", "csv-spreadsheet", "xlsx")
CONCEPTS = [
    Concept("arrow", (Term("=>", EN), Term("箭头", ZH)), "code", {ZH: "=1+1"}, "'=x"),
    Concept("leak", (Term("leak", EN, find=False), Term("泄漏", ZH), Term("洩漏", TW, computed=True))),
    Concept("whitelist", (Term("whitelist", EN, TermStatus.FORBIDDEN), Term(" 白名单\n", ZH, TermStatus.DEPRECATED))),
]


@pytest.mark.parametrize("name", NAMES)
def test_everything_that_was_written_comes_back(name: str) -> None:
    if name == "xlsx":
        pytest.importorskip("openpyxl")
    [file] = export(profile_of(name), CONCEPTS, [(EN, ZH)])
    assert (file.losses, file.findings) == ([], [])
    resource = format_of(file.name).read(file.data, file.name)
    assert list(resource.entries) == [reduced(concept, EVERYTHING) for concept in CONCEPTS]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_file_cannot_hold_is_named(name: str) -> None:
    bad = [Concept("bad", (Term("a\ud83d", EN), Term("甲", ZH))), *CONCEPTS]
    [file] = export(profile_of(name), bad, [(EN, ZH)])
    assert len(file.findings) == 1


def test_the_exact_one_has_the_texts_and_the_other_runs_nothing() -> None:
    exact, marked = (next(iter(export(profile_of(name), CONCEPTS, [(EN, ZH)]))).data for name in NAMES[:2])
    rows = list(python_csv.reader(io.StringIO(exact.decode(), newline=""), strict=True))
    assert rows[1][4] == "=>"
    assert marked.startswith(b"\xef\xbb\xbf'id,")
    cells = [cell for row in python_csv.reader(io.StringIO(marked.decode("utf-8-sig"), newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert csv.read(marked, "x.csv").findings == []
