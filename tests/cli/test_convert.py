"""`gloss convert`: from one file to another, and what is said about what gets lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import gloss

PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: zh_CN\\n"

#. A verb.
msgctxt "menu"
msgid "Open"
msgstr "打开"

msgid "Close"
msgstr "关闭"
"""


@pytest.fixture
def here(project_dir: Path) -> Path:
    (project_dir / "zh_CN.po").write_text(PO, encoding="utf-8")
    return project_dir


def test_translations_become_a_memory_and_a_table(here: Path) -> None:
    run = gloss("convert", "zh_CN.po", "a.tmx", cwd=here)
    assert (run.returncode, run.stdout) == (0, "Wrote a.tmx: 2 entries\n")
    run = gloss("convert", "a.tmx", "a.tsv", cwd=here)
    assert (here / "a.tsv").read_text(encoding="utf-8") == "en\tzh-Hans\nOpen\t打开\tmenu\tA verb.\nClose\t关闭\n"


def test_what_the_new_format_does_not_carry_is_counted(here: Path) -> None:
    (here / "a.tmx").write_text(
        '<tmx version="1.4"><header srclang="en"/><body><tu tuid="1"><tuv xml:lang="en"><seg>a <ph x="1">&lt;b></ph></seg>'
        '</tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    run = gloss("convert", "a.tmx", "a.tsv", cwd=here)
    assert run.stderr == "tsv does not carry: id (1), inline codes (1)\n"


def test_a_memory_gets_no_drafts_and_nothing_obsolete(here: Path) -> None:
    with open(here / "zh_CN.po", "a", encoding="utf-8") as file:
        file.write(
            '\n#, fuzzy\nmsgid "Save"\nmsgstr "保"\n\nmsgid "Quit"\nmsgstr ""\n\n#~ msgid "Old"\n#~ msgstr "旧"\n'
        )
    run = gloss("convert", "zh_CN.po", "a.tsv", cwd=here)
    assert run.stdout == "Wrote a.tsv: 2 entries\n"
    assert "Not written, as tsv would offer them as translations: 1 drafts, 1 untranslated, 1 obsolete" in run.stderr
    run = gloss("convert", "zh_CN.po", "a.xlf", cwd=here)
    assert run.stdout == "Wrote a.xlf: 4 entries\n"
    assert "1 obsolete" in run.stderr


def test_what_terms_do_not_say_of_translations_is_counted(here: Path) -> None:
    with open(here / "zh_CN.po", "a", encoding="utf-8") as file:
        file.write('\n#, fuzzy\nmsgid "Save"\nmsgstr "保存"\n\nmsgid "Quit"\nmsgstr ""\n')
    run = gloss("convert", "zh_CN.po", "a.yaml", cwd=here)
    assert run.stdout == "Wrote a.yaml: 3 entries\n"
    assert "yaml does not carry: details of its own format (2), context (1), that it is a draft (1)" in run.stderr
    assert "'Quit' is left out: without a translation it makes no terms" in run.stderr


def test_a_table_of_translations_keeps_drafts_and_what_is_untranslated(here: Path) -> None:
    with open(here / "zh_CN.po", "a", encoding="utf-8") as file:
        file.write('\n#, fuzzy\nmsgid "Save"\nmsgstr "保存"\n\nmsgid "Quit"\nmsgstr ""\n')
    run = gloss("convert", "zh_CN.po", "a.csv", cwd=here)
    assert run.stdout == "Wrote a.csv: 4 entries\n"
    assert "is left out" not in run.stderr
    assert (here / "a.csv").read_text(encoding="utf-8").splitlines()[2:] == [
        ",,Close,关闭,translated,,,,en,zh-Hans",
        ",,Save,保存,initial,True,,,en,zh-Hans",
        ",,Quit,,initial,,,,en,zh-Hans",
    ]
    assert gloss("convert", "a.csv", "b.csv", cwd=here).stderr == ""
    assert (here / "a.csv").read_bytes() == (here / "b.csv").read_bytes()


def test_terms_of_a_table_are_terms_in_another_table(here: Path) -> None:
    (here / "a.yaml").write_text(
        "concepts:\n- id: server\n  terms:\n    en: server\n    zh-Hans: 服务器\n", encoding="utf-8"
    )
    run = gloss("convert", "a.yaml", "a.csv", cwd=here)
    assert run.stdout == "Wrote a.csv: 1 entry\n"
    assert (here / "a.csv").read_text(encoding="utf-8").startswith("id,subject,translate,lang,term,")


def test_an_entry_that_is_there_twice_is_left_out_by_name(here: Path) -> None:
    with open(here / "zh_CN.po", "a", encoding="utf-8") as file:
        file.write('\nmsgid "Close"\nmsgstr "关上"\n')
    run = gloss("convert", "zh_CN.po", "b.po", cwd=here)
    assert run.stdout == "Wrote b.po: 2 entries\n"
    assert "zh_CN.po:12:1: warning: 'Close' is left out: po cannot hold it beside the entries before it" in run.stderr


def test_a_text_has_no_translations(here: Path) -> None:
    (here / "a.md").write_text("A line of text.\n\n这是另一行文字。\n", encoding="utf-8")
    run = gloss("convert", "a.md", "a.po", cwd=here)
    assert run.returncode == 2
    assert "there are no translations here, but texts in en and zh-Hans; write them as json" in run.stderr
    assert not (here / "a.po").exists()
    run = gloss("convert", "a.md", "a.tmx", cwd=here)
    assert "Not written, as tmx would offer them as translations: 2 untranslated" in run.stderr
    assert gloss("convert", "a.md", "a.xlf", cwd=here).stdout == "Wrote a.xlf: 2 entries\n"


def test_an_id_that_a_format_cannot_hold_is_counted(here: Path) -> None:
    unit = r'{"id": "\u0007", "source": "a", "target": "甲", "source_lang": "en", "target_lang": "zh-Hans", "state": "translated"}'
    (here / "a.json").write_text(f'{{"gloss": 1, "units": [{unit}]}}', encoding="utf-8")
    run = gloss("convert", "a.json", "a.tmx", cwd=here)
    assert (run.stdout, run.stderr) == ("Wrote a.tmx: 1 entry\n", "tmx does not carry: id (1)\n")


def test_a_tool_may_be_named_instead_of_a_suffix(here: Path) -> None:
    printed = gloss("convert", "zh_CN.po", "-", "--to", "deepl", cwd=here)
    assert printed.stdout == "Open\t打开\nClose\t关闭\n"


def test_what_goes_wrong_leaves_no_file(here: Path) -> None:
    (here / "bad.tmx").write_text("<tmx><body><tu>", encoding="utf-8")
    run = gloss("convert", "bad.tmx", "bad.tsv", cwd=here)
    assert run.returncode == 2
    assert "bad.tmx:1:16: error: the file ends before it is complete" in run.stderr
    assert not (here / "bad.tsv").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["no.po", "a.tmx"], "no.po: error: cannot be read", id="missing"),
        pytest.param(["zh_CN.po", "a.docx"], "cannot tell the format; name a file that ends in one of", id="suffix"),
        pytest.param(["zh_CN.po", "-"], "which format? Name it with --to", id="printed without a format"),
        pytest.param(["zh_CN.po", "zh_CN.po"], "would be written over", id="over itself"),
        pytest.param(["zh_CN.po", "a.yml", "--to", "vale"], "vale is several files", id="a tool with several files"),
        pytest.param(["zh_CN.po", "a", "--to", "tmxx"], "did you mean tmx?", id="misspelt"),
    ],
)
def test_wrong_use_ends_with_the_way_out(here: Path, arguments: list[str], message: str) -> None:
    run = gloss("convert", *arguments, cwd=here)
    assert run.returncode == 2
    assert message in run.stderr
    assert sorted(path.name for path in here.iterdir()) == ["terms", "zh_CN.po"]


