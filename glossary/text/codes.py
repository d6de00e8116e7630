"""What in a text is no prose: placeholders, tags, links, literals, addresses, paths, shortcut keys of menus.

A translator copies these and translates the rest; a check of wording must not look into them. What a
mark means depends on where it stands: `_` announces a shortcut key in a catalogue and nothing in a
draft, so running text (flag `prose`) is read with fewer rules.

Each rule is a row of a table: the kind, how such a code looks, and where. Every pattern ends at the next
mark of its own kind or after a fixed number of characters, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from glossary.model import Span
from glossary.text.patterns import lazy

PROSE = "prose"
"""The flag of running text, as opposed to a string of a catalogue."""

PLACEHOLDERS = frozenset({"printf", "python", "brace", "icu", "template"})
"""The kinds of code that a program replaces by a value."""


class Found(NamedTuple):
    """A code in a text.

    Attributes:
        kind: printf, python, brace, icu, template, date, tag, entity, bbcode, literal, role, link, url, mail, path,
            handle, shortcode, accelerator, option, escape; markup for what the format had found.
    """

    span: Span
    kind: str


def codes(text: str, *, known: Sequence[Span] = (), flags: frozenset[str] = frozenset()) -> tuple[Found, ...]:
    """The codes of a text, in order, none within another.

    Args:
        text: A passage as it is written.
        known: Those that its format has found already; they come back as kind "markup".
        flags: What a catalogue says about its strings: python-format, c-format, no-c-format, python-brace-format, …;
            `prose` for running text.
    """
    if not known:
        return tuple(_between(text, 0, len(text), flags))
    found: list[Found] = []
    at = 0
    for span in sorted(known):
        if span.end <= at:
            continue
        found += _between(text, at, span.start, flags)
        found.append(Found(Span(max(at, span.start), span.end), "markup"))
        at = span.end
    return (*found, *_between(text, at, len(text), flags))


def placeholders(text: str, found: Iterable[Found], *, flags: frozenset[str] = frozenset()) -> tuple[Found, ...]:
    """The placeholders among the codes of a text, those within a tag, a link or an address included."""
    result: list[Found] = []
    for code in found:
        if code.kind in PLACEHOLDERS:
            result.append(code)
        elif code.kind in _HOLDERS:
            inside = _between(text, code.span.start + 1, code.span.end, flags)
            result += [each for each in inside if each.kind in PLACEHOLDERS]
    return tuple(result)


_HOLDERS = frozenset({"tag", "bbcode", "link", "url"})
_HINT = lazy(r"[%{<&\[`$|@_~\\*]|:[A-Za-z+/]|\.\w|/[\w.]|--\w", re.ASCII)
"""Every code holds one of these; most sentences hold none."""
_WORD_HINT = lazy(r"[/\\@]|\.[A-Za-z]")


def _between(text: str, start: int, end: int, flags: frozenset[str]) -> list[Found]:
    """The codes of a stretch; of two that overlap, the one that begins first."""
    if start >= end or not _HINT.search(text, start, end):
        return []
    prose = PROSE in flags
    candidates = list(_marks(text, start, end, flags))
    if _WORD_HINT.search(text, start, end):
        candidates += _words(text, start, end)
    if _ICU.search(text, start, end):
        candidates += _icu(text, start, end)
    if not prose and text.find("](", start, end) >= 0:
        candidates += _links(text, start, end)
    found = _apart(candidates, start)
    if not prose and end - start <= _LONGEST_LABEL:
        found += _accelerators(text, start, end, found)
        found.sort()
    return found


def _apart(candidates: list[Found], at: int) -> list[Found]:
    found = []
    for code in sorted(candidates, key=lambda code: (code.span.start, -code.span.end)):
        if code.span.start >= at:
            found.append(code)
            at = code.span.end
    return found


# --- codes that begin with a mark: one table -------------------------------------------------------------------------


class _Rule(NamedTuple):
    """How one sort of code looks.

    Attributes:
        mark: The characters that it may begin with.
        pattern: All of it, without groups.
        prose: Whether it is looked for in running text, too.
        only: Only if the catalogue says one of these.
        without: Not if the catalogue says this.
        pieces: Which pieces of a match are code; none: it is no code after all.
    """

    kind: str
    mark: str
    pattern: str
    prose: bool = True
    only: frozenset[str] = frozenset()
    without: str = ""
    pieces: Callable[[re.Match[str]], Iterable[Span]] | None = None


def _marks(text: str, start: int, end: int, flags: frozenset[str]) -> Iterator[Found]:
    pattern, rules = _compiled(flags | {_HAS_DATE} if _DATE.search(text, start, end) else flags)
    at = start
    while match := pattern.search(text, at, end):
        rule = rules[(match.lastindex or 1) - 1]
        if rule.pieces is None:
            yield Found(Span(*match.span()), rule.kind)
            at = match.end()
            continue
        spans = tuple(rule.pieces(match))
        yield from (Found(span, rule.kind) for span in spans)
        at = match.end() if spans else match.start() + 1


@lru_cache(maxsize=64)
def _compiled(flags: frozenset[str]) -> tuple[re.Pattern[str], tuple[_Rule, ...]]:
    """One pattern of all rules, sorted by the mark; the number of the group tells the rule."""
    by_mark: dict[str, list[_Rule]] = {}
    for rule in _RULES:
        if _applies(rule, flags):
            by_mark.setdefault(rule.mark, []).append(rule)
    branches = [
        f"(?=[{re.escape(mark)}])(?:{'|'.join(f'({rule.pattern})' for rule in rules)})"
        for mark, rules in by_mark.items()
    ]
    marks = re.escape("".join(by_mark))
    pattern = lazy(f"(?=[{marks}])(?:{'|'.join(branches)})", re.ASCII)
    return pattern, tuple(rule for rules in by_mark.values() for rule in rules)


def _applies(rule: _Rule, flags: frozenset[str]) -> bool:
    if PROSE in flags and not rule.prose:
        return False
    return (not rule.only or bool(rule.only & flags)) and rule.without not in flags


def _tag(match: re.Match[str]) -> Iterator[Span]:
    """A tag, and not <file>, which stands for something to fill in, nor a <b and c> d: known, closed or with values."""
    name, _, rest = match[0].strip("</>").replace("\n", " ").partition(" ")
    rest = rest.strip(" /")
    if rest and "=" not in rest:
        return
    if rest or match[0].endswith("/>") or name in _TAGS or name in _paired_tags(match.string):
        yield Span(*match.span())


def _entity(match: re.Match[str]) -> Iterator[Span]:
    from html.entities import html5

    if match[0][1] == "#" or match[0][1:] in html5:
        yield Span(*match.span())


def _bbcode(match: re.Match[str]) -> Iterator[Span]:
    """A BBCode tag, and not a unit in brackets: [s] needs its [/s]."""
    name = re.split("[ =]", match[0].strip("[]/"), maxsplit=1)[0]
    if name in _BBCODE_ALONE and (" " not in match[0] or match.string[match.end() : match.end() + 1] == "("):
        return
    if name in _BBCODE_ALONE or name in _paired_bbcode(match.string):
        yield Span(*match.span())


def _role(match: re.Match[str]) -> Iterator[Span]:
    """:role:`target` is code; of :role:`text <target>` and of :guilabel:`text` the text is prose."""
    start, end = match.span()
    name, _, content = match[0].partition("`")
    opening = start + len(name) + 1
    if name.strip(":") in _PROSE_ROLES:
        yield from (Span(start, opening), Span(end - 1, end))
    elif content.endswith(">`") and content.rfind("<") > 0:
        yield from (Span(start, opening), Span(opening + _target_start(content), end))
    else:
        yield Span(start, end)


def _reference(match: re.Match[str]) -> Iterator[Span]:
    """`text <address>`_: the text is prose."""
    start, end = match.span()
    content = match[0][1:]
    close = content.index("`")
    target = _target_start(content) if content[:close].endswith(">") and "<" in content else close
    yield from (Span(start, start + 1), Span(start + 1 + target, end))


def _target_start(content: str) -> int:
    at = content.rfind("<")
    return len(content[:at].rstrip())


def _backtick(match: re.Match[str]) -> Iterator[Span]:
    """`code`, and neither the quotation marks of GNU, `one' and `two', nor a placeholder in quotation marks."""
    quoted = match[0]
    if (quoted.count("'") != 1 or quoted == "`'`") and not _PLACEHOLDER.fullmatch(quoted):
        yield Span(*match.span())


