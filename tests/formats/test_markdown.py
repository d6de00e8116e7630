"""Markdown: what is a passage, what in it is a code, and where both stand."""

from __future__ import annotations

import random

import pytest

from glossary.formats.markdown import read
from glossary.model import Code, Resource, Segment, Span, TranslationUnit


def units(text: str, path: str = "a.md") -> list[TranslationUnit]:
    return [unit for unit in read(text.encode(), path).entries if isinstance(unit, TranslationUnit)]


def passages(text: str) -> list[tuple[str, str]]:
    return [(unit.context, unit.source.raw) for unit in units(text)]


def marked(segment: Segment) -> str:
    """The passage with ⟨⟩ around its codes."""
    return "".join(part if isinstance(part, str) else f"⟨{part.data}⟩" for part in segment.parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("# 标题 #\n", [("heading", "标题")], id="heading"),
        pytest.param("Title\nof two\n===\nx", [("heading", "Title\nof two"), ("paragraph", "x")], id="setext"),
        pytest.param("一行\n两行\n\n三", [("paragraph", "一行\n两行"), ("paragraph", "三")], id="paragraphs"),
        pytest.param("- a\n- b\n  c\n", [("item", "a"), ("item", "b\nc")], id="items"),
        pytest.param("1. a\n\n   b\n2. c", [("item", "a"), ("item", "b"), ("item", "c")], id="loose-items"),
        pytest.param("- a\n  - b\n    1) c\nd", [("item", "a"), ("item", "b"), ("item", "c\nd")], id="nested-lazy"),
        pytest.param("> 引\n> 文\n外", [("quote", "引\n文\n外")], id="quote-lazy"),
        pytest.param("> - a\n>   b\n> c", [("item", "a\nb\nc")], id="item-in-quote"),
        pytest.param("- > a\n  > b", [("quote", "a\nb")], id="quote-in-item"),
        pytest.param(
            "| 名 | b |\n|---|:-:|\n| `x` | y \\| z |\n|  | 二",
            [("cell", "名"), ("cell", "b"), ("cell", "y \\| z"), ("cell", "二")],
            id="table",
        ),
        pytest.param("a | b\nc", [("paragraph", "a | b\nc")], id="no-table-without-delimiters"),
        pytest.param("```\ncode\n```\nx\n~~~\ny", [("paragraph", "x")], id="fences"),
        pytest.param("- a\n  ```\n  x\n  ```\n  b", [("item", "a"), ("item", "b")], id="fence-in-item"),
        pytest.param("    code\n\nx\n    y", [("paragraph", "x\ny")], id="indented-code"),
        pytest.param("<div>\nx\n\ny\n</div>", [("paragraph", "y")], id="html-until-blank-line"),
        pytest.param("<script>\n\nx\n</script>\ny", [("paragraph", "y")], id="script"),
        pytest.param("x\n\n[l]: /u 'T'\n[m]:\n/v\n\ny", [("paragraph", "x"), ("paragraph", "y")], id="definitions"),
        pytest.param("a\n\n---\n***\n* * *\nb", [("paragraph", "a"), ("paragraph", "b")], id="rules"),
        pytest.param("$$\nx = y\n$$\n式", [("paragraph", "式")], id="formula"),
        pytest.param("[^1]: 脚注\n    续\n", [("paragraph", "脚注\n续")], id="footnote"),
        pytest.param(":::note 注意\n请小心\n:::\n", [("paragraph", "请小心")], id="admonition"),
        pytest.param(
            'import X from "./x"\nimport "y"\n\nimport duties', [("paragraph", "import duties")], id="modules"
        ),
        pytest.param("x\n2. y\n1. z", [("paragraph", "x\n2. y"), ("item", "z")], id="only-1-interrupts-a-paragraph"),
        pytest.param("a\tb\n\n-\tc\n\n\td", [("paragraph", "a\tb"), ("item", "c"), ("item", "d")], id="tabs"),
        pytest.param("-\n\n      x", [], id="item-with-nothing-ends-at-a-blank-line"),
        pytest.param("`x` ![](a.png)\n\n---\n\n<b></b> https://a.b", [], id="nothing-to-read"),
        pytest.param("a\r\nb\r\n\r\n> c\r\n> d\r\n", [("paragraph", "a\nb"), ("quote", "c\nd")], id="crlf"),
    ],
)
def test_passages(text: str, expected: list[tuple[str, str]]) -> None:
    assert passages(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("运行 `a``b` 和 ``c`d``", "运行 ⟨`a``b`⟩ 和 ⟨``c`d``⟩", id="code-spans"),
        pytest.param("unclosed `code", "unclosed `code", id="unclosed-code"),
        pytest.param(
            "**粗**体 *a* __b__ ~~c~~ ***d***",
            "⟨**⟩粗⟨**⟩体 ⟨*⟩a⟨*⟩ ⟨__⟩b⟨__⟩ ⟨~~⟩c⟨~~⟩ ⟨*⟩⟨**⟩d⟨**⟩⟨*⟩",
            id="emphasis",
        ),
        pytest.param("**注意：**请看", "⟨**⟩注意：⟨**⟩请看", id="emphasis-beside-full-width-punctuation"),
        pytest.param("5 * 3, snake_case_name, 5~10, *args", "5 * 3, snake_case_name, 5~10, *args", id="no-emphasis"),
        pytest.param('见[手册](/a "标题")。', '见⟨[⟩手册⟨](/a "标题")⟩。', id="link"),
        pytest.param("[a](<b c> 'd') [e](f(g)h)", "⟨[⟩a⟨](<b c> 'd')⟩ ⟨[⟩e⟨](f(g)h)⟩", id="destinations"),
        pytest.param("![图 *x*](a.png)说明", "⟨![⟩图 ⟨*⟩x⟨*⟩⟨](a.png)⟩说明", id="image-alt-is-text"),
        pytest.param("[![图](a)](b)", "⟨[⟩⟨![⟩图⟨](a)⟩⟨](b)⟩", id="image-in-link"),
        pytest.param("[a [b](c) d](e)", "[a ⟨[⟩b⟨](c)⟩ d](e)", id="no-link-in-link"),
        pytest.param(
            "[a][Ref] [ref] [no] [b][no]\n\n[REF]: /u", "⟨[⟩a⟨][Ref]⟩ ⟨[⟩ref⟨]⟩ [no] [b][no]", id="references"
        ),
        pytest.param(
            "见 https://a.b/c_d_e(f)。好 (www.x.org).", "见 ⟨https://a.b/c_d_e(f)⟩。好 (⟨www.x.org⟩).", id="urls"
        ),
        pytest.param("<https://a.b> <x@y.z> a<b", "⟨<https://a.b>⟩ ⟨<x@y.z>⟩ a<b", id="autolinks"),
        pytest.param(
            '按 <kbd>Ctrl</kbd> <a href="x>y">z</a><br/>',
            '按 ⟨<kbd>Ctrl</kbd>⟩ ⟨<a href="x>y">⟩z⟨</a>⟩⟨<br/>⟩',
            id="tags",
        ),
        pytest.param("注[^1] a", "注⟨[^1]⟩ a", id="footnote"),
        pytest.param("> [!NOTE]\n> 注意", "⟨[!NOTE]⟩\n注意", id="alert"),
        pytest.param("- [x] 做完 [x]", "⟨[x]⟩ 做完 [x]", id="task"),
        pytest.param(
            "式 $x^2$ 与 $$y$$，价 $5 和 $10", "式 ⟨$x^2$⟩ 与 ⟨$$y$$⟩，价 $5 和 $10", id="formulas-and-prices"
        ),
        pytest.param(
            '{{< tip "节点" >}}词 {% raw %} {{ x }}', '⟨{{< tip "节点" >}}⟩词 ⟨{% raw %}⟩ ⟨{{ x }}⟩', id="shortcodes"
        ),
        pytest.param("# 标题 {#id}", "标题 ⟨{#id}⟩", id="heading-attributes"),
        pytest.param(
            "a&amp;b &#x4e2d; AT&T; \\*c\\*", "a⟨&amp;⟩b ⟨&#x4e2d;⟩ AT&T; ⟨\\*⟩c⟨\\*⟩", id="entities-and-escapes"
        ),
        pytest.param("a  \nb\\\nc", "a⟨  ⟩\nb⟨\\⟩\nc", id="hard-breaks"),
        pytest.param("a <!-- 注 --> b", "a ⟨<!-- 注 -->⟩ b", id="comment"),
    ],
)
def test_codes(text: str, expected: str) -> None:
    (unit,) = units(text)
    assert marked(unit.source) == expected


