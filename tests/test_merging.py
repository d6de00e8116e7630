"""Merging adds what is new and names what contradicts; what a file cannot say is no change."""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary.compiled import computed_terms
from glossary.formats import yaml
from glossary.losses import EVERYTHING, reduced
from glossary.merging import Keep, Merge, _sharing, ids_are_names, in_plain_languages, merge
from glossary.merging._sharing import Entry, shared_langs
from glossary.model import Concept, DataCategory, Lang, PartOfSpeech, Term, TermStatus
from glossary.pairs import concepts_of, units_of
from glossary.text.language import fallbacks

PAIRS = frozenset({DataCategory.SYNONYM})
NO_IDS = EVERYTHING - {DataCategory.ID}


def read(*entries: str, computed: bool = False, path: str = "ours.yaml") -> list[Concept]:
    data = "concepts:\n" + "".join(f"  - {entry}\n" for entry in entries)
    resource = yaml.read(data.encode(), path)
    found = [entry for entry in resource.entries if isinstance(entry, Concept)]
    assert not resource.findings
    return [with_computed(concept) for concept in found] if computed else found


def with_computed(concept: Concept) -> Concept:
    return replace(concept, terms=(*concept.terms, *computed_terms(concept)))


def without_ids(found: list[Concept]) -> list[Concept]:
    return [replace(concept, id="") for concept in found]


def told(merged: Merge) -> tuple[list[str], list[str], list[str]]:
    """Ids of what is added, what becomes different, and what contradicts."""
    return (
        [concept.id for concept in merged.added],
        [f"{update.old.id}: {change}" for update in merged.updated for change in update.changes],
        [conflict.what for conflict in merged.conflicts],
    )


