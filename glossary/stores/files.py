"""Files on disk, read whole and replaced whole: either the old bytes or the new ones, never a mixture.

Replacing takes a lock, a re-read, a comparison, a temporary file beside the target, fsync of the file, a rename and
fsync of the directory. Who loses a race is run again on what the winner wrote.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import threading
from collections.abc import Callable, Iterable, Iterator
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import NamedTuple

from glossary.errors import StoreError

_PIECE = 1 << 18
_WORTH_A_THREAD = 4_000_000
"""Bytes from which on a second core pays for the start of a thread."""

TEMPORARY = ".gloss-tmp"
"""Suffix of files that a killed process may leave behind; they are never read."""

_TELLING = 40
"""Characters of a file's name that are in that of its temporary file; most systems allow 255 bytes for the whole."""


def read(path: Path) -> bytes:
    """All bytes of a regular file.

    Raises:
        StoreError: It is a directory, a FIFO or a device, or cannot be read.
    """
    with _opened(path) as file:
        return file.read()


def stamp(path: Path) -> tuple[str, int, int, int]:
    """What a file looks like from outside: path, time of its last change, size and number; zeros if it is not there."""
    try:
        found = os.stat(path)
    except OSError:
        return str(path), 0, 0, 0
    return str(path), found.st_mtime_ns, found.st_size, found.st_ino


