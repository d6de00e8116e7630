"""TMX by the short cut and through the parser: the same units, findings and errors, wherever the pieces end."""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.errors import FormatError
from glossary.formats import Pair, _xml, _xml_plain, tmx
from glossary.formats._xml_plain import attributes_of, unescaped
from glossary.model import Lang, Segment, TranslationUnit, UnitState

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
EN, ZH, DE = Lang("en"), Lang("zh-Hans"), Lang("de")
FIRST = "<tu><tuv xml:lang='en'><seg>a</seg></tuv><tuv xml:lang='de'><seg>b</seg></tuv></tu>\n"
"""Behind it the short cut begins."""


def document(*parts: str, header: str = "<header srclang='en'/>", first: str = FIRST) -> str:
    return f'<?xml version="1.0"?>\n<tmx version="1.4">{header}<body>\n{first}{"".join(parts)}</body></tmx>'


class Told:
    """What came of a file: units with their places, findings, or an error."""

    def __init__(self, data: bytes, langs: Pair | None, *, whole: bool) -> None:
        self.shortened = 0
        self.units: list[Any] = []
        self.rest: list[Any] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tmx, "elements", self._parsed if whole else self._shortened)
            try:
                resource = tmx.stream(io.BytesIO(data), "a.tmx", langs=langs)
                self.units = [(entry, entry.origin) for entry in resource.entries]
                self.rest = [resource.langs, resource.meta, resource.findings]
            except FormatError as error:
                self.units, self.rest = [], [str(error), error.path, error.line, error.column]

    def _parsed(self, file: Any, path: str, whole: Any, *_: Any) -> Iterator[Any]:
        return _xml.elements(file, path, whole)

    def _shortened(self, file: Any, path: str, whole: Any, plain: Any, take: Any) -> Iterator[Any]:
        def counting(*match: Any) -> bool:
            taken: bool = take(*match)
            self.shortened += taken
            return taken

        return _xml_plain.elements(file, path, whole, plain, counting)


def same(data: bytes | str, langs: Pair | None = None) -> int:
    """How many `tu` took the short cut, after it was made sure that it changes nothing."""
    data = data if isinstance(data, bytes) else data.encode()
    parsed, shortened = Told(data, langs, whole=True), Told(data, langs, whole=False)
    assert shortened.units == parsed.units
    if not str(shortened.rest[0]).startswith("begins with <"):  # which is told first depends on where pieces end
        assert shortened.rest == parsed.rest
    return shortened.shortened


def tu(*tuvs: str, attributes: str = "", more: str = "") -> str:
    return f"<tu{attributes}>{more}{''.join(tuvs)}</tu>\n"


def tuv(lang: str, seg: str) -> str:
    return f'<tuv xml:lang="{lang}"><seg>{seg}</seg></tuv>'


DISK = tuv("en", "Disk") + tuv("zh-CN", "磁盘")

