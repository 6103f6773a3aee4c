"""The documents that a sentence names, each with its number and its place in the sentence, abbreviations resolved.

《样例办法》（样例发〔2021〕20号，以下简称《办法》） · 样例部令第4号（《样例办法》） · 样例发〔2021〕20号
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from parsers.grammar.citations import names_document, titles_in
from parsers.grammar.document_number import Number, numbers_in, read_number
from parsers.grammar.title import read_title
from parsers.text import compact

_SHORTEST_TITLE = 5  # characters; a shorter one without a number is 《办法》, 《若干意见》

# （试行） · (2021年修订) · （样例发〔2021〕20号，以下简称《办法》）: brackets behind a title or number
_BRACKET = re.compile(r"\s*[（(](?P<inner>(?:[^（()）]|[（(][^（()）]{0,60}[)）]){1,200})[)）]")
_VERSION = re.compile(
    r"[^（()）号]{0,14}(?:试行|暂行|修订|修正|修改|年版|年本|版|第[一二三四五六七八九十]+次修.*)[^（()）号]{0,4}"
)
_SHORT = re.compile(
    r"(?:简称|下称|以下称|统称)(?:为|作)?[:：]?\s*[《“\"]?(?P<short>[^《》“”\"，。；（()）]{2,30})[》”\"]?"
)
_ISSUERS_BEFORE = re.compile(r"[\u4e00-\u9fa5][\u4e00-\u9fa5、 ]{1,100}$")
_FORMER = re.compile(r"(?:^|(?<=[、 ，和]))原")
# 财政部、原工商总局令: a former body between the names of a joint order
# 1999年1月1日样例部令第1号发布: the day before a number and the verb behind it
_ISSUED_ON = re.compile(r"^\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?\s*(?:以|经)?")
_ISSUED = re.compile(r"(?:公布|发布|印发|颁布|下发|修订|修改)$")
_SEPARATORS = re.compile("[，,；;]")


@dataclass(frozen=True, slots=True)
class Reference:
    """A document as a sentence names it, and the indexes of its first and behind its last character there."""

    title: str | None
    number: str | None
    start: int
    end: int

    @property
    def names_document(self) -> bool:
        """Whether this names a document for certain: by its number, or by a title that ends like one."""
        return self.number is not None or (self.title is not None and names_document(self.title))


class ReferenceReader:
    """Reads the sentences of one document in turn, and remembers the abbreviations that they define."""

    def __init__(self) -> None:
        self._short: dict[str, Reference] = {}

    def read(self, sentence: str) -> list[Reference]:
        """The documents that a sentence names, in order."""
        titled = list(self._titled(sentence)) if "《" in sentence else []
        taken = [(reference.start, reference.end) for reference in titled]
        bare = [
            Reference(None, number.standard, start, end)
            for number, start, end in _numbers(sentence)
            if not any(first <= end - 1 < last for first, last in taken)
        ]
        return sorted((*titled, *bare), key=lambda reference: reference.start)

    def _titled(self, sentence: str) -> Iterator[Reference]:
        numbers = None
        covered = 0
        for title, start, end in titles_in(sentence):
            if start < covered or not title:
                continue  # inside the brackets behind another title: 以下简称《办法》
            found = Reference(title, None, start, end)
            found, short = _with_brackets(found, sentence)
            if start and sentence[start - 1] in "（(" and found.number is None:
                numbers = list(_numbers(sentence)) if numbers is None else numbers
                for number, first, behind in numbers:
                    if sentence[behind : start - 1].strip() == "":
                        closing = re.compile(r"\s*[)）]").match(sentence, found.end)
                        found = Reference(title, number.standard, first, closing.end() if closing else found.end)
            covered = found.end
            if short:
                self._short[short] = found
            known = self._short.get(title)
            if known is not None and found.number is None and known is not found:
                found = replace(found, title=known.title, number=known.number)
            elif found.number is None and sentence[found.end - 1] == "》" and _is_abbreviation(title):
                continue
            yield found


def _with_brackets(found: Reference, sentence: str) -> tuple[Reference, str | None]:
    """The reference with the number and version in the brackets behind it, and the abbreviation that they define."""
    short: str | None = None
    for _ in range(3):
        bracket = _BRACKET.match(sentence, found.end)
        if bracket is None:
            break
        inner = bracket["inner"].strip()
        if _VERSION.fullmatch(inner):
            found = replace(found, title=f"{found.title}（{inner}）", end=bracket.end())
            continue
        abbreviation = _SHORT.search(inner)
        number = _number_in_bracket(inner, found.title or "")
        if not (abbreviation or number or _is_note(inner)):
            break
        short = abbreviation["short"].strip() if abbreviation else short
        found = replace(found, number=found.number or number, end=bracket.end())
    return found, short


def _is_abbreviation(title: str) -> bool:
    return len(compact(title)) < _SHORTEST_TITLE and not names_document(title)


def _is_note(inner: str) -> bool:
    """Whether brackets say where the document is printed or by whom and when it was issued: 见附件1, 2001年发布."""
    return (
        re.search(
            r"^(?:详)?见附件|^附件|年.*(?:发布|公布|印发|颁布|批准|下发|施行|通过|修订)|^\d{4}年\d{1,2}月\d{1,2}日$",
            inner,
        )
        is not None
    )


def _number_in_bracket(inner: str, title: str) -> str | None:
    for words in _SEPARATORS.split(inner):
        if "号" in words or "〔" in words:
            words = _FORMER.sub("", _ISSUED_ON.sub("", words.strip()))
            if number := read_number(_ISSUED.sub("", words)):
                if number.prefix is None:  # 《样例总局关于…的公告》（2011年第1号）: the title names issuer and kind
                    return read_title(f"{title}（{number.as_printed}）").document_number
                return number.standard
            if (found := numbers_in(words)) and found[0].prefix:
                return found[0].standard
    return None


def _numbers(sentence: str) -> Iterator[tuple[Number, int, int]]:
    """Every number of a sentence, a joint order with all its issuers, with its indexes."""
    for number in numbers_in(sentence) if "号" in sentence else ():
        start, end = number.start, number.start + len(number.as_printed)
        if sentence[max(0, start - 1) : start] == "原" and (before := _ISSUERS_BEFORE.search(sentence, 0, start)):
            whole = read_number(_FORMER.sub("", sentence[before.start() : end]).removeprefix("将"))
            if whole is not None and whole.kind == number.kind:
                number, start = whole, before.start()
        yield number, start, end
