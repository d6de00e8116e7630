"""Terms in YAML: the file that people write, review and keep in git.

    subject: ai
    concepts:
      - 蒸馏/distillation            # one term per script, id from the English
      - DeepSeek                     # one script only: a name that stays as it is
      - id: terms-of-service
        terms:
          en: [terms of service, {term: ToS, type: acronym}]
          zh-Hans: 服务条款

Kept: every key below. An unknown key is named in a finding and left out of the model. An entry with a mistake is
named and not served, the others are. Text is text: nothing is typed, trimmed (beyond what YAML itself trims) or
normalised. Writing to a file that exists is in `_yaml_edit.py`, which touches only the lines of one entry.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from glossary.errors import LanguageError
from glossary.formats import Format
from glossary.formats._yaml_nodes import FULL_WIDTH, Document, Node, Refused
from glossary.losses import EVERYTHING
from glossary.model import (
    Case,
    Concept,
    Finding,
    Lang,
    Location,
    PartOfSpeech,
    Resource,
    Severity,
    Term,
    TermStatus,
    TermType,
)
from glossary.text import language
from glossary.text.script import has_han, language_of

FILE_KEYS = ("subject", "concepts")
CONCEPT_KEYS = ("id", "subject", "translate", "definition", "terms", "note", "examples", "related")
TERM_KEYS = ("term", "status", "part_of_speech", "type", "forms", "case", "find", "inside", "not_inside", "note")
"""The keys of each level, in the canonical order."""

BOOLEANS = ("translate", "find")
"""The keys whose value is true or false."""

_Choice = TypeVar("_Choice", bound=StrEnum)


def read(data: bytes, path: str = "") -> Resource:
    """Concepts of a terms file, streamed, with their line and column; problems as findings.

    `findings` of the result is complete once `entries` is used up. Bad entries are left out and named.
    """
    try:
        document = Document(data, path, "concepts")
    except Refused as refused:
        return Resource(entries=(), findings=[refused.finding(path)])
    return Resource(entries=_concepts(document), findings=document.findings)


def write_terms(concepts: Iterable[Concept]) -> Iterator[bytes]:
    """Concepts as a new file in canonical layout, without the terms that were computed.

    A concept without an id gets that of its shorthand. What all have for a subject stands at the top.
    """
    from glossary.formats._yaml_edit import new_file

    yield from new_file(concepts)


def read_header(data: bytes) -> str:
    """The subject that the file gives to all its concepts; "" if it cannot be read."""
    try:
        document = Document(data, "", "concepts")
    except Refused:
        return ""
    next(document.entries(), None)
    return _subject(document)


def slug(text: str) -> str:
    """The id that a shorthand gets: `Moonshot AI` → `moonshot-ai`, `C++` → `c-plus-plus`, 中转 → 中转."""
    spoken = text.lower().replace("+", " plus ").replace("#", " sharp ").replace("&", " and ")
    return re.sub(r"[^\w]+|_+", "-", spoken).strip("-") or "term"


def split_shorthand(text: str) -> tuple[str, ...]:
    """`蒸馏/distillation` → both sides; TCP/IP 协议 and 客户端/服务器 stay whole.

    A slash divides where it stands between Han and another script, or with a space on each side (边缘AI / edge AI).

    Raises:
        ValueError: It could be cut in more than one place.
    """
    cuts = [found.start() for found in re.finditer("/", text) if _divides(text, found.start())]
    if not cuts:
        return (text,)
    if len(cuts) > 1:
        raise ValueError(f"{text!r} could be cut in {len(cuts)} places; write it out with `terms:`")
    sides = (text[: cuts[0]].strip(), text[cuts[0] + 1 :].strip())
    return sides if has_han(sides[0]) != has_han(sides[1]) else (text,)


def from_shorthand(text: str, origin: Location | None = None) -> Concept:
    """The concept that a shorthand entry stands for.

    Raises:
        ValueError: It could be cut in more than one place.
    """
    sides = split_shorthand(text)
    terms = tuple(Term(side, language_of(side), origin=origin) for side in sides)
    terms = tuple(sorted(terms, key=lambda term: language.sort_key(term.lang)))
    return Concept(slug(terms[0].text), terms, translatable=len(terms) > 1 or has_han(text), origin=origin)


def _concepts(document: Document) -> Iterator[Concept]:
    builder: _Builder | None = None
    first = 0
    for node in document.entries():
        if builder is None:
            builder, first = _Builder(document, _subject(document)), node.line
        concept = builder.concept(node)
        if concept is not None:
            yield concept
    _check_header(document, first)


def _subject(document: Document) -> str:
    found = (node.value for key, node in document.header if key.value == "subject")
    return next((value for value in found if isinstance(value, str)), "")


def _check_header(document: Document, first: int) -> None:
    """Name what is wrong with the top-level keys; `first` is the line of the first entry, 0 if there is none."""
    names = [key.value for key, _ in document.header]
    for key, node in document.header:
        if key.value not in FILE_KEYS:
            document.findings.append(_unknown(document.path, key, FILE_KEYS))
        elif key.value == "concepts" and node.value not in ("", []):
            message = "`concepts:` needs a list, each entry on a line that begins with `- `"
            document.findings.append(_finding(document.path, "shape", message, node))
        elif key.value == "subject" and node.kind != "text":
            document.findings.append(_finding(document.path, "shape", "`subject:` needs text", node))
        elif key.value == "subject" and 0 < first < key.line:
            message = "`subject:` must stand above `concepts:`; move it to the top of the file"
            document.findings.append(_finding(document.path, "order", message, key))
    unread = any(finding.severity is Severity.ERROR for finding in document.findings)
    if not first and names and "concepts" not in names and not unread:
        message = "no `concepts:` in this file; put the entries under it"
        document.findings.append(_finding(document.path, "shape", message, document.header[0][0]))


class _Wrong(Exception):
    """A mistake at a node; the entry is given up and named."""

    def __init__(self, rule: str, message: str, node: Node) -> None:
        super().__init__(message)
        self.rule, self.node = rule, node


class _Builder:
    """Turns the entries of one file into concepts."""

    def __init__(self, document: Document, subject: str) -> None:
        self._path, self._findings, self._subject = document.path, document.findings, subject
        self._lines = document.text.split("\n") if document.holds(_MAY_EAT) else []

    def concept(self, node: Node) -> Concept | None:
        """The concept, or None after naming what is wrong with it."""
        if self._lines:
            self._warn_of_comments(node)
        try:
            if isinstance(node.value, str):
                return self._shorthand(node)
            if isinstance(node.value, tuple):
                return self._entry(node)
            raise _Wrong("shape", "an entry is `中文/English` or begins with `id:` or `terms:`, not a list", node)
        except _Wrong as wrong:
            self._findings.append(_finding(self._path, wrong.rule, str(wrong), wrong.node))
            return None

    def _warn_of_comments(self, node: Node) -> None:
        """`C #1` is the text C and a comment; nobody who writes ` #1` without a space after # means that."""
        if isinstance(node.value, str):
            found = _EATEN.search(self._lines[node.end - 1]) if node.plain else None
            if found and node.value.endswith(found[1]):
                message = f"{found[2]!r} is read as a comment; put the text in double quotes if it belongs to it"
                self._findings.append(_finding(self._path, "comment", message, node, Severity.WARNING))
            return
        for child in node.value:
            for each in child if isinstance(child, tuple) and not isinstance(child, Node) else (child,):
                self._warn_of_comments(each)

    def _shorthand(self, node: Node) -> Concept:
        text = _text(node, "an entry")
        if node.plain and (found := _KEY_IN_TEXT.match(text)):
            raise _Wrong("shape", f"put a half-width colon and a space after `{found[1]}`", node)
        try:
            concept = from_shorthand(text, self._at(node))
        except ValueError as error:
            raise _Wrong("shorthand", str(error), node) from None
        return replace(concept, subject=self._subject)

    def _entry(self, node: Node) -> Concept:
        fields = self._fields(node, CONCEPT_KEYS)
        terms = self._terms(fields["terms"]) if "terms" in fields else ()
        if not terms:
            raise _Wrong("shape", "the entry has no `terms:`; give at least one language and term", node)
        named = _text(fields["id"], "`id:`") if "id" in fields else slug(naming_term(terms).text)
        return Concept(
            id=named,
            terms=terms,
            subject=_text(fields["subject"], "`subject:`") if "subject" in fields else self._subject,
            definition=self._definition(fields["definition"]) if "definition" in fields else {},
            note=_text(fields["note"], "`note:`") if "note" in fields else "",
            translatable=_boolean(fields["translate"], "translate") if "translate" in fields else True,
            examples=_texts(fields["examples"], "`examples:`") if "examples" in fields else (),
            related=_texts(fields["related"], "`related:`") if "related" in fields else (),
            origin=self._at(node),
        )

    def _definition(self, node: Node) -> dict[Lang, str]:
        if isinstance(node.value, str):
            text = _text(node, "`definition:`")
            return {language_of(text): text}
        return {lang: _text(value, "a definition") for lang, value in self._languages(node, "`definition:`")}

    def _terms(self, node: Node) -> tuple[Term, ...]:
        terms: list[Term] = []
        for lang, value in self._languages(node, "`terms:`"):
            items = value.value if isinstance(value.value, list) else [value]
            if not items:
                raise _Wrong("shape", f"no term under {lang}; give one or remove the line", value)
            terms.extend(self._term(item, lang, first=item is items[0]) for item in items)
        return tuple(sorted(terms, key=lambda term: language.sort_key(term.lang)))

    def _term(self, node: Node, lang: Lang, *, first: bool) -> Term:
        usual = TermStatus.PREFERRED if first else TermStatus.ADMITTED
        if isinstance(node.value, str):
            return Term(_text(node, "a term"), lang, usual, origin=self._at(node))
        if isinstance(node.value, list):
            raise _Wrong("shape", "a term is text or `{term: …, status: …}`, not a list", node)
        fields = self._fields(node, TERM_KEYS)
        if "term" not in fields:
            raise _Wrong("shape", "`term:` is missing here", node)
        return Term(
            text=_text(fields["term"], "`term:`"),
            lang=lang,
            status=_choice(fields["status"], TermStatus) if "status" in fields else usual,
            part_of_speech=_choice(fields["part_of_speech"], PartOfSpeech) if "part_of_speech" in fields else None,
            term_type=_choice(fields["type"], TermType) if "type" in fields else None,
            forms=_texts(fields["forms"], "`forms:`") if "forms" in fields else (),
            case=_choice(fields["case"], Case) if "case" in fields else None,
            note=_text(fields["note"], "`note:`") if "note" in fields else "",
            find=_boolean(fields["find"], "find") if "find" in fields else True,
            inside=_allowed(fields["inside"]) if "inside" in fields else False,
            not_inside=_texts(fields["not_inside"], "`not_inside:`") if "not_inside" in fields else (),
            origin=self._at(fields["term"]),
        )

    def _languages(self, node: Node, what: str) -> Iterator[tuple[Lang, Node]]:
        if not isinstance(node.value, tuple):
            hint = f"; {FULL_WIDTH}" if node.kind == "text" and "：" in node.value else ""
            raise _Wrong("shape", f"{what} needs languages under it, such as `en:` and `zh-Hans:`{hint}", node)
        seen: dict[Lang, str] = {}
        for key, value in node.value:
            try:
                lang = language.parse(key.value)
            except LanguageError as error:
                raise _Wrong("language-tag", FULL_WIDTH if "：" in key.value else str(error), key) from None
            if lang in seen:
                raise _Wrong("duplicate-key", f"{key.value} and {seen[lang]} are the same language", key)
            seen[lang] = key.value
            yield lang, value

    def _fields(self, node: Node, known: tuple[str, ...]) -> dict[str, Node]:
        for key, _ in node.value:
            if "：" in key.value:
                raise _Wrong("shape", FULL_WIDTH, key)
            if key.value not in known:
                self._findings.append(_unknown(self._path, key, known))
        return {key.value: value for key, value in node.value if key.value in known}

    def _at(self, node: Node) -> Location:
        return Location(self._path, node.line, node.column)


