"""Reads the operations of an amending decision: about a dozen forms, item by item, with the address that runs on.

立法技术规范（试行）（一）: 将第…条修改为：“…”; 第…条改为第…条，修改为：“…”; 增加一条，作为第…条：“…”; 删去第…条.
What changes something in no form that is known is an operation `unread` with its words, never left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from parsers.grammar.amendments.addresses import CHANGES_RULE, OF_RULE, UNITS, read_addresses
from parsers.grammar.amendments.extent import CLOSING, OPENING, end_of, with_annex
from parsers.grammar.amendments.forms import (
    AT_END,
    BARE_REPLACE,
    BECOMES,
    BEFORE_TEXT,
    BESIDE,
    CHANGE,
    CUT_BEHIND,
    CUT_UNITS,
    CUT_WORDS,
    DELETE,
    INSERT,
    INSERT_NAMED,
    LEAD,
    MERGED,
    MORE_NEW,
    NAME_OF_DIVISION,
    OF_PLACE,
    REPLACE,
    SCOPE,
    SIDES,
    TAKES,
    TITLE,
    WORDS,
)
from parsers.grammar.amendments.model import Address, Op, Operation, Unit
from parsers.grammar.amendments.quotes import SIGN, take_out
from parsers.grammar.amendments.several import share_out, unit_of
from parsers.grammar.articles.heads import value_of
from parsers.grammar.patterns import lazy_regex

_RENUMBERS = lazy_regex(
    r"条文?(?:的)?(?:序号|顺序|序数)[^。；]{0,20}(?:调整|修改|顺延)|(?:序号|条款?顺序)作?(?:了)?相应(?:的)?(?:调整|修改)|序号依次顺延"
)
# 个别文字作相应修改 · 对2部行政法规予以废止, which an annex lists
_GENERAL = lazy_regex(
    r"(?:个别|部分|相关|有关)[^。；]{0,6}(?:文字|内容)[^。；]{0,12}(?:调整|修改)"
    r"|对[^，。；：《》第]{1,20}(?:法规|规章|文件|规定)[^，。；：]{0,10}予以(?:废止|修改)"
    r"|^\s*(?:修改|修订|废止)(?:以下|下列)?[^，。；：《》第]{0,4}[件部个项][^，。；：《》第]{0,20}[:：]?\s*$"
)
# 一、 · （二） · 3. : an item of the decision
_ITEM = lazy_regex(
    rf"(?:^|(?<=[\s。；;：:{SIGN}]))(?P<mark>[一二三四五六七八九十百]{{1,4}}、"
    r"|(?:[（(][一二三四五六七八九十百]{1,4}[)）]|[0-9０-９]{1,2}[.．、](?![0-9]))(?=\s*(?:将|把|删|增加|在|对|原|修改|第|《)))"
)
# 所 有“民航规章”: a blank that a page left between two characters
_BROKEN = lazy_regex(r"(?<=[\u4e00-\u9fff])[ \t\u3000](?=[\u4e00-\u9fff](?!、))")
_TITLED = lazy_regex(r"《(?P<title>[^《》]{2,80}(?:〈[^〈〉]*〉[^《》]*)?)》(?P<bracket>[（(][^（()）]{1,60}[)）])?")
_NAMED = lazy_regex(
    r"\s*(?:[^，。；：《》\ue000]{0,30}决定[，,:：]?\s*)?(?:将|对|把|在|修改|(?P<deletes>删[去除]))?\s*$"
)
# 棚架部关于修改《棚架办法》的决定, on a line of its own
_HEADING = lazy_regex(r"[^。；：]{0,60}关于[^。；：]{2,120}的(?:决定|通知|公告|通告|命令|令)\s*")
_CHANGES = lazy_regex(
    r"修改|改为|增加|删[去除]|合并|调整为|作为第|废止|不再适用|拆[为成分]|移[至到]|替换|单列|恢复|(?:缩短|延长|提高|降低)[为至到]\s*\ue000"
)
_SHOWN = 60
_NEAR = 20
"""Characters between the document that a decision amends and the end of 作如下修改."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decision does."""

    operations: tuple[Operation, ...]
    renumbers: bool
    """Whether it says that the numbers of the articles follow: 条文序号作相应调整."""
    end: int
    """The index behind its operations in the text: what follows is the rule as published anew, if anything."""


