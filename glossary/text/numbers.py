"""Numbers as people write them in Chinese and English, made comparable: 1600 万 = 16 million = 16,000,000.

Every number expression comes back with its place and its exact value, never a float. Numbers inside names (GPT-4, B2B)
are names and compare as text; numerals in idioms and set words (五十步笑百步, 千方百计, 万一) are no numbers at all.
What may or may not be meant as a number (one, 一个, both, 半) comes back as not `sure`: it can answer a number of the
other language, and need not be answered itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from glossary.model import Lang, Span
from glossary.text.language import is_chinese
from glossary.text.patterns import lazy


class Kind(StrEnum):
    """What a number expression is a number of."""

    CARDINAL = "cardinal"
    ORDINAL = "ordinal"
    PERCENT = "percent"
    FRACTION = "fraction"
    MULTIPLE = "multiple"
    MONEY = "money"
    UNIT = "unit"
    DATE = "date"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    WEEKDAY = "weekday"
    DECADE = "decade"
    TIME = "time"
    RANGE = "range"
    VERSION = "version"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number expression of a text.

    Attributes:
        span: Code points of the text.
        text: What stands there.
        kind: What it is a number of.
        value: Exact; a percentage as a fraction of one, a time in minutes since midnight; a version, a name and
            a date (ISO 8601, as far as it is known) as text.
        unit: Currency (ISO 4217) or unit (SI symbol or English word), empty where there is none or it is not known.
        also: Other values that the same writing may have: 3:30 is 15:30, too; the 90s are the 1990s.
        approximate: Said to be inexact: 约, 多, 几, 余, about, more than.
        sure: It is a number and a translation has to have it; False for small number words and vague ones.
        parts: Of a date (year, month, day) and of a range (both ends); what should be compared instead of it.
    """

    span: Span
    text: str
    kind: Kind
    value: Fraction | str
    unit: str = ""
    also: frozenset[Fraction | str] = frozenset()
    approximate: bool = False
    sure: bool = True
    parts: tuple[Quantity, ...] = ()

    @property
    def values(self) -> frozenset[Fraction | str]:
        """All values that it may have."""
        return self.also | {self.value}


def quantities(text: str, lang: Lang) -> list[Quantity]:
    """The number expressions of a text, in order, none within another except as `parts`.

    Args:
        text: Prose; full-width digits and Traditional numerals are understood.
        lang: The language whose number words are read. Digits are read in any.
    """
    if not has_numbers(text, lang):
        return []
    folded = text.translate(_FOLDS)
    found = list(_scan(folded, is_chinese(lang)))
    _shared(found, folded)
    return [
        replace(quantity, text=text[quantity.span.start : quantity.span.end]) for quantity in _ranges(found, folded)
    ]


def has_numbers(text: str, lang: Lang) -> bool:
    """Whether there may be a number at all; quick."""
    if is_chinese(lang):
        return _ANY_CHINESE.search(text) is not None
    return _ANY_DIGIT.search(text) is not None or not _LIKELY.isdisjoint(_LETTERS.findall(text.lower()))


def leaves(found: Sequence[Quantity]) -> Iterator[Quantity]:
    """Dates and ranges taken apart into what is compared: years, months, days, ends."""
    for quantity in found:
        if quantity.parts:
            yield from leaves(quantity.parts)
        else:
            yield quantity


def same_measure(left: Quantity, right: Quantity) -> bool:
    """Whether two measurements are of the same size in different units: 5 miles and 8 公里, 24 hours and 一天."""
    if not (left.unit in UNITS and right.unit in UNITS):
        return False
    (dimension, factor), (other, times) = UNITS[left.unit], UNITS[right.unit]
    if dimension != other or isinstance(left.value, str) or isinstance(right.value, str):
        return False
    if dimension == "temperature":
        first, second = _kelvin(left.value, left.unit), _kelvin(right.value, right.unit)
        return abs(first - second) <= 1
    first, second = left.value * factor, right.value * times
    if left.unit == right.unit:
        return first == second
    return abs(first - second) <= max(abs(first), abs(second)) * _TOLERANCE[dimension]


def same_dimension(left: str, right: str) -> bool:
    """Whether two units measure the same thing and are not the same unit."""
    return left != right and left in UNITS and right in UNITS and UNITS[left][0] == UNITS[right][0]


def parse_chinese(numeral: str) -> Fraction | None:
    """The value of a Chinese numeral without decimals: 三千五百万, 一万二, 二〇二四; None if it is not well-formed."""
    if not 0 < len(numeral) <= _LONGEST or any(char not in _HAN_DIGIT and char not in _HAN_UNIT for char in numeral):
        return None
    if all(char in _HAN_DIGIT and _HAN_DIGIT[char] < 10 for char in numeral):
        if "两" in numeral and len(numeral) > 1:
            return None
        return Fraction("".join(str(_HAN_DIGIT[char]) for char in numeral))
    return _positional(numeral)


def parse_english(words: Sequence[str]) -> Fraction | None:
    """The value of English number words in lower case, without "and"; None if they do not make one number."""
    total = section = 0
    last = _MOST
    for word in words:
        if word in _SMALL:
            value = _SMALL[word]
            if section % 100 and not (section % 100 >= 20 and section % 10 == 0 and 0 < value < 10):
                return None
            section += value
        elif word == "hundred":
            if not section:
                section = 1
            if section >= 100:
                return None
            section *= 100
        elif word == "dozen":
            section = (section or 1) * 12
        else:
            scale = int(_ENGLISH_SCALE[word])
            if scale >= last:
                return None
            total, section, last = total + (section or 1) * scale, 0, scale
    return Fraction(total + section)


def _positional(numeral: str) -> Fraction | None:
    total = block = 0
    digit: int | None = None
    last_unit, last_big, zero, unit_before = 10_000, 10**16, False, 0
    for char in numeral:
        if char in _HAN_DIGIT:
            if digit is not None:
                return None
            value = _HAN_DIGIT[char]
            if value >= 20:
                block, last_unit, unit_before = block + value, 10, 0
                continue
            if value == 0:
                zero = True
                continue
            digit, unit_before = value, 0 if zero else unit_before
            continue
        unit = _HAN_UNIT[char]
        if unit < 10_000:
            if unit >= last_unit:
                return None
            block += (1 if digit is None else digit) * unit
            last_unit = unit
        else:
            block += digit or 0
            if unit >= last_big:
                if unit != 10**8 or total == 0:
                    return None
                total, block = (total + block) * unit, 0
            else:
                total, block = total + (block or 1) * unit, 0
            last_big, last_unit = unit, 10_000
        digit, zero, unit_before = None, False, unit
    if digit is not None:
        block += digit * (unit_before // 10 if unit_before >= 100 else 1)
    return Fraction(total + block)


def _kelvin(value: Fraction, unit: str) -> Fraction:
    return (value - 32) * Fraction(5, 9) if unit == "°F" else value


# --- words, units, currencies ----------------------------------------------------------------------------------------

_SMALL = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_PLURALS = {"zeros": 0, "zeroes": 0, "sixes": 6} | {
    f"{word}s": value for word, value in _SMALL.items() if value <= 12 and value != 6
}
_DECADES = {word[:-1] + "ies": value for word, value in _SMALL.items() if value >= 20}
_ENGLISH_SCALE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_MOST = 10**15
_ORDINAL_WORD = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
} | {
    word: 10 * value
    for value, word in enumerate(
        "thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth".split(), 3
    )
}
_DENOMINATOR = {"half": 2, "halve": 2, "quarter": 4} | {
    word: value for word, value in _ORDINAL_WORD.items() if value > 2
}
_HAN_DIGIT = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "\u3007": 0,
    "两": 2,
    "廿": 20,
    "卅": 30,
}
_HAN_UNIT = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12}
_LONGEST = 40
"""Digits of a numeral; longer ones are no numbers that anybody reads."""

_MULTIPLIER_TABLE = """
2 | 百, hundred
3 | 千, thousand, k
4 | 万, w
5 | 十万
6 | 百万, million, mn, mln, mio, m
7 | 千万
8 | 亿
9 | 十亿, billion, bn, bln, b
10 | 百亿
11 | 千亿
12 | 万亿, 兆, trillion, tn, trn, t
"""
_MULTIPLIER = {
    word: 10 ** int(zeros)
    for zeros, words in (line.split(" | ") for line in _MULTIPLIER_TABLE.strip().splitlines())
    for word in words.split(", ")
}
_LETTER = frozenset("kwmbt")
"""Multipliers of one letter, which may be units as well."""

_FOLDS = str.maketrans(
    "萬億兩點餘幾時個週圓號歲鐘秒間頁條種次節貳參陸後裡臺\uff05\uff0e\uff04\uffe5\uffe1\u301c\uff5e\u223c\u2212\uff0d\uff0b\u00a0\u2009\u202f\u3000",
    "万亿两点余几时个周圆号岁钟秒间页条种次节贰叁陆后里台%.$¥£~~~--+    ",
) | {0xFF10 + digit: str(digit) for digit in range(10)}
_FINANCIAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")

