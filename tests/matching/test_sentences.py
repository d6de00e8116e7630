"""Sentences of two texts that are translations of each other."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.matching import sentences
from glossary.matching.align import Block
from glossary.matching.sentences import Bead, Sentence, beads
from glossary.model import Lang

EN, ZH = Lang("en"), Lang("zh-Hans")


def side(text: str, lang: Lang) -> tuple[list[Sentence], list[Block]]:
    """Passages by lines, sentences by |, a heading with #; words in capitals or with digits are anchors."""
    found, passages = [], []
    for number, line in enumerate(text.strip().splitlines()):
        kind = "heading" if line.lstrip().startswith("#") else "paragraph"
        parts = [part.strip(" #") for part in line.split("|")]
        passages.append(Block(kind, " ".join(parts), lang))
        for part in parts:
            words = (word.strip(".,。，") for word in part.split())
            anchors = frozenset(word for word in words if word.isascii() and (word.isupper() or word.isdigit()))
            found.append(Sentence(part, number, anchors))
    return found, passages


def aligned(source: str, target: str) -> list[Bead]:
    (ours, our_passages), (theirs, their_passages) = side(source, EN), side(target, ZH)
    return beads(ours, theirs, (our_passages, their_passages))


def kinds(found: list[Bead]) -> str:
    return " ".join(f"{s.end - s.start}-{t.end - t.start}" for s, t, _ in found)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        pytest.param(
            "The server keeps a copy of every file.|It is deleted after a week.",
            "服务器为每个文件保留一份副本。|一周以后副本会被删除。",
            "1-1 1-1",
            id="one to one",
        ),
        pytest.param(
            "The server keeps a copy of every file.|After a week the copy is deleted without asking anybody.",
            "服务器为每个文件保留一份副本，一周以后不再询问任何人，副本就会被删除。",
            "2-1",
            id="merged",
        ),
        pytest.param(
            "The server keeps a copy of every file, and after a week the copy is deleted without asking anybody.",
            "服务器为每个文件保留一份副本。|一周以后不再询问任何人，副本就会被删除。",
            "1-2",
            id="split",
        ),
        pytest.param(
            "# Use\nOpen the file named README first.\nThen run MAKE in the directory of the sources.\n# Help\nAsk on IRC.",
            "# 使用\n先打开名为 README 的文件。\n# 求助\n到 IRC 上问。",
            "1-1 1-1 1-0 1-1 1-1",
            id="a paragraph left out",
        ),
        pytest.param(
            "# Use\nOpen the file named README first.\n# Help\nAsk on IRC.",
            "# 使用\n先打开名为 README 的文件。\n译者注：这里所说的文件只有中文版才有。\n# 求助\n到 IRC 上问。",
            "1-1 1-1 0-1 1-1 1-1",
            id="a note of the translator",
        ),
        pytest.param(
            "In the year 1995 the first version appeared.|Hardly anybody had the patience to use it for longer than a day.|Later, in 2004 , the second one was sold to a company.",
            "1995 年出了第一版。|后来，第二版在 2004 年卖给了一家公司。",
            "1-1 1-0 1-1",
            id="numbers as anchors",
        ),
        pytest.param(
            "The first paragraph tells what the tool is for.|It is short.\nThe second paragraph tells how to build it.",
            "第一段说明这个工具有什么用。|很短。|第二段说明怎么构建它。",
            "1-1 1-1 1-1",
            id="two paragraphs became one",
        ),
        pytest.param("# TOOL\nIt is a tool for teams.", "# TOOL\n# 是什么\n这是给团队用的工具。", "1-1 0-1 1-1", id="a heading added"),
    ],
)  # fmt: skip
def test_beads(source: str, target: str, expected: str) -> None:
    assert kinds(aligned(source, target)) == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        pytest.param("", "", "", id="nothing"),
        pytest.param("A.|B.", "", "1-0 1-0", id="no target"),
        pytest.param("", "甲。", "0-1", id="no source"),
    ],
)
def test_empty_sides(source: str, target: str, expected: str) -> None:
    assert kinds(aligned(source, target)) == expected


SENTENCES = st.lists(
    st.builds(
        lambda text, new, anchors: (text, new, anchors),
        st.text("ab 词1。", max_size=20),
        st.booleans(),
        st.frozensets(st.sampled_from(["1", "x", "^#", "y"])),
    ),
    max_size=25,
)


def made(parts: list[tuple[str, bool, frozenset[str]]]) -> tuple[list[Sentence], list[Block]]:
    found: list[Sentence] = []
    for text, new, anchors in parts:
        number = found[-1].block + new if found else 0
        found.append(Sentence(text, number, anchors))
    last = found[-1].block + 1 if found else 0
    return found, [Block(("paragraph", "heading", "cell")[at % 3], "x", EN) for at in range(last)]


@settings(max_examples=300)
@given(SENTENCES, SENTENCES)
def test_every_sentence_is_there_once_and_nothing_crosses(
    source: list[tuple[str, bool, frozenset[str]]], target: list[tuple[str, bool, frozenset[str]]]
) -> None:
    (ours, our_passages), (theirs, their_passages) = made(source), made(target)
    found = beads(ours, theirs, (our_passages, their_passages))
    assert [at for bead in found for at in range(*bead.source)] == list(range(len(ours)))
    assert [at for bead in found for at in range(*bead.target)] == list(range(len(theirs)))
    assert all(0 <= bead.confidence <= 100 for bead in found)
    assert all(bead.source.end > bead.source.start or bead.target.end > bead.target.start for bead in found)


def test_a_text_pairs_with_itself() -> None:
    text = "\n".join(f"{'word ' * (1 + at % 9)}number {at} | and more {at * 7} words" for at in range(60))
    ours, passages = side(text, EN)
    assert set(kinds(beads(ours, ours, (passages, passages))).split()) == {"1-1"}


def test_a_long_text_is_aligned_window_by_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "_WINDOW", 40)
    chance = random.Random(7)
    lengths = [chance.randrange(3, 30) for _ in range(300)]
    source = "\n".join(f"{'word ' * length} {at}" for at, length in enumerate(lengths))
    target = "\n".join(f"{'词语' * length} {at}" for at, length in enumerate(lengths) if at != 150)
    found = aligned(source, target)
    assert kinds(found).split().count("1-1") == 299
    assert next(bead for bead in found if bead.source.start == 150).target.end == 150


def test_a_translator_who_merges_all_the_way_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "_WINDOW", 150)
    chance = random.Random(8)
    lengths = [chance.randrange(5, 25) for _ in range(600)]
    source = "|".join(f"{'word ' * length} {at if at % 3 else ''}" for at, length in enumerate(lengths))
    target = "|".join(
        f"{'词语' * (lengths[at] + lengths[at + 1])} {at if at % 3 else ''} {at + 1 if (at + 1) % 3 else ''}"
        for at in range(0, 600, 2)
    )
    assert kinds(aligned(source, target)).split().count("2-1") > 290


def test_other_texts_are_no_translations() -> None:
    source = "\n".join(f"Word {'more ' * (at * 7 % 20)}A{at}B" for at in range(30))
    target = "\n".join(f"词{'语词' * (at * 11 % 23)} C{at}D" for at in range(30))
    unrelated = [bead.confidence for bead in aligned(source, target) if kinds([bead]) == "1-1"]
    assert sum(confidence > 90 for confidence in unrelated) < 6
