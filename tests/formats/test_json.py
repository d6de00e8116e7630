"""Concepts and units come back from JSON as they were, and what is no JSON of ours is named with its place."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nasty import is_unicode, nasty_params
from strategies import termbases, texts, units

from glossary import losses
from glossary.convert import Conversion
from glossary.errors import FormatError
from glossary.formats._json_nodes import Document, runs
from glossary.formats.json import FORMAT, dumps, loads, write_both, write_terms
from glossary.model import (
    Case,
    Code,
    Concept,
    Lang,
    Location,
    PartOfSpeech,
    Resource,
    Segment,
    Span,
    Term,
    TermStatus,
    TermType,
    TranslationUnit,
)

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


@settings(max_examples=300)
@given(CONCEPT)
def test_records_read_back_equal(concept: Concept) -> None:
    back = loads(dumps(concept), "t.yaml")
    assert back == concept
    assert back.origin == concept.origin


def concepts_in(text: str) -> list[Concept]:
    resource = FORMAT.read(text.encode(), "t.json")
    found = [entry for entry in resource.entries if isinstance(entry, Concept)]
    assert not resource.findings
    return found


def findings_in(text: str) -> list[str]:
    resource = FORMAT.read(text.encode(), "t.json")
    list(resource.entries)
    return [f"{finding.origin}: {finding.severity} {finding.rule}: {finding.message}" for finding in resource.findings]


def refused(text: str) -> str:
    with pytest.raises(FormatError) as error:
        list(FORMAT.read(text.encode("utf-8", "surrogatepass"), "t.json").entries)
    return f"{error.value.line}:{error.value.column}: {error.value}"


@settings(max_examples=100)
@given(termbases())
def test_concepts_come_back_from_a_file_as_they_were(written: list[Concept]) -> None:
    data = b"".join(write_terms(written))
    assert concepts_in(data.decode()) == [losses.reduced(concept, FORMAT.carries) for concept in written]
    assert data == b"".join(write_terms(concepts_in(data.decode())))


@settings(max_examples=100)
@given(st.lists(units(), max_size=3))
def test_units_come_back_from_a_file_as_they_were(written: list[TranslationUnit]) -> None:
    data = b"".join(FORMAT.write(written)) if FORMAT.write else b""
    resource = FORMAT.read(data, "t.json")
    assert (list(resource.entries), resource.findings) == (written, [])
    assert all(FORMAT.can_hold(unit) for unit in written)


@pytest.mark.parametrize("text", nasty_params())
def test_nasty_texts_come_back_or_are_refused(text: str) -> None:
    unit = TranslationUnit(Segment((text,)), Segment((Code(text), text)), Lang("en"), Lang("zh-Hans"), note=text)
    concept = Concept("a", (Term(text, Lang("en"), note=text),), definition={Lang("en"): text})
    assert FORMAT.write
    assert FORMAT.can_hold(unit) is is_unicode(text)
    if is_unicode(text):
        data = b"".join(FORMAT.write([unit]))
        assert list(FORMAT.read(data, "t.json").entries) == [unit]
        assert concepts_in(b"".join(write_terms([concept])).decode()) == [concept]
        assert all(char in "\n\u3000" or char.isprintable() for char in data.decode())
        assert json.loads(f'"{FORMAT.escape(text)}"') == text
    else:
        with pytest.raises(ValueError, match="surrogates"):
            b"".join(FORMAT.write([unit]))


def test_a_file_shows_one_entry_in_one_block() -> None:
    term, bad = Term("蒸馏", Lang("zh-Hans")), Term("a\u200bb", Lang("en"), TermStatus.FORBIDDEN)
    assert b"".join(write_terms([Concept("distillation", (bad, term), translatable=False)])).decode() == (
        """\
{
  "gloss": 1,
  "concepts": [
    {
      "id": "distillation",
      "translate": false,
      "terms": [
        {
          "text": "a\\u200bb",
          "lang": "en",
          "status": "forbidden"
        },
        {
          "text": "蒸馏",
          "lang": "zh-Hans",
          "status": "preferred"
        }
      ]
    }
  ]
}
"""
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('{"gloss": 1, "concepts": [', "1:27: the file ends where a value", id="cut short in a list"),
        pytest.param(
            '{"gloss": 1,\n "concepts": [{"id": "a', "2:22: this text is never closed", id="cut short in text"
        ),
        pytest.param('{"gloss": 1, "units": [NaN]}', "1:24: NaN is no JSON", id="NaN"),
        pytest.param('{"gloss": 1, "units": [-Infinity]}', "1:24: -Infinity is no JSON", id="infinity"),
        pytest.param('{"gloss": 1, "units": [],}', "1:25: a comma with nothing behind it", id="comma too many"),
        pytest.param('{"gloss": 1 "units": []}', "1:13: a comma or } is expected here, not '\"'", id="comma missing"),
        pytest.param("{'gloss': 1}", "1:2: a key in double quotes is expected", id="single quotes"),
        pytest.param('{"gloss" 1}', "1:10: a colon is expected", id="colon missing"),
        pytest.param('{"gloss": 1}\n{"gloss": 1}', "2:1: the end of the file is expected here", id="two files"),
        pytest.param('{"gloss": 1, "units": ["\t"]}', "1:25: U\\+0009 inside of a text", id="tab in a text"),
        pytest.param('{"gloss": 1, "units": ["\\x41"]}', "1:25: a backslash that begins no escape", id="escape"),
        pytest.param('{"gloss": 1, "units": [01]}', "1:24: a value is expected", id="zero in front"),
        pytest.param('{"gloss": 1, "concepts": {}}', "1:26: a list of concepts is expected here", id="object for list"),
        pytest.param('{"gloss": 1, "units": ' + "[" * 100_000, "1:86: more than 64 lists and objects", id="nesting"),
        pytest.param(
            '{"gloss": 1, "units": ' + '[{"a":' * 5000, "1:.*more than 64 lists and objects", id="both nested"
        ),
        pytest.param("[" * 100_000, "1:65: more than 64 lists and objects", id="nesting from the beginning"),
        pytest.param('{"name": "left-pad"}', "1:2: no JSON that is known here", id="of others"),
        pytest.param("[]\n[", "2:1: the end of the file", id="lists"),
        pytest.param('["a"]', "1:2: no JSON that is known here", id="a list"),
        pytest.param('{"gloss": 2}', "1:2: made by another gloss", id="version"),
        pytest.param('{"gloss": "1"}', "1:2: made by another gloss", id="version as text"),
        pytest.param('{"gloss": ' + "1" * 5000 + "}", "1:2: made by another gloss", id="a number with 5,000 digits"),
        pytest.param('{"gloss": 1, "units": ["\ud83d"]}', "1:25: the file is not UTF-8", id="half a character"),
    ],
)
def test_what_is_no_json_is_refused_where_it_begins(text: str, message: str) -> None:
    assert re.match(message, refused(text))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        pytest.param("[]", "t.json:2:1: error shape: a concept is an object, not a list", id="list"),
        pytest.param("null", "t.json:2:1: error shape: a concept is an object, not null", id="null"),
        pytest.param("{}", "t.json:2:1: error shape: the concept has no `terms`; give at least one", id="empty"),
        pytest.param(
            '{"terms": []}', "t.json:2:11: error shape: the concept has no term; give at least one", id="none"
        ),
        pytest.param(
            '{"terms": {}}', "t.json:2:11: error shape: `terms` needs a list here, not an object", id="object"
        ),
        pytest.param('{"id": 1, "terms": [T]}', "t.json:2:8: error shape: `id` needs text here, not a number", id="id"),
        pytest.param(
            '{"id": ' + "9" * 5000 + ', "terms": [T]}',
            "t.json:2:8: error shape: `id` needs text here, not a number",
            id="a number with 5,000 digits",
        ),
        pytest.param(
            '{"note": "\\ud83d", "terms": [T]}',
            "t.json:2:10: error charset: `note` holds half a character (U+D83D); write the whole of it",
            id="half a character",
        ),
        pytest.param(
            '{"translate": 0, "terms": [T]}',
            "t.json:2:15: error choice: `translate` is true or false, not a number",
            id="boolean",
        ),
        pytest.param(
            '{"note": "", "note": "", "terms": [T]}',
            "t.json:2:14: error duplicate-key: 'note' stands here twice; remove one",
            id="twice",
        ),
        pytest.param(
            '{"terms": [{"text": "a", "lang": "zh-Hams"}]}',
            "t.json:2:34: error language-tag: 'zh-Hams': Hams is not a script; did you mean zh-Hans or zh-Hant?",
            id="language",
        ),
        pytest.param(
            '{"terms": [{"text": "a", "lang": "en", "status": "bad"}]}',
            "t.json:2:50: error choice: 'bad' is not one of preferred, admitted, deprecated, superseded, forbidden",
            id="status",
        ),
        pytest.param(
            '{"terms": [{"text": " ", "lang": "en"}]}',
            "t.json:2:21: error empty: `text` is empty; write something or remove it",
            id="blank",
        ),
        pytest.param(
            '{"terms": [T], "definition": {"zh": "", "zh-CN": ""}}'.replace("T", '{"text": "a", "lang": "en"}'),
            "t.json:2:67: error duplicate-key: zh-Hans stands here twice; make one of them",
            id="one language twice",
        ),
    ],
)
def test_an_entry_with_a_mistake_is_named_and_the_others_are_read(entry: str, message: str) -> None:
    good = '{"text": "a", "lang": "en"}'
    entry = entry.replace("[T]", f"[{good}]")
    text = f'{{"gloss": 1, "concepts": [\n{entry},\n{{"id": "b", "terms": [{good}]}}]}}'
    assert findings_in(text) == [message]
    assert [each.id for each in FORMAT.read(text.encode(), "t.json").entries if isinstance(each, Concept)] == ["b"]


@pytest.mark.parametrize(
    ("unit", "message"),
    [
        pytest.param('{"source": "a"}', "the unit has no `source_lang`", id="language"),
        pytest.param('{"source": "a", "source_lang": "en", "target": "b"}', "no `target_lang`", id="target language"),
        pytest.param('{"source": [1], "source_lang": "en"}', "a segment needs text here, not a number", id="part"),
        pytest.param('{"source": [{}], "source_lang": "en"}', "the code has no `code`", id="code"),
        pytest.param('{"source": "", "source_lang": "en", "meta": {"a:b": 1}}', "`meta` needs text here", id="meta"),
        *(
            pytest.param(f'{{"source": "a", "source_lang": "en", "candidates": {given}}}', message, id=name)
            for given, message, name in [
                ("{}", "`candidates` needs a list here, not an object", "candidates"),
                ('["乙"]', "a candidate is an object, not text", "candidate"),
                ('[{"source": "b"}]', "the candidate has no `target`", "candidate without translation"),
                ('[{"target": "乙", "score": "80"}]', "a score is a number from 0 to 100, not '80'", "score as text"),
                (
                    '[{"target": "乙", "score": 1e3}]',
                    "a score is a number from 0 to 100, not '1e3'",
                    "score beyond 100",
                ),
                ('[{"target": "乙", "origin": 1}]', "`origin` needs text here", "origin of a candidate"),
            ]
        ),
    ],
)
def test_a_unit_with_a_mistake_is_named(unit: str, message: str) -> None:
    assert [message in each for each in findings_in(f'{{"gloss": 1, "units": [{unit}]}}')] == [True]


def test_unknown_keys_are_named_and_the_entry_is_read() -> None:
    text = '{"gloss": 1, "x": [], "units": [{"source": "a", "sorce": "", "source_lang": "en"}]}'
    assert findings_in(text) == [
        "t.json:1:14: warning unknown-key: unknown key 'x' is ignored; known are gloss, concepts, units",
        "t.json:1:49: warning unknown-key: unknown key 'sorce' is ignored (did you mean source?); known are"
        " id, source_lang, target_lang, source, target, state, context, note, meta, candidates",
    ]
    assert len(list(FORMAT.read(text.encode(), "t.json").entries)) == 1


def test_who_says_nothing_of_a_status_means_the_usual_one() -> None:
    text = '{"gloss": 1, "concepts": [{"terms": [{"text": "a", "lang": "en"}, {"text": "b", "lang": "EN"}]}]}'
    (concept,) = concepts_in(text)
    assert [term.status.value for term in concept.terms] == ["preferred", "admitted"]
    assert (concept.id, concept.origin) == ("", Location("t.json", 1, 27))


@settings(max_examples=300)
@given(st.text(st.sampled_from('{}[]",:\\ \n-01eN"gloss"nulltrue'), max_size=40))
def test_text_is_json_where_others_say_so(text: str) -> None:
    try:
        json.loads(text, parse_constant=lambda name: json.loads("x"))
        right = True
    except ValueError:
        right = False
    document = Document(text, "t.json")
    try:
        read = len(list(document.values())) == 1
    except FormatError:
        read = False
    assert read is right


@settings(max_examples=200)
@given(texts(blank=True))
def test_every_character_of_a_text_has_its_place(text: str) -> None:
    for written in (json.dumps(text), json.dumps(text, ensure_ascii=False)):
        document = Document(f"[{written}]", "t.json")
        (node,) = next(document.values()).value
        assert node.value == text
        segment = Segment((text,), runs(document, node, [Span(0, len(text))])[0])
        for at in range(len(text)):
            place = segment.place(Span(at, at + 1))
            assert place
            assert json.loads(f'"{document.text[place.start : place.end]}"') == text[at]


def test_nothing_is_lost_on_the_way_into_a_file() -> None:
    flagged = TranslationUnit(
        Segment(("%s",)), None, Lang("en"), Lang("zh-Hans"), id="1", meta={"po:flags": "c-format"}
    )
    conversion = Conversion(Resource([flagged]), FORMAT)
    data = b"".join(conversion.pieces())
    assert (conversion.written, conversion.lost, list(FORMAT.read(data, "t.json").entries)) == (1, {}, [flagged])


@settings(max_examples=60)
@given(st.lists(units(langs=(Lang("en"), Lang("zh-Hans"))), max_size=3), termbases())
def test_units_and_concepts_stand_in_one_file(there: list[TranslationUnit], concepts: list[Concept]) -> None:
    written = [replace(concept, terms=losses.written_terms(concept)) for concept in concepts]
    resource = FORMAT.read(b"".join(write_both([*concepts, *there])), "t.json")
    assert list(resource.entries) == [*there, *written]
    assert resource.findings == []
