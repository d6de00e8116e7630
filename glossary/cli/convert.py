"""`gloss convert IN OUT`: a file in another format."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossary.cli import _output, _typed
from glossary.errors import UnknownFormatError

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
    from glossary.convert import Conversion
    from glossary.formats import read
    from glossary.formats._reading import packed
    from glossary.stores import files

    langs = _typed.pair(lang)
    if os.path.realpath(output) == os.path.realpath(source):
        _output.stop(f"{output} would be written over while it is read; give another name")
    target = _target(output, to)
    with _output.progress(f"Converting {_output.one_line(source)}") as progress, read(source, langs=langs) as resource:
        conversion = Conversion(resource, target, langs=langs, progress=progress)
        if output == "-":
            _output.say_bytes(conversion.pieces())
        else:
            files.replace(Path(output), packed(conversion.pieces(), output))
    broken = _output.tell_findings(resource.findings) | _output.tell_findings(conversion.findings)
    _tell_lost(conversion, target)
    if output != "-":
        _output.say(f"Wrote {_output.one_line(output)}: {conversion.written:,} entries")
    raise typer.Exit(2 if broken else 0)


def _target(output: str, to: str) -> Format | Profile:
    from glossary.convert import target_named
    from glossary.formats import format_of, formats
    from glossary.formats._reading import unpacked_name

    if to:
        return target_named(to)
    if output == "-":
        _output.stop("which format? Name it with --to, such as --to tmx")
    try:
        form = format_of(unpacked_name(output))
    except UnknownFormatError:
        form = None
    if form is None or not form.writes:
        known = ", ".join(sorted(suffix for each in formats() if each.writes for suffix in each.suffixes))
        what = f"{form.name} is not written" if form else "cannot tell the format"
        _output.stop(f"{output}: {what}; name a file that ends in one of {known}, or say --to NAME")
    return form


def _tell_lost(conversion: Conversion, target: Format | Profile) -> None:
    if conversion.lost:
        said = ", ".join(f"{what} ({count:,})" for what, count in conversion.lost.most_common())
        _output.tell(f"{target.name} does not carry: {said}")
