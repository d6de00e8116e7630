"""prh (textlint-rule-prh): rules that replace terms which must not be used, in one file for all languages.

Each rule proves itself when prh loads it (`specs`). A term stands in no rule if it may be written in another sense;
one inside of a longer term that may be written is passed over (用户协议 in 最终用户协议).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from glossary.formats._xml import illegal
from glossary.formats._yaml_edit import scalar
from glossary.model import Concept, DataCategory, Lang
from glossary.profiles import Limits, Profile
from glossary.profiles._rules import ignores_case, pattern, rules
from glossary.profiles._tables import line


def _write(concepts: Sequence[Concept], tags: Mapping[Lang, str]) -> Iterator[bytes]:
    found = list(rules(concepts))
    yield b"version: 1\nrules:\n" if found else b"version: 1\nrules: []\n"
    for rule in found:
        flags = "i" if ignores_case(rule) else ""
        lines = [f"- expected: {scalar(rule.good[0])}", f"  pattern: {scalar(f'/{pattern(rule)}/{flags}')}"]
        lines += [f"  prh: {scalar(line(rule.bad.note))}"] if rule.bad.note.strip() else []
        lines += ["  specs:", f"    - from: {scalar(rule.bad.text)}", f"      to: {scalar(rule.good[0])}"]
        yield "".join(f"  {text}\n" for text in lines).encode()


PROFILE = Profile(
    "prh",
    "prh",
    "prh.yml",
    carries=frozenset({DataCategory.UNUSABLE, DataCategory.NOT_INSIDE}),
    confirmed="textlint 15 with textlint-rule-prh 6 loads the file, finds the terms and corrects them",
    write_terms=_write,
    limits=Limits(replaced=True, unambiguous="exact", cannot_hold=illegal),
    statuses=True,
)
