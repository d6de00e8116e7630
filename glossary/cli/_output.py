"""How answers look: text for people, JSON for programs, findings as file:line:column. The only place that prints.

Text from a termbase is untrusted: whatever a terminal could obey (control characters, bidi overrides) is shown
as an escape. Colour only on a terminal, and not with NO_COLOR.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn

import typer

from glossary.errors import GlossaryError
from glossary.model import Finding, Location, Severity
from glossary.text.width import escape


class Format(StrEnum):
    """How a verb prints its answer."""

    TEXT = "text"
    JSON = "json"


class ReportFormat(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def prepare() -> None:
    """Make both streams take any character (what they cannot encode is escaped), and be there even if closed."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, io.StringIO())
        with contextlib.suppress(AttributeError, ValueError):
            getattr(sys, name).reconfigure(errors="backslashreplace")


def say(text: str = "") -> None:
    """One line of the answer, on standard output."""
    try:
        sys.stdout.write(text + "\n")
    except OSError as error:
        raise SystemExit(unwritable(error)) from None


def say_bytes(pieces: Iterable[bytes]) -> None:
    """The answer as it stands in a file, on standard output."""
    stream = getattr(sys.stdout, "buffer", None) or io.BytesIO()
    try:
        sys.stdout.flush()
        for piece in pieces:
            stream.write(piece)
        stream.flush()
    except OSError as error:
        raise SystemExit(unwritable(error)) from None


def tell(text: str) -> None:
    """One line beside the answer, on standard error; if that is gone, nobody is told."""
    with contextlib.suppress(OSError):
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


def unwritable(error: OSError) -> int:
    """Standard output is gone or full: write no more to it, and say so unless nobody reads it; the exit status."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return 141
    tell(f"gloss: error: the output cannot be written: {error.strerror}")
    return 2


def typed_lines() -> list[str]:
    """The lines of standard input, which must be UTF-8 whatever the locale says."""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig").split("\n") if sys.stdin else []
    except UnicodeDecodeError:
        stop("standard input is not UTF-8; convert it first")


def lines_as_they_come() -> Iterator[bytes]:
    """The lines of standard input, each as soon as it is there."""
    yield from sys.stdin.buffer if sys.stdin else ()


def typed_bytes() -> bytes:
    """Standard input as it comes."""
    return sys.stdin.buffer.read() if sys.stdin else b""


def say_json(value: Any, *, indent: int | None = 2) -> None:
    """The answer as JSON, on one line if without `indent`; as \\u escapes in other encodings than UTF-8."""
    say(_as_json(value, is_utf8=_is_utf8(sys.stdout.encoding), indent=indent))


def say_json_now(value: Any) -> None:
    """One line of JSON, in UTF-8 whatever the locale says, for a program that waits for it."""
    say_bytes([_as_json(value, is_utf8=True, indent=None).encode() + b"\n"])


def error(problem: GlossaryError) -> None:
    """An exception as one line: `file:line:column: error: what and what to do`."""
    tell(f"{one_line(_where(problem) or 'gloss')}: {red('error')}: {printable(_from_here(str(problem)))}")


def error_text(problem: GlossaryError) -> str:
    """An exception for JSON: `file:line:column: what and what to do`."""
    return ": ".join(filter(None, (_where(problem), _from_here(str(problem)))))


def stop(message: str) -> NoReturn:
    """End with one line and status 2: the call was wrong."""
    tell(f"gloss: {red('error')}: {printable(message)}")
    raise SystemExit(2)


def finding_line(finding: Finding) -> str:
    """`file:line:column: severity: message [rule]`."""
    where = place(finding.origin) if finding.origin else "gloss"
    colour = {Severity.ERROR: red, Severity.WARNING: yellow, Severity.INFO: dim}[finding.severity]
    message = one_line(_from_here(finding.message))
    return f"{where}: {colour(finding.severity.value)}: {message} [{finding.rule}]"


def tell_findings(findings: Iterable[Finding]) -> bool:
    """Print findings on standard error; whether any is an error."""
    broken = False
    for finding in findings:
        tell(finding_line(finding))
        broken |= finding.severity is Severity.ERROR
    return broken


def tell_errors(findings: Iterable[Finding]) -> bool:
    """Print the findings that are errors on standard error; whether there were any."""
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    for finding in errors:
        tell(finding_line(finding))
    return bool(errors)


def place(location: Location) -> str:
    """A location as seen from the working directory: `terms/ai.yaml:12:3`."""
    return one_line(str(Location(near(location.path), location.line, location.column)))


def seen_from(root: Path, location: Location | None) -> Location | None:
    """The line of a location that counts from a project's directory; what is no file there stays as it is called."""
    if location is None:
        return None
    path = root / location.path
    found = os.path.abspath(path) if os.path.lexists(path) else location.path
    return Location(found, location.line, commit=location.commit)


