"""Awkward tables: each is read as it was meant, or refused at the place where it goes wrong; nothing is lost unsaid."""

from __future__ import annotations

import contextlib
import random
import socket
import time
from pathlib import Path

import pytest

from glossary.errors import FormatError
from glossary.formats import csv
from glossary.model import USABLE, Case, Concept, DataCategory, Resource, Severity, TranslationUnit
from glossary.text.language import EN

ZH = "server,服务器\nmemory leak,内存泄漏\nthread,线程\n"
TW = "server,伺服器\nmemory leak,記憶體流失\nthread,執行緒\n"
THREE = ["server=服务器", "memory leak=内存泄漏", "thread=线程"]
THREE_TW = ["server=伺服器", "memory leak=記憶體流失", "thread=執行緒"]
LONG = "x" * 200_000


def said(resource: Resource) -> list[str]:
    """Each concept as its terms, each unit as its texts."""
    return [
        "=".join(term.text for term in entry.terms) if isinstance(entry, Concept) else unit(entry)
        for entry in resource.entries
    ]


def unit(entry: TranslationUnit) -> str:
    return f"{entry.source.raw}>{entry.target.raw if entry.target else ''}"


def read(data: str | bytes, name: str = "terms.csv") -> Resource:
    return csv.read(data.encode() if isinstance(data, str) else data, name)


READ = [
    # encodings
    pytest.param(ZH.encode("utf-8-sig"), THREE, id="byte order mark before the first term"),
    pytest.param(("en,zh\n" + ZH).encode("utf-8-sig"), THREE, id="byte order mark before the names"),
    pytest.param(ZH.encode("utf-16"), THREE, id="utf-16"),
    pytest.param(ZH.replace(",", "\t").encode("utf-16"), THREE, id="utf-16 with tabs: Unicode text of Excel"),
    pytest.param(b"\xfe\xff" + ZH.encode("utf-16-be"), THREE, id="utf-16 big endian"),
    pytest.param("en,zh\na,'=x\nb,乙\n", ["a='=x", "b=乙"], id="an apostrophe before a formula stays"),
    # separators
    pytest.param(ZH.replace(",", ";"), THREE, id="semicolons"),
    pytest.param(ZH.replace(",", "，"), THREE, id="full-width commas"),
    pytest.param(ZH.replace(",", "\t"), THREE, id="tabs"),
    pytest.param("sep=;\r\n" + ZH.replace(",", ";"), THREE, id="sep= names a semicolon"),
    pytest.param('"sep=|"\n' + ZH.replace(",", "|"), THREE, id="sep= in quotes names anything"),
    pytest.param("en;zh\na, b;甲，乙\nc;丙\n", ["a, b=甲，乙", "c=丙"], id="commas inside of cells with semicolons"),
    pytest.param(
        'en,zh\n"a;b;c","甲;乙"\n"d;e",丁\n', ["a;b;c=甲;乙", "d;e=丁"], id="semicolons inside of quoted cells"
    ),
    pytest.param('en,zh\n"a\tb",甲\n"c\td",乙\n', ["a\tb=甲", "c\td=乙"], id="tabs inside of quoted cells"),
    # names of columns
    pytest.param(ZH, THREE, id="no names: the first row is a term"),
    pytest.param("source,target\n" + ZH, THREE, id="source and target"),
    pytest.param("英文,中文\n" + ZH, THREE, id="names in Chinese"),
    pytest.param("术语,译文,定义,备注\nserver,服务器,一台机器,\n", ["server=服务器"], id="more names in Chinese"),
    pytest.param("English,Chinese (Simplified)\n" + ZH, THREE, id="names of languages"),
    pytest.param("EN,zh_CN\n" + ZH, THREE, id="tags with underscores"),
    pytest.param(
        "term,术语\nserver,服务器\n", ["term=术语", "server=服务器"], id="term and 术语 are a pair like others"
    ),
    pytest.param("English,英语\nserver,服务器\n", ["English=英语", "server=服务器"], id="English and 英语, too"),
    pytest.param("My glossary,,\n,,\nen,zh,note\nserver,服务器,\n", ["server=服务器"], id="a title above the names"),
    # quotes
    pytest.param('en,zh\n"say ""hi""","说""嗨"""\n', ['say "hi"=说"嗨"'], id="doubled quotes"),
    pytest.param('en,zh\n"one\ntwo","一\r\n二"\n', ["one\ntwo=一\r\n二"], id="line ends inside of cells"),
    pytest.param('en,zh\n5" disk,5 寸盘\n', ['5" disk=5 寸盘'], id="a quote inside of a bare cell"),
    pytest.param('en,zh\n"",空\n"a",""\nb,乙\n', ["b=乙"], id="quoted empty cells"),
    pytest.param(f'en,zh\n"{LONG}",长\n', [f"{LONG}=长"], id="a field of 200,000 characters"),
    # line ends, blank lines, comments, sections
    pytest.param(ZH.replace("\n", "\r\n"), THREE, id="crlf"),
    pytest.param(ZH.replace("\n", "\r"), THREE, id="cr alone"),
    pytest.param(ZH.rstrip("\n"), THREE, id="no line end at the end"),
    pytest.param("\n\n" + ZH.replace("\n", "\n\n,\n  ,\n"), THREE, id="blank lines and empty rows"),
    pytest.param("# terms of the house\n" + ZH + "# the end\n", THREE, id="comment lines"),
    pytest.param("en,zh\n#include,包含\n# 1,第一\n", ["#include=包含", "# 1=第一"], id="terms that begin with a hash"),
    pytest.param("en,zh\nGeneral,\n" + ZH, THREE, id="a section line"),
    pytest.param("en,zh\na\u2028b\x85\x0b,甲\n", ["a\u2028b\x85\x0b=甲"], id="other line ends are none"),
    # formulas
    pytest.param(
        "en,zh\n=>,箭头\n-Xmx,最大堆\n@property,属性\n+=,加等\n",
        ["=>=箭头", "-Xmx=最大堆", "@property=属性", "+==加等"],
        id="formulas",
    ),
    # ragged
    pytest.param("en,zh,note\na,甲\nb,乙,注\n", ["a=甲", "b=乙"], id="a short row"),
    pytest.param("en,zh\na,甲,more\nb,乙\n", ["b=乙"], id="a long row is left out"),
    pytest.param("en,zh\na,甲,,,\nb,乙\n", ["a=甲", "b=乙"], id="empty cells at the end"),
    pytest.param("en,zh\n,甲\nb,乙\n", ["b=乙"], id="no source, no note"),
    # what tools write
    pytest.param(
        "location,source,target,ID,fuzzy,context,translator_comments,developer_comments\na.c:1,Open,打开,1,,m,,\n",
        ["Open>打开"],
        id="Weblate",
    ),
    pytest.param("key,en,cs\ngreeting,Hello,Ahoj\n", ["Hello>Ahoj"], id="keys: a catalogue"),
    pytest.param(
        "server,服务器,EN,ZH\n内存,memory,ZH,EN\n", ["server=服务器", "memory=内存"], id="DeepL: languages behind"
    ),
]


