"""PO is written as `msgcat` writes it, and what was written is read again: plurals, comments, fuzzy, obsolete."""

from __future__ import annotations

import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import texts, units

from glossary.formats import written
from glossary.formats._po_write import Judge, nplurals_of
from glossary.formats.po import can_hold, read, write
from glossary.model import Lang, Segment, TranslationUnit, UnitState
from glossary.text.language import EN, ZH_HANS, ZH_HANT, ZH_HK, ZH_TW
from glossary.text.line_break import broken, columns, may_break

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "po"
MSGCAT = shutil.which("msgcat")


def unit(source: str, target: str | None, **more: object) -> TranslationUnit:
    state = UnitState.TRANSLATED if target else UnitState.INITIAL
    made = TranslationUnit(
        Segment((source,)), None if target is None else Segment((target,)), EN, ZH_HANS, state, id=source
    )
    return replace(made, **more)  # type: ignore[arg-type]


def plural(one: str, many: str, *targets: str | None, lang: Lang = ZH_HANS) -> list[TranslationUnit]:
    forms = len(targets)
    meta = {"po:msgid": one, "po:msgid_plural": many, "po:nplurals": str(forms)}
    sources = [one if number == 0 and forms > 1 else many for number in range(forms)]
    return [
        replace(unit(source, target), target_lang=lang, id=one, meta=meta | {"po:plural": str(number)})
        for number, (source, target) in enumerate(zip(sources, targets, strict=True))
    ]


def entries(*given_units: TranslationUnit) -> str:
    """What is written, without the header."""
    return b"".join(write(given_units)).decode().split("\n\n", 1)[1]


def written_and_read(*given_units: TranslationUnit) -> list[TranslationUnit]:
    resource = read(b"".join(write(given_units)), "a.po")
    assert resource.findings == []
    return [entry for entry in resource.entries if isinstance(entry, TranslationUnit)]


HEADER = 'msgid ""\nmsgstr ""\n"Project-Id-Version: \\n"\n"PO-Revision-Date: \\n"\n"Last-Translator: \\n"\n"Language-Team: \\n"\n"Language: {}\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'


@pytest.mark.parametrize(
    ("source", "target", "header"),
    [
        pytest.param(EN, ZH_HANS, HEADER.format("zh_CN") + '"Plural-Forms: nplurals=1; plural=0;\\n"\n', id="simplified"),
        pytest.param(EN, ZH_HANT, HEADER.format("zh_TW") + '"Plural-Forms: nplurals=1; plural=0;\\n"\n', id="traditional"),
        pytest.param(EN, ZH_HK, HEADER.format("zh_HK") + '"Plural-Forms: nplurals=1; plural=0;\\n"\n', id="hong-kong"),
        pytest.param(ZH_TW, EN, HEADER.format("en") + '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n"X-Source-Language: zh_TW\\n"\n', id="from-chinese"),
        pytest.param(EN, Lang("ru"), HEADER.format("ru"), id="a-language-whose-plurals-are-not-known-here"),
    ],
)  # fmt: skip
def test_the_header_says_the_languages_and_no_date(source: Lang, target: Lang, header: str) -> None:
    made = replace(unit("a", "b"), source_lang=source, target_lang=target)
    assert b"".join(write([made])).decode() == header + '\nmsgid "a"\nmsgstr "b"\n'


def test_further_fields_of_a_header_stay() -> None:
    header = {"po:header:Project-Id-Version": "词 1", "po:header:Content-Type": "text/plain; charset=GBK", "x": "y"}
    text = b"".join(write([unit("a", "b")], header=header)).decode()
    assert read(text.encode(), "a.po").meta["po:header:Project-Id-Version"] == "词 1"
    assert "charset=UTF-8" in text


def test_nothing_is_nothing() -> None:
    assert b"".join(write([])) == b""


