"""The kinds of documents: XLIFF, terms files, and programs, as far as the settings name their language."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from editor import Editor, applied, lsp, with_editor
from running import gloss
from wire import TERMS, made

WHOLE = lsp.TextDocumentContentChangeWholeDocument


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return made(tmp_path)


def at(text: str, mark: str, after: int = 0) -> tuple[int, int]:
    """Line and UTF-16 column of the first place of a text in another, and some characters further on."""
    before = text[: text.index(mark) + after]
    return before.count("\n"), len(before.rpartition("\n")[2].encode("utf-16-le")) // 2


def covered(text: str, diagnostics: Sequence[lsp.Diagnostic]) -> list[tuple[str, str]]:
    """(rule, what is underlined)."""
    lines = [line.encode("utf-16-le") for line in text.split("\n")]
    return [
        (
            str(each.code),
            lines[each.range.start.line][2 * each.range.start.character : 2 * each.range.end.character].decode(
                "utf-16-le"
            ),
        )
        for each in diagnostics
    ]


def rules(found: Sequence[lsp.Diagnostic]) -> list[str]:
    return [str(each.code) for each in found]


XLIFF1 = """\
<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="a" source-language="en" target-language="zh-CN" datatype="plaintext"><body>
<trans-unit id="1"><source>They know the distillation of R&amp;D.</source><target></target></trans-unit>
<trans-unit id="2"><source>😀 R&amp;D of the <g id="1">ToS</g></source><target>😀 R&amp;D 的 <g id="1">使用条例</g></target></trans-unit>
</body></file></xliff>
"""
XLIFF2 = """\
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="zh-CN">
<file id="f"><unit id="1"><segment><source>They know the distillation of R&amp;D.</source><target></target></segment>
<segment><source>😀 R&amp;D of the <pc id="1">ToS</pc></source><target>😀 R&amp;D 的 <pc id="1">使用条例</pc></target></segment></unit></file></xliff>
"""


@pytest.mark.parametrize("text", [XLIFF1, XLIFF2], ids=["1.2", "2.0"])
def test_xliff(project: Path, text: str) -> None:
    (project / "m.tsv").write_text("They know the distillation of R&D!\t他们懂研发<A&B>的蒸馏！\n", encoding="utf-8")
    assert gloss("import", "m.tsv", "--lang", "en:zh-Hans", cwd=project).returncode == 0

    async def work(editor: Editor) -> None:
        uri = editor.open("a.xlf", text, "xml")
        found = await editor.published(uri, bool)
        assert covered(text, found) == [("forbidden-term", "使用条例")]

        card = await editor.hover(uri, *at(text, "ToS", 1))
        assert "服务条款" in card.contents.value
        assert await editor.hover(uri, *at(text, "<target>", 3)) is None
        [place] = await editor.client.text_document_definition_async(
            lsp.DefinitionParams(lsp.TextDocumentIdentifier(uri), lsp.Position(*at(text, "ToS", 1)))
        )
        assert place.uri == editor.uri("terms/ai.yaml")

        empty = at(text, "<target>", len("<target>"))
        items = await editor.completions(uri, *empty)
        while len(items) < 2:
            items = await editor.completions(uri, *empty)
        assert items[0].label == "蒸馏"
        new = applied(text, [items[1].text_edit])
        assert new == text.replace("<target></target>", "<target>他们懂研发&lt;A&amp;B&gt;的蒸馏。</target>")
        assert await editor.completions(uri, *at(text, "<target>", 3)) == []

        [fix] = await editor.actions(uri, (0, 0), (0, 0), ["source.fixAll"])
        new = applied(text, fix.edit.changes[uri])
        assert new == text.replace("使用条例", "服务条款")
        [ignore] = await editor.actions(uri, *[at(text, "使用条例", 1)] * 2, ["quickfix.gloss.ignore"])
        silent = applied(text, ignore.edit.changes[uri])
        editor.change(uri, 2, WHOLE(silent))
        assert rules(await editor.published(uri, lambda found: "forbidden-term" not in rules(found))) == [
            "suppression-without-reason"
        ]
        editor.change(uri, 3, WHOLE(new))
        assert await editor.published(uri, lambda found: not found) == []

        [keep] = await editor.actions(uri, *[at(new, "服务条款", 1)] * 2, ["quickfix.gloss.remember"])
        await editor.command(keep.command.command, *keep.command.arguments)
        editor.change(uri, 4, WHOLE(new.replace("服务条款", "a < b")))
        assert any(each.code == "unreadable" for each in await editor.published(uri, bool))

    with_editor(work, project)
    said = json.loads(gloss("suggest", "😀 R&D of the ToS", "--format", "json", cwd=project).stdout)
    assert [each["target"] for each in said["matches"]][:1] == ["😀 R&D 的 服务条款"]


def test_a_terms_file_is_judged_while_it_is_not_saved(project: Path) -> None:
    twice = TERMS + "  - id: tos\n    terms: {en: [terms of use], zh-Hans: [使用条款]}\n"
    broken = TERMS + "  - {id: x\n  - 甲/a\n"

    async def work(editor: Editor) -> None:
        uri = editor.open("terms/ai.yaml", twice, "yaml")
        found = await editor.published(uri, bool)
        assert [(each.code, each.range.start.line) for each in found if "tos" in each.message] == [
            ("duplicate-id", twice[: twice.rindex("id: tos")].count("\n"))
        ]
        card = await editor.hover(uri, *at(twice, "服务条款", 1))
        assert "terms of service" in card.contents.value
        for key in ("definition", "term:", "concepts"):
            assert await editor.hover(uri, *at(twice, key, 1)) is None
        typing = twice + "  - id: y\n    d"
        editor.change(uri, 2, WHOLE(typing))
        assert await editor.completions(uri, *at(typing + "$", "$")) == []
        typing = twice + "  - 蒸"
        editor.change(uri, 3, WHOLE(typing))
        assert (await editor.completions(uri, *at(typing + "$", "$")))[0].label == "蒸馏"
        editor.change(uri, 4, WHOLE(broken))
        found = await editor.published(uri, lambda found: "syntax" in rules(found))
        assert [each.range.start.line for each in found if each.code == "syntax"] == [broken.count("\n") - 2]
        editor.change(uri, 5, WHOLE(TERMS))
        assert await editor.published(uri, lambda found: not found) == []

    with_editor(work, project)


PROGRAM = '''\
"""遵守使用条例。"""
distillation = f"😀 使用条例 {distillation} 的 ToS zl"  # 使用条例 zl
url = "https://example.com/distillation is no prose"
'''


def test_a_program_is_left_alone_unless_its_language_is_named(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.py", PROGRAM, "python")
        assert await editor.published(uri, lambda found: True) == []
        assert await editor.hover(uri, *at(PROGRAM, "使用条例", 1)) is None
        assert await editor.completions(uri, *at(PROGRAM, 'zl"', 2)) == []
        assert await editor.actions(uri, *[at(PROGRAM, "使用条例", 1)] * 2) == []
        editor.client.set_configuration({"gloss": {"sources": ["python"]}})
        editor.client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(None))
        assert await editor.published(uri, bool)

    with_editor(work, project)


@pytest.mark.parametrize("where", ["gloss.toml", "the editor"])
def test_in_a_program_only_strings_and_comments_are_texts(project: Path, where: str) -> None:
    if where == "gloss.toml":
        (project / "gloss.toml").write_text('sources = ["python"]\n', encoding="utf-8")
    (project / "x.py").write_text(PROGRAM, encoding="utf-8")
    said = json.loads(gloss("check", "x.py", "--format", "json", cwd=project).stdout)

    async def work(editor: Editor) -> None:
        uri = editor.open("x.py", PROGRAM, "python")
        found = await editor.published(uri, bool)
        assert covered(PROGRAM, found) == [("forbidden-term", "使用条例")] * 3
        assert [(each["rule"], each["line"], each["message"]) for each in said] == [
            (each.code, each.range.start.line + 1, each.message) for each in found
        ]
        assert await editor.hover(uri, *at(PROGRAM, "distillation", 1)) is None
        assert await editor.hover(uri, *at(PROGRAM, "{distillation", 3)) is None
        card = await editor.hover(uri, *at(PROGRAM, "ToS", 1))
        assert "服务条款" in card.contents.value
        for mark in ('zl"', "zl\n"):
            assert (await editor.completions(uri, *at(PROGRAM, mark, 2)))[0].label in ("蒸馏", "distillation")
        assert await editor.completions(uri, *at(PROGRAM, "distillation", 6)) == []
        [fix] = await editor.actions(uri, (0, 0), (0, 0), ["source.fixAll"])
        assert applied(PROGRAM, fix.edit.changes[uri]) == PROGRAM.replace("使用条例", "服务条款", 1).replace(
            "😀 使用条例", "😀 服务条款"
        ).replace("# 使用条例", "# 服务条款")
        [ignore, *_] = await editor.actions(uri, *[at(PROGRAM, "😀 使用条例", 3)] * 2, ["quickfix.gloss.ignore"])
        silent = applied(PROGRAM, ignore.edit.changes[uri])
        assert silent.split("\n")[1] == "# gloss: ignore forbidden-term -- reason"
        editor.change(uri, 2, WHOLE(silent.replace("-- reason", "-- 引文")))
        assert len(await editor.published(uri, lambda found: len(found) < 3)) == 1

    with_editor(work, project, options={"sources": ["python"]} if where == "the editor" else None)


PAIR = ("# Rules\n\nThey broke the **terms of service** of `x`.\n", "# 规则\n\n他们违反了 `x` 的**使用条例**。\n")


def test_a_text_beside_its_original_is_corrected_and_remembered(project: Path) -> None:
    english, chinese = PAIR
    (project / "use.en.md").write_text(english, encoding="utf-8")

    async def work(editor: Editor) -> None:
        uri = editor.open("use.zh.md", chinese)
        found = await editor.published(uri, bool)
        assert covered(chinese, found) == [("forbidden-term", "使用条例")]
        [use] = await editor.actions(uri, *[at(chinese, "使用条例", 1)] * 2, ["quickfix.gloss.useTerm"])
        new = applied(chinese, use.edit.changes[uri])
        assert new == chinese.replace("使用条例", "服务条款")
        editor.change(uri, 2, WHOLE(new))
        assert await editor.published(uri, lambda found: not found) == []
        [keep] = await editor.actions(uri, *[at(new, "服务条款", 1)] * 2, ["quickfix.gloss.remember"])
        await editor.command(keep.command.command, *keep.command.arguments)

    with_editor(work, project)
    said = json.loads(
        gloss("suggest", "They broke the **terms of service** of `x`.", "--format", "json", cwd=project).stdout
    )
    assert [each["target"] for each in said["matches"]] == ["他们违反了 `x` 的**服务条款**。"]
