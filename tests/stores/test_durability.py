"""A memory survives what happens to processes and disks: kills, full disks, many at once, damage, newer versions.

`GLOSS_KILLS=300 GLOSS_SOAK=60 pytest tests/stores/test_durability.py` does so more often and for longer.
"""

from __future__ import annotations

import os
import random
import resource
import sqlite3
import subprocess
import sys
import threading
import time
from itertools import count
from pathlib import Path

import pytest

from glossary.errors import StoreError
from glossary.memory import TranslationMemory
from glossary.model import Lang, Segment, TranslationUnit, UnitState
from glossary.stores.sqlite import MIGRATIONS, SqliteStore, migrate, open_store

KILLS = int(os.environ.get("GLOSS_KILLS", "8"))
SOAK = float(os.environ.get("GLOSS_SOAK", "1.5"))
LARGE = 3_000
"""Units of an import that is killed."""

ADDING = """
import sys
from tests.stores.test_durability import unit
from glossary.stores.sqlite import open_store
store, name = open_store(sys.argv[1], create=True), sys.argv[2]
for number in range(100_000):
    store.add([unit(f"{name} {number}")], document="typed")
    print(number, flush=True)
"""
IMPORTING = """
import sys
from tests.stores.test_durability import LARGE, unit
from glossary.stores.sqlite import open_store
store, name = open_store(sys.argv[1], create=True), sys.argv[2]
print("ready", flush=True)
store.add((unit(f"{name} {number}") for number in range(LARGE)), document=name)
print("done", flush=True)
"""


def unit(source: str) -> TranslationUnit:
    return TranslationUnit(
        Segment((source,)), Segment((f"{source} 的译文",)), Lang("en"), Lang("zh-Hans"), UnitState.TRANSLATED
    )


def sources(path: Path) -> list[str]:
    store = open_store(path)
    try:
        assert store.problems() == []
        return [each.unit.source.raw for each in store.units()]
    finally:
        store.close()


def killed(script: str, path: Path, name: str, delay: float, root: Path) -> list[str]:
    """What a process printed until it was killed, some time after its first line."""
    script = script.replace("sys.argv[1]", "__import__('pathlib').Path(sys.argv[1])")
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path), name], stdout=subprocess.PIPE, text=True, cwd=root
    ) as child:
        assert child.stdout
        first = child.stdout.readline()
        time.sleep(delay)
        child.kill()
        return [line for line in (first + child.stdout.read()).split("\n")[:-1] if line]


def test_no_acknowledged_unit_is_lost_by_a_kill(tmp_path: Path, root: Path) -> None:
    path, chance = tmp_path / "memory.db", random.Random(4)
    kept: set[str] = set()
    for kill in range(KILLS):
        acknowledged = killed(ADDING, path, f"run {kill}", chance.uniform(0, 0.15), root)
        kept |= {f"run {kill} {number}" for number in acknowledged}
        there = sources(path)
        assert kept <= set(there)
        assert len(there) == len(set(there))


def test_a_killed_import_is_there_whole_or_not_at_all(tmp_path: Path, root: Path) -> None:
    path, chance = tmp_path / "memory.db", random.Random(5)
    whole = 0
    for kill in range(KILLS):
        said = killed(IMPORTING, path, f"import {kill}", chance.uniform(0, 0.25), root)
        there = sources(path)
        count = sum(source.startswith(f"import {kill} ") for source in there)
        assert count in (0, LARGE)
        assert count == LARGE or "done" not in said
        whole += count == LARGE
        assert len(there) == LARGE * whole


