"""Were the terms respected? Forbidden and deprecated ones, names, regions, renderings that are missing or drift."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from glossary.checks import MASK, Check, Document, Example, Flag, House, Over, Pair, Passage, once
from glossary.model import (
    USABLE,
    Case,
    Concept,
    Lang,
    PartOfSpeech,
    Severity,
    Span,
    TermMatch,
    TermStatus,
    TermType,
    Via,
)
from glossary.pairs import usable_terms
from glossary.text.language import ZH_HANS, fallbacks, is_chinese
from glossary.text.normalize import key, spelling
from glossary.text.patterns import lazy
from glossary.text.script import has_han, has_latin, only_simplified

_OUTDATED = (TermStatus.DEPRECATED, TermStatus.SUPERSEDED)
_SHORT = (TermType.ACRONYM, TermType.ABBREVIATION, TermType.INITIALISM, TermType.SHORT_FORM, TermType.SYMBOL)
_BRACKETS, _CLOSING = frozenset("（([【"), frozenset("）)]】")
_OPENING, _SHUTTING = frozenset('“‘「『《"'), frozenset('”’」』》"')
_QUOTES = _OPENING | _SHUTTING | {"'"}


def _forbidden(passage: Passage, house: House) -> Iterator[Flag]:
    return _of_status(passage, (TermStatus.FORBIDDEN,))


def _outdated(passage: Passage, house: House) -> Iterator[Flag]:
    return _of_status(passage, _OUTDATED)


def _of_status(passage: Passage, wanted: Sequence[TermStatus]) -> Iterator[Flag]:
    for span, met in _by_span(passage.terms):
        matches = [_in_language(match, passage.lang) for match in met]
        if matches[0].identifier or any(match.term.status in USABLE for match in matches):
            continue
        found = next((match for match in matches if match.term.status in wanted), None)
        if found is None:
            continue
        better = _renderings(found.concept, found.term.lang)
        certain = len(better) == 1 and len(matches) == 1 and found.via is not Via.INFLECTED
        instead = f"; write {_or(better)}" if better else ""
        note = f" ({found.term.note})" if found.term.note else ""
        yield Flag(f"'{found.surface}' is {found.term.status.value}{instead}{note}", span, tuple(better), certain)


def _in_language(match: TermMatch, lang: Lang) -> TermMatch:
    """The match with the term of the text's own language, if that is written alike: 快取 may be one in Taiwan only."""
    same = key(match.term.text)
    own = next(
        (term for one in fallbacks(lang) for term in match.concept.terms_in(one) if key(term.text) == same), None
    )
    return match if own is None or own.status is match.term.status else match._replace(term=own)


def _miscased(passage: Passage, house: House) -> Iterator[Flag]:
    for match in passage.miscased:
        name = match.term.text
        if match.identifier or not _is_name(match) or len(name) < _UNMISTAKABLE or not _has_inner_capital(name):
            continue
        if not _touches_code(passage, match.span) and match.via is not Via.INFLECTED:
            yield Flag(f"'{match.surface}' is spelt {name}", match.span, (name,), fixable=True)


def _region(passage: Passage, house: House) -> Iterator[Flag]:
    if not passage.is_chinese or (passage.lang == ZH_HANS and not only_simplified(passage.prose)):
        return  # an example in Traditional script, all of it
    for span, matches in _by_span(passage.terms):
        if _is_quoted(passage, span):
            continue
        if all(has_han(match.surface) and _is_foreign(match, passage.lang) for match in matches):
            match = matches[0]
            better = _renderings(match.concept, passage.lang)
            if better and match.term.status in USABLE:
                yield Flag(
                    f"'{match.surface}' is not what {passage.lang} says; write {_or(better)}",
                    span,
                    tuple(better),
                    fixable=len(better) == 1 and len(matches) == 1,
                )


def _is_quoted(passage: Passage, span: Span) -> bool:
    """Whether a word is spoken of: 台灣叫「軟體」."""
    return (
        passage.prose[span.start - 1 : span.start] in _OPENING and passage.prose[span.end : span.end + 1] in _SHUTTING
    )


