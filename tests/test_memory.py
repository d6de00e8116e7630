"""The memory: what is found for a segment, with which score and kind, in which order; and that no index hides a unit."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from glossary import indexed
from glossary.errors import StoreError
from glossary.matching.fuzzy import similarity
from glossary.memory import TranslationMemory, neighbours, with_neighbours
from glossary.model import Added, Lang, MatchKind, Segment, TranslationUnit, UnitState
from glossary.stores import cache
from glossary.text.tokens import comparable

EN, ZH, TW, HANT, JA = map(Lang, ("en", "zh-Hans", "zh-TW", "zh-Hant", "ja"))


def unit(
    source: str, target: str = "译文", *, langs: tuple[Lang, Lang] = (EN, ZH), context: str = ""
) -> TranslationUnit:
    return TranslationUnit(Segment((source,)), Segment((target,)), *langs, UnitState.TRANSLATED, context=context)


@pytest.fixture
def memory(tmp_path: Path) -> TranslationMemory:
    return TranslationMemory(tmp_path / ".gloss" / "memory.db")


def add(memory: TranslationMemory, *units: TranslationUnit, document: str = "a.po") -> Added:
    return memory.add(units, document=document)


def scores(
    memory: TranslationMemory, text: str, lang: Lang = EN, target: Lang = ZH, **options
) -> list[tuple[float, str]]:
    return [(match.score, match.unit.source.raw) for match in memory.matches(text, lang, target, **options)]


@pytest.mark.parametrize(
    ("asked", "there", "score", "kind"),
    [
        pytest.param("Open file", "Open file", 100.0, "exact", id="equal"),
        pytest.param("Open file", "open file", 99.0, "normalized", id="case"),
        pytest.param("Open file", "Open file…", 99.0, "normalized", id="punctuation at the end"),
        pytest.param("Open  file", "Open file", 99.0, "normalized", id="spaces"),
        pytest.param("Open “file”", 'Open "file"', 99.0, "normalized", id="kinds of quotes"),
        pytest.param("Open file", "&Open file", 99.0, "normalized", id="shortcut key"),
        pytest.param("Open FILE...", "open &file", 97.0, "normalized", id="case, shortcut key and ending"),
        pytest.param("Copy 5 files", "Copy 7 files", 98.0, "fuzzy", id="number"),
        pytest.param("Hello %s", "Hello %d", 98.0, "fuzzy", id="placeholder"),
        pytest.param("See <b>this</b>", "See <i>this</i>", 98.0, "fuzzy", id="tag"),
        pytest.param("See https://a.example", "See https://b.example", 99.0, "fuzzy", id="address"),
        pytest.param("Copy 5 to %s", "Copy 7 to %d", 96.0, "fuzzy", id="number and placeholder"),
    ],
)
def test_scores_near_a_hundred(memory: TranslationMemory, asked: str, there: str, score: float, kind: str) -> None:
    add(memory, unit(there))
    [match] = memory.matches(asked, EN, ZH)
    assert (match.score, match.kind.value) == (score, kind)
    assert match.score == round(match.similarity - sum(match.penalties.values()), 1)


def test_a_chinese_question_asks_an_english_memory(memory: TranslationMemory) -> None:
    add(memory, unit("The server is down.", "服务器已停机。"))
    [match] = memory.matches("服务器已停机", ZH, EN)
    assert (match.score, match.unit.source.raw, match.unit.target.raw) == (
        99.0,
        "服务器已停机。",
        "The server is down.",
    )
    assert (match.unit.source_lang, match.unit.target_lang) == (ZH, EN)


@pytest.mark.parametrize(
    ("langs", "asked", "penalties"),
    [
        pytest.param((EN, ZH), (EN, ZH), {}, id="the languages asked for"),
        pytest.param((Lang("en-US"), ZH), (EN, ZH), {"language": 2.0}, id="another English"),
        pytest.param((EN, TW), (EN, ZH), {"other script": 8.0}, id="Traditional for Simplified"),
        pytest.param((EN, Lang("zh-HK")), (EN, TW), {"region": 3.0}, id="Hong Kong for Taiwan"),
        pytest.param((EN, HANT), (EN, TW), {}, id="Traditional in general for Taiwan"),
        pytest.param((EN, JA), (EN, ZH), None, id="another language"),
    ],
)
def test_varieties(
    memory: TranslationMemory, langs: tuple[Lang, Lang], asked: tuple[Lang, Lang], penalties: dict[str, float] | None
) -> None:
    add(memory, unit("Open file", langs=langs))
    found = memory.matches("Open file", *asked)
    assert [dict(match.penalties) for match in found] == ([] if penalties is None else [penalties])


def test_traditional_meets_simplified(memory: TranslationMemory) -> None:
    add(memory, unit("软件更新", "Software update", langs=(ZH, EN)))
    assert scores(memory, "軟件更新", HANT, EN) == [(96.0, "软件更新")]


def test_in_context_comes_first(memory: TranslationMemory) -> None:
    add(memory, unit("Open", "打开", context="menu"), unit("Open", "开放", context="state"))
    first, second = memory.matches("Open", EN, ZH, context="state")
    assert (first.score, first.kind, first.unit.target.raw) == (101.0, MatchKind.CONTEXT, "开放")
    assert (second.score, second.kind) == (100.0, MatchKind.EXACT)


def test_neighbours_are_a_context(memory: TranslationMemory) -> None:
    add(memory, *with_neighbours([unit("File"), unit("Open", "打开"), unit("Save")]))
    [match] = memory.matches("Open", EN, ZH, neighbours=neighbours("File", "Save"))
    assert match.score == 101.0
    assert scores(memory, "Open", neighbours=neighbours("Door", "Close")) == [(100.0, "Open")]


def test_a_replaced_translation_stays_below(memory: TranslationMemory) -> None:
    add(memory, unit("Open", "打开"))
    assert add(memory, unit("Open", "开启")) == Added(replaced=1)
    matches = memory.matches("Open", EN, ZH)
    assert [(match.score, match.unit.target.raw) for match in matches] == [(100.0, "开启"), (96.0, "打开")]


def test_an_equal_pair_is_shown_once(memory: TranslationMemory) -> None:
    add(memory, unit("Open", "打开", context="one"), unit("Open", "打开", context="two"))
    assert scores(memory, "Open") == [(100.0, "Open")]


def test_limit_and_least_score(memory: TranslationMemory) -> None:
    add(memory, *(unit(f"The file number {name} cannot be opened", f"译文{name}") for name in "abcdefgh"))
    assert len(memory.matches("The file number x cannot be opened", EN, ZH, limit=3)) == 3
    assert memory.matches("The file number x cannot be opened", EN, ZH, min_score=99) == []
    assert len(memory.matches("The file number x cannot be opened", EN, ZH, min_score=0, limit=20)) == 8


def test_the_difference_is_told(memory: TranslationMemory) -> None:
    add(memory, unit("The connection to the old database was lost."))
    [match] = memory.matches("The connection to the server was lost.", EN, ZH)
    asked, there = "The connection to the server was lost.", match.unit.source.raw
    parts = [(op, asked[slice(*here)], there[slice(*span)]) for op, here, span in match.diff]
    assert parts == [
        ("equal", "The connection to the ", "The connection to the "),
        ("replace", "server", "old database"),
        ("equal", " was lost.", " was lost."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" \n\t", id="only spaces"),
        pytest.param("\0", id="NUL"),
        pytest.param("a\ud800b", id="half a character"),
        pytest.param("...!?…。", id="only punctuation"),
        pytest.param("%s %d {0} <b/>", id="only placeholders"),
        pytest.param("👩\u200d💻 🎉", id="emoji"),
        pytest.param("\u202eשלום עולם\u202c", id="right to left"),
        pytest.param("word " * 200_000, id="a megabyte of words"),
        pytest.param("字" * 300_000, id="a megabyte of characters"),
        pytest.param("." * 1_000_000, id="a megabyte of points"),
        pytest.param("<a" * 5_000, id="tags that never end"),
        pytest.param("a b " * 2_400, id="a long segment"),
    ],
)
def test_any_text_may_be_asked(memory: TranslationMemory, text: str) -> None:
    add(memory, unit("Open file"), unit("👩\u200d💻 🎉"))
    assert all(match.score >= 70 for match in memory.matches(text, EN, ZH))
    assert memory.search(text[:1000]) is not None


def test_without_a_memory_nothing_is_found_and_nothing_made(memory: TranslationMemory) -> None:
    assert memory.matches("Open", EN, ZH) == []
    assert (memory.search("Open"), memory.statistics(), list(memory.units())) == ([], {}, [])
    assert not memory.where.parent.exists()


def test_a_file_that_nothing_was_written_to_yet_is_no_memory(memory: TranslationMemory) -> None:
    memory.where.parent.mkdir()
    memory.where.touch()  # as the first import leaves it, if it is killed at once
    assert memory.matches("Open", EN, ZH) == []
    assert (memory.search("Open"), memory.statistics(), list(memory.units())) == ([], {}, [])
    add(memory, unit("Open"))
    assert scores(memory, "Open") == [(100.0, "Open")]


def test_a_memory_that_may_not_be_seen_is_named(memory: TranslationMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    add(memory, unit("Open"))

    def forbidden(path: object, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("os.stat", forbidden)
    with pytest.raises(StoreError, match="cannot be opened: Permission denied"):
        TranslationMemory(memory.where).matches("Open", EN, ZH)


class TestIndexes:
    """Whatever is on disk, in the cache or new, a near unit is found."""

    def test_a_unit_added_by_another_is_found_by_the_next_question(self, memory: TranslationMemory) -> None:
        add(memory, unit("Open file"))
        assert scores(memory, "Save file", min_score=100) == []
        add(TranslationMemory(memory.where), unit("Save file"))
        assert scores(memory, "Save file", min_score=100) == [(100.0, "Save file")]

    def test_segments_and_the_tail_answer_together(
        self, memory: TranslationMemory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(indexed, "TAIL", 10)
        for batch in range(5):
            add(memory, *(unit(f"batch {batch} number {number} of the test") for number in range(11)))
            assert (100.0, f"batch {batch} number 7 of the test") in scores(
                memory, f"batch {batch} number 7 of the test"
            )
        assert len(cache.names("memory")) < 5
        fresh = TranslationMemory(memory.where)
        for batch in range(5):
            assert (100.0, f"batch {batch} number 7 of the test") in scores(
                fresh, f"batch {batch} number 7 of the test"
            )

    def test_an_index_is_current_while_what_is_not_in_it_can_be_compared_one_by_one(
        self, memory: TranslationMemory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(indexed, "TAIL", 10)
        assert TranslationMemory(memory.where).is_indexed()  # there is none
        add(memory, *(unit(f"number {number}") for number in range(11)))
        assert not TranslationMemory(memory.where).is_indexed()
        assert cache.names("memory") == []
        memory.make_indexes()
        assert TranslationMemory(memory.where).is_indexed()
        add(memory, *(unit(f"another {number}") for number in range(10)))
        assert TranslationMemory(memory.where).is_indexed()
        add(memory, unit("one more"))
        assert not TranslationMemory(memory.where).is_indexed()
        TranslationMemory(memory.where).make_indexes()
        assert memory.is_indexed()
        next(cache.directory().glob("memory/*-zh-*")).unlink()
        assert not memory.is_indexed()

    def test_a_text_with_nul_is_found_in_an_index(self, memory: TranslationMemory) -> None:
        add(memory, unit("\0"), unit("a\0b"), unit("a b"))
        memory.make_indexes()
        assert [scores(memory, text)[0] for text in ("\0", "a\0b")] == [(100.0, "\0"), (100.0, "a\0b")]

    def test_a_restored_copy_is_not_answered_from_a_newer_index(self, memory: TranslationMemory) -> None:
        add(memory, *(unit(f"old {number}") for number in range(3)))
        memory._store.close()
        old = memory.where.read_bytes()
        add(memory, unit("gone soon"))
        memory.make_indexes()
        memory._store.close()
        memory.where.write_bytes(old)
        restored = TranslationMemory(memory.where)
        assert scores(restored, "gone soon") == []
        add(restored, unit("new instead"))
        assert scores(restored, "new instead") == [(100.0, "new instead")]
        assert (100.0, "old 1") in scores(restored, "old 1")

    @pytest.mark.parametrize("damage", ["cut", "noise", "gone", "zeros inside", "ones inside"])
    def test_a_damaged_index_is_made_again(self, memory: TranslationMemory, damage: str) -> None:
        add(memory, *(unit(f"The text number {number} about {number % 7}") for number in range(50)))
        memory.make_indexes()
        [name] = [name for name in cache.names("memory") if "-en-" in name]
        path = cache.directory() / name
        data = path.read_bytes()
        damaged = {
            "cut": data[: len(data) // 2],
            "noise": b"x" * 99,
            "zeros inside": data[:64] + bytes(len(data) - 1500) + data[-1436:],
            "ones inside": data[:64] + b"\xff" * (len(data) - 1500) + data[-1436:],
        }
        path.unlink() if damage == "gone" else path.write_bytes(damaged[damage])
        fresh = TranslationMemory(memory.where)
        assert [hit.unit.source.raw for hit in fresh.search("text 7 0")] == ["The text number 7 about 0"]
        fresh.make_indexes()
        assert (100.0, "The text number 7 about 0") in scores(fresh, "The text number 7 about 0")

    def test_files_of_others_in_the_cache_are_left_alone(self, memory: TranslationMemory) -> None:
        add(memory, unit("Open file"))
        theirs = cache.directory() / "memory" / f"{memory._store.state().identity}-en-a-b-c-d-v{indexed.VERSION}"
        theirs.parent.mkdir(parents=True)
        theirs.touch()
        assert scores(memory, "Open file") == [(100.0, "Open file")]
        memory.make_indexes()
        assert theirs.exists()

    def test_a_cache_that_cannot_be_written_is_no_error(
        self, memory: TranslationMemory, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        (tmp_path / "file").touch()
        monkeypatch.setenv("GLOSS_CACHE_DIR", str(tmp_path / "file" / "below"))
        add(memory, *(unit(f"number {number}") for number in range(20)))
        memory.make_indexes()
        assert (100.0, "number 3") in scores(memory, "number 3")

    def test_no_near_unit_is_lost(self, memory: TranslationMemory, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(indexed, "TAIL", 50)
        chance = random.Random(11)
        words = [
            "file",
            "files",
            "open",
            "opened",
            "the",
            "server",
            "of",
            "%s",
            "5",
            "错误",
            "文件",
            "打开",
            "连接",
            ",",
        ]
        texts = sorted({" ".join(chance.choices(words, k=chance.randint(1, 14))) for _ in range(1500)})
        add(memory, *(unit(text) for text in texts))
        for _ in range(60):
            asked = " ".join(chance.choices(words, k=chance.randint(2, 12)))
            compared = comparable(asked)
            near = [text for text in texts if similarity(compared, comparable(text)) >= 70]
            found = {match.unit.source.raw: match for match in memory.matches(asked, EN, ZH, limit=2000)}
            wanted = {text for text in near if text in found or similarity(compared, comparable(text)) < 76}
            assert set(near) == wanted


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("leak", ["A memory leak.", "The pipe leaked."], id="every form of a word"),
        pytest.param("memory leak", ["A memory leak."], id="all words"),
        pytest.param('"memory leak"', ["A memory leak."], id="a phrase"),
        pytest.param('"leak memory"', [], id="a phrase in the wrong order"),
        pytest.param("内存", ["A memory leak."], id="two characters"),
        pytest.param("內存", ["A memory leak."], id="the other script"),
        pytest.param("API", ["The API of it."], id="a short word"),
        pytest.param("contrast", [], id="not another word with the same beginning"),
        pytest.param("5", ["Contract 5"], id="a number"),
        pytest.param("6", [], id="another number"),
        pytest.param("!", [], id="only punctuation"),
    ],
)
def test_search(memory: TranslationMemory, words: str, found: list[str]) -> None:
    add(
        memory,
        unit("A memory leak.", "内存泄漏。"),
        unit("The pipe leaked.", "管道漏了。"),
        unit("The API of it.", "它的接口。"),
        unit("Contract 5", "合同 5"),
    )
    assert [hit.unit.source.raw for hit in memory.search(words)] == found


def test_search_says_where(memory: TranslationMemory) -> None:
    add(memory, unit("Leaks, and a leak", "泄漏"))
    [hit] = memory.search("leak")
    assert [hit.unit.source.raw[slice(*span)] for span in hit.source_spans] == ["Leaks", "leak"]
    assert hit.target_spans == ()


def test_exact_forms_are_listed_first(memory: TranslationMemory) -> None:
    add(memory, unit("Leaks"), unit("There is a leak in it"))
    assert [hit.unit.source.raw for hit in memory.search("leak")] == ["There is a leak in it", "Leaks"]
