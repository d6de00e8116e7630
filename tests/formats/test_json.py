"""A concept comes back from its record as it was."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.formats.json import dumps, loads
from glossary.model import Case, Concept, Lang, Location, PartOfSpeech, Term, TermStatus, TermType

TEXT = st.text(st.characters(), max_size=6) | st.sampled_from(["蒸馏", "\ud83d", "a\0b", "no"])
TERM = st.builds(
    Term,
    text=TEXT,
    lang=st.sampled_from([Lang("en"), Lang("zh-Hans"), Lang("zh-TW")]),
    status=st.sampled_from(TermStatus),
    part_of_speech=st.none() | st.sampled_from(PartOfSpeech),
    term_type=st.none() | st.sampled_from(TermType),
    forms=st.lists(TEXT, max_size=2).map(tuple),
    case=st.none() | st.sampled_from(Case),
    note=TEXT,
    computed=st.booleans(),
    find=st.booleans(),
    inside=st.booleans(),
    not_inside=st.lists(TEXT, max_size=2).map(tuple),
)
CONCEPT = st.builds(
    Concept,
    id=TEXT,
    terms=st.lists(TERM, min_size=1, max_size=3).map(tuple),
    subject=TEXT,
    definition=st.dictionaries(st.sampled_from([Lang("en"), Lang("zh-Hans")]), TEXT),
    note=TEXT,
    translatable=st.booleans(),
    examples=st.lists(TEXT, max_size=2).map(tuple),
    related=st.lists(TEXT, max_size=2).map(tuple),
    origin=st.builds(Location, st.just("t.yaml"), st.integers(1, 9), st.integers(1, 9)),
)


@settings(max_examples=300, deadline=None)
@given(CONCEPT)
def test_records_read_back_equal(concept: Concept) -> None:
    back = loads(dumps(concept), "t.yaml")
    assert back == concept
    assert back.origin == concept.origin