ROWS = [
    pytest.param("蒸馏/distillation", "护城河/moat", (["moat"], [], []), id="new"),
    pytest.param("蒸馏/distillation", "蒸馏/distillation", ([], [], []), id="known"),
    pytest.param("蒸馏/distillation", "{terms: {en: distillation}}", ([], [], []), id="a language less"),
    pytest.param(
        "蒸馏/distillation",
        "{terms: {en: distillation, zh-Hans: [蒸馏, 知识蒸馏]}}",
        ([], ["distillation: zh-Hans: 知识蒸馏 is added"], []),
        id="synonym",
    ),
    pytest.param(
        "{terms: {en: [a, b], zh-Hans: [甲, 乙]}}",
        "{terms: {en: [b, a], zh-Hans: [乙]}}",
        ([], [], []),
        id="another order",
    ),
    pytest.param(
        "{terms: {en: [a, b, {term: c, status: forbidden}]}}",
        "{terms: {en: [{term: a, status: admitted}, {term: b, status: preferred}, c]}}",
        ([], [], ["status of a", "status of b", "status of c"]),
        id="another preference",
    ),
    pytest.param(
        "蒸馏/distillation",
        "{terms: {en: distillation, fr: distillation}}",
        ([], ["distillation: fr: distillation is added"], []),
        id="language",
    ),
    pytest.param("银行/bank", "河岸/bank", ([], [], ["terms in zh-Hans"]), id="a synonym or another concept"),
    pytest.param(
        "{id: a, terms: {en: PR, zh-Hans: 公关}}\n  - {id: b, terms: {en: PR, zh-Hans: 拉取请求}}",
        "{terms: {en: [PR, pull request], zh-Hans: 拉取请求}}",
        ([], ["b: en: pull request is added"], []),
        id="terms in both languages decide",
    ),
    pytest.param(
        "{id: a, terms: {en: PR, zh-Hans: 公关}}\n  - {id: b, terms: {en: PR, zh-Hans: 拉取请求}}",
        "{terms: {en: PR, fr: RP}}",
        ([], [], ["concept"]),
        id="several could be meant",
    ),
    pytest.param(
        "{id: a, terms: {en: PR, zh-Hans: 公关}}\n  - {id: b, terms: {en: PR, zh-Hans: 拉取请求}}",
        "{terms: {en: PR, zh-Hans: [公关, 拉取请求]}}",
        ([], [], []),
        id="homonyms thrown together",
    ),
    pytest.param(
        "{id: a, subject: x, terms: {en: PR, zh-Hans: 公关}}\n  - {id: b, subject: y, terms: {en: PR}}",
        "{subject: y, terms: {en: PR, fr: RP}}",
        ([], ["b: fr: RP is added"], []),
        id="the subject decides",
    ),
    pytest.param(
        "{id: a, terms: {en: x}}\n  - {id: b, terms: {zh-Hans: 叉}}",
        "叉/x",
        ([], [], ["concept"]),
        id="two concepts would become one",
    ),
    pytest.param(
        "蒸馏/distillation",
        "{definition: {en: Heating.}, note: 注, subject: ai, examples: e, terms: {en: {term: distillation, forms: d}}}",
        (
            [],
            [
                "distillation: subject is added: ai",
                "distillation: note is added: 注",
                "distillation: examples is added: e",
                "distillation: definition in en is added: Heating.",
                "distillation: forms of distillation is added: d",
            ],
            [],
        ),
        id="filled in",
    ),
    pytest.param(
        "{definition: {en: Heating.}, note: 注, subject: ai, terms: {en: {term: d, case: sensitive}}}",
        "{definition: {en: Cooling.}, note: 记, subject: ml, terms: {en: {term: d, case: insensitive, status: forbidden}}}",
        ([], [], ["subject", "note", "definition in en", "case of d", "status of d"]),
        id="contradictions",
    ),
    pytest.param(
        "{definition: {en: D.}, note: 注, translate: false, terms: {en: {term: d, find: false, inside: allow}}}",
        "{terms: {en: d}}",
        ([], [], []),
        id="what the file leaves out is kept",
    ),
    pytest.param(
        "{terms: {en: {term: d, find: false, forms: [x, y]}}}",
        "{translate: false, terms: {en: {term: d, inside: allow, forms: [y, x]}}}",
        ([], ["d: translate is added: false", "d: inside of d is added: true"], []),
        id="switches; another order",
    ),
    pytest.param("DeepSeek", "{terms: {zh-Hans: DeepSeek}}", ([], [], []), id="a name in another language"),
    pytest.param(
        "{terms: {en: [{term: watermark, part_of_speech: noun}, {term: watermark, part_of_speech: verb}]}}",
        "{terms: {en: [{term: watermark, part_of_speech: noun}, {term: watermark, part_of_speech: verb}]}}",
        ([], [], []),
        id="one text twice",
    ),
    pytest.param(
        "{terms: {en: {term: watermark, part_of_speech: noun}}}",
        "{terms: {en: [{term: watermark, part_of_speech: noun}, {term: watermark, part_of_speech: verb}]}}",
        ([], ["watermark: en: watermark is added"], []),
        id="one text a second time",
    ),
    pytest.param("蒸馏/distillation", "{terms: {zh-TW: 蒸餾}}", ([], [], []), id="computed"),
    pytest.param(
        "软件/software",
        "{terms: {en: software, zh-TW: 軟件}}",
        ([], ["software: zh-TW: 軟件 is added"], []),
        id="another word than the computed one",
    ),
    pytest.param("{terms: {en: x, zh-Hant: 甲}}", "{terms: {en: x, zh-TW: 甲}}", ([], [], []), id="stands in"),
    pytest.param("{terms: {en: x, zh-TW: 甲}}", "{terms: {en: x, zh-Hant: 甲}}", ([], [], []), id="a wider variety"),
    pytest.param(
        "{terms: {en: x, zh-TW: 網路}}",
        "{terms: {en: x, zh-HK: 網路}}",
        ([], ["x: zh-HK: 網路 is added"], []),
        id="one region is not another",
    ),
    pytest.param(
        "{terms: {en: x}}",
        "{terms: {en: x, fr: a}}\n  - {terms: {en: x, fr: b}}",
        ([], ["x: fr: a is added", "x: fr: b is added"], []),
        id="synonyms in several entries",
    ),
    pytest.param("发/x", "{terms: {zh-Hant: 发}}", (["发"], [], []), id="Simplified is not Traditional"),
    pytest.param("护城河/moat", "{terms: {en: Moat}}", (["moat-2"], [], []), id="upper case is another term"),
    pytest.param("护城河/moat", "{subject: law, terms: {en: MOAT}}", (["moat-law"], [], []), id="named by subject"),
]


