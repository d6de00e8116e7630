"""Does the score of a match rank as a translator would? Beside three plain distances, on two kinds of evidence.

Questions by hand (labelled/ranking*.yaml): of two candidates the one whose translation is less work to edit. Held-out
units of the corpus: how near the target of the best match is to what a person wrote (chrF, by sacrebleu).
`python benchmarks/ranking.py` prints the tables, `--write` puts them into docs/benchmarks.md, `--show` prints the
questions on which our score and the translator differ.
"""

from __future__ import annotations

import argparse
import lzma
import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import _page

from glossary.matching.fuzzy import memory_score
from glossary.model import Lang
from glossary.text.tokens import comparable

CORPUS = _page.PAGE.parents[2] / "shared" / "corpus"
LABELLED = Path(__file__).with_name("labelled")
SETS = {"with the formula at hand": "ranking.yaml", "after the formula was settled": "ranking-fresh.yaml"}
"""When the questions were judged, and the file that they are in."""
BAR = 0.9
HELD_OUT, MEMORY, SEED = 600, 160_000, 3
CANDIDATES = 200
NO_LABEL = re.compile(r"[`*\[\]]|http|Azure|Microsoft")
"""Units of web pages, many of which a machine translated; they are left out."""

Scorer = Callable[[str, str], float]


class Question(NamedTuple):
    """A segment, the candidate that a translator would rather edit, and the other."""

    lang: str
    text: str
    better: str
    worse: str


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    parser.add_argument("--show", action="store_true", help="print the questions on which we differ")
    options = parser.parse_args()
    if options.show:
        for question in (question for name in SETS.values() for question in questions(name)):
            if not _agrees(ours, question):
                scores = ours(question.text, question.better), ours(question.text, question.worse)
                print(f"{question.text}\n  {scores[0]:5.1f}  {question.better}\n  {scores[1]:5.1f}  {question.worse}")
        return
    _page.publish("ranking.py", _report(), write=options.write)


def questions(name: str) -> list[Question]:
    """The questions of a file, judged by hand."""
    from ruamel.yaml import YAML

    rows = YAML(typ="safe").load((LABELLED / name).read_text(encoding="utf-8"))["questions"]
    return [Question(row["lang"], row["text"], row["better"], row["worse"]) for row in rows]


def agreement(scorer: Scorer, asked: Sequence[Question]) -> float:
    """The share of questions on which a score prefers what the translator does; a tie counts half."""
    return sum(_agrees(scorer, question) for question in asked) / len(asked)


def _agrees(scorer: Scorer, question: Question) -> float:
    better, worse = scorer(question.text, question.better), scorer(question.text, question.worse)
    return 0.5 if better == worse else float(better > worse)


def ours(question: str, match: str) -> float:
    """The score of a match, penalties included."""
    compared = comparable(question), comparable(match)
    lang = Lang("en")
    return memory_score(question, match, compared, langs=(lang, lang), target_langs=(lang, lang)).score


def _levenshtein(question: str, match: str) -> float:
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.normalized_similarity(question.casefold(), match.casefold())


def _indel(question: str, match: str) -> float:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(question.casefold(), match.casefold())


def _words(question: str, match: str) -> float:
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.normalized_similarity(_tokens(question), _tokens(match))


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W\u4e00-\u9fff]+|[^\s]", text.casefold())


SCORERS: dict[str, Scorer] = {
    "gloss": ours,
    "Levenshtein, characters": _levenshtein,
    "Indel, characters": _indel,
    "Levenshtein, words": _words,
}


def _report() -> Iterator[str]:
    yield f"Made by `python benchmarks/ranking.py --write`. {_page.machine()}"
    for when, name in SETS.items():
        yield from ("", f"### What a translator would rather edit, judged {when}", "")
        yield from _agreement_rows(questions(name))
    if not CORPUS.is_dir():
        return
    yield from ("", "### chrF of the best match", "")
    yield from _page.head("score", "English → Chinese", "Chinese → English")
    scores = [_chrf(side) for side in (0, 1)]
    for name in SCORERS:
        yield _page.row(name, *(f"{each[name]:.2f}" for each in scores))


