"""Whether two pages hold the same document: by number and lead body, else by title, bodies and date, never by address.

Wrong is worse than missing: a number alone is one witness and needs a second that does not contradict; without a number
title, bodies and day must all agree; drafts never meet finals; another year or batch in the same title keeps two apart.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b

from parsers.reading import Place
from parsers.record import PolicyDocument

SAME_DAY = timedelta(days=3)
"""成文日期 of one document on two sites: the same day, give or take what sites confuse with it."""

SAME_WEEK = timedelta(days=7)
"""A document is reposted by other sites within days; only then is 发布日期 a witness."""

FAR_WRITTEN, FAR_PUBLISHED = timedelta(days=31), timedelta(days=92)
"""So far apart lie the days of two documents, of which one cites the other's number."""

# 印发, 发布 … in front of a named document: the notice that issues it. 贯彻落实《…》 or 延长《…》有效期 is another
# document.
ISSUING_VERBS = ("印发", "发布", "公布", "颁布", "下发", "征求意见", "征集意见", "征求社会意见")

# What a title says of its form and not of its matter; what is left tells whether the title is one of its kind.
# 中华人民共和国工业和信息化部公告 -> nothing is left · 关于公开征求意见的通知 -> nothing · 国务院任免国家工作人员 ->
# 任免国家工作人员
FORM_WORDS = re.compile(
    "关于|中华人民共和国|公开征求|征求|意见|公告|通告|通知|通报|公示|命令|令|决定|批复|函|办法|规定|的|等|部门|办公厅|"
    "印发|发布|公布|第|号|年|月|日"
)
# What stands around the rule's name in the title of the order that publishes it, as `comparable` leaves it:
# 国家广播电视总局令（第16号） 微短剧发展管理办法 · 《…管理办法》（2026年第41号令）
_ORDER_AROUND = re.compile(r"\D{2,100}令(?:\d{4}年)?第?\d+号|(?:\d{4}年)?第\d+号令")
LEAST_MATTER = 5
"""Characters that must be left for a title to be one of its kind."""

LEAST_TEXT = 50
"""Different pieces of eight characters that a text must have to be compared by its words."""

LEAST_SHARED = 0.1
"""Share of the pairs of characters of a row's title that its page has at least; the page of a document has most."""

_HAN = re.compile("[\u4e00-\u9fff]+")
# 发改产业〔2021〕1523号 · 国发（2021）20号 · 工信部规[2021]164号
_YEARED = re.compile(r"^(?P<prefix>.+?)〔(?P<year>\d{4})〕第?(?P<serial>\d+)号?$")
# 国家发展和改革委员会令2026年第41号 · 中华人民共和国国务院令第745号 · 2021年第33号
_ORDER = re.compile(r"^(?P<issuer>.*?)(?P<kind>令|公告|通告|通知|决定)?(?:(?P<year>\d{4})年)?第(?P<serial>\d+)号$")
_OPENING = re.compile(r"[\[({【〔<〈﹝]")
_CLOSING = re.compile(r"[\])}】〕>〉﹞]")
# 国家发展改革委等部门关于… -> 关于…; not 国务院办公厅转发国家发展改革委关于…, where another document is meant
_ISSUER_BEFORE = re.compile(r"^[^《“\"0-9]{2,120}?(?=关于)")
_FORWARDS = re.compile("转发|批转|印发|解读|发布|同意|废止|修改")
# 关于…的通知(发改产业〔2021〕1609号): NDRC prints the number behind the title
_NUMBER_BEHIND = re.compile(r"[（(][^（()）]*[〔\[［]\d{4}[〕\]］][^（()）]*号[)）]$")
_SERIAL = re.compile(r"\d+|[一二三四五六七八九十百零〇]+")


@dataclass(frozen=True, slots=True)
class Keys:
    """Under what a page is looked up when another may hold the same document."""

    number: str | None
    title: str | None
    issued: str | None


def keys_of(record: PolicyDocument) -> Keys:
    """The keys of a record; None where it has nothing to be looked up by."""
    stem = title_stem(record)
    title: str | None = _hashed(stem)
    if not is_one_of_its_kind(stem, record):
        day = record.written_on or record.published_on
        title = _hashed(f"{stem}@{lead_of(record)}@{day}") if day else None
    issued = comparable(record.issued_title or "")
    return Keys(_number_key(record), title, _hashed(issued) if issued else None)


