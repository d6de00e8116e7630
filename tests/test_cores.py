"""Questions answered by several processes: all of them, and no waiting for one that has ended."""

from __future__ import annotations

import gc
import os
import signal
import time
from pathlib import Path

import pytest

from glossary.cores import answers_beside
from glossary.errors import FormatError, StoreError

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


def test_every_question_is_answered_once() -> None:
    shares = [range(0, 100), range(100, 170), range(0)]
    found = [pair for some in answers_beside(shares, lambda: str) for pair in some]
    assert sorted(found) == [(number, str(number)) for number in range(170)]


def test_each_process_makes_its_own() -> None:
    found = [pid for some in answers_beside([[1], [2]], lambda: lambda _: os.getpid()) for _, pid in some]
    assert len({*found, os.getpid()}) == 3


def test_what_a_process_meets_is_told() -> None:
    def fails(question: int) -> int:
        raise FormatError("no such thing", path="a.po")

    with pytest.raises(FormatError, match="no such thing"):
        list(answers_beside([[1]], lambda: fails))


def test_a_process_that_is_killed_is_not_waited_for() -> None:
    with pytest.raises(StoreError, match="try again"):
        list(answers_beside([[1], [2]], lambda: lambda number: os.kill(os.getpid(), signal.SIGKILL)))


def test_a_process_that_is_not_needed_any_more_ends_without_a_word(tmp_path: Path) -> None:
    def waits(question: int) -> int:
        if question == 32:  # one more than is handed over together
            time.sleep(5)
        return question

    before = signal.signal(signal.SIGTERM, lambda *_: (tmp_path / "told").touch())
    try:
        found = answers_beside([range(33)], lambda: waits)
        assert len(next(found)) == 32
        found.close()  # type: ignore[attr-defined]
    finally:
        signal.signal(signal.SIGTERM, before)
    assert not list(tmp_path.iterdir())


def test_nothing_that_is_shared_is_looked_at_for_garbage() -> None:
    before = gc.get_freeze_count()
    [[(_, there)]] = answers_beside([[1]], lambda: lambda _: gc.get_freeze_count())
    assert there > before
    assert gc.get_freeze_count() == 0
