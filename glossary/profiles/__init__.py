"""What other tools want of a termbase, one file per tool: which format, which languages, which limits.

A plug is a file with `PROFILE`. It says in data what the tool takes, and what confirmed that; what a tool cannot take
is named before anything is written. Forbidden terms never reach a tool that would suggest them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache

from glossary import losses
from glossary.errors import ProjectError
from glossary.losses import Loss, Unheld
from glossary.model import USABLE, Concept, DataCategory, Finding, Lang, Severity, Term
from glossary.pairs import TermPair, term_pairs, usable_terms
from glossary.registry import discover
from glossary.text.language import fallbacks, in_order

Pair = tuple[Lang, Lang]
"""The languages of source and target."""

DROPPED = "export-dropped"
"""The rule of findings about terms that a tool cannot take at all."""

TOO_LARGE = "export-too-large"

UNPAIRED = "export-unpaired"
"""The rule of findings about concepts that have no terms to be used in both languages of a file."""

LOOKED_UP = "is only to be looked up"
"""Why a term is not for a tool that would recognise it in texts."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a tool refuses or would change, checked before anything is written.

    Attributes:
        most_bytes: Of a file.
        longest: UTF-8 bytes of a term.
        refused: Characters that no term may hold; control characters are among them where `controls` is false.
        controls: Whether tabs, line breaks and other control characters may stand in a term.
        outer_spaces: Whether a term may begin or end with a space.
        once: A source term may stand in a file only once, compared as `once` says: "exact" or "case" (upper and
            lower case are the same); "" if it may stand there often.
        begins: What no source term may begin with, as it would be a comment.
        flagged: What a whole term that must not be used has to match, where a linter finds only such terms: a pattern.
        replaced: A term that must not be used needs one that stands for it.
        unambiguous: A term that must not be used is left out if it may be written in another sense, or in another
            language, since a linter cannot know which is meant: "exact", "case" (upper and lower case are the same) or
            "inside" (nor may it stand inside of a term that may be written); "" if it may stand there all the same.
        cannot_hold: The first character of any text, a definition or note as well, that such a file cannot hold.
    """

    most_bytes: int | None = None
    longest: int | None = None
    refused: str = ""
    controls: bool = False
    outer_spaces: bool = False
    once: str = ""
    begins: tuple[str, ...] = ()
    flagged: str = ""
    replaced: bool = False
    unambiguous: str = ""
    cannot_hold: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What one tool takes.

    Exactly one of `write_pairs` and `write_terms` is set.

    Attributes:
        name: What `gloss export` calls it: `deepl`.
        tool: What it is called by people: DeepL.
        file: The name of its file; `{source}-{target}.tsv` for one per pair of languages.
        carries: What of a concept reaches the tool.
        confirmed: Against what the profile was checked: the tool itself, its own validator, a real file; in English.
        write_pairs: From pairs of terms in two languages, named as the tool names them, to bytes.
        write_terms: From concepts in all languages to bytes; `tags` are the tool's names of languages.
        tags: The tool's names of languages, where they are not BCP 47.
        limits: Checked before writing.
        statuses: Whether it takes terms that must not be used, and knows them from the others.
        recognises: It looks for the terms in texts, so those that are only to be looked up are left out.
        also: What else is written: a name and what makes its bytes of the concepts that are in the file.
    """

    name: str
    tool: str
    file: str
    carries: frozenset[DataCategory]
    confirmed: str
    write_pairs: Callable[[Sequence[TermPair], str, str], Iterator[bytes]] | None = None
    write_terms: Callable[[Sequence[Concept], Mapping[Lang, str]], Iterator[bytes]] | None = None
    tags: Mapping[Lang, str] = field(default_factory=dict)
    limits: Limits = Limits(controls=True, outer_spaces=True)
    statuses: bool = False
    recognises: bool = True
    also: Mapping[str, Callable[[Sequence[Concept]], Iterator[bytes]]] = field(default_factory=dict)

    @property
    def is_per_pair(self) -> bool:
        """Whether it has a file for each pair of languages."""
        return self.write_pairs is not None


@dataclass(frozen=True, slots=True)
class Exported:
    """A file for a tool.

    Attributes:
        name: Relative to the directory of its profile.
        terms: How many terms are in it, those of the source language where it is for a pair of languages.
        losses: What its terms say and it does not carry.
        findings: Terms that were left out (`export-dropped`; information, if they are only to be looked up), concepts
            without terms in both languages (`export-unpaired`), and too large a file (`export-too-large`).
    """

    name: str
    data: bytes
    terms: int
    losses: list[Loss] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@cache
