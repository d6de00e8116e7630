"""Settings: gloss.toml, or [tool.gloss] in pyproject.toml, as one frozen value.

Every key has a default, so a directory with `terms/` in it needs no settings at all. Found by walking up from the
working directory; the nearest directory that has settings or terms is the project.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from glossary.errors import ConfigError, LanguageError
from glossary.model import Lang
from glossary.text import language

TERMS_SUFFIXES = (".yaml", ".yml")
"""What the files of a termbase are called."""

DEFAULT_LANGUAGES = (language.EN, language.ZH_HANS)


@dataclass(frozen=True, slots=True)
class House:
    """The house style: what checks of a text cannot know by themselves.

    Attributes:
        han_latin_space: Between Han and Latin letters or digits: "space", "none", "any", or "document" for what the
            document mostly does.
    """

    han_latin_space: str = "document"


HAN_LATIN_SPACE = ("document", "space", "none", "any")
FAIL_ON = ("info", "warning", "error", "never")
LEVELS = ("off", "on", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """The table `[check]`: how the texts and terms of a project are checked.

    Attributes:
        fail_on: From which severity on the exit status is 1: "info", "warning", "error" or "never".
        rules: For a rule "off", "on", or "info", "warning", "error" (on, and of that severity).
        exclude: Glob patterns of files that are not checked; those with a slash count from the project's root.
        baseline: The file of findings that are known and not reported, relative to the root; "" for none.
    """

    fail_on: str = "warning"
    rules: Mapping[str, str] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    baseline: str = ""
    house: House = House()


EXPORTS = ("csv", "deepl", "omegat", "po", "tbx", "tbx3")
"""The profiles that `gloss export` writes if nothing else is said."""


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """The table `[export]`: what `gloss export` writes if nothing is named.

    Attributes:
        profiles: The names of profiles.
        directory: Where, relative to the root; a directory in it for each profile.
    """

    profiles: tuple[str, ...] = EXPORTS
    directory: str = "exports"


@dataclass(frozen=True, slots=True)
class AnalyzeSettings:
    """The table `[analyze]`: what work costs, which agencies and translators agree on each for themselves.

    Attributes:
        weights: For a band of `gloss analyze` ("100", "95–99", "repetition", …) what a word costs, 1 for a new one.
    """

    weights: Mapping[str, float] = field(default_factory=dict)


BANDS = ("translated", "in context", "100", "repetition", "95–99", "85–94", "75–84", "50–74", "internal", "new")
"""How near a translation comes to a segment, nearest first, as `gloss analyze` says it."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one project.

    Attributes:
        root: The project's directory.
        path: The file that the settings came from; None if there is none.
        terms: The directory of the project's own terms, relative to `root`.
        extends: Directories of further termbases, nearest first; relative to `root`, `~` is understood.
        languages: Every concept that is translated should have a term in each of these.
        sources: Programming languages whose strings and comments are texts of the project: "python", "typescript", …
        check: How texts and terms are checked.
        export: What is written for other tools.
        analyze: What work costs.
    """

    root: Path
    path: Path | None = None
    terms: str = "terms"
    extends: tuple[str, ...] = ()
    languages: tuple[Lang, ...] = DEFAULT_LANGUAGES
    sources: tuple[str, ...] = ()
    check: CheckSettings = CheckSettings()
    export: ExportSettings = ExportSettings()
    analyze: AnalyzeSettings = AnalyzeSettings()

    @property
    def exports_directory(self) -> Path:
        """Where files for other tools are written."""
        return self.root / self.export.directory

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


def files_of(start: Path) -> Iterator[Path]:
    """The files and directories, from `start` upwards, by which a project is found; they need not exist."""
    for directory in (start, *start.parents):
        yield directory / "gloss.toml"
        yield directory / "pyproject.toml"
        yield directory / "terms"


def personal_directory() -> Path:
    """The directory of the user's own terms, consulted last; $GLOSS_CONFIG_DIR/terms if that is set."""
    if chosen := os.environ.get("GLOSS_CONFIG_DIR"):
        return Path(chosen) / "terms"
    from platformdirs import user_config_dir

    try:
        return Path(user_config_dir("gloss", appauthor=False)) / "terms"
    except RuntimeError:  # of a user without a home; nothing is there
        return Path(os.devnull) / "terms"


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
    _refuse_unknown(values, [field.name for field in fields(Config) if field.name not in ("root", "path")], path)
    return Config(
        root=path.parent,
        path=path,
        terms=_string(values.get("terms", "terms"), "terms", path),
        extends=_directories(values.get("extends", []), path),
        languages=_languages(values.get("languages"), path),
        sources=_strings(values.get("sources", []), "sources", path),
        check=_check(values.get("check", {}), path),
        export=_export(values.get("export", {}), path),
        analyze=_analyze(values.get("analyze", {}), path),
    )


