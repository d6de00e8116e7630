"""Which files are meant when somebody names files and directories."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from glossary.text.patterns import lazy

NOT_OURS = frozenset(
    "node_modules bower_components __pycache__ site-packages venv build dist target _build _site".split()
)
"""Directories of copies and build artefacts; hidden ones are left out as well."""


def files_under(directory: str, wanted: Callable[[str], bool], exclude: Callable[[str], bool]) -> Iterator[str]:
    """The wanted files of a directory and below it, by name; none twice, links to directories are not followed."""
    for root, directories, names in os.walk(directory):
        directories[:] = sorted(name for name in directories if _is_ours(root, name) and not exclude(f"{root}/{name}"))
        for name in sorted(names):
            path = os.path.join(root, name)
            if not name.startswith(".") and wanted(path) and not exclude(path) and os.path.isfile(path):
                yield path


def excluder(patterns: Sequence[str], root: str) -> Callable[[str], bool]:
    """Whether a path is excluded by glob patterns.

    A pattern with a slash counts from `root`, one without means a file or directory of that name anywhere; `*` stops
    at slashes, `**` does not. What is in an excluded directory is excluded.
    """
    compiled = [_compiled(pattern) for pattern in patterns]

    def is_excluded(path: str) -> bool:
        try:
            relative = os.path.relpath(path, root).replace(os.sep, "/")
        except ValueError:
            return False
        return any(each.match(relative) for each in compiled)

    return is_excluded


def _is_ours(root: str, name: str) -> bool:
    return not name.startswith(".") and name not in NOT_OURS and not name.endswith(".egg-info")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    anywhere = "" if "/" in pattern.rstrip("/") else "(?:.*/)?"
    body = "".join(_GLOB.get(part) or re.escape(part) for part in _PARTS.split(pattern.strip("/")) if part)
    return re.compile(f"{anywhere}{body}(?:/.*)?\\Z", re.DOTALL)


_PARTS = lazy(r"(\*\*/|\*\*|\*|\?)")
_GLOB = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