PLAIN_ONES = {
    "two texts": tu(DISK),
    "the other way round": tu(tuv("zh-CN", "磁盘"), tuv("en", "Disk")),
    "four texts": tu(DISK, tuv("de", "Platte"), tuv("fr", "disque")),
    "several into one language": tu(DISK, tuv("zh", "盘")),
    "on lines of their own": f"<tu>\n\t<note>n</note>\n  <tuv lang='en'>\n<seg> a\n b</seg> \n</tuv> {tuv('de', 'b')}</tu>",
    "CRLF": tu(DISK, more="\r\n").replace("><", ">\r\n<"),
    "CR alone": tu(DISK, more="\r").replace("><", ">\r<"),
    "all attributes": tu(DISK, attributes=' creationid=\'a\' tuid="7"\n changeid="b"'),
    "id with references": tu(DISK, attributes=' tuid="a&amp;lt;&quot;"'),
    "empty id": tu(DISK, attributes=' tuid=""'),
    "source language": tu(DISK, attributes=' srclang="zh_CN"'),
    "notes and props": tu(
        DISK,
        more="<note xml:lang='de'>one</note><prop type='x-context'>menu</prop><note>one</note><note>2</note>"
        "<prop type='p'>q</prop><prop>r</prop><prop type='x-context'>bar</prop><prop type='p'>s</prop>",
    ),
    "empty note and prop": tu(DISK, more="<note></note><prop type='p'></prop>"),
    "state": tu(DISK, more="<prop type='x-gloss-state'>final</prop>"),
    "state that is none": tu(DISK, more="<prop type='x-gloss-state'>done</prop>"),
    "state without translation": tu(tuv("en", "a"), tuv("de", ""), more="<prop type='x-gloss-state'>final</prop>"),
    "no translation": tu(tuv("en", "a"), tuv("de", "")),
    "no source": tu(tuv("en", ""), tuv("de", "b")),
    "references": tu(tuv("en", "a&amp;lt;&lt;b&gt;&quot;&apos;&#39;&#13;&#10;"), tuv("de", "x]] > ]>]")),
    "any characters": tu(tuv("en", "𠮷\x85\u2028\x7f\ufeff\U0001fffe　\t"), tuv("de", "\n\n词")),
    "attributes of texts": tu(
        "<tuv changeid='x' xml:lang='en'><seg>a</seg></tuv><tuv xml:lang='de' changeid='y'><seg>b</seg></tuv>"
    ),
}

UNUSUAL_ONES = {
    "comment": tu(DISK, more="<!-- </tu> -->"),
    "comment between": "<!-- </tu> --> " + tu(DISK),
    "comment with a tu": f"<!-- {tu(DISK)} -->",
    "instruction": tu(DISK, more="<?a </tu>?>"),
    "CDATA": tu(tuv("en", "<![CDATA[</tu>]]>"), tuv("de", "b")),
    "codes": tu(tuv("en", "a<ph x='1'>&lt;br></ph>b"), tuv("de", "b")),
    "tag that is none": tu(tuv("en", "a<br/>b"), tuv("de", "b")),
    "text beside": tu(DISK, more="x"),
    "text between": "x " + tu(DISK),
    "one text": tu(tuv("en", "a")),
    "no text": "<tu/>" + tu() + "<tu></tu>",
    "no language": tu(tuv("1", "a"), DISK) * 2,
    "language not said": tu(tuv("", "a"), DISK),
    "source language that is none": tu(DISK, attributes=" srclang='1'") * 2,
    "two sources": tu(DISK, tuv("en", "Disc")) * 2,
    "another source": tu(tuv("fr", "a"), tuv("de", "b")),
    "without seg": tu(DISK, "<tuv xml:lang='fr'/>"),
    "two segs": tu("<tuv xml:lang='en'><seg>a</seg><seg>b</seg></tuv>", tuv("de", "b")),
    "note in a text": tu(DISK, "<tuv xml:lang='de'><note>n</note><seg>b</seg></tuv>"),
    "note behind": tu(DISK, "<note>n</note>"),
    "space in tags": tu(DISK, attributes=" ").replace("</tu>", "</tu\n>"),
    "space in attributes": tu(DISK, attributes=" tuid = '1'"),
    "tab in an attribute": tu(DISK, attributes=" tuid='a\tb'"),
    "break in an attribute": tu(DISK, attributes=" tuid='a\r\nb'"),
    "Chinese attribute": tu(DISK, attributes=" 词='1'"),
    "character by number": tu(tuv("en", "&#x8bcd;"), tuv("de", "b")),
    "within another": f"<group>{tu(DISK)}{tu(DISK)}</group>{tu(DISK)}",
    "with a prefix": "<x:tu>" + DISK + "</x:tu>",
    "header again": "<header srclang='de'/>" + tu(DISK, tuv("de", "Platte")),
    "long": tu(tuv("en", "x" * 70_000), tuv("de", "y")),
}

