"""PO, entry by entry or line by line, with places or without: always the same units and the same findings."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.formats._po_scan import Scanner, comments
from glossary.formats.po import read, stream

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "po"
LINES = [
    *('msgid ""', 'msgid "a"', 'msgid "\\x41"', 'msgstr ""', 'msgstr "译"', 'msgctxt ""', 'msgctxt "菜单"'),
    *(
        'msgid_plural "b"',
        'msgstr[0] "甲"',
        'msgstr[1] "乙"',
        'msgstr[x] "丙"',
        '"more"',
        '"\\n"',
        '"\\q" "x"',
        '"open',
    ),
    *("", "", "  ", "\t", "#", "# 译者", "  # c", "#. e", "#: a.c:1", "#, fuzzy", '#| msgid "o"', '#| msgctxt "p"'),
    *(
        '#~ msgid "a"',
        '#~ msgstr "旧"',
        '#~ "more"',
        '#~msgid "z"',
        "#~",
        '#~| msgid "o"',
        '#~ msgctxt "菜单"',
        "#~ # x",
    ),
    *('#~ msgid_plural "b"', '#~ msgstr[0] "丁"', "stray", "<<<<<<< HEAD", 'msgid"a"', ' msgid "a"', 'msgstr "b" x'),
]


def scanned(text: str, *, whole: bool) -> object:
    scanner = Scanner(text, "a.po", whole=whole)
    found = []
    for entry in scanner.entries():
        texts = (entry.msgctxt, entry.msgid, entry.msgid_plural, *entry.msgstr.values())
        segments = [spans and (scanner.segment(spans), scanner.segment(spans).runs) for spans in texts]
        place = (entry.at, scanner.location(entry.at), entry.keywords, entry.obsolete, entry.is_header)
        found.append((place, list(entry.msgstr), segments, comments(text, entry)))
    scanner.finish()
    return found, scanner.findings


@settings(max_examples=1_000)
@given(st.lists(st.sampled_from(LINES), max_size=25), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_whole_entries_are_what_the_lines_say(lines: list[str], newline: str, ends: bool) -> None:
    text = newline.join([*lines, ""] if ends else lines)
    assert scanned(text, whole=True) == scanned(text, whole=False)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(LINES), max_size=25))
def test_a_stream_gives_what_reading_gives(lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    streamed, resource = stream(io.BytesIO(data), "a.zh_CN.po"), read(data, "a.zh_CN.po")
    assert list(streamed.entries) == resource.entries
    assert (streamed.findings, streamed.langs, streamed.meta) == (resource.findings, resource.langs, resource.meta)
    assert streamed.text == ""


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real files is not beside the checkout")
def test_real_catalogues_are_read_the_same_in_every_way() -> None:
    for path in sorted(CORPUS.rglob("*.po*")):
        data = path.read_bytes()
        resource, streamed = read(data, str(path)), stream(io.BytesIO(data), str(path))
        assert list(streamed.entries) == resource.entries, path
        assert [one for one in streamed.findings if one.rule != "same-language"] == resource.findings, path
        assert scanned(resource.text, whole=True) == scanned(resource.text, whole=False), path
