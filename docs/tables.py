"""What the documentation says about verbs, checks and the schema, taken from the code; called by cog.

The tables in glossary/text/ are made here, too, from the data of others (`make data`).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from glossary.checks import Over, all_checks
from glossary.checks._explained import body
from glossary.cli import VERBS, app
from glossary.formats import Format, formats
from glossary.formats._yaml_schema import terms_schema
from glossary.model import DataCategory, UnitPart
from glossary.profiles import Profile, profiles
from glossary.text.script import variants_from_opencc


def verbs() -> str:
    """A table row for each verb: name and the first sentence of its help."""
    rows = [f"| `gloss {name}` | {_first_sentence(name)} |" for name in VERBS]
    return "\n".join(["| verb | what it does |", "| --- | --- |", *rows])


def verbs_zh() -> str:
    """The table of `verbs` in Chinese, for README.zh-CN.md.

    Raises:
        LookupError: A verb has no sentence in `_VERBS_ZH`.
    """
    missing = [name for name in VERBS if name not in _VERBS_ZH]
    if missing:
        raise LookupError(f"no Chinese sentence for {', '.join(missing)}; add it to _VERBS_ZH in docs/tables.py")
    rows = [f"| `gloss {name}` | {_VERBS_ZH[name]} |" for name in VERBS]
    return "\n".join(["| 命令 | 用途 |", "| --- | --- |", *rows])


def help_pages() -> str:
    """The help text of each verb, and of those under one name, as the terminal shows it at 100 columns."""
    return "\n\n".join(f"## {title}\n\n```text\n{_help(command, context)}\n```" for title, command, context in _pages())


def formats_table() -> str:
    """A row for each format: its name, suffixes, what is read and written, and what gets into a file."""
    rows = [
        f"| {form.name} | {' '.join(f'`{suffix}`' for suffix in form.suffixes)} | {', '.join(form.reads) or '–'} "
        f"| {', '.join(form.writes) or '–'} | {_carried(form.carries)} | {_kept(form)} |"
        for form in formats()
    ]
    head = "| format | ends in | reads | writes | of terms, it keeps | of translations, it keeps |"
    return "\n".join([head, "| --- | --- | --- | --- | --- | --- |", *rows])


def profiles_table() -> str:
    """A row for each profile: its name, the tool, its file, what reaches the tool, and what it does not take."""
    rows = [
        f"| `{each.name}` | {each.tool} | `{each.file}` | {_carried(each.carries)} | {_limits(each)} |"
        for each in profiles().values()
    ]
    head = "| profile | for | file | beside the terms, it gets | limits |"
    return "\n".join([head, "| --- | --- | --- | --- | --- |", *rows])


def confirmed_table() -> str:
    """A row for each profile: what confirmed that the tool takes the file."""
    rows = [f"| `{each.name}` | {each.confirmed} |" for each in profiles().values()]
    return "\n".join(["| profile | confirmed by |", "| --- | --- |", *rows])


def _carried(carries: frozenset[DataCategory]) -> str:
    """What of a concept comes along, or what does not if that is less to say."""
    lost = [category for category in DataCategory if category not in carries | {DataCategory.ID}]
    if len(lost) <= _FEW:
        return f"all but {', '.join(lost)}" if lost else "everything"
    return ", ".join(category for category in DataCategory if category in carries) or "–"


def _kept(form: Format) -> str:
    """What of a unit is not kept beside its texts."""
    if not form.write:
        return "–"
    lost = [str(part) for part in UnitPart if part not in form.keeps]
    if UnitPart.META in form.keeps and form.meta != "":
        lost.append("details of other formats")
    return f"all but {', '.join(lost)}" if lost else "everything"


def _limits(profile: Profile) -> str:
    """What a tool takes, in words."""
    limits = profile.limits
    said = [
        f"at most {limits.most_bytes:,} bytes" if limits.most_bytes else "",
        f"terms of at most {limits.longest:,} bytes" if limits.longest else "",
        "each source term once" if limits.once else "",
        f"no `{limits.refused}` in a term".replace("|", "\\|") if limits.refused else "",
    ]
    return "; ".join(filter(None, said)) or "–"


_FEW = 5
"""Categories that a tool does not get and that are named, instead of those which it gets."""


def checks() -> str:
    """A section for each check, grouped by what it looks at: what, why, better, and its examples."""
    return "\n\n".join(
        f"## {title}\n\n"
        + "\n\n".join(f"### {check.rule}\n\n{body(check)}" for check in all_checks() if check.over is over)
        for over, title in _OVER.items()
    )


def schema() -> str:
    """The text of docs/terms.schema.json."""
    return json.dumps(terms_schema(), ensure_ascii=False, indent=2) + "\n"


def han_variants() -> str:
    """The text of glossary/text/han_variants.txt."""
    pairs = list(variants_from_opencc())
    lines = [" ".join(pairs[start : start + 20]) for start in range(0, len(pairs), 20)]
    return _HAN_HEADER + "\n".join(lines) + "\n"


def line_break() -> str:
    """The text of glossary/text/line_break.txt, by the Unicode data of perl, which has that of the line breaks.

    Raises:
        LookupError: Python or perl has other data than that of Unicode 14, by which gettext breaks lines.
    """
    said = subprocess.run(["perl", "-e", _PERL], capture_output=True, text=True, check=True).stdout.split()
    version, starts, names = said[0], [int(start) for start in said[1::2]], said[2::2]
    if not (version.startswith("14.") and unicodedata.unidata_version.startswith("14.")):
        raise LookupError(f"perl has Unicode {version}, Python {unicodedata.unidata_version}; 14 is needed")
    found: dict[str, list[range]] = {}
    for start, end, name in zip(starts, [*starts[1:], sys.maxunicode + 1], names, strict=True):
        name = _SAME_CLASS.get(name, name)
        for code in range(start, end):
            if unicodedata.category(chr(code)) == "Cn" or _suggested_class(code) == name:
                continue
            ranges = found.setdefault(name, [])
            if ranges and ranges[-1].stop == code:
                ranges[-1] = range(ranges[-1].start, code + 1)
            else:
                ranges.append(range(code, code + 1))
    lines = (_row_of_classes(name, ranges) for name, ranges in sorted(found.items()))
    return _LINE_BREAK_HEADER + "".join(f"{line}\n" for row in lines for line in row)


def _suggested_class(code: int) -> str:
    """The class of a character that its general category and its width suggest, as `text/line_break.py` has it."""
    char = chr(code)
    category = unicodedata.category(char)
    if 0xAC00 <= code <= 0xD7A3:
        return "H3" if (code - 0xAC00) % 28 else "H2"
    if category in ("Mn", "Mc", "Me", "Cc"):
        return "CM"
    if category == "Nd":
        return "NU"
    return "ID" if unicodedata.east_asian_width(char) in "WF" else "AL"


def _row_of_classes(name: str, ranges: Iterable[range]) -> list[str]:
    codes = (f"{each[0]:X}" if len(each) == 1 else f"{each[0]:X}-{each[-1]:X}" for each in ranges)
    begin = f"{name} "
    return textwrap.wrap(" ".join(codes), _WIDTH, initial_indent=begin, subsequent_indent=begin, break_on_hyphens=False)


def _pages() -> Iterator[tuple[str, TyperCommand, typer.Context]]:
    """Every verb with its name; after a group the verbs in it."""
    for name in VERBS:
        command, context = _command(name)
        yield f"gloss {name}", command, context
        for part in command.commands if isinstance(command, TyperGroup) else ():
            yield f"gloss {name} {part}", *_command(part, context)


def _help(command: TyperCommand, context: typer.Context) -> str:
    with context:
        text = command.get_help(context)
    return "\n".join(line.rstrip() for line in text.split("\n"))


def _first_sentence(name: str) -> str:
    command, _ = _command(name)
    return re.split(r"(?<=\.)\s", " ".join((command.help or "").split()))[0]


def _command(name: str, parent: typer.Context | None = None) -> tuple[TyperCommand, typer.Context]:
    """A verb of gloss, or of the group that `parent` is for."""
    parent = parent or typer.Context(get_command(app), info_name="gloss", help_option_names=["-h", "--help"], **_WIDE)
    command = parent.command.get_command(parent, name)
    return command, typer.Context(command, info_name=name, parent=parent, **_WIDE)


_WIDE = {"max_content_width": 100, "terminal_width": 100}

_OVER = {
    Over.TERMS: "Terms",
    Over.TEXT: "Texts, and the translations of catalogues",
    Over.PAIR: "Source and translation",
    Over.FILES: "Whole files",
}
"""What checks look at, in the order of the page."""

_VERBS_ZH = {
    "lookup": "查术语：中英文都行，不分简繁，也可以凭拼音、凭其中一段来查，拼错了也能找到。",
    "find": "找出文章和译文里的术语，中英文一并找，并列出另一种语言的说法。",
    "suggest": "给出翻译建议：记忆库里最接近的译文、差在哪里，以及句中必须遵守的术语。",
    "pretranslate": "用以往的译文预填文件：原文相同的直接填入，相近的填成草稿。",
    "check": "检查文章和译文：术语、标点、空格、占位符；不给路径时检查术语本身。",
    "analyze": "算出文件里还有多少活：记忆库译过多少、多接近，哪些重复，哪些术语还没有译法。",
    "add": "把术语添加到项目里：只在一个文件的末尾加上新行，其他行一概不动。",
    "import": "把文件里的术语并入术语库，把译文存进翻译记忆库。",
    "align": "把原文和译文逐句对齐，每对都有可信度；不用任何模型。",
    "memory": "管理翻译记忆库：添加、搜索、列出、统计、导出，检查并整理。",
    "rename": "给术语改名：术语文件、记忆库、译文文件和文章一并改，只改确实指它的地方，改过的译文标为待确认。",
    "export": "把术语写成其他工具能直接用的文件，放进 exports/，并说明每种工具带不走什么。",
    "convert": "把文件换一种格式写出：术语或译文都行，并说明新格式带不走什么。",
    "serve": "为编辑器提供语言服务（LSP）：边写边提示术语和译文，标出问题，并给出改法。",
    "formats": "列出 `gloss convert` 和 `gloss import` 认得的格式，以及 `gloss export` 的各种工具。",
    "fmt": "把术语文件整理成规范的样式：键和语言的顺序、引号、缩进。",
    "init": "在当前目录新建项目：设置、第一个术语文件和 .gitignore。",
    "doctor": "报告装了什么、找到了什么：版本、SQLite、OpenCC、设置、术语、记忆库、缓存、编码。",
}
"""What each verb does, in the order of `VERBS`; a verb that is not here fails the build of the documentation."""

_HAN_HEADER = """\
# Traditional or regional character, then the Simplified one that comparison keys use.
# Made by `make data` from OpenCC's character dictionaries (Apache-2.0); do not edit.
"""
_LINE_BREAK_HEADER = """\
# Classes of line breaking (UAX #14) where a character is not of the class that its general category suggests.
# Derived from LineBreak of the Unicode Character Database 14; complex and unknown ones are AL, CJ are NS, CB are ID.
# Made by `make data` from the copy that comes with perl (Unicode License v3); do not edit.
"""
_PERL = """\
use Unicode::UCD "prop_invmap";
my ($starts, $names) = prop_invmap("Line_Break");
print Unicode::UCD::UnicodeVersion(), "\\n";
print "$starts->[$_] $names->[$_]\\n" for 0..$#$starts;
"""
_SAME_CLASS = {
    **dict.fromkeys(("CR", "LF", "NL"), "BK"),
    **dict.fromkeys(("AI", "SA", "SG", "Unknown"), "AL"),
    "CJ": "NS",
    "CB": "ID",
}
"""What gettext takes classes for that need more than a table."""
_WIDTH = 115
_DOCS = Path(__file__).parent
_SCHEMA = _DOCS / "terms.schema.json"
_HAN_VARIANTS = _DOCS.parent / "glossary" / "text" / "han_variants.txt"
_LINE_BREAK = _DOCS.parent / "glossary" / "text" / "line_break.txt"

if __name__ == "__main__":
    if "--han-variants" in sys.argv:
        _HAN_VARIANTS.write_text(han_variants(), encoding="utf-8")
    elif "--line-break" in sys.argv:
        _LINE_BREAK.write_text(line_break(), encoding="ascii")
    elif "--check" not in sys.argv:
        _SCHEMA.write_text(schema(), encoding="utf-8")
    elif _SCHEMA.read_text(encoding="utf-8") != schema():
        sys.exit("docs/terms.schema.json is out of date: run `make docs`")
