"""What the package promises to those who import it, and what the documentation promises about it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import glossary
from glossary.checks import all_checks
from glossary.cli import VERBS


def test_all_names_are_there_and_nothing_else_is_promised() -> None:
    assert {name for name in glossary.__all__ if hasattr(glossary, name)} == set(glossary.__all__)
    assert set(glossary.__all__) - {"__version__"} == set(glossary._HOMES)
    with pytest.raises(AttributeError):
        glossary.nothing  # noqa: B018


def test_every_verb_and_check_has_its_place_in_the_documentation(root: Path) -> None:
    cli, checks = ((root / "docs" / name).read_text(encoding="utf-8") for name in ("cli.md", "checks.md"))
    assert all(f"## gloss {verb}\n" in cli for verb in VERBS)
    assert all(f"## {check.rule}\n" in checks for check in all_checks())


def test_the_schema_accepts_what_the_reader_accepts(root: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    yaml = pytest.importorskip("ruamel.yaml").YAML(typ="safe")
    schema = json.loads((root / "docs" / "terms.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for path in sorted((root / "terms").glob("*.yaml")):
        assert [error.message for error in validator.iter_errors(yaml.load(path.read_text(encoding="utf-8")))] == []
    for text in ("concepts:\n  - {terms: {en: {term: a, status: forbiden}}}", "concepts:\n  - {terms: moat}", "x: 1"):
        assert list(validator.iter_errors(yaml.load(text)))


def modules_after(*arguments: str, cwd: Path) -> set[str]:
    code = (
        "import sys\nsys.argv[0] = 'gloss'\nfrom glossary.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    sys.stderr.write('\\n'.join(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code, *arguments], cwd=cwd, capture_output=True, text=True, check=True)
    return set(run.stderr.split("\n"))


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["--help"], {"rich", "pydantic", "ruamel.yaml", "rapidfuzz", "opencc", "pypinyin", "sqlite3", "json"}),
        (
            ["lookup", "蒸馏"],
            {"rich", "pydantic", "ruamel.yaml", "rapidfuzz", "opencc", "pypinyin", "sqlite3", "polib"}
            | {"numpy", "glossary.memory", "glossary.text.tokens"},
        ),
        (["lookup", "zl", "--format", "json", "--limit", "3"], {"rich", "pydantic", "ruamel.yaml", "pypinyin"}),
    ],
    ids=["help", "lookup", "json"],
)
def test_starting_imports_nothing_that_is_not_needed(root: Path, arguments: list[str], unwanted: set[str]) -> None:
    modules_after("lookup", "warm", cwd=root)
    assert modules_after(*arguments, cwd=root) & unwanted == set()
