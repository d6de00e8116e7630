"""Tables of translations: which line is what, which language is which, and what comes back as it went."""

from __future__ import annotations

import gzip
import io
import lzma
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.errors import FormatError, GlossaryError, StoreError, UnknownFormatError
from glossary.formats import _reading, format_of, read, tsv, written
from glossary.formats._reading import MOST_FINDINGS, opened
from glossary.model import Lang, Resource, Segment, Severity, Span, TranslationUnit, UnitState

EN, ZH, TW, DE = Lang("en"), Lang("zh-Hans"), Lang("zh-TW"), Lang("de")
LANGS = (EN, ZH)


def stream(text: str | bytes, path: str = "a.tsv", langs: tuple[Lang, Lang] | None = None) -> Resource:
    return tsv.stream(io.BytesIO(text if isinstance(text, bytes) else text.encode()), path, langs=langs)


def units(resource: Resource) -> list[TranslationUnit]:
    return [unit for unit in resource.entries if isinstance(unit, TranslationUnit)]


def texts(resource: Resource) -> list[tuple[str, ...]]:
    """The cells of every unit, empty ones at the end left out."""
    return [
        tuple(
            f"{unit.source.raw}\t{unit.target.raw if unit.target else ''}\t{unit.context}\t{unit.note}".rstrip(
                "\t"
            ).split("\t")
        )
        for unit in units(resource)
    ]


def unit(source: str, target: str, context: str = "", note: str = "") -> TranslationUnit:
    return TranslationUnit(
        Segment((source,)), Segment((target,)), EN, ZH, UnitState.TRANSLATED, context=context, note=note
    )


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        pytest.param("server\t服务器", [("server", "服务器")], id="two cells, and no line end"),
        pytest.param("Open\t打开\tmenu\t短", [("Open", "打开", "menu", "短")], id="context and note"),
        pytest.param("Open\t打开\t\t短", [("Open", "打开", "", "短")], id="note without context"),
        pytest.param("a\t甲\r\nb\t乙\n", [("a", "甲"), ("b", "乙")], id="both line ends"),
        pytest.param("a\t甲\r", [("a", "甲\r")], id="CR alone ends no line"),
        pytest.param("a\u2028b\x85\x0b\t甲\u2029", [("a\u2028b\x85\x0b", "甲\u2029")], id="nor does anything else"),
        pytest.param("\ufeffa\t甲\n", [("a", "甲")], id="byte order mark"),
        pytest.param("a\t甲\n\ufeffb\t乙\n", [("a", "甲"), ("\ufeffb", "乙")], id="only at the beginning"),
        pytest.param("# note\n\n  \na\t甲\n", [("a", "甲")], id="comment, empty and blank lines"),
        pytest.param("# 1\t第一\n", [("# 1", "第一")], id="a heading is no comment"),
        pytest.param(" a \t 甲 \n", [(" a ", " 甲 ")], id="spaces stay"),
        pytest.param("a\t\nb\t乙\n", [("a",), ("b", "乙")], id="untranslated"),
        pytest.param(r"b\nc\rd\\" + "\t甲", [("b\nc\rd\\", "甲")], id="escapes"),
        pytest.param(r"C:\sys\8" + "\t甲\\", [(r"C:\sys\8", "甲\\")], id="other backslashes are themselves"),
        pytest.param(r"\\n" + "\t甲", [(r"\n", "甲")], id="an escaped backslash before n"),
        pytest.param('"a\t"甲""\n', [('"a', '"甲""')], id="quotes mean nothing"),
    ],
)
def test_rows(text: str, cells: list[tuple[str, ...]]) -> None:
    resource = stream(text)
    assert texts(resource) == cells
    assert resource.findings == []
    assert texts(tsv.read(text.encode(), "a.tsv")) == cells


def test_an_escaped_tab_is_no_border() -> None:
    [there] = units(stream("a\\tb\t甲\\t乙\tx\\ty\tz\\n"))
    assert there == unit("a\tb", "甲\t乙", "x\ty", "z\n")


def test_a_unit_says_where_it_is_from_and_whether_it_is_translated() -> None:
    first, second = units(stream("# comment\nen\tzh-Hans\n\na\t甲\nb\t\n"))
    assert (str(first.origin), str(second.origin)) == ("a.tsv:4", "a.tsv:5")
    assert (first.state, second.state) == (UnitState.TRANSLATED, UnitState.INITIAL)
    assert second.target is None


