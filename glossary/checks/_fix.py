"""Making the replacements that are the one right answer, in the text of a file and back in its bytes.

A replacement may bring another one to light, so files are checked again until nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from glossary.checks._run import File, Result
from glossary.errors import FormatError
from glossary.model import Finding

ROUNDS = 5
"""How often files are corrected and checked again; what is fixable still then stays."""
_CODECS = ("utf-8", "gb18030", "cp950", "big5hkscs", "euc-jp", "shift_jis", "cp932", "euc-kr", "cp949", "latin-1")
"""Tried in turn: a reader does not say which character set it took, and one that gives the same text is as good."""
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Change:
    """A file before and after, as bytes and as text."""

    path: str
    old: bytes
    new: bytes
    old_text: str
    new_text: str


def fix(
    files: Sequence[File],
    data: Callable[[str], bytes],
    check: Callable[[Sequence[File]], list[Result]],
    read: Callable[[bytes, File], File],
) -> tuple[list[File], list[Result], list[Change]]:
    """The files with everything fixable fixed, what is found in them then, and what changed.

    Args:
        data: The bytes of a file by its path.
        check: Gives the findings of all files.
        read: Reads new bytes in place of a file.
    """
    current = {file.path: file for file in files}
    contents = {file.path: data(file.path) for file in files}
    results = check(list(current.values()))
    for _ in range(ROUNDS):
        fixable: dict[str, list[Finding]] = {}
        for finding, _passage in results:
            if finding.fixable and finding.origin and finding.origin.path in current:
                fixable.setdefault(finding.origin.path, []).append(finding)
        if not fixable:
            break
        for path, findings in fixable.items():
            file = current[path]
            contents[path] = encoded(replaced(file.text, findings), contents[path], file)
            current[path] = read(contents[path], file)
        results = check(list(current.values()))
    changes = [
        Change(file.path, data(file.path), contents[file.path], file.text, current[file.path].text)
        for file in files
        if current[file.path].text != file.text
    ]
    return list(current.values()), results, changes


def replaced(text: str, findings: Iterable[Finding]) -> str:
    """The text with the first replacement of each fixable finding; of two that touch each other the first is made,
    of two that begin together the longer."""
    pieces: list[str] = []
    done, reach = 0, -1
    edits = {(f.span.start, f.span.end): f.replacements[0] for f in reversed(list(findings)) if f.fixable and f.span}
    for (start, end), better in sorted(edits.items(), key=lambda edit: (edit[0][0], -edit[0][1])):
        if start > reach:
            pieces += [text[done:start], better]
            done = reach = end
    return "".join((*pieces, text[done:]))


def encoded(text: str, old: bytes, file: File) -> bytes:
    """The text as bytes, in the character set of the old ones.

    Raises:
        FormatError: The file's character set cannot hold it.
    """
    body = old.removeprefix(_BOM)
    for codec in _CODECS:
        try:
            same = body.decode(codec) == file.text
            new = old[: len(old) - len(body)] + text.encode(codec)
        except UnicodeError:
            continue
        if same and _reads_back(new, text, file):
            return new
    raise FormatError("the character set of this file cannot hold the corrections; save it as UTF-8", path=file.path)


def _reads_back(data: bytes, text: str, file: File) -> bool:
    """Whether the bytes are read as this text, with no problem that the file did not have before."""
    try:
        resource = file.format.read(data, file.path)
    except FormatError:
        return False
    return resource.text == text and {each.rule for each in resource.findings} <= {each.rule for each in file.findings}
