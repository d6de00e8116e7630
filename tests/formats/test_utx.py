"""UTX: its versions, what a line says, and what is wrong with a file."""

from __future__ import annotations

import pytest

from glossary.errors import FormatError
from glossary.formats import format_of
from glossary.formats.utx import read
from glossary.model import Concept, Lang, PartOfSpeech, Term, TermStatus
from glossary.profiles import export, profile_of
from glossary.text.language import EN, ZH_HANS

DE, JA = Lang("de"), Lang("ja")
HEAD = "#UTX 1.11; en/zh-Hans; 2013-12-20T17:00:45; license: CC-by 3.0\r\n"
COLUMNS = "#src\ttgt\tsrc:pos\ttgt:pos\tterm status\tsrc:comment\tcustomer\tconcept ID\r\n"


def concepts(text: str) -> list[Concept]:
    return [entry for entry in read(text.encode(), "x.utx").entries if isinstance(entry, Concept)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(
            "#UTX-S 1.00; en/ja; 2010-01-01T00:00:00Z\r\n#src\ttgt\tsrc:pos\r\nworld\t世界\tnoun\r\n",
            [Concept("", (Term("world", EN, part_of_speech=PartOfSpeech.NOUN), Term("世界", JA)))],
            id="1.00",
        ),
        pytest.param(
            HEAD + COLUMNS + "file\t文件\tnoun\tnoun\tapproved\tplural: files\tA\tC1\r\n"
            "file\t档案\tnoun\tnoun\tnon-standard\t\tA\tC1\r\n",
            [
                Concept(
                    "C1",
                    (
                        Term("file", EN, part_of_speech=PartOfSpeech.NOUN, note="plural: files"),
                        Term("文件", ZH_HANS, part_of_speech=PartOfSpeech.NOUN),
                        Term("档案", ZH_HANS, TermStatus.DEPRECATED, part_of_speech=PartOfSpeech.NOUN),
                    ),
                )
            ],
            id="1.11: lines with one id are one concept",
        ),
        pytest.param(
            HEAD + "#src\ttgt\tsrc:pos\r\nfile\t文件\tnoun\r\nfile\t档案\t-\r\nrun\t运行\tVerb\r\n",
            [
                Concept(
                    "",
                    (
                        Term("file", EN, part_of_speech=PartOfSpeech.NOUN),
                        Term("文件", ZH_HANS),
                        Term("档案", ZH_HANS, TermStatus.ADMITTED),
                    ),
                ),
                Concept("", (Term("run", EN, part_of_speech=PartOfSpeech.VERB), Term("运行", ZH_HANS))),
            ],
            id="without ids, lines with one source",
        ),
        pytest.param(
            "#UTX 1.2; de/en; bidirectional;\n##description: ein Wörterbuch;\n"
            "#term:de\tterm:en\tsrc:pos\ttgt:comment\nHund\tdog\tnoun\t\n# a comment\n\nKatze\tcat\tproperNoun\ttame\n",
            [
                Concept("", (Term("dog", EN), Term("Hund", DE, part_of_speech=PartOfSpeech.NOUN))),
                Concept("", (Term("cat", EN, note="tame"), Term("Katze", DE, part_of_speech=PartOfSpeech.PROPER_NOUN))),
            ],
            id="1.2, in both directions, with LF",
        ),
        pytest.param(
            "\ufeff#UTX 1.11; zh-CN;\r\n#src\ttgt\tsrc:pos\r\n词\t\tnoun\r\n",
            [Concept("", (Term("词", ZH_HANS, part_of_speech=PartOfSpeech.NOUN),))],
            id="one language, with a byte order mark",
        ),
    ],
)
def test_read(text: str, wanted: list[Concept]) -> None:
    assert concepts(text) == wanted


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("file", "no tab", id="no tab"),
        pytest.param("-\t\tnoun", "without a term", id="no term"),
        pytest.param("file\t文件\t\t\t\t\t\t\tmore", "more cells than the 8 columns", id="too wide"),
        pytest.param("file\t文件\tnoun\tnoun\tbest\t\t\t", "might forbid", id="another status"),
    ],
)
def test_what_is_wrong_is_told(line: str, message: str) -> None:
    resource = read(f"{HEAD}{COLUMNS}{line}\r\nrun\t运行\t\t\t\t\t\t\r\n".encode(), "x.utx")
    assert message in resource.findings[0].message
    assert resource.findings[0].origin
    assert resource.findings[0].origin.line == 3
    assert "run" in [term.text for concept in list(resource.entries) for term in concept.terms]  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["file\t文件\r\n", "# words\r\nfile\t文件\r\n", "#UTX 1.11; 12/34\r\n"])
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(FormatError) as error:
        read(text.encode(), "x.utx")
    assert error.value.line == 1


def test_what_is_exported_comes_back() -> None:
    concept = Concept(
        "tos",
        (
            Term("terms of service", EN, part_of_speech=PartOfSpeech.NOUN),
            Term("ToS", EN, TermStatus.ADMITTED),
            Term("服务条款", ZH_HANS),
            Term("服务协议", ZH_HANS, TermStatus.ADMITTED),
        ),
    )
    (file,) = export(profile_of("utx"), [concept], [(EN, ZH_HANS)])
    assert list(format_of("x.utx").read(file.data, "x.utx").entries) == [concept]
