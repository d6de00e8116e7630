"""TMX: translation memories as tools exchange them; 1.1 to 1.4b are read, 1.4b is written.

A `tu` holds a text in several languages. Its source is in the `srclang` of the `tu` or the header; if that is missing
or `*all*`, the first language is. Each other language makes a unit. `en` and `en-US` stand in for each other where
there is only one of them; Simplified and Traditional Chinese never do.

Kept: `tuid` as id, `note`s as note, `<prop type="x-context">` as context; other attributes of the `tu` and of the
target as meta (`tmx:creationdate`), other `prop`s, too (`tmx:prop:domain`). Codes are parts of the segment with their
text: `bpt`, `ept`, `ph`, `ut` and `it` (`it-end` for `pos="end"`) with `type` as display and `x` as id; without `x`, a
pair has its `i`, or another number if that is some other code's `x`. `hi` is a code before its text and one behind it
(`hi-end`), both empty. The text of a `sub` stays in its code. What is no TMX in a segment, such as `<b>`, becomes a
`ph`, and is reported. All white space stays.

Codes of other formats (`g`, `pc`, `sc` …) are written as what TMX has for them, see `_tmx_codes`: pairs as `bpt` and
`ept`, halves of pairs as `it`, marks as `hi`, all else as `ph`. What they were stands beside the text, in a
`<prop type="x-gloss-codes">`, where TMX has no words for it, and so they come back.

Dropped: attributes of the source alone and of notes and props, `i` beside `x`, `assoc`, `ude`, header notes and props.

A unit is translated if it has a target; a state that differs is written as `<prop type="x-gloss-state">`. Left out
are meta of other formats, meta that XML cannot hold, and such an id if it ends in the source, as in catalogues.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from itertools import chain, islice
from typing import BinaryIO, NamedTuple

from glossary import __version__
from glossary.errors import FormatError, LanguageError
from glossary.formats import Format, Pair
from glossary.formats._reading import Findings, Runs
from glossary.formats._tmx_codes import CODES, WITH_TEXT, restored
from glossary.formats._tmx_codes import Reader as CodeReader
from glossary.formats._tmx_codes import Writer as CodeWriter
from glossary.formats._tmx_plain import CONTEXT, PLAIN, Choice, Details, Part, Plain
from glossary.formats._xml import Element, Placed, decoded, escaped, illegal, placed, tag
from glossary.formats._xml_plain import elements
from glossary.losses import is_made_of_source
from glossary.model import Code, Lang, Location, Resource, Run, Segment, Severity, TranslationUnit, UnitPart, UnitState
from glossary.text.language import fallbacks, is_chinese, parse, primary
from glossary.text.patterns import lazy

VERSIONS = frozenset(("1.0", "1.1", "1.2", "1.3", "1.4", "1.4a", "1.4b"))
_KNOWN = WITH_TEXT | {"hi", "sub"}

SEGTYPES = frozenset("block paragraph sentence phrase".split())
ATTRIBUTES = (
    "o-encoding datatype usagecount lastusagedate creationtool creationtoolversion creationdate creationid changedate "
    "segtype changeid o-tmf".split()
)
"""Of a `tu`, beside `tuid` and `srclang`; those of a `tuv` are among them."""

META = "tmx:"
PROP = "tmx:prop:"
_META_OF = {name: META + name for name in ATTRIBUTES}
_MOST = 1 << 10
"""Names of props whose tags are remembered."""
_ORDER = {meta: number for number, meta in enumerate(_META_OF.values())}
_EMPTY = Segment(("",))
STATE = "x-gloss-state"
ALL = "*all*"
_STATES = {state.value: state for state in UnitState}

_SYNTAX = "tmx-syntax"
_WHOLE = ("header", "tu")
_CR = lazy(r"\r(?!\n)")
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
{header}
<body>
"""


def read(data: bytes, path: str) -> Resource:
    """All units of a file, and where each character of them stands in its text; see `stream`.

    In the text a CR alone is a line break, as it is for XML. Segments with CDATA or foreign tags have no places.
    """
    text = _CR.sub("\n", "".join(decoded(BytesIO(data), path)))
    reader = _Reader(path, None)
    units = list(reader.units(placed(text, path, _WHOLE)))
    return Resource(units, langs=_langs(units[:1]), meta=reader.header, findings=reader.findings, text=text)


