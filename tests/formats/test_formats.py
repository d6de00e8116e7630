"""Every reader of texts: found by the name of the file, and true about where each character stands."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.errors import FormatError, UnknownFormatError
from glossary.formats import Format, format_of, formats
from glossary.model import Resource, Segment, Span, TranslationUnit

MARKS = (
    "a 词 𠮷 # > - 1. * ** _ ` `` [ ] ( ) ](b) ![ <b> <!-- --> | $ {{< >}} &amp; \\ http://a.b [^1] ~~ ::: 。 #~ \\n"
)
SPACES = [" ", "\t", "    ", "\n", "\n\n", "\r\n", "\r\n\r\n", "\u2028", "\x85"]
LINES = ["# ", "> ", "- ", "1. ", "\n|-|\n", "---\n", "```\n", "[a]: b\n", '\nmsgid "', '"\nmsgstr "']
PIECES = st.sampled_from([*MARKS.split(), *SPACES, *LINES, '"'])
SOME_TEXT = st.lists(PIECES, max_size=30).map("".join)
TEXTS = [form for form in formats() if form.is_text and not form.name.startswith("xliff")]
"""What people write; data and XML say themselves what they are encoded in."""


def segments(resource: Resource) -> list[Segment]:
    units = [unit for unit in resource.entries if isinstance(unit, TranslationUnit)]
    return [segment for unit in units for segment in (unit.source, unit.target) if segment is not None]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param("README.md", "markdown", id="markdown"),
        pytest.param("docs/使用说明.zh-CN.MD", "markdown", id="upper-case-and-han"),
        pytest.param("notes.txt", "text", id="text"),
        pytest.param("locale/zh_CN/LC_MESSAGES/django.po", "po", id="catalogue"),
        pytest.param("app.pot", "po", id="template"),
        pytest.param("memory.tsv", "tsv", id="table"),
        pytest.param("memory.tmx", "tmx", id="translation memory"),
    ],
)
def test_a_format_is_known_by_its_suffix(path: str, name: str) -> None:
    assert format_of(path).name == name


def test_an_unknown_suffix_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownFormatError, match=r"\.docx.*\.markdown, \.md, .*\.po, \.pot, .*\.tmx, \.tsv, \.txt"):
        format_of("brief.docx")


def test_catalogues_and_tables_are_bilingual_and_tables_are_no_text() -> None:
    assert {"po", "tmx", "tsv"} <= {form.name for form in formats() if form.bilingual}
    assert {"json", "tmx", "tsv"} <= {form.name for form in formats() if not form.is_text}
    assert {"markdown", "po", "text"} <= {form.name for form in formats() if form.is_text}


@pytest.mark.parametrize("form", TEXTS, ids=lambda form: form.name)
@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param("术语".encode("gb18030"), "save it as UTF-8", id="gb18030"),
        pytest.param("术语".encode("utf-16"), "UTF-16", id="utf-16"),
        pytest.param("ab".encode("utf-16-le"), "NUL", id="utf-16-without-mark"),
    ],
)
def test_other_encodings_are_refused_with_the_way_out(form: Format, data: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message) as error:
        form.read(data, "x" + form.suffixes[0])
    assert error.value.path == "x" + form.suffixes[0]


def test_a_wrong_byte_is_told_by_line_and_column() -> None:
    with pytest.raises(FormatError) as error:
        format_of("a.txt").read("一\n二三".encode() + b"\xff", "a.txt")
    assert (error.value.line, error.value.column) == (2, 3)


@pytest.mark.parametrize(("form", "suffix"), [(form, suffix) for form in formats() for suffix in form.suffixes])
def test_a_suffix_leads_to_all_its_formats_and_to_no_other(form: Format, suffix: str) -> None:
    assert form in formats(suffix)
    assert all(any(each.endswith(suffix) for each in other.suffixes) for other in formats(suffix))
    assert suffix in format_of("x" + suffix.upper()).suffixes


@pytest.mark.parametrize("form", formats(), ids=lambda form: form.name)
@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n", b"\r\n\r\n", b" "], ids=repr)
def test_an_empty_file_has_no_units(form: Format, data: bytes) -> None:
    assert list(form.read(data, "x" + form.suffixes[0]).entries) == []


@pytest.mark.parametrize("form", formats(), ids=lambda form: form.name)
@settings(max_examples=100)
@given(text=SOME_TEXT)
def test_what_a_run_covers_is_what_the_file_has(form: Format, text: str) -> None:
    try:
        resource = form.read(text.encode(), "x" + form.suffixes[0])
        found = segments(resource)
    except FormatError:
        return
    assert resource.text or not any(segment.runs for segment in found)
    for segment in found if resource.text else ():
        raw = segment.raw
        assert sum(run.length for run in segment.runs) == len(raw)
        assert all(one.start + one.length == other.start for one, other in pairwise(segment.runs))
        assert all(one.at + one.width <= other.at for one, other in pairwise(segment.runs))
        for run in segment.runs:
            place = segment.place(Span(run.start, run.start + run.length))
            assert place == Span(run.at, run.at + run.width)
            if run.width == run.length:
                assert resource.text[place.start : place.end] == raw[run.start : run.start + run.length]
