"""Weblate: TBX 2 as it reads it, a file for each target language; the terms of a concept in one entry.

Terms of the target language that must not be used stand in an entry of their own, with the status `forbidden`, the one
that Weblate knows (a unit is forbidden if all its terms are); those of the source language are not in the file. The
definition in the source language is the explanation of the source, that in the target language and the notes of its
terms are the explanation of the translation; the note of the concept is a usage note. A name that stays as it is
becomes read-only. Weblate's names of languages must be used: a section in `zh-CN` would be an empty translation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from glossary.formats._tbx_values import name_of
from glossary.formats._xml import escaped, illegal, tag
from glossary.model import USABLE, Concept, DataCategory, Term
from glossary.pairs import TermPair
from glossary.profiles import Limits, Profile
from glossary.text.language import ZH_HANS, ZH_HANT, ZH_HK, ZH_TW, fallbacks

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
{root}
<martifHeader><fileDesc><sourceDesc><p>gloss</p></sourceDesc></fileDesc></martifHeader>
<text>
<body>
"""
_TAIL = "</body>\n</text>\n</martif>\n"


def _write(pairs: Sequence[TermPair], source: str, target: str) -> Iterator[bytes]:
    yield _HEAD.format(root=tag("martif", {"type": "TBX", "xml:lang": source})).encode()
    for _, group in groupby(pairs, key=lambda pair: pair.concept.id):
        of_concept = list(group)
        concept, targets = of_concept[0].concept, of_concept[0].targets
        sources = [pair.source for pair in of_concept]
        there = fallbacks(targets[0].lang)
        forbidden = [term for term in concept.terms if term.lang in there and term.status not in USABLE]
        name = name_of(concept.id)
        yield "".join(_entry(concept, name, (source, sources), (target, targets))).encode()
        if forbidden:
            yield "".join(_entry(concept, f"{name}.forbidden", (source, sources), (target, forbidden))).encode()
    yield _TAIL.encode()


def _entry(
    concept: Concept, name: str, source: tuple[str, Sequence[Term]], target: tuple[str, Sequence[Term]]
) -> Iterator[str]:
    yield tag("termEntry", {"id": name}) + "\n"
    if not concept.translatable:
        yield '<descrip type="Translation needed">No</descrip>\n'
    for text in filter(None, (concept.note, *concept.examples)):
        yield _descrip("Usage note", text)
    tag_of_source, sources = source
    yield tag("langSet", {"xml:lang": tag_of_source}) + "\n"
    yield from (_descrip("definition", text) for text in _definitions(concept, sources))
    yield from (_descrip("Usage note", text) for text in _notes(sources))
    yield from map(_tig, sources)
    tag_of_target, targets = target
    yield "</langSet>\n" + tag("langSet", {"xml:lang": tag_of_target}) + "\n"
    for text in (*_definitions(concept, targets), *_notes(targets)):
        yield f'<note from="translator">{escaped(text)}</note>\n'
    yield from map(_tig, targets)
    yield "</langSet>\n</termEntry>\n"


def _definitions(concept: Concept, terms: Sequence[Term]) -> list[str]:
    """The definition in the language of these terms, if there is one."""
    there = (concept.definition.get(lang, "") for lang in fallbacks(terms[0].lang))
    return [text for text in there if text][:1]


def _notes(terms: Sequence[Term]) -> list[str]:
    """The notes of terms, each with its term where there are several."""
    return [term.note if len(terms) == 1 else f"{term.text}: {term.note}" for term in terms if term.note]


def _descrip(kind: str, text: str) -> str:
    return f'<descrip type="{kind}">{escaped(text)}</descrip>\n'


def _tig(term: Term) -> str:
    status = "" if term.status in USABLE else '<termNote type="administrativeStatus">forbidden</termNote>'
    return f"<tig><term>{escaped(term.text)}</term>{status}</tig>\n"


PROFILE = Profile(
    "weblate",
    "Weblate",
    "{source}-{target}.tbx",
    carries=frozenset(
        {
            DataCategory.ID,
            DataCategory.DEFINITION,
            DataCategory.NOTE,
            DataCategory.EXAMPLE,
            DataCategory.TERM_NOTE,
            DataCategory.TRANSLATE,
            DataCategory.SYNONYM,
            DataCategory.UNUSABLE,
        }
    ),
    confirmed="read by the TBX reader of Weblate 2026.10.1: terms, forbidden and read-only ones, explanations, notes",
    write_pairs=_write,
    tags={ZH_HANS: "zh_Hans", ZH_HANT: "zh_Hant", ZH_TW: "zh_Hant", ZH_HK: "zh_Hant_HK"},
    limits=Limits(cannot_hold=illegal),
    statuses=True,
)
