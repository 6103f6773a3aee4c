"""The English of a name from its words: the kind of document that ends it, what that is about, the notes behind."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter

import msgspec
from msgspec.structs import replace

from parsers.csv_tables import rows_of
from parsers.grammar.patterns import lazy_regex
from zhengce.english.plurals import singular
from zhengce.english.titles.grammar import OF_ALL, THINGS, clause, noun_phrase
from zhengce.english.titles.lexicon import Word, cut, ends_in
from zhengce.english.titles.wording import MOST_NOUNS, Unclear, is_built, is_doing, nouns_in_a_row

_BRACKETED = lazy_regex(r"\s*[（(]\s*([^（）()]*?)\s*[）)]")
_TWICE = lazy_regex(r"\b(on|of|for|in|the) \1\b", re.IGNORECASE)
_REPEATS = lazy_regex(
    r"\b(\w{4,}?)s? (?:(?:of|for) (?:the )?)?\1s?\b|\b(\w{3,}?)s? of (?:the )?[\w-]+ \2s?\b"
    r"|\b(\w{4,}) and \3\b(?! [A-Z])|\b(\w{6,})ing \4s?\b"
)
_COLON = lazy_regex(r"\s*[：:]\s+")
CHINESE = lazy_regex(r"[\u3400-\u9fff]")
_OF_CHINA = "of the People's Republic of China"
_MOST_WORDS = 15
"""Of a title without its notes, an official term as two; of longer ones one in five said something else."""
_MOST_OWNERS = 3
"""“of” in a title, without those of its words."""
_ISSUED = lazy_regex(r"^(?:[A-Z][\w ]*? )?(?:Measures|Provisions|Rules|Regulations|Standards|Benchmarks)(?= )")
_FIRST = lazy_regex(r"^[^A-Za-z0-9\[]*[a-z]")
"""A first letter of a word; §5G and [ have none."""
_OF_A_YEAR = lazy_regex(
    "Plan|List|Catalogue|Directory|Key Points|Arrangements|Tasks|Goals|Targets|Guide|Annual Report|Outline"
)
_SMALL = frozenset("a an and as at by for from in into of on or the to with under".split())


class EnglishTitle(msgspec.Struct, frozen=True):
    """A title in English; no text where its words have no English, or more than one reading."""

    text: str
    is_certain: bool = False
    """Every word is an official one."""


NONE = EnglishTitle("")


def named(words: Sequence[Word], notes: Sequence[Word]) -> EnglishTitle:
    """A name from its words: the head is the longest known one at its end."""
    if len(words) > 1 and words[0].chinese in ("中华人民共和国", "中华人民共和国海关"):
        customs = "of the Customs " * words[0].chinese.endswith("海关")
        title_en = named(words[1:], notes)
        text, count = _ISSUED.subn(rf"\g<0> {customs}{_OF_CHINA}", title_en.text)
        if count or customs:
            return replace(title_en, text=text) if count else NONE
        words, notes = words[1:], [Word("", "note", _OF_CHINA, is_official=True), *notes]
    if len(words) > 1 and words[-1].kind == "batch":  # …名单（第四批）
        notes, words = [replace(words[-1], english=f"({words[-1].english})"), *notes], words[:-1]
    thing = words[-2].chinese if len(words) > 2 and words[-2].kind == "noun" else ""
    act = next((act for act in ("管理", "行动") if thing.endswith(act) and act + words[-1].chinese in heads()), "")
    if act and not ends_in("managed", words[-2]):  # 网络安全管理|办法
        words = [*words[:-2], *cut(thing.removesuffix(act)), *cut(act + words[-1].chinese)]
    for count in range(min(5, len(words)), 0, -1):
        head, about = heads().get("".join(word.chinese for word in words[-count:])), list(words[:-count])
        if head is None:
            continue
        first = next((word for word in about if word.kind not in ("place", "year", "plan")), None)
        is_clause = first is not None and first.kind in ("verb", "adverb")
        acts = any(word.kind in ("action", "verb") and word.chinese != "实施" for word in words[-count:-1])
        is_thing = words[-1].chinese in THINGS
        if is_clause and is_thing and not acts:
            return NONE  # 深化A试点名单
        is_open = is_clause and words[-count].chinese.startswith("发展")
        if about and (about[-1].kind == "and" or is_open):
            return NONE  # …战略与行动计划; 推动A发展规划: two readings
        is_longer = is_clause and (acts or words[-count].chinese == "高质量发展")
        if is_longer or (is_thing and count > 1 and about and about[-1].gerund):
            continue  # 推进普惠金融发展规划 is the plan of 推进普惠金融发展
        return _headed(head, about, words, notes)
    if words and words[-1].kind == "noun" and words[-1].chinese.endswith(("预案", "方案", "规划", "计划")):
        words = [*words[:-1], replace(words[-1], english=singular(words[-1].english))]
    is_of_year = len(words) > 1 and words[0].kind == "year" and _OF_A_YEAR.search(words[-1].english.title())
    year, words = (f"{words[0].english} ", words[1:]) if is_of_year else ("", words)
    title_en = titled("", words, noun_phrase, notes)
    return replace(title_en, text=year * bool(title_en.text) + title_en.text.removeprefix("The "))


def _headed(before: str, about: list[Word], words: Sequence[Word], notes: Sequence[Word]) -> EnglishTitle:
    """A kind of document and what it is about; what is said of it stands before it: the 2021 national plan."""
    is_of_year = bool(_OF_A_YEAR.search(before))
    year = next((word for word in about if word.kind == "year" and word.english.isdigit() and is_of_year), None)
    about = [word for word in about if word is not year]
    first = next((at for at, word in enumerate(about) if word.kind != "year"), 0)
    plan = next((word for word in about if word.kind == "plan"), None)
    if plan and "Plan" in before and " and" not in before:
        about.remove(plan)
        if len(about) > 1 and about[0].chinese == "全国" and before.startswith("Plan for"):
            about, before = about[1:], f"National {before}"
        five_year, rest = plan.english.removesuffix(" period"), before.partition("Plan ")[2]
        if "the Plan " in before:
            before = before.replace("the Plan ", f"the {five_year} ")
        else:
            before = (
                f"{five_year} {rest}" if before.startswith("Plan ") else f"{five_year.removesuffix('Plan')}{before}"
            )
    elif not plan and len(about) > 1 and about[first].chinese in OF_ALL and ends_in("of a country", words[-1]):
        whole, what = about.pop(first).english.title(), re.search("the (?=Plan |Standards System )", before)
        before = f"{before[: what.end()]}{whole} {before[what.end() :]}" if what else f"{whole} {before}"
    elif len(about) > 1 and about[0].chinese == "中央财政" and "Funds" in before:
        before = re.sub("((?:Special |Subsidy )?Funds)", r"Central Government \1", before)
        del about[0]
    if any(word.chinese == "中长期" for word in about):
        about = [word for word in about if word.chinese != "中长期"]
        before = before.replace("Plan ", "Medium- and Long-Term Plan ", 1)
    if "the Construction of" in before and about and about[-1].kind == "noun" and not is_built(about[-1]):
        before = before.replace("the Construction of", "the Development of")
    are_bodies = before.endswith(" on") and all(word.english.startswith("the ") for word in about)
    if are_bodies or not about or about[0].chinese in ("当前", "若干问题") or about[-1].kind in ("adjective", "count"):
        return NONE  # 国务院公告, 若干问题的解释
    thing, is_clause = about[-1].english, about[0].kind in ("verb", "adverb")
    is_uncounted = about[-1].kind != "noun" or (singular(thing) == thing and thing.count(" ") < 3)
    is_list_of_what = is_uncounted and words[-1].chinese.endswith(("名录", "名单"))
    does = about[-1].chinese.endswith(("部门", "机关")) and before.endswith(("Supervision of", "Inspection of"))
    is_judged = is_clause and about[-1].chinese in ("考核", "评价", "督查", "监督检查")
    if is_list_of_what or does or is_judged or ("Implementation of" in before and is_clause):
        return NONE  # A保护名录, 财政部门监督办法, 落实A考核办法, 贯彻A实施细则
    if len(about) == 1 and thing.startswith("the ") and about[0].chinese.endswith(tuple("部委局署府")):
        before = re.sub(" for( the)?$", " of", before)  # 国家文物局培训计划
    is_clause = is_clause and not before.endswith(" of")
    before = f"{year.english} {before}" if year else before
    return titled(f"{before} ", about, clause if is_clause or about[0].kind == "action" else noun_phrase, notes)


def without_preposition(head: str) -> str:
    """Plan of “Plan for the”."""
    return re.sub(r"(?: (?:of|on|for|the))+$", "", head)


def titled(
    before: str, words: Sequence[Word], say: Callable[[Sequence[Word]], str], notes: Sequence[Word] = ()
) -> EnglishTitle:
    """A head and what it is about; nothing where that is not clear."""
    try:
        about = say(words) if words else ""
    except Unclear:
        return NONE
    if not about or (before.endswith(" of ") and before != "Approval of " and is_doing(about)):
        return NONE
    if before.endswith("the ") and about.startswith("the "):
        about = about.removeprefix("the ")
    return result(" ".join([before + about, *(note.english for note in notes)]), [*words, *notes])


def result(text: str, words: Sequence[Word]) -> EnglishTitle:
    """A title from its text, and the words that it was made from."""
    spaced = " ".join(_BRACKETED.sub(r" (\1)", text).split())
    spaced = spaced.replace("Implementation Plan for implementing", "Plan for implementing")
    spaced = spaced.replace("Announcement on announcing", "Announcement of")
    shown = title_case(_TWICE.sub(itemgetter(1), _COLON.sub(": ", spaced)))
    short = _short(shown, words)
    has_many = nouns_in_a_row(short) > MOST_NOUNS or _owners(shown, words) > _MOST_OWNERS
    is_long = len(re.sub(rf"\([^)]*\)|{_OF_CHINA.lower()}| in \d{{4}}$", "", short).split()) > _MOST_WORDS
    is_certain = all(word.is_official for word in words)
    if CHINESE.search(shown) or _REPEATS.search(shown) or has_many or (is_long and not is_certain):
        return NONE
    return EnglishTitle(shown, is_certain)


def _owners(text: str, words: Sequence[Word]) -> int:
    return text.count(" of ") - sum(word.english.count(" of ") for word in words)


def _short(text: str, words: Sequence[Word]) -> str:
    """A text in which an official term of three and more words, which is one thing, counts as two."""
    text = text.lower()
    for word in words:
        term = word.english.removeprefix("the ").lower()
        if word.kind == "place":
            text = text.replace(term, "the")
        if word.kind == "noun" and word.is_official and term.count(" ") > 1:
            text = text.replace(term, "term term").replace(singular(term), "term term")
    return text


@cache
def heads() -> Mapping[str, str]:
    """How the last words of a name begin its English: 管理办法 as Measures for the Administration of."""
    return {row["chinese"]: row["before"] for row in rows_of(__package__, "heads.csv")}


def title_case(text: str) -> str:
    """Capitals as in a title, behind quotation marks too: Measures for the Administration of Data Security."""
    words = filter(None, text.split(" "))
    return " ".join(
        word if at and word in _SMALL else _FIRST.sub(lambda first: first[0].upper(), word, count=1)
        for at, word in enumerate(words)
    )