@lru_cache(maxsize=4)
def _paired_tags(text: str) -> frozenset[str]:
    """The names that the text both opens and closes."""
    return frozenset(re.findall(r"<([A-Za-z][\w:.-]*)", text)) & frozenset(re.findall(r"</([A-Za-z][\w:.-]*)", text))


@lru_cache(maxsize=4)
def _paired_bbcode(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\[([a-z]{1,12})[ =\]]", text)) & frozenset(re.findall(r"\[/([a-z]{1,12})\]", text))


_PLACEHOLDER = lazy(r"`(?:%[\w$]{1,6}|\{\w*\})`")
_HAS_DATE = "date"
"""Said of a text that holds a %Y or the like: what looks like printf in it is a part of a date."""
_DATE = lazy(r"%[-_^#0]?(?:[YyHIMBb](?![A-Za-z])|m[-/.年 ]?%[-_^#0]?d|d[-/. ]?%[-_^#0]?m)")
_TAGS = frozenset(
    "a abbr b big blockquote body br center cite code dd del dfn div dl dt em font h1 h2 h3 h4 h5 h6 head hr html "
    "i img ins kbd li markup nobr ol p pre q qt s samp small span strike strong sub sup tbody td th thead tr "
    "tt u ul".split()
)
"""HTML, rich text of Qt, markup of Pango; without <label> and <title>, which stand for something to fill in."""
_BBCODE_ALONE = frozenset("param member method constant enum signal annotation theme_item operator constructor".split())
_BBCODE = "|".join(
    sorted(_BBCODE_ALONE)
    + "b bgcolor br cell center code codeblock codeblocks color csharp email fade fgcolor fill font font_size gdscript "
    "hint i img indent kbd lb left li ol outline_color outline_size quote rainbow rb right s shake size table tornado "
    "u ul url wave".split()
)
_PROSE_ROLES = frozenset("guilabel menuselection dfn abbr title strong emphasis sub sup subscript superscript".split())

_SPECIFIER = r"(?:(?:hh?|ll?|[Lzjtq]|I64)[diouxX]|[lL][aAeEfFgGsc]|[diouxXeEfgGcrspn@]|[aACFS](?![A-Za-z]))"
_WIDTH = r"[+#'0]*(?:-(?=[\d*]))?0?(?:\d+|\*)?(?:\.(?:\d*|\*))?"
_FIELD = r"(?:\d+|\$?[A-Za-z_][\w.-]*)?(?:\[[^\[\]{}]*\])?(?:,-?\d+)?(?:![rsa])?(?::(?! )[^{}\n%]{0,30})?"
_RULES = (
    _Rule("date", "%", r"%[-_^#0]?[A-Za-z]", only=frozenset({_HAS_DATE})),
    _Rule("printf", "%", r"(?<!%)%%", prose=False, without="no-c-format"),
    _Rule("python", "%", r"%\([A-Za-z_][\w. -]*\)[-+0#]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]"),
    _Rule("template", "%", r"%\{[A-Za-z_][\w.]*\}|%<[A-Za-z_]\w*>[sd]"),
    _Rule("printf", "%", r"%[-+0#]*\d*<PRI[A-Za-z0-9]{2,8}>"),
    _Rule("template", "%", r"%[A-Za-z_][A-Za-z0-9_]{2,40}%(?![A-Za-z\d%$])"),
    _Rule("printf", "%", r"%\d{1,2}\$" + _WIDTH + _SPECIFIER, without="no-c-format"),
    _Rule(
        "printf",
        "%",
        rf"(?:(?<![\d~])|(?<=%\d))%(?![1-9]\d?[A-Za-z]{{2}}|[2-9][A-F]){_WIDTH}{_SPECIFIER}",
        prose=False,
        without="no-c-format",
    ),
    _Rule("printf", "%", rf"(?<!\d)%{_WIDTH}{_SPECIFIER}(?![A-Za-z])", without="no-c-format"),
    _Rule("printf", "%", rf"(?<=\d)%{_WIDTH}{_SPECIFIER}(?![A-Za-z])", prose=False, without="no-c-format"),
    _Rule(
        "printf",
        "%",
        r"(?:(?<!\d)|(?<=%\d))%(?:L?\d{1,2}(?![\d$]|[A-F](?![A-Za-z]))(?:%(?!\d))?(?:![-\d.A-Za-z]{1,8}!)?|n(?![A-Za-z]))",
        prose=False,
    ),
    _Rule(
        "template", "{", r"\{\{\{[^{}]*\}\}\}|\{\{[\s#^/>&!~-]{0,4}[A-Za-z_$][^{}]*\}\}", without="python-brace-format"
    ),
    _Rule("template", "{", r"\{%[^{}%]*%\}|\{#[^{}#]*#\}"),
    _Rule("brace", "{}", r"\{\{|\}\}", prose=False, only=frozenset({"python-brace-format"})),
    _Rule("icu", "{", r"\{\s?\w+\s?,\s?(?:number|date|time|spellout|ordinal|duration)(?:\s?,[^{}]*)?\}"),
    _Rule("brace", "{", r"\{ \$?[A-Za-z_][\w.-]* \}", prose=False),
    _Rule("brace", "{", r"(?<![\\^])\{" + _FIELD + r"\}", prose=False),
    _Rule("brace", "{", r"(?<!\\)\{(?:\d{1,2}|[A-Za-z_][\w.]+)(?:![rsa])?(?::[^{}\s]{0,30})?\}"),
    _Rule("template", "$", r"\$\{[^{}\s][^{}]*\}"),
    _Rule("template", "$", r"\$[A-Za-z_]\w*", prose=False, only=frozenset({"sh-format", "perl-format", "php-format"})),
    _Rule("option", "$", r"(?<![\w$])\$[A-Z][A-Z0-9_]+(?!\w)"),
    _Rule("template", "#", r"#\{[^{}\s][^{}]*\}"),
    _Rule("template", "<", r"<%[^%]*%>"),
    _Rule("tag", "<", r"<!--[^<>]*-->|<!\[CDATA\["),
    _Rule("tag", "]", r"\]\]>"),
    _Rule("link", "<", r"<[a-z]+:(?!//)[^<>\s]+>"),
    _Rule("tag", "<", r"</?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>", pieces=_tag),
    _Rule("entity", "&", r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});", pieces=_entity),
    _Rule("bbcode", "[", rf"\[(?:{_BBCODE})(?:[ =][^\[\]]*)?\]", prose=False, pieces=_bbcode),
    _Rule("bbcode", "[", rf"\[/(?:{_BBCODE})\]", prose=False, pieces=_bbcode),
    _Rule("role", "[", r"\[(?:\d{1,4}|#\w{0,40}|\*)\]_", prose=False),
    _Rule("role", ":", r":[A-Za-z][\w:+.-]{0,40}:`[^`]+`", prose=False, pieces=_role),
    _Rule("literal", "`", r"``(?:[^`]|`(?!`))+``", prose=False),
    _Rule("link", "`", r"(?<![A-Za-z0-9`])`[^\s`][^`]*`__?(?!\w)", prose=False, pieces=_reference),
    _Rule("literal", "`", r"(?<![A-Za-z0-9`\\}])`(?![\s`])[^`\n]*`(?!`)", prose=False, pieces=_backtick),
    _Rule("role", "|", r"(?<![\w|])\|[A-Za-z][\w.-]{0,40}\|(?![\w|])", prose=False),
    _Rule("handle", "@", r"(?<![\w.@/+-])@[A-Za-z_][A-Za-z0-9_]{1,38}(?![A-Za-z0-9_@])"),
    _Rule("shortcode", ":", r"(?<![A-Za-z0-9:]):(?:[a-z][a-z0-9_+-]{1,40}|\+1|-1|100):(?![A-Za-z0-9:`])"),
    _Rule("option", "-", r"(?<![\w-])--[A-Za-z][\w-]*"),
    _Rule("path", "*", r"(?<![\w*])\*\.[A-Za-z0-9]{1,10}(?![A-Za-z0-9])"),
    _Rule("literal", "\\", r"(?<!\\)\\[A-Za-z]{2,30}\*?\{[^{}]*\}"),
    _Rule("escape", "\\", r"(?<![:\\])\\(?:[nrt0](?![a-z])|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})", prose=False),
)
"""The first row that fits at a place wins."""


