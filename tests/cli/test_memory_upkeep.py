"""`gloss memory list`, `delete`: which unit is which, and nothing that is deleted is lost."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest
from running import gloss

TSV = """\
The connection was lost.\t连接已断开。
Read the terms of service.\t请阅读服务条款。
Terms apply.\t适用条款。
"""


def memory(*arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return gloss("memory", *arguments, cwd=cwd, **env)


@pytest.fixture
def full(project_dir: Path, warm: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GLOSS_CACHE_DIR", warm)
    (project_dir / "terms" / "law.yaml").write_text("concepts:\n  - 服务条款/terms of service\n", encoding="utf-8")
    (project_dir / "a.tsv").write_text(TSV, encoding="utf-8")
    memory("import", "a.tsv", cwd=project_dir)
    memory("add", "服务器", "server", cwd=project_dir)
    return project_dir


def numbers(cwd: Path, *arguments: str) -> list[int]:
    return [each["number"] for each in json.loads(memory("list", *arguments, "--format", "json", cwd=cwd).stdout)]


def test_a_list_has_numbers_and_places(full: Path) -> None:
    assert memory("list", "--document", "a.tsv", "--limit", "2", cwd=full).stdout.splitlines() == [
        "     1  The connection was lost.",
        "        连接已断开。",
        "        a.tsv:1",
        "     2  Read the terms of service.",
        "        请阅读服务条款。",
        "        a.tsv:2",
    ]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        pytest.param([], [1, 2, 3, 4], id="all"),
        pytest.param(["--limit", "2"], [1, 2], id="the first"),
        pytest.param(["--lang", "zh:en"], [4], id="of a pair"),
        pytest.param(["--lang", "en:zh-TW"], [], id="of a pair that is not there"),
        pytest.param(["--document", "gloss memory add"], [4], id="typed"),
        pytest.param(["--document", "./a.tsv"], [1, 2, 3], id="a path written otherwise"),
        pytest.param(["--document", "b.tsv"], [], id="an unknown document"),
        pytest.param(["--search", "条款"], [3, 2], id="with a word"),
        pytest.param(["--search", "条款", "--document", "gloss memory add"], [], id="with a word, elsewhere"),
        pytest.param(["--untranslated"], [], id="without a translation"),
    ],
)
def test_what_is_listed(full: Path, arguments: list[str], found: list[int]) -> None:
    assert numbers(full, *arguments) == found
    assert memory("list", *arguments, cwd=full).returncode == (0 if found else 1)


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        pytest.param(["2"], [1, 3, 4], id="by number"),
        pytest.param(["2", "4", "2"], [1, 3], id="by numbers, one of them twice"),
        pytest.param(["--document", "a.tsv"], [4], id="by document"),
        pytest.param(["--search", "terms of service"], [1, 3, 4], id="by words"),
        pytest.param(["--search", "条款", "--lang", "en:zh-Hans"], [1, 4], id="by words and languages"),
    ],
)
def test_what_is_deleted_is_gone_and_comes_back(full: Path, arguments: list[str], left: list[int]) -> None:
    dry = memory("delete", *arguments, "--dry-run", cwd=full)
    assert (dry.returncode, numbers(full)) == (0, [1, 2, 3, 4])
    assert dry.stdout.splitlines()[-1].startswith("Would delete ")
    run = memory("delete", *arguments, cwd=full)
    assert (run.returncode, numbers(full)) == (0, left)
    assert run.stdout.splitlines()[-1].endswith("`gloss memory delete --undo` undoes this.")
    assert memory("delete", "--undo", cwd=full).returncode == 0
    assert numbers(full) == [1, 2, 3, 4]


def test_it_says_what_goes(full: Path) -> None:
    memory("add", "服务器", "the server", cwd=full)
    assert memory("delete", "5", cwd=full).stdout.splitlines() == [
        "     5  服务器 → the server",
        "Deleted 1 unit and 1 older ones of them. `gloss memory delete --undo` undoes this.",
    ]
    assert memory("search", "服务器", cwd=full).returncode == 1
    assert "server" not in gloss("suggest", "服务器", cwd=full).stdout
    assert memory("stats", cwd=full).stdout.splitlines()[:3] == ["3  units", "0  replaced", "2  deleted"]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        pytest.param([], 2, "nothing to delete; give numbers", id="nothing said"),
        pytest.param(["9"], 2, "no unit has the number 9; `gloss memory list`", id="an unknown number"),
        pytest.param(["1", "9", "10"], 2, "no unit has the number 9, 10;", id="one of several"),
        pytest.param(["x"], 2, "", id="no number"),
        pytest.param(["1", "--document", "a.tsv"], 2, "leave out --document", id="two ways at once"),
        pytest.param(["1", "--undo"], 2, "leave the rest out", id="undo and more"),
        pytest.param(["--undo"], 1, "Nothing was deleted.", id="nothing to take back"),
        pytest.param(["--search", "nowhere"], 1, "No such unit", id="nothing found"),
        pytest.param(["--lang", "en"], 2, "--lang: 'en' is one language", id="half a pair"),
    ],
)
def test_what_cannot_be_deleted(full: Path, arguments: list[str], status: int, says: str) -> None:
    run = memory("delete", *arguments, cwd=full)
    assert (run.returncode, says in run.stderr, numbers(full)) == (status, True, [1, 2, 3, 4])


def test_a_number_that_was_deleted_is_unknown(full: Path) -> None:
    memory("delete", "1", cwd=full)
    assert memory("delete", "1", cwd=full).returncode == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="whoever is root may write everywhere")
def test_a_memory_that_may_not_be_written(full: Path) -> None:
    (full / ".gloss").chmod(0o555)
    (full / ".gloss" / "memory.db").chmod(0o444)
    run = memory("delete", "1", cwd=full)
    assert (run.returncode, "cannot be written" in run.stderr) == (2, True)


def test_a_damaged_memory_is_named(full: Path) -> None:
    (full / ".gloss" / "memory.db").write_bytes(b"no database at all" * 100)
    run = memory("delete", "1", cwd=full)
    assert (run.returncode, "memory.db" in run.stderr) == (2, True)


def test_a_memory_of_the_first_version_is_brought_up_to_date(full: Path) -> None:
    with sqlite3.connect(full / ".gloss" / "memory.db") as connection:
        connection.execute("DROP TABLE deleted")
        connection.execute('ALTER TABLE batches DROP COLUMN "commit"')
        connection.execute("ALTER TABLE pairs DROP COLUMN deleted")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    assert numbers(full) == [1, 2, 3, 4]
    assert list((full / ".gloss").glob("memory.db.v1-*.bak"))
    memory("delete", "1", cwd=full)
    assert numbers(full) == [2, 3, 4]


def test_a_unit_knows_the_commit_of_its_file(full: Path) -> None:
    (full / "b.tsv").write_text("A file in git.\tgit 里的文件。\n", encoding="utf-8")
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@t.test"]
    for arguments in (["init", "-q"], ["add", "b.tsv"], ["commit", "-q", "-m", "x"]):
        if subprocess.run([*git, *arguments], cwd=full, capture_output=True).returncode:
            pytest.skip("git is not there")
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=full, capture_output=True, text=True).stdout.strip()
    memory("import", "b.tsv", cwd=full)
    (full / "b.tsv").write_text("A changed file.\t改过的文件。\n", encoding="utf-8")
    memory("import", "b.tsv", cwd=full)
    rows = json.loads(memory("list", "--document", "b.tsv", "--format", "json", cwd=full).stdout)
    assert [each["origin"]["commit"] for each in rows] == [head, None]
    assert f"b.tsv:1 at {head[:10]}" in memory("search", "git", cwd=full).stdout
    [match] = json.loads(gloss("suggest", "A file in git.", "--format", "json", cwd=full).stdout)["matches"][:1]
    assert match["origin"] == {"path": "b.tsv", "line": 1, "commit": head}
