"""What editors/vim says works as pasted, in the Vim that is here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pages import PAGES, PATIENCE, project
from vim import Vim, program

PAGE = PAGES / "vim" / "gloss.vim"
MENU = "complete_info(['items'])['items']"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    program()
    project(tmp_path)
    return tmp_path


def remember(directory: Path, source: str, target: str) -> None:
    (directory / "m.tsv").write_text(f"{source}\t{target}\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "glossary", "import", "m.tsv"],
        cwd=directory,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


# name: file, text, keys to the spot, what the menu shows, keys that choose, text afterwards; what was typed before the
# spot is replaced, what stands behind it stays
CHOSEN = {
    "initials behind wide characters": (
        "x.md",
        "😀𠮷我们用zl。\n",
        "G$i",
        ["蒸馏", "distillation"],
        "",
        "😀𠮷我们用蒸馏。\n",
    ),
    "the second offer": (
        "x.md",
        "😀𠮷我们用zl。\n",
        "G$i",
        ["蒸馏", "distillation"],
        "\x0e",
        "😀𠮷我们用distillation。\n",
    ),
    "back to what was typed": ("x.md", "用zl。\n", "G$i", ["蒸馏", "distillation"], "\x10", "用zl。\n"),
    "behind a character of several code points": (
        "x.md",
        "é👨‍👩‍👧 用zhengliu。\n",
        "G$i",
        ["蒸馏", "distillation"],
        "",
        "é👨‍👩‍👧 用蒸馏。\n",
    ),
    "a letter under the original": (
        "x.md",
        "😀 The distillation.\n\nd\n",
        "GA",
        ["蒸馏", "distillation"],
        "",
        "😀 The distillation.\n\n蒸馏\n",
    ),
    "a letter, chosen with CTRL-N": (
        "x.md",
        "😀 The distillation.\n\nd\n",
        "GA",
        ["蒸馏", "distillation"],
        "\x0e\x10",
        "😀 The distillation.\n\n蒸馏\n",
    ),
    "nothing yet": ("x.md", "😀 The distillation.\n\n  \n", "GA", ["蒸馏"], "", "😀 The distillation.\n\n  蒸馏\n"),
    "a past translation in the place of all that was written": (
        "x.md",
        "We lost the server.\n\n我𠮷d丢了\n",
        "G0fda",
        ["服务器丢了。", "蒸馏", "distillation"],
        "",
        "We lost the server.\n\n服务器丢了。\n",
    ),
    "a past translation in a catalogue": (
        "zh.po",
        'msgid "We lost the server."\nmsgstr "😀d x"\n',
        "G0fda",
        ["服务器丢了。", "蒸馏", "distillation"],
        "",
        'msgid "We lost the server."\nmsgstr "服务器丢了。"\n',
    ),
    "a term in a catalogue": (
        "zh.po",
        'msgid "The \\"distillation\\""\nmsgstr "😀𠮷zl"\n',
        "G$i",
        ["蒸馏", "distillation"],
        "",
        'msgid "The \\"distillation\\""\nmsgstr "😀𠮷蒸馏"\n',
    ),
}


@pytest.mark.parametrize("name", CHOSEN)
def test_what_is_chosen_takes_the_place_of_what_was_typed(here: Path, name: str) -> None:
    file, before, spot, offered, choose, after = CHOSEN[name]
    if "服务器丢了。" in offered:
        remember(here, "We lost the server.", "服务器丢了。")
    (here / file).write_text(before, encoding="utf-8", newline="")
    with Vim(PAGE, here, file) as vim:
        vim.keys(f"{spot}\x18\x15")
        shown = [item["abbr"] or item["word"] for item in vim.until(MENU)]
        assert shown == offered
        vim.keys(f"{choose}\x19\x1b:wq\r")
        assert vim.process.wait(PATIENCE) == 0
    assert (here / file).read_text(encoding="utf-8") == after


# name: a catalogue, keys to the spot, what is asked about, with escapes as in TSV
ASKED = {
    "escapes, on several lines": (
        'msgid ""\n"We lost\\n"\n"the \\\\server.\\t"\nmsgstr "d"\n',
        "G0fda",
        "We lost\\nthe \\\\server.\\t",
    ),
    "the singular": (
        'msgid "We lost a server."\nmsgid_plural "Servers are gone."\nmsgstr[0] "d"\nmsgstr[1] ""\n',
        "Gk0fda",
        "We lost a server.",
    ),
    "the plural": (
        'msgid "We lost a server."\nmsgid_plural "Servers are gone."\nmsgstr[0] ""\nmsgstr[1] "d"\n',
        "G0fda",
        "Servers are gone.",
    ),
    "the only form, as Chinese has it": (
        'msgid "We lost a server."\nmsgid_plural "Servers are gone."\nmsgstr[0] "d"\n\nmsgid "x"\nmsgstr[1] ""\n',
        "2G0jfda",
        "Servers are gone.",
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_the_original_in_a_catalogue_is_what_its_entry_says(here: Path, name: str) -> None:
    catalogue, spot, source = ASKED[name]
    remember(here, source, "丢了。")
    (here / "zh.po").write_text(catalogue, encoding="utf-8", newline="")
    with Vim(PAGE, here, "zh.po") as vim:
        vim.keys(f"{spot}\x18\x15")
        [past] = [item["menu"] for item in vim.until(MENU) if item["word"] == "丢了。"]
        assert past.startswith("100 ")


def test_what_is_known_is_shown_at_the_cursor(here: Path) -> None:
    remember(here, "服务器丢了。", "We lost the server.")
    (here / "x.md").write_text("😀𠮷 这份使用条例很长。\n服务器丢了！\n", encoding="utf-8")
    shown = "map(popup_list(), {_, each -> getbufline(winbufnr(each), 1, '$')})"
    with Vim(PAGE, here, "x.md") as vim:
        vim.keys("gg0f条K")
        assert vim.until(shown) == [["使用条例 (forbidden) → terms of service"]]
        vim.keys("j")
        vim.until("empty(popup_list())")
        vim.keys("K")
        [lines] = vim.until(shown)
        assert lines[1] == "We lost the server!"
        assert vim.ask("v:errmsg") == ""


def test_an_answer_that_comes_too_late_changes_nothing(here: Path) -> None:
    (here / "x.md").write_text("用zl\n", encoding="utf-8")
    with Vim(PAGE, here, "x.md") as vim:
        vim.keys("GA\x18\x15x\x18\x15")
        vim.until("len(filter(job_info(), {_, each -> job_status(each) ==# 'run'})) == 1")
        vim.keys("\x08\x18\x15")
        vim.until(MENU)
        vim.keys("\x19\x1b:wq\r")
        assert vim.process.wait(PATIENCE) == 0
    assert (here / "x.md").read_text(encoding="utf-8") == "用蒸馏\n"