_TOLERANCE = {
    "time": Fraction(0),
    "data": Fraction(3, 100),
    "length": Fraction(7, 100),
    "mass": Fraction(7, 100),
    "area": Fraction(7, 100),
    "volume": Fraction(7, 100),
    "temperature": Fraction(0),
    "frequency": Fraction(0),
}
_UNIT_TABLE = """
time ms 1/1000 | ms msec msecs millisecond milliseconds 毫秒
time \u00b5s 1/1000000 | \u00b5s μs us microsecond microseconds 微秒
time ns 1/1000000000 | ns nanosecond nanoseconds 纳秒
time s 1 | s sec secs second seconds 秒 秒钟
time min 60 | min mins minute minutes 分钟
time h 3600 | h hr hrs hour hours 小时 个小时 个钟头 钟头
time d 86400 | day days 天
time wk 604800 | week weeks 周 星期 个星期 礼拜 个礼拜
time mo 2592000 | month months 个月
time decade 311040000 | decade decades
time yr 31104000 | year years yr yrs 年 周年
data bit 1/8 | bit bits 位 比特
data B 1 | byte bytes 字节
data KB 1000 | kb kib kilobyte kilobytes 千字节
data MB 1000000 | mb mib megabyte megabytes 兆字节
data GB 1000000000 | gb gib gigabyte gigabytes 吉字节
data TB 1000000000000 | tb tib terabyte terabytes 太字节
length mm 1/1000 | mm millimetre millimetres millimeter millimeters 毫米
length cm 1/100 | cm centimetre centimetres centimeter centimeters 厘米 公分
length m 1 | metre metres meter meters 米 公尺
length km 1000 | km kilometre kilometres kilometer kilometers 公里 千米
length mi 1609344/1000 | mi mile miles 英里
length ft 3048/10000 | ft foot feet 英尺
length in 254/10000 | inch inches 英寸 吋
length yd 9144/10000 | yard yards
mass mg 1/1000000 | mg milligram milligrams 毫克
mass g 1/1000 | gram grams gramme grammes 克
mass kg 1 | kg kgs kilogram kilograms kilo kilos 公斤 千克
mass jin 1/2 | 斤
mass t 1000 | tonne tonnes ton tons 吨
mass lb 45359237/100000000 | lb lbs pound-mass 磅
mass oz 28349523/1000000000 | oz ounce ounces 盎司
area m² 1 | m² sqm 平方米
area mu 2000/3 | 亩 mu
area ha 10000 | ha hectare hectares 公顷
area acre 40468564/10000 | acre acres 英亩
area km² 1000000 | km² 平方公里
volume L 1 | l litre litres liter liters 升 公升
volume mL 1/1000 | ml millilitre millilitres milliliter milliliters 毫升
volume gal 3785411/1000000 | gallon gallons 加仑
temperature °C 1 | °c ℃ 摄氏度
temperature °F 1 | °f ℉ 华氏度
frequency Hz 1 | hz 赫兹 赫
frequency MHz 1000000 | mhz 兆赫
frequency GHz 1000000000 | ghz 吉赫
"""


def _unit_tables() -> tuple[dict[str, tuple[str, Fraction]], dict[str, str]]:
    units: dict[str, tuple[str, Fraction]] = {}
    names: dict[str, str] = {}
    for line in _UNIT_TABLE.strip().splitlines():
        head, _, aliases = line.partition(" | ")
        dimension, symbol, factor = head.split()
        units[symbol] = (dimension, Fraction(factor))
        names |= dict.fromkeys(aliases.split(), symbol)
    return units, names


UNITS, _UNIT_NAMES = _unit_tables()
"""Symbol → (dimension, size in the base unit of the dimension)."""

