"""Weblate's own schema takes what is written, and what it would not take is named with its place."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nasty import is_unicode, nasty_params
from strategies import texts, units

from glossary.formats import format_of, po
from glossary.formats.weblate_memory import FORMAT, is_mine, read, write
from glossary.model import Code, Lang, Segment, TranslationUnit, UnitState

ENTRY = {
    "source_language": "en",
    "target_language": "zh_Hans",
    "source": "Memory leak",
    "target": "内存泄漏",
    "origin": "django.po",
    "category": 1,
}
META = st.fixed_dictionaries(
    {"weblate-memory:origin": texts(), "weblate-memory:category": st.integers(0, 10**9).map(str)},
    optional={"weblate-memory:status": st.sampled_from(["0", "1"])},
)


def units_of(data: bytes) -> list[TranslationUnit]:
    resource = read(data, "t.json")
    found = [unit for unit in resource.entries if isinstance(unit, TranslationUnit)]
    assert resource.findings == []
    return found


def kept(unit: TranslationUnit) -> TranslationUnit:
    """What such a file can say of a unit at most."""
    return replace(unit, id="", note="", state=UnitState.TRANSLATED, candidates=())


@settings(max_examples=100)
@given(st.lists(units(codes=False, target=True, meta=META), max_size=3))
def test_translations_come_back_as_they_were(written: list[TranslationUnit]) -> None:
    assert all(FORMAT.can_hold(unit) for unit in written)
    assert units_of(b"".join(write(written))) == [kept(unit) for unit in written]


def plural(source: str, target: str, lang: str = "zh_Hans") -> dict[str, object]:
    return {**ENTRY, "source": source.replace("|", "\x1e\x1e"), "target": target.replace("|", "\x1e\x1e")} | {
        "target_language": lang
    }


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param(plural("%d file|%d files", "%d 个文件"), [("%d files", "%d 个文件")], id="one form"),
        pytest.param(
            plural("%d file|%d files", "%d soubor|%d soubory|%d souborů", "cs"),
            [("%d file", "%d soubor"), ("%d files", "%d soubory"), ("%d files", "%d souborů")],
            id="three forms",
        ),
        pytest.param(
            plural("%d file|%d files", "%d soubor|", "cs"),
            [("%d file", "%d soubor"), ("%d files", None)],
            id="a form without a translation",
        ),
    ],
)
def test_each_form_of_a_plural_is_a_unit(entry: dict[str, object], expected: list[tuple[str, str | None]]) -> None:
    found = units_of(json.dumps([entry]).encode())
    assert [(unit.source.raw, unit.target and unit.target.raw) for unit in found] == expected
    assert [unit.meta["po:plural"] for unit in found] == [str(number) for number in range(len(expected))]
    catalogue = b"".join(po.write(found)).decode()
    assert "\x1e" not in catalogue
    assert 'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] "%d ' in catalogue
    if all(target for _, target in expected):
        assert json.loads(b"".join(write(found))) == [{**entry, "context": ""}]
    assert [entry["source"] for entry in json.loads(b"".join(write(found[:-1])))] == [
        source for source, _ in expected[:-1]
    ]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        pytest.param("a|b|c", "甲|乙", [("c", "乙")], id="three sources"),
        pytest.param("a", "甲|乙", [("a", "乙")], id="one source"),
        pytest.param("|b", "甲", [("b", "甲")], id="an empty source"),
        pytest.param("a|", "甲", [], id="no last form"),
    ],
)
def test_forms_that_nobody_can_tell_apart_are_told(source: str, target: str, expected: list[tuple[str, str]]) -> None:
    resource = read(json.dumps([plural(source, target)]).encode(), "t.json")
    found = [unit for unit in resource.entries if isinstance(unit, TranslationUnit)]
    assert [(unit.source.raw, unit.target and unit.target.raw) for unit in found] == expected
    assert [finding.rule for finding in resource.findings] == ["plural"]


@settings(max_examples=50)
@given(st.lists(units(target=True), max_size=3))
def test_what_is_written_passes_the_schema_of_weblate(written: list[TranslationUnit]) -> None:
    schemas, jsonschema = pytest.importorskip("weblate_schemas"), pytest.importorskip("jsonschema")
    value = json.loads(b"".join(write(written)))
    jsonschema.validate(value, schemas.load_schema("weblate-memory.schema.json"))
    assert [entry["category"] for entry in value] == [1] * len(written)


def test_an_entry_becomes_a_unit_in_the_languages_that_it_names() -> None:
    (unit,) = units_of(json.dumps([{**ENTRY, "context": "menu", "status": 1}]).encode())
    assert (unit.source.text, unit.target and unit.target.text) == ("Memory leak", "内存泄漏")
    assert (unit.source_lang, unit.target_lang, unit.context) == ("en", "zh-Hans", "menu")
    assert (unit.state, str(unit.origin)) == (UnitState.TRANSLATED, "t.json:1:2")
    assert unit.meta == {
        "weblate-memory:origin": "django.po",
        "weblate-memory:category": "1",
        "weblate-memory:status": "1",
    }


def test_a_file_shows_one_entry_in_one_block() -> None:
    source, target = Segment(("Save ", Code("<b>"))), Segment(("保存",))
    unit = TranslationUnit(source, target, Lang("en"), Lang("zh-TW"), context="menu")
    assert b"".join(write([unit])).decode() == (
        """\
