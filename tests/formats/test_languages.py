"""The language of a text and of its passages: by name, by declaration, by letters."""

from __future__ import annotations

import pytest

from glossary.formats._languages import languages, named_language


@pytest.mark.parametrize(
    ("path", "lang", "exact"),
    [
        ("x.zh-cn.md", "zh-Hans", True),
        ("README_zh-TW.md", "zh-TW", True),
        ("README.zh-Hant.md", "zh-Hant", True),
        ("x.zh.md", "zh-Hans", False),
        ("x.en.md", "en", True),
        ("content/zh-tw/guide.md", "zh-TW", True),
        ("zh/x.en.md", "en", True),
        ("zh_CN.po", "zh-Hans", True),
        ("locale/zh_HK/LC_MESSAGES/django.po", "zh-HK", True),
        (r"docs\zh\x.md", "zh-Hans", False),
        ("x.ja.md", "ja", True),
    ],
)
def test_a_name_says_the_language(path: str, lang: str, exact: bool) -> None:
    assert named_language(path) == (lang, exact)


@pytest.mark.parametrize("path", ["README.md", "x.io.md", "messages.po", "v1.2.md", "/home/de/x.md", "notes", ""])
def test_a_name_says_nothing(path: str) -> None:
    assert named_language(path) is None


@pytest.mark.parametrize(
    ("path", "passages", "expected", "main"),
    [
        pytest.param("a.md", ["蒸馏攻击", "an attack"], ["zh-Hans", "en"], "zh-Hans", id="mixed-mostly-chinese"),
        pytest.param("a.md", ["One two three four", "蒸馏"], ["en", "zh-Hans"], "en", id="mixed-mostly-english"),
        pytest.param("a.md", ["The term 蒸馏 means to distil here"], ["en"], "en", id="english-quotes-chinese"),
        pytest.param("a.md", ["使用 Kubernetes 部署 API Gateway"], ["zh-Hans"], "zh-Hans", id="chinese-with-names"),
        pytest.param("a.zh.md", ["安装 Kubernetes Cluster API"], ["zh-Hans"], "zh-Hans", id="names-prevail-in-chinese"),
        pytest.param("a.md", ["設定值", "服務條款", "软件"], ["zh-Hant"] * 3, "zh-Hant", id="variant-of-most"),
        pytest.param("a.zh.md", ["設定值與服務條款"], ["zh-Hant"], "zh-Hant", id="zh-alone-leaves-the-script-open"),
        pytest.param("a.zh-TW.md", ["設定", "API"], ["zh-TW", "en"], "zh-TW", id="taiwan-by-name"),
        pytest.param("a.en.md", ["软件"], ["zh-Hans"], "en", id="named-english"),
        pytest.param("a.en-GB.md", ["colour"], ["en-GB"], "en-GB", id="british-by-name"),
        pytest.param("a.ja.md", ["蒸留の攻撃"], ["ja"], "ja", id="japanese-is-not-chinese"),
        pytest.param("a.md", [], [], "en", id="nothing"),
    ],
)
def test_languages(path: str, passages: list[str], expected: list[str], main: str) -> None:
    assert languages(passages, path) == (expected, main)


def test_what_the_text_declares_counts_after_its_name() -> None:
    assert languages(["設定"], "a.md", "zh-HK") == (["zh-HK"], "zh-HK")
    assert languages(["設定"], "a.zh-TW.md", "zh-HK") == (["zh-TW"], "zh-TW")
