"""Settings: where they are looked for, what they may say, what is said about slips."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from glossary import config
from glossary.config import CheckSettings, Config, House
from glossary.errors import ConfigError, GlossaryError
from glossary.stores import cache

PYPROJECT = "[project]\nname = 'x'\nversion = '1'\n"


def write(root: Path, **files: str) -> None:
    """Write files by name: `gloss` is gloss.toml, `pyproject` is pyproject.toml."""
    root.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (root / f"{name}.toml").write_text(text, encoding="utf-8")


def settings_of(root: Path, text: str) -> Config:
    write(root, gloss=text)
    found = config.find(root)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gloss", 'terms = "术语"\nlanguages = ["zh_CN", "en-us"]\nextends = ["../shared"]\n'),
        ("gloss", '\ufeffterms = "术语"\nlanguages = ["zh", "EN-US"]\nextends = ["../shared"]\n'),
        ("gloss", 'terms = "术语"\r\nlanguages = ["zh", "en-US"]\r\nextends = ["../shared"]\r\n'),
        ("pyproject", PYPROJECT + '[tool.gloss]\nterms="术语"\nlanguages=["zh","en_US"]\nextends=["../shared"]\n'),
    ],
    ids=["gloss.toml", "with a byte order mark", "with CRLF", "pyproject.toml"],
)
def test_settings(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, **{name: text})
    expected = Config(tmp_path, tmp_path / f"{name}.toml", "术语", ("../shared",), ("zh-Hans", "en-US"))
    assert config.find(tmp_path) == expected
    assert expected.terms_directory == tmp_path / "术语"


@pytest.mark.parametrize("name", ["gloss", "pyproject"])
def test_every_setting_has_a_default(tmp_path: Path, name: str) -> None:
    write(tmp_path, **{name: "[tool.gloss]\n" if name == "pyproject" else ""})
    found = config.find(tmp_path)
    assert found == Config(tmp_path, tmp_path / f"{name}.toml", "terms", (), ("en", "zh-Hans"))
    assert found.terms_directory == tmp_path / "terms"


def test_gloss_toml_goes_before_pyproject(tmp_path: Path) -> None:
    write(tmp_path, gloss='terms = "a"', pyproject='[tool.gloss]\nterms = "b"')
    assert config.find(tmp_path) == Config(tmp_path, tmp_path / "gloss.toml", "a")


def test_walking_up(tmp_path: Path) -> None:
    write(tmp_path, gloss="")
    deep = tmp_path / "文章" / "2024"
    deep.mkdir(parents=True)
    assert config.find(deep) == Config(tmp_path, tmp_path / "gloss.toml")


def test_walking_up_from_a_directory_that_does_not_exist_yet(tmp_path: Path) -> None:
    write(tmp_path, gloss="")
    assert config.find(tmp_path / "not" / "yet") == Config(tmp_path, tmp_path / "gloss.toml")


def test_walking_up_from_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, gloss="")
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")
    assert config.find(Path(".")) == Config(tmp_path, tmp_path / "gloss.toml")


def test_the_nearest_project_wins(tmp_path: Path) -> None:
    write(tmp_path, gloss='terms = "far"')
    write(tmp_path / "inner", pyproject='[tool.gloss]\nterms = "near"')
    assert config.find(tmp_path / "inner") == Config(tmp_path / "inner", tmp_path / "inner" / "pyproject.toml", "near")


def test_there_may_be_no_project(tmp_path: Path) -> None:
    assert config.find(Path(tmp_path.anchor)) is None


@pytest.mark.parametrize(
    ("names", "is_project"),
    [
        (["ai.yaml"], True),
        (["ai.yml", "README.md"], True),
        ([], True),
        ([".gitkeep"], True),
        (["README.md"], False),
        (["terms.csv"], False),
    ],
    ids=["YAML", "YAML among others", "empty", "nothing to see", "only a text", "only a table"],
)
def test_a_directory_of_terms_makes_a_project(tmp_path: Path, names: list[str], is_project: bool) -> None:
    write(tmp_path, gloss="")
    terms = tmp_path / "inner" / "terms"
    terms.mkdir(parents=True)
    for name in names:
        (terms / name).write_text("", encoding="utf-8")
    inner, outer = Config(tmp_path / "inner"), Config(tmp_path, tmp_path / "gloss.toml")
    assert config.find(tmp_path / "inner") == (inner if is_project else outer)


@pytest.mark.parametrize(
    "text",
    [
        PYPROJECT,
        "[tool.ruff]\nline-length = 120\n",
        "not TOML at all\n",
        PYPROJECT + "# gloss reads its settings from [tool.gloss]\n",
        "[project]\ndescription = 'see [tool.gloss]'\n[tool.ruff]\n",
    ],
    ids=["no tools", "other tools", "another's broken file", "named in a comment", "named in a text"],
)
def test_a_pyproject_without_gloss_is_passed_by(tmp_path: Path, text: str) -> None:
    write(tmp_path, gloss="")
    write(tmp_path / "inner", pyproject=text)
    assert config.find(tmp_path / "inner") == Config(tmp_path, tmp_path / "gloss.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("term = 'x'", "unknown setting 'term'; did you mean terms?", id="slip"),
        pytest.param("language = ['en']", "unknown setting 'language'; did you mean languages?", id="singular"),
        pytest.param("colour = 'red'", "unknown setting 'colour'; known are terms, extends, languages", id="unknown"),
        pytest.param("'术语' = 'x'", "unknown setting '术语'; known are terms, extends, languages", id="in Chinese"),
        pytest.param("root = '/'", "unknown setting 'root'; known are", id="a field that is no setting"),
        pytest.param("path = '/'", "unknown setting 'path'; known are", id="another field that is no setting"),
        pytest.param("terms = ['terms']", "terms needs text, such as", id="list for text"),
        pytest.param("terms = 1", "terms needs text, such as", id="number for text"),
        pytest.param("terms = ''", "terms needs text, such as", id="empty text"),
        pytest.param("extends = '../shared'", "extends needs a list of texts, such as", id="text for list"),
        pytest.param("extends = ['../shared', 1]", "extends needs a list of texts", id="number in a list"),
        pytest.param("extends = ['']", "extends needs a list of texts", id="empty text in a list"),
        pytest.param("languages = 'en'", "languages needs a list of texts", id="one language"),
        pytest.param("languages = ['en', '中文']", "languages: '中文' is not a language tag", id="no language tag"),
        pytest.param("languages = ['zh-Simp']", "did you mean zh-Hans or zh-Hant?", id="no script"),
        pytest.param("terms = terms", "not TOML: ", id="no quotes"),
        pytest.param("terms = 'a'\nterms = 'b'", "not TOML: ", id="twice"),
        pytest.param("terms: a", "see https://toml.io", id="YAML"),
    ],
)
def test_a_slip_is_named_with_the_way_out(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, gloss=text)
    with pytest.raises(ConfigError) as caught:
        config.find(tmp_path)
    assert message in str(caught.value)
    assert caught.value.path == str(tmp_path / "gloss.toml")


def test_a_slip_in_pyproject(tmp_path: Path) -> None:
    write(tmp_path, pyproject="[tool.gloss]\nterm = 'x'")
    with pytest.raises(ConfigError, match="did you mean terms") as caught:
        config.find(tmp_path)
    assert caught.value.path == str(tmp_path / "pyproject.toml")


@pytest.mark.parametrize(
    "data", ['terms = "术语"'.encode("gb18030"), 'terms = "a"'.encode("utf-16")], ids=["GB 18030", "UTF-16"]
)
def test_another_encoding(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "gloss.toml").write_bytes(data)
    with pytest.raises(ConfigError, match="save the file as UTF-8"):
        config.find(tmp_path)


def test_a_broken_nearest_file_is_not_passed_by(tmp_path: Path) -> None:
    write(tmp_path, gloss="")
    write(tmp_path / "inner", gloss="=")
    with pytest.raises(ConfigError):
        config.find(tmp_path / "inner")


def test_extends_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    elsewhere = tmp_path / "elsewhere"
    found = settings_of(tmp_path / "project", f"extends = ['shared', '~/terms', '{elsewhere}', 'a~b']")
    project = tmp_path / "project"
    expected = (project / "shared", tmp_path / "home" / "terms", elsewhere, project / "a~b")
    assert found.extended_directories == expected


def test_the_home_of_nobody(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="~no-such-user-at-all"):
        _ = settings_of(tmp_path, "extends = ['~no-such-user-at-all/terms']").extended_directories


def test_personal_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GLOSS_CONFIG_DIR", str(tmp_path))
    assert config.personal_directory() == tmp_path / "terms"
    monkeypatch.setenv("GLOSS_CONFIG_DIR", "")
    assert config.personal_directory().parts[-2:] == ("gloss", "terms")


def test_a_user_without_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "GLOSS_CONFIG_DIR", "GLOSS_CACHE_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert not config.personal_directory().exists()
    assert not cache.works()


def test_how_texts_are_checked(tmp_path: Path) -> None:
    text = """
