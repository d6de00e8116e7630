"""Glossaries in tables: everything comes back, and what the tools of others call their columns is understood."""

from __future__ import annotations

import csv as python_csv
import io
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from nasty import NASTY, is_unicode
from strategies import termbases

from glossary.errors import FormatError
from glossary.formats import csv, format_of, xlsx
from glossary.formats import read as read_file
from glossary.losses import EVERYTHING, reduced
from glossary.model import (
    Case,
    Concept,
    Lang,
    Location,
    PartOfSpeech,
    Resource,
    Segment,
    Term,
    TermStatus,
    TermType,
    TranslationUnit,
    UnitState,
)
from glossary.text.language import parse

EN, ZH, TW = Lang("en"), Lang("zh-Hans"), Lang("zh-TW")
FORMULAS = (
    "=1+1",
    "+=",
    "-Xmx",
    "@property",
    "|x",
    "%d",
    "\ta",
    "\ra",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "'=x",
    "''@x",
    "'tis",
    "'",
)


def read(text: str, name: str = "terms.csv") -> list[Concept]:
    return [entry for entry in csv.read(text.encode(), name).entries if isinstance(entry, Concept)]


def texts_in(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif is_dataclass(thing):
        for each in fields(thing):
            yield from texts_in(getattr(thing, each.name))
    elif isinstance(thing, dict):
        yield from texts_in(list(thing.values()))
    elif isinstance(thing, tuple | list):
        for part in thing:
            yield from texts_in(part)


WRITERS = [
    pytest.param(csv.write_terms, csv.read, id="exact"),
    pytest.param(csv.write_for_spreadsheet, csv.read, id="for spreadsheets"),
    pytest.param(xlsx.write_terms, xlsx.read, id="workbook"),
]


@pytest.mark.parametrize(("write", "reading"), WRITERS)
@settings(max_examples=100)
@given(concepts=termbases())
def test_everything_comes_back(write: object, reading: object, concepts: list[Concept]) -> None:
    assert callable(write)
    assert callable(reading)
    if reading is xlsx.read:
        pytest.importorskip("openpyxl")
    kept = [concept for concept in concepts if not any("\0" in text for text in texts_in(concept))]
    resource = reading(b"".join(write(kept)), "x")
    assert list(resource.entries) == [reduced(concept, EVERYTHING) for concept in kept]
    assert resource.findings == []


@pytest.mark.parametrize(
    "text", [*FORMULAS, *(text for _, text in NASTY if is_unicode(text) and "\0" not in text)], ids=ascii
)
@pytest.mark.parametrize("write", [csv.write_terms, csv.write_for_spreadsheet])
def test_a_text_comes_back_from_every_cell(write: object, text: str) -> None:
    assert callable(write)
    term = Term(text, EN, note=text, forms=(text, text), not_inside=(text,))
    concept = Concept(text, (term,), text, {EN: text, TW: text}, text, True, (text, text), (text,))
    data = b"".join(write([concept]))
    assert list(csv.read(data, "x.csv").entries) == [concept]
    cells = next(iter(list(python_csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))[1:]))
    if write is csv.write_terms:
        assert cells[4] == text
    else:
        assert not any(
            cell.startswith(("=", "+", "-", "@", "|", "%", "\t", "\r", "＝", "＋", "－", "＠")) for cell in cells
        )


def test_the_table_as_people_see_it() -> None:
    terms = (
        Term("mouse", EN, forms=("mice", "a|b\\"), part_of_speech=PartOfSpeech.NOUN),
        Term("鼠标", ZH, note="指设备", find=False, inside=True, not_inside=("鼠标垫",)),
        Term("滑鼠", ZH, TermStatus.FORBIDDEN, term_type=TermType.VARIANT, case=Case.SENSITIVE),
        Term("滑鼠", TW, computed=True),
    )
    concept = Concept(
        "mouse", terms, "hardware", {EN: 'A "thing"', ZH: "设备"}, "注\n二", False, ("one, two",), ("keyboard",)
    )
    assert b"".join(
        csv.write_terms([concept, Concept("", (Term("a", EN),)), Concept("#1", (Term("b", EN),))])
    ).decode() == (
        "id,subject,translate,lang,term,status,part_of_speech,type,case,forms,find,inside,not_inside,term_note,"
        "definition [en],definition [zh-Hans],note,examples,related\n"
        'mouse,hardware,no,en,mouse,preferred,noun,,,mice|a\\|b\\\\,,,,,"A ""thing""",设备,"注\n二","one, two",keyboard\n'
        "mouse,,,zh-Hans,鼠标,preferred,,,,,no,allow,鼠标垫,指设备,,,,,\n"
        "mouse,,,zh-Hans,滑鼠,forbidden,,variant,sensitive,,,,,,,,,,\n"
        '"#1",,,en,a,preferred,,,,,,,,,,,,,\n'
        '"##1",,,en,b,preferred,,,,,,,,,,,,,\n'
    )


