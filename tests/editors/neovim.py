"""A Neovim for tests: keys are typed into a real one, which is asked until it shows what is expected."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from pages import PAGES, PATIENCE, environment

MESSAGES = "execute('messages')"


def page() -> Path:
    """The page that is for the Neovim that is here; without one, the test is skipped."""
    program = shutil.which("nvim") or pytest.skip("there is no Neovim")
    said = subprocess.run([program, "--version"], capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False)
    found = re.search(r"v(\d+)\.(\d+)", said.stdout) or pytest.skip(f"Neovim does not start: {said.stderr}")
    version = int(found[1]), int(found[2])
    if version < (0, 7):
        pytest.skip(f"Neovim {found[0]} is older than all pages")
    return PAGES / "neovim" / ("gloss.lua" if version >= (0, 11) else "gloss-0.7.lua")


class Neovim:
    """One without a screen, that has opened a file with a page of `editors/neovim` as its init.lua."""

    def __init__(self, directory: Path, name: str) -> None:
        self.page = page()
        self.socket = directory / ".nvim.sock"
        self.program = str(shutil.which("nvim"))
        command = [
            self.program,
            "--headless",
            "-n",
            "-i",
            "NONE",
            "-u",
            str(self.page),
            "--listen",
            str(self.socket),
            name,
        ]
        self.environment = environment(directory)
        self.process = subprocess.Popen(
            command, cwd=directory, env=self.environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def __enter__(self) -> Neovim:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)

    def keys(self, keys: str) -> None:
        self._remote("--remote-send", keys)

    def lua(self, expression: str) -> Any:
        """The value of a Lua expression."""
        quoted = f"json_encode(luaeval('{expression.replace(chr(39), chr(39) * 2)}'))"
        return json.loads(self._remote("--remote-expr", quoted) or "null")

    def until(self, expression: str) -> Any:
        """The value of a Lua expression as soon as there is one."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.socket.exists() and (value := self.lua(expression)):
                return value
            time.sleep(0.05)
        raise AssertionError(f"Neovim never came to {expression}; it says {self._remote('--remote-expr', MESSAGES)}")

    def _remote(self, *arguments: str) -> str:
        command = [self.program, "--server", str(self.socket), *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, timeout=PATIENCE, check=False)
        if b"E247" in done.stderr:
            return ""  # it does not listen yet
        return (done.stdout or done.stderr).decode()
