r"""TSV: translations in a table, one unit a line: source TAB target, and if there is more, TAB context TAB note.

The smallest format of a translation memory, for spreadsheets and scripts, and what `gloss memory export` writes. UTF-8;
only "\n" and "\r\n" end a line; a tab, line break or backslash inside of a cell is written `\t`, `\n`, `\r`, `\\`, and
a backslash before anything else is itself. A line without a tab is a comment if it begins with `#`.

The first line may name the columns: by tags or names of languages (`en`, `zh_CN`, `English`, `中文`), or as `source`
and `target`. Else the name of the file may name both (`en-zh-TW.tsv`), or the letters of the first rows tell. A unit is
translated if it has a target; beside the four columns nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import chain, islice
from typing import BinaryIO

from glossary.errors import FormatError, LanguageError
from glossary.formats import Format, Pair
from glossary.formats._editing import Edit, encoded, replaced
from glossary.formats._languages import Named, languages, named_by, named_language, named_pair
from glossary.formats._reading import Findings, Runs, decode
from glossary.model import Lang, Location, Resource, Run, Segment, Severity, TranslationUnit, UnitPart, UnitState
from glossary.text.language import EN, ZH_HANS, ZH_HANT, is_chinese, parse, primary
from glossary.text.lines import Lines
from glossary.text.patterns import lazy

LONGEST = 10_000_000
"""Bytes of a line; what is longer is no row, and never in memory as a whole."""

JUDGED = 200
"""Rows by which languages are judged."""

SOURCE_WORDS = frozenset("source src original 源文 原文 源语言 源語言".split())
TARGET_WORDS = frozenset("target tgt translation 译文 譯文 目标 目標 目标语言 目標語言 翻译 翻譯".split())
MORE_WORDS = frozenset("context note notes comment 上下文 语境 語境 备注 備註 说明 說明".split()) | {""}
"""How the first line may call the columns, in lower case."""

LANGUAGE_NAMES = {
    **dict.fromkeys(("english", "英语", "英語", "英文"), Named(EN)),
    **dict.fromkeys(("chinese", "中文", "汉语", "漢語"), Named(ZH_HANS, exact=False)),
    **dict.fromkeys(("simplified chinese", "chinese (simplified)", "简体中文", "简体"), Named(ZH_HANS)),
    **dict.fromkeys(("traditional chinese", "chinese (traditional)", "繁體中文", "繁體"), Named(ZH_HANT)),
}
"""The names of languages that the first line may use, in lower case."""

TAGS = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it
    iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt
    my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl
    sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo
    za zh zu cmn
    """.split()
)
"""The languages of the tags that the first line may use: those of ISO 639-1, as a row of two such words is rare."""

_SYNTAX = "tsv-syntax"
_CONFLICT = ("<<<<<<< ", ">>>>>>> ", "||||||| ", "=======")
_BOM = b"\xef\xbb\xbf"
_MARKED = "tsv:bom"
"""In the meta of a table: its file begins with a byte order mark."""
_ESCAPE = lazy(r"\\([tnr\\])")
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}
_ESCAPED = {ord(char): f"\\{letter}" for letter, char in _ESCAPES.items()}
_CELLS = 4

_Row = tuple[int, list[str]]
"""The number of a line, and its cells as they are written."""


def read(data: bytes, path: str) -> Resource:
    """The rows of a table as units, and where each character of source and target stands; problems are findings.

    Raises:
        FormatError: Not UTF-8 from beginning to end.
    """
    text = decode(data, path)
    lines = Lines(text)
    table = _Table(BytesIO(data), path)
    units = [_placed(table.unit(line, cells), cells, lines.spans[line - 1].start) for line, cells in table.rows]
    meta = {_MARKED: "1"} if data.startswith(_BOM) else {}
    return Resource(units, langs=table.langs, meta=meta, findings=table.findings, text=text)


