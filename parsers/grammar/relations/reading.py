"""Reads the relations of one document: those of its title, then those of its text and files in order of printing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from parsers.grammar import validity
from parsers.grammar.layout.parts import Part, PartKind
from parsers.grammar.relations import amendments, basis, issuing, repeals
from parsers.grammar.relations.effect import NEVER, Effect, day_of_repeal
from parsers.grammar.relations.instrument import instrument_name, without_draft_mark
from parsers.grammar.relations.references import Reference, ReferenceReader
from parsers.grammar.relations.repeal_lists import RepealList
from parsers.grammar.relations.titles import Named, read_changes, read_title_relations
from parsers.passages import Passage
from parsers.record import PolicyDocument, Relation, RelationKind
from parsers.text import compact

_SIGNS = frozenset((*repeals.SIGNS, *basis.SIGNS, *issuing.SIGNS, *amendments.SIGNS))
_ANY_SIGN = re.compile("|".join(sorted(_SIGNS)))
_END = re.compile("[。；（）()《》]")
_ENDED = re.compile("[^。；]+[。；]?|[。；]")
_LONGEST_SENTENCE = 3_000  # characters; a longer one is not prose
# 一、 · （一） · 第一章 · 1. : from here on a text sets its rules
_HEADING = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．]|第[一二三四五六七八九十百\d]+[章条节])"
)
_FIRST_ARTICLE = re.compile(r"\s*第(?:一|1)条")
_OPENING = 12  # paragraphs of a text in which the statement of its basis can stand
_INTERPRETED = 5  # paragraphs in which an interpretation names what it is about
_BRACKETS = {"《": 1, "（": 1, "(": 1, "》": -1, "）": -1, ")": -1}
_HANDED_OVER = ("issues", "forwards")
_SILENT = (PartKind.PRESS, PartKind.REPUBLISHED)
"""Parts of a page whose statements are not the document's: a report on it, an amended rule as it was before."""


def read_all(record: PolicyDocument, passages: Iterable[Passage]) -> tuple[Relation, ...]:
    """The relations of a document, each once, in the order of printing; the fullest where it is printed again."""
    reader = _Reader(record)
    read = list(reader.read(tuple(passages)))
    found = _Collection()
    for relation in read:
        is_abridged = relation.place == "title" and relation.kind in _HANDED_OVER and reader.names_whole(relation)
        if not (is_abridged or _is_itself(relation, record)):
            found.add(relation)
    return tuple(found.relations)


