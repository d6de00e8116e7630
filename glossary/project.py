"""Project: the one service that every face of gloss asks, for the terms that hold where you work.

The terms of the project come first, then the termbases it extends, then the user's own; a concept of a nearer
termbase hides the one with the same id in a farther one, and says so.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from glossary import config as settings
from glossary.config import CheckSettings, Config
from glossary.errors import ConfigError, FormatError, ProjectError, StoreError
from glossary.model import (
    USABLE,
    Added,
    Concept,
    DataCategory,
    Finding,
    Lang,
    Location,
    MatchKind,
    MemoryMatch,
    Progress,
    Resource,
    SearchHit,
    Segment,
    SegmentTerm,
    Severity,
    Span,
    Suggestion,
    Term,
    TermHit,
    TermMatch,
    TranslationUnit,
    Via,
)
from glossary.stores import files
from glossary.termbase import Termbase, stamps
from glossary.text.language import fallbacks, is_chinese

if TYPE_CHECKING:
    from glossary.alignment import Alignment
    from glossary.analysis import Analysis, Asker, Question
    from glossary.checks._fix import Change
    from glossary.checks._run import Result, Rule, Typed
    from glossary.checks._session import Report
    from glossary.checks._suppress import Comment
    from glossary.drafting import Draft, Place
    from glossary.finder import Finder
    from glossary.formats import Format
    from glossary.matching.repair import Terms as RepairTerms
    from glossary.memory import TranslationMemory
    from glossary.merging import Keep, Merge
    from glossary.pretranslation import Offers, Pretranslation
    from glossary.profiles import Exported, Profile
    from glossary.renaming import Renaming

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Export:
    """A file for another tool.

    Attributes:
        path: Where it belongs.
        file: Its bytes, and what did not get into it.
    """

    profile: Profile
    path: Path
    file: Exported


class Project:
    """One directory with settings and terms, together with the termbases that it builds on.

    Args:
        config: The settings; None outside of any project, where only the user's own terms answer.
        progress: Told how compiling goes, if terms have to be compiled.
    """

    def __init__(self, config: Config | None, *, progress: Progress | None = None) -> None:
        self.config = config
        self._progress = progress
        self._start: Path | None = None
        self._written: dict[str, Typed] = {}

    @classmethod
    def find_from(cls, start: Path | str, *, progress: Progress | None = None) -> Project:
        """The project that a directory is in, or the user's own terms alone.

        Raises:
            ConfigError: The settings of the project cannot be used.
        """
        project = cls(settings.find(Path(start)), progress=progress)
        project._start = Path(start)
        return project

    @cached_property
    def scopes(self) -> tuple[Termbase, ...]:
        """The termbases, nearest first: the project's, those it extends, the user's own."""
        own = (self.config.terms_directory, *self.config.extended_directories) if self.config else ()
        roots = dict.fromkeys(map(os.path.abspath, (*own, settings.personal_directory())))
        return tuple(Termbase(Path(root), progress=self._progress) for root in roots)

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with the files themselves: bad entries are left out and named here."""
        return self._missing() + [finding for scope in self.scopes for finding in scope.findings]

    def _missing(self) -> list[Finding]:
        return [
            Finding("missing-directory", Severity.ERROR, f"the settings name {directory}, which is no directory")
            for directory in (self.config.named_directories if self.config else ())
            if not os.path.isdir(directory)
        ]

    def is_empty(self) -> bool:
        """Whether there is no concept in any scope."""
        return not any(len(scope) for scope in self.scopes)

    def stamp(self) -> Hashable:
        """What the files that this project is made of look like now; another value when somebody changed them.

        Of the memory, which sees itself what is added to it, only whether it is still the same file.
        """
        roots = [scope.root for scope in self.scopes]
        baseline = [self.baseline_path] if self.baseline_path else []
        seen = (*map(files.stamp, (*settings.files_of(self._start or self.root), *roots, *baseline)),)
        _, _, _, memory = files.stamp(self.memory_path)
        return seen, tuple(each for root in roots for each in stamps(root)), memory

    def lookup(self, query: str, *, limit: int = 10) -> list[TermHit]:
        """Concepts for a query in either language, nearest first.

        Exact, other script, inflected, beginning, part and pinyin are asked first; only if none of them answers,
        slips of spelling are (all hits are then `Via.FUZZY`). At most `limit` hits, at least 1.
        """
        hits = self._ask(lambda scope: scope.lookup(query, limit=2 * limit))
        hits = hits or self._ask(lambda scope: scope.near(query, limit=2 * limit))
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def complete(self, text: str, *, limit: int = 20) -> list[tuple[Span, TermHit]]:
        """The concepts whose term somebody may be writing, where `text` is the line up to there; longest first.

        Of Chinese, which has no spaces, every end of the line may be a beginning of a term (我们用蒸 → 蒸馏); of other
        scripts, the last word, its pinyin (zhengliu, zl), and the last words (terms of ser → terms of service).

        Returns:
            Which part of `text` the term would replace, and the answer; a concept once.
        """
        from glossary.text.script import has_han

        found: dict[str, tuple[Span, TermHit]] = {}
        for start in _beginnings(text):
            typed = text[start:]
            for hit in self._ask(lambda scope, typed=typed: scope.lookup(typed, limit=2 * limit)):  # type: ignore[misc]
                is_near = hit.via in _BEGUN or (hit.via is Via.INSIDE and not has_han(typed) and len(typed) > _SHORT)
                if is_near and hit.concept.id not in found:
                    found[hit.concept.id] = Span(start, len(text)), hit
            if len(found) >= limit:
                break
        return sorted(found.values(), key=lambda each: (each[0].start, -each[1].score))[:limit]

    @cached_property
    def finder(self) -> Finder:
        """Recognises the terms of all scopes in a text; kept, as it learns."""
        from glossary.finder import Finder

        return Finder(self.scopes)

    @cached_property
    def _searched(self) -> Callable[[str], Sequence[TermMatch]]:
        """The finder, which knows what it has just found: one answer asks for the terms of the same texts again."""
        return lru_cache(_JUST_SEARCHED)(lambda text: tuple(self.finder(text)))

    def find(self, text: str, lang: Lang | None = None) -> list[TermMatch]:
        """The terms of a running text, both languages at once, leftmost and longest, in order.

        Args:
            text: Prose; what is no prose (code, URLs) should be left out or masked.
            lang: Only terms in this language, and in what may stand in for it.
        """
        matches = [match for match in self.finder(text) if not match.miscased]
        if lang is None:
            return matches
        wanted = fallbacks(lang)
        return [match for match in matches if match.term.lang in wanted]

    @property
    def memory_path(self) -> Path:
        """The file of the project's translation memory, which need not exist."""
        return self.root / ".gloss" / "memory.db"

    @cached_property
    def memory(self) -> TranslationMemory:
        """The past translations of the project."""
        from glossary.memory import TranslationMemory

        return TranslationMemory(self.memory_path, progress=self._progress)

    def suggest(
        self,
        text: str,
        *,
        lang: Lang | None = None,
        target_lang: Lang | None = None,
        context: str = "",
        neighbours: str = "",
        min_score: float = 70.0,
        limit: int = 5,
    ) -> Suggestion:
        """What is to be respected in a segment: the nearest past translations, and its terms with their renderings.

        Texts in which it was seen without a translation are named apart; they are never matches.

        A match whose target breaks the glossary says so, and loses points for it after the best were chosen: it may
        therefore have less than `min_score`. Then what differs is repaired in the targets of the best, where that is
        certain (`glossary.matching.repair`) and no check has more to say of the repaired target than of the stored.

        Args:
            text: The segment.
            lang: Its language; without it, judged by its script.
            target_lang: The language to translate into; without it, the project's first other language.
            context: msgctxt or the like; an equal text in an equal context has a score of 101.
            neighbours: As made by `glossary.memory.neighbours` of the segments before and after.
            min_score: 0–100.
            limit: At most so many matches.

        Raises:
            StoreError: The memory cannot be read.
        """
        from glossary.text.script import language_of

        lang = lang or language_of(text)
        target_lang = target_lang or self._other_language(lang)
        matches = self._matches(
            text,
            lang=lang,
            target_lang=target_lang,
            context=context,
            neighbours=neighbours,
            min_score=min_score,
            limit=limit,
        )
        seen = [
            replace(each, translations=self._renderings(each.unit, target_lang))
            for each in self.memory.seen(text, lang, min_score=min_score, limit=limit)
        ]
        terms = tuple(self._segment_terms(text, lang, target_lang))
        return Suggestion(text, lang, target_lang, tuple(matches), terms, tuple(seen))

    def renderings(self, text: str, *, lang: Lang, target_lang: Lang) -> tuple[SegmentTerm, ...]:
        """The terms of a segment, as `suggest` has them, without asking the memory."""
        return tuple(self._segment_terms(text, lang, target_lang))

    def _matches(
        self,
        text: str,
        *,
        lang: Lang,
        target_lang: Lang,
        context: str,
        neighbours: str,
        min_score: float,
        limit: int,
    ) -> list[MemoryMatch]:
        """The matches of a suggestion, repaired where that can be done; of those that become one, the best."""
        found = self.memory.matches(
            text,
            lang,
            target_lang,
            context=context,
            neighbours=neighbours,
            min_score=min_score,
            limit=limit + _SPARE,
        )
        matches = sorted(map(self._judged, found), key=lambda match: -match.score)[:limit]
        best = sorted(self._repaired(text, lang, target_lang, matches), key=lambda match: -match.score)
        return [self._with_surplus(match, text, lang) for match in _without_twins(best)]

    def pretranslate(
        self,
        path: str,
        *,
        into: str = "",
        langs: tuple[Lang, Lang] | None = None,
        min_score: float | None = None,
        progress: Progress | None = None,
    ) -> Pretranslation:
        """A file with what was translated before; nothing is written, that does `write`.

        A catalogue or table is filled where it has no translation. Of a text in Markdown it is its translation that
        changes, `into` or the one beside it: passages that it lacks come in.

        Args:
            path: The file.
            into: The translation of a text; it need not be there.
            langs: From which language into which; without it, as the files say.
            min_score: The least score of a match that becomes a draft; without it 75, and nothing but equal texts where
                the format has no drafts.
            progress: Told (done, all).

        Raises:
            FormatError: A file cannot be read, or not be filled.
            StoreError: A file, or the memory, cannot be read.
        """
        from glossary.pretranslation import pretranslated

        known = (*(self.config.languages if self.config else ()), *settings.DEFAULT_LANGUAGES)
        return pretranslated(
            path, self._offers, into=into, langs=langs, languages=known, min_score=min_score, progress=progress
        )

    def _offers(self, min_score: float) -> Callable[[], Offers]:
        """What makes offers for segments, in a process of its own, too: a memory that is open is not shared."""
        from glossary.checks._offered import Judge
        from glossary.pretranslation import Offers

        rules, house = self.rules(), self._check_settings.house

        def ready() -> Offers:
            project = Project(self.config, progress=self._progress)
            return Offers(project._matches, Judge(rules, house, lambda prose: project.finder(prose)), min_score)

        return ready

    def place_at(
        self, path: str, text: str, offset: int, *, before: Draft | None = None
    ) -> tuple[Place | None, Draft | None]:
        """The segment whose translation is being written at an offset, if anything is being translated there.

        Args:
            path: That of the file, which need not exist.
            text: What is in it now.
            before: What this gave for an earlier state of the text; saves reading and aligning it again.

        Returns:
            The place, and what to give as `before` next time; that is None in catalogues and in texts without an
            original beside them. An original outside of the project, as behind a link, is not read.
        """
        from glossary.drafting import CATALOGUES, Draft, in_catalogue

        if path.lower().endswith(CATALOGUES):
            return in_catalogue(path, text, offset), None
        original = self._originals([path]).get(path)
        if original is None:
            return None, None
        try:
            known = before if before and before.holds(text) else None
            draft = known or Draft(path, text, original, files.read(Path(original)))
        except (FormatError, StoreError):
            return None, None
        return draft.at(text, offset), draft

    def prose(self, path: str, text: str, span: Span) -> str:
        """A part of a text with U+FFFC for each character that is no prose (see `glossary.drafting.prose`)."""
        from glossary.drafting import prose

        return prose(path, text, span)

    def analyze(
        self, paths: Sequence[str], *, langs: tuple[Lang, Lang] | None = None, progress: Progress | None = None
    ) -> Analysis:
        """How much work is in some files: how near the memory comes to each segment, and which terms are in them.

        Args:
            paths: Texts and catalogues; what cannot be read is a finding.
            langs: What source and target are in; without it, the files say so, or their letters do.
            progress: Told (segments done, all).

        Raises:
            StoreError: The memory cannot be read.
        """
        from glossary.analysis import analyze

        if self.memory.exists:
            self.memory.make_indexes()
        weights = self.config.analyze.weights if self.config else {}
        return analyze(
            paths, open=self._asker, other=self._other_language, langs=langs, weights=weights, progress=progress
        )

    def document(self, path: str) -> str:
        """What the memory calls a file: its path from the project's directory, if it is in there; with slashes."""
        whole, home = Path(os.path.abspath(path)), Path(os.path.abspath(self.root))
        return (whole.relative_to(home) if whole.is_relative_to(home) else Path(path)).as_posix()

    def remember(
        self,
        units: Iterable[TranslationUnit],
        *,
        document: str,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Added:
        """Keep the translations of a document: all of them or, if anything goes wrong, none (see `UnitStore.add`).

        Texts in one language are kept, too, to be found when they are quoted again. If the document is a file that is
        in git as it is on disk, the commit is noted.

        Args:
            units: In the order of the document; may be a generator of millions.
            document: Its path, or another name for it.
            dry_run: Keep nothing; only say what would become of them.
            progress: Told (units so far, 0).

        Raises:
            StoreError: They cannot be kept.
        """
        from glossary.stores.git import commit_of

        commit = "" if dry_run else commit_of(self.root / document)
        return self.memory.add(units, document=document, commit=commit, dry_run=dry_run, progress=progress)

    def align(
        self,
        source: str,
        target: str = "",
        *,
        langs: tuple[Lang, Lang] | None = None,
        progress: Progress | None = None,
    ) -> Alignment:
        """A text beside its translation, sentence by sentence, with the terms of all scopes as anchors.

        Args:
            source: Its path.
            target: That of its translation; without it, what the text quotes in another language and renders itself.
            langs: The languages of source and target; without it, as the files tell.
            progress: Told (sentences so far, all).

        Raises:
            UnknownFormatError, FormatError: A file holds no text that could be read.
            StoreError: A file cannot be read.
        """
        from glossary.alignment import align_quotes, align_texts, read_text

        texts = [(path, read_text(path, files.read(Path(path)))) for path in (source, target) if path]
        if target:
            return align_texts(texts[0], texts[1], self.finder, langs=langs, progress=progress)
        return align_quotes(*texts[0], self.finder, langs=langs)

    def search(self, words: str, *, limit: int = 20) -> list[SearchHit]:
        """Past translations in which all words stand on one side (see `TranslationMemory.search`).

        A text without one comes with the translations that there are of the same text. On the other side, the
        renderings of the terms that were searched for are marked.
        """
        hits = [
            replace(hit, translations=self._renderings(hit.unit, self._other_language(hit.unit.source_lang)))
            if hit.unit.target is None
            else hit
            for hit in self.memory.search(words, limit=limit)
        ]
        concepts = {match.concept.id for match in self.find(words)}
        return [self._with_renderings(hit, concepts) for hit in hits] if concepts else hits

    def rules(self, *, only: Sequence[str] = (), without: Sequence[str] = ()) -> tuple[Rule, ...]:
        """The rules that the settings choose; or `only` these; and `without` these.

        Raises:
            ConfigError: There is no such rule.
        """
        from glossary.checks._run import choose

        chosen = self._check_settings.rules
        path = str(self.config.path) if self.config and self.config.path else None
        return choose(chosen, only=only, without=without, path=path)

    def explained(self, rule: str) -> str | None:
        """What a rule is for, as a page of Markdown; None if there is no such rule, as of what only readers say."""
        from glossary.checks._explained import explained

        return explained(rule)

    def check(self, rules: Sequence[Rule] | None = None, *, typed: Mapping[str, bytes] | None = None) -> list[Finding]:
        """What is wrong with the project's own terms: unreadable entries first, then what the checks find.

        Args:
            rules: Those that are to run; without it, those of the settings.
            typed: What somebody is writing in some of the files, by their real paths.

        Raises:
            ProjectError: There is no project here.
            ConfigError: The settings name a rule that does not exist.
        """
        from glossary.checks._run import check_terms
        from glossary.formats import yaml

        config = self._config("check")
        findings: list[Finding] = []
        concepts: list[Concept] = []
        for path in self.scopes[0].paths:
            now = (typed or {}).get(os.path.realpath(path))
            resource = yaml.read(files.read(path) if now is None else now, str(path))
            concepts += [entry for entry in resource.entries if isinstance(entry, Concept)]
            findings += resource.findings
        farther = [finding for scope in self.scopes[1:] for finding in scope.findings]
        whole_files = [finding for finding in self.scopes[0].findings if finding.rule == "unreadable"]
        known = {id for scope in self.scopes[1:] for id in scope.ids()}
        return (
            self._missing()
            + whole_files
            + findings
            + farther
            + check_terms(
                concepts,
                languages=config.languages,
                known_ids=known,
                rules=self.rules() if rules is None else rules,
            )
        )

    def check_memory(
        self,
        rules: Sequence[Rule] | None = None,
        *,
        contradictions: bool = True,
        progress: Progress | None = None,
    ) -> Iterator[Finding]:
        """What is wrong with the units of the memory (see `glossary.upkeep.findings`); streams.

        Raises:
            ConfigError: The settings name a rule that does not exist.
            StoreError: The memory cannot be read.
        """
        from glossary.upkeep import findings

        return findings(
            self.memory,
            rules=self.rules() if rules is None else rules,
            house=self._check_settings.house,
            finder=lambda prose: self.finder(prose),
            root=self.root,
            contradictions=contradictions,
            progress=progress,
        )

    def check_files(
        self,
        paths: Sequence[str],
        *,
        rules: Sequence[Rule] | None = None,
        against: str = "",
        typed: Mapping[str, bytes] | None = None,
        fixing: bool = False,
        written: Typed | None = None,
        progress: Progress | None = None,
    ) -> Report:
        """Check texts and catalogues, with the terms of all scopes; terms files of the project as `check` does.

        Args:
            paths: Files, and directories with files in them; what the settings exclude is left out.
            rules: Those that are to run; without it, those of the settings.
            against: A text of which the one path is the translation; without it, a text whose name says that it is a
                translation is checked against the one beside it (see `counterparts`).
            typed: Contents of paths that are no files.
            fixing: Make the fixes, too; `write` puts them on disk.
            written: What this project knows of the one path, which is being written.
            progress: Told (done, total).

        Raises:
            UnknownFormatError: A file is in no format that is known.
            ConfigError: The settings name a rule that does not exist.
        """
        from glossary.checks._session import check_texts

        rules = self.rules() if rules is None else rules
        typed = typed or {}
        texts, terms = self._texts_and_terms(paths, typed)
        report = check_texts(
            texts,
            rules=rules,
            house=self._check_settings.house,
            finder=lambda prose: self.finder(prose),
            against=dict.fromkeys(texts, against) if against else self._originals(texts),
            typed=typed,
            fixing=fixing,
            written=written,
            progress=progress,
        )
        if terms:
            now = {os.path.realpath(path): data for path, data in typed.items()}
            report = report.with_terms(self.check(rules, typed=now), terms, unreadable=False)
        return replace(report, unreadable=report.unreadable or self._has_errors())

    def rename(
        self,
        old: str,
        new: str,
        *,
        lang: Lang | None = None,
        concept: str = "",
        paths: Sequence[str] = (),
        typed: Mapping[str, bytes] | None = None,
        keep_old: bool = False,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Renaming:
        """Give a term another name: in its entry, in the memory and in files, all of it or nothing.

        Translations that change are drafts afterwards. See `glossary.renaming`.

        Args:
            old: The term, as it is written in the terms of the project.
            new: What it is to be called.
            lang: Its language, where several have it.
            concept: The id of its concept, where several have it.
            paths: Catalogues and texts, and directories with texts in them.
            typed: What somebody is writing in some of the files, by their real paths.
            keep_old: The old name stays, deprecated.
            dry_run: Write nothing; only say what would change.
            progress: Told (done, total) of the files; what it raises ends the search.

        Raises:
            ProjectError: No project here, no such term, or several; or the new name cannot be one, or is one already.
            FormatError: A file cannot be read, or not be changed.
            StoreError: A file or the memory cannot be read or written, or was changed meanwhile.
        """
        from glossary.checks._fix import Change
        from glossary.formats._yaml_nodes import decode
        from glossary.formats._yaml_update import updated
        from glossary.renaming import Rename, differing, renaming
        from glossary.stores import StoredUnit

        config = self._config("rename a term of")
        typed = typed or {}
        saved = _own_files(config.terms_directory)
        own = {path: typed.get(os.path.realpath(path), data) for path, data in saved.items()}
        concepts = _concepts_of(own, computed=False)
        entry, term = _only_one(concepts, old, lang, concept)
        _refuse_name(new, term, entry, concepts)
        texts, _ = self._texts_and_terms(paths, dict.fromkeys(typed, b""))

        def contents() -> Iterator[tuple[str, bytes]]:
            for done, path in enumerate(texts):
                if progress:
                    progress(done, len(texts))
                now = typed.get(os.path.realpath(path))
                yield path, files.read(Path(path)) if now is None else now

        words = old.replace('"', " ")
        found = self.memory.search(f'"{words}"', limit=_ALL)
        result = renaming(
            Rename(entry, term, new, lambda prose: self.finder(prose)),
            keep_old=keep_old,
            units=sorted((StoredUnit(hit.number, hit.unit, True) for hit in found), key=lambda each: each.number),
            files=contents(),
        )
        path = Path(entry.origin.path) if entry.origin else config.terms_directory
        data = updated(own[path], [_written(result.concept)], path=str(path))
        change = Change(str(path), own[path], data, decode(own[path]), decode(data))
        result.changes.insert(0, change)
        result.edits[change.path] = differing(change.old_text, change.new_text)
        if not dry_run:
            self.put(result)
        return result

    def put(self, result: Renaming) -> None:
        """Write what was renamed: the memory counts only if all files were replaced.

        Raises:
            ProjectError: There is no project here.
            StoreError: A file or the memory cannot be written, or was changed meanwhile.
        """
        replacements = [files.Replacement(Path(each.path), each.old, each.new) for each in result.changes]

        def replace_files() -> None:
            if not files.replace_all(replacements):
                raise StoreError("a file was changed meanwhile; nothing was renamed, begin again", path=str(self.root))

        with files.locked(self._config("rename a term of").terms_directory):
            if result.units:
                revised = {stored.number: unit for stored, unit in result.units}
                self.memory.revise(revised, before_commit=replace_files)
            else:
                replace_files()

    def texts(self) -> list[str]:
        """The texts and catalogues below the project's directory; what the settings exclude is left out."""
        return self._texts_and_terms([str(self.root)], {})[0] if self.config else []

    def takes(self, path: str, *, sources: Collection[str] = ()) -> bool:
        """Whether a file, which need not exist, is a text or a catalogue that can be changed and is not excluded.

        Args:
            path: That of the file.
            sources: Programming languages beside those of the settings.

        Raises:
            ConfigError: The settings name a language that is not known.
        """
        from glossary.checks._paths import excluder
        from glossary.formats import format_of

        try:
            form = format_of(path)
        except FormatError:
            return False
        is_ours = form.reads != ["terms"] and (form.edited is not None or not form.bilingual)
        if not is_ours or not self.looks_into(path, sources=sources):
            return False
        return not excluder(self._check_settings.exclude, str(self.root))(path)

    def uses(self, path: str, data: bytes) -> tuple[str, list[TermMatch]]:
        """The terms of a text or a catalogue as `gloss find` shows them: in prose, in both languages of a catalogue.

        Args:
            path: Its name, by which its format is known.
            data: What is in it.

        Returns:
            The text of the file, and matches in order, with spans of it.

        Raises:
            UnknownFormatError: In no format that is known.
            FormatError: It cannot be read.
        """
        from glossary.formats import HEAD, format_of

        form = format_of(path, data[:HEAD])
        resource = form.read(data, path)
        return resource.text, list(self.found_in(resource, form))

    def found_in(self, resource: Resource, form: Format) -> Iterator[TermMatch]:
        """The terms of a text that was read, in its prose, with spans of its text.

        Args:
            resource: Its entries are read.
            form: The format that it was read by.
        """
        from glossary.checks import passages_of

        for passage in passages_of(resource, self.finder, bilingual=form.bilingual):
            for match in passage.terms:
                if span := passage.segment.place(match.span):
                    yield match._replace(span=span)

    def check_typed(self, path: str, data: bytes) -> Report:
        """Check what somebody is writing, as it would be if it were in its file: with what the settings exclude.

        What a baseline knows is still in the report (see `unknown`).

        Args:
            path: That of the file, which need not exist; its suffix decides the format.
            data: What would be in it.

        Raises:
            UnknownFormatError: In no format that is known.
            FormatError: It holds terms that are not those of this project.
            ConfigError: The settings name a rule that does not exist.
        """
        from glossary.checks._paths import excluder
        from glossary.checks._run import Typed
        from glossary.checks._session import Report

        if excluder(self._check_settings.exclude, str(self.root))(path):
            return Report()
        written = self._written.pop(path, None) or Typed()
        self._written[path] = written
        if len(self._written) > _MOST_TYPED:
            self._written.pop(next(iter(self._written)))
        return self.check_files([path], typed={path: data}, written=written)

    def forget_typed(self, path: str) -> None:
        """Nobody is writing this file any more; what was kept of it for the next check goes."""
        self._written.pop(path, None)

    def looks_into(self, path: str, *, sources: Collection[str] = ()) -> bool:
        """Whether the texts in a file are looked at unless it is named: those of a program only if the settings say so.

        Args:
            path: That of the file, which need not exist.
            sources: Programming languages beside those of the settings.

        Raises:
            ConfigError: The settings name a language that is not known.
        """
        from glossary.formats.source import program_of

        program = program_of(path)
        return not program or program in sources or program in self._sources

    def ignoring(self, path: str, data: bytes, rule: str, at: Span) -> Comment | None:
        """The comment that silences a rule at a place of a text; None where that cannot be done.

        Raises:
            UnknownFormatError, FormatError: The text cannot be read.
        """
        from glossary.checks._session import ignoring

        return ignoring(path, data, rule, at, lambda prose: self.finder(prose))

    def unknown(self, results: Sequence[Result], baseline: Path | None) -> Sequence[Result]:
        """The findings that a baseline does not know; all, if none is named.

        Raises:
            FormatError, StoreError: It is not there, or cannot be read.
        """
        if baseline is None:
            return results
        if not baseline.exists():
            raise StoreError("no such baseline; make it with --write-baseline", path=str(baseline))
        from glossary.checks import all_checks
        from glossary.checks._baseline import Baseline, parse_baseline, unknown

        rules = {check.rule for check in all_checks()}
        all_known = parse_baseline(files.read(baseline), str(baseline))
        known = Baseline({one: count for one, count in all_known.items() if one.rule in rules})
        return unknown(results, known, str(self.root))

    def write(self, changes: Iterable[Change | Pretranslation]) -> None:
        """Put fixed or filled texts on disk.

        Raises:
            StoreError: A file cannot be written, or is not what was read any more.
        """
        for change in changes:

            def new(data: bytes, change: Change | Pretranslation = change) -> bytes:
                if data != (change.old or b""):
                    raise StoreError("changed meanwhile by another program; try again", path=change.path)
                return change.new

            files.update(Path(change.path), new)

    @property
    def root(self) -> Path:
        """The project's directory; outside of any project the working directory."""
        return self.config.root if self.config else Path.cwd()

    @property
    def fail_on(self) -> str:
        """From which severity on findings are a failure: "info", "warning", "error" or "never"."""
        return self._check_settings.fail_on

    @property
    def baseline_path(self) -> Path | None:
        """The baseline that the settings name."""
        name = self._check_settings.baseline
        return self.root / name if name else None

    def _other_language(self, lang: Lang) -> Lang:
        """The first of the project's languages that is another than this, whatever its variety."""
        from glossary.text.language import primary

        known = self.config.languages if self.config else settings.DEFAULT_LANGUAGES
        other = (each for each in (*known, *settings.DEFAULT_LANGUAGES) if primary(each) != primary(lang))
        return next(other)

    def _asker(self) -> Asker:
        """What an analysis asks; with a memory of its own, as it may be in another process."""
        from glossary.analysis import Asker

        again = Project(self.config)
        if self.is_empty():
            return Asker(again._best_score, lambda question: ())
        again.finder = self.finder
        return Asker(again._best_score, lambda asked: list(again._segment_terms(*asked[:3])))

    def _best_score(self, asked: Question) -> float:
        """The score of the first match that `suggest` has, with less effort; 0 if there is none."""
        from glossary.analysis import LEAST

        text, lang, target_lang, context, neighbours = asked
        matches = partial(self.memory.matches, text, lang, target_lang, context=context, neighbours=neighbours, limit=1)
        found = matches() or matches(min_score=LEAST, quick=True)
        if not found:
            return 0.0
        best = self._judged(found[0])
        if not best.breaks_glossary:
            return next(self._repaired(text, lang, target_lang, [best])).score
        suggested = self.suggest(
            text, lang=lang, target_lang=target_lang, context=context, neighbours=neighbours, limit=1
        ).matches
        return max((match.score for match in suggested), default=0.0)

    def _renderings(self, unit: TranslationUnit, target_lang: Lang) -> tuple[MemoryMatch, ...]:
        """The translations of a text that was kept without one."""
        found = self.memory.matches(unit.source.raw, unit.source_lang, target_lang, min_score=_SAME, limit=_SPARE)
        return tuple(match for match in found if match.kind is not MatchKind.FUZZY)

    def _judged(self, match: MemoryMatch, unit: TranslationUnit | None = None) -> MemoryMatch:
        """The match, with what its target does against the termbase; beside the source of another unit, if given."""
        from glossary.checks._offered import breaks
        from glossary.checks._subject import pair_of
        from glossary.matching.fuzzy import with_penalty

        said = () if self.is_empty() else breaks(pair_of(unit or match.unit, self._searched))
        return replace(with_penalty(match, "glossary") if said else match, breaks_glossary=said)

    def _repaired(
        self, text: str, lang: Lang, target_lang: Lang, matches: Iterable[MemoryMatch]
    ) -> Iterator[MemoryMatch]:
        """The matches, repaired where that can be done."""
        from glossary.checks._offered import spoils
        from glossary.checks._subject import flags_of, pair_of
        from glossary.matching.repair import repaired

        @cache
        def asked() -> list[SegmentTerm]:
            return list(self._segment_terms(text, lang, target_lang))

        for match in matches:
            unit = match.unit
            if match.kind in _SAME_TEXT and not match.penalties:
                yield match
                continue
            flags, terms = flags_of(unit, bilingual=True), self._terms_of(unit, target_lang, asked)
            better = repaired(text, match, terms, lang=lang, target_lang=target_lang, flags=flags)
            if better is None:
                yield match
                continue
            new = _beside(better, text, lang)
            spoilt = spoils(pair_of(unit, self._searched), pair_of(new, self._searched))
            yield match if spoilt else self._judged(better, new)

    def _terms_of(
        self, unit: TranslationUnit, target_lang: Lang, asked: Callable[[], list[SegmentTerm]]
    ) -> RepairTerms:
        """What a repair has to know of the terms of a match."""
        from glossary.checks import Passage
        from glossary.matching.repair import Terms

        if unit.target is None or unit.target_lang is None or self.is_empty():
            return Terms()
        source = list(self._segment_terms(unit.source.raw, unit.source_lang, unit.target_lang))
        if not source and unit.target_lang == target_lang:
            return Terms(asked())
        return Terms(asked(), source, Passage(unit.target, unit.target_lang, finder=self._searched).terms)

    def _with_surplus(self, match: MemoryMatch, text: str, lang: Lang) -> MemoryMatch:
        """The match, with the codes that its target has and the segment has not."""
        from glossary.checks._offered import surplus
        from glossary.checks._subject import pair_of

        said = surplus(pair_of(_beside(match, text, lang), self._searched))
        return replace(match, surplus=said) if said else match

    def _segment_terms(self, text: str, lang: Lang, target_lang: Lang) -> Iterator[SegmentTerm]:
        from glossary.checks import Passage
        from glossary.text.language import primary

        for match in Passage(Segment((text,)), lang, finder=self._searched).terms:
            if primary(match.term.lang) == primary(lang) or not match.concept.translatable:
                yield _segment_term(match, target_lang)

    def _with_renderings(self, hit: SearchHit, concepts: Set[str]) -> SearchHit:
        """The hit, with the terms of these concepts marked on the side on which nothing was searched for."""

        def marked(text: str) -> tuple[Span, ...]:
            return tuple(match.span for match in self.find(text) if match.concept.id in concepts)

        source, target = hit.unit.source.raw, hit.unit.target.raw if hit.unit.target else ""
        return replace(
            hit,
            source_spans=hit.source_spans or marked(source),
            target_spans=hit.target_spans or marked(target),
        )

    def _has_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def _check_settings(self) -> CheckSettings:
        return self.config.check if self.config else CheckSettings()

    @cached_property
    def _checked_suffixes(self) -> tuple[str, ...]:
        """How the names of files end that are checked with the directory that they are in: texts, and terms."""
        from glossary.formats import formats
        from glossary.formats.source import PROGRAMS

        texts_end = (suffix for form in formats() if form.is_text for suffix in form.suffixes)
        programs_end = (suffix for program in self._sources for suffix in PROGRAMS[program])
        return (*texts_end, *programs_end, *settings.TERMS_SUFFIXES)

    @property
    def _sources(self) -> tuple[str, ...]:
        """The programming languages of the settings.

        Raises:
            ConfigError: One of them is not known.
        """
        from glossary.formats.source import PROGRAMS

        named = self.config.sources if self.config else ()
        for name in named:
            if self.config and name not in PROGRAMS:
                message = f"sources: {name!r} is no language that is known; known are {', '.join(PROGRAMS)}"
                raise ConfigError(message, path=str(self.config.path))
        return named

    def _texts_and_terms(self, paths: Iterable[str], typed: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
        """The files to be checked: texts, and terms files of this project; none twice."""
        from glossary.checks._paths import excluder, files_under
        from glossary.formats import format_of

        own = os.path.realpath(self.config.terms_directory) if self.config else None
        is_excluded = excluder(self._check_settings.exclude, str(self.root))
        texts: dict[str, str] = {}
        terms: dict[str, str] = {}
        for path in paths:
            is_directory = path not in typed and os.path.isdir(path)
            found = (
                files_under(path, lambda name: name.lower().endswith(self._checked_suffixes), is_excluded)
                if is_directory
                else [path]
            )
            for file in found:
                real = os.path.realpath(file)
                is_yaml = file.endswith(settings.TERMS_SUFFIXES)
                if is_yaml and own and real.startswith(own + os.sep):
                    terms.setdefault(real, file)
                elif not (is_yaml and is_directory) and (file in typed or not is_excluded(file)):
                    _refuse_terms(file, format_of(file))
                    texts.setdefault(real, os.path.normpath(file))
        return list(texts.values()), list(terms)

    def _originals(self, paths: Iterable[str]) -> dict[str, str]:
        """Which of some texts are translations, and of what; only of files in the directory of the project."""
        from glossary.counterparts import originals_of

        home = os.path.join(os.path.realpath(self.root), "")
        found = originals_of(paths).items()
        return {path: other for path, other in found if os.path.realpath(other).startswith(home)}

    def add(self, entries: Sequence[Concept], *, file: str | None = None) -> Path:
        """Append concepts to a terms file, touching no other line of it; the file's path.

        Args:
            entries: The new concepts.
            file: A path, or a name under the terms directory; without it, the file of the entries' subject,
                else the only file, else `inbox.yaml`.

        Raises:
            ProjectError: No project here, or a concept is already there.
            FormatError: The file cannot take an entry as it is.
            StoreError: The file cannot be written.
        """
        from glossary.formats._yaml_edit import append

        config = self._config("add")
        path = self._target(config, entries, file)

        def edit(data: bytes) -> bytes:
            self._refuse_known(entries, except_in=path)
            return append(data, entries, path=str(path))

        files.update(path, edit, lock=config.terms_directory)
        return path

    def concepts(self) -> list[Concept]:
        """The concepts of the project and of the termbases that it extends, computed terms included, nearest first.

        Of several with the same id only the nearest; the user's own termbase is left out, as others do not have it.
        """
        shared = self.scopes[: 1 + len(self.config.extended_directories)] if self.config else ()
        found: dict[str, Concept] = {}
        for scope in shared:
            for concept in list(scope.concepts()):
                found.setdefault(concept.id, concept)
        return list(found.values())

    def exports(
        self,
        names: Sequence[str] = (),
        *,
        langs: tuple[Lang, Lang] | None = None,
        subjects: Sequence[str] = (),
        text: str | None = None,
    ) -> Iterator[Export]:
        """The files that other tools take, made of the terms; nothing is written.

        Args:
            names: Of profiles; without any, those of the settings.
            langs: Source and target, where only one pair is wanted; else each pair of the languages there are.
            subjects: Only concepts with one of these; without any, all.
            text: The path of a text of which only the terms are wanted.

        Raises:
            ProjectError: There is no project here, no such profile, or no term is left.
            FormatError, StoreError: The text cannot be read.
        """
        from glossary.profiles import export, profile_of

        config = self._config("export from")
        chosen = [profile_of(name) for name in names or config.export.profiles]
        concepts = self._wanted(subjects, text)
        pairs = [langs] if langs else self._pairs_of_languages(concepts)
        for profile in chosen:
            for exported in export(profile, concepts, pairs):
                yield Export(profile, config.exports_directory / profile.name / exported.name, exported)

    def _wanted(self, subjects: Sequence[str], text: str | None) -> list[Concept]:
        """The concepts with one of these subjects, and of these the ones whose terms are in a text."""
        concepts = self.concepts()
        if subjects:
            known = {concept.subject for concept in concepts}
            if missing := [subject for subject in subjects if subject not in known]:
                there = ", ".join(sorted(filter(None, known))) or "none"
                raise ProjectError(f"no concept has the subject {missing[0]!r}; there are {there}")
            concepts = [concept for concept in concepts if concept.subject in subjects]
        if text is not None:
            ids = self._ids_in(text)
            concepts = [concept for concept in concepts if concept.id in ids]
            if not concepts:
                raise ProjectError(f"no term is in {text}; name another text, or export without it")
        return concepts

    def _ids_in(self, path: str) -> set[str]:
        """The concepts whose terms are in a file, in any of its texts."""
        from glossary.formats import read

        with read(path) as resource:
            units = list(resource.units())
        sides = (side for unit in units for side in (unit.source, unit.target) if side)
        return {match.concept.id for side in sides for match in self.find(side.text)}

    def _pairs_of_languages(self, concepts: Iterable[Concept]) -> list[tuple[Lang, Lang]]:
        """Each pair of languages in both directions: those of the settings, and those in which terms are written."""
        from glossary.text.language import in_order, primary

        written = (term.lang for concept in concepts for term in concept.terms if not term.computed)
        langs = in_order((*(self.config.languages if self.config else ()), *written))
        return [(one, other) for one in langs for other in langs if primary(one) != primary(other)]

    def merge(
        self,
        concepts: Iterable[Concept],
        *,
        carries: Set[DataCategory],
        keep: Keep | None = None,
        subject: str = "",
        own_ids: bool = True,
        dry_run: bool = False,
    ) -> Merge:
        """Merge the concepts of a file into the project's terms: all of them or, if anything is in the way, none.

        What the termbase has already is known, what it lacks is added, where both differ is a conflict (see
        `glossary.merging.merge`). With conflicts nothing is written, unless `keep` says whose value counts. Only the
        lines of the entries that change are touched; new ones go to the file of their subject, as with `add`. A
        process that is killed in the very moment when several files are renamed may leave some of them as they were;
        merging once more does the rest. What is equal in a termbase that the project extends is known; the user's own
        termbase, which nobody else has, is not asked. Terms in the one variety of a language that the file uses are
        taken as the plain language, if the project uses nothing else (`glossary.merging.in_plain_languages`).

        Args:
            concepts: As they were read; those without an id are named after their terms.
            carries: What the format of their file can say.
            keep: "ours" or "theirs" where the termbase and the file differ.
            subject: That of new concepts that have none, and with it their file.
            own_ids: Ids mean the same in both, and new concepts keep theirs; else only terms count.
            dry_run: Write nothing; only say what would become of them.

        Raises:
            ProjectError: There is no project here.
            FormatError: A terms file has mistakes, or cannot take a change as it is.
            StoreError: A file cannot be read or written.
        """
        config = self._config("import into")
        concepts = list(concepts)
        with nullcontext() if dry_run else files.locked(config.terms_directory):
            for _ in range(_ATTEMPTS):
                merged, replacements = self._merged(config, concepts, carries, keep, subject, own_ids=own_ids)
                if dry_run or files.replace_all(replacements):
                    return merged
        raise StoreError("another program keeps writing the terms; close it and try again", path=str(self.root))

    def _merged(
        self,
        config: Config,
        concepts: Sequence[Concept],
        carries: Set[DataCategory],
        keep: Keep | None,
        subject: str,
        *,
        own_ids: bool,
    ) -> tuple[Merge, list[files.Replacement]]:
        """What becomes of the concepts, and the files for that: none if somebody has to choose first."""
        from glossary.formats._yaml_edit import append
        from glossary.formats._yaml_update import updated
        from glossary.merging import in_plain_languages, merge

        own = _own_files(config.terms_directory)
        ours = _concepts_of(own, computed=any(is_chinese(term.lang) for each in concepts for term in each.terms))
        farther = [concept for directory in config.extended_directories for concept in Termbase(directory).concepts()]
        written = (term.lang for concept in (*ours, *farther) for term in concept.terms if not term.computed)
        concepts, taken_as = in_plain_languages(concepts, {*config.languages, *written})
        merged = merge(ours, concepts, carries, farther=farther, keep=keep, subject=subject, own_ids=own_ids)
        merged.taken_as.update(taken_as)
        if merged.conflicts and keep is None:
            return merged, []
        new = dict(own)
        for path, changes in _grouped(merged.updated, lambda each: each.old.origin.path if each.old.origin else ""):
            new[Path(path)] = updated(own[Path(path)], [_written(each.new) for each in changes], path=path)
            merged.files[path] = len(changes)
        for of_these, added in _grouped(merged.added, lambda each: each.subject):
            target = _file_for(config, of_these, own)
            new[target] = append(new.get(target, b""), added, path=str(target))
            merged.files[str(target)] = merged.files.get(str(target), 0) + len(added)
        return merged, [
            files.Replacement(path, own.get(path, b""), data) for path, data in new.items() if data != own.get(path)
        ]

    def format(self, paths: Iterable[Path] | None = None, *, check: bool = False) -> tuple[list[Path], list[Finding]]:
        """Bring terms files into canonical layout; the files that changed (or would), and what stood in the way.

        Entries with mistakes are left as they are and named.
        """
        from glossary.formats._yaml_edit import canonical

        findings: list[Finding] = []
        changed: list[Path] = []
        config = self._config("format")
        if paths is None:
            paths = self.scopes[0].paths
            findings += [finding for finding in self.scopes[0].findings if finding.rule == "unreadable"]
        for path in paths:
            data = files.read(path)
            new, problems = canonical(data, str(path))
            findings += problems
            if new == data:
                continue
            changed.append(path)
            if not check:
                lock = config.terms_directory if config.terms_directory in path.absolute().parents else None
                files.update(path, lambda old, path=path: canonical(old, str(path))[0], lock=lock)  # type: ignore[misc]
        return changed, findings

    def _ask(self, question: Callable[[Termbase], list[TermHit]]) -> list[TermHit]:
        """The hits of every scope, those that a nearer scope overrides left out."""
        hits: list[TermHit] = []
        for distance, scope in enumerate(self.scopes):
            for hit in question(scope):
                if not any(nearer.concept(hit.concept.id) for nearer in self.scopes[:distance]):
                    hits.append(self._with_overrides(hit, distance))
        return hits

    def _with_overrides(self, hit: TermHit, distance: int) -> TermHit:
        hidden = (farther.concept(hit.concept.id) for farther in self.scopes[distance + 1 :])
        return replace(hit, overrides=tuple(found.origin for found in hidden if found and found.origin))

    def _config(self, verb: str) -> Config:
        if self.config is None:
            raise ProjectError(f"there is no project here to {verb}; run `gloss init` to begin one")
        return self.config

    def _target(self, config: Config, entries: Sequence[Concept], file: str | None) -> Path:
        if file is not None:
            return _inside(config.terms_directory, file)
        paths = self.scopes[0].paths
        subject = entries[0].subject if entries else ""
        return _file_for(config, subject, {path: files.read(path) if subject else b"" for path in paths})

    def _refuse_known(self, entries: Sequence[Concept], *, except_in: Path) -> None:
        """Concepts in the target file are compared when it is edited, those of the other files here."""
        assert self.config is not None
        others = Termbase(self.config.terms_directory, without=except_in)
        for entry in entries:
            there = others.concept(entry.id)
            if there and there.origin:
                raise ProjectError(f"{entry.id} is already there; edit it at {there.origin}")


def _beginnings(text: str) -> Iterator[int]:
    """Where in a line that is being written a term may begin, farthest first."""
    from glossary.text.script import is_han

    if not text or text[-1].isspace():
        return
    low = max(len(text) - _LONGEST_TYPED, 0)
    run = len(text)
    if is_han(text[-1]):
        while run > low and is_han(text[run - 1]):
            run -= 1
        yield from range(run, len(text))
        return
    words = []
    while run > low and not is_han(text[run - 1]):
        run -= 1
        is_first = run == 0 or is_han(text[run - 1]) or not (text[run - 1].isalnum() or text[run - 1] in "-'’")
        if text[run].isalnum() and is_first:
            words.append(run)
        elif not (text[run].isalnum() or text[run] in "-'’ "):
            break
    yield from reversed(words[:_WORDS_TYPED])


_LONGEST_TYPED, _WORDS_TYPED = 40, 4
"""How much of what is being written may be a term: characters, and words of a language that has spaces."""

_MOST_TYPED = 16
"""Texts that are being written of which something is kept."""

_BEGUN = frozenset({Via.EXACT, Via.SCRIPT, Via.INFLECTED, Via.PREFIX, Via.PINYIN})
_SHORT = 2
"""So many letters are a part of too many words."""


def _own_files(directory: Path) -> dict[Path, bytes]:
    """The terms files of a project as they are now.

    Raises:
        StoreError: One of them cannot be read.
    """
    termbase = Termbase(directory)
    for finding in termbase.findings:
        if finding.rule == "unreadable":
            raise StoreError(finding.message, path=finding.origin.path if finding.origin else str(directory))
    return {path: files.read(path) for path in termbase.paths}


def _concepts_of(own: Mapping[Path, bytes], *, computed: bool) -> list[Concept]:
    """The concepts of terms files, with the terms that nobody wrote down if that matters.

    Raises:
        FormatError: One of them has a mistake: what it means is not known, and might be what is to be added.
    """
    from glossary.compiled import computed_terms
    from glossary.formats import yaml

    found: list[Concept] = []
    for path, data in own.items():
        resource = yaml.read(data, str(path))
        found += [entry for entry in resource.entries if isinstance(entry, Concept)]
        for finding in resource.findings:
            if finding.severity is Severity.ERROR:
                where = finding.origin or Location(str(path))
                message = f"mend this first: {finding.message}"
                raise FormatError(message, path=where.path, line=where.line, column=where.column)
    return [replace(each, terms=(*each.terms, *computed_terms(each))) for each in found] if computed else found


def _only_one(concepts: Iterable[Concept], text: str, lang: Lang | None, id: str) -> tuple[Concept, Term]:
    """The one term with this text, and its concept.

    Raises:
        ProjectError: There is none, or several.
    """
    found = [
        (concept, term)
        for concept in concepts
        for term in concept.terms
        if term.text == text and lang in (None, term.lang) and id in ("", concept.id)
    ]
    if not found:
        raise ProjectError(f"no term {text!r} in the terms of this project; `gloss lookup` shows how it is written")
    if len(found) > 1:
        known = ", ".join(f"{concept.id} ({term.lang})" for concept, term in found)
        raise ProjectError(f"several terms are {text!r}: {known}; choose one with --concept and --lang")
    return found[0]


def _refuse_name(new: str, old: Term, entry: Concept, concepts: Iterable[Concept]) -> None:
    """Refuse what cannot be the new name of a term.

    Raises:
        ProjectError: It is no name, the old one, or already a term in the same language.
    """
    if not new.strip() or new != new.strip() or len(new.splitlines()) > 1:
        raise ProjectError("the new name is empty, or has white space around it; write the term alone")
    if new == old.text:
        raise ProjectError("both names are the same; nothing to rename")
    for concept in concepts:
        for term in concept.terms:
            if (term.text, term.lang) != (new, old.lang):
                continue
            where = f"{new!r} is a term already, of {concept.id} at {term.origin or concept.origin}"
            if concept.id == entry.id:
                raise ProjectError(f"{where}; to have it written instead, mark {old.text!r} as deprecated")
            raise ProjectError(f"{where}; choose another name, or change the terms by hand if both are meant")


def _written(concept: Concept) -> Concept:
    from glossary.losses import written_terms

    return replace(concept, terms=written_terms(concept))


def _grouped(things: Iterable[_Thing], key: Callable[[_Thing], str]) -> Iterator[tuple[str, list[_Thing]]]:
    """The things with the same key, in the order in which the keys come first."""
    groups: dict[str, list[_Thing]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    yield from groups.items()


def _file_for(config: Config, subject: str, own: Mapping[Path, bytes]) -> Path:
    """Where new concepts of a subject go: the file of the subject, else the only file, else `inbox.yaml`."""
    if subject:
        from glossary.formats.yaml import read_header, slug

        same = (path for path, data in own.items() if read_header(data) == subject)
        return next(same, config.terms_directory / f"{slug(subject)}.yaml")
    return next(iter(own)) if len(own) == 1 else config.terms_directory / "inbox.yaml"


_ATTEMPTS = 20
"""How often to begin again when another program writes the terms meanwhile."""

_SAME_TEXT = frozenset({MatchKind.CONTEXT, MatchKind.EXACT})

_ALL = 1_000_000_000

_SAME = 90.0
"""The least score of a translation of the same text, which has another quote or the like."""

_JUST_SEARCHED = 64
"""Texts whose terms are known for a while: the sides of all matches of a segment, as they are and repaired."""

_SPARE = 5
"""Matches more than are wanted, among which those that break the glossary go to the end."""


def _beside(match: MemoryMatch, text: str, lang: Lang) -> TranslationUnit:
    """The target of a match as the translation of another text."""
    return replace(match.unit, source=Segment((text,)), source_lang=lang)


def _without_twins(matches: Sequence[MemoryMatch]) -> Iterator[MemoryMatch]:
    """Of those that were repaired to one target, only the best."""
    said: set[str] = set()
    for match in matches:
        target = match.unit.target.raw if match.repairs and match.unit.target else ""
        if target not in said:
            yield match
        if target:
            said.add(target)


def _segment_term(match: TermMatch, target_lang: Lang) -> SegmentTerm:
    from glossary.pairs import usable_terms

    usable = usable_terms(match.concept, target_lang)
    if not usable and not match.concept.translatable:
        usable = [match.term]
    langs = fallbacks(target_lang)
    forbidden = [term for term in match.concept.terms if term.lang in langs and term.status not in USABLE]
    preferred = usable[0] if usable else None
    return SegmentTerm(
        match.span, match.surface, match.term, match.concept, preferred, tuple(usable[1:]), tuple(forbidden)
    )


def _refuse_terms(path: str, form: Format) -> None:
    if form.reads == ["terms"]:
        raise FormatError(f"{path} holds terms; to have them checked, put them under terms/ or `gloss import` them")


def _inside(terms: Path, file: str) -> Path:
    """The terms file that a person names: a path into the terms directory, or a name in it.

    Raises:
        ProjectError: It would not be read as part of the termbase.
    """
    if not file.endswith(settings.TERMS_SUFFIXES):
        raise ProjectError(f"{file}: terms are kept in YAML; name a file that ends in .yaml")
    root = Path(os.path.abspath(terms))
    here = Path(os.path.abspath(file))
    path = here if here.is_relative_to(root) else root / file
    if not path.is_relative_to(root) or ".." in Path(file).parts:
        raise ProjectError(f"{file} is not under {terms}, where the project's terms are; name a file there")
    if any(part.startswith(".") for part in path.relative_to(root).parts):
        raise ProjectError(f"{file}: hidden files are not read; choose a name without the dot in front")
    return path
