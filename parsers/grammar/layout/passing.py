"""The lines that tell how a text was passed: adopted by a congress or meeting, promulgated by an order."""

from datetime import date

from parsers.grammar import agencies
from parsers.grammar.dates import dates_in
from parsers.grammar.document_number import Number, numbers_in
from parsers.grammar.patterns import lazy_regex

# （2007年6月29日第十届全国人民代表大会常务委员会第二十八次会议通过）
ADOPTED = lazy_regex(r"[（(][^（()）]{8,120}?(?:通过|批准)[^（()）]{0,60}[）)]")
# 由生态环境部部务会议审议通过 · 经国家互联网信息办公室2023年第12次室务会会议审议通过: before and behind the name
_BEFORE_MEETING = lazy_regex("[日经由]")
_MEETING = lazy_regex(r"(?:[12]\d{3}年度?)?(?:第\d+次)?[\u4e00-\u9fff]{1,8}会议?(?:审议)?通过")
# （一九九〇年十二月五日） under the title: older letters print the day there
_DAY_ALONE = lazy_regex(r"[（(]\s*[12一二][^（()）。，]{3,10}年[^（()）。，]{2,8}日\s*[）)]")
# （2026年7月16日经国家知识产权局局务会议审议通过　2026年7月28日国家知识产权局令第85号公布　自2026年9月1日起施行）
_PROMULGATED = lazy_regex(
    r"[12]\d{3}年\d{1,2}月\d{1,2}日(?:(?!\d日)[^（()）。；]){2,100}?令\s*(?:[12]\d{3}年)?第?\s*\d+\s*号[公发]布(?![^（()）]*修[订正改])"
)
# 2022年4月14日国家市场监督管理总局令第56号公布　自2022年7月1日起施行, without brackets
_PROMULGATION = lazy_regex(
    r"[12]\d{3}年\d{1,2}月\d{1,2}日[^（()）。；，]{2,100}?令\s*(?:[12]\d{3}年)?第?\s*\d+\s*号[公发]布\s*(?:自[^。；，]{2,20}起?施行)?"
)


def is_of_passing(line: str) -> bool:
    """Whether a line tells of the adoption or promulgation of the text under it."""
    return read_adoption(line) is not None or read_promulgation(line) is not None


def read_adoption(line: str) -> tuple[date, str] | None:
    """The date of an adoption in brackets, or alone in them; None for an amended law, which prints several."""
    match = ADOPTED.search(line) if "通过" in line or "批准" in line else _DAY_ALONE.fullmatch(line.strip())
    if not match or len(line) > 200:
        return None
    days = [day for day in dates_in(line) if line[day.start - 1] not in "自从"]  # …通过，自2023年12月5日起施行
    return (days[0].on, match[0]) if len(days) == 1 else None


def adopting_body(bare: str) -> str | None:
    """The body whose meeting adopted a rule, as a line without blanks prints it."""
    for match in _BEFORE_MEETING.finditer(bare) if "通过" in bare else ():
        name = agencies.name_at(bare, match.end())
        if name and _MEETING.match(bare, match.end() + len(name)):
            return name
    return None


def read_promulgation(line: str) -> tuple[date, str, Number | None] | None:
    """Day, words and number of the order that published a rule, from a line of its own.

    None for an amended rule, which names several orders.
    """
    text = line.strip()
    if "布" not in text or len(text) > 300:
        return None
    if (text[0] not in "（(" or text[-1] not in "）)") and not _PROMULGATION.fullmatch(text):
        return None
    matches = list(_PROMULGATED.finditer(text))
    if len(matches) != 1:
        return None
    words = matches[0][0]
    numbers = numbers_in(words)
    return dates_in(words)[0].on, words, numbers[0] if len(numbers) == 1 else None
