"""PO and POT, the catalogues of gettext: every msgid with its msgstr, and where each character of both stands.

As strict as `msgfmt` and never silent: what is no entry is a finding with its line and column, and the rest is read.
The scanner is our own because positions are needed, lines end at "\\n" only, and no letter may get lost.

What is kept of an entry: msgctxt as context, the comments for translators and by them as note, and under `po:` in
`meta` its flags, its references and whether it is obsolete. The previous msgid (`#|`) is left out. Each plural form is
a unit: its source is msgid for form 0 of several, else msgid_plural; `meta` holds both. The header is no unit: its
fields are `po:header:…` in the `meta` of the resource.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from glossary.errors import FormatError, LanguageError
from glossary.formats import Format
from glossary.formats._languages import languages, named_language
from glossary.formats._reading import Runs, decode
from glossary.model import Finding, Lang, Resource, Segment, Severity, TranslationUnit, UnitState
from glossary.text.language import EN, parse, primary
from glossary.text.lines import Lines
from glossary.text.patterns import lazy

CONTEXT_END = "\x04"
"""Stands between msgctxt and msgid in the id of an entry, as in compiled catalogues."""

CHARSETS = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(("ascii", "us-ascii", "ansi_x3.4-1968"), "ascii"),
    **dict.fromkeys(("gb18030", "gbk", "gb2312", "cp936", "euc-cn"), "gb18030"),
    **dict.fromkeys(("big5", "cp950"), "cp950"),
    **dict.fromkeys(("big5-hkscs", "big5hkscs"), "big5hkscs"),
    **{name: name for name in ("euc-jp", "shift_jis", "cp932", "euc-kr", "cp949", "johab", "koi8-r", "koi8-u")},
    **{f"iso-8859-{part}": f"iso-8859-{part}" for part in (*range(1, 12), *range(13, 17))},
    **{f"{prefix}{page}": f"cp{page}" for page in range(1250, 1259) for prefix in ("cp", "windows-")},
    **{name: name for name in ("cp874", "tis-620")},
}
"""The character sets that a header may name, and the codec for each; Python has codecs that are none (rot13)."""

_CHARSET = re.compile(rb'^[ \t]*(?:msgstr[ \t]*)?"[^\n]*?charset=([^\s"\\;]*)', re.MULTILINE)
_MSGID = re.compile(rb"^[ \t]*msgid[ \t]", re.MULTILINE)

_SPACE = lazy(r"[ \t\r\f\v]*")
_KEYWORD = lazy(r"(msgctxt|msgid_plural|msgid|msgstr)(?![A-Za-z_])(?:\[([^\]\"\n]*)\])?[ \t\r\f\v]*")
_STRING = lazy(r'"([^"\\\n]*+(?:\\.[^"\\\n]*+)*+)"[ \t\r\f\v]*')
_ESCAPE = lazy(r"\\(?:([abfnrtv\\\"])|x([0-9A-Fa-f]{1,2})|([0-7]{1,3}))?")
_ESCAPES = dict(zip('abfnrtv\\"', '\a\b\f\n\r\t\v\\"', strict=True))
_CONFLICT = lazy(r"<{7} |={7}[ \t\r]*$|>{7} |\|{7} ")
_NPLURALS = lazy(r"nplurals[ \t]*=[ \t]*([0-9]{1,3})(?![0-9])")
_NO_ASCII = 0x80
_LONGEST_CODE = 3
_Spans = list[tuple[int, int]]
_FIELD = lazy(r"([A-Za-z0-9-]+):[ \t]*(.*)")


def read(data: bytes, path: str) -> Resource:
    """The entries of a catalogue as units; its problems are findings.

    Their rules are po-syntax, po-plural, po-duplicate, po-charset and conflict.

    Raises:
        FormatError: The bytes are neither UTF-8 nor what the header says.
    """
    text, lie = _decoded(data, path)
    scanner = _Scanner(text, path)
    if lie:
        scanner.report(max(text.find("charset="), 0), lie, rule="po-charset")
    entries = list(scanner.entries())
    header = next((entry for entry in entries if entry.is_header), None)
    fields = _fields(scanner.segment(header.msgstr.get(0, [])).raw) if header else {}
    source, target = _languages([entry for entry in entries if not entry.is_header], text, path, fields)
    make = _Units(scanner, source, target, _nplurals(fields))
    units = [unit for entry in entries if not entry.is_header for unit in make.units(entry)]
    return Resource(
        units,
        langs=(source, target) if target else (source,),
        meta={f"po:header:{name}": value for name, value in fields.items()},
        findings=scanner.findings(),
        text=text,
    )


def _decoded(data: bytes, path: str) -> tuple[str, str]:
    """The text, and what is wrong with the character set that the header names.

    What is UTF-8 is read as UTF-8, whatever the header says: text in another character set hardly ever is.
    """
    second = [found.start() for found in _MSGID.finditer(data)][1:2]
    named = _CHARSET.search(data, 0, *second)
    declared = named[1].decode("ascii", "replace") if named else ""
    codec = CHARSETS.get(declared.lower())
    try:
        text = decode(data, path)
    except FormatError as error:
        if codec in (None, "utf-8", "ascii") or data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data:
            raise
        refused = error
    else:
        return text, _lie(declared, codec, ascii_only=data.isascii())
    try:
        return data.decode(codec), ""
    except UnicodeDecodeError:
        message = f"the file is neither UTF-8 nor what its header says, {declared}; save it as UTF-8"
        raise FormatError(message, path=path, line=refused.line, column=refused.column) from None


def _lie(declared: str, codec: str | None, *, ascii_only: bool) -> str:
    if codec == "utf-8" or (ascii_only and (codec or declared in ("", "CHARSET"))):
        return ""
    if declared in ("", "CHARSET"):
        return "the header names no character set; write charset=UTF-8"
    if codec is None:
        return f"the header names an unknown character set, '{declared}'; write charset=UTF-8"
    return f"the file is UTF-8, but its header says '{declared}'; write charset=UTF-8"


def _fields(header: str) -> dict[str, str]:
    """The fields of the header; the first of a name counts."""
    fields: dict[str, str] = {}
    for line in header.split("\n"):
        if found := _FIELD.fullmatch(line.strip()):
            fields.setdefault(found[1], found[2].strip())
    return fields


def _nplurals(fields: Mapping[str, str]) -> int | None:
    """How many plural forms the header promises; the formula beside it is never evaluated."""
    found = _NPLURALS.search(fields.get("Plural-Forms", ""))
    return int(found[1]) if found else None


def _languages(entries: Sequence[_Entry], text: str, path: str, fields: Mapping[str, str]) -> tuple[Lang, Lang | None]:
    """Source and target: as the header or the name of the file says, else judged by what is written there."""
    named = named_language(path)
    target = _language(fields.get("Language", "")) or (named.lang if named else None)
    if target is None:
        forms = [_joined(text, form) for entry in entries for form in entry.msgstr.values()]
        target = languages(forms, "")[1] if any(forms) else None
    source = _language(fields.get("X-Source-Language", ""))
    if source is None and target is not None and primary(target) == EN:
        source = languages([_joined(text, entry.msgid or []) for entry in entries], "")[1]
    return source or EN, target


def _language(tag: str) -> Lang | None:
    """The language of a tag as people write it in a header: zh_CN, zh_CN.UTF-8, sr@latin; None if it is none."""
    try:
        lang = parse(re.split("[.@]", tag, maxsplit=1)[0])
    except LanguageError:
        return None
    return lang if len(primary(lang)) <= _LONGEST_CODE else None


def _joined(text: str, spans: _Spans) -> str:
    return "".join(text[start:end] for start, end in spans)


@dataclass(slots=True)
class _Entry:
    """An entry as it is read; of each of its texts the spans between quotes."""

    at: int = -1
    obsolete: bool = False
    broken: bool = False
    msgctxt: _Spans | None = None
    msgid: _Spans | None = None
    msgid_plural: _Spans | None = None
    msgstr: dict[int, _Spans] = field(default_factory=dict)
    comments: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_header(self) -> bool:
        """The live entry whose msgid is empty and that has no context."""
        empty = self.msgid is not None and all(start == end for start, end in self.msgid)
        return empty and self.msgctxt is None and not self.obsolete

    def comment(self, mark: str) -> list[str]:
        """The comments with this mark after `#`, those of translators with none."""
        return self.comments.get(mark, [])


class _Scanner:
    """Reads a catalogue line by line, once."""

    def __init__(self, text: str, path: str) -> None:
        self.text, self.path = text, path
        self.lines = Lines(text)
        self._findings: list[tuple[int, Finding]] = []
        self._entry = _Entry()
        self._open: _Spans | None = None
        self._first: dict[tuple[str | None, str], int] = {}

    def report(self, at: int, message: str, *, rule: str = "po-syntax") -> None:
        """Something is wrong at an offset."""
        where = self.lines.location(at, self.path)
        self._findings.append((at, Finding(rule, Severity.ERROR, message, where)))

    def findings(self) -> list[Finding]:
        """All that was reported, in the order of the file."""
        return [finding for _, finding in sorted(self._findings, key=lambda pair: pair[0])]

    def entries(self) -> Iterator[_Entry]:
        """The entries that can be read, the header among them."""
        blank = stray = False
        for line in self.lines.spans:
            at, end = self._skip(line.start, line.end), line.end
            if at == end:
                blank = True
                continue
            if obsolete := self.text.startswith("#~", at):
                at = self._skip(at + 2, end)
            char = self.text[at : min(at + 1, end)]
            was_blank, was_stray, blank, stray = blank, stray, False, False
            if char == '"' and self._open is not None:
                self._same_obsolete(at, obsolete=obsolete)
                self._strings(at, end, self._open)
            elif char == "#" or (obsolete and char in ("", "|")):
                yield from self._finished()
                self._comment(at, end, obsolete=obsolete)
            elif keyword := _KEYWORD.match(self.text, at, end):
                if self._begins_another(keyword[1]):
                    yield from self._finished()
                self._keyword(keyword, end, obsolete=obsolete)
            else:
                stray = True
                if was_blank and self._entry.msgstr:
                    yield from self._finished()
                self._stray(at, end, silent=was_stray)
        yield from self._finished()

    def segment(self, spans: _Spans) -> Segment:
        """The text between the quotes; an escape is one character as wide as it is written. Of escapes that PO does
        not know the first is told."""
        parts, runs, told = [], Runs(), False
        for start, end in spans:
            if self.text.find("\\", start, end) < 0:
                parts.append(self.text[start:end])
                runs.add(end - start, start)
                continue
            at = start
            for escape in _ESCAPE.finditer(self.text, start, end):
                char, complaint = _unescaped(escape)
                if complaint and not told:
                    self.report(escape.start(), complaint)
                    told = True
                parts += [self.text[at : escape.start()], char]
                runs.add(escape.start() - at, at)
                runs.add(len(char), escape.start(), len(escape[0]))
                at = escape.end()
            parts.append(self.text[at:end])
            runs.add(end - at, at)
        return Segment(("".join(parts),), runs.all())

    def _skip(self, at: int, end: int) -> int:
        found = _SPACE.match(self.text, at, end)
        return found.end() if found else at

    def _begins_another(self, keyword: str) -> bool:
        entry = self._entry
        if keyword == "msgctxt":
            return entry.at >= 0
        lost = entry.broken and entry.msgctxt is None
        return keyword == "msgid" and (lost or entry.msgid is not None or bool(entry.msgstr))

    def _comment(self, at: int, end: int, *, obsolete: bool) -> None:
        mark = self.text[at + 1 : min(at + 2, end)]
        if obsolete or mark == "|":
            return
        mark = mark if mark in (".", ":", ",") else ""
        comment = self.text[at + 1 + len(mark) : end].rstrip()
        self._entry.comments.setdefault(mark, []).append(comment.removeprefix(" "))

    def _keyword(self, keyword: re.Match[str], end: int, *, obsolete: bool) -> None:
        entry, name, index = self._entry, keyword[1], keyword[2]
        if entry.at < 0:
            entry.obsolete = obsolete
        if entry.at < 0 or name == "msgid":
            entry.at = keyword.start()
        self._open = []
        if name == "msgstr":
            self._msgstr(keyword.start(), index)
        elif index is not None:
            self._break(keyword.start(), f"only msgstr has an index, not {name}")
        elif name == "msgid_plural" and (entry.msgid is None or entry.msgid_plural is not None or entry.msgstr):
            self._break(keyword.start(), "msgid_plural stands after msgid and before msgstr")
        else:
            setattr(entry, name, self._open)
        self._same_obsolete(keyword.start(), obsolete=obsolete)
        self._strings(keyword.end(), end, self._open)

    def _msgstr(self, at: int, index: str | None) -> None:
        entry = self._entry
        if entry.msgid is None:
            self._break(at, "msgstr without msgid")
        elif index is None and entry.msgid_plural is not None:
            self._break(at, "an entry with msgid_plural has msgstr[0], not msgstr")
        elif index is not None and entry.msgid_plural is None:
            self._break(at, f"msgstr[{index}] without msgid_plural")
        elif index is None and entry.msgstr:
            self._break(at, "a second msgstr; begin a new entry with msgid")
        elif index is not None and index != str(len(entry.msgstr)):
            self.report(at, f"msgstr[{index}] where msgstr[{len(entry.msgstr)}] is expected", rule="po-plural")
        else:
            entry.msgstr[len(entry.msgstr)] = self._open = []

    def _strings(self, at: int, end: int, into: _Spans) -> None:
        """The texts in quotes on the rest of a line."""
        first = at
        while at < end:
            found = _STRING.match(self.text, at, end)
            if found is None:
                self._break(at, self._complaint(at, first))
                return
            into.append(found.span(1))
            at = found.end()

    def _complaint(self, at: int, first: int) -> str:
        if self.text[at] == '"':
            return 'the closing quote is missing; end the line with "'
        if at > first:
            return 'an unescaped quote; write \\" inside a text'
        return 'a text in straight double quotes is expected, "…"'

    def _stray(self, at: int, end: int, *, silent: bool) -> None:
        if _CONFLICT.match(self.text, at, end):
            self.report(at, "git conflict markers; settle the merge first", rule="conflict")
        elif self._entry.at >= 0:
            self._break(at, "neither comment nor msgid, msgstr or a text in quotes")
        elif not silent:
            self.report(at, "neither comment nor msgid, msgstr or a text in quotes")

    def _same_obsolete(self, at: int, *, obsolete: bool) -> None:
        if obsolete != self._entry.obsolete:
            self._break(at, "only some lines of this entry begin with #~")

    def _break(self, at: int, message: str) -> None:
        """The entry cannot be read; only the first reason is told."""
        if not self._entry.broken:
            self.report(at, message)
        self._entry.broken = True

    def _finished(self) -> Iterator[_Entry]:
        """The entry that ends here, if there is one and it is whole; comments wait for theirs."""
        entry = self._entry
        if entry.at < 0 and not entry.broken:
            return
        self._entry, self._open = _Entry(), None
        if entry.broken:
            return
        texts = (entry.msgctxt, entry.msgid, entry.msgid_plural, *entry.msgstr.values())
        if entry.msgid is None:
            self.report(entry.at, "msgctxt without msgid")
        elif not entry.msgstr:
            self.report(entry.at, "msgid without msgstr")
        elif [] in texts:
            self.report(entry.at, 'a keyword without a text; write "" for an empty one')
        else:
            self._note_duplicate(entry)
            yield entry

    def _note_duplicate(self, entry: _Entry) -> None:
        if entry.obsolete:
            return
        context = None if entry.msgctxt is None else _joined(self.text, entry.msgctxt)
        key = (context, _joined(self.text, entry.msgid or []))
        first = self._first.setdefault(key, entry.at)
        if first != entry.at:
            line = self.lines.location(first, self.path).line
            message = f"the same msgid and msgctxt as in line {line}; keep one of the two entries"
            self.report(entry.at, message, rule="po-duplicate")


def _unescaped(escape: re.Match[str]) -> tuple[str, str]:
    """What an escape stands for, and what is wrong with it."""
    letter, hexadecimal, octal = escape.groups()
    if letter:
        return _ESCAPES[letter], ""
    if code := hexadecimal or octal:
        value = int(code, 16 if hexadecimal else 8)
        if value < _NO_ASCII:
            return chr(value), ""
        return escape[0], f"'{escape[0]}' is a byte, not a character; write the character itself"
    return escape[0], "no escape that PO knows; write a backslash as '\\\\'"


@dataclass(frozen=True, slots=True)
class _Units:
    """Makes units of entries.

    Attributes:
        nplurals: How many plural forms the header promises.
    """

    scanner: _Scanner
    source: Lang
    target: Lang | None
    nplurals: int | None

    def units(self, entry: _Entry) -> Iterator[TranslationUnit]:
        """A unit for each msgstr."""
        segment, location = self.scanner.segment, self.scanner.lines.location(entry.at, self.scanner.path)
        context = None if entry.msgctxt is None else segment(entry.msgctxt).raw
        msgid = segment(entry.msgid or [])
        plural = None if entry.msgid_plural is None else segment(entry.msgid_plural)
        if CONTEXT_END in msgid.raw or CONTEXT_END in (context or ""):
            self.scanner.report(entry.at, "U+0004 in msgctxt or msgid; it separates the two, remove it")
        flags = [flag for line in entry.comment(",") for word in line.split(",") if (flag := word.strip())]
        nplurals = self.nplurals or len(entry.msgstr)
        meta = _meta(entry, flags)
        if plural:
            meta |= {"po:msgid": msgid.raw, "po:msgid_plural": plural.raw, "po:nplurals": str(nplurals)}
            self._count_forms(entry, nplurals)
        for form, spans in entry.msgstr.items():
            target = segment(spans)
            translated = target.raw != ""
            if plural and form >= nplurals:
                continue
            yield TranslationUnit(
                source=plural if plural and not (form == 0 and nplurals > 1) else msgid,
                target=target if translated else None,
                source_lang=self.source,
                target_lang=self.target,
                state=UnitState.TRANSLATED if translated and "fuzzy" not in flags else UnitState.INITIAL,
                id=msgid.raw if context is None else f"{context}{CONTEXT_END}{msgid.raw}",
                context=context or "",
                note="\n".join(entry.comment(".") + entry.comment("")),
                meta=meta | {"po:plural": str(form)} if plural else meta,
                origin=location,
            )

    def _count_forms(self, entry: _Entry, nplurals: int) -> None:
        forms = len(entry.msgstr)
        if forms == nplurals or entry.obsolete or not any(_joined(self.scanner.text, s) for s in entry.msgstr.values()):
            return
        message = f"{forms} plural forms, but the header says nplurals={nplurals}"
        self.scanner.report(entry.at, message, rule="po-plural")


def _meta(entry: _Entry, flags: Sequence[str]) -> dict[str, str]:
    meta = {
        "po:flags": ",".join(flags),
        "po:references": " ".join(line.strip() for line in entry.comment(":")),
        "po:obsolete": "1" if entry.obsolete else "",
    }
    return {name: value for name, value in meta.items() if value}


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)


_ESCAPED = {ord(char): f"\\{letter}" for letter, char in _ESCAPES.items()}

FORMAT = Format("po", (".po", ".pot"), read, bilingual=True, escape=_escaped)