_CURRENCY_TABLE = """
- | $, ¥, 元, 块钱, dollars, dollar, yuan
USD | US$, USD, 美元, 美金, us dollars, u.s. dollars, usd
HKD | HK$, HKD, 港元, 港币, hkd
TWD | NT$, 新台币
AUD | A$, 澳元
CAD | C$, 加元
EUR | €, EUR, 欧元, euros, euro, eur
GBP | £, GBP, 英镑, gbp
CNY | RMB, CNY, 人民币, renminbi, rmb, cny
JPY | JPY, 日元, 日圆, yen, jpy
KRW | ₩, 韩元, won
INR | ₹, 卢比, rupees
RUB | 卢布, roubles, rubles
CHF | 瑞士法郎, francs
"""
_CURRENCY = {
    name: "" if code == "-" else code
    for code, names in (line.split(" | ") for line in _CURRENCY_TABLE.strip().splitlines())
    for name in names.split(", ")
}
"""Name or sign → ISO 4217; nothing for those of more than one country: $, ¥, 元."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|"
        "november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
_SURE_MONTHS = frozenset("january february april june july august september october november december".split())
"""Full names that are no other word, as May and March are."""
_WEEKDAYS = {
    name: number for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split(), 1)
}
_HAN_WEEKDAY = {char: number for number, char in enumerate("一二三四五六", 1)} | {"日": 7, "天": 7, "末": 0}

# --- words that are no numbers ---------------------------------------------------------------------------------------

_IDIOMS = (
    "五十步笑百步 一五一十 十全十美 十之八九 十有八九 二百五 三百六十行 三十六计 七十二变 十八般武艺 "
    "十八层地狱 十八罗汉 女大十八变 三十而立 四十不惑 五十知天命 六十耳顺 九九八十一难 十万八千里 "
    "十万火急 一千零一夜 十月怀胎 不管三七二十一 三七二十一 双十一 双十二 五一 "
    "十一黄金周 十一假期 十一长假 国庆十一 六一儿童节 三八妇女节 三八节 三一五 千方百计 千千万万 "
    "万万千千 千万别 千万不 千万要 千万小心 千万注意 千万记 千万勿 千万莫 万一 百度 万维网 "
    "亿万富翁 百万富翁 千万富翁 百万富豪 亿万富豪 千百年 千百万 成千上万 成百上千 千千万 万千 "
    "百万雄师 五百强 十字 十足 十分 十年树木 百年树人 百闻不如一见 万里长城 十里 百里挑一 万无一失 "
    "万众一心 千篇一律 千钧一发 百战百胜 九牛一毛 九死一生 三心二意 三三两两 三言两语 四面八方 "
    "五花八门 六神无主 七上八下 乱七八糟 一清二楚 一干二净 独一无二 说一不二 丢三落四 不三不四 "
    "朝三暮四 颠三倒四 接二连三 举一反三 五光十色 八九不离十 一目十行 以一当十 一传十 十传百 "
    "闻一知十 百万英镑 五十铃 九寨沟 三十年河东 三十年河西 八百里加急 二八 三七开 四六级 六级 "
    "四六开 万事通 万能 万物 万岁 万全 万象 万花筒 万圣节 千古 千秋 千金 千载难逢 百货 百科 "
    "百姓 百合 百叶 百家 千瓦 千克 千米 千兆 千卡 千帕 千伏 千赫 千字节 统一 单一 唯一 "
    "第一时间 一些 一样 一起 一旦 一般 一定 一直 一致 一切 一边 一方面 一律 一向 一度 一概 "
    "一齐 一并 一再 一系列"
).split()
"""Set words whose numerals are no numbers."""
_ENGLISH_IDIOMS = (
    r"24\s?/\s?7|9/11|7-eleven|catch-22|(?<=[a-z]\s)101(?=\s*(?:$|[:.,!?]|for\b))|(?<![^\n])101(?=\s[A-Z])|50[-/]50|fifty-fifty|"
    r"24-hour|24 hours a day|one another|one-time|"
    r"no one|at once|once upon|billionaires?|millionaires?|zero-day|square one"
)

# --- from left to right ----------------------------------------------------------------------------------------------

Reader = Callable[[re.Match[str]], "Quantity | None"]
Rule = tuple[re.Pattern[str], Reader]


def _scan(text: str, chinese: bool) -> Iterator[Quantity]:
    """From left to right; at each place the first rule that fits takes as much as it wants."""
    words, digits = (_CHINESE_WORDS, _CHINESE_DIGITS) if chinese else (_ENGLISH_WORDS, _ENGLISH_DIGITS)
    at = 0
    while (token := _TOKEN.search(text, at)) is not None:
        start, at = token.span()
        kind = token.lastgroup
        if kind == "han" and not chinese:
            continue
        if kind == "letters" and not _promises(token, text, chinese):
            continue
        if kind == "digit" and not token[0][0].isdigit():
            at = start + 1
        for pattern, reader in digits if kind == "digit" else words if kind == "letters" else _HAN_RULES:
            match = pattern.match(text, start)
            if match is None or match.end() == start:
                continue
            quantity = reader(match)
            if quantity is not None:
                yield _in_context(quantity, text)
            elif reader is not _nothing:
                continue
            at = max(at, match.end())
            break


def _promises(token: re.Match[str], text: str, chinese: bool) -> bool:
    """Whether a word may begin a number: it is one of the number words, or digits follow it."""
    after = text[token.end() : token.end() + 2]
    if _DIGITS_FOLLOW.match(after):
        return True
    word = token[0].lower()
    return word in _PREFIXES or (not chinese and word in _LEXICON) or not set(token[0]) - set("IVX")


def _in_context(quantity: Quantity, text: str) -> Quantity:
    """What the words before and after a number say about it."""
    start, end = quantity.span.start, quantity.span.end
    before = text[max(0, start - 14) : start]
    if quantity.kind in (Kind.NAME, Kind.DATE) or isinstance(quantity.value, str):
        return quantity
    if _BELOW.search(before) or _BELOW_AFTER.match(text, end):
        quantity = replace(quantity, value=-abs(quantity.value), also=frozenset())
    if _ABOUT.search(before):
        quantity = replace(quantity, approximate=True)
    if quantity.kind is Kind.MULTIPLE and not isinstance(quantity.value, str) and _GROWTH.search(before):
        quantity = replace(quantity, also=quantity.also | {quantity.value + 1, quantity.value - 1})
    if _OFF.match(text, end) and quantity.kind is Kind.PERCENT:
        quantity = replace(quantity, unit="off")
    if start < _LIST_REACH and _LIST.match(text) and end <= _LIST_REACH and not text[:start].strip(" (（"):
        quantity = replace(quantity, sure=False)
    if quantity.kind is Kind.CARDINAL and not quantity.unit and _is_version(quantity, text, before):
        quantity = replace(quantity, kind=Kind.VERSION, value=text[start:end].rstrip(), also=frozenset())
    return quantity


def _is_version(quantity: Quantity, text: str, before: str) -> bool:
    written = text[quantity.span.start : quantity.span.end].rstrip()
    if not _ONE_DOT.fullmatch(written):
        return False
    return bool(_VERSION_BEFORE.search(before) or _VERSION_AFTER.match(text, quantity.span.end))


def _shared(found: list[Quantity], text: str) -> None:
    """10-20 million, 15 and 20 percent, 30—50 万: the first number may have the multiplier of the second."""
    for index in range(len(found) - 2, -1, -1):
        first, second = found[index], found[index + 1]
        if first.kind not in _PLAIN_KINDS or second.kind not in _PLAIN_KINDS:
            continue
        if isinstance(first.value, str) or isinstance(second.value, str) or not first.value:
            continue
        if not _JOINT.fullmatch(text, first.span.end, second.span.start):
            continue
        written = text[first.span.start : first.span.end]
        between = text[first.span.end : second.span.start]
        if (
            second.kind is Kind.PERCENT
            and first.kind is Kind.CARDINAL
            and between.strip() not in (",", "、")
            and written.isascii()
        ):
            found[index] = replace(first, kind=Kind.PERCENT, value=first.value / 100)
            continue
        if first.kind not in (Kind.CARDINAL, Kind.MONEY, Kind.UNIT) or second.kind is Kind.PERCENT:
            continue
        factor = _factor_of(text[second.span.start : second.span.end])
        dash = _DASH.search(text, first.span.end, second.span.start) is not None
        if factor != 1 and _factor_of(written) == 1 and first.value < 1000:
            scaled, sure = first.value * factor, first.sure or second.sure
            if dash and first.value < second.value / factor:
                found[index] = replace(first, value=scaled, sure=sure)
            else:
                found[index] = replace(first, also=first.also | {scaled})
        if dash and not first.unit and second.unit and first.kind is Kind.CARDINAL:
            found[index] = replace(found[index], unit=second.unit, kind=second.kind)


def _factor_of(written: str) -> int:
    match = _SCALE_AT_END.search(written.lower())
    return _MULTIPLIER.get(match[1], 1) if match else 1


def _ranges(found: list[Quantity], text: str) -> Iterator[Quantity]:
    """Joins two ends with a dash or 至 between them to one range."""
    index = 0
    while index < len(found):
        first = found[index]
        second = found[index + 1] if index + 1 < len(found) else None
        if (
            second is None
            or first.kind is Kind.NAME
            or second.kind is Kind.NAME
            or first.parts
            or second.parts
            or not _RANGE.fullmatch(text, first.span.end, second.span.start)
        ):
            yield first
            index += 1
            continue
        second = _whole_year(first, second)
        ends = (_written(first, text), _written(second, text))
        span = Span(first.span.start, second.span.end)
        yield Quantity(span, "", Kind.RANGE, text[span.start : span.end], parts=ends, sure=first.sure or second.sure)
        index += 2


def _whole_year(first: Quantity, second: Quantity) -> Quantity:
    """2023-24 is 2023-2024."""
    low, high = first.value, second.value
    if isinstance(low, str) or isinstance(high, str) or not 1000 <= low <= 2999 or not 0 < high < 100:
        return second
    return replace(second, also=second.also | {low - low % 100 + high})


def _written(quantity: Quantity, text: str) -> Quantity:
    return replace(quantity, text=text[quantity.span.start : quantity.span.end])


# --- readers: what a match of a rule is worth ------------------------------------------------------------------------


def _number(text: str) -> Fraction:
    """Digits with commas, or a Chinese numeral."""
    if text[:1].isascii():
        return Fraction(text.translate(_SEPARATORS)) if len(text) < 1000 else Fraction(0)
    return parse_chinese(text) or Fraction(0)


def _make(
    match: re.Match[str],
    kind: Kind,
    value: Fraction | str,
    *,
    unit: str = "",
    also: Iterable[Fraction | str] = (),
    approximate: bool = False,
    sure: bool = True,
) -> Quantity:
    end = match.start() + len(match[0].rstrip())
    return Quantity(Span(match.start(), end), match[0], kind, value, unit, frozenset(also), approximate, sure)


def _nothing(match: re.Match[str]) -> None:
    return None


def _dated(
    match: re.Match[str],
    year: str | None,
    month: int | None,
    day: int | None,
    *,
    either: bool = False,
    sure: bool = True,
) -> Quantity | None:
    """A date of the parts that are given; `either`: month and day may be the other way round."""
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    parts: list[Quantity] = []
    if year:
        value = _number(year)
        parts.append(
            _make(match, Kind.YEAR, value, also={value + 1900, value + 2000} if value < 100 else (), sure=sure)
        )
    both = {Fraction(month), Fraction(day)} if either and month and day else set[Fraction]()
    if month is not None:
        kind = Kind.CARDINAL if both else Kind.MONTH
        parts.append(_make(match, kind, Fraction(month), also=both, sure=sure))
    if day is not None:
        kind = Kind.CARDINAL if both else Kind.DAY
        parts.append(_make(match, kind, Fraction(day), also=both, sure=sure))
    if len(parts) == 1:
        return parts[0]
    known = (f"{int(_number(year)):04}" if year else "-", f"{month:02}" if month else "", f"{day:02}" if day else "")
    whole = _make(match, Kind.DATE, "-".join(part for part in known if part), sure=sure)
    return replace(whole, parts=tuple(parts))


def _zh_date(match: re.Match[str]) -> Quantity | None:
    month = int(_number(match["month"])) if match["month"] else None
    day = int(_number(match["day"])) if match["day"] else None
    sure = month != 1 or bool(match["year"] or day) or match["month"].isascii()
    return _dated(match, match["year"], month, day, sure=sure)


def _iso_date(match: re.Match[str]) -> Quantity:
    day = int(match["day"]) if match["day"] else None
    found = _dated(match, match["year"], int(match["month"]), day)
    return found or _make(match, Kind.NAME, match[0])


def _numeric_date(match: re.Match[str]) -> Quantity:
    first, second = int(match["first"]), int(match["second"])
    month, day = (second, first) if first > 12 else (first, second)
    found = _dated(match, match["year"], month, day, either=first <= 12 and second <= 12)
    return found or _make(match, Kind.NAME, match[0])


def _en_date(match: re.Match[str]) -> Quantity | None:
    groups = match.groupdict()
    name = match["month"].rstrip(".").lower()
    day = groups.get("day")
    sure = bool(day or groups.get("year")) or name in _SURE_MONTHS
    return _dated(match, groups.get("year"), _MONTHS[name], int(day) if day else None, sure=sure)


def _zh_day(match: re.Match[str]) -> Quantity | None:
    return _dated(match, None, None, int(_number(match["day"])))


def _weekday(match: re.Match[str]) -> Quantity | None:
    text = match[0].rstrip("s").lower() if match[0].isascii() else match[0]
    number = _WEEKDAYS[text] if text.isascii() else _HAN_WEEKDAY.get(text[-1], 0)
    return _make(match, Kind.WEEKDAY, Fraction(number)) if number else None


def _decade(match: re.Match[str]) -> Quantity:
    groups = match.groupdict()
    value = _number(match["decade"])
    if groups.get("century"):
        return _make(match, Kind.DECADE, value + (_number(match["century"]) - 1) * 100)
    if groups.get("last"):
        return _make(match, Kind.DECADE, value + (1900 if match["last"].startswith("上") else 2000))
    also = {value + 1900, value + 2000, value + 1800} if value < 100 else {value / 100 + 1}
    return _make(match, Kind.DECADE, value, also=also)


def _word_decade(match: re.Match[str]) -> Quantity:
    value = Fraction(_DECADES[match["decade"].lower()])
    return _make(match, Kind.DECADE, value, also={value + 1900, value + 2000}, sure=False)


def _time(match: re.Match[str]) -> Quantity | None:
    groups = match.groupdict()
    part, half = groups.get("part") or "", (groups.get("half") or "").lower()
    hour, minute, second = _number(match["hour"]), groups.get("minute") or "", groups.get("second") or ""
    past = _MINUTES[minute] if minute in _MINUTES else _number(minute)
    if hour > 24 or past >= 60:
        return _make(match, Kind.NAME, match[0]) if ":" in match[0] else None
    value = hour * 60 + past + (_number(second) / 60 if second else 0)
    also: set[Fraction] = set()
    if half or part:
        afternoon = half == "p" or _DAY_PART.get(part) == "pm"
        if afternoon and hour < 12 and not (part == "中午" and hour == 11):
            value += 720
        elif not afternoon and hour == 12:
            value -= 720
        if part == "午夜" and 8 < hour < 12:
            value += 720
        if part in _NIGHT and (hour == 12 or hour < 5):
            also.add((hour % 12) * 60 + past)
    elif hour <= 12:
        also = {value + 720, value % 720}
    if value in (0, 1440):
        also |= {Fraction(0), Fraction(1440)}
    sure = bool(part and minute) or (match["hour"].isascii() and bool(hour > 1 or minute or part or half))
    return _make(match, Kind.TIME, value, also=also, sure=sure)


def _spoken_time(match: re.Match[str]) -> Quantity:
    """Quarter to three, twenty-five past ten."""
    past = Fraction(_PAST[match["past"].lower()])
    hour = Fraction(_SMALL[match["hour"].lower()])
    value = (hour * 60 + (past if match["side"].lower() == "past" else -past)) % 720
    return _make(match, Kind.TIME, value, also={value + 720}, sure=False)


def _percent(match: re.Match[str]) -> Quantity:
    value = _number(match["number"])
    by = next((by for sign, by in _PER.items() if sign in match[0]), 100)
    if match["minus"]:
        return _make(match, Kind.PERCENT, -value / by, also={value / by})
    return _make(match, Kind.PERCENT, value / by, sure=value != 100)


def _zh_percent(match: re.Match[str]) -> Quantity | None:
    """百分之五十, 百分之 50, 千分之三, 百分之三点五, 百分之几."""
    by = _PER[match["by"] + "分"]
    if match["number"] in ("几", "百"):
        return _make(match, Kind.PERCENT, Fraction(1 if match["number"] == "百" else 0), sure=False)
    decimals = _decimals(match["decimals"])
    return _make(match, Kind.PERCENT, (_number(match["number"]) + decimals) / by, sure=match["number"] != "一")


def _hours_and_minutes(match: re.Match[str]) -> Quantity:
    """2h30."""
    return _make(match, Kind.UNIT, _number(match["hours"]) * 60 + _number(match["minutes"]), unit="min")


def _hundred(match: re.Match[str]) -> Quantity:
    return _make(match, Kind.PERCENT, Fraction(1), sure=False)


def _quarter(match: re.Match[str]) -> Quantity:
    """Q3, 第三季度, the third quarter."""
    word = match["number"].lower()
    number = int(word) if word.isdigit() else _ORDINAL_WORD.get(word) or _HAN_DIGIT.get(word[0], 0)
    return _make(match, Kind.NAME, f"q{number}")


def _decimals(text: str | None) -> Fraction:
    """The value of 点五六."""
    if not text:
        return Fraction(0)
    digits = "".join(str(_HAN_DIGIT[char]) for char in text[1:])
    return Fraction(int(digits), 10 ** len(digits))


def _tenths(match: re.Match[str]) -> Quantity:
    """五成, 三成半, 六成五."""
    rest = match["rest"]
    more = Fraction(5) if rest == "半" else _number(rest) if rest else Fraction(0)
    return _make(match, Kind.PERCENT, _number(match["number"]) / 10 + more / 100)


def _discount(match: re.Match[str]) -> Quantity:
    """八折 is 20 % off; 85 折 and 八五折 are 15 % off."""
    value = _number(match["number"])
    share = value / 100 if value > 10 else value / 10
    return _make(match, Kind.PERCENT, 1 - share, also={share}, unit="折")


def _zh_fraction(match: re.Match[str]) -> Quantity | None:
    under, over = _number(match["under"]), _number(match["over"])
    if not under:
        return None
    final = bool(match.groupdict().get("final"))
    sure = 2 < under <= 100 and match["under"][0] not in "百千万亿" and match["over"] != "几" and not final
    also = {2 * under} if final else {under} if over == 1 else set[Fraction]()
    return _make(match, Kind.FRACTION, over / under, also=also, sure=sure)


def _slash(match: re.Match[str]) -> Quantity | None:
    over, under = _number(match["over"]), _number(match["under"])
    return _make(match, Kind.FRACTION, over / under) if under else None


def _ratio(match: re.Match[str]) -> Quantity:
    ends = tuple(
        Quantity(Span(*match.span(group)), match[group], Kind.CARDINAL, _number(match[group]))
        for group in ("left", "right")
    )
    return replace(_make(match, Kind.RANGE, match[0]), parts=ends)


def _half_percent(match: re.Match[str]) -> Quantity:
    return _make(match, Kind.PERCENT, Fraction(1, 200), sure=False)


def _quarters(match: re.Match[str]) -> Quantity:
    return _make(match, Kind.FRACTION, Fraction(1, 4), also={Fraction(4), Fraction(15)}, sure=False)


def _half(match: re.Match[str]) -> Quantity:
    return _make(match, Kind.FRACTION, Fraction(1, 2), also={Fraction(2)}, sure=False)


def _and_a_half(match: re.Match[str]) -> Quantity:
    """一个半小时, 两年半, one and a half hours."""
    name = match["number"].lower()
    value = (_number(name) if not name.isalpha() or not name.isascii() else Fraction(_SMALL[name])) + Fraction(1, 2)
    unit = _unit(match["unit"] or "")
    return _make(match, Kind.UNIT if unit else Kind.CARDINAL, value, unit=unit, sure=False)


def _half_unit(match: re.Match[str]) -> Quantity:
    """半小时, 半年, half an hour."""
    return _make(match, Kind.UNIT, Fraction(1, 2), unit=_period(match["unit"]), sure=False)


def _quarter_hours(match: re.Match[str]) -> Quantity:
    return _make(match, Kind.UNIT, _number(match["number"]) * 15, unit="min", sure=False)


def _each(match: re.Match[str]) -> Quantity:
    """每天, a week, per hour."""
    return _make(match, Kind.UNIT, Fraction(1), unit=_period(match["unit"]), sure=False)


def _period(name: str) -> str:
    return {"日": "d", "月": "mo"}.get(name) or _unit(name)


def _unit(name: str) -> str:
    return _UNIT_NAMES.get(name.strip().lower(), "")


def _digits(match: re.Match[str]) -> Quantity:
    """A number in digits with what belongs to it: sign, currency, multiplier, unit."""
    groups = match.groupdict()
    plain = _number(match["number"])
    value, also = plain, set[Fraction]()
    scale = (groups.get("scale") or "").lower()
    scale = scale if scale in _MULTIPLIER else scale.rstrip("s")
    if scale:
        value *= _MULTIPLIER[scale]
    money = groups.get("before") or groups.get("money") or ""
    if scale in _LETTER and not money:
        also.add(plain)
    if scale == "兆":
        also |= {plain, plain * 10**6}
    if match["number"].startswith("."):
        also.add(Fraction(match["number"][1:]))
    if groups.get("minus"):
        also.add(value)
        value = -value
    unit, kind = _unit(groups.get("unit") or ""), Kind.CARDINAL
    if unit:
        kind = Kind.UNIT
    if money:
        kind, unit = Kind.MONEY, _CURRENCY.get(money) or _CURRENCY.get(money.lower(), "")
    if groups.get("unit") == "年" and 1000 <= value <= 2999 and not scale and not groups.get("more"):
        kind, unit = Kind.YEAR, ""
    sure = plain not in (0, 1) or bool(scale or money)
    return _make(
        match, kind, value, unit=unit, also=also, approximate=bool(groups.get("more") or groups.get("over")), sure=sure
    )


def _compound(match: re.Match[str]) -> Quantity:
    """1亿2000万, 3万5千."""
    value = _number(match["number"]) * _MULTIPLIER[match["scale"]]
    value += _number(match["rest"]) * _MULTIPLIER.get(match["small"] or "", 1)
    return _make(match, Kind.CARDINAL, value)


def _times(match: re.Match[str]) -> Quantity:
    value = _number(match["number"])
    return _make(match, Kind.MULTIPLE, value, sure=value > 10 or (value > 0 and match["number"].isascii()))


def _zh_times(match: re.Match[str]) -> Quantity | None:
    value = _number(match["number"]) + _decimals(match["decimals"])
    return _make(match, Kind.MULTIPLE, value, sure=value > 10 and match["number"][0] not in "百千万")


def _ordinal(match: re.Match[str]) -> Quantity:
    value = _number(match["number"])
    if not value:
        return _make(match, Kind.ORDINAL, value, sure=False)
    return _make(match, Kind.ORDINAL, value, also={1 / value, value / 100}, sure=value > 1)


def _zh_ordinal(match: re.Match[str]) -> Quantity | None:
    if match["number"].isascii():
        return _ordinal(match)
    value = parse_chinese(match["number"])
    if value is None:
        return None
    sure = value > 10 and match["number"][0] not in "百千万" and not _is_digit_string(match["number"])
    return _make(match, Kind.ORDINAL, value, sure=sure)


def _version(match: re.Match[str]) -> Quantity:
    return _make(match, Kind.VERSION, match["number"])


def _name(match: re.Match[str]) -> Quantity:
    return _make(match, Kind.NAME, re.sub(r"[-_ /.]", "", match[0]).lower())


def _phone(match: re.Match[str]) -> Quantity:
    return _make(match, Kind.NAME, re.sub(r"[- ]", "", match[0]))


def _han(match: re.Match[str]) -> Quantity | None:
    """A Chinese numeral with what belongs to it."""
    groups = match.groupdict()
    numeral = match["number"]
    string = _is_digit_string(numeral)
    vague = not string and _TWO_DIGITS.search(numeral) is not None
    value = parse_chinese(numeral)
    if value is None:
        return _between(match, numeral) if vague else None
    value += _decimals(groups.get("decimals"))
    value *= _MULTIPLIER.get(groups.get("scale") or "", 1)
    more = groups.get("more") or ""
    sure = abs(value) > 10 and numeral[0] not in "百千万亿" and numeral not in _ROUND and more != "几"
    if string and len(numeral) < 4:
        sure = False
    unit, kind = _unit(groups.get("unit") or ""), Kind.CARDINAL
    if unit:
        kind = Kind.UNIT
    if groups.get("unit") == "年" and string and len(numeral) == 4:
        kind, unit = Kind.YEAR, ""
    if groups.get("money"):
        kind, unit = Kind.MONEY, _CURRENCY.get(groups["money"], "")
    return _make(match, kind, value, unit=unit, approximate=bool(more), sure=sure)


def _between(match: re.Match[str], numeral: str) -> Quantity:
    """二三十: twenty or thirty."""
    pair = _TWO_DIGITS.search(numeral)
    assert pair is not None
    ends = (numeral[: pair.start()] + digit + numeral[pair.end() :] for digit in pair[0])
    values = {value for value in map(parse_chinese, ends) if value is not None}
    return _make(match, Kind.CARDINAL, Fraction(0), also=values, approximate=True, sure=False)


def _part_of_word(match: re.Match[str]) -> Quantity:
    """十六进制, which is hexadecimal; 八边形, which is an octagon."""
    return _make(match, Kind.CARDINAL, _number(match["number"]), sure=False)


def _set_phrase(match: re.Match[str]) -> Quantity:
    """24/7, 50-50: may be answered with its numbers, and with words."""
    also = [Fraction(digits) for digits in re.findall("[0-9]+", match[0])]
    return _make(match, Kind.CARDINAL, Fraction(0), also=also, sure=False)


def _roman(match: re.Match[str]) -> Quantity:
    values = [{"I": 1, "V": 5, "X": 10}[sign] for sign in match["number"]]
    total = sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
    return _make(match, Kind.CARDINAL, Fraction(total), sure=False)


def _list_mark(match: re.Match[str]) -> Quantity:
    return _make(match, Kind.CARDINAL, _number(match["number"]), sure=False)


def _is_digit_string(numeral: str) -> bool:
    return len(numeral) > 1 and all(char in "零〇一二三四五六七八九" for char in numeral)


def _vague(match: re.Match[str]) -> Quantity:
    """数百万, 上百, 几十, hundreds of."""
    size = parse_chinese(match[0].strip("好几数上近成余多"))
    return _make(match, Kind.CARDINAL, Fraction(0), also={size} if size else (), approximate=True, sure=False)


def _financial(match: re.Match[str]) -> Quantity | None:
    value = parse_chinese(match["number"].translate(_FINANCIAL))
    return _make(match, Kind.CARDINAL, value) if value is not None else None


def _loose(match: re.Match[str]) -> Quantity:
    return _make(match, Kind.CARDINAL, Fraction(_LOOSE[match[0].lower()]), sure=False)


def _fold(match: re.Match[str]) -> Quantity:
    word = match[0].lower()
    value = Fraction(next(count for stem, count in _FOLD_STEMS.items() if word.startswith(stem)))
    return _make(match, Kind.MULTIPLE, value, also={value - 1}, sure=False)


def _words(match: re.Match[str]) -> Quantity:
    """English number words with what belongs to them."""
    groups = match.groupdict()
    tokens = [word for word in re.split(r"[\s-]+", match["number"].lower()) if word not in ("and", "")]
    value = parse_english(tokens)
    if value is None:
        values = {Fraction(_SMALL[token]) for token in tokens if token in _SMALL}
        return _make(match, Kind.CARDINAL, Fraction(0), also=values, sure=False)
    half = "half" in (match["head"] or "").lower()
    value = value / 2 if half else value
    bare = tokens[0] in _ENGLISH_SCALE or tokens[0] in ("hundred", "dozen")
    sure = (
        abs(value) > 10
        and (half or not bare)
        and not (tokens[0] == "one" and len(tokens) == 2)
        and tokens[-1] != "dozen"
    )
    kind, unit = Kind.CARDINAL, _unit(groups.get("unit") or "")
    if groups.get("percent"):
        return _make(match, Kind.PERCENT, value / 100)
    if groups.get("money"):
        kind, unit = Kind.MONEY, _CURRENCY.get(groups["money"].lower(), "")
    elif unit:
        kind = Kind.UNIT
    also = {value - value % 10} if "dozen" in tokens else ()
    return _make(match, kind, value, unit=unit, also=also, sure=sure, approximate="dozen" in tokens)


def _plural(match: re.Match[str]) -> Quantity:
    return _make(match, Kind.CARDINAL, Fraction(_PLURALS[match[0].lower()]), sure=False)


def _word_ordinal(match: re.Match[str]) -> Quantity:
    tokens = re.split(r"[\s-]+", match["number"].lower())
    value = Fraction(_ORDINAL_WORD[tokens[-1]] + sum(_SMALL.get(token, 0) for token in tokens[:-1]))
    return _make(match, Kind.ORDINAL, value, also={1 / value, value / 100}, sure=value > 10 and value != 100)


def _en_fraction(match: re.Match[str]) -> Quantity:
    word = match["over"].lower()
    over = Fraction(1) if word in ("a", "an") else Fraction(_SMALL[word])
    name = match["under"].lower()
    under = _DENOMINATOR[name if name in _DENOMINATOR else name.rstrip("s")]
    return _make(
        match, Kind.FRACTION, over / under, also={over, Fraction(under)} if over == 1 else {over}, sure=over > 1
    )


def _one_in(match: re.Match[str]) -> Quantity:
    over, under = Fraction(_SMALL[match["over"].lower()]), Fraction(_SMALL[match["under"].lower()])
    return _make(match, Kind.FRACTION, over / (under or 1), also={over, under}, sure=False)


def _moment(match: re.Match[str]) -> Quantity:
    value = Fraction(720 if match[0].lower() in ("noon", "正午") else 0)
    return _make(match, Kind.TIME, value, also={value or Fraction(1440)}, sure=False)


def _adverb(match: re.Match[str]) -> Quantity:
    count, symbol = _ADVERBS[match[0].lower()]
    return _make(match, Kind.UNIT, Fraction(count), unit=symbol, sure=False)


def _rules(*rows: tuple[str, Reader]) -> tuple[Rule, ...]:
    return tuple((lazy(pattern, re.IGNORECASE), reader) for pattern, reader in rows)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_SEPARATORS = str.maketrans(dict.fromkeys(",， \\"))
"""What may stand between digits; the backslash is Markdown's."""
_PAST = {"five": 5, "ten": 10, "quarter": 15, "twenty": 20, "twenty-five": 25, "half": 30}
_PER = {"‰": 1000, "百分": 100, "千分": 1000, "万分": 10_000}
_MINUTES = {"": Fraction(0), "整": Fraction(0), "半": Fraction(30), "一刻": Fraction(15), "三刻": Fraction(45)}
_DAY_PART = dict.fromkeys("上午 早上 早晨 清晨 凌晨 早 午夜".split(), "am") | dict.fromkeys(
    "下午 晚上 傍晚 深夜 夜里 晚间 夜间 晚 中午".split(), "pm"
)
_NIGHT = frozenset("晚上 深夜 夜里 夜间 晚".split())
_ROUND = frozenset("一百 一千 一万 一亿 十万 十亿".split())
_TWO_DIGITS = lazy("[一二两三四五六七八九]{2}")
_PLAIN_KINDS = frozenset({Kind.CARDINAL, Kind.MONEY, Kind.UNIT, Kind.PERCENT})
_FOLD_STEMS = {
    stem: int(value)
    for stem, value in (
        pair.split("=")
        for pair in (
            "twofold=2 threefold=3 fourfold=4 fivefold=5 sixfold=6 sevenfold=7 eightfold=8 ninefold=9 tenfold=10 "
            "thrice=3 twice=2 doubl=2 tripl=3 quadrupl=4 翻两番=4 翻=2 加倍=2"
        ).split()
    )
}
_LOOSE = {
    word: int(value)
    for word, value in (
        pair.split("=")
        for pair in (
            "both=2 pair=2 pairs=2 couple=2 dual=2 twin=2 either=2 neither=2 once=1 single=1 none=0 null=0 "
            "nothing=0 no=0 trio=3 quad=4 hex=16 hexadecimal=16 decimal=10 octal=8 binary=2 "
            "century=100 双=2 俩=2 仨=3 首=1 单=1 甲=1 乙=2 丙=3 丁=4 无=0 空=0"
        ).split()
    )
}
"""Words that can answer a number and are not one themselves."""
_ADVERBS = {
    "hourly": (1, "h"),
    "daily": (1, "d"),
    "weekly": (1, "wk"),
    "monthly": (1, "mo"),
    "yearly": (1, "yr"),
    "annual": (1, "yr"),
    "annually": (1, "yr"),
    "fortnight": (2, "wk"),
    "overnight": (1, "d"),
}

