"""PO and POT, the catalogues of gettext: every msgid with its msgstr, and where each character of both stands.

As strict as `msgfmt` and never silent: what is no entry is a finding with its line and column, and the rest is read.
The scanner is our own because positions are needed, lines end at "\\n" only, and no letter may get lost.

What is kept of an entry: msgctxt as context, the comments for translators and by them as note, and under `po:` in
`meta` its flags, its references, which comments are for translators (`po:extracted`), its texts before they changed
(`po:previous:msgid` …) and whether it is obsolete. Each plural form is a unit: its source is msgid for form 0 of
several, else msgid_plural; `meta` holds both. The header is no unit: its fields are `po:header:…` in the `meta` of the
resource, beside the character set (`po:charset`) and the byte order mark (`po:bom`) of a file that is not plain UTF-8
(`po:lossy` if that gives other bytes back). A catalogue that terms were written to says so there (`X-Gloss-Content:
terms`), and gives concepts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import BinaryIO

from glossary.errors import FormatError, LanguageError
from glossary.formats import Apart, Format, Pair
from glossary.formats._languages import languages, named_language
from glossary.formats._po_edit import edited
from glossary.formats._po_entry import entries_around, header_end
from glossary.formats._po_scan import CONTEXT_END, Entry, Scanner, comments, flags_in, previous
from glossary.formats._po_terms import CARRIES, CONTENT, TERMS, concepts
from glossary.formats._po_write import Judge, can_hold, escape, nplurals_of, write
from glossary.formats._reading import decode, whole
from glossary.model import Finding, Lang, Location, Resource, Severity, Span, TranslationUnit, UnitPart, UnitState
from glossary.text.language import EN, parse, primary
from glossary.text.patterns import lazy

__all__ = ["FORMAT", "can_hold", "edited", "read", "stream", "write"]

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
_BOM = b"\xef\xbb\xbf"
_MSGID = re.compile(rb"^[ \t]*msgid[ \t]", re.MULTILINE)

_LONGEST_CODE = 3
_PLACEHOLDERS = "nplurals=INTEGER"
_PLURAL_FORMS = lazy(r"nplurals[ \t]*=[ \t]*([0-9]{1,3})[ \t]*;[ \t]*plural[ \t]*=([^;]*);?[ \t]*")
_TOKEN = lazy(r"[0-9]+|n|\|\||&&|[=!<>]=|[-+*/%<>!?:()]")
_PREFIXES, _CLOSES = ("(", "!"), {")": "(", ":": "?"}
_FIELD = lazy(r"([A-Za-z0-9-]+):[ \t]*(.*)")


def read(data: bytes, path: str) -> Resource:
    """The entries of a catalogue as units; its problems are findings.

    Their rules are po-syntax, po-plural, po-duplicate, po-charset and conflict.

    Raises:
        FormatError: The bytes are neither UTF-8 nor what the header says.
    """
    resource = _resource(data, path, None, places=True)
    return replace(resource, entries=list(resource.entries))


def stream(file: BinaryIO, path: str, *, langs: Pair | None = None) -> Resource:
    """The same, entry by entry, without the places of characters."""
    resource = _resource(whole(file, path), path, langs, places=False)
    if langs is None and len(set(resource.langs)) < len(resource.langs):
        message = f"source and target both look like {resource.langs[0]}; if they are not, name them: --lang en:zh-Hans"
        resource.findings.append(Finding("same-language", Severity.WARNING, message, Location(path, 1, 1)))
    return resource


def _resource(data: bytes, path: str, langs: Pair | None, *, places: bool) -> Resource:
    text, meta, lie = _decoded(data, path)
    scanner = Scanner(text, path, places=places)
    if "\r" in text and "\n" not in text:
        scanner.report(0, "the lines end in CR alone; save it with LF or CR LF")
    if lie:
        scanner.report(max(text.find("charset="), 0), lie, rule="po-charset")
    header, entries = _parted(scanner)
    fields = _fields(scanner.segment(header.msgstr.get(0, [])).raw) if header else {}
    if complaint := _plural_complaint(fields.get("Plural-Forms", "")):
        scanner.report(max(text.find("Plural-Forms"), 0), complaint, rule="po-plural")
    found: tuple[Lang, Lang | None] | None = langs or _declared(fields, path)
    if found is None:
        entries = list(entries)
        found = _judged(entries, scanner, fields, path)
    source, target = found
    units = _Units(scanner, source, target, nplurals_of(fields.get("Plural-Forms", ""))).all(entries)
    return Resource(
        concepts(units) if fields.get(CONTENT) == TERMS else units,
        langs=(source, target) if target else (source,),
        meta={**{f"po:header:{name}": value for name, value in fields.items()}, **meta},
        findings=scanner.findings,
        text=text if places else "",
    )


def apart(text: str, path: str, span: Span) -> Apart | None:
    """The entries around a span, from one blank line behind a translation to another, if the header says all that is
    to be known of the rest."""
    head = header_end(text)
    fields = _fields_of(text[:head], path) if 0 < head <= span.start else {}
    if not fields or fields.get(CONTENT) == TERMS or _declared(fields, path) is None:
        return None
    found = entries_around(text, Span(max(span.start, head), span.end), head)
    return Apart(head, *found) if found else None


def _fields_of(header: str, path: str) -> dict[str, str]:
    """The fields of a header that stands alone; none if anything else is there."""
    scanner = Scanner(header, path, places=False)
    entries = list(scanner.entries())
    if len(entries) != 1 or not entries[0].is_header:
        return {}
    return _fields(scanner.segment(entries[0].msgstr.get(0, [])).raw)


def _parted(scanner: Scanner) -> tuple[Entry | None, Iterable[Entry]]:
    """The header, and all entries; they are only read ahead if the first is not the header."""
    entries = scanner.entries()
    first = next(entries, None)
    if first is None:
        return None, ()
    if first.is_header:
        return first, chain([first], entries)
    everything = [first, *entries]
    return next((entry for entry in everything if entry.is_header), None), everything


def _decoded(data: bytes, path: str) -> tuple[str, dict[str, str], str]:
    """The text, what its bytes are beside it, and what is wrong with the character set that the header names.

    What is UTF-8 is read as UTF-8, whatever the header says: text in another character set hardly ever is.
    """
    second = [found.start() for found in islice(_MSGID.finditer(data), 1, 2)]
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
        meta = {"po:bom": "1"} if data.startswith(_BOM) else {}
        if codec and codec != "utf-8" and data.isascii():  # what is filled in is to be what the header promises
            meta = {"po:charset": codec}
        return text, meta, _lie(declared, codec, ascii_only=data.isascii())
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        message = f"the file is neither UTF-8 nor what its header says, {declared}; save it as UTF-8"
        raise FormatError(message, path=path, line=refused.line, column=refused.column) from None
    meta = {"po:charset": codec}
    return text, meta if text.encode(codec) == data else {**meta, "po:lossy": "1"}, ""


def _lie(declared: str, codec: str | None, *, ascii_only: bool) -> str:
    if codec == "utf-8" or (ascii_only and (codec or declared in ("", "CHARSET"))):
        return ""
    if declared in ("", "CHARSET"):
        return "the header names no character set; write charset=UTF-8"
    if codec is None:
        return f"the header names an unknown character set, '{declared}'; write charset=UTF-8"
    return f"the file is UTF-8, but its header says '{declared}'; write charset=UTF-8"


def _plural_complaint(said: str) -> str:
    """What is wrong with the plural forms of a header; the formula is only read as far as its grammar, never run."""
    if not said or said.startswith(_PLACEHOLDERS):
        return ""
    found = _PLURAL_FORMS.fullmatch(said)
    if not found or int(found[1]) == 0 or not _is_formula(found[2]):
        return "these plural forms are no formula of gettext; for Chinese write nplurals=1; plural=0;"
    return ""


def _is_formula(formula: str) -> bool:
    """Whether operands and operators of C follow each other as they may, with every bracket and colon in its place."""
    tokens = _TOKEN.findall(formula)
    if "".join(tokens) != "".join(formula.split()):
        return False
    is_open, wants_operand = [], True
    for token in tokens:
        if wants_operand != (token in _PREFIXES or token == "n" or token.isdigit()):
            return False
        if token in "(?":
            is_open.append(token)
        elif token in "):" and (not is_open or is_open.pop() != _CLOSES[token]):
            return False
        wants_operand = token not in ("n", ")") and not token.isdigit()
    return not wants_operand and not is_open


def _fields(header: str) -> dict[str, str]:
    """The fields of the header; the first of a name counts."""
    fields: dict[str, str] = {}
    for line in header.split("\n"):
        if found := _FIELD.fullmatch(line.strip()):
            fields.setdefault(found[1], found[2].strip())
    return fields


def _declared(fields: Mapping[str, str], path: str) -> tuple[Lang, Lang | None] | None:
    """Source and target as the header or the name of the file says; None if the texts must be looked at."""
    named = named_language(path)
    target = _language(fields.get("Language", "")) or (named.lang if named else None)
    source = _language(fields.get("X-Source-Language", ""))
    if target is None or (source is None and primary(target) == EN):
        return None
    return source or EN, target


def _judged(
    entries: Iterable[Entry], scanner: Scanner, fields: Mapping[str, str], path: str
) -> tuple[Lang, Lang | None]:
    """Source and target as far as they are declared, else judged by what is written there."""
    entries = [entry for entry in entries if not entry.is_header]
    named = named_language(path)
    target = _language(fields.get("Language", "")) or (named.lang if named else None)
    if target is None:
        forms = [scanner.raw(form) for entry in entries for form in entry.msgstr.values()]
        target = languages(forms, "")[1] if any(forms) else None
    source = _language(fields.get("X-Source-Language", ""))
    if source is None and target is not None and primary(target) == EN:
        source = languages([scanner.raw(entry.msgid or []) for entry in entries], "")[1]
    return source or EN, target


def _language(tag: str) -> Lang | None:
    """The language of a tag as people write it in a header: zh_CN, zh_CN.UTF-8, sr@latin; None if it is none."""
    try:
        lang = parse(re.split("[.@]", tag, maxsplit=1)[0])
    except LanguageError:
        return None
    return lang if len(primary(lang)) <= _LONGEST_CODE else None


@dataclass(frozen=True, slots=True)
class _Units:
    """Makes units of entries.

    Attributes:
        nplurals: How many plural forms the header promises.
    """

    scanner: Scanner
    source: Lang
    target: Lang | None
    nplurals: int | None
    first: dict[str, Location] = field(default_factory=dict)

    def all(self, entries: Iterable[Entry]) -> Iterator[TranslationUnit]:
        """The units of all entries; then the findings of the scanner are complete."""
        for entry in entries:
            yield from self.of(entry)
        self.scanner.finish()

    def of(self, entry: Entry) -> Iterator[TranslationUnit]:
        """A unit for each msgstr; none for the header."""
        segment = self.scanner.segment
        location = self.scanner.location(entry.at)
        context = None if entry.msgctxt is None else segment(entry.msgctxt).raw
        msgid = segment(entry.msgid or [])
        name = source = msgid.raw
        if context is not None:
            name = f"{context}{CONTEXT_END}{source}"
        if CONTEXT_END in name and name.count(CONTEXT_END) > (context is not None):
            self.scanner.report(entry.at, "U+0004 in msgctxt or msgid; it separates the two, remove it")
        if not entry.obsolete and self.first.setdefault(name, location) is not location:
            message = f"the same msgid and msgctxt as in line {self.first[name].line}; keep one of the two entries"
            self.scanner.report(entry.at, message, rule="po-duplicate")
        if name == "" and not entry.obsolete:
            return
        note, flags, meta = _said(self.scanner.text, entry)
        promised, plural = len(entry.msgstr), None
        if entry.msgid_plural is not None:
            plural = segment(entry.msgid_plural)
            promised = self.nplurals or promised
            meta |= {"po:msgid": source, "po:msgid_plural": plural.raw, "po:nplurals": str(promised)}
            self._count_forms(entry, promised)
        for form, spans in entry.msgstr.items():
            target = segment(spans)
            translated = target.parts != ("",)
            if plural and form >= promised:
                continue
            yield TranslationUnit(
                plural if plural and not (form == 0 and promised > 1) else msgid,
                target if translated else None,
                self.source,
                self.target,
                UnitState.TRANSLATED if translated and "fuzzy" not in flags else UnitState.INITIAL,
                name,
                context or "",
                note,
                meta | {"po:plural": str(form)} if plural else meta,
                location,
            )

    def _count_forms(self, entry: Entry, promised: int) -> None:
        forms = len(entry.msgstr)
        if forms == promised or entry.obsolete or not any(map(self.scanner.raw, entry.msgstr.values())):
            return
        message = f"{forms} plural forms, but the header says nplurals={promised}"
        self.scanner.report(entry.at, message, rule="po-plural")


def _said(text: str, entry: Entry) -> tuple[str, list[str], dict[str, str]]:
    """The note, the flags and the meta of an entry."""
    by_mark = comments(text, entry)
    meta: dict[str, str] = {}
    flags: list[str] = []
    if "," in by_mark and (flags := [flag for line in by_mark[","] for flag in flags_in(line)]):
        meta["po:flags"] = ",".join(flags)
    if ":" in by_mark and (references := " ".join([line.strip() for line in by_mark[":"]])):
        meta["po:references"] = references
    if "." in by_mark:
        meta["po:extracted"] = "\n".join(by_mark["."])
    if "|" in by_mark:
        meta |= {f"po:previous:{name}": value for name, value in previous(by_mark["|"]).items()}
    if entry.obsolete:
        meta["po:obsolete"] = "1"
    return "\n".join([*by_mark.get(".", ()), *by_mark.get("", ())]), flags, meta


FORMAT = Format(
    "po",
    (".po", ".pot"),
    read,
    bilingual=True,
    escape=escape,
    stream=stream,
    write=write,
    can_hold=can_hold,
    edited=edited,
    judge=Judge,
    apart=apart,
    carries=CARRIES,
    keeps=frozenset({UnitPart.CONTEXT, UnitPart.NOTE, UnitPart.DRAFT, UnitPart.META}),
)