def test_a_terms_file_is_not_written_over(here: Path) -> None:
    terms = here / "terms" / "law.yaml"
    terms.write_text("concepts:\n  - 合同/contract  # ours\n", encoding="utf-8")
    run = gloss("convert", "zh_CN.po", "terms/law.yaml", cwd=here)
    assert run.returncode == 2
    assert "terms are added to it with `gloss import zh_CN.po`" in run.stderr
    assert "# ours" in terms.read_text(encoding="utf-8")


def test_several_pairs_of_languages_need_one_to_be_chosen(here: Path) -> None:
    tuvs = "".join(f'<tuv xml:lang="{lang}"><seg>{lang}</seg></tuv>' for lang in ("en", "zh-CN", "de"))
    (here / "a.tmx").write_text(
        f'<tmx version="1.4"><header srclang="en"/><body><tu>{tuvs}</tu></body></tmx>', encoding="utf-8"
    )
    run = gloss("convert", "a.tmx", "a.tsv", cwd=here)
    assert run.returncode == 2
    assert "--lang" in run.stderr
    assert gloss("convert", "a.tmx", "a.tsv", "--lang", "en:de", cwd=here).returncode == 0
    assert (here / "a.tsv").read_text(encoding="utf-8") == "en\tde\nen\tde\n"


