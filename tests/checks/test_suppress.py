"""Comments that silence a rule: where they hold, what is said about those without a reason or without a use."""

from __future__ import annotations

import pytest

from glossary.checks import Check, Flag, House, Over, Passage, all_checks
from glossary.checks._run import Rule, check_files, read_file
from glossary.formats import format_of
from glossary.model import Severity, Span

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: zh_CN\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'
ENTRY = 'msgid "a"\nmsgstr "坏"\n'
OWN = [Rule(check) for check in all_checks() if check.rule in ("suppression-without-reason", "unused-suppression")]
RULE = "dash"
"""A rule that exists, and that a fake stands for here."""


def finds(passage: Passage, house: House) -> list[Flag]:
    at = passage.prose.find("坏")
    return [Flag("bad", Span(at, at + 1))] if at >= 0 else []


def rules(text: str, path: str, *, own: bool = True) -> list[str]:
    fake = Rule(Check(RULE, Severity.WARNING, "What.", "Why.", "Better.", finds, over=Over.TEXT))
    read = read_file(text.encode(), path, format_of(path), lambda prose: ())
    results = check_files([read], rules=[fake, *OWN] if own else [fake], house=House())
    return [f"{each.finding.rule}:{each.finding.origin.line}" for each in results if each.finding.origin]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("坏\n", [f"{RULE}:1"]),
        (f"<!-- gloss: ignore {RULE} -- a name -->\n\n坏\n\n坏\n", [f"{RULE}:5"]),
        (f"<!-- gloss: ignore {RULE} -- a name -->\n坏\n", []),
        (f"坏的 <!-- gloss: ignore {RULE} -- a name --> 字\n", []),
        (f"<!--gloss:ignore {RULE} -- 名字-->\n\n坏\n", []),
        (f"<!-- gloss: ignore mixed-width, {RULE} -- two -->\n\n坏\n", []),
        (f"坏\n\n坏\n\n<!-- gloss: ignore-file {RULE} -- a list of names -->\n", []),
        (f"<!-- gloss: ignore {RULE} -->\n\n坏\n", ["suppression-without-reason:1"]),
        (f"<!-- gloss: ignore {RULE} -- reason -->\n\n坏\n", ["suppression-without-reason:1"]),
        (f"<!-- gloss: ignore {RULE} -- -->\n\n坏\n", ["suppression-without-reason:1"]),
        (f"<!-- gloss: ignore {RULE} -- a name -->\n\n好\n", ["unused-suppression:1"]),
        (f"好\n\n<!-- gloss: ignore {RULE} -- at the end -->\n", ["unused-suppression:3"]),
        ("<!-- gloss: ignore dahs -- slip -->\n\n坏\n", ["unused-suppression:1", f"{RULE}:3"]),
        ("<!-- gloss: ignore -- everything -->\n\n坏\n", ["unused-suppression:1", f"{RULE}:3"]),
        (f"<!-- gloss: ignored {RULE} -- no command -->\n\n坏\n", [f"{RULE}:3"]),
        (f"````\n<!-- gloss: ignore-file {RULE} -- shown -->\n```\n````\n\n坏\n", [f"{RULE}:6"]),
        (f"写 `<!-- gloss: ignore-file {RULE} -- shown -->` 就行。坏\n", [f"{RULE}:1"]),
        (f"<!-- gloss: ignore {RULE} -- never closed\n\n坏\n", []),
    ],
    ids=[
        "no comment",
        "the next passage only",
        "directly above",
        "inside of the passage",
        "without spaces",
        "two rules, one of which did not run",
        "the whole file, from below",
        "no reason",
        "the reason is still to be written",
        "an empty reason",
        "no use",
        "nothing after it",
        "no such rule",
        "no rule",
        "no such command",
        "in fenced code",
        "in backticks",
        "an HTML block without end hides the text",
    ],
)
def test_in_markdown(text: str, expected: list[str]) -> None:
    assert rules(text, "x.md") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ENTRY, [f"{RULE}:5"]),
        (f"# gloss: ignore {RULE} -- a name\n{ENTRY}\n{ENTRY.replace('a', 'b')}", [f"{RULE}:9"]),
        (f'#. gloss: ignore {RULE} -- by the developer\n#: x.c:1\n#, c-format\nmsgctxt "c"\n{ENTRY}', []),
        (f'# gloss: ignore {RULE} -- both\nmsgid "a"\nmsgid_plural "as"\nmsgstr[0] "坏"\n', []),
        (
            f"# gloss: ignore {RULE} -- old\n#, fuzzy\n{ENTRY}\n{ENTRY.replace('a', 'b')}",
            ["unused-suppression:4", f"{RULE}:10"],
        ),
        (f"# gloss: ignore-file {RULE} -- a list of names\n{ENTRY}", []),
        (f"# gloss: ignore {RULE}\n{ENTRY}", ["suppression-without-reason:4"]),
        (f"# gloss: ignore {RULE} -- …\n{ENTRY}", ["suppression-without-reason:4"]),
        (f'msgid "a"\nmsgstr "坏 # gloss: ignore {RULE} -- a text"\n', [f"{RULE}:5"]),
    ],
    ids=[
        "no comment",
        "this entry only",
        "among other comments",
        "all plural forms",
        "on a fuzzy entry",
        "the whole file",
        "no reason",
        "an ellipsis is no reason",
        "no comment but a text",
    ],
)
def test_in_catalogues(text: str, expected: list[str]) -> None:
    assert rules(HEADER + text, "x.po") == expected


def test_rules_that_did_not_run_do_not_make_a_comment_unused() -> None:
    assert rules("<!-- gloss: ignore mixed-width -- elsewhere -->\n\n好\n", "x.md") == []


def test_only_those_who_ask_hear_about_comments() -> None:
    assert rules(f"<!-- gloss: ignore {RULE} -->\n\n好\n", "x.md", own=False) == []


def test_many_comments_take_no_time() -> None:
    assert rules("<!-- gloss: ignore " * 50_000, "x.md") == []