def _is_foreign(match: TermMatch, lang: Lang) -> bool:
    """Whether a Chinese surface belongs to another variant of the language than that of the text."""
    if lang == ZH_HANS:
        return spelling(match.surface) != key(match.surface) and spelling(match.surface) not in map(
            spelling, _texts(match.concept, (ZH_HANS,))
        )
    usable = usable_terms(match.concept, lang)
    written = any(not term.computed for term in usable)
    return written and key(match.surface) not in {key(term.text) for term in usable}


def _english_left(documents: Sequence[Document], house: House) -> Iterator[Flag]:
    for document in documents:
        if document.is_bilingual or not is_chinese(document.lang):
            continue
        matches = [match for passage in document.passages for match in passage.terms]
        topics = _topics({match.concept.id: match.concept for match in matches}.values())
        meant = frozenset(match.concept.id for match in matches if has_han(match.surface))
        for passage in document.passages:
            if passage.is_chinese:
                yield from _english_left_in(passage, topics, meant)


def _english_left_in(passage: Passage, topics: frozenset[str], meant: frozenset[str]) -> Iterator[Flag]:
    for span, matches in _by_span(passage.terms):
        match = matches[0]
        if match.identifier or has_han(match.surface) or not _stands_alone(passage, span) or _is_capitalised(match):
            continue
        unmistakable = _has_inner_capital(match.surface)  # ToS
        if not unmistakable and not all(one.concept.id in meant or one.concept.subject in topics for one in matches):
            continue
        if all(_should_be_chinese(each, passage.lang) for each in matches):
            better = _renderings(match.concept, passage.lang)
            if any(text in passage.prose for text in better):
                continue
            yield Flag(f"'{match.surface}' is {_or(better)} in Chinese", span, tuple(better), passage=passage)


def _is_capitalised(match: TermMatch) -> bool:
    """Whether a word has a capital that is not its own: it is more likely the name of a command, tab or component."""
    return match.surface[:1].isupper() and match.term.text[:1].islower()


def _should_be_chinese(match: TermMatch, lang: Lang) -> bool:
    """A translatable term with a Chinese rendering, none of which is the English word itself."""
    texts = _renderings(match.concept, lang)
    return (
        match.term.status in USABLE
        and not _is_name(match)
        and not _is_acronym(match)
        and bool(texts)
        and all(map(has_han, texts))
        and not any(has_latin(text) for text in texts)
    )


def _stands_alone(passage: Passage, span: Span) -> bool:
    """Whether an English word stands among Chinese: no English beside it, not quoted, no gloss of a Chinese word."""
    if _touches_code(passage, span):
        return False
    before, after = passage.prose[: span.start].rstrip()[-1:], passage.prose[span.end :].lstrip()[:1]
    if before in _BRACKETS | _QUOTES or after in _BRACKETS | _CLOSING | _QUOTES:
        return False
    return not any(has_latin(char) or char.isdecimal() or char == MASK for char in (before, after))


def _drift(documents: Sequence[Document], house: House) -> Iterator[Flag]:
    for document in documents:
        if not document.is_bilingual:
            yield from _drift_in(document)


def _drift_in(document: Document) -> Iterator[Flag]:
    first: dict[str, TermMatch] = {}
    told: set[tuple[str, str]] = set()
    introduced = {id for passage in document.passages for id in once(passage, _introduced)}
    for passage in document.passages:
        if passage.is_chinese != is_chinese(document.lang) or passage.kind == "heading":
            continue
        for match in once(passage, _unambiguous):
            if match.term.status not in USABLE or (passage.is_chinese and not _may_stand_for_chinese(passage, match)):
                continue
            if match.concept.id in introduced:
                continue
            standard = first.setdefault(match.concept.id, match)
            text = match.term.text
            if _is_other_rendering(standard, match) and (match.concept.id, text) not in told:
                told.add((match.concept.id, text))
                better = standard.term.text
                message = f"'{match.surface}' here, '{better}' before; keep to one of them"
                yield Flag(message, match.span, (better,), passage=passage)


