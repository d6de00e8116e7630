"""A text and its translation: the passages that the translation lacks come in, at their places.

The passages of both are aligned. Those of the source without a partner are inserted, translated where all of them was
translated before, else as they are, so that a translator finds them where they belong. A passage of the translation
that is still the source is translated, if that is possible now. Everything else in the translation stays.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from glossary.errors import FormatError
from glossary.formats import Pair, format_of, markdown
from glossary.formats._editing import Edit, encoded, replaced
from glossary.formats._languages import named_language
from glossary.formats._markdown_weaving import Text, woven
from glossary.matching.align import Block, align, merged
from glossary.memory import NEIGHBOURS, with_neighbours
from glossary.model import Lang, Progress, Resource, Segment
from glossary.pretranslation._offers import CERTAIN, Answer, Question, Ready, answers
from glossary.pretranslation._result import Filled, Pretranslation, Unfilled
from glossary.stores import files
from glossary.text.language import primary


def completed(
    path: str,
    into: str,
    ready: Ready,
    *,
    langs: Pair | None = None,
    languages: Sequence[Lang],
    min_score: float | None = None,
    progress: Progress | None = None,
) -> Pretranslation:
    """A translation in Markdown with the passages that it lacks.

    Args:
        path: The source.
        into: Its translation; if it is not there, it is the source with what can be translated of it.
        ready: Makes what answers questions.
        langs: From which language into which; without it, as the texts and their names say.
        languages: What a translation may be in, the likeliest first.
        min_score: The least score of a match; without it 100.
        progress: Told (done, all).

    Raises:
        FormatError: One of them is no Markdown, or cannot be filled.
        StoreError: One of them, or the memory, cannot be read.
    """
    if format_of(into).name != "markdown":
        raise FormatError("a text in Markdown is completed by Markdown; name a file that ends in .md", path=into)
    old = files.read(Path(into)) if os.path.exists(into) else None
    ours, theirs = markdown.read(files.read(Path(path)), path), markdown.read(old or b"", into)
    source, target = Text(ours.text, list(ours.units())), Text(theirs.text, list(theirs.units()))
    result = Pretranslation(into, old, old or b"", (theirs.text, theirs.text))
    target_lang = langs[1] if langs else _target_lang(into, theirs if target.units else None, ours.langs[0], languages)
    asked = [at for at, unit in enumerate(source.units) if primary(unit.source_lang) != primary(target_lang)]
    questions = _questions(source, asked, langs[0] if langs else None, target_lang)
    least = CERTAIN if min_score is None else min_score
    found = dict(zip(asked, answers(questions, ready(least), progress=progress), strict=True))
    known = {at: answer.offer.target.raw for at, answer in found.items() if answer.offer}
    pairs, alone, same = _compared(source, target, known)
    found = {at: answer for at, answer in found.items() if at in alone or at in same}
    said = {at: answer.offer for at, answer in found.items() if answer.offer and _may_stand(answer, min_score)}
    texts = _sound(source, {at: offer.target.raw for at, offer in said.items()})
    missing = {at for at, around in alone.items() if not _is_within(texts.get(at), around)}
    fresh = {here: text for here, text in texts.items() if here in missing}
    instead = {same[here]: text for here, text in texts.items() if here in same}
    done = woven(source, target, pairs, fresh, instead, missing)
    mark = b"\xef\xbb\xbf" if (old or b"").startswith(b"\xef\xbb\xbf") else b""
    result.new = encoded(done.text, "utf-8", mark)
    if not _keeps(result.new, into, target, instead, len(done.inserted)):
        raise FormatError("the passages of both are too different to complete it; nothing is written", path=into)
    result.texts = theirs.text, done.text
    placed = {*done.inserted, *same}
    for at, unit in enumerate(source.units):
        text, answer = unit.source.raw, found.get(at)
        if answer is None or (at in alone and at not in missing):
            result.translated.append(text)
            continue
        if answer.offer and at in texts and at in placed:
            result.filled.append(Filled(text, answer.offer, unit.origin))
        else:
            result.left.append(text)
            result.offered += [Filled(text, answer.offer, unit.origin)] if answer.offer else []
        if answer.refused:
            result.unfilled.append(Unfilled(text, answer.refused, unit.origin))
    result.inserted = [source.units[at].origin for at in done.inserted if at not in texts]
    result.not_placed = [source.units[at].origin for at in done.not_placed]
    return result


def _may_stand(answer: Answer, min_score: float | None) -> bool:
    """Whether an offer may stand in a text, which has no drafts: if it is certain, or somebody asks for less."""
    offer = answer.offer
    return offer is not None and (min_score is not None or offer.is_certain or offer.is_exact)


def _questions(source: Text, asked: Sequence[int], lang: Lang | None, target_lang: Lang) -> list[Question]:
    placed = list(with_neighbours(source.units))
    return [
        Question(
            Segment(source.units[at].source.parts),
            lang or source.units[at].source_lang,
            target_lang,
            neighbours=placed[at].meta.get(NEIGHBOURS, ""),
            is_prose=True,
        )
        for at in asked
    ]


def _sound(source: Text, said: dict[int, str]) -> dict[int, str]:
    """The translations that are read as one passage of the same kind where their source stands."""
    said = dict(said)
    while said:
        text = replaced(source.text, [Edit(*source.span(at), new) for at, new in said.items()])
        units = list(markdown.read(text.encode(), "").units())
        meant = [(unit.context, said.get(at, unit.source.raw)) for at, unit in enumerate(source.units)]
        there = [(unit.context, unit.source.raw) for unit in units]
        if there == meant:
            break
        wrong = next((at for at, pair in enumerate(zip(meant, there, strict=False)) if pair[0] != pair[1]), len(there))
        del said[max((at for at in said if at <= wrong), default=max(said))]
    return said


def _keeps(data: bytes, path: str, target: Text, instead: Mapping[int, str], inserted: int) -> bool:
    """Whether all passages of a translation are still there, in their order, and as many more as came in."""
    units = list(markdown.read(data, path).units())
    there = iter([unit.source.raw for unit in units])
    kept = (instead.get(at, unit.source.raw) for at, unit in enumerate(target.units))
    return len(units) == len(target.units) + inserted and all(any(raw == each for each in there) for raw in kept)


def _target_lang(path: str, there: Resource | None, source: Lang, languages: Sequence[Lang]) -> Lang:
    """What a translation is in: as the name of its file says, else as its text does, else another than the source."""
    named = named_language(path)
    if named and named.exact:
        return named.lang
    others = [lang for lang in languages if primary(lang) != primary(source)]
    if named:
        return next((lang for lang in others if primary(lang) == primary(named.lang)), named.lang)
    if there and primary(there.langs[0]) != primary(source):
        return there.langs[0]
    return others[0]


def _compared(
    source: Text, target: Text, known: Mapping[int, str]
) -> tuple[list[tuple[int | None, int | None]], dict[int, list[str]], dict[int, int]]:
    """The pairs of passages; the passages without a partner; and those whose translation is still the source, with it.

    Passages of which the memory knows the translation (`known`) belong to that, and the others are aligned in between.
    A passage without a partner has with it the translations around it, the one first in which it is probably translated
    together with the passage beside it, else "".
    """
    ours, theirs = (
        [Block(unit.context, unit.source.raw, unit.source_lang) for unit in text.units] for text in (source, target)
    )
    pairs = _aligned(ours, theirs, known)
    beside, partner = merged(ours, theirs, pairs), {here: there for here, there in pairs if here is not None}
    alone: dict[int, list[str]] = {}
    same: dict[int, int] = {}
    for here, there in pairs:
        if here is None:
            continue
        if there is None:
            near = [partner.get(at) for at in (beside.get(here, -1), *_around(here, partner))]
            alone[here] = ["" if at is None else theirs[at].text for at in near]
        elif ours[here].text == theirs[there].text:
            same[here] = there
    return pairs, alone, same


def _aligned(
    ours: Sequence[Block], theirs: Sequence[Block], known: Mapping[int, str]
) -> list[tuple[int | None, int | None]]:
    pairs: list[tuple[int | None, int | None]] = []
    here = there = 0
    for one, other in [*_anchors(ours, theirs, known), (len(ours), len(theirs))]:
        between = align(ours[here:one], theirs[there:other])
        pairs += [(a if a is None else a + here, b if b is None else b + there) for a, b in between]
        pairs += [(one, other)] if one < len(ours) else []
        here, there = one + 1, other + 1
    return pairs


def _anchors(ours: Sequence[Block], theirs: Sequence[Block], known: Mapping[int, str]) -> list[tuple[int, int]]:
    """Passages and their translations, as the memory knows them, as many as stand in the same order in both texts."""
    said = [_squeezed(known.get(at, block.text)) for at, block in enumerate(ours)]
    there = [_squeezed(block.text) for block in theirs]
    counts, places = (Counter(said), Counter(there)), {text: at for at, text in enumerate(there)}
    met = [(at, places[text]) for at, text in enumerate(said) if all(count[text] == 1 for count in counts)]
    lasts: list[int] = []
    lengths = []
    for _, place in met:
        at = bisect_left(lasts, place)
        lasts[at : at + 1] = [place]
        lengths.append(at)
    chain: list[tuple[int, int]] = []
    for pair, length in zip(reversed(met), reversed(lengths), strict=True):
        if length == len(lasts) - 1 - len(chain) and (not chain or pair[1] < chain[-1][1]):
            chain.append(pair)
    return chain[::-1]


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _around(number: int, partner: Mapping[int, int | None]) -> Iterator[int]:
    """The nearest passages before and after one that have a partner."""
    for step in (-1, 1):
        at = number + step
        while at in partner and partner[at] is None:
            at += step
        yield at


def _is_within(said: str | None, around: Sequence[str]) -> bool:
    """Whether a passage is translated together with another: if its translation is known, it stands there."""
    if said is None:
        return bool(around[0])
    return any(said in text and said != text for text in around)