@pytest.mark.parametrize(
    ("given_unit", "expected"),
    [
        pytest.param(unit("term", "术语"), 'msgid "term"\nmsgstr "术语"\n', id="plain"),
        pytest.param(unit("term", None), 'msgid "term"\nmsgstr ""\n', id="untranslated"),
        pytest.param(unit("term", "术语", state=UnitState.INITIAL), '#, fuzzy\nmsgid "term"\nmsgstr "术语"\n', id="fuzzy"),
        pytest.param(unit("%s", "%s", meta={"po:flags": "c-format"}, state=UnitState.INITIAL), '#, fuzzy, c-format\nmsgid "%s"\nmsgstr "%s"\n', id="fuzzy-first"),
        pytest.param(unit("a", "b", meta={"po:flags": "fuzzy"}), 'msgid "a"\nmsgstr "b"\n', id="confirmed-meanwhile"),
        pytest.param(unit("a", "b", context="菜单"), 'msgctxt "菜单"\nmsgid "a"\nmsgstr "b"\n', id="context"),
        pytest.param(unit("a", "b", id="\x04a"), 'msgctxt ""\nmsgid "a"\nmsgstr "b"\n', id="empty-context"),
        pytest.param(unit("a", "b", note="说明\n\nc"), '# 说明\n#\n# c\nmsgid "a"\nmsgstr "b"\n', id="note"),
        pytest.param(unit("a", "b", note="e\nt", meta={"po:extracted": "e"}), '# t\n#. e\nmsgid "a"\nmsgstr "b"\n', id="both-kinds-of-comments"),
        pytest.param(unit("a", "b", note="new", meta={"po:extracted": "old"}), '# new\nmsgid "a"\nmsgstr "b"\n', id="another-note"),
        pytest.param(unit("a", "b", meta={"po:references": "x.c:1 y.c:2"}), '#: x.c:1 y.c:2\nmsgid "a"\nmsgstr "b"\n', id="references"),
        pytest.param(unit("a", "b", meta={"po:previous:msgid": "o\n", "po:previous:msgctxt": "c"}), '#| msgctxt "c"\n#| msgid "o\\n"\nmsgid "a"\nmsgstr "b"\n', id="previous"),
        pytest.param(unit("a", "b", meta={"po:obsolete": "1", "po:previous:msgid": "o"}), '#~| msgid "o"\n#~ msgid "a"\n#~ msgstr "b"\n', id="obsolete"),
        pytest.param(unit("a\n", 'q"\\\t\n'), 'msgid "a\\n"\nmsgstr "q\\"\\\\\\t\\n"\n', id="escapes"),
        pytest.param(unit("a\nb", "甲\n\n乙\n"), 'msgid ""\n"a\\n"\n"b"\nmsgstr ""\n"甲\\n"\n"\\n"\n"乙\\n"\n', id="line-breaks"),
        pytest.param(unit("a b " * 30, "中文，" * 20), 'msgid ""\n"' + "a b " * 19 + '"\n"' + "a b " * 11 + '"\nmsgstr ""\n"' + "中文，" * 12 + '中"\n"文，' + "中文，" * 7 + '"\n', id="wide-characters"),
        pytest.param(unit("x" * 100, "https://x.y/" + "z" * 80), 'msgid "' + "x" * 100 + '"\nmsgstr ""\n"https://x.y/"\n"' + "z" * 80 + '"\n', id="a-long-word"),
        pytest.param(unit("a b " * 30, "c", meta={"po:flags": "no-wrap"}), '#, no-wrap\nmsgid "' + "a b " * 30 + '"\nmsgstr "c"\n', id="no-wrap"),
    ],
)  # fmt: skip
def test_an_entry(given_unit: TranslationUnit, expected: str) -> None:
    assert entries(given_unit) == expected


def test_plural_forms_go_back_into_one_entry_in_both_directions() -> None:
    chinese, english = plural("%d file", "%d files", "%d 个文件"), plural("一", "多", "one", "many", lang=EN)
    assert entries(*chinese) == 'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] "%d 个文件"\n'
    turned = [replace(one, source_lang=ZH_HANS) for one in english]
    assert entries(*turned) == 'msgid "一"\nmsgid_plural "多"\nmsgstr[0] "one"\nmsgstr[1] "many"\n'
    assert written_and_read(*chinese) == chinese
    assert written_and_read(*turned) == turned


def test_two_plurals_behind_each_other_are_two() -> None:
    both = [*plural("a", "as", "甲"), *plural("b", "bs", "乙")]
    assert written_and_read(*both) == both


@pytest.mark.parametrize(
    "given_unit",
    [
        pytest.param(unit("", "b"), id="no-source"),
        pytest.param(unit("a\0", "b"), id="nul"),
        pytest.param(unit("a", "\ud800"), id="half-a-character"),
        pytest.param(unit("a\x04", "b"), id="separator-in-msgid"),
        pytest.param(unit("a", "b", context="\x04"), id="separator-in-msgctxt"),
        pytest.param(unit("a", "b", note="c\r"), id="carriage-return-in-a-comment"),
        pytest.param(plural("a", "as", "甲", "乙")[1], id="more-forms-than-Chinese-has"),
    ],
)
def test_what_a_catalogue_cannot_hold(given_unit: TranslationUnit) -> None:
    assert not can_hold(given_unit)
    with pytest.raises(ValueError, match="leave it out"):
        list(write([given_unit]))


