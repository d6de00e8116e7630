"""Posts: texts that are kept without a translation, and found when they are quoted again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import gloss

POSTS = [
    {
        "url": "https://x.test/a/1",
        "tweet_id": "1",
        "screen_name": "alice",
        "created_at": "2026-02-23",
        "lang": "en",
        "text": "We found attacks on our models.\n\nThe moat was never the model.",
    },
    {"url": "https://x.test/b/2", "tweet_id": "2", "screen_name": "bob", "lang": "en", "text": "What a day this was."},
    {
        "url": "https://x.test/c/3",
        "tweet_id": "3",
        "screen_name": "carol",
        "lang": "en",
        "text": "What a day this was.",
    },
]
ALICE = "@alice, 2026-02-23, https://x.test/a/1"


@pytest.fixture
def posts(project_dir: Path, warm: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GLOSS_CACHE_DIR", warm)
    (project_dir / "posts.json").write_text(json.dumps(POSTS, indent=1), encoding="utf-8")
    run = gloss("import", "posts.json", cwd=project_dir)
    assert (run.returncode, run.stdout) == (0, "posts.json: 4 without a translation added\n")
    return project_dir


def test_posts_that_are_imported_twice_are_known(posts: Path) -> None:
    assert gloss("import", "posts.json", cwd=posts).stdout == "posts.json: 0 added, 4 known\n"
    [row] = json.loads(gloss("import", "posts.json", "--format", "json", cwd=posts).stdout)
    assert (row["kind"], row["added"], row["known"], row["seen"]) == ("memory", 0, 4, 0)


def test_posts_hold_no_terms(posts: Path) -> None:
    run = gloss("import", "posts.json", "--as", "terms", cwd=posts)
    assert (run.returncode, "holds neither terms nor translations" in run.stderr) == (2, True)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(
            "The moat was never the model.",
            ["seen (100, not translated yet)", f"  {ALICE}", "  posts.json:8"],
            id="one paragraph of a post",
        ),
        pytest.param(
            "the moat was never the model",
            ["seen (98, not translated yet): The moat was never the model.", f"  {ALICE}", "  posts.json:8"],
            id="case and the full stop are no difference to speak of",
        ),
        pytest.param(
            "attacks on our models",
            ["seen (as a part, not translated yet): We found attacks on our models.", f"  {ALICE}", "  posts.json:8"],
            id="a part of it",
        ),
        pytest.param(
            "What a day this was.",
            [
                "seen (100, not translated yet)",
                "  @carol, https://x.test/c/3",
                "  posts.json:22",
                "seen (100, not translated yet)",
                "  @bob, https://x.test/b/2",
                "  posts.json:15",
            ],
            id="two people said it",
        ),
    ],
)
def test_a_quote_is_found_again(posts: Path, text: str, lines: list[str]) -> None:
    run = gloss("suggest", text, cwd=posts)
    assert (run.returncode, run.stdout.splitlines()) == (0, lines)


def test_a_whole_post_is_found_by_its_paragraphs(posts: Path) -> None:
    answer = json.loads(gloss("suggest", POSTS[0]["text"], "--format", "json", cwd=posts).stdout)
    assert [seen["source"] for seen in answer["seen"]] == [
        "The moat was never the model.",
        "We found attacks on our models.",
    ]


def test_a_text_without_a_translation_is_never_a_match(posts: Path) -> None:
    answer = json.loads(gloss("suggest", "The moat was never the model.", "--format", "json", cwd=posts).stdout)
    assert answer["matches"] == []
    assert answer["seen"] == [
        {
            "number": 2,
            "source": "The moat was never the model.",
            "lang": "en",
            "score": 100.0,
            "span": None,
            "meta": {
                "tweet:url": "https://x.test/a/1",
                "tweet:id": "1",
                "tweet:author": "@alice",
                "tweet:created_at": "2026-02-23",
            },
            "origin": {"path": "posts.json", "line": 8, "commit": None},
            "translations": [],
        }
    ]


def test_another_text_was_not_seen(posts: Path) -> None:
    run = gloss("suggest", "Nothing of the kind at all.", cwd=posts)
    assert (run.returncode, run.stdout) == (1, "")


def test_search_finds_what_is_not_translated_yet(posts: Path) -> None:
    run = gloss("memory", "search", "moat", cwd=posts)
    assert run.stdout.splitlines() == [
        "The moat was never the model.",
        "  seen, not translated yet",
        f"  {ALICE}",
        "  posts.json:8",
    ]
    [hit] = json.loads(gloss("memory", "search", "moat", "--format", "json", cwd=posts).stdout)
    assert (hit["target"], hit["target_lang"], hit["translations"]) == (None, None, [])


def test_once_it_is_translated_both_are_named(posts: Path) -> None:
    gloss("memory", "add", "The moat was never the model.", "护城河从来不是模型。", cwd=posts)
    assert gloss("suggest", "The moat was never the model.", cwd=posts).stdout.splitlines() == [
        "100  exact  The moat was never the model.",
        "            护城河从来不是模型。",
        "            gloss memory add",
        "seen (100)",
        "  → 护城河从来不是模型。 (gloss memory add)",
        f"  {ALICE}",
        "  posts.json:8",
    ]
    hits = json.loads(gloss("memory", "search", "moat", "--format", "json", cwd=posts).stdout)
    assert [[each["target"] for each in hit["translations"]] for hit in hits] == [["护城河从来不是模型。"], []]


def test_they_are_counted_and_left_out_of_exports_by_name(posts: Path) -> None:
    assert gloss("memory", "stats", cwd=posts).stdout.splitlines()[:2] == ["0  units", "4  untranslated"]
    assert gloss("memory", "export", cwd=posts).returncode == 1
    gloss("memory", "add", "Hello there.", "你好。", cwd=posts)
    run = gloss("memory", "export", cwd=posts)
    assert run.stdout == "en\tzh-Hans\nHello there.\t你好。\n"
    assert run.stderr == "4 texts without a translation left out; `gloss memory list --untranslated` names them\n"
    listed = gloss("memory", "list", "--untranslated", "--limit", "1", cwd=posts)
    assert listed.stdout.splitlines() == [
        "     1  We found attacks on our models.",
        "        (not translated)",
        f"        {ALICE}",
        "        posts.json:8",
    ]
    assert "There are more than these 1" in listed.stderr