def profiles(name: str = "") -> Mapping[str, Profile]:
    """Every profile by its name, in the order of the names; with `name`, only that one, and hardly any is imported."""
    plugs = discover("glossary.profiles", "PROFILE", mentioning=f'"{name}"' if name else "").values()
    found = (plug for plug in plugs if isinstance(plug, Profile) and name in ("", plug.name))
    return {profile.name: profile for profile in sorted(found, key=lambda profile: profile.name)}


def profile_of(name: str) -> Profile:
    """The profile of this name.

    Raises:
        ProjectError: There is none; the message lists the known ones.
    """
    if name and (found := profiles(name)):
        return found[name]
    import difflib

    close = difflib.get_close_matches(name, profiles(), n=1)
    meant = f"did you mean {close[0]}?" if close else f"there are {', '.join(profiles())}"
    raise ProjectError(f"no profile is called {name!r}; {meant}")


def export(profile: Profile, concepts: Sequence[Concept], pairs: Iterable[Pair]) -> Iterator[Exported]:
    """The files of a profile.

    Args:
        profile: What the tool takes.
        concepts: With the terms that were computed; those only get into files for one pair of languages.
        pairs: For which pairs of languages files are made, and which languages are in a file for all.
    """
    pairs = list(pairs)
    concepts, unheld = losses.held(concepts, profile.limits.cannot_hold, profile.carries)
    if profile.is_per_pair:
        for source, target in pairs:
            dropped = _told(profile, unheld, (*fallbacks(source), *fallbacks(target)))
            yield _for_pair(profile, concepts, source, target, dropped)
    else:
        langs = in_order(lang for pair in pairs for lang in pair)
        concepts, dropped = _held(profile, concepts, langs)
        yield _for_all(profile, concepts, langs, _told(profile, unheld, langs) + dropped)
        concepts = _sent(profile, concepts)
    for name, write in profile.also.items():
        yield Exported(name, b"".join(write(concepts)), 0)


def _told(profile: Profile, unheld: Iterable[Unheld], langs: Collection[Lang]) -> list[Finding]:
    return [
        Finding(DROPPED, Severity.WARNING, f"{each.message}; {profile.tool} gets the rest", each.origin)
        for each in unheld
        if each.term is None or (each.term.lang in langs and not each.term.computed)
    ]


def _for_pair(
    profile: Profile, concepts: Sequence[Concept], source: Lang, target: Lang, unheld: list[Finding]
) -> Exported:
    assert profile.write_pairs
    found = list(term_pairs(concepts, source, target))
    kept, dropped = _within(profile, found)
    if profile.statuses:
        kept, more = _beside(profile, kept, {*fallbacks(source), *fallbacks(target)})
        dropped += more
    lost = [
        loss
        for loss in losses.losses(_seen(found, source, target), profile.carries)
        if not (loss.category is DataCategory.SYNONYM and loss.term and loss.term.lang in fallbacks(source))
    ]  # each term of the source language has a line of its own
    dropped += _unpaired(profile, concepts, found, source, target)
    name = profile.file.format(source=source, target=target)
    data = b"".join(profile.write_pairs(kept, tag(profile, source), tag(profile, target)))
    return Exported(name, data, len(kept), lost, unheld + dropped + _too_large(profile, data, name))


def _unpaired(
    profile: Profile, concepts: Iterable[Concept], pairs: Iterable[TermPair], source: Lang, target: Lang
) -> Iterator[Finding]:
    """The concepts that are not in a file since they have no term to be used in one of its languages."""
    paired = {pair.concept.id for pair in pairs}
    for concept in concepts:
        if concept.id not in paired:
            missing = source if not usable_terms(concept, source) else target
            message = f"{concept.id} is not in the file for {profile.tool}: it has no term to be used in {missing}"
            yield Finding(UNPAIRED, Severity.INFO, message, concept.origin)


def _seen(pairs: Iterable[TermPair], source: Lang, target: Lang) -> Iterator[Concept]:
    """The concepts of pairs as a reader of the two languages sees them."""
    wanted = {*fallbacks(source), *fallbacks(target)}
    done: set[str] = set()
    for pair in pairs:
        if pair.concept.id not in done:
            done.add(pair.concept.id)
            terms = tuple(term for term in pair.concept.terms if term.lang in wanted)
            yield replace(pair.concept, terms=terms)


