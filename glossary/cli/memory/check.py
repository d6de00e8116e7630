"""`gloss memory check`: which past translations are wrong by now?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from glossary.cli import _output, _units
from glossary.cli._output import ReportFormat
from glossary.model import Finding


def command(
    rule: Annotated[
        list[str] | None, typer.Option("--rule", metavar="RULE", help="Only this rule (repeatable).")
    ] = None,
    no_rule: Annotated[
        list[str] | None, typer.Option("--no-rule", metavar="RULE", help="Not this rule (repeatable).")
    ] = None,
    format: Annotated[
        ReportFormat, typer.Option("--format", help="text for people; json, sarif and github for programs.")
    ] = ReportFormat.TEXT,
) -> None:
    """Check the memory: units that contradict each other, or break the terms, the numbers or the placeholders.

    \b
    gloss memory check
    gloss memory check --rule contradictory-units
    gloss memory check --no-rule missing-term --format json

    Each finding names the number of the unit, by which `gloss memory delete` knows it, and where it came from. Units
    that use a term which was deprecated or forbidden since are among them. Exits 1 when something is found.
    """
    from glossary.project import Project
    from glossary.upkeep import CONTRADICTORY, RULES

    only, without = rule or [], no_rule or []
    for name in (*only, *without):
        if name != CONTRADICTORY and name not in RULES:
            _output.stop(f"{name}: no rule for a memory; there are {', '.join(sorted((*RULES, CONTRADICTORY)))}")
    project = Project.find_from(".")
    broken = _output.tell_errors(project.findings)
    if _units.is_empty(project):
        _output.tell(_units.EMPTY)
        raise typer.Exit(2 if broken else 0)
    names = [name for name in only if name != CONTRADICTORY]
    rules = project.rules(only=names, without=[name for name in without if name != CONTRADICTORY])
    wants_contradictions = CONTRADICTORY not in without and (not only or CONTRADICTORY in only)
    with _output.progress("Checking") as progress:
        found = project.check_memory(
            rules if names or not only else (), contradictions=wants_contradictions, progress=progress
        )
        count = _show(found, format, str(project.root))
    raise typer.Exit(2 if broken else 1 if count else 0)


def _show(found: Iterator[Finding], format: ReportFormat, root: str) -> int:
    """Print the findings, for people as they come; how many there are."""
    from glossary.checks._run import Result
    from glossary.cli import _report

    if format in (ReportFormat.JSON, ReportFormat.SARIF):
        results = [Result(each, "") for each in found]
        _report.show(results, {}, root, format)
        return len(results)
    count = 0
    for each in found:
        _report.show([Result(each, "")], {}, root, format)
        count += 1
    if count and format is ReportFormat.TEXT:
        _output.tell("1 finding" if count == 1 else f"{count:,} findings")
    return count
