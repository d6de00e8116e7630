"""UTX: the exact file, and Translate Toolkit's reader of it."""

from __future__ import annotations

import pytest
from some_terms import exported, term, text, zh

from glossary.model import Concept

WANTED = (
    "#UTX 1.11; en/zh-Hans; Dictionary ID: gloss\r\n"
    "#src\ttgt\tsrc:pos\ttgt:pos\tterm status\tconcept ID\r\n"
    "terms of service\t服务条款\tnoun\tnoun\tapproved\tterms-of-service\r\n"
    "terms of service\t服务协议\tnoun\t\tprovisional\tterms-of-service\r\n"
    "ToS\t服务条款\t\tnoun\tprovisional\tterms-of-service\r\n"
    "ToS\t服务协议\t\t\tprovisional\tterms-of-service\r\n"
    "end-user license agreement\t最终用户协议\t\t\tapproved\teula\r\n"
    "allowlist\t允许列表\t\t\tapproved\tallowlist\r\n"
    "DeepSeek\tDeepSeek\tnoun\tnoun\tapproved\tdeepseek\r\n"
    '=1+1, "so"\t@加一\t\t\tapproved\tformula\r\n'
)


def test_file() -> None:
    assert text("utx") == WANTED


def test_a_hash_would_be_a_comment() -> None:
    assert "comment" in exported("utx", [Concept("a", (term("#tag"), zh("标签")))]).findings[0].message


def test_translate_toolkit_reads_it() -> None:
    utx = pytest.importorskip("translate.storage.utx")
    store = utx.UtxFile.parsestring(exported("utx").data)
    units = [(unit.source, unit.target, unit.metadata["term status"]) for unit in store.units if unit.source]
    assert units[0] == ("terms of service", "服务条款", "approved")
    assert units[-1] == ('=1+1, "so"', "@加一", "approved")
    assert (store.getsourcelanguage(), store.gettargetlanguage()) == ("en", "zh-Hans")
