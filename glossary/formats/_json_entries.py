"""Concepts and translation units from the nodes of a JSON file; what is wrong with one is a finding.

Strict: nothing is converted, guessed or left out without a word. The layout is that of `glossary.formats.json`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import TypeVar

from glossary.errors import FormatError, LanguageError
from glossary.formats._json_nodes import Document, Node, Number, Wrong, boolean, each, text
from glossary.formats._json_nodes import fields as fields_of
from glossary.formats._reading import Findings
from glossary.losses import usual_status
from glossary.model import (
    Candidate,
    Case,
    Code,
    Concept,
    Lang,
    Location,
    PartOfSpeech,
    Segment,
    Severity,
    Term,
    TermStatus,
    TermType,
    TranslationUnit,
    UnitState,
)
from glossary.text.language import parse

VERSION = "1"
"""Of the layout of files, which `gloss` names."""

CONCEPT_KEYS = ("id", "subject", "translate", "definition", "terms", "note", "examples", "related")
TERM_KEYS = (
    "text", "lang", "status", "part_of_speech", "type", "forms", "case", "note", "find", "inside", "not_inside",
)  # fmt: skip
UNIT_KEYS = ("id", "source_lang", "target_lang", "source", "target", "state", "context", "note", "meta", "candidates")
CANDIDATE_KEYS = ("source", "target", "score", "origin")
CODE_KEYS = ("code", "kind", "id", "display")
FILE_KEYS = ("gloss", "concepts", "units")


def entries(
    document: Document, members: Iterable[tuple[Node | None, Node]], findings: Findings
) -> Iterator[Concept | TranslationUnit]:
    """The concepts and units of all lists that a file may have, in the order of the file; the first member is read."""
    builder = Builder(document, findings)
    made: dict[str, Callable[[Node], Concept | TranslationUnit]] = {"concepts": builder.concept, "units": builder.unit}
    keys = {"gloss": -1}
    for key, node in members:
        assert key is not None
        try:
            if keys.setdefault(key.value, key.start) != key.start:
                raise Wrong("duplicate-key", f"{key.value!r} stands here twice; make one of them", key)
            if key.value in made:
                yield made[key.value](node)
            else:
                builder.unknown(key, FILE_KEYS)
        except Wrong as wrong:
            builder.report(wrong)
    findings.finish("shape", "more mistakes in this file", document.text.count("\n") + 1)


def begin(document: Document, first: tuple[Node | None, Node] | None) -> None:
    """Refuse what is no file of ours by its first member."""
    if first is None:
        return
    key, node = first
    place = document.location(key.start if key else node.start)
    if key is None or key.value != "gloss":
        message = 'no JSON that is known here; one of gloss begins with {"gloss": 1, and has "concepts" or "units"'
        raise FormatError(message, path=place.path, line=place.line, column=place.column)
    if node.value != VERSION or node.kind != "a number":
        message = f"made by another gloss, or by hand: {VERSION} is the version that can be read here"
        raise FormatError(message, path=place.path, line=place.line, column=place.column)


_Choice = TypeVar("_Choice", bound=StrEnum)


class Builder:
    """Makes entries of nodes."""

    def __init__(self, document: Document, findings: Findings) -> None:
        self._document, self._findings = document, findings

    def concept(self, node: Node) -> Concept:
        """The concept that an object is.

        Raises:
            Wrong: A mistake in it.
        """
        fields = self._fields(node, "a concept", CONCEPT_KEYS)
        if "terms" not in fields:
            raise Wrong("shape", "the concept has no `terms`; give at least one", node)
        terms: list[Term] = []
        for item in each(fields["terms"], "`terms`", lambda item, _: item):
            terms.append(self._term(item, [term.lang for term in terms]))
        if not terms:
            raise Wrong("shape", "the concept has no term; give at least one", fields["terms"])
        return Concept(
            id=_filled(fields["id"], "`id`") if "id" in fields else "",
            terms=tuple(terms),
            subject=text(fields["subject"], "`subject`") if "subject" in fields else "",
            definition=self._definition(fields["definition"]) if "definition" in fields else {},
            note=text(fields["note"], "`note`") if "note" in fields else "",
            translatable=boolean(fields["translate"], "`translate`") if "translate" in fields else True,
            examples=each(fields["examples"], "`examples`", text) if "examples" in fields else (),
            related=each(fields["related"], "`related`", text) if "related" in fields else (),
            origin=self._at(node),
        )

    def unit(self, node: Node) -> TranslationUnit:
        """The translation unit that an object is.

        Raises:
            Wrong: A mistake in it.
        """
        fields = self._fields(node, "a unit", UNIT_KEYS)
        for name in ("source", "source_lang"):
            if name not in fields:
                raise Wrong("shape", f"the unit has no `{name}`", node)
        if "target" in fields and "target_lang" not in fields:
            raise Wrong("shape", "the unit has a `target` and no `target_lang`", fields["target"])
        return TranslationUnit(
            self._segment(fields["source"]),
            self._segment(fields["target"]) if "target" in fields else None,
            _lang(fields["source_lang"]),
            _lang(fields["target_lang"]) if "target_lang" in fields else None,
            _choice(fields["state"], UnitState) if "state" in fields else UnitState.INITIAL,
            id=text(fields["id"], "`id`") if "id" in fields else "",
            context=text(fields["context"], "`context`") if "context" in fields else "",
            note=text(fields["note"], "`note`") if "note" in fields else "",
            meta=self._meta(fields["meta"]) if "meta" in fields else {},
            origin=self._at(node),
            candidates=each(fields["candidates"], "`candidates`", self._candidate) if "candidates" in fields else (),
        )

    def unknown(self, key: Node, known: Iterable[str]) -> None:
        """Name a key that is left out."""
        names = list(known)
        close = difflib.get_close_matches(key.value, names, n=1)
        meant = f" (did you mean {close[0]}?)" if close else ""
        message = f"unknown key {key.value!a} is ignored{meant}; known are {', '.join(names)}"
        self._add("unknown-key", Severity.WARNING, message, key)

    def report(self, wrong: Wrong) -> None:
        """Name a mistake."""
        self._add(wrong.rule, Severity.ERROR, str(wrong), wrong.node)

    def _term(self, node: Node, before: list[Lang]) -> Term:
        fields = self._fields(node, "a term", TERM_KEYS)
        for name in ("text", "lang"):
            if name not in fields:
                raise Wrong("shape", f"the term has no `{name}`", node)
        lang = _lang(fields["lang"])
        if "inside" in fields and fields["inside"].value != "allow":
            raise Wrong("choice", '`inside` takes one value, "allow"', fields["inside"])
        return Term(
            text=_filled(fields["text"], "`text`"),
            lang=lang,
            status=_choice(fields["status"], TermStatus)
            if "status" in fields
            else usual_status(first=lang not in before),
            part_of_speech=_choice(fields["part_of_speech"], PartOfSpeech) if "part_of_speech" in fields else None,
            term_type=_choice(fields["type"], TermType) if "type" in fields else None,
            forms=each(fields["forms"], "`forms`", text) if "forms" in fields else (),
            case=_choice(fields["case"], Case) if "case" in fields else None,
            note=text(fields["note"], "`note`") if "note" in fields else "",
            find=boolean(fields["find"], "`find`") if "find" in fields else True,
            inside="inside" in fields,
            not_inside=each(fields["not_inside"], "`not_inside`", text) if "not_inside" in fields else (),
            origin=self._at(fields["text"]),
        )

    def _definition(self, node: Node) -> dict[Lang, str]:
        found: dict[Lang, str] = {}
        for key, value in fields_of(node, "`definition`").values():
            if (lang := _lang(key)) in found:
                raise Wrong("duplicate-key", f"{lang} stands here twice; make one of them", key)
            found[lang] = text(value, "a definition")
        return found

    def _segment(self, node: Node) -> Segment:
        if not isinstance(node.value, list):
            return Segment((text(node, "a segment"),))
        return Segment(each(node, "a segment", self._part))

    def _part(self, node: Node, what: str) -> str | Code:
        if not isinstance(node.value, tuple):
            return text(node, what)
        fields = self._fields(node, "a code", CODE_KEYS)
        if "code" not in fields:
            raise Wrong("shape", "the code has no `code`, the text that it is", node)
        values = {name: text(value, f"`{name}`") for name, value in fields.items()}
        return Code(values["code"], values.get("kind", "ph"), values.get("id", ""), values.get("display", ""))

    def _candidate(self, node: Node, _: str) -> Candidate:
        fields = self._fields(node, "a candidate", CANDIDATE_KEYS)
        if "target" not in fields:
            raise Wrong("shape", "the candidate has no `target`, the translation that is offered", node)
        return Candidate(
            self._segment(fields["target"]),
            self._segment(fields["source"]) if "source" in fields else None,
            _score(fields["score"]) if "score" in fields else None,
            text(fields["origin"], "`origin`") if "origin" in fields else "",
        )

    def _meta(self, node: Node) -> dict[str, str]:
        return {name: text(value, "a value of `meta`") for name, (_, value) in fields_of(node, "`meta`").items()}

    def _fields(self, node: Node, what: str, known: Iterable[str]) -> dict[str, Node]:
        """The members of an object that are known; the others are named."""
        found = fields_of(node, what)
        for name, (key, _) in found.items():
            if name not in known:
                self.unknown(key, known)
        return {name: value for name, (_, value) in found.items() if name in known}

    def _add(self, rule: str, severity: Severity, message: str, node: Node) -> None:
        place = self._document.location(node.start)
        self._findings.add(rule, severity, message, place.line or 1, place.column or 1)

    def _at(self, node: Node) -> Location:
        return self._document.location(node.start)


def _filled(node: Node, what: str) -> str:
    if not (value := text(node, what)).strip():
        raise Wrong("empty", f"{what} is empty; write something or remove it", node)
    return value


def _score(node: Node) -> float:
    """A number from 0 to 100."""
    if isinstance(node.value, Number) and 0 <= (score := float(node.value)) <= 100:
        return score
    raise Wrong("choice", f"a score is a number from 0 to 100, not {node.value!a}", node)


def _lang(node: Node) -> Lang:
    try:
        return parse(text(node, "a language"))
    except LanguageError as error:
        raise Wrong("language-tag", str(error), node) from None


def _choice(node: Node, kind: type[_Choice]) -> _Choice:
    known = [member.value for member in kind]
    if (value := text(node, "this key")) not in known:
        raise Wrong("choice", f"{value!a} is not one of {', '.join(known)}", node)
    return kind(value)
