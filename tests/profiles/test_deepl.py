"""DeepL: the exact file, and DeepL's own client, which sends it to a server here."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest
from hypothesis import given, settings
from some_terms import PAIR, exported, text
from strategies import termbases

from glossary.model import Concept
from glossary.profiles import export, profile_of

PAIRS = [
    ("terms of service", "服务条款"),
    ("ToS", "服务条款"),
    ("end-user license agreement", "最终用户协议"),
    ("allowlist", "允许列表"),
    ("DeepSeek", "DeepSeek"),
    ('=1+1, "so"', "@加一"),
]


class _Server(BaseHTTPRequestHandler):
    """Answers as the service does when a glossary is made, and keeps what it was sent."""

    sent: ClassVar[list[dict[str, str]]] = []

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.sent.append(said)
        answer = {
            "glossary_id": "1",
            "name": said["name"],
            "ready": True,
            "source_lang": said["source_lang"],
            "target_lang": said["target_lang"],
            "creation_time": "2026-01-01T00:00:00.000000+00:00",
            "entry_count": said["entries"].count("\n") + 1,
        }
        data = json.dumps(answer).encode()
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is told."""


@pytest.fixture
def server() -> Iterator[str]:
    _Server.sent.clear()
    with HTTPServer(("127.0.0.1", 0), _Server) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()


def test_file() -> None:
    assert text("deepl") == "".join(f"{source}\t{target}\n" for source, target in PAIRS)


def test_the_client_sends_every_entry(server: str) -> None:
    deepl = pytest.importorskip("deepl")
    client = deepl.DeepLClient("key:fx", server_url=server)
    entries = dict(line.split("\t") for line in exported("deepl").data.decode().splitlines())
    glossary = client.create_glossary("terms", source_lang="EN", target_lang="ZH", entries=entries)
    assert glossary.entry_count == len(PAIRS)
    assert _Server.sent[0]["entries"].split("\n") == [f"{source}\t{target}" for source, target in PAIRS]


@given(concepts=termbases())
@settings(max_examples=100)
def test_the_client_finds_no_fault(concepts: list[Concept]) -> None:
    util = pytest.importorskip("deepl.util")
    (file,) = export(profile_of("deepl"), concepts, [PAIR])
    lines = [line for line in file.data.decode().split("\n") if line]
    entries = [tuple(line.split("\t")) for line in lines]
    assert len(dict(entries)) == len(entries)  # type: ignore[arg-type]
    for entry in entries:
        for term in entry:
            util.validate_glossary_term(term)
