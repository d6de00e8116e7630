"""What the extension for VS Code says of itself is what the language server has."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pages import PAGES

pytest.importorskip("pygls")

from glossary import __version__
from glossary.servers.lsp._requests import made
from glossary.servers.lsp._settings import DIAGNOSTICS, Settings

OWN = {"path", "trace.server"}
"""Settings that are the extension's, not the server's."""


@pytest.fixture(scope="module")
def manifest() -> Any:
    return json.loads((PAGES / "vscode" / "package.json").read_text(encoding="utf-8"))


def test_its_settings_are_those_of_the_server_with_their_defaults(manifest: Any) -> None:
    described = {
        name.removeprefix("gloss."): each
        for name, each in manifest["contributes"]["configuration"]["properties"].items()
        if name.removeprefix("gloss.") not in OWN
    }
    assert described["diagnostics"]["enum"] == list(DIAGNOSTICS)
    defaults = Settings()
    assert {name: each["default"] for name, each in described.items()} == {
        "diagnostics": defaults.diagnostics,
        "inlayHints": defaults.inlay_hints,
        "minScore": defaults.min_score,
        "sources": list(defaults.sources),
    }
    unlike = {"diagnostics": "save", "inlayHints": True, "minScore": 50, "sources": ["python"]}
    assert set(unlike) == set(described)
    assert all(defaults.updated({name: value}) != defaults for name, value in unlike.items())


def test_its_commands_are_those_of_the_server(manifest: Any) -> None:
    named = {each["command"] for each in manifest["contributes"]["commands"]}
    assert named == set(made().protocol.fm.commands) - {"gloss.writeReason"}  # which only follows on a code action


def test_its_version_is_that_of_gloss(manifest: Any) -> None:
    assert manifest["version"] == __version__


def test_npm_pins_what_it_installs_and_keeps_no_addresses(manifest: Any) -> None:
    assert all(version[0].isdigit() for version in manifest["devDependencies"].values())
    assert not (PAGES / "vscode" / "package-lock.json").exists()
    assert (PAGES / "vscode" / ".npmrc").read_text(encoding="utf-8") == "package-lock=false\n"
