"""`gloss memory add SEGMENT TRANSLATION`: keep one translation."""

from __future__ import annotations

from typing import Annotated

import typer

from glossary.cli import _output, _typed
from glossary.model import Added, Lang, Segment, TranslationUnit, UnitState

DOCUMENT = "gloss memory add"
"""Where units come from that were typed."""


def command(
    source: Annotated[str, typer.Argument(metavar="SEGMENT", help="A text, such as a sentence.")],
    target: Annotated[str, typer.Argument(metavar="TRANSLATION", help="The same in another language.")],
    lang: Annotated[
        str,
        typer.Option("--lang", metavar="SOURCE:TARGET", help="The languages, such as en:zh-TW; else by the script."),
    ] = "",
    context: Annotated[
        str, typer.Option("--context", metavar="TEXT", help="What tells equal segments apart, as msgctxt does.")
    ] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="A note for the translator.")] = "",
) -> None:
    """Add one translation; it replaces the one that was added for the same segment before.

    \b
    gloss memory add 'Connection lost' 连接已断开
    gloss memory add Open 打开 --context 'menu|File'
    """
    from glossary.memory import LONGEST
    from glossary.project import Project

    _typed.refuse_bytes(source, target, context, note)
    if not source.strip() or not target.strip():
        _output.stop("nothing to add; give a segment and its translation")
    if (length := max(map(len, (source, target)))) > LONGEST:
        _output.stop(f"a text of {length:,} characters; give at most {LONGEST:,}, best of all a sentence")
    langs = _typed.pair(lang) or _judged(source, target)
    unit = TranslationUnit(
        Segment((source,)), Segment((target,)), *langs, UnitState.TRANSLATED, context=context, note=note
    )
    added = Project.find_from(".").remember([unit], document=DOCUMENT)
    _output.say(f"{_verb(added)} {_output.one_line(source)} → {_output.one_line(target)}")


def _judged(source: str, target: str) -> tuple[Lang, Lang]:
    from glossary.text.script import language_of

    langs = language_of(source), language_of(target)
    if langs[0] == langs[1]:
        _output.stop(f"both texts look like {langs[0]}; name their languages, as in --lang en:zh-Hans")
    return langs


def _verb(added: Added) -> str:
    return "Added" if added.added else "Changed:" if added.replaced else "Known already:"
