"""A glossary page in HTML, for people: one file without scripts, to be opened, printed or put on a web server.

The concepts stand by subject, each with an anchor made of its id. Terms that must not be used are struck through and
say so; everything that a termbase says is text there, so a term `<script>` does nothing. Terms that were computed and
how terms are recognised (case, find, inside) are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

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
    title,
)

_STYLE = """\
:root { color-scheme: light dark; --line: #d0d7de; --soft: #57606a; --bad: #b3261e; --link: #0550ae; }
@media (prefers-color-scheme: dark) {
  :root { --line: #3d444d; --soft: #9aa4af; --bad: #ff8a80; --link: #79b8ff; }
}
body { font: 1rem/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  max-width: 56rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; overflow-wrap: anywhere; }
:lang(zh-Hant), :lang(zh-TW), :lang(zh-HK) { font-family: system-ui, "Noto Sans CJK TC", "PingFang TC", sans-serif; }
a { color: var(--link); }
h1 span + span, h2 span + span, dt span + span { color: var(--soft); font-weight: normal; margin-left: .5em; }
h2 { margin: 2.5rem 0 0; padding-bottom: .3rem; border-bottom: 2px solid var(--line); }
article { padding: .75rem 0; border-bottom: 1px solid var(--line); }
article:target { outline: 2px solid var(--link); outline-offset: .25rem; }
h3 { margin: 0 0 .4rem; font-size: 1.1rem; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover, h3 a:focus { text-decoration: underline; }
dl { display: grid; grid-template-columns: 11rem 1fr; gap: .2rem 1rem; margin: 0; }
dt { color: var(--soft); }
dd { grid-column: 2; margin: 0; white-space: pre-wrap; }
ul { margin: 0; padding-left: 1.2rem; }
dd ul { list-style: none; padding: 0; }
.preferred { font-weight: 600; }
s { color: var(--bad); }
.status { color: var(--bad); font-size: .85rem; margin-left: .4em; }
.more { color: var(--soft); font-size: .85rem; font-weight: normal; margin-left: .4em; }
@media (max-width: 36rem) { dl { display: block; } dd { margin-bottom: .4rem; } }
@media print { nav { display: none; } article { break-inside: avoid; } }
"""


def _write(concepts: Sequence[Concept], tags: Mapping[Lang, str]) -> Iterator[bytes]:
    page = sections(concepts)
    anchor_of = anchors_of(page)
    yield _head(page).encode()
    for section in page:
        yield f'<section aria-labelledby="{section.anchor}">\n'.encode()
        yield f'<h2 id="{section.anchor}">{_subject(section)}</h2>\n'.encode()
        for anchor, concept in section.entries:
            yield "\n".join(_article(concept, anchor, anchor_of)).encode() + b"\n"
        yield b"</section>\n"
    yield b"</main>\n</body>\n</html>\n"


def _head(page: Sequence[Section]) -> str:
    contents = "".join(
        f'<li><a href="#{each.anchor}">{_subject(each)}</a> ({len(each.entries):,})</li>\n' for each in page
    )
    nav = f"<nav>\n<h2>{_both(CONTENTS)}</h2>\n<ul>\n{contents}</ul>\n</nav>\n" if len(page) > 1 else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{TITLE.en} {TITLE.zh}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{_both(TITLE)}</h1></header>\n{nav}<main>\n"
    )


def _article(concept: Concept, anchor: str, anchor_of: Mapping[str, str]) -> Iterator[str]:
    untranslated = "" if concept.translatable else f' <span class="more">{_both(UNTRANSLATED)}</span>'
    heading = next(term for term in concept.terms if term.text == title(concept))
    yield f'<article id="{anchor}">'
    yield f'<h3><a href="#{anchor}" lang="{heading.lang}">{_text(heading.text)}</a>{untranslated}</h3>'
    yield "<dl>"
    for lang, terms in by_language(concept):
        yield f"<dt>{_language(lang)}</dt>"
        yield f"<dd><ul>{''.join(f'<li>{_term(term)}</li>' for term in terms)}</ul></dd>"
    if concept.definition:
        yield f"<dt>{_both(DEFINITION)}</dt>"
    for lang, text in concept.definition.items():
        yield f'<dd lang="{lang}" dir="auto">{_text(text)}</dd>'
    if concept.note:
        yield f"<dt>{_both(NOTE)}</dt><dd>{_text(concept.note)}</dd>"
    if concept.examples:
        yield f"<dt>{_both(EXAMPLE)}</dt><dd>{_list(map(_text, concept.examples))}</dd>"
    if concept.related:
        yield f"<dt>{_both(RELATED)}</dt><dd>{', '.join(_link(id, anchor_of) for id in concept.related)}</dd>"
    yield "</dl>\n</article>"


def _term(term: Term) -> str:
    mark = "s" if term.status in STRUCK else "span"
    css = ' class="preferred"' if term.status is TermStatus.PREFERRED else ""
    said = f'<{mark} lang="{term.lang}" dir="auto"{css}>{_text(term.text)}</{mark}>'
    if term.status in STATUSES:
        css = "status" if term.status in STRUCK else "more"
        said += f' <span class="{css}">{_both(STATUSES[term.status])}</span>'
    more = [_both(kind) for kind in kinds(term)]
    if term.forms:
        more.append(f'{_both(FORMS)}: <span lang="{term.lang}">{", ".join(map(_text, term.forms))}</span>')
    if term.note:
        more.append(_text(term.note))
    return said + "".join(f' <span class="more">{each}</span>' for each in more)


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def _link(id: str, anchor_of: Mapping[str, str]) -> str:
    return f'<a href="#{anchor_of[id]}">{_text(id)}</a>' if id in anchor_of else _text(id)


def _subject(section: Section) -> str:
    return f'<span dir="auto">{_text(section.subject)}</span>' if section.subject else _both(NO_SUBJECT)


def _language(lang: Lang) -> str:
    return f'<span lang="{lang}">{LANGUAGES[lang]}</span>' if lang in LANGUAGES else escape(lang)


def _both(name: Name) -> str:
    return f'<span lang="en">{name.en}</span> <span lang="zh-Hans">{name.zh}</span>'


def _text(text: str) -> str:
    return escape(shown(text))


PROFILE = Profile(
    "html",
    "a page for people",
    "glossary.html",
    carries=CARRIES,
    confirmed="the page is read by html5lib without an error, and looks as it should in Chromium 156, light and dark",
    write_terms=_write,
    statuses=True,
    recognises=False,
)
