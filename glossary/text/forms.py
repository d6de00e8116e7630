"""English word forms: the regular inflections of a phrase, and the way back.

Only the last word of a phrase inflects (distillation attack → distillation attacks). Irregular forms
(mice, fled) stand in the termbase under `forms`; these rules know none. They may make a form that
nobody uses (distiled), or one that belongs to another word, too (planed, of plan); missing one would be worse.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from glossary.model import Case, PartOfSpeech, Term
from glossary.text.patterns import lazy
from glossary.text.script import has_han, is_han

_LAST_WORD = lazy(r"(?:.*[^A-Za-z])?([A-Za-z]{2,})", re.DOTALL)
_CVC = lazy(r"(?:.*[^aeiou])?[aeiouy][bcdfghjklmnpqrtvz]")
_POSSESSIVE = lazy(r"(?:'s|’s|(?<=s)['’])\Z", re.IGNORECASE)
_NO_VERB = {PartOfSpeech.NOUN, PartOfSpeech.PROPER_NOUN}
_NO_FORMS = {PartOfSpeech.ADJECTIVE, PartOfSpeech.ADVERB, PartOfSpeech.OTHER}


def inflections(phrase: str, part_of_speech: PartOfSpeech | None = None) -> tuple[str, ...]:
    """The regular forms of an English phrase, itself not among them.

    >>> inflections("distil", PartOfSpeech.VERB)
    ('distils', 'distilled', 'distiled', 'distilling', 'distiling')
    """
    found = _LAST_WORD.fullmatch(phrase)
    if found is None or part_of_speech in _NO_FORMS:
        return ()
    head, word = phrase[: found.start(1)], found[1]
    if word.isupper():  # LLM: LLMs, and no verb forms
        return (f"{phrase}s",)
    forms = _with_s(word) + (() if part_of_speech in _NO_VERB else _verb_forms(word))
    return tuple(dict.fromkeys(head + form for form in forms))


def forms_of(term: Term) -> tuple[str, ...]:
    """Every form in which a term may stand in a text, besides itself: those it lists, and the regular English ones.

    Names and phrases have no verb forms unless they are said to be verbs: ascending is no form of Ascend, nor
    computer programming of computer program.
    """
    if has_han(term.text):
        return term.forms
    noun = PartOfSpeech.NOUN if term.text[:1].isupper() or " " in term.text.strip() else None
    return (*term.forms, *inflections(term.text, term.part_of_speech or noun))


@lru_cache(maxsize=4096)
def lemmas(phrase: str) -> tuple[str, ...]:
    """The phrases of which this could be a regular form: `lemmas(f)` holds `p` for every `f` in `inflections(p)`.

    >>> lemmas("distilling")
    ('distil', 'distill', 'distille')
    """
    bare = _POSSESSIVE.sub("", phrase)
    found = _LAST_WORD.fullmatch(bare)
    if found is None:
        return ()
    head, word = bare[: found.start(1)], found[1]
    bases = [base for base in _bases(word) if len(base) > 1 and word in inflections(base)]
    owner = [bare] if bare != phrase else []
    return tuple(dict.fromkeys(owner + [head + base for base in sorted(bases)]))


def _with_s(word: str) -> tuple[str, ...]:
    """Plural of the noun and third person of the verb."""
    if word.endswith("is"):
        return (word[:-2] + "es", word + "es")
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return (word + "es",)
    if word.endswith("y") and word[-2] not in "aeiou":
        return (word[:-1] + "ies",)
    if word.endswith("o"):
        return (word + "s", word + "es")
    return (word + "s",)


def _verb_forms(word: str) -> tuple[str, ...]:
    """Past and -ing form; where spelling doubles the last consonant in one country only, both."""
    if word.endswith("e"):
        stem = word[:-1]
        gerund = stem[:-1] + "ying" if word.endswith("ie") else stem + "ing"
        return (word + "d", word + "ing" if word.endswith(("ee", "oe", "ye")) else gerund)
    if word.endswith("y") and word[-2] not in "aeiou":
        return (word[:-1] + "ied", word + "ing")
    if _CVC.fullmatch(word):
        double = word + word[-1]
        return (double + "ed", word + "ed", double + "ing", word + "ing")
    return (word + "ed", word + "ing")


def _bases(word: str) -> set[str]:
    """Everything that could have been there before the suffix; the caller keeps what really inflects to `word`."""
    bases: set[str] = set()
    for suffix, endings in _ENDINGS.items():
        if word.endswith(suffix):
            stem = word[: -len(suffix)]
            bases |= {stem + ending for ending in endings}
            if len(stem) > 2 and stem[-1] == stem[-2]:
                bases.add(stem[:-1])
    return bases


_ENDINGS = {
    "s": ("",),
    "es": ("", "is"),
    "ies": ("y",),
    "d": ("",),
    "ed": ("",),
    "ied": ("y",),
    "ing": ("", "e"),
    "ying": ("ie",),
}


def case_matters(term: Term) -> bool:
    """Whether upper and lower case tell this term apart: as it says, else by its own look."""
    return is_case_sensitive(term.text) if term.case is None else term.case is Case.SENSITIVE


def is_case_sensitive(text: str) -> bool:
    """Whether case belongs to the word unless the termbase says otherwise: IT, ToS, iPhone."""
    return any(char.isupper() for word in re.split(r"[\W_]+", text) for char in word[1:]) or (
        len(text) == 1 and text.isupper()
    )


def same_case(term: Term, surface: str, *, name: bool = False) -> bool:
    """Whether upper and lower case of what stands in a text are those of the term, as far as they matter.

    A word with capitals inside (ToS, LLM, iPhone) must stand as it is; other words may begin a sentence, and a name
    only has to begin with its capital. A text all in capitals is no mistake, except for words that short as IT.

    Args:
        surface: The term or one of its forms as it was met.
        name: The term stays as it is in every language.
    """
    if term.case is Case.INSENSITIVE:
        return True
    written, met = _letters(term.text), _letters(surface)
    if term.case is Case.SENSITIVE:
        return met[: len(written)] == written
    if surface.isupper() and len(written) >= _SHOUTED and not term.text.isupper():
        return True
    proper = name or term.part_of_speech is PartOfSpeech.PROPER_NOUN
    at = 0
    for word in re.split(r"[\W_]+", unicodedata.normalize("NFKC", term.text)):
        letters = _letters(word)
        there = met[at : at + len(letters)]
        if is_case_sensitive(word) and there != letters:
            return False
        if proper and letters[:1].isupper() and not there[:1].isupper():
            return False
        at += len(letters)
    return True


_SHOUTED = 4
"""Letters from which on a word in capitals is taken for one that is shouted, not for an acronym."""


def _letters(text: str) -> str:
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return "".join(char for char in plain if char.isalnum() and not is_han(char))