# --- words: addresses and paths --------------------------------------------------------------------------------------

_URL = lazy(
    r"(?<![A-Za-z0-9])(?:(?:https?|ftps?|sftp|file|git|ssh|svn|wss?|ircs?|ldaps?|smb|res|user)://|mailto:|www\.)"
    r"[^\s<>\"`\u0080-\U0010ffff]+",
    re.IGNORECASE | re.ASCII,  # without ASCII, i and k fold to letters beyond it
)
_TOKEN = lazy(r"[\w.+~@:/\\-]{3,}", re.ASCII)
_MAIL = lazy(r"\w[\w.+-]*(?<![.+-])@[A-Za-z0-9][A-Za-z0-9-]*\.[A-Za-z0-9.-]*[A-Za-z]{2}", re.ASCII)
_ROOTS = frozenset("bin boot dev etc home lib media mnt opt proc root run sbin srv sys tmp usr var Users".split())
_TLDS = frozenset("com org net edu gov io ai cn dev app uk de jp fr ru eu hk tw xyz info tv".split())
"""Top-level domains that are no word after a full stop whose space was forgotten."""
_SUFFIXES = frozenset(
    "bat bmp cfg conf cpp css csv dll doc docx exe gif gz hpp htm html ico ini ipynb java jpeg jpg json log md mp3 mp4 "
    "ogg pdf png po pot ppt pptx py pyc rar rst svg tar toml tsv ttf txt wav webp xls xlsx xml yaml yml zip".split()
)
SUFFIXES_OF_PATHS = _SUFFIXES | frozenset("c cc cs go h js jsx lua php rb rs sh so sql ts tsx".split())
"""How names of files end: what is a path if there are directories before it."""


