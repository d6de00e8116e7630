"""Scores: the bands of the docstring, and slips of spelling."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from glossary.matching.fuzzy import LOWEST_SIMILARITY, ONE_WORD, lookup_score, near, slip_score, sound_score
from glossary.model import Via

shares = st.floats(0, 1)
keys = st.text("abcde 蒸馏攻击𠀀", max_size=8)


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Keys, and a query that is one of them with a letter changed, put in, left out or swapped."""
    held = draw(st.lists(keys, min_size=1, max_size=20))
    query = draw(st.sampled_from(held) | keys)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(query)))
        change = [query[at + 1 :], "x" + query[at:], "x" + query[at + 1 :], query[at : at + 2][::-1] + query[at + 2 :]]
        query = query[:at] + draw(st.sampled_from(change))
    return query, held


@pytest.mark.parametrize(
    ("via", "lowest", "highest"),
    [
        (Via.EXACT, 100, 100),
        (Via.SCRIPT, 99, 99),
        (Via.INFLECTED, 95, 95),
        (Via.PREFIX, 80, 94),
        (Via.INSIDE, 60, 79),
    ],
)
def test_bands(via: Via, lowest: float, highest: float) -> None:
    assert (lookup_score(via, 0), lookup_score(via, 1)) == (lowest, highest)
    assert lookup_score(via, 0.5) == round((lowest + highest) / 2, 1)


@pytest.mark.parametrize(
    ("options", "score"),
    [
        ({"tones": True}, 59),
        ({}, 58),
        ({"initials": True}, 55),
        ({"share": 0.5}, 52),
        ({"share": 0.0}, 50),
    ],
    ids=["right tones", "no tones", "initials", "half of the sound", "almost nothing of the sound"],
)
def test_sound(options: dict[str, float], score: float) -> None:
    assert sound_score(**options) == score  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("similarity", "one_word", "score"),
    [(1.0, False, 49), (1.0, True, round(49 * ONE_WORD, 1)), (11 / 12, False, 44.9), (0.0, False, 0)],
    ids=["homophone", "one word of a term", "one letter in twelve", "nothing in common"],
)
def test_slips(similarity: float, one_word: bool, score: float) -> None:
    assert slip_score(similarity, one_word=one_word) == score


@settings(max_examples=300)
@given(shares, shares, shares, shares)
def test_sorting_by_score_is_the_ranking(prefix: float, inside: float, heard: float, slip: float) -> None:
    ranking = [
        lookup_score(Via.EXACT),
        lookup_score(Via.SCRIPT),
        lookup_score(Via.INFLECTED),
        lookup_score(Via.PREFIX, prefix),
        lookup_score(Via.INSIDE, inside),
        sound_score(tones=True),
        sound_score(),
        sound_score(initials=True),
        sound_score(share=min(heard, 0.9999)),
        slip_score(slip),
        slip_score(slip, one_word=True),
    ]
    assert ranking == sorted(ranking, reverse=True)
    assert all(above > below for above, below in pairwise(ranking[:-1]))
    assert max(ranking) <= 100
    assert min(ranking) >= 0


@settings(max_examples=200)
@given(st.sampled_from([via for via in Via if via not in (Via.PINYIN, Via.FUZZY)]), shares, shares)
def test_more_typed_never_scores_less(via: Via, one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert lookup_score(via, less) <= lookup_score(via, more)
    assert sound_score(share=less) <= sound_score(share=more)
    assert slip_score(less) <= slip_score(more)


@pytest.mark.parametrize(
    ("query", "key", "similarity"),
    [
        ("distillation", "distillation", 1.0),
        ("distilation", "distillation", 11 / 12),
        ("distillaiton", "distillation", 11 / 12),
        ("distillatoin", "distillation", 11 / 12),
        ("distillztion", "distillation", 11 / 12),
        ("蒸溜攻击", "蒸馏攻击", 3 / 4),
        ("馏蒸攻击", "蒸馏攻击", 3 / 4),
        ("teh", "the", 2 / 3),
    ],
    ids=[
        "the same",
        "letter left out",
        "two letters swapped",
        "another two swapped",
        "wrong letter",
        "wrong character",
        "two characters swapped",
        "one in three",
    ],
)
def test_similarity(query: str, key: str, similarity: float) -> None:
    assert near(query, ["x", key], limit=5) == [(1, pytest.approx(similarity))]


@pytest.mark.parametrize(
    ("query", "key"),
    [("蒸溜", "蒸馏"), ("it", "is"), ("distil", "distillation"), ("", "a"), ("a", "")],
    ids=["one character of two", "one letter of two", "half of a word", "nothing asked", "nothing held"],
)
def test_too_far_to_offer(query: str, key: str) -> None:
    assert near(query, [key], limit=5) == []


@settings(max_examples=300)
@given(slips(), st.integers(1, 5))
def test_near_misses_nothing(slip: tuple[str, list[str]], limit: int) -> None:
    query, held = slip
    rows = [(position, OSA.normalized_similarity(query, key)) for position, key in enumerate(held)]
    lowest = next(similarity for size, similarity in LOWEST_SIMILARITY if len(query) < size)
    rows = [row for row in rows if row[1] >= lowest]
    assert near(query, held, limit=limit) == sorted(rows, key=lambda row: (-row[1], row[0]))[:limit]
