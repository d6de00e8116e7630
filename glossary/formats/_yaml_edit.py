"""Changes to a terms file that touch only their own lines, and the canonical layout of an entry.

Nothing here loads a tree and dumps it again: lines are replaced or added in the text as it stands, so comments, order,
quotes and line ends of everything else stay byte for byte. Every result is read again before it is given back, and
refused if it does not mean what it should.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import NamedTuple

from glossary.errors import FormatError
from glossary.formats import yaml
from glossary.formats._yaml_nodes import Document, Node, Refused, decode, list_of
from glossary.losses import usual_status, written_terms
from glossary.model import Concept, Finding, Location, Severity, Term
from glossary.text import language
from glossary.text.width import display_width, escape

WIDTH = 100
"""Display columns that a line of one flow mapping or list may take."""

INDENT = "  "

_WIDEST = 2


def append(data: bytes, entries: Sequence[Concept], *, path: str = "") -> bytes:
    """The file with the concepts added at the end of its list; an empty file becomes a new one.

    Raises:
        FormatError: The file cannot be read as it is, has no list to add to, or already has one of the ids.
    """
    if not data.strip(b"\xef\xbb\xbf \r\n"):
        subject = next((entry.subject for entry in entries), "")
        data += (f"subject: {scalar(subject)}\n" if subject else "").encode() + b"concepts:\n"
    subject = yaml.read_header(data)
    entries = [replace(entry, subject=entry.subject or subject, terms=_in_place(entry.terms)) for entry in entries]
    resource = yaml.read(data, path)
    old = [entry for entry in resource.entries if isinstance(entry, Concept)]
    _refuse_broken(resource.findings)
    _refuse_double(old, entries)
    text = decode(data)
    if "\r" in text.replace("\r\n", ""):
        raise FormatError("the lines end in a bare CR; save the file with LF line ends", path=path)
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    document = Document(data, path, "concepts")
    nodes = list(document.entries())
    after, indent = _end_of_list(document, nodes, lines, path)
    if after == len(lines) and not lines[-1].endswith("\n"):
        lines[-1] += newline
    added = _lines(entries, indent, newline, subject=subject)
    blank = next((size for size in range(after) if lines[after - 1 - size].strip()), 0)
    for place in (after - blank, after):  # blank lines may belong to a block scalar
        new = _with_bom(data, "".join([*lines[:place], *added, *lines[place:]]))
        if list(yaml.read(new, path).entries) == [*old, *entries]:
            return new
    for entry in entries:
        if problem := _cannot_be_read(entry):
            where = f" ({entry.origin})" if entry.origin else ""
            raise FormatError(f"{entry.id!r}{where} cannot be kept: {problem}", path=path)
    raise FormatError("the entry cannot be added here without changing others; add it by hand", path=path)


def new_file(concepts: Iterable[Concept]) -> Iterator[bytes]:
    """A file with these concepts, piece by piece; a subject that all have stands at its top.

    Terms that were computed are left out; a concept without an id gets that of its shorthand.
    """
    entries = [
        concept if written == concept.terms else replace(concept, terms=written)
        for concept in concepts
        if (written := written_terms(concept))
    ]
    subjects = {entry.subject for entry in entries}
    subject = subjects.pop() if len(subjects) == 1 else ""
    if subject:
        yield f"subject: {scalar(subject)}\n".encode()
    yield b"concepts:\n"
    for entry in entries:
        named = entry if entry.id else replace(entry, id=yaml.slug(yaml.naming_term(entry.terms).text))
        yield "".join(_lines([named], INDENT, "\n", subject=subject)).encode()


def canonical(data: bytes, path: str = "") -> tuple[bytes, list[Finding]]:
    """The file in canonical layout, and what was left as it is because it could not be read.

    Keys stand in the order of the documentation, languages in the canonical order under canonical tags, one term per
    line, text in quotes only where YAML needs them, entries indented by two spaces. The order of the
    entries, comments and blank lines between them are the author's and stay.
    """
    resource = yaml.read(data, path)
    before = list(resource.entries)
    try:
        text = decode(data)
    except Refused:
        return data, resource.findings
    document = Document(data, path, "concepts")
    nodes = list(document.entries())
    errors = [finding for finding in resource.findings if finding.severity is Severity.ERROR]
    if not _one_a_line(nodes, text) or document.findings or "\r" in text.replace("\r\n", ""):
        return data, errors
    new = _with_bom(data, _formatted(text, nodes, errors))
    again = yaml.read(new, path)
    if list(again.entries) != before or len(again.findings) != len(resource.findings):
        where = Location(path, nodes[0].line, 1)
        errors.append(Finding("format", Severity.ERROR, "left as it is: the layout would change the meaning", where))
        return data, errors
    return new, errors


def scalar(text: str, *, flow: bool = False) -> str:
    """A text as YAML: plain where every reader of YAML 1.1 and 1.2 takes it for the same, else in double quotes."""
    if (
        _PLAIN_START.match(text)
        and not _NOT_PLAIN.search(text)
        and not _TYPED.fullmatch(text)
        and not (flow and _SPECIAL_IN_FLOW.search(text))
        and not _is_hiding(text)
    ):
        return text
    return '"' + "".join(_escaped(char) for char in text) + '"'


@lru_cache
def _key(name: str) -> str:
    """The same of a key or a language, of which a file has few."""
    return scalar(name)


def _one_a_line(nodes: list[Node], text: str) -> bool:
    """Whether every entry begins on a line of its own with a dash; in brackets, there is nothing to lay out."""
    lines = text.split("\n")
    return bool(nodes) and all(re.match(r" *-[ \t]", lines[node.line - 1]) for node in nodes)


def _formatted(text: str, nodes: list[Node], errors: list[Finding]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    bad = {finding.origin.line for finding in errors if finding.origin}
    out: list[str] = []
    done = 0
    for node in nodes:
        start, end = node.line, max(node.end, node.line)
        out += _between(lines[done : start - 1], inside=done > 0)
        chunk = lines[start - 1 : end]
        spoiled = any(line is not None and start <= line <= end for line in bad)
        out += _reindented(chunk) if spoiled else _entry(chunk)
        done = end
    out += _between(lines[done:], inside=False)
    return newline.join(out)


def _between(lines: list[str], *, inside: bool) -> list[str]:
    """Blank lines and comments between entries: single blanks, comments where the entries are."""
    tidy: list[str] = []
    for line in lines:
        line = line.rstrip()
        if not line and tidy and not tidy[-1] and inside:
            continue
        comment = line.lstrip()
        tidy.append(INDENT + comment if inside and comment.startswith("#") else line)
    return tidy


def _reindented(chunk: list[str]) -> list[str]:
    """An entry with mistakes, moved as a whole to where entries stand, if its lines allow it."""
    old = len(chunk[0]) - len(chunk[0].lstrip(" "))
    if old == len(INDENT) or any(line[:old].strip() for line in chunk):
        return chunk
    return [INDENT + line[old:] if line.strip() else line for line in chunk]


class _Out(NamedTuple):
    """A line of the new text and the line of the old one (1-based in its entry) that it says."""

    text: str
    source: int


class _Comment(NamedTuple):
    text: str
    line: int
    whole: bool


def _entry(chunk: list[str]) -> list[str]:
    """One entry in canonical layout, its comments beside what they stood beside; unchanged where that fails."""
    comments = _comments(chunk)
    try:
        moved = list_of("\n".join(chunk) + "\n")[0]
    except Refused:
        return chunk
    new = _with_comments(list(_render_entry(moved)), comments)
    if _same_entry(chunk, new) and sorted(c.text for c in _comments(new)) == sorted(c.text for c in comments):
        return new
    return chunk


def _same_entry(chunk: list[str], new: list[str]) -> bool:
    def meaning(lines: list[str]) -> list[object]:
        return list(yaml.read(("concepts:\n" + "\n".join(lines) + "\n").encode("utf-8", "surrogatepass")).entries)

    return meaning(chunk) == meaning(new)


def _comments(chunk: list[str]) -> list[_Comment]:
    """The comments of an entry: what can be cut away without changing what is read."""
    if not any("#" in line for line in chunk):
        return []
    values = _values(chunk)
    found: list[_Comment] = []
    lines = list(chunk)
    for number, line in enumerate(chunk):
        for mark in re.finditer(r"(?:^|(?<=[ \t]))#", line):
            cut = [*lines[:number], line[: mark.start()], *lines[number + 1 :]]
            if _values(cut) == values:
                whole = not line[: mark.start()].strip()
                found.append(_Comment(line[mark.start() :].rstrip(), number + 1, whole))
                lines = cut
                break
    return found


def _values(lines: list[str]) -> object:
    try:
        return [_bare(node) for node in list_of("\n".join(lines) + "\n")]
    except Refused:
        return None


def _bare(node: Node) -> object:
    if isinstance(node.value, str):
        return node.value
    if isinstance(node.value, list):
        return [_bare(item) for item in node.value]
    return {key.value: _bare(item) for key, item in node.value}


def _with_comments(lines: list[_Out], comments: list[_Comment]) -> list[str]:
    above: dict[int, list[str]] = {}
    beside: dict[int, list[str]] = {}
    for comment in comments:
        if comment.whole:
            following = [n for n, out in enumerate(lines) if out.source >= comment.line]
            at = min(following, key=lambda n: (lines[n].source, n), default=len(lines))
            above.setdefault(at, []).append(comment.text)
        else:
            said = [n for n, out in enumerate(lines) if out.source <= comment.line]
            at = max(said, key=lambda n: (lines[n].source, n), default=0)
            beside.setdefault(at, []).append(comment.text)
    result: list[str] = []
    for number, out in enumerate(lines):
        indent = out.text[: len(out.text) - len(out.text.lstrip())]
        *earlier, last = beside.get(number, [""])
        result += [indent + text for text in (*above.get(number, ()), *earlier)]
        result.append(f"{out.text}  {last}" if last else out.text)
    deepest = INDENT * 2
    return result + [deepest + text for text in above.get(len(lines), ())]


def _render_entry(node: Node) -> Iterator[_Out]:
    if isinstance(node.value, str):
        yield _Out(f"{INDENT}- {scalar(node.value)}", node.line)
        return
    first = True
    for out in _render_mapping(node, yaml.CONCEPT_KEYS, INDENT * 2):
        yield _Out(f"{INDENT}- {out.text[len(INDENT) * 2 :]}", out.source) if first else out
        first = False


def _render_mapping(node: Node, order: Sequence[str], indent: str) -> Iterator[_Out]:
    for key, value in _in_order(node, order):
        name = key.value
        if name in ("terms", "definition") and isinstance(value.value, tuple):
            yield _Out(f"{indent}{name}:", key.line)
            for lang, item in sorted(value.value, key=lambda pair: language.sort_key(language.parse(pair[0].value))):
                yield from _render_value(language.parse(lang.value), lang.line, item, indent + INDENT, terms=True)
        else:
            yield from _render_value(name, key.line, value, indent, terms=False)


def _render_value(name: str, line: int, value: Node, indent: str, *, terms: bool) -> Iterator[_Out]:
    """`name: value` in as many lines as it takes."""
    label = f"{indent}{_key(name)}:"
    if isinstance(value.value, list):
        items = value.value
        if terms and len(items) == 1:
            yield from _render_value(name, line, items[0], indent, terms=True)
            return
        flat = f"{label} [{', '.join(_flow(item) for item in items)}]"
        if not terms and name != "examples" and _fits(flat):
            yield _Out(flat, line)
            return
        yield _Out(label, line)
        for item in items:
            yield from _render_item(item, indent + INDENT)
    elif isinstance(value.value, tuple):
        flat = f"{label} {_flow(value)}"
        if _fits(flat):
            yield _Out(flat, line)
            return
        yield _Out(label, line)
        yield from _render_mapping(value, yaml.TERM_KEYS, indent + INDENT)
    else:
        yield from _render_text(label, line, value.value, indent)


def _render_item(item: Node, indent: str) -> Iterator[_Out]:
    flat = f"{indent}- {_flow(item)}" if not isinstance(item.value, str) else f"{indent}- {scalar(item.value)}"
    if not isinstance(item.value, tuple) or _fits(flat):
        yield _Out(flat, item.line)
        return
    first = True
    for out in _render_mapping(item, yaml.TERM_KEYS, indent + INDENT):
        yield _Out(f"{indent}- {out.text[len(indent) + 2 :]}", out.source) if first else out
        first = False


def _render_text(label: str, line: int, text: str, indent: str) -> Iterator[_Out]:
    if label.strip()[:-1] in yaml.BOOLEANS:
        yield _Out(f"{label} {text}", line)
        return
    if not _fits(f"{label} {text}") and (folded := _folded(text, indent + INDENT)):
        yield _Out(f"{label} >-", line)
        yield from (_Out(part, line) for part in folded)
        return
    if "\n" not in text or _NOT_LITERAL.search(text) or _is_hiding(text.replace("\n", "")):
        yield _Out(f"{label} {scalar(text)}", line)
        return
    body = text[:-1] if text.endswith("\n") else text
    yield _Out(f"{label} |{'' if text.endswith(chr(10)) else '-'}", line)
    for number, part in enumerate(body.split("\n"), 1):
        yield _Out(f"{indent}{INDENT}{part}" if part else "", line + number)


def _folded(text: str, indent: str) -> list[str]:
    """The text cut at single spaces into lines that fit, for `>-`; empty if it cannot be cut or must not be.

    A cut reads back as one space, so Chinese, which has none, stays on its line.
    """
    if text != text.strip() or "\n" in text or _is_hiding(text):
        return []
    lines = [indent]
    for word in re.split(r"(?<! ) (?! )", text):
        if lines[-1] == indent:
            lines[-1] += word
        elif _fits(f"{lines[-1]} {word}"):
            lines[-1] += f" {word}"
        else:
            lines.append(indent + word)
    return lines if len(lines) > 1 else []


def _flow(node: Node) -> str:
    if isinstance(node.value, str):
        return scalar(node.value, flow=True)
    if isinstance(node.value, list):
        return f"[{', '.join(_flow(item) for item in node.value)}]"
    pairs = (
        f"{scalar(key.value, flow=True)}: {value.value if key.value in yaml.BOOLEANS else _flow(value)}"
        for key, value in _in_order(node, yaml.TERM_KEYS)
    )
    return "{" + ", ".join(pairs) + "}"


def _in_order(node: Node, order: Sequence[str]) -> list[tuple[Node, Node]]:
    """The pairs of a mapping, known keys first and in their order, the others as they stand."""
    return sorted(node.value, key=lambda pair: order.index(pair[0].value) if pair[0].value in order else len(order))


def _fits(line: str) -> bool:
    return len(line) * _WIDEST <= WIDTH or display_width(line) <= WIDTH


def _lines(entries: Iterable[Concept], indent: str, newline: str, *, subject: str) -> list[str]:
    """New entries as lines of the file, indented like their neighbours."""
    lines: list[str] = []
    for concept in entries:
        rendered = [out.text for out in _render_entry(_node_of(concept, subject))]
        lines += [(indent + line[len(INDENT) :] if line else line) + newline for line in rendered]
    return lines


def _node_of(concept: Concept, subject: str) -> Node:
    """The nodes that an author would have typed for this concept."""
    if not (concept.definition or concept.note or concept.examples or concept.related):
        short = "/".join(term.text for term in reversed(concept.terms))
        if concept == _from_shorthand(short, subject):
            return _leaf(short)
    pairs: list[tuple[Node, Node]] = [(_leaf("id"), _leaf(concept.id))]
    if concept.subject != subject:
        pairs.append((_leaf("subject"), _leaf(concept.subject)))
    if not concept.translatable:
        pairs.append((_leaf("translate"), _leaf("false")))
    if concept.definition:
        pairs.append((_leaf("definition"), _tree((lang, _leaf(text)) for lang, text in concept.definition.items())))
    langs = dict.fromkeys(term.lang for term in concept.terms)
    pairs.append((_leaf("terms"), _tree((lang, _terms_node(concept.terms_in(lang))) for lang in langs)))
    if concept.note:
        pairs.append((_leaf("note"), _leaf(concept.note)))
    for name, texts in (("examples", concept.examples), ("related", concept.related)):
        if texts:
            pairs.append((_leaf(name), Node([_leaf(text) for text in texts], 1, 1)))
    return Node(tuple(pairs), 1, 1)


def _terms_node(terms: Sequence[Term]) -> Node:
    return Node([_term_node(term, first=number == 0) for number, term in enumerate(terms)], 1, 1)


def _term_node(term: Term, *, first: bool) -> Node:
    usual = usual_status(first=first)
    extra = {
        "status": "" if term.status is usual else term.status.value,
        "part_of_speech": term.part_of_speech or "",
        "type": term.term_type or "",
        "case": term.case or "",
        "find": "" if term.find else "false",
        "inside": "allow" if term.inside else "",
        "note": term.note,
    }
    pairs = [(_leaf(name), _leaf(value)) for name, value in extra.items() if value]
    for name, texts in (("forms", term.forms), ("not_inside", term.not_inside)):
        if texts:
            pairs.append((_leaf(name), Node([_leaf(text) for text in texts], 1, 1)))
    return Node(((_leaf("term"), _leaf(term.text)), *pairs), 1, 1) if pairs else _leaf(term.text)


def _from_shorthand(text: str, subject: str) -> Concept | None:
    try:
        concept = yaml.from_shorthand(text)
    except ValueError:
        return None
    return Concept(concept.id, concept.terms, subject=subject, translatable=concept.translatable)


def _leaf(text: str) -> Node:
    return Node(text, 1, 1)


def _tree(pairs: Iterable[tuple[str, Node]]) -> Node:
    return Node(tuple((_leaf(name), node) for name, node in pairs), 1, 1)


def _end_of_list(document: Document, nodes: list[Node], lines: list[str], path: str) -> tuple[int, str]:
    """The number of lines before the place for a new entry, and its indentation."""
    if nodes:
        opening = lines[nodes[0].line - 1]
        dash = re.match(r"( *)- ", opening)
        if dash is None:
            raise FormatError("put each entry of the list on a line of its own that begins with `- `", path=path)
        return max(node.end for node in nodes), dash[1]
    for key, value in document.header:
        if key.value == "concepts" and isinstance(value.value, str):
            return key.line, INDENT
    brackets = re.compile(r"concepts:[ \t]*\[[ \t]*\]")
    for number, line in enumerate(lines):
        if brackets.match(line):
            lines[number] = brackets.sub("concepts:", line)
            return number + 1, INDENT
    if not document.header:
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        lines.append("concepts:\n")
        return len(lines), INDENT
    raise FormatError("there is no `concepts:` list to add to; add the line `concepts:`", path=path)


def _in_place(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Terms in the order in which they are read: language by language, and each language as it stands."""
    return tuple(sorted(terms, key=lambda term: language.sort_key(term.lang)))


