"""Awkward TBX files, each judged: refused with its line, read with a word about what is wrong, or simply read."""

from __future__ import annotations

import gzip
import io
import os
import socket
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glossary import formats
from glossary.errors import FormatError
from glossary.formats.tbx import read
from glossary.model import Concept, Severity

HEAD = '<martif type="TBX" xml:lang="en"><martifHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></martifHeader>'
TAIL = "</martif>"
EN = '<langSet xml:lang="en"><tig><term>cat</term></tig></langSet>'
ZH = '<langSet xml:lang="zh-CN"><tig><term>猫</term></tig></langSet>'
PAIR = f'<termEntry id="c1">{EN}{ZH}</termEntry>'
ALL = ["cat", "猫"]


def v2(body: str, *, before: str = "") -> str:
    return f"{before}{HEAD}<text><body>\n{body}\n</body></text>{TAIL}"


def v3(body: str, *, root: str = 'type="TBX-Basic" style="dca" xmlns="urn:iso:std:iso:30042:ed-2"') -> str:
    return f'<tbx xml:lang="en" {root}><tbxHeader/><text><body>\n{body}\n</body></text></tbx>'


def declared(encoding: str, codec: str = "", *, cat: str = "猫") -> bytes:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{v2(PAIR.replace("猫", cat))}'
    return text.encode(codec or encoding)


def zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("terms.tbx", data)
    return file.getvalue()


def bomb() -> str:
    lines = ['<!ENTITY a0 "ha">', *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))]
    return v2("<termEntry>&a9;</termEntry>", before=f"<!DOCTYPE martif [{''.join(lines)}]>")


GOOD = v2(PAIR)

