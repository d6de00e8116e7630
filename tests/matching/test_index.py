"""An index loses nothing: whatever is near by the score is among the rows, with a bound that is no lower."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.matching.bounds import Question
from glossary.matching.fuzzy import similarity
from glossary.matching.index import ARRAYS, Index, build
from glossary.text import tokens

WORDS = st.sampled_from(
    [
        "file",
        "files",
        "open",
        "the",
        "a",
        "server",
        "connection",
        "%s",
        "5",
        "openfile",
        "afile",
        "错",
        "误",
        "文",
        "件",
        "打",
        "开",
        ",",
        "的",
    ]
)
SENTENCES = st.lists(WORDS, max_size=14).map(" ".join)


def index_of(texts: list[str]) -> Index:
    made = tokens.rows(texts)
    return Index(
        build(
            np.frombuffer(made.codes, np.uint16),
            np.frombuffer(made.lengths, np.uint32),
            np.frombuffer(made.sizes, np.uint16),
            np.arange(len(texts)),
        )
    )


def near(index: Index, question: str, least: float) -> dict[int, float]:
    """The texts that an index finds, each with its bound."""
    compared = tokens.comparable(question)
    found = index.near(Question(tokens.codes_of(compared.parts), len(compared.text), least))
    return {owner: bound for bound, _, row in found for owner in index.owners(row)}


def lost(index: Index, scores: list[float], question: str, least: float) -> list[int]:
    """The texts that are near by the score, and that the index does not find or says to be farther."""
    found = near(index, question, least)
    return [number for number, score in enumerate(scores) if score >= least and found.get(number, 0) < score - 1e-9]


def scores(compared: list[tokens.Comparable], question: str) -> list[float]:
    asked = tokens.comparable(question)
    return [similarity(asked, each) / 100 for each in compared]


@given(
    st.lists(SENTENCES, min_size=1, max_size=30),
    SENTENCES.filter(str.strip),
    st.sampled_from([0.2, 0.45, 0.6, 0.65, 0.69, 0.7, 0.8, 0.9, 0.95, 1]),
)
def test_nothing_near_is_lost(texts: list[str], question: str, least: float) -> None:
    assert not lost(index_of(texts), scores(list(map(tokens.comparable, texts)), question), question, least)


@pytest.fixture(scope="module")
def many() -> tuple[Index, dict[str, list[float]]]:
    """An index of many texts, and questions with the scores of all of them."""
    chosen = random.Random(7)
    vocabulary = [f"word{number}" for number in range(60)] + list("的一是不了在人有我他这中大来上") + ["%s", "5", ","]
    texts = [" ".join(chosen.choices(vocabulary, k=chosen.randint(1, 30))) for _ in range(2000)]
    compared = list(map(tokens.comparable, texts))
    questions = {}
    for _ in range(40):
        words = chosen.choice(texts).split()
        for _ in range(chosen.randint(0, 4)):
            words.insert(chosen.randint(0, len(words)), chosen.choice(vocabulary))
            words.pop(chosen.randrange(len(words)))
        cut = chosen.choice([0, 0, chosen.randint(0, len(words))])
        question = " ".join(words[cut:] + words[:cut]) or "word1"
        questions[question] = scores(compared, question)
    return index_of(texts), questions


@pytest.mark.parametrize("least", [0.55, 0.62, 0.7, 0.85, 0.95])
def test_nothing_near_is_lost_among_many(many: tuple[Index, dict[str, list[float]]], least: float) -> None:
    index, questions = many
    for question, true in questions.items():
        assert not lost(index, true, question, least), question


def test_texts_with_equal_parts_are_one_row() -> None:
    index = index_of(["Open file", "open file.", "Open files", "OPEN FILE"])
    assert len(index) == 3  # the full stop is one character more
    assert set(near(index, "open file", 0.99)) == {0, 1, 3}


def test_nothing_near_is_lost_if_a_class_stands_for_strings_of_other_lengths() -> None:
    texts = [f"see {'1' * number} and {'2' * number} of it" for number in range(1, 40)]
    true = scores(list(map(tokens.comparable, texts)), "see 1 and 2")
    assert not lost(index_of(texts), true, "see 1 and 2", 0.6)


def test_nearest_first() -> None:
    index = index_of(["the old server was stopped", "the server was stopped", "the server was started"])
    compared = tokens.comparable("the server was stopped")
    found = list(index.near(Question(tokens.codes_of(compared.parts), len(compared.text), 0.5)))
    assert index.owners(found[0].row) == [1]
    assert [near.bound for near in found] == sorted((near.bound for near in found), reverse=True)


def test_an_empty_index_answers() -> None:
    assert near(index_of([]), "anything", 0.7) == {}


def test_texts_without_parts_are_never_met() -> None:
    assert near(index_of(["", " ", "x"]), "x", 0.1) == {2: 1.0}


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        pytest.param(["内", "存"], [0, 2], id="two characters"),
        pytest.param(["存", "内"], [], id="in this order only"),
        pytest.param(["leak"], [1], id="a whole word"),
        pytest.param(["内", None, "泄"], [0], id="any part between"),
    ],
)
def test_phrases(phrase: list[str | None], found: list[int]) -> None:
    index = index_of(["内存泄漏", "memory leak", "一块内存", "内 外 存"])
    codes = [None if part is None else tokens.code(part) for part in phrase]
    rows = index.holding(codes).tolist()
    assert sorted(owner for row in rows for owner in index.owners(row)) == found


def test_a_phrase_does_not_cross_texts() -> None:
    index = index_of(["内", "存"])
    assert not len(index.holding([tokens.code("内"), tokens.code("存")]))


def test_the_arrays_have_the_types_of_the_file() -> None:
    made = tokens.rows(["one two", "three"])
    arrays = build(
        np.frombuffer(made.codes, np.uint16),
        np.frombuffer(made.lengths, np.uint32),
        np.frombuffer(made.sizes, np.uint16),
        np.arange(2),
    )
    assert {name: values.dtype.str.replace("|", "<") for name, values in arrays.items()} == ARRAYS


def likely(index: Index, question: str, least: float) -> dict[int, float]:
    """The texts that a short search finds, each with its bound."""
    compared = tokens.comparable(question)
    found = index.likely(Question(tokens.codes_of(compared.parts), len(compared.text), least))
    return {owner: bound for bound, _, row in found for owner in index.owners(row)}


@given(st.lists(SENTENCES, min_size=1, max_size=30), SENTENCES, st.sampled_from([0.5, 0.7, 0.9]))
def test_a_short_search_finds_nothing_that_is_not_near(texts: list[str], question: str, least: float) -> None:
    if not tokens.comparable(question).parts:
        return
    index = index_of(texts)
    whole = near(index, question, least)
    found = likely(index, question, least)
    assert found.keys() <= whole.keys()
    assert list(found.values()) == sorted(found.values(), reverse=True)
    for owner, bound in found.items():
        assert similarity(tokens.comparable(question), tokens.comparable(texts[owner])) <= 100 * bound + 1e-6


def test_a_short_search_finds_what_shares_rare_words() -> None:
    texts = [f"the file number {word} of the server" for word in "abcdefgh"]
    found = likely(index_of([*texts, "an anchor is dropped"]), "an anchor was dropped by the crew", 0.5)
    assert list(found) == [8]
