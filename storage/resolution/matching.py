"""Whether two pages hold the same document: by number and lead body, else by title, bodies and date, never by address.

Wrong is worse than missing. A number alone is one witness: it has to be read as the document's own on both pages, and
title or text has to agree. Without a number title, bodies and day must all agree. Two texts that share nothing keep two
apart whatever else agrees, and so do drafts and finals, a document and its correction, another year or batch in the
same title.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from parsers.grammar.patterns import lazy_regex
from parsers.place import Place
from parsers.record import PolicyDocument
from storage.resolution import similarity
from storage.resolution.normalization import NUMERAL, by_value, hashed, number_parts, stem_of
from storage.resolution.normalization import comparable as comparable
from storage.resolution.normalization import number_form as number_form
from storage.resolution.similarity import shingles, texts_agree, texts_equal, texts_whole

SAME_DAY = timedelta(days=3)
"""成文日期 of one document on two sites: the same day, give or take what sites confuse with it."""

SAME_WEEK = timedelta(days=7)
"""A document is reposted by other sites within days; only then is 发布日期 a witness."""

FAR_WRITTEN, FAR_PUBLISHED = timedelta(days=31), timedelta(days=92)
"""So far apart lie the days of two documents, of which one cites the other's number."""

# 印发, 发布 … in front of a named document: the notice that issues it. 贯彻落实《…》 or 延长《…》有效期 is another
# document.
ISSUING_VERBS = ("印发", "发布", "公布", "颁布", "下发", "征求意见", "征集意见", "征求社会意见")

# The words of a title for its form and not its matter; what is left shows whether the title is one of its kind.
# 中华人民共和国工业和信息化部公告 -> nothing is left · 关于公开征求意见的通知 -> nothing · 国务院任免国家工作人员 ->
# 任免国家工作人员
FORM_WORDS = lazy_regex(
    "关于|中华人民共和国|公开征求|征求|意见|公告|通告|通知|通报|公示|命令|令|决定|批复|函|办法|规定|的|等|部门|办公厅|"
    "印发|发布|公布|第|号|年|月|日"
)
# What stands around the rule's name in the title of the order that publishes it, as `comparable` leaves it:
# 国家广播电视总局令（第16号） 微短剧发展管理办法 · 《…管理办法》（2026年第41号令）
_ORDER_AROUND = lazy_regex(r"\D{2,100}令(?:\d{4}年)?第?\d+号|(?:\d{4}年)?第\d+号令")
LEAST_MATTER, LEAST_NAME = 5, 2
"""Characters that must be left for a title to be one of its kind."""

LIKE_TITLE, AKIN_TITLE = 0.6, 0.4
"""Share of the pairs of characters of a headline that the title of its document has: where only the number agrees, too;
where the whole text does."""

LEAST_SHARED = 0.1
"""Share of the pairs of characters of a row's title that its page has at least; the page of a document has most."""

