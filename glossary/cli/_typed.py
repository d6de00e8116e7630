"""What somebody typed, as values of the model; what cannot be one ends the command with a line that says so."""

from __future__ import annotations

from collections.abc import Iterable

from glossary.cli import _output
from glossary.errors import LanguageError
from glossary.model import Lang


def language(tag: str, option: str) -> Lang | None:
    """The language of an option; None if nothing was typed."""
    return _language(tag, option) if tag else None


def languages(tags: Iterable[str], option: str) -> list[Lang]:
    """The languages of an option that may stand several times."""
    return [_language(tag, option) for tag in tags]


def pair(typed: str) -> tuple[Lang, Lang] | None:
    """Source and target as in `en:zh-Hans` or `en>zh-Hans`; None if nothing was typed."""
    if not typed:
        return None
    source, colon, target = typed.replace(">", ":").partition(":")
    if not colon:
        _output.stop(f"--lang: {typed!r} is one language; write source and target, as in en:zh-Hans")
    langs = _language(source, "--lang"), _language(target, "--lang")
    if langs[0] == langs[1]:
        _output.stop(f"--lang: source and target are both {langs[0]}; write two languages, as in en:zh-Hans")
    return langs


def refuse_bytes(*texts: str, what: str = "text") -> None:
    """Every byte of these must have been readable as UTF-8; `what` is said of one that was not."""
    if any("\ud800" <= char <= "\udfff" for text in texts for char in text):
        _output.stop(f"the {what} is not UTF-8; type it again, or set a UTF-8 locale")


def _language(tag: str, option: str) -> Lang:
    from glossary.text import language

    try:
        return language.parse(tag)
    except LanguageError as error:
        _output.stop(f"{option}: {error}")
