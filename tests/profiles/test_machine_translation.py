"""Glossaries of services that translate: exact files, and what they refuse."""

from __future__ import annotations

import pytest
from some_terms import SERVICE, exported, term, text, zh

from glossary.model import Concept
from glossary.text.language import EN, ZH_HANS, ZH_HK, ZH_TW

PAIRS = [
    ("terms of service", "服务条款"),
    ("ToS", "服务条款"),
    ("end-user license agreement", "最终用户协议"),
    ("allowlist", "允许列表"),
    ("DeepSeek", "DeepSeek"),
]
FORMULA = ('"=1+1, ""so"""', "@加一")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        pytest.param("google", "".join(f"{a}\t{b}\n" for a, b in PAIRS), id="google: no header, no quotation marks"),
        pytest.param("azure", "".join(f"{a}\t{b}\n" for a, b in PAIRS), id="azure: the same"),
        pytest.param(
            "amazon",
            "en,zh\n" + "".join(f"{a},{b}\n" for a, b in [*PAIRS, FORMULA]),
            id="amazon: codes of languages first; a formula stays as it is",
        ),
        pytest.param("lara", "en-US,zh-CN\n" + "".join(f"{a},{b}\n" for a, b in [*PAIRS, FORMULA]), id="lara: regions"),
        pytest.param(
            "google-sets",
            "en,zh-CN,pos\n"
            "terms of service,服务条款,noun\n"
            "ToS,服务条款,noun\n"
            "end-user license agreement,最终用户协议,\n"
            "allowlist,允许列表,\n"
            "DeepSeek,DeepSeek,proper noun\n"
            ",@加一,\n"
            ",罚款,\n",
            id="google-sets: a column for each language, a name in all of them",
        ),
    ],
)
def test_file(name: str, wanted: str) -> None:
    assert text(name) == wanted


@pytest.mark.parametrize(
    ("name", "sources", "kept"),
    [
        pytest.param("amazon", ["Polish", "polish"], ["Polish"], id="amazon: case may not matter there"),
        pytest.param("google", ["Polish", "polish"], ["Polish", "polish"], id="google: case matters"),
        pytest.param("azure", ["bank", "bank"], ["bank"], id="azure: one for one"),
        pytest.param("google-sets", ["bank", "bank"], ["bank"], id="google-sets: the second is named"),
    ],
)
def test_a_source_stands_there_once(name: str, sources: list[str], kept: list[str]) -> None:
    concepts = [Concept(str(n), (term(source), zh(f"词{n}"))) for n, source in enumerate(sources)]
    file = exported(name, concepts)
    lines = file.data.decode().splitlines()
    assert [cell for line in lines if (cell := line.replace("\t", ",").split(",")[0]) in sources] == kept
    assert len(file.findings) == len(sources) - len(kept)


def test_languages_with_one_tag_share_a_column() -> None:
    taiwan = Concept("a", (term("software"), zh("软件"), term("軟體", ZH_TW), term("軟件", ZH_HK)))
    file = exported("google-sets", [taiwan], (EN, ZH_HANS), (EN, ZH_TW), (EN, ZH_HK))
    assert file.data.decode() == "en,zh-CN,zh-TW,zh-HK,pos\nsoftware,软件,軟體,軟件,\n"


def test_what_is_lost_is_said() -> None:
    lost = {loss.category.value for loss in exported("google", [SERVICE]).losses}
    assert {"definition", "note", "subject", "terms that are not to be used"} <= lost