WRONG_ONES = {
    "bare ampersand": tu(tuv("en", "a & b"), tuv("de", "b")),
    "unknown entity": tu(tuv("en", "a&nbsp;b"), tuv("de", "b")),
    "unfinished reference": tu(tuv("en", "a&amp b"), tuv("de", "b")),
    "control character": tu(tuv("en", "a\x1b"), tuv("de", "b")),
    "control character in an attribute": tu(DISK, attributes=' tuid="\x01"'),
    "no character": tu(tuv("en", "\uffff"), tuv("de", "b")),
    "no character either": tu(tuv("en", "\ufffe"), tuv("de", "b")),
    "character zero": tu(tuv("en", "&#0;"), tuv("de", "b")),
    "end of CDATA": tu(tuv("en", "]]>"), tuv("de", "b")),
    "same attribute": tu(DISK, attributes=" tuid='1' tuid='2'"),
    "same attribute otherwise quoted": tu(DISK, attributes=" tuid='1' tuid=\"2\""),
    "same attribute of a text": tu("<tuv lang='en' lang='en'><seg>a</seg></tuv>", tuv("de", "b")),
    "same attribute of a note": tu(DISK, more="<note a='1' a='1'></note>"),
    "same attribute of a prop": tu(DISK, more="<prop type='1' type='1'></prop>"),
    "attributes without space": tu(DISK, attributes=" a='1'b='2'"),
    "attribute without name": tu(DISK, attributes=" ='1'"),
    "tag in an attribute": tu(DISK, attributes=" a='<'"),
    "name that begins with a digit": tu(DISK, attributes=" 1='1'"),
    "crossed": tu("<tuv xml:lang='en'><seg>a</tuv></seg>", tuv("de", "b")),
    "not closed": "<tu>" + DISK,
    "closed twice": tu(DISK) + "</tu>",
    "comment that is none": "<!-- -- -->" + tu(DISK),
    "end of the body": tu(DISK) + "</body>" + tu(DISK),
    "end of the document": tu(DISK) + "</body></tmx>" + tu(DISK),
    "entity": "<!DOCTYPE x [<!ENTITY a 'b'>]>" + tu(DISK),
}


@pytest.mark.parametrize("text", PLAIN_ONES.values(), ids=PLAIN_ONES)
@pytest.mark.parametrize("langs", [None, (EN, ZH), (DE, EN), (Lang("fr"), Lang("ja"))], ids=str)
def test_plain_ones_take_the_short_cut(text: str, langs: Pair | None) -> None:
    assert same(document(text, text), langs) == 2
    assert same(document(text, header=""), langs) == 1


@pytest.mark.parametrize("text", UNUSUAL_ONES.values(), ids=UNUSUAL_ONES)
@pytest.mark.parametrize("langs", [None, (EN, ZH)], ids=str)
def test_after_unusual_ones_the_short_cut_is_found_again(
    text: str, langs: Pair | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_xml, "_PIECE", 1_000)
    plain = tu(tuv("en", "Disk"), tuv("de", "Platte"))
    assert same(document(plain, text, plain * 100, text), langs) > 80


@pytest.mark.parametrize("text", WRONG_ONES.values(), ids=WRONG_ONES)
def test_what_is_wrong_is_told_alike(text: str) -> None:
    plain = tu(DISK, more="\n \n")
    for data in (
        document(text),
        document(plain, text, plain),
        document(plain, plain[:-1], text),
        document(text, first=""),
    ):
        same(data)
        assert Told(data.encode(), None, whole=False).rest[1:2] == ["a.tmx"]


EVERYTHING = document(*PLAIN_ONES.values(), *[one for one in UNUSUAL_ONES.values() if len(one) < 1_000])


def test_wherever_the_pieces_end(monkeypatch: pytest.MonkeyPatch) -> None:
    data = EVERYTHING.encode()
    for size in range(1, 51):
        monkeypatch.setattr(_xml, "_PIECE", size)
        assert same(data) > (15 if size > 5 else -1)