_MAY_EAT = re.compile(rb"\S #[^\s#!]")
_EATEN = re.compile(r"(\S) (#[^\s#!].*?)\r?$", re.MULTILINE)
_KEY_IN_TEXT = re.compile(rf"({'|'.join((*CONCEPT_KEYS, *TERM_KEYS))})[：:]")


def naming_term(terms: tuple[Term, ...]) -> Term:
    """The term that an entry without an id is named after: the first English one, else the first."""
    return next((term for term in terms if language.primary(term.lang) == "en"), terms[0])


def _divides(text: str, slash: int) -> bool:
    """Between two scripts, or with spaces on both sides: 蒸馏/distillation, 边缘AI / edge AI; not in TCP/IP 协议."""
    before, after = text[:slash], text[slash + 1 :]
    if not (before.strip() and after.strip()):
        return False
    if before[-1].isspace() and after[0].isspace():
        return has_han(before) != has_han(after)
    return has_han(before.rstrip()[-1]) != has_han(after.lstrip()[0])


def _text(node: Node, what: str) -> str:
    if not isinstance(node.value, str):
        raise _Wrong("shape", f"{what} needs text here, not a {node.kind}; put it in double quotes", node)
    if not node.value.strip():
        message = f"{what} is empty; write something or remove it (text that begins with # must be in double quotes)"
        raise _Wrong("empty", message, node)
    return node.value


