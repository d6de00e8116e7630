"""XLIFF: what of each version is kept, where it stands in the file, and what comes back as it went."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import concepts as any_concepts
from strategies import units as any_units

from glossary.errors import FormatError
from glossary.formats import _xml, format_of, po, xliff, xliff2
from glossary.formats._xliff import MODULES, NAMES, offers
from glossary.formats._xliff2 import NAMESPACES
from glossary.formats._xliff_glossary import entry_of
from glossary.losses import without
from glossary.model import (
    Candidate,
    Code,
    Concept,
    Finding,
    Lang,
    Location,
    Resource,
    Segment,
    Severity,
    Span,
    Term,
    TermStatus,
    TranslationUnit,
    UnitState,
)

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
SCHEMAS = CORPUS / "schemas" / "OpenXLIFF"
EN, ZH, TW, DE = Lang("en"), Lang("zh-Hans"), Lang("zh-TW"), Lang("de")
VERSIONS = ("1.2", "2.0", "2.1", "2.2")


def one(*units: str, file: str = 'original="a.txt"') -> bytes:
    return (
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
        f'<file {file} source-language="en" target-language="zh-CN" datatype="plaintext"><body>\n'
        f"{''.join(units)}</body></file></xliff>"
    ).encode()


def two(*units: str, file: str = 'original="a.txt"') -> bytes:
    return (
        '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="zh-CN" '
        'xmlns:gls="urn:oasis:names:tc:xliff:glossary:2.0" xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0">'
        f'<file id="f" {file}>\n{"".join(units)}</file></xliff>'
    ).encode()


def tu(source: str, target: str = "甲", more: str = "", of_target: str = "", **attributes: str) -> str:
    there = {"id": "1"} | {name.replace("_", "-"): value for name, value in attributes.items()}
    inside = f"<source>{source}</source><target{of_target}>{target}</target>{more}"
    return f"<trans-unit{''.join(f' {name}={value!r}' for name, value in there.items())}>{inside}</trans-unit>\n"


def unit2(source: str, target: str = "甲", *, more: str = "", segment: str = "", unit: str = "") -> str:
    inside = f"<segment{segment}><source>{source}</source><target>{target}</target></segment>"
    return f'<unit id="1"{unit}>{more}{inside}</unit>\n'


def units(resource: Resource) -> list[TranslationUnit]:
    return [entry for entry in resource.entries if isinstance(entry, TranslationUnit)]


def stream(data: bytes, langs: tuple[Lang, Lang] | None = None) -> Resource:
    return xliff.stream(io.BytesIO(data), "a.xlf", langs=langs)


def the_unit(data: bytes) -> TranslationUnit:
    resource = stream(data)
    (found,) = units(resource)
    assert resource.findings == []
    return found


def made(source: str = "Disk", target: str | None = "磁盘", **more: Any) -> TranslationUnit:
    state = UnitState.INITIAL if target is None else UnitState.TRANSLATED
    there = None if target is None else Segment((target,))
    return replace(TranslationUnit(Segment((source,)), there, EN, ZH, state, id="1"), **more)


def written(there: Iterable[TranslationUnit], version: str = "1.2") -> bytes:
    return b"".join(xliff.write(there) if version == "1.2" else xliff2.write(there, version))


def can_hold(unit: TranslationUnit, version: str) -> bool:
    return xliff.can_hold(unit) if version == "1.2" else xliff2.can_hold(unit)


def back(data: bytes) -> list[TranslationUnit]:
    resource = stream(data)
    found = units(resource)
    assert [finding for finding in resource.findings if finding.severity is not Severity.INFO] == []
    return found


# --- what is kept ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "field", "expected"),
    [
        pytest.param(one(tu("a", id="菜单")), "id", "菜单", id="id"),
        pytest.param(two(unit2("a")), "id", "1", id="id of 2.1"),
        pytest.param(one(tu("a")), "meta", {"xliff:file": "a.txt"}, id="name of the document"),
        pytest.param(two(unit2("a")), "meta", {"xliff:file": "a.txt"}, id="name of the document of 2.1"),
        pytest.param(one(tu("a"), file='original="NoName"'), "meta", {}, id="a name that is none"),
        pytest.param(one(tu("a", resname="menu.a")), "context", "menu.a", id="resname"),
        pytest.param(two(unit2("a", unit=' name="menu.a"')), "context", "menu.a", id="name of 2.1"),
        pytest.param(
            one(
                tu(
                    "a",
                    resname="x",
                    more='<context-group purpose="location match"><context context-type="x-a">b</context>'
                    '<context context-type="x-c">d</context></context-group>'
                    '<context-group purpose="location"><context context-type="x-e">f</context></context-group>',
                )
            ),
            "context",
            "b\nd",
            id="context that has to match",
        ),
        pytest.param(one(tu("a", more="<note>b </note><note/><note>c</note>")), "note", "b \nc", id="notes"),
        pytest.param(
            two(unit2("a", more='<notes><note id="n">b</note><note appliesTo="target">c</note></notes>')),
            "note",
            "b\nc",
            id="notes of 2.1",
        ),
        pytest.param(one(tu("a", translate="no")), "meta", {"xliff:file": "a.txt", "xliff:translate": "no"}, id="no"),
        pytest.param(
            one(f'<group translate="no">{tu("a")}</group>'),
            "meta",
            {"xliff:file": "a.txt", "xliff:translate": "no"},
            id="group that is not translated",
        ),
        pytest.param(
            one(f'<group translate="no"/>{tu("a")}'), "meta", {"xliff:file": "a.txt"}, id="behind such a group"
        ),
        pytest.param(
            two(unit2("a", unit=' translate="yes"'), file='translate="no"'),
            "meta",
            {},
            id="unit that is, in such a file",
        ),
        pytest.param(
            one(tu("a", maxwidth="9", size_unit="char")),
            "meta",
            {"xliff:file": "a.txt", "xliff:maxwidth": "9", "xliff:size-unit": "char"},
            id="how long it may be",
        ),
        pytest.param(
            one(tu("a", of_target=' state="needs-l10n" state-qualifier="leveraged-mt"')),
            "meta",
            {"xliff:file": "a.txt", "xliff:state": "needs-l10n", "xliff:state-qualifier": "leveraged-mt"},
            id="more exact state",
        ),
        pytest.param(
            two(unit2("a", segment=' state="translated" subState="my:x"')),
            "meta",
            {"xliff:file": "a.txt", "xliff:subState": "my:x"},
            id="more exact state of 2.1",
        ),
    ],
)
def test_what_is_kept(data: bytes, field: str, expected: object) -> None:
    assert getattr(the_unit(data), field) == expected


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        pytest.param({}, UnitState.TRANSLATED, id="a target says that it is translated"),
        pytest.param({"approved": "no"}, UnitState.TRANSLATED, id="not approved"),
        pytest.param({"approved": "yes"}, UnitState.FINAL, id="approved"),
        pytest.param({"approved": "yes", "of_target": ' state="new"'}, UnitState.INITIAL, id="approved, but new"),
        pytest.param({"of_target": ' state="new"'}, UnitState.INITIAL, id="new"),
        pytest.param({"of_target": ' state="needs-translation"'}, UnitState.INITIAL, id="needs-translation"),
        pytest.param({"of_target": ' state="needs-review-translation"'}, UnitState.TRANSLATED, id="needs-review"),
        pytest.param({"of_target": ' state="translated"'}, UnitState.TRANSLATED, id="translated"),
        pytest.param({"of_target": ' state="signed-off"'}, UnitState.REVIEWED, id="signed-off"),
        pytest.param({"of_target": ' state="final"'}, UnitState.FINAL, id="final"),
        pytest.param({"of_target": ' state="x-mine"'}, UnitState.TRANSLATED, id="a state of somebody"),
        pytest.param({"target": "", "of_target": ' state="final"'}, UnitState.INITIAL, id="no translation"),
    ],
)
def test_states(attributes: dict[str, str], expected: UnitState) -> None:
    assert the_unit(one(tu("a", **attributes))).state is expected


@pytest.mark.parametrize("state", UnitState)
def test_states_of_2(state: UnitState) -> None:
    assert the_unit(two(unit2("a", segment=f' state="{state}"'))).state is state


X = Code("{n}", "x", "1", "x-py")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(one(tu('a <x id="1" ctype="x-py" equiv-text="{n}"/>!')), ("a ", X, "!"), id="x"),
        pytest.param(
            one(tu('<bx id="1" rid="r"/>a<ex id="2" rid="r"/>')),
            (Code("", "bx", "r"), "a", Code("", "ex", "r")),
            id="bx",
        ),
        pytest.param(
            one(tu('<bpt id="1" ctype="bold">&lt;b></bpt>a<ept id="1">&lt;/b></ept>')),
            (Code("<b>", "bpt", "1", "bold"), "a", Code("</b>", "ept", "1")),
            id="bpt",
        ),
        pytest.param(
            one(tu('<it id="1" pos="open">(</it><it id="2" pos="close">)</it>')),
            (Code("(", "it", "1"), Code(")", "it-end", "2")),
            id="it",
        ),
        pytest.param(
            one(tu('<ph id="1">&lt;a title="<sub>b</sub>"></ph>')), (Code('<a title="b">', "ph", "1"),), id="sub"
        ),
        pytest.param(
            one(tu('<g id="1" ctype="bold">a<x id="2"/></g>')),
            (Code("", "g", "1", "bold"), "a", Code("", "x", "2"), Code("", "g-end", "1")),
            id="g",
        ),
        pytest.param(
            one(tu('<mrk mtype="protected" mid="m">a</mrk>')),
            (Code("", "mrk", "m", "protected"), "a", Code("", "mrk-end", "m")),
            id="mrk",
        ),
        pytest.param(
            two(
                unit2(
                    'a<ph id="1" dataRef="d" disp="n"/><sc id="2" disp="[" equiv="("/>b<ec startRef="2" equiv=")"/>',
                    more='<originalData><data id="d">{n}<cp hex="001B"/></data></originalData>',
                )
            ),
            ("a", Code("{n}\x1b", "ph", "1", "n"), Code("[", "sc", "2", "("), "b", Code(")", "ec", "2")),
            id="ph, sc and ec of 2.1",
        ),
        pytest.param(
            two(unit2('<pc id="1" dispStart="&lt;b>" dispEnd="&lt;/b>">a</pc>')),
            (Code("<b>", "pc", "1"), "a", Code("</b>", "pc-end", "1")),
            id="pc",
        ),
        pytest.param(
            two(unit2('<mrk id="1" type="term">a</mrk><sm id="2" type="x:y"/>b<em startRef="2"/>')),
            (
                Code("", "mrk", "1", "term"),
                "a",
                Code("", "mrk-end", "1"),
                Code("", "sm", "2", "x:y"),
                "b",
                Code("", "em", "2"),
            ),
            id="mrk, sm and em of 2.1",
        ),
    ],
)
def test_codes(data: bytes, expected: tuple[str | Code, ...]) -> None:
    there = the_unit(data)
    assert there.source.parts == expected
    for version in VERSIONS:
        if can_hold(there, version):
            assert back(written([there], version)) == [there]


def test_segments_of_a_unit_have_ids_and_lines() -> None:
    data = one(
        '<trans-unit id="u"><source>A. B.</source><seg-source>'
        '<g id="1"><mrk mtype="seg" mid="s1">A.</mrk>\n<mrk mtype="seg" mid="s2">B.</mrk></g></seg-source>'
        '<target><mrk mtype="seg" mid="s2">乙。</mrk></target></trans-unit>'
    )
    there = units(stream(data))
    assert [(one.id, one.source.raw, one.target.raw if one.target else None) for one in there] == [
        ("u/s1", "A.", None),
        ("u/s2", "B.", "乙。"),
    ]
    assert [unit.origin for unit in there] == [Location("a.xlf", 2), Location("a.xlf", 3)]
    assert [unit.state for unit in there] == [UnitState.INITIAL, UnitState.TRANSLATED]


def test_segments_of_2_have_ids_of_their_own_or_numbers() -> None:
    data = two(
        '<unit id="u"><segment id="s"><source>A.</source></segment><ignorable><source> </source></ignorable>'
        "<segment><source>B.</source></segment></unit>"
    )
    assert [(unit.id, unit.source.raw) for unit in units(stream(data))] == [("u/s", "A."), ("u/2", "B.")]


def test_the_entries_of_a_glossary_are_concepts_behind_their_unit() -> None:
    data = two(
        unit2(
            "a",
            more='<gls:glossary><gls:glossEntry id="g1"><gls:term source="s">tab key</gls:term>'
            "<gls:translation>制表键</gls:translation><gls:translation>Tab 键</gls:translation>"
            "<gls:definition>A key.</gls:definition></gls:glossEntry></gls:glossary>",
        ),
        unit2("b").replace('"1"', '"2"'),
    )
    resource = xliff.read(data, "a.xlf")
    entries = list(resource.entries)
    assert [type(entry) for entry in entries] == [TranslationUnit, Concept, TranslationUnit]
    assert entries[1] == Concept(
        "g1",
        (Term("tab key", EN), Term("制表键", ZH), Term("Tab 键", ZH, TermStatus.ADMITTED)),
        definition={EN: "A key."},
    )
    assert resource.findings == []


def offer(target: str, source: str | None = None, score: float | None = None, origin: str = "") -> Candidate:
    return Candidate(Segment((target,)), None if source is None else Segment((source,)), score, origin)


ALT = "<alt-trans{}><source>{}</source><target>乙</target></alt-trans>"
TOOL = '<header><tool tool-id="t1" tool-name="回声 MT"/></header>'


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(one(tu("a", more=ALT.format("", "a"))), [offer("乙")], id="of its own source"),
        pytest.param(one(tu("a", more=ALT.format("", "b"))), [offer("乙", "b")], id="of another source"),
        pytest.param(one(tu("a", more="<alt-trans><target>乙</target></alt-trans>")), [offer("乙")], id="of no source"),
        pytest.param(
            one(tu("a", more="<alt-trans><target>乙</target><target>丙</target></alt-trans>")),
            [offer("乙"), offer("丙")],
            id="two at once",
        ),
        *(
            pytest.param(
                one(tu("a", more=ALT.format(f" match-quality='{said}'", "a"))), [offer("乙", None, score)], id=said
            )
            for said, score in [("80", 80), ("80%", 80), (" 99.5 %", 99.5), ("0", 0)]
        ),
        pytest.param(
            one(tu("a", more=ALT.format(" origin='词库' tool='x'", "a"))), [offer("乙", origin="词库")], id="origin"
        ),
        pytest.param(one(tu("a", more=ALT.format(" tool='x'", "a"))), [offer("乙", origin="x")], id="tool"),
        pytest.param(
            one(tu("a", more=ALT.format(" tool-id='t1'", "a"))).replace(b"<body>", f"{TOOL}<body>".encode()),
            [offer("乙", origin="回声 MT")],
            id="tool of the header",
        ),
        pytest.param(
            one(tu("a", more=ALT.format(" alttranstype='previous-version'", "b"))), [offer("乙", "b")], id="previous"
        ),
    ],
)
def test_what_is_offered(data: bytes, expected: list[Candidate]) -> None:
    assert list(the_unit(data).candidates) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param("", offer("乙", "b"), id="nothing"),
        pytest.param(' similarity="80.0" matchQuality="7"', offer("乙", "b", 80), id="similarity"),
        pytest.param(' matchQuality="7" matchSuitability="5"', offer("乙", "b", 7), id="quality"),
        pytest.param(' matchSuitability="5"', offer("乙", "b", 5), id="suitability"),
        pytest.param(' type="tm" origin="词库"', offer("乙", "b", origin="词库"), id="origin"),
        pytest.param(' type="mt"', offer("乙", "b", origin="mt"), id="type"),
    ],
)
def test_what_matches_offer(said: str, expected: Candidate) -> None:
    match = f'<mtc:match ref="#s"{said}><source>b</source><target>乙</target></mtc:match>'
    data = two(unit2("a", more=f"<mtc:matches>{match}</mtc:matches>", segment=' id="s"'))
    assert the_unit(data).candidates == (expected,)


def test_offers_stand_with_their_segment() -> None:
    alt = "<alt-trans{}><target>{}</target></alt-trans>"
    offered = alt.format(' mid="s2"', "乙") + alt.format(' mid="s1"', "甲") + alt.format("", "甲乙")
    first = one(
        '<trans-unit id="u"><source>A. B.</source><seg-source><mrk mtype="seg" mid="s1">A.</mrk> '
        f'<mrk mtype="seg" mid="s2">B.</mrk></seg-source>{offered}</trans-unit>'
    )
    match = '<mtc:match ref="{}"><source>{}</source><target>{}</target></mtc:match>'
    offered = (
        match.format("#/f=f/u=u/s2", "B.", "乙") + match.format("#m", "A", "子") + match.format("#u=u", "A. B.", "甲乙")
    )
    second = two(
        f'<unit id="u"><mtc:matches>{offered}</mtc:matches><segment id="s1"><source><mrk id="m">A</mrk>.</source>'
        '</segment><segment id="s2"><source>B.</source></segment></unit>'
    )
    expected = [[offer("甲"), offer("甲乙", "A. B.")], [offer("乙")]]
    assert [list(unit.candidates) for unit in units(stream(first))] == expected
    expected[0][0] = offer("子", "A")
    assert [list(unit.candidates) for unit in units(stream(second))] == expected


@pytest.mark.parametrize(
    ("langs", "expected", "message"),
    [
        pytest.param((EN, ZH), ["甲"], None, id="those"),
        pytest.param((Lang("en-US"), ZH), ["甲"], None, id="a variety"),
        pytest.param((EN, TW), [], "nothing from en into zh-TW; the file has en:zh-Hans, en:de", id="another Chinese"),
        pytest.param((EN, DE), ["b"], None, id="the other file"),
    ],
)
def test_languages_that_are_asked_for(langs: tuple[Lang, Lang], expected: list[str], message: str | None) -> None:
    data = one(tu("a")).replace(b"</xliff>", b"") + one(tu("a", "b")).split(b">", 1)[1].replace(b"zh-CN", b"de")
    resource = stream(data, langs)
    found = units(resource)
    assert [unit.target.raw for unit in found if unit.target] == expected
    assert all((unit.source_lang, unit.target_lang) == langs for unit in found)
    assert [finding.message for finding in resource.findings] == ([message] if message else [])


def test_the_name_of_a_file_says_its_language() -> None:
    data = one(tu("a", "x")).replace(b'target-language="zh-CN"', b"")
    for name, lang in (("messages.de.xlf", DE), ("zh_TW/a.xlf", TW)):
        assert [unit.target_lang for unit in units(xliff.read(data, name))] == [lang]


# --- where it stands -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "raw", "there"),
    [
        pytest.param(one(tu("a 词&amp;b")), "&", "&amp;", id="escape"),
        pytest.param(one(tu("a 词&amp;b")), "b", "b", id="behind an escape"),
        pytest.param(one(tu("a 词")), "词", "词", id="word"),
        pytest.param(one(tu('<x id="1" equiv-text="{n}"/> 词')), "{n}", '<x id="1" equiv-text="{n}"/>', id="code"),
        pytest.param(one(tu('<x id="1" equiv-text="{n}"></x> 词')), "{n}", '<x id="1" equiv-text="{n}"></x>', id="x"),
        pytest.param(one(tu('<x id="1" equiv-text="{n}"/> 词')), "词", "词", id="behind a code"),
        pytest.param(one(tu('<ph id="1">{n}</ph> 词')), "{n}", "{n}", id="text of a code"),
        pytest.param(one(tu("<g id='1'>a</g> 词")), "词", "词", id="behind g"),
        pytest.param(one(tu("a<!-- b --> 词")), "词", "词", id="behind a comment"),
        pytest.param(two(unit2('a<cp hex="001B"/>词')), "\x1b", '<cp hex="001B"/>', id="cp"),
        pytest.param(two(unit2('a<cp hex="001B"/>词')), "词", "词", id="behind cp"),
        pytest.param(two(unit2('<pc id="1" dispStart="[" dispEnd="]">a</pc> 词')), "]", "</pc>", id="end of pc"),
        pytest.param(two(unit2('<pc id="1" dispStart="[" dispEnd="]">a</pc> 词')), "词", "词", id="behind pc"),
    ],
)
def test_places(data: bytes, raw: str, there: str) -> None:
    resource = xliff.read(data, "a.xlf")
    (found,) = units(resource)
    at = found.source.raw.index(raw)
    place = found.source.place(Span(at, at + len(raw)))
    assert place
    assert resource.text[place.start : place.end] == there


PIECES = ["a", "词", "𠮷", " ", "\n", "\r\n", "&amp;", "&#x1D11E;", "&#13;", ">", "<!-- c -->", "<?d?>"]
OF_1 = ["<ph id='1'>", "</ph>", "<g id='1'>", "</g>", "<x id='1' equiv-text='%s'/>", "<![CDATA[&]]>", "<br/>", "</b>"]
OF_2 = ["<ph id='1' disp='%s'/>", "<pc id='1' dispEnd=']'>", "</pc>", "<cp hex='1b'/>", "<mrk id='2'>", "</mrk>"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES + OF_1), max_size=10), st.lists(st.sampled_from(PIECES + OF_2), max_size=10))
def test_what_a_run_covers_is_what_the_file_has(first: list[str], second: list[str]) -> None:
    for data in (one(tu("".join(first))), two(unit2("".join(second)))):
        try:
            resource = xliff.read(data, "a.xlf")
        except FormatError:
            continue
        assert units(resource) == units(stream(data))
        for there in units(resource):
            for run in there.source.runs:
                if run.width == run.length:
                    text = there.source.raw[run.start : run.start + run.length]
                    assert resource.text[run.at : run.at + run.width] == text
                else:
                    assert resource.text[run.at] in "&<\r"
            if there.source.runs:
                assert sum(run.length for run in there.source.runs) == len(there.source.raw)


# --- writing ---------------------------------------------------------------------------------------------------------


def test_what_is_written() -> None:
    there = made("a & <b>\r ", "甲\n", context="menu", note="n", meta={"xliff:file": "a.txt", "po:flags": "x"})
    there = replace(there, source=Segment(("a & ", Code("<b>", "ph", "1"), "\r ")))
    assert written([there]).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:gloss="urn:gloss:xliff:1">\n'
        '<file original="a.txt" source-language="en" datatype="plaintext" target-language="zh-Hans">\n'
        "<body>\n"
        '<trans-unit id="1" xml:space="preserve">\n'
        '<source>a &amp; <ph id="1">&lt;b&gt;</ph>&#13; </source>\n'
        '<target state="translated">甲\n</target>\n'
        '<context-group purpose="match"><context context-type="x-context">menu</context></context-group>\n'
        "<note>n</note>\n"
        "</trans-unit>\n"
        "</body>\n"
        "</file>\n"
        "</xliff>\n"
    )
    assert written([there], "2.1").decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" xmlns:gloss="urn:gloss:xliff:1" '
        'srcLang="en" trgLang="zh-Hans">\n'
        '<file id="f1" original="a.txt">\n'
        '<unit id="1" name="menu" xml:space="preserve">\n'
        "<notes>\n<note>n</note>\n</notes>\n"
        '<originalData>\n<data id="d1">&lt;b&gt;</data>\n</originalData>\n'
        '<segment state="translated">\n'
        '<source>a &amp; <ph id="1" dataRef="d1"/>&#13; </source>\n'
        "<target>甲\n</target>\n"
        "</segment>\n"
        "</unit>\n"
        "</file>\n"
        "</xliff>\n"
    )


def test_ids_are_made_where_there_is_none_that_can_be_written() -> None:
    there = [made(id="a b"), made(id="a b"), made(id=""), made(id="menu\x04Disk"), made(id="gloss-1")]
    data = written(there)
    assert [part.split(b'"')[1].decode() for part in data.split(b"<trans-unit ")[1:]] == [
        "a b",
        "gloss-1",
        "gloss-2",
        "gloss-3",
        "gloss-4",
    ]
    assert [unit.id for unit in back(data)] == ["a b", "a b", "", "", "gloss-1"]
    assert [unit.id for unit in back(written(there, "2.1"))] == ["a b", "a b", "", "", "gloss-1"]


def test_plurals_of_a_catalogue_have_an_id_each() -> None:
    catalogue = (
        b'msgid ""\nmsgstr "Language: de\\nContent-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2\\n"\n\n'
        b'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] "%d Datei"\nmsgstr[1] "%d Dateien"\n'
    )
    there = units(po.read(catalogue, "de.po"))
    for version in VERSIONS:
        assert [(u.source.raw, u.id) for u in back(written(there, version))] == [(u.source.raw, u.id) for u in there]


def test_several_documents_and_languages() -> None:
    there = [
        made(meta={"xliff:file": "a"}),
        made(meta={"xliff:file": "b"}),
        made(meta={"xliff:file": "a"}),
        made(target_lang=DE),
        made(target=None, target_lang=None),
    ]
    assert back(written(there)) == there
    assert back(written(there[:3], "2.1")) == there[:3]
    with pytest.raises(ValueError, match="one pair of languages, not en:zh-Hans and en:de"):
        written(there, "2.1")


@pytest.mark.parametrize(
    ("data", "pair"),
    [
        pytest.param(
            one('<trans-unit id="1"><source xml:lang="en-GB">a</source></trans-unit>'),
            ("en-GB", "zh-Hans"),
            id="source",
        ),
        pytest.param(
            one(
                '<trans-unit id="1"><source xml:lang="EN">a</source><target xml:lang="zh-CN-x-a">b</target></trans-unit>'
            ),
            ("en", "zh-Hans-x-a"),
            id="target",
        ),
        pytest.param(
            one('<trans-unit id="1"><source>a</source><target xml:lang="zh">b</target></trans-unit>'),
            ("en", "zh-Hans"),
            id="no narrower",
        ),
        pytest.param(
            two('<unit id="1"><segment><source xml:lang="en-GB">a</source></segment></unit>'),
            ("en-GB", "zh-Hans"),
            id="2.1",
        ),
    ],
)
def test_the_language_of_a_text_may_be_narrower_than_that_of_its_file(data: bytes, pair: tuple[str, str]) -> None:
    resource = stream(data)
    [unit] = units(resource)
    assert (unit.source_lang, unit.target_lang) == pair
    assert resource.findings == []
    assert back(written([unit])) == [unit]


@pytest.mark.parametrize(
    ("data", "version"),
    [
        pytest.param(one('<trans-unit id="1"><target>甲</target></trans-unit>'), "1.2", id="1.2"),
        pytest.param(two('<unit id="1"><segment><target>甲</target></segment></unit>'), "2.1", id="2.1"),
    ],
)
def test_a_translation_without_a_source_is_not_lost(data: bytes, version: str) -> None:
    [unit] = units(stream(data))
    assert (unit.id, unit.source.raw, unit.target and unit.target.raw) == ("1", "", "甲")
    assert can_hold(unit, version)
    assert back(written([unit], version)) == [unit]
    assert not can_hold(replace(unit, id="\7"), version)


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_a_language_that_was_guessed_is_not_written(version: str) -> None:
    whole = one(tu("Disk", "disque"), tu("New", "", id="2")) if version == "1.2" else two(unit2("Disk", "disque"))
    resource = stream(whole.replace(b' target-language="zh-CN"', b"").replace(b' trgLang="zh-CN"', b""))
    there = units(resource)
    assert (there[0].target_lang, there[0].meta["xliff:guessed"]) == ("en", "target")
    assert "taken for en" in resource.findings[0].message
    again = written(there, version)
    assert not [name for name in (b"target-language", b"trgLang", b"guessed") if name in again]
    assert units(stream(again)) == there
    known = [replace(unit, target_lang=Lang("fr")) for unit in there if unit.target]
    assert back(written(known, version)) == known


@pytest.mark.parametrize("version", VERSIONS)
def test_no_units_are_a_document_too(version: str) -> None:
    assert back(written([], version)) == []
    is_valid(written([], version), version)


@pytest.mark.parametrize(
    ("there", "versions"),
    [
        pytest.param(made("a\x1b"), "2.0 2.1 2.2", id="control character"),
        pytest.param(made("\0\uffff"), "2.0 2.1 2.2", id="NUL and no character"),
        pytest.param(made("a", "b\ud800"), "", id="half a character"),
        pytest.param(made(note="\x1b"), "", id="in the note"),
        pytest.param(made(context="\x1b"), "", id="in the context"),
        pytest.param(made(id="\x1b"), "", id="in the id"),
        pytest.param(replace(made(), source=Segment((Code("\x1b"),))), "2.0 2.1 2.2", id="in the text of a code"),
        pytest.param(replace(made(), source=Segment((Code("", "ph", "\x1b"),))), "", id="in the id of a code"),
    ],
)
def test_what_can_be_held(there: TranslationUnit, versions: str) -> None:
    for version in VERSIONS:
        if version in versions.split():
            assert can_hold(there, version)
            is_valid(written([there], version), version)
            (found,) = back(written([there], version))
            assert found.source.raw == there.source.raw
        else:
            assert not can_hold(there, version)
            with pytest.raises(ValueError, match=r"U\+.*leave this unit out"):
                written([there], version)


def test_the_formats_are_found_by_name() -> None:
    assert {name: format_of(f"a.{name}").name for name in ("xlf", "xliff", "sdlxliff", "xlf2", "xliff2")} == {
        "xlf": "xliff",
        "xliff": "xliff",
        "sdlxliff": "xliff",
        "xlf2": "xliff2",
        "xliff2": "xliff2",
    }


def kept(unit: TranslationUnit) -> TranslationUnit:
    """What of a unit every version keeps."""
    meta = {f"xliff:{name}": unit.meta.get(f"xliff:{name}") for name in NAMES}
    return replace(
        unit,
        id="" if _xml.illegal(unit.id) else unit.id,
        candidates=offers(unit.candidates, unit.source),
        meta={name: value for name, value in meta.items() if value is not None and not _xml.illegal(value)},
    )


VALUES = st.sampled_from(
    ["", "no", "yes", "new", "translated", "final", "x-a", "9", "char", "fuzzy-match", "a b", "甲\n", "\x1b"]
)
METAS = st.dictionaries(st.sampled_from([*(f"xliff:{name}" for name in NAMES), "po:flags"]), VALUES, max_size=4)
KINDS = "x bx ex ph bpt ept it it-end g g-end pc pc-end sc ec mrk mrk-end sm em hi hi-end ut".split()
ANY_CODE = st.builds(
    Code,
    data=st.sampled_from(["", "", "<b>", "\n", "\x1b"]),
    kind=st.sampled_from(KINDS),
    id=st.sampled_from(["", "1", "2", "a b", "gloss-1"]),
    display=st.sampled_from(["", "", "bold", "x-a", "term", "a:b", "seg", "粗 体", "protected"]),
)


@st.composite
def coded(draw: st.DrawFn) -> Segment:
    """Codes of every kind with some text between them, balanced only now and then."""
    parts: list[str | Code] = []
    for code in draw(st.lists(ANY_CODE, max_size=6)):
        parts += [code, "a"] if draw(st.booleans()) else [code]
    if draw(st.booleans()):
        start = draw(ANY_CODE)
        parts = [start, *parts, Code("", f"{start.kind}-end", start.id)]
    return Segment(tuple(parts) or ("b",))


UNITS = st.one_of(
    any_units(langs=(EN, ZH), meta=METAS),
    st.builds(replace, any_units(langs=(EN, ZH), meta=METAS), source=coded(), target=coded() | st.none()),
    st.builds(
        replace,
        any_units(langs=(EN, ZH), meta=METAS),
        source=coded(),
        candidates=st.lists(st.builds(Candidate, coded(), coded() | st.none()), max_size=2).map(tuple),
    ),
)


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=80)
@given(there=st.lists(UNITS, max_size=4))
def test_what_is_written_is_read_again(version: str, there: list[TranslationUnit]) -> None:
    there = [unit for unit in there if can_hold(unit, version)]
    data = written(there, version)
    assert back(data) == [kept(unit) for unit in there]
    assert written(there, version) == data
    is_valid(data, version)


@pytest.mark.parametrize("version", VERSIONS[1:])
@settings(max_examples=80)
@given(there=st.lists(st.tuples(UNITS, st.lists(any_concepts(), max_size=2)), max_size=3))
def test_what_is_written_with_a_glossary_is_read_again(
    version: str, there: list[tuple[TranslationUnit, list[Concept]]]
) -> None:
    entries: list[TranslationUnit | Concept] = []
    for unit, concepts in there:
        if can_hold(unit, version):
            held = (without(entry_of(concept, EN, ZH), _xml.illegal)[0] for concept in concepts)
            entries += [kept(unit), *(concept for concept in held if concept.terms_in(EN))]
    data = b"".join(xliff2.write(entries, version))
    resource = stream(data)
    assert list(resource.entries) == [entry_of(e, EN, ZH) if isinstance(e, Concept) else e for e in entries]
    assert resource.findings == []
    is_valid(data, version)


def test_a_glossary_refers_to_the_term_that_is_marked() -> None:
    marked = Segment(("a ", Code("", "mrk", "m1", "term"), "snow", Code("", "mrk-end", "m1")))
    data = b"".join(xliff2.write([replace(made(), source=marked), Concept("g1", (Term("snow", EN), Term("雪", ZH)))]))
    assert b'<gls:glossEntry id="g1" ref="#m1">\n<gls:term>snow</gls:term>\n<gls:translation>' in data
    is_valid(data, "2.1")


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        pytest.param([Concept("g", (Term("a", EN),)), made()], "no unit before it", id="no unit"),
        pytest.param([made(), Concept("g", (Term("甲", ZH),))], "no term in en", id="no term"),
        pytest.param([made(), Concept("g", (Term("a\x1b", EN),))], r"U\+001B", id="control character"),
    ],
)
def test_concepts_that_have_no_place(entries: list[TranslationUnit | Concept], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        b"".join(xliff2.write(entries))


# --- against the schemas, and the files of other tools ---------------------------------------------------------------


@cache
def schema(version: str) -> Any:
    """The schema of a version, made without network; None if there is none here."""
    etree = pytest.importorskip("lxml.etree")
    paths = {
        "1.2": SCHEMAS / "xliff" / "xliff-core-1.2-transitional.xsd",
        **{name: SCHEMAS / f"xliff{name}" / "xliff_core_2.0.xsd" for name in ("2.0", "2.1")},
        "2.2": SCHEMAS / "xliff2.2" / "xliff_core_2.2.xsd",
    }
    if not paths[version].exists():
        return None

    class Resolver(etree.Resolver):  # type: ignore[misc]
        def resolve(self, url: str, id: str, context: object) -> object:
            if not url.endswith("xml.xsd"):
                return None
            return self.resolve_filename(str(CORPUS / "schemas" / "omegat" / "xml.xsd"), context)

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Resolver())
    if version == "1.2":
        return etree.XMLSchema(etree.parse(str(paths[version]), parser))
    beside = paths[version].parent / ("modules" if version == "2.0" else "")
    known = {NAMESPACES[version]: paths[version]}
    known |= {MODULES["gls:"]: beside / "glossary.xsd", MODULES["mtc:"]: beside / "matches.xsd"}
    imports = (f'<import namespace="{uri}" schemaLocation="{path}"/>' for uri, path in known.items())
    whole = f'<schema xmlns="http://www.w3.org/2001/XMLSchema">{"".join(imports)}</schema>'
    return etree.XMLSchema(etree.fromstring(whole, parser))


def is_valid(data: bytes, version: str) -> None:
    """Assert it, if the schemas are here."""
    if found := schema(version):
        etree = pytest.importorskip("lxml.etree")
        assert found.validate(etree.fromstring(data)), found.error_log


def test_the_schemas_refuse_what_is_wrong() -> None:
    for version in VERSIONS:
        if found := schema(version):
            etree = pytest.importorskip("lxml.etree")
            there = written([made(candidates=(offer("甲", score=7),))], version)
            for right, wrong in ((b"source>", b"sauce>"), (b'y="7"', b'y="x"'), (b"mtc:match ref", b"mtc:match rex")):
                if right in there and (version, right) != ("1.2", b'y="7"'):
                    assert not found.validate(etree.fromstring(there.replace(right, wrong)))


FILES = sorted(path for path in CORPUS.glob("xliff/*/*") if path.is_file())
NOT_XML = "file-XLIFFFilter-invalid-content"
EMPTY = {"example_empty12", "v21-core-invalid-bad_NoFile"}


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_files_of_other_tools(path: Path) -> None:
    if path.stem == NOT_XML:
        with pytest.raises(FormatError, match="not XML from here on"):
            xliff.read(path.read_bytes(), path.name)
        return
    resource = xliff.read(path.read_bytes(), path.name)
    there = units(resource)
    assert bool(there) is (path.stem not in EMPTY)
    assert there == units(xliff.stream(io.BytesIO(path.read_bytes()), path.name))
    for version in VERSIONS:
        for pair in {(unit.source_lang, unit.target_lang) for unit in there}:
            some = [unit for unit in there if (unit.source_lang, unit.target_lang) == pair and can_hold(unit, version)]
            assert version == "1.2" or all(can_hold(unit, version) for unit in there)
            data = written(some, version)
            guessed = any("xliff:guessed" in unit.meta for unit in some)  # which is told again, as it is not written
            assert (units(xliff.read(data, "a.xlf")) if guessed else back(data)) == some
            is_valid(data, version)


INVALID = [path for path in FILES if "-core-invalid-" in path.stem]
JUDGED = """
    DataRefWithoutOriginalData EcBeforeSc EmBeforeSm FileIdNotUnique IgnorableIdNotUnique InvalidDataRef
    InvalidDataRefStart IsolatedEcWithId MissingIsolatedOnEc NoFile NoTrgLangWithIgnorable OrderNotUnique1 PartIdNotUnique
    SegmentIdNotUnique SegmentWithoutSource SrcLangNotWellFormed SubStateWithoutState TwoSourceInUnit WrongTargetLang
