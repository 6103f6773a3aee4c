"""The English of a whole title, in display form: the name of what is issued, or what the document does.

印发《…规划》的通知 is the name of the plan, without “Notice on Issuing”; a draft ends in (Draft for Comment); 修改 and
废止 keep their verb; everything else is its type and what it is about. The frames are those of the titles of official
documents (党政机关公文处理工作条例, article 9: 发文机关, 事由, 文种).
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from outputs.english.titles.lexicon import Word, cut
from outputs.english.titles.phrases import clause, noun_phrase, title_case
from parsers.grammar.title import read_title

DRAFT = "(Draft for Comment)"

LONGEST = 400
"""Characters of a title; each 《》 in it is a name by itself."""

_AMENDS = re.compile(
    r"(?P<does>修改和废止|修订和废止|废止和修改|修改|修订|废止|宣布失效)(?P<what>《[^》]+》(?:[、和及]?《[^》]+》)*(?:等)?|部分.+|一批.+)?"
)
DOES = {
    "修改": "Amend",
    "修订": "Revise",
    "废止": "Repeal",
    "宣布失效": "Declare Invalid",
    "修改和废止": "Amend and Repeal",
    "修订和废止": "Revise and Repeal",
    "废止和修改": "Repeal and Amend",
}
_NAMED = re.compile(r"《([^》]+)》")
_AGREES = re.compile(r"(?:原则)?同意(?P<what>.+)")
_LISTED = re.compile(r"将?(?P<one>.+?)(?:列为|列入|确定为|命名为|认定为)(?P<other>.+)")
_ABOUT_A_NAME = re.compile(
    r"(?:.{0,30}?(?:负责人|负责同志|发言人))?(?:就)?《(?P<name>[^》]+)》(?:的)?(?P<how>答记者问|政策解读|的?解读|解读(?:之.)?|一图读懂|图解)"
)
_BRACKETED = re.compile(r"\s*[（(]\s*([^（）()]*?)\s*[）)]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_QUOTED = re.compile(r"[《》〈〉“”]")
_NUMBER_BEHIND = re.compile(r"[（(][^（）()]{2,24}?[〔\[（(]?(?:19|20)\d\d[〕\])）]?(?:年)?第?\d+号[)）]$")


@dataclass(frozen=True, slots=True)
class EnglishTitle:
    """A title in English; `is_whole` where no Chinese is left, `is_certain` where every word is an official one."""

    text: str
    is_whole: bool
    is_certain: bool


@dataclass(frozen=True, slots=True)
class _Head:
    """The last words of a name: what kind of document it is, before and behind what it is about."""

    before: str
    after: str


@lru_cache(maxsize=4096)
def english_title(title: str) -> EnglishTitle:
    """A title in English as far as the tables reach; what no table holds, or is longer than titles are, stays as
    printed."""
    if len(title) > LONGEST:
        return EnglishTitle(title, is_whole=False, is_certain=False)
    if match := _ABOUT_A_NAME.fullmatch(title):
        name = english_name(match["name"])
        return _renamed(name, "Questions and Answers on the " if "问" in match["how"] else "Interpretation of the ")
    reading = read_title(_NUMBER_BEHIND.sub("", title))
    subject, kind = reading.subject or "", reading.document_type or ""
    if subject and (match := _AMENDS.fullmatch(subject)) and reading.stage != "draft":
        return _amendment(match, kind)
    if reading.issued_title:
        found = english_name(reading.issued_title, "draft" if reading.stage == "draft" else None)
        return _renamed(found, "Approval of the ") if kind == "批复" else found
    if subject and kind in ("批复", "复函", "函") and (match := _AGREES.fullmatch(subject)):
        return _approval(match["what"])
    if subject:
        found = _titled(f"{heads()[kind].before if kind in heads() else kind} ", cut(_plain(subject)), is_clause=True)
        return _renamed(found, "", f" {DRAFT}") if reading.stage == "draft" and DRAFT not in found.text else found
    return english_name(title, "draft" if reading.stage == "draft" else None)


@lru_cache(maxsize=4096)
def english_name(name: str, stage: str | None = None) -> EnglishTitle:
    """The name of a document: “十四五”信息通信行业发展规划 as 14th Five-Year Plan for the Development of …."""
    if len(name) > LONGEST:
        return EnglishTitle(name, is_whole=False, is_certain=False)
    if name.startswith("关于") and read_title(name).subject:
        found = english_title(name)
    else:
        words = cut(_plain(name.removeprefix("关于")))
        notes = [word for word in words if word.kind == "note"]
        found = _named([word for word in words if word.kind != "note"], notes)
    if stage == "draft" and "Draft" not in found.text:
        return _renamed(found, "", f" {DRAFT}")
    return found


def _named(words: Sequence[Word], notes: Sequence[Word]) -> EnglishTitle:
    """A name from its words: the head is the longest known one at its end."""
    known = heads()
    for count in range(min(5, len(words)), 0, -1):
        head = known.get("".join(word.chinese for word in words[-count:]))
        if head is not None:
            about = list(words[:-count])
            plan = next((word for word in about if word.kind == "plan"), None)
            before = head.before
            if plan and "Plan" in before:
                about.remove(plan)
                before = f"{plan.english} {before.partition('Plan ')[2]}" if before.startswith("Plan") else before
                if plan.english not in before:
                    before = f"{plan.english}: {before}"
            if about and about[-1].kind == "adjective" and before.endswith((" of", " for")):
                qualifier = about.pop().english  # 高质量 of 高质量发展规划 belongs to the development
                lead, _, noun = before.rpartition(" the ")
                before = f"{lead} the {qualifier} {noun}" if lead else f"{qualifier} {before}"
            if about and about[0].chinese == "中华人民共和国":
                about = about[1:]
                notes = [Word("", "note", "of the People's Republic of China", is_official=True), *notes]
            if not about:
                return _result(_without_preposition(before), [*words, *notes])
            return _titled(f"{before} ", about, notes, head.after, is_clause=about[0].kind == "verb")
    return _titled("", words, notes)


def _without_preposition(head: str) -> str:
    words = head.split()
    while words and words[-1] in ("of", "on", "for", "the"):
        words.pop()
    return " ".join(words)


def _about(words: Sequence[Word], is_clause: bool) -> str:
    """What a document is about; clauses that blanks part (深化… 持续强化…) one after the other."""
    clauses: list[list[Word]] = [[]]
    for word in words:
        if word.chinese == "\u3000":
            clauses.append([])
        else:
            clauses[-1].append(word)
    say = clause if is_clause else noun_phrase
    return " and ".join(say(part) for part in clauses if part)


def _titled(
    before: str, words: Sequence[Word], notes: Sequence[Word] = (), after: str = "", is_clause: bool = False
) -> EnglishTitle:
    about = _about(words, is_clause)
    if before.endswith("the ") and about.startswith("the "):
        about = about.removeprefix("the ")
    shown = " ".join([before + about, *([after] if after else []), *(note.english for note in notes)])
    return _result(shown, [*words, *notes])


def _amendment(match: re.Match[str], kind: str) -> EnglishTitle:
    """关于修改《A》和《B》的决定: Decision to Amend the A and the B."""
    what = match["what"] or ""
    names = [english_name(name) for name in _NAMED.findall(what)]
    head = heads()[kind].before.split(" ")[0] if kind in heads() else "Decision"
    does = f"{head} to {DOES[match['does']]}"
    if names:
        listed = " and ".join(f"the {name.text}" for name in names)
        return EnglishTitle(
            f"{does} {listed}", all(one.is_whole for one in names), all(one.is_certain for one in names)
        )
    return _titled(f"{does} ", cut(_plain(what)))


def _approval(what: str) -> EnglishTitle:
    """同意将A列为B: Approval of A as B; 同意设立A: Approval of the establishment of A."""
    if match := _LISTED.fullmatch(what):
        one, other = cut(_plain(match["one"])), cut(_plain(match["other"]))
        found = _titled("Approval of Designating ", one)
        as_what = _titled("", other)
        return EnglishTitle(
            f"{found.text} as {as_what.text}",
            found.is_whole and as_what.is_whole,
            found.is_certain and as_what.is_certain,
        )
    words = cut(_plain(what))
    for at, word in enumerate(words[1:-1], 1):
        if words[0].kind != "noun":
            break
        if word.gerund and (word.kind == "verb" or word.chinese == "建设"):
            place = noun_phrase(words[:at])
            done = f"Approval of {word.gerund} {noun_phrase(words[at + 1 :])} in {place}"
            return _result(done, words)
        if word.kind not in ("noun", "and"):
            break
    return _titled("Approval of ", words, is_clause=True)


def _renamed(found: EnglishTitle, before: str, after: str = "") -> EnglishTitle:
    return EnglishTitle(f"{before}{found.text}{after}", found.is_whole, found.is_certain)


def _result(text: str, words: Sequence[Word]) -> EnglishTitle:
    spaced = _BRACKETED.sub(r" (\1)", text)
    shown = title_case(" ".join(spaced.split()))
    is_whole = bool(shown) and not _CHINESE.search(shown) and _is_clear(words)
    return EnglishTitle(shown, is_whole, is_whole and all(word.is_official for word in words))


def _is_clear(words: Sequence[Word]) -> bool:
    """False where a verb stands amid a phrase: the order of words alone does not show what is done to what."""
    for before, word, behind in zip(words, words[1:], words[2:], strict=False):
        if word.kind == "verb" and before.kind not in ("adverb", "and", "verb") and behind.kind not in ("and", "note"):
            return False
    return True


def _plain(text: str) -> str:
    """A copy without quotation marks of titles; those of a five-year plan are read by its pattern without them."""
    parted = re.sub(r"\s+", "\u3000", re.sub(r"(?<=年)\s+", "", text.strip()))
    return _QUOTED.sub("", parted)


@cache
def heads() -> Mapping[str, _Head]:
    with files(__package__).joinpath("heads.csv").open(encoding="utf-8") as table:
        return {row["chinese"]: _Head(row["before"], row["after"]) for row in csv.DictReader(table)}
