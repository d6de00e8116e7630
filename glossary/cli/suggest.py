"""`gloss suggest TEXT`: how was this translated before, and which terms must be respected in it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from glossary.cli import _output, _suggestions, _typed, _units
from glossary.cli._output import Format
from glossary.model import MemoryMatch, Seen, SegmentTerm, Suggestion

if TYPE_CHECKING:
    from glossary.project import Project


def command(
    texts: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TEXT…|-]", help="One segment each; - is standard input, a segment on each line."),
    ] = None,
    lang: Annotated[
        str, typer.Option("--lang", metavar="LANG", help="What TEXT is in; without it, judged by its script.")
    ] = "",
    to: Annotated[
        str, typer.Option("--to", metavar="LANG", help="Translate into this; without it, the other language.")
    ] = "",
    context: Annotated[
        str, typer.Option("--context", metavar="TEXT", help="Where TEXT stands, such as its msgctxt; for all of them.")
    ] = "",
    min_score: Annotated[int, typer.Option("--min-score", min=0, max=100, help="No matches below this.")] = 70,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most this many matches.")] = 5,
    explain: Annotated[bool, typer.Option("--explain", help="Say how each score came about.")] = False,
    format: Annotated[
        Format, typer.Option("--format", help="text for people; json for programs, a line for each segment.")
    ] = Format.TEXT,
    stdio_loop: Annotated[
        bool, typer.Option("--stdio-loop", help="Answer JSON with JSON, line by line, for scripts of editors.")
    ] = False,
) -> None:
    """Suggest translations: what is nearest in the memory, with what differs, and the terms to be respected.

    \b
    gloss suggest 'The connection to the server was lost.'
    gloss suggest 蒸馏违反了服务条款。 --to en-US --explain
    gloss suggest - --format json < segments.txt
    echo '{"id": 1, "text": "Read the ToS.", "complete": "请读服"}' | gloss suggest --stdio-loop

    In the source of a match, [-this-] is not in TEXT, and {+this+} only there. Scores are 100 for the very same text
    and 101 if that stood in the same context. Where TEXT was seen without a translation, as in a post, stands after
    "seen". Exits 1 when there is nothing at all.

    With --stdio-loop each line of standard input is a request, and each is answered on a line, until the input ends:
    the same answer for its "text", and with "complete", a line up to the cursor, the terms that may be written there.
    """
    from glossary.project import Project

    langs = _typed.language(lang, "--lang"), _typed.language(to, "--to")
    if langs[0] and langs[0] == langs[1]:
        _output.stop(f"--lang and --to are both {langs[0]}; name two languages, or leave one of them out")
    if stdio_loop:
        from glossary.cli import _loop

        if texts:
            _output.stop("--stdio-loop reads its texts from standard input; leave TEXT out")
        _loop.run(_loop.Request(None, None, *langs, context, float(min_score), limit))
        raise typer.Exit
    segments = _segments(texts or ["-"])
    with _output.progress("Preparing") as progress:
        project = Project.find_from(".", progress=progress)
        broken = _output.tell_errors(project.findings)
        suggestions = [
            project.suggest(
                text, lang=langs[0], target_lang=langs[1], context=context, min_score=float(min_score), limit=limit
            )
            for text in segments
        ]
    _tell_untranslated(suggestions)
    _tell_long(segments)
    found = any(each.matches or each.terms or each.seen for each in suggestions)
    if not any(each.matches or each.seen for each in suggestions) and _units.is_empty(project):
        _output.tell("No translation memory here yet. Begin with `gloss import FILE`.")
    elif not found and format is Format.TEXT:
        _output.tell("Nothing like it in the memory, and no known term in it.")
    if format is Format.JSON:
        for each in suggestions:
            _output.say_json(_suggestions.as_json(each, project), indent=None)
    else:
        _say(suggestions, project, explain=explain)
    raise typer.Exit(2 if broken else 0 if found else 1)


def _segments(texts: Sequence[str]) -> list[str]:
    """The segments; of standard input every line that is not blank."""
    segments = [segment for text in texts for segment in (_typed_segments() if text == "-" else [text])]
    _typed.refuse_bytes(*segments)
    longest = max(map(len, segments), default=0)
    if longest > _suggestions.LONGEST:
        _output.stop(_suggestions.too_long(longest))
    return segments


def _typed_segments() -> list[str]:
    return [line.removesuffix("\r") for line in _output.typed_lines() if line.strip()]


def _tell_long(segments: Sequence[str]) -> None:
    """Say of which segments there can be no matches."""
    from glossary.memory import LONGEST as LONGEST_SEGMENT

    for segment in segments:
        if len(segment) > LONGEST_SEGMENT:
            _output.tell(
                f"Not asked for in the memory: a text of {len(segment):,} characters, beginning with "
                f"{_output.one_line(segment[:20])!r}. Give it sentence by sentence."
            )


def _tell_untranslated(suggestions: Sequence[Suggestion]) -> None:
    """Say of which segments the translation would be in their own language."""
    for each in suggestions:
        if each.lang == each.target_lang:
            _output.tell(f"Taken for {each.lang} already: {_output.one_line(each.source[:20])!r}. Name it with --lang.")


def _say(suggestions: Sequence[Suggestion], project: Project, *, explain: bool) -> None:
    for number, suggestion in enumerate(suggestions):
        if len(suggestions) > 1:
            _output.say(("\n" if number else "") + _output.bold(_output.one_line(suggestion.source)))
        for line in _lines(suggestion, project, explain=explain):
            _output.say(line)
        if not (suggestion.matches or suggestion.terms or suggestion.seen) and len(suggestions) > 1:
            _output.say(_output.dim("nothing"))


def _lines(suggestion: Suggestion, project: Project, *, explain: bool) -> Iterator[str]:
    """The matches, each with its translation and place under it, and a line with the terms."""
    heads = [(f"{match.score:g}", match.kind.value) for match in suggestion.matches]
    widths = [max((len(head[column]) for head in heads), default=0) for column in (0, 1)]
    for (score, kind), match in zip(heads, suggestion.matches, strict=True):
        yield f"{score:>{widths[0]}}  {kind:<{widths[1]}}  {_marked(suggestion.source, match)}"
        for line in _under(match, project, explain=explain):
            yield " " * (sum(widths) + 4) + line
    for seen in suggestion.seen:
        yield from _seen(seen, suggestion, project)
    if suggestion.terms:
        yield "terms: " + "; ".join(dict.fromkeys(_term(term, suggestion) for term in suggestion.terms))


def _under(match: MemoryMatch, project: Project, *, explain: bool) -> Iterator[str]:
    from glossary.matching.fuzzy import cut

    yield _output.one_line(match.unit.target.raw if match.unit.target else "")
    if match.repairs:
        yield _output.dim(_repaired(match))
    for sentence in (*match.breaks_glossary, *match.surplus):
        yield _output.red(f"! {_output.one_line(sentence)}")
    if explain:
        penalties = "".join(f", {name} −{points:g}" for name, points in match.penalties.items())
        yield _output.dim(f"similarity {cut(match.similarity)}{penalties}")
    yield from _units.origin_lines(match.unit, project)


def _seen(seen: Seen, suggestion: Suggestion, project: Project) -> Iterator[str]:
    """Where a text without a translation was seen: all of it, a part of it, or something like it."""
    how = "as a part" if seen.span else f"{seen.score:g}"
    state = "" if seen.translations else ", not translated yet"
    is_same = seen.unit.source.raw == suggestion.source
    yield f"seen ({how}{state})" + ("" if is_same else f": {_output.one_line(seen.unit.source.raw)}")
    for line in (*_units.translation_lines(seen.translations, project), *_units.origin_lines(seen.unit, project)):
        yield "  " + line


def _repaired(match: MemoryMatch) -> str:
    """`repaired: 5 → 7, %(path)s → %(folder)s; score 96 before`."""
    said = (f"{_output.one_line(each.old) or '∅'} → {_output.one_line(each.new) or '∅'}" for each in match.repairs)
    return f"repaired: {', '.join(dict.fromkeys(said))}; score {match.repaired_from:g} before, {match.score:g} now"


def _marked(source: str, match: MemoryMatch) -> str:
    """The source of a match, with what it has more and what it lacks."""
    there = match.unit.source.raw
    if not match.diff:
        return _output.one_line(there)
    parts: list[str] = []
    for op, question, span in match.diff:
        old = _output.one_line(there[span.start : span.end])
        new = _output.one_line(source[question.start : question.end])
        parts += [old] if op == "equal" else [_output.removed(old)] * bool(old) + [_output.inserted(new)] * bool(new)
    return "".join(parts)


def _term(term: SegmentTerm, suggestion: Suggestion) -> str:
    """`ToS → 服务条款 (or 用户条款; not 使用条例)`."""
    surface = _output.printable(" ".join(term.surface.split()))
    if term.preferred is None:
        return f"{surface} → " + _output.dim(f"no term in {suggestion.target_lang}")
    asides = [
        f"{word} {', '.join(_output.printable(each.text) for each in terms)}"
        for word, terms in (("or", term.admitted), ("not", term.forbidden))
        if terms
    ]
    return f"{surface} → {_output.printable(term.preferred.text)}" + (f" ({'; '.join(asides)})" if asides else "")