# --- rules: how numbers look -----------------------------------------------------------------------------------------

_ROMAN = r"(?P<number>(?-i:X{0,3}(?:IX|IV|V?I{0,3})))(?<=[IVX]{2})(?![A-Za-z0-9])"
_A = (
    r"(?:[0-9]{1,3}(?:[,，][0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[1-9][0-9]{0,2}(?: 000)+(?![0-9])|"
    r"[0-9]+(?:\\?\.[0-9]+)?|(?<![0-9.])\.[0-9]+)"
)
"""A number in digits."""
_SIGN = r"(?P<minus>(?<![0-9A-Za-z)\]])-)?"
_HAN_SMALL = r"[一二两三四五六七八九十]{1,3}"
_ZH_SCALE = (
    r"(?:十亿|百亿|千亿|万亿|十万|百万(?!富|英)|千万|亿|万(?![维能])|兆(?![赫瓦比位欧字])|百(?![分度货科])|"
    r"千(?![克米瓦卡字赫伏帕焦兆位比]))"
)
_EN_SCALE = r"(?:hundred|thousand|million|billion|trillion|mn|mln|mio|bn|bln|tn|trn)s?\b"
_LETTER_SCALE = r"(?<=[0-9])[kwmbt](?![A-Za-z0-9]|\.[A-Za-z])"
_BEFORE_MONEY = r"(?:US\$|HK\$|NT\$|A\$|C\$|USD|HKD|EUR|GBP|RMB|CNY|JPY|[$€£¥₩₹])"
_ZH_CURRENCIES = _any_of(word for word in _CURRENCY if word[0] >= "一" and word not in ("元", "人民币"))
_ZH_MONEY = rf"(?:{_ZH_CURRENCIES}|元(?![素旦年宵音件组器])(?:人民币)?|人民币)"
_EN_MONEY = rf"(?:{_any_of(word for word in _CURRENCY if word.islower() and word.isascii())})\b"
_LOWER_MONTHS = [name for name in _MONTHS if name not in ("may", "march", "mar")]
_MONTH = rf"(?P<month>(?-i:{_any_of([*map(str.title, _MONTHS), *map(str.upper, _MONTHS), *_LOWER_MONTHS])})\b\.?)"
_WORD = _any_of([*_SMALL, *_ENGLISH_SCALE, "hundred", "dozen"])
_ORDINALS = _any_of(_ORDINAL_WORD)
_TENS = _any_of(word for word, value in _SMALL.items() if value >= 20)
_ASCII_UNIT = _any_of(name for name in _UNIT_NAMES if ord(name[0]) < 0x400)
_HAN_UNIT_NAME = "(?:" + _any_of(name for name in _UNIT_NAMES if ord(name[0]) >= 0x400) + ")(?![岁围])"
_PART = rf"(?P<part>{_any_of(_DAY_PART)})"
_CLOCK = (
    r"(?P<hour>[0-9]{1,2})[:：](?P<minute>[0-9]{2})(?![0-9])(?:[:：](?P<second>[0-9]{2})(?![0-9]|\.[0-9]))?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?(?![:：/,]?[0-9])"
)
_ZH_MINUTE = (
    r"(?:\s?(?P<minute>半|整|一刻|三刻|(?:[0-9]{1,2}|[零〇一二三四五六七八九十]{1,3})(?=\s?分(?!之)))"
    r"(?:\s?分(?:\s?(?P<second>[0-9]{1,2})\s?秒)?)?)?"
)
_BIG_NAMES = r"(?:0x[0-9a-f]+|U\+[0-9A-F]{4,6}|[0-9]+(?:\.[0-9]+)?e[-+]?[0-9]+)(?![A-Za-z0-9])"
_DIGIT_RULES = (
    (r"(?P<hours>[0-9]{1,2})h(?P<minutes>[0-9]{2})(?:m|min)?(?![A-Za-z0-9])", _hours_and_minutes),
    (r"(?<=%)[0-9]{1,2}(?:(?![0-9.])|\$[a-z]*)", _nothing),
    (r"(?<=[(（])(?P<number>[1-9])(?=[)）])", _list_mark),
    (r"(?<=\^)(?P<number>[0-9]{1,3})", _list_mark),
    (r"[0-9]-D(?![A-Za-z])", _name),
    (_BIG_NAMES, _name),
    (r"(?P<number>[0-9]+(?:\.[0-9]+){2,}(?:[a-z]{1,5}[0-9]*)?)(?![0-9A-Za-z])", _version),
)
_DATES = (
    (
        r"(?P<year>[12][0-9]{3})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})(?![0-9]|[-/.][0-9])",
        _iso_date,
    ),
    (r"(?P<year>(?:19|20)[0-9]{2})[./](?P<month>0[1-9]|1[0-2])(?P<day>)(?![0-9]|[-/.][0-9])", _iso_date),
    (
        r"(?P<first>[0-9]{1,2})(?P<mark>[/.-])(?P<second>[0-9]{1,2})(?P=mark)(?P<year>(?:19|20)[0-9]{2}|(?<=/)[0-9]{2})(?![0-9]|[-/.][0-9])",
        _numeric_date,
    ),
)
_TELEPHONE = (r"\+?[0-9]{1,4}(?:[- ][0-9]{2,4}){0,2}-[0-9]{3,4}-[0-9]{3,8}(?![0-9-])", _phone)
_TIMES = (
    (_CLOCK, _time),
    (r"(?P<hour>[0-9]{1,2})\s?(?P<half>[ap])\.?m\b\.?", _time),
    (r"(?P<left>[0-9]+)(?:[:：]|\s[:：]\s)(?P<right>[0-9]+(?:,[0-9]{3})*)(?![.,]?[0-9]|:|\s?%)", _ratio),
)
_SLASHED = (r"(?P<over>[0-9]{1,2})/(?P<under>[0-9]{1,3})(?![0-9A-Za-z/])", _slash)
_PERCENTS = (
    rf"{_SIGN}(?P<number>{_A})(?:%%?|\s%(?![A-Za-z])|"
    r"[\s-]?(?:‰|percentage points?\b|percent\b|per cent\b|pct\b|个?百分点))",
    _percent,
)
_ORDINAL_RULE = (r"(?P<number>[0-9]{1,6}(?:,[0-9]{3}){0,3})(?:st|nd|rd|th)\b", _ordinal)
_DECADE_RULE = (r"(?P<decade>[12][0-9]{2}0|[1-9]00)['’]?s\b", _decade)
_TIMES_RULE = (rf"(?P<number>{_A})\s?(?:x(?![A-Za-z0-9])(?!\s?[0-9])|×(?!\s?[0-9])|[- ]?fold\b|[- ]times\b)", _times)
_TAIL_NAME = (r"[0-9]+(?:\.[0-9]+)*[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z]*[0-9][A-Za-z0-9]*)*", _name)
_NAME_RULE = (
    r"(?!(?:pre|post|mid|sub|non|top|under|over|early|late|and|or|to|of|the|is|years?|days?|about|around|up)-)"
    r"(?=[A-Za-z_]+[-/+.&]?[0-9])[A-Za-z_]+[-/+.&]?[0-9][A-Za-z0-9_]*(?:[-/+.&][A-Za-z0-9_]+)*",
    _name,
)
_V_RULE = (r"v(?:er)?\.?\s?(?P<number>[0-9]+(?:\.[0-9]+)*(?:[a-z]{1,5}[0-9]*)?)(?!\.?[A-Za-z0-9])", _version)


