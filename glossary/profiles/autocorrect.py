"""AutoCorrect: words that it replaces, for its configuration file.

Put them under `spellcheck` of `.autocorrectrc`. It replaces Chinese anywhere, and single words of letters before a
space; terms of several words it does not find, so that those which must not be used are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glossary.formats._xml import illegal
from glossary.formats._yaml_edit import scalar
from glossary.model import Concept, DataCategory, Lang
from glossary.profiles import Limits, Profile
from glossary.profiles._rules import rules

FLAGGED = r"[A-Za-z]+|[\u4e00-\u9fff]{2,}"


def _write(concepts: Sequence[Concept], tags: Mapping[Lang, str]) -> Iterator[bytes]:
    found = [scalar(f"{rule.bad.text} = {rule.good[0]}") for rule in rules(concepts)]
    yield b"rules:\n  spellcheck: 2\nspellcheck:\n"
    yield b"  words:\n" if found else b"  words: []\n"
    for text in found:
        yield f"    - {text}\n".encode()


PROFILE = Profile(
    "autocorrect",
    "AutoCorrect",
    "autocorrectrc.yml",
    carries=frozenset({DataCategory.UNUSABLE}),
    confirmed="AutoCorrect 2.14 takes the file, finds the words and corrects them",
    write_terms=_write,
    limits=Limits(
        refused="=", flagged=r"[A-Za-z]+|[\u4e00-\u9fff]{2,}", replaced=True, unambiguous="inside", cannot_hold=illegal
    ),
    statuses=True,
)
