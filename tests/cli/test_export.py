"""`gloss export`: which files are written, when they are stale, and what is said about what they do not carry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import gloss

TERMS = """\
subject: law
concepts:
  - 蒸馏/distillation
  - id: terms-of-service
    definition: {zh-Hans: 用户使用服务须同意的条款。}
    terms:
      en: [terms of service, {term: ToS, type: acronym}]
      zh-Hans:
        - 服务条款
        - {term: 使用条例, status: forbidden}
      zh-TW: 服務條款
  - {id: privacy, terms: {en: privacy, zh-Hans: {term: 隐私权, status: forbidden}}}
  - id: like
    terms: {en: {term: like, find: false}, zh-Hans: 点赞}
"""


@pytest.fixture
def project(project_dir: Path) -> Path:
    (project_dir / "terms" / "law.yaml").write_text(TERMS, encoding="utf-8")
    return project_dir


def test_each_pair_has_a_file_and_nothing_forbidden_is_in_it(project: Path, warm: str) -> None:
    run = gloss("export", "deepl", cwd=project, GLOSS_CACHE_DIR=warm)
    assert run.returncode == 0
    assert run.stdout.splitlines()[0] == "exports/deepl/en-zh-Hans.tsv: written, 3 terms"
    assert sorted(path.name for path in (project / "exports" / "deepl").iterdir()) == [
        "en-zh-Hans.tsv",
        "en-zh-TW.tsv",
        "zh-Hans-en.tsv",
        "zh-TW-en.tsv",
    ]
    written = (project / "exports" / "deepl" / "en-zh-Hans.tsv").read_text(encoding="utf-8")
    assert written == "distillation\t蒸馏\nterms of service\t服务条款\nToS\t服务条款\n"
    computed = (project / "exports" / "deepl" / "en-zh-TW.tsv").read_text(encoding="utf-8")
    assert computed == "distillation\t蒸餾\nterms of service\t服務條款\nToS\t服務條款\n"


def test_the_loss_report_says_what_and_how_often(project: Path, warm: str) -> None:
    run = gloss("export", "deepl", "--lang", "en:zh-Hans", cwd=project, GLOSS_CACHE_DIR=warm)
    lines = run.stderr.splitlines()
    assert lines[0].startswith("The files for DeepL do not carry: subject (3), ")
    assert set(lines[0].removeprefix("The files for DeepL do not carry: subject (3), ").split(", ")) == {
        "definition (1)",
        "type (1)",
        "terms that are not to be used (1)",
        "status (1)",
        "find (1)",
    }
    assert lines[1:] == [
        "Not in the files for DeepL: terms that are only to be looked up (1)",
        "Not in the files for DeepL: concepts without both languages (1)",
    ]
    rows = json.loads(gloss("export", "deepl", "--format", "json", cwd=project, GLOSS_CACHE_DIR=warm).stdout)
    assert rows[0]["path"] == "exports/deepl/en-zh-Hans.tsv"
    assert rows[0]["state"] == "unchanged"
    assert {
        "what": "type",
        "concept": "terms-of-service",
        "term": "ToS",
        "origin": {"path": "terms/law.yaml", "line": 4},
    } in rows[0]["lost"]
    assert rows[0]["left_out"][0]["message"] == "like is not in the file for DeepL: it is only to be looked up"


def test_check_tells_what_is_missing_stale_or_left_over(project: Path, warm: str) -> None:
    missing = gloss("export", "deepl", "--check", cwd=project, GLOSS_CACHE_DIR=warm)
    assert missing.returncode == 1
    assert "exports/deepl/en-zh-Hans.tsv: missing" in missing.stdout
    assert not (project / "exports").exists()
    gloss("export", "deepl", cwd=project, GLOSS_CACHE_DIR=warm)
    fresh = gloss("export", "deepl", "--check", cwd=project, GLOSS_CACHE_DIR=warm)
    assert (fresh.returncode, fresh.stdout) == (0, "4 files are up to date.\n")
    (project / "exports" / "deepl" / "en-fr.tsv").touch()
    left = gloss("export", "deepl", "--check", cwd=project, GLOSS_CACHE_DIR=warm)
    assert left.returncode == 1
    assert "exports/deepl/en-fr.tsv: not a file that is exported now" in left.stderr
    (project / "exports" / "deepl" / "en-fr.tsv").unlink()
    with (project / "terms" / "law.yaml").open("a", encoding="utf-8") as terms:
        terms.write("  - 护城河/moat\n")
    stale = gloss("export", "deepl", "--check", cwd=project, GLOSS_CACHE_DIR=warm)
    assert stale.returncode == 1
    assert "exports/deepl/en-zh-Hans.tsv: not up to date" in stale.stdout


def test_one_file_goes_where_it_is_wanted(project: Path, warm: str) -> None:
    printed = gloss("export", "deepl", "--lang", "zh-TW:en", "-o", "-", cwd=project, GLOSS_CACHE_DIR=warm)
    assert printed.stdout == "蒸餾\tdistillation\n服務條款\tterms of service\n點贊\tlike\n"
    gloss("export", "deepl", "--lang", "en:zh-Hans", "-o", "mine.tsv", cwd=project, GLOSS_CACHE_DIR=warm)
    assert (project / "mine.tsv").read_text(encoding="utf-8").startswith("distillation\t蒸馏\n")
    gloss("export", "deepl", "-o", "out/", cwd=project, GLOSS_CACHE_DIR=warm)
    assert (project / "out" / "deepl" / "zh-TW-en.tsv").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["depl"], "no profile is called 'depl'; did you mean deepl?", id="misspelt"),
        pytest.param(["deepl", "-o", "-"], "4 files (en-zh-Hans.tsv, ", id="several files into one"),
        pytest.param(["deepl", "--check", "-o", "x"], "leave -o away", id="check and output"),
        pytest.param(["deepl", "--lang", "en"], "write source and target", id="one language"),
    ],
)
def test_wrong_use_ends_with_the_way_out(project: Path, warm: str, arguments: list[str], message: str) -> None:
    run = gloss("export", *arguments, cwd=project, GLOSS_CACHE_DIR=warm)
    assert run.returncode == 2
    assert message in run.stderr


def test_a_part_of_the_terms_may_be_wanted(project: Path, warm: str) -> None:
    (project / "terms" / "ai.yaml").write_text("subject: ai\nconcepts:\n  - 大模型/large model\n", encoding="utf-8")
    (project / "post.md").write_text("They broke the ToS, says `distillation`.\n", encoding="utf-8")
    pair = ("--lang", "en:zh-Hans", "-o", "-")
    of_subject = gloss("export", "deepl", "--subject", "ai", *pair, cwd=project, GLOSS_CACHE_DIR=warm)
    assert of_subject.stdout == "large model\t大模型\n"
    of_text = gloss("export", "deepl", "--for", "post.md", *pair, cwd=project, GLOSS_CACHE_DIR=warm)
    assert of_text.stdout == "terms of service\t服务条款\nToS\t服务条款\n"
    for wrong, message in (
        (["--subject", "aj", "-o", "-"], "no concept has the subject 'aj'; there are ai, law"),
        (["--subject", "ai"], "say with -o where they go"),
        (["--for", "none.md", "-o", "-"], "cannot be read"),
    ):
        run = gloss("export", "deepl", *wrong, cwd=project, GLOSS_CACHE_DIR=warm)
        assert run.returncode == 2
        assert message in run.stderr


def test_terms_that_cannot_be_read_stop_an_export(project: Path, warm: str) -> None:
    (project / "terms" / "bad.yaml").write_text("concepts:\n  - terms: {en: [}\n", encoding="utf-8")
    run = gloss("export", "deepl", cwd=project, GLOSS_CACHE_DIR=warm)
    assert run.returncode == 2
    assert "mend them, then export" in run.stderr
    assert not (project / "exports").exists()


def test_terms_in_one_language_have_no_pairs(project_dir: Path) -> None:
    (project_dir / "gloss.toml").write_text('languages = ["en"]\n', encoding="utf-8")
    (project_dir / "terms" / "a.yaml").write_text("concepts:\n  - terms: {en: a}\n", encoding="utf-8")
    run = gloss("export", "deepl", "-o", "-", cwd=project_dir)
    assert (run.returncode, run.stdout) == (2, "")
    assert "the terms are in one language only" in run.stderr


def test_the_settings_choose_profiles_and_directory(project: Path, warm: str) -> None:
    (project / "gloss.toml").write_text('[export]\nprofiles = ["deepl"]\ndirectory = "out"\n', encoding="utf-8")
    run = gloss("export", cwd=project, GLOSS_CACHE_DIR=warm)
    assert run.stdout.startswith("out/deepl/en-zh-Hans.tsv: written")
    (project / "gloss.toml").write_text('[export]\nprofile = ["deepl"]\n', encoding="utf-8")
    assert "did you mean export.profiles?" in gloss("export", cwd=project, GLOSS_CACHE_DIR=warm).stderr


def test_formats_lists_formats_and_profiles(project: Path) -> None:
    listed = gloss("formats", cwd=project).stdout
    assert "tmx" in listed
    assert "DeepL" in listed
    known = json.loads(gloss("formats", "--format", "json", cwd=project).stdout)
    assert {"name": "tmx", "suffixes": [".tmx"], "reads": ["translations"], "writes": ["translations"]} in known[
        "formats"
    ]
    assert all(profile["confirmed"] for profile in known["profiles"])


@pytest.mark.parametrize(
    ("output", "said"),
    [
        pytest.param("taken", "a file stands where a directory is needed", id="several files, where a file is"),
        pytest.param("/dev/null", "not a regular file, which alone can be replaced", id="a device"),
    ],
)
def test_where_nothing_can_be_written_nothing_is_damaged(project: Path, warm: str, output: str, said: str) -> None:
    taken = project / "taken"
    taken.write_bytes(b"whole")
    where = output if output.startswith("/") else f"{output}/deepl"
    arguments = ("export", "deepl", "--lang", "en:zh-Hans", "-o", where)
    run = gloss(*arguments, cwd=project, GLOSS_CACHE_DIR=warm)
    assert (run.returncode, run.stderr.count("\n"), said in run.stderr) == (2, 1, True), run.stderr
    assert taken.read_bytes() == b"whole"


def test_a_directory_in_the_place_of_a_file_is_named(project: Path, warm: str) -> None:
    place = project / "exports" / "deepl" / "en-zh-Hans.tsv"
    place.mkdir(parents=True)
    run = gloss("export", "deepl", cwd=project, GLOSS_CACHE_DIR=warm)
    assert run.returncode == 2
    assert run.stderr.startswith("exports/deepl/en-zh-Hans.tsv: error: a directory stands where a file")
    assert gloss("export", "deepl", "--check", cwd=project, GLOSS_CACHE_DIR=warm).returncode == 1