def _cannot_be_read(entry: Concept) -> str:
    """What of a concept would be read as something else; "" if all of it is read as it is."""
    data = "concepts:\n" + "".join(_lines([entry], INDENT, "\n", subject=""))
    resource = yaml.read(data.encode("utf-8", "surrogatepass"))
    read = [each for each in resource.entries if isinstance(each, Concept)]
    if read == [entry]:
        return ""
    errors = [finding.message for finding in resource.findings if finding.severity is Severity.ERROR]
    if errors or len(read) != 1:
        return errors[0] if errors else "it is not read as one entry"
    names = (each.name for each in fields(Concept) if each.compare)
    wrong = [name for name in names if getattr(read[0], name) != getattr(entry, name)]
    return f"the {' and the '.join(wrong)} would be read as something else; change or remove that"


def _refuse_broken(findings: list[Finding]) -> None:
    for finding in findings:
        if finding.severity is Severity.ERROR:
            where = finding.origin or Location("")
            message = f"mend this before adding to the file: {finding.message}"
            raise FormatError(message, path=where.path, line=where.line, column=where.column)


def _refuse_double(old: list[Concept], new: Sequence[Concept]) -> None:
    there = {concept.id: concept for concept in old}
    for concept in new:
        if concept.id in there:
            origin = there[concept.id].origin
            raise FormatError(
                f"{concept.id} is already there; edit it at {origin}" if origin else f"{concept.id} is given twice"
            )
        there[concept.id] = concept