def test_marks_are_said_by_the_first_name_and_taken_away_once() -> None:
    terms = [Concept(text, (Term(text, EN),)) for text in ("=1+1", "'=1", "'tis")]
    data = b"".join(csv.write_for_spreadsheet(terms)).decode("utf-8-sig")
    assert data.startswith("'id,")
    assert data.split("\r\n")[1:4] == [
        row + "," * 11 for row in ("'=1+1,,,en,'=1+1,preferred", "''=1,,,en,''=1,preferred", "'tis,,,en,'tis,preferred")
    ]
    assert [concept.id for concept in read("id,lang,term\n'=1,en,'=1\n")] == ["'=1"]


def test_rows_may_be_sorted_and_filled_by_hand() -> None:
    text = "term,lang,id,status,definition\n服务器,zh-CN,s,首选,一台机器\nhost,en,s,admitted,\nserver,English,s,Preferred,a machine\n词,,t,,\n"
    server, other = read(text)
    assert [(term.text, term.lang, term.status.value) for term in server.terms] == [
        ("服务器", ZH, "preferred"),
        ("host", EN, "admitted"),
        ("server", EN, "preferred"),
    ]
    assert server.definition == {ZH: "一台机器", EN: "a machine"}
    assert other.terms[0].lang == ZH


def test_nothing_that_no_text_holds_is_written() -> None:
    for bad in ("a\0b", "a\ud83db"):
        with pytest.raises(ValueError, match="leave this text out"):
            list(csv.write_terms([Concept("a", (Term("a", EN),), note=bad)]))


OF_TOOLS = [
    pytest.param(
        "term,description,translatable,casesensitive,abbreviation,forbidden,zh-Hans\nAPI,接口,no,YES,1,,\n",
        Concept(
            "",
            (Term("API", EN, term_type=TermType.ABBREVIATION),),  # its case matters by its look, too
            definition={ZH: "接口"},
            translatable=False,
        ),
        id="Tolgee",
    ),
    pytest.param(
        "term;description;casesensitive;translatable;forbidden;tags;en;en_description;zh_CN;zh_CN_description\n"
        "server;;;yes;no;it;server;a machine;服务器;机器\n",
        Concept("", (Term("server", EN), Term("服务器", ZH)), "it", {EN: "a machine", ZH: "机器"}),
        id="Lokalise",
    ),
    pytest.param(
        "forbidden,domain,subdomain,definition,en,notes,example of use,zh-CN,notes,example of use\n"
        "True,IT,web,一台机器,server,n1,e1,伺服器,n2,e2\n",
        Concept(
            "",
            (Term("server", EN, note="n1"), Term("伺服器", ZH, TermStatus.FORBIDDEN, note="n2")),
            "IT/web",
            {ZH: "一台机器"},
            examples=("e1", "e2"),
        ),
        id="MateCat",
    ),
    pytest.param(
        "Term [en],Description [en],Part of Speech [en],Status [en],Term [zh-CN],Status [zh-CN],Note [zh-CN],Concept Definition,Concept Subject\n"
        "server,box,noun,preferred,伺服器,not recommended,台湾用语,,IT\n",
        Concept(
            "",
            (
                Term("server", EN, part_of_speech=PartOfSpeech.NOUN, note="box"),
                Term("伺服器", ZH, TermStatus.DEPRECATED, note="台湾用语"),
            ),
            "IT",
        ),
        id="Crowdin",
    ),
    pytest.param(
        "Entry_ID;Entry_Subject;Entry_Note;English;Term_Example;Chinese_PRC;Term_Example\n7;IT;n;server;e;服务器;例\n",
        Concept("7", (Term("server", EN), Term("服务器", ZH)), "IT", note="n", examples=("e", "例")),
        id="memoQ",
    ),
    pytest.param(
        "编号,英文术语,中文术语,词性,定义（中文）,备注,不译\n1,ChatGPT,,专有名词,聊天机器人,注,是\n",
        Concept(
            "1",
            (Term("ChatGPT", EN, part_of_speech=PartOfSpeech.PROPER_NOUN),),
            definition={ZH: "聊天机器人"},
            note="注",
            translatable=False,
        ),
        id="a Chinese spreadsheet",
    ),
    pytest.param(
        "en,zh_TW,Synonyms [zh_TW],备注\nserver,伺服器,主機；服務器,\n",
        Concept(
            "",
            (
                Term("server", EN),
                Term("伺服器", TW),
                Term("主機", TW, TermStatus.ADMITTED),
                Term("服務器", TW, TermStatus.ADMITTED),
            ),
        ),
        id="synonyms",
    ),
    pytest.param(
        "源文,译文,状态\n内存泄漏,memory leak,\n内存泄漏,memory leakage,禁用\n",
        Concept("", (Term("memory leak", EN), Term("memory leakage", EN, TermStatus.FORBIDDEN), Term("内存泄漏", ZH))),
        id="one source twice",
    ),
]


