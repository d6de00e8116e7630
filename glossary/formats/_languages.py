"""Which language a text and each of its passages are in: by the name of the file, by what it says, by its letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from glossary.errors import LanguageError
from glossary.model import Lang
from glossary.text.language import EN, ZH_HANS, ZH_HANT, is_chinese, parse, primary
from glossary.text.patterns import lazy
from glossary.text.script import is_han, language_of, only_simplified

NAMED = frozenset("ar cmn cs de en es fr hi hu id it ja ko nl pl pt ru sv th tr uk vi zh".split())
"""The languages that a part of a file's name is taken to mean; `x.io.md` is not in Ido."""

_ENDING = lazy(r"(?:^|[-_])((?:zh|cmn|en|ja|ko)(?:[-_](?:hans|hant|cn|tw|hk|mo|sg|us|gb)){0,2})$", re.IGNORECASE)
"""The language at the end of a name: `README_zh-CN`; the name of a directory that is nothing else."""

_PART = lazy("[-_]")
_WORD = lazy("[A-Za-z]+")
_JA = Lang("ja")
_CHINESE_IN_CHINESE, _CHINESE_ELSEWHERE = 0.25, 1.0
"""How many Han characters to a Latin word make a passage Chinese, in a Chinese text and in another."""


def languages(passages: Sequence[str], path: str, declared: str = "") -> tuple[list[Lang], Lang]:
    """The language of each passage of a text, and the main one.

    The main one is what the name of the file says (`x.zh-cn.md`, `zh/x.md`), else what the text itself declares, else
    the one that most of it is in. A passage with some Han is Chinese unless it is mostly words of another language
    that quotes it. All Chinese passages are in one variant, since few words tell the variants apart.
    """
    counts = [(sum(map(is_han, passage)), len(_WORD.findall(passage))) for passage in passages]
    named = named_language(path) or named_by(declared)
    if named is None:
        mostly_chinese = sum(han for han, _ in counts) > sum(words for _, words in counts)
        named = Named(ZH_HANS, exact=False) if mostly_chinese else Named(EN)
    least = _CHINESE_IN_CHINESE if is_chinese(named.lang) else _CHINESE_ELSEWHERE
    chinese = [han > 0 and han >= least * words and named.lang != _JA for han, words in counts]
    variant, other = named.lang, EN
    if not (named.exact and is_chinese(named.lang)):
        variant = _variant(passage for passage, is_zh in zip(passages, chinese, strict=True) if is_zh)
    if not is_chinese(named.lang):
        other = named.lang
    main = variant if is_chinese(named.lang) else other
    return [variant if is_zh else other for is_zh in chinese], main


class Named(NamedTuple):
    """A language that somebody named; not exact: `zh` alone, which leaves the script open."""

    lang: Lang
    exact: bool = True


def named_language(path: str) -> Named | None:
    """The language that the name of a file says, else that of a directory, the nearest first."""
    *directories, name = path.replace("\\", "/").split("/")
    first, *rest = name.split(".")[:-1] or [name]
    for part in (*reversed(rest), *(() if rest else (first,))):
        if found := named_by(part):
            return found
    for part in (*reversed(rest), first):
        if ending := _ENDING.search(part):
            return named_by(ending[1])
    for part in reversed(directories):
        if (_ENDING.fullmatch(part) or "-" in part or "_" in part) and (found := named_by(part)):
            return found
    return None


def named_pair(path: str) -> tuple[Lang, Lang] | None:
    """The two languages that the name of a file says, source first: `terms.en-zh-Hans.csv`."""
    name = path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0].rpartition(".")[2]
    parts = _PART.split(name)
    for start in range(len(parts)):
        for cut in range(start + 1, len(parts)):
            source, target = named_by("-".join(parts[start:cut])), named_by("-".join(parts[cut:]))
            if source and target and primary(source.lang) != primary(target.lang):
                return source.lang, target.lang
    return None


def named_by(tag: str, known: Collection[str] = NAMED) -> Named | None:
    """The language of a tag such as `zh_CN`, `zh-Hant` or `zh_TW.UTF-8`; None if it is none that is known."""
    tag = re.split("[.@]", tag.strip(), maxsplit=1)[0]
    try:
        lang = parse(tag)
    except LanguageError:
        return None
    return Named(lang, tag.lower() not in ("zh", "cmn")) if primary(lang) in known else None


def _variant(passages: Iterable[str]) -> Lang:
    """Simplified or Traditional, by what more passages hold: characters that only the one has, or only the other."""
    judged = Counter(
        ZH_HANS if only_simplified(passage) else lang
        for passage in passages
        if (lang := language_of(passage)) == ZH_HANT or only_simplified(passage)
    )
    return ZH_HANT if judged[ZH_HANT] > judged[ZH_HANS] else ZH_HANS
