"""Findings in the editor: the same as those of `gloss check`, at the same places, and what can be done about them."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from editor import Editor, applied, capabilities, lsp, with_editor
from running import gloss
from wire import TERMS, made

from glossary.project import Project

TEXT = "# 😀𠮷\n\n😀𠮷 使用条例和蒸馏,很好。\n\nIt keeps to the ToS.\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return made(tmp_path)


def rules(found: object) -> list[str]:
    return [str(each.code) for each in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_the_findings_are_those_of_the_command_line_at_the_same_places(project: Path, encoding: str) -> None:
    (project / "x.md").write_text(TEXT, encoding="utf-8", newline="")
    said = json.loads(gloss("check", "x.md", "--format", "json", cwd=project).stdout)
    codec = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[encoding]
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    lines = TEXT.split("\n")

    def column(line: int, column: int) -> int:
        return len(lines[line - 1][: column - 1].encode(codec)) // width

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", TEXT)
        found = await editor.published(uri, bool)
        assert len(said) >= 2
        assert [
            (each.code, each.message, each.range.start.line + 1, each.range.start.character, each.range.end.character)
            for each in found
        ] == [
            (
                each["rule"],
                each["message"],
                each["line"],
                column(each["line"], each["column"]),
                column(each["end_line"], each["end_column"]),
            )
            for each in said
        ]
        assert found[0].data["rule"] == found[0].code
        assert found[0].source == "gloss"

    with_editor(work, project, said=capabilities(encoding))


def test_findings_follow_what_is_typed_in_pieces_and_as_a_whole(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "😀好。\n")
        start = lsp.Position(0, 2)
        editor.change(uri, 2, lsp.TextDocumentContentChangePartial(lsp.Range(start, start), "使用条例"))
        found = await editor.published(uri, bool)
        assert [(each.range.start.character, each.range.end.character) for each in found] == [(2, 6)]
        editor.change(uri, 3, lsp.TextDocumentContentChangeWholeDocument("服务条款。\n"))
        assert await editor.published(uri, lambda found: not found) == []

    with_editor(work, project)


def test_a_client_that_pulls_is_answered_and_not_told_twice(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "使用条例。\n")
        params = lsp.DocumentDiagnosticParams(lsp.TextDocumentIdentifier(uri))
        report = await editor.client.text_document_diagnostic_async(params)
        assert [each.range for each in report.items] == [lsp.Range(lsp.Position(0, 0), lsp.Position(0, 4))]
        assert uri not in editor.client.diagnostics

    with_editor(work, project, said=capabilities(pull=True))


@pytest.mark.parametrize("pull", [False, True])
def test_a_finding_links_to_what_its_rule_is_for_where_the_client_shows_that(project: Path, *, pull: bool) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "使用条例。\n")
        params = lsp.DocumentDiagnosticParams(lsp.TextDocumentIdentifier(uri))
        report = await editor.client.text_document_diagnostic_async(params)
        page = Path(url2pathname(urlsplit(report.items[0].code_description.href).path))
        explained = gloss("check", "--explain", "forbidden-term", cwd=project).stdout
        assert page.name == "forbidden-term.md"
        assert next(line for line in explained.split("\n") if "Why:" in line).split(maxsplit=1)[1] in page.read_text(
            "utf-8"
        )

    said = capabilities(pull=pull)
    assert said.text_document
    if said.text_document.diagnostic:
        said.text_document.diagnostic.code_description_support = True
    else:
        said.text_document.publish_diagnostics = lsp.PublishDiagnosticsClientCapabilities(code_description_support=True)
    with_editor(work, project, said=said)


def test_without_a_cache_and_for_other_clients_there_are_no_links(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "使用条例。\n")
        assert [each.code_description for each in await editor.published(uri, bool)] == [None]

    with_editor(work, project)
    monkeypatch.setenv("GLOSS_CACHE_DIR", os.devnull)
    said = capabilities()
    assert said.text_document
    said.text_document.publish_diagnostics = lsp.PublishDiagnosticsClientCapabilities(code_description_support=True)
    with_editor(work, project, said=said)


def test_a_catalogue_is_checked_in_its_strings(project: Path) -> None:
    po = 'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n\nmsgid "the \\"ToS\\""\nmsgstr "\\"使用条例\\""\n'

    async def work(editor: Editor) -> None:
        uri = editor.open("zh_CN.po", po, "po")
        found = await editor.published(uri, bool)
        here = [each for each in found if each.code == "forbidden-term"]
        assert [each.range for each in here] == [lsp.Range(lsp.Position(5, 10), lsp.Position(5, 14))]

    with_editor(work, project)


def test_a_terms_file_is_checked_as_it_is_typed(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("terms/ai.yaml", TERMS + "  - id: x\n    trems: {}\n", "yaml")
        found = await editor.published(uri, bool)
        assert any("trems" in each.message for each in found)

    with_editor(work, project)


def test_what_the_settings_exclude_has_no_findings(project: Path) -> None:
    (project / "gloss.toml").write_text('[check]\nexclude = ["old"]\n', encoding="utf-8")
    (project / "old").mkdir()

    async def work(editor: Editor) -> None:
        old = editor.open("old/x.md", "使用条例。\n")
        new = editor.open("x.md", "使用条例。\n")
        assert await editor.published(new, bool)
        assert await editor.published(old, lambda found: True) == []

    with_editor(work, project)


SPACED = {
    "behind and before Chinese": ("他们的 ToS 不允许", "他们的服务条款不允许"),
    "beside punctuation and at the ends of lines": ("他们说，ToS 不允许\n \nToS", "他们说，服务条款不允许\n \nToS"),
}


@pytest.mark.parametrize("name", SPACED)
def test_chinese_in_the_place_of_english_takes_away_the_spaces_that_were_for_it(project: Path, name: str) -> None:
    text, expected = SPACED[name]

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", text)
        at = (0, text.index("ToS"))
        actions = await editor.actions(uri, at, at, ["quickfix.gloss.useTerm"])
        edits = next(each.edit for each in actions if "服务条款" in each.title).changes[uri]
        assert applied(text, edits) == expected

    with_editor(work, project)


def test_the_preferred_term_is_put_in_place(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", TEXT)
        actions = await editor.actions(uri, (2, 6), (2, 6), ["quickfix"])
        use = next(each for each in actions if each.kind == "quickfix.gloss.useTerm")
        assert applied(TEXT, use.edit.changes[uri]) == TEXT.replace("使用条例", "服务条款")

    with_editor(work, project)


def test_everything_that_has_one_answer_is_corrected_as_by_fix(project: Path) -> None:
    path = project / "x.md"
    path.write_text(TEXT, encoding="utf-8", newline="")

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", TEXT)
        [action] = await editor.actions(uri, (0, 0), (0, 0), ["source.fixAll"])
        assert action.kind == "source.fixAll.gloss"
        gloss("check", "x.md", "--fix", cwd=project)
        assert applied(TEXT, action.edit.changes[uri]) == path.read_bytes().decode() != TEXT

    with_editor(work, project)


LONE = {"suppression-without-reason", "unused-suppression"}
IGNORED = {
    "a paragraph of Markdown": ("x.md", "markdown", "好。\n\n使用条例好。\n\n好。\n", (2, 1)),
    "a cell of a table": ("x.md", "markdown", "| 甲 | 乙 |\n|--|--|\n| 使用条例 | 好 |\n", (2, 3)),
    "an item of a list": ("x.md", "markdown", "- 好\n- 使用条例\n- 好\n", (1, 3)),
    "an entry of a catalogue": (
        "zh_CN.po",
        "po",
        'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n\n#: a.c:1\nmsgctxt "x"\nmsgid "the ToS"\nmsgstr "使用条例"\n',
        (7, 9),
    ),
}


@pytest.mark.parametrize("resolve", [False, True], ids=["at once", "when chosen"])
@pytest.mark.parametrize("name", IGNORED)
def test_a_rule_is_silenced_at_one_place_by_a_comment_that_check_knows(project: Path, name: str, resolve: bool) -> None:
    file, language, text, at = IGNORED[name]

    async def work(editor: Editor) -> None:
        uri = editor.open(file, text, language)
        actions = await editor.actions(uri, at, at, ["quickfix.gloss.ignore"])
        action = next(each for each in actions if "forbidden-term" in each.title)
        if resolve:
            assert action.edit is None
            action = await editor.client.code_action_resolve_async(action)
        new = applied(text, action.edit.changes[uri])
        editor.change(uri, 2, lsp.TextDocumentContentChangeWholeDocument(new))
        found = await editor.published(uri, lambda found: "suppression-without-reason" in rules(found))
        assert "forbidden-term" not in rules(found)
        assert "unused-suppression" not in rules(found)

    with_editor(work, project, said=capabilities(resolve=resolve))


@pytest.mark.parametrize("name", IGNORED)
def test_the_word_in_place_of_the_reason_is_selected_and_a_reason_ends_the_complaint(project: Path, name: str) -> None:
    file, language, text, at = IGNORED[name]

    async def work(editor: Editor) -> None:
        uri = editor.open(file, text, language)
        [action] = await editor.actions(uri, at, at, ["quickfix.gloss.ignore"])
        action = await editor.client.code_action_resolve_async(action)
        [edit] = action.edit.document_changes
        assert edit.text_document.version == 1
        new = applied(text, edit.edits)
        editor.change(uri, 2, lsp.TextDocumentContentChangeWholeDocument(new))
        await editor.command(action.command.command, *action.command.arguments)
        while not editor.client.shown_documents:
            await editor.completions(uri, *at)
        [shown] = editor.client.shown_documents
        assert (shown.uri, shown.take_focus) == (uri, True)
        done = applied(new, [lsp.TextEdit(shown.selection, "引文")])
        assert done == new.replace("-- reason", "-- 引文") != new
        await editor.published(uri, lambda found: "suppression-without-reason" in rules(found))
        editor.change(uri, 3, lsp.TextDocumentContentChangeWholeDocument(done))
        assert "forbidden-term" not in rules(await editor.published(uri, lambda found: not {*rules(found)} & LONE))

    with_editor(work, project, said=capabilities(resolve=True, shows=True, versions=True))


def test_there_is_no_action_where_no_comment_can_stand(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.txt", "使用条例\n", "plaintext")
        assert await editor.actions(uri, (0, 1), (0, 1), ["quickfix.gloss.useTerm"])
        assert await editor.actions(uri, (0, 1), (0, 1), ["quickfix.gloss.ignore"]) == []

    with_editor(work, project)


def test_what_is_about_the_place_is_offered_before_what_corrects_the_whole_file(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "使用条例有训练数据")
        titles = [action.title for action in await editor.actions(uri, (0, 5), (0, 9))]
        assert titles == ["Add “训练数据” as a term, without a rendering yet", "Correct 1 place in this file"]

    with_editor(work, project)


NO_TERMS = {
    "a sentence": "他们违反了规则。",
    "a clause": "他们很快违反规则",
    "two clauses": "模型,还有数据",
    "an English clause": "which they broke",
    "two lines": "训练\n数据",
    "markup": "**训练数据**",
    "a placeholder": "%s 个",
    "too long to be one": "训练数据" * 5,
    "a term already, inflected": "distillations",
    "a term already, in the other script": "服務條款",
    "punctuation": "——",
}


@pytest.mark.parametrize("name", NO_TERMS)
def test_what_is_no_term_is_not_offered_as_one(project: Path, name: str) -> None:
    text = NO_TERMS[name]

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", text)
        end = (text.count("\n"), len(text.rpartition("\n")[2]))
        assert await editor.actions(uri, (0, 0), end, ["quickfix.gloss.addTerm"]) == []

    with_editor(work, project)


@pytest.mark.parametrize("text", ["训练数据", "small language model", "llama.cpp", "10,000-GPU cluster"])
def test_what_may_be_a_term_is_offered_as_one(project: Path, text: str) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", text)
        assert await editor.actions(uri, (0, 0), (0, len(text)), ["quickfix.gloss.addTerm"])

    with_editor(work, project)


BASELINES = {"is missing": None, "is broken": b"{", "is of no known version": b'{"version": 9}'}


@pytest.mark.parametrize("name", BASELINES)
def test_a_baseline_that_cannot_be_used_is_said_once_and_all_is_shown(project: Path, name: str) -> None:
    baseline = project / "known.json"
    (project / "gloss.toml").write_text('[check]\nbaseline = "known.json"\n', encoding="utf-8")
    if data := BASELINES[name]:
        baseline.write_bytes(data)

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "使用条例。\n")
        assert await editor.published(uri, bool)
        editor.change(uri, 2, lsp.TextDocumentContentChangeWholeDocument("使用条例。使用条例。\n"))
        await editor.published(uri, lambda found: len(found) == 2)
        assert ["known.json" in each.message for each in editor.client.messages] == [True]
        baseline.unlink(missing_ok=True)
        (project / "x.md").write_text("使用条例。使用条例。\n", encoding="utf-8")
        assert gloss("check", "x.md", "--write-baseline", cwd=project).returncode == 0
        assert await editor.published(uri, lambda found: not found) == []
        baseline.write_text("[", encoding="utf-8")
        await editor.published(uri, lambda found: len(found) == 2)
        assert "no baseline" in editor.client.messages[-1].message

    with_editor(work, project)


def test_a_rule_that_does_not_exist_is_said_once(project: Path) -> None:
    (project / "gloss.toml").write_text('[check.rules]\ndahs = "off"\n', encoding="utf-8")

    async def work(editor: Editor) -> None:
        for name in ("x.md", "y.md"):
            await editor.published(editor.open(name, "使用条例。\n"), lambda found: not found)
        assert ["did you mean dash?" in each.message for each in editor.client.messages] == [True]

    with_editor(work, project)


def test_a_selected_text_with_its_rendering_becomes_a_term(project: Path) -> None:
    async def work(editor: Editor) -> None:
        text = "😀 知识蒸馏（knowledge distillation）很好。\n"
        uri = editor.open("x.md", text)
        actions = await editor.actions(uri, (0, 3), (0, 31), ["quickfix.gloss.addTerm"])
        [action] = actions
        await editor.command(action.command.command, *action.command.arguments)
        terms = (project / "terms" / "ai.yaml").read_text(encoding="utf-8")
        assert terms == TERMS + "  - 知识蒸馏/knowledge distillation\n"
        assert (await editor.completions(uri, 0, 5))[0].label == "知识蒸馏"

    with_editor(work, project)


def test_what_is_a_term_already_is_not_offered_as_a_new_one(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "蒸馏（distillation）很好。\n")
        assert await editor.actions(uri, (0, 0), (0, 16), ["quickfix.gloss.addTerm"]) == []

    with_editor(work, project)


def test_a_finished_segment_goes_into_the_memory(project: Path) -> None:
    po = 'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n\nmsgid "A \\"quoted\\" word"\nmsgstr "“引用”的词\\n"\n'

    async def work(editor: Editor) -> None:
        uri = editor.open("zh_CN.po", po, "po")
        [action] = await editor.actions(uri, (5, 10), (5, 10), ["quickfix.gloss.remember"])
        await editor.command(action.command.command, *action.command.arguments)

    with_editor(work, project)
    said = json.loads(gloss("suggest", 'A "quoted" word', "--format", "json", cwd=project).stdout)
    assert [(each["source"], each["target"]) for each in said["matches"]] == [('A "quoted" word', "“引用”的词\n")]


def test_what_is_typed_key_by_key_is_what_the_server_has(project: Path) -> None:
    head = 'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n\nmsgid "typed"\nmsgstr "'
    keys = "模型 distillation 是，第 16 万次😀的“蒸馏”。 𠮷 ok," * 6

    async def work(editor: Editor) -> None:
        uri = editor.open("zh_CN.po", head + '"\n\nmsgid "next"\nmsgstr "好"\n', "po")
        line, character = head.count("\n"), len('msgstr "')
        answers = []
        for number, key in enumerate(keys):
            here = lsp.Position(line, character)
            editor.change(uri, number + 2, lsp.TextDocumentContentChangePartial(lsp.Range(here, here), key))
            character += len(key.encode("utf-16-le")) // 2
            answers.append(asyncio.ensure_future(editor.completions(uri, line, character)))
        await asyncio.gather(*answers)
        await editor.command("gloss.remember", {"uri": uri, "position": {"line": line, "character": character}})

    with_editor(work, project)
    said = json.loads(gloss("suggest", "typed", "--format", "json", cwd=project).stdout)
    assert [match["target"] for match in said["matches"]] == [keys]


def test_a_document_that_was_closed_and_is_opened_again_is_checked_as_before(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", TEXT)
        before = await editor.published(uri, bool)
        editor.client.text_document_did_close(lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri)))
        assert await editor.published(uri, lambda found: not found) == []
        editor.open("x.md", TEXT)
        assert await editor.published(uri, bool) == before

    with_editor(work, project)


def test_an_edit_leads_to_what_a_new_check_of_the_whole_text_finds(project: Path) -> None:
    texts = [
        "使用条例。\n\n蒸馏,好。\n\n使用条例。\n",
        "使用条例。\n\n蒸馏，好。\n\n使用条例。\n",
        "好。\n\n使用条例。\n\n# 使用条例\n\n蒸馏,好。\n",
        "<!-- gloss: ignore forbidden-term -- 引文 -->\n\n使用条例。\n\n使用条例。\n",
    ]
    path = str(project / "x.md")
    kept = Project.find_from(project)
    for text in texts:
        again = kept.check_typed(path, text.encode()).results
        anew = Project.find_from(project).check_typed(path, text.encode()).results
        assert [(each.finding, each.finding.span) for each in again] == [
            (each.finding, each.finding.span) for each in anew
        ]
        assert anew
