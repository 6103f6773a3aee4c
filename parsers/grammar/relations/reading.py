"""Reads the relations of one document: those of its title, then those of its text and files in order of printing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from parsers.grammar import validity
from parsers.grammar.layout.parts import SPEAKING, Part, PartKind
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.relations import measures
from parsers.grammar.relations.answers import Answer
from parsers.grammar.relations.clause import Clause
from parsers.grammar.relations.collecting import Collection
from parsers.grammar.relations.effect import NEVER, Effect, day_of_repeal
from parsers.grammar.relations.instrument import instrument_key, instrument_name, printed_key, without_draft_mark
from parsers.grammar.relations.references import Reference, ReferenceReader
from parsers.grammar.relations.repeal_lists import ENUMERATOR, Entry, RepealList, last_ending, may_hold_list
from parsers.grammar.relations.rules import TRIGGERS, Context, is_item, read_stated
from parsers.grammar.relations.sentences import Quotes, joined_lines, sentences_of
from parsers.grammar.relations.titles import Named, read_changes, read_title_relations
from parsers.grammar.title import read_title
from parsers.passages import Passage
from parsers.record import PolicyDocument, Relation, RelationKind

_TRIGGER = lazy_regex(
    "|".join(sorted({"称《", *measures.TRIGGERS, *(word for words in TRIGGERS.values() for word in words)}))
)
"""A sentence without one states nothing, nor defines an abbreviation (以下简称《通知》) that a later one uses."""
_MEASURES = lazy_regex("|".join(measures.TRIGGERS))
# 自…起暂停实施下列公告： · 将以下文件的有效期延长至…：
_THESE = lazy_regex(
    r"(?:下列|以下|如下)[^，。；：:《》的]{0,10}?(?:文件|规章|法规|办法|规定|公告|通知|决定|政策|标准|措施)"
)
_REPLY = lazy_regex(r"(?:批复|复函)(?:[（(][^（）()]{1,30}[)）])?$")
_FROM_A_DAY = lazy_regex(r"[自从][^。；，]{2,40}起|即日")
_NAMELESS = lazy_regex(r"延(?:长|续)(?:执行|实施)?[至到]|恢复征收")
_LONGEST_SENTENCE = 3_000  # characters; a longer one is not prose
# 一、 · （一） · 第一章 · 1. : from here on a text sets its rules
_HEADING = lazy_regex(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．]|第[一二三四五六七八九十百\d]+[章条节])"
)
_FIRST_ARTICLE = lazy_regex(r"\s*第(?:一|1)条")
_CLAUSE_ENDS = lazy_regex("[，,。]")
# 各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
_ADDRESSED = lazy_regex(r"^[^。；]*(?<!如下)(?<!通知)(?<!公告)[：:]$")
_OPENING = 12  # paragraphs of a text in which the statement of its basis can stand
_INTERPRETED = 5  # paragraphs in which an interpretation names what it is about
_AMENDING = lazy_regex("(?:修改|修订|修正|清理)(?!.*(?:计划|方案|规划|要点)(?:的|$))")
# 《样例办法》根据本决定作相应修改，重新公布。: the amended rule follows
_ANEW = lazy_regex(r"根据本(?:决定|令|修改)[^。《》]{0,40}重新(?:公布|发布|印发)。?")
_SOME = lazy_regex("(?:有关|部分|相关|个别)[^第]*$|在")
_LONGEST_NAME = 200  # characters of a line that does nothing but name the document that the next lines amend
_MOST_LINKED = 10
_LONGEST_WORDS, _WORDS_BEFORE = 1_000, 200
"""Characters quoted of a sentence, and of these those before the document's name. Real sentences have a few hundred."""
_HANDED_OVER = ("issues", "forwards")
_SILENT = (PartKind.PRESS, PartKind.REPUBLISHED)
"""Parts of a page whose statements are not the document's: a report on it, an amended rule as it was before."""


def read_relations(
    record: PolicyDocument, passages: Iterable[Passage], linked: Sequence[str] = ()
) -> tuple[Relation, ...]:
    """The relations of a document in the order of printing, title first, each once; the fullest print of each.

    Needs the title, stage, number and days of the record; `passages` are those of its body and files, `linked` the
    titles of the pages to which its page links as 相关政策. Never raises.
    """
    reader = _Reader(record)
    read = list(reader.read(tuple(passages)))
    read += _interpreted_by_link(read, linked) if record.stage == "interpretation" else []
    amended = {printed_key(one.title) for one in read if one.kind == "amends" and one.title}
    parts = {(one.kind, printed_key(one.title)) for one in read if one.part and not _is_some(one.part)}
    collection = Collection()
    for relation in read:
        is_abridged = relation.place == "title" and relation.kind in _HANDED_OVER and reader.names_whole(relation)
        is_abridged |= _is_some(relation.part) and (relation.kind, printed_key(relation.title)) in parts
        is_of_amended = printed_key(relation.title) in amended and _belongs_to_the_amended(relation, record)
        if not (is_abridged or is_of_amended or _is_itself(relation, record)):
            collection.add(relation)
    return tuple(_with_bounded_words(collection.relations))


