"""Sentences of passages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.formats import format_of
from glossary.model import Code, Segment, TranslationUnit
from glossary.text.segment import sentences


def cut(text: str) -> list[str]:
    """The sentences of a paragraph of Markdown."""
    [unit] = format_of("x.md").read(text.encode(), "x.md").entries
    assert isinstance(unit, TranslationUnit)
    return [unit.source.raw[span.start : span.end] for span in sentences(unit.source)]


ROWS = [
    pytest.param(["It leaks.", "We fixed it."], "It leaks. We fixed it.", id="two English ones"),
    pytest.param(["它漏了。", "修好了！", "真的？"], "它漏了。修好了！真的？", id="Chinese needs no space"),
    pytest.param(["他说：“内存泄漏了！”", "然后离开。"], "他说：“内存泄漏了！”然后离开。", id="closing quote"),
    pytest.param(["他问“好吗？”的时候没人答。"], "他问“好吗？”的时候没人答。", id="the sentence goes on after a quote"),
    pytest.param(["他问“好吗？”，没人答。"], "他问“好吗？”，没人答。", id="a comma after a quote"),
    pytest.param(["Use a tool, e.g. Make, to build.", "Then run it."], "Use a tool, e.g. Make, to build. Then run it.", id="e.g."),
    pytest.param(["Ask Dr. Li or J. Smith.", "Both know."], "Ask Dr. Li or J. Smith. Both know.", id="title and initial"),
    pytest.param(["See Fig. 2 and No. 7.", "Then stop."], "See Fig. 2 and No. 7. Then stop.", id="figure and number"),
    pytest.param(["Is it ready?", "No.", "Wait."], "Is it ready? No. Wait.", id="no is a word, too"),
    pytest.param(["Use v1.2.3 now.", "It is 3.5 times faster."], "Use v1.2.3 now. It is 3.5 times faster.", id="versions and decimals"),
    pytest.param(["“Stop!”", "He ran."], "“Stop!” He ran.", id="English quote"),
    pytest.param(["He said (loudly.)", "And left."], "He said (loudly.) And left.", id="closing bracket"),
    pytest.param(["Yahoo! buys it.", "Really."], "Yahoo! buys it. Really.", id="a small letter goes on"),
    pytest.param(["等等……再说。"], "等等……再说。", id="dots in the middle"),
    pytest.param(["Well... maybe.", "Yes."], "Well... maybe. Yes.", id="three dots"),
    pytest.param(["运行 `a. B` 。", "然后看 <https://a.b/c?d=E!F>。"], "运行 `a. B` 。然后看 <https://a.b/c?d=E!F>。", id="nothing ends in code"),
    pytest.param(["**全都错了。**", "重来。"], "**全都错了。**重来。", id="emphasis closes"),
    pytest.param(["错了。", "**重来。**"], "错了。**重来。**", id="emphasis opens"),
    pytest.param(["See [the help.](x.md)", "Then go on."], "See [the help.](x.md) Then go on.", id="link closes"),
    pytest.param(["运行 kubectl.", "然后看日志。"], "运行 kubectl. 然后看日志。", id="English stop in Chinese"),
    pytest.param(["一行\n还是一行。", "下一句。"], "一行\n还是一行。下一句。", id="a wrapped line goes on"),
    pytest.param(["One line", "another line"], "One line<br>another line", id="br"),
    pytest.param(["用 1.19 版。", "2024 年发布。"], "用 1.19 版。2024 年发布。", id="number after a stop"),
    pytest.param(["为什么?", "不知道!", "算了。"], "为什么?不知道!算了。", id="half-width marks in Chinese"),
    pytest.param(["文件要用软盘（真的！）拷贝。", "（真的！）", "没骗你。"], "文件要用软盘（真的！）拷贝。（真的！）没骗你。", id="an aside"),
    pytest.param(["它支持 A、B 等等。"], "它支持 A、B 等等。", id="one"),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "text"), ROWS)
def test_sentences(expected: list[str], text: str) -> None:
    found = cut(text)
    assert [each.removesuffix("<br>") for each in found] == expected


@pytest.mark.parametrize("text", ["", " \n "])
def test_nothing_there(text: str) -> None:
    assert sentences(Segment((text,))) == []


@given(
    st.lists(
        st.one_of(st.text("ab. !?。！”)\n 词1*"), st.builds(Code, st.sampled_from(["**", "`a. B`", "\\\n", "</b>"])))
    )
)
def test_all_characters_but_space_are_in_one_sentence_each(parts: list[str | Code]) -> None:
    segment = Segment(tuple(parts))
    spans = sentences(segment)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    kept = "".join(segment.raw[span.start : span.end] for span in spans)
    assert "".join(kept.split()) == "".join(segment.raw.split())
    assert all(segment.raw[span.start : span.end].strip() for span in spans)
