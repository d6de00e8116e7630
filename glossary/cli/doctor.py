"""`gloss doctor`: what is installed, what is found, and what is wrong with it."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from glossary.cli import _output
from glossary.cli._output import Format
from glossary.model import Severity

if TYPE_CHECKING:
    from glossary.project import Project


class Row(NamedTuple):
    """One thing that was examined; `problem` says what to do about it."""

    name: str
    value: str
    problem: str = ""


def command(
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Say what is installed and found: versions, SQLite, OpenCC, settings, terms, memory, cache, encoding.

    \b
    gloss doctor
    gloss doctor --format json

    Exits 1 if something wants attention.
    """
    from glossary.project import Project

    project = Project.find_from(".")
    of_project = (*_settings_and_terms(project), _memory(project))
    rows = [*_versions(), _sqlite(), _opencc(), _yaml(), *of_project, _cache(), _encoding()]
    if format is Format.JSON:
        _output.say_json([row._asdict() for row in rows])
    else:
        _table(rows)
    raise typer.Exit(1 if any(row.problem for row in rows) else 0)


def _table(rows: list[Row]) -> None:
    from glossary.text.width import pad

    width = max(len(row.name) for row in rows)
    for row in rows:
        _output.say(f"{pad(row.name, width)}  {_output.printable(row.value)}")
        if row.problem:
            _output.say(f"{' ' * width}  {_output.yellow('! ' + _output.printable(row.problem))}")


def _versions() -> list[Row]:
    from importlib.metadata import PackageNotFoundError, version

    from glossary import __version__

    def installed(name: str) -> Row:
        try:
            return Row(name, version(name))
        except PackageNotFoundError:
            return Row(name, "not installed", f"install it: pip install {name}")

    names = ("ruamel.yaml", "rapidfuzz", "ahocorasick-rs", "typer", "platformdirs", "pypinyin", "numpy")
    return [
        Row("gloss", f"{__version__} ({Path(__file__).parent.parent})"),
        Row("Python", f"{platform.python_version()} on {platform.system()} ({sys.executable})"),
        *map(installed, names),
    ]


def _sqlite() -> Row:
    import sqlite3

    from glossary.stores.sqlite import has_wal_reset_bug

    if not has_wal_reset_bug(sqlite3.sqlite_version_info):
        return Row("SQLite", f"{sqlite3.sqlite_version}, safe with write-ahead logging")
    return Row(
        "SQLite",
        f"{sqlite3.sqlite_version}, has the WAL-reset bug; one process writes at a time, so it cannot strike",
    )


def _opencc() -> Row:
    from importlib.metadata import packages_distributions, version

    owners = sorted(set(packages_distributions().get("opencc", [])))
    stranger = [name for name in owners if name.lower() != "opencc"]
    advice = f"pip uninstall {' '.join(stranger)} && pip install --force-reinstall opencc"
    try:
        import opencc

        has_phrases = any("s2hkp" in name for name in getattr(opencc, "CONFIGS", ()))
    except Exception as error:  # whatever stands there instead, the doctor names it
        return Row("OpenCC", f"cannot be imported: {error}", f"run: {advice}")
    named = ", ".join(f"{name} {version(name)}" for name in owners) or "unknown distribution"
    if stranger or not has_phrases:
        return Row("OpenCC", named, f"another package shadows the official OpenCC; run: {advice}")
    return Row("OpenCC", named)


def _yaml() -> Row:
    try:
        from _ruamel_yaml import get_version_string
    except ImportError:
        return Row(
            "YAML parser",
            "pure Python",
            "ten times slower; install the C part: pip install ruamel.yaml.clib",
        )
    return Row("YAML parser", f"libyaml {get_version_string()}")


def _settings_and_terms(project: Project) -> list[Row]:
    from glossary.stores.files import TEMPORARY

    config = project.config
    settings = str(config.path or f"none, terms found in {config.root}") if config else "no project here"
    rows = [Row("Settings", settings, "" if config else "run `gloss init` to begin a project")]
    names = ["terms", *(["extends"] * len(config.extends) if config else []), "personal"]
    for name, scope in zip(names if config else ["personal"], project.scopes, strict=True):
        left = [str(path) for path in scope.root.rglob(f"*{TEMPORARY}")] if scope.root.is_dir() else []
        errors = [finding for finding in scope.findings if finding.severity is Severity.ERROR]
        problem = f"{len(errors)} unreadable entries; see `gloss check`" if errors else ""
        problem = problem or (f"left behind by a killed process, may be deleted: {', '.join(left)}" if left else "")
        rows.append(Row(f"Terms ({name})", f"{len(scope)} concepts in {len(scope.paths)} files, {scope.root}", problem))
    return rows


def _memory(project: Project) -> Row:
    from glossary.errors import StoreError

    where, memory = project.memory_path, project.memory
    if not memory.exists:
        return Row("Memory", f"none; `gloss import` makes {where}")
    try:
        units, problems = memory.statistics()["units"], memory.problems()
    except StoreError as error:
        return Row("Memory", str(where), str(error))
    problem = f"{'; '.join(problems)}: restore a backup, or delete it and import again" if problems else ""
    return Row("Memory", f"{units:,} units, {where.stat().st_size / 1e6:.1f} MB, {where}", problem)


def _cache() -> Row:
    from glossary.stores import cache

    home = cache.directory()
    files = [path for path in home.rglob("*") if path.is_file()] if home.is_dir() else []
    size = sum(path.stat().st_size for path in files)
    problem = "" if cache.works() else "cannot be written: every run compiles the terms again; set GLOSS_CACHE_DIR"
    return Row("Cache", f"{len(files)} files, {size / 1e6:.1f} MB, {home}", problem)


def _encoding() -> Row:
    output, files = sys.stdout.encoding or "none", sys.getfilesystemencoding()
    narrow = output.lower().replace("-", "") not in ("utf8", "gb18030", "none")
    problem = "Chinese is shown as escapes; set PYTHONUTF8=1 or a UTF-8 locale" if narrow else ""
    return Row("Encoding", f"output {output}, file names {files}", problem)
