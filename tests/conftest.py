"""Every test has caches and personal terms of its own, and finds the project's root.

The examples of property tests are the same in every run, so that what fails was changed; with GLOSS_EXAMPLES, as in
`make nightly`, they are new ones. None fails for being slow: how busy a machine is says nothing about the code.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent

settings.register_profile(
    "the same every time",
    derandomize="GLOSS_EXAMPLES" not in os.environ,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("the same every time")


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Directories that are not there yet, one for each test; making thousands of temporary ones takes a minute."""
    directory = tmp_path_factory.mktemp("homes")
    return (directory / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_directories(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    home = next(homes)
    monkeypatch.setenv("GLOSS_CACHE_DIR", str(home / "cache"))
    monkeypatch.setenv("GLOSS_CONFIG_DIR", str(home / "config"))
    monkeypatch.delenv("GLOSS_DEBUG", raising=False)


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A cache that tests share: its files have the hash of what they were made from, so none can be another's."""
    return str(tmp_path_factory.mktemp("warm"))


@pytest.fixture
def root(warm: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The checkout, whose terms are compiled once for all tests."""
    monkeypatch.setenv("GLOSS_CACHE_DIR", warm)
    return ROOT


@pytest.fixture
def project_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project that is the working directory."""
    (tmp_path / "terms").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path
