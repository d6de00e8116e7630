"""XLIFF as it must not be, or seldom is: every file is judged rightly, and every refusal and doubt says where.

Three judgements: refused (nothing is read), doubted (what is good is read, what is not is named), or read without a word.
"""

from __future__ import annotations

import gzip
import io
import socket
import zipfile
from pathlib import Path

import pytest

from glossary.errors import FormatError
from glossary.formats import xliff
from glossary.model import Concept, Resource, TranslationUnit

ONE, TWO = "urn:oasis:names:tc:xliff:document:1.2", "urn:oasis:names:tc:xliff:document:2.0"
TU = '<trans-unit id="1"><source>Disk</source><target>磁盘</target></trans-unit>'
UNIT = '<unit id="1"><segment><source>Disk</source><target>磁盘</target></segment></unit>'
FILE = '<file original="a.txt" source-language="en" target-language="zh-CN" datatype="plaintext"><body>'


def one(*units: str, file: str = FILE, root: str = f'<xliff version="1.2" xmlns="{ONE}">', head: str = "") -> str:
    return f"{head}{root}{file}{''.join(units)}</body></file></xliff>"


def two(*units: str, langs: str = 'srcLang="en" trgLang="zh-CN"', version: str = "2.1", uri: str = TWO) -> str:
    root = f'<xliff version="{version}" xmlns="{uri}" {langs}>'
    return f'{root}<file id="f1">{"".join(units)}</file></xliff>'


def tu(source: str, target: str = "x", id: str = "1", more: str = "") -> str:
    return f'<trans-unit id="{id}"><source>{source}</source><target>{target}</target>{more}</trans-unit>'


def unit(inside: str, id: str = "1") -> str:
    return f'<unit id="{id}">{inside}</unit>'


def read(data: bytes | str, path: str = "a.xlf") -> Resource:
    data = data if isinstance(data, bytes) else data.encode()
    streamed = xliff.stream(io.BytesIO(data), path)
    entries = list(streamed.entries)
    resource = xliff.read(data, path)
    assert list(resource.entries) == entries
    assert resource.findings == streamed.findings
    return resource


def sides(resource: Resource) -> list[str]:
    return [
        f"{each.source.raw}={each.target.raw if each.target else ''}"
        if isinstance(each, TranslationUnit)
        else "/".join(term.text for term in each.terms)
        for each in resource.entries
    ]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DEEP = "<g id='1'>" * 10_000
SEGMENTED = (
    '<trans-unit id="1"><source>A. B.</source>'
    '<seg-source><mrk mtype="seg" mid="1">A.</mrk> <mrk mtype="seg" mid="2">B.</mrk></seg-source>'
    "<target>{}</target></trans-unit>"
)

MTC = '<mtc:matches xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0">'
GLS = '<gls:glossary xmlns:gls="urn:oasis:names:tc:xliff:glossary:2.0">'
BOTH = "<source>b</source><target>c</target>"
SAYS = ' id="s"'
SEGMENT = '<segment id="s"><source>a</source><target>x</target></segment>'

