"""Settings: gloss.toml, or [tool.gloss] in pyproject.toml, as one frozen value.

Every key has a default, so a directory with `terms/` in it needs no settings at all. Found by walking up from the
working directory; the nearest directory that has settings or terms is the project.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from glossary.errors import ConfigError, LanguageError
from glossary.model import Lang
from glossary.text import language

TERMS_SUFFIXES = (".yaml", ".yml")
"""What the files of a termbase are called."""

DEFAULT_LANGUAGES = (language.EN, language.ZH_HANS)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one project.

    Attributes:
        root: The project's directory.
        path: The file that the settings came from; None if there is none.
        terms: The directory of the project's own terms, relative to `root`.
        extends: Directories of further termbases, nearest first; relative to `root`, `~` is understood.
        languages: Every concept that is translated should have a term in each of these.
    """

    root: Path
    path: Path | None = None
    terms: str = "terms"
    extends: tuple[str, ...] = ()
    languages: tuple[Lang, ...] = DEFAULT_LANGUAGES

    @property
    def terms_directory(self) -> Path:
        """Where the project's own terms are."""
        return self.root / self.terms

    @property
    def extended_directories(self) -> tuple[Path, ...]:
        """Where the further termbases are, nearest first."""
        return tuple(self.root / Path(entry).expanduser() for entry in self.extends)

    @property
    def named_directories(self) -> tuple[Path, ...]:
        """The directories that the settings speak of and that should therefore be there."""
        own = (self.terms_directory,) if self.terms != "terms" else ()
        return (*own, *self.extended_directories)


def find(start: Path) -> Config | None:
    """The settings of the project that `start` is in; None outside of any project.

    Raises:
        ConfigError: The nearest settings cannot be used.
    """
    try:
        start = Path(os.path.abspath(start))
    except FileNotFoundError:
        raise ConfigError("the working directory does not exist any more; change to another") from None
    for directory in (start, *start.parents):
        config = _of(directory)
        if config is not None:
            return config
    return None


def personal_directory() -> Path:
    """The directory of the user's own terms, consulted last; $GLOSS_CONFIG_DIR/terms if that is set."""
    if chosen := os.environ.get("GLOSS_CONFIG_DIR"):
        return Path(chosen) / "terms"
    from platformdirs import user_config_dir

    return Path(user_config_dir("gloss", appauthor=False)) / "terms"


def _of(directory: Path) -> Config | None:
    own = directory / "gloss.toml"
    if os.path.exists(own):
        return _config(own, _parsed(own))
    shared = directory / "pyproject.toml"
    if os.path.exists(shared) and b"gloss" in (data := _bytes(shared)) and _MENTIONED.search(data):
        tool = _parsed(shared).get("tool")
        if isinstance(tool, dict) and "gloss" in tool:
            return _config(shared, tool["gloss"])
    if _has_terms(directory / "terms"):
        return Config(directory)
    return None


def _has_terms(directory: Path) -> bool:
    """Whether this is a directory of terms: YAML files in it, or nothing yet."""
    try:
        with os.scandir(directory) as entries:
            names = [entry.name for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return False
    return not names or any(name.endswith(TERMS_SUFFIXES) for name in names)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=str(path)) from None


_MENTIONED = re.compile(rb"""\[\s*["']?tool["']?\s*(\]|\.\s*["']?gloss)|^\s*tool\s*[.=]""", re.MULTILINE)
"""What a pyproject.toml must hold to be worth parsing."""


def _parsed(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(_bytes(path).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ConfigError("not UTF-8; save the file as UTF-8", path=str(path)) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not TOML: {error}; see https://toml.io for the syntax", path=str(path)) from None
    except RecursionError:
        raise ConfigError("brackets are nested too deeply; remove them", path=str(path)) from None


def _config(path: Path, values: Any) -> Config:
    if not isinstance(values, dict):
        raise ConfigError("[tool.gloss] must be a table of settings", path=str(path))
    import difflib

    known = [field.name for field in fields(Config) if field.name not in ("root", "path")]
    for name in values:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            meant = f"; did you mean {close[0]}?" if close else f"; known are {', '.join(known)}"
            raise ConfigError(f"unknown setting {name!r}{meant}", path=str(path))
    return Config(
        root=path.parent,
        path=path,
        terms=_string(values.get("terms", "terms"), "terms", path),
        extends=_directories(values.get("extends", []), path),
        languages=_languages(values.get("languages"), path),
    )


def _languages(value: Any, path: Path) -> tuple[Lang, ...]:
    if value is None:
        return DEFAULT_LANGUAGES
    try:
        return tuple(dict.fromkeys(language.parse(tag) for tag in _strings(value, "languages", path)))
    except LanguageError as error:
        raise ConfigError(f"languages: {error}", path=str(path)) from None


def _string(value: Any, name: str, path: Path) -> str:
    if not _is_text(value):
        raise ConfigError(f'{name} needs text, such as {name} = "terms"', path=str(path))
    return str(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != "" and "\0" not in value


def _strings(value: Any, name: str, path: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(_is_text(item) for item in value):
        raise ConfigError(f'{name} needs a list of texts, such as {name} = ["…", "…"]', path=str(path))
    return tuple(value)


def _directories(value: Any, path: Path) -> tuple[str, ...]:
    entries = _strings(value, "extends", path)
    for entry in entries:
        try:
            Path(entry).expanduser()
        except RuntimeError:
            raise ConfigError(
                f"extends: {entry!r} names a home directory that does not exist", path=str(path)
            ) from None
    return entries
