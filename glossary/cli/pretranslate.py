"""`gloss pretranslate FILE…`: fill in what was translated before, and say how much is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glossary.cli import _output, _typed
from glossary.cli._output import Format
from glossary.errors import FormatError, StoreError
from glossary.model import Location

if TYPE_CHECKING:
    from glossary.pretranslation import Filled, Offer, Pretranslation, Unfilled
    from glossary.project import Project


def command(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="PO, XLIFF, CSV or TSV; or Markdown with its translation.")
    ],
    into: Annotated[
        str,
        typer.Option("--into", metavar="FILE", help="The translation of a FILE in Markdown; need not be there."),
    ] = "",
    lang: Annotated[
        str, typer.Option("--lang", metavar="SOURCE:TARGET", help="The languages, such as en:zh-TW; else as FILE says.")
    ] = "",
    min_score: Annotated[
        int | None,
        typer.Option(
            "--min-score",
            min=0,
            max=100,
            help="No drafts below this.  [default: 75; 100 for Markdown, and for tables that cannot mark drafts]",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be filled.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say of each text what it was filled by.")] = False,
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Fill files with what was translated before: equal texts as translations, near ones as drafts.

    \b
    gloss pretranslate locale/zh_CN.po
    gloss pretranslate locale/*.po --min-score 85 --diff
    gloss pretranslate guide.md --into guide.zh.md

    What is translated stays, and so does every other byte. A draft is `#, fuzzy` in PO, with the text it was the
    translation of, and an alternative in XLIFF. Of several translations of the same text the newest becomes a draft,
    unless one stood in the same context. A match that `gloss check` would call an error is not used. Exits 1 if nothing
    was found, 2 for a file that cannot be filled; it stays as it is, and the others are filled.
    """
    from glossary.project import Project

    langs = _typed.pair(lang)
    if into and len(files) > 1:
        _output.stop("--into is the translation of one text; give one FILE")
    project = Project.find_from(".")
    broken = _output.tell_errors(project.findings)
    results: list[Pretranslation] = []
    for name in files:
        try:
            with _output.progress(f"Filling {_output.one_line(name)}") as progress:
                result = project.pretranslate(
                    name,
                    into=into,
                    langs=langs,
                    min_score=None if min_score is None else float(min_score),
                    progress=progress,
                )
            if result.is_changed and not (dry_run or diff):
                project.write([result])
        except (FormatError, StoreError) as error:
            if not error.path or error.path == str(project.memory_path):
                raise
            _output.error(error)
            broken = True
            continue
        results.append(result)
        broken |= _output.tell_findings(result.findings)
        if result.is_broken:
            _output.tell(f"{_output.one_line(name)}: not filled; mend what is wrong in it first")
        elif format is Format.TEXT:
            _say(result, dry_run=dry_run, diff=diff, explain=explain)
    if not project.memory.statistics().get("units"):
        _output.tell("No translation memory here yet. Begin with `gloss import FILE`.")
    if format is Format.JSON:
        _output.say_json([_as_json(result, project) for result in results])
    elif not diff and len(results) > 1:
        _output.say(_summary("total", results, dry_run=dry_run))
    raise typer.Exit(2 if broken else 0 if any(result.filled for result in results) else 1)


def _say(result: Pretranslation, *, dry_run: bool, diff: bool, explain: bool) -> None:
    from glossary.cli import _report

    if diff:
        for line in _report.diff(*result.texts, _output.near(result.path)):
            _output.say(line)
        return
    _output.say(_summary(_output.near(result.path), [result], dry_run=dry_run))
    for line in _details(result, explain=explain):
        _output.say("  " + line)


def _summary(name: str, results: Sequence[Pretranslation], *, dry_run: bool) -> str:
    """`zh_CN.po: 12 filled (3 in-context, 9 exact), 4 left (31 words), 250 translated already`."""
    from glossary.pretranslation import By

    counts = {by: sum(result.by[by] for result in results) for by in By}
    filled = [each.source for result in results for each in result.filled]
    left = [source for result in results for source in result.left]
    how = ", ".join(f"{count:,} {by.value}" for by, count in counts.items() if count)
    said = f"{len(filled):,} {'to fill' if dry_run else 'filled'}" + (f" ({how}; {_size(filled)})" if filled else "")
    parts = [said, f"{len(left):,} left" + (f" ({_size(left)})" if left else "")]
    for what, count in (
        ("translated already", sum(len(result.translated) for result in results)),
        ("kept as drafts", sum(len(result.drafts) for result in results)),
        ("inserted untranslated", sum(len(result.inserted) for result in results)),
        ("not inserted", sum(len(result.not_placed) for result in results)),
    ):
        parts += [f"{count:,} {what}"] if count else []
    return f"{_output.one_line(name)}: {', '.join(parts)}"