REFUSED: list[tuple[str, str | bytes, str, int | None]] = [
    ("xxe-file", v2(PAIR, before='<!DOCTYPE martif [\n<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "entity 'x'", 2),
    ("xxe-http", v2(PAIR, before='<!DOCTYPE martif [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]>'), "entity 'x'", 1),
    ("xxe-parameter", v2(PAIR, before='<!DOCTYPE martif [<!ENTITY % x SYSTEM "http://127.0.0.1:9/">%x;]>'), "entity", 1),
    ("xxe-harmless", v2(PAIR, before='<!DOCTYPE martif [<!ENTITY x "y">]>'), "entity 'x'", 1),
    ("billion-laughs", bomb(), "entity 'a0'", 1),
    ("undefined-entity", v2(PAIR.replace("cat", "c&nbsp;t")), "character itself", 2),
    ("entity-of-a-dtd", v2(PAIR.replace("cat", "c&eacute;t"), before='<!DOCTYPE martif SYSTEM "x.dtd">'), "eacute", 2),
    ("truncated-in-a-tag", GOOD[:300], "ends", None),
    ("truncated-between-entries", GOOD[: GOOD.index("</body>")], "ends before it is complete", None),
    ("truncated-in-a-character", GOOD.encode()[: GOOD.encode().index("猫".encode()) + 1], "UTF-8", 2),
    ("ampersand", v2(PAIR.replace("cat", "cat & dog")), "&amp;", 2),
    ("end-tags-crossed", v2(PAIR.replace("</term></tig>", "</tig></term>")), "end tag", 2),
    ("attribute-twice", v2(PAIR.replace('id="c1"', 'id="c1" id="c2"')), "twice", 2),
    ("character-nul", v2(PAIR.replace("cat", "c&#0;t")), "cannot hold", 2),
    ("character-escape", v2(PAIR.replace("cat", "c&#x1b;t")), "cannot hold", 2),
    ("character-surrogate", v2(PAIR.replace("cat", "c&#xD800;t")), "cannot hold", 2),
    ("character-ffff", v2(PAIR.replace("cat", "c&#xFFFF;t")), "cannot hold", 2),
    ("raw-nul", v2(PAIR.replace("cat", "c\0t")), "not XML", 2),
    ("raw-escape", v2(PAIR.replace("cat", "c\x1bt")), "not XML", 2),
    ("says-utf-8-is-gb18030", declared("utf-8", "gb18030", cat="内存泄漏"), "not UTF-8", 2),
    ("utf-7", declared("utf-7"), "utf-7", 1),
    ("unknown-encoding", declared("klingon", "utf-8"), "klingon", 1),
    ("wrong-root", "<html><body>404 Not Found</body></html>", "no TBX", 1),
    ("wrong-root-tmx", '<tmx version="1.4"><header/><body/></tmx>', "no TBX", 1),
    ("json", '{"terms": []}', "not XML", 1),
    ("gzip", gzip.compress(GOOD.encode()), "compressed", None),
    ("zip", zipped(GOOD.encode()), "ZIP", None),
    ("deep-nesting", v2("<termEntry>" + "<hi>" * 10_000 + "</hi>" * 10_000 + "</termEntry>"), "within each other", 2),
    ("junk-after-the-end", GOOD + "<x/>", "follows the end", 3),
    ("declaration-not-first", '\n<?xml version="1.0"?>' + GOOD, "very beginning", 2),
    ("entries-with-another-prefix", '<t:tbx xmlns:t="urn:iso:std:iso:30042:ed-2" type="TBX-Basic" style="dca"><t:text>'
     "<t:body>\n<t:conceptEntry id='a'/></t:body></t:text></t:tbx>", "without a prefix", 2),
    ("half-a-file-twice", GOOD + GOOD, "follows the end", 3),
]  # fmt: skip
"""Id, file, part of the message, line."""

READ: list[tuple[str, str | bytes, list[str], str]] = [
    ("doctype", v2(PAIR, before='<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">'), ALL, ""),
    ("doctype-of-basic", v2(PAIR, before='<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">'), ALL, ""),
    ("doctype-public", v2(PAIR, before='<!DOCTYPE martif PUBLIC "ISO 12200:1999A//DTD MARTIF core (DXFcdV04)//EN" '
     '"TBXcdv04.dtd">'), ALL, ""),
    ("doctype-over-http", v2(PAIR, before='<!DOCTYPE martif SYSTEM "http://127.0.0.1:9/x.dtd">'), ALL, ""),
    ("stylesheet", v2(PAIR, before='<?xml-stylesheet href="file:///etc/passwd"?>'), ALL, ""),
    ("xinclude", v2(f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>{PAIR}'), ALL, ""),
    ("gb18030", declared("gb18030"), ALL, ""),
    ("gbk", declared("gbk"), ALL, ""),
    ("gb2312-with-more", declared("gb2312", "gb18030"), ALL, ""),
    ("big5", declared("big5", cat="貓"), ["cat", "貓"], ""),
    ("utf-16", declared("utf-16"), ALL, ""),
    ("utf-16-without-a-mark", declared("utf-16", "utf-16-le"), ALL, ""),
    ("byte-order-mark", b"\xef\xbb\xbf" + GOOD.encode(), ALL, ""),
    ("carriage-returns", GOOD.replace("\n", "\r\n"), ALL, ""),
    ("astral", v2(PAIR.replace("猫", "𠮷&#x20BB7;")), ["cat", "𠮷𠮷"], ""),
    ("cdata", v2(PAIR.replace("cat", "<![CDATA[c<a>t]]>")), ["c<a>t", "猫"], ""),
    ("comment-in-a-term", v2(PAIR.replace("cat", "c<!-- a -->at")), ALL, ""),
    ("highlight-in-a-term", v2(PAIR.replace("cat", "c<hi>a</hi>t")), ALL, ""),
    ("no-header", f"<martif><text><body>{PAIR}</body></text></martif>", ALL, ""),
    ("no-body", f"{HEAD}<text/>{TAIL}", [], ""),
    ("empty", "", [], "the file is empty"),
    ("only-a-mark", b"\xef\xbb\xbf", [], "the file is empty"),
    ("martif-without-tig", v2(PAIR + '<termEntry id="c2"><langSet xml:lang="en"/></termEntry>'), ALL, "without a term"),
    ("tig-without-term", v2(PAIR + '<termEntry><langSet xml:lang="en"><tig/></langSet></termEntry>'), ALL,
     "without <term>"),
    ("two-terms-in-a-tig", v2(PAIR.replace("<term>cat</term>", "<term>cat</term><term>kitty</term>")), ALL,
     "a second <term>"),
    ("no-xml-lang", v2(f"<termEntry>{EN}{ZH.replace(' xml:lang', ' n')}</termEntry>"), ["cat"], "in which language"),
    ("old-lang", v2(PAIR.replace("xml:lang", "lang")), ALL, ""),
    ("blank-xml-lang", v2(f"<termEntry>{EN}{ZH.replace('zh-CN', ' ')}</termEntry>"), ["cat"], "in which language"),
    ("wrong-xml-lang", v2(f"<termEntry>{EN}{ZH.replace('zh-CN', 'Chinese!')}</termEntry>"), ["cat"], "language tag"),
    ("two-sections-of-a-language", v2(f"<termEntry>{EN}{ZH}{EN.replace('cat', 'kitty')}</termEntry>"),
     ["cat", "kitty", "猫"], ""),
    ("the-same-id-twice", v2(PAIR * 2), ALL * 2, ""),
    ("one-language-only", v2(f"<termEntry>{EN}</termEntry>"), ["cat"], ""),
    ("twelve-synonyms", v2(f"<termEntry>{EN.replace('</langSet>', '<tig><term>x</term></tig>' * 12 + '</langSet>')}"
     "</termEntry>"), ["cat", *["x"] * 12], ""),
    ("an-empty-term", v2(f"<termEntry>{EN}{ZH.replace('猫', '')}</termEntry>"), ["cat"], "no term in zh-Hans yet"),
    ("text-beside-elements", v2(PAIR.replace("<langSet", "stray<langSet", 1)), ALL, "beside its elements"),
    ("unknown-type", GOOD.replace('type="TBX"', 'type="OLIF"'), ALL, "OLIF is not known"),
    ("unknown-version", v3(PAIR, root='type="TBX-Basic" style="dca" xmlns="urn:iso:std:iso:30042:ed-9"'), ALL, "ed-9"),
    ("unknown-status", v2(PAIR.replace("</tig>", '<termNote type="administrativeStatus">bad</termNote></tig>', 1)), ALL[1:],
     "the status 'bad'"),
    ("version-3-with-elements-of-version-2", v3(PAIR), ALL, ""),
    ("attributes-of-nobody", v2(PAIR.replace("<tig>", '<tig x="1" style="&lt;">')), ALL, ""),
    ("a-good-entry-after-a-bad-one", v2(f"<termEntry><langSet/></termEntry>{PAIR}"), ALL, "in which language"),
    ("link-to-nowhere", v2(PAIR.replace("<langSet", '<ref type="crossReference" target="gone"/><langSet', 1)), ALL, ""),
]  # fmt: skip
"""Id, file, the terms, part of the first message ("" if there is none)."""


def as_bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


@pytest.fixture(autouse=True)
def nothing_else_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket and no file, whatever a document asks for."""

    def refuse(name: str) -> Callable[..., Any]:
        def never(*_: object, **__: object) -> Any:
            raise AssertionError(f"{name} was called")

        return never

    monkeypatch.setattr(socket, "socket", refuse("socket"))
    monkeypatch.setattr(os, "open", refuse("os.open"))
    monkeypatch.setattr("builtins.open", refuse("open"))


@pytest.mark.parametrize(
    ("data", "message", "line"), [pytest.param(*rest, id=name) for name, *rest in REFUSED]
)  # fmt: skip
def test_what_cannot_be_trusted_is_refused_with_its_line(data: str | bytes, message: str, line: int | None) -> None:
    with pytest.raises(FormatError, match="(?s)" + message) as error:
        list(read(as_bytes(data), "x.tbx").entries)
    assert error.value.path == "x.tbx"
    assert "\n" not in str(error.value)
    assert "root:" not in str(error.value)
    if line is not None:
        assert error.value.line == line


@pytest.mark.parametrize(
    ("data", "terms", "message"), [pytest.param(*rest, id=name) for name, *rest in READ]
)  # fmt: skip
def test_what_is_good_is_kept_and_what_is_not_is_said(data: str | bytes, terms: list[str], message: str) -> None:
    resource = read(as_bytes(data), "x.tbx")
    concepts = [entry for entry in resource.entries if isinstance(entry, Concept)]
    assert [term.text for concept in concepts for term in concept.terms] == terms
    told = [finding for finding in resource.findings if finding.severity is not Severity.INFO or message]
    assert bool(told) == bool(message), told
    if message:
        assert message in told[0].message
        assert told[0].origin
        assert told[0].origin.line


def test_there_are_enough_of_them() -> None:
    assert len(REFUSED) + len(READ) >= 70


def test_a_bomb_takes_neither_memory_nor_time() -> None:
    tracemalloc.start()
    with pytest.raises(FormatError):
        read(as_bytes(bomb()), "x.tbx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_compressed_file_is_read_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    path = tmp_path / "terms.tbx.gz"
    path.write_bytes(gzip.compress(GOOD.encode()))
    with formats.read(str(path)) as resource:
        (concept,) = resource.entries
    assert isinstance(concept, Concept)
    assert [term.text for term in concept.terms] == ALL
