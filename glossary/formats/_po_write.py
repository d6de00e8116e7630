"""Translation units as a PO catalogue, laid out as GNU `msgcat` does it.

What reading keeps is written: msgctxt, all plural forms of an entry, comments, references, flags, texts before they
changed, obsolete entries. A translation that nobody confirmed is fuzzy. The states behind "translated", the ids of
other formats and their `meta` are left out. No clock is read: the date in the header stays empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from glossary.formats._po_scan import CONTEXT_END, ESCAPES
from glossary.model import Lang, TranslationUnit, UnitState
from glossary.text.language import EN, ZH_HANS, ZH_HANT, ZH_HK, ZH_TW, primary
from glossary.text.line_break import broken, columns
from glossary.text.patterns import lazy

WIDTH = 79
"""Columns of a line, quotes and all."""

LOCALES = {ZH_HANS: "zh_CN", ZH_HANT: "zh_TW", ZH_TW: "zh_TW", ZH_HK: "zh_HK"}
"""What gettext calls a language, where it is not the tag with underscores."""

PLURALS = {
    **dict.fromkeys(("id", "ja", "ko", "ms", "th", "vi", "zh"), "nplurals=1; plural=0;"),
    **dict.fromkeys(("da", "de", "en", "es", "it", "nl", "sv"), "nplurals=2; plural=(n != 1);"),
}
"""The field of the header by language; for others it is left out, as their formulas are not known here."""

_FIRST = ("Project-Id-Version", "PO-Revision-Date", "Last-Translator", "Language-Team")
"""Fields that `msgfmt -c` wants to see before the language; empty where nobody says them, as no date or name gives the
same bytes twice."""

PREVIOUS = ("msgctxt", "msgid", "msgid_plural")
"""The texts of an entry that may be kept from before they changed."""

_PREVIOUS = tuple((keyword, f"po:previous:{keyword}") for keyword in PREVIOUS)

_QUOTES = 2
_WIDEST = 2
_LINE_BREAK, _BRACKETS = "\\n", "))"
_SPECIAL = lazy('[\a\b\f\n\r\t\v\\\\"]')
_ESCAPED = {ord(char): f"\\{letter}" for letter, char in ESCAPES.items()}
_BREAKS = lazy("[A-Za-z] [A-Za-z]|[\u4e00-\u9fff]{2}")
_NPLURALS = lazy(r"nplurals[ \t]*=[ \t]*([0-9]{1,3})(?![0-9])")
_NUMBER = lazy("0|[1-9][0-9]{0,2}")


def write(units: Iterable[TranslationUnit], *, header: Mapping[str, str] | None = None) -> Iterator[bytes]:
    """A catalogue; forms of one entry that follow each other are written together.

    Args:
        units: In one pair of languages.
        header: Further fields of the header, or other values for those that are always there, as the `meta` of a
            catalogue that was read has them (`po:header:Project-Id-Version`).

    Raises:
        ValueError: A unit is in other languages than the first, is none that a catalogue can hold (see `can_hold`), or
            has the msgctxt and msgid of another.
    """
    langs: tuple[Lang, Lang | None] | None = None
    named = nplurals_of((header or {}).get("po:header:Plural-Forms", ""))
    fits = Judge(named)
    for forms in _entries(units):
        for unit in forms:
            if langs != (unit.source_lang, unit.target_lang):
                first, langs = langs is None, _same_langs(unit, langs)
                if first:
                    yield _header(*langs, header or {}).encode()
            if not fits(unit):
                raise ValueError(f"{unit.source.raw!r} cannot stand in this catalogue, or not twice; leave it out")
        yield ("\n" + _entry(forms)).encode()


def can_hold(unit: TranslationUnit) -> bool:
    """Whether a unit is an entry, or a form of one.

    That is one with a source, without NUL, halves of characters, U+0004 in msgctxt or msgid, and carriage returns in a
    comment; with as many plural forms as its language has.
    """
    return _holds(unit, _name(unit), _forms(unit.target_lang))


class Judge:
    """Says of unit after unit whether it can stand in a catalogue beside those before it: each msgid with its msgctxt
    once, the forms of a plural behind each other.

    Args:
        nplurals: How many plural forms there are; None: as many as the language of the unit has.
    """

    def __init__(self, nplurals: int | None = None) -> None:
        self._nplurals = nplurals
        self._seen: set[tuple[str | None, str]] = set()
        self._last: TranslationUnit | None = None

    def __call__(self, unit: TranslationUnit) -> bool:
        """Whether it can; if so, it is one of those before the next."""
        name = _name(unit)
        if not _holds(unit, name, self._nplurals or _forms(unit.target_lang)):
            return False
        if "po:obsolete" in unit.meta:
            return True
        if name in self._seen and not (self._last and _continues(self._last, unit)):
            return False
        self._seen.add(name)
        self._last = unit
        return True


def holds(unit: TranslationUnit) -> bool:
    """The same, however many plural forms there are."""
    return _holds(unit, _name(unit), None)


def _holds(unit: TranslationUnit, name: tuple[str | None, str], forms: int | None) -> bool:
    meta, target = unit.meta, unit.target
    everything = "".join((unit.context, unit.note, unit.source.raw, target.raw if target else "", *meta.values()))
    if not everything.isprintable() and not _can_be_said(unit, everything):
        return False
    if name == (None, ""):
        return False
    return forms is None or not _is_form(unit) or forms == int(meta["po:nplurals"])


def _can_be_said(unit: TranslationUnit, everything: str) -> bool:
    named = "".join((unit.context, unit.source.raw, unit.meta.get("po:msgid", "")))
    comments = [unit.note, *(unit.meta.get(f"po:{name}", "") for name in ("extracted", "flags", "references"))]
    if "\0" in everything or CONTEXT_END in named or "\r" in "".join(comments) or "\n" in unit.meta.get("po:flags", ""):
        return False
    return everything.encode(errors="ignore").decode() == everything


def _entry(forms: list[TranslationUnit]) -> str:
    """The lines of an entry."""
    unit = forms[0]
    meta, obsolete = unit.meta, "po:obsolete" in unit.meta
    flags = flags_of(forms)
    lines = _comments(unit, flags)
    context, msgid = _name(unit)
    for keyword, name in _PREVIOUS:
        if (old := meta.get(name)) is not None:
            lines += text_lines(keyword, old, "#~| " if obsolete else "#| ", flags)
    prefix = "#~ " if obsolete else ""
    if context is not None:
        lines += text_lines("msgctxt", context, prefix, flags)
    lines += text_lines("msgid", msgid, prefix, flags)
    if _is_form(unit):
        lines += text_lines("msgid_plural", meta["po:msgid_plural"], prefix, flags)
        targets = {int(form.meta["po:plural"]): form.target.raw if form.target else "" for form in forms}
        for number in range(max(int(meta["po:nplurals"]), *targets) if targets else 0):
            lines += text_lines(f"msgstr[{number}]", targets.get(number, ""), prefix, flags)
    else:
        lines += text_lines("msgstr", unit.target.raw if unit.target else "", prefix, flags)
    return "\n".join(lines) + "\n"


def text_lines(keyword: str, text: str, prefix: str = "", flags: Iterable[str] = ()) -> list[str]:
    """A text behind its keyword, on as many lines as it takes."""
    width = WIDTH - len(prefix) - _QUOTES
    if flags and "no-wrap" in flags:
        width += 2 * len(text) * _WIDEST
    escaped = escape(text)
    if text.find("\n") in (-1, len(text) - 1):
        if _fits(escaped, width - len(keyword) - 1):
            return [f'{prefix}{keyword} "{escaped}"']
        lines = _lines(escaped, width)
    else:
        lines = [line for portion in _portions(text) for line in _lines(portion, width)]
    return [f'{prefix}{keyword} ""', *[f'{prefix}"{line}"' for line in lines]]


def _portions(text: str) -> list[str]:
    """The escaped parts of a text that end with a line break, and the rest."""
    *portions, rest = text.split("\n")
    portions = [escape(portion) + _LINE_BREAK for portion in portions]
    return [*portions, escape(rest)] if rest else portions


def _lines(portion: str, width: int) -> list[str]:
    """A part of a text on lines; the line break at its end stays where it is, as closing brackets do."""
    if len(portion) * (1 if portion.isascii() else _WIDEST) <= width:
        return [portion]
    if "\\\\" in portion or "\u200b" in portion:
        return broken(portion, width, keep=_is_inside)
    if not portion.endswith(_LINE_BREAK):
        return broken(portion, width)
    lines = broken(portion[: -len(_LINE_BREAK)] + _BRACKETS, width)
    lines[-1] = lines[-1][: -len(_BRACKETS)] + _LINE_BREAK
    return lines


def _is_inside(text: str, at: int) -> bool:
    """Whether an offset is inside an escape, or before the line break at the end."""
    before = at
    while before and text[before - 1] == "\\":
        before -= 1
    return (at - before) % 2 == 1 or (at == len(text) - len(_LINE_BREAK) and text.endswith(_LINE_BREAK))


def flags_of(forms: Iterable[TranslationUnit]) -> list[str]:
    """The flags of an entry; it is fuzzy if a form has a translation that nobody confirmed."""
    forms = list(forms)
    named = forms[0].meta.get("po:flags")
    flags = [flag for flag in named.split(",") if flag] if named else []
    states = [form.state for form in forms if form.target and form.target.raw]
    if not states or not (flags or UnitState.INITIAL in states):
        return flags
    fuzzy = ["fuzzy"] if UnitState.INITIAL in states else []
    return fuzzy + [flag for flag in flags if flag != "fuzzy"]


def header_text(locale: str, more: Mapping[str, str]) -> str:
    """The header of a catalogue into a language, as gettext calls it, with further or other fields."""
    always = {"Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit"}
    fields = {**dict.fromkeys(_FIRST, ""), "Language": locale, "MIME-Version": "1.0", **always}
    if plurals := PLURALS.get(locale.split("_")[0]):
        fields["Plural-Forms"] = plurals
    text = "".join(f"{name}: {value}\n" for name, value in {**fields, **more, **always}.items())
    return "\n".join(text_lines("msgid", "") + text_lines("msgstr", text)) + "\n"


def nplurals_of(plural_forms: str) -> int | None:
    """How many plural forms a header promises; the formula beside it is never evaluated."""
    found = _NPLURALS.search(plural_forms)
    return int(found[1]) if found else None


def escape(text: str) -> str:
    """A text as it stands between quotes."""
    return text.translate(_ESCAPED) if _SPECIAL.search(text) else text


def locale_of(lang: Lang) -> str:
    """What gettext calls a language: zh_CN, en_GB."""
    return LOCALES.get(lang, lang.replace("-", "_"))


def _entries(units: Iterable[TranslationUnit]) -> Iterator[list[TranslationUnit]]:
    """Units of one entry together, where its forms follow each other in their order."""
    waiting: list[TranslationUnit] = []
    for unit in units:
        if waiting and not _continues(waiting[-1], unit):
            yield waiting
            waiting = []
        if _is_form(unit):
            waiting.append(unit)
        else:
            yield [unit]
    if waiting:
        yield waiting


def _continues(one: TranslationUnit, unit: TranslationUnit) -> bool:
    if not (_is_form(one) and _is_form(unit)) or _name(one) != _name(unit):
        return False
    if any(one.meta.get(name) != unit.meta.get(name) for name in ("po:msgid_plural", "po:nplurals", "po:obsolete")):
        return False
    return int(one.meta["po:plural"]) < int(unit.meta["po:plural"])


def _same_langs(unit: TranslationUnit, langs: tuple[Lang, Lang | None] | None) -> tuple[Lang, Lang | None]:
    if langs in (None, own := (unit.source_lang, unit.target_lang)):
        return own
    assert langs
    raise ValueError(f"a catalogue is in one pair of languages, not in {langs[0]}>{langs[1]} and {own[0]}>{own[1]}")


def _name(unit: TranslationUnit) -> tuple[str | None, str]:
    """msgctxt and msgid."""
    msgid = unit.meta["po:msgid"] if _is_form(unit) else unit.source.raw
    return unit.context if unit.context or unit.id == CONTEXT_END + msgid else None, msgid


def _is_form(unit: TranslationUnit) -> bool:
    """Whether it is a plural form, and still one of the texts that its entry has."""
    meta = unit.meta
    if "po:plural" not in meta:
        return False
    form, forms = meta["po:plural"], meta.get("po:nplurals", "")
    if not (_NUMBER.fullmatch(form) and _NUMBER.fullmatch(forms) and int(form) < int(forms)):
        return False
    return "po:msgid" in meta and unit.source.raw == meta.get(
        "po:msgid" if form == "0" and forms != "1" else "po:msgid_plural"
    )


@cache
def _forms(lang: Lang | None) -> int | None:
    """How many plural forms a language has; None if that is not known."""
    return nplurals_of(PLURALS.get(primary(lang), "")) if lang else None


def _header(source: Lang, target: Lang | None, more: Mapping[str, str]) -> str:
    given = {name.removeprefix("po:header:"): value for name, value in more.items() if name.startswith("po:header:")}
    given.pop("X-Gloss-Content", None)
    if source != EN or (target and primary(target) == EN):
        given.setdefault("X-Source-Language", locale_of(source))
    return header_text(locale_of(target) if target else "", given)


def _comments(unit: TranslationUnit, flags: list[str]) -> list[str]:
    lines = _notes(unit.note, unit.meta.get("po:extracted"))
    if places := unit.meta.get("po:references"):
        lines += _references(places.split())
    if flags:
        lines.append("#, " + ", ".join(flags))
    return lines


def _notes(note: str, extracted: str | None) -> list[str]:
    """The comments of translators, and those for them, as far as the note begins with them."""
    own: str | None = note or None
    if extracted is not None and note == extracted:
        own = None
    elif extracted is not None and note.startswith(extracted + "\n"):
        own = note[len(extracted) + 1 :]
    else:
        extracted = None
    lines = [] if own is None else [f"# {line}" if line else "#" for line in own.split("\n")]
    if extracted is not None:
        lines += [f"#. {line}" if line else "#." for line in extracted.split("\n")]
    return lines


def _references(places: list[str]) -> list[str]:
    """As many places on a line as fit, counted in bytes."""
    lines: list[str] = []
    size = WIDTH
    for place in places:
        more = (len(place) if place.isascii() else len(place.encode(errors="replace"))) + 1
        if size + more > WIDTH:
            lines.append("#:")
            size = 2
        lines[-1] += f" {place}"
        size += more
    return lines


def _fits(portion: str, room: int) -> bool:
    """Whether a text stands on the line of its keyword: there is room, or it cannot be broken."""
    if len(portion) * _WIDEST <= room or columns(portion) <= room:
        return True
    if _BREAKS.search(portion) and portion.isprintable():
        return False
    return len(_lines(portion, room)) == 1