def _introduced(passage: Passage) -> frozenset[str]:
    """The concepts that a passage calls by two terms, which says that both are the same; of a name, one in brackets."""
    names: dict[str, str] = {}
    introduced = set()
    for match in once(passage, _unambiguous):
        if names.setdefault(match.concept.id, match.term.text) != match.term.text:
            before = passage.prose[: match.span.start].rstrip()[-1:]
            if not _is_name(match) or before in _BRACKETS:
                introduced.add(match.concept.id)
    return frozenset(introduced)


def _may_stand_for_chinese(passage: Passage, match: TermMatch) -> bool:
    """In a Chinese text an English term is a rendering only where it takes the place of the Chinese one."""
    return has_han(match.surface) or (_is_name(match) and _stands_alone(passage, match.span))


def _is_other_rendering(one: TermMatch, other: TermMatch) -> bool:
    """Neither the same words, nor a longer, shorter or inflected form of them, nor another word class."""
    a, b = key(one.term.text), key(other.term.text)
    if a == b or a in b or b in a or one.term.text in other.term.forms or other.term.text in one.term.forms:
        return False
    if one.term.term_type in _SHORT or other.term.term_type in _SHORT or _is_acronym(one) or _is_acronym(other):
        return False
    if one.term.part_of_speech is not other.term.part_of_speech:
        return False
    same_script = has_han(a) == has_han(b)
    return same_script if not _is_name(one) else True


def _first_mention(documents: Sequence[Document], house: House) -> Iterator[Flag]:
    for document in documents:
        if document.is_bilingual or not is_chinese(document.lang):
            continue
        seen: set[str] = set()
        for passage in document.passages:
            if not passage.is_chinese or passage.kind in ("heading", "title"):
                continue
            for match in once(passage, _unambiguous):
                english = [term for term in match.concept.terms if not has_han(term.text) and term.status in USABLE]
                if match.concept.id in seen or not english or not has_han(match.surface):
                    continue
                seen.add(match.concept.id)
                if not _is_glossed(passage, match.span):
                    message = (
                        f"the first '{match.surface}' should carry the English: {match.surface}（{english[0].text}）"
                    )
                    yield Flag(message, match.span, (f"{match.surface}（{english[0].text}）",), passage=passage)


def _is_glossed(passage: Passage, span: Span) -> bool:
    after = passage.prose[span.end : span.end + 3].lstrip(" ”」》\"'")
    return after[:1] in _BRACKETS


def _missing(documents: Sequence[Document], house: House) -> Iterator[Flag]:
    for document in documents:
        yield from _missing_in(document)


def _missing_in(document: Document) -> Iterator[Flag]:
    asked = [(pair, matches, there) for pair in document.pairs for matches, there in once(pair, _asked_for)]
    met = [(pair, matches) for pair, matches, _ in asked]
    missing = [(pair, matches) for pair, matches, is_there in asked if not is_there]
    met_in, missing_in = (Counter(pair for pair, _ in each) for each in (met, missing))
    met_as, missing_as = (Counter(matches[0].concept.id for _, matches in each) for each in (met, missing))
    topics = _topics({match.concept.id: match.concept for _, matches in met for match in matches}.values())
    meant = _met_in_their_sense(document.pairs)
    told: set[str] = set()
    for pair, matches in missing:
        id = matches[0].concept.id
        if id in told or not all(_must_be_said(match.concept, pair, topics, meant) for match in matches):
            continue
        is_usual = missing_as[id] * 2 > met_as[id] > 1
        is_free = missing_in[pair] > 1 and missing_in[pair] * 2 > met_in[pair]
        allowed = [text for match in matches for text in _renderings(match.concept, pair.target.lang)]
        says_much = is_usual or (_is_short(pair) and not _is_in_a_name(matches[0], pair.source))
        if says_much and not is_free and _is_complete(pair) and not _has_part_of(allowed, pair.target):
            message = f"'{matches[0].surface}' should be {_or(list(dict.fromkeys(allowed)))}"
            if is_usual:
                told.add(id)
                message += "; this file mostly says something else"
            yield Flag(message, passage=pair.target)


def _asked_for(pair: Pair) -> list[tuple[list[TermMatch], bool]]:
    """The terms that the target has to render, and whether it does."""
    required = (matches for matches in _required(pair) if not _is_verb_form(matches))
    return [(matches, _is_rendered(matches, pair)) for matches in required]