@pytest.mark.parametrize(("text", "concept"), OF_TOOLS)
def test_tables_of_other_tools(text: str, concept: Concept) -> None:
    resource = csv.read(text.encode(), "terms.csv")
    assert list(resource.entries) == [concept]
    assert resource.findings == []


def test_sources_that_mean_something_else_stay_apart() -> None:
    bank = read("en,zh,definition\nbank,银行,钱\nbank,河岸,河\nbank,银号,钱\n")
    assert [[term.text for term in concept.terms] for concept in bank] == [
        ["bank", "银行"],
        ["bank", "河岸"],
        ["bank", "银号"],
    ]


@pytest.mark.parametrize(
    ("name", "langs"),
    [
        pytest.param("en-zh-Hans.csv", ("en", "zh-Hans"), id="as profiles name files"),
        pytest.param("dir/terms.en_zh_TW.csv", ("en", "zh-TW"), id="with underscores, behind a dot"),
        pytest.param("glossary-zh-TW-en.csv", ("zh-TW", "en"), id="the other way round"),
        pytest.param("en-fr.csv", ("en", "fr"), id="languages that letters do not tell"),
    ],
)
def test_the_name_of_a_file_says_the_languages(name: str, langs: tuple[str, str]) -> None:
    [concept] = read("a,b\n", name)
    assert {(term.text, term.lang) for term in concept.terms} == {("a", langs[0]), ("b", langs[1])}


def test_chinese_with_many_words_of_english_is_chinese() -> None:
    concepts = read("OpenAI API key,OpenAI API 密钥\nREST API,REST API 接口\n")
    assert [concept.terms[1].lang for concept in concepts] == [ZH, ZH]


def test_a_catalogue_gives_units() -> None:
    text = (
        "location,source,target,ID,fuzzy,context,translator_comments,developer_comments\n"
        "a.c:1,Open,打开,1,,menu,tc,dc\n,'=1+1',等式,2,True,,,\n,Close,,3,,,,\n"
    )
    units = [entry for entry in csv.read(text.encode(), "x.csv").entries if isinstance(entry, TranslationUnit)]
    assert [(each.source.raw, each.target and each.target.raw, each.state, each.id) for each in units] == [
        ("Open", "打开", UnitState.TRANSLATED, "1"),
        ("=1+1", "等式", UnitState.INITIAL, "2"),
        ("Close", None, UnitState.INITIAL, "3"),
    ]
    assert (units[0].context, units[0].note, units[0].meta) == ("menu", "tc\ndc", {"csv:location": "a.c:1"})
    assert {(each.source_lang, each.target_lang) for each in units} == {(EN, ZH)}
    assert units[1].origin == Location("x.csv", 3)


def test_a_table_for_several_languages_gives_units_in_each() -> None:
    units = list(csv.read(b"key,en,de,fr\nk,Open,Auf,Ouvrir\n", "x.csv").entries)
    assert [each.target_lang for each in units if isinstance(each, TranslationUnit)] == ["de", "fr"]


UNITS = [
    TranslationUnit(
        Segment(("Save %d files?",)),
        Segment(("保存 %d 个文件？",)),
        EN,
        ZH,
        UnitState.REVIEWED,
        "dialog.save",
        "menu",
        "Ask before closing.\n二",
        {"csv:location": "a.c:1"},
    ),
    TranslationUnit(Segment(("Quit",)), Segment(("退出",)), EN, ZH),
    TranslationUnit(Segment(("'=1+1'",)), None, EN, ZH),
    TranslationUnit(Segment((" ",)), Segment(("　",)), EN, ZH, UnitState.FINAL),
    TranslationUnit(Segment(("",)), Segment(("无",)), EN, ZH, UnitState.TRANSLATED, "no-source"),
    TranslationUnit(Segment(("<<<<<<< x",)), None, EN, None, id="<<<<<<< y"),
]


