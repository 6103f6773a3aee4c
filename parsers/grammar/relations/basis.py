"""What a document says that it is based on: 根据《…》和《…》，制定本办法 · 为贯彻落实《…》精神，现就有关事项通知如下.

Only the statement about the document itself counts. 按照《…》的规定处理 in a rule, and 要认真落实《…》, tell their
readers what to do.
"""

from collections.abc import Callable, Iterator, Sequence

from parsers.grammar.patterns import lazy_regex
from parsers.grammar.relations.references import Reference

SIGNS = ("根据", "依据", "按照", "依照", "遵照")
_AIMS = ("贯彻", "落实", "实施", "执行")
_MAKING = ("现", "立", "制定", "制订", "提出", "决定", "编制", "通知", "印发", "将")

_ON = lazy_regex(
    r"(?P<on>根据|依据|按照|依照|遵照)|(?P<aim>(?<!延续)(?<!继续)(?<!停止)(?<!暂停)(?:贯彻|落实|执行|实施)+)"
)
_ON_ANOTHER = lazy_regex("根据|依据|按照|依照|遵照")
# 为贯彻落实《…》 · 为了深入贯彻党的二十大精神，落实《…》: a purpose, and not 以…为指导, 确定为, 作为
_PURPOSE = lazy_regex(
    r"(?<![作成认称改变列定分设化名更视])为(?!止|主|准|例|期|由|限|指导|统领|核心|重点|基础|契机|抓手|目标|依据|主线|牵引|载体|导向|突破|引领|根本|动力|手段|单位|平台|支撑|保障)"
)
# 根据国务院《…》 · 按照中共中央办公厅、国务院办公厅印发的《…》 · 落实党中央关于样例工作的部署和《…》
_LEAD = lazy_regex(
    r"(?:[^。；：《》]{0,60}(?:和|及|以及|与)(?:[^，。；《》]{0,24})?|[^，。；《》]{0,40}(?:印发|发布|公布|制定|颁布|修订|修改|下发|批准)后?的|[^，。；：《》]{0,24})"
)
_JOINT = lazy_regex(
    r"(?:第[^，。；、《》]{1,24}?)?(?:的?(?:有关|相关)?(?:规定|要求|精神|部署))?\s*(?:[，,]?(?:、|以及|及|和|与)[^，。；《》]{0,24}|[，,并]?\s*)"
)
_OWN_KIND = r"本(?!单位|地区|部门|级|行政|系统|行业|企业|省|市|校|院|区|县|机构|公司|人|所|国|地|辖)[\u4e00-\u9fff]"
_MAKES = r"(?:研究|组织|联合|共同|会同|牵头|重新|我部|我委|我局|特|专门|编制|制订|起草|修订|拟订)*"
# 制定本办法 · 我部起草了《…》 · 特制定以下方案: about the document wherever it stands
_MADE = lazy_regex(
    rf"(?:制定|制订|编制|起草|拟订|拟定|修订|修改|订立|设立|形成|作出|提出)(?:完成|并印发)?了?(?:{_OWN_KIND}|以下|如下|下列|(?P<named>[^，。；《》]{{0,8}}《))"
)
# 现就…通知如下 · 现组织开展 · 国务院决定 · 经评审，认定: about the document in its opening alone
_ACTS = lazy_regex(
    r"(?:^|[，,；])[^，。；《》]{0,20}?现(?:就|将|予|公|发|组织|印发|决定|对|开展|批准|启动|请|通知|提出|下达|面向|征|推荐|拟|再次|做|制定|确定|认定|开始|授予|函|批复|答复)"
    r"|(?:通知|公告|决定|通告|批复|函复|函告|意见|公示|规定|明确|解释|答复)如下|"
    rf"[，,][^，。；《》]{{0,60}}?(?:决定|研究决定|认定|授予|批准|核准|组织{_MAKES}(?:开展|编制|实施|制定|对|复核)|形成了|编制完成|确定了|修订|公布|印发|发布|组织了|开展了|制定了|同意|征集|[建设]立)"
    r"|[，,](?:[^，。；《》]{0,30}[，,])?(?:特|现)?(?:制定|制订|编制)[^，。；《》]{2,40}[。：:]?\s*$"
)
# 本办法根据《…》制定
_SUBJECT = lazy_regex(rf"{_OWN_KIND}[\u4e00-\u9fff]{{0,6}}$")
_MADE_OF_IT = lazy_regex(r"[^，。；《》]{0,24}(?:制定|编制|修订)(?=[。，；]|$)")
_OBLIGES = lazy_regex(
    r"(?:应当|必须|可以|应|须|需要?|要|可|不得|严格|能够|均|仍|继续|已|其|是)(?:分别|严格|继续|依法)?$|各(?:地|级|省|市|县|部门|单位)[^，。；：为]{0,4}$"
)
# 样例厅按照《…》制定《…》: what a body did or is to do, where the sentence stands among the rules
_OF_A_BODY = lazy_regex(r"(?:部|委|局|厅|办|院|中心|政府|机构|单位|企业|公司|小组|会)$")
# 根据宪法，制定本法: laws print the constitution without 《》
_CONSTITUTION = lazy_regex(
    r"(?:根据|依据)(?P<title>(?:中华人民共和国)?宪法)(?=[，,和、]?(?:[^，。；]{0,30}[，,])?制定本)"
)
_ANNEX = lazy_regex(r"附件")


