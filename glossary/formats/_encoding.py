"""From the bytes of a table to its text: tables come from spreadsheets, which save them in the encoding of a country.

UTF-8 and UTF-16 are certain. GB18030 and Big5 are taken only if every byte fits and nearly all characters are everyday
Chinese, since the bytes of one are rare characters of the other; whoever reads the file is told which was assumed. What
is in neither, or could be in both, is refused: a wrong guess would fill a termbase with nonsense.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import NamedTuple

from glossary.errors import FormatError
from glossary.text.script import is_han, simplify

SAVE_IT = 'save it as UTF-8 (in Excel: "CSV UTF-8")'


class Text(NamedTuple):
    """The text of a file, without byte order mark.

    Attributes:
        assumed: The encoding, if nothing but the text itself speaks for it; else "".
        codec: The encoding as Python calls it.
        mark: The byte order mark.
    """

    text: str
    assumed: str = ""
    codec: str = "utf-8"
    mark: bytes = b""


def text_of(data: bytes, path: str) -> Text:
    """The text of a table; line ends stay as they are.

    Raises:
        FormatError: Another kind of file, which the message names, or no encoding that is sure.
    """
    _refuse_others(data, path)
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return Text(_checked(_strictly(data[len(mark) :], codec, path), path), "", codec, mark)
    if b"\0" in data[:_LOOKED_AT]:
        return _unmarked_utf_16(data, path)
    try:
        return Text(_checked(data.decode(), path))
    except UnicodeDecodeError as error:
        return _chinese(data, path, error)


_LOOKED_AT = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; that of UTF-32 begins like one of UTF-16."""

_OTHERS = (
    (b"PK\x03\x04", "a ZIP archive, such as a workbook (.xlsx); end its name in .xlsx"),
    (b"\xd0\xcf\x11\xe0", "an old workbook (.xls); save it as CSV UTF-8 or .xlsx"),
    (b"\x1f\x8b", "compressed; end its name in .gz"),
    (b"%PDF", "a PDF; a table cannot be read from it"),
    (b"SQLite format 3", "a database; export the table from it"),
    (b"\x89PNG", "a picture; a table cannot be read from it"),
    (b"{\\rtf", "an RTF document; save the table as CSV UTF-8"),
)
_MARKUP = (
    (b"<!doctype html", "an HTML page, perhaps that of a login; download the file itself"),
    (b"<html", "an HTML page, perhaps that of a login; download the file itself"),
    (b"<table", "an HTML table; open it in a spreadsheet and save it as CSV UTF-8"),
    (b"<?xml", "XML; end its name in .tbx, .tmx or .xlf, whichever it is"),
    (b"<martif", "TBX; end its name in .tbx"),
    (b"<tbx", "TBX; end its name in .tbx"),
    (b"<tmx", "TMX; end its name in .tmx"),
    (b'{"', "JSON; end its name in .json"),
    (b"[{", "JSON; end its name in .json"),
)
_BLANK = b" \t\r\n"


def _refuse_others(data: bytes, path: str) -> None:
    head = data[:_LOOKED_AT].removeprefix(codecs.BOM_UTF8).lstrip(_BLANK).lower()
    for start, what in _OTHERS:
        if data.startswith(start):
            raise FormatError(f"no table but {what}", path=path, line=1, column=1)
    for start, what in _MARKUP:
        if head.startswith(start):
            raise FormatError(f"no table but {what}", path=path, line=1, column=1)