def stream(file: BinaryIO, path: str, *, langs: Pair | None = None) -> Resource:
    """The units of a file of any size, one `tu` in memory at a time; with `langs`, those from the one into the other.

    The rules are tmx-syntax and tmx-languages. The meta is that of the header.

    Raises:
        FormatError: Not TMX, not well-formed, or not safe; while the entries are used, too.
    """
    reader = _Reader(path, langs)
    units = reader.units(elements(file, path, _WHOLE, PLAIN, reader.plain.take))
    first = list(islice(units, 1))
    return Resource(chain(first, units), langs=langs or _langs(first), meta=reader.header, findings=reader.findings)


def write(units: Iterable[TranslationUnit]) -> Iterator[bytes]:
    """Units as a document, each as a `tu` with two languages; the same bytes every time.

    The first source language is that of the file; a `tu` with another says so.

    Raises:
        ValueError: A unit has no language for its target or that of its source, or is none that XML can hold (see
            `cannot_hold`).
    """
    srclang: Lang | None = None
    for unit in units:
        if srclang is None:
            srclang = unit.source_lang
            yield _head(srclang)
        if unit.target_lang in (None, unit.source_lang):
            raise ValueError(f"a translation is in another language than {unit.source_lang}: {unit.source.raw!r}")
        if why := cannot_hold(unit):
            raise ValueError(f"{why} in {unit.source.raw!r}; leave this unit out")
        yield _written(unit, srclang).encode()
    if srclang is None:
        yield _head(ALL)
    yield b"</body>\n</tmx>\n"


def can_hold(unit: TranslationUnit) -> bool:
    """Whether all that a unit says can stand in XML."""
    return not cannot_hold(unit)


def cannot_hold(unit: TranslationUnit) -> str:
    """What of a unit cannot stand in TMX, such as U+001B; "" if all can."""
    texts = [unit.context, unit.note]
    for part in (*unit.source.parts, *(unit.target.parts if unit.target else ())):
        texts += (part,) if isinstance(part, str) else (part.data, part.kind, part.id, part.display)
    char = illegal("".join(texts))
    if not char and (char := illegal(unit.id)) and is_made_of_source(unit):
        return ""
    return f"U+{ord(char):04X}, which XML cannot hold," if char else ""


class _Variant(NamedTuple):
    """A text in one language: a `tuv` with a `seg`."""

    lang: Lang
    tuv: Element
    seg: Element


