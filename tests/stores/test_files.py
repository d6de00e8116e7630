"""A digest sees every byte, in one piece or in two at once; a file is replaced as a whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from glossary.errors import StoreError
from glossary.stores import files


@pytest.fixture(params=[10**9, 0], ids=["one piece", "two halves"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_WORTH_A_THREAD", request.param)
    monkeypatch.setattr(files, "_PIECE", 7)


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("length", [1, 2, 7, 50, 51])
def test_every_byte_counts(tmp_path: Path, length: int) -> None:
    file = tmp_path / "a.yaml"
    data = bytes(range(length))
    seen = set()
    for at in range(length):
        file.write_bytes(data[:at] + b"\xff" + data[at + 1 :])
        seen.add(files.digest(file, "salt"))
    file.write_bytes(data)
    seen |= {files.digest(file, "salt"), files.digest(file, "other salt")}
    assert len(seen) == length + 2


@pytest.mark.usefixtures("size")
def test_what_is_no_file_has_no_digest(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        files.digest(tmp_path, "salt")
    with pytest.raises(StoreError):
        files.digest(tmp_path / "gone", "salt")


def test_a_file_is_replaced_piece_by_piece_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.tmx"
    files.replace(path, iter([b"one ", b"two"]))
    assert path.read_bytes() == b"one two"

    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        files.replace(path, broken())
    assert path.read_bytes() == b"one two"
    assert list(path.parent.iterdir()) == [path]
    with pytest.raises(StoreError, match="directory"):
        files.replace(path.parent, [b""])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFOs")
def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path) -> None:
    """Else an administrator who names /dev/null has a file there afterwards."""
    fifo, loop, link = tmp_path / "fifo", tmp_path / "loop", tmp_path / "link"
    os.mkfifo(fifo)
    loop.symlink_to(loop)
    link.symlink_to(fifo)
    for path in (fifo, link):
        with pytest.raises(StoreError, match="not a regular file"):
            files.replace(path, [b"data"])
        assert path.is_fifo()
    with pytest.raises(StoreError, match="circle"):
        files.replace(loop, [b"data"])
    assert loop.is_symlink()


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="this system does not name open files")
def test_a_pipe_is_named_as_it_was_typed() -> None:
    reader, writer = os.pipe()
    name = f"/dev/fd/{writer}"
    try:
        with pytest.raises(StoreError, match="not a regular file") as error:
            files.replace(Path(name), [b"data"])
    finally:
        os.close(reader)
        os.close(writer)
    assert error.value.path == name


def test_a_file_where_a_directory_is_needed_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.tmx"
    file.write_bytes(b"whole")
    for path in (file / "b.tmx", file / "c" / "b.tmx"):
        with pytest.raises(StoreError, match="a file stands where a directory is needed"):
            files.replace(path, [b"data"])
    assert file.read_bytes() == b"whole"


FULL = """
import resource, signal, sys
from pathlib import Path
from glossary.errors import StoreError
from glossary.stores import files
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
try:
    files.replace(Path(sys.argv[1]), [b"data"] * int(sys.argv[2]))
except StoreError as error:
    print(error.path == sys.argv[1], str(error).partition(":")[0])
"""


@pytest.mark.skipif(os.name == "nt", reason="no limit of file sizes here")
@pytest.mark.parametrize(
    "pieces", [pytest.param(1, id="as it is closed"), pytest.param(100_000, id="as it is written")]
)
def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path, pieces: int) -> None:
    path = tmp_path / "a.tmx"
    path.write_bytes(b"whole")
    run = subprocess.run([sys.executable, "-c", FULL, str(path), str(pieces)], capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("True cannot be written\n", "")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"whole", [path])


@pytest.mark.parametrize("name", [pytest.param("n" * 250, id="latin"), pytest.param("语" * 84, id="han")])
def test_a_name_may_be_as_long_as_the_system_allows(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    files.replace(path, [b"one"])
    files.update(path, lambda old: old + b" two")
    files.replace_all([files.Replacement(path, b"one two", b"three")])
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"three"]


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 300)
    for write in (lambda: files.replace(path, [b"one"]), lambda: files.update(path, lambda _: b"one")):
        with pytest.raises(StoreError, match="cannot be") as told:
            write()
        assert told.value.path == str(path)
