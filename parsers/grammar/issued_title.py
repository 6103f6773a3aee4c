"""Which document a title issues, forwards, approves or puts out for comment: 关于印发《…》的通知.

What it amends or repeals does not count: 国务院关于修改《…》的决定 issues no 《…》.
"""

from typing import NamedTuple

from parsers.grammar import document_type
from parsers.grammar.issuing_bodies import leading_bodies
from parsers.grammar.patterns import lazy_regex
from parsers.grammar.words import BEFORE_VERB, one_of


class Issued(NamedTuple):
    """The title of the document without its outer 《》, the rule that found it and the words that it was read from."""

    title: str
    rule: str
    words: str


_CARRIER = lazy_regex(
    r"的?(?:紧急|补充|联合|预)?(?:通知|通告|公告|公示|复函|函|通报|令)$|(?:的|(?<=》))(?:决定|决议|命令|批复)$"
)
"""的通知: the type of the 公文 that issues the document. 报告 or 意见 at the end is the document itself."""

_IN_FORCE = "(?:(?:实施|施行)(?!细则|方案|意见|办法|计划|规划|纲要|指南|规则|规定|步骤|要点|条例|标准))?"
"""公布实施《…》, but 公布实施细则 publishes an 实施细则."""

_ISSUE = lazy_regex(
    rf"(?:关于)?{BEFORE_VERB}(?:印发|印送|转发|批转|转批|下发|制发)(?:经[^《》]{{1,30}}?(?:批准|同意)的)?"
)
"""关于印发, 联合印发, 批转: always followed by a document."""

_FORWARD = lazy_regex(rf"(?:关于)?{BEFORE_VERB}(?:转发|批转|转批)")
"""Followed by the owner of the document and its title: 转发卫生部国家鼠疫控制应急预案."""

_UNNAMED_KIND = lazy_regex(r"^[^《》“]{2,60}关于[^《》]+(?:工作|问题|事项|事宜)$")
"""转发教育部关于做好…工作的通知 forwards a 通知: 的通知 is not printed twice."""

_PUBLISH = lazy_regex(rf"(?:关于)?{BEFORE_VERB}(?:发布|公布|颁布|颁发|下达){_IN_FORCE}")
"""Followed by a document or something else (公布第四批重点文物保护单位, 颁发…运行许可证).

A document is in 《》 or ends like one.
"""

_APPROVING = lazy_regex(r"(?:关于|对)(?:原则)?(?:同意|批准|核准)")
_REPLY = lazy_regex(r"(?:关于|对)(?:(?:原则)?(?:同意|批准|核准))?(?P<name>.+?)的?(?:批复|复函|函|通知|决定|决议)$")
"""关于《…规划》的批复, 关于同意…方案的批复, 关于批准…规划的通知."""

_ASK = lazy_regex(
    r"(?:关于|就)?(?:向社会)?(?:再次)?(?:公开)?(?:向社会)?(?:公开)?(?:征求|征集)(?:社会|公众|社会公众)?(?:对|关于)?(?P<name>[^《》]{0,30}《.{1,300}?|.{2,200}?)"
    r"(?:的)?(?:修订|修改|报批|立项)?(?:的)?(?:社会|公众)?意见(?:建议|和建议)?(?:的)?(?:通知|公告|公示|复函|函|通告|启事)?$"
)
"""公开征求对《…》的意见, 关于公开征求《…》意见的通知."""

_ASK_ABOUT = lazy_regex(
    r"(?:关于)?(?:就|对|公布|发布)?(?:(?:推荐性|强制性)?(?:国家|行业|部门|团体|地方|生态环境|计量)+标准)?(?P<name>《.{1,300}》(?:[（(][^（）()]{1,30}[)）])?(?:等[^《》，]{1,24}?(?=(?:向社会)?(?:再次)?(?:公开)?征))?)[^《》]{0,40}?(?:征求|征集)[^《》]{0,12}意见(?!稿)"
    r"|(?:关于)?(?P<draft>《.{1,300}》[（(][^（）()]{0,20}征求意见稿[)）])(?!(?:的)?[编起修][制草订]说明)"
)
"""关于《…（征求意见稿）》公开征求意见的通知."""

CONSULTED = lazy_regex(
    r"(?:征求|征集)(?:社会|公众)*意见(?:[^《》]{0,8}(?:情况|结果|采纳|汇总|工作|制度|程序|平台)|的(?:情况)?(?:反馈|说明)$)"
)
"""公开征求意见采纳情况, 公开征求意见工作: about a consultation, not a consultation."""

