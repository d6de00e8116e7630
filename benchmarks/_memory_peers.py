"""What the fuzzy lookup of the memory is measured against: brute force, two databases, another toolkit.

`peers(units, language)` gives those that can run here; each takes the source texts once (`prepare`, not timed) and is
then asked one question at a time. Whatever a peer retrieves is scored anew by the same Levenshtein similarity, so all
of them answer in the terms of brute force and only what they fail to retrieve counts as lost. `cdist_batch` times many
questions at once. Databases and toolkit are imported where they are used: gloss needs none of them.
"""

from __future__ import annotations

import atexit
import math
import os
import re
import shlex
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

CUTOFF, ANSWERS, CANDIDATES = 0.70, 5, 50
RAREST = 8
TOOLKIT_UNITS = 100_000
SERVERS, SERVER_USER = Path("/usr/lib/postgresql"), "postgres"
SAY = partial(print, file=sys.stderr)
# Generous to the server: everything stays in memory, nothing waits for the disk, one process answers.
SETTINGS = """listen_addresses=127.0.0.1 unix_socket_directories= shared_buffers=1GB work_mem=256MB fsync=off jit=off
maintenance_work_mem=512MB max_parallel_workers_per_gather=0 max_parallel_maintenance_workers=0""".split()


class Peer(Protocol):
    """Something that finds the most similar of many texts.

    `prepare` builds its index, if it has any; `ask` gives the positions of at most five units at least 70 % similar,
    the best first; `close` stops what was started and deletes what was written.
    """

    name: str

    def prepare(self, units: Sequence[str]) -> None: ...
    def ask(self, question: str) -> list[int]: ...
    def close(self) -> None: ...


def peers(units: int, language: str = "en", say: Callable[[str], object] = SAY) -> list[Callable[[], Peer]]:
    """What makes each peer that can run here against so many units; `say` gets a sentence for each left out."""
    found: list[Callable[[], Peer]] = [BruteForce]
    if sqlite3.sqlite_version_info < (3, 34):
        say(f"SQLite is left out: {sqlite3.sqlite_version} has no trigrams.")
    else:
        found.append(Trigrams)
    # The programs of the newest server installed.
    binaries = max(SERVERS.glob("*/bin"), key=lambda path: float(path.parent.name), default=None)
    if binaries is None or not (binaries / "initdb").exists():
        say(f"PostgreSQL is left out: no server programs in {SERVERS}/*/bin.")
    elif find_spec("psycopg") is None:
        say("PostgreSQL is left out: psycopg is not installed.")
    elif os.geteuid() == 0 and os.path.expanduser(f"~{SERVER_USER}").startswith("~"):
        say(f"PostgreSQL is left out: it does not run as root, and there is no user {SERVER_USER}.")
    else:
        found += [partial(Weblate, binaries), partial(Amagama, binaries, language)]
    if find_spec("translate") is None:
        say("translate-toolkit is left out: it is not installed.")
    elif units > TOOLKIT_UNITS:
        say(f"translate-toolkit is left out: it compares one by one, so {TOOLKIT_UNITS:,} units are the most.")
    else:
        found.append(Toolkit)
    return found


def cdist_batch(questions: Sequence[str], units: Sequence[str], workers: int = 1) -> float:
    """Seconds for each question when `rapidfuzz.process.cdist` compares all of them with all units.

    In blocks of 100 questions and 50,000 units: 20 MB of scores at a time, whatever the number of either.
    """
    import numpy as np
    from rapidfuzz import process
    from rapidfuzz.distance import Levenshtein

    scorer = Levenshtein.normalized_similarity
    began = time.perf_counter()
    for first in range(0, len(questions), 100):
        asked = questions[first : first + 100]
        for start in range(0, len(units), 50_000):
            part = units[start : start + 50_000]
            scores = process.cdist(asked, part, scorer=scorer, score_cutoff=CUTOFF, dtype=np.float32, workers=workers)
            np.nonzero(scores)
    return (time.perf_counter() - began) / max(len(questions), 1)


class _Holder:
    """Holds the units and whatever has to be undone."""

    def __init__(self) -> None:
        self._undo = ExitStack()
        atexit.register(self.close)

    def prepare(self, units: Sequence[str]) -> None:
        self._units = units

    def close(self) -> None:
        atexit.unregister(self.close)
        self._undo.close()

    def _best(self, question: str, candidates: Iterable[int] | None = None) -> list[int]:
        """The answer, from these positions or from all."""
        from rapidfuzz import process
        from rapidfuzz.distance import Levenshtein

        among: Any = self._units if candidates is None else {at: self._units[at] for at in candidates}
        scorer = Levenshtein.normalized_similarity
        found = process.extract(question, among, scorer=scorer, score_cutoff=CUTOFF, limit=ANSWERS)
        return [position for _, _, position in found]


