"""The contract of a store of translation units, run over every store."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary.errors import StoreError
from glossary.model import Added, Lang, Location, Segment, TranslationUnit, UnitState
from glossary.stores import UnitStore, sqlite

EN, ZH, TW = Lang("en"), Lang("zh-Hans"), Lang("zh-TW")
Opener = Callable[..., UnitStore]

NASTY = [
    "plain",
    " leading and trailing ",
    "a\0b",
    "𠮷 astral",
    "\u202eright to left",
    "line\nbreak\r\ttab",
    "e\u0301 and \u00e9",
    "\ufeff\u200b",
    "'; DROP TABLE units; --",
    "👩\u200d💻",
]


@pytest.fixture(params=["sqlite"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Opens the same store again and again; closed at the end."""
    opened: list[UnitStore] = []

    def open_again(*, create: bool = True) -> UnitStore:
        opened.append(sqlite.STORE.open(tmp_path / "memory" / "memory.db", create=create))
        return opened[-1]

    yield open_again
    for store in opened:
        store.close()


def unit(source: str, target: str | None = "译文", *, context: str = "", state: UnitState = UnitState.TRANSLATED):
    return TranslationUnit(
        Segment((source,)), None if target is None else Segment((target,)), EN, ZH, state, context=context
    )


def texts(store: UnitStore) -> list[tuple[str, str]]:
    return [(each.unit.source.raw, each.unit.target.raw) for each in store.units() if each.unit.target]


@pytest.mark.parametrize("text", NASTY, ids=ascii)
def test_a_text_comes_back_as_it_was(opener: Opener, text: str) -> None:
    given_unit = TranslationUnit(
        Segment((text,)),
        Segment((text[::-1],)),
        EN,
        TW,
        UnitState.REVIEWED,
        text,
        text,
        text,
        {text: text},
        Location("a.po", 3, 7),
    )
    assert opener().add([given_unit], document="a.po") == Added(added=1)
    [stored] = opener().units()
    assert stored.unit == given_unit
    assert stored.unit.origin == Location("a.po", 3, 7)
    assert stored.current


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
@given(
    st.lists(st.tuples(*[st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)] * 3), max_size=8)
)
def test_what_is_added_is_there(opener: Opener, rows: list[tuple[str, str, str]]) -> None:
    store = opener()
    added = store.add([unit(source, target, context=context) for source, target, context in rows], document="x")
    assert added.added + added.replaced + added.known == len(rows)
    there = {(each.unit.source.raw, each.unit.context) for each in store.units()}
    assert {(source, context) for source, _, context in rows} <= there


@pytest.mark.parametrize(
    "skipped",
    [
        pytest.param(unit("fuzzy", state=UnitState.INITIAL), id="fuzzy"),
        pytest.param(unit("untranslated", None), id="untranslated"),
        pytest.param(unit("empty", ""), id="empty translation"),
        pytest.param(unit("", "x"), id="empty source"),
    ],
)
def test_what_is_not_confirmed_is_skipped(opener: Opener, skipped: TranslationUnit) -> None:
    store = opener()
    assert store.add([skipped, unit("kept")], document="x") == Added(added=1, skipped=1)
    assert texts(store) == [("kept", "译文")]


def test_the_same_file_twice_adds_nothing(opener: Opener) -> None:
    units = [unit("one"), unit("two"), unit("one", context="menu"), unit("two")]
    assert opener().add(units, document="a.po") == Added(added=3, known=1)
    before = opener().state()
    assert opener().add(units, document="a.po") == Added(known=4)
    assert opener().state() == before


def test_a_changed_translation_replaces_the_old_one_of_its_document(opener: Opener) -> None:
    store = opener()
    store.add([unit("one", "甲")], document="a.po")
    assert store.add([unit("one", "乙")], document="a.po") == Added(replaced=1)
    assert texts(store) == [("one", "乙")]
    assert [(each.unit.target.raw, each.current) for each in store.history(unit("one")) if each.unit.target] == [
        ("乙", True),
        ("甲", False),
    ]


@pytest.mark.parametrize(
    ("document", "context"),
    [pytest.param("b.po", "", id="in another document"), pytest.param("a.po", "menu", id="in another context")],
)
def test_another_translation_elsewhere_stands_beside(opener: Opener, document: str, context: str) -> None:
    store = opener()
    store.add([unit("one", "甲")], document="a.po")
    assert store.add([unit("one", "乙", context=context)], document=document) == Added(added=1)
    assert texts(store) == [("one", "甲"), ("one", "乙")]


def test_the_same_translation_in_another_document_is_known(opener: Opener) -> None:
    store = opener()
    store.add([unit("one")], document="a.po")
    assert store.add([unit("one")], document="b.po") == Added(known=1)


