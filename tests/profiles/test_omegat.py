"""OmegaT reads what it is given: glossaries with its own reader, translations in a project of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from unicodedata import category, normalize

import pytest
from nasty import NASTY, is_unicode
from running_omegat import Glossary, omegat_project

from glossary.formats import omegat, tmx
from glossary.model import Concept, Lang, Segment, Term, TermStatus, TranslationUnit, UnitState
from glossary.profiles import DROPPED, export, profile_of

EN, ZH, TW = Lang("en"), Lang("zh-Hans"), Lang("zh-TW")
PAIR = (EN, ZH)
OmegaT = Callable[[Path], Glossary]


def concept(source: str, *targets: str, note: str = "", definition: dict[Lang, str] | None = None) -> Concept:
    terms = [
        Term(source, EN),
        *(Term(text, ZH, TermStatus.ADMITTED if at else TermStatus.PREFERRED) for at, text in enumerate(targets)),
    ]
    return Concept(f"id-{source}", tuple(terms), note=note, definition=definition or {})


def written(concepts: Sequence[Concept], pair: tuple[Lang, Lang] = PAIR) -> tuple[bytes, list[str]]:
    [file] = export(profile_of("omegat"), concepts, [pair])
    assert file.name == f"{pair[0]}-{pair[1]}.txt"
    return file.data, [finding.message for finding in file.findings if finding.rule == DROPPED]


MEMORY = concept(
    "memory leak", "内存泄漏", "内存溢出", note="运维", definition={EN: "lost\tmemory", ZH: "内存\n不再释放"}
)


def is_control(char: str) -> bool:
    return category(char) == "Cc"


ROWS = [
    pytest.param(concept("server", "服务器"), ("server", "服务器", ""), id="source and target"),
    pytest.param(
        MEMORY, ("memory leak", "内存泄漏", "also 内存溢出 | 内存 不再释放 | lost memory | 运维"), id="comment"
    ),
    pytest.param(concept("=>", "箭头", note="=1+1"), ("=>", "箭头", "=1+1"), id="formula"),
    pytest.param(concept('"quoted"', "“引号”"), ('"quoted"', "“引号”", ""), id="quotes mean nothing"),
    pytest.param(concept("C#", "C# 语言", note="# 注"), ("C#", "C# 语言", "# 注"), id="a hash further on"),
    pytest.param(concept("𠮷野家", "吉野家"), ("𠮷野家", "吉野家", ""), id="astral"),
]


@pytest.mark.parametrize(("given", "entry"), ROWS)
def test_omegat_reads_source_target_and_comment(
    given: Concept, entry: tuple[str, str, str], omegat_glossary: OmegaT, tmp_path: Path
) -> None:
    data, dropped = written([given])
    (tmp_path / "en-zh-Hans.txt").write_bytes(data)
    assert dropped == []
    assert omegat_glossary(tmp_path / "en-zh-Hans.txt") == [entry]


def test_what_omegat_could_not_read_is_left_out_by_name(omegat_glossary: OmegaT, tmp_path: Path) -> None:
    texts = [text for _, text in NASTY if is_unicode(text)]
    bad = [text for text in texts if text.strip() != text or text.startswith("#") or any(map(is_control, text))]
    data, dropped = written([concept(text, "目标") for text in texts] + [concept("a", "b\nc")])
    path = tmp_path / "en-zh-Hans.txt"
    path.write_bytes(data)
    read = omegat_glossary(path)
    assert [source for source, _, _ in read] == [normalize("NFC", text) for text in texts if text not in bad]
    assert len(dropped) == len(bad) + 1
    assert any("# no comment" in message and "a comment" in message for message in dropped)
    ours = [each for each in omegat.read(data, "en-zh-Hans.txt").entries if isinstance(each, Concept)]
    assert [normalize("NFC", each.terms[0].text) for each in ours] == [source for source, _, _ in read]


def test_terms_that_must_not_be_used_never_reach_it() -> None:
    forbidden = Term("内存流失", ZH, TermStatus.FORBIDDEN)
    data, _ = written([Concept("leak", (Term("memory leak", EN), Term("内存泄漏", ZH), forbidden))])
    assert "内存流失" not in data.decode()


def test_several_sources_are_several_lines(omegat_glossary: OmegaT, tmp_path: Path) -> None:
    terms = (Term("ToS", EN), Term("terms of service", EN, TermStatus.ADMITTED), Term("服务条款", ZH))
    data, _ = written([Concept("tos", terms)])
    (tmp_path / "a.txt").write_bytes(data)
    assert omegat_glossary(tmp_path / "a.txt") == [("ToS", "服务条款", ""), ("terms of service", "服务条款", "")]


def test_our_reader_and_omegat_agree_on_a_file_by_hand(omegat_glossary: OmegaT, tmp_path: Path) -> None:
    text = "# 术语\nserver\t 服务器 \nserver\t伺服器\t旧称\n\nlonely\nempty\t\nC#\t井号\t注\n"
    path = tmp_path / "en-zh.utf8"
    path.write_text(text, encoding="utf-8")
    theirs = {(source, target) for source, target, _ in omegat_glossary(path)}
    ours = {
        (each.terms[0].text, term.text)
        for each in omegat.read(text.encode(), str(path)).entries
        if isinstance(each, Concept)
        for term in each.terms[1:]
    }
    assert ours == theirs == {("server", " 服务器 "), ("server", "伺服器"), ("C#", "井号")}


@pytest.mark.skipif(not shutil.which("omegat"), reason="omegat is not installed")
def test_omegat_inserts_our_translations(tmp_path: Path) -> None:
    command = omegat_project(tmp_path)
    project = tmp_path / "project"
    units = [
        TranslationUnit(Segment((source,)), Segment((target,)), EN, ZH, UnitState.TRANSLATED)
        for source, target in (
            ("There is a memory leak on the server.", "服务器上存在内存泄漏。"),
            ("The build failed.", "构建失败。"),
        )
    ]
    assert tmx.FORMAT.write
    (project / "tm" / "auto" / "gloss.tmx").write_bytes(b"".join(tmx.FORMAT.write(units)))
    (project / "source" / "a.txt").write_text(
        "There is a memory leak on the server. The build failed.\n", encoding="utf-8"
    )
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert (project / "target" / "a.txt").read_text(encoding="utf-8") == "服务器上存在内存泄漏。构建失败。\n"
