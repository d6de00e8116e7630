"""The memory in one SQLite file: for many readers and one writer at a time, and nothing that was kept is ever lost.

Readers go on while units are written, as these go into a log beside the file first (write-ahead logging). In most
versions of SQLite that can lose a transaction if one connection writes while another brings the log into the file
(`has_wal_reset_bug`). So that never happens by itself here: every write and every such checkpoint is made under the
lock of the directory, in all versions. The checkpoint of the connection that is closed last needs none, as SQLite
makes it only if nobody else has the file open. On network file systems, where a log cannot be shared, there is a
rollback journal instead, and readers wait for writers.

A unit is found again by its key, a hash of its source, languages and context. A key only proposes: the texts themselves
are compared. The number of a unit tells the transaction that brought it: the first batch with `last >= number`.

A text that was seen without a translation has "" for its target and the language of that. A unit that was deleted is
`replaced_by` itself, and what it was before stands in `deleted`.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import itertools
import json
import os
import re
import shutil
import sqlite3
import stat
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from sqlite3 import Connection
from typing import Any, NamedTuple

from glossary.errors import StoreError
from glossary.model import Added, Lang, Location, Progress, Segment, TranslationUnit, UnitState
from glossary.stores import Sides, Store, StoredUnit, StoreState, files

_APPLICATION = 0x676C6F73
"""`gloss` in the header of the file, where `file` and others look for it ("glos")."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        f"PRAGMA application_id = {_APPLICATION}",
        "CREATE TABLE info (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        "INSERT INTO info VALUES ('identity', lower(hex(randomblob(8))))",
        "CREATE TABLE documents (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        """CREATE TABLE pairs (number INTEGER PRIMARY KEY, source_lang TEXT NOT NULL, target_lang TEXT NOT NULL,
            units INTEGER NOT NULL DEFAULT 0, replaced INTEGER NOT NULL DEFAULT 0,
            UNIQUE (source_lang, target_lang))""",
        """CREATE TABLE batches (last INTEGER PRIMARY KEY, token TEXT NOT NULL, at TEXT NOT NULL,
            document INTEGER NOT NULL REFERENCES documents, added INTEGER NOT NULL, replaced INTEGER NOT NULL)""",
        """CREATE TABLE units (number INTEGER PRIMARY KEY, key INTEGER NOT NULL, replaced_by INTEGER REFERENCES units,
            pair INTEGER NOT NULL REFERENCES pairs, document INTEGER NOT NULL REFERENCES documents,
            line INTEGER, "column" INTEGER, state INTEGER NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
            id TEXT NOT NULL, context TEXT NOT NULL, note TEXT NOT NULL, meta TEXT)""",
        "CREATE INDEX units_key ON units (key, replaced_by)",
        "CREATE INDEX units_replaced_by ON units (replaced_by) WHERE replaced_by IS NOT NULL",
    ),
    (
        "ALTER TABLE batches ADD COLUMN \"commit\" TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pairs ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0",
        """CREATE TABLE deleted (number INTEGER PRIMARY KEY REFERENCES units, replaced_by INTEGER REFERENCES units,
            deletion INTEGER NOT NULL, at TEXT NOT NULL)""",
        "CREATE INDEX deleted_deletion ON deleted (deletion)",
    ),
)
"""What makes a file of each version one of the next, from an empty file (version 0) on; never change a step."""

_WAIT = 30.0
"""Seconds until a file that somebody else keeps locked is an error."""
_WAIT_TO_TRUNCATE = 2.0
"""Seconds to wait for readers before the log is left as long as it is."""
_LONG_LOG = 4_000
"""Pages (of 4 KB) in the log after which it is cut to nothing."""
_CACHE = 64_000
"""KB of pages that are held in memory while units are written."""
_CACHE_BETWEEN = 2_000
"""The same else."""
_BATCH = 5_000
"""Units that are looked up and written together."""
_BATCH_TEXT = 4_000_000
"""Characters of the same."""
_PAGE = 2_000
"""Units that are read together: a read must be short, or the log cannot be brought into the file."""

_REMOTE = frozenset("9p afs beegfs ceph cifs gfs2 glusterfs gpfs lustre ncpfs nfs nfs4 smb2 smb3 smbfs vboxsf".split())
"""File systems whose files other computers may have open, or that do not map memory as a log needs it."""

_FIXED = (3, 51, 3)
_BACKPORTS = ((3, 44, 6), (3, 50, 7))


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether this SQLite can lose a committed transaction when one connection writes while another checkpoints.

    3.7.0 to 3.51.2 can, but for the back-ports 3.44.6 and 3.50.7 and what follows them in their lines
    (sqlite.org/wal.html, "The WAL-reset bug").
    """
    if version >= _FIXED or version < (3, 7, 0):
        return False
    return not any(version[:2] == fixed[:2] and version >= fixed for fixed in _BACKPORTS)


