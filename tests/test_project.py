"""One project: its own terms first, then those it extends, then the user's; adding and laying out lose nothing."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from glossary import Project
from glossary.config import personal_directory
from glossary.errors import FormatError, ProjectError, StoreError
from glossary.formats.yaml import from_shorthand, read
from glossary.losses import EVERYTHING
from glossary.model import Concept, DataCategory
from glossary.stores import files

NO_IDS = EVERYTHING - {DataCategory.ID}


def write(path: Path, *entries: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("concepts:\n" + "".join(f"  - {entry}\n" for entry in entries), encoding="utf-8")
    return path


def found(start: Path, query: str) -> list[tuple[str, str, int]]:
    hits = Project.find_from(start).lookup(query)
    return [
        (hit.concept.id, Path(hit.concept.origin.path).parent.parent.name, len(hit.overrides))
        for hit in hits
        if hit.concept.origin
    ]


def test_terms_are_found_from_any_sub_directory(project_dir: Path) -> None:
    write(project_dir / "terms" / "a.yaml", "护城河/moat")
    deep = project_dir / "docs" / "zh" / "drafts"
    deep.mkdir(parents=True)
    assert [id for id, *_ in found(deep, "moat")] == ["moat"]


def test_a_nearer_termbase_overrides_by_id_and_says_so(tmp_path: Path) -> None:
    here = tmp_path / "here"
    write(here / "terms" / "a.yaml", "{id: distillation, terms: {en: distillation, zh-Hans: 提炼}}")
    write(tmp_path / "shared" / "terms" / "b.yaml", "蒸馏/distillation", "护城河/moat")
    write(personal_directory() / "c.yaml", "精馏/distillation", "壕沟/moat", "私酿酒/moonshine")
    (here / "gloss.toml").write_text('extends = ["../shared/terms"]\n', encoding="utf-8")
    assert found(here, "distillation") == [("distillation", "here", 2)]
    assert found(here, "moat") == [("moat", "shared", 1)]
    assert found(here, "蒸馏") == []
    assert [id for id, *_ in found(here, "moonshine")] == ["moonshine"]


def test_outside_of_any_project_the_personal_termbase_answers(tmp_path: Path) -> None:
    assert Project.find_from(tmp_path).is_empty()
    write(personal_directory() / "c.yaml", "护城河/moat")
    assert [id for id, *_ in found(tmp_path, "护城河")] == ["moat"]


def test_a_missing_directory_to_extend_is_named(project_dir: Path) -> None:
    (project_dir / "gloss.toml").write_text('extends = ["nowhere"]\n', encoding="utf-8")
    assert [finding.rule for finding in Project.find_from(project_dir).findings] == ["missing-directory"]


@pytest.mark.parametrize(
    ("there", "entry", "options", "file"),
    [
        ([], "护城河/moat", {}, "inbox.yaml"),
        (["only.yaml"], "护城河/moat", {}, "only.yaml"),
        (["a.yaml", "b.yaml"], "护城河/moat", {}, "inbox.yaml"),
        (["a.yaml", "b.yaml"], "护城河/moat", {"subject": "Law & AI"}, "law-and-ai.yaml"),
        (["a.yaml"], "护城河/moat", {"file": "new.yaml"}, "new.yaml"),
    ],
)
def test_add_chooses_the_file(
    project_dir: Path, there: list[str], entry: str, options: dict[str, str], file: str
) -> None:
    from dataclasses import replace

    for number, name in enumerate(there):
        write(project_dir / "terms" / name, f"词{number}/word {number}")
    concept = replace(from_shorthand(entry), subject=options.get("subject", ""))
    path = Project.find_from(project_dir).add([concept], file=options.get("file"))
    assert path == project_dir / "terms" / file
    assert [id for id, *_ in found(project_dir, "moat")] == ["moat"]


def test_add_goes_to_the_file_of_the_subject(project_dir: Path) -> None:
    (project_dir / "terms" / "x.yaml").write_text("subject: law\nconcepts:\n  - 侵权/infringement\n", encoding="utf-8")
    path = Project.find_from(project_dir).add([replace(from_shorthand("版权/copyright"), subject="law")])
    assert path.read_text(encoding="utf-8") == "subject: law\nconcepts:\n  - 侵权/infringement\n  - 版权/copyright\n"


@pytest.mark.parametrize("where", ["same.yaml", "other.yaml"])
def test_add_refuses_what_is_there_and_says_where(project_dir: Path, where: str) -> None:
    write(project_dir / "terms" / "same.yaml", "护城河/moat")
    with pytest.raises((ProjectError, FormatError), match=r"same\.yaml:2"):
        Project.find_from(project_dir).add([from_shorthand("壕沟/moat")], file=where)
    assert sorted(path.name for path in (project_dir / "terms").iterdir()) == ["same.yaml"]


def test_add_needs_a_project(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="gloss init"):
        Project.find_from(tmp_path).add([from_shorthand("护城河/moat")])


def test_a_file_that_changes_while_it_is_edited_is_read_again(tmp_path: Path) -> None:
    file = write(tmp_path / "a.yaml", "甲/a")
    seen: list[bytes] = []

    def edit(data: bytes) -> bytes:
        seen.append(data)
        if len(seen) == 1:
            write(file, "乙/b")
        return data + b"  - c\n"

    assert files.update(file, edit)
    assert file.read_text(encoding="utf-8") == "concepts:\n  - 乙/b\n  - c\n"


def test_a_file_that_never_rests_is_given_up(tmp_path: Path) -> None:
    file = write(tmp_path / "a.yaml", "甲/a")

    def edit(data: bytes) -> bytes:
        file.write_bytes(data + b"#")
        return data + b"  - c\n"

    with pytest.raises(StoreError, match="keeps writing"):
        files.update(file, edit, attempts=3)
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


def test_nothing_is_left_when_the_disk_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / "a.yaml", "甲/a")
    before = file.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        files.update(file, lambda data: data + b"  - b\n")
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]
    assert file.read_bytes() == before


def test_a_link_stays_a_link_and_the_mode_stays(tmp_path: Path) -> None:
    file = write(tmp_path / "real" / "a.yaml", "甲/a")
    file.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    files.update(link, lambda data: data + b"  - b\n")
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8").endswith("  - b\n")
    assert file.stat().st_mode & 0o777 == 0o640


def _add_many(directory: str, letter: str, count: int) -> None:
    for number in range(count):
        Project.find_from(directory).add([from_shorthand(f"词{letter}{number} / {letter} {number}")], file="all.yaml")


def test_two_processes_lose_nothing(project_dir: Path) -> None:
    count = 25
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_add_many, args=(str(project_dir), letter, count)) for letter in "ab"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    data = (project_dir / "terms" / "all.yaml").read_bytes()
    assert len(list(read(data).entries)) == 2 * count


def _add_one(directory: str, file: str) -> bool:
    try:
        Project.find_from(directory).add([from_shorthand("护城河/moat")], file=file)
    except ProjectError:
        return False
    return True


def test_one_id_is_added_once_whatever_the_file(project_dir: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        added = pool.starmap(_add_one, [(str(project_dir), f"{number}.yaml") for number in range(4)])
    assert added.count(True) == 1


def test_a_directory_that_may_not_be_read_is_named(project_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project_dir / "terms" / "a.yaml", "护城河/moat")
    (project_dir / "terms" / "locked").mkdir()
    really = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return really(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert [finding.rule for finding in Project.find_from(project_dir).findings] == ["unreadable"]


def test_check_names_findings_of_reading_and_of_checks(project_dir: Path) -> None:
    write(project_dir / "terms" / "a.yaml", "护城河/moat", "@bad", "{id: moat, terms: {en: moat}}")
    rules = [finding.rule for finding in Project.find_from(project_dir).check()]
    assert rules == ["syntax", "duplicate-id", "missing-language"]


def test_the_projects_own_terms_are_in_order(root: Path) -> None:
    project = Project.find_from(root)
    assert [str(finding.origin) + finding.message for finding in project.check()] == []
    assert project.format(check=True) == ([], [])
    concepts = list(project.scopes[0].concepts())
    assert len(concepts) >= 1400
    assert sum({"en", "zh-Hans"} <= set(concept.definition) for concept in concepts) >= 100
    assert len({concept.subject for concept in concepts}) >= 5


LAW = "# law\nsubject: law\nconcepts:\n  - 侵权/infringement  # a wrong\n  - 版权/copyright\n"
AI = "subject: ai\r\nconcepts:\r\n  - id: token\r\n    terms:\r\n      en: token   # a piece\r\n      zh-Hans: 词元\r\n"


@pytest.fixture
def two_files(project_dir: Path) -> Path:
    terms = project_dir / "terms"
    (terms / "law.yaml").write_bytes(LAW.encode())
    (terms / "ai.yaml").write_bytes(AI.encode())
    return terms


def offered(*entries: str) -> list[Concept]:
    data = "concepts:\n" + "".join(f"  - {entry}\n" for entry in entries)
    found = [entry for entry in read(data.encode(), "theirs.yaml").entries if isinstance(entry, Concept)]
    return [replace(concept, id="") for concept in found]


NEWS = (
    "{subject: ai, terms: {en: [token, lexeme], zh-Hans: 词元}}",
    "{subject: law, terms: {en: copyright, zh-Hans: 版权, zh-TW: 著作權}, note: 注}",
    "{subject: law, terms: {en: tort, zh-Hans: 侵权行为}}",
    "{subject: sport, terms: {en: goal, zh-Hans: 进球}}",
)


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_merging_touches_only_what_becomes_different(two_files: Path) -> None:
    merged = Project.find_from(two_files).merge(offered(*NEWS), carries=NO_IDS)
    assert ([c.id for c in merged.added], [u.old.id for u in merged.updated]) == (
        ["tort", "goal"],
        ["token", "copyright"],
    )
    assert {name: data.decode() for name, data in contents(two_files).items()} == {
        "ai.yaml": AI.replace("en: token   # a piece", "en:\r\n        - token   # a piece\r\n        - lexeme"),
        "law.yaml": LAW.replace(
            "  - 版权/copyright\n",
            "  - id: copyright\n    terms:\n      en: copyright\n      zh-Hans: 版权\n      zh-TW: 著作權\n    note: 注\n"
            "  - 侵权行为/tort\n",
        ),
        "sport.yaml": "subject: sport\nconcepts:\n  - 进球/goal\n",
    }
    before = contents(two_files)
    again = Project.find_from(two_files).merge(offered(*NEWS), carries=NO_IDS)
    assert (again.added, again.updated, again.conflicts, len(again.known)) == ([], [], [], 4)
    assert contents(two_files) == before


def test_with_conflicts_nothing_is_written_until_somebody_chooses(two_files: Path) -> None:
    news = (*NEWS, "侵犯/infringement")
    before = contents(two_files)
    for options in ({}, {"dry_run": True}):
        merged = Project.find_from(two_files).merge(offered(*news), carries=NO_IDS, **options)  # type: ignore[arg-type]
        assert [str(conflict) for conflict in merged.conflicts] == [
            f"terms in zh-Hans: the termbase has 侵权 ({two_files / 'law.yaml'}:4:5), the file has 侵犯 (theirs.yaml:6:5)"
        ]
        assert contents(two_files) == before
    Project.find_from(two_files).merge(offered(*news), carries=NO_IDS, keep="ours")
    assert "侵犯" not in (two_files / "law.yaml").read_text(encoding="utf-8")
    assert (two_files / "sport.yaml").exists()
    Project.find_from(two_files).merge(offered(*news), carries=NO_IDS, keep="theirs")
    assert "- 侵犯" in (two_files / "law.yaml").read_text(encoding="utf-8")


def test_merging_on_trial_writes_nothing(two_files: Path) -> None:
    before = contents(two_files)
    merged = Project.find_from(two_files).merge(offered(*NEWS), carries=NO_IDS, dry_run=True)
    assert (len(merged.added), len(merged.updated)) == (2, 2)
    assert contents(two_files) == before


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        pytest.param("  - @a\n", "mend this first", id="a mistake in a terms file"),
        pytest.param("  - {id: token, terms: {en: [x, y]}}\n", "is in this file twice", id="an id twice"),
    ],
)
def test_terms_that_are_not_in_order_are_not_merged_into(two_files: Path, entry: str, message: str) -> None:
    with (two_files / "ai.yaml").open("ab") as file:
        file.write(entry.replace("\n", "\r\n").encode())
    before = contents(two_files)
    with pytest.raises(FormatError, match=message):
        Project.find_from(two_files).merge(offered(*NEWS), carries=NO_IDS)
    assert contents(two_files) == before


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_file_that_cannot_be_replaced_leaves_all_as_they_were(
    two_files: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    before, real, calls = contents(two_files), os.replace, [0]

    def rename(old: Path, new: Path) -> None:
        calls[0] += Path(new).parent == two_files  # else it is the cache
        if calls[0] == failing:
            raise OSError(5, "Input/output error")
        real(old, new)

    monkeypatch.setattr(os, "replace", rename)
    with pytest.raises(StoreError, match="Input/output error"):
        Project.find_from(two_files).merge(offered(*NEWS), carries=NO_IDS)
    assert contents(two_files) == before


def test_terms_that_change_while_they_are_merged_are_read_again(
    two_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = files.replace_all, [0]

    def race(replacements: list[files.Replacement]) -> bool:
        calls[0] += 1
        if calls[0] == 1:
            with (two_files / "law.yaml").open("ab") as file:
                file.write("  - 侵权行为/tort\n".encode())
        return real(replacements)

    monkeypatch.setattr(files, "replace_all", race)
    merged = Project.find_from(two_files).merge(offered(*NEWS), carries=NO_IDS)
    assert [concept.id for concept in merged.added] == ["goal"]
    assert (two_files / "law.yaml").read_text(encoding="utf-8").count("侵权行为/tort") == 1


def test_after_a_kill_between_two_files_merging_again_does_the_rest(two_files: Path) -> None:
    code = (
        "import os, sys; from test_project import *; real, calls = os.replace, [0]\n"
        "def rename(*paths):\n"
        "    calls[0] += str(paths[1]).startswith(sys.argv[1])\n"
        "    os.kill(os.getpid(), 9) if calls[0] == 2 else real(*paths)\n"
        "os.replace = rename\n"
        "Project.find_from(sys.argv[1]).merge(offered(*NEWS), carries=NO_IDS)\n"
    )
    there = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parent.parent)])
    ran = subprocess.run([sys.executable, "-c", code, str(two_files)], env=os.environ | {"PYTHONPATH": there})
    assert ran.returncode == -9
    named = {name for name in contents(two_files) if not name.endswith(files.TEMPORARY)}
    assert named <= {"ai.yaml", "law.yaml", "sport.yaml"}
    assert Project.find_from(two_files).findings == []
    merged = Project.find_from(two_files).merge(offered(*NEWS), carries=NO_IDS)
    assert merged.conflicts == []
    assert 0 < len(merged.added) + len(merged.updated) < 4
    assert (two_files / "sport.yaml").exists()


def _merge_one(root: str, number: int) -> None:
    for each in range(5):
        entry = f"{{terms: {{en: term {number} {each}, zh-Hans: 词{number}{each}}}}}"
        Project.find_from(root).merge(offered(entry, NEWS[number % 4]), carries=NO_IDS)


def test_processes_that_merge_at_once_lose_nothing(two_files: Path) -> None:
    context = multiprocessing.get_context("spawn")
    running = [context.Process(target=_merge_one, args=(str(two_files.parent), number)) for number in range(4)]
    for process in running:
        process.start()
    for process in running:
        process.join()
    assert [process.exitcode for process in running] == [0] * 4
    merged = Project.find_from(two_files).merge(offered(*NEWS), carries=NO_IDS)
    assert (merged.added, merged.updated, merged.conflicts) == ([], [], [])
    assert len(Project.find_from(two_files).scopes[0]) == 3 + 2 + 20


def test_a_termbase_that_the_project_extends_is_known_the_users_own_is_not(project_dir: Path) -> None:
    write(project_dir / "shared" / "b.yaml", "蒸馏/distillation")
    write(personal_directory() / "c.yaml", "护城河/moat")
    (project_dir / "gloss.toml").write_text('extends = ["shared"]\n', encoding="utf-8")
    merged = Project.find_from(project_dir).merge(offered("蒸馏/distillation", "护城河/moat"), carries=NO_IDS)
    assert [concept.id for concept in merged.added] == ["moat"]


def test_merging_needs_a_project(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="gloss init"):
        Project.find_from(tmp_path).merge(offered("护城河/moat"), carries=NO_IDS)


def test_all_own_terms_come_into_an_empty_project_and_are_known_then(root: Path, project_dir: Path) -> None:
    paths = sorted((root / "terms").glob("*.yaml"))
    own = [c for path in paths for c in read(path.read_bytes(), str(path)).entries if isinstance(c, Concept)]
    merged = Project.find_from(project_dir).merge(own, carries=EVERYTHING)
    assert (len(merged.added), merged.conflicts) == (len(own), [])
    kept = [c for path in Project.find_from(project_dir).scopes[0].paths for c in read(path.read_bytes()).entries]
    assert {c.id: c for c in kept if isinstance(c, Concept)} == {c.id: c for c in own}
    assert contents(project_dir / "terms").keys() == {path.name for path in paths}
    before = contents(project_dir / "terms")
    again = Project.find_from(project_dir).merge(own, carries=EVERYTHING)
    assert (len(again.known), again.added, again.updated, again.conflicts) == (len(own), [], [], [])
    assert contents(project_dir / "terms") == before
