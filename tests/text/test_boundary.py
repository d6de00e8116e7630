"""Where a term may begin and end, in Chinese, in English, and where they meet."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.text.boundary import is_border, is_whole


@pytest.mark.parametrize(
    ("text", "term", "whole"),
    [
        pytest.param("打开Git仓库", "Git", True, id="Latin between Han"),
        pytest.param("打开 Git 仓库", "Git", True, id="Latin between spaces"),
        pytest.param("打开GitHub", "Git", False, id="beginning of a Latin word"),
        pytest.param("用legit的方法", "git", False, id="end of a Latin word"),
        pytest.param("GPT4", "GPT", False, id="digit after letters"),
        pytest.param("4GPT", "GPT", False, id="digit before letters"),
        pytest.param("GPT-4", "GPT", True, id="hyphen after letters"),
        pytest.param("５Ｇ网络", "Ｇ", False, id="full-width digit before full-width letter"),
        pytest.param("第4章", "4", True, id="digit between Han"),
        pytest.param("16", "6", False, id="digit in a number"),
        pytest.param("Musk's", "Musk", True, id="possessive"),
        pytest.param("Musk’s", "Musk", True, id="curly possessive"),
        pytest.param("用蒸馏法", "蒸馏", True, id="Han between Han"),
        pytest.param("a蒸馏b", "蒸馏", True, id="Han between Latin"),
        pytest.param("蒸馏", "蒸馏", True, id="all of a Chinese text"),
        pytest.param("Git", "Git", True, id="all of an English text"),
        pytest.param("Git仓库", "Git", True, id="at the beginning of a text"),
        pytest.param("打开Git", "Git", True, id="at the end of a text"),
        pytest.param("GitのAPI", "API", True, id="after hiragana"),
        pytest.param("GitリポジトリをGitで", "Git", True, id="before katakana"),
        pytest.param("Gitﾘﾎﾟ", "Git", True, id="before half-width kana"),
        pytest.param("か\u3099っこう", "か", False, id="kana before its combining sound mark"),
        pytest.param("ㄅㄆGit", "Git", True, id="after bopomofo"),
        pytest.param("𠀀Git𠀀", "Git", True, id="between astral Han"),
        pytest.param("cafe\u0301", "cafe", False, id="before a combining mark"),
        pytest.param("cafe\u0301s", "cafe\u0301", False, id="a letter after a combining mark"),
        pytest.param("cafe\u0301 noir", "cafe\u0301", True, id="a space after a combining mark"),
        pytest.param("葛\U000e0100城", "葛", False, id="before a variation selector"),
        pytest.param("👨\u200d👩", "👨", False, id="before a joiner"),
        pytest.param("Gitа", "Git", False, id="Cyrillic joined to Latin"),
        pytest.param("한국어를", "한국어", False, id="Korean has words"),
        pytest.param("snake_case", "case", True, id="underscore"),
        pytest.param("C++11", "C", True, id="plus sign"),
        pytest.param("😀Git😀", "Git", True, id="between emoji"),
    ],
)
def test_is_whole(text: str, term: str, whole: bool) -> None:
    at = text.index(term)
    assert is_whole(text, at, at + len(term)) is whole


@pytest.mark.parametrize(
    ("left", "right"), [("", ""), ("", "a"), ("a", ""), ("", "中"), ("中", ""), ("", "\u0301"), ("\u0301", "")]
)
def test_the_edge_of_a_text_is_a_border(left: str, right: str) -> None:
    assert is_border(left, right)


@settings(max_examples=300)
@given(st.text(), st.data())
def test_the_pair_around_a_place_decides(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    borders = [not text[:at] or not text[at:] or is_border(text[at - 1], text[at]) for at in (start, end)]
    assert is_whole(text, start, end) is all(borders)
