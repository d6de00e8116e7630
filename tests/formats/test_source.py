"""Programs: which strings and comments are passages, and what in them is code."""

from __future__ import annotations

import pytest

from glossary.errors import FormatError
from glossary.formats import source
from glossary.formats.source import PROGRAMS
from glossary.model import Segment


def shown(segment: Segment) -> str:
    """The words, with each code in brackets."""
    return "".join(part if isinstance(part, str) else f"⟦{part.data}⟧" for part in segment.parts)


def passages(code: str, name: str = "x.py") -> list[str]:
    resource = source.read(code.encode(), name)
    for unit in resource.units():
        there = "".join(resource.text[run.at : run.at + run.width] for run in unit.source.runs)
        assert there.replace("\r", "") == unit.source.raw
    return [shown(unit.source) for unit in resource.units()]


EACH_LANGUAGE = {
    "c": (
        '#include "蒸.h"\nchar *s = "蒸馏\\n%d 个"; /* 注 */ char c = \'蒸\'; // 释\n',
        ["蒸馏⟦\\n⟧⟦%d⟧ 个", "注", "释"],
    ),
    "cpp": ('auto s = u8"蒸馏"; // 释\n', ["蒸馏", "释"]),
    "csharp": (
        '/// <summary>注</summary>\nvar s = $"共 {n} 条"; var t = @"c:\\蒸";',
        ["⟦<summary>⟧注⟦</summary>⟧", "共 ⟦{n}⟧ 条"],
    ),
    "dart": ("var s = '共 $n ${x} 条'; // 释\n", ["共 ⟦$n⟧ ⟦${x}⟧ 条", "释"]),
    "go": ('s := "蒸馏\\t" + `蒸` // 释\n', ["蒸馏⟦\\t⟧", "蒸", "释"]),
    "java": (
        '/** 见 {@link X}。 */\nString s = "说\\"好\\""; char c = \'蒸\';',
        ["见 ⟦{@link X}⟧。", '说⟦\\"⟧好⟦\\"⟧'],
    ),
    "javascript": (
        'const s = "说\\"好\\"" + `共 ${n ? "是" : `否${k}`} 条`; /蒸"馏/.test(s); // 释\n',
        ['说⟦\\"⟧好⟦\\"⟧', '共 ⟦${n ? "是" : `否${k}`}⟧ 条', "释"],
    ),
    "javascriptreact": ('const a = <p title="蒸馏">{x}</p>;', ["蒸馏"]),
    "kotlin": ('val s = "共 ${n} 条 $x" // 释\n', ["共 ⟦${n}⟧ 条 ⟦$x⟧", "释"]),
    "lua": ('local s = "蒸馏" -- 释\n', ["蒸馏", "释"]),
    "php": ('<?php $s = "共 $x {$y} 条"; // 释\n', ["共 ⟦$x⟧ ⟦{$y}⟧ 条", "释"]),
    "python": ("s = f\"共 {n!r} 条 {'内' if a else '外'}\"  # 释\n", ["共 ⟦{n!r}⟧ 条 ⟦{'内' if a else '外'}⟧", "释"]),
    "ruby": ("s = \"共 #{n} 条\" # 释\nt = '蒸馏'\n", ["共 ⟦#{n}⟧ 条", "释", "蒸馏"]),
    "rust": (
        'let s = "共 {} 条"; /// 注\nlet c = \'蒸\'; let l: &\'a str = "馏"; // 释\n',
        ["共 ⟦{}⟧ 条", "注", "馏", "释"],
    ),
    "swift": ('let s = "共 \\(n) 条" // 释\n', ["共 ⟦\\(n)⟧ 条", "释"]),
    "typescript": ('const a: string = "蒸馏"; // 释\n', ["蒸馏", "释"]),
    "typescriptreact": ('const a = <p title="蒸馏">{x}</p>;', ["蒸馏"]),
}