def _texts(node: Node, what: str) -> tuple[str, ...]:
    items = node.value if isinstance(node.value, list) else [node]
    return tuple(_text(item, what) for item in items)


def _boolean(node: Node, key: str) -> bool:
    if node.value not in ("true", "false"):
        raise _Wrong("choice", f"`{key}:` is true or false", node)
    return bool(node.value == "true")


def _allowed(node: Node) -> bool:
    if node.value != "allow":
        raise _Wrong("choice", "`inside:` takes one value, allow; without it a longer term hides this one", node)
    return True


def _choice(node: Node, kind: type[_Choice]) -> _Choice:
    value = _text(node, "this key")
    try:
        return kind(value)
    except ValueError:
        known = [member.value for member in kind]
        raise _Wrong("choice", f"{value!r} is not one of {', '.join(known)}{_near(value, known)}", node) from None


def _unknown(path: str, key: Node, known: Iterable[str]) -> Finding:
    names = list(known)
    message = f"unknown key {key.value!r} is ignored{_near(key.value, names)}; known are {', '.join(names)}"
    return _finding(path, "unknown-key", message, key, Severity.WARNING)


def _near(value: str, known: list[str]) -> str:
    close = difflib.get_close_matches(value, known, n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def _finding(path: str, rule: str, message: str, node: Node, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(rule, severity, message, Location(path, node.line, node.column))


def half_a_character(text: str) -> str:
    """The first half of a surrogate pair in a text, which no file can hold; "" if there is none."""
    return next((char for char in text if "\ud800" <= char <= "\udfff"), "") if not text.isascii() else ""


FORMAT = Format(
    "yaml",
    (".yaml", ".yml"),
    read,
    bilingual=False,
    is_text=False,
    write_terms=write_terms,
    carries=EVERYTHING,
    cannot_hold=half_a_character,
)
