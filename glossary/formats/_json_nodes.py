"""The one door for JSON: a text in, plain nodes with their places out, or an error that says where and what to do.

Strict, as RFC 8259 has it: no NaN, no comments, no commas too many. Nothing is converted: a number is the characters
that stand there, so that no length of it costs anything. Collections inside of collections end at `MAX_DEPTH`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from glossary.errors import FormatError
from glossary.formats._reading import Runs
from glossary.model import Location, Run, Span
from glossary.text.lines import Lines
from glossary.text.patterns import lazy

MAX_DEPTH = 64
"""Collections inside of collections; a file of ours needs six."""


class Number(str):
    """A number as it is written."""

    __slots__ = ()


class Node(NamedTuple):
    """A value and where it stands, in code points of the text.

    Attributes:
        value: str, `Number`, bool, None, a list of nodes, or an object: a tuple of pairs of nodes, keys as they stand.
    """

    value: Any
    start: int
    end: int

    @property
    def kind(self) -> str:
        """What messages call it."""
        return _KINDS[type(self.value)]

    @property
    def is_text(self) -> bool:
        """Whether it is a string."""
        return type(self.value) is str

    def get(self, name: str) -> Node | None:
        """The member of an object with this name, the last one if there are several; None if there is none."""
        if not isinstance(self.value, tuple):
            return None
        return next((value for key, value in reversed(self.value) if key.value == name), None)


_KINDS = {
    str: "text",
    Number: "a number",
    bool: "true or false",
    type(None): "null",
    list: "a list",
    tuple: "an object",
}


class Wrong(Exception):
    """A mistake at a node; the entry is given up and named."""

    def __init__(self, rule: str, message: str, node: Node) -> None:
        super().__init__(message)
        self.rule, self.node = rule, node


class Document:
    """A text as JSON.

    Args:
        text: Decoded, without byte order mark.
        path: Its name for messages.
        line: The number of its first line, in a text of which it is a part.
    """

    def __init__(self, text: str, path: str, *, line: int = 1) -> None:
        self.text, self.path = text, path
        self._lines: Lines | None = None
        self._before = line - 1

    def location(self, offset: int) -> Location:
        """Line and column of an offset."""
        self._lines = self._lines or Lines(self.text)
        line, column = self._lines.place(offset)
        return Location(self.path, line + self._before, column)

    def values(self) -> Iterator[Node]:
        """All values of the text, one behind the other: one of a JSON file, those of the lines of JSON Lines.

        Raises:
            FormatError: While it is used: no JSON from here on.
        """
        at = self._space(0)
        while at < len(self.text):
            node = self._value(at, 0)
            yield node
            at = self._space(node.end)

    def members(self, streamed: Collection[str] = ()) -> Iterator[tuple[Node | None, Node]]:
        """The items of the list that the text is, without a key; or the members of the object, with their keys.

        Args:
            streamed: Members that are lists; their items come one by one, so that none of them is held.

        Raises:
            FormatError: While it is used: no JSON from here on, or more behind the list or object.
        """
        at = self._space(0)
        if at == len(self.text):
            return
        if self.text.startswith("[", at):
            end = yield from self._items(None, at, 1)
        elif self.text.startswith("{", at):
            end = yield from self._streamed(at, streamed)
        else:
            node = self._value(at, 0)
            yield None, node
            end = node.end
        if (at := self._space(end)) < len(self.text):
            raise self._error("the end of the file is expected here; remove what follows", at)

    def _streamed(self, at: int, streamed: Collection[str]) -> Generator[tuple[Node | None, Node], None, int]:
        """The members of an object; gives back where it ends."""
        at = self._space(at + 1)
        while not self.text.startswith("}", at):
            key, at = self._key(at)
            if key.value in streamed:
                if not self.text.startswith("[", at):
                    raise self._unexpected(at, f"a list of {key.value}")
                end = yield from self._items(key, at, 2)
            else:
                node = self._value(at, 1)
                yield key, node
                end = node.end
            at = self._next(end, "}")
        return at + 1

    def _items(self, key: Node | None, at: int, depth: int) -> Generator[tuple[Node | None, Node], None, int]:
        """The items of a list, each with the same key; gives back where it ends."""
        at = self._space(at + 1)
        while not self.text.startswith("]", at):
            node = self._value(at, depth)
            yield key, node
            at = self._next(node.end, "]")
        return at + 1

    def _value(self, at: int, depth: int) -> Node:
        opening = self.text[at : at + 1]
        if opening == '"':
            return self._text(at)
        if opening in ("[", "{") and opening:
            if depth == MAX_DEPTH:
                raise self._error(f"more than {MAX_DEPTH} lists and objects inside of each other", at)
            return self._list(at, depth + 1) if opening == "[" else self._object(at, depth + 1)
        if found := _WORD.match(self.text, at):
            return Node(_WORDS[found[0]], at, found.end())
        if found := _NUMBER.match(self.text, at):
            return Node(Number(found[0]), at, found.end())
        raise self._unexpected(at)

    def _text(self, at: int) -> Node:
        found = _TEXT.match(self.text, at)
        if found is None:
            good = _TEXT_BEGIN.match(self.text, at)
            end = good.end() if good else at
            if end == len(self.text):
                raise self._error("this text is never closed; the file is cut short", at)
            if self.text[end] == "\\":
                raise self._error("a backslash that begins no escape of JSON; write two of them", end)
            raise self._error(f"U+{ord(self.text[end]):04X} inside of a text; write it as an escape", end)
        body = found[1]
        return Node(_unescaped(body) if "\\" in body else body, at, found.end())

    def _list(self, start: int, depth: int) -> Node:
        items: list[Node] = []
        at = self._space(start + 1)
        while not self.text.startswith("]", at):
            items.append(self._value(at, depth))
            at = self._next(items[-1].end, "]")
        return Node(items, start, at + 1)

    def _object(self, start: int, depth: int) -> Node:
        pairs: list[tuple[Node, Node]] = []
        at = self._space(start + 1)
        while not self.text.startswith("}", at):
            key, at = self._key(at)
            value = self._value(at, depth)
            pairs.append((key, value))
            at = self._next(value.end, "}")
        return Node(tuple(pairs), start, at + 1)

    def _key(self, at: int) -> tuple[Node, int]:
        """The key that begins here, and where its value does."""
        if not self.text.startswith('"', at):
            raise self._unexpected(at, "a key in double quotes")
        key = self._text(at)
        at = self._space(key.end)
        if not self.text.startswith(":", at):
            raise self._unexpected(at, "a colon")
        return key, self._space(at + 1)

    def _next(self, at: int, closing: str) -> int:
        """Where the next item begins, or what closes the list or object stands."""
        at = self._space(at)
        if self.text.startswith(closing, at):
            return at
        if not self.text.startswith(",", at):
            raise self._unexpected(at, f"a comma or {closing}")
        following = self._space(at + 1)
        if self.text.startswith(closing, following):
            raise self._error("a comma with nothing behind it; remove it", at)
        return following

    def _space(self, at: int) -> int:
        if self.text[at : at + 1] not in _SPACES:
            return at
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def _unexpected(self, at: int, wanted: str = "a value") -> FormatError:
        if at >= len(self.text):
            return self._error(f"the file ends where {wanted} is expected; it is cut short", at)
        if found := _NOT_JSON.match(self.text, at):
            return self._error(f"{found[0]} is no JSON; write a number, null or a text in double quotes", at)
        return self._error(f"{wanted} is expected here, not {self.text[at]!a}", at)

    def _error(self, message: str, at: int) -> FormatError:
        place = self.location(at)
        return FormatError(message, path=self.path, line=place.line, column=place.column)


def runs(document: Document, node: Node, spans: Sequence[Span]) -> list[tuple[Run, ...]]:
    """Where the characters of some spans of a text stand in the file.

    Args:
        spans: In order, none within another.
    """
    found = [Runs() for _ in spans]
    done = number = 0
    for at, length, width in _pieces(document.text, node):
        while number < len(spans) and spans[number].start < done + length:
            start, end = max(spans[number].start, done), min(spans[number].end, done + length)
            if width == length:
                found[number].add(end - start, at + start - done)
            else:
                found[number].add(1, at, width)
            if spans[number].end > done + length:
                break
            number += 1
        done += length
    return [each.all() for each in found]


def text(node: Node, what: str) -> str:
    """The text of a node.

    Raises:
        Wrong: It is none, or there is half a character in it.
    """
    if not node.is_text:
        raise Wrong("shape", f"{what} needs text here, not {node.kind}", node)
    value = str(node.value)
    if half := half_character(value):
        raise Wrong("charset", f"{what} holds half a character ({half}); write the whole of it", node)
    return value


def boolean(node: Node, what: str) -> bool:
    """True or false.

    Raises:
        Wrong: It is neither.
    """
    if not isinstance(node.value, bool):
        raise Wrong("choice", f"{what} is true or false, not {node.kind}", node)
    return node.value


def half_character(value: str) -> str:
    """The first lone surrogate of a text, as U+D83D; "" if there is none."""
    found = _SURROGATE.search(value)
    return f"U+{ord(found[0]):04X}" if found else ""


Made = TypeVar("Made")


def each(node: Node, what: str, made: Callable[[Node, str], Made]) -> tuple[Made, ...]:
    """What is made of the items of a list.

    Raises:
        Wrong: It is none.
    """
    if not isinstance(node.value, list):
        raise Wrong("shape", f"{what} needs a list here, not {node.kind}", node)
    return tuple(made(item, what) for item in node.value)


def fields(node: Node, what: str) -> dict[str, tuple[Node, Node]]:
    """The members of an object: key and value by name.

    Raises:
        Wrong: It is none, or a key stands there twice.
    """
    if not isinstance(node.value, tuple):
        raise Wrong("shape", f"{what} is an object, not {node.kind}", node)
    found: dict[str, tuple[Node, Node]] = {}
    for key, value in node.value:
        if text(key, "a key") in found:
            raise Wrong("duplicate-key", f"{key.value!r} stands here twice; remove one", key)
        found[key.value] = key, value
    return found


def _pieces(text: str, node: Node) -> Iterator[tuple[int, int, int]]:
    """Place, length and width in the file of each stretch of a text: (at, 1, 2) for `\\n`."""
    at = node.start + 1
    for escape in _ESCAPE.finditer(text, at, node.end - 1):
        if escape.start() > at:
            yield at, escape.start() - at, escape.start() - at
        yield escape.start(), 1, escape.end() - escape.start()
        at = escape.end()
    if at < node.end - 1:
        yield at, node.end - 1 - at, node.end - 1 - at


def _unescaped(body: str) -> str:
    return _ESCAPE.sub(_character, body)


def _character(escape: re.Match[str]) -> str:
    if escape[1]:
        return _SHORT.get(escape[1], escape[1])
    if escape[4]:
        return chr(int(escape[4], 16))
    high, low = int(escape[2], 16), int(escape[3], 16)
    return chr(0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00)


_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_SPACES = " \t\r\n"
_SPACE = lazy(r"[ \t\r\n]*")
_WORDS = {"true": True, "false": False, "null": None}
_WORD = lazy(r"(?:true|false|null)\b")
_NUMBER = lazy(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][-+]?[0-9]++)?+(?![\w.])")
_TEXT = lazy(r'"([^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+)"')
_TEXT_BEGIN = lazy(r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+')
_ESCAPE = lazy(r'\\(?:(["\\/bfnrt])|u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))')
_SURROGATE = lazy("[\ud800-\udfff]")
_NOT_JSON = lazy(r"-?(?:NaN|Infinity|[Nn]one|True|False|undefined)\b")
