"""What `gloss pretranslate` says and writes: report, dry run, difference, JSON, exit status, interrupts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from running import GLOSS, PATIENCE, gloss

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: zh_CN\\n"\n\n'
OLD = HEADER + 'msgid "Open the file."\nmsgstr "打开文件。"\n\n#, c-format\nmsgid "Delete %s?"\nmsgstr "要删除吗？"\n'
NEW = (
    HEADER
    + 'msgid "Open the file."\nmsgstr ""\n\nmsgid "Open the files."\nmsgstr ""\n\n#, c-format\nmsgid "Delete %s?"\nmsgstr ""\n\nmsgid "x"\nmsgstr "甲"\n'
)
DONE = (
    HEADER
    + 'msgid "Open the file."\nmsgstr "打开文件。"\n\n#, fuzzy\n#| msgid "Open the file."\nmsgid "Open the files."\nmsgstr "打开文件。"\n\n#, c-format\nmsgid "Delete %s?"\nmsgstr ""\n\nmsgid "x"\nmsgstr "甲"\n'
)


@pytest.fixture
def home(tmp_path: Path, warm: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GLOSS_CACHE_DIR", warm)
    (tmp_path / "terms").mkdir()
    (tmp_path / "old.po").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.po").write_text(NEW, encoding="utf-8")
    assert gloss("import", "old.po", cwd=tmp_path).returncode == 0
    return tmp_path


def test_a_file_is_filled(home: Path) -> None:
    run = gloss("pretranslate", "new.po", cwd=home)
    assert run.returncode == 0
    assert run.stderr == ""
    assert run.stdout.splitlines() == [
        "new.po: 2 filled (1 exact, 1 fuzzy; 6 words), 1 left (1 word), 1 translated already",
        "  new.po:13: 100 not used: '%s' of the source is missing; put it where its value belongs [placeholder-missing]",
    ]
    assert (home / "new.po").read_text(encoding="utf-8") == DONE
    again = gloss("pretranslate", "new.po", cwd=home)
    assert again.returncode == 1
    assert "0 filled, 1 left (1 word), 2 translated already, 1 kept as drafts" in again.stdout
    assert (home / "new.po").read_text(encoding="utf-8") == DONE


def test_nothing_is_written_by_a_trial(home: Path) -> None:
    run = gloss("pretranslate", "new.po", "--dry-run", cwd=home)
    assert run.stdout.startswith("new.po: 2 to fill")
    diff = gloss("pretranslate", "new.po", "--diff", cwd=home)
    assert diff.returncode == 0
    assert '+msgstr "打开文件。"' in diff.stdout.splitlines()
    assert (home / "new.po").read_text(encoding="utf-8") == NEW
    patched = subprocess.run(["patch", "-s", "new.po"], cwd=home, input=diff.stdout.encode(), check=False)
    assert patched.returncode == 0
    assert (home / "new.po").read_text(encoding="utf-8") == DONE


def test_json(home: Path) -> None:
    run = gloss("pretranslate", "new.po", "--format", "json", "--min-score", "90", cwd=home)
    (said,) = json.loads(run.stdout)
    assert said["by"] == {"exact": 1}
    assert said["filled"] == [
        {
            "source": "Open the file.",
            "target": "打开文件。",
            "by": "exact",
            "score": 100.0,
            "certain": True,
            "doubts": [],
            "match": "Open the file.",
            "match_origin": {"path": "old.po", "line": 6},
            "origin": {"path": "new.po", "line": 6},
        }
    ]
    assert (said["left"], said["translated"], said["drafts"], said["changed"]) == (2, 1, 0, True)
    assert [each["origin"]["line"] for each in said["refused"]] == [13]


def test_a_broken_file_stays_and_the_others_are_filled(home: Path) -> None:
    (home / "bad.po").write_bytes(b"\xff\0")
    run = gloss("pretranslate", "bad.po", "new.po", "there-is-none.po", cwd=home)
    assert run.returncode == 2
    assert [line.split(":")[0] for line in run.stderr.splitlines()] == ["bad.po", "there-is-none.po"]
    assert (home / "bad.po").read_bytes() == b"\xff\0"
    assert (home / "new.po").read_text(encoding="utf-8") == DONE


def test_several_files_have_a_total(home: Path) -> None:
    (home / "more.po").write_text(NEW, encoding="utf-8")
    run = gloss("pretranslate", "new.po", "more.po", cwd=home)
    assert (
        "total: 4 filled (2 exact, 2 fuzzy; 12 words), 2 left (2 words), 2 translated already"
        in run.stdout.splitlines()
    )


def test_a_text_and_its_translation(home: Path) -> None:
    (home / "guide.md").write_text("# Guide\n\nOpen the file.\n", encoding="utf-8")
    run = gloss("pretranslate", "guide.md", "--into", "guide.zh.md", cwd=home)
    assert run.stdout == "guide.zh.md: 1 filled (1 exact; 3 words), 1 left (1 word), 1 inserted untranslated\n"
    assert (home / "guide.zh.md").read_text(encoding="utf-8") == "# Guide\n\n打开文件。\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("guide.md", "new.po", "--into", "a.md"), "one FILE", id="two files into one"),
        pytest.param(("new.po", "--lang", "en"), "one language", id="half a pair"),
        pytest.param(("new.po", "--min-score", "101"), "min-score", id="too high"),
        pytest.param(("old.tmx",), "old.tmx", id="no such file"),
    ],
)
def test_wrong_use(home: Path, arguments: tuple[str, ...], said: str) -> None:
    run = gloss("pretranslate", *arguments, cwd=home)
    assert run.returncode == 2
    assert said in run.stderr


def test_without_a_memory(tmp_path: Path) -> None:
    (tmp_path / "terms").mkdir()
    (tmp_path / "new.po").write_text(NEW, encoding="utf-8")
    run = gloss("pretranslate", "new.po", cwd=tmp_path)
    assert run.returncode == 1
    assert "gloss import FILE" in run.stderr
    assert (tmp_path / "new.po").read_text(encoding="utf-8") == NEW


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT to send")
def test_an_interrupt_leaves_the_file_that_is_being_filled(home: Path) -> None:
    entries = "".join(f'msgid "Open the file number {at} of all the files."\nmsgstr ""\n\n' for at in range(30_000))
    text = HEADER + entries
    (home / "big.po").write_text(text, encoding="utf-8")
    process = subprocess.Popen(
        [*GLOSS, "pretranslate", "new.po", "big.po"],
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0,
    )
    while process.poll() is None and (home / "new.po").read_text(encoding="utf-8") == NEW:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    out, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert b"big.po" not in out
    assert (home / "big.po").read_text(encoding="utf-8") == text
    assert not list(home.glob(".*gloss-tmp"))


def test_a_repair_is_named_once(home: Path) -> None:
    (home / "more.po").write_text(
        HEADER + 'msgid "Keep 5 copies of each file."\nmsgstr "每个文件保留 5 份副本。"\n', "utf-8"
    )
    (home / "job.po").write_text(HEADER + 'msgid "Keep 7 copies of each file."\nmsgstr ""\n', "utf-8")
    assert gloss("import", "more.po", cwd=home).returncode == 0
    run = gloss("pretranslate", "job.po", cwd=home)
    assert "每个文件保留 7 份副本。" in (home / "job.po").read_text("utf-8")
    assert [line.split(": ", 1)[1] for line in run.stdout.splitlines()[1:]] == ["99.5 repaired: 1 number (was 98)"]