def _words(text: str, start: int, end: int) -> Iterator[Found]:
    for match in _URL.finditer(text, start, end):
        yield Found(Span(match.start(), match.start() + len(_without_trail(match[0]))), "url")
    for match in _TOKEN.finditer(text, start, end):
        word = match[0].rstrip(".:-+")
        kind = _kind_of_word(word)
        if kind:
            yield Found(Span(match.start(), match.start() + len(word)), kind)


def _without_trail(url: str) -> str:
    """An address without the punctuation of the sentence around it."""
    url = url.rstrip(".,;:!?'*_|\\")
    while url and url[-1] in ")]}" and url.count(url[-1]) > url.count({")": "(", "]": "[", "}": "{"}[url[-1]]):
        url = url[:-1].rstrip(".,;:!?'*_|\\")
    return url


def _kind_of_word(word: str) -> str:
    if "@" in word:
        return "mail" if _MAIL.fullmatch(word) else ""
    if "\\" in word:
        return "path" if re.match(r"[A-Za-z]:\\\w|\\\\\w+\\", word) else ""
    first, _, rest = word.lstrip("~").partition("/")
    if not first and rest:
        return "path" if "/" in rest.strip("/") or rest.strip("/") in _ROOTS or word[0] == "~" else ""
    if "." not in word or "//" in word or ":" in word:
        return ""
    return _kind_of_dotted(word, first, rest)


