"""Many questions asked on several cores: processes that share what is in memory already, and hand over their answers.

What cannot be shared (a connection to a store) each process makes for itself. A process that ends before it has said
everything is an error, and never waited for.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar, cast

from glossary.errors import GlossaryError, StoreError

_Question = TypeVar("_Question")
_Answer = TypeVar("_Answer")

_PORTION = 32
"""Answers that a process hands over together."""


def may_fork() -> bool:
    """Whether a second process is to be had, and no thread is in the way."""
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1 and threading.active_count() == 1


def answers_beside(
    shares: Sequence[Sequence[_Question]], ready: Callable[[], Callable[[_Question], _Answer]]
) -> Iterator[list[tuple[_Question, _Answer]]]:
    """The answers to shares of the questions, each from a process of its own, in portions, as they come.

    Args:
        shares: For each process, what it is to answer.
        ready: Makes what answers; called once in each process.

    Raises:
        GlossaryError: What a process met.
        StoreError: A process has ended.
    """
    from multiprocessing import get_context

    fork = get_context("fork")
    waiting: dict[Any, Sequence[_Question]] = {}
    processes = []
    gc.collect()
    _give_back()
    gc.freeze()  # whoever looks for garbage among what is shared writes to it, and each process has a copy then
    try:
        for share in shares:
            ours, theirs = fork.Pipe(duplex=False)
            process = fork.Process(target=_answer, args=(share, ready, theirs), daemon=True)
            process.start()
            theirs.close()
            processes.append(process)
            waiting[ours] = share
        while waiting:
            for ours in cast("list[Connection]", wait(list(waiting))):
                try:
                    said = ours.recv()
                except EOFError:
                    raise StoreError("a process that looked into the memory has ended; try again") from None
                if isinstance(said, GlossaryError):
                    raise said
                if said is None:
                    del waiting[ours]
                else:
                    start, some = said
                    yield list(zip(waiting[ours][start:], some, strict=False))
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
        gc.unfreeze()


def _give_back() -> None:
    """Give the system what memory is free here: each process would come to write to it, and have a copy of its own."""
    import ctypes

    with contextlib.suppress(AttributeError, OSError):  # only the C library of GNU can
        ctypes.CDLL(None).malloc_trim(0)


def _answer(share: Sequence[_Question], ready: Callable[[], Callable[[_Question], Any]], out: Connection) -> None:
    """In a process of its own: hand over the answers in portions, then None; or what went wrong."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # what the parent does then is not this process's to do
    try:
        answer = ready()
        for start in range(0, len(share), _PORTION):
            out.send((start, [answer(question) for question in share[start : start + _PORTION]]))
        out.send(None)
    except GlossaryError as error:
        out.send(error)