def _check(table: Any, path: Path) -> CheckSettings:
    if not isinstance(table, dict):
        raise ConfigError('check must be a table, such as [check] with fail-on = "error" in it', path=str(path))
    _refuse_unknown(table, ["fail-on", "rules", "exclude", "baseline", "han-latin-space"], path, "check.")
    rules = table.get("rules", {})
    if not isinstance(rules, dict):
        raise ConfigError('check.rules must be a table, such as rules = {unused-suppression = "off"}', path=str(path))
    return CheckSettings(
        fail_on=_choice(table.get("fail-on", "warning"), FAIL_ON, "check.fail-on", path),
        rules={rule: _choice(level, LEVELS, f"check.rules.{rule}", path) for rule, level in rules.items()},
        exclude=_strings(table.get("exclude", []), "check.exclude", path),
        baseline=_string(table["baseline"], "check.baseline", path, like="known.json") if "baseline" in table else "",
        house=House(
            _choice(table.get("han-latin-space", "document"), HAN_LATIN_SPACE, "check.han-latin-space", path),
        ),
    )


def _export(table: Any, path: Path) -> ExportSettings:
    if not isinstance(table, dict):
        raise ConfigError('export must be a table, such as [export] with profiles = ["po"] in it', path=str(path))
    _refuse_unknown(table, ["profiles", "directory"], path, "export.")
    return ExportSettings(
        profiles=_strings(table.get("profiles", list(EXPORTS)), "export.profiles", path),
        directory=_string(table.get("directory", "exports"), "export.directory", path, like="exports"),
    )


def _analyze(table: Any, path: Path) -> AnalyzeSettings:
    if not isinstance(table, dict):
        raise ConfigError("analyze must be a table, such as [analyze] with weights in it", path=str(path))
    _refuse_unknown(table, ["weights"], path, "analyze.")
    weights = table.get("weights", {})
    if not isinstance(weights, dict):
        raise ConfigError('analyze.weights must be a table, such as weights = {"100" = 0.1}', path=str(path))
    named = {band.replace("-", "–") if band[:1].isdigit() else band: weight for band, weight in weights.items()}
    _refuse_unknown(named, list(BANDS), path, "analyze.weights.")
    for band, weight in named.items():
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= 100:
            raise ConfigError(f"analyze.weights.{band} needs a number from 0 to 100, not {weight!r}", path=str(path))
    return AnalyzeSettings({band: float(weight) for band, weight in named.items()})


def _refuse_unknown(values: Iterable[str], known: list[str], path: Path, prefix: str = "") -> None:
    for name in values:
        if name not in known:
            import difflib

            close = difflib.get_close_matches(name, known, n=1)
            meant = f"did you mean {prefix}{close[0]}?" if close else f"known are {', '.join(known)}"
            raise ConfigError(f"unknown setting {prefix + name!r}; {meant}", path=str(path))


def _choice(value: Any, choices: tuple[str, ...], name: str, path: Path) -> str:
    if value not in choices:
        raise ConfigError(f"{name} must be one of {', '.join(choices)}, not {value!r}", path=str(path))
    return str(value)


def _languages(value: Any, path: Path) -> tuple[Lang, ...]:
    if value is None:
        return DEFAULT_LANGUAGES
    try:
        return tuple(dict.fromkeys(language.parse(tag) for tag in _strings(value, "languages", path)))
    except LanguageError as error:
        raise ConfigError(f"languages: {error}", path=str(path)) from None


def _string(value: Any, name: str, path: Path, *, like: str = "terms") -> str:
    if not _is_text(value):
        raise ConfigError(f'{name} needs text, such as {name} = "{like}"', path=str(path))
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
