"""What `gloss import` keeps, what it says about it, and what it leaves alone."""

from __future__ import annotations

import gzip
import json
import lzma
import os
from pathlib import Path

import pytest
from running import gloss

PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"
"Language: zh_CN\\n"

msgid "Connection lost"
msgstr "连接已断开"

msgid "Server"
msgstr "服务器"

#, fuzzy
msgid "Client"
msgstr "客户"

msgid "Peer"
msgstr ""
"""
TSV = "Disk\t磁盘\nFile\t文件\n"
TMX = f"""\
<tmx version="1.4"><header srclang="en"/><body>{
    "".join(
        f'<tu><tuv xml:lang="en"><seg>{source}</seg></tuv><tuv xml:lang="zh-CN"><seg>{target}</seg></tuv></tu>'
        for source, target in (("Disk", "磁盘"), ("File", "文件"), ("Tab", ""))
    )
}</body></tmx>
"""


def kept(cwd: Path) -> list[str]:
    """The lines of the memory as it is exported."""
    return gloss("memory", "export", cwd=cwd).stdout.splitlines()


@pytest.fixture
def project(project_dir: Path) -> Path:
    (project_dir / "zh_CN.po").write_text(PO, encoding="utf-8")
    (project_dir / "a.tsv").write_text(TSV, encoding="utf-8")
    return project_dir


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        pytest.param("b.po", PO.encode(), "2 added, 2 skipped (fuzzy or untranslated)", id="catalogue"),
        pytest.param("b.po.gz", gzip.compress(PO.encode()), "2 added, 2 skipped (fuzzy or untranslated)", id="po.gz"),
        pytest.param("b.tsv", TSV.encode(), "2 added", id="table"),
        pytest.param("b.tsv.xz", lzma.compress(TSV.encode()), "2 added", id="table, xz"),
        pytest.param("b.tmx", TMX.encode("utf-16"), "2 added, 1 skipped (fuzzy or untranslated)", id="memory, UTF-16"),
        pytest.param(
            "b.tmx.gz", gzip.compress(TMX.encode()), "2 added, 1 skipped (fuzzy or untranslated)", id="tmx.gz"
        ),
        pytest.param("b.tsv", b"", "0 added", id="nothing"),
        pytest.param("b.tsv", ("x\t甲\n" * 1_100).encode(), "1 added, 1,099 known", id="the same, often"),
        pytest.param("文 件.tsv", TSV.encode(), "2 added", id="a name in Chinese, with a space"),
    ],
)
def test_a_file_is_a_line(project: Path, name: str, data: bytes, line: str) -> None:
    (project / name).write_bytes(data)
    run = gloss("import", name, cwd=project)
    assert (run.returncode, run.stdout, run.stderr) == (0, f"{name}: {line}\n", "")


def test_what_is_known_is_not_kept_twice_and_what_is_new_replaces_the_old(project: Path) -> None:
    gloss("import", "a.tsv", cwd=project)
    assert gloss("import", "a.tsv", cwd=project).stdout == "a.tsv: 0 added, 2 known\n"
    (project / "a.tsv").write_text(TSV.replace("磁盘", "硬盘") + "Tab\t标签页\n", encoding="utf-8")
    assert gloss("import", "a.tsv", cwd=project).stdout == "a.tsv: 1 added, 1 replaced, 1 known\n"
    assert set(kept(project)) == {"en\tzh-Hans", "File\t文件", "Disk\t硬盘", "Tab\t标签页"}


def test_a_file_is_the_same_from_wherever_it_is_imported(project: Path) -> None:
    gloss("import", "./a.tsv", cwd=project)
    (project / "docs").mkdir()
    (project / "a.tsv").write_text("Disk\t硬盘\n", encoding="utf-8")
    assert gloss("import", "../a.tsv", cwd=project / "docs").stdout == "../a.tsv: 0 added, 1 replaced\n"
    (project / "a.tsv").write_text("Disk\t盘\n", encoding="utf-8")
    assert "1 replaced" in gloss("import", str(project / "a.tsv"), cwd=project).stdout


@pytest.mark.parametrize(
    ("language", "forms", "entry", "found"),
    [
        pytest.param(
            "zh_CN",
            1,
            ("%d file", "%d files", "%d 个文件"),
            ["%d file\t%d 个文件", "%d files\t%d 个文件"],
            id="one for both",
        ),
        pytest.param(
            "zh_CN", 1, ("one file", "%d files", "%d 个文件"), ["%d files\t%d 个文件"], id="a number in words"
        ),
        pytest.param(
            "en",
            2,
            ("%d 个文件", "%d 个文件", "%d file", "%d files"),
            ["%d 个文件\t%d file", "%d 个文件\t%d files"],
            id="two for one",
        ),
    ],
)
def test_all_forms_of_a_plural_are_kept(
    project: Path, language: str, forms: int, entry: tuple[str, ...], found: list[str]
) -> None:
    msgid, plural, *targets = entry
    header = f'msgid ""\nmsgstr "Language: {language}\\nPlural-Forms: nplurals={forms}; plural=n != 1;\\n"\n'
    strings = "".join(f'msgstr[{number}] "{target}"\n' for number, target in enumerate(targets))
    (project / "c.po").write_text(f'{header}\nmsgid "{msgid}"\nmsgid_plural "{plural}"\n{strings}', encoding="utf-8")
    assert f"{len(found)} added" in gloss("import", "c.po", cwd=project).stdout
    assert [line.split("\t")[:2] for line in kept(project)[1:]] == [pair.split("\t") for pair in found]


def test_nothing_is_made_on_a_dry_run(project: Path) -> None:
    run = gloss("import", "--dry-run", "a.tsv", cwd=project)
    assert run.stdout == "a.tsv: 2 to add\n"
    assert not (project / ".gloss").exists()


def test_nothing_is_written_on_a_dry_run(project: Path) -> None:
    gloss("import", "a.tsv", cwd=project)
    (project / "a.tsv").write_text("Disk\t硬盘\nFile\t文件\nTab\t标签页\n", encoding="utf-8")
    run = gloss("import", "--dry-run", "a.tsv", "zh_CN.po", cwd=project)
    assert run.stdout.splitlines() == [
        "a.tsv: 1 to add, 1 to replace, 1 known",
        "zh_CN.po: 2 to add, 2 skipped (fuzzy or untranslated)",
    ]
    assert kept(project) == ["en\tzh-Hans", "Disk\t磁盘", "File\t文件"]


def test_json_is_as_documented(project: Path) -> None:
    run = gloss("import", "zh_CN.po", "a.tsv", "--format", "json", cwd=project)
    assert json.loads(run.stdout) == [
        {"path": "zh_CN.po", "kind": "memory", "added": 2, "replaced": 0, "known": 0, "skipped": 2, "seen": 0},
        {"path": "a.tsv", "kind": "memory", "added": 2, "replaced": 0, "known": 0, "skipped": 0, "seen": 0},
    ]


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        pytest.param("b.md", b"# x", "b.md: error: markdown holds neither terms nor translations; see", id="Markdown"),
        pytest.param(
            "b.txt",
            b"x",
            "b.txt: error: text holds neither terms nor translations; if it is a table of terms, say --as terms",
            id="text",
        ),
        pytest.param("b.docx", b"PK", "b.docx: error: cannot tell the format", id="no format"),
        pytest.param("terms", None, "terms: error: a directory; name the files in it", id="directory"),
        pytest.param("none.po", None, "none.po: error: cannot be read: No such file", id="not there"),
        pytest.param("b.po", PO.encode("utf-16"), "b.po: error: the file is UTF-16", id="UTF-16"),
        pytest.param("b.tsv.xz", lzma.compress(TSV.encode())[:-9], "b.tsv.xz: error: damaged, cut", id="cut short"),
        pytest.param("b.tsv.gz", b"\x1f\x8bx", "b.tsv.gz: error: damaged, cut", id="damaged"),
        pytest.param("b.tmx", TMX.encode()[:-20], "b.tmx:1:304: error: the file ends", id="half of a memory"),
        pytest.param("b.tsv", b"cat\tKatze\n", "b.tsv:1:1: error: both columns look like en", id="what?"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_line_and_the_others_are_kept(
    project: Path, name: str, data: bytes | None, error: str
) -> None:
    if data is not None:
        (project / name).write_bytes(data)
    run = gloss("import", name, "a.tsv", cwd=project)
    assert run.returncode == 2
    assert run.stdout.splitlines()[-1] == "a.tsv: 2 added"
    [line] = run.stderr.splitlines()
    assert line.startswith(error)
    assert len(kept(project)) == 3


def test_a_name_that_is_no_text_is_told_and_the_others_are_kept(project: Path) -> None:
    name = os.fsdecode(b"\xff.tsv")
    try:
        (project / name).write_text(TSV, encoding="utf-8")
    except OSError:
        pytest.skip("no such names here")
    run = gloss("import", name, "a.tsv", "--format", "json", cwd=project)
    assert run.returncode == 2
    assert [row["path"] for row in json.loads(run.stdout)] == ["a.tsv"]
    assert run.stderr == "\\udcff.tsv: error: a file with such a name cannot be remembered; rename it\n"


def test_a_catalogue_in_one_language_is_doubted(project: Path) -> None:
    (project / "x.po").write_text('msgid "Server"\nmsgstr "Serveur"\n', encoding="utf-8")
    run = gloss("import", "x.po", cwd=project)
    assert (run.returncode, run.stdout) == (0, "x.po: 1 added\n")
    assert run.stderr.startswith("x.po:1:1: warning: source and target both look like en; ")
    assert gloss("import", "x.po", "--lang", "en:fr", cwd=project).stderr == ""


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        pytest.param("exports/galtransl/en-zh-Hans.txt", [], id="of a tool, as only that tool reads it"),
        pytest.param("notes.md", ["--as", "terms"], id="as terms"),
        pytest.param("notes.md", [], id="as what it says"),
    ],
)
def test_a_text_holds_nothing_to_be_imported(project: Path, name: str, arguments: list[str]) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text("disk\t磁盘\tfor storage\n", encoding="utf-8")
    run = gloss("import", name, *arguments, cwd=project)
    assert (run.returncode, run.stdout) == (2, "")
    assert "holds neither terms nor translations; " in run.stderr


@pytest.mark.parametrize(
    ("data", "langs"),
    [
        pytest.param("The disk is full.,磁盘已满。\nThe file is gone.,文件不见了。\n", [], id="two columns"),
        pytest.param("en,zh\nThe disk is full.,磁盘已满。\nThe file is gone.,文件不见了。\n", [], id="named"),
        pytest.param(
            "zh,en\n磁盘已满。,The disk is full.\n文件不见了。,The file is gone.\n", ["--lang", "en:zh"], id="turned"
        ),
    ],
)
def test_sentences_in_two_columns_are_translations_if_somebody_says_so(
    project: Path, data: str, langs: list[str]
) -> None:
    (project / "tr.csv").write_text(data, encoding="utf-8")
    run = gloss("import", "tr.csv", "--as", "memory", *langs, cwd=project)
    assert (run.returncode, run.stdout, run.stderr) == (0, "tr.csv: 2 added\n", "")
    assert kept(project)[1:] == ["The disk is full.\t磁盘已满。", "The file is gone.\t文件不见了。"]


def test_which_of_three_languages_are_translations_somebody_must_say(project: Path) -> None:
    (project / "tr.csv").write_text("en,zh-Hans,zh-TW\nDisk,磁盘,磁碟\n", encoding="utf-8")
    run = gloss("import", "tr.csv", "--as", "memory", cwd=project)
    assert run.returncode == 2
    assert "holds texts in en, zh-Hans, zh-TW; name two of them, as in --lang en:zh-Hans" in run.stderr
    assert gloss("import", "tr.csv", "--as", "memory", "--lang", "en:zh-TW", cwd=project).returncode == 0
    assert kept(project)[1:] == ["Disk\t磁碟"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("disk\t磁盘\tfor storage\nfile\t文件\n".encode(), id="a glossary of OmegaT, made by hand"),
        pytest.param('disk\t磁盘\t"is" a quote\nfile\t文件\n'.encode(), id="quotes mean nothing to OmegaT"),
        pytest.param("en\tzh\r\ndisk\t磁盘\r\nfile\t文件\r\n".encode("utf-16"), id="Excel's Unicode Text"),
        pytest.param("source\ttarget\tnote\ndisk\t磁盘\t\nfile\t文件\t\n".encode(), id="columns with names"),
        pytest.param("disk,磁盘\nfile,文件\n".encode(), id="commas"),
    ],
)
def test_a_text_is_a_table_of_terms_if_somebody_says_so(project: Path, data: bytes) -> None:
    (project / "words.txt").write_bytes(data)
    run = gloss("import", "words.txt", "--as", "terms", cwd=project)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines()[:2] == ["  + disk: disk / 磁盘", "  + file: file / 文件"]


def test_bad_lines_are_told_and_the_others_are_kept(project: Path) -> None:
    (project / "b.tsv").write_bytes("Disk\t磁盘\nno tab\n".encode() + b"\xff\tx\n" + "File\t文件\ta\tb\tc\n".encode())
    run = gloss("import", "b.tsv", cwd=project)
    assert (run.returncode, run.stdout) == (2, "b.tsv: 2 added\n")
    assert [line.split(": ")[:2] for line in run.stderr.splitlines()] == [
        ["b.tsv:2:1", "error"],
        ["b.tsv:3:1", "error"],
        ["b.tsv:4:13", "warning"],
    ]


def test_a_file_is_kept_whole_or_not_at_all(project: Path) -> None:
    lines = "".join(f"line {number}\t第 {number} 行\n" for number in range(30_000)).encode()
    (project / "b.tsv.gz").write_bytes(gzip.compress(lines)[:-100])
    assert gloss("import", "b.tsv.gz", cwd=project).returncode == 2
    assert kept(project) == []


@pytest.mark.parametrize(
    ("lang", "pair"),
    [
        pytest.param("en:zh-TW", "en\tzh-TW", id="colon"),
        pytest.param("en>zh_tw", "en\tzh-TW", id="as in the design, a tag as it is typed"),
        pytest.param("en-GB:zh-Hant", "en-GB\tzh-Hant", id="varieties"),
    ],
)
def test_languages_may_be_given(project: Path, lang: str, pair: str) -> None:
    for name in ("a.tsv", "zh_CN.po"):
        assert gloss("import", name, "--lang", lang, cwd=project).returncode == 0
    assert kept(project)[0] == pair


@pytest.mark.parametrize(
    ("lang", "error"),
    [
        pytest.param("zh-TW", "write source and target, as in en:zh-Hans", id="one"),
        pytest.param("en:english!", "not a language tag", id="no tag"),
        pytest.param("en:", "not a language tag", id="half"),
        pytest.param("zh_CN:zh-Hans", "both zh-Hans", id="twice the same"),
    ],
)
def test_other_languages_are_refused(project: Path, lang: str, error: str) -> None:
    run = gloss("import", "a.tsv", "--lang", lang, cwd=project)
    assert (run.returncode, run.stdout, error in run.stderr) == (2, "", True)
    assert len(run.stderr.splitlines()) == 1


def test_a_terminal_is_given_nothing_it_could_obey(project: Path) -> None:
    name = "\x1b[31m\u202e.tsv"
    (project / name).write_text("bad\n" + TSV, encoding="utf-8")
    run = gloss("import", name, cwd=project)
    assert run.stdout.startswith("\\x1b[31m\\u202e.tsv: ")
    assert run.stderr.startswith("\\x1b[31m\\u202e.tsv:1:1")


def test_a_memory_that_cannot_be_used_is_one_line_however_many_files(project: Path) -> None:
    (project / ".gloss").mkdir()
    (project / ".gloss" / "memory.db").write_bytes(b"no database" * 1_000)
    run = gloss("import", "a.tsv", "zh_CN.po", cwd=project)
    assert (run.returncode, run.stdout) == (2, "")
    [line] = run.stderr.splitlines()
    assert line.startswith(".gloss/memory.db: error: ")


def test_help_shows_how(project: Path) -> None:
    assert "gloss import memory.tmx --lang en:zh-Hans" in gloss("import", "--help", cwd=project).stdout
    assert gloss("import", cwd=project).returncode == 2