@pytest.mark.parametrize(("ours", "theirs", "expected"), ROWS)
def test_what_becomes_of_a_concept(ours: str, theirs: str, expected: tuple[list[str], list[str], list[str]]) -> None:
    merged = merge(read(ours, computed=True), without_ids(read(theirs)), EVERYTHING)
    assert told(merged) == expected
    assert len(merged.known) == (expected == ([], [], []))


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        pytest.param(
            "{id: d, terms: {zh-Hans: 蒸馏法, en: distillation}}", ([], [], ["terms in zh-Hans"]), id="contradiction"
        ),
        pytest.param("{id: d, terms: {fr: distillation}}", ([], ["d: fr: distillation is added"], []), id="language"),
        pytest.param("{id: d, terms: {en: moat}}", (["moat"], [], []), id="an id that means something else"),
        pytest.param("{id: e, terms: {en: distillation, zh-Hans: 蒸馏}}", ([], [], []), id="another id"),
    ],
)
def test_an_id_that_the_file_carries_comes_first(theirs: str, expected: tuple[list[str], list[str], list[str]]) -> None:
    ours = read("{id: d, terms: {en: distillation, zh-Hans: 蒸馏}}")
    assert told(merge(ours, read(theirs), EVERYTHING)) == expected


def test_a_conflict_names_both_values_and_both_places() -> None:
    ours = read("{id: a, note: 注, terms: {en: a}}")
    theirs = read("{note: 记, terms: {en: a}}", path="theirs.yaml")
    (conflict,) = merge(ours, theirs, NO_IDS).conflicts
    assert str(conflict) == "note: the termbase has 注 (ours.yaml:2:5), the file has 记 (theirs.yaml:2:5)"


def test_a_conflict_names_every_concept_that_could_be_meant() -> None:
    ours = read("{id: a, terms: {en: PR, zh-Hans: 公关}}", "{id: b, terms: {en: PR, zh-Hans: 拉取请求}}")
    (conflict,) = merge(ours, read("{terms: {en: PR}}"), EVERYTHING - {DataCategory.ID}).conflicts or [None]
    assert conflict is None  # it says nothing new
    (conflict,) = merge(ours, read("{note: 注, terms: {en: PR}}"), NO_IDS).conflicts
    assert conflict.ours == "a or b"
    assert [place.line for place in conflict.our_origins] == [2, 3]


KEPT = [
    pytest.param("{id: d, note: 注, terms: {en: d}}", "{note: 记, terms: {en: d}}", "note", "注", "记", id="note"),
    pytest.param(
        "{id: d, definition: {en: A.}, terms: {en: d}}",
        "{definition: {en: B.}, terms: {en: d}}",
        "definition",
        {"en": "A."},
        {"en": "B."},
        id="definition",
    ),
    pytest.param("银行/d", "河岸/d", "terms", ["d", "银行"], ["d", "银行", "河岸"], id="terms of ours stay"),
    pytest.param(
        "{id: d, terms: {en: [d, e]}}",
        "{terms: {en: [{term: d, status: admitted}, {term: f, status: preferred}]}}",
        "terms",
        ["d", "e", "f"],
        ["d", "e", "f"],
        id="preferred term",
    ),
]


@pytest.mark.parametrize(("ours", "theirs", "name", "mine", "other"), KEPT)
def test_somebody_chooses(ours: str, theirs: str, name: str, mine: object, other: object) -> None:
    def kept(merged: Merge) -> object:
        (concept,) = [update.new for update in merged.updated] or read(ours)
        value = getattr(concept, name)
        return [term.text for term in value] if name == "terms" else value

    assert kept(merge(read(ours), read(theirs), NO_IDS, keep="ours")) == mine
    assert kept(merge(read(ours), read(theirs), NO_IDS, keep="theirs")) == other