def _has_part_of(allowed: Iterable[str], target: Passage) -> bool:
    """Whether a compound or a short form may stand for the term: 以太网 for 网络, a word that begins as it does."""
    if target.is_chinese:
        return any(char in target.prose for text in allowed for char in _HAN.findall(text))
    stems = {word[:_STEM].lower() for text in allowed for word in _WORD.findall(text)}
    return any(word[:_STEM].lower() in stems for word in _WORD.findall(target.prose))


def _is_verb_form(matches: Sequence[TermMatch]) -> bool:
    """Whether what stands there is made of a noun and no noun itself: linked, networking."""
    return all(
        match.via is Via.INFLECTED
        and match.surface.lower().endswith(("ed", "ing"))
        and match.term.part_of_speech is not PartOfSpeech.VERB
        for match in matches
    )


def _is_in_a_name(match: TermMatch, passage: Passage) -> bool:
    """Whether a single word is part of what is a name by its capitals, such as that of a setting: Speed Zoom Link."""
    words = _WORD.findall(passage.prose)
    return " " not in match.surface and len(words) > _TITLE and all(word[0].isupper() for word in words)


def _must_be_said(concept: Concept, pair: Pair, topics: frozenset[str], meant: frozenset[str]) -> bool:
    """Whether its absence tells something.

    It does not of a name, of an everyday word (its rendering has `find: false`), and of a word that the file never
    renders so and whose subject it is not about: a clause in the manual of a programming language is none of a law.
    """
    if not concept.translatable or not any(term.find for term in usable_terms(concept, pair.target.lang)[:1]):
        return False
    return concept.id in meant or concept.subject in topics


def _topics(concepts: Iterable[Concept]) -> frozenset[str]:
    """The subjects that a text is about: it has more than half as many concepts of them as of any other."""
    counts = Counter(concept.subject for concept in concepts if concept.translatable)
    most = max(counts.values(), default=0)
    return frozenset(subject for subject, count in counts.items() if count * 2 > most)


def _met_in_their_sense(pairs: Iterable[Pair]) -> frozenset[str]:
    """The concepts that stand on both sides of a pair."""
    return frozenset(id for pair in pairs for id in once(pair, _on_both_sides))


def _on_both_sides(pair: Pair) -> frozenset[str]:
    there = {match.concept.id for match in pair.source.terms}
    terms = pair.target.terms if there else ()
    return frozenset(
        match.concept.id
        for match in terms
        if has_han(match.surface) == pair.target.is_chinese and match.concept.id in there
    )


def _is_short(pair: Pair) -> bool:
    return len(_WORD.findall(pair.source.prose)) + len(_HAN.findall(pair.source.prose)) / 2 < _FEW


def _is_complete(pair: Pair) -> bool:
    """Whether the target is so long that it is likely to say everything; if not, a term is left out, not changed."""
    if pair.source.is_chinese == pair.target.is_chinese:
        return True
    chinese, english = (pair.target, pair.source) if pair.target.is_chinese else (pair.source, pair.target)
    words = sum(word.lower() not in _LITTLE_WORDS for word in _WORD.findall(english.prose))
    characters = len(_HAN.findall(chinese.prose)) + 2 * len(_WORD.findall(chinese.prose))
    if pair.target.is_chinese:
        return characters >= words * _LEAST_CHARACTERS
    return characters <= words * _MOST_CHARACTERS


def _name_changed(pair: Pair, house: House) -> Iterator[Flag]:
    for matches in _required(pair):
        names = [match for match in matches if not match.concept.translatable]
        if len(names) < len(matches) or _is_rendered(matches, pair):
            continue
        texts = [names[0].term.text, *_renderings(names[0].concept, pair.target.lang)]
        written = next((match for match in pair.target.miscased if match.concept.id == names[0].concept.id), None)
        if written is None and not _could_be_a_word(names[0], pair.source):  # `name-case` has the mis-cased one
            yield Flag(f"the name '{names[0].surface}' is missing; keep {_or(list(dict.fromkeys(texts)))}")


