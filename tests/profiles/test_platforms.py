"""Glossaries of platforms for translators: exact files, read by their own readers or by their rules."""

from __future__ import annotations

import csv
import io
import re

import pytest
from some_terms import CONCEPTS, PAIR, exported, term, text, zh

from glossary.model import Concept, TermStatus
from glossary.profiles import export, profile_of
from glossary.text.language import ZH_TW

SAID = '"用户使用服务须同意的条款。\n\n法律文本"'


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        pytest.param(
            "weblate-csv",
            "location,source,target,ID,fuzzy,context,translator_comments,developer_comments\n"
            ",terms of service,服务条款,,,terms-of-service,法律文本,用户使用服务须同意的条款。\n"
            ",ToS,服务条款,,,terms-of-service,法律文本,用户使用服务须同意的条款。\n"
            ",end-user license agreement,最终用户协议,,,eula,,\n"
            ",allowlist,允许列表,,,allowlist,,\n"
            ",DeepSeek,DeepSeek,,,deepseek,,\n"
            ',"=1+1, ""so""",@加一,,,formula,,\n',
            id="weblate-csv: the id is the context",
        ),
        pytest.param(
            "crowdin",
            "Concept Definition,Concept Subject,Concept Note,"
            "Term [en],Description [en],Part of Speech [en],"
            "Term [zh-CN],Description [zh-CN],Part of Speech [zh-CN]\n"
            "用户使用服务须同意的条款。,law,法律文本,terms of service,plural,noun,服务条款,,noun\n"
            "用户使用服务须同意的条款。,law,法律文本,ToS,,,服务条款,,noun\n"
            ",,,end-user license agreement,,,最终用户协议,,\n"
            ",,,allowlist,,,允许列表,,\n"
            ",,,DeepSeek,,proper noun,DeepSeek,,proper noun\n"
            ',,,"=1+1, ""so""",,,@加一,,\n'
            ",,,,,,罚款,,\n",
            id="crowdin: columns that it recognises",
        ),
        pytest.param(
            "tolgee",
            "term,description,translatable,casesensitive,abbreviation,forbidden,zh-Hans\n"
            f"terms of service,{SAID},true,false,false,false,服务条款\n"
            f"ToS,{SAID},true,true,true,false,服务条款\n"
            "end-user license agreement,,true,false,false,false,最终用户协议\n"
            "allowlist,,true,false,false,false,允许列表\n"
            "DeepSeek,,false,true,false,false,DeepSeek\n"
            '"=1+1, ""so""",,true,false,false,false,@加一\n'
            ",,true,false,false,false,罚款\n",
            id="tolgee: true and false, the base language is `term`",
        ),
        pytest.param(
            "lokalise",
            "term;description;casesensitive;translatable;forbidden;en;zh_CN\n"
            f"terms of service;{SAID};no;yes;no;terms of service;服务条款\n"
            f"ToS;{SAID};yes;yes;no;ToS;服务条款\n"
            "end-user license agreement;;no;yes;no;end-user license agreement;最终用户协议\n"
            "allowlist;;no;yes;no;allowlist;允许列表\n"
            "DeepSeek;;yes;no;no;DeepSeek;DeepSeek\n"
            '"=1+1, ""so""";;no;yes;no;"=1+1, ""so""";@加一\n'
            "罚款;;no;yes;no;;罚款\n",
            id="lokalise: semicolons, yes and no",
        ),
        pytest.param(
            "phrase-strings",
            "term,case sensitive,translatable,description,en,zh-CN\n"
            f"terms of service,false,true,{SAID},terms of service,服务条款\n"
            f"ToS,true,true,{SAID},ToS,服务条款\n"
            "end-user license agreement,false,true,,end-user license agreement,最终用户协议\n"
            "allowlist,false,true,,allowlist,允许列表\n"
            "DeepSeek,true,false,,DeepSeek,DeepSeek\n"
            '"=1+1, ""so""",false,true,,"=1+1, ""so""",@加一\n'
            "罚款,false,true,,,罚款\n",
            id="phrase-strings: locales",
        ),
    ],
)
def test_file(name: str, wanted: str) -> None:
    assert text(name) == wanted


def test_weblate_reads_every_cell() -> None:
    csvl10n = pytest.importorskip("translate.storage.csvl10n")
    units = csvl10n.csvfile(io.BytesIO(exported("weblate-csv").data), encoding="utf-8").units
    read = [(unit.source, unit.target, unit.context) for unit in units if not unit.isheader()]
    assert read[0] == ("terms of service", "服务条款", "terms-of-service")
    assert read[-1] == ('=1+1, "so"', "@加一", "formula")
    assert len(read) == 6


def _matecat() -> list[list[str]]:
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(io.BytesIO(exported("matecat").data)).active
    return [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_matecat_accepts_the_header() -> None:
    header, *_ = _matecat()
    languages = "en-us|zh-cn|zh-tw|zh-hk"  # of its list of languages, those that are ours
    rule = rf"(forbidden)?(domain)?(subdomain)?(definition)?((({languages})((notes)?(example of use)?){{2,}})+$)"
    assert re.match(rule, "".join(header).lower())
    assert header == [
        *("Forbidden", "Domain", "Subdomain", "Definition"),
        *("en-US", "Notes", "Example of use", "zh-CN", "Notes", "Example of use"),
    ]


def test_matecat_forbids_terms_in_rows_of_their_own() -> None:
    _, *rows = _matecat()
    assert rows[0][:6] == ["", "law", "", "用户使用服务须同意的条款。", "terms of service", "plural"]
    forbidden = [row for row in rows if row[0] == "TRUE"]
    assert [(row[4], row[7], row[8]) for row in forbidden] == [
        ("user agreement", "", ""),
        ("", "用户协议", "另指 EULA"),
        ("", "使用条例", ""),
        ("whitelist", "", ""),
    ]


def test_backslash_is_an_escape_in_tolgee() -> None:
    concepts = [Concept("a", (term("a\\b"), zh("甲"))), Concept("b", (term("b"), zh("乙")), note="C:\\new")]
    file = exported("tolgee", concepts)
    assert "b,C:\\\\new,true,false,false,false,乙\n" in file.data.decode()
    (finding,) = file.findings
    assert finding.message.endswith("is not in the file for Tolgee: it holds '\\\\'")


def test_lokalise_has_no_column_without_terms() -> None:
    """An empty cell would remove what is there."""
    file = next(export(profile_of("lokalise"), CONCEPTS, [PAIR, (PAIR[0], ZH_TW)]))
    assert file.data.decode().splitlines()[0].endswith(";en;zh_CN;zh_TW")  # DeepSeek is one
    file = next(export(profile_of("lokalise"), CONCEPTS[:3], [PAIR, (PAIR[0], ZH_TW)]))
    assert file.data.decode().splitlines()[0].endswith(";en;zh_CN")


@pytest.mark.parametrize("name", ["crowdin", "tolgee", "lokalise", "phrase-strings", "weblate-csv"])
def test_terms_that_must_not_be_used_stay_at_home(name: str) -> None:
    bad = [term.text for concept in CONCEPTS for term in concept.terms if term.status is TermStatus.FORBIDDEN]
    delimiter = ";" if name == "lokalise" else ","
    cells = {cell for row in csv.reader(io.StringIO(text(name)), delimiter=delimiter, strict=True) for cell in row}
    assert not cells.intersection(bad)
