"""Were the terms respected: what each rule flags, and beside it what looks like it and is right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from glossary.checks import Document, Finder, Flag, House, Over, Pair, Passage
from glossary.checks.terminology import CHECKS
from glossary.finder import Finder as TermFinder
from glossary.model import Lang, Segment, TranslationUnit
from glossary.termbase import Termbase
from glossary.text.language import EN, ZH_HANS, parse
from glossary.text.script import has_han

RULES = {check.rule: check for check in CHECKS}
ZH_TW = parse("zh-TW")

TERMS = """
subject: models
concepts:
  - {id: distillation, terms: {en: distillation, zh-Hans: [蒸馏, {term: 提取, status: deprecated}]}}
  - {id: token, terms: {en: token, zh-Hans: 词元}}
  - {id: weights, terms: {en: model weights, zh-Hans: 模型权重}}
  - {id: link, terms: {en: link, zh-Hans: 链接}}
  - {id: memory, terms: {en: memory, zh-Hans: 内存}}
  - {id: settings, terms: {en: settings, zh-Hans: {term: 设置, find: false}}}
  - {id: train, terms: {en: {term: train, part_of_speech: verb}, zh-Hans: 训练}}
  - {id: package, terms: {en: package, zh-Hans: [软件包, {term: 包, find: false}]}}
  - {id: bug, terms: {en: bug, zh-Hans: [程序错误, bug]}}
  - {id: software, terms: {en: software, zh-Hans: 软件, zh-TW: 軟體}}
  - {id: cache, terms: {en: cache, zh-Hans: [缓存, {term: 快取, status: forbidden}], zh-TW: 快取}}
  - {id: program, terms: {en: computer program, zh-Hans: 程序}}
  - {id: account, terms: {en: account, zh-Hans: [账号, 账户]}}
  - {id: source-control, terms: {en: [version control, source control], zh-Hans: [版本控制, 源代码管理]}}
  - id: service
    terms: {en: [terms of service, ToS], zh-Hans: [服务条款, {term: 使用条例, status: forbidden}]}
  - {id: clause, subject: law, terms: {en: clause, zh-Hans: 条款}}
  - {id: moonshot, translate: false, terms: {en: Moonshot AI, zh-Hans: 月之暗面}}
  - {id: deepseek, translate: false, terms: {en: DeepSeek}}
  - {id: cursor, translate: false, terms: {en: {term: Cursor, case: sensitive}}}
