"""TMX: what comes in from other tools, what is refused and where, and what comes back as it went."""

from __future__ import annotations

import gzip
import html
import io
import os
import tracemalloc
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.errors import FormatError
from glossary.formats import _xml, read, tmx, written
from glossary.model import Code, Lang, Resource, Segment, TranslationUnit, UnitState

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
EN, ZH, TW, DE = Lang("en"), Lang("zh-Hans"), Lang("zh-TW"), Lang("de")
HEADER = '<header srclang="en"/>'


def document(*tus: str, header: str = HEADER) -> bytes:
    return f'<?xml version="1.0"?>\n<tmx version="1.4">{header}<body>\n{"".join(tus)}</body></tmx>'.encode()


def tu(*texts: str, more: str = "", **attributes: str) -> str:
    """A tu of texts such as `en=Disk`."""
    tuvs = (text.partition("=") for text in texts)
    inside = "".join(f'<tuv xml:lang="{lang}"><seg>{seg}</seg></tuv>' for lang, _, seg in tuvs)
    return f"<tu{''.join(f' {k}={v!r}' for k, v in attributes.items())}>{more}{inside}</tu>\n"


def stream(data: bytes, langs: tuple[Lang, Lang] | None = None) -> Resource:
    return tmx.stream(io.BytesIO(data), "a.tmx", langs=langs)


def units(resource: Resource) -> list[TranslationUnit]:
    return [unit for unit in resource.entries if isinstance(unit, TranslationUnit)]


def sides(resource: Resource) -> list[str]:
    return [
        f"{unit.source_lang}:{unit.source.raw} {unit.target_lang}:{unit.target.raw if unit.target else ''}"
        for unit in units(resource)
    ]


def told(resource: Resource) -> list[str]:
    return [f"{finding.origin}: {finding.message}" for finding in resource.findings]


def unit(source: str, target: str, lang: Lang = ZH) -> TranslationUnit:
    return TranslationUnit(Segment((source,)), Segment((target,)), EN, lang, UnitState.TRANSLATED)


def back(written: Iterable[bytes]) -> list[TranslationUnit]:
    resource = stream(b"".join(written))
    result = units(resource)
    assert resource.findings == []
    return result


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(document(tu("en=Disk", "zh-CN=磁盘")), ["en:Disk zh-Hans:磁盘"], id="source first"),
        pytest.param(document(tu("zh-CN=磁盘", "en=Disk")), ["en:Disk zh-Hans:磁盘"], id="source last"),
        pytest.param(
            document('<tu><tuv lang="EN"><seg>Disk</seg></tuv><tuv lang="ZH_tw"><seg>磁碟</seg></tuv></tu>'),
            ["en:Disk zh-TW:磁碟"],
            id="lang of TMX 1.1, in any case",
        ),
        pytest.param(
            document(tu("en=Disk", "zh-TW=磁碟", "de=Platte")),
            ["en:Disk zh-TW:磁碟", "en:Disk de:Platte"],
            id="several languages",
        ),
        pytest.param(
            document(tu("en=Disk", "de=Platte", "de=Scheibe")),
            ["en:Disk de:Platte", "en:Disk de:Scheibe"],
            id="two translations into one language",
        ),
        pytest.param(
            document(tu("de=Platte", "en=Disk", srclang="de")), ["de:Platte en:Disk"], id="source language of the tu"
        ),
        pytest.param(
            document(tu("de=Platte", "en=Disk"), header='<header srclang="*all*"/>'),
            ["de:Platte en:Disk"],
            id="all languages may be the source",
        ),
        pytest.param(
            document(tu("de=Platte", "en=Disk"), header="<header/>"), ["de:Platte en:Disk"], id="no source language"
        ),
        pytest.param(document(tu("de=Platte", "en=Disk"), header=""), ["de:Platte en:Disk"], id="no header"),
        pytest.param(document(tu("de=Platte", "en-US=Disk")), ["en-US:Disk de:Platte"], id="header en, units en-US"),
        pytest.param(
            document(tu("de=Platte", "en-GB=Disc"), header='<header srclang="en-US"/>'),
            ["en-GB:Disc de:Platte"],
            id="another English",
        ),
        pytest.param(document(tu("en= a\n b　", "de=\t")), ["en: a\n b　 de:\t"], id="white space is text"),
        pytest.param(document(tu("en=a&lt;&#x20AC;<![CDATA[&<]]>", "de=x")), ["en:a<€&< de:x"], id="escapes"),
        pytest.param(document(tu("en=a<!-- b --><?c d?>e", "de=x")), ["en:ae de:x"], id="comments are nothing"),
        pytest.param(document(tu("en=Disk", "de=")), ["en:Disk de:"], id="no translation"),
    ],
)
def test_what_is_read(data: bytes, expected: list[str]) -> None:
    resource = stream(data)
    assert sides(resource) == expected
    assert resource.findings == []
    assert sides(tmx.read(data, "a.tmx")) == expected


