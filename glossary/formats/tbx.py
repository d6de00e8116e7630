"""TBX: terms as tools exchange them; versions 2 and 3 are read, version 2 (ISO 30042:2008) is written.

Read is `martif` (TBX 2, whatever document type it names; `tig` and `ntig`; Microsoft's, Mozilla's, Weblate's) and `tbx`
(TBX 3, any dialect, categories as attributes or as elements; TBX-Min of 2013). Terms go by their language, never by
their place; `zh`, `zh-CN`, `zh_CN` and `zh-Hans` are one language, and two sections in one language are one.
Where an element stands matters less than in the standard, as real files put a definition behind or into a term.

Kept, by data category (`type`, or the name of the element):
- `definition`, or `descrip` without `type` → definition, in the language of its section, else of its `xml:lang`, else
  of the document; several in one language become lines
- `subjectField` → subject (several: joined with "; "); `note`, `usageNote` → note of the concept, or of the term;
  that of a language → note of its first term; several become lines
- `context`, `example`, `sampleSentence` → examples; `crossReference`, `relatedConcept` → related (`target`, else text)
- `partOfSpeech`, `termType`, `administrativeStatus` (or `normativeAuthorization`, `termStatus`) → the same of the
  term; `obsolete` is superseded, `notRecommended` deprecated, and standardized, legal and regulated are preferred;
  without a status the first term of a language is preferred and the others are admitted; a term with a status that
  nobody knows is left out by name, as it might be forbidden
- `Translation needed` → translate
- `id` → id; `_xHHHH_` in it is the character of that number, as in .NET

Dropped, and counted in one finding for each category: all else. Inline elements leave their text. In a text that is
broken into indented lines, the breaks are layout; in files of gloss (`sourceDesc` says so) white space is as typed.

Written is what TBX has a value for. What it has none for stands in the nearest one and in a note of its own, such as
`<note xml:lang="en">status: forbidden</note>`, by which it is read again; so does `translate: no`. The first term has
the examples. What XML cannot hold is refused (see `write`).
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

from glossary.formats import Format, Pair
from glossary.formats._tbx_reading import ROOTS, Reader, local_name, resource_of
from glossary.formats._tbx_writing import write
from glossary.formats._xml import illegal, root_name
from glossary.model import DataCategory, Resource

CARRIES = frozenset(DataCategory) - {
    DataCategory.FORMS,
    DataCategory.CASE,
    DataCategory.FIND,
    DataCategory.INSIDE,
    DataCategory.NOT_INSIDE,
}


def read(data: bytes, path: str) -> Resource:
    """All concepts of a file; see `stream`."""
    resource = stream(BytesIO(data), path)
    return replace(resource, entries=list(resource.entries))


def stream(file: BinaryIO, path: str, *, langs: Pair | None = None) -> Resource:
    """The concepts of a file of any size, one entry in memory at a time; its languages are those of the first one.

    The rules are tbx-syntax, tbx-languages and tbx-dropped. If the file has nothing in one of `langs`, it says so.

    Raises:
        FormatError: Not TBX, not well-formed, or not safe; while the entries are used, too.
    """
    return resource_of(Reader(path, langs), file, path, CARRIES)


def is_mine(head: bytes) -> bool:
    """Whether a file begins like TBX."""
    return local_name(root_name(head)).lower() in ROOTS


FORMAT = Format(
    "tbx",
    (".tbx", ".tbx.xml", ".xml"),
    read,
    bilingual=False,
    stream=stream,
    is_text=False,
    is_mine=is_mine,
    cannot_hold=illegal,
    write_terms=write,
    carries=CARRIES,
)
