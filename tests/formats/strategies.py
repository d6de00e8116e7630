"""What hypothesis makes of the model: concepts that a terms file can hold, and translation units with codes."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st
from nasty import NASTY, is_unicode

from glossary.model import (
    Candidate,
    Case,
    Code,
    Concept,
    Lang,
    PartOfSpeech,
    Segment,
    Term,
    TermStatus,
    TermType,
    TranslationUnit,
    UnitState,
)
from glossary.text.language import sort_key

LANGS = tuple(map(Lang, ("en", "zh-Hans", "zh-TW", "de", "ar")))


@cache
def texts(*, blank: bool = False) -> st.SearchStrategy[str]:
    """Short texts that UTF-8 can hold, many of them nasty; `blank` ones, too."""
    some = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    all_texts = st.sampled_from([text for _, text in NASTY if is_unicode(text)]) | some
    return all_texts if blank else all_texts.filter(lambda text: bool(text.strip()))


@cache
def lists() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(texts(), max_size=2).map(tuple)


@cache
def terms(lang: Lang, *, computed: bool = True) -> st.SearchStrategy[Term]:
    return st.builds(
        Term,
        text=texts(),
        lang=st.just(lang),
        status=st.sampled_from(TermStatus),
        part_of_speech=st.none() | st.sampled_from(PartOfSpeech),
        term_type=st.none() | st.sampled_from(TermType),
        forms=lists(),
        case=st.none() | st.sampled_from(Case),
        note=st.just("") | texts(),
        computed=st.booleans() if computed and lang == "zh-TW" else st.just(False),
        find=st.booleans(),
        inside=st.booleans(),
        not_inside=lists(),
    )


@st.composite
def concepts(draw: st.DrawFn, *, ids: st.SearchStrategy[str] | None = None) -> Concept:
    """A concept with at least one term that somebody wrote, languages in the canonical order."""
    found = [term for lang in draw(_SOME_LANGS) for term in draw(_some_terms(lang))]
    if all(term.computed for term in found):
        found.append(draw(terms(LANGS[0])))
    return Concept(
        id=draw(texts() if ids is None else ids),
        terms=tuple(sorted(found, key=lambda term: sort_key(term.lang))),
        subject=draw(_MAYBE),
        definition=draw(_DEFINITION),
        note=draw(_MAYBE),
        translatable=draw(_BOOLEANS),
        examples=draw(lists()),
        related=draw(lists()),
    )


_SOME_LANGS = st.lists(st.sampled_from(LANGS), min_size=1, max_size=3, unique=True)
_MAYBE = st.just("") | texts()
_DEFINITION = st.dictionaries(st.sampled_from(LANGS), texts(), max_size=2)
_BOOLEANS = st.booleans()


@cache
def _some_terms(lang: Lang) -> st.SearchStrategy[list[Term]]:
    return st.lists(terms(lang), min_size=1, max_size=2)


def termbases() -> st.SearchStrategy[list[Concept]]:
    """Some concepts, no id twice."""
    return st.lists(concepts(), max_size=3, unique_by=lambda concept: concept.id)


CODES = st.builds(
    Code,
    data=st.sampled_from(["<b>", "</b>", "%s", "{0}", "<x id='1'/>", "\n"]),
    kind=st.sampled_from(["ph", "bpt", "ept", "it", "pc"]),
    id=st.sampled_from(["", "1", "2"]),
    display=st.sampled_from(["", "粗体"]),
)


@st.composite
def segments(draw: st.DrawFn, *, codes: bool = True) -> Segment:
    """Text and codes in order: no empty text, no two texts side by side, at least one text."""
    parts: list[str | Code] = [draw(texts())]
    if codes:
        for code, text in draw(st.lists(st.tuples(CODES, st.just("") | texts()), max_size=2)):
            parts += [code, text] if text else [code]
    return Segment(tuple(parts))


@cache
def candidates(*, codes: bool = True) -> st.SearchStrategy[tuple[Candidate, ...]]:
    """Translations that are offered for a unit, mostly none."""
    some = segments(codes=codes)
    scores = st.sampled_from([0, 0.1, 7.25, 100]) | st.floats(0, 100)
    one = st.builds(Candidate, some, st.none() | some, st.none() | scores, st.just("") | texts())
    return st.just(()) | st.lists(one, max_size=2).map(tuple)


def units(
    *,
    codes: bool = True,
    langs: tuple[Lang, Lang] | None = None,
    target: bool | None = None,
    meta: st.SearchStrategy[dict[str, str]] | None = None,
) -> st.SearchStrategy[TranslationUnit]:
    """Translation units.

    Args:
        codes: With inline codes.
        langs: All in this pair of languages; without it, each in one of its own.
        target: True: all are translated; False: none is.
        meta: What they have under prefixes; without it, anything.
    """
    some = segments(codes=codes)
    targets = {None: st.none() | some, True: some, False: st.none()}[target]
    return st.builds(
        TranslationUnit,
        source=some,
        target=targets,
        source_lang=st.just(langs[0]) if langs else st.sampled_from(LANGS),
        target_lang=st.just(langs[1]) if langs else st.sampled_from(LANGS),
        state=st.sampled_from(UnitState),
        id=st.just("") | texts(),
        context=st.just("") | texts(),
        note=st.just("") | texts(),
        meta=_META if meta is None else meta,
        candidates=candidates(codes=codes),
    )


_META = st.dictionaries(st.sampled_from(["po:flags", "x:y"]), texts(blank=True), max_size=2)