def test_a_document_that_says_two_things_may_be_imported_again(opener: Opener) -> None:
    units = [unit("one", "甲"), unit("one", "乙")]
    opener().add(units, document="a.tsv")
    before = texts(opener())
    assert opener().add(units, document="a.tsv") == Added(known=2)
    assert texts(opener()) == before


def test_all_or_nothing(opener: Opener) -> None:
    store = opener()
    store.add([unit("before")], document="x")
    before = store.state()

    def broken() -> Iterator[TranslationUnit]:
        yield from (unit(f"number {number}") for number in range(12_000))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.add(broken(), document="y")
    assert texts(opener()) == [("before", "译文")]
    assert opener().state() == before
    assert store.add([unit("after")], document="y") == Added(added=1)


def test_a_dry_run_counts_and_keeps_nothing(opener: Opener) -> None:
    store = opener()
    store.add([unit("one", "甲")], document="a.po")
    before = store.state()
    dry = store.add([unit("one", "乙"), unit("two")], document="a.po", dry_run=True)
    assert dry == Added(added=1, replaced=1)
    assert (texts(store), store.state()) == ([("one", "甲")], before)


def test_half_a_character_is_refused_with_its_place(opener: Opener) -> None:
    store = opener()
    bad = replace(unit("a\ud800"), origin=Location("a.po", 12))
    with pytest.raises(StoreError, match="surrogate") as caught:
        store.add([unit("good"), bad], document="a.po")
    assert (caught.value.path, caught.value.line) == ("a.po", 12)
    assert texts(store) == []


def test_numbers_are_read_again(opener: Opener) -> None:
    store = opener()
    store.add([unit("one", "甲"), unit("two")], document="a.po")
    store.add([unit("one", "乙")], document="a.po")
    assert {number: stored.unit.source.raw for number, stored in store.get([1, 3, 99]).items()} == {1: "one", 3: "one"}
    assert [stored.current for stored in store.get([1, 3]).values()] == [False, True]
    assert [tuple(row) for row in store.sides(after=1, upto=3)] == [
        (2, "en", "two", "zh-Hans", "译文"),
        (3, "en", "one", "zh-Hans", "乙"),
    ]


def test_a_state_is_known_again_and_another_is_not(opener: Opener) -> None:
    store = opener()
    assert store.state().last == 0
    store.add([unit("one")], document="a")
    first = store.state()
    store.add([unit("two")], document="a")
    assert store.known_at(0, "")
    assert store.known_at(first.last, first.token)
    assert not store.known_at(first.last, "another")
    assert not store.known_at(7, first.token)
    assert store.state().identity == first.identity


def test_counts(opener: Opener) -> None:
    store = opener()
    store.add([unit("one", "甲"), unit("two"), replace(unit("three"), target_lang=TW)], document="a.po")
    store.add([unit("one", "乙")], document="a.po")
    assert store.statistics() == {
        "units": 3,
        "untranslated": 0,
        "replaced": 1,
        "deleted": 0,
        "documents": 1,
        "pair:en>zh-Hans": 2,
        "pair:en>zh-TW": 1,
    }
    assert store.problems() == []


POST = TranslationUnit(Segment(("A post.",)), None, EN, None, meta={"tweet:url": "https://x.test/1"}, context="1")


def test_a_text_in_one_language_is_kept_without_a_translation(opener: Opener) -> None:
    store = opener()
    blank = replace(POST, source=Segment(("  ",)))
    assert store.add([POST, replace(POST, context="2"), POST, blank], document="p.json") == Added(2, 0, 1, 1, seen=2)
    assert [each.unit for each in opener().units()] == [POST, replace(POST, context="2")]
    assert store.statistics() | {"documents": 0} == {
        "units": 0,
        "untranslated": 2,
        "replaced": 0,
        "deleted": 0,
        "documents": 0,
    }
    assert (store.languages(), store.problems()) == ([EN], [])


def test_a_translation_of_such_a_text_replaces_it_not(opener: Opener) -> None:
    store = opener()
    store.add([POST, unit("A post.")], document="p.json")
    assert [each.unit.target is None for each in store.units()] == [True, False]


def test_the_commit_of_a_document_stays_with_what_it_brought(opener: Opener) -> None:
    store = opener()
    store.add([unit("one")], document="a.po", commit="c1")
    store.add([unit("one"), unit("two")], document="a.po", commit="c2")
    store.add([unit("three")], document="b.po")
    assert [each.unit.origin.commit for each in store.units() if each.unit.origin] == ["c1", "c2", ""]


