"""A glossary in PO: what is written is read as concepts, and gettext takes it as a catalogue and as a compendium."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from some_terms import CONCEPTS, PAIR, SERVICE, term, text, zh
from strategies import concepts

from glossary.formats.po import read
from glossary.losses import reduced
from glossary.model import Concept, Lang, Term, TermStatus
from glossary.profiles import export, profile_of
from glossary.profiles.po import PROFILE
from glossary.text.language import EN, ZH_HANS

HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: \\n"
"PO-Revision-Date: \\n"
"Last-Translator: \\n"
"Language-Team: \\n"
"Language: zh_CN\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"X-Source-Language: en\\n"
"X-Gloss-Content: terms\\n"

"""


def test_an_entry_for_each_source_term() -> None:
    said = "#. Id: terms-of-service\n#. Subject: law\n#. Definition (zh-Hans): 用户使用服务须同意的条款。\n#. Note: 法律文本\n#. Also: 服务协议\n"
    entries = f'{said}msgid "terms of service"\nmsgstr "服务条款"\n\n{said}msgid "ToS"\nmsgstr "服务条款"\n'
    assert text("po", [SERVICE]) == HEADER + entries


def test_homonyms_are_told_apart_by_subject_or_id() -> None:
    banks = [
        Concept("bank-money", (term("bank"), zh("银行")), subject="finance"),
        Concept("bank-river", (term("bank"), zh("河岸")), subject="geography"),
        Concept("bank-memory", (term("bank"), zh("存储体"))),
    ]
    catalogue = polib.pofile(text("po", banks))
    assert [entry.msgctxt for entry in catalogue] == ["finance", "geography", "bank-memory"]
    assert list(read(text("po", banks).encode(), "a.po").entries) == banks


def test_both_directions() -> None:
    there, back = export(profile_of("po"), [SERVICE], [PAIR, (ZH_HANS, EN)])
    assert (there.name, back.name) == ("en-zh-Hans.po", "zh-Hans-en.po")
    assert b"X-Source-Language: zh_CN" in back.data
    (concept,) = read(back.data, back.name).entries
    assert isinstance(concept, Concept)
    assert [one.text for one in concept.terms] == ["服务条款", "服务协议", "terms of service", "ToS"]


def only(concept: Concept, langs: tuple[Lang, Lang]) -> Concept:
    """The terms that a pair of languages has to offer, the preferred ones first."""
    terms: list[Term] = []
    for lang in langs:
        usable = [one for one in concept.terms_in(lang) if one.status in (TermStatus.PREFERRED, TermStatus.ADMITTED)]
        usable = [one for one in usable if one.find and not one.computed]
        by_text = {one.text: one for one in reversed(usable)}
        terms += sorted(reversed(by_text.values()), key=lambda one: one.status is not TermStatus.PREFERRED)
    return replace(concept, terms=tuple(terms), translatable=True)


@settings(max_examples=300)
@given(concepts())
def test_what_it_carries_is_read_again(concept: Concept) -> None:
    concept = only(concept, PAIR)
    (file,) = export(PROFILE, [concept], [PAIR])
    expected = [concept] if all(concept.terms_in(lang) for lang in PAIR) else []
    if file.findings:
        return
    resource = read(file.data, file.name)
    assert resource.findings == []
    assert list(resource.entries) == [reduced(one, PROFILE.carries) for one in expected]


def test_what_people_add_is_kept() -> None:
    added = '# 译者的话\n#. A comment of a program\nmsgid "a"\nmsgstr "甲"\n\n#, fuzzy\nmsgid "b"\nmsgstr "乙"\n\n#~ msgid "c"\n#~ msgstr "丙"\n'
    first, second = read((HEADER + added).encode(), "a.po").entries
    assert isinstance(first, Concept)
    assert isinstance(second, Concept)
    assert (first.id, first.note) == ("", "A comment of a program\n译者的话")
    assert [one.text for one in second.terms] == ["b"]


def test_checking_such_a_file_finds_no_units_and_does_not_stumble(tmp_path: Path) -> None:
    (tmp_path / "en-zh-Hans.po").write_text(text("po"), encoding="utf-8")
    command = [sys.executable, "-m", "glossary", "check", "en-zh-Hans.po"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert (run.returncode, "Traceback" in run.stderr) == (0, False), run.stderr


@pytest.mark.skipif(not shutil.which("msgmerge"), reason="GNU gettext is not installed")
def test_gettext_takes_it(tmp_path: Path) -> None:
    glossary, template, empty = tmp_path / "en-zh-Hans.po", tmp_path / "a.pot", tmp_path / "zh_CN.po"
    glossary.write_text(text("po"), encoding="utf-8")
    checked = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", str(glossary)], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    template.write_text(head + 'msgid "ToS"\nmsgstr ""\n\nmsgid "unknown"\nmsgstr ""\n', encoding="utf-8")
    empty.write_text(head, encoding="utf-8")
    merged = subprocess.run(
        ["msgmerge", "--no-fuzzy-matching", "-C", str(glossary), str(empty), str(template)], capture_output=True
    )
    assert {entry.msgid: entry.msgstr for entry in polib.pofile(merged.stdout.decode())} == {
        "ToS": "服务条款",
        "unknown": "",
    }
    assert len(polib.pofile(str(glossary))) == len(list(CONCEPTS))