[
  {
    "source_language": "en",
    "target_language": "zh_TW",
    "source": "Save <b>",
    "target": "保存",
    "origin": "",
    "context": "menu",
    "category": 1
  }
]
"""
    )
    assert b"".join(write([])) == b"[]\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"source": ""}, "`source` is empty; Weblate takes no such entry", id="empty source"),
        pytest.param({"target": None}, "`target` needs text here, not null", id="null"),
        pytest.param({"category": "1"}, "`category` needs a whole number", id="category as text"),
        pytest.param({"category": -1}, "`category` needs a whole number", id="negative"),
        pytest.param({"category": True}, "`category` needs a whole number", id="boolean"),
        pytest.param({"status": 0.5}, "`status` needs a whole number", id="half a status"),
        pytest.param({"source_language": "e n"}, "not a language tag", id="language"),
        pytest.param({"context": ["a"]}, "`context` needs text here, not a list", id="list"),
        pytest.param({"origin": "\ude00"}, "`origin` holds half a character (U+DE00)", id="half a character"),
    ],
)
def test_what_weblate_would_refuse_is_named_and_the_rest_is_read(change: dict[str, Any], message: str) -> None:
    resource = read(json.dumps([{**ENTRY, **change}, ENTRY]).encode(), "t.json")
    assert len(list(resource.entries)) == 1
    assert [message in finding.message for finding in resource.findings] == [True]


@pytest.mark.parametrize("name", [name for name in ENTRY])
def test_what_is_missing_is_named(name: str) -> None:
    entry = {key: value for key, value in ENTRY.items() if key != name}
    resource = read(json.dumps([entry]).encode(), "t.json")
    assert list(resource.entries) == []
    assert [str(finding.message) for finding in resource.findings] == [f"the entry has no `{name}`"]


def test_a_number_with_5000_digits_and_unknown_keys_are_named() -> None:
    data = json.dumps([{**ENTRY, "x": 1}]).replace('"category": 1', '"category": ' + "9" * 5000).encode()
    resource = read(data, "t.json")
    assert list(resource.entries) == []
    assert [finding.rule for finding in resource.findings] == ["unknown-key", "shape"]


@pytest.mark.parametrize("text", nasty_params())
def test_nasty_texts_come_back_or_are_left_out(text: str) -> None:
    unit = TranslationUnit(Segment((text,)), Segment((text,)), Lang("en"), Lang("zh-Hans"), context=text)
    assert FORMAT.can_hold(unit) is is_unicode(text)
    if is_unicode(text):
        (back,) = units_of(b"".join(write([unit])))
        assert (back.source.text, back.target and back.target.text, back.context) == (text, text, text)
    else:
        with pytest.raises(ValueError, match="leave this unit out"):
            b"".join(write([unit]))


def test_units_without_a_translation_are_left_out() -> None:
    unit = TranslationUnit(Segment(("a",)), None, Lang("en"), Lang("zh-Hans"))
    assert not FORMAT.can_hold(unit)
    assert not FORMAT.can_hold(replace(unit, target=Segment(("",))))
    assert not FORMAT.can_hold(replace(unit, source=Segment(()), target=Segment(("a",))))


@pytest.mark.parametrize(
    ("data", "mine"),
    [
        pytest.param(json.dumps([ENTRY], indent=2), True, id="memory"),
        pytest.param("\ufeff" + json.dumps([ENTRY]), True, id="with a byte order mark"),
        pytest.param(json.dumps(ENTRY), False, id="no list"),
        pytest.param('[{"note": "\\"source_language\\": \\"target_language\\":"}]', False, id="a text about it"),
        pytest.param("[]", False, id="empty"),
    ],
)
def test_a_memory_is_told_from_other_json(data: str, mine: bool) -> None:
    assert is_mine(data.encode()) is mine
    assert (format_of("a.json", data.encode()) is FORMAT) is mine