def edited(resource: Resource, units: Iterable[TranslationUnit]) -> bytes:
    """The table with other translations: nothing changes but their cells, and no state can be told.

    Args:
        resource: The table as `read` gave it.
        units: Those that changed, and as many others as one likes: they stay as they are.

    Raises:
        ValueError: A unit is not in the table, or cannot stand in one.
    """
    known = {unit.origin: unit for unit in resource.units()}
    mark = _BOM if _MARKED in resource.meta else b""
    return encoded(replaced(resource.text, _edits(resource.text, known, units)), "utf-8", mark)


def _edits(
    text: str, known: Mapping[Location | None, TranslationUnit], units: Iterable[TranslationUnit]
) -> Iterator[Edit]:
    lines = Lines(text)
    for unit in units:
        old = known.get(unit.origin)
        if old is None or unit.origin is None or unit.origin.line is None or old.source != unit.source:
            raise ValueError(f"{unit.source.raw!r} is not in the table; add it there first")
        if not can_hold(unit):
            raise ValueError(f"NUL or half a character in {unit.source.raw!r}; leave this unit out")
        if old.target == unit.target:
            continue
        start, end = lines.spans[unit.origin.line - 1]
        start = text.index("\t", start) + 1
        stop = text.find("\t", start, end)
        stop = start + len(text[start:end].removesuffix("\r")) if stop < 0 else stop
        yield Edit(start, stop, _escaped(unit.target.raw if unit.target else ""))


def stream(file: BinaryIO, path: str, *, langs: Pair | None = None) -> Resource:
    """The same for a file of any size, without the places of characters; a line that is not UTF-8 is a finding, too.

    The rules are tsv-syntax, tsv-languages, tsv-charset and conflict.

    Raises:
        FormatError: It is UTF-16, or its first line names `langs` the other way round.
    """
    table = _Table(file, path, langs)
    return Resource((table.unit(*row) for row in table.rows), langs=table.langs, findings=table.findings)


def write(units: Iterable[TranslationUnit]) -> Iterator[bytes]:
    """Units as lines, the first of which names their languages; state, id and meta are left out.

    Raises:
        ValueError: A unit is in other languages than the first, or is none that a text can hold (see `can_hold`).
    """
    langs: tuple[Lang, Lang | None] | None = None
    for unit in units:
        if langs is None:
            langs = unit.source_lang, unit.target_lang
            yield f"{langs[0]}\t{langs[1]}\n".encode()
        if (unit.source_lang, unit.target_lang) != langs:
            other = f"{unit.source_lang}>{unit.target_lang}"
            raise ValueError(f"a table is in one pair of languages, not in {langs[0]}>{langs[1]} and {other}")
        if not can_hold(unit):
            raise ValueError(f"NUL or half a character in {unit.source.raw!r}; leave this unit out")
        yield ("\t".join(map(_escaped, _texts(unit))) + "\n").encode()


def can_hold(unit: TranslationUnit) -> bool:
    """Whether all that a unit says can stand in a text; NUL and half of a surrogate pair cannot."""
    text = "".join(_texts(unit))
    return "\0" not in text and text.encode(errors="ignore").decode() == text


