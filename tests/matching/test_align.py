"""Pairs of passages of two texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.matching.align import Block, align, merged
from glossary.model import Lang

EN, ZH = Lang("en"), Lang("zh-Hans")


def en(kind: str, text: str) -> Block:
    return Block(kind, text, EN)


def zh(kind: str, text: str) -> Block:
    return Block(kind, text, ZH)


SOURCE = [
    en("heading", "Install"),
    en("paragraph", "Download the archive of version 2.4 and unpack it into a directory of your choice."),
    en("item", "Run `make` once to build the tool."),
    en("item", "Read https://example.org/help if that fails."),
    en("heading", "Use"),
    en("paragraph", "Every command prints its options when it is called with no arguments at all."),
]
TARGET = [
    zh("heading", "安装"),
    zh("paragraph", "下载 2.4 版的压缩包，解压到任意目录。"),
    zh("item", "运行一次 `make` 来构建工具。"),
    zh("item", "如果失败，请读 https://example.org/help。"),
    zh("heading", "使用"),
    zh("paragraph", "不带参数调用命令时，会列出它的全部选项。"),
]
BLOCKS = st.lists(
    st.builds(Block, st.sampled_from(["heading", "paragraph", "cell"]), st.text("ab 1词", max_size=5), st.just(EN)),
    max_size=12,
)


def test_one_to_one() -> None:
    assert align(SOURCE, TARGET) == [(number, number) for number in range(6)]


@pytest.mark.parametrize("gone", range(6), ids=lambda number: SOURCE[number].kind + str(number))
def test_a_passage_that_is_not_translated_stays_alone(gone: int) -> None:
    left = [number for number in range(6) if number != gone]
    expected = [(number, None if number == gone else left.index(number)) for number in range(6)]
    assert align(SOURCE, [TARGET[number] for number in left]) == expected


@pytest.mark.parametrize("gone", range(6), ids=lambda number: TARGET[number].kind + str(number))
def test_a_passage_that_was_added_stays_alone(gone: int) -> None:
    left = [number for number in range(6) if number != gone]
    expected = [(None if number == gone else left.index(number), number) for number in range(6)]
    assert align([SOURCE[number] for number in left], TARGET) == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        pytest.param([], [], [], id="nothing"),
        pytest.param(SOURCE[:2], [], [(0, None), (1, None)], id="no-target"),
        pytest.param([], TARGET[:1], [(None, 0)], id="no-source"),
    ],
)
def test_empty_sides(source: list[Block], target: list[Block], expected: list[tuple[int | None, int | None]]) -> None:
    assert align(source, target) == expected


@settings(max_examples=200)
@given(BLOCKS, BLOCKS)
def test_every_passage_is_there_once_and_in_order(source: list[Block], target: list[Block]) -> None:
    pairs = align(source, target)
    assert [here for here, _ in pairs if here is not None] == list(range(len(source)))
    assert [there for _, there in pairs if there is not None] == list(range(len(target)))
    assert (None, None) not in pairs


@settings(max_examples=100)
@given(BLOCKS)
def test_a_text_pairs_with_itself(source: list[Block]) -> None:
    assert align(source, source) == [(number, number) for number in range(len(source))]


@pytest.mark.parametrize(("rows", "columns"), [(2000, 2000), (1, 3000), (3000, 1), (700, 2000)])
def test_long_texts_are_aligned(rows: int, columns: int) -> None:
    source = [en("paragraph", f"word {number} " * (1 + number % 7)) for number in range(rows)]
    target = [zh("paragraph", f"词 {number} " * (1 + number % 7)) for number in range(columns)]
    pairs = align(source, target)
    assert sum(1 for pair in pairs if pair[0] is not None) == rows
    assert sum(1 for pair in pairs if pair[1] is not None) == columns


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        pytest.param(["One day it rained.", "And it was cold."], ["有一天下雨，而且天气很冷。"], True, id="two in one"),
        pytest.param(["One day it rained.", "And it was cold."], ["有一天下雨。"], False, id="one left out"),
    ],
)
def test_merged(source: list[str], target: list[str], found: bool) -> None:
    ours, theirs = [en("paragraph", text) for text in source], [zh("paragraph", text) for text in target]
    assert bool(merged(ours, theirs, align(ours, theirs))) == found