_REVISED = lazy_regex(r"^新?(?:修订|修改|调整|制定|修正)后?的?(?=《)")
_AMENDS = lazy_regex(r"(?:修订|修改|调整|修正)《")
"""关于修订《…规定》的批复 approves an amendment; 修订后的《…规定》 is a document."""

_STANDARD = lazy_regex(
    r"^(?:(?:推荐性|强制性)?(?:国家|行业|部门|团体|地方|生态环境|计量)[\u4e00-\u9fa5]{0,12}标准)(?=《[^《》]+》(?:[（(][^（）()]{1,30}[)）])?$)"
)
"""国家标准《…》, 国家固体废物污染控制标准《…》: the kind of the document before its name."""
_FOOT = lazy_regex(r"\s?(?:[（(][^（）()《》]{1,40}[)）]){1,4}$")
_CLOSING = lazy_regex(r"\s?(?:[（(][^（）()《》]{1,40}[)）]){0,4}$")
_OWNER = lazy_regex(
    r"^[^《》关]{2,40}(?:部|委|局|办|厅|会|署|院|室|组|社|司|公司|政府|银行|中心|部门|单位)(?:关于(?=《[^《》]+》$))?(?=《|“[^“”]+”$)"
)
"""The body whose document is forwarded: 人民日报社《关于…的意见》, 财政部等部门《…办法》."""

_APPROVED_KINDS = frozenset(
    "规划 纲要 方案 计划 办法 章程 条例 规定 目录 名单 预案 规则 细则 标准 要点 措施 清单 准则 大纲 公约 法".split()
)
_APPROVED_ENDINGS = lazy_regex(rf"(?<!行政)(?:{one_of('approved')})$")
_ASKED = lazy_regex(r"(?:请示|(?<!研究)报告|来函|函)》?$")
"""对《关于…的请示》的复函 answers a request and does not approve a document."""

_NOT_THE_NAME = lazy_regex(
    r"^(?:将|在|对|由|从|给予|设立|成立|撤销|调整|修改|延长|编制|制定|执行|落实|贯彻|实施|批准|同意|建立|试行|继续|决定|加入)"
    r"|延长实行|延长执行|继续实行"
)
"""The beginning of a reply that approves an action, not a document."""

_OWNED_KINDS = frozenset("规划 纲要 方案 计划 办法 规定 预案 要点 意见 细则 规则 制度".split())
_PART_OF_THE_NAME = ("和", "与", "及", "的", "系统", "直属", "所属", "机关", "部门", "成员", "组建")
"""Words behind a body's name that make it part of the title: 教育部直属师范大学…办法, 国家机械工业委员会组建方案."""

_PUBLISHED_KINDS = (frozenset(document_type.OWN_KINDS) - set("答复 说明 政策 制度".split())) | set(
    "意见 决定 通报 报告".split()
)
_PUBLISHED_ENDINGS = lazy_regex(rf"(?:{one_of('published')})$")


def issued_title(text: str, whole: str, *, order: bool = False) -> Issued | None:
    """The document that a title issues, forwards, approves or puts out for comment, or None.

    `text` is the title after its issuing bodies and without its number, `whole` the title with them. `order`: the title
    has the number of an order or announcement, which publishes the document that the rest of the title names.
    """
    foot = _FOOT.search(text) if text[-1:] in ")）" else None
    head = text[: foot.start()] if foot else text
    if "征" in text and not CONSULTED.search(head):
        consulted = _ASK.match(head) or _ASK_ABOUT.match(head)
        if consulted:
            return _result(
                document_name(consulted[consulted.lastgroup or "name"]), "put out for comment", consulted.group()
            )
    if match := _ISSUE.match(head):
        content = _content(text, head, match.end())
        if content.startswith("实施《") and (end := _closing(content[2:])) and _CLOSING.match(content[2:], end + 1):
            content = content[2:]  # 印发实施《…方案》, but 实施《…法》若干规定 is the name of what is issued
        if content == text[match.end() :] and not (
            _is_document(content) or document_type.ending_of(_FOOT.sub("", content))
        ):
            return None  # 联合印发意见 加快培育样例: a headline, where no 通知 ends the title
        forwards = _FORWARD.match(head) is not None
        if forwards and _UNNAMED_KIND.search(content) and head.endswith("的通知") and "批" not in head[:3]:
            content += "的通知"
        name = document_name(content, forwarded=forwards)
        return _result(name, "issued or forwarded", head)
    if match := _PUBLISH.match(head):
        content = _content(text, head, match.end())
        return _result(document_name(content) if _is_document(content) else None, "published", head)
    if head.endswith(("批复", "复函")) or _APPROVING.match(head):
        return _read_approved(head)
    return _read_order(whole) if order else None


