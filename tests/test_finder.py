"""The terms of a running text: where they begin and end, which of several it is, and what is none."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from glossary.finder import Finder
from glossary.model import TermMatch
from glossary.project import Project
from glossary.termbase import Termbase
from glossary.text.language import ZH_HANS, ZH_TW

TERMS = """\
concepts:
  - {id: file, terms: {en: {term: file, part_of_speech: noun}, zh-Hans: 文件}}
  - 文件夹/folder
  - 模型/model
  - {id: distillation, terms: {en: [distillation, {term: distil, part_of_speech: verb}], zh-Hans: 蒸馏}}
  - {id: attack, terms: {en: {term: attack, inside: allow}, zh-Hans: {term: 攻击, inside: allow}}}
  - 蒸馏攻击/distillation attack
  - 蒸馏损失/distillation loss
  - id: right
    terms:
      en: {term: right, not_inside: [all right, right away]}
      zh-Hans: {term: 权利, not_inside: 权利要求}
  - 数据集/data set
  - 数据/data
  - {id: setting-up, terms: {en: setting up}}
  - {id: mouse, terms: {en: {term: mouse, forms: [mice]}, zh-Hans: 鼠标, zh-TW: 滑鼠}}
  - 软件/software
  - {id: tos, terms: {en: [terms of service, ToS], zh-Hans: [服务条款, {term: 使用条例, status: forbidden}]}}
  - 程序/program
  - 微调/fine-tuning
  - 中转 API / API relay
  - {id: ai, terms: {en: AI, zh-Hans: 人工智能}}
  - {id: it, terms: {en: IT, zh-Hans: 信息技术}}
  - {id: us, terms: {en: US, zh-Hans: 美国}}
  - {id: java, translate: false, terms: {en: Java}}
  - {id: iphone, translate: false, terms: {en: iPhone}}
  - {id: apple, translate: false, terms: {en: Apple}}
  - {id: congress, terms: {en: {term: Congress, part_of_speech: proper-noun}, zh-Hans: 国会}}
  - {id: internet, terms: {en: Internet, zh-Hans: 互联网}}
  - {id: go, translate: false, terms: {en: {term: Go, case: sensitive}}}
  - {id: web, terms: {en: {term: WEB, case: insensitive}, zh-Hans: 万维网}}
  - {id: bank-of-river, terms: {en: bank, zh-Hans: 河岸}}
  - {id: bank-of-money, terms: {en: bank, zh-Hans: 银行}}
  - {id: like, terms: {en: {term: like, find: false}, zh-Hans: 点赞}}
  - {id: cafe, terms: {en: café}}
  - {id: firewall, terms: {en: firewall}}
  - {id: xmx, terms: {en: -Xmx}}
  - {id: cpp, terms: {en: C++}}
  - {id: dotnet, terms: {en: .NET}}
  - {id: property, terms: {en: "@property"}}
  - {id: rd, terms: {en: R&D}}
  - {id: dots, terms: {en: "..."}}
  - {id: nucleus, terms: {zh-Hans: 核}}
  - {id: street, terms: {en: Straße}}
  - {id: istanbul, terms: {en: İstanbul}}
  - {id: korean, terms: {en: 한글}}
  - 埃隆·马斯克/Elon Musk
  - {id: jazz, terms: {en: ǰazz}}
  - {id: many-borders, terms: {zh-Hans: 用 AI 写 Python 和 SQL 的 LLM}}
  - {id: attack-it-file, terms: {en: attack it file}}
  - {id: call-file, terms: {en: call getFile}}
