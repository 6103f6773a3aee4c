"""What the title of a document says of other documents: 关于印发《…》的通知, 关于修改《…》的决定, 《…》答记者问."""

from collections.abc import Iterator
from typing import NamedTuple

from parsers.grammar.document_type import ending_of
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.relations.instrument import without_draft_mark, without_owner
from parsers.grammar.relations.references import Reference, ReferenceReader
from parsers.record import PolicyDocument, RelationKind

# 转发《…》 · 批转…: the verb before what is passed on
_FORWARDS = lazy_regex(r"(?:转发|批转|转批)[^《》]*$")
_REPLY = lazy_regex(r"(?:批复|复函)(?:[（(][^（）()]{1,40}[)）])*$|(?:关于|对)(?:原则)?(?:同意|批准|核准)")
_SOME = lazy_regex(
    r"》?等[^《》]{0,4}?(?:\d+|[一二两三四五六七八九十百]+)|[一二两三四五六七八九十](?:个|项|部|件)[\u4e00-\u9fa5]{2,4}$"
)
# 样例公司关于…: an owner that is in no table, before what is passed on
_OWNER = lazy_regex(
    r"^[^《》“”]{2,60}?(?:部|委|局|署|行|会|办|院|厅|室|组|社|会议|机制|公司|政府|部门|单位|中心|军区|省|市)(?=关于)"
)
# 关于印发样例规划 · 关于贯彻样例条例: this is the name of a 通知, whose 的通知 is not printed twice
_OF_A_NOTICE = lazy_regex(
    r"[^《》]{0,60}?(?:关于(?:印发|转发|批转|下达|公布|发布)|关于(?:认真)?贯彻[^，]{2,60}(?:法|条例|规定|办法|规划|纲要|决定|精神)$)"
)
# …的批复, …决议: an act that has its issuer in its name
_ACT = lazy_regex(r"(?:通知|通告|公告|批复|决定|决议|通报|复函|函|令)$")
# 关于修改《…》的决定 · 关于修订《…》第三条的公告 · 关于修改《…》和《…》的决定
_AMENDS = lazy_regex(r"(?:关于|^)(?:修改|修订|修正|修改完善|调整)(?:完善)?(?:并重新公布)?\s*$")
_AMENDMENT = lazy_regex(r"^(?P<title>[^《》，]{3,60}?)修正案(?:[（(][^（）()]{1,20}[)）])?$")
_REPEALS = lazy_regex(r"(?:关于|^|[和及])(?:废止|停止执行|宣布失效|终止执行|公布失效|宣布废止)(?:原)?\s*$")
_REPEALED = lazy_regex(r"(?:废止|停止执行|失效|终止执行)的(?:决定|公告|通知|通告|命令|函|批复|说明)")
_CORRECTS = lazy_regex(r"(?:关于|^)(?:对)?(?:更正|勘误|修正)\s*$")
_CORRECTED = lazy_regex(r"(?:第[^《》]{1,12})?的?(?:更正|勘误)(?:的|公告|通知|说明|启事|$)")
_ACT_OF_TITLE = lazy_regex(
    r"(?:决定|公告|通知|通告|命令|令|批复|函|说明|修正案|启事|规定|意见)(?:[（(][^（）()]{1,40}[)）])*$"
)
_PART = lazy_regex(
    r"(?:中|的|中的)?(?P<part>(?:第[一二三四五六七八九十百零〇\d]|部分|有关|附件|个别|相关)[^《》]*?)的?(?:决定|公告|通知|通告|批复|函|令)"
)
# 根据《…》: what an interpretation is not about
_BEHIND = lazy_regex(r"(?:根据|落实|依据|贯彻)$")
_JOINT = lazy_regex(r"\s*(?:[、和及与]|以及)?\s*")
_BRACKETS = lazy_regex(r"\s*[（(][^（）()]{1,40}[)）]")
_KIND = lazy_regex(r"规划|计划|方案|办法|意见|规定|细则|措施|报告|请示|指南|通知|体系|法$|书$")


class Named(NamedTuple):
    """A document that a title names, what becomes of it, and the part."""

    kind: RelationKind
    reference: Reference
    part: str | None = None