@pytest.mark.parametrize(("data", "entries"), READ)
def test_read_as_it_was_meant(data: str | bytes, entries: list[str]) -> None:
    assert said(read(data)) == entries


ASSUMED = [
    pytest.param(ZH.encode("gb18030"), THREE, "GB18030", id="GB18030 from Excel"),
    pytest.param(("英文,中文\n" + ZH).encode("gbk"), THREE, "GB18030", id="GBK with names"),
    pytest.param(TW.encode("big5"), THREE_TW, "Big5", id="Big5 from Excel"),
    pytest.param(TW.encode("gb18030"), THREE_TW, "GB18030", id="Traditional in GB18030"),
    pytest.param(ZH.encode("utf-16-le"), THREE, "UTF-16-LE", id="utf-16 without a mark"),
    pytest.param(ZH.encode("utf-16-be"), THREE, "UTF-16-BE", id="utf-16 big endian without a mark"),
]


@pytest.mark.parametrize(("data", "entries", "name"), ASSUMED)
def test_an_encoding_that_nothing_names_is_said(data: bytes, entries: list[str], name: str) -> None:
    resource = read(data)
    assert said(resource) == entries
    assert [(each.rule, each.severity) for each in resource.findings] == [("csv-charset", Severity.WARNING)]
    assert name in resource.findings[0].message


