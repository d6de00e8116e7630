"""What editors/neovim says works as pasted, in the Neovim that is here."""

from __future__ import annotations

from pathlib import Path

import pytest
from neovim import Neovim
from pages import CORRECT, PATIENCE, TERMS, project

pytest.importorskip("pygls")

CHOOSE = """(function()
  vim.ui.select = function(actions, options, chosen)
    for number, action in ipairs(actions) do
      if options.format_item(action):find('TITLE', 1, true) then return chosen(action, number) end
    end
  end
  return true
end)()"""
FLOATING = """(function()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, true), '\\n')
    end
  end
end)()"""


def test_a_term_is_completed_shown_and_corrected_behind_wide_characters(tmp_path: Path) -> None:
    text = project(tmp_path)
    with Neovim(tmp_path, text.name) as neovim:
        found = neovim.until("vim.diagnostic.get(0)")
        assert [(each["lnum"], each["source"]) for each in found] == [(0, "gloss")]
        line = text.read_bytes().split(b"\n")[0]
        assert line[found[0]["col"] : found[0]["end_col"]].decode() == "使用条例"

        neovim.keys("gg0f条K")
        assert "terms of service" in neovim.until(FLOATING)

        assert neovim.lua(CHOOSE.replace("TITLE", "Replace by"))
        neovim.keys("gra")
        assert neovim.until("vim.fn.getline(1):find('服务条款', 1, true) and vim.fn.getline(1)")

        # Neovim from 0.11 on has a function of its own for the language server, and offers while one types.
        neovim.keys("G$i<C-x><C-u>" if "0.7" in neovim.page.name else "G$i<C-x><C-o>")
        neovim.until("vim.fn.pumvisible() == 1")
        offered = neovim.lua("vim.fn.complete_info({'items'}).items")
        assert [each["abbr"] for each in offered] == ["蒸馏", "distillation"]
        neovim.keys("<C-y><Esc>:wq<CR>")
        neovim.process.wait(PATIENCE)
    assert text.read_text(encoding="utf-8") == CORRECT


def test_what_is_selected_becomes_a_term(tmp_path: Path) -> None:
    text = project(tmp_path)
    with Neovim(tmp_path, text.name) as neovim:
        assert neovim.until("vim.diagnostic.get(0)")
        assert neovim.lua(CHOOSE.replace("TITLE", "Add “使用” as a term"))
        neovim.keys("gg0f条hhvlgra")
        neovim.until("vim.fn.system('tail -n 1 terms/ai.yaml'):find('- 使用', 1, true)")
    assert (tmp_path / "terms" / "ai.yaml").read_text(encoding="utf-8") == f"{TERMS}  - 使用\n"
