"""A termbase answers the same with, without and in spite of its cache."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import compiled
from glossary.compiled import computed_terms
from glossary.model import Lang, Via
from glossary.stores import cache
from glossary.termbase import Termbase

TERMS = """\
subject: ai
concepts:
  - id: distillation
    terms:
      en: [distillation, {term: distil, part_of_speech: verb}]
      zh-Hans: 蒸馏
  - 模型蒸馏/model distillation
  - 蒸馏攻击/distillation attack
  - 月之暗面/Moonshot AI
  - 软件/software
  - 中转 API / API relay
  - id: mouse
    terms: {en: {term: mouse, forms: [mice]}, zh-Hans: 鼠标, zh-TW: 滑鼠}
  - id: tos
    terms:
      en: [terms of service, ToS]
      zh-Hans: [服务条款, {term: 使用条例, status: forbidden}]
"""


@pytest.fixture
def terms(tmp_path: Path) -> Path:
    (tmp_path / "ai.yaml").write_text(TERMS, encoding="utf-8")
    return tmp_path


def first(root: Path, query: str) -> tuple[str, str, str, str] | None:
    base = Termbase(root)
    hits = base.lookup(query) or base.near(query)
    if not hits:
        return None
    hit = hits[0]
    return (hit.concept.id, hit.matched.text, hit.matched.lang, hit.via.value)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("蒸馏", ("distillation", "蒸馏", "zh-Hans", "exact")),
        ("蒸餾", ("distillation", "蒸餾", "zh-Hant", "script")),
        ("Distillation", ("distillation", "distillation", "en", "exact")),
        ("ｄｉｓｔｉｌ", ("distillation", "distil", "en", "exact")),
        ("distilling", ("distillation", "distil", "en", "inflected")),
        ("distillation attacks", ("distillation-attack", "distillation attack", "en", "inflected")),
        ("mice", ("mouse", "mouse", "en", "inflected")),
        ("distillation att", ("distillation-attack", "distillation attack", "en", "prefix")),
        ("attack", ("distillation-attack", "distillation attack", "en", "inside")),
        ("攻击", ("distillation-attack", "蒸馏攻击", "zh-Hans", "inside")),
        ("zhengliu", ("distillation", "蒸馏", "zh-Hans", "pinyin")),
        ("zhēngliú", ("distillation", "蒸馏", "zh-Hans", "pinyin")),
        ("zheng1 liu2", ("distillation", "蒸馏", "zh-Hans", "pinyin")),
        ("zl", ("distillation", "蒸馏", "zh-Hans", "pinyin")),
        ("moonshoot", ("moonshot-ai", "Moonshot AI", "en", "fuzzy")),
        ("moxing zl", None),
        ("蒸溜", ("distillation", "蒸馏", "zh-Hans", "fuzzy")),
        ("軟體", ("software", "軟體", "zh-TW", "script")),
        ("軟件", ("software", "軟件", "zh-Hant", "script")),
        ("滑鼠", ("mouse", "滑鼠", "zh-TW", "exact")),
        ("滑鼠標", ("mouse", "鼠标", "zh-Hans", "fuzzy")),
        ("服務條款", ("tos", "服務條款", "zh-Hant", "script")),
        ("使用条例", ("tos", "使用条例", "zh-Hans", "exact")),
        ("中转API", ("api-relay", "中转 API", "zh-Hans", "exact")),
        ("terms-of-service", ("tos", "terms of service", "en", "exact")),
        ("tos", ("tos", "ToS", "en", "exact")),
        ("", None),
        ("。，！", None),
        ("\ud83d", None),
        ("x" * 10_000, None),
    ],
)
def test_lookup_finds_a_term_however_it_is_typed(terms: Path, query: str, answer: tuple[str, ...] | None) -> None:
    assert first(terms, query) == answer


def test_hits_are_ranked_by_how_they_were_met(terms: Path) -> None:
    hits = Termbase(terms).lookup("蒸馏")
    assert [(hit.concept.id, hit.via) for hit in hits] == [
        ("distillation", Via.EXACT),
        ("distillation-attack", Via.PREFIX),
        ("model-distillation", Via.INSIDE),
    ]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_part_of_an_english_word_is_no_part_of_a_term(terms: Path) -> None:
    assert Termbase(terms).lookup("still") == []


@settings(max_examples=200)
@given(query=st.text(max_size=8), limit=st.integers(1, 5))
def test_any_query_is_legal_and_keeps_the_contract(
    tmp_path_factory: pytest.TempPathFactory, query: str, limit: int
) -> None:
    root = tmp_path_factory.getbasetemp() / "any-query"
    root.mkdir(exist_ok=True)
    (root / "ai.yaml").write_text(TERMS, encoding="utf-8")
    base = Termbase(root)
    for hits in (base.lookup(query, limit=limit), base.near(query, limit=limit)):
        assert len(hits) <= limit
        assert all(0 <= hit.score <= 100 and hit.matched in hit.concept.terms for hit in hits)
        assert len({hit.concept.id for hit in hits}) == len(hits)


def test_every_term_finds_its_concept(root: Path) -> None:
    base = Termbase(root / "terms")
    concepts = list(base.concepts())
    assert len(concepts) >= 1400
    for concept in random.Random(1).sample(concepts, 150):
        for term in concept.terms:
            ids = [hit.concept.id for hit in base.lookup(term.text, limit=20)]
            assert concept.id in ids, term.text


def test_computed_variants_are_marked_and_written_ones_win(terms: Path) -> None:
    mouse = Termbase(terms).concept("mouse")
    assert mouse
    assert [(term.lang, term.text, term.computed) for term in mouse.terms] == [
        ("en", "mouse", False),
        ("zh-Hans", "鼠标", False),
        ("zh-TW", "滑鼠", False),
        ("zh-Hant", "鼠標", True),
        ("zh-HK", "滑鼠", True),
    ]


def test_simplified_is_computed_from_traditional() -> None:
    from glossary.formats.yaml import from_shorthand

    texts = {(term.lang, term.text) for term in computed_terms(from_shorthand("軟體/software"))}
    assert (Lang("zh-Hans"), "软体") in texts


def test_concepts_come_with_their_place(terms: Path) -> None:
    concept = Termbase(terms).concept("model-distillation")
    assert concept
    assert str(concept.origin) == f"{terms / 'ai.yaml'}:7:5"


@pytest.mark.parametrize(
    ("pattern", "meant", "blocked"),
    [
        pytest.param("File", ["file"], [], id="English"),
        pytest.param("Files", [], [], id="a regular form, which the term itself begins"),
        pytest.param("文件", ["file"], [], id="Chinese"),
        pytest.param("文件夹", ["folder"], ["file"], id="a term in which another one is another word"),
        pytest.param("File System", [], ["file"], id="only another word"),
        pytest.param("檔案", [], [], id="Traditional stands as Simplified"),
        pytest.param("档案", ["file", "archive"], [], id="Taiwan's word for one is another's"),
        pytest.param("Mice", ["mouse"], [], id="irregular"),
        pytest.param("Mouse", ["mouse"], [], id="each concept once"),
        pytest.param("中转Api", ["relay"], [], id="without the space beside Han"),
        pytest.param("中转 Api", ["relay"], [], id="with the space beside Han"),
        pytest.param("Like", [], [], id="one that is not looked for"),
        pytest.param("file", [], [], id="not in the form of patterns"),
        pytest.param("", [], [], id="nothing"),
    ],
)
def test_a_pattern_leads_to_its_concepts(tmp_path: Path, pattern: str, meant: list[str], blocked: list[str]) -> None:
    (tmp_path / "a.yaml").write_text(
        "concepts:\n"
        "  - id: file\n    terms:\n      en: {term: file, not_inside: file system}\n"
        "      zh-Hans: {term: 文件, not_inside: 文件夹}\n"
        "  - 文件夹/folder\n"
        "  - {id: mouse, terms: {en: [mouse, {term: Mouse, forms: [mice, Mice]}]}}\n"
        "  - {id: relay, terms: {zh: 中转 API}}\n"
        "  - {id: like, terms: {en: {term: like, find: false}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "b.yaml").write_text("concepts:\n  - 档案/archive\n", encoding="utf-8")
    base = Termbase(tmp_path)
    assert [[concept.id for concept in each] for each in base.meant_by(pattern)] == [meant, blocked]
    assert (pattern in base.patterns()) is bool(meant or blocked)


def test_the_last_concepts_of_a_large_file_are_not_taken_for_contexts(tmp_path: Path) -> None:
    rows = "".join(f"  - word {number}\n" for number in range(2_000))
    (tmp_path / "a.yaml").write_text(f"concepts:\n{rows}", encoding="utf-8")
    [concept], blocked = Termbase(tmp_path).meant_by("Word 1999")
    assert (concept.id, blocked) == ("word-1999", [])


# --- the cache never lies ---------------------------------------------------------------------------


def cache_files() -> list[Path]:
    return sorted(cache.directory().glob("*"))


def without_its_time(file: Path) -> bytes:
    """A cache file but for when it was saved, which stands after its eight bytes of magic."""
    data = file.read_bytes()
    return data[:8] + data[16:]


def test_a_second_run_compiles_nothing(terms: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert first(terms, "蒸馏")
    monkeypatch.setattr(compiled, "compile_terms", None)
    assert first(terms, "蒸馏") == ("distillation", "蒸馏", "zh-Hans", "exact")


def test_same_size_same_mtime_other_content(terms: Path) -> None:
    file = terms / "ai.yaml"
    assert first(terms, "moonshot ai")
    stat = file.stat()
    file.write_text(TERMS.replace("Moonshot AI", "Moonshot IA"), encoding="utf-8")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert first(terms, "moonshot ia") == ("moonshot-ia", "Moonshot IA", "en", "exact")


def test_a_moved_directory_says_where_it_is_now(terms: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert Termbase(terms).concept("tos")
    moved = Path(shutil.move(terms, tmp_path_factory.mktemp("elsewhere") / "terms"))
    concept = Termbase(moved).concept("tos")
    assert concept
    assert concept.origin
    assert concept.origin.path == str(moved / "ai.yaml")


@pytest.mark.parametrize("name", ["__version__", "SCHEMA"])
def test_another_version_compiles_again(terms: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert first(terms, "蒸馏")
    monkeypatch.setattr(compiled, name, "0.0.0")
    assert first(terms, "蒸馏")
    assert len(cache_files()) == 2


def test_a_flipped_byte_never_changes_an_answer(terms: Path) -> None:
    queries = ("蒸馏", "distilling", "zl", "attack", "moonshoot", "軟體", "mice")
    right = [first(terms, query) for query in queries]
    [file] = cache_files()
    whole = file.read_bytes()
    draw = random.Random(2)
    for _ in range(60):
        at = draw.randrange(len(whole))
        file.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << draw.randrange(8))]) + whole[at + 1 :])
        assert [first(terms, query) for query in queries] == right, at


@pytest.mark.parametrize("size", [0, 1, 20, 200, 2000])
def test_a_truncated_cache_file_is_made_again(terms: Path, size: int) -> None:
    right = first(terms, "蒸馏")
    [file] = cache_files()
    whole = file.read_bytes()
    file.write_bytes(whole[:size])
    assert first(terms, "蒸馏") == right
    assert without_its_time(file) == whole[:8] + whole[16:]


def test_an_unusable_cache_directory_costs_time_only(
    terms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("GLOSS_CACHE_DIR", str(blocked / "cache"))
    assert first(terms, "蒸馏") == ("distillation", "蒸馏", "zh-Hans", "exact")


def sections() -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    compiled.compile_terms(TERMS.encode(), lambda name, parts: made.update({name: b"".join(parts)}))
    return made


def test_what_is_compiled_is_the_same_every_time() -> None:
    assert sections() == sections()


def test_schema_number_is_raised_when_what_is_compiled_changes() -> None:
    """If this fails, what is compiled has changed: raise SCHEMA in compiled.py and write the new pair here."""
    text = "".join(f"{name}:{hashlib.sha256(data).hexdigest()}\n" for name, data in sorted(sections().items()))
    assert (compiled.SCHEMA, hashlib.sha256(text.encode()).hexdigest()[:16]) == (2, "29eacd0b03d4589f")


# --- files ------------------------------------------------------------------------------------------


def test_files_are_read_in_sub_directories_but_not_hidden_ones(tmp_path: Path) -> None:
    for name in ("a/b/c.yaml", "d.yml", ".hidden.yaml", ".git/e.yaml", "f.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("concepts:\n  - 护城河/moat\n", encoding="utf-8")
    assert [path.name for path in Termbase(tmp_path).paths] == ["c.yaml", "d.yml"]


def test_what_is_no_file_is_named_and_the_rest_answers(terms: Path) -> None:
    (terms / "folder.yaml").mkdir()
    (terms / "gone.yaml").symlink_to("nowhere")
    (terms / "loop.yaml").symlink_to("loop.yaml")
    os.mkfifo(terms / "pipe.yaml")
    base = Termbase(terms)
    assert sorted(Path(f.origin.path).name for f in base.findings if f.origin) == [
        "folder.yaml",
        "gone.yaml",
        "loop.yaml",
        "pipe.yaml",
    ]
    assert base.lookup("蒸馏")[0].concept.id == "distillation"


def test_findings_survive_the_cache(terms: Path) -> None:
    (terms / "bad.yaml").write_text("concepts:\n  - ok\n  - @bad\n", encoding="utf-8")
    fresh, cached = Termbase(terms).findings, Termbase(terms).findings
    assert fresh == cached
    assert [str(finding.origin) for finding in cached] == [f"{terms / 'bad.yaml'}:3:5"]


def test_progress_is_told_while_compiling(terms: Path) -> None:
    told: list[tuple[int, int]] = []
    Termbase(terms, progress=lambda done, total: told.append((done, total)))
    size = len(TERMS.encode())
    assert told
    assert all(0 <= done <= total == size for done, total in told)


def test_several_processes_compile_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        (tmp_path / f"{number}.yaml").write_text(TERMS.replace("id: ", f"id: n{number}-"), encoding="utf-8")
    alone = list(Termbase(tmp_path).concepts())
    shutil.rmtree(cache.directory())
    monkeypatch.setattr(compiled, "_WORTH_A_PROCESS", 0)
    assert list(Termbase(tmp_path).concepts()) == alone


def _die(job: object) -> str:
    os._exit(1)


def test_a_process_that_is_killed_costs_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        (tmp_path / f"{number}.yaml").write_text(TERMS.replace("id: ", f"id: n{number}-"), encoding="utf-8")
    monkeypatch.setattr(compiled, "_WORTH_A_PROCESS", 0)
    monkeypatch.setattr(compiled, "_compile_into_cache", _die)
    base = Termbase(tmp_path)
    assert (len(base), base.findings) == (24, [])
