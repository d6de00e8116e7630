"""Lists of words with one column for each language, made of concepts, and concepts made of them."""

from __future__ import annotations

import pytest

from glossary.formats import yaml
from glossary.model import Concept, Lang, TermStatus
from glossary.pairs import concepts_of, term_pairs, units_of
from glossary.text.language import EN, ZH_HANS, ZH_TW

TERMS = """\
concepts:
  - id: terms-of-service
    terms:
      en: [terms of service, {term: ToS, type: acronym}]
      zh-Hans:
        - {term: 用户协议, status: admitted}
        - {term: 服务条款, status: preferred}
        - {term: 使用条例, status: forbidden}
      zh-Hant: 服務條款
  - DeepSeek
  - id: only-english
    terms: {en: untranslated}
"""
CONCEPTS = [entry for entry in yaml.read(TERMS.encode()).entries if isinstance(entry, Concept)]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        pytest.param(
            EN,
            ZH_HANS,
            ["terms of service=服务条款|用户协议", "ToS=服务条款|用户协议", "DeepSeek=DeepSeek"],
            id="preferred-first-and-nothing-forbidden",
        ),
        pytest.param(
            ZH_HANS,
            EN,
            ["服务条款=terms of service|ToS", "用户协议=terms of service|ToS", "DeepSeek=DeepSeek"],
            id="other-direction",
        ),
        pytest.param(
            EN,
            ZH_TW,
            ["terms of service=服務條款", "ToS=服務條款", "DeepSeek=DeepSeek"],
            id="traditional-stands-in-for-taiwan",
        ),
    ],
)
def test_pairs(source: Lang, target: Lang, expected: list[str]) -> None:
    found = [f"{p.source.text}={'|'.join(t.text for t in p.targets)}" for p in term_pairs(CONCEPTS, source, target)]
    assert found == expected


def test_translations_made_of_terms_become_the_terms_again() -> None:
    again = concepts_of(units_of(CONCEPTS, EN, ZH_HANS))
    assert [[(term.lang, term.text) for term in concept.terms] for concept in again] == [
        [(EN, "terms of service"), (ZH_HANS, "服务条款")],
        [(EN, "ToS"), (ZH_HANS, "服务条款")],
        [(EN, "DeepSeek"), (ZH_HANS, "DeepSeek")],
    ]


def test_several_translations_of_a_term_are_one_concept() -> None:
    units = [*units_of(CONCEPTS[:1], EN, ZH_HANS)][:1]
    more = [*units_of([concept("terms of service", "用户协议")], EN, ZH_HANS)]
    (only,) = concepts_of([*units, *more])
    assert [(term.text, term.status) for term in only.terms] == [
        ("terms of service", TermStatus.PREFERRED),
        ("服务条款", TermStatus.PREFERRED),
        ("用户协议", TermStatus.ADMITTED),
    ]


def concept(english: str, chinese: str) -> Concept:
    return yaml.from_shorthand(f"{chinese}/{english}")
