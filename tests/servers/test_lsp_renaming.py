"""A term gets another name in the editor: what would change is shown, and nothing is written by the server itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from editor import Editor, capabilities, lsp, with_editor
from pygls.exceptions import JsonRpcException
from running import gloss
from wire import TERMS

FORBIDDEN = "使用条例"
TEXT = "# 😀𠮷\n\n😀𠮷 服务条款、服务条款和`服务条款`。\n"
PO = """\
msgid ""
msgstr ""
"Language: zh_CN\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

# 😀
msgid "😀𠮷 Read the ToS."
msgstr "😀𠮷 请阅读服务条款。"

msgid "Read the rules."
msgstr "请阅读服务条款。"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "ai.yaml").write_text(TERMS, encoding="utf-8")
    (tmp_path / "gloss.toml").write_text('[check]\nexclude = ["old"]\n', encoding="utf-8")
    return tmp_path


def said(
    encoding: str = "utf-16", *, changes: bool = True, annotations: bool = True, progress: bool = False
) -> lsp.ClientCapabilities:
    """What a client says of itself that can rename."""
    made = capabilities(encoding)
    assert made.workspace
    assert made.text_document
    made.text_document.rename = lsp.RenameClientCapabilities(prepare_support=True)
    made.workspace.workspace_edit = lsp.WorkspaceEditClientCapabilities(
        document_changes=changes,
        change_annotation_support=lsp.ChangeAnnotationsSupportOptions() if annotations else None,
    )
    made.window = lsp.WindowClientCapabilities(work_done_progress=progress)
    return made


def position(text: str, of: str, encoding: str = "utf-16", *, nth: int = 0) -> lsp.Position:
    """Where a part of a text begins."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(of, at + 1)
    lines = text[:at].split("\n")
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    codec = encoding if width == 1 else f"{encoding}-le"
    return lsp.Position(len(lines) - 1, len(lines[-1].encode(codec)) // width)


def after(text: str, edits: Sequence[Any], encoding: str) -> str:
    """A text after edits, by the rules of the protocol and nothing of the server's."""
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    codec = encoding if width == 1 else f"{encoding}-le"
    units = text.encode(codec)
    starts = [0]
    for line in text.split("\n")[:-1]:
        starts.append(starts[-1] + len((line + "\n").encode(codec)))

    def place(where: lsp.Position) -> int:
        return starts[where.line] + width * where.character

    for edit in sorted(edits, key=lambda each: -place(each.range.start)):
        start, end = place(edit.range.start), place(edit.range.end)
        units = units[:start] + edit.new_text.encode(codec) + units[end:]
    return units.decode(codec)


async def rename(editor: Editor, uri: str, where: lsp.Position, new: str) -> lsp.WorkspaceEdit:
    params = lsp.RenameParams(lsp.TextDocumentIdentifier(uri), where, new)
    return await editor.client.text_document_rename_async(params)  # type: ignore[no-any-return]


