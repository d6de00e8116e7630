"""Links between concepts lead somewhere."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from glossary.checks import Check, Example, Terms
from glossary.model import Location, Severity


def _dangling(terms: Terms) -> Iterator[tuple[Location | None, str]]:
    known = {concept.id for concept in terms.concepts} | terms.known_ids
    for concept in terms.concepts:
        for id in concept.related:
            if id not in known:
                close = difflib.get_close_matches(id, known, n=1)
                meant = f"; did you mean {close[0]}?" if close else ""
                yield concept.origin, f"{concept.id!r} is related to {id!r}, which does not exist{meant}"
            elif id == concept.id:
                yield concept.origin, f"{concept.id!r} is related to itself; remove the link"


CHECKS = (
    Check(
        rule="dangling-related",
        severity=Severity.WARNING,
        what="`related` names a concept that does not exist.",
        why="The reader follows a link into nothing; usually an id was renamed or misspelt.",
        better="Correct the id, or add the concept.",
        run=_dangling,
        examples=(
            Example("concepts:\n  - {id: moat, terms: {en: moat, zh-Hans: 护城河}, related: [mote]}\n"),
            Example(
                "concepts:\n  - {id: moat, terms: {en: moat, zh-Hans: 护城河}, related: [barrier]}\n"
                "  - {id: barrier, terms: {en: barrier, zh-Hans: 壁垒}}\n",
                0,
            ),
        ),
    ),
)
