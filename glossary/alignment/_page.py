"""A page on which a person looks over aligned texts: both sides beside each other, coloured by confidence.

One file without scripts, fonts or images from elsewhere; all that texts say is text there, so `<script>` does nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from glossary.alignment import Aligned, Alignment, Line
from glossary.profiles._pages import shown

_STYLE = """\
:root { color-scheme: light dark; --line: #d0d7de; --soft: #57606a; --sure: #1a7f37; --fair: #9a6700; --poor: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --line: #3d444d; --soft: #9aa4af; --sure: #56d364; --fair: #e3b341; --poor: #ff8a80; }
}
body { font: 1rem/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  max-width: 80rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th { text-align: left; position: sticky; top: 0; background: Canvas; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th:first-child, td:first-child { width: 4.5rem; text-align: right; }
tr { border-left: .3rem solid var(--poor); }
tr.sure { border-color: var(--sure); }
tr.fair { border-color: var(--fair); }
tr.alone { border-color: var(--line); }
td p { margin: 0; white-space: pre-wrap; }
td p + p { border-top: 1px dashed var(--line); }
.poor td:first-child { color: var(--poor); }
.fair td:first-child { color: var(--fair); }
.line, .alone td:first-child { color: var(--soft); font-size: .8rem; }
"""
_SURE, _FAIR = 90.0, 70.0


def page(alignments: Sequence[Alignment]) -> Iterator[bytes]:
    """The page as UTF-8, piece by piece; the same alignments give the same bytes."""
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Alignment 对齐</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n"
    ).encode()
    for alignment in alignments:
        yield f"{_heading(alignment)}\n".encode()
        for pair in alignment.pairs:
            yield f"{_row(pair)}\n".encode()
        yield b"</tbody>\n</table>\n</section>\n"
    yield b"</body>\n</html>\n"


def _heading(alignment: Alignment) -> str:
    source, target = (f'<bdi lang="{escape(lang)}">{_text(path)}</bdi>' for path, lang in _sides(alignment))
    pairs = sum(pair.is_pair for pair in alignment.pairs)
    alone = len(alignment.pairs) - pairs
    return (
        f"<section>\n<h2>{source} → {target}</h2>\n"
        f"<p>{pairs:,} pairs 对, {alone:,} without a counterpart 无对应</p>\n"
        f'<table>\n<thead><tr class="alone"><th>%</th><th>{source}</th><th>{target}</th></tr></thead>\n<tbody>'
    )


def _sides(alignment: Alignment) -> tuple[tuple[str, str], tuple[str, str]]:
    return (alignment.source, alignment.langs[0]), (alignment.target, alignment.langs[1])


def _row(pair: Aligned) -> str:
    if not pair.is_pair:
        kind, said = "alone", "–"
    else:
        kind = "sure" if pair.confidence >= _SURE else "fair" if pair.confidence >= _FAIR else "poor"
        said = f"{pair.confidence:.0f}"
    sides = "".join(f"<td>{_cell(side)}</td>" for side in (pair.source, pair.target))
    return f'<tr class="{kind}"><td>{said}</td>{sides}</tr>'


def _cell(lines: Sequence[Line]) -> str:
    return "".join(
        f'<p lang="{escape(line.lang)}" dir="auto"><span class="line">{line.origin.line}</span> {_text(line.text)}</p>'
        for line in lines
    )


def _text(text: str) -> str:
    return escape(shown(text))