_DIGITS = lazy_regex("[0-9]+")
_BEARS_A_NAME = lazy_regex("(?:法|条例|办法|规定|细则|规则|准则|规划|纲要|目录)$")
_HAN = lazy_regex("[\u4e00-\u9fff]+")
# 财政部等三部门印发《…》 · 国家发展改革委等部门联合发布《…》: a headline, not 贯彻落实国务院印发《…》
_HEADLINE = lazy_regex(
    r"(?!.*(?:关于|贯彻|落实|修改|修订|废止|延长|解读|宣贯)).{2,60}?(?:正式|联合|共同)?(?:印发|发布|公布|颁布|出台)(?:了|通知)?"
)
# What ends a title that a body gives its document; a headline ends otherwise.
_OFFICIAL_END = lazy_regex(
    "(?:通知|公告|通告|通报|意见|决定|批复|复函|函|令|办法|规定|细则|条例|规划|方案|目录|指南|规范|标准|纲要|计划|准则|"
    r"清单|号)(?:[（(].{1,40}[）)])?$"
)
# 国务院任免国家工作人员 · 人民币汇率中间价公告 · …的批复: titles that come again with other names or figures
_RECURRING = lazy_regex("任免|任命|免职|批复|复函|中间价|公开市场|统计|快报|价格|行情|运行情况|[月周]报|市场监测")
# 印发《…》的通知 · 三部门联合公布《…》 · 关于印发“十四五”就业促进规划的通知 · 国务院印发“十四五”就业促进规划
_ISSUES = (
    lazy_regex("(?:印发|发布|公布|颁布|出台|下发)(?:了|通知)?《(.+)》"),
    lazy_regex("关于(?:印发|发布|公布|下发)([^《》]{6,})的(?:通知|公告|通告)"),
    lazy_regex("(?:(?!关于|贯彻|落实)[^《》]){2,40}?(?:联合|共同|正式)?(?:印发|发布|公布|出台)([^《》的]{6,})"),
)
# 第5批, 第2期: what a number misread from another batch would not distinguish from this one
_ORDINAL = lazy_regex("第[0-9]+[批期次届轮季]")
OWN_PLACES = frozenset(
    (
        *(Place.TABLE, Place.API, Place.LINE, Place.META, Place.LISTING),
        *(Place.TITLE, Place.NUMBER_LINE, Place.ORDER_HEAD),
    )
)
"""Places where a number is the document's own. The number of an order that published a rule is the order's,
and a number from any other place may be one that the document cites."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Under what a page is looked up when another may hold the same document."""

    number: str | None
    title: str | None
    issued: str | None
    text: str | None
    """By the longest paragraph: a repost may bear another title and print no number."""

    def columns(self) -> dict[str, str | None]:
        """The columns of `pages` that hold them."""
        return {"number_key": self.number, "title_key": self.title, "issued_key": self.issued, "text_key": self.text}


def keys_of(record: PolicyDocument) -> Keys:
    """The keys of a record; None where it has nothing to be looked up by. What is equal by value has equal keys."""
    stem = title_stem(record)
    title: str | None = hashed(stem)
    if not is_one_of_its_kind(stem, record):
        day = record.written_on or record.published_on
        title = hashed(f"{stem}@{lead_of(record)}@{day}") if day else None
    issued = _issued(record)
    if not issued and _BEARS_A_NAME.search(stem) and _matter(stem) >= LEAST_NAME:
        issued = stem  # 证券法: too short to be a witness, but relations name it so
    paragraph = similarity.longest_paragraph(record.body)
    return Keys(
        _number_key(record), title, hashed(issued) if issued else None, hashed(paragraph) if paragraph else None
    )


def _number_key(record: PolicyDocument) -> str | None:
    number = number_parts(record.document_number)
    if number is None:
        return None
    if number.serial is None or number.yeared:
        return number.form[:200]
    return f"{number.kind or record.document_type or ''}{number.serial}@{lead_of(record) or number.issuer}"[:200]


def same_document(one: PolicyDocument, other: PolicyDocument) -> bool:
    """Whether two records are of one document."""
    if contradict(one, other):
        return False
    titles, texts, leads = titles_agree(one, other), texts_agree(one, other), leads_agree(one, other)
    if numbers_agree(one, other) and _number_is_own(one) and _number_is_own(other):
        if titles:
            return True
        titles_fit = _says_nothing(one) or _says_nothing(other) or _is_headline_of(one, other, LIKE_TITLE)
        if texts is not True and not titles_fit:
            return False
        bodies_meet = leads is not False or bool(_bodies(one) & _bodies(other))
        return bodies_meet and not days_contradict(one, other)
    if leads is False and not (_bodies(one) & _bodies(other) and texts_equal(one, other, similarity.LEAST_TEXT)):
        return False  # a co-issuer's page may name itself first, or alone
    near = days_agree(one, other)
    if not titles:
        is_near = near is True or (near is None and texts_whole(one, other))
        return is_near and _is_headline_of(one, other, AKIN_TITLE) and texts_equal(one, other)
    if title_stem(one) != title_stem(other) and not leads and texts is not True:
        return False  # only the issued document agrees: then its issuer must, too, or its text
    if not is_one_of_its_kind(title_stem(one), one) and not texts:
        return False
    if any(_RECURRING.search(record.title) for record in (one, other)) and not (
        texts_equal(one, other, 1) if texts else _on_one_day(one, other)
    ):
        return False
    if near is not False:
        return near is True or texts is True
    return _is_late_repost(one, other)


