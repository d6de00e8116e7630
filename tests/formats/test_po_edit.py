"""A PO file that is edited changes in the lines of the edited entries and nowhere else."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from pathlib import Path

import pytest

from glossary.errors import FormatError
from glossary.formats.po import edited, read, stream
from glossary.model import Resource, Segment, TranslationUnit, UnitState

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "po"
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: zh_CN\\n"\n"Plural-Forms: nplurals=2; plural=n>1;\\n"\n\n'


def units(resource: Resource) -> list[TranslationUnit]:
    return [entry for entry in resource.entries if isinstance(entry, TranslationUnit)]


def said(one: TranslationUnit, target: str | None, state: UnitState = UnitState.TRANSLATED) -> TranslationUnit:
    return replace(one, target=None if target is None else Segment((target,)), state=state)


FUZZY, DONE = UnitState.INITIAL, UnitState.TRANSLATED


@pytest.mark.parametrize(
    ("before", "target", "state", "after"),
    [
        pytest.param('msgid "a"\nmsgstr ""\n', "甲", DONE, 'msgid "a"\nmsgstr "甲"\n', id="translated"),
        pytest.param('msgid   "a"\n  msgstr   "x"  \n\n\n# end', "甲", DONE, 'msgid   "a"\n  msgstr "甲"  \n\n\n# end', id="odd-spaces"),
        pytest.param('msgid "a"\nmsgstr ""\n"x "\n"y"\n', "甲\n乙", DONE, 'msgid "a"\nmsgstr ""\n"甲\\n"\n"乙"\n', id="many-lines"),
        pytest.param('msgid "a"\nmsgstr "x"', "甲", DONE, 'msgid "a"\nmsgstr "甲"', id="no-line-break-at-the-end"),
        pytest.param('msgid "a"\nmsgstr "x"\n', None, DONE, 'msgid "a"\nmsgstr ""\n', id="removed"),
        pytest.param('#: x\n#| msgid "o"\nmsgctxt "c"\nmsgid "a"\nmsgstr "x"\n', "x", FUZZY, '#: x\n#, fuzzy\n#| msgid "o"\nmsgctxt "c"\nmsgid "a"\nmsgstr "x"\n', id="fuzzy-before-previous"),
        pytest.param('#: x\nmsgid "a"\nmsgstr "x"\n', "x", FUZZY, '#: x\n#, fuzzy\nmsgid "a"\nmsgstr "x"\n', id="fuzzy"),
        pytest.param('#,c-format\nmsgid "a"\nmsgstr "x"\n', "x", FUZZY, '#, fuzzy,c-format\nmsgid "a"\nmsgstr "x"\n', id="fuzzy-beside-a-flag"),
        pytest.param('#, fuzzy\nmsgid "a"\nmsgstr "x"\n', "x", DONE, 'msgid "a"\nmsgstr "x"\n', id="confirmed"),
        pytest.param('#, c-format, fuzzy \nmsgid "a"\nmsgstr "x"\n', "y", DONE, '#, c-format\nmsgid "a"\nmsgstr "y"\n', id="confirmed-beside-a-flag"),
        pytest.param('#, fuzzy\nmsgid "a"\nmsgstr "x"\n', None, FUZZY, 'msgid "a"\nmsgstr ""\n', id="fuzzy-removed"),
        pytest.param('#~ msgid "a"\n#~ msgstr "x"\n', "甲\n乙", DONE, '#~ msgid "a"\n#~ msgstr ""\n#~ "甲\\n"\n#~ "乙"\n', id="obsolete"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_an_edit(before: str, target: str, state: UnitState, after: str, newline: str, mark: str) -> None:
    def data(text: str) -> bytes:
        return (mark + HEADER + text).replace("\n", newline).encode()

    resource = read(data(before), "a.po")
    (one,) = units(resource)
    assert edited(resource, [said(one, target, state)]) == data(after)
    assert edited(resource, [one]) == data(before)


def test_texts_from_before_go_with_their_meta() -> None:
    text = HEADER + '#, fuzzy\n#| msgid ""\n#| "old"\nmsgid "a"\nmsgstr "x"\n'
    resource = read(text.encode(), "a.po")
    (one,) = units(resource)
    assert edited(resource, [replace(one, state=DONE)]).decode() == text.replace("#, fuzzy\n", "")
    meta = {name: value for name, value in one.meta.items() if not name.startswith("po:previous")}
    assert edited(resource, [replace(one, state=DONE, meta=meta)]).decode() == HEADER + 'msgid "a"\nmsgstr "x"\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('#: x\nmsgctxt "c"\nmsgid "a"\nmsgstr ""\n', '#: x\n#, fuzzy\n#| msgctxt "b"\n#| msgid "old\\n"\n#| "text"\nmsgctxt "c"\nmsgid "a"\nmsgstr "x"\n', id="new"),
        pytest.param('#, c-format\n#| msgid "older"\nmsgid "a"\nmsgstr ""\n', '#, fuzzy, c-format\n#| msgctxt "b"\n#| msgid "old\\n"\n#| "text"\nmsgid "a"\nmsgstr "x"\n', id="instead-of-others"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_texts_from_before_are_written(before: str, after: str, newline: str) -> None:
    resource = read((HEADER + before).replace("\n", newline).encode(), "a.po")
    (one,) = units(resource)
    meta = {"po:previous:msgctxt": "b", "po:previous:msgid": "old\ntext"}
    new = replace(said(one, "x", FUZZY), meta={**one.meta, **meta})
    after = after.replace('#| msgid "old\\n"\n', '#| msgid ""\n#| "old\\n"\n')
    assert edited(resource, [new]).decode() == (HEADER + after).replace("\n", newline)
    again = read(edited(resource, [new]), "a.po")
    assert meta.items() <= units(again)[0].meta.items()


def test_one_plural_form_of_two() -> None:
    text = HEADER + 'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "x"\nmsgstr[1] "y"\n'
    resource = read(text.encode(), "a.po")
    _, second = units(resource)
    assert edited(resource, [said(second, "z")]).decode() == text.replace('"y"', '"z"')


def test_duplicates_are_told_apart_by_their_places() -> None:
    text = HEADER + 'msgid "a"\nmsgstr "x"\n\nmsgid "a"\nmsgstr "y"\n'
    resource = read(text.encode(), "a.po")
    first, second = units(resource)
    assert edited(resource, [said(second, "z")]).decode() == text.replace('"y"', '"z"')
    assert edited(resource, [said(replace(second, origin=None), "z")]).decode() == text.replace('"x"', '"z"')
    assert edited(resource, [said(first, "1"), said(second, "2")]).decode().count('"2"') == 1


def test_the_character_set_of_the_file_stays() -> None:
    text = HEADER.replace("UTF-8", "GBK") + 'msgid "success"\nmsgstr "成功"\n'
    resource = read(text.encode("gbk"), "a.po")
    (one,) = units(resource)
    assert edited(resource, [said(one, "失败")]) == text.replace("成功", "失败").encode("gbk")
    empty = text.replace("成功", "")
    (one,) = units(resource := read(empty.encode("ascii"), "a.po"))
    assert edited(resource, [said(one, "失败")]) == text.replace("成功", "失败").encode("gbk")
    big5 = read(text.replace("GBK", "Big5").encode("big5"), "a.po")
    with pytest.raises(FormatError, match="save it as UTF-8"):
        edited(big5, [said(units(big5)[0], "术")])


def test_what_cannot_be_edited() -> None:
    data = (HEADER + 'msgid "a"\nmsgstr "x"\n').encode()
    resource = read(data, "a.po")
    (one,) = units(resource)
    with pytest.raises(ValueError, match="not in the catalogue"):
        edited(resource, [replace(one, id="b")])
    with pytest.raises(ValueError, match="cannot stand"):
        edited(resource, [said(one, "\0")])
    with pytest.raises(ValueError, match="streamed"):
        edited(stream(io.BytesIO(data), "a.po"), [said(one, "y")])


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real files is not beside the checkout")
def test_real_catalogues_change_only_where_they_are_edited() -> None:
    made = random.Random(1)
    for path in sorted(CORPUS.rglob("*.po*")):
        data = path.read_bytes()
        resource = read(data, str(path))
        found = units(resource)
        assert edited(resource, found) == data, path
        if not found:
            continue
        chosen = made.sample(range(len(found)), min(3, len(found)))
        state = made.choice([FUZZY, DONE])
        news = {at: said(found[at], "new\ntext " * 12, state) for at in chosen}
        again = read(edited(resource, news.values()), str(path))
        for at, (old, now) in enumerate(zip(found, units(again), strict=True)):
            wanted = news.get(at, old)
            assert (now.id, now.source.raw, now.target) == (old.id, old.source.raw, wanted.target), path
            if at in news and "po:plural" not in old.meta:
                assert now.state == state, path
        assert _other_lines(data, again.text, resource.text, chosen, found), path


def _other_lines(data: bytes, after: str, before: str, chosen: list[int], found: list[TranslationUnit]) -> bool:
    """Whether what stands before the first and after the last edited entry is the same."""
    lines = [found[at].origin.line or 0 for at in chosen if found[at].origin]  # type: ignore[union-attr]
    olds, news = before.split("\n"), after.split("\n")
    head = max(0, min(lines) - 12)
    tail = len(olds) - max(lines) - 60
    return olds[:head] == news[:head] and (tail <= 0 or olds[-tail:] == news[-tail:])
