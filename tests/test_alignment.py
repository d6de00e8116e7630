"""Files and their translations, sentence by sentence."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest

from glossary import Project
from glossary.alignment import Alignment, align_quotes, align_texts, read_text
from glossary.alignment._page import page
from glossary.errors import FormatError
from glossary.model import Concept, Lang, Span, Term, TermMatch, Via

EN, ZH = Lang("en"), Lang("zh-Hans")


def nothing(text: str) -> Sequence[TermMatch]:
    return []


def finder(text: str) -> list[TermMatch]:
    """Knows one concept: leak, 泄漏."""
    terms = (Term("leak", EN), Term("泄漏", ZH))
    return [
        TermMatch(Span(at, at + len(term.text)), term, Concept("leak", terms), term.text, Via.EXACT)
        for term in terms
        if (at := text.find(term.text)) >= 0
    ]


def aligned(source: str, target: str, suffix: str = ".md") -> Alignment:
    paths = f"a.en{suffix}", f"a.zh{suffix}"
    one, other = ((path, read_text(path, text.encode())) for path, text in zip(paths, (source, target), strict=True))
    return align_texts(one, other, nothing)


def shown(alignment: Alignment) -> list[tuple[list[str], list[str]]]:
    return [([line.text for line in pair.source], [line.text for line in pair.target]) for pair in alignment.pairs]


SOURCE = """\
# Install

Get version 2.4 of the archive. Unpack it into a directory of your choice, it does not matter which.

- Run `make all` once.
- Read <https://example.org/help> if that fails.

## Use

```sh
tool --help
```

Every command prints its options.
"""
TARGET = """\
# 安装

下载 2.4 版的压缩包。解压到任意目录，哪个都行。

- 运行一次 `make all`。
- 如果失败，请读 <https://example.org/help>。

## 使用

```sh
tool --help
```