def digest(path: Path, *salt: str) -> str:
    """SHA-256 over a file and what else its meaning depends on, in hexadecimal; reads in pieces.

    A large file is hashed in two halves at once, and then their hashes.

    Raises:
        StoreError: As for `read`.
    """
    whole = hashlib.sha256("\0".join(salt).encode())
    with _opened(path) as file:
        size = os.fstat(file.fileno()).st_size
        halves = [_Part(path, 0, size // 2), _Part(path, size // 2, None)] if size > _WORTH_A_THREAD else []
        for half in halves:
            half.start()
        while not halves and (piece := file.read(_PIECE)):
            whole.update(piece)
    for half in halves:
        half.join()
        whole.update(half.result())
    return whole.hexdigest()


class _Part(threading.Thread):
    """Hashes a part of a file beside the rest of the program."""

    def __init__(self, path: Path, start: int, end: int | None) -> None:
        super().__init__(daemon=True)
        self._path, self._start, self._end = path, start, end
        self._hash = hashlib.sha256()
        self._error: StoreError | None = None

    def run(self) -> None:
        try:
            with _opened(self._path) as file:
                file.seek(self._start)
                left = self._end - self._start if self._end is not None else -1
                while left and (piece := file.read(min(_PIECE, left) if left > 0 else _PIECE)):
                    self._hash.update(piece)
                    left -= len(piece) if left > 0 else 0
        except StoreError as error:
            self._error = error

    def result(self) -> bytes:
        """The hash of the part, once the thread has ended."""
        if self._error:
            raise self._error
        return self._hash.digest()


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[FileIO]:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with FileIO(descriptor) as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise StoreError("not a regular file; only files are read", path=str(path))
            yield file
    except IsADirectoryError:
        raise StoreError("a directory stands where a file is expected", path=str(path)) from None
    except OSError as error:
        raise StoreError(f"cannot be read: {_reason(error)}", path=str(path)) from None


def update(path: Path, edit: Callable[[bytes], bytes], *, lock: Path | None = None, attempts: int = 20) -> bool:
    """Replace a file by `edit(its bytes)`, atomically and durably; a missing file counts as empty.

    `edit` may run more than once: when another program wrote in between, it is asked again. Returns
    whether anything changed; equal bytes are not written.

    Args:
        path: The file; a link is followed, its target replaced.
        edit: Old bytes to new bytes.
        lock: The directory whose lock is held meanwhile; without it, the file's own.
        attempts: How often to begin again.

    Raises:
        StoreError: The file cannot be read, locked or written, or changes faster than it can be edited.
    """
    path = _target(path)
    with locked(lock or path.parent):
        for _ in range(attempts):
            old = read(path) if os.path.exists(path) else b""
            new = edit(old)
            if new == old:
                return False
            if _replace(path, old, new):
                return True
    raise StoreError("another program keeps writing this file; close it and try again", path=str(path))


class Replacement(NamedTuple):
    """What a file holds, nothing if it is not there, and what it is to hold."""

    path: Path
    old: bytes
    new: bytes


def replace_all(replacements: Iterable[Replacement]) -> bool:
    """Replace several files or none; the caller holds the lock.

    All of them are written beside their targets and synced before the first takes its place, so nothing but renames is
    left to fail; if one does, the earlier ones are taken back. A process that is killed between two renames leaves
    some files old and some new, each of them whole.

    Returns:
        Whether they were replaced; if not, a file holds something else than was thought, and nothing has changed.

    Raises:
        StoreError: A file cannot be written; nothing has changed.
    """
    wanted = [(Path(os.path.realpath(path)), old, new) for path, old, new in replacements if old != new]
    with contextlib.ExitStack() as stack:
        swaps: list[_Swap] = []
        for path, old, new in wanted:
            swap = _Swap(path, stack.enter_context(_beside(path)), stack.enter_context(_beside(path)))
            with _writing(path):
                _write(swap.fresh, new, like=path)
                if path.exists():
                    _link(path, swap.kept, old)
            swaps.append(swap)
        for path, old, _ in wanted:
            with _writing(path):
                if (path.read_bytes() if path.exists() else b"") != old:
                    return False
        _swap_all(swaps)
    return True


class _Swap(NamedTuple):
    """A file, the new one that takes its place, and the old one in case that it has to come back."""

    path: Path
    fresh: Path
    kept: Path


def _swap_all(swaps: Iterable[_Swap]) -> None:
    swaps = list(swaps)
    try:
        for path, fresh, _ in swaps:
            with _writing(path):
                os.replace(fresh, path)
    except BaseException:
        for path, fresh, kept in reversed(swaps):
            if not fresh.exists():
                with _writing(path):
                    os.replace(kept, path) if kept.exists() else path.unlink()
        raise
    for directory in {swap.path.parent for swap in swaps}:
        with _writing(directory):
            _sync_directory(directory)


def _link(path: Path, other: Path, data: bytes) -> None:
    """Keep a file under another name; where the file system has no links, a copy."""
    try:
        os.link(path, other)
    except OSError:
        _write(other, data, like=path)


def replace(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file from its beginning to its end, piece by piece; until all are there, the old one stays.

    Args:
        path: The file; a link is followed, its target replaced. Directories above it are made.
        pieces: What they raise goes through, and nothing has changed.

    Raises:
        StoreError: The file cannot be locked or written.
    """
    path = _target(path)
    with locked(path.parent), _beside(path) as temporary:
        with _writing(path):
            file = open(temporary, "xb")  # noqa: SIM115
        with _closing(file, path):
            for piece in pieces:
                with _writing(path):
                    file.write(piece)
            with _writing(path):
                file.flush()
                if path.exists():
                    _like(path.stat(), temporary)
                os.fsync(file.fileno())
        with _writing(path):
            os.replace(temporary, path)
            _sync_directory(path.parent)


def _target(path: Path) -> Path:
    """What a path leads to: a file, or nothing yet.

    Raises:
        StoreError: Something else stands there, such as /dev/null, which an administrator could replace by a file.
    """
    named, path = path, Path(os.path.realpath(path))
    try:
        mode = path.lstat().st_mode
    except OSError:
        if os.path.exists(named):  # /dev/stdout is a pipe, which has no path that leads to it
            raise StoreError("not a regular file, which alone can be replaced; name another", path=str(named)) from None
        return path
    if stat.S_ISLNK(mode):
        raise StoreError("a link that leads in a circle; remove it", path=str(path))
    if stat.S_ISDIR(mode):
        raise StoreError("a directory stands where a file is to be written", path=str(path))
    if not stat.S_ISREG(mode):
        raise StoreError("not a regular file, which alone can be replaced; name another", path=str(path))
    return path


@contextlib.contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Hold the lock of a directory against other processes of gloss; waits until it is free.

    The directory itself is locked where the system can do that, so nothing is left behind; elsewhere (Windows,
    some network file systems) a file `.gloss.lock` in it.
    """
    with contextlib.ExitStack() as stack:
        try:
            os.makedirs(directory, exist_ok=True)
            stack.callback(os.close, _lock(directory))
        except (FileExistsError, NotADirectoryError):
            raise StoreError("a file stands where a directory is needed; name another", path=str(directory)) from None
        except OSError as error:
            raise StoreError(f"cannot be locked: {_reason(error)}", path=str(directory)) from None
        yield


def _lock(directory: Path) -> int:
    """A descriptor that holds the lock until it is closed."""
    if os.name == "nt":
        return _lock_windows(directory)
    import fcntl

    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        os.close(descriptor)
        descriptor = os.open(directory / ".gloss.lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX)
        except OSError:
            os.close(descriptor)
            raise
    return descriptor


def _lock_windows(directory: Path) -> int:
    import msvcrt

    descriptor = os.open(directory / ".gloss.lock", os.O_RDWR | os.O_CREAT, 0o666)
    while True:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError as error:
            if error.errno != 36:  # EDEADLOCK: still held after ten seconds
                os.close(descriptor)
                raise
        else:
            return descriptor


def _replace(path: Path, old: bytes, new: bytes) -> bool:
    """Write `new` if the file still holds `old`."""
    with _beside(path) as temporary, _writing(path):
        _write(temporary, new, like=path)
        if (path.read_bytes() if path.exists() else b"") != old:
            return False
        os.replace(temporary, path)
        _sync_directory(path.parent)
        return True


def _write(temporary: Path, data: bytes, *, like: Path) -> None:
    """A new file, safe on the disk, with the mode and the owner of another if that is there."""
    with open(temporary, "xb") as file:
        file.write(data)
        file.flush()
        if like.exists():
            _like(like.stat(), temporary)
        os.fsync(file.fileno())


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """The name of a file beside another, in a directory that exists; whatever becomes of it, it is gone afterwards."""
    start = path.name[:_TELLING]
    temporary = path.with_name(f".{start}.{os.getpid()}-{os.urandom(4).hex()}{TEMPORARY}")
    try:
        with _writing(path):
            os.makedirs(path.parent, exist_ok=True)
        yield temporary
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"cannot be written: {_reason(error)}", path=str(path)) from None


@contextlib.contextmanager
def _closing(file: BufferedWriter, path: Path) -> Iterator[None]:
    """What is still in a buffer is written as a file is closed, and there may be no room for it."""
    try:
        yield
    finally:
        with _writing(path):
            file.close()


def _like(old: os.stat_result, new: Path) -> None:
    """The same mode, and the same owner where that is allowed."""
    os.chmod(new, stat.S_IMODE(old.st_mode))
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):
            os.chown(new, old.st_uid, old.st_gid)


def _sync_directory(directory: Path) -> None:
    """Make the rename itself survive a power cut; Windows has no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
