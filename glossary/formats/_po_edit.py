"""A PO catalogue with other translations: only the lines that say them change, everything else stays byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from glossary.formats._editing import Edit, encoded, replaced
from glossary.formats._po_scan import Entry, Scanner, flags_in
from glossary.formats._po_write import PREVIOUS, holds, text_lines
from glossary.model import Resource, TranslationUnit, UnitState

_Place = tuple[int | None, int | None]
"""Line and column of a msgid."""


def edited(resource: Resource, units: Iterable[TranslationUnit]) -> bytes:
    """The file with what other units say: their translations, and whether they are fuzzy.

    Line ends, byte order mark, character set, comments and the way in which all other entries are written stay. Texts
    from before an entry changed (`#|`) are those of the units that changed: they go when these have none any more.

    Args:
        resource: The catalogue as `read` gave it.
        units: Those that changed, and as many others as one likes: they stay as they are.

    Raises:
        FormatError: The character set of the file has no letters for a translation, or does not give its bytes back.
        ValueError: A unit is not in the catalogue, or cannot stand in one; or the resource was streamed.
    """
    text = resource.text
    known = list(resource.units())
    if known and not text:
        raise ValueError("the catalogue was streamed; read it as a whole to change it")
    changed = _changed(known, units)
    if changed:
        text = replaced(text, _edits(text, known, changed))
    mark = b"\xef\xbb\xbf" if "po:bom" in resource.meta else b""
    return encoded(text, resource.meta.get("po:charset", "utf-8"), mark, lossy="po:lossy" in resource.meta)


def _changed(
    known: Sequence[TranslationUnit], units: Iterable[TranslationUnit]
) -> dict[_Place, dict[str, TranslationUnit]]:
    """The units that say something else than those known, by place and plural form."""
    by_place = {(_place(unit), _form(unit)): unit for unit in known}
    by_id = {(unit.id, _form(unit), _is_obsolete(unit)): unit for unit in reversed(known)}
    changed: dict[_Place, dict[str, TranslationUnit]] = {}
    for unit in units:
        old = by_place.get((_place(unit), _form(unit)))
        if old is None or old.id != unit.id:
            old = by_id.get((unit.id, _form(unit), _is_obsolete(unit)))
        if old is None:
            raise ValueError(f"{unit.id!r} is not in the catalogue; add it there first")
        if not holds(unit):
            raise ValueError(f"the translation of {unit.id!r} cannot stand in a catalogue; leave this unit out")
        if old != unit:
            changed.setdefault(_place(old), {})[_form(unit)] = unit
    return changed


def _place(unit: TranslationUnit) -> _Place:
    return (unit.origin.line, unit.origin.column) if unit.origin else (None, None)


def _form(unit: TranslationUnit) -> str:
    return unit.meta.get("po:plural", "0")


def _is_obsolete(unit: TranslationUnit) -> bool:
    return "po:obsolete" in unit.meta


def _said(unit: TranslationUnit) -> str:
    return unit.target.raw if unit.target else ""


def _edits(
    text: str, known: Sequence[TranslationUnit], changed: Mapping[_Place, Mapping[str, TranslationUnit]]
) -> Iterator[Edit]:
    forms: dict[_Place, list[TranslationUnit]] = {}
    for unit in known:
        forms.setdefault(_place(unit), []).append(unit)
    scanner = Scanner(text, "")
    for entry in scanner.entries():
        where = scanner.location(entry.at)
        place = (where.line, where.column)
        if place in changed:
            yield from _of_entry(text, entry, forms[place], changed[place])


def _of_entry(
    text: str, entry: Entry, before: Sequence[TranslationUnit], changed: Mapping[str, TranslationUnit]
) -> Iterator[Edit]:
    after = [changed.get(_form(unit), unit) for unit in before]
    for old, new in zip(before, after, strict=True):
        if _said(old) != _said(new):
            yield _msgstr(text, entry, int(_form(old)), _said(new))
    fuzzy = any(_said(unit) and unit.state is UnitState.INITIAL for unit in after)
    if fuzzy != ("fuzzy" in before[0].meta.get("po:flags", "").split(",")):
        yield from _flagged(text, entry) if fuzzy else _unflagged(text, entry)
    said = next(filter(None, map(_previous, changed.values())), {})
    if said != _previous(before[0]):
        yield from (Edit(start, end, "") for start, end in _comments(text, entry, "|"))
        yield from _with_previous(text, entry, said)


def _previous(unit: TranslationUnit) -> dict[str, str]:
    """The texts from before an entry changed."""
    return {name: unit.meta[f"po:previous:{name}"] for name in PREVIOUS if f"po:previous:{name}" in unit.meta}


def _with_previous(text: str, entry: Entry, said: Mapping[str, str]) -> Iterator[Edit]:
    """Texts from before it changed, on lines of their own right before the entry's own texts."""
    at = text.rfind("\n", 0, entry.begin) + 1
    newline = _newline(text, at)
    lines = (line for name, old in said.items() for line in text_lines(name, old, f"#{'~' * entry.obsolete}| "))
    if new := "".join(line + newline for line in lines):
        yield Edit(at, at, new)


def _msgstr(text: str, entry: Entry, form: int, said: str) -> Edit:
    """A msgstr, from its keyword to its last quote, with another text."""
    start, end = entry.keywords[form], entry.msgstr[form][-1][1] + 1
    prefix = text[text.rfind("\n", 0, start) + 1 : start]
    keyword = "msgstr" if entry.msgid_plural is None else f"msgstr[{form}]"
    lines = _newline(text, start).join(text_lines(keyword, said, prefix))
    return Edit(start, end, lines.removeprefix(prefix))


def _flagged(text: str, entry: Entry) -> Iterator[Edit]:
    """As fuzzy: first of the flags that are there, else on a line of its own where gettext has it."""
    for start, _ in _comments(text, entry, ","):
        at = text.index(",", start) + 1
        yield Edit(at, at, " fuzzy,")
        return
    places = [start for start, _ in _comments(text, entry, "|")]
    at = min([*places, text.rfind("\n", 0, entry.begin) + 1])
    yield Edit(at, at, f"#, fuzzy{_newline(text, at)}")


def _unflagged(text: str, entry: Entry) -> Iterator[Edit]:
    """As no longer fuzzy; a line without another flag goes."""
    for start, end in _comments(text, entry, ","):
        flags = flags_in(text[start:end].split(",", 1)[1])
        if "fuzzy" not in flags:
            continue
        rest = ", ".join(flag for flag in flags if flag != "fuzzy")
        at = text.index(",", start) + 1
        stop = at + len(text[at:end].rstrip("\r\n"))
        yield Edit(at, stop, f" {rest}") if rest else Edit(start, end, "")


def _comments(text: str, entry: Entry, mark: str) -> Iterator[tuple[int, int]]:
    """The lines of comments with a mark, each with its end."""
    for at, end in entry.comments:
        start = text.rfind("\n", 0, at) + 1
        while start < end:
            stop = text.find("\n", start) + 1 or len(text)
            line = text[start:stop].lstrip(" \t\r\f\v")
            if line.startswith((f"#{mark}", f"#~{mark}")):
                yield start, stop
            start = stop


def _newline(text: str, at: int) -> str:
    """How the line at an offset ends, or the one before the last if it is the last."""
    end = text.find("\n", at)
    end = text.rfind("\n") if end < 0 else end
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"