def test_what_was_deleted_is_found_no_more_and_comes_back(opener: Opener) -> None:
    store = opener()
    store.add([unit("one", "甲"), unit("two")], document="a.po")
    store.add([unit("one", "乙")], document="a.po")
    assert store.delete([3], dry_run=True) == 2
    assert (store.delete([3]), store.delete([3, 99])) == (2, 0)
    assert texts(store) == [("two", "译文")]
    assert list(store.get([1, 2, 3])) == [2]
    assert store.statistics() == {
        "units": 1,
        "untranslated": 0,
        "replaced": 0,
        "deleted": 2,
        "documents": 1,
        "pair:en>zh-Hans": 1,
    }
    assert store.problems() == []
    store.delete([2])
    assert (store.restore(), store.restore(), store.restore()) == ([2], [1, 3], [])
    assert texts(store) == [("two", "译文"), ("one", "乙")]
    assert [each.current for each in store.get([1, 3]).values()] == [False, True]
    assert (store.statistics()["deleted"], store.problems()) == (0, [])


def test_what_was_deleted_can_be_added_again(opener: Opener) -> None:
    store = opener()
    store.add([unit("one")], document="a.po")
    store.delete([1])
    assert store.add([unit("one")], document="a.po") == Added(added=1)
    assert texts(store) == [("one", "译文")]


def test_units_are_revised_where_they_are(opener: Opener) -> None:
    store = opener()
    store.add([unit("one", "甲"), unit("two", "甲")], document="a.po")
    store.add([unit("three", "甲"), unit("one", "乙")], document="b.po")
    drafts = {number: replace(store.get([number])[number].unit, state=UnitState.INITIAL) for number in (1, 3)}
    store.revise({number: replace(each, target=Segment(("丙",))) for number, each in drafts.items()})
    there = [
        (each.unit.source.raw, each.unit.target.raw, each.unit.state, each.unit.origin.path)
        for each in store.units()
        if each.unit.target and each.unit.origin
    ]
    assert there == [
        ("two", "甲", UnitState.TRANSLATED, "a.po"),
        ("one", "乙", UnitState.TRANSLATED, "b.po"),
        ("one", "丙", UnitState.INITIAL, "a.po"),
        ("three", "丙", UnitState.INITIAL, "b.po"),
    ]
    assert store.statistics()["replaced"] == 2
    assert store.problems() == []


def test_a_revised_unit_that_is_there_already_is_not_kept_twice(opener: Opener) -> None:
    store = opener()
    store.add([unit("one", "甲")], document="a.po")
    store.add([unit("one", "乙")], document="b.po")
    store.revise({1: unit("one", "乙")})
    assert texts(store) == [("one", "乙")]
    assert store.problems() == []


@pytest.mark.parametrize("document", ["a.po", "b.po"])
def test_a_draft_is_confirmed_by_whoever_says_the_same(opener: Opener, document: str) -> None:
    store = opener()
    store.add([unit("one", "甲")], document="a.po")
    store.revise({1: unit("one", "乙", state=UnitState.INITIAL)})
    assert store.add([unit("one", "乙")], document=document) == Added(replaced=1)
    assert [(each.unit.target, each.unit.state) for each in store.units()] == [(Segment(("乙",)), UnitState.TRANSLATED)]
    assert store.add([unit("one", "乙")], document=document) == Added(known=1)
    assert store.problems() == []


def test_units_are_revised_together_or_not_at_all(opener: Opener) -> None:
    store = opener()
    store.add([unit("one", "甲"), unit("two", "甲")], document="a.po")

    def fail() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.revise({1: unit("one", "乙")}, before_commit=fail)
    with pytest.raises(StoreError, match="changed meanwhile"):
        store.revise({1: unit("one", "乙"), 99: unit("x", "乙")})
    assert texts(store) == [("one", "甲"), ("two", "甲")]


def test_many_units_in_flat_memory(opener: Opener) -> None:
    store = opener()
    tracemalloc.start()
    try:
        added = store.add((unit(f"The number {number} of many units") for number in range(60_000)), document="x")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert added == Added(added=60_000)
    assert peak < 30_000_000


def test_a_missing_store_says_how_to_begin(opener: Opener) -> None:
    with pytest.raises(StoreError, match="gloss import"):
        opener(create=False)


def _add_many(where: Path, name: str) -> None:
    store = sqlite.STORE.open(where, create=True)
    for number in range(40):
        store.add([unit(f"{name} {number}")], document=name)


def test_two_processes_lose_nothing(opener: Opener, tmp_path: Path) -> None:
    opener()
    context = get_context("spawn")
    where = tmp_path / "memory" / "memory.db"
    writers = [context.Process(target=_add_many, args=(where, name)) for name in ("one", "two")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(source for source, _ in texts(opener())) == sorted(
        f"{n} {i}" for n in ("one", "two") for i in range(40)
    )