def test_translations_as_people_see_them() -> None:
    assert b"".join(csv.write(UNITS[:3])).decode() == (
        "id,context,source,target,state,fuzzy,location,translator_comments,source_language,target_language\n"
        'dialog.save,menu,Save %d files?,保存 %d 个文件？,reviewed,,a.c:1,"Ask before closing.\n二",en,zh-Hans\n'
        ",,Quit,退出,initial,True,,,en,zh-Hans\n"
        ",,'=1+1',,initial,,,,en,zh-Hans\n"
    )


@pytest.mark.parametrize(("write", "reading"), [(csv.write, csv.read), (xlsx.write, xlsx.read)], ids=["csv", "xlsx"])
def test_translations_come_back(write: object, reading: object) -> None:
    assert callable(write)
    assert callable(reading)
    if reading is xlsx.read:
        pytest.importorskip("openpyxl")
    assert list(reading(b"".join(write(UNITS)), "x").entries) == UNITS
    assert list(reading(b"".join(write([])), "x").entries) == []


@pytest.mark.parametrize("tag", ["zh-Hant", "zh-HK", "id", "no", "sr-Latn", "en-GB", "de-1996", "es-419"])
def test_the_languages_of_translations_are_not_lost(tag: str) -> None:
    unit = TranslationUnit(Segment(("a",)), Segment(("b",)), parse(tag), parse("pt-BR"), UnitState.TRANSLATED)
    assert list(csv.read(b"".join(csv.write([unit])), "en-fr.csv").entries) == [unit]


def test_translations_in_several_pairs_of_languages_are_refused() -> None:
    with pytest.raises(ValueError, match="one pair of languages, not in en>zh-Hans and en>zh-TW"):
        b"".join(csv.write([UNITS[0], replace(UNITS[0], target_lang=TW)]))


@pytest.mark.parametrize(
    "unit",
    [
        pytest.param(replace(UNITS[0], note="\0"), id="NUL"),
        pytest.param(replace(UNITS[0], id="\ud800"), id="half a character"),
        pytest.param(replace(UNITS[0], source=Segment(("",)), target=None), id="no text"),
        pytest.param(replace(UNITS[0], target_lang=None), id="a translation in no language"),
    ],
)
def test_what_a_row_cannot_hold(unit: TranslationUnit) -> None:
    assert not csv.can_hold(unit)


def test_translate_toolkit_reads_translations() -> None:
    csvl10n = pytest.importorskip("translate.storage.csvl10n")
    store = csvl10n.csvfile()
    store.parse(b"".join(csv.write(UNITS[:3])))
    assert [
        (unit.id, unit.context, unit.source, unit.target, unit.isfuzzy(), unit.location, unit.translator_comments)
        for unit in store.units
    ] == [
        ("dialog.save", "menu", "Save %d files?", "保存 %d 个文件？", False, "a.c:1", "Ask before closing.\n二"),
        ("", "", "Quit", "退出", True, "", ""),
        ("", "", "'=1+1'", "", False, "", ""),
    ]


def test_a_table_of_keys_in_one_language_says_that_nothing_is_translated() -> None:
    resource = csv.read(b'key,en\na.b,"%\'s"\nc,Open\n', "x.csv")
    assert [(each.id, each.source.raw, each.target, each.target_lang) for each in resource.entries] == [
        ("a.b", "%'s", None, None),
        ("c", "Open", None, None),
    ]
    assert [finding.message for finding in resource.findings] == [
        "one column of texts, in en, so there are no translations"
    ]
    assert list(csv.read(b"".join(csv.write(resource.entries)), "x.csv").entries) == list(resource.entries)


def test_a_key_without_a_source_keeps_its_translation() -> None:
    resource = csv.read(b"key,en,cs\nk,,hodnota\nl,,\n", "x.csv")
    [unit] = resource.entries
    assert (unit.id, unit.source.raw, unit.target.raw) == ("k", "", "hodnota")
    assert [finding.message for finding in resource.findings] == [
        "no source in this row; add it",
        "no text in this row; it is left out",
    ]


