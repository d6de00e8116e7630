"""The comparable form of a text of any length, and the way back to the text as typed."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from glossary.text.normalize import attaches, key
from glossary.text.running import BREAK, patterns, running

TRICKY = "aBZ19é中轉转馏餾後ｶﾞＧﬁ㈱①½ßİŀŉǰ한각ㄱ\u1100\u1161\u11a8"
TRICKY += " \t\n\r\u00a0\u2028\u3000-_·•・—–‑－'’ʼ`\"“”«.,，。/\x00\ud83d"
TRICKY += "\u0301\u0308\u0338\u3099\u00ad\u200b\u200d\ufeff\ufe0f\U000e0041\U00020000😀🅰"
texts = st.text(TRICKY, max_size=12) | st.text(st.characters(), max_size=12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("large language models", "Large Language Models", id="every word begins with a capital"),
        pytest.param("LLM and GPT4o", "Llm And Gpt4O", id="capitals inside"),
        pytest.param("大语言模型", "大语言模型", id="Han as it is"),
        pytest.param("蒸餾", "蒸馏", id="Traditional"),
        pytest.param("Ｇｉｔ倉庫", "Git仓库", id="full width"),
        pytest.param("fine-tuning", "Fine Tuning", id="hyphen"),
        pytest.param("fine\u2011tuning", "Fine Tuning", id="non-breaking hyphen"),
        pytest.param("snake_case", "Snake Case", id="underscore"),
        pytest.param("model\u2019s", "Model'S", id="curly apostrophe"),
        pytest.param("蒸\u200b馏", "蒸馏", id="zero-width space"),
        pytest.param("dis\u00adtil", "Distil", id="soft hyphen"),
        pytest.param("a\u202eb", "Ab", id="bidi override"),
        pytest.param("ﬁne", "Fine", id="ligature"),
        pytest.param("cafe\u0301", "Café", id="mark"),
        pytest.param("STRASSE Straße", "Strasse Strasse", id="sharp s"),
        pytest.param("ｶﾞ", "ガ", id="half-width kana with its sound mark"),
        pytest.param("\u1112\u1161\u11ab", "한", id="jamo"),
        pytest.param("a  b", "A B", id="run of spaces"),
        pytest.param("a\n   b", "A B", id="line break with indentation"),
        pytest.param("a \r\n\tb", "A B", id="line break with carriage return and tab"),
        pytest.param("蒸\n  馏", "蒸馏", id="line break between Han"),
        pytest.param("用\nAI", "用 Ai", id="line break between Han and Latin"),
        pytest.param("a\n\nb", f"A{BREAK}{BREAK}B", id="empty line"),
        pytest.param("蒸\r\n \r\n馏", f"蒸{BREAK * 5}馏", id="line of spaces between Han"),
        pytest.param("埃隆・马斯克", "埃隆 马斯克", id="middle dot"),
        pytest.param("\u200b\ufeff\u2060", "", id="only invisibles"),
    ],
)
def test_form(text: str, expected: str) -> None:
    assert running(text).text == expected


@pytest.mark.parametrize(
    ("text", "part", "as_typed"),
    [
        pytest.param("我们打开Ｇit仓库", "Git", "Ｇit", id="full-width in Han"),
        pytest.param("the Fine\u2011Tuning of", "Fine Tuning", "Fine\u2011Tuning", id="non-breaking hyphen"),
        pytest.param("a  terms \t of service", "Terms Of", "terms \t of", id="run of spaces"),
        pytest.param("un cafe\u0301 noir", "Café", "cafe\u0301", id="decomposed"),
        pytest.param("x ﬁne y", "Fine", "ﬁne", id="ligature"),
        pytest.param("蒸\u200b馏法", "蒸馏", "蒸\u200b馏", id="invisible inside"),
        pytest.param("\u200b蒸馏\u200b法", "蒸馏", "蒸馏", id="invisibles around stay outside"),
        pytest.param("𠀀蒸馏😀", "蒸馏", "蒸馏", id="astral neighbours"),
        pytest.param("提\n  炼", "提炼", "提\n  炼", id="line break between Han"),
        pytest.param("(\n\n蒸馏\n\n)", "蒸馏", "蒸馏", id="empty lines around"),
        pytest.param("İ ŉ ǰ file", "File", "file", id="after letters that grow"),
        pytest.param("\ud83d\x00file", "File", "file", id="after a lone surrogate and NUL"),
    ],
)
def test_way_back(text: str, part: str, as_typed: str) -> None:
    form = running(text)
    at = form.text.index(part)
    span = form.span(at, at + len(part))
    assert text[span.start : span.end] == as_typed


@settings(max_examples=500)
@given(texts)
@example("a\u0301\u200b b")
@example(" \n \n ")
def test_spans_lead_back_in_order(text: str) -> None:
    form = running(text)
    last = 0, 0
    for at in range(len(form.text)):
        span = form.span(at, at + 1)
        assert 0 <= span.start < span.end <= len(text)
        assert (span.start, span.end) >= last
        last = span.start, span.end


@settings(max_examples=500)
@given(texts, st.data())
def test_a_slice_leads_to_the_span_of_its_ends(text: str, data: st.DataObject) -> None:
    form = running(text)
    if form.text:
        start = data.draw(st.integers(0, len(form.text) - 1))
        end = data.draw(st.integers(start + 1, len(form.text)))
        whole = form.span(start, end)
        assert whole.start == form.span(start, start + 1).start
        assert whole.end == form.span(end - 1, end).end


@settings(max_examples=500)
@given(st.text([char for char in TRICKY if not attaches(char)], max_size=12))
def test_a_letter_of_the_form_stands_for_characters_with_its_key(text: str) -> None:
    form = running(text)
    for at, char in enumerate(form.text):
        span = form.span(at, at + 1)
        there = text[span.start : span.end]
        assert key(char) in key(there) or not char.isalnum() or "ǰ" in there, (char, there)


@settings(max_examples=300)
@given(st.text(TRICKY.replace("\ud83d", ""), max_size=6), st.text(TRICKY, max_size=6))
def test_no_letter_is_lost(text: str, more: str) -> None:
    text += more
    form = running(text)
    reached: set[int] = set()
    for at in range(len(form.text)):
        span = form.span(at, at + 1)
        reached.update(range(span.start, span.end))
    assert not [char for at, char in enumerate(text) if at not in reached and any(map(str.isalnum, key(char)))]


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        pytest.param("large language model", {"Large Language Model"}, id="English"),
        pytest.param("大語言模型", {"大语言模型"}, id="Traditional"),
        pytest.param("中转 API", {"中转Api", "中转 Api"}, id="space between Han and Latin"),
        pytest.param("中转API", {"中转Api", "中转 Api"}, id="no space between Han and Latin"),
        pytest.param("用 AI 写", {"用Ai写", "用 Ai写", "用Ai 写", "用 Ai 写"}, id="Latin within Han"),
        pytest.param("埃隆·马斯克", {"埃隆马斯克", "埃隆 马斯克"}, id="middle dot"),
        pytest.param(
            "A甲B 乙C丙", {"A甲B乙C丙", "A甲B 乙C丙", "A 甲 B 乙 C 丙"}, id="too many borders to try all, but as typed"
        ),
        pytest.param(" spaces ", {"Spaces"}, id="spaces around"),
        pytest.param("C++", {"C++"}, id="plus signs"),
        pytest.param("\u200b\ufeff", set(), id="only invisibles"),
    ],
)
def test_patterns(term: str, expected: set[str]) -> None:
    found = list(patterns(term))
    assert set(found) == expected
    assert len(found) == len(set(found))


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from(["ab", "C", "é", "中", "轉文", " ", "-", "1", "ﬁ", "’s", "\u200b", "cafe\u0301"]),
        min_size=1,
        max_size=4,
    )
)
def test_a_term_stands_in_a_text_in_one_of_its_patterns(parts: list[str]) -> None:
    term = "".join(["x", *parts]).strip()
    for before, after in [("", ""), ("，", "。"), (" ", "\n\n")]:
        form = running(before + term + after).text
        assert any(pattern in form for pattern in patterns(term))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a \n" * 100_000, id="line breaks"),
        pytest.param("中\n" * 100_000, id="line breaks between Han"),
        pytest.param("\u200b" * 100_000, id="zero-width spaces"),
        pytest.param("e" + "\u0301\u0327" * 50_000, id="marks of two classes"),
        pytest.param("\u1100\u1161" * 50_000, id="jamo"),
        pytest.param("\ufdfa" * 100_000, id="one character for eighteen"),
        pytest.param(" " * 100_000, id="spaces"),
        pytest.param("İ" * 100_000, id="a letter that grows"),
    ],
)
def test_a_long_text_is_survived(text: str) -> None:
    form = running(text)
    assert form.span(0, len(form.text)).end <= len(text)
