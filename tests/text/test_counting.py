"""How much there is to translate: words, Han characters, and what is only copied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.text.codes import codes
from glossary.text.counting import Volume, volume


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The server is down.", Volume(words=4), id="English: words"),
        pytest.param("服务器已停止。", Volume(characters=6), id="Chinese: characters, punctuation is none"),
        pytest.param("用 Python 写的", Volume(words=1, characters=3), id="mixed: both"),
        pytest.param("Don't e-mail GPT-4", Volume(words=3), id="what joins a word stays in it"),
        pytest.param("read/write", Volume(words=2), id="a slash is between words"),
        pytest.param("1,000 of 2024-01-02", Volume(words=1, numbers=2), id="numbers are apart"),
        pytest.param("3D in 1.5x", Volume(words=3), id="a number within a word is a word"),
        pytest.param("共 1600 万行", Volume(characters=3, numbers=1), id="a number in Chinese"),
        pytest.param("%d files in {name}", Volume(words=2, codes=2), id="placeholders are apart"),
        pytest.param("打开 %s 文件", Volume(characters=4, codes=1), id="a placeholder in Chinese"),
        pytest.param("a https://example.com/b c", Volume(words=2, codes=1), id="an address is no word"),
        pytest.param("𠮷野家", Volume(characters=3), id="Han beyond the first plane"),
        pytest.param("cafe\u0301 au lait", Volume(words=3), id="a combining mark belongs to its letter"),
        pytest.param(" … —— ", Volume(), id="nothing but punctuation"),
    ],
)
def test_volume(text: str, expected: Volume) -> None:
    assert volume(text, codes(text)) == expected


@given(st.text())
def test_two_texts_have_what_each_has(text: str) -> None:
    one, both = volume(text), volume(f"{text}\n{text}")
    assert both == Volume(*(2 * count for count in one))
