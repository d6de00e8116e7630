"""A glossary page in GitHub-flavoured Markdown, for people: a table for each subject, a row for each concept.

Terms that must not be used are struck through and say so; nothing that a termbase says is read as markup. Each row has
an anchor made of the id. Terms that were computed and how terms are recognised (case, find, inside) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from glossary.model import Concept, Lang, Term, TermStatus
from glossary.profiles import Profile
from glossary.profiles._pages import (
    CARRIES,
    CONTENTS,
    DEFINITION,
    EXAMPLE,
    FORMS,
    LANGUAGES,
    NO_SUBJECT,
    NOTE,
    RELATED,
    STATUSES,
    STRUCK,
    TITLE,
    UNTRANSLATED,
    Name,
    Section,
    anchors_of,
    by_language,
    kinds,
    sections,
    shown,
)
from glossary.text.language import in_order


def _write(concepts: Sequence[Concept], tags: Mapping[Lang, str]) -> Iterator[bytes]:
    page = sections(concepts)
    anchor_of = anchors_of(page)
    yield f"# {_both(TITLE)}\n".encode()
    if len(page) > 1:
        yield f"\n{_both(CONTENTS)}\n\n".encode()
        yield "".join(f"- [{_subject(each)}](#{each.anchor}) ({len(each.entries):,})\n" for each in page).encode()
    for section in page:
        langs = in_order(term.lang for _, concept in section.entries for term in concept.terms)
        yield f'\n<a id="{section.anchor}"></a>\n\n## {_subject(section)}\n\n'.encode()
        headings = [*(LANGUAGES.get(lang, _text(lang)) for lang in langs), _both(DEFINITION)]
        yield f"| {' | '.join(headings)} |\n|{' --- |' * len(headings)}\n".encode()
        for anchor, concept in section.entries:
            yield f"{_row(concept, langs, anchor, anchor_of)}\n".encode()


def _row(concept: Concept, langs: Sequence[Lang], anchor: str, anchor_of: Mapping[str, str]) -> str:
    terms = dict(by_language(concept))
    cells = ["<br>".join(map(_term, terms.get(lang, ()))) for lang in langs]
    return f'| <a id="{anchor}"></a>{" | ".join([*cells, "<br>".join(_about(concept, anchor_of))])} |'


def _about(concept: Concept, anchor_of: Mapping[str, str]) -> Iterator[str]:
    if not concept.translatable:
        yield _both(UNTRANSLATED)
    yield from map(_text, concept.definition.values())
    if concept.note:
        yield f"{_both(NOTE)}: {_text(concept.note)}"
    if concept.examples:
        yield f"{_both(EXAMPLE)}: {'<br>'.join(map(_text, concept.examples))}"
    if concept.related:
        yield f"{_both(RELATED)}: {', '.join(_link(id, anchor_of) for id in concept.related)}"


def _term(term: Term) -> str:
    text = _text(term.text)
    marks = {TermStatus.PREFERRED: f"<b>{text}</b>"} | {status: f"<del>{text}</del>" for status in STRUCK}
    said = marks.get(term.status, text)
    more = [STATUSES[term.status]] if term.status in STATUSES else []
    notes = [_both(name) for name in (*more, *kinds(term))]
    if term.forms:
        notes.append(f"{_both(FORMS)}: {', '.join(map(_text, term.forms))}")
    if term.note:
        notes.append(_text(term.note))
    return f"{said} ({'; '.join(notes)})" if notes else said


def _link(id: str, anchor_of: Mapping[str, str]) -> str:
    return f"[{_text(id)}](#{anchor_of[id]})" if id in anchor_of else _text(id)


def _subject(section: Section) -> str:
    return _text(section.subject).replace("<br>", " ") if section.subject else _both(NO_SUBJECT)


def _both(name: Name) -> str:
    return f"{name.en} {name.zh}"


def _text(text: str) -> str:
    """A text as itself, on one line of a table."""
    return _SPECIAL.sub(r"\\\g<0>", shown(text)).replace("\t", " ").replace("\n", "<br>")


_SPECIAL = re.compile(r"[\\`*_{}\[\]<>()#|~&$^@!]|:(?=//)|(?<=www)\.")

PROFILE = Profile(
    "markdown",
    "a page for people, in Markdown",
    "glossary.md",
    carries=CARRIES,
    confirmed="GitHub's cmark-gfm and markdown-it read each text in its cell as it was typed, and none of it as markup",
    write_terms=_write,
    statuses=True,
    recognises=False,
)
