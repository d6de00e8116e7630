"""What is no prose, in catalogues and in drafts, in Chinese and in English."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.model import Span
from glossary.text.codes import Found, codes, placeholders

PROSE = frozenset({"prose"})


def found(text: str, *flags: str) -> list[tuple[str, str]]:
    return [(text[code.span.start : code.span.end], code.kind) for code in codes(text, flags=frozenset(flags))]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        pytest.param("%s 和 %-5.2f 和 %1$s 和 %lu%%", "printf", "%s %-5.2f %1$s %lu %%", id="C"),
        pytest.param("把%s移到%d", "printf", "%s %d", id="C between Han"),
        pytest.param("%s%d", "printf", "%s %d", id="one after the other"),
        pytest.param("%1 of %L2, %n left", "printf", "%1 %L2 %n", id="Qt"),
        pytest.param("%1$@ sent %@", "printf", "%1$@ %@", id="Objective-C"),
        pytest.param("%(name)s ate %(n)d", "python", "%(name)s %(n)d", id="Python"),
        pytest.param("{} {0} {name!r:>10} {a.b[0]}", "brace", "{} {0} {name!r:>10} {a.b[0]}", id="braces"),
        pytest.param("{n, number} 个", "icu", "{n, number}", id="ICU, simple"),
        pytest.param("{{ x }} ${y} <%= z %>", "template", "{{ x }} ${y} <%= z %>", id="templates"),
        pytest.param("打开 <b>文件</b><br/>", "tag", "<b> </b> <br/>", id="HTML"),
        pytest.param("<resource>甲</resource>", "tag", "<resource> </resource>", id="XML of any name, closed"),
        pytest.param("a &lt; b &#8217; &nbsp;", "entity", "&lt; &#8217; &nbsp;", id="entities"),
        pytest.param("设为[b]真[/b]时[member x]", "bbcode", "[b] [/b] [member x]", id="BBCode between Han"),
        pytest.param("调用 ``f(x)`` 或 `g`", "literal", "``f(x)`` `g`", id="literals"),
        pytest.param("见 https://a.cn/b_c。另见", "url", "https://a.cn/b_c", id="address before a full stop"),
        pytest.param("见https://a.cn/disk/{id}的", "url", "https://a.cn/disk/{id}", id="address between Han"),
        pytest.param("(see https://a.org/b_(c))", "url", "https://a.org/b_(c)", id="address with brackets"),
        pytest.param("问 deepseek.com 或 me@example.com", "mail", "me@example.com", id="mail"),
        pytest.param("问 deepseek.com 或 a.b", "url", "deepseek.com", id="domain"),
        pytest.param(r"/usr/bin, C:\x\y, foo/bar.py, *.txt", "path", r"/usr/bin C:\x\y foo/bar.py *.txt", id="paths"),
        pytest.param("完成 :tada: 了", "shortcode", ":tada:", id="shortcode"),
        pytest.param("感谢@alice_b", "handle", "@alice_b", id="handle"),
        pytest.param("设 $HOME 并用 --help", "option", "$HOME --help", id="variable and option"),
        pytest.param("%Y年%m月%d日", "date", "%Y %m %d", id="a date is no printf"),
        pytest.param(r"甲\n乙", "escape", r"\n", id="escape"),
    ],
)
def test_kinds(text: str, kind: str, expected: str) -> None:
    assert " ".join(code for code, each in found(text) if each == kind) == expected


@pytest.mark.parametrize(
    "text",
    "100% of;50 % discount;50% discount;R&D;AT&T;C&A;Q&A;x < y and y > z;a <b and c> d;<3;snake_case;and/or;TCP/IP;"
    "客户端/服务器;e.g.;Node.js;ASP.NET;U.S.;3:30;10:20:30;:);$5;US$5;~100;24/7;v1.2;end.So we;时间[s];a|b|c;"
    "Character.ai;C:\\;说：注意;运行 <文件>".split(";"),
)
def test_prose_is_left_alone(text: str) -> None:
    assert found(text, "prose") == []
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("_File", "_", id="GTK"),
        pytest.param("另存&为", "", id="before Han it is none"),
        pytest.param("&File", "&", id="Qt"),
        pytest.param("E~xit", "~", id="LibreOffice, within a word"),
        pytest.param("Au_tomatic", "_", id="GTK, within a word"),
        pytest.param("文件(&F)", "(&F)", id="after Chinese"),
        pytest.param("打开（_O）…", "（_O）", id="in full-width brackets"),
        pytest.param("_one _two", "", id="twice is none"),
        pytest.param("Drag&drop", "", id="and"),
    ],
)
def test_accelerators(text: str, expected: str) -> None:
    assert "".join(code for code, kind in found(text) if kind == "accelerator") == expected
    assert found(text, "prose") == []


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        pytest.param(":ref:`text here <target>`", "text here", id="role with a text"),
        pytest.param(":class:`Parser` 类", " 类", id="role without"),
        pytest.param(":guilabel:`保存`", "保存", id="role of a label"),
        pytest.param("`指南 <https://a.cn>`_", "指南", id="reference"),
        pytest.param("[指南](a.md)", "指南", id="Markdown link"),
        pytest.param("{n, plural, one {# file in {dir}} other {# files}}", " file in  files", id="ICU"),
        pytest.param("rename(`one', `two')", "rename(`one', `two')", id="quotation marks of GNU"),
        pytest.param("见[1]_和|name|", "见和", id="footnote and substitution"),
    ],
)
def test_what_stays_as_prose(text: str, prose: str) -> None:
    taken = {at for code in codes(text) for at in range(code.span.start, code.span.end)}
    assert "".join(char for at, char in enumerate(text) if at not in taken) == prose


@pytest.mark.parametrize(
    ("text", "flags", "expected"),
    [
        ("%s", {"no-c-format"}, []),
        ("%1", {"no-c-format"}, ["%1"]),
        ("$x", set(), []),
        ("$x", {"sh-format"}, ["$x"]),
        ("{{a}} {b}", {"python-brace-format"}, ["{{", "}}", "{b}"]),
        ("``a`` {b} `c`", {"prose"}, []),
        ("{name} %s %d", {"prose"}, ["{name}", "%s", "%d"]),
    ],
)
def test_flags(text: str, flags: set[str], expected: list[str]) -> None:
    assert [code for code, _ in found(text, *flags)] == expected


def test_known_codes_are_markup_and_the_rest_is_read_between_them() -> None:
    text = "**%s** 见 `%d` %x"
    known = (Span(0, 2), Span(4, 6), Span(9, 13))
    kinds = [(text[code.span.start : code.span.end], code.kind) for code in codes(text, known=known, flags=PROSE)]
    assert kinds == [("**", "markup"), ("%s", "printf"), ("**", "markup"), ("`%d`", "markup"), ("%x", "printf")]


def test_placeholders_within_tags_and_addresses() -> None:
    text = '<a href="%s">{name}</a> https://a.cn/{id}'
    inside = placeholders(text, codes(text))
    assert [text[code.span.start : code.span.end] for code in inside] == ["%s", "{name}", "{id}"]


PIECES = st.sampled_from([*"%{}<>[]()&`$|@_~\\*:/.-# 1aF中\n'", "{n, plural, ", "http://", "](", "``", "%1$s", "one {"])


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from([frozenset[str](), PROSE]))
def test_codes_are_in_order_and_apart(text: str, flags: frozenset[str]) -> None:
    at = 0
    for code in codes(text, flags=flags):
        assert at <= code.span.start < code.span.end <= len(text)
        at = code.span.end


@given(st.lists(PIECES, max_size=40).map("".join), st.integers(0, 40), st.integers(0, 40))
def test_nothing_reaches_into_a_known_code(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    result = codes(text, known=(Span(start, end),) if start < end else ())
    if start < end:
        assert Found(Span(start, end), "markup") in result
    assert all(left.span.end <= right.span.start for left, right in pairwise(result))


@pytest.mark.parametrize(
    "unit", "< { % ` [ & : @ _ ~ \\ ( ]( a. a/ {{ %( <a `` http:// <!-- :a:` {a,plural, [[ <% '{ !".split()
)
def test_a_long_line_is_survived(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    assert all(text[code.span.start : code.span.end] for code in codes(text))
