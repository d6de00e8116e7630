"""Language tags of BCP 47: one spelling per language, and who may stand in for whom.

zh, zh-CN, zh_CN, zh-Hans, zh-Hans-CN and cmn-Hans-CN are one language, `zh-Hans`. Traditional
Chinese is never merged with it, and Taiwan's and Hong Kong's vocabulary stay apart from each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from glossary.errors import LanguageError
from glossary.model import Lang

EN = Lang("en")
ZH_HANS = Lang("zh-Hans")
ZH_HANT = Lang("zh-Hant")
ZH_TW = Lang("zh-TW")
ZH_HK = Lang("zh-HK")

CANONICAL_ORDER = (EN, ZH_HANS, ZH_HANT, ZH_TW, ZH_HK)
"""The order in which languages are written and shown; others follow by name."""

# RFC 5646 section 2.1, without the irregular grandfathered tags.
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3}|[a-z]{5,8})(-(?P<script>[a-z]{4}))?(-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<rest>(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(-[a-wyz0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?)",
    re.IGNORECASE | re.ASCII,
)

# ISO 15924 codes of living languages' scripts; anything else after the language is taken for a slip.
_SCRIPTS = frozenset(
    "Adlm Arab Armn Beng Bopo Brai Cakm Cans Cher Copt Cyrl Deva Ethi Geor Grek Gujr Guru Hang Hani Hans Hant Hebr "
    "Hira Hrkt Jamo Jpan Kana Khmr Knda Kore Lana Laoo Latn Limb Mlym Mong Mtei Mymr Nkoo Olck Orya Rohg Sinh Sund "
    "Sylo Syrc Tale Talu Taml Telu Tfng Thaa Thai Tibt Vaii Yiii Zmth Zsye Zsym Zxxx Zyyy".split()
)

_REGION_SCRIPT = {"CN": "Hans", "SG": "Hans", "MY": "Hans", "TW": "Hant", "HK": "Hant", "MO": "Hant"}


@cache
def parse(tag: str) -> Lang:
    """The canonical form of a language tag: `zh_cn` → `zh-Hans`, `EN-us` → `en-US`.

    Raises:
        LanguageError: Not a well-formed tag, or its script is not one of ISO 15924.
    """
    found = _TAG.fullmatch(tag.strip().replace("_", "-"))
    if found is None:
        raise LanguageError(f"{tag!r} is not a language tag; write one such as en, zh-Hans, zh-TW or zh-HK")
    language = found["language"].lower()
    script = (found["script"] or "").capitalize()
    region = (found["region"] or "").upper()
    if script and script not in _SCRIPTS:
        raise LanguageError(f"{tag!r}: {script} is not a script; did you mean zh-Hans or zh-Hant?")
    if language in ("zh", "cmn"):
        return Lang(_chinese(script, region) + found["rest"].lower())
    return Lang("-".join(part for part in (language, script, region) if part) + found["rest"].lower())


def _chinese(script: str, region: str) -> str:
    script = script or _REGION_SCRIPT.get(region, "Hans")
    if script == "Hans":
        return "zh-Hans"
    if script == "Hant":
        return {"TW": "zh-TW", "HK": "zh-HK", "MO": "zh-HK"}.get(region, "zh-Hant")
    return f"zh-{script}"


@cache
def fallbacks(lang: Lang) -> tuple[Lang, ...]:
    """The tag itself and then what may stand in for it, nearest first: zh-TW → zh-TW, zh-Hant; en-GB → en-GB, en.

    Simplified never stands in for Traditional nor the reverse: that takes a conversion, marked as computed.
    """
    parts = lang.split("-")
    least = 2 if parts[0] == "zh" else 1
    shorter = ["-".join(parts[:size]) for size in range(len(parts), least - 1, -1) if len(parts[size - 1]) > 1]
    stand_in = [ZH_HANT] if shorter[-1:] in (["zh-TW"], ["zh-HK"]) else []
    return (*map(Lang, shorter or [lang]), *stand_in)


def primary(lang: str) -> str:
    """The first subtag, which all varieties of a language have in common: zh-TW → zh."""
    return lang.partition("-")[0]


def is_chinese(lang: Lang) -> bool:
    """Whether the tag names any written form of Chinese."""
    return primary(lang) == "zh"


def sort_key(lang: Lang) -> tuple[int, str]:
    """For sorting languages into the canonical order."""
    order = CANONICAL_ORDER.index(lang) if lang in CANONICAL_ORDER else len(CANONICAL_ORDER)
    return (order, lang)


def in_order(langs: Iterable[Lang]) -> list[Lang]:
    """The distinct languages, in the canonical order."""
    return sorted(set(langs), key=sort_key)