def _kind_of_dotted(word: str, host: str, rest: str) -> str:
    """example.com and foo/bar.py; neither Node.js nor e.g. nor 3.5/4.0."""
    suffix = word.rpartition(".")[2]
    name = word.rpartition("/")[2].rpartition(".")[0]
    if suffix in (SUFFIXES_OF_PATHS if rest else _SUFFIXES) and name:
        return "path"
    if host.rpartition(".")[2] in _TLDS and host[:1].islower() and host[0] != ".":
        return "url"
    return ""


# --- links, ICU messages, shortcut keys ------------------------------------------------------------------------------

_BRACKET = lazy(r"!?\[|\]\((?:[!-'*-Z\\^-~]|\([!-'*-~]*\))*(?:\s+\"[^\"]*\")?\)|\]")


def _links(text: str, start: int, end: int) -> Iterator[Found]:
    """[text](target) of Markdown: both ends are code, the text is prose."""
    opened: list[Span] = []
    for match in _BRACKET.finditer(text, start, end):
        if match[0].endswith("["):
            opened.append(Span(*match.span()))
        elif opened:
            opening = opened.pop()
            if match[0] != "]" and text[opening.end : match.start()] not in _paired_bbcode(text):
                yield Found(opening, "link")
                yield Found(Span(*match.span()), "link")


