"""UTX 1.11 (AAMT), `.utx`: terms in two languages with their parts of speech, statuses and concepts.

Lines end with CR LF. The date of the header is left out, as files would never be the same twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glossary.formats._xml import illegal
from glossary.model import DataCategory, PartOfSpeech, Term, TermStatus
from glossary.pairs import TermPair
from glossary.profiles import Limits, Profile
from glossary.profiles._tables import tsv

COLUMNS = ("#src", "tgt", "src:pos", "tgt:pos", "term status", "concept ID")
PARTS_OF_SPEECH = {
    PartOfSpeech.NOUN: "noun",
    PartOfSpeech.PROPER_NOUN: "noun",
    PartOfSpeech.VERB: "verb",
    PartOfSpeech.ADJECTIVE: "adjective",
    PartOfSpeech.ADVERB: "adverb",
}


def _write(pairs: Sequence[TermPair], source: str, target: str) -> Iterator[bytes]:
    yield f"#UTX 1.11; {source}/{target}; Dictionary ID: gloss\r\n".encode()
    yield from tsv([COLUMNS], end="\r\n")
    for pair in pairs:
        for term in pair.targets:
            is_best = pair.first and term.status is TermStatus.PREFERRED
            status = "approved" if is_best else "provisional"
            cells = (pair.source.text, term.text, _pos(pair.source), _pos(term), status, _id(pair))
            yield from tsv([cells], end="\r\n")


def _id(pair: TermPair) -> str:
    return pair.concept.id if pair.concept.id.isprintable() else ""


def _pos(term: Term) -> str:
    return PARTS_OF_SPEECH.get(term.part_of_speech, "") if term.part_of_speech else ""


PROFILE = Profile(
    "utx",
    "UTX",
    "{source}-{target}.utx",
    carries=frozenset({DataCategory.SYNONYM}),
    confirmed="read back by Translate Toolkit (3.18); columns and statuses as in the tests of LTAC's converter "
    "between UTX and TBX-Min",
    write_pairs=_write,
    limits=Limits(begins=("#",), cannot_hold=illegal),
)
