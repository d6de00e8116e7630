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


def status_of(cell: str) -> TermStatus | None:
    """The status that a cell names; None if it says nothing about how far a term may be used.

    Raises:
        ValueError: Nobody knows what it says; it might forbid the term.
    """
    said = squeezed(cell)
    status = VALUES[Kind.STATUS].get(said)
    if status is None and (said not in NO_STATUS if said else cell.strip() not in _DASHES):
        raise ValueError(f"the status {cell!r} is not known")
    return TermStatus(status) if status else None


VALUES: dict[Kind, dict[str, StrEnum]] = {
    Kind.STATUS: _values(
        {
            TermStatus.PREFERRED: "preferred|preferredTerm-admn-sts|preferredTerm|approved|recommended|standard|"
            "standardized|legal|regulated|首选|首選|推荐|推薦|推荐使用|标准|標準|批准|已批准",
            TermStatus.ADMITTED: "admitted|admittedTerm-admn-sts|admittedTerm|allowed|acceptable|alternative|permitted|"
            "provisional|draft|new|允许|允許|许用|可用|备选|備選|草稿|暂定|暫定|临时|臨時",
            TermStatus.DEPRECATED: "deprecated|deprecatedTerm-admn-sts|deprecatedTerm|not recommended|notRecommended|"
            "discouraged|avoid|to be avoided|non-standard|nonstandard|not preferred|disapproved|inactive|disabled|"
            "弃用|棄用|已弃用|已棄用|停用|已停用|不推荐|不推薦|不建议|不建議|不建议使用|不建議使用|慎用|避免|避免使用|不标准|不规范",
            TermStatus.SUPERSEDED: "superseded|supersededTerm-admn-sts|supersededTerm|obsolete|obsoleteTerm|outdated|"
            "out of date|old|retired|replaced|historical|archaic|archived|legacy|expired|"
            "废弃|廢棄|已废弃|已廢棄|废止|廢止|已废止|过时|過時|已过时|已過時|被取代|已取代|旧|舊|旧称|舊稱|旧译|舊譯|淘汰|已淘汰|失效|已失效|作废|作廢|退役",
            TermStatus.FORBIDDEN: "forbidden|forbiddenTerm|prohibited|rejected|banned|not allowed|disallowed|"
            "not permitted|not acceptable|unacceptable|not approved|unapproved|invalid|incorrect|wrong|blocked|"
            "do not use|don't use|dont use|never use|not to be used|must not be used|unusable|false friend|"
            "禁用|禁用词|禁用詞|禁止|禁止使用|不可用|不要用|不要使用|不得使用|不得用|不用|不使用|不能用|勿用|请勿使用|請勿使用|别用|"
            "不允许|不允許|错误|錯誤|错|錯|误译|誤譯|拒绝|拒絕|已拒绝|已拒絕|否决|否決",
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
            Case.SENSITIVE: "sensitive|case sensitive|区分|區分|区分大小写|區分大小寫",
            Case.INSENSITIVE: "insensitive|case insensitive|不区分|不區分|不区分大小写|不區分大小寫",
        }
    ),
}
NO_STATUS = frozenset(
    squeezed(word)
    for word in "none|n/a|null|unspecified|undefined|not specified|not set|unknown|无|無|未知|未指定|"
    "active|in use|used|current|valid|ok|okay|good|usable|accepted|confirmed|validated|verified|reviewed|final|"
    "finalized|released|published|complete|completed|done|translated|proposed|proposal|suggested|candidate|pending|"
    "pending review|in review|under review|needs review|for review|to be reviewed|not reviewed|unreviewed|"
    "in progress|work in progress|"
    "有效|使用中|在用|正常|启用|啟用|已启用|通过|通過|已通过|已通過|已确认|已確認|已审核|已審核|已审校|待定|待审|待審|待审核|待審核|候选|候選|"
    "建议|建議|未审核|未審核|审核中|審核中|正式|发布|已发布|完成|已完成".split("|")
)
"""What says how far the work on an entry is, or nothing, and not that its term is better or worse than others."""
_DASHES = ("", "-", "–", "—", "--", "/")

STATES = {
    **dict.fromkeys(("initial", "new", "untranslated", "needstranslation", "fuzzy", "needsreview"), UnitState.INITIAL),
    **dict.fromkeys(("reviewed", "approved", "signedoff"), UnitState.REVIEWED),
    "translated": UnitState.TRANSLATED,
    "final": UnitState.FINAL,
}