def test_each_msgid_stands_there_once() -> None:
    same, other, context = unit("a", "甲"), unit("a", "乙"), unit("a", "丙", context="c")
    with pytest.raises(ValueError, match="not twice"):
        list(write([same, other]))
    left_out: list[TranslationUnit] = []
    list(written([same, other, context, *plural("a", "as", "丁")], "a.po", left_out=left_out.append))
    assert left_out == [other, *plural("a", "as", "丁")]


def test_two_pairs_of_languages_are_refused() -> None:
    with pytest.raises(ValueError, match="one pair"):
        list(write([unit("a", "b"), replace(unit("c", "d"), target_lang=ZH_TW)]))


META = st.fixed_dictionaries(
    {},
    optional={
        "po:flags": st.sampled_from(["c-format", "fuzzy", "c-format,no-wrap", "range: 0..5"]),
        "po:references": st.sampled_from(["a.c:1", "a.c:1 文件.c:2 " + "b.c:3 " * 20 + "c.c:4"]),
        "po:previous:msgid": texts(),
        "po:obsolete": st.just("1"),
    },
)


def as_read(one: TranslationUnit) -> TranslationUnit:
    """What a catalogue says of a unit."""
    target = one.target if one.target and one.target.raw else None
    translated = target is not None and one.state is not UnitState.INITIAL
    flags = [flag for flag in one.meta.get("po:flags", "").split(",") if flag]
    if target:
        flags = ([] if translated else ["fuzzy"]) + [flag for flag in flags if flag != "fuzzy"]
    meta = {**one.meta, "po:flags": ",".join(flags)}
    empty = one.id == f"\x04{one.source.raw}"
    return replace(
        one,
        source=Segment((one.source.raw,)),
        target=Segment((target.raw,)) if target else None,
        state=UnitState.TRANSLATED if translated else UnitState.INITIAL,
        id=f"{one.context}\x04{one.source.raw}" if one.context or empty else one.source.raw,
        meta={name: value for name, value in meta.items() if value},
        candidates=(),
    )


@settings(max_examples=400)
@given(units(langs=(EN, ZH_HANS), meta=META).filter(can_hold))
def test_what_is_written_is_read(one: TranslationUnit) -> None:
    assert written_and_read(one) == [as_read(one)]


@settings(max_examples=100)
@given(st.lists(st.tuples(texts(), texts()), min_size=1, max_size=3), st.sampled_from([1, 2]), st.data())
def test_plurals_that_are_written_are_read(pairs: list[tuple[str, str]], forms: int, data: st.DataObject) -> None:
    lang = ZH_HANS if forms == 1 else EN
    names = dict(pairs)
    made = [
        one
        for name, many in names.items()
        for one in plural(name, many, *data.draw(st.lists(texts(), min_size=forms, max_size=forms)), lang=lang)
    ]
    if all(map(can_hold, made)):
        assert written_and_read(*made) == made


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real files is not beside the checkout")
def test_real_catalogues_are_written_and_read_again() -> None:
    for path in sorted(CORPUS.rglob("*.po*")):
        resource = read(path.read_bytes(), str(path))
        found = [entry for entry in resource.entries if isinstance(entry, TranslationUnit)]
        judge = Judge(nplurals_of(resource.meta.get("po:header:Plural-Forms", "")))
        kept = [one for one in found if judge(one)]
        twice = "po-duplicate" in {finding.rule for finding in resource.findings}
        assert kept == found or twice or "po:header:Language" not in resource.meta, path
        again = read(b"".join(write(kept, header=resource.meta)), str(path))
        assert again.entries == [flags_in_order(one) for one in kept], path


def flags_in_order(one: TranslationUnit) -> TranslationUnit:
    """Fuzzy first; references with one space between them."""
    meta = dict(one.meta)
    if "po:flags" in meta:
        meta["po:flags"] = ",".join(sorted(meta["po:flags"].split(","), key=lambda flag: flag != "fuzzy"))
    if "po:references" in meta:
        meta["po:references"] = " ".join(meta["po:references"].split())
    return replace(one, meta=meta)


# As msgcat does it.


WORDS = ["word", "a", "translation", "中文术语", "词", "，", "。", "（说明）", "“引用”", "%s", "{0}", "\n", "\t", '"', "\\", "--option", "e.g.", "http://x.y/z", "…", "——", "café", "é", "한글", "カタカナ", "っ", "👨‍👩‍👧", "🇨🇳", "<b>", "</b>", "$5", "50%", "\u00a0", "\u200b", "x" * 90, "一" * 50, "。”", "3.14", "C++", "a-b", "A/B", "(in)", "[x]", "！", "《书》"]  # fmt: skip


PLACES = " ".join(f"文件.c:{line} b.c:{line * 7}" for line in range(1, 10))


def some_text(made: random.Random) -> str:
    return "".join(made.choice(WORDS) + made.choice([" ", "", " "]) for _ in range(made.randint(1, 40)))