@pytest.mark.parametrize(
    ("text", "langs", "said"),
    [
        pytest.param("key,en,cs,zh-TW\nk,a,b,c\n", "en:zh-TW", [("a", "c")], id="one of several columns"),
        pytest.param("key,en,cs,zh-TW\nk,a,b,c\n", "cs:en", [("b", "a")], id="from another column"),
        pytest.param("key,en,cs,en-GB\nk,a,b,c\n", "cs:en", [("b", "a")], id="the very language before a near one"),
        pytest.param("key,en,pt-BR\nk,a,b\n", "en:pt", [("a", "b")], id="a near language"),
        pytest.param("key,source,target\nk,a,b\n", "en:de", [("a", "b")], id="columns that name no language"),
        pytest.param("key,source [en],target\nk,a,b\n", "en:de", [("a", "b")], id="one that does"),
        pytest.param(
            "key,source,target,source language,target language\nk,a,b,en,cs\nl,c,d,en,de\n",
            "en:de",
            [("c", "d")],
            id="rows in several languages",
        ),
    ],
)
def test_translations_in_the_languages_that_are_wanted(
    text: str, langs: str, said: list[tuple[str, str]], tmp_path: Path
) -> None:
    source, target = map(parse, langs.split(":"))
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    with read_file(str(tmp_path / "x.csv"), langs=(source, target)) as resource:
        units = list(resource.entries)
    assert [(unit.source.raw, unit.target and unit.target.raw) for unit in units] == said
    assert {(unit.source_lang, unit.target_lang) for unit in units} == {(source, target)}
    assert not resource.findings


def test_languages_that_a_table_does_not_have_are_told(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("key,en,cs\nk,a,b\n", encoding="utf-8")
    with (
        pytest.raises(FormatError, match="no columns for en and de; the table has en, cs"),
        read_file(str(tmp_path / "x.csv"), langs=(EN, Lang("de"))),
    ):
        pass


@pytest.mark.parametrize(
    ("head", "name"),
    [
        pytest.param("en\tzh\nserver\t服务器\n", "tsv", id="two languages: a memory"),
        pytest.param("source\ttarget\tcontext\tnote\na\t甲\t\t\n", "tsv", id="with context and note"),
        pytest.param("server\t服务器\n", "tsv", id="no names"),
        pytest.param("term\t术语\n", "tsv", id="both mean the same"),
        pytest.param("en\tzh\tdefinition\na\t甲\t乙\n", "csv", id="definitions"),
        pytest.param("id\tlang\tterm\n1\ten\ta\n", "csv", id="a term a row"),
        pytest.param("\ufeff术语\t译文\n服务器\tserver\n", "csv", id="term in Chinese"),
    ],
)
def test_a_table_with_tabs_is_a_glossary_if_its_columns_say_so(head: str, name: str) -> None:
    assert format_of("x.tsv", head.encode()).name == name
    assert format_of("x.csv", head.encode()).name == "csv"


def test_a_glossary_with_tabs_is_read() -> None:
    [concept] = read('id\tlang\tterm\tnote\nx\ten\tsay "hi"\t"a\tb"\n', "x.tsv")
    assert (concept.terms[0].text, concept.note) == ('say "hi"', "a\tb")


def test_ids_that_come_again_say_when_they_disagree() -> None:
    resource = csv.read(b"id,en,zh,subject\n1,a,x,s\n1,b,y,t\n", "x.csv")
    assert "line 2" in resource.findings[0].message
    assert resource.findings[0].origin == Location("x.csv", 3, 1)


@pytest.mark.parametrize("data", [b"", b"\n", b",,\n", b"\xef\xbb\xbf\r\n"])
def test_nothing_is_no_mistake(data: bytes) -> None:
    assert csv.read(data, "x.csv") == Resource((), text=csv.read(data, "x.csv").text)


def test_the_two_ways_out_of_one_language_work() -> None:
    with pytest.raises(FormatError, match=r"en-zh-Hans\.csv"):
        read("a,b\n")
    assert replace(read("en,de\na,b\n")[0], origin=None).terms[1].lang == "de"


def test_the_third_way_out_of_one_language_is_to_say_the_languages() -> None:
    [concept] = csv.stream(io.BytesIO(b"open,Auf\n"), "x.csv", langs=(EN, Lang("de"))).entries
    assert [(term.text, term.lang) for term in concept.terms] == [("open", "en"), ("Auf", "de")]
