"""What x-tweet-fetcher prints is read in all its shapes, and every passage knows where it comes from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nasty import is_unicode, nasty_params
from strategies import texts
from typer.testing import CliRunner

from glossary.cli import app
from glossary.errors import FormatError
from glossary.formats import format_of
from glossary.formats.tweets import FORMAT, is_mine, read
from glossary.model import Resource, Span, TranslationUnit
from glossary.project import Project

URL = "https://x.com/lab/status/1"
TWEET = {
    "text": "We've identified distillation attacks.\n\nRead more: 16 million exchanges.",
    "author": "The Lab",
    "screen_name": "lab",
    "likes": 1,
    "retweets": 2,
    "bookmarks": 0,
    "views": 0,
    "replies_count": 3,
    "created_at": "Mon Feb 23 18:15:00 +0000 2026",
    "is_note_tweet": False,
    "lang": "en",
    "is_article": False,
}
REPLY = {
    "author": "@a",
    "author_name": "A",
    "text": "So it goes.",
    "time_ago": "2h",
    "likes": 0,
    "replies": 0,
    "views": 0,
}
TIMELINE = {
    "author": "@b",
    "author_name": "B",
    "text": "月之暗面发布了新模型",
    "time_ago": "1d",
    "likes": 1,
    "retweets": 0,
    "replies": 2,
    "views": 3,
    "tweet_id": "7",
    "quoted_tweet": {
        "author": "@c",
        "author_name": "C",
        "text": "A quote",
        "time_ago": "2d",
        "replies": 1,
        "tweet_id": "6",
    },
}
NITTER = {
    "text": "From nitter",
    "username": "d",
    "display_name": "D",
    "time": "Feb 23, 2026",
    "likes": 0,
    "retweets": 0,
    "replies": 0,
    "views": 0,
    "has_media": False,
    "media_urls": [],
    "url": "https://x.com/d/status/9",
    "tweet_id": "9",
}


def resource_of(value: Any, **options: Any) -> Resource:
    return read(json.dumps(value, **options).encode(), "post.json")


def units_of(value: Any) -> list[TranslationUnit]:
    resource = resource_of(value)
    assert not resource.findings
    return [unit for unit in resource.entries if isinstance(unit, TranslationUnit)]


def said(value: Any) -> list[tuple[str, str, str]]:
    """Text, language and author of each passage."""
    return [(unit.source.text, unit.source_lang, unit.meta.get("tweet:author", "")) for unit in units_of(value)]


ONE = {"url": URL, "username": "lab", "tweet_id": "1", "tweet": TWEET}
FIRST, SECOND = (
    ("We've identified distillation attacks.", "en", "@lab"),
    ("Read more: 16 million exchanges.", "en", "@lab"),
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(ONE, [FIRST, SECOND], id="a post, cut at blank lines"),
        pytest.param(
            {**ONE, "tweet": {**TWEET, "text": "Hi", "quote": {"text": "你好", "author": "Q", "screen_name": "q"}}},
            [("Hi", "en", "@lab"), ("你好", "zh-Hans", "@q")],
            id="a post that quotes another",
        ),
        pytest.param(
            {
                **ONE,
                "tweet": {
                    **TWEET,
                    "text": "",
                    "article": {"title": "On distillation", "preview_text": "One", "full_text": "One\n\nTwo"},
                },
            },
            [("On distillation", "en", "@lab"), ("One", "en", "@lab"), ("Two", "en", "@lab")],
            id="an article in a post",
        ),
        pytest.param(
            {
                "url": URL,
                "username": "lab",
                "tweet_id": "1",
                "replies": [
                    {**REPLY, "thread_replies": [{"text": "And on.", "time_ago": "1h"}, {**REPLY, "text": "On."}]}
                ],
                "reply_count": 1,
            },
            [("So it goes.", "en", "@a"), ("And on.", "en", ""), ("On.", "en", "@a")],
            id="replies and what follows them",
        ),
        pytest.param(
            {
                "username": "b",
                "limit": 20,
                "tweets": [TIMELINE],
                "count": 1,
                "pages_fetched": 1,
                "views_supplemented": 0,
            },
            [("月之暗面发布了新模型", "zh-Hans", "@b"), ("A quote", "en", "@c")],
            id="time line",
        ),
        pytest.param({"list_id": "1", "tweets": [NITTER], "count": 1}, [("From nitter", "en", "@d")], id="list"),
        pytest.param([NITTER, NITTER], [("From nitter", "en", "@d")] * 2, id="nitter"),
        pytest.param(
            {
                "article_id": "3",
                "url": URL,
                "title": "標題：網路與軟體",
                "author": "E",
                "author_handle": "@e",
                "content": "x",
                "paragraphs": ["第一段：這個網路", "第二段：那個軟體"],
            },
            [
                ("標題：網路與軟體", "zh-Hant", "@e"),
                ("第一段：這個網路", "zh-Hant", "@e"),
                ("第二段：那個軟體", "zh-Hant", "@e"),
            ],
            id="article",
        ),
        pytest.param({"username": "x", "display_name": "X", "bio": "b", "tweets_count": 1}, None, id="somebody"),
        pytest.param(
            {**ONE, "tweet": {**TWEET, "text": "これは", "lang": "ja"}},
            [("これは", "ja", "@lab")],
            id="a language of X",
        ),
        pytest.param(
            {**ONE, "tweet": {**TWEET, "text": "蒸馏", "lang": "und"}}, [("蒸馏", "zh-Hans", "@lab")], id="unknown"
        ),
        pytest.param({**ONE, "tweet": {**TWEET, "text": "網路", "lang": "zh"}}, [("網路", "zh-Hant", "@lab")], id="zh"),
    ],
)
def test_every_shape_is_read(value: Any, expected: list[tuple[str, str, str]] | None) -> None:
    if expected is None:
        assert list(resource_of(value).entries) == []
    else:
        assert said(value) == expected


def test_a_passage_knows_where_it_comes_from() -> None:
    first, second = units_of(ONE)
    meta = {
        "tweet:url": URL,
        "tweet:id": "1",
        "tweet:author": "@lab",
        "tweet:created_at": "Mon Feb 23 18:15:00 +0000 2026",
    }
    assert (first.meta, second.meta) == (meta, meta)
    assert (first.target, first.target_lang, first.context) == (None, None, "paragraph")
    assert first.origin
    text = json.dumps(ONE)
    assert (first.origin.line, first.origin.column) == (1, text.index("We've") + 1)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n"])
def test_json_lines_are_read_as_one_file(indent: int | None, between: str) -> None:
    data = between.join(json.dumps(each, indent=indent) for each in (ONE, NITTER)).encode()
    assert [unit.source.text for unit in read(data, "a.jsonl").entries if isinstance(unit, TranslationUnit)] == [
        FIRST[0],
        SECOND[0],
        "From nitter",
    ]
    assert format_of("a.jsonl", data) is FORMAT


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param({**ONE, "tweet": None, "error": "HTTP 404"}, "the fetcher says: HTTP 404", id="error"),
        pytest.param({"username": "a", "tweets": [], "warning": "a\nb"}, "the fetcher says: a b", id="warning"),
        pytest.param(
            {"username": "a", "new_mentions": [{"url": "u", "title": "t", "snippet": "s"}]},
            "are no posts",
            id="monitor",
        ),
        pytest.param({**ONE, "tweet": "text"}, "a post is an object, not text", id="text for a post"),
        pytest.param({**ONE, "tweet": {"text": 1}}, "the text of a post is text, not a number", id="number for text"),
        pytest.param({**ONE, "tweet": {"text": "a\ud83d"}}, r"half a character \(U\+D83D\)", id="half a character"),
        pytest.param([1], "a post is an object, not a number", id="numbers"),
        pytest.param({}, "no post in this file", id="nothing"),
    ],
)
def test_what_is_no_post_is_said(value: Any, message: str) -> None:
    resource = resource_of(value)
    assert list(resource.entries) == []
    assert len(resource.findings) == 1
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(resource.findings[0].message)


def test_a_file_that_is_cut_short_is_refused() -> None:
    with pytest.raises(FormatError, match="cut short"):
        read(json.dumps(ONE).encode()[:-10], "a.json")


@pytest.mark.parametrize(
    ("text", "mine"),
    [
        pytest.param(json.dumps(ONE), True, id="post"),
        pytest.param("\ufeff \n" + json.dumps([NITTER], indent=2), True, id="list"),
        pytest.param('{"gloss": 1, "units": [{"meta": {"tweet_id": "1"}}]}', False, id="of gloss"),
        pytest.param('{"note": "\\"tweet_id\\": 1"}', False, id="a text about posts"),
        pytest.param('[{"source": "a", "target": "b", "source_language": "en"}]', False, id="of Weblate"),
        pytest.param("", False, id="empty"),
    ],
)
def test_posts_are_told_from_other_json(text: str, mine: bool) -> None:
    assert is_mine(text.encode()) is mine
    assert (format_of("a.json", text.encode()).name == "tweets") is mine


@pytest.mark.parametrize("ascii", [True, False])
@settings(max_examples=100)
@given(text=st.lists(texts(blank=True) | st.sampled_from(["\n\n", "\n", " ", "\n \n"]), max_size=5).map("".join))
def test_every_character_of_a_passage_has_its_place(ascii: bool, text: str) -> None:
    resource = resource_of({"tweet": {"text": text}}, ensure_ascii=ascii)
    units = [unit for unit in resource.entries if isinstance(unit, TranslationUnit)]
    assert "".join("".join(unit.source.text.split()) for unit in units) == "".join(text.split())
    for unit in units:
        for at, char in enumerate(unit.source.text):
            place = unit.source.place(Span(at, at + 1))
            assert place
            assert json.loads(f'"{resource.text[place.start : place.end]}"') == char


@pytest.mark.parametrize("text", nasty_params())
def test_nasty_texts_are_read_or_named(text: str) -> None:
    resource = resource_of({"tweet": {"text": f"x{text}x"}})
    found = "\n\n".join(unit.source.text for unit in resource.entries if isinstance(unit, TranslationUnit))
    assert found == f"x{text}x" if is_unicode(text) else resource.findings[0].rule == "charset"


@pytest.fixture
def quoting(project_dir: Path) -> Path:
    """A project with a post and a draft that quotes it with a number that is wrong."""
    (project_dir / "terms" / "ai.yaml").write_text("concepts:\n  - 蒸馏/distillation\n", encoding="utf-8")
    (project_dir / "post.json").write_text(json.dumps(ONE), encoding="utf-8")
    draft = "我们发现了蒸馏攻击。\n\n详见：160 万次对话。\n"
    (project_dir / "draft.zh.md").write_text(draft, encoding="utf-8")
    return project_dir


def test_a_draft_is_checked_against_the_post_that_it_quotes(quoting: Path) -> None:
    report = Project.find_from(quoting).check_files(["draft.zh.md"], against="post.json")
    found = [(each.finding.rule, each.finding.message) for each in report.results]
    assert found == [("number-mismatch", "'160 万' is 1,600,000; the source has '16 million'")]


def test_the_terms_of_a_post_stand_where_they_are_said_to(quoting: Path) -> None:
    run = CliRunner().invoke(app, ["find", "post.json", "--format", "json"])
    (hit,) = json.loads(run.stdout)
    text = (quoting / "post.json").read_text(encoding="utf-8")
    assert (run.exit_code, text[hit["start"] : hit["end"]]) == (0, "distillation")


def test_a_directory_is_not_checked_for_posts(quoting: Path) -> None:
    checked = Project.find_from(quoting).check_files(["."]).checked
    assert [Path(path).name for path in checked] == ["draft.zh.md", "ai.yaml"]
