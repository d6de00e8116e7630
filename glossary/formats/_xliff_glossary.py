"""The glossary module of XLIFF 2: the terms that somebody gave along with a unit, as concepts.

An entry has an id, one term in the source language, translations of it, and one definition. Where an entry comes from
(`source`) is not kept; an entry refers to the term that is marked in the source of its unit (`mrk type="term"`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from glossary.formats._xliff import GLOSSARY, MODULES, Ids, Reader, children, is_nmtoken, own_id
from glossary.formats._xml import Element, escaped, tag
from glossary.losses import usual_status, written_terms
from glossary.model import (
    USABLE,
    Code,
    Concept,
    DataCategory,
    Lang,
    Segment,
    Severity,
    Term,
    TermStatus,
    TranslationUnit,
)

CARRIES = frozenset({DataCategory.ID, DataCategory.DEFINITION, DataCategory.SYNONYM})
"""What an entry says at most: definitions in the source language, synonyms in the target language; see `entry_of`."""


def entry_of(concept: Concept, source: Lang, target: Lang | None) -> Concept:
    """What of a concept an entry says beside a unit in these languages; without terms, where it has none to say.

    That is the preferred term in the source language, and the terms in the target language that may be used.
    """
    ours = _usable(concept, source)[:1]
    if not ours:
        return Concept(concept.id, (), origin=concept.origin)
    theirs = [term for term in _usable(concept, target) if term not in ours] if target else []
    terms: list[Term] = []
    for term in (*ours, *theirs):
        status = usual_status(first=all(term.lang != other.lang for other in terms))
        terms.append(Term(term.text, term.lang, status, origin=term.origin))
    said = concept.definition.get(source, "")
    return Concept(concept.id, tuple(terms), definition={source: said} if said else {}, origin=concept.origin)


def concepts_of(
    reader: Reader, unit: Element, source: Lang, target: Lang | None, names: Collection[str]
) -> Iterator[Concept]:
    """The concepts of the glossaries in a unit.

    Args:
        names: What an entry may refer to: the ids in the unit, those in translations after `t=`.
    """
    for glossary in children(unit, GLOSSARY + "glossary"):
        lines: dict[str, int] = {}
        for entry in children(glossary, GLOSSARY + "glossEntry"):
            _check(reader, entry, lines, names)
            terms = list(_terms(reader, entry, source, target))
            definition = "\n".join(part.text for part in children(entry, GLOSSARY + "definition"))
            if terms:
                yield Concept(
                    own_id(entry.attributes),
                    tuple(terms),
                    definition={source: definition} if definition else {},
                    origin=reader.location(entry),
                )


def glossary_lines(concepts: Iterable[Concept], unit: TranslationUnit, written_source: str) -> Iterator[str]:
    """A `glossary` with an entry for each concept.

    Args:
        written_source: The source of the unit as it is written.

    Raises:
        ValueError: A concept has no term in the source language.
    """
    ids = Ids(is_nmtoken)
    yield tag(GLOSSARY + "glossary", {f"xmlns:{GLOSSARY[:-1]}": MODULES[GLOSSARY]}) + "\n"
    for concept in concepts:
        entry = entry_of(concept, unit.source_lang, unit.target_lang)
        if not entry.terms:
            raise ValueError(f"the concept {concept.id!r} has no term in {unit.source_lang}; leave it out")
        id, ours = ids.take(entry.id) if entry.id else ("", {})
        term, *translations = entry.terms
        mark = _mark(unit.source, term.text, written_source)
        named = ({"id": id} if id else {}) | ({"ref": f"#{mark}"} if mark else {}) | ours
        yield f"{tag(GLOSSARY + 'glossEntry', named)}\n{_element('term', term.text)}"
        yield from (_element("translation", each.text) for each in translations)
        yield from (_element("definition", text) for text in entry.definition.values())
        yield f"</{GLOSSARY}glossEntry>\n"
    yield f"</{GLOSSARY}glossary>\n"


def _usable(concept: Concept, lang: Lang) -> Sequence[Term]:
    """The terms that may be written in a language, the preferred ones first."""
    usable = [term for term in written_terms(concept) if term.lang == lang and term.status in USABLE]
    return sorted(usable, key=lambda term: term.status is not TermStatus.PREFERRED)


def _check(reader: Reader, entry: Element, lines: dict[str, int], names: Collection[str]) -> None:
    """Report ids that were there before, and what refers to nothing."""
    for part in (entry, *children(entry, GLOSSARY + "translation")):
        what = f"<{part.name}>"
        if id := part.attributes.get("id"):
            reader.note_id(part, id, lines, what)
        ref = part.attributes.get("ref")
        if ref is not None and ref.rpartition("/")[2].removeprefix("#") not in names:
            reader.report(part, f'{what} ref="{ref}" names nothing in this unit', severity=Severity.WARNING)


def _terms(reader: Reader, entry: Element, source: Lang, target: Lang | None) -> Iterator[Term]:
    ours = [term for term in children(entry, GLOSSARY + "term") if term.text]
    theirs = [term for term in children(entry, GLOSSARY + "translation") if term.text]
    if not ours:
        rest = "read with its translations alone" if theirs else "left out"
        severity = Severity.WARNING if theirs else Severity.ERROR
        reader.report(entry, f"<{entry.name}> without <{GLOSSARY}term>; {rest}, add it", severity=severity)
    langs: list[Lang] = []
    for element in (*ours, *theirs):
        if (lang := source if element.name == GLOSSARY + "term" else target) is None:
            reader.report(element, "a term in no target language; left out, name it in trgLang")
            continue
        yield Term(element.text, lang, usual_status(first=lang not in langs), origin=reader.location(element))
        langs.append(lang)


def _element(name: str, text: str) -> str:
    return f"<{GLOSSARY}{name}>{escaped(text)}</{GLOSSARY}{name}>\n"


def _mark(segment: Segment, text: str, written: str) -> str:
    """The id of what is marked as this term in a source; "" if nothing is."""
    marks = (
        part.id
        for part, following in zip(segment.parts, segment.parts[1:], strict=False)
        if isinstance(part, Code) and (part.kind, part.display) == ("mrk", "term") and following == text
    )
    return next((id for id in marks if is_nmtoken(id) and f'<mrk id="{id}"' in written), "")
