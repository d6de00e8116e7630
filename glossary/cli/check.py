"""`gloss check [PATH…]`: are the terms in order, and do texts and translations keep to them?"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from glossary.cli import _output
from glossary.cli._output import ReportFormat
from glossary.model import Severity

if TYPE_CHECKING:
    from glossary.checks import Example
    from glossary.checks._fix import Change
    from glossary.checks._run import Result, Rule
    from glossary.checks._session import Report
    from glossary.project import Project


class FailOn(StrEnum):
    """From which severity on the exit status is 1."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    NEVER = "never"


def command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="Texts, catalogues, directories of them; - is standard input."),
    ] = None,
    against: Annotated[
        str,
        typer.Option(
            "--against", metavar="SOURCE", help="PATH is the translation of this text.  [default: the one beside it]"
        ),
    ] = "",
    rule: Annotated[
        list[str] | None, typer.Option("--rule", metavar="RULE", help="Only this rule, even if it is off (repeatable).")
    ] = None,
    no_rule: Annotated[
        list[str] | None, typer.Option("--no-rule", metavar="RULE", help="Not this rule (repeatable).")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Correct what has one right answer.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change; write nothing.")] = False,
    baseline: Annotated[
        str, typer.Option("--baseline", metavar="FILE", help="Leave out the findings that this file knows.")
    ] = "",
    write_baseline: Annotated[
        bool, typer.Option("--write-baseline", help="Write the findings to the baseline, and report none.")
    ] = False,
    fail_on: Annotated[
        FailOn | None, typer.Option("--fail-on", help="Exit 1 from this severity on.  [default: warning]")
    ] = None,
    stdin_name: Annotated[
        str, typer.Option("--stdin-name", metavar="NAME", help="What - is called in messages; decides the format.")
    ] = "<stdin>.md",
    explain: Annotated[str, typer.Option("--explain", metavar="RULE", help="Say what a rule is for, and exit.")] = "",
    format: Annotated[
        ReportFormat, typer.Option("--format", help="text for people; json, sarif and github for programs.")
    ] = ReportFormat.TEXT,
) -> None:
    """Check texts and translations: terms, punctuation, spaces, placeholders; without PATH the terms themselves.

    \b
    gloss check
    gloss check README.zh-CN.md docs/ --fix
    gloss check locale/zh_CN.po --format github
    gloss check README.zh-CN.md --against README.md
    gloss check --explain half-width-punctuation

    Exits 1 for findings from --fail-on on, 2 for what cannot be read.
    """
    if explain:
        _explain(explain)
        return
    from glossary.project import Project

    _refuse_wrong_use(paths or [], against, fixing=fix or diff, writing=fix and not diff, recording=write_baseline)
    project = Project.find_from(".")
    rules = project.rules(only=rule or [], without=no_rule or [])
    report = _report(project, paths or [], rules, stdin_name, against, fixing=fix or diff)
    if write_baseline:
        _write_baseline(project, baseline, report, rules)
        raise typer.Exit(2 if report.unreadable else 0)
    results = _unknown(project, baseline, report.results)
    if diff:
        _show_diff(report.changes)
        raise typer.Exit(2 if report.unreadable else 1 if report.changes else 0)
    project.write(report.changes)
    _show(project, results, report, format, is_text_check=bool(paths))
    level = fail_on.value if fail_on else project.fail_on
    raise typer.Exit(2 if report.unreadable else _status(results, level))


def _refuse_wrong_use(paths: Sequence[str], against: str, *, fixing: bool, writing: bool, recording: bool) -> None:
    if against and (len(paths) != 1 or os.path.isdir(paths[0])):
        _output.stop("--against needs one PATH, the translation; name that file")
    if fixing and not paths:
        _output.stop("--fix and --diff need a PATH; terms are laid out by `gloss fmt`")
    if fixing and recording:
        _output.stop("--write-baseline records what is there; run --fix first, without it")
    if writing and "-" in paths:
        _output.stop("--fix corrects files; standard input has only --diff")
    for path in paths:
        if path != "-" and not os.path.lexists(path):
            _output.stop(f"{path}: no such file or directory")