@pytest.mark.parametrize(
    ("ours", "theirs", "conflicts"),
    [
        pytest.param("preferred", "forbidden", ["status of d"], id="a term that we write"),
        pytest.param("deprecated", "forbidden", [], id="a tool that has one word for all that must not be used"),
        pytest.param("forbidden", "preferred", [], id="a term of which nothing is said"),
        pytest.param("preferred", "admitted", [], id="another order"),
    ],
)
def test_a_file_that_only_names_what_must_not_be_used(ours: str, theirs: str, conflicts: list[str]) -> None:
    ours, theirs = (f"{{terms: {{en: [{{term: d, status: {status}}}], zh: 甲}}}}" for status in (ours, theirs))
    merged = merge(read(ours), read(theirs), frozenset({DataCategory.SYNONYM, DataCategory.UNUSABLE}))
    assert told(merged) == ([], [], conflicts)


def test_of_two_preferred_terms_ours_stays_preferred() -> None:
    ours = read("{id: d, terms: {en: [d, e]}}")
    theirs = read("{id: d, terms: {en: [{term: d, status: admitted}, {term: f, status: preferred}]}}")
    (update,) = merge(ours, theirs, EVERYTHING, keep="ours").updated
    assert [term.status for term in update.new.terms] == ["preferred", "admitted", "admitted"]
    (update,) = merge(ours, theirs, EVERYTHING, keep="theirs").updated
    assert [(term.text, term.status) for term in update.new.terms] == [
        ("d", "admitted"),
        ("e", "admitted"),
        ("f", "preferred"),
    ]


def test_entries_of_one_file_with_the_same_terms_become_one_and_homonyms_do_not() -> None:
    theirs = without_ids(read("账单/bill", "法案/bill", "{terms: {zh-Hans: [账单, 帐单], en: bill}}"))
    merged = merge([], theirs, PAIRS)
    assert [(c.id, [t.text for t in c.terms]) for c in merged.added] == [
        ("bill", ["bill", "账单", "帐单"]),
        ("bill-2", ["bill", "法案"]),
    ]
    assert told(merge(merged.added, theirs, PAIRS)) == ([], [], [])


def test_related_concepts_follow_their_ids() -> None:
    ours = read("{id: distillation, terms: {en: d, zh-Hans: 蒸馏}}")
    theirs = read("{id: c1, related: [c2], terms: {en: moat}}", "{id: c2, related: c1, terms: {en: d, zh-Hans: 蒸馏}}")
    merged = merge(ours, theirs, EVERYTHING)
    assert [(c.id, c.related) for c in merged.added] == [("c1", ("distillation",))]
    assert told(merged)[1] == ["distillation: related is added: c1"]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param(["{id: lease, terms: {en: lease}}"], True, id="term"),
        pytest.param(["{id: lease-2, terms: {en: lease, zh-Hans: 租约}}"], True, id="with a number of ours"),
        pytest.param(["{id: 租约, terms: {en: lease, zh-Hans: 租约}}"], True, id="Chinese"),
        pytest.param(["{id: c10, terms: {en: lease}}"], False, id="number"),
        pytest.param(["{id: leaseholder, terms: {en: lease}}"], False, id="another word"),
        pytest.param(["{id: tos, terms: {en: terms of service}}", "a", "b"], True, id="most of them"),
        pytest.param(["{id: '10', terms: {en: x}}", "{id: '11', terms: {en: y}}", "a"], False, id="few of them"),
    ],
)
def test_ids_that_are_names_are_known(entries: list[str], expected: bool) -> None:
    assert ids_are_names(read(*entries)) is expected


def test_related_concepts_follow_ids_that_are_not_kept() -> None:
    ours = read("{id: distillation, terms: {en: d, zh-Hans: 蒸馏}}")
    theirs = read(
        "{id: c1, related: [c2, c3], terms: {en: moat}}",
        "{id: c2, related: c1, terms: {en: d, zh-Hans: 蒸馏}}",
        "{id: c3, terms: {en: edge}}",
    )
    merged = merge(ours, theirs, EVERYTHING, own_ids=False)
    assert [(c.id, c.related) for c in merged.added] == [("moat", ("distillation", "edge")), ("edge", ())]
    assert told(merged)[1] == ["distillation: related is added: moat"]