def test_a_unit_has_all_that_its_tu_says() -> None:
    more = (
        "<note>one</note><note>two</note><prop type='x-context'>menu</prop><prop type='domain'>it</prop>"
        "<prop type='domain'>ui</prop>"
    )
    target = "<tuv xml:lang='de' changeid='me'><note>three</note><prop type='p'>q</prop><seg>Platte</seg></tuv>"
    data = document("<tu/>\n", f"<tu tuid='7' creationdate='20020523T091200Z' changeid='you'>{more}", target)
    data = data.replace(b"</body>", b"<tuv xml:lang='en'><seg>Disk</seg></tuv></tu></body>").replace(b"<tu/>\n", b"\n")
    [there] = units(stream(data))
    assert (there.id, there.context, there.note, str(there.origin)) == ("7", "menu", "one\ntwo\nthree", "a.tmx:4")
    assert there.state is UnitState.TRANSLATED
    assert there.meta == {
        "tmx:creationdate": "20020523T091200Z",
        "tmx:changeid": "me",
        "tmx:prop:domain": "it\nui",
        "tmx:prop:p": "q",
    }


def test_without_a_translation_it_is_initial() -> None:
    [there] = units(stream(document(tu("en=Disk", "de="))))
    assert (there.target, there.state) == (None, UnitState.INITIAL)


def test_the_header_is_the_meta_of_the_file() -> None:
    resource = stream(document(header='<header srclang="en" creationtool="x"/>'))
    assert resource.meta == {"tmx:srclang": "en", "tmx:creationtool": "x"}


def test_codes_are_parts_of_the_segment() -> None:
    seg = (
        "a<bpt i='1' x='2' type='bold'>&lt;b></bpt>b<ept i='1'>&lt;/b></ept><it pos='begin'>[</it><it pos='end' x='3'>]"
        "</it><ph x='4' type='image'>&lt;img alt='<sub>c</sub>'></ph><ut>{}</ut> <hi type='t'>d<ph>e</ph></hi>"
    )
    [there] = units(stream(document(tu(f"en={seg}", "de=x"))))
    assert there.source.parts == (
        "a",
        Code("<b>", "bpt", "2", "bold"),
        "b",
        Code("</b>", "ept", "2"),
        Code("[", "it"),
        Code("]", "it-end", "3"),
        Code("<img alt='c'>", "ph", "4", "image"),
        Code("{}", "ut"),
        " ",
        Code("", "hi", "", "t"),
        "d",
        Code("e", "ph"),
        Code("", "hi-end"),
    )
    assert there.source.text == "ab d"
    assert back(tmx.write([there])) == [there]


def test_tags_that_nobody_escaped_are_kept_and_told() -> None:
    resource = stream(document(tu("en=a<b x='y&quot;'>c</b><br/>", "de=x")))
    [there] = units(resource)
    assert there.source.parts == (
        "a",
        Code('<b x="y&quot;">', "ph"),
        "c",
        Code("</b>", "ph"),
        Code("<br/>", "ph"),
    )
    assert [line[:40] for line in told(resource)] == [
        "a.tmx:3:30: <b> is none of TMX; kept as ",
        "a.tmx:3:50: <br> is none of TMX; kept as",
    ]


