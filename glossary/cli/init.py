"""`gloss init`: begin a project here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from glossary.cli import _output

_SETTINGS = (
    "# Settings of gloss; every key may be left out.\n"
    '# extends = ["../shared-terms/terms"]   # further termbases, nearest first\n'
    '# languages = ["en", "zh-Hans"]         # every concept should have a term in each\n'
)
_EXAMPLE = (
    "# One file per subject. An entry is 中文/English, a name that stays as it is, or a longer form.\n"
    "subject: example\n"
    "concepts:\n"
    "  - 术语库/termbase\n"
    "  - DeepSeek\n"
    "  - id: terms-of-service\n"
    "    definition:\n"
    "      en: The conditions that a user accepts in order to use a service.\n"
    "      zh-Hans: 用户使用服务须同意的条款。\n"
    "    terms:\n"
    "      en:\n"
    "        - terms of service\n"
    "        - {term: ToS, type: acronym}\n"
    "      zh-Hans:\n"
    "        - 服务条款\n"
    "        - {term: 使用条例, status: forbidden}\n"
)
_IGNORED = b".gloss/"


def command() -> None:
    """Begin a project in this directory: settings, a first terms file, .gitignore.

    \b
    mkdir glossary && cd glossary && gloss init && gloss lookup ToS

    Files that are already there stay as they are.
    """
    from glossary import config as settings
    from glossary.config import Config

    settings.find(Path())  # complains of what cannot be used before anything is written
    _new(Path("gloss.toml"), _SETTINGS)
    terms = (settings.find(Path()) or Config(Path())).terms_directory
    if terms.is_dir() and any(terms.iterdir()):
        _output.tell(f"there are terms in {_output.shown(terms)} already; they stay as they are")
    else:
        _new(Path(_output.shown(terms / "example.yaml")), _EXAMPLE)
    _edit(Path(".gitignore"), _ignoring)
    _output.say("Ready. Try: gloss lookup ToS, then: gloss add '蒸馏/distillation'")


def _new(path: Path, text: str) -> None:
    if path.exists():
        _output.tell(f"{path} is already there and stays as it is")
    else:
        _edit(path, lambda _: text.encode())


def _ignoring(data: bytes) -> bytes:
    """.gitignore with a line for what belongs to one machine only, other lines as they are."""
    if _IGNORED in data.split():
        return data
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    return data + (newline if data and not data.endswith(b"\n") else b"") + _IGNORED + newline


def _edit(path: Path, edit: Callable[[bytes], bytes]) -> None:
    from glossary.stores import files

    if files.update(path, edit):
        _output.say(f"Wrote {path}")
