"""Messages out of bytes, and what is answered to bytes and messages that are none.

A message says how long it is, so one wrong length spoils what comes after it. `Frames` finds the next message all the
same: a line that ends in `Content-Length: NUMBER` begins one wherever it stands, as in JSON no such line can be.
Whatever else a client may send, `Protocol.receive` answers it or logs one line, and listens on.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import FileIO
from typing import Any

from lsprotocol import types as lsp
from lsprotocol.types import METHOD_TO_TYPES
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcParseError,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol

_LOG = logging.getLogger("gloss")

LONGEST = 1 << 28
"""Bytes; whoever announces a longer message is not believed."""

_PIECE = 1 << 16
_LONGEST_LINE = 1 << 13
"""Bytes of a line that are looked at, as a header is much shorter."""

_LENGTH = re.compile(rb"Content-Length:[ \t]*([0-9]{1,9})[ \t]*\r?\n\Z", re.IGNORECASE)
_BEGIN = re.compile(rb"Content-Length: [0-9]{1,9}\r\n\r\n\Z", re.IGNORECASE)
_BLANK = b"\r\n\r\n"
_FIELD = re.compile(rb"[A-Za-z-]+:[^\r\n]*\r?\n\Z")
_LONE = re.compile("[\ud800-\udfff]")
_LARGEST = 2**31 - 1
"""Of the numbers of lines and units, as the protocol says."""


class Frames:
    """The bodies of the messages in a stream of bytes."""

    def __init__(self, stream: FileIO) -> None:
        self._stream = stream
        self._kept = bytearray()

    def next(self) -> bytes | None:
        """The next body, as soon as it is there; None at the end of the stream."""
        length, is_lost = None, False
        while line := self._line():
            if found := _LENGTH.search(line):
                is_lost = is_lost or length is not None or found.start() > 0
                length = int(found[1]) if int(found[1]) <= LONGEST else None
            elif line.strip():
                is_lost = is_lost or not _FIELD.fullmatch(line)
            elif length is not None:
                self._say(is_lost)
                return self._body(length)
            else:
                is_lost = True
        self._say(is_lost)
        return None

    def put_back(self, data: bytes) -> None:
        """Take the end of a body for the beginning of what comes next."""
        self._kept[:0] = data

    def _line(self) -> bytes:
        """The next line, or the end of one that is too long to be looked at; empty at the end of the stream."""
        begin = 0
        while (end := self._kept.find(b"\n", begin)) < 0:
            if len(self._kept) > _LONGEST_LINE:
                del self._kept[: -_LONGEST_LINE // 2]
            begin = len(self._kept)
            if not self._read():
                end = len(self._kept) - 1
                break
        return self._cut(end + 1)

    def _body(self, length: int) -> bytes | None:
        """So many bytes, or those before the next message if that begins earlier."""
        seen = 0
        while True:
            while (blank := self._kept.find(_BLANK, seen, length)) >= 0:
                if begin := _BEGIN.search(self._kept, max(blank - 40, 0), blank + len(_BLANK)):
                    return self._cut(begin.start())
                seen = blank + len(_BLANK)
            if len(self._kept) >= length:
                return self._cut(length)
            seen = max(seen, len(self._kept) - len(_BLANK))
            if not self._read():
                _LOG.warning("the client ended in the middle of a message")
                return None

    def _cut(self, length: int) -> bytes:
        cut = bytes(self._kept[:length])
        del self._kept[:length]
        return cut

    def _read(self) -> bool:
        piece = self._stream.read(_PIECE)
        self._kept += piece or b""
        return bool(piece)

    def _say(self, is_lost: bool) -> None:
        if is_lost:
            _LOG.warning("what belongs to no message was passed over; the editor may have to open its files again")


class Protocol(LanguageServerProtocol):
    """What pygls does with messages, for those that are some.

    Documents are kept by this package, as pygls ends lines at U+2028; notebooks by nobody.
    """

    lsp_text_document__did_open = None  # type: ignore[assignment]
    lsp_text_document__did_change = None  # type: ignore[assignment]
    lsp_text_document__did_close = None  # type: ignore[assignment]
    lsp_notebook_document__did_open = None  # type: ignore[assignment]
    lsp_notebook_document__did_change = None  # type: ignore[assignment]
    lsp_notebook_document__did_close = None  # type: ignore[assignment]

    is_initialized = False
    missed: Callable[[str], None] = staticmethod(lambda uri: None)
    """Told the URI of a document that was changed in a way that cannot be understood."""

    def receive(self, body: bytes) -> bytes:
        """Do what a body says; what of it belongs to the next message, if its length was wrong."""
        try:
            text = body.decode()
            data, end = _DECODER.raw_decode(text, len(text) - len(text.lstrip()))
            data = _characters(data) if "\\u" in text else data
        except (ValueError, RecursionError) as error:
            self._refuse(None, JsonRpcParseError(f"a message is no JSON: {error}"))
            return b""
        self._take(data)
        return text[end:].strip().encode()

    def _take(self, data: Any) -> None:
        """Do what a value of JSON says, if it says anything."""
        number = data.get("id") if isinstance(data, dict) else None
        number = number if isinstance(number, int | str) and not isinstance(number, bool) else None
        try:
            self._dispatch(data, number)
        except JsonRpcException as error:
            is_answered = not isinstance(data, dict) or ("id" in data and ("method" in data or number is None))
            self._refuse(number, error) if is_answered else _LOG.warning("%s", error.message)

    def _dispatch(self, data: Any, number: int | str | None) -> None:
        if not isinstance(data, dict):
            raise JsonRpcInvalidRequest("a message is an object; there are no batches")
        method, params = data.get("method"), data.get("params")
        if data.get("jsonrpc") != self.VERSION:
            raise JsonRpcInvalidRequest('a message has "jsonrpc": "2.0"')
        if "id" in data and number is None and "error" not in data:
            raise JsonRpcInvalidRequest("an id is a number or a string")
        if "method" not in data:
            return self._respond(data, number)
        if not isinstance(method, str):
            raise JsonRpcInvalidRequest("the name of a method is a string")
        if not isinstance(params, dict | list | None):
            raise JsonRpcInvalidParams(f"{method}: parameters are an object")
        self._refuse_untimely(method)
        if number is None:
            if method in METHOD_TO_TYPES:
                self.handle_message(self._structured(data))
            elif not method.startswith("$/"):
                _LOG.warning("a notification that is not known: %s", method)
            return None
        if method not in METHOD_TO_TYPES or not self._is_handled(method):
            raise JsonRpcMethodNotFound.of(method)
        if METHOD_TO_TYPES[method][1] is None:
            raise JsonRpcInvalidRequest(f"{method} is a notification, which has no id")
        self.handle_message(self._structured(data))
        self.is_initialized = self.is_initialized or method == lsp.INITIALIZE
        return None

    def _refuse_untimely(self, method: str) -> None:
        if method == lsp.EXIT:
            return
        if self._shutdown:
            raise JsonRpcInvalidRequest(f"{method} after shutdown")
        if not self.is_initialized and method != lsp.INITIALIZE:
            raise JsonRpcServerNotInitialized(f"{method} before initialize")
        if self.is_initialized and method == lsp.INITIALIZE:
            raise JsonRpcInvalidRequest("initialize a second time")

    def _is_handled(self, method: str) -> bool:
        return method in self.fm.builtin_features or method in self.fm.features

    def _structured(self, data: dict[str, Any]) -> Any:
        """A message as what the protocol calls it; numbers of lines beyond all lines are taken as the largest."""
        method = data["method"]
        kind = METHOD_TO_TYPES[method][0]
        try:
            return self._known(self._converter.structure(data, kind))
        except JsonRpcException:
            raise
        except Exception:
            _LOG.debug("%s: once more, with positions within bounds", method)
        try:
            return self._converter.structure(_bounded(data), kind)
        except Exception:
            if method == lsp.TEXT_DOCUMENT_DID_CHANGE:
                self._miss(data)
            raise JsonRpcInvalidParams(f"{method}: not its parameters") from None

    def _known(self, message: Any) -> Any:
        """A message, unless it asks for a command that nobody has; pygls would log how that came to its eyes."""
        if isinstance(message, lsp.ExecuteCommandRequest) and message.params.command not in self.fm.commands:
            names = ", ".join(sorted(self.fm.commands))
            raise JsonRpcInvalidParams(f"{message.params.command} is no command; there are {names}")
        return message

    def _handle_cancel_notification(self, msg_id: Any) -> None:
        """Cancel a request; one that has been answered already needs no warning."""
        if isinstance(msg_id, int | str) and msg_id in self._request_futures and msg_id not in self._result_types:
            super()._handle_cancel_notification(msg_id)

    def _miss(self, data: dict[str, Any]) -> None:
        about = (data.get("params") or {}).get("textDocument")
        if isinstance(about, dict) and isinstance(uri := about.get("uri"), str):
            self.missed(uri)
            _LOG.warning("a change of %s makes no sense; open it again", uri)

    def _respond(self, data: dict[str, Any], number: int | str | None) -> None:
        """Give what the client answered to whoever asked; what it cannot have meant is an error."""
        if number is None or number not in self._result_types:
            _LOG.warning("an answer to nothing: %s", number)
            return
        kind = lsp.ResponseErrorMessage if "error" in data else self._result_types[number]
        del self._result_types[number]
        try:
            message = self._converter.structure(data, kind)
        except Exception:
            error = lsp.ResponseError(JsonRpcInvalidParams.CODE, "an answer that makes no sense")
            message = lsp.ResponseErrorMessage(number, error)
        self.handle_message(message)

    def _refuse(self, number: int | str | None, error: JsonRpcException) -> None:
        _LOG.warning("%s", error.message)
        self._send_response(number, error=error.to_response_error())  # type: ignore[arg-type]


async def listen(protocol: Protocol, stream: FileIO) -> None:
    """Do what the messages in a stream say, until it ends or one of them ends the process."""
    frames, reader = Frames(stream), ThreadPoolExecutor(1, thread_name_prefix="gloss-reads")
    loop = asyncio.get_running_loop()
    while (body := await loop.run_in_executor(reader, frames.next)) is not None:
        if rest := protocol.receive(body):
            frames.put_back(rest)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_number)


def _characters(data: Any) -> Any:
    """A value with U+FFFD for each half of a surrogate pair that is alone, which is no character."""
    if isinstance(data, str):
        return _LONE.sub("\ufffd", data)
    if isinstance(data, list):
        return [_characters(each) for each in data]
    if isinstance(data, dict):
        return {_characters(key): _characters(value) for key, value in data.items()}
    return data


def _bounded(data: Any) -> Any:
    """A value in which positions are within what the protocol allows."""
    if isinstance(data, list):
        return [_bounded(each) for each in data]
    if not isinstance(data, dict):
        return data
    return {
        key: min(max(int(value), 0), _LARGEST)
        if key in ("line", "character") and isinstance(value, int | float)
        else _bounded(value)
        for key, value in data.items()
    }