def _with_bom(data: bytes, text: str) -> bytes:
    return text.encode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8")


def _is_hiding(text: str) -> bool:
    """Whether some character of a text is hidden."""
    return not text.isprintable() and any(map(_hidden, text))


def _hidden(char: str) -> bool:
    """Characters that a reviewer cannot see, or that YAML takes for a line end."""
    return (
        char != " "
        and unicodedata.category(char) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs")
        and char != "\u3000"
    )


def _escaped(char: str) -> str:
    if char in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[char]
    if not _hidden(char):
        return char
    return escape(char)


_SHORT_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_PLAIN_START = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-(?=[^\s\-])")
_SPECIAL_IN_FLOW = re.compile(r"[,\[\]{}:?]")
_NOT_PLAIN = re.compile(r":(?:\s|\Z)|\s#|\s\Z|[\n\r\t]|\A-{3}|\A\.{3}")
_NOT_LITERAL = re.compile(r"\A[\s]|[ \t](?:\n|\Z)|\n\n\Z|\r|\A\n")
# What the schemas of YAML 1.1 and 1.2 would take for something else than text.
_TYPED = re.compile(
    r"(?i:y|yes|n|no|on|off|true|false|null)|~|<<|="
    r"|[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_,]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?)"
    r"|[-+]?[0-9][0-9_]*(?::[0-9]{1,2})+(?:\.[0-9_]*)?"
    r"|[-+]?\.(?:[0-9_]+(?:[eE][-+]?[0-9]+)?|(?i:inf|nan))"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?"
)
