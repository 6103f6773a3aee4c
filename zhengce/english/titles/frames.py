"""The English of a whole title, in display form: the name of what is issued, or what the document does.

印发《…规划》的通知 is the name of the plan, without “Notice on Issuing”; a draft ends in (Draft for Comment); 修改 and
废止 keep their verb; everything else is its type and what it is about. The frames are those of the titles of official
documents (党政机关公文处理工作条例, article 9: 发文机关, 事由, 文种).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from unicodedata import normalize

from msgspec.structs import replace

from parsers.csv_tables import rows_of
from parsers.grammar.numerals import read_numeral
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.title import read_title
from zhengce.english.glossary import terms
from zhengce.english.titles.grammar import clause, deed, noun_phrase
from zhengce.english.titles.lexicon import ORDINALS, Word, cut
from zhengce.english.titles.lexicon import words as known_words
from zhengce.english.titles.names import NONE, EnglishTitle, heads, named, result, titled, without_preposition
from zhengce.english.titles.wording import Unclear, listed

DRAFT = "(Draft for Comment)"

LONGEST = 400
"""Characters of a title; each 《》 in it is a name by itself."""

_PARTS = {
    "<name>": r"《(?P<name>[^《》]+(?:《[^《》]+》[^《》]*)*)》",
    "<tax>": "(?:(?:(?:个人|企业|预提)?所得|增值|消费|契|印花|房产|土地增值|城镇土地使用|车船|车辆购置|资源|关)税"
    "|进口税收|税收|出口退税)(?:优惠)?政策",
    "<speaks>": r"(?:[^《》]{0,60}?(?:负责人|负责同志|发言人|[司局部委办署会院]))?",
}
"""What stands for a part of a pattern in `frames.csv`."""
_AMENDS = lazy_regex(
    r"(?P<does>修改和废止|修订和废止|废止和修改|修改|修订|废止|宣布失效)(?P<what>《[^》]+》(?:[、和及]?《[^》]+》)*(?:等)?|部分.+|一批.+)?"
)
DOES = {
    "修改": "Amend", "修订": "Revise", "废止": "Repeal", "宣布失效": "Declare Invalid",
    "修改和废止": "Amend and Repeal", "修订和废止": "Revise and Repeal", "废止和修改": "Repeal and Amend",
}  # fmt: skip
_NAMED = lazy_regex(r"《([^《》]+)》")
_CLOSES = lazy_regex("(?:工作)?的?(?:有关|相关|若干)(?:工作|事项|事宜|问题)$")
_FORWARDS = lazy_regex("(?:批转|转发)(?:《.*》|.*(?:请示|汇报|报告))(?:的通知)?$")
_AGREES = lazy_regex("(?:原则)?同意(?=.)")
_ODD_FORMS = lazy_regex(r"[０-９﹝﹞\u2e80-\u2fdf]")
_INNER_BLANKS = lazy_regex(
    r"(?<=[“‘《（(])\s+|\s+(?=[”’》）)])|(?<=[0-9])\s+(?=年|版|[—－-])"
    r"|(?<=[\u3400-\u9fff])[（(][A-Z][A-Za-z]{1,7}[）)](?=.)"
)
"""With them goes an abbreviation, which says the words before it again: 不动产投资信托基金（REITs）."""
_LAST_BRACKETS = lazy_regex(r"(?:[（(][^（）()]*[）)])+$")
_SPLIT_WORD = lazy_regex(r"([\u3400-\u9fff](?<![部委局署院会行办])|办(?=\s+法))\s+([\u3400-\u9fff])")
_REPEATED = lazy_regex(r"(?P<title>.+?(?:通知|公告|决定|意见|函|批复))\s(?P<names>.{4,})")
"""关于印发《A》的通知 A: the name again, as gazettes list it."""
_ENDED = lazy_regex(r"[（(](?:已?(?=废止|失效)|(?<=[知见告定][（(])(?=试行))(?P<how>..)[）)]$")
_ORDER = lazy_regex(r"[（(][^（）()]*(?:(?:令|公告)[^（）()]*第?|[〔［\[]\d{4}[〕］\]])\d+号[）)]$")
"""办法（…令2021年第1号）, 通知（…〔2021〕1号）: the number behind the name."""
_BY = lazy_regex(
    r"(?:(?!关于|转发|批转|印发|发布|公布|\d年)[^《》]){2,60}?(?:[部委局办厅署院会行组司社府]|部门|单位|公司)(?=关于)"
)
_NAMES_ITSELF = lazy_regex(
    "(?:进一步|全面|大力|加快|推动|推进|促进|加强|深化|扩大|支持|扶持|鼓励|提升|提高|强化|优化).{4,60}"
    "(?:方案|行动计划|若干措施|若干意见|若干政策措施|实施意见|指导意见)(?:（[^（）]*）)?"
)
"""关于推动…实施方案的通知: the plan has its name without 印发."""
_INNER_MARKS = str.maketrans("〈〉<>＜＞", "《》《》《》")
_BLANKS, _IDLE_BLANKS = lazy_regex(r"\s+"), lazy_regex(r"(?<![\u3400-\u9fff])\s+|(?<=年)\s+|\s+(?![\u3400-\u9fff])")
_MARKS = lazy_regex(r"[《》〈〉“”‘’<>＜＞]")
_QUOTATION = lazy_regex('[“‘"]([^“”‘’"《》]{3,30})[”’"]')


@lru_cache(maxsize=4096)
def english_title(title: str) -> EnglishTitle:
    """A title in English where the rules are sure of it; NONE elsewhere."""
    if len(title) > LONGEST:
        return NONE
    title = _ODD_FORMS.sub(lambda match: normalize("NFKC", match[0]), title)
    if ended := _ENDED.search(title):
        note = {"废止": "(Repealed)", "失效": "(No Longer in Force)", "试行": "(Trial)"}[ended["how"]]
        return _around("", english_title(title[: ended.start()]), f" {note}")
    title = _ORDER.sub("", _INNER_BLANKS.sub("", title).replace("》《", "》、《"))
    if not title:
        return NONE
    title = _SPLIT_WORD.sub(lambda pair: pair[1] + pair[2] if pair[1] + pair[2] in known_words() else pair[0], title)
    match = _REPEATED.fullmatch(title)
    if match and all(name in _BLANKS.sub("", match["title"]) for name in match["names"].split()):
        title = match["title"]
    if title.startswith("《") and title.find("》") == len(title) - 1:
        return english_title(title[1:-1])
    if framed := _framed("title", title):
        return framed
    return _read(title)


def _read(title: str) -> EnglishTitle:
    """A title by its parts, as `read_title` finds them."""
    reading = read_title(title)
    subject, kind = reading.subject or "", reading.document_type or ""
    stage = "draft" if reading.stage == "draft" else None
    agrees = _AGREES.match(subject) if kind in ("批复", "复函", "函") else None
    before = "Approval of " if agrees else f"{_type_of(title, subject, kind)} "
    if framed := _framed("subject", _CLOSES.sub("", subject)):
        return _around(before, replace(framed, text=framed.text.removeprefix("Carrying Out " * bool(agrees))))
    if (match := _AMENDS.fullmatch(subject)) and not stage:
        return _amendment(match, "决定" if title.endswith("决定") else kind)
    if reading.issued_title:
        return _around(before_name(title, kind), english_name(reading.issued_title, stage))
    if agrees:
        return titled(before, _words(subject[agrees.end() :]), deed)
    if kind == "通知" and _NAMES_ITSELF.fullmatch(subject):
        return english_name(subject)
    return _about(title, subject, kind, stage) if subject else english_name(title, stage)


def _about(title: str, subject: str, kind: str, stage: str | None) -> EnglishTitle:
    """关于A的B: B on A, or the kind of document that A ends in."""
    whole, subject = subject, subject.removesuffix("情况") if kind in ("通报", "报告") else subject
    head = next((subject[at:] for at in range(-4, -1) if subject[at:] + kind in heads() and subject[at:] != "改革"), "")
    is_one = head and title.endswith(head + kind)  # 关于推进A总体方案, without 的
    before = heads()[head + kind] if is_one else _type_of(title, whole, kind)
    say = deed if before == "Approval of" else clause
    notes = cut("" if stage else "".join(_LAST_BRACKETS.findall(title)))
    if any(note.kind not in ("note", "batch") for note in notes):
        return NONE  # what the brackets say would be lost
    title_en = titled(f"{before} ", _words(subject.removesuffix(head) if is_one else subject), say, notes)
    return _around("", title_en, f" {DRAFT}" if stage else "")


@lru_cache(maxsize=4096)
def english_name(name: str, stage: str | None = None) -> EnglishTitle:
    """The name of a document: “十四五”信息通信行业发展规划 as 14th Five-Year Plan for the Development of …."""
    title_en = _name(name) if len(name) <= LONGEST else NONE
    return title_en if stage != "draft" or "Draft" in title_en.text else _around("", title_en, f" {DRAFT}")


def _name(name: str) -> EnglishTitle:
    name = name if "《" in name else name.translate(_INNER_MARKS)
    official, plain = terms.official_names(), _LAST_BRACKETS.sub("", name)
    if name in official:
        return EnglishTitle(official[name].english, is_certain=True)
    notes = cut(name.removeprefix(plain))
    known = EnglishTitle(official[plain].english, is_certain=True) if plain in official else _framed("name", plain)
    if known:
        are_notes = all(note.kind in ("note", "batch") for note in notes)
        after = "".join(f" ({note.english.strip('()')})" for note in notes)
        return _around("", known, after) if are_notes else NONE
    what = name if "《" in name else _BY.sub("", name, count=1)
    if what != name or (name.startswith("关于") and read_title(name).subject):
        return english_title(what) if read_title(what).subject else titled("Notice on ", _words(what[2:]), clause)
    words = _words(name.removeprefix("关于"))
    notes = [word for word in words if word.kind == "note"]
    return named([word for word in words if word.kind != "note"], notes)


@lru_cache(maxsize=4096)
def english_clause(text: str) -> str | None:
    """What an aim says, without capitals: 规范数据出境活动 as regulating data export activities.

    None where that is not clear.
    """
    try:
        return clause(_words(text)) or None if len(text) <= LONGEST else None
    except Unclear:
        return None


def _type_of(title: str, subject: str, kind: str) -> str:
    """The English of the type as the title has it behind its subject: 指导意见 rather than 意见."""
    if kind == "批复" and subject.endswith("问题"):
        return "Reply on"
    printed = _LAST_BRACKETS.sub("", title.rpartition(subject or title)[2]).removeprefix("的")
    return heads().get(printed) or heads().get(kind) or kind


def _words(text: str) -> list[Word]:
    """The words of a text without quotation marks; a name in it is one word, and what no table has is unknown."""
    if match := _NAMED.search(text):
        name = english_name(match[1])
        by, is_about, _ = match[1].partition("关于")
        bodies = _bodies(by.replace(" ", "、")).text if by and is_about else ""  # 《国务院关于…的决定》
        issued = re.sub(r"^([A-Z][\w ]+?) on ", rf"\1 of {bodies} on ", name.text, count=1)
        named = issued.replace(" of The ", " of the ") if bodies else name.text
        word = Word(match[1], "noun" if named else "unknown", f"the {named}", is_official=name.is_certain)
        return [*_words(text[: match.start()]), word, *_words(text[match.end() :])]
    parted = text.strip()
    if len(parted.split()) > 1:
        parted = _BLANKS.sub("\u3000", _IDLE_BLANKS.sub("", parted))
    words = cut(_MARKS.sub("", parted))
    is_named = any(
        len(cut(name)) > 1 and not any(name in word.chinese for word in words) for name in _QUOTATION.findall(text)
    )
    return [Word(text, "unknown", text)] if is_named else words  # “引力波探测”: a name


# Frames


def _framed(of: str, text: str) -> EnglishTitle | None:
    """The first frame of `frames.csv` that a text has; a part of it is read by its name (`_READ`)."""
    for pattern, english in _frames()[of]:
        if match := pattern.fullmatch(text):
            found = match.groupdict(default="")
            parts = {name: _READ.get(name.rstrip("_"), _noun)(part) for name, part in found.items() if part}
            if not all(part.text for part in parts.values()):
                return NONE
            texts = dict.fromkeys(found, "") | {name: part.text for name, part in parts.items()}
            text_en = english.format_map(texts).replace("  ", " ")
            is_certain = all(part.is_certain for part in parts.values())
            text_en = re.sub(r"(, [A-Z][\w ]+?) (as|to) (an? |the )", r"\1, \2 \3", text_en)  # in Jiangsu, as a city
            return EnglishTitle(re.sub(" (?:the )?The ", " the ", text_en), is_certain)
    return None


@cache
def _frames() -> Mapping[str, Sequence[tuple[re.Pattern[str], str]]]:
    frames: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for row in rows_of(__package__, "frames.csv"):
        printed = re.sub("(?<!P)<(?:name|speaks|tax)>", lambda part: _PARTS[part[0]], row["pattern"])
        frames.setdefault(row["of"], []).append((re.compile(printed), row["english"]))
    return frames


def _bodies(text: str) -> EnglishTitle:
    words = _words(text)
    bodies = [word.english for word in words if word.kind != "and"]
    are_known = all(body.startswith("the ") for body in bodies)
    return result(listed(bodies), words) if are_known else NONE


def _noun(text: str) -> EnglishTitle:
    return titled("", _words(text), noun_phrase)


def _one(text: str) -> EnglishTitle:
    """What a thing becomes: a National High-tech Zone."""
    one = titled("", _words(text), lambda words: noun_phrase(words, is_one=True))
    name = one.text.removeprefix("The ")
    is_the = name != one.text or name.endswith(("List", "Catalogue"))
    article = "the " if is_the else "an " if name.startswith(tuple("aeioAEIO")) else "a "
    is_own = cut(text)[0].kind == "place"  # 上海张江高新技术产业开发区
    return replace(one, text=f"{'' if is_own else article}{name}" if name else "")


def _note(text: str) -> EnglishTitle:
    words = cut(text)
    is_known = all(word.kind in ("note", "batch") for word in words)
    return result(" ".join(word.english for word in words), words) if is_known else NONE


def _figure(text: str) -> EnglishTitle:
    return EnglishTitle(text, is_certain=True)


_READ: Mapping[str, Callable[[str], EnglishTitle]] = {
    "name": lambda text: english_name(text),
    "title": lambda text: english_title(text),
    "aim": lambda text: titled("", _words(text), clause),
    "one": _one,
    "bodies": _bodies,
    "note": _note,
    "number": _figure,
    "issue": lambda text: _figure(str(read_numeral(text))),
    "year": lambda text: _figure(f" of {text}"),
    "nth": lambda text: _figure(f"{read_numeral(text)}th"),
    "session": lambda text: _figure(ORDINALS[read_numeral(text) or 0].title()),
}
"""How a part of a frame is read, by its name; any other is a noun phrase."""


def _amendment(match: re.Match[str], kind: str) -> EnglishTitle:
    """关于修改《A》和《B》的决定: Decision to Amend the A and the B."""
    what = match["what"] or ""
    does = f"{amends(heads().get(kind, ''), match['does'])} "
    names = [english_name(name) for name in _NAMED.findall(what)]
    if not names:
        return titled(does, _words(what), noun_phrase)
    if not all(name.text for name in names):
        return NONE
    text = " and ".join(f"the {name.text}" for name in names)
    others = " and others" if what.endswith("等") else ""
    return EnglishTitle(f"{does}{text}{others}", all(name.is_certain for name in names))


def before_name(title: str, kind: str) -> str:
    """What stands before the name of what is issued: Approval of the."""
    is_approved = kind == "批复" or "关于批准" in title or "关于同意《" in title
    if _FORWARDS.search(title):
        return f"Notice on {'Approving and ' * ('批转' in title)}Forwarding the "
    return "Approval of the " if is_approved else "Reply on the " if title.endswith("复函") else ""


def amends(head: str, verb: str) -> str:
    """Decision to Amend, Announcement on Amending."""
    does, head = DOES[verb], without_preposition(head)
    if head in ("", "Decision"):
        return f"Decision to {does}"
    doing = " and ".join(re.sub("e?( |$)", r"ing\1", part, count=1) for part in does.split(" and "))
    return f"{head} on {doing}"


def _around(before: str, found: EnglishTitle, after: str = "") -> EnglishTitle:
    if not found.text:
        return NONE
    if before.endswith("the ") and found.text.startswith("The "):
        before = before.removesuffix("the ")
    after = "" if found.text.endswith(after.strip() or " ") else after
    return EnglishTitle(f"{before}{found.text}{after}", found.is_certain)
