"""What was translated before comes into a file as a translation or a draft, and nothing else in it changes."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glossary.errors import FormatError, StoreError
from glossary.formats import po, xliff
from glossary.memory import with_neighbours, with_plurals
from glossary.model import Lang, Resource, TranslationUnit, UnitState
from glossary.pretranslation import Pretranslation, _catalogues, _offers
from glossary.project import Project

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: zh_CN\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'

MEMORY = """
msgid "Open the file."
msgstr "打开文件。"

msgid "The connection to the server was lost."
msgstr "与服务器的连接已断开。"

msgid "Version 5 was released in 2023."
msgstr "第 5 版于 2023 年发布。"

msgctxt "verb"
msgid "Open"
msgstr "打开"

msgctxt "adjective"
msgid "Open"
msgstr "开放"

msgctxt "menu"
msgid "Close"
msgstr "关闭"

msgid "Delete %s and %s?"
msgstr "要删除 %s 吗？"

#, c-format
msgid "%d file deleted"
msgid_plural "%d files deleted"
msgstr[0] "已删除 %d 个文件"
"""


def units(resource: Resource) -> list[TranslationUnit]:
    return [entry for entry in resource.entries if isinstance(entry, TranslationUnit)]


def remember(project: Project, text: str, name: str = "old.po", header: str = HEADER) -> None:
    found = units(po.read((header + text).encode(), name))
    project.remember(with_plurals(with_neighbours(found)), document=name)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    (tmp_path / "terms").mkdir()
    monkeypatch.chdir(tmp_path)
    found = Project.find_from(tmp_path)
    remember(found, MEMORY)
    return found


def filled(project: Project, text: str, name: str = "new.po", **options: object) -> Pretranslation:
    Path(name).write_bytes(text.encode())
    return project.pretranslate(name, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "by"),
    [
        pytest.param('msgid "Open the file."\nmsgstr ""\n', 'msgid "Open the file."\nmsgstr "打开文件。"\n', "exact", id="an equal text is translated"),
        pytest.param('msgid "Open the files."\nmsgstr ""\n', '#, fuzzy\n#| msgid "Open the file."\nmsgid "Open the files."\nmsgstr "打开文件。"\n', "fuzzy", id="a near one is a draft"),
        pytest.param('msgctxt "verb"\nmsgid "Open"\nmsgstr ""\n', 'msgctxt "verb"\nmsgid "Open"\nmsgstr "打开"\n', "in-context", id="the context chooses"),
        pytest.param('msgid "Open"\nmsgstr ""\n', '#, fuzzy\nmsgid "Open"\nmsgstr "开放"\n', "exact", id="of several the newest, as a draft"),
        pytest.param('msgctxt "window"\nmsgid "Close"\nmsgstr ""\n', '#, fuzzy\n#| msgctxt "menu"\n#| msgid "Close"\nmsgctxt "window"\nmsgid "Close"\nmsgstr "关闭"\n', "exact", id="another context is a draft"),
        pytest.param('msgid "Close"\nmsgstr ""\n', '#, fuzzy\nmsgid "Close"\nmsgstr "关闭"\n', "exact", id="a label from a context is a draft where there is none"),
        pytest.param('msgctxt "log"\nmsgid "Open the file."\nmsgstr ""\n', 'msgctxt "log"\nmsgid "Open the file."\nmsgstr "打开文件。"\n', "exact", id="no context contradicts none for a sentence"),
        pytest.param('#, c-format\nmsgid "%d file deleted"\nmsgid_plural "%d files deleted"\nmsgstr[0] ""\n', '#, c-format\nmsgid "%d file deleted"\nmsgid_plural "%d files deleted"\nmsgstr[0] "已删除 %d 个文件"\n', "exact", id="the only form of a plural"),
        pytest.param('#, c-format\nmsgid "%d old file deleted"\nmsgid_plural "%d old files deleted"\nmsgstr[0] ""\n', '#, fuzzy, c-format\n#| msgid "%d file deleted"\n#| msgid_plural "%d files deleted"\nmsgid "%d old file deleted"\nmsgid_plural "%d old files deleted"\nmsgstr[0] "已删除 %d 个文件"\n', "fuzzy", id="both texts of a near plural"),
        pytest.param('msgid "Open the file. The connection to the server was lost."\nmsgstr ""\n', '#, fuzzy\nmsgid "Open the file. The connection to the server was lost."\nmsgstr "打开文件。与服务器的连接已断开。"\n', "assembled", id="sentence by sentence, without spaces in Chinese"),
        pytest.param('msgid "Version 7 was released in 2024."\nmsgstr ""\n', '#, fuzzy\n#| msgid "Version 5 was released in 2023."\nmsgid "Version 7 was released in 2024."\nmsgstr "第 7 版于 2024 年发布。"\n', "repaired", id="numbers are set right in a draft"),
        pytest.param('#, fuzzy\n#| msgid "x"\nmsgid "Open the file."\nmsgstr "打开"\n', 'msgid "Open the file."\nmsgstr "打开文件。"\n', "exact", id="a draft gives way to an equal text"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_entry(project: Project, before: str, after: str, by: str, newline: str) -> None:
    done = filled(project, (HEADER + "\n" + before).replace("\n", newline))
    assert done.new.decode() == (HEADER + "\n" + after).replace("\n", newline)
    assert [each.offer.by for each in done.filled] == [by]
    project.write([done])
    assert not project.pretranslate("new.po").is_changed


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param('msgid "Open the file."\nmsgstr "开文件"\n', id="translated"),
        pytest.param('#, fuzzy\nmsgid "Open the files."\nmsgstr "x"\n', id="a draft, and only a near match"),
        pytest.param('#, fuzzy\nmsgid "Open"\nmsgstr "x"\n', id="a draft, and several translations"),
        pytest.param('#~ msgid "Open the file."\n#~ msgstr ""\n', id="obsolete"),
        pytest.param('msgid "Nothing like it at all"\nmsgstr ""\n', id="nothing near"),
        pytest.param('msgid "a"\nmsgid_plural "%d files deleted"\nmsgstr[0] "x"\n', id="a translated plural"),
    ],
)
def test_what_stays(project: Project, entry: str) -> None:
    assert not filled(project, HEADER + "\n" + entry).is_changed


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        pytest.param('#, c-format\nmsgid "Delete %s and %s?"\nmsgstr ""\n', "placeholder", id="one too few"),
        pytest.param('#, c-format\nmsgid "files deleted"\nmsgid_plural "some files deleted"\nmsgstr[0] ""\n', "placeholder-extra", id="one too many"),
    ],
)  # fmt: skip
def test_what_breaks_a_check_is_not_filled(project: Project, entry: str, reason: str) -> None:
    done = filled(project, HEADER + "\n" + entry, min_score=60.0)
    assert not done.is_changed
    (unfilled,) = done.unfilled
    assert unfilled.origin
    assert unfilled.origin.line == 8
    assert reason in unfilled.refusals[0].reasons[0]


def test_a_forbidden_term_is_not_filled_and_a_missing_one_is_a_draft(project: Project, tmp_path: Path) -> None:
    terms = "concepts:\n  - id: server\n    terms:\n      en: server\n      zh-Hans:\n        - 主机\n"
    (tmp_path / "terms" / "a.yaml").write_text(terms, encoding="utf-8")
    entry = '\nmsgid "The connection to the server was lost."\nmsgstr ""\n'
    done = filled(Project.find_from(tmp_path), HEADER + entry)
    assert [(each.offer.by, each.offer.is_certain) for each in done.filled] == [("fuzzy", False)]
    assert "主机" in done.filled[0].offer.doubts[0]
    (tmp_path / "terms" / "a.yaml").write_text(
        terms + "        - {term: 服务器, status: forbidden}\n", encoding="utf-8"
    )
    done = filled(Project.find_from(tmp_path), HEADER + entry)
    assert not done.is_changed
    assert "forbidden-term" in done.unfilled[0].refusals[0].reasons[0]


def test_two_forms_are_filled_together_or_not_at_all(project: Project) -> None:
    header = HEADER.replace("zh_CN", "en").replace("nplurals=1; plural=0;", "nplurals=2; plural=n!=1;")
    header = header.replace('"Language', '"X-Source-Language: zh_CN\\n"\n"Language')
    text = '\nmsgid "一个对象"\nmsgid_plural "%d 个对象"\nmsgstr[0] "one object"\nmsgstr[1] "%d objects"\n'
    remember(project, text, "en.po", header)
    empty = text.replace("one object", "").replace("%d objects", "")
    assert filled(project, header + empty, "new.en.po").new.decode() == header + text
    other = empty.replace("一个对象", "没有见过的")
    assert not filled(project, header + other, "new.en.po").is_changed


def test_forms_that_share_a_source_are_told_apart(project: Project) -> None:
    header = HEADER.replace("nplurals=1; plural=0;", "nplurals=2; plural=n>1;")
    text = '\nmsgid "%d 羊"\nmsgid_plural "%d 羊"\nmsgstr[0] "%d sheep"\nmsgstr[1] "%d sheeps"\n'
    header = header.replace("zh_CN", "en").replace('"Language', '"X-Source-Language: zh_CN\\n"\n"Language')
    remember(project, text, "en.po", header)
    empty = text.replace("%d sheeps", "").replace("%d sheep", "")
    forms = [unit.target for unit in units(po.read(filled(project, header + empty, "new.en.po").new, "new.en.po"))]
    assert [form.raw for form in forms if form] == ["%d sheep", "%d sheeps"]


def test_the_neighbours_are_a_context(project: Project) -> None:
    remember(
        project, '\nmsgid "Edit"\nmsgstr "编辑"\n\nmsgid "View"\nmsgstr "视图"\n\nmsgid "Help"\nmsgstr "帮助"\n', "a.po"
    )
    remember(project, '\nmsgid "View"\nmsgstr "查看"\n', "b.po")
    done = filled(project, HEADER + '\nmsgid "Edit"\nmsgstr ""\n\nmsgid "View"\nmsgstr ""\n\nmsgid "Help"\nmsgstr ""\n')
    assert [each.offer.target.raw for each in done.filled] == ["编辑", "视图", "帮助"]
    assert done.filled[1].offer.by == "in-context"
    alone = filled(project, HEADER + '\nmsgid "View"\nmsgstr ""\n')
    assert (alone.filled[0].offer.target.raw, alone.filled[0].offer.is_certain) == ("查看", True)
    between = filled(project, HEADER + '\nmsgid "Open the file."\nmsgstr ""\n\nmsgid "View"\nmsgstr ""\n')
    assert [each.offer.is_certain for each in between.filled] == [True, False]


def test_a_simplified_memory_is_a_draft_in_a_traditional_file(project: Project) -> None:
    header = HEADER.replace("zh_CN", "zh_TW")
    done = filled(project, header + '\nmsgid "Open the file."\nmsgstr ""\n')
    (one,) = done.filled
    assert (one.offer.by, one.offer.target.raw) == ("repaired", "開啟檔案。")
    assert one.offer.doubts == ("repaired: 1 script (was 92)",)
    assert units(po.read(done.new, "new.po"))[0].state is UnitState.INITIAL


@pytest.mark.parametrize(
    ("name", "before", "after", "offered"),
    [
        pytest.param("a.csv", "source,target\nOpen the file.,\nOpen the files.,\n", "source,target\nOpen the file.,打开文件。\nOpen the files.,\n", 1, id="a table without drafts"),
        pytest.param("a.csv", "source,target,fuzzy\nOpen the file.,,\nOpen the files.,,\n", "source,target,fuzzy\nOpen the file.,打开文件。,\nOpen the files.,打开文件。,True\n", 0, id="a table with drafts"),
        pytest.param("a.tsv", "Open the file.\t\nClose it.\t关上它。\n", "Open the file.\t打开文件。\nClose it.\t关上它。\n", 0, id="a memory"),
    ],
)  # fmt: skip
def test_a_table(project: Project, name: str, before: str, after: str, offered: int) -> None:
    done = filled(project, before, name)
    assert (done.new.decode(), len(done.offered)) == (after, offered)


def test_what_a_file_cannot_hold_is_left_and_the_rest_is_filled(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(resource: Resource, units: Iterable[TranslationUnit]) -> bytes:
        units = list(units)
        if any(unit.source.raw == "Close" for unit in units):
            raise ValueError("no")
        return po.edited(resource, units)

    monkeypatch.setattr(_catalogues, "format_of", lambda path, data: replace(po.FORMAT, edited=refusing))
    sources = ["Open the file.", "Close", "The connection to the server was lost."]
    done = filled(project, HEADER + "".join(f'\nmsgid "{source}"\nmsgstr ""\n' for source in sources))
    assert [each.source for each in done.filled] == [sources[0], sources[2]]
    assert [each.source for each in done.offered] == ["Close"]


XLIFF = '<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">\n <file original="a" source-language="en" target-language="zh-CN" datatype="plaintext"><body>\n  {}\n </body></file>\n</xliff>\n'
XLIFF2 = '<?xml version="1.0"?>\n<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="zh-CN">\n <file id="f"><unit id="1"><segment>{}</segment></unit></file>\n</xliff>\n'


@pytest.mark.skipif(xliff.FORMAT.edited is None, reason="XLIFF cannot be edited yet")
@pytest.mark.parametrize(
    ("frame", "before", "after"),
    [
        pytest.param(XLIFF, '<trans-unit id="1"><source>Open the file.</source></trans-unit>', "<target>打开文件。</target>", id="1.2, an equal text"),
        pytest.param(XLIFF, '<trans-unit id="1"><source>Open the files.</source><target state="new"/></trans-unit>', '<target state="new">打开文件。</target>', id="1.2, a draft"),
        pytest.param(XLIFF, '<trans-unit id="1"><source><g id="1">Open the file.</g></source></trans-unit>', '<target><g id="1">打开文件。</g></target>', id="1.2, tags around"),
        pytest.param(XLIFF, '<trans-unit id="1"><source>Open the file.</source><target state="needs-translation">Open the file.</target></trans-unit>', '<target state="translated">打开文件。</target>', id="1.2, a copy of the source"),
        pytest.param(XLIFF2, "<source>Open the file.</source>", "<target>打开文件。</target>", id="2.1, an equal text"),
        pytest.param(XLIFF2, "<source>Open the files.</source>", "<target>打开文件。</target>", id="2.1, a draft"),
    ],
)  # fmt: skip
def test_xliff(project: Project, frame: str, before: str, after: str) -> None:
    text = frame.format(before)
    done = filled(project, text, "a.xlf")
    assert after in done.new.decode()
    (one,) = units(xliff.read(done.new, "a.xlf"))
    is_draft = "files" in before
    assert (one.state is UnitState.INITIAL, len(one.candidates)) == (is_draft, is_draft)
    if is_draft:
        (candidate,) = one.candidates
        assert candidate.source
        assert (candidate.source.raw, candidate.score, candidate.origin) == ("Open the file.", 83.3, "old.po")
    project.write([done])
    assert not project.pretranslate("a.xlf").is_changed


@pytest.mark.skipif(xliff.FORMAT.edited is None, reason="XLIFF cannot be edited yet")
@pytest.mark.parametrize(
    "unit",
    [
        pytest.param('<trans-unit id="1" translate="no"><source>Open the file.</source></trans-unit>', id="not to be translated"),
        pytest.param('<trans-unit id="1"><source>Open the file.</source><target>人</target></trans-unit>', id="translated"),
        pytest.param('<trans-unit id="1"><source>Open the <g id="1">file</g>.</source></trans-unit>', id="tags within"),
    ],
)  # fmt: skip
def test_what_stays_of_xliff(project: Project, unit: str) -> None:
    assert not filled(project, XLIFF.format(unit), "a.xlf").is_changed


def test_a_draft_where_somebody_asks_for_less(project: Project) -> None:
    done = filled(project, "source,target\nOpen the files.,\n", "a.csv", min_score=80.0)
    assert done.new.decode() == "source,target\nOpen the files.,打开文件。\n"


def test_the_languages_that_were_named(project: Project) -> None:
    text = HEADER.replace('"Language: zh_CN\\n"\n', "") + '\nmsgid "Open the file."\nmsgstr ""\n'
    with pytest.raises(FormatError, match="--lang"):
        filled(project, text)
    with pytest.raises(FormatError, match="--lang"):
        filled(project, text + '\nmsgid "x"\nmsgstr "English as well"\n')
    done = filled(project, text, langs=(Lang("en"), Lang("zh-Hans")))
    assert done.new.decode() == text.replace('msgstr ""\n' + "", 'msgstr ""\n')[:-3] + '"打开文件。"\n'
    assert not filled(
        project, HEADER + '\nmsgid "Open the file."\nmsgstr ""\n', langs=(Lang("de"), Lang("zh-Hans"))
    ).is_changed
    table = filled(project, "context,en,zh-Hans,de\nc,Open the file.,,\n", "a.csv", langs=(Lang("en"), Lang("zh-Hans")))
    assert table.new.decode() == "context,en,zh-Hans,de\nc,Open the file.,打开文件。,\n"


def test_bad_files_change_nothing(project: Project) -> None:
    with pytest.raises(FormatError):
        filled(project, "\0\xff", "a.po")
    with pytest.raises(FormatError, match="Markdown"):
        filled(project, "{}", "a.json")
    with pytest.raises(FormatError, match="terms"):
        filled(project, "term,lang\na,en\n", "a.csv")
    with pytest.raises(StoreError):
        project.pretranslate("there-is-none.po")


def test_a_letter_that_the_file_cannot_hold(project: Project) -> None:
    text = HEADER.replace("UTF-8", "Big5") + '\nmsgid "Open the file."\nmsgstr ""\n\nmsgid "x"\nmsgstr "開"\n'
    Path("new.po").write_bytes(text.encode("big5"))
    with pytest.raises(FormatError, match="save it as UTF-8"):
        project.pretranslate("new.po")


def test_a_file_that_somebody_changed_meanwhile_stays(project: Project) -> None:
    done = filled(project, HEADER + '\nmsgid "Open the file."\nmsgstr ""\n')
    Path("new.po").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match="meanwhile"):
        project.write([done])
    assert Path("new.po").read_text(encoding="utf-8") == "mine"


def test_many_questions_have_the_same_answers_on_several_cores(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = "".join(f'\nmsgctxt "{at}"\nmsgid "Open the file {at % 40}."\nmsgstr ""\n' for at in range(120))
    alone = filled(project, HEADER + entries, min_score=60.0)
    assert len(alone.filled) == 120
    monkeypatch.setattr(_offers, "_WORTH_A_PROCESS", 10)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    beside = filled(project, HEADER + entries, min_score=60.0)
    assert (beside.new, beside.filled) == (alone.new, alone.filled)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no second process here")
def test_a_process_that_fails_says_why(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_offers, "_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    here = os.getpid()

    def broken(*args: object, **options: object) -> list[object]:
        if os.getpid() != here:
            raise StoreError("the memory is gone", path="memory.db")
        return []

    monkeypatch.setattr(Project, "_matches", broken)
    for thread in set(threading.enumerate()) - {threading.main_thread()}:
        thread.join()  # of a test before, whose server or process has ended
    with pytest.raises(StoreError, match="gone"):
        filled(project, HEADER + '\nmsgid "a"\nmsgstr ""\n\nmsgid "b"\nmsgstr ""\n\nmsgid "c"\nmsgstr ""\n')


def test_equal_texts_are_asked_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    matches = Project._matches

    def counted(self: Project, text: str, **options: object) -> object:
        asked.append(text)
        return matches(self, text, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Project, "_matches", counted)
    filled(project, HEADER + "".join(f'\nmsgctxt "{at}"\nmsgid "Open the files"\nmsgstr ""\n' for at in range(5)))
    assert asked == ["Open the files"]


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(["", "# note\n", "#: a.c:1\n", "#, c-format\n"]),
        st.sampled_from(["Open the file.", "Open the files.", "Open", "Else", "The connection was lost."]),
        st.sampled_from(["", "", "甲"]),
        st.sampled_from(["\n", "\n\n", "\n# end\n\n"]),
    ),
    unique_by=lambda entry: entry[1],
    max_size=5,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ENTRIES)
def test_the_bytes_of_other_entries_stay(project: Project, entries: list[tuple[str, str, str, str]]) -> None:
    parts = [f'{note}msgid "{source}"\nmsgstr "{target}"\n{end}' for note, source, target, end in entries]
    done = filled(project, HEADER + "\n" + "".join(parts))
    touched = {each.source for each in done.filled}
    rest = done.new.decode()
    for part, (_, source, target, _) in zip(parts, entries, strict=True):
        if source not in touched:
            assert part in rest
        assert not (target and source in touched)
    project.write([done])
    again = project.pretranslate("new.po")
    assert not again.is_changed
    assert len(units(po.read(done.new, ""))) == len(entries)


def test_a_unit_as_it_is_known(project: Project) -> None:
    """What the file says of an entry beside its translation is what it said before."""
    done = filled(project, HEADER + '\n#. for you\n#: a.c:1\n#, no-wrap\nmsgid "Open the file."\nmsgstr ""\n')
    (before,) = units(
        po.read((HEADER + '\n#. for you\n#: a.c:1\n#, no-wrap\nmsgid "Open the file."\nmsgstr ""\n').encode(), "new.po")
    )
    (after,) = units(po.read(done.new, "new.po"))
    assert replace(after, target=None, state=UnitState.INITIAL) == before


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            'msgid "Open the file."\nmsgstr ""\n\n<<<<<<< ours\nmsgid "b"\nmsgstr ""\n', id="conflict markers"
        ),
        pytest.param('msgid "Open the file."\nmsgstr ""\n\nmsgid "Open the file."\nmsgstr ""\n', id="an entry twice"),
    ],
)
def test_a_broken_file_is_not_filled(project: Project, text: str) -> None:
    done = filled(project, HEADER + "\n" + text)
    assert (done.is_broken, done.is_changed, done.filled) == (True, False, [])
