"""Concepts as TBX 2 and as TBX-Basic 3: the same elements by other names, and other values where a version has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from glossary.formats._tbx_values import MARK_LANG, PARTS_OF_SPEECH, TERM_TYPES, UNTRANSLATED, name_of
from glossary.formats._xml import escaped, illegal, tag
from glossary.losses import usual_status, written_terms
from glossary.model import Concept, Lang, PartOfSpeech, Term, TermStatus, TermType


def write(concepts: Iterable[Concept], tags: Mapping[Lang, str] | None = None) -> Iterator[bytes]:
    """Concepts as a document of TBX 2, valid by TBXcoreStructV02.dtd unless there are none.

    Args:
        concepts: Those without a term are left out.
        tags: What languages are called, where it is not BCP 47.

    Raises:
        ValueError: A text is one that XML cannot hold (see `glossary.losses.without`).
    """
    return _written(concepts, tags or {}, _V2)


def write_v3(concepts: Iterable[Concept], tags: Mapping[Lang, str] | None = None) -> Iterator[bytes]:
    """The same as TBX-Basic of version 3 in the style DCA, valid by TBXcoreStructV03.rng."""
    return _written(concepts, tags or {}, _V3)


class _Names:
    """Gives each entry of a document a name of its own."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._entries = 0

    def give(self, id: str) -> str:
        """The name of an entry; a second one with the same id gets a number, which reading removes."""
        self._entries += 1
        name = name_of(id)
        if not name or name in self._given:
            name = f"_x_{self._entries}_{name}"
        self._given.add(name)
        return name


class _Version(NamedTuple):
    """How a version of TBX calls things."""

    head: str
    tail: str
    entry: str
    section: str
    term: str
    parts_of_speech: Mapping[PartOfSpeech, str]
    types: Mapping[TermType, str]
    needs_ids: bool


_WRITTEN_STATUSES = {
    TermStatus.PREFERRED: "preferredTerm-admn-sts",
    TermStatus.ADMITTED: "admittedTerm-admn-sts",
    TermStatus.DEPRECATED: "deprecatedTerm-admn-sts",
    TermStatus.SUPERSEDED: "supersededTerm-admn-sts",
    TermStatus.FORBIDDEN: "deprecatedTerm-admn-sts",
}
_V2 = _Version(
    head="""\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en">
<martifHeader>
<fileDesc><sourceDesc><p>gloss</p></sourceDesc></fileDesc>
<encodingDesc><p type="XCSURI">TBXXCSV02.xcs</p></encodingDesc>
</martifHeader>
<text>
<body>
""",
    tail="</body>\n</text>\n</martif>\n",
    entry="termEntry",
    section="langSet",
    term="tig",
    parts_of_speech={part: part.value for part in PartOfSpeech} | {PartOfSpeech.PROPER_NOUN: "properNoun"},
    types={
        TermType.ACRONYM: "acronym",
        TermType.ABBREVIATION: "abbreviation",
        TermType.INITIALISM: "initialism",
        TermType.FULL_FORM: "fullForm",
        TermType.SHORT_FORM: "shortForm",
        TermType.VARIANT: "variant",
        TermType.PHRASE: "phraseologicalUnit",
        TermType.SYMBOL: "symbol",
        TermType.TRANSLITERATION: "transliteratedForm",
    },
    needs_ids=False,
)
_V3 = _Version(
    head="""\
<?xml version="1.0" encoding="UTF-8"?>
<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader>
<fileDesc><sourceDesc><p>gloss</p></sourceDesc></fileDesc>
</tbxHeader>
<text>
<body>
""",
    tail="</body>\n</text>\n</tbx>\n",
    entry="conceptEntry",
    section="langSec",
    term="termSec",
    parts_of_speech={part: part.value for part in PartOfSpeech} | {PartOfSpeech.PROPER_NOUN: "noun"},
    types={
        **_V2.types,
        TermType.INITIALISM: "abbreviation",
        TermType.PHRASE: "phrase",
        TermType.SYMBOL: "variant",
        TermType.TRANSLITERATION: "variant",
    },
    needs_ids=True,
)


def _written(concepts: Iterable[Concept], tags: Mapping[Lang, str], version: _Version) -> Iterator[bytes]:
    yield version.head.encode()
    names = _Names()
    for concept in concepts:
        if not (terms := written_terms(concept)):
            continue
        name = names.give(concept.id) if concept.id or version.needs_ids else ""
        entry = "".join(_entry(concept, terms, name, tags, version))
        if char := illegal(entry):
            raise ValueError(f"U+{ord(char):04X}, which XML cannot hold, in {concept.id!r}; leave that text out")
        yield entry.encode()
    yield version.tail.encode()


def _entry(
    concept: Concept, terms: tuple[Term, ...], name: str, tags: Mapping[Lang, str], version: _Version
) -> Iterator[str]:
    by_lang: dict[Lang, list[Term]] = {}
    for term in terms:
        by_lang.setdefault(term.lang, []).append(term)
    yield tag(version.entry, {"id": name} if name else {}) + "\n"
    if concept.subject:
        yield _typed("descrip", "subjectField", concept.subject)
    for lang, text in concept.definition.items():
        if lang not in by_lang:
            named = {"type": "definition", "xml:lang": tags.get(lang, lang)}
            yield f"{tag('descrip', named)}{escaped(text)}</descrip>\n"
    yield from (_typed("ref", "crossReference", name_of(id)) for id in concept.related)
    if concept.note:
        yield f"<note>{escaped(concept.note)}</note>\n"
    if not concept.translatable:
        yield _mark(UNTRANSLATED)
    examples = concept.examples
    for lang, its_terms in by_lang.items():
        yield tag(version.section, {"xml:lang": tags.get(lang, lang)}) + "\n"
        if definition := concept.definition.get(lang, ""):
            yield _typed("descrip", "definition", definition)
        one_preferred = sum(term.status is TermStatus.PREFERRED for term in its_terms) == 1
        for number, term in enumerate(its_terms):
            usual = term.status is usual_status(first=not number) and (number > 0 or one_preferred)
            yield from _term(term, examples, version, says_status=not usual)
            examples = ()
        yield f"</{version.section}>\n"
    yield f"</{version.entry}>\n"


def _term(term: Term, examples: Iterable[str], version: _Version, *, says_status: bool) -> Iterator[str]:
    marks: list[str] = []
    yield f"<{version.term}>\n<term>{escaped(term.text)}</term>\n"
    if term.part_of_speech:
        written = version.parts_of_speech[term.part_of_speech]
        yield _typed("termNote", "partOfSpeech", written)
        if PARTS_OF_SPEECH.get(written.lower(), PartOfSpeech.OTHER) is not term.part_of_speech:
            marks.append(f"part of speech: {term.part_of_speech}")
    if term.term_type:
        written = version.types[term.term_type]
        yield _typed("termNote", "termType", written)
        if TERM_TYPES[written.lower()] is not term.term_type:
            marks.append(f"type: {term.term_type}")
    if says_status:
        yield _typed("termNote", "administrativeStatus", _WRITTEN_STATUSES[term.status])
        if term.status is TermStatus.FORBIDDEN:
            marks.append(f"status: {term.status}")
    yield from (_typed("descrip", "context", example) for example in examples)
    if term.note:
        yield f"<note>{escaped(term.note)}</note>\n"
    yield from map(_mark, marks)
    yield f"</{version.term}>\n"


def _typed(name: str, category: str, text: str) -> str:
    return f'<{name} type="{category}">{escaped(text)}</{name}>\n'


def _mark(text: str) -> str:
    return f'<note xml:lang="{MARK_LANG}">{text}</note>\n'
