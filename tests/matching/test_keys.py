"""A packed set of keys answers as a plain dictionary would."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.matching.keys import Keys, KeysBuilder

Pairs = list[tuple[str, int]]

# Few characters, so that keys begin alike and hold each other: Latin, Han, astral, lone surrogates.
CHARS = "ab é中蒸馏𠀀😀\ud800\udc00"
keys = st.text(CHARS, max_size=5)
pair = st.tuples(keys, st.integers(0, 5) | st.integers(0, 2**64 - 1))
queries = st.text(CHARS, min_size=1, max_size=3)


def packed(added: Pairs) -> Keys:
    builder = KeysBuilder()
    for key, ref in added:
        builder.add(key, ref)
    return Keys(memoryview(b"".join(builder.build())))


def plain(added: Pairs) -> dict[str, list[int]]:
    """Key → its refs in ascending order, each once; the keys in byte order."""
    held: dict[str, dict[int, None]] = {}
    for key, ref in added:
        held.setdefault(key, {})[ref] = None
    return {key: sorted(held[key]) for key in sorted(held, key=encoded)}


def encoded(key: str) -> bytes:
    return key.encode("utf-8", "surrogatepass")


def shortest(added: Pairs, found: list[str]) -> Pairs:
    """Shortest first in bytes, ties in byte order."""
    held = plain(added)
    return [(key, ref) for key in sorted(found, key=lambda key: (len(encoded(key)), encoded(key))) for ref in held[key]]


@settings(max_examples=300)
@given(st.lists(pair, max_size=25), keys)
def test_exact_and_all(added: Pairs, other: str) -> None:
    held, tested = plain(added), packed(added)
    assert len(tested) == len(held)
    assert tested.all() == list(held)
    assert {key: tested.exact(key) for key in held} == held
    assert [tested.refs(position) for position in range(len(tested))] == list(held.values())
    assert tested.exact(other) == held.get(other, [])


@settings(max_examples=300)
@given(st.lists(pair, max_size=25, unique=True), queries)
def test_prefix(added: Pairs, query: str) -> None:
    found = [key for key in plain(added) if key.startswith(query) and key != query]
    assert sorted(packed(added).prefix(query)) == sorted(shortest(added, found))
    assert list(packed(added).prefix(query)) == shortest(added, found)


@settings(max_examples=300)
@given(st.lists(pair, max_size=25, unique=True), queries)
def test_inside(added: Pairs, query: str) -> None:
    found = [key for key in plain(added) if query in key[1:]]
    assert list(packed(added).inside(query)) == shortest(added, found)


@pytest.mark.parametrize(
    ("query", "exact", "prefix", "inside"),
    [
        pytest.param("蒸馏", [1], ["蒸馏法", "蒸馏攻击"], ["反蒸馏"], id="Chinese"),
        pytest.param("git", [5], ["github"], ["legit"], id="English"),
        pytest.param("馏", [], [], ["蒸馏", "反蒸馏", "蒸馏法", "蒸馏攻击"], id="last character of a word"),
        pytest.param("𠀀", [], ["𠀀a"], ["a𠀀"], id="astral"),
        pytest.param("aa", [], ["aaa"], ["aaa"], id="a beginning that comes again inside"),
        pytest.param("z", [], [], [], id="nowhere"),
        pytest.param("蒸馏法蒸", [], [], [], id="longer than any key"),
    ],
)
def test_questions(query: str, exact: list[int], prefix: list[str], inside: list[str]) -> None:
    names = ["蒸馏", "蒸馏攻击", "蒸馏法", "反蒸馏", "git", "github", "legit", "𠀀a", "a𠀀", "aaa"]
    tested = packed([(name, number) for number, name in enumerate(names, 1)])
    assert tested.exact(query) == exact
    assert [key for key, _ in tested.prefix(query)] == prefix
    assert [key for key, _ in tested.inside(query)] == inside


def test_no_keys() -> None:
    tested = packed([])
    assert len(tested) == 0
    assert (tested.all(), tested.exact("a"), tested.exact("")) == ([], [], [])
    assert (list(tested.prefix("a")), list(tested.inside("a"))) == ([], [])


@pytest.mark.parametrize(
    ("given_refs", "kept"),
    [([9], [9]), ([9, 9], [9]), ([9, 3, 7], [3, 7, 9]), ([9, 3, 9, 7, 7], [3, 7, 9]), ([9, 3, 7, 9], [3, 7, 9])],
    ids=["one", "one twice", "sorted", "twice, soon", "twice, late"],
)
def test_refs_come_in_ascending_order(given_refs: list[int], kept: list[int]) -> None:
    added = [(key, ref) for ref in given_refs for key in ("git", "蒸馏")]
    assert packed(added).exact("蒸馏") == kept


def test_same_pairs_same_bytes() -> None:
    """The order in which different keys come leaves no trace."""
    one, other = KeysBuilder(), KeysBuilder()
    for key in ("蒸馏", "git", "𠀀"):
        one.add(key, len(key))
    for key in ("𠀀", "git", "蒸馏"):
        other.add(key, len(key))
    assert list(one.build()) == list(other.build())


@settings(max_examples=200)
@given(st.lists(pair, max_size=25), keys)
def test_akin_is_the_half_that_begins_alike(added: Pairs, query: str) -> None:
    tested = packed(added)
    start, found = tested.akin(query)
    assert found == tested.all()[start : start + len(found)]
    assert found == [key for key in tested.all() if key[:1].isascii() == query[:1].isascii()]
