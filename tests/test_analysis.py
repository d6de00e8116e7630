"""How much work is in files: each segment in one band, and what it costs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary import analysis as module
from glossary.analysis import WEIGHTS, Analysis, Asker, Band, Question, analyze, band_of, total
from glossary.model import Lang, Segment, TermMatch, TranslationUnit, UnitState
from glossary.project import Project

EN, ZH = Lang("en"), Lang("zh-Hans")
TERMS = """\
subject: it
concepts:
  - 数据库/database
  - {id: lonely, terms: {en: [backlog]}}
  - {id: deepseek, translate: false, terms: {en: DeepSeek}}
  - {id: tos, terms: {en: [terms of service], zh-Hans: [服务条款, {term: 使用条例, status: forbidden}]}}
"""
HEADER = 'msgid ""\nmsgstr "Language: zh_Hans\\nContent-Type: text/plain; charset=UTF-8\\n"\n'
KNOWN = {
    "The connection to the database was lost.": "与数据库的连接已断开。",
    "Open the file with the editor of your choice now.": "现在用你选择的编辑器打开文件。",
    "Please read the terms of service carefully.": "请仔细阅读使用条例。",
}


@pytest.fixture
def project(project_dir: Path) -> Project:
    (project_dir / "terms" / "it.yaml").write_text(TERMS, encoding="utf-8")
    project = Project.find_from(project_dir)
    units = (TranslationUnit(_s(one), _s(other), EN, ZH, UnitState.FINAL, context="c") for one, other in KNOWN.items())
    project.remember(units, document="known.po")
    return project


def _s(text: str) -> Segment:
    return Segment((text,))


def po(*entries: str) -> bytes:
    return (HEADER + "".join(f"\n{entry}\n" for entry in entries)).encode()


def entry(source: str, target: str = "", *, context: str = "", fuzzy: bool = False) -> str:
    return "#, fuzzy\n" * fuzzy + f'msgctxt "{context}"\n' * bool(context) + f'msgid "{source}"\nmsgstr "{target}"'


LOST = "The connection to the database was lost."
ROWS = [
    pytest.param([entry("A new day", "新的一天")], {Band.TRANSLATED: 1}, id="translated already"),
    pytest.param([entry("A new day", "新的一天", fuzzy=True)], {Band.NEW: 1}, id="a draft is no translation"),
    pytest.param([entry(LOST, context="c")], {Band.CONTEXT: 1}, id="known in the same context"),
    pytest.param([entry(LOST)], {Band.EXACT: 1}, id="known"),
    pytest.param([entry(LOST + "!")], {Band.HIGH: 1}, id="known but for its punctuation"),
    pytest.param([entry("The connections to the database were lost.")], {Band.FAIR: 1}, id="two words differ"),
    pytest.param(['#~ msgid "x"\n#~ msgstr "y"', entry("new")], {Band.NEW: 1}, id="obsolete: not of the job"),
    pytest.param(
        [entry("all new here", context=str(n)) for n in range(3)], {Band.NEW: 1, Band.REPETITION: 2}, id="rep"
    ),
    pytest.param(
        [entry("all new here"), entry("all new here", "全新", context="b")],
        {Band.REPETITION: 1, Band.TRANSLATED: 1},
        id="translated further down: nothing left to do",
    ),
    pytest.param(
        [entry("Close all the windows of the editor"), entry("Close all the windows of an editor")],
        {Band.NEW: 1, Band.INTERNAL: 1},
        id="near an earlier one",
    ),
    pytest.param(
        [entry("Please read the terms of service carefully.")], {Band.GOOD: 1}, id="what breaks the terms is no 100"
    ),
]


@pytest.mark.parametrize(("entries", "expected"), ROWS)
def test_bands(project: Project, entries: list[str], expected: dict[Band, int]) -> None:
    Path("job.po").write_bytes(po(*entries))
    assert bands(project.analyze(["job.po"])) == expected


def bands(found: Analysis) -> dict[Band, int]:
    assert not [finding for finding in found.findings if finding.rule == "unreadable"]
    return {band: tally.segments for band, tally in found.bands.items() if tally.segments}


def test_the_second_file_repeats_the_first(project: Project) -> None:
    for name in ("a.po", "b.po"):
        Path(name).write_bytes(po(entry("all new here")))
    found = project.analyze(["a.po", "b.po"])
    assert [file.bands[Band.NEW].segments for file in found.files] == [1, 0]
    assert found.files[1].bands[Band.REPETITION].segments == 1


def test_effort_is_words_by_weight(project: Project) -> None:
    Path("job.po").write_bytes(po(entry(LOST), entry("all new here now")))
    found = project.analyze(["job.po"])
    assert found.bands[Band.EXACT].effort == pytest.approx(7 * WEIGHTS[Band.EXACT])
    assert found.bands[Band.NEW].effort == 4


def test_weights_of_the_settings(project: Project, project_dir: Path) -> None:
    Path("gloss.toml").write_text('[analyze.weights]\n"100" = 0.5\n"95-99" = 1\n', encoding="utf-8")
    Path("job.po").write_bytes(po(entry(LOST), entry(LOST + "!")))
    found = Project.find_from(project_dir).analyze(["job.po"])
    assert [found.bands[band].effort for band in (Band.EXACT, Band.HIGH)] == [3.5, 7]


def test_terms_with_and_without_a_rendering(project: Project) -> None:
    Path("job.po").write_bytes(po(entry("the backlog of the database"), entry("databases and DeepSeek")))
    found = project.analyze(["job.po"])
    uses = [(term.text, term.translated, term.count, term.first.line) for term in found.terms]
    assert uses == [("database", True, 2, 4), ("backlog", False, 1, 4), ("DeepSeek", True, 1, 7)]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        pytest.param("a.md", "# A heading\n\nA text.\n", {Band.NEW: 2}, id="Markdown"),
        pytest.param(
            "a.md", "# 标题\n\n正文很长。\n\nAn English quote stays.\n", {Band.NEW: 2, Band.TRANSLATED: 1}, id="中文"
        ),
        pytest.param("a.txt", f"{LOST}\n", {Band.EXACT: 1}, id="plain text"),
        pytest.param("a.tsv", "en\tzh-Hans\nopen\t打开\n", {Band.TRANSLATED: 1}, id="a table"),
        pytest.param(
            "a.xlf",
            '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="x" datatype="plaintext" '
            'source-language="en" target-language="zh-Hans"><body><trans-unit id="1"><source>Hello there</source>'
            "</trans-unit></body></file></xliff>",
            {Band.NEW: 1},
            id="XLIFF without a target",
        ),
        pytest.param("a.txt", "", {}, id="an empty file"),
    ],
)
def test_formats(project: Project, name: str, data: str, expected: dict[Band, int]) -> None:
    Path(name).write_text(data, encoding="utf-8")
    assert bands(project.analyze([name])) == expected


def test_a_broken_file_is_told_and_the_others_are_analysed(project: Project) -> None:
    Path("a.po").write_bytes(b'msgid "a"\nmsgid "b"\n\xff')
    Path("b.po").write_bytes(po(entry("new")))
    found = project.analyze(["a.po", "missing.po", "b.po", "x.nonsense"])
    assert [finding.rule for finding in found.findings].count("unreadable") >= 2
    assert found.files[2].bands[Band.NEW].segments == 1


def test_terms_are_no_segments(project: Project) -> None:
    assert [finding.rule for finding in project.analyze(["terms/it.yaml"]).findings] == ["no-segments"]


def test_without_a_memory(project_dir: Path) -> None:
    Path("job.po").write_bytes(po(entry("new"), entry("new", context="x")))
    assert bands(Project.find_from(project_dir).analyze(["job.po"])) == {Band.NEW: 1, Band.REPETITION: 1}
    assert not Path(".gloss").exists()


def test_two_processes_say_the_same(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [entry(f"Window {n} of the {word} editor is new", context=word) for n in range(40) for word in "ab"]
    Path("job.po").write_bytes(po(*entries, entry(LOST)))
    alone = project.analyze(["job.po"])
    monkeypatch.setattr(module, "_FEW", 10)
    assert Project(project.config).analyze(["job.po"]) == alone


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (101, "in context"),
        (100, "100"),
        (99.9, "95–99"),
        (94.9, "85–94"),
        (75, "75–84"),
        (74.9, "50–74"),
        (49.9, "new"),
    ],
)
def test_band_of_a_score(score: float, band: str) -> None:
    assert band_of(score) == band


TEXTS = st.sampled_from(["Open the file", "Open a file", "打开文件", "Open the files now", "%d of 3", "  ", "x"])
SEGMENTS = st.lists(st.tuples(TEXTS, st.booleans()), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=50)
@given(st.lists(SEGMENTS, min_size=1, max_size=3), st.floats(0, 101))
def test_the_bands_add_up_to_the_segments(tmp_path: Path, files: list[list[tuple[str, bool]]], score: float) -> None:
    paths = [str(tmp_path / f"{number}.po") for number in range(len(files))]
    for path, segments in zip(paths, files, strict=True):
        entries = [entry(text, "译文" * done, context=str(n)) for n, (text, done) in enumerate(segments)]
        Path(path).write_bytes(po(*entries))

    def ask(question: Question) -> float:
        return score if "file" in question.text else 0.0

    found = analyze(paths, open=lambda: Asker(ask, lambda question: ()), other=lambda lang: ZH)
    count = sum(bool(text.strip()) for segments in files for text, _ in segments)
    assert sum(tally.segments for tally in found.bands.values()) == count
    for tallies in (found.bands, *(file.bands for file in found.files)):
        whole = total(list(tallies.values()))
        assert 0 <= whole.effort <= whole.words + whole.characters


@pytest.mark.parametrize(
    "text",
    [
        LOST,
        "The connections to the database were lost.",
        "Please read the terms of service carefully.",
        "Please read the 3 terms of service carefully!",
        "the database",
        "nothing of the kind",
    ],
)
def test_scores_are_those_of_suggest(project: Project, text: str) -> None:
    matches = project.suggest(text, lang=EN, target_lang=ZH, min_score=50, limit=1).matches
    suggested = matches[0].score if matches else 0.0
    assert project._best_score(Question(text, EN, ZH, "", "")) == suggested


def test_rows_of_a_table_without_a_translation(project: Project) -> None:
    Path("a.csv").write_text("id,source,target\n1,Open it,\n2,Close it,关上\n", encoding="utf-8")
    assert bands(project.analyze(["a.csv"], langs=(EN, ZH))) == {Band.NEW: 1, Band.TRANSLATED: 1}


def test_each_text_is_searched_for_terms_once(project: Project) -> None:
    found, searched = project.finder, list[str]()

    def finder(text: str) -> list[TermMatch]:
        searched.append(text)
        return found(text)

    project.__dict__["finder"] = finder
    suggestion = project.suggest("Please read the terms of service slowly.", lang=EN, target_lang=ZH)
    assert suggestion.matches[0].breaks_glossary
    assert [term.term.text for term in suggestion.terms] == ["terms of service"]
    assert sorted(searched) == sorted(set(searched))


def test_texts_in_one_piece_are_as_they_were() -> None:
    texts = ["数据库 \U0001f600", "", "a\0b", "x\ud800", "数据库 1"]
    strings = module._Strings()
    for text in texts:
        strings.append(text)
    assert [strings[number] for number in range(len(strings))] == texts


def test_terms_as_frequent_as_others_stand_in_the_order_of_the_files(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "job.po"
    path.write_bytes(po(entry("The backlog"), entry("DeepSeek and a database"), entry("database", context="d")))
    found = project.analyze([str(path)], langs=(EN, ZH)).terms
    assert [(use.text, use.count) for use in found] == [("database", 2), ("backlog", 1), ("DeepSeek", 1)]
