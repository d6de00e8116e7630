"""A glossary for the prompt of a language model: one line for a concept, as few tokens as say it without a doubt.

    distillation | model distillation → 蒸馏 (not 提纯; 机器学习)

On the left is whatever may stand in the text, also terms that nobody should write; on the right is how to write it,
the best first, then what must not be written and the notes. Thousands of terms fit; for a short text, give the model
only the terms in it (`gloss find`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glossary.formats._xml import illegal
from glossary.model import USABLE, DataCategory, Lang, Term
from glossary.pairs import TermPair
from glossary.profiles import Limits, Profile
from glossary.profiles._tables import line
from glossary.text.language import fallbacks

HEAD = (
    "Terms, {source} → {target}. Write what is right of the arrow, the first if in doubt, never what follows 'not'.\n"
)


def _write(pairs: Sequence[TermPair], source: str, target: str) -> Iterator[bytes]:
    yield HEAD.format(source=source, target=target).encode()
    groups: dict[str, list[TermPair]] = {}
    for pair in pairs:
        groups.setdefault(pair.concept.id, []).append(pair)
    for group in groups.values():
        yield (_line(group, Lang(source), Lang(target)) + "\n").encode()


def _line(group: Sequence[TermPair], source: Lang, target: Lang) -> str:
    concept, targets = group[0].concept, group[0].targets
    outdated = _unusable(concept.terms, source)
    left = [pair.source.text for pair in group] + [term.text for term in outdated]
    wrong = [term.text for term in _unusable(concept.terms, target)]
    said = [f"not {' | '.join(wrong)}"] if wrong else []
    said += filter(None, (line(targets[0].note), line(concept.note)))
    right = " | ".join(term.text for term in targets)
    return f"{' | '.join(dict.fromkeys(left))} → {right}" + (f" ({'; '.join(said)})" if said else "")


def _unusable(terms: Sequence[Term], lang: Lang) -> list[Term]:
    return [term for term in terms if term.status not in USABLE and term.lang in fallbacks(lang)]


PROFILE = Profile(
    "prompt",
    "a language model",
    "{source}-{target}.txt",
    carries=frozenset({DataCategory.SYNONYM, DataCategory.UNUSABLE, DataCategory.NOTE}),
    confirmed="text that any language model reads; its form is gloss's own",
    write_pairs=_write,
    limits=Limits(refused="→", cannot_hold=illegal),
    statuses=True,
)
