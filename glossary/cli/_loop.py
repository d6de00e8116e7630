"""`gloss suggest --stdio-loop`: JSON Lines in, JSON Lines out, for a script that keeps the process beside an editor.

The termbase and the memory stay open, and are read again when their files have changed. Whatever one line holds, it
gets one line as its answer, and the next line is read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, NoReturn

from glossary.cli import _output
from glossary.cli._suggestions import LONGEST, as_json, offer_as_json, too_long
from glossary.drafting import Offer, begun, renderings
from glossary.errors import GlossaryError
from glossary.model import Lang, SegmentTerm, Span
from glossary.project import Project
from glossary.text import language
from glossary.text.script import language_of


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, with what the options of the command say where a line says nothing.

    Attributes:
        text: A segment that suggestions are wanted for.
        complete: A line up to the cursor; which terms may be written there is wanted.
    """

    text: str | None
    complete: str | None
    lang: Lang | None
    to: Lang | None
    context: str
    min_score: float
    limit: int


class _Wrong(ValueError):
    """A line is no request; the message says what would be one."""


def run(defaults: Request) -> None:
    """Answer each line of standard input that is not blank, until there are no more."""
    desk = _Desk()
    for line in _output.lines_as_they_come():
        if line.strip():
            _output.say_json_now(_answer(line, defaults, desk))


class _Desk:
    """The project of the working directory, as it is on disk."""

    def __init__(self) -> None:
        self._project: Project | None = None
        self._stamp: Hashable = None

    def project(self) -> Project:
        """The one that is open, or if its files have changed, another."""
        if self._project is None or self._project.stamp() != self._stamp:
            self._project = None
            project = Project.find_from(".")
            self._stamp = project.stamp()
            self._project = project
            _output.tell_errors(project.findings)
        return self._project


def _answer(line: bytes, defaults: Request, desk: _Desk) -> dict[str, Any]:
    """The answer to a line, with the id that the line has; `error` says why there is no other."""
    id: str | int | None = None
    try:
        asked = _parsed(line)
        id = _id(asked.pop("id", None))
        return {"id": id, **_answered(_request(asked, defaults), desk.project())}
    except GlossaryError as error:
        return {"id": id, "error": _output.error_text(error)}
    except _Wrong as error:
        return {"id": id, "error": str(error)}
    except Exception as error:  # whatever it was, it was about this line, and the next one has a right to its answer
        if os.environ.get("GLOSS_DEBUG"):
            raise
        return {"id": id, "error": f"this could not be answered ({type(error).__name__}: {error})"}


def _answered(request: Request, project: Project) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    lang = request.to
    terms: tuple[SegmentTerm, ...] = ()
    if request.text is not None:
        suggestion = project.suggest(
            request.text,
            lang=request.lang,
            target_lang=request.to,
            context=request.context,
            min_score=request.min_score,
            limit=request.limit,
        )
        answer |= as_json(suggestion, project)
        lang, terms = suggestion.target_lang, suggestion.terms
    if request.complete is not None:
        hits = project.complete(request.complete)
        offers = [*renderings(request.complete, terms, hits), *begun(hits, lang or language_of(request.complete))]
        first: dict[tuple[str, Span], Offer] = {}
        for offer in offers:
            first.setdefault((offer.term.text, offer.span), offer)
        answer["completions"] = [offer_as_json(offer) for offer in first.values()]
    return answer


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(line.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise _Wrong("the line is not UTF-8; convert it first") from None
    except json.JSONDecodeError as error:
        raise _Wrong(f"the line is not JSON ({error.msg}, column {error.colno})") from None
    except (ValueError, RecursionError):
        raise _Wrong("the line is not JSON that anybody would mean: too deep, or numbers too long") from None
    if not isinstance(asked, dict):
        raise _Wrong('the line is no JSON object; write one such as {"id": 1, "text": "Read the ToS."}')
    return asked


def _no_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no number of JSON", "", 0)


def _id(value: Any) -> str | int | None:
    if value is None or (isinstance(value, str | int) and not isinstance(value, bool)):
        return value
    raise _Wrong("id must be a whole number or a string")


def _request(asked: dict[str, Any], defaults: Request) -> Request:
    """The request in an object.

    Raises:
        _Wrong: A key is unknown, or has a value that is not of its kind.
        LanguageError: A language is none.
    """
    for key, value in asked.items():
        if key not in _KINDS:
            raise _Wrong(f"{key!r} is no key of a request; there are id, {', '.join(_KINDS)}")
        if not _KINDS[key].fits(value):
            raise _Wrong(f"{key} must be {_KINDS[key].name}")
    given = {key: _KINDS[key].read(value) for key, value in asked.items()}
    request = replace(defaults, **given)
    if request.text is None and request.complete is None:
        raise _Wrong('nothing is asked; give "text", a segment, or "complete", a line up to the cursor')
    longest = max(map(len, filter(None, (request.text, request.complete, request.context))), default=0)
    if longest > LONGEST:
        raise _Wrong(too_long(longest))
    if request.lang and request.lang == request.to:
        raise _Wrong(f"lang and to are both {request.lang}; name two languages, or leave one of them out")
    return request


class _Kind(NamedTuple):
    """What the value of a key may be."""

    name: str
    fits: Callable[[Any], bool]
    read: Callable[[Any], Any] = lambda value: value


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not any("\ud800" <= char <= "\udfff" for char in value)


def _is_number(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _lang(tag: str) -> Lang | None:
    return language.parse(tag) if tag else None


_TEXT = _Kind("a text (without half a character, such as \\ud83d alone)", _is_text)
_LANG = _Kind("a language such as en or zh-Hans", _is_text, _lang)
_KINDS = {
    "text": _TEXT,
    "complete": _TEXT,
    "lang": _LANG,
    "to": _LANG,
    "context": _TEXT,
    "min_score": _Kind("a number from 0 to 100", lambda value: _is_number(value, 0, 100), float),
    "limit": _Kind(
        "a whole number from 1 to 1000", lambda value: isinstance(value, int) and _is_number(value, 1, 1000)
    ),
}
"""What a request may hold beside its id: what is asked, and the options of the command."""
