"""Strings that have broken tools like this one; each must come back from every format that holds it, code for code.

Written in escapes where an editor or a tool could change the character on its way.
"""

from __future__ import annotations

import pytest

NASTY: list[tuple[str, str]] = [
    # one look, several spellings
    ("nfc", "caf\u00e9"),
    ("nfd", "cafe\u0301"),
    ("hangul-jamo", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
    ("angstrom-sign", "\u212b"),
    ("compatibility-ideograph", "\uf900\uf9d0"),
    ("compatibility-circled", "①㍿ﬁ½"),
    ("full-width", "ＡＢＣ１２３"),
    ("half-width-kana", "ｶﾞｷﾞ"),
    ("ideographic-space", "一\u3000二"),
    ("kangxi-radicals", "\u2f00\u2f08"),
    ("variation-sequence", "葛\U000e0100"),
    ("standard-variation", "\u2260\ufe00"),
    ("astral-han", "𠮷野家"),
    ("extension-g", "\U00030000"),
    ("traditional", "臺灣網路軟體"),
    ("mixed-script", "раураl"),
    # what nobody sees
    ("zero-width-space", "蒸\u200b馏"),
    ("zero-width-non-joiner", "a\u200cb"),
    ("zero-width-joiner", "a\u200db"),
    ("word-joiner", "a\u2060b"),
    ("bom-inside", "a\ufeffb"),
    ("bom-first", "\ufeffa"),
    ("soft-hyphen", "dis\u00adtillation"),
    ("no-break-space", "10\u00a0km"),
    ("narrow-no-break-space", "10\u202fkm"),
    ("bidi-override", "a\u202etxt.exe\u202c"),
    ("bidi-isolate", "\u2067abc\u2069"),
    ("tag-characters", "ok\U000e0069\U000e0067\U000e006e"),
    ("private-use", "\ue000\U0010fffd"),
    ("object-replacement", "a\ufffcb"),
    ("replacement", "a\ufffdb"),
    ("noncharacter", "a\ufffe\uffffb"),
    # case and combination
    ("dotted-capital-i", "\u0130stanbul"),
    ("sharp-s", "Straße STRASSE ẞ"),
    ("final-sigma", "ΟΔΟΣ οδος"),
    ("combining-60", "a" + "\u0301" * 60),
    ("emoji-zwj", "👩\u200d👩\u200d👧\u200d👦"),
    ("emoji-flag-skin", "🇨🇳👍🏽"),
    ("devanagari", "क्षि"),
    ("arabic", "سلام"),
    # line ends and controls
    ("newline", "one\ntwo"),
    ("two-newlines", "one\n\ntwo"),
    ("crlf", "one\r\ntwo"),
    ("carriage-return", "one\rtwo"),
    ("tab", "one\ttwo"),
    ("newline-last", "one\n"),
    ("newline-first", "\none"),
    ("next-line", "a\u0085b"),
    ("line-separator", "a\u2028b"),
    ("paragraph-separator", "a\u2029b"),
    ("vertical-tab", "a\vb"),
    ("form-feed", "a\fb"),
    ("file-separator", "a\x1cb\x1db\x1eb\x1f"),
    ("nul", "a\0b"),
    ("bell", "a\ab"),
    ("backspace", "a\bb"),
    ("escape-colour", "\x1b[31mred\x1b[0m"),
    ("escape-link", "\x1b]8;;http://a.b\x07x\x1b]8;;\x07"),
    ("delete", "a\x7fb"),
    ("c1-control", "a\x9bb"),
    ("high-surrogate", "a\ud83db"),
    ("low-surrogate", "\ude00"),
    ("surrogates-in-wrong-order", "\ude00\ud83d"),
    # white space at the ends
    ("space-first", " a"),
    ("space-last", "a "),
    ("spaces-inside", "a  b   c"),
    ("ideographic-space-last", "词\u3000"),
    ("tab-last", "a\t"),
    # quotes, backslashes, numbers
    ("double-quotes", 'say "hi"'),
    ("double-quotes-around", '"hi"'),
    ("single-quotes", "it's 'so'"),
    ("curly-quotes", "“引号”‘单’"),
    ("corner-brackets", "「術語」《书》"),
    ("backslash", "C:\\new\\table"),
    ("backslash-last", "a\\"),
    ("escape-as-text", r"\n \t \u0041 \x41 \""),
    ("number", "1e3"),
    ("number-with-zero", "007"),
    ("date", "2026-01-01"),
    ("sexagesimal", "190:20:30"),
    ("boolean", "no"),
    ("null", "null"),
    ("nan", "NaN"),
    # the specials of formats
    ("formula", "=1+1"),
    ("formula-plus", '+cmd|" /C calc"!A0'),
    ("formula-minus", "-2+3"),
    ("formula-at", "@SUM(1)"),
    ("csv", 'a,b;"c"'),
    ("csv-comment", "# no comment"),
    ("xml", '<a href="b">&amp;</a>'),
    ("xml-cdata", "]]><![CDATA[x"),
    ("xml-comment", "<!-- x --> <?pi?>"),
    ("xml-entity", "&lt;&#x41;&unknown;"),
    ("html-script", "<script>alert(1)</script>"),
    ("html-attribute", '" onmouseover="alert(1)'),
    ("po", 'msgid "a"'),
    ("po-obsolete", "#~ a"),
    ("po-format", "%s of %(name)s {0} {name}"),
    ("icu", "{n, plural, one {# file} other {# files}}"),
    ("yaml-key", "a: b"),
    ("yaml-comment", "a #b"),
    ("yaml-anchor", "&a *b !c"),
    ("yaml-document", "---"),
    ("yaml-flow", "[a, {b: c}]"),
    ("yaml-block", "|-"),
    ("yaml-dash", "- a"),
    ("markdown", "*a* _b_ `c` [d](e) ![f](g)"),
    ("markdown-pipe", "a | b"),
    ("markdown-heading", "# a"),
    ("tbx-slash", "蒸馏/distillation"),
    ("sql", "'; DROP TABLE units; --"),
    ("fts", 'NEAR("a" b) AND c*'),
    ("path", "../../etc/passwd"),
    ("template", "{{ 7*7 }} ${x} <%= y %>"),
    ("regex", "(a+)+$"),
]
"""Id and text."""


def nasty_params() -> list[object]:
    """One test for each: `@pytest.mark.parametrize("text", nasty_params())`."""
    return [pytest.param(text, id=name) for name, text in NASTY]


def is_unicode(text: str) -> bool:
    """Whether a text can be written as UTF-8: no lone surrogate in it."""
    return not any("\ud800" <= char <= "\udfff" for char in text)