@pytest.mark.parametrize(
    ("theirs", "carries", "terms", "concepts"),
    [
        pytest.param(["{terms: {en: a, zh-Hans: 甲}}", "乙/b"], NO_IDS, ["aa", "丙", "不"], ["c"], id="struck out"),
        pytest.param(["{terms: {en: a}}", "{terms: {en: b}}"], NO_IDS, ["aa"], ["c"], id="a language less"),
        pytest.param(["{terms: {en: a, zh-Hans: [甲, 丙, 不]}}"], NO_IDS, ["aa"], [], id="a part of the termbase"),
        pytest.param(
            ["{terms: {en: a, zh-Hans: 甲}}", "乙/b"],
            NO_IDS - {DataCategory.UNUSABLE},
            ["aa", "丙"],
            ["c"],
            id="what the file cannot say is not missing",
        ),
        pytest.param(["甲/a", "乙/b"], frozenset(), [], [], id="one term of a language is all that there can be"),
    ],
)
def test_what_the_file_has_not_is_told(
    theirs: list[str], carries: frozenset[DataCategory], terms: list[str], concepts: list[str]
) -> None:
    ours = read(
        "{id: a, terms: {en: [a, aa], zh-Hans: [甲, 丙, {term: 不, status: forbidden}], fr: a-t-il}}",
        "乙/b",
        "丁/c",
        computed=True,
    )
    merged = merge(ours, without_ids(read(*theirs)), carries)
    assert [term.text for _, missing in merged.terms_not_in_file for term in missing] == terms
    assert [concept.id for concept in merged.concepts_not_in_file] == concepts


def test_a_definition_in_the_plain_language_stays() -> None:
    theirs = read(
        "{definition: {en: A., en-US: B.}, terms: {en-US: a}}", "{definition: {en-US: C.}, terms: {en-US: b}}"
    )
    plain, taken = in_plain_languages(theirs, {Lang("en")})
    assert taken == {"en-US": "en"}
    assert [concept.definition for concept in plain] == [{"en": "A.", "en-US": "B."}, {"en": "C."}]
    assert {term.lang for concept in plain for term in concept.terms} == {"en"}


def test_a_termbase_that_is_built_on_is_not_changed() -> None:
    farther = read("蒸馏/distillation")
    assert told(merge([], read("蒸馏/distillation"), PAIRS, farther=farther)) == ([], [], [])
    more = read("{terms: {en: distillation, zh-Hans: [蒸馏, 蒸馏法]}}")
    for keep in (None, "ours"):
        merged = merge([], more, PAIRS, farther=farther, keep=keep)
        assert told(merged) == ([], [], ["distillation, which is kept in another termbase"])
    merged = merge([], more, PAIRS, farther=farther, keep="theirs")
    assert [(c.id, [t.text for t in c.terms]) for c in merged.added] == [
        ("distillation", ["distillation", "蒸馏", "蒸馏法"])
    ]


SETS = [
    pytest.param(EVERYTHING, id="everything"),
    pytest.param(NO_IDS, id="no ids"),
    pytest.param(frozenset(), id="nothing"),
    pytest.param(PAIRS, id="synonyms"),
    pytest.param(PAIRS | {DataCategory.STATUS}, id="statuses"),
    pytest.param(frozenset({DataCategory.ID, DataCategory.DEFINITION}), id="no synonyms"),
    pytest.param(EVERYTHING - {DataCategory.UNUSABLE}, id="usable ones"),
]


@pytest.fixture(scope="module")
def own() -> list[Concept]:
    paths = sorted((Path(__file__).parent.parent / "terms").glob("*.yaml"))
    return [entry for path in paths for entry in yaml.read(path.read_bytes(), str(path)).entries]  # type: ignore[misc]


@pytest.fixture(scope="module")
def served(own: list[Concept]) -> list[Concept]:
    return list(map(with_computed, own))


@pytest.mark.parametrize("carries", SETS)
def test_what_was_written_out_comes_back_as_known(
    own: list[Concept], served: list[Concept], carries: frozenset[DataCategory]
) -> None:
    back = [reduced(concept, carries) for concept in own]
    merged = merge(served, back, carries)
    assert told(merged) == ([], [], [])
    assert len(merged.known) == len([concept for concept in back if concept.terms])