class _Table:
    """A table that is read once.

    Attributes:
        langs: Of its two columns; none if it is empty.
        rows: All rows but the one that names the columns, read as they are asked for.
        findings: What was wrong up to there.
    """

    def __init__(self, file: BinaryIO, path: str, langs: Pair | None = None) -> None:
        self.langs: tuple[()] | Pair = ()
        self.rows: Iterator[_Row] = iter(())
        self._findings = Findings(path)
        self.findings = self._findings.all
        self._path = path
        rows = self._read(file)
        first = list(islice(rows, JUDGED))
        if not first:
            return
        line, cells = first[0]
        named = _named(cells) or _named_as(cells, langs)
        if named and langs:
            named = self._agreeing(named, langs, line)
        known = first[1:] if named else first
        self.langs = langs or _languages(named or (None, None), known, path)
        if self.langs[0] == self.langs[1]:
            message = (
                f"both columns look like {self.langs[0]}; name their languages in a first line: en, a tab, zh-Hans"
            )
            self._report(line, message, rule="tsv-languages")
        else:
            self.rows = chain(known, rows)

    def unit(self, line: int, cells: list[str]) -> TranslationUnit:
        """A row as a unit."""
        assert self.langs
        source, target = _unescaped(cells[0]), _unescaped(cells[1])
        context, note = map(_unescaped, (*cells[2:_CELLS], "", "")[:2]) if len(cells) > 2 else ("", "")
        return TranslationUnit(
            Segment((source,)),
            Segment((target,)) if target else None,
            *self.langs,
            UnitState.TRANSLATED if target else UnitState.INITIAL,
            context=context,
            note=note,
            origin=Location(self._path, line),
        )

    def _agreeing(self, named: _Names, langs: Pair, line: int) -> _Names | None:
        """The names of the columns, if they are those of the languages that were asked for; else they are a unit."""
        there = tuple(primary(name.lang) for name in named if name)
        wanted = tuple(map(primary, langs))
        if there == wanted[::-1] != wanted:
            message = f"its first line says {there[0]} and {there[1]}, not {langs[0]}>{langs[1]}; turn the pair round"
            raise FormatError(message, path=self._path, line=line)
        return named if there in ((), wanted) else None

    def _read(self, file: BinaryIO) -> Iterator[_Row]:
        line = 0
        for line, data in enumerate(iter(partial(file.readline, LONGEST + 1), b""), 1):
            if line == 1:
                data = self._without_mark(data)
            if len(data) > LONGEST:
                self._skip(file, line, data)
                continue
            try:
                text = data.decode()
            except UnicodeDecodeError as error:
                column = len(data[: error.start].decode()) + 1
                self._report(line, "not UTF-8 from here on; save the file as UTF-8", column, rule="tsv-charset")
                continue
            text = text[:-2] if text.endswith("\r\n") else text.removesuffix("\n")
            cells = text.split("\t")
            if (len(cells) == 2 and "\0" not in text) or self._is_row(line, text, cells):
                yield line, cells
        self._findings.finish(_SYNTAX, "more such lines up to here", line)

    def _without_mark(self, data: bytes) -> bytes:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise FormatError("the file is UTF-16; save it as UTF-8", path=self._path)
        return data.removeprefix(_BOM)

    def _skip(self, file: BinaryIO, line: int, data: bytes) -> None:
        while data and not data.endswith(b"\n"):
            data = file.readline(LONGEST)
        self._report(line, f"longer than {LONGEST:,} bytes; no such line is read")

    def _is_row(self, line: int, text: str, cells: list[str]) -> bool:
        """Whether a line that is not quite usual is a row; what is wrong with it is reported."""
        if (nul := text.find("\0")) >= 0:
            self._report(line, "a NUL character: no text; remove it", nul + 1, rule="tsv-charset")
            return False
        if len(cells) > 2 and "\r" in cells[1]:
            self._report(line, r"CR alone ends no line; end lines with \n or \r\n, and write \r inside of a cell")
            return False
        if len(cells) > _CELLS:
            column = sum(len(cell) + 1 for cell in cells[:_CELLS]) + 1
            message = "more than source, target, context and note; what follows is left out"
            self._report(line, message, column, severity=Severity.WARNING)
        if len(cells) > 1:
            return True
        if text.startswith(_CONFLICT):
            self._report(line, "git conflict markers; settle the merge first", rule="conflict")
        elif text.strip() and not text.startswith("#"):
            self._report(line, "no tab; write source, a tab, target")
        return False

    def _report(
        self,
        line: int,
        message: str,
        column: int = 1,
        *,
        rule: str = _SYNTAX,
        severity: Severity = Severity.ERROR,
    ) -> None:
        self._findings.add(rule, severity, message, line, column)


_Names = tuple[Named | None, Named | None]
"""The languages of two columns, those that are named."""


