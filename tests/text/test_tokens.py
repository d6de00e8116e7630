"""What a memory compares: folded, cut into parts, and the same for one text as for many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.text.tokens import CLASSES, STEM, code, codes_of, comparable, parts_of, rows, stem

TEXTS = st.text(
    st.one_of(
        st.sampled_from(
            "abcxyzABC XYZ  %s{}<>&_~().,:;!?…。，、“”'‘’`*#0123456789$/-—中文软體软件蒸馏é\u0301\u200b\u3000\n\tΣσς"
        ),
        st.characters(),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Open File", "open file", id="case"),
        pytest.param("Ｇｉｔ", "Git", id="width"),
        pytest.param("軟體", "软体", id="script"),
        pytest.param("“quoted”", '"quoted"', id="kinds of quotes"),
        pytest.param("don’t", "don't", id="apostrophe"),
        pytest.param("中转 API", "中转API", id="space beside Han"),
        pytest.param("Setup complete.", "Setup complete", id="punctuation at the end"),
        pytest.param("保存：", "保存", id="full-width punctuation at the end"),
        pytest.param("Save &As…", "Save As...", id="shortcut key"),
        pytest.param("文件(&F)", "文件", id="shortcut key in brackets"),
        pytest.param("~Edit", "Edit", id="shortcut key of LibreOffice"),
        pytest.param("Copy 5 files", "Copy 1,024 files", id="numbers are one class"),
        pytest.param("Hello %s", "Hello {name}", id="placeholders are one class"),
        pytest.param("See https://a.example/b", "See http://c.example", id="addresses are one class"),
        pytest.param("<b>x", "<i>x", id="tags are one class"),
        pytest.param("蒸\u200b馏", "蒸馏", id="invisible character"),
    ],
)
def test_same_parts(one: str, other: str) -> None:
    assert comparable(one).parts == comparable(other).parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("load", "read", id="another word"),
        pytest.param("权利", "权力", id="another character"),
        pytest.param("AT&T", "ATM", id="a letter more"),
        pytest.param("5 files", "files", id="a number more"),
        pytest.param("...", "", id="only punctuation is something"),
    ],
)
def test_other_parts(one: str, other: str) -> None:
    assert comparable(one).parts != comparable(other).parts


def test_parts_of_a_sentence() -> None:
    assert comparable("The servers use 蒸馏, see %s.").parts == (
        "the",
        f"{STEM}server",
        "servers",
        "use",
        "蒸",
        "馏",
        ",",
        "see",
        CLASSES["placeholder"],
    )


def test_what_a_class_stands_for_is_kept() -> None:
    masked = comparable("Copy 5 of 10-12 to %s: <b>https://x.example</b> me@x.example `ls -l` --all a_b.txt").masked
    assert masked == {
        "number": ("5", "10-12"),
        "placeholder": ("%s",),
        "tag": ("<b>", "</b>"),
        "url": ("me@x.example", "https://x.example"),
        "code": ("`ls -l`", "--all", "ab.txt"),
    }


@pytest.mark.parametrize(
    "forms",
    [
        ("configure", "configured", "configures", "configuring"),
        ("file", "files"),
        ("query", "queries"),
        ("stop", "stops", "stopping", "stopped"),
    ],
    ids=lambda forms: forms[0],
)
def test_forms_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_codes_are_no_surrogates() -> None:
    codes = {code(f"word{number}") for number in range(200_000)}
    assert len(codes) > 60_000
    assert not any(0xD800 <= found <= 0xDFFF for found in codes)
    assert max(codes) <= 0xFFFF


@given(st.lists(TEXTS, max_size=6))
def test_many_texts_are_as_each_alone(texts: list[str]) -> None:
    made = rows(texts, batch=3)
    alone = [comparable(text) for text in texts]
    assert made.lengths.tolist() == [len(each.parts) for each in alone]
    assert made.sizes.tolist() == [len(each.text) for each in alone]
    assert made.codes.tolist() == [found for each in alone for found in codes_of(each.parts)]


def test_many_texts_do_not_push_out_what_questions_have_met() -> None:
    comparable("configured")
    codes_of(["configured"])
    before = code.cache_info().currsize, parts_of.cache_info().currsize
    rows(f"word{letter} thing{letter}" for letter in "abcdefgh")
    assert (code.cache_info().currsize, parts_of.cache_info().currsize) == before
