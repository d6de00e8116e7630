"""Parameters without the price of a schema library.

Typer converts every value with pydantic, whose import takes as long as all the rest of a look-up. Text, numbers and
choices that are plainly right are taken as they are; whatever is not goes the usual way and gets the usual
message. Works on what Typer 0.29 keeps in `_runtime_param`; without that attribute nothing changes.
"""

from __future__ import annotations

import enum
import os
from typing import Any, get_args, get_origin

_UNSURE = object()


def lighten(parameters: list[Any]) -> list[Any]:
    """Give each parameter of a command the light conversion; the same parameters."""
    for parameter in parameters:
        if hasattr(parameter, "_runtime_param"):
            parameter._runtime_param = _Light(parameter.type_descriptor)
    return parameters


class _Light:
    """Stands where Typer keeps its converter of one parameter."""

    def __init__(self, descriptor: Any) -> None:
        self._descriptor = descriptor

    def coerce(self, value: Any, *, param: Any, ctx: Any) -> Any:
        """The value in the type that the verb asks for.

        Raises:
            typer.BadParameter: It has no such form.
        """
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        taken = _plain(value, self._descriptor.annotation, self._descriptor.parameter_info)
        if taken is not _UNSURE:
            return taken
        from typer._coercion import build_runtime_param

        return build_runtime_param(self._descriptor).coerce(value, param=param, ctx=ctx)


def _plain(value: Any, annotation: Any, info: Any) -> Any:
    if get_origin(annotation) is list and isinstance(value, (list, tuple)):
        items = [_plain(item, get_args(annotation)[0], info) for item in value]
        return items if _UNSURE not in items else _UNSURE
    if annotation is str and isinstance(value, str):
        return value if _names_a_file(info) else _as_utf8(value)
    if annotation is int and str(value).isascii() and str(value).isdecimal() and len(str(value)) < 10:
        return int(value) if _within(int(value), info) else _UNSURE
    if isinstance(annotation, type) and issubclass(annotation, enum.StrEnum) and value in list(annotation):
        return annotation(value)
    return _UNSURE


def _names_a_file(info: Any) -> bool:
    """Names of files stay as Python gives them, or they cannot be opened."""
    return any(word in (info.metavar or "") for word in ("PATH", "FILE", "SOURCE"))


def _as_utf8(text: str) -> str:
    """An argument as its bytes say in UTF-8, even where the locale knows nothing of it."""
    if text.isascii() or text.isprintable():
        return text
    try:
        return os.fsencode(text).decode("utf-8")
    except UnicodeError:
        return text


def _within(number: int, info: Any) -> bool:
    return (info.min is None or number >= info.min) and (info.max is None or number <= info.max)