class _Reader:
    """Makes units of elements, once.

    Attributes:
        header: What it says, as meta.
        findings: What was wrong up to there.
        plain: Makes units of what never becomes an element.
    """

    def __init__(self, path: str, langs: Pair | None) -> None:
        self.header: dict[str, str] = {}
        self._findings = Findings(path)
        self.findings = self._findings.all
        self._path, self._langs = path, langs
        self._srclang: Lang | None = None
        self._known: dict[str, Lang | None] = {}
        self._seen: dict[Lang, None] = {}
        self._given = False
        self._choices: dict[tuple[Lang | None, str, tuple[str, ...]], list[Choice] | None] = {}
        self.plain = Plain(path, self)

    def units(self, found: Iterator[Element | list[TranslationUnit]]) -> Iterator[TranslationUnit]:
        """The units of a document, after a look at its root."""
        root = next(found, None)
        if not isinstance(root, Element):
            self._report(Element("", {}, 1, 1, []), "the file is empty; fetch it again")
            return
        if root.name != "tmx":
            message = f"begins with <{root.name}>, so this is no TMX; name the file by what it is, or fetch it again"
            raise FormatError(message, path=self._path, line=root.line, column=root.column)
        if (version := root.attributes.get("version", "1.4")) not in VERSIONS:
            message = f"TMX {version} is not known here, and read as if it were 1.4"
            self._report(root, message, severity=Severity.WARNING)
        for element in found:
            if isinstance(element, list):
                yield from element
            elif element.name == "tu":
                yield from self._units(element)
            elif element.name == "header":
                self.plain.forget()
                self._srclang = self._source_language(element)
                self.header.update({META + name: value for name, value in element.attributes.items()})
        self._finish(root)

    def choices(self, tu: Mapping[str, str], tuvs: Sequence[Mapping[str, str]]) -> list[Choice] | None:
        """What a `tu` makes of texts with these attributes; None if there is something to report."""
        langs = tuple([tuv.get("xml:lang") or tuv.get("lang", "") for tuv in tuvs])
        chosen = self._choices_of(tu.get("srclang", ""), langs)
        if chosen is None:
            return None
        return [Choice(*choice[:-1], _meta({**tu, **tuvs[choice.target]})) for choice in chosen]

    def details(self, parts: Sequence[Part]) -> Details:
        """What notes and props say."""
        return _details(parts)

    def _choices_of(self, srclang: str, langs: tuple[str, ...]) -> list[Choice] | None:
        """The same by the languages; found out with a `tu` whose texts are their numbers."""
        key = (self._srclang, srclang, langs)
        if key not in self._choices:
            trial = _Reader(self._path, self._langs)
            trial._srclang = self._srclang
            units = list(trial._units(_numbered(srclang, langs)))
            self._seen |= trial._seen
            self._given |= trial._given
            self._choices[key] = None if trial.findings else [_choice(unit) for unit in units]
        return self._choices[key]

    def _finish(self, root: Element) -> None:
        if self._langs and self._seen and not self._given:
            message = f"nothing from {self._langs[0]} into {self._langs[1]}; the file has {', '.join(self._seen)}"
            self._report(root, message, rule="tmx-languages", severity=Severity.WARNING)
        self._findings.finish(_SYNTAX, "more such places in this file", root.line, root.column)

    def _source_language(self, element: Element) -> Lang | None:
        """What `srclang` says; None if it is missing or `*all*`."""
        said = element.attributes.get("srclang", "").strip()
        return None if said in ("", ALL) else self._language(said, element)

    def _language(self, said: str, element: Element) -> Lang | None:
        """A tag as a language; one that is none is told once."""
        if said not in self._known:
            try:
                self._known[said] = parse(said)
            except LanguageError as error:
                self._known[said] = None
                self._report(element, f"{error}; texts in it are left out", rule="tmx-languages")
        return self._known[said]

    def _units(self, tu: Element) -> Iterator[TranslationUnit]:
        variants: list[_Variant] = []
        shared: list[Element] = []
        for part in tu.parts:
            if isinstance(part, str):
                if not part.isspace():
                    self._stray(tu)
            elif part.name != "tuv":
                shared.append(part)
            elif variant := self._variant(part):
                variants.append(variant)
                self._seen[variant.lang] = None
        if len(variants) < 2:
            message = "a text in one language only; there is nothing to keep"
            self._report(tu, message, severity=Severity.WARNING)
            return
        source, targets = self._chosen(tu, variants)
        if source is None:
            return
        for target in targets:
            self._given = True
            yield self._unit(tu, shared, source, target)

    def _variant(self, tuv: Element) -> _Variant | None:
        said = tuv.attributes.get("xml:lang") or tuv.attributes.get("lang", "")
        if not said.strip():
            self._report(tuv, "<tuv> without xml:lang; say which language it is in", rule="tmx-languages")
            return None
        seg: Element | None = None
        for part in tuv.parts:
            if isinstance(part, str):
                if not part.isspace():
                    self._stray(tuv)
            elif part.name == "seg":
                seg = part
        if seg is None:
            self._report(tuv, "<tuv> without <seg>; put its text into one")
            return None
        lang = self._language(said, tuv)
        return _Variant(lang, tuv, seg) if lang else None

    def _chosen(self, tu: Element, variants: Sequence[_Variant]) -> tuple[_Variant | None, Sequence[_Variant]]:
        """The source, and what of the others is wanted."""
        wanted = self._source_language(tu) or self._srclang
        if self._langs:
            source = _nearest(self._langs[0], variants)
            others = [variant for variant in variants if source and variant.lang != source.lang]
            target = _nearest(self._langs[1], others)
            return source, [variant for variant in others if target and variant.lang == target.lang]
        source = _nearest(wanted, variants) or _sibling(wanted, variants) if wanted else variants[0]
        if source is None:
            langs = ", ".join(variant.lang for variant in variants)
            message = f"no text in the source language {wanted}, only in {langs}; name two: --lang {variants[0].lang}:…"
            self._report(tu, message, rule="tmx-languages", severity=Severity.WARNING)
            return None, ()
        for variant in variants:
            if variant.lang == source.lang and variant is not source:
                message = f"a second text in {source.lang}, the source language; left out"
                self._report(variant.tuv, message, rule="tmx-languages", severity=Severity.WARNING)
        return source, [variant for variant in variants if variant.lang != source.lang]

    def _unit(self, tu: Element, shared: Sequence[Element], source: _Variant, target: _Variant) -> TranslationUnit:
        codes = CodeReader(source.seg, target.seg)
        there = self._segment(target, codes)
        note, context, state, meta = _details(_notes_and_props((*shared, *target.tuv.parts, *source.tuv.parts)))
        return TranslationUnit(
            self._segment(source, codes),
            there if there.parts != ("",) else None,
            self._langs[0] if self._langs else source.lang,
            self._langs[1] if self._langs else target.lang,
            state or _state(there),
            id=tu.attributes.get("tuid", ""),
            context=context,
            note=note,
            meta=_meta(tu.attributes | target.tuv.attributes) | meta,
            origin=Location(self._path, tu.line),
        )

    def _segment(self, variant: _Variant, codes: CodeReader) -> Segment:
        seg = variant.seg
        if len(seg.parts) == 1 and type(text := seg.parts[0]) is str:  # the usual one
            return Segment((text,))
        parts: list[str | Code] = []
        codes.begin()
        for part in self._parts(seg, codes):
            if isinstance(part, str) and parts and isinstance(last := parts[-1], str):
                parts[-1] = last + part
            else:
                parts.append(str(part) if isinstance(part, str) else part)
        segment = Segment(tuple(parts) or ("",), _runs(seg))
        said = dict(_notes_and_props(variant.tuv.parts)).get(CODES)
        return restored(segment, said) if said else segment

    def _parts(self, element: Element, codes: CodeReader) -> Iterator[str | Code]:
        for part in element.parts:
            if isinstance(part, str):
                yield part
            elif part.name in WITH_TEXT:
                yield codes.code(part)
            elif part.name in ("hi", "sub"):
                yield Code("", "hi", part.attributes.get("x", ""), part.attributes.get("type", ""))
                yield from self._parts(part, codes)
                yield Code("", "hi-end")
            else:
                message = (
                    f"<{part.name}> is none of TMX; kept as a placeholder, write it as <ph>&lt;{part.name}&gt;</ph>"
                )
                self._report(part, message, severity=Severity.WARNING)
                yield Code(tag(part.name, part.attributes, end=">" if part.parts else "/>"), "ph")
                yield from self._parts(part, codes)
                if part.parts:
                    yield Code(f"</{part.name}>", "ph")

    def _stray(self, element: Element) -> None:
        message = f"text in <{element.name}> beside its elements; left out, as texts stand in <seg>"
        self._report(element, message, severity=Severity.WARNING)

    def _report(
        self,
        element: Element,
        message: str,
        *,
        rule: str = _SYNTAX,
        severity: Severity = Severity.ERROR,
    ) -> None:
        self._findings.add(rule, severity, message, element.line, element.column)