def _number_key(record: PolicyDocument) -> str | None:
    number = number_form(record.document_number)
    if number and not _YEARED.match(number) and (order := _ORDER.match(number)):
        number = f"{order['kind'] or record.document_type or ''}{order['serial']}@{lead_of(record) or order['issuer']}"
    return number[:200] if number else None


def same_document(one: PolicyDocument, other: PolicyDocument) -> bool:
    """Whether two records are of one document."""
    if contradict(one, other):
        return False
    numbers, leads, near = numbers_agree(one, other), leads_agree(one, other), days_agree(one, other)
    titles = titles_agree(one, other)
    if numbers:
        bodies_meet = leads is not False or bool(_bodies(one) & _bodies(other))
        return (bodies_meet or titles) and (titles or not days_contradict(one, other))
    if not titles or leads is False:
        return False
    if title_stem(one) != title_stem(other) and not leads:  # only the issued document agrees: then its issuer must, too
        return False
    texts = texts_agree(one, other)
    if not is_one_of_its_kind(title_stem(one), one) and not texts:
        return False
    if one.source == other.source and texts is False:
        return False
    return near is True or (near is None and texts is True)


def is_lost(was: PolicyDocument, now: PolicyDocument) -> bool:
    """Whether a page that held a document says nothing of it any more: a notice of maintenance, an emptied template.

    Its text is gone and no file came in its place; or no words of it are left, and the page names neither number, body
    nor day of signing, though it did or had another title. A title and a day of publication may be the list row's.
    """
    if was.body and not now.body:
        return not set(now.attachments) - set(was.attachments)
    is_silent = not _names_itself(now) and not _shingles(was.body) & _shingles(now.body)
    return is_silent and (_names_itself(was) or not titles_agree(was, now))


def is_of_something_else(record: PolicyDocument, listed: str) -> bool:
    """Whether a page shows nothing of what its list calls it: a notice of maintenance under a document's address.

    Only where the page has words at all, and neither number, day of signing nor file of its own.
    """
    title = record.evidence.get("title")
    own = "" if title is not None and title.rule.startswith(Place.LISTING) else record.title
    shown, pairs = own + record.body, _pairs(listed)
    if not shown.strip() or not pairs or record.document_number or record.written_on or record.attachments:
        return False
    return sum(pair in shown for pair in pairs) < LEAST_SHARED * len(pairs)


def _pairs(title: str) -> set[str]:
    return {run[place : place + 2] for run in _HAN.findall(title) for place in range(len(run) - 1)}


def _names_itself(record: PolicyDocument) -> bool:
    return bool(record.document_number or record.issuing_bodies or record.written_on)


def contradict(one: PolicyDocument, other: PolicyDocument) -> bool:
    """Whether two records cannot be of one document, whatever else agrees."""
    return one.stage != other.stage or numbers_agree(one, other) is False or is_series(one, other)


def numbers_agree(one: PolicyDocument, other: PolicyDocument) -> bool | None:
    """True: one number; False: two; None: not both have one, or their forms cannot be compared."""
    first, second = number_form(one.document_number), number_form(other.document_number)
    if not first or not second:
        return None
    if first == second and _YEARED.match(first):
        return True
    if _YEARED.match(first) and _YEARED.match(second):
        return False
    a, b = _ORDER.match(first), _ORDER.match(second)
    if not a or not b or _YEARED.match(first) or _YEARED.match(second):
        return first == second or None
    kinds = a["kind"] or one.document_type, b["kind"] or other.document_type
    if a["serial"] != b["serial"] or (all(kinds) and kinds[0] != kinds[1]):
        return False
    if a["year"] != b["year"]:
        # One page prints the year and the other does not: then their days say whether it is the same year.
        return None if (a["year"] is None) != (b["year"] is None) else False
    leads = leads_agree(one, other)
    if leads is None:  # 第41号 alone says nothing of whose it is
        return True if first == second and a["issuer"] else None
    return leads


def titles_agree(one: PolicyDocument, other: PolicyDocument) -> bool:
    """Whether both titles name one matter: equal but for the issuers in front, or one issues what the other is."""
    stem, stem_other = title_stem(one), title_stem(other)
    if stem == stem_other:
        return True
    if one.subject and other.subject and one.document_type == other.document_type:
        subject = comparable(one.subject)
        if subject == comparable(other.subject) and _matter(subject) >= LEAST_MATTER:
            return True
    issued, issued_other = comparable(one.issued_title or ""), comparable(other.issued_title or "")
    if not (_only_issues(stem, issued) and _only_issues(stem_other, issued_other)):
        return False
    names, names_other = {issued or stem}, {issued_other or stem_other}
    return bool(names & names_other) and max(map(_matter, names)) >= LEAST_MATTER


