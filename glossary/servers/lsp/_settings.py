"""What a client may set, all under `gloss`: in `initializationOptions`, or as the configuration of the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

DIAGNOSTICS = ("change", "save", "off")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a client; those of a project are in its gloss.toml.

    Attributes:
        diagnostics: When findings are published: a moment after each change, when a file is saved, or never.
        inlay_hints: Show the other language behind each term.
        sources: Programming languages in whose strings and comments terms are looked for, beside those of the project.
        min_score: Of past translations that are offered, 0–100.
    """

    diagnostics: str = "change"
    inlay_hints: bool = False
    min_score: float = 70.0
    sources: tuple[str, ...] = ()

    def updated(self, given: Any) -> Settings:
        """With what a client sends, which may be anything; what cannot be a value changes nothing."""
        if not isinstance(given, Mapping):
            return self
        given = given.get("gloss", given)
        if not isinstance(given, Mapping):
            return self
        new = self
        if given.get("diagnostics") in DIAGNOSTICS:
            new = replace(new, diagnostics=given["diagnostics"])
        if isinstance(given.get("inlayHints"), bool):
            new = replace(new, inlay_hints=given["inlayHints"])
        sources = given.get("sources")
        if isinstance(sources, list) and all(isinstance(each, str) for each in sources):
            new = replace(new, sources=tuple(sources))
        score = given.get("minScore")
        if isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 100:
            new = replace(new, min_score=float(score))
        return new
