"""Passages of HTML."""

from __future__ import annotations

import pytest

from glossary.formats import format_of
from glossary.model import Lang, Resource, Span, TranslationUnit


def page(text: str, path: str = "x.html") -> tuple[Resource, list[TranslationUnit]]:
    resource = format_of(path).read(text.encode(), path)
    return resource, [unit for unit in resource.entries if isinstance(unit, TranslationUnit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<h1>Install</h1><p>Run it.</p>", [("heading", "Install"), ("paragraph", "Run it.")], id="blocks"),
        pytest.param("<ul><li>一<li>二</ul>三", [("item", "一"), ("item", "二"), ("item", "三")], id="an end that nobody wrote"),
        pytest.param("<ul><li><p>一</p></li></ul><p>二", [("item", "一"), ("paragraph", "二")], id="a paragraph in an item"),
        pytest.param("<table><tr><td>A<td>词</table>", [("cell", "A"), ("cell", "词")], id="cells"),
        pytest.param("<blockquote><p>Why?</p></blockquote>", [("quote", "Why?")], id="quote"),
        pytest.param("<title>T</title><script>a<b</script><style>p{}</style>x", [("title", "T"), ("paragraph", "x")], id="no scripts"),
        pytest.param("<p>a &lt;b&gt; &amp; &#20013;&hellip; &nope; & c</p>", [("paragraph", "a <b> & 中… &nope; & c")], id="references"),
        pytest.param("<p>one\n   two\t three </p>", [("paragraph", "one two three")], id="white space"),
        pytest.param("<p>a < b</p>", [("paragraph", "a < b")], id="a sign that is no tag"),
        pytest.param("<p>a<!-- <p>b -->c</p><pre>d</pre>", [("paragraph", "ac")], id="comments and pre"),
        pytest.param("<p><img src='a.png'></p>", [], id="no words"),
        pytest.param("<p>never closed <b", [("paragraph", "never closed <b")], id="cut short"),
    ],
)  # fmt: skip
def test_passages(text: str, expected: list[tuple[str, str]]) -> None:
    _, units = page(text)
    assert [(unit.context, unit.source.text) for unit in units] == expected


def test_tags_and_code_inside_of_a_passage_are_codes() -> None:
    _, [unit] = page('<p>Run <code>a &lt; b</code> <a href="x">now</a>.</p>')
    assert unit.source.text == "Run  now."
    assert [unit.source.raw[span.start : span.end] for span in unit.source.codes] == [
        "<code>a &lt; b</code>",
        '<a href="x">',
        "</a>",
    ]


def test_a_character_is_found_in_the_file() -> None:
    resource, [unit] = page("<p>\n  甲 &amp; 乙</p>")
    place = unit.source.place(Span(2, 3))
    assert place is not None
    assert resource.text[place.start : place.end] == "&amp;"
    assert (unit.origin.line, unit.origin.column) == (2, 3) if unit.origin else False


def test_the_page_says_its_language() -> None:
    resource, _ = page('<html lang="zh-TW"><p>伺服器</p>')
    assert resource.langs == (Lang("zh-TW"),)


@pytest.mark.parametrize("piece", ["<a ", "<!--", '<a "', "&", "<p>", "<li>", "</li>", "<code>"])
def test_a_long_page_is_read(piece: str) -> None:
    page(piece * 100_000)