def open_store(path: Path, *, create: bool = False) -> SqliteStore:
    """The memory in a file.

    Args:
        path: The file; a link is followed.
        create: Make it if it is not there. If its directory is not there either, git will not see that.

    Raises:
        StoreError: It is missing, or damaged, or no memory, or of a newer version, or cannot be read.
    """
    return SqliteStore(path, create=create)


STORE = Store(open=open_store)


class SqliteStore:
    """A `UnitStore` in a file; every thread and every forked process gets a connection of its own."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self._path = Path(os.path.realpath(path))
        self._connections = _Connections(self._path, create=create)
        with _explained(self._path):
            self._connections.get()

    def add(
        self,
        units: Iterable[TranslationUnit],
        *,
        document: str,
        commit: str = "",
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Added:
        """See `UnitStore.add`.

        A document may translate a source in several ways. If the last of them is what it said before, nothing has
        changed: none of the units of that source replaces another, all of them are known.
        """
        with self._writing() as connection:
            incoming = _Import(connection, document, commit)
            for batch in _batches(units):
                incoming.take(batch)
                if progress:
                    progress(incoming.offered, 0)
            added = incoming.finish()
            if dry_run or not added.added + added.replaced:
                connection.execute("ROLLBACK")
        return added

    def revise(
        self, revised: Mapping[int, TranslationUnit], *, before_commit: Callable[[], None] | None = None
    ) -> None:
        """See `UnitStore.revise`."""
        numbers = json.dumps(list(revised))
        with self._writing() as connection:
            there = connection.execute(_SELECT_DOCUMENTS, [numbers]).fetchall()
            if len(there) < len(revised):
                raise StoreError("units were changed meanwhile; begin again", path=str(self._path))
            for document, rows in itertools.groupby(there, key=lambda row: row[0]):
                incoming = _Import(connection, document, drafts=True)
                for batch in _batches(revised[number] for _, number in rows):
                    incoming.take(batch)
                incoming.finish()
            _delete(connection, [number for _, number in connection.execute(_SELECT_DOCUMENTS, [numbers])])
            if before_commit:
                before_commit()

    def delete(self, numbers: Sequence[int], *, dry_run: bool = False) -> int:
        """See `UnitStore.delete`."""
        with self._writing() as connection:
            count = _delete(connection, numbers)
            if dry_run or not count:
                connection.execute("ROLLBACK")
        return count

    def restore(self) -> list[int]:
        """See `UnitStore.restore`."""
        with self._writing() as connection:
            last = connection.execute("SELECT ifnull(max(deletion), 0) FROM deleted").fetchone()
            numbers = [number for (number,) in connection.execute(_SELECT_DELETED, last)]
            if not numbers:
                connection.execute("ROLLBACK")
                return []
            connection.execute(_COUNT_RESTORED, last)
            connection.execute(_RESTORE, last)
            connection.execute("DELETE FROM deleted WHERE deletion = ?", last)
        return numbers

    def get(self, numbers: Sequence[int]) -> Mapping[int, StoredUnit]:
        """See `UnitStore.get`."""
        stored = self._stored(_SELECT_NUMBERS, json.dumps(list(numbers)))
        return {each.number: each for each in stored}

    def sides(self, *, after: int, upto: int) -> Iterator[Sides]:
        """See `UnitStore.sides`."""
        while rows := self._read(_SELECT_SIDES, after, upto, _PAGE):
            yield from map(Sides._make, rows)
            after = rows[-1][0]

    def units(self) -> Iterator[StoredUnit]:
        """See `UnitStore.units`: those that are current when the first is asked for, whatever is written meanwhile."""
        after, upto = 0, self.state().last
        while stored := self._stored(_SELECT_CURRENT, after, upto, upto, _PAGE):
            yield from (each._replace(current=True) for each in stored)
            after = stored[-1].number

    def history(self, unit: TranslationUnit) -> list[StoredUnit]:
        """See `UnitStore.history`."""
        source, langs = unit.source.raw, (unit.source_lang, unit.target_lang or "")
        if not _is_unicode(source, unit.context):
            return []
        slots = [(pair, unit.context, source) for (pair,) in self._read(_SELECT_PAIR, *langs)]
        return [stored for slot in slots for stored in self._stored(_SELECT_HISTORY, _key(slot), *slot)]

    def known_at(self, after: int, token: str) -> bool:
        """See `UnitStore.known_at`."""
        if after == 0:
            return token == ""
        return bool(self._read("SELECT 1 FROM batches WHERE last = ? AND token = ?", after, token))

    def state(self) -> StoreState:
        """See `UnitStore.state`."""
        for state in self._read(_SELECT_STATE):
            return StoreState._make(state)
        raise self._damaged()

    def statistics(self) -> dict[str, int]:
        """See `UnitStore.statistics`."""
        [(documents,)] = self._read("SELECT count(*) FROM documents")
        rows = self._read("SELECT source_lang, target_lang, units, replaced, deleted FROM pairs ORDER BY number")
        pairs = [row for row in rows if row[1]]
        return {
            "units": sum(units for _, _, units, *_ in pairs),
            "untranslated": sum(units for _, target_lang, units, *_ in rows if not target_lang),
            "replaced": sum(replaced for *_, replaced, _ in rows),
            "deleted": sum(deleted for *_, deleted in rows),
            "documents": documents,
            **{f"pair:{source}>{target}": units for source, target, units, replaced, _ in pairs if units or replaced},
        }

    def languages(self) -> list[Lang]:
        """See `UnitStore.languages`."""
        rows = self._read("SELECT source_lang FROM pairs UNION SELECT target_lang FROM pairs WHERE target_lang != ''")
        return [Lang(lang) for (lang,) in rows]

    def problems(self) -> list[str]:
        """See `UnitStore.problems`."""
        try:
            found = [row[0] for row in self._read("PRAGMA integrity_check(1000)") if row[0] != "ok"]
            found += [_DANGLING.format(*row) for row in self._read("PRAGMA foreign_key_check")]
            found += [problem for problem, query in _INVARIANTS.items() if self._read(query)]
        except StoreError as error:
            return [str(error)]
        return found

    def close(self) -> None:
        """See `UnitStore.close`; whatever is asked next opens the file again."""
        self._connections.close()

    def _read(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of an answer, read at once, so that no read lasts longer than this call."""
        with _explained(self._path):
            rows = self._connections.get().execute(query, values).fetchall()
        if bytes in map(type, itertools.chain.from_iterable(rows)):
            raise self._damaged()  # one bit makes bytes of a text
        return rows

    def _stored(self, query: str, *values: object) -> list[StoredUnit]:
        """The units of an answer."""
        try:
            return list(map(_stored, self._read(query, *values)))
        except (KeyError, ValueError):
            raise self._damaged() from None

    def _damaged(self) -> StoreError:
        """What was read was never written so, although SQLite does not see it."""
        return StoreError(_REASONS[sqlite3.SQLITE_CORRUPT].format(name=self._path.name), path=str(self._path))

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction under the lock; it comes to nothing if anything is raised in it."""
        with _explained(self._path):
            connection = self._connections.get()
            if connection.in_transaction:
                raise StoreError("units are being added already; add these afterwards", path=str(self._path))
            with files.locked(self._path.parent):
                _choose_journal(connection, self._path)
                with _transaction(connection):
                    yield connection
                _checkpoint(connection)
                self._connections.has_written()


_SELECT = """SELECT units.number, replaced_by, source_lang, target_lang, state, name, line, "column",
    source, target, id, context, note, meta,
    (SELECT "commit" FROM batches WHERE last >= units.number ORDER BY last LIMIT 1)
    FROM units JOIN pairs ON pairs.number = pair JOIN documents ON documents.number = document"""
_SELECT_NUMBERS = f"""{_SELECT} WHERE units.number IN (SELECT value FROM json_each(?))
    AND replaced_by IS NOT units.number"""
_SELECT_CURRENT = f"""{_SELECT} WHERE units.number > ? AND units.number <= ?
    AND (replaced_by IS NULL OR replaced_by > ?) ORDER BY units.number LIMIT ?"""
_SELECT_HISTORY = f"{_SELECT} WHERE key = ? AND pair = ? AND context = ? AND source = ? ORDER BY units.number DESC"
_SELECT_DOCUMENTS = """SELECT name, units.number FROM units JOIN documents ON documents.number = document
    WHERE units.number IN (SELECT value FROM json_each(?)) AND replaced_by IS NULL ORDER BY document, units.number"""
_SELECT_DELETED = "SELECT number FROM deleted WHERE deletion = ? ORDER BY number"
_SELECT_SIDES = """SELECT units.number, source_lang, source, target_lang, target
    FROM units JOIN pairs ON pairs.number = pair
    WHERE units.number > ? AND units.number <= ? ORDER BY units.number LIMIT ?"""
_SELECT_PAIR = "SELECT number FROM pairs WHERE source_lang = ? AND target_lang = ?"
_SELECT_STATE = """SELECT value, ifnull(last, 0), ifnull(token, '')
    FROM info LEFT JOIN (SELECT last, token FROM batches ORDER BY last DESC LIMIT 1) WHERE name = 'identity'"""
_SELECT_RIVALS = """SELECT pair, context, source, target, number, document, state
    FROM json_each(?) CROSS JOIN units ON units.key = json_each.value AND replaced_by IS NULL"""

_INSERT = f"INSERT INTO units VALUES ({', '.join('?' * 14)})"
_REPLACE = "UPDATE units SET replaced_by = ? WHERE number = ?"
_REVIVE = """UPDATE units SET replaced_by = NULL WHERE replaced_by > :start AND +number <= :start AND EXISTS (
    SELECT 1 FROM units AS new WHERE new.key = units.key AND new.replaced_by IS NULL AND +new.number > :start
    AND new.pair = units.pair AND new.context = units.context
    AND new.source = units.source AND new.target = units.target AND (units.state != 0 OR new.state = 0))"""
"""Of the old units that were replaced since `start`, those that hold again."""
_FORGET = """DELETE FROM units WHERE number > :start AND EXISTS (
    SELECT 1 FROM units AS old WHERE old.key = units.key AND old.replaced_by IS NULL AND +old.number <= :start
    AND old.document = units.document AND old.pair = units.pair
    AND old.context = units.context AND old.source = units.source)"""
"""The new units that replaced them for a while."""
_BEGIN_DELETION = """WITH RECURSIVE gone (number) AS (
    SELECT number FROM units WHERE number IN (SELECT value FROM json_each(:numbers)) AND replaced_by IS NULL
    UNION SELECT units.number FROM gone JOIN units ON replaced_by = gone.number AND units.number < gone.number)
    INSERT INTO deleted SELECT number, replaced_by, (SELECT ifnull(max(deletion), 0) + 1 FROM deleted),
    strftime('%Y-%m-%dT%H:%M:%SZ', 'now') FROM gone JOIN units USING (number)"""
"""Current units, and the older ones that they replaced: else these would be offered once more."""
_COUNTED = """UPDATE pairs SET units = units {one} count, replaced = replaced {one} older,
    deleted = deleted {other} total
    FROM (SELECT pair, sum(deleted.replaced_by IS NULL) AS count, sum(deleted.replaced_by IS NOT NULL) AS older,
    count(*) AS total FROM deleted JOIN units USING (number) WHERE deletion = ? GROUP BY pair) AS gone
    WHERE gone.pair = pairs.number"""
_COUNT_DELETED, _COUNT_RESTORED = _COUNTED.format(one="-", other="+"), _COUNTED.format(one="+", other="-")
_DELETE = "UPDATE units SET replaced_by = number WHERE number IN (SELECT number FROM deleted WHERE deletion = ?)"
_RESTORE = """UPDATE units SET replaced_by = (SELECT replaced_by FROM deleted WHERE deleted.number = units.number)
    WHERE number IN (SELECT number FROM deleted WHERE deletion = ?)"""
_COUNT = "UPDATE pairs SET units = units + ? - ?, replaced = replaced + ? WHERE number = ?"
_CLOSE_BATCH = "INSERT INTO batches VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?, ?, ?, ?)"

_DANGLING = "row {1} of the table {0} names a row of the table {2} that is not there"
_INVARIANTS = {
    "there are units that no transaction has brought": """
        SELECT 1 WHERE (SELECT max(number) FROM units) > (SELECT ifnull(max(last), 0) FROM batches)""",
    "there are units that were replaced by older ones": """
        SELECT 1 FROM units WHERE replaced_by < number LIMIT 1""",
    "there are units that were deleted, and nobody knows when": """
        SELECT number FROM units WHERE replaced_by = number EXCEPT SELECT number FROM deleted""",
    "the counts of units for the pairs of languages are wrong": """
        SELECT number, units, replaced, deleted FROM pairs EXCEPT
        SELECT pair, sum(replaced_by IS NULL), sum(replaced_by IS NOT NULL AND replaced_by != number),
        sum(replaced_by IS number) FROM units GROUP BY pair""",
}
"""What may be wrong, and a query that finds nothing if it is not."""

_STATES = {0: UnitState.INITIAL, 1: UnitState.TRANSLATED, 2: UnitState.REVIEWED, 3: UnitState.FINAL}
_STATE_CODES = {state: code for code, state in _STATES.items()}


def _stored(row: tuple[Any, ...]) -> StoredUnit:
    """A row of `_SELECT`; its place is in the document that it came from."""
    number, replaced_by, source_lang, target_lang, state, document, line, column, source, target, *rest = row
    id, context, note, meta, commit = rest
    unit = TranslationUnit(
        Segment((source,)),
        Segment((target,)) if target else None,
        Lang(source_lang),
        Lang(target_lang) if target_lang else None,
        _STATES[state],
        id,
        context,
        note,
        json.loads(meta) if meta else {},
        Location(document, line, column, commit or ""),
    )
    return StoredUnit(number, unit, replaced_by is None)


def _delete(connection: Connection, numbers: Sequence[int]) -> int:
    """Mark units as deleted, within a transaction; how many that are."""
    connection.execute(_BEGIN_DELETION, {"numbers": json.dumps(list(numbers))})
    [(count,)] = connection.execute("SELECT changes()").fetchall()
    if count:
        last = connection.execute("SELECT max(deletion) FROM deleted").fetchone()
        connection.execute(_COUNT_DELETED, last)
        connection.execute(_DELETE, last)
    return int(count)


class _Offered(NamedTuple):
    """A unit, and its texts as they would be kept; "" for no target."""

    unit: TranslationUnit
    source: str
    target: str

    def is_kept(self, *, drafts: bool) -> bool:
        """Whether it is to be kept, if it is not known: a translation, or a text that nobody means to translate."""
        if self.unit.target_lang is None:
            return self.is_seen() and bool(self.source.strip())
        return (drafts or self.unit.state is not UnitState.INITIAL) and bool(self.source and self.target)

    def is_seen(self) -> bool:
        """Whether it is a text in one language."""
        return self.unit.target_lang is None and not self.target

    def values(self) -> tuple[object, ...]:
        """The columns from `line` on."""
        unit, place = self.unit, self.unit.origin
        at = (place.line, place.column) if place else (None, None)
        meta = json.dumps(dict(unit.meta), ensure_ascii=False) if unit.meta else None
        return *at, _STATE_CODES[unit.state], self.source, self.target, unit.id, unit.context, unit.note, meta

    def is_unicode(self) -> bool:
        """Whether all its texts can be encoded."""
        unit = self.unit
        return _is_unicode(self.source, self.target, unit.id, unit.context, unit.note, *unit.meta, *unit.meta.values())


def _batches(units: Iterable[TranslationUnit]) -> Iterator[list[_Offered]]:
    """Portions that take little memory, even if the texts are long."""
    batch: list[_Offered] = []
    size = 0
    for unit in units:
        offered = _Offered(unit, unit.source.raw, unit.target.raw if unit.target else "")
        batch.append(offered)
        size += len(offered.source) + len(offered.target)
        if len(batch) == _BATCH or size > _BATCH_TEXT:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


_Slot = tuple[int, str, str]
"""What units that compete with one another have in common: the number of their pair of languages, context, source."""


def _key(slot: _Slot) -> int:
    """A number under which the units of a slot are found, among a few others at most."""
    pair, context, source = slot
    digest = hashlib.blake2b(f"{pair}\0{context}\0{source}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


class _Rival(NamedTuple):
    """A current unit of a slot."""

    number: int
    document: int
    is_draft: bool


class _Import:
    """The units of one document on their way into the file, batch by batch, within one transaction."""

    def __init__(self, connection: Connection, document: str, commit: str = "", *, drafts: bool = False) -> None:
        if not _is_unicode(document):
            raise StoreError("a file with such a name cannot be remembered; rename it", path=document)
        self.offered = 0
        self._skipped = 0
        self._connection = connection
        [(self._start,)] = connection.execute("SELECT ifnull(max(last), 0) FROM batches").fetchall()
        self._last: int = self._start
        self._pairs: dict[tuple[Lang, Lang | None], int] = {}
        self._name, self._commit, self._drafts = document, commit, drafts
        self._document = self._number_of("documents", {"name": document})

    def take(self, batch: Sequence[_Offered]) -> None:
        """Write those units of a batch that are new.

        Raises:
            StoreError: A text is not Unicode.
        """
        kept = [offered for offered in batch if offered.is_kept(drafts=self._drafts)]
        try:
            self._write(kept)
        except UnicodeEncodeError:
            raise self._unicode_error(kept) from None
        self.offered += len(batch)
        self._skipped += len(batch) - len(kept)

    def finish(self) -> Added:
        """Close the transaction's books: its batch, the counts of its pairs."""
        start = {"start": self._start}
        if self._connection.execute(_REVIVE, start).rowcount:
            self._connection.execute(_FORGET, start)
        new, replaced = self._counts("number"), self._counts("replaced_by")
        for pair, count in new.items():
            gone = replaced.get(pair, 0)
            self._connection.execute(_COUNT, (count, gone, gone, pair))
        total, gone = sum(new.values()), sum(replaced.values())
        if total:
            batch = (self._last, os.urandom(8).hex(), self._document, total - gone, gone, self._commit)
            self._connection.execute(_CLOSE_BATCH, batch)
        seen = sum(new.get(self._pairs[langs], 0) for langs in self._pairs if langs[1] is None)
        return Added(total - gone, gone, self.offered - self._skipped - total, self._skipped, seen)

    def _write(self, batch: Sequence[_Offered]) -> None:
        slots = [self._slot(offered) for offered in batch]
        keys = list(map(_key, slots))
        rivals = self._rivals(keys)
        rows: list[tuple[object, ...]] = []
        replaced: list[tuple[int, int]] = []
        for offered, slot, key in zip(batch, slots, keys, strict=True):
            there = rivals.setdefault(slot, {})
            is_draft = offered.unit.state is UnitState.INITIAL
            if (known := there.get(offered.target)) and (is_draft or not known.is_draft):
                continue
            self._last += 1
            for target in [target for target, rival in there.items() if rival.document == self._document]:
                replaced.append((self._last, there.pop(target).number))
            if offered.target in there:  # a draft of another document, which is confirmed now
                replaced.append((self._last, there.pop(offered.target).number))
            there[offered.target] = _Rival(self._last, self._document, is_draft)
            rows.append((self._last, key, None, slot[0], self._document, *offered.values()))
        self._connection.executemany(_INSERT, rows)
        self._connection.executemany(_REPLACE, replaced)

    def _slot(self, offered: _Offered) -> _Slot:
        unit = offered.unit
        langs = unit.source_lang, unit.target_lang
        if langs not in self._pairs:
            self._pairs[langs] = self._number_of("pairs", {"source_lang": langs[0], "target_lang": langs[1] or ""})
        return self._pairs[langs], unit.context, offered.source

    def _rivals(self, keys: Sequence[int]) -> dict[_Slot, dict[str, _Rival]]:
        """The current units that these keys propose, slot by slot, by their targets."""
        rivals: dict[_Slot, dict[str, _Rival]] = {}
        rows = self._connection.execute(_SELECT_RIVALS, [json.dumps(keys)])
        for pair, context, source, target, number, document, state in rows:
            rival = _Rival(number, document, _STATES[state] is UnitState.INITIAL)
            rivals.setdefault((pair, context, source), {})[target] = rival
        return rivals

    def _number_of(self, table: str, columns: Mapping[str, str | None]) -> int:
        """The number of the row with these columns, which is made if it is not there."""
        names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        self._connection.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({values})", columns)
        where = " AND ".join(f"{name} = :{name}" for name in columns)
        [(number,)] = self._connection.execute(f"SELECT number FROM {table} WHERE {where}", columns).fetchall()
        return int(number)

    def _counts(self, column: str) -> dict[int, int]:
        """How many units of each pair have got their `column` in this transaction."""
        query = f"SELECT pair, count(*) FROM units WHERE {column} > ? GROUP BY pair"
        return dict(self._connection.execute(query, [self._start]))

    def _unicode_error(self, batch: Iterable[_Offered]) -> StoreError:
        broken = next(offered.unit for offered in batch if not offered.is_unicode())
        place = broken.origin or Location(self._name)
        message = "a text with half a character (a surrogate, U+D800 to U+DFFF) cannot be kept; remove that"
        return StoreError(message, path=place.path, line=place.line, column=place.column)


