"""Old versions of real catalogues, made of their new ones: what a memory is asked after a release.

The new version is the real catalogue, with its human translations as the truth. By a hash of its source each
translated entry becomes, in the old version,

    30 %  nothing: it is new
    30 %  the same
    40 %  an older wording: the first of these, from a place in the list that the hash says, that is possible

number      another number, in source and target, where it stands once in each
name        another identifier (`like_this`, LikeThis, :func:`this`) of the catalogue, in source and target
sentence    without its last sentence, where source and target have equally many
clause      without a clause between commas, in the source only: the translation did not have to follow
wording     one phrase in another wording (`can be` for `may be`), in the source only
word        without one small word, in the source only
ending      without the full stop, in both

Where none is possible, the entry is the same. Nothing is drawn at random, so every run has the same data.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

KINDS = ("new", "same", "edited")


class Entry(NamedTuple):
    """An entry of a catalogue."""

    context: str
    source: str
    target: str


class Versions(NamedTuple):
    """A catalogue before and after.

    Attributes:
        old: As it was, translated.
        new: As it is, with the human translations.
        kinds: For each entry of `new` what happened to it: new, same, or how it was edited.
    """

    name: str
    old: list[Entry]
    new: list[Entry]
    kinds: list[str]


def versions(name: str, entries: Sequence[Entry]) -> Versions:
    """A catalogue and its old version."""
    names = sorted({match for entry in entries for match in _NAME.findall(entry.source)})
    old: dict[tuple[str, str], Entry] = {}
    kinds = []
    for entry in entries:
        share = _hash(entry.source, "share") % 100
        kind, before = "same", entry
        if share < 30:
            kinds.append("new")
            continue
        if share < 70:
            kind, before = next(_edits(entry, names), ("same", entry))
        kinds.append(kind)
        old.setdefault((before.context, before.source), before)
    return Versions(name, list(old.values()), list(entries), kinds)


def _edits(entry: Entry, names: Sequence[str]) -> Iterator[tuple[str, Entry]]:
    """The edits that are possible, beginning with the one that the hash says."""
    start = _hash(entry.source, "edit") % len(_EDITS)
    for name, edit in (*_EDITS[start:], *_EDITS[:start]):
        if (made := edit(entry, names)) and made.source.strip() and made.target.strip() and made != entry:
            yield name, made


def _hash(text: str, salt: str) -> int:
    return zlib.crc32(f"{salt}\0{text}".encode())


_NAME = re.compile(r":[a-z:]+:`[^`<>]+`|\b[A-Za-z]+_[A-Za-z_]+\b|\b[A-Z][a-z]+[A-Z]\w+\b")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\w)")
_CLAUSE = re.compile(r", [a-z][^,.;:`%{}]{8,60}(?=[,.])")
_SMALL = re.compile(r"(?<= )(?:the|a|an|also|only|just|now|all|any|this|that) ")
_WORDINGS = (
    ("can be", "may be"),
    ("returns", "gives back"),
    ("Return ", "Gives "),
    ("must be", "has to be"),
    ("is used to", "is meant to"),
    ("if ", "in case "),
    ("If ", "When "),
    ("will be", "is"),
    ("does not", "doesn't"),
    ("cannot", "can not"),
    ("specified", "given"),
    ("the same", "an equal"),
    ("such as", "like"),
    ("when ", "whenever "),
    ("Failed to", "Could not"),
    ("Invalid", "Wrong"),
    ("Select", "Choose"),
    ("Show", "Display"),
    ("Remove", "Delete"),
    ("Create", "Make"),
    ("method", "function"),
    ("value", "object"),
)


def _number(entry: Entry, names: Sequence[str]) -> Entry | None:
    once = [found[0] for found in _NUMBER.finditer(entry.source) if _stands_once(found[0], entry)]
    if not once:
        return None
    other = str(int(float(once[0])) + 1 + _hash(entry.source, "number") % 9)
    return _swapped(entry, once[0], other)


def _name(entry: Entry, names: Sequence[str]) -> Entry | None:
    once = [name for name in _NAME.findall(entry.source) if _stands_once(name, entry)]
    same = [name for name in names if once and name[0] == once[0][0] and name not in entry.source]
    return _swapped(entry, once[0], same[_hash(entry.source, "name") % len(same)]) if same else None


def _sentence(entry: Entry, names: Sequence[str]) -> Entry | None:
    source, target = re.split(r"(?<=[.!?]) +", entry.source), re.split(r"(?<=[。！？])", entry.target)
    target = [sentence for sentence in target if sentence.strip()]
    if len(source) < 2 or len(source) != len(target):
        return None
    return Entry(entry.context, " ".join(source[:-1]), "".join(target[:-1]).rstrip())


def _clause(entry: Entry, names: Sequence[str]) -> Entry | None:
    return _source(entry, _CLAUSE.sub("", entry.source, count=1))


def _wording(entry: Entry, names: Sequence[str]) -> Entry | None:
    start = _hash(entry.source, "wording") % len(_WORDINGS)
    pairs = (*_WORDINGS[start:], *_WORDINGS[:start])
    found = next((pair for pair in pairs if pair[0] in entry.source), None)
    return _source(entry, entry.source.replace(*found, 1)) if found else None


def _word(entry: Entry, names: Sequence[str]) -> Entry | None:
    return _source(entry, _SMALL.sub("", entry.source, count=1))


def _ending(entry: Entry, names: Sequence[str]) -> Entry | None:
    if not (entry.source.endswith(".") and entry.target.endswith("。")):
        return None
    return Entry(entry.context, entry.source[:-1], entry.target[:-1])


def _source(entry: Entry, source: str) -> Entry:
    return entry._replace(source=source)


def _stands_once(text: str, entry: Entry) -> bool:
    return entry.source.count(text) == 1 == entry.target.count(text)


def _swapped(entry: Entry, text: str, other: str) -> Entry:
    return Entry(entry.context, entry.source.replace(text, other), entry.target.replace(text, other))


_EDITS: tuple[tuple[str, Callable[[Entry, Sequence[str]], Entry | None]], ...] = (
    ("number", _number),
    ("name", _name),
    ("sentence", _sentence),
    ("clause", _clause),
    ("wording", _wording),
    ("word", _word),
    ("ending", _ending),
)
