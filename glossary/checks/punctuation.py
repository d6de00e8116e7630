"""Punctuation of Chinese and English: the right width, both halves of a pair, no mark twice, none contradicted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from glossary.checks import MASK, Check, Document, Example, Flag, House, Over, Pair, Passage, once
from glossary.model import Severity, Span
from glossary.text.patterns import lazy
from glossary.text.script import has_han, is_han

_FULL = {",": "，", ".": "。", ";": "；", "!": "！", "?": "？"}
_HALF = {"，": ",", "。": ".", "；": ";", "：": ":", "！": "!", "？": "?", "（": "(", "）": ")"}
_HALF_MARK = lazy(r"(?<=[^\x00-\u2e7f])[,;!?.](?![,;!?.])[ \u00a0]{0,2}")
_FULL_MARK = lazy("[，。；：！？（）]")
_SENTENCE = lazy("[。！？]")


def _half_width(passage: Passage, house: House) -> Iterator[Flag]:
    """A mark is Chinese if Han stands before it, and Han, a closing mark or the end of the passage after it."""
    if not passage.is_chinese:
        return
    prose = passage.prose
    if not _HALF_MARK.search(prose):
        return
    prose = _TUPLE.sub(lambda found: MASK * len(found[0]), prose)
    lists = [mark for mark in ",;" if _is_list(prose, mark) or (passage.kind == "string" and _ENTRY.fullmatch(prose))]
    for found in _HALF_MARK.finditer(prose):
        mark, after = found[0][0], prose[found.end() : found.end() + 1]
        if not is_han(prose[found.start() - 1]) or not (after in "\n”』」）》】" or is_han(after)):
            continue
        if mark in ",;" and (not after or mark in lists):
            continue
        if mark == "." and found[0] == "." and is_han(after or MASK):
            continue
        full = _FULL[mark]
        yield Flag(
            f"'{mark}' in Chinese text; write '{full}'",
            Span(found.start(), found.end()),
            (full, "、") if mark == "," else (full,),
            fixable=mark != ",",
        )


def _full_width(passage: Passage, house: House) -> Iterator[Flag]:
    """A Chinese mark that directly follows an English word and is not followed by Chinese."""
    if passage.is_chinese or passage.prose.isascii():
        return
    prose, opened = passage.prose, True
    for found in _FULL_MARK.finditer(prose):
        at, after = found.start(), prose[found.end() : found.end() + 2]
        chinese = not _is_english(prose[at - 1 : at])
        if found[0] == "（":
            opened = not chinese
        if chinese or not (opened or found[0] != "）") or (after.strip() and not after.strip()[0].isascii()):
            continue
        half = _HALF[found[0]]
        space = " " if half not in "()" and after[:1].isalpha() else ""
        better = f" {half}" if half == "(" else half + space
        yield Flag(f"'{found[0]}' in English text; write '{half}'", Span(at, found.end()), (better,), fixable=True)


def _mixed_width(documents: Sequence[Document], house: House) -> Iterator[Flag]:
    """Parentheses and colons have two widths in Chinese; what the document mostly does is its house style."""
    for document in documents:
        chinese = (passage for passage in document.passages if passage.is_chinese)
        places = [(passage, place) for passage in chinese for place in once(passage, _width_places)]
        for mark in ("parentheses", "colons"):
            half = [(passage, place) for passage, place in places if place.mark == mark and not place.full]
            full = sum(place.mark == mark and place.full for _, place in places)
            if full < _ENOUGH or full < _MOSTLY * (full + len(half)):
                continue
            yield from (place.flag(passage, full, full + len(half)) for passage, place in half)


def _brackets(passage: Passage, house: House) -> Iterator[Flag]:
    yield from _unpaired(passage, _BRACKETS)


def _quotes(passage: Passage, house: House) -> Iterator[Flag]:
    yield from _unpaired(passage, _QUOTES)


def _ellipsis(passage: Passage, house: House) -> Iterator[Flag]:
    """Dots after Han; `...` and one `…` only in running text, for a button says 打开..."""
    if not passage.is_chinese:
        return
    prose = passage.prose
    for found in _DOTS.finditer(prose):
        if found[0].startswith("……") or not is_han(prose[found.start() - 1 : found.start()] or MASK):
            continue
        if found[0][0] in ".…" and passage.kind not in _RUNNING_TEXT:
            continue
        yield Flag(f"'{found[0]}' in Chinese text; write '……'", Span(*found.span()), ("……",), fixable=True)


def _dash(passage: Passage, house: House) -> Iterator[Flag]:
    """Two hyphens between Han, as typewriters have them for a dash; a listing may have them in its comments."""
    prose = passage.prose
    if not passage.is_chinese or "--" not in prose or _INDENT in prose or ">>>" in prose:
        return
    for found in _HYPHENS.finditer(prose):
        before, after = prose[found.start() - 1 : found.start()], prose[found.end() : found.end() + 1]
        if is_han(before or MASK) and is_han(after or MASK):
            yield Flag("'--' in Chinese text; write '——'", Span(*found.span()), ("——",), fixable=True)


def _doubled(passage: Passage, house: House) -> Iterator[Flag]:
    for found in (_DOUBLED_CHINESE if passage.is_chinese else _DOUBLED_ENGLISH).finditer(passage.prose):
        marks = found[0]
        same = marks[0] == marks[1]
        yield Flag(
            f"'{marks}' is one mark too many; write " + (f"'{marks[0]}'" if same else f"'{marks[0]}' or '{marks[1]}'"),
            Span(*found.span()),
            (marks[0],) if same else (marks[0], marks[1]),
            fixable=same and marks != "、、",
        )


def _straight_quotes(passage: Passage, house: House) -> Iterator[Flag]:
    if not passage.is_chinese:
        return
    for found in _STRAIGHT.finditer(passage.prose):
        if has_han(found[1]) and MASK not in found[1]:
            better = f"“{found[1]}”"
            yield Flag(f"straight quotes; write {better}", Span(*found.span()), (better,), fixable=True)


def _final(pair: Pair, house: House) -> Iterator[Flag]:
    """The last mark of both, whatever its width; brackets, quotes and accelerators after it left out.

    A paragraph of a page may hold more or less than the one that it is compared with: its full stop is no slip.
    """
    source, target = _without_accelerators(pair.source), _without_accelerators(pair.target)
    asked, at = _last_mark(source)
    if asked not in _MISSED or not target or len(pair.sources) > 1 or _SHORTENED.search(source):
        return
    given, end = _last_mark(target)
    if given not in _MISSED[asked] or any(mark in target for mark in _ALSO[asked]):
        return
    if given == "." and pair.target.kind != "string":
        return
    if not given and not _is_word(target[end - 1 : end], chinese=pair.target.is_chinese):
        return
    there = f"ends with '{target[end - 1]}'" if given else "does not"
    mark = next((mark for mark in ("...", "::") if source.endswith(mark, 0, at)), source[at - 1])
    wanted = _mark_for(mark, chinese=pair.target.is_chinese)
    yield Flag(
        f"the source ends with '{mark}', the translation {there}; write '{wanted}'",
        Span(end - bool(given), end),
        (wanted,),
    )


def _is_english(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _mark_for(mark: str, *, chinese: bool) -> str:
    return (_FULL_FINAL if chinese else _HALF).get(mark, mark)


def _is_word(char: str, *, chinese: bool) -> bool:
    return char != "" and (is_han(char) if chinese else char.isalpha())


def _is_list(prose: str, mark: str) -> bool:
    """Keywords and other data: 新建,创建,文件夹."""
    return prose.count(mark) > 1 and not _SENTENCE.search(prose) and len(prose) < 10 * prose.count(mark)


_TUPLE = lazy(r"[\[(][^\s,()\[\]]{1,8}(?:, ?[^\s,()\[\]]{1,8}){1,2}[\])]")
_ENTRY = lazy(r"[\u3400-\u9fff]{1,4}[,;] ?[\u3400-\u9fff]{1,4}[\x00-\x7f]{0,20}")
"""(键, 值) and [下限, 上限] are notation; 插值, 字符串 (%) is an entry of an index, whose mark a program may read."""

_ENOUGH = 10
"""Places of a document that make a house style."""
_MOSTLY = 0.9
_SHOWN = 24
_PARENTHESES = lazy(r" ?\([^()（）\n]{1,200}\)|（[^()（）\n]{1,200}）")
_COLON = lazy(r"(?<=[^\x00-\u2e7f])(?:：|: (?! )|:\Z)")


class _Place(NamedTuple):
    """Where one of two widths was chosen."""

    span: Span
    mark: str
    full: bool
    better: str

    def flag(self, passage: Passage, full: int, total: int) -> Flag:
        there = passage.text[self.span.start : self.span.end].strip()
        coded = MASK in passage.prose[self.span.start : self.span.end]
        message = (
            f"'{_short(there)}' is half-width, unlike {full} of {total} {self.mark} here; write '{_short(self.better)}'"
        )
        return Flag(message, self.span, (self.better,), not coded, passage=passage)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN // 2]}…{line[-_SHOWN // 3 :]}"


def _width_places(passage: Passage) -> list[_Place]:
    prose, places = passage.prose, []
    for found in _PARENTHESES.finditer(prose):
        inside = passage.text[found.start() : found.end()].strip()[1:-1]
        if has_han(inside) and is_han(prose[found.start() - 1 : found.start()] or MASK):
            places.append(_Place(Span(*found.span()), "parentheses", found[0][0] == "（", f"（{inside}）"))
    for found in _COLON.finditer(prose):
        if is_han(prose[found.start() - 1]):
            places.append(_Place(Span(*found.span()), "colons", found[0] == "：", "："))
    return places


_CLOSER = dict(zip("([（【「『《〈“", ")]）】」』》〉”", strict=True))
_OPENER = {closer: opener for opener, closer in _CLOSER.items()}
_BRACKETS = "()[]（）【】「」『』《》〈〉"
_QUOTES = "“”"
_PAIRED = lazy(f"[{re.escape(_BRACKETS + _QUOTES)}]")
_OTHER_WIDTH = dict(zip("()（）", "（）()", strict=True))
_WIDTHLESS = {"（": "(", "）": ")"}
_NO_PAIR = lazy(
    r"(?m:^)[ \t]*\w{1,3}[)）]"
    r"|[\[(（][-+\w.∞* ]{1,20}[,，][-+\w.∞* ]{1,20}[\])）]"
    r"|[\[(]-?\d{1,9} ?[-–] ?-?\d{1,9}[\])]"
    r"|(?<=[（(])[“”](?=[）)])|(?<=“)[^\w\s“”]{1,3}(?=”)|(?<=‘)[^\w\s‘’]{1,3}(?=’)|(?<=「)[^\w\s「」]{1,3}(?=」)"
    r"|(?<=\s')[^\w\s']{1,3}(?=')|(?<=\s`)[^\w\s`]{1,3}(?=[`'])"
)
"""List markers `1)`, intervals `[0, 1)`, marks that the text speaks about."""
_QUOTED = lazy(r'"([^"\n]{0,80})"')
_INDENT = "\n    "
"""A listing has it, and a text has not."""
_ONLY_MARKS = lazy(r"[^\w\s]{1,3}")
_FACE = lazy(r"[:;=8：；][-o^']?\Z|[\\^]\Z|(?:\A|\W)[A-Za-z0-9]{1,2}\Z")
"""What an emoticon, an escape, an item `a)` has before its bracket."""
_END = lazy(r"[）).。！？!?]{1,3}\Z")
_TOO_MANY, _PICTURE = 4, 20
"""So many marks without a partner, or that look like it, make a passage a picture, a grammar or code."""


class _Mark(NamedTuple):
    char: str
    at: int


def _unpaired(passage: Passage, kind: str) -> Iterator[Flag]:
    prose = passage.prose
    if not any(char in prose for char in kind) or (passage.is_chinese and not has_han(prose)) or _INDENT in prose:
        return
    prose = _NO_PAIR.sub(lambda found: MASK * len(found[0]), _QUOTED.sub(_without_marks, prose))
    alone, mixed = _paired(prose)
    mixed = [pair for pair in mixed if prose[pair[1].at + 1 : pair[1].at + 2] != "`"]
    alone = [mark for mark in alone if mark.char in kind]
    if len(alone) < _PICTURE and "|" not in prose:
        alone = [mark for mark in alone if _needs_partner(mark, prose) and not _is_hidden(mark, passage)]
        if len(alone) < _TOO_MANY:
            yield from (flag for mark in alone for flag in _lonely(mark, prose, kind))
    if len(mixed) < _TOO_MANY:
        sure = not alone and len(mixed) == 1
        yield from (_uneven(*pair, prose, sure, chinese=passage.is_chinese) for pair in mixed if pair[0].char in kind)


def _without_marks(quoted: re.Match[str]) -> str:
    return MASK * len(quoted[0]) if _ONLY_MARKS.fullmatch(quoted[1]) else quoted[0]


def _paired(prose: str) -> tuple[list[_Mark], list[tuple[_Mark, _Mark]]]:
    """The marks without a partner, in order, and the pairs of two widths; in linear time."""
    alone: list[_Mark] = []
    mixed: list[tuple[_Mark, _Mark]] = []
    opened: list[_Mark] = []
    waiting = dict.fromkeys(map(_widthless, _CLOSER.values()), 0)
    for found in _PAIRED.finditer(prose):
        mark = _Mark(found[0], found.start())
        if mark.char in _CLOSER:
            opened.append(mark)
            waiting[_widthless(_CLOSER[mark.char])] += 1
            continue
        closer = _widthless(mark.char)
        if not waiting[closer]:
            alone.append(mark)
            continue
        while True:
            first = opened.pop()
            waiting[_widthless(_CLOSER[first.char])] -= 1
            if _widthless(_CLOSER[first.char]) == closer:
                break
            alone.append(first)
        if _CLOSER[first.char] != mark.char:
            mixed.append((first, mark))
    return sorted(alone + opened, key=lambda mark: mark.at), mixed


def _widthless(char: str) -> str:
    return _WIDTHLESS.get(char, char)


def _is_hidden(mark: _Mark, passage: Passage) -> bool:
    """Whether a code holds the partner."""
    partner = _CLOSER.get(mark.char) or _OPENER[mark.char]
    partners = partner + _OTHER_WIDTH.get(partner, "")
    return any(passage.text.count(char) > passage.prose.count(char) for char in partners)


def _needs_partner(mark: _Mark, prose: str) -> bool:
    """Not a face, an inch, an item `a)`, a key to press, a fragment, or what goes on in the next paragraph."""
    before, after = prose[max(0, mark.at - 3) : mark.at], prose[mark.at + 1 : mark.at + 2]
    if _FACE.search(before) or (mark.char == "”" and before[-1:].isdigit()):
        return False
    if mark.char in _CLOSER and prose.endswith(("，", "、", ",")):
        return False
    if before.endswith(("%", "<", "%<")) or (mark.char not in _CLOSER and before[-1:] in tuple("。！？")):
        return False
    if mark.char == "”" and _END.match(prose, mark.at + 1):
        return False
    if not after.strip() and not prose[mark.at + 1 :].strip():
        return (
            before.strip() != ""
            and mark.char not in _CLOSER
            and mark.char not in "”」』"
            and before[-1:] not in tuple(" .!?。！？")
        )
    if not before.strip() and not prose[: mark.at].strip():
        return False
    if before[-1:] == "?" or after in ("?", "^") or (mark.char not in _CLOSER and before[-1:] == MASK):
        return False
    return before[-1:] not in ("", " ") or after not in ("", " ")


def _lonely(mark: _Mark, prose: str, kind: str) -> Iterator[Flag]:
    span = Span(mark.at, mark.at + 1)
    turn = ", turn it round" if kind == _QUOTES else ""
    marks = [char for char in prose if char in "“”"] if kind == _QUOTES else []
    if len(marks) == 2:
        better = "“" if prose.find(marks[0]) == mark.at else "”"
        if better != mark.char:
            yield Flag(f"'{mark.char}' is the wrong way round; write '{better}'", span, (better,), fixable=True)
    elif mark.char in _CLOSER:
        yield Flag(f"'{mark.char}' is never closed; add '{_CLOSER[mark.char]}'{turn} or remove it", span)
    else:
        yield Flag(f"'{mark.char}' closes nothing; add '{_OPENER[mark.char]}'{turn} or remove it", span)


def _uneven(first: _Mark, last: _Mark, prose: str, sure: bool, *, chinese: bool) -> Flag:
    """One of two widths is wrong: the half-width one in Chinese, the full-width one elsewhere."""
    wrong = next(mark for mark in (first, last) if (mark.char in "()") == chinese)
    better = _OTHER_WIDTH[wrong.char]
    fixable = sure and (not chinese or has_han(prose[first.at + 1 : min(last.at, first.at + 200)]))
    message = f"'{first.char}' is closed by '{last.char}'; write '{better}'"
    return Flag(message, Span(wrong.at, wrong.at + 1), (better,), fixable)


_DOTS = lazy(r"\.{3,}|。{3,}|・{2,}|…+")
_RUNNING_TEXT = frozenset({"paragraph", "item", "quote"})
_HYPHENS = lazy(r" ?(?<!-)--(?!-) ?")
_STRAIGHT = lazy(r'"([^"\n]{1,80})"')
_DOUBLED_CHINESE = lazy(
    r"(?<![，。、；：,;.\uff0eA-Za-z0-9])(?:，，|。。|、、(?![(（])|；；|[，；、：]。|。[，；、：]|，[；、：]|[；：]，|、[，；]|；、)(?![，。、；：,;.])"
)
_DOUBLED_ENGLISH = lazy(r"(?<=\w)(?:,,|;;|\.\.)(?=\s|\Z)")

_TAIL = lazy(r"[\s)）”\"'’」』》】\]*_`»]{1,20}\Z")
_LAST = dict(zip("。.\uff0e！!？?：:\ufe30﹕；;，,、…", "...!!??::::;;,,,…", strict=True))
_MISSED = {":": frozenset({"", ".", ","}), "…": frozenset({""})}
"""The last mark of a source, and what a translation has in its place only by a slip; ? and ! are often put in words."""
_ALSO = {":": "：:\ufe30﹕", "…": "…~\uff5e"}
"""Anywhere in the translation it answers for the mark."""
_SHORTENED = lazy(r"\b(?:etc|ex|e\.g|i\.e|Inc|Ltd|Co)\.\W{0,3}\Z")
_FULL_FINAL = {":": "：", "：": "：", "\ufe30": "：", "﹕": "：", ".": "。", "\uff0e": "。", "。": "。"}


def _without_accelerators(passage: Passage) -> str:
    accelerators = [code.span for code in passage.codes if code.kind == "accelerator"]
    if not accelerators:
        return passage.prose
    chars = list(passage.prose)
    for span in accelerators:
        chars[span.start : span.end] = " " * (span.end - span.start)
    return "".join(chars)


def _last_mark(prose: str) -> tuple[str, int]:
    """The last mark in half width ("" for none, "?" for what cannot be known) and the offset after it."""
    end = len(_TAIL.sub("", prose))
    if not end or prose[end - 1] == MASK:
        return "?", end
    if prose.endswith(("...", "。。"), 0, end):
        return ("" if prose.endswith(" ...", 0, end) else "…"), end
    return _LAST.get(prose[end - 1], ""), end


CHECKS = (
    Check(
        rule="half-width-punctuation",
        severity=Severity.WARNING,
        what="A comma, semicolon, full stop, ! or ? of English stands after a Chinese word.",
        why="Half-width marks stick to the character before them and look foreign in Chinese text.",
        better="Write ，；。！？ after Chinese words; lists of keywords and names in code are left alone.",
        run=_half_width,
        over=Over.TEXT,
        examples=(
            Example(text="模型很大;训练很慢。\n", fixed="模型很大；训练很慢。\n"),
            Example(text="先下载模型, 再运行脚本。\n"),
            Example(text="下载完成. 请重启。\n", fixed="下载完成。请重启。\n"),
            Example(text="先下载模型，共 1,000 个，约 3.14 GB。\n", findings=0),
            Example(text="First download it, then run it.\n", findings=0),
        ),
    ),
    Check(
        rule="full-width-in-english",
        severity=Severity.WARNING,
        what="A Chinese mark stands after an English word in English text.",
        why="An input method left it behind; in English type it takes the room of two letters.",
        better="Write the half-width mark and a space.",
        run=_full_width,
        over=Over.TEXT,
        examples=(
            Example(text="There are two ways：train or distil.\n", fixed="There are two ways: train or distil.\n"),
            Example(text="The term 蒸馏（distillation） is new.\n", findings=0),
            Example(text="有两种办法：训练或蒸馏。\n", findings=0),
        ),
    ),
    Check(
        rule="mixed-width",
        severity=Severity.WARNING,
        what="Parentheses or a colon in half width, where nine of ten in the document are full-width.",
        why="Both widths are in use, but not in one document.",
        better="Write （）： as in the rest of the document.",
        run=_mixed_width,
        over=Over.FILES,
        examples=(
            Example(text="注意：先停机。\n\n" * 12 + "注意: 再备份。\n"),
            Example(text="注意: 先停机。\n\n" * 12, findings=0),
        ),
    ),
    Check(
        rule="unpaired-bracket",
        severity=Severity.WARNING,
        what="A bracket is never closed, closes nothing, or is closed by one of another width.",
        why="Half of the pair was lost in editing, often with some words.",
        better="Add the other half or remove this one.",
        run=_brackets,
        over=Over.TEXT,
        examples=(
            Example(text="请先停机（约十分钟，再备份。\n"),
            Example(text="请先停机（约十分钟)，再备份。\n", fixed="请先停机（约十分钟），再备份。\n"),
            Example(text="Stop it first (ten minutes, then copy it.\n"),
            Example(text="Take a number in [0, 1) and smile :)\n", findings=0),
            Example(text="两步：1) 停机 2) 备份（约十分钟）。\n", findings=0),
        ),
    ),
    Check(
        rule="unpaired-quote",
        severity=Severity.WARNING,
        what="One of the quotation marks “ and ” is alone or the wrong way round.",
        why="Where the quotation ends is left to the reader.",
        better="Add or turn the other one.",
        run=_quotes,
        over=Over.TEXT,
        examples=(
            Example(text="他说”可以“，然后走了。\n", findings=2, fixed="他说“可以”，然后走了。\n"),
            Example(text="He said “yes and left.\n"),
            Example(text="他说“可以”，然后走了。\n", findings=0),
            Example(text="“The first paragraph of a long quotation.\n", findings=0),
        ),
    ),
    Check(
        rule="ellipsis",
        severity=Severity.WARNING,
        what="An ellipsis in running Chinese text is not ……, or is made of full stops.",
        why="The Chinese ellipsis is six dots in the middle of two characters.",
        better="Write ……, except in strings of a user interface, which may end with ... or … as they like.",
        run=_ellipsis,
        over=Over.TEXT,
        examples=(
            Example(text="但等等。。。\n", fixed="但等等……\n"),
            Example(text="但等等...这是真的吗？\n", fixed="但等等……这是真的吗？\n"),
            Example(text="但等等……\n", findings=0),
            Example(text="But wait...\n", findings=0),
        ),
    ),
    Check(
        rule="dash",
        severity=Severity.WARNING,
        what="Two hyphens stand for a dash between Chinese words.",
        why="The Chinese dash is two characters long and unbroken.",
        better="Write —— without spaces.",
        run=_dash,
        over=Over.TEXT,
        examples=(
            Example(text="只有一个办法 -- 重启。\n", fixed="只有一个办法——重启。\n"),
            Example(text="只有一个办法——重启。\n", findings=0),
            Example(text="There is one way -- restart.\n", findings=0),
        ),
    ),
    Check(
        rule="doubled-punctuation",
        severity=Severity.WARNING,
        what="Two marks stand where one belongs: ，， or 。， or ..",
        why="One of them is left over from an earlier wording.",
        better="Keep one.",
        run=_doubled,
        over=Over.TEXT,
        examples=(
            Example(text="先停机，，再备份。\n", fixed="先停机，再备份。\n"),
            Example(text="先停机，再备份；。\n"),
            Example(text="Stop it first.. Then copy it.\n", fixed="Stop it first. Then copy it.\n"),
            Example(text="真的吗？！\n", findings=0),
            Example(text="Wait... what?!\n", findings=0),
        ),
    ),
    Check(
        rule="straight-quotes",
        severity=Severity.INFO,
        what="Straight quotation marks stand around Chinese words.",
        why="Off unless asked for: many houses keep them, so that nothing depends on the keyboard.",
        better="Write “ and ”.",
        run=_straight_quotes,
        over=Over.TEXT,
        on=False,
        examples=(
            Example(text='他说"可以"，然后走了。\n', fixed="他说“可以”，然后走了。\n"),
            Example(text="他说“可以”，然后走了。\n", findings=0),
        ),
    ),
    Check(
        rule="final-punctuation",
        severity=Severity.WARNING,
        what="The source ends with a colon or an ellipsis and the translation does not.",
        why="A label, a menu entry that opens a dialog, an introduction of what follows: the mark has a meaning.",
        better="End the translation with the mark of the source.",
        run=_final,
        over=Over.PAIR,
        examples=(
            Example(source="File name:", target="文件名"),
            Example(source="Save as...", target="另存为"),
            Example(source="文件名：", target="File name"),
            Example(source="File name:", target="文件名：", findings=0),
            Example(source="The file is gone.", target="文件已不在", findings=0),
            Example(source="&Save as...", target="另存为(&S)...", findings=0),
        ),
    ),
)