@pytest.mark.parametrize(
    ("langs", "expected"),
    [
        pytest.param((DE, TW), ["de:Platte zh-TW:磁碟"], id="any two"),
        pytest.param((TW, EN), ["zh-TW:磁碟 en:Disk"], id="region left open"),
        pytest.param((EN, ZH), [], id="Traditional is not Simplified"),
        pytest.param((Lang("fr"), DE), [], id="not there"),
        pytest.param((DE, DE), [], id="one and the same"),
    ],
)
def test_a_pair_can_be_chosen(langs: tuple[Lang, Lang], expected: list[str]) -> None:
    resource = stream(document(tu("en-US=Disk", "zh-TW=磁碟", "de=Platte")), langs)
    assert sides(resource) == expected
    nothing = f"a.tmx:2:1: nothing from {langs[0]} into {langs[1]}; the file has en-US, zh-TW, de"
    assert told(resource) == ([] if expected else [nothing])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "a.tmx:1:1: the file is empty; fetch it again", id="empty"),
        pytest.param(document(tu("en=a")), "a.tmx:3:1: a text in one language only", id="alone"),
        pytest.param(
            document(tu("fr=a", "de=b")), "a.tmx:3:1: no text in the source language en, only in fr, de", id="no source"
        ),
        pytest.param(document(tu("en=a", "1=b", "de=c")), "a.tmx:3:42: '1' is not a language tag", id="no language"),
        pytest.param(document(tu("en=a", "=b", "de=c")), "a.tmx:3:42: <tuv> without xml:lang", id="language not said"),
        pytest.param(document(tu("en=a", "en=b", "de=c")), "a.tmx:3:42: a second text in en", id="two sources"),
        pytest.param(
            document(tu("en=a", "de=c", more="<tuv xml:lang='en'>b</tuv>")),
            "a.tmx:3:5: text in <tuv>",
            id="text beside",
        ),
        pytest.param(document().replace(b'"1.4"', b'"2.0"'), "a.tmx:2:1: TMX 2.0 is not known here", id="version"),
    ],
)
def test_what_is_not_quite_right_is_told_with_its_place(data: bytes, message: str) -> None:
    resource = stream(data)
    units(resource)
    assert told(resource)[0].startswith(message)


def test_many_findings_are_counted() -> None:
    resource = stream(document(*[tu("en=a")] * 1_500))
    assert units(resource) == []
    assert len(resource.findings) == 1_001
    assert resource.findings[-1].message == "500 more such places in this file"


DANGERS = {
    "external entity": '<!DOCTYPE tmx [<!ENTITY x SYSTEM "{canary}">]><tmx>&x;</tmx>',
    "external entity on the web": '<!DOCTYPE tmx [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]><tmx>&x;</tmx>',
    "parameter entity": '<!DOCTYPE tmx [<!ENTITY % x SYSTEM "{canary}"> %x;]><tmx/>',
    "billion laughs": '<!DOCTYPE tmx [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><tmx>&b;</tmx>',
}


@pytest.mark.parametrize("text", DANGERS.values(), ids=DANGERS)
def test_entities_are_refused_and_no_file_is_opened(text: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    os.mkfifo(canary)  # whoever opens it waits forever
    with pytest.raises(FormatError, match=r"declares the entity '[abx]', which is not safe") as error:
        tmx.read(text.replace("{canary}", canary.as_uri()).encode(), "a.tmx")
    assert (error.value.path, error.value.line) == ("a.tmx", 1)


def test_a_document_type_is_never_opened(tmp_path: Path) -> None:
    dtd = tmp_path / "tmx14.dtd"
    os.mkfifo(dtd)
    start = f'<!DOCTYPE tmx SYSTEM "{dtd.as_uri()}">'.encode()
    assert sides(stream(start + document(tu("en=a", "de=b"))[22:])) == ["en:a de:b"]
    with pytest.raises(FormatError, match=r"&nbsp; is not known here.*write the character itself"):
        tmx.read(start + document(tu("en=a&nbsp;", "de=b"))[22:], "a.tmx")


@pytest.mark.parametrize(
    ("data", "message", "place"),
    [
        pytest.param(document()[:-3], "ends within a tag", (3, 8), id="cut within a tag"),
        pytest.param(document()[:-6], "ends before it is complete", (3, 8), id="cut between tags"),
        pytest.param(document(tu("en=é"))[:-60], "the file ends", None, id="cut anywhere"),
        pytest.param(document(tu("en=词 a & b", "de=c")), "write & as &amp;", (3, 34), id="a bare ampersand"),
        pytest.param(
            document(tu("en=a", "de=b") + "\n<<<<<<< HEAD\n"),
            "git's conflict markers",
            (5, 2),
            id="a merge to be settled",
        ),
        pytest.param(document(tu("en=a\0", "de=c")), "remove control characters", (3, 30), id="NUL"),
        pytest.param(document(tu("en=a\x1b", "de=c")), "remove control characters", (3, 30), id="ESC"),
        pytest.param(
            document(tu("en=a&#x1b;", "de=c")), "a character that XML cannot hold", (3, 30), id="ESC, escaped"
        ),
        pytest.param(
            document(tu("en=a&#xD800;", "de=c")), "a character that XML cannot hold", (3, 30), id="half a character"
        ),
        pytest.param(document(tu("en=a&#xFFFF;", "de=c")), "a character that XML cannot hold", (3, 30), id="U+FFFF"),
        pytest.param(document(tu("en=a</tuv>", "de=c")), "not that of the element that is open", (3, 32), id="crossed"),
        pytest.param(document().replace(b'1.4"', b'1.4" version="1"'), "the same attribute twice", (2, 20), id="twice"),
        pytest.param(document() + b"x", "something follows the end", (3, 14), id="something behind"),
        pytest.param(b"\n" + document(), "remove what stands before it", (2, 1), id="something before"),
        pytest.param(
            document(tu("en=X")).replace(b"X", "术语".encode("gb18030")),
            "not UTF-8 from here on.*save it as UTF-8",
            (3, 29),
            id="says UTF-8, is GB18030",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="utf-7"?><tmx/>',
            "utf-7, which it is not or which is not read",
            (1, 1),
            id="UTF-7",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="utf-16"?><tmx/>', "save it as UTF-8", (1, 1), id="says UTF-16, is not"
        ),
        pytest.param(b"<!DOCTYPE html>\n<html><body/></html>", "begins with <html>", (2, 1), id="web page"),
        pytest.param(gzip.compress(document()), r"end its name in \.gz", (None, None), id="gzip"),
        pytest.param(b"PK\3\4....", "a ZIP archive", (None, None), id="zip"),
        pytest.param(b"Disk\tPlatte\n", "not XML|not well-formed", (1, 1), id="table"),
        pytest.param(document("<a>" * 10_000), "more than 100 elements within each other", None, id="deep"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    data: bytes, message: str, place: tuple[int | None, int | None] | None
) -> None:
    with pytest.raises(FormatError, match=message) as error:
        tmx.read(data, "a.tmx")
    assert error.value.path == "a.tmx"
    assert place is None or (error.value.line, error.value.column) == place


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<!--" + "x" * 11_000_000 + "-->", id="comment"),
        pytest.param(f"<tu tuid='{'x' * 11_000_000}'/>", id="attribute"),
        pytest.param(tu("en=" + "x" * 11_000_000, "de=x"), id="text"),
        pytest.param("<tu>" + "<note/>" * 200_000 + "</tu>", id="elements"),
    ],
)
def test_what_is_too_large_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match="more than 10,000,000") as error:
        units(stream(document(text)))
    assert error.value.line == 3