class BruteForce(_Holder):
    """Compares the question with every unit: by definition, whatever it finds is right."""

    name = "rapidfuzz `process.extract`, brute force"

    def ask(self, question: str) -> list[int]:
        return self._best(question)


class Trigrams(_Holder):
    """Full-text search for the rarest trigrams of a question, best BM25 first.

    The query is nobody's in particular, only what the manual of SQLite offers (fts5.html: the trigram tokenizer, the
    fts5vocab table for the number of units with each trigram, `ORDER BY rank`).
    """

    name = f"SQLite FTS5 trigram, {RAREST} rarest grams, {CANDIDATES} candidates"

    def prepare(self, units: Sequence[str]) -> None:
        super().prepare(units)
        home = self._undo.enter_context(tempfile.TemporaryDirectory(prefix="gloss-peer-"))
        self._base = self._undo.enter_context(closing(sqlite3.connect(Path(home) / "units.db")))
        self._base.executescript("""
            PRAGMA journal_mode = off; PRAGMA cache_size = -400000; PRAGMA mmap_size = 4000000000;
            CREATE VIRTUAL TABLE grams USING fts5(unit, content = '', tokenize = 'trigram case_sensitive 1');
        """)
        self._base.executemany("INSERT INTO grams (rowid, unit) VALUES (?, ?)", enumerate(units))
        self._base.execute("INSERT INTO grams (grams) VALUES ('optimize')")
        self._base.commit()
        self._base.execute("CREATE VIRTUAL TABLE temp.counts USING fts5vocab(main, grams, row)")
        self._counts: dict[str, int] = dict(self._base.execute("SELECT term, doc FROM temp.counts"))

    def ask(self, question: str) -> list[int]:
        grams = {question[at : at + 3] for at in range(len(question) - 2)} & self._counts.keys()
        rarest = sorted(grams, key=lambda gram: (self._counts[gram], gram))[:RAREST]
        if not rarest:
            return []
        words = " OR ".join('"{}"'.format(gram.replace('"', '""')) for gram in rarest)
        query = f"SELECT rowid FROM grams WHERE grams MATCH ? ORDER BY rank LIMIT {CANDIDATES}"
        return self._best(question, (position for (position,) in self._base.execute(query, (words,))))


class _Postgres(_Holder):
    """A table of units in a server of its own, on a free port of the loopback device."""

    _index: Sequence[str]

    def __init__(self, binaries: Path) -> None:
        super().__init__()
        self._binaries = binaries

    def prepare(self, units: Sequence[str]) -> None:
        import psycopg

        super().prepare(units)
        address = f"host=127.0.0.1 port={self._start()} user={SERVER_USER} dbname=postgres"
        # A cursor that puts the values into the text of the query, as the drivers of both projects do.
        base = psycopg.connect(address, autocommit=True, cursor_factory=psycopg.ClientCursor)
        self._base = self._undo.enter_context(closing(base))
        base.execute("CREATE TABLE units (id integer, source text, length integer)")
        with base.cursor().copy("COPY units FROM STDIN") as rows:
            for position, unit in enumerate(units):
                rows.write_row((position, unit, len(unit)))
        for statement in (*self._index, "VACUUM ANALYZE units"):
            base.execute(statement)

    def _positions(self, query: str, **values: object) -> list[int]:
        return [position for (position,) in self._base.execute(query, values)]

    def _start(self) -> int:
        home = tempfile.mkdtemp(prefix="gloss-peer-")
        self._undo.callback(shutil.rmtree, home, ignore_errors=True)
        if os.geteuid() == 0:
            shutil.chown(home, SERVER_USER)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        # Under the locale C alone, Han characters would not be letters and so in no trigram and no word.
        self._run(home, "initdb", "--auth=trust", f"--username={SERVER_USER}", "--encoding=UTF8", "--locale=C.UTF-8")
        options = shlex.join(f"--{setting}" for setting in (*SETTINGS, f"port={port}"))
        self._run(home, "pg_ctl", "start", "--wait", f"--log={home}/log", f"--options={options}")
        self._undo.callback(self._run, home, "pg_ctl", "stop", "--mode=immediate")
        return port

    def _run(self, home: str, program: str, *words: str) -> None:
        """As the user postgres if we are root, whom the server refuses."""
        command = [str(self._binaries / program), *words, f"--pgdata={home}/data"]
        if os.geteuid() == 0:
            command = ["su", SERVER_USER, "-s", "/bin/sh", "-c", shlex.join(command)]
        done = subprocess.run(command, cwd=home, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.strip() or done.stdout.strip()}")


