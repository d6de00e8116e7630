"""`gloss memory …`: the translation memory itself: add to it, search it, count it, write it to a file."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glossary.cli import Group, Verb, _output, _typed
from glossary.cli._output import Format
from glossary.model import Added, Lang, SearchHit, Segment, Span, TranslationUnit, UnitState

if TYPE_CHECKING:
    from glossary.project import Project

DOCUMENT = "gloss memory add"
"""Where units come from that were typed."""

LONGEST_SEARCH = 1_000
"""Characters of a search: each word is looked for in all texts."""

app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.callback()
def memory() -> None:
    """Look after the translation memory: add, import, search, count, export.

    \b
    gloss memory search 服务条款
    gloss memory export -o memory.tsv

    It is the file .gloss/memory.db of the project, made by the first `gloss import`.
    """


@app.command("add", cls=Verb)
def add(
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


app.command("import", cls=Verb)(importlib.import_module("glossary.cli.import").command)


@app.command("search", cls=Verb)
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help='Words, or "several words in this order".')],
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most this many translations.")] = 20,
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Search past translations for words, in either language; all words must stand on one side.

    \b
    gloss memory search connection lost
    gloss memory search '"terms of service"' --limit 50
    gloss memory search 服务条款 --format json

    Words are found in all their forms, Chinese in either script. Exits 1 when nothing is found.
    """
    from glossary.project import Project

    _typed.refuse_bytes(*words)
    if (length := sum(map(len, words))) > LONGEST_SEARCH:
        _output.stop(f"{length:,} characters to search for; give at most {LONGEST_SEARCH:,}")
    with _output.progress("Preparing") as progress:
        project = Project.find_from(".", progress=progress)
        hits = project.search(" ".join(words), limit=limit)
    if format is Format.JSON:
        _output.say_json([_hit_as_json(hit, project) for hit in hits])
    for number, hit in enumerate(hits if format is Format.TEXT else ()):
        for line in (*([""] if number else []), *_hit_lines(hit, project)):
            _output.say(line)
    if not hits:
        _output.tell("No translation with that." if project.memory.statistics().get("units") else _EMPTY)
    raise typer.Exit(0 if hits else 1)