@pytest.mark.parametrize(
    ("codec", "declared"),
    [
        pytest.param("utf-8", "", id="UTF-8"),
        pytest.param("utf-8-sig", "utf-8", id="UTF-8 with mark"),
        pytest.param("utf-8-sig", "gb18030", id="the mark is right"),
        pytest.param("utf-16", "utf-16", id="UTF-16 with mark"),
        pytest.param("utf-16", "utf-8", id="UTF-16 that says UTF-8"),
        pytest.param("utf-16-le", "UTF-16", id="little-endian without mark"),
        pytest.param("utf-16-be", "", id="big-endian without mark"),
        pytest.param("utf-32", "", id="UTF-32"),
        pytest.param("gb18030", "GB18030", id="GB18030"),
        pytest.param("gbk", "gb2312", id="GBK that says GB2312"),
        pytest.param("big5", "Big5", id="Big5"),
        pytest.param("shift_jis", "Shift_JIS", id="Shift JIS"),
    ],
)
def test_character_sets(codec: str, declared: str) -> None:
    start = f"<?xml version='1.0'{f' encoding={declared!r}' if declared else ''}?>"
    data = (start + document(tu("en=disk", "zh-TW=中文")).decode()[21:]).encode(codec)
    assert sides(stream(data)) == ["en:disk zh-TW:中文"]


def test_a_character_across_two_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    data = document(*[tu("en=a𠮷", "de=ß\r\nü")] * 3)
    for size in range(40, 60):
        monkeypatch.setattr(_xml, "_PIECE", size)
        assert sides(stream(data)) == ["en:a𠮷 de:ß\nü"] * 3


def test_memory_is_flat() -> None:
    class Pieces(io.RawIOBase):
        def __init__(self) -> None:
            piece = tu("en=" + "x" * 100, "de=" + "y" * 100).encode() * 50
            self.pieces = iter([document()[:-13], *[piece] * 200, b"</body></tmx>"])

        def read(self, size: int = -1) -> bytes:
            return next(self.pieces, b"")

    tracemalloc.start()
    try:
        assert sum(1 for _ in tmx.stream(cast("BinaryIO", Pieces()), "a.tmx").entries) == 10_000
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