def _langs(units: Iterable[TranslationUnit]) -> tuple[Lang, ...]:
    return tuple(lang for unit in units for lang in (unit.source_lang, unit.target_lang) if lang)


def _numbered(srclang: str, langs: Iterable[str]) -> Element:
    """A `tu` in these languages; each text is its own number."""
    segs = [(lang, Element("seg", {}, 0, 0, [str(number)])) for number, lang in enumerate(langs)]
    tuvs = [Element("tuv", {"xml:lang": lang}, 0, 0, [seg]) for lang, seg in segs]
    return Element("tu", {"srclang": srclang}, 0, 0, list(tuvs))


def _choice(unit: TranslationUnit) -> Choice:
    target = unit.target.raw if unit.target else ""
    return Choice(int(unit.source.raw), int(target), unit.source_lang, unit.target_lang, {})


def _runs(seg: Element) -> tuple[Run, ...]:
    """Where the texts of a segment and its codes stand; nothing if one of them does not know."""
    if not seg.parts or not isinstance(seg.parts[0], Placed | Element):
        return ()
    runs = Runs()
    return runs.all() if _collect(seg, runs) else ()


def _collect(element: Element, runs: Runs) -> bool:
    for part in element.parts:
        if isinstance(part, Placed):
            runs.add(len(part), part.at, part.width)
        elif isinstance(part, str) or part.name not in _KNOWN or not _collect(part, runs):
            return False
    return True


def _nearest(lang: Lang, variants: Iterable[_Variant]) -> _Variant | None:
    """The text in a language: the very same, else a more general or more special one."""
    near: _Variant | None = None
    for variant in variants:
        if variant.lang == lang:
            return variant
        if near is None and (lang in fallbacks(variant.lang) or variant.lang in fallbacks(lang)):
            near = variant
    return near