def _strictly(data: bytes, codec: str, path: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line, column = _place(data[: error.start].decode(codec, "replace"))
        message = f"not {codec.upper()} from here on, which its byte order mark says; {SAVE_IT}"
        raise FormatError(message, path=path, line=line, column=column) from None


def _checked(text: str, path: str) -> str:
    if (nul := text.find("\0")) >= 0:
        line, column = _place(text[:nul])
        raise FormatError(f"a NUL character: no text; {SAVE_IT}", path=path, line=line, column=column)
    return text


def _place(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _unmarked_utf_16(data: bytes, path: str) -> Text:
    """UTF-16 without a mark: it is the byte order in which all of it is text, and only that one."""
    found = []
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if all(map(_is_usual, text[:_LOOKED_AT])) and any(mark in text for mark in ",;\t\n，"):
            found.append(Text(_checked(text, path), codec.upper(), codec))
    if len(found) == 1:
        return found[0]
    text = data.decode("utf-8", "replace")
    line, column = _place(text[: text.find("\0")])
    raise FormatError(f"NUL characters: no text; {SAVE_IT}", path=path, line=line, column=column)


def _is_usual(char: str) -> bool:
    """Whether a character is one of most texts: letters of Latin, Greek, Cyrillic, Han, kana, Hangul, punctuation."""
    return (
        char in "\t\r\n"
        or " " <= char < "\x7f"
        or "\xa0" <= char < "\u0530"
        or "\u2010" <= char < "\u2600"
        or "\u3000" <= char < "\u3100"
        or "\u4e00" <= char < "\ua000"
        or "\uac00" <= char < "\ud7a4"
        or "\uff00" <= char < "\uffef"
    )


class _Codec(NamedTuple):
    """An encoding of Chinese, and which Han characters are everyday ones by its own order."""

    name: str
    python: str
    is_everyday: Callable[[str], bool]


def _in_level_1(char: str, codec: str, first: int, last: int) -> bool:
    code = char.encode(codec, "ignore")
    return len(code) == 2 and first <= code[0] <= last


_CHINESE = (
    _Codec("GB18030", "gb18030", lambda char: _in_level_1(simplify(char), "gb2312", 0xB0, 0xD7)),
    _Codec("Big5", "cp950", lambda char: _in_level_1(char, "big5", 0xA4, 0xC6)),
)
_LEAST, _GAP, _FEWEST = 0.9, 0.25, 2
"""The share of everyday characters, how far it must be ahead of the other's, and how many Han characters it takes."""
_FREQUENT, _FREQUENT_IF_KOREAN, _KOREAN = 0.3, 0.4, (0xB0, 0xC8)
"""The share of the commonest Han: more than half in real glossaries, a tenth in nonsense. More is asked for where all
could be Hangul, whose first bytes in EUC-KR are Han of GB 2312, too."""
_COMMONEST = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么"
    "去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三"
    "又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常"
    "先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件"
    "计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求"
    "器服流失执伺练模型算参函组串符编测试环境客户端密钥限登录验链页图音视频窗按键标屏幕输读写删除添修闭误异志警忆储硬软言字缓池栈栏域址"
    "据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运码网线库存接译语词版"
)


def _chinese(data: bytes, path: str, error: UnicodeDecodeError) -> Text:
    """The text in the one Chinese encoding that fits; else the place where UTF-8 ends."""
    judged = [(*_share(data, codec), codec) for codec in _CHINESE]
    (share, text, codec), (other, _, _) = sorted(judged, key=lambda each: -each[0])
    if share >= _LEAST and share - other >= _GAP and _is_frequent(text):
        return Text(_checked(text, path), codec.name, codec.python)
    line, column = _place(data[: error.start].decode("utf-8", "replace"))
    message = f"not UTF-8 from here on, and which encoding it is cannot be told; {SAVE_IT}"
    raise FormatError(message, path=path, line=line, column=column)


def _share(data: bytes, codec: _Codec) -> tuple[float, str]:
    """How much of what is not ASCII is everyday Chinese, 0 if it is not in this encoding at all, and the text."""
    try:
        text = data.decode(codec.python)
    except UnicodeDecodeError:
        return 0.0, ""
    other = [char for char in text[:_LOOKED_AT] if not char.isascii()]
    han = [char for char in other if is_han(char)]
    if len(han) < _FEWEST or not all(map(_is_usual, other)) or any("\u3040" <= char < "\u3100" for char in other):
        return 0.0, text
    strange = sum(not is_han(char) and not ("\u2010" <= char < "\u3040" or char >= "\uff00") for char in other)
    return sum(map(codec.is_everyday, han)) / (len(han) + strange), text


def _is_frequent(text: str) -> bool:
    """Whether enough Han characters are among the commonest."""
    han = [simplify(char) for char in text[:_LOOKED_AT] if is_han(char)]
    first, last = _KOREAN
    korean = all(first <= char.encode("gb18030")[0] <= last for char in han)
    return sum(char in _COMMONEST for char in han) >= len(han) * (_FREQUENT_IF_KOREAN if korean else _FREQUENT)
