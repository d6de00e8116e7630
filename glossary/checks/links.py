"""What is copied and not translated: addresses, links and where they go, emoji shortcodes, quoted code, references.

A page in the other language (/zh-cn/, zh.wikipedia.org) may stand for the one of the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from glossary.checks import Check, Example, Flag, House, Over, Pair, Passage
from glossary.model import Severity, Span
from glossary.text.patterns import lazy
from glossary.text.script import has_han

# --- addresses -------------------------------------------------------------------------------------------------------

_LOCALE = r"(?:zh|en)(?:[-_](?:hans|hant|cn|tw|hk|us|gb|uk))*"
_LOCALE_HOST = lazy(rf"^(?:{_LOCALE}|cn|www|m)\.", re.IGNORECASE)
_LOCALE_PART = lazy(rf"{_LOCALE}|cn|intl(?:-\w+)?", re.IGNORECASE)


def _url_changed(pair: Pair, house: House) -> Iterator[Flag]:
    if "://" not in pair.source.text and "www." not in pair.source.text:
        return
    source, target = _urls(pair.source), _urls(pair.target)
    if appended := _APPENDED.search(pair.source.text):
        source = [(url, span) for url, span in source if span.start < appended.start()]
    there = {_same_place(url) for url, _ in target}
    missing = {url: None for url, _ in source if _same_place(url) not in there and not _SCHEMA.match(url)}
    known = {_same_place(url) for url, _ in source}
    extra = [(url, span) for url, span in target if _same_place(url) not in known]
    for url in missing:
        if any(_localized(url, other) for other, _ in extra) or _stands(url.removeprefix("www."), pair.target.text):
            continue
        if _is_linked(url, pair.target.text):
            continue
        if len(missing) == len(extra) == 1:
            yield Flag(f"'{extra[0][0]}' is '{url}' in the source; copy that address", extra[0][1], (url,))
        else:
            yield Flag(f"'{url}' of the source is missing; copy the address")


_APPENDED = lazy(r"(?:(?<!\S)https://t\.co/\w+\s*)+\Z", re.ASCII)
"""What X puts behind the text of a post for a picture, or for a post that is quoted."""


def _stands(url: str, text: str) -> bool:
    """Whether an address stands in a text and does not go on: …/relay in …/relays."""
    return re.search(rf"{re.escape(url)}(?![\w-])", text, re.ASCII) is not None


_ADDRESS = lazy(
    r"(?:(?:https?|ftp|git|ssh|svn)://(?:[\w.-]*@)?[\w-]+\.|www\.[\w-]+\.)[^\s<>\"'`()\[\]{}|\u0080-\U0010ffff]+",
    re.IGNORECASE | re.ASCII,
)


def _urls(passage: Passage) -> list[tuple[str, Span]]:
    """The addresses of a text, those within tags and links included."""
    result = []
    for match in _ADDRESS.finditer(passage.text):
        url = match[0].rstrip(".,;:!?*_|\\")
        result.append((url, Span(match.start(), match.start() + len(url))))
    return result


def _same_place(url: str) -> str:
    """An address without scheme, www, language and trailing slash."""
    host, *path = url.partition("://")[2].split("/") if "://" in url else url.split("/")
    parts = [part for part in path if part and not _LOCALE_PART.fullmatch(part)]
    return "/".join((_LOCALE_HOST.sub("", host.lower()), *parts)).casefold()


_CHINESE_HOST = lazy(
    r"/zh[-_](?:cn|hans|hant|tw|hk)(?:/|$)|(?://|^)(?:zh|cn|zh-\w+)\.|\.cn(?:/|$)|//baike\.|[./]zh\.", re.IGNORECASE
)
_SCHEMA = lazy(r"^https?://www\.w3\.org/", re.IGNORECASE)


def _localized(url: str, other: str) -> bool:
    """Whether the other address is the page in Chinese: zh.wikipedia.org, an encyclopedia, a host in .cn."""
    if _CHINESE_HOST.search(other) and not _CHINESE_HOST.search(url):
        return True
    one, two = (each.rpartition("://")[2].partition("/")[0].lower() for each in (url, other))
    return one != two and _LOCALE_HOST.sub("", one) == _LOCALE_HOST.sub("", two)


_PAGE = lazy(r"/([\w-]{4,})(?:\.\w{2,4})?/?\Z", re.ASCII)


def _is_linked(url: str, target: str) -> bool:
    """Whether a link to a page of the same name within the site stands for it: (/zh-cn/scaling/) for …/scaling.md."""
    page = _PAGE.search(url)
    return page is not None and any(f"/{page[1]}{end})" in target for end in ("", "/", ".md", ".html"))


_MAINTAINER = lazy(r"translat|\bmaintainer|\b(?:user|username|name|you|someone)@", re.IGNORECASE)
"""Who looks after a translation is another person, and user@domain is to be filled in."""


def _mail_changed(pair: Pair, house: House) -> Iterator[Flag]:
    if "@" not in pair.source.text or _MAINTAINER.search(pair.source.text):
        return
    yield from _same_strings(pair, "mail", "copy the address")


def _shortcode_changed(pair: Pair, house: House) -> Iterator[Flag]:
    if ":" not in pair.source.text:
        return
    yield from _same_strings(pair, "shortcode", "copy it")


def _same_strings(pair: Pair, kind: str, better: str) -> Iterator[Flag]:
    """Codes of a kind that stand in the source and nowhere in the target."""
    missing = dict.fromkeys(text for text in pair.source.written(kind) if text not in pair.target.text)
    source = set(pair.source.written(kind))
    extra = [code.span for code in pair.target.codes if code.kind == kind]
    extra = [span for span in extra if pair.target.text[span.start : span.end] not in source]
    for text in missing:
        if len(missing) == len(extra) == 1:
            there = pair.target.text[extra[0].start : extra[0].end]
            yield Flag(f"'{there}' is '{text}' in the source; {better}", extra[0], (text,), fixable=True)
        else:
            yield Flag(f"'{text}' of the source is missing; {better}")


# --- links, literals, roles ------------------------------------------------------------------------------------------

_LINK_TARGET = lazy(r"\]\(<?([^\s)>]*)")


def _markdown_link(pair: Pair, house: House) -> Iterator[Flag]:
    if "](" not in pair.source.text:
        return
    source, target = _link_targets(pair.source), _link_targets(pair.target)
    there, known = {_link_key(link) for link, _ in target}, {_link_key(link) for link, _ in source}
    missing = dict.fromkeys(link for link, _ in source if _link_key(link) not in there)
    extra = [(link, span) for link, span in target if _link_key(link) not in known]
    for link in missing:
        if len(missing) == len(extra) == 1:
            yield Flag(f"the link goes to '{extra[0][0]}', in the source to '{link}'", extra[0][1], (link,))
        else:
            yield Flag(f"the link to '{link}' of the source is missing; keep [text]({link})")


def _link_targets(passage: Passage) -> list[tuple[str, Span]]:
    return [
        (match[1], Span(*match.span(1)))
        for code in passage.codes
        if code.kind == "link" and (match := _LINK_TARGET.match(passage.text, code.span.start, code.span.end))
    ]


def _link_key(link: str) -> str:
    if "://" in link:
        return _same_place(link)
    return "/".join(part for part in link.casefold().split("/") if part and not _LOCALE_PART.fullmatch(part))


def _literal_changed(pair: Pair, house: House) -> Iterator[Flag]:
    if "`" not in pair.source.text:
        return
    source, target = _literals(pair.source), _literals(pair.target)
    there, known = {_bare(literal) for literal, _ in target}, {_bare(literal) for literal, _ in source}
    missing = dict.fromkeys(
        literal
        for literal, _ in source
        if _bare(literal) not in there
        and (literal[0], _bare(literal)[1].removesuffix("s")) not in there  # `Job`s have no plural in Chinese
        and not _stands_in(literal[1], pair.target.text)
    )
    extra = [(literal, span) for literal, span in target if _bare(literal) not in known]
    translated = any(has_han(literal[1]) for literal, _ in extra)
    for literal in missing:
        if (translated or not extra) and not _IDENTIFIER.fullmatch(literal[1]):
            continue
        if len(missing) == len(extra) == 1 and extra[0][0][0] == literal[0]:
            (_, other), span = extra[0]
            yield Flag(f"'{other}' is '{literal[1]}' in the source; code is not translated", span, (literal[1],))
        else:
            yield Flag(f"'{literal[1]}' of the source is missing; copy it")


def _stands_in(literal: str, text: str) -> bool:
    """Whether it stands there, if not as code; Parser does not stand in Parsers."""
    return literal in text and bool(re.search(rf"(?<!\w){re.escape(literal)}(?!\w)", text, re.ASCII))


def _bare(literal: tuple[str, str]) -> tuple[str, str]:
    """A literal for comparison: escapes and spaces may differ, and the dot before a name that is looked up."""
    bare = "".join(literal[1].replace("\\", "").split())
    return literal[0], bare.removeprefix(".") if literal[0] else bare


def _literals(passage: Passage) -> list[tuple[tuple[str, str], Span]]:
    """What is quoted as code (role "") and what a role points to, with the places of the words themselves."""
    result = []
    for code in passage.codes:
        text, start = passage.text[code.span.start : code.span.end], code.span.start
        if code.kind in ("literal", "markup") and text.startswith("`"):
            inner = text.strip("`")
            if inner != inner.strip():
                continue
            at = start + text.index(inner)
            result.append((("", inner), Span(at, at + len(inner))))
        elif code.kind == "role" and (target := _ROLE_TARGET.search(text)):
            result.append((("role", target[1]), Span(start + target.start(1), start + target.end(1))))
    return result


_IDENTIFIER = lazy(r"[A-Za-z_.]*[A-Z_.][\w.]*")
"""What is certainly a name: other code may hold words to translate, as in `<your name>` or ("key", "value")."""
_ROLE_TARGET = lazy(r"(?:^:[\w:+.-]+:`|<)[!~]?([^<>`]+)>?`$")

CHECKS = (
    Check(
        rule="url-changed",
        severity=Severity.WARNING,
        what="A web address of the source is missing or altered in the translation.",
        why="The link leads nowhere, or elsewhere.",
        better="Copy the address; a page in the target language (/zh-cn/, zh.wikipedia.org) is fine.",
        run=_url_changed,
        examples=(
            Example(source="See https://example.com/help", target="参见 https://example.com/hepl"),
            Example(source="参见 https://example.com/help。", target="See the manual."),
            Example(source="A distillation attack. https://t.co/a1B2c3D4e5", target="一次蒸馏攻击。", findings=0),
            Example(source="See https://t.co/a1B2c3D4e5 for details", target="详情请见下文"),
            Example(
                source="See https://example.com/en/help", target="参见 https://example.com/zh-cn/help/。", findings=0
            ),
        ),
        over=Over.PAIR,
    ),
    Check(
        rule="mail-changed",
        severity=Severity.WARNING,
        what="A mail address of the source is missing or altered in the translation.",
        why="Mail goes to nobody, or to a stranger.",
        better="Copy the address.",
        run=_mail_changed,
        examples=(
            Example(
                source="Write to help@example.com",
                target="请写信至 hepl@example.com",
                fixed="请写信至 help@example.com",
            ),
            Example(source="请联系 help@example.com", target="Please get in touch"),
            Example(source="Write to help@example.com.", target="请写信至help@example.com。", findings=0),
        ),
        over=Over.PAIR,
    ),
    Check(
        rule="shortcode-changed",
        severity=Severity.WARNING,
        what="An emoji shortcode of the source is missing or altered.",
        why="A translated or mistyped shortcode is shown as text.",
        better="Copy it: :tada:.",
        run=_shortcode_changed,
        examples=(
            Example(source="Done :tada:", target="完成 ：tada：", findings=1),
            Example(source="完成 :tada:", target="Done :party:", fixed="Done :tada:"),
            Example(source="Done :tada:", target="完成 :tada:", findings=0),
            Example(source="Open 9:30 to 10:30", target="9:30 到 10:30 开放", findings=0),
        ),
        over=Over.PAIR,
    ),
    Check(
        rule="markdown-link",
        severity=Severity.WARNING,
        what="A Markdown link of the source is missing, broken or goes elsewhere.",
        why="The reader sees brackets instead of a link, or lands on another page.",
        better="Translate the text in the square brackets; copy the target in the round ones, half-width.",
        run=_markdown_link,
        examples=(
            Example(source="See [the guide](guide.md)", target="参见[指南]（guide.md）"),
            Example(source="参见[指南](guide.md)", target="See [the guide](giude.md)"),
            Example(source="See [the guide](guide.md)", target="参见[指南](guide.md)", findings=0),
        ),
        over=Over.PAIR,
    ),
    Check(
        rule="literal-changed",
        severity=Severity.WARNING,
        what="Quoted code, or the target of a reStructuredText role, is altered or lost.",
        why="Readers copy code; a reference to a name that does not exist becomes no link.",
        better="Copy code and targets; translate only the text of :ref:`text <target>`.",
        run=_literal_changed,
        examples=(
            Example(source="Call ``open_file()``", target="调用 ``open_flie()``"),
            Example(source="见 :class:`Parser`", target="See :class:`Parsers`"),
            Example(source="See :ref:`the tutorial <tut>`", target="参见 :ref:`教程 <tutorial>`"),
            Example(source="See :ref:`the tutorial <tut>`", target="参见 :ref:`教程 <tut>`", findings=0),
            Example(source="A ``(key, value)`` pair", target="一个 ``(键, 值)`` 对", findings=0),
        ),
        over=Over.PAIR,
    ),
)