LANGS = tuple(map(Lang, ("en", "en-GB", "zh-Hans", "zh-Hant", "zh-TW", "zh-HK")))


@pytest.mark.parametrize(("source", "target"), list(itertools.permutations(LANGS, 2)))
def test_pairs_that_were_written_out_come_back_as_known(
    own: list[Concept], served: list[Concept], source: Lang, target: Lang
) -> None:
    files = []
    for exported in (own, served):
        back = concepts_of(units_of(exported, source, target))
        files += [each for each in (back, list(map(without_regions, back))) if each not in files]
    for carries in (PAIRS, PAIRS | {DataCategory.NOTE, DataCategory.TERM_NOTE}):
        for back in files:
            assert told(merge(served, back, carries)) == ([], [], [])


def without_regions(concept: Concept) -> Concept:
    """As tools say it that know one Traditional Chinese only."""
    return replace(concept, terms=tuple(replace(term, lang=fallbacks(term.lang)[-1]) for term in concept.terms))


def some_terms(lang: Lang) -> st.SearchStrategy[list[Term]]:
    term = st.builds(
        Term,
        text=st.sampled_from("abc甲乙"),
        lang=st.just(lang),
        status=st.sampled_from(TermStatus),
        part_of_speech=st.none() | st.sampled_from(PartOfSpeech),
        forms=st.lists(st.sampled_from("xy"), max_size=2, unique=True).map(tuple),
        note=st.sampled_from(["", "n", "m"]),
        find=st.booleans(),
    )
    return st.lists(term, min_size=1, max_size=3)


@st.composite
def some_concepts(draw: st.DrawFn) -> list[Concept]:
    """Concepts of few words, so that many of them meet."""
    return [
        Concept(
            id=id,
            terms=tuple(
                term
                for lang in draw(st.sampled_from([("en",), ("en", "zh-Hans"), ("zh-TW",), ("en", "zh-Hans", "zh-TW")]))
                for term in draw(some_terms(Lang(lang)))
            ),
            subject=draw(st.sampled_from(["", "ai", "law"])),
            definition=draw(
                st.dictionaries(st.sampled_from([Lang("en"), Lang("fr")]), st.sampled_from("DE"), max_size=1)
            ),
            note=draw(st.sampled_from(["", "n", "m"])),
            translatable=draw(st.booleans()),
            related=draw(st.sampled_from([(), ("a",), ("b", "z")])),
        )
        for id in draw(st.lists(st.sampled_from("abcdef"), max_size=4, unique=True))
    ]


@settings(max_examples=100)
@given(some_concepts(), st.frozensets(st.sampled_from(DataCategory)))
def test_merging_what_comes_from_us_changes_nothing(found: list[Concept], carries: frozenset[DataCategory]) -> None:
    merged = merge(found, [reduced(concept, carries) for concept in found], carries | {DataCategory.ID})
    assert told(merged)[:2] == ([], [])


@settings(max_examples=100)
@given(
    some_concepts(), some_concepts(), st.sampled_from([EVERYTHING, NO_IDS, PAIRS]), st.sampled_from(["ours", "theirs"])
)
def test_merging_deletes_no_term_and_keeps_ids_apart(
    ours: list[Concept], theirs: list[Concept], carries: frozenset[DataCategory], keep: Keep
) -> None:
    merged = merge(ours, theirs, carries, keep=keep)
    if keep == "ours":
        assert merged == merge(ours, theirs, carries)
    changed = {update.old.id: update.new for update in merged.updated}
    for concept in ours:
        texts = {(term.text, term.lang) for term in concept.terms if not term.computed}
        assert texts <= {(term.text, term.lang) for term in changed.get(concept.id, concept).terms}
    after = [changed.get(concept.id, concept) for concept in ours] + merged.added
    assert len({concept.id for concept in after}) == len(after)


def preferred(concept: Concept) -> Counter[Lang]:
    return Counter(term.lang for term in concept.terms if term.status is TermStatus.PREFERRED)


