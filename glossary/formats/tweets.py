"""Posts of X as x-tweet-fetcher prints them: the texts that an article quotes, in one language each.

One JSON object, a list of them, or one on each line. Read: the text of a post, of the post that it quotes, of replies
and what follows them, of time lines and lists; articles, their title first. Long texts are cut at blank lines, and what
stands around a passage is left out. Kept in `meta`: `tweet:url`, `tweet:id`, `tweet:author` (`@handle`, else the name)
and `tweet:created_at` as it is given. Numbers, pictures and links are left out; what the fetcher has to say itself, an
error or a warning, is a finding.

The language is what the post says; else, or where it says that it does not know, the letters tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from glossary.errors import LanguageError
from glossary.formats import Format
from glossary.formats._json_nodes import Document, Node, half_character, runs
from glossary.formats._languages import languages
from glossary.formats._reading import decode
from glossary.formats.json import escaped
from glossary.model import Finding, Lang, Resource, Segment, Severity, Span, TranslationUnit
from glossary.text.language import is_chinese, parse
from glossary.text.patterns import lazy

_URL, _ID, _AUTHOR, _TIME = "tweet:url", "tweet:id", "tweet:author", "tweet:created_at"
_TIMES = ("created_at", "time", "time_ago")
_UNKNOWN = frozenset("und qam qct qht qme qst zxx art".split())
"""What X says for a language that it does not know, or that is none."""


def read(data: bytes, path: str) -> Resource:
    """The passages of posts, in the order of the file, each with where it comes from.

    Raises:
        FormatError: Not UTF-8, or no JSON.
    """
    document = Document(decode(data, path), path)
    reader = _Reader(document)
    for value in document.values():
        reader.value(value)
    units = reader.units
    if not units and not reader.findings and document.text.strip():
        reader.say(Node(None, 0, 0), "no post in this file; fetch one with x-tweet-fetcher, and keep what it prints")
    langs = [lang for lang, _ in Counter(unit.source_lang for unit in units).most_common(1)]
    return Resource(units, tuple(langs), findings=reader.findings, text=document.text)


def is_mine(head: bytes) -> bool:
    """Whether a file begins as one with posts: with an object or a list that has a key which only posts have."""
    text = head.decode("utf-8-sig", "replace").lstrip()
    return text.startswith(("{", "[")) and not _OF_GLOSS.match(text) and _MARK.search(text) is not None


class _Post(NamedTuple):
    """Where a passage comes from."""

    meta: dict[str, str]
    lang: str = ""


class _Reader:
    """Collects the passages of one file.

    Attributes:
        units: Those so far.
        findings: What is wrong with the file, and what the fetcher says about it.
    """

    def __init__(self, document: Document) -> None:
        self.units: list[TranslationUnit] = []
        self.findings: list[Finding] = []
        self._document = document

    def value(self, node: Node) -> None:
        """Whatever the fetcher prints: the answer to one call, or a list of posts."""
        if isinstance(node.value, list):
            for item in node.value:
                self.value(item)
        elif isinstance(node.value, tuple):
            self._answer(node)
        else:
            self.say(node, f"a post is an object, not {node.kind}")

    def say(self, node: Node, message: str, severity: Severity = Severity.WARNING, rule: str = "tweets") -> None:
        """A finding at a node."""
        self.findings.append(Finding(rule, severity, message, self._document.location(node.start)))

    def _answer(self, node: Node) -> None:
        for name in ("error", "warning"):
            if (said := node.get(name)) and said.is_text:
                self.say(said, f"the fetcher says: {' '.join(said.value.split())}")
        if (mentions := node.get("new_mentions")) and mentions.value:
            self.say(mentions, "mentions that a search found are no posts; fetch each one by its address")
        if (tweet := node.get("tweet")) and tweet.value is not None:
            self._post(tweet, _post(node, {}))
        self._post(node, _Post({}))

    def _post(self, node: Node, above: _Post) -> None:
        """A post or an article, and what belongs to it, in this order: the post, what it quotes, the answers to it."""
        if not isinstance(node.value, tuple):
            self.say(node, f"a post is an object, not {node.kind}")
            return
        post = _post(node, above.meta)
        if node.get("article_id"):
            self._article(node, post, ("paragraphs", "content"))
        self._text(node.get("text"), post)
        if article := node.get("article"):
            self._article(article, post, ("full_text", "preview_text"))
        for name in ("quote", "quoted_tweet"):
            if (quoted := node.get(name)) and quoted.value is not None:
                self._post(quoted, _Post({}))
        for name in ("tweets", "replies", "thread_replies"):
            if (posts := node.get(name)) and isinstance(posts.value, list):
                for each in posts.value:
                    self._post(each, _Post({}))

    def _article(self, node: Node, post: _Post, names: tuple[str, str]) -> None:
        """The title and the text, from the first of its members that has one."""
        self._text(node.get("title"), post, kind="heading")
        for name in names:
            found = node.get(name)
            if found and found.value:
                for part in found.value if isinstance(found.value, list) else [found]:
                    self._text(part, post)
                return

    def _text(self, node: Node | None, post: _Post, *, kind: str = "paragraph") -> None:
        if node is None or node.value is None:
            return
        if not node.is_text:
            self.say(node, f"the text of a post is text, not {node.kind}")
            return
        if half := half_character(node.value):
            message = f"half a character ({half}) in the text of a post, which is left out; fetch it again"
            self.say(node, message, rule="charset")
            return
        spans = list(_paragraphs(node.value))
        passages = [node.value[span.start : span.end] for span in spans]
        langs, places = _languages(passages, post.lang), runs(self._document, node, spans)
        for passage, lang, place in zip(passages, langs, places, strict=True):
            segment = Segment((passage,), place)
            origin = self._document.location(segment.runs[0].at)
            self.units.append(TranslationUnit(segment, None, lang, None, context=kind, meta=post.meta, origin=origin))


def _post(node: Node, above: dict[str, str]) -> _Post:
    """What an object says about where it comes from, and what stands above it where it says nothing."""
    said = {
        _URL: _said(node, "url"),
        _ID: _said(node, "tweet_id") or _said(node, "article_id"),
        _AUTHOR: _author(node),
        _TIME: next(filter(None, (_said(node, name) for name in _TIMES)), ""),
    }
    return _Post({**above, **{name: value for name, value in said.items() if value}}, _said(node, "lang"))


def _author(node: Node) -> str:
    """The handle, which has several names; where there is none, the name of the author."""
    handles = (_said(node, name) for name in ("screen_name", "author_handle", "username"))
    if handle := next(filter(None, handles), ""):
        return "@" + handle.removeprefix("@")
    return _said(node, "author")


def _said(node: Node, name: str) -> str:
    found = node.get(name)
    return found.value if found and found.is_text and not half_character(found.value) else ""


def _languages(passages: Iterable[str], declared: str) -> list[Lang]:
    """The language of each passage: what the post says, unless its letters know better which Chinese it is."""
    passages = list(passages)
    by_letters, _ = languages(passages, "", declared)
    try:
        lang = parse(declared) if declared not in _UNKNOWN else None
    except LanguageError:
        lang = None
    if lang is None or is_chinese(lang):
        return by_letters
    return [lang] * len(passages)


def _paragraphs(text: str) -> Iterator[Span]:
    """What stands between blank lines, without the white space around it."""
    at = 0
    for blank in (*_BLANK.finditer(text), None):
        part = text[at : blank.start() if blank else len(text)]
        if part.strip():
            start = at + len(part) - len(part.lstrip())
            yield Span(start, start + len(part.strip()))
        at = blank.end() if blank else len(text)


_BLANK = lazy(r"\n[^\S\n]*\n\s*")
_OF_GLOSS = lazy(r'\{\s*"gloss"\s*:')
_MARK = lazy(
    r'(?<!\\)"(?:tweet|tweet_id|screen_name|article_id|is_note_tweet|new_mentions|pages_fetched|views_supplemented'
    r'|media_urls)"\s*:'
)
"""A key that other files of JSON do not have."""


FORMAT = Format("tweets", (".json", ".jsonl"), read, bilingual=False, escape=escaped, is_text=False, is_mine=is_mine)