@pytest.mark.parametrize("language", PROGRAMS)
def test_strings_and_comments_of_each_language(language: str) -> None:
    code, expected = EACH_LANGUAGE[language]
    assert passages(code, "x" + PROGRAMS[language][0]) == expected


PYTHON = {
    "one English word is no prose": ('x = "distillation"\n', []),
    "several words are": ('x = "the distillation of models"\n', ["the distillation of models"]),
    "raw strings and bytes are none": ('x = r"第\\d+ 章" + b"two words"\n', []),
    "escapes are codes": (r"x = 'it\'s 蒸馏\u4e00'", [r"it⟦\'⟧s 蒸馏⟦\u4e00⟧"]),
    "placeholders are codes": ('x = "%s 的 {name}，%(n)d 个"\n', ["⟦%s⟧ 的 ⟦{name}⟧，⟦%(n)d⟧ 个"]),
    "a string that is not closed ends with its line": ('x = "蒸馏\ny = 1\n', ["蒸馏"]),
    "neighbouring comments are one paragraph": (
        "# one two\n# 三\nx = 1  # four\n# five\n",
        ["one two\n三", "four", "five"],
    ),
    "a blank line parts comments": ("# one\n\n# two\n#\n# three\n", ["one", "two", "three"]),
    "identifiers in comments are codes": (
        "# call foo_bar(x) and a.b.c, then parseAll and std::move\n",
        ["call ⟦foo_bar(x)⟧ and ⟦a.b.c⟧, then ⟦parseAll⟧ and ⟦std::move⟧"],
    ),
    "comments for tools are left out": (
        "x = 1  # noqa: E501\n# type: ignore\n#!shebang\n# gloss: ignore dash -- 名\n",
        [],
    ),
    "code in comments is left out": ("# return foo(x)\n# x = 1\n# if (a) {\n# for this we pay\n", ["for this we pay"]),
    "documentation": (
        'def f():\n    """Say ``x`` of 蒸馏.\n\n    :param n: how many\n    Example::\n\n        code here\n\n'
        '    >>> f()\n    Back again.\n    """\n',
        ["Say ⟦``x``⟧ of 蒸馏.", "how many\nExample::", "Back again."],
    ),
    "lines of a long string": (
        'x = f(a, """\n  多行\n  文字\n\n  again and again\n""")\n',
        ["多行\n文字", "again and again"],
    ),
    "CRLF": ("# 一\r\n# 二\r\nx = '三'\r\n", ["一\n二", "三"]),
    "astral characters": ("x = '😀𠮷 蒸馏'  # 😀\n", ["😀𠮷 蒸馏", "😀"]),
}


@pytest.mark.parametrize("name", PYTHON)
def test_what_is_prose(name: str) -> None:
    code, expected = PYTHON[name]
    assert passages(code) == expected


def test_what_people_read_holds_what_is_being_typed_and_no_code() -> None:
    code = 'name = foo("zl", f"a{b}c", "\n# x\n'
    spans = source.readable(code, "x.py")
    assert [code[span.start : span.end] for span in spans] == ["zl", "a", "c", "", " x"]


def test_a_file_that_is_no_text_or_too_large_is_refused() -> None:
    with pytest.raises(FormatError, match="not UTF-8"):
        source.read(b"# \xff", "x.py")
    with pytest.raises(FormatError, match="no program"):
        source.read(b"#" * 2_000_001, "x.py")
    assert source.readable("#" * 2_000_001, "x.py") == ()


@pytest.mark.parametrize("name", ["x.py", "x.js", "x.c", "x.rs", "x.go", "x.rb"])
@pytest.mark.parametrize("piece", ['"', "'", "`", "/*", "#{", "${`", 'f"{', "\\", "r#", "\n", '"""', "// ::\n"])
def test_what_never_ends_is_read_all_the_same(name: str, piece: str) -> None:
    source.read((piece * 2_000).encode(), name)
    source.read(f"{piece}蒸馏{piece}\n".encode(), name)
