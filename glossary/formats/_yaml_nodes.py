"""The one door for YAML: bytes in, plain nodes with line and column out, or findings that say what to do.

Nothing is typed: every scalar is the text that stands in the file (`no`, `1e3`, `null`). Anchors, aliases
and tags are refused, so nothing expands, nothing is constructed and nothing is looked up. The C parser
of libyaml reads; where it stumbles, the entry is read again by ruamel.yaml's own parser of YAML 1.2, whose word
counts, and the entries around it are kept.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from glossary.model import Finding, Location, Severity

FULL_WIDTH = "type a half-width colon and a space after the key, not a full-width one"
MAX_DEPTH = 12
"""Collections inside of collections; a terms file needs six."""


class Node(NamedTuple):
    """A scalar (`value` is str), a sequence (list of nodes) or a mapping (list of pairs); 1-based positions.

    `end` is the line on which the node ends; `plain` tells a scalar without quotes.
    """

    value: Any
    line: int
    column: int
    end: int = 0
    plain: bool = False

    @property
    def kind(self) -> str:
        """`text`, `list` or `mapping`, the words that messages use."""
        if isinstance(self.value, str):
            return "text"
        return "list" if isinstance(self.value, list) else "mapping"


class Refused(Exception):
    """One thing that the door does not let through; never leaves this package."""

    def __init__(self, rule: str, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.rule, self.line, self.column = rule, line, column

    def finding(self, path: str, line_offset: int = 0) -> Finding:
        """As a value for the user."""
        where = Location(path, self.line + line_offset, self.column)
        return Finding(self.rule, Severity.ERROR, str(self), where)


def decode(data: bytes) -> str:
    """The text of a file, without BOM; only UTF-8 is taken.

    Raises:
        Refused: Not UTF-8, a character that no YAML file may hold, or git conflict markers.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused("encoding", "the file is UTF-16; save it as UTF-8", 1, 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        line, column = position(before, len(before))
        raise Refused("encoding", "the file is not UTF-8 from here on; save it as UTF-8", line, column) from None
    for pattern, rule, message in _UNREADABLE:
        if found := pattern.search(text):
            code = f"U+{ord(found[0][0]):04X}"
            raise Refused(rule, message.format(code=code), *position(text, found.start()))
    return text


def position(text: str, offset: int) -> tuple[int, int]:
    """1-based line and column of an offset; only \\n (and \\r\\n) ends a line."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def list_of(text: str) -> list[Node]:
    """The entries of a text that is one list.

    Raises:
        Refused: It cannot be read as one.
    """
    try:
        return list(_Reader(_c_events(text)).only_list())
    except Refused:
        return list(_Reader(_pure_events(text)).only_list())


class Document:
    """A terms file as nodes: iterate `entries`; `header` and `findings` fill meanwhile.

    Args:
        data: The bytes of the file.
        path: Its name for findings.
        list_key: The top-level key whose list is streamed.

    Raises:
        Refused: As for `decode`.
    """

    def __init__(self, data: bytes, path: str, list_key: str) -> None:
        decode(data)
        self._data, self.path, self.list_key = data, path, list_key
        self.findings: list[Finding] = []
        self.header: list[tuple[Node, Node]] = []

    @property
    def text(self) -> str:
        """The decoded file; made anew each time, since most files are read without it."""
        return decode(self._data)

    def holds(self, pattern: re.Pattern[bytes]) -> bool:
        """Whether the bytes of the file match anywhere."""
        return pattern.search(self._data) is not None

    def entries(self) -> Iterator[Node]:
        """The nodes of the list, one at a time; `header` holds the pairs met before and, in the end, after it."""
        last_line, in_list = 0, False
        held: Node | None = None  # given out once the parser has gone on: it may stumble right behind an entry
        boundaries: Iterator[int] = iter(())
        try:
            reader = _Reader(_c_events(self._data))
            for name, node in reader.top_level(self.list_key):
                if held is not None:
                    last_line = held.end
                    yield held
                    held = None
                if name is not None:
                    self.header.append((name, node))
                    continue
                if not in_list:
                    boundaries = self._boundaries(node)
                if (following := next(boundaries, 0)) and following <= node.end:
                    message = "a quotation mark in this entry is never closed; close it"
                    raise Refused("quote", message, node.line, node.column)
                in_list, held = True, node
            if held is not None:
                yield held
        except Refused as refused:
            yield from self._recover(refused, last_line, in_list)

    def _boundaries(self, first: Node) -> Iterator[int]:
        """1-based numbers of the lines after the first entry's that look like the beginning of an entry."""
        start = 0
        for _ in range(first.line - 1):
            start = self._data.find(b"\n", start) + 1
        dash = re.compile(rb" *(?=-[ \t\r\n])").match(self._data, start)
        if dash is None:
            return
        number, previous = first.line, start
        for found in re.compile(rb"^%b-(?=[ \t\r\n])" % dash[0], re.MULTILINE).finditer(self._data, start + 1):
            number += self._data.count(b"\n", previous, found.start())
            previous = found.start()
            yield number

    def _recover(self, refused: Refused, last_line: int, in_list: bool) -> Iterator[Node]:
        """Read on entry by entry after the last good one, naming each bad one."""
        text = self.text
        lines = text.split("\n")
        start, end, boundary = self._list_lines(lines)
        first = max(start, last_line if in_list else start)
        starts = [number for number in range(first, end) if boundary.match(lines[number])]
        if not starts or not start < refused.line <= end:
            self.findings.append(_explained(_second_opinion(text, refused), lines).finding(self.path))
            return
        for begin, stop in zip(starts, [*starts[1:], end], strict=True):
            yield from self._chunk(lines[begin:stop], begin)
        if not any(finding.severity is Severity.ERROR for finding in self.findings):
            self.findings.append(_explained(_second_opinion(text, refused), lines).finding(self.path))

    def _chunk(self, lines: list[str], offset: int) -> Iterator[Node]:
        text = "\n".join(lines)
        try:
            nodes = list_of(text)
        except Refused as refused:
            self.findings.append(_explained(refused, lines).finding(self.path, offset))
        else:
            yield from (_moved(node, offset) for node in nodes)

    def _list_lines(self, lines: list[str]) -> tuple[int, int, re.Pattern[str]]:
        """0-based numbers of the lines of the list (half-open) and what its entries begin with."""
        opening = re.compile(rf"{re.escape(self.list_key)}:\s*(#.*)?\r?$")
        start = next((number + 1 for number, line in enumerate(lines) if opening.match(line)), len(lines))
        dash = next((found for found in map(_DASH.match, lines[start:]) if found), None)
        indent = dash[1] if dash else "  "
        after = re.compile(r"[^\s#]" if indent else r"[^\s#-]|---")
        end = next((number for number in range(start, len(lines)) if after.match(lines[number])), len(lines))
        return start, end, re.compile(rf"{indent}-(?: |\t|$)")


class _Reader:
    """Builds nodes from parser events, without recursion into untrusted depth."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events

    def top_level(self, list_key: str) -> Iterator[tuple[Node | None, Node]]:
        """(key, value) for each pair of the document; (None, entry) for each entry of the list under `list_key`."""
        opening = self._document()
        if opening is None:
            return
        if _name(opening) != "MappingStartEvent":
            hint = FULL_WIDTH if "：" in getattr(opening, "value", "") else "put the entries under it"
            raise Refused("shape", f"expected a line `{list_key}:` at the top of the list; {hint}", *_mark(opening))
        seen: set[str] = set()
        while _name(event := next(self._events)) != "MappingEndEvent":
            key = self._node(event, 1)
            _refuse_second(key, seen)
            value = next(self._events)
            if key.value == list_key and _name(value) == "SequenceStartEvent":
                _refuse_decoration(value)
                yield key, Node([], *_mark(value))
                while _name(item := next(self._events)) != "SequenceEndEvent":
                    yield None, self._node(item, 2)
            else:
                yield key, self._node(value, 1)
        self._end()

    def only_list(self) -> Iterator[Node]:
        """The entries of a document that is one list."""
        opening = self._document()
        if opening is None or _name(opening) != "SequenceStartEvent":
            raise Refused("shape", "expected an entry that begins with `- `", 1, 1)
        while _name(item := next(self._events)) != "SequenceEndEvent":
            yield self._node(item, 1)
        self._end()

    def _document(self) -> Any:
        next(self._events)
        if _name(next(self._events)) == "StreamEndEvent":
            return None
        event = next(self._events)
        if _name(event) == "ScalarEvent" and not event.value and not event.anchor and not event.tag:
            self._end()
            return None
        _refuse_decoration(event)
        return event

    def _end(self) -> None:
        next(self._events)
        event = next(self._events)
        if _name(event) != "StreamEndEvent":
            raise Refused("shape", "a second document begins here; a terms file is one document", *_mark(event))

    def _node(self, event: Any, depth: int) -> Node:
        if event.anchor is not None or event.tag is not None:
            _refuse_decoration(event)
        name, mark = type(event).__name__, event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if name == "ScalarEvent":
            value = event.value
            if not value.isascii() and _SURROGATE.search(value):
                raise Refused("surrogate", "half of a surrogate pair is not a character; write it whole", line, column)
            block = event.style in ("|", ">")  # its end mark is where the next thing begins
            return Node(value, line, column, event.end_mark.line + (not block), not event.style)
        if depth > MAX_DEPTH:
            raise Refused("depth", f"more than {MAX_DEPTH} collections inside each other", line, column)
        items: list[Any] = []
        if name == "SequenceStartEvent":
            while _name(item := next(self._events)) != "SequenceEndEvent":
                items.append(self._node(item, depth + 1))
            end = item.end_mark.line + 1 if event.flow_style or not items else items[-1].end
            return Node(items, line, column, end)
        seen: set[str] = set()
        while _name(item := next(self._events)) != "MappingEndEvent":
            key = self._node(item, depth + 1)
            _refuse_second(key, seen)
            items.append((key, self._node(next(self._events), depth + 1)))
        end = item.end_mark.line + 1 if event.flow_style or not items else max(key.end, items[-1][1].end)
        return Node(tuple(items), line, column, end)


def _name(event: Any) -> str:
    return type(event).__name__


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _refuse_second(key: Node, seen: set[str]) -> None:
    if not isinstance(key.value, str):
        raise Refused("shape", "a key must be text, not a collection", key.line, key.column)
    if key.value in seen:
        raise Refused("duplicate-key", f"the key {key.value!r} stands here a second time", key.line, key.column)
    seen.add(key.value)


def _refuse_decoration(event: Any) -> None:
    """Anchors, aliases and tags: in a termbase they are nearly always terms that want quotes."""
    if _name(event) == "AliasEvent":
        raise Refused("alias", 'text that begins with `*` must be in double quotes: "*…"', *_mark(event))
    if event.anchor is not None:
        raise Refused("alias", 'text that begins with `&` must be in double quotes: "&…"', *_mark(event))
    if event.tag is not None:
        raise Refused("tag", 'text that begins with `!` must be in double quotes: "!…"', *_mark(event))


def _moved(node: Node, offset: int) -> Node:
    value = node.value
    if isinstance(value, list):
        value = [_moved(item, offset) for item in value]
    elif isinstance(value, tuple):
        value = tuple((_moved(key, offset), _moved(item, offset)) for key, item in value)
    return Node(value, node.line + offset, node.column, node.end + offset, node.plain)


def _c_events(text: str | bytes) -> Iterator[Any]:
    """Events of libyaml; of the pure parser where the C part is not installed."""
    try:
        from _ruamel_yaml import CParser
    except ImportError:
        return _pure_events(text if isinstance(text, str) else decode(text))
    return _events(lambda: CParser(text))


def _pure_events(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    def parser() -> Any:
        return YAML(typ="rt", pure=True).get_constructor_parser(io.StringIO(text))[1]

    return _events(parser)


def _events(make_parser: Callable[[], Any]) -> Iterator[Any]:
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        parser = make_parser()
        while True:
            event = parser.get_event()
            if event is None:
                return
            yield event
    except MarkedYAMLError as error:
        mark = error.context_mark if _is_opening(error) else error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = " ".join(str(part) for part in (error.context, error.problem) if part)
        raise Refused("syntax", problem, line, column) from None
    except (YAMLError, IndexError, ValueError, OverflowError, RecursionError):
        raise Refused("syntax", "this cannot be read as YAML", 1, 1) from None


def _is_opening(error: Any) -> bool:
    """Something was opened and not closed: the useful place is where it starts."""
    opened, noticed, context = error.context_mark, error.problem_mark, error.context or ""
    if opened is None or "escape" in (error.problem or ""):
        return False
    if "quoted scalar" in context or "simple key" in context:
        return True
    return bool("flow" in context and noticed is not None and noticed.line > opened.line)


def _second_opinion(text: str, refused: Refused) -> Refused:
    """The same refusal in the words of the parser of YAML 1.2, for files small enough to read twice."""
    if refused.rule != "syntax" or len(text) > 200_000:
        return refused
    try:
        for _ in _pure_events(text):
            pass
    except Refused as second:
        return second
    return refused


def _explained(refused: Refused, lines: list[str]) -> Refused:
    """Add the way out to a parser's words, judged by the line itself (1-based in `lines`)."""
    if refused.rule != "syntax":
        return refused
    number = min(refused.line, len(lines))
    near = list(reversed(lines[max(number - 3, 0) : number]))
    hint = next((hint for line in near for pattern, hint in _HINTS if pattern.search(line)), _ADVICE)
    words = next((plain for technical, plain in _PLAIN_WORDS if technical in str(refused)), str(refused))
    return Refused("syntax", f"{words}; {hint}", number, refused.column)


_DASH = re.compile(r"( *)-(?: |\t|$)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNREADABLE = (
    (
        re.compile(r"^(?:<{7} |={7}\r?$|>{7} )", re.MULTILINE),
        "conflict",
        "git conflict markers; settle the merge first",
    ),
    (
        re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]"),
        "control-character",
        "control character {code}; remove it, or write it as an escape in double quotes",
    ),
    (
        re.compile("[\x85\u2028\u2029]"),
        "line-separator",
        "{code} would be read as a line end; write it as an escape in double quotes",
    ),
)
_HINTS = (
    (re.compile(r"^%"), "remove this line"),
    (re.compile(r"""["][^"]*\\[^"]*["]"""), "double the backslash, or write \\uXXXX"),
    (
        re.compile(r"""(?:^|[\s\[,{:])(["'])[^"']*\1[ ]*[^\s,\]}:#]"""),
        "put the whole text in one pair of double quotes",
    ),
    (re.compile(r"[\[{][^\]}]* #"), "` #` begins a comment; put text that holds it in double quotes"),
    (re.compile(r"^ *(?:- *)?\t"), "indent with spaces, not tabs"),
    (re.compile("^\\s*[\u00a0\u3000]"), "indent with ordinary spaces, not U+00A0 or U+3000"),
    (
        re.compile(r"^\s*(?:- )?[A-Za-z_-]+："),
        "type a half-width colon and a space after the key, not a full-width one",
    ),
    (re.compile(r"(?:^|[\s\[,{])[@`%|>]"), "put text that begins with @ ` % | or > in double quotes"),
    (re.compile(r"""(?:^|[\s\[,{:])(?:"[^"]*|'[^']*)\r?$"""), "close the quotation mark"),
    (re.compile(r"\[[^\]]*\r?$|\{[^}]*\r?$"), "close the bracket, or put text with brackets in double quotes"),
    (re.compile(r":\s.*:(?:\s|$)"), "put text that holds `: ` in double quotes"),
)
_ADVICE = "check the indentation of this line and the one above, or put the text in double quotes"
_PLAIN_WORDS = (
    ("block node", "this line does not belong to what stands above it"),
    ("simple key", "this line does not belong to what stands above it"),
    ("escape", "there is no such escape after a backslash"),
    ("cannot start any token", "no text may begin with this character"),
    ("mapping values are not allowed", "a `key: value` cannot stand here"),
    ("quoted scalar", "this quotation mark is never closed"),
    ("flow mapping", "this `{` is never closed"),
    ("flow sequence", "this `[` is never closed"),
    ("flow node", "this bracket is never closed"),
    ("block mapping", "this line does not fit under the ones above it"),
    ("block collection", "this line does not fit under the ones above it"),
    ("<document start>", "this line does not belong to what stands above it"),
)
