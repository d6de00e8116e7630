"""What the cells of a table say about a term, in English and in Chinese: yes and no, statuses, parts of speech, …

Compared without case, spaces and punctuation, as the names of columns are.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from glossary.formats._columns import Kind, squeezed
from glossary.model import Case, PartOfSpeech, TermStatus, TermType, UnitState

YES = frozenset("yes y true t 1 x ✓ ✔ √ 是 真 对 對 wahr ja vrai oui verdadero sí".split())
NO = frozenset("no n false f 0 ✗ ✘ × 否 假 不 falsch nein faux non falso".split())


def _values(said: Mapping[Any, str]) -> dict[str, StrEnum]:
    return {squeezed(word): value for value, words in said.items() for word in words.split("|")}


VALUES: dict[Kind, dict[str, StrEnum]] = {
    Kind.STATUS: _values(
        {
            TermStatus.PREFERRED: "preferred|preferredTerm-admn-sts|approved|recommended|standard|"
            "首选|首選|推荐|推薦|标准|批准|已批准",
            TermStatus.ADMITTED: "admitted|admittedTerm-admn-sts|allowed|acceptable|draft|new|"
            "允许|允許|许用|可用|备选|備選|草稿",
            TermStatus.DEPRECATED: "deprecated|deprecatedTerm-admn-sts|not recommended|弃用|棄用|不推荐|不推薦|不建议",
            TermStatus.SUPERSEDED: "superseded|supersededTerm-admn-sts|obsolete|outdated|废弃|廢棄|过时|過時|已取代|旧",
            TermStatus.FORBIDDEN: "forbidden|prohibited|rejected|banned|禁用|禁止|不可用",
        }
    ),
    Kind.PART_OF_SPEECH: _values(
        {
            PartOfSpeech.NOUN: "noun|n|n.|名词|名詞",
            PartOfSpeech.VERB: "verb|v|v.|动词|動詞",
            PartOfSpeech.ADJECTIVE: "adjective|adj|adj.|形容词|形容詞",
            PartOfSpeech.ADVERB: "adverb|adv|adv.|副词|副詞",
            PartOfSpeech.PROPER_NOUN: "proper noun|propernoun|propn|专有名词|專有名詞|专名",
            PartOfSpeech.OTHER: "other|pronoun|preposition|adposition|conjunction|coordinating conjunction|"
            "subordinating conjunction|determiner|interjection|numeral|particle|auxiliary|其他|其它",
        }
    ),
    Kind.TYPE: _values(
        {
            TermType.ACRONYM: "acronym|首字母缩略词|首字母縮略詞",
            TermType.ABBREVIATION: "abbreviation|abbr|缩写|縮寫|缩略语|縮略語",
            TermType.INITIALISM: "initialism",
            TermType.FULL_FORM: "full form|全称|全稱",
            TermType.SHORT_FORM: "short form|简称|簡稱",
            TermType.VARIANT: "variant|变体|變體",
            TermType.PHRASE: "phrase|短语|短語|词组",
            TermType.SYMBOL: "symbol|符号|符號",
            TermType.TRANSLITERATION: "transliteration|音译|音譯",
        }
    ),
    Kind.CASE: _values(
        {
            Case.SENSITIVE: f"sensitive|{'|'.join(sorted(YES))}",
            Case.INSENSITIVE: f"insensitive|{'|'.join(sorted(NO))}",
        }
    ),
}
STATES = {
    **dict.fromkeys(("initial", "new", "untranslated", "needstranslation", "fuzzy", "needsreview"), UnitState.INITIAL),
    **dict.fromkeys(("reviewed", "approved", "signedoff"), UnitState.REVIEWED),
    "translated": UnitState.TRANSLATED,
    "final": UnitState.FINAL,
}