def document_name(text: str, *, forwarded: bool = False) -> str | None:
    """The name of a document between verb and type, without its outer 《》 and its owner, with its version.

    《…》（试行） gives …（试行）; several 《…》《…》 and 《…》实施细则 stay as printed. With `forwarded` a body's name
    directly before a title without 《》 is the owner's; with 关于 behind it, it is part of the title.
    """
    text = _STANDARD.sub("", _REVISED.sub("", text.strip()))
    if not text.startswith("《") and (owner := _OWNER.match(text)):
        text = text[owner.end() :]
    if text.startswith("《"):
        end = _closing(text)
        if end is not None and _CLOSING.match(text, end + 1):
            return (text[1:end] + text[end + 1 :].strip()).strip() or None
        return text
    if text.startswith("“") and text.endswith("”") and text.count("“") == 1 and len(text) > 12:
        return text[1:-1]
    if forwarded and "关于" not in text:
        owners = leading_bodies(text)
        rest = text[owners.end :].strip()
        if owners.reading.bodies and owners.reading.bodies[-1].id in ("state_council", "cpc_central"):
            return text  # many bodies' names begin with theirs: 国务院住房制度改革领导小组…方案
        ending = document_type.ending_of(_FOOT.sub("", rest))
        if owners.end and ending and ending.kind in _OWNED_KINDS and not rest.startswith(_PART_OF_THE_NAME):
            return rest
    return text or None


def _content(text: str, head: str, start: int) -> str:
    """The words between the verb and 的通知, or to the end of a title without 的通知."""
    carrier = _CARRIER.search(head, start)
    return head[start : carrier.start()] if carrier else text[start:]


def _result(name: str | None, rule: str, words: str) -> Issued | None:
    return Issued(name, rule, words) if name else None


def _is_document(content: str) -> bool:
    content = content.strip()
    if content.startswith("《") or any(sign.match(content) for sign in (_REVISED, _STANDARD, _OWNER)):
        return True
    trunk = _FOOT.sub("", content)
    if _NOT_THE_NAME.search(content):
        return False
    ending = document_type.ending_of(trunk)
    return (ending is not None and ending.kind in _PUBLISHED_KINDS) or _PUBLISHED_ENDINGS.search(trunk) is not None


def _is_approvable(name: str) -> bool:
    if _AMENDS.match(name):
        return False
    name = _REVISED.sub("", name)
    if name.startswith("《"):
        end = _closing(name)
        return end is not None and _CLOSING.match(name, end + 1) is not None
    trunk = _FOOT.sub("", name)
    if _NOT_THE_NAME.search(name):
        return False
    ending = document_type.ending_of(trunk)
    return (ending is not None and ending.kind in _APPROVED_KINDS) or _APPROVED_ENDINGS.search(trunk) is not None


def _read_approved(head: str) -> Issued | None:
    reply = _REPLY.match(head)
    name = reply["name"].strip() if reply else ""
    if _ASKED.search(name):
        return None
    return _result(document_name(name), "approved", head) if _is_approvable(name) else None


def _read_order(whole: str) -> Issued | None:
    """《…》 or the bare title beside the number of an order: 国家广播电视总局令（第16号） 微短剧发展管理办法."""
    if whole.startswith("《"):
        return _result(document_name(whole), "published by this order", whole)
    trunk = _FOOT.sub("", whole)
    ending = document_type.ending_of(trunk)
    if ending is None or ending.kind in ("公告", "通告", "令", "通知") or whole.startswith(("公布", "发布", "关于")):
        return None
    return _result(whole, "published by this order", whole)


def _closing(text: str) -> int | None:
    """The index of the 》 that closes the 《 at the beginning."""
    depth = 0
    for place, char in enumerate(text):
        if char == "《":
            depth += 1
        elif char == "》":
            depth -= 1
            if depth == 0:
                return place
    return None