def test_many_readers_and_two_writers(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    errors: list[Exception] = []
    written: list[int] = []
    read: list[int] = []
    open_store(path, create=True).add([unit("first")], document="x")
    until = time.monotonic() + SOAK

    def write(number: int) -> None:
        store = open_store(path)
        for turn in count():
            units = [unit(f"{number} {turn} {each}") for each in range(20)]
            written.append(store.add(units, document="x").added)
            if time.monotonic() > until:
                break

    def ask() -> None:
        store = open_store(path)
        for _ in count():
            last = store.state().last
            read.append(last)
            assert store.get([last])[last].unit.target
            if time.monotonic() > until:
                break

    def work(number: int) -> None:
        try:
            write(number) if number < 2 else ask()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(18)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(read) >= 16
    assert len(sources(path)) == sum(written) + 1


FILLING = """
import resource, sys, signal
from pathlib import Path
from tests.stores.test_durability import unit
from glossary.errors import StoreError
from glossary.stores.sqlite import open_store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
try:
    open_store(Path(sys.argv[1])).add((unit(f"{number} " * 50) for number in range(20_000)), document="big")
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no limit of file sizes here")
def test_a_full_disk_changes_nothing(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "memory.db"
    open_store(path, create=True).add([unit("before")], document="x")
    done = subprocess.run(
        [sys.executable, "-c", FILLING, str(path)], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.count("\n") == 1
    assert "disk" in done.stdout
    assert done.stderr == ""
    assert sources(path) == ["before"]
    assert open_store(path).add([unit("after")], document="x").added == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        pytest.param("unable to open database file", sqlite3.SQLITE_CANTOPEN, id="read-only directory"),
        pytest.param("disk I/O error", sqlite3.SQLITE_IOERR | 19 << 8, id="full disk"),
    ],
)
def test_a_file_that_only_can_be_read_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, code: int
) -> None:
    path = tmp_path / "memory.db"
    store = open_store(path, create=True)
    store.add([unit("one")], document="x")
    store.close()
    connect = sqlite3.connect

    def forbidden(name: str, **options: object) -> sqlite3.Connection:
        if "immutable" not in name:
            error = sqlite3.OperationalError(said)
            error.sqlite_errorcode = code
            raise error
        return connect(name, **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(sqlite3, "connect", forbidden)
    assert [each.unit.source.raw for each in open_store(path).units()] == ["one"]
    with pytest.raises(StoreError, match="cannot be written"):
        open_store(path).add([unit("two")], document="x")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"no database at all, but long enough to be one" * 100, "not a memory", id="noise"),
        pytest.param(b"", "no memory here yet", id="empty"),
    ],
)
def test_what_is_no_memory_is_left_alone(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "memory.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=said):
        open_store(path)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program"):
        open_store(path, create=True)
    assert path.read_bytes() == before


def test_a_directory_is_no_memory(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not a regular file"):
        open_store(tmp_path)


def test_a_truncated_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    store = open_store(path, create=True)
    store.add([unit(f"number {number}") for number in range(2_000)], document="x")
    store.close()
    path.write_bytes(path.read_bytes()[: 12 * 4096])
    try:
        problems = open_store(path).problems()
    except StoreError as error:
        problems = [str(error)]
    assert problems


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("UPDATE units SET state = 77", id="unknown state"),
        pytest.param("UPDATE units SET meta = '{'", id="broken JSON"),
        pytest.param("UPDATE units SET source = x'ff'", id="bytes for a text"),
        pytest.param("UPDATE units SET source = CAST(x'ff' AS TEXT)", id="half a character"),
        pytest.param("DELETE FROM info", id="no identity"),
        pytest.param("DROP TABLE units", id="no units"),
    ],
)
def test_damage_that_sqlite_does_not_see_is_named(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "memory.db"
    store = open_store(path, create=True)
    store.add([unit("one")], document="x")
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute(damage)
    connection.close()
    memory = TranslationMemory(path)
    with pytest.raises(StoreError, match=r"damaged; keep a copy|cannot be used"):
        memory.matches("one", Lang("en"), Lang("zh-Hans"))
    with pytest.raises(StoreError, match=r"damaged; keep a copy|cannot be used"):
        list(memory.units())


def test_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    open_store(path, create=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="newer gloss"):
        open_store(path)


def test_an_older_version_is_copied_and_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    store = open_store(path, create=True)
    store.add([unit("one")], document="x")
    store.close()
    later = (*MIGRATIONS, ("ALTER TABLE units ADD COLUMN later TEXT",))
    for _ in range(2):
        with sqlite3.connect(path, isolation_level=None) as connection:
            migrate(connection, path, later)
            assert connection.execute("SELECT source, later FROM units").fetchall() == [("one", None)]
        connection.close()
    [backup] = tmp_path.glob("memory.db.v*.bak")
    assert backup.name.startswith(f"memory.db.v{len(MIGRATIONS)}-20")
    assert sources(backup) == ["one"]


def test_a_failed_migration_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    store = open_store(path, create=True)
    store.add([unit("one")], document="x")
    store.close()
    with sqlite3.connect(path, isolation_level=None) as connection, pytest.raises(sqlite3.OperationalError):
        migrate(connection, path, (*MIGRATIONS, ("ALTER TABLE units ADD COLUMN later TEXT", "NONSENSE")))
    connection.close()
    assert sources(path) == ["one"]


def test_a_fork_gets_a_connection_of_its_own(tmp_path: Path) -> None:
    store = open_store(tmp_path / "memory.db", create=True)
    store.add([unit("parent")], document="x")
    child = os.fork()
    if not child:
        os._exit(0 if store.add([unit("child")], document="x").added == 1 else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert store.add([unit("parent again")], document="x").added == 1
    assert sorted(sources(tmp_path / "memory.db")) == ["child", "parent", "parent again"]


def test_a_copy_that_is_written_over_the_file_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    store = open_store(path, create=True)
    store.add([unit("old")], document="x")
    store.close()
    copy = path.read_bytes()
    store.add([unit(f"new {number}") for number in range(1_000)], document="x")
    assert len(list(store.units())) == 1_001
    path.write_bytes(copy)  # as `cp backup.db memory.db` does, while the store stays open
    assert [each.unit.source.raw for each in store.units()] == ["old"]
    store.add([unit("newest")], document="x")
    assert sources(path) == ["old", "newest"]


ENDING = """
import os, sys
from pathlib import Path
from tests.stores.test_durability import unit
from glossary.stores.sqlite import open_store
store = open_store(Path(sys.argv[1]))
store.add([unit(f"new {number}") for number in range(1_000)], document="x")
os._exit(1)
"""


def test_a_copy_is_not_undone_by_the_log_of_a_process_that_was_killed(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "memory.db"
    store = open_store(path, create=True)
    store.add([unit("old")], document="x")
    store.close()
    copy = path.read_bytes()
    subprocess.run([sys.executable, "-c", ENDING, str(path)], cwd=root, check=False)
    path.write_bytes(copy)
    assert sources(path) == ["old"]


def test_an_exchanged_file_is_noticed(tmp_path: Path) -> None:
    one, other = tmp_path / "memory.db", tmp_path / "other.db"
    for path, source in ((one, "one"), (other, "other")):
        store = open_store(path, create=True)
        store.add([unit(source)], document="x")
        store.close()
    store = SqliteStore(one)
    before = store.state()
    os.replace(other, one)
    assert store.state().identity != before.identity
    assert not store.known_at(before.last, before.token)
    assert [each.unit.source.raw for each in store.units()] == ["other"]