PIECES = [
    "a",
    "词",
    "𠮷",
    " ",
    "\n",
    "\r\n",
    "\r",
    "&amp;",
    "&#x1D11E;",
    "&#13;",
    ">",
    "]",
    "<ph>",
    "</ph>",
    "<hi>",
    "</hi>",
    "<ph><sub>b</sub></ph>",
    "<!-- c -->",
    "<![CDATA[&amp;]]>",
    "<br/>",
    "<?d?>",
]


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.lists(st.sampled_from(PIECES), max_size=12))
def test_what_a_run_covers_is_what_the_file_has(source: list[str], target: list[str]) -> None:
    try:
        resource = tmx.read(document(tu(f"en={''.join(source)}", f"de={''.join(target)}")), "a.tmx")
    except FormatError:
        return
    assert units(resource) == units(stream(document(tu(f"en={''.join(source)}", f"de={''.join(target)}"))))
    for each in units(resource):
        for segment in filter(None, (each.source, each.target)):
            assert {type(part) for part in segment.parts} <= {str, Code}
            if unknown := {"<![CDATA[&amp;]]>", "<br/>"} & {*source, *target}:
                assert unknown
                continue
            assert sum(run.length for run in segment.runs) == len(segment.raw)
            for run in segment.runs:
                there = resource.text[run.at : run.at + run.width]
                here = segment.raw[run.start : run.start + run.length]
                assert (
                    there == here
                    if run.width == run.length
                    else html.unescape(there).replace("\r\n", "\n") == here or here == "\r"
                )


# --- writing ---------------------------------------------------------------------------------------------------------


def test_what_is_written() -> None:
    there = replace(
        unit("a & <b>\r", "甲\n"),
        id="1",
        context="menu",
        note="n",
        meta={"tmx:changeid": 'x"\n', "tmx:prop:p": "q", "po:flags": "x"},
    )
    assert b"".join(tmx.write([there])).decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<tmx version="1.4">\n'
        '<header creationtool="gloss" creationtoolversion="0.1.0" segtype="sentence" o-tmf="gloss" adminlang="en" srclang="en" datatype="plaintext"/>\n'
        "<body>\n"
        '<tu tuid="1" changeid="x&quot;&#10;">\n'
        "<note>n</note>\n"
        '<prop type="x-context">menu</prop>\n'
        '<prop type="p">q</prop>\n'
        '<tuv xml:lang="en"><seg>a &amp; &lt;b&gt;&#13;</seg></tuv>\n'
        '<tuv xml:lang="zh-Hans"><seg>甲\n</seg></tuv>\n'
        "</tu>\n"
        "</body>\n"
        "</tmx>\n"
    )


def test_no_units_are_a_document_too() -> None:
    assert back(tmx.write([])) == []


