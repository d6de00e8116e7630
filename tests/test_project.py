"""One project: its own terms first, then those it extends, then the user's; adding and laying out lose nothing."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from glossary import Project
from glossary.config import personal_directory
from glossary.errors import FormatError, ProjectError, StoreError
from glossary.formats.yaml import from_shorthand, read
from glossary.stores import files


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
    from dataclasses import replace

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
