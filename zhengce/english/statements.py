"""Sentences of a closed class in English: what a document does, from which day, until when, how much.

A statement says what the rules know of a sentence and no more: its aim, its act, days, bounds, of whom it asks what.
It stands above the Chinese for those who do not read it; it is no translation of the whole.
"""

import re
from collections.abc import Iterator
from datetime import date

from parsers.grammar.numerals import read_numeral
from parsers.grammar.patterns import lazy_regex
from zhengce.english import vocabulary
from zhengce.english.bullets import aim_bullet, bound_bullet
from zhengce.english.titles.frames import english_clause, english_name

_DAY = r"(?P<year>20\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
_NUMBER = r"(?P<count>\d{1,3}|[一二三四五六七八九十]{1,3})"
_IN_FORCE = lazy_regex(rf"自(?:{_DAY}|(?:发布|公布|印发|颁布|签发)之日)起(?:正式)?(?:施行|实施|执行|生效)")
_AFTER = lazy_regex(rf"自(?:发布|公布|印发)之?日?起?{_NUMBER}日后(?:施行|实施|生效)")
_VALID_UNTIL = lazy_regex(rf"有效期(?:限)?(?:为|至|到|延长至|截止到?|截至)*{_DAY}")
_VALID = lazy_regex(rf"有效期(?:限)?为?{_NUMBER}年")
_COMMENTS = lazy_regex(rf"(?:征求意见|反馈意见|意见反馈|提出意见)[^，。；]{{0,6}}截止[^，。；\d]{{0,8}}{_DAY}")
_BEFORE = lazy_regex(rf"{_DAY}(?:前|之前|以前)[，,]?[^，。；]{{0,30}}?(?P<act>提交|报送|上报|报至|反馈|完成|申报)")
_BEFORE_WHAT = {"反馈": "Comments by {}", "完成": "To be completed by {}"}
_REPEALS = lazy_regex(
    r"(?P<before>《[^》]+》)[^，。；《》]{0,40}(?:同时|即行|相应|予以)?(?:废止|失效)"
    r"|同时废止(?P<behind>《[^》]+》)"
)
_ACT = lazy_regex(
    r"(?:^|，)现(?:就|将|决定)?(?P<act>[^，。；《》]{4,40}?)(?:的?有关(?:事项|事宜|工作|要求))?(?:通知|公告|通告)?(?:如下)?[，。：]"
)
_TARGETS = lazy_regex(r"到(?P<year>20\d\d)年(?:底|末)?[^。]*\d")
_WHO = {
    "企业": "companies", "经营者": "operators", "平台": "platforms", "金融机构": "financial institutions",
    "银行": "banks", "处理者": "processors", "运营者": "operators", "单位": "organizations", "地方": "localities",
    "高校": "universities",
}  # fmt: skip
_ASKS = {
    "支持": "Supports", "鼓励": "Encourages", "引导": "Guides", "督促": "Urges", "要求": "Requires action of",
    "严禁": "Prohibits acts of", "禁止": "Prohibits acts of",
}  # fmt: skip
_ASKED = lazy_regex(rf"(?P<does>{'|'.join(_ASKS)})[^，。；：]{{0,14}}?(?P<who>{'|'.join(_WHO)})")
_REPORTED = lazy_regex(r"向(?P<to>国务院)报告")
_FALLS = lazy_regex("下降|降低|减少|压减")
_QUOTED = lazy_regex(r": “[^”]*[\u3400-\u9fff][^”]*”$")


def statement(sentence: str) -> str | None:
    """What the rules know of a sentence; None where that is nothing."""
    facts = list(dict.fromkeys(_facts(sentence)))
    return "; ".join([facts[0], *(_in_sentence(fact) for fact in facts[1:])]) if facts else None


def _facts(sentence: str) -> Iterator[str]:
    if aim := aim_bullet(sentence):
        yield aim
    if (
        (match := _ACT.search(sentence))
        and (act := english_clause(match["act"]))
        and act.partition(" ")[0][-3:] == "ing"
    ):
        yield act[0].upper() + act[1:]
    if match := _AFTER.search(sentence):
        yield f"In force {_number(match)} days after issue"
    elif match := _IN_FORCE.search(sentence):
        yield f"In force from {_day(match) or 'the day of issue'}"
    if match := _VALID_UNTIL.search(sentence):
        yield f"Valid until {_day(match)}"
    elif match := _VALID.search(sentence):
        yield f"Valid for {vocabulary.counted(_number(match), 'year')}"
    if match := _COMMENTS.search(sentence):
        yield f"Comments until {_day(match)}"
    elif match := _BEFORE.search(sentence):
        yield _BEFORE_WHAT.get(match["act"], "To be submitted by {}").format(_day(match))
    for match in _REPEALS.finditer(sentence):
        name = english_name((match["before"] or match["behind"])[1:-1])
        yield f"Repeals the {name.text}" if name.text else "Repeals an earlier document"
    bound = _QUOTED.sub("", bound_bullet(sentence) or "")
    if match := _TARGETS.search(sentence):
        yield f"Targets for {match['year']}"
    elif bound and not _VALID.search(sentence):
        yield f"Down {_in_sentence(bound)}" if ":" not in bound and _FALLS.search(sentence) else bound
    if match := _REPORTED.search(sentence):
        yield f"Requires reports to {match['to'].replace('国务院', 'the State Council')}"
    if (match := _ASKED.search(sentence)) and not aim:
        yield f"{_ASKS[match['does']]} {_WHO[match['who']]}"


def _day(match: re.Match[str]) -> str:
    if not match["year"]:
        return ""
    try:
        return vocabulary.day(date(int(match["year"]), int(match["month"]), int(match["day"])))
    except ValueError:
        return f"{match['year']}"


def _number(match: re.Match[str]) -> int:
    return int(match["count"]) if match["count"].isdigit() else read_numeral(match["count"]) or 0


def _in_sentence(fact: str) -> str:
    return fact[0].lower() + fact[1:] if fact[1:2].islower() else fact
