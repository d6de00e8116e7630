"""The page of benchmarks: what its tables are made of, and how they get into it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable
from importlib.metadata import distribution, version
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
LIBRARIES = ("gloss-tm", "typer", "rapidfuzz", "ruamel.yaml", "ruamel.yaml.clib", "pypinyin", "opencc")


def publish(section: str, lines: Iterable[str], *, write: bool) -> None:
    """Print a report, or write it into the page between the marks of its section."""
    report = "".join(f"{line}\n" for line in lines)
    if not write:
        print(report, end="")
        return
    begin, end = (f"<!-- {edge}: benchmarks/{section} -->\n" for edge in ("begin", "end"))
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    PAGE.write_text(before + begin + report + end + rest.partition(end)[2], encoding="utf-8")


def machine() -> str:
    """What the figures were taken with."""
    source = json.loads(distribution("gloss-tm").read_text("direct_url.json") or "{}")
    kind = "an editable" if source.get("dir_info", {}).get("editable") else "a normal"
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"Python {platform.python_version()} on {system}; {libraries}; {kind} installation."


def verdict(value: float, bar: float | None, unit: str) -> tuple[str, str]:
    """A bar and whether a value stays below it, as two cells; without a bar, nothing."""
    return ("–", "–") if bar is None else (f"{bar:g} {unit}", "yes" if value <= bar else "**no**")


def head(*names: str) -> tuple[str, str]:
    """The first two lines of a table."""
    return row(*names), row(*["---"] * len(names))


def row(*cells: str) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |"