"""


def made(*termbases: str) -> Finder:
    scopes = []
    with TemporaryDirectory() as directory:
        for number, text in enumerate(termbases):
            root = Path(directory, str(number))
            root.mkdir()
            (root / "a.yaml").write_text(text, encoding="utf-8")
            scopes.append(Termbase(root))
        assert [finding for scope in scopes for finding in scope.findings] == []
    return Finder(scopes)


finder = cache(made)


def found(text: str, *termbases: str) -> list[tuple[str, str]]:
    """Surface and concept of every match, mis-cased ones left out."""
    return [(match.surface, match.concept.id) for match in finder(*termbases or (TERMS,))(text) if not match.miscased]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("文件", [("文件", "file")], id="one term, Chinese"),
        pytest.param("file", [("file", "file")], id="one term, English"),
        pytest.param(
            "把文件放进文件夹。", [("文件", "file"), ("文件夹", "folder")], id="the longer one hides the shorter"
        ),
        pytest.param("a file in its folder", [("file", "file"), ("folder", "folder")], id="several, English"),
        pytest.param("蒸馏损失", [("蒸馏损失", "distillation-loss")], id="longest, Chinese"),
        pytest.param("distillation loss", [("distillation loss", "distillation-loss")], id="longest, English"),
        pytest.param(
            "蒸馏攻击", [("蒸馏攻击", "distillation-attack"), ("攻击", "attack")], id="allowed inside, Chinese"
        ),
        pytest.param(
            "distillation attacks",
            [("distillation attacks", "distillation-attack"), ("attacks", "attack")],
            id="allowed inside, English, inflected",
        ),
        pytest.param("权利与权利要求书", [("权利", "right")], id="another word, Chinese"),
        pytest.param("All right: the right to do it right away", [("right", "right")], id="another word, English"),
        pytest.param("ALL  RIGHT, all\nright, all-right", [], id="another word, however it is written"),
        pytest.param("all rights", [], id="another word, in the plural"),
        pytest.param("he said so, maid", [], id="not inside a word"),
        pytest.param("GPT4o AI4 4AI AIx", [], id="not beside letters and digits"),
        pytest.param("用AI做", [("AI", "ai")], id="Latin within Han"),
        pytest.param("(AI), 'AI' AI.", [("AI", "ai")] * 3, id="beside punctuation"),
        pytest.param("data sets", [("data sets", "data-set")], id="longest, inflected"),
        pytest.param("data settings", [("data", "data")], id="the longer one is not whole, so the shorter one is it"),
        pytest.param("数据和数据集", [("数据", "data"), ("数据集", "data-set")], id="longest of Chinese"),
        pytest.param("bank", [("bank", "bank-of-river"), ("bank", "bank-of-money")], id="homographs"),
        pytest.param("like and 点赞", [("点赞", "like")], id="one that is not looked for"),
        pytest.param("likes, liked", [], id="nor are its forms"),
        pytest.param("權利與權利要求書", [("權利", "right")], id="another word, Traditional"),
        pytest.param("call getFile", [("call getFile", "call-file")], id="longer than a name in code"),
        pytest.param(
            "用 AI 写 Python 和 SQL 的 LLM",
            [("用 AI 写 Python 和 SQL 的 LLM", "many-borders")],
            id="many borders, as typed",
        ),
        pytest.param(
            "用AI写Python和SQL的LLM", [("用AI写Python和SQL的LLM", "many-borders")], id="many borders, without spaces"
        ),
    ],
)
def test_which_terms_are_met(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "surface", "term", "via"),
    [
        pytest.param("蒸馏", "蒸馏", "蒸馏", "exact", id="as it is"),
        pytest.param("files", "files", "file", "inflected", id="plural"),
        pytest.param("Distilling", "Distilling", "distil", "inflected", id="verb"),
        pytest.param("mice", "mice", "mouse", "inflected", id="irregular"),
        pytest.param("Mice", "Mice", "mouse", "inflected", id="irregular at the beginning of a sentence"),
        pytest.param("the model's", "model", "model", "exact", id="possessive"),
        pytest.param("the models’", "models", "model", "inflected", id="possessive of a plural"),
        pytest.param("蒸餾", "蒸餾", "蒸餾", "exact", id="Traditional, computed"),
        pytest.param("使用條例", "使用條例", "使用条例", "script", id="Traditional of a term not computed"),
        pytest.param("軟體", "軟體", "軟體", "exact", id="Taiwan, computed"),
        pytest.param("軟件", "軟件", "軟件", "exact", id="Hong Kong, computed"),
        pytest.param("這個程式", "程式", "程式", "exact", id="Taiwan's word in Traditional text"),
        pytest.param("程式", "程式", "程式", "exact", id="Taiwan's word where nothing is only Simplified"),
        pytest.param("滑鼠", "滑鼠", "滑鼠", "exact", id="Taiwan, written"),
        pytest.param("滑鼠與鼠標", "鼠標", "鼠標", "exact", id="Traditional, computed beside a written one"),
        pytest.param("Fine\u2011Tuning", "Fine\u2011Tuning", "fine-tuning", "exact", id="non-breaking hyphen"),
        pytest.param("fine tuning", "fine tuning", "fine-tuning", "exact", id="space for a hyphen"),
        pytest.param("文件ｆｉｌｅ", "ｆｉｌｅ", "file", "exact", id="full width"),
        pytest.param("用ＡＩ", "ＡＩ", "AI", "exact", id="full-width capitals"),
        pytest.param("蒸\u200b馏", "蒸\u200b馏", "蒸馏", "exact", id="zero-width space, Chinese"),
        pytest.param("dis\u00adtil\u2060lation", "dis\u00adtil\u2060lation", "distillation", "exact", id="soft hyphen"),
        pytest.param("\u202e蒸\u202c馏\u2069", "蒸\u202c馏", "蒸馏", "exact", id="bidi controls"),
        pytest.param("un cafe\u0301", "cafe\u0301", "café", "exact", id="decomposed"),
        pytest.param("ﬁrewalls", "ﬁrewalls", "firewall", "inflected", id="ligature"),
        pytest.param("蒸\n馏", "蒸\n馏", "蒸馏", "exact", id="line break between Han"),
        pytest.param("蒸 \r\n    馏", "蒸 \r\n    馏", "蒸馏", "exact", id="line break and indentation between Han"),
        pytest.param("data\nset", "data\nset", "data set", "exact", id="line break"),
        pytest.param("data\r\n\tsets", "data\r\n\tsets", "data set", "inflected", id="CRLF and indentation"),
        pytest.param("data \t set", "data \t set", "data set", "exact", id="run of spaces"),
        pytest.param("data\u00a0set", "data\u00a0set", "data set", "exact", id="no-break space"),
        pytest.param("中转API", "中转API", "中转 API", "exact", id="no space between Han and Latin"),
        pytest.param("中转　API", "中转　API", "中转 API", "exact", id="ideographic space between Han and Latin"),
        pytest.param("中轉\nAPI", "中轉\nAPI", "中轉 API", "exact", id="line break between Han and Latin"),
        pytest.param("埃隆・马斯克", "埃隆・马斯克", "埃隆·马斯克", "exact", id="another middle dot"),
        pytest.param("埃隆马斯克", "埃隆马斯克", "埃隆·马斯克", "exact", id="no middle dot"),
        pytest.param("ELON MUSK’S", "ELON MUSK", "Elon Musk", "exact", id="all capitals, possessive"),
        pytest.param("C++17", "C++", "C++", "exact", id="sign at the end"),
        pytest.param("ASP.NET", ".NET", ".NET", "exact", id="sign at the beginning"),
        pytest.param("-Xmx 4g", "-Xmx", "-Xmx", "exact", id="hyphen at the beginning"),
        pytest.param("用@property修饰", "@property", "@property", "exact", id="at sign"),
        pytest.param("(R&D)", "R&D", "R&D", "exact", id="ampersand"),
        pytest.param("and ...", "...", "...", "exact", id="only punctuation"),
        pytest.param("细胞核", "核", "核", "exact", id="one character"),
        pytest.param("STRASSE", "STRASSE", "Straße", "exact", id="sharp s"),
        pytest.param("in İstanbul", "İstanbul", "İstanbul", "exact", id="dotted capital I"),
        pytest.param("\u1112\u1161\u11ab글", "\u1112\u1161\u11ab글", "한글", "exact", id="jamo"),
        pytest.param("a ǰazz", "ǰazz", "ǰazz", "exact", id="a letter whose capital is two"),
        pytest.param("𠮷的文件", "文件", "文件", "exact", id="after an astral Han character"),
        pytest.param("😀😀 file 😀", "file", "file", "exact", id="after emoji"),
        pytest.param("\ud83d file \ude00", "file", "file", "exact", id="beside lone surrogates"),
        pytest.param("\x00file\x00", "file", "file", "exact", id="beside NUL"),
        pytest.param("ŉ İ ß ǰ file", "file", "file", "exact", id="after letters that grow"),
    ],
)
def test_what_stands_there_and_which_term_it_is(text: str, surface: str, term: str, via: str) -> None:
    last = finder(TERMS)(text)[-1]
    assert (last.surface, last.term.text, last.via.value, last.miscased) == (surface, term, via, False)
    assert text[last.span.start : last.span.end] == surface


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("蒸\n\n馏", id="empty line, Chinese"),
        pytest.param("蒸\r\n \r\n馏", id="line of spaces, Chinese"),
        pytest.param("mo\ndel", id="line break in an English word"),
        pytest.param("蒸。馏", id="full stop"),
        pytest.param("蒸\x00馏", id="NUL, Chinese"),
        pytest.param("蒸\ufffc馏", id="masked code"),
        pytest.param("蒸  馏", id="two spaces between Han"),
        pytest.param("finetuning", id="no hyphen at all"),
        pytest.param("cafe", id="no accent"),
        pytest.param("file\u0301", id="another letter with its mark"),
        pytest.param("\u0301model\u0301", id="mark at the beginning"),
        pytest.param("C+ and C", id="half of C++"),
        pytest.param("foo_Xmx", id="no hyphen before Xmx"),
        pytest.param("-Xmx512m", id="digits behind"),
        pytest.param("\u200b\ufeff\u2060", id="only invisibles"),
        pytest.param("ǰfile xǰazz", id="beside a letter whose capital is two"),
        pytest.param("软体", id="Taiwan's word in Simplified"),
        pytest.param("这个程式", id="Taiwan's word in Simplified text"),
        pytest.param("ııfile", id="beside a letter without a dot"),
    ],
)
def test_what_is_no_term(text: str) -> None:
    assert finder(TERMS)(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("data\n\nset", [("data", "data")], id="across an empty line"),
        pytest.param("data\r\n\r\nset", [("data", "data")], id="across an empty line, CRLF"),
        pytest.param("data \n \t\n set", [("data", "data")], id="across a line of spaces"),
        pytest.param("data, set", [("data", "data")], id="across a comma"),
        pytest.param("data\x00set", [("data", "data")], id="across NUL"),
        pytest.param("data\ufffcset", [("data", "data")], id="across a masked code"),
    ],
)
def test_what_no_term_crosses(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("distillation_loss", "distillation_loss", id="snake"),
        pytest.param("my_distillation_loss", "distillation_loss", id="snake, a part"),
        pytest.param("DISTILLATION_LOSS", "DISTILLATION_LOSS", id="constant"),
        pytest.param("distillationLoss", "distillationLoss", id="camel"),
        pytest.param("distillationLossWeight", "distillationLoss", id="camel, a part at the beginning"),
        pytest.param("getDistillationLoss", "DistillationLoss", id="camel, a part at the end"),
        pytest.param("GetDistillationLoss", "DistillationLoss", id="three capitals"),
        pytest.param("DistillationLoss", "DistillationLoss", id="all of a name"),
        pytest.param("用distillationLoss算", "distillationLoss", id="within Han"),
        pytest.param("😀 distillationLoss", "distillationLoss", id="after an emoji"),
    ],
)
def test_names_in_code(text: str, expected: str) -> None:
    [match] = finder(TERMS)(text)
    assert (match.surface, match.concept.id, match.identifier) == (expected, "distillation-loss", True)
    assert text[match.span.start : match.span.end] == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("JavaScript", id="a name of two words"),
        pytest.param("AppleTree", id="a name of two words, a part"),
        pytest.param("javascript", id="without humps"),
        pytest.param("mydistillationloss", id="no humps"),
        pytest.param("getFireWall", id="a word cut in two"),
    ],
)
def test_names_that_are_no_terms(text: str) -> None:
    assert finder(TERMS)(text) == []


@pytest.mark.parametrize("text", ["distillation loss", "fine-tuning", "蒸馏损失"])
def test_prose_is_no_name_in_code(text: str) -> None:
    [match] = finder(TERMS)(text)
    assert not match.identifier


@pytest.mark.parametrize(
    ("text", "miscased"),
    [
        pytest.param("IT", False, id="all caps"),
        pytest.param("it", True, id="pronoun"),
        pytest.param("It", True, id="pronoun at the beginning of a sentence"),
        pytest.param("US", False, id="country"),
        pytest.param("us", True, id="us"),
        pytest.param("Us", True, id="us at the beginning of a sentence"),
        pytest.param("ToS", False, id="mixed case"),
        pytest.param("tos", True, id="mixed case in small letters"),
        pytest.param("TOS", True, id="mixed case in capitals, short"),
        pytest.param("ToSs", False, id="mixed case, inflected"),
        pytest.param("iPhone", False, id="small letter first"),
        pytest.param("iPhones", False, id="small letter first, inflected"),
        pytest.param("iphone", True, id="capital missing"),
        pytest.param("Iphone", True, id="capital in another place"),
        pytest.param("IPHONE", False, id="heading in capitals"),
        pytest.param("Apple", False, id="name"),
        pytest.param("apple", True, id="fruit"),
        pytest.param("apples", True, id="fruits"),
        pytest.param("APPLE", False, id="name in capitals"),
        pytest.param("Congress", False, id="proper noun"),
        pytest.param("congress", True, id="proper noun without its capital"),
        pytest.param("internet", False, id="capital at the beginning of a term is no name"),
        pytest.param("Go", False, id="case: sensitive"),
        pytest.param("go", True, id="case: sensitive, small letter"),
        pytest.param("GO", True, id="case: sensitive, capitals"),
        pytest.param("web", False, id="case: insensitive"),
        pytest.param("Web", False, id="case: insensitive, one capital"),
        pytest.param("File", False, id="common noun at the beginning of a sentence"),
        pytest.param("FILE", False, id="common noun in capitals"),
        pytest.param("Terms of Service", False, id="common noun in title case"),
        pytest.param("ＩＴ", False, id="full-width capitals"),
        pytest.param("ｉｔ", True, id="full-width small letters"),
    ],
)
def test_upper_and_lower_case(text: str, miscased: bool) -> None:
    [match] = finder(TERMS)(text)
    assert (match.surface, match.miscased) == (text, miscased)


def test_what_is_miscased_never_hides_a_term() -> None:
    terms = "concepts:\n  - {id: it-file, terms: {en: IT file}}\n  - {id: file, terms: {en: file}}\n"
    assert found("an it file", terms) == [("file", "file")]
    assert [match.concept.id for match in finder(terms)("an it file")] == ["file"]
    assert [match.concept.id for match in finder(terms)("an IT file")] == ["it-file"]


def test_what_is_miscased_does_not_stand_inside_a_term() -> None:
    assert [(match.surface, match.miscased) for match in finder(TERMS)("attack it file")] == [
        ("attack it file", False),
        ("attack", False),
    ]


def test_the_case_that_is_right_wins_among_homographs() -> None:
    terms = "concepts:\n  - {id: us, terms: {en: US}}\n  - {id: we, terms: {en: us}}\n"
    assert [(match.concept.id, match.miscased) for match in finder(terms)("us")] == [("we", False)]
    assert ("us", False) in [(match.concept.id, match.miscased) for match in finder(terms)("US")]


NEAR = "concepts:\n  - {id: distillation, terms: {en: distillation, zh-Hans: 提炼}}\n"
FAR = "concepts:\n  - 蒸馏/distillation\n  - {id: refining, terms: {en: refining, zh-Hans: 提炼}}\n  - 护城河/moat\n"


@pytest.mark.parametrize(
    ("text", "near_and_far", "far_alone"),
    [
        pytest.param("蒸馏", [], [("蒸馏", "distillation")], id="a term that only the farther concept has"),
        pytest.param(
            "提炼",
            [("提炼", "distillation"), ("提炼", "refining")],
            [("提炼", "refining")],
            id="homographs of two termbases",
        ),
        pytest.param(
            "distillation", [("distillation", "distillation")], [("distillation", "distillation")], id="met once"
        ),
        pytest.param("moat", [("moat", "moat")], [("moat", "moat")], id="only in the farther one"),
    ],
)
def test_a_nearer_concept_overrides_a_farther_one(
    text: str, near_and_far: list[tuple[str, str]], far_alone: list[tuple[str, str]]
) -> None:
    assert found(text, NEAR, FAR) == near_and_far
    assert found(text, FAR) == far_alone


def test_a_concept_that_is_overridden_blocks_nothing() -> None:
    near = "concepts:\n  - {id: right, terms: {en: right}}\n"
    far = "concepts:\n  - {id: right, terms: {en: {term: right, not_inside: all right}}}\n"
    assert found("all right", near, far) == [("right", "right")]
    assert found("all right", far) == []


def test_only_the_concept_that_says_so_is_another_word_there() -> None:
    terms = (
        "concepts:\n  - {id: bank-of-river, terms: {en: {term: bank, not_inside: bank account}}}\n"
        "  - {id: bank-of-money, terms: {en: bank}}\n"
    )
    assert found("a bank account", terms) == [("bank", "bank-of-money")]


def test_forms_of_nothing_but_invisibles_are_no_forms() -> None:
    terms = 'concepts:\n  - {id: file, terms: {en: {term: file, forms: ["\\u200b"], not_inside: ["\\u2060"]}}}\n'
    assert found("a file", terms) == [("file", "file")]


def test_no_terms_at_all() -> None:
    assert Finder([])("文件 file") == []
    assert finder("concepts: []\n")("文件 file") == []


def test_a_project_finds_by_language_and_leaves_out_what_is_miscased(project_dir: Path) -> None:
    (project_dir / "terms" / "a.yaml").write_text(TERMS, encoding="utf-8")
    project = Project.find_from(project_dir)
    text = "it 软件 軟體 software IT"
    assert [match.surface for match in project.find(text)] == ["软件", "軟體", "software", "IT"]
    assert [match.surface for match in project.find(text, ZH_HANS)] == ["软件"]
    assert [match.surface for match in project.find(text, ZH_TW)] == ["軟體"]


# --- properties -------------------------------------------------------------------------------------

WORDS = (
    "文件 文件夹 夹 蒸馏 蒸餾 攻击 损失 权利 要求 数据 集 软件 軟體 中转 API file folder files Distillation distillation "
    "attack loss Loss data set sets setting AI said GPT 4o all right away it IT us US Go go java Java Script mice 's ’s "
    "-Xmx Xmx C++ .NET @property R&D 埃隆 · 马斯克 ... 核 Straße İstanbul ŉ ǰ ß é ﬁ ﬃ Ａ ｉ ｶﾞ 한 글 𠮷 😀 ，。 （ ） . ( ) - _ /"
).split()
SPACES = [" ", "  ", "\n", "\r\n  ", "\n\n", "\t", "\u3000", "\u00a0", "\u2028"]
ODD = list("\x00\ud83d\u0301\u0327\u1112\u1161\u11ab\ufe0f\U000e0041\ufffc\u200b\u00ad\u202e\ufeff")
texts = st.lists(st.sampled_from([*WORDS, *SPACES, *ODD]) | st.text(st.characters(), max_size=2), max_size=10).map(
    "".join
)


def _as_rows(matches: list[TermMatch]) -> list[tuple[int, int, str, str, bool, bool]]:
    return [(m.span.start, m.span.end, m.concept.id, m.term.text, m.identifier, m.miscased) for m in matches]


@settings(max_examples=500)
@given(texts)
@example("GetDistillationLoss ")
def test_matches_are_in_order_within_the_text_and_never_overlap(text: str) -> None:
    matches = finder(TERMS)(text)
    assert [match for match in matches if text[match.span.start : match.span.end] != match.surface] == []
    assert [match for match in matches if not match.surface] == []
    assert [match.span.start for match in matches] == sorted(match.span.start for match in matches)
    spans = sorted({tuple(match.span) for match in matches if not match.term.inside})
    assert [(one, other) for one, other in pairwise(spans) if other[0] < one[1]] == []


@settings(max_examples=300)
@given(st.lists(texts, min_size=1, max_size=3))
@example(["-Xmx"])
@example(["核", "ǰazz"])
def test_a_finder_that_is_asked_once_answers_as_one_that_has_learned(some: list[str]) -> None:
    learned, fresh = finder(TERMS), _fresh()
    for text in [*some, "x" * 5000]:
        fresh._patterns._asked = 0
        learned._patterns._asked = 1000
        assert _as_rows(fresh(text)) == _as_rows(learned(text))


@cache
def _fresh() -> Finder:
    return made(TERMS)


@settings(max_examples=300)
@given(texts)
def test_a_zero_width_space_between_han_changes_nothing_but_the_spans(text: str) -> None:
    spaced, at = "", []
    for place, char in enumerate(text):
        if "\u4e00" <= char <= "\u9fff" and "\u4e00" <= text[place - 1 : place] <= "\u9fff":
            spaced += "\u200b"
        at.append(len(spaced))
        spaced += char
    moved = [(at[start], at[end - 1] + 1, *rest) for start, end, *rest in _as_rows(finder(TERMS)(text))]
    assert moved == [tuple(row) for row in _as_rows(finder(TERMS)(spaced))]


@cache
def _all_terms() -> list[tuple[str, str]]:
    concepts = finder(TERMS)._scopes[0].concepts()
    return [(concept.id, term.text) for concept in concepts for term in concept.terms if term.find]


@settings(max_examples=300)
@given(
    st.data(),
    st.text(st.sampled_from(" ，。、“（）,!?\n\t\u3000🙂"), max_size=5),
    st.text(st.sampled_from(" ，。、”（）,!?\n\t\u3000🙂"), max_size=5),
)
def test_a_term_between_spaces_or_punctuation_is_found(data: st.DataObject, before: str, after: str) -> None:
    id, term = data.draw(st.sampled_from(_all_terms()))
    matches = finder(TERMS)(f"{before}{term}{after}")
    assert (id, len(before), len(before) + len(term)) in [(m.concept.id, m.span.start, m.span.end) for m in matches]


@settings(max_examples=200)
@given(st.text(st.characters(), max_size=6), st.text(st.characters(), max_size=6))
def test_two_paragraphs_are_found_apart(one: str, other: str) -> None:
    first, second = f"文件 {one} file", f"data {other} 攻击"
    together = _as_rows(finder(TERMS)(f"{first}\n\n{second}"))
    shift = len(first) + 2
    apart = [(start + shift, end + shift, *rest) for start, end, *rest in _as_rows(finder(TERMS)(second))]
    assert together == [*_as_rows(finder(TERMS)(first)), *map(tuple, apart)]


# --- what nobody writes -----------------------------------------------------------------------------


def test_a_term_of_ten_thousand_characters() -> None:
    terms = f"concepts:\n  - {{id: long, terms: {{en: {'y' * 10_000}}}}}\n  - {{id: long-zh, terms: {{zh: {'长' * 10_000}}}}}\n"
    text = f"a {'y' * 10_000} {'y' * 10_001} {'长' * 10_000}。"
    assert [(id, len(surface)) for surface, id in found(text, terms)] == [("long", 10_000), ("long-zh", 10_000)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("把文件交给模型，" * 25_000, id="Chinese on one line"),
        pytest.param("the model of a file " * 10_000, id="English on one line"),
        pytest.param("权利要求" * 50_000, id="another word over and over"),
        pytest.param("all right " * 20_000, id="another word over and over, English"),
        pytest.param("IT it " * 30_000, id="mis-cased ones among others"),
        pytest.param("aB" * 100_000, id="one name of humps"),
        pytest.param("a" * 100_000 + "B", id="a long name with one hump"),
        pytest.param("distillationLoss " * 12_000, id="many names"),
        pytest.param("(" * 100_000, id="brackets"),
        pytest.param("." * 100_000, id="full stops"),
        pytest.param("核" * 100_000, id="a term of one character"),
        pytest.param("\u200b" * 100_000, id="zero-width spaces"),
        pytest.param("文\u200b" * 50_000, id="zero-width spaces between Han"),
        pytest.param("蒸" + "\u200b" * 100_000 + "馏", id="a term stretched"),
        pytest.param("e" + "\u0301\u0327" * 50_000, id="marks of two classes"),
        pytest.param("文\n" * 50_000, id="line breaks between Han"),
        pytest.param("\n" * 100_000, id="empty lines"),
        pytest.param("\ud83d" * 100_000, id="lone surrogates"),
        pytest.param("\x00" * 100_000, id="NUL"),
        pytest.param("İ" * 100_000, id="a letter that grows"),
    ],
)
def test_a_long_text_is_survived(text: str) -> None:
    find = finder(TERMS)
    assert all(text[match.span.start : match.span.end] == match.surface for match in find(text))