class _Reader:
    """Reads the title and the passages of one document in turn."""

    def __init__(self, record: PolicyDocument) -> None:
        self._record = record
        self._passages: Sequence[Passage] = ()
        self._forwarded: dict[Part, PolicyDocument] = {}
        self._handed_over: set[tuple[str, str]] = set()
        self._references = ReferenceReader()
        self._list = RepealList(self._references)
        self._issued: list[str] = []
        self._own_names: set[str | None] | None = None
        self._opening: tuple[int, int | None, Part | None] | None = None
        self._lines = 0
        self._is_opening = True

    def read(self, passages: Sequence[Passage]) -> Iterator[Relation]:
        self._passages = passages
        titled = list(self._of_title())
        yield from titled
        if self._record.stage == "interpretation":
            if not titled:
                yield from self._interpreted(passages)
            return
        for passage in passages:
            if passage.part and passage.part.kind in _SILENT:
                continue
            self._follow(passage)
            listed = self._list.read(passage.text)
            for one in listed:
                effect = self._effect("", 0, passage)
                yield from self._ended(one.reference, one.part, passage.text.strip(), passage.place, effect)
            if listed or not _names_something(passage.text) or not _is_of_interest(passage.text):
                continue
            for sentence in sentences_of(passage.text):
                if len(sentence) <= _LONGEST_SENTENCE and _names_something(sentence):
                    yield from self._of_sentence(sentence, passage)

    def names_whole(self, relation: Relation) -> bool:
        """Whether the text names what the title hands over by other words.

        The text has every document by itself and whole; a title abridges: 印发甲方案和乙方案, 转发…工作意见.
        """
        return bool(self._handed_over) and (relation.kind, _plain(relation.title)) not in self._handed_over

    def _follow(self, passage: Passage) -> None:
        """Keeps track of whether the passage stands in the opening of its text."""
        text = (passage.attachment, passage.page if passage.attachment else None, passage.part)
        if text != self._opening:
            self._opening, self._lines, self._is_opening = text, 0, True
        if not self._is_opening:
            return
        self._lines += 1
        if self._lines > _OPENING or (_HEADING.match(passage.text) and not _FIRST_ARTICLE.match(passage.text)):
            self._is_opening = False

    def _is_own_name(self, title: str) -> bool:
        """Whether a document has the name of this one, or of one that this one issues."""
        if self._own_names is None:
            self._own_names = {instrument_name(own) for own in (self._record.title, *self._issued)} - {None}
        return instrument_name(title) in self._own_names

    def _of_title(self) -> Iterator[Relation]:
        for named in read_title_relations(self._record, self._references):
            yield from self._changed(named, self._record.title, "title")

    def _changed(self, named: Named, words: str, place: str) -> Iterator[Relation]:
        """What a title says: that of the record, or of a decision that the text issues."""
        if named.kind == "repeals":
            yield from self._ended(named.reference, named.part, words, place, self._effect("", 0, None))
        else:
            yield _relation(named.kind, named.reference, words, place, part=named.part)

    def _interpreted(self, passages: Iterable[Passage]) -> Iterator[Relation]:
        """The document that the text of an interpretation names first."""
        for number, passage in enumerate(passages):
            if number >= _INTERPRETED:
                return
            for reference in self._references.read(passage.text):
                if reference.title and reference.names_document:
                    yield _relation("interprets", reference, passage.text.strip(), passage.place)
                    return

    def _of_sentence(self, sentence: str, passage: Passage) -> Iterator[Relation]:
        if not _is_of_interest(sentence):
            return
        references = self._references.read(sentence)
        record, words, place = self._record, sentence.strip(), passage.place
        if any(sign in sentence for sign in basis.SIGNS):
            for reference in basis.read_basis(sentence, references, is_opening=self._is_opening):
                yield _relation("based_on", reference, words, place)
        if not references:
            return
        if any(sign in sentence for sign in issuing.SIGNS):
            is_draft = record.stage == "draft"
            for kind, reference in issuing.read_issued(sentence, references, title=record.title, is_draft=is_draft):
                named = replace(reference, title=without_draft_mark(reference.title or ""))
                if kind in _HANDED_OVER and _is_own(passage.part):
                    self._handed_over.add((kind, _plain(reference.title)))
                if kind == "issues" and reference.title:
                    self._issued.append(reference.title)
                    self._own_names = None
                yield _relation(kind, named if kind == "draft_of" else reference, words, place)
                for change in read_changes(named.title or "", ReferenceReader()) if kind == "issues" else ():
                    yield from self._changed(change, words, place)
        if any(sign in sentence for sign in amendments.SIGNS):
            for changed in amendments.read_changed(sentence, references):
                yield _relation(changed.kind, changed.reference, words, place, part=changed.part)
        if any(sign in sentence for sign in repeals.SIGNS):
            for ended in repeals.read_ended(sentence, references):
                effect = Effect(ended.on, None) if ended.on else self._effect(sentence, ended.verb, passage)
                if ended.replaced:
                    yield _relation("replaces", ended.reference, words, place, effect, ended.part)
                else:
                    yield from self._ended(ended.reference, ended.part, words, place, effect)

    def _effect(self, sentence: str, verb: int, passage: Passage | None) -> Effect:
        record, paragraph = self._record, passage.text if passage else ""
        if passage and passage.part and passage.part.kind is PartKind.FORWARDED:
            record = self._forwarded.get(passage.part) or self._read_forwarded(passage.part)
        return day_of_repeal(sentence, verb, paragraph, record)

    def _read_forwarded(self, part: Part) -> PolicyDocument:
        """The record with the days of a text that it forwards: what that repeals, it repeals from its own day."""
        text = "\n".join(passage.text for passage in self._passages if passage.part is part)
        begins = validity.effective_on(text, written_on=part.signed_on, published_on=None)
        on = begins.on if begins else None
        record = replace(self._record, written_on=part.signed_on, published_on=None, effective_on=on, evidence={})
        self._forwarded[part] = record
        return record

    def _ended(
        self, reference: Reference, part: str | None, words: str, place: str, effect: Effect
    ) -> Iterator[Relation]:
        """A repeal, and beside it the replacement where the repealed document has the name of this one."""
        yield _relation("repeals", reference, words, place, effect, part)
        if part is None and reference.title and self._is_own_name(reference.title):
            yield _relation("replaces", reference, words, place, effect)