def _is_late_repost(one: PolicyDocument, other: PolicyDocument) -> bool:
    """Whether a site posted another's document weeks later: the same text, and a day of signing on one page at most."""
    if one.source == other.source or one.stage == "draft" or (one.written_on and other.written_on):
        return False
    return not days_contradict(one, other) and texts_whole(one, other)


def _is_headline_of(one: PolicyDocument, other: PolicyDocument, least: float) -> bool:
    """Whether one title is a headline over the document that the other names: 三部门明确跨境电商退运商品税收政策.

    `least`: the share of the shorter title's pairs of characters that the other has.
    """
    if all(_OFFICIAL_END.search(record.title) for record in (one, other)):
        return False  # two titles that bodies gave: two documents
    few, many = sorted((_pairs(one.title), _pairs(other.title)), key=len)
    return len(few & many) >= least * len(few) > 0


def _number_is_own(record: PolicyDocument) -> bool:
    """Whether the number was read where a document bears its own; True where the record does not say."""
    evidence = record.evidence.get("document_number")
    return evidence is None or evidence.found_in in OWN_PLACES


def _on_one_day(one: PolicyDocument, other: PolicyDocument) -> bool:
    if one.written_on and other.written_on:
        return one.written_on == other.written_on
    return one.published_on is not None and one.published_on == other.published_on


def is_lost(was: PolicyDocument, now: PolicyDocument) -> bool:
    """Whether a page that held a document says nothing of it any more: a notice of maintenance, an emptied template.

    Its text is gone and no file came in its place; or no words of it are left, and the page names neither number, body
    nor day of signing, though it did or had another title. A title and a day of publication may be the list row's.
    """
    if was.body and not now.body:
        return not set(now.attachments) - set(was.attachments)
    is_silent = not _names_itself(now) and not shingles(was.body) & shingles(now.body)
    return is_silent and (_names_itself(was) or not titles_agree(was, now))


def is_of_something_else(record: PolicyDocument, listed: str) -> bool:
    """Whether a page shows nothing of what its list calls it: a notice of maintenance under a document's address.

    Only where the page has words at all, and neither number, day of signing nor file of its own.
    """
    title = record.evidence.get("title")
    own = "" if title is not None and title.found_in is Place.LISTING else record.title
    words, pairs = own + record.body, _pairs(listed)
    if not words.strip() or not pairs or record.document_number or record.written_on or record.attachments:
        return False
    return sum(pair in words for pair in pairs) < LEAST_SHARED * len(pairs)


def _pairs(title: str) -> set[str]:
    return {run[place : place + 2] for run in _HAN.findall(title) for place in range(len(run) - 1)}


def _names_itself(record: PolicyDocument) -> bool:
    return bool(record.document_number or record.issuing_bodies or record.written_on)


def contradict(one: PolicyDocument, other: PolicyDocument) -> bool:
    """Whether two records cannot be of one document, whatever else agrees."""
    numbers = numbers_agree(one, other)
    if one.stage != other.stage or numbers is False:
        return True
    texts = texts_agree(one, other)
    if texts is False:
        return True
    # The same number and the same text outrank the words of a title.
    is_proven = texts is True and _number_proves(one, other)
    acts = set() if _says_nothing(one) or _says_nothing(other) else similarity.differing_acts(one.title, other.title)
    if "corrects" in acts or (acts and not is_proven):
        return True
    if is_series(one, other) and (not is_proven or _ordinals(one) != _ordinals(other)):
        return True
    return numbers is not True and _address_others(one, other)


def _number_proves(one: PolicyDocument, other: PolicyDocument) -> bool:
    """Whether both pages bear one number with its year as their own."""
    number = number_parts(one.document_number)
    is_yearly = number is not None and number.year is not None
    return is_yearly and numbers_agree(one, other) is True and _number_is_own(one) and _number_is_own(other)


def _ordinals(record: PolicyDocument) -> list[str]:
    return _ORDINAL.findall(title_stem(record))


def _address_others(one: PolicyDocument, other: PolicyDocument) -> bool:
    """Whether two documents go to two bodies: 国务院关于同意设立综合试验区的批复, to 山西省 and to 江苏省."""
    first, second = by_value(one.addressed_to or ""), by_value(other.addressed_to or "")
    return bool(first and second) and first not in second and second not in first