def by_msgcat(data: bytes, path: Path) -> str:
    path.write_bytes(data)
    assert MSGCAT
    run = subprocess.run([MSGCAT, "--to-code=UTF-8", str(path)], capture_output=True, check=False)
    return run.stdout.decode() if run.returncode == 0 else ""


@pytest.mark.skipif(not MSGCAT, reason="msgcat is not installed")
def test_lines_end_where_msgcat_ends_them(tmp_path: Path) -> None:
    made = random.Random(5)
    many = [
        unit(f"{number} {some_text(made)}", some_text(made), context=made.choice(["", some_text(made)]), meta=meta)
        for number in range(600)
        for meta in [made.choice([{}, {"po:previous:msgid": some_text(made)}, {"po:references": PLACES}])]
    ]
    many += [replace(one, source=Segment((one.source.raw + "x",)), meta={"po:obsolete": "1"}) for one in many[:100]]
    data = b"".join(write(many))
    ours, theirs = data.decode().split("\n\n"), by_msgcat(data, tmp_path / "a.po").split("\n\n")
    assert len(ours) == len(theirs)
    different = [(one, other) for one, other in zip(ours[1:-1], theirs[1:-1], strict=True) if one != other]
    assert len(different) <= 0.01 * len(ours), different[:2]


@pytest.mark.skipif(not (MSGCAT and CORPUS.is_dir()), reason="no msgcat, or no corpus of real files")
def test_real_catalogues_look_as_msgcat_writes_them(tmp_path: Path) -> None:
    same = everything = 0
    for path in sorted(CORPUS.rglob("*.po")):
        theirs = by_msgcat(path.read_bytes(), tmp_path / "a.po").rstrip("\n").split("\n\n")[1:]
        resource = read(path.read_bytes(), "a.po")
        if not theirs or any(finding.rule == "po-charset" for finding in resource.findings):
            continue
        found = [entry for entry in resource.entries if isinstance(entry, TranslationUnit)]
        found.sort(key=lambda one: "po:obsolete" in one.meta)
        ours = b"".join(write(found, header=resource.meta)).decode().rstrip("\n").split("\n\n")[1:]
        same += sum(one == other for one, other in zip(ours, theirs, strict=False))
        everything += len(theirs)
    assert same > 0.999 * everything > 10_000


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="msgfmt is not installed")
def test_msgfmt_accepts_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_bytes(b"".join(write([unit("a", "甲"), *plural("b", "bs", "乙"), unit("c", "丙", context="菜单")])))
    run = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", str(path)], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert len(polib.pofile(str(path))) == 3


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        pytest.param("one two three", 8, ["one two ", "three"], id="spaces-count"),
        pytest.param("中文术语", 5, ["中文", "术语"], id="han-takes-two-columns"),
        pytest.param("中文。术", 4, ["中", "文。", "术"], id="no-stop-begins-a-line"),
        pytest.param("中（文）", 4, ["中", "（文）"], id="no-bracket-ends-a-line"),
        pytest.param("a-b/c", 2, ["a-", "b/", "c"], id="hyphen-and-slash"),
        pytest.param("e\u0301e\u0301 e", 3, ["e\u0301e\u0301 ", "e"], id="marks-take-none"),
        pytest.param("🇨🇳🇨🇳", 2, ["🇨🇳", "🇨🇳"], id="flags-are-pairs"),
        pytest.param("a\u00a0b c", 2, ["a\u00a0b ", "c"], id="no-break-space"),
        pytest.param("one\u2028two", 3, ["one\u2028two"], id="a-line-separator-begins-anew"),
        pytest.param("", 3, [""], id="nothing"),
        pytest.param("(  a", 2, ["(  a"], id="a-bracket-keeps-its-spaces"),
        pytest.param("א-ב", 1, ["א-ב"], id="hebrew-hyphen"),
    ],
)
def test_lines(text: str, width: int, expected: list[str]) -> None:
    assert broken(text, width) == expected


@settings(max_examples=200)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60), st.integers(1, 20))
def test_the_quick_way_for_ascii_breaks_where_the_rules_do(text: str, width: int) -> None:
    assert broken(text, width) == broken(text, width, keep=lambda _, __: False)


@settings(max_examples=200)
@given(texts(blank=True).filter(lambda text: set(text).isdisjoint("\n\v\f\r\x85\u2028\u2029")), st.integers(1, 20))
def test_lines_are_the_text_and_fit_unless_they_are_one_word(text: str, width: int) -> None:
    lines = broken(text, width)
    assert "".join(lines) == text
    for line in lines:
        assert columns(line) <= width or not any(may_break(line, at) for at in range(1, len(line)))