"""


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    directory: Path = tmp_path_factory.mktemp("terms")
    (directory / "terms.yaml").write_text(TERMS, encoding="utf-8")
    return TermFinder([Termbase(directory)])


def passage(text: str, lang: Lang, finder: Finder, *, kind: str = "string") -> Passage:
    return Passage(Segment((text,)), lang, kind=kind, flags=frozenset({"prose"}), finder=finder)


def pair(source: str, target: str, finder: Finder) -> Pair:
    langs = (ZH_HANS, EN) if has_han(source) else (EN, ZH_HANS)
    one, other = (passage(text, lang, finder) for text, lang in zip((source, target), langs, strict=True))
    return Pair(one, other, TranslationUnit(one.segment, other.segment, *langs), (one,))


def in_pairs(rule: str, finder: Finder, *pairs: tuple[str, str]) -> list[str]:
    """What a rule says about a catalogue."""
    made = [pair(*each, finder) for each in pairs]
    document = Document("a.po", made[0].target.lang, [each.target for each in made], made, is_bilingual=True)
    run: Callable[..., Sequence[Flag]] = RULES[rule].run  # type: ignore[assignment]
    if RULES[rule].over is Over.FILES:
        return [flag.message for flag in run([document], House())]
    return [flag.message for each in made for flag in run(each, House())]


def in_text(rule: str, finder: Finder, *texts: str, lang: Lang = ZH_HANS) -> list[str]:
    """What a rule says about the paragraphs of a page."""
    passages = [passage(text, lang, finder, kind="paragraph") for text in texts]
    run: Callable[..., Sequence[Flag]] = RULES[rule].run  # type: ignore[assignment]
    if RULES[rule].over is Over.FILES:
        return [flag.message for flag in run([Document("a.md", lang, passages)], House())]
    return [flag.message for each in passages for flag in run(each, House())]


GOOD = [("Distillation", "蒸馏"), ("token count", "词元数"), ("Model weights", "模型权重")]
LONG = "The students of the smaller school learn what the larger one knows, which is done by {} in the end"
LONG_ZH = "较小的学校里的学生学习较大的学校所知道的全部内容，而且这最后都是靠{}来完成的"


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        pytest.param([("Distillation is cheap", "提炼很便宜")], ["'Distillation' should be 蒸馏"], id="other word"),
        pytest.param([("蒸馏很便宜", "Refining is cheap")], ["'蒸馏' should be distillation"], id="from Chinese"),
        pytest.param(
            [("Distillation", "提炼"), ("On distillation", "论提炼")],
            ["'Distillation' should be 蒸馏; this file mostly says something else"],
            id="mostly other in the file: said once",
        ),
        pytest.param(
            [("Distillation", "蒸馏"), ("On distillation", "论提炼")],
            ["'distillation' should be 蒸馏"],
            id="once right, once not",
        ),
        pytest.param([("Distillation is cheap", "蒸馏很便宜")], [], id="rendered"),
        pytest.param([("Distillation is cheap", "distillation 很便宜")], [], id="left in English"),
        pytest.param([("Python package", "Python 包")], [], id="a short form that is not looked for"),
        pytest.param([("Default settings", "默认状态")], [], id="an everyday word has many renderings"),
        pytest.param([("List of linked accounts", "相连的账号列表")], [], id="a verb made of a noun"),
        pytest.param([("He trained it", "他教会了它")], ["'trained' should be 训练"], id="a verb that is a term"),
        pytest.param([("Translation &Memory", "翻译记忆(&M)")], [], id="an access key parts a phrase"),
        pytest.param([("&Memory", "记忆(&M)")], ["'Memory' should be 内存"], id="an access key before the term"),
        pytest.param([("Freelook Speed Zoom Link", "自由观看速度缩放关联")], [], id="part of the name of a setting"),
        pytest.param([("All token types", "所有类型")], [], id="left out of a short string"),
        pytest.param(
            [(LONG.format("distillation"), LONG_ZH.format("它")), ("Distillation", "蒸馏")],
            [],
            id="left out of a long sentence",
        ),
        pytest.param(
            [(LONG.format("distillation"), LONG_ZH.format("提炼"))] * 2,
            ["'distillation' should be 蒸馏; this file mostly says something else"],
            id="never in long sentences",
        ),
        pytest.param(
            [*GOOD, ("Loops with an else clause", "带有其他子句的循环")], [], id="another subject, another sense"
        ),
        pytest.param(
            [*GOOD, ("The last clause", "最后的条款"), ("A clause on cost", "费用子句")],
            ["'clause' should be 条款"],
            id="another subject, but met in this sense",
        ),
        pytest.param([("Open the link", "打开链路")], [], id="part of the rendering in a compound"),
        pytest.param([("他的链接", "His linkage")], [], id="a word of the same family"),
        pytest.param([("Tokens and distillation", "单位和提炼")], [], id="said in quite other words"),
        pytest.param([("A memory leak", "内存泄漏")], [], id="a phrase with the term"),
    ],
)
def test_missing_term(pairs: list[tuple[str, str]], said: list[str], finder: Finder) -> None:
    assert in_pairs("missing-term", finder, *pairs) == said


@pytest.mark.parametrize(
    ("source", "target", "names"),
    [
        pytest.param("Ask DeepSeek about it", "去问深寻", ["DeepSeek"], id="translated"),
        pytest.param("DeepSeek 发布了模型", "The lab released a model", ["DeepSeek"], id="dropped"),
        pytest.param("Ask DeepSeek about it", "去问 DeepSeek", [], id="kept"),
        pytest.param("Ask Moonshot AI about it", "去问月之暗面", [], id="a name of its own in Chinese"),
        pytest.param("Ask DeepSeek about it", "去问 Deepseek", [], id="mis-cased: name-case says so"),
        pytest.param("We wrote it with Cursor", "我们用游标写的", ["Cursor"], id="an editor"),
        pytest.param("Cursor position", "光标位置", [], id="a word at the start"),
        pytest.param("_Cursor colour", "光标颜色", [], id="a word after an access key"),
        pytest.param("Set Offset from Cursor", "设置相对光标的偏移", [], id="a word among capitals"),
        pytest.param("It uses the ODBC Cursor Library", "它使用 ODBC 游标库", [], id="a word of a longer name"),
    ],
)
def test_name_changed(source: str, target: str, names: list[str], finder: Finder) -> None:
    assert in_pairs("name-changed", finder, (source, target)) == [
        f"the name '{name}' is missing; keep {name}" for name in names
    ]


@pytest.mark.parametrize(
    ("texts", "surfaces"),
    [
        pytest.param(["他们靠 distillation 做出来的。"], ["distillation"], id="alone among Chinese"),
        pytest.param(["他们靠蒸馏（distillation）做出来的。"], [], id="a gloss of the Chinese"),
        pytest.param(["他说“distillation”不难。"], [], id="quoted"),
        pytest.param(["他说：Model distillation 不难。"], [], id="beside other English"),
        pytest.param(["请看 1.7 distillation 一节。"], [], id="after a number"),
        pytest.param(["请看 Distillation 一页。"], [], id="with a capital: a tab or a component"),
        pytest.param(["修了一个 bug 就走。"], [], id="Chinese says it, too"),
        pytest.param(["去问 DeepSeek 就好。"], [], id="a name"),
        pytest.param(["他们违反 ToS 爬数据。"], ["ToS"], id="a short form that is no other word"),
        pytest.param(["先做 pre-distillation 再说，靠蒸馏。"], [], id="part of another word"),
        pytest.param(
            ["它们有 token 和 distillation 之分，靠蒸馏。", "没有 clause 可言。"], ["token"], id="other subject"
        ),
    ],
)
def test_english_left(texts: list[str], surfaces: list[str], finder: Finder) -> None:
    assert [said.split("'")[1] for said in in_text("english-left", finder, *texts)] == surfaces


@pytest.mark.parametrize(
    ("lang", "texts", "count"),
    [
        pytest.param(ZH_HANS, ["他们注册了账号。", "这些账户都是假的。"], 1, id="two words for one thing"),
        pytest.param(EN, ["Use version control.", "With source control it is easy."], 1, id="in English"),
        pytest.param(EN, ["Source control (or version control) is easy.", "Use version control."], 0, id="introduced"),
        pytest.param(ZH_HANS, ["版本控制也叫源代码管理。", "请用源代码管理。"], 0, id="introduced in Chinese"),
        pytest.param(ZH_HANS, ["月之暗面发布了模型。", "后来 Moonshot AI 又更新了。"], 1, id="a name in two scripts"),
        pytest.param(
            ZH_HANS, ["月之暗面（Moonshot AI）发布了模型。", "月之暗面又更新了。"], 0, id="a name with its gloss"
        ),
        pytest.param(
            ZH_HANS, ["月之暗面（Moonshot AI）发布了模型，Moonshot AI 很高兴。"], 0, id="a name after it was introduced"
        ),
        pytest.param(ZH_HANS, ["他们注册了账号。", "这些账号都是假的。"], 0, id="one word"),
    ],
)
def test_term_drift(lang: Lang, texts: list[str], count: int, finder: Finder) -> None:
    assert len(in_text("term-drift", finder, *texts, lang=lang)) == count


@pytest.mark.parametrize(
    ("rule", "lang", "text", "count"),
    [
        pytest.param("forbidden-term", ZH_HANS, "请读使用条例。", 1, id="forbidden"),
        pytest.param("forbidden-term", ZH_HANS, "请读服务条款。", 0, id="preferred"),
        pytest.param("forbidden-term", ZH_HANS, "请清快取。", 1, id="forbidden here, preferred in Taiwan"),
        pytest.param("forbidden-term", ZH_TW, "請清快取。", 0, id="preferred in Taiwan, forbidden elsewhere"),
        pytest.param("deprecated-term", ZH_HANS, "靠提取做出来。", 1, id="deprecated"),
        pytest.param("deprecated-term", ZH_HANS, "靠蒸馏做出来。", 0, id="not deprecated"),
        pytest.param("other-region", ZH_HANS, "这个軟體很好。", 1, id="of Taiwan in Beijing"),
        pytest.param("other-region", ZH_HANS, "这个软件很好。", 0, id="of Beijing in Beijing"),
        pytest.param("other-region", ZH_TW, "這個軟件很好。", 1, id="of Beijing in Taipei"),
        pytest.param("other-region", ZH_TW, "這個軟體很好。", 0, id="of Taiwan in Taipei"),
        pytest.param("other-region", ZH_TW, "依法律程序辦理。", 0, id="only computing says otherwise"),
        pytest.param("other-region", ZH_HANS, "台湾叫「軟體」。", 0, id="spoken of"),
        pytest.param("other-region", ZH_HANS, "in Taiwan 軟體", 0, id="an example, all of it in the other script"),
        pytest.param("other-region", EN, "this 軟體 is fine", 0, id="no rule for English"),
        pytest.param("name-case", ZH_HANS, "他用 deepseek 写的。", 1, id="a slip in Chinese"),
        pytest.param("name-case", EN, "Written by Deepseek.", 1, id="a slip in English"),
        pytest.param("name-case", EN, "See github.com/deepseek-ai and @deepseek.", 0, id="a path and a handle"),
        pytest.param("name-case", ZH_HANS, "值为“deepseek”时有效。", 0, id="a quoted value"),
        pytest.param("name-case", EN, "Written by DeepSeek.", 0, id="right"),
    ],
)
def test_one_text(rule: str, lang: Lang, text: str, count: int, finder: Finder) -> None:
    assert len(in_text(rule, finder, text, lang=lang)) == count


@pytest.mark.parametrize(
    ("rule", "texts", "count"),
    [
        pytest.param("first-mention", ["他们靠蒸馏做出来的。", "蒸馏不难。"], 1, id="without the English"),
        pytest.param("first-mention", ["他们靠蒸馏（distillation）做出来的。", "蒸馏不难。"], 0, id="with it"),
    ],
)
def test_first_mention(rule: str, texts: list[str], count: int, finder: Finder) -> None:
    assert len(in_text(rule, finder, *texts)) == count


@pytest.mark.parametrize(
    ("source", "target", "count"),
    [
        pytest.param("Distillation, again distillation", "蒸馏，还是它", 1, id="a pronoun"),
        pytest.param("Distillation, again distillation", "蒸馏，还是蒸馏", 0, id="as often"),
        pytest.param("Distillation, again distillation", "提炼，还是提炼", 0, id="not at all: missing-term says so"),
    ],
)
def test_term_count(source: str, target: str, count: int, finder: Finder) -> None:
    assert len(in_pairs("term-count", finder, (source, target))) == count


def test_what_is_off_says_so() -> None:
    assert {check.rule for check in CHECKS if not check.on} == {"first-mention", "term-count"}
    assert all(check.why.startswith("Off unless asked for") for check in CHECKS if not check.on)
