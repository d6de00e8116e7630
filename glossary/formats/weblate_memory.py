"""The translation memory of Weblate: a list of past translations in JSON, as it dumps and imports them.

Texts, languages (`zh_Hans`) and context are kept; its origin, category and status become meta (`weblate-memory:origin`)
and return when written. Where a unit has none, the origin is empty and the category that of a file, 1. What Weblate
needs is checked on reading, as its own schema does; an entry with a mistake is named and left out. Inline codes are
written as they stand in the text; state, id and note are left out, and so are units without a translation.

Weblate keeps the forms of a plural in one text, with twice U+001E between them. They are read as a catalogue has them,
a unit for each form with the meta of its entry (`po:plural`), and are one text again when all of them are written.
Where the source has not two forms, nobody knows which belongs to which: then the last ones are read, and that is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from glossary.errors import LanguageError
from glossary.formats import Format
from glossary.formats._json_nodes import Document, Node, Number, Wrong, fields, text
from glossary.formats._reading import Findings, decode
from glossary.formats.json import escaped
from glossary.model import Lang, Resource, Segment, Severity, TranslationUnit, UnitPart, UnitState
from glossary.text.language import parse
from glossary.text.patterns import lazy

NAME = "weblate-memory"
REQUIRED = ("source_language", "target_language", "source", "target", "origin", "category")
KEYS = (*REQUIRED, "context", "status")
FROM_FILE = 1
"""The category of what was imported from a file."""

_ORIGIN, _CATEGORY, _STATUS = f"{NAME}:origin", f"{NAME}:category", f"{NAME}:status"
_BETWEEN = "\x1e\x1e"
"""Stands between the forms of a plural."""

_laid_out = json.JSONEncoder(ensure_ascii=False, indent=2).encode


def read(data: bytes, path: str) -> Resource:
    """The past translations of a file, one by one; what is wrong with one is a finding.

    Raises:
        FormatError: Not UTF-8; while the entries are used: no JSON from here on.
    """
    document, findings = Document(decode(data, path), path), Findings(path)
    return Resource(_units(document, findings), findings=findings.all)


def write(units: Iterable[TranslationUnit]) -> Iterator[bytes]:
    """Units as a file that Weblate imports.

    Raises:
        ValueError: A unit is none that such a file can hold (see `can_hold`).
    """
    between = "[\n  "
    for unit in _joined(units):
        if not can_hold(unit):
            raise ValueError(f"{unit.source.raw!r} has no translation or half a character; leave this unit out")
        yield (between + _laid_out(_entry(unit)).replace("\n", "\n  ")).encode()
        between = ",\n  "
    yield b"[]\n" if between.startswith("[") else b"\n]\n"


def can_hold(unit: TranslationUnit) -> bool:
    """Whether it is a translation of something, without half a character in it."""
    if not (unit.source.raw and unit.target and unit.target.raw and unit.target_lang):
        return False
    said = "".join(str(value) for value in _entry(unit).values())
    return said.encode(errors="ignore").decode() == said


def is_mine(head: bytes) -> bool:
    """Whether a file begins as a list of entries that name two languages as Weblate does."""
    begin = head.decode("utf-8-sig", "replace")
    return _BEGIN.match(begin) is not None and all(mark.search(begin) for mark in _MARKS)


_BEGIN = lazy(r"\s*\[\s*\{")
_MARKS = (lazy(r'(?<!\\)"source_language"\s*:'), lazy(r'(?<!\\)"target_language"\s*:'))
_FEW = lazy(r"[1-9]")
_WHOLE = lazy(r"[0-9]{1,18}")


def _units(document: Document, findings: Findings) -> Iterator[TranslationUnit]:
    for key, node in document.members():
        try:
            if key is not None:
                raise Wrong("shape", "a memory of Weblate is a list of entries, not an object", key)
            yield from _forms(document, findings, node, _unit(document, findings, node))
        except Wrong as wrong:
            _report(document, findings, wrong)
    findings.finish("shape", "more mistakes in this file", document.text.count("\n") + 1)


def _unit(document: Document, findings: Findings, node: Node) -> TranslationUnit:
    found = fields(node, "an entry")
    for name, (key, _) in found.items():
        if name not in KEYS:
            message = f"unknown key {name!a} is ignored; known are {', '.join(KEYS)}"
            _report(document, findings, Wrong("unknown-key", message, key), Severity.WARNING)
    if missing := [name for name in REQUIRED if name not in found]:
        raise Wrong("shape", f"the entry has no `{missing[0]}`", node)
    values = {name: value for name, (_, value) in found.items()}
    meta = {_ORIGIN: text(values["origin"], "`origin`"), _CATEGORY: _number(values["category"], "`category`")}
    if "status" in values:
        meta[_STATUS] = _number(values["status"], "`status`")
    return TranslationUnit(
        Segment((_filled(values["source"], "`source`"),)),
        Segment((_filled(values["target"], "`target`"),)),
        _lang(values["source_language"]),
        _lang(values["target_language"]),
        UnitState.TRANSLATED,
        context=text(values["context"], "`context`") if "context" in values else "",
        meta=meta,
        origin=document.location(node.start),
    )


def _forms(document: Document, findings: Findings, node: Node, unit: TranslationUnit) -> Iterator[TranslationUnit]:
    """A unit, or one for each form of a plural."""
    if _BETWEEN not in unit.source.raw + (unit.target.raw if unit.target else ""):
        yield unit
        return
    sources, targets = (side.raw.split(_BETWEEN) for side in (unit.source, unit.target) if side)
    if len(sources) != 2 or not all(sources):
        message = f"a plural of which only the last form is read, {sources[-1]!r}"
        _report(document, findings, Wrong("plural", message, node), Severity.WARNING)
        sources, targets = sources[-1:], targets[-1:]
        if sources[0] and targets[0]:
            yield replace(unit, source=Segment((sources[0],)), target=Segment((targets[0],)))
        return
    meta = {"po:msgid": sources[0], "po:msgid_plural": sources[1], "po:nplurals": str(len(targets))}
    for form, target in enumerate(targets):
        yield replace(
            unit,
            source=Segment((sources[0 if form == 0 and len(targets) > 1 else 1],)),
            target=Segment((target,)) if target else None,
            state=UnitState.TRANSLATED if target else UnitState.INITIAL,
            meta={**unit.meta, **meta, "po:plural": str(form)},
        )


def _joined(units: Iterable[TranslationUnit]) -> Iterator[TranslationUnit]:
    """The units, but all forms of a plural as one; if not all of them are there, they stay apart."""
    waiting: list[TranslationUnit] = []
    for unit in units:
        if waiting and not _continues(waiting, unit):
            yield from waiting
            waiting = []
        if not _is_form(unit, len(waiting)):
            yield unit
            continue
        waiting.append(unit)
        if len(waiting) == int(unit.meta["po:nplurals"]):
            source = _BETWEEN.join((unit.meta["po:msgid"], unit.meta["po:msgid_plural"]))
            target = _BETWEEN.join(form.target.raw for form in waiting if form.target)
            yield replace(unit, source=Segment((source,)), target=Segment((target,)))
            waiting = []
    yield from waiting


def _is_form(unit: TranslationUnit, number: int) -> bool:
    """Whether a unit is this form of a plural, with the texts of its entry."""
    get = unit.meta.get
    is_first = number == 0 and get("po:nplurals") != "1"
    texts = [get("po:msgid", ""), get("po:msgid_plural", ""), unit.target.raw if unit.target else ""]
    return (
        get("po:plural") == str(number)
        and _FEW.fullmatch(get("po:nplurals", "")) is not None
        and int(get("po:nplurals", "")) > number
        and all(texts)
        and not any(_BETWEEN[0] in text for text in texts)
        and unit.source.raw == texts[0 if is_first else 1]
    )


def _continues(waiting: list[TranslationUnit], unit: TranslationUnit) -> bool:
    last = waiting[-1]
    same = {**unit.meta, "po:plural": ""} == {**last.meta, "po:plural": ""}
    langs = (unit.source_lang, unit.target_lang) == (last.source_lang, last.target_lang)
    return same and langs and unit.context == last.context and _is_form(unit, len(waiting))


def _filled(node: Node, what: str) -> str:
    if not (value := text(node, what)):
        raise Wrong("empty", f"{what} is empty; Weblate takes no such entry", node)
    return value


def _number(node: Node, what: str) -> str:
    if not isinstance(node.value, Number) or not _WHOLE.fullmatch(node.value):
        raise Wrong("shape", f"{what} needs a whole number", node)
    return str(node.value)


def _lang(node: Node) -> Lang:
    try:
        return parse(text(node, "a language"))
    except LanguageError as error:
        raise Wrong("language-tag", str(error), node) from None


def _report(document: Document, findings: Findings, wrong: Wrong, severity: Severity = Severity.ERROR) -> None:
    place = document.location(wrong.node.start)
    findings.add(wrong.rule, severity, str(wrong), place.line or 1, place.column or 1)


def _entry(unit: TranslationUnit) -> dict[str, str | int]:
    entry: dict[str, str | int] = {
        "source_language": unit.source_lang.replace("-", "_"),
        "target_language": (unit.target_lang or "").replace("-", "_"),
        "source": unit.source.raw,
        "target": unit.target.raw if unit.target else "",
        "origin": unit.meta.get(_ORIGIN, ""),
        "context": unit.context,
        "category": _whole(unit.meta.get(_CATEGORY, ""), FROM_FILE),
    }
    return entry | ({"status": _whole(unit.meta[_STATUS], 0)} if _STATUS in unit.meta else {})


def _whole(digits: str, otherwise: int) -> int:
    return int(digits) if _WHOLE.fullmatch(digits) else otherwise


FORMAT = Format(
    NAME,
    (".json",),
    read,
    bilingual=True,
    escape=escaped,
    write=write,
    can_hold=can_hold,
    is_text=False,
    is_memory=True,
    is_mine=is_mine,
    keeps=frozenset({UnitPart.CONTEXT, UnitPart.META}),
)
