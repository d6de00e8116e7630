"""Weblate: TBX 2 as it reads it, a file for each target language, an entry for each term with each of its renderings.

Weblate sees one term for each language of an entry: a second one would neither be found nor satisfy its check of terms,
which takes any entry of a term. The first entry has the id of its concept as context, the next have `.2`, `.3`. Terms
of the target language that must not be used stand in entries of their own (`.forbidden`, `.forbidden.2`), with the
status `forbidden`, the one that Weblate knows; those of the source language are not in the file. The definition in the
source language is the explanation of the source, that in the target language and the note of the term are the
explanation of the translation; notes of the concept and of the source term are usage notes. A name that stays as it is
becomes read-only. Weblate's names of languages must be used: a section in `zh-CN` would be an empty translation.

The file must replace that of the glossary, or be it: what is added has neither flags nor explanations there, and a
forbidden term would look like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, product

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
<martifHeader><fileDesc><sourceDesc><p>gloss</p><p>Weblate</p></sourceDesc></fileDesc></martifHeader>
<text>
<body>
"""
_TAIL = "</body>\n</text>\n</martif>\n"


def _write(pairs: Sequence[TermPair], source: str, target: str) -> Iterator[bytes]:
    yield _HEAD.format(root=tag("martif", {"type": "TBX", "xml:lang": source})).encode()
    for _, group in groupby(pairs, key=lambda pair: pair.concept.id):
        of_concept = list(group)
        concept, targets = of_concept[0].concept, of_concept[0].targets
        there = fallbacks(targets[0].lang)
        forbidden = [term for term in concept.terms if term.lang in there and term.status not in USABLE]
        for suffix, renderings in (("", targets), (".forbidden", forbidden)):
            both = product([pair.source for pair in of_concept], renderings)
            for number, (of_source, of_target) in enumerate(both, 1):
                name = name_of(concept.id) + suffix + (f".{number}" if number > 1 else "")
                yield "".join(_entry(concept, name, (source, of_source), (target, of_target))).encode()
    yield _TAIL.encode()


def _entry(concept: Concept, name: str, source: tuple[str, Term], target: tuple[str, Term]) -> Iterator[str]:
    (tag_of_source, of_source), (tag_of_target, of_target) = source, target
    yield tag("termEntry", {"id": name}) + "\n"
    if not concept.translatable and of_target.status in USABLE:  # else Weblate would forbid the name itself
        yield '<descrip type="Translation needed">No</descrip>\n'
    for text in filter(None, (concept.note, *concept.examples)):
        yield _descrip("Usage note", text)
    yield tag("langSet", {"xml:lang": tag_of_source}) + "\n"
    yield from (_descrip("definition", text) for text in _definition(concept, of_source))
    if of_source.note:
        yield _descrip("Usage note", of_source.note)
    yield _tig(of_source)
    yield "</langSet>\n" + tag("langSet", {"xml:lang": tag_of_target}) + "\n"
    for text in filter(None, (*_definition(concept, of_target), of_target.note)):
        yield f'<note from="translator">{escaped(text)}</note>\n'
    yield _tig(of_target)
    yield "</langSet>\n</termEntry>\n"


def _definition(concept: Concept, term: Term) -> list[str]:
    """The definition in the language of this term, if there is one."""
    there = (concept.definition.get(lang, "") for lang in fallbacks(term.lang))
    return [text for text in there if text][:1]


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
    confirmed="Weblate 5.14.3: a glossary took all entries for the terms of this project (4,211 from 2,342 terms), "
    "forbidden and read-only ones as such, if the file replaced its own",
    write_pairs=_write,
    tags={ZH_HANS: "zh_Hans", ZH_HANT: "zh_Hant", ZH_TW: "zh_Hant", ZH_HK: "zh_Hant_HK"},
    limits=Limits(cannot_hold=illegal),
    statuses=True,
)
