"""TBX for tools: read by Translate Toolkit, by OmegaT's own reader, and without what a tool would suggest wrongly."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from some_terms import CONCEPTS, PAIR, SERVICE, exported, term, text, zh

from glossary.formats.tbx import read
from glossary.losses import reduced
from glossary.model import Concept, DataCategory, Lang, Severity
from glossary.profiles import export, profile_of
from glossary.text.language import EN, ZH_HK, ZH_TW

EVERY = ["tbx", "tbx3", "lokalize", "weblate"]
LEAK = Concept("leak", (term("memory leak"), zh("内存泄漏"), term("記憶體流失", ZH_TW)))


def toolkit(data: bytes, source: str, target: str) -> list[Any]:
    """The units that Translate Toolkit sees for two languages."""
    tbx = pytest.importorskip("translate.storage.tbx")
    units: list[Any] = tbx.tbxfile.parsestring(data, sourcelanguage=source, targetlanguage=target).units
    return units


def words(terms: list[Any]) -> list[str]:
    return [found.text for found in terms]


# what a tool that keeps to the standard gets


@pytest.mark.parametrize("name", ["tbx", "tbx3"])
def test_all_that_is_carried_is_in_the_file(name: str) -> None:
    file = exported(name)
    there = list(read(file.data, file.name).entries)
    assert there == [reduced(concept, profile_of(name).carries) for concept in CONCEPTS]
    assert {loss.category for loss in file.losses} == {DataCategory.FIND}
    assert file.findings == []


def test_translate_toolkit_reads_version_2() -> None:
    units = toolkit(exported("tbx").data, "en", "zh-Hans")
    assert [unit.getid() for unit in units] == [concept.id for concept in CONCEPTS]
    assert words(units[0].get_source_terms()) == ["terms of service", "ToS", "user agreement"]
    found = units[0].get_target_terms()
    assert words(found) == ["服务条款", "服务协议", "用户协议", "使用条例"]
    assert [one.deprecated for one in found] == [False, False, True, True]


OMEGAT_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0"><source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN-US</source_lang><target_lang>ZH-CN</target_lang><sentence_seg>true</sentence_seg></project></omegat>
"""
PROBE = """
new File("{out}").withWriter("UTF-8") {{ out ->
  for (e in org.omegat.gui.glossary.GlossaryReaderTBX.read(new File("{file}"), false)) {{
    out << groovy.json.JsonOutput.toJson([e.srcText, e.locText, e.commentText]) << "\\n"
  }}
}}
"""


@pytest.fixture
def omegat(tmp_path: Path) -> Any:
    """What OmegaT's reader of TBX makes of a file."""
    if not shutil.which("omegat"):
        pytest.skip("OmegaT is not here")
    project = tmp_path / "project"
    for name in ("source", "target", "tm", "glossary", "dictionary", "omegat"):
        (project / name).mkdir(parents=True)
    (project / "omegat.project").write_text(OMEGAT_PROJECT, encoding="utf-8")
    (project / "source/a.txt").write_text("hello", encoding="utf-8")

    def run(data: bytes) -> list[list[str]]:
        file, out, probe = tmp_path / "terms.tbx", tmp_path / "out.json", tmp_path / "probe.groovy"
        file.write_bytes(data)
        probe.write_text(PROBE.format(out=out, file=file), encoding="utf-8")
        options = ["--mode=console-translate", f"--config-dir={tmp_path / 'config'}", f"--script={probe}"]
        subprocess.run(["omegat", str(project), *options], check=True, capture_output=True, timeout=120)
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]

    return run


def test_omegat_reads_version_2_and_shows_that_a_term_is_forbidden(omegat: Any) -> None:
    found = omegat(exported("tbx", [SERVICE]).data)
    there = [one.text for one in SERVICE.terms_in(EN)], [one.text for one in SERVICE.terms_in(PAIR[1])]
    assert [(source, target) for source, target, _ in found] == [(one, other) for one in there[0] for other in there[1]]
    comment = found[0][2].split("\n")
    assert {"definition: 用户使用服务须同意的条款。", "法律文本", "status: forbidden"} <= set(comment)


# what a tool that suggests everything gets


def test_lokalize_gets_no_term_that_must_not_be_used_and_its_own_tags() -> None:
    terms = text("lokalize")
    assert "服务条款" in terms
    assert not any(bad in terms for bad in (">用户协议<", "使用条例", "whitelist", "user agreement"))
    assert '<langSet xml:lang="zh-CN">' in terms
    assert 'xml:lang="zh-Hans"' not in terms


def test_lokalize_gets_all_languages_apart() -> None:
    file = exported("lokalize", [LEAK], PAIR, (EN, ZH_TW))
    (unit,) = toolkit(file.data, "en", "zh-TW")
    assert unit.target == "記憶體流失"
    (unit,) = toolkit(file.data, "en", "zh-CN")
    assert unit.target == "内存泄漏"