def _within(profile: Profile, pairs: Sequence[TermPair]) -> tuple[list[TermPair], list[Finding]]:
    """The pairs that a tool can take, without the renderings that it cannot, and what was left out."""
    kept, dropped = [], list[Finding]()
    winners = _winners(profile, pairs)
    for pair in pairs:
        winner = winners.get(_compared(profile.limits, pair.source.text), pair)
        if why := _why_not(profile, pair.source) or _begins_badly(profile.limits, pair.source.text):
            dropped.append(_dropped(profile, pair.source, pair.concept, why))
        elif winner is pair:
            refused = {term: why for term in pair.targets if (why := refusal(profile.limits, term.text))}
            dropped += [_dropped(profile, term, pair.concept, why) for term, why in refused.items()]
            targets = tuple(term for term in pair.targets if term not in refused)
            kept += [replace(pair, targets=targets)] if targets else []
        elif winner.concept.id != pair.concept.id:
            why = f"stands there already, for {winner.concept.id}"
            dropped.append(_dropped(profile, pair.source, pair.concept, why))
    return kept, dropped


def _beside(profile: Profile, pairs: Sequence[TermPair], langs: Set[Lang]) -> tuple[list[TermPair], list[Finding]]:
    """The pairs without the terms of their concepts that must not be used and that a tool cannot take, and these."""
    dropped: dict[Term, Finding] = {}
    kept = []
    for pair in pairs:
        bad = [term for term in pair.concept.terms if term.lang in langs and term.status not in USABLE]
        refused = {term: why for term in bad if (why := _why_not(profile, term))}
        dropped |= {term: _dropped(profile, term, pair.concept, why) for term, why in refused.items()}
        terms = tuple(term for term in pair.concept.terms if term not in refused)
        kept.append(replace(pair, concept=replace(pair.concept, terms=terms)) if refused else pair)
    return kept, list(dropped.values())


def _winners(profile: Profile, pairs: Sequence[TermPair]) -> dict[str, TermPair]:
    """What a source term stands for where it may stand only once: the concept whose preferred term it is, if any."""
    found: dict[str, TermPair] = {}
    for pair in pairs if profile.limits.once else ():
        known = found.setdefault(key := _compared(profile.limits, pair.source.text), pair)
        if pair.first and not known.first:
            found[key] = pair
    return found


def _compared(limits: Limits, text: str) -> str:
    return text.casefold() if limits.once == "case" else text


def _why_not(profile: Profile, term: Term) -> str:
    """Why a term is not for a tool, as the rest of a sentence; "" if it is."""
    is_looked_for = not profile.limits.unambiguous or term.status not in USABLE  # a linter passes over the others
    if profile.recognises and not term.find and is_looked_for:
        return LOOKED_UP
    return refusal(profile.limits, term.text)


def _for_all(profile: Profile, concepts: Sequence[Concept], langs: Sequence[Lang], dropped: list[Finding]) -> Exported:
    assert profile.write_terms
    lost = list(losses.losses(concepts, profile.carries))
    sent = _sent(profile, concepts)
    tags = {lang: tag(profile, lang) for lang in langs}
    data = b"".join(profile.write_terms(sent, tags))
    terms_in = sum(len(concept.terms) for concept in sent)
    return Exported(profile.file, data, terms_in, lost, dropped + _too_large(profile, data, profile.file))


def _held(profile: Profile, concepts: Sequence[Concept], langs: Sequence[Lang]) -> tuple[list[Concept], list[Finding]]:
    """The concepts with the terms that a tool can take, and what was left out."""
    dropped: list[Finding] = []
    kept = list(concepts)
    limits = profile.limits

    def without(why_not: Callable[[Term, Concept], str]) -> None:
        rest: list[Concept] = []
        for concept in kept:
            reasons = {term: why for term in concept.terms if (why := why_not(term, concept))}
            dropped.extend(_dropped(profile, term, concept, why) for term, why in reasons.items())
            if terms := tuple(term for term in concept.terms if term not in reasons):
                rest.append(replace(concept, terms=terms) if reasons else concept)
        kept[:] = rest

    for at, concept in enumerate(kept):
        kept[at] = replace(concept, terms=tuple(t for t in losses.written_terms(concept) if t.lang in langs))
    without(lambda term, _: _why_not(profile, term))
    if limits.once and langs:
        owners = _owners(profile, kept, langs[0])
        without(lambda term, concept: _taken(profile, owners, term, concept, langs[0]))
    if profile.statuses and (limits.flagged or limits.replaced or limits.unambiguous):
        in_use = _in_use(kept, limits.unambiguous)
        without(lambda term, concept: _why_not_flagged(limits, in_use, term, concept))
    return kept, dropped