class Weblate(_Postgres):
    """Trigram similarity above a threshold that sinks until something is found.

    Source: WeblateOrg/weblate, weblate/memory/models.py (`MemoryQuerySet.lookup` and `threshold_to_similarity`: where
    the threshold starts, steps of 0.05 down to 0.3, any 50 rows) and weblate/utils/db.py (the GIN index; a text with
    fewer than three letters or digits is looked for as a part instead). One language and one project here, so its
    other conditions fall away. Weblate leaves the plan to the planner; here it may not read the whole table.
    """

    name = "PostgreSQL pg_trgm (GIN), as Weblate asks"
    _index = (
        "CREATE EXTENSION pg_trgm",
        "CREATE INDEX units_source ON units USING gin (source gin_trgm_ops)",
        "SET enable_seqscan = off",
    )

    def ask(self, question: str) -> list[int]:
        if sum(map(str.isalnum, question)) < 3:
            part = "%" + re.sub(r"([\\%_])", r"\\\1", question) + "%"
            query = f"SELECT id FROM units WHERE source || '' LIKE %(part)s LIMIT {CANDIDATES}"
            return self._best(question, self._positions(query, part=part))
        # Its formula, worked out for a wanted similarity of 70: from 0.947 towards 0.985 with the length in letters.
        letters = min(len(re.sub(r"\W", "", question)), 2000)
        threshold = 0.947 + 0.038 * math.sqrt(letters / 2000)
        found: list[int] = []
        while not found and threshold > 0.3:
            self._base.execute("SELECT set_limit(%s)", (round(threshold, 3),))
            found = self._positions(f"SELECT id FROM units WHERE source %% %(text)s LIMIT {CANDIDATES}", text=question)
            threshold -= 0.05
        return self._best(question, found)


class Amagama(_Postgres):
    """Full-text search for any word of the question, then edit distance over all that is found.

    Source: translate/amagama, amagama/tmdb.py (`INIT_SOURCE`, `prepare_ortsquery`, `TMDB.translate_unit`: the words
    joined by "or", the window of lengths, the least rank and its factor) and amagama/settings.py (similarity 70, length
    2,000). Its evening out of accelerators and ellipses before indexing is left away.
    """

    name = "PostgreSQL full text, then Levenshtein, as amaGama asks"

    def __init__(self, binaries: Path, language: str = "en") -> None:
        super().__init__(binaries)
        self._language = "english" if language == "en" else "simple"
        words = f"tsvector GENERATED ALWAYS AS (to_tsvector('{self._language}', source)) STORED"
        self._index = (f"ALTER TABLE units ADD words {words}", "CREATE INDEX units_words ON units USING gin (words)")

    def ask(self, question: str) -> list[int]:
        found = self._positions(
            """
            SELECT id FROM units, to_tsquery(%(language)s, (
                SELECT string_agg(quote_literal(token), ' | ') FROM ts_parse('default', %(text)s) WHERE tokid <> 12
            )) AS wanted
            WHERE words @@ wanted AND length BETWEEN %(least)s AND %(most)s
                AND ts_rank(words, wanted, 32) * 1744.934 > 35
            ORDER BY ts_rank(words, wanted, 32) DESC
            """,
            language=self._language,
            text=question,
            least=math.ceil(max(len(question) * CUTOFF, 2)),
            most=math.floor(min(len(question) / CUTOFF, 2000)),
        )
        return self._best(question, found)


class Toolkit(_Holder):
    """The matcher that pot2po uses: goes through all units of a fitting length in Python.

    Source: translate/translate, translate/search/match.py (`matcher`) and lshtein.py. GPL, so here only to be measured.
    Its heap compares two units when their scores are equal, which its units do not allow; these do.
    """

    name = f"translate-toolkit's matcher, at most {TOOLKIT_UNITS:,} units"

    def prepare(self, units: Sequence[str]) -> None:
        from translate.search.match import matcher
        from translate.storage.base import TranslationStore, TranslationUnit

        class Unit(TranslationUnit):
            def __lt__(self, other: object) -> bool:
                return id(self) < id(other)

        store: Any = TranslationStore()
        for position, source in enumerate(islice(units, TOOLKIT_UNITS)):
            unit = Unit(source)
            unit.target = str(position)
            store.units.append(unit)
        super().prepare(units)
        self._matcher = matcher(store, max_candidates=ANSWERS, min_similarity=100 * CUTOFF, max_length=2000)
        for unit in self._matcher.candidates.units:
            unit.__class__ = Unit

    def ask(self, question: str) -> list[int]:
        return self._best(question, (int(str(unit.target)) for unit in self._matcher.matches(question)))
