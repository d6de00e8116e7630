"""The lines of a PO catalogue as entries: where each text stands between its quotes, and what is no entry.

There is one grammar, as strict as that of `msgfmt`, and it goes line by line. An entry that is written as tools write
it is recognised as a whole by one pattern, which matches only what the grammar reads to the same entry; that is what
makes a large catalogue quick to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from glossary.formats._reading import Runs
from glossary.model import Finding, Location, Run, Segment, Severity
from glossary.text.lines import Lines
from glossary.text.patterns import lazy

Spans = list[tuple[int, int]]
"""The parts of a text in a catalogue, between their quotes."""

CONTEXT_END = "\x04"
"""Stands between msgctxt and msgid in the id of an entry, as in compiled catalogues."""

ESCAPES = dict(zip('abfnrtv\\"', '\a\b\f\n\r\t\v\\"', strict=True))
"""The letters after a backslash and what they stand for."""

_SPACE = lazy(r"[ \t\r\f\v]*")
_KEYWORD = lazy(r"(msgctxt|msgid_plural|msgid|msgstr)(?![A-Za-z_])(?:[ \t]*+\[([^\]\"\n]*)\])?[ \t\r\f\v]*")
_STRING = lazy(r'"([^"\\\n]*+(?:\\.[^"\\\n]*+)*+)"[ \t\r\f\v]*')
_ESCAPE = lazy(r"\\(?:([abfnrtv\\\"])|x([0-9A-Fa-f]{1,2})|([0-7]{1,3}))?")
_CONFLICT = lazy(r"<{7} |={7}[ \t\r]*$|>{7} |\|{7} ")
_NO_ASCII = 0x80

_FLAG = lazy(r"range:[ \t]*[^\s,]+|[^\s,]+")
_MARKS = frozenset((".", ":", ",", "|"))
_BETWEEN = lazy(r"(?:[ \t\r\f\v]*+\n|#(?!~)[^\n]*+(?:\n|\Z))++")
_FORM = lazy(r"^(?:#~[ \t]*+)?msgstr\[([0-9])\]", re.MULTILINE)


def _whole(line: str, follows: str) -> re.Pattern[str]:
    """An entry each line of which begins with `line`, where nothing that still belongs to it can follow."""
    inside, end = r'[^"\\\n]*+(?:\\.[^"\\\n]*+)*+', r"[ \t\r]*+(?:\n|\Z)"
    string = f'"{inside}"{end}'
    text = f'"({inside})"{end}((?:{line}{string})*+)'
    forms = rf"((?:{line}msgstr\[[0-9]\][ \t]++{string}(?:{line}{string})*+)++)"
    return lazy(
        rf"(?:{line}msgctxt[ \t]++{text})?+{line}()msgid[ \t]++{text}"
        rf"(?:{line}()msgstr[ \t]++{text}|{line}msgid_plural[ \t]++{text}{forms})"
        rf"(?=[ \t\r\n\f\v]*+(?:\Z|msg(?:id|ctxt)[ \t]|{follows}))"
    )


_LIVE = _whole("", "#(?!~)")
_OBSOLETE = _whole("#~[ \t]*+", "#(?!~)|#~[ \t]*+(?:msg(?:id|ctxt)[ \t]|[|])")


@dataclass(slots=True)
class Entry:
    """An entry as it is read; of each of its texts the spans between quotes.

    Attributes:
        at: Where its msgid stands, or its msgctxt while there is none; -1 before that.
        begin: Where the first of its keywords stands.
        misnumbered: An index of msgstr was told already.
        comments: Spans of lines of comments, some of them many lines long.
        keywords: Where each msgstr begins, by its number.
    """

    at: int = -1
    begin: int = -1
    obsolete: bool = False
    broken: bool = False
    misnumbered: bool = False
    msgctxt: Spans | None = None
    msgid: Spans | None = None
    msgid_plural: Spans | None = None
    msgstr: dict[int, Spans] = field(default_factory=dict)
    comments: Spans = field(default_factory=list)
    keywords: list[int] = field(default_factory=list)

    @property
    def is_header(self) -> bool:
        """The live entry whose msgid is empty and that has no context."""
        if self.msgctxt is not None or self.obsolete or self.msgid is None:
            return False
        return all(start == end for start, end in self.msgid)


class Scanner:
    """Reads a catalogue once, from its beginning to its end.

    Args:
        text: The catalogue.
        path: What messages call it.
        places: Whether segments tell where their characters stand.
        whole: False: line by line, without looking for whole entries; the result is the same.
    """

    def __init__(self, text: str, path: str, *, places: bool = True, whole: bool = True) -> None:
        self.text, self.path = text, path
        self.findings: list[Finding] = []
        self._places, self._look = places, whole
        self._reported: list[tuple[int, Finding]] = []
        self._entry = Entry()
        self._open: Spans | None = None
        self._counted = (0, 1)
        self._was_blank = self._was_stray = False

    def report(self, at: int, message: str, *, rule: str = "po-syntax") -> None:
        """Something is wrong at an offset."""
        where = self._lines.location(at, self.path)
        self._reported.append((at, Finding(rule, Severity.ERROR, message, where)))

    def finish(self) -> None:
        """Put all that was reported into `findings`, in the order of the file."""
        self.findings += [finding for _, finding in sorted(self._reported, key=lambda pair: pair[0])]
        self._reported.clear()

    def location(self, at: int) -> Location:
        """The place of an offset; quick if it is asked for in the order of the file."""
        text, (known, line) = self.text, self._counted
        line = line + text.count("\n", known, at) if at >= known else text.count("\n", 0, at) + 1
        self._counted = (at, line)
        return Location(self.path, line, at - text.rfind("\n", 0, at))

    def entries(self) -> Iterator[Entry]:
        """The entries that can be read, the header among them."""
        text, at, size = self.text, 0, len(self.text)
        while at < size:
            entry = self._entry
            if self._look and self._open is None and entry.at < 0 and not entry.broken:
                if found := _BETWEEN.match(text, at):
                    at = found.end()
                    self._between(*found.span())
                    if at == size:
                        break
                if end := self._whole(at):
                    yield entry
                    self._entry, at = Entry(), end
                    self._was_blank = self._was_stray = False
                    continue
            end = text.find("\n", at)
            end = size if end < 0 else end
            yield from self._line(at, end)
            at = end + 1
        yield from self._finished()

    def raw(self, spans: Spans) -> str:
        """The text between the quotes, escapes and all."""
        if len(spans) == 1:
            start, end = spans[0]
            return self.text[start:end]
        return "".join([self.text[start:end] for start, end in spans])

    def segment(self, spans: Spans) -> Segment:
        """What the text between the quotes says; an escape is one character as wide as it is written. Of escapes that
        PO does not know the first is told."""
        raw = self.raw(spans)
        if "\\" in raw:
            return self._unescaped(spans)
        if not self._places:
            return Segment((raw,))
        runs, size = [], 0
        for start, end in spans:
            if end > start:
                runs.append(Run(size, end - start, start, end - start))
                size += end - start
        return Segment((raw,), tuple(runs))

    def _unescaped(self, spans: Spans) -> Segment:
        parts: list[str] = []
        runs, told = Runs(), False
        for start, end in spans:
            at = start
            for escape in _ESCAPE.finditer(self.text, start, end):
                char, complaint = _unescaped(escape)
                if complaint and not told:
                    self.report(escape.start(), complaint)
                    told = True
                parts += [self.text[at : escape.start()], char]
                if self._places:
                    runs.add(escape.start() - at, at)
                    runs.add(len(char), escape.start(), len(escape[0]))
                at = escape.end()
            parts.append(self.text[at:end])
            if self._places:
                runs.add(end - at, at)
        return Segment(("".join(parts),), runs.all())

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    def _between(self, at: int, end: int) -> None:
        """Take the comments and blank lines before an entry."""
        self._was_blank = True
        if self.text.find("#", at, end) >= 0:
            self._entry.comments.append((at, end))
            self._was_stray = False

    def _whole(self, at: int) -> int:
        """Where the entry ends that stands here as tools write it; 0 if none does."""
        obsolete = self.text.startswith("#~", at)
        found = (_OBSOLETE if obsolete else _LIVE).match(self.text, at)
        if found is None:
            return 0
        (_, end), context, contexts, at_msgid, msgid, msgids, at_msgstr, msgstr, msgstrs, plural, plurals, forms = (
            found.regs
        )
        entry = self._entry
        if forms[0] < 0:
            entry.msgstr[0] = self._strings_of(msgstr, msgstrs)
            entry.keywords.append(at_msgstr[0])
        elif not self._forms(*forms):
            return 0
        else:
            entry.msgid_plural = self._strings_of(plural, plurals)
        if context[0] >= 0:
            entry.msgctxt = self._strings_of(context, contexts)
        entry.begin, entry.obsolete = at, obsolete
        entry.at, entry.msgid = at_msgid[0], self._strings_of(msgid, msgids)
        return end

    def _forms(self, at: int, end: int) -> bool:
        """Whether msgstr[0] and so on stand here in their order; then they are taken."""
        found = list(_FORM.finditer(self.text, at, end))
        if [int(form[1]) for form in found] != list(range(len(found))):
            return False
        ends = [form.start() for form in found[1:]] + [end]
        self._entry.msgstr = {n: self._strings_in(form.end(), ends[n]) for n, form in enumerate(found)}
        self._entry.keywords = [form.start(1) - len("msgstr[") for form in found]
        return True

    def _strings_of(self, first: tuple[int, int], rest: tuple[int, int]) -> Spans:
        """The parts of a text that is known to be well-formed: the first, and those on the lines behind it."""
        return [first] if rest[0] == rest[1] else [first, *self._strings_in(*rest)]

    def _strings_in(self, at: int, end: int) -> Spans:
        return [found.span(1) for found in _STRING.finditer(self.text, at, end)]

    def _line(self, at: int, end: int) -> Iterator[Entry]:
        """Read a line; gives the entry that ends before it."""
        at = self._skip(at, end)
        if at == end:
            self._was_blank = True
            return
        if obsolete := self.text.startswith("#~", at, end):
            at = self._skip(at + 2, end)
        char = self.text[at : min(at + 1, end)]
        was_blank, was_stray, self._was_blank, self._was_stray = self._was_blank, self._was_stray, False, False
        if char == '"' and self._open is not None:
            self._same_obsolete(at, obsolete=obsolete)
            yield from self._texts(at, end, obsolete=obsolete)
        elif char == "#" or (obsolete and char in ("", "|")):
            yield from self._finished()
            if char:
                self._entry.comments.append((at, end))
        elif _KEYWORD.match(self.text, at, end):
            yield from self._texts(at, end, obsolete=obsolete)
        else:
            self._was_stray = True
            if was_blank and self._entry.msgstr:
                yield from self._finished()
            self._stray(at, end, silent=was_stray)

    def _texts(self, at: int, end: int, *, obsolete: bool) -> Iterator[Entry]:
        """Read keywords and texts in quotes up to the end of a line."""
        while at < end:
            keyword = _KEYWORD.match(self.text, at, end)
            if keyword:
                if self._begins_another(keyword[1]):
                    yield from self._finished()
                self._keyword(keyword, obsolete=obsolete)
                at = keyword.end()
            assert self._open is not None
            at = self._strings(at, end, self._open)

    def _skip(self, at: int, end: int) -> int:
        found = _SPACE.match(self.text, at, end)
        return found.end() if found else at

    def _begins_another(self, keyword: str) -> bool:
        entry = self._entry
        if keyword == "msgctxt":
            return entry.at >= 0
        lost = entry.broken and entry.msgctxt is None
        return keyword == "msgid" and (lost or entry.msgid is not None or bool(entry.msgstr))

    def _keyword(self, keyword: re.Match[str], *, obsolete: bool) -> None:
        entry, name, index = self._entry, keyword[1], keyword[2] and keyword[2].strip(" \t")
        if entry.at < 0:
            entry.obsolete, entry.begin = obsolete, keyword.start()
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
            entry.misnumbered = True
            self.report(at, f"msgstr[{index}] where msgstr[{len(entry.msgstr)}] is expected", rule="po-plural")
        else:
            entry.msgstr[len(entry.msgstr)] = self._open = []
            entry.keywords.append(at)

    def _strings(self, at: int, end: int, into: Spans) -> int:
        """The texts in quotes that follow each other on a line; gives the end of the line, or where a keyword is."""
        first = at
        while at < end:
            found = _STRING.match(self.text, at, end)
            if found is None:
                if at > first and _KEYWORD.match(self.text, at, end):
                    return at
                self._break(at, self._complaint(at, first))
                return end
            into.append(found.span(1))
            at = found.end()
        return end

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

    def _finished(self) -> Iterator[Entry]:
        """The entry that ends here, if there is one and it is whole; comments wait for theirs."""
        entry = self._entry
        if entry.at < 0 and not entry.broken:
            return
        self._entry, self._open = Entry(), None
        if entry.broken:
            return
        if entry.msgid is None:
            self.report(entry.at, "msgctxt without msgid")
        elif not entry.msgstr:
            if not entry.misnumbered:
                self.report(entry.at, "msgid without msgstr")
        elif [] in (entry.msgctxt, entry.msgid, entry.msgid_plural, *entry.msgstr.values()):
            self.report(entry.at, 'a keyword without a text; write "" for an empty one')
        else:
            yield entry


def comments(text: str, entry: Entry) -> dict[str, list[str]]:
    """The comments of an entry, by the mark after `#` ("" for those of translators): what stands behind it."""
    found: dict[str, list[str]] = {}
    for start, end in entry.comments:
        for line in text[start:end].split("\n"):
            at = 1 if line[:1] == "#" else 0
            if not at and line[:1] != "|":
                continue
            mark = line[at : at + 1]
            if mark in _MARKS:
                at += 1
            else:
                mark = ""
            found.setdefault(mark, []).append(line[at + line.startswith(" ", at) :].removesuffix("\r"))
    return found


def flags_in(comment: str) -> list[str]:
    """The flags behind `#,`."""
    return [flag.strip() for flag in _FLAG.findall(comment)]


def previous(lines: list[str]) -> dict[str, str]:
    """What an entry said before, by keyword, of the lines behind `#|`; nothing if they are no texts."""
    is_plural = any(line.startswith("msgid_plural") for line in lines)
    scanner = Scanner("\n".join([*lines, 'msgstr[0] ""' if is_plural else 'msgstr ""']), "", places=False)
    found = list(scanner.entries())
    if len(found) != 1:
        return {}
    texts = {name: getattr(found[0], name) for name in ("msgctxt", "msgid", "msgid_plural")}
    return {name: scanner.segment(spans).raw for name, spans in texts.items() if spans is not None}


def _unescaped(escape: re.Match[str]) -> tuple[str, str]:
    """What an escape stands for, and what is wrong with it."""
    letter, hexadecimal, octal = escape.groups()
    if letter:
        return ESCAPES[letter], ""
    if code := hexadecimal or octal:
        value = int(code, 16 if hexadecimal else 8)
        if value < _NO_ASCII:
            return chr(value), ""
        return escape[0], f"'{escape[0]}' is a byte, not a character; write the character itself"
    return escape[0], "no escape that PO knows; write a backslash as '\\\\'"
