"""The English of a whole title, in display form: the name of what is issued, or what the document does.

印发《…规划》的通知 is the name of the plan, without “Notice on Issuing”; a draft ends in (Draft for Comment); 修改 and
废止 keep their verb; everything else is its type and what it is about. The frames are those of the titles of official
documents (党政机关公文处理工作条例, article 9: 发文机关, 事由, 文种).
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from unicodedata import normalize

from msgspec.structs import replace

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.title import read_title
from zhengce.english.glossary import terms
from zhengce.english.plurals import singular
from zhengce.english.titles.grammar import Unclear, clause, noun_phrase
from zhengce.english.titles.lexicon import Word, cut, is_ambiguous
from zhengce.english.titles.names import CHINESE, NONE, EnglishTitle, heads, named, result, titled
from zhengce.english.titles.wording import listed

DRAFT = "(Draft for Comment)"

LONGEST = 400
"""Characters of a title; each 《》 in it is a name by itself."""

_AMENDS = lazy_regex(
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
_NAMED = lazy_regex(r"《([^《》]+)》")
_AGREES = lazy_regex(r"(?:原则)?同意(?P<what>.+)")
_BECOMES = lazy_regex(
    r"将?(?P<one>.+?)(?P<how>列为|列入|纳入|移出|确定为|确认为|命名为|认定为|升级为|升格为|更名为|改名为|变更为)(?P<other>.+)"
)
_MADE = lazy_regex("^将|^(?!(?:原则)?同意).*(?:升级为|升格为|更名为)")
_BECOMING = {
    "列入": ("Including", "in"),
    "纳入": ("Including", "in"),
    "移出": ("Removing", "from"),
    "认定": ("Recognizing", "as"),
    "命名": ("Naming", "as"),
    "升级为": ("Upgrading", "to"),
    "升格为": ("Upgrading", "to"),
} | dict.fromkeys(("更名为", "改名为", "变更为"), ("Renaming", "as"))
_EXPLAINING = (
    r"(?:有关问题)?(?:的)?(?:政策)?(?:答记者问|答问|解读(?:之.)?|一图读懂|图解|问答|编制说明|起草说明|修订说明|说明)"
)
_A_NAME = r"《(?P<{}>[^《》]+(?:《[^《》]+》[^《》]*)*)》"
_ABOUT_A_NAME = lazy_regex(
    r"(?:[^《》]{0,60}?(?:负责人|负责同志|发言人|[司局部委办署会院]))?(?:就|关于)?(?:印发|发布|出台|废止|修订)*"
    rf"{_A_NAME.format('name')}(?:的?(?:修订|印发|出台|发布))?(?:文件|强制性国家标准|国家标准)?(?P<how>{_EXPLAINING})"
    r"|(?:[^《》]{0,60}?(?:负责人|负责同志|发言人|[司局部委办署会院]))?(?P<before>一图读懂|图解|解读|图说)[|｜丨:：]?\s?(?:新修订的)?"
    rf"{_A_NAME.format('of')}(?:条款)?"
)
"""《…》解读, 商务部服贸司负责人解读《…》, 司法部负责人就《…条例》修订答记者问."""
_ORIGIN = lazy_regex(
    r"(?P<does>[^对产]*)对?(?:原产于|产自)(?P<where>[^的]+)的(?:进口)?(?:相关)?(?P<goods>(?:部分进口)?.+?)(?:所?适用的)?"
    r"(?P<act>(?:反倾销|反补贴|保障措施|倾销|提高|加征|征收|进行|发起|启动|实施|继续|终止|采取).+)"
)
"""终止对原产于A的进口B反倾销措施: terminating anti-dumping measures on imports of B originating in A."""
_EXPLAINED = (("问", "Questions and Answers on the "), ("说明", "Explanation of the "), ("图", "Infographic on the "))
_NUMBER_ALONE = lazy_regex(
    r"(?P<body>[^关于《》]{2,30}?)(?P<kind>令|公告|通告)\s?[（(〔\[]?(?:(?P<year>(?:19|20)\d\d)年?)?[）)〕\]]?[（(]?第?\s?(?P<number>\d+)\s?号[)）]?"
)
_FORWARDED = lazy_regex(r"^[^《》]{0,40}?(?:转发|批转)(?=[^《》]{2,40}?(?:转发|批转|印发)[^《》]{0,40}关于)")
"""甲转发乙转发丙关于…: the innermost of what is forwarded is the document."""
_ON_TRIAL = lazy_regex("[（(]试行[）)]$")
_PUT_OUT = lazy_regex(r"^[^《》]{2,20}?发布(?=关于)")
_ODD_FORMS = lazy_regex(r"[０-９\u2e80-\u2fdf]")
_INNER_BLANKS = lazy_regex(r"(?<=[“‘《（(])\s+|\s+(?=[”’》）)])|(?<=[0-9])\s+(?=年|版|[—－-])")
_LAST_BRACKETS = lazy_regex(r"(?:[（(][^（）()]*[）)])+$")
_NOTED = lazy_regex(
    r"(?P<title>.+(?:通知|公告|通告|决定|意见|函|批复))(?P<note>[（(](?![^（）()]*(?:征求|试行|暂行|号))[^（）()]*\d[^（）()]*[）)])"
)
"""关于发布A的公告（2025年9月至10月）"""
_BRACKET = lazy_regex(r"([（()）])")
_NUMBERED = {"令": "Order", "公告": "Announcement", "通告": "Public Notice"}
_BY = lazy_regex(r"(?P<by>(?:(?!关于)[^《》]){2,60}?(?:[部委局办厅署院会行组司社府]|部门|单位|公司))关于(?P<what>.+)")
_ARTICLES = lazy_regex(r"^The (?=[A-Z])|(?P<joint> and |, )the (?=[A-Z])")
_TEXT = "(?:办法|规定|条例|标准|细则|方案|规划|规程|指南|制度)(?:（[^（）]+）)?"
_TWO_TEXTS = lazy_regex(f"(?P<one>[^《》]{{4,}}{_TEXT})(?P<its>及其|[和、])(?P<other>[^《》]{{2,}}{_TEXT})")
_NAMES_ITSELF = lazy_regex(
    r"(?:进一步|全面|大力|积极|深入|加快)?(?:推动|推进|促进|加快|加强|深化|扩大|支持|扶持|鼓励|提升|提高|强化).{4,60}"
    r"(?:方案|行动计划|若干措施|若干意见|若干政策措施|实施意见|指导意见)"
)
"""关于推动…实施方案的通知: the plan has its name without 印发."""
_BLANKS, _IDLE_BLANKS = lazy_regex(r"\s+"), lazy_regex(r"(?<![\u3400-\u9fff])\s+|(?<=年)\s+|\s+(?![\u3400-\u9fff])")
_QUOTED = lazy_regex(r"[《》〈〉“”‘’<>＜＞]")
_QUOTATION = lazy_regex('[“‘"]([^“”‘’"《》]{3,30})[”’"]')
_NUMBER_BEHIND = lazy_regex(r"[（(][^（）()]{2,24}?[〔\[（(]?(?:19|20)\d\d[〕\])）]?(?:年)?第?\d+号[)）]$")


@lru_cache(maxsize=4096)
def english_title(title: str) -> EnglishTitle:
    """A title in English where the rules are sure of it; NONE elsewhere."""
    title = _tidy(title)
    if len(title) > LONGEST:
        return NONE
    if title.startswith("《") and title.find("》") == len(title) - 1:
        return english_title(title[1:-1])
    title = _FORWARDED.sub("", title, count=1) if "转发" in title or "批转" in title else title
    title = _PUT_OUT.sub("", title)
    title = title.replace("》《", "》、《")
    if "《" in title and (match := _ABOUT_A_NAME.fullmatch(title)):
        how = match["how"] or match["before"]
        lead = next((lead for mark, lead in _EXPLAINED if mark in how), "Interpretation of the ")
        return _renamed(english_name(match["name"] or match["of"]), lead)
    if match := _NUMBER_ALONE.fullmatch(title):
        return _numbered(match)
    title = _NUMBER_BEHIND.sub("", title)
    if match := _NOTED.fullmatch(title):
        notes = cut(match["note"])
        is_known = all(word.kind in ("note", "batch") for word in notes)
        note = " ".join([""] + [word.english for word in notes])
        return _renamed(english_title(match["title"]), "", note) if is_known else NONE
    reading = read_title(title)
    subject, kind = reading.subject or "", reading.document_type or ""
    is_draft = reading.stage == "draft"
    if kind == "令" and reading.issued_title:
        return english_title(reading.issued_title)
    if subject and (match := _ORIGIN.fullmatch(subject)):
        return _of_origin(match, f"{_type_of(title, subject, kind)} ")
    if _MADE.search(subject) and (match := _BECOMES.fullmatch(subject)):
        return _becoming(match, f"{_type_of(title, subject, kind)} ")
    if subject and (match := _AMENDS.fullmatch(subject)) and not is_draft:
        return _amendment(match, "决定" if title.endswith("决定") else kind)
    if reading.issued_title:
        if kind == "函" and not reading.issued_title.endswith(tuple(heads())):
            return NONE  # 转发开展A的函
        name = english_name(reading.issued_title, "draft" if is_draft else None)
        return _renamed(name, "Approval of the ") if kind == "批复" else name
    if subject and kind in ("批复", "复函", "函") and (match := _AGREES.fullmatch(subject)):
        return _approval(match["what"])
    if subject and kind == "通知" and _NAMES_ITSELF.fullmatch(subject):
        return english_name(subject)
    if subject:
        return _about(title, subject, kind, is_draft)
    return english_name(title, "draft" if is_draft else None)


def _tidy(title: str) -> str:
    """A title without blanks inside its quotation marks and brackets, radicals and wide digits as plain characters."""
    title = _ODD_FORMS.sub(lambda match: normalize("NFKC", match[0]), title)
    return _INNER_BLANKS.sub("", title)


def _about(title: str, subject: str, kind: str, is_draft: bool) -> EnglishTitle:
    """关于A的B: B on A, or the kind of document that A ends in."""
    if kind == "措施":
        subject = re.sub(r"(?<=.)的?(?:补充|若干|有关|具体)*政策$", "", subject)
    head = next((subject[at:] for at in range(-4, -1) if subject[at:] + kind in heads()), "")
    is_one = head and title.endswith(head + kind)  # 关于推进A总体方案, without 的
    before = heads()[head + kind].before if is_one else _type_of(title, subject, kind)
    found = titled(f"{before} ", _words(subject.removesuffix(head) if is_one else subject), clause)
    note = DRAFT if is_draft else "(Trial)" if _ON_TRIAL.search(title) else ""
    return _renamed(found, "", f" {note}") if note and note not in found.text else found


@lru_cache(maxsize=4096)
def english_name(name: str, stage: str | None = None) -> EnglishTitle:
    """The name of a document: “十四五”信息通信行业发展规划 as 14th Five-Year Plan for the Development of …."""
    if len(name) > LONGEST:
        return NONE
    if found := _official(name):
        return found if stage != "draft" or "Draft" in found.text else _renamed(found, "", f" {DRAFT}")
    if match := _TWO_TEXTS.fullmatch(name):
        joint = " and Its " if match["its"] == "及其" else " and "
        return _both(english_name(match["one"]), joint, english_name(match["other"]))
    by = None if "《" in name else _BY.fullmatch(name)
    if by and re.search("转发|批转|印发|发布|公布|[0-9]年", by["by"]):
        by = None
    if by or (name.startswith("关于") and read_title(name).subject):
        what = f"关于{by['what']}" if by else name
        found = english_title(what) if read_title(what).subject else titled("Notice on ", _words(what[2:]), clause)
    else:
        words = _words(name.removeprefix("关于"))
        notes = [word for word in words if word.kind == "note"]
        found = named([word for word in words if word.kind != "note"], notes)
    if name.startswith("《") and found.text:  # 《A》和《B》: two names
        found = replace(found, text=_ARTICLES.sub(lambda match: match["joint"] or "", found.text))
    if stage == "draft" and "Draft" not in found.text:
        return _renamed(found, "", f" {DRAFT}")
    return found


def _official(name: str) -> EnglishTitle | None:
    """A law, a regulation or a plan under its official English name, with the notes behind it."""
    table = terms.official_names()
    plain = name if name in table else _LAST_BRACKETS.sub("", name)
    if plain not in table:
        return None
    notes = cut(name.removeprefix(plain))
    is_known = all(word.kind == "note" for word in notes)
    return EnglishTitle(" ".join([table[plain].english, *(note.english for note in notes)]), is_known, is_known)


@lru_cache(maxsize=4096)
def english_clause(text: str) -> str | None:
    """What an aim says, without capitals: 规范数据出境活动 as regulating data export activities.

    None where a word has no English, or the words have two readings.
    """
    words = _words(text)
    try:
        found = clause(words)
    except Unclear:
        return None
    is_whole = found and not CHINESE.search(found) and not is_ambiguous(words)
    return found if is_whole and all(word.kind != "unknown" for word in words) else None


def _type_of(title: str, subject: str, kind: str) -> str:
    """The English of the type as the title has it behind its subject: 指导意见 rather than 意见."""
    printed = title.rpartition(subject)[2].removeprefix("的")
    head = heads().get(printed) or heads().get(kind)
    return head.before if head else kind


def _words(text: str) -> list[Word]:
    """The words of a text without quotation marks; what is in brackets belongs to the word before it, a name is one."""
    if match := _NAMED.search(text):
        name = english_name(match[1])
        word = Word(match[1], "noun", f"the {name.text}", is_official=name.is_certain)
        word = word if name.is_whole else replace(word, kind="unknown", english=match[0])
        return [*_words(text[: match.start()]), word, *_words(text[match.end() :])]
    plain = [word.chinese for word in cut(_QUOTED.sub("", text))]
    if any(len(cut(name)) > 1 and not any(name in word for word in plain) for name in _QUOTATION.findall(text)):
        return [Word(text, "unknown", text)]  # “引力波探测”: a name that no table has
    parted = text.strip()
    if len(parted.split()) > 1:
        parted = _BLANKS.sub("\u3000", _IDLE_BLANKS.sub("", parted))
    found: list[Word] = []
    within: list[Word] | None = None
    for word in _brackets_apart(cut(_QUOTED.sub("", parted))):
        if word.chinese in ("（", "("):
            within = []
        elif word.chinese in ("）", ")") and within and found:
            found[-1] = _with_brackets(found[-1], within)
            within = None
        elif within is not None:
            within.append(word)
        else:
            found.append(word)
    return found + (within or [])


def _brackets_apart(words: Sequence[Word]) -> Iterator[Word]:
    for word in words:
        pieces = _BRACKET.split(word.chinese) if word.kind == "unknown" else ()
        yield from (Word(piece, "unknown", piece) for piece in pieces if piece) if pieces else (word,)


def _with_brackets(word: Word, within: Sequence[Word]) -> Word:
    chinese = f"{word.chinese}（{''.join(part.chinese for part in within)}）"
    try:
        english = f"{word.english} ({noun_phrase(within)})"
    except Unclear:
        return Word(chinese, "unknown", chinese)
    is_known = word.kind != "unknown" and all(part.kind != "unknown" for part in within)
    is_official = word.is_official and all(part.is_official for part in within)
    kind = word.kind if is_known else "unknown"
    return replace(word, chinese=chinese, english=english, kind=kind, is_official=is_official)


def _numbered(match: re.Match[str]) -> EnglishTitle:
    """国务院令第777号: Order No. 777 of the State Council."""
    body = _words(match["body"].removeprefix("中华人民共和国"))
    year = f" of {match['year']}" if match["year"] else ""
    by = f" {'by' if year else 'of'} {listed([word.english for word in body if word.kind != 'and'])}"
    return result(f"{_NUMBERED[match['kind']]} No. {match['number']}{year}{by}", body)


def _amendment(match: re.Match[str], kind: str) -> EnglishTitle:
    """关于修改《A》和《B》的决定: Decision to Amend the A and the B."""
    what = match["what"] or ""
    names = [english_name(name) for name in _NAMED.findall(what)]
    head = heads()[kind].before.split(" ")[0] if kind in heads() else "Decision"
    does = f"{head} to {DOES[match['does']]}"
    if names:
        others = " and others" if what.endswith("等") else ""
        listed = " and ".join(f"the {name.text}" for name in names)
        return EnglishTitle(
            f"{does} {listed}{others}", all(one.is_whole for one in names), all(one.is_certain for one in names)
        )
    return titled(f"{does} ", _words(what), noun_phrase)


def _approval(what: str) -> EnglishTitle:
    """同意将A列为B: Approval of A as B; 同意A设立B: Approval of establishing B in A."""
    if match := _BECOMES.fullmatch(what):
        return _becoming(match, "Approval of ")
    words = _words(what)
    at = next((at for at, word in enumerate(words) if word.gerund and word.kind in ("verb", "action")), 0)
    behind = words[at + 1] if at and at < len(words) - 1 else None
    is_done = behind and behind.kind not in ("and", "of") and (words[at].kind == "verb" or words[at].chinese == "建设")
    if is_done and words[0].kind in ("place", "noun"):
        is_place = all(word.kind in ("place", "and") or word.chinese[-1:] in "省市县区州冀" for word in words[:at])
        by = "in" if is_place else "by"
        return titled("Approval of ", words, lambda words: f"{clause(words[at:])} {by} {noun_phrase(words[:at])}")
    return titled("Approval of ", words, clause)


def _becoming(match: re.Match[str], before: str) -> EnglishTitle:
    """将A列为B: Designating A as B."""
    doing, to = _BECOMING.get(match["how"], ("Designating", "as"))
    found = titled(f"{before}{doing} ", _words(match["one"]), noun_phrase)
    is_one = not re.search("[、等和]|批", match["one"])
    other = titled(
        "", _words(match["other"]), lambda words: singular(noun_phrase(words)) if is_one else noun_phrase(words)
    )
    article = "the " if other.text.endswith(("List", "Catalogue")) else "a " if is_one else ""
    return _both(found, f" {to} {article}", other)


def _of_origin(match: re.Match[str], before: str) -> EnglishTitle:
    """对原产于A的进口B发起反倾销调查: initiating an anti-dumping investigation into imports of B originating in A."""
    acts, goods, where = (_words(text) for text in (match["does"] + match["act"], match["goods"], match["where"]))
    into = "into" if "调查" in match["act"] and "措施" not in match["act"] else "on"

    def say(words: Sequence[Word]) -> str:
        return f"{clause(words)} {into} imports of {noun_phrase(goods)} originating in {noun_phrase(where)}"

    return titled(before, acts, say)


def _both(one: EnglishTitle, joint: str, other: EnglishTitle) -> EnglishTitle:
    if not one.text or not other.text:
        return NONE
    return EnglishTitle(
        f"{one.text}{joint}{other.text}", one.is_whole and other.is_whole, one.is_certain and other.is_certain
    )


def _renamed(found: EnglishTitle, before: str, after: str = "") -> EnglishTitle:
    if not found.text:
        return NONE
    if before.endswith("the ") and found.text.startswith("The "):
        before = before.removesuffix("the ")
    return EnglishTitle(f"{before}{found.text}{after}", found.is_whole, found.is_certain)
