"""Every test has caches and personal terms of its own, and finds the project's root."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _own_directories(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("GLOSS_CACHE_DIR", str(home / "cache"))
    monkeypatch.setenv("GLOSS_CONFIG_DIR", str(home / "config"))
    monkeypatch.delenv("GLOSS_DEBUG", raising=False)


@pytest.fixture
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture
def project_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project that is the working directory."""
    (tmp_path / "terms").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path