@pytest.mark.parametrize(
    ("first", "langs"),
    [
        pytest.param("en\tzh-Hans", (EN, ZH), id="tags"),
        pytest.param("zh_CN\ten_US", (ZH, "en-US"), id="tags as in file names, the other way round"),
        pytest.param("EN\tZH-tw", (EN, TW), id="tags in another case"),
        pytest.param("en\tzh", (EN, "zh-Hant"), id="zh leaves the script to the letters"),
        pytest.param("en-GB\ten-US", ("en-GB", "en-US"), id="two kinds of English"),
        pytest.param("en\tda", (EN, "da"), id="a language that no file is named after"),
        pytest.param("source\ttarget", (EN, "zh-Hant"), id="columns"),
        pytest.param("Source\tTarget\tContext\tNote", (EN, "zh-Hant"), id="all four"),
        pytest.param("原文\t译文\t上下文", (EN, "zh-Hant"), id="columns in Chinese"),
        pytest.param("English\tChinese", (EN, "zh-Hant"), id="names"),
        pytest.param("英文\t简体中文", (EN, ZH), id="names in Chinese"),
        pytest.param("English \t 中文", (EN, "zh-Hant"), id="names in either language, with spaces"),
        pytest.param("en\tChinese (Simplified)", (EN, ZH), id="a tag and a name"),
        pytest.param("en\tzh-Hans\t\t", (EN, ZH), id="empty cells behind"),
    ],
)
def test_a_first_line_that_names_the_columns(first: str, langs: tuple[str, str]) -> None:
    resource = stream(f"{first}\nmachine\t機器\n")
    assert texts(resource) == [("machine", "機器")]
    assert resource.langs == langs


@pytest.mark.parametrize(
    "first",
    [
        pytest.param("source\t来源", id="source"),
        pytest.param("source\t源文", id="source, by the word for the column"),
        pytest.param("target\t目标", id="target"),
        pytest.param("translation\t译文", id="translation"),
        pytest.param("en\t英语", id="a tag and its name"),
        pytest.param("English\t英语", id="a name and its translation"),
        pytest.param("Chinese\t简体中文", id="a name and a narrower one"),
        pytest.param("zh-Hans\t简体中文", id="a Chinese tag and its name"),
        pytest.param("简体中文\t繁體中文", id="two names of Chinese"),
        pytest.param("en\tzh-Hans\tlabel", id="with a context"),
        pytest.param("no\tit", id="words that are tags of languages nobody means"),
        pytest.param("hello\tworld", id="words that look like tags"),
        pytest.param("en\ten", id="twice the same"),
        pytest.param("target\tsource", id="the wrong way round"),
    ],
)
def test_a_first_line_that_is_a_unit(first: str) -> None:
    assert texts(stream(f"{first}\n", langs=LANGS)) == [tuple(first.split("\t"))]


@pytest.mark.parametrize(
    ("text", "path", "langs"),
    [
        pytest.param("a cat\t一只猫\n", "a.tsv", LANGS, id="English to Chinese"),
        pytest.param("一只猫\ta cat\n", "a.tsv", (ZH, EN), id="Chinese to English"),
        pytest.param("a machine\t機器\n", "a.tsv", (EN, "zh-Hant"), id="Traditional"),
        pytest.param("a machine\t機器\n", "zh_TW.tsv", (EN, TW), id="whose, the name of the file says"),
        pytest.param("a cat\t一只猫\n", "en-zh.tsv", LANGS, id="a name that is no region"),
        pytest.param("DeepSeek\tDeepSeek\na cat\t一只猫\n", "a.tsv", LANGS, id="by most of the rows"),
        pytest.param("a cat\t\n", "a.tsv", LANGS, id="nothing translated yet"),
        pytest.param("\t一只猫\n", "a.tsv", LANGS, id="nothing but translations"),
        pytest.param("一只猫\t\n", "a.tsv", (ZH, EN), id="nothing translated from Chinese yet"),
        pytest.param("en\tzh\n", "a.tsv", LANGS, id="a first line and no more"),
        pytest.param("", "a.tsv", (), id="nothing"),
    ],
)
def test_languages_are_judged(text: str, path: str, langs: tuple[str, ...]) -> None:
    assert stream(text, path).langs == langs
    assert tsv.read(text.encode(), path).langs == langs