REFUSED = [
    pytest.param(
        one(tu("&e;"), head='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        "entity 'e'",
        1,
        id="XXE of a file",
    ),
    pytest.param(
        one(tu("&e;"), head='<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]>'),
        "entity 'e'",
        1,
        id="XXE by HTTP",
    ),
    pytest.param(
        one(TU, head='<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'),
        "entity 'p'",
        1,
        id="parameter entity",
    ),
    pytest.param(
        one(tu("&l9;"), head=f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>'), "entity 'l0'", 1, id="billion laughs"
    ),
    pytest.param(
        one(tu("&a;" * 1000), head=f'<!DOCTYPE x [<!ENTITY a "{"a" * 9999}">]>'),
        "entity 'a'",
        1,
        id="quadratic blow-up",
    ),
    pytest.param(one(tu("&nbsp;")), "entity that XML does not know", 1, id="entity of HTML"),
    pytest.param(
        one(tu("&nbsp;"), head="<!DOCTYPE xliff SYSTEM 'x.dtd'>"), "&nbsp; is not known", 1, id="entity of a DTD"
    ),
    pytest.param(one(tu(DEEP)), "more than 100 elements", 1, id="10,000 elements deep"),
    pytest.param(one(tu("a" * 10_000_001)), "holds more than 10,000,000", 1, id="a unit that fills the memory"),
    pytest.param(one(TU).encode("gb18030"), "not UTF-8 from here on", 1, id="GB18030 that says UTF-8"),
    pytest.param(one(TU, head='<?xml version="1.0" encoding="UTF-7"?>'), "utf-7, which it is not", 1, id="UTF-7"),
    pytest.param(one(TU, head='<?xml version="1.0" encoding="rot13"?>'), "rot13", 1, id="no character set"),
    pytest.param(one(tu("a&#0;")), "cannot hold", 1, id="reference to NUL"),
    pytest.param(one(tu("a&#x1b;")), "cannot hold", 1, id="reference to ESC"),
    pytest.param(one(tu("a&#xD800;")), "cannot hold", 1, id="reference to half a character"),
    pytest.param(one(tu("a&#xFFFF;")), "cannot hold", 1, id="reference to no character"),
    pytest.param(one(tu("a\0b")), "not XML from here on", 1, id="raw NUL"),
    pytest.param(one(tu("a\x1bb")), "not XML from here on", 1, id="raw ESC"),
    pytest.param(one(tu("a & b")), "write & as &amp;", 1, id="bare ampersand"),
    pytest.param(one(tu("a < b")), "write & as &amp; and < as &lt;", 1, id="bare less-than"),
    pytest.param(one(tu("a</g>")), "not that of the element", 1, id="tags that cross"),
    pytest.param(one(TU)[:-8], "ends before it is complete", 1, id="cut short"),
    pytest.param(one(TU)[:140], "ends within a tag", 1, id="cut short in a tag"),
    pytest.param(
        one(tu("磁")).encode()[: one(tu("磁")).encode().index("磁".encode()) + 2],
        "not UTF-8 from here on",
        1,
        id="cut short in a character",
    ),
    pytest.param(one(TU) + "<xliff/>", "follows the end", 1, id="two documents"),
    pytest.param("\n" + one(TU, head='<?xml version="1.0"?>'), "very beginning", 2, id="a line before the declaration"),
    pytest.param("<html><body>502 Bad Gateway</body></html>", "begins with <html>", 1, id="page of an error"),
    pytest.param("<tmx version='1.4'><body/></tmx>", "begins with <tmx>", 1, id="TMX"),
    pytest.param('{"a": 1}', "not XML", 1, id="JSON"),
    pytest.param("502 Bad Gateway", "syntax error", 1, id="text"),
    pytest.param(gzip.compress(one(TU).encode()), "compressed; end its name in .gz", None, id="gzip"),
    pytest.param(b"PK\x03\x04", "ZIP", None, id="ZIP"),
    pytest.param(one(TU, root='<xliff version="1.2" xmlns="urn:x">'), "namespace 'urn:x'", 1, id="unknown namespace"),
    pytest.param(two(UNIT, uri=TWO[:-3] + "3.0", version="3.0"), "namespace .*3.0", 1, id="namespace of the future"),
    pytest.param(one('<trans-unit id="1" id="2"/>'), "same attribute twice", 1, id="an attribute twice"),
]


@pytest.mark.parametrize(("data", "message", "line"), REFUSED)
def test_refused(data: bytes | str, message: str, line: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_socket(*_: object) -> None:
        raise AssertionError("a socket is opened")

    monkeypatch.setattr(socket, "socket", no_socket)
    data = data if isinstance(data, bytes) else data.encode()
    for reading in (lambda: xliff.read(data, "a.xlf"), lambda: list(xliff.stream(io.BytesIO(data), "a.xlf").entries)):
        with pytest.raises(FormatError, match=message) as error:
            reading()
        assert error.value.path == "a.xlf"
        assert error.value.line == line
        assert "root:" not in str(error.value)


DOUBTED = [
    pytest.param("", ["1 error the file is empty; fetch it again"], [], id="empty"),
    pytest.param(b"\xff\xfe", ["1 error the file is empty"], [], id="a byte order mark alone"),
    pytest.param(f'<xliff version="1.2" xmlns="{ONE}"/>', ["1 error a document without <file>"], [], id="no file"),
    pytest.param(
        f'<xliff version="2.1" xmlns="{TWO}" srcLang="en" trgLang="de"/>',
        ["1 error a document without <file>"],
        [],
        id="no file in 2.1",
    ),
    pytest.param(
        one(TU, root=f'<xliff version="1.7" xmlns="{ONE}">'),
        ["1 warning XLIFF 1.7 is not known here, and read as if it were 1.2"],
        ["Disk=磁盘"],
        id="unknown version",
    ),
    pytest.param(
        two(UNIT, version="2.7"), ["1 warning XLIFF 2.7 is not known"], ["Disk=磁盘"], id="unknown version of 2"
    ),
    pytest.param(
        one(TU, root=f'<xliff version="2.0" xmlns="{ONE}">'),
        ["1 warning XLIFF 2.0 is not known here, and read as if it were 1.2"],
        ["Disk=磁盘"],
        id="version and namespace differ",
    ),
    pytest.param(
        one(TU, root=f'<xliff xmlns="{ONE}">'),
        ["1 warning no version; read as XLIFF 1.2"],
        ["Disk=磁盘"],
        id="no version",
    ),
    pytest.param(
        one(TU, file='<file original="a" source-language="en" datatype="x-a"><body>'),
        ["1 warning no target language; taken for zh-Hans"],
        ["Disk=磁盘"],
        id="no target language",
    ),
    pytest.param(
        two(UNIT, langs='srcLang="en"'),
        ["1 warning no target language; taken for zh-Hans"],
        ["Disk=磁盘"],
        id="no target language in 2.1",
    ),
    pytest.param(
        two(unit("<segment><source>Disk</source></segment>"), langs='srcLang="en"'),
        ["1 info no target language; name it in the file"],
        ["Disk="],
        id="not translated, into no language",
    ),
    pytest.param(
        one(TU, file='<file original="a" target-language="zh-CN" datatype="x-a"><body>'),
        ["1 warning no source language; taken for en"],
        ["Disk=磁盘"],
        id="no source language",
    ),
    pytest.param(
        one(TU, file='<file original="a" source-language="e" target-language="zh" datatype="x-a"><body>'),
        ["1 error 'e' is not a language tag", "1 warning no source language; taken for en"],
        ["Disk=磁盘"],
        id="no language tag",
    ),
    pytest.param(
        one(TU.replace("<target>", '<target xml:lang="de">')),
        ['1 warning xml:lang="de" in a file whose <target> is in zh-Hans; taken for de'],
        ["Disk=磁盘"],
        id="target in another language",
    ),
    pytest.param(
        one(tu("a"), "\n", tu("b")),
        ['2 error <trans-unit> id="1" again, first in line 1'],
        ["a=x", "b=x"],
        id="the same id twice",
    ),
    pytest.param(
        two(UNIT, "\n", UNIT), ['2 error <unit> id="1" again'], ["Disk=磁盘"] * 2, id="the same id twice in 2.1"
    ),
    pytest.param(
        one("<trans-unit><source>a</source></trans-unit>"), ["1 warning <trans-unit> without id"], ["a="], id="no id"
    ),
    pytest.param(
        one('<trans-unit id="1"><target>a</target></trans-unit>', tu("b", id="2")),
        ["1 warning <trans-unit> without <source>, only a translation"],
        ["=a", "b=x"],
        id="no source",
    ),
    pytest.param(
        two(unit("<segment><target>a</target></segment>"), unit("<segment><source>b</source></segment>", "2")),
        ["1 warning <segment> without <source>, only a translation"],
        ["=a", "b="],
        id="no source in 2.1",
    ),
    pytest.param(
        one('<trans-unit id="1"><target> </target></trans-unit>', tu("b", id="2")),
        ["1 error <trans-unit> without <source>; left out"],
        ["b=x"],
        id="neither source nor translation",
    ),
    pytest.param(
        two(unit("<segment><source>a</source><source>b</source></segment>")),
        ["1 error <segment> with two texts in a language"],
        ["a="],
        id="two sources",
    ),
    pytest.param(
        one(SEGMENTED.format('<mrk mtype="seg" mid="1">甲。</mrk><mrk mtype="seg" mid="3">丙。</mrk>')),
        ['1 error no segment with mid="3" in the source'],
        ["A.=甲。", "B.="],
        id="mid in the target alone",
    ),
    pytest.param(
        one(SEGMENTED.format('<mrk mtype="seg" mid="1">甲。</mrk><mrk mtype="seg" mid="1">乙。</mrk>')),
        ['1 error a second segment with mid="1"; left out'],
        ["A.=甲。", "B.="],
        id="mid twice",
    ),
    pytest.param(
        one(tu("a <b>c</b>")),
        ["1 warning <b> in a text is none of XLIFF; kept as a placeholder"],
        ["a <b>c</b>=x"],
        id="HTML in a text",
    ),
    pytest.param(
        two(unit('<segment><source>a<cp hex="D800"/></source></segment>')),
        ["1 error <cp hex='D800'> is no character"],
        ["a\ufffd="],
        id="half a character by its number",
    ),
    pytest.param(
        two(unit('<segment><source>a<cp hex="x"/></source></segment>')),
        ["1 error <cp hex='x'> is no character"],
        ["a\ufffd="],
        id="a character by no number",
    ),
    pytest.param(
        two(unit('<segment><source>a<ph id="1" dataRef="d"/></source></segment>')),
        ['1 warning dataRef="d" names no <data>'],
        ["a="],
        id="a code whose text is nowhere",
    ),
    pytest.param(
        two(unit('<segment><source><ec startRef="1"/>a<sc id="1"/></source></segment>')),
        ['1 warning <ec startRef="1"> ends what has not begun'],
        ["a="],
        id="a code ends before it begins",
    ),
    pytest.param(
        two(unit('<segment state="done"><source>a</source><target>b</target></segment>')),
        ["1 warning state='done' is none of XLIFF 2"],
        ["a=b"],
        id="unknown state",
    ),
    pytest.param(
        one('<trans-unit id="1"><source>a</source><target state="done">b</target></trans-unit>'),
        ["1 warning state='done' is none of XLIFF 1.2"],
        ["a=b"],
        id="unknown state of 1.2",
    ),
    *(
        pytest.param(one(tu("a", more=f"<alt-trans{said}</alt-trans>")), [message], ["a=x"], id=name)
        for said, message, name in [
            (" match-quality='abc'><target>b</target>", "1 warning match-quality='abc' is no number", "no score"),
            (" match-quality='101%'><target>b</target>", "1 warning match-quality='101%' is more", "score beyond 100"),
            ("><source>a</source>", "1 warning <alt-trans> without <target> offers nothing; left out", "no offer"),
            ("><target/>", "1 warning offers an empty translation; left out", "empty offer"),
            (" mid='9'><target>b</target>", '1 warning no segment with mid="9" is read', "offer for nothing"),
            (" alttranstype='rejected'><target>b</target>", "1 info alttranstype='rejected' is no", "rejected"),
            ("><target xml:lang='fr'>b</target>", "1 info offered in fr, not in zh-Hans; left out", "other language"),
        ]
    ),
    pytest.param(
        one(SEGMENTED.format("").replace("</target>", '</target><alt-trans mid="9"><target>b</target></alt-trans>')),
        ['1 error no segment with mid="9" in the source; this offer is left out'],
        ["A.=", "B.="],
        id="offer for no segment",
    ),
    *(
        pytest.param(two(unit(f"{MTC}<mtc:match {said}</mtc:match></mtc:matches>{SEGMENT}")), found, ["a=x"], id=name)
        for said, found, name in [
            ("ref='#s'><source>a</source>", ["1 warning <mtc:match> without <target> offers nothing"], "no offer in 2"),
            ("ref='#s'><target>b</target>", ["1 warning <mtc:match> without <source>; taken"], "no source of an offer"),
            (f"ref='#9'>{BOTH}", ['1 warning ref="#9" names nothing in this unit; taken'], "offer for nothing in 2"),
            (f">{BOTH}", ['1 warning ref="" names nothing in this unit; taken'], "offer without ref"),
            (f"ref='s'>{BOTH}", ['1 warning ref="s" is no reference; read as "#s"'], "ref that is none"),
            (
                f"ref='#s' matchQuality='abc' similarity='200'>{BOTH}",
                ["1 warning similarity='200' is more than 100", "1 warning matchQuality='abc' is no number"],
                "no score in 2",
            ),
            (f"ref='#s' reference='yes'>{BOTH}", ["1 info a match in another language"], "for reference"),
            (
                f"ref='#s' id='1'>{BOTH}</mtc:match>\n<mtc:match ref='#s' id='1'>{BOTH}",
                ['2 error <mtc:match> id="1" again, first in line 1'],
                "the same match twice",
            ),
        ]
    ),
    pytest.param(
        two(unit(f"{MTC}<mtc:match ref='#9'>{BOTH}</mtc:match></mtc:matches>{SEGMENT}{SEGMENT.replace(SAYS, '')}")),
        ['1 error ref="#9" names nothing in this unit; this offer is left out'],
        ["a=x", "a=x"],
        id="offer for no segment in 2",
    ),
    *(
        pytest.param(
            two(unit(f"{GLS}<gls:glossEntry {said}</gls:glossEntry></gls:glossary>{SEGMENT}")), found, left, id=name
        )
        for said, found, left, name in [
            (
                "id='g'><gls:definition>b</gls:definition>",
                ["1 error <gls:glossEntry> without <gls:term>; left out"],
                ["a=x"],
                "no term",
            ),
            ("id='g'><gls:term/>", ["1 error <gls:glossEntry> without <gls:term>; left out"], ["a=x"], "empty term"),
            (
                "><gls:translation>b</gls:translation>",
                ["1 warning <gls:glossEntry> without <gls:term>; read with its translations alone"],
                ["a=x", "b"],
                "a translation of no term",
            ),
            (
                "ref='#9'><gls:term>b</gls:term>",
                ['1 warning <gls:glossEntry> ref="#9" names nothing'],
                ["a=x", "b"],
                "term of nothing",
            ),
            (
                "id='g'><gls:term>b</gls:term>\n<gls:translation id='g'>c</gls:translation>",
                ['2 error <gls:translation> id="g" again, first in line 1'],
                ["a=x", "b/c"],
                "the same id in a glossary",
            ),
        ]
    ),
    pytest.param(one(UNIT), ["1 error <unit> in no <file> of this version"], [], id="a unit of 2 in 1.2"),
    pytest.param(
        f'<xliff version="1.2" xmlns="{ONE}">{TU}</xliff>',
        ["1 error <trans-unit> in no <file>", "1 error a document without <file>"],
        [],
        id="a unit in no file",
    ),
]


@pytest.mark.parametrize(("data", "findings", "expected"), DOUBTED)
def test_doubted(data: bytes | str, findings: list[str], expected: list[str]) -> None:
    resource = read(data)
    told = [
        f"{found.origin.line if found.origin else ''} {found.severity} {found.message}" for found in resource.findings
    ]
    assert len(told) == len(findings), told
    assert all(one.startswith(other) for one, other in zip(told, findings, strict=True)), told
    assert sides(resource) == expected


READ = [
    pytest.param(one(TU), ["Disk=磁盘"], id="1.2"),
    pytest.param(one(TU, root='<xliff version="1.0">'), ["Disk=磁盘"], id="1.0 without namespace"),
    pytest.param(one(TU, root=f'<xliff version="1.1" xmlns="{ONE[:-3]}1.1">'), ["Disk=磁盘"], id="1.1"),
    *(pytest.param(two(UNIT, version=version), ["Disk=磁盘"], id=version) for version in ("2.0", "2.1")),
    pytest.param(two(UNIT, version="2.2", uri=TWO[:-3] + "2.2"), ["Disk=磁盘"], id="2.2"),
    pytest.param(
        one(TU, head='<!DOCTYPE xliff PUBLIC "-//XLIFF//DTD XLIFF//EN" "http://127.0.0.1:9/xliff.dtd">'),
        ["Disk=磁盘"],
        id="document type that is not opened",
    ),
    pytest.param(one(TU, head='<?xml-stylesheet href="http://127.0.0.1:9/"?>'), ["Disk=磁盘"], id="style sheet"),
    pytest.param(
        one('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>', TU),
        ["Disk=磁盘"],
        id="XInclude",
    ),
    *(
        pytest.param(
            one(TU, head=f'<?xml version="1.0" encoding="{name}"?>').encode(codec), ["Disk=磁盘"], id=f"{codec} {name}"
        )
        for codec, name in [
            ("utf-16", "UTF-16"),
            ("utf-16-le", "UTF-16"),
            ("utf-8-sig", "UTF-8"),
            ("gb18030", "GB18030"),
            ("gbk", "gb2312"),
            ("gbk", "GBK"),
        ]
    ),
    pytest.param(one(tu("磁碟"), head='<?xml version="1.0" encoding="Big5"?>').encode("big5"), ["磁碟=x"], id="Big5"),
    pytest.param(one(tu("a<!-- b -->c<?d e?>f")), ["acf=x"], id="comment in a text"),
    pytest.param(two(unit("<segment><source>a<!-- b -->c</source></segment>")), ["ac="], id="comment in a text of 2.1"),
    pytest.param(one(tu("<![CDATA[<b>&amp;</b>]]>")), ["<b>&amp;</b>=x"], id="CDATA"),
    pytest.param(one(tu(" a\n\tb　", "\xa0")), [" a\n\tb　=\xa0"], id="white space is text"),
    pytest.param(one(tu("a\r\nb\rc")), ["a\nb\nc=x"], id="line ends are those of XML"),
    pytest.param(one(tu("a&#13;&#x85;")), ["a\r\x85=x"], id="line ends by reference"),
    pytest.param(
        one(tu("a", more="<alt-trans><source>b</source><target>c</target></alt-trans>")), ["a=x"], id="alt-trans"
    ),
    pytest.param(
        one(tu("a", "", more="<alt-trans><target>c</target></alt-trans>")), ["a="], id="alt-trans is no translation"
    ),
    pytest.param(
        two(
            unit(
                '<mtc:matches xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0"><mtc:match ref="#s"><source>a</source>'
                "<target>b</target></mtc:match></mtc:matches><segment id='s'><source>a</source></segment>"
            )
        ),
        ["a="],
        id="a match is no translation",
    ),
    pytest.param(one('<trans-unit id="1"><source>a</source><target/></trans-unit>'), ["a="], id="empty target"),
    pytest.param(one('<trans-unit id="1"><source/><target/></trans-unit>'), ["="], id="empty source"),
    pytest.param(
        one(SEGMENTED.format('<mrk mtype="seg" mid="2">乙。</mrk><mrk mtype="seg" mid="1">甲。</mrk>')),
        ["A.=甲。", "B.=乙。"],
        id="segments pair by mid",
    ),
    pytest.param(one(SEGMENTED.format("甲乙。")), ["A. B.=甲乙。"], id="target without segments"),
    pytest.param(one(SEGMENTED.format("")), ["A.=", "B.="], id="segments without target"),
    pytest.param(
        two(
            unit(
                '<segment id="s1"><source>A.</source><target order="3">甲。</target></segment>'
                "<ignorable><source> </source></ignorable>"
                '<segment id="s2"><source>B.</source><target order="1">乙。</target></segment>'
            )
        ),
        ["A.=甲。", "B.=乙。"],
        id="segments in another order",
    ),
    pytest.param(two(unit('<segment><source>a<cp hex="001B"/>b</source></segment>')), ["a\x1bb="], id="cp"),
    pytest.param(
        one(TU).replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x="),
        ["Disk=磁盘"],
        id="with prefix",
    ),
    pytest.param(
        two(UNIT).replace("<", "<ns0:").replace("<ns0:/", "</ns0:").replace("xmlns=", "xmlns:ns0="),
        ["Disk=磁盘"],
        id="2.1 with prefix",
    ),
    pytest.param(
        one('<x:trans-unit xmlns:x="urn:x" id="1"><x:source>a</x:source></x:trans-unit>', TU),
        ["Disk=磁盘"],
        id="a unit of something else",
    ),
    pytest.param(
        one(tu("a"), f"</body></file>{FILE.replace('a.txt', 'b.txt')}", tu("b")),
        ["a=x", "b=x"],
        id="the same id in two files",
    ),
    pytest.param(one('<bin-unit id="1" mime-type="x"><bin-source/></bin-unit>', tu("a")), ["a=x"], id="binary unit"),
]


@pytest.mark.parametrize(("data", "expected"), READ)
def test_read(data: bytes | str, expected: list[str]) -> None:
    resource = read(data)
    assert sides(resource) == expected
    assert resource.findings == []
    assert not any(isinstance(entry, Concept) for entry in resource.entries)


def test_no_other_file_is_opened(tmp_path: Path) -> None:
    (tmp_path / "canary.txt").write_text("canary", encoding="utf-8")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{(tmp_path / "canary.txt").as_uri()}">]>'
    with pytest.raises(FormatError) as error:
        xliff.read(one(tu("&e;"), head=doctype).encode(), "a.xlf")
    assert "canary" not in error.value.args[0]


def test_a_real_zip_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.xlf", one(TU))
    with pytest.raises(FormatError, match="unpack it"):
        xliff.read(data.getvalue(), "a.xlf")