def _could_be_a_word(match: TermMatch, passage: Passage) -> bool:
    """A name that differs from a word by its capital only, where any word has one: Cursor at the start of a string."""
    name, start, text = match.surface, match.span.start, passage.prose
    if " " in name or name[1:] != name[1:].lower() or has_han(name) or any(map(str.isdigit, name)):
        return False
    words = [word for word in _WORD.findall(text) if word not in _LITTLE_WORDS]
    before = text[:start].rstrip(f" _&{MASK}")
    if not before or before[-1] in ".:!?\n" or all(word[0].isupper() for word in words):
        return True
    return match.term.case is Case.SENSITIVE and _touches_a_capital(text, match.span)


def _touches_a_capital(text: str, span: Span) -> bool:
    """Whether the word before or after has a capital, too: ODBC Cursor Library, the Meta Knob."""
    before, after = (
        _WORD.findall(text[max(0, span.start - 40) : span.start]),
        _WORD.findall(text[span.end : span.end + 40]),
    )
    return any(word[0].isupper() for word in (*before[-1:], *after[:1]))


def _fewer(pair: Pair, house: House) -> Iterator[Flag]:
    wanted = Counter(matches[0].concept.id for matches in _required(pair, every=True))
    there = Counter(match.concept.id for match in pair.target.terms)
    names = {match.concept.id: match for match in reversed(pair.source.terms)}
    for id, count in wanted.items():
        if 0 < there[id] < count and count > 1:
            yield Flag(f"'{names[id].surface}' stands {count} times in the source, its rendering {there[id]} times")


def _required(pair: Pair, *, every: bool = False) -> Iterator[list[TermMatch]]:
    """The terms of the source that the target has to render; each concept once, or `every` occurrence."""
    seen: set[str] = set()
    for _, matches in _by_span(pair.source.terms):
        if any(match.identifier or match.term.status not in USABLE for match in matches):
            continue
        if _hides_its_phrase(pair.source, matches[0].span):
            continue
        if not all(_needs_rendering(match, pair) for match in matches):
            continue
        if every or matches[0].concept.id not in seen:
            seen.add(matches[0].concept.id)
            yield matches


def _hides_its_phrase(passage: Passage, span: Span) -> bool:
    """Whether the sign of an access key keeps the words before from being read as one phrase: Translation &Memory."""
    before = passage.text[: span.start]
    return before[-1:] in ("&", "_") and bool(before[:-1].strip())


def _needs_rendering(match: TermMatch, pair: Pair) -> bool:
    """The term is one of the source's language, and the concept has something to say in the target's."""
    if not match.concept.translatable:
        return True
    source_is_chinese = pair.source.is_chinese
    if has_han(match.term.text) != source_is_chinese:
        return False
    return bool(usable_terms(match.concept, pair.target.lang))


def _is_rendered(matches: Iterable[TermMatch], pair: Pair) -> bool:
    """Whether any allowed form of any of the concepts stands in the target, or the term was left as it is."""
    ids = {match.concept.id for match in matches}
    if any(match.concept.id in ids for match in pair.target.terms):
        return True
    there = _run_together(key(pair.target.text))
    for match in matches:
        allowed = [match.surface, match.term.text, *_texts(match.concept, fallbacks(pair.target.lang))]
        if pair.target.is_chinese:
            allowed += [term.text for term in match.concept.terms if has_han(term.text) and term.status in USABLE]
        if any(_run_together(key(text)) in there for text in allowed):
            return True
    return False


@lru_cache(maxsize=1024)
def _run_together(folded: str) -> str:
    return folded.replace(" ", "")


def _by_span(matches: Iterable[TermMatch]) -> Iterator[tuple[Span, list[TermMatch]]]:
    """Homographs together: the matches that share a span."""
    groups: dict[Span, list[TermMatch]] = {}
    for match in matches:
        groups.setdefault(match.span, []).append(match)
    return iter(groups.items())


def _unambiguous(passage: Passage) -> list[TermMatch]:
    return [matches[0] for _, matches in _by_span(passage.terms) if len(matches) == 1 and not matches[0].identifier]