NOISE = random.Random(5).randbytes(3000)
REFUSED = [
    pytest.param('en,zh\na,甲\n"b,乙\nc,丙\n', "never closed", 3, 1, id="a quote that never closes"),
    pytest.param('en,zh\na,"甲\nb,乙\nc,"丙"\n', "before line 4", 2, 3, id="a quote closed by another one"),
    pytest.param("en,zh\n" + ZH * 700 + 'x,"y\n', "never closed", 2102, 3, id="at the end of two thousand rows"),
    pytest.param("en,zh\na,\0甲\n", "NUL", 2, 3, id="NUL"),
    pytest.param("id,id,lang,term\n1,1,en,a\n", "twice", 1, 4, id="a column twice"),
    pytest.param("note,en,zh,forbidden,forbidden\n,a,甲,,\n", "twice", 1, 22, id="a flag twice"),
    pytest.param("en,zh\n<<<<<<< ours\na,甲\n=======\na,乙\n>>>>>>> theirs\n", "conflict", 2, 1, id="conflict markers"),
    pytest.param("server,box\nclient,thing\n", "both columns look like en", 1, 8, id="two columns of one language"),
    pytest.param("a,b,c,d\ne,f,g,h\n", "more than three columns", 1, 1, id="four columns without names"),
    pytest.param("Some prose, as people write it.\nOne more line\nand a third one\n", "no table", 1, 1, id="prose"),
    pytest.param("server\nclient\n", "no table", 1, 1, id="one column without a name"),
    pytest.param(b"PK\x03\x04" + NOISE, "end its name in .xlsx", 1, 1, id="a workbook"),
    pytest.param(b"\xd0\xcf\x11\xe0" + NOISE, "old workbook", 1, 1, id="an old workbook"),
    pytest.param("<!DOCTYPE html>\n<html>,</html>\n", "HTML", 1, 1, id="an HTML page"),
    pytest.param('\ufeff  <table class="x">', "HTML table", 1, 1, id="an HTML table"),
    pytest.param('{"a": 1, "b": 2}\n', "JSON", 1, 1, id="JSON"),
    pytest.param('<?xml version="1.0"?><martif/>', "XML", 1, 1, id="XML"),
    pytest.param(NOISE, "no text", None, None, id="noise"),
    pytest.param(bytes(each for each in NOISE if each), "not UTF-8", None, None, id="noise without NUL"),
    pytest.param(ZH.encode() + b"x,\xff\n", "not UTF-8", 4, 3, id="one bad byte in UTF-8"),
    pytest.param(ZH.encode()[:-3], "not UTF-8", 3, 9, id="cut within a character"),
    pytest.param("café,naïf\nœuvre,Straße\n".encode("cp1252"), "cannot be told", 1, 4, id="Latin"),
    pytest.param("memory,メモリ\nserver,サーバー\n".encode("shift_jis"), "cannot be told", 1, 8, id="Shift JIS"),
    pytest.param("memory,メモリ\n漢字,変換\n".encode("euc-jp"), "cannot be told", 1, 8, id="EUC-JP"),
    pytest.param("메모리,누수\n서버,프로그램\n".encode("euc-kr"), "cannot be told", 1, 1, id="EUC-KR"),
    pytest.param("память,утечка\n".encode("koi8-r"), "cannot be told", 1, 1, id="KOI8-R"),
    pytest.param("ПАМЯТЬ,УТЕЧКА\n".encode("cp1251"), "cannot be told", 1, 1, id="windows-1251 in capitals"),
    pytest.param(b"\xff\xfea\0,\0\0\xd8b\0", "UTF-16-LE", 1, 3, id="half a pair in UTF-16"),
]


@pytest.mark.parametrize(("data", "message", "line", "column"), REFUSED)
def test_refused_at_its_place(data: str | bytes, message: str, line: int | None, column: int | None) -> None:
    with pytest.raises(FormatError, match=message) as error:
        read(data)
    assert error.value.path == "terms.csv"
    if line:
        assert (error.value.line, error.value.column) == (line, column)


NAMED = [
    pytest.param('en,zh\n"a"x,甲\nb,乙\n', "error:2:4", "text after a closing quote", id="text after a quote"),
    pytest.param("en,zh\na,甲,more\nb,乙\n", "error:2:5", "3 cells in 2 columns", id="a long row"),
    pytest.param('en,zh\n"a\nb",甲,"x\ny"\n', "error:3:6", "3 cells in 2 columns", id="a long row over several lines"),
    pytest.param("en,zh,note\na,甲\nb,乙,\n", "warning:2:1", "2 cells in 3 columns", id="a short row"),
    pytest.param("en,zh\nGeneral,\na,甲\n", "warning:2:1", "heading", id="a section line"),
    pytest.param("en,zh,Gender\na,甲,f\n", "warning:1:7", "'Gender'", id="a column that means nothing"),
    pytest.param("en,zh,\na,甲,x\n", "warning:1:7", "no name", id="a column without a name"),
    pytest.param(
        "en,zh,status\na,甲,obsolete-ish\n",
        "error:2:5",
        "the status 'obsolete-ish' is not known",
        id="an unknown status",
    ),
    pytest.param("en,zh,forbidden\na,甲,maybe\n", "error:2:5", "neither yes nor no", id="an unknown flag"),
    pytest.param("en,zh\na,甲\rb,乙\nc,丙\n", "error:2:4", "CR alone", id="mixed line ends"),
    pytest.param("en,zh\n'=x,甲\n", "warning:2:1", "begins with '", id="a mark where there are none"),
    pytest.param("title,,\nen,zh,note\na,甲,\n", "info:1:1", "title", id="a title"),
    pytest.param("id,lang,term\n1,xx-bad-,a\n", "warning:2:3", "no language", id="no language"),
    pytest.param("id,lang,term\n1,en,\n", "error:2:6", "no term", id="no term"),
    pytest.param(
        "source,target,source lang,target lang\na,甲,?,zh\n", "error:2:5", "no language", id="no language of a row"
    ),
]