def may_state_basis(sentence: str) -> bool:
    """Whether a sentence can say what a document is based on: a quick look, for most sentences do not."""
    if any(sign in sentence for sign in SIGNS):
        return True
    states_aim = "为" in sentence and any(sign in sentence for sign in _AIMS)
    return states_aim and any(sign in sentence for sign in _MAKING)


def read_basis(
    sentence: str, references: Sequence[Reference], *, is_opening: bool, is_own_name: Callable[[str], bool]
) -> Iterator[Reference]:
    """The documents that a sentence names as the basis of its own, in order.

    `is_opening`: whether the sentence stands before the first heading or article of its text; `is_own_name`: whether a
    title is that of the document or of what it issues. Among the rules of a text 根据《…》制定《…》 is a task.
    """
    if constitution := _CONSTITUTION.search(sentence):
        yield Reference(constitution["title"], None, constitution.start("title"), constitution.end("title"))
    purpose = _PURPOSE.search(sentence)
    for on in _ON.finditer(sentence):
        is_aim = on["aim"] is not None
        if is_aim and (purpose is None or purpose.start() > on.start()):
            continue
        if _OBLIGES.search(sentence, max(0, on.start() - 8), on.start()):
            continue
        if not (is_aim or is_opening) and _OF_A_BODY.search(sentence, max(0, on.start() - 2), on.start()):
            continue
        named = _named_behind(sentence, references, on.end())
        if not named:
            continue
        rest = sentence[named[-1].end :]
        is_own = not is_aim and _SUBJECT.search(sentence, 0, on.start()) and _MADE_OF_IT.match(rest)
        made = _MADE.search(rest)
        if made and made["named"] and not is_opening:
            what = next((one.title for one in references if one.start == named[-1].end + made.end() - 1), None)
            made = made if what and is_own_name(what) else None
        if is_own or made or (is_opening and _ACTS.search(rest)):
            yield from (one for one in named if one.names_document and not _ANNEX.search(sentence, one.start, one.end))


def _named_behind(sentence: str, references: Sequence[Reference], start: int) -> list[Reference]:
    """The list of documents that begins at an index: 《…》、《…》和国务院《…》."""
    named: list[Reference] = []
    for reference in references:
        if reference.start < start:
            continue
        between = sentence[named[-1].end if named else start : reference.start]
        if not (_JOINT if named else _LEAD).fullmatch(between) or _ON_ANOTHER.search(between):
            break
        named.append(reference)
    return named
