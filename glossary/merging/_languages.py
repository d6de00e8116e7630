"""The languages of a file as those of a project: en-US is en where nobody tells them apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from glossary.model import Concept, Lang
from glossary.text.language import primary, sort_key


def in_plain_languages(
    concepts: Sequence[Concept], used: Collection[Lang]
) -> tuple[Sequence[Concept], dict[Lang, Lang]]:
    """Concepts in the languages of a project, and which languages of theirs were taken as others.

    Where they have terms in one variety of a language (en-US), and the project uses nothing but the plain language
    (en), they are taken as that. Several varieties are told apart, and those of Chinese always.

    Args:
        concepts: Those of a file.
        used: The languages of the project.
    """
    theirs = {term.lang for concept in concepts for term in concept.terms}
    taken: dict[Lang, Lang] = {}
    for lang in sorted(theirs):
        plain = primary(lang)
        if not _REGIONAL.fullmatch(lang) or plain == "zh":
            continue
        varieties = [{each for each in langs if primary(each) == plain} for langs in (theirs, used)]
        if varieties == [{lang}, {plain}]:
            taken[lang] = Lang(plain)
    return ([_in_langs(concept, taken) for concept in concepts] if taken else concepts), taken


_REGIONAL = re.compile(r"[a-z]{2,8}-([A-Z]{2}|[0-9]{3})")


def _in_langs(concept: Concept, taken: Mapping[Lang, Lang]) -> Concept:
    """The concept with other languages; a definition stays where there is one in the other language already."""
    there = concept.definition
    kept = {lang: lang if taken.get(lang) in there else taken.get(lang, lang) for lang in there}
    terms = (replace(term, lang=taken.get(term.lang, term.lang)) for term in concept.terms)
    return replace(
        concept,
        terms=tuple(sorted(terms, key=lambda term: sort_key(term.lang))),
        definition={kept[lang]: text for lang, text in there.items()},
    )