# Weblate


def test_weblate_gets_an_entry_for_each_term_with_each_rendering_since_it_sees_one_of_each_language() -> None:
    units = toolkit(exported("weblate").data, "en", "zh_Hans")
    assert all(len(unit.get_source_terms()) == len(unit.get_target_terms()) == 1 for unit in units)
    assert [(unit.getid(), unit.source, unit.target) for unit in units[:8]] == [
        ("terms-of-service", "terms of service", "服务条款"),
        ("terms-of-service.2", "terms of service", "服务协议"),
        ("terms-of-service.3", "ToS", "服务条款"),
        ("terms-of-service.4", "ToS", "服务协议"),
        ("terms-of-service.forbidden", "terms of service", "用户协议"),
        ("terms-of-service.forbidden.2", "terms of service", "使用条例"),
        ("terms-of-service.forbidden.3", "ToS", "用户协议"),
        ("terms-of-service.forbidden.4", "ToS", "使用条例"),
    ]
    assert [unit.getid() for unit in units[8:]] == ["eula", "allowlist", "deepseek", "formula"]
    statuses = [unit.get_target_terms()[0].administrative_status for unit in units]
    assert statuses == [None] * 4 + ["forbidden"] * 4 + [None] * 4


def test_weblate_gets_a_name_that_stays_as_read_only() -> None:
    units = {unit.getid(): unit for unit in toolkit(exported("weblate").data, "en", "zh_Hans")}
    assert not units["deepseek"].istranslatable()
    assert units["eula"].istranslatable()
    assert (units["deepseek"].source, units["deepseek"].target) == ("DeepSeek", "DeepSeek")


def test_weblate_does_not_take_a_forbidden_rendering_of_a_name_as_read_only_and_so_forbid_the_name() -> None:
    name = Concept("hugging-face", (term("Hugging Face"), zh("抱抱脸", "forbidden")), translatable=False)
    units = toolkit(exported("weblate", [name]).data, "en", "zh_Hans")
    assert [(unit.target, unit.istranslatable()) for unit in units] == [("Hugging Face", False), ("抱抱脸", True)]


def test_weblate_gets_explanations_and_usage_notes_where_it_looks_for_them() -> None:
    concept = Concept(
        "a",
        (term("word", note="informal"), zh("词", note="书面")),
        definition={EN: "A word.", PAIR[1]: "一个词。"},
        note="why",
        examples=("In a word",),
    )
    (unit,) = toolkit(exported("weblate", [concept]).data, "en", "zh_Hans")
    of_source, of_target = unit.get_common_notes(source=True), unit.get_common_notes()
    assert [(note.category, note.text) for note in of_source] == [
        ("Usage note", "why"),
        ("Usage note", "In a word"),
        ("definition", "A word."),
        ("Usage note", "informal"),
    ]
    assert [note.text for note in of_target if note.origin == "translator"] == ["一个词。", "书面"]


@pytest.mark.parametrize(
    ("lang", "tag"),
    [pytest.param(ZH_TW, "zh_Hant", id="Taiwan"), pytest.param(ZH_HK, "zh_Hant_HK", id="Hong Kong")],
)
def test_weblate_gets_its_own_names_of_languages(lang: Lang, tag: str) -> None:
    concept = Concept("leak", (term("memory leak"), term("記憶體流失", lang)))
    file = exported("weblate", [concept], (EN, lang))
    assert file.name == f"en-{lang}.tbx"
    (unit,) = toolkit(file.data, "en", tag)
    assert unit.target == "記憶體流失"


# all of them


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("char", ["\x1b", "\0", "\ufffe"], ids=ascii)
def test_what_xml_cannot_hold_is_named_and_the_rest_is_there(name: str, char: str) -> None:
    bad = Concept(
        "bad",
        (term("good"), term(f"bad{char}", status="admitted"), zh("好")),
        definition={EN: f"One{char}."},
        note=f"note{char}",
    )
    file = exported(name, [bad])
    assert b"good" in file.data
    assert {(finding.rule, finding.severity) for finding in file.findings} == {("export-dropped", Severity.WARNING)}
    said = [finding.message for finding in file.findings]
    assert [message for message in said if f"bad{char} (bad)" in message and f"U+{ord(char):04X}" in message]
    carried = {DataCategory.DEFINITION, DataCategory.NOTE} & profile_of(name).carries
    assert len(said) == 1 + len(carried)


@pytest.mark.parametrize("name", EVERY)
def test_a_file_is_the_same_every_time_and_valid_xml(name: str) -> None:
    etree = pytest.importorskip("lxml.etree")
    first, second = (next(export(profile_of(name), CONCEPTS, [PAIR])).data for _ in range(2))
    assert first == second
    etree.fromstring(first)


@pytest.mark.parametrize("name", EVERY)
def test_what_confirmed_a_profile_is_said(name: str) -> None:
    assert len(profile_of(name).confirmed) > 40