def read_title_relations(record: PolicyDocument, references: ReferenceReader) -> Iterator[Named]:
    """What the title of a record says of other documents, in order."""
    title = record.title
    named = references.read(title)
    if record.stage == "interpretation":
        for reference in named:
            if reference.title and not _BEHIND.search(title, 0, reference.start):
                yield Named("interprets", reference)
        return
    if record.stage == "news":
        return
    if record.issued_title is not None:
        yield from _issued(record, named)
        if record.stage != "draft":
            yield from read_changes(record.issued_title, references)
        return
    if record.stage == "draft":
        whole = without_draft_mark(title)
        if whole != title and not named:
            yield Named("draft_of", Reference(whole, None, 0, len(title)))
        return
    yield from read_changes(title, references)


def _issued(record: PolicyDocument, named: list[Reference]) -> Iterator[Named]:
    """The document that the record issues, forwards, approves or puts out for comment; several where 《…》《…》 are."""
    title, issued = record.title, record.issued_title or ""
    kind: RelationKind = "issues"
    before = title.partition(issued)[0]
    if record.stage == "draft":
        kind = "draft_of"
    elif _FORWARDS.search(before.rstrip("《“")):
        kind = "forwards"
    elif _REPLY.search(title):
        kind = "approves"
    behind = _BRACKETS.sub("", issued.rpartition("》")[2])
    if issued.startswith("《") and not (behind and ending_of(behind) and not _SOME.search(issued)):
        listed = [reference for reference in named if reference.title]
        if _SOME.search(issued) or not listed:
            return
        for one in listed:
            yield Named(kind, _as_instrument(one, kind))
        return
    around = title.partition(issued)
    if kind == "forwards" and around[0].endswith("《"):
        yield Named(kind, Reference(issued, None, 0, 0))
    elif _names_a_document(issued, around) or (kind == "forwards" and "关于" in issued and not _SOME.search(issued)):
        yield Named(kind, _as_instrument(Reference(issued, None, 0, 0), kind))


def _names_a_document(issued: str, around: tuple[str, str, str]) -> bool:
    """Whether what is issued is one document: not 结果 or 信息 that are made known, nor 《…》等三项标准."""
    if _SOME.search(issued) or _SOME.match(around[2]):
        return False
    return (
        around[0].endswith(("《", "“"))
        or ending_of(_BRACKETS.sub("", issued)) is not None
        or _KIND.search(issued) is not None
    )


def _as_instrument(reference: Reference, kind: RelationKind) -> Reference:
    """A draft by the title of the final document, what is forwarded without its owner."""
    title = reference.title or ""
    if kind == "draft_of":
        title = without_draft_mark(title)
    elif kind == "forwards":
        title = _forwarded(title)
    return Reference(title, reference.number, reference.start, reference.end)


def _forwarded(title: str) -> str:
    """The whole title of what is forwarded: a notice or reply with its issuer, a plan or opinion without its owner.

    转发国务院关于印发样例规划的通知 forwards a 通知, 转发样例部关于样例意见的通知 an 意见 of 样例部.
    """
    bare = _OWNER.sub("", without_owner(title))
    if _ACT.search(bare):
        return title
    ends_like_one = ending_of(_BRACKETS.sub("", bare)) is not None or _KIND.search(bare) is not None
    return bare if ends_like_one and not _OF_A_NOTICE.match(bare) else f"{title}的通知"


def read_changes(title: str, references: ReferenceReader) -> Iterator[Named]:
    """What a decision amends, repeals or corrects by its title: 关于修改《…》的决定, as 关于修改〈…〉的决定 too."""
    if "《" not in title:
        title = title.replace("〈", "《").replace("〉", "》")
    named = references.read(title)
    if amendment := _AMENDMENT.match(title):
        yield Named("amends", Reference(amendment["title"], None, 0, amendment.end()))
        return
    kind: RelationKind | None = None
    for index, reference in enumerate(named):
        before = title[: reference.start]
        behind = title[reference.end :]
        if not (index and kind and _JOINT.fullmatch(title[named[index - 1].end : reference.start])):
            kind = _kind_of(before, title[named[-1].end :], title)
        if kind:
            part = _PART.match(behind)
            yield Named(kind, reference, part["part"] if part else None)


def _kind_of(before: str, behind: str, title: str) -> RelationKind | None:
    if not _ACT_OF_TITLE.search(title) and not _CORRECTED.search(behind):
        return None
    if _REPEALS.search(before) or _REPEALED.search(behind):
        return "repeals"
    if _CORRECTS.search(before) or _CORRECTED.match(behind):
        return "corrects"
    return "amends" if _AMENDS.search(before) else None