def _is_own(part: Part | None) -> bool:
    """Whether a passage stands in the document of its page, not in an annex or a text that it forwards."""
    return part is None or part.kind is PartKind.DOCUMENT


def _names_something(text: str) -> bool:
    """Whether words can name a document: by a title, a number, or as the constitution, which laws print bare."""
    return "《" in text or "号" in text or "宪法" in text


def _is_of_interest(text: str) -> bool:
    """Whether words can state a relation, or define an abbreviation (以下简称《通知》) that a later one uses."""
    return _ANY_SIGN.search(text) is not None or "称《" in text


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of a paragraph with their ends. A sign inside 《》 or brackets ends none, if these are closed."""
    if not any(opening in text for opening in "《（("):
        yield from _ENDED.findall(text)
        return
    count = text.count
    balanced = count("《") == count("》") and count("（") + count("(") == count("）") + count(")")
    depth, start = 0, 0
    for sign in _END.finditer(text):
        step = _BRACKETS.get(sign[0])
        if step is not None:
            depth = max(0, depth + step)
        elif depth == 0 or not balanced:
            yield text[start : sign.end()]
            start = sign.end()
    if start < len(text):
        yield text[start:]


def _relation(
    kind: RelationKind,
    reference: Reference,
    words: str,
    place: str,
    effect: Effect = NEVER,
    part: str | None = None,
) -> Relation:
    return Relation(kind, reference.title, reference.number, effect.on, effect.rule, part, words, place)


class _Collection:
    """Relations in the order of printing; one that is printed again is joined with its first print."""

    def __init__(self) -> None:
        self.relations: list[Relation] = []
        self._by_title: dict[tuple[str, str, str], int] = {}
        self._by_number: dict[tuple[str, str, str], int] = {}

    def add(self, relation: Relation) -> None:
        title, kind, part = _plain(relation.title), relation.kind, _plain(relation.part)
        at = self._find(relation, title, part)
        if at is None:
            at = len(self.relations)
            self.relations.append(relation)
        elif _fullness(relation) > _fullness(held := self.relations[at]):
            self.relations[at] = _filled(relation, held)
        if title:
            self._by_title.setdefault((kind, part, title), at)
        if relation.document_number:
            self._by_number.setdefault((kind, part, relation.document_number), at)

    def _find(self, relation: Relation, title: str, part: str) -> int | None:
        """The index of the same relation: by number, unless the titles differ, or by title, unless the numbers do."""
        number = relation.document_number
        at = self._by_number.get((relation.kind, part, number)) if number else None
        if at is not None and _one_contains_the_other(title, _plain(self.relations[at].title)):
            return at
        at = self._by_title.get((relation.kind, part, title)) if title else None
        if at is not None and (not number or self.relations[at].document_number in (None, number)):
            return at
        if title and relation.kind in ("issues", "forwards", "approves"):
            for index, held in enumerate(self.relations):
                if held.kind == relation.kind and _is_one_title(title, _plain(held.title)):
                    return index
        return None


def _one_contains_the_other(title: str, other: str) -> bool:
    """Whether two titles with one number can be one: 样例办法 and 关于印发〈样例办法〉的通知, or one that is absent."""
    return title in other or other in title


def _is_one_title(title: str, other: str) -> bool:
    """Whether two titles of what is issued name one document: one can lack the owner's name, the years or 的."""
    short, long = sorted((title.replace("的", ""), other.replace("的", "")), key=len)
    return len(short) > 8 and (long.endswith(short) or long.startswith(f"{short}（"))


def _plain(text: str | None) -> str:
    return re.sub("[《》〈〉]", "", compact(text or "")).replace("(", "（").replace(")", "）")


def _fullness(relation: Relation) -> int:
    return sum(value is not None for value in (relation.title, relation.document_number, relation.date))


def _filled(relation: Relation, held: Relation) -> Relation:
    """The fuller of two prints with what only the other one has."""
    return replace(
        relation,
        title=relation.title or held.title,
        document_number=relation.document_number or held.document_number,
        date=relation.date or held.date,
        date_rule=relation.date_rule if relation.date else held.date_rule,
    )


def _is_itself(relation: Relation, record: PolicyDocument) -> bool:
    """Whether what is called the basis, or is changed, is the document itself."""
    if relation.document_number and relation.document_number == record.document_number:
        return True
    own = {_plain(record.title), _plain(record.issued_title)}
    return relation.kind in ("based_on", "amends", "corrects") and _plain(relation.title) in own - {""}