def test_languages_that_cannot_be_judged_are_asked_for_and_nothing_is_guessed() -> None:
    resource = stream("cat\tKatze\ndog\tHund\n")
    assert units(resource) == []
    [finding] = resource.findings
    assert (finding.rule, str(finding.origin)) == ("tsv-languages", "a.tsv:1:1")
    assert "first line" in finding.message


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("cat\tKatze\n", 1, id="no first line"),
        pytest.param("en\tde\ncat\tKatze\n", 1, id="the same in it"),
        pytest.param("en-US\tde-AT\ncat\tKatze\n", 1, id="a variety in it"),
        pytest.param("source\ttarget\ncat\tKatze\n", 1, id="columns in it"),
        pytest.param("it\tes\ncat\tKatze\n", 2, id="other languages: no first line at all"),
    ],
)
def test_languages_that_are_given(text: str, count: int) -> None:
    resource = stream(text, langs=(EN, DE))
    assert resource.langs == (EN, DE)
    assert [(each.source_lang, each.target_lang) for each in units(resource)] == [(EN, DE)] * count


def test_a_language_that_is_given_may_be_rare() -> None:
    langs = (EN, Lang("fil"))
    assert texts(stream("en\tfil\ncat\tpusa\n", langs=langs)) == [("cat", "pusa")]
    assert texts(stream("en\tfil\ncat\tpusa\n", langs=LANGS)) == [("en", "fil"), ("cat", "pusa")]


def test_languages_that_are_given_the_wrong_way_round() -> None:
    with pytest.raises(FormatError, match="zh and en, not en>zh-Hans") as error:
        stream("zh-Hans\ten\n猫\tcat\n", langs=LANGS)
    assert (error.value.path, error.value.line) == ("a.tsv", 1)


@pytest.mark.parametrize(
    ("line", "rule", "column", "message"),
    [
        pytest.param(b"no tab", "tsv-syntax", 1, "no tab", id="one cell"),
        pytest.param("一\0\t二".encode(), "tsv-charset", 2, "NUL", id="NUL"),
        pytest.param("一二".encode() + b"\xff\tx", "tsv-charset", 3, "not UTF-8", id="no UTF-8"),
        pytest.param(b"a\xe4\xb8\tx", "tsv-charset", 2, "not UTF-8", id="half a character"),
        pytest.param(b"x\ty\rz\tw\r", "tsv-syntax", 1, "CR alone", id="lines that end in CR"),
        pytest.param(b"<<<<<<< HEAD", "conflict", 1, "merge", id="conflict: ours"),
        pytest.param(b"=======", "conflict", 1, "merge", id="conflict: border"),
        pytest.param(b">>>>>>> branch", "conflict", 1, "merge", id="conflict: theirs"),
        pytest.param(b"||||||| base", "conflict", 1, "merge", id="conflict: base"),
    ],
)
def test_a_bad_line_is_told_and_the_others_are_read(line: bytes, rule: str, column: int, message: str) -> None:
    resource = stream("a\t甲\n".encode() + line + b"\r\n" + "b\t乙\n".encode())
    assert texts(resource) == [("a", "甲"), ("b", "乙")]
    [finding] = resource.findings
    assert (finding.rule, str(finding.origin)) == (rule, f"a.tsv:2:{column}")
    assert message in finding.message
    assert finding.severity is Severity.ERROR


def test_a_conflict_marker_with_a_tab_is_a_text() -> None:
    assert texts(stream("<<<<<<< HEAD\t冲突\n")) == [("<<<<<<< HEAD", "冲突")]


def test_a_fifth_cell_is_told_and_left_out() -> None:
    resource = stream("a\t甲\tc\td\te\tf\n")
    assert texts(resource) == [("a", "甲", "c", "d")]
    [finding] = resource.findings
    assert (finding.severity, str(finding.origin)) == (Severity.WARNING, "a.tsv:1:9")


def test_utf_16_is_refused() -> None:
    with pytest.raises(FormatError, match="UTF-16"):
        stream("a\t甲\n".encode("utf-16"))


def test_a_line_without_end_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tsv, "LONGEST", 10)
    resource = stream("a\t甲\n" + "x" * 95 + "\t甲\nb\t234567\n" + "y" * 20)
    assert texts(resource) == [("a", "甲"), ("b", "234567")]
    assert [str(finding.origin) for finding in resource.findings] == ["a.tsv:2:1", "a.tsv:4:1"]


def test_findings_end_somewhere() -> None:
    resource = stream("a\t甲\n" + "bad\n" * 5_000)
    assert len(units(resource)) == 1
    assert len(resource.findings) == MOST_FINDINGS + 1
    assert "4,000 more" in resource.findings[-1].message


def test_findings_are_complete_once_the_entries_are_used_up() -> None:
    resource = stream("a\t甲\n" * tsv.JUDGED + "bad\n")
    assert resource.findings == []
    units(resource)
    assert len(resource.findings) == 1


