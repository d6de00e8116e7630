"""Files that may be lost at any time: named sections under a content hash, in the operating system's cache directory.

What is in a cache file was computed from other bytes, and its name is a hash of those bytes and of everything else
that went into it. So there is nothing to be stale: other content has another name. Damage is found by checksums
(one per section, checked when the section is asked for) and answered by `DamagedError`; the caller computes again.

Layout: magic, time, place, length and CRC-32 of the directory; the sections, each on an 8-byte boundary, in the order
in which they were written; the directory (JSON: name → offset, length, CRC-32). The time is the one that the file is
said to be changed at: as long as that is true, nobody has written to it since.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import struct
import time
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO, FileIO
from pathlib import Path
from typing import IO

_MAGIC = b"gloss\x00c3"
_HEAD = struct.Struct("<8sQQII")
_ROOM = 1_000_000_000
"""Bytes of files kept when a new one is saved, the most recently written first."""
_ROOM_BELOW = 8_000_000_000
"""The same for each folder below, where indexes of memories are."""
_ABANDONED = 86_400
"""Seconds after which a temporary file was left behind by a process that was killed."""
_TICK = 2_000_000_000
"""Nanoseconds that every file system can tell apart: those of FAT."""


class DamagedError(Exception):
    """The file does not hold what was once written to it."""


class Sections:
    """Sections of one cache file, or of bytes that could not be kept.

    Args:
        data: All bytes.
        changed: When the file was changed, in nanoseconds, as the file system says.
    """

    def __init__(self, data: memoryview, changed: int = 0) -> None:
        self._data = data
        try:
            magic, saved, place, length, checksum = _HEAD.unpack_from(data)
            directory = bytes(data[place : place + length])
            if magic != _MAGIC or zlib.crc32(directory) != checksum:
                raise DamagedError
            self._directory: dict[str, tuple[int, int, int]] = json.loads(directory)
        except (struct.error, ValueError):
            raise DamagedError from None
        self._is_as_saved = changed == saved

    def section(self, name: str) -> memoryview:
        """The bytes of a section, after comparing its checksum.

        Raises:
            DamagedError: The bytes are not those that were saved.
        """
        part, checksum = self._part(name)
        if zlib.crc32(part) != checksum:
            raise DamagedError
        return part

    def large(self, name: str) -> memoryview:
        """The bytes of a section that is not to be read as a whole, if nobody has written to the file since.

        Raises:
            DamagedError: Somebody has, and the bytes are not those that were saved.
        """
        return self._part(name)[0] if self._is_as_saved else self.section(name)

    def unchecked(self, name: str) -> memoryview:
        """The bytes of a section whose records carry checksums of their own."""
        return self._part(name)[0]

    def _part(self, name: str) -> tuple[memoryview, int]:
        offset, length, checksum = self._directory[name]
        part = self._data[offset : offset + length]
        if len(part) != length:
            raise DamagedError
        return part, checksum


class Writer:
    """Writes sections one after the other, so that none has to be held in memory whole.

    Args:
        file: Where to.
        saved: When the file will be said to be changed.
    """

    def __init__(self, file: IO[bytes], saved: int = 0) -> None:
        self._file, self._saved = file, saved
        self._directory: dict[str, tuple[int, int, int]] = {}
        file.write(bytes(_HEAD.size))

    def add(self, name: str, parts: Iterable[bytes]) -> None:
        """Write a section."""
        start, checksum = self._file.tell(), 0
        for part in parts:
            self._file.write(part)
            checksum = zlib.crc32(part, checksum)
        length = self._file.tell() - start
        self._file.write(bytes(-length % 8))
        self._directory[name] = (start, length, checksum)

    def finish(self) -> None:
        """Write the directory and what leads to it."""
        index, place = json.dumps(self._directory).encode(), self._file.tell()
        self._file.write(index)
        self._file.seek(0)
        self._file.write(_HEAD.pack(_MAGIC, self._saved, place, len(index), zlib.crc32(index)))
        self._file.flush()


def directory() -> Path:
    """Where cache files are: $GLOSS_CACHE_DIR, or the operating system's place for caches."""
    if chosen := os.environ.get("GLOSS_CACHE_DIR"):
        return Path(chosen)
    from platformdirs import user_cache_dir

    try:
        return Path(user_cache_dir("gloss", appauthor=False)) / "terms"
    except RuntimeError:  # of a user without a home; nothing can be written there
        return Path(os.devnull) / "terms"


def load(name: str) -> Sections | None:
    """The sections saved under this name, mapped into memory; None if there are none or they are damaged."""
    try:
        descriptor = os.open(directory() / name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with FileIO(descriptor):
            return Sections(_mapped(descriptor), os.fstat(descriptor).st_mtime_ns)
    except (OSError, ValueError, DamagedError):
        return None


@contextlib.contextmanager
def saving(name: str) -> Iterator[Writer]:
    """Sections written inside are kept under `name` once all is well.

    Raises:
        OSError: The cache directory cannot be written; `in_memory` is the way out.
    """
    target = directory() / name
    home = target.parent
    temporary = home / f".{target.name}.{os.getpid()}-{os.urandom(4).hex()}"
    home.mkdir(parents=True, exist_ok=True)
    saved = (time.time_ns() // _TICK - 1) * _TICK  # a moment ago, so that whoever writes to it now changes that
    try:
        with open(temporary, "wb") as file:
            writer = Writer(file, saved)
            yield writer
            writer.finish()
        os.utime(temporary, ns=(saved, saved))
        os.replace(temporary, target)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    _forget_old(home, _ROOM if home == directory() else _ROOM_BELOW)


def names(folder: str) -> list[str]:
    """The names under which something is saved in a folder of the cache: `memory/…`."""
    with contextlib.suppress(OSError), os.scandir(directory() / folder) as entries:
        return [f"{folder}/{entry.name}" for entry in entries if not entry.name.startswith(".")]
    return []


def forget(name: str) -> None:
    """Remove what was saved under a name; whoever has it mapped keeps it."""
    with contextlib.suppress(OSError):
        (directory() / name).unlink()


def in_memory() -> tuple[Writer, BytesIO]:
    """A writer for when there is no cache; `Sections(buffer.getbuffer())` after `finish`."""
    buffer = BytesIO()
    return Writer(buffer), buffer


def works() -> bool:
    """Whether the cache directory can be written."""
    try:
        with saving("try"):
            pass
        (directory() / "try").unlink()
    except OSError:
        return False
    return True


def _mapped(descriptor: int) -> memoryview:
    return memoryview(mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ))


def _forget_old(home: Path, room: int) -> None:
    """Remove what was written longest ago while there is more than there is room for."""
    with contextlib.suppress(OSError), os.scandir(home) as entries:
        files = [(entry.stat(follow_symlinks=False), entry) for entry in entries if entry.is_file()]
        total, newest = 0, max((stat.st_mtime for stat, _ in files), default=0)
        for stat, entry in sorted(files, key=lambda row: -row[0].st_mtime_ns):
            total += stat.st_size
            abandoned = entry.name.startswith(".") and stat.st_mtime < newest - _ABANDONED
            if abandoned or total > room:
                os.unlink(entry.path)