async def prepared(editor: Editor, uri: str, where: lsp.Position) -> Any:
    params = lsp.PrepareRenameParams(lsp.TextDocumentIdentifier(uri), where)
    return await editor.client.text_document_prepare_rename_async(params)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_terms_texts_and_catalogues_change_after_a_preview(project: Path, encoding: str) -> None:
    (project / "closed.md").write_text("\ufeff😀𠮷 服务条款\r\n", encoding="utf-8", newline="")
    (project / "old").mkdir()
    (project / "old" / "x.md").write_text("服务条款\n", encoding="utf-8")
    unsaved = TERMS.replace("subject: ai", "subject: ai  # 😀𠮷")
    before = {"x.md": TEXT, "terms/ai.yaml": unsaved, "zh_CN.po": PO, "closed.md": "😀𠮷 服务条款\r\n"}
    kinds = {"x.md": "texts", "terms/ai.yaml": "terms", "zh_CN.po": "drafts", "closed.md": "texts"}

    async def work(editor: Editor) -> None:
        (project / "x.md").write_text("是别的\n", encoding="utf-8")
        uri = editor.open("x.md", "")
        editor.change(uri, 7, lsp.TextDocumentContentChangeWholeDocument(TEXT))
        editor.open("terms/ai.yaml", unsaved, "yaml")
        editor.open("zh_CN.po", PO, "po")
        editor.open("old/x.md", "服务条款\n")
        where = position(TEXT, "服务条款", encoding, nth=1)
        found = await prepared(editor, uri, where)
        assert found.placeholder == "服务条款"
        assert (found.range.start, after(TEXT, [lsp.TextEdit(found.range, "")], encoding)) == (
            where,
            TEXT.replace("服务条款和", "和"),
        )
        edit = await rename(editor, uri, where, "服务协议")
        changes = {each.text_document.uri: each for each in edit.document_changes}
        assert set(changes) == {editor.uri(name) for name in before}
        made = {name: after(text, changes[editor.uri(name)].edits, encoding) for name, text in before.items()}
        assert made == {
            "x.md": TEXT.replace("服务条款", "服务协议", 2),
            "terms/ai.yaml": unsaved.replace("服务条款", "服务协议"),
            "zh_CN.po": PO.replace("服务条款", "服务协议", 1).replace("# 😀\n", "# 😀\n#, fuzzy\n"),
            "closed.md": before["closed.md"].replace("服务条款", "服务协议"),
        }
        versions = {name: changes[editor.uri(name)].text_document.version for name in before}
        assert versions == {"x.md": 7, "terms/ai.yaml": 1, "zh_CN.po": 1, "closed.md": None}
        assert len(changes[uri].edits) == 2
        for name, kind in kinds.items():
            assert {each.annotation_id for each in changes[editor.uri(name)].edits} == {kind}
        assert {key: each.needs_confirmation for key, each in edit.change_annotations.items()} == dict.fromkeys(
            ("terms", "texts", "drafts"), True
        )
        assert (project / "terms" / "ai.yaml").read_text("utf-8") == TERMS

    with_editor(work, project, said=said(encoding))


def test_a_client_without_previews_gets_plain_edits(project: Path) -> None:
    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", TEXT)
        edit = await rename(editor, uri, position(TEXT, "服务条款"), "服务协议")
        assert edit.document_changes is None
        assert edit.change_annotations is None
        assert after(TEXT, edit.changes[uri], "utf-16") == TEXT.replace("服务条款", "服务协议", 2)
        assert set(edit.changes) == {uri, editor.uri("terms/ai.yaml")}

    with_editor(work, project, said=said(changes=False, annotations=False))


def test_a_term_is_renamed_where_it_is_written_down(project: Path) -> None:
    """Also one that no text can be searched for, and one that is not saved yet."""
    terms = TERMS + "  - 蒸发/evaporation\n  - {id: bag, terms: {en: bag, zh-Hans: {term: 包, find: false}}}\n"

    async def work(editor: Editor) -> None:
        uri = editor.open("terms/ai.yaml", terms, "yaml")
        for old, new in (("蒸发", "挥发"), ("包", "袋"), ("ToS", "TOS"), ("使用条例", "使用规定")):
            assert (await prepared(editor, uri, position(terms, old))).placeholder == old
            edit = await rename(editor, uri, position(terms, old), new)
            [change] = edit.document_changes
            assert after(terms, change.edits, "utf-16") == terms.replace(old, new)

    with_editor(work, project, said=said())


def test_an_inflected_word_is_renamed_by_its_term(project: Path) -> None:
    text = "😀 Two Terms of Services and TERMS OF SERVICE.\n"

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", text)
        assert (await prepared(editor, uri, lsp.Position(0, 10))).placeholder == "terms of service"

    with_editor(work, project, said=said())