@pytest.mark.parametrize(("data", "place", "message"), NAMED)
def test_what_is_wrong_is_named_at_its_place(data: str, place: str, message: str) -> None:
    found = read(data).findings
    places = [f"{each.severity}:{each.origin.line}:{each.origin.column}" for each in found if each.origin]
    assert places[:1] == [place]
    assert message in found[0].message


@pytest.mark.parametrize(
    "data", [pytest.param(each.values[0], id=str(each.id)) for each in (*READ, *ASSUMED, *NAMED, *REFUSED)]
)
def test_no_other_file_and_no_network(data: str | bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("opened something")

    read("en,zh\na,甲\n")
    monkeypatch.setattr("builtins.open", forbidden)
    monkeypatch.setattr(socket, "socket", forbidden)
    with contextlib.suppress(FormatError):
        list(read(data).entries)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("en,zh\n" + 'x","\n' * 60_000, id="a quote in every line"),
        pytest.param("en,zh\n" + '"a\n' * 60_000, id="an open quote in every line"),
        pytest.param('en,zh\n"' + '""\n' * 60_000, id="pairs of quotes to the end"),
        pytest.param("en,zh\n" + '"a"x,b\n' * 60_000, id="text behind every quote"),
        pytest.param("en,zh\n" + "a,b,c\n" * 60_000, id="long rows"),
        pytest.param("en,zh" + "," * 500_000 + "\na,b\n", id="very many columns"),
        pytest.param("en,zh\n" + "".join(f"same,{number}词\n" for number in range(60_000)), id="one source"),
        pytest.param("id,lang,term,note\n" + "".join(f"1,en,t{n},n{n}\n" for n in range(60_000)), id="one id"),
    ],
)
def test_large_files_take_no_longer_than_their_size(data: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(FormatError):
        read(data)
    assert time.process_time() - begun < 20


def test_findings_are_bounded() -> None:
    found = read("en,zh\n" + "a,b,c\n" * 5_000).findings
    assert len(found) == 1_001
    assert "4,000 more" in found[-1].message


CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "csv-glossary"
FILES = sorted(CORPUS.rglob("*.csv"))


@pytest.mark.skipif(not FILES, reason="the development corpus is not here")
def test_real_files_are_read_or_refused_with_a_place() -> None:
    refused = []
    for path in FILES:
        try:
            assert list(read(path.read_bytes(), str(path)).entries)
        except FormatError as error:
            refused.append((path.parent.name, error.line, str(error)[:25]))
    assert refused == [("omegat", 1, "both columns look like en")] * 3


UNUSABLE = [
    *("do not use", "Do Not Use", "don't use", "not recommended", "AVOID", "obsolete", "Retired", "banned", "Rejected"),
    *("禁用", "停用", "弃用", "不推荐", "不要用", "棄用", "已废弃", "旧称"),
]


@pytest.mark.parametrize("said", UNUSABLE)
def test_a_term_that_must_not_be_used_is_known_by_whatever_it_is_called(said: str) -> None:
    (concept,) = read(f"en,zh,status\nserver,伺服器,{said}\n").entries
    assert isinstance(concept, Concept)
    assert concept.terms[1].status not in USABLE


@pytest.mark.parametrize("said", ["", "-", "active", "Reviewed", "n/a", "有效", "已审核"])
def test_how_far_the_work_is_says_nothing_of_a_term(said: str) -> None:
    resource = read(f"en,zh,status\nserver,服务器,{said}\n")
    (concept,) = resource.entries
    assert isinstance(concept, Concept)
    assert [term.status for term in concept.terms] == ["preferred", "preferred"]
    assert resource.findings == []


@pytest.mark.parametrize(
    ("data", "there"),
    [
        pytest.param("en,zh,status\na,甲,obsolete-ish\nb,乙,\n", ["b"], id="a column of statuses"),
        pytest.param("en,zh,forbidden\na,甲,perhaps\nb,乙,no\n", ["b"], id="a flag"),
        pytest.param("id,lang,term,status\n1,en,a,✗\n2,en,b,preferred\n", ["b"], id="a row for each term"),
        pytest.param("id,lang,term,status\n1,en,a,\n1,en,x,？\n2,en,b,\n", ["a", "b"], id="one term of several"),
    ],
)
def test_a_row_that_might_forbid_its_term_is_refused_by_name(data: str, there: list[str]) -> None:
    resource = read(data)
    concepts = [concept for concept in resource.entries if isinstance(concept, Concept)]
    assert [concept.terms[0].text for concept in concepts] == there
    assert all(len(concept.terms_in(EN)) == 1 for concept in concepts)
    (finding,) = resource.findings
    assert (finding.rule, finding.severity) == ("table-value", "error")
    assert "might forbid the term" in finding.message


@pytest.mark.parametrize("sign", ",\t")
@pytest.mark.parametrize("ids", [True, False])
def test_ids_beside_two_languages_change_nothing_but_the_ids(sign: str, ids: bool) -> None:
    rows = [["id", "en-US", "zh-CN"], ["a", "server", "服务器"], ["b", "thread", "线程"], ["b", "thread", "执行绪"]]
    data = "".join(sign.join(row if ids else row[1:]) + "\n" for row in rows)
    resource = read(data, "terms.csv")
    assert said(resource) == ["服务器=server", "线程=执行绪=thread"]
    assert [entry.id for entry in resource.entries] == (["a", "b"] if ids else ["", ""])
    assert resource.carries == {DataCategory.SYNONYM} | ({DataCategory.ID} if ids else set())


@pytest.mark.parametrize(
    ("header", "is_table"),
    [
        pytest.param("id\ten-US\tzh-CN", True, id="ids beside languages"),
        pytest.param("en-US\tzh-CN", False, id="languages alone: a memory"),
        pytest.param("id\ten", False, id="Indonesian"),
    ],
)
def test_a_tsv_with_ids_is_a_glossary(header: str, is_table: bool) -> None:
    assert csv.is_terms(f"{header}\na\tb\tc\n".encode()) is is_table


CARRIED = [
    pytest.param("id,lang,term,definition [en],note\n", None, id="our own layout"),
    pytest.param("en,zh,description,comment,note\n", set(), id="what may be anything"),
    pytest.param("en,zh,definition\n", set(), id="a definition in whatever language"),
    pytest.param("en,zh,definition [zh]\n", {DataCategory.DEFINITION}, id="a definition in a language"),
    pytest.param("en,zh,part of speech\n", set(), id="a part of speech for two terms"),
    pytest.param("en,zh,词性 [en]\n", {DataCategory.PART_OF_SPEECH}, id="a part of speech of one"),
    pytest.param("en,zh,status\n", {DataCategory.UNUSABLE}, id="a status"),
    pytest.param("en,zh,禁用\n", {DataCategory.UNUSABLE}, id="a flag"),
    pytest.param("en,zh,domain,case sensitive\n", {DataCategory.SUBJECT, DataCategory.CASE}, id="one subject"),
    pytest.param("en,zh,domain,subdomain\n", set(), id="two subjects"),
    pytest.param("en,zh,tags\n", set(), id="tags"),
    pytest.param("id,lang,term,comment\n", {DataCategory.ID}, id="a row for each term, of another tool"),
]


@pytest.mark.parametrize(("header", "carried"), CARRIED)
def test_what_columns_say_without_doubt(header: str, carried: set[DataCategory] | None) -> None:
    row = "1,en,a,x,y\n" if "lang" in header else "a,甲,,,\n"
    data = header + ",".join(row.strip().split(",")[: header.count(",") + 1]) + "\n"
    assert read(data).carries == (None if carried is None else carried | {DataCategory.SYNONYM})


@pytest.mark.parametrize(
    ("flag", "text", "case"),
    [
        pytest.param("false", "Moon", None, id="the default"),
        pytest.param("✗", "Moon", None, id="the default as a sign"),
        pytest.param("true", "Moon", Case.SENSITIVE, id="another"),
        pytest.param("✓", "Moon", Case.SENSITIVE, id="another as a sign"),
        pytest.param("true", "API", None, id="what its look says already"),
        pytest.param("insensitive", "API", Case.INSENSITIVE, id="a word"),
    ],
)
def test_the_default_of_a_flag_says_nothing(flag: str, text: str, case: Case | None) -> None:
    (concept,) = read(f"term,casesensitive,zh-CN\n{text},{flag},月\n").entries
    assert isinstance(concept, Concept)
    assert [term.case for term in concept.terms] == [case, None]
