"""A set of keys on disk: is this one there, which begin so, which contain this, which begin in the same kind of letter.

Each key leads to numbers (`refs`) that mean something to the caller. The bytes can be mapped into
memory and asked at once; nothing is unpacked but what a question touches.

Layout, all integers in the byte order of the machine: counts (2 × u32), then the offsets of
the keys in the blob (u32, n + 1), the offsets of their refs (u32, n + 1), the refs (u64), then the blob: UTF-8 keys in
byte order, a newline after each.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby

_COUNTS = struct.Struct("=II")


class KeysBuilder:
    """Collects (key, ref) pairs in any order; a pair that comes twice counts once. Used up by `build`."""

    def __init__(self) -> None:
        self._pairs: list[bytes] = []  # key, NUL, ref in big-endian order: one small object a pair, and it sorts right

    def add(self, key: str, ref: int) -> None:
        """Let `key` lead to `ref`, too; refs come back in ascending order."""
        self._pairs.append(_encode(key) + b"\0" + ref.to_bytes(8, "big"))

    def build(self) -> Iterator[bytes]:
        """Everything that was added, packed, in pieces."""
        blob_at, refs_at, all_refs, blob = array("I", [0]), array("I", [0]), array("Q"), bytearray()
        self._pairs.sort()
        for key, group in groupby(self._pairs, key=lambda pair: pair[:-9]):
            blob += key + b"\n"
            blob_at.append(len(blob))
            all_refs.extend(dict.fromkeys(int.from_bytes(pair[-8:], "big") for pair in group))
            refs_at.append(len(all_refs))
        self._pairs = []
        head = _COUNTS.pack(len(blob_at) - 1, len(all_refs))
        yield head
        yield blob_at.tobytes()
        yield refs_at.tobytes()
        yield bytes(-(len(head) + 4 * (len(blob_at) + len(refs_at))) % 8)
        yield all_refs.tobytes()
        yield bytes(blob)


class Keys:
    """Reader of what `KeysBuilder.build` packed; `data` stays referenced, not copied."""

    def __init__(self, data: memoryview) -> None:
        count, ref_count = _COUNTS.unpack_from(data)
        end_blob_at = _COUNTS.size + 4 * (count + 1)
        end_refs_at = end_blob_at + 4 * (count + 1)
        start_refs = end_refs_at + (-end_refs_at % 8)
        self._count: int = count
        self._blob_at = data[_COUNTS.size : end_blob_at].cast("I")
        self._refs_at = data[end_blob_at:end_refs_at].cast("I")
        self._refs = data[start_refs : start_refs + 8 * ref_count].cast("Q")
        self._blob = data[start_refs + 8 * ref_count :]

    def __len__(self) -> int:
        return self._count

    def exact(self, key: str) -> list[int]:
        """The refs of this key, in ascending order."""
        encoded = _encode(key)
        at = self._position(encoded)
        return self._refs_of(at) if at < self._count and self._key(at) == encoded else []

    def prefix(self, key: str) -> Iterator[tuple[str, int]]:
        """(key, ref) of the longer keys that begin with this one, fewest bytes of UTF-8 first."""
        encoded = _encode(key)
        start = self._position(encoded)
        end = self._position(encoded + b"\xff")
        longer = (at for at in range(start, end) if self._size(at) > len(encoded))
        return self._shortest(longer)

    def inside(self, key: str) -> Iterator[tuple[str, int]]:
        """(key, ref) of the keys that hold this one after their first character, fewest bytes of UTF-8 first."""
        return self._shortest(self._holders(_encode(key)))

    def all(self) -> list[str]:
        """Every key, decoded; position `i` is what `refs(i)` asks for."""
        return bytes(self._blob).decode("utf-8", "surrogatepass").split("\n")[:-1]

    def akin(self, key: str) -> tuple[int, list[str]]:
        """The keys that begin in ASCII if this one does, else the others; before them, where in `all` they start."""
        border = self._position(b"\x80")
        start, end = (0, border) if key[:1].isascii() else (border, self._count)
        part = bytes(self._blob[self._blob_at[start] : self._blob_at[end]])
        return start, part.decode("utf-8", "surrogatepass").split("\n")[:-1]

    def refs(self, position: int) -> list[int]:
        """The refs of the key at this position of `all`."""
        return self._refs_of(position)

    def _holders(self, encoded: bytes) -> Iterator[int]:
        blob = bytes(self._blob)
        found = blob.find(encoded)
        while found >= 0:
            at = self._at_offset(found)
            if self._blob_at[at] < found:
                yield at
                found = blob.find(encoded, self._blob_at[at + 1])
            else:
                found = blob.find(encoded, found + 1)

    def _shortest(self, positions: Iterable[int]) -> Iterator[tuple[str, int]]:
        for at in sorted(positions, key=self._size):
            key = self._key(at).decode("utf-8", "surrogatepass")
            yield from ((key, ref) for ref in self._refs_of(at))

    def _key(self, at: int) -> bytes:
        return bytes(self._blob[self._blob_at[at] : self._blob_at[at + 1] - 1])

    def _size(self, at: int) -> int:
        return int(self._blob_at[at + 1]) - int(self._blob_at[at]) - 1

    def _refs_of(self, at: int) -> list[int]:
        return list(self._refs[self._refs_at[at] : self._refs_at[at + 1]])

    def _position(self, encoded: bytes) -> int:
        """Index of the first key that is not before `encoded` in byte order."""
        return int(bisect_left(range(self._count), encoded, key=self._key))

    def _at_offset(self, offset: int) -> int:
        """Index of the key that holds this byte of the blob."""
        return bisect_right(self._blob_at, offset) - 1


def _encode(key: str) -> bytes:
    """UTF-8 without the two bytes that mean something here."""
    return key.encode("utf-8", "surrogatepass").replace(b"\n", b" ").replace(b"\0", b"")
