"""Awkward PO files: each is either read as it is meant, or refused at the line that is wrong; never read as less.

`msgfmt -c` judges most of them the same; where it does not, `MSGFMT` says why we think otherwise.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest

from glossary.errors import FormatError
from glossary.formats.po import read, stream
from glossary.model import Severity, TranslationUnit

FIELDS = "Content-Type: text/plain; charset=UTF-8\\nLanguage: zh_CN\\nPlural-Forms: nplurals=1; plural=0;\\n"


def head(fields: str = FIELDS) -> str:
    return f'msgid ""\nmsgstr "{fields}"\n\n'


ENTRY = 'msgid "a"\nmsgstr "甲"\n'
MEANT = [("a", "甲")]
PLURAL = 'msgid "a"\nmsgid_plural "as"\n'
GBK, BIG5 = FIELDS.replace("UTF-8", "GBK"), FIELDS.replace("UTF-8", "Big5")


def fields(plural: str) -> str:
    return FIELDS.replace("nplurals=1; plural=0;", plural)


def after_head(text: str) -> bytes:
    return (head() + text).encode()


Rows = list[tuple[str, bytes, list[tuple[str, str]] | int]]
"""What it is; the file; the units that it holds, or the line where it is wrong."""

CHARACTER_SETS: Rows = [
    ("plain", after_head(ENTRY), MEANT),
    ("byte order mark", b"\xef\xbb\xbf" + after_head(ENTRY), MEANT),
    ("says GBK and is", (head(GBK) + ENTRY).encode("gbk"), MEANT),
    ("says GB2312 and has characters of GBK", (head(GBK.replace("GBK", "GB2312")) + 'msgid "a"\nmsgstr "镕"\n').encode("gbk"), [("a", "镕")]),
    ("says Big5, a trail byte is a backslash", (head(BIG5) + 'msgid "a"\nmsgstr "成功"\n').encode("big5"), [("a", "成功")]),
    ("says Latin-1 and is", (head(FIELDS.replace("UTF-8", "ISO-8859-1")) + 'msgid "a"\nmsgstr "é"\n').encode("latin-1"), [("a", "é")]),
    ("says GBK, is UTF-8", (head(GBK) + ENTRY).encode(), 2),
    ("says Latin-1, is UTF-8", (head(FIELDS.replace("UTF-8", "ISO-8859-1")) + ENTRY).encode(), 2),
    ("says UTF-8, is GBK", (head() + ENTRY).encode("gbk"), 5),
    ("says UTF-8, cut inside a character", after_head(ENTRY)[:-4], 5),
    ("charset=CHARSET in a translation", (head(FIELDS.replace("UTF-8", "CHARSET")) + ENTRY).encode(), 2),
    ("charset=CHARSET in ASCII", (head(FIELDS.replace("UTF-8", "CHARSET")) + 'msgid "a"\nmsgstr ""\n').encode(), [("a", "")]),
    ("no character set at all", (head("Language: zh_CN\\n") + ENTRY).encode(), 1),
    ("an unknown character set", (head(FIELDS.replace("UTF-8", "klingon")) + ENTRY).encode(), 2),
    ("a codec that is no character set: rot13", (head(FIELDS.replace("UTF-8", "rot13")) + 'msgid "a"\nmsgstr "n"\n').encode(), 2),
    ("a codec that is no character set: zlib", (head(FIELDS.replace("UTF-8", "zlib_codec")) + ENTRY).encode(), 2),
    ("UTF-16", (head() + ENTRY).encode("utf-16"), 0),
    ("UTF-16 without a mark", (head() + ENTRY).encode("utf-16-le"), 1),
    ("NUL", after_head('msgid "a\0"\nmsgstr "b"\n'), 4),
    ("noise", bytes(range(256)) * 4, 2),
    ("HTML", b"<html><body>404</body></html>\n", 1),
    ("JSON", b'{"a": "b"}\n', 1),
]  # fmt: skip

LINES: Rows = [
    ("nothing", b"", []),
    ("only a header", head().encode(), []),
    ("no header", b'msgid "a"\nmsgstr "b"\n', [("a", "b")]),
    ("CR LF", (head() + ENTRY).replace("\n", "\r\n").encode(), MEANT),
    ("CR alone", (head() + "# c\n" + ENTRY).replace("\n", "\r").encode(), 1),
    ("no line break at the end", after_head(ENTRY.rstrip("\n")), MEANT),
    ("U+0085, U+2028, VT, FF, FS in a text", after_head('msgid "a\x85b\u2028c\x0bd\x0ce\x1cf"\nmsgstr "甲"\n'), [("a\x85b\u2028c\x0bd\x0ce\x1cf", "甲")]),
    ("U+2028 in a comment", after_head("# a\u2028msgid\n" + ENTRY), MEANT),
    ("form feed between entries", after_head("\x0c" + ENTRY), MEANT),
    ("indented", after_head(ENTRY.replace("msg", "\t msg")), MEANT),
    ("blank lines inside", after_head('msgid "a"\n\nmsgstr "甲"\n\n"乙"\n'), [("a", "甲乙")]),
    ("no blank line between", after_head(ENTRY + 'msgid "b"\nmsgstr "乙"\n'), [*MEANT, ("b", "乙")]),
    ("two keywords on a line", after_head('msgid "a" msgstr "甲"\n'), MEANT),
    ("texts beside each other", after_head('msgid "a" "b"\nmsgstr "甲""乙"\n'), [("ab", "甲乙")]),
    ("keyword on a line of its own", after_head('msgid\n"a"\nmsgstr\n"甲"\n'), MEANT),
    ("keyword without a space", after_head('msgid"a"\nmsgstr"甲"\n'), MEANT),
    ("no-break space before a keyword", after_head("\u00a0" + ENTRY), 4),
    ("ideographic space behind a keyword", after_head('msgid\u3000"a"\nmsgstr "甲"\n'), 4),
    ("100,000 continuation lines", after_head('msgid "a"\nmsgstr ""\n' + '"b"\n' * 100_000), [("a", "b" * 100_000)]),
]  # fmt: skip

TEXTS: Rows = [
    ("unescaped quotes", after_head('msgid "say "hi""\nmsgstr "甲"\n'), 4),
    ("unescaped quotes in Chinese", after_head('msgid "a"\nmsgstr "他说"好"。"\n'), 5),
    ("quote never closed", after_head('msgid "open\nmsgstr "甲"\n'), 4),
    ("last quote never closed", after_head('msgid "a"\nmsgstr "甲\n'), 5),
    ("quote closed by an escape", after_head('msgid "a\\"\nmsgstr "甲"\n'), 4),
    ("no opening quote", after_head('msgid a"\nmsgstr "甲"\n'), 4),
    ("no quotes", after_head("msgid a\nmsgstr b\n"), 4),
    ("single quotes", after_head("msgid 'a'\nmsgstr 'b'\n"), 4),
    ("curly quotes", after_head("msgid “a”\nmsgstr “甲”\n"), 4),
    ("full-width quotes", after_head("msgid ＂a＂\nmsgstr ＂甲＂\n"), 4),
    ("text behind a text", after_head('msgid "a" x\nmsgstr "甲"\n'), 4),
    ("escapes", after_head('msgid "\\a\\b\\f\\n\\r\\t\\v\\\\\\""\nmsgstr "\\x41\\101"\n'), [('\a\b\f\n\r\t\v\\"', "AA")]),
    ("an escape that is none", after_head('msgid "a"\nmsgstr "\\q"\n'), 5),
    ("\\e", after_head('msgid "a"\nmsgstr "\\e[0m"\n'), 5),
    ("\\u4e00", after_head('msgid "a"\nmsgstr "\\u4e00"\n'), 5),
    ("a byte as an escape", after_head('msgid "a"\nmsgstr "\\xe4\\xbd\\xa0"\n'), 5),
    ("a backslash at the end of a line", after_head('msgid "a\\\nb"\nmsgstr "甲"\n'), 4),
    ("raw tab", after_head('msgid "a\tb"\nmsgstr "甲"\n'), [("a\tb", "甲")]),
    ("format characters, astral Han, combining marks", after_head('msgid "\u200b\u202e\u00ad"\nmsgstr "𠮷e\u0301\ufeff"\n'), [("\u200b\u202e\u00ad", "𠮷e\u0301\ufeff")]),
]  # fmt: skip

ENTRIES: Rows = [
    ("keyword alone", after_head("msgid\nmsgstr\n"), 4),
    ("no msgstr", after_head('msgid "a"\n'), 4),
    ("no msgstr before another entry", after_head('msgid "a"\n\n' + ENTRY.replace('"a"', '"b"')), 4),
    ("no msgid", after_head('msgstr "甲"\n'), 4),
    ("msgctxt alone", after_head('msgctxt "c"\n\n# d\n'), 4),
    ("msgctxt twice", after_head('msgctxt "c"\nmsgctxt "d"\n' + ENTRY), 4),
    ("msgctxt behind msgid", after_head('msgid "a"\nmsgctxt "c"\nmsgstr "甲"\n'), 4),
    ("msgstr twice", after_head('msgid "a"\nmsgstr "甲"\nmsgstr "乙"\n'), 6),
    ("Msgid", after_head('Msgid "a"\nmsgstr "甲"\n'), 4),
    ("msgid2", after_head('msgid2 "a"\nmsgstr "甲"\n'), 4),
    ("a comment inside", after_head('msgid "a"\n# c\nmsgstr "甲"\n'), 4),
    ("flags inside", after_head('msgid "a"\n#, fuzzy\nmsgstr "甲"\n'), 4),
    ("a comment inside a text", after_head('msgid "a"\nmsgstr "甲"\n# c\n"乙"\n'), 7),
    ("a stray line", after_head("stray\n" + ENTRY), 4),
    ("a stray line behind an entry", after_head(ENTRY + "stray\n"), 6),
    ("comments of other languages", after_head("// c\n; d\n" + ENTRY), 4),
    ("conflict markers", after_head("<<<<<<< HEAD\n" + ENTRY + "=======\n" + ENTRY.replace("甲", "乙") + ">>>>>>> x\n"), 4),
    ("duplicate", after_head(ENTRY + ENTRY), 6),
    ("duplicate written otherwise", after_head(ENTRY + 'msgid "\\x61"\nmsgstr "乙"\n'), 6),
    ("duplicate with a plural", after_head(ENTRY + PLURAL + 'msgstr[0] "乙"\n'), 6),
    ("two headers", (head() + head()).encode(), 4),
    ("four kinds of msgctxt", after_head("\n".join(c + ENTRY for c in ("", 'msgctxt ""\n', 'msgctxt "b"\n', 'msgctxt "c"\n'))), MEANT * 4),
    ("an empty msgid in a context", after_head('msgctxt "c"\nmsgid ""\nmsgstr "甲"\n'), [("", "甲")]),
    ("U+0004 in a context", after_head('msgctxt "c\x04d"\n' + ENTRY), 5),
    ("U+0004 in msgid", after_head('msgid "a\x04b"\nmsgstr "甲"\n'), 4),
    ("domain", after_head('domain "d"\n' + ENTRY), 4),
]  # fmt: skip

PLURALS: Rows = [
    ("one form", after_head(PLURAL + 'msgstr[0] "甲"\n'), [("as", "甲")]),
    ("spaces in the index", after_head(PLURAL + 'msgstr [ 0 ] "甲"\n'), [("as", "甲")]),
    ("two forms where one is promised", after_head(PLURAL + 'msgstr[0] "甲"\nmsgstr[1] "乙"\n'), 4),
    ("one form where two are promised", (head(fields("nplurals=2; plural=n>1;")) + PLURAL + 'msgstr[0] "甲"\n').encode(), 4),
    ("index 5 with one form", after_head(PLURAL + 'msgstr[0] "甲"\nmsgstr[5] "乙"\n'), 7),
    ("index 999999999", after_head(PLURAL + 'msgstr[0] "甲"\nmsgstr[999999999] "乙"\n'), 7),
    ("index x", after_head(PLURAL + 'msgstr[x] "甲"\n'), 6),
    ("first index 1", after_head(PLURAL + 'msgstr[1] "甲"\n'), 6),
    ("the same index twice", after_head(PLURAL + 'msgstr[0] "甲"\nmsgstr[0] "乙"\n'), 7),
    ("no index", after_head(PLURAL + 'msgstr "甲"\n'), 6),
    ("an index without msgid_plural", after_head('msgid "a"\nmsgstr[0] "甲"\n'), 5),
    ("msgid_plural first", after_head('msgid_plural "as"\nmsgid "a"\nmsgstr[0] "甲"\n'), 4),
    ("msgid_plural behind msgstr", after_head(ENTRY + 'msgid_plural "as"\n'), 6),
    ("formula that is code", (head(fields("nplurals=1; plural=__import__('os');")) + ENTRY).encode(), 2),
    ("formula with powers", (head(fields("nplurals=1; plural=9**9**9**9;")) + ENTRY).encode(), 2),
    ("formula with 5,000 open brackets", (head(fields("nplurals=1; plural=" + "(" * 5_000)) + ENTRY).encode(), 2),
    ("formula with 5,000 pairs of brackets", (head(fields(f"nplurals=1; plural={'(' * 5_000}0{')' * 5_000};")) + ENTRY).encode(), MEANT),
    ("formula without an end", (head(fields("nplurals=2; plural=n ? 1;")) + ENTRY).encode(), 2),
    ("no forms at all", (head(fields("nplurals=0; plural=0;")) + ENTRY).encode(), 2),
    ("the formula of Russian", (head(fields("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);")) + ENTRY).encode(), MEANT),
    ("a template's placeholders", (head(fields("nplurals=INTEGER; plural=EXPRESSION;")) + 'msgid "a"\nmsgstr ""\n').encode(), [("a", "")]),
]  # fmt: skip

COMMENTS: Rows = [
    ("comments alone", after_head("# a\n#. b\n#: c\n#, d\n"), []),
    ("all kinds of comments", after_head("#\n#c\n# \n#. b\n#: c:1\n#, fuzzy, c-format\n#! d\n" + ENTRY), MEANT),
    ("references with nothing", after_head("#:\n#,\n#.\n" + ENTRY), MEANT),
    ("flags without commas", after_head("#, fuzzy c-format\n" + ENTRY), MEANT),
    ("previous texts", after_head('#| msgctxt "c"\n#| msgid ""\n#| "old"\n#| msgid_plural "olds"\n' + ENTRY), MEANT),
    ("obsolete", after_head('#~ msgid "a"\n#~ msgstr "甲"\n'), MEANT),
    ("obsolete without spaces", after_head('#~msgid "a"\n#~msgstr "甲"\n'), MEANT),
    ("obsolete on many lines, with a plural", after_head('#~ msgid ""\n#~ "a"\n#~ msgid_plural "as"\n#~ msgstr[0] ""\n#~ "甲"\n'), [("as", "甲")]),
    ("obsolete with previous", after_head('#, fuzzy\n#~| msgid "old"\n#~ msgid "a"\n#~ msgstr "甲"\n'), MEANT),
    ("obsolete twice", after_head('#~ msgid "a"\n#~ msgstr "甲"\n\n#~ msgid "a"\n#~ msgstr "乙"\n'), [("a", "甲"), ("a", "乙")]),
    ("obsolete beside a live one", after_head(ENTRY + '\n#~ msgid "a"\n#~ msgstr "乙"\n'), [("a", "甲"), ("a", "乙")]),
    ("half obsolete", after_head('#~ msgid "a"\nmsgstr "甲"\n'), 5),
    ("obsolete in the end", after_head('msgid "a"\n#~ msgstr "甲"\n'), 5),
    ("obsolete with a bare mark", after_head('#~\n#~ msgid "a"\n#~ msgstr "甲"\n#~\n'), MEANT),
    ("obsolete, quote never closed", after_head('#~ msgid "a"\n#~ msgstr "甲\n'), 5),
    ("blank Language", (head(FIELDS.replace("zh_CN", "")) + ENTRY).encode(), MEANT),
    ("a date that is none", (head(FIELDS + "PO-Revision-Date: 2024-13-45 99:99+9999\\n") + ENTRY).encode(), MEANT),
    ("fields without a colon, twice, in Chinese", (head(FIELDS + "nonsense\\nLanguage: de\\n项目: 词\\n") + ENTRY).encode(), MEANT),
    ("a fuzzy header", b"#, fuzzy\n" + after_head(ENTRY), MEANT),
    ("a header that is not the first", (ENTRY.replace("甲", "b") + head()).encode(), [("a", "b")]),
]  # fmt: skip

ALL = CHARACTER_SETS + LINES + TEXTS + ENTRIES + PLURALS + COMMENTS

MSGFMT = {
    "byte order mark": "many editors write it, and nothing is lost",
    "says GB2312 and has characters of GBK": "they are meant as what they are",
    "says Latin-1, is UTF-8": "it reads mojibake",
    "charset=CHARSET in a translation": "it warns, and nobody knows what the bytes are",
    "no character set at all": "as above",
    "an unknown character set": "as above",
    "a codec that is no character set: rot13": "as above",
    "a codec that is no character set: zlib": "as above",
    "NUL": "it cuts the text there",
    "nothing": "it wants a header",
    "no header": "it wants a header",
    "CR alone": "it reads the whole file as a comment",
    "a byte as an escape": "bytes of a character may depend on the character set",
    "a backslash at the end of a line": "it joins the lines; a missing quote is likelier",
    "a template's placeholders": "it is a template",
    "obsolete twice": "msgmerge leaves such entries behind",
    "obsolete beside a live one": "as above",
}
"""What `msgfmt -c` judges otherwise, and why."""


def judged(data: bytes, name: str = "zh_CN.po") -> list[tuple[str, str]] | int:
    """The units of a file, or the line of its first error; 0 if it cannot be read at all and no line is to blame."""
    try:
        resource = read(data, name)
    except FormatError as error:
        return error.line or 0
    errors = [finding for finding in resource.findings if finding.severity is Severity.ERROR]
    if errors:
        return errors[0].origin.line or 0 if errors[0].origin else 0
    units = [entry for entry in resource.entries if isinstance(entry, TranslationUnit)]
    return [(one.source.raw, one.target.raw if one.target else "") for one in units]


@pytest.mark.parametrize(("data", "expected"), [pytest.param(data, expected, id=name) for name, data, expected in ALL])
def test_every_file_is_judged_rightly(data: bytes, expected: list[tuple[str, str]] | int) -> None:
    assert judged(data) == expected


@pytest.mark.parametrize(
    "data", [pytest.param(data, id=name) for name, data, expected in ALL if expected != 0 and len(data) < 10_000]
)
def test_a_stream_is_judged_the_same(data: bytes) -> None:
    try:
        resource = read(data, "zh_CN.po")
    except FormatError as error:
        with pytest.raises(FormatError, match=str(error)):
            stream(io.BytesIO(data), "zh_CN.po")
        return
    streamed = stream(io.BytesIO(data), "zh_CN.po")
    assert (list(streamed.entries), streamed.findings) == (resource.entries, resource.findings)


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="msgfmt is not installed")
def test_msgfmt_judges_the_same_but_for_what_is_named(tmp_path: Path) -> None:
    path = tmp_path / "zh_CN.po"
    other = set()
    for name, data, expected in ALL:
        path.write_bytes(data)
        run = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", str(path)], capture_output=True, check=False)
        if (run.returncode != 0) != isinstance(expected, int):
            other.add(name)
    assert other == set(MSGFMT)
