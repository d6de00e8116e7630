"""Files on disk, read whole and replaced whole: either the old bytes or the new ones, never a mixture.

Replacing takes a lock, a re-read, a comparison, a temporary file beside the target, fsync of the file, a rename and
fsync of the directory. Who loses a race is run again on what the winner wrote.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from io import FileIO
from pathlib import Path

from glossary.errors import StoreError

TEMPORARY = ".gloss-tmp"
"""Suffix of files that a killed process may leave behind; they are never read."""


def read(path: Path) -> bytes:
    """All bytes of a regular file.

    Raises:
        StoreError: It is a directory, a FIFO or a device, or cannot be read.
    """
    with _opened(path) as file:
        return file.read()


def digest(path: Path, *salt: str) -> str:
    """SHA-256 of a file and of what else its meaning depends on, in hexadecimal; reads in pieces.

    Raises:
        StoreError: As for `read`.
    """
    with _opened(path) as file:
        return hashlib.file_digest(file, lambda: hashlib.sha256("\0".join(salt).encode() + b"\0")).hexdigest()


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


def update(path: Path, edit: Callable[[bytes], bytes], *, attempts: int = 20) -> bool:
    """Replace a file by `edit(its bytes)`, atomically and durably; a missing file counts as empty.

    `edit` may run more than once: when another program wrote in between, it is asked again. Returns
    whether anything changed; equal bytes are not written.

    Raises:
        StoreError: The file cannot be read, locked or written, or changes faster than it can be edited.
    """
    path = Path(os.path.realpath(path))
    with locked(path.parent):
        for _ in range(attempts):
            old = read(path) if path.exists() else b""
            new = edit(old)
            if new == old:
                return False
            if _replace(path, old, new):
                return True
    raise StoreError("another program keeps writing this file; close it and try again", path=str(path))


@contextlib.contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Hold the lock of a directory against other processes of gloss; waits until it is free.

    The directory itself is locked where the system can do that, so nothing is left behind; elsewhere (Windows,
    some network file systems) a file `.gloss.lock` in it.
    """
    with contextlib.ExitStack() as stack:
        try:
            directory.mkdir(parents=True, exist_ok=True)
            stack.callback(os.close, _lock(directory))
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
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}{TEMPORARY}")
    try:
        with open(temporary, "xb") as file:
            file.write(new)
            file.flush()
            if path.exists():
                os.chmod(temporary, stat.S_IMODE(path.stat().st_mode))
            os.fsync(file.fileno())
        if (path.read_bytes() if path.exists() else b"") != old:
            return False
        os.replace(temporary, path)
        _sync_directory(path.parent)
        return True
    except OSError as error:
        raise StoreError(f"cannot be written: {_reason(error)}", path=str(path)) from None
    finally:
        temporary.unlink(missing_ok=True)


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
