"""A process that has imported gloss, and forks for each run: what a test waits for is gloss, not the start of Python.

On the socket whose number is its argument it is sent four files at a time: what to run, as JSON, and the three standard
streams. It answers with the exit status, and ends with whoever asks.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import socket
import struct
import sys

import glossary.__main__

STATUS = struct.Struct("i")


def main() -> None:
    with socket.socket(fileno=int(sys.argv[1])) as asked:
        _import_what_verbs_import()
        while True:
            message, files, _, _ = socket.recv_fds(asked, 1, 4)
            if not message:
                return
            if not (child := os.fork()):
                break
            for file in files:
                os.close(file)
            asked.sendall(STATUS.pack(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])))
    _become(files)
    try:
        glossary.__main__.main()
    except SystemExit as ending:
        if isinstance(ending.code, int | None):
            atexit._run_exitfuncs()
            os._exit(ending.code or 0)  # all was flushed; to take a process down piece by piece takes as long as a run
        raise


def _import_what_verbs_import() -> None:
    for module in pkgutil.walk_packages(glossary.__path__, "glossary."):
        if not module.name.startswith("glossary.servers"):
            importlib.import_module(module.name)
    for name in ("ahocorasick_rs", "numpy", "opencc", "platformdirs", "pypinyin", "rapidfuzz.process", "ruamel.yaml"):
        importlib.import_module(name)
    gc.freeze()


def _become(files: list[int]) -> None:
    """Be as a new process is."""
    with open(files[0], encoding="utf-8") as said:
        arguments, directory, environment = json.load(said)
    for number, file in enumerate(files[1:]):
        os.dup2(file, number)
        os.close(file)
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["gloss", *arguments]
    sys.stdin = os.fdopen(0, encoding="utf-8", errors="surrogateescape")
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="surrogateescape")
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1)


if __name__ == "__main__":
    main()
