"""What every profile promises: the same bytes, no term that must not be used, nothing over a limit."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from some_terms import CONCEPTS, PAIR
from strategies import concepts as some_concepts

from glossary.losses import said
from glossary.model import USABLE, Concept, DataCategory, Severity
from glossary.profiles import Exported, Profile, export, profiles, refusal
from glossary.text.language import EN, ZH_HANS, ZH_TW

PAIRS = [(EN, ZH_HANS), (ZH_HANS, EN), (EN, ZH_TW)]
ALL = [pytest.param(profile, id=name) for name, profile in profiles().items()]
PER_PAIR = [pytest.param(profile, id=name) for name, profile in profiles().items() if profile.is_per_pair]
TABLES = {"amazon": ",", "crowdin": ",", "google-sets": ",", "lara": ",", "lokalise": ";", "phrase-strings": ","}
TABLES |= {"tolgee": ",", "weblate-csv": ","}
SENT = {"ainiee": "src", "deepl": 0, "galtransl": 0, "google": 0, "azure": 0, "amazon": 0, "lara": 0}
"""Where a source stands: in which cell or under which key."""

IDS = st.text("abc-术语 ", min_size=1, max_size=6)
TERMBASES = st.lists(some_concepts(ids=IDS), max_size=4, unique_by=lambda concept: concept.id)
quick = settings(max_examples=30)


@pytest.mark.parametrize("profile", ALL)
def test_says_what_it_is(profile: Profile) -> None:
    assert profile.tool
    assert len(profile.confirmed) > 20
    assert (profile.write_pairs is None) != (profile.write_terms is None)
    assert profile.is_per_pair == ("{source}" in profile.file and "{target}" in profile.file)
    assert re.fullmatch("[a-z0-9-]+", profile.name)
    assert not profile.statuses or DataCategory.UNUSABLE in profile.carries


@pytest.mark.parametrize("profile", ALL)
@given(concepts=TERMBASES)
@quick
def test_the_same_terms_are_the_same_bytes(profile: Profile, concepts: list[Concept]) -> None:
    first, again = (list(export(profile, concepts, PAIRS)) for _ in range(2))
    assert [(file.name, file.data) for file in first] == [(file.name, file.data) for file in again]
    assert len({file.name for file in first}) == len(first)
    assert not [finding for file in first for finding in file.findings if finding.severity is Severity.ERROR]


@pytest.mark.parametrize("profile", [param for param in ALL if not param.values[0].statuses])
@given(concepts=TERMBASES)
@quick
def test_terms_that_must_not_be_used_are_not_sent(profile: Profile, concepts: list[Concept]) -> None:
    """Each of them is marked, and no mark is met again."""
    marked = [_marked(concept) for concept in concepts]
    for file in export(profile, marked, PAIRS):
        assert MARK.encode() not in _plain(file.data)


@pytest.mark.parametrize("profile", PER_PAIR)
@given(concepts=TERMBASES)
@quick
def test_limits_hold(profile: Profile, concepts: list[Concept]) -> None:
    limits = profile.limits
    for file in export(profile, concepts, PAIRS):
        assert limits.most_bytes is None or len(file.data) <= limits.most_bytes
        sources = list(_sources(profile, file))
        assert not [source for source in sources if refusal(limits, source)]
        assert not [source for source in sources if limits.begins and source.startswith(limits.begins)]
        if limits.once and profile.name in SENT:
            compared = [source.casefold() if limits.once == "case" else source for source in sources]
            assert len(set(compared)) == len(compared)


@pytest.mark.parametrize(("name", "delimiter"), TABLES.items())
@given(concepts=TERMBASES)
@quick
def test_every_row_is_as_wide_as_the_first(name: str, delimiter: str, concepts: list[Concept]) -> None:
    for file in export(profiles()[name], concepts, PAIRS):
        rows = _rows(file, delimiter)
        assert {len(row) for row in rows} == {len(rows[0])}
        assert all(any(row) for row in rows)


@pytest.mark.parametrize("profile", ALL)
@pytest.mark.parametrize(
    "note", ["a\0b", "a\ud83db", "a\ufffeb", "\x1b[31m"], ids=["nul", "half a character", "fffe", "escape"]
)
def test_a_note_never_stops_an_export(profile: Profile, note: str) -> None:
    concept = replace(CONCEPTS[0], note=note, definition={ZH_HANS: note})
    concept = replace(concept, terms=tuple(replace(term, note=note) for term in concept.terms))
    file = next(export(profile, [concept], [PAIR]))
    assert file.data or file.findings


@pytest.mark.parametrize("profile", ALL)
def test_what_is_neither_written_nor_carried_is_named(profile: Profile) -> None:
    file = next(export(profile, CONCEPTS, [PAIR]))
    lost = {loss.category for loss in file.losses}
    everything = {category for concept in CONCEPTS for category, _ in said(concept)}
    assert lost <= everything - profile.carries
    assert DataCategory.TERM_TYPE in lost | profile.carries


MARK = "MUSTNOTBEUSED"


def _marked(concept: Concept) -> Concept:
    terms = (term if term.status in USABLE else replace(term, text=MARK) for term in concept.terms)
    return replace(concept, terms=tuple(terms))


def _plain(data: bytes) -> bytes:
    """The bytes, unpacked if they are an archive, in UTF-8."""
    if data.startswith(b"PK"):
        import zipfile

        archive = zipfile.ZipFile(io.BytesIO(data))
        return b"".join(archive.read(name) for name in archive.namelist())
    return data.decode("utf-16").encode() if data.startswith((b"\xff\xfe", b"\xfe\xff")) else data


def _rows(file: Exported, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.data.decode(), newline=""), delimiter=delimiter, strict=True))


def _sources(profile: Profile, file: Exported) -> Iterator[str]:
    """The source terms of a file whose form is known here."""
    where = SENT.get(profile.name)
    if where is None:
        return
    if isinstance(where, str):
        yield from (entry[where] for entry in json.loads(file.data))
    elif profile.name in TABLES:
        yield from (row[where] for row in _rows(file, TABLES[profile.name])[1:])
    else:
        yield from (line.split("\t")[where] for line in file.data.decode().split("\n") if line)