def _is_some(part: str | None) -> bool:
    """Whether words name a part as 有关规定, which others of the document may name in full: 第三条."""
    return part is not None and _SOME.match(part) is not None


def _with_bounded_words(relations: Iterable[Relation]) -> Iterator[Relation]:
    """Quotes what stands around each document of a sentence that lists thousands."""
    sentence, at = "", 0
    for relation in relations:
        words = relation.words
        if len(words) <= _LONGEST_WORDS:
            yield relation
            continue
        sentence, at = words, at if words == sentence else 0
        place = words.find(relation.title or relation.document_number or "", at)
        at = place if place >= 0 else at
        start = max(0, at - _WORDS_BEFORE)
        yield replace(relation, words=words[start : start + _LONGEST_WORDS])


class _Reader:
    """Reads the title and the passages of one document in turn."""

    def __init__(self, record: PolicyDocument) -> None:
        self._record = record
        self._passages: Sequence[Passage] = ()
        self._days_of: dict[Part, PolicyDocument] = {}
        self._handed_over: set[tuple[str, str]] = set()
        self._references = ReferenceReader(record.issuing_bodies if record.issuing_bodies_complete else ())
        self._list = RepealList(self._references)
        self._issued: list[str] = []
        self._own_names: set[str | None] | None = None
        self._opening: tuple[int, int | None, Part | None] | None = None
        self._lines = 0
        self._is_opening = self._begins_text = True
        self._is_amending = _AMENDING.search(record.title) is not None
        self._has_prose = False
        self._named: tuple[Reference, str, str] | None = None
        self._quotes = Quotes()
        self._day_of_clause = NEVER
        self._list_of_measures = ""

    def read(self, passages: Sequence[Passage]) -> Iterator[Relation]:
        self._passages = passages
        titled = list(self._of_title())
        yield from titled
        if self._record.stage == "interpretation":
            answer = Answer(self._record.title)
            for clause, words, passage in answer.decisions(passages):
                for event in measures.read_events(clause, answer.named):
                    yield self._event(event, words, words, passage, passage.place)
            if not (titled or answer.is_official):
                yield from self._interpreted(passages)
            return
        lines = joined_lines(passages, _TRIGGER)
        speaking = [line for line in lines if not (line.part and line.part.kind in _SILENT)]
        has_list = may_hold_list("\n".join(line.text for line in speaking))
        for passage in speaking:
            self._follow(passage)
            if has_list:
                yield from self._listed(self._list.read(passage))
            if self._list.took_line:
                continue
            yield from self._listed_measures(passage)
            if self._is_amending or _names_something(passage.text):
                yield from self._of_passage(passage)
        yield from self._listed(self._list.finish())

    def _of_passage(self, passage: Passage) -> Iterator[Relation]:
        text = passage.text
        if self._is_amending:
            if anew := _ANEW.search(text):  # a saver ran the rule together with the decision
                text = text[: anew.end()]
            text = self._quotes.cover(text)
            yield from self._below_its_name(passage)
        if not _names_something(text) or not _TRIGGER.search(text):
            return
        start = 0
        for sentence in sentences_of(text):
            words, start = passage.text[start : start + len(sentence)], start + len(sentence)
            if len(sentence) <= _LONGEST_SENTENCE and _names_something(sentence):
                yield from self._of_sentence(sentence, words.strip(), passage, is_first=start == len(sentence))
            if not sentence.endswith("；"):
                self._day_of_clause = NEVER

    def _listed_measures(self, passage: Passage) -> Iterator[Relation]:
        """What becomes of the document that a line of a list names: 自…起暂停实施下列公告： / 1.公告第55号."""
        text, opening = passage.text.strip(), self._list_of_measures
        entry = ENUMERATOR.match(text) if opening else None
        if text.endswith(("：", ":")) and len(text) <= _LONGEST_NAME and _MEASURES.search(text) and _THESE.search(text):
            self._list_of_measures = text[:-1]
        elif entry:
            named = text[entry.end() :].rstrip("；;。")
            sentence = _THESE.sub(lambda _: named, opening, count=1)
            for event in measures.read_events(Clause(sentence, self._references.read(sentence))):
                yield self._event(event, sentence, text, passage, passage.place)
        else:
            self._list_of_measures = ""

    def _below_its_name(self, passage: Passage) -> Iterator[Relation]:
        """What a line amends of the document that the line before it names: 一、《…》 / （一）将第三条修改为…."""
        if self._named and is_item(passage.text):
            yield self._changing("amends", *self._named, None)
        self._named = None
        if "《" not in passage.text or len(passage.text) > _LONGEST_NAME:
            return
        clause = Clause(passage.text, self._references.read(passage.text))
        alone = clause.alone
        if alone and alone.title and alone.names_document:
            self._named = (alone, passage.text.strip(), passage.place)

    def names_whole(self, relation: Relation) -> bool:
        """Whether the text names what the title hands over by other words.

        The text has every document by itself and whole; a title abridges: 印发甲方案和乙方案, 转发…工作意见.
        """
        return bool(self._handed_over) and (relation.kind, printed_key(relation.title)) not in self._handed_over

    def _listed(self, entries: Iterable[Entry]) -> Iterator[Relation]:
        for entry in entries:
            effect = self._effect(entry.opening, last_ending(entry.opening), entry.passage)
            yield _relation("repeals", entry.reference, entry.words, entry.passage.place, effect, entry.part)

    def _follow(self, passage: Passage) -> None:
        """Keeps track of whether the passage stands in the opening of its text."""
        text = (passage.attachment, passage.page if passage.attachment else None, passage.part)
        if text != self._opening:
            self._opening, self._lines, self._is_opening = text, 0, True
            self._begins_text = passage.part is None or passage.part.kind in SPEAKING
        elif self._has_prose:
            self._begins_text = False
        self._has_prose = _CLAUSE_ENDS.search(passage.text) is not None and not _ADDRESSED.search(passage.text)
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
        title, is_named = self._record.title, False
        for named in read_title_relations(self._record, self._references):
            is_named = is_named or named.kind in ("amends", "repeals", "corrects")
            yield self._changed(named, title, "title")
        if self._record.stage == "final" and _MEASURES.search(title):
            events = [*measures.read_events(Clause(title, self._references.read(title)))]
            if not (events or is_named) and (of_rule := measures.read_title_event(title)):
                events = [of_rule]
            for event in events:
                yield self._event(event, title, title, None, "title")

    def _changed(self, named: Named, words: str, place: str) -> Relation:
        """What a title says: that of the record, or of a decision that the text issues."""
        if named.kind == "repeals":
            return _relation("repeals", named.reference, words, place, self._effect("", 0, None), named.part)
        return self._changing(named.kind, named.reference, words, place, named.part)

    def _interpreted(self, passages: Iterable[Passage]) -> Iterator[Relation]:
        """The document that the text of an interpretation names first."""
        for number, passage in enumerate(passages):
            if number >= _INTERPRETED:
                return
            for reference in self._references.read(passage.text):
                if reference.title and reference.names_document:
                    yield _relation("interprets", reference, passage.text.strip(), passage.place)
                    return

    def _of_sentence(self, sentence: str, words: str, passage: Passage, *, is_first: bool) -> Iterator[Relation]:
        if not _TRIGGER.search(sentence):
            return
        place = passage.place
        ended_here: set[int] = set()
        verbs_of_ends = [0]
        clause = Clause(sentence, self._references.read(sentence))
        for stated in read_stated(clause, self._context(is_first=is_first)):
            kind, reference = stated.kind, stated.reference
            if kind in ("repeals", "replaces"):
                verbs_of_ends.append(stated.verb)
                effect = self._effect(sentence, stated.verb, passage)
                # 自…起，《甲》停止执行；《乙》即行废止: one day for both clauses
                effect = self._day_of_clause if effect is NEVER else effect
                self._day_of_clause = effect
                if kind == "repeals":
                    ended_here.add(reference.start)
                yield _relation(kind, reference, words, place, effect, stated.part)
            elif kind in ("amends", "corrects"):
                yield self._changing(kind, reference, words, place, stated.part)
            elif kind == "based_on":
                yield _relation(kind, reference, words, place)
            else:
                named = replace(reference, title=without_draft_mark(reference.title or ""))
                # What stands in an annex or in a text that the document forwards is not its own.
                if kind in _HANDED_OVER and (passage.part is None or passage.part.kind is PartKind.DOCUMENT):
                    self._handed_over.add((kind, printed_key(reference.title)))
                if kind == "issues" and reference.title:
                    self._issued.append(reference.title)
                    self._own_names = None
                yield _relation(kind, named if kind == "draft_of" else reference, words, place)
                for change in read_changes(named.title or "", ReferenceReader()) if kind == "issues" else ():
                    yield self._changed(change, words, place)
        if _MEASURES.search(sentence):
            for event in measures.read_events(clause):
                is_known = event.reference is not None and event.reference.start in ended_here
                if not (is_known and event.kind in ("ends_early", "repeals")):
                    before = max(at for at in verbs_of_ends if at < event.verb or not at)
                    yield self._event(event, sentence, words, passage, place, before)

    def _context(self, *, is_first: bool) -> Context:
        is_reply = _REPLY.search(self._record.title) is not None
        is_draft = self._record.stage == "draft"
        return Context(
            self._is_amending, self._is_opening, self._begins_text and is_first, is_draft, is_reply, self._is_own_name
        )

    def _event(
        self, event: measures.Event, sentence: str, words: str, passage: Passage | None, place: str, ended: int = 0
    ) -> Relation:
        """What happens to a measure, from the day that its words give; 继续执行 needs none.

        `ended`: the index of a verb before it that ends another document.
        """
        effect = Effect(event.first, None) if event.first else self._effect(sentence, event.verb, passage)
        stated = _FROM_A_DAY.search(
            sentence, ended
        )  # 《甲》自…起停止执行，《乙》继续有效: the day is that of the first
        if not (event.first or stated) and event.kind in ("extends", "continues", "postpones"):
            effect = NEVER
        reference = event.reference or Reference(None, None, 0, 0)
        relation = _relation(event.kind, reference, words, place, effect, event.part)
        return replace(relation, until=event.until, duration=event.duration)

    def _changing(self, kind: RelationKind, reference: Reference, words: str, place: str, part: str | None) -> Relation:
        """What is done to a document; a decision amends from the day on which it takes effect itself."""
        effect = self._effect("", 0, None) if kind == "amends" else NEVER
        return _relation(kind, reference, words, place, effect, part)

    def _effect(self, sentence: str, verb: int, passage: Passage | None) -> Effect:
        record, paragraph = self._record, passage.text if passage else ""
        if passage and passage.part and passage.part.kind is PartKind.FORWARDED:
            record = self._days_of.get(passage.part) or self._read_forwarded(passage.part)
        return day_of_repeal(sentence, verb, paragraph, record)

    def _read_forwarded(self, part: Part) -> PolicyDocument:
        """The record with the days of a text that it forwards: what that repeals, it repeals from its own day."""
        text = "\n".join(passage.text for passage in self._passages if passage.part is part)
        begins = validity.effective_on(text, written_on=part.signed_on, published_on=None)
        on = begins.on if begins else None
        record = replace(self._record, written_on=part.signed_on, published_on=None, effective_on=on, evidence={})
        self._days_of[part] = record
        return record


