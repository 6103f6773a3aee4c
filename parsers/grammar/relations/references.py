"""The documents that a sentence names, each with its number and its place in the sentence, abbreviations resolved.

《样例办法》（样例发〔2021〕20号，以下简称《办法》） · 样例部令第4号（《样例办法》） · 样例发〔2021〕20号
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.grammar.citations import names_document, titles_in
from parsers.grammar.document_number import FOLD, numbers_in, read_number
from parsers.grammar.document_type import ending_of
from parsers.grammar.elliptic_numbers import ISSUED_ON, NOBODY, all_numbers_in, unlisted_letter
from parsers.grammar.issuing_bodies import BodiesReading, leading_bodies
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.title import read_title
from parsers.record import IssuingBody
from parsers.text import compact

_SHORTEST_TITLE = 5  # characters; a shorter one without a number is 《办法》, 《若干意见》

# （试行） · (2021年修订) · （样例发〔2021〕20号，以下简称《办法》）: brackets behind a title or number
_BRACKET = lazy_regex(r"\s*[（(](?P<inner>(?:[^（()）]|[（(][^（()）]{0,60}[)）]){1,200})[)）]")
_VERSION = lazy_regex(
    r"(?!.{0,8}(?:简|下|统)称)[^（()）号]{0,14}(?:试行|暂行|修订|修正|修改|年版|年本|版|征求意见稿|草案|送审稿|第[一二三四五六七八九十]+次修.*)[^（()）号]{0,4}"
)
_SHORT = lazy_regex(
    r"(?:简称|下称|以下称|统称)(?:为|作)?[:：]?\s*[《“\"]?(?P<short>[^《》“”\"，。；（()）]{2,30})[》”\"]?"
)
_ISSUED = lazy_regex(r"(?:公布|发布|印发|颁布|下发|修订|修改)$")
# 样例部令第28号公布的《样例办法》 · 样例部第5号令发布的《样例办法》 · 样例部令第4号（《样例办法》）
_GIVEN = lazy_regex(r"\s*(?:(?:公布|发布|印发|颁布|颁发|批准|下发)(?:实施|施行)?的\s*|(?P<bracket>[（(])\s*)")
_NUMBER_AHEAD = lazy_regex("号令?\\s*(?:[（(]\\s*《|[公发印颁批下])")
_TITLE_BEHIND = lazy_regex(r"\s*[（(](?P<title>关于[^（()）。；]{4,80}的(?:公告|通告|通知|决定|意见|批复|函|令))[)）]")
_CLOSING = lazy_regex(r"\s*[)）]")
# 样例发〔2021〕20号: all that a bracket holds, so that its letters are known without a table
_LETTER = lazy_regex(
    r"原?(?P<letters>(?!.*(?:的|关于|通知|意见|文件|根据|以下|简称|第|年|令|公告|通告))[\u4e00-\u9fa5]{2,14})〔(?P<year>(?:19|20)\d\d)〕(?P<nth>第?)(?P<serial>\d{1,5})号"
)
_SEPARATORS = lazy_regex("[，,；;]")
# 《甲样例办法》和《乙样例办法》（样例发〔2021〕20号): one number for both
_AND = lazy_regex(r"\s*(?:和|与|及|以及)\s*")
_NUMBERED_TOGETHER = frozenset(
    "办法 规定 细则 规则 规范 标准 目录 清单 方案 制度 规程 指南 准则 要求 措施 预案 导则 指引".split()
)
_VERSION_AT_END = lazy_regex(r"\s*[（(][^（()）]{1,40}[)）]$")


_CONSTITUTION = lazy_regex(
    r"(?:根据|依据)(?P<title>(?:中华人民共和国)?宪法)(?=[，,和、]?(?:[^，。；]{0,30}[，,])?制定本)"
)

_Printed = tuple[str, int, int]
"""A number in standard form, and the indexes of its start and end."""


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

    def __init__(self, issuers: Sequence[IssuingBody] = ()) -> None:
        """`issuers`: those of the document; 2024年第46号公告 without a name is one of theirs."""
        self._short: dict[str, Reference] = {}
        self._issuers = BodiesReading(tuple(issuers))

    def read(self, sentence: str) -> list[Reference]:
        """The documents that a sentence names, in order."""
        titled = _with_shared_numbers(list(self._titled(sentence)), sentence) if "《" in sentence else []
        numbers = _whole(cover(sentence, titled, "《"), self._issuers)
        bare = [_with_title_in_bracket(Reference(None, number, start, end), sentence) for number, start, end in numbers]
        return sorted((*titled, *bare, *_constitution(sentence)), key=lambda reference: reference.start)

    def _titled(self, sentence: str) -> Iterator[Reference]:
        read_to = 0
        has_ahead = "号" in sentence and _NUMBER_AHEAD.search(sentence) is not None
        ahead = sorted(_whole(sentence), key=lambda printed: printed[2]) if has_ahead else []
        for title, start, end in titles_in(sentence):
            if start < read_to or not title:
                continue  # inside the brackets behind another title: 以下简称《办法》
            reference, short = _with_brackets(Reference(title, None, start, end), sentence)
            if reference.number is None:
                reference = _with_number_ahead(reference, sentence, ahead)
            read_to = reference.end
            if short:
                self._short[short] = reference
            known = self._short.get(title)
            if known is not None and reference.number is None and known is not reference:
                reference = replace(reference, title=known.title, number=known.number)
            elif reference.number is None and sentence[reference.end - 1] == "》" and _is_abbreviation(title):
                continue
            yield reference
            yield from _others_of_bracket(reference, sentence[end : reference.end])


def _constitution(sentence: str) -> Iterator[Reference]:
    """The constitution, which laws print bare: 根据宪法，制定本法."""
    for named in _CONSTITUTION.finditer(sentence) if "宪法" in sentence else ():
        yield Reference(named["title"], None, *named.span("title"))


def _others_of_bracket(reference: Reference, bracket: str) -> Iterator[Reference]:
    """The further numbers of a bracket that holds a list of them: 《…》（样例部公告2025年第21号、第22号）."""
    inner = bracket.strip(" （()）")
    listed = all_numbers_in(inner) if inner.count("号") > 1 else []
    ends = [*(start for _, start, _ in listed[1:]), len(inner)]
    are_all = (
        listed
        and listed[0][1] == 0
        and all(not inner[one[2] : end].strip(" 、，,和及与以") for one, end in zip(listed, ends, strict=True))
    )
    if are_all and listed[0][0].standard == reference.number:
        for number, _, _ in listed[1:]:
            yield Reference(None, number.standard, reference.end, reference.end)


def _with_title_in_bracket(reference: Reference, sentence: str) -> Reference:
    """With the title that a bracket holds behind a number: 样例总署2025年第29号公告（关于样例的公告）."""
    title = _TITLE_BEHIND.match(sentence, reference.end)
    return replace(reference, title=title["title"], end=title.end()) if title else reference


def _with_number_ahead(reference: Reference, sentence: str, numbers: list[_Printed]) -> Reference:
    """With the number before its title: 样例部令第28号公布的《样例办法》, 样例部令第4号（《样例办法》）.

    `numbers` in the order of their ends: only the last one before the title can be its.
    """
    last = bisect_right(numbers, reference.start, key=lambda printed: printed[2])
    for number, start, end in numbers[max(0, last - 1) : last]:
        between = _GIVEN.fullmatch(sentence, end, reference.start)
        if between is not None:
            closing = _CLOSING.match(sentence, reference.end) if between["bracket"] else None
            return Reference(reference.title, number, start, closing.end() if closing else reference.end)
    return reference


def cover(sentence: str, references: Iterable[Reference], sign: str) -> str:
    """The sentence with documents covered by a sign, so that indexes stay and nothing in their names is read."""
    pieces: list[str] = []
    end = 0
    for reference in references:
        if reference.start >= end:
            pieces += (sentence[end : reference.start], sign * (reference.end - reference.start))
            end = reference.end
    return "".join((*pieces, sentence[end:]))


def _with_shared_numbers(titled: list[Reference], sentence: str) -> list[Reference]:
    """With the number that stands behind two titles given to both: 《甲办法》和《乙办法》（样例发〔2021〕20号）."""
    for at in range(len(titled) - 2, -1, -1):
        one, following = titled[at : at + 2]
        is_joined = one.number is None and _AND.fullmatch(sentence, one.end, following.start) is not None
        if is_joined and _can_share(one.title or "", following.title or "", following.number or ""):
            titled[at] = replace(one, number=following.number)
    return titled


def _can_share(title: str, other: str, number: str) -> bool:
    """Whether one letter can have issued both rules: an order, a notice or a law has a number of its own."""
    read = read_number(number)
    if read is None or read.kind != "letter":
        return False
    endings = [ending_of(_VERSION_AT_END.sub("", one)) for one in (title, other)]
    if any(end is None or end.kind not in _NUMBERED_TOGETHER for end in endings):
        return False
    bodies = [{body.id or body.name for body in leading_bodies(one).reading.bodies} for one in (title, other)]
    return bodies[0] == bodies[1]


def _with_brackets(reference: Reference, sentence: str) -> tuple[Reference, str | None]:
    """The reference with the number and version in the brackets behind it, and the abbreviation that they define."""
    short: str | None = None
    for _ in range(3):
        bracket = _BRACKET.match(sentence, reference.end)
        if bracket is None:
            break
        inner = bracket["inner"].strip()
        if _VERSION.fullmatch(inner):
            reference = replace(reference, title=f"{reference.title}（{inner}）", end=bracket.end())
            continue
        abbreviation = _SHORT.search(inner)
        number = _number_in_bracket(inner, reference.title or "")
        short = abbreviation["short"].strip() if abbreviation else short
        reference = replace(reference, number=reference.number or number, end=bracket.end())
    return reference, short


def _is_abbreviation(title: str) -> bool:
    return len(compact(title)) < _SHORTEST_TITLE and not names_document(title)


def _number_in_bracket(inner: str, title: str) -> str | None:
    for words in _SEPARATORS.split(inner):
        if "号" in words or "〔" in words:
            words = words.strip()
            ahead = ISSUED_ON.match(words)
            words = words[ahead.end() :] if ahead else words
            if whole := _LETTER.fullmatch(compact(words).translate(FOLD)):
                return unlisted_letter(whole["letters"], int(whole["year"]), whole["serial"], whole["nth"]).standard
            number = read_number(_ISSUED.sub("", words))
            if number and number.start == 0:
                if number.prefix is None:  # 《样例总局关于…的公告》（2011年第1号）: the title names issuer and kind
                    return read_title(f"{title}（{number.as_printed}）").document_number
                return number.standard
            if (numbers := numbers_in(words)) and numbers[0].prefix:
                return numbers[0].standard
    return None


def _whole(sentence: str, own: BodiesReading = NOBODY) -> list[_Printed]:
    """The numbers of a sentence that say whose they are; 第98号令 does not."""
    return [(one.standard, start, end) for one, start, end in all_numbers_in(sentence, own) if one.prefix is not None]
