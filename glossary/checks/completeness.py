"""What was left out of a translation: all of it, the work of it, or a good part of it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator

from glossary.checks import MASK, Check, Example, Flag, House, Over, Pair, Passage
from glossary.model import Severity
from glossary.text.patterns import lazy
from glossary.text.script import has_han, is_han


def _untranslated(pair: Pair, house: House) -> Iterator[Flag]:
    if not pair.target.text.strip() and _has_words(pair.source.prose) and not _is_of_a_page(pair):
        yield Flag("not translated yet; translate it")


def _left_out(pair: Pair, house: House) -> Iterator[Flag]:
    if not pair.target.text.strip() and _is_of_a_page(pair) and _has_words(pair.source.prose):
        yield Flag("the translation has nothing for this; translate it", passage=pair.source)


def _is_of_a_page(pair: Pair) -> bool:
    return "prose" in pair.source.flags


def _same(pair: Pair, house: House) -> Iterator[Flag]:
    """Equal texts with words in them that somebody would translate."""
    source, target = pair.source.text.strip(), pair.target.text.strip()
    if source == target and source and _between_languages(pair) and _is_sentence(pair.source):
        yield Flag("the translation is the source; translate it, or add what stays to the terms as not translatable")


def _left(pair: Pair, house: House) -> Iterator[Flag]:
    """A Chinese translation without Han, or an English one with Han outside quotation marks and brackets."""
    source, target = pair.source, pair.target
    if not _between_languages(pair) or not target.text.strip() or source.text.strip() == target.text.strip():
        return
    if target.is_chinese:
        prose = target.prose
        if not has_han(prose) and len(_words(target)) >= _SENTENCE and _is_translatable(source, least=_SENTENCE):
            yield Flag("no Chinese in the translation of a sentence; translate it")
    elif has_han(target.prose) and has_han(source.prose):
        bare = _ASIDE.sub("", target.prose)
        if left := "".join(char for char in bare if is_han(char)):
            yield Flag(f"'{left[:_SHOWN]}' is left in Chinese; translate it, or put it into quotation marks")


def _length(pair: Pair, house: House) -> Iterator[Flag]:
    """Bytes of UTF-8 without codes, for which a Chinese text is about as long as the English one."""
    if not _between_languages(pair) or "|" in pair.source.text or len(pair.sources) > 1:
        return
    chinese, english = (pair.target, pair.source) if pair.target.is_chinese else (pair.source, pair.target)
    sizes = _size(english.prose), _size(chinese.prose)
    if not all(sizes) or " " not in english.prose.strip():
        return
    least, most = _BOUNDS[bisect(_CLASSES, sizes[0]) - 1]
    ratio = sizes[1] / sizes[0]
    if least <= ratio <= most:
        return
    short = (ratio < least) == pair.target.is_chinese
    yield Flag(
        "much shorter than its source; look for what is missing"
        if short
        else "much longer than its source; look for what does not belong there"
    )


def _between_languages(pair: Pair) -> bool:
    return pair.source.is_chinese != pair.target.is_chinese


def _has_words(prose: str) -> bool:
    return any(char.isalpha() for char in prose if char != MASK)


def _is_translatable(source: Passage, *, least: int) -> bool:
    if source.is_chinese:
        return has_han(source.prose)
    return len(_words(source)) >= least and not _CODE.search(source.prose)


def _is_sentence(source: Passage) -> bool:
    """Begins like one and has two ordinary words, or has three and one that only joins others."""
    if source.is_chinese:
        return has_han(source.prose)
    words = _words(source)
    begins = _CAPITAL.match(source.prose) is not None
    enough = len(words) >= (2 if begins else 3) and (begins or not _JOINING.isdisjoint(words))
    return enough and not _CODE.search(source.prose)


def _words(passage: Passage) -> list[str]:
    """Ordinary words: lower-case, not part of a name in code, not within a term that stays as it is."""
    kept = [match.span for match in passage.terms if not match.concept.translatable]
    found = _WORD.finditer(passage.prose)
    return [word[0] for word in found if not any(span.start <= word.start() < span.end for span in kept)]


def _size(prose: str) -> int:
    return len(prose.replace(MASK, "").encode("utf-8", "surrogatepass"))


_SENTENCE = 3
_SHOWN = 10
_WORD = lazy(r"(?<![\w'’./:_@$%&=<>\\-])[a-z]{2,}(?![\w'’/:_@$%&=<>\\-]|\.\w)")
_CAPITAL = lazy(r"\W{0,3}[A-Z]")
_JOINING = frozenset("an the of to is are was be and for in on with not from this that has have can".split())
_CODE = lazy(r">>>|[=;{}|<>_\[]|\w[(\[.]\w|\w\(\)|\n {2,}|:\s*\Z|-{4}|(?m:^)-- ")
"""What prose has rarely and a snippet of code nearly always."""
_ASIDE = lazy(
    "“[^”]{0,200}”|‘[^’]{0,200}’|\"[^\"]{0,200}\"|'[^']{0,200}'|「[^」]{0,200}」|《[^》]{0,200}》|（[^）]{0,200}）"
    r"|\([^)]{0,200}\)|\[[^\]]{0,200}\]"
)

_CLASSES = (0, 10, 20, 40, 80, 160)
_BOUNDS = ((0.0, 99.0), (0.0, 8.0), (0.12, 4.0), (0.25, 3.2), (0.38, 2.4), (0.42, 2.0))
"""Chinese ÷ English, by the size of the English (`_CLASSES`, bytes).

