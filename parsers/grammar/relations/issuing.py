"""What a text issues, forwards, approves or puts out for comment by its own words: 《…》已经…通过，现予公布."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from parsers.grammar.numerals import read_numeral
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.relations.instrument import has_draft_mark
from parsers.grammar.relations.references import Reference
from parsers.record import RelationKind

SIGNS = ("现", "予以", "同意", "批准", "转发", "批转", "征求意见稿", "草案", "送审稿")

_GIVES = "(?:公布|发布|印发|颁布|下发|(?<!转)发给|转发|批转|印送|公告)"
FORWARDING = frozenset(("转发", "批转"))
# 《…》已经…审议通过，…，现予公布 · 《…》业经…批准，现印发给你们
_ADOPTED = lazy_regex(
    rf"(?:已|业|经|由)[^。；]{{2,160}}?[，,。][^。；，]{{0,10}}?(?:现(?:予以|予|一并)?|特予?|兹|予以)(?P<act>{_GIVES})"
)
# 制定了《…》，现印发给你们 · 《…》，现予发布
_MADE = lazy_regex(
    r"(?:制定|制订|修订|编制|起草|研究|形成|同意|拟定|拟订|提出)(?:并[^，。；《》]{1,12})?了?(?:[^，。；：《》的]{0,24}|[^，。；：《》]{0,40}(?:制定|制订|提出|拟定|拟订|报送)的)$"
)
_NOW_GIVEN = lazy_regex(rf"[，,](?:[^，。；《》]{{0,24}}[，,])?现(?:予以|予|将其|一并)?(?P<act>{_GIVES})")
# 现公布修订后的《…》 · 现印发《…》
_NOW = lazy_regex(
    rf"现(?:予以|予|将|正式|联合|批准)?(?P<act>{_GIVES})(?:实施)?(?:了)?(?:[^，。；《》]{{0,16}}(?:修订|修改|修正|批准|制定|同意|审定)后?的|经[^。；《》]{{2,40}}(?:批准|同意|审定)的)?\s*$"
)
# 现将修订后的《…》印发给你们 · 经省政府同意，现将样例厅《…》转发给你们
_TAKEN = lazy_regex(r"现将[^，。；《》]{0,60}$")
_HANDED = lazy_regex(rf"(?:[^《》，。；]{{0,6}}(?:予以|重新|联合|一并|正式)?)(?P<act>{_GIVES})")
# 样例部《…》已经国务院同意，现转发给你们 · 各市人民政府：甲厅、乙局制定的《…》业经省政府同意，现印发给你们
_BEGINS = lazy_regex(r"(?:[^。；《》]*[：:])?[^，。；：《》]{0,100}")
_GOVERNED = lazy_regex(r"根据|按照|依据|依照|贯彻|落实|参照|违反")
_JOINT = lazy_regex(r"\s*(?:[、和及与]|以及)?\s*")
# 《甲办法》《乙办法》等2个办法: all of them are named
_IN_ALL = lazy_regex(
    r"等(?P<count>\d{1,2}|[二两三四五六七八九十]{1,2})(?:个|项|部|件|份)[^，。；《》]{0,8}?(?=已|业|经|由|印|转|批|予|，)"
)
_REPLY = lazy_regex(r"(?:批复|复函)(?:[（(][^（）()]{1,30}[)）])?$")
# 原则同意《…》: approves wherever it stands, also in a reply that another document forwards
_IN_PRINCIPLE = lazy_regex(
    r"(?<!会议)原则(?:上)?(?:同意|批准)(?:实施)?(?:[^，。；《》]{0,24}(?:报送|提出|修改|修订|组织编制|编制|上报|制定)后?的)?\s*$"
)
_APPROVES = lazy_regex(
    r"(?<!不)(?:原则)?(?:同意|批准|核准)(?:实施)?(?:你[^，。；《》]{1,10})?(?:[^，。；《》]{0,24}(?:报送|提出|修改|修订|组织编制|编制|上报|制定)后?的)?\s*$"
)
_NAMED = lazy_regex("《[^《》]*》")
_CONSULTS = lazy_regex(r"征求(?:社会)?(?:公众)?意见|征集意见|起草了|形成了?|研究起草|组织起草|听取意见")
_ABOUT_IT = lazy_regex(r"的?(?:起草|编制|修订|制定|修改|有关)?说明$|情况$")


class Issued(NamedTuple):
    """A document, and what the sentence does with it."""

    kind: RelationKind
    reference: Reference


def read_issued(sentence: str, references: Sequence[Reference], *, title: str, is_draft: bool) -> Iterator[Issued]:
    """The documents that a sentence issues, forwards, approves or puts out for comment, in order.

    `title`: that of the document, `is_draft`: whether it is a draft.
    """
    named = [one for one in references if one.title is not None]
    # 征求意见 of a name says nothing: 与《…办法（征求意见稿）》相衔接
    consults = _CONSULTS.search(_NAMED.sub("", sentence)) is not None
    for index, reference in enumerate(named):
        if reference.title and has_draft_mark(reference.title):
            if consults and (is_draft or "现" in sentence) and not _ABOUT_IT.search(reference.title):
                yield Issued("draft_of", reference)
            continue
        if is_draft:
            continue
        first, last = _list_around(sentence, named, index)
        before, behind = sentence[: named[first].start], sentence[named[last].end :]
        is_reply = _REPLY.search(title) is not None
        if (_APPROVES if is_reply else _IN_PRINCIPLE).search(before):
            yield Issued("approves", reference)
        if is_reply:
            continue
        total = _IN_ALL.match(behind)
        names_all = total is not None and read_numeral(total["count"].replace("两", "二")) == last - first + 1
        if sentence[reference.end : reference.end + 1] == "等" and not names_all:
            continue  # 《…》等文件: which they are is not said
        if act := _act(before, behind[total.end() :] if total and names_all else behind):
            yield Issued("forwards" if act in FORWARDING else "issues", reference)


def _act(before: str, behind: str) -> str | None:
    """The verb that gives a document to its readers, by the words before and behind it."""
    if found := _NOW.search(before):
        return found["act"]
    if _TAKEN.search(before) and (found := _HANDED.match(behind)):
        return found["act"]
    if _BEGINS.fullmatch(before) and not _GOVERNED.search(before) and (found := _ADOPTED.match(behind)):
        return found["act"]
    if _MADE.search(before) and (found := _NOW_GIVEN.match(behind)):
        return found["act"]
    return None


def _list_around(sentence: str, named: Sequence[Reference], index: int) -> tuple[int, int]:
    """The first and the last document of the list in which a document stands: 《…》、《…》和《…》."""
    first = last = index
    while first and _JOINT.fullmatch(sentence, named[first - 1].end, named[first].start):
        first -= 1
    while last + 1 < len(named) and _JOINT.fullmatch(sentence, named[last].end, named[last + 1].start):
        last += 1
    return first, last