def _named(cells: Sequence[str]) -> _Names | None:
    """What a row says about the columns; None if it is a row like others.

    `en TAB 英语` and `English TAB 英语` are others: both name the same language.
    """
    first, second, *more = (cell.strip().lower() for cell in cells)
    if not MORE_WORDS.issuperset(more):
        return None
    if first in SOURCE_WORDS and second in TARGET_WORDS:
        return None, None
    one, other = (LANGUAGE_NAMES.get(cell) or named_by(cell, TAGS) for cell in (first, second))
    if not one or not other or one.lang == other.lang:
        return None
    are_tags = not LANGUAGE_NAMES.keys() & {first, second}
    return (one, other) if are_tags or primary(one.lang) != primary(other.lang) else None


def _named_as(cells: Sequence[str], langs: Pair | None) -> _Names | None:
    """The languages that were asked for, if a row is nothing but their tags, however rare these are."""
    try:
        tags = tuple(parse(cell) for cell in cells)
    except LanguageError:
        return None
    return (Named(tags[0]), Named(tags[1])) if tags == langs else None


def _languages(named: _Names, rows: Sequence[_Row], path: str) -> Pair:
    """The languages of both columns: as they are named, else as the name of the file says (`en-zh-TW.tsv`), else by
    their letters; where there are none, the other one."""
    source, target = (_language(named[side], [cells[side] for _, cells in rows], path) for side in (0, 1))
    source = source or (EN if target is None or is_chinese(target) else ZH_HANS)
    target = target or (EN if is_chinese(source) else ZH_HANS)
    pair = None if any(named) else named_pair(path)
    is_reversed = pair and (primary(pair[1]), primary(pair[0])) == (primary(source), primary(target))
    return pair if pair and not is_reversed else (source, target)


def _language(named: Named | None, texts: Sequence[str], path: str) -> Lang | None:
    """The language of a column. Which Chinese it is, the name of the file may say: `zh_TW.tsv`."""
    if named and (named.exact or not any(texts)):
        return named.lang
    if not any(texts):
        return None
    judged, of_file = languages(texts, "")[1], named_language(path)
    if is_chinese(judged) and of_file and of_file.exact and is_chinese(of_file.lang):
        judged = of_file.lang
    return named.lang if named and not is_chinese(judged) else judged


def _placed(unit: TranslationUnit, cells: Sequence[str], at: int) -> TranslationUnit:
    """The unit, with the places of its characters; its row begins at an offset."""
    source = Segment(unit.source.parts, _runs(cells[0], at))
    target = Segment(unit.target.parts, _runs(cells[1], at + len(cells[0]) + 1)) if unit.target else None
    return replace(unit, source=source, target=target)


def _runs(cell: str, at: int) -> tuple[Run, ...]:
    runs, done = Runs(), 0
    for escape in _ESCAPE.finditer(cell):
        runs.add(escape.start() - done, at + done)
        runs.add(1, at + escape.start(), 2)
        done = escape.end()
    runs.add(len(cell) - done, at + done)
    return runs.all()


def _unescaped(cell: str) -> str:
    return _ESCAPE.sub(lambda escape: _ESCAPES[escape[1]], cell) if "\\" in cell else cell


def _escaped(text: str) -> str:
    return text if text.isprintable() and "\\" not in text else text.translate(_ESCAPED)


def _texts(unit: TranslationUnit) -> list[str]:
    """The cells of a unit, unescaped; empty ones at the end are left out but for the target."""
    texts = [unit.source.raw, unit.target.raw if unit.target else "", unit.context, unit.note]
    while len(texts) > 2 and not texts[-1]:
        texts.pop()
    return texts


FORMAT = Format(
    "tsv",
    (".tsv",),
    read,
    bilingual=True,
    escape=_escaped,
    stream=stream,
    write=write,
    can_hold=can_hold,
    edited=edited,
    is_text=False,
    is_memory=True,
    keeps=frozenset({UnitPart.CONTEXT, UnitPart.NOTE}),
)
