"""Glossaries of OmegaT: which line is a term, and what its comment belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest

from glossary.errors import FormatError
from glossary.formats import format_of, omegat
from glossary.model import Concept, Lang, Term, TermStatus

EN, ZH, TW = Lang("en"), Lang("zh-Hans"), Lang("zh-TW")
HEAD = omegat.FIRST_LINE + "\n"


def concepts(text: str | bytes, name: str = "glossary.txt") -> list[Concept]:
    resource = omegat.read(text if isinstance(text, bytes) else text.encode(), name)
    return [entry for entry in resource.entries if isinstance(entry, Concept)]


def said(text: str | bytes, name: str = "glossary.txt") -> list[str]:
    return ["=".join(term.text for term in concept.terms) for concept in concepts(text, name)]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        pytest.param(HEAD + "server\t服务器\n", ["server=服务器"], id="with the first line of OmegaT"),
        pytest.param("server\t服务器", ["server=服务器"], id="without"),
        pytest.param("\ufeff服务器\tserver\r\n", ["server=服务器"], id="byte order mark and crlf"),
        pytest.param("# a\tb\n\n  \nserver\t服务器\n#x\ty\n", ["server=服务器"], id="comments and blank lines"),
        pytest.param("C#\t井号\n=>\t箭头\n'=1\t一\n", ["C#=井号", "=>=箭头", "'=1=一"], id="nothing is a mark"),
        pytest.param('"a\t“甲”\nb"\t乙\n', ['"a=“甲”', 'b"=乙'], id="quotes mean nothing"),
        pytest.param("a\\tb\t甲\\n\n", ["a\\tb=甲\\n"], id="nor do backslashes"),
        pytest.param("术语\tterm\n词\tword\n", ["term=术语", "word=词"], id="names of columns are terms"),
        pytest.param("lonely\nempty\t\n\t空\nserver\t服务器\n", ["server=服务器"], id="lines without both"),
        pytest.param("server  服务器\nclient\t客户端\n", ["client=客户端"], id="spaces for a tab"),
        pytest.param(" a \t 甲 \n", [" a = 甲 "], id="spaces stay"),
    ],
)
def test_lines(text: str, entries: list[str]) -> None:
    assert said(text) == entries


def test_lines_with_one_source_are_one_concept() -> None:
    text = "memory leak\t内存泄漏\t运维\nserver\t服务器\nmemory leak\t内存溢出\t旧\nmemory leak\t内存泄漏\t运维\n"
    terms = (Term("memory leak", EN), Term("内存泄漏", ZH), Term("内存溢出", ZH, TermStatus.ADMITTED, note="旧"))
    assert concepts(text)[0] == Concept("", terms, note="运维")
    assert len(concepts(text)) == 2


@pytest.mark.parametrize(
    ("name", "langs"),
    [
        pytest.param("en-zh-TW.txt", ["en", "zh-TW"], id="by the name of the file"),
        pytest.param("glossary/de-fr.utf8", ["de", "fr"], id="that letters do not tell"),
    ],
)
def test_languages(name: str, langs: list[str]) -> None:
    assert [term.lang for term in concepts("a\tb\n", name)[0].terms] == langs


@pytest.mark.parametrize(
    ("data", "rules"),
    [
        pytest.param("# -*- coding: gb18030 -*-\nserver\t服务器\n".encode("gb18030"), [], id="named"),
        pytest.param("# -*- coding: BIG5 -*-\nserver\t服務器\n".encode("big5"), [], id="named in capitals"),
        pytest.param("server\t服务器\nmemory\t内存\nthread\t线程\n".encode("gbk"), ["omegat-charset"], id="judged"),
        pytest.param("server\t服务器\n".encode("utf-16"), [], id="utf-16 with a mark"),
    ],
)
def test_encodings(data: bytes, rules: list[str]) -> None:
    resource = omegat.read(data, "a.tab")
    assert next(iter(resource.entries)).terms[0].text == "server"  # type: ignore[union-attr]
    assert [each.rule for each in resource.findings] == rules


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        pytest.param(b"# -*- coding: rot13 -*-\na\tb\n", "no encoding that is known", 1, id="a codec that is none"),
        pytest.param(b"# -*- coding: klingon -*-\na\tb\n", "'klingon'", 1, id="an unknown name"),
        pytest.param(b"# -*- coding: gbk -*-\na\t\xff\xff\n", "not gbk from here on", 2, id="a lie"),
        pytest.param(b"a\tb\0\n", "NUL", 1, id="NUL"),
        pytest.param(b"server\tbox\n", "both columns look like en", 1, id="one language"),
        pytest.param(b"PK\x03\x04abc", "ZIP", 1, id="an archive"),
    ],
)
def test_refused(data: bytes, message: str, line: int) -> None:
    with pytest.raises(FormatError, match=message) as error:
        omegat.read(data, "a.tab")
    assert (error.value.path, error.value.line) == ("a.tab", line)


def test_what_is_left_out_is_named() -> None:
    resource = omegat.read("a\t甲\tn\tmore\nlonely\nempty\t\n".encode(), "a.utf8")
    assert [(str(each.origin), each.severity.value, each.message.split(";")[0]) for each in resource.findings] == [
        ("a.utf8:1:7", "warning", "more than source, target and comment"),
        ("a.utf8:2:1", "error", "no tab"),
        ("a.utf8:3:1", "error", "no target"),
    ]


@pytest.mark.parametrize(
    ("name", "head", "form"),
    [
        pytest.param("a.txt", HEAD, "omegat", id="as OmegaT begins"),
        pytest.param("a.txt", "# foobar -*- coding: utf-8 -*-\n", "omegat", id="an encoding is named"),
        pytest.param("a.txt", "server\t服务器\n", "text", id="any text"),
        pytest.param("a.utf8", "server\t服务器\n", "omegat", id="utf8"),
        pytest.param("a.TAB", "", "omegat", id="tab"),
    ],
)
def test_which_files_are_glossaries(name: str, head: str, form: str) -> None:
    assert format_of(name, head.encode()).name == form


CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "omegat" / "omegat"


@pytest.mark.skipif(not CORPUS.exists(), reason="the development corpus is not here")
def test_a_real_glossary() -> None:
    path = CORPUS / "project_external_tm__glossary__glossary.txt"
    assert format_of(str(path), path.read_bytes()).name == "omegat"
    assert said(path.read_bytes(), "en-ja.txt")[:1] == ["Introduction=紹介"]
