"""A few terms that say what terms can say, and how a profile writes them."""

from __future__ import annotations

from collections.abc import Sequence

from glossary.model import Concept, Lang, PartOfSpeech, Term, TermStatus, TermType
from glossary.profiles import Exported, export, profile_of
from glossary.text.language import EN, ZH_HANS

PAIR = (EN, ZH_HANS)


def term(text: str, lang: Lang = EN, status: str = "preferred", **more: object) -> Term:
    return Term(text, lang, TermStatus(status), **more)  # type: ignore[arg-type]


def zh(text: str, status: str = "preferred", **more: object) -> Term:
    return term(text, ZH_HANS, status, **more)


SERVICE = Concept(
    "terms-of-service",
    (
        term("terms of service", part_of_speech=PartOfSpeech.NOUN, note="plural"),
        term("ToS", status="admitted", term_type=TermType.ACRONYM),
        term("user agreement", status="deprecated"),
        zh("服务条款", part_of_speech=PartOfSpeech.NOUN),
        zh("服务协议", "admitted"),
        zh("用户协议", "deprecated", note="另指 EULA"),
        zh("使用条例", "forbidden"),
    ),
    subject="law",
    definition={ZH_HANS: "用户使用服务须同意的条款。"},
    note="法律文本",
)
EULA = Concept("eula", (term("end-user license agreement"), zh("最终用户协议")))
ALLOWLIST = Concept("allowlist", (term("allowlist"), term("whitelist", status="forbidden"), zh("允许列表")))
DEEPSEEK = Concept("deepseek", (term("DeepSeek", part_of_speech=PartOfSpeech.PROPER_NOUN),), translatable=False)
FORMULA = Concept("formula", (term('=1+1, "so"'), zh("@加一")))
FINE = Concept("fine", (term("fine", find=False), zh("罚款")))
CONCEPTS = (SERVICE, EULA, ALLOWLIST, DEEPSEEK, FORMULA, FINE)


def exported(name: str, concepts: Sequence[Concept] = CONCEPTS, *pairs: tuple[Lang, Lang]) -> Exported:
    """The first file of a profile, from English to Chinese."""
    return next(export(profile_of(name), concepts, pairs or (PAIR,)))


def text(name: str, concepts: Sequence[Concept] = CONCEPTS) -> str:
    return exported(name, concepts).data.decode()
