"""Glossaries of OmegaT: source TAB target TAB comment, one for each pair of languages, into the project's `glossary/`.

OmegaT reads the name of a file, its first line (which it writes itself into a new glossary) and every line that does
not begin with `#`. It knows no quotes, so terms with tabs, line ends, spaces at either end or `#` at the beginning are
left out; it composes what is decomposed (NFC). It would suggest every target that it finds: terms that must not be used
are never written. Further admitted targets, definitions and the note stand in the comment, each once; a tab or line end
there becomes a space.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glossary.formats.csv import illegal
from glossary.formats.omegat import FIRST_LINE
from glossary.model import DataCategory
from glossary.pairs import TermPair
from glossary.profiles import Limits, Profile


def _write(pairs: Sequence[TermPair], source: str, target: str) -> Iterator[bytes]:
    yield f"{FIRST_LINE}\n".encode()
    for pair in pairs:
        cells = (pair.source.text, pair.targets[0].text, _comment(pair))
        yield ("\t".join(filter(None, cells)) + "\n").encode()


def _comment(pair: TermPair) -> str:
    """What a translator sees beside the target: other targets, definitions (that of the target's language first)."""
    others = ", ".join(term.text for term in pair.targets[1:])
    definition = pair.concept.definition
    said = [definition[lang] for lang in (pair.targets[0].lang, pair.source.lang) if lang in definition]
    parts = [f"also {others}" if others else "", *said, pair.concept.note]
    return " | ".join(" ".join(part.split()) for part in dict.fromkeys(parts) if part.strip())


PROFILE = Profile(
    "omegat",
    "OmegaT",
    "{source}-{target}.txt",
    carries=frozenset((DataCategory.SYNONYM, DataCategory.DEFINITION, DataCategory.NOTE)),
    confirmed="OmegaT 3.6's own reader of glossaries gives the same sources, targets and comments",
    write_pairs=_write,
    limits=Limits(begins=("#",), cannot_hold=illegal),
)
