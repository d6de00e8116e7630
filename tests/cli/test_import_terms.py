"""What `gloss import` of terms writes, where, under which names, and what it says about it."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest
from running import gloss

from glossary.formats import yaml
from glossary.model import Concept

LAW = "subject: law\nconcepts:\n  - 租约/lease\n  - id: tort\n    note: 注\n    terms:\n      en: tort\n      zh-Hans: 侵权\n"


def tbx(*entries: tuple[str, dict[str, str]], extra: str = "") -> str:
    body = "".join(
        f'<termEntry id="{id}">{extra}'
        + "".join(f'<langSet xml:lang="{lang}"><tig><term>{t}</term></tig></langSet>' for lang, t in terms.items())
        + "</termEntry>"
        for id, terms in entries
    )
    return f'<martif type="TBX" xml:lang="en"><text><body>{body}</body></text></martif>'


@pytest.fixture
def project(project_dir: Path) -> Path:
    (project_dir / "terms" / "law.yaml").write_text(LAW, encoding="utf-8")
    return project_dir


def stored(project: Path, name: str = "law.yaml") -> str:
    return (project / "terms" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("langs", "settings", "kept", "line"),
    [
        pytest.param(("en-US", "zh-CN"), "", "en", "en-US is taken as en, the language of this project", id="American"),
        pytest.param(("zh-CN", "en-GB"), "", "en", "en-GB is taken as en, the language of this project", id="British"),
        pytest.param(("en", "zh-CN"), "", "en", "", id="plain"),
        pytest.param(("en-US", "zh-CN"), 'languages = ["en-US", "zh-Hans"]', "en-US", "", id="the project's own"),
        pytest.param(("en-US", "zh-CN"), 'languages = ["en", "en-US", "zh"]', "en-US", "", id="both are the project's"),
        pytest.param(("en-US", "en-GB"), "", "en-US", "", id="several varieties"),
        pytest.param(("en", "zh-TW"), "", "zh-TW", "", id="never Chinese"),
        pytest.param(("de-AT", "zh-CN"), "", "de-AT", "", id="a language that the project has not"),
    ],
)
def test_one_variety_of_a_language_is_the_language_of_the_project(
    project_dir: Path, langs: tuple[str, str], settings: str, kept: str, line: str
) -> None:
    (project_dir / "gloss.toml").write_text(settings, encoding="utf-8")
    text = tbx(("c1", dict(zip(langs, ("lessor", "出租人"), strict=True))), ("c2", {langs[0]: "lessee", langs[1]: "x"}))
    (project_dir / "v.tbx").write_text(text, encoding="utf-8")
    run = gloss("import", "v.tbx", cwd=project_dir)
    assert run.returncode == 0, run.stderr
    assert line in run.stdout
    assert (" is taken as " in run.stdout) == bool(line)
    entries = yaml.read((project_dir / "terms" / "inbox.yaml").read_bytes()).entries
    assert kept in {term.lang for entry in entries if isinstance(entry, Concept) for term in entry.terms}
    again = gloss("import", "v.tbx", "--format", "json", cwd=project_dir)
    [said] = json.loads(again.stdout)
    assert (said["added"], said["updated"], said["known"]) == ([], [], 2)


def test_a_refused_import_says_what_would_be_done(project: Path) -> None:
    (project / "v.csv").write_text("en,zh\nlease,租约\nlessor,出租人\ntort,侵害\n", encoding="utf-8")
    run = gloss("import", "v.csv", cwd=project)
    assert run.returncode == 1
    assert run.stdout.splitlines() == [
        "  + lessor: lessor / 出租人",
        "v.csv: 1 term to add, 0 to update, 1 known, 1 in conflict",
    ]
    assert run.stderr.splitlines() == [
        "v.csv:4: conflict: tort (tort / 侵害): terms in zh-Hans: the termbase has 侵权 (terms/law.yaml:8:16), "
        "the file has 侵害",
        "Nothing was taken. --keep ours leaves these as they are, --keep theirs takes the file's.",
    ]
    assert stored(project) == LAW


@pytest.mark.parametrize("keep", ["ours", "theirs"])
def test_settled_conflicts_are_no_conflicts(project: Path, keep: str) -> None:
    (project / "v.csv").write_text("en,zh\nlessor,出租人\ntort,侵害\n", encoding="utf-8")
    run = gloss("import", "v.csv", "--keep", keep, cwd=project)
    assert run.returncode == 0
    updated = 1 if keep == "theirs" else 0
    line = f"v.csv: 1 term added, {updated} updated, 0 known, 1 settled → terms/law.yaml ({1 + updated})"
    assert line in run.stdout.splitlines()
    assert run.stderr.startswith("v.csv:3: settled: tort (tort / 侵害): terms in zh-Hans: ")
    assert len(run.stderr.splitlines()) == 1


def test_places_are_as_seen_from_here(project: Path) -> None:
    (project / "docs").mkdir()
    (project / "v.csv").write_text("en,zh\ntort,侵害\n", encoding="utf-8")
    run = gloss("import", str(project / "v.csv"), cwd=project / "docs")
    [line, _] = run.stderr.splitlines()
    assert line.startswith("../v.csv:2: conflict: tort ")
    assert "(../terms/law.yaml:8:16), the file has 侵害" in line


def test_many_lines_are_cut_and_counted(project_dir: Path) -> None:
    rows = "".join(f"term {n},词{n}\n" for n in range(120))
    (project_dir / "v.csv").write_text(f"en,zh\n{rows}", encoding="utf-8")
    run = gloss("import", "v.csv", cwd=project_dir)
    assert run.stdout.splitlines()[49:] == [
        "  + term-49: term 49 / 词49",
        "  + … and 70 more; --format json lists all",
        "v.csv: 120 terms added, 0 updated, 0 known → terms/inbox.yaml (120)",
    ]
    (project_dir / "v.csv").write_text(f"en,zh\n{rows.replace('词', '字')}", encoding="utf-8")
    run = gloss("import", "v.csv", cwd=project_dir)
    lines = run.stderr.splitlines()
    assert (len(lines), lines[20]) == (22, "… and 100 more; --format json lists all")
    run = gloss("import", "v.csv", "--format", "json", cwd=project_dir)
    assert len(json.loads(run.stdout)[0]["conflicts"]) == 120


@pytest.mark.parametrize(
    ("subject", "own", "files"),
    [
        pytest.param("law", "", "terms/law.yaml (1)", id="a file that is there"),
        pytest.param("real estate", "", "terms/real-estate.yaml (1)", id="a new file"),
        pytest.param("law", "财产", "terms/财产.yaml (1)", id="a term's own subject comes first"),
        pytest.param("", "", "terms/inbox.yaml (1)", id="none"),
    ],
)
def test_a_subject_may_be_given(project: Path, subject: str, own: str, files: str) -> None:
    (project / "terms" / "ai.yaml").write_text("concepts:\n  - 词元/token\n", encoding="utf-8")
    (project / "v.csv").write_text(f"en,zh,subject\nlessor,出租人,{own}\nlease,租约,{own}\n", encoding="utf-8")
    run = gloss("import", "v.csv", "--keep", "ours", *(["--subject", subject] if subject else []), cwd=project)
    assert (run.returncode, run.stdout.splitlines()[1].partition(" → ")[2]) == (0, files)
    name = files.partition("/")[2].partition(" ")[0]
    assert stored(project, name).endswith("  - 出租人/lessor\n")
    assert stored(project) == LAW or name == "law.yaml"


@pytest.mark.parametrize(
    ("ids", "named"),
    [
        pytest.param(("c10", "c11"), ["lessor", "lessee"], id="numbers behind a letter"),
        pytest.param(("1", "2"), ["lessor", "lessee"], id="numbers"),
        pytest.param(
            ("550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440001"),
            ["lessor", "lessee"],
            id="UUIDs",
        ),
        pytest.param(("lessor", "lessee-2"), ["lessor", "lessee-2"], id="terms"),
        pytest.param(("出租人", "承租人-法律"), ["出租人", "承租人-法律"], id="terms in Chinese"),
        pytest.param(("lessor", "tenant"), ["lessor", "tenant"], id="most of them are terms"),
    ],
)
def test_ids_are_kept_where_they_are_names(project_dir: Path, ids: tuple[str, str], named: list[str]) -> None:
    related = f'<ref type="crossReference" target="{ids[1]}">x</ref>'
    text = tbx((ids[0], {"en": "lessor", "zh": "出租人"}), extra=related)
    other = tbx((ids[1], {"en": "lessee", "zh": "承租人"})).partition("<body>")[2]
    (project_dir / "v.tbx").write_text(text.partition("</body>")[0] + other, encoding="utf-8")
    run = gloss("import", "v.tbx", "--format", "json", cwd=project_dir)
    assert json.loads(run.stdout)[0]["added"] == named
    assert f"related: [{named[1]}]" in stored(project_dir, "inbox.yaml")
    assert json.loads(gloss("import", "v.tbx", "--format", "json", cwd=project_dir).stdout)[0]["known"] == 2


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_ids_of_our_own_files_are_kept_whatever_they_are(project_dir: Path, suffix: str) -> None:
    (project_dir / "v.yaml").write_text("concepts:\n  - {id: c10, terms: {en: lessor}}\n", encoding="utf-8")
    if suffix == "json":
        assert gloss("convert", "v.yaml", "v.json", cwd=project_dir).returncode == 0
    assert "  + c10: lessor" in gloss("import", f"v.{suffix}", cwd=project_dir).stdout


def test_what_the_file_has_not_stays_and_is_told(project: Path) -> None:
    more = "  - {id: fee, terms: {en: [fee, charge], zh-Hans: 费用, fr: frais}}\n  - 出租人/lessor\n"
    (project / "terms" / "law.yaml").write_text(LAW + more, encoding="utf-8")
    (project / "v.csv").write_text("en,zh\nlease,租约\ntort,侵权\nfee,费用\n", encoding="utf-8")
    run = gloss("import", "v.csv", cwd=project)
    assert run.stdout.splitlines() == [
        "v.csv: 0 terms added, 0 updated, 3 known",
        "v.csv: 1 term of these concepts is not in the file; it stays",
        "v.csv: 1 concept is not in the file; it stays",
    ]
    assert json.loads(gloss("import", "v.csv", "--format", "json", cwd=project).stdout) == [
        {
            "path": "v.csv",
            "kind": "terms",
            "added": [],
            "updated": [],
            "known": 3,
            "conflicts": [],
            "terms_not_in_file": [{"id": "fee", "terms": ["charge"]}],
            "concepts_not_in_file": ["lessor"],
            "taken_as": {},
            "files": [],
        }
    ]


def test_pairs_that_can_say_only_one_term_leave_nothing_out(project: Path) -> None:
    (project / "terms" / "a.yaml").write_text(
        "concepts:\n  - {id: fee, terms: {en: [fee, charge], zh-Hans: [费用, 收费]}}\n", encoding="utf-8"
    )
    (project / "v.tsv").write_text("fee\t费用\n", encoding="utf-8")
    run = gloss("import", "v.tsv", "--as", "terms", cwd=project)
    assert run.stdout == "v.tsv: 0 terms added, 0 updated, 1 known\n"


def test_json_names_conflicts_and_files(project: Path) -> None:
    (project / "v.csv").write_text("en-US,zh\nlessor,出租人\ntort,侵害\n", encoding="utf-8")
    [said] = json.loads(gloss("import", "v.csv", "--keep", "ours", "--format", "json", cwd=project).stdout)
    assert said["conflicts"] == [
        {
            "id": "tort",
            "terms": ["tort", "侵害"],
            "what": "terms in zh-Hans",
            "ours": "侵权",
            "theirs": "侵害",
            "our_origins": [{"path": "terms/law.yaml", "line": 8}],
            "origin": {"path": "v.csv", "line": 3},
        }
    ]
    assert (said["taken_as"], said["files"]) == ({"en-US": "en"}, [{"path": "terms/law.yaml", "concepts": 1}])


def test_reading_says_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    counted = importlib.import_module("glossary.cli.import")._counted
    assert list(counted(range(2_500), lambda done, total: told.append((done, total)))) == list(range(2_500))
    assert told == [(1_000, 0), (2_000, 0)]


def test_translations_have_no_subject(project_dir: Path) -> None:
    (project_dir / "a.tsv").write_text("Disk\t磁盘\n", encoding="utf-8")
    run = gloss("import", "a.tsv", "--subject", "law", cwd=project_dir)
    assert (run.returncode, run.stdout) == (0, "a.tsv: 1 added\n")
    assert run.stderr == "a.tsv: --subject is for terms; translations are kept without\n"


def test_a_file_with_terms_and_translations_gives_both(project_dir: Path) -> None:
    term = '{"id": "moat", "terms": [{"text": "moat", "lang": "en"}, {"text": "护城河", "lang": "zh-Hans"}]}'
    unit = '{"source": "Open", "target": "打开", "source_lang": "en", "target_lang": "zh-Hans", "state": "translated"}'
    both = f'{{"gloss": 1, "concepts": [{term}], "units": [{unit}]}}'
    (project_dir / "both.json").write_text(both, encoding="utf-8")
    run = gloss("import", "both.json", cwd=project_dir)
    assert run.stdout.splitlines() == [
        "both.json: 1 added",
        "  + moat: moat / 护城河",
        "both.json: 1 term added, 0 updated, 0 known → terms/inbox.yaml (1)",
    ]
    rows = json.loads(gloss("import", "both.json", "--format", "json", cwd=project_dir).stdout)
    assert [(row["kind"], row["known"]) for row in rows] == [("memory", 1), ("terms", 1)]


def test_a_file_with_both_gives_each_where_it_belongs(project: Path) -> None:
    (project / "a.xlf").write_text(
        '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="zh-Hans">'
        '<file id="f"><unit id="1"><glossary xmlns="urn:oasis:names:tc:xliff:glossary:2.0"><glossEntry id="g">'
        "<term>relay</term><translation>中继</translation></glossEntry></glossary>"
        "<segment><source>A relay.</source><target>一个中继。</target></segment></unit></file></xliff>",
        encoding="utf-8",
    )
    run = gloss("import", "a.xlf", cwd=project)
    assert (run.returncode, run.stderr) == (0, "")
    assert "a.xlf: 1 added\n" in run.stdout
    assert "  + relay: relay / 中继\n" in run.stdout
    assert "- 中继/relay\n" in stored(project)
    assert "A relay." in gloss("suggest", "A relay.", cwd=project).stdout
