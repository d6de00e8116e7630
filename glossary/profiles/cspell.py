"""cspell: words that it must flag, with what to write instead, and words of terms that are no spelling mistakes.

Import the file in `cspell.json`: `"import": ["exports/cspell/cspell.json"]`. cspell finds single words of letters, none
in Chinese, so that other terms which must not be used are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from glossary.formats._xml import illegal
from glossary.model import USABLE, Concept, DataCategory, Lang
from glossary.profiles import Limits, Profile
from glossary.profiles._rules import rules

WORD = "[A-Za-zÀ-ÖØ-öø-ÿ]+"
_SHORTEST = 4
"""Letters of a word that cspell looks at."""


def _write(concepts: Sequence[Concept], tags: Mapping[Lang, str]) -> Iterator[bytes]:
    flagged = [f"{rule.bad.text}:{rule.good[0]}" if rule.good else rule.bad.text for rule in rules(concepts)]
    bad = {rule.bad.text.casefold() for rule in rules(concepts)}
    texts = (term.text for concept in concepts for term in concept.terms if term.status in USABLE)
    words = {word for text in texts for word in re.findall(WORD, text) if len(word) >= _SHORTEST}
    settings = {
        "version": "0.2",
        "words": sorted(word for word in words if word.casefold() not in bad),
        "flagWords": flagged,
    }
    yield (json.dumps(settings, ensure_ascii=False, indent=2) + "\n").encode()


PROFILE = Profile(
    "cspell",
    "cspell",
    "cspell.json",
    carries=frozenset({DataCategory.UNUSABLE}),
    confirmed="cspell 9.8 takes the file, flags the words and suggests what to write instead",
    write_terms=_write,
    limits=Limits(flagged=WORD, unambiguous="case", cannot_hold=illegal),
    statuses=True,
)
