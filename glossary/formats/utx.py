"""UTX (AAMT), `.utx`: a table of terms in two languages, or in one; read only, `gloss export utx` writes it.

Read, as versions 1.00 to 1.2 have it: a first line with the languages (`#UTX 1.11; en/ja; …`), a last line with `#`
before the terms that names the columns, and a line for each pair of terms. Lines with the same concept ID are one
concept, else those with the same source. `src`, `tgt` (or `term:en`, `term:ja`) are terms; `src:pos` and `tgt:pos` are
their parts of speech; `term status` is that of the target: approved is preferred, provisional admitted, non-standard
deprecated, and a line with a status that nobody knows is left out by name; the comments of a term are its note,
`comment` is the concept's. Other columns and the rest of the header are dropped. What comments say, and which of the
terms that may be used is the best, changes nothing that is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from glossary.errors import FormatError, LanguageError
from glossary.formats import Format
from glossary.formats._reading import Findings, decode
from glossary.losses import usual_status
from glossary.model import Concept, DataCategory, Lang, Location, PartOfSpeech, Resource, Severity, Term, TermStatus
from glossary.text.language import parse, sort_key
from glossary.text.lines import Lines
from glossary.text.patterns import lazy

STATUSES = {
    "approved": TermStatus.PREFERRED,
    "provisional": TermStatus.ADMITTED,
    "non-standard": TermStatus.DEPRECATED,
    "forbidden": TermStatus.FORBIDDEN,
    "rejected": TermStatus.FORBIDDEN,
}
PARTS_OF_SPEECH = {
    "noun": PartOfSpeech.NOUN,
    "propernoun": PartOfSpeech.PROPER_NOUN,
    "verb": PartOfSpeech.VERB,
    "adjective": PartOfSpeech.ADJECTIVE,
    "adverb": PartOfSpeech.ADVERB,
}
SURE = frozenset((DataCategory.ID, DataCategory.SYNONYM, DataCategory.UNUSABLE, DataCategory.PART_OF_SPEECH))
"""What a file says without doubt of concepts that are known."""

NOTHING = ("", "-")
"""What a cell holds that says nothing."""

_SYNTAX = "utx-syntax"
_USUAL = ("src", "tgt", "src:pos")
_FIRST = lazy(r"#+\s*UTX(-S)?\s[^;]*;\s*(?P<source>[^;/]+)(/(?P<target>[^;]*))?")


def read(data: bytes, path: str) -> Resource:
    """The concepts of a dictionary; the rule of its findings is utx-syntax.

    Raises:
        FormatError: Not UTF-8, or its first line does not say what it is and in which languages.
    """
    text = decode(data, path)
    if not text.strip():
        return Resource([])
    lines = Lines(text)
    header = list(_header(lines))
    langs = _languages(header[0] if header else "", path)
    columns = _columns(header[-1], langs)
    findings = Findings(path)
    found: dict[str, Concept] = {}
    for number in range(len(header) + 1, len(lines.spans) + 1):
        line = lines.line(number)
        if not line.strip() or line.startswith("#"):
            continue
        row = line.split("\t")
        if len(row) > len(columns) and any(row[len(columns) :]):
            message = f"more cells than the {len(columns)} columns; the rest is left out"
            findings.add(_SYNTAX, Severity.WARNING, message, number, len("\t".join(row[: len(columns)])) + 2)
        cells = dict(zip(columns, row, strict=False))
        if "\t" not in line and langs[1:]:
            findings.add(_SYNTAX, Severity.ERROR, "no tab; write a term, a tab, its translation", number)
        elif _is_empty(cells.get("src", "")) and _is_empty(cells.get("tgt", "")):
            findings.add(_SYNTAX, Severity.WARNING, "a line without a term is left out", number)
        elif (said := cells.get("term status", "").strip()).lower() not in (*NOTHING, *STATUSES):
            message = f"{said!r} is no status of UTX and might forbid the term; write one of {', '.join(STATUSES)}"
            findings.add(_SYNTAX, Severity.ERROR, f"{message}; this line is left out", number)
        else:
            _add(found, cells, langs, Location(path, number), findings)
    concepts = [_ordered(concept) for concept in found.values() if concept.terms]
    return Resource(concepts, langs=langs, findings=findings.all, carries=SURE)


def _header(lines: Lines) -> Iterator[str]:
    for number in range(1, len(lines.spans) + 1):
        if not lines.line(number).startswith("#"):
            return
        yield lines.line(number)


def _languages(first: str, path: str) -> tuple[Lang, ...]:
    said = _FIRST.match(first)
    if said is None:
        message = "no UTX file: its first line says what it is, as in #UTX 1.11; en/zh-Hans; and so on"
        raise FormatError(message, path=path, line=1, column=1)
    try:
        return tuple(parse(tag) for tag in (said["source"], said["target"] or "") if tag.strip())
    except LanguageError as error:
        raise FormatError(str(error), path=path, line=1, column=1) from None


def _columns(last: str, langs: Sequence[Lang]) -> list[str]:
    """The names of the columns, in lower case; those of terms are `src` and `tgt`."""
    if "\t" not in last:
        return list(_USUAL)
    names = [name.strip().lower() for name in last.lstrip("#").split("\t")]
    by_side = dict(zip((f"term:{lang.lower()}" for lang in langs), ("src", "tgt"), strict=False))
    sides = iter(("src", "tgt"))
    return [by_side.get(name) or next(sides, name) if name.startswith("term:") else name for name in names]


def _add(
    found: dict[str, Concept], cells: dict[str, str], langs: Sequence[Lang], origin: Location, findings: Findings
) -> None:
    """The terms of a line, in the concept that has them or in a new one."""
    id = "" if _is_empty(cells.get("concept id", "")) else cells["concept id"]
    key = f"id {id}" if id else f"src {cells.get('src', '')}"
    note = "" if _is_empty(cells.get("comment", "")) else cells["comment"]
    concept = found.get(key) or Concept(id, (), note=note, origin=origin)
    for side, lang in zip(("src", "tgt"), langs, strict=False):
        text = cells.get(side, "")
        if _is_empty(text) or text in [term.text for term in concept.terms_in(lang)]:
            continue
        status = usual_status(first=not concept.terms_in(lang))
        said = cells.get("term status", "").strip()
        if side == "tgt" and not _is_empty(said):
            status = STATUSES.get(said.lower(), status)
        comment = cells.get(f"{side}:comment", "")
        term = Term(
            text,
            lang,
            status,
            part_of_speech=_part_of_speech(cells.get(f"{side}:pos", "")),
            note="" if _is_empty(comment) else comment,
            origin=origin,
        )
        concept = replace(concept, terms=(*concept.terms, term))
    found[key] = concept


def _part_of_speech(cell: str) -> PartOfSpeech | None:
    if _is_empty(cell):
        return None
    return PARTS_OF_SPEECH.get(cell.strip().lower().replace(" ", ""), PartOfSpeech.OTHER)


def _ordered(concept: Concept) -> Concept:
    return replace(concept, terms=tuple(sorted(concept.terms, key=lambda term: sort_key(term.lang))))


def _is_empty(cell: str) -> bool:
    return cell.strip() in NOTHING


FORMAT = Format(
    "utx",
    (".utx",),
    read,
    bilingual=False,
    is_text=False,
    carries=frozenset(
        {
            DataCategory.ID,
            DataCategory.NOTE,
            DataCategory.SYNONYM,
            DataCategory.UNUSABLE,
            DataCategory.STATUS,
            DataCategory.PART_OF_SPEECH,
            DataCategory.TERM_NOTE,
        }
    ),
)
