"""How often gloss is right: precision and recall on labelled rows, and the share of findings that people judged true.

`python benchmarks/quality.py` prints the tables, `--write` puts them into docs/checks.md. `--sample RULE` prints
findings of one rule on the development corpus, the same ones each time, for a person to judge: each with a mark.
A mark with its verdict in `labelled/judged.tsv` counts from then on, as long as the rule still finds it.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from glossary import Project
from glossary.checks import House, Over, Pair, Passage, all_checks, passages_of
from glossary.formats import format_of
from glossary.model import Segment, TranslationUnit
from glossary.text.forms import forms_of
from glossary.text.normalize import key
from glossary.text.script import language_of

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "checks.md"
BEGIN, END = "<!-- begin: benchmarks/quality.py -->\n", "<!-- end: benchmarks/quality.py -->\n"
LABELLED = ROOT / "benchmarks" / "labelled"
JUDGED = LABELLED / "judged.tsv"
CORPUS = ROOT.parent / "shared" / "corpus"
SAMPLE, SEED = 200, 2024
BARS = {"terms": (0.99, 0.99), "numbers": (0.98, 0.95), "findings": 0.9}


class Score(NamedTuple):
    """Right answers, wrong ones, and those that are missing."""

    right: int
    wrong: int
    missing: int

    @property
    def precision(self) -> float:
        """Share of the answers that are right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the labels that were found."""
        return self.right / max(1, self.right + self.missing)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missing)


class Sample(NamedTuple):
    """A finding on the corpus, as a person has to see it."""

    mark: str
    rule: str
    where: str
    message: str
    source: str
    text: str


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--write", action="store_true", help="write the tables into docs/checks.md")
    parser.add_argument("--wrong", action="store_true", help="list the labelled rows that are not answered rightly")
    parser.add_argument("--sample", metavar="RULE", help=f"print up to {SAMPLE} findings of a rule, to be judged")
    options = parser.parse_args()
    if options.sample:
        for each in sample(list(findings([options.sample]))):
            print(f"{each.mark}\t{each.where}\n  {each.message}\n  {each.source}\n  {each.text}")
        return
    report = "".join(f"{line}\n" for line in _report(show=options.wrong))
    if options.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(before + BEGIN + report + END + rest.partition(END)[2], encoding="utf-8")
    else:
        print(report, end="")


def term_score(*, show: bool = False) -> tuple[Score, int, int]:
    """Terms found in the labelled sentences, read as Markdown; how many sentences there are; labels not looked for.

    A label is not looked for if the termbase says `find: false` of its term; it is neither found nor missing.
    """
    rows = _rows("terms.yaml")
    project = Project.find_from(ROOT)
    markdown = format_of("row.md")
    right = wrong = missing = unlooked = 0
    for row in rows:
        text = row["text"]
        passages = passages_of(markdown.read(text.encode(), "row.md"), project.finder)
        found = Counter(f"{match.surface}@{match.concept.id}" for passage in passages for match in passage.terms)
        labels = Counter(str(label) for label in row["terms"] or ())
        wanted = Counter({label: count for label, count in labels.items() if _is_looked_for(project, label)})
        unlooked += (labels - wanted).total()
        right += (found & wanted).total()
        wrong += (found - wanted).total()
        missing += (wanted - found).total()
        if show and found != wanted:
            print(f"{text!r}\n  wrong: {dict(found - wanted)}\n  missing: {dict(wanted - found)}", file=sys.stderr)
    return Score(right, wrong, missing), len(rows), unlooked


def _is_looked_for(project: Project, label: str) -> bool:
    surface, _, id = label.rpartition("@")
    concept = next((found for scope in project.scopes if (found := scope.concept(id))), None)
    terms = concept.terms if concept else ()
    met = [term for term in terms if key(surface) in map(key, (term.text, *forms_of(term)))]
    return not met or any(term.find for term in met)


def number_score(*, show: bool = False) -> tuple[Score, int]:
    """Pairs whose numbers are flagged, and how many pairs there are."""
    rows = _rows("numbers.yaml")
    check = next(check for check in all_checks() if check.rule == "number-mismatch")
    right = wrong = missing = 0
    for row in rows:
        source, target = (Segment((row[side],)) for side in ("source", "target"))
        langs = [language_of(row[side]) for side in ("source", "target")]
        passages = [Passage(each, lang) for each, lang in zip((source, target), langs, strict=True)]
        unit = TranslationUnit(source, target, langs[0], langs[1])
        flagged = bool(list(check.run(Pair(*passages, unit, (passages[0],)), House())))
        right += flagged and row["wrong"]
        wrong += flagged and not row["wrong"]
        missing += row["wrong"] and not flagged
        if show and flagged != row["wrong"]:
            print(f"{'wrong' if flagged else 'missing'}: {row['source']!r} {row['target']!r}", file=sys.stderr)
    return Score(right, wrong, missing), len(rows)


def findings(rules: Iterable[str]) -> Iterator[Sample]:
    """What rules find on the catalogues, articles and pairs of pages of the development corpus."""
    project = Project.find_from(ROOT)
    chosen = project.rules(only=list(rules))
    for paths, against in _jobs():
        report = project.check_files([str(path) for path in paths], rules=chosen, against=str(against or ""))
        units = {str(path): _units(path) for path in paths}
        for finding, passage in report.results:
            if finding.rule not in rules or finding.origin is None:
                continue
            path, line = finding.origin.path, finding.origin.line or 0
            source = next((text for start, text in reversed(units[path]) if start <= line), "") if not against else ""
            where = f"{Path(path).relative_to(CORPUS)}:{finding.origin.line}:{finding.origin.column}"
            told = "\0".join((finding.rule, str(Path(path).relative_to(CORPUS)), passage, finding.message))
            mark = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]
            yield Sample(mark, finding.rule, where, finding.message, _line(source), _line(passage))


def sample(found: list[Sample]) -> list[Sample]:
    """Up to `SAMPLE` of them, chosen by chance, the same ones each time; of equal ones the first."""
    by_mark = {each.mark: each for each in reversed(found)}
    ordered = sorted(by_mark.values())
    return random.Random(SEED).sample(ordered, min(SAMPLE, len(ordered)))


def _jobs() -> Iterator[tuple[list[Path], Path | None]]:
    """Catalogues, pages by themselves, and pages with the page that they translate."""
    yield [path for path in sorted(CORPUS.glob("po/*/*.po")) if path.parent.name in _CATALOGUES], None
    pages = sorted([*CORPUS.glob("article/*.zh.md"), *CORPUS.glob("markdown-bilingual/*/*.md")])
    yield pages, None
    for page in pages:
        source = page.with_name(page.name.replace(".zh-cn.md", ".en.md").replace(".zh.md", ".en.md"))
        if source != page and source.exists():
            yield [page], source


_CATALOGUES = ("python-docs-zh-cn", "godot-editor-l10n", "lokalize")


def _units(path: Path) -> list[tuple[int, str]]:
    """Line and source of each unit of a catalogue; nothing for a page."""
    form = format_of(str(path))
    if not form.bilingual:
        return []
    entries = form.read(path.read_bytes(), str(path)).entries
    return [
        (unit.origin.line or 0, unit.source.raw)
        for unit in entries
        if isinstance(unit, TranslationUnit) and unit.origin
    ]


def _rows(name: str) -> list[dict[str, Any]]:
    with open(LABELLED / name, encoding="utf-8") as file:
        return list(YAML(typ="safe").load(file))


def _line(text: str) -> str:
    return text.replace("\n", "⏎")


def _report(*, show: bool) -> Iterator[str]:
    yield "Made by `python benchmarks/quality.py --write`."
    yield from (
        "",
        "| labelled | rows | precision | bar | recall | bar | met |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    )
    terms, rows, unlooked = term_score(show=show)
    for name, (score, count) in (("terms", (terms, rows)), ("numbers", number_score(show=show))):
        precision, recall = BARS[name]
        met = "yes" if score.precision >= precision and score.recall >= recall else "**no**"
        yield f"| {name} | {count} | {score.precision:.3f} | {precision} | {score.recall:.3f} | {recall} | {met} |"
    yield ""
    lower = Score(terms.right, terms.wrong, terms.missing + unlooked).recall
    yield (
        f"{unlooked} more labels are of terms that the termbase marks `find: false`: everyday words, right where they "
        f"were labelled. With them as misses the recall of terms is {lower:.3f}."
    )
    if CORPUS.is_dir():
        yield ""
        yield from _judged_rows()


def _judged_rows() -> Iterator[str]:
    """For each rule over texts: findings on the corpus, how many of the sample are judged, the share of true ones."""
    verdicts = dict(line.split("\t")[:2] for line in JUDGED.read_text(encoding="utf-8").splitlines() if line)
    checks = [check for check in all_checks() if check.over is not Over.TERMS]
    found: dict[str, list[Sample]] = defaultdict(list)
    for each in findings([check.rule for check in checks]):
        found[each.rule].append(each)
    yield "| rule | findings on the corpus | judged | true | by default |"
    yield "| --- | --- | --- | --- | --- |"
    for check in checks:
        marks = {each.mark for each in found[check.rule]} & set(verdicts)
        true = sum(verdicts[mark] == "true" for mark in marks)
        share = f"{true / len(marks):.2f}" if marks else "–"
        flag = "" if not marks or not check.on or true / len(marks) >= BARS["findings"] else " **below**"
        default = "on" if check.on else "off"
        yield f"| {check.rule} | {len(found[check.rule])} | {len(marks)} | {share}{flag} | {default} |"


if __name__ == "__main__":
    main()
