"""Rules for linters: exact files, what their patterns find, and the linters themselves where they are installed.

`GLOSS_TEST_NODE_MODULES` names a directory with textlint, textlint-rule-prh, cspell and autocorrect-node.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from nasty import NASTY, is_unicode
from ruamel.yaml import YAML
from some_terms import CONCEPTS, PAIR, exported, term, text, zh

from glossary.model import Case, Concept
from glossary.profiles import export, profile_of
from glossary.profiles._rules import ignores_case, pattern, rules

WORD = "(?<![0-9A-Za-zÀ-ɏ])", "(?![0-9A-Za-zÀ-ɏ])"


def test_prh() -> None:
    before, after = WORD
    assert text("prh") == (
        "version: 1\n"
        "rules:\n"
        "  - expected: terms of service\n"
        f"    pattern: /{before}user agreement{after}/i\n"
        "    specs:\n"
        "      - from: user agreement\n"
        "        to: terms of service\n"
        "  - expected: 服务条款\n"
        "    pattern: /(?!(?<=最终)用户协议)用户协议/i\n"
        "    prh: 另指 EULA\n"
        "    specs:\n"
        "      - from: 用户协议\n"
        "        to: 服务条款\n"
        "  - expected: 服务条款\n"
        "    pattern: /使用条例/i\n"
        "    specs:\n"
        "      - from: 使用条例\n"
        "        to: 服务条款\n"
        "  - expected: allowlist\n"
        f"    pattern: /{before}whitelist{after}/i\n"
        "    specs:\n"
        "      - from: whitelist\n"
        "        to: allowlist\n"
    )


def test_vale() -> None:
    before, after = WORD
    files = {file.name: file.data.decode() for file in export(profile_of("vale"), CONCEPTS, [PAIR])}
    head = "ignorecase: false\nnonword: true\nvocab: false\n"
    assert files["styles/Gloss/Forbidden.yml"] == (
        "extends: substitution\nmessage: Use '%s' instead of '%s'.\nlevel: error\n" + head + "swap:\n"
        "  (?i:使用条例): 服务条款\n"
        f"  (?i:{before}whitelist{after}): allowlist\n"
    )
    assert YAML(typ="safe").load(files["styles/Gloss/Outdated.yml"])["swap"] == {
        f"(?i:{before}user agreement{after})": "terms of service",
        "(?i:(?!(?<=最终)用户协议)用户协议)": "服务条款",
    }
    assert YAML(typ="safe").load(files["styles/Gloss/ForbiddenWords.yml"])["tokens"] == []
    assert files["styles/config/vocabularies/Gloss/accept.txt"] == (
        '(?i)terms of service\nToS\n(?i)end-user license agreement\n(?i)allowlist\nDeepSeek\n(?i)=1\\+1, "so"\n(?i)fine\n'
    )


def test_vale_avoids_what_nothing_stands_for() -> None:
    concepts = [Concept("a", (zh("小编", "forbidden"),)), Concept("b", (term("synergy", status="deprecated"),))]
    files = {file.name: file.data.decode() for file in export(profile_of("vale"), concepts, [PAIR])}
    assert YAML(typ="safe").load(files["styles/Gloss/ForbiddenWords.yml"])["tokens"] == ["(?i:小编)"]
    assert len(YAML(typ="safe").load(files["styles/Gloss/OutdatedWords.yml"])["tokens"]) == 1


def test_vale_takes_long_patterns() -> None:
    longer = tuple(f"{n}模型" for n in range(200))
    concepts = [Concept("a", (zh("大模型"), zh("模型", "forbidden", not_inside=longer)))]
    (key,) = YAML(typ="safe").load(text("vale", concepts))["swap"]
    assert len(key) > 1_024


def test_cspell() -> None:
    assert json.loads(text("cspell")) == {
        "version": "0.2",
        "words": ["DeepSeek", "agreement", "allowlist", "fine", "license", "service", "terms", "user"],
        "flagWords": ["whitelist:allowlist"],
    }


def test_autocorrect() -> None:
    assert text("autocorrect") == (
        "rules:\n  spellcheck: 2\nspellcheck:\n  words:\n    - 使用条例 = 服务条款\n    - whitelist = allowlist\n"
    )


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        pytest.param("prh", [], id="prh: all of them"),
        pytest.param("vale", [], id="vale: all of them"),
        pytest.param("cspell", ["user agreement", "用户协议", "使用条例"], id="cspell: single words of letters only"),
        pytest.param(
            "autocorrect", ['=1+1, "so"', "user agreement", "用户协议"], id="autocorrect: nothing inside of other terms"
        ),
    ],
)
def test_what_a_linter_cannot_find_is_named(name: str, left_out: list[str]) -> None:
    messages = [finding.message for finding in exported(name).findings if "looked up" not in finding.message]
    assert [message.partition(" is not in the file")[0].partition(" (")[0] for message in messages] == left_out


@pytest.mark.parametrize("name", ["prh", "vale", "cspell", "autocorrect"])
def test_a_text_that_may_be_written_is_not_flagged(name: str) -> None:
    tos = Concept("tos", (term("terms"), term("consent", status="forbidden")))
    other = Concept("consent", (term("consent"), zh("同意")))
    file = exported(name, [tos, other])
    assert b"consent:" not in file.data
    assert b"consent =" not in file.data
    assert "may be written in another sense" in file.findings[0].message


def test_a_text_that_is_only_looked_up_may_be_written_all_the_same() -> None:
    """And one that must not be used and is only looked up is not flagged."""
    penalty = Concept("penalty", (term("penalty"), term("fine", status="deprecated")))
    fine = Concept("fine", (term("fine", find=False), term("penalty fee", status="forbidden", find=False)))
    assert text("prh", [penalty, fine]) == "version: 1\nrules: []\n"


@pytest.mark.parametrize(
    ("bad", "good", "sentence", "found"),
    [
        pytest.param(term("white list"), ["allowlist"], "White list, white lists", ["White list"], id="words"),
        pytest.param(term("Github"), ["GitHub"], "Github GitHub github", ["Github"], id="only the case is wrong"),
        pytest.param(term("node", case=Case.SENSITIVE), ["Node.js"], "node Node", ["node"], id="case matters"),
        pytest.param(term("C++"), ["cpp"], "用C++写, C++11", ["C++", "C++"], id="a sign ends no word"),
        pytest.param(term("f(x)"), ["g"], "f(x) of(x)", ["f(x)"], id="signs are no pattern"),
        pytest.param(zh("登陆"), ["登录"], "登陆后,再登陆。", ["登陆", "登陆"], id="no boundaries in Chinese"),
        pytest.param(zh("智能体"), ["AI 智能体"], "AI 智能体和智能体", ["智能体"], id="inside of what is right"),
        pytest.param(zh("文件", not_inside=("文件夹",)), ["档案"], "文件夹里的文件", ["文件"], id="not inside"),
        pytest.param(term("AI代理"), ["AI 智能体"], "用AI代理做,xAI代理", ["AI代理"], id="mixed scripts"),
    ],
)
def test_pattern(bad, good: Sequence[str], sentence: str, found: list[str]) -> None:  # type: ignore[no-untyped-def]
    concept = Concept("a", (*(term(each, bad.lang) for each in good), term(bad.text, bad.lang, "forbidden")))
    (rule,) = rules([concept])
    rule = rule._replace(bad=bad, inside=(*rule.inside, *bad.not_inside))
    flags = re.IGNORECASE if ignores_case(rule) else 0
    assert re.findall(pattern(rule), sentence, flags) == found


NASTY_RULES = [
    Concept(name, (term(f"good {name}"), term(nasty, status="forbidden"))) for name, nasty in NASTY if is_unicode(nasty)
]


def test_patterns_find_nasty_terms() -> None:
    for rule in rules(NASTY_RULES):
        assert re.search(pattern(rule), rule.bad.text)


def test_prh_loads_nasty_terms(tmp_path: Path) -> None:
    """And every rule proves itself."""
    textlint = _node("textlint")
    (tmp_path / "prh.yml").write_bytes(exported("prh", NASTY_RULES).data)
    (tmp_path / "a.md").write_text("the café", encoding="utf-8")
    (tmp_path / ".textlintrc.json").write_text('{"rules": {"prh": {"rulePaths": ["prh.yml"]}}}')
    if modules := os.environ.get("GLOSS_TEST_NODE_MODULES"):
        (tmp_path / "node_modules").symlink_to(modules)
    messages = json.loads(_run([textlint, "--format", "json", "a.md"], tmp_path))[0]["messages"]
    assert [message["message"].split(" ")[0] for message in messages] == ["café"]


def _node(tool: str) -> str:
    """The command of a tool of npm."""
    modules = os.environ.get("GLOSS_TEST_NODE_MODULES")
    found = shutil.which(tool, path=f"{modules}/.bin" if modules else None)
    if not found:
        pytest.skip(f"{tool} is not installed")
    return found


def _run(command: Sequence[str], directory: Path) -> str:
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=120, check=False).stdout


SENTENCE = "The User agreement has a whitelist.\n\n最终用户协议和用户协议里没有使用条例。\n"


def test_textlint_corrects_with_prh(tmp_path: Path) -> None:
    textlint = _node("textlint")
    (tmp_path / "prh.yml").write_bytes(exported("prh").data)
    (tmp_path / "a.md").write_text(SENTENCE, encoding="utf-8")
    (tmp_path / ".textlintrc.json").write_text('{"rules": {"prh": {"rulePaths": ["prh.yml"]}}}')
    if modules := os.environ.get("GLOSS_TEST_NODE_MODULES"):
        (tmp_path / "node_modules").symlink_to(modules)
    messages = json.loads(_run([textlint, "--format", "json", "a.md"], tmp_path))[0]["messages"]
    assert len(messages) == 4
    _run([textlint, "--fix", "a.md"], tmp_path)
    corrected = "The terms of service has a allowlist.\n\n最终用户协议和服务条款里没有服务条款。\n"
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == corrected


def test_cspell_flags_and_suggests(tmp_path: Path) -> None:
    cspell = _node("cspell")
    (tmp_path / "cspell.json").write_bytes(exported("cspell").data)
    (tmp_path / "a.txt").write_text("A Whitelist for DeepSeek.\n")
    out = _run([cspell, "lint", "--no-progress", "--show-suggestions", "a.txt"], tmp_path)
    assert "Forbidden word (Whitelist)" in out
    assert "Allowlist*" in out
    assert "DeepSeek" not in out


def test_autocorrect_corrects(tmp_path: Path) -> None:
    autocorrect = _node("autocorrect")
    (tmp_path / ".autocorrectrc").write_bytes(exported("autocorrect").data)
    (tmp_path / "a.md").write_text(SENTENCE.replace("list.", "list here."), encoding="utf-8")
    found = json.loads(_run([autocorrect, "--lint", "--format", "json", "a.md"], tmp_path))
    new = [line["new"] for message in found["messages"] for line in message["lines"]]
    assert new == ["The User agreement has a allowlist here.", "最终用户协议和用户协议里没有服务条款。"]