[check]
fail-on = "error"
exclude = ["docs/old/**", "*.pot"]
baseline = "基线.json"
han-latin-space = "none"
rules = {dash = "off", "未知" = "error"}
"""
    expected = CheckSettings(
        "error", {"dash": "off", "未知": "error"}, ("docs/old/**", "*.pot"), "基线.json", House(han_latin_space="none")
    )
    assert settings_of(tmp_path / "own", text).check == expected
    write(tmp_path / "shared", pyproject=PYPROJECT + text.replace("[check]", "[tool.gloss.check]"))
    shared = config.find(tmp_path / "shared")
    assert shared is not None
    assert shared.check == expected
    assert settings_of(tmp_path / "none", "").check == CheckSettings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("check = 1", "check must be a table"),
        ("check.failon = 'error'", "unknown setting 'check.failon'; did you mean check.fail-on?"),
        ("check.x = 1", "unknown setting 'check.x'; known are fail-on, rules, exclude, baseline, han-latin-space"),
        ("check.fail-on = 'fatal'", "check.fail-on must be one of info, warning, error, never, not 'fatal'"),
        ("check.fail-on = ['error']", "check.fail-on must be one of"),
        ("check.rules = ['dash']", "check.rules must be a table"),
        ("check.rules.dash = false", "check.rules.dash must be one of off, on, info, warning, error, not False"),
        ("check.exclude = '*.md'", "check.exclude needs a list of texts"),
        ("check.baseline = ''", 'check.baseline needs text, such as check.baseline = "known.json"'),
        ("check.han-latin-space = true", "check.han-latin-space must be one of document, space, none, any, not True"),
    ],
)
def test_slips_in_how_texts_are_checked(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        settings_of(tmp_path, text)
