"""The forms in which a decision changes a rule, as patterns over its words; a sign stands for each quotation."""

from parsers.grammar.amendments.quotes import SIGN
from parsers.grammar.patterns import lazy_regex

LEAD = lazy_regex(r"[\s，,。；;、：:]*(?:并|同时|另外|此外|再|相应)?[，,]?\s*")
TAKES = r"(?:将|把|对|在|于)?\s*"
SCOPE = lazy_regex(
    r"(?:(?:本|该|其)[^，。；\ue000第]{0,8}|条文|全文|文|各条|规章|正文|通篇)?(?:中|内|里)?(?:的)?"
    r"(?:所有|全部|各处|涉及)?(?:的)?"
)
_PART = r"(?:条首|开头|开始|首句|末尾|最后|前段|后段|句首|句末)?(?:部分)?"
_WITHIN = rf"(?:{_PART}(?:中|内|里|规定)?的?)?"
CHANGE = (
    r"(?:统一|一律|均|全部|分别|相应)?(?:予以)?"
    r"(?:(?:修改|改|修订|修正|调整|替换|更改|变更)(?:作|成)?为|(?:缩短|延长|提高|降低)[为至到])"
)
_WORDS = r"(?:\s*(?:等?[一二两三四五六七八九十]{1,3}个?字|字样|一词|的表述|的规定))?"
_QUOTES = rf"{SIGN}(?:\s*(?:[、，,和及与]|以及|或者?)?\s*{SIGN})*"
REPLACE = lazy_regex(rf"{_WITHIN}\s*[，,]?\s*(?:内容)?{CHANGE}\s*[:：]?\s*(?P<q>{SIGN})(?!\s*{CHANGE})")
BARE_REPLACE = lazy_regex(rf"{_WITHIN}\s*[，,]?\s*{CHANGE}\s*[:：]\s*(?P<text>[^{SIGN}\n]+)")
WORDS = lazy_regex(
    rf"{_WITHIN}\s*(?:[^，。；：第{SIGN}]{{0,12}}[由从]\s*)?(?P<old>{_QUOTES})\s*(?:字样|的表述|一词|等字)?\s*[，,]?\s*{CHANGE}\s*[:：]?\s*(?P<new>{SIGN})"
)
CUT_BEHIND = lazy_regex(
    rf"{_WITHIN}\s*(?:(?P<old>{_QUOTES})\s*(?:字样|的表述|的规定|一词|等字)?\s*[，,]?\s*(?:予以)?删[去除]"
    rf"|[，,]?\s*删[去除](?:其中的?)?\s*(?P<behind>{_QUOTES}){_WORDS})"
)
CUT_UNITS = lazy_regex(r"\s*(?:予以)?删[去除]")
DELETE = lazy_regex(r"删[去除掉](?:原)?\s*")
CUT_WORDS = lazy_regex(rf"(?P<how>{_PART}(?:中|内|里|规定)?的?)?\s*(?P<old>{_QUOTES}){_WORDS}")
BESIDE = lazy_regex(
    rf"{_WITHIN}\s*(?P<old>{SIGN})\s*(?:一词|字样)?之?(?P<side>后|前)[，,]?\s*(?:面)?增加(?:规定)?(?:了)?[:：]?\s*(?P<new>{SIGN})"
)
AT_END = lazy_regex(
    rf"(?P<side>开头|开始|句首|末尾|最后|句末)(?:部分)?(?:处)?[，,]?\s*增加(?:规定)?[:：]?\s*(?P<new>{SIGN})"
)
BECOMES = lazy_regex(
    r"\s*[，,]?\s*(?:分别|相应|依次)?(?:改为|调整为|作为|修改为|顺延为|变更为|改作)\s*(?=[第笫\ue000])"
)
INSERT = lazy_regex(
    r"(?:之?(?:后|前)|中|内)?[，,]?\s*(?:分别)?增加(?:规定)?(?P<count>[一二两三四五六七八九十\d]{1,3})(?:个)?(?P<unit>[章节条款项目])\s*[，,]?\s*"
    r"(?:(?:分别)?(?:作为|列为|为|即)?\s*)?(?=(?P<to>[第笫])?)"
)
# 第五条增加第三款：“…”
INSERT_NAMED = lazy_regex(r"(?:之?(?:后|前)|中|内)?[，,]?\s*(?:分别)?增加(?:规定)?\s*(?=(?P<to>[第笫]))")
# 分别修改为“丁”、“戊”、“己”: those behind the first
_ANOTHER = rf"\s*(?:[、，,；;和及与]|以及)?\s*{SIGN}"
MORE_NEW = lazy_regex(rf"(?:{_ANOTHER})+(?!{_ANOTHER}|\s*[，,]?\s*(?:{CHANGE}|予以|删|字样|一词|之?[前后中]|的))")
BEFORE_TEXT = lazy_regex(
    rf"\s*(?:的[^，。；：:{SIGN}]{{0,8}})?[，,。；]?\s*(?:规定|内容为|内容如下|表述为)?\s*[:：]?\s*(?={SIGN})"
)
OF_PLACE = lazy_regex(rf"\s*[。；;，,]?\s*(?:原?[第笫][^，。；:：{SIGN}]{{1,12}})\s*(?:为)?[:：]\s*(?={SIGN})")
MERGED = lazy_regex(r"\s*合并(?:为|成)?(?:一条)?[，,]?\s*(?:作为)?")
NAME_OF_DIVISION = lazy_regex(rf"\s*的?(?:[章节]?名称?|[章节]?标题|题目)(?P<old>{SIGN})?{CHANGE}\s*[:：]?\s*{SIGN}")
TITLE = lazy_regex(
    rf"{TAKES}本?(?:规章|办法|规定|条例|决定|文件|标准|其)?的?(?:名称|标题|题目|题名){CHANGE}\s*[:：]?\s*(?P<q>{SIGN}|《[^《》]{{2,80}}》)"
)
SIDES = {"开头": "start", "开始": "start", "句首": "start", "末尾": "end", "最后": "end", "句末": "end"}