def test_wherever_the_file_ends() -> None:
    data = document(PLAIN_ONES["notes and props"], PLAIN_ONES["CRLF"], UNUSUAL_ONES["comment"], tu(DISK)).encode()
    for size in range(len(data)):
        same(data[:size])


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32", "gb18030"])
@pytest.mark.parametrize("declared", ["utf-8", "gb18030", "big5"])
def test_whatever_the_character_set_is(codec: str, declared: str) -> None:
    text = document(*[tu(DISK, more="\r\n")] * 3).replace('"1.0"', f'"1.0" encoding="{declared}"', 1)
    same(text.encode(codec))
    same(text.encode("utf-8") + b"\xff")


@pytest.mark.parametrize("before", ["", "<!-- & -->\r", "&"], ids=["plain", "comment", "wrong before"])
def test_bytes_that_are_wrong_are_told_at_their_place(before: str) -> None:
    head, tail = document(tu(DISK), before, tu(DISK), tu(tuv("en", "X"), tuv("de", "b"))).encode().split(b"X")
    for wrong in (b"\xff", b"\xe8\xaf", "词".encode("gbk")):
        same(head + wrong + tail)


PIECES = [
    *"<>&;]'\"= \n\r\ta词𠮷\x85\x00\x1b\ufffe",
    *("<tu>", "</tu>", "</tuv>", "<seg>", "</seg>", "&amp;", "&#13;", "&#xD800;", "]]>", "\r\n", "<!--", "-->"),
    *("<![CDATA[", "<?", "?>", "<tu/>", " tuid='1'", ' tuid="2"', " xml:lang='de'", "<note>", "</note>", "</body>"),
]


@settings(max_examples=600)
@given(
    st.lists(
        st.sampled_from([*PLAIN_ONES.values(), *[one for one in UNUSUAL_ONES.values() if len(one) < 1_000]]), max_size=6
    ),
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from(PIECES), st.integers(0, 3)), max_size=3),
    st.sampled_from([1 << 18, 1 << 18, 20, 300]),
    st.sampled_from([None, None, (EN, ZH), (ZH, EN), (DE, EN)]),
    st.sampled_from(["<header srclang='en'/>", "<header srclang='*all*'/>", "<header srclang='x'/>", ""]),
)
def test_however_it_is_changed(
    parts: list[str], changes: list[tuple[float, str, int]], size: int, langs: Pair | None, header: str
) -> None:
    text = document(*parts, header=header)
    for place, new, gone in changes:
        at = int(place * len(text))
        text = text[:at] + new + text[at + gone :]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_xml, "_PIECE", size)
        same(text.encode(), langs)


FILES = sorted(CORPUS.glob("tmx/*/*.tmx"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_files_of_other_tools(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = path.read_bytes()
    for size in (1 << 18, 400, 61):
        monkeypatch.setattr(_xml, "_PIECE", size)
        same(data)
        same(data, (EN, DE))


def test_units_are_what_they_seem() -> None:
    data = document(tu(DISK, attributes=' tuid="1"', more="<note>n</note>") * 2).encode()
    [_, here, there] = tmx.stream(io.BytesIO(data), "a.tmx").entries
    assert isinstance(here, TranslationUnit)
    assert here == TranslationUnit(
        Segment(("Disk",)), Segment(("磁盘",)), EN, ZH, UnitState.TRANSLATED, "1", note="n", origin=None
    )
    assert (type(here), type(here.source), type(here.target)) == (TranslationUnit, Segment, Segment)
    assert str(here.origin) == "a.tmx:4"
    assert here == there == pickle.loads(pickle.dumps(here)) == copy.deepcopy(here) == replace(here)
    assert repr(here) == repr(replace(here))
    with pytest.raises(FrozenInstanceError):
        here.id = "2"  # type: ignore[misc]


def test_many_different_attributes_are_forgotten_again() -> None:
    some = [
        tu(DISK, attributes=f" changeid='{number}'", more=f"<prop type='p{number}'>q</prop>") for number in range(1_500)
    ]
    assert same(document(*some, *some)) == 3_000


def test_attributes() -> None:
    assert attributes_of(" a='1'\n b=\"'\"") == {"a": "1", "b": "'"}
    assert attributes_of(" a='1' a='2'") is None
    assert unescaped("&amp;lt;&lt;") == "&lt;<"
