"""What the columns of a table are called, by the tools that write them and by people, in English and in Chinese.

A name is compared without case, spaces and punctuation: `Part of Speech`, `part_of_speech` and `partOfSpeech` are one.
It may name a language before or behind: `Term [en]`, `en_description`, `Definition (zh-CN)`, 英文术语; a language alone
is a column of terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from glossary.formats._languages import NAMED, Named, named_by
from glossary.formats.tsv import TAGS
from glossary.model import Lang
from glossary.text.language import EN, ZH_HANS, ZH_HANT, ZH_HK, ZH_TW, primary
from glossary.text.patterns import lazy


class Kind(StrEnum):
    """What a column holds."""

    ID = "id"
    SUBJECT = "subject"
    TRANSLATE = "translate"
    KEEP = "do not translate"
    DEFINITION = "definition"
    NOTE = "note"
    EXAMPLES = "examples"
    RELATED = "related"
    TERM = "term"
    LANG = "lang"
    STATUS = "status"
    PART_OF_SPEECH = "part_of_speech"
    TYPE = "type"
    CASE = "case"
    FORMS = "forms"
    FIND = "find"
    INSIDE = "inside"
    NOT_INSIDE = "not_inside"
    TERM_NOTE = "term_note"
    FORBIDDEN = "forbidden"
    ABBREVIATION = "abbreviation"
    SYNONYM = "synonyms"
    SOURCE = "source"
    TARGET = "target"
    SOURCE_LANG = "source language"
    TARGET_LANG = "target language"
    LOCATION = "location"
    FUZZY = "fuzzy"
    CONTEXT = "context"
    STATE = "state"
    KEY = "key"


TEXTS = frozenset((Kind.TERM, Kind.SOURCE, Kind.TARGET))
"""The columns in which terms or translations are."""

OF_UNITS = frozenset((Kind.LOCATION, Kind.FUZZY, Kind.CONTEXT, Kind.STATE, Kind.KEY))
"""Columns that a catalogue of translations has and a glossary does not."""

OF_TERMS = (
    frozenset(Kind)
    - OF_UNITS
    - {Kind.ID, Kind.NOTE, Kind.TERM, Kind.SOURCE, Kind.TARGET, Kind.SOURCE_LANG, Kind.TARGET_LANG}
)
"""Columns that only a glossary has."""


class Column(NamedTuple):
    """A column that is known.

    Attributes:
        lang: None: that of each row, or to be judged.
        is_word: Called by a word, not by nothing but a language.
        is_sure: That word means this and nothing else, in whatever tool; a `description` may be anything.
    """

    kind: Kind
    lang: Named | None = None
    is_word: bool = True
    is_sure: bool = True


@cache
def column(name: str) -> Column | None:
    """What a name in the first row means; None if it means nothing."""
    if kind := _KINDS.get(key := squeezed(name)):
        return Column(kind, is_sure=key not in _DOUBTED)
    if lang := _NAMES.get(key) or named_by(name, TAGS):
        return Column(Kind.TERM, lang, is_word=False)
    for one, other in _halves(name.strip()):
        for word, tag in ((one, other), (other, one)):
            kind = _KINDS.get(squeezed(word))
            lang = _NAMES.get(squeezed(tag)) or named_by(tag, NAMED)
            if kind and lang:
                return Column(kind, lang, is_sure=squeezed(word) not in _DOUBTED)
    return None


def columns(cells: Sequence[str]) -> list[Column | None] | None:
    """What a row says about the columns; None if it is a row like others.

    `en,英语` and `source,源文` are others: both cells mean the same.
    """
    found = [column(cell) for cell in cells]
    filled = sum(bool(cell.strip()) for cell in cells)
    known = [each for each in found if each]
    if not any(each.kind in TEXTS for each in known):
        return None
    if filled == 1:
        return found if len(known) == 1 and known[0].is_word else None
    if len(known) < filled:
        known = [each for each in known if each.is_word or (each.lang and primary(each.lang.lang) in NAMED)]
    meant = {(each.kind, each.lang and each.lang.lang) for each in known}
    enough = filled / 2 if any(each.is_word for each in known) else filled / 2 + 0.5
    return found if len(meant) > 1 and len(known) >= enough else None


def squeezed(name: str) -> str:
    """A name without case, spaces and punctuation."""
    return _BETWEEN.sub("", name.lower())


_BETWEEN = lazy(r"[\W_]+")
_BRACKETED = lazy(r"(.+?)\s*[\[(（【<:：]\s*([^\])）】>]+)[\])）】>]?")
_SEPARATOR = lazy(r"[\s_.:/-]+")
_HAN_NAME = lazy(
    r"(简体中文|繁[体體]中文|中文|英文|英[语語]|[汉漢][语語]|日文|日[语語]|[韩韓]文|德文|德[语語]|法文|法[语語])(.+)"
)


def _halves(name: str) -> list[tuple[str, str]]:
    """Every way to cut a name into a word and a language."""
    halves = [(found.start(), found.end()) for found in _SEPARATOR.finditer(name)]
    cut = [(name[:start], name[end:]) for start, end in halves]
    for pattern in (_HAN_NAME, _BRACKETED):
        if found := pattern.fullmatch(name):
            cut.append((found[1], found[2]))
    return cut


_WORDS = {
    Kind.ID: "id|concept id|entry id|term id|conceptid|uuid|guid|term uuid|编号|編號|序号|序號|词条编号|标识",
    Kind.SUBJECT: "subject|domain|subdomain|subject field|category|tag|tags|field|topic|entry subject|entry domain|"
    "concept subject|领域|領域|学科|學科|专业|主题|主題|分类|分類|类别|類別|标签|標籤|子领域",
    Kind.TRANSLATE: "translate|translatable|是否翻译|可翻译|翻译否",
    Kind.KEEP: "do not translate|donottranslate|dnt|non translatable|untranslatable|不翻译|不译|不譯|禁止翻译",
    Kind.DEFINITION: "definition|definitions|description|meaning|explanation|concept definition|def|gloss|"
    "定义|定義|描述|释义|釋義|"
    "解释|解釋|含义|含義",
    Kind.NOTE: "note|notes|comment|comments|remark|remarks|entry note|concept note|info|translator comments|"
    "developer comments|usage note|term info|备注|備註|注释|註釋|说明|說明|批注|附注",
    Kind.EXAMPLES: "example|examples|example of use|usage|term example|sample|例句|示例|例子|用例|用法",
    Kind.RELATED: "related|see also|cross reference|crossreference|related concepts|相关|相關|参见|參見",
    Kind.TERM: "term|terms|word|name|entry|headword|术语|術語|词条|詞條|词汇|詞彙|名词|名詞|名称|名稱|词语|詞語",
    Kind.LANG: "lang|language|locale|langcode|language code|语言|語言|语种|語種",
    Kind.STATUS: "status|term status|administrative status|usage status|状态|狀態|术语状态|使用状态",
    Kind.PART_OF_SPEECH: "part of speech|pos|partofspeech|word class|词性|詞性|词类|詞類",
    Kind.TYPE: "type|term type|termtype|类型|類型|术语类型|詞型",
    Kind.CASE: "case|case sensitive|casesensitive|case sensitivity|match case|大小写|大小寫|区分大小写|區分大小寫",
    Kind.FORMS: "forms|inflections|inflected forms|word forms|词形|詞形|变形|變形",
    Kind.FIND: "find",
    Kind.INSIDE: "inside",
    Kind.NOT_INSIDE: "not inside",
    Kind.TERM_NOTE: "term note|术语备注",
    Kind.FORBIDDEN: "forbidden|is forbidden|prohibited|禁用|禁止|禁用词|是否禁用",
    Kind.ABBREVIATION: "abbreviation|is abbreviation|缩写|縮寫|是否缩写",
    Kind.SYNONYM: "synonym|synonyms|alias|aliases|variants|同义词|同義詞|别名|別名|近义词",
    Kind.SOURCE: "source|src|original|source term|source text|source string|untranslated|msgid|"
    "源文|原文|源语言|源語言|原语言|源术语|"
    "来源语|源词|源语",
    Kind.TARGET: "target|tgt|dst|translation|translated|target term|target text|target string|translated term|msgstr|"
    "译文|譯文|"
    "目标|目標|目标语言|目標語言|翻译|翻譯|译名|譯名|译语|目标术语|译词|对应译文",
    Kind.SOURCE_LANG: "source lang|source language|src lang|sourcelanguagecode",
    Kind.TARGET_LANG: "target lang|target language|tgt lang|targetlanguagecode",
    Kind.LOCATION: "location|locations|reference|references|位置|出处位置",
    Kind.FUZZY: "fuzzy|模糊",
    Kind.CONTEXT: "context|msgctxt|上下文|语境|語境",
    Kind.STATE: "state|翻译状态",
    Kind.KEY: "key|keys|identifier|string id|stringid|identified|label|键|鍵|键名",
}
_KINDS = {squeezed(word): kind for kind, words in _WORDS.items() for word in words.split("|")}
_DOUBTED = frozenset(
    squeezed(word)
    for word in "category|tag|tags|field|topic|主题|主題|分类|分類|类别|類別|标签|標籤|"
    "description|meaning|explanation|gloss|描述|解释|解釋|含义|含義|"
    "comment|comments|remark|remarks|info|translator comments|developer comments|批注|"
    "usage|sample|用法|variants".split("|")
)
"""Words that mean something else from tool to tool."""

_LANGUAGES = {
    EN: "english|英语|英語|英文|english united states|american english",
    Lang("en-GB"): "english united kingdom|british english",
    ZH_HANS: "simplified chinese|chinese simplified|chinese prc|chinese china|"
    "简体中文|简体|简中|中文简体|簡體中文|簡體",
    ZH_HANT: "traditional chinese|chinese traditional|繁體中文|繁體|繁中|中文繁體|繁体中文|繁体|中文繁体",
    ZH_TW: "chinese taiwan|taiwanese mandarin|台湾繁体|臺灣繁體|台灣繁體|台湾正体|臺灣正體|台灣正體",
    ZH_HK: "chinese hong kong|chinese hong kong sar|香港繁体|香港繁體",
    Lang("ja"): "japanese|日文|日语|日語|日本語",
    Lang("ko"): "korean|韩文|韓文|韩语|韓語|한국어",
    Lang("de"): "german|deutsch|德文|德语|德語",
    Lang("fr"): "french|français|francais|法文|法语|法語",
    Lang("es"): "spanish|español|西班牙语|西班牙文",
    Lang("ru"): "russian|русский|俄文|俄语|俄語",
}
_NAMES = {squeezed(name): Named(lang) for lang, names in _LANGUAGES.items() for name in names.split("|")} | {
    name: Named(ZH_HANS, exact=False) for name in ("chinese", "中文", "汉语", "漢語", "华文", "mandarin")
}
