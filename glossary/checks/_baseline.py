"""The baseline: findings that were there when a team began to check, written down so that only new ones are reported.

A finding is known again by its rule, its file and the text of its passage, so that lines may move. The file is JSON,
sorted, one finding a line, made to be kept in git and to shrink.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from glossary.checks._run import Result
from glossary.errors import FormatError
from glossary.text.patterns import lazy

_VERSION = 1
_DIGITS = 16


class Known(NamedTuple):
    """What a finding is known by: the hash stands for the text of its passage."""

    path: str
    rule: str
    passage: str


Baseline = Counter[Known]
"""How often each is known."""


def baseline_of(results: Iterable[Result], root: str) -> Baseline:
    """All of these findings, in a baseline whose paths are relative to a directory."""
    return Counter(known(each, root) for each in results)


def known(result: Result, root: str) -> Known:
    """What a finding is known by."""
    origin = result.finding.origin
    text = result.passage or _WHERE.sub("", result.finding.message)
    return Known(_relative(origin.path if origin else "", root), result.finding.rule, _hash(text))


def fingerprints(results: Iterable[Result], root: str) -> list[str]:
    """One for each finding, the same as long as its passage is; equal ones of a passage are told apart by number."""
    seen: Baseline = Counter()
    prints = []
    for each in results:
        one = known(each, root)
        seen[one] += 1
        prints.append(_hash("\0".join((*one, str(seen[one])))))
    return prints


def unknown(results: Iterable[Result], baseline: Baseline, root: str) -> list[Result]:
    """The findings that the baseline does not know; of equal ones it knows the first."""
    left = baseline.copy()
    new = []
    for each in results:
        one = known(each, root)
        if left[one] > 0:
            left[one] -= 1
        else:
            new.append(each)
    return new


def merged(old: Baseline, new: Baseline, *, checked: Iterable[str], rules: Iterable[str]) -> Baseline:
    """The new findings, and the old ones of files or rules that were not checked this time."""
    paths, names = set(checked), set(rules)
    kept = {one: count for one, count in old.items() if not (one.path in paths and one.rule in names)}
    return Counter(kept) + new


def format_baseline(baseline: Baseline) -> bytes:
    """The file: the same findings give the same bytes."""
    rows = [
        json.dumps({**one._asdict(), "count": count}, ensure_ascii=False) for one, count in sorted(baseline.items())
    ]
    findings = ",\n".join(f"  {row}" for row in rows)
    return f'{{"version": {_VERSION}, "findings": [\n{findings}\n]}}\n'.encode("utf-8", "backslashreplace")


def parse_baseline(data: bytes, path: str) -> Baseline:
    """The baseline in a file.

    Raises:
        FormatError: It is none.
    """
    try:
        value = json.loads(data.decode("utf-8-sig"))
        if value["version"] != _VERSION:
            message = f"a baseline of version {value['version']!r}; write it again with this gloss after removing it"
            raise FormatError(message, path=path)
        return Counter(dict(map(_row, value["findings"])))
    except (ValueError, LookupError, TypeError, RecursionError):
        raise FormatError("no baseline; write it again with --write-baseline after removing it", path=path) from None


_WHERE = lazy(r":\d+")
"""Lines and columns in a message."""


def _row(row: Any) -> tuple[Known, int]:
    one, count = Known(row["path"], row["rule"], row["passage"]), row["count"]
    if not all(isinstance(value, str) for value in one) or type(count) is not int:
        raise TypeError
    return one, count


@lru_cache(maxsize=1024)
def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _relative(path: str, root: str) -> str:
    try:
        return os.path.relpath(path or root, root).replace(os.sep, "/")
    except ValueError:
        return path