_ICU = lazy(r"\{\s?\w+\s?,\s?(?:plural|select|selectordinal)\s?,")
_ICU_TOKEN = lazy(r"[{}#]|'[{}#|][^']*'")


def _icu(text: str, start: int, end: int) -> Iterator[Found]:
    """Messages of ICU: {count, plural, one {…} other {…}} is code as far as the texts within the branches."""
    stack: list[str] = []
    since = start
    for match in _ICU_TOKEN.finditer(text, start, end):
        token, at = match[0], match.start()
        if token == "{" and stack[-1:] == ["argument"]:
            stack.append("branch")
            yield Found(Span(since, at + 1), "icu")
        elif token == "{":
            stack.append("argument" if _ICU.match(text, at, end) else "simple")
            since = at if stack[-1] == "argument" else since
        elif token == "}" and stack:
            closed = stack.pop()
            if closed == "argument":
                yield Found(Span(since, at + 1), "icu")
            elif closed == "branch":
                since = at
        elif token == "#" and "branch" in stack[-1:]:
            yield Found(Span(at, at + 1), "icu")


_LONGEST_LABEL = 120
"""Code points; a longer string is no label of a menu or a button."""
_KEY_IN_BRACKETS = lazy(r"[(（]\s?[&_~][A-Za-z0-9]\s?[)）]")
_KEYS = {mark: re.compile(rf"(?<!{mark}){mark}(?=[A-Za-z0-9])") for mark in "&_~"}


def _accelerators(text: str, start: int, end: int, found: list[Found]) -> list[Found]:
    """The shortcut key of a label: _File, &File, E~xit, 文件(_F)."""
    if not any(text.find(mark, start, end) >= 0 for mark in _KEYS):
        return []
    label = text[start:end]
    for span, _ in found:
        label = label[: span.start - start] + " " * (span.end - span.start) + label[span.end - start :]
    keys = [Span(match.start() + start, match.end() + start) for match in _KEY_IN_BRACKETS.finditer(label)]
    if not keys:
        keys = [Span(at + start, at + start + 1) for mark in _KEYS if (at := _lone_key(label, mark)) >= 0]
    return [Found(key, "accelerator") for key in keys]


def _lone_key(label: str, mark: str) -> int:
    """Where a mark stands once in a label, before the letter of a word; -1 elsewhere (R&D, snake_case, ~100)."""
    if label.count(mark) != 1 or "\n" in label:
        return -1
    match = _KEYS[mark].search(label)
    if not match:
        return -1
    at = match.start()
    before = re.search(r"[A-Za-z0-9]*$", label[:at])
    after = re.match(r"[A-Za-z0-9]*", label[at + 1 :])
    left, right = before[0] if before else "", after[0] if after else ""
    if not left:
        return at if right[0].isalpha() and not (mark == "~" and label[:at].endswith(("(", "（"))) else -1
    whole = left[0].isupper() and (left[1:] + right).islower() and right not in ("drop", "paste", "play")
    return at if whole and len(left + right) > 3 else -1