def test_memory_stays_flat() -> None:
    class Lines(io.RawIOBase):
        """50,000 lines, of which no more than one exists."""

        left = 50_000

        def readline(self, size: int | None = -1, /) -> bytes:
            self.left -= 1
            return "The server was restarted.\t服务器已重新启动。\n".encode() if self.left >= 0 else b""

    tracemalloc.start()
    try:
        resource = tsv.stream(Lines(), "a.tsv")  # type: ignore[arg-type]
        assert sum(1 for _ in resource.entries) == 50_000
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


NASTY = st.text(
    st.one_of(st.sampled_from("\t\n\r\\#tnr \ufeff\u2028\x85en"), st.characters(exclude_characters="\0", codec="utf-8"))
)
FIRST = st.sampled_from(["en", "zh-Hans", "source", "target", "# x", "", "<<<<<<< a", "\ufeff"]) | NASTY
UNITS = st.lists(st.builds(unit, FIRST, FIRST.filter(bool), NASTY, NASTY), max_size=5)


@settings(max_examples=500)
@given(there=UNITS)
def test_what_was_written_is_read(there: list[TranslationUnit]) -> None:
    data = b"".join(tsv.write(there))
    for resource in (stream(data), tsv.read(data, "a.tsv")):
        assert units(resource) == there
        assert resource.findings == []


@settings(max_examples=300)
@given(
    data=st.binary()
    | st.lists(st.sampled_from(["\t", "\n", "\\", "甲", "a", "\0", "\ud800"])).map(
        lambda parts: "".join(parts).encode("utf-8", "surrogatepass")
    )
)
def test_nothing_raises_but_what_is_promised(data: bytes) -> None:
    for way in (stream, lambda data: tsv.read(data, "a.tsv")):
        try:
            resource = way(data)
        except FormatError:
            continue
        assert all(each.source_lang != each.target_lang for each in units(resource))


def test_places_hold_in_the_file() -> None:
    text = "\ufeff# x\na\\tb𠮷\t甲\\\\乙\r\nc\t丙\n"
    resource = tsv.read(text.encode(), "a.tsv")
    first, second = units(resource)
    assert resource.text == text[1:]
    for segment, raw, stands in (
        (first.source, "b𠮷", "b𠮷"),
        (first.source, "\t", "\\t"),
        (first.target, "\\乙", "\\\\乙"),
        (second.target, "丙", "丙"),
    ):
        assert segment
        at = segment.raw.index(raw)
        place = segment.place(Span(at, at + len(raw)))
        assert place
        assert resource.text[place.start : place.end] == stands


def test_one_pair_of_languages_to_a_table() -> None:
    other = TranslationUnit(Segment(("a",)), Segment(("b",)), EN, DE, UnitState.TRANSLATED)
    with pytest.raises(ValueError, match="en>zh-Hans and en>de"):
        list(tsv.write([unit("a", "甲"), other]))


@pytest.mark.parametrize("text", ["a\0", "\ud83d"], ids=["NUL", "half a character"])
def test_what_no_text_can_hold_is_not_written(text: str) -> None:
    assert not tsv.can_hold(unit("a", "甲", note=text))
    with pytest.raises(ValueError, match="leave this unit out"):
        list(tsv.write([unit(text, "甲")]))


def test_nothing_is_written_of_nothing() -> None:
    assert list(tsv.write([])) == []


def test_only_cells_that_hold_something_are_written() -> None:
    lines = b"".join(tsv.write([unit("a", "甲"), unit("b", "乙", "x"), unit("c", "丙", note="y")])).decode()
    assert lines == "en\tzh-Hans\na\t甲\nb\t乙\tx\nc\t丙\t\ty\n"