def test_kinds_of_codes() -> None:
    (unit,) = units("`a` <b> https://c.d [e](f) ![g](h) *i* \\* &lt; $j$ [^k] {{l}} <!--m-->  \nn")
    kinds = [part.kind for part in unit.source.parts if isinstance(part, Code)]
    expected = "code tag url link link image image markup markup escape entity math footnote shortcode comment break"
    assert kinds == expected.split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("<!-- 译注 -->\n词", ["译注"], id="before"),
        pytest.param("<!--\na\nb\n-->\n\n<!-- c -->\n# d", ["a\nb\nc"], id="several-before"),
        pytest.param("a <!-- b --> c <!-- d -->\n\ne", ["b\nd", ""], id="inside-and-at-the-end"),
        pytest.param("<!-- a -->\n```\nx\n```\nb", [""], id="about-code"),
        pytest.param("<!-- a -->\n- b\n- c", ["a", ""], id="about-the-first-item"),
        pytest.param("a\n\n<!-- open\n\nb", [""], id="never-closed"),
    ],
)
def test_comments_are_notes(text: str, expected: list[str]) -> None:
    assert [unit.note for unit in units(text)] == expected


@pytest.mark.parametrize(
    ("text", "titles", "main"),
    [
        pytest.param("---\ntitle: 词 # c\ndate: 1\n---\nx", ["词"], "en", id="yaml"),
        pytest.param("---\ntitle: 'a: b'\ndescription: \"c\"\n...\n", ["a: b", "c"], "en", id="quoted"),
        pytest.param('+++\ntitle = "词"\n+++\n', ["词"], "zh-Hans", id="toml"),
        pytest.param("---\ntitle: >-\n  x\nlang: zh-TW\n---\n", [], "zh-TW", id="block-scalar-and-language"),
        pytest.param("---\ntitle: x\n", [], "en", id="never-closed"),
        pytest.param("\n---\ntitle: x\n---\n", [], "en", id="not-at-the-top"),
    ],
)
def test_front_matter(text: str, titles: list[str], main: str) -> None:
    resource = read(text.encode(), "a.md")
    found = [unit for unit in resource.entries if isinstance(unit, TranslationUnit) and unit.context == "title"]
    assert ([unit.source.raw for unit in found], resource.langs) == (titles, (main,))
    for unit in found:
        assert _at(resource, unit.source, unit.source.raw) == unit.source.raw


