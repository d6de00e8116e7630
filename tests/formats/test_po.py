"""PO: entries, plurals, comments; every slip is a finding with its place and the rest is read."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.errors import FormatError
from glossary.formats.po import read
from glossary.model import Resource, Span, TranslationUnit, UnitState

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: zh_CN\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'
TWO_FORMS = HEADER.replace("nplurals=1; plural=0", "nplurals=2; plural=n != 1").replace("zh_CN", "en_GB")
ENTRY = 'msgid "term"\nmsgstr "术语"\n'


def units(resource: Resource) -> list[TranslationUnit]:
    return [unit for unit in resource.entries if isinstance(unit, TranslationUnit)]


def pairs(text: str) -> list[tuple[str, str | None]]:
    return [(unit.source.raw, unit.target.raw if unit.target else None) for unit in units(read(text.encode(), "a.po"))]


def findings(text: str) -> list[tuple[str, int | None, int | None]]:
    found = read((HEADER + text).encode(), "a.po").findings
    return [(one.rule, one.origin.line, one.origin.column) for one in found if one.origin]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(ENTRY, [("term", "术语")], id="one-line"),
        pytest.param('msgid ""\n"a "\n"b"\nmsgstr "" "甲"\n\t"乙"\n', [("a b", "甲乙")], id="continued"),
        pytest.param('msgid\n"a"\nmsgstr\n"b"', [("a", "b")], id="keyword-on-a-line-of-its-own"),
        pytest.param('msgid"a"\nmsgstr"b"', [("a", "b")], id="no-space"),
        pytest.param(ENTRY + 'msgid "x"\nmsgstr "y"\n', [("term", "术语"), ("x", "y")], id="no-blank-line-between"),
        pytest.param('msgid "a"\n\nmsgstr "b"\n\n"c"', [("a", "bc")], id="blank-lines-inside"),
        pytest.param('msgid "a"\nmsgstr ""\n', [("a", None)], id="untranslated"),
        pytest.param(r'msgid "\t\"\\\n"' + '\n' + r'msgstr "\x41\101\a"', [('\t"\\\n', "AA\a")], id="escapes"),
        pytest.param('msgid "a\u2028\x85\x0b\x0c\x1c"\nmsgstr "b"', [("a\u2028\x85\x0b\x0c\x1c", "b")], id="line-ends-that-are-none"),
        pytest.param(ENTRY.replace("\n", "\r\n"), [("term", "术语")], id="crlf"),
        pytest.param('#| msgid "old\n#~| x\n' + ENTRY, [("term", "术语")], id="a-malformed-previous-text-is-left-out"),
    ],
)  # fmt: skip
def test_entries(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert pairs(HEADER + text) == expected
    assert findings(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('msgid "他说"你好""\nmsgstr "b"\n', ("po-syntax", 1, 11), id="unescaped-quote"),
        pytest.param('msgid "open\nmsgstr "b"\n', ("po-syntax", 1, 7), id="quote-never-closed"),
        pytest.param('msgid "a\\"\nmsgstr "b"\n', ("po-syntax", 1, 7), id="quote-closed-by-an-escape"),
        pytest.param("msgid “a”\nmsgstr “b”\n", ("po-syntax", 1, 7), id="curly-quotes"),
        pytest.param('msgid "a"\nmsgstr\n\n', ("po-syntax", 1, 1), id="keyword-alone"),
        pytest.param('msgid "a"\n\n', ("po-syntax", 1, 1), id="no-msgstr"),
        pytest.param('msgstr "b"\n', ("po-syntax", 1, 1), id="no-msgid"),
        pytest.param('msgctxt "c"\n# d\n', ("po-syntax", 1, 1), id="msgctxt-alone"),
        pytest.param("stray\nstray\n", ("po-syntax", 1, 1), id="stray-lines-are-one-finding"),
        pytest.param('msgid "a"\nmsgstr "b"\nstray\n', ("po-syntax", 3, 1), id="stray-line-in-an-entry"),
        pytest.param('# d\n  "text"\n', ("po-syntax", 2, 3), id="text-alone"),
        pytest.param('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', ("po-syntax", 3, 1), id="second-msgstr"),
        pytest.param('#~ msgid "a"\nmsgstr "b"\n', ("po-syntax", 2, 1), id="half-obsolete"),
        pytest.param('msgid "a"\nmsgstr[0] "b"\n', ("po-syntax", 2, 1), id="index-without-plural"),
        pytest.param('msgid "a"\nmsgid_plural "b"\nmsgstr "c"\n', ("po-syntax", 3, 1), id="plural-without-index"),
        pytest.param('msgid[0] "a"\nmsgstr "b"\n', ("po-syntax", 1, 1), id="index-of-msgid"),
        pytest.param("<<<<<<< HEAD\n", ("conflict", 1, 1), id="conflict-marker"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_place_and_the_rest_is_read(text: str, expected: tuple[str, int, int]) -> None:
    rule, line, column = expected
    assert findings("# c\n" + ENTRY + "\n" + text + '\nmsgid "next"\nmsgstr "下"\n') == [(rule, line + 7, column)]
    assert pairs(HEADER + text + '\n\nmsgid "next"\nmsgstr "下"\n')[-1] == ("next", "下")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('msgid "\\d"\nmsgstr "\\xe4"\n', [("\\d", "\\xe4")], id="bad-escapes-stay-as-written"),
        pytest.param(ENTRY + ENTRY, [("term", "术语")] * 2, id="duplicate"),
        pytest.param('msgctxt "a\x04b"\n' + ENTRY, [("term", "术语")], id="separator-in-context"),
    ],
)  # fmt: skip
def test_some_slips_leave_the_entry_readable(text: str, expected: list[tuple[str, str]]) -> None:
    assert findings(text)
    assert pairs(HEADER + text) == expected


def test_a_bad_escape_is_told_where_it_stands() -> None:
    (one,) = read((HEADER + 'msgid "a"\nmsgstr "好\\q"\n').encode(), "a.po").findings
    assert (str(one.origin), one.message) == ("a.po:5:10", "no escape that PO knows; write a backslash as '\\\\'")


@pytest.mark.parametrize(
    ("header", "forms", "expected", "problems"),
    [
        pytest.param(HEADER, ["各"], [("many", "各", "0")], [], id="one-form-translates-the-plural"),
        pytest.param(TWO_FORMS, ["x", "y"], [("one", "x", "0"), ("many", "y", "1")], [], id="two-forms"),
        pytest.param("", ["x", "y"], [("one", "x", "0"), ("many", "y", "1")], [], id="no-header"),
        pytest.param(HEADER, ["x", "y"], [("many", "x", "0")], ["po-plural"], id="more-than-promised"),
        pytest.param(TWO_FORMS, ["x"], [("one", "x", "0")], ["po-plural"], id="fewer-than-promised"),
    ],
)  # fmt: skip
def test_plural_forms(header: str, forms: list[str], expected: list[tuple[str, str, str]], problems: list[str]) -> None:
    text = 'msgid "one"\nmsgid_plural "many"\n' + "".join(f'msgstr[{n}] "{form}"\n' for n, form in enumerate(forms))
    resource = read((header + text).encode(), "zh_CN.po")
    found = units(resource)
    assert [(u.source.raw, u.target and u.target.raw, u.meta["po:plural"]) for u in found] == expected
    assert {(u.meta["po:msgid"], u.meta["po:msgid_plural"]) for u in found} == {("one", "many")}
    assert [finding.rule for finding in resource.findings if finding.rule != "po-charset"] == problems


@pytest.mark.parametrize("index", ["5", "999999999", "x", "-1", "", "٣", "00"])
def test_an_index_that_makes_no_sense(index: str) -> None:
    text = f'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[{index}] "d"\n'
    assert findings(text) == [("po-plural", 7, 1)]
    assert pairs(HEADER + text) == [("b", "c")]


@pytest.mark.parametrize("plural", ["__import__('os')", "9**9**9**9", "(" * 5000, "n>1"])
def test_the_plural_formula_is_never_evaluated(plural: str) -> None:
    text = f'msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural={plural};\\n"\n\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n'
    assert pairs(text) == [("b", "c")]


def test_what_an_entry_says_about_itself() -> None:
    text = '# 译者\n#. for translators\n#: a.c:1 b.c:2\n#: c.c:3\n#, fuzzy, c-format\n#| msgid "x"\nmsgctxt "菜单"\nmsgid "Open"\nmsgstr "打开"\n'
    (unit,) = units(read((HEADER + text).encode(), "a.po"))
    assert unit.note == "for translators\n译者"
    assert unit.meta == {
        "po:flags": "fuzzy,c-format",
        "po:references": "a.c:1 b.c:2 c.c:3",
        "po:extracted": "for translators",
        "po:previous:msgid": "x",
    }
    assert (unit.id, unit.context, unit.state) == ("菜单\x04Open", "菜单", UnitState.INITIAL)
    assert str(unit.origin) == "a.po:11:1"


def test_four_contexts_are_four_entries() -> None:
    contexts = ["", 'msgctxt ""\n', 'msgctxt "a"\n', 'msgctxt "b"\n']
    resource = read((HEADER + "\n".join(context + ENTRY for context in contexts)).encode(), "a.po")
    assert [unit.id for unit in units(resource)] == ["term", "\x04term", "a\x04term", "b\x04term"]
    assert resource.findings == []


def test_obsolete_entries_are_marked_and_never_duplicates() -> None:
    text = ENTRY + '\n#~ msgid "term"\n#~ msgstr ""\n#~ "旧"\n#~\n#~| msgid "x"\n#~ msgid "term"\n#~ msgstr "旧"\n'
    resource = read((HEADER + text).encode(), "a.po")
    assert [(unit.target and unit.target.raw, unit.meta.get("po:obsolete")) for unit in units(resource)] == [
        ("术语", None),
        ("旧", "1"),
        ("旧", "1"),
    ]
    assert resource.findings == []


@pytest.mark.parametrize(
    ("path", "header", "entry", "expected"),
    [
        pytest.param("a.po", "Language: zh_CN\\n", ENTRY, ("en", "zh-Hans"), id="header"),
        pytest.param("a.po", "Language: zh_TW.UTF-8\\n", ENTRY, ("en", "zh-TW"), id="locale"),
        pytest.param("a.zh_HK.po", "Language: \\n", ENTRY, ("en", "zh-HK"), id="blank-header-name-of-file"),
        pytest.param("zh_CN.po", "", 'msgid "a"\nmsgstr ""\n', ("en", "zh-Hans"), id="name-of-file"),
        pytest.param("a.po", "", ENTRY, ("en", "zh-Hans"), id="judged-by-script"),
        pytest.param("a.po", "", 'msgid "a"\nmsgstr "軟體設定"\n', ("en", "zh-Hant"), id="judged-traditional"),
        pytest.param("a.pot", "Language: \\n", 'msgid "a"\nmsgstr ""\n', ("en",), id="template-has-no-target"),
        pytest.param("en.po", "", 'msgid "术语"\nmsgstr "term"\n', ("zh-Hans", "en"), id="from-chinese"),
        pytest.param("a.po", "Language: en\\nX-Source-Language: zh_TW\\n", ENTRY, ("zh-TW", "en"), id="source-in-header"),
    ],
)  # fmt: skip
def test_languages(path: str, header: str, entry: str, expected: tuple[str, ...]) -> None:
    resource = read(f'msgid ""\nmsgstr "X: y\\n{header}"\n\n{entry}'.encode(), path)
    assert resource.langs == expected
    (unit,) = units(resource)
    assert (unit.source_lang, unit.target_lang) == (expected[0], expected[1] if len(expected) > 1 else None)


def test_the_header_is_meta_and_no_unit() -> None:
    resource = read((HEADER + ENTRY).encode(), "a.po")
    assert resource.meta["po:header:Language"] == "zh_CN"
    assert len(units(resource)) == 1


@pytest.mark.parametrize(
    ("declared", "encoding", "rules"),
    [
        pytest.param("UTF-8", "utf-8", [], id="utf-8"),
        pytest.param("GB2312", "gbk", [], id="gb2312-read-as-its-superset"),
        pytest.param("GBK", "gb18030", [], id="gbk"),
        pytest.param("Big5", "big5", [], id="big5-with-a-backslash-byte"),
        pytest.param("GBK", "utf-8", ["po-charset"], id="says-gbk-is-utf-8"),
        pytest.param("ISO-8859-1", "utf-8", ["po-charset"], id="says-latin-1-is-utf-8"),
        pytest.param("rot13", "utf-8", ["po-charset"], id="a-codec-that-is-no-character-set"),
        pytest.param("zlib_codec", "utf-8", ["po-charset"], id="another"),
        pytest.param("CHARSET", "utf-8", ["po-charset"], id="placeholder"),
    ],
)  # fmt: skip
def test_character_sets(declared: str, encoding: str, rules: list[str]) -> None:
    text = HEADER.replace("UTF-8", declared) + 'msgid "success"\nmsgstr "成功"\n'
    resource = read(text.encode(encoding), "a.po")
    assert [unit.target and unit.target.raw for unit in units(resource)] == ["成功"]
    assert [finding.rule for finding in resource.findings] == rules


@pytest.mark.parametrize("declared", ["UTF-8", "rot13", "CHARSET", "EUC-KR"])
def test_bytes_in_no_known_character_set_are_refused(declared: str) -> None:
    text = HEADER.replace("UTF-8", declared) + 'msgid "a"\nmsgstr "术语㐀"\n'
    with pytest.raises(FormatError, match="save it as UTF-8") as error:
        read(text.encode("gb18030"), "a.po")
    assert error.value.line == 5


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    resource = read(("\ufeff" + HEADER + ENTRY).encode(), "a.po")
    assert (len(units(resource)), resource.findings) == (1, [])
    assert resource.meta["po:header:Language"] == "zh_CN"
    assert resource.text.startswith("msgid")


def test_ascii_names_no_character_set_and_none_is_missed() -> None:
    assert read(b'msgid "a"\nmsgstr "b"\n', "a.po").findings == []


ESCAPED = {"\n": "\\n", "\t": "\\t", '"': '\\"', "\\": "\\\\", "\r": "\\r", "\x07": "\\a", "A": "\\101"}
WRITTEN = st.text(st.sampled_from([*ESCAPED, "词", "𠮷", "b", " ", "\u2028", "\x85"]), min_size=1, max_size=12)


def written(text: str, cut: int, newline: str) -> str:
    lines = [text[at : at + cut] for at in range(0, len(text), cut)]
    return newline.join('"' + "".join(ESCAPED.get(char, char) for char in line) + '"' for line in lines)


@settings(max_examples=300)
@given(WRITTEN, WRITTEN, st.integers(1, 12), st.sampled_from(["\n", "\r\n"]))
def test_what_was_written_is_read_and_each_character_is_found(source: str, target: str, cut: int, newline: str) -> None:
    text = f"msgid {written(source, cut, newline)}{newline}msgstr {written(target, cut, newline)}{newline}"
    resource = read((HEADER + text).encode(), "a.po")
    (unit,) = units(resource)
    assert resource.findings == []
    for segment, expected in ((unit.source, source), (unit.target, target)):
        assert segment is not None
        assert segment.raw == expected
        for at, char in enumerate(expected):
            place = segment.place(Span(at, at + 1))
            assert place is not None
            assert resource.text[place.start : place.end] == ESCAPED.get(char, char)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('msgid "a"\nmsgstr ""\n' + '"b"\n' * 100_000, id="continuation-lines"),
        pytest.param('msgid "a"\nmsgstr "' + "\\n" * 250_000 + '"\n', id="escapes-on-one-line"),
        pytest.param('msgid "a"\nmsgstr "' + "\\n" * 500_000, id="quote-never-closed"),
        pytest.param('#| msgid "\n' * 100_000, id="malformed-previous"),
        pytest.param("stray\n" * 100_000, id="stray-lines"),
        pytest.param("msgstr[" * 100_000, id="open-brackets"),
        pytest.param(ENTRY * 10_000, id="duplicates"),
    ],
)
def test_every_input_is_survived(text: str) -> None:
    assert read((HEADER + text).encode(), "a.po").text == HEADER + text


def test_of_many_escapes_that_are_none_the_first_is_told() -> None:
    bad = "\\q" * 20_000 + "\\xff" * 20_000
    (one,) = read((HEADER + f'msgid "a"\nmsgstr "{bad}"\n').encode(), "a.po").findings
    assert str(one.origin) == "a.po:5:9"


CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "po"
NO_UTF8_AS_IT_SAYS = {"file-POFilter-be-expected.po", "file-POFilter-be-utf8.po"}
TWO_HEADERS = {"file-POFilter-multiple.po", "file-POFilter-multiple2.po"}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real files is not beside the checkout")
def test_real_catalogues_read_as_polib_reads_them() -> None:
    for path in sorted(CORPUS.rglob("*.po*")):
        if path.name in NO_UTF8_AS_IT_SAYS | TWO_HEADERS:
            continue
        found = sorted((u.id, u.target.raw if u.target else "") for u in units(read(path.read_bytes(), str(path))))
        assert found == sorted(_by_polib(path)), path


def _by_polib(path: Path) -> list[tuple[str, str]]:
    pairs = []
    for entry in polib.pofile(str(path)):
        name = entry.msgid if entry.msgctxt is None else f"{entry.msgctxt}\x04{entry.msgid}"
        forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        pairs += [(name, form) for form in forms]
    return pairs


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real files is not beside the checkout")
def test_a_large_catalogue_is_read() -> None:
    data = (CORPUS / "python-docs-zh-cn" / "whatsnew-changelog.po").read_bytes()
    assert len(units(read(data, "changelog.po"))) > 10_000
