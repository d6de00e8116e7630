"""Glossaries for language models: exact files, and the rules by which others read them."""

from __future__ import annotations

import json

import pytest
from some_terms import SERVICE, exported, term, text, zh

from glossary.model import Concept


def test_prompt() -> None:
    assert text("prompt") == (
        "Terms, en → zh-Hans. Write what is right of the arrow, the first if in doubt, never what follows 'not'.\n"
        "terms of service | ToS | user agreement → 服务条款 | 服务协议 (not 用户协议 | 使用条例; 法律文本)\n"
        "end-user license agreement → 最终用户协议\n"
        "allowlist | whitelist → 允许列表\n"
        "DeepSeek → DeepSeek\n"
        '=1+1, "so" → @加一\n'
    )


def test_prompt_does_not_take_the_arrow() -> None:
    file = exported("prompt", [Concept("a", (term("a → b"), zh("甲")))])
    assert "holds '→'" in file.findings[0].message


def test_ainiee() -> None:
    assert json.loads(text("ainiee", [SERVICE])) == [
        {"src": "terms of service", "dst": "服务条款", "info": "法律文本"},
        {"src": "ToS", "dst": "服务条款", "info": "法律文本"},
    ]
    assert json.loads(text("ainiee", [])) == []


def test_galtransl() -> None:
    assert text("galtransl", [SERVICE, Concept("b", (term("b"), zh("乙")))]) == (
        "terms of service\t服务条款\t法律文本\nToS\t服务条款\t法律文本\nb\t乙\n"
    )


@pytest.mark.parametrize("begin", ["//", "\\\\", "^^"])
def test_galtransl_has_comments(begin: str) -> None:
    file = exported("galtransl", [Concept("a", (term(f"{begin}a"), zh("甲")))])
    assert not file.data
    assert len(file.findings) == 1


def test_galtransl_reads_it() -> None:
    """As its own reader does: no comment, no empty line, at least two cells."""
    lines = text("galtransl").splitlines(keepends=True)
    read = [line.rstrip("\r\n").split("\t") for line in lines if not line.startswith(("\n", "\\\\", "//"))]
    assert len(read) == len(lines)
    assert all(2 <= len(cells) <= 3 for cells in read)
