"""`gloss init`: begin a project here."""

from __future__ import annotations

from pathlib import Path

import typer

from glossary.cli import _output

_FILES = {
    "gloss.toml": (
        "# Settings of gloss; every key may be left out.\n"
        '# extends = ["../shared-terms/terms"]   # further termbases, nearest first\n'
        '# languages = ["en", "zh-Hans"]         # every concept should have a term in each\n'
    ),
    "terms/example.yaml": (
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
    ),
}
_IGNORED = ".gloss/"


def command() -> None:
    """Begin a project in this directory: settings, a first terms file, .gitignore.

    \b
    mkdir glossary && cd glossary && gloss init && gloss lookup ToS

    Files that are already there stay as they are.
    """
    for name, text in _FILES.items():
        path = Path(name)
        if path.exists():
            _output.tell(f"{name} is already there and stays as it is")
        elif name.startswith("terms/") and any(Path("terms").glob("**/*.y*ml")):
            _output.tell("terms/ has files already and stays as it is")
        else:
            _write(path, text)
    ignore = Path(".gitignore")
    lines = ignore.read_text(encoding="utf-8").split("\n") if ignore.exists() else []
    if _IGNORED not in lines:
        text = "\n".join(lines)
        _write(ignore, text + ("\n" if text and not text.endswith("\n") else "") + _IGNORED + "\n")
    _output.say("Ready. Try: gloss lookup ToS, then: gloss add '蒸馏/distillation'")
    raise typer.Exit(0)


def _write(path: Path, text: str) -> None:
    from glossary.stores import files

    files.update(path, lambda _: text.encode("utf-8"))
    _output.say(f"Wrote {path}")
