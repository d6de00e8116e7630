"""From bytes to segments: the bytes of a file, its text, and where each part of a passage stands in it."""

from __future__ import annotations

import contextlib
import io
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, cast

from glossary.errors import FormatError, StoreError
from glossary.model import Finding, Location, Run, Severity, Span

PACKED = (".gz", ".xz")
"""Ends of the names of files that are compressed."""

MOST_BYTES = 1 << 30
"""Of a file that is read whole, unpacked; what is larger is no catalogue."""

MOST_FINDINGS = 1_000
"""Of one file that is streamed; further ones are only counted."""

_PIECE = 1 << 18


def unpacked_name(path: str) -> str:
    """The name of a file without the end that says how it is compressed: `zh_CN.po.gz` → `zh_CN.po`."""
    return path[: -len(_packing(path))] if _packing(path) else path


@contextlib.contextmanager
def opened(path: str) -> Iterator[io.BufferedReader]:
    """A regular file, to be read once from its beginning; one that is compressed is unpacked meanwhile.

    Whoever reads from it meets the same errors.

    Raises:
        StoreError: It is no file, or cannot be read.
        FormatError: What is compressed is damaged or cut short.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise StoreError(f"cannot be read: {_reason(error)}", path=path) from None
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, descriptor)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise StoreError("not a regular file; name the file itself", path=path)
        file = stack.enter_context(io.FileIO(descriptor, closefd=False))
        yield io.BufferedReader(_Reading(file, path), _PIECE)


def whole(file: BinaryIO, path: str) -> bytes:
    """All bytes of an open file.

    Raises:
        FormatError: There are more than `MOST_BYTES`.
    """
    data = io.BytesIO()
    while piece := file.read(_PIECE):
        data.write(piece)
        if data.tell() > MOST_BYTES:
            raise FormatError(f"more than {MOST_BYTES >> 30} GB; split it into several files", path=path)
    return data.getvalue()


def packed(pieces: Iterable[bytes], path: str) -> Iterator[bytes]:
    """What is to be written to a file, compressed if its name says so; the same bytes every time."""
    packing = _packing(path)
    if not packing:
        yield from pieces
        return
    import lzma
    import zlib

    packer = lzma.LZMACompressor() if packing == ".xz" else zlib.compressobj(wbits=_GZIP)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


_GZIP = 31
"""Makes zlib write the header of gzip, without name and time."""


class _Reading(io.RawIOBase):
    """The unpacked bytes of an open file; what goes wrong is told in one line, with the name of the file."""

    def __init__(self, file: io.FileIO, path: str) -> None:
        self._path = path
        self._file, self._damages = _unpacking(file, path)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """The next bytes."""
        try:
            piece = self._file.read(len(buffer))
        except self._damages:
            message = f"damaged, cut short or no {_packing(self._path)} file at all; fetch it again"
            raise FormatError(message, path=self._path) from None
        except OSError as error:
            raise StoreError(f"cannot be read: {_reason(error)}", path=self._path) from None
        buffer[: len(piece)] = piece
        return len(piece)


def _unpacking(file: io.FileIO, path: str) -> tuple[BinaryIO, tuple[type[Exception], ...]]:
    """What to read from, and what it raises if the bytes are not what the name promises."""
    packing = _packing(path)
    if packing == ".xz":
        import lzma

        return cast("BinaryIO", _Xz(file)), (lzma.LZMAError, EOFError, MemoryError)
    if packing == ".gz":
        import gzip
        import zlib

        return cast("BinaryIO", gzip.GzipFile(fileobj=file)), (gzip.BadGzipFile, EOFError, zlib.error)
    return cast("BinaryIO", file), ()


class _Xz:
    """The streams of an .xz file, one after the other; what follows them and is none is damage, not an end."""

    def __init__(self, file: io.FileIO) -> None:
        from lzma import LZMADecompressor

        self._file, self._begin = file, LZMADecompressor
        self._stream = LZMADecompressor()

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        while True:
            data = b""
            if self._stream.eof:
                if not (data := self._next()):
                    return b""
                self._stream = self._begin()
            elif self._stream.needs_input and not (data := self._file.read(_PIECE)):
                raise EOFError
            if piece := self._stream.decompress(data, size):
                return piece

    def _next(self) -> bytes:
        """What follows a stream and the zeros behind it."""
        data = self._stream.unused_data.lstrip(b"\0")
        while not data and (piece := self._file.read(_PIECE)):
            data = piece.lstrip(b"\0")
        return data


def _packing(path: str) -> str:
    """How a file is compressed: .gz, .xz or not at all."""
    return next((end for end in PACKED if path.lower().endswith(end)), "")


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


class Findings:
    """What is wrong with a file that may be large: the first `MOST_FINDINGS` places, and how many more there are.

    Attributes:
        all: Those so far.
    """

    def __init__(self, path: str) -> None:
        self.all: list[Finding] = []
        self._path, self._untold = path, 0

    def add(self, rule: str, severity: Severity, message: str, line: int, column: int = 1) -> None:
        """One more; it is only counted if there are enough."""
        if len(self.all) < MOST_FINDINGS:
            self.all.append(Finding(rule, severity, message, Location(self._path, line, column)))
        else:
            self._untold += 1

    def finish(self, rule: str, more: str, line: int, column: int = 1) -> None:
        """Say how many were only counted, and what they are (`more such lines up to here`)."""
        if self._untold:
            message = f"{self._untold:,} {more}"
            self.all.append(Finding(rule, Severity.ERROR, message, Location(self._path, line, column)))


def decode(data: bytes, path: str) -> str:
    """The text of a file, without byte order mark; line ends stay as they are.

    Raises:
        FormatError: Not UTF-8, or no text at all.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FormatError("the file is UTF-16; save it as UTF-8", path=path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise FormatError(
            "the file is not UTF-8 from here on; save it as UTF-8", path=path, line=line, column=column
        ) from None
    if (nul := text.find("\0")) >= 0:
        line, column = text.count("\n", 0, nul) + 1, nul - text.rfind("\n", 0, nul)
        raise FormatError("NUL characters: no text file; save it as UTF-8 text", path=path, line=line, column=column)
    return text


def joined(text: str, spans: Sequence[Span]) -> tuple[str, tuple[Run, ...]]:
    """Parts of consecutive lines as one string with "\\n" between them, and where it stands in the text."""
    pieces, runs = [], Runs()
    for number, span in enumerate(spans):
        if number:
            pieces.append("\n")
            runs.add(1, *_line_break(text, spans[number - 1].end))
        pieces.append(text[span.start : span.end])
        runs.add(span.end - span.start, span.start)
    return "".join(pieces), runs.all()


class Runs:
    """Collects the runs of a segment from its beginning to its end; neighbours become one."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._size = 0

    def add(self, length: int, at: int, width: int | None = None) -> None:
        """The next `length` characters stand at `at`, `width` wide there if they are escaped."""
        width = length if width is None else width
        last = self._runs[-1] if self._runs else None
        if last and last.at + last.width == at and last.width == last.length and width == length:
            self._runs[-1] = Run(last.start, last.length + length, last.at, last.width + width)
        elif length:
            self._runs.append(Run(self._size, length, at, width))
        self._size += length

    def all(self) -> tuple[Run, ...]:
        """All runs so far."""
        return tuple(self._runs)


def _line_break(text: str, after: int) -> tuple[int, int]:
    """Where the next line break stands, and how wide it is."""
    at = text.index("\n", after)
    crlf = at > after and text[at - 1] == "\r"
    return at - crlf, 1 + crlf