PO = 'msgid ""\nmsgstr "Language: zh_CN\\nContent-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "a"\nmsgstr "甲"\n'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.tsv", "a\t甲\n".encode(), id="table"),
        pytest.param("a.tsv.xz", lzma.compress("a\t甲\n".encode()), id="table, xz"),
        pytest.param("A.TSV.GZ", gzip.compress("a\t甲\n".encode()), id="table, gz, upper case"),
        pytest.param("a.tsv.gz", gzip.compress(b"a\t") + gzip.compress("甲\n".encode()), id="gz of two parts"),
        pytest.param(
            "a.tsv.xz",
            lzma.compress(b"a\t") + bytes(800_000) + lzma.compress("甲\n".encode()) + bytes(4),
            id="xz of two parts, with zeros between",
        ),
        pytest.param("zh_CN.po", PO.encode(), id="catalogue"),
        pytest.param("zh_CN.po.gz", gzip.compress(PO.encode()), id="catalogue, gz"),
        pytest.param("zh_CN.po.xz", lzma.compress(PO.encode()), id="catalogue, xz"),
    ],
)
def test_units_of_a_file(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with read(str(path)) as resource:
        assert texts(resource) == [("a", "甲")]
    with read(str(path), langs=(EN, TW)) as resource:
        assert [each.target_lang for each in units(resource)] == [TW]


TABLE = "".join(f"line {number}\t第 {number} 行\n" for number in range(50_000)).encode()


@pytest.mark.parametrize(
    ("name", "data", "error", "message"),
    [
        pytest.param("a.tsv.xz", lzma.compress(TABLE)[:-20], FormatError, "cut short", id="xz, cut short"),
        pytest.param("a.tsv.gz", gzip.compress(TABLE)[:-20], FormatError, "cut short", id="gz, cut short"),
        pytest.param("a.tsv.gz", gzip.compress(TABLE)[:-8] + b"\0" * 8, FormatError, "damaged", id="gz, wrong sum"),
        pytest.param("a.tsv.xz", TABLE, FormatError, "no .xz file", id="xz, but it is none"),
        pytest.param("a.tsv.gz", TABLE, FormatError, "no .gz file", id="gz, but it is none"),
        pytest.param("a.po.xz", b"", FormatError, "cut short", id="catalogue, empty xz"),
        pytest.param("a.tsv.xz", lzma.compress(TABLE) + b"x" * 99, FormatError, "damaged", id="xz, and more"),
        pytest.param(
            "a.tsv.xz",
            lzma.compress(TABLE) + b"x" + lzma.compress(TABLE)[1:],
            FormatError,
            "damaged",
            id="xz, 2nd part",
        ),
        pytest.param("none.tsv", None, StoreError, "No such file", id="not there"),
        pytest.param("dir", None, UnknownFormatError, r"\.po, .*\.tsv", id="no format"),
        pytest.param("a\0.tsv", None, StoreError, "null", id="no name at all"),
    ],
)
def test_files_that_cannot_be_read(
    tmp_path: Path, name: str, data: bytes | None, error: type[GlossaryError], message: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(error, match=message) as told, read(str(path)) as resource:
        units(resource)
    assert told.value.path == str(path)
    assert "\n" not in str(told.value)


@pytest.mark.skipif(not hasattr(__import__("os"), "mkfifo"), reason="no FIFO here")
def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "a.tsv")
    for path in (tmp_path, tmp_path / "a.tsv"):
        with pytest.raises(StoreError, match="regular file"), opened(str(path)):
            pass


def test_a_catalogue_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_reading, "MOST_BYTES", 1 << 20)
    path = tmp_path / "a.po.xz"
    path.write_bytes(lzma.compress(b"#" * (1 << 21)))
    with pytest.raises(FormatError, match="split it"), read(str(path)):
        pass


@pytest.mark.parametrize("name", ["a.tsv", "a.tsv.gz", "a.tsv.xz"])
def test_a_file_is_packed_as_its_name_says(tmp_path: Path, name: str) -> None:
    there = [unit(f"line {number}", f"第 {number} 行") for number in range(1_000)]
    data = b"".join(written(iter(there), name))
    assert data == b"".join(written(there, name))
    (tmp_path / name).write_bytes(data)
    with read(str(tmp_path / name)) as resource:
        assert units(resource) == there


@pytest.mark.parametrize(("name", "message"), [("a.md", "markdown"), ("a", "format")])
def test_other_files_are_not_written(name: str, message: str) -> None:
    def never() -> Iterator[TranslationUnit]:
        raise AssertionError
        yield

    with pytest.raises(FormatError, match=message):
        written(never(), name)


def test_a_fix_is_written_as_the_file_has_it() -> None:
    assert format_of("a.tsv").escape("a\tb\n\\c，甲") == "a\\tb\\n\\\\c，甲"


@pytest.mark.parametrize(
    ("name", "langs"),
    [
        pytest.param("zh-HK-en.tsv", ("zh-HK", "en"), id="Hong Kong, which no letter tells"),
        pytest.param("glossary.en-zh_TW.tsv", ("en", "zh-TW"), id="after a point"),
        pytest.param("en-zh-Hans.tsv", ("zh-Hans", "en"), id="letters that say the opposite count"),
        pytest.param("a.tsv", ("zh-Hans", "en"), id="no pair"),
    ],
)
def test_the_name_of_a_file_may_say_both_languages(name: str, langs: tuple[str, str]) -> None:
    rows = "文件\tfile\n" if langs[1] == "en" else "file\t文件\n"
    assert tsv.read(rows.encode(), name).langs == langs