def read_decision(text: str) -> Decision:
    """The operations of a decision in their order; none where the text amends nothing. Never raises. Linear."""
    opening = OPENING.search(text)
    start = opening.end() if opening else 0
    quoted = take_out(text[start:])
    closing = CLOSING.search(quoted.words)
    annexed = with_annex(quoted, closing.start()) if closing else None
    words = annexed.words if annexed else quoted.words[: closing.start() if closing else None]
    words = _BROKEN.sub("", words)
    tail = quoted.words[closing.start() : closing.start() + 200] if closing else ""
    head = text[:start]
    titles = [match for match in _TITLED.finditer(head, max(0, start - 200)) if start - match.end() <= _NEAR]
    reader = _Reader((annexed or quoted).quotes, titles[-1]["title"] if titles else None)
    if not opening and not _CHANGES.search(words):
        return Decision((), False, 0)
    operations = tuple(reader.read(words))
    renumbers = _RENUMBERS.search(words) is not None or _RENUMBERS.search(tail) is not None
    return Decision(operations, renumbers, len(text) if annexed else end_of(text, start))


class _Reader:
    """Follows the words of a decision, its items, the document that is amended, and the address that runs on."""

    def __init__(self, quotes: tuple[str, ...], title: str | None) -> None:
        self._quotes = quotes
        self._used = 0
        self._title = title
        self._running = Address()
        self._renumbered: dict[tuple[str, int | None, int | None], Address] = {}
        self._words = ""
        self._at = 0

    def read(self, words: str) -> Iterator[Operation]:
        marks = list(_ITEM.finditer(words))
        ends = [*(mark.start("mark") for mark in marks), len(words)]
        for body, end in zip([0, *(mark.end() for mark in marks)], ends, strict=True):
            yield from self._item(words[body:end])

    def _item(self, words: str) -> Iterator[Operation]:
        """The operations of one item; the address and the renumbering do not run on into the next one."""
        self._words, self._at = words, 0
        self._running, self._renumbered = Address(), {}
        while self._at < len(words):
            self._at = LEAD.match(words, self._at).end()  # type: ignore[union-attr]
            if self._at >= len(words):
                break
            began, used = self._at, self._used
            deletes = self._take_title()
            if self._at >= len(words):  # 一、《样例办法》（样例部令第1号）: what is done to it follows
                break
            found = self._deleted(self._at) if deletes else self._operations()
            if found is None:
                self._used = used
                yield from self._skip(began)
                continue
            shown = self._shown(began, used)
            yield from (replace(one, title=self._title, words=shown) for one in found)

    def _shown(self, began: int, used: int) -> str:
        quotes = iter(self._quotes[used : self._used])

        def quoted(_: re.Match[str]) -> str:
            words = next(quotes, "")
            return f"“{words if len(words) <= _SHOWN else f'{words[:_SHOWN]}…'}”"

        return re.sub(SIGN, quoted, self._words[began : self._at]).strip()

    def _take_title(self) -> bool:
        """Passes over the document that is named before what changes: 将《…》（…）第三条; True for 删去《…》第三条."""
        titled = _TITLED.search(self._words, self._at, self._at + 200)
        if titled and (named := _NAMED.fullmatch(self._words, self._at, titled.start())):
            self._title = titled["title"]
            self._at = titled.end()
            rest = re.compile(
                r"\s*(?:中的?|的)?(?:(?:作|作出|做|做出|进行)?(?:如下|以下)?(?:修改|修订)(?:如下)?)?(?=[:：，,\s]|$)[:：，,]?\s*"
            ).match(self._words, self._at)
            self._at = rest.end() if rest else self._at
            return named["deletes"] is not None
        if rule := CHANGES_RULE.match(self._words, self._at):
            self._title, self._at = rule["title"], rule.end()
        return False

    def _behind_rule(self, at: int) -> int:
        """The index behind the name of a rule without 《》 that stands before an address."""
        rule = OF_RULE.match(self._words, at)
        if rule and not rule["title"].startswith(("本", "该", "其", "原")):
            self._title = rule["title"]
        return rule.end() if rule else at

    def _skip(self, began: int) -> Iterator[Operation]:
        """Passes over a clause that is in no form, with its quotations; it is `unread` where it changes something."""
        match = re.compile(rf"[^。；;\n{SIGN}]*(?:{SIGN}[^。；;\n{SIGN}]*)*[。；;\n]?").match(self._words, self._at)
        end = max(match.end() if match else 0, self._at + 1)
        clause = self._words[began:end]
        self._at, used = end, self._used
        self._used += self._words[began:end].count(SIGN)
        known = (_RENUMBERS.search, _GENERAL.search, _HEADING.fullmatch)
        if _CHANGES.search(clause) and not any(is_known(clause) for is_known in known):
            yield Operation("unread", title=self._title, words=self._shown(began, used))

    def _scope(self, at: int) -> tuple[Address, int]:
        """What words without an address change, and the index behind them.

        条文中所有 is the whole rule, 其中 the unit that was named before.
        """
        words = SCOPE.match(self._words, at)[0]  # type: ignore[index]
        is_whole = words != "" and not words.startswith(("其", "该"))
        return Address() if is_whole else self._running, at + len(words)

    def _quote(self) -> str:
        words = self._quotes[self._used] if self._used < len(self._quotes) else ""
        self._used += 1
        return words

    # --- the forms -------------------------------------------------------------------------------------------------

    def _operations(self) -> list[Operation] | None:
        """The operations that begin here; None where the words have no known form."""
        words = self._words
        if titled := TITLE.match(words, self._at):
            self._at = titled.end()
            new = self._quote() if titled["q"] == SIGN else titled["q"]
            return [Operation("replace", Address(title=True), text=new.strip("《》"))]
        if delete := DELETE.match(words, self._at):
            return self._deleted(self._behind_rule(delete.end()))
        began = self._behind_rule(re.compile(TAKES).match(words, self._at).end())  # type: ignore[union-attr]
        if list_of := read_addresses(words, began, self._running):
            return self._addressed(list_of.found, list_of.end)
        return self._without_address(began)

    def _without_address(self, at: int) -> list[Operation] | None:
        """What is done to the unit that the words before named, or to the whole rule."""
        where, at = self._scope(at)
        if (found := self._changed_words((where,), at)) is not None:
            self._running = where
            return found
        if insert := INSERT.match(self._words, at) or INSERT_NAMED.match(self._words, at):
            return self._inserted(self._running, insert)
        if not self._running.is_whole and (match := REPLACE.match(self._words, at)):
            self._at = match.end()
            return [self._operation("replace", self._running, text=self._quote())]
        return None

    def _addressed(self, found: tuple[Address, ...], end: int) -> list[Operation] | None:
        words = self._words
        if merged := MERGED.match(words, end):
            return self._merged(found, merged.end())
        if found[0].article is None and (match := NAME_OF_DIVISION.match(words, end)):
            self._at, self._running = match.end(), found[0]
            self._used += match["old"] is not None
            return [self._operation("replace", replace(found[0], title=True), text=self._quote())]
        if match := REPLACE.match(words, end):
            return self._replaced(found, match.end())
        if (changed := self._changed_words(found, end)) is not None:
            self._running = found[-1]
            return changed
        if (becomes := BECOMES.match(words, end)) and (new := read_addresses(words, becomes.end(), found[0])):
            return self._renumber(found, new.found, new.end)
        if cut := CUT_UNITS.match(words, end):
            self._at, self._running = cut.end(), found[-1]
            return [self._operation("delete", one) for one in found]
        if insert := INSERT.match(words, end) or INSERT_NAMED.match(words, end):
            return self._inserted(found[0], insert)
        if len(found) == 1 and (match := BARE_REPLACE.match(words, end)):
            self._at, self._running = match.end(), found[0]
            return [self._operation("replace", found[0], text=match["text"].strip())]
        return None

    def _replaced(self, found: tuple[Address, ...], end: int) -> list[Operation] | None:
        """将第三项、第五项修改为：“…”: a quotation for each, or one that holds the words of all."""
        more = MORE_NEW.match(self._words, end) if len(found) > 1 else None
        count = 1 + (more[0].count(SIGN) if more else 0)
        used, texts = self._used, [self._quote() for _ in range(count)]
        if count == 1 < len(found):
            texts = share_out(texts[0], found) or []
        if len(texts) != len(found):
            self._used = used
            return None
        self._at, self._running = more.end() if more else end, found[-1]
        return [self._operation("replace", one, text=text) for one, text in zip(found, texts, strict=True)]

    def _operation(self, op: Op, at: Address, **values: object) -> Operation:
        """An operation at an address, with its old address where the item renumbered it."""
        article = self._renumbered.get(("article", at.article, at.sub))
        was = replace(at, article=article.article, sub=article.sub) if article else at
        paragraph = self._renumbered.get(("paragraph", at.article, at.paragraph))
        was = replace(was, paragraph=paragraph.paragraph) if paragraph else was
        return Operation(op, at, was=was if was != at else None, **values)  # type: ignore[arg-type]

    def _changed_words(self, found: tuple[Address, ...], at: int) -> list[Operation] | None:
        """Words replaced, deleted or put beside others."""
        if match := WORDS.match(self._words, at):
            count, more = match["old"].count(SIGN), MORE_NEW.match(self._words, match.end())
            if more is None and "分别" not in match[0]:
                self._at = match.end()
                old, new = tuple(self._quote() for _ in range(count)), self._quote()
                return [self._operation("replace_words", one, old=old, new=new) for one in found]
            if more is None or more[0].count(SIGN) != count - 1:
                return None
            self._at = more.end()
            each_old, each_new = ([self._quote() for _ in range(count)] for _ in range(2))
            pairs = list(zip(each_old, each_new, strict=True))
            return [self._operation("replace_words", one, old=(old,), new=new) for one in found for old, new in pairs]
        if match := BESIDE.match(self._words, at):
            self._at = match.end()
            old, new = (self._quote(),), self._quote()
            side = "after" if match["side"] == "后" else "before"
            return [self._operation("insert_words", one, old=old, new=new, side=side) for one in found]
        if match := AT_END.match(self._words, at):
            self._at = match.end()
            new, side = self._quote(), SIDES[match["side"]]
            return [self._operation("insert_words", one, new=new, side=side) for one in found]
        if match := CUT_BEHIND.match(self._words, at):
            self._at = match.end()
            old = tuple(self._quote() for _ in range((match["old"] or match["behind"]).count(SIGN)))
            return [self._operation("delete_words", one, old=old) for one in found]
        return None

    def _deleted(self, at: int) -> list[Operation] | None:
        """删去A、B · 删去A中的“…”和B中的“…” · 删去其中的“…”."""
        operations: list[Operation] = []
        found: tuple[Address, ...]
        while True:
            if list_of := read_addresses(self._words, at, self._running):
                found, end = list_of
            else:
                where, end = self._scope(at)
                found = (where,)
            cut = CUT_WORDS.match(self._words, end)
            if cut is None and list_of is None:
                return operations or None
            self._running, self._at = found[-1], cut.end() if cut else end
            old = tuple(self._quote() for _ in range(cut["old"].count(SIGN))) if cut else ()
            if cut is None or "规定" in (cut["how"] or "") or found[-1].chapter is not None:
                operations += [self._operation("delete", one) for one in found]
            else:
                operations += [self._operation("delete_words", one, old=old) for one in found]
            joint = re.compile(r"\s*(?:[、，,]?\s*(?:和|及|以及)|、)\s*(?=[第笫])").match(self._words, self._at)
            if joint is None:
                return operations
            at = joint.end()

    def _renumber(self, found: tuple[Address, ...], new: tuple[Address, ...], end: int) -> list[Operation] | None:
        if len(found) != len(new):
            return None
        self._at, self._running = end, new[-1]
        operations = []
        for one, to in zip(found, new, strict=True):
            if to.paragraph is not None and to.item is None:
                self._renumbered["paragraph", to.article, to.paragraph] = one
            elif to.names_article:
                self._renumbered["article", to.article, to.sub] = one
            operations.append(Operation("renumber", sources=(one,), to=to))
        return operations

    def _merged(self, found: tuple[Address, ...], end: int) -> list[Operation] | None:
        """将A和B合并，修改为：“…” · 将A和B合并为第C条：“…”."""
        to = read_addresses(self._words, end, found[0])
        at = to.end if to else end
        match = re.compile(rf"\s*[，,]?\s*(?:{CHANGE})?\s*[:：]?\s*(?P<q>{SIGN})").match(self._words, at)
        if match is None:
            return None
        self._at = match.end()
        self._running = to.found[0] if to else found[0]
        return [Operation("merge", sources=found, to=self._running, text=self._quote())]

    def _inserted(self, at: Address, match: re.Match[str]) -> list[Operation] | None:
        """增加一款，作为第二款：“…”: one quotation for all that is inserted, or one for each."""
        is_named = match.re.pattern == INSERT_NAMED.pattern
        below = at if is_named or match["unit"] not in "章节条" else Address()
        list_of = read_addresses(self._words, match.end(), below) if match["to"] else None
        unit = UNITS[match["unit"]] if not is_named else unit_of(list_of.found[0]) if list_of else None
        if unit is None:
            return None
        count = len(list_of.found) if is_named and list_of else value_of(match["count"]) or 1
        places = tuple(one for one in list_of.found if getattr(one, unit)) if list_of else ()
        end = list_of.end if list_of else match.end()
        if places and len(places) != count:
            return None
        of_place = OF_PLACE.match(self._words, end)
        before = of_place or BEFORE_TEXT.match(self._words, end)
        if before is None:
            return self._inserted_bare(at, unit, places, end)
        self._at = before.end() + 1
        texts = [self._quote()]
        while len(texts) < count and (more := OF_PLACE.match(self._words, self._at)):
            self._at = more.end() + 1
            texts.append(self._quote())
        self._running = places[-1].without("paragraph", "item") if places else at
        self._running = places[-1] if places and unit == "article" else self._running
        where = Address() if unit in ("article", "chapter", "section") else at
        if len(texts) == count and count > 1:
            return [
                self._operation("insert", where, unit=unit, places=(place,), text=text)
                for place, text in zip(places, texts, strict=False)
            ] or None
        return [self._operation("insert", where, unit=unit, places=places, text="\n".join(texts))]

    def _inserted_bare(self, at: Address, unit: Unit, places: tuple[Address, ...], end: int) -> list[Operation] | None:
        """增加一条作为第七条，内容为：…, without signs of quotation."""
        bare = re.compile(rf"[^。；：:{SIGN}\n]{{0,20}}?(?:内容为|规定)?[:：]\s*(?P<text>[^{SIGN}\n]+)").match(
            self._words, end
        )
        if bare is None or not places:
            return None
        self._at, self._running = bare.end(), at
        where = Address() if unit in ("article", "chapter", "section") else at
        return [self._operation("insert", where, unit=unit, places=places, text=bare["text"].strip())]