def _details(result: Pretranslation, *, explain: bool) -> Iterator[str]:
    """What somebody has to look at, each with its place."""
    doubtful = [each for each in result.filled if explain or _is_telling(each.offer)]
    yield from _first((f"{_at(each.origin)}: {_said(each.offer)}" for each in doubtful), len(doubtful), explain)
    lines = (
        f"{_at(each.origin)}: not filled, as such a file cannot mark it as a draft, or not hold it: {_said(each.offer)}"
        for each in result.offered
    )
    yield from _first(lines, len(result.offered), explain)
    yield from _first(map(_refused, result.unfilled), len(result.unfilled), explain)
    lines = (f"{_at(each)}: missing, and its place is not sure" for each in result.not_placed)
    yield from _first(lines, len(result.not_placed), explain)


def _first(lines: Iterable[str], count: int, explain: bool) -> Iterator[str]:
    yield from lines if explain else islice(lines, _LINES)
    if count > _LINES and not explain:
        yield f"… and {count - _LINES:,} more; --explain lists all"


_LINES = 20


def _is_telling(offer: Offer) -> bool:
    """Whether a draft is one for another reason than its score."""
    return any(not doubt.endswith(" %") for doubt in offer.doubts)


def _said(offer: Offer) -> str:
    doubts = [doubt for doubt in offer.doubts if not doubt.endswith(" %")]
    how = [] if any(doubt.startswith(f"{offer.by.value}:") for doubt in doubts) else [offer.by.value]
    return _output.one_line(f"{offer.score:g} {'; '.join(how + doubts)}")


def _refused(unfilled: Unfilled) -> str:
    first = unfilled.refusals[0]
    return f"{_at(unfilled.origin)}: {first.score:g} not used: {_output.one_line('; '.join(first.reasons))}"


def _at(origin: Location | None) -> str:
    return _output.place(Location(origin.path, origin.line)) if origin else "?"


def _size(sources: Sequence[str]) -> str:
    """How much text that is: words, and characters where Chinese is written."""
    from glossary.text.codes import codes
    from glossary.text.counting import volume

    volumes = [volume(source, codes(source)) for source in sources]
    words, characters = sum(each.words for each in volumes), sum(each.characters for each in volumes)
    sizes = [f"{words:,} word{'s' * (words != 1)}"] if words or not characters else []
    sizes += [f"{characters:,} character{'s' * (characters != 1)}"] if characters else []
    return ", ".join(sizes)


def _as_json(result: Pretranslation, project: Project) -> dict[str, Any]:
    """As documented: path, filled, offered, refused, inserted, not_placed, left, translated, drafts."""
    return {
        "path": _output.near(result.path),
        "changed": result.is_changed,
        "by": {by.value: count for by, count in result.by.items()},
        "filled": [_filled_as_json(each, project) for each in result.filled],
        "offered": [_filled_as_json(each, project) for each in result.offered],
        "refused": [
            {
                "source": each.source,
                "origin": _output.path_and_line(each.origin),
                "matches": [
                    {"score": refusal.score, "target": refusal.target, "reasons": list(refusal.reasons)}
                    for refusal in each.refusals
                ],
            }
            for each in result.unfilled
        ],
        "inserted": [_output.path_and_line(each) for each in result.inserted],
        "not_placed": [_output.path_and_line(each) for each in result.not_placed],
        "left": len(result.left),
        "translated": len(result.translated),
        "drafts": len(result.drafts),
    }


def _filled_as_json(filled: Filled, project: Project) -> dict[str, Any]:
    offer = filled.offer
    return {
        "source": filled.source,
        "target": offer.target.raw,
        "by": offer.by.value,
        "score": offer.score,
        "certain": offer.is_certain,
        "doubts": list(offer.doubts),
        "match": offer.source,
        "match_origin": _output.path_and_line(_output.seen_from(project.root, offer.origin)),
        "origin": _output.path_and_line(filled.origin),
    }
