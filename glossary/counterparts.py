"""Which file is the translation of which: files side by side that name their language, or two trees of one layout.

`docs/en/use.md` and `docs/zh/use.md`, `use.en.md` and `use.zh-CN.md`, `README.md` and `README_zh.md` are counterparts:
with what names a language taken out, their paths are the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from glossary.checks._paths import files_under
from glossary.errors import FormatError
from glossary.formats import formats
from glossary.formats._languages import named_by, named_language
from glossary.model import Lang
from glossary.text.language import EN, is_chinese, primary
from glossary.text.patterns import lazy

_MOST = 1 << 14
"""Names that are remembered: an editor asks about the same directories with each key."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The files of two trees.

    Attributes:
        pairs: Source and target.
        left_out: Files without a counterpart, of either tree.
    """

    pairs: list[tuple[str, str]]
    left_out: list[str]


def paired(source: str, target: str) -> Pairs:
    """The texts below two directories, paired; both may be the same directory.

    In one directory, the file that names no language or is in English is the source.
    """
    if os.path.realpath(source) == os.path.realpath(target):
        ours, theirs = _divided(_texts(source), source)
    else:
        ours, theirs = _by_key(_texts(source), source), _by_key(_texts(target), target)
    both = [key for key in ours if key in theirs]
    alone = [path for one, other in ((ours, theirs), (theirs, ours)) for key, path in one.items() if key not in other]
    return Pairs([(ours[key], theirs[key]) for key in both], alone)


def originals_of(paths: Iterable[str]) -> dict[str, str]:
    """Which of some texts are translations, and of which file: of `use.zh.md` it is `use.en.md`, else `use.md`.

    Of `zh/use.md`, it is `en/use.md`. A text is a translation if its name says that it is not in English. Each
    directory is listed once.
    """
    listed = cache(_listed)
    return {path: other for path in paths if (other := _original_of(path, listed))}


def _original_of(path: str, listed: _Listed) -> str:
    named = named_language(path)
    if named is None or primary(named.lang) == primary(EN) or not path.lower().endswith(_suffixes()):
        return ""
    found = [(lang, other) for lang, other in _beside(path, listed) if lang is None or primary(lang) == primary(EN)]
    return min(found, key=lambda each: (each[0] is None, each[1]))[1] if found else ""


def translation_of(path: str, target_langs: Sequence[Lang]) -> str:
    """The one translation that lies beside a text: `guide.zh.md` beside `guide.md`, `zh/guide.md` beside `en/guide.md`.

    Raises:
        FormatError: There is none, or there are several.
    """
    wanted = {primary(lang) for lang in target_langs}
    named = named_language(path)
    is_source = named is not None and primary(named.lang) not in wanted
    found = [other for lang, other in _beside(path, _listed) if (primary(lang) in wanted if lang else is_source)]
    if len(found) == 1:
        return found[0]
    name = Path(path)
    example = name.with_name(f"{name.stem.split('.')[0]}.zh{name.suffix}")
    what = f"has several translations beside it ({', '.join(found)})" if found else "has no translation beside it"
    raise FormatError(f"{what}; name one, which is made if it is not there: --into {example}", path=path)


_Listed = Callable[[str], Mapping[str, Sequence[str]]]
"""The names in a directory, by what they are without what names a language, in lower case."""


def _beside(path: str, listed: _Listed) -> list[tuple[Lang | None, str]]:
    """The counterparts of a file with the language that each names, in the order of their paths.

    They are in its directory, at the same place of another tree (`zh/use.md`, `en/use.md`), or in a tree within the one
    that names no language (`docs/use.md`, `docs/zh/use.md`).
    """
    folder, name = os.path.split(path)
    key = without_language(name).lower()
    found = []
    for directory in (folder, *_other_trees(folder, listed)):
        for other in listed(directory).get(key, ()):
            whole = os.path.join(directory, other)
            if os.path.isfile(whole) and not _is_same(whole, path):
                named = named_language(whole)
                found.append((named.lang if named else None, whole))
    return sorted(found, key=lambda each: each[1])


def _other_trees(folder: str, listed: _Listed) -> Iterator[str]:
    """Where the counterparts of the files of a directory may be, besides in it."""
    parts = Path(folder).parts
    at = next((at for at in reversed(range(len(parts))) if _is_named(parts[at])), len(parts))
    above, below = parts[:at], parts[at + 1 :]
    names = listed(os.path.join(*above) if above else "").values()
    for other in chain.from_iterable(names):
        if _is_named(other) and parts[at : at + 1] != (other,):
            yield os.path.join(*above, other, *below)
    if at < len(parts):
        yield os.path.join(*above, *below) if above or below else ""


@lru_cache(_MOST)
def _is_named(directory: str) -> bool:
    return named_language(f"{directory}/") is not None


def _listed(directory: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    try:
        for name in os.listdir(directory or "."):
            found.setdefault(without_language(name).lower(), []).append(name)
    except OSError:
        return {}
    return found


def _is_same(one: str, other: str) -> bool:
    return os.path.exists(other) and os.path.samefile(one, other)


def _texts(directory: str) -> Iterator[str]:
    return files_under(directory, lambda path: path.lower().endswith(_suffixes()), lambda path: False)


@cache
def _suffixes() -> tuple[str, ...]:
    texts = (form for form in formats() if form.reads == ["texts"] and form.name != "source")
    return tuple(suffix for form in texts for suffix in form.suffixes)


def _by_key(paths: Iterable[str], root: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in paths:
        found.setdefault(_key(path, root), path)
    return found


def _divided(paths: Iterable[str], root: str) -> tuple[dict[str, str], dict[str, str]]:
    """The files of one directory: sources, and translations of them."""
    sides: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for path in paths:
        named = named_language(os.path.relpath(path, root))
        is_target = named is not None and (is_chinese(named.lang) or primary(named.lang) != primary(EN))
        sides[is_target].setdefault(_key(path, root), path)
    return sides


_ENDING = lazy(r"(?<=.)[-_.](?P<tag>[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4}){0,2})$")


def _key(path: str, root: str) -> str:
    """A path below its directory, in lower case, without what names a language."""
    *directories, name = Path(os.path.relpath(path, root)).parts
    kept = [part for part in directories if not named_by(part)]
    return "/".join((*kept, without_language(name))).lower()


@lru_cache(_MOST)
def without_language(name: str) -> str:
    """The name of a file without what names a language at the end of its stem: `use.zh-CN.md` is `use.md`."""
    stem, point, suffix = name.partition(".") if name.count(".") < 2 else name.rpartition(".")
    while (ending := _ENDING.search(stem)) and named_by(ending["tag"]):
        stem = stem[: ending.start()]
    return stem + point + suffix