def _is_unicode(*texts: str) -> bool:
    """Whether there is no lone surrogate in any text."""
    try:
        "".join(f"{text} " for text in texts).encode()
    except UnicodeEncodeError:
        return False
    return True


_NOTHING_YET = "there is no memory here yet; run `gloss import FILE`"


class _Open(NamedTuple):
    """A connection, and the file that it goes to; None if it must not be used twice."""

    connection: Connection
    file: tuple[int, ...] | None


class _Connections:
    """Connections to one file, one for each thread of each process; a new one if another file stands there now."""

    def __init__(self, path: Path, *, create: bool) -> None:
        self._path, self._create = path, create
        self._open: dict[tuple[int, int], _Open] = {}
        weakref.finalize(self, _close, self._open)
        _ALL.add(self)

    def get(self) -> Connection:
        """The connection of this thread.

        Raises:
            StoreError: The file is missing, or no memory, or of a newer version.
            sqlite3.Error: It cannot be read.
        """
        file = _file(self._path)
        there = self._open.get(_owner())
        if there and (there.connection.in_transaction or (there.file and there.file == file)):
            return there.connection
        self.let_go()
        if file is None:
            self._begin()
        opened = self._open[_owner()] = self._connect()
        return opened.connection

    def has_written(self) -> None:
        """What was written last was written by the connection of this thread, which knows it."""
        if (there := self._open.get(_owner())) and there.file:
            self._open[_owner()] = there._replace(file=_file(self._path))

    def let_go(self) -> None:
        """Close the connection of this thread."""
        if there := self._open.pop(_owner(), None):
            there.connection.close()

    def prepare_fork(self) -> None:
        """Close the connection of this thread, unless it is in use: with it, a child would get locks that it lacks."""
        there = self._open.get(_owner())
        if there and not there.connection.in_transaction:
            self.let_go()

    def close(self) -> None:
        """Close the connections of all threads of this process."""
        _close(self._open)

    def _begin(self) -> None:
        """An empty file. A new directory for it gets a `.gitignore`, as texts of others may not belong in git."""
        if not self._create:
            raise StoreError(_NOTHING_YET, path=str(self._path))
        try:
            if not self._path.parent.exists():
                files.update(self._path.parent / ".gitignore", lambda _: b"*\n")
            self._path.touch()
        except OSError as error:
            raise StoreError(f"cannot be made: {error.strerror or error}", path=str(self._path)) from None

    def _connect(self) -> _Open:
        file = _file(self._path)
        connection, is_lasting = _connect(self._path)
        try:
            self._update(connection)
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        return _Open(connection, file if is_lasting else None)

    def _update(self, connection: Connection) -> None:
        """Bring a file of an older version, or an empty one, up to date."""
        version = _version(connection, self._path)
        if not version and not self._create:
            raise StoreError(_NOTHING_YET, path=str(self._path))
        if version != len(MIGRATIONS):
            migrate(connection, self._path)