每个命令都会列出自己的选项。
"""


def test_markdown() -> None:
    found = shown(aligned(SOURCE, TARGET))
    assert len(found) == 7
    assert all(len(source) == len(target) == 1 for source, target in found)
    assert found[1] == (["Get version 2.4 of the archive."], ["下载 2.4 版的压缩包。"])


def test_plain_text() -> None:
    found = shown(aligned("One day it rained.\n\nIt was cold.\n", "有一天下雨了。\n\n天气很冷。\n", ".txt"))
    assert found == [(["One day it rained."], ["有一天下雨了。"]), (["It was cold."], ["天气很冷。"])]


def test_html() -> None:
    source = "<h1>Install</h1><p>Run <code>make</code> once. Then wait for an hour.</p>"
    target = "<h1>安装</h1><p>运行一次 <code>make</code>。然后等一个小时。</p>"
    assert [target for _, target in shown(aligned(source, target, ".html"))] == [
        ["安装"],
        ["运行一次 <code>make</code>。"],
        ["然后等一个小时。"],
    ]


def test_each_sentence_says_where_it_stands() -> None:
    [_, second] = aligned("# A\n\nOne line.\nThe next line is here.\n", "# 甲\n\n一行。\n下一行在这里。\n").pairs[1:]
    assert (second.source[0].origin.line, second.source[0].origin.column) == (4, 1)
    assert second.source[0].kind == "paragraph"


def test_units_are_on_one_line_and_know_their_neighbours() -> None:
    alignment = aligned("# Use\n\nThe line is\nwrapped here.\n", "# 使用\n\n这一行在\n这里折了。\n")
    units = list(alignment.units())
    assert [(unit.source.raw, unit.target.raw if unit.target else "") for unit in units] == [
        ("Use", "使用"),
        ("The line is wrapped here.", "这一行在这里折了。"),
    ]
    assert units[0].note.startswith("confidence ")
    assert (units[0].source_lang, units[0].target_lang) == (EN, ZH)


def test_what_is_not_translated_is_no_unit() -> None:
    alignment = aligned("| A | B |\n|-|-|\n| Pull | Public cloud |\n", "| A | B |\n|-|-|\n| Pull | 公有云 |\n")
    assert [unit.source.raw for unit in alignment.units()] == ["Public cloud"]


def test_units_below_a_confidence_are_left_out() -> None:
    assert list(aligned(SOURCE, TARGET).units(100)) == []
    assert len(list(aligned(SOURCE, TARGET).units(0))) == 7


def test_other_texts_are_doubted() -> None:
    other = "# 月亮\n\n昨天晚上月亮很圆。\n\n大家都出来看了，从湖边一直走到山上，很晚才回家，第二天谁也没起来。\n\n天亮了吗？\n"
    source = "First we paint it black.\n\nA?\n\n" + "Call 5 people, then 7 more, then 900. " * 30
    assert [finding.rule for finding in aligned(source, other).findings] == ["unrelated-texts"]
    assert aligned(SOURCE, TARGET).findings == []


def test_an_empty_side_is_named() -> None:
    [finding] = aligned(SOURCE, "").findings
    assert finding.origin is not None
    assert finding.origin.path == "a.zh.md"


@pytest.mark.parametrize(
    ("path", "data"),
    [
        pytest.param("a.po", b'msgid "a"\nmsgstr "b"\n', id="translations"),
        pytest.param("a.yaml", b"concepts: []\n", id="terms"),
        pytest.param("a.md", b"\x00\x01\x02", id="binary"),
        pytest.param("a.png", b"\x89PNG", id="unknown"),
    ],
)
def test_what_is_no_text_is_refused(path: str, data: bytes) -> None:
    with pytest.raises(FormatError):
        read_text(path, data)


# Quotes


def quotes(text: str, **options: object) -> list[tuple[list[str], list[str]]]:
    return shown(align_quotes("a.zh.md", read_text("a.zh.md", text.encode()), finder))


PROSE = "这是一段很普通的中文，说的是别的事情。\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '> "The pipe is full of holes again"\n\n翻译成中文：**水管又到处是洞了。**\n',
            [(["The pipe is full of holes again"], ["水管又到处是洞了。"])],
            id="announced",
        ),
        pytest.param(
            "> There is a leak in the cellar.\n\n> 地下室有泄漏。\n",
            [(["There is a leak in the cellar."], ["地下室有泄漏。"])],
            id="a quote and its rendering",
        ),
        pytest.param(
            "There is a leak. Call somebody.\n\n有泄漏。快叫人来吧。\n",
            [(["There is a leak.", "Call somebody."], ["有泄漏。", "快叫人来吧。"])],
            id="paragraphs of two sentences",
        ),
        pytest.param("> There is a leak in the cellar.\n\n双关语，笑死我了。\n", [], id="a comment, without the term"),
        pytest.param("> Why?\n\n我第一反应不是这个。\n", [], id="a word or two"),
        pytest.param("> There is a leak in the cellar.\n\n## 泄漏在地下室\n", [], id="a heading follows"),
        pytest.param("> There is a leak in the cellar.\n", [], id="nothing follows"),
        pytest.param("", [], id="no quotes"),
    ],
)
def test_quotes(text: str, expected: list[tuple[list[str], list[str]]]) -> None:
    assert quotes(PROSE + text) == expected


# The page


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_shows_texts_as_they_are_and_fetches_nothing() -> None:
    nasty = 'Say `<script>alert(1)</script>` & \u202e"quote" ![x](http://a.b/c.png) now.'
    html = b"".join(page([aligned(f"{nasty}\n", "说 `<script>alert(1)</script>` 吧。\n")])).decode()
    read = _Texts()
    read.feed(html)
    assert "script" not in read.tags
    assert read.links == []
    assert any("<script>alert(1)</script>" in text for text in read.texts)
    assert "\u202e" not in html
    assert "@import" not in html
    assert 'lang="zh-Hans"' in html


def test_the_page_tells_sure_pairs_from_others() -> None:
    html = b"".join(page([aligned(SOURCE, TARGET + "\n另外还有一段译者自己加的话，说的是完全不同的事情。\n")])).decode()
    assert 'class="sure"' in html
    assert '<tr class="alone"><td>–</td>' in html


# Labelled pairs

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "markdown-bilingual"


@pytest.fixture(scope="module")
def benchmark() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "benchmarks")
        spec = importlib.util.spec_from_file_location("align_benchmark", ROOT / "benchmarks" / "align.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module


def test_labels_are_places_in_order() -> None:
    lines = (ROOT / "benchmarks" / "labelled" / "alignment.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert sum(source != "-" and target != "-" for source, target in rows) >= 400
    ends = [0, 0]
    for line in lines:
        if line.startswith("#"):
            ends = [0, 0]
            continue
        for side, cell in enumerate(line.split("\t")):
            for span in cell.split(",") if cell != "-" else ():
                start, end = map(int, span.split("-"))
                assert ends[side] <= start < end
                ends[side] = end


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_labelled_pairs_are_found(benchmark: ModuleType) -> None:
    documents = benchmark.labels("test")
    assert sum(len(each.rows) for each in documents) >= 300
    texts = benchmark._texts(documents, Project.find_from(ROOT).finder)
    scores = [benchmark.score(each, *pair, benchmark.ours(*pair)) for each, pair in zip(documents, texts, strict=True)]
    assert benchmark._total(scores).f1 >= benchmark.BAR


def test_a_text_of_too_many_sentences_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("glossary.alignment._texts.MOST_SENTENCES", 3)
    with pytest.raises(FormatError, match="part by part"):
        aligned("One. Two. Three. Four.", "一。")
