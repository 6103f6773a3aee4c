"""From which day a repeal holds: the day in its sentence, or that on which the document takes effect (同时废止)."""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from parsers.grammar import validity
from parsers.grammar.dates import iter_dates
from parsers.grammar.patterns import lazy_regex
from parsers.record import PolicyDocument

_FROM = lazy_regex(
    r"(?:[自从于]|(?<![自从于])(?=本[^，。；]{1,8}之日))(?P<when>[^自从于。；，]{2,40}?)(?:起|开始|(?=，|停止|废止|失效|不再|终止|予以|同时)|$)"
)
_CLOCK = lazy_regex(r"\d{1,2}时(?:\d{1,2}分)?$")  # 自2025年11月10日13时01分起
_OWN_ISSUE = lazy_regex(
    r"(?:本[^，。；]{1,12}?|《[^《》]{1,4}》|公告|通知|决定)?(?P<act>公布|发布|公告|印发|下发|发文|签发|颁布)之日(?:起|后)?"
)
_OWN_FORCE = lazy_regex(r"(?:本[^，。；]{1,12}?|公告|通知|决定)?(?:施行|实施|执行|生效)之日(?:起|后)?")
# 自公布之日起30日后施行，…: this clause is about the document itself; 自…起暂停实施，… is not
_TAKES_EFFECT = lazy_regex(r"[^，。；止终再停缓复续延推]{0,12}(?:施行|实施|执行|生效)(?:[，,（(]|$)")
_AT_ONCE = lazy_regex(r"即日起|从即日|自即日")


class Effect(NamedTuple):
    """A day, and the words of the rule where it was computed; both None where the text does not decide."""

    on: date | None
    rule: str | None


NEVER = Effect(None, None)


def day_of_repeal(sentence: str, verb: int, paragraph: str, record: PolicyDocument) -> Effect:
    """The day of a repeal whose verb stands at index `verb` of its sentence.

    The day beside the verb counts first, then the document's own 施行日期: in the paragraph, or in its record.
    """
    for stated in reversed(list(_FROM.finditer(sentence, 0, verb))):
        if _TAKES_EFFECT.match(sentence, stated.end()):
            return _own_day(paragraph, record)
        if (effect := _read_day(stated, paragraph, record)) is not None:
            return effect
    if match := _AT_ONCE.search(sentence, 0, verb):
        return _day_of_issue("发布", match.group(), record)
    return _own_day(paragraph, record)


def _read_day(stated: re.Match[str], paragraph: str, record: PolicyDocument) -> Effect | None:
    """The day that the words between 自 and 起 give; None where they give none."""
    words = _CLOCK.sub("", stated["when"].strip().removeprefix("北京时间"))
    day = next(iter_dates(words), None)
    if day is not None and day.start <= 1 and len(words) - day.end <= 2:
        return Effect(day.on, None)
    if issue := _OWN_ISSUE.fullmatch(words):
        return _day_of_issue(issue["act"], f"自{words}起", record)
    if not _OWN_FORCE.fullmatch(words):
        return None
    own = _own_day(paragraph, record)
    # an announcement that prints no day of its own takes effect as it is published
    return _day_of_issue("发布", f"自{words}起", record) if own is NEVER and "公告" in words else own


def _day_of_issue(act: str, words: str, record: PolicyDocument) -> Effect:
    day = validity.DaysOfIssue(record.written_on, record.published_on).of(act)
    return Effect(day[0], words) if day and record.stage != "draft" else NEVER


def _own_day(paragraph: str, record: PolicyDocument) -> Effect:
    """The day on which the document takes effect, by the paragraph of the repeal or else by its record.

    That of a draft is the day that it prints: its own days are those of the consultation.
    """
    is_draft = record.stage == "draft"
    written_on, published_on = (None, None) if is_draft else (record.written_on, record.published_on)
    own = _stated(paragraph, written_on, published_on)
    if own is not None:
        return Effect(own.on, _computed(own.rule))
    why = record.evidence.get("effective_on")
    return Effect(record.effective_on, _computed(why.rule) if why else None) if record.effective_on else NEVER


@lru_cache(maxsize=8)
def _stated(paragraph: str, written_on: date | None, published_on: date | None) -> validity.StatedDay | None:
    """What a paragraph says of its document's day; read once for all the documents that it repeals."""
    return validity.effective_on(paragraph, written_on=written_on, published_on=published_on)


def _computed(rule: str) -> str | None:
    """The words of a rule of `grammar.validity` that computes a day from the day of issue: 自公布之日起: 成文日期."""
    words, computed, _ = rule.partition(": ")
    return words if computed and words.startswith("自") else None