def leads_agree(one: PolicyDocument, other: PolicyDocument) -> bool | None:
    """Whether both have the same leading body; None where one of them names none."""
    first, second = lead_of(one), lead_of(other)
    return None if first is None or second is None else first == second


def days_agree(one: PolicyDocument, other: PolicyDocument) -> bool | None:
    """Whether the days agree: written on the same days or, where one page does not say, published about the same
    time."""
    if one.written_on and other.written_on:
        return _apart(one.written_on, other.written_on) <= SAME_DAY
    if one.published_on and other.published_on:
        limit = timedelta(days=1) if one.source == other.source else SAME_WEEK
        return _apart(one.published_on, other.published_on) <= limit
    return None


def days_contradict(one: PolicyDocument, other: PolicyDocument) -> bool:
    """Whether the days lie so far apart that a number shared by two unlike titles was read from a citation."""
    if one.written_on and other.written_on:
        return _apart(one.written_on, other.written_on) > FAR_WRITTEN
    if one.published_on and other.published_on:
        return _apart(one.published_on, other.published_on) > FAR_PUBLISHED
    return False


def texts_agree(one: PolicyDocument, other: PolicyDocument) -> bool | None:
    """Whether the shorter text stands in the longer for the most part; None where one of them is too short to say."""
    first, second = _shingles(one.body), _shingles(other.body)
    if min(len(first), len(second)) < LEAST_TEXT:
        return None
    return len(first & second) >= 0.5 * min(len(first), len(second))


def is_series(one: PolicyDocument, other: PolicyDocument) -> bool:
    """Whether two titles differ in nothing but years and ordinals: 第五批 and 第六批, 2021年 and 2022年."""
    first, second = title_stem(one), title_stem(other)
    return first != second and _SERIAL.sub("#", first) == _SERIAL.sub("#", second)


def is_one_of_its_kind(stem: str, record: PolicyDocument) -> bool:
    """Whether a title says enough of its matter to be a witness: 公告 and 关于公开征求意见的通知 do not."""
    for body in record.issuing_bodies:
        for name in (body.as_printed, body.name):
            stem = stem.replace(comparable(name), "")
    return _matter(stem) >= LEAST_MATTER


def lead_of(record: PolicyDocument) -> str | None:
    """The leading body: its id, or its name where we do not know it."""
    return (record.issuing_bodies[0].id or record.issuing_bodies[0].name) if record.issuing_bodies else None


def number_form(number: str | None) -> str | None:
    """A number for comparing: one kind of brackets, no blanks, no full-width digits. 工信部规[2021]164号 ->
    工信部规〔2021〕164号."""
    if not number:
        return None
    text = "".join(unicodedata.normalize("NFKC", number).split())
    return _CLOSING.sub("〕", _OPENING.sub("〔", text))


def title_stem(record: PolicyDocument) -> str:
    """A title for comparing, without the issuers in front of 关于."""
    return _stem(record.title)


@lru_cache(maxsize=4096)
def _stem(title: str) -> str:
    title = _NUMBER_BEHIND.sub("", "".join(title.split()))
    before = _ISSUER_BEFORE.match(title)
    if before and not _FORWARDS.search(before[0]):
        title = title[before.end() :]
    return comparable(title)


@lru_cache(maxsize=16384)
def comparable(text: str) -> str:
    """A copy for comparing: letters, digits and Chinese characters only, one width, small letters."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def _only_issues(stem: str, issued: str) -> bool:
    if not issued:
        return True
    around = stem.replace(issued, "", 1)
    if _ORDER_AROUND.fullmatch(around):
        return True
    return around != stem and any(verb in around for verb in ISSUING_VERBS) and _matter(around) < LEAST_MATTER


def _matter(text: str) -> int:
    return len(FORM_WORDS.sub("", text))


def _bodies(record: PolicyDocument) -> set[str]:
    return {body.id or body.name for body in record.issuing_bodies}


def _apart(one: date, other: date) -> timedelta:
    return abs(one - other)


@lru_cache(maxsize=64)
def _shingles(body: str) -> frozenset[str]:
    text = comparable(body)
    return frozenset(text[i : i + 8] for i in range(len(text) - 7))


def _hashed(text: str) -> str:
    return blake2b(text.encode(), digest_size=10).hexdigest()
