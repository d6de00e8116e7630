"""What the pages for people have in common: the order of the concepts, their anchors, and what things are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from glossary.losses import EVERYTHING
from glossary.model import Concept, DataCategory, Lang, PartOfSpeech, Term, TermStatus, TermType
from glossary.text.language import EN, ZH_HANS, ZH_HANT, ZH_HK, ZH_TW
from glossary.text.width import escape


class Name(NamedTuple):
    """What something is called in both languages of the page."""

    en: str
    zh: str


TITLE = Name("Glossary", "术语表")
CONTENTS = Name("Subjects", "主题")
NO_SUBJECT = Name("Without a subject", "未分类")
DEFINITION = Name("Definition", "定义")
NOTE = Name("Note", "说明")
EXAMPLE = Name("Examples", "例句")
RELATED = Name("See also", "参见")
FORMS = Name("forms", "词形")
UNTRANSLATED = Name("stays as it is", "不译")

STATUSES: Mapping[TermStatus, Name] = {
    TermStatus.ADMITTED: Name("also", "也可"),
    TermStatus.DEPRECATED: Name("deprecated", "不再使用"),
    TermStatus.SUPERSEDED: Name("superseded", "已被取代"),
    TermStatus.FORBIDDEN: Name("do not use", "不用"),
}
"""What stands beside a term that is not the preferred one."""

KINDS: Mapping[PartOfSpeech | TermType, Name] = {
    PartOfSpeech.NOUN: Name("noun", "名词"),
    PartOfSpeech.VERB: Name("verb", "动词"),
    PartOfSpeech.ADJECTIVE: Name("adjective", "形容词"),
    PartOfSpeech.ADVERB: Name("adverb", "副词"),
    PartOfSpeech.PROPER_NOUN: Name("proper noun", "专有名词"),
    PartOfSpeech.OTHER: Name("other part of speech", "其他词类"),
    TermType.ACRONYM: Name("acronym", "首字母缩略词"),
    TermType.ABBREVIATION: Name("abbreviation", "缩写"),
    TermType.INITIALISM: Name("initialism", "首字母缩写"),
    TermType.FULL_FORM: Name("full form", "全称"),
    TermType.SHORT_FORM: Name("short form", "简称"),
    TermType.VARIANT: Name("variant", "变体"),
    TermType.PHRASE: Name("phrase", "短语"),
    TermType.SYMBOL: Name("symbol", "符号"),
    TermType.TRANSLITERATION: Name("transliteration", "音译"),
}

LANGUAGES: Mapping[Lang, str] = {
    EN: "English",
    ZH_HANS: "简体中文",
    ZH_HANT: "繁體中文",
    ZH_TW: "繁體中文（台灣）",
    ZH_HK: "繁體中文（香港）",
}
"""What languages call themselves; others are called by their tags."""

CARRIES = EVERYTHING - {DataCategory.CASE, DataCategory.FIND, DataCategory.INSIDE, DataCategory.NOT_INSIDE}
"""All that people read; how terms are recognised is for programs."""


class Section(NamedTuple):
    """The concepts of a subject, by their names.

    Attributes:
        subject: "" for those without one.
        anchor: Of its heading.
        entries: Each concept with its anchor.
    """

    subject: str
    anchor: str
    entries: Sequence[tuple[str, Concept]]


def sections(concepts: Iterable[Concept]) -> list[Section]:
    """The concepts by subject, those without one last."""
    ordered = sorted(concepts, key=lambda each: (not each.subject, each.subject, _sort_name(each), each.id))
    entries = zip(anchors((each.id for each in ordered), "term"), ordered, strict=True)
    groups = [(subject, list(group)) for subject, group in groupby(entries, key=lambda entry: entry[1].subject)]
    names = anchors((subject for subject, _ in groups), "subject")
    return [Section(subject, anchor, group) for (subject, group), anchor in zip(groups, names, strict=True)]


def anchors_of(page: Iterable[Section]) -> dict[str, str]:
    """Where a concept stands on a page, by its id; the first one, if several have the same."""
    found: dict[str, str] = {}
    for section in page:
        for anchor, concept in section.entries:
            found.setdefault(concept.id, anchor)
    return found


def anchors(names: Iterable[str], prefix: str) -> Iterator[str]:
    """An anchor for each name, none twice: letters and digits of any script, and hyphens."""
    there: set[str] = set()
    for name in names:
        base = anchor = f"{prefix}-{_NOT_IN_ANCHOR.sub('-', name).strip('-') or 'x'}"
        number = 2
        while anchor in there:
            anchor, number = f"{base}-{number}", number + 1
        there.add(anchor)
        yield anchor


def title(concept: Concept) -> str:
    """What a concept is called: its first term that may be used, else the first."""
    return next((term for term in concept.terms if term.status not in STRUCK), concept.terms[0]).text


def by_language(concept: Concept) -> list[tuple[Lang, list[Term]]]:
    """The terms language by language; those that may be used first."""
    return [
        (lang, sorted(terms, key=lambda term: list(TermStatus).index(term.status)))
        for lang, terms in groupby(concept.terms, key=lambda term: term.lang)
    ]


def kinds(term: Term) -> list[Name]:
    """What sort of term it is."""
    return [KINDS[kind] for kind in (term.part_of_speech, term.term_type) if kind]


def shown(text: str) -> str:
    r"""A text as it can be shown: line ends are "\n", what would be invisible or turn the text around is `\u202e`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSHOWN.sub(lambda found: escape(found[0]), lines)


STRUCK = (TermStatus.DEPRECATED, TermStatus.SUPERSEDED, TermStatus.FORBIDDEN)
"""Terms that are struck through."""

_NOT_IN_ANCHOR = re.compile(r"[^\w]+|_+")
_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
"""Code points that stand for nothing, and that HTML does not allow."""
_UNSHOWN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f"
    f"{_NO_CHARACTERS}]"
)


def _sort_name(concept: Concept) -> str:
    return unicodedata.normalize("NFKD", title(concept)).casefold()