""".split()
"""What is told of files that are wrong on purpose; other constraints say nothing about texts and translations."""


@pytest.mark.parametrize("path", INVALID, ids=[path.stem for path in INVALID])
def test_files_that_are_wrong_on_purpose(path: Path) -> None:
    findings = xliff.read(path.read_bytes(), path.name).findings
    if path.stem.partition("bad_")[2] in JUDGED:
        assert findings
    assert all(finding.origin and finding.origin.line for finding in findings)


def told(findings: Iterable[Finding]) -> list[str]:
    return [f"{finding.origin}: {finding.message}" for finding in findings]


def test_memory_is_flat() -> None:
    class Pieces(io.RawIOBase):
        def __init__(self, document: Callable[..., bytes], unit: str) -> None:
            begin, end = document("|").split(b"|")
            numbered = ("".join(unit.replace('"1"', f'"{n}{m}"') for m in "abcdefgh").encode() for n in range(1_250))
            self.pieces: Iterator[bytes] = iter([begin, *numbered, end])

        def read(self, size: int = -1) -> bytes:
            return next(self.pieces, b"")

    for pieces in (Pieces(one, tu("x" * 100, "y" * 100)), Pieces(two, unit2("x" * 100, "y" * 100))):
        tracemalloc.start()
        try:
            assert sum(1 for _ in xliff.stream(cast("BinaryIO", pieces), "a.xlf").entries) == 10_000
            assert tracemalloc.get_traced_memory()[1] < 4_000_000
        finally:
            tracemalloc.stop()


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [
                *"<>&;/='\" \na词",
                "<trans-unit id='1'>",
                "</trans-unit>",
                "<unit id='1'>",
                "</unit>",
                "<segment>",
                "</segment>",
                "<source>a</source>",
                "<target>b</target>",
                "<seg-source>",
                "<mrk mtype='seg'>",
                "</mrk>",
                "</seg-source>",
                "<file>",
                "<file id='1' source-language='en'>",
                "</file>",
                "<!--",
                "&amp;",
                "<![CDATA[",
                "<ec/>",
                "<x:y>",
                "</x:y>",
            ]
        ),
        max_size=25,
    )
)
def test_nothing_but_a_format_error_comes_out(pieces: list[str]) -> None:
    text = "".join(pieces)
    for data in (text.encode(), one(text), two(text), f"<xliff>{text}</xliff>".encode()):
        try:
            xliff.read(data, "a.xlf")
        except FormatError as error:
            assert error.line  # noqa: PT017
