"""Applies the operations of a decision to the old text of a rule; what cannot be applied for certain is refused.

Addresses are those of the old text, so words change first, then paragraphs and items are taken out and put in, and
articles last. Numbers follow where the decision says so, or prints each new number; two that disagree are refused.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from parsers.grammar.amendments.model import Address, Operation, Refused
from parsers.grammar.amendments.reading import Decision
from parsers.grammar.amendments.rule import (
    Article,
    Division,
    Item,
    Node,
    Paragraph,
    joined,
    paragraphs_of,
    read_rule,
    text_of,
    whole_words,
)
from parsers.grammar.numerals import numeral

_DOUBLED = {"、、": "、", "，，": "，", "、和": "和", "、或者": "或者", "：、": "：", "，。": "。", "、。": "。"}
_STATE = "中华人民共和国"
_ITEM_NUMBER = re.compile(r"^(?:[（(][^（()）]{1,4}[)）]|[一二三四五六七八九十]{1,3}、)\s*")
_DIGITS = "〇零一二三四五六七八九十0123456789"


@dataclass(frozen=True, slots=True)
class Amended:
    """A rule with a decision applied to it."""

    nodes: tuple[Node, ...]
    text: str | None
    """None where the old text is no rule that is cut whole."""
    refused: tuple[Refused, ...]
    touched: tuple[tuple[int, int], ...]
    """The new numbers of the articles that an operation changed or put in."""


class _RefusedError(Exception):
    """An operation that cannot be applied; the message says why."""


def amend(old: str, decision: Decision, title: str | None = None) -> Amended:
    """A rule with the operations applied that name it: all of them, or those of the document `title`. Never raises."""
    nodes = read_rule(old)
    wanted = [one for one in decision.operations if title is None or one.title is None or _names(one.title, title)]
    if not nodes:
        why = "the old text has no articles in one unbroken order"
        return Amended((), None, tuple(Refused(one, why) for one in wanted), ())
    rule = _Rule(nodes, renumbers=decision.renumbers)
    return rule.amended(wanted)


def _names(words: str, title: str) -> bool:
    """Whether the words of a decision are the title of a rule: laws are named without 中华人民共和国."""
    return words.removeprefix(_STATE) == title.removeprefix(_STATE)


class _Rule:
    """A rule while operations change it."""

    def __init__(self, nodes: list[Node], *, renumbers: bool) -> None:
        self._nodes = nodes
        self._by_number = {(one.number, one.sub): one for one in nodes if isinstance(one, Article)}
        self._renumbers = renumbers
        self._refused: list[Refused] = []
        self._touched: dict[int, Article] = {}
        self._removed: set[int] = set()

    def amended(self, operations: Sequence[Operation]) -> Amended:
        for one in operations:
            if one.op == "unread":
                self._refused.append(Refused(one, "these words have no form that is known"))
        inner = [one for one in operations if one.op in ("replace", "replace_words", "delete_words", "insert_words")]
        # words of one unit before those of the whole rule: these reach what the others put in
        for one in sorted(inner, key=lambda one: one.at.is_whole):
            self._try(one, self._change)
        for op in ("delete", "insert"):
            within = [one for one in operations if one.op == op and self._is_within(one)]
            for one in within if op == "insert" else reversed(within):
                self._try(one, self._delete_within if op == "delete" else self._insert_within)
        for one in operations:
            if one.op == "delete" and not self._is_within(one):
                self._try(one, self._delete)
            elif one.op == "merge":
                self._try(one, self._merge)
        self._number(operations)
        nodes = tuple(one for one in self._nodes if id(one) not in self._removed)
        touched = dict.fromkeys(
            one.new or (one.number, one.sub) for one in self._touched.values() if id(one) not in self._removed
        )
        return Amended(nodes, text_of(nodes), tuple(self._refused), tuple(touched))

    def _try(self, operation: Operation, apply: Callable[[Operation], None]) -> None:
        try:
            apply(operation)
        except _RefusedError as error:
            self._refused.append(Refused(operation, str(error)))

    def _is_within(self, one: Operation) -> bool:
        if one.op == "insert":
            return one.unit in ("paragraph", "item", "point")
        return one.at.paragraph is not None or one.at.item is not None

    # --- words -----------------------------------------------------------------------------------------------------

    def _article(self, address: Address) -> Article:
        article = self._by_number.get((address.article or 0, address.sub))
        if article is None or id(article) in self._removed:
            raise _RefusedError("the old text has no such article")
        return article

    def _paragraph(self, article: Article, address: Address) -> Paragraph:
        if not article.is_cut and (address.paragraph or address.item):
            raise _RefusedError("the paragraphs of the article are not certain")
        if address.paragraph is not None:
            found = next((one for one in article.paragraphs if one.number == address.paragraph), None)
            if found is None:
                raise _RefusedError("the article has no such paragraph")
            return found
        with_items = [one for one in article.paragraphs if one.items]
        if address.item is not None and len(with_items) == 1:
            return with_items[0]
        if address.item is not None:
            raise _RefusedError("the article has no single list of items")
        return article.paragraphs[0]

    def _item(self, paragraph: Paragraph, address: Address) -> Item:
        found = next((one for one in paragraph.items if one.number == address.item), None)
        if found is None:
            raise _RefusedError("the paragraph has no such item")
        return found

    def _change(self, one: Operation) -> None:
        where = one.was or one.at
        if where.title:
            self._rename(where, one.text or "")
            return
        if one.op == "replace":
            self._replace(one, where)
        elif where.is_whole:
            changed = [article for article in self._by_number.values() if self._words(one, article, where)]
            if not changed:
                raise _RefusedError(f"the old text has no {'、'.join(one.old)}")
            for article in changed:
                self._touch(article)
        elif where.article is None:
            raise _RefusedError("the words name no article")
        elif not self._words(one, article := self._article(where), where):
            raise _RefusedError(f"the old words stand not in the article: {'、'.join(one.old)}")
        else:
            self._touch(article)

    def _rename(self, where: Address, text: str) -> None:
        """Gives a chapter another heading; the title of the rule stands not in its text."""
        if where.chapter is None:
            return
        number, places = f"第{numeral(where.chapter)}章", self._places("chapter", where.chapter)
        if len(places) != 1 or where.section:
            raise _RefusedError("the old text has no single such chapter")
        self._nodes[places[0]] = Division(f"{number}　{text.removeprefix(number).strip()}", "chapter", where.chapter)

    def _places(self, level: str, number: int | None) -> list[int]:
        """Where the headings of the chapters or sections of a number stand."""
        return [
            place
            for place, node in enumerate(self._nodes)
            if isinstance(node, Division) and (node.level, node.number) == (level, number)
        ]

    def _touch(self, article: Article) -> None:
        self._touched[id(article)] = article

    def _replace(self, one: Operation, where: Address) -> None:
        if where.article is None or where.point:
            raise _RefusedError("no article, paragraph or item is named")
        article = self._article(where)
        text = without_number(one.text or "", where)
        if where.item is not None:
            item = self._item(self._paragraph(article, where), where)
            item.text = joined(item.text, whole_words(text))
        elif where.paragraph is not None:
            paragraph = self._paragraph(article, where)
            new = paragraphs_of(text)
            if len(new) != 1:
                raise _RefusedError("one paragraph becomes several")
            old_end = paragraph.items[-1].text if paragraph.items else paragraph.lead
            paragraph.lead, paragraph.items = new[0].lead, new[0].items
            if not paragraph.items:
                paragraph.lead = joined(old_end, paragraph.lead)
        else:
            old_end = article.text
            article.paragraphs, article.is_cut = paragraphs_of(text), True
            last = article.paragraphs[-1]
            if not last.items:
                last.lead = joined(old_end, last.lead)
        self._touch(article)

    def _words(self, one: Operation, article: Article, where: Address) -> bool:
        """Changes words in an article, paragraph or item; True where they stood there."""
        if where.paragraph is None and where.item is None:
            targets = list(article.paragraphs)
        else:
            targets = [self._paragraph(article, where)]
        found = False
        for paragraph in targets:
            if where.item is None:
                paragraph.lead, changed = _with_words(one, paragraph.lead)
                found = found or changed
            for item in paragraph.items if where.item is None else [self._item(paragraph, where)]:
                item.text, changed = _with_words(one, item.text)
                found = found or changed
        return found

    # --- paragraphs and items --------------------------------------------------------------------------------------

    def _delete_within(self, one: Operation) -> None:
        where = one.was or one.at
        if where.article is None or where.point:
            raise _RefusedError("no paragraph or item of an article is named")
        article = self._article(where)
        paragraph = self._paragraph(article, where)
        if where.item is not None:
            paragraph.items.remove(self._item(paragraph, where))
        else:
            article.paragraphs.remove(paragraph)
        if not article.paragraphs:
            raise _RefusedError("nothing is left of the article")
        self._touch(article)

    def _insert_within(self, one: Operation) -> None:
        where = one.was or one.at
        if where.article is None or one.unit == "point":
            raise _RefusedError("no article is named")
        article = self._article(where)
        if one.unit == "paragraph":
            new = paragraphs_of(one.text or "")
            first = one.places[0].paragraph if one.places else None
            at = first - 1 if first else len(article.paragraphs)
            if len(new) != max(1, len(one.places)) or not article.is_cut or not 0 <= at <= len(article.paragraphs):
                raise _RefusedError("its place among the paragraphs is not certain")
            article.paragraphs[at:at] = [replace(paragraph, number=0) for paragraph in new]
        else:
            self._insert_items(one, article, where)
        self._touch(article)

    def _insert_items(self, one: Operation, article: Article, where: Address) -> None:
        paragraph = self._paragraph(article, where if where.paragraph else Address(where.chapter, item=1))
        texts = [without_number(line, Address(item=1)) for line in (one.text or "").split("\n") if line.strip()]
        first = one.places[0].item if one.places else None
        at = first - 1 if first else len(paragraph.items)
        if len(texts) != max(1, len(one.places)) or not paragraph.items or not 0 <= at <= len(paragraph.items):
            raise _RefusedError("its place among the items is not certain")
        ends = [Item(whole_words(text), 0) for text in texts]
        if at == len(paragraph.items):  # the last item ends the sentence, the others do not
            last = paragraph.items[-1]
            ends[-1].text = joined(last.text, ends[-1].text)
            last.text = last.text.removesuffix("。") + ("；" if last.text.endswith("。") else "")
        for new in ends[:-1] if at == len(paragraph.items) else ends:
            new.text = joined("；", new.text)
        paragraph.items[at:at] = ends

    # --- articles --------------------------------------------------------------------------------------------------

    def _delete(self, one: Operation) -> None:
        where = one.was or one.at
        if where.chapter is not None or where.section is not None:
            self._delete_division(where)
            return
        if where.article is None:
            raise _RefusedError("no article is named")
        self._removed.add(id(self._article(where)))

    def _delete_division(self, where: Address) -> None:
        level, number = ("section", where.section) if where.section else ("chapter", where.chapter)
        places = self._places(level, number)
        if len(places) != 1:
            raise _RefusedError("the old text has no single chapter of this number")
        self._removed.add(id(self._nodes[places[0]]))
        for node in self._nodes[places[0] + 1 :]:
            if isinstance(node, Division) and node.level in (level, "chapter", "part"):
                break
            self._removed.add(id(node))

    def _merge(self, one: Operation) -> None:
        articles = [self._article(address) for address in one.sources]
        if not all(address.names_article for address in one.sources):
            raise _RefusedError("what is merged are no articles")
        articles[0].paragraphs, articles[0].is_cut = paragraphs_of(one.text or ""), True
        self._removed.update(id(article) for article in articles[1:])
        self._touch(articles[0])

    def _number(self, operations: Sequence[Operation]) -> None:
        """Puts new articles in and gives all their numbers."""
        inserts = [one for one in operations if one.op == "insert" and one.unit == "article"]
        renumbered = [
            one for one in operations if one.op == "renumber" and one.to and one.to.names_article and one.sources
        ]
        others = [one for one in operations if one.op == "insert" and one.unit in ("chapter", "section")]
        self._refused += [Refused(one, "a chapter is put in: its place is not computed") for one in others]
        for one in inserts:
            if len(one.places) != 1 or one.places[0].article is None:
                self._refused.append(Refused(one, "the place of the new article is not certain"))
        placed = [one for one in inserts if len(one.places) == 1 and one.places[0].article is not None]
        for one in sorted(placed, key=lambda one: (one.places[0].article or 0, one.places[0].sub)):
            self._try(one, self._insert)
        has_subs = any(article.sub for article in self._by_number.values())
        moves = bool(self._removed) or any(not one.places[0].sub for one in placed) or bool(renumbered)
        if moves and not has_subs:
            self._renumber(renumbered, is_said=self._renumbers or bool(renumbered) or bool(placed))
        elif moves and renumbered:
            self._refused += [Refused(one, "the numbers of a rule with 之一 are not computed") for one in renumbered]

    def _remaining(self) -> list[Article]:
        return [node for node in self._nodes if isinstance(node, Article) and id(node) not in self._removed]

    def _insert(self, one: Operation) -> None:
        place = one.places[0]
        new = Article(place.article or 0, place.sub, paragraphs_of(without_number(one.text or "", place)))
        new.new, new.is_new = (place.article or 0, place.sub), True
        remaining = self._remaining()
        if place.sub:  # 第七条之一 stands behind 第七条
            before = next((node for node in reversed(remaining) if node.number == place.article), None)
        else:
            before = remaining[(place.article or 1) - 2] if 2 <= (place.article or 1) <= len(remaining) + 1 else None
        if before is None and place.article != 1:
            raise _RefusedError("the new article has no article before it")
        at = next(index for index, node in enumerate(self._nodes) if node is before) + 1 if before else 0
        self._nodes.insert(at, new)
        self._touch(new)

    def _renumber(self, renumbered: Sequence[Operation], *, is_said: bool) -> None:
        remaining = self._remaining()
        if not is_said:
            # taken from the end, nothing moves
            if [node.number for node in remaining] != list(range(1, len(remaining) + 1)):
                first = next(one for index, one in enumerate(remaining, 1) if one.number != index)
                gap = Operation("unread", Address(article=first.number), words="删去")
                self._refused.append(Refused(gap, "the decision does not say that the numbers follow"))
            return
        for number, node in enumerate(remaining, 1):
            if node.new is not None and node.new != (number, 0):
                operation = Operation("insert", places=(Address(article=node.new[0]),), unit="article")
                self._refused.append(Refused(operation, f"it would be article {number}, printed is {node.new[0]}"))
            node.new = (number, 0)
        for one in renumbered:
            article = self._by_number.get((one.sources[0].article or 0, one.sources[0].sub))
            assert one.to is not None
            if article is None or article.new != (one.to.article, one.to.sub):
                became = article.new[0] if article and article.new else "none"
                self._refused.append(Refused(one, f"it would be article {became}, printed is {one.to.article}"))


def without_number(text: str, where: Address) -> str:
    """The new words of a unit without the number that they begin with: 第九条　…, （三）…."""
    text = text.strip()
    if where.item is not None:
        return _ITEM_NUMBER.sub("", text)
    if where.article is not None and where.paragraph is None and where.item is None and text.startswith("第"):
        end = text.find("条", 0, 8)
        if end > 0 and text[end + 1 : end + 2] in ("\u3000", " "):
            return text[end + 1 :].strip()
    return text


def _with_words(one: Operation, text: str) -> tuple[str, bool]:
    """A text with words replaced, deleted or put in, and whether they stood there."""
    new = whole_words(one.new or "")
    if one.side in ("start", "end"):
        return (new + text, True) if one.side == "start" else (text + new, True)
    found = False
    for words in map(whole_words, one.old):
        # Words where they are no part of a longer number: 五日 does not stand in 十五日.
        before = f"(?<![{_DIGITS}百千万])" if words[:1] in _DIGITS else ""
        behind = f"(?![{_DIGITS}百千万])" if words[-1:] in _DIGITS else ""
        place = re.compile(before + re.escape(words) + behind)
        if not words or not place.search(text) or (one.op == "replace_words" and words in new and new in text):
            continue
        found = True
        made = new if one.op != "insert_words" else words + new if one.side == "after" else new + words
        text = made.join(place.split(text))
    if found and one.op == "delete_words":
        for doubled, single in _DOUBLED.items():
            text = text.replace(doubled, single)
    return text, found