def _interpreted_by_link(read: Sequence[Relation], linked: Sequence[str]) -> list[Relation]:
    """The documents of the box 相关政策 beside an interpretation, those aside that its own words name."""
    known = {instrument_key(relation.title or "") for relation in read}
    interpreted: list[Relation] = []
    for title in linked[:_MOST_LINKED]:
        key = instrument_key(title)
        if key is None or key in known or read_title(title).stage != "final":
            continue
        known.add(key)
        interpreted.append(_relation("interprets", Reference(title, None, 0, len(title)), title, "related links"))
    return interpreted


def _names_something(text: str) -> bool:
    """Whether words can name a document: by a title, a number, or as the constitution, which laws print bare; or a
    policy that is extended or a duty that is levied again."""
    return "《" in text or "号" in text or "宪法" in text or _NAMELESS.search(text) is not None


def _relation(
    kind: RelationKind, reference: Reference, words: str, place: str, effect: Effect = NEVER, part: str | None = None
) -> Relation:
    return Relation(kind, reference.title, reference.number, effect.on, effect.rule, part, words, place)


def _belongs_to_the_amended(relation: Relation, record: PolicyDocument) -> bool:
    """Whether what is said of an amended rule is not the decision's: 根据…对《…》作如下修改 is not based on 《…》.

    A decision that changes a rule (修改) does not end it; one that issues it anew (修订) ends the former one.
    """
    if relation.kind == "based_on":
        return True
    return relation.kind in ("repeals", "replaces") and relation.part is None and "修改" in record.title


def _is_itself(relation: Relation, record: PolicyDocument) -> bool:
    """Whether what is called the basis, or is changed, is the document itself."""
    if relation.document_number and relation.document_number == record.document_number:
        return True
    own = {printed_key(record.title), printed_key(record.issued_title)}
    return relation.kind in ("based_on", "amends", "corrects") and printed_key(relation.title) in own - {""}
