"""Which stage a title says its document is at: a draft for comment, an interpretation, news, or the document itself."""

from parsers.grammar import document_type
from parsers.grammar.issued_title import CONSULTED
from parsers.grammar.patterns import lazy_regex
from parsers.record import Evidence, Stage

_INTERPRETATION = lazy_regex(
    r"^\s?[【\[]?(?:解读|问答(?=[】\]：:｜|丨]))"
    r"|解读(?:文章)?(?:之[一二三四五六七八九十\d]+)?\s?(?:$|[｜|丨：:（(]|——)|(?:专家|政策|权威)解读|读懂《|答记者问|答问$|答新华社记者问|问答$|解读《|解读.{0,2}(?:一图读懂|图解|长图).{0,2}$"
)
_ABOUT_A_DOCUMENT = lazy_regex(
    r"\s?[【\[]?(?:一图|图解|图说|政策解读|专家解读|权威解读|视频解读|数读|长图|H5|政策问答"
    r"|(?:图表|图文|漫画|动漫|动画|短视频|视频|海报|音频)(?=\s?[】\]：:｜|丨·]|[解速]读|读懂|带你|告诉你))"
)
"""The beginning of an interpretation with any ending: 一图读懂：…实施意见; not 动漫企业认定管理办法."""

_NEWS = lazy_regex(
    r"召开|举行|举办|会见|会谈|出席|主持|部署|检查指导|调研|考察|强调|座谈|慰问(?!电)|约谈|开幕|闭幕|揭牌|评论员|发言人|审议通过|同比|环比|(?:增长|下降|回升|增速)[^，]{0,4}\d|致辞|讲话|签署|视察|视频会议|赴.{1,12}(?:督导|检查)|加力推动|答谢|参加|发布会|吹风会"
    r"|^[\u4e00-\u9fa5]{2,12}(?:部|委|局|办|署|行|会)[：:]"
)
_REPORTED = lazy_regex(
    r"(?:通知|通报|意见|函|文件)(?:要求|强调|指出|明确|部署|提出)"
    r"|(?:印发|发布|下发|发出|出台|联发)(?:紧急|补充)?通知(?=[^，。]{2})"
    r"|(?:印发|发布|下发|发出|出台)(?:通知)?(?=开展|组织|推进|部署|要求|明确|支持|鼓励|规范|加强|推动|进一步)"
)
"""住房和城乡建设部通知要求做好…工作, 某厅印发通知组织推荐…, 六部委联合发布《通知》开展…."""

_SAYS = lazy_regex(
    r"[^《》“”，。：:]{0,30}?(?:等)?(?:[两二三四五六七八九十]{1,3}|\d{1,2}|多)(?:个|家)?(?:部门|部委|单位)[：:]"
)
"""三部门：延续实施…政策: a press headline with any ending."""

_QUOTED = lazy_regex(r"《[^《》]*》|“[^“”]*”")
_CLAUSES = lazy_regex(r"^[^（(]{2,}，[^）)]{4,}$")
"""14项重点任务，某省出台…实施意见: without 关于, a comma outside of quotation marks and brackets marks a headline."""

_DRAFT = lazy_regex(
    r"征求意见稿|送审稿|[（(][^（）()]{0,10}草案|公开征求意见|意见征集"
    r"|(?:^|关于|就|^[^《]{2,60}(?:部|委|局|署|办|室|厅|司|中心|委员会|监会))(?:向社会)?(?:再次)?(?:公开)?(?:向社会)?(?:公开)?(?:征求|征集(?=[^，。]{1,80}意见))(?!意见工作)"
    r"|[》）)][^《》]{0,12}(?:征求|征集)[^《》]{0,12}意见"
)
"""（征求意见稿）, 关于公开征求《…》意见的公告, 关于《…》公开征求意见的通知."""

_ON_DRAFTS = frozenset(("议案", "报告", "说明", "决议"))
"""关于《…法（修订草案）》审议结果的报告: documents of congresses and governments about a draft."""


_ASKING = lazy_regex(
    r"(?:征求|征集)(?:社会|公众|各界|各方|行业|有关方面|有关单位|的){0,3}意见$|^(?:关于)?(?:向社会)?(?:再次)?(?:公开)?(?:征求|征集)|》(?:[（(].{1,20}[)）])?(?:向社会)?(?:再次)?(?:公开)?征求(?:社会)?(?:公众)?意见$"
)


def read_stage(
    core: str, trunk: str, ending: document_type.Ending | None, *, has_order: bool
) -> tuple[Stage, Evidence | None]:
    """The stage by the words of a title, with the words that say so; `final` and None where none do.

    `core`: the title without its number, `trunk`: that without the brackets behind it, `ending`: the type at its end,
    `has_order`: whether the title bears the number of an order or announcement.
    """
    official = ending is not None and ending.kind in document_type.OFFICIAL
    if match := _ABOUT_A_DOCUMENT.match(trunk):
        return "interpretation", Evidence("title: interpretation", match.group())
    if not official and (match := _INTERPRETATION.search(trunk)):
        return "interpretation", Evidence("title: interpretation", match.group())
    is_marked = "征" in core[len(trunk) :]  # …（征求意见稿）
    is_plain = ending is None and not has_order and "关于" not in trunk and not is_marked
    headline = _QUOTED.sub("", trunk) if is_plain else ""
    if match := _REPORTED.search(headline):
        return "news", Evidence("title: reports what a document says", match.group())
    if match := _NEWS.search(headline):
        return "news", Evidence("title: headline", match.group())
    if ending is None and (match := CONSULTED.search(core)):
        return "news", Evidence("title: about a consultation", match.group())
    if not official and not has_order and "关于" not in trunk and (match := _SAYS.match(trunk)):
        return "news", Evidence("title: headline", match.group())
    asks = "征" in core or "送审" in core or ("草案" in core and (ending is None or ending.kind not in _ON_DRAFTS))
    if asks and not CONSULTED.search(core) and (match := _DRAFT.search(core)):
        return "draft", Evidence("title: put out for comment", match.group())
    if "关于" not in trunk and not has_order and (match := _CLAUSES.search(_QUOTED.sub("", trunk))):
        return "news", Evidence("title: headline of two clauses", match.group())
    return "final", None


def asks_for_comments(trunk: str, ending: document_type.Ending) -> bool:
    """Whether a title asks for comments: 公开征求对《…》的意见 is not an 意见, 公开征集…的建议 not a 建议."""
    return ending.kind in ("意见", "建议") and _ASKING.search(trunk) is not None