def _report(
    project: Project, paths: Sequence[str], rules: Sequence[Rule], stdin_name: str, against: str, *, fixing: bool
) -> Report:
    from glossary.checks._session import Report

    if not paths:
        unreadable = any(finding.severity is Severity.ERROR for finding in project.findings)
        return Report().with_terms(project.check(rules), None, unreadable=unreadable)
    typed = {stdin_name: _output.typed_bytes()} if "-" in paths else {}
    names = [stdin_name if path == "-" else path for path in paths]
    with _output.progress("Checking") as progress:
        report = project.check_files(names, rules=rules, against=against, typed=typed, fixing=fixing, progress=progress)
    _output.tell_errors(project.findings)
    if not report.checked:
        _output.tell("Nothing to check there: no file of a known format that the settings do not exclude.")
    return report


def _unknown(project: Project, baseline: str, results: Sequence[Result]) -> Sequence[Result]:
    """The findings that the baseline does not know."""
    return project.unknown(results, _baseline_path(project, baseline))


def _write_baseline(project: Project, baseline: str, report: Report, rules: Iterable[Rule]) -> None:
    from glossary.checks._baseline import Baseline, baseline_of, format_baseline, merged, parse_baseline
    from glossary.stores import files

    path = _baseline_path(project, baseline)
    if path is None:
        _output.stop("--write-baseline needs --baseline FILE, or baseline in the settings")
    root = str(project.root)
    names = _baseline_rules()
    new = baseline_of((each for each in report.results if each.finding.rule in names), root)

    def edit(data: bytes) -> bytes:
        old = parse_baseline(data, str(path)) if data else Baseline()
        checked = [os.path.relpath(each, root).replace(os.sep, "/") for each in report.checked]
        return format_baseline(merged(old, new, checked=checked, rules=[rule.check.rule for rule in rules]))

    files.update(path, edit)
    _output.tell(f"{new.total()} findings written to {_output.shown(path)}.")


def _baseline_rules() -> frozenset[str]:
    """Those whose findings may wait; what readers say never does, as nobody knows what they could not read."""
    from glossary.checks import all_checks

    return frozenset(check.rule for check in all_checks())


def _baseline_path(project: Project, baseline: str) -> Path | None:
    return Path(baseline) if baseline else project.baseline_path


def _show_diff(changes: Iterable[Change]) -> None:
    from glossary.cli import _report

    for change in changes:
        for line in _report.diff(change.old_text, change.new_text, _output.near(change.path)):
            _output.say(line)


def _show(
    project: Project, results: Sequence[Result], report: Report, format: ReportFormat, *, is_text_check: bool
) -> None:
    from glossary.cli import _report

    _report.show(results, report.texts, str(project.root), format)
    if report.changes:
        count = len(report.changes)
        _output.tell(f"Corrected {count} {'file' if count == 1 else 'files'}.")
    if results and format is ReportFormat.TEXT and is_text_check:
        _output.tell(_report.summary([finding for finding, _ in results]))


def _status(results: Iterable[Result], level: str) -> int:
    worst = max((finding.severity.rank for finding, _ in results), default=-1)
    return 1 if level != FailOn.NEVER and worst >= Severity(level).rank else 0


def _explain(rule: str) -> None:
    from glossary.checks import all_checks
    from glossary.checks._suppress import unknown_rule

    check = next((check for check in all_checks() if check.rule == rule), None)
    if check is None:
        _output.stop(unknown_rule(rule))
    state = check.severity.value if check.on else f"{check.severity.value}, off unless asked for"
    _output.say(f"{check.rule} ({state})\n\nWhat:    {check.what}\nWhy:     {check.why}\nBetter:  {check.better}")
    for example in check.examples:
        _output.say(f"\n{'Flagged' if example.findings else 'Clean'}:")
        for line in _example_lines(example):
            _output.say(f"    {_output.printable(line)}".rstrip())


def _example_lines(example: Example) -> Iterable[str]:
    """The terms, the text, the pairs, and what they become."""
    if example.yaml:
        yield from example.yaml.rstrip("\n").split("\n")
        if example.text or example.source:
            yield ""
    yield from example.text.rstrip("\n").split("\n") if example.text else ()
    for source, target in ((example.source, example.target), *example.more):
        if source or target:
            yield f"{source!r} -> {target!r}"
    if example.flags:
        yield f"flags: {', '.join(example.flags)}"
    if example.fixed:
        yield f"fixed: {example.fixed!r}"