_ALL: weakref.WeakSet[_Connections] = weakref.WeakSet()


def _prepare_fork() -> None:
    for connections in list(_ALL):
        connections.prepare_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_prepare_fork)


def _owner() -> tuple[int, int]:
    return os.getpid(), threading.get_ident()


def _close(connections: dict[tuple[int, int], _Open]) -> None:
    """Close the connections of this process; those of another that forked it are not ours to close."""
    for owner in [owner for owner in connections if owner[0] == os.getpid()]:
        connections.pop(owner).connection.close()


def _file(path: Path) -> tuple[int, ...] | None:
    """Which file this is, and how it was written last, maybe not by SQLite; None if there is none.

    Raises:
        StoreError: It is not a file, or cannot be seen.
    """
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"cannot be opened: {error.strerror or error}", path=str(path)) from None
    if not stat.S_ISREG(status.st_mode):
        raise StoreError("not a regular file; a memory is one file, so name another", path=str(path))
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _connect(path: Path) -> tuple[Connection, bool]:
    """A connection that can write, or else one that can read; whether it may be used for long.

    The last way to read a file beside which no log can be made is to tell SQLite that nobody changes it meanwhile.
    That is true for a moment only, and if there is no log with something in it.
    """
    for way in ("mode=rw", "mode=ro"):
        try:
            return _connected(path, way), True
        except sqlite3.Error as error:
            if _code(error) not in _NO_LOG or (way == "mode=ro" and _has_log(path)):
                raise
    return _connected(path, "immutable=1"), False


