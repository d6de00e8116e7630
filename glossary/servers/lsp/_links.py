"""Where a person reads what a rule is for: a page in the cache, written when it is first needed."""

from __future__ import annotations

import os

from pygls.uris import from_fs_path

from glossary.errors import StoreError
from glossary.project import Project
from glossary.stores import cache, files


class Links:
    """Addresses of the pages about rules; of rules without one, and where the cache cannot be written, None."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}

    def to(self, rule: str, project: Project) -> str | None:
        """The address of the page about a rule."""
        if rule not in self._known:
            page = project.explained(rule)
            self._known[rule] = _written(rule, page) if page else None
        return self._known[rule]


def _written(rule: str, page: str) -> str | None:
    path = cache.directory() / "rules" / f"{rule}.md"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.update(path, lambda _: page.encode())
    except (OSError, StoreError):
        return None
    uri: str | None = from_fs_path(os.path.abspath(path))
    return uri
