"""`gloss check PATH…` as a person, a pipeline and a platform see it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from running import gloss

from glossary.checks._run import Result
from glossary.cli._report import as_command, as_sarif, diff, excerpt
from glossary.model import Finding, Location, Severity, Span

BAD = "你好,世界。\n"
RULE = "half-width-punctuation"
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nLanguage: zh_CN\\nPlural-Forms: nplurals=1; plural=0;\\n"\n\n'


def checked(*arguments: str, cwd: Path, stdin: bytes = b"") -> tuple[int, str, str]:
    """The exit status of `gloss check`, and what it says on both streams."""
    run = gloss("check", *arguments, cwd=cwd, stdin=stdin)
    return run.returncode, run.stdout, run.stderr


@pytest.fixture
def texts(project_dir: Path) -> Path:
    """A project with terms, a text in order, one that is not, a catalogue, and much that is not ours."""
    files = {
        "terms/ai.yaml": "concepts:\n  - 蒸馏/distillation\n",
        "good.md": "# 标题\n\n你好，世界。\n",
        "bad.md": f"# 标题\n\n{BAD}",
        "docs/bad.md": BAD,
        "docs/notes.xyz": BAD,
        "node_modules/x/bad.md": BAD,
        ".hidden/bad.md": BAD,
        "build/bad.md": BAD,
        "zh.po": HEADER + 'msgid "Hello, world"\nmsgstr "今天大家都好,这个世界"\n',
    }
    for name, text in files.items():
        (project_dir / name).parent.mkdir(parents=True, exist_ok=True)
        (project_dir / name).write_text(text, encoding="utf-8")
    return project_dir


def places(out: str) -> list[str]:
    return [f"{each['path']}:{each['line']}:{each['column']} {each['rule']}" for each in json.loads(out)]


@pytest.mark.parametrize(
    ("arguments", "status", "expected"),
    [
        (["good.md"], 0, []),
        (["bad.md"], 1, [f"bad.md:3:3 {RULE}"]),
        (["."], 1, [f"bad.md:3:3 {RULE}", f"docs/bad.md:1:3 {RULE}", f"zh.po:5:15 {RULE}"]),
        (["docs", "./docs/bad.md", "good.md"], 1, [f"docs/bad.md:1:3 {RULE}"]),
        (["node_modules"], 1, [f"node_modules/x/bad.md:1:3 {RULE}"]),
        (["terms/ai.yaml"], 0, []),
        (["bad.md", "--fail-on", "error"], 0, [f"bad.md:3:3 {RULE}"]),
        (["bad.md", "--fail-on", "never"], 0, [f"bad.md:3:3 {RULE}"]),
        (["bad.md", "--no-rule", RULE], 0, []),
        (["bad.md", "--rule", "dash"], 0, []),
    ],
)
def test_what_is_checked(texts: Path, arguments: list[str], status: int, expected: list[str]) -> None:
    code, out, _ = checked(*arguments, "--format", "json", cwd=texts)
    assert (code, [each for each in places(out) if each.endswith(RULE)]) == (status, expected)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing.md"], "nothing.md: no such file or directory"),
        (["docs/notes.xyz"], "cannot tell the format of 'docs/notes.xyz'"),
        (["bad.md", "--rule", "dahs"], "there is no rule 'dahs'; did you mean dash?"),
        (["bad.md", "good.md", "--against", "x.md"], "--against needs one PATH"),
        (["--fix"], "--fix and --diff need a PATH"),
        (["bad.md", "--baseline", "none.json"], "none.json: error: no such baseline; make it with --write-baseline"),
        (["bad.md", "--write-baseline"], "--write-baseline needs --baseline FILE"),
        (["bad.md", "--baseline", "good.md"], "good.md: error: no baseline"),
        (["--explain", "dahs"], "did you mean dash?"),
        (["-", "--fix"], "--fix corrects files; standard input has only --diff"),
        (["bad.md", "--fix", "--write-baseline", "--baseline", "b.json"], "run --fix first"),
        (["bad.md", "--diff", "--write-baseline", "--baseline", "b.json"], "run --fix first"),
    ],
)
def test_wrong_use_is_one_line(texts: Path, arguments: list[str], message: str) -> None:
    code, out, err = checked(*arguments, cwd=texts)
    assert (code, out, message in err, err.count("\n")) == (2, "", True, 1), err


def test_what_people_see(texts: Path) -> None:
    code, out, err = checked("bad.md", cwd=texts)
    assert (code, out.splitlines()) == (
        1,
        [f"bad.md:3:3: warning: ',' in Chinese text; write '，' [{RULE}]", "  | 你好,世界。", "  |     ^"],
    )
    assert err == "1 warning in 1 file\n"
    assert checked("good.md", cwd=texts) == (0, "", "")


def test_standard_input(texts: Path) -> None:
    code, out, _ = checked("-", cwd=texts, stdin=BAD.encode())
    assert (code, out.split(": ")[0]) == (1, "<stdin>.md:1:3")
    catalogue = (texts / "zh.po").read_bytes()
    assert checked("-", "--stdin-name", "zh.po", cwd=texts, stdin=catalogue)[1].startswith("zh.po:5:15: ")
    assert checked("-", "--stdin-name", "zh.xyz", cwd=texts)[0] == 2


def test_fixing_and_showing_what_would_be_fixed(texts: Path) -> None:
    before = "# 标题\n\n等等...好。\n"
    (texts / "x.md").write_text(before, encoding="utf-8")
    code, out, _ = checked("x.md", "--diff", cwd=texts)
    assert (code, "-等等...好。\n+等等……好。\n" in out) == (1, True)
    assert (texts / "x.md").read_text(encoding="utf-8") == before
    assert checked("x.md", "--fix", cwd=texts) == (0, "", "Corrected 1 file.\n")
    assert (texts / "x.md").read_text(encoding="utf-8") == "# 标题\n\n等等……好。\n"
    assert checked("x.md", "--diff", cwd=texts) == (0, "", "")


def test_what_cannot_be_read_is_named_and_the_rest_is_checked(texts: Path) -> None:
    (texts / "gbk.md").write_bytes("你好".encode("gbk"))
    code, out, _ = checked("gbk.md", "bad.md", "--fail-on", "never", cwd=texts)
    assert (code, "gbk.md:1:1: error: the file is not UTF-8" in out, "bad.md:3:3" in out) == (2, True, True)


def test_the_settings_hold(texts: Path) -> None:
    (texts / "gloss.toml").write_text(
        f'[check]\nexclude = ["docs"]\nfail-on = "error"\n[check.rules]\n{RULE} = "info"\n', encoding="utf-8"
    )
    code, out, _ = checked("bad.md", "docs", "--format", "json", cwd=texts)
    assert (code, [(each["path"], each["severity"]) for each in json.loads(out)]) == (0, [("bad.md", "info")])
    assert checked("bad.md", "--fail-on", "info", cwd=texts)[0] == 1
    (texts / "gloss.toml").write_text('[check.rules]\ndahs = "off"\n', encoding="utf-8")
    code, _, err = checked("bad.md", cwd=texts)
    assert (code, err) == (2, "gloss.toml: error: there is no rule 'dahs'; did you mean dash?\n")


def test_a_baseline_hides_what_was_there_and_nothing_new(texts: Path) -> None:
    baseline = ["--baseline", "known.json"]
    code, out, err = checked("bad.md", "docs", *baseline, "--write-baseline", cwd=texts)
    assert (code, out, err) == (0, "", "2 findings written to known.json.\n")
    (texts / "bad.md").write_text(f"# 标题\n\n新的一段。\n\n{BAD}\n再见,世界。\n", encoding="utf-8")
    code, out, _ = checked("bad.md", "docs", *baseline, "--format", "json", cwd=texts)
    assert (code, places(out)) == (1, [f"bad.md:7:3 {RULE}"])
    checked("bad.md", *baseline, "--write-baseline", cwd=texts)
    assert checked("bad.md", "docs", *baseline, cwd=texts)[0] == 0


def test_a_baseline_never_hides_what_cannot_be_read(texts: Path) -> None:
    baseline = ["--baseline", "known.json"]
    twice = HEADER + 'msgid "a"\nmsgstr "甲"\n\n' * 2
    (texts / "zh.po").write_text(twice, encoding="utf-8")
    code, _, err = checked("zh.po", *baseline, "--write-baseline", cwd=texts)
    assert (code, err) == (2, "0 findings written to known.json.\n")
    code, out, _ = checked("zh.po", *baseline, "--format", "json", cwd=texts)
    assert (code, places(out)) == (2, ["zh.po:7:1 po-duplicate"])


def test_standard_input_never_overwrites_the_file_it_is_named_after(texts: Path) -> None:
    (texts / "x.md").write_text("等等...好。\n", encoding="utf-8")
    typed = (texts / "x.md").read_bytes()
    assert checked("-", "--stdin-name", "x.md", "--fix", cwd=texts, stdin=typed)[0] == 2
    assert (texts / "x.md").read_bytes() == typed


def test_the_source_of_a_catalogue_is_never_corrected(texts: Path) -> None:
    template = HEADER.replace("zh_CN", "") + 'msgid "等等...好"\nmsgstr ""\n'
    (texts / "messages.pot").write_text(template, encoding="utf-8")
    assert "Corrected" not in checked("messages.pot", "--fix", cwd=texts)[2]
    assert (texts / "messages.pot").read_text(encoding="utf-8") == template


def lines_of(number: int) -> list[str]:
    return [f"行{each}\n" for each in range(number)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("甲\n乙\n丙\n", "甲\n己\n丙\n"),
        ("甲", "乙"),
        ("甲\n乙", "己\n乙"),
        ("甲\n乙", "甲\n己"),
        ("甲\r\n乙\r\n", "己\r\n乙\r\n"),
        ("甲\u2028乙\x0c丙\n", "甲\u2028己\x0c丙\n"),
        ("".join(lines_of(30)), "".join("改\n" if n in (0, 7, 8, 29) else line for n, line in enumerate(lines_of(30)))),
        ("甲\n乙\n丙\n", "甲\n丙\n"),
        ("甲\n丙\n", "甲\n乙\n丙\n"),
        ("甲\n", ""),
        ("同\n", "同\n"),
    ],
    ids="middle alone first last CRLF other-separators far-apart line-less line-more all-gone equal".split(),
)
def test_a_diff_says_what_difflib_says(old: str, new: str) -> None:
    import difflib

    sides = [re.findall(r"[^\n]*\n|[^\n]+", text) for text in (old, new)]
    expected = list(difflib.unified_diff(*sides, "a/x.md", "b/x.md"))
    written = "".join(f"{line}\n" for line in diff(old, new, "x.md")).replace("\n\\ No newline at end of file\n", "")
    assert written == "".join(expected).replace("\u2028", "\\u2028").replace("\x0c", "\\x0c")


def test_a_diff_of_a_long_text_takes_no_time() -> None:
    old = "".join(f"{number % 150}\n" if number % 7 else "x ，\n" for number in range(100_000))
    assert sum(1 for _ in diff(old, old.replace(" ，", "，"), "x.md")) > 100_000


def test_a_translation_against_its_source(texts: Path) -> None:
    (texts / "en.md").write_text("# Title\n\nSee <https://example.org/a>.\n", encoding="utf-8")
    (texts / "zh.md").write_text("# 标题\n\n见 <https://example.org/b>。\n", encoding="utf-8")
    code, out, _ = checked("zh.md", "--against", "en.md", "--format", "json", cwd=texts)
    assert (code, places(out)) == (1, ["zh.md:3:4 url-changed"])


@pytest.mark.parametrize(
    ("translation", "source"),
    [
        pytest.param("use.zh.md", "use.en.md", id="beside it"),
        pytest.param("use.zh.md", "use.md", id="that names no language"),
        pytest.param("zh/use.md", "en/use.md", id="in another tree"),
    ],
)
def test_a_translation_against_the_source_beside_it(texts: Path, translation: str, source: str) -> None:
    for name, text in ((source, "See <https://example.org/a>.\n"), (translation, "见 <https://example.org/b>。\n")):
        (texts / name).parent.mkdir(exist_ok=True)
        (texts / name).write_text(text, encoding="utf-8")
    expected = f"{translation}:1:4 url-changed"
    for paths in ([translation], ["."], [translation, source], ["-", "--stdin-name", translation]):
        code, out, _ = checked(*paths, "--format", "json", cwd=texts, stdin="见 <https://example.org/b>。\n".encode())
        assert (code, [place for place in places(out) if "use" in place]) == (1, [expected])


def test_a_translation_beside_its_source_is_still_a_text(texts: Path) -> None:
    (texts / "terms" / "names.yaml").write_text("concepts:\n  - 服务条款/ToS\n  - 月之暗面/Moonshot AI\n", "utf-8")
    (texts / "use.zh.md").write_text("你们违反 ToS 了。\n\n月之暗面说没有，Moonshot AI 又说有。\n", encoding="utf-8")
    found = []
    for _ in range(2):
        found.append(places(gloss("check", "use.zh.md", "--format", "json", cwd=texts).stdout))
        (texts / "use.en.md").write_text("You broke the rules.\n\nThey say no, and say yes.\n", encoding="utf-8")
    assert found[0]
    assert found[0] == found[1]


def test_a_rule_about_the_source_is_silenced_there(texts: Path) -> None:
    english = "One day.\n\n{}The box has 5 apples and 7 pears in it.\n\nThe end.\n"
    (texts / "use.zh.md").write_text("有一天。\n\n完。\n", encoding="utf-8")
    for comment, expected in (("", ["use.en.md:3:1 left-out"]), ("<!-- gloss: ignore left-out -- old -->\n\n", [])):
        (texts / "use.en.md").write_text(english.format(comment), encoding="utf-8")
        for paths in (["use.zh.md"], ["use.zh.md", "use.en.md"]):
            run = gloss("check", *paths, "--rule", "left-out", "--format", "json", cwd=texts)
            assert places(run.stdout) == expected


def test_a_source_that_cannot_be_read(texts: Path) -> None:
    (texts / "use.en.md").write_bytes(b"\xff\xfe\x00")
    (texts / "use.zh.md").write_text(BAD, encoding="utf-8")
    for paths in (["use.zh.md"], ["use.zh.md", "use.en.md"], ["use.zh.md", "--against", "use.en.md"]):
        code, out, _ = checked(*paths, "--format", "json", cwd=texts)
        found = [f"{each['path']} {each['rule']}" for each in json.loads(out)]
        assert (code, found) == (2, ["use.en.md unreadable", f"use.zh.md {RULE}"])


def test_a_source_outside_of_the_project_is_not_read(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "use.md"
    elsewhere.write_text("See <https://example.org/a>.\n", encoding="utf-8")
    (texts / "use.en.md").symlink_to(elsewhere)
    (texts / "use.zh.md").write_text("见 <https://example.org/b>。\n", encoding="utf-8")
    assert checked("use.zh.md", cwd=texts)[0] == 0


def test_a_paragraph_without_translation(texts: Path) -> None:
    (texts / "en.md").write_text("One day.\n\nThe box has 5 apples and 7 pears in it.\n\nThe end.\n", encoding="utf-8")
    (texts / "zh.md").write_text("有一天。\n\n完。\n", encoding="utf-8")
    code, out, _ = checked("zh.md", "--against", "en.md", "--rule", "left-out", "--format", "json", cwd=texts)
    assert (code, places(out)) == (1, ["en.md:3:1 left-out"])


def test_code_in_a_translated_page(texts: Path) -> None:
    (texts / "en.md").write_text("Run `relay start` now.\n\nThen `relay stop`.\n", encoding="utf-8")
    (texts / "zh.md").write_text("现在运行 `relay stop`。\n\n然后是 `relay stop`。\n", encoding="utf-8")
    code, out, _ = checked("zh.md", "--against", "en.md", "--format", "json", cwd=texts)
    assert (code, places(out)) == (1, ["zh.md:1:7 literal-changed"])


@pytest.mark.parametrize("rule", [RULE, "untranslated", "same-preferred"])
def test_a_rule_explains_itself(texts: Path, rule: str) -> None:
    code, out, _ = checked("--explain", rule, cwd=texts)
    assert (code, out.split(" ")[0]) == (0, rule)
    assert all(part in out for part in ("What: ", "Why: ", "Better: ", "Flagged:\n    ", "Clean:\n    "))


def finding(text: str, start: int, end: int, *, path: str = "a.md", message: str = "m", better: str = "") -> Finding:
    line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
    return Finding("dash", Severity.INFO, message, Location(path, line, column), Span(start, end), (better,), True)


@pytest.mark.parametrize(
    ("text", "start", "end", "lines"),
    [
        ("你好,世界", 2, 3, ("你好,世界", "    ^")),
        ("a bc d", 2, 4, ("a bc d", "  ^~")),
        ("一\n二三\r\n四", 3, 4, ("二三", "  ^~")),
        ("甲\u202e乙", 2, 3, ("甲\\u202e乙", "        ^~")),
        ("a\u200bb", 1, 2, ("a\\u200bb", " ^~~~~~")),
        ("a\tb", 2, 3, ("a\\x09b", "     ^")),
        ("e\u0301x", 2, 3, ("e\u0301x", " ^")),
        ("ab", 2, 2, ("ab", "  ^")),
        ("ab\ncd", 1, 5, ("ab", " ^")),
        ("x" * 100 + "!" + "y" * 100, 100, 101, ("…" + "x" * 40 + "!" + "y" * 59 + "…", " " * 41 + "^")),
    ],
    ids="Han Latin second-line bidi invisible tab combining end two-lines long".split(),
)
def test_the_caret_stands_under_the_text(text: str, start: int, end: int, lines: tuple[str, str]) -> None:
    assert excerpt(finding(text, start, end), {"a.md": text}) == lines


@pytest.mark.parametrize(
    ("each", "command"),
    [
        (
            finding("a,b", 1, 2, message="100% 'a'\nb: c, d"),
            "::notice file=a.md,line=1,col=2,endLine=1,endColumn=3,title=dash::100%25 'a'%0Ab: c, d",
        ),
        (
            finding("a,b", 1, 2, path="文,档/a:b%.md"),
            "::notice file=文%2C档/a%3Ab%25.md,line=1,col=2,endLine=1,endColumn=3,title=dash::m",
        ),
        (finding("a\nb", 0, 3), "::notice file=a.md,line=1,col=1,endLine=2,title=dash::m"),
        (Finding("r", Severity.ERROR, "m\r::error::x"), "::error title=r::m\\x0d::error::x"),
        (Finding("r", Severity.WARNING, "m", Location("a.md", 3)), "::warning file=a.md,line=3,title=r::m"),
    ],
    ids=["escaped message", "escaped path", "two lines", "no place", "no column"],
)
def test_commands_of_github(each: Finding, command: str) -> None:
    texts = {path: text for path, text in (("a.md", "a\nb"), ("文,档/a:b%.md", "a,b"))}
    if each.span and each.span.end - each.span.start == 1:
        texts["a.md"] = "a,b"
    assert as_command(each, texts) == command


def obj(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": False}


def array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


TEXT = {"type": "string"}
POSITIVE = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = obj("text", text=TEXT)
ARTIFACT = obj("uri", uri={"type": "string", "pattern": r"^[A-Za-z0-9._~!$&'()*+,;=:@%/-]+$"})
REGION = obj("startLine", startLine=POSITIVE, startColumn=POSITIVE, endLine=POSITIVE, endColumn=POSITIVE)
REPLACEMENT = obj("deletedRegion", deletedRegion=REGION, insertedContent=obj("text", text=TEXT))
SARIF = obj(
    "version",
    "runs",
    **{"$schema": {"type": "string", "format": "uri"}},
    version={"const": "2.1.0"},
    runs=array(
        obj(
            "tool",
            tool=obj(
                "driver",
                driver=obj(
                    "name",
                    name=TEXT,
                    version=TEXT,
                    rules=array(
                        obj(
                            "id",
                            id=TEXT,
                            shortDescription=MESSAGE,
                            fullDescription=MESSAGE,
                            help=MESSAGE,
                            defaultConfiguration=obj(enabled={"type": "boolean"}, level=LEVEL),
                        )
                    ),
                ),
            ),
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            results=array(
                obj(
                    "message",
                    ruleId=TEXT,
                    ruleIndex={"type": "integer", "minimum": 0},
                    level=LEVEL,
                    message=MESSAGE,
                    partialFingerprints={"type": "object", "additionalProperties": TEXT},
                    locations=array(
                        obj(physicalLocation=obj("artifactLocation", artifactLocation=ARTIFACT, region=REGION))
                    ),
                    fixes=array(
                        obj(
                            "artifactChanges",
                            description=MESSAGE,
                            artifactChanges={
                                **array(
                                    obj(
                                        "artifactLocation",
                                        "replacements",
                                        artifactLocation=ARTIFACT,
                                        replacements={**array(REPLACEMENT), "minItems": 1},
                                    )
                                ),
                                "minItems": 1,
                            },
                        )
                    ),
                )
            ),
        )
    ),
)
"""The parts of SARIF 2.1.0 (OASIS, section 3) that are used; everything else is refused."""


def test_sarif(texts: Path) -> None:
    (texts / "坏 #1.md").write_text("𠮷好,世界...再。\n", encoding="utf-8")
    (texts / "gbk.md").write_bytes("你好".encode("gbk"))
    code, out, _ = checked("坏 #1.md", "gbk.md", "--format", "sarif", cwd=texts)
    log = json.loads(out)
    jsonschema.validate(log, SARIF)
    assert code == 2
    [run] = log["runs"]
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(names) == len(set(names))
    assert all(names[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    [comma] = [result for result in run["results"] if result["ruleId"] == RULE]
    place = comma["locations"][0]["physicalLocation"]
    assert unquote(place["artifactLocation"]["uri"]) == "坏 #1.md"
    assert place["region"] == {"startLine": 1, "startColumn": 3, "endLine": 1, "endColumn": 4}
    assert comma["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"] == {"text": "，"}
    assert [result["level"] for result in run["results"] if result["ruleId"] == "unreadable"] == ["error"]


def test_sarif_of_places_that_are_not_known() -> None:
    rows = [Finding("r", Severity.ERROR, "m"), Finding("r", Severity.INFO, "m", Location("a.md")), finding("ab", 2, 2)]
    log = as_sarif([Result(each, "") for each in rows], {"a.md": "ab"}, "/")
    jsonschema.validate(log, SARIF)
    nowhere, whole, point = log["runs"][0]["results"]
    assert "locations" not in nowhere
    assert whole["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "a.md"}}}]
    assert point["locations"][0]["physicalLocation"]["region"]["endColumn"] == 3


def test_terms_are_checked_where_they_are_kept(project_dir: Path) -> None:
    (project_dir / "other.yaml").write_text("concepts:\n  - 蒸馏/distillation\n", encoding="utf-8")
    status, _, err = checked("other.yaml", cwd=project_dir)
    assert (status, "put them under terms/" in err) == (2, True)