_NO_LOG = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL)
"""Why there may be no log: nothing may be written there, or nothing can, as the disk is full."""


def _connected(path: Path, way: str) -> Connection:
    """A connection with which something was read."""
    connection = sqlite3.connect(
        f"{path.as_uri()}?{way}", uri=True, timeout=_WAIT, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA schema_version").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _has_log(path: Path) -> bool:
    """Whether a part of the memory may be in the log, or in a journal, of a process that was killed."""
    logs = (path.with_name(path.name + suffix) for suffix in ("-wal", "-journal"))
    return any(log.exists() and log.stat().st_size for log in logs)


def _version(connection: Connection, path: Path) -> int:
    """The version of the schema; 0 of an empty file.

    Raises:
        StoreError: The file is another program's, or was made by a newer version.
    """
    [(application,)] = connection.execute("PRAGMA application_id").fetchall()
    [(version,)] = connection.execute("PRAGMA user_version").fetchall()
    [(tables,)] = connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    if application != _APPLICATION and tables:
        raise StoreError("a database of another program, not a memory; name another file", path=str(path))
    return int(version)


def migrate(connection: Connection, path: Path, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> None:
    """Bring a file to the newest version, after a copy of it was made beside it; nothing happens to a file that is.

    Raises:
        StoreError: The file was made by a newer version, or cannot be locked.
        sqlite3.Error: It cannot be copied or written; it is as it was.
    """
    with files.locked(path.parent):
        version = _version(connection, path)
        if version > len(migrations):
            raise StoreError(f"made by a newer gloss (schema {version}); update this one", path=str(path))
        if version == len(migrations):
            return
        if version:
            _back_up(connection, path, version)
        _choose_journal(connection, path)
        with _transaction(connection):
            for statement in itertools.chain.from_iterable(migrations[version:]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(migrations)}")
        _checkpoint(connection)


def _back_up(connection: Connection, path: Path, version: int) -> None:
    """Copy the file to `NAME.v1-2026-11-26.bak`, or a name with a number where that is taken."""
    name = f"{path.name}.v{version}-{datetime.date.today().isoformat()}"
    names = itertools.chain([f"{name}.bak"], (f"{name}-{number}.bak" for number in itertools.count(2)))
    backup = next(each for each in map(path.with_name, names) if not each.exists())
    draft = backup.with_name(backup.name + files.TEMPORARY)
    try:
        with contextlib.closing(sqlite3.connect(draft)) as copy:
            connection.backup(copy)
        shutil.copymode(path, draft)
        os.rename(draft, backup)
    except OSError as error:
        raise StoreError(f"cannot be made: {error.strerror or error}", path=str(backup)) from None


def _choose_journal(connection: Connection, path: Path) -> None:
    """A log if there can be one, else a rollback journal."""
    wanted = "TRUNCATE" if _is_remote(path.parent) else "WAL"
    [(mode,)] = connection.execute(f"PRAGMA journal_mode = {wanted}").fetchall()
    if mode != wanted.lower():
        connection.execute("PRAGMA journal_mode = TRUNCATE")


@cache
def _is_remote(directory: Path) -> bool:
    """Whether a directory is on a network file system or the like, as far as the system tells."""
    if str(directory).startswith(("//", "\\\\")):
        return True
    kinds = dict(_mounts())
    kind = next((kinds[str(place)] for place in (directory, *directory.parents) if str(place) in kinds), "")
    return kind in _REMOTE or kind.startswith("fuse.")


def _mounts() -> list[tuple[str, str]]:
    """Where which kind of file system is mounted; of those in the same place, the last is seen."""
    try:
        table = Path("/proc/mounts").read_text("utf-8", "surrogateescape")
    except OSError:
        return []
    rows = (line.split(" ") for line in table.split("\n") if line)
    return [(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), row[1]), row[2]) for row in rows]


