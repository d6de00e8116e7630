"""`gloss convert IN OUT`: a file in another format."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from glossary.cli import _output, _typed

if TYPE_CHECKING:
    from glossary.convert import Conversion
    from glossary.formats import Format
    from glossary.profiles import Profile


def command(
    source: Annotated[str, typer.Argument(metavar="IN", help="The file to read, compressed (.gz, .xz) or not.")],
    output: Annotated[str, typer.Argument(metavar="OUT", help="The file to write; - prints it.")],
    to: Annotated[
        str, typer.Option("--to", metavar="NAME", help="A format or profile; else the end of OUT says which format.")
    ] = "",
    lang: Annotated[
        str, typer.Option("--lang", metavar="SOURCE:TARGET", help="The languages, such as en:zh-TW; else as IN says.")
    ] = "",
) -> None:
    """Write a file in another format: terms or translations, and say what the new format cannot carry.

    \b
    gloss convert locale/zh_CN.po zh_CN.xlf
    gloss convert microsoft.tbx terms/microsoft.yaml
    gloss convert terms/law.yaml law.tsv --to omegat --lang en:zh-Hans

    `gloss formats` lists the names. Exits 2 if something in IN could not be read; the rest is written.
    """
    from glossary.convert import Conversion, target_named, write
    from glossary.formats import format_to_write, read

    langs = _typed.pair(lang)
    if os.path.realpath(output) == os.path.realpath(source):
        _output.stop(f"{output} would be written over while it is read; give another name")
    if output == "-" and not to:
        _output.stop("which format? Name it with --to, such as --to tmx")
    target = target_named(to) if to else format_to_write(output)
    if output != "-" and target.name == "yaml" and os.path.lexists(output):
        _output.stop(f"{output} is there already; terms are added to it with `gloss import {source}`")
    with _output.progress(f"Converting {_output.one_line(source)}") as progress, read(source, langs=langs) as resource:
        if output == "-":
            conversion = Conversion(resource, target, langs=langs, progress=progress)
            _output.say_bytes(conversion.pieces())
        else:
            conversion = write(resource, output, to=target, langs=langs, progress=progress)
    broken = _output.tell_findings(resource.findings) | _output.tell_findings(conversion.findings)
    _tell_lost(conversion, target)
    if output != "-":
        what = "entry" if conversion.written == 1 else "entries"
        _output.say(f"Wrote {_output.one_line(output)}: {conversion.written:,} {what}")
    raise typer.Exit(2 if broken else 0)


def _tell_lost(conversion: Conversion, target: Format | Profile) -> None:
    if conversion.unfinished:
        said = ", ".join(f"{count:,} {what}" for what, count in conversion.unfinished.items())
        _output.tell(f"Not written, as {target.name} would offer them as translations: {said}")
    if conversion.lost:
        said = ", ".join(f"{what} ({count:,})" for what, count in conversion.lost.most_common())
        _output.tell(f"{target.name} does not carry: {said}")