def _sent(profile: Profile, concepts: Sequence[Concept]) -> list[Concept]:
    """The concepts as a tool gets them: without terms that must not be used, if it would suggest them."""
    if profile.statuses:
        return list(concepts)
    return [reduced for concept in concepts if (reduced := _usable(concept)).terms]


def _owners(profile: Profile, concepts: Sequence[Concept], lang: Lang) -> dict[str, str]:
    """The concept that each term of a language stands for where it may stand only once: first, whose it is first."""
    found: dict[str, str] = {}
    for first in (True, False):
        for concept in concepts:
            terms = [term for term in concept.terms_in(lang) if term.status in USABLE]
            for term in terms[:1] if first else terms[1:]:
                found.setdefault(_compared(profile.limits, term.text), concept.id)
    return found


def _taken(profile: Profile, owners: Mapping[str, str], term: Term, concept: Concept, lang: Lang) -> str:
    owner = owners.get(_compared(profile.limits, term.text), concept.id)
    is_second = term.lang == lang and term.status in USABLE and owner != concept.id
    return f"stands there already, for {owner}" if is_second else ""


def _in_use(concepts: Sequence[Concept], how: str) -> str:
    """The texts that may be written, in whatever language, each between NULs."""
    texts = (term.text for concept in concepts for term in concept.terms if term.status in USABLE)
    return "\0" + "\0".join(text.casefold() if how == "case" else text for text in texts) + "\0"


def _why_not_flagged(limits: Limits, in_use: str, term: Term, concept: Concept) -> str:
    """Why a linter cannot forbid a term that must not be used, as the rest of a sentence; "" if it can."""
    if term.status in USABLE:
        return ""
    if limits.flagged and not re.fullmatch(limits.flagged, term.text):
        return "is not one of the words that can be found there"
    if limits.replaced and not usable_terms(concept, term.lang):
        return "has no term that could be written instead"
    text = term.text.casefold() if limits.unambiguous == "case" else term.text
    if limits.unambiguous and f"\0{text}\0" in in_use:
        return "may be written in another sense, spelling or language"
    if limits.unambiguous == "inside" and text in in_use:
        return "stands inside of a term that may be written"
    return ""


def _usable(concept: Concept) -> Concept:
    return replace(concept, terms=tuple(term for term in concept.terms if term.status in USABLE))


def tag(profile: Profile, lang: Lang) -> str:
    """What a tool calls a language."""
    return profile.tags.get(lang, lang)


def refusal(limits: Limits, text: str) -> str:
    """Why a tool cannot take a text, as the rest of a sentence; "" if it can."""
    if char := next((c for c in text if "\ud800" <= c <= "\udfff"), ""):
        return f"holds half a character, U+{ord(char):04X}"
    if not limits.controls and (char := next((c for c in text if ord(c) < _SPACE or _DEL <= ord(c) < _C1_END), "")):
        return f"holds U+{ord(char):04X}"
    if char := next((c for c in text if c in limits.refused), ""):
        return f"holds {char!r}"
    if not limits.outer_spaces and text != text.strip():
        return "begins or ends with a space"
    size = len(text.encode(errors="replace"))
    if limits.longest is not None and size > limits.longest:
        return f"is {size:,} bytes long; {limits.longest:,} are allowed"
    return ""


def _begins_badly(limits: Limits, text: str) -> str:
    return next((f"begins with {mark!r}, a comment" for mark in limits.begins if text.startswith(mark)), "")


def _dropped(profile: Profile, term: Term, concept: Concept, why: str) -> Finding:
    short = term.text if len(term.text) <= _LONGEST_TOLD else term.text[:_LONGEST_TOLD] + "…"
    message = f"{short} is not in the file for {profile.tool}: it {why}"
    severity = Severity.INFO if why == LOOKED_UP else Severity.WARNING
    return Finding(DROPPED, severity, message, term.origin or concept.origin)


def _too_large(profile: Profile, data: bytes, name: str) -> list[Finding]:
    most = profile.limits.most_bytes
    if most is None or len(data) <= most:
        return []
    message = f"{name} has {len(data):,} bytes; {profile.tool} takes {most:,}; export fewer subjects or languages"
    return [Finding(TOO_LARGE, Severity.ERROR, message)]


_LONGEST_TOLD = 60
"""Characters of a term in a message."""

_SPACE, _DEL, _C1_END = 0x20, 0x7F, 0xA0
