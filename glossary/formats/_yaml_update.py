"""Entries of a terms file that become other concepts, in as few lines as that takes.

Each difference is put into the text where it belongs: a synonym is a line more, and the author's layout,
quotes, order and comments stay. Where that cannot be done (a shorthand gets a definition), the entry is laid out anew
with its comments. Lines of other entries are never touched, and what comes out is read again.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from glossary.errors import FormatError, LanguageError
from glossary.formats import yaml
from glossary.formats._yaml_edit import (
    INDENT,
    _comments,
    _fits,
    _flow,
    _node_of,
    _Out,
    _refuse_broken,
    _render_entry,
    _render_item,
    _render_value,
    _term_node,
    _terms_node,
    _with_bom,
    _with_comments,
    scalar,
)
from glossary.formats._yaml_nodes import Document, Node, Refused, decode, list_of
from glossary.model import Concept, Lang, Location, Term
from glossary.text import language
from glossary.text.script import language_of


def updated(data: bytes, concepts: Sequence[Concept], *, path: str = "") -> bytes:
    """The file in which the entries with the ids of these concepts say what the concepts say.

    Raises:
        FormatError: The file cannot be read as it is, has no such entry or two of them, or an entry cannot be changed
            without changing others.
    """
    if not concepts:
        return data
    resource = yaml.read(data, path)
    old = [entry for entry in resource.entries if isinstance(entry, Concept)]
    _refuse_broken(resource.findings)
    wanted = {concept.id: concept for concept in concepts}
    _refuse_unclear(old, wanted, path)
    text = decode(data)
    if "\r" in text.replace("\r\n", ""):
        raise FormatError("the lines end in a bare CR; save the file with LF line ends", path=path)
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    subject = yaml.read_header(data)
    usual = "\r\n" if lines[0].endswith("\r\n") else "\n"
    document = Document(data, path, "concepts")
    for node, concept in reversed(list(zip(document.entries(), old, strict=True))):
        new = wanted.get(concept.id)
        if new is not None and new != concept:
            place = slice(node.line - 1, max(node.end, node.line))
            lines[place] = _changed(lines[place], concept, new, subject, Location(path, node.line), usual)
    result = _with_bom(data, "".join(lines))
    if list(yaml.read(result, path).entries) != [wanted.get(concept.id, concept) for concept in old]:
        raise FormatError("the entries cannot be changed without changing others; change them by hand", path=path)
    return result


def _refuse_unclear(old: Sequence[Concept], wanted: dict[str, Concept], path: str) -> None:
    times = Counter(concept.id for concept in old)
    for id in wanted:
        if times[id] != 1:
            why = "is in this file twice; give each entry an id of its own" if times[id] else "is not in this file"
            raise FormatError(f"{id} {why}", path=path)


def _changed(lines: list[str], old: Concept, new: Concept, subject: str, where: Location, usual: str) -> list[str]:
    """The lines of one entry, with their line ends, after the change; `usual` is the line end of the file."""
    path, line = where.path, where.line
    if not re.match(r" *-[ \t]", lines[0]):
        message = "put each entry of the list on a line of its own that begins with `- `"
        raise FormatError(message, path=path, line=line)
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n" if lines[0].endswith("\n") else usual
    is_cut_off = not lines[-1].endswith("\n")
    chunk = "".join(lines).replace("\r\n", "\n").removesuffix("\n")
    for made in _candidates(chunk, old, new, subject):
        if _means(made, new, subject) and _same_comments(chunk, made):
            done = [each + newline for each in made.split("\n")]
            return [*done[:-1], done[-1].removesuffix(newline)] if is_cut_off else done
    raise FormatError(
        f"{old.id} cannot be changed here without losing something; change it by hand", path=path, line=line
    )


def _candidates(chunk: str, old: Concept, new: Concept, subject: str) -> Iterator[str]:
    yield from _with_other_text(chunk, old, new)
    with contextlib.suppress(_NotSpliced):
        yield _spliced(chunk, old, new)
    yield _laid_out(chunk, new, subject)


def _with_other_text(chunk: str, old: Concept, new: Concept) -> Iterator[str]:
    """Where one term is called something else: the new text in each place where the old one is written.

    Within quotes of its own it stands as it is, unless something in it has to be escaped.
    """
    texts = [(before.text, after.text) for before, after in zip(old.terms, new.terms, strict=False) if before != after]
    if len(texts) != 1 or len(old.terms) != len(new.terms) or texts[0][0] in ("", texts[0][1]):
        return
    [(before, after)] = texts
    alone = scalar(after, flow=True)
    for found in re.finditer(re.escape(before), chunk):
        for written in (alone,) if alone == after or "\\" in alone else (alone, after):
            yield chunk[: found.start()] + written + chunk[found.end() :]


def _means(chunk: str, concept: Concept, subject: str) -> bool:
    head = f"subject: {scalar(subject)}\n" if subject else ""
    try:
        resource = yaml.read(f"{head}concepts:\n{chunk}\n".encode("utf-8", "surrogatepass"))
    except FormatError:
        return False
    return list(resource.entries) == [concept]


def _same_comments(chunk: str, made: str) -> bool:
    if "#" not in chunk:
        return True

    def said(text: str) -> list[str]:
        return sorted(comment.text for comment in _comments(text.split("\n")))

    return said(chunk) == said(made)


class _NotSpliced(Exception):
    """The change cannot be put into the text; the entry is laid out anew."""


def _spliced(chunk: str, old: Concept, new: Concept) -> str:
    if isinstance(_only(chunk).value, str) or old.id != new.id:
        raise _NotSpliced
    named = next((term for term in new.terms if language.primary(term.lang) == "en"), new.terms[0])
    if new.id != yaml.slug(named.text) and _get(_only(chunk), "id") is None:
        chunk = _put(chunk, [], "id", _leaf(new.id))
    for name in ("subject", "note"):
        if getattr(old, name) != getattr(new, name):
            chunk = _put(chunk, [], name, _leaf(getattr(new, name)))
    if old.translatable != new.translatable:
        chunk = _put(chunk, [], "translate", _leaf(str(new.translatable).lower()))
    for name in ("examples", "related"):
        chunk = _extended(chunk, [], name, getattr(old, name), getattr(new, name))
    for lang in dict.fromkeys([*old.definition, *new.definition]):
        if old.definition.get(lang) != new.definition.get(lang):
            chunk = _defined(chunk, lang, new.definition.get(lang, ""))
    for lang in dict.fromkeys(term.lang for term in (*old.terms, *new.terms)):
        if old.terms_in(lang) != new.terms_in(lang):
            chunk = _with_terms(chunk, lang, old.terms_in(lang), new.terms_in(lang))
    return chunk


def _defined(chunk: str, lang: Lang, text: str) -> str:
    node = _get(_only(chunk), "definition")
    if node is None:
        return _put(chunk, [], "definition", Node(((_leaf(lang), _leaf(text)),), 1, 1))
    if isinstance(node.value, str):
        chunk = _nested(chunk, _pair(_only(chunk), "definition"), f"{language_of(node.value)}: ")
    return _put(chunk, ["definition"], lang, _leaf(text))


def _with_terms(chunk: str, lang: Lang, old: Sequence[Term], new: Sequence[Term]) -> str:
    if not old:
        return _put(chunk, ["terms"], lang, _terms_node(new))
    if [term.text for term in old] != [term.text for term in new[: len(old)]]:
        raise _NotSpliced
    if len(new) > 1 and not isinstance(_at(chunk, ["terms", lang]).value, list):
        if len(old) != 1:
            raise _NotSpliced
        chunk = _listed(chunk, lang)
    for number, (before, after) in enumerate(zip(old, new, strict=False)):
        if before != after:
            chunk = _with_term(chunk, lang, number, before, after)
    for number, term in enumerate(new[len(old) :], len(old)):
        chunk = _appended(chunk, ["terms", lang], _term_node(term, first=number == 0))
    return chunk


def _with_term(chunk: str, lang: Lang, number: int, before: Term, after: Term) -> str:
    path: list[str | int] = ["terms", lang]
    if isinstance(_at(chunk, path).value, list):
        path.append(number)
    wanted = _term_node(after, first=number == 0)
    if isinstance(_at(chunk, path).value, str):
        return _in_brackets(chunk, path, wanted)
    keys = {key.value: value for key, value in wanted.value} if isinstance(wanted.value, tuple) else {}
    if before.status is not after.status:
        keys.setdefault("status", _leaf(after.status.value))
    fields = {"type": "term_type"}
    for key in yaml.TERM_KEYS[1:]:
        name = fields.get(key, key)
        mine, theirs = getattr(before, name), getattr(after, name)
        if mine == theirs:
            continue
        if key not in keys:
            raise _NotSpliced
        if isinstance(theirs, tuple):
            chunk = _extended(chunk, path, key, mine, theirs)
        else:
            chunk = _put(chunk, path, key, keys[key])
    return chunk


def _in_brackets(chunk: str, path: Sequence[str | int], wanted: Node) -> str:
    """A term that gets something to say beside its text: `x` → `{term: x, note: …}`."""
    node = _at(chunk, path)
    start, end = _span(chunk, node)
    token = chunk[start:end]
    if token[0] not in "\"'" and scalar(token, flow=True) != token:
        token = _flow(_leaf(node.value))
    if isinstance(wanted.value, str):
        raise _NotSpliced
    more = "".join(f", {_flow_pair(key, value)}" for key, value in wanted.value[1:])
    made = f"{chunk[:start]}{{term: {token}{more}}}{chunk[end:]}"
    if not _fits(made.split("\n")[node.line - 1]):
        raise _NotSpliced
    return made


def _flow_pair(key: Node, value: Node) -> str:
    return f"{key.value}: {value.value if key.value in yaml.BOOLEANS else _flow(value)}"


def _extended(chunk: str, path: Sequence[str | int], name: str, old: Sequence[str], new: Sequence[str]) -> str:
    """More texts in a list."""
    if old == new:
        return chunk
    whole = Node([_leaf(text) for text in new], 1, 1)
    if not old:
        return _put(chunk, path, name, whole)
    there = _at(chunk, [*path, name])
    if new[: len(old)] != old or not isinstance(there.value, list):
        return _put(chunk, path, name, whole)
    for text in new[len(old) :]:
        chunk = _appended(chunk, [*path, name], _leaf(text))
    return chunk


def _put(chunk: str, path: Sequence[str | int], name: str, value: Node) -> str:
    """A mapping in which a key has this value."""
    mapping = _at(chunk, path)
    if not isinstance(mapping.value, tuple) or value.value == "":
        raise _NotSpliced
    if _get(mapping, name) is not None:
        return _replaced(chunk, path, mapping, name, value)
    if _is_flow(chunk, mapping):
        return _put_in_brackets(chunk, path, mapping, name, value)
    return _put_on_lines(chunk, path, mapping, name, value)


def _replaced(chunk: str, path: Sequence[str | int], mapping: Node, name: str, value: Node) -> str:
    key, there = _pair(mapping, name)
    is_inside = _is_flow(chunk, mapping)
    try:
        start, end = _span(chunk, there)
        said = value.value if name in yaml.BOOLEANS else _flow(value) if is_inside else None
        if said is None and isinstance(value.value, str):
            said = scalar(value.value)
        if said is not None and "\n" not in chunk[start:end]:
            made = chunk[:start] + said + chunk[end:]
            if is_inside or _fits(made.split("\n")[there.line - 1]):
                return made
    except _NotSpliced:
        if is_inside:
            raise
    lines = chunk.split("\n")
    place = slice(key.line - 1, max(there.end, key.line))
    if is_inside or "#" in "".join(lines[place]):
        raise _NotSpliced
    head = lines[key.line - 1][: key.column - 1]
    outs = _render_value(key.value, 1, value, " " * (key.column - 1), terms=_is_lang_level(path))
    first, *more = [out.text for out in outs]
    lines[place] = [head + first[key.column - 1 :], *more]
    return "\n".join(lines)


def _put_in_brackets(chunk: str, path: Sequence[str | int], mapping: Node, name: str, value: Node) -> str:
    if isinstance(value.value, list) and _is_lang_level(path) and len(value.value) == 1:
        value = value.value[0]
    end = _span(chunk, mapping.value[-1][1])[1]
    made = f"{chunk[:end]}, {_flow_pair(_leaf(name), value)}{chunk[end:]}"
    if not _fits(made.split("\n")[chunk.count("\n", 0, end)]):
        raise _NotSpliced
    return made


def _put_on_lines(chunk: str, path: Sequence[str | int], mapping: Node, name: str, value: Node) -> str:
    indent = " " * (mapping.column - 1)
    if name == "definition":
        made = [f"{indent}definition:"]
        for lang, text in value.value:
            made += [out.text for out in _render_value(lang.value, 1, text, indent + INDENT, terms=True)]
    else:
        made = [out.text for out in _render_value(name, 1, value, indent, terms=_is_lang_level(path))]
    lines = chunk.split("\n")
    before = [pair for pair in mapping.value if _rank(pair[0].value, path) < _rank(name, path)]
    if not before:
        first = lines[mapping.line - 1]
        head, rest = first[: mapping.column - 1], first[mapping.column - 1 :]
        made[0] = head + made[0][mapping.column - 1 :]
        lines[mapping.line - 1 : mapping.line] = [*made, indent + rest]
        return "\n".join(lines)
    key, there = max(before, key=lambda pair: _rank(pair[0].value, path))
    after = _last_line(lines, key, there)
    lines[after:after] = made
    return "\n".join(lines)


def _last_line(lines: Sequence[str], key: Node, value: Node) -> int:
    """The number of the last line of a pair; the end of a block scalar is where the next thing begins."""
    last = max(key.line, value.end)
    while last > key.line and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        if len(lines[last - 1]) - len(lines[last - 1].lstrip()) >= key.column and lines[last - 1].strip():
            break  # text of a block scalar
        last -= 1
    return last


def _rank(name: str, path: Sequence[str | int]) -> tuple[int, str]:
    if _is_lang_level(path):
        return language.sort_key(language.parse(name))
    order = yaml.TERM_KEYS if path else yaml.CONCEPT_KEYS
    return (order.index(name) if name in order else len(order), "")


def _appended(chunk: str, path: Sequence[str | int], item: Node) -> str:
    """A list with one more item."""
    node = _at(chunk, path)
    last = node.value[-1]
    if _is_flow(chunk, node):
        end = _span(chunk, last)[1]
        made = f"{chunk[:end]}, {_flow(item)}{chunk[end:]}"
        if not _fits(made.split("\n")[chunk.count("\n", 0, end)]):
            return _on_lines(chunk, path, item)
        return made
    lines = chunk.split("\n")
    after = _last_line(lines, node, last)
    lines[after:after] = [out.text for out in _render_item(item, " " * (node.column - 1))]
    return "\n".join(lines)


def _on_lines(chunk: str, path: Sequence[str | int], item: Node) -> str:
    """A list in brackets that has become too long for its line, one item a line, each as it was typed."""
    mapping, node = _at(chunk, path[:-1]), _at(chunk, path)
    key, _ = _pair(mapping, str(path[-1]))
    lines = chunk.split("\n")
    end = _span(chunk, node)[1]
    tail = chunk[end:].split("\n", 1)[0]
    if _is_flow(chunk, mapping) or not key.line == node.line == node.end or (tail.strip() and not _COMMENT.match(tail)):
        raise _NotSpliced
    indent = " " * (key.column - 1) + INDENT
    typed = [chunk[slice(*_span(chunk, each))] for each in node.value]
    head = lines[key.line - 1][: node.column - 1].rstrip()
    made = [head + tail.rstrip(), *(f"{indent}- {each}" for each in typed)]
    lines[key.line - 1 : node.end] = [*made, *(out.text for out in _render_item(item, indent))]
    return "\n".join(lines)


def _listed(chunk: str, lang: Lang) -> str:
    """The one term of a language as a list of one, in the layout that the entry has elsewhere."""
    terms = _at(chunk, ["terms"])
    key, node = _pair(terms, lang)
    lists = [value for _, value in terms.value if isinstance(value.value, list)]
    if _is_flow(chunk, terms) or (lists and all(_is_flow(chunk, value) for value in lists)):
        start, end = _span(chunk, node)
        token = chunk[start:end]
        if isinstance(node.value, str) and token[0] not in "\"'" and scalar(token, flow=True) != token:
            token = _flow(node)
        if "\n" not in token:
            return f"{chunk[:start]}[{token}]{chunk[end:]}"
    return _nested(chunk, (key, node), "- ")


def _nested(chunk: str, pair: tuple[Node, Node], prefix: str) -> str:
    """What stands behind a key, on a line of its own with something in front of it."""
    key, node = pair
    lines = chunk.split("\n")
    last = max(node.end, node.line)
    first = lines[node.line - 1]
    following = [INDENT + line if line.strip() else line for line in lines[node.line : last]]
    if key.line == node.line:
        if not first[: key.column - 1].strip(" -") == "":
            raise _NotSpliced
        head = first[: node.column - 1].rstrip()
        made = [head, " " * (key.column - 1) + INDENT + prefix + first[node.column - 1 :]]
    else:
        made = [first[: node.column - 1] + prefix + first[node.column - 1 :]]
    lines[node.line - 1 : last] = [*made, *following]
    return "\n".join(lines)


def _laid_out(chunk: str, new: Concept, subject: str) -> str:
    """The entry in canonical layout, its comments beside what they stood beside."""
    lines = chunk.split("\n")
    there = _only(chunk)
    if isinstance(there.value, str):
        outs = [_Out(out.text, 1 + bool(n)) for n, out in enumerate(_render_entry(_node_of(new, subject)))]
    else:
        outs = list(_render_entry(_aligned(_node_of(new, subject), there, yaml.CONCEPT_KEYS)))
    dash = " " * (len(lines[0]) - len(lines[0].lstrip(" ")))
    made = _with_comments(outs, _comments(lines))
    return "\n".join(dash + line[len(INDENT) :] if line else line for line in made)


def _aligned(new: Node, old: Node, known: Sequence[str] = ()) -> Node:
    """New nodes with the lines of the old ones that they stand for, and the keys that nobody here knows.

    Args:
        known: The keys of this level; none where the keys are languages.
    """
    if isinstance(old.value, list) and not isinstance(new.value, list) and old.value:
        old = old.value[0]
    if isinstance(new.value, list):
        items = old.value if isinstance(old.value, list) else [old]
        by_text = {_text_of(item): item for item in reversed(items)}
        aligned = [_aligned(item, by_text.get(_text_of(item)) or items[-1], known) for item in new.value]
        return Node(aligned, old.line, 1)
    if not isinstance(new.value, tuple):
        return Node(new.value, old.line, 1)
    pairs: list[tuple[Node, Node]] = []
    line = old.line
    for key, value in new.value:
        below: Sequence[str] = () if key.value == "definition" else yaml.TERM_KEYS if not known else ()
        found = _find(old, key.value) if isinstance(old.value, tuple) else None
        if found:
            line = found[0].line
            pairs.append((Node(key.value, line, 1), _aligned(value, found[1], below)))
        else:
            pairs.append((Node(key.value, line, 1), _aligned(value, Node("", line, 1), below)))
    if known and isinstance(old.value, tuple):
        pairs += [pair for pair in old.value if pair[0].value not in known]
    return Node(tuple(pairs), old.line, 1)


def _text_of(item: Node) -> object:
    if isinstance(item.value, tuple):
        found = _find(item, "term")
        return found[1].value if found else None
    return item.value if isinstance(item.value, str) else None


def _only(chunk: str) -> Node:
    try:
        (node,) = list_of(f"{chunk}\n")
    except (Refused, ValueError):
        raise _NotSpliced from None
    return node


def _at(chunk: str, path: Sequence[str | int]) -> Node:
    node = _only(chunk)
    for step in path:
        found = node.value[step] if isinstance(step, int) else _get(node, step)
        if found is None:
            raise _NotSpliced
        node = found
    return node


def _get(mapping: Node, name: str) -> Node | None:
    found = _find(mapping, name)
    return found[1] if found else None


def _pair(mapping: Node, name: str) -> tuple[Node, Node]:
    found = _find(mapping, name)
    if found is None:
        raise _NotSpliced
    return found


def _find(mapping: Node, name: str) -> tuple[Node, Node] | None:
    """The pair with a key, or with a language however it is spelt."""
    for key, value in mapping.value if isinstance(mapping.value, tuple) else ():
        if key.value == name or (_is_lang(name) and _tag(key.value) == name):
            return key, value
    return None


def _tag(text: str) -> str:
    try:
        return language.parse(text)
    except LanguageError:
        return ""


def _is_lang(name: str) -> bool:
    return name not in yaml.CONCEPT_KEYS and name not in yaml.TERM_KEYS


def _is_lang_level(path: Sequence[str | int]) -> bool:
    return len(path) == 1


def _is_flow(chunk: str, node: Node) -> bool:
    """Whether a list or a mapping is in brackets."""
    return chunk[_offset(chunk, node)] in "[{" and not isinstance(node.value, str)


def _offset(chunk: str, node: Node) -> int:
    start = 0
    for _ in range(node.line - 1):
        start = chunk.index("\n", start) + 1
    return start + node.column - 1


def _span(chunk: str, node: Node) -> tuple[int, int]:
    """Where a text or something in brackets stands in the entry."""
    start = _offset(chunk, node)
    if isinstance(node.value, str):
        if node.plain and chunk.startswith(node.value, start):
            return start, start + len(node.value)
        found = _QUOTED.match(chunk, start)
        if found is None or node.plain:
            raise _NotSpliced
        return start, found.end()
    if chunk[start] not in "[{":
        raise _NotSpliced
    children = node.value if isinstance(node.value, list) else [value for _, value in node.value]
    at = _span(chunk, children[-1])[1] if children else start + 1
    found = _CLOSING.match(chunk, at)
    if found is None:
        raise _NotSpliced
    return start, found.end()


def _leaf(text: str) -> Node:
    return Node(text, 1, 1)


_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'', re.DOTALL)
_CLOSING = re.compile(r"(?:\s|,|(?<=\s)#[^\n]*)*[\]}]")
_COMMENT = re.compile(r"[ \t]+#")
