"""What we wrote for another tool says nothing new when it is imported again: a tool never damages the termbase."""

from __future__ import annotations

from pathlib import Path

import pytest

from glossary.formats import detect, read
from glossary.merging import merge
from glossary.model import Concept, DataCategory, TranslationUnit
from glossary.pairs import concepts_of
from glossary.profiles import Profile, export, profiles
from glossary.project import Project
from glossary.text.language import EN, ZH_HANS, ZH_TW

ROOT = Path(__file__).parent.parent.parent
PAIRS = [(ZH_HANS, EN), (EN, ZH_TW)]

NOT_READ = {
    "ainiee": "JSON with keys of its own",
    "autocorrect": "rules of a linter",
    "cspell": "a list of words",
    "galtransl": "a text without a word of what it is",
    "html": "a page for people",
    "markdown": "a page for people",
    "prh": "rules of a linter",
    "prompt": "a text for a language model",
    "vale": "rules of a linter",
}
"""Profiles whose files hold no terms that gloss reads, and why."""
READ = [pytest.param(profile, id=name) for name, profile in profiles().items() if name not in NOT_READ]


@pytest.fixture(scope="module")
def concepts() -> list[Concept]:
    return Project.find_from(ROOT).concepts()


@pytest.mark.parametrize("profile", READ)
def test_importing_what_was_written_for_a_tool_changes_nothing(
    profile: Profile, concepts: list[Concept], tmp_path: Path
) -> None:
    for exported in export(profile, concepts, PAIRS):
        path = tmp_path / exported.name
        path.write_bytes(exported.data)
        there, carries = _terms_of(path)
        assert len(there) > 1_000
        merged = merge(concepts, there, carries)
        assert (merged.added, merged.updated, merged.conflicts) == ([], [], [])


def _terms_of(path: Path) -> tuple[list[Concept], frozenset[DataCategory]]:
    """The concepts of a file, and what they can say, as `gloss import` has them."""
    with read(str(path)) as resource:
        entries = list(resource.entries)
    there = [entry for entry in entries if isinstance(entry, Concept)]
    if there:
        return there, detect(str(path)).carries if resource.carries is None else resource.carries
    units = (entry for entry in entries if isinstance(entry, TranslationUnit))
    return concepts_of(units), frozenset()