Measured on a quarter of a million of one million English–Chinese units of software and documentation: about one good
translation in five thousand lies outside.
"""

CHECKS = (
    Check(
        rule="untranslated",
        severity=Severity.INFO,
        what="A text has no translation yet.",
        why=(
            "It shows in the language of the source. Off unless asked for: while a catalogue is being translated, "
            "this would be said of every string that nobody has come to yet."
        ),
        better="Translate it.",
        run=_untranslated,
        over=Over.PAIR,
        on=False,
        empty=True,
        examples=(
            Example(source="Open the file", target=""),
            Example(source="打开文件", target=""),
            Example(source="Open the file", target="打开文件", findings=0),
            Example(source="%d / %d", target="", findings=0),
        ),
    ),
    Check(
        rule="left-out",
        severity=Severity.WARNING,
        what="A passage of the source page (`--against`) has no counterpart in its translation.",
        why=(
            "A paragraph was skipped, or the source has grown since; readers of the translation do not know. Off "
            "unless asked for: where translators merge or reorder paragraphs, one finding in five is wrong."
        ),
        better="Translate it; if it was left out on purpose, say so in a comment that silences the rule.",
        run=_left_out,
        over=Over.PAIR,
        on=False,
        empty=True,
        examples=(
            Example(source="Open the file.", target="", flags=("prose",)),
            Example(source="请打开文件。", target="", flags=("prose",)),
            Example(source="Open the file.", target="请打开文件。", flags=("prose",), findings=0),
            Example(source="Open the file", target="", findings=0),
        ),
    ),
    Check(
        rule="same-as-source",
        severity=Severity.WARNING,
        what="The translation is the source, which has words that somebody would translate.",
        why="It was copied to be worked on, and forgotten.",
        better="Translate it; names and code are left alone, and so are terms with `translate: false`.",
        run=_same,
        over=Over.PAIR,
        examples=(
            Example(source="Open the last file", target="Open the last file"),
            Example(source="打开文件", target="打开文件"),
            Example(source="Visual Studio Code", target="Visual Studio Code", findings=0),
            Example(source="x = open(name)", target="x = open(name)", findings=0),
        ),
    ),
    Check(
        rule="left-in-source-language",
        severity=Severity.WARNING,
        what="A Chinese translation of a sentence has no Chinese in it, or an English one has Chinese.",
        why="It was edited, but not translated.",
        better="Translate it; in English, put Chinese that is meant into quotation marks or brackets.",
        run=_left,
        over=Over.PAIR,
        examples=(
            Example(source="The file could not be opened.", target="The file can not be opened."),
            Example(source="打开文件", target="Open 文件"),
            Example(source="The file could not be opened.", target="无法打开文件。", findings=0),
            Example(source="微信支付", target="Weixin Pay (微信支付)", findings=0),
        ),
    ),
    Check(
        rule="suspicious-length",
        severity=Severity.WARNING,
        what="A translation is much longer or shorter than its source.",
        why=(
            "A sentence was left out, or the translation belongs to another source. Off unless asked for: of ten "
            "findings only seven are that, three are good translations that are brief or explain."
        ),
        better="Read both; one good translation in five thousand is that long or short.",
        run=_length,
        over=Over.PAIR,
        on=False,
        examples=(
            Example(
                source="The file could not be opened, because another program is using it. Close that program first.",
                target="无法打开文件。",
            ),
            Example(source="Close the program first.", target="无法打开文件，因为另一个程序正在使用它。" * 3),
            Example(
                source="The file could not be opened, because another program is using it.",
                target="无法打开文件，因为另一个程序正在使用它。",
                findings=0,
            ),
            Example(source="Strontium", target="锶", findings=0),
        ),
    ),
)