@contextlib.contextmanager
def _transaction(connection: Connection) -> Iterator[None]:
    """All of it or nothing. For the time being more pages are held in memory, or they would be written many times."""
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        if connection.in_transaction:
            connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_BETWEEN}")


def _checkpoint(connection: Connection) -> None:
    """Bring the log into the file and empty it, as far as readers allow; what is in the log is safe there too.

    A log with something in it would be taken for the newest of whatever file is put in the place of this one.
    """
    with contextlib.suppress(sqlite3.Error):
        connection.execute("PRAGMA busy_timeout = 0")
        [(is_busy, pages, _)] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if is_busy and pages > _LONG_LOG:
            connection.execute(f"PRAGMA busy_timeout = {_WAIT_TO_TRUNCATE * 1000:.0f}")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.execute(f"PRAGMA busy_timeout = {_WAIT * 1000:.0f}")


_REASONS = {
    sqlite3.SQLITE_FULL: "no room is left on the disk; make some and try again, nothing was changed",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written ({error}); see whether it is full or broken",
    sqlite3.SQLITE_READONLY: "cannot be written; see to it that you may write this file and its directory, "
    "and that the disk is not full",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; see to it that you may read this file and write to its directory",
    sqlite3.SQLITE_PERM: "cannot be opened; see to it that you may read and write this file",
    sqlite3.SQLITE_BUSY: "another program keeps it locked; close that and try again",
    sqlite3.SQLITE_LOCKED: "another program keeps it locked; close that and try again",
    sqlite3.SQLITE_PROTOCOL: "too many programs use it at once; try again",
    sqlite3.SQLITE_TOOBIG: "a text is too long to be kept; leave it out",
    sqlite3.SQLITE_NOMEM: "there is not enough memory; close other programs and try again",
    sqlite3.SQLITE_NOTADB: "not a memory, or damaged: {error}; restore a copy, or name another file",
    sqlite3.SQLITE_CORRUPT: "damaged; keep a copy, then save what can be read: "
    'sqlite3 "{name}" .recover | sqlite3 "saved-{name}"',
}
"""What the kinds of errors of SQLite mean, and the way out."""
_OTHER_REASON = "cannot be used: {error}; see what `gloss doctor` says"


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Errors of SQLite become lines for people."""
    try:
        yield
    except sqlite3.Error as error:
        reason = _REASONS.get(_code(error), _OTHER_REASON)
        raise StoreError(reason.format(error=error, name=path.name), path=str(path)) from error


def _code(error: sqlite3.Error) -> int:
    """The kind of an error, without its details; 0 if it is of the Python module."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
