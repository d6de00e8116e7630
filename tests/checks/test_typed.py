"""A text that is being written: after every edit, the findings are those of a new check of the whole text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from glossary.checks import Check, Flag, House, Over, Pair, Passage, all_checks
from glossary.checks._run import Rule, Typed
from glossary.checks._session import check_texts
from glossary.finder import Finder
from glossary.formats import format_of
from glossary.model import Finding, Severity, Span
from glossary.termbase import Termbase
from glossary.text.changed import changed

TERMS = """\
concepts:
  - 蒸馏/distillation
  - DeepSeek
  - id: tos
    terms:
      en: [terms of service, {term: ToS, type: acronym}]
      zh-Hans: [服务条款, {term: 使用条例, status: forbidden}]
"""
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
)
PO = HEADER + (
    '#. a comment\n#: a.c:1\nmsgid "The terms of service, 16 million"\nmsgstr "使用条例,1600 万"\n\n'
    '#, python-format\nmsgctxt "menu"\nmsgid "%d file  is left"\nmsgid_plural "%d files  are left"\n'
    'msgstr[0] "还有  %s 个文件"\n\n'
    'msgid ""\n"A distillation of\\n"\n"two lines, and more"\nmsgstr ""\n"两行的 distillation\\n"\n"。。 更多"\n\n'
    '# gloss: ignore final-punctuation -- quoted\nmsgid "Open the last file."\nmsgstr "打开上一个文件"\n\n'
    'msgctxt "x"\nmsgid "Open the last file."\nmsgstr "打开最近的文件"\n\n'
    'msgctxt "y"\nmsgid "Open the last file."\nmsgstr "打开最近的文件。"\n\n'
    '#, fuzzy\nmsgid "fuzzy"\nmsgstr "模糊"\n\n'
    'msgid "Not yet translated"\nmsgstr ""\n\n'
    '#~ msgid "old"\n#~ msgstr "旧"\n'
)
MARKDOWN = (
    "# 使用条例 的 distillation\n\n模型,的 distillation（ToS）用  DeepSeek。。\n\n- 第 一 项\n- deepseek 二\n\n"
    "<!-- gloss: ignore forbidden-term -- 引文 -->\n使用条例。\n\n> 引用(甲)和(乙)\n\n| 甲 | ToS |\n|--|--|\n| 使用条例 | 好 |\n"
)
TEXT = "使用条例 好。\n\n 第二段,有 ToS。\n\n第三段  DeepSeek deepseek。\n"
TABLE = "en\tzh-Hans\nThe terms of service\t使用条例\nOpen the last file\t打开,上一个文件\nOpen the last file\t打开\n"
SOURCE = (
    "# The terms of service of distillation\n\nThe model of ToS uses 16 million `DeepSeek`.\n\n- The first 2\n- deepseek %d\n\n"
    "<!-- gloss: ignore left-out -- old -->\nLeft out, 5 of 7.\n\nThe terms of service.\n\n> A quotation\n"
)
FILES = {"x.zh.md": MARKDOWN, "x.po": PO, "x.md": MARKDOWN, "x.txt": TEXT, "x.tsv": TABLE}
PIECES = (
    *("好", "使用条例", "DeepSeek deepseek", ",", "  ", "。。", "😀", "%s", "\\n", '\\"', '"', "\\", "(", "16 million"),
    *("\n", "\n\n", "\r\n", " ", "#", "# ", "#~ ", '"\n"', '"\n\n"', "\t", "", "", "", "", ""),
    *('msgid "', 'msgstr "', 'msgid "new"\nmsgstr "新,的"\n\n', 'msgctxt "z"\n', 'msgstr[1] "多"\n', "#, fuzzy\n"),
    *(
        'msgid "fuzzy"\nmsgstr "重"\n\n',
        "# gloss: ignore forbidden-term -- x\n",
        "#. gloss: ignore-file number-mismatch\n",
    ),
    *("<!-- gloss: ignore double-space -->", "```\n", "- ", "> ", "# 标题\n\n", HEADER),
)
EDITS = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(0, 40), st.sampled_from(PIECES), st.booleans()), min_size=1, max_size=8
)
RULES = tuple(Rule(check) for check in all_checks() if check.over is not Over.TERMS)


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    directory = tmp_path_factory.mktemp("terms")
    (directory / "ai.yaml").write_text(TERMS, encoding="utf-8")
    return Finder((Termbase(directory),))


def found(path: str, text: str, finder: Finder, written: Typed | None = None) -> list[tuple[Finding, str]]:
    typed, against = {path: text.encode(), "x.en.md": SOURCE.encode()}, {"x.zh.md": "x.en.md"}
    report = check_texts(
        [path], rules=RULES, house=House(), finder=finder, against=against, typed=typed, written=written
    )
    return [(result.finding, result.passage) for result in report.results]


@pytest.mark.parametrize("path", FILES)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(edits=EDITS)
@example(edits=[(0, 0, "\n", True), (0, 1, "", True)])
@example(edits=[(11, 1, "", False), (11, 0, " ", False)])
def test_after_any_edits_the_findings_are_those_of_a_new_check(
    finder: Finder, path: str, edits: Sequence[tuple[int, int, str, bool]]
) -> None:
    text, written = FILES[path], Typed()
    assert found(path, text, finder, written) == found(path, text, finder)
    for at, gone, piece, stays in edits:
        before, at = text, at % (len(text) + 1)
        text = text[:at] + piece + text[at + gone :]
        assert found(path, text, finder, written) == found(path, text, finder)
        if not stays:
            text = before


STEPS: dict[str, tuple[str, Callable[[str], str]]] = {
    "an indent": ("x.txt", lambda text: text.replace("\n 第二段", "\n第二段")),
    "a text above": ("x.md", lambda text: "好。\n\n" + text),
    "a translation": ("x.po", lambda text: text.replace("使用条例,", "服务条款,,")),
    "a line in a translation": ("x.po", lambda text: text.replace('"使用条例', '"好"\n"使用条例')),
    "a source that comes twice": ("x.po", lambda text: text.replace('"Not yet translated"', '"fuzzy"')),
    "an entry that goes": ("x.po", lambda text: text.replace('msgid "Not yet translated"\nmsgstr ""\n\n', "")),
    "an entry that moves": ("x.po", lambda text: text.replace("\n\n#~", '\n\nmsgid "n"\nmsgstr "新,"\n\n#~')),
    "a comment that silences": (
        "x.po",
        lambda text: text.replace("#: a.c", "# gloss: ignore number-form -- x\n#: a.c"),
    ),
    "text behind a blank line": ("x.po", lambda text: text.replace("1600 万", '1600 万"\n\n"也好  ')),
    "a form behind a blank line": ("x.po", lambda text: text.replace("文件。", '文件。"\n\nmsgstr[1] "好  ')),
    "another language": ("x.po", lambda text: text.replace("zh_CN", "zh_TW")),
    "comments of the next entry": ("x.po", lambda text: text.replace("\n\n#, fuzzy", "\n\n#, fuzzy\n\n# x")),
    "Windows lines": ("x.po", lambda text: text.replace("\n", "\r\n")),
}


@pytest.mark.parametrize("name", STEPS)
def test_an_edit_and_its_way_back(finder: Finder, name: str) -> None:
    path, edit = STEPS[name]
    old, written = FILES[path], Typed()
    new = edit(old)
    assert new != old
    for text in (old, new, old, new, new + "\n"):
        assert found(path, text, finder, written) == found(path, text, finder)


def test_of_a_catalogue_only_the_entries_around_an_edit_are_read_and_checked_again(finder: Finder) -> None:
    asked: list[str] = []

    def run(subject: Passage | Pair, house: House) -> Sequence[Flag]:
        asked.append(subject.text if isinstance(subject, Passage) else subject.target.text)
        return [Flag("", passage=subject.source)] if isinstance(subject, Pair) else ()

    rules = [
        Rule(Check("fake", Severity.INFO, "What.", "Why.", "Better.", run, over=over))
        for over in (Over.TEXT, Over.PAIR)
    ]
    written = Typed()

    def check(text: str) -> list[tuple[str, int]]:
        asked.clear()
        report = check_texts(
            ["x.po"], rules=rules, house=House(), finder=finder, typed={"x.po": text.encode()}, written=written
        )
        return [(text[f.span.start : f.span.end], f.origin.line) for f, _ in report.results if f.span and f.origin]

    before = check(PO)
    assert len(asked) == 12
    after = check(PO.replace('"打开上一个文件"', '"打开上一个"\n"文件，好"'))
    assert asked == ["打开上一个文件，好"] * 2
    assert [text for text, _ in after] == [text for text, _ in before]
    assert [line for _, line in after] == [line + (n > 3) for n, (_, line) in enumerate(before)]
    assert len(check(PO.replace("zh_CN", "zh_TW"))) == len(before)
    assert len(asked) == 12


def test_other_rules_are_asked_anew(finder: Finder) -> None:
    file = Typed().read(TEXT.encode(), "x.txt", format_of("x.txt"), finder)
    from glossary.checks._run import check_files

    names = [
        {result.finding.rule for result in check_files([file], rules=rules, house=House())}
        for rules in (RULES, [rule for rule in RULES if rule.check.rule == "forbidden-term"])
    ]
    assert names[1] == {"forbidden-term"} < names[0]


@settings(deadline=None)
@given(st.text("ab", max_size=20), st.text("ab", max_size=20))
@example("", "a" * 200_000)
@example("a" * 200_000 + "b", "a" * 199_999 + "bb")
def test_two_versions_are_the_same_around_what_changed_and_differ_at_its_edges(old: str, new: str) -> None:
    was, now = changed(old, new)
    assert was.start == now.start
    assert old[: was.start] == new[: now.start]
    assert old[was.end :] == new[now.end :]
    assert min(was.end - was.start, now.end - now.start) >= 0
    if was.end > was.start and now.end > now.start:
        assert old[was.start] != new[now.start]
        assert old[was.end - 1] != new[now.end - 1]
    assert (was, now) == (Span(was.start, was.start), Span(was.start, was.start)) or old != new
