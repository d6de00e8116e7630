"""Terms in a PO catalogue, which any PO editor shows and `msgmerge -C` takes: an entry for each source term.

msgid is the source term, msgstr what to write for it. All else of the concept stands in comments for translators, one
line each: `Id: …`, `Subject: …`, `Definition (zh-Hans): …`, `Note: …`, `Example: …`, and `Also: …` for each further
term of the target language; a text that a line cannot hold is in quotes, as msgid is. Entries with the same id are one
concept. Equal source terms are told apart by msgctxt, which is the subject, or else the id. The header says what such
a catalogue is: `X-Gloss-Content: terms`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from glossary.errors import LanguageError
from glossary.formats._po_scan import CONTEXT_END, previous
from glossary.formats._po_write import escape, header_text, text_lines
from glossary.losses import usual_status
from glossary.model import Concept, DataCategory, Lang, Location, Term, TranslationUnit, UnitState
from glossary.pairs import TermPair
from glossary.text.language import parse
from glossary.text.patterns import lazy

CONTENT = "X-Gloss-Content"
TERMS = "terms"
"""The field of the header, and what it says, where entries are terms."""

CARRIES = frozenset(
    (
        DataCategory.ID,
        DataCategory.SUBJECT,
        DataCategory.DEFINITION,
        DataCategory.NOTE,
        DataCategory.EXAMPLE,
        DataCategory.SYNONYM,
    )
)

_COMMENT = lazy(r"(Id|Subject|Definition|Note|Example|Also)(?: \(([A-Za-z0-9-]+)\))?: (.*)", re.DOTALL)
_Comments = list[tuple[str, str, str]]
"""What each line says: its name, the language behind it, its text; no name where it is none of those above."""


def write_pairs(pairs: Sequence[TermPair], source: str, target: str) -> Iterator[bytes]:
    """A catalogue of terms; `source` and `target` are called as gettext calls languages."""
    fields = {"X-Source-Language": source.replace("-", "_"), CONTENT: TERMS}
    yield header_text(target.replace("-", "_"), fields).encode()
    often = Counter(pair.source.text for pair in pairs)
    subjects = Counter((pair.source.text, pair.concept.subject) for pair in pairs)
    for pair in pairs:
        text, subject = pair.source.text, pair.concept.subject
        context = None
        if often[text] > 1:
            context = subject if subject and subjects[text, subject] == 1 else pair.concept.id
        lines = [f"#. {comment}" for comment in _comments(pair)]
        lines += text_lines("msgctxt", context) if context is not None else []
        lines += text_lines("msgid", text) + text_lines("msgstr", pair.targets[0].text)
        yield ("\n" + "\n".join(lines) + "\n").encode()


def cannot_hold(text: str) -> str:
    """The first character that no catalogue holds; "" if there is none."""
    return next((char for char in text if char in ("\0", CONTEXT_END) or "\ud800" <= char <= "\udfff"), "")


def concepts(units: Iterable[TranslationUnit]) -> Iterator[Concept]:
    """The concepts of a catalogue of terms, in the order in which they begin; comments of other kinds are notes.

    A translation that is fuzzy is none.
    """
    found: dict[str | int, list[TranslationUnit]] = {}
    for number, unit in enumerate(units):
        if "po:obsolete" not in unit.meta:
            ids = [text for name, _, text in _said(unit) if name == "Id"]
            found.setdefault(ids[0] if ids and ids[0] else number, []).append(unit)
    for entries in found.values():
        yield _concept(entries)


def _comments(pair: TermPair) -> Iterator[str]:
    concept = pair.concept
    for name, text in (("Id", concept.id), ("Subject", concept.subject)):
        if text:
            yield f"{name}: {_on_a_line(text)}"
    for lang, text in concept.definition.items():
        yield f"Definition ({lang}): {_on_a_line(text)}"
    lines = [("Note", concept.note)] if concept.note else []
    lines += [("Example", text) for text in concept.examples]
    lines += [("Also", term.text) for term in pair.targets[1:]]
    yield from (f"{name}: {_on_a_line(text)}" for name, text in lines)


def _on_a_line(text: str) -> str:
    """A text as a comment holds it: in quotes if it begins with one, has spaces at its ends or control characters."""
    escaped = escape(text)
    plain = text == text.strip() and not text.startswith('"') and "\n" not in text and "\r" not in text and text
    return text if plain else f'"{escaped}"'


def _off_a_line(text: str) -> str:
    if text.startswith('"'):
        return previous([f"msgid {text}"]).get("msgid", text)
    return text


def _said(unit: TranslationUnit) -> _Comments:
    extracted = unit.meta.get("po:extracted")
    own = unit.note
    said: _Comments = []
    if extracted is not None:
        own = own[len(extracted) + 1 :]
        for line in extracted.split("\n"):
            found = _COMMENT.fullmatch(line)
            said.append((found[1], found[2] or "", _off_a_line(found[3])) if found else ("", "", line))
    return [*said, ("", "", own)] if own else said


def _concept(entries: Sequence[TranslationUnit]) -> Concept:
    first = entries[0]
    said = _said(first)
    by_name: dict[str, list[str]] = {}
    for name, _, text in said:
        by_name.setdefault(name, []).append(text)
    sources = dict.fromkeys(unit.source.raw for unit in entries)
    places = {unit.source.raw: unit.origin for unit in reversed(entries)}
    targets = [unit.target.raw for unit in entries if unit.target and unit.state is not UnitState.INITIAL]
    targets = list(dict.fromkeys([*targets, *by_name.get("Also", [])])) if first.target_lang else []
    return Concept(
        by_name.get("Id", [""])[0],
        (
            *_terms(sources, first.source_lang, places, first.origin),
            *(_terms(targets, first.target_lang, {}, first.origin) if first.target_lang else ()),
        ),
        subject=by_name.get("Subject", [""])[0],
        definition=dict(_definitions(said, first.target_lang or first.source_lang)),
        note="\n".join([*by_name.get("Note", []), *by_name.get("", [])]),
        examples=tuple(by_name.get("Example", [])),
        origin=first.origin,
    )


def _terms(
    texts: Iterable[str], lang: Lang, places: Mapping[str, Location | None], place: Location | None
) -> Iterator[Term]:
    for number, text in enumerate(texts):
        yield Term(text, lang, usual_status(first=number == 0), origin=places.get(text, place))


def _definitions(said: _Comments, usual: Lang) -> Iterator[tuple[Lang, str]]:
    for name, tag, text in said:
        if name == "Definition":
            try:
                yield parse(tag) if tag else usual, text
            except LanguageError:
                yield usual, text
