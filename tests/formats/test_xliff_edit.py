"""XLIFF with other translations: only what says them changes, and what is read again is what was asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import candidates, texts

from glossary.errors import FormatError
from glossary.formats import xliff
from glossary.formats._xml import illegal
from glossary.model import Candidate, Code, Segment, TranslationUnit, UnitState

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FILES = sorted(path for path in CORPUS.glob("xliff/*/*") if path.is_file())

ONE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- kept -->
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
  <file original='a.txt' source-language="en" target-language="zh-CN" datatype="plaintext"><body>
    <trans-unit  id="1"  approved="no">
      <source>Save <g id="1">all</g> &amp; <x id="2" ts="kept"/></source>
      <!-- here -->
      <note>a note</note>
    </trans-unit>
    <trans-unit id="2"><source>Open</source><target state="needs-translation" xml:lang="zh-CN"><![CDATA[打]]>开</target>
      <alt-trans match-quality="80" ts="kept"><target>开启</target></alt-trans></trans-unit>
    <trans-unit id="3"><source>Close</source><target/></trans-unit>
    <trans-unit id="4" approved="yes"><source>Quit</source><target>退出</target></trans-unit>
    <trans-unit id="5"><source>A. B.</source><seg-source><mrk mtype="seg" mid="a">A.</mrk> <mrk mtype="seg" mid="b">B.</mrk>\
</seg-source></trans-unit>
    <trans-unit id="6"><source>C. D.</source><seg-source><mrk mtype="seg" mid="c">C.</mrk> <mrk mtype="seg" mid="d">D.</mrk>\
</seg-source><target state="final"><mrk mtype="seg" mid="c">丙。</mrk></target></trans-unit>
  </body></file>
</xliff>
"""
TWO = """\
<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="zh-CN">
  <file id="f">
    <unit id="1">
      <originalData><data id="d1">{n}</data></originalData>
      <segment>
        <source>Save <pc id="1">all</pc> <ph id="2" dataRef="d1"/><cp hex="001B"/></source>
      </segment>
    </unit>
    <unit id="2"><mtc:matches xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0">
      <mtc:match ref="#s" id="kept"><source>Open it</source><target>打开它</target></mtc:match></mtc:matches>
      <segment id="s" state="initial" canResegment="no"><source>Open</source><target xml:lang="zh-CN">打开</target></segment></unit>
    <unit id="3"><segment><source>A.</source></segment><ignorable><source> </source></ignorable>
      <segment state="final"><source>B.</source><target order="1">乙。</target></segment></unit>
  </file>
</xliff>
"""
PREFIXED = TWO.replace("<", "<x:").replace("<x:/", "</x:").replace("x:mtc:", "mtc:").replace("xmlns=", "xmlns:x=")
DOCUMENTS = {
    "1.2": ONE.encode(),
    "2.0": TWO.encode(),
    "1.2 in UTF-16": ONE.replace("UTF-8", "UTF-16").encode("utf-16"),
    "2.0 in UTF-16 without mark": f'<?xml version="1.0" encoding="UTF-16"?>{TWO}'.encode("utf-16-be"),
    "1.2 with mark and CR LF": ONE.replace("\n", "\r\n").encode("utf-8-sig"),
    "2.0 with CR LF": TWO.replace("\n", "\r\n").encode(),
    "2.0 with prefix": PREFIXED.encode(),
}


def units(data: bytes) -> list[TranslationUnit]:
    return [entry for entry in xliff.read(data, "a.xlf").entries if isinstance(entry, TranslationUnit)]


def edited(data: bytes, *changed: TranslationUnit) -> bytes:
    return xliff.edited(xliff.read(data, "a.xlf"), changed)


def said(unit: TranslationUnit) -> tuple[object, ...]:
    return unit.source, unit.target, unit.state, unit.id, unit.note, unit.context, unit.candidates


def find(data: bytes, id: str) -> TranslationUnit:
    return next(unit for unit in units(data) if unit.id == id)


def to(
    unit: TranslationUnit, *parts: str | Code, state: UnitState = UnitState.TRANSLATED, **more: Any
) -> TranslationUnit:
    return replace(unit, target=Segment(parts), state=state, **more)


@pytest.mark.parametrize("data", DOCUMENTS.values(), ids=DOCUMENTS)
def test_nothing_changes_where_nothing_is_asked_for(data: bytes) -> None:
    resource = xliff.read(data, "a.xlf")
    assert resource.findings == []
    there = [entry for entry in resource.entries if isinstance(entry, TranslationUnit)]
    assert xliff.edited(resource, there) == data
    assert xliff.edited(resource, ()) == data


