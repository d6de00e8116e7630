"""`gloss check`: is the termbase itself in order?"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from glossary.cli import _output
from glossary.cli._output import Format
from glossary.model import Finding, Severity


class FailOn(StrEnum):
    """From which severity on the exit status is 1."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    NEVER = "never"


def command(
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="Exit 1 from this severity on.")] = FailOn.WARNING,
    explain: Annotated[str, typer.Option("--explain", metavar="RULE", help="Say what a rule is for, and exit.")] = "",
    format: Annotated[Format, typer.Option("--format", help="text for people, json for programs.")] = Format.TEXT,
) -> None:
    """Check the project's terms: ids, duplicates, languages, scripts, links, characters.

    \b
    gloss check
    gloss check --fail-on error --format json
    gloss check --explain same-preferred
    """
    if explain:
        _explain(explain)
        return
    from glossary.project import Project

    project = Project.find_from(".")
    findings = project.check()
    if format is Format.JSON:
        _output.say_json([_as_json(finding) for finding in findings])
    else:
        for finding in findings:
            _output.say(_output.finding_line(finding))
    worst = max((finding.severity.rank for finding in findings), default=-1)
    failed = fail_on is not FailOn.NEVER and worst >= Severity(fail_on.value).rank
    unreadable = any(finding.severity is Severity.ERROR for finding in project.findings)
    raise typer.Exit(2 if unreadable else 1 if failed else 0)


def _as_json(finding: Finding) -> dict[str, Any]:
    origin = finding.origin
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "origin": {**(_output.path_and_line(origin) or {}), "column": origin.column} if origin else None,
    }


def _explain(rule: str) -> None:
    from glossary.checks import all_checks

    checks = {check.rule: check for check in all_checks()}
    if rule not in checks:
        _output.stop(f"there is no rule {rule!r}; known are {', '.join(checks)}")
    check = checks[rule]
    _output.say(
        f"{check.rule} ({check.severity.value})\n\nWhat:    {check.what}\nWhy:     {check.why}\nBetter:  {check.better}"
    )
    for example in check.examples:
        _output.say(f"\n{'Flagged' if example.findings else 'Clean'}:")
        for line in example.yaml.rstrip("\n").split("\n"):
            _output.say(f"    {line}")
