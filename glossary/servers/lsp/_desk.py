"""A thread that works off one thing after the other, with the projects that it has open, each as it is on disk."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import TypeVar

from glossary.errors import ConfigError
from glossary.model import Progress
from glossary.project import Project

_Answer = TypeVar("_Answer")
_LOG = logging.getLogger("gloss")

FRESH = 0.3
"""Seconds for which nobody looks whether files have changed."""

_MOST = 16
"""Projects that stay open."""


class Desk:
    """One thread.

    Args:
        name: What it is called in logs.
        progress: Told how compiling goes.
        complain: Told what is wrong with the settings of a project.
    """

    def __init__(self, name: str, *, progress: Progress | None, complain: Callable[[str], None]) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._progress, self._complain = progress, complain
        self._open: dict[str, tuple[Project, Hashable, float]] = {}

    async def ask(self, question: Callable[[], _Answer]) -> _Answer:
        """The answer, when its turn comes; a question that is cancelled before is not asked."""
        return await asyncio.wrap_future(self._pool.submit(question))

    def project(self, directory: str) -> Project:
        """The project that a directory is in, as it is on disk now or was within the last `FRESH` seconds.

        Only for questions of this desk, as a project belongs to one thread.
        """
        there = self._open.get(directory)
        now = time.monotonic()
        if there and now - there[2] < FRESH:
            return there[0]
        if there and there[0].stamp() == there[1]:
            self._open[directory] = (*there[:2], now)
            return there[0]
        project = self._opened(directory, there[0] if there else None)
        if len(self._open) >= _MOST:
            self._open.pop(next(iter(self._open)))
        self._open[directory] = project, project.stamp(), now
        return project

    def forget(self) -> None:
        """Look at all files again at the next question."""
        self._open = {key: (project, stamp, -FRESH) for key, (project, stamp, _) in self._open.items()}

    def close(self, *, patience: float) -> None:
        """Ask nothing more, and wait so many seconds for what is being answered."""
        last = self._pool.submit(bool)
        self._pool.shutdown(wait=False)
        wait((last,), timeout=patience)

    def _opened(self, directory: str, before: Project | None) -> Project:
        try:
            return Project.find_from(Path(directory), progress=self._progress)
        except ConfigError as error:
            where = f"{error.path}: " if error.path else ""
            self._complain(f"{where}{error}")
            return before or Project(None, progress=self._progress)
