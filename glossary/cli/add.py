"""`gloss add '蒸馏/distillation'`: keep a term for everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from glossary.cli import _output, _typed
from glossary.model import Concept, TermStatus


def command(
    entries: Annotated[list[str], typer.Argument(metavar="ENTRY", help="'中文/English', or a name; - reads lines.")],
    status: Annotated[
        TermStatus, typer.Option("--status", help="How far the terms of the entry may be used.")
    ] = TermStatus.PREFERRED,
    subject: Annotated[str, typer.Option("--subject", metavar="TEXT", help="Subject, and with it the file.")] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="A note for the translator.")] = "",
    definition: Annotated[
        list[str] | None,
        typer.Option("--definition", metavar="TEXT", help="A sentence in the language it is in (repeatable)."),
    ] = None,
    file: Annotated[
        str | None, typer.Option("--file", metavar="FILE", help="A file of the terms directory, by name or path.")
    ] = None,
) -> None:
    """Add terms to the project, as new lines at the end of one file; no other line is touched.

    \b
    gloss add '蒸馏/distillation'
    gloss add '护城河/moat' --subject commentary --note '多用于评论'
    """
    from glossary.formats.yaml import from_shorthand
    from glossary.project import Project
    from glossary.text.script import language_of

    texts = [line for entry in entries for line in (_output.typed_lines() if entry == "-" else [entry])]
    _typed.refuse_bytes(*texts, subject, note, *(definition or ()), what="entry")
    try:
        concepts = [from_shorthand(text.strip()) for text in texts if text.strip()]
    except ValueError as error:
        _output.stop(str(error))
    if not concepts:
        _output.stop("nothing to add; give an entry such as '蒸馏/distillation'")
    definitions = {language_of(text): text for text in definition or []}
    ready = [
        replace(_with_status(concept, status), subject=subject, note=note, definition=definitions)
        for concept in concepts
    ]
    path = Project.find_from(".").add(ready, file=file)
    for concept in ready:
        _output.say(
            f"Added {_output.printable('/'.join(t.text for t in reversed(concept.terms)))} to {_output.shown(path)}"
        )


def _with_status(concept: Concept, status: TermStatus) -> Concept:
    return replace(concept, terms=tuple(replace(term, status=status) for term in concept.terms))
