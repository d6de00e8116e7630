"""What is offered while somebody writes, and what is shown of terms."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor import Editor, applied, capabilities, lsp, with_editor
from running import gloss
from wire import TERMS, made

HEADER = 'msgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return made(tmp_path)


def columns(text: str) -> tuple[int, int]:
    """Line and UTF-16 column of the end of a text."""
    lines = text.split("\n")
    return len(lines) - 1, len(lines[-1].encode("utf-16-le")) // 2


TYPED = {
    "the beginning of an English term": ("The distil", "distil", {"distillation", "蒸馏"}),
    "one Han character": ("蒸", "蒸", {"蒸馏", "distillation"}),
    "Chinese has no spaces, and an emoji stands before": ("😀𠮷我们用蒸", "蒸", {"蒸馏", "distillation"}),
    "pinyin": ("zhengliu", "zhengliu", {"蒸馏", "distillation"}),
    "initials of pinyin behind Chinese": ("我们用zl", "zl", {"蒸馏", "distillation"}),
    "several words": ("see terms of ser", "terms of ser", {"terms of service", "服务条款", "ToS"}),
    "an acronym": ("ToS", "ToS", {"ToS", "terms of service", "服务条款"}),
    "nothing was begun": ("The ", "", set()),
    "no term begins so": ("xyzzy", "", set()),
    "a forbidden term leads to the one that may be used": ("使用条", "使用条", {"服务条款", "terms of service", "ToS"}),
}


@pytest.mark.parametrize("name", TYPED)
def test_what_is_typed_becomes_a_term(project: Path, name: str) -> None:
    text, typed, expected = TYPED[name]

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", text)
        items = await editor.completions(uri, *columns(text))
        assert {item.label for item in items} == expected
        for item in items:
            assert applied(text, [item.text_edit]) == text.removesuffix(typed) + item.label
            assert item.filter_text == typed
            assert item.insert_text_format is lsp.InsertTextFormat.PlainText
        assert [item.sort_text for item in items] == sorted(item.sort_text for item in items)

    with_editor(work, project)


def test_the_term_in_the_language_of_the_text_comes_first_with_its_status(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "我们在这里用zl")
        items = await editor.completions(uri, 0, 8)
        assert [(item.label, item.detail) for item in items] == [
            ("蒸馏", "distillation · preferred"),
            ("distillation", "蒸馏 · preferred"),
        ]

    with_editor(work, project)


def test_a_term_of_the_segment_that_was_begun_in_pinyin_comes_first_and_nothing_is_put_behind_its_letters(
    project: Path,
) -> None:
    (project / "use.en.md").write_text("Their ToS forbids distillation.\n", encoding="utf-8")
    text = "他们禁止zl"

    async def work(editor: Editor) -> None:
        uri = editor.open("use.zh.md", text)
        items = await editor.completions(uri, *columns(text))
        assert [applied(text, [item.text_edit]) for item in items] == ["他们禁止蒸馏", "他们禁止distillation"]
        assert items[0].detail == "distillation · preferred"

    with_editor(work, project)


def test_languages_that_write_a_term_alike_share_a_line_of_its_card(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "蒸馏")
        card = (await editor.hover(uri, 0, 1)).contents.value
        assert card.splitlines()[2].rstrip() == "zh-Hant, zh-TW, zh-HK: **蒸餾** (computed)"

    with_editor(work, project)


@pytest.mark.parametrize(("text", "word"), [("😀我们用zl", "我们用zl"), ("see terms of ser", "ser"), ("看 zl", "zl")])
def test_helix_is_given_the_whole_word_that_it_compares_offers_with(project: Path, text: str, word: str) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", text)
        items = await editor.completions(uri, *columns(text))
        assert {item.filter_text for item in items} == {word}
        assert applied(text, [items[0].text_edit]).endswith(items[0].label)

    with_editor(work, project, name="helix")


UNASKED = {
    "two letters of pinyin in Chinese": ("我们用zl", "zl"),
    "behind a space, as Latin letters have it in Chinese": ("我们用 de", "de"),
    "one letter in Chinese": ("我们用z", None),
    "three letters in English": ("see the dis", None),
    "four letters in English": ("see the dist", "dist"),
}


@pytest.mark.parametrize("name", UNASKED)
def test_a_letter_alone_brings_offers_only_where_it_says_enough(project: Path, name: str) -> None:
    text, typed = UNASKED[name]

    async def work(editor: Editor) -> None:
        assert text[-1] in editor.server.completion_provider.trigger_characters
        uri = editor.open("x.md", text)
        items = await editor.completions(uri, *columns(text), trigger=text[-1])
        assert {item.filter_text for item in items} == ({typed} if typed else set())

    with_editor(work, project)


def test_of_terms_that_begin_alike_those_come_first_that_the_text_uses_most(project: Path) -> None:
    (project / "terms" / "more.yaml").write_text(
        "concepts: [占理/be right, 专利/patent, 张量/tensor]\n", encoding="utf-8"
    )
    text = "张量很大。我们用zl"

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", text)
        labels = [item.label for item in await editor.completions(uri, *columns(text))]
        assert len(labels) == 8
        assert labels[:2] == ["张量", "tensor"]
        editor.change(uri, 2, lsp.TextDocumentContentChangeWholeDocument(text.replace("张量", "蒸馏")))
        items = await editor.completions(uri, *columns(text))
        assert items[0].label == "蒸馏"
        more = "占理，张量，张量。我们用zl"
        editor.change(uri, 3, lsp.TextDocumentContentChangeWholeDocument(more))
        labels = [item.label for item in await editor.completions(uri, *columns(more))]
        assert labels[::2][:2] == ["张量", "占理"]

    with_editor(work, project)


def remember(project: Path, source: str, target: str) -> None:
    (project / "m.po").write_text(f'{HEADER}msgid "{source}"\nmsgstr "{target}"\n', encoding="utf-8")
    assert gloss("import", "m.po", cwd=project).returncode == 0
    (project / "m.po").unlink()


def test_a_translation_begins_with_the_terms_of_its_source_then_comes_the_memory(project: Path) -> None:
    remember(project, 'The \\"distillation\\" breaks our ToS.', '\\"蒸馏\\"违反服务条款。')
    po = HEADER + 'msgid "The \\"distillation\\" breaks our ToS!"\nmsgstr ""\n\nmsgid "other"\nmsgstr "x"\n'
    at = columns(po[: po.index('msgstr ""\n\nmsgid "other"') + len('msgstr "')])

    async def work(editor: Editor) -> None:
        uri = editor.open("zh_CN.po", po, "po")
        items = await editor.completions(uri, *at)
        while len(items) < 3:
            items = await editor.completions(uri, *at)
        assert [item.label for item in items][:2] == ["蒸馏", "服务条款"]
        assert "使用条例" not in [item.label for item in items]
        match = items[2]
        assert applied(po, [match.text_edit]).count('msgstr "\\"蒸馏\\"违反服务条款') == 1

    with_editor(work, project)


def test_a_text_beside_its_original_is_a_translation_of_it(project: Path) -> None:
    english = "# Rules\n\nThe distillation is described here.\n\nThey broke the terms of service.\n"
    (project / "use.en.md").write_text(english, encoding="utf-8")
    chinese = "# 规则\n\n这里介绍蒸馏。\n\n😀他们违反了"

    async def work(editor: Editor) -> None:
        uri = editor.open("use.zh.md", chinese)
        items = await editor.completions(uri, *columns(chinese))
        assert items[0].label == "服务条款"
        assert applied(chinese, [items[0].text_edit]) == chinese + "服务条款"
        for number, begun in enumerate(("服", "服务", "fwtk", "terms of ser")):
            editor.change(uri, number + 2, lsp.TextDocumentContentChangeWholeDocument(chinese + begun))
            items = await editor.completions(uri, *columns(chinese + begun))
            assert applied(chinese + begun, [items[0].text_edit]) == chinese + "服务条款"

    with_editor(work, project)


def test_the_nearest_translation_is_ghost_text_where_it_goes_on_with_what_is_written(project: Path) -> None:
    remember(project, "The server was lost.", "服务器已丢失。")
    rows = {"": ["服务器已丢失。"], "服务": ["服务器已丢失。"], "客户": []}

    async def work(editor: Editor) -> None:
        for number, (written, expected) in enumerate(rows.items()):
            before = f'{HEADER}msgid "The server was lost."\nmsgstr "{written}'
            uri = editor.open(f"zh_{number}.po", before + '"\n', "po")
            where = lsp.InlineCompletionParams(
                lsp.InlineCompletionContext(lsp.InlineCompletionTriggerKind.Automatic),
                lsp.TextDocumentIdentifier(uri),
                lsp.Position(*columns(before)),
            )
            if not number:
                await editor.ready(uri, *columns(before))
            found = await editor.client.text_document_inline_completion_async(where)
            assert [item.insert_text for item in found.items] == expected

    with_editor(work, project)


def test_hover_shows_the_card_of_a_term_and_markup_in_it_is_text(project: Path) -> None:
    (project / "terms" / "ai.yaml").write_text(TERMS + "    note: '*no* [markup](x)'\n", encoding="utf-8")

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "😀𠮷 The ToS.\n")
        card = await editor.hover(uri, 0, 10)
        assert card.range == lsp.Range(lsp.Position(0, 9), lsp.Position(0, 12))
        shown = card.contents.value
        for part in (
            "**服务条款**",
            "使用条例 (forbidden; 不是法规)",
            "用户使用服务须同意的条款。",
            "terms/ai\\.yaml:5",
        ):
            assert part in shown
        assert r"\*no\* \[markup\]\(x\)" in shown
        assert await editor.hover(uri, 0, 0) is None

    with_editor(work, project)


def test_hover_shows_a_past_translation_with_what_differs_and_its_score(project: Path) -> None:
    remember(project, "The old server was lost yesterday.", "旧服务器昨天丢失。")

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "The new server was lost yesterday.\n")
        await editor.ready(uri, 0, 5)
        shown = (await editor.hover(uri, 0, 5)).contents.value.replace("\\", "")
        assert "旧服务器昨天丢失。" in shown
        assert "[-old-]{+new+}" in shown
        assert "similarity" in shown

    with_editor(work, project)


def test_definition_is_the_place_in_the_terms_file_and_references_are_the_uses(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "😀 服务条款。The ToS.\n")
        other = editor.open("y.md", "terms of service\n")
        where = lsp.TextDocumentPositionParams(lsp.TextDocumentIdentifier(uri), lsp.Position(0, 4))
        [place] = await editor.client.text_document_definition_async(
            lsp.DefinitionParams(where.text_document, where.position)
        )
        lines = TERMS.split("\n")
        line = next(number for number, text in enumerate(lines) if "服务条款" in text)
        column = lines[line].index("服务条款")
        assert place.uri == editor.uri("terms/ai.yaml")
        assert place.range == lsp.Range(lsp.Position(line, column), lsp.Position(line, column + 4))
        found = await editor.client.text_document_references_async(
            lsp.ReferenceParams(lsp.ReferenceContext(True), where.text_document, where.position)
        )
        assert [(each.uri, each.range.start.character) for each in found][:3] == [(uri, 3), (uri, 12), (other, 0)]
        assert place in found
        lit = await editor.client.text_document_document_highlight_async(
            lsp.DocumentHighlightParams(where.text_document, where.position)
        )
        assert [each.range.start.character for each in lit] == [3, 12]

    with_editor(work, project)


def test_symbols_are_terms(project: Path) -> None:
    async def work(editor: Editor) -> None:
        found = await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("zl"))
        assert [(each.name, each.container_name) for each in found] == [("蒸馏", "distillation")]
        uri = editor.open("terms/ai.yaml", TERMS, "yaml")
        params = lsp.DocumentSymbolParams(lsp.TextDocumentIdentifier(uri))
        shown = await editor.client.text_document_document_symbol_async(params)
        assert [each.name for each in shown][:2] == ["distillation / 蒸馏", "DeepSeek"]

    with_editor(work, project)


def test_hints_are_off_unless_they_are_asked_for(project: Path) -> None:
    whole = lsp.Range(lsp.Position(0, 0), lsp.Position(9, 0))

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "😀蒸馏\n")
        params = lsp.InlayHintParams(lsp.TextDocumentIdentifier(uri), whole)
        assert not await editor.client.text_document_inlay_hint_async(params)
        editor.client.set_configuration({"gloss": {"inlayHints": True}})
        change = lsp.DidChangeConfigurationParams(None)
        editor.client.workspace_did_change_configuration(change)
        hints: list[lsp.InlayHint] = []
        while not hints:
            hints = await editor.client.text_document_inlay_hint_async(params)
        assert [(each.label, each.position) for each in hints] == [("distillation", lsp.Position(0, 4))]

    with_editor(work, project)


def test_hints_may_be_asked_for_when_the_editor_starts(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", "😀蒸馏\n")
        whole = lsp.Range(lsp.Position(0, 0), lsp.Position(9, 0))
        hints = await editor.client.text_document_inlay_hint_async(
            lsp.InlayHintParams(lsp.TextDocumentIdentifier(uri), whole)
        )
        assert [each.label for each in hints] == ["distillation"]

    said = capabilities()
    assert said.workspace
    said.workspace.configuration = False
    with_editor(work, project, said=said, options={"inlayHints": True})
