"""A Vim for tests: keys are typed into a real one on a terminal, which is asked until it shows what is expected."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import shutil
import socket
import struct
import subprocess
import termios
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from pages import PATIENCE, environment

MESSAGES = "execute('messages')"


def program() -> str:
    """A Vim that can talk with programs; without one, the test is skipped."""
    found = shutil.which("vim") or pytest.skip("there is no Vim")
    version = subprocess.run([found, "--version"], capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
    for feature in ("+job", "+channel", "+popupwin"):
        if feature not in version.stdout:
            pytest.skip(f"Vim is without {feature}")
    return found


class Vim:
    """One that has opened a file, with a page of `editors/vim` among its plugins."""

    def __init__(self, page: Path, directory: Path, name: str) -> None:
        self._asked = 0
        self._text = b""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(PATIENCE)
        vimrc = directory / ".vimrc"
        port = self._listening.getsockname()[1]
        vimrc.write_text(
            f"set nocompatible encoding=utf-8 noswapfile viminfo=\nfiletype plugin on\nsource {page}\n"
            f"autocmd VimEnter * let g:test = ch_open('127.0.0.1:{port}', {{'mode': 'json', 'waittime': -1}})\n",
            encoding="utf-8",
        )
        self._screen, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.process = subprocess.Popen(
            [program(), "-u", str(vimrc), name],
            cwd=directory,
            env={**environment(directory), "TERM": "xterm"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()
        self._vim, _ = self._listening.accept()
        self._vim.settimeout(PATIENCE)

    def __enter__(self) -> Vim:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)
        self._reading.join(PATIENCE)
        os.close(self._screen)
        self._vim.close()
        self._listening.close()

    def keys(self, keys: str) -> None:
        """Type these."""
        os.write(self._screen, keys.encode())

    def ask(self, expression: str) -> Any:
        """The value of an expression, whatever mode Vim is in."""
        self._asked -= 1
        self._vim.sendall(json.dumps(["expr", expression, self._asked]).encode())
        while True:
            try:
                answer, end = json.JSONDecoder().raw_decode(self._text.decode())
                self._text = self._text.decode()[end:].lstrip().encode()
                if answer[0] == self._asked:
                    return answer[1]
            except ValueError:
                self._text = (self._text + (self._vim.recv(1 << 16) or pytest.fail("Vim has gone"))).lstrip()

    def until(self, expression: str) -> Any:
        """The value of an expression as soon as it is true."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if value := self.ask(expression):
                return value
            time.sleep(0.05)
        raise AssertionError(f"Vim never came to {expression}; it says {self.ask(MESSAGES)}")

    def _read(self) -> None:
        """Take what is drawn off the terminal, so that Vim never waits for that."""
        while True:
            try:
                if not os.read(self._screen, 1 << 16):
                    return
            except OSError:
                return