@app.command("stats", cls=Verb)
def stats(
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Count what the memory holds: units, replaced ones, documents, pairs of languages.

    \b
    gloss memory stats
    gloss memory stats --format json
    """
    from glossary.project import Project

    project = Project.find_from(".")
    counts = project.memory.statistics()
    if not counts.get("units"):
        _output.tell(_EMPTY)
    if format is Format.JSON:
        plain = {name: count for name, count in counts.items() if not name.startswith(_PAIR)}
        _output.say_json({"path": _output.near(str(project.memory_path)), **plain, "pairs": _pairs(counts)})
        raise typer.Exit(0 if counts.get("units") else 1)
    width = max((len(f"{count:,}") for count in counts.values()), default=0)
    for name, count in counts.items():
        _output.say(f"{count:>{width},}  {_output.one_line(name.removeprefix(_PAIR).replace('>', ' → '))}")
    raise typer.Exit(0 if counts.get("units") else 1)


@app.command("export", cls=Verb)
def export(
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to this: .tsv, .tmx, .po, .xlf …, or one of them with .gz."
        ),
    ] = "",
    lang: Annotated[
        str, typer.Option("--lang", metavar="SOURCE:TARGET", help="Only translations from and into these, en:zh-TW.")
    ] = "",
) -> None:
    """Write the translations of one pair as TSV, or in any other format of translations, which `gloss import` reads.

    \b
    gloss memory export > memory.tsv
    gloss memory export -o memory.tmx
    gloss memory export -o memory.tsv.xz --lang en:zh-Hans
    """
    from glossary.formats import written
    from glossary.stores import files

    wanted = _typed.pair(lang)
    project = _with_memory()
    units = _units(project, _one_pair(project, wanted))
    pieces = written(units, output or "-.tsv", left_out=lambda unit: _tell_left_out(unit, project))
    if not output:
        _output.say_bytes(pieces)
        return
    files.replace(Path(output), pieces)
    _output.say(f"Wrote {_output.one_line(output)}")


_PAIR = "pair:"
"""Begins the names of those counts that are for a pair of languages."""

_EMPTY = "No translation memory here yet. Begin with `gloss import FILE`."


def _judged(source: str, target: str) -> tuple[Lang, Lang]:
    from glossary.text.script import language_of

    langs = language_of(source), language_of(target)
    if langs[0] == langs[1]:
        _output.stop(f"both texts look like {langs[0]}; name their languages, as in --lang en:zh-Hans")
    return langs


def _verb(added: Added) -> str:
    return "Added" if added.added else "Changed:" if added.replaced else "Known already:"


def _with_memory() -> Project:
    """The project; without a memory there is nothing to be done."""
    from glossary.project import Project

    project = Project.find_from(".")
    if not project.memory.statistics().get("units"):
        _output.tell(_EMPTY)
        raise typer.Exit(1)
    return project


def _pairs(counts: dict[str, int]) -> dict[str, int]:
    return {name.removeprefix(_PAIR): count for name, count in counts.items() if name.startswith(_PAIR)}


def _one_pair(project: Project, wanted: tuple[Lang, Lang] | None) -> str:
    """The pair to be written, as the memory calls it: that which is wanted, or the only one."""
    pairs = _pairs(project.memory.statistics())
    known = ", ".join(f"{_output.one_line(name.replace('>', ':'))} ({count:,})" for name, count in pairs.items())
    pair = ">".join(wanted) if wanted else next(iter(pairs), "")
    if wanted and pair not in pairs:
        _output.stop(f"no translations from {wanted[0]} into {wanted[1]}; there are {known or 'none at all'}")
    if not wanted and len(pairs) > 1:
        _output.stop(f"translations of several pairs of languages; choose one with --lang: {known}")
    return pair


def _units(project: Project, pair: str) -> Iterator[TranslationUnit]:
    return (unit for _, unit, _ in project.memory.units() if f"{unit.source_lang}>{unit.target_lang}" == pair)


def _tell_left_out(unit: TranslationUnit, project: Project) -> None:
    where = f"{_output.place(origin)}: " if (origin := _output.seen_from(project.root, unit.origin)) else ""
    what = _output.one_line(unit.source.raw)
    _output.tell(f"{where}left out, as such a file cannot hold it, or not beside another entry: {what}")


def _hit_lines(hit: SearchHit, project: Project) -> Iterator[str]:
    yield _highlighted(hit.unit.source.raw, hit.source_spans)
    yield "  " + _highlighted(hit.unit.target.raw if hit.unit.target else "", hit.target_spans)
    if origin := _output.seen_from(project.root, hit.unit.origin):
        yield _output.dim(f"  {_output.place(origin)}")


def _highlighted(text: str, spans: Sequence[Span]) -> str:
    parts, done = [], 0
    for start, end in sorted(spans):
        if start >= done:
            parts += [_output.one_line(text[done:start]), _output.bold(_output.one_line(text[start:end]))]
            done = end
    return "".join([*parts, _output.one_line(text[done:])])


def _hit_as_json(hit: SearchHit, project: Project) -> dict[str, Any]:
    """As documented: source, target, both languages, spans in both, context, note, origin."""
    unit = hit.unit
    return {
        "source": unit.source.raw,
        "target": unit.target.raw if unit.target else "",
        "lang": unit.source_lang,
        "target_lang": unit.target_lang,
        "source_spans": [list(span) for span in hit.source_spans],
        "target_spans": [list(span) for span in hit.target_spans],
        "context": unit.context,
        "note": unit.note,
        "origin": _output.path_and_line(_output.seen_from(project.root, unit.origin)),
    }