REFUSED = {
    "no term": ("x.md", "没有", "没有", "x", "there is no term of this project here; put the cursor on one"),
    "an empty name": ("x.md", "服务条款", "服务条款", "", "the new name is empty"),
    "two lines": ("x.md", "服务条款", "服务条款", "a\nb", "write the term alone"),
    "the same name": ("x.md", "服务条款", "服务条款", "服务条款", "both names are the same"),
    "another term": ("x.md", "服务条款", "服务条款", "蒸馏", "'蒸馏' is a term already, of distillation at"),
    "a synonym": ("x.md", "服务条款", "服务条款", FORBIDDEN, "mark '服务条款' as deprecated"),
    "a text that the settings exclude": ("old/x.md", "服务条款", "服务条款", "x", "rename '服务条款' where it stands"),
    "a file that is no text": ("x.py", "# 服务条款", "服务条款", "x", "rename '服务条款' where it stands"),
    "in the other script": ("x.md", "服務條款", "服務條款", "x", "computed from a term in the other script"),
    "a term of somebody else": ("x.md", "蒸发", "蒸发", "x", "is a term of another termbase; rename it there: "),
    "a file that cannot be read": ("x.xlf", "<xliff>\n服务条款", "服务条款", "x", "x.xlf:"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_renamed_says_what_to_do(project: Path, name: str) -> None:
    file, text, old, new, expected = REFUSED[name]
    (project / "gloss.toml").write_text('extends = ["shared"]\n[check]\nexclude = ["old"]\n', encoding="utf-8")
    (project / "shared").mkdir()
    (project / "shared" / "a.yaml").write_text("concepts:\n  - 蒸发/evaporation\n", encoding="utf-8")

    async def work(editor: Editor) -> None:
        uri = editor.open(file, f"{text}\n")
        with pytest.raises(JsonRpcException) as refused:
            await rename(editor, uri, position(text, old), new)
        assert expected in refused.value.message
        assert "Traceback" not in f"{refused.value.message}{refused.value.data}"
        assert refused.value.code == lsp.LSPErrorCodes.RequestFailed.value

    with_editor(work, project, said=said())


def test_documents_that_are_closed_or_change_meanwhile_are_not_edited(project: Path) -> None:
    (project / "long.md").write_text(LONG, encoding="utf-8")

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", TEXT)
        for ask in (prepared(editor, editor.uri("y.md"), lsp.Position(0, 0)), rename(editor, "nonsense", _START, "x")):
            with pytest.raises(JsonRpcException, match="is not open here; open it and try again"):
                await ask
        params = lsp.RenameParams(lsp.TextDocumentIdentifier(uri), position(TEXT, "服务条款"), "服务协议")
        asked = asyncio.ensure_future(editor.client.text_document_rename_async(params))
        await asyncio.sleep(0)  # it is sent
        editor.change(uri, 2, lsp.TextDocumentContentChangeWholeDocument(f"好。\n{TEXT}"))
        with pytest.raises(JsonRpcException, match="rename again") as refused:
            await asked
        assert refused.value.code == lsp.LSPErrorCodes.ContentModified.value
        (project / "long.md").unlink()
        edit = await rename(editor, uri, position(f"好。\n{TEXT}", "服务条款"), "服务协议")
        changed = {each.text_document.uri: each.text_document.version for each in edit.document_changes}
        assert changed[uri] == 2

    with_editor(work, project, said=said())


_START = lsp.Position(0, 0)
LONG = "服务条款。\n\n" * 3_000
"""Takes longer to search than a message takes to come."""


def test_what_an_editor_might_spoil_is_refused(project: Path) -> None:
    (project / "gbk.po").write_bytes(PO.replace("UTF-8", "GB18030").encode("gb18030"))

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", TEXT)
        with pytest.raises(JsonRpcException, match=r"save gbk\.po as UTF-8, or use `gloss rename`"):
            await rename(editor, uri, position(TEXT, "服务条款"), "服务协议")

    with_editor(work, project, said=said())


def test_places_that_are_left_are_said(project: Path) -> None:
    text = "😀 Terms of service, two terms of services.\n"

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", text)
        edit = await rename(editor, uri, lsp.Position(0, 5), "usage analysis")
        changes = {each.text_document.uri: each.edits for each in edit.document_changes}
        assert after(text, changes[uri], "utf-16") == text.replace("Terms of service", "Usage analysis")
        while not editor.client.messages:
            await editor.client.wait_for_notification(lsp.WINDOW_SHOW_MESSAGE)
        assert "'terms of services' is left as it is" in editor.client.messages[0].message

    with_editor(work, project, said=said())


@pytest.mark.parametrize("answer", ["Rename it there", "Leave it", None])
def test_the_memory_is_asked_about_when_the_terms_are_saved(project: Path, answer: str | None) -> None:
    gloss("memory", "add", "Read the ToS.", "请读服务条款。", cwd=project)

    def stored() -> str:
        return gloss("memory", "list", cwd=project).stdout

    async def work(editor: Editor) -> None:
        asked: list[lsp.ShowMessageRequestParams] = []

        @editor.client.feature(lsp.WINDOW_SHOW_MESSAGE_REQUEST)
        def ask(params: lsp.ShowMessageRequestParams) -> lsp.MessageActionItem | None:
            asked.append(params)
            return lsp.MessageActionItem(answer) if answer else None

        uri = editor.open("x.md", TEXT)
        edit = await rename(editor, uri, position(TEXT, "服务条款"), "服务协议")
        assert "1 in the memory" in edit.change_annotations["terms"].description
        await editor.completions(uri, 0, 0)
        assert (asked, "服务协议" in stored()) == ([], False)
        (project / "terms" / "ai.yaml").write_text(TERMS.replace("服务条款", "服务协议"), encoding="utf-8")
        while not asked:
            await editor.completions(uri, 0, 0)
        assert asked[0].message == (
            "1 translation in the memory says '服务条款', too. Rename it there? They become drafts until they are confirmed."
        )
        assert [each.title for each in asked[0].actions or ()] == ["Rename it there", "Leave it"]
        if answer == "Rename it there":
            while not editor.client.messages:
                await editor.client.wait_for_notification(lsp.WINDOW_SHOW_MESSAGE)
            assert editor.client.messages[0].message == "Changed 1 in the memory; it is a draft."

    with_editor(work, project, said=said())
    assert ("服务协议" in stored()) == (answer == "Rename it there")


def test_what_takes_a_while_is_shown_and_can_be_stopped(project: Path) -> None:
    for number in range(3):
        (project / f"{number}.md").write_text(LONG if number else "服务条款。\n", encoding="utf-8")

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", TEXT)
        where, document = position(TEXT, "服务条款"), lsp.TextDocumentIdentifier(uri)
        reports = editor.client.progress_reports
        reports.update({"told": [], "stopped": []})
        params = lsp.RenameParams(document, where, "服务协议", work_done_token="told")
        edit = await editor.client.text_document_rename_async(params)
        assert len(edit.document_changes) == 5
        kinds = [type(each).__name__.removeprefix("WorkDoneProgress") for each in reports["told"]]
        assert (kinds[0], {*kinds[1:-1]}, kinds[-1]) == ("Begin", {"Report"}, "End")
        context = lsp.ReferenceContext(include_declaration=False)
        searched = lsp.ReferenceParams(context, document, where, work_done_token="stopped")
        asked = asyncio.ensure_future(editor.client.text_document_references_async(searched))
        while not reports["stopped"]:
            await editor.client.wait_for_notification(lsp.PROGRESS)
        editor.client.window_work_done_progress_cancel(lsp.WorkDoneProgressCancelParams("stopped"))
        with pytest.raises(JsonRpcException) as stopped:
            await asked
        assert stopped.value.code == lsp.LSPErrorCodes.RequestCancelled.value

    with_editor(work, project, said=said())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_references_are_in_all_texts_of_the_project(project: Path, encoding: str) -> None:
    closed = {
        "a/closed.md": "😀𠮷 `ToS` 服务条款\n",
        "zh_CN.po": PO,
        "old/x.md": "服务条款\n",
        ".git/x.md": "服务条款\n",
    }
    for name, text in closed.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    (project / "x.md").write_text("ToS\n" * 9, encoding="utf-8")
    (project / "broken.po").write_bytes(b'msgid "ToS\n\xff')
    lone = project.parent / "outside.md"
    lone.write_text("服务条款\n", encoding="utf-8")

    async def work(editor: Editor) -> None:
        uri = editor.open("x.md", TEXT)
        terms = editor.open("terms/ai.yaml", TERMS, "yaml")
        for where, asked in (
            (position(TEXT, "服务条款", encoding), uri),
            (position(TERMS, FORBIDDEN, encoding), terms),
        ):
            found = await editor.client.text_document_references_async(
                lsp.ReferenceParams(lsp.ReferenceContext(False), lsp.TextDocumentIdentifier(asked), where)
            )
            assert [(each.uri, each.range.start) for each in found if each.uri != terms] == [
                (uri, position(TEXT, "服务条款", encoding)),
                (uri, position(TEXT, "服务条款", encoding, nth=1)),
                (editor.uri("zh_CN.po"), position(PO, "ToS", encoding)),
                (editor.uri("zh_CN.po"), position(PO, "服务条款", encoding)),
                (editor.uri("zh_CN.po"), position(PO, "服务条款", encoding, nth=1)),
                (editor.uri("a/closed.md"), position(closed["a/closed.md"], "服务条款", encoding)),
            ]

    with_editor(work, project, said=said(encoding))
