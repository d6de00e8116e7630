"""gloss as a process of its own, as people and programs meet it."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

from ready import STATUS

GLOSS = [sys.executable, "-m", "glossary"]
PATIENCE = 120
"""Seconds after which a run has failed."""


def gloss(*arguments: str, cwd: Path, stdin: str | bytes = "", **env: str) -> subprocess.CompletedProcess[str]:
    """What a run says, which is UTF-8 and never a traceback.

    It is forked from a process that is ready, unless the environment has something to say to Python itself.
    """
    given = stdin if isinstance(stdin, bytes) else stdin.encode("utf-8", "surrogatepass")
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **env}
    if sys.platform == "linux" and all(name.startswith("GLOSS_") for name in env):
        status, out, err = _ready().run(arguments, cwd, given, environment)
    else:
        run = subprocess.run(
            [*GLOSS, *arguments], cwd=cwd, input=given, capture_output=True, env=environment, timeout=PATIENCE
        )
        status, out, err = run.returncode, run.stdout, run.stderr
    assert b"Traceback" not in err, err
    return subprocess.CompletedProcess(arguments, status, out.decode(), err.decode())


@cache
def _ready() -> _Ready:
    return _Ready()


class _Ready:
    """The process that is ready."""

    def __init__(self) -> None:
        self._asked, theirs = socket.socketpair()
        self._asked.settimeout(PATIENCE)
        with theirs:
            program = str(Path(__file__).with_name("ready.py"))
            self._process = subprocess.Popen(
                [sys.executable, program, str(theirs.fileno())],
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                pass_fds=[theirs.fileno()],
                process_group=0,
            )
        atexit.register(self._end)

    def run(
        self, arguments: tuple[str, ...], cwd: Path, given: bytes, environment: dict[str, str]
    ) -> tuple[int, bytes, bytes]:
        """The exit status of a run, and what it wrote to both streams."""
        with (
            TemporaryFile(buffering=0) as asked,
            TemporaryFile(buffering=0) as into,
            TemporaryFile(buffering=0) as out,
            TemporaryFile(buffering=0) as err,
        ):
            asked.write(json.dumps([arguments, str(cwd), environment]).encode())
            into.write(given)
            asked.seek(0)
            into.seek(0)
            try:
                socket.send_fds(self._asked, [b"!"], [file.fileno() for file in (asked, into, out, err)])
                answer = self._asked.recv(STATUS.size)
            except TimeoutError:
                os.killpg(self._process.pid, signal.SIGKILL)
                answer = b""
            if not answer:
                _ready.cache_clear()
                raise AssertionError(f"{arguments} did not end")
            out.seek(0)
            err.seek(0)
            return STATUS.unpack(answer)[0], out.read(), err.read()

    def _end(self) -> None:
        self._asked.close()
        self._process.wait()