def _renderings(concept: Concept, lang: Lang) -> list[str]:
    """What to write in a language, or in what stands in for it; each text once."""
    return [term.text for term in usable_terms(concept, lang)]


def _texts(concept: Concept, langs: Iterable[Lang]) -> list[str]:
    return [form for lang in langs for term in concept.terms_in(lang) for form in (term.text, *term.forms)]


def _is_name(match: TermMatch) -> bool:
    """Of a person, company or product: it stays, or its English begins with a capital and goes on in small letters."""
    if not match.concept.translatable or match.term.part_of_speech is PartOfSpeech.PROPER_NOUN:
        return True
    english = next((term.text for term in match.concept.terms if not has_han(term.text)), "")
    return english[:1].isupper() and not english.isupper()


def _is_acronym(match: TermMatch) -> bool:
    return match.term.text.isupper() and has_latin(match.term.text)


_FEW = 8
"""English words, or two Chinese characters each, from which on a sentence may do without one of its terms."""
_STEM = 5
"""Letters that two English words of one family have in common: register, registration."""
_TITLE = 3
"""Words up to which capitals are those of a button or a menu."""
_LEAST_CHARACTERS, _MOST_CHARACTERS = 1.8, 3.5
"""Chinese characters for an English word of content, a word in Latin letters for two: less than the least is less than
the English says, more than the most is more."""
_LITTLE_WORDS = frozenset(
    "a an and are as at be been by can do does for from had has have how if in into is it its may no not of on or so"
    " that the their then there these they this to was we were when which will with you your".split()
)
_HAN, _WORD = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]+")

_UNMISTAKABLE = 5
"""Letters from which on a name in other capitals is a slip and not another word."""

_INNER = lazy(r"[A-Za-z]\S*[A-Z]|[A-Z].*[a-z]\S*[A-Z]")


def _has_inner_capital(name: str) -> bool:
    return not name.isupper() and _INNER.search(name) is not None


def _touches_code(passage: Passage, span: Span) -> bool:
    """Beside what makes it part of a path, handle, address or identifier: @deepseek, deepseek-ai/, .github."""
    around = passage.text[max(0, span.start - 1) : span.start] + passage.text[span.end : span.end + 1]
    return any(char in "@/#._-:\\=+~$\"'`‘’“”" or char.isdecimal() for char in around if char) and not around.endswith(
        "."
    )


def _or(texts: Sequence[str]) -> str:
    return " or ".join(texts[:3])


_SERVICE = (
    "concepts:\n  - terms: {en: terms of service, zh-Hans: [服务条款, {term: 使用条例, status: forbidden},"
    " {term: 用户协议, status: deprecated}]}\n"
)
_NAMES = "concepts:\n  - DeepSeek\n  - terms: {en: OpenAI}\n    translate: false\n"
_OPEN_AI = "concepts:\n  - terms: {en: [OpenAI, {term: Open AI, status: forbidden}]}\n    translate: false\n"
_SOFTWARE = "concepts:\n  - terms: {en: software, zh-Hans: 软件, zh-TW: 軟體}\n"
_DISTILLATION = "concepts:\n  - 蒸馏/distillation\n"
_MOONSHOT = "concepts:\n  - id: moonshot\n    terms: {en: Moonshot AI, zh-Hans: 月之暗面}\n    translate: false\n"
_CURSOR = "concepts:\n  - terms: {en: {term: Cursor, case: sensitive}}\n    translate: false\n"
_PACKAGE = "concepts:\n  - terms: {en: package, zh-Hans: [软件包, {term: 包, find: false}]}\n"
_CLAUSE = (
    "concepts:\n  - 循环/loop\n  - 变量/variable\n  - 语句/statement\n"
    "  - {subject: law, terms: {en: clause, zh-Hans: 条款}}\n"
)
_CODE = (("Loop variable", "循环变量"), ("Statement", "语句"))
_ACCOUNT = "concepts:\n  - terms: {en: account, zh-Hans: [账号, 账户]}\n"