def test_an_id_of_the_file_is_not_one_that_was_made_here() -> None:
    theirs = [
        Concept("b", (Term("a", Lang("en")), Term("b", Lang("en"), TermStatus.ADMITTED))),
        Concept("c", (Term("b", Lang("en")), Term("甲", Lang("zh-Hans")))),
    ]
    merged = merge([], theirs, EVERYTHING, own_ids=False)
    assert [concept.id for concept in merged.added] == ["a", "b"]
    assert told(merge(merged.added, theirs, EVERYTHING, own_ids=False)) == ([], [], [])


@settings(max_examples=60)
@given(some_concepts(), some_concepts(), st.sampled_from([EVERYTHING, NO_IDS, PAIRS]), st.booleans())
def test_merging_a_second_time_says_nothing_new(
    ours: list[Concept], theirs: list[Concept], carries: frozenset[DataCategory], own_ids: bool
) -> None:
    theirs = [concept for concept in theirs if not any(count > 1 for count in preferred(concept).values())]
    merged = merge(ours, theirs, carries, own_ids=own_ids)
    changed = {update.old.id: update.new for update in merged.updated}
    after = [changed.get(concept.id, concept) for concept in ours] + merged.added
    if not merged.conflicts:
        assert told(merge(after, theirs, carries, own_ids=own_ids)) == ([], [], [])


def steps_of_merging(count: int) -> int:
    """Calls that it takes to merge so many concepts with as many that change them."""
    ours = [
        Concept(f"c{n}", (Term(f"term {n}", Lang("en")), Term(f"词{n}", Lang("zh-Hans"))), note="注")
        for n in range(count)
    ]
    theirs = [replace(concept, id="", terms=(*concept.terms, _synonym(concept))) for concept in ours]
    steps = itertools.count()
    sys.setprofile(lambda *_: next(steps) and None)
    try:
        merged = merge(ours, theirs, NO_IDS)
    finally:
        sys.setprofile(None)
    assert len(merged.updated) == count
    return next(steps)


def test_twice_as_many_concepts_take_twice_the_steps() -> None:
    assert steps_of_merging(1_000) < 2.2 * steps_of_merging(500)


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        pytest.param("term {}", "词{}", id="nothing"),
        pytest.param("term {}", "待定", id="a translation"),
        pytest.param("TBD", "词{}", id="a source, and so the ids of new ones"),
    ],
)
def test_a_term_that_all_concepts_of_a_file_share_brings_none_of_them_together(
    en: str, zh: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[Entry] = []

    def counted(entry: Entry, concept: Concept) -> set[Lang]:
        looked_at.append(entry)
        return shared_langs(entry, concept)

    monkeypatch.setattr(_sharing, "shared_langs", counted)
    theirs = [
        Concept("", (Term(en.format(n), Lang("en")), Term(zh.format(n), Lang("zh-Hans"))), note="注")
        for n in range(2_000)
    ]
    merged = merge([], theirs, NO_IDS)
    assert (len(merged.added), len({concept.id for concept in merged.added})) == (2_000, 2_000)
    assert told(merge(merged.added, theirs, NO_IDS)) == ([], [], [])
    assert len(looked_at) <= 2_000


@pytest.mark.parametrize(
    ("entries", "added"),
    [
        pytest.param(["{terms: {zh-Hans: 待定, en: a}}", "{terms: {zh-Hans: 待定}}"], 2, id="in one language more"),
        pytest.param(["{terms: {zh-Hans: 待定}}", "{terms: {zh-Hans: 待定}, note: n}"], 1, id="in the same language"),
        pytest.param(["{terms: {zh-Hans: 甲, zh-TW: 乙}}", "{terms: {zh-Hans: 甲}}"], 2, id="in another variety"),
        pytest.param(["甲/a", "{terms: {zh-Hans: [甲, 乙], en: a}}"], 1, id="in two languages"),
    ],
)
def test_concepts_of_one_file_are_one_if_they_share_terms_in_all_or_in_two_languages(
    entries: list[str], added: int
) -> None:
    assert len(merge([], without_ids(read(*entries)), NO_IDS).added) == added


def _synonym(concept: Concept) -> Term:
    return Term(f"{concept.id} too", Lang("en"), TermStatus.ADMITTED)