def numbers_agree(one: PolicyDocument, other: PolicyDocument) -> bool | None:
    """True: one number; False: two; None: not both have one, or their forms cannot be compared."""
    first, second = number_parts(one.document_number), number_parts(other.document_number)
    if first is None or second is None:
        return None
    if first.yeared and second.yeared:
        return first.form == second.form
    if first.serial is None or second.serial is None or first.yeared or second.yeared:
        return first.form == second.form or None
    kinds = first.kind or one.document_type, second.kind or other.document_type
    if first.serial != second.serial or (all(kinds) and kinds[0] != kinds[1]):
        return False
    if first.year != second.year:
        # One page prints the year and the other does not: then their days say whether it is the same year.
        return None if (first.year is None) != (second.year is None) else False
    leads = leads_agree(one, other)
    if leads is None:  # 第41号 alone says nothing of whose it is
        return True if first.form == second.form and first.issuer else None
    return leads


def titles_agree(one: PolicyDocument, other: PolicyDocument) -> bool:
    """Whether both titles name one matter: equal but for the issuers in front, or one issues what the other is."""
    stem, stem_other = title_stem(one), title_stem(other)
    if stem == stem_other or _is_cut(one, stem, stem_other) or _is_cut(other, stem_other, stem):
        return True
    if one.subject and other.subject and one.document_type == other.document_type:
        subject = by_value(one.subject)
        if subject == by_value(other.subject) and _matter(subject) >= LEAST_MATTER:
            return True
    issued, issued_other = _issued(one), _issued(other)
    if not (_only_issues(stem, issued) and _only_issues(stem_other, issued_other)):
        return False
    names, names_other = {issued or stem}, {issued_other or stem_other}
    return bool(names & names_other) and max(map(_matter, names)) >= LEAST_MATTER


def _is_cut(record: PolicyDocument, stem: str, whole: str) -> bool:
    """Whether a title is another's beginning: 关于做好汛期防御…, as lists abridge it."""
    return record.title.rstrip().endswith(("…", "...")) and whole.startswith(stem) and _matter(stem) >= LEAST_MATTER


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


def is_series(one: PolicyDocument, other: PolicyDocument) -> bool:
    """Whether two titles differ in nothing but years and ordinals: 第五批 and 第六批, 2021年 and 2022年."""
    first, second = title_stem(one), title_stem(other)
    return first != second and NUMERAL.sub("#", first) == NUMERAL.sub("#", second)


def is_one_of_its_kind(stem: str, record: PolicyDocument) -> bool:
    """Whether a title says enough of its matter to be a witness: 公告 and 关于公开征求意见的通知 do not."""
    for body in record.issuing_bodies:
        for name in (body.as_printed, body.name):
            stem = stem.replace(by_value(name), "")
    return _matter(stem) >= LEAST_MATTER


def _says_nothing(record: PolicyDocument) -> bool:
    return not is_one_of_its_kind(title_stem(record), record)


def lead_of(record: PolicyDocument) -> str | None:
    """The leading body: its id, or its name where we do not know it."""
    return (record.issuing_bodies[0].id or record.issuing_bodies[0].name) if record.issuing_bodies else None


def title_stem(record: PolicyDocument) -> str:
    """A title for comparing, without the issuers in front of 关于."""
    return stem_of(record.title)


def _issued(record: PolicyDocument) -> str:
    """The document that a record issues, for comparing; empty where it issues none."""
    if record.issued_title:
        return by_value(record.issued_title)
    title = "".join(record.title.split())
    match = _ISSUES[0].search(title) or _ISSUES[1].search(title) or _ISSUES[2].fullmatch(title)
    return by_value(match[1]) if match else ""


def _only_issues(stem: str, issued: str) -> bool:
    if not issued:
        return True
    around = stem.replace(issued, "", 1)
    if _ORDER_AROUND.fullmatch(around) or (stem.endswith(issued) and _HEADLINE.fullmatch(around)):
        return True
    return around != stem and any(verb in around for verb in ISSUING_VERBS) and _matter(around) < LEAST_MATTER


def _matter(text: str) -> int:
    return len(_DIGITS.sub("", FORM_WORDS.sub("", text)))


def _bodies(record: PolicyDocument) -> set[str]:
    return {body.id or body.name for body in record.issuing_bodies}


def _apart(one: date, other: date) -> timedelta:
    return abs(one - other)