def test_several_languages() -> None:
    all_of_them = [unit("Disk", "磁盘"), unit("Disk", "Platte", DE), replace(unit("Platte", "磁盘"), source_lang=DE)]
    data = b"".join(tmx.write(all_of_them))
    assert back([data]) == all_of_them
    assert data.count(b'<tu srclang="de">') == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        pytest.param(
            [unit("a\x1b", "b")], r"U\+001B, which XML cannot hold, in 'a\\x1b'; leave", id="control character"
        ),
        pytest.param([unit("a", "b\ud800")], r"U\+D800", id="half a character"),
        pytest.param([unit("a", "\uffff")], r"U\+FFFF", id="no character"),
        pytest.param([replace(unit("a", "b"), note="\0")], r"U\+0000", id="in the note"),
        pytest.param([replace(unit("a", "b"), source=Segment((Code("\x01"),)))], r"U\+0001", id="in a code"),
        pytest.param([replace(unit("a", "b"), source=Segment((Code("", "pc", "\uffff"),)))], r"U\+FFFF", id="in an id"),
        pytest.param([replace(unit("a", "b"), target_lang=None)], "another language than en", id="no target language"),
        pytest.param([replace(unit("a", "b"), target_lang=EN)], "another language than en", id="same language"),
    ],
)
def test_what_cannot_be_written(wrong: list[TranslationUnit], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        list(tmx.write(wrong))


def test_ids_of_catalogues_that_xml_cannot_hold_are_left_out() -> None:
    there = replace(unit("a", "b"), id="menu\x04a")
    assert back(tmx.write([there])) == [replace(there, id="")]
    assert not tmx.can_hold(replace(there, id="\x04"))


def test_units_that_cannot_be_held_are_told() -> None:
    told: list[TranslationUnit] = []
    data = b"".join(written([unit("a", "甲"), unit("b\x1b", "乙")], "x.tmx", left_out=told.append))
    assert (back([data]), told) == ([unit("a", "甲")], [unit("b\x1b", "乙")])


NASTY = st.text(
    st.one_of(st.sampled_from("<>&\"' \t\n\r\x85\u2028\ufeff　]词𠮷;"), st.characters(exclude_categories=("Cs",))),
    max_size=12,
)
LEGAL = NASTY.filter(lambda text: not _xml.illegal(text))
OTHER = LEGAL.filter(lambda name: name not in (tmx.CONTEXT, tmx.STATE))
CODES = st.one_of(
    st.builds(
        Code,
        st.just("") | LEGAL,
        st.sampled_from("bpt ept it it-end ph ut hi hi-end g g-end pc pc-end bx ex sc ec mrk mrk-end sm em x".split()),
        st.sampled_from(["", "1", "2"]),
    ),
    st.builds(Code, LEGAL, st.sampled_from("bpt ept it it-end ph ut pc pc-end mrk mrk-end".split()), LEGAL, LEGAL),
)


@st.composite
def segments(draw: st.DrawFn) -> Segment:
    """Texts and codes, no two texts in a row; now and then a part is highlighted."""
    parts: list[str | Code] = []
    for part in draw(st.lists(st.one_of(LEGAL.filter(bool), CODES), max_size=8)):
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts.append(Code("|"))
        parts.append(part)
    if parts and draw(st.booleans()):
        at = draw(st.integers(0, len(parts)))
        parts = [*parts[:at], Code("", "hi", draw(LEGAL), draw(LEGAL)), *parts[at:], Code("", "hi-end")]
    return Segment(tuple(parts) or ("",))


@st.composite
def all_units(draw: st.DrawFn) -> TranslationUnit:
    target = draw(st.one_of(st.none(), segments().filter(lambda segment: segment.parts != ("",))))
    meta = draw(st.dictionaries(st.sampled_from(["tmx:changeid", "tmx:creationdate"]), LEGAL))
    meta |= {f"tmx:prop:{name}": value for name, value in draw(st.dictionaries(OTHER, LEGAL, max_size=3)).items()}
    state = draw(st.sampled_from(UnitState))
    lang = draw(st.sampled_from([ZH, TW, DE]))
    return TranslationUnit(draw(segments()), target, EN, lang, state, draw(LEGAL), draw(LEGAL), draw(LEGAL), meta)


@settings(max_examples=150)
@given(st.lists(all_units(), max_size=4))
def test_what_is_written_is_read_again(there: list[TranslationUnit]) -> None:
    data = b"".join(tmx.write(there))
    assert back([data]) == there
    assert b"".join(tmx.write(there)) == data


@settings(max_examples=200)
@given(st.lists(all_units(), max_size=4))
def test_what_is_written_is_valid(there: list[TranslationUnit]) -> None:
    etree = pytest.importorskip("lxml.etree")
    path = CORPUS / "schemas" / "OpenXLIFF" / "tmx" / "tmx14.dtd"
    if not path.exists():
        pytest.skip("no DTD here")
    dtd = etree.DTD(str(path))
    assert dtd.validate(etree.fromstring(b"".join(tmx.write(there)))), dtd.error_log


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [
                *"<>&;/='\" \na词",
                "<tu>",
                "</tu>",
                "<tuv xml:lang='en'>",
                "<seg>",
                "<b>",
                "</seg></tuv>",
                "<!--",
                "&amp;",
                "<!DOCTYPE x [",
                "<![CDATA[",
            ]
        ),
        max_size=25,
    )
)
def test_nothing_but_a_format_error_comes_out(pieces: list[str]) -> None:
    for data in ("".join(pieces).encode(), document("".join(pieces))):
        try:
            tmx.read(data, "a.tmx")
        except FormatError as error:
            assert error.line  # noqa: PT017


FILES = sorted(CORPUS.glob("tmx/*/*.tmx"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_files_of_other_tools(path: Path) -> None:
    with read(str(path)) as resource:
        there = units(resource)
    assert all(unit.source.raw.strip() for unit in there)
    assert len(there) > 0 or path.stem in ("empty", "project1")
    by_source: dict[Lang, list[TranslationUnit]] = {}
    for each in there:
        by_source.setdefault(each.source_lang, []).append(each)
    for some in by_source.values():
        assert back(tmx.write(some)) == some