@pytest.mark.parametrize(
    ("id", "change", "before", "after"),
    [
        pytest.param(
            "1",
            {"target": Segment(("保存",)), "state": UnitState.TRANSLATED},
            '<x id="2" ts="kept"/></source>\n',
            '<x id="2" ts="kept"/></source>\n      <target>保存</target>\n',
            id="behind the source",
        ),
        pytest.param(
            "1",
            {
                "target": Segment((Code("", "x", "2"), Code("", "g", "1"), "全部", Code("", "g-end", "1"))),
                "state": UnitState.FINAL,
            },
            '  approved="no">\n      <source>Save <g id="1">all</g> &amp; <x id="2" ts="kept"/></source>\n',
            '  approved="yes">\n      <source>Save <g id="1">all</g> &amp; <x id="2" ts="kept"/></source>\n'
            '      <target state="final"><x id="2" ts="kept"/><g id="1">全部</g></target>\n',
            id="codes as they stand in the source",
        ),
        pytest.param(
            "2",
            {"target": Segment(("a & b",))},
            "<![CDATA[打]]>开</target>",
            "a &amp; b</target>",
            id="another content",
        ),
        pytest.param(
            "2",
            {"state": UnitState.REVIEWED},
            '<target state="needs-translation" xml:lang',
            '<target state="signed-off" xml:lang',
            id="another state",
        ),
        pytest.param(
            "2",
            {"candidates": (Candidate(Segment(("开启",)), None, 80), Candidate(Segment(("打开",)), None, 7, "词库"))},
            "<target>开启</target></alt-trans>",
            '<target>开启</target></alt-trans><alt-trans xml:space="preserve" match-quality="7" origin="词库">\n'
            "<target>打开</target>\n</alt-trans>",
            id="one more offer",
        ),
        pytest.param(
            "2",
            {"candidates": ()},
            '\n      <alt-trans match-quality="80" ts="kept"><target>开启</target></alt-trans>',
            "",
            id="no offer",
        ),
        pytest.param(
            "3",
            {"target": Segment(("关闭",)), "state": UnitState.TRANSLATED},
            "<target/>",
            "<target>关闭</target>",
            id="an empty target",
        ),
        pytest.param(
            "4",
            {"state": UnitState.TRANSLATED},
            'approved="yes"><source>Quit</source><target>',
            'approved="no"><source>Quit</source><target state="translated">',
            id="not approved any more",
        ),
        pytest.param("4", {"target": None, "state": UnitState.INITIAL}, "退出", "", id="no translation any more"),
        pytest.param(
            "5/b",
            {"target": Segment(("乙。",)), "state": UnitState.TRANSLATED},
            "B.</mrk></seg-source>",
            'B.</mrk></seg-source><target><mrk mtype="seg" mid="a"></mrk> <mrk mtype="seg" mid="b">乙。</mrk></target>',
            id="a segment of none",
        ),
        pytest.param(
            "6/d",
            {"target": Segment(("丁。",)), "state": UnitState.FINAL},
            "丙。</mrk>",
            '丙。</mrk><mrk mtype="seg" mid="d">丁。</mrk>',
            id="a segment beside another",
        ),
    ],
)
def test_what_changes_in_1(id: str, change: dict[str, Any], before: str, after: str) -> None:
    data = edited(DOCUMENTS["1.2"], new := replace(find(DOCUMENTS["1.2"], id), **change))
    assert data.decode() == ONE.replace(before, after)
    assert data != DOCUMENTS["1.2"]
    assert said(find(data, id)) == said(new)


MATCH = '<mtc:matches xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0">\n      <mtc:match ref="#s" similarity="7">\n'


@pytest.mark.parametrize(
    ("id", "change", "replaced"),
    [
        pytest.param(
            "1",
            {
                "target": Segment((Code("{n}", "ph", "2"), "\x1b", Code("", "pc", "1"), "全", Code("", "pc-end", "1"))),
                "state": UnitState.REVIEWED,
            },
            [
                ("<segment>\n        <source>Save", '<segment state="reviewed">\n        <source>Save'),
                (
                    '<cp hex="001B"/></source>\n',
                    '<cp hex="001B"/></source>\n        <target><ph id="2" dataRef="d1"/><cp hex="001B"/>'
                    '<pc id="1">全</pc></target>\n',
                ),
            ],
            id="behind the source, with its codes",
        ),
        pytest.param(
            "2",
            {"target": Segment(("开",)), "state": UnitState.FINAL},
            [("打开</target></segment>", "开</target></segment>"), ('state="initial"', 'state="final"')],
            id="another content and state",
        ),
        pytest.param(
            "3/1",
            {"target": Segment(("甲。",)), "state": UnitState.TRANSLATED},
            [
                (
                    "<segment><source>A.</source>",
                    '<segment state="translated"><source>A.</source><target>甲。</target>',
                )
            ],
            id="a segment",
        ),
        pytest.param(
            "3/1",
            {"candidates": (Candidate(Segment(("甲",)), None, 7),)},
            [
                (
                    '<unit id="3"><segment><source>A.',
                    '<unit id="3"><mtc:matches xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0">'
                    '<mtc:match ref="#1" similarity="7">\n<source>A.</source>\n<target>甲</target>\n</mtc:match>'
                    '</mtc:matches><segment id="1"><source>A.',
                )
            ],
            id="an offer for a segment without id",
        ),
        pytest.param(
            "2",
            {"candidates": ()},
            [(TWO[TWO.index("<mtc:matches") : TWO.index("</mtc:matches>") + 14], "")],
            id="no offer",
        ),
    ],
)
def test_what_changes_in_2(id: str, change: dict[str, Any], replaced: list[tuple[str, str]]) -> None:
    data = edited(DOCUMENTS["2.0"], new := replace(find(DOCUMENTS["2.0"], id), **change))
    expected = TWO
    for before, after in replaced:
        expected = expected.replace(before, after)
    assert data.decode() == expected
    assert said(find(data, id)) == said(new)


