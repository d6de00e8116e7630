"""What TBX and the model call the same thing, and the ids of entries as names of XML."""

from __future__ import annotations

from glossary.model import PartOfSpeech, TermStatus, TermType
from glossary.text.patterns import lazy

STATUSES = {
    **dict.fromkeys(("preferred", "standardized", "legal", "regulated"), TermStatus.PREFERRED),
    "admitted": TermStatus.ADMITTED,
    **dict.fromkeys(("deprecated", "notrecommended"), TermStatus.DEPRECATED),
    **dict.fromkeys(("superseded", "obsolete"), TermStatus.SUPERSEDED),
    "forbidden": TermStatus.FORBIDDEN,
}
"""By the value in lower case, without spaces and hyphens, `Term` and `-admn-sts`."""

PARTS_OF_SPEECH = {
    "noun": PartOfSpeech.NOUN,
    "verb": PartOfSpeech.VERB,
    "adjective": PartOfSpeech.ADJECTIVE,
    "adverb": PartOfSpeech.ADVERB,
    "propernoun": PartOfSpeech.PROPER_NOUN,
}
"""By the value in lower case, without spaces and hyphens; every other one is `other`."""

TERM_TYPES = {
    "acronym": TermType.ACRONYM,
    "abbreviation": TermType.ABBREVIATION,
    "initialism": TermType.INITIALISM,
    "fullform": TermType.FULL_FORM,
    "shortform": TermType.SHORT_FORM,
    "variant": TermType.VARIANT,
    **dict.fromkeys(("phrase", "phraseologicalunit"), TermType.PHRASE),
    "symbol": TermType.SYMBOL,
    **dict.fromkeys(("transliteratedform", "transcribedform", "transliteration"), TermType.TRANSLITERATION),
}
"""By the value in lower case, without spaces and hyphens; another one, such as `entryTerm`, says nothing here."""

OURS = "gloss"
"""What the source description of files says in which all white space is as typed."""

MARK_LANG = "en"
UNTRANSLATED = "translate: no"
STATUS_MARKS = {f"status: {status}": status for status in TermStatus}
PART_MARKS = {f"part of speech: {part}": part for part in PartOfSpeech}
TYPE_MARKS = {f"type: {kind}": kind for kind in TermType}
TERM_MARKS = {*STATUS_MARKS, *PART_MARKS, *TYPE_MARKS}
"""Notes in English by which gloss says what TBX has no value for."""

_UNSAFE = lazy(r"[^A-Za-z0-9_.\-\u4e00-\u9fa5]|_(?=x)|^[0-9.\-]")
_ESCAPE = lazy(r"_x(00(?:0[1-9A-F]|10)[0-9A-F]{4}|(?!D[89A-F])[0-9A-F]{4})_")
_NUMBERED = lazy(r"_x_[0-9]+_")
_FOUR_DIGITS = 0xFFFF


def name_of(id: str) -> str:
    """An id as an XML name: `2FA` → `_x0032_FA`."""
    return _UNSAFE.sub(lambda found: f"_x{ord(found[0]):0{4 if ord(found[0]) <= _FOUR_DIGITS else 8}X}_", id)


def id_of(name: str) -> str:
    """The id that a name stands for."""
    if "_x" not in name:
        return name
    begin = _NUMBERED.match(name)
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), name[begin.end() if begin else 0 :])
