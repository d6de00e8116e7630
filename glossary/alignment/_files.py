"""Which file is the translation of which: two trees of the same layout, or files side by side that name their language.

`docs/en/use.md` and `docs/zh/use.md`, `use.en.md` and `use.zh-CN.md`, `README.md` and `README_zh.md` are pairs: with
what names a language taken out, the paths below the two directories are the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from glossary.checks._paths import files_under
from glossary.formats import formats
from glossary.formats._languages import named_by, named_language
from glossary.text.language import EN, is_chinese, primary
from glossary.text.patterns import lazy


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


def _texts(directory: str) -> Iterator[str]:
    suffixes = tuple(suffix for form in formats() if form.reads == ["texts"] for suffix in form.suffixes)
    return files_under(directory, lambda path: path.lower().endswith(suffixes), lambda path: False)


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


def without_language(name: str) -> str:
    """The name of a file without what names a language at the end of its stem: `use.zh-CN.md` is `use.md`."""
    stem, point, suffix = name.partition(".") if name.count(".") < 2 else name.rpartition(".")
    while (ending := _ENDING.search(stem)) and named_by(ending["tag"]):
        stem = stem[: ending.start()]
    return stem + point + suffix
