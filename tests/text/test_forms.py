"""English inflections of phrases, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from glossary.model import Case, Lang, PartOfSpeech, Term
from glossary.text.forms import inflections, is_case_sensitive, lemmas, same_case

NOUN, VERB = PartOfSpeech.NOUN, PartOfSpeech.VERB

words = st.from_regex(r"[A-Za-z]{2,7}", fullmatch=True) | st.from_regex(
    r"[a-z]{0,4}(?:[aeiouy][bcdfgklmnprt]|is|ie|ee|oe|ye|[a-z]e|[a-z]y|o|ss|x|ch|sh|ing|ed|s)", fullmatch=True
)
heads = st.sampled_from(["", "distillation ", "fine-", "模型", "Terms of\n", "Musk's "]) | st.text(max_size=4)
phrases = st.builds(str.__add__, heads, words)


@pytest.mark.parametrize(
    ("phrase", "part_of_speech", "expected"),
    [
        pytest.param("distillation attack", NOUN, "distillation attacks", id="last word of a phrase"),
        pytest.param("terms of service", NOUN, "terms of services", id="last word, even where English would not"),
        pytest.param("box", NOUN, "boxes", id="sibilant"),
        pytest.param("batch", NOUN, "batches", id="ch"),
        pytest.param("query", NOUN, "queries", id="consonant and y"),
        pytest.param("key", NOUN, "keys", id="vowel and y"),
        pytest.param("hero", NOUN, "heroes heros", id="o, both spellings"),
        pytest.param("analysis", NOUN, "analyses", id="is"),
        pytest.param("LLM", None, "LLMs", id="all caps have a plural only"),
        pytest.param("open LLM", VERB, "open LLMs", id="all caps at the end of a phrase"),
        pytest.param("distil", VERB, "distils distilled distilling", id="consonant doubled in Britain"),
        pytest.param("distill", VERB, "distills distilled distilling", id="consonant doubled already"),
        pytest.param("label", VERB, "labelled labeled labelling labeling", id="doubled in one country only"),
        pytest.param("stop", VERB, "stops stopped stopping", id="short verb"),
        pytest.param("cache", VERB, "caches cached caching", id="silent e"),
        pytest.param("agree", VERB, "agrees agreed agreeing", id="ee keeps its e"),
        pytest.param("tie", VERB, "ties tied tying", id="ie becomes y"),
        pytest.param("copy", VERB, "copies copied copying", id="y becomes i, but not before -ing"),
        pytest.param("deploy", VERB, "deploys deployed deploying", id="vowel and y stay"),
        pytest.param("fix", VERB, "fixes fixed fixing", id="x is never doubled"),
        pytest.param("fine-tune", VERB, "fine-tunes fine-tuned fine-tuning", id="after a hyphen"),
        pytest.param("用prompt", NOUN, "用prompts", id="English word after Han"),
    ],
)
def test_inflections_hold(phrase: str, part_of_speech: PartOfSpeech | None, expected: str) -> None:
    joined = [expected] if " " in phrase else expected.split()
    assert set(joined) <= set(inflections(phrase, part_of_speech))


@pytest.mark.parametrize(
    ("phrase", "part_of_speech"),
    [
        pytest.param("", None, id="nothing"),
        pytest.param("蒸馏", None, id="Chinese"),
        pytest.param("GPT-4", None, id="digit at the end"),
        pytest.param("vitamin C", None, id="one letter at the end"),
        pytest.param("distilled", PartOfSpeech.ADJECTIVE, id="adjective"),
        pytest.param("quickly", PartOfSpeech.ADVERB, id="adverb"),
        pytest.param("and", PartOfSpeech.OTHER, id="conjunction"),
    ],
)
def test_no_inflections(phrase: str, part_of_speech: PartOfSpeech | None) -> None:
    assert inflections(phrase, part_of_speech) == ()


@pytest.mark.parametrize(
    ("phrase", "part_of_speech", "exactly"),
    [
        ("attack", NOUN, ("attacks",)),
        ("Anthropic", PartOfSpeech.PROPER_NOUN, ("Anthropics",)),
        ("distil", VERB, ("distils", "distilled", "distiled", "distilling", "distiling")),
    ],
    ids=["a noun has no verb forms", "nor has a name", "a verb has them all"],
)
def test_inflections_are(phrase: str, part_of_speech: PartOfSpeech, exactly: tuple[str, ...]) -> None:
    assert inflections(phrase, part_of_speech) == exactly


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("distilling", "distil"),
        ("distilling", "distill"),
        ("distillation attacks", "distillation attack"),
        ("queries", "query"),
        ("analyses", "analysis"),
        ("tying", "tie"),
        ("LLMs", "LLM"),
        ("Musk's", "Musk"),
        ("Musk’s", "Musk"),
        ("users'", "users"),
        ("users’", "user"),
        ("模型cards", "模型card"),
    ],
)
def test_lemmas_hold(form: str, lemma: str) -> None:
    assert lemma in lemmas(form)


@pytest.mark.parametrize(
    "phrase",
    ["", "蒸馏", "distil", "GPT-4", "mice"],
    ids=["nothing", "Chinese", "no suffix", "digit at the end", "irregular"],
)
def test_no_lemmas(phrase: str) -> None:
    assert lemmas(phrase) == ()


def test_the_docstring_of_lemmas_is_true() -> None:
    assert lemmas("distilling") == ("distil", "distill", "distille")


@settings(max_examples=500)
@given(phrases, st.sampled_from([None, *PartOfSpeech]))
@example("is", None)
@example("ie", None)
@example("distillation attack", NOUN)
def test_every_form_leads_back(phrase: str, part_of_speech: PartOfSpeech | None) -> None:
    forms = inflections(phrase, part_of_speech)
    assert phrase not in forms
    assert len(set(forms)) == len(forms)
    assert [form for form in forms if phrase not in lemmas(form)] == []


@settings(max_examples=300)
@given(phrases)
def test_every_lemma_leads_forth(form: str) -> None:
    assert [lemma for lemma in lemmas(form) if form not in inflections(lemma)] == []


@pytest.mark.parametrize(
    ("text", "sensitive"),
    [
        ("IT", True),
        ("ToS", True),
        ("iPhone", True),
        ("C", True),
        ("ＡＧ", True),
        ("use of AI", True),
        ("it", False),
        ("Git", False),
        ("Terms of Service", False),
        ("蒸馏", False),
        ("", False),
    ],
    ids=[
        "all caps",
        "mixed",
        "capital inside",
        "one capital",
        "full-width capitals",
        "one word of many",
        "lower case",
        "capital at the beginning",
        "title case",
        "Chinese has none",
        "nothing",
    ],
)
def test_is_case_sensitive(text: str, sensitive: bool) -> None:
    assert is_case_sensitive(text) is sensitive


@pytest.mark.parametrize(
    ("text", "surface", "same"),
    [
        pytest.param("蒸馏", "蒸馏", True, id="Chinese has none"),
        pytest.param("file", "File", True, id="beginning of a sentence"),
        pytest.param("file", "FILES", True, id="capitals"),
        pytest.param("terms of service", "Terms of Service", True, id="title case"),
        pytest.param("Internet", "internet", True, id="a capital at the beginning does not matter"),
        pytest.param("IT", "it", False, id="all caps"),
        pytest.param("IT", "It", False, id="all caps at the beginning of a sentence"),
        pytest.param("LLM", "LLMs", True, id="all caps, plural"),
        pytest.param("LLM", "LLMS", True, id="all caps, plural in capitals"),
        pytest.param("LLM", "llms", False, id="all caps, plural in small letters"),
        pytest.param("ToS", "TOS", False, id="short and mixed"),
        pytest.param("iPhone", "IPHONE", True, id="long and mixed, in capitals"),
        pytest.param("iPhone", "Iphone", False, id="a capital in another place"),
        pytest.param("iPhone", "iPhones", True, id="mixed, plural"),
        pytest.param("fine-tuning API", "Fine\u2011Tuning API", True, id="the capitals of one word"),
        pytest.param("fine-tuning API", "fine tuning api", False, id="of one word, missing"),
        pytest.param("API relay", "API Relays", True, id="of the first word"),
        pytest.param("Wi-Fi", "wifi", True, id="capitals at the beginning of each word do not matter"),
        pytest.param("边缘AI", "边缘ai", False, id="within Chinese"),
        pytest.param("中转 API", "中转API", True, id="with and without space"),
        pytest.param("AI", "ＡＩ", True, id="full width"),
        pytest.param("AI", "ａｉ", False, id="full width, small letters"),
        pytest.param("LLM", "L\u200bLM", True, id="zero-width space inside"),
        pytest.param("R&D", "r&d", False, id="one letter each"),
        pytest.param("café", "CAFE\u0301", True, id="decomposed, in capitals"),
        pytest.param("C", "c", False, id="one capital"),
    ],
)
def test_same_case(text: str, surface: str, same: bool) -> None:
    assert same_case(Term(text, Lang("en")), surface) is same


@pytest.mark.parametrize(
    ("text", "case", "part_of_speech", "name", "surface", "same"),
    [
        pytest.param("Apple", None, None, True, "apple", False, id="a name needs its capital"),
        pytest.param("Apple", None, None, True, "APPLE", True, id="a name in capitals"),
        pytest.param("Apple", None, PartOfSpeech.PROPER_NOUN, False, "apples", False, id="a proper noun as well"),
        pytest.param("Apple", None, PartOfSpeech.NOUN, False, "apple", True, id="a noun does not"),
        pytest.param("Moonshot AI", None, None, True, "Moonshot AI", True, id="a name of two words"),
        pytest.param("Elon Musk", None, None, True, "Elon musk", False, id="each word of a name"),
        pytest.param("de facto", None, None, True, "De Facto", True, id="a name in small letters"),
        pytest.param("Go", Case.SENSITIVE, None, False, "GO", False, id="sensitive, capitals"),
        pytest.param("Go", Case.SENSITIVE, None, False, "go", False, id="sensitive, small letters"),
        pytest.param("go", Case.SENSITIVE, None, False, "Go", False, id="sensitive, beginning of a sentence"),
        pytest.param("Go", Case.SENSITIVE, None, False, "Gos", True, id="sensitive, inflected"),
        pytest.param("WEB", Case.INSENSITIVE, None, False, "web", True, id="insensitive"),
        pytest.param("iPhone", Case.INSENSITIVE, None, True, "iphone", True, id="insensitive, a name"),
    ],
)
def test_same_case_as_the_termbase_says(
    text: str, case: Case | None, part_of_speech: PartOfSpeech | None, name: bool, surface: str, same: bool
) -> None:
    term = Term(text, Lang("en"), case=case, part_of_speech=part_of_speech)
    assert same_case(term, surface, name=name) is same


@given(st.text(max_size=8), st.booleans(), st.sampled_from([None, *PartOfSpeech]), st.sampled_from([None, *Case]))
@example("CAFE\u0301", False, None, None)
@example("ﬃT", False, None, None)
def test_a_term_has_the_case_of_itself(
    text: str, name: bool, part_of_speech: PartOfSpeech | None, case: Case | None
) -> None:
    assert same_case(Term(text, Lang("en"), part_of_speech=part_of_speech, case=case), text, name=name)
