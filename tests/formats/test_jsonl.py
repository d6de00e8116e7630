"""One entry stands on one line and comes back as it was; a line that is damaged does not harm the others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import concepts, units

from glossary import losses
from glossary.formats import format_of
from glossary.formats.jsonl import FORMAT, read, write, write_terms
from glossary.model import Code, Concept, Lang, Location, Segment, Term, TranslationUnit, UnitState

UNIT = TranslationUnit(Segment(("Save ", Code("<b>"))), None, Lang("en"), Lang("zh-Hans"), UnitState.FINAL)
LINE = b'{"source_lang":"en","target_lang":"zh-Hans","source":["Save ",{"code":"<b>","kind":"ph"}],"state":"final"}\n'


@settings(max_examples=100)
@given(st.lists(concepts(), max_size=2), st.lists(units(), max_size=2))
def test_entries_come_back_as_they_were(some: list[Concept], others: list[TranslationUnit]) -> None:
    lines = [*write_terms(some), *write(others)]
    assert all(line.count(b"\n") == 1 and line.endswith(b"\n") for line in lines)
    resource = read(b"".join(lines), "t.jsonl")
    assert list(resource.entries) == [*(losses.reduced(each, FORMAT.carries) for each in some), *others]
    assert resource.findings == []


def test_an_entry_is_one_line() -> None:
    assert list(write([UNIT])) == [LINE]
    assert list(write_terms([Concept("a", (Term("a\u2028b", Lang("en")),))])) == [
        b'{"id":"a","terms":[{"text":"a\\u2028b","lang":"en","status":"preferred"}]}\n'
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(
            b'{"source": "a', "t.jsonl:3:12 json-syntax: this text is never closed; the file is cut short", id="cut"
        ),
        pytest.param(
            b"[" * 9000, "t.jsonl:3:65 json-syntax: more than 64 lists and objects inside of each other", id="deep"
        ),
        pytest.param(b"null", "t.jsonl:3:1 shape: a unit is an object, not null", id="null"),
        pytest.param(b'{"terms": 1}', "t.jsonl:3:11 shape: `terms` needs a list here, not a number", id="terms"),
        pytest.param(b'{"source": ""}', "t.jsonl:3:1 shape: the unit has no `source_lang`", id="language"),
        pytest.param(
            b"{} {}", "t.jsonl:3:4 shape: one entry stands on a line; put this one on a line of its own", id="two"
        ),
    ],
)
def test_a_damaged_line_is_named_and_the_others_are_read(line: bytes, message: str) -> None:
    resource = read(LINE + b"\r\n" + line + b"\r\n" + LINE, "t.jsonl")
    assert list(resource.entries) == [UNIT, UNIT]
    assert [f"{each.origin} {each.rule}: {each.message}" for each in resource.findings] == [message]


def test_an_entry_knows_its_line() -> None:
    assert [each.origin for each in read(LINE * 2, "t.jsonl").entries] == [
        Location("t.jsonl", 1, 1),
        Location("t.jsonl", 2, 1),
    ]


def test_lines_that_are_no_posts_are_ours() -> None:
    assert format_of("a.jsonl", LINE) is FORMAT
