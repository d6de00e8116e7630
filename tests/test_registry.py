"""A plug is a file that holds a certain constant; nothing else makes it one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from glossary.registry import discover

FILES = {
    "__init__.py": "COLOUR = 'the package is no plug'",
    "zinc.py": "COLOUR = 'grey'",
    "copper.py": "COLOUR = 'red'",
    "helium.py": "WEIGHT = 4",
    "nothing.py": "COLOUR = None",
    "_helper.py": "raise RuntimeError('never imported')",
    "notes.txt": "COLOUR = 'no module'",
    "alloys/__init__.py": "COLOUR = 'yellow'",
    "alloys/brass.py": "COLOUR = 'one floor down'",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name, source in FILES.items():
        path = tmp_path / "metals_for_discover" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "metals_for_discover"
    for name in [name for name in sys.modules if name.startswith("metals_for_discover")]:
        del sys.modules[name]


def test_every_module_with_the_constant_in_order(package: str) -> None:
    found = discover(package, "COLOUR")
    assert list(found.items()) == [("alloys", "yellow"), ("copper", "red"), ("nothing", None), ("zinc", "grey")]


@pytest.mark.parametrize(("constant", "names"), [("WEIGHT", ["helium"]), ("PRICE", [])], ids=["one", "none"])
def test_only_modules_with_the_constant(package: str, constant: str, names: list[str]) -> None:
    assert list(discover(package, constant)) == names


def test_a_helper_is_not_even_imported(package: str) -> None:
    discover(package, "COLOUR")
    assert f"{package}._helper" not in sys.modules


def test_what_does_not_mention_a_text_is_not_imported(package: str) -> None:
    assert list(discover(package, "COLOUR", mentioning="'red'")) == [
        "alloys",
        "copper",
    ]  # the source of a package is not looked at
    assert f"{package}.zinc" not in sys.modules


def test_a_broken_plug_is_not_hidden(package: str, tmp_path: Path) -> None:
    (tmp_path / package / "broken.py").write_text("import no_such_module_at_all\nCOLOUR = 1", encoding="utf-8")
    with pytest.raises(ModuleNotFoundError, match="no_such_module_at_all"):
        discover(package, "COLOUR")


def test_no_such_package() -> None:
    with pytest.raises(ModuleNotFoundError):
        discover("glossary.no_such_room", "COLOUR")
