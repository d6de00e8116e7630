"""Inline codes between XLIFF and TMX: pairs stay pairs, the same code has the same number, and all comes back."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.formats import tmx, xliff, xliff2
from glossary.model import Code, Lang, Segment, TranslationUnit, UnitState

SCHEMAS = Path(__file__).parents[3] / "shared" / "corpus" / "schemas" / "OpenXLIFF"
EN, ZH = Lang("en"), Lang("zh-Hans")


def unit(source: tuple[str | Code, ...], target: tuple[str | Code, ...]) -> TranslationUnit:
    return TranslationUnit(Segment(source), Segment(target), EN, ZH, UnitState.TRANSLATED)


def xliff1(source: str, target: str) -> bytes:
    return (
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a.html" datatype="html" '
        'source-language="en" target-language="zh-Hans"><body><trans-unit id="u">'
        f'<source>{source}</source><target state="translated">{target}</target></trans-unit></body></file></xliff>'
    ).encode()


def xliff21(source: str, target: str, *data: str) -> bytes:
    texts = "".join(f'<data id="d{number}">{text}</data>' for number, text in enumerate(data, 1))
    return (
        '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="zh-Hans">'
        f'<file id="f1" original="a.html"><unit id="u">{f"<originalData>{texts}</originalData>" if data else ""}'
        f'<segment state="translated"><source>{source}</source><target>{target}</target></segment></unit></file></xliff>'
    ).encode()


def units(module: Any, data: bytes) -> list[TranslationUnit]:
    resource = module.FORMAT.stream(io.BytesIO(data), "a")
    result = list(resource.entries)
    assert resource.findings == []
    return result


def texts(unit: TranslationUnit) -> tuple[Segment, Segment | None]:
    return unit.source, unit.target


def segs(data: bytes) -> list[str]:
    return re.findall("<seg>(.*?)</seg>", data.decode(), re.DOTALL)


def elements(text: str) -> str:
    """The start tags of a text."""
    return "".join(re.findall("<[^/][^<>]*>", text))


def is_valid(data: bytes, schema: str) -> bool:
    """Whether XML is valid, as far as there are a validator and a schema."""
    etree = pytest.importorskip("lxml.etree")
    path = SCHEMAS / schema
    if not path.exists():
        pytest.skip("no schema here")
    there = etree.DTD(str(path)) if path.suffix == ".dtd" else etree.XMLSchema(etree.parse(str(path)))
    return bool(there.validate(etree.fromstring(data)))


ROWS_1 = [
    pytest.param(
        'a <g id="1" ctype="bold">b <g id="2">c</g></g>',
        '<g id="1" ctype="bold">乙<g id="2">丙</g></g>甲',
        [
            'a <bpt i="1" x="1" type="bold"></bpt>b <bpt i="2" x="2"></bpt>c<ept i="2"></ept><ept i="1"></ept>',
            '<bpt i="1" x="1" type="bold"></bpt>乙<bpt i="2" x="2"></bpt>丙<ept i="2"></ept><ept i="1"></ept>甲',
        ],
        id="nested pairs",
    ),
    pytest.param(
        '<bpt id="1">&lt;b></bpt>a<bpt id="2">&lt;i></bpt>b<ept id="1">&lt;/b></ept>c<ept id="2">&lt;/i></ept>',
        '<bpt id="1">&lt;b></bpt>甲<ept id="1">&lt;/b></ept>',
        [
            '<bpt i="1" x="1">&lt;b&gt;</bpt>a<bpt i="2" x="2">&lt;i&gt;</bpt>b<ept i="1">&lt;/b&gt;</ept>c'
            '<ept i="2">&lt;/i&gt;</ept>',
            '<bpt i="1" x="1">&lt;b&gt;</bpt>甲<ept i="1">&lt;/b&gt;</ept>',
        ],
        id="crossing pairs",
    ),
    pytest.param(
        '<bx id="7"/>a <x id="8"/>',
        '<x id="8"/>甲<bx id="7"/>',
        [
            '<it pos="begin" x="7"></it>a <ph x="8"></ph>',
            '<ph x="8"></ph>甲<it pos="begin" x="7"></it>',
        ],
        id="a beginning alone, and another order in the target",
    ),
    pytest.param(
        'a<ept id="7">&lt;/b></ept><it id="8" pos="open">(</it>',
        '甲<ex id="7"/><it id="8" pos="open">（</it>',
        [
            'a<it pos="end" x="7">&lt;/b&gt;</it><it pos="begin" x="8">(</it>',
            '甲<it pos="end" x="7"></it><it pos="begin" x="8">（</it>',
        ],
        id="an end alone",
    ),
    pytest.param(
        '<ph id="img">&lt;img alt="<sub>a cat</sub>"></ph>b',
        '<ph id="img">&lt;img alt="<sub>猫</sub>"></ph>乙',
        ['<ph x="1">&lt;img alt="a cat"&gt;</ph>b', '<ph x="1">&lt;img alt="猫"&gt;</ph>乙'],
        id="text within a code; an id that is no number",
    ),
    pytest.param(
        '<x id="a"/>a<x id="1"/>b<x id="b"/>',
        '<x id="b"/>甲<x id="1"/>乙<x id="a"/>',
        [
            '<ph x="2"></ph>a<ph x="1"></ph>b<ph x="3"></ph>',
            '<ph x="3"></ph>甲<ph x="1"></ph>乙<ph x="2"></ph>',
        ],
        id="ids that are numbers and others",
    ),
    pytest.param(
        'the <mrk mtype="term" mid="m">disk</mrk>',
        '<mrk mtype="term" mid="m">磁盘</mrk>',
        ['the <hi x="1" type="term">disk</hi>', '<hi x="1" type="term">磁盘</hi>'],
        id="a mark is highlighted",
    ),
]


@pytest.mark.parametrize(("source", "target", "expected"), ROWS_1)
def test_from_xliff_1_and_back(source: str, target: str, expected: list[str]) -> None:
    [there] = units(xliff, xliff1(source, target))
    data = b"".join(tmx.write([there]))
    assert segs(data) == expected
    assert is_valid(data, "tmx/tmx14.dtd")
    [again] = units(tmx, data)
    assert texts(again) == texts(there)
    [last] = units(xliff, back := b"".join(xliff.write([again])))
    assert texts(last) == texts(there)
    assert elements(_source(back)).replace("gloss:id", "mid") == elements(source.replace("<sub>", ""))


ROWS_2 = [
    pytest.param(
        'a <pc id="1" dataRefStart="d1" dataRefEnd="d2">b <pc id="2">c</pc></pc>',
        '<pc id="2">丙</pc><pc id="1" dataRefStart="d1" dataRefEnd="d2">乙</pc>',
        [
            'a <bpt i="1" x="1">&lt;b&gt;</bpt>b <bpt i="2" x="2"></bpt>c<ept i="2"></ept><ept i="1">&lt;/b&gt;</ept>',
            '<bpt i="2" x="2"></bpt>丙<ept i="2"></ept><bpt i="1" x="1">&lt;b&gt;</bpt>乙<ept i="1">&lt;/b&gt;</ept>',
        ],
        id="nested pairs, side by side in the target",
    ),
    pytest.param(
        '<sc id="1"/>a<sc id="2"/>b<ec startRef="1"/>c<ec startRef="2"/>',
        '<sc id="2"/>甲<sc id="1"/>乙<ec startRef="2"/>丙<ec startRef="1"/>',
        [
            '<bpt i="1" x="1"></bpt>a<bpt i="2" x="2"></bpt>b<ept i="1"></ept>c<ept i="2"></ept>',
            '<bpt i="2" x="2"></bpt>甲<bpt i="1" x="1"></bpt>乙<ept i="2"></ept>丙<ept i="1"></ept>',
        ],
        id="crossing pairs",
    ),
    pytest.param(
        '<sc id="s" isolated="yes"/>a<ph id="p"/>',
        '<ph id="p"/>甲<sc id="s" isolated="yes"/>',
        [
            '<it pos="begin" x="1"></it>a<ph x="2"></ph>',
            '<ph x="2"></ph>甲<it pos="begin" x="1"></it>',
        ],
        id="a beginning alone",
    ),
    pytest.param(
        'a<ec id="e" isolated="yes"/>',
        '甲<ec id="e" isolated="yes"/>',
        ['a<it pos="end" x="1"></it>', '甲<it pos="end" x="1"></it>'],
        id="an end alone",
    ),
    pytest.param(
        '<sm id="1" type="term"/>a<sm id="2" type="comment"/>b<em startRef="1"/>c<em startRef="2"/>',
        '<mrk id="1" type="term">甲</mrk>',
        [
            '<bpt i="1" x="1" type="term"></bpt>a<hi x="2" type="comment">b<ept i="1"></ept>c</hi>',
            '<hi x="1" type="term">甲</hi>',
        ],
        id="crossing marks cannot both be elements around a text",
    ),
]


@pytest.mark.parametrize(("source", "target", "expected"), ROWS_2)
def test_from_xliff_2_and_back(source: str, target: str, expected: list[str]) -> None:
    [there] = units(xliff2, xliff21(source, target, "&lt;b>", "&lt;/b>"))
    data = b"".join(tmx.write([there]))
    assert segs(data) == expected
    assert is_valid(data, "tmx/tmx14.dtd")
    [again] = units(tmx, data)
    assert texts(again) == texts(there)
    assert xliff2.FORMAT.write
    [last] = units(xliff2, back := b"".join(xliff2.FORMAT.write([again])))
    assert texts(last) == texts(there)
    assert "gloss:kind" not in back.decode()


FROM_OTHERS = [
    pytest.param(
        '<bpt i="1">&lt;b></bpt>a<ept i="1">&lt;/b></ept><ph x="1">{n}</ph>',
        '<ph x="1">{n}</ph><bpt i="1">&lt;b></bpt>甲<ept i="1">&lt;/b></ept>',
        ['<bpt id="2">', '<ept id="2">', '<ph id="1">'],
        ['<ph id="1">', '<bpt id="2">', '<ept id="2">'],
        id="i and x count different things",
    ),
    pytest.param(
        '<bpt i="1" x="5">[</bpt>a<ept i="1">]</ept>',
        '<bpt i="9" x="5">[</bpt>甲<ept i="9">]</ept>',
        ['<bpt id="5">', '<ept id="5">'],
        ['<bpt id="5">', '<ept id="5">'],
        id="x matches what i pairs",
    ),
    pytest.param(
        "<ph>{a}</ph>a<ph>{b}</ph>",
        "<ph>{a}</ph>甲<ph>{b}</ph>",
        ['<ph id="1" gloss:id="">', '<ph id="2" gloss:id="">'],
        ['<ph id="1" gloss:id="">', '<ph id="2" gloss:id="">'],
        id="no ids at all",
    ),
    pytest.param(
        '<ph x="1">{a}</ph>a<ph x="1">{b}</ph>',
        '甲<ph x="1">{b}</ph>',
        ['<ph id="1">', '<ph id="2" gloss:id="1">'],
        ['<ph id="1">'],
        id="an id twice",
    ),
    pytest.param(
        '<bpt i="1">[</bpt>a<ept i="1">]</ept><bpt i="1">(</bpt>b<ept i="1">)</ept>',
        "甲",
        ['<bpt id="1">', '<ept id="1">', '<bpt id="2" gloss:id="1">', '<ept id="2" gloss:id="1">'],
        [],
        id="a pair after a pair of the same number",
    ),
]


@pytest.mark.parametrize(("source", "target", "ours", "theirs"), FROM_OTHERS)
def test_from_tmx_of_other_tools_to_xliff(source: str, target: str, ours: list[str], theirs: list[str]) -> None:
    tuvs = f'<tuv xml:lang="en"><seg>{source}</seg></tuv><tuv xml:lang="zh-Hans"><seg>{target}</seg></tuv>'
    document = f'<tmx version="1.4"><header srclang="en"/><body><tu>{tuvs}</tu></body></tmx>'
    there = units(tmx, document.encode())
    assert units(tmx, b"".join(tmx.write(there))) == there
    data = b"".join(xliff.write(there)).decode()
    sides = re.search(r"<source>(.*)</source>\n<target[^>]*>(.*)</target>", data)
    assert sides
    assert [re.findall("<[^/][^<>]*>", side) for side in sides.groups()] == [ours, theirs]
    assert [texts(each) for each in units(xliff, data.encode())] == [texts(each) for each in there]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param('[["x","n",""]]', Code("%s", "x", "n"), id="as it was"),
        pytest.param('[["pc","n",""]]', Code("%s", "ph", "1"), id="would be another element"),
        pytest.param('[["x","n",""],["x","m",""]]', Code("%s", "ph", "1"), id="a code is gone"),
        pytest.param('[["x",1,""]]', Code("%s", "ph", "1"), id="no string"),
        pytest.param('{"x":1}', Code("%s", "ph", "1"), id="no list"),
        pytest.param("[" * 100_000, Code("%s", "ph", "1"), id="no JSON"),
    ],
)
def test_what_codes_were_is_believed_if_it_fits(said: str, expected: Code) -> None:
    data = b"".join(tmx.write([unit((Code("%s", "x", "n"), " files"), ("文件",))])).decode()
    was = json.dumps([["x", "n", ""]], separators=(",", ":"))
    assert data.count(was) == 1
    [there] = units(tmx, data.replace(was, said).encode())
    assert there.source.parts[0] == expected
    assert there.meta == {}


KINDS = "bpt ept it it-end ph ut hi hi-end g g-end pc pc-end bx ex sc ec mrk mrk-end sm em x".split()
CODE = st.builds(
    Code, st.sampled_from(["", "<b>", "{词}"]), st.sampled_from(KINDS), st.sampled_from(["", "1", "2", "b"])
)


@settings(max_examples=300)
@given(st.lists(CODE, min_size=1, max_size=10), st.lists(CODE, min_size=1, max_size=10))
def test_each_number_occurs_once_and_each_pair_is_whole(source: list[Code], target: list[Code]) -> None:
    etree = pytest.importorskip("lxml.etree")
    there = unit(tuple(source), tuple(target))
    data = b"".join(tmx.write([there]))
    assert [texts(each) for each in units(tmx, data)] == [texts(there)]
    for seg in etree.fromstring(data).iter("seg"):
        begun = [code.get("i") for code in seg.iter("bpt")]
        assert sorted(begun) == sorted(code.get("i") for code in seg.iter("ept"))
        matched = Counter(code.get("x") for code in seg.iter() if code.get("x"))
        assert {*Counter(begun).values(), *matched.values()} <= {1}
    ids = re.findall(r"<(source|target)[^>]*>(.*)</\1>", b"".join(xliff.write([there])).decode())
    for _, text in ids:
        counted = Counter(re.findall(r'<(?!ept|ex)[a-z]+ id="([^"]*)"', text))
        assert set(counted.values()) <= {1}


def test_translate_toolkit_reads_the_texts_and_codes() -> None:
    store = pytest.importorskip("translate.storage.tmx").tmxfile()
    [there] = units(xliff, xliff1('a <g id="1">b</g><x id="2" equiv-text="%s"/>', '<g id="1">乙</g>'))
    store.parse(b"".join(tmx.write([there])))
    [found] = store.units
    assert (found.source, found.target) == ("a b%s", "乙")


def _source(data: bytes) -> str:
    found = re.search("<source>(.*?)</source>", data.decode())
    assert found
    return found[1]
