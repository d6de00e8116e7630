"""The files in exports/: valid, as the tools take them, and the same termbase again when they are imported."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from running import gloss

from glossary.formats import detect, read
from glossary.losses import reduced
from glossary.merging import merge
from glossary.model import Concept, TranslationUnit
from glossary.pairs import concepts_of
from glossary.project import Project

ROOT = Path(__file__).parent.parent
EXPORTS = ROOT / "exports"
SCHEMAS = ROOT.parent / "shared" / "corpus" / "schemas" / "OpenXLIFF"
FILES = sorted(path for path in EXPORTS.rglob("*") if path.is_file())
LOSSLESS = [path for path in FILES if path.parent.name in ("csv", "tbx", "tbx3")]


@pytest.fixture(scope="module")
def concepts() -> list[Concept]:
    return Project.find_from(ROOT).concepts()


def test_there_is_a_file_for_each_tool_and_direction() -> None:
    names = {path.relative_to(EXPORTS).as_posix() for path in FILES}
    regions = ("zh-Hans", "zh-TW", "zh-HK")
    pairs = [pair for region in regions for pair in (f"en-{region}", f"{region}-en")]
    assert names >= {
        f"{tool}.{end}"
        for pair in pairs
        for tool, end in ((f"po/{pair}", "po"), (f"omegat/{pair}", "txt"), (f"deepl/{pair}", "tsv"))
    }
    assert names >= {"csv/terms.csv", "tbx/terms.tbx", "tbx3/terms.tbx"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(EXPORTS).as_posix())
def test_importing_an_export_changes_nothing(path: Path, concepts: list[Concept]) -> None:
    with read(str(path)) as resource:
        entries = list(resource.entries)
    assert resource.findings == []
    there = [entry for entry in entries if isinstance(entry, Concept)]
    there = there or concepts_of(entry for entry in entries if isinstance(entry, TranslationUnit))
    assert len(there) > 1_000
    merged = merge(concepts, there, detect(str(path)).carries)
    assert (merged.added, merged.updated, merged.conflicts) == ([], [], [])


@pytest.mark.parametrize("path", LOSSLESS, ids=lambda path: path.parent.name)
def test_an_empty_project_becomes_the_same_termbase(path: Path, project_dir: Path, concepts: list[Concept]) -> None:
    run = gloss("import", str(path), cwd=project_dir)
    assert run.returncode == 0, run.stderr
    carries = detect(str(path)).carries
    again = {concept.id: reduced(concept, carries) for concept in Project.find_from(project_dir).concepts()}
    assert again == {concept.id: reduced(concept, carries) for concept in concepts}


def test_tables_are_strict() -> None:
    for path in FILES:
        text = path.read_bytes().decode("utf-8")
        if path.suffix == ".csv":
            rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
            assert len({len(row) for row in rows}) == 1
        if path.parent.name == "deepl":
            sources = [line.split("\t") for line in text.splitlines()]
            assert all(len(cells) == 2 and all(cell == cell.strip() != "" for cell in cells) for cells in sources)
            assert len({source for source, _ in sources}) == len(sources)


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext is not here")
@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".po"], ids=lambda path: path.name)
def test_gettext_takes_a_catalogue(path: Path, tmp_path: Path) -> None:
    template = tmp_path / "new.pot"
    template.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "distillation"\nmsgstr ""\n'
    )
    subprocess.run(["msgfmt", "-c", "-o", tmp_path / "x.mo", path], check=True, capture_output=True)
    command = ["msgmerge", "-q", "-C", path, "-o", "-", template, template]
    merged = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    assert ("蒸" in merged) == path.name.startswith("en-")


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas are not here")
def test_termbases_pass_their_schemas() -> None:
    etree = pytest.importorskip("lxml.etree")
    dtd = etree.DTD(str(SCHEMAS / "tbx" / "TBXcoreStructV02.dtd"))
    schema = etree.RelaxNG(etree.parse(str(SCHEMAS / "tbx" / "TBXcoreStructV03.rng")))
    assert dtd.validate(etree.parse(str(EXPORTS / "tbx" / "terms.tbx"))), dtd.error_log
    assert schema.validate(etree.parse(str(EXPORTS / "tbx3" / "terms.tbx"))), schema.error_log