def _sibling(lang: Lang, variants: Iterable[_Variant]) -> _Variant | None:
    """The text in another variety of a language (en-GB for en-US), which no variety of Chinese is."""
    siblings = (variant for variant in variants if primary(variant.lang) == primary(lang))
    return None if is_chinese(lang) else next(siblings, None)


def _meta(attributes: Mapping[str, str]) -> dict[str, str]:
    return {meta: attributes[name] for name, meta in _META_OF.items() if name in attributes}


def _notes_and_props(parts: Iterable[Element | str]) -> list[Part]:
    elements = (part for part in parts if isinstance(part, Element) and part.name in ("note", "prop"))
    return [(None if part.name == "note" else part.attributes.get("type", ""), part.text) for part in elements]


def _details(parts: Sequence[Part]) -> Details:
    """Each note once, and the different values of each prop, in order."""
    said = dict(parts)
    if len(said) < len(parts):
        said = _joined(parts)
    said.pop(CODES, None)
    note, context, state = said.pop(None, ""), said.pop(CONTEXT, ""), said.pop(STATE, "")
    return note, context, _STATES.get(state), {f"{PROP}{name}": text for name, text in said.items()} if said else {}


def _joined(parts: Sequence[Part]) -> dict[str | None, str]:
    values: dict[str | None, dict[str, None]] = {}
    for kind, text in parts:
        values.setdefault(kind, {})[text] = None
    return {kind: next(iter(texts)) if kind in (CONTEXT, STATE) else "\n".join(texts) for kind, texts in values.items()}


def _state(target: Segment) -> UnitState:
    return UnitState.INITIAL if target.parts == ("",) else UnitState.TRANSLATED


def _head(srclang: str) -> bytes:
    header = {
        "creationtool": "gloss",
        "creationtoolversion": __version__,
        "segtype": "sentence",
        "o-tmf": "gloss",
        "adminlang": "en",
        "srclang": srclang,
        "datatype": "plaintext",
    }
    return _HEAD.format(header=tag("header", header, end="/>")).encode()


def _written(unit: TranslationUnit, srclang: Lang) -> str:
    """A `tu`; by the DTD, notes and props stand before the texts."""
    target = unit.target or _EMPTY
    attributes = _attributes(unit)
    if unit.source_lang != srclang:
        attributes["srclang"] = unit.source_lang
    said = f"<note>{escaped(unit.note)}</note>\n" if unit.note else ""
    if unit.context:
        said += _prop(CONTEXT, unit.context)
    if unit.state is not _state(target):
        said += _prop(STATE, unit.state)
    for key, value in unit.meta.items():
        if not key.startswith(PROP):
            continue
        name = key.removeprefix(PROP)
        if name not in (CONTEXT, STATE, CODES) and not illegal(name + value):
            said += _prop(name, value)
    codes = CodeWriter(unit.source, target)
    here, there = codes.written(unit.source), codes.written(target)
    return (
        f"{tag('tu', attributes)}\n{said}{_tuv(unit.source_lang, *here)}{_tuv(unit.target_lang or '', *there)}</tu>\n"
    )


def _attributes(unit: TranslationUnit) -> dict[str, str]:
    attributes = {"tuid": unit.id} if unit.id and not illegal(unit.id) else {}
    given = [key for key in unit.meta if key in _ORDER]
    if len(given) > 1:
        given.sort(key=_ORDER.__getitem__)
    for key in given:
        name, value = key.removeprefix(META), unit.meta[key]
        if not illegal(value) and (name != "segtype" or value in SEGTYPES):
            attributes[name] = value
    return attributes


def _prop(name: str, value: str) -> str:
    return f"{_start_of_prop(name)}{escaped(value)}</prop>\n"


@lru_cache(_MOST)
def _start_of_prop(name: str) -> str:
    return tag("prop", {"type": name})


def _tuv(lang: str, text: str, codes: str) -> str:
    """A text in a language, and what its codes were, if that is not plain."""
    prop = f"\n{_prop(CODES, codes)}" if codes else ""
    return f'<tuv xml:lang="{lang}">{prop}<seg>{text}</seg></tuv>\n'


FORMAT = Format(
    "tmx",
    (".tmx",),
    read,
    bilingual=True,
    escape=escaped,
    stream=stream,
    write=write,
    can_hold=can_hold,
    is_text=False,
    is_memory=True,
    keeps=frozenset(UnitPart) - {UnitPart.CANDIDATE},
)
