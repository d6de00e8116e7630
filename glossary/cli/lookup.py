"""`gloss lookup QUERY…`: what do we call this, in either language?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from glossary.cli import _output, _typed
from glossary.cli._output import Format
from glossary.model import Concept, Lang, Location, Term, TermHit, TermStatus, Via


def _complete(incomplete: str) -> list[str]:
    """Terms that begin with what was typed, for the shell's Tab key."""
    from glossary.errors import GlossaryError
    from glossary.project import Project

    try:
        hits = Project.find_from(".").lookup(incomplete, limit=20) if incomplete else []
    except GlossaryError:
        return []
    return list(dict.fromkeys(hit.matched.text for hit in hits if hit.matched.text.startswith(incomplete)))


def command(
    query: Annotated[
        list[str], typer.Argument(metavar="QUERY", help="Term, part of one, or pinyin.", autocompletion=_complete)
    ],
    lang: Annotated[
        list[str] | None, typer.Option("--lang", metavar="LANG", help="Show terms in this language only (repeatable).")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most this many concepts.")] = 10,
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Look a term up: in either language, any script, by pinyin, by a part, with a slip.

    \b
    gloss lookup 蒸馏
    gloss lookup distilling --lang zh-TW
    gloss lookup zhengliu --format json

    Exits 1 when nothing is found; terms that are spelled nearly so are offered then.
    """
    from glossary.project import Project

    langs = _typed.languages(lang or [], "--lang")
    text = " ".join(query)
    with _output.progress("Compiling terms") as progress:
        project = Project.find_from(".", progress=progress)
        hits = project.lookup(text, limit=limit)
    broken = _output.tell_errors(project.findings)
    if format is Format.JSON:
        _output.say_json([as_json(hit, langs) for hit in hits])
    elif not hits:
        _nothing(project, text)
    else:
        _cards(hits, langs, text)
    found = any(hit.via is not Via.FUZZY for hit in hits)
    raise typer.Exit(2 if broken else 0 if found else 1)


def as_json(hit: TermHit, langs: Sequence[Lang] = ()) -> dict[str, Any]:
    """One answer as documented: concept, score, via, matched, terms, definition, note, origin, overrides."""
    concept = hit.concept
    return {
        "concept": concept.id,
        "score": hit.score,
        "via": hit.via.value,
        "matched": {"text": hit.matched.text, "lang": hit.matched.lang},
        "terms": [
            {"text": term.text, "lang": term.lang, "status": term.status.value, "computed": term.computed}
            for term in _shown(concept, langs)
        ],
        "definition": dict(concept.definition),
        "note": concept.note,
        "origin": _output.path_and_line(concept.origin),
        "overrides": [_output.path_and_line(place) for place in hit.overrides],
    }


def _shown(concept: Concept, langs: Sequence[Lang]) -> list[Term]:
    """The terms in the wanted languages, each language falling back to what may stand in for it; all without a wish."""
    from glossary.text.language import fallbacks

    if not langs:
        return list(concept.terms)
    chosen: list[Term] = []
    for lang in langs:
        chosen += next((terms for stand_in in fallbacks(lang) if (terms := concept.terms_in(stand_in))), ())
    return list(dict.fromkeys(chosen))


def _nothing(project: Any, text: str) -> None:
    from glossary.text.script import has_han

    asked = _output.printable(text)
    if project.is_empty() and not project.findings:
        _output.tell("No terms here yet. Begin with `gloss init`.")
    else:
        entry = f"{asked}/English" if has_han(text) else f"中文/{asked}"
        plain = bool(text.strip()) and all(char.isalnum() or char in " -+.#&" for char in text)
        _output.tell(f"Nothing found for '{asked}'." + (f" Add it: gloss add '{entry}'" if plain else ""))


def _cards(hits: list[TermHit], langs: Sequence[Lang], text: str) -> None:
    if hits[0].via is Via.FUZZY:
        names = ", or ".join(_title(hit.concept) for hit in hits)
        _output.tell(f"Nothing is spelled '{_output.printable(text)}'. Did you mean {names}?")
    for number, hit in enumerate(hits):
        if number:
            _output.say()
        for line in _card(hit, langs):
            _output.say(line)


def _card(hit: TermHit, langs: Sequence[Lang]) -> list[str]:
    concept = hit.concept
    how = "" if hit.via is Via.EXACT else f"  ({hit.via.value}: {_output.printable(hit.matched.text)})"
    lines = [_output.bold(_title(concept)) + _output.dim(how)]
    lines += [f"  {line}" for line in _term_lines(concept, langs)]
    wanted = set(langs)
    lines += [
        f"  {_output.printable(text)}" for lang, text in concept.definition.items() if not wanted or lang in wanted
    ]
    if not concept.translatable:
        lines.append("  Stays as it is in every language.")
    if concept.note:
        lines.append(f"  Note: {_one_line(concept.note)}")
    if concept.related:
        lines.append(f"  See also: {_output.printable(', '.join(concept.related))}")
    lines.append(_output.dim(f"  {_where(concept.origin)}{_hiding(hit)}"))
    return lines


def _title(concept: Concept) -> str:
    """The preferred term of each language that was written, Chinese first, each text once: 月之暗面 / Moonshot AI."""
    from glossary.text.language import is_chinese

    firsts = {term.lang: term for term in reversed(concept.terms) if not term.computed}
    general = {lang: term for lang, term in firsts.items() if lang not in ("zh-TW", "zh-HK")} or firsts
    ordered = sorted(general.values(), key=lambda term: not is_chinese(term.lang))
    return " / ".join(dict.fromkeys(_output.printable(term.text) for term in ordered))


def _term_lines(concept: Concept, langs: Sequence[Lang]) -> list[str]:
    """One line a language; of computed variants the first term, those that say the same on one line."""
    from glossary.text.width import pad

    by_lang: dict[str, list[Term]] = {}
    for term in _shown(concept, langs):
        by_lang.setdefault(term.lang, []).append(term)
    rows: dict[str, list[str]] = {}
    for lang, terms in by_lang.items():
        computed = terms[0].computed
        said = _term(terms[0]) + _output.dim(" (computed)") if computed else " · ".join(map(_term, terms))
        rows.setdefault(said, []).append(lang)
    labels = [", ".join(names) for names in rows.values()]
    width = max(map(len, labels), default=0)
    return [f"{pad(label, width)}  {said}" for label, said in zip(labels, rows, strict=True)]


def _term(term: Term) -> str:
    text = _output.printable(term.text)
    if term.status is TermStatus.FORBIDDEN:
        text = _output.red(f"{text} ✗ forbidden")
    elif term.status not in (TermStatus.PREFERRED, TermStatus.ADMITTED):
        text = _output.yellow(f"{text} ({term.status.value})")
    return f"{text} [{_one_line(term.note)}]" if term.note else text


def _one_line(text: str) -> str:
    return _output.printable(" ".join(text.split("\n")).strip())


def _where(origin: Location | None) -> str:
    return _output.place(Location(origin.path, origin.line)) if origin else ""


def _hiding(hit: TermHit) -> str:
    return "".join(f", overrides {_where(place)}" for place in hit.overrides)