@pytest.mark.parametrize(
    ("text", "word", "line", "column"),
    [
        pytest.param("> - *a*\n>   词 b", "词", 1, 5, id="behind-prefixes"),
        pytest.param("\ufeff# 标题", "题", 1, 3, id="behind-a-byte-order-mark"),
        pytest.param("a\r\nb\r\n词", "词", 1, 1, id="behind-crlf"),
        pytest.param("𠮷 | b\n-|-\nc | 词", "词", 3, 5, id="in-a-cell"),
        pytest.param("[图](x)\n词", "词", 1, 1, id="behind-a-link"),
    ],
)
def test_places(text: str, word: str, line: int, column: int) -> None:
    resource = read(text.encode(), "a.md")
    (unit,) = (unit for unit in units(text) if word in unit.source.raw)
    assert unit.origin is not None
    assert (unit.origin.line, unit.origin.column) == (line, column)
    assert _at(resource, unit.source, word) == word


def _at(resource: Resource, segment: Segment, word: str) -> str:
    start = segment.raw.index(word)
    place = segment.place(Span(start, start + len(word)))
    assert place is not None
    return resource.text[place.start : place.end]


def test_languages_of_passages() -> None:
    found = [(unit.source.raw, unit.source_lang, unit.target_lang) for unit in units("# API\n\n用户端", "a.zh-TW.md")]
    assert found == [("API", "en", None), ("用户端", "zh-TW", None)]


SIZE = 100_000
PATHOLOGICAL = {
    **{f"{SIZE} times {char!r}": char * SIZE for char in "[]*_~`<>!&$#-+=|(){}\\:\"'\t \n"},
    "unclosed links": "[a](" * (SIZE // 4),
    "unclosed titles": '[a](b "' * (SIZE // 7),
    "links in links": "[" * (SIZE // 2) + "]()" * (SIZE // 2),
    "labels": "[a]: b\n\n" + "[" * SIZE + "]" * SIZE,
    "definitions": "".join(f"[{number}]: b\n" for number in range(SIZE // 9)),
    "emphasis": "*a _b **c __d " * (SIZE // 14),
    "code spans": "".join("`" * size + "a" for size in range(1, 450)),
    "tags": "<a b='\"" * (SIZE // 7),
    "comments": "a <!-- " * (SIZE // 7),
    "shortcodes": "{{< " * (SIZE // 4),
    "quotes": (">" * 100 + "a\n") * (SIZE // 102),
    "list in list": "".join(" " * depth + "- a\n" for depth in range(450)),
    "lists on a line": "- " * SIZE + "a\n" + "\n" * SIZE,
    "table": "|a" * (SIZE // 6) + "\n" + "|-" * (SIZE // 6) + "\n" + "|b" * (SIZE // 6),
    "open fence": "```\n" + "a\n" * SIZE,
    "one paragraph": "word *a* [b](c) `d`\n" * (SIZE // 20),
    "one line": "中文，**text**。" * (SIZE // 11),
}


@pytest.mark.parametrize("text", PATHOLOGICAL.values(), ids=PATHOLOGICAL.keys())
def test_every_input_is_survived(text: str) -> None:
    read(text.encode(), "a.md")


def test_a_megabyte_is_read() -> None:
    chance = random.Random(1)
    blocks = [
        "# 标题 heading\n\n",
        "一段**中文**，含 `code`、[链接](https://example.org/a) 与 English words。\n" * 3 + "\n",
        "- item *one*\n- item two\n  more\n\n",
        "| a | 词 |\n|---|---|\n| b | c |\n\n",
        "```sh\nmake\n```\n\n",
        "> quoted text, hard-wrapped\n> in two lines\n\n",
    ]
    text = "".join(chance.choices(blocks, k=20_000))
    assert len(text) > 1_000_000
    assert len(units(text)) > 20_000