def shown(path: Path) -> str:
    """A path as seen from the working directory."""
    return printable(near(str(path)))


def path_and_line(location: Location | None) -> dict[str, Any] | None:
    """A location for JSON: `{"path": …, "line": …}`, the path as seen from the working directory."""
    return {"path": near(location.path), "line": location.line} if location else None


def near(path: str) -> str:
    """The path relative to the working directory, unless that is longer or on another drive."""
    try:
        relative = os.path.relpath(path)
    except (ValueError, OSError):
        return path
    return relative if Path(path).is_absolute() and len(relative) < len(path) else path


def printable(text: str) -> str:
    """The text with everything a terminal could obey, or nobody could see, as an escape."""
    return text if text.isascii() and text.isprintable() else "".join(map(_visible, text))


def one_line(text: str) -> str:
    """As `printable`, with line breaks as escapes, too."""
    return printable(text).replace("\n", "\\n")


def bold(text: str) -> str:
    """For the word that was asked for."""
    return _styled(text, bold=True)


def dim(text: str) -> str:
    """For what is there if needed."""
    return _styled(text, dim=True)


def red(text: str) -> str:
    """For errors and forbidden terms."""
    return _styled(text, fg="red")


def yellow(text: str) -> str:
    """For warnings and deprecated terms."""
    return _styled(text, fg="yellow")


def removed(text: str) -> str:
    """For what a text had and another has not: red, or `[-so-]` as in wdiff."""
    return red(text) if _is_coloured() else f"[-{text}-]"


def inserted(text: str) -> str:
    """For what a text has and another had not: green, or `{+so+}` as in wdiff."""
    return _styled(text, fg="green") if _is_coloured() else f"{{+{text}+}}"


@contextlib.contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A line on standard error that shows how far something is, once it has taken a second; on a terminal only.

    In per cent, or as a number where it is not known how much there is (0).
    """
    started, shown = time.monotonic(), False

    def update(done: int, total: int) -> None:
        nonlocal shown
        if sys.stderr.isatty() and (done or total) and time.monotonic() - started > 1:
            sys.stderr.write(f"\r{label} " + (f"{100 * done // total:3d} %" if total else f"{done:,}"))
            sys.stderr.flush()
            shown = True

    try:
        yield update
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _where(problem: GlossaryError) -> str:
    return str(Location(near(problem.path), problem.line, problem.column)) if problem.path else ""


def _from_here(message: str) -> str:
    """A message with the paths in it as seen from the working directory."""
    try:
        return message.replace(f"{os.getcwd()}{os.sep}", "")
    except OSError:
        return message


def _visible(char: str) -> str:
    if char == "\n" or char.isprintable():
        return char
    if unicodedata.category(char) == "Zs":
        return char if char == "\u3000" else f"\\u{ord(char):04x}"
    return escape(char)


def _styled(text: str, **style: Any) -> str:
    """Coloured only if both streams are terminals: answers and errors are styled by the same functions."""
    return typer.style(text, **style) if _is_coloured() else text


def _is_coloured() -> bool:
    return sys.stdout.isatty() and sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def _is_utf8(encoding: str | None) -> bool:
    return (encoding or "").lower().replace("-", "").replace("_", "") == "utf8"


def _as_json(value: Any, *, is_utf8: bool, indent: int | None) -> str:
    import json

    text = json.dumps(value, ensure_ascii=not is_utf8, indent=indent)
    hidden = {ord(char): escaped for char in set(text) if (escaped := _json_visible(char)) != char}
    return text.translate(hidden) if hidden else text


def _json_visible(char: str) -> str:
    """What a terminal could obey or nobody could see, and lone surrogates, as the escape that JSON has for them."""
    import json

    if char == "\n" or char.isprintable() or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return char
    return json.dumps(char)[1:-1] if char != "\x7f" else "\\u007f"