def _agreement_rows(asked: Sequence[Question]) -> Iterator[str]:
    english = [question for question in asked if question.lang == "en"]
    chinese = [question for question in asked if question.lang != "en"]
    names = (f"English, {len(english)}", f"Chinese, {len(chinese)}", f"all, {len(asked)}")
    yield from _page.head("score", *names, "bar", "met")
    for name, scorer in SCORERS.items():
        shares = [agreement(scorer, each) for each in (english, chinese, asked)]
        bar = (f"{BAR:.0%}", "yes" if shares[2] >= BAR else "**no**") if scorer is ours else ("–", "–")
        yield _page.row(name, *(f"{share:.1%}" for share in shares), *bar)


def _chrf(side: int) -> dict[str, float]:
    """For each score, the mean chrF between the target of the best match and that of the held-out unit."""
    from sacrebleu.metrics import CHRF

    memory, held_out = _units()
    metric = CHRF()
    sources = [unit[side] for unit in memory]
    found: dict[str, list[float]] = {name: [] for name in SCORERS}
    for unit, best in zip(held_out, _best(sources, [unit[side] for unit in held_out]), strict=True):
        for name, place in best.items():
            found[name].append(metric.sentence_score(memory[place][1 - side], [unit[1 - side]]).score)
    return {name: sum(values) / len(values) for name, values in found.items()}


def _units() -> tuple[list[list[str]], list[list[str]]]:
    """A memory and the units that are kept out of it, the same each time: strings of catalogues, no web pages."""
    with lzma.open(CORPUS / "tm" / "en-zh-1M.tsv.xz", "rt", encoding="utf-8", newline="\n") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    labels = [row for row in rows if 12 < len(row[0]) < 120 and not NO_LABEL.search(row[0])]
    chosen = random.Random(SEED).sample(labels, HELD_OUT + MEMORY)
    return chosen[HELD_OUT:], chosen[:HELD_OUT]


def _best(sources: Sequence[str], asked: Sequence[str]) -> Iterator[dict[str, int]]:
    """For each question the nearest source by each score; of equal ones the first."""
    import numpy as np
    from rapidfuzz.distance import Indel, Levenshtein
    from rapidfuzz.process import cdist

    folded = [source.casefold() for source in sources]
    vocabulary: dict[str, str] = {}
    words = [_coded(_tokens(source), vocabulary) for source in sources]
    compared = [comparable(source) for source in sources]
    parts = [_coded(each.parts, vocabulary) for each in compared]
    texts = [each.text for each in compared]
    plain = {"Levenshtein, characters": (Levenshtein, folded), "Indel, characters": (Indel, folded)}
    plain["Levenshtein, words"] = (Levenshtein, words)
    for question in asked:
        forms = {"Levenshtein, words": _coded(_tokens(question), vocabulary)}
        best = {}
        for name, (distance, choices) in plain.items():
            form = forms.get(name, question.casefold())
            scores = cdist([form], choices, scorer=distance.normalized_similarity, workers=2)[0]
            best[name] = int(np.argmax(scores))
        best["gloss"] = _our_best(question, sources, parts, texts, vocabulary)
        yield best


def _our_best(
    question: str, sources: Sequence[str], parts: Sequence[str], texts: Sequence[str], vocabulary: dict[str, str]
) -> int:
    """The best by our score, of those that are nearest by parts or by characters."""
    import numpy as np
    from rapidfuzz.distance import Indel, Levenshtein
    from rapidfuzz.process import cdist

    asked = comparable(question)
    form = _coded(asked.parts, vocabulary)
    by_parts = cdist([form], parts, scorer=Levenshtein.normalized_similarity, workers=2)[0]
    by_characters = cdist([asked.text], texts, scorer=Indel.normalized_similarity, workers=2)[0]
    orders = (np.argsort(-similarities, kind="stable")[:CANDIDATES] for similarities in (by_parts, by_characters))
    return max(set(np.concatenate([*orders]).tolist()), key=lambda place: (ours(question, sources[place]), -place))


def _coded(tokens: Sequence[str], vocabulary: dict[str, str]) -> str:
    """Tokens as a string, a character for each."""
    for token in tokens:
        if token not in vocabulary:
            number = len(vocabulary) + 0x100
            vocabulary[token] = chr(number if number < 0xD800 else number + 0x800)
    return "".join(vocabulary[token] for token in tokens)


if __name__ == "__main__":
    main()