WITH_GLOSSARY = """\
<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="zh-Hans"
  xmlns:gls="urn:oasis:names:tc:xliff:glossary:2.0" xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0">
<file id="f"><unit id="1">
<gls:glossary><gls:glossEntry id="g1"><gls:term>relay</gls:term><gls:translation>中继</gls:translation>
<gls:definition>A server in between.</gls:definition></gls:glossEntry></gls:glossary>
<mtc:matches><mtc:match ref="#s" similarity="80"><source>The relay.</source><target>中继。</target></mtc:match></mtc:matches>
<segment id="s"><source>A relay.</source></segment></unit>
<unit id="2"><segment><source>An end.</source><target>结束。</target></segment></unit></file></xliff>
"""


def test_terms_beside_translations_pass_where_both_have_a_place(here: Path) -> None:
    (here / "a.xlf").write_text(WITH_GLOSSARY, encoding="utf-8")
    for name in ("a.xlf2", "b.jsonl", "c.xlf2", "d.json", "e.jsonl"):
        run = gloss("convert", "a.xlf", name, cwd=here)
        assert (run.returncode, run.stdout, run.stderr) == (0, f"Wrote {name}: 3 entries\n", "")
    assert (here / "a.xlf2").read_bytes() == (here / "c.xlf2").read_bytes()
    run = gloss("convert", "b.jsonl", "b.xlf2", cwd=here)
    assert (here / "a.xlf2").read_bytes() == (here / "b.xlf2").read_bytes()
    assert "<gls:translation>中继</gls:translation>" in (here / "a.xlf2").read_text(encoding="utf-8")
    run = gloss("convert", "a.xlf", "a.tmx", cwd=here)
    assert "a.xlf:4: warning: 'g1' is left out: terms and translations do not go into one file" in run.stderr
    assert "1 untranslated" in run.stderr
    run = gloss("convert", "a.xlf", "b.xlf", cwd=here)
    assert "'g1' is left out" in run.stderr
    assert "does not carry" not in run.stderr
    run = gloss("convert", "a.xlf", "a.po", cwd=here)
    assert "po does not carry: id (2), translations offered for it (1)" in run.stderr


def test_what_the_glossary_of_a_unit_does_not_say_is_counted(here: Path) -> None:
    term = '{"id": "relay", "subject": "net", "terms": [{"text": "relay", "lang": "en"}, {"text": "repeater", "lang": "en"}, %s]}\n'
    said = '{"text": "中继", "lang": "zh-Hans"}, {"text": "转播", "lang": "zh-Hans", "status": "forbidden"}, {"text": "Relais", "lang": "de"}'
    unit = '{"source_lang": "en", "target_lang": "zh-Hans", "source": "A relay", "target": "中继"}\n'
    alone = '{"id": "nothing", "terms": [{"text": "无", "lang": "zh-Hans"}]}\n'
    (here / "a.jsonl").write_text(unit + term % said + alone, encoding="utf-8")
    run = gloss("convert", "a.jsonl", "a.xlf2", cwd=here)
    assert run.stdout == "Wrote a.xlf2: 2 entries\n"
    assert "a.jsonl:3:1: warning: 'nothing' is left out: there is no term in en" in run.stderr
    for lost in ("subject (1)", "further terms of a language (1)", "terms that are not to be used (1)", "status (1)"):
        assert lost in run.stderr
    assert "terms in other languages (1)" in run.stderr


def test_terms_whose_unit_is_left_out_stay(here: Path) -> None:
    lines = ['{"source_lang": "en", "target_lang": "zh-Hans", "source": "A relay", "note": "\\u001b"}']
    lines += ['{"id": "relay", "terms": [{"text": "relay", "lang": "en"}]}']
    (here / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run = gloss("convert", "a.jsonl", "a.xlf2", cwd=here)
    assert "'A relay' is left out: xliff2 cannot hold it" in run.stderr
    assert "'relay' is left out: xliff2 has no place for terms without a unit" in run.stderr
    lines += ['{"source_lang": "en", "target_lang": "zh-Hans", "source": "An end"}']
    (here / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run = gloss("convert", "a.jsonl", "a.xlf2", cwd=here)
    assert run.stdout == "Wrote a.xlf2: 2 entries\n"
    assert "<gls:term>relay</gls:term>" in (here / "a.xlf2").read_text(encoding="utf-8")
