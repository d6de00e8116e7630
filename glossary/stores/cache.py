"""Files that may be lost at any time: named sections under a content hash, in the operating system's cache directory.

What is in a cache file was computed from other bytes, and its name is a hash of those bytes and of everything else
that went into it. So there is nothing to be stale: other content has another name. Damage is found by checksums
(one per section, checked when the section is asked for) and answered by `DamagedError`; the caller computes again.

Layout: magic, length and CRC-32 of the directory, the directory (JSON: name → offset, length, CRC-32), the sections,
each on an 8-byte boundary.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

_MAGIC = b"gloss\x00c1"
_HEAD = struct.Struct("<8sII")
_ROOM = 1_000_000_000
"""Bytes of files kept when a new one is saved, the most recently written first."""


class DamagedError(Exception):
    """The file does not hold what was once written to it."""


class Sections:
    """Sections of one cache file, or of bytes that could not be cached."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        try:
            magic, length, checksum = _HEAD.unpack_from(data)
            directory = bytes(data[_HEAD.size : _HEAD.size + length])
            if magic != _MAGIC or zlib.crc32(directory) != checksum:
                raise DamagedError
            self._directory: dict[str, tuple[int, int, int]] = json.loads(directory)
        except (struct.error, ValueError):
            raise DamagedError from None

    def section(self, name: str) -> memoryview:
        """The bytes of a section, after comparing its checksum.

        Raises:
            DamagedError: The bytes are not those that were saved.
        """
        part, checksum = self._part(name)
        if zlib.crc32(part) != checksum:
            raise DamagedError
        return part

    def unchecked(self, name: str) -> memoryview:
        """The bytes of a section whose records carry checksums of their own."""
        return self._part(name)[0]

    def _part(self, name: str) -> tuple[memoryview, int]:
        offset, length, checksum = self._directory[name]
        part = self._data[offset : offset + length]
        if len(part) != length:
            raise DamagedError
        return part, checksum


def directory() -> Path:
    """Where cache files are: $GLOSS_CACHE_DIR, or the operating system's place for caches."""
    if chosen := os.environ.get("GLOSS_CACHE_DIR"):
        return Path(chosen)
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("gloss", appauthor=False)) / "terms"


def pack(sections: Mapping[str, bytes]) -> bytes:
    """The bytes of a cache file."""
    at = 0
    places: dict[str, tuple[int, int, int]] = {}
    for name, data in sections.items():
        places[name] = (at, len(data), zlib.crc32(data))
        at += len(data) + (-len(data) % 8)
    room = _HEAD.size + 64 + 96 * len(places)
    room += -room % 8
    index = json.dumps({name: (room + start, size, crc) for name, (start, size, crc) in places.items()}).encode()
    head = _HEAD.pack(_MAGIC, len(index), zlib.crc32(index)) + index
    padded = (data + b"\0" * (-len(data) % 8) for data in sections.values())
    return b"".join((head.ljust(room, b"\0"), *padded))


def load(name: str) -> Sections | None:
    """The sections saved under this name, mapped into memory; None if there are none or they are damaged."""
    try:
        with open(directory() / name, "rb") as file:
            return Sections(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)))
    except (OSError, ValueError, DamagedError):
        return None


def save(name: str, data: bytes) -> bool:
    """Keep the bytes of `pack` under a name; whether that worked. A cache that cannot be written is no error."""
    temporary = directory() / f".{name}.{os.getpid()}-{os.urandom(4).hex()}"
    try:
        directory().mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        os.replace(temporary, directory() / name)
        _forget_old(directory())
        return True
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        return False


def _forget_old(home: Path) -> None:
    with os.scandir(home) as entries:
        by_age = sorted(((entry.stat(), entry.path) for entry in entries), key=lambda row: -row[0].st_mtime_ns)
    total = 0
    for stat, path in by_age:
        total += stat.st_size
        if total > _ROOM:
            os.unlink(path)
