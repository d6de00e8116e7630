"""How fast terms are found in a text: throughput beside the bare automaton, growth with the terms, start, files.

`python benchmarks/find.py` prints the tables, `--write` puts them into docs/benchmarks.md, `--quick` leaves out
a million terms. Times are those of the processor, not of the clock, where one process does all the work; ours and the
peer take turns, and the median counts. What is measured on files needs the development corpus beside the project.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

import _page
from lookup import HEADS, HOLDERS, KINDS, SIZES, THINGS, Bench, run

if TYPE_CHECKING:
    from glossary.matching.terms import Patterns
    from glossary.model import Concept

TYPER = (sys.executable, "-c", "import typer")
CORPUS = _page.PAGE.parents[2] / "shared" / "corpus"
FILES = ("po/python-docs-zh-cn/whatsnew-changelog.po", "po/godot-editor-l10n/godot-editor.zh_Hans.po")
RUNS, SEED, TEXTS = 9, 2024, 60
BARS = {"throughput": 0.5, "growth": 2.0, "start": 2.0, "seconds": 10.0, "MB": 400.0}
FILLER_EN = """the team has said that this will be ready before spring and nobody doubts it because people who work on
such things every day know how long they take when all goes well which it seldom does in practice""".split()
FILLER_ZH = "大家都说这件事情要等到春天才能完成而且没有人怀疑因为每天在做的人最清楚顺利的时候需要多久可惜很少顺利"


class Text(NamedTuple):
    """Paragraphs in one language with about one term in every hundred characters."""

    language: str
    paragraphs: list[str]

    @property
    def size(self) -> int:
        """Code points."""
        return sum(map(len, self.paragraphs))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    parser.add_argument("--quick", action="store_true", help="fewer terms, 3 runs of each")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gloss-benchmark-") as home:
        bench = Bench(Path(home), list(SIZES)[:1])
        lines = _report(bench, 3 if options.quick else RUNS, quick=options.quick)
        _page.publish("find.py", lines, write=options.write)


def texts(terms: Sequence[tuple[str, str]]) -> list[Text]:
    """An English and a Chinese text of the same terms, the same ones each time."""
    chance = random.Random(SEED)
    english, chinese = [], []
    for _ in range(TEXTS):
        sentences_en, sentences_zh = [], []
        for _ in range(40):
            en, zh = chance.choice(terms)
            words = chance.choices(FILLER_EN, k=15)
            words.insert(chance.randrange(15), en)
            sentences_en.append(" ".join(words).capitalize() + ".")
            at, cut = chance.randrange(len(FILLER_ZH)), chance.randrange(20, 90)
            filler = (FILLER_ZH * 3)[at : at + 100]
            sentences_zh.append(filler[:cut] + zh + filler[cut:] + "。")
        english.append(" ".join(sentences_en))
        chinese.append("".join(sentences_zh))
    return [Text("English", english), Text("Chinese", chinese)]


def _report(bench: Bench, runs: int, *, quick: bool) -> Iterator[str]:
    yield f"Made by `python benchmarks/find.py --write`; medians of {runs} runs taken in turns. {_page.machine()}"
    columns = ("text", "peer", "gloss", "bare automaton", "ratio", "bar", "met")
    yield from ("", "### Throughput, 10,000 concepts", "", *_page.head(*columns))
    yield from _throughput_rows(bench, runs)
    yield from (
        "",
        "### Growth",
        "",
        *_page.head("text", "10,000 terms", "more terms", "time for each character", "bar", "met"),
    )
    yield from _growth_rows(100_000 if quick else 1_000_000, runs)
    yield from (
        "",
        "### Start of `gloss find`",
        "",
        *_page.head("terms", "gloss", "`import typer`", "ratio", "bar", "met"),
    )
    yield from _start_rows(bench, runs)
    if CORPUS.is_dir():
        yield from (
            "",
            "### Whole files, all rules",
            "",
            *_page.head("file", "seconds", "bar", "met", "memory", "bar", "met"),
        )
        yield from _file_rows(bench)


def _throughput_rows(bench: Bench, runs: int) -> Iterator[str]:
    from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

    from glossary import Project

    os.environ |= {"GLOSS_CACHE_DIR": f"{bench.home}/caches/found", "GLOSS_CONFIG_DIR": f"{bench.home}/config"}
    project = Project.find_from(bench.home / bench.sizes[0])
    concepts = [concept for scope in project.scopes for concept in scope.concepts()]
    pairs = [
        (concept.terms[0].text, next(t.text for t in concept.terms if t.lang == "zh-Hans")) for concept in concepts
    ]
    bare = AhoCorasick(
        list({term.text.lower() for concept in concepts for term in concept.terms}),
        matchkind=MatchKind.LeftmostLongest,
        implementation=Implementation.ContiguousNFA,
    )
    other = _other_automaton(concepts)
    for text in texts(pairs):
        lowered = [paragraph.lower() for paragraph in text.paragraphs]
        expected = sum(len(project.find(paragraph)) for paragraph in text.paragraphs)
        if expected < 40 * TEXTS:
            sys.exit(f"{expected} terms found in the {text.language} text: this would time something else")
        ours, theirs = _in_turns(
            lambda text=text: [project.find(paragraph) for paragraph in text.paragraphs],
            lambda lowered=lowered: [bare.find_matches_as_indexes(paragraph) for paragraph in lowered],
            runs,
        )
        ratio = theirs / ours
        verdict = ("0.5 ×", "yes" if ratio >= BARS["throughput"] else "**no**")
        what = f"{text.language}, a term in every {text.size // expected} characters"
        yield _page.row(what, "ahocorasick-rs", *_speeds(text, ours, theirs), f"{ratio:.2f} ×", *verdict)
        if other is None:
            continue
        ours, theirs = _in_turns(
            lambda text=text: [project.find(paragraph) for paragraph in text.paragraphs],
            lambda lowered=lowered: [list(other.iter_long(paragraph)) for paragraph in lowered],
            runs,
        )
        yield _page.row(what, "pyahocorasick", *_speeds(text, ours, theirs), f"{theirs / ours:.2f} ×", "–", "–")


def _speeds(text: Text, *seconds: float) -> list[str]:
    return [f"{text.size / each / 1e6:.1f} M characters/s" for each in seconds]


def _other_automaton(concepts: Sequence[Concept]) -> Any:
    """The other well-known library with the same terms, if it is installed."""
    try:
        from ahocorasick import STORE_INTS, Automaton
    except ImportError:
        return None
    automaton = Automaton(STORE_INTS)
    for text in {term.text.lower() for concept in concepts for term in concept.terms}:
        automaton.add_word(text, 1)
    automaton.make_automaton()
    return automaton


def _growth_rows(many: int, runs: int) -> Iterator[str]:
    """The same texts against 10,000 terms and against many more, of which they hold none."""
    from glossary.matching.terms import Patterns
    from glossary.text.running import patterns, running

    few = list(_made_up(10_000))
    more = list(_made_up(many))
    sets = [Patterns(list({form for term in terms for form in patterns(term)})) for terms in (few, more)]
    for text in texts([(few[number], few[number + 1]) for number in range(0, 10_000, 2)]):
        forms = [running(paragraph).text for paragraph in text.paragraphs]
        for each in sets:
            for _ in range(9):
                each.occurrences(forms[0])
        ours, theirs = (_scan(each, text.paragraphs) for each in sets)
        times = _in_turns(ours, theirs, runs)
        small, large = (1e9 * seconds / text.size for seconds in times)
        verdict = _page.verdict(large / small, BARS["growth"], "×")
        yield _page.row(
            text.language, f"{small:.0f} ns", f"{many:,}: {large:.0f} ns", f"{large / small:.2f} ×", *verdict
        )


def _scan(patterns: Patterns, paragraphs: Sequence[str]) -> Callable[[], object]:
    from glossary.text.running import running

    return lambda: [patterns.occurrences(running(paragraph).text) for paragraph in paragraphs]


def _made_up(count: int) -> Iterator[str]:
    """English and Chinese terms in turn, distinct."""
    chance = random.Random(SEED)
    english = [word for words in (KINDS, HOLDERS, THINGS, HEADS) for word in words if word.isascii()] + FILLER_EN
    chinese = [word for words in (KINDS, HOLDERS, THINGS, HEADS) for word in words if not word.isascii()]
    seen: set[str] = set()
    while len(seen) < count:
        odd = len(seen) % 2
        term = "".join(chance.choices(chinese, k=3)) if odd else " ".join(chance.choices(english, k=3))
        term += (
            chance.choice(FILLER_ZH) + chance.choice(FILLER_ZH)
            if odd
            else f" {chance.choice('abcdefgh')}{chance.choice('aeiou')}x"
        )
        if term not in seen:
            seen.add(term)
            yield term


def _start_rows(bench: Bench, runs: int) -> Iterator[str]:
    short = bench.home / "short.txt"
    short.write_text(
        "模型蒸馏与 ToS：增量用户数据蒸馏。 They used incremental user data distillation.\n", encoding="utf-8"
    )
    for size in ("own", *bench.sizes):
        words = ("find", str(short))
        bench.gloss(size, *words)
        pairs = [(run(TYPER, bench.home, {}).seconds, bench.gloss(size, *words).seconds) for _ in range(2 * runs)]
        theirs, ours = (1000 * median(side) for side in zip(*pairs, strict=True))
        name = "this project's" if size == "own" else size
        verdict = _page.verdict(ours / theirs, BARS["start"], "×")
        yield _page.row(name, f"{ours:.0f} ms", f"{theirs:.0f} ms", f"{ours / theirs:.2f} ×", *verdict)


def _file_rows(bench: Bench) -> Iterator[str]:
    names = [name for name in FILES if (CORPUS / name).exists()]
    for chosen in (*([name] for name in names), names):
        paths = [str(CORPUS / name) for name in chosen]
        words = ("check", *paths, "--fail-on", "never", "--format", "json", *_every_rule())
        used = bench.gloss("own", *words, memory=True)
        seconds = median(bench.gloss("own", *words).seconds for _ in range(3))
        label = Path(chosen[0]).name if len(chosen) == 1 else "both"
        bars = (
            *_page.verdict(seconds, BARS["seconds"], "s"),
            f"{used.megabytes:.0f} MB",
            *_page.verdict(used.megabytes, BARS["MB"], "MB"),
        )
        yield _page.row(label, f"{seconds:.1f} s", *bars)


def _every_rule() -> list[str]:
    from glossary.checks import Over, all_checks

    return [word for check in all_checks() if check.over is not Over.TERMS for word in ("--rule", check.rule)]


def _in_turns(ours: Callable[[], object], theirs: Callable[[], object], runs: int) -> tuple[float, float]:
    """Median seconds of the processor for each."""
    pairs = [(_seconds(ours), _seconds(theirs)) for _ in range(runs)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def _seconds(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


if __name__ == "__main__":
    main()
