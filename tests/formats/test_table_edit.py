"""A table that is edited changes in the cells of the edited units and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.errors import FormatError
from glossary.formats import csv, tsv
from glossary.model import Resource, Segment, TranslationUnit, UnitState

FUZZY, DONE = UnitState.INITIAL, UnitState.TRANSLATED


def units(resource: Resource) -> list[TranslationUnit]:
    return [entry for entry in resource.entries if isinstance(entry, TranslationUnit)]


def said(one: TranslationUnit, target: str, state: UnitState = DONE) -> TranslationUnit:
    return replace(one, target=Segment((target,)), state=state)


@pytest.mark.parametrize(
    ("before", "target", "state", "after"),
    [
        pytest.param("context,source,target\nc,a,\n", "甲", DONE, "context,source,target\nc,a,甲\n", id="a cell"),
        pytest.param("context,source,target\nc,a\n", "甲", DONE, "context,source,target\nc,a,甲\n", id="a row that ends before it"),
        pytest.param("context;source;target\nc;a;\n", "甲;乙", DONE, 'context;source;target\nc;a;"甲;乙"\n', id="semicolons"),
        pytest.param("context\tsource\ttarget\nc\ta\t", "甲,乙", DONE, 'context\tsource\ttarget\nc\ta\t"甲,乙"', id="tabs, no line end"),
        pytest.param('"context","source","target"\n"c","a",""\n', "甲", DONE, '"context","source","target"\n"c","a","甲"\n', id="quoted cells stay quoted"),
        pytest.param("context,source,target\nc,a,\n", 'say "甲"\n', DONE, 'context,source,target\nc,a,"say ""甲""\n"\n', id="quotes and line ends"),
        pytest.param("sep=|\ncontext|source|target\nc|a|\n", "甲|乙", DONE, 'sep=|\ncontext|source|target\nc|a|"甲|乙"\n', id="a separator that is named"),
        pytest.param("context,en,zh-Hans,zh-TW\nc,a,甲,\n", "乙", DONE, "context,en,zh-Hans,zh-TW\nc,a,甲,乙\n", id="the last of several languages"),
        pytest.param("source,target,fuzzy\na,,\n", "甲", FUZZY, "source,target,fuzzy\na,甲,True\n", id="a draft, by its flag"),
        pytest.param("source,target,fuzzy\na,乙,yes\n", "甲", DONE, "source,target,fuzzy\na,甲,\n", id="no draft any more"),
        pytest.param("source,target,state\na,,initial\n", "甲", DONE, "source,target,state\na,甲,translated\n", id="its state"),
        pytest.param("source,target,state\na,,\n", "甲", FUZZY, "source,target,state\na,甲,initial\n", id="a draft, by its state"),
        pytest.param("location,source,target,fuzzy\nx,a,,\n", "=甲", DONE, "location,source,target,fuzzy\nx,a,'=甲',\n", id="as Weblate marks it"),
        pytest.param("'context,source,target\nc,a,\n", "=甲", DONE, "'context,source,target\nc,a,'=甲\n", id="as gloss marks it"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_edit(before: str, target: str, state: UnitState, after: str, newline: str, codec: str) -> None:
    def data(text: str) -> bytes:
        return text.replace("\n", newline).encode(codec)

    resource = csv.read(data(before), "a.csv")
    *_, one = units(resource)
    assert csv.edited(resource, units(resource)) == data(before)
    assert csv.edited(resource, [said(one, target.replace("\n", newline), state)]) == data(after)
    *_, again = units(csv.read(data(after), "a.csv"))
    assert (again.target, again.state) == (Segment((target.replace("\n", newline),)), state)


def test_what_looks_like_terms_may_be_translations() -> None:
    before = "English,Chinese\nOpen the file.,\nClose it.,关闭它。\n"
    resource = csv.read_units(before.encode(), "a.csv")
    first, second = units(resource)
    assert (first.target, second.target) == (None, Segment(("关闭它。",)))
    assert csv.edited(resource, [said(first, "打开文件。")]).decode() == before.replace("file.,", "file.,打开文件。")


def test_the_encoding_stays() -> None:
    before = "id,source,target,context\n1,这是中文的内容和说明,,\n2,我们的国家有多少人,How many,\n"
    data = before.encode("gb18030")
    resource = csv.read(data, "en.csv")
    assert csv.edited(resource, units(resource)) == data
    assert csv.edited(resource, [said(units(resource)[0], "Content")]) == before.replace(
        "说明,,", "说明,Content,"
    ).encode("gb18030")
    big5 = csv.read(
        before.replace("这是中文的内容和说明", "這是中文的內容和說明")
        .replace("国", "國")
        .replace("们", "們")
        .encode("big5"),
        "en.csv",
    )
    with pytest.raises(FormatError, match="save it as UTF-8"):
        csv.edited(big5, [said(units(big5)[0], "术")])


def test_what_is_not_there_is_refused() -> None:
    resource = csv.read(b"context,source,target\nc,a,\n", "a.csv")
    (one,) = units(resource)
    with pytest.raises(ValueError, match="not in the table"):
        csv.edited(resource, [replace(one, source=Segment(("b",)))])
    with pytest.raises(ValueError, match="cannot stand"):
        csv.edited(resource, [said(one, "\0")])
    only = csv.read(b"context,source\nc,a\n", "a.csv")
    with pytest.raises(ValueError, match="add one"):
        csv.edited(only, [said(units(only)[0], "x")])


@pytest.mark.parametrize(
    ("before", "target", "after"),
    [
        pytest.param("a\t\nb\t乙\n", "甲", "a\t甲\nb\t乙\n", id="a cell"),
        pytest.param("\ufeffa\t\r\nb\t乙\r\n", "甲", "\ufeffa\t甲\r\nb\t乙\r\n", id="mark and CR LF stay"),
        pytest.param(
            "a\t\tmenu\tnote\nb\t乙\n", "甲\t1", "a\t甲\\t1\tmenu\tnote\nb\t乙\n", id="context and a tab in the text"
        ),
        pytest.param("en\tzh-Hans\n# 1\na\t", "甲", "en\tzh-Hans\n# 1\na\t甲", id="names, a comment, no line end"),
    ],
)
def test_a_memory(before: str, target: str, after: str) -> None:
    resource = tsv.read(before.encode(), "a.tsv")
    first = units(resource)[0]
    assert tsv.edited(resource, [first]) == before.encode()
    assert tsv.edited(resource, [said(first, target)]) == after.encode()


@given(st.lists(st.text(max_size=8), min_size=1, max_size=6), st.sampled_from([",", ";", "\t"]), st.data())
def test_other_cells_keep_their_bytes(texts: list[str], separator: str, draw: st.DataObject) -> None:
    rows = [["context", "source", "target"], *([f"c{at}", f"s{at}", text] for at, text in enumerate(texts))]
    try:
        data = b"".join(csv.write_rows(rows, separator=separator))
    except ValueError:
        return
    resource = csv.read(data, "en-zh.csv")
    found = units(resource)
    number = draw.draw(st.integers(0, len(found) - 1))
    new = csv.edited(resource, [said(found[number], "新的")])
    rows[int(found[number].context[1:]) + 1][2] = "新的"
    assert units(csv.read(new, "en-zh.csv"))[number].target == Segment(("新的",))
    place = f"s{found[number].context[1:]}{separator}".encode()
    assert new.startswith(data[: data.index(place) + len(place)])
    assert [each.target for each in units(csv.read(new, "en-zh.csv"))] == [
        Segment(("新的",)) if at == number else each.target for at, each in enumerate(found)
    ]
