"""What a rule is for, in Markdown: the page of rules, and what an editor links to."""

from __future__ import annotations

from collections.abc import Iterator

from glossary.checks import Check, Example, all_checks
from glossary.formats import format_of


def explained(rule: str) -> str | None:
    """A page about a rule; None if there is no such rule."""
    check = next((check for check in all_checks() if check.rule == rule), None)
    return f"# {rule}\n\n{body(check)}\n" if check else None


def body(check: Check) -> str:
    """What it finds, why, what is better, and its examples."""
    state = check.severity.value if check.on else f"{check.severity.value}, off unless asked for"
    examples = "\n\n".join(
        f"{'Flagged' if example.findings else 'Clean'}:\n\n" + "\n\n".join(_blocks(example))
        for example in check.examples
    )
    return f"*{state}.* {check.what} {check.why} {check.better}\n\n{examples}"


def _blocks(example: Example) -> Iterator[str]:
    """The parts of an example as code blocks: terms, text or pairs, and what becomes of them."""
    if example.yaml:
        yield f"```yaml\n{example.yaml.rstrip()}\n```"
    if example.text:
        yield f"````markdown\n{example.text.rstrip()}\n````"
    pairs = [pair for pair in ((example.source, example.target), *example.more) if any(pair)]
    if pairs:
        flags = f"#, {', '.join(example.flags)}\n" if example.flags else ""
        entries = "\n\n".join(f"{flags}msgid {_quoted(source)}\nmsgstr {_quoted(target)}" for source, target in pairs)
        yield f"```po\n{entries}\n```"
    if example.fixed:
        yield f"With `--fix`:\n\n````text\n{example.fixed.rstrip()}\n````"


def _quoted(text: str) -> str:
    return '"' + format_of("x.po").escape(text) + '"'