CHECKS = (
    Check(
        rule="forbidden-term",
        severity=Severity.ERROR,
        what="A term is used that the termbase forbids.",
        why="Somebody decided against it, in a review that can be read in git.",
        better="Write the preferred term; if the ban is wrong, change the termbase.",
        over=Over.TEXT,
        run=_forbidden,
        examples=(
            Example(_SERVICE, text="请先阅读使用条例。", fixed="请先阅读服务条款。"),
            Example(_OPEN_AI, text="Open AI has released it.", fixed="OpenAI has released it."),
            Example(_SERVICE, 0, text="请先阅读服务条款。"),
            Example(_OPEN_AI, 0, text="OpenAI has released it."),
        ),
    ),
    Check(
        rule="deprecated-term",
        severity=Severity.WARNING,
        what="A term is used that is deprecated or superseded.",
        why="Old and new beside each other make readers ask whether two things are meant.",
        better="Write the term that took its place.",
        over=Over.TEXT,
        run=_outdated,
        examples=(
            Example(_SERVICE, text="请先阅读用户协议。"),
            Example(
                "concepts:\n  - terms: {en: [sign in, {term: log on, status: superseded}]}\n", text="Log on first."
            ),
            Example(_SERVICE, 0, text="请先阅读服务条款。"),
        ),
    ),
    Check(
        rule="name-case",
        severity=Severity.WARNING,
        what="A name with capitals inside is written in other upper and lower case.",
        why="Owners and readers of a name take its spelling seriously, and searches miss it.",
        better="Write the name as its owner does.",
        over=Over.TEXT,
        run=_miscased,
        examples=(
            Example(_NAMES, text="他用 deepseek 写的。", fixed="他用 DeepSeek 写的。"),
            Example(
                _NAMES, text="They asked Deepseek and openai.", findings=2, fixed="They asked DeepSeek and OpenAI."
            ),
            Example(_NAMES, 0, text="Run `pip install deepseek`, or see https://deepseek.com and @deepseek."),
            Example(_NAMES, 0, text="DeepSeek 与 OPENAI"),
            Example(_NAMES, 0, text="值为“deepseek”时有效。"),
        ),
    ),
    Check(
        rule="other-region",
        severity=Severity.WARNING,
        what="A term of another Chinese-speaking region, or script, is used.",
        why="A reader in Beijing stumbles over 軟體, one in Taipei over 軟件.",
        better="Write the term of the text's own region.",
        over=Over.TEXT,
        run=_region,
        examples=(
            Example(_SOFTWARE, text="这个軟體很好用。", fixed="这个软件很好用。"),
            Example(_SOFTWARE, text="---\nlang: zh-TW\n---\n\n這個軟件很常見，體驗也不錯。"),
            Example(_SOFTWARE, 0, text="这个软件很好用。"),
            Example(_SOFTWARE, 0, text="---\nlang: zh-TW\n---\n\n這個軟體很好用，體驗也不錯。"),
        ),
    ),
    Check(
        rule="english-left",
        severity=Severity.INFO,
        what="In a Chinese text an English term stands alone although it has a Chinese rendering.",
        why="The same thing gets two names as soon as somebody writes the Chinese one.",
        better="Write the Chinese term, or give it once with the English in brackets.",
        over=Over.FILES,
        run=_english_left,
        examples=(
            Example(_DISTILLATION, text="他们靠 distillation 做出来的。"),
            Example(_DISTILLATION, 0, text="他们靠蒸馏（distillation）做出来的。"),
            Example(_DISTILLATION, 0, text="他说：“Model distillation is theft.”"),
            Example(_DISTILLATION, 0, text="请看 v1.7 distillation 一节和 Distillation 页。"),
        ),
    ),
    Check(
        rule="term-drift",
        severity=Severity.WARNING,
        what="A text calls one thing by two names.",
        why="Readers take two names for two things; the first one that was used is the standard.",
        better="Keep to the first name, or introduce the second in brackets.",
        over=Over.FILES,
        run=_drift,
        examples=(
            Example(_MOONSHOT, text="月之暗面发布了模型。\n\n后来 Moonshot AI 又更新了它。"),
            Example(_ACCOUNT, text="他们注册了账号。\n\n这些账户都是假的。"),
            Example(_MOONSHOT, 0, text="月之暗面（Moonshot AI）发布了模型。\n\n后来月之暗面又更新了它。"),
            Example(_ACCOUNT, 0, text="他们注册了账号，这些账号都是假的。"),
            Example(_ACCOUNT, 0, text="账户（也叫账号）不难注册。\n\n他们有账号。"),
        ),
    ),
    Check(
        rule="first-mention",
        severity=Severity.WARNING,
        what="The first mention of a term in a Chinese text does not carry the English in brackets.",
        why="Off unless asked for: a rule of some houses, so that readers can search for the original.",
        better="Write 蒸馏（distillation） where the term comes first.",
        over=Over.FILES,
        run=_first_mention,
        on=False,
        examples=(
            Example(_DISTILLATION, text="他们靠蒸馏做出来的。"),
            Example(_DISTILLATION, 0, text="他们靠蒸馏（distillation）做出来的，蒸馏并不难。"),
        ),
    ),
    Check(
        rule="missing-term",
        severity=Severity.WARNING,
        what="A term of the source has no allowed rendering in the target, which has another word in its place.",
        why="The reader meets another word for the same thing. To be sure that it is one, a target counts only if it"
        " has no character of the right rendering; a long sentence, only where its file mostly has other words; a term"
        " of a subject that the file is not about, only where the file renders it elsewhere.",
        better="Use the preferred or an admitted term; if another rendering is right, add it to the termbase. A"
        " rendering that is too common to be looked for gets `find: false`.",
        over=Over.FILES,
        run=_missing,
        examples=(
            Example(_DISTILLATION, source="Distillation is cheap.", target="提炼很便宜。"),
            Example(_DISTILLATION, source="蒸馏很便宜。", target="Refining is cheap."),
            Example(_DISTILLATION, 0, source="Distillation is cheap.", target="蒸馏很便宜。"),
            Example(_ACCOUNT, 0, source="他们有账号。", target="They have accounts."),
            Example(_DISTILLATION, source="Distillation", target="提炼", more=(("Distillation", "提炼"),)),
            Example(_CLAUSE, 0, source="The else clause", target="else 子句", more=_CODE),
            Example(
                _CLAUSE, source="A clause on cost", target="费用子句", more=(("The last clause", "最后的条款"), *_CODE)
            ),
            Example(_PACKAGE, 0, source="Install the package", target="安装这个包"),
            Example(_PACKAGE, 0, source="Translation &Package", target="翻译集(&P)"),
            Example(_PACKAGE, 0, source="Show all package types", target="显示类型"),
        ),
    ),
    Check(
        rule="name-changed",
        severity=Severity.WARNING,
        what="A name that stays as it is does not stand in the target.",
        why="It was translated, misspelt or dropped, and cannot be found again.",
        better="Keep the name as it is, or use a rendering that the termbase admits.",
        over=Over.PAIR,
        run=_name_changed,
        examples=(
            Example(_NAMES, source="DeepSeek is open.", target="深寻是开放的。"),
            Example(_NAMES, source="OpenAI 发布了模型。", target="The lab released a model."),
            Example(_NAMES, 0, source="DeepSeek is open.", target="DeepSeek 是开放的。"),
            Example(_MOONSHOT, 0, source="Moonshot AI is open.", target="月之暗面是开放的。"),
            Example(_CURSOR, source="We wrote it with Cursor.", target="我们用光标写的。"),
            Example(_CURSOR, 0, source="Set Offset from Cursor", target="设置相对光标的偏移"),
            Example(_CURSOR, 0, source="It uses the ODBC Cursor Library.", target="它使用 ODBC 游标库。"),
        ),
    ),
    Check(
        rule="term-count",
        severity=Severity.INFO,
        what="A term stands more often in the source than its renderings do in the target.",
        why="Off unless asked for: mostly right, as Chinese says a term once and English again; now and then a sentence"
        " was left out.",
        better="Compare the two.",
        over=Over.PAIR,
        on=False,
        run=_fewer,
        examples=(
            Example(_DISTILLATION, source="Distillation, again distillation.", target="蒸馏，还是它。"),
            Example(_DISTILLATION, 0, source="Distillation, again distillation.", target="蒸馏，还是蒸馏。"),
        ),
    ),
)
