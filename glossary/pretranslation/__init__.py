"""Pretranslation: what was translated before, put into the files that are to be translated next.

Of a catalogue the entries without a translation are filled, of a text the passages that its translation lacks. What a
person translated is never touched; a draft that somebody left stays, unless the very text was translated. What is
certain becomes a translation, all else a draft with the text that it was the translation of, where the format has
drafts; where it has none (Markdown, a table without such a column), only what is certain is filled, unless somebody
asks for less. Every other byte stays: a file is edited (`Format.edited`), read again and compared, before it is given
out. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Sequence

from glossary.counterparts import translation_of
from glossary.errors import FormatError
from glossary.formats import Pair, detect
from glossary.model import Lang, Progress
from glossary.pretranslation._catalogues import MIN_SCORE, filled
from glossary.pretranslation._offers import CERTAIN, Answer, By, Offer, Offers, Question, Ready, Refusal
from glossary.pretranslation._result import Filled, Pretranslation, Unfilled
from glossary.pretranslation._texts import completed

__all__ = [
    "CERTAIN",
    "MIN_SCORE",
    "Answer",
    "By",
    "Filled",
    "Offer",
    "Offers",
    "Pretranslation",
    "Question",
    "Refusal",
    "Unfilled",
    "pretranslated",
]


def pretranslated(
    path: str,
    ready: Ready,
    *,
    into: str = "",
    langs: Pair | None = None,
    languages: Sequence[Lang],
    min_score: float | None = None,
    progress: Progress | None = None,
) -> Pretranslation:
    """A catalogue or table, or the translation of a text, with what was translated before.

    Args:
        path: The file.
        ready: Makes what answers questions.
        into: The translation of a text; without it, the one beside it.
        langs: From which language into which; without it, as the files say.
        languages: What a translation may be in, the likeliest first.
        min_score: The least score of a match; without it `MIN_SCORE`, and `CERTAIN` where there are no drafts.
        progress: Told (done, all).

    Raises:
        FormatError: A file cannot be read, or not be filled.
        StoreError: A file, or the memory, cannot be read.
    """
    form = detect(path)
    if form.name == "markdown":
        into = into or translation_of(path, langs[1:] if langs else languages)
        return completed(path, into, ready, langs=langs, languages=languages, min_score=min_score, progress=progress)
    if into:
        raise FormatError("--into is for texts in Markdown; leave it out", path=path)
    return filled(path, ready, langs=langs, min_score=min_score, progress=progress)
