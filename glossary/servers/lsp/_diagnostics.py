"""What `gloss check` says about an open document, as diagnostics: the same findings at the same places."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lsprotocol import types as lsp

from glossary.errors import FormatError, GlossaryError
from glossary.model import Finding, Severity, Span
from glossary.project import Project
from glossary.servers.lsp._documents import Document
from glossary.servers.lsp._links import Links

SOURCE = "gloss"
_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings in one version of a document, with the spans that they have in it.

    Attributes:
        trouble: What a person has to set right in the project before this is the whole truth; None if nobody looked.
        pages: Where a person reads about rules, by their names.
    """

    document: Document
    findings: tuple[tuple[Finding, Span], ...] = ()
    trouble: str | None = None
    pages: Mapping[str, str] = field(default_factory=dict)

    @property
    def diagnostics(self) -> list[lsp.Diagnostic]:
        """For the editor."""
        return [_diagnostic(self.document, each, span, self.pages.get(each.rule)) for each, span in self.findings]


def check(
    document: Document, project: Project, *, sources: Collection[str] = (), links: Links | None = None
) -> Checked:
    """Check a document as it is typed; one in no known format has no findings.

    Without a baseline that can be read, what it would know is shown, too.

    Args:
        document: The document.
        project: The project that it is in.
        sources: Programming languages whose files are checked, beside those of the project.
        links: To pages about the rules, if the client shows them.
    """
    trouble = ""
    try:
        if not project.looks_into(document.path, sources=sources):
            return Checked(document)
        report = project.check_typed(document.path, document.data)
    except FormatError:
        return Checked(document)
    except GlossaryError as error:
        return Checked(document, trouble=_told(error))
    try:
        results = project.unknown(report.results, project.baseline_path)
    except GlossaryError as error:
        results, trouble = report.results, f"{_told(error)}; until then all findings are shown"
    text = report.texts.get(os.path.normpath(document.path), document.text)
    shift = document.before(text) or 0
    real = cache(os.path.realpath)
    own = (
        finding for finding, _ in results if finding.origin is None or real(finding.origin.path) == real(document.path)
    )
    found = tuple((finding, _span(document, finding, shift)) for finding in own)
    rules = {finding.rule for finding, _ in found} if links else ()
    pages = {rule: page for rule in rules if links and (page := links.to(rule, project))}
    return Checked(document, found, trouble, pages)


def _told(error: GlossaryError) -> str:
    return f"{error.path}: {error}" if error.path else str(error)


def _span(document: Document, finding: Finding, shift: int) -> Span:
    """Where a finding stands; without a span, to the end of its line."""
    if finding.span:
        return Span(finding.span.start + shift, finding.span.end + shift)
    positions, origin = document.positions, finding.origin
    start = positions.offset(lsp.Position(origin.line - 1, 0)) if origin and origin.line else 0
    end = positions.line_end(start)
    return Span(min(start + (origin.column - 1 if origin and origin.column else 0), end), end)


def _diagnostic(document: Document, finding: Finding, span: Span, page: str | None) -> lsp.Diagnostic:
    data: dict[str, Any] = {
        "rule": finding.rule,
        "version": document.version,
        "replacements": list(finding.replacements),
        "fixable": finding.fixable,
    }
    return lsp.Diagnostic(
        document.positions.range(span),
        finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=lsp.CodeDescription(page) if page else None,
        source=SOURCE,
        data=data,
    )