@pytest.mark.parametrize(
    ("name", "id", "change", "message"),
    [
        pytest.param("1.2", "1", {"id": "9"}, "not in the file", id="no such unit"),
        pytest.param("1.2", "1", {"source": Segment(("b",))}, "not in the file with this source", id="another source"),
        pytest.param("1.2", "1", {"target": Segment(("\x1b",))}, "which XML cannot hold", id="control character"),
        pytest.param("1.2", "1", {"target": Segment((Code("%s"),))}, "code '%s' of '1' is neither", id="unknown code"),
        pytest.param("1.2", "1", {"target": Segment((Code("", "g", "1"),))}, "begun and not ended", id="half a pair"),
        pytest.param("1.2", "1", {"target": Segment((Code("", "g-end", "1"),))}, "was not begun", id="end alone"),
        pytest.param(
            "1.2", "6/d", {"target": Segment(("丁",)), "state": UnitState.TRANSLATED}, "one state", id="states"
        ),
    ],
)
def test_what_cannot_be_written(name: str, id: str, change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        edited(DOCUMENTS[name], replace(find(DOCUMENTS[name], id), **change))


def test_a_character_set_that_has_no_such_letter() -> None:
    data = ONE.replace("UTF-8", "GB2312").replace("GB2312", "Big5").encode("big5", "xmlcharrefreplace")
    with pytest.raises(FormatError, match="cannot be written in the character set"):
        edited(data, to(find(data, "3"), "😀"))


def test_line_ends_of_old_macs_are_refused() -> None:
    with pytest.raises(FormatError, match="does not give its bytes back"):
        edited(ONE.replace("\n", "\r").encode())


def test_what_was_streamed_cannot_be_changed() -> None:
    resource = xliff.read(DOCUMENTS["1.2"], "a.xlf")
    with pytest.raises(ValueError, match="streamed"):
        xliff.edited(replace(resource, text=""), ())


def test_states_of_trados_are_its_own() -> None:
    data = ONE.replace("<xliff ", '<xliff xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" ').encode()
    unit = find(data, "3")
    assert b"<target>\xe5\x85\xb3</target>" in edited(data, to(unit, "关"))
    with pytest.raises(ValueError, match="those of its tool"):
        edited(data, to(unit, "关", state=UnitState.FINAL))


@pytest.mark.parametrize("name", DOCUMENTS)
@settings(max_examples=60)
@given(data=st.data())
def test_what_was_changed_is_read(name: str, data: st.DataObject) -> None:
    document = DOCUMENTS[name]
    there = units(document)
    state = data.draw(st.sampled_from(UnitState))
    new = []
    for unit in there:
        text = data.draw(st.just("") | texts(blank=True).filter(lambda text: not illegal(text)))
        parts = [part for part in unit.source.parts if isinstance(part, Code)] if data.draw(st.booleans()) else []
        target = Segment((text, *parts) if text else tuple(parts) or ("",))
        changes: dict[str, Any] = {"target": None, "state": UnitState.INITIAL}
        if target.parts != ("",):
            changes = {"target": target, "state": state}
        if data.draw(st.booleans()):
            some = tuple(each for each in data.draw(candidates()) if each.source != unit.source)
            held = all(
                xliff.can_hold(replace(unit, source=Segment(("a",)), target=None, candidates=(each,))) for each in some
            )
            changes["candidates"] = unit.candidates + (some if held else ())
        new.append(replace(unit, **changes))
    again = edited(document, *new)
    assert list(map(said, units(again))) == list(map(said, new))
    assert edited(again, *units(again)) == again


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_files_of_other_tools(path: Path) -> None:
    data = path.read_bytes()
    try:
        resource = xliff.read(data, path.name)
    except FormatError:
        return
    there = [entry for entry in resource.entries if isinstance(entry, TranslationUnit)]
    assert xliff.edited(resource, there) == data
    for unit in there[:3]:
        state = unit.state if unit.target else UnitState.TRANSLATED
        others = [each for each in there if (each.id, each.source) == (unit.id, unit.source)]
        beside = [each for each in there if each.id.rpartition("/")[0] == unit.id.rpartition("/")[0] and each.target]
        if len(others) > 1 or (unit.target is None and "/" in unit.id and beside):
            continue
        new = xliff.edited(resource, [to(unit, "新的译文", state=state)])
        old_lines, new_lines = data.splitlines(), new.splitlines()
        same = next(n for n, (a, b) in enumerate(zip(old_lines, new_lines, strict=False)) if a != b)
        assert unit.origin
        assert unit.origin.line
        assert same >= unit.origin.line - 1
        assert "新的译文".encode() in new or "新的译文".encode("utf-16-le") in new
