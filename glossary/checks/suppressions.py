"""Comments that silence a rule: each has a reason, and each still silences something.

Who reads `<!-- gloss: ignore untranslated -- a name -->` next year must see why it is there, and that it is needed. The
comments themselves are read by `glossary.checks._suppress`, once the other rules have run; the rules here have
nothing to look at of their own.
"""

from __future__ import annotations

from glossary.checks import Check, Example, Flag, House, Over, Passage
from glossary.checks._suppress import UNUSED, WITHOUT_REASON
from glossary.model import Severity


def _told_at_the_end(passage: Passage, house: House) -> tuple[Flag, ...]:
    return ()


CHECKS = (
    Check(
        rule=WITHOUT_REASON,
        severity=Severity.WARNING,
        what="A comment silences a rule and does not say why.",
        why="Nobody dares to remove it later, and mistakes hide behind it.",
        better="Add the reason: `<!-- gloss: ignore RULE -- reason -->`; in a catalogue `# gloss: ignore RULE -- …`.",
        run=_told_at_the_end,
        over=Over.TEXT,
        examples=(
            Example(text="<!-- gloss: ignore half-width-punctuation -->\n\n你好,世界。\n"),
            Example(
                text="<!-- gloss: ignore half-width-punctuation -- the title of a film -->\n\n你好,世界。\n", findings=0
            ),
        ),
    ),
    Check(
        rule=UNUSED,
        severity=Severity.INFO,
        what="A comment silences a rule that finds nothing there, or that does not exist.",
        why="It would hide the next mistake at that place.",
        better="Remove the rule from the comment, or correct its name.",
        run=_told_at_the_end,
        over=Over.TEXT,
        examples=(
            Example(text="<!-- gloss: ignore half-width-punctuation -- the title of a film -->\n\n你好，世界。\n"),
            Example(
                text="<!-- gloss: ignore half-width-punctuation -- the title of a film -->\n\n你好,世界。\n", findings=0
            ),
        ),
    ),
)