def _numbers(tail: str) -> tuple[str, Reader]:
    return (
        rf"{_SIGN}(?:(?P<before>{_BEFORE_MONEY})\s?)?-?(?P<number>{_A})(?:(?=\.(?:[^0-9]|$))|(?!\.)){tail}(?![A-Za-z0-9_])",
        _digits,
    )


_ZH_NUMBER = _numbers(
    rf"(?:\s?(?P<more>多|余|来|几)(?!\s?[0-9]))?(?:\s?(?P<scale>{_ZH_SCALE}|{_EN_SCALE}|{_LETTER_SCALE}))?(?:\s?(?P<over>多|余)(?!次))?"
    rf"(?:\s?(?:(?P<money>{_ZH_MONEY}|{_EN_MONEY})|(?P<unit>(?:{_HAN_UNIT_NAME})|(?:{_ASCII_UNIT})(?![A-Za-z0-9]))))?"
)
_EN_NUMBER = _numbers(
    rf"(?:[\s-]?(?P<scale>{_EN_SCALE}|{_LETTER_SCALE}))?(?:[\s-]?(?:(?P<money>{_EN_MONEY})|(?P<unit>(?:{_ASCII_UNIT})(?![A-Za-z0-9]))))?"
)
_CHINESE_DIGITS = _rules(
    (r"(?P<number>[0-9]{1,3})(?=\s?(?:进制|边形|角星|角形|面体))", _part_of_word),
    *_DIGIT_RULES,
    *_DATES,
    (
        r"(?P<year>[0-9]{2,4})\s?年\s?(?P<month>[0-9]{1,2})\s?月(?:\s?(?P<day>[0-9]{1,2})\s?[日号])?",
        _zh_date,
    ),
    # (?!) never fits: the reader asks for a year, and there is none
    (r"(?P<year>(?!))?(?P<month>[0-9]{1,2})\s?月(?:份)?(?:\s?(?P<day>[0-9]{1,2})\s?[日号])?", _zh_date),
    (r"(?P<day>[0-9]{1,2})\s?日(?!均)", _zh_day),
    (r"(?P<century>[0-9]{1,2})\s?世纪\s?(?P<decade>[0-9]0)\s?年代", _decade),
    (r"(?P<decade>(?:[12][0-9])?[0-9]0)\s?年代", _decade),
    _TELEPHONE,
    *_TIMES[:1],
    (rf"(?P<hour>[0-9]{{1,2}})\s?[点时](?![击数钱儿位间]){_ZH_MINUTE}", _time),
    *_TIMES[1:],
    _SLASHED,
    (r"(?P<number>[0-9]{1,2}(?:\.[0-9])?)\s?折(?!叠|线|射|断|返|磨|页|布)", _discount),
    _PERCENTS,
    (r"(?P<under>[0-9]+)\s?分之\s?(?P<over>[0-9]+)", _zh_fraction),
    _ORDINAL_RULE,
    _DECADE_RULE,
    (rf"(?P<number>{_A})\s?倍", _times),
    _TIMES_RULE,
    (rf"(?P<number>{_A})\s?个半(?P<unit>小时|月|钟头|星期)", _and_a_half),
    (
        rf"(?P<number>{_A})\s?(?P<scale>亿|万)\s?(?P<rest>[0-9]{{1,4}}(?:\.[0-9]+)?)\s?(?P<small>(?<![0-9]{{4}})千(?![克米瓦])|万)",
        _compound,
    ),
    _ZH_NUMBER,
    _TAIL_NAME,
)
_ENGLISH_DIGITS = _rules(
    (rf"(?:{_ENGLISH_IDIOMS})\b", _set_phrase),
    (r"(?P<number>[1-4])(?:st|nd|rd|th)\squarter\b", _quarter),
    *_DIGIT_RULES,
    *_DATES,
    (rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?:,?\s(?P<year>[12][0-9]{{3}})\b)?", _en_date),
    _TELEPHONE,
    *_TIMES,
    _SLASHED,
    _PERCENTS,
    _ORDINAL_RULE,
    _DECADE_RULE,
    (r"(?P<decade>[0-9]0)s\b", _decade),
    _TIMES_RULE,
    _EN_NUMBER,
    _TAIL_NAME,
)
_CHINESE_WORDS = _rules(
    (_ROMAN, _roman),
    (r"Q(?P<number>[1-4])(?![A-Za-z0-9])", _quarter),
    _V_RULE,
    (_ZH_NUMBER[0].replace(_SIGN, "", 1), _digits),
    _NAME_RULE,
)
_SMALL_WORD = _any_of([word for word, value in _SMALL.items() if value <= 12])
_ENGLISH_WORDS = _rules(
    (rf"(?:{_ENGLISH_IDIOMS})\b", _set_phrase),
    (_ROMAN, _roman),
    (r"Q(?P<number>[1-4])\b", _quarter),
    (r"(?P<number>first|second|third|fourth)[\s-]quarter\b", _quarter),
    _V_RULE,
    (
        rf"(?P<number>{_SMALL_WORD})\sand\s(?:a\s)?half(?:\s(?P<unit>hours?|years?|months?|days?|minutes?)\b)?",
        _and_a_half,
    ),
    (r"half(?:\san?\s|-an?-|[\s-])(?P<unit>hour|year|month|day|minute)\b", _half_unit),
    (rf"(?<![^\n])(?P<past>five|ten)\s(?P<side>to|past)\s(?P<hour>{_SMALL_WORD})(?![^\n])", _spoken_time),
    (
        rf"(?P<past>quarter|half(?=\spast)|twenty-five|twenty)\s(?P<side>to|past)\s(?P<hour>{_SMALL_WORD})\b",
        _spoken_time,
    ),
    (rf"(?P<over>{_SMALL_WORD})\s(?:in|out\sof)\s(?:every\s)?(?P<under>{_SMALL_WORD})\b", _one_in),
    (rf"(?P<over>an?|{_SMALL_WORD})[\s-](?P<under>(?:{_any_of(_DENOMINATOR)})s?)\b(?!-)", _en_fraction),
    (
        rf"(?P<number>(?:(?:{_TENS})(?:-|\s(?!seconds?\b)))?(?:{_ORDINALS}))s?\b",
        _word_ordinal,
    ),
    (
        rf"(?P<head>half\sa\s)?(?P<number>(?:{_WORD})\b(?:(?:(?<=hundred)\sand\s|(?<=thousand)\sand\s|(?<=million)\sand\s|\s|-)(?:{_WORD})\b)*)"
        rf"(?:\s?(?:(?P<percent>percent\b|per\scent\b|percentage\spoints?|%)|(?P<money>{_EN_MONEY})|(?P<unit>(?:{_ASCII_UNIT})\b)))?",
        _words,
    ),
    (
        r"(?:hundreds|thousands|tens|millions|billions|trillions|dozens|scores)\b(?:\sof\s(?:thousands|millions|billions))?",
        _vague,
    ),
    (r"half\s(?:an?\s|of\sone\s)?(?:percent|per\scent|percentage)\b", _half_percent),
    (r"(?:half|halves)\b", _half),
    (rf"(?P<number>{_any_of(_PLURALS)})\b", _plural),
    (r"quarter(?:s|ly)?\b", _quarters),
    (rf"(?P<decade>{_any_of(_DECADES)})\b", _word_decade),
    (
        rf"{_MONTH}\s(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:(?:,\s?|\s)(?P<year>[12][0-9]{{3}})\b)?(?![0-9A-Za-z]|[.,:][0-9])",
        _en_date,
    ),
    (rf"{_MONTH},?\s(?:of\s)?(?P<year>[12][0-9]{{3}})\b", _en_date),
    (rf"{_MONTH}(?!\s?[0-9])", _en_date),
    (r"(?<![^\n])(?P<month>may|march|mar)(?![^\n])", _en_date),
    (rf"(?:{_any_of(_WEEKDAYS)})s?\b", _weekday),
    (r"(?:noon|midnight)\b", _moment),
    (r"(?:an?|per|every|each)\s(?P<unit>hour|day|week|month|year|minute|second)\b", _each),
    (rf"(?:{_any_of(_ADVERBS)})\b", _adverb),
    (rf"(?:{_any_of(word for word in _FOLD_STEMS if word.isascii())})(?:e|es|ed|ing|s)?\b", _fold),
    (rf"(?:{_any_of(word for word in _LOOSE if word.isascii())})\b", _loose),
    (_EN_NUMBER[0].replace(_SIGN, "", 1), _digits),
    _NAME_RULE,
)
_HAN_SIGNS = "零〇一二两三四五六七八九十百千万亿廿卅"
_H = f"[{_HAN_SIGNS}]"
_HAN_RULES = _rules(
    (f"(?:{_any_of(_IDIOMS)})(?![十百千万亿点])|零下", _nothing),
    (r"(?P<number>[壹贰叁肆伍陆柒捌玖拾佰仟][壹贰叁肆伍陆柒捌玖拾佰仟万亿零]{1,40})(?!拾)", _financial),
    (
        rf"(?:(?P<year>[零〇一二三四五六七八九]{{4}})\s?年)\s?(?P<month>十[一二]?|[一二三四五六七八九])月(?:\s?(?P<day>{_HAN_SMALL})[日号])?",
        _zh_date,
    ),
    (
        rf"(?P<year>(?!))?(?<![每某同哪])(?P<month>十[一二]?|[一二三四五六七八九])月(?![光亮色夜球])份?(?:\s?(?P<day>{_HAN_SMALL})[日号])?",
        _zh_date,
    ),
    (r"每?(?:星期|周|礼拜)[一二三四五六日天](?![次回个天期篇封场年月周])", _weekday),
    (
        rf"(?:(?P<century>{_HAN_SMALL})世纪|(?P<last>上个?世纪|本世纪))\s?(?P<decade>[0-9]0|[一二三四五六七八九]十)\s?年代",
        _decade,
    ),
    (r"(?P<decade>[一二三四五六七八九]十)年代", _decade),
    (rf"{_PART}\s?{_CLOCK}", _time),
    (rf"{_PART}\s?(?P<hour>[0-9]{{1,2}}|{_HAN_SMALL})\s?[点时](?![击数]){_ZH_MINUTE}", _time),
    (rf"(?P<hour>{_HAN_SMALL})点(?P<minute>半|一刻|三刻|整|[零〇一二三四五六七八九十]{{1,3}}(?=分)|(?=钟))", _time),
    (
        rf"(?P<by>[百千万])分之\s?(?P<number>{_A}|{_H}{{1,40}}|几)(?P<decimals>点[零〇一二三四五六七八九]+)?",
        _zh_percent,
    ),
    ("百分百", _hundred),
    (rf"(?P<number>{_H}{{1,3}})(?=进制|边形|角星|角形|面体)", _part_of_word),
    (rf"(?P<under>{_H}{{1,40}})\s?分之\s?(?P<over>{_H}{{1,40}}|[0-9]+|几)(?P<final>决赛)?", _zh_fraction),
    (
        r"(?P<number>[一二两三四五六七八九])成(?P<rest>半|[一二三四五六七八九](?![个名种]))?"
        r"(?![为功立员本果交长都年熟型就分绩语品份像效因批套群片块形对天新])",
        _tenths,
    ),
    (r"(?P<number>[一二三四五六七八九]{1,2})折(?![叠线射断返磨腾合旧算中页布])", _discount),
    (rf"(?P<number>{_H}{{1,40}})(?P<decimals>点[零〇一二三四五六七八九]+)?倍", _zh_times),
    (rf"(?P<number>{_HAN_SMALL})个半(?P<unit>小时|月|钟头|星期)?", _and_a_half),
    (rf"(?P<number>{_HAN_SMALL})(?P<unit>年|天|周|小时|分钟)半(?![数])", _and_a_half),
    (r"半个?(?P<unit>小时|年|月|天|分钟|钟头)", _half_unit),
    (r"(?P<number>[一两三])刻钟?", _quarter_hours),
    (r"每\s?个?(?P<unit>小时|天|日|周|星期|月|年|分钟|秒)", _each),
    (r"第?\s?(?P<number>[一二三四1-4])\s?季度", _quarter),
    (rf"第\s?(?P<number>{_H}{{1,40}}|[0-9]+)(?!\s?分之|[.,]?[0-9])", _zh_ordinal),
    (r"(?:好几|[数几上近成])[十百千万亿]+(?!分之)[余多]?", _vague),
    (r"一半|半数|过半|对半|半", _half),
    (r"午夜|正午", _moment),
    (r"翻两番|翻|加倍", _fold),
    (
        rf"(?P<number>{_H}{{1,40}})(?P<decimals>点[零〇一二三四五六七八九]+(?![十分]))?(?:(?P<more>[多余几来])(?P<scale>[百千万亿]{{0,2}}))?"
        rf"(?:(?P<money>{_ZH_MONEY})|(?P<unit>{_HAN_UNIT_NAME}))?",
        _han,
    ),
    (r"[双俩仨首单无空甲乙丙丁]", _loose),
)
_PREFIXES = frozenset("v ver us hk nt a c usd hkd eur gbp rmb cny jpy".split())
_LEXICON = frozenset(
    [
        *_SMALL,
        *_PLURALS,
        *_DECADES,
        *_ENGLISH_SCALE,
        *_ORDINAL_WORD,
        *_DENOMINATOR,
        *_MONTHS,
        *_WEEKDAYS,
        *_LOOSE,
        *_ADVERBS,
    ]
    + [name + "s" for name in (*_ENGLISH_SCALE, *_DENOMINATOR, *_WEEKDAYS, "hundred", "dozen", "ten", "score")]
    + "hundred dozen halves no at once once billionaire billionaires millionaire millionaires zero square catch fifty "
    "noon midnight a an per every each doubled doubles double doubling tripled triples triple tripling quadruple "
    "quadrupled".split()
    + [stem for stem in _FOLD_STEMS if stem.isascii()]
)
_DIGITS_FOLLOW = lazy(r"[-/+.&$]?[0-9]|\$")
_HAN_STARTS = "".join(
    sorted(
        {idiom[0] for idiom in _IDIOMS}
        | set(_HAN_SIGNS)
        | set("壹贰叁肆伍陆柒捌玖拾佰仟第周星礼数几上近成好半每午正翻加双俩仨首单无空甲乙丙丁本")
        | {part[0] for part in _DAY_PART}
    )
)
_TOKEN = lazy(
    r"(?P<digit>(?:(?<![0-9A-Za-z)\]])-)?(?:[$€£¥₩₹]\s?-?)?(?<![0-9A-Za-z])\.?[0-9])|(?P<letters>[A-Za-z_]+)|"
    rf"(?P<han>[{_HAN_STARTS}])"
)
_BELOW = lazy(r"(?:零下|负|(?<!T )(?<![0-9] )minus|negative)\s?$", re.IGNORECASE)
_BELOW_AFTER = lazy(r"\s?(?:degrees?\s)?(?:°?[CF]\s|Celsius\s|Fahrenheit\s)?below\s(?:zero|freezing)", re.IGNORECASE)
_ABOUT = lazy(
    r"(?:约|近|逾|超过?|多达|不足|about|around|nearly|almost|over|more than|roughly|approximately|some)\s?"
    r"(?:[A-Z]{0,3}[$€£¥])?$",
    re.IGNORECASE,
)
_GROWTH = lazy(r"(?:增|涨|多|高|大|快|超|长|升)[^，。,.]{0,4}$")
_OFF = lazy(r"\s?(?:off|discount)\b", re.IGNORECASE)
_LIST_REACH = 8
_LIST = lazy(r"[\s(（]*(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:\.(?![0-9])|[)、）\uff0e])")
_ONE_DOT = lazy(r"[0-9]+\.[0-9]+")
_VERSION_BEFORE = lazy(r"(?:[Vv]ersions?|[Vv]er\.?|release|版本|(?<![A-Za-z])[A-Z][A-Za-z+#.]*)\s?$")
_VERSION_AFTER = lazy(r"\s?(?:版|及更高|或更高|or later|or higher|and later)")
_JOINT = lazy(r"-,\s?(?:and\s|or\s)?|\s?(?:-|–|—|~|至|到|to|and|or|与|和|或|、|,)\s?\$?")
_DASH = lazy("[-–—~至到]|to")
_RANGE = lazy(r"\s?(?:-|–|—|——|~|至|到|to)\s?")
_SCALE_AT_END = lazy(rf"[0-9][\s-]?({_any_of(_MULTIPLIER)})(?![a-z])")
_ANY_CHINESE = lazy(f"[0-9\uff10-\uff19{_HAN_STARTS}萬億兩幾點週]|[IVX][IVX]")
_ANY_DIGIT = lazy("[0-9\\uff10-\\uff19]")
_LETTERS = lazy("[a-z]+")
_LIKELY = _LEXICON - {"a", "an", "at", "no"} | frozenset(
    "hour day week month year minute ii iii iv vi vii viii ix xi xii".split()
)
