"""What a client is told and asked beside its questions: settings, folders, diagnostics that it pulls, places to show."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from wire import TERMS, Message, Wire, made, server

from glossary.project import Project

BAD = "使用条例。\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return made(tmp_path / "project")


def hints(wire: Wire, uri: str) -> Sequence[Message]:
    end = {"line": 9, "character": 0}
    range = {"start": {"line": 0, "character": 0}, "end": end}
    return wire.request("textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": range})["result"] or []


def test_settings_come_at_the_start(project: Path, tmp_path: Path) -> None:
    with server(project, tmp_path / "log", initializationOptions={"inlayHints": True}) as wire:
        wire.open((project / "x.md").as_uri(), "蒸馏\n")
        assert hints(wire, (project / "x.md").as_uri())


def test_settings_come_as_a_notification(project: Path, tmp_path: Path) -> None:
    with server(project, tmp_path / "log") as wire:
        uri = (project / "x.md").as_uri()
        wire.open(uri, BAD)
        assert wire.diagnostics(uri, bool)
        wire.notify("workspace/didChangeConfiguration", {"settings": {"gloss": {"diagnostics": "off"}}})
        wire.diagnostics(uri, lambda found: not found)
        wire.notify("workspace/didChangeConfiguration", {"settings": {"gloss": {"diagnostics": "change"}}})
        assert wire.diagnostics(uri, bool)


ANSWERS: dict[str, dict[str, Any]] = {
    "settings": {"result": [{"inlayHints": True}]},
    "nothing": {"result": None},
    "nulls": {"result": [None]},
    "what is no list": {"result": 7},
    "an error": {"error": {"code": -32601, "message": "never heard of it"}},
    "an error that is none": {"error": 5},
}


@pytest.mark.parametrize("name", ANSWERS)
def test_settings_are_asked_for_and_any_answer_is_borne(project: Path, tmp_path: Path, name: str) -> None:
    asked = {"workspace": {"configuration": True, "didChangeWatchedFiles": {"dynamicRegistration": True}}}
    with server(project, tmp_path / "log", capabilities=asked) as wire:
        uri = (project / "x.md").as_uri()
        seen: set[str] = set()

        def both(message: Message) -> bool:
            if message.get("method") in ("workspace/configuration", "client/registerCapability"):
                seen.add(message["method"])
                wire.send({"jsonrpc": "2.0", "id": message["id"], **ANSWERS[name]})
            return len(seen) == 2

        wire.heard(both)
        wire.open(uri, "蒸馏和" + BAD)
        assert wire.diagnostics(uri, bool)
        assert bool(hints(wire, uri)) is (name == "settings")
        assert wire.close() == 0


def test_a_client_that_watches_nothing_sees_changes_of_others(project: Path, tmp_path: Path) -> None:
    with server(project, tmp_path / "log") as wire:
        uri = (project / "x.md").as_uri()
        wire.open(uri, BAD)
        assert wire.diagnostics(uri, bool)
        terms = project / "terms" / "ai.yaml"
        for broken in ("concepts: [\n", None):
            terms.write_text(broken, encoding="utf-8") if broken else terms.unlink()
            wire.diagnostics(uri, lambda found: not found)
            terms.write_text(TERMS, encoding="utf-8")
            assert wire.diagnostics(uri, bool)
        assert wire.close() == 0


def test_folders_come_and_go(project: Path, tmp_path: Path) -> None:
    other = made(tmp_path / "other", "concepts:\n  - 蒸发/evaporation\n")
    with server(project, tmp_path / "log") as wire:
        wire.open("untitled:1", "")

        def found(query: str) -> list[str]:
            return [each["name"] for each in wire.request("workspace/symbol", {"query": query})["result"]]

        assert found("蒸发") == []
        for added, removed, expected in (([other], [], ["蒸发"]), ([], [other], [])):
            event = {
                "added": [{"uri": each.as_uri(), "name": each.name} for each in added],
                "removed": [{"uri": each.as_uri(), "name": each.name} for each in removed],
            }
            wire.notify("workspace/didChangeWorkspaceFolders", {"event": event})
            assert found("蒸发") == expected
        assert wire.close() == 0


def test_diagnostics_that_are_pulled_are_sent_once_until_they_change(project: Path, tmp_path: Path) -> None:
    pulls = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}
    with server(project, tmp_path / "log", capabilities=pulls) as wire:
        uri = (project / "x.md").as_uri()
        wire.open(uri, BAD)

        def pull(before: str | None) -> Message:
            asked = {"textDocument": {"uri": uri}, "previousResultId": before}
            return dict(wire.request("textDocument/diagnostic", asked)["result"])

        first = pull(None)
        assert [each["code"] for each in first["items"]] == ["forbidden-term"]
        assert pull(first["resultId"]) == {"kind": "unchanged", "resultId": first["resultId"]}
        wire.change(uri, 2, {"text": "好。\n" + BAD})
        second = pull(first["resultId"])
        assert second["kind"] == "full"
        (project / "terms" / "ai.yaml").write_text("concepts: []\n", encoding="utf-8")
        wire.reply(wire.called("workspace/diagnostic/refresh"))
        assert pull(second["resultId"])["items"] == []
        assert wire.close() == 0


def in_here(project: Path) -> tuple[Any, Any]:
    """A server in this process, and a document that is open there."""
    from lsprotocol.types import TextDocumentItem

    from glossary.servers.lsp._documents import opened
    from glossary.servers.lsp._server import Server

    server, uri = Server(), (project / "x.md").as_uri()
    server.documents[uri] = document = opened(TextDocumentItem(uri, "markdown", 1, BAD), "utf-16")
    return server, document


def test_who_does_not_pull_again_is_told_of_a_change_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server, document = in_here(project)
    server._projects[document.uri] = Project.find_from(project)
    told: list[list[str]] = []
    monkeypatch.setattr(server, "_refresh", told.append)

    async def look_twice() -> None:
        await server.look()
        await server.look()

    asyncio.run(look_twice())
    assert told == [[document.uri]]


def test_what_was_closed_while_it_was_checked_first_is_forgotten(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, document = in_here(project)
    monkeypatch.setattr(type(server), "pulls", True)

    def there() -> Project:
        return server.project(server.checker, document)

    async def close_in_between() -> dict[str, Any]:
        checked = asyncio.ensure_future(server.checker.ask(lambda: there().check_typed(document.path, document.data)))
        await asyncio.sleep(0)
        server.forget(document.uri)
        await checked
        return await server.checker.ask(lambda: there()._written)

    assert asyncio.run(close_in_between()) == {}


def test_a_client_that_never_answers_hears_of_the_next_change(project: Path, tmp_path: Path) -> None:
    pulls = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}
    with server(project, tmp_path / "log", capabilities=pulls) as wire:
        uri = (project / "x.md").as_uri()
        wire.open(uri, BAD)
        for terms in ("concepts: []\n", TERMS):
            wire.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
            (project / "terms" / "ai.yaml").write_text(terms, encoding="utf-8")
            wire.called("workspace/diagnostic/refresh")
        assert wire.close() == 0


def test_a_term_without_a_rendering_is_shown_where_it_stands(project: Path, tmp_path: Path) -> None:
    shows = {"window": {"showDocument": {"support": True}}}
    with server(project, tmp_path / "log", capabilities=shows) as wire:
        given = {"command": "gloss.addTerm", "arguments": [{"uri": (project / "x.md").as_uri(), "entry": "量化"}]}
        asked = wire.ask("workspace/executeCommand", given)
        shown = wire.called("window/showDocument")
        wire.reply(shown, {"success": True})
        assert wire.answer(asked)["result"] is None
        assert shown["params"]["uri"] == (project / "terms" / "ai.yaml").as_uri()
        line = shown["params"]["selection"]["start"]["line"]
        assert "量化" in (project / "terms" / "ai.yaml").read_text(encoding="utf-8").splitlines()[line]
        assert wire.close() == 0


def test_who_wants_to_see_progress_sees_it_begin_and_end(project: Path, tmp_path: Path) -> None:
    many = "concepts:\n" + "".join(f"  - 甲{number}/word{number}\n" for number in range(6_000))
    (project / "terms" / "many.yaml").write_text(many, encoding="utf-8")
    with server(project, tmp_path / "log", capabilities={"window": {"workDoneProgress": True}}) as wire:
        begun = wire.called("window/workDoneProgress/create")
        wire.reply(begun)
        kinds = []
        while "end" not in kinds:
            progress = wire.called("$/progress")["params"]
            assert progress["token"] == begun["params"]["token"]
            kinds.append(progress["value"]["kind"])
        assert kinds[0] == "begin"
        assert set(kinds[1:-1]) <= {"report"}
        assert wire.close() == 0
